"""The five documented lines on the loopback Binance, both markets: placed, filled in parts, filled, stopped, canceled.

What rests is read from the exchange's own books, and expected by arithmetic that shares nothing with the product's.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal

import pytest

from core.bracket import Bracket
from core.notices import NoticeKind
from core.orders import ZERO, Side
from tests.exchanges.life import BEAT, Life
from tests.exchanges.on_loopback import Books
from tests.exchanges.test_engine_on_loopback import ETH_PRICE, both_markets, story
from tests.loopback.terms import PLENTY

D = Decimal
TICKS = {"Binance": D("0.01"), "Binance_F": D("0.1")}
DUST = D(5)  # USDT: less than that is no order on spot
LOTS = {("Binance", "BTC"): D("0.00001"), ("Binance", "ETH"): D("0.0001")}  # USD-M: 0.001 for both


@dataclass(frozen=True)
class Line:
    """``rungs``: (share, percent) as the line says; ``hands``: base quantity that must be there before."""

    coin: str
    text: str
    quantity: Decimal
    rungs: tuple[tuple[int, int], ...]
    hands: bool = False

    @property
    def middle(self) -> Decimal:
        return D(50_000) if self.coin == "BTC" else D(ETH_PRICE)


LINES = {
    "market": Line("BTC", "BTCUSDT on {} market long 0.01 sl off 2% tp off 5%", D("0.01"), ((100, 5),)),
    "a hand's position": Line(
        "BTC", "BTCUSDT on {} sl-or-tp long 100%p tp off 5% sl off 2%", D("0.01"), ((100, 5),), hands=True
    ),
    "separate commands": Line(
        "ETH",
        "ETHUSDT on {} market long 0.1 stoploss long 100%p sl off 2% takeprofit long 100%p tp off 5%",
        D("0.1"),
        ((100, 5),),
    ),
    "ladder": Line(
        "BTC",
        "BTCUSDT on {} market long 0.03 takeprofit long 33%p tp off 3% takeprofit long 33%p tp off 5% "
        "takeprofit long 100%p tp off 8% stoploss long 100%p sl off 2%",
        D("0.03"),
        ((33, 3), (33, 5), (100, 8)),
    ),
    "around the entry": Line(
        "ETH",
        "ETHUSDT on {} market long 0.5 takeprofit long 50%p tp e+4% takeprofit long 100%p tp e+8% "
        "stoploss long 100%p sl e-2%",
        D("0.5"),
        ((50, 4), (100, 8)),
    ),
}
every_line = pytest.mark.parametrize("line", LINES.values(), ids=LINES.keys())


async def placed(life: Life, books: Books, line: Line) -> Bracket:
    """Type it, agree to what it asks, and wait until its exits rest."""
    books.coin, text = line.coin, line.text.format(books.account)
    if line.hands:
        life.hands = True
        books.hand(Side.BUY, line.quantity)
        problem = (await life.tried(text)).problem
        assert problem is not None
        assert (problem.code, books.ours()) == ("E-ADOPT", [])
        await life.say(text, adopt={problem.message})
    else:
        await life.say(text)
    await life.guarded()
    return life.the()


def expected(books: Books, line: Line, bracket: Bracket) -> list[tuple[Decimal, Decimal]]:
    """(quantity, price) of each rung, nearest first, as the line means them."""
    tick, lot = TICKS[books.account], LOTS.get((books.account, line.coin), D("0.001"))
    if line.coin == "ETH":
        tick = D("0.01")
    whole = bracket.position.quantize(lot, ROUND_DOWN)
    reference = line.middle if line.hands else bracket.average
    assert reference is not None
    upto, sold, found = ZERO, ZERO, []
    for n, (share, percent) in enumerate(line.rungs, 1):
        upto += D(share) / 100
        edge = whole if n == len(line.rungs) else (bracket.position * upto).quantize(lot, ROUND_HALF_UP)
        found.append((edge - sold, step(reference * (100 + percent) / 100, tick, ROUND_FLOOR)))
        sold = edge
    return found


def step(price: Decimal, tick: Decimal, rounding: str) -> Decimal:
    return (price / tick).to_integral_value(rounding) * tick


def stop_price(books: Books, line: Line, bracket: Bracket) -> Decimal:
    tick = D("0.01") if line.coin == "ETH" else TICKS[books.account]
    reference = line.middle if line.hands else bracket.average
    assert reference is not None
    return step(reference * 98 / 100, tick, ROUND_CEILING)


def stands(books: Books, line: Line, bracket: Bracket) -> None:
    """What rests is what the line says, by the exchange's books."""
    rungs, sl = expected(books, line, bracket), stop_price(books, line, bracket)
    whole = sum((quantity for quantity, _ in rungs), ZERO)
    if books.account == "Binance":
        want = [("STOP_LOSS", quantity, sl) for quantity, _ in rungs] + [("LIMIT_MAKER", *rung) for rung in rungs]
    else:
        want = [("STOP_MARKET", whole, sl)] + [("TAKE_PROFIT_MARKET", *rung) for rung in rungs]
    assert sorted(books.resting()) == sorted(want), books.resting()


@story
async def reaches_its_targets(life: Life, books: Books, line: Line) -> None:
    bracket = await placed(life, books, line)
    stands(books, line, bracket)
    if not line.hands:
        assert bracket.entered.quantity == line.quantity
    whole = bracket.tradable
    for quantity, level in expected(books, line, bracket):
        before = life.the().exited.quantity
        books.trade(level)
        await life.until("sold a rung", lambda sold=before + quantity: life.the().exited.quantity == sold)  # type: ignore[misc]
        await life.guarded()
    await life.closed()
    assert (life.the().exited.quantity, books.resting()) == (whole, [])
    await life.until("told", lambda: NoticeKind.CLOSED in life.kinds())


@story
async def is_stopped_out(life: Life, books: Books, line: Line) -> None:
    bracket = await placed(life, books, line)
    whole, sl = bracket.tradable, stop_price(books, line, bracket)
    books.trade(sl)
    await life.closed()
    assert (sum((o.stopped.quantity for o in life.the().orders), ZERO), books.resting()) == (whole, [])


@story
async def fills_in_parts(life: Life, books: Books, line: Line) -> None:
    """Two fifths of the entry find somebody, then half of the first target; the stop sells the rest bit by bit."""
    books.coin = line.coin
    books.thin(PLENTY if line.hands else line.quantity * 2 / 5)
    bracket = await placed(life, books, line)
    if not line.hands:
        assert bracket.entered.quantity == line.quantity * 2 / 5
    stands(books, line, bracket)
    await life.hearing(books)
    whole, (rung, level) = bracket.tradable, expected(books, line, bracket)[0]
    half = bracket.instrument.floor_qty(rung / 2)
    books.thin(half)
    books.trade(level, half)
    books.trade(level * D("0.99"))  # and the market has left again before anything can be done
    await life.until("sold a part", lambda: life.the().exited.quantity == half)
    await life.guarded()
    left = whole - half
    assert books.stopped() >= life.the().tradable == left
    sl = stop_price(books, line, bracket)
    books.thin(bracket.instrument.floor_qty(left / 2))
    others = asyncio.create_task(trade_on(books, sl))
    try:
        await life.closed()
    finally:
        others.cancel()
    dust = whole - life.the().exited.quantity
    assert ZERO <= dust * sl < DUST
    assert books.resting() == []


async def trade_on(books: Books, price: Decimal) -> None:
    """The market stands there, and each print fills the book a little."""
    while True:
        books.trade(price)
        await asyncio.sleep(BEAT)


@story
async def is_canceled(life: Life, books: Books, line: Line) -> None:
    """Its targets, then all that is left: the position stays, and nothing of ours rests beside it."""
    bracket = await placed(life, books, line)
    market = f"{line.coin}USDT on {books.account}"
    await life.say(f"{market} cancel tp")
    await life.guarded()
    assert {type for type, _, _ in books.resting()} == {"STOP_LOSS" if books.account == "Binance" else "STOP_MARKET"}
    assert books.stopped() == bracket.tradable
    await life.say(f"{market} cancel all")
    await life.until("gone", lambda: books.resting() == [] and not life.the().live)
    assert (life.the().exited.quantity, life.the().tradable) == (ZERO, bracket.tradable)
    await life.say(f"{market} close")
    await life.closed()


@both_markets
@every_line
def test_it_is_placed_and_reaches_its_targets(account: str, line: Line) -> None:
    reaches_its_targets(account, line)


@both_markets
@every_line
def test_it_is_stopped_out(account: str, line: Line) -> None:
    is_stopped_out(account, line)


@both_markets
@every_line
def test_it_fills_in_parts(account: str, line: Line) -> None:
    fills_in_parts(account, line)


@both_markets
@every_line
def test_it_is_canceled(account: str, line: Line) -> None:
    is_canceled(account, line)

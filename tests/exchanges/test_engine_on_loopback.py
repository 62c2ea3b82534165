"""Stories of the whole bot on the loopback Binance: real ccxt, real websockets, the real clock, both markets.

After each the ledger is compared with the exchange's own books, to the last digit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Concatenate, ParamSpec

import pytest

from core.notices import NoticeKind
from core.orders import ZERO, OrderType, OrdStatus, Side
from tests.exchanges.life import Life
from tests.exchanges.on_loopback import Books, exchange_open

D = Decimal
P = ParamSpec("P")
LIMIT_SECONDS = 60
MARKETS = ("Binance", "Binance_F")
ETH_PRICE = 3_000


def story(tell: Callable[Concatenate[Life, Books, P], Awaitable[None]]) -> Callable[Concatenate[str, P], None]:
    """Make a test of a story on one account; whatever it does, the books are compared at its end."""

    async def play(account: str, *args: P.args, **kwargs: P.kwargs) -> None:
        async with asyncio.timeout(LIMIT_SECONDS), exchange_open() as binance:
            for symbol in ("ETH/USDT", "ETH/USDT:USDT"):
                binance.trade(symbol, ETH_PRICE)
            life = Life(binance)
            await life.start()
            try:
                await tell(life, Books(binance, account), *args, **kwargs)
                await life.audit(account)
            finally:
                await life.stop()

    def test(account: str, /, *args: P.args, **kwargs: P.kwargs) -> None:
        asyncio.run(play(account, *args, **kwargs))

    test.__doc__ = tell.__doc__
    return test


both_markets = pytest.mark.parametrize("account", MARKETS)


# -- entries ------------------------------------------------------------------------------------------


@story
async def fills_in_parts(life: Life, books: Books) -> None:
    await life.say(f"BTCUSDT on {books.account} limit long 0.01 at 49000 sl off 2% tp off 5%")
    await life.until("resting", lambda: life.the().orders[0].status is OrdStatus.NEW)
    books.trade(49_000, "0.004")
    await life.until("partly filled", lambda: life.the().entered.quantity == D("0.004"))
    await life.guarded()
    books.trade(49_000)
    await life.until("filled", lambda: life.the().entered.quantity == D("0.01"))
    await life.guarded()
    guards = [o for o in life.the().live if o.type in (OrderType.STOP, OrderType.PAIR)]
    assert sum((o.quantity or ZERO for o in guards), ZERO) >= life.the().tradable > D("0.009")
    books.trade(48_000)
    await life.closed()


@story
async def is_canceled_after_a_part(life: Life, books: Books) -> None:
    await life.say(f"BTCUSDT on {books.account} limit long 0.01 at 49000 sl off 2% tp off 5%")
    await life.until("resting", lambda: life.the().orders[0].status is OrdStatus.NEW)
    books.trade(49_000, "0.004")
    await life.until("partly filled", lambda: life.the().entered.quantity == D("0.004"))
    await life.say(f"BTCUSDT on {books.account} cancel entries")
    await life.guarded()
    books.trade(51_500)
    await life.closed()
    assert life.the().entered.quantity == D("0.004")


@story
async def is_canceled_before_it_fills(life: Life, books: Books) -> None:
    await life.say(f"BTCUSDT on {books.account} limit long 0.01 at 49000 sl off 2% tp off 5%")
    await life.until("resting", lambda: life.the().orders[0].status is OrdStatus.NEW)
    await life.say(f"BTCUSDT on {books.account} cancel all")
    await life.closed()
    assert life.the().entered.quantity == ZERO


@both_markets
def test_exits_grow_with_an_entry_that_fills_in_parts(account: str) -> None:
    fills_in_parts(account)


@both_markets
def test_what_had_filled_of_a_canceled_entry_is_guarded(account: str) -> None:
    is_canceled_after_a_part(account)


@both_markets
def test_an_entry_is_canceled_before_it_fills(account: str) -> None:
    is_canceled_before_it_fills(account)


# -- exits --------------------------------------------------------------------------------------------


@story
async def closes_when_told(life: Life, books: Books) -> None:
    await life.say(f"BTCUSDT on {books.account} market long 0.01 sl off 2% tp off 5%")
    await life.guarded()
    await life.say(f"BTCUSDT on {books.account} close")
    await life.closed()


@story
async def hand_closes(life: Life, books: Books) -> None:
    life.hands = True
    await life.say(f"BTCUSDT on {books.account} market long 0.01 sl off 2% tp off 5%")
    await life.guarded()
    for id in books.open_ids() if books.account == "Binance" else ():
        books.hand_cancel(id)  # on spot the coins are free only then
    books.hand(Side.SELL, life.the().tradable)
    await life.closed()
    await life.until("told", lambda: NoticeKind.OUTSIDE in life.kinds())


@story
async def trails(life: Life, books: Books) -> None:
    await life.say(f"BTCUSDT on {books.account} market long 0.01 trail 2%")
    await life.guarded()
    await life.hearing(books)
    for price in (51_000, 52_000):
        books.trade(price)
        bound = price * D("0.98")
        await life.until("raised", lambda bound=bound: stop_of(life) == bound)  # type: ignore[misc]
        await life.guarded()
    books.trade(50_900)
    await life.closed()
    await life.until("told", lambda: NoticeKind.STOP_MOVED in life.kinds())


@story
async def breaks_even(life: Life, books: Books) -> None:
    await life.say(
        f"BTCUSDT on {books.account} market long 0.02 sl off 2% breakeven "
        "takeprofit long 50%p tp off 3% takeprofit long 100%p tp off 8%"
    )
    await life.guarded()
    await life.hearing(books)
    books.trade(51_600)
    await life.until("at break-even", lambda: (stop_of(life) or ZERO) > (life.the().average or ZERO))
    await life.guarded()
    books.trade(50_050)
    await life.closed()
    flow = life.the().exited.value - life.the().entered.value
    assert flow > 0


@story
async def sells_a_part_of_a_target(life: Life, books: Books) -> None:
    """What a target left unfilled is sold at its price while the market stays there, and not closed below it."""
    await life.say(f"BTCUSDT on {books.account} market long 0.01 sl off 2% tp off 5%")
    await life.guarded()
    await life.hearing(books)
    bracket = life.the()
    level = next(o.price or o.trigger for o in bracket.live if o.slot == "tp1")
    assert level is not None
    books.trade(level, "0.004")
    await life.closed()
    assert (life.the().exited.quantity, life.the().exited.price) == (bracket.tradable, level)
    assert life.the().fills("close").quantity == ZERO


def stop_of(life: Life) -> Decimal | None:
    """The tightest stop that rests."""
    return max((o.trigger for o in life.the().live if o.trigger and o.type is not OrderType.TAKE), default=None)


@both_markets
def test_a_position_is_closed_when_told(account: str) -> None:
    closes_when_told(account)


@both_markets
def test_a_hand_closes_at_the_exchange(account: str) -> None:
    hand_closes(account)


@both_markets
def test_a_stop_trails(account: str) -> None:
    trails(account)


@both_markets
def test_a_stop_moves_to_break_even(account: str) -> None:
    breaks_even(account)


@both_markets
def test_a_target_fills_in_parts(account: str) -> None:
    sells_a_part_of_a_target(account)


# -- restarts and shorts ------------------------------------------------------------------------------


@story
async def restarts_while_it_rests(life: Life, books: Books) -> None:
    await life.say(f"BTCUSDT on {books.account} market long 0.01 sl off 2% tp off 5%")
    await life.guarded()
    await life.stop()
    books.trade(52_600)
    await life.start()
    await life.closed()
    assert life.the().exited.quantity > 0


@story
async def restarts_in_the_middle(life: Life, books: Books) -> None:
    """The process dies while the entry's answer is on its way, and the fill comes while it is away."""
    dying = asyncio.Event()
    life.binance.faults.meanwhile(dying.set, "POST", books.api + "order")
    saying = asyncio.create_task(life.say(f"BTCUSDT on {books.account} limit long 0.01 at 49000 sl off 2% tp off 5%"))
    await dying.wait()
    await life.stop()
    await saying
    books.trade(49_000, "0.006")
    await life.start()
    await life.until("found", lambda: life.the().entered.quantity == D("0.006"))
    await life.guarded()
    books.trade(47_900)
    await life.closed()


@story
async def goes_short(life: Life, books: Books) -> None:
    await life.say(f"BTCUSDT on {books.account} market short 0.01 sl off 2% tp off 5%")
    await life.guarded()
    books.trade(47_400)
    await life.closed()
    assert life.the().entered.value > life.the().exited.value


@both_markets
def test_a_target_is_reached_while_the_bot_is_away(account: str) -> None:
    restarts_while_it_rests(account)


@both_markets
def test_the_bot_dies_in_the_middle_of_an_entry(account: str) -> None:
    restarts_in_the_middle(account)


def test_a_short_reaches_its_target() -> None:
    goes_short("Binance_F")

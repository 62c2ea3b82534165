"""A person beside the bot on the loopback Binance: what is theirs is shown, left alone, taken over only on a yes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from bot.desk import Desk
from bot.result import result
from bot.session import Session
from bot.ticket import lines, ticket
from core.orders import ZERO, Fill, PositionSide, Side
from core.ports import Facts
from core.venue import Layout
from tests.exchanges.life import Life, our_id, traded
from tests.exchanges.on_loopback import Books
from tests.exchanges.test_engine_on_loopback import both_markets, story

D = Decimal
LONG = PositionSide.LONG
GUARDS = (
    "stoploss long 100%p sl off 2%",
    "takeprofit long 100%p tp off 5%",
    "sl-or-tp long 100%p tp off 5% sl off 2%",
    "stoploss long 50%p sl off 2%",
)
ENTRIES = ("market long 0.01 sl off 2%", "limit long 0.01 at 49000 sl off 2% tp off 5%")
ABOUT_OURS = ("close", "close long", "close 50%p", "cancel all", "cancel sl", "move sl to 49000", "breakeven")


def desk_of(life: Life) -> Desk:
    return Desk(Session(life.engine, life.store, life.clock), "test")


async def refused(life: Life, books: Books, words: str) -> str:
    """The code with which a line is refused, after which nothing of ours has reached the exchange."""
    problem = (await life.tried(f"BTCUSDT on {books.account} {words}")).problem
    assert problem is not None, words
    assert (books.ours(), life.brackets()) == ([], []), words
    return problem.code


@story
async def is_left_alone(life: Life, books: Books) -> None:
    """No line, no command, no restart and no unanswered question takes over what a hand opened."""
    life.hands = True
    swap = books.account == "Binance_F"
    books.hand(Side.BUY, D("0.010"))
    books.hand(Side.SELL, D("0.002"), D(60_000))
    held, rests = books.held(LONG), books.open_ids()
    for words in GUARDS + (ENTRIES if swap else ()):
        assert await refused(life, books, words) == "E-ADOPT", words
    for words in ABOUT_OURS:
        assert await refused(life, books, words) == "E-NO-POSITION", words
    if swap:
        assert await refused(life, books, "market short 0.01 sl off 2%") == "E-OPPOSITE"
    await life.stop()
    await life.start()
    desk = desk_of(life)
    for answer in ("no", "", "/orders"):  # whatever is no yes
        assert (await desk.handle(f"BTCUSDT on {books.account} {GUARDS[0]}")).asks
        await desk.handle(answer)
        assert not desk.asking
    assert (books.ours(), books.held(LONG), books.open_ids()) == ([], held, rests)


@story
async def keeps_its_own_coins(life: Life, books: Books) -> None:
    """On spot an entry stands beside the person's coins: its exits sell what it bought and not one of theirs."""
    life.hands = True
    books.hand(Side.BUY, D("0.010"))
    theirs = books.held(LONG)
    await life.say("BTCUSDT on Binance market long 0.02 sl off 2%")
    await life.guarded()
    assert books.stopped() == life.the().tradable == D("0.01998")
    await life.say("BTCUSDT on Binance close")
    await life.closed()
    assert books.held(LONG) == theirs


@story
async def is_partly_closed_by_a_hand(life: Life, books: Books) -> None:
    """The result counts what our orders earned, by the exchange's own fills, and names what they did not close."""
    life.hands = True
    await life.say(f"BTCUSDT on {books.account} market long 0.01 sl off 2% tp off 5%")
    await life.guarded()
    for id in books.open_ids() if books.account == "Binance" else ():
        books.hand_cancel(id)  # on spot the coins are free only then
    books.hand(Side.SELL, D("0.004"))
    await life.until("seen", lambda: life.the().outside == D("-0.004"))
    await life.guarded()
    assert "  ● not us sell 0.004/0.004" in lines(ticket(life.the()))
    books.trade(48_900)
    await life.closed()
    bracket = life.the()
    done = result(bracket)
    (bought, paid, fee), (sold, got, more) = (total(books, side) for side in (Side.BUY, Side.SELL))
    assert (done.outside, bought) == (D("-0.004"), D("0.01"))
    assert done.earned is not None
    assert abs(done.earned - (got - paid / bought * sold - fee - more)) < D("1e-12")
    assert ZERO < sold <= D("0.006")
    assert ticket(bracket).head.endswith("; not counted: 0.004 that was not closed by us")


def total(books: Books, side: Side) -> tuple[Decimal, Decimal, Decimal]:
    """Quantity, value and fees in quote of what our orders traded, by the exchange's own fills."""
    ids = {our_id(fill.order.client) for fill in books.all_fills() if fill.order.side == side.value.upper()} - {""}
    done = sum((traded(books, id) for id in ids), Fill())
    price = done.value / done.quantity
    return done.quantity, done.value, done.quote_fee + done.base_fee * price


@story
async def shows_what_is_theirs(life: Life, books: Books) -> None:
    """Tickets and lists tell of it from the looks that are made anyway; asked for a market, one look tells."""
    life.hands = True
    desk, account = desk_of(life), books.account
    swap = account == "Binance_F"
    books.hand(Side.BUY, D("0.010"))
    books.hand(Side.SELL, D("0.002"), D(60_000))
    reply = await desk.handle(f"/positions {account} BTCUSDT")
    assert reply.beside is not None
    (row,) = reply.beside.rows
    assert row[:3] == (account, books.symbol, "long")
    assert row[3] == ("0.01" if swap else "0.00999")  # what rests has locked coins, and they are theirs all the same
    await desk.handle("/orders")
    asked = len(life.binance.requests)
    assert (await desk.handle("/orders")).beside is None  # nothing of ours is open, so nothing is looked at
    assert len(life.binance.requests) == asked
    reply = await desk.handle(f"/orders {account} BTCUSDT")
    assert reply.beside is not None
    assert [row[2:6] for row in reply.beside.rows] == [("sell", "limit", "0.002", "60000")]
    assert len(life.binance.requests) > asked


@story
async def warns_of_a_stop_that_is_theirs(life: Life, books: Books) -> None:
    life.hands = True
    desk = desk_of(life)
    await life.say("BTCUSDT on Binance_F market long 0.01 sl off 2%")
    await life.guarded()
    books.hand_stop(Side.SELL, D("0.004"), D(49_500), reduceOnly="true")
    await life.until("seen", lambda: desk.view.others(life.the()))
    asked = len(life.binance.requests)
    reply = await desk.handle("/orders")
    assert len(life.binance.requests) == asked
    assert reply.beside is not None
    (row,) = reply.beside.rows
    assert row[2:7] == ("sell", "stop_market reduce-only", "0.004", "49500", "a person's")
    said = (await desk.handle("/brackets")).text.splitlines()[-1]
    assert said == "  ⚠ not ours, and may close it too: sell 0.004 stop_market at 49500"
    assert len(books.open_ids()) == 2  # ours and theirs


@both_markets
def test_nothing_is_taken_over_unasked(account: str) -> None:
    is_left_alone(account)


def test_the_coins_of_a_person_stay_theirs() -> None:
    keeps_its_own_coins("Binance")


@both_markets
def test_what_a_hand_closed_is_told_apart(account: str) -> None:
    is_partly_closed_by_a_hand(account)


@both_markets
def test_what_is_theirs_is_shown(account: str) -> None:
    shows_what_is_theirs(account)


def test_a_ticket_warns_of_a_stop_that_is_theirs() -> None:
    warns_of_a_stop_that_is_theirs("Binance_F")


@story
async def asks_before_a_level_is_replaced(life: Life, books: Books) -> None:
    """Where a position has a stop of its own, taking it over and replacing its stop are two questions."""
    life.hands = True
    desk = desk_of(life)
    books.hand(Side.BUY, D("0.010"))
    worker = await life.engine.worker("Binance_F")
    told = worker.exchange.facts

    async def facts(name: str) -> Facts:
        known = await told(name)
        own = tuple(replace(position, stop=D(47_000)) for position in known.positions)
        return replace(known, positions=own, rules=replace(known.rules, layout=Layout.POSITION))

    worker.exchange.facts = facts  # type: ignore[method-assign]  # as an exchange tells it whose positions have a stop
    words = "has a stop of its own at 47000, which was not set here"
    for last in ("no", ""):
        first = await desk.handle(f"BTCUSDT on Binance_F {GUARDS[0]}")
        assert "was not opened here" in first.text
        assert first.text.endswith("Take it over? (y/N)")
        second = await desk.handle("y")
        assert words in second.text
        assert second.text.endswith("Replace it? (y/N)")
        await desk.handle(last)
    assert (books.ours(), life.brackets()) == ([], [])


def test_a_level_that_is_theirs_is_not_replaced_unasked() -> None:
    asks_before_a_level_is_replaced("Binance_F")


@story
async def asks_about_a_distance(life: Life, books: Books) -> None:
    """`sl off 2` is 2 USDT: right, and hardly ever meant, so nothing is sent without a yes to just that."""
    desk = desk_of(life)
    for last in ("no", "", "/orders"):
        asked = await desk.handle(f"BTCUSDT on {books.account} market long 0.01 sl off 2")
        assert "E-DISTANCE  the sl is 2 USDT away, less than 0.05 % of the price; 2 % is `off 2%`" in asked.text
        assert asked.text.endswith("Carry it out? (y/N)")
        await desk.handle(last)
        assert (books.ours(), life.brackets()) == ([], [])
    assert (await desk.handle(f"BTCUSDT on {books.account} market long 0.01 sl off 2")).asks
    await desk.handle("y")
    assert len(life.brackets()) == 1
    books.trade(49_900)
    await life.closed()


@both_markets
def test_a_distance_that_is_probably_a_slip_is_asked_about(account: str) -> None:
    asks_about_a_distance(account)

"""What a message may not do, and what an absent exchange, an unseen price and a crash may not cause: with the engine.

The paper exchange and a ledger in memory outlive the bot, on a virtual clock; only the line to the exchange is broken.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from adapters.clock import VirtualClock, run_virtual
from adapters.exchanges.paper import LocalVenue, Venue, rules_for
from adapters.exchanges.paper.exchange import PaperExchange
from bot.session import Session
from core.bracket import Stamp
from core.market import Market
from core.message import Origin
from core.orders import Order, PositionSide, Report
from core.ports import Look, StoreUnavailable, Tick, Unreachable
from core.venue import Layout
from core.worker import Worker
from tests.core.build import BOTH, ENTRY, LONG, D, at
from tests.core.test_lessons_engine import ACCOUNT, LINE, SYMBOL, _World, lived

ETH = "ETH/USDT:USDT"
HEAD = f"BTCUSDT on {ACCOUNT} "


def lives(story: Callable[[_World], Coroutine[None, None, None]]) -> None:
    """As ``lived``, for a test with parameters."""

    async def begin(clock: VirtualClock) -> None:
        await story(_World(clock))

    run_virtual(begin)


async def told(session: Session, world: _World, line: str, key: str = "k", age: float = 0) -> str:
    """What became of a message written ``age`` seconds ago: "planned", a refusal, or the first answer."""
    at = world.clock.now() - timedelta(seconds=age)
    answer = await session.engine.handle(line, Origin(key, at, "review"))
    if answer.problem is not None:
        return f"{answer.problem.code} {answer.problem.message}"
    return answer.duplicate or "planned"


def sent(world: _World, account: str = ACCOUNT) -> int:
    """How many orders the exchange ever took."""
    return len(world.venue.orders(account, open=False))


# -- a line that breaks ------------------------------------------------------------------------------


class Line:
    """The line to the exchange: while ``error`` says so, nothing gets through.  ``looks``: when each look was tried."""

    def __init__(self, world: _World) -> None:
        self.world, self.looks = world, list[datetime]()
        self.error: Callable[[str], Exception | None] = lambda _symbol: None

    def connect(self, name: str, _exchange: PaperExchange) -> PaperExchange:
        return Broken(self, name)

    def away(self, until: Callable[[str], datetime | None] = lambda _symbol: None) -> None:
        """From now on nothing answers; ``until`` says how long a symbol's look is told to stay away."""
        self.error = lambda symbol: Unreachable("away", until(symbol))

    def back(self) -> None:
        self.error = lambda _symbol: None

    def rounds(self) -> list[float]:
        """The seconds between one round of looks and the next; the looks of a round begin at one moment."""
        moments = list(dict.fromkeys(self.looks))
        return [(b - a).total_seconds() for a, b in pairwise(moments)]


class Broken(PaperExchange):
    """A paper account at the end of such a line."""

    def __init__(self, line: Line, name: str) -> None:
        super().__init__(LocalVenue(line.world.venue, line.world.clock), name, line.world.clock)
        self.line = line

    def _check(self, symbol: str) -> None:
        if (error := self.line.error(symbol)) is not None:
            raise error

    async def look(self, symbol: str, orders: Sequence[Order]) -> Look:
        self.line.looks.append(self._clock.now())
        self._check(symbol)
        return await super().look(symbol, orders)

    async def submit(self, symbol: str, order: Order, side: PositionSide, children: Sequence[Order] = ()) -> Report:
        self._check(symbol)
        return await super().submit(symbol, order, side, children)

    async def cancel(self, symbol: str, order: Order) -> None:
        self._check(symbol)
        await super().cancel(symbol, order)

    async def amend(self, symbol: str, order: Order) -> Report:
        self._check(symbol)
        return await super().amend(symbol, order)


def worker(session: Session) -> Worker:
    return session.engine.workers[ACCOUNT]


async def three_positions(session: Session, world: _World) -> None:
    """Two on BTC and one on ETH, all guarded, on an account that knows both sides."""
    world.venue.trade(ETH, D(3000), D(1_000_000), world.clock.now(), 1)
    for n, told_line in enumerate(
        (
            "BTCUSDT on {} market long 0.01 sl off 2% tp off 5%",
            "BTCUSDT on {} market short 0.01 sl off 2% tp off 5%",
            "ETHUSDT on {} market long 0.1 sl off 2% tp off 5%",
        )
    ):
        assert await told(session, world, told_line.format(ACCOUNT), f"enter{n}") == "planned"
        world.venue.trade(ETH, D(3000), D(1_000_000), world.clock.now(), 2 + n)
        await world.live(2)


async def until_away(session: Session, world: _World) -> None:
    while worker(session).watch.ready.is_set():
        await world.clock.sleep(0.05)


# -- twice and opposite in one message --------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        f"BTCUSDT,BTC on {ACCOUNT}",
        f"BTC/USDT:USDT,BTCUSDT on {ACCOUNT}",
        "BTCUSDT on paper,paper_F",
        "BTCUSDT on paper:lessons,PAPER_F:lessons",
    ],
)
@pytest.mark.parametrize("command", ["market long 0.01 sl off 2%", "market short 0.01 sl off 2%", "close"])
def test_two_spellings_of_one_market_are_refused_whole(head: str, command: str) -> None:
    """Carried out, the message would enter twice, or close the second time what it had just closed."""

    async def story(world: _World) -> None:
        world.venue.open_account("paper", rules_for(Layout.STOP_AND_TARGETS))
        async with world.bot() as session:
            assert (await told(session, world, f"{head} {command}")).startswith(f"E-TWICE {SYMBOL} on paper")
            await world.live(5)
        assert (sent(world), sent(world, "paper"), await world.store.load()) == (0, 0, [])

    lives(story)


@pytest.mark.parametrize("first", BOTH)
def test_both_sides_in_one_message_are_refused_where_they_would_net(first: PositionSide) -> None:
    line = f"{HEAD}market {first.value} 0.01 sl off 2% market {first.opposite.value} 0.01 sl off 2%"

    async def story(world: _World) -> None:
        world.venue.open_account("paper:hedged", rules_for(Layout.STOP_AND_TARGETS, hedged=True))
        async with world.bot() as session:
            assert (await told(session, world, line)).startswith("E-OPPOSITE")
            assert (sent(world), await world.store.load()) == (0, [])
            both = line.replace(ACCOUNT, "paper:hedged")
            assert await told(session, world, both, "k2") == "planned"
            await world.live(3)
        assert [b.position for b in await world.store.load()] == [D("0.01"), D("0.01")]

    lives(story)


# -- too late ---------------------------------------------------------------------------------------

LATE = "E-LATE this message is {} s old; "
TOLD = ["close long", "close long 50%p", "cancel all", "cancel sl", "move sl to 59000", "breakeven after e+1%"]


@pytest.mark.parametrize("command", TOLD)
@pytest.mark.parametrize("side", BOTH)
def test_what_is_older_than_ten_minutes_is_not_done(side: PositionSide, command: str) -> None:
    """A close that was meant for this position an hour ago is not meant for what is held now."""
    command = command.replace("long", side.value)
    if side is not LONG:
        command = command.replace("59000", "61000").replace("e+1%", "e-1%")

    async def story(world: _World) -> None:
        async with world.bot() as session:
            await told(session, world, LINE.replace("long", side.value), "enter")
            await world.live(3)
            before = (sent(world), await world.bracket())
            assert await told(session, world, HEAD + command, "old", age=601) == (
                "E-LATE this message is 601 s old; nothing is done that late"
            )
            await world.live(3)
            assert (sent(world), (await world.bracket()).stop) == (before[0], before[1].stop)
            assert (await told(session, world, HEAD + command, "old")).startswith("E-LATE")  # the same message again
            assert await told(session, world, HEAD + command, "just in time", age=600) == "planned"

    lives(story)


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize("entry", ["market long 0.01 sl off 2%", "limit long 0.01 at 60000 sl off 2%"])
def test_what_enters_is_not_done_a_minute_late(side: PositionSide, entry: str) -> None:
    async def story(world: _World) -> None:
        async with world.bot() as session:
            line = HEAD + entry.replace("long", side.value)
            assert await told(session, world, line, "old", age=61) == (
                "E-LATE this message is 61 s old; entries are not made late"
            )
            await world.live(3)
            assert (sent(world), await world.store.load()) == (0, [])
            assert await told(session, world, line, "just in time", age=60) == "planned"

    lives(story)


@lived
async def test_the_age_counts_when_a_message_is_carried_out(world: _World) -> None:
    """Fifty seconds old when it came in, sixty-two when the exchange answered again."""
    line = Line(world)
    async with world.bot(line.connect) as session:
        await told(session, world, LINE, "enter")
        await world.live(8)
        line.away()
        await until_away(session, world)
        waiting = asyncio.create_task(told(session, world, LINE, "old", age=50))
        await world.live(8)
        line.back()
        assert await waiting == "E-LATE this message is 62 s old; entries are not made late"
    assert world.entries() == 1


# -- while the exchange is away ---------------------------------------------------------------------


def hedged(world: _World) -> None:
    """The account of these stories is opened anew as one that knows both sides."""
    world.venue = Venue()
    world.venue.open_account(ACCOUNT, rules_for(Layout.STOP_AND_TARGETS, hedged=True))
    world.tick(ENTRY)
    world.venue.trade(ETH, D(3000), D(1_000_000), world.clock.now(), 1)


@lived
async def test_one_timer_asks_again_for_a_whole_account(world: _World) -> None:
    """At a growing distance, at most five seconds, everything once, whatever nudges; and from the start next time."""
    hedged(world)
    line = Line(world)
    async with world.bot(line.connect) as session:
        await three_positions(session, world)
        await world.live(10)
        for _ in range(2):
            line.looks.clear()
            line.away()
            await until_away(session, world)
            await world.live(30)
            assert line.rounds() == [0.5, 1.0, 2.0, 4.0, 5.0, 5.0, 5.0, 5.0]
            assert len(line.looks) <= 2 * 9  # two symbols, however many brackets
            line.back()
            await world.live(10)
            assert worker(session).watch.ready.is_set()


@lived
async def test_of_two_bans_the_longer_is_waited_out(world: _World) -> None:
    """Two questions of one round are told different ends; asking at the earlier one would prolong the later."""
    hedged(world)
    line = Line(world)
    async with world.bot(line.connect) as session:
        await three_positions(session, world)
        await world.live(10)
        line.looks.clear()
        line.away(lambda symbol: world.clock.now() + timedelta(seconds=60 if symbol == SYMBOL else 20))
        await until_away(session, world)
        await world.live(30)
        assert (await told(session, world, LINE, "meanwhile")).startswith("E-UNREACHABLE")
        line.back()
        await world.live(17)
        assert line.rounds()[0] == 60
        assert worker(session).watch.ready.is_set()


@pytest.mark.parametrize("side", BOTH)
def test_what_happened_meanwhile_is_done_when_it_answers_again(side: PositionSide) -> None:
    """Half of the stop fills while nothing is heard; afterwards the rest is guarded and the target is trimmed."""

    async def story(world: _World) -> None:
        line = Line(world)
        async with world.bot(line.connect) as session:
            await told(session, world, LINE.replace("long", side.value))
            await world.live(6)
            line.away()
            await until_away(session, world)
            world.row += 1
            world.venue.trade(SYMBOL, at(side, -1300), D("0.004"), world.clock.now(), world.row)
            await world.clock.sleep(20)
            assert not worker(session).watch.ready.is_set()
            line.back()
            await world.clock.sleep(6)
            bracket = await world.bracket()
            assert (bracket.position, bracket.fills("sl").quantity) == (D("0.006"), D("0.004"))
            await world.live(5)
        assert (await world.store.load(), world.venue.orders(ACCOUNT)) == ([], [])

    lives(story)


# -- a price that was never seen --------------------------------------------------------------------


@lived
async def test_the_first_price_wakes_whoever_came_before_it(world: _World) -> None:
    """Once each, in a stable order, and with that price; who has gone meanwhile is not told, nor is another market."""
    market, heard = Market(world.clock), list[tuple[str, Stamp]]()
    for id in ("b", "a", "gone", "a"):
        market.watch(id, SYMBOL, [D(58000)], lambda whose, stamp: heard.append((whose, stamp)))
    market.watch("other", ETH, [], lambda whose, stamp: heard.append((whose, stamp)))
    market.unwatch("gone", SYMBOL)
    assert market.stamp(SYMBOL) == Stamp(world.clock.now(), None, None)
    await world.clock.sleep(1)
    now = world.clock.now()
    market.hear(Tick(SYMBOL, ENTRY, now - timedelta(hours=1)))  # exchange clocks are not ours
    assert heard == [("a", Stamp(now, ENTRY, now)), ("b", Stamp(now, ENTRY, now))]
    market.hear(Tick(SYMBOL, ENTRY + 1, now))
    assert len(heard) == 2


@pytest.mark.parametrize("side", BOTH)
def test_after_a_start_the_first_price_decides_at_once(side: PositionSide) -> None:
    """The market has passed the break-even level while the bot was away: the stop moves with the first price, and not
    with the next look."""

    async def story(world: _World) -> None:
        sign = "+" if side is LONG else "-"
        line = LINE.replace("long", side.value).replace("tp off 5%", f"breakeven after e{sign}1%")
        async with world.bot() as session:
            assert await told(session, world, line) == "planned"
            await world.live(6)
        stop = (await world.bracket()).shown
        async with world.bot():
            await world.clock.sleep(7.2)
            assert (await world.bracket()).shown == stop
            world.tick(at(side, 1000))
            await world.clock.sleep(0.3)
            assert (await world.bracket()).even

    lives(story)


# -- a crash between hearing and doing --------------------------------------------------------------


async def heard_before_a_crash(world: _World, line: str, key: str, age: float = 0) -> None:
    await world.store.receive(key, world.clock.now() - timedelta(seconds=age), line, "review", 2)


@pytest.mark.parametrize("side", BOTH)
def test_a_message_that_was_only_heard_is_carried_out_once_at_the_next_start(side: PositionSide) -> None:
    line = LINE.replace("long", side.value)

    async def story(world: _World) -> None:
        await heard_before_a_crash(world, line, "k", age=60)
        for _ in range(3):
            async with world.bot() as session:
                assert await told(session, world, line, "k") == "#1"
                await world.live(5)
        assert (world.entries(), (await world.bracket()).position, await world.store.unanswered()) == (1, D("0.01"), [])

    lives(story)


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize(("command", "age"), [(LINE, 61), (f"{HEAD}close long", 601)], ids=["entry", "close"])
def test_a_message_that_is_late_at_the_next_start_is_refused_once(
    command: str, age: int, side: PositionSide, caplog: pytest.LogCaptureFixture
) -> None:
    async def story(world: _World) -> None:
        async with world.bot() as session:
            await told(session, world, LINE.replace("long", side.value), "enter")
            await world.live(3)
        before = sent(world)
        line = command.replace("long", side.value)
        await heard_before_a_crash(world, line, "k", age)
        for _ in range(2):
            async with world.bot() as session:
                assert await session.store.unanswered() == []
                assert (await told(session, world, line, "k")).startswith(f"E-LATE this message is {age} s old")
                await world.live(3)
        assert (sent(world), (await world.bracket()).position) == (before, D("0.01"))

    with caplog.at_level(logging.WARNING, logger="core.engine"):
        lives(story)
    (said,) = [r.message for r in caplog.records if "from before the last stop" in r.message]
    assert said.startswith(f"a message from before the last stop was refused, this message is {age} s old; ")


@pytest.mark.parametrize("side", BOTH)
def test_a_close_that_was_only_heard_is_carried_out_once(side: PositionSide) -> None:
    """Also a part of what is held: a second time it would be a part of what is left."""

    async def story(world: _World) -> None:
        async with world.bot() as session:
            await told(session, world, LINE.replace("long", side.value), "enter")
            await world.live(3)
        await heard_before_a_crash(world, f"{HEAD}close {side.value} 50%p", "k", age=590)
        for _ in range(3):
            async with world.bot():
                await world.live(5)
        assert (await world.bracket()).position == D("0.005")

    lives(story)


@pytest.mark.parametrize("committed", [False, True], ids=["before the save", "after the save"])
def test_a_crash_around_the_save_enters_once(committed: bool) -> None:
    """Before it nothing was sent and the message is carried out anew; after it the bracket is, and not the message."""

    async def story(world: _World) -> None:
        def full(write: str) -> None:
            if write == "save":
                raise StoreUnavailable("the process died here")

        fine = world.store.before
        async with world.bot() as session:
            if committed:
                world.store.after = full
            else:
                world.store.before = full
            assert (await told(session, world, LINE)).startswith("E-STORE")
            assert sent(world) == 0
            world.store.before = world.store.after = fine
        for _ in range(2):
            async with world.bot() as session:
                await world.live(12)
                assert await told(session, world, LINE) == "#1"
        assert world.entries() == 1
        assert len(await world.store.load()) == 1

    lives(story)

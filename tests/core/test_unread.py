"""An exchange that answers, and one of whose markets cannot be read: that market's brackets wait, and no others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from adapters.clock import VirtualClock, run_virtual
from adapters.exchanges.paper.exchange import PaperExchange
from bot.view import View
from bot.visitor import Visitor
from core.orders import Order
from core.ports import Look, Unreachable, Unread
from tests.core.build import D
from tests.core.test_lessons_engine import ACCOUNT, LINE, _World
from tests.core.test_outages import AWAY, BACK, Reader, read
from tests.core.test_reviewed_engine import ETH, Broken, Line, hedged, lives, sent, three_positions, told, worker

STRANGE = Unread("Paper answers what cannot be read: order x has the status 'zombie'")
ENDED = Unreachable("Paper has no such market any more", answers=True)
ANSWERS = pytest.mark.parametrize("error", [STRANGE, ENDED], ids=["unread", "ended"])
TRAILING = f"BTCUSDT on {ACCOUNT} stoploss long 100%p trail 1%"


def strange(line: Line) -> None:
    """From now on nothing that is said of ETH can be read."""
    line.error = lambda symbol: STRANGE if symbol == ETH else None


@read
async def test_the_brackets_of_other_markets_are_looked_after_all_the_time(world: Reader) -> None:
    hedged(world)
    line = Line(world)
    async with world.bot(line.connect) as session:
        await three_positions(session, world)
        assert await told(session, world, TRAILING, "trail") == "planned"
        await world.live(3)
        strange(line)
        watch, away = worker(session).watch, set()
        for n in range(80):
            world.tick(D(60000) + 10 * n)
            await world.clock.sleep(0.25)
            away |= {id for id in watch.unanswered if n > 24}  # by then each market was looked at
            assert watch.ready.is_set()
        assert away == {"3"}
        assert not watch.failing
        assert world.read == [("3", AWAY)]
        long = next(b for b in worker(session).brackets.values() if b.id == "1")
        (stop,) = (o for o in long.live if o.slot == "sl")
        assert stop.trigger is not None
        assert stop.trigger >= D(60700) * D("0.99")  # not two seconds behind the price
        line.back()
        await world.live(10)
        assert world.read == [("3", AWAY), ("3", BACK)]
        assert (watch.unanswered, watch.unread) == ({}, set())


@read
async def test_what_it_knows_is_not_acted_on_and_entries_are_refused_there_alone(world: Reader) -> None:
    hedged(world)
    line = Line(world)
    async with world.bot(line.connect) as session:
        await three_positions(session, world)
        await world.live(3)
        strange(line)
        await world.live(10)
        eth, before = worker(session).brackets["3"], sent(world)
        view = View(session, Visitor())
        assert view.condition(ACCOUNT) == f"cannot be read now: {ETH}"
        assert await told(session, world, LINE.replace("BTC", "ETH"), "eth") == (
            f"E-UNREACHABLE ETHUSDT on {ACCOUNT} cannot be read now"
        )
        await world.live(20)
        assert worker(session).brackets["3"].orders == eth.orders
        assert sent(world) == before
        assert await told(session, world, LINE, "btc") == "planned"
        await world.live(2)
        assert await told(session, world, f"ETHUSDT on {ACCOUNT} close", "close") == "planned"  # what ends is taken
        line.back()
        await world.live(10)
        assert "3" not in worker(session).brackets
        assert view.condition(ACCOUNT) == "connected"
        assert await told(session, world, LINE.replace("BTC", "ETH"), "again") == "planned"


@read
async def test_after_a_restart_too(world: Reader) -> None:
    """Until it can be read nobody knows what became of it; the others begin at once."""
    hedged(world)
    line = Line(world)
    async with world.bot(line.connect) as session:
        await three_positions(session, world)
    strange(line)
    async with world.bot(line.connect) as session:
        await world.live(10)
        assert set(worker(session).watch.unanswered) == {"3"}
        world.tick(D(58000))
        await world.live(10)
        assert set(worker(session).brackets) == {"2", "3"}  # the long of BTC has been stopped out
    assert world.read == [("3", AWAY)]


def test_the_log_says_it_once_each_way(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "core")

    async def story(clock: VirtualClock) -> None:
        world = Reader(clock)
        hedged(world)
        line = Line(world)
        async with world.bot(line.connect) as session:
            await three_positions(session, world)
            strange(line)
            await world.live(40)
            line.back()
            await world.live(10)

    run_virtual(story)
    heard = [r.getMessage() for r in caplog.records if f"account {ACCOUNT}: " in r.getMessage()]
    assert heard == [
        f"account {ACCOUNT}: {ETH} cannot be read ({STRANGE}); what rests there stays",
        f"account {ACCOUNT}: {ETH} can be read again",
    ]


# -- and an account that is away --------------------------------------------------------------------


class Late(Broken):
    """What it says of ETH takes two seconds."""

    async def look(self, symbol: str, orders: Sequence[Order]) -> Look:
        if symbol == ETH:
            await self._clock.sleep(2)
        return await super().look(symbol, orders)


@ANSWERS
def test_such_an_answer_that_was_on_its_way_when_the_line_broke_ends_no_outage(error: Unreachable) -> None:
    async def story(world: _World) -> None:
        hedged(world)
        line = Line(world)

        def connect(name: str, _exchange: PaperExchange) -> PaperExchange:
            return Late(line, name)

        async with world.bot(connect) as session:
            await three_positions(session, world)
            await world.live(5)
            watch = worker(session).watch
            assert watch.ready.is_set()
            away = Unreachable("away", world.clock.now() + timedelta(seconds=10))
            line.error = lambda symbol: error if symbol == ETH else away
            watch.nudge(all=True)
            for _ in range(9):
                await world.live(1)
                assert (watch.ready.is_set(), watch.failing) == (False, True)
            line.back()
            await world.live(15)
            assert (watch.ready.is_set(), watch.failing, watch.unanswered) == (True, False, {})

    lives(story)


@ANSWERS
def test_such_an_answer_ends_an_outage(error: Unreachable, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "core.watch")

    async def story(world: _World) -> None:
        hedged(world)
        line = Line(world)
        async with world.bot(line.connect) as session:
            await three_positions(session, world)
            await world.live(3)
            watch = worker(session).watch
            line.away()
            await world.live(20)
            assert watch.failing
            line.error = lambda _symbol: error
            await world.live(10)
            assert (watch.ready.is_set(), watch.failing) == (True, False)
            assert set(watch.unanswered) == {"1", "2", "3"}
            line.away()
            await world.live(10)

    lives(story)
    heard = [r.getMessage().partition(": ")[2] for r in caplog.records if f"account {ACCOUNT}: the" in r.getMessage()]
    heard += [r.getMessage() for r in caplog.records if "not reachable" in r.getMessage()]
    assert [line.partition(" (")[0].rpartition(": ")[2] for line in heard] == [
        "the exchange answers again",
        "exchange not reachable",
        "exchange not reachable",
    ]

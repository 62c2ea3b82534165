"""Clocks that are wrong: a ledger stamped by one that was ahead, and a message whose age two clocks tell apart."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from adapters.clock import VirtualClock, VirtualLoop, run_virtual
from core.bracket import Stamp, Stop, Trailing
from core.events import Due, Priced
from core.machine import step, wake
from core.notices import NoticeKind
from core.orders import PositionSide
from core.set_back import set_back
from core.stops import stop_price
from tests.core import build
from tests.core.build import BOTH, D, after, at, entered, planned, ratio, standing
from tests.core.test_lessons_engine import LINE, _World, lived
from tests.core.test_reviewed_engine import told, worker

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("side", BOTH)
def test_a_bare_position_is_announced_and_its_doubtful_stop_replaced_in_time(side: PositionSide) -> None:
    """The process died when its stop had been sent; the next one begins an hour earlier, by its clock."""
    story, _ = entered(planned(build.SEPARATE, side))
    now = story.now - HOUR
    bracket = set_back(story.bracket, now)
    assert bracket.stamp.at == now
    outcome = step(bracket, Due(Stamp(now + timedelta(seconds=5))))
    assert [command.order.slot for command in outcome.commands][:1] == ["sl"]
    assert NoticeKind.UNPROTECTED in [notice.kind for notice in outcome.notices]


@pytest.mark.parametrize("side", BOTH)
def test_the_last_price_does_not_stay_fresh_and_the_trail_goes_on(side: PositionSide) -> None:
    trail = Stop(ratio("-0.02"), Trailing(D("0.01")))
    story = standing(planned(build.SEPARATE, side, stop=trail, targets=()))
    story.seconds = 20
    story.tick(at(side, 3000))
    for order in story.live("sl"):
        story.accepted(order)
    before = stop_price(story.bracket)
    now = story.now - HOUR
    bracket = set_back(story.bracket, now)
    assert stop_price(bracket) == before
    later = step(bracket, Due(Stamp(now + timedelta(seconds=6)))).bracket
    assert later.fresh_price() is None
    price = at(side, 4000)
    moved = step(later, Priced(Stamp(now + timedelta(seconds=7), price, now + timedelta(seconds=7)))).bracket
    assert before is not None
    assert side.sign * ((stop_price(moved) or before) - before) > 0


def test_a_ledger_of_the_past_is_taken_as_it_is() -> None:
    story = standing(planned())
    for later in (0, 1, 3600):
        assert set_back(story.bracket, story.now + timedelta(seconds=later)) is story.bracket


def test_all_times_move_together() -> None:
    """What was ahead of what by how much stays so, and nothing but times changes."""
    story, _ = entered(planned(build.ATTACHED))
    bracket = replace(story.bracket, moved_at=after(-3), opened=after(-9))
    back = set_back(bracket, after(-60))
    assert (back.moved_at, back.opened, back.entries[0].until) == (after(-63), after(-69), after(0))
    assert [o.decided_at for o in back.orders] == [o.decided_at - timedelta(minutes=1) for o in bracket.orders]
    forth = set_back(replace(back, stamp=replace(back.stamp, at=after(60))), after(60))
    assert (forth.position, forth.targets, forth.stop) == (bracket.position, bracket.targets, bracket.stop)
    woken, was = wake(back), wake(bracket)
    assert woken is not None
    assert was is not None
    assert was - woken == timedelta(minutes=1)


@lived
async def test_a_worker_takes_a_ledger_of_the_future_back(world: _World) -> None:
    async with world.bot() as session:
        await world.say(session, "k")
        await world.live(5)
        (bracket,) = worker(session).brackets.values()
        stamp = replace(bracket.stamp, at=bracket.stamp.at + HOUR)
        worker(session).adopt(replace(bracket, stamp=stamp))
        assert worker(session).brackets[bracket.id].stamp.at == world.clock.now()


class Paused(VirtualClock):
    """The machine stood still for ten minutes, and its clock has been set since."""

    def wall(self) -> datetime:
        return self.now() + timedelta(minutes=10)


def test_a_message_is_as_old_as_either_clock_says() -> None:
    """Typed while the machine stood still, it is late, although this bot's own time has not passed."""

    async def story(_clock: VirtualClock) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        world = _World(Paused(loop))
        async with world.bot() as session:
            assert (await told(session, world, LINE)).startswith("E-LATE this message is 600 s old")

    run_virtual(story)

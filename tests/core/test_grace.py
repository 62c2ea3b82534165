"""The grace of a position that stands bare: only time in which something could be done about it counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from bot.session import Session
from core.bracket import Bracket
from core.events import Away, Back, Listed
from core.machine import wake
from core.orders import Order, OrderType, OrdStatus, PositionSide, Reason, Report, Side
from core.ports import Unreachable
from tests.core import build
from tests.core.build import BOTH, Story, after, entered, planned
from tests.core.test_lessons_engine import ACCOUNT, LINE, _World, lived
from tests.core.test_reviewed_engine import Broken, Line, lives, until_away

TOO_LONG = "unprotected for too long"


def absent(story: Story, seconds: float) -> None:
    """The exchange is asked in vain from now on, for so long, and answers again."""
    since = story.bracket.stamp.at
    story.seconds += seconds
    story.tell(Away(story.stamp, since))
    story.tell(Back(story.stamp))


def closed_after(story: Story) -> float:
    """Seconds until it is closed."""
    began = story.seconds
    while not story.bracket.closing:
        story.wait(0.25)
        assert story.seconds < began + 60
    assert story.bracket.closing == TOO_LONG
    return story.seconds - began


@pytest.mark.parametrize("side", BOTH)
def test_an_outage_does_not_count_and_the_time_before_it_does(side: PositionSide) -> None:
    story, _ = entered(planned(build.SEPARATE, side))
    story.wait(3)
    for _ in range(4):  # four short ones are no reason to begin anew each time
        absent(story, 600)
        assert not story.bracket.closing
        story.wait(1)
    assert wake(story.bracket) is not None
    assert closed_after(story) == 12 - 3 - 4


def test_while_it_is_away_no_news_that_comes_all_the_same_closes() -> None:
    story, _ = entered(planned())
    since = story.bracket.stamp.at
    story.seconds += 60
    story.tell(Away(story.stamp, since))
    story.wait(1)
    assert story.bracket.closing == ""


def test_a_market_that_takes_no_stop_now_takes_no_close_either() -> None:
    """The stop is tried again, ever more slowly, until it is traded there again."""
    story, _ = entered(planned())
    tried = 0
    for _ in range(600):
        for order in story.bracket.orders:
            if order.type is OrderType.STOP and order.status is OrdStatus.PENDING_NEW:
                tried += 1
                story.report(order, OrdStatus.REJECTED, reason=Reason.CLOSED, final=True)
        story.wait(0.5)
    assert story.bracket.closing == ""
    assert story.bracket.warned
    assert 10 <= tried <= 30


@pytest.mark.parametrize("side", BOTH)
def test_nor_where_the_stop_is_a_leg_of_a_pair(side: PositionSide) -> None:
    story, _ = entered(planned(build.PAIRS, side, targets=(("1", "0.04"),)))
    for _ in range(240):
        for order in story.bracket.orders:
            if order.status is OrdStatus.PENDING_NEW:
                story.report(order, OrdStatus.REJECTED, reason=Reason.CLOSED, final=True)
        story.wait(0.5)
    assert (story.bracket.closing, story.bracket.warned) == ("", True)


@pytest.mark.parametrize("ours", [Reason.NOT_SENT, Reason.BANNED])
def test_what_did_not_get_through_says_nothing_of_the_market(ours: Reason) -> None:
    """Its last word was that it is closed, and a stop that found no line to it is none."""
    story, _ = entered(planned())
    for reason in (Reason.CLOSED, ours, Reason.CLOSED, ours):
        story.report("sl", OrdStatus.REJECTED, reason=reason, final=True)
        story.wait(30)
        assert story.bracket.closing == ""


def test_while_a_market_is_known_not_to_be_traded_its_grace_stands_still() -> None:
    """Nothing is refused as closed where nothing can be sent: no close would get through either."""
    story, _ = entered(planned())
    story.tell(Listed(story.stamp, story.bracket.instrument, traded=False))
    for _ in range(120):
        for order in story.bracket.orders:
            if order.status is OrdStatus.PENDING_NEW:
                story.report(order, OrdStatus.REJECTED, reason=Reason.NOT_SENT, final=True)
        story.wait(0.5)
    assert (story.bracket.closing, story.bracket.warned) == ("", True)
    story.tell(Listed(story.stamp, story.bracket.instrument, traded=True))
    story.wait(11)
    assert story.bracket.closing == ""
    story.wait(1)
    assert story.bracket.closing == TOO_LONG


def refused_for(story: Story, seconds: int) -> None:
    """It stands bare in a market that only refusals tell to be closed."""
    for _ in range(seconds):
        if any(o.status is OrdStatus.PENDING_NEW for o in story.live("sl")):
            story.report("sl", OrdStatus.REJECTED, reason=Reason.CLOSED, final=True)
        story.wait(1)


def test_a_market_that_refuses_for_another_reason_is_open_and_grace_and_count_begin_anew() -> None:
    """As where a hand has sold the coins while it was closed."""
    story, _ = entered(planned())
    refused_for(story, 45)
    while not story.live("sl"):
        story.wait(1)
    story.report("sl", OrdStatus.REJECTED, reason=Reason.MARGIN, final=True)
    assert story.bracket.closing == ""
    story.wait(12)
    assert story.bracket.closing == TOO_LONG


@pytest.mark.parametrize("seconds", [20, 45])
def test_what_a_closed_market_said_before_an_outage_is_its_last_word_after_it_and_it_is_asked_at_once(
    seconds: int,
) -> None:
    """Not half a minute later: it may have opened meanwhile."""
    story, _ = entered(planned())
    refused_for(story, seconds)
    assert not story.live("sl")
    absent(story, 600)
    story.wait(1)
    assert [o.status for o in story.live("sl")] == [OrdStatus.PENDING_NEW]
    assert story.bracket.closing == ""


class Closed(Broken):
    """A market that takes no order but entries, and only says so when one is sent."""

    async def submit(self, symbol: str, order: Order, side: PositionSide, children: Sequence[Order] = ()) -> Report:
        if order.reduce_only:
            return Report(order.id, OrdStatus.REJECTED, reason=Reason.CLOSED, text="market closed", final=True)
        return await super().submit(symbol, order, side, children)


@lived
async def test_nor_is_it_forgotten_while_nobody_runs(world: _World) -> None:
    line = Line(world)
    async with world.bot(lambda name, _exchange: Closed(line, name)) as session:
        assert await world.say(session, "k") == "planned"
        await world.live(45)
    assert (await world.bracket()).closing == ""
    await world.clock.sleep(600)
    async with world.bot(lambda name, _exchange: Closed(line, name)):
        await world.live(20)
    assert (await world.bracket()).closing == ""
    async with world.bot(line.connect):
        await world.live(10)
    await _is_guarded(world)


def test_once_a_market_takes_one_of_its_stops_the_grace_of_the_others_begins_anew() -> None:
    """Nothing but its refusals has told that it was closed."""
    story, _ = entered(planned(build.SPOT_PAIRS))
    for seconds in range(20):
        for slot in ("tp1", "tp2"):
            if any(o.status is OrdStatus.PENDING_NEW for o in story.live(slot)):
                story.report(slot, OrdStatus.REJECTED, reason=Reason.CLOSED, final=True)
        story.wait(1 if seconds else 0)
    while not all(story.live(slot) for slot in ("tp1", "tp2")):
        story.wait(1)
    story.accepted("tp1")
    story.report("tp2", OrdStatus.REJECTED, reason=Reason.OTHER, final=True)
    story.wait(11)
    assert story.bracket.closing == ""
    story.wait(1)
    assert story.bracket.closing == TOO_LONG


def test_a_market_that_said_nothing_more_for_a_minute_is_not_taken_for_closed() -> None:
    """Its last word was that it is closed, and then no stop is answered: that is no reason to stand bare for ever."""
    story, _ = entered(planned())
    story.report("sl", OrdStatus.REJECTED, reason=Reason.CLOSED, final=True)
    assert after(60) in _wakes(story)
    assert story.bracket.closing == TOO_LONG
    assert story.seconds == 60


def _wakes(story: Story) -> list[datetime]:
    """Come back only when it asks for it, until it is closed."""
    found = []
    while not story.bracket.closing:
        at = wake(story.bracket)
        assert at is not None
        found.append(at)
        story.wait((at - story.now).total_seconds())
    return found


@lived
async def test_what_stood_bare_for_a_whole_outage_gets_its_stop(world: _World) -> None:
    line = Line(world)
    async with world.bot(line.connect) as session:
        await _filled_while_away(world, line, session)
        line.back()
        await world.live(10)
    await _is_guarded(world)


@pytest.mark.parametrize("away", [True, False], ids=["and the line comes later", "and the line is there"])
@pytest.mark.parametrize("seconds", [6, 60], ids=["told nobody of the outage", "told of it"])
def test_what_stood_bare_while_nobody_ran_gets_its_stop(away: bool, seconds: float) -> None:
    async def story(world: _World) -> None:
        line = Line(world)
        async with world.bot(line.connect) as session:
            await _filled_while_away(world, line, session, seconds)
        await world.clock.sleep(600)
        if not away:
            line.back()
        async with world.bot(line.connect):
            await world.live(20)
            line.back()
            await world.live(10)
        await _is_guarded(world)

    lives(story)


async def _filled_while_away(world: _World, line: Line, session: Session, seconds: float = 60) -> None:
    assert await world.say(session, "k", LINE.replace("market long 0.01", "limit long 0.01 at 59900")) == "planned"
    await world.live(3)
    line.away()
    await until_away(session, world)
    world.tick(build.D(59850))
    await world.clock.sleep(seconds)
    assert (await world.bracket()).naked_since is not None


async def _is_guarded(world: _World) -> None:
    bracket: Bracket = await world.bracket()
    assert (bracket.closing, bracket.naked_since, bracket.position) == ("", None, build.D("0.01"))
    assert {o.slot for o in bracket.live} == {"sl", "tp1"}
    assert [
        o.side for o in world.venue.orders(ACCOUNT, open=False) if o.type is OrderType.MARKET and o.side is Side.SELL
    ] == []


@pytest.mark.parametrize(
    ("said", "until", "read"),
    [
        (
            "Binance: no connection; check the network",
            None,
            "Binance: no connection; check the network; nothing was sent",
        ),
        ("Binance is under maintenance", 90, "Binance is under maintenance, until 12:01:30 UTC; nothing was sent"),
        ("banned, until 12:01:30 UTC; nothing was sent", 90, "banned, until 12:01:30 UTC; nothing was sent"),
    ],
)
def test_a_person_reads_why_nothing_was_sent_and_until_when(said: str, until: float | None, read: str) -> None:
    """In the adapter's own words."""

    async def story(world: _World) -> None:
        line = Line(world)
        midnight = world.clock.now().replace(hour=12, minute=0, second=0, microsecond=0)
        async with world.bot(line.connect) as session:
            line.error = lambda _: Unreachable(said, None if until is None else midnight + timedelta(seconds=until))
            assert await world.say(session, "k") == "planned"
            await world.clock.sleep(1)
        bracket = await world.store.bracket("1")
        assert bracket is not None
        assert [(o.status, o.text) for o in bracket.orders if o.slot == "e1"] == [(OrdStatus.REJECTED, read)]

    lives(story)


def test_a_bare_time_is_never_in_the_future() -> None:
    story, _ = entered(planned())
    story.tell(Away(story.stamp, after(-3600)))
    story.seconds += 5
    story.tell(Back(story.stamp))
    assert story.bracket.naked_since == story.bracket.stamp.at

"""What people hear of an exchange that does not answer, and what is and is not done meanwhile: core, then engine."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from adapters.clock import VirtualClock, run_virtual
from bot.text import sentence
from bot.why import timeline
from bot.words import duration
from core.bracket import Bracket, Stop
from core.events import Away, Back, Event
from core.machine import same, wake
from core.notices import Notice, NoticeKind
from core.orders import Order, OrdStatus, PositionSide
from core.ports import Look, Outgoing
from tests.core import build
from tests.core.build import BOTH, D, Story, after, at, entered, planned, standing
from tests.core.test_lessons_engine import ACCOUNT, LINE, _World
from tests.core.test_reviewed_engine import ETH, Broken, Line, hedged, three_positions, until_away, worker

AWAY, BACK, NAKED = NoticeKind.AWAY, NoticeKind.BACK, NoticeKind.UNPROTECTED


def absent(story: Story, seconds: float, since: float = 0) -> list[str]:
    """The exchange does not answer for so long."""
    story.seconds += seconds
    return story.tell(Away(story.stamp, after(since)))


def heard(story: Story) -> list[Notice]:
    """What was told of the outage and of the position's own protection."""
    return [n for n in story.told if n.kind in (AWAY, BACK, NAKED)]


# -- the core -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", BOTH)
def test_an_outage_is_told_once_each_way(side: PositionSide) -> None:
    story = standing(planned(build.SEPARATE, side))
    for seconds, told in ((0, []), (14.9, []), (0.1, [AWAY]), (0, [AWAY]), (600, [AWAY])):
        assert absent(story, seconds) == []
        assert [n.kind for n in heard(story)] == told
    story.tell(Back(story.stamp))
    story.tell(Back(story.stamp))
    assert heard(story) == [
        Notice(
            AWAY,
            quantity=D("0.3"),
            price=at(side, -1200),
            leaves_qty=D(0),
            text="BTC",
            lasted=timedelta(seconds=15),
        ),
        Notice(BACK, lasted=timedelta(seconds=615)),
    ]


def test_what_nobody_was_told_of_is_neither_saved_nor_taken_back() -> None:
    """A look that fails now and then costs no write, and it leaves a timer only until it is over."""
    story = standing(planned())
    before = story.bracket
    absent(story, 3)
    assert same(before, story.bracket)
    assert wake(story.bracket) == after(15)
    story.tell(Back(story.stamp))
    assert same(before, story.bracket)
    assert (wake(story.bracket), heard(story)) == (wake(before), [])


def test_what_was_told_is_known_after_a_restart() -> None:
    """The time of another process is another's: the outage began when people were told that it had."""
    story = standing(planned())
    absent(story, 20)
    absent(story, 100, since=110)
    story.tell(Back(story.stamp))
    assert [(n.kind, n.lasted) for n in heard(story)] == [
        (AWAY, timedelta(seconds=20)),
        (BACK, timedelta(seconds=120)),
    ]


@pytest.mark.parametrize("side", BOTH)
def test_a_position_that_stands_bare_is_announced_in_its_own_time(side: PositionSide) -> None:
    """Its stop was lost sight of; five seconds later people hear of it, ten later that the exchange is away too, and
    nothing is sent, nor a reason to close found, on old news."""
    story, _ = entered(planned(build.SEPARATE, side), build.ENTRY)
    assert absent(story, 1) == []
    naked = story.bracket.naked_since
    assert naked is not None
    assert wake(story.bracket) is not None
    assert absent(story, 4) == []
    assert [n.kind for n in heard(story)] == [NAKED]
    assert absent(story, 595) == []
    assert [n.kind for n in heard(story)] == [NAKED, AWAY]
    assert (heard(story)[1].price, heard(story)[1].leaves_qty) == (None, D("0.3"))
    assert story.bracket.closing == ""
    assert story.tell(Back(story.stamp)) != []


def test_news_that_comes_all_the_same_is_acted_on() -> None:
    """A push gets through: the stop of what has just filled is tried, away or not."""
    story = Story(planned(), build.ENTRY)
    story.open()
    absent(story, 20)
    assert story.filled("e1")[0] == "+sl#1 0.3 stop_market !58800"


PARTLY = replace(planned(), stop=Stop(build.ratio("-0.02"), share=D("0.4"), of="e1"))
LIMIT = replace(planned(), entries=(replace(planned().entries[0], price=D(59000)),))


def waiting(bracket: Bracket) -> Story:
    story = Story(bracket, build.ENTRY)
    story.open()
    story.accepted("e1")
    return story


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: standing(planned()), "⚠ {}; the sl at 58800 rests there, and nothing else is watched meanwhile"),
        (lambda: standing(planned(build.PAIRS)), "⚠ {}; the sl at 58800 rests there, and nothing else is watched "),
        (lambda: standing(planned(build.POSITION)), "⚠ {}; the sl at 58800 rests there, and nothing else is watched "),
        (lambda: standing(PARTLY), "⚠⚠ PARTLY BARE: {}; the sl at 58800 leaves 0.18 of 0.3 without one"),
        (lambda: entered(planned())[0], "⚠⚠ BARE: {}, and no sl rests there for the 0.3 held"),
        (lambda: standing(planned(stop=None)), "⚠⚠ BARE: {}, and no sl rests there for the 0.3 held"),
        (lambda: standing(planned(build.WATCHED)), "⚠⚠ BARE: {}, and no sl rests there for the 0.3 held"),
        (lambda: waiting(LIMIT), "⚠ {}; an entry that fills meanwhile has no sl until it answers"),
        (
            lambda: waiting(replace(LIMIT, rules=build.ATTACHED)),
            "⚠ {}; an entry that fills meanwhile has its sl at 57820",
        ),
    ],
)
def test_what_stands_there_is_said(make: Callable[[], Story], said: str) -> None:
    story = make()
    absent(story, 75)
    (notice,) = [n for n in story.told if n.kind is AWAY]
    expected = "#a1 " + said.format("the exchange has given no readable answer about BTC for 1 min 15 s")
    assert (sentence(notice, "a1") or "").startswith(expected)


def test_nothing_is_said_where_nothing_stands() -> None:
    story = waiting(LIMIT)
    story.report("e1", OrdStatus.CANCELED)
    absent(story, 100)
    assert heard(story) == []


def test_a_bracket_that_ends_meanwhile_waits_for_no_return() -> None:
    """A push tells of its end; should its books be opened again, the next outage is told anew."""
    story = standing(planned())
    absent(story, 20)
    story.filled("sl")
    for order in story.bracket.live:
        story.report(order, OrdStatus.EXPIRED, final=True)
    assert story.bracket.closed
    assert [n.kind for n in heard(story)] == [AWAY]
    assert (story.bracket.away, story.bracket.gone) == (None, False)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.9, "0 s"),
        (15, "15 s"),
        (600, "10 min"),
        (605, "10 min 5 s"),
        (3600, "1 h"),
        (93_785, "26 h 3 min"),
    ],
)
def test_a_length_of_time_is_said_in_two_units(seconds: float, said: str) -> None:
    assert duration(timedelta(seconds=seconds)) == said
    back = sentence(Notice(BACK, lasted=timedelta(seconds=seconds)), "7")
    assert back == f"#7 the exchange answers again after {said}; what happened meanwhile is told next"


# -- the engine ---------------------------------------------------------------------------------------


class Reader(_World):
    """Reads what is told of outages and of bare positions: the bracket and the kind, and when."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__(clock)
        self.read: list[tuple[str, NoticeKind]] = []
        self.when: list[datetime] = []

    async def send(self, outgoing: Outgoing) -> None:
        if outgoing.notice.kind in (AWAY, BACK, NAKED):
            self.read.append((outgoing.bracket, outgoing.notice.kind))
            self.when.append(self.clock.now())


def read(story: Callable[[Reader], Coroutine[None, None, None]]) -> Callable[[], None]:
    """As ``lived``, with a reader."""
    return lambda: run_virtual(lambda clock: story(Reader(clock)))


THREE = ("1", "2", "3")  # the brackets of ``three_positions``


@read
async def test_every_bracket_hears_of_an_outage_once_each_way(world: Reader) -> None:
    """Each time it lasts; one that is over within a few seconds is nobody's business."""
    hedged(world)
    line = Line(world)
    async with world.bot(line.connect) as session:
        await three_positions(session, world)
        await world.live(10)
        for seconds in (60, 10, 60):
            world.read.clear()
            line.away()
            await until_away(session, world)
            await world.live(seconds)
            assert world.read == ([(id, AWAY) for id in THREE] if seconds == 60 else [])
            line.back()
            await world.live(10)
            assert world.read[3:] == ([(id, BACK) for id in THREE] if seconds == 60 else [])


@read
async def test_a_restart_tells_an_outage_no_second_time(world: Reader) -> None:
    """Stopped and started while it lasts, twice."""
    line = Line(world)
    async with world.bot(line.connect) as session:
        await world.say(session, "k")
        await world.live(6)
        line.away()
        await world.live(30)
    for _ in range(2):
        async with world.bot(line.connect):
            await world.live(30)
    async with world.bot(line.connect):
        line.back()
        await world.live(10)
    assert world.read == [("1", AWAY), ("1", BACK)]


def test_the_log_says_once_that_it_is_away_and_once_that_it_is_back(caplog: pytest.LogCaptureFixture) -> None:
    """And nothing of an exchange that has answered all the time; in detail, what was sent and what became of it."""
    caplog.set_level("DEBUG", "core")

    def said() -> list[tuple[str, str]]:
        found = [(r.levelname, r.getMessage().partition(" (")[0]) for r in caplog.records if r.levelname != "DEBUG"]
        return [(level, text) for level, text in found if text.startswith(f"account {ACCOUNT}: ")]

    async def story(world: Reader) -> None:
        line = Line(world)
        async with world.bot(line.connect) as session:
            await world.say(session, "k")
            await world.live(10)
            assert said() == []
            for _ in range(2):
                line.away()
                await world.live(40)
                line.back()
                await world.live(10)

    run_virtual(lambda clock: story(Reader(clock)))
    away, back = "exchange not reachable", "the exchange answers again"
    assert said() == [("WARNING", f"account {ACCOUNT}: {away}"), ("INFO", f"account {ACCOUNT}: {back}")] * 2
    details = [r.getMessage() for r in caplog.records if r.levelname == "DEBUG"]
    assert any(text.startswith("#1: Submit e1 (") and text.endswith(f") to {ACCOUNT}") for text in details)
    assert any(text.endswith((" is new", " is filled")) for text in details)
    assert f"account {ACCOUNT}: looked at BTC/USDT:USDT: orders seen 1, missing 0" in details


@pytest.mark.parametrize("side", BOTH)
def test_the_alarm_of_a_bare_position_comes_while_the_exchange_is_away(side: PositionSide) -> None:
    """The push of its fill comes through and nothing of what follows: five seconds, not the length of the outage."""

    async def story(world: Reader) -> None:
        line = Line(world)
        async with world.bot(line.connect) as session:
            limit = LINE.replace("market long 0.01", f"limit {side.value} 0.01 at {at(side, -100)}")
            assert await world.say(session, "k", limit) == "planned"
            await world.live(3)
            line.away()
            await until_away(session, world)
            filled = world.clock.now()
            world.tick(at(side, -150))
            await world.clock.sleep(60)
        assert world.read == [("1", NAKED), ("1", AWAY)]
        assert [round((at - filled).total_seconds()) for at in world.when] == [5, 15]

    run_virtual(lambda clock: story(Reader(clock)))


class Slow(Broken):
    """What it says of ETH takes twelve seconds; ``slow`` while it is being waited for."""

    slow = False

    async def look(self, symbol: str, orders: Sequence[Order]) -> Look:
        look = await super().look(symbol, orders)
        if symbol == ETH:
            self.slow = True
            await self._clock.sleep(12)
            self.slow = False
        return look


@read
async def test_nothing_is_sent_for_a_market_before_it_was_looked_at_itself(world: Reader) -> None:
    """BTC answers again and ETH not yet: the stop of ETH's entry, which filled meanwhile, waits for ETH's own look."""
    hedged(world)
    line = Line(world)
    async with world.bot(lambda name, _: Slow(line, name)) as session:
        await world.say(session, "btc")
        limit = LINE.replace("BTC", "ETH").replace("market long 0.01", "limit long 0.1 at 2990")
        assert await world.say(session, "eth", limit) == "planned"
        await world.live(15)
        line.away()
        await until_away(session, world)
        world.venue.trade(ETH, D(2980), D(1), world.clock.now(), 50)
        await world.live(20)
        (eth,) = (b for b in await world.store.load() if b.symbol == ETH)
        line.back()
        while ("1", BACK) not in world.read:
            await world.live(1)
        await world.live(3)
        assert [b for b in await world.store.load() if b.symbol == ETH] == [eth]
        await world.live(20)
        assert [kind for id, kind in world.read if id == eth.id] == [NAKED, AWAY, BACK]


@read
async def test_an_answer_from_before_the_outage_is_no_return(world: Reader) -> None:
    """ETH was asked before the line broke, and its answer takes its time: its people hear of the outage like others."""
    hedged(world)
    line = Line(world)
    slow = Slow(line, ACCOUNT)
    async with world.bot(lambda _name, _exchange: slow) as session:
        await three_positions(session, world)
        await world.live(10)
        for asked in (True, False):  # until it is asked anew
            while slow.slow is asked:
                await world.clock.sleep(0.1)
        line.away(lambda _symbol: world.clock.now() + timedelta(seconds=60))
        await until_away(session, world)
        await world.live(30)
        assert world.read == [(id, AWAY) for id in THREE]
        assert not worker(session).watch.ready.is_set()


def test_the_journal_says_when_it_went_and_that_it_came_back() -> None:
    story = standing(planned())
    journal: list[tuple[datetime, Event]] = [
        (after(0), Away(story.stamp, after(-15))),
        (after(1), Back(story.stamp)),
    ]
    assert [line.partition("  ")[2].partition("  (")[0] for line in timeline(journal)] == [
        "the exchange has not answered since 2026-03-02T09:29:45.000Z",
        "the exchange answers again",
    ]

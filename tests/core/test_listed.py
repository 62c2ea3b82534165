"""A market that changes under an open bracket: other steps, a halt, an end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from adapters.clock import VirtualClock, run_virtual
from adapters.exchanges.paper.exchange import PaperExchange
from bot.text import sentence
from bot.why import timeline
from core.bracket import Policy, Stop, Trailing
from core.events import Listed
from core.ids import generation
from core.instrument import Instrument
from core.machine import same
from core.notices import NoticeKind
from core.orders import Order, OrdStatus, PositionSide, Reason, Report
from core.ports import Look, Outgoing, Unreachable
from core.venue import VenueRules
from tests.core import build
from tests.core.build import BOTH, D, Story, at, entered, planned, standing
from tests.core.test_full import answered
from tests.core.test_lessons_engine import ACCOUNT, LINE, _World
from tests.core.test_reviewed_engine import ETH, Broken, Line, hedged, three_positions, told, worker

SUSPENDED, RESUMED = NoticeKind.SUSPENDED, NoticeKind.RESUMED


def coarse(instrument: Instrument) -> Instrument:
    return replace(instrument, tick=D(11), lot=D("0.02"), min_qty=D("0.02"))


def relisted(story: Story, *, traded: bool = True) -> list[str]:
    return story.tell(Listed(story.stamp, coarse(story.bracket.instrument), traded))


def halts(story: Story) -> list[NoticeKind]:
    return [notice.kind for notice in story.told if notice.kind in (SUSPENDED, RESUMED)]


@pytest.mark.parametrize("side", BOTH)
def test_a_stop_is_moved_to_the_new_steps_away_from_the_market_and_the_old_one_stays_until_it_stands(
    side: PositionSide,
) -> None:
    story = standing(planned(build.SEPARATE, side))
    sent = relisted(story)
    old, new = story.live("sl")
    assert [line.split()[0] for line in sent if "sl" in line] == ["+sl#2"]
    assert new.trigger is not None
    assert new.trigger % 11 == 0
    assert 0 <= side.sign * (new.trigger - at(side, -1200)) < 11
    assert old.cancel_asked is None
    story.accepted(new)
    assert story.order("sl") is story.live("sl")[-1]
    assert old.id in [o.id for o in story.bracket.orders if o.cancel_asked]


@pytest.mark.parametrize("rules", [build.SEPARATE, build.POSITION], ids=lambda rules: rules.layout.value)
def test_what_a_fill_in_finer_lots_has_left_over_is_not_placed_again_and_again(rules: VenueRules) -> None:
    """It fits no lot any more: what stands is as much as can stand."""
    thirds = (("0.33", "0.01"), ("0.66", "0.02"), ("1", "0.03"))
    story, _ = entered(planned(rules, quantity="0.075", targets=thirds))
    answered(story, 99)
    story.report("tp1", OrdStatus.NEW, "0.003")
    answered(story, 99)
    steps = replace(story.bracket.instrument, lot=D("0.005"), min_qty=D("0.005"))
    story.tell(Listed(story.stamp, steps, traded=True))
    answered(story, 99)
    assert max(generation(o.id) for o in story.bracket.orders) == 2
    resting = sum((o.leaves(D(0)) for n in (1, 2, 3) for o in story.live(f"tp{n}")), D(0))
    assert 0 <= story.bracket.tradable - resting < D("0.005")


@pytest.mark.parametrize("side", BOTH)
def test_what_a_trail_has_earned_is_moved_to_the_new_steps_too(side: PositionSide) -> None:
    """Else the next stop there, for what a later entry adds, would be refused for its price."""
    story = standing(planned(build.SEPARATE, side, stop=Stop(None, Trailing(D("0.02"))), targets=()))
    story.tick(at(side, 3001))
    story.accepted("sl")
    earned = story.order("sl").trigger
    assert earned == story.bracket.floor
    relisted(story)
    trigger = story.order("sl").trigger
    assert earned is not None
    assert trigger is not None
    assert earned % 11
    assert trigger % 11 == 0
    assert 0 <= side.sign * (trigger - earned) < 11


@pytest.mark.parametrize("side", BOTH)
def test_what_is_decided_later_is_on_the_new_steps(side: PositionSide) -> None:
    story = standing(planned(build.SEPARATE, side))
    relisted(story)
    story.close("0.15")
    assert [o.quantity for o in story.live("close")] == [D("0.14")]


def test_a_halt_is_told_once_each_way() -> None:
    story = standing(planned())
    steps = story.bracket.instrument
    for traded, halted in ((False, [SUSPENDED]), (False, [SUSPENDED]), (True, [SUSPENDED, RESUMED])):
        before = story.bracket
        assert story.tell(Listed(story.stamp, steps, traded)) == []
        assert halts(story) == halted
        assert same(before, story.bracket) is (before.traded is traded)
    said = [sentence(notice, "7") for notice in story.told if notice.kind in (SUSPENDED, RESUMED)]
    assert said == [
        "#7 ⚠ its market is not traded now: what rests there stays, and what is missing goes on being tried; "
        "if the market has ended for good, /forget 7 lets go of the bracket",
        "#7 its market is traded again",
    ]


@pytest.mark.parametrize("side", BOTH)
def test_once_it_is_traded_again_its_stop_is_tried_at_once_and_its_grace_begins_anew(side: PositionSide) -> None:
    story, _ = entered(planned(build.SEPARATE, side))
    story.tell(Listed(story.stamp, story.bracket.instrument, traded=False))
    while story.seconds < 100:
        for order in story.live("sl"):
            if order.status is OrdStatus.PENDING_NEW:
                story.report(order, OrdStatus.REJECTED, reason=Reason.CLOSED, final=True)
        story.wait(1)
    assert story.live("sl") == []
    (sent,) = story.tell(Listed(story.stamp, story.bracket.instrument, traded=True))
    assert sent.startswith("+sl#")
    story.report("sl", OrdStatus.REJECTED, reason=Reason.OTHER, final=True)
    story.wait(11.5)
    assert story.bracket.closing == ""
    story.report("sl", OrdStatus.REJECTED, reason=Reason.OTHER, final=True)
    story.wait(0.5)
    assert story.bracket.closing == "unprotected for too long"


@pytest.mark.parametrize("reason", [Reason.CLOSED, Reason.FILTER])
def test_what_is_refused_again_for_the_same_reason_is_told_once(reason: Reason) -> None:
    """Until that changes: another reason, or an order that rested in between."""
    story = standing(planned(policy=Policy(grace=None)))
    said: list[str] = []

    def refused(reason: Reason) -> None:
        story.wait(60)
        order = story.order("tp1")
        assert order.status is OrdStatus.PENDING_NEW
        known = len(story.told)
        story.report(order, OrdStatus.REJECTED, reason=reason, final=True)
        said.extend(text for notice in story.told[known:] if (text := sentence(notice, "7")) is not None)

    story.report("tp1", OrdStatus.EXPIRED, reason=Reason.OTHER, final=True)
    for _ in range(3):
        refused(reason)
    assert said == [f"#7 ✗ tp1 refused: {reason.value}"]
    refused(Reason.MARGIN)
    refused(reason)
    assert len(said) == 3
    story.wait(60)
    story.accepted("tp1")
    story.report("tp1", OrdStatus.EXPIRED, reason=Reason.OTHER, final=True)
    refused(reason)
    refused(reason)
    assert len(said) == 4


def test_the_journal_says_what_changed() -> None:
    story = standing(planned())
    steps = coarse(story.bracket.instrument)
    journal = [(story.now, Listed(story.stamp, steps, traded)) for traded in (True, False)]
    lines = [line.split("  ")[1] for line in timeline(journal)]
    assert lines == [
        "the market is listed with the steps price 11, size 0.02",
        "the market is listed with the steps price 11, size 0.02, and is not traded",
    ]


class Board(Line):
    """The line, and the list of markets at its end."""

    instrument: Instrument | None = None
    halted = False

    def connect(self, name: str, _exchange: PaperExchange) -> PaperExchange:
        return Changing(self, name)


class Changing(Broken):
    """Tells what the board says."""

    line: Board

    async def look(self, symbol: str, orders: Sequence[Order]) -> Look:
        look = await super().look(symbol, orders)
        return replace(look, instrument=self.line.instrument, halted=self.line.halted)


class Reader(_World):
    """Reads what is told of halts."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__(clock)
        self.read: list[NoticeKind] = []

    async def send(self, outgoing: Outgoing) -> None:
        if outgoing.notice.kind in (SUSPENDED, RESUMED):
            self.read.append(outgoing.notice.kind)


def test_an_open_bracket_hears_of_it_from_the_next_look_and_keeps_it() -> None:
    async def story(clock: VirtualClock) -> None:
        world = Reader(clock)
        board = Board(world)
        async with world.bot(board.connect) as session:
            assert await world.say(session, "k", LINE) == "planned"
            await world.live(5)
            known = await world.bracket()
            board.instrument = known.instrument
            await world.live(10)
            assert (await world.bracket()).version == known.version  # nothing is new
            board.instrument, board.halted = replace(known.instrument, tick=D("1.1")), True
            await world.live(20)
            assert world.read == [SUSPENDED]
            board.halted = False
            await world.live(10)
            board.instrument, board.halted = None, True  # a halt is told where the steps are not
            await world.live(10)
            assert world.read == [SUSPENDED, RESUMED, SUSPENDED]
            board.halted = False
            await world.live(10)
        after = await world.bracket()
        assert (after.instrument.tick, after.traded, world.read) == (D("1.1"), True, [SUSPENDED, RESUMED] * 2)
        (stop,) = (o for o in after.live if o.slot == "sl")
        assert stop.trigger is not None
        assert stop.trigger % D("1.1") == 0

    run_virtual(story)


def test_a_market_that_is_gone_after_a_restart_holds_up_no_other() -> None:
    async def story(clock: VirtualClock) -> None:
        world = Reader(clock)
        hedged(world)
        line = Line(world)
        async with world.bot(line.connect) as session:
            await three_positions(session, world)
        gone = Unreachable("Paper lists ETH/USDT:USDT no more", answers=True)
        line.error = lambda symbol: gone if symbol == ETH else None
        before = {b.id: b for b in await world.store.load()}
        async with world.bot(line.connect) as session:
            await world.live(30)
            assert worker(session).watch.ready.is_set()
            assert world.read == [SUSPENDED]
            assert await told(session, world, f"BTCUSDT on {ACCOUNT} close", "close") == "planned"
            await world.live(10)
            after = {b.id: b for b in await world.store.load()}
        (eth,) = after.values()
        assert (eth.symbol, eth.orders, eth.traded) == (ETH, before[eth.id].orders, False)

    run_virtual(story)


def test_an_order_that_found_no_room_in_time_is_no_outage() -> None:
    """Our own budget was used up: the stop is tried again at once, and not only after the next look."""

    async def story(clock: VirtualClock) -> None:
        world = Reader(clock)
        line = Line(world)
        crowd = Crowded(line, ACCOUNT)
        async with world.bot(lambda _name, _exchange: crowd) as session:
            assert await world.say(session, "k") == "planned"
            for _ in range(10):
                await world.live(1)
                assert worker(session).watch.ready.is_set()
            assert crowd.late == 0
            assert {o.slot for o in (await world.bracket()).live} == {"sl", "tp1"}

    run_virtual(story)


class Crowded(Broken):
    """Has no room for the first two stops."""

    late = 2

    async def submit(self, symbol: str, order: Order, side: PositionSide, children: Sequence[Order] = ()) -> Report:
        if order.slot == "sl" and self.late:
            self.late -= 1
            raise Unreachable("the limit of requests leaves no room; nothing was sent", answers=True)
        return await super().submit(symbol, order, side, children)


@pytest.mark.parametrize("side", BOTH)
def test_a_halt_does_not_touch_what_rests(side: PositionSide) -> None:
    story = standing(planned(build.PAIRS if side is PositionSide.LONG else build.SEPARATE, side))
    resting = story.bracket.orders
    assert story.tell(Listed(story.stamp, story.bracket.instrument, traded=False)) == []
    assert story.bracket.orders == resting

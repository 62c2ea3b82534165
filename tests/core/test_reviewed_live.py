"""What real exchanges made necessary in the core: stops that are never found, fees that are never told, accounts that
cannot be opened.  Stories for the machine, and for the engine with a ledger in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from adapters.exchanges.paper import rules_for
from adapters.exchanges.paper.exchange import PaperExchange
from bot.session import MISUSED
from core.bracket import Bracket
from core.events import Reported, Submit
from core.message import Origin, UnknownAccount
from core.notices import NoticeKind
from core.orders import Fill, Order, OrdStatus, PositionSide, Report
from core.unsaved import protection
from core.venue import Layout
from tests.core.build import BOTH, SEPARATE, D, Story, after, at, planned, standing
from tests.core.test_lessons_engine import ACCOUNT, LINE, _World, lived

NEW, CANCELED, FILLED = OrdStatus.NEW, OrdStatus.CANCELED, OrdStatus.FILLED

# -- a stop that triggered and is never found -------------------------------------------------------


def triggered(side: PositionSide) -> Story:
    """The only exit has triggered; nothing tells what it became."""
    story = standing(planned(SEPARATE, side, targets=()))
    story.report("sl", NEW, triggered=True)
    assert story.held("0") == []
    return story


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize(("seconds", "position"), [(3, "0.3"), (29, "0.3"), (30, "0"), (60, "0")])
def test_what_a_lost_stop_sold_is_believed_after_half_a_minute(
    side: PositionSide, seconds: float, position: str
) -> None:
    """Three seconds are not enough: it may still be selling, and its fills are told later."""
    story = triggered(side)
    story.wait(seconds)
    story.held("0")
    assert story.bracket.position == D(position)
    assert any(n.kind is NoticeKind.OUTSIDE for n in story.told) is (position == "0")


@pytest.mark.parametrize("side", BOTH)
def test_a_difference_without_a_triggered_stop_is_believed_after_three_seconds(side: PositionSide) -> None:
    story = standing(planned(SEPARATE, side, targets=()))
    story.held("0")
    story.wait(3)
    story.held("0")
    assert story.bracket.position == D(0)


@pytest.mark.parametrize("side", BOTH)
def test_a_triggered_stop_that_is_found_in_time_is_no_hand(side: PositionSide) -> None:
    story = triggered(side)
    story.wait(20)
    story.filled("sl")
    story.wait(20)
    story.held("0")
    assert (story.bracket.position, story.bracket.outside) == (D(0), D(0))
    assert story.bracket.fills("sl").quantity == D("0.3")


# -- fees that are never told -----------------------------------------------------------------------


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize(
    ("asked", "charged", "settled"),
    [(0, True, True), (0, False, False), (599, False, False), (600, False, True), (None, False, False)],
)
def test_an_order_whose_fees_are_never_told_settles_after_ten_minutes(
    side: PositionSide, asked: float | None, charged: bool, settled: bool
) -> None:
    """Only what was asked after that counts; a push has no time of asking."""
    story = standing(planned(SEPARATE, side))
    order, size = story.order("tp1"), D("0.15")
    assert order.price is not None
    fill = Fill(size, size * order.price)

    def told(charged: bool, asked: float | None) -> Order:
        report = Report(order.id, FILLED, taken=fill, final=True, charged=charged)
        story.tell(Reported(story.stamp, report, None if asked is None else after(asked)))
        return next(o for o in story.bracket.orders if o.id == order.id)

    assert told(False, None).ended_at == after(0)
    story.wait(asked or 1200)
    assert told(charged, asked).settled is settled


# -- what is sent although it cannot be saved -------------------------------------------------------


def with_stop(bracket: Bracket, change: Callable[[Order], Order]) -> Bracket:
    return replace(bracket, orders=tuple(change(o) if o.slot == "sl" else o for o in bracket.orders))


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize(
    ("change", "sent"),
    [
        (lambda o: o, False),
        (lambda o: replace(o, quantity=None), False),
        (lambda o: replace(o, quantity=D("0.2")), True),
        (lambda o: replace(o, status=OrdStatus.PENDING_NEW, seen=False), True),
        (lambda o: replace(o, seen=False), True),
        (lambda o: replace(o, cancel_asked=after(0)), True),
        (lambda o: replace(o, status=CANCELED, ended_at=after(0)), True),
    ],
    ids=["stands", "stands for all", "too small", "never answered", "never seen", "is being canceled", "is gone"],
)
def test_a_better_stop_waits_to_be_saved_while_one_that_was_seen_stands(
    side: PositionSide, change: Callable[[Order], Order], sent: bool
) -> None:
    story = standing(planned(SEPARATE, side))
    better = replace(story.order("sl"), id="b000000vlu", trigger=at(side, -600), seen=False)
    bracket = with_stop(story.bracket, change)
    assert protection(bracket, Submit(better)) == (better.id if sent else "")


# -- accounts that cannot be opened -----------------------------------------------------------------

OTHER = "paper:other"
Connect = Callable[[str, PaperExchange], PaperExchange]


class Door:
    """Opens accounts, except while ``code`` says why one is shut."""

    def __init__(self, code: str = "") -> None:
        self.code = code

    def __call__(self, name: str, exchange: PaperExchange) -> PaperExchange:
        if self.code and name == OTHER:
            raise UnknownAccount(name, code=self.code, why="its keys are sealed")
        return exchange


async def both_hold(world: _World) -> None:
    """A position on each of two accounts, and the bot stopped."""
    world.venue.open_account(OTHER, rules_for(Layout.STOP_AND_TARGETS))
    async with world.bot() as session:
        assert await world.say(session, "one") == "planned"
        assert await world.say(session, "other", LINE.replace(ACCOUNT, OTHER)) == "planned"
        await world.live(5)
    assert [b.position for b in await world.store.load()] == [D("0.01")] * 2


@lived
async def test_an_account_that_cannot_be_opened_leaves_the_others_watched(world: _World) -> None:
    await both_hold(world)
    async with world.bot(Door("E-ACCOUNT")) as session:
        assert [(b.account, why) for b, why in session.engine.unwatched] == [(OTHER, "its keys are sealed")]
        assert set(session.engine.workers) == {ACCOUNT}
        await world.live(2)
        world.tick(D(58000))
        await world.clock.sleep(10)
        assert [b.account for b in await world.store.load()] == [OTHER]
        answer = await session.engine.handle(f"BTCUSDT on {OTHER} close", Origin("shut", world.clock.now(), "live"))
        assert answer.problem is not None
        assert (answer.problem.code, answer.problem.message) == ("E-ACCOUNT", "its keys are sealed")


@lived
async def test_what_could_not_be_opened_is_watched_as_soon_as_it_can_be(world: _World) -> None:
    """Its stop has sold meanwhile; that is found when somebody first writes to the account."""
    await both_hold(world)
    door = Door("E-ACCOUNT")
    async with world.bot(door) as session:
        world.tick(D(58000))
        await world.live(10)
        assert len(session.engine.unwatched) == 1
        door.code = ""
        await world.say(session, "hello", f"BTCUSDT on {OTHER} cancel all")
        assert session.engine.unwatched == []
        await world.live(10)
        assert await world.store.load() == []
    assert world.venue.orders(OTHER) == []


def test_an_account_that_the_bot_was_started_wrongly_for_stops_the_start() -> None:
    """Another option at the start mends it; to go on unwatched would not."""

    @lived
    async def story(world: _World) -> None:
        await both_hold(world)
        with pytest.raises(UnknownAccount, match="sealed") as caught:
            async with world.bot(Door(MISUSED)):
                raise AssertionError("it started")
        assert caught.value.code == "E-LAYOUT"

    story()

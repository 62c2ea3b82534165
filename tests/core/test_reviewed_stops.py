"""Stops in the corners: for a part of the position, while they sell, and when their order ids run out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.bracket import Bracket, Past, Stop
from core.decide import SPARE
from core.events import BreakevenTold, CancelTold
from core.ids import MAX_GENERATION
from core.instruction import plain
from core.orders import OrdStatus, PositionSide, Reason
from core.venue import VenueRules
from tests.core.build import (
    AMENDING,
    BOTH,
    COUNTING,
    GUARDED,
    LONG,
    POSITION,
    SEPARATE,
    SHORT,
    WATCHED,
    D,
    Story,
    at,
    entered,
    planned,
    ratio,
    standing,
)
from tests.core.test_decide import move, short

NEW, CANCELED, REJECTED, EXPIRED = OrdStatus.NEW, OrdStatus.CANCELED, OrdStatus.REJECTED, OrdStatus.EXPIRED
DERIVATIVES = {"separate": SEPARATE, "amending": AMENDING, "counting": COUNTING, "position": POSITION}
SIDES = [
    pytest.param(rules, side, id=f"{name}-{side.value}")
    for name, rules in (DERIVATIVES | {"guarded": GUARDED, "watched": WATCHED}).items()
    for side in BOTH
    if not (rules.spot and side is SHORT)
]


def rests(story: Story) -> dict[str, str]:
    """What still rests at the exchange, base quantity by slot; ALL is the position's own."""
    return {o.slot: plain(o.leaves(story.bracket.tradable)) for o in story.bracket.live if o.slot[0] != "e"}


def answered(story: Story) -> Story:
    """The exchange does what it was asked for, until nothing more is asked."""
    for _ in range(6):
        for order in story.bracket.live:
            if order.cancel_asked:
                story.report(order, CANCELED, plain(order.taken.quantity), final=True)
            elif (asked := order.amend_asked) is not None:
                story.report(order, NEW, quantity=plain(asked.quantity or D(0)), trigger=asked.trigger)
            elif order.status is OrdStatus.PENDING_NEW:
                story.accepted(order)
    return story


# -- a stop for a part ------------------------------------------------------------------------------

PART = Stop(ratio("-0.02"), share=D("0.5"), of="e1")
LADDER = (("0.667", "0.02"), ("1", "0.04"))  # 0.2 and 0.1 of 0.3


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize("rules", DERIVATIVES.values(), ids=list(DERIVATIVES))
def test_a_part_stop_closes_its_part_and_targets_share_what_is_left(rules: VenueRules, side: PositionSide) -> None:
    """0.3, half of it guarded: what the stop leaves has no stop, and the nearer target comes first."""
    story = standing(planned(rules, side, stop=PART, targets=LADDER))
    assert rests(story) == {"sl": "0.15", "tp1": "0.2", "tp2": "0.1"}
    story.report("sl", NEW, stopped="0.04", triggered=True)
    assert rests(answered(story)) == {"sl": "0.11", "tp1": "0.2", "tp2": "0.06"}
    story.filled("sl")
    assert rests(answered(story)) == {"tp1": "0.15"}
    story.wait(60)
    assert story.tick(at(side, -3000)) == []
    assert (story.bracket.position, story.bracket.closing, story.bracket.naked_since) == (D("0.15"), "", None)
    story.filled("tp1")
    assert story.bracket.closed


@pytest.mark.parametrize(("rules", "side"), SIDES)
def test_a_part_stop_that_cannot_rest_closes_its_part(rules: VenueRules, side: PositionSide) -> None:
    """With the price at the stop and none there, a market order does what the stop would have done, and no more."""
    story = Story(planned(rules, side, stop=PART, targets=()), at(side, 0))
    story.open()
    story.filled("e1")
    if rules is not WATCHED:
        story.accepted("sl")
        story.report("sl", EXPIRED, stopped="0.04", final=True)
        story.report("sl", REJECTED, reason=Reason.FILTER, final=True)
    story.tick(at(side, -1200))
    part = "0.15" if rules is WATCHED else "0.11"
    assert [plain(o.quantity or D(0)) for o in story.live("close")] == [part]
    story.filled("close", "0.03")
    story.filled("close")
    story.wait(60)
    assert story.tick(at(side, -3000)) == []
    assert (story.bracket.position, story.bracket.closing, story.bracket.live) == (D("0.15"), "", ())


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize("why", ["refused", "would trigger", "grace"])
def test_each_reason_to_close_is_for_the_part_only(why: str, side: PositionSide) -> None:
    story, _ = entered(planned(SEPARATE, side, stop=PART, targets=()))
    if why == "would trigger":
        story.report("sl", REJECTED, reason=Reason.WOULD_TRIGGER, final=True)
    elif why == "refused":
        for _ in range(3):
            story.report("sl", REJECTED, reason=Reason.FILTER, final=True)
            story.wait(8)
    else:
        story.report("sl", REJECTED, reason=Reason.NOT_SENT, final=True)
        story.wait(12)
    (close,) = story.live("close")
    assert (close.quantity, story.bracket.closing) == (D("0.15"), "")


@pytest.mark.parametrize("side", BOTH)
def test_a_typed_close_beside_a_part_that_closes_adds_up(side: PositionSide) -> None:
    story, _ = entered(planned(SEPARATE, side, stop=PART, targets=()))
    story.accepted("sl")
    assert story.close("0.05") == ["+close#1 0.05 market"]
    story.report("sl", EXPIRED, final=True)
    story.report("sl", REJECTED, reason=Reason.WOULD_TRIGGER, final=True)
    for order in story.live("close"):
        story.filled(order)
    assert (story.bracket.position, story.bracket.live) == (D("0.1"), ())


# -- a stop that sells ------------------------------------------------------------------------------


def selling(rules: VenueRules, side: PositionSide) -> Story:
    """0.1 of 0.3 have been sold by a stop that has triggered."""
    story = standing(planned(rules, side, targets=()))
    assert [line for line in story.report("sl", NEW, stopped="0.1", triggered=True) if "sl" in line] == []
    return story


def moves(story: Story) -> list[str]:
    return move(story, "-0.01")


def loosens(story: Story) -> list[str]:
    return move(story, "-0.05")


def cancels(story: Story) -> list[str]:
    return story.tell(CancelTold(story.stamp, ("sl",)))


def evens(story: Story) -> list[str]:
    story.tick(at(story.bracket.side, 300))
    return story.tell(BreakevenTold(story.stamp))


def closes(story: Story) -> list[str]:
    return story.close()


def closes_a_part(story: Story) -> list[str]:
    return story.close("0.05") + (story.filled("close") if story.live("close") else [])


@pytest.mark.parametrize("happens", [moves, loosens, cancels, evens, closes, closes_a_part], ids=lambda f: f.__name__)
@pytest.mark.parametrize(("rules", "side"), [s for s in SIDES if s.values[0] is not WATCHED])
def test_a_stop_that_sells_is_left_alone(
    happens: Callable[[Story], list[str]], rules: VenueRules, side: PositionSide
) -> None:
    """Taken away, it would leave a position that the market is running away from; amended, it would wait again."""
    story = selling(rules, side)
    stop = story.order("sl")
    sent = happens(story)
    answered(story)
    sent += story.wait(3) + story.wait(3)
    assert [line for line in sent if "sl" in line] == []
    left = next(o for o in story.bracket.orders if o.id == stop.id)
    assert (left.status, left.cancels, left.amend_asked, left.trigger) == (NEW, 0, None, stop.trigger)
    story.report(left, OrdStatus.FILLED, stopped=plain(left.cum_qty + story.bracket.tradable))
    assert not [o for o in story.live("sl") if not o.cancel_asked]


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize("rules", [SEPARATE, AMENDING], ids=["separate", "amending"])
def test_what_an_entry_adds_beside_a_stop_that_sells_gets_its_own(rules: VenueRules, side: PositionSide) -> None:
    """The one that sells covers what it was sized for; more is guarded by another, at the level of now."""
    story = Story(planned(rules, side, targets=()), at(side, 0))
    story.open()
    story.report("e1", NEW, "0.2", at(side, 0))
    story.accepted("sl")
    story.report("sl", NEW, stopped="0.05", triggered=True)
    assert story.report("e1", OrdStatus.CANCELED, "0.3", at(side, -300), final=True) == [
        short("+sl#2 0.25 stop_market !58506", side) if side is LONG else "+sl#2 0.25 stop_market !61506"
    ]
    assert story.accepted("sl") == []


def test_a_rest_too_small_for_a_stop_of_its_own_does_not_take_one_that_sells() -> None:
    """On spot, where parts add up: 0.00005 are worth less than the least order."""
    story = Story(planned(GUARDED, quantity="0.2", targets=()), at(LONG, 0))
    story.open()
    story.report("e1", NEW, "0.1", at(LONG, 0))
    story.accepted("sl")
    assert story.report("sl", NEW, stopped="0.05", triggered=True) == ["-e1#1"]
    assert story.report("e1", CANCELED, "0.10005", at(LONG, 0), final=True) == []


@pytest.mark.parametrize("side", BOTH)
def test_a_stop_that_has_not_triggered_is_replaced_as_ever(side: PositionSide) -> None:
    """So that the rule above is about the trigger and not about the fill."""
    story = standing(planned(SEPARATE, side, targets=()))
    story.report("sl", NEW, stopped="0.1")
    assert moves(story) == [short("+sl#2 0.2 stop_market !59400", side)]
    assert story.accepted("sl") == ["-sl#1"]


# -- ids that run out -------------------------------------------------------------------------------


def used(slot: str, generations: int, bracket: Bracket) -> Bracket:
    """The bracket after so many orders of a slot."""
    return replace(bracket, past={slot: Past(generation=generations)})


LAST_MOVE = MAX_GENERATION - SPARE


@pytest.mark.parametrize("side", BOTH)
def test_the_last_ids_of_a_stop_are_kept_for_losses(side: PositionSide) -> None:
    """The thousandth move is not made; the stop stays where it is, and one that is lost is still put back."""
    story = standing(used("sl", LAST_MOVE - 2, planned(SEPARATE, side, targets=())))
    assert move(story, "-0.01") == [short(f"+sl#{LAST_MOVE} 0.3 stop_market !59400", side)]
    assert story.accepted("sl") == [f"-sl#{LAST_MOVE - 1}"]
    story.report(story.live("sl")[0], CANCELED, final=True)
    kept = story.live("sl")
    assert move(story, "-0.005") == []
    assert story.wait(60) == []
    assert (story.live("sl"), story.bracket.closing) == (kept, "")
    assert story.report("sl", EXPIRED, final=True) == [short(f"+sl#{LAST_MOVE + 1} 0.3 stop_market !59700", side)]


@pytest.mark.parametrize("side", BOTH)
def test_a_position_that_grows_when_moves_are_used_up_is_closed_after_its_grace(side: PositionSide) -> None:
    """A stop for less than the position is not enough, so it fails closed and not open."""
    story = Story(used("sl", LAST_MOVE - 1, planned(SEPARATE, side, targets=())), at(side, 0))
    story.open()
    story.report("e1", NEW, "0.1", at(side, 0))
    story.accepted("sl")
    assert story.filled("e1") == []
    assert story.wait(11) == []
    assert story.wait(1) == ["+close#1 0.3 market"]
    assert story.bracket.closing == "unprotected for too long"


@pytest.mark.parametrize("side", BOTH)
def test_a_stop_that_is_lost_when_no_id_is_left_closes_at_once(side: PositionSide) -> None:
    story = standing(used("sl", MAX_GENERATION - 2, planned(SEPARATE, side, targets=())))
    assert story.report("sl", EXPIRED, stopped="0.1", final=True) == [
        short(f"+sl#{MAX_GENERATION} 0.2 stop_market !58800", side)
    ]
    story.accepted("sl")
    assert story.report("sl", EXPIRED, final=True) == ["+close#1 0.2 market"]
    assert story.bracket.closing == "no order id is left for a stop"


@pytest.mark.parametrize("side", BOTH)
def test_a_target_whose_ids_are_used_up_is_not_placed_again_and_nothing_else_changes(side: PositionSide) -> None:
    story = standing(used("tp1", MAX_GENERATION - 1, planned(SEPARATE, side)))
    assert story.report("tp1", EXPIRED, "0.05", final=True) == []
    assert story.wait(60) == []
    assert (rests(story), story.bracket.closing) == ({"sl": "0.3", "tp2": "0.15"}, "")

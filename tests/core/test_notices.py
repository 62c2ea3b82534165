"""What people are told: every fact once, however it was learned."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.events import MoveTold
from core.ids import order_id
from core.instruction import plain
from core.notices import Notice, NoticeKind, name_of, notices, order_name
from core.orders import ZERO, OrdStatus, PositionSide, Reason
from core.venue import VenueRules
from tests.core.build import (
    AMENDING,
    BOTH,
    ENTRY,
    GUARDED,
    PAIRS,
    SEPARATE,
    SPOT_PAIRS,
    WATCHED,
    D,
    Story,
    at,
    entered,
    planned,
    ratio,
    standing,
)
from tests.core.truth import Truth

FIXED = settings(derandomize=True, database=None, deadline=None, max_examples=40)


def spelled(notice: Notice) -> str:
    words = [notice.kind.value]
    words += [notice.order_name] if notice.order_name else []
    words += [plain(notice.quantity)] if notice.quantity is not None else []
    words += [f"@{plain(notice.price)}"] if notice.price is not None else []
    words += [f"({notice.text})"] if notice.text else []
    return " ".join(words)


def test_a_stop_larger_than_what_is_left_leaves_nothing_to_go() -> None:
    """Where a resting stop cannot be amended it stays as it is, and the exchange clips it to the position."""
    story = standing(planned())
    story.filled("tp1")
    story.told.clear()
    for stopped, left in (("0.05", "0.1"), ("0.15", "0")):
        story.report("sl", OrdStatus.NEW, stopped=stopped)
        told = [n for n in story.told if n.kind is NoticeKind.FILLED]
        assert [plain(n.leaves_qty or ZERO) for n in told] == [left]
        story.told.clear()


def since(story: Story) -> list[str]:
    """What was told since the last time."""
    said, story.told = [spelled(n) for n in story.told], []
    return said


@pytest.mark.parametrize("side", BOTH)
def test_a_whole_life(side: PositionSide) -> None:
    story = Story(planned(SEPARATE, side, targets=(("1", "0.02"),)), ENTRY)
    stop, target = plain(at(side, -1200)), plain(at(side, 1200))
    story.open()
    assert since(story) == ["submitted entry 0.3"]
    story.report("e1", OrdStatus.NEW, "0.1")
    assert since(story) == [
        "accepted entry 0.3",
        "filled entry 0.1 @60000",
        f"submitted sl 0.1 @{stop}",
        f"submitted tp1 0.1 @{target}",
    ]
    story.accepted("sl", "tp1")
    assert since(story) == [f"accepted sl 0.1 @{stop}", f"accepted tp1 0.1 @{target}"]
    story.report("e1", OrdStatus.FILLED, "0.3")
    assert since(story)[:1] == ["filled entry 0.2 @60000"]
    for order in [o for o in story.bracket.orders if o.status is OrdStatus.PENDING_NEW]:
        story.accepted(order)
    since(story)
    for order in [o for o in story.live("sl") if o.cancel_asked]:
        story.report(order, OrdStatus.CANCELED, final=True)
    for order in story.live("tp1"):
        story.filled(order)
    for order in story.live("sl"):
        story.report(order, OrdStatus.CANCELED, final=True)
    told = since(story)
    assert told.count("closed") == 1
    assert told[-1] == "closed"


def test_every_field_of_a_fill() -> None:
    story = standing(planned())
    story.told = []
    story.report("tp1", OrdStatus.NEW, "0.05", D("61200"))
    (told,) = [n for n in story.told if n.kind is NoticeKind.FILLED]
    assert told == Notice(
        NoticeKind.FILLED,
        name="tp1",
        order_name="tp1",
        order=story.order("tp1").id,
        side="sell",
        quantity=D("0.05"),
        price=D(61200),
        cum_qty=D("0.05"),
        leaves_qty=D("0.10"),
    )
    story.told = []
    story.report("tp1", OrdStatus.FILLED, "0.15", D("61201"))  # 0.15 at 61201 in all: the last 0.1 were dearer
    (told,) = [n for n in story.told if n.kind is NoticeKind.FILLED]
    assert (told.quantity, told.cum_qty, told.leaves_qty) == (D("0.1"), D("0.15"), ZERO)
    assert told.price == D("61201.5")


def test_either_leg_of_a_pair_has_its_own_name() -> None:
    story = standing(planned(PAIRS))
    story.told = []
    story.report("tp2", OrdStatus.NEW, "0.05", D(62400), stopped="0.1", whole=False)
    fills = [n for n in story.told if n.kind is NoticeKind.FILLED]
    assert [(n.name, n.quantity, n.cum_qty, n.leaves_qty) for n in fills] == [
        ("tp2", D("0.05"), D("0.05"), D("0.10")),
        ("sl", D("0.1"), D("0.15"), ZERO),
    ]


def test_both_exits_of_a_pair_are_placed_and_canceled_the_stop_first() -> None:
    story = standing(planned(PAIRS))
    expected = [("sl", "sl", D(58800)), ("tp1", "tp1", D(61200)), ("sl", "sl#2", D(58800)), ("tp2", "tp2", D(62400))]
    for kind in (NoticeKind.SUBMITTED, NoticeKind.ACCEPTED):
        placed = [n for n in story.told if n.kind is kind and n.name != "entry"]
        assert sorted((n.name, n.order_name, n.price) for n in placed) == sorted(expected)
        assert [n.name for n in placed if n.order == placed[0].order] == ["sl", "tp1"]
        assert all(n.quantity == n.leaves_qty == D("0.15") for n in placed)
    story.told = []
    story.report("tp2", OrdStatus.CANCELED)
    ended = [n for n in story.told if n.kind is NoticeKind.CANCELED]
    assert [(n.name, n.order_name) for n in ended] == [("sl", "sl#2"), ("tp2", "tp2")]


def test_the_stop_leg_that_sells_is_the_one_that_was_placed() -> None:
    story = standing(planned(PAIRS))
    story.told = []
    story.report("tp2", OrdStatus.NEW, stopped="0.1", whole=False)
    assert [n.order_name for n in story.told if n.kind is NoticeKind.FILLED] == ["sl#2"]


@pytest.mark.parametrize(
    ("slot", "generation", "name", "full"),
    [
        ("e1", 1, "entry", "entry"),
        ("e2", 1, "entry", "entry#2"),
        ("e1", 3, "entry", "entry#3"),
        ("sl", 1, "sl", "sl"),
        ("sl", 12, "sl", "sl#12"),
        ("tp22", 2, "tp22", "tp22#2"),
        ("close", 1, "close", "close"),
    ],
)
def test_names(slot: str, generation: int, name: str, full: str) -> None:
    assert name_of(slot) == name
    assert order_name(slot, order_id(1, slot, generation)) == full


def test_a_moved_stop_is_told_once_when_it_rests() -> None:
    story = standing(planned())
    story.told = []
    story.tell(MoveTold(story.stamp, "sl", ratio("-0.01")))
    assert since(story) == ["submitted sl#2 0.3 @59400"]
    story.accepted("sl")
    assert since(story) == ["accepted sl#2 0.3 @59400", "stop_moved sl#2 0.3 @59400"]
    for order in [o for o in story.live("sl") if o.cancel_asked]:
        story.report(order, OrdStatus.CANCELED)
    assert since(story) == ["canceled sl 0.3 @58800"]


def test_an_amended_stop_is_moved_not_replaced() -> None:
    story = standing(planned(AMENDING))
    story.told = []
    story.tell(MoveTold(story.stamp, "sl", ratio("-0.01")))
    assert since(story) == []
    story.report("sl", OrdStatus.NEW, trigger=D(59400), quantity="0.3")
    assert since(story) == ["stop_moved sl 0.3 @59400"]


def test_a_size_that_a_hand_changed_there_is_replaced() -> None:
    story = standing(planned(AMENDING))
    story.told = []
    story.report("tp2", OrdStatus.NEW, quantity="0.1")
    assert since(story) == []  # a push may be older than what we know
    story.report("tp2", OrdStatus.NEW, quantity="0.1", asked=1)
    assert since(story)[0] == "replaced tp2 0.1 @62400"


def test_refused_and_never_arrived_are_both_rejected() -> None:
    story = Story(planned(), ENTRY)
    story.open()
    since(story)
    story.report("e1", OrdStatus.REJECTED, reason=Reason.MARGIN)
    assert since(story) == ["rejected entry 0.3 (not enough margin or balance)", "closed"]
    lost = Story(planned(), ENTRY)
    lost.open()
    lost.seconds = 60
    lost.missed("e1", 8)
    since(lost)
    lost.missed("e1", 9)
    assert since(lost)[0] == "rejected entry 0.3 (never reached the exchange)"


def test_unprotected_and_protected_again() -> None:
    story, _ = entered(planned(targets=()))
    since(story)
    story.seconds = 1.9
    story.wait(0)
    assert since(story) == []
    story.wait(3.1)
    assert "unprotected" in since(story)
    story.accepted("sl")
    assert "protected" in since(story)


def test_why_it_closes() -> None:
    story, _ = entered(planned(WATCHED))
    since(story)
    story.tick(D(58800))
    assert since(story) == ["submitted close 0.3", "closing (price at the stop)"]
    told = standing(planned())
    since(told)
    told.close()
    assert "closing (told)" in since(told)


def test_a_hand_in_the_position() -> None:
    story = standing(planned())
    since(story)
    for seconds in (10, 13):
        story.seconds = seconds
        story.held("0.2")
    assert "outside -0.1" in since(story)


def test_overfilled_and_halted() -> None:
    story = standing(planned(GUARDED))
    since(story)
    story.report("sl", OrdStatus.FILLED, stopped="0.4")
    said = since(story)
    assert "overfilled 0.1" in said
    assert "halted (more was sold than held)" in said


def test_nothing_new_is_nothing_told() -> None:
    story = standing(planned())
    assert notices(story.bracket, story.bracket) == []
    assert notices(story.bracket, replace(story.bracket, version=9)) == []
    story.told = []
    story.accepted("sl", "tp1", "tp2")
    story.wait(1)
    assert story.told == []


Leg = tuple[str | None, bool]  # order id, and whether through its stop
happenings = st.lists(st.tuples(st.integers(0, 16), st.integers(0, 23), st.integers(0, 24)), max_size=30)


@pytest.mark.parametrize("rules", [SEPARATE, AMENDING, PAIRS, SPOT_PAIRS, GUARDED])
@FIXED
@given(events=happenings)
def test_told_fills_add_up_to_what_was_traded(rules: VenueRules, events: list[tuple[int, int, int]]) -> None:
    story = Story(planned(rules), ENTRY)
    story.open()
    truth = Truth(story)
    for event in events:
        truth.happen(*event)
    quantities, values = defaultdict[Leg, Decimal](Decimal), defaultdict[Leg, Decimal](Decimal)
    for notice in story.told:
        if notice.kind is NoticeKind.FILLED and notice.quantity is not None and notice.price is not None:
            leg = (notice.order, notice.name == "sl")
            quantities[leg] += notice.quantity
            values[leg] += notice.quantity * notice.price
    for id, fact in truth.facts.items():
        for stop, fill in ((False, fact.taken), (True, fact.stopped)):
            assert quantities[id, stop] == fill.quantity
            assert abs(values[id, stop] - fill.value) < D("1e-12")
    submitted = [(n.order, n.name) for n in story.told if n.kind is NoticeKind.SUBMITTED]
    assert len(submitted) == len(set(submitted))
    assert sum(n.kind is NoticeKind.CLOSED for n in story.told) <= 1

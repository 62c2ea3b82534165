"""What holds in every state that truth can bring about, whatever is heard of it and in whatever order.

At rest after one call is checked by the story itself, after every event.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.bracket import Bracket, Stamp, Stop, Trailing, is_entry
from core.events import CancelTold, Due, MoveTold, Priced, Reported
from core.exits import lines
from core.ladder import shares
from core.machine import apply, same, step, wake
from core.orders import ZERO, Fill, OrdStatus, PositionSide, Report
from core.venue import VenueRules
from tests.core.build import ALL_RULES, BOTH, LONG, D, Story, planned, ratio
from tests.core.truth import Truth

FIXED = settings(derandomize=True, database=None, deadline=None, max_examples=30)
happenings = st.lists(st.tuples(st.integers(0, 16), st.integers(0, 23), st.integers(0, 24)), max_size=30)
STOPS = {
    "fixed": Stop(ratio("-0.02")),
    "trailing": Stop(ratio("-0.02"), Trailing(D("0.015"))),
    "waiting": Stop(ratio("-0.02"), Trailing(D("0.01"), ratio("0.02"))),
    "breakeven": Stop(ratio("-0.02"), breakeven=True),
    "even at": Stop(ratio("-0.02"), breakeven_at=ratio("0.01")),
}
WORLDS = [
    pytest.param(rules, STOPS[stop], side, id=f"{name}-{stop}-{side.value}")
    for n, (name, rules) in enumerate(ALL_RULES.items())
    for k, stop in enumerate(STOPS)
    for side in BOTH
    if not (rules.spot and side is not LONG) and (k == n % len(STOPS) or (name in ("separate", "guarded")))
]


def lived(rules: VenueRules, stop: Stop, side: PositionSide, events: list[tuple[int, int, int]]) -> list[Bracket]:
    """Every state on the way."""
    truth = Truth(Story(planned(rules, side, stop=stop), D(60000)))
    truth.story.open()
    states = [truth.bracket]
    for event in events:
        truth.happen(*event)
        states.append(truth.bracket)
    return states


@pytest.mark.parametrize(("rules", "stop", "side"), WORLDS)
@FIXED
@given(events=happenings)
def test_every_state(rules: VenueRules, stop: Stop, side: PositionSide, events: list[tuple[int, int, int]]) -> None:
    states = lived(rules, stop, side, events)
    _the_floor_never_sinks_unless_a_person_says_so(states, events)
    for bracket in states:
        _ledger_stays_small(bracket)
        _promised_within_room(bracket)
        _no_rung_oversold(bracket)
        _closed_is_closed(bracket)
        # a price known before the entry filled leaves its marks with the next event, which ``wake`` calls for at once
        settled = step(bracket, Due(bracket.stamp)).bracket
        _time_before_wake_changes_nothing(settled)
        _a_price_between_lines_changes_nothing(settled)


def _the_floor_never_sinks_unless_a_person_says_so(states: list[Bracket], events: list[tuple[int, int, int]]) -> None:
    for before, now, event in zip(states, states[1:], events, strict=False):
        if before.floor is not None and event[0] != 16:
            assert now.floor is not None
            assert before.side.sign * (now.floor - before.floor) >= 0


def _ledger_stays_small(bracket: Bracket) -> None:
    unsettled = sum(not o.settled for o in bracket.orders)
    slots = {o.slot for o in bracket.orders}
    assert len(bracket.orders) <= unsettled + len(slots) + 1  # one more until the next event folds it away


def _promised_within_room(bracket: Bracket) -> None:
    for entry in bracket.entries:
        promised = sum((bracket.promised(o) for o in bracket.orders if o.slot == entry.slot), ZERO)
        assert bracket.fills(entry.slot).quantity + promised <= entry.quantity
    if bracket.budgeted:
        promised = sum((bracket.promised(o) for o in bracket.orders if not is_entry(o.slot)), ZERO)
        assert promised <= bracket.position
        assert not bracket.halted


def _no_rung_oversold(bracket: Bracket) -> None:
    if bracket.rules.attach:
        return  # the exchange makes attached exits as large as the whole entry, however little of it has filled
    sizes = shares(bracket)
    for slot, size in sizes.items():
        promised = sum((bracket.promised(o) for o in bracket.orders if o.slot == slot), ZERO)
        assert bracket.fills(slot).quantity <= size
        if not bracket.instrument.spot and not any(o.amend_asked for o in bracket.orders):
            assert bracket.fills(slot).quantity + promised <= size


def _closed_is_closed(bracket: Bracket) -> None:
    if bracket.closed:
        assert not bracket.live
        assert bracket.tradable == ZERO


def _time_before_wake_changes_nothing(bracket: Bracket) -> None:
    next_ = wake(bracket)
    now = bracket.stamp.at
    end = now + timedelta(hours=1) if next_ is None else next_ - timedelta(microseconds=1)
    assert next_ is None or next_ > now
    outcome = step(bracket, Due(replace(bracket.stamp, at=end)))
    assert outcome.commands == []
    assert outcome.notices == []
    assert same(bracket, outcome.bracket)


def _a_price_between_lines_changes_nothing(bracket: Bracket) -> None:
    price, now = bracket.stamp.price, bracket.stamp.at
    if price is None or bracket.fresh_price() is None:
        return
    marks = lines(bracket)
    above = min((m for m in marks if m >= price), default=price * 2)
    below = max((m for m in marks if m <= price), default=price / 2)
    for near in ((price + above) / 2, (price + below) / 2, above - D("0.01"), below + D("0.01")):
        if below < near < above and below < price < above:
            outcome = step(bracket, Priced(Stamp(now, near, now)))
            assert outcome.commands == []
            assert outcome.notices == []
            assert same(bracket, outcome.bracket)


statuses = st.sampled_from([OrdStatus.PENDING_NEW, OrdStatus.NEW, OrdStatus.CANCELED, OrdStatus.EXPIRED])


@FIXED
@given(
    told=st.lists(st.tuples(statuses, st.integers(0, 30)), min_size=1, max_size=8),
    dice=st.randoms(use_true_random=False),
)
def test_reports_in_any_order_and_any_number_give_the_same_fills(
    told: list[tuple[OrdStatus, int]], dice: Random
) -> None:
    story = Story(planned(), D(60000))
    story.open()
    events = []
    for status, hundredths in told:
        filled = Fill(D(hundredths) / 100, D(hundredths) * 600)
        events.append(Reported(story.stamp, Report(story.order("e1").id, status, filled)))
    expected = max(hundredths for _, hundredths in told)
    for _ in range(3):
        bracket = story.bracket
        for event in events:
            bracket = apply(bracket, event)
        assert bracket.fills("e1").quantity == D(expected) / 100
        assert bracket.position == D(expected) / 100
        events = events + events[:2]
        dice.shuffle(events)


def test_a_move_and_a_cancel_may_lower_the_floor() -> None:
    story = Story(planned(stop=STOPS["trailing"]), D(60000))
    story.open()
    story.filled("e1")
    story.tick(D(62000))
    story.wait(1)  # the trail is paced
    assert story.bracket.floor == D(61070)
    story.tell(MoveTold(story.stamp, "sl", ratio("-0.03")))
    story.tell(CancelTold(story.stamp, ("sl",)))
    assert story.bracket.floor is None

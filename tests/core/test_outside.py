"""A bracket whose entry has not filled while a hand opened the position: it has a size and no average entry."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.bracket import Stop
from core.events import Joined, MoveTold
from core.instruction import plain
from core.orders import OrderType, OrdStatus, PositionSide
from core.plan import Refusal
from core.preview import preview
from core.venue import VenueRules
from tests.core import build
from tests.core.build import BOTH, ENTRY, LONG, D, Story, at, planned, price_level
from tests.core.test_plan import alone, event, facts

DERIVATIVES = {name: rules for name, rules in build.ALL_RULES.items() if rules.reduce_only}


def by_hand(rules: VenueRules = build.SEPARATE, side: PositionSide = LONG, stop: Stop | str | None = "-0.02") -> Story:
    """A limit entry rests far away, and 0.2 that it did not buy is believed to be there."""
    bracket = planned(rules, side, stop=stop, targets=())
    entry = replace(bracket.entries[0], type=OrderType.LIMIT, price=at(side, -6000))
    story = Story(replace(bracket, entries=(entry,)), ENTRY)
    story.open()
    story.accepted("e1")
    for asked in (10, 13):
        story.wait(asked - story.seconds)
        story.held("0.2")
    assert (story.bracket.outside, story.bracket.tradable, story.bracket.average) == (D("0.2"), D("0.2"), None)
    return story


@pytest.mark.parametrize("rules", DERIVATIVES.values(), ids=DERIVATIVES)
@pytest.mark.parametrize("side", BOTH)
def test_a_typed_close_closes_it(rules: VenueRules, side: PositionSide) -> None:
    story = by_hand(rules, side)
    (told,) = alone("close", story.bracket, known=facts(rules)).events
    said = story.tell(told)
    assert (said[0], said[-1]) == ("-e1#1", "+close#1 0.2 market")
    assert story.order("close").side is side.exit
    for order in story.live("sl"):
        story.report(order, OrdStatus.CANCELED, final=True)
    story.report("e1", OrdStatus.CANCELED, final=True)
    story.report("close", OrdStatus.FILLED, "0.2", final=True)
    assert (story.bracket.position, story.bracket.closed) == (D(0), True)


def test_a_typed_part_close_closes_that_part() -> None:
    story = by_hand()
    (told,) = alone("close 50%p", story.bracket).events
    assert story.tell(told)[-1] == "+close#1 0.1 market"
    story.filled("close")
    assert (story.bracket.position, story.live("close")) == (D("0.1"), [])


@pytest.mark.parametrize("side", BOTH)
def test_a_stop_at_a_price_guards_it_and_the_price_there_closes_it(side: PositionSide) -> None:
    """A stop that counts from the entry has nowhere to stand; one at a price has, and must not be passed over."""
    story = by_hand(side=side)
    assert story.live("sl") == []
    (joins,) = alone(f"stoploss {side.value} 100%p sl off 2%", story.bracket).events
    assert isinstance(joins, Joined)
    assert story.tell(joins) == [f"+sl#1 0.2 stop_market !{plain(at(side, -1200))}"]
    story.report("sl", OrdStatus.REJECTED, final=True)
    assert story.tick(at(side, -1300)) == ["-e1#1", "+close#1 0.2 market"]
    assert story.bracket.closing == "price at the stop"


def test_an_entry_that_has_not_filled_places_no_stop_of_its_own() -> None:
    story = Story(planned(stop=Stop(price_level(58000)), targets=()), ENTRY)
    assert [said[:3] for said in story.open()] == ["+e1"]


def test_a_moved_stop_guards_it() -> None:
    story = by_hand()
    told = event("move sl to 59000", story.bracket)
    assert isinstance(told, MoveTold)
    assert story.tell(told) == ["+sl#1 0.2 stop_market !59000"]


def test_a_trail_follows_it_from_the_price_now() -> None:
    story = by_hand()
    assert story.tell(event("trailing long 100%p by 1%", story.bracket)) == ["+sl#1 0.2 stop_market !59400"]


@pytest.mark.parametrize("line", ["stoploss long 100%p sl e-2%", "takeprofit long 100%p tp e+2%", "move sl to e-2%"])
def test_what_counts_from_an_entry_is_refused(line: str) -> None:
    with pytest.raises(Refusal, match=r"E-NO-POSITION .* counts from an entry, and none has filled yet"):
        alone(line, by_hand().bracket)


def test_its_preview_knows_no_risk_and_does_not_fail() -> None:
    guarded = replace(by_hand(stop=Stop(price_level(58000))).bracket, entries=())
    shown = preview(guarded, ENTRY)
    assert (shown.risk, [(exit.name, exit.quantity) for exit in shown.exits]) == (None, [("sl", D("0.2"))])

"""Lots of a derivative that become coarser under an open bracket: what is less than one of them is guarded as long as
anything that rests can sell it, and told once as soon as nothing can."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.bracket import Stop
from core.events import CancelTold, Listed
from core.instrument import Instrument
from core.notices import NoticeKind
from core.orders import OrdStatus, PositionSide
from core.venue import Protection, VenueRules
from tests.core import build
from tests.core.build import BOTH, LONG, D, Story, at, planned, price_level, standing
from tests.core.test_dust import dust_told, guarded, settle

RULES = {
    "separate": build.SEPARATE,
    "amending": build.AMENDING,
    "counting": build.COUNTING,
    "position": build.POSITION,
    "pairs": build.PAIRS,
}
each = pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
sides = pytest.mark.parametrize("side", BOTH)


def coarser(story: Story, lot: str) -> None:
    steps: Instrument = replace(story.bracket.instrument, lot=D(lot), min_qty=D(lot))
    story.tell(Listed(story.stamp, steps, traded=True))
    settle(story)


def sold(story: Story) -> None:
    for order in story.live("sl"):
        story.report(order, OrdStatus.FILLED, stopped=str(order.leaves(story.bracket.position)), final=True)


@each
@sides
def test_what_rests_goes_on_guarding_all_of_it(side: PositionSide, rules: VenueRules) -> None:
    story = standing(planned(rules, side, "0.315", targets=()))
    coarser(story, "0.01")
    story.wait(60)
    assert [(o.leaves(story.bracket.position), o.amend_asked) for o in story.live("sl")] == [(D("0.315"), None)]
    assert (dust_told(story), story.bracket.closing) == ([], "")


@each
@sides
def test_what_a_moved_stop_leaves_bare_is_told_once_and_the_rest_stays_guarded(
    side: PositionSide, rules: VenueRules
) -> None:
    story = standing(planned(rules, side, "0.315", targets=()))
    coarser(story, "0.01")
    stop = Stop(price_level(at(side, -500)))
    story.bracket = replace(story.bracket, stop=stop)
    for _ in range(5):
        story.wait(3)
        for order in story.live("sl"):
            if order.amend_asked is not None:
                asked = order.amend_asked
                story.report(order, OrdStatus.NEW, trigger=asked.trigger, quantity=str(asked.quantity))
        settle(story)
    whole = rules is build.POSITION
    assert dust_told(story) == ([] if whole else [D("0.005")])
    assert guarded(story.bracket) == D("0.31")
    assert (story.bracket.closing, story.bracket.closed) == ("", False)
    assert story.bracket.protection is rules.protection


@each
@sides
def test_what_a_close_cannot_sell_is_told_when_it_has_filled(side: PositionSide, rules: VenueRules) -> None:
    story = standing(planned(rules, side, "0.315", targets=()))
    coarser(story, "0.01")
    story.close()
    for _ in range(3):
        settle(story)
        for order in story.live("close"):
            story.filled(order)
    settle(story)
    assert story.bracket.closed
    kinds = [n.kind for n in story.told if n.kind in (NoticeKind.FILLED, NoticeKind.CLOSED, NoticeKind.DUST)]
    assert kinds[-3:] == [NoticeKind.FILLED, NoticeKind.CLOSED, NoticeKind.DUST]
    assert dust_told(story) == [D("0.005")]


@each
@sides
def test_less_than_one_lot_keeps_the_stop_that_rests_for_it(side: PositionSide, rules: VenueRules) -> None:
    """Taken away as that of a flat bracket, it would leave all of the position bare without a word."""
    story = standing(planned(rules, side, "0.005", targets=()))
    coarser(story, "0.01")
    for _ in range(5):
        story.wait(20)
        settle(story)
    assert [order.leaves(story.bracket.position) for order in story.live("sl")] == [D("0.005")]
    assert (story.bracket.closed, dust_told(story)) == (False, [])
    sold(story)
    settle(story)
    assert (story.bracket.closed, dust_told(story)) == (True, [])


@each
@pytest.mark.parametrize("how", ["told", "taken"])
def test_less_than_one_lot_without_a_stop_is_told_and_let_go_of(how: str, rules: VenueRules) -> None:
    """Closed by a word, which nothing can carry; or its stop is taken away by a hand, and none can take its place."""
    story = standing(planned(rules, LONG, "0.005", targets=()))
    coarser(story, "0.01")
    if how == "told":
        story.close()
    else:
        story.tell(CancelTold(story.stamp, ("sl",)))
    settle(story)
    assert (story.bracket.closed, story.live("close"), dust_told(story)) == (True, [], [D("0.005")])


def test_on_spot_less_than_a_lot_is_nobodys_as_before() -> None:
    story = standing(planned(build.GUARDED, quantity="0.00315", targets=()))
    coarser(story, "0.0001")
    story.wait(60)
    assert (dust_told(story), story.bracket.closed, story.bracket.protection) == ([], False, Protection.RESTING_STOP)

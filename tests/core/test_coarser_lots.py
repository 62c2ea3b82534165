"""Lots of a derivative that become coarser under an open bracket: what is less than one of them is guarded as long as
anything that rests can sell it, and told once as soon as nothing can."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from core.bracket import Past, Stop, Trailing
from core.events import CancelTold, Listed
from core.instrument import Instrument
from core.notices import NoticeKind
from core.orders import ZERO, OrdStatus, PositionSide, Reason
from core.plan import Refusal
from core.stops import stop_price
from core.venue import Protection, VenueRules
from tests.core import build
from tests.core.build import BOTH, LONG, D, Story, at, planned, price_level, ratio, standing
from tests.core.test_dust import dust_told, guarded, settle
from tests.core.test_plan import facts
from tests.core.test_reviewed_joins import says

RULES = {
    "separate": build.SEPARATE,
    "amending": build.AMENDING,
    "counting": build.COUNTING,
    "position": build.POSITION,
    "pairs": build.PAIRS,
}
each = pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
sides = pytest.mark.parametrize("side", BOTH)
STAYS = r"E-SIZE 0\.005 is less than the exchange's lot of 0\.01 now: its sl stays where it is"


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


def answered(story: Story) -> None:
    """By an exchange that takes whole lots only."""

    def fits(quantity: Decimal | None) -> bool:
        return quantity is None or story.bracket.instrument.on_lot(quantity)

    for order in story.bracket.live:
        if (asked := order.amend_asked) is not None and not fits(asked.quantity):
            story.report(order, OrdStatus.NEW, reason=Reason.FILTER)
        elif asked is not None:
            story.report(order, OrdStatus.NEW, trigger=asked.trigger, quantity=str(asked.quantity))
        elif order.cancel_asked is not None:
            story.report(order, OrdStatus.CANCELED, final=True)
        elif order.status is OrdStatus.PENDING_NEW and not fits(order.quantity):
            story.report(order, OrdStatus.REJECTED, reason=Reason.FILTER)
        elif order.status is OrdStatus.PENDING_NEW:
            story.accepted(order)


@each
@sides
@pytest.mark.parametrize("refused", [0, 3])
def test_the_stop_of_less_than_one_lot_rests_though_it_belongs_elsewhere(
    refused: int, side: PositionSide, rules: VenueRules
) -> None:
    """Nothing else could sell it: a close for it, after refusals, would take the stop away and sell nothing."""
    story = standing(planned(rules, side, "0.005", stop=Stop(ratio("-0.02"), Trailing(D("0.02"))), targets=()))
    if refused:
        story.bracket = replace(story.bracket, past={"sl": Past(refused=refused, reason=Reason.FILTER, at=story.now)})
    coarser(story, "0.01")
    for n in range(1, 8):
        story.tick(at(side, 400 * n))
        story.wait(10)
        answered(story)
        answered(story)
    (stop,) = story.live("sl")
    whole = stop.quantity is None  # the position's own can be moved
    assert stop.trigger == (stop_price(story.bracket) if whole else at(side, -1200)) != at(side, 0)
    assert (story.bracket.closing, story.bracket.naked_since) == ("", None)
    assert all(past.refused == refused for past in story.bracket.past.values() if not whole)
    sold(story)
    settle(story)
    assert (story.bracket.closed, dust_told(story)) == (True, [])


@each
@sides
@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("move sl to off 300", STAYS),
        ("breakeven after {}", STAYS),
        ("stoploss long 100%p sl off 1%", "too small an order for the exchange"),
        ("trailing long 100%p by 1%", STAYS),
        ("takeprofit long 100%p tp off 1%", None),
        ("market long 0.1 sl off 1%", None),  # then it is more than one lot
    ],
)
def test_a_word_that_would_move_the_stop_of_less_than_one_lot_is_refused(
    line: str, refused: str | None, side: PositionSide, rules: VenueRules
) -> None:
    story = standing(planned(rules, side, "0.005", targets=()))
    coarser(story, "0.01")
    known = replace(facts(rules), price=story.price, instrument=story.bracket.instrument)
    line = line.format(at(side, 600))
    if refused is None or (rules is build.POSITION and refused == STAYS):
        says(story, line, known)
        return
    with pytest.raises(Refusal, match=refused):
        says(story, line, known)


@sides
def test_an_amendment_asks_for_whole_lots(side: PositionSide) -> None:
    """What a fill in finer lots has left over of a target would be refused, again and again."""
    thirds = (("0.33", "0.01"), ("0.66", "0.02"), ("1", "0.03"))
    story = standing(planned(build.AMENDING, side, "0.075", targets=thirds))
    story.report("tp1", OrdStatus.NEW, "0.003")
    answered(story)
    steps = replace(story.bracket.instrument, lot=D("0.005"), min_qty=D("0.005"))
    sent = story.tell(Listed(story.stamp, steps, traded=True))
    for _ in range(8):
        answered(story)
        sent += story.wait(10)
    assert sent == ["~tp3#1 0.02"]
    assert [slot for slot, past in story.bracket.past.items() if past.refused] == []
    resting = sum((o.leaves(ZERO) for n in (1, 2, 3) for o in story.live(f"tp{n}")), ZERO)
    assert 0 <= story.bracket.tradable - resting < D("0.005")

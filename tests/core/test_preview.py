"""What a line would place and risk: worked examples, and the arithmetic a second time in one simple formula."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.bracket import Bracket, Entry, Stop
from core.exits import wanted
from core.instruction import plain
from core.orders import OrderType, PositionSide
from core.preview import Intent, preview
from core.venue import VenueRules
from tests.core.build import (
    BOTH,
    GUARDED,
    LONG,
    PAIRS,
    POSITION,
    SEPARATE,
    SHORT,
    SPOT_PAIRS,
    SWAP,
    WATCHED,
    D,
    after,
    planned,
    ratio,
    standing,
)

FIXED = settings(derandomize=True, database=None, deadline=None, max_examples=150)
LAYOUTS = [SEPARATE, POSITION, PAIRS, SPOT_PAIRS, GUARDED, WATCHED]


def spelled(intent: Intent) -> str:
    price = f" @{plain(intent.price)}" if intent.price is not None else ""
    trigger = f" !{plain(intent.trigger_price)}" if intent.trigger_price is not None else ""
    reduces = " reduce-only" if intent.reduce_only else ""
    return f"{intent.name} {intent.side} {plain(intent.quantity)} {intent.type}{price}{trigger}{reduces}"


@pytest.mark.parametrize("side", BOTH)
def test_intents(side: PositionSide) -> None:
    shown = preview(planned(SEPARATE, side), D(60000))
    assert shown.entry is not None
    out, back = ("buy", "sell") if side is LONG else ("sell", "buy")
    stop, first, second = (58800, 61200, 62400) if side is LONG else (61200, 58800, 57600)
    assert spelled(shown.entry) == f"entry {out} 0.3 market"
    assert [spelled(x) for x in shown.exits] == [
        f"sl {back} 0.3 stop_market !{stop} reduce-only",
        f"tp1 {back} 0.15 limit @{first} reduce-only",
        f"tp2 {back} 0.15 limit @{second} reduce-only",
    ]


@pytest.mark.parametrize("rules", LAYOUTS, ids=[r.layout.value for r in LAYOUTS])
def test_intents_are_what_a_person_means_whatever_the_layout_makes_of_it(rules: VenueRules) -> None:
    shown = preview(planned(rules), D(60000))
    assert [(x.name, x.quantity) for x in shown.exits] == [("sl", D("0.3")), ("tp1", D("0.15")), ("tp2", D("0.15"))]
    assert {x.reduce_only for x in shown.exits} == {rules.reduce_only}


def test_conditional_targets_have_a_trigger() -> None:
    shown = preview(planned(replace(SEPARATE, takes=True)), D(60000))
    assert spelled(shown.exits[1]) == "tp1 sell 0.15 take_profit_market !61200 reduce-only"


TAKING = replace(PAIRS, pairs_take=True)
ONE_TARGET = (("1", "0.02"),)
TARGETS = [
    (planned(PAIRS), OrderType.LIMIT),
    (planned(TAKING), OrderType.TAKE),
    (planned(TAKING, stop=None), OrderType.LIMIT),  # without an sl no pair is made
    (planned(POSITION), OrderType.LIMIT),
    (planned(POSITION, targets=ONE_TARGET), OrderType.TAKE),  # the position's own
    (planned(replace(POSITION, takes=True)), OrderType.TAKE),
    (planned(GUARDED), OrderType.LIMIT),
    (planned(WATCHED), OrderType.LIMIT),
]


@pytest.mark.parametrize(("bracket", "told"), TARGETS)
def test_a_target_is_told_as_what_it_does_when_it_is_reached(bracket: Bracket, told: OrderType) -> None:
    shown = preview(bracket, D(60000))
    assert {x.type for x in shown.exits if x.name != "sl"} == {told.value}
    resting = [want for want in wanted(standing(bracket).bracket) if want.slot != "sl"]
    pair = OrderType.TAKE if bracket.rules.pairs_take else OrderType.LIMIT
    assert {pair if want.type is OrderType.PAIR else want.type for want in resting} <= {told}


def test_a_limit_entry_is_taken_at_its_limit_and_a_market_entry_at_the_price() -> None:
    limit = Entry("e1", D("0.3"), OrderType.LIMIT, until=after(60), price=D(50000))
    shown = preview(replace(planned(), entries=(limit,)), D(60000))
    assert shown.entry is not None
    assert spelled(shown.entry) == "entry buy 0.3 limit @50000"
    assert [x.trigger_price or x.price for x in shown.exits] == [D(49000), D(51000), D(52000)]
    assert preview(planned(), D(40000)).exits[0].trigger_price == D(39200)


def test_exits_of_what_was_taken_over_need_no_entry() -> None:
    bracket = replace(planned(targets=()), entries=(), adopted=D("0.2"), adopted_value=D(11800))
    shown = preview(bracket, D(60000))
    assert shown.entry is None
    assert [spelled(x) for x in shown.exits] == ["sl sell 0.2 stop_market !57820 reduce-only"]


# -- risk -------------------------------------------------------------------------------------------

EVEN_LATER = Stop(ratio("-0.02"), breakeven_at=ratio("0.025"))
WORKED = [
    # market long 0.3 at 60000: entry fee 9; stop 58800: −360, fee 8.82; targets +180 and +360, maker fees 1.836 + 1.872
    (planned(), "377.82", "527.292", "1.40"),
    # the mirror: stop 61200 fee 9.18; targets fee 1.764 + 1.728
    (planned(SEPARATE, SHORT), "378.18", "527.508", "1.39"),
    # a rung of half, the rest at the stop: 180 − 9 − 1.836 − (180 + 4.41)
    (planned(targets=(("0.5", "0.02"),)), "377.82", "-15.246", "-0.04"),
    # break-even once the first target is filled: the rest leaves at 60060.1, 9.015 above the entry, fee 4.5045075
    (planned(stop=Stop(ratio("-0.02"), breakeven=True), targets=(("0.5", "0.02"),)), "377.82", "173.6744925", "0.46"),
    (planned(stop=EVEN_LATER, targets=(("0.5", "0.03"),)), "377.82", "263.6564925", "0.70"),
    # and from a price that no target reaches the stop stays where it is
    (planned(stop=EVEN_LATER, targets=(("0.5", "0.02"),)), "377.82", "-15.246", "-0.04"),
    # spot, a maker target where pairs rest: fees 18, 17.64, 9.18 + 9.36
    (planned(SPOT_PAIRS), "395.64", "503.46", "1.27"),
    # conditional targets pay the taker fee: 4.59 + 4.68
    (planned(replace(SEPARATE, takes=True)), "377.82", "521.73", "1.38"),
    (planned(replace(PAIRS, pairs_take=True)), "377.82", "521.73", "1.38"),
]


@pytest.mark.parametrize(("bracket", "loss", "reward", "quotient"), WORKED)
def test_worked_examples(bracket: Bracket, loss: str, reward: str, quotient: str) -> None:
    risk = preview(bracket, D(60000)).risk
    assert risk is not None
    assert (risk.loss, risk.reward, risk.ratio) == (D(loss), D(reward), D(quotient))


def test_what_no_target_sells_is_known_with_where_its_stop_is_by_then() -> None:
    half = (("0.5", "0.02"),)
    for bracket, rest, even in (
        (planned(), "0", None),
        (planned(targets=half), "0.5", None),
        (planned(stop=Stop(ratio("-0.02"), breakeven=True), targets=half), "0.5", D("60060.1")),
    ):
        risk = preview(bracket, D(60000)).risk
        assert risk is not None
        assert (risk.rest, risk.even) == (D(rest), even)


def test_an_entry_that_has_filled_is_not_counted_twice() -> None:
    story = standing(planned())
    assert preview(story.bracket, D(60000)).entry is None
    assert preview(story.bracket, D(60000)).exits == preview(planned(), D(60000)).exits


def test_what_was_taken_over_counts_the_fee_of_its_entry_too() -> None:
    bracket = replace(planned(), entries=(), adopted=D("0.3"), adopted_value=D(18000))
    assert preview(bracket, D(60000)).loss == D("377.82")  # as for an entry at the market: 9 + 360 + 8.82


@pytest.mark.parametrize(
    ("bracket", "loss"),
    [(planned(stop=None), None), (planned(targets=()), D("377.82")), (planned(stop=Stop(None)), None)],
)
def test_a_stop_has_its_price_without_a_target_too(bracket: Bracket, loss: Decimal | None) -> None:
    assert preview(bracket, D(60000)).loss == loss


@pytest.mark.parametrize("bracket", [planned(stop=None), planned(targets=()), planned(stop=Stop(None))])
def test_no_risk_without_a_stop_or_a_target(bracket: Bracket) -> None:
    assert preview(bracket, D(60000)).risk is None


@FIXED
@given(
    side=st.sampled_from(PositionSide),
    lots=st.integers(2, 500),
    stop=st.integers(5, 300),
    gains=st.lists(st.integers(5, 900), min_size=1, max_size=4, unique=True).map(sorted),
    price=st.integers(1000, 900_000),
)
def test_risk_is_the_sum_of_its_trades(side: PositionSide, lots: int, stop: int, gains: list[int], price: int) -> None:
    """Each trade alone: what it gains on the entry, less its own fee; added up."""
    entry, quantity = D(price) / 10, D(lots) / 1000
    steps = tuple((str(D(n) / len(gains)), str(D(gain) / 1000)) for n, gain in enumerate(gains, 1))
    bracket = planned(SEPARATE, side, quantity=plain(quantity), stop=Stop(ratio(str(-D(stop) / 1000))), targets=steps)
    shown = preview(bracket, entry)
    (guard, *targets) = shown.exits
    assert guard.trigger_price is not None
    assert shown.risk is not None

    def leave(quantity: Decimal, at: Decimal, fee: Decimal) -> Decimal:
        return side.sign * (at - entry) * quantity - at * quantity * fee

    paid = entry * quantity * SWAP.taker
    aimed = sum((t.quantity for t in targets), D(0))
    gained = sum((leave(t.quantity, t.price or D(0), SWAP.maker) for t in targets), D(0))
    assert shown.risk.loss == paid - leave(quantity, guard.trigger_price, SWAP.taker)
    assert shown.risk.reward == gained + leave(quantity - aimed, guard.trigger_price, SWAP.taker) - paid
    quotient = shown.risk.reward / shown.risk.loss
    assert shown.risk.ratio == quotient.quantize(D("0.01"), ROUND_HALF_UP)


def test_what_a_ladder_leaves_over_is_told_with_the_target_that_takes_it() -> None:
    """Three dollars are too little for an order of their own, so the last target sells them too."""
    bracket = planned(SPOT_PAIRS, quantity="0.001", targets=(("0.5", "0.02"), ("0.95", "0.04")))
    fine = replace(bracket.instrument, lot=D("0.00001"), min_qty=D("0.00001"))
    found = preview(replace(bracket, instrument=fine), D(60_000))
    assert [exit.quantity for exit in found.exits] == [D("0.001"), D("0.0005"), D("0.0005")]

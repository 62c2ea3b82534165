"""What is too small, cannot be expressed, or has no price to be decided on: refused or left undone, never guessed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.bracket import Bracket, Stop, Trailing
from core.events import CloseTold, Priced
from core.instrument import Instrument
from core.orders import OrdStatus, PositionSide
from core.plan import Planned, Refusal
from core.venue import VenueRules
from tests.core.build import (
    BOTH,
    GUARDED,
    LONG,
    PAIRS,
    SEPARATE,
    SHORT,
    SPOT,
    SPOT_PAIRS,
    SWAP,
    WATCHED,
    D,
    Story,
    after,
    at,
    entered,
    planned,
    ratio,
    standing,
)
from tests.core.test_decide import short
from tests.core.test_plan import STAMP, alone, facts, planning

STRICT = replace(SWAP, reduce_only_exempt=False)  # a swap whose exits have a least worth too: 100
MARKETS = [
    pytest.param(SEPARATE, STRICT, LONG, "0.01", id="swap long"),  # the sizes are worth 6 times the least
    pytest.param(SEPARATE, STRICT, SHORT, "0.01", id="swap short"),
    pytest.param(GUARDED, SPOT, LONG, "0.0005", id="spot"),
]

# -- too small an exit ------------------------------------------------------------------------------


def typed(line: str, rules: VenueRules, market: Instrument, side: PositionSide, *groups: Bracket) -> Planned:
    return alone(line.replace("long", side.value), *groups, known=facts(rules, instrument=market))


@pytest.mark.parametrize(("rules", "market", "side", "quantity"), MARKETS)
def test_a_stop_worth_too_little_is_refused_before_the_entry_is_made(
    rules: VenueRules, market: Instrument, side: PositionSide, quantity: str
) -> None:
    """Where the exchange would refuse it, the position would stand there naked."""
    part = f"market long {quantity} stoploss long 10%p sl off 2%"
    with pytest.raises(Refusal, match="E-MIN-NOTIONAL a stop for"):
        typed(part, rules, market, side)
    assert typed(part.replace("10%p", "40%p"), rules, market, side).new
    assert typed(part, rules, replace(market, reduce_only_exempt=True), side).new
    tiny = part.replace("10%p", f"{market.lot * 40 / D(quantity)}%p")  # less than half a lot is no order anywhere
    with pytest.raises(Refusal, match="E-MIN-NOTIONAL a stop for 0 BTC"):
        typed(tiny, rules, replace(market, reduce_only_exempt=True), side)


def test_a_far_stop_of_a_small_long_is_worth_less_than_its_entry() -> None:
    """0.0001 for 6 and a stop 20 % lower, less the fee in coin: 4.7."""
    with pytest.raises(Refusal, match="E-MIN-NOTIONAL a stop for"):
        typed("market long 0.0001 sl off 20%", GUARDED, SPOT, LONG)
    assert typed("market long 0.0001 sl off 2%", GUARDED, SPOT, LONG).new


@pytest.mark.parametrize("side", BOTH)
def test_a_stop_is_judged_by_the_size_that_it_will_have(side: PositionSide) -> None:
    """Where fees are not taken in coin, all of 0.002 is guarded; half a lot of a part goes up."""
    assert typed("market long 0.002 sl off 2%", SEPARATE, STRICT, side).new
    part = typed("market long 0.005 stoploss long 10%p sl off 2%", SEPARATE, SWAP, side).bracket
    assert entered(part)[1] == [short("+sl#1 0.001 stop_market !58800", side)]


def test_the_coin_that_the_fee_takes_counts() -> None:
    """0.00009 at 58800 would be worth 5.29, but the fee leaves 0.00008 and 4.70."""
    with pytest.raises(Refusal, match="E-MIN-NOTIONAL a stop for"):
        typed("market long 0.00009 sl off 2%", GUARDED, SPOT, LONG)
    assert typed("market long 0.00009 sl off 2%", GUARDED, replace(SPOT, taker=D(0)), LONG).new


@pytest.mark.parametrize(("rules", "market", "side", "quantity"), MARKETS)
def test_a_part_stop_told_later_is_refused_too(
    rules: VenueRules, market: Instrument, side: PositionSide, quantity: str
) -> None:
    group = standing(planned(rules, side, quantity, targets=(), instrument=market)).bracket
    with pytest.raises(Refusal, match="E-MIN-NOTIONAL a stop for"):
        typed("stoploss long 10%p sl off 1%", rules, market, side, group)
    assert typed("stoploss long 100%p sl off 1%", rules, market, side, group).events


@pytest.mark.parametrize(("rules", "market", "side", "quantity"), MARKETS)
@pytest.mark.parametrize("filled", [100, 50], ids=["filled", "half filled"])
def test_a_part_close_worth_too_little_is_refused_and_a_rest_worth_too_little_goes_with_it(
    filled: int, rules: VenueRules, market: Instrument, side: PositionSide, quantity: str
) -> None:
    whole = D(quantity) * 100 / filled
    bracket = planned(rules, side, str(whole), targets=(), instrument=market)
    story = Story(bracket, at(side, 0))
    story.open()
    story.filled("e1", quantity)  # all of it, or half
    group = story.bracket
    with pytest.raises(Refusal, match=r"E-MIN-NOTIONAL .* is too small an order for the exchange") as refused:
        typed("close long 10%p", rules, market, side, group)
    assert refused.value.problem.position is not None
    found = typed("close long 50%p", rules, market, side, group)
    assert found.events == (CloseTold(STAMP, D(quantity) / 2),)
    found = typed("close long 90%p", rules, market, side, group)
    assert found.events == (CloseTold(STAMP),)
    assert found.notes == ("closes all of #a1: what would be left is too small for an order",)


@pytest.mark.parametrize("side", BOTH)
def test_where_exits_are_exempt_any_lot_may_be_closed(side: PositionSide) -> None:
    group = standing(planned(SEPARATE, side, "0.01", targets=())).bracket
    assert typed("close long 10%p", SEPARATE, SWAP, side, group).events == (CloseTold(STAMP, D("0.001")),)


# -- a stop for a part beside linked pairs ----------------------------------------------------------

AIMED = "takeprofit long 100%p tp off 5%"
HALF = "stoploss long 50%p sl off 2%"


@pytest.mark.parametrize(
    ("rules", "side"),
    [(PAIRS, LONG), (PAIRS, SHORT), (SPOT_PAIRS, LONG)],
    ids=["long", "short", "spot"],
)
def test_linked_pairs_cannot_guard_a_part(rules: VenueRules, side: PositionSide) -> None:
    """A pair's stop leg is as large as its target; for half of it there is no order."""
    market = SPOT if rules.spot else SWAP
    with pytest.raises(Refusal, match="E-SHARE linked pairs guard all of what they sell"):
        typed(f"market long 0.1 {AIMED} {HALF}", rules, market, side)
    for group in (standing(planned(rules, side)).bracket, entered(planned(rules, side))[0].bracket):
        with pytest.raises(Refusal, match="E-SHARE"):
            typed(HALF, rules, market, side, group)
    assert typed(f"market long 0.1 {HALF}", rules, market, side).new  # no target, no pair
    assert typed(f"market long 0.1 {AIMED} {HALF.replace('50', '100')}", rules, market, side).new
    assert typed(f"market long 0.1 {AIMED} {HALF}", GUARDED if rules.spot else SEPARATE, market, side).new


# -- both sides at once -----------------------------------------------------------------------------


@pytest.mark.parametrize("first", BOTH)
def test_both_sides_in_one_message_would_close_one_another(first: PositionSide) -> None:
    line = f"market {first.value} 0.01 market {first.opposite.value} 0.02"
    with pytest.raises(Refusal, match="E-OPPOSITE a long and a short entry in one message"):
        planning(line)
    assert len(planning(line, known=facts(replace(SEPARATE, hedged=True)))) == 2


# -- no price, or an old one ------------------------------------------------------------------------

EVEN_AT = Stop(ratio("-0.02"), breakeven_at=ratio("0.01"))
TRAIL = Stop(ratio("-0.02"), Trailing(D("0.01")))
PRICED: list[tuple[str, VenueRules, Stop | str, int, list[str]]] = [
    # what a price causes: its gain from the entry, and what is then sent
    ("stop", WATCHED, "-0.02", -1200, ["+close#1 0.3 market"]),
    ("target", WATCHED, "-0.02", 1200, ["+tp1#1 0.15 ioc @61200"]),
    ("swap", GUARDED, "-0.02", 1200, ["-sl#1"]),
    ("break-even", SEPARATE, EVEN_AT, 600, ["+sl#2 0.3 stop_market !60030.1"]),
    ("trail", SEPARATE, TRAIL, 3000, ["+sl#2 0.3 stop_market !62370"]),
]


def unpriced(rules: VenueRules, side: PositionSide, stop: Stop | str) -> Story:
    """A position whose exits rest, while no price has ever been seen: its entry's fill was found by a look."""
    story = Story(planned(rules, side, stop=stop))
    story.open()
    story.report("e1", OrdStatus.FILLED, "0.3", at(side, 0), asked=0)
    for order in story.bracket.live:
        story.accepted(order)
    story.seconds = 20
    return story


@pytest.mark.parametrize(
    ("row", "side"),
    [
        pytest.param(row, side, id=f"{row[0]}-{side.value}")
        for row in PRICED
        for side in BOTH
        if not (row[1].spot and side is SHORT)
    ],
)
def test_nothing_is_decided_on_a_price_that_was_never_seen_or_is_old(
    row: tuple[str, VenueRules, Stop | str, int, list[str]], side: PositionSide
) -> None:
    """Five seconds are old enough; the same price, fresh, is acted upon at once."""
    _, rules, stop, gain, sent = row
    story = unpriced(rules, side, stop)
    assert story.wait(10) == []
    story.price, story.price_at = at(side, gain), after(story.seconds - 5.001)
    assert story.tell(Priced(story.stamp)) == []
    story.price_at = after(story.seconds - 5)
    found = story.tell(Priced(story.stamp))
    assert [line.partition(" !")[0] for line in found] == [short(line.partition(" !")[0], side) for line in sent]
    assert side is SHORT or found == sent  # a share of another price has no exact mirror

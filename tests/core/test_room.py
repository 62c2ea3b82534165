"""How many conditional orders a market lets an account keep: one too many is refused before anything is bought."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.bracket import Bracket, Stop
from core.plan import Refusal
from core.room import conditions
from core.venue import Layout, VenueRules
from tests.core.build import (
    AMENDING,
    GUARDED,
    PAIRS,
    POSITION,
    SEPARATE,
    SPOT_PAIRS,
    WATCHED,
    at,
    holding,
    planned,
    ratio,
)
from tests.core.build import LONG as HELD
from tests.core.test_plan import alone, facts, planning

SL = " stoploss long 100%p sl off 2%"
TAKES = VenueRules(Layout.STOP_AND_TARGETS, takes=True)
BYBIT = VenueRules(Layout.POSITION, attach=True, amends=True, takes=True)


def ladder(rungs: int, last: str = "100%p") -> str:
    """Rungs of a twentieth, each 1 % farther, the last of ``last``."""
    sizes = ["5%p"] * (rungs - 1) + [last]
    return "".join(f" takeprofit long {size} tp off {n}%" for n, size in enumerate(sizes, 1))


@pytest.mark.parametrize(
    ("rules", "line", "need"),
    [
        (SPOT_PAIRS, "sl off 2%", 1),
        (SPOT_PAIRS, "sl off 2% tp off 5%", 1),
        (SPOT_PAIRS, "tp off 5%", 0),  # a limit
        (SPOT_PAIRS, ladder(5) + SL, 5),
        (SPOT_PAIRS, ladder(5, "5%p") + SL, 6),  # and a stop for the rest
        (GUARDED, ladder(5) + SL, 1),  # a touched target is swapped in
        (WATCHED, ladder(5) + SL, 0),
        (SEPARATE, ladder(5) + SL, 2),  # targets are limits; the next stop stands before the old one goes
        (AMENDING, ladder(5) + SL, 1),
        (TAKES, ladder(5) + SL, 7),
        (TAKES, ladder(5), 5),
        (PAIRS, ladder(5) + SL, 5),
        (POSITION, "sl off 2% tp off 5%", 0),  # fields of the position
        (BYBIT, ladder(5) + SL, 5),
        (BYBIT, "stoploss long 50%p sl off 2%" + ladder(3), 4),
    ],
)
@pytest.mark.parametrize("kind", ["market", "far limit"])
def test_what_a_line_needs_is_refused_where_the_market_takes_less(
    rules: VenueRules, line: str, need: int, kind: str
) -> None:
    """A limit far below the market too, beside whose targets the market has long passed."""
    entry = "market long 1 " if kind == "market" else "limit long 1 at 40000 "
    for others in (0, 3):
        enough = facts(replace(rules, most_conditions=need + others), conditions=others)
        assert alone(entry + line, known=enough).new
    if not need:
        return
    short = facts(replace(rules, most_conditions=need + 2), conditions=3)
    with pytest.raises(Refusal) as refused:
        planning(entry + line, known=short)
    problem, symbol = refused.value.problem, short.instrument.symbol
    assert (problem.code, problem.hint) == ("E-ROOM", "fewer targets, or cancel some of the others there")
    assert problem.message == (
        f"at most {need + 2} conditional orders may wait in {symbol} on paper; needed here: {need}, others there: 3"
    )


def holding_one(rules: VenueRules) -> Bracket:
    """Ours: 0.3 with a stop and two targets."""
    return holding(planned(rules))


@pytest.mark.parametrize(
    ("line", "need"), [("takeprofit long 10%p tp off 9%", 4), ("stoploss long 100%p sl off 1%", 3)]
)
def test_what_joins_counts_with_what_stands(line: str, need: int) -> None:
    """A target and a stop of ours that moves; another target is one more, another stop is not."""
    group = holding(planned(TAKES, targets=(("0.5", "0.02"),)))
    assert conditions(group, facts(TAKES)) == 3
    alone(line, group, known=facts(replace(TAKES, most_conditions=need)))
    with pytest.raises(Refusal, match=f"E-ROOM .* needed here: {need}, others there: 1"):
        alone(line, group, known=facts(replace(TAKES, most_conditions=need), conditions=1))


def test_the_other_side_s_orders_wait_in_the_same_market() -> None:
    hedged = replace(TAKES, hedged=True, most_conditions=6)
    group = holding_one(hedged)
    line = "market short 0.1 sl off 2%"
    assert group.side is HELD
    alone(line, group, known=facts(hedged))
    with pytest.raises(Refusal, match=r"E-ROOM .* needed here: 2, others there: 5"):
        alone(line, group, known=facts(hedged, conditions=1))


def test_both_sides_of_one_message_count() -> None:
    hedged = replace(TAKES, hedged=True, most_conditions=4)
    line = "market long 0.1 sl off 2% market short 0.1 sl off 2%"
    assert len(planning(line, known=facts(hedged))) == 2
    with pytest.raises(Refusal, match=r"E-ROOM .* needed here: 2, others there: 2"):
        planning(line, known=facts(replace(hedged, most_conditions=3)))


def test_a_stop_that_waits_for_break_even_is_counted() -> None:
    waits = Stop(None, breakeven_at=ratio("0.01"))
    assert [conditions(replace(holding_one(TAKES), stop=stop), facts(TAKES)) for stop in (None, waits)] == [2, 4]


def test_closing_needs_no_room() -> None:
    group = holding_one(TAKES)
    for line in ("close", "close 50%p", "cancel sl", "move sl to 59000"):
        assert planning(line, group, known=facts(replace(TAKES, most_conditions=1), conditions=9, price=at(HELD, 0)))


def test_without_a_limit_nothing_is_refused() -> None:
    assert alone("market long 1" + ladder(20) + SL, known=facts(SPOT_PAIRS, conditions=99)).new

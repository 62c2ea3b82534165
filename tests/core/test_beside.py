"""What stands beside a bracket: one conditional order too many is refused before anything is bought, and a stop or
target that a person set on the position is replaced only on a yes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.beside import check_beside, conditions, filled
from core.bracket import Bracket, Policy, Stop
from core.exits import stop_quantity
from core.orders import OrderType, OrdStatus
from core.plan import Context, Refusal, plan
from core.ports import PositionFact
from core.stops import stop_price
from core.syntax import parse
from core.venue import Layout, VenueRules
from tests.core.build import (
    AMENDING,
    GUARDED,
    PAIRS,
    POSITION,
    SEPARATE,
    SPOT_PAIRS,
    WATCHED,
    D,
    at,
    holding,
    planned,
    ratio,
    standing,
)
from tests.core.build import LONG as HELD
from tests.core.test_plan import HEAD, STAMP, alone, facts, planning

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
    assert conditions(filled(group, D(60000))) == 3
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
    assert [conditions(filled(replace(holding_one(TAKES), stop=stop), D(60000))) for stop in (None, waits)] == [2, 4]


def test_closing_needs_no_room() -> None:
    group = holding_one(TAKES)
    for line in ("close", "close 50%p", "cancel sl", "move sl to 59000"):
        assert planning(line, group, known=facts(replace(TAKES, most_conditions=1), conditions=9, price=at(HELD, 0)))


def test_without_a_limit_nothing_is_refused() -> None:
    assert alone("market long 1" + ladder(20) + SL, known=facts(SPOT_PAIRS, conditions=99)).new


# -- a position's own levels ------------------------------------------------------------------------

FOREIGN = PositionFact(HELD, D("0.2"), D(59000))
ADOPT = "0.2 BTC long from 59000 in BTC/USDT:USDT on paper was not opened here"
THEIR_STOP = "the position in BTC/USDT:USDT on paper has a stop of its own at 58000, which was not set here"
THEIR_TARGET = "the position in BTC/USDT:USDT on paper has a target of its own at 63000, which was not set here"
BOTH = {"stop": D(58000), "target": D(63000)}


def questions(rules: VenueRules, line: str, held: PositionFact, *groups: Bracket) -> list[str]:
    """What a person is asked one after the other, who says yes to all of it."""
    (block,) = parse(HEAD + line).blocks
    agreed: list[str] = []
    while True:
        context = Context("paper", Policy(), STAMP, iter([("a7", 7)]), tuple(agreed))
        try:
            plan(block, facts(rules, positions=(held,)), groups, context)
        except Refusal as refused:
            problem = refused.problem
        else:
            return agreed
        assert problem.code in ("E-ADOPT", "E-REPLACE")
        assert problem.message not in agreed
        agreed.append(problem.message)


@pytest.mark.parametrize(
    ("rules", "line", "levels", "asked"),
    [
        (POSITION, "stoploss long 100%p sl off 2%", BOTH, [ADOPT, THEIR_STOP]),
        (POSITION, "takeprofit long 100%p tp off 2%", BOTH, [ADOPT, THEIR_TARGET]),
        (POSITION, "sl-or-tp long 100%p tp off 5% sl off 2%", BOTH, [ADOPT, THEIR_STOP, THEIR_TARGET]),
        (POSITION, "market long 0.1 sl off 2%", BOTH, [ADOPT, THEIR_STOP]),
        (POSITION, "stoploss long 100%p sl off 2%", {"target": D(63000)}, [ADOPT]),
        (POSITION, "stoploss long 100%p trail 2%", BOTH, [ADOPT, THEIR_STOP]),
        (BYBIT, "stoploss long 50%p sl off 2%", BOTH, [ADOPT]),  # a condition of its own beside theirs
        (BYBIT, "takeprofit long 50%p tp off 2%", BOTH, [ADOPT]),
        (SEPARATE, "sl-or-tp long 100%p tp off 5% sl off 2%", BOTH, [ADOPT]),
    ],
)
def test_a_level_that_a_person_set_is_replaced_only_on_a_yes(
    rules: VenueRules, line: str, levels: dict[str, Any], asked: list[str]
) -> None:
    assert questions(rules, line, replace(FOREIGN, **levels)) == asked


def test_levels_of_our_own_are_replaced_unasked_and_others_beside_them_not() -> None:
    """The owner sets a stop in the app beside our target: `sl off 2%` would take its place."""
    group = standing(planned(POSITION, stop=None, targets=(("1", "0.05"),))).bracket
    held = PositionFact(HELD, D("0.3"), D(60000), stop=D(58000), target=D(63000))
    line = "stoploss long 100%p sl off 2%"
    assert [(o.slot, o.type, o.quantity) for o in group.live] == [("tp1", OrderType.TAKE, None)]
    assert questions(POSITION, line, held, group) == [THEIR_STOP]
    assert questions(POSITION, "breakeven after e+1%", held, group) == [THEIR_STOP]
    assert questions(POSITION, "move tp1 to 64000", held, group) == []
    guarded = standing(planned(POSITION, targets=())).bracket
    assert questions(POSITION, line, held, guarded) == []
    assert questions(POSITION, "takeprofit long 100%p tp off 9%", held, guarded) == [THEIR_TARGET]


def test_another_side_s_levels_are_not_asked_about() -> None:
    held = PositionFact(HELD.opposite, D("0.3"), D(60000), stop=D(62000))
    assert questions(replace(POSITION, hedged=True), "market long 0.1 sl off 2%", held) == []


@pytest.mark.parametrize("share", ["0.5", "1"])
def test_what_the_stop_that_stands_has_earned_or_sold_is_not_that_of_the_one_an_entry_brings(share: str) -> None:
    """It would be counted as nobody's, and there would be no room for it once the entry has filled."""
    group = standing(planned(SEPARATE, stop=Stop(ratio("-0.02"), share=D("0.5"), of="e1"), targets=()))
    group.report("sl", OrdStatus.FILLED, stopped="0.15", price=D(58800), final=True)
    later = Stop(ratio("-0.01"), share=D(share), of="e2")
    waits = replace(group.bracket.entries[0], slot="e2", quantity=D("0.2"), stop=later)
    before = replace(group.bracket, entries=(*group.bracket.entries, waits), floor=D(59990), even=True, armed=True)
    whole = filled(before, D(60000))
    assert (stop_price(whole), stop_quantity(whole, whole.tradable)) == (
        D(59400),
        D("0.35") if share == "1" else D("0.1"),
    )


# -- orders that a market does not take -------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "fits"),
    [
        ("market long 1 sl off 2% tp off 150%", False),
        ("market long 1 sl off 2% tp off 99%", True),
        ("market long 1 tp off 150%", False),
        ("limit long 1 at 40000 sl off 2% tp off 99%", True),
        ("limit long 1 at 40000 sl off 2% tp off 101%", False),  # 80400 is less than twice today's price
        ("market long 1 sl off 2%", True),
    ],
)
def test_a_target_beyond_what_the_market_takes_is_refused(line: str, fits: bool) -> None:
    known = facts(SPOT_PAIRS, reach=D(2))
    assert alone(line, known=facts(SPOT_PAIRS)).new
    if fits:
        assert alone(line, known=known).new
    else:
        with pytest.raises(Refusal, match=r"E-REACH .* on paper takes no sale at \d+.*, only up to (120000|80000)"):
            alone(line, known=known)


def test_a_position_in_profit_takes_a_target_as_far_as_today_s_price_reaches() -> None:
    """Only an entry that waits below the price brings it down; one that has filled long ago does not."""
    held = standing(planned(SPOT_PAIRS, targets=(("1", "1.5"),))).bracket  # 150000, entered at 60000
    known = facts(SPOT_PAIRS, reach=D(2))
    check_beside(held, (), (), replace(known, price=D(80_000)), ())
    with pytest.raises(Refusal, match=r"E-REACH .* only up to 140000"):
        check_beside(held, (), (), replace(known, price=D(70_000)), ())


def test_a_market_without_stops_is_refused_where_one_is_wanted() -> None:
    known = facts(SPOT_PAIRS, exits=False)
    with pytest.raises(Refusal, match="E-NO-EXITS BTC/USDT on paper takes none of the orders"):
        alone("market long 1 sl off 2%", known=known)
    assert alone("market long 1 tp off 2%", known=known).new

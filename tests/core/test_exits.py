"""What should stand: the ladder, where the stop belongs, and every layout's orders, with numbers worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.bracket import Bracket, Level, LevelKind, Odd, Stamp, Stop, Target, Trailing
from core.exits import Want, lines, wanted
from core.instruction import plain
from core.ladder import rungs, shares
from core.orders import OrdStatus, PositionSide
from core.stops import break_even, stop_price
from core.venue import Layout, VenueRules
from tests.core.build import (
    AMENDING,
    BOTH,
    ENTRY,
    GUARDED,
    LONG,
    PAIRS,
    POSITION,
    SEPARATE,
    SHORT,
    SPOT,
    SPOT_PAIRS,
    START,
    SWAP,
    WATCHED,
    D,
    after,
    at,
    entered,
    holding,
    planned,
    price_level,
    ratio,
    standing,
)

FIXED = settings(derandomize=True, database=None, deadline=None, max_examples=200)


def said(bracket: Bracket) -> list[str]:
    return [spelled(want) for want in wanted(bracket)]


def spelled(want: Want) -> str:
    size = "ALL" if want.quantity is None else plain(want.quantity)
    price = f" @{plain(want.price)}" if want.price is not None else ""
    trigger = f" !{plain(want.trigger)}" if want.trigger is not None else ""
    return f"{want.slot} {size} {want.type.value}{price}{trigger}"


# -- the ladder -------------------------------------------------------------------------------------

LADDERS = [
    # base, cumulative shares, each rung in lots of 0.001
    ("0.03", "0.33 0.66 1", [10, 10, 10]),
    ("0.02", "0.33 0.66 1", [7, 6, 7]),
    ("0.01", "0.25 0.5 0.75 1", [3, 2, 3, 2]),
    ("0.001", "0.33 0.66 1", [0, 1, 0]),
    ("0.0305", "0.33 0.66 1", [10, 10, 10]),  # dust beyond whole lots belongs to no rung
    ("0.0309", "0.5 1", [15, 15]),
    ("0.03", "0.33 0.66", [10, 10]),  # the rest runs to the stop
    ("0.005", "0.1 0.2 0.3 1", [1, 0, 1, 3]),
]


def ladder(base: str, cumulative: str) -> Bracket:
    steps = [(upto, f"0.0{n}") for n, upto in enumerate(cumulative.split(), 1)]
    return holding(planned(quantity=base, targets=tuple(steps)))


@pytest.mark.parametrize(("base", "cumulative", "lots"), LADDERS)
def test_boundaries_are_rounded_half_up_and_the_last_one_down(base: str, cumulative: str, lots: list[int]) -> None:
    assert list(shares(ladder(base, cumulative)).values()) == [D(n) / 1000 for n in lots]


@FIXED
@given(
    base=st.integers(1, 99_999).map(lambda n: Decimal(n) / 10_000),
    percents=st.lists(st.integers(1, 40), min_size=1, max_size=8),
    rest=st.booleans(),
)
def test_rungs_add_up_and_none_is_a_lot_off(base: Decimal, percents: list[int], rest: bool) -> None:
    cumulative = [D(sum(percents[: n + 1])) / 100 for n in range(len(percents))]
    cumulative = [c for c in cumulative if c < 1] + ([D(1)] if rest else [])
    if not cumulative:
        return
    sizes = list(shares(ladder(plain(base), " ".join(map(str, cumulative)))).values())
    whole = base - base % SWAP.lot
    assert sum(sizes) <= whole
    assert sum(sizes) == whole or not rest
    for size, upto, before in zip(sizes, cumulative, [D(0), *cumulative[:-1]], strict=True):
        off = SWAP.lot / 2 + (
            SWAP.lot if upto == 1 else SWAP.lot / 2
        )  # half a lot at a boundary, a whole one at the end
        assert abs(size - base * (upto - before)) <= off


MERGES = [
    # base, cumulative, what stands as slot: lots, where an exit must be worth 100 (0.002 at these prices)
    ("0.005", "0.33 0.66 1", {"tp1": 2, "tp3": 3}),  # 2, 1, 2: the second joins the third
    ("0.004", "0.75 1", {"tp1": 4}),  # 3, 1: the last joins the one before it
    ("0.004", "0.25 0.5 0.75 1", {"tp2": 2, "tp4": 2}),
    ("0.001", "0.5 1", {}),  # nothing can stand alone
    ("0.01", "0.5 1", {"tp1": 5, "tp2": 5}),
]


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize(("base", "cumulative", "lots"), MERGES)
def test_rungs_too_small_to_be_orders_join_the_next(
    base: str, cumulative: str, lots: dict[str, int], side: PositionSide
) -> None:
    strict = replace(SWAP, reduce_only_exempt=False)
    steps = tuple((upto, f"0.0{n}") for n, upto in enumerate(cumulative.split(), 1))
    bracket = holding(planned(side=side, quantity=base, targets=steps, instrument=strict))
    assert {r.target.slot: r.quantity * 1000 for r in rungs(bracket)} == lots


@pytest.mark.parametrize("side", BOTH)
def test_rungs_are_never_more_than_is_left_and_the_nearest_keeps_its_own(side: PositionSide) -> None:
    bracket = holding(planned(SEPARATE, side))
    assert [(r.target.slot, r.quantity) for r in rungs(bracket, D("0.2"))] == [("tp1", D("0.15")), ("tp2", D("0.05"))]
    assert [(r.target.slot, r.quantity) for r in rungs(bracket, D("0.1"))] == [("tp1", D("0.1"))]
    assert rungs(bracket, D(0)) == []


def test_nearest_first_whatever_the_order_of_typing() -> None:
    bracket = holding(planned(SEPARATE, SHORT, targets=(("0.5", "0.04"), ("1", "0.02"))))
    assert [(r.target.slot, r.price) for r in rungs(bracket)] == [("tp2", D(58800)), ("tp1", D(57600))]


def test_a_released_target_is_no_rung() -> None:
    bracket = holding(planned())
    freed = replace(bracket, targets=(replace(bracket.targets[0], released=True), bracket.targets[1]))
    assert [r.target.slot for r in rungs(freed)] == ["tp2"]


def test_shares_are_net_of_fees_taken_in_the_coin() -> None:
    bracket = holding(planned(SPOT_PAIRS, quantity="0.1"), base_fee="0.0001")
    assert bracket.tradable == D("0.0999")
    assert list(shares(bracket).values()) == [D("0.04995"), D("0.04995")]


def test_a_later_target_takes_its_share_of_what_was_held_then() -> None:
    late = Target("tp3", "held", D("0.5"), ratio("0.03"), base=D("0.2"))
    bracket = holding(planned(targets=()))
    assert shares(replace(bracket, targets=(late,))) == {"tp3": D("0.1")}


# -- levels -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "long", "short"),
    [
        (ratio("-0.02"), "58800", "61200"),
        (ratio("0.013337"), "60800.3", "59199.7"),  # 60800.22 up for a long; 59199.78 down for a short
        (Level(LevelKind.DISTANCE, D("-123.45")), "59876.6", "60123.4"),
        (price_level("59999.99"), "60000", "59999.9"),
    ],
)
def test_a_stop_is_rounded_toward_the_earlier_exit(level: Level, long: str, short: str) -> None:
    assert stop_price(holding(planned(stop=Stop(level)))) == D(long)
    assert stop_price(holding(planned(SEPARATE, SHORT, stop=Stop(level)))) == D(short)


@pytest.mark.parametrize(
    ("level", "long", "short"),
    [
        (ratio("0.013337"), "60800.2", "59199.8"),
        (Level(LevelKind.DISTANCE, D("123.45")), "60123.4", "59876.6"),
        (price_level("59999.99"), "59999.9", "60000"),
    ],
)
def test_a_target_is_rounded_so_that_it_stays_in_reach(level: Level, long: str, short: str) -> None:
    for side, price in ((LONG, long), (SHORT, short)):
        bracket = holding(planned(SEPARATE, side))
        only = replace(bracket, targets=(Target("tp1", "e1", D(1), level),))
        assert [r.price for r in rungs(only)] == [D(price)]


def test_a_level_of_an_entry_follows_that_entry_and_a_plain_one_the_average() -> None:
    story = standing(planned(targets=()))
    second = replace(story.bracket.entries[0], slot="e2", quantity=D("0.1"))
    own, plain_ = replace(ratio("0.05"), of="e2"), ratio("0.05")
    targets = (Target("tp1", "e2", D("0.5"), own), Target("tp2", "e2", D(1), plain_))
    both = replace(story.bracket, entries=(*story.bracket.entries, second), targets=targets)
    fill = replace(
        story.order("e1"),
        id="b000000002",
        slot="e2",
        taken=replace(story.order("e1").taken, quantity=D("0.1"), value=D(6400)),
    )
    both = replace(both, orders=(*both.orders, fill))
    # e2 bought 0.1 at 64000, all together 0.4 for 24400, 61000 each
    assert both.average == D(61000)
    assert {r.target.slot: r.price for r in rungs(both)} == {"tp2": D("64050"), "tp1": D("67200")}


# -- where the stop belongs -------------------------------------------------------------------------

TRAIL = Stop(ratio("-0.02"), Trailing(D("0.01")))
TRAILED = [
    # best and floor as gains, so 1 % of the best: the step is a tenth of that, and where the stop then is (long, short)
    (None, None, "58800", "61200"),  # no price yet: the typed one
    ("0", None, "59400", "60600"),
    ("1000", None, "60390", "59590"),
    ("1000", "390", "60390", "59610"),  # the short's trail is at 59590, and 20 are no step
    ("1050", "390", "60390", "59539.5"),  # 49.5 are no step of 61.05 for the long, 70.5 are one of 58.95 for the short
    ("1062", "390", "60451.4", "59527.3"),
    ("5000", "390", "64350", "55550"),
    ("-500", "390", "60390", "59610"),  # never back
]


@pytest.mark.parametrize("row", range(len(TRAILED)))
@pytest.mark.parametrize("side", BOTH)
def test_a_trail_moves_by_steps_and_only_forward(row: int, side: PositionSide) -> None:
    best, floor, long, short = TRAILED[row]
    bracket = replace(
        holding(planned(SEPARATE, side, stop=TRAIL)),
        best=at(side, best) if best is not None else None,
        floor=at(side, floor) if floor is not None else None,
    )
    assert stop_price(bracket) == D(long if side is LONG else short)


@pytest.mark.parametrize(("seconds", "moved"), [(0.0, False), (0.9, False), (1.0, True), (5.0, True)])
def test_a_trail_is_paced(seconds: float, moved: bool) -> None:
    bracket = replace(
        holding(planned(stop=TRAIL)), best=D(62000), floor=D("60390"), moved_at=START, stamp=Stamp(after(seconds))
    )
    assert stop_price(bracket) == D("61380" if moved else "60390")


def test_five_ticks_are_the_least_step_of_a_narrow_trail() -> None:
    narrow = Stop(ratio("-0.02"), Trailing(D("0.00001")))  # 0.6 behind, of which a tenth is less than a tick
    bracket = holding(planned(stop=narrow))
    at_floor = replace(bracket, floor=D("60000"), moved_at=None)
    assert stop_price(replace(at_floor, best=D("60001.0"))) == D("60000")  # 60000.4: four ticks
    assert stop_price(replace(at_floor, best=D("60001.1"))) == D("60000.5")  # 60000.499… up: five


@pytest.mark.parametrize("armed", [False, True])
def test_a_trail_that_waits_for_a_price(armed: bool) -> None:
    waits = Stop(ratio("-0.02"), Trailing(D("0.01"), ratio("0.03")))
    bracket = replace(holding(planned(stop=waits)), best=D(62000), armed=armed)
    assert stop_price(bracket) == D("61380" if armed else "58800")


BREAK_EVENS = [(LONG, SWAP, "9"), (SHORT, SWAP, "9"), (LONG, SWAP, "0"), (SHORT, SWAP, "3.6"), (LONG, SPOT, "0")]


@pytest.mark.parametrize("price", [D(60000), D("60000.7"), D("59123.4"), D("0.9")])
@pytest.mark.parametrize("row", range(len(BREAK_EVENS)))
def test_break_even_is_the_first_tick_at_which_nothing_is_lost(row: int, price: Decimal) -> None:
    side, market, fee = BREAK_EVENS[row]
    base_fee = "0.0003" if market is SPOT else "0"
    fee = plain(D(fee) * price / ENTRY)
    rules = SPOT_PAIRS if market is SPOT else SEPARATE
    bracket = holding(planned(rules, side), price=price, quote_fee=fee, base_fee=base_fee)
    line = break_even(bracket)
    assert line is not None

    def outcome(leave: Decimal) -> Decimal:
        quantity = D("0.3") - D(base_fee)
        gross = side.sign * (quantity * leave - D("0.3") * price)
        return gross - D(fee) - quantity * leave * market.taker

    assert line % market.tick == 0
    assert outcome(line) >= 0
    assert outcome(line - side.sign * market.tick) < 0


def test_break_even_by_hand() -> None:
    # bought 0.3 for 18000 and 9 of fees; 18009 / 0.3 / 0.9995 = 60060.03…
    assert break_even(holding(planned(), quote_fee="9")) == D("60060.1")
    # sold 0.3 for 18000 less 9; 17991 / 0.3 / 1.0005 = 59940.02…
    assert break_even(holding(planned(SEPARATE, SHORT), quote_fee="9")) == D("59940.0")
    assert break_even(planned()) is None


@pytest.mark.parametrize(
    ("side", "market", "stop"),
    [
        (LONG, "60060.6", "60060.1"),  # five ticks beyond
        (LONG, "60060.5", "60000"),  # too near: the bare average
        (LONG, "60000.1", "60000"),
        (LONG, "60000", "58800"),  # it would close at once: not yet
        (LONG, "59000", "58800"),
        (LONG, None, "58800"),
        (SHORT, "59939.5", "59940"),
        (SHORT, "59939.6", "60000"),
        (SHORT, "59999.9", "60000"),
        (SHORT, "60000", "61200"),
        (SHORT, "61000", "61200"),
        (SHORT, None, "61200"),
    ],
)
def test_an_evened_stop_has_both_fees_once_the_market_allows(side: PositionSide, market: str | None, stop: str) -> None:
    bracket = holding(planned(SEPARATE, side), quote_fee="9", market=D(market) if market else None)
    assert stop_price(bracket) == at(side, -1200)
    assert stop_price(replace(bracket, even=True)) == D(stop)


def test_the_tightest_of_all_counts() -> None:
    bracket = holding(planned(stop=TRAIL), market=D("60010"))
    bracket = replace(bracket, even=True, best=D("60100"), floor=D("59900"))
    # level 58800, floor 59900, trail 59499, break-even 60000 (with fees 60030.1, which the market has not passed)
    assert stop_price(bracket) == D(60000)
    assert stop_price(replace(bracket, floor=D("60050"))) == D("60050")


def test_no_stop_before_the_entry_and_none_where_none_is_wanted() -> None:
    assert stop_price(planned()) is None
    assert stop_price(holding(planned(stop=None))) is None
    assert stop_price(holding(planned(stop=Stop(None)))) is None


# -- what should stand, per layout -------------------------------------------------------------------


def mirrored(line: str, side: PositionSide) -> str:
    """``sl 0.3 stop_market !-1200``: prices of the tables are gains of the position."""
    for sign in "@!":
        head, found, gain = line.partition(sign)
        if found:
            first, *rest = gain.split()
            line = " ".join([f"{head}{sign}{plain(at(side, first))}", *rest])
    return line


HELD = {
    "separate": (SEPARATE, ["sl 0.3 stop_market !-1200", "tp1 0.15 limit @1200", "tp2 0.15 limit @2400"]),
    "takes": (
        replace(SEPARATE, takes=True),
        ["sl 0.3 stop_market !-1200", "tp1 0.15 take_profit_market !1200", "tp2 0.15 take_profit_market !2400"],
    ),
    "position": (POSITION, ["sl ALL stop_market !-1200", "tp1 0.15 limit @1200", "tp2 0.15 limit @2400"]),
    "pairs": (PAIRS, ["tp1 0.15 pair @1200 !-1200", "tp2 0.15 pair @2400 !-1200"]),
    "spot pairs": (SPOT_PAIRS, ["tp1 0.15 pair @1200 !-1200", "tp2 0.15 pair @2400 !-1200"]),
    "guarded": (GUARDED, ["sl 0.3 stop_market !-1200"]),
    "watched": (WATCHED, []),
}


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize("name", HELD)
def test_a_position_with_two_targets(name: str, side: PositionSide) -> None:
    rules, expected = HELD[name]
    if not rules.spot or side is LONG:
        assert said(holding(planned(rules, side))) == [mirrored(line, side) for line in expected]


@pytest.mark.parametrize("rules", [rules for rules, _ in HELD.values()])
def test_nothing_is_wanted_when_flat_or_halted(rules: VenueRules) -> None:
    assert said(planned(rules)) == []
    assert said(replace(holding(planned(rules)), halted="more was sold than held")) == []


@pytest.mark.parametrize("rules", [rules for rules, _ in HELD.values()])
def test_only_a_market_close_is_wanted_when_closing(rules: VenueRules) -> None:
    assert said(replace(holding(planned(rules)), closing="told")) == ["close 0.3 market"]


def test_a_close_is_by_the_smaller_and_a_stop_by_the_larger_of_what_we_and_the_exchange_believe() -> None:
    spot, swap = holding(planned(GUARDED)), holding(planned(SEPARATE))
    assert said(replace(spot, closing="told", held=D("0.25"))) == ["close 0.25 market"]
    assert said(replace(spot, closing="told", held=D(0))) == []
    assert said(replace(spot, held=D("0.4")))[0] == "sl 0.3 stop_market !58800"
    assert said(replace(swap, held=D("0.4")))[0] == "sl 0.4 stop_market !58800"
    assert said(replace(swap, held=D("0.2")))[0] == "sl 0.3 stop_market !58800"


def test_a_doubted_answer_alone_changes_nothing() -> None:
    swap = holding(planned(SEPARATE))
    assert said(replace(swap, odd=Odd(D("-0.1"), START))) == said(swap)


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize("rules", [SEPARATE, AMENDING])
def test_after_a_stop_that_filled_in_part(rules: VenueRules, side: PositionSide) -> None:
    story = standing(planned(rules, side))
    story.filled("sl", "0.2")
    expected = ["sl 0.1 stop_market !-1200", "tp1 0.1 limit @1200"]
    assert said(story.bracket) == [mirrored(line, side) for line in expected]


@pytest.mark.parametrize("side", BOTH)
def test_after_the_first_target(side: PositionSide) -> None:
    story = standing(planned(SEPARATE, side))
    story.filled("tp1", "0.1")
    expected = ["sl 0.2 stop_market !-1200", "tp1 0.05 limit @1200", "tp2 0.15 limit @2400"]
    assert said(story.bracket) == [mirrored(line, side) for line in expected]
    story.filled("tp1")
    assert said(story.bracket) == [mirrored(line, side) for line in ("sl 0.15 stop_market !-1200", expected[2])]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        # a stop that the exchange clips stays whole until the close has filled; two sells of one balance may not
        (SEPARATE, ["sl 0.3 stop_market !58800", "tp1 0.15 limit @61200", "tp2 0.05 limit @62400", "close 0.1 market"]),
        (GUARDED, ["sl 0.2 stop_market !58800", "close 0.1 market"]),
    ],
)
def test_a_typed_part_close_leaves_the_rest_guarded(rules: VenueRules, expected: list[str]) -> None:
    assert said(replace(holding(planned(rules)), trim=D("0.1"))) == expected


@pytest.mark.parametrize("rules", [SEPARATE, POSITION])
def test_a_part_stop_guards_its_share(rules: VenueRules) -> None:
    half = Stop(ratio("-0.02"), share=D("0.5"), of="e1")
    assert said(holding(planned(rules, stop=half)))[0] == "sl 0.15 stop_market !58800"
    later = Stop(ratio("-0.02"), share=D("0.5"), base=D("0.2"))
    assert said(holding(planned(rules, stop=later)))[0] == "sl 0.1 stop_market !58800"


def test_half_a_lot_of_a_part_stop_goes_up() -> None:
    half = Stop(ratio("-0.02"), share=D("0.5"), of="e1")
    tiny = replace(SPOT, min_notional=D(0))
    odd = holding(planned(GUARDED, quantity="0.00003", stop=half, targets=(), instrument=tiny))
    assert said(odd) == ["sl 0.00002 stop_market !58800"]


# -- POSITION ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", BOTH)
def test_one_target_for_all_is_the_positions_own(side: PositionSide) -> None:
    bracket = holding(planned(POSITION, side, targets=(("1", "0.05"),)))
    expected = ["sl ALL stop_market !-1200", "tp1 ALL take_profit_market !3000"]
    assert [line.replace("@", "!") for line in said(bracket)] == [
        mirrored(expected[0], side),
        f"tp1 ALL take_profit_market !{plain(at(side, 3000))}",
    ]


@pytest.mark.parametrize("targets", [(("0.5", "0.05"),), (("0.5", "0.02"), ("1", "0.05"))])
def test_a_target_for_a_part_is_a_limit(targets: tuple[tuple[str, str], ...]) -> None:
    assert [w.type.value for w in wanted(holding(planned(POSITION, targets=targets)))[1:]] == ["limit"] * len(targets)


def test_the_last_rung_of_a_ladder_keeps_its_limit() -> None:
    story = standing(planned(POSITION))
    story.filled("tp1")
    assert said(story.bracket) == ["sl ALL stop_market !58800", "tp2 0.15 limit @62400"]


# -- PAIRS ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", BOTH)
def test_a_broken_pair_is_covered_by_a_plain_stop_where_that_cannot_oversell(side: PositionSide) -> None:
    story = standing(planned(PAIRS, side))
    story.report("tp1", OrdStatus.NEW, "0.05", whole=False)
    expected = ["sl 0.1 stop_market !-1200", "tp1 0.1 pair @1200 !-1200", "tp2 0.15 pair @2400 !-1200"]
    assert said(story.bracket) == [mirrored(line, side) for line in expected]


def test_on_spot_a_broken_pair_is_replaced_not_doubled() -> None:
    story = standing(planned(SPOT_PAIRS))
    assert story.report("tp1", OrdStatus.NEW, "0.05", whole=False) == ["-tp1#1"]
    assert said(story.bracket) == ["tp1 0.1 pair @61200 !58800", "tp2 0.15 pair @62400 !58800"]


def test_what_has_no_target_has_a_plain_stop() -> None:
    half = (("0.5", "0.02"),)
    assert said(holding(planned(PAIRS, targets=half))) == ["sl 0.15 stop_market !58800", "tp1 0.15 pair @61200 !58800"]
    assert said(holding(planned(PAIRS, targets=()))) == ["sl 0.3 stop_market !58800"]
    assert said(holding(planned(PAIRS, stop=None))) == ["tp1 0.15 limit @61200", "tp2 0.15 limit @62400"]


def test_a_passed_target_is_a_limit_or_an_ioc_as_no_pair_could_be_placed() -> None:
    reduce_only = holding(planned(PAIRS), market=D(61300))
    assert said(reduce_only) == [
        "sl 0.15 stop_market !58800",
        "tp1 0.15 limit @61200",
        "tp2 0.15 pair @62400 !58800",
    ]
    spot = holding(planned(SPOT_PAIRS), market=D(61300))
    assert said(spot) == ["tp1 0.15 ioc @61200", "tp2 0.15 pair @62400 !58800"]


def test_a_pair_that_stands_goes_on_standing_while_its_target_fills() -> None:
    story = standing(planned(PAIRS))
    story.tick(D(61300))
    assert said(story.bracket) == [
        "tp1 0.15 pair @61200 !58800",
        "tp2 0.15 pair @62400 !58800",
    ]


# -- GUARDED and WATCHED ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("market", "waited", "expected"),
    [
        ("61199.99", 10, ["sl 0.3 stop_market !58800"]),
        ("61200", 10, ["sl 0.15 stop_market !58800", "tp1 0.15 ioc @61200"]),
        ("63000", 10, ["sl 0.15 stop_market !58800", "tp1 0.15 ioc @61200"]),  # one rung at a time
        ("61200", 2.9, ["sl 0.3 stop_market !58800"]),  # the stop was put there a moment ago
        ("61200", 3, ["sl 0.15 stop_market !58800", "tp1 0.15 ioc @61200"]),
    ],
)
def test_a_touched_target_is_swapped_in(market: str, waited: float, expected: list[str]) -> None:
    story = standing(planned(GUARDED))
    story.wait(waited)
    story.tick(D(market))
    assert said(story.bracket) == expected


def test_a_price_of_five_seconds_ago_touches_nothing() -> None:
    story = standing(planned(GUARDED))
    story.seconds = 10
    assert said(replace(story.bracket, stamp=Stamp(after(10), D(61200), after(5)))) != ["sl 0.3 stop_market !58800"]
    assert said(replace(story.bracket, stamp=Stamp(after(10), D(61200), after(4.9)))) == ["sl 0.3 stop_market !58800"]


def test_where_no_stop_can_rest_only_the_touched_target_is_sent() -> None:
    assert said(holding(planned(WATCHED), market=D(61199))) == []
    assert said(holding(planned(WATCHED), market=D(61200))) == ["tp1 0.15 ioc @61200"]


def test_an_ioc_on_its_way_goes_on_being_wanted_whatever_the_price_does() -> None:
    story, sent = entered(planned(WATCHED))
    assert sent == []
    assert story.tick(D(61200)) == ["+tp1#1 0.15 ioc @61200"]
    assert story.tick(D(60500)) == []
    assert said(story.bracket) == ["tp1 0.15 ioc @61200"]


# -- lines ------------------------------------------------------------------------------------------

LINES = [
    # layout, what stands, the lines as gains
    (SEPARATE, False, [-1200]),  # no stop rests: its price is watched
    (SEPARATE, True, []),
    (GUARDED, True, [1200, 2400]),
    (WATCHED, True, [-1200, 1200, 2400]),
    (PAIRS, True, [1200, 2400]),
    (SPOT_PAIRS, False, [-1200, 1200, 2400]),
]


@pytest.mark.parametrize(("rules", "stands", "gains"), LINES)
def test_lines(rules: VenueRules, stands: bool, gains: list[int]) -> None:
    bracket = standing(planned(rules)).bracket if stands else holding(planned(rules))
    assert sorted(lines(bracket)) == [at(LONG, gain) for gain in gains]


def test_lines_of_a_trail_that_waits_and_of_break_even() -> None:
    stop = Stop(ratio("-0.02"), Trailing(D("0.01"), ratio("0.03")), breakeven_at=ratio("0.01"))
    bracket = standing(planned(SEPARATE, stop=stop)).bracket
    assert sorted(lines(bracket)) == [D(60600), D(61800)]


def test_no_lines_without_a_position() -> None:
    assert lines(planned(WATCHED)) == ()
    assert lines(replace(holding(planned(WATCHED)), halted="x")) == ()


@pytest.mark.parametrize("layout", Layout)
def test_every_layout_says_how_it_protects(layout: Layout) -> None:
    expected = {
        Layout.PAIRS: "exchange-linked",
        Layout.POSITION: "exchange-linked",
        Layout.STOP_AND_TARGETS: "resting-stop",
        Layout.STOP: "resting-stop",
        Layout.NOTHING: "bot-only",
    }
    assert planned(VenueRules(layout)).protection.value == expected[layout]
    assert planned(VenueRules(layout), stop=None).protection.value == "bot-only"

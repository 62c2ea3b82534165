"""The index of lines against the plainest thing that could be right: asking every bracket every time."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.touch import Lines
from tests.core.build import D

FIXED = settings(derandomize=True, database=None, deadline=None, max_examples=300)
prices = st.integers(1, 30).map(Decimal)
names = st.sampled_from(["a", "b", "c", "d"])
puts = st.tuples(names, st.lists(prices, max_size=4), prices)
steps = st.lists(st.one_of(puts, names, prices), max_size=25)


def crossed(lines: list[Decimal], seen_from: Decimal, price: Decimal) -> bool:
    """Whether any line lies between two prices, both included."""
    low, high = min(seen_from, price), max(seen_from, price)
    return any(low <= line <= high for line in lines)


@FIXED
@given(steps)
def test_against_brute_force(told: list[tuple[str, list[Decimal], Decimal] | str | Decimal]) -> None:
    index, known = Lines(), dict[str, tuple[list[Decimal], Decimal]]()
    for step in told:
        match step:
            case (id, lines, price):
                index.put(id, lines, price)
                known[id] = (lines, price)
            case str(id):
                index.drop(id)
                known.pop(id, None)
            case price:
                touched = index.touched(price)
                assert sorted(touched) == sorted(id for id, (ls, seen) in known.items() if crossed(ls, seen, price))
                assert len(set(touched)) == len(touched)


@pytest.mark.parametrize(
    ("price", "touched"),
    [("100", []), ("104.9", []), ("105", ["x"]), ("95", ["y"]), ("110", ["x", "y"]), ("90", ["y", "x"]), ("96", [])],
)
def test_nearest_lines_on_either_side(price: str, touched: list[str]) -> None:
    index = Lines()
    index.put("x", [D(105), D(90), D(120)], D(100))
    index.put("y", [D(95), D(110)], D(100))
    assert index.touched(D(price)) == touched


def test_the_order_is_that_of_the_lines_then_of_the_names_whoever_came_first() -> None:
    one, other = Lines(), Lines()
    for id in ("c", "a", "b"):
        one.put(id, [D(10)], D(5))
    for id in ("b", "c", "a"):
        other.put(id, [D(10)], D(5))
    assert one.touched(D(11)) == other.touched(D(11)) == ["a", "b", "c"]


def test_no_lines_and_unknown_names_are_nothing() -> None:
    index = Lines()
    index.put("x", [], D(100))
    index.drop("never heard of")
    assert index.touched(D(1)) == []
    index.put("x", [D(90)], D(100))
    index.put("x", [], D(100))
    assert index.touched(D(1)) == []

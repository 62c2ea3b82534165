"""Each bracket's part of what the account holds."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.account import beyond, reckon
from core.bracket import Bracket
from core.ports import Look, PositionFact
from tests.core.build import GUARDED, LONG, SEPARATE, SHORT, D, holding, planned

FIXED = settings(derandomize=True, database=None, deadline=None, max_examples=200)


def spot(id: str, number: int, quantity: str) -> Bracket:
    return replace(holding(planned(GUARDED, quantity=quantity)), id=id, number=number)


def of_balance(amount: object) -> Look:
    return Look((), (), (), balance=D(str(amount)))


@pytest.mark.parametrize(
    ("balance", "parts"),
    [
        ("1.0", {"a": "0.3", "b": "0.2", "c": "0.1"}),  # the rest is the person's own
        ("0.6", {"a": "0.3", "b": "0.2", "c": "0.1"}),
        ("0.55", {"a": "0.3", "b": "0.2", "c": "0.05"}),  # the newest lacks first
        ("0.5", {"a": "0.3", "b": "0.2", "c": "0"}),
        ("0.35", {"a": "0.3", "b": "0.05", "c": "0"}),
        ("0", {"a": "0", "b": "0", "c": "0"}),
    ],
)
def test_what_a_balance_lacks_the_newest_bears_first(balance: str, parts: dict[str, str]) -> None:
    brackets = [spot("c", 30, "0.1"), spot("a", 10, "0.3"), spot("b", 20, "0.2")]
    assert reckon(of_balance(balance), brackets) == {id: D(part) for id, part in parts.items()}


def test_a_position_is_its_sides_own() -> None:
    look = Look((), (), (PositionFact(LONG, D("0.4"), D(60000)), PositionFact(SHORT, D("0.1"), D(60000))))
    long, short = planned(SEPARATE, LONG), replace(planned(SEPARATE, SHORT), id="b2")
    assert reckon(look, [long, short]) == {"a1": D("0.4"), "b2": D("0.1")}


def test_no_position_is_zero() -> None:
    assert reckon(Look((), (), ()), [holding(planned(SEPARATE))]) == {"a1": D(0)}


def test_a_bracket_that_oversold_claims_nothing() -> None:
    over = replace(spot("a", 1, "0.1"), outside=D("-0.2"))
    assert reckon(of_balance("0.5"), [over, spot("b", 2, "0.3")]) == {"a": D(0), "b": D("0.3")}


amounts = st.integers(0, 500).map(lambda n: Decimal(n) / 1000)


@FIXED
@given(claims=st.lists(amounts, max_size=6), balance=amounts)
def test_parts_never_exceed_the_claims_nor_the_balance(claims: list[Decimal], balance: Decimal) -> None:
    brackets = [replace(spot(str(n), n + 1, "1"), outside=claim - 1) for n, claim in enumerate(claims)]
    parts = reckon(of_balance(balance), brackets)
    assert all(0 <= parts[str(n)] <= claim for n, claim in enumerate(claims))
    assert sum(parts.values()) == min(sum(claims), balance)


# -- what nobody claims -------------------------------------------------------------------------------

BIG, SMALL = PositionFact(LONG, D("0.4"), D(60000)), PositionFact(SHORT, D("0.1"), D(61000))


def test_a_side_without_a_bracket_is_the_persons_own() -> None:
    look, long = Look((), (), (BIG, SMALL)), holding(planned(SEPARATE, LONG))
    assert beyond(look, []) == (BIG, SMALL)
    assert beyond(look, [long]) == (SMALL,)  # all of a side is shared out to its bracket, however much it is
    assert beyond(look, [long, replace(planned(SEPARATE, SHORT), id="b2")]) == ()


@pytest.mark.parametrize(("balance", "rest"), [("1.0", "0.5"), ("0.5", None), ("0.4", None), ("0", None)])
def test_coins_beyond_all_claims_are_the_persons_own(balance: str, rest: str | None) -> None:
    brackets = [spot("a", 10, "0.3"), spot("b", 20, "0.2")]
    assert beyond(of_balance(balance), brackets) == (() if rest is None else (PositionFact(LONG, D(rest), None),))

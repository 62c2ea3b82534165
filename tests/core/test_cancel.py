"""What ``cancel`` takes away: of which side, and of a position what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.bracket import Bracket
from core.events import CancelTold
from core.plan import Refusal
from tests.core.build import SHORT, planned
from tests.core.test_plan import STAMP, alone, ours, planning

EXITS = ("sl", "tp1", "tp2")


def both(*, held: bool = True) -> tuple[Bracket, Bracket]:
    long, short = (ours(), ours(SHORT)) if held else (planned(), planned(side=SHORT))
    return long, replace(short, id="b2")


@pytest.mark.parametrize(
    ("line", "id", "slots"),
    [
        ("cancel long", "a1", ("entries", *EXITS)),
        ("cancel short all", "b2", ("entries", *EXITS)),
        ("cancel long sl", "a1", ("sl",)),
        ("cancel short tp2", "b2", ("tp2",)),
        ("cancel long entries", "a1", ("entries",)),
    ],
)
def test_a_side_says_whose_orders(line: str, id: str, slots: tuple[str, ...]) -> None:
    found = alone(line, *both())
    assert (found.bracket.id, found.events) == (id, (CancelTold(STAMP, slots),))


@pytest.mark.parametrize("what", ["all", "exits", "sl"])
@pytest.mark.parametrize("waits", [False, True])
def test_no_position_loses_its_sl_by_a_line_that_names_neither_side(what: str, waits: bool) -> None:
    long, short = both()
    with pytest.raises(Refusal) as refused:
        planning(f"cancel {what}", long, replace(planned(side=SHORT), id="b2") if waits else short)
    problem = refused.value.problem
    assert (problem.code, problem.message) == ("E-SIDE", "there is a long and a short; say which")
    assert problem.hint == f"`cancel long {what}` or `cancel short {what}`"
    together = planning(f"cancel long {what} cancel short {what}", long, short)
    assert [one.bracket.id for one in together] == ["a1", "b2"]


@pytest.mark.parametrize(("what", "held"), [("entries", True), ("tp", True), ("tp1", True), ("all", False)])
def test_what_takes_no_sl_away_is_for_both_sides(what: str, held: bool) -> None:
    assert [one.bracket.id for one in planning(f"cancel {what}", *both(held=held))] == ["a1", "b2"]


def test_where_nothing_is_held_an_entry_that_fills_all_the_same_keeps_its_exits() -> None:
    found = alone("cancel", planned())
    assert (found.events, found.notes) == ((CancelTold(STAMP, ("entries",)),), ("#a1: cancels all",))
    assert alone("cancel exits", planned()).events == (CancelTold(STAMP, EXITS),), "that was said of them"

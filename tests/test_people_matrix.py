"""Principal × role × command × account × place, each refused or allowed as ``docs/people.md`` says."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.command import Command
from bot.commands import COMMANDS
from core.people import ANY, DeniedKind, Grant, Identity, Principal, Role, may

PAGE = Path(__file__).resolve().parents[1] / "docs" / "people.md"
MINE, OTHER, ANOTHER = "OKX:main", "Gate_F", "Bybit"
PLACES: dict[str, tuple[str, ...] | None] = {
    "private": None,
    "group about it": (MINE,),
    "group about all accounts": (ANY,),
    "group about another account": (OTHER,),
    "group about none": (),
}
ROLES = {"anybody known": None, **{role.name.lower(): role for role in Role}}
NAMED = ("for anybody", "see", "trade", "administer")
UNNAMED = ("for anybody", "see any", "trade on any", "administer any")


def known(*grants: Grant) -> Principal:
    return Principal("telegram:42", (Identity("telegram:42"),), grants)


PEOPLE: dict[str, Principal | None] = {
    "nobody we know": None,
    "nothing granted": known(),
    "admin, of another account only": known(Grant("gate_f", Role.ADMIN)),
    **{role.name.lower(): known(Grant("okx:main", role)) for role in Role},
    **{f"{role.name.lower()} of all accounts": known(Grant(ANY, role)) for role in Role},
}


def table(heading: str) -> list[dict[str, str]]:
    """The rows of the page's table whose first column has that heading."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    found = list(itertools.takewhile(lambda line: line.startswith("|"), lines[start:]))
    columns, _rule, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in found)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def documented() -> Iterator[tuple[str, str, dict[str, str]]]:
    for row in table("who, on the account"):
        where = row["where"]
        for place in PLACES if where == "anywhere" else [where]:
            yield row["who, on the account"], place, row


def test_every_person_and_place_is_documented_once() -> None:
    assert sorted((who, place) for who, place, _ in documented()) == sorted(itertools.product(PEOPLE, PLACES))


def test_every_command_is_documented_once_with_its_role() -> None:
    told = [(name, ROLES[row["role"]]) for row in table("role") for name in re.findall(r"`/(\w+)`", row["commands"])]
    assert sorted(told) == sorted((command.name, command.role) for command in COMMANDS.values())
    assert [row["what for"] for row in table("role")] == ["oneself", *NAMED[1:]]


@pytest.mark.parametrize("command", COMMANDS.values(), ids=lambda command: command.name)
def test_each_is_refused_or_allowed_as_documented(command: Command) -> None:
    column = 0 if command.role is None else int(command.role)
    for who, place, row in documented():
        for account, columns in ((MINE, NAMED), (MINE.upper(), NAMED), (None, UNNAMED)):
            denied = may(PEOPLE[who], command.role, account, PLACES[place])
            said = "yes" if denied is None else denied.kind.value
            assert said == row[columns[column]], (command.name, who, place, account)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", [None, *Role])
def test_who_is_not_known_learns_nothing(place: str, role: Role | None) -> None:
    answers = {may(who, role, account, PLACES[place]) for who in (None, known()) for account in (MINE, ANOTHER, None)}
    assert len(answers) == 1
    denied = answers.pop()
    assert denied is not None
    assert (denied.kind, denied.account, denied.role) == (DeniedKind.UNKNOWN, "", None)


def test_an_account_that_was_not_granted_looks_like_one_that_does_not_exist() -> None:
    for role, place in itertools.product(Role, PLACES.values()):
        there, nowhere = (may(known(Grant("gate_f", role)), role, name, place) for name in (MINE, "Nowhere"))
        assert there is not None
        assert nowhere is not None
        assert there.kind is nowhere.kind

"""docs/languages.md shows what the bot says now."""

from __future__ import annotations

import difflib

import pytest

from bot.language import LANGUAGES, Reader, language
from core.problems import columns
from tests.rendered import PAGE, page, told


def test_the_page_is_what_is_said() -> None:
    difference = "\n".join(difflib.unified_diff(PAGE.read_text("utf-8").splitlines(), page().splitlines(), lineterm=""))
    assert not difference, f"run: python -m tests.rendered\n{difference}"


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_rows_of_a_ticket_line_up(tag: str) -> None:
    rows = [line for line in told(Reader(language(tag))) if line[:4] in ("  ● ", "  ○ ")]
    assert len(rows) == 11
    starts = {columns(row[: row.index("0")]) for row in rows if " tp" in row or " sl" in row}
    assert len(starts) == 1


def test_every_language_says_it_in_its_own_words() -> None:
    said = [list(told(Reader(language(tag)))) for tag in LANGUAGES]
    assert len({len(lines) for lines in said}) == 1
    tickets = [lines[5] for lines in said]
    assert len(set(tickets)) == len(LANGUAGES)
    assert all("Binance_F" in ticket for ticket in tickets)

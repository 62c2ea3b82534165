"""The README quotes the grammar and the commands that people paste: both must be the real ones."""

from __future__ import annotations

from pathlib import Path

from core.grammar import GRAMMAR_TEXT
from core.syntax import parse
from tests.syntax_lines import LINES

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_grammar_is_the_one_that_parses() -> None:
    assert GRAMMAR_TEXT.strip("\n").rstrip() in README


def test_every_documented_line_is_shown_and_parses() -> None:
    for line in LINES:
        assert line in README
        assert parse(line).blocks

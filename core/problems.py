"""How a refusal is told: the exception a parser raises, and the few lines a person reads.

One problem at a time: a stable code, what is wrong, one suggestion, and the line of the text with the place
underlined.  What is quoted from a text is cleaned first (nothing invisible, nothing that reorders a line) and
clipped, so that no text, however hostile, makes an answer longer than ``MAX_ANSWER`` characters.

Knows neither the grammar nor what any code means.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from core.instruction import Problem

MAX_ANSWER = 500  # characters of a rendered problem
_SHOWN, _BEFORE = 80, 40  # characters shown of a line; of those before the caret where the line is longer
_QUOTED = 32
_WORD = re.compile(r"[^\s;,]+")


class SyntaxProblem(Exception):
    """A text that is not executed: ``problem`` says why, ``text`` is what was sent."""

    def __init__(self, problem: Problem, text: str) -> None:
        super().__init__(problem, text)
        self.problem = problem
        self.text = text

    def __str__(self) -> str:
        return _head(self.problem)


def clean(text: str) -> str:
    """``text`` with every character that would be invisible, unprintable or reorder the line made visible."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text))


def quoted(word: str) -> str:
    """A word from the text as it may stand in a message: cleaned, clipped, in double quotes."""
    return f'"{clean(word[:_QUOTED])}{"…" if len(word) > _QUOTED else ""}"'


def suggestion(nearest: Sequence[str], listed: Sequence[str]) -> str:
    """The hint for a name that is not known: the one that is close, else those there are, else nothing."""
    if nearest:
        return f'did you mean "{nearest[0]}"?'
    return f"there are {', '.join(listed)}" if listed else ""


def problem_at(text: str, code: str, message: str, position: int, hint: str = "") -> SyntaxProblem:
    """A refusal that underlines the word at ``position``."""
    word = _WORD.match(text, position)
    return SyntaxProblem(Problem(code, message, position, len(word[0]) if word else 1, hint), text)


def explain_problem(problem: Problem, text: str, nothing: str = "Nothing was sent.") -> str:
    """The answer to a refused ``text``: at most ``MAX_ANSWER`` characters, safe to print in a fixed-width face.

    ``nothing``: that nothing was sent, in the reader's words."""
    lines = [f"  {nothing}"]
    if problem.position is not None:
        lines = [*_pointed(text, problem.position, problem.length), *lines]
    rest = "\n".join(lines)
    return f"{_clipped(clean(_head(problem)), MAX_ANSWER - len(rest) - 1)}\n{rest}"


def _head(problem: Problem) -> str:
    between = " " if problem.message.endswith(("?", "\N{FULLWIDTH QUESTION MARK}")) else "; "
    return f"✗ {problem.code}  {problem.message}" + (f"{between}{problem.hint}" if problem.hint else "")


def _clipped(text: str, size: int) -> str:
    return text if len(text) <= size else text[: size - 1] + "…"


def _pointed(text: str, position: int, length: int) -> tuple[str, str]:
    """The line of ``text`` that holds ``position``, and a line of carets under it."""
    position = max(0, min(position, len(text)))
    start = max(text.rfind("\n", 0, position), text.rfind("\r", 0, position)) + 1
    end = min((found for sign in "\r\n" if (found := text.find(sign, position)) >= 0), default=len(text))
    first = start if end - start <= _SHOWN else max(start, min(position - _BEFORE, end - _SHOWN))
    last = min(end, first + _SHOWN)
    ahead = ("…" if first > start else "") + clean(text[first:position])
    marked = clean(text[position : min(last, position + max(1, length))])
    behind = clean(text[position + len(marked) : last]) + ("…" if last < end else "")
    return f"  {ahead}{marked}{behind}".rstrip(), "  " + " " * columns(ahead) + "^" * (columns(marked) or 1)


def columns(shown: str) -> int:
    """How many columns a fixed-width face needs: East Asian wide signs take two."""
    return len(shown) if shown.isascii() else sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in shown)


def _shown(char: str) -> str:
    if char in "\t\xa0\r\n":
        return " "
    unseen = unicodedata.category(char)[0] in "CMZ" and char != " "
    return "\ufffd" if unseen or unicodedata.bidirectional(char) in ("R", "AL", "AN") else char

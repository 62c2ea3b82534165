"""Telling of messages that a stop of the bot cut off and that were refused after it: their writers still wait.

What was carried out after all is told by what it did.  Knows no platform and no words.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.addresses import NEWS
from core.instruction import Problem
from core.message import Answer
from core.notices import Notice, NoticeKind
from core.people import read_source
from core.people_store import LetterStore
from core.ports import Outgoing, Received
from core.problems import SyntaxProblem
from core.syntax import parse


async def tell(cut_off: Iterable[tuple[Received, Answer]], letters: LetterStore) -> None:
    """A letter for each that was refused, to where it was written; told twice, it is posted once."""
    for received, answer in cut_off:
        source = read_source(received.source)
        if source is None or answer.problem is None or answer.problem.code == "E-STORE":
            continue  # what the ledger did not take may be there all the same, or is taken up at the next start
        notice = Notice(NoticeKind.CUT_OFF, text=f"{received.text}\n{_why(answer.problem)}")
        about = Outgoing(f"cut-off:{received.key}", "", _account(received.text), "", received.at, notice)
        await letters.post(about, [source[0]], NEWS)


def _why(problem: Problem) -> str:
    return "; ".join(filter(None, (problem.message, problem.hint))).replace("\n", " ")


def _account(text: str) -> str:
    """The first that it names: whoever may not hear of that one is told nothing."""
    try:
        return parse(text).blocks[0].accounts[0]
    except SyntaxProblem:
        return ""

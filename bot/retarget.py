"""A line with another account in it: ``--account`` replaces the account of a line that was written for an exchange.

Every character keeps its place in the line as it was typed, so that a caret still points at what a person wrote.
Knows the shape of a header, and no account.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from parsimonious.nodes import Node

from core.grammar import GRAMMAR, plain
from core.instruction import Problem
from core.syntax import parse


@dataclass(frozen=True, slots=True)
class Retargeted:
    """``text`` is what is carried out, ``typed`` what was written; ``spans`` are the accounts' places in ``typed``."""

    typed: str
    text: str
    account: str = ""
    spans: tuple[tuple[int, int], ...] = ()

    def back(self, problem: Problem) -> Problem:
        """``problem``, found in ``text``, with its place in ``typed``."""
        at, shift = problem.position, 0
        if at is None:
            return problem
        for start, end in self.spans:
            if at < start + shift:
                break
            if at < start + shift + len(self.account):
                return replace(problem, position=start, length=end - start)
            shift += len(self.account) - (end - start)
        return replace(problem, position=at - shift)


def retarget(typed: str, account: str | None) -> Retargeted:
    """``typed`` with every account list replaced by ``account``; None leaves it.  Raises ``SyntaxProblem``."""
    if account is None:
        return Retargeted(typed, typed)
    parse(typed)
    spans = tuple(_spans(GRAMMAR.parse(plain(typed))))
    pieces, last = [], 0
    for start, end in spans:
        pieces += [typed[last:start], account]
        last = end
    return Retargeted(typed, "".join([*pieces, typed[last:]]), account, spans)


def _spans(node: Node) -> Iterator[tuple[int, int]]:
    if node.expr.name == "accounts":
        yield node.start, node.end
        return
    for child in node.children:
        yield from _spans(child)

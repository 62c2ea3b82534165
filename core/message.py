"""A message's way in and out: where it came from, what became of it, and whose account it may not name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Container, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.instruction import Problem
from core.plan import Planned
from core.ports import Facts
from core.problems import suggestion

Approve = Callable[[Sequence[tuple[Planned, Facts]]], Awaitable[Problem | None]]
"""The last word on a whole plan, before it is saved or sent: what forbids it, or None."""

Barred = Callable[[str], str]
"""Why an account takes no new entries now, "" where it does.  What is open there is looked after all the same."""


class _Anything:
    def __contains__(self, _words: object) -> bool:
        return True


ANYTHING: Container[str] = _Anything()  # agreed to beforehand, or nothing is taken over in earnest


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a message came from.  ``key``: unique per message, the same on redelivery; ``at``: when it was written;
    ``adopt``: what the person agreed to take over that is not ours, in the words of the problems that asked;
    ``approve``: what its writer may do."""

    key: str
    at: datetime
    source: str
    adopt: Container[str] = ()
    approve: Approve | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a message.  ``problem``: it was refused and nothing was sent.  ``duplicate``: it came before, and
    this is what was answered then."""

    planned: tuple[Planned, ...] = ()
    problem: Problem | None = None
    duplicate: str | None = None

    @property
    def refused(self) -> Problem | None:
        """Why nothing was sent: refused now, or when it came before, and then without its caret and its hint."""
        code, _, words = (self.duplicate or "").partition(" ")
        return Problem(code, words) if code.startswith("E-") else self.problem


class UnknownAccount(Exception):
    """No such account, or none that can be used as this bot was started: ``code`` and ``why`` say which.

    ``nearest``: names a person may have meant; ``listed``: those there are.
    """

    def __init__(
        self,
        name: str,
        nearest: Sequence[str] = (),
        listed: Sequence[str] = (),
        *,
        code: str = "E-ACCOUNT",
        why: str = "",
    ) -> None:
        super().__init__(why or name)
        self.name, self.code, self.why = name, code, why or f'no account "{name}"'
        self.hint = suggestion(nearest, listed)

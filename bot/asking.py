"""Questions that wait for a person's yes: each answered once, and only for a while.

They die with the process: a yes to one that is not known any more does nothing.  Knows no platform and no words.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from bot.chat import Reply
from bot.language import ENGLISH, Reader
from core.ports import Clock

if TYPE_CHECKING:
    from bot.desk import Desk

PATIENCE = timedelta(seconds=90)  # what was asked about a moving market is not carried out later than this


Yes = Callable[["Desk", str], Awaitable[Reply]]
"""Given the desk of whoever said yes, with what he may do by then, and the key that makes it happen once."""


@dataclass(frozen=True, slots=True)
class Question:
    """``yes`` carries out what was asked about."""

    id: str
    yes: Yes


@dataclass
class Questions:
    """See the module's head.  The newest is what a typed yes answers."""

    clock: Clock
    _open: dict[str, tuple[Question, datetime]] = field(default_factory=dict)
    _ids: count[int] = field(default_factory=lambda: count(1))

    def ask(self, yes: Yes) -> Question:
        """A new question, open from now on.  Its id is never used again, not after a restart either: an old button must
        not answer another question."""
        question = Question(f"{int(self.clock.now().timestamp() * 1000):x}{next(self._ids)}", yes)
        self._open[question.id] = (question, self.clock.now() + PATIENCE)
        return question

    def take(self, id: str | None = None) -> Question | None:
        """The question of that id, or the newest; it is not open any more.  None: there is none, or it is too old."""
        now = self.clock.now()
        self._open = {key: (asked, until) for key, (asked, until) in self._open.items() if until > now}
        if id is None:
            id = next(reversed(self._open), None)
        return self._open.pop(id)[0] if id in self._open else None

    @property
    def any(self) -> bool:
        """Whether a typed yes would answer something."""
        now = self.clock.now()
        return any(until > now for _, until in self._open.values())


def meant(text: str, reader: Reader) -> bool | None:
    """Whether a line is a yes or a no, in the reader's language or in English; nothing typed is a no."""
    said = text.strip().casefold()
    for yes in (True, False):
        words = (one.say("words-yes" if yes else "words-no").split(", ") for one in (ENGLISH, reader))
        if any(said in each for each in words):
            return yes
    return False if not said else None

"""Questions that wait for a person's yes: each answered once, and only for a while; each answer is to one question.

They die with the process: a yes to one that is not known any more does nothing, and neither does one that was written
before this process was there to ask.

A yes that is typed says nothing of what it answers, so it answers the newest question and, once that was answered, none
that is older.  A button names its question, so it answers that one whatever was asked since; but a later question about
the same market of the same account voids the older one for good, since a line that is typed anew corrects the one
before: two drafts of one trade would be two trades.  Knows no platform and no words.
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
MOST = 100  # open at once, and answers that are remembered; the oldest goes
CLOCKS = timedelta(seconds=3)  # by which a platform's clock, which tells whole seconds, may be behind ours

Yes = Callable[["Desk", str], Awaitable[Reply]]
"""Given the desk of whoever said yes, with what he may do by then, and the key that makes it happen once."""


@dataclass(frozen=True, slots=True)
class Question:
    """``yes`` carries out what was asked about; ``about``: the markets that it would trade in, any words that are the
    same for the same market of an account; ``said``: what was asked, and that it was answered."""

    id: str
    yes: Yes
    at: datetime
    about: frozenset[str] = frozenset()
    said: Reply | None = None


@dataclass
class Questions:
    """See the module's head.  ``since``: when this run began to ask; None where nothing that was written earlier can
    come."""

    clock: Clock
    since: datetime | None = None
    _open: dict[str, Question] = field(default_factory=dict)
    _newest: str = ""  # open or not
    _answered: dict[str, Question | None] = field(default_factory=dict)  # by an answer's key, what it has still to do
    _ids: count[int] = field(default_factory=lambda: count(1))

    def ask(self, yes: Yes, about: frozenset[str] = frozenset(), said: Reply | None = None) -> Question:
        """A new question, open from now on.  Its id is never used again, not after a restart either: an old button must
        not answer another question."""
        now = self.clock.now()
        question = Question(f"{int(now.timestamp() * 1000):x}{next(self._ids)}", yes, now, about, said)
        standing = {id: asked for id, asked in self._open.items() if self._stands(asked)}
        self._open = {id: asked for id, asked in standing.items() if not asked.about & about}
        self._newest = question.id
        while len(self._open) >= MOST:
            del self._open[next(iter(self._open))]
        self._open[question.id] = question
        return question

    def take(self, id: str | None = None, written: datetime | None = None, key: str | None = None) -> Question | None:
        """The question of that id, or the newest; it is not open any more.  None: there is none, or it is too old.

        ``written``: when the answer was; it is to no question that was asked later, however late it arrives.  ``key``:
        the answer's own; it never answers a second question, however often it comes.
        """
        if key is not None and key in self._answered:
            asked, self._answered[key] = self._answered[key], None
            return asked if asked is not None and self._stands(asked) else None
        if id is None and written is not None and self.since is not None and written < self.since:
            return None
        asked = self._open.get(self._newest if id is None else id)
        if asked is None or not self._stands(asked) or (written is not None and asked.at > written + CLOCKS):
            return None
        if key is not None:
            self._answered[key] = None
            if len(self._answered) > MOST:
                del self._answered[next(iter(self._answered))]
        return self._open.pop(asked.id)

    def give_back(self, asked: Question, key: str | None) -> None:
        """What its answer was to do broke off: the same answer, come again, does it."""
        if key is not None:
            self._answered[key] = asked

    def knows(self, key: str | None) -> bool:
        """Whether this answer was heard before."""
        return key in self._answered

    @property
    def any(self) -> bool:
        """Whether a typed yes would answer something."""
        asked = self._open.get(self._newest)
        return asked is not None and self._stands(asked)

    def _stands(self, asked: Question) -> bool:
        return asked.at + PATIENCE > self.clock.now()


def meant(text: str, reader: Reader) -> bool | None:
    """Whether a line is a yes or a no, in the reader's language or in English; nothing typed is a no."""
    said = text.strip().casefold()
    for yes in (True, False):
        words = (one.say("words-yes" if yes else "words-no").split(", ") for one in (ENGLISH, reader))
        if any(said in each for each in words):
            return yes
    return False if not said else None

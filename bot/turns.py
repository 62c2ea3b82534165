"""Turns: in one place people are heard one after another and shown their answers one after another, and nobody is heard
later because somebody else's answer cannot be shown.

Knows no platform and nothing of what is said.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from contextvars import ContextVar
from types import TracebackType
from weakref import WeakValueDictionary


class Turn:
    """``async with`` begins once the one before was heard; ``shows`` returns once the one before was shown."""

    def __init__(self, before: Turn | None) -> None:
        self._before = before
        self._heard, self._shown = asyncio.Event(), asyncio.Event()
        self._then: Callable[[], None] | None = None

    def then(self, do: Callable[[], None]) -> None:
        """Once it was heard."""
        self._then = do

    def heard(self) -> None:
        """What was said is done as far as the next in this place must know: it may begin."""
        self._heard.set()
        if self._then is not None:
            then, self._then = self._then, None
            then()

    async def __aenter__(self) -> Turn:
        try:
            if self._before is not None:
                await self._before._heard.wait()
        except BaseException:
            self.over()
            raise
        _NOW.set(self)
        return self

    async def shows(self) -> None:
        """This one was heard, so the next may begin."""
        self.heard()
        if self._before is not None:
            await self._before._shown.wait()
            self._before = None

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        try:
            await self.shows()  # whatever became of this one, the next must not overtake those before it
        finally:
            self.over()

    def over(self) -> None:
        """Whoever waits for this one need not any more."""
        self.heard()
        self._shown.set()


_NOW: ContextVar[Turn | None] = ContextVar("turn", default=None)


def heard() -> None:
    """What the person said, in whose turn this is called, is carried out: what is still awaited is for its answer."""
    turn = _NOW.get()
    if turn is not None:
        turn.heard()


def apart() -> None:
    """What this task carries out is a part of what was said: whoever began it says when all of it is done."""
    _NOW.set(None)


class Turns:
    """Gives out turns, in the order in which they are asked for, for each place its own."""

    def __init__(self) -> None:
        self._last: WeakValueDictionary[Hashable, Turn] = WeakValueDictionary()

    def next(self, place: Hashable) -> Turn:
        """The turn behind all that were given out for this place."""
        turn = self._last[place] = Turn(self._last.get(place))
        return turn

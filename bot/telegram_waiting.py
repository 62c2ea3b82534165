"""Since when what Telegram tells can have waited there: a tap has no time of its own (Bot API, CallbackQuery).

Whatever comes is younger than the last moment at which nothing waited.  Knows no update's content and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from core.ports import Clock

MOST = 100  # updates in one answer: Bot API, getUpdates, "limit"
KEPT = 1000  # updates of which this is known; what more than as many have overtaken has waited for too long
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Waiting:
    """See the module's head."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._none: datetime | None = None  # when nothing waited there, as far as we know
        self._since: dict[int, tuple[datetime | None, datetime]] = {}  # by update, and when it came

    def came(self, updates: Iterable[int]) -> None:
        """These have come, by whichever way."""
        self._since |= dict.fromkeys(updates, (self._none, self._clock.now()))
        for old in list(self._since)[:-KEPT]:
            del self._since[old]

    def none_left(self) -> None:
        """All that had happened by now has come."""
        self._none = self._clock.now()

    def earliest(self, update: int) -> datetime:
        """The earliest moment at which this can have happened.  ``NEVER`` where nothing is known, as of what an earlier
        run took and did not get to."""
        since, _ = self._since.get(update, (None, NEVER))
        return NEVER if since is None else self._said(since)

    def taken(self, update: int) -> datetime | None:
        """When this came; None where that is not known."""
        known = self._since.get(update)
        return None if known is None else self._said(known[1])

    def _said(self, at: datetime) -> datetime:
        """A moment of our clock, for whoever compares it with the later of ours and the wall's."""
        now = self._clock.now()
        return max(now, self._clock.wall()) - max(now - at, timedelta(0))

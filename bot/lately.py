"""Which lines were carried out a moment ago, so that the same one again is asked about: people send twice by accident.

A message that is delivered again is none that was sent twice.  Knows no platform and no words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.ports import Clock

AGAIN = timedelta(seconds=10)  # the same line within this is asked about


@dataclass
class Lately:
    """See the module's head.  ``key``: the message's own, None where lines have none."""

    clock: Clock
    _carried: dict[str, tuple[datetime, str | None]] = field(default_factory=dict)

    def carried(self, text: str, at: datetime, key: str | None) -> None:
        """A line was carried out."""
        self._carried[_bare(text)] = at, key

    def ago(self, text: str, key: str | None) -> timedelta | None:
        """How long ago another message with the same line was; None if there was none, or not lately."""
        now = self.clock.now()
        self._carried = {bare: kept for bare, kept in self._carried.items() if now - kept[0] < AGAIN}
        at, carried = self._carried.get(_bare(text), (None, None))
        return None if at is None or (key is not None and key == carried) else now - at


def _bare(text: str) -> str:
    return " ".join(text.lower().split())

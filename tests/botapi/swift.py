"""A clock in which waiting takes no time: whoever sleeps moves it on."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta


class SwiftClock:
    """``core.ports.Clock``; ``slept``: every wait so far, in seconds."""

    def __init__(self, at: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)) -> None:
        self.at = at
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.at

    def wall(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=max(seconds, 0.0))
        await asyncio.sleep(0)

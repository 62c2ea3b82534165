"""The front ends of this process, beside one another: a failing one takes neither another nor trading down.

Knows how to keep them running, and no platform.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog

from bot.chat import FrontEnd
from bot.live_tickets import LiveTickets
from bot.post import Post
from bot.troubles import CONNECTING, broke
from core.ports import Clock

log = structlog.get_logger(__name__)
LOOK = 0.02  # seconds between two looks at whether chats are connected
SAID_AGAIN = 7.0  # seconds before a task is cancelled again: more than what is under way in a chat gets to end
AGAIN = (1.0, 5.0, 30.0, 60.0)  # seconds before one that broke is started again


class Chats:
    """``front_ends`` by platform."""

    def __init__(self, front_ends: Mapping[str, FrontEnd], clock: Clock) -> None:
        self._front_ends, self._clock = front_ends, clock
        self._broken: dict[str, str] = {}

    def troubles(self) -> dict[str, str]:
        """Why each does not work now, in a line; "" where it does."""
        return {name: self._broken.get(name) or one.trouble for name, one in self._front_ends.items()}

    async def settled(self, seconds: float) -> None:
        """Return once each is connected or has said why not, or after so many seconds."""
        until = self._clock.now() + timedelta(seconds=seconds)
        while CONNECTING in self.troubles().values() and self._clock.now() < until:
            await self._clock.sleep(LOOK)

    async def keep(self, platform: str) -> None:
        """Run one until canceled, again whenever it breaks."""
        failures = 0
        while True:
            try:
                await self._front_ends[platform].run()
                log.warning("a chat ended by itself", platform=platform)
            except Exception as error:
                log.exception("a chat broke; it is started again", platform=platform)
                self._broken[platform] = broke(type(error).__name__)
            await self._clock.sleep(AGAIN[min(failures, len(AGAIN) - 1)])
            failures += 1
            self._broken.pop(platform, None)


async def _ended(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Cancel them until they have ended: ``asyncio.wait_for``, which discord.py connects with, loses a cancellation
    that comes in the moment in which its own work ends, before Python 3.12."""
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=SAID_AGAIN)
    await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def chatting(
    front_ends: Mapping[str, FrontEnd], post: Post, tickets: LiveTickets, clock: Clock
) -> AsyncIterator[Chats]:
    """Everything that talks, as long as it is entered.  What is not told by the end is told after the next start."""
    chats = Chats(front_ends, clock)
    await post.start()
    tasks = [asyncio.create_task(chats.keep(name), name=name) for name in front_ends]
    tasks.append(asyncio.create_task(tickets.run(), name="tickets"))
    try:
        yield chats
    finally:
        await _ended(tasks)
        await post.stop()
        for front_end in front_ends.values():
            await front_end.aclose()

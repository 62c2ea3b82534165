"""Telling: the outbox is sent in order, and each row is marked after its send.

At least once, told apart by the row's id; what people hear never holds up what is sent to an exchange.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from core.ports import Notifier, Store, StoreUnavailable

log = logging.getLogger(__name__)

BATCH = 200


class Teller:
    """``first`` is awaited before each delivery."""

    def __init__(self, store: Store, notifier: Notifier, first: Callable[[], Awaitable[None]]) -> None:
        self._store, self._notifier, self._first = store, notifier, first
        self._task: asyncio.Task[None] | None = None
        self._more = False

    def told(self) -> None:
        """There may be something in the outbox."""
        self._more = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._tell())

    async def finish(self) -> None:
        """Send what is left; what cannot be sent now is sent after the next start."""
        self.told()
        assert self._task is not None
        await self._task

    async def _tell(self) -> None:
        while self._more:
            self._more = False
            await self._first()
            await self._deliver()

    async def _deliver(self) -> None:
        try:
            while rows := await self._store.outbox(BATCH):
                for row in rows:
                    await self._notifier.send(row)
                    await self._store.delivered([row.id])
        except StoreUnavailable as error:
            log.error("outbox: %s; it is tried again", error)
        except OSError as error:
            log.warning("nothing could be told (%s); it is tried again", error)

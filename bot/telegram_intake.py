"""Updates, saved before they are acknowledged, handled until they are done: none lost, none twice, in order per chat.

An update is carried out first and its answer shown then.  It is done once it was shown: what a crash cuts off before
comes again with the key under which it was carried out, and so is answered and not repeated.  Level-triggered: whatever
brings an update only saves it, and what is saved and not yet begun is begun.  Knows no request, no words and nothing of
what an update says but its number and its chat.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import structlog

from bot.secrets_seen import without_secrets
from bot.telegram_updates import chat_of
from bot.turns import Turn, Turns
from core.people_store import UpdateStore
from core.ports import Clock

log = structlog.get_logger(__name__)
T = TypeVar("T")

AT_ONCE = 8  # updates carried out at a time; an answer that cannot be shown takes no room
TRIES = (1.0, 4.0, 15.0)  # seconds between the attempts at one
LEAVING = 5.0  # seconds that what is being handled gets to end, when we leave

Json = dict[str, Any]
Show = Callable[[], Awaitable[None]]
"""Shows what was answered; again, where it raised, goes on with what is left."""


class Intake:
    """See the module's head.  ``handle`` carries one update out and gives back what is to be shown then, if anything;
    both are tried again where they raise."""

    def __init__(
        self,
        bot: str,
        store: UpdateStore,
        clock: Clock,
        handle: Callable[[Json], Awaitable[Show | None]],
        at_once: int = AT_ONCE,
    ) -> None:
        self._bot, self._store, self._clock, self._handle = bot, store, clock, handle
        self._room = asyncio.Semaphore(at_once)
        self._begun: set[int] = set()
        self._turns = Turns()
        self._tasks: set[asyncio.Task[None]] = set()
        self._reading = asyncio.Lock()
        self._offset = 0
        self.taken = 0
        """How many updates were taken since the start, those that came again included."""

    async def resume(self) -> int:
        """Begin what was saved and never done; the offset to ask from."""
        self._offset = await self._store.offset(self._bot) or 0
        await self._begin()
        return self._offset

    async def take(self, updates: Sequence[Json]) -> int:
        """Save updates, begin them, tell the offset to ask from.  After ``StoreUnavailable`` they may come again."""
        rows = [(int(update["update_id"]), json.dumps(without_secrets(update))) for update in updates]
        if rows:
            # Ids only grow while updates come, and after a quiet week they may begin anywhere: Bot API, Update.
            offset = max(id for id, _ in rows) + 1
            await self._store.take_updates(self._bot, rows, offset, self._clock.now())
            self._offset = offset
            self.taken += len(rows)
            await self._begin()
        return self._offset

    async def idle(self) -> None:
        """Return once nothing is being handled."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def aclose(self) -> None:
        """Let what is being handled end, for a while; what did not is begun again by ``resume``."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=LEAVING)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._begun.clear()

    async def _begin(self) -> None:
        async with self._reading:
            pending = await self._store.pending_updates(self._bot)
            for id, body in pending:
                if id not in self._begun:
                    self._begun.add(id)
                    self._start(id, json.loads(body))
            # One that was done while we read is still in this list, so only the next one may forget it.
            self._begun &= {id for id, _ in pending}

    def _start(self, id: int, update: Json) -> None:
        turn = self._turns.next(chat_of(update))
        task = asyncio.create_task(self._in_turn(id, update, turn), name=f"telegram update {id}")
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._ended(turn, done))

    def _ended(self, turn: Turn, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        turn.over()  # also where it was canceled before it began
        if not task.cancelled() and task.exception() is not None:
            log.error("an update of Telegram's stays open and is handled at the next start", exc_info=task.exception())

    async def _in_turn(self, id: int, update: Json, turn: Turn) -> None:
        async with turn:
            await self._room.acquire()
            turn.then(self._room.release)
            show = await self._surely(id, lambda: self._handle(update))
            await turn.shows()
            if show is not None:
                await self._surely(id, show)
            await self._surely(id, lambda: self._store.done_update(self._bot, id))

    async def _surely(self, id: int, do: Callable[[], Awaitable[T]]) -> T:
        for seconds in TRIES:
            try:
                return await do()
            except Exception as error:  # whatever it is, it is told, and tried again
                log.warning("an update of Telegram's failed and is tried again", update=id, exc_info=error)
            await self._clock.sleep(seconds)
        return await do()

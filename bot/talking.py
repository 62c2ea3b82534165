"""Everything that talks to people in chats, put together: letters, front ends, live tickets, health.

Part of the composition root.  Without a token in the settings nothing of it runs, and letters wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from bot import cut_off
from bot.alarms import Alarms
from bot.approving import Office
from bot.chat import FrontEnd
from bot.chats import Chats, chatting
from bot.language import Reader
from bot.live_tickets import LiveTickets
from bot.outages import Outages
from bot.post import Post
from bot.reading import Readers
from bot.reception import Reception
from bot.session import Session
from bot.settings import Settings
from bot.speaker import Speaker
from core.ports import Clock, Outgoing, StoreUnavailable

if TYPE_CHECKING:
    from adapters.database.store import SqlStore

log = structlog.get_logger(__name__)
CODE = timedelta(hours=1)  # that the first owner has to use his code
KEPT = timedelta(days=7)  # that delivered letters are kept
PRUNING = 6 * 3600.0  # seconds between two times that old letters are removed


class Talking:
    """``say``: prints a line where the bot was started, for ``reader``."""

    def __init__(
        self, store: SqlStore, clock: Clock, say: Callable[[str], None], office: Office, reader: Reader
    ) -> None:
        self.office = replace(office, chats=self._troubles, aside=lambda: self.post.aside, tell=self._tell)
        self._store, self._clock, self._say, self._reader = store, clock, say, reader
        self._front_ends: dict[str, FrontEnd] = {}
        self._chats: Chats | None = None
        self._readers = Readers(store.people, clock)
        self.post = Post(
            store, store.letters, store.people, clock, self._readers, self._front_ends, Speaker(store, say, reader)
        )

    @asynccontextmanager
    async def chatting(self, session: Session, settings: Settings) -> AsyncIterator[Chats]:
        """Talk as the settings say, as long as it is entered.  Raises ``OSError`` where /health cannot listen."""
        from bot import health
        from bot.fronts import front_ends, told

        reception = Reception(session, self.office, self._store.letters, self.post.flushed)
        self._front_ends |= front_ends(settings, reception, self._store, self._clock)
        for line in told(settings, self._front_ends):
            self._say(line)
        tickets = LiveTickets(session, self._store.letters, self._readers, self.office.sealer, self._front_ends)
        await cut_off.tell(session.cut_off, self._store.letters)
        async with AsyncExitStack() as stack:
            chats = await stack.enter_async_context(chatting(self._front_ends, self.post, tickets, self._clock))
            self._chats = chats
            well = health.Health(session, chats.troubles, self.office.aside)
            if settings.health is not None:
                try:
                    port = await stack.enter_async_context(health.listening(well, settings.health))
                except OSError as error:
                    raise OSError(f"BRACKETEER_HEALTH={settings.health}: {error.strerror or error}") from error
                url = f"http://{settings.health.rpartition(':')[0]}:{port}/health"
                self._say(self._reader.say("start-health", url=url))
            told_of = Outages(chats.troubles, self._front_ends, self._readers, self._clock, self._say, self._reader)
            work = [self._prune(), told_of.run()]
            if settings.heartbeat_url is not None:
                url = settings.heartbeat_url.get_secret_value()
                work.append(health.beat(well, url, settings.heartbeat_seconds, self._clock))
            tasks = [asyncio.create_task(one) for one in work]
            stack.callback(lambda: [task.cancel() for task in tasks])
            await self._first_owner()
            yield chats

    @asynccontextmanager
    async def alarmed(self, session: Session) -> AsyncIterator[None]:
        """Tell what the bot finds out about itself, as long as it is entered."""
        alarms = Alarms(session, self.post.send, self.post.post, self._store.people, self._troubles)
        task = asyncio.create_task(alarms.run(), name="alarms")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _tell(self, outgoing: Outgoing) -> None:
        await self.post.send(outgoing)

    def _troubles(self) -> Mapping[str, str]:
        return {} if self._chats is None else self._chats.troubles()

    async def _first_owner(self) -> None:
        """Somebody must be the first who may do anything."""
        if not self._front_ends:
            return
        code = await self._store.people.first_code(self._clock.now(), CODE)
        if code is not None:
            self._say(self._reader.say("start-owner", code=code))

    async def _prune(self) -> None:
        while True:
            try:
                await self._store.letters.prune(self._clock.now() - KEPT)
                await self.post.count()
            except StoreUnavailable as error:
                log.warning("old letters were not removed", why=str(error))
            await self._clock.sleep(PRUNING)

"""The durable ledger: tortoise's models on SQLite, one file, one process.

Writes go through one connection of their own on one thread, a whole transaction per crossing (``ledger``); reads go
through tortoise.  WAL with synchronous FULL: what was committed survives a power cut, and readers never wait.

Knows files and threads; what is written is ``ledger``'s and ``rows``' business.
"""

from __future__ import annotations

import asyncio
import contextvars
import os
import re
import sqlite3
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from tortoise.context import TortoiseContext

from adapters.database import codec, ledger, migrating, models, rows
from adapters.database.letters import SqlLetters, SqlUpdates
from adapters.database.opening import PRAGMAS, FileLock, connect, to_path, told
from adapters.database.people import SqlPeople
from core.bracket import Bracket
from core.events import Event
from core.ports import Change, Outgoing, Received

T = TypeVar("T")


async def open_store(place: str | os.PathLike[str]) -> SqlStore:
    """Open the ledger at a path or ``sqlite://`` URL; create or migrate it first if need be.

    A new directory is its owner's alone (0700), and so is the file (0600).  Raises ``StoreUnavailable``, of which
    ``StoreLocked``, ``StoreTooNew`` and ``MigrationFailed`` are kinds; ``ValueError`` for a place that is none.
    """
    path = to_path(place)
    lock = FileLock(path)
    try:
        await migrating.upgrade(path)
        return await SqlStore._open(path, lock)
    except BaseException:
        lock.release()
        raise


class SqlStore:
    """Implements ``core.ports.Store`` and ``History``.  Use ``async with aclosing(await open_store(place))``.

    ``people``, ``letters`` and ``updates`` are what ``core.people_store`` asks for, in the same file.
    Not closing it keeps the process from exiting: tortoise's connection has a thread that waits for work.
    """

    def __init__(self, path: Path, lock: FileLock, db: sqlite3.Connection, thread: ThreadPoolExecutor) -> None:
        self.path = path
        self._lock, self._db, self._thread = lock, db, thread
        self._closed = False
        # Tortoise finds its connections through the context of the task that asks; callers' tasks are not ours.
        self._context = contextvars.copy_context()
        self._tortoise = TortoiseContext()
        self.people = SqlPeople(self._write, self._note)
        self.letters, self.updates = SqlLetters(self._write), SqlUpdates(self._write)

    @classmethod
    async def _open(cls, path: Path, lock: FileLock) -> SqlStore:
        thread = ThreadPoolExecutor(1, thread_name_prefix="ledger")
        try:
            with told(path):
                db = await asyncio.get_running_loop().run_in_executor(thread, connect, path)
        except BaseException:
            thread.shutdown()
            raise
        store = cls(path, lock, db, thread)
        try:
            store._context.run(store._tortoise.__enter__)
            await store._inside(store._tortoise.init(config=migrating.config(path, PRAGMAS)))
        except BaseException:
            await store.aclose()
            raise
        return store

    async def aclose(self) -> None:
        """Finish what is being written, close, and let another process in.  Closing twice is harmless."""
        if self._closed:
            return
        self._closed = True
        try:
            await self._inside(self._tortoise.close_connections())
            with told(self.path):
                await asyncio.get_running_loop().run_in_executor(self._thread, self._db.close)
        finally:
            self._thread.shutdown()
            self._lock.release()

    # -- Store --------------------------------------------------------------------------------

    async def receive(self, key: str, at: datetime, text: str, source: str, brackets: int) -> Received:
        key, text, source = codec.writable(key), codec.writable(text), codec.writable(source)
        return await self._note(
            partial(ledger.receive, key=key, at=at, text=text, source=source, brackets=brackets),
        )

    async def save(self, changes: Sequence[Change], answered: tuple[str, str] | None = None) -> None:
        for change in changes:
            rows.check(change)
        await self._write(partial(ledger.save, changes=changes, answered=answered))

    async def load(self) -> list[Bracket]:
        found = await self._read(lambda: models.Brackets.filter(closed=False).values_list("document"))
        return sorted((codec.decode_bracket(document) for (document,) in found), key=lambda bracket: bracket.id)

    async def bracket(self, id: str) -> Bracket | None:
        found = await self._read(lambda: models.Brackets.filter(id=id).values_list("document"))
        return codec.decode_bracket(found[0][0]) if found else None

    async def owner(self, order: str) -> str | None:
        found = await self._read(lambda: models.OrderIndex.filter(id=order).values_list("bracket"))
        return str(found[0][0]) if found else None

    async def outbox(self, limit: int) -> list[Outgoing]:
        if limit < 1:  # which tortoise takes for no limit at all
            return []
        waiting = ("id", "bracket", "account", "symbol", "at", "body")
        found = await self._read(
            lambda: models.Outbox.filter(delivered=False).order_by("seq").limit(limit).values_list(*waiting)
        )
        return [
            Outgoing(id, bracket, account, symbol, ledger.to_time(at), codec.decode_notice(body))
            for id, bracket, account, symbol, at, body in found
        ]

    async def delivered(self, ids: Sequence[str]) -> None:
        await self._write(partial(ledger.delivered, ids=ids))

    # -- History ------------------------------------------------------------------------------

    async def journal(self, bracket: str) -> list[tuple[datetime, Event]]:
        found = await self._read(
            lambda: models.Journal.filter(bracket=bracket).order_by("seq").values_list("at", "body")
        )
        return [(ledger.to_time(at), codec.decode_event(body)) for at, body in found]

    async def closed(self, limit: int) -> list[Bracket]:
        if limit < 1:
            return []
        newest = ("-number", "-id")
        found = await self._read(
            lambda: models.Brackets.filter(closed=True).order_by(*newest).limit(limit).values_list("document")
        )
        return [codec.decode_bracket(document) for (document,) in found]

    async def unanswered(self) -> list[Received]:
        found = await self._read(
            lambda: models.Inbox.filter(answer__isnull=True).order_by("seq").values_list(*ledger.INBOX)
        )
        return [ledger.received(row) for row in found]

    async def asked_at(self, bracket: str) -> str | None:
        if re.fullmatch("[1-9][0-9]{0,17}", bracket) is None:  # not a number that was ever reserved
            return None
        number = int(bracket)
        found = await self._read(
            lambda: (
                models.Inbox.filter(number__lte=number, reserved__gt=0)
                .order_by("-number")
                .limit(1)
                .values_list("source", "number", "reserved")
            )
        )
        return next((source for source, first, reserved in found if number < first + reserved), None)

    async def fills(self, bracket: str) -> list[rows.FillRow]:
        """Every growth of every order of a bracket, oldest first."""
        with told(self.path):
            return await asyncio.get_running_loop().run_in_executor(self._thread, ledger.fills, self._db, bracket)

    async def instance(self, proposed: str) -> str:
        """This ledger's instance tag; the first one ever proposed is kept."""
        return await self._write(partial(ledger.instance, proposed=proposed))

    async def fact(self, key: str, proposed: str) -> str:
        """A single fact of this ledger; the first value ever proposed for it is kept."""
        return await self._write(partial(ledger.fact, key=key, proposed=proposed))

    # -- two ways in --------------------------------------------------------------------------

    async def _write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run ``work`` as one transaction.  A cancelled caller does not stop it once it has begun."""
        with told(self.path):
            return await asyncio.get_running_loop().run_in_executor(self._thread, ledger.transaction, self._db, work)

    async def _note(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """The same, durable with the next ``_write``: see ``ledger.unhurried``."""
        with told(self.path):
            return await asyncio.get_running_loop().run_in_executor(self._thread, ledger.unhurried, self._db, work)

    async def _read(self, query: Callable[[], Awaitable[Sequence[Any]]]) -> Sequence[Any]:
        async def ask() -> Sequence[Any]:
            return await query()

        with told(self.path):
            return await self._inside(ask())

    async def _inside(self, work: Coroutine[Any, Any, T]) -> T:
        return await asyncio.get_running_loop().create_task(work, context=self._context)

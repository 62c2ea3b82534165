"""Letters that are still to be told, messages that show tickets, and updates that a platform delivered.

Everything is a transaction on whatever connection and thread ``Transact`` stands for; knows neither.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from adapters.database import codec, ledger
from core.people_store import ASIDE, LeftTicket, Letter, LiveTicket
from core.ports import Outgoing

T = TypeVar("T")

_INSERT_LETTER = """INSERT INTO letters (outgoing, place, bracket, account, symbol, at, body, severity, attempts)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT (outgoing, place) DO NOTHING"""
_DUE = """SELECT seq, place, outgoing, bracket, account, symbol, at, body, severity, attempts
    FROM letters WHERE done_at IS NULL AND place = ? ORDER BY seq LIMIT ?"""
_WAITING = "SELECT place, count(*) FROM letters WHERE done_at IS NULL GROUP BY place ORDER BY place"
_DONE = "UPDATE letters SET done_at = ?, dropped = ? WHERE seq = ? AND done_at IS NULL"
_SHOW = """INSERT INTO live_tickets (bracket, place, message, shown, at, person) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (bracket, place) DO UPDATE SET message = excluded.message, shown = excluded.shown, at = excluded.at,
    person = excluded.person"""
_EDITED = "UPDATE live_tickets SET shown = ?, at = ? WHERE bracket = ? AND place = ? AND message = ?"
_LEAVE = """INSERT INTO left_tickets (bracket, place, message) SELECT bracket, place, message FROM live_tickets
    WHERE bracket = ? AND place = ? AND message <> ? ON CONFLICT (place, message) DO NOTHING"""
_TOLD = "DELETE FROM left_tickets WHERE place = ? AND message = ?"
_LEFT = "SELECT bracket, place, message FROM left_tickets ORDER BY seq"
_TICKETS = "SELECT bracket, place, message, shown, at, person FROM live_tickets"
_TAKE = """INSERT INTO updates (bot, update_id, at, body, done) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (bot, update_id) DO NOTHING"""
_OFFSET = """INSERT INTO offsets (bot, next_update) VALUES (?, ?)
    ON CONFLICT (bot) DO UPDATE SET next_update = excluded.next_update"""
# Telegram keeps an update for a day; one that it sends again finds the row of the first time.
_REMEMBERED = timedelta(days=7)


class Transact(Protocol):
    """Runs ``work`` as one transaction, all or nothing.  Raises ``StoreUnavailable``."""

    async def __call__(self, work: Callable[[sqlite3.Connection], T], /) -> T: ...


class SqlLetters:
    """Implements ``core.people_store.LetterStore``."""

    def __init__(self, transact: Transact) -> None:
        self._transact = transact

    async def post(self, outgoing: Outgoing, places: Sequence[str], severity: int) -> None:
        row = (outgoing.bracket, outgoing.account, outgoing.symbol, ledger.time_text(outgoing.at))
        body = codec.encode(outgoing.notice)
        rows = [(outgoing.id, place, *row, body, severity) for place in places]

        def insert(db: sqlite3.Connection) -> None:
            db.executemany(_INSERT_LETTER, rows)

        await self._transact(insert)

    async def waiting(self) -> dict[str, int]:
        return dict(await self._transact(lambda db: db.execute(_WAITING).fetchall()))

    async def due(self, place: str, limit: int) -> list[Letter]:
        found = await self._transact(lambda db: db.execute(_DUE, (place, max(limit, 0))).fetchall())
        return [
            Letter(
                seq,
                where,
                Outgoing(id, bracket, account, symbol, ledger.to_time(at), codec.decode_notice(body)),
                severity,
                attempts,
            )
            for seq, where, id, bracket, account, symbol, at, body, severity, attempts in found
        ]

    async def delivered(self, letters: Sequence[int], at: datetime) -> None:
        await self._done(letters, at, None)

    async def failed(self, letters: Sequence[int]) -> None:
        def count(db: sqlite3.Connection) -> None:
            db.executemany("UPDATE letters SET attempts = attempts + 1 WHERE seq = ?", [(id,) for id in letters])

        await self._transact(count)

    async def dropped(self, letters: Sequence[int], at: datetime, why: str) -> None:
        await self._done(letters, at, codec.writable(why))

    async def aside(self) -> int:
        asked = "SELECT count(*) FROM letters WHERE substr(dropped, 1, ?) = ?"
        found = await self._transact(lambda db: db.execute(asked, (len(ASIDE), ASIDE)).fetchone())
        return int(found[0])

    async def prune(self, before: datetime) -> int:
        old = ledger.time_text(before)
        return await self._transact(lambda db: db.execute("DELETE FROM letters WHERE done_at < ?", (old,)).rowcount)

    async def show(self, ticket: LiveTicket) -> None:
        row = (ticket.bracket, ticket.place, ticket.message, ticket.shown, ledger.time_text(ticket.at), ticket.person)

        def show(db: sqlite3.Connection) -> None:
            db.execute(_LEAVE, row[:3])
            db.execute(_TOLD, row[1:3])
            db.execute(_SHOW, row)

        await self._transact(show)

    async def edited(self, ticket: LiveTicket) -> None:
        row = (ticket.shown, ledger.time_text(ticket.at), ticket.bracket, ticket.place, ticket.message)
        await self._transact(lambda db: db.execute(_EDITED, row).rowcount)

    async def tickets(self, bracket: str | None = None) -> list[LiveTicket]:
        def read(db: sqlite3.Connection) -> list[tuple[str, str, str, str, str, str | None]]:
            if bracket is None:
                return db.execute(f"{_TICKETS} ORDER BY seq").fetchall()
            return db.execute(f"{_TICKETS} WHERE bracket = ? ORDER BY seq", (bracket,)).fetchall()

        return [
            LiveTicket(id, place, message, shown, ledger.to_time(at), person or "")
            for id, place, message, shown, at, person in await self._transact(read)
        ]

    async def unshow(self, ticket: LiveTicket) -> None:
        gone = "DELETE FROM live_tickets WHERE bracket = ? AND place = ? AND message = ?"
        row = (ticket.bracket, ticket.place, ticket.message)
        await self._transact(lambda db: db.execute(gone, row).rowcount)

    async def left(self) -> list[LeftTicket]:
        return [LeftTicket(*row) for row in await self._transact(lambda db: db.execute(_LEFT).fetchall())]

    async def told(self, ticket: LeftTicket) -> None:
        await self._transact(lambda db: db.execute(_TOLD, (ticket.place, ticket.message)).rowcount)

    async def _done(self, letters: Sequence[int], at: datetime, why: str | None) -> None:
        rows = [(ledger.time_text(at), why, id) for id in letters]

        def mark(db: sqlite3.Connection) -> None:
            db.executemany(_DONE, rows)

        await self._transact(mark)


class SqlUpdates:
    """Implements ``core.people_store.UpdateStore``."""

    def __init__(self, transact: Transact) -> None:
        self._transact = transact

    async def take_updates(self, bot: str, updates: Sequence[tuple[int, str]], offset: int, at: datetime) -> None:
        now, forgotten = ledger.time_text(at), ledger.time_text(at - _REMEMBERED)
        rows = [(bot, id, now, codec.writable(body), False) for id, body in updates]

        def take(db: sqlite3.Connection) -> None:
            db.executemany(_TAKE, rows)
            db.execute(_OFFSET, (bot, offset))
            db.execute("DELETE FROM updates WHERE done AND at < ?", (forgotten,))

        await self._transact(take)

    async def offset(self, bot: str) -> int | None:
        asked = "SELECT next_update FROM offsets WHERE bot = ?"
        found = await self._transact(lambda db: db.execute(asked, (bot,)).fetchone())
        return None if found is None else int(found[0])

    async def pending_updates(self, bot: str) -> list[tuple[int, str]]:
        asked = "SELECT update_id, body FROM updates WHERE bot = ? AND NOT done ORDER BY seq"
        return await self._transact(lambda db: db.execute(asked, (bot,)).fetchall())

    async def done_update(self, bot: str, update: int) -> None:
        # What people pasted, keys perhaps, is not kept for longer than it takes to answer.
        done = "UPDATE updates SET done = ?, body = '' WHERE bot = ? AND update_id = ?"
        await self._transact(lambda db: db.execute(done, (True, bot, update)).rowcount)

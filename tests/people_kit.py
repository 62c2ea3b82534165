"""People's and letters' tables for tests: on disk as the bot has them, or the same tables in memory."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from adapters.database import ledger, migrating
from adapters.database.letters import SqlLetters, SqlUpdates, Transact
from adapters.database.people import SqlPeople
from core.notices import Notice, NoticeKind
from core.people import ANY, Asked, Binding, Grant, Halt, Identity, Limits, Preferences, Role
from core.people_store import LetterStore, LiveTicket, PeopleStore, UpdateStore, Wanted
from core.ports import Outgoing
from tests.samples import START, D, after

T = TypeVar("T")
HOUR = timedelta(hours=1)
ANN, BEN, CYD = (Identity(f"telegram:{n}", name) for n, name in ((1, "Ann"), (2, "Ben"), (3, "Cyd")))
GROUP = "telegram:-100"
_schema: list[bytes] = []


@dataclass(frozen=True, slots=True)
class Kept:
    """What a chat needs of the ledger."""

    people: PeopleStore
    letters: LetterStore
    updates: UpdateStore


@asynccontextmanager
async def in_memory() -> AsyncIterator[Kept]:
    """The shipped schema in a database that lives as long as the ``async with``."""
    if not _schema:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "ledger.db"
            await migrating.upgrade(path)
            _schema.append(path.read_bytes())
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.deserialize(_schema[0])
        yield kept(_on(db))


def kept(transact: Transact) -> Kept:
    return Kept(SqlPeople(transact), SqlLetters(transact), SqlUpdates(transact))


def _on(db: sqlite3.Connection) -> Transact:
    async def transact(work: Callable[[sqlite3.Connection], T]) -> T:
        return ledger.transaction(db, work)

    return transact


def outgoing(n: int, bracket: str = "7") -> Outgoing:
    notice = Notice(NoticeKind.FILLED, "tp1", quantity=D("0.01"), price=D("60000.1"))
    return Outgoing(f"{bracket}.{n}.0", bracket, "paper", "BTC/USDT:USDT", after(n), notice)


async def something_in_every_table(kept: Kept) -> None:
    """One row at least, of everything that people and chats keep."""
    people, letters, updates = kept.people, kept.letters, kept.updates
    await people.meet(ANN)
    await people.grant(ANN.id, Grant(ANY, Role.ADMIN))
    await people.limit_person(ANN.id, Limits(order=D(1000), symbols=("BTC", "*/USDT")))
    await people.prefer(ANN.id, Preferences(asked=(Asked("paper", D(500)), Asked("okx", None))))
    await people.bind(Binding(GROUP, ("paper", "Binance_F"), "de"), ANN.id, START)
    await people.invite(Grant("paper", Role.TRADER), ANN.id, START, HOUR)
    await people.redeem("nonsense", BEN, START)
    await people.halt(Halt("paper", ANN.id, START, "lunch"))
    await people.reserve("m1", ANN.id, START, [Wanted("Binance_F", "BTC/USDT:USDT", D("99.5"), D(3))])
    await letters.post(outgoing(1), [GROUP], 2)
    await letters.show(LiveTicket("7", GROUP, "54", "abc", START))
    await letters.show(LiveTicket("7", GROUP, "55", "abc", START))
    await updates.take_updates("9", [(1, "{}")], 2, START)

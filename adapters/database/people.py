"""Who may do what, kept in the ledger's file: every verb one transaction.

Knows no file and no thread: the bot's own ledger runs these transactions, or, for a command that runs for a moment
beside it, a connection of ``open_people``.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from adapters.database import accounts, codes, ledger, people_rows, spending
from adapters.database.letters import Transact
from adapters.database.opening import told
from core.people import Binding, Denied, Grant, Halt, Identity, Limits, Preferences, Principal, account_key
from core.people_store import Redeemed, Wanted

T = TypeVar("T")


@asynccontextmanager
async def open_people(place: str | os.PathLike[str]) -> AsyncIterator[SqlPeople]:
    """The people of the ledger at ``place``, which is created or migrated first if need be.

    Raises ``MustMigrate``, ``StoreTooNew``, ``StoreUnavailable``, and ``ValueError`` for a place that is none.
    """
    path, db = await accounts.connect_beside(place)

    async def transact(work: Callable[[sqlite3.Connection], T]) -> T:
        with told(path):
            return ledger.transaction(db, work)

    with closing(db):
        yield SqlPeople(transact)


class SqlPeople:
    """Implements ``core.people_store.PeopleStore``."""

    def __init__(self, transact: Transact, note: Transact | None = None) -> None:
        self._transact, self._note = transact, note or transact

    async def principal(self, person: str) -> Principal | None:
        return await self._transact(lambda db: people_rows.principal(db, person))

    async def people(self) -> list[Principal]:
        return await self._transact(people_rows.principals)

    async def meet(self, identity: Identity) -> Principal:
        return await self._transact(lambda db: people_rows.meet(db, identity))

    async def forget(self, person: str) -> bool:
        return await self._transact(lambda db: people_rows.forget(db, person))

    async def grant(self, person: str, grant: Grant) -> None:
        await self._transact(lambda db: people_rows.grant(db, person, grant))

    async def revoke(self, person: str, account: str | None) -> bool:
        return await self._transact(lambda db: people_rows.revoke(db, person, account))

    async def prefer(self, person: str, preferences: Preferences) -> None:
        await self._transact(lambda db: people_rows.prefer(db, person, preferences))

    # -- codes --------------------------------------------------------------------------------

    async def invite(self, grant: Grant, by: str, at: datetime, lifetime: timedelta) -> str:
        return await self._transact(lambda db: codes.invite(db, grant, by, at, lifetime))

    async def link(self, person: str, at: datetime, lifetime: timedelta) -> str:
        return await self._transact(lambda db: codes.link(db, person, at, lifetime))

    async def first_code(self, at: datetime, lifetime: timedelta) -> str | None:
        return await self._transact(lambda db: codes.first_code(db, at, lifetime))

    async def redeem(self, code: str, identity: Identity, at: datetime) -> Redeemed:
        return await self._transact(lambda db: codes.redeem(db, code, identity, at))

    # -- limits -------------------------------------------------------------------------------

    async def limits(self, account: str) -> Limits:
        return await self._transact(lambda db: people_rows.limits(db, people_rows.of_account(account)))

    async def limited(self) -> dict[str, Limits]:
        return await self._transact(people_rows.limited)

    async def limit_person(self, person: str, limits: Limits) -> None:
        def write(db: sqlite3.Connection) -> None:
            people_rows.limit(db, people_rows.PERSON + people_rows.known(db, person), limits)

        await self._transact(write)

    async def limit_account(self, account: str, limits: Limits) -> None:
        await self._transact(lambda db: people_rows.limit(db, people_rows.of_account(account), limits))

    async def reserve(self, key: str, person: str, at: datetime, wanted: Sequence[Wanted]) -> Denied | None:
        return await self._note(lambda db: spending.reserve(db, key, person, at, wanted))

    async def denies(self, person: str, at: datetime, wanted: Sequence[Wanted]) -> Denied | None:
        return await self._note(lambda db: spending.denies(db, person, at, wanted))

    async def release(self, key: str) -> None:
        await self._transact(lambda db: spending.release(db, key))

    async def spent(self, at: datetime, *, person: str = "", account: str = "") -> Decimal:
        def read(db: sqlite3.Connection) -> Decimal:
            id = people_rows.known(db, person) if person else ""
            return spending.spent(db, at, id, account_key(account))

        return await self._transact(read)

    # -- chats and halts ----------------------------------------------------------------------

    async def bind(self, binding: Binding, by: str, at: datetime) -> None:
        await self._transact(lambda db: people_rows.bind(db, binding, by, at))

    async def binding(self, place: str) -> Binding | None:
        return await self._transact(lambda db: people_rows.binding(db, place))

    async def bindings(self) -> list[Binding]:
        return await self._transact(people_rows.bindings)

    async def rename_place(self, before: str, after: str) -> None:
        await self._transact(lambda db: people_rows.rename_place(db, before, after))

    async def halt(self, halt: Halt) -> None:
        await self._transact(lambda db: people_rows.halt(db, halt))

    async def resume(self, account: str) -> bool:
        return await self._transact(lambda db: people_rows.resume(db, account))

    async def halts(self) -> list[Halt]:
        return await self._transact(people_rows.halts)

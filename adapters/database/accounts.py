"""The table of accounts, for commands that run for a moment beside a bot that has the ledger open.

If the schema is current the lock of the running bot is left alone: each call is one short transaction, and two
processes that write briefly wait for one another.  If it is not, it must be migrated, which needs the lock.

Knows rows and not what they mean: everything secret in them is encrypted before it gets here.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from adapters.account import Account, Permissions
from adapters.database import ledger, migrating
from adapters.database.opening import FileLock, StoreLocked, connect, to_path, told
from core.ports import StoreUnavailable

T = TypeVar("T")

_COLUMNS = (
    *("id", "name", "exchange", "spot", "testnet", "key_version", "wrapped", "sealed", "hint"),
    *("can_trade", "can_withdraw", "ip_bound", "checked_at", "created_at"),
)
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM accounts"  # noqa: S608  (constants)
_INSERT = f"""INSERT INTO accounts ({", ".join(_COLUMNS)}) VALUES ({", ".join("?" * len(_COLUMNS))})
    ON CONFLICT (id) DO NOTHING"""  # noqa: S608  (constants)
_SALT = "vault_salt"
_INSERT_SALT = "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING"


class MustMigrate(StoreUnavailable):
    """The ledger is of an older version and another process has it open."""

    def __init__(self, path: Path, pid: int | None) -> None:
        holder = f"process {pid}" if pid else "another process"
        super().__init__(f"{path} is of an older version and {holder} has it open; stop that first, then try again")


class AccountExists(Exception):
    """There is one of that name; letter case does not tell two apart."""


class NoSuchRow(Exception):
    """There is no account of that name."""


class OpenBrackets(Exception):
    """``numbers``: of the brackets that the account still has open."""

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__(", ".join(str(number) for number in numbers))
        self.numbers = tuple(numbers)


@dataclass(frozen=True, slots=True)
class Row:
    """``wrapped`` and ``sealed`` are ciphertexts, ``hint`` the API key's last signs; times are UTC."""

    account: Account
    key_version: int
    wrapped: str
    sealed: str
    hint: str
    permissions: Permissions
    checked_at: datetime | None
    created_at: datetime


async def open_accounts(place: str | os.PathLike[str]) -> AccountRows:
    """The accounts of the ledger at ``place``, which is created or migrated first if need be.

    Raises ``MustMigrate``, ``StoreTooNew``, ``StoreUnavailable``, and ``ValueError`` for a place that is none.
    """
    path, db = await connect_beside(place)
    return AccountRows(path, db)


async def connect_beside(place: str | os.PathLike[str]) -> tuple[Path, sqlite3.Connection]:
    """The ledger's file and a connection to it, for a moment beside the bot; raises what ``open_accounts`` does."""
    path = to_path(place)
    if migrating.pending(path):
        try:
            lock = FileLock(path)
        except StoreLocked as error:
            raise MustMigrate(path, error.pid) from error
        try:
            await migrating.upgrade(path)
        finally:
            lock.release()
    with told(path):
        return path, connect(path)


class AccountRows:
    """Every method raises ``StoreUnavailable`` for what the disk refuses, and then nothing is changed."""

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        self.path, self._db = path, db

    def close(self) -> None:
        self._db.close()

    def all(self) -> list[Row]:
        """By name."""
        with told(self.path):
            return [_row(found) for found in self._db.execute(f"{_SELECT} ORDER BY id").fetchall()]

    def find(self, name: str) -> Row | None:
        with told(self.path):
            found = self._db.execute(f"{_SELECT} WHERE id = ?", (name.lower(),)).fetchone()
        return _row(found) if found else None

    def add(self, row: Row) -> None:
        """Raises ``AccountExists``."""

        def insert(db: sqlite3.Connection) -> None:
            if db.execute(_INSERT, _values(row)).rowcount != 1:
                raise AccountExists(row.account.name)

        self._write(insert)

    def remove(self, name: str) -> None:
        """Raises ``NoSuchRow``, and ``OpenBrackets`` while the account has any."""

        def delete(db: sqlite3.Connection) -> None:
            unfinished = "SELECT number FROM brackets WHERE lower(account) = ? AND NOT closed ORDER BY number"
            if numbers := [number for (number,) in db.execute(unfinished, (name.lower(),)).fetchall()]:
                raise OpenBrackets(numbers)
            if db.execute("DELETE FROM accounts WHERE id = ?", (name.lower(),)).rowcount != 1:
                raise NoSuchRow(name)

        self._write(delete)

    def note(self, name: str, permissions: Permissions, at: datetime) -> None:
        """What the exchange says the key may do now.  Raises ``NoSuchRow``."""
        told_now = (permissions.trade, permissions.withdraw, permissions.ip_bound, ledger.time_text(at), name.lower())

        def update(db: sqlite3.Connection) -> None:
            update = "UPDATE accounts SET can_trade = ?, can_withdraw = ?, ip_bound = ?, checked_at = ? WHERE id = ?"
            if db.execute(update, told_now).rowcount != 1:
                raise NoSuchRow(name)

        self._write(update)

    def rewrap(self, wrap: Callable[[Sequence[Row]], Mapping[str, str]], salt: bytes | None) -> int:
        """Replace every account's ``wrapped`` by what ``wrap`` makes of all rows (id to text), and the salt if given.

        All or nothing: what ``wrap`` raises leaves everything as it was.  Returns how many there were.
        """

        def replace(db: sqlite3.Connection) -> int:
            made = wrap([_row(found) for found in db.execute(_SELECT).fetchall()])
            db.executemany("UPDATE accounts SET wrapped = ? WHERE id = ?", [(text, id) for id, text in made.items()])
            if salt is not None:
                db.execute("DELETE FROM meta WHERE key = ?", (_SALT,))
                db.execute(_INSERT_SALT, (_SALT, salt.hex()))
            return len(made)

        return self._write(replace)

    def salt(self, proposed: bytes) -> bytes:
        """The salt of this vault's passphrase; the first one proposed is kept until ``rewrap`` replaces it."""

        def keep(db: sqlite3.Connection) -> bytes:
            db.execute(_INSERT_SALT, (_SALT, proposed.hex()))
            found: str = db.execute("SELECT value FROM meta WHERE key = ?", (_SALT,)).fetchone()[0]
            return bytes.fromhex(found)

        return self._write(keep)

    def _write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with told(self.path):
            return ledger.transaction(self._db, work)


def _values(row: Row) -> tuple[object, ...]:
    account, may = row.account, row.permissions
    return (
        *(account.id, account.name, account.exchange, account.spot, account.testnet),
        *(row.key_version, row.wrapped, row.sealed, row.hint, may.trade, may.withdraw, may.ip_bound),
        None if row.checked_at is None else ledger.time_text(row.checked_at),
        ledger.time_text(row.created_at),
    )


def _row(found: Sequence[object]) -> Row:
    _id, name, exchange, spot, testnet, version, wrapped, sealed, hint, *may, checked, created = found
    assert isinstance(version, int)
    trade, withdraw, bound = (None if fact is None else bool(fact) for fact in may)
    return Row(
        account=Account(str(name), str(exchange), bool(spot), bool(testnet)),
        key_version=version,
        wrapped=str(wrapped),
        sealed=str(sealed),
        hint=str(hint),
        permissions=Permissions(trade, withdraw, bound),
        checked_at=None if checked is None else ledger.to_time(str(checked)),
        created_at=ledger.to_time(str(created)),
    )

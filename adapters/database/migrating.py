"""Brings a ledger's schema up to date, or leaves it exactly as it was.

Tortoise's migrations do the work, on a copy.  They have cost others their rows (altering a parent table on SQLite
deletes its children, and says OK), and they record a step after committing it, so a crash in between leaves a schema
that is neither old nor new.  So: a back-up, a copy of it, foreign keys off, migrate the copy, compare it with the
original, and only then put it in the original's place, in one durable step.  Whatever fails before leaves the original
untouched; the back-up is kept beside it as ``PATH.before-NAME``.

A new ledger has nothing to lose and is made in one go from ``schema.sql`` (see ``squash``).

Runs while this process alone has the ledger locked and no connection to it is open.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tortoise.context import TortoiseContext
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.loader import MigrationLoader
from tortoise.migrations.recorder import MigrationRecorder

from adapters.database.opening import StoreTooNew, private_file, replace_durably, told
from core.ports import StoreUnavailable

APP = "ledger"
MODELS = ["adapters.database.models", "adapters.database.people_models"]
MIGRATIONS = "adapters.database.migrations"
SCHEMA = Path(__file__).with_name("schema.sql")
_OWN = {"tortoise_migrations", "sqlite_sequence"}  # tortoise's and SQLite's bookkeeping, not rows of ours


class MigrationFailed(StoreUnavailable):
    """The new schema could not be reached or lost something; the ledger is as it was."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a file holds: the migrations applied, in order, and the number of rows of each of our tables."""

    applied: tuple[str, ...]
    counts: dict[str, int]


def config(path: Path, pragmas: Mapping[str, object], migrations: str = MIGRATIONS) -> dict[str, Any]:
    """Tortoise's configuration for one SQLite file; a path needs no escaping here, unlike in a URL."""
    credentials = {"file_path": str(path), **pragmas}
    return {
        "connections": {"default": {"engine": "tortoise.backends.sqlite", "credentials": credentials}},
        "apps": {APP: {"models": MODELS, "default_connection": "default", "migrations": migrations}},
    }


async def upgrade(path: Path, migrations: str = MIGRATIONS, *, whole: bool = True) -> bool:
    """Create or migrate the ledger; False if there was nothing to do.  ``whole``: a new one is made in one go.

    Raises ``StoreTooNew``, ``MigrationFailed``, ``StoreUnavailable``.
    """
    with told(path):
        missing = pending(path, migrations)
        if not missing:
            return False
        before = shape(path)
        copy = path.with_name(f"{path.name}.migrating")
        _clear(copy)
        try:
            private_file(copy)
            if before.applied:
                _back_up(path, path.with_name(f"{path.name}.before-{missing[0]}"), copy)
            if whole and not before.applied and migrations == MIGRATIONS:
                with closing(sqlite3.connect(copy)) as db:
                    db.executescript(SCHEMA.read_text("utf-8"))
            else:
                await _migrate(copy, migrations)
            _compare(copy, before, shape(copy), names(migrations))
            _no_log(path)
            replace_durably(copy, path)
        finally:
            _clear(copy)
    return True


def pending(path: Path, migrations: str = MIGRATIONS) -> list[str]:
    """The migrations that the ledger lacks, in order.  Raises ``StoreTooNew``, ``StoreUnavailable``."""
    applied, known = shape(path).applied, names(migrations)
    if unknown := [name for name in applied if name not in known]:
        raise StoreTooNew(path, unknown)
    return [name for name in known if name not in applied]


def names(migrations: str = MIGRATIONS) -> list[str]:
    """The migrations that this version ships, in order."""
    loader = MigrationLoader({APP: {"migrations": migrations}}, MigrationRecorder(None))
    loader.load_disk()
    return sorted(key.name for key in loader.disk_migrations)


def shape(path: Path) -> Shape:
    """Reads only; an absent or empty file has no shape.  Raises ``StoreUnavailable`` for a database not ours."""
    if not path.exists() or not path.stat().st_size:
        return Shape((), {})
    with told(path), closing(sqlite3.connect(path, isolation_level=None)) as db:
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if tables and "tortoise_migrations" not in tables:
            raise StoreUnavailable(f"{path} is a database, but not one of ours")
        if not tables:
            return Shape((), {})
        applied = db.execute("SELECT name FROM tortoise_migrations WHERE app = ? ORDER BY id", (APP,)).fetchall()
        # The names are the schema's own.
        counts = {
            name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
            for name in sorted(tables - _OWN)
        }
        return Shape(tuple(name for (name,) in applied), counts)


def _back_up(path: Path, kept: Path, copy: Path) -> None:
    private_file(kept)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        _sound(db, path)
        db.execute("VACUUM INTO ?", (str(kept),))
    shutil.copyfile(kept, copy)


async def _migrate(copy: Path, migrations: str) -> None:
    async with _executor(copy, migrations) as executor:
        try:
            await executor.migrate(direction="forward")
        except Exception as error:  # a migration is code, and may raise anything
            raise MigrationFailed(f"{type(error).__name__}: {error}") from error


def _compare(copy: Path, before: Shape, after: Shape, known: list[str]) -> None:
    if sorted(after.applied) != known:
        raise MigrationFailed(f"{copy}: migrations applied are {after.applied}, expected {known}")
    lost = {name: (rows, after.counts.get(name)) for name, rows in before.counts.items()}
    if lost := {name: pair for name, pair in lost.items() if pair[0] != pair[1]}:
        told = ", ".join(f"{name}: {had} before, {have} after" for name, (had, have) in lost.items())
        raise MigrationFailed(f"{copy}: rows would be lost ({told})")
    with closing(sqlite3.connect(copy)) as db:
        _sound(db, copy)


def _sound(db: sqlite3.Connection, path: Path) -> None:
    if (verdict := db.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
        raise StoreUnavailable(f"{path} is damaged: {verdict}")
    if broken := db.execute("PRAGMA foreign_key_check").fetchall():
        raise MigrationFailed(f"{path}: {len(broken)} rows refer to nothing")


def _no_log(path: Path) -> None:
    """A write-ahead log that outlived its database would be played into the new one."""
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        raise MigrationFailed(f"{log} is still in use")
    for left in (log, path.with_name(f"{path.name}-shm")):
        left.unlink(missing_ok=True)


def _clear(copy: Path) -> None:
    """A journal left by a crash would be played back into the next copy."""
    for left in (copy, copy.with_name(f"{copy.name}-journal")):
        left.unlink(missing_ok=True)


@asynccontextmanager
async def _executor(path: Path, migrations: str) -> AsyncIterator[MigrationExecutor]:
    """Tortoise's executor on one file, foreign keys off and no log beside it; closed at the end."""
    settings = config(path, {"foreign_keys": "OFF", "journal_mode": "DELETE"}, migrations)
    async with TortoiseContext() as context:
        await context.init(config=settings)
        yield MigrationExecutor(context.db(), settings["apps"])

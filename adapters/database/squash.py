"""Writes ``schema.sql``: what all migrations together make, so that a new ledger needs none of them.

A new file is the most common migration, and tortoise takes a third of a second for it.  Run after a migration was
added; a test fails while the file is stale.

    python -m adapters.database.squash
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from adapters.database import migrating

HEAD = "-- Written by adapters/database/squash.py from the migrations; never edited.\n"


async def squashed() -> str:
    """The statements that make a new ledger, its list of applied migrations included."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        await migrating.upgrade(path, whole=False)
        with closing(sqlite3.connect(path)) as db:
            return HEAD + "\n".join(db.iterdump()) + "\n"


if __name__ == "__main__":
    migrating.SCHEMA.write_text(asyncio.run(squashed()), "utf-8")

"""Migrations: a populated ledger of the first schema arrives whole, or stays exactly as it was."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import aclosing, closing
from decimal import Decimal
from pathlib import Path

import pytest
from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector

import adapters.database.migrations as shipped
from adapters.account import Account, Permissions
from adapters.database import ledger, migrating
from adapters.database.accounts import Row, open_accounts
from adapters.database.migrating import SCHEMA, MigrationFailed, config, names, upgrade
from adapters.database.opening import connect
from adapters.database.squash import squashed
from adapters.database.store import open_store
from core.ports import StoreUnavailable
from tests.people_kit import Kept, something_in_every_table
from tests.samples import START, closed_bracket, filled, long_bracket, new_bracket, opening, short_bracket, step

HEAD = """
from tortoise import fields, migrations
from tortoise.migrations import operations as ops

class Migration(migrations.Migration):
    dependencies = [("ledger", "{last}")]
    operations = [{operations}]
"""
ADD_FIELD = 'ops.AddField("Brackets", "note", fields.TextField(null=True))'
REMAKE_TABLE = 'ops.AlterField("Brackets", "account", fields.CharField(max_length=100, null=True))'
NEW_TABLE = 'ops.CreateModel("Extra", fields=[("id", fields.IntField(primary_key=True))], options={"table": "extra"})'
LOSE_ROWS = """ops.RunSQL("DELETE FROM journal WHERE n = 0")"""
LOSE_TABLE = 'ops.DeleteModel("Fills")'
RAISE = """ops.RunSQL("INSERT INTO nowhere VALUES (1)")"""

KNOWN = names()
NEXT = "0099_next"
LONG = Decimal("0.123456789012345678901234567890123456789")
ROW = Row(Account("Kraken_F:x", "kraken", False), 1, "w", "s", "1234", Permissions(True, None, False), None, START)
_numbers = itertools.count()
Ship = Callable[..., str]


@pytest.fixture
def ship(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ship:
    """A package with every migration as shipped and, after them, the operations given: its module's name."""

    def write(*operations: str) -> str:
        name = f"next_migrations_{next(_numbers)}"
        package = tmp_path / "shipped" / name
        package.mkdir(parents=True)
        (package / "__init__.py").write_text("")
        for known in KNOWN:
            shutil.copy(Path(str(shipped.__file__)).with_name(f"{known}.py"), package)
        (package / f"{NEXT}.py").write_text(HEAD.format(last=KNOWN[-1], operations=", ".join(operations)))
        monkeypatch.syspath_prepend(str(package.parent))
        return name

    return write


@pytest.fixture
def populated(tmp_path: Path) -> Path:
    """A ledger of the shipped schema with something in every table."""
    path = tmp_path / "state" / "ledger.db"

    async def fill() -> None:
        brackets = (new_bracket("n"), long_bracket(), short_bracket(), closed_bracket())
        changes = [opening(bracket) for bracket in brackets]
        async with aclosing(await open_store(path)) as store:
            await store.receive("m1", START, "text", "console", 3)
            await store.instance("q7")
            await store.save([*changes, filled(changes[0].bracket, LONG, LONG)], ("m1", "done"))
            await store.delivered(["b2.1.0"])
            await something_in_every_table(Kept(store.people, store.letters, store.updates))
        with closing(await open_accounts(path)) as accounts:
            accounts.add(ROW)

    asyncio.run(fill())
    assert all(contents(path).values())
    return path


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with closing(sqlite3.connect(path)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {name: db.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall() for name in tables}  # noqa: S608


def files(path: Path) -> set[str]:
    return {file.name for file in path.parent.iterdir()}


@pytest.mark.parametrize(
    "operations", [(ADD_FIELD,), (REMAKE_TABLE,), (NEW_TABLE,), (ADD_FIELD, REMAKE_TABLE, NEW_TABLE)], ids=str
)
def test_a_populated_ledger_arrives_whole(operations: tuple[str, ...], populated: Path, ship: Ship) -> None:
    before = contents(populated)
    assert asyncio.run(upgrade(populated, ship(*operations)))
    after = contents(populated)
    width = {name: len(found[0]) for name, found in before.items()}
    for name in before.keys() - {"tortoise_migrations", "sqlite_sequence"}:
        assert [row[: width[name]] for row in after[name]] == before[name]
    assert [row[2] for row in after["tortoise_migrations"]] == [*KNOWN, NEXT]
    assert files(populated) == {"ledger.db", "ledger.db.lock", f"ledger.db.before-{NEXT}"}
    assert contents(populated.with_name(f"ledger.db.before-{NEXT}")) == before
    for file in files(populated):
        assert stat.S_IMODE((populated.parent / file).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("operations", "says"),
    [
        ((LOSE_ROWS,), "journal: 5 before, 0 after"),
        ((LOSE_TABLE,), "fills: "),
        ((RAISE,), "nowhere"),
        ((ADD_FIELD, LOSE_ROWS), "journal: 5 before, 0 after"),
        ((NEW_TABLE, RAISE), "nowhere"),
    ],
    ids=str,
)
def test_a_migration_that_fails_or_loses_leaves_the_ledger_as_it_was(
    operations: tuple[str, ...], says: str, populated: Path, ship: Ship
) -> None:
    before = populated.read_bytes()
    migrations = ship(*operations)
    for _ in range(2):
        with pytest.raises(MigrationFailed, match=says):
            asyncio.run(upgrade(populated, migrations))
        assert populated.read_bytes() == before
    assert files(populated) == {"ledger.db", "ledger.db.lock", f"ledger.db.before-{NEXT}"}

    async def still_works() -> None:
        async with aclosing(await open_store(populated)) as store:
            bracket = await store.bracket("a1")
            assert bracket is not None
            await store.save([step(bracket)])

    asyncio.run(still_works())


def test_a_crash_before_the_last_step_leaves_the_ledger_as_it_was_and_the_next_start_succeeds(
    populated: Path, ship: Ship, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCut(BaseException):
        pass

    def cut(_new: Path, _path: Path) -> None:
        raise PowerCut

    def left_behind(_copy: Path) -> None:
        """A process that is gone clears nothing up."""

    before = populated.read_bytes()
    migrations = ship(ADD_FIELD)
    with monkeypatch.context() as crash:
        crash.setattr(migrating, "replace_durably", cut)
        crash.setattr(migrating, "_clear", left_behind)
        with pytest.raises(PowerCut):
            asyncio.run(upgrade(populated, migrations))
    assert "ledger.db.migrating" in files(populated)
    _leave_a_journal(populated.with_name("ledger.db.migrating"))
    assert populated.read_bytes() == before
    rows = contents(populated)["journal"]
    assert asyncio.run(upgrade(populated, migrations))
    assert files(populated) == {"ledger.db", "ledger.db.lock", f"ledger.db.before-{NEXT}"}
    assert contents(populated)["journal"] == rows


def _leave_a_journal(copy: Path) -> None:
    """As if killed while writing: a journal that SQLite would play back into the next file of that name."""
    journal = copy.with_name(f"{copy.name}-journal")
    with closing(sqlite3.connect(copy, isolation_level=None)) as db:
        db.execute("PRAGMA cache_size = 1")
        db.execute("BEGIN")
        db.execute("UPDATE brackets SET document = 'x'")
        db.execute("DELETE FROM journal")
        left = journal.read_bytes()
        db.execute("ROLLBACK")
    assert left
    journal.write_bytes(left)


def test_a_damaged_ledger_is_not_migrated(populated: Path, ship: Ship) -> None:
    content = bytearray(populated.read_bytes())
    content[8192:12288] = b"\xff" * 4096
    populated.write_bytes(content)
    with pytest.raises(StoreUnavailable):
        asyncio.run(upgrade(populated, ship(ADD_FIELD)))
    assert populated.read_bytes() == content


def test_a_populated_ledger_of_the_first_schema_arrives_whole_and_can_hold_accounts(ship: Ship, tmp_path: Path) -> None:
    """What people have who ran the first version."""
    first = Path(str(shipped.__file__)).with_name(f"{KNOWN[0]}.py")
    package = tmp_path / "shipped" / "only_the_first"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    shutil.copy(first, package)
    ship()  # puts the folder on the path
    path = tmp_path / "old.db"
    assert asyncio.run(upgrade(path, "only_the_first"))
    changes = [opening(bracket) for bracket in (new_bracket("n"), long_bracket(), closed_bracket())]
    with closing(connect(path)) as db:
        ledger.transaction(db, lambda db: ledger.receive(db, "m1", START, "text", "console", 3))
        ledger.transaction(db, lambda db: ledger.save(db, changes, ("m1", "done")))
        ledger.transaction(db, lambda db: ledger.instance(db, "q7"))
    before = contents(path)
    assert "accounts" not in before

    async def use() -> None:
        async with aclosing(await open_store(path)) as store:
            with closing(await open_accounts(path)) as accounts:  # beside the bot that has the ledger locked
                accounts.add(ROW)
                assert accounts.all() == [ROW]
            assert len(await store.load()) == 2
            assert await store.instance("other") == "q7"

    asyncio.run(use())
    after = contents(path)
    for name in before.keys() - {"tortoise_migrations", "sqlite_sequence"}:
        assert after[name] == before[name]
    assert contents(path.with_name(f"old.db.before-{KNOWN[1]}")) == before


def test_an_up_to_date_ledger_is_left_alone(populated: Path) -> None:
    before = populated.read_bytes()
    assert not asyncio.run(upgrade(populated))
    assert populated.read_bytes() == before
    assert files(populated) == {"ledger.db", "ledger.db.lock"}


@pytest.mark.parametrize("content", [None, b""])
def test_a_new_ledger_gets_every_migration_and_no_back_up(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    if content is not None:
        path.write_bytes(content)
    assert asyncio.run(upgrade(path))
    assert [row[2] for row in contents(path)["tortoise_migrations"]] == names()
    assert files(path) == {"ledger.db"}


def test_the_migrations_lead_to_the_models() -> None:
    async def differences() -> list[object]:
        settings = config(Path(":memory:"), {})
        async with TortoiseContext() as context:
            await context.init(config=settings)
            assert context.apps is not None
            return [*await MigrationAutodetector(context.apps, settings["apps"]).changes()]

    assert asyncio.run(differences()) == []


def test_a_new_ledger_is_what_the_migrations_make() -> None:
    def timeless(script: str) -> list[str]:
        return [line for line in script.splitlines() if "INSERT INTO" not in line]

    made = asyncio.run(squashed())
    assert timeless(made) == timeless(SCHEMA.read_text("utf-8")), "run: python -m adapters.database.squash"
    assert all(f"'{name}'" in SCHEMA.read_text("utf-8") for name in KNOWN)

"""The ledger's file: who may open it, what a killed process and a full disk leave, what is refused in clear words."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import aclosing, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapters.database.ledger import transaction
from adapters.database.migrating import names
from adapters.database.opening import StoreLocked, StoreTooNew, to_path
from adapters.database.store import SqlStore, open_store
from core.people import Identity
from core.ports import StoreUnavailable
from tests.samples import START, new_bracket, opening, step

ROOT = Path(__file__).parents[1]


def command(what: str, path: Path) -> list[str]:
    return [sys.executable, "-m", "tests.store_child", what, str(path)]


def answers(what: str, path: Path) -> list[dict[str, Any]]:
    done = subprocess.run(command(what, path), cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=60, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def with_store(path: Path, story: Callable[[SqlStore], Awaitable[None]]) -> None:
    async def run() -> None:
        async with aclosing(await open_store(path)) as store:
            await story(store)

    asyncio.run(run())


async def nothing(_store: SqlStore) -> None:
    """Open and close."""


# -- one file, its owner's alone ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "path"),
    [
        ("ledger.db", "ledger.db"),
        ("a name with ? and #.db", "a name with ? and #.db"),
        ("sqlite://ledger.db", "ledger.db"),
        ("sqlite://sub/ledger.db", "sub/ledger.db"),
        ("sqlite:///no-such-place/ledger.db", "/no-such-place/ledger.db"),
        ("/no-such-place/../no-such-place/ledger.db", "/no-such-place/ledger.db"),
    ],
)
def test_a_place_is_a_path_or_a_url(place: str, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert to_path(place) == tmp_path / path


@pytest.mark.parametrize(
    "place", ["", "sqlite://", ":memory:", "sqlite://:memory:", "sqlite://a.db?mode=ro", "postgres://me:secret@host/db"]
)
def test_a_place_that_is_none_is_refused_without_its_secrets(place: str) -> None:
    with pytest.raises(ValueError, match=r"database|ledger") as refused:
        to_path(place)
    assert "secret" not in str(refused.value)


def test_what_is_made_is_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "ledger.db"
    mask = os.umask(0)
    try:

        async def story(store: SqlStore) -> None:
            await store.save([opening(new_bracket())])
            modes = {file.name: oct(file.stat().st_mode & 0o777) for file in path.parent.iterdir()}
            assert modes == dict.fromkeys(("ledger.db", "ledger.db-wal", "ledger.db-shm", "ledger.db.lock"), "0o600")

        with_store(path, story)
    finally:
        os.umask(mask)
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert sorted(file.name for file in path.parent.iterdir()) == ["ledger.db", "ledger.db.lock"]


def test_what_was_saved_is_there_after_opening_again(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    change = opening(new_bracket())

    async def first(store: SqlStore) -> None:
        await store.receive("m1", START, "text", "console", 3)
        await store.save([change], ("m1", "done"))
        assert await store.instance("q7") == "q7"

    async def second(store: SqlStore) -> None:
        assert await store.load() == [change.bracket]
        assert (await store.receive("m2", START, "text", "console", 1)).numbers == range(4, 5)
        assert await store.instance("zz") == "q7"

    with_store(path, first)
    with_store(path, second)


def test_closing_twice_is_harmless_and_a_closed_store_refuses(tmp_path: Path) -> None:
    async def story(store: SqlStore) -> None:
        await store.aclose()
        with pytest.raises(RuntimeError):
            await store.save([opening(new_bracket())])

    with_store(tmp_path / "ledger.db", story)


def test_it_is_durable_by_its_settings(tmp_path: Path) -> None:
    async def story(store: SqlStore) -> None:
        # The connection's own word: neither setting shows in the file.
        def ask(name: str) -> object:
            return store._db.execute(f"PRAGMA {name}").fetchone()[0]

        found = {name: store._thread.submit(ask, name).result() for name in ("journal_mode", "synchronous")}
        assert found == {"journal_mode": "wal", "synchronous": 2}

    with_store(tmp_path / "ledger.db", story)


def test_what_precedes_a_save_is_flushed_with_it_and_everything_else_at_once(tmp_path: Path) -> None:
    async def story(store: SqlStore) -> None:
        asked = "PRAGMA synchronous"
        assert await store._note(lambda db: db.execute(asked).fetchone()[0]) == 1
        with pytest.raises(ZeroDivisionError):
            await store._note(lambda _: 1 / 0)
        assert await store._write(lambda db: db.execute(asked).fetchone()[0]) == 2

        await store.people.meet(Identity("telegram:1", "Ann"))
        statements: list[str] = []
        store._thread.submit(store._db.set_trace_callback, statements.append).result()
        await store.receive("m1", START, "text", "console", 1)
        await store.people.reserve("m1", "telegram:1", START, [])
        assert statements.count("PRAGMA synchronous = NORMAL") == 2
        await store.save([opening(new_bracket())])
        assert statements[-1] == "COMMIT"
        assert statements.count("PRAGMA synchronous = NORMAL") == 2

    with_store(tmp_path / "ledger.db", story)


def test_a_cancelled_caller_leaves_a_store_that_works(tmp_path: Path) -> None:
    async def story(store: SqlStore) -> None:
        change = opening(new_bracket())
        saving = asyncio.create_task(store.save([change]))
        await asyncio.sleep(0)
        saving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await saving
        other = opening(new_bracket("b", 2))
        await store.save([other])
        assert other.bracket in await store.load()

    with_store(tmp_path / "ledger.db", story)


# -- one process ----------------------------------------------------------------------------------


def test_a_second_process_is_refused_by_name_and_pid(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"

    async def story(_store: SqlStore) -> None:
        (answer,) = await asyncio.to_thread(answers, "open", path)
        assert answer == {
            "refused": f"{path} is in use by process {os.getpid()}",
            "pid": os.getpid(),
            "path": str(path),
        }
        with pytest.raises(StoreLocked):
            await open_store(f"sqlite://{path}")

    with_store(path, story)
    assert answers("open", path) == [{"refused": None}]


def test_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with subprocess.Popen(command("hold", path), cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            pid = json.loads(process.stdout.readline())["pid"]
            with pytest.raises(StoreLocked) as refused:
                with_store(path, nothing)
            assert refused.value.pid == pid == process.pid
        finally:
            process.kill()

    async def story(store: SqlStore) -> None:
        assert await store.load() == [opening(new_bracket()).bracket]

    with_store(path, story)


def test_a_store_that_could_not_be_opened_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(b"this is not a database, whatever its name says" * 100)
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="not a database"):
            with_store(path, nothing)
    path.unlink()
    with_store(path, nothing)


def test_a_transaction_has_its_lock_before_it_reads(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with_store(path, nothing)

    def insert(db: sqlite3.Connection, key: str) -> None:
        db.execute("INSERT INTO meta (key, value) VALUES (?, '')", (key,))

    with (
        closing(sqlite3.connect(path, isolation_level=None)) as ours,
        closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as other,
    ):
        ours.execute("PRAGMA journal_mode = WAL")

        def work(db: sqlite3.Connection) -> int:
            count: int = db.execute("SELECT count(*) FROM meta").fetchone()[0]
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                insert(other, "theirs")
            insert(db, "ours")
            return count

        assert transaction(ours, work) == 0
        insert(other, "theirs")


# -- kill -9, full disk ---------------------------------------------------------------------------


def test_killed_between_any_two_saves_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    rounds = answers("kill", tmp_path / "ledger.db")
    assert len(rounds) >= 10
    for found in rounds:
        # One more than acknowledged: saved, and killed before it could say so.
        assert found["version"] - found["acknowledged"] in (0, 1)
        assert found["journal"] == found["outbox"] == found["version"]
        assert found["owned"]
        assert found["integrity"] == "ok"
    assert rounds[-1]["version"] >= len(rounds)


def test_a_full_disk_refuses_keeps_nothing_half_and_is_forgiven(tmp_path: Path) -> None:
    (found,) = answers("full", tmp_path / "ledger.db")
    assert "ledger.db: " in found["refused"]
    assert found["kept"]
    assert found["journal"] == found["saved"] > 1
    assert found["later"]


def test_a_database_that_may_not_grow_refuses_and_is_forgiven(tmp_path: Path) -> None:
    async def story(store: SqlStore) -> None:
        change = opening(new_bracket())
        await store.save([change])
        limit = store._thread.submit(lambda: store._db.execute("PRAGMA max_page_count = 1").fetchone()[0])
        big = step(replace(change.bracket, halted="x" * 100_000), *change.events)
        with pytest.raises(StoreUnavailable, match="full"):
            await store.save([big])
        assert limit.result() > 1  # SQLite sets it to what is there
        assert await store.load() == [change.bracket]
        assert len(await store.journal("a1")) == 1
        store._thread.submit(lambda: store._db.execute("PRAGMA max_page_count = 1000000")).result()
        await store.save([big])
        assert await store.load() == [big.bracket]

    with_store(tmp_path / "ledger.db", story)


# -- what cannot be opened ------------------------------------------------------------------------


def test_a_newer_ledger_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with_store(path, nothing)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('ledger', '0099_future', '2030-01-01')"
        )
    before = path.read_bytes()
    with pytest.raises(StoreTooNew, match="newer version") as refused:
        with_store(path, nothing)
    assert refused.value.unknown == ("0099_future",)
    assert "0099_future" not in names()
    assert path.read_bytes() == before


def _a_directory(path: Path) -> None:
    path.mkdir()


def _in_a_file(path: Path) -> None:
    path.parent.rmdir()
    path.parent.write_text("")


def _of_another_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE recipes (name TEXT)")


def _cut_short(path: Path) -> None:
    with_store(path, nothing)
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize("spoil", [_a_directory, _in_a_file, _of_another_program, _cut_short])
def test_what_cannot_be_opened_is_one_clear_exception(spoil: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "state" / "ledger.db"
    path.parent.mkdir()
    spoil(path)
    with pytest.raises(StoreUnavailable, match=r"ledger\.db"):
        with_store(path, nothing)

"""The paper exchange's own file: what was answered is there afterwards, and what is there was answered."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

from adapters.database.opening import StoreLocked
from adapters.exchanges.paper import Venue
from adapters.exchanges.paper.books import SqliteBooks
from core.orders import OrderType, OrdStatus
from core.ports import StoreUnavailable
from tests.paper_kit import Scene, dec, fill_disk, free_disk
from tests.test_paper_money import KINDS, play

MARKET, LIMIT, STOP = OrderType.MARKET, OrderType.LIMIT, OrderType.STOP


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "paper.db"


def dump(venue: Venue) -> Any:
    """Everything a venue knows, in plain values."""
    clearing = venue.clearing
    markets = {
        symbol: (m.bid, m.ask, m.last, m.continuous, m.row, sorted(m.waiting), m.levels.crossed(dec(0), dec(10) ** 9))
        for symbol, m in clearing.markets.items()
    }
    things = [
        clearing.accounts,
        [clearing.orders[n] for n in sorted(clearing.orders)],
        clearing.trades,
        list(clearing.meters.values()),
    ]
    opened = {f"{account} {symbol}": sorted(held) for (account, symbol), held in clearing.opened.items() if held}
    ids = {f"{account} {id}": order.n for (account, id), order in clearing.ids.items()}
    return msgspec.to_builtins([things, markets, opened, ids])


def random_steps(seed: int, count: int) -> list[tuple[Any, ...]]:
    dice = Random(seed)
    steps: list[tuple[Any, ...]] = []
    for _ in range(count):
        kind, price = dice.choice(list(OrderType)), dice.randint(-200, 200)
        size = dec(dice.randint(1, 30)).scaleb(-3)
        steps.append(
            dice.choice(
                [
                    ("send", kind, size, price, dice.randint(-200, 200), dice.random() < 0.6),
                    ("prints", price, size),
                    ("cancel", dice.randint(0, 30)),
                ]
            )
        )
    return steps


@pytest.mark.parametrize("kind", KINDS)
def test_reopening_equals_never_having_closed(path: Path, kind: str) -> None:
    first, second = random_steps(1, 60), random_steps(2, 60)
    whole = Scene(**KINDS[kind])
    play(whole, first)

    kept = Scene(venue=Venue(books=SqliteBooks(path)), **KINDS[kind])
    play(kept, first)
    before = dump(kept.venue)
    kept.venue.close()
    again = Scene(venue=Venue(books=SqliteBooks(path)), **KINDS[kind])
    assert dump(again.venue) == before == dump(whole.venue)
    assert again.trades

    again.row, again.now, again.sent = kept.row, kept.now, kept.sent
    play(again, second)
    play(whole, second)
    assert dump(again.venue) == dump(whole.venue)
    again.venue.close()


def test_what_was_answered_is_on_disk_without_closing(path: Path) -> None:
    scene = Scene(venue=Venue(books=SqliteBooks(path))).prints(0)
    scene.buy()
    stop = scene.send(STOP, "0.01", None, -50)
    with closing(sqlite3.connect(path)) as other:  # what another process would find if this one died now
        rows = other.execute("SELECT id, status FROM orders ORDER BY n").fetchall()
        (trades,) = other.execute("SELECT count(*) FROM trades").fetchone()
    assert rows == [("b000000001", "filled"), (stop.id, "new")]
    assert trades == 1
    scene.venue.close()


def test_listeners_hear_only_what_is_on_disk(path: Path) -> None:
    scene = Scene(venue=Venue(books=SqliteBooks(path))).prints(0)
    seen: list[tuple[str, int]] = []

    def hear(to: str, _: object) -> None:
        if to:
            with closing(sqlite3.connect(path)) as other:
                seen.append((to, *other.execute("SELECT count(*) FROM orders").fetchone()))

    scene.venue.listen(hear)
    scene.send(LIMIT, "0.01", -10, entry=True)
    assert seen == [("paper", 1)]
    scene.venue.close()


def test_a_save_waits_for_the_disk(path: Path) -> None:
    books = SqliteBooks(path)
    assert books._db.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL: no test can cut the power
    assert books._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    books.close(Venue().clearing)


def test_the_file_is_private_and_belongs_to_one_process(path: Path) -> None:
    venue = Venue(books=SqliteBooks(path))
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(StoreLocked, match="in use by process"):
        SqliteBooks(path)
    venue.close()
    Venue(books=SqliteBooks(path)).close()


def test_rules_and_opening_balances_are_kept(path: Path) -> None:
    venue = Venue(books=SqliteBooks(path))
    venue.open_account("paper:rich", balances={"USDT": dec("1234567.123456789012345678")})
    Scene(venue=venue, takes=True)
    venue.close()
    venue = Venue(books=SqliteBooks(path))
    assert venue.account("paper:rich").balances == {"USDT": dec("1234567.123456789012345678")}
    assert venue.account("paper").rules.takes
    venue.close()


def send_for_ever(scene: Scene) -> None:
    while True:
        scene.send(LIMIT, "0.01", -10, entry=True)


def test_a_full_disk_undoes_the_change_and_says_so(path: Path) -> None:
    books = SqliteBooks(path)
    scene = Scene(venue=Venue(books=books)).prints(0)
    scene.buy()
    scene.send(STOP, "0.01", None, -50)
    fill_disk(books)
    scene.hints.clear()
    with pytest.raises(StoreUnavailable, match="full"):
        send_for_ever(scene)
    kept = len(scene.open_ids())
    assert len([hint for to, hint in scene.hints if to]) == kept - 1  # all but the stop were told
    with pytest.raises(StoreUnavailable):
        scene.send(LIMIT, "0.01", -10, entry=True)
    assert len(scene.open_ids()) == kept
    free_disk(books)
    assert scene.send(LIMIT, "0.01", -10, entry=True).status is OrdStatus.NEW
    scene.prints(-60)
    assert scene.held == dec("0.01") * (kept - 1) + dec("0.01")  # every entry at -10 but not the stop's 0.01
    before = dump(scene.venue)
    scene.venue.close()
    again = Venue(books=SqliteBooks(path))
    assert dump(again) == before
    again.close()


@pytest.mark.parametrize("content", [b"not a database, but long enough to be looked at as if it were one" * 20])
def test_something_else_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    for _ in range(2):  # and the lock is free again after the first refusal
        with pytest.raises(StoreUnavailable, match="not a database"):
            SqliteBooks(path)
    assert path.read_bytes() == content


def test_books_of_a_newer_version_are_refused(path: Path) -> None:
    Venue(books=SqliteBooks(path)).close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreUnavailable, match="newer version"):
        SqliteBooks(path)


def test_a_row_that_cannot_be_read_is_never_dropped(path: Path) -> None:
    venue = Venue(books=SqliteBooks(path))
    Scene(venue=venue).prints(0).send(LIMIT, "0.01", -10, entry=True)
    venue.close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("""UPDATE orders SET doc = replace(doc, '"limit"', '"iceberg"')""")
        other.commit()
    books = SqliteBooks(path)
    with pytest.raises(StoreUnavailable, match="Working cannot be read"):
        Venue(books=books)
    books.close(Venue().clearing)

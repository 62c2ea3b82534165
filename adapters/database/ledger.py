"""The writes: each one function that runs inside one transaction, on one plain database connection.

A save is a dozen statements.  Through an ORM each of them crosses to the database's thread and back; here the whole
transaction crosses once (see ``benchmarks.intent``).  The statements are SQL that SQLite and PostgreSQL both
understand and never calculate with money.

Knows no thread, no file and no lock: ``store`` does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from decimal import Decimal, localcontext
from typing import TypeVar

from adapters.database import codec, rows
from core.orders import Fill
from core.ports import Change, Conflict, Received

T = TypeVar("T")

_INSERT_BRACKET = """INSERT INTO brackets (id, number, account, symbol, side, version, closed, document)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"""
_UPDATE_BRACKET = "UPDATE brackets SET version = ?, closed = ?, document = ? WHERE id = ? AND version = ?"
_INSERT_FILL = """INSERT INTO fills (order_id, leg, bracket, at, cum_qty, quantity, value, base_fee, quote_fee)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_LAST_FEES = "SELECT seq, base_fee, quote_fee FROM fills WHERE order_id = ? AND leg = ? ORDER BY seq DESC LIMIT 1"
_UPDATE_FEES = "UPDATE fills SET base_fee = ?, quote_fee = ? WHERE seq = ?"
_INSERT_JOURNAL = "INSERT INTO journal (bracket, version, n, at, kind, body) VALUES (?, ?, ?, ?, ?, ?)"
_INSERT_OUTBOX = """INSERT INTO outbox (id, bracket, account, symbol, at, body, delivered)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""
INBOX = ("key", "at", "text", "source", "number", "reserved", "answer")  # what ``received`` reads
_SELECT_INBOX = f"SELECT {', '.join(INBOX)} FROM inbox WHERE key = ?"  # noqa: S608  (constants)
_SELECT_FILLS = "SELECT order_id, leg, bracket, at, cum_qty, quantity, value, base_fee, quote_fee FROM fills"


def transaction(db: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    """What ``work`` returns, committed; or what it raises, and nothing kept.

    The write lock is taken at once: a transaction that reads first and asks for it later fails beside another writer
    however long it is prepared to wait.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        result = work(db)
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # a full disk may have rolled it back already
            db.execute("ROLLBACK")
        raise
    return result


def unhurried(db: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    """The same, and on the disk no later than the next ``transaction``: for what must be there before anything is sent,
    since whatever is sent is saved in one.

    WAL frames reach the disk in their order, and a flush takes all before it along: sqlite.org/pragma.html,
    "synchronous", NORMAL.
    """
    db.execute("PRAGMA synchronous = NORMAL")
    try:
        return transaction(db, work)
    finally:
        db.execute("PRAGMA synchronous = FULL")


def receive(db: sqlite3.Connection, key: str, at: datetime, text: str, source: str, brackets: int) -> Received:
    """See ``core.ports.Store.receive``."""
    found = db.execute(_SELECT_INBOX, (key,)).fetchone()
    if found is not None:
        return received(found)
    last = db.execute("SELECT number, reserved FROM inbox ORDER BY seq DESC LIMIT 1").fetchone()
    number = last[0] + last[1] if last else 1
    db.execute(
        "INSERT INTO inbox (key, at, text, source, number, reserved) VALUES (?, ?, ?, ?, ?, ?)",
        (key, time_text(at), text, source, number, brackets),
    )
    return Received(key, at, text, source, range(number, number + brackets))


def save(db: sqlite3.Connection, changes: Sequence[Change], answered: tuple[str, str] | None) -> None:
    """See ``core.ports.Store.save``.  ``LookupError``: the answered message is not in the inbox."""
    for change in changes:
        _swap(db, change)
        owners = _owners(db, rows.ids(change))
        db.executemany(
            "INSERT INTO order_index (id, bracket, slot) VALUES (?, ?, ?)",
            [(id, change.bracket.id, slot) for id, slot in rows.unowned(change, owners).items()],
        )
        _save_fills(db, change, rows.totals(change, owners))
        _tell(db, change)
    if answered:
        key, text = answered
        written = "UPDATE inbox SET answer = ? WHERE key = ? AND answer IS NULL"
        if db.execute(written, (codec.writable(text), key)).rowcount != 1:
            if db.execute("SELECT 1 FROM inbox WHERE key = ?", (key,)).fetchone():
                raise Conflict(f"message {key!r} was answered before")
            raise LookupError(f"no message {key!r} in the inbox")


def _swap(db: sqlite3.Connection, change: Change) -> None:
    bracket = change.bracket
    document, closed = codec.encode(bracket), bracket.closed
    if change.before == 0:
        facts = (bracket.id, bracket.number, bracket.account, bracket.symbol, bracket.side.value)
        done = db.execute(_INSERT_BRACKET, (*facts, bracket.version, closed, document))
    else:
        done = db.execute(_UPDATE_BRACKET, (bracket.version, closed, document, bracket.id, change.before))
    if done.rowcount != 1:
        raise Conflict(f"{bracket.id}: version {change.before}, on which this was decided, is not the stored one")


def _owners(db: sqlite3.Connection, orders: Collection[str]) -> dict[str, str]:
    marks = ", ".join("?" * len(orders))
    # Only question marks are put into the statement.
    return dict(db.execute(f"SELECT id, bracket FROM order_index WHERE id IN ({marks})", (*orders,)))  # noqa: S608


def _save_fills(db: sqlite3.Connection, change: Change, now: dict[rows.Leg, Fill]) -> None:
    if not now:
        return
    known = rows.summed(fills(db, change.bracket.id), now)
    db.executemany(
        _INSERT_FILL,
        [
            (
                *(row.order, row.leg, row.bracket, time_text(row.at), str(row.total)),
                *(str(part) for part in (row.fill.quantity, row.fill.value, row.fill.base_fee, row.fill.quote_fee)),
            )
            for row in rows.new_fills(change, now, known)
        ],
    )
    for leg, cost in rows.costs(now, known).items():
        seq, base_fee, quote_fee = db.execute(_LAST_FEES, leg).fetchone()
        with localcontext(rows.EXACT):
            fees = str(Decimal(base_fee) + cost.base_fee), str(Decimal(quote_fee) + cost.quote_fee)
        db.execute(_UPDATE_FEES, (*fees, seq))


def _tell(db: sqlite3.Connection, change: Change) -> None:
    bracket = change.bracket
    db.executemany(
        _INSERT_JOURNAL,
        [
            (bracket.id, bracket.version, n, time_text(event.stamp.at), type(event).__name__, codec.encode(event))
            for n, event in enumerate(change.events)
        ],
    )
    db.executemany(
        _INSERT_OUTBOX,
        [
            (row.id, row.bracket, row.account, row.symbol, time_text(row.at), codec.encode(row.notice), False)
            for row in rows.outgoing(change)
        ],
    )


def delivered(db: sqlite3.Connection, ids: Sequence[str]) -> None:
    """See ``core.ports.Store.delivered``."""
    db.executemany("UPDATE outbox SET delivered = ? WHERE id = ?", [(True, id) for id in ids])


def fact(db: sqlite3.Connection, key: str, proposed: str) -> str:
    """A single fact of this ledger; the first value proposed is kept for ever."""
    db.execute("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING", (key, proposed))
    kept: str = db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()[0]
    return kept


def instance(db: sqlite3.Connection, proposed: str) -> str:
    """This ledger's instance tag; see ``fact``."""
    return fact(db, "instance", proposed)


def fills(db: sqlite3.Connection, bracket: str) -> list[rows.FillRow]:
    """Every growth of every order of a bracket, oldest first."""
    found = db.execute(f"{_SELECT_FILLS} WHERE bracket = ? ORDER BY seq", (bracket,)).fetchall()
    return [
        rows.FillRow(order, leg, owner, to_time(at), Decimal(total), Fill(*(Decimal(part) for part in parts)))
        for order, leg, owner, at, total, *parts in found
    ]


def received(row: Sequence[object]) -> Received:
    """A row of the inbox, columns as in ``INBOX``, that was there before."""
    key, at, text, source, number, reserved, answer = row
    assert isinstance(number, int)
    assert isinstance(reserved, int)
    return Received(
        key=str(key),
        at=to_time(str(at)),
        text=str(text),
        source=str(source),
        numbers=range(number, number + reserved),
        answer=None if answer is None else str(answer),
        fresh=False,
    )


def time_text(at: datetime) -> str:
    """ISO 8601 UTC of one width, so that text sorts as time does; raises ``ValueError`` for any other zone."""
    return rows.utc(at).isoformat(timespec="microseconds")


def to_time(text: str) -> datetime:
    return datetime.fromisoformat(text)

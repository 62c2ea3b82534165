"""How much a person and an account have traded today, counted before anything is sent.

Whether it is too much is ``core.people``'s judgement; here it is asked and counted in one transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal, localcontext

from adapters.database import people_rows, rows
from core.limits import dollars, refused_by_limits
from core.orders import ZERO
from core.people import ANY, Denied, DeniedKind, account_key, halted
from core.people_store import Wanted

_KEPT = timedelta(days=30)  # no message is redelivered after that
_INSERT = "INSERT INTO spending (message, n, day, person, account, notional) VALUES (?, ?, ?, ?, ?, ?)"
_SPENT = "SELECT notional FROM spending WHERE day = ? AND (? = '' OR person = ?) AND (? = '' OR account = ?)"


def reserve(db: sqlite3.Connection, key: str, person: str, at: datetime, wanted: Sequence[Wanted]) -> Denied | None:
    """See ``core.people_store.PeopleStore.reserve``.  Raises ``NobodyKnown``."""
    id = people_rows.known(db, person)
    halts = people_rows.halts(db)
    for order in wanted:
        if (halt := halted(halts, order.account)) is not None:
            return Denied(DeniedKind.HALTED, order.account, why=halt.why)
    if db.execute("SELECT 1 FROM spending WHERE message = ?", (key,)).fetchone():
        return None
    db.execute("DELETE FROM spending WHERE day < ?", (_day(at - _KEPT),))
    for n, order in enumerate(wanted):
        if denied := _refused(db, id, at, order):
            db.execute("DELETE FROM spending WHERE message = ?", (key,))
            return denied
        amount = str(dollars(order.symbol, order.notional) or ZERO)
        db.execute(_INSERT, (key, n, _day(at), id, account_key(order.account), amount))
    return None


def denies(db: sqlite3.Connection, person: str, at: datetime, wanted: Sequence[Wanted]) -> Denied | None:
    """See ``core.people_store.PeopleStore.denies``: counted and taken back, since the orders of a message add up.
    Raises ``NobodyKnown``."""
    denied = reserve(db, "", person, at, wanted)
    release(db, "")
    return denied


def _refused(db: sqlite3.Connection, person: str, at: datetime, order: Wanted) -> Denied | None:
    account = account_key(order.account)
    held = (
        ("person", people_rows.limits(db, people_rows.PERSON + person), spent(db, at, person, "")),
        ("account", people_rows.limits(db, people_rows.of_account(account)), spent(db, at, "", account)),
        ("account", people_rows.limits(db, people_rows.of_account(ANY)), spent(db, at, "", account)),
    )
    for whose, limits, today in held:
        denied = refused_by_limits(limits, order.notional, today, order.symbol, order.leverage, whose=whose)
        if denied is not None:
            return replace(denied, account=order.account)
    return None


def release(db: sqlite3.Connection, key: str) -> None:
    db.execute("DELETE FROM spending WHERE message = ?", (key,))


def spent(db: sqlite3.Connection, at: datetime, person: str, account: str) -> Decimal:
    """Dollars of the UTC day of ``at``; "" for all people or accounts."""
    found = db.execute(_SPENT, (_day(at), person, person, account, account)).fetchall()
    with localcontext(rows.EXACT):
        return sum((Decimal(amount) for (amount,) in found), ZERO)


def _day(at: datetime) -> str:
    return rows.utc(at).date().isoformat()

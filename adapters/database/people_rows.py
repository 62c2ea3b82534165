"""People, grants, limits, bound chats and halts as rows: each function one part of somebody's transaction.

Knows no code, no counting of orders and no thread.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from adapters.database import codec, ledger
from core.people import (
    ANY,
    Asked,
    Binding,
    Confirm,
    Grant,
    Halt,
    Identity,
    Limits,
    Preferences,
    Principal,
    Role,
    account_key,
    chat_of,
)
from core.people_store import NobodyKnown

PERSON, ACCOUNT = "person:", "account:"  # whose limits a row holds

_PEOPLE = "SELECT id, language, zone, confirm, above FROM people WHERE :one IS NULL OR id = :one ORDER BY id"
_IDENTITIES = """SELECT person, id, name, locale, private FROM identities
    WHERE :one IS NULL OR person = :one ORDER BY id"""
_GRANTS = "SELECT person, account, role FROM grants WHERE :one IS NULL OR person = :one ORDER BY account"
_ASKING = "SELECT person, account, above FROM asking WHERE :one IS NULL OR person = :one ORDER BY account"
_ASK = "INSERT INTO asking (person, account, above) VALUES (?, ?, ?)"
_INSERT_PERSON = "INSERT INTO people (id, language, zone, confirm, above) VALUES (?, ?, ?, ?, ?)"
_PREFER = "UPDATE people SET language = ?, zone = ?, confirm = ?, above = ? WHERE id = ?"
_SEEN = """INSERT INTO identities (id, person, name, locale, private) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET person = excluded.person, name = excluded.name, locale = excluded.locale,
    private = excluded.private"""
_GRANT = """INSERT INTO grants (person, account, role) VALUES (?, ?, ?)
    ON CONFLICT (person, account) DO UPDATE SET role = excluded.role"""
_LIMIT = """INSERT INTO limits (subject, per_order, per_day, symbols, leverage, asked) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (subject) DO UPDATE SET per_order = excluded.per_order, per_day = excluded.per_day,
    symbols = excluded.symbols, leverage = excluded.leverage, asked = excluded.asked"""
_DEMANDED = "SELECT subject, asked FROM limits WHERE asked IS NOT NULL AND subject LIKE ? ORDER BY subject"
_BIND = """INSERT INTO chats (place, accounts, language, bound_by, bound_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (place) DO UPDATE SET accounts = excluded.accounts, language = excluded.language,
    bound_by = excluded.bound_by, bound_at = excluded.bound_at"""

_RENAME = (
    """UPDATE chats SET place = :after WHERE place = :before
        AND NOT EXISTS (SELECT 1 FROM chats AS there WHERE there.place = :after)""",
    """UPDATE letters SET place = :after WHERE place = :before AND NOT EXISTS (
        SELECT 1 FROM letters AS there WHERE there.place = :after AND there.outgoing = letters.outgoing)""",
    "DELETE FROM chats WHERE place = :before",
    "DELETE FROM letters WHERE place = :before",
    "DELETE FROM live_tickets WHERE place = :before",
    "DELETE FROM left_tickets WHERE place = :before",
)


# -- people ---------------------------------------------------------------------------------------


def find(db: sqlite3.Connection, person: str) -> str | None:
    """The principal's id behind any id."""
    found = db.execute("SELECT person FROM identities WHERE id = ?", (person,)).fetchone()
    return None if found is None else str(found[0])


def known(db: sqlite3.Connection, person: str) -> str:
    """Like ``find``.  Raises ``NobodyKnown``."""
    id = find(db, person)
    if id is None:
        raise NobodyKnown(person)
    return id


def principals(db: sqlite3.Connection, id: str | None = None) -> list[Principal]:
    """Everybody, or the one with that principal's id, by id."""
    only = {"one": id}
    identities: defaultdict[str, list[Identity]] = defaultdict(list)
    grants: defaultdict[str, list[Grant]] = defaultdict(list)
    asking: defaultdict[str, list[Asked]] = defaultdict(list)
    for person, *seen in db.execute(_IDENTITIES, only):
        identities[person].append(Identity(*seen))
    for person, account, role in db.execute(_GRANTS, only):
        grants[person].append(Grant(account, Role(role)))
    for person, account, above in db.execute(_ASKING, only):
        asking[person].append(Asked(account, _amount(above)))
    demanded = tuple(
        Asked(subject.removeprefix(ACCOUNT), _amount(above))
        for subject, above in db.execute(_DEMANDED, (ACCOUNT + "%",))
    )
    return [
        Principal(
            person,
            tuple(identities[person]),
            tuple(grants[person]),
            limits(db, PERSON + person),
            Preferences(language, zone, Confirm(confirm), _amount(above), tuple(asking[person])),
            demanded,
        )
        for person, language, zone, confirm, above in db.execute(_PEOPLE, only).fetchall()
    ]


def principal(db: sqlite3.Connection, person: str) -> Principal | None:
    """Somebody by any id."""
    id = find(db, person)
    return None if id is None else principals(db, id)[0]


def meet(db: sqlite3.Connection, seen: Identity) -> Principal:
    """See ``core.people_store.PeopleStore.meet``; writes nothing where nothing is new."""
    was = db.execute("SELECT person, name, locale, private FROM identities WHERE id = ?", (seen.id,)).fetchone()
    if was is None:
        usual = Preferences()
        db.execute(_INSERT_PERSON, (seen.id, usual.language, usual.zone, usual.confirm.value, None))
    person, *old = was or (seen.id, "", "", "")
    new = [
        codec.writable(now) or before for now, before in zip((seen.name, seen.locale, seen.private), old, strict=True)
    ]
    if was is None or new != old:
        db.execute(_SEEN, (seen.id, person, *new))
    return principals(db, person)[0]


def forget(db: sqlite3.Connection, person: str) -> bool:
    id = find(db, person)
    if id is not None:
        db.execute("DELETE FROM people WHERE id = ?", (id,))
        db.execute("DELETE FROM identities WHERE person = ?", (id,))
        db.execute("DELETE FROM asking WHERE person = ?", (id,))
        db.execute("DELETE FROM grants WHERE person = ?", (id,))
        db.execute("DELETE FROM limits WHERE subject = ?", (PERSON + id,))
    return id is not None


def grant(db: sqlite3.Connection, person: str, given: Grant) -> None:
    """Raises ``NobodyKnown``."""
    db.execute(_GRANT, (known(db, person), account_key(given.account), int(given.role)))


def revoke(db: sqlite3.Connection, person: str, account: str | None) -> bool:
    id = find(db, person)
    if account is None:
        return bool(db.execute("DELETE FROM grants WHERE person = ?", (id,)).rowcount)
    gone = "DELETE FROM grants WHERE person = ? AND account = ?"
    return bool(db.execute(gone, (id, account_key(account))).rowcount)


def prefer(db: sqlite3.Connection, person: str, wanted: Preferences) -> None:
    """Raises ``NobodyKnown``."""
    id, row = known(db, person), (wanted.language, wanted.zone, wanted.confirm.value, _text(wanted.above))
    db.execute(_PREFER, (*row, id))
    db.execute("DELETE FROM asking WHERE person = ?", (id,))
    db.executemany(_ASK, [(id, account_key(one.account), _text(one.above)) for one in wanted.asked])


# -- limits ---------------------------------------------------------------------------------------


def limits(db: sqlite3.Connection, subject: str) -> Limits:
    sought = "SELECT per_order, per_day, symbols, leverage, asked FROM limits WHERE subject = ?"
    found = db.execute(sought, (subject,)).fetchone()
    if found is None:
        return Limits()
    order, day, symbols, leverage, asked = found
    return Limits(_amount(order), _amount(day), tuple(symbols.split()), _amount(leverage), _amount(asked))


def limited(db: sqlite3.Connection) -> dict[str, Limits]:
    found = db.execute("SELECT subject FROM limits ORDER BY subject").fetchall()
    return {s.removeprefix(ACCOUNT): limits(db, s) for (s,) in found if s.startswith(ACCOUNT)}


def limit(db: sqlite3.Connection, subject: str, held: Limits) -> None:
    if held == Limits():
        db.execute("DELETE FROM limits WHERE subject = ?", (subject,))
    else:
        amounts = (_text(held.order), _text(held.day), " ".join(held.symbols), _text(held.leverage), _text(held.asked))
        db.execute(_LIMIT, (subject, *amounts))


# -- chats and halts ------------------------------------------------------------------------------


def bind(db: sqlite3.Connection, bound: Binding, by: str, at: datetime) -> None:
    accounts = " ".join(dict.fromkeys(account_key(account) for account in bound.accounts))
    db.execute(_BIND, (bound.place, accounts, bound.language, by, ledger.time_text(at)))


def bindings(db: sqlite3.Connection) -> list[Binding]:
    rows = db.execute("SELECT place, accounts, language FROM chats ORDER BY place").fetchall()
    return [Binding(place, tuple(accounts.split()), language) for place, accounts, language in rows]


def binding(db: sqlite3.Connection, place: str) -> Binding | None:
    asked = "SELECT place, accounts, language FROM chats WHERE place = ?"
    found = db.execute(asked, (place,)).fetchone() or db.execute(asked, (chat_of(place),)).fetchone()
    return None if found is None else Binding(found[0], tuple(found[1].split()), found[2])


def rename_place(db: sqlite3.Connection, before: str, after: str) -> None:
    """See ``core.people_store.PeopleStore.rename_place``."""
    for statement in _RENAME if before != after else ():
        db.execute(statement, {"before": before, "after": after})


def halt(db: sqlite3.Connection, wanted: Halt) -> None:
    row = (account_key(wanted.account), wanted.by, ledger.time_text(wanted.at), codec.writable(wanted.why))
    db.execute("INSERT INTO halts (account, by, at, why) VALUES (?, ?, ?, ?) ON CONFLICT (account) DO NOTHING", row)


def resume(db: sqlite3.Connection, account: str) -> bool:
    return bool(db.execute("DELETE FROM halts WHERE account = ?", (account_key(account),)).rowcount)


def halts(db: sqlite3.Connection) -> list[Halt]:
    rows = db.execute("SELECT account, by, at, why FROM halts ORDER BY account").fetchall()
    return [Halt(account, by, ledger.to_time(at), why) for account, by, at, why in rows]


def of_account(account: str) -> str:
    """The subject of an account's limits; ``ANY``: of each account's."""
    return ACCOUNT + (ANY if account == ANY else account_key(account))


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)

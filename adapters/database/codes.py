"""One-time codes: made, kept hashed, used up once, and hard to guess.

A code has 80 random bits, so its plain hash cannot be searched; whoever types a wrong one five times in an hour must
wait.  What was granted is the admin's word at that time: a code dies with its maker's right to give it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import sqlite3
from datetime import datetime, timedelta

from adapters.database import ledger, people_rows
from core.limits import stricter, stricter_asking
from core.people import ANY, Grant, Identity, Role, account_key
from core.people_store import MACHINE, Redeemed

_BYTES = 10
_GUESSES, _WITHIN = 5, timedelta(hours=1)
_KEPT = timedelta(days=30)

_INSERT = """INSERT INTO invitations (hash, for_owner, person, account, role, made_by, expires_at)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""
_OPEN = """SELECT hash, for_owner, person, account, role, made_by FROM invitations
    WHERE used_at IS NULL AND expires_at > ?"""
_HAS_OWNER = "SELECT 1 FROM grants WHERE account = ? AND role >= ? LIMIT 1"


def invite(db: sqlite3.Connection, given: Grant, by: str, at: datetime, lifetime: timedelta) -> str:
    """Raises ``NobodyKnown`` for the maker."""
    maker = people_rows.known(db, by) if by != MACHINE else MACHINE
    return _made(db, (False, None, account_key(given.account), int(given.role), maker), at, lifetime)


def link(db: sqlite3.Connection, person: str, at: datetime, lifetime: timedelta) -> str:
    """Raises ``NobodyKnown``."""
    id = people_rows.known(db, person)
    return _made(db, (False, id, None, None, id), at, lifetime)


def first_code(db: sqlite3.Connection, at: datetime, lifetime: timedelta) -> str | None:
    """See ``core.people_store.PeopleStore.first_code``."""
    db.execute("DELETE FROM invitations WHERE for_owner")
    if _has_owner(db):
        return None
    return _made(db, (True, None, ANY, int(Role.ADMIN), MACHINE), at, lifetime)


def redeem(db: sqlite3.Connection, code: str, seen: Identity, at: datetime) -> Redeemed:
    """See ``core.people_store.PeopleStore.redeem``."""
    since = ledger.time_text(at - _WITHIN)
    guessed = db.execute("SELECT count(*) FROM guesses WHERE person = ? AND at > ?", (seen.id, since)).fetchone()[0]
    if guessed >= _GUESSES:
        return Redeemed.TOO_MANY
    found = _find(db, _hash(code), at)
    if found is None:
        db.execute("DELETE FROM guesses WHERE at <= ?", (since,))
        db.execute("INSERT INTO guesses (person, at) VALUES (?, ?)", (seen.id, ledger.time_text(at)))
        return Redeemed.WRONG
    hash, person, account, role = found
    used = "UPDATE invitations SET used_at = ?, used_by = ? WHERE hash = ?"
    db.execute(used, (ledger.time_text(at), seen.id, hash))
    met = people_rows.meet(db, seen)
    if person is not None:
        into = people_rows.known(db, person)  # the maker may have become somebody else's since
        if met.id != into:
            _join(db, met.id, into)
        return Redeemed.LINKED
    has = max((given.role for given in met.grants if given.account == account), default=Role.VIEWER)
    people_rows.grant(db, met.id, Grant(account, max(has, Role(role))))
    return Redeemed.GRANTED


def _made(db: sqlite3.Connection, row: tuple[object, ...], at: datetime, lifetime: timedelta) -> str:
    db.execute("DELETE FROM invitations WHERE expires_at < ?", (ledger.time_text(at - _KEPT),))
    text = base64.b32encode(secrets.token_bytes(_BYTES)).decode()
    code = "-".join(text[n : n + 4] for n in range(0, len(text), 4))
    db.execute(_INSERT, (_hash(code), *row, ledger.time_text(at + lifetime)))
    return code


def _find(db: sqlite3.Connection, wanted: str, at: datetime) -> tuple[str, str | None, str, int] | None:
    """Hash, person, account and role of the invitation with that hash, if it still counts."""
    for hash, for_owner, person, account, role, maker in db.execute(_OPEN, (ledger.time_text(at),)).fetchall():
        if hmac.compare_digest(hash, wanted) and _counts(db, for_owner, person, account, maker):
            return hash, person, account, role
    return None


def _counts(db: sqlite3.Connection, for_owner: int, person: str | None, account: str, maker: str) -> bool:
    """Whether what a code gives may still be given."""
    if for_owner:
        return not _has_owner(db)
    if maker == MACHINE:
        return True
    made = people_rows.principal(db, maker)
    return made is not None and (person is not None or made.role(account) is Role.ADMIN)


def _has_owner(db: sqlite3.Connection) -> bool:
    return db.execute(_HAS_OWNER, (ANY, int(Role.ADMIN))).fetchone() is not None


def _join(db: sqlite3.Connection, one: str, into: str) -> None:
    """Make the person ``one`` a part of ``into``: all grants of both, the stricter limits, questions about all that
    either is asked about, one day's orders."""
    mine, theirs = people_rows.principals(db, into)[0], people_rows.principals(db, one)[0]
    for given in theirs.grants:
        had = max((grant.role for grant in mine.grants if grant.account == given.account), default=given.role)
        people_rows.grant(db, into, Grant(given.account, max(had, given.role)))
    db.execute("UPDATE identities SET person = ? WHERE person = ?", (into, one))
    db.execute("UPDATE spending SET person = ? WHERE person = ?", (into, one))
    people_rows.limit(db, people_rows.PERSON + into, stricter(mine.limits, theirs.limits))
    people_rows.prefer(db, into, stricter_asking(mine.preferences, theirs.preferences))
    db.execute("DELETE FROM people WHERE id = ?", (one,))
    db.execute("DELETE FROM asking WHERE person = ?", (one,))
    db.execute("DELETE FROM grants WHERE person = ?", (one,))
    db.execute("DELETE FROM limits WHERE subject = ?", (people_rows.PERSON + one,))


def _hash(code: str) -> str:
    return hashlib.sha256("".join(sign for sign in code.upper() if sign.isalnum()).encode()).hexdigest()

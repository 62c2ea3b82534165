"""``bracketeer people``: who may do what in chats, for the owner of the machine, who needs no chat for it.

A composition root of its own: it connects the tables of people in the ledger's file, for a moment and beside a bot that
may be running, which knows at once.
"""

from __future__ import annotations

import asyncio
import re
import sys
from argparse import Namespace
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from adapters.clock import SystemClock
from adapters.database.opening import to_path
from adapters.database.people import open_people
from bot import accounts
from bot.arguments import BAD_USAGE
from bot.language import Reader
from bot.settings import read_settings
from bot.words import held
from core.people import ANY, Binding, Grant, Identity, Limits, Principal, Role
from core.people_store import MACHINE, NobodyKnown, PeopleStore
from core.ports import Clock, StoreUnavailable

OK, SURROUNDINGS, REFUSED = 0, 1, 2
_PERSON = re.compile(r"(telegram|discord):[1-9][0-9]{0,19}")
_CHAT = re.compile(r"(telegram:-|discord:)[1-9][0-9]{0,19}(/[1-9][0-9]{0,19})?")  # groups of Telegram's are below 0
_SYMBOL = re.compile(r"(\*|[A-Z0-9]{1,20})(/[A-Z0-9]{1,20})?")


class BadWord(Exception):
    """It is no person's or chat's id, account, role or symbol, or no place for a ledger."""


class NotDone(Exception):
    """It was understood and could not be; nothing was changed."""


def run(options: Namespace) -> int:
    """Carry out one action; its exit status.  What goes wrong is one line on stderr."""
    settings = read_settings(**({"database_url": options.db} if hasattr(options, "db") else {}))
    reader = settings.reader
    try:
        return asyncio.run(_act(options, _place(settings.database), SystemClock(), reader))
    except BadWord as error:
        return _complain(reader, str(error), BAD_USAGE)
    except NotDone as error:
        return _complain(reader, f"{error}; nothing was changed", REFUSED)
    except StoreUnavailable as error:
        return _complain(reader, str(error), SURROUNDINGS)


def _place(database: str) -> Path:
    try:
        return to_path(database)
    except ValueError as error:
        raise BadWord(str(error)) from None


async def _act(options: Namespace, place: Path, clock: Clock, reader: Reader) -> int:
    action = options.action
    person = _person(options.person) if hasattr(options, "person") else ""
    account = (
        _account(options.account, new=action in ("grant", "invite")) if getattr(options, "account", None) else None
    )
    role = _role(options.role) if hasattr(options, "role") else Role.VIEWER
    changes = _changes(options) if action == "limit" else {}
    whom = _whom(options.whom) if action == "limit" else ""
    chat = _chat(options.chat) if hasattr(options, "chat") else ""
    about = tuple(dict.fromkeys(map(_account, getattr(options, "accounts", ()))))
    try:
        async with open_people(place) as people:
            if action == "list":
                await _list(people, reader)
            elif action == "add":
                await _add(people, Identity(person, options.name), reader)
            elif action == "grant" and account is not None:
                await _grant(people, person, Grant(account, role), reader)
            elif action == "revoke":
                await _revoke(people, person, account, reader)
            elif action == "invite" and account is not None:
                await _invite(people, Grant(account, role), options.hours, clock, reader)
            elif action in ("bind", "unbind"):
                await _bind(people, Binding(chat, about, reader.language.tag), clock, reader)
            else:
                await _limit(people, whom, changes, reader)
    except NobodyKnown as error:
        raise NotDone(f"nobody known is {error}; first: bracketeer people add {error}") from None
    return OK


# -- the actions -----------------------------------------------------------------------------------


async def _list(people: PeopleStore, reader: Reader) -> None:
    known = await people.people()
    if not known:
        print(reader.say("people-none"))
    for one in known:
        print(_line(one, reader))
    for account, limits in (await people.limited()).items():
        print(_held(account, limits, reader))
    for binding in await people.bindings():
        print(_about(binding, reader))
    for halt in await people.halts():
        by = halt.by or reader.say("people-machine")
        time = f"{halt.at:%Y-%m-%d %H:%M}"
        halted = reader.say("people-halted", account=_on(halt.account, reader), time=time, by=by)
        print(reader.say("people-halted-why", halted=halted, why=reader.told(halt.why)) if halt.why else halted)


async def _add(people: PeopleStore, identity: Identity, reader: Reader) -> None:
    print(_line(await people.meet(identity), reader))


async def _grant(people: PeopleStore, person: str, grant: Grant, reader: Reader) -> None:
    await people.grant(person, grant)
    print(_line(await _known(people, person), reader))


async def _revoke(people: PeopleStore, person: str, account: str | None, reader: Reader) -> None:
    before = await _known(people, person)
    if not await people.revoke(person, account):
        if account is None:
            raise NotDone(f"{person} was granted nothing")
        raise NotDone(f"{person} was granted nothing on exactly {account}")
    print(_line(await _known(people, person), reader))
    if before.owner and not any(one.owner for one in await people.people()):
        print(reader.say("people-no-owner"))


async def _invite(people: PeopleStore, grant: Grant, hours: int, clock: Clock, reader: Reader) -> None:
    code = await people.invite(grant, MACHINE, clock.now(), timedelta(hours=hours))
    print(code)
    print(reader.say("people-invited", code=code, role=_role_of(grant, reader), hours=hours), file=sys.stderr)


async def _bind(people: PeopleStore, binding: Binding, clock: Clock, reader: Reader) -> None:
    """Of a chat in which nobody can say ``/bind``: what is written in a channel is in the channel's name."""
    before = await people.binding(binding.place)
    if not binding.accounts and (before is None or not before.accounts):
        raise NotDone(f"{binding.place} was about no account")
    await people.bind(binding, MACHINE, clock.now())
    print(_about(binding, reader))


async def _limit(people: PeopleStore, whom: str, changes: dict[str, object], reader: Reader) -> None:
    is_person = _PERSON.fullmatch(whom) is not None
    limits = (await _known(people, whom)).limits if is_person else await people.limits(whom)
    if changes:
        limits = replace(limits, **changes)  # type: ignore[arg-type]  # each field as ``_changes`` made it
        await (people.limit_person(whom, limits) if is_person else people.limit_account(whom, limits))
    print(_held(whom, limits, reader, spelled=False))


async def _known(people: PeopleStore, person: str) -> Principal:
    found = await people.principal(person)
    if found is None:
        raise NobodyKnown(person)
    return found


# -- words in --------------------------------------------------------------------------------------


def _person(text: str) -> str:
    if _PERSON.fullmatch(text.lower()) is None:
        raise BadWord(
            f"{text!r} is no person: write telegram:42 or discord:42, the number of the user and not the name"
        )
    return text.lower()


def _chat(text: str) -> str:
    if _CHAT.fullmatch(text.lower()) is None:
        raise BadWord(f"{text!r} is no chat: write telegram:-1001234 or discord:42, its number and not its name")
    return text.lower()


def _role(text: str) -> Role:
    try:
        return Role[text.upper()]
    except KeyError:
        raise BadWord(f"{text!r} is no role: viewer, trader, admin") from None


def _account(text: str, *, new: bool = False) -> str:
    """``new``: something is granted on it; what was granted before its exchange closed can still be taken back."""
    try:
        return accounts.traded(text) if new else accounts.named(text)
    except accounts.NoSuchAccount as error:
        raise BadWord(error.line) from None


def _whom(text: str) -> str:
    return _person(text) if text.lower().startswith(("telegram:", "discord:")) else _account(text)


def _changes(options: Namespace) -> dict[str, object]:
    given: dict[str, object] = {
        n: getattr(options, n) for n in ("order", "day", "leverage", "asked") if hasattr(options, n)
    }
    if hasattr(options, "symbols"):
        words = options.symbols.upper().replace(",", " ").split()
        patterns = () if words == ["OFF"] else tuple(words)
        if not words or (wrong := next((p for p in patterns if _SYMBOL.fullmatch(p) is None), None)):
            raise BadWord(
                f"{wrong if words else options.symbols!r} is no symbol: write BTC, BTC/USDT or */USDT; off for all"
            )
        given["symbols"] = patterns
    return given


# -- words out -------------------------------------------------------------------------------------


def _line(one: Principal, reader: Reader) -> str:
    ids = " = ".join(f"{i.id} ({_printable(i.name)})" if i.name else i.id for i in one.identities)
    roles = [_role_of(grant, reader) for grant in one.grants]
    may = reader.listed(roles) if roles else reader.say("people-nothing")
    limits = "" if one.limits == Limits() else held(one.limits, reader)
    return f"{ids}: {reader.clauses((may, limits)) if limits else may}"


def _about(binding: Binding, reader: Reader) -> str:
    if not binding.accounts:
        return reader.say("people-place-none", place=binding.place)
    named = reader.listed(map(accounts.spelled, binding.accounts))
    return reader.say("people-place", place=binding.place, accounts=named)


def _held(whom: str, limits: Limits, reader: Reader, *, spelled: bool = True) -> str:
    named = accounts.spelled(whom) if spelled else whom
    return f"{reader.say('people-each-account') if whom == ANY else named}: {held(limits, reader)}"


def _role_of(grant: Grant, reader: Reader) -> str:
    return reader.say("people-role", role=grant.role.name.lower(), account=_on(grant.account, reader))


def _on(account: str, reader: Reader) -> str:
    return reader.say("people-all-accounts") if account == ANY else accounts.spelled(account)


def _printable(name: str) -> str:
    """People choose their own names, and a terminal obeys some signs."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)[:40]


def _complain(reader: Reader, error: str, status: int) -> int:
    for line in reader.told(error).splitlines():
        print(f"bracketeer: {line}", file=sys.stderr)
    return status

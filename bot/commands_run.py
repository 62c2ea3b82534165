"""Commands about the bot itself: who may do what, where, in which language; halting, health, help.

Knows the desk and what is kept of people; trades nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.approving import Office
from bot.chat import Place, Reply, Table
from bot.command import AccountName, LanguageTag, Line, Word, ZoneName, command
from bot.language import LANGUAGES, nearest
from bot.refusals import NotAllowed, Refused
from core.instruction import plain
from core.people import (
    ANY,
    Binding,
    Confirm,
    Denied,
    DeniedKind,
    Grant,
    Halt,
    Identity,
    Preferences,
    Role,
    halted,
    may_bind,
)
from core.people_store import MACHINE, Redeemed
from core.problems import clean

if TYPE_CHECKING:
    from bot.desk import Desk

NAME = 64  # signs of a person's own name
INVITED = timedelta(days=2)  # a code is good for so long
ROLES = ("viewer", "trader", "admin")
_AMOUNT = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,8})?", re.ASCII)


@command("halt", Role.TRADER)
async def halt(desk: Desk, account: AccountName = "", why: Line = "") -> Reply:
    """no new entries on an account, or on any; what protects goes on"""
    desk.visitor.require(Role.TRADER, account or ANY)
    office = _office(desk)
    await office.people.halt(Halt(account or ANY, _me(desk), desk.session.clock.now(), why))
    return Reply(desk.reader.say("halted", account=account) if account else desk.reader.say("halted-anywhere"))


@command("resume", Role.ADMIN)
async def resume(desk: Desk, account: AccountName = "") -> Reply:
    """take new entries again, on an account or wherever they were halted"""
    desk.visitor.require(Role.ADMIN, account or ANY)
    people = _office(desk).people
    halts = [one.account for one in await people.halts()]
    mine = [name for name in halts if desk.visitor.denied(Role.ADMIN, name) is None]
    meant = [account] if account else mine
    if not any([await people.resume(name) for name in meant]):
        raise Refused(f"that is not halted; halted: {', '.join(mine) or 'nothing'}")
    if account and halted(await people.halts(), account) is not None:
        return Reply(desk.reader.say("resumed-but"))
    return Reply(desk.reader.say("resumed"))


@command("doctor", Role.VIEWER)
async def doctor(desk: Desk) -> Reply:
    """how every account and every open bracket does"""
    from bot.doctor import findings

    say = desk.reader.say
    rows = tuple((dot, what, desk.reader.told(now)) for dot, what, now in await findings(desk.view, desk.office))
    columns = ("", say("column-what"), say("column-now"))
    return Reply(table=Table(say("title-doctor"), columns, rows)) if rows else Reply(say("nothing-connected"))


@command("settings", None, name=("confirm", "above", "lang", "tz"))
async def settings(desk: Desk, name: Word = "", value: Word = "") -> Reply:
    """your own settings; /settings confirm always|live|above|never, /settings above 500"""
    mine = _preferences(desk)
    if name:
        mine = _changed(mine, name.lower(), value)
        await _office(desk).people.prefer(_me(desk), mine)
    rows = (
        ("confirm", mine.confirm.value),
        ("above", "" if mine.above is None else plain(mine.above)),
        ("lang", mine.language or desk.reader.say("follows-app")),
        ("tz", mine.zone),
    )
    say = desk.reader.say
    return Reply(table=Table(say("title-settings"), (say("column-name"), say("column-value")), rows))


@command("lang", None)
async def lang(desk: Desk, language: LanguageTag = "") -> Reply:
    """the language you are answered in; /lang auto follows your app"""
    return await _set(desk, "lang", language)


@command("tz", None)
async def zone(desk: Desk, zone: ZoneName = "") -> Reply:
    """the time zone of the times you are told, such as Europe/Berlin"""
    return await _set(desk, "tz", zone)


@command("bind", None)
async def bind(desk: Desk, accounts: Line = "") -> Reply:
    """make this group about accounts: only they can be seen and traded here; /bind none ends that"""
    place = _place(desk)
    if desk.visitor.bound is None:
        raise Refused("this is a private chat; send it in the group")
    office = _office(desk)
    before = await office.people.binding(str(place))
    about = before.accounts if before is not None else ()
    if not accounts:
        seen = [name for name in about if desk.visitor.sees(name)]
        if about and not seen:
            raise NotAllowed(Denied(DeniedKind.PLACE))
        return Reply(_bound(desk, seen))
    named = () if accounts.lower() == "none" else tuple(accounts.replace(",", " ").split())
    denied = may_bind(desk.visitor.principal, named)
    if denied is None and may_bind(desk.visitor.principal, about) is not None:
        denied = Denied(DeniedKind.ROLE, role=Role.ADMIN)  # which accounts these are is not for everybody
    if denied is not None:
        raise NotAllowed(denied)
    binding = Binding(str(place), named, desk.reader.language.tag)
    await office.people.bind(binding, _me(desk), desk.session.clock.now())
    return Reply(_bound(desk, named))


@command("invite", Role.ADMIN, role=ROLES)
async def invite(desk: Desk, role: Word, account: AccountName = "") -> Reply:
    """a one-time code that makes somebody viewer, trader or admin of an account, or of all"""
    if role.lower() not in ROLES:
        raise Refused(f"there is no role {role[:20]}; there are {', '.join(ROLES)}")
    desk.visitor.require(Role.ADMIN, account or ANY)
    grant = Grant(account or ANY, Role[role.upper()])
    code = await _office(desk).people.invite(grant, _me(desk), desk.session.clock.now(), INVITED)
    say = desk.reader.say
    what = say("invited", role=role.lower(), account=account) if account else say("invited-all", role=role.lower())
    return Reply(f"{what}\n/start {code}", alone=True)


@command("people", Role.ADMIN)
async def people(desk: Desk) -> Reply:
    """who may do what, on the accounts that you administer"""
    say, rows = desk.reader.say, []
    every = say("all")
    for one in await _office(desk).people.people():
        for grant in one.grants:
            if desk.visitor.denied(Role.ADMIN, grant.account) is None:
                name = clean(next((i.name for i in one.identities if i.name), "")[:NAME])
                rows.append((one.id, name, grant.role.name.lower(), every if grant.account == ANY else grant.account))
    columns = ("id", say("column-name"), say("column-role"), say("column-account"))
    return Reply(table=Table(say("title-people"), columns, tuple(rows))) if rows else Reply(say("nobody-else"))


@command("link", None)
async def link(desk: Desk) -> Reply:
    """a one-time code that makes your other platform you as well"""
    if desk.visitor.bound is not None:
        raise NotAllowed(Denied(DeniedKind.PRIVATE))
    code = await _office(desk).people.link(_me(desk), desk.session.clock.now(), INVITED)
    return Reply(desk.reader.say("linked", code=code), alone=True)


@command("start", None)
async def start(desk: Desk, code: Word = "") -> Reply:
    """say hello, or use a one-time code"""
    if code:
        office, person = _office(desk), desk.visitor.person
        if person is None:
            raise Refused("codes are for chats")
        private = str(desk.visitor.place) if desk.visitor.bound is None else ""
        identity = Identity(person.id, person.name, person.locale, private)
        redeemed = await office.people.redeem(code, identity, desk.session.clock.now())
        if redeemed not in (Redeemed.GRANTED, Redeemed.LINKED):
            raise Refused("that code is not good, or not any more")
        return Reply(desk.reader.say("welcome"), forget=True)
    return await help_.run(desk)


@command("help", None)
async def help_(desk: Desk) -> Reply:
    """this list"""
    from bot.commands import COMMANDS

    told = [desk.reader.say("help"), "  BTCUSDT on paper market long 0.01 sl off 0.2% tp off 0.2%", ""]
    told += [f"  {COMMANDS[name].usage}: {desk.reader.say(f'command-{name}')}" for name in desk.offered]
    return Reply("\n".join(told))


@command("quit", None)
async def quit_(desk: Desk) -> Reply:  # noqa: ARG001  # every command is given the desk
    """leave; nothing is closed"""
    return Reply(leave=True)


# -- what they share ------------------------------------------------------------------------------


def _bound(desk: Desk, accounts: Iterable[str]) -> str:
    named = list(accounts)
    return desk.reader.say("bound", accounts=desk.reader.listed(named)) if named else desk.reader.say("unbound")


def _office(desk: Desk) -> Office:
    if desk.office is None:
        raise Refused("this needs the ledger of people, which is kept by `bracketeer` and `bracketeer serve`")
    return desk.office


def _place(desk: Desk) -> Place:
    if desk.visitor.place is None:
        raise Refused("this is for chats")
    return desk.visitor.place


def _me(desk: Desk) -> str:
    return desk.visitor.principal.id if desk.visitor.principal is not None else MACHINE


def _preferences(desk: Desk) -> Preferences:
    if desk.visitor.principal is None:
        raise Refused("this is for chats; here the environment decides")
    return desk.visitor.principal.preferences


async def _set(desk: Desk, name: str, value: str) -> Reply:
    mine = _preferences(desk)
    if value:
        mine = _changed(mine, name, value)
        await _office(desk).people.prefer(_me(desk), mine)
    return Reply(mine.language or desk.reader.say("follows-app")) if name == "lang" else Reply(mine.zone)


def _changed(mine: Preferences, name: str, value: str) -> Preferences:
    """One preference changed.  Raises ``Refused``."""
    match name:
        case "confirm":
            if value.lower() not in {one.value for one in Confirm}:
                raise Refused(f"confirm is one of {', '.join(one.value for one in Confirm)}")
            return Preferences(mine.language, mine.zone, Confirm(value.lower()), mine.above)
        case "above":
            return Preferences(mine.language, mine.zone, Confirm.ABOVE, _amount(value))
        case "lang":
            return Preferences(_language(value), mine.zone, mine.confirm, mine.above)
        case "tz":
            return Preferences(mine.language, _zone(value), mine.confirm, mine.above)
    raise Refused("there are confirm, above, lang and tz")


def _amount(text: str) -> Decimal:
    amount = Decimal(text) if _AMOUNT.fullmatch(text) else Decimal(0)  # no exponents: 1e999999999 has that many signs
    if not amount:
        raise Refused("an amount of money, such as 500")
    return amount


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(f"there is no time zone {name[:40]}; one is Europe/Berlin") from None


def _language(tag: str) -> str:
    if tag.lower() == "auto":
        return ""
    found = nearest(tag, LANGUAGES)
    if found is None:
        raise Refused(f"there is no {tag[:20]} yet; there are {', '.join(LANGUAGES)}")
    return found

"""Commands about oneself: when to be asked, what one is held to, in which language to be answered, in which time zone.

Knows the desk and what is kept of people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.accounts import NoSuchAccount, named, spelled
from bot.approving import Office
from bot.chat import Reply, Table
from bot.command import LanguageTag, Line, Word, ZoneName, command
from bot.confirm_words import read_wish, refuse_word
from bot.language import LANGUAGES, Reader, nearest
from bot.refusals import NotAllowed, Refused
from bot.words import held, when_asked
from core.instruction import plain
from core.orders import ZERO
from core.people import ANY, Asked, Confirm, Denied, DeniedKind, Limits, Preferences, Role, account_key
from core.people_store import MACHINE

if TYPE_CHECKING:
    from bot.desk import Desk

_ON_ONE = ("always", "above 500", "never", "auto")


@command("settings", None, name=("confirm", "above", "lang", "tz"))
async def settings(desk: Desk, name: Word = "", value: Line = "") -> Reply:
    """your own settings; /settings confirm always|live|above 500|never [ACCOUNT]"""
    mine = _preferences(desk)
    if name:
        mine = _changed(desk, mine, name.lower(), value)
        await office_of(desk).people.prefer(id_of(desk), mine)
    rows = (
        ("confirm", mine.confirm.value),
        ("above", desk.reader.say("not-set") if mine.above is None else plain(mine.above)),
        *_asked(desk, mine),
        *await _limits(desk),
        ("lang", _language_now(desk, mine)),
        ("tz", _zone_now(desk, mine)),
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


# -- what they share ------------------------------------------------------------------------------


def office_of(desk: Desk) -> Office:
    """What is kept of people.  Raises ``Refused`` where nothing is."""
    if desk.office is None:
        raise Refused("this needs the ledger of people, which is kept by `bracketeer` and `bracketeer serve`")
    return desk.office


def id_of(desk: Desk) -> str:
    """The visitor's id, as the ledger of people has it."""
    return desk.visitor.principal.id if desk.visitor.principal is not None else MACHINE


def account_of(read: Callable[[str], str], word: str) -> str:
    """An account that was typed, "" where none was.  Raises ``Refused``."""
    try:
        return read(word) if word else ""
    except NoSuchAccount as error:
        raise Refused(error.line) from None


def _preferences(desk: Desk) -> Preferences:
    if desk.visitor.principal is None:
        raise Refused("this is for chats; here the environment decides")
    return desk.visitor.principal.preferences


async def _set(desk: Desk, name: str, value: str) -> Reply:
    mine = _preferences(desk)
    if value:
        mine = _changed(desk, mine, name, value)
        await office_of(desk).people.prefer(id_of(desk), mine)
    return Reply(_language_now(desk, mine) if name == "lang" else _zone_now(desk, mine))


def _reader(desk: Desk, mine: Preferences) -> Reader:
    """Who reads from now on."""
    visitor = desk.visitor
    if visitor.principal is not None:
        visitor = replace(visitor, principal=replace(visitor.principal, preferences=mine))
    return visitor.reader


def _language_now(desk: Desk, mine: Preferences) -> str:
    """The language by its own name."""
    reader = _reader(desk, mine)
    return reader.language.name if mine.language else reader.listed([reader.language.name, reader.say("follows-app")])


def _zone_now(desk: Desk, mine: Preferences) -> str:
    """The zone, and what time it is there."""
    reader = _reader(desk, mine)
    return reader.listed([mine.zone, reader.when(desk.session.clock.now())])


def _changed(desk: Desk, mine: Preferences, name: str, value: str) -> Preferences:
    """One preference changed.  Raises ``Refused``."""
    match name:
        case "confirm":
            return _confirming(desk, mine, value)
        case "above":
            return _confirming(desk, mine, f"above {value or 0}")
        case "lang":
            return replace(mine, language=_language(value))
        case "tz":
            return replace(mine, zone=_zone(value))
    raise Refused("there are confirm, above, lang and tz")


def _confirming(desk: Desk, mine: Preferences, text: str) -> Preferences:
    """When to be asked, on all accounts or on one.  Raises ``Refused``."""
    wish = read_wish(text)
    if not wish.account:
        if wish.word not in {one.value for one in Confirm}:
            raise refuse_word(*(one.value for one in Confirm))
        return replace(mine, confirm=Confirm(wish.word), above=wish.amount or mine.above)
    desk.visitor.require(Role.VIEWER, wish.account)
    key = account_key(account_of(named, wish.account))
    if key not in {account_key(name) for name in desk.view.accounts()}:  # whoever sees all could name any without end
        raise NotAllowed(Denied(DeniedKind.ACCOUNT, wish.account))
    others = tuple(one for one in mine.asked if one.account != key)
    if wish.word == "auto":
        return replace(mine, asked=others)
    if wish.word not in ("always", "above", "never"):
        raise refuse_word(*_ON_ONE)
    return replace(mine, asked=(*others, Asked(key, wish.above)))


def _asked(desk: Desk, mine: Preferences) -> list[tuple[str, str]]:
    """What differs on accounts, and what is demanded there; others than the visitor may read it."""
    say, sees, known = desk.reader.say, desk.visitor.sees, desk.visitor.principal
    rows = [(f"confirm · {spelled(one.account)}", one.above) for one in mine.asked if sees(one.account)]
    if known is not None and known.limits.asked is not None:
        rows.append((say("demanded-of-you"), known.limits.asked))
    for one in known.demanded if known is not None else ():
        if one.account == ANY or sees(one.account):
            on = say("limit-each") if one.account == ANY else spelled(one.account)
            rows.append((say("demanded-on", account=on), one.above))
    return [(what, when_asked(above, desk.reader)) for what, above in rows]


async def _limits(desk: Desk) -> list[tuple[str, str]]:
    """What the visitor is held to, with what is left of a day, and each account that may be named here."""
    say, sees, known, people = desk.reader.say, desk.visitor.sees, desk.visitor.principal, office_of(desk).people
    now, rows = desk.session.clock.now(), list[tuple[str, Limits, Decimal | None]]()
    if known is not None:
        rows.append((say("limits-of-you"), known.limits, await people.spent(now, person=known.id)))
    for account, limits in (await people.limited()).items():
        if account == ANY:
            rows.append((say("limits-on", account=say("limit-each")), limits, None))
        elif sees(account):
            rows.append((say("limits-on", account=spelled(account)), limits, await people.spent(now, account=account)))
    return [
        (name, _held(limits, spent, desk.reader))
        for name, limits, spent in rows
        if replace(limits, asked=None) != Limits()
    ]


def _held(limits: Limits, spent: Decimal | None, reader: Reader) -> str:
    told = held(replace(limits, asked=None), reader)
    if limits.day is None or spent is None:
        return told
    left = f"{plain(max(limits.day - spent, ZERO))} USD"
    return reader.listed([told, reader.say("denied-left", limit=left)])


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

"""Commands about oneself: when to be asked, in which language to be answered, in which time zone.

Knows the desk and what is kept of people.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.approving import Office
from bot.chat import Reply, Table
from bot.command import LanguageTag, Word, ZoneName, command
from bot.language import LANGUAGES, Reader, nearest
from bot.refusals import Refused
from core.instruction import plain
from core.people import Confirm, Preferences
from core.people_store import MACHINE

if TYPE_CHECKING:
    from bot.desk import Desk

_AMOUNT = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,8})?", re.ASCII)


@command("settings", None, name=("confirm", "above", "lang", "tz"))
async def settings(desk: Desk, name: Word = "", value: Word = "") -> Reply:
    """your own settings; /settings confirm always|live|above|never, /settings above 500"""
    mine = _preferences(desk)
    if name:
        mine = _changed(mine, name.lower(), value)
        await office_of(desk).people.prefer(id_of(desk), mine)
    rows = (
        ("confirm", mine.confirm.value),
        ("above", desk.reader.say("not-set") if mine.above is None else plain(mine.above)),
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


def _preferences(desk: Desk) -> Preferences:
    if desk.visitor.principal is None:
        raise Refused("this is for chats; here the environment decides")
    return desk.visitor.principal.preferences


async def _set(desk: Desk, name: str, value: str) -> Reply:
    mine = _preferences(desk)
    if value:
        mine = _changed(mine, name, value)
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

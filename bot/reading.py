"""How each place and person reads: the language and the time zone, by their own wish, else as the client speaks; and
what may be told there at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.language import Reader, language
from core.people import ANY, Principal, account_key, read_source, sees
from core.people_store import PeopleStore
from core.ports import Clock
from core.problems import clean

NAME = 40  # signs of a person's name that are told
KEPT = timedelta(seconds=5)  # a place is told many things at once, and asks for its reader each time


def reader_of(principal: Principal | None, locale: str = "") -> Reader:
    """``locale``: what the client or the chat speaks, where the person has no wish of his own."""
    if principal is None:
        return Reader(language(locale), ZoneInfo("UTC"))
    return Reader(language(principal.preferences.language or locale), ZoneInfo(principal.preferences.zone))


async def hears(people: PeopleStore, place: str, account: str) -> bool:
    """Whether what happens on an account may be told in a place by now: in a private chat to whoever sees the account,
    elsewhere where the chat is bound to it.  Of all accounts (``ANY``) whoever sees one hears."""
    for principal in await people.people():
        if any(one.private == place for one in principal.identities):
            return bool(principal.grants) if account == ANY else sees(principal, account, None)
    binding = await people.binding(place)
    if binding is None or account == ANY:
        return binding is not None and bool(binding.accounts)
    return bool({ANY, account_key(account)} & set(binding.accounts))


async def asker(people: PeopleStore, place: str, source: str, reader: Reader) -> str:
    """Who wrote what came from ``source``, as a place may know him: "" where he alone reads, else the name that his
    platform shows of him."""
    read = read_source(source)
    if read is None:
        return reader.say("machine") if source else ""
    principal = await people.principal(read[1])
    known = principal.identities if principal is not None else ()
    if any(one.private == place for one in known):
        return ""
    name = next((one.name for one in known if one.id == read[1]), "")
    return clean(name[:NAME]).strip() or reader.say("somebody")


@dataclass
class Readers:
    """Readers of places."""

    people: PeopleStore
    clock: Clock
    _known: dict[tuple[str, str], tuple[datetime, Reader]] = field(default_factory=dict)

    async def of(self, place: str, person: str = "") -> Reader:
        """A private chat's as its person wishes; a group's as it was bound.  ``person``: who asked for what is shown,
        in whose language it was answered there."""
        now = self.clock.now()
        known = self._known.get((place, person))
        if known is not None and now - known[0] < KEPT:
            return known[1]
        found = await self._found(place, person)
        self._known[place, person] = (now, found)
        return found

    async def _found(self, place: str, person: str) -> Reader:
        principal = await self.people.principal(person) if person else None
        mine = next((one for one in principal.identities if one.id == person), None) if principal is not None else None
        if mine is not None:
            return reader_of(principal, mine.locale)
        for principal in await self.people.people():
            mine = next((one for one in principal.identities if one.private == place), None)
            if mine is not None:
                return reader_of(principal, mine.locale)
        binding = await self.people.binding(place)
        return reader_of(None, binding.language if binding is not None else "")

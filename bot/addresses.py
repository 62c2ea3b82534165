"""Which places are to hear of a notice: found anew for each, for people, rights and chats come and go.

Knows no words and no platform, and not what can be reached.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.reading import hears
from core.engine import Ledger
from core.moment import Weight
from core.notices import Notice, NoticeKind
from core.people import ANY, Role, account_key, read_source
from core.people_store import PeopleStore
from core.ports import Outgoing

QUIET, NEWS, CRITICAL = 0, 1, 2

_SEVERITY = {
    NoticeKind.ACCEPTED: QUIET,
    NoticeKind.REPLACED: QUIET,
    NoticeKind.STOP_MOVED: QUIET,
    NoticeKind.PROTECTED: NEWS,
    NoticeKind.UNPROTECTED: CRITICAL,
    NoticeKind.HALTED: CRITICAL,
    NoticeKind.FORGOTTEN: CRITICAL,
    NoticeKind.OVERFILLED: CRITICAL,
    NoticeKind.OUTSIDE: CRITICAL,
    NoticeKind.STOPPED: CRITICAL,
    NoticeKind.UNWATCHED: CRITICAL,
    NoticeKind.TAKEN: CRITICAL,
}
HALTS = (NoticeKind.NO_ENTRIES, NoticeKind.ENTRIES)


def severity(notice: Notice) -> int:
    """How urgent it is; an exchange that is away is so where it leaves something unguarded."""
    if notice.weight is not Weight.USUAL:
        return QUIET
    if notice.kind is NoticeKind.AWAY:
        return CRITICAL if notice.leaves_qty else NEWS
    return _SEVERITY.get(notice.kind, NEWS)


@dataclass(frozen=True, slots=True)
class Addresses:
    """See the module's head."""

    store: Ledger
    people: PeopleStore

    async def of(self, outgoing: Outgoing) -> list[str]:
        """Where it was asked for, by whoever opened it or joined it later, where somebody said to close, and the chats
        bound to the account; where there is none, and for what is critical, ``private`` too.  Of a halt all who trade
        there hear but for who said so, who was answered."""
        if outgoing.notice.kind in HALTS:
            return await self._traders(outgoing)
        if outgoing.notice.kind is NoticeKind.WAITS:
            return await self.knowing(outgoing)  # who asked
        asked = await self.knowing(outgoing)
        found = [place for place in asked if await hears(self.people, place, outgoing.account)]
        found += await self._bound(outgoing.account)
        if not found or severity(outgoing.notice) >= CRITICAL:
            found += await self.private(outgoing)
        return list(dict.fromkeys(found))

    async def knowing(self, outgoing: Outgoing) -> list[str]:
        """Where somebody asked for the bracket, added to it or said to close it: its ticket was shown there."""
        bracket = await self.store.bracket(outgoing.bracket) if outgoing.bracket else None
        closing = bracket.told_by if bracket is not None and bracket.closing else ""
        loud = severity(outgoing.notice) > QUIET
        closers = [read_source(by) for by in (outgoing.notice.by, closing if loud else "")]
        asked = [place for place, _ in await self._asked(outgoing)]
        return list(dict.fromkeys([*asked, *(closer[0] for closer in closers if closer is not None)]))

    async def _traders(self, outgoing: Outgoing) -> list[str]:
        place, person = read_source(outgoing.notice.by) or ("", "")
        others = [one for one in await self.people.people() if all(i.id != person for i in one.identities)]
        if outgoing.account == ANY:
            found = [b.place for b in await self.people.bindings() if b.accounts]
        else:
            found = await self._bound(outgoing.account)
        for one in others:
            if outgoing.account == ANY or (one.role(outgoing.account) or Role.VIEWER) >= Role.TRADER:
                found += [identity.private for identity in one.identities if identity.private]
        return [there for there in dict.fromkeys(found) if there != place]

    async def _bound(self, account: str) -> list[str]:
        """The chats that are about an account."""
        key = account_key(account)
        return [b.place for b in await self.people.bindings() if {key, ANY} & set(b.accounts)]

    async def private(self, outgoing: Outgoing) -> list[str]:
        """The private chats of whoever asked for it and still may see the account, and of the owners."""
        askers = {person for _, person in await self._asked(outgoing)}
        found = []
        for principal in await self.people.people():
            asked = any(identity.id in askers for identity in principal.identities)
            if principal.owner or (asked and principal.role(outgoing.account) is not None):
                found += [identity.private for identity in principal.identities if identity.private]
        return found

    async def _asked(self, outgoing: Outgoing) -> list[tuple[str, str]]:
        """Place and person of each message that opened the bracket or added to it."""
        bracket = await self.store.bracket(outgoing.bracket)
        sources = [await self.store.asked_at(outgoing.bracket) or "", *(bracket.joined_by if bracket else ())]
        return [read for source in sources if (read := read_source(source)) is not None]

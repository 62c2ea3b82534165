"""Who listens behind every chat: knows the writer, decides whether he is heard, and shows him to his desk.

Fails closed: an unknown, an anonymous and an edited message carry nothing out, a forwarded one is a draft.  Knows
no platform and nothing of trading.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from difflib import get_close_matches

from bot import turns
from bot.approving import Office
from bot.asking import meant
from bot.chat import Choice, Message, Person, Place, Reply, Tap
from bot.desk import Desk
from bot.live_tickets import fingerprint
from bot.offering import choices
from bot.pace import Pace, Rate
from bot.refusals import Refused, denied_words, refusal
from bot.secrets_seen import holds_a_secret
from bot.session import Session
from bot.splitting import sound
from bot.tapping import tapped
from bot.taps import HARMLESS, meant_for
from bot.visitor import Visitor
from bot.waiting import in_no_silence
from bot.wordings import Wordings
from bot.words import duration
from core.engine import FRESH, RECENT
from core.grammar import COMMANDS
from core.instruction import Problem
from core.people import Denied, DeniedKind, Identity, Principal, source_text
from core.people_store import LetterStore, LiveTicket
from core.problems import SyntaxProblem
from core.syntax import parse

TELLING = 2.0  # seconds that an answer waits for what is told before it
DESKS = 1000  # that are remembered; what one forgets is a question nobody answered
STALE = timedelta(days=1)  # age of a forwarded signal beyond which no draft is made of it
POLITE = timedelta(minutes=10)  # between two lines to somebody we do not know
HASTY = timedelta(seconds=10)  # between two lines to somebody who says too much at once
EACH, ALL = Rate(1.0, 30), Rate(0.01, 500)  # messages and taps that are heard, of a person and of everybody
_ACCOUNTS = r"[\w.:<>&-]+(?:\s*,\s*[\w.:<>&-]+)*"
_SMART = re.compile(rf"#?[\w/.:]+(?:\s*,\s*#?[\w/.:]+)*\s+on\s+{_ACCOUNTS}\s+([\w-]+)", re.IGNORECASE)
_CODE = re.compile(r"/start(?:@\w+)?\s+\S+\s*$", re.IGNORECASE)
_TRADE = re.compile(r"^(?:/trade(?:\s+|$))+")
_NAMED = re.compile(r"^(/\w+)@\w+")


class Reception:
    """``bot.chat.Hearing``.  ``flushed(place, seconds)`` waits until a place was told what happened before."""

    def __init__(
        self,
        session: Session,
        office: Office,
        letters: LetterStore,
        flushed: Callable[[str, float], Awaitable[None]],
    ) -> None:
        self._session, self._office, self._letters, self._flushed = session, office, letters, flushed
        self._desks: OrderedDict[tuple[Place, str], Desk] = OrderedDict()
        self._polite: dict[tuple[Place, str], datetime] = {}
        self._hasty: dict[str, datetime] = {}
        self._pace = Pace(session.clock, lambda _person: EACH, ALL)
        self._wordings = Wordings()
        self._since = session.clock.now()

    async def hear(self, message: Message) -> Reply | None:
        """See ``Hearing``."""
        return await self._in_order(await self._heard(message), message)

    async def tap(self, tap: Tap) -> Reply | None:
        """See ``Hearing``."""
        return await self._in_order(await self._tapped(tap), tap)

    async def _in_order(self, reply: Reply | None, to: Message | Tap) -> Reply | None:
        """No answer overtakes what happened before it; its tickets are the asker's."""
        if reply is None:
            return None
        turns.heard()
        await self._flushed(str(to.place), TELLING)
        first, *more = (replace(one, person=to.person.id) if one.ticket else one for one in reply.each)
        return replace(first, more=tuple(more))

    async def _heard(self, message: Message) -> Reply | None:
        text = _NAMED.sub(r"\1", sound(message.text).strip())
        desk = await self._desk(message.person, message.place, private=message.private)
        addressed = message.private or _addressed(text, desk, message.key)
        secret = holds_a_secret(text)
        burns = secret and (desk.visitor.known or message.anonymous or bool(desk.visitor.bound))  # whoever pasted it
        if not (addressed or burns):
            return None  # other people's talk
        if not burns and (stranger := self._stranger(desk, message, text)) is not None:
            return self._politely(desk, message.place, message.person, stranger)
        if self._pace.wait(message.person.id):
            return self._too_many(desk)
        if secret:
            return Reply(desk.reader.say("burned"), refused=True, forget=True)
        if self._wordings.same(message.place, message.id, text) and message.edited:
            return None  # nobody edited it
        if message.edited:
            return Reply(desk.reader.say("edited"), refused=True)
        if message.forwarded is not None:
            return await self._drafted(desk.during(message.key), text, message.forwarded)
        age = max(self._session.clock.now(), self._session.clock.wall()) - message.at
        if age > RECENT:
            return await self._late(desk.during(message.key, message.at), text, age)
        async with in_no_silence(desk):
            return await desk.handle(text, key=message.key, at=message.at)

    @staticmethod
    def _stranger(desk: Desk, message: Message, text: str) -> DeniedKind | None:
        """Why nobody can be held to it."""
        if message.anonymous:
            return DeniedKind.ANONYMOUS
        own = message.forwarded is None and not message.edited
        return None if desk.visitor.known or (own and _CODE.match(text)) else DeniedKind.UNKNOWN

    async def _late(self, desk: Desk, text: str, age: timedelta) -> Reply:
        """Nothing is done.  A line is refused by the engine, which knows whether it was carried out when it came first
        and only its answer was lost."""
        try:
            parse(text)
        except SyntaxProblem:
            late = Problem("E-LATE", f"this message is {int(age.total_seconds())} s old; nothing is done that late")
            return Reply(desk.reader.problem(replace(late, hint="send it again"), text), refused=True)
        return await desk.carry_out(text)

    async def _drafted(self, desk: Desk, text: str, written: datetime) -> Reply:
        """Not the writer's own words, so a draft; what is too old to mean today's market is not even that."""
        now = max(self._session.clock.now(), self._session.clock.wall())
        age = duration(max(now - written, timedelta(0)))
        if now - written > STALE:
            return Reply(desk.reader.say("forwarded-stale", age=age), refused=True)
        return await desk.say(_TRADE.sub("", text), heading=desk.reader.say("forwarded", age=age))

    async def _tapped(self, tap: Tap) -> Reply | None:
        data, form, typed = tap.data.partition(" ")
        carried = self._office.sealer.read(data, tap.place)
        desk = await self._desk(tap.person, tap.place, private=tap.private)
        if carried is None:
            return _answered(desk.reader.say("tap-foreign"))
        if not meant_for(carried, tap.person):
            return _answered(desk.reader.say("tap-another"))
        now = self._session.clock.now()
        ours = max(now, self._session.clock.wall())
        if now > carried.until:
            return _answered(desk.reader.say("tap-expired"))
        if not desk.visitor.known:
            return _answered(desk.reader.told(denied_words(Denied(DeniedKind.UNKNOWN))))
        if self._pace.wait(tap.person.id):
            return _answered(desk.reader.say("too-many"))
        taken = ours if tap.taken is None else tap.taken
        if carried.verb not in HARMLESS and (taken - tap.at > FRESH or ours - taken > RECENT):
            # What an earlier run took it may have carried out, and only the answer was not shown any more.
            return _answered(desk.reader.say("tap-cut-off" if tap.taken is None else "tap-away"))
        typed = sound(typed).strip()
        if holds_a_secret(typed):
            return Reply(desk.reader.say("burned"), refused=True, alone=True, forget=True)
        try:
            async with in_no_silence(desk):
                return await tapped(
                    desk.during(f"tap:{data} {typed}".rstrip(), pressed=True), carried, typed if form else None
                )
        except Refused as error:
            return replace(refusal(error, desk.reader), alone=True)

    async def shown(self, reply: Reply, place: Place, message: str) -> None:
        """See ``Hearing``."""
        now = self._session.clock.now()
        await self._letters.show(LiveTicket(reply.ticket, str(place), message, fingerprint(reply), now, reply.person))

    async def choices(self, command: str, parameter: str, typed: str, person: Person, place: Place) -> list[Choice]:
        """See ``Hearing``."""
        known = await self._office.people.principal(person.id)
        private = known is not None and any(one.private == str(place) for one in known.identities)
        desk = await self._desk(person, place, private=private)
        return [] if not desk.visitor.known else choices(desk, command, parameter, typed)

    # -- who it is ------------------------------------------------------------------------------

    async def _desk(self, person: Person, place: Place, *, private: bool) -> Desk:
        """The person's own desk in that place, with what he may do now."""
        people = self._office.people
        principal = await people.principal(person.id)
        if principal is not None and _news(principal, person, place, private=private):
            where = str(place) if private else ""
            principal = await people.meet(Identity(person.id, person.name, person.locale, where))
        bound = None
        if not private:
            binding = await people.binding(str(place))
            bound = binding.accounts if binding is not None else ()
        key = (place, person.id)
        desk = self._desks.get(key)
        if desk is None:
            source = source_text(str(place), person.id)
            desk = Desk(self._session, source, office=self._office, since=self._since)
        desk.visitor = Visitor(principal, bound, place, person)
        if desk.visitor.known:  # a crowd of strangers must not make us forget what we asked those we know
            self._desks[key] = desk
            self._desks.move_to_end(key)
            if len(self._desks) > DESKS:
                self._desks.popitem(last=False)
        return desk

    def _too_many(self, desk: Desk) -> Reply | None:
        """One line, and a while later another one."""
        now, who = self._session.clock.now(), desk.source
        self._hasty = {one: at for one, at in self._hasty.items() if now - at < HASTY}
        if who in self._hasty:
            return None
        self._hasty[who] = now
        return Reply(desk.reader.say("too-many"), refused=True)

    def _politely(self, desk: Desk, place: Place, person: Person, kind: DeniedKind) -> Reply | None:
        """One line, and for a while nothing more."""
        now, key = self._session.clock.now(), (place, person.id)
        self._polite = {who: at for who, at in self._polite.items() if now - at < POLITE}
        if key in self._polite:
            return None
        self._polite[key] = now
        return Reply(desk.reader.told(denied_words(Denied(kind))), refused=True)


def _addressed(text: str, desk: Desk, key: str) -> bool:
    """Whether something said in a group is said to us."""
    smart = _SMART.match(text)
    return (
        text.startswith("/")
        or (smart is not None and bool(get_close_matches(smart[1].lower(), COMMANDS, n=1)))  # not "hold on a second"
        or ((desk.asking or desk.questions.knows(key)) and bool(text) and meant(text, desk.reader) is not None)
    )


def _answered(text: str) -> Reply:
    return Reply(text, refused=True, alone=True)


def _news(principal: Principal, person: Person, place: Place, *, private: bool) -> bool:
    known = next((one for one in principal.identities if one.id == person.id), None)
    where = str(place) if private else ""
    return (
        known is None
        or person.name not in ("", known.name)  # Discord tells no locale with lines, and what is "" is not kept
        or person.locale not in ("", known.locale)
        or where not in ("", known.private)
    )

"""Tickets that edit themselves: one message per bracket and place, shown anew when what it shows has changed.

At most once in two seconds per ticket where something happened, and less often where only the price moved; what shows
the same is not sent.  One edit that hangs holds up no other message.  Level-triggered: looks at what stands and what is
shown, and hears no event.  Knows no platform.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256

from bot.chat import SPACING, FrontEnd, Gone, Reply, Undelivered, read_place
from bot.reading import Readers, hears
from bot.session import Session
from bot.taps import Sealer
from bot.ticket import lines
from bot.ticket_buttons import shape, ticket_buttons
from bot.view import View
from bot.visitor import Visitor
from core.bracket import Bracket
from core.people import read_source
from core.people_store import LeftTicket, LetterStore, LiveTicket
from core.ports import StoreUnavailable

log = logging.getLogger(__name__)

EVERY = 2.0  # seconds between two looks, hence between two edits of a ticket
LATER = timedelta(seconds=60)  # after a failed edit
SLEEPING = timedelta(hours=1)  # between edits because of the price alone, where a place took none


class LiveTickets:
    """See the module's head."""

    def __init__(
        self,
        session: Session,
        letters: LetterStore,
        readers: Readers,
        sealer: Sealer,
        front_ends: Mapping[str, FrontEnd],
    ) -> None:
        self._session, self._letters, self._readers, self._sealer = session, letters, readers, sealer
        self._front_ends = front_ends
        self._shapes: dict[tuple[str, str], tuple[int, datetime]] = {}
        self._held: dict[tuple[str, str], datetime] = {}
        self._shut: set[tuple[str, str]] = set()  # messages that their place lets nobody edit now
        self._under_way: dict[tuple[str, str], asyncio.Task[None]] = {}  # by place and message

    async def run(self) -> None:
        """Until canceled."""
        try:
            while True:
                await self._session.clock.sleep(EVERY)
                try:
                    await self._begin()
                except StoreUnavailable as error:
                    log.warning("tickets are not refreshed now: %s", error)
        finally:
            tasks = list(self._under_way.values())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _begin(self) -> None:
        """Begin to edit every ticket that shows something else than what is, but where an edit is under way."""
        shown: list[LeftTicket | LiveTicket] = [*await self._letters.left(), *await self._letters.tickets()]
        for one in shown:
            key = (one.place, one.message)
            if key not in self._under_way:
                way = self._refresh(one) if isinstance(one, LiveTicket) else self._leave(one)
                self._under_way[key] = task = asyncio.create_task(self._surely(one, way), name="ticket")
                task.add_done_callback(partial(self._ended, key))

    def _ended(self, key: tuple[str, str], _task: asyncio.Task[None]) -> None:
        del self._under_way[key]

    async def _surely(self, shown: LiveTicket | LeftTicket, way: Awaitable[None]) -> None:
        try:
            await way
        except StoreUnavailable as error:
            log.warning("the ticket of #%s in %s is not refreshed now: %s", shown.bracket, shown.place, error)
        except Exception:  # a defect about one ticket must not leave every other one as it stands
            log.exception("the ticket of #%s in %s is not refreshed now", shown.bracket, shown.place)
            self._held[shown.place, shown.message] = self._session.clock.now() + LATER

    async def _leave(self, left: LeftTicket) -> None:
        """Say that a newer message shows the bracket: whoever looked at this one would take old figures for new, and
        old buttons."""
        key, now = (left.place, left.message), self._session.clock.now()
        if self._held.get(key, now) > now:
            return
        place = read_place(left.place)
        front_end = self._front_ends.get(place.platform)
        if front_end is None:
            return
        reader = await self._readers.of(left.place)
        try:
            await front_end.edit(place, left.message, Reply(reader.say("ticket-moved", id=left.bracket)))
        except Undelivered as error:
            self._hold(key, error, now)
            return
        except Gone as error:
            log.info("a former ticket of #%s in %s is gone: %s", left.bracket, left.place, error)
        self._held.pop(key, None)
        await self._letters.told(left)

    def _hold(self, key: tuple[str, str], error: Undelivered, now: datetime) -> None:
        self._held[key] = now + (timedelta(seconds=error.retry_after) if error.retry_after else LATER)

    async def _refresh(self, shown: LiveTicket) -> None:
        key, now = (shown.bracket, shown.place), self._session.clock.now()
        if self._held.get((shown.place, shown.message), now) > now:
            return
        bracket = await self._bracket(shown.bracket)
        if bracket is None:
            await self._letters.unshow(shown)
            return
        if self._only_the_price(key, bracket, now, self._spacing(shown)):
            return
        if not await hears(self._readers.people, shown.place, bracket.account):
            await self._letters.unshow(shown)  # it was seen while that was allowed
            return
        reply = await self.reply(bracket, shown)
        mark = fingerprint(reply)
        if mark != shown.shown and not await self._edit(shown, reply, mark, now):
            if (shown.place, shown.message) in self._shut:
                self._shapes.setdefault(key, (_state(bracket), now))
            return
        self._shapes[key] = (_state(bracket), now)
        if bracket.closed:
            await self._letters.unshow(shown)
            self._shapes.pop(key, None)

    def _only_the_price(self, key: tuple[str, str], bracket: Bracket, now: datetime, spacing: timedelta) -> bool:
        before = self._shapes.get(key)
        return before is not None and before[0] == _state(bracket) and now - before[1] < spacing

    def _spacing(self, shown: LiveTicket) -> timedelta:
        """Between two edits because of the price alone.  What happens is told by a letter, which opens an archived
        thread, and then the next edit finds it open."""
        if (shown.place, shown.message) in self._shut:
            return SLEEPING
        front_end = self._front_ends.get(read_place(shown.place).platform)
        return front_end.spacing(shown.message) if front_end is not None else SPACING

    async def _edit(self, shown: LiveTicket, reply: Reply, mark: str, now: datetime) -> bool:
        place, at = read_place(shown.place), (shown.place, shown.message)
        front_end = self._front_ends.get(place.platform)
        if front_end is None:
            return False
        try:
            await front_end.edit(place, shown.message, reply)
        except Undelivered as error:
            self._hold(at, error, now)
            if error.shut:
                self._shut.add(at)
            return False
        except Gone as error:
            log.info("the ticket of #%s in %s is gone: %s", shown.bracket, shown.place, error)
            await self._letters.unshow(shown)
            self._shut.discard(at)
            return False
        self._held.pop(at, None)
        self._shut.discard(at)
        await self._letters.edited(replace(shown, shown=mark, at=now))
        return True

    async def reply(self, bracket: Bracket, shown: LiveTicket) -> Reply:
        """A ticket as it is to be shown, its buttons for whom it was shown to; where that is not known (it was shown by
        an older version), for whoever asked for the bracket."""
        place, person = shown.place, shown.person
        reader = await self._readers.of(place, person)
        if not person:
            source = read_source(await self._session.store.asked_at(bracket.id) or "")
            person = source[1] if source is not None and _same_platform(source[1], place) else ""
        user = person.partition(":")[2]
        text = "\n".join(lines(View(self._session, Visitor()).ticket(bracket, reader)))
        there, now = read_place(place), self._session.clock.now()
        buttons = ticket_buttons(bracket, self._sealer, there, user, now, reader) if user else ()
        return Reply(text, mono=True, ticket=bracket.id, buttons=buttons)

    async def _bracket(self, id: str) -> Bracket | None:
        workers = self._session.engine.workers.values()
        return next((w.brackets[id] for w in workers if id in w.brackets), None) or await self._session.store.bracket(
            id
        )


def fingerprint(reply: Reply) -> str:
    """What a message shows, short: the same text and buttons need no edit, whatever the buttons carry."""
    labels = "|".join(button.label for row in reply.buttons for button in row)
    return sha256(f"{reply.text}\n{labels}".encode()).hexdigest()[:16]


def _state(bracket: Bracket) -> int:
    """A number that changes with whatever a ticket shows besides the price."""
    orders = tuple((order.id, order.status, order.cum_qty, order.trigger, order.price) for order in bracket.orders)
    guarded = (bracket.warned, bracket.away is not None, bracket.stop, bracket.armed)
    return hash((shape(bracket), orders, bracket.halted, bracket.closed, bracket.traded, *guarded))


def _same_platform(person: str, place: str) -> bool:
    return person.partition(":")[0] == place.partition(":")[0]

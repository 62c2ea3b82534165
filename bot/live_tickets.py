"""Tickets that edit themselves: one message per bracket and place, shown anew when what it shows has changed.

At most once in two seconds per ticket where something happened, and less often where only the price moved; what shows
the same is not sent.  Level-triggered: looks at what stands and what is shown, and hears no event.  Knows no platform.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from bot.chat import FrontEnd, Gone, Reply, Undelivered, read_place
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
PRICES = timedelta(seconds=20)  # between edits because of the price alone: a group allows 20 messages in a minute
LATER = timedelta(seconds=60)  # after a failed edit


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

    async def run(self) -> None:
        """Until canceled."""
        while True:
            await self._session.clock.sleep(EVERY)
            try:
                await self.refresh()
            except StoreUnavailable as error:
                log.warning("tickets are not refreshed now: %s", error)

    async def refresh(self) -> None:
        """Edit every ticket that shows something else than what is."""
        left = await self._letters.left()
        tickets = await self._letters.tickets()
        ways = [(one, self._leave(one)) for one in left] + [(one, self._refresh(one)) for one in tickets]
        await asyncio.gather(*(self._surely(one, way) for one, way in ways))

    async def _surely(self, shown: LiveTicket | LeftTicket, way: Awaitable[None]) -> None:
        try:
            await way
        except StoreUnavailable:
            raise
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
            await self._letters.unshow(shown.bracket, shown.place)
            return
        if self._only_the_price(key, bracket, now):
            return
        if not await hears(self._readers.people, shown.place, bracket.account):
            await self._letters.unshow(shown.bracket, shown.place)  # it was seen while that was allowed
            return
        reply = await self.reply(bracket, shown)
        mark = fingerprint(reply)
        if mark != shown.shown and not await self._edit(shown, reply, mark, now):
            return
        self._shapes[key] = (_state(bracket), now)
        if bracket.closed:
            await self._letters.unshow(shown.bracket, shown.place)
            self._shapes.pop(key, None)

    def _only_the_price(self, key: tuple[str, str], bracket: Bracket, now: datetime) -> bool:
        before = self._shapes.get(key)
        return before is not None and before[0] == _state(bracket) and now - before[1] < PRICES

    async def _edit(self, shown: LiveTicket, reply: Reply, mark: str, now: datetime) -> bool:
        place = read_place(shown.place)
        front_end = self._front_ends.get(place.platform)
        if front_end is None:
            return False
        try:
            await front_end.edit(place, shown.message, reply)
        except Undelivered as error:
            self._hold((shown.place, shown.message), error, now)
            return False
        except Gone as error:
            log.info("the ticket of #%s in %s is gone: %s", shown.bracket, shown.place, error)
            await self._letters.unshow(shown.bracket, shown.place)
            return False
        self._held.pop((shown.place, shown.message), None)
        await self._letters.edited(replace(shown, shown=mark, at=now))
        return True

    async def reply(self, bracket: Bracket, shown: LiveTicket) -> Reply:
        """A ticket as it is to be shown, its buttons for whom it was shown to; where that is not known (it was shown by
        an older version), for whoever asked for the bracket."""
        place, person = shown.place, shown.person
        reader = await self._readers.of(place)
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
    return hash((shape(bracket), orders, bracket.halted, bracket.closed, bracket.warned, bracket.stop, bracket.armed))


def _same_platform(person: str, place: str) -> bool:
    return person.partition(":")[0] == place.partition(":")[0]

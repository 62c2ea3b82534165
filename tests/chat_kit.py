"""A chat without a platform: people type and tap, the real reception answers, everything that is shown is kept.

The platform's side is as small as the port: messages have numbers, can be edited and deleted, and the platform can be
away.  Prices are played as in ``tests.test_conversations``.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from adapters.clock import VirtualClock
from adapters.database.memory import MemoryStore
from adapters.exchanges.paper import LocalVenue, Markets, PaperExchange, Venue
from adapters.scheduler import VirtualScheduler
from bot.approving import Office
from bot.chat import SHUT, SPACING, Button, Gone, Message, Person, Place, Posted, Reply, Tap, Undelivered
from bot.live_tickets import LiveTickets
from bot.pipe import plain_text
from bot.post import Post
from bot.reading import Readers
from bot.reception import Reception
from bot.session import IsOurs, Session, open_session
from bot.speaker import Speaker
from bot.taps import Sealer
from core.people import ANY, Grant, Identity, Role
from core.ports import Exchange
from tests.people_kit import Kept, in_memory
from tests.test_conversations import LATER, NAMES, PLENTY, PRINTS, START

ANN = Person("chat", "1", "Ann")
HOME = Place("chat", "1")
GROUP = Place("chat", "-5")
REAL, BEHIND = "Binance_F", "paper:real"
LONGEST = 4000  # characters of one message


@dataclass
class Screen:
    """``bot.chat.FrontEnd``: what stands in every place, by message id.  ``away``: nothing gets through; ``hang``:
    messages whose edits have no end; ``asleep``: places in which nothing can be edited until something is sent."""

    platform: str = "chat"
    trouble: str = ""
    shown: dict[tuple[Place, str], Reply] = field(default_factory=dict)
    said: list[tuple[Place, str]] = field(default_factory=list)
    edits: list[tuple[Place, str]] = field(default_factory=list)
    away: bool = False
    gone: set[Place] = field(default_factory=set)
    hang: set[str] = field(default_factory=set)
    asleep: set[Place] = field(default_factory=set)
    tries: int = 0
    every: timedelta = SPACING
    _ids: count[int] = field(default_factory=lambda: count(1))

    async def run(self) -> None:
        await asyncio.Event().wait()

    def fits(self, reply: Reply) -> bool:
        return len(plain_text(reply)) <= LONGEST

    async def send(self, place: Place, reply: Reply) -> Posted:
        self._reach(place)
        self.asleep.discard(place)
        id = str(next(self._ids))
        self.shown[place, id] = reply
        self.said.append((place, plain_text(reply)))
        return Posted((id,))

    async def edit(self, place: Place, message: str, reply: Reply) -> None:
        self._reach(place)
        self.tries += 1
        if message in self.hang:
            await asyncio.Event().wait()
        if place in self.asleep:
            raise Undelivered("archived", SHUT, shut=True)
        if (place, message) not in self.shown:
            raise Gone("no such message")
        self.edits.append((place, message))
        self.shown[place, message] = reply

    def spacing(self, _message: str) -> timedelta:
        return self.every

    async def delete(self, place: Place, message: str) -> None:
        self.shown.pop((place, message), None)

    async def aclose(self) -> None:
        return

    def _reach(self, place: Place) -> None:
        if self.away:
            raise Undelivered("away")
        if place in self.gone:
            raise Gone("blocked")


@dataclass
class Chat:
    """One bot, with people before it."""

    session: Session
    venue: Venue
    clock: VirtualClock
    kept: Kept
    office: Office
    reception: Reception
    screen: Screen
    post: Post
    tickets: LiveTickets
    prices: dict[str, Decimal]
    _keys: count[int] = field(default_factory=lambda: count(1))
    _row: int = 0

    async def knows(self, person: Person, role: Role, account: str = ANY) -> None:
        """Grant, as an owner would."""
        private = str(Place(person.platform, person.user))
        await self.kept.people.meet(Identity(person.id, person.name, person.locale, private))
        await self.kept.people.grant(person.id, Grant(account, role))

    async def type(
        self,
        text: str,
        person: Person = ANN,
        place: Place | None = None,
        *,
        key: str | None = None,
        id: str | None = None,
        edited: bool = False,
        anonymous: bool = False,
        forwarded: datetime | None = None,
        at: datetime | None = None,
    ) -> Reply | None:
        """Write a message; the answer, which is shown where it was asked."""
        place = place or Place(person.platform, person.user)
        private = not place.chat.startswith("-")
        key = key or f"m{next(self._keys)}"
        now = at or self.clock.now()
        message = Message(key, now, place, person, text, private, id or key, forwarded, edited, anonymous)
        return await self._shown(await self.reception.hear(message), place)

    async def tap(
        self, button: Button, person: Person = ANN, place: Place | None = None, typed: str | None = None
    ) -> Reply | None:
        """Press a button, or send the form that it opened."""
        place = place or Place(person.platform, person.user)
        data = button.data if typed is None else f"{button.data} {typed}"
        private = not place.chat.startswith("-")
        tap = Tap(f"t{next(self._keys)}", self.clock.now(), place, person, data, "", private)
        return await self._shown(await self.reception.tap(tap), place)

    async def _shown(self, reply: Reply | None, place: Place) -> Reply | None:
        for one in reply.each if reply is not None else ():
            if one.text or one.table:
                posted = await self.screen.send(place, one)
                if one.ticket:
                    await self.reception.shown(one, place, posted.ids[-1])
        return reply

    def print(self) -> None:
        """One trade in each market."""
        self._row += 1
        for symbol, price in self.prices.items():
            self.venue.trade(symbol, price, PLENTY, self.clock.now(), self._row)

    async def moves(self, name: str, price: str) -> None:
        """The market moves, and a second passes."""
        self.prices[NAMES[name]] = Decimal(price)
        self.print()
        await self.clock.sleep(LATER)

    def heard(self, place: Place = HOME) -> list[str]:
        """Everything said in a place, in order."""
        return [text for where, text in self.screen.said if where == place]


def button(reply: Reply | None, label: str) -> Button:
    """A reply's button."""
    assert reply is not None
    return next(b for row in reply.buttons for b in row if b.label == label)


def prepare() -> None:
    """Make the schema, once, on a real loop: migrations need threads, which a virtual one does not have."""

    async def once() -> None:
        async with in_memory():
            pass

    asyncio.run(once())


@asynccontextmanager
async def chat(clock: VirtualClock) -> AsyncIterator[Chat]:
    """A bot whose one owner is ``ANN``, in her private chat ``HOME``; on paper, and with real money on ``REAL``, which
    trades at the paper exchange too, as ``BEHIND``."""
    venue, screen, store, aloud = Venue(Markets()), Screen(), MemoryStore(), list[str]()
    for symbol, price in START:
        venue.seed(symbol, Decimal(price), clock.now())
    async with in_memory() as kept:
        readers = Readers(kept.people, clock)
        fronts = {"chat": screen}

        async def live(name: str, is_ours: IsOurs) -> tuple[str, Exchange] | None:
            return (
                (REAL, PaperExchange(LocalVenue(venue, clock), BEHIND, clock, is_ours=is_ours))
                if name == REAL
                else None
            )

        post = Post(store, kept.letters, kept.people, clock, readers, fronts, Speaker(store, aloud.append))
        async with open_session(
            store=store,
            clock=clock,
            link=LocalVenue(venue, clock),
            heartbeat=lambda nudge: VirtualScheduler(nudge, clock),
            notifier=post,
            latency=timedelta(milliseconds=50),
            live=live,
        ) as session:
            office = Office(kept.people, Sealer(b"k" * 32), tell=post.send)
            reception = Reception(session, office, kept.letters, post.flushed)
            tickets = LiveTickets(session, kept.letters, readers, office.sealer, fronts)
            prices = {symbol: Decimal(price) for symbol, price in START}
            one = Chat(session, venue, clock, kept, office, reception, screen, post, tickets, prices)
            await one.knows(ANN, Role.ADMIN)
            tasks = [asyncio.create_task(_prints(one)), asyncio.create_task(tickets.run())]
            try:
                yield one
            finally:
                for task in tasks:
                    task.cancel()
                await post.stop()


async def _prints(one: Chat) -> None:
    """A market that stands still trades on, so that market orders fill."""
    while True:
        one.print()
        await one.clock.sleep(PRINTS)

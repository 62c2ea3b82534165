"""The whole way: from what somebody does in Discord to orders on a paper exchange, and back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import discord
import pytest
import simcord

from adapters.clock import SystemClock
from adapters.database.memory import MemoryStore
from adapters.exchanges.paper import LocalVenue, Markets, Venue
from adapters.scheduler import Scheduler
from bot.approving import Office
from bot.chat import Choice, Message, Person, Place, Reply, Tap
from bot.discord import Discord
from bot.discord_backlog import Backlog
from bot.live_tickets import LiveTickets
from bot.post import Post
from bot.reading import Readers
from bot.reception import Reception
from bot.session import IsOurs, Live, Session, open_session
from bot.speaker import Speaker
from bot.taps import Sealer
from bot.visitor import Visitor
from core.orders import PositionSide
from core.people import ANY, Grant, Identity, Preferences, Principal, Role
from core.ports import Exchange
from tests.discord_kit import OFFERED, TOKEN
from tests.exchanges.on_loopback import KEYS, Books, connections, exchange_open
from tests.people_kit import in_memory
from tests.test_conversations import NAMES, PLENTY, START

GERMAN = Principal("discord:7", (Identity("discord:7", "Ann", "de", ""),))
LINE = "BTCUSDT on paper market long 0.01 stoploss long 100%p sl off 2%"


@dataclass
class Apart:
    """A hearing in whose work simcord's clock and patience have no part: what the bot does is its own."""

    hearing: Reception
    env: simcord.Env | None = None
    asked: asyncio.Queue[tuple[Coroutine[Any, Any, Any], asyncio.Future[Any]]] = field(default_factory=asyncio.Queue)

    async def hear(self, message: Message) -> Reply | None:
        found: Reply | None = await self._apart(self.hearing.hear(message))
        return found

    async def tap(self, tap: Tap) -> Reply | None:
        found: Reply | None = await self._apart(self.hearing.tap(tap))
        return found

    async def shown(self, reply: Reply, place: Place, message: str) -> None:
        await self._apart(self.hearing.shown(reply, place, message))

    async def choices(self, command: str, parameter: str, typed: str, person: Person, place: Place) -> list[Choice]:
        return await self.hearing.choices(command, parameter, typed, person, place)

    async def _apart(self, work: Coroutine[Any, Any, Any]) -> Any:
        assert self.env is not None
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.asked.put_nowait((work, done))
        return await self.env.external_wait(done, reason="the bot trades")

    async def run(self) -> None:
        """Do it, one after the other."""
        while True:
            work, done = await self.asked.get()
            try:
                done.set_result(await work)
            except Exception as error:  # noqa: BLE001  # it is handed to whoever waits
                done.set_exception(error)


async def shown(channel: simcord.ChannelHandle, words: str, id: int | None = None) -> discord.Message:
    """The newest message of the bot's that says this, or the one with that id once it does; with buttons if it is a
    ticket."""
    found: list[discord.Message] = []
    async with asyncio.timeout(20):
        while not found:
            await asyncio.sleep(0.01)
            told = [m for m in channel.history() if m.author.bot and words in m.content]
            found = [m for m in told if (m.components if id is None else m.id == id)]
    return found[-1]


@pytest.mark.parametrize(("locale", "chosen", "tag"), [("", "", "de"), ("es-ES", "", "es"), ("", "tr", "tr")])
def test_a_line_that_tells_no_language_is_answered_in_the_last_one(locale: str, chosen: str, tag: str) -> None:
    principal = replace(GERMAN, preferences=Preferences(language=chosen))
    visitor = Visitor(principal, None, Place("discord", "1"), Person("discord", "7", "Ann", locale))
    assert visitor.reader.language.tag == tag


@dataclass
class Desk:
    """A bot on Discord whose one owner is Ann."""

    env: simcord.Env
    ann: simcord.MemberActor
    session: Session
    prices: dict[str, Decimal]


@asynccontextmanager
async def desk(live: Live | None = None) -> AsyncIterator[Desk]:
    """``live``: opens accounts at exchanges, as in ``open_session``."""
    async with AsyncExitStack() as stack:
        clock = SystemClock()
        kept = await stack.enter_async_context(in_memory())
        venue, store = Venue(Markets()), MemoryStore()
        prices = {symbol: Decimal(price) for symbol, price in START}
        for symbol, price in prices.items():
            venue.seed(symbol, price, clock.now())
        fronts: dict[str, Any] = {}
        readers = Readers(kept.people, clock)
        post = Post(store, kept.letters, kept.people, clock, readers, fronts, Speaker(store, lambda _: None))
        session = await stack.enter_async_context(
            open_session(
                store=store, clock=clock, link=LocalVenue(venue, clock), heartbeat=Scheduler, notifier=post, live=live
            )
        )
        office = Office(kept.people, Sealer(b"k" * 32))
        hearing = Apart(Reception(session, office, kept.letters, post.flushed))
        front = Discord(TOKEN, hearing, OFFERED, clock, Backlog(kept.updates, kept.people, clock), reads=True)
        fronts["discord"] = front
        stack.push_async_callback(front.aclose)
        tickets = LiveTickets(session, kept.letters, readers, office.sealer, fronts)
        running = [asyncio.create_task(way) for way in (hearing.run(), tickets.run(), _trading(venue, clock, prices))]
        stack.push_async_callback(_end, running)
        env = hearing.env = await stack.enter_async_context(simcord.run(front.client))
        stack.push_async_callback(post.stop)
        env.backend.clock.advance((datetime.now(UTC) - env.now()).total_seconds())
        ann = env.create_guild().add_member(env.create_user("Ann"))
        await kept.people.meet(Identity(f"discord:{ann.id}", "Ann", "en", ""))
        await kept.people.grant(f"discord:{ann.id}", Grant(ANY, Role.ADMIN))
        yield Desk(env, ann, session, prices)


def test_a_bracket_lives_in_discord() -> None:
    async def story() -> None:
        async with desk() as one:
            await _trades(one.env, one.ann, one.prices)

    asyncio.run(story())


def test_real_money_is_asked_about_first_in_discord_and_its_buttons_twice() -> None:
    async def story() -> None:
        async with exchange_open() as binance:
            connecting = connections(binance)

            async def live(name: str, is_ours: IsOurs) -> tuple[str, Exchange] | None:
                if name.lower() != "binance_f":
                    return None
                return "Binance_F", await connecting.open("Binance_F", KEYS, testnet=False, is_ours=is_ours)

            async with desk(live) as one:
                await _with_real_money(Books(binance, "Binance_F"), one)

    asyncio.run(story())


async def _with_real_money(books: Books, one: Desk) -> None:
    channel, placed = one.env.guild.create_text_channel("desk"), ("POST", "/fapi/v1/order")
    await one.ann.slash(channel, "bind", accounts="Binance_F")
    await one.ann.slash(channel, "trade", line=LINE.replace("paper", "Binance_F"))
    draft = await shown(channel, "REAL MONEY")
    assert books.all_fills() == []
    for _ in range(2):
        await one.ann.click(draft, label="Confirm")
    ticket = await shown(channel, "#1 long 0.01 BTC/USDT:USDT on Binance_F")
    await _until(lambda: books.stopped() == Decimal("0.01"))
    assert len(books.binance.asked(*placed)) == 1
    await one.ann.click(ticket, label="Close")
    sure = await shown(channel, "REAL MONEY.  Sure?")
    assert books.held(PositionSide.LONG) == Decimal("0.01")
    await one.ann.click(sure, label="Confirm")
    await _until(lambda: "#1 closed" in "".join(m.content for m in channel.history()))
    await _until(lambda: not books.open_ids())
    assert books.held(PositionSide.LONG) == 0
    assert len(books.binance.asked(*placed)) == 2
    told = [line for m in channel.history() if m.author.bot for line in m.content.splitlines()]
    assert [sum(word in line for line in told) for word in (": bought", ": sold")] == [1, 1]


async def _trades(env: simcord.Env, ann: simcord.MemberActor, prices: dict[str, Decimal]) -> None:
    channel = env.guild.create_text_channel("desk")
    mallory = env.guild.add_member(env.create_user("Mallory"))
    await ann.slash(channel, "bind", accounts="paper")
    await mallory.slash(channel, "trade", line=LINE)
    lunch = await ann.send(channel, "lunch?")
    for _ in range(2):
        await mallory.context_menu(channel, "Trade this message", lunch)
    assert len([m for m in channel.history() if m.author.bot and "paper" not in m.content]) == 1  # "I do not know you"
    await ann.slash(channel, "trade", line=LINE)
    ticket = await shown(channel, "58800")
    assert [one.label for one in _buttons(ticket)] == [
        *("Move SL", "Break-even", "Close 50 %", "Close", "Cancel", "Why")
    ]

    found = await ann.autocomplete(channel, "close", "bracket", "")
    assert [one["value"] for one in found] == ["1"]
    assert "BTC/USDT" in found[0]["name"]
    assert await mallory.autocomplete(channel, "close", "bracket", "") == []

    form = await ann.click(ticket, label="Move SL")
    await ann.submit_modal(form, {"line": "off 3%"})
    moved = await shown(channel, "sell 0/0.01 at 58200")
    assert moved.id != ticket.id

    foreign = await mallory.click(moved, label="Close")
    await _until(lambda: [one.ephemeral for one in foreign.followups] == [True])
    assert "somebody else" in foreign.followups[0].content

    env.backend.clock.advance(-300)  # what is pressed now was pressed five minutes ago
    late = await ann.click(moved, label="Close")
    await _until(lambda: [one.ephemeral for one in late.followups] == [True])
    assert "Pressed while I was away" in late.followups[0].content
    env.backend.clock.advance(300)

    half = await ann.click(moved, label="Close 50 %")
    await _until(lambda: bool(half.followups))
    halved = half.followups[0].message
    assert "0.005" in halved.content
    stale = await ann.click(moved, label="Close 50 %")
    await _until(lambda: [one.ephemeral for one in stale.followups] == [False])
    assert "changed since" in stale.followups[0].content

    prices[NAMES["BTC"]] = Decimal(58100)  # the sl fills, and the newest ticket is edited where it stands
    await shown(channel, "#1 closed", stale.followups[0].id)
    assert "I do not know you" in "".join(m.content for m in channel.history())


def _buttons(message: discord.Message) -> list[Any]:
    return [item for row in message.components for item in row.children]  # type: ignore[union-attr]


async def _until(true: Any) -> None:
    async with asyncio.timeout(20):
        while True:
            if true():
                return
            await asyncio.sleep(0.01)


async def _trading(venue: Venue, clock: SystemClock, prices: dict[str, Decimal]) -> None:
    """A market that stands still trades on, so that market orders fill."""
    row = 0
    while True:
        row += 1
        for symbol, price in prices.items():
            venue.trade(symbol, price, PLENTY, clock.now(), row)
        await asyncio.sleep(0.05)


async def _end(running: list[asyncio.Task[None]]) -> None:
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)

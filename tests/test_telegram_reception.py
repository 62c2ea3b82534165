"""The whole way: from what somebody types into Telegram to orders on a paper exchange, and back."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from decimal import Decimal
from typing import Any

from adapters.clock import SystemClock
from adapters.database.memory import MemoryStore
from adapters.exchanges.paper import LocalVenue, Markets, Venue
from adapters.scheduler import Scheduler
from bot.approving import Office
from bot.live_tickets import LiveTickets
from bot.post import Post
from bot.reading import Readers
from bot.reception import Reception
from bot.session import open_session
from bot.speaker import Speaker
from bot.taps import Sealer
from bot.telegram import Telegram
from core.people import ANY, Grant, Identity, Role
from tests.botapi.server import TOKEN, stand_in
from tests.botapi.telegram import Chat, Human
from tests.botapi.telegram import Telegram as World
from tests.people_kit import in_memory
from tests.test_conversations import NAMES, PLENTY, START


async def shown(chat: Chat, words: str) -> dict[str, Any]:
    """The newest message of the bot's that holds this, buttons included, as soon as there is one."""
    async with asyncio.timeout(20):
        while True:
            found = [m for m in chat.messages.values() if words in str(m) and m["from"]["is_bot"]]
            if found:
                return found[-1]
            await asyncio.sleep(0.01)


def test_a_bracket_lives_in_telegram() -> None:
    async def story() -> None:
        async with AsyncExitStack() as stack:
            clock = SystemClock()
            world = World(clock)
            api = await stack.enter_async_context(stand_in(world))
            kept = await stack.enter_async_context(in_memory())
            venue, store = Venue(Markets()), MemoryStore()
            for symbol, price in START:
                venue.seed(symbol, Decimal(price), clock.now())
            fronts: dict[str, Any] = {}
            readers = Readers(kept.people, clock)
            post = Post(store, kept.letters, kept.people, clock, readers, fronts, Speaker(store, lambda _: None))
            session = await stack.enter_async_context(
                open_session(
                    store=store, clock=clock, link=LocalVenue(venue, clock), heartbeat=Scheduler, notifier=post
                )
            )
            office = Office(kept.people, Sealer(b"k" * 32))
            hearing = Reception(session, office, kept.letters, post.flushed)
            bot = Telegram(TOKEN, hearing, kept.updates, clock, base_url=api.url, poll=5)
            fronts["telegram"] = bot
            stack.push_async_callback(bot.aclose)
            stack.push_async_callback(post.stop)
            ann, mallory = world.person(7, "Ann"), world.person(8, "Mallory")
            await kept.people.meet(Identity("telegram:7", "Ann", "en", "telegram:7"))
            await kept.people.grant("telegram:7", Grant(ANY, Role.ADMIN))
            tickets = LiveTickets(session, kept.letters, readers, office.sealer, fronts)
            running = [asyncio.create_task(way) for way in (bot.run(), tickets.run(), _trading(venue, clock))]
            stack.push_async_callback(_end, running)
            await _trades(ann, mallory)

    asyncio.run(story())


async def _trades(ann: Human, mallory: Human) -> None:
    line = "BTCUSDT on paper market long 0.01 stoploss long 100%p sl off 2%"
    mallory.types(line)
    ann.types(line)
    ticket = await shown(ann.home, "callback_data")
    labels = [button["text"] for row in ticket["reply_markup"]["inline_keyboard"] for button in row]
    move = next(label for label in labels if label.endswith("…"))
    ann.taps(ticket, move)
    prompt = await shown(ann.home, "off 2%")
    ann.types("off 3%", to=prompt)
    await shown(ann.home, "58200")
    ann.taps(ann.home.messages[ticket["message_id"]], "Close")
    await shown(ann.home, "closed")
    refused = [m for m in mallory.home.messages.values() if m["from"]["is_bot"]]
    assert len(refused) == 1
    assert "BTC" not in str(refused)


async def _trading(venue: Venue, clock: SystemClock) -> None:
    """A market that stands still trades on, so that market orders fill."""
    row = 0
    while True:
        row += 1
        for symbol in NAMES.values():
            venue.trade(symbol, Decimal(dict(START)[symbol]), PLENTY, clock.now(), row)
        await asyncio.sleep(0.05)


async def _end(running: list[asyncio.Task[None]]) -> None:
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)

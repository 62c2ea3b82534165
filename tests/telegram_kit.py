"""The Telegram front end on the stand-in, with somebody behind it who only listens and answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.chat import Choice, Message, Person, Place, Reply, Tap
from bot.telegram import Telegram
from bot.telegram_webhook import Webhook
from core.people_store import UpdateStore
from tests.botapi.server import TOKEN, StandIn, stand_in
from tests.botapi.swift import SwiftClock
from tests.botapi.telegram import Human
from tests.botapi.telegram import Telegram as World
from tests.people_kit import in_memory

PUBLIC = "https://bot.example"
ECHO = "heard: "


def echo(message: Message) -> Reply | None:
    return Reply(ECHO + message.text)


@dataclass
class Ear:
    """A ``Hearing`` that remembers.  ``before``: awaited with each message before it is answered."""

    answer: Callable[[Message], Reply | None] = echo
    tapped: Callable[[Tap], Reply | None] = lambda tap: Reply(f"did {tap.data}")
    before: Callable[[Message], Coroutine[Any, Any, None]] | None = None
    before_tap: Callable[[Tap], Coroutine[Any, Any, Any]] | None = None
    heard: list[Message] = field(default_factory=list)
    taps: list[Tap] = field(default_factory=list)
    tickets: list[tuple[str, str, str]] = field(default_factory=list)

    async def hear(self, message: Message) -> Reply | None:
        self.heard.append(message)
        if self.before is not None:
            await self.before(message)
        return self.answer(message)

    async def tap(self, tap: Tap) -> Reply | None:
        if self.before_tap is not None:
            await self.before_tap(tap)
        self.taps.append(tap)
        return self.tapped(tap)

    async def shown(self, reply: Reply, place: Place, message: str) -> None:
        self.tickets.append((reply.ticket, str(place), message))

    async def choices(self, command: str, parameter: str, typed: str, person: Person, place: Place) -> list[Choice]:
        raise NotImplementedError

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.heard]


@dataclass
class Talk:
    """Everything of one story.  ``starts`` runs the bot beside it, again after ``dies``."""

    clock: SwiftClock
    world: World
    api: StandIn
    store: UpdateStore
    ear: Ear
    ann: Human
    webhook: Webhook | None = None
    more: dict[str, Any] = field(default_factory=dict)
    bot: Telegram = field(init=False)
    running: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self.bot = self.born()

    def born(self, **more: Any) -> Telegram:
        usual: dict[str, Any] = {"base_url": self.api.url, "poll": 5, "reading": 5.0, "webhook": self.webhook}
        return Telegram(TOKEN, self.ear, self.store, self.clock, **(usual | self.more | more))

    async def starts(self) -> None:
        """Return once it receives: its first question only asks for what has waited, the second is held open."""
        self.running = asyncio.create_task(self.bot.run())
        polls = self.api.polls
        await self.until(lambda: bool(self.api.webhook["url"]) if self.webhook else self.api.polls > polls + 1)

    async def dies(self) -> None:
        """At once, as far as what is saved can tell: nothing that was under way is ended."""
        if self.running is not None:
            for task in self.bot._intake._tasks:
                task.cancel()
            self.running.cancel()
            await asyncio.gather(self.running, return_exceptions=True)
        await self.bot.aclose()

    async def lives_again(self) -> None:
        await self.dies()
        self.bot = self.born()
        await self.starts()

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for what must happen; what never does fails the story."""
        async with asyncio.timeout(20):
            while not true():
                if self.running is not None and self.running.done():
                    await self.running
                    raise AssertionError("the bot has ended")
                await asyncio.sleep(0.001)

    async def all_done(self) -> None:
        """Until nothing waits at Telegram, nothing in the store, and nothing is being handled."""
        await self.until(lambda: not self.api.waiting)
        await self.bot._intake.idle()
        assert await self.store.pending_updates("4242") == []


Story = Callable[[Talk], Coroutine[Any, Any, None]]


@asynccontextmanager
async def talk(ear: Ear | None = None, webhook: Webhook | None = None, **more: Any) -> AsyncIterator[Talk]:
    async with AsyncExitStack() as stack:
        clock = SwiftClock()
        world = World(clock)
        api = await stack.enter_async_context(stand_in(world))
        kept = await stack.enter_async_context(in_memory())
        made = Talk(clock, world, api, kept.updates, ear or Ear(), world.person(7, "Ann", "de"), webhook, more)
        stack.push_async_callback(made.dies)
        yield made


def play(story: Story, ear: Ear | None = None, webhook: Webhook | None = None, **more: Any) -> None:
    """Tell a story; the bot runs from the start unless it says otherwise."""

    async def told() -> None:
        async with talk(ear, webhook, **more) as made:
            await story(made)

    asyncio.run(told())

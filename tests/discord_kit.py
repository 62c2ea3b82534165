"""The Discord front end on simcord, with somebody behind it who only listens and answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import discord
import simcord

from bot.chat import Button, Choice, Message, Person, Place, Reply, Style, Tap
from bot.commands import COMMANDS
from bot.desk import AT_TERMINALS
from bot.discord import Discord
from bot.discord_backlog import Backlog
from core.ports import Clock
from tests.botapi.swift import SwiftClock
from tests.people_kit import Kept, in_memory

TOKEN = "not-a-token-of-anybodys"  # noqa: S105  # nobody's
ECHO = "heard: "
TWO = (
    (Button("Move SL", "ms.1", asks="New stop: a price"), Button("Close", "cl.1", Style.DANGER)),
    (Button("Confirm", "y.1", Style.PRIMARY),),
)
OFFERED = [command for name, command in COMMANDS.items() if name not in AT_TERMINALS]


def echo(message: Message) -> Reply | None:
    return Reply(ECHO + message.text)


@dataclass
class Ear:
    """A ``Hearing`` that remembers.  ``before``: awaited with whatever comes before it is answered."""

    answer: Callable[[Message], Reply | None] = echo
    tapped: Callable[[Tap], Reply | None] = lambda tap: Reply(f"did {tap.data}")
    offers: list[Choice] = field(default_factory=list)
    before: Callable[[object], Awaitable[None]] | None = None
    heard: list[Message] = field(default_factory=list)
    taps: list[Tap] = field(default_factory=list)
    tickets: list[tuple[str, str, str]] = field(default_factory=list)
    typed: list[tuple[str, str, str, str, str]] = field(default_factory=list)

    async def hear(self, message: Message) -> Reply | None:
        self.heard.append(message)
        await self._before(message)
        return self.answer(message)

    async def tap(self, tap: Tap) -> Reply | None:
        self.taps.append(tap)
        await self._before(tap)
        return self.tapped(tap)

    async def shown(self, reply: Reply, place: Place, message: str) -> None:
        self.tickets.append((reply.ticket, str(place), message))

    async def choices(self, command: str, parameter: str, typed: str, person: Person, place: Place) -> list[Choice]:
        self.typed.append((command, parameter, typed, person.id, str(place)))
        await self._before(typed)
        return self.offers

    async def _before(self, said: object) -> None:
        if self.before is not None:
            await self.before(said)

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.heard]


@dataclass
class Talk:
    """Everything of one story: a guild with one channel, Ann in it and Ben, who was never heard of."""

    env: simcord.Env
    front: Discord
    ear: Ear
    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    ann: simcord.MemberActor
    ben: simcord.MemberActor
    kept: Kept

    @property
    def last(self) -> discord.Message:
        """The newest message in the channel."""
        found = self.channel.last_message
        assert found is not None
        return found

    @property
    def home(self) -> simcord.ChannelHandle:
        """Ann's private chat with the bot."""
        return self.ann.user.dm_channel

    def requests(self, method: str, path: str) -> list[Any]:
        """The bodies of what the bot sent to paths that end so."""
        return [one.json for one in self.env.http_requests if one.method == method and one.path.endswith(path)]


Story = Callable[[Talk], Coroutine[Any, Any, None]]


@asynccontextmanager
async def talk(ear: Ear, *, reads: bool = False, **options: Any) -> AsyncIterator[Talk]:
    async with in_memory() as kept:
        front = born(ear, kept, reads=reads)
        try:
            async with simcord.run(front.client, **options) as env:
                guild = env.create_guild()
                channel = guild.create_text_channel("desk")
                ann, ben = (guild.add_member(env.create_user(name)) for name in ("Ann", "Ben"))
                yield Talk(env, front, ear, guild, channel, ann, ben, kept)
        finally:
            await front.aclose()


def born(ear: Ear, kept: Kept, clock: Clock | None = None, *, reads: bool = False) -> Discord:
    """The front end, as at the start of a process."""
    clock = clock or SwiftClock()
    return Discord(TOKEN, ear, OFFERED, clock, Backlog(kept.updates, kept.people, clock), reads=reads)


def play(story: Story, ear: Ear | None = None, *, reads: bool = False, **options: Any) -> None:
    async def told() -> None:
        async with talk(ear or Ear(), reads=reads, **options) as made:
            await story(made)

    asyncio.run(told())


def alone(story: Callable[[Kept], Coroutine[Any, Any, None]]) -> None:
    """Tell a story without a Discord, for which a ledger is enough."""

    async def told() -> None:
        async with in_memory() as kept:
            await story(kept)

    asyncio.run(told())

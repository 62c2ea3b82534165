"""The library's client, which receives: what happens is handed to the front end, and the commands are kept in step.

The library mends a broken connection, and Discord tells again what it told meanwhile; where it will not, and after
every start, what was written since is read from the chats where somebody can trade.  Knows no person and no words.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any, Literal, Protocol

import discord
import structlog
from discord import app_commands
from discord.backoff import ExponentialBackoff

from bot import discord_commands as slash
from bot import discord_errors as errors
from bot import troubles
from bot.discord_backlog import Backlog
from bot.discord_requests import within
from core.ports import StoreUnavailable

log = structlog.get_logger(__name__)

PATIENCE = 30.0  # seconds that the library may wait for its turn; longer waits are ours, so that others go on
MISSED = 100  # lines that are read of a chat after a break, the newest: one request
AT_ONCE = 4  # chats that are read at a time
READING = 10.0  # seconds that reading one may take: what is written there now waits for it
AGAIN = (1.0, 5.0)  # seconds before it is tried again; the next line from there moves the mark past what is unread
REMEMBERED = 1000  # of what was told of late
LONGEST_WAIT = 100.0
"""Seconds.  With 86 a day would hold the 1,000 IDENTIFYs after which Discord takes a token away ("Gateway")."""
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody speaks, so no more packages are needed


class Soon(ExponentialBackoff[Literal[False]]):
    """The library's own waits between two attempts to connect, but for its longest: 17 minutes, in which nobody is
    heard though Discord is back."""

    def delay(self) -> float:
        """Seconds."""
        return min(super().delay(), LONGEST_WAIT)


discord.client.ExponentialBackoff = Soon  # type: ignore[attr-defined, assignment]  # from there ``connect`` takes it


class Events(Protocol):
    """What a client hands on."""

    def offer(self, tree: app_commands.CommandTree) -> None:
        """Put the commands into a client's tree."""

    def in_trouble(self, why: str) -> None:
        """``why``: "" once it is over."""

    async def written(self, found: discord.Message, *, edited: bool = False) -> bool:
        """A line in a chat; whether it was for us."""

    async def unread(self, channel: int) -> None:
        """What was written in a chat meanwhile could not be read, and will not be."""

    async def pressed(self, found: discord.Interaction) -> None:
        """A button, or the form that a button opened."""


class Seen:
    """What was told of late: after a broken connection it is told again."""

    def __init__(self) -> None:
        self._seen: OrderedDict[Hashable, None] = OrderedDict()

    def first(self, key: Hashable) -> bool:
        """Whether this is told for the first time."""
        new = key not in self._seen
        self._seen[key] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return new


class Client(discord.Client):
    """Hands what happens to the front end.  Nobody is ever called by a message of ours: it mentions none."""

    def __init__(self, events: Events, backlog: Backlog, *, reads: bool) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=reads)
        super().__init__(
            intents=intents, allowed_mentions=discord.AllowedMentions.none(), max_ratelimit_timeout=PATIENCE
        )
        self._events, self._backlog = events, backlog
        self.tree = app_commands.CommandTree(self)
        self.logged_in = False
        self.leaving = False
        """No more lines are begun; they are read after the next start."""
        self._caught_up: dict[int, asyncio.Task[None]] = {}  # by channel, since the connection was made
        self._edits = Seen()
        self._reading: set[asyncio.Task[None]] = set()
        self._unread: set[int] = set()  # channels that were told that they could not be read
        events.offer(self.tree)

    @property
    def me(self) -> int:
        """Our own user id; 0 before we know it."""
        return self.user.id if self.user is not None else 0

    async def setup_hook(self) -> None:
        await self.tree.set_translator(slash.Sentences())
        self.logged_in = True

    async def close(self) -> None:
        self.logged_in = False
        for task in self._reading:  # what they have not dealt with is read after the next start
            task.cancel()
        await super().close()

    async def on_connect(self) -> None:
        self._events.in_trouble("")  # messages come in already; the library waits 2 s for guilds before it is ready

    async def on_ready(self) -> None:
        try:
            await slash.agree(self.tree)
        except (*errors.FAILURES, app_commands.AppCommandError) as error:
            log.error("Discord's slash commands could not be set; they are as they were", why=str(error))
        await self._read_everywhere()

    async def on_resumed(self) -> None:
        self._events.in_trouble("")
        await self._read_everywhere()

    async def on_disconnect(self) -> None:
        self._caught_up.clear()
        if self.logged_in:
            self._events.in_trouble(troubles.DISCORD_LOST)

    async def on_message(self, message: discord.Message) -> None:
        await self._catch_up(message.channel.id)  # or it would overtake what was written before it
        await self._deal_with(message)

    # -- what was written meanwhile --------------------------------------------------------------------

    async def _read_everywhere(self) -> None:
        self._caught_up.clear()
        try:
            channels = await self._backlog.channels()
        except StoreUnavailable as error:
            log.error("what was written in Discord meanwhile is not read", why=str(error))
            return
        room = asyncio.Semaphore(AT_ONCE)

        async def one(channel: int) -> None:
            async with room:
                await self._catch_up(channel)

        await asyncio.gather(*(one(channel) for channel in channels))

    async def _catch_up(self, channel: int) -> None:
        """Return once everything was dealt with that was written in a chat before the connection was made."""
        if channel not in self._caught_up:
            self._caught_up[channel] = reading = asyncio.create_task(self._read(channel))
            self._reading.add(reading)
            reading.add_done_callback(self._reading.discard)
        await asyncio.wait([self._caught_up[channel]])

    async def _read(self, channel: int) -> None:
        missed = await self._surely_missed(channel)
        if len(missed) == MISSED:
            log.error("more was written meanwhile than is read; the older lines are passed over", channel=channel)
        for line in reversed(missed):  # one that was edited does not say any more what was written
            await self._deal_with(line, edited=line.edited_at is not None)

    async def _surely_missed(self, channel: int) -> list[discord.Message]:
        """As ``_missed``, tried again; nothing where it fails for good, of which the chat is told once."""
        for seconds in (*AGAIN, None):
            try:
                missed = await within(READING, self._missed(channel))
            except (*errors.FAILURES, discord.InvalidData, StoreUnavailable) as error:
                log.warning("what was written meanwhile cannot be read", channel=channel, why=str(error))
                final = isinstance(error, discord.Forbidden | discord.NotFound)
                ours = isinstance(error, StoreUnavailable)  # then it is not known either whether anybody trades there
            except Exception:
                log.exception("what was written meanwhile cannot be read", channel=channel)
                final, ours = True, False
            else:
                self._unread.discard(channel)
                return missed
            if final or seconds is None:
                break
            await asyncio.sleep(seconds)
        if not ours and channel not in self._unread:
            self._unread.add(channel)
            await self._events.unread(channel)
        return []

    async def _missed(self, channel: int) -> list[discord.Message]:
        """The newest lines after the mark, newest first; where there is no mark yet, one is made."""
        mark = await self._backlog.mark(channel)
        if mark is None and channel not in await self._backlog.channels():
            return []
        found: Any = self.get_channel(channel) or await self.fetch_channel(channel)
        if mark is None:
            newest = [line.id async for line in found.history(limit=1)]
            await self._backlog.keep(channel, *newest or [channel])  # every line's id is above its chat's
            return []
        after = discord.Object(mark)
        return [line async for line in found.history(after=after, limit=MISSED, oldest_first=False)]

    async def _deal_with(self, line: discord.Message, *, edited: bool = False) -> None:
        if self.leaving or not self._backlog.begun(line.channel.id, line.id):
            return
        ours = False
        try:
            ours = await self._events.written(line, edited=edited)
        except Exception:
            log.exception("a line could not be dealt with", channel=line.channel.id, line=line.id)
        try:
            await self._backlog.ended(line.channel.id, line.id, ours=ours)
        except StoreUnavailable as error:
            log.warning("after the next start a line may be read again", channel=line.channel.id, why=str(error))

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Also of a line that the library does not remember; of one that it does not, only the time tells that its text
        is another, and not only a link unfolded."""
        after, before = payload.message, payload.cached_message
        same = after.edited_at is None if before is None else after.content == before.content
        if not (same or after.author.bot) and self._edits.first((after.id, after.edited_at)):
            await self._events.written(after, edited=True)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if interaction.type in (discord.InteractionType.component, discord.InteractionType.modal_submit):
            await self._events.pressed(interaction)

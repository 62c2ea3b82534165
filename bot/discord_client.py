"""The library's client, which receives: what happens is handed to the front end, and the commands are kept in step.

The library mends a broken connection, and Discord tells again what it told meanwhile; where it will not, we read what
was written since wherever somebody talks to us.  Knows no person and no words.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Protocol

import discord
import structlog
from discord import app_commands

from bot import discord_commands as slash
from bot import discord_errors as errors
from bot import troubles

log = structlog.get_logger(__name__)

PATIENCE = 30.0  # seconds that the library may wait for its turn; longer waits are ours, so that others go on
TALKS, MISSED = 100, 50  # chats that are read after a break, and lines in each
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody speaks, so no more packages are needed


class Events(Protocol):
    """What a client hands on."""

    def offer(self, tree: app_commands.CommandTree) -> None:
        """Put the commands into a client's tree."""

    def in_trouble(self, why: str) -> None:
        """``why``: "" once it is over."""

    async def written(self, found: discord.Message, *, edited: bool = False) -> bool:
        """A line in a chat; whether it was for us."""

    async def pressed(self, found: discord.Interaction) -> None:
        """A button, or the form that a button opened."""


class Client(discord.Client):
    """Hands what happens to the front end.  Nobody is ever called by a message of ours: it mentions none."""

    def __init__(self, events: Events, *, reads: bool) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=reads)
        super().__init__(
            intents=intents, allowed_mentions=discord.AllowedMentions.none(), max_ratelimit_timeout=PATIENCE
        )
        self._events = events
        self.tree = app_commands.CommandTree(self)
        self.logged_in = False
        self._talks: OrderedDict[int, discord.Message] = OrderedDict()  # the newest line for us, by channel
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
        await super().close()

    async def on_ready(self) -> None:
        self._events.in_trouble("")
        try:
            await slash.agree(self.tree)
        except (*errors.FAILURES, app_commands.AppCommandError) as error:
            log.error("Discord's slash commands could not be set; they are as they were", why=str(error))
        for last in list(self._talks.values()):
            await self._catch_up(last)

    async def _catch_up(self, last: discord.Message) -> None:
        try:
            async for missed in last.channel.history(after=last, limit=MISSED, oldest_first=True):
                await self.on_message(missed)
        except errors.FAILURES as error:
            log.warning("what was written meanwhile cannot be read", channel=last.channel.id, why=str(error))

    async def on_resumed(self) -> None:
        self._events.in_trouble("")

    async def on_disconnect(self) -> None:
        if self.logged_in:
            self._events.in_trouble(troubles.DISCORD_LOST)

    async def on_message(self, message: discord.Message) -> None:
        if await self._events.written(message):
            self._talks[message.channel.id] = message
            self._talks.move_to_end(message.channel.id)
            if len(self._talks) > TALKS:
                self._talks.popitem(last=False)

    async def on_message_edit(self, before: discord.Message, after: discord.Message) -> None:
        if before.content != after.content:
            await self._events.written(after, edited=True)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if interaction.type in (discord.InteractionType.component, discord.InteractionType.modal_submit):
            await self._events.pressed(interaction)

"""Answers in Discord: to whom each is shown, and where; each tried for a while.

Knows no trading and nothing of how something is sent.
"""

from __future__ import annotations

import discord
import structlog

from bot import discord_markup as markup
from bot.chat import Gone, Hearing, Message, Reply, Tap, Undelivered
from bot.discord_sender import Sender, tried
from bot.language import language
from bot.showing import noted
from core.ports import Clock

log = structlog.get_logger(__name__)


class Answers:
    """See the module's head.  ``hearing``: is told where tickets stand."""

    def __init__(self, sender: Sender, hearing: Hearing, clock: Clock) -> None:
        self._sender, self._hearing, self._clock = sender, hearing, clock

    async def asked(self, found: discord.Interaction, to: Message | Tap, reply: Reply | None, *, hidden: bool) -> None:
        """Show a reply to what was deferred; ``hidden``: it was promised to the asker alone."""
        first, *more = reply.each if reply is not None else (None,)
        try:
            await self._first(found, to, first, hidden=hidden)
        except (Undelivered, Gone) as error:
            tried(error, to.place)
        for one in filter(None, more):
            try:
                await self._answer(found, to, one, hidden=hidden)
            except (Undelivered, Gone) as error:
                tried(error, to.place)
        if isinstance(to, Tap) and reply is not None and reply.spent is not None:
            await self._replaced(found, to, reply.spent)

    async def written(self, message: Message, found: discord.Message, reply: Reply | None) -> None:
        """Show a reply to a line."""
        if reply is None:
            return
        if reply.forget:
            try:
                await self._sender.delete(message.place, message.id)
            except (Undelivered, Gone) as error:
                log.warning("a message with a secret could not be deleted", place=str(message.place), why=str(error))
        to = "" if message.private or reply.forget else message.id
        for one in reply.each:
            try:
                if reply.alone and not message.private:
                    await self._whispered(found.author, message, one)
                else:
                    ids = (await self._sender.send(message.place, one, to)).ids
                    await self._stands(one, message, ids[-1] if ids else "")
            except (Undelivered, Gone) as error:
                tried(error, message.place)
            to = ""

    async def _first(self, found: discord.Interaction, to: Message | Tap, reply: Reply | None, *, hidden: bool) -> None:
        promised = isinstance(to, Message)
        if reply is None or not markup.plain(reply).strip():
            if promised:
                await self._sender.unanswered(found)
            return
        if isinstance(to, Tap) and reply.update and await self._replaced(found, to, reply):
            await self._stands(reply, to, to.message)
        elif promised and not hidden and not to.private and (reply.alone or reply.forget):
            # What was promised to all cannot become the asker's alone, and with it goes what he typed.
            await self._sender.unanswered(found)
            if isinstance(to, Message) and reply.alone:
                await self._whispered(found.user, to, reply)
            else:
                await self._sender.send(to.place, reply)
        else:
            await self._answer(found, to, reply, hidden=hidden)

    async def _whispered(self, user: discord.User | discord.Member, to: Message, reply: Reply) -> None:
        try:
            await self._sender.whisper(user, reply)
        except Gone as error:
            tried(error, to.place)
            said = language(to.person.locale).say("discord-closed")
            await self._sender.send(to.place, Reply(said, refused=True))

    async def _answer(self, found: discord.Interaction, to: Message | Tap, reply: Reply, *, hidden: bool) -> None:
        ids = (await self._sender.answer(found, reply, hidden=hidden)).ids
        await self._stands(reply, to, ids[-1] if ids else "")

    async def _replaced(self, found: discord.Interaction, tap: Tap, reply: Reply) -> bool:
        """Show a reply in place of what was tapped; whether that was possible."""
        try:
            await self._sender.replace(found, tap.place, tap.message, reply)
            return True
        except (Undelivered, Gone) as error:
            log.info("a message could not be replaced", place=str(tap.place), why=str(error))
            return False

    async def _stands(self, reply: Reply, to: Message | Tap, posted: str) -> None:
        await noted(self._hearing, self._clock, reply, to.place, posted)

"""Showing, changing and taking away Discord messages, at Discord's pace, which the library keeps.

Knows no person and no words.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import discord
import structlog

from bot import discord_errors as errors
from bot import discord_markup as markup
from bot.chat import Gone, Place, Posted, Reply, Undelivered
from bot.discord_messages import PLATFORM, channel_id

log = structlog.get_logger(__name__)

Write = Callable[..., Awaitable[discord.Message]]
"""Post one message: of a channel, or in answer to an interaction."""


@contextmanager
def meant() -> Iterator[None]:
    """What the library raises, as ``Undelivered`` or ``Gone``."""
    try:
        yield
    except errors.FAILURES as error:
        raise errors.meaning(error) from error


class Sender:
    """Raises ``Undelivered`` and ``Gone`` for everything that Discord refuses."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def send(self, place: Place, reply: Reply, to: str = "") -> Posted:
        """Show something new, in answer to the message ``to`` if it is still there; the buttons under the last part."""
        channel = self._client.get_partial_messageable(channel_id(place))

        async def write(**shown: Any) -> discord.Message:
            # One number per message: the library repeats requests whose answer was lost, and Discord shows one of them.
            return await channel.send(**shown, nonce=secrets.randbits(62))

        return await self._posted(write, reply, {"silent": reply.quiet}, _answering(place, to))

    async def whisper(self, user: discord.User | discord.Member, reply: Reply) -> Posted:
        """Show something to one person alone."""
        with meant():
            channel = await user.create_dm()
        return await self.send(Place(PLATFORM, str(channel.id)), reply)

    async def answer(self, asked: discord.Interaction, reply: Reply, *, hidden: bool) -> Posted:
        """Show an answer where it was asked: ``hidden`` for the asker alone.

        Discord takes answers for 15 minutes; later ones go to the channel, and hidden ones to the person.
        """

        async def write(**shown: Any) -> discord.Message:
            return await asked.followup.send(**shown, ephemeral=hidden, wait=True)

        try:
            return await self._posted(write, reply, {"silent": reply.quiet}, {})
        except Gone as error:
            if not errors.is_expired(error.__cause__):
                raise
        if hidden:
            return await self.whisper(asked.user, reply)
        if asked.channel_id is None:
            raise Gone("Discord did not tell in which channel")
        return await self.send(Place(PLATFORM, str(asked.channel_id)), reply)

    async def _posted(
        self, write: Write, reply: Reply, with_each: dict[str, Any], with_first: dict[str, Any]
    ) -> Posted:
        parts, ids = markup.parts(reply), []
        for number, part in enumerate(parts):
            shown: dict[str, Any] = {"content": part.content, "suppress_embeds": True, **with_each}
            if number == 0:
                shown |= with_first
            buttons = markup.view(reply) if number == len(parts) - 1 else None
            if buttons is not None:
                shown["view"] = buttons
            with meant():
                ids.append(str((await self._written(write, part, shown)).id))
        return Posted(tuple(ids))

    async def _written(self, write: Write, part: markup.Part, shown: dict[str, Any]) -> discord.Message:
        """A message that comes without what it answers, or without its buttons, is better than one that never comes."""
        try:
            return await (write(**shown, files=part.files) if part.file else write(**shown))
        except discord.HTTPException as error:
            unreadable = errors.is_ours(error) or errors.is_code(error, errors.NO_HISTORY)
            if unreadable and shown.get("reference") is not None:
                return await self._written(write, part, shown | {"reference": None})
            if not errors.is_ours(error):
                raise
            log.error("Discord refuses how we wrote a message; it is sent plain", why=error.text)
            return await write(content=part.content)

    async def edit(self, place: Place, message: str, reply: Reply) -> None:
        """Show something else there; what does not fit one message comes as a file."""
        parts = markup.parts(reply)
        if not parts:
            return
        if len(parts) > 1:
            log.error("a message cannot be edited to more than Discord's one; the rest is not shown", place=str(place))
        found = self._client.get_partial_messageable(channel_id(place)).get_partial_message(int(message))
        with meant():
            await found.edit(content=parts[0].content, view=markup.view(reply), attachments=parts[0].files)

    async def replace(self, asked: discord.Interaction, place: Place, message: str, reply: Reply) -> None:
        """The same for the message under which a button was pressed, which may be one that only the presser sees."""
        parts = markup.parts(reply)
        if len(parts) == 1:
            try:
                await asked.edit_original_response(
                    content=parts[0].content, view=markup.view(reply), attachments=parts[0].files
                )
                return
            except errors.FAILURES as error:
                if not errors.is_expired(error):
                    raise errors.meaning(error) from error
        await self.edit(place, message, reply)

    async def delete(self, place: Place, message: str) -> None:
        """That it is away already is no error."""
        found = self._client.get_partial_messageable(channel_id(place)).get_partial_message(int(message))
        try:
            await found.delete()
        except errors.FAILURES as error:
            if not errors.is_code(error, errors.UNKNOWN_MESSAGE):
                raise errors.meaning(error) from error

    async def unanswered(self, asked: discord.Interaction) -> None:
        """Take away the sign that an answer is awaited.  That this fails changes nothing."""
        try:
            await asked.delete_original_response()
        except errors.FAILURES as error:
            log.info("a waiting sign could not be taken away", why=str(errors.meaning(error)))


def _answering(place: Place, message: str) -> dict[str, Any]:
    if not message:
        return {}
    at = discord.MessageReference(message_id=int(message), channel_id=channel_id(place), fail_if_not_exists=False)
    return {"reference": at}


def tried(error: Undelivered | Gone, place: Place) -> None:
    """An answer that cannot be shown is no reason to stop: what happens to orders is told in other ways as well."""
    log.error("an answer could not be shown", place=str(place), why=str(error))

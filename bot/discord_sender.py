"""Showing, changing and taking away Discord messages, at Discord's pace, which the library keeps.

Knows no person and no words.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import discord
import structlog

from bot import discord_errors as errors
from bot import discord_markup as markup
from bot.chat import Gone, Place, Posted, Reply, Undelivered
from bot.discord_messages import PLATFORM, channel_id
from bot.discord_requests import PATIENT, within
from bot.showing import patiently
from core.ports import Clock

log = structlog.get_logger(__name__)
T = TypeVar("T")

UNSURE = 100  # replies of unknown outcome that are remembered

Write = Callable[..., Coroutine[Any, Any, discord.Message]]
"""Post one message, whose number within its reply comes first: of a channel, or in answer to an interaction."""


async def asked(request: Coroutine[Any, Any, T]) -> T:
    """What a request gives; what the library raises, as ``Undelivered`` or ``Gone``."""
    try:
        return await within(PATIENT, request)
    except errors.FAILURES as error:
        raise errors.meaning(error) from error


class Sender:
    """Raises ``Undelivered`` and ``Gone`` for everything that Discord refuses.

    ``patience``: by this clock every request is tried for a while, for somebody who waits; without, once.
    """

    def __init__(self, client: discord.Client, patience: Clock | None = None) -> None:
        self._client, self._patience = client, patience
        self._edits: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()  # by message
        self._unsure: OrderedDict[tuple[Place, Reply], list[int]] = OrderedDict()  # and the numbers of its messages

    async def send(self, place: Place, reply: Reply, to: str = "") -> Posted:
        """Show something new, in answer to the message ``to`` if it is still there; the buttons under the last part."""
        channel = self._client.get_partial_messageable(channel_id(place))
        # One number per message: what is repeated because its answer was lost, by the library or by whoever wants it
        # shown, Discord shows once ("in the past few minutes": Create Message, "enforce_nonce").
        numbers = self._unsure.pop((place, reply), None) or [secrets.randbits(62) for _ in markup.parts(reply)]

        async def write(part: int, **shown: Any) -> discord.Message:
            return await channel.send(**shown, nonce=numbers[part])

        try:
            return await self._posted(write, reply, {"silent": reply.quiet}, _answering(place, to))
        except Undelivered as error:
            if error.uncertain:
                self._unsure[place, reply] = numbers
                if len(self._unsure) > UNSURE:
                    self._unsure.popitem(last=False)
            raise

    async def _asks(self, request: Callable[[], Coroutine[Any, Any, T]]) -> T:
        if self._patience is None:
            return await asked(request())
        return await patiently(self._patience, lambda: asked(request()))

    async def whisper(self, user: discord.User | discord.Member, reply: Reply) -> Posted:
        """Show something to one person alone."""
        channel = await self._asks(partial(_opened, user))
        return await self.send(Place(PLATFORM, str(channel.id)), reply)

    async def answer(self, found: discord.Interaction, reply: Reply, *, hidden: bool) -> Posted:
        """Show an answer where it was asked: ``hidden`` for the asker alone.

        Discord takes answers for 15 minutes; later ones go to the channel, and hidden ones to the person.
        """

        async def write(_part: int, **shown: Any) -> discord.Message:
            return await found.followup.send(**shown, ephemeral=hidden, wait=True)

        try:
            return await self._posted(write, reply, {"silent": reply.quiet}, {})
        except Gone as error:
            if not errors.is_expired(error.__cause__):
                raise
        if hidden:
            return await self.whisper(found.user, reply)
        if found.channel_id is None:
            raise Gone("Discord did not tell in which channel")
        return await self.send(Place(PLATFORM, str(found.channel_id)), reply)

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
            message = await self._asks(partial(self._written, partial(write, number), part, shown))
            ids.append(str(message.id))
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
        turn = self._edits.setdefault(message, asyncio.Lock())

        async def change() -> None:
            async with turn:  # an edit that nobody waits for any more may not come behind a newer one
                await found.edit(**_in_place(parts[0], reply))

        await self._asks(change)

    async def replace(self, found: discord.Interaction, place: Place, message: str, reply: Reply) -> None:
        """The same for the message under which a button was pressed, which may be one that only the presser sees."""
        parts = markup.parts(reply)
        if len(parts) == 1:
            try:
                await self._asks(lambda: found.edit_original_response(**_in_place(parts[0], reply)))
                return
            except Gone as error:
                if not errors.is_expired(error.__cause__):
                    raise
        await self.edit(place, message, reply)

    async def delete(self, place: Place, message: str) -> None:
        """That it is away already is no error."""
        found = self._client.get_partial_messageable(channel_id(place)).get_partial_message(int(message))
        try:
            await self._asks(found.delete)
        except Gone as error:
            if not errors.is_code(error.__cause__, errors.UNKNOWN_MESSAGE):
                raise

    async def unanswered(self, found: discord.Interaction) -> None:
        """Take away the sign that an answer is awaited.  That this fails changes nothing."""
        try:
            await asked(found.delete_original_response())
        except (Undelivered, Gone) as error:
            log.info("a waiting sign could not be taken away", why=str(error))


def _in_place(part: markup.Part, reply: Reply) -> dict[str, Any]:
    return {"content": part.content, "view": markup.view(reply), "attachments": part.files}


async def _opened(user: discord.User | discord.Member) -> discord.DMChannel:
    return await user.create_dm()


def _answering(place: Place, message: str) -> dict[str, Any]:
    if not message:
        return {}
    at = discord.MessageReference(message_id=int(message), channel_id=channel_id(place), fail_if_not_exists=False)
    return {"reference": at}


def tried(error: Undelivered | Gone, place: Place) -> None:
    """An answer that cannot be shown is no reason to stop: what happens to orders is told in other ways as well."""
    log.error("an answer could not be shown", place=str(place), why=str(error))

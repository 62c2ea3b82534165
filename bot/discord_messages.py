"""Discord's messages and interactions as messages and taps.  Decides nothing, asks nobody and keeps nothing.

Keys are ``discord:message:ID`` and ``discord:interaction:ID``, so that what the gateway tells again after a broken
connection is the same.  A thread is a place of its own under its parent's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import discord

from bot.chat import Message, Person, Place, Tap

PLATFORM = "discord"
_WRITTEN = (discord.MessageType.default, discord.MessageType.reply)


def message_of(found: discord.Message, me: int, *, edited: bool = False) -> Message | None:
    """What somebody wrote; None for what has no text, for joins and pins, and for bots and webhooks: whoever they are
    worked by cannot be held to it."""
    if found.author.bot or found.webhook_id is not None or found.type not in _WRITTEN:
        return None
    text, forwarded = found.content, None
    if found.reference is not None and found.reference.type is discord.MessageReferenceType.forward:
        snapshot = next(iter(found.message_snapshots), None)
        text, forwarded = (snapshot.content, snapshot.created_at) if snapshot is not None else ("", None)
    role = found.guild.self_role if found.guild is not None else None  # the bot's own, which has its name
    text = _for_us(text, [f"<@{me}>", f"<@!{me}>", *([role.mention] if role is not None else [])])
    if not text:
        return None
    key = f"{PLATFORM}:message:{found.id}"
    at = found.edited_at if edited else None
    guild_rights = found.author.guild_permissions if isinstance(found.author, discord.Member) else None
    return Message(
        key=key if at is None else f"{key}:{int(at.timestamp())}",
        at=found.created_at,
        place=place_of(found.channel),
        person=person_of(found.author),
        text=text,
        private=found.channel.type is discord.ChannelType.private,
        id=str(found.id),
        forwarded=forwarded,
        edited=edited,
        admin=guild_rights is not None and guild_rights.administrator,
    )


def asked(found: discord.Interaction, text: str, forwarded: datetime | None = None) -> Message:
    """A slash command, as if it had been typed, or somebody's message that is to be traded (``forwarded``)."""
    return Message(
        key=f"{PLATFORM}:interaction:{found.id}",
        at=found.created_at.astimezone(UTC),
        place=place_of(found.channel),
        person=person_of(found.user, str(found.locale)),
        text=text,
        private=is_private(found),
        forwarded=forwarded,
        admin=found.permissions.administrator and not is_private(found),
    )


def tap_of(found: discord.Interaction, data: str, taken: datetime) -> Tap:
    """A button that was pressed, or its form filled in; ``taken`` as in ``Tap``."""
    return Tap(
        key=f"{PLATFORM}:interaction:{found.id}",
        at=found.created_at.astimezone(UTC),
        place=place_of(found.channel),
        person=person_of(found.user, str(found.locale)),
        data=data,
        message=str(found.message.id) if found.message is not None else "",
        private=is_private(found),
        taken=taken,
    )


def is_private(found: discord.Interaction) -> bool:
    """Whether nobody else reads there; groups of friends are no such place."""
    return found.channel is not None and found.channel.type is discord.ChannelType.private


def place_of(channel: Any) -> Place:
    """Raises ``ValueError`` where Discord does not tell the channel."""
    if channel is None:
        raise ValueError("Discord did not tell in which channel")
    if isinstance(channel, discord.Thread):
        return Place(PLATFORM, str(channel.parent_id), str(channel.id))
    return Place(PLATFORM, str(channel.id))


def channel_id(place: Place) -> int:
    """Where messages for a place go."""
    return int(place.thread or place.chat)


def person_of(user: discord.User | discord.Member, locale: str = "") -> Person:
    """Discord tells a client's language only with interactions."""
    return Person(PLATFORM, str(user.id), user.global_name or user.name, locale)


def typed(data: Mapping[str, Any]) -> str:
    """The line that was typed into our form."""
    return next(_values(data.get("components", [])), "").strip()


def _values(found: Any) -> Iterator[str]:
    for one in found if isinstance(found, list) else [found]:
        if "value" in one:
            yield str(one["value"])
        yield from _values(one.get("components", []))
        if "component" in one:
            yield from _values(one["component"])


def _for_us(text: str, ours: Iterable[str]) -> str:
    """Without our own mentions before or behind a line."""
    text = text.strip()
    for mention in ours:
        text = text.removeprefix(mention).removesuffix(mention).strip()
    return text

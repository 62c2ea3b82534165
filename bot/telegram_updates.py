"""Telegram's updates as messages and taps.  Decides nothing, asks nobody and keeps nothing.

Keys are ``telegram:BOT:KIND:CHAT:MESSAGE``, so that an update is the same one however often and whichever way it came.
"""

from __future__ import annotations

import re
from datetime import datetime

import telegram

from bot import telegram_markup as markup
from bot.chat import Message, Person, Place, Tap

PLATFORM = "telegram"
KINDS = ("message", "edited_message", "channel_post", "callback_query")
"""What is asked for; edited messages only to be told that an edit does nothing."""
_ADDRESSED = re.compile(r"(/\w+)@(\w+)(?=\s|$)")


def message_of(update: telegram.Update, me: telegram.User) -> Message | None:
    """What somebody wrote; None for what has no text (joins, stickers) or is a command to another bot."""
    found = update.message or update.edited_message or update.channel_post
    if found is None:
        return None
    text = _for_us(found.text or found.caption or "", me.username or "")
    if not text:
        return None
    kind = "channel_post" if update.channel_post else "edited_message" if update.edited_message else "message"
    edited = found.edit_date if update.edited_message else None
    key = f"{PLATFORM}:{me.id}:{kind}:{found.chat.id}:{found.message_id}"
    return Message(
        key=key if edited is None else f"{key}:{int(edited.timestamp())}",
        at=found.date,
        place=_place(found),
        person=_writer(found),
        text=text,
        private=found.chat.type == found.chat.PRIVATE,
        id=str(found.message_id),
        forwarded=_another_wrote(found),
        edited=update.edited_message is not None,
        anonymous=found.sender_chat is not None or found.from_user is None,
    )


def tap_of(query: telegram.CallbackQuery, me: telegram.User, at: datetime, taken: datetime | None = None) -> Tap | None:
    """A button that was pressed; None under a message that Telegram does not tell about.  A tap has no time of its own:
    ``at`` is when it can have been at the earliest; ``taken`` as in ``Tap``."""
    under = query.message
    if under is None or query.data is None:
        return None
    place = _place(under) if isinstance(under, telegram.Message) else Place(PLATFORM, str(under.chat.id))
    return Tap(
        key=f"{PLATFORM}:{me.id}:callback_query:{under.chat.id}:{query.id}",
        at=at,
        place=place,
        person=_person(query.from_user),
        data=query.data,
        message=str(under.message_id),
        private=under.chat.type == under.chat.PRIVATE,
        taken=taken,
    )


def title_of(query: telegram.CallbackQuery) -> str:
    """What the pressed button asks for first; "" if it asks nothing."""
    if not isinstance(query.message, telegram.Message) or query.data is None:
        return ""
    return markup.recalled(entity.url for entity in query.message.entities).get(query.data, "")


def answer_of(
    message: Message, update: telegram.Update, me: telegram.User, taken: datetime | None = None
) -> Tap | None:
    """A line that answers one of our own prompts, as the tap that the prompt was about; None if it answers none.

    Neither a forwarded line is an answer, nor an edited one, nor a command.
    """
    asked = update.message.reply_to_message if update.message else None
    ours = asked is not None and asked.from_user is not None and asked.from_user.id == me.id
    if asked is None or not ours or message.anonymous or message.forwarded is not None or message.text[0] == "/":
        return None
    about = markup.recalled(entity.url for entity in asked.entities)
    if "data" not in about or "message" not in about:
        return None
    said = f"{about['data']} {message.text}"
    place, private = message.place, message.private
    return Tap(message.key, message.at, place, message.person, said, about["message"], private, taken)


def chat_of(update: dict[str, object]) -> str:
    """The chat of an update as it came, so that its updates keep their order; "" for one without."""
    for kind in update.values():
        if isinstance(kind, dict):
            about = kind.get("message", kind)
            chat = about.get("chat") if isinstance(about, dict) else None
            if isinstance(chat, dict):
                return str(chat.get("id", ""))
    return ""


def _another_wrote(message: telegram.Message) -> datetime | None:
    """When somebody else wrote what this person sent; None if it is his own.  An inline bot's words are the bot's."""
    if message.forward_origin is not None:
        return message.forward_origin.date
    return message.date if message.via_bot is not None else None


def _place(message: telegram.Message) -> Place:
    topic = message.message_thread_id if message.is_topic_message else None  # replies have thread ids, too
    return Place(PLATFORM, str(message.chat.id), "" if topic is None else str(topic))


def _writer(message: telegram.Message) -> Person:
    """Who wrote; for what is written in the name of a group or channel, that one, never Telegram's stand-in user."""
    if message.sender_chat is not None:
        return Person(PLATFORM, str(message.sender_chat.id), message.sender_chat.effective_name or "")
    if message.from_user is None:
        return Person(PLATFORM, str(message.chat.id), message.chat.effective_name or "")
    return _person(message.from_user)


def _person(user: telegram.User) -> Person:
    return Person(PLATFORM, str(user.id), user.full_name, user.language_code or "")


def _for_us(text: str, name: str) -> str:
    """Without our own name in ``/close@our_bot`` or in front of a line; "" for another bot's command."""
    addressed = _ADDRESSED.match(text)
    if addressed is not None:
        return addressed[1] + text[addressed.end() :] if addressed[2].lower() == name.lower() else ""
    first, _, rest = text.partition(" ")
    return rest.lstrip() if name and first.lower().rstrip(",:") == f"@{name.lower()}" else text

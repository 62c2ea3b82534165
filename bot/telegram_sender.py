"""Showing, changing and taking away Telegram messages, at Telegram's pace.  Knows no person, no update and no words."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
import telegram
from telegram import error as refused

from bot import telegram_errors as errors
from bot import telegram_markup as markup
from bot.chat import Place, Posted, Reply, Undelivered
from bot.pace import Pace, Rate
from core.ports import Clock, StoreUnavailable

log = structlog.get_logger(__name__)
T = TypeVar("T")

# "avoid sending more than one message per second" to a chat, "20 messages per minute" to a group, "about 30 messages
# per second" in all, "short bursts" allowed: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
PRIVATE, GROUP, ALL = Rate(1.0, 5), Rate(4.3, 6), Rate(0.04, 5)
LINES = 6  # requests at a time, fewer than connections: whoever has his turn must not wait for one and come late
SOON = 1.5  # seconds that an answer waits for its turn without saying so
_NO_PREVIEW = telegram.LinkPreviewOptions(is_disabled=True)
_PATIENT = 120.0  # seconds that the later parts of a text wait for their turn


def rate(chat: str) -> Rate:
    """Groups and channels have negative ids."""
    return GROUP if chat.startswith("-") else PRIVATE


class Sender:
    """Raises ``Undelivered`` and ``Gone`` for everything that Telegram refuses.

    ``moved``: told where a group went when Telegram gave it a new id.
    """

    def __init__(self, bot: telegram.Bot, clock: Clock, moved: Callable[[str, str], Awaitable[None]]) -> None:
        self._bot, self._clock, self._moved = bot, clock, moved
        self._pace = Pace(clock, rate, ALL)
        self._lines = asyncio.Semaphore(LINES)
        self._new: dict[str, str] = {}  # a group's old id and its new one

    async def send(self, place: Place, reply: Reply, to: str = "") -> Posted:
        """Show something new, in answer to the message ``to`` if it is still there; the buttons under the last part."""
        parts, ids = markup.parts(reply), []
        for number, part in enumerate(parts):
            last = number == len(parts) - 1

            async def post(chat: str, part: str = part, number: int = number, last: bool = last) -> telegram.Message:
                try:
                    return await self._bot.send_message(
                        chat,
                        part,
                        parse_mode="HTML",
                        message_thread_id=int(place.thread) if place.thread else None,
                        reply_markup=_keyboard(reply) if last else None,
                        disable_notification=reply.quiet,
                        link_preview_options=_NO_PREVIEW,
                        reply_parameters=_answering(to) if number == 0 else None,
                    )
                except refused.BadRequest as error:
                    if not errors.is_ours(error):
                        raise
                    log.error("Telegram refuses how we wrote a message; it is sent plain", why=error.message)
                    return await self._plain(chat, place, reply, number)

            shown = await self._at(place.chat, post, SOON if number == 0 else _PATIENT)
            ids.append(str(shown.message_id))
        return Posted(tuple(ids))

    async def _plain(self, chat: str, place: Place, reply: Reply, number: int) -> telegram.Message:
        """Without markup and buttons: a notice that comes ugly is better than one that never comes."""
        text = markup.plain_parts(reply)[number]
        thread = int(place.thread) if place.thread else None
        return await self._bot.send_message(chat, text, message_thread_id=thread, link_preview_options=_NO_PREVIEW)

    async def edit(self, place: Place, message: str, reply: Reply) -> None:
        """Show something else there; what does not fit one message is cut, and logged."""
        parts = markup.parts(reply)
        if not parts:
            return
        if len(parts) > 1:
            log.error("a message cannot be edited to more than Telegram's one; the rest is not shown", place=str(place))

        async def change(chat: str) -> None:
            try:
                await self._bot.edit_message_text(
                    parts[0],
                    chat,
                    int(message),
                    parse_mode="HTML",
                    reply_markup=_keyboard(reply),
                    link_preview_options=_NO_PREVIEW,
                )
            except refused.BadRequest as error:
                if not errors.is_done_already(error):
                    raise

        await self._at(place.chat, change, SOON)

    async def delete(self, place: Place, message: str) -> None:
        """That it is away already is no error."""

        async def remove(chat: str) -> None:
            try:
                await self._bot.delete_message(chat, int(message))
            except refused.BadRequest as error:
                if not errors.is_done_already(error):
                    raise

        await self._at(place.chat, remove, SOON, paced=False)

    async def answer(self, tap: str, text: str, *, alarm: bool = False) -> bool:
        """End the waiting sign on a button; whether that was possible.  Telegram soon forgets a tap."""
        try:
            return await self._bot.answer_callback_query(tap, text or None, show_alert=alarm)
        except refused.TelegramError as error:
            log.info("a tap was not answered in its bubble", why=errors.line(error))
            return False

    async def ask(self, place: Place, html: str, title: str, to: str) -> None:
        """Show a prompt that opens the reader's reply field."""
        field = telegram.ForceReply(selective=True, input_field_placeholder=title[: markup.PLACEHOLDER] or None)

        async def post(chat: str) -> None:
            await self._bot.send_message(
                chat,
                html,
                parse_mode="HTML",
                message_thread_id=int(place.thread) if place.thread else None,
                reply_markup=field,
                link_preview_options=_NO_PREVIEW,
                reply_parameters=_answering(to),
            )

        await self._at(place.chat, post, SOON)

    async def follow(self, old: str, new: str) -> None:
        """A group has a new id: from now on, what goes to the old one goes there."""
        if self._new.get(old) != new:
            log.warning("a Telegram group has become a supergroup with a new id", old=old, new=new)
            await self._moved(old, new)
            self._new[old] = new

    def _now(self, chat: str) -> str:
        while chat in self._new:
            chat = self._new[chat]
        return chat

    async def _at(self, chat: str, ask: Callable[[str], Awaitable[T]], patience: float, *, paced: bool = True) -> T:
        """``ask`` for the chat's present id, in its turn; ``patience``: seconds, then ``Undelivered`` says how long."""
        while True:
            at = self._now(chat)
            try:
                async with self._lines:
                    wait = self._pace.wait(at) if paced else 0.0
                    if wait <= 0:
                        return await ask(at)
                if wait > patience:
                    raise Undelivered(f"the turn of {chat} comes in {wait:.1f} s", wait)
                await self._clock.sleep(wait)
            except refused.ChatMigrated as error:
                try:
                    await self.follow(at, str(error.new_chat_id))
                except StoreUnavailable as unsaved:
                    raise Undelivered(f"the new id of a Telegram group cannot be saved: {unsaved}") from unsaved
            except refused.RetryAfter as error:
                seconds = errors.seconds_of(error)
                self._pace.hold(at, seconds)
                if seconds > patience or not paced:
                    raise errors.meaning(error) from error
            except refused.TelegramError as error:
                raise errors.meaning(error) from error


def _keyboard(reply: Reply) -> telegram.InlineKeyboardMarkup | None:
    rows = [
        [telegram.InlineKeyboardButton(said, callback_data=data) for said, data in row]
        for row in markup.keyboard(reply)
    ]
    return telegram.InlineKeyboardMarkup(rows) if rows else None


def _answering(message: str) -> telegram.ReplyParameters | None:
    return telegram.ReplyParameters(int(message), allow_sending_without_reply=True) if message else None

"""What Telegram's refusals mean to whoever wanted something shown.  Sends nothing.

The words that are looked for are those of the Bot API server (tdlib/telegram-bot-api, Client.cpp), as PTB passes
them on.
"""

from __future__ import annotations

import os
from datetime import timedelta

import httpx
from telegram import error as refused

from bot.chat import Gone, Undelivered
from bot.logs import REDACTOR

os.environ.setdefault("PTB_TIMEDELTA", "true")  # as in PTB 23; without it every flood refusal is a warning

TOKEN = "Telegram does not know the bot's token: copy it anew from @BotFather into the settings"  # noqa: S105  (no token)
SAME = "message is not modified"
_GONE_ALREADY = ("message to delete not found", "message identifier is not specified")
_AWAY = (
    "chat not found",
    "message thread not found",
    "message to be replied not found",
    "peer_id_invalid",
    "not enough rights",
    "have no rights",
    "chat_write_forbidden",
    "topic_closed",
    "topic_deleted",
    "was deactivated",
    "deactivated",
)
_BEFORE_SENDING = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def is_ours(error: refused.TelegramError) -> bool:
    """Whether what we sent was at fault, not the chat it went to: bad markup, a bad button, too long."""
    return isinstance(error, refused.BadRequest) and not any(word in error.message.lower() for word in _AWAY)


def is_done_already(error: refused.TelegramError) -> bool:
    """Whether it is refused because it is as wanted: the same content, or a message that is away."""
    return isinstance(error, refused.BadRequest) and any(
        word in error.message.lower() for word in (SAME, *_GONE_ALREADY)
    )


def seconds_of(error: refused.RetryAfter) -> float:
    """How long Telegram asks us to wait."""
    given = error.retry_after
    return given.total_seconds() if isinstance(given, timedelta) else float(given)


def meaning(error: refused.TelegramError) -> Undelivered | Gone:
    """As a front end says it."""
    if isinstance(error, refused.RetryAfter):
        seconds = seconds_of(error)
        return Undelivered(f"Telegram asks us to wait {seconds:g} s", seconds)
    if isinstance(error, refused.InvalidToken):
        return Undelivered(TOKEN)
    if isinstance(error, refused.Forbidden | refused.BadRequest):
        return Gone(f"Telegram refuses it: {REDACTOR(error.message)}")
    unsent = isinstance(error.__cause__, _BEFORE_SENDING)
    why = _named(error)
    return Undelivered(f"Telegram cannot be reached: {why}", uncertain=not unsent)


def line(error: Exception) -> str:
    """What is wrong with the connection and what to do, in one line without secrets."""
    if isinstance(error, refused.InvalidToken):
        return TOKEN
    if isinstance(error, refused.Conflict):
        return "another program takes messages of this Telegram bot: stop it, or give it a bot of its own"
    if isinstance(error, refused.RetryAfter):
        return f"Telegram asks us to wait {seconds_of(error):g} s"
    if isinstance(error, refused.TelegramError):
        return f"Telegram cannot be reached: {_named(error)}"
    if isinstance(error, OSError):
        return f"Telegram's updates cannot be listened for: {error.strerror or error}"
    return f"what Telegram sends cannot be saved: {REDACTOR(str(error))}"


def _named(error: refused.TelegramError) -> str:
    """PTB shows what it could not read in full; a proxy's whole page says no more than its first words."""
    cause = error.__cause__
    said = error.message or (type(cause).__name__ if cause else type(error).__name__)
    return REDACTOR(said.split(". Parsing the server response", 1)[0])[:200]

"""What Telegram's refusals mean to whoever wanted something shown.  Sends nothing.

The words that are looked for are those of the Bot API server (tdlib/telegram-bot-api, Client.cpp), as PTB passes
them on.
"""

from __future__ import annotations

import os
import re
from datetime import timedelta

import httpx
from telegram import error as refused

from bot import troubles
from bot.chat import SHUT, Gone, Undelivered
from bot.logs import REDACTOR

os.environ.setdefault("PTB_TIMEDELTA", "true")  # as in PTB 23; without it every flood refusal is a warning

SAME = "message is not modified"
_GONE_ALREADY = ("message to delete not found", "message identifier is not specified")
_SHUT = ("not enough rights", "have no rights", "chat_write_forbidden", "topic_closed")
_AWAY = (
    *_SHUT,
    "chat not found",
    "message thread not found",
    "message to be replied not found",
    "peer_id_invalid",
    "topic_deleted",
    "was deactivated",
    "deactivated",
)
_HTTPX = re.compile(r"^httpx\.\w+: ?")
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
        return Undelivered(troubles.telegram_waits(seconds), seconds)
    if isinstance(error, refused.InvalidToken):
        return Undelivered(troubles.TELEGRAM_TOKEN)
    if isinstance(error, refused.Forbidden | refused.BadRequest):
        why = f"Telegram refuses it: {REDACTOR(error.message)}"
        shut = any(word in error.message.lower() for word in _SHUT)
        return Undelivered(why, SHUT, shut=True) if shut else Gone(why)
    unsent = isinstance(error.__cause__, _BEFORE_SENDING)
    return Undelivered(troubles.telegram_away(_named(error)), uncertain=not unsent)


def line(error: Exception) -> str:
    """What is wrong with the connection and what to do, in one line without secrets."""
    if isinstance(error, refused.InvalidToken):
        return troubles.TELEGRAM_TOKEN
    if isinstance(error, refused.Conflict):
        return troubles.TELEGRAM_TAKEN
    if isinstance(error, refused.RetryAfter):
        return troubles.telegram_waits(seconds_of(error))
    if isinstance(error, refused.BadRequest):  # which PTB takes for a kind of NetworkError
        return troubles.telegram_refuses(_named(error))
    if isinstance(error, refused.TelegramError):
        return troubles.telegram_away(_named(error))
    if isinstance(error, OSError):
        return troubles.webhook_deaf(str(error.strerror or error))
    return troubles.webhook_unsaved(REDACTOR(str(error)))


def _named(error: refused.TelegramError) -> str:
    """PTB shows what it could not read in full; a proxy's whole page says no more than its first words.  Nor do the
    names of the library that PTB asks with."""
    cause = error.__cause__
    said = _HTTPX.sub("", error.message) or (type(cause).__name__ if cause else type(error).__name__)
    return REDACTOR(said.split(". Parsing the server response", 1)[0])[:200]

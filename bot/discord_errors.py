"""What Discord's refusals mean to whoever wanted something shown.  Sends nothing.

Codes are those of https://docs.discord.com/developers/topics/opcodes-and-status-codes ("JSON Error Codes").
"""

from __future__ import annotations

import aiohttp
import discord

from bot import troubles
from bot.chat import SHUT, Gone, Undelivered
from bot.logs import REDACTOR

UNKNOWN_MESSAGE, ANSWERED, NO_HISTORY = 10008, 40060, 160002
TOO_MANY = 429  # the status of some refusals that have codes of their own too: writes in a channel, old messages' edits
_TOKEN_EXPIRED = frozenset({10008, 10015, 10062, 50027})  # the interaction's token, or what it was to fill in, is gone
_SHUT = frozenset({50001, 50013, 50083, 160005})  # no access, no permission, an archived and a locked thread
_NOT_NOW = frozenset({40333})  # Cloudflare's, whatever was asked: "internal network error"

Failure = discord.HTTPException | discord.RateLimited | aiohttp.ClientError | OSError | TimeoutError
FAILURES = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError, TimeoutError)
"""What a request of the library can end in."""


def is_code(error: BaseException | None, code: int) -> bool:
    """Whether Discord refused with exactly this."""
    return isinstance(error, discord.HTTPException) and error.code == code


def is_expired(error: BaseException | None) -> bool:
    """Whether an interaction cannot be answered by its token any more."""
    return isinstance(error, discord.HTTPException) and error.code in _TOKEN_EXPIRED


def is_ours(error: Exception) -> bool:
    """Whether what we sent was at fault, not the place it went to: 50035 Invalid Form Body, 50006 empty."""
    return isinstance(error, discord.HTTPException) and error.code in (50035, 50006)


def meaning(error: Failure) -> Undelivered | Gone:
    """As a front end says it."""
    if isinstance(error, discord.RateLimited):
        return Undelivered(troubles.discord_waits(error.retry_after), error.retry_after)
    if isinstance(error, discord.HTTPException):
        why = f"{error.status} {error.code} {REDACTOR(error.text)[:200]}".rstrip()
        if error.status >= 500:
            return Undelivered(troubles.discord_fails(why), uncertain=True)
        if error.code in _SHUT:
            return Undelivered(f"Discord refuses it: {why}", SHUT, shut=True)
        if error.code and error.status != TOO_MANY and error.code not in _NOT_NOW:
            return Gone(f"Discord refuses it: {why}")
        # Without a code it is not this chat that is refused: a token, too many requests, a proxy on the way.
        return Undelivered(troubles.DISCORD_TOKEN if error.status == 401 else troubles.discord_away(why))
    unsent = isinstance(error, aiohttp.ClientConnectorError)
    return Undelivered(troubles.discord_away(type(error).__name__), uncertain=not unsent)

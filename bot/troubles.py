"""What can be wrong with a chat platform, in English; locales/*.ftl has the same sentences in every language.

Knows the words only: neither when they are true nor who hears them.
"""

from __future__ import annotations

CONNECTING = "it is being connected for the first time"
"""Nothing is known to be wrong."""
TELEGRAM_TOKEN = "Telegram does not know the bot's token: copy it anew from @BotFather into the settings"  # noqa: S105  (no token)
TELEGRAM_TAKEN = "another program takes messages of this Telegram bot: stop it, or give it a bot of its own"
DISCORD_TOKEN = "Discord does not know the bot's token: copy it anew from the application's page into the settings"  # noqa: S105  (no token)
DISCORD_INTENT = (
    "Discord does not let the bot read messages: switch on the message content intent on the application's page, or "
    "BRACKETEER_DISCORD_READS_MESSAGES off, then restart the bot; commands work meanwhile"
)
DISCORD_LOST = "Discord is not connected; the bot connects again by itself"


def broke(error: str) -> str:
    """``error``: the exception's name; its text may hold anything."""
    return f"it broke: {error}, see the log"


def telegram_away(why: str) -> str:
    """No answer, or none of Telegram's."""
    return f"Telegram cannot be reached: {why}"


def telegram_refuses(why: str) -> str:
    """It was asked what it does not take."""
    return f"Telegram refuses what it is asked: {why}"


def telegram_waits(seconds: float) -> str:
    """Too much was asked of it."""
    return f"Telegram asks us to wait {seconds:g} s"


def discord_away(why: str) -> str:
    """No answer, or none of Discord's."""
    return f"Discord cannot be reached: {why}"


def discord_fails(why: str) -> str:
    """It answers that it cannot."""
    return f"Discord fails: {why}"


def discord_waits(seconds: float) -> str:
    """Too much was asked of it."""
    return f"Discord asks us to wait {seconds:g} s"


def webhook_deaf(why: str) -> str:
    """The port is taken, or is not ours."""
    return f"Telegram's updates cannot be listened for: {why}"


def webhook_unsaved(why: str) -> str:
    """The ledger takes nothing."""
    return f"what Telegram sends cannot be saved: {why}"


def webhook_elsewhere(host: str) -> str:
    """Somebody set another one; ``host``: of its URL, the rest of which may hold a secret."""
    return f"another program had led this bot's messages to {host}: stop it, or give it a bot of its own"


def webhook_undelivered(count: int, why: str) -> str:
    """``why``: in Telegram's words."""
    return f"what waits at Telegram ({count}) does not come in here: {why}"

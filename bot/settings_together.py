"""Settings that contradict one another, or that do nothing without another that is not set.

Pure; knows what was set, and neither who uses it nor what is on this machine.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.settings_chat import TELEGRAM_API

if TYPE_CHECKING:
    from bot.settings import Settings

WEBHOOK_PORTS = {None, 80, 88, 443, 8443}  # Bot API, "Notes" of setWebhook; a server of one's own takes any

# Each does nothing without the other.
NEEDS = {
    "telegram_api": "telegram_token",
    "telegram_webhook": "telegram_token",
    "telegram_webhook_listen": "telegram_webhook",
    "telegram_webhook_secret": "telegram_webhook",
    "discord_reads_messages": "discord_token",
    "heartbeat_seconds": "heartbeat_url",
}
# Where both are set, one of them would be ignored.
EITHER = {
    ("key_file", "key"): "keep one: a vault that is opened by another key than was meant helps nobody",
    ("paper_socket", "layout"): "a paper exchange in a process of its own is given its layouts there",
    ("paper_socket", "books"): "a paper exchange in a process of its own keeps books of its own",
    ("paper_socket", "prices"): "a paper exchange in a process of its own has prices of its own",
}


def disagreements(
    settings: Settings, right: Collection[str], meant: Collection[str], names: Mapping[str, str]
) -> Iterator[str]:
    """A line for each.  ``right``: fields whose value is not their default; ``meant``: also those that were set to what
    cannot be, of which that is told; ``names``: what a person calls each field."""
    for field, other in NEEDS.items():
        if field in right and other not in meant:
            yield f"{names[field]}: it does nothing without {names[other]}; set that too, or take this away"
    for (one, other), why in EITHER.items():
        if one in right and other in right:
            yield f"{names[one]} and {names[other]}: {why}"
    yield from _webhook(settings, names)
    yield from _port(settings, names)


def _webhook(settings: Settings, names: Mapping[str, str]) -> Iterator[str]:
    if settings.telegram_webhook is None or settings.telegram_api != TELEGRAM_API:
        return
    if urlsplit(settings.telegram_webhook).port not in WEBHOOK_PORTS:
        ports = ", ".join(str(port) for port in sorted(port for port in WEBHOOK_PORTS if port is not None))
        yield f"{names['telegram_webhook']}: Telegram posts to these ports only: {ports}"


def _port(settings: Settings, names: Mapping[str, str]) -> Iterator[str]:
    if settings.telegram_webhook is not None and settings.health == settings.telegram_webhook_listen:
        yield f"{names['health']} and {names['telegram_webhook_listen']}: both are {settings.health}; change one"

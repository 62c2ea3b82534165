"""The menu of commands that Telegram shows, per language, from the commands' own sentences.  Decides nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

import structlog
import telegram

from bot.command import Command
from bot.language import LANGUAGES, USUAL, language

log = structlog.get_logger(__name__)

LONGEST = 256
"""Characters of a description: Bot API, BotCommand, "1-256 characters"."""
_NAME = re.compile(r"[a-z0-9_]{1,32}\Z")  # Bot API, BotCommand

Entry = tuple[str, str]


def entries(commands: Iterable[Command], say: Callable[[str], str]) -> list[Entry]:
    """Name and description of each command that a menu can hold, at most 100 (Bot API, setMyCommands)."""
    found = [(command.name, say(f"command-{command.name}")[:LONGEST]) for command in commands]
    return [entry for entry in found if _NAME.match(entry[0]) and entry[1]][:100]


def menus(commands: Iterable[Command]) -> dict[str, list[Entry]]:
    """Of every language, by Telegram's two-letter code (Bot API, setMyCommands), and "" for all others."""
    listed, usual = list(commands), language(USUAL)
    by_code = {tag.split("-")[0]: entries(listed, language(tag).say) for tag in LANGUAGES if tag != USUAL}
    return {"": entries(listed, usual.say), **by_code}


async def show(bot: telegram.Bot, menus: Mapping[str, list[Entry]]) -> None:
    """Set each language's menu where it is another than Telegram has; "" is for everybody else.

    Raises ``telegram.error.TelegramError``.
    """
    for tag, wanted in menus.items():
        shown = await bot.get_my_commands(language_code=tag or None)
        if [(command.command, command.description) for command in shown] != wanted:
            await bot.set_my_commands(wanted, language_code=tag or None)
            log.info("Telegram's menu of commands is set", language=tag or "any", commands=len(wanted))

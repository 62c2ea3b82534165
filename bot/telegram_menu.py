"""The menu of commands that Telegram shows, per language, from the commands' own sentences.  Decides nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

import structlog
import telegram
from telegram import error as refused

from bot import telegram_errors as errors
from bot.command import Command
from bot.language import LANGUAGES, USUAL, language
from core.ports import Clock

log = structlog.get_logger(__name__)

LONGEST = 256
"""Characters of a description: Bot API, BotCommand, "1-256 characters"."""
AGAIN = 60.0  # seconds after which a menu that could not be set is set, where Telegram says no longer time
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


async def show(bot: telegram.Bot, menus: Mapping[str, list[Entry]], clock: Clock) -> None:
    """Set each language's menu where it is another than Telegram has; "" is for everybody else.

    Whatever is in the way is only logged: the commands work without a menu.  What Telegram refuses is not tried again.
    """
    for tag, wanted in menus.items():
        while True:
            try:
                await _show(bot, tag, wanted)
            except refused.RetryAfter as error:
                log.warning("a menu of commands is not set yet", language=tag or "any", why=errors.line(error))
                wait = errors.seconds_of(error)
            except refused.BadRequest as error:
                log.error("Telegram refuses a menu of commands", language=tag or "any", why=errors.line(error))
                break
            except refused.TelegramError as error:
                log.warning("a menu of commands is not set yet", language=tag or "any", why=errors.line(error))
                wait = AGAIN
            else:
                break
            await clock.sleep(max(wait, AGAIN))


async def _show(bot: telegram.Bot, tag: str, wanted: list[Entry]) -> None:
    shown = await bot.get_my_commands(language_code=tag or None)
    if [(command.command, command.description) for command in shown] != wanted:
        await bot.set_my_commands(wanted, language_code=tag or None)
        log.info("Telegram's menu of commands is set", language=tag or "any", commands=len(wanted))

"""Which chats this bot talks in: front ends from settings.  Part of the composition root."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.settings_chat import host_port

if TYPE_CHECKING:
    from adapters.database.store import SqlStore
    from bot.chat import FrontEnd, Hearing
    from bot.settings import Settings
    from core.ports import Clock


def front_ends(settings: Settings, hearing: Hearing, store: SqlStore, clock: Clock) -> dict[str, FrontEnd]:
    """Those that have a token, by platform; only their libraries are loaded."""
    found: dict[str, FrontEnd] = {}
    if settings.telegram_token is not None:
        found["telegram"] = _telegram(settings, settings.telegram_token.get_secret_value(), hearing, store, clock)
    if settings.discord_token is not None:
        found["discord"] = _discord(settings, settings.discord_token.get_secret_value(), hearing, store, clock)
    return found


def _discord(settings: Settings, token: str, hearing: Hearing, store: SqlStore, clock: Clock) -> FrontEnd:
    from bot.commands import COMMANDS
    from bot.desk import AT_TERMINALS
    from bot.discord import Discord
    from bot.discord_backlog import Backlog

    offered = [command for name, command in COMMANDS.items() if name not in AT_TERMINALS]
    backlog = Backlog(store.updates, store.people, clock)
    return Discord(token, hearing, offered, clock, backlog, reads=settings.discord_reads_messages)


def _telegram(settings: Settings, token: str, hearing: Hearing, store: SqlStore, clock: Clock) -> FrontEnd:
    from bot.commands import COMMANDS
    from bot.desk import AT_TERMINALS
    from bot.telegram import Telegram
    from bot.telegram_menu import menus
    from bot.telegram_webhook import Webhook

    webhook = None
    if settings.telegram_webhook is not None:
        host, port = host_port(settings.telegram_webhook_listen)
        secret = settings.telegram_webhook_secret
        given = {} if secret is None else {"secret": secret.get_secret_value()}
        webhook = Webhook(settings.telegram_webhook, host, port, **given)
    offered = [command for name, command in COMMANDS.items() if name not in AT_TERMINALS]

    return Telegram(
        token,
        hearing,
        store.updates,
        clock,
        menus=menus(offered),
        webhook=webhook,
        moved=store.people.rename_place,
        base_url=settings.telegram_api,
    )


def told(settings: Settings, front_ends: dict[str, FrontEnd]) -> list[str]:
    """A line for each, for whoever started the bot."""
    lines, say = [], settings.reader.say
    if "telegram" in front_ends:
        url = settings.telegram_webhook
        lines.append(say("start-telegram-posts", url=url) if url else say("start-telegram-fetched"))
    if "discord" in front_ends:
        lines.append(say("start-discord-plain" if settings.discord_reads_messages else "start-discord-slash"))
    return lines

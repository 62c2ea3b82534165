"""Slash commands with typed options, from the one definition of each command; its sentences in every language.

What is chosen becomes the line that would have been typed, so that there is one parser.  Carries nothing out.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from inspect import Parameter as Argument
from inspect import Signature
from typing import Any

import discord
import structlog
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Where
from discord.http import Route

from bot.chat import Choice, Reply
from bot.command import Command, Kind, Parameter
from bot.language import LANGUAGES, USUAL, language, nearest
from core.people import ANY

log = structlog.get_logger(__name__)

DESCRIPTION = 100
"""Characters of a description: Discord, Application Command."""
MENU_NAME = 32
VALUE = 100  # characters of a choice's name and of its value
_OFFERED = 25  # choices
MENU = "discord-trade-message"
ENTRY_POINT = 4
"""The type of what launches an application's Activity: it is not ours, and a list without it is refused (50240)."""
PERSONAL = frozenset({"settings", "lang", "tz", "start", "help", "invite", "people"})
_PUBLIC = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False)
_INSTALLED = app_commands.AppInstallationType(guild=True, user=False)
_COMPARED = ("name", "type", "description", "name_localizations", "description_localizations", "required", "choices")
_COMPARED_TOO = ("autocomplete", "value", "options")
_WHERE = {Where.command_description, Where.parameter_description}

Given = Mapping[str, str | None]
Carry = Callable[[discord.Interaction, Command, Given], Awaitable[None]]
Complete = Callable[[discord.Interaction, str, str, str], Awaitable[list[Choice]]]
TradeMessage = Callable[[discord.Interaction, discord.Message], Awaitable[None]]


def line(command: Command, given: Given) -> str | None:
    """The line that says the same; None where a word is left out before one that is given, which no line can say.

    ``ANY`` stands for an account that is left out, as it does on every account there is.
    """
    said: list[str] = []
    waiting: list[Parameter] = []
    for parameter in command.parameters:
        value = (given.get(parameter.name) or "").strip()
        if not value:
            waiting.append(parameter)
            continue
        if any(one.kind is not Kind.ACCOUNT for one in waiting):
            return None
        said += [ANY] * len(waiting)
        said.append(value)
        waiting = []
    return " ".join([f"/{command.name}", *said])


def personal(command: Command) -> bool:
    """Whether its answer is for the asker alone, which Discord must know before the answer is there."""
    return command.name in PERSONAL


def slash(command: Command, carry: Carry, complete: Complete) -> app_commands.Command[Any, ..., None]:
    """One command of Discord."""

    async def run(interaction: discord.Interaction, **given: str | None) -> None:
        await carry(interaction, command, given)

    optional = str | None
    run.__signature__ = Signature(  # type: ignore[attr-defined]  # which the library reads the options from
        [
            Argument("interaction", Argument.POSITIONAL_OR_KEYWORD, annotation=discord.Interaction),
            *(
                Argument(p.name, Argument.POSITIONAL_OR_KEYWORD, annotation=str)
                if p.required
                else Argument(p.name, Argument.POSITIONAL_OR_KEYWORD, annotation=optional, default=None)
                for p in command.parameters
            ),
        ]
    )
    sentence = f"command-{command.name}"
    told = {p.name: _sentence(f"{sentence}-{p.name}", DESCRIPTION) for p in command.parameters}
    offered = {p.name: [app_commands.Choice(name=c, value=c) for c in p.choices] for p in command.parameters}
    app_commands.describe(**told)(run)
    app_commands.choices(**{name: choices for name, choices in offered.items() if choices})(run)
    app_commands.autocomplete(**{p.name: _completer(command, p, complete) for p in command.parameters if _open(p)})(run)
    return app_commands.Command(
        name=command.name,
        description=_sentence(sentence, DESCRIPTION),
        callback=run,
        allowed_contexts=_PUBLIC,
        allowed_installs=_INSTALLED,
    )


def trade_message(trade: TradeMessage) -> app_commands.ContextMenu:
    """What is offered on a message of anybody's."""

    async def run(interaction: discord.Interaction, message: discord.Message) -> None:
        await trade(interaction, message)

    return app_commands.ContextMenu(
        name=_sentence(MENU, MENU_NAME), callback=run, allowed_contexts=_PUBLIC, allowed_installs=_INSTALLED
    )


def _open(parameter: Parameter) -> bool:
    """Whether there may be something to offer while it is typed."""
    return not parameter.choices and parameter.kind is not Kind.PRICE


def _completer(command: Command, parameter: Parameter, complete: Complete) -> Any:
    async def completed(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        found = await complete(interaction, command.name, parameter.name, typed)
        fitting = [one for one in found if one.label and 0 < len(one.value) <= VALUE]
        return [app_commands.Choice(name=one.label[:VALUE], value=one.value) for one in fitting[:_OFFERED]]

    return completed


def _sentence(id: str, longest: int) -> app_commands.locale_str:
    return app_commands.locale_str(_said(USUAL, id, longest), id=id, longest=longest)


def _said(tag: str, id: str, longest: int) -> str:
    said = language(tag).say(id)
    return said if len(said) <= longest else said[: longest - 1] + "…"


class Sentences(app_commands.Translator):
    """Descriptions in the languages that there are; names stay as they are typed everywhere."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """See ``discord.app_commands.Translator``."""
        tag = nearest(str(locale), LANGUAGES)
        menu = string.extras.get("id") == MENU
        if tag is None or tag == USUAL or "id" not in string.extras or not (menu or context.location in _WHERE):
            return None
        return _said(tag, string.extras["id"], string.extras["longest"])


async def agree(tree: app_commands.CommandTree) -> bool:
    """Let Discord offer what we have, where it offers something else; whether that was needed.

    Raises what a request can raise (``discord_errors.FAILURES``).
    """
    client, translator = tree.client, tree.translator
    if client.application_id is None or translator is None:
        raise RuntimeError("the commands are compared after logging in, with a translator")
    ask = Route("GET", "/applications/{application_id}/commands", application_id=client.application_id)
    theirs = await client.http.request(ask, params={"with_localizations": "true"})
    ours = [await command.get_translated_payload(tree, translator) for command in tree.get_commands()]
    others = [one for one in theirs if one.get("type", 1) >= ENTRY_POINT]
    if _compared(one for one in theirs if one not in others) == _compared(ours):
        return False
    await client.http.bulk_upsert_global_commands(client.application_id, payload=[*ours, *others])
    log.info("Discord's slash commands are set", commands=len(ours))
    return True


def _compared(found: Iterable[Any]) -> list[Any]:
    """What matters of commands, in one order; Discord leaves out some of what is empty, and adds numbers of its own."""
    told = [{key: _bare(one[key]) for key in (*_COMPARED, *_COMPARED_TOO) if one.get(key)} for one in found]
    return sorted(told, key=lambda one: (one.get("type", 1), one["name"]))


def _bare(value: Any) -> Any:
    if isinstance(value, list):
        return [{key: _bare(one[key]) for key in (*_COMPARED, *_COMPARED_TOO) if one.get(key)} for one in value]
    return value


def said(found: discord.Interaction, id: str, **args: str) -> str:
    """A sentence in the asker's language."""
    return language(str(found.locale)).say(id, **args)


def usage(found: discord.Interaction, command: Command) -> Reply:
    """How a command is written."""
    help = said(found, f"command-{command.name}")
    return Reply(said(found, "usage", usage=command.usage, help=help), refused=True)

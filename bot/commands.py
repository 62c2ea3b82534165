"""The ``/commands`` by name, and how one is carried out.

One function each, in ``commands_read``, ``commands_trade``, ``commands_run`` and ``commands_own``; its docstring is its
help, its signature its parameters on every platform.  Knows the desk and no terminal.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from bot import commands_own, commands_read, commands_run, commands_trade
from bot.chat import Reply
from bot.command import Command
from bot.refusals import Refused, refusal
from core.problems import SyntaxProblem, clean
from core.syntax import parse

if TYPE_CHECKING:
    from bot.desk import Desk

_ALL = (
    *(commands_trade.trade, commands_read.explain, commands_read.brackets, commands_read.positions),
    *(commands_read.orders, commands_trade.close, commands_trade.cancel, commands_trade.breakeven),
    *(commands_trade.stop, commands_trade.target, commands_trade.trail, commands_read.why, commands_read.price),
    *(commands_read.balance, commands_read.history, commands_read.accounts, commands_run.doctor),
    *(
        commands_run.halt,
        commands_run.resume,
        commands_trade.flatten,
        commands_trade.forget,
        commands_own.settings,
        commands_own.lang,
    ),
    *(
        commands_own.zone,
        commands_run.bind,
        commands_run.invite,
        commands_run.people,
        commands_run.link,
        commands_run.start,
    ),
    *(commands_run.help_, commands_run.quit_),
)
TEXTS = frozenset({"trade", "explain"})  # which take lines of Smart Syntax, several in one message
COMMANDS: dict[str, Command] = {command.name: command for command in _ALL}


def _says(line: str, *, alone: bool) -> bool:
    """Whether a later line of a message is a command, or, where the first takes none, an instruction."""
    if not line or line.startswith("//"):
        return False
    try:
        return line.startswith("/") or (alone and bool(parse(line).blocks))
    except SyntaxProblem:
        return False


async def run(desk: Desk, text: str) -> Reply:
    """Carry out a ``/command``."""
    name, rest = (*text[1:].split(None, 1), "", "")[:2]
    command = COMMANDS.get(name.lower())
    if any(_says(line.strip(), alone=name.lower() not in TEXTS) for line in text.splitlines()[1:]):
        return Reply(desk.reader.say("one-command"), refused=True)
    if command is None or name.lower() not in desk.offered:
        near = difflib.get_close_matches(name.lower(), desk.offered, n=1)
        said = {"name": clean(name[:32])}
        say = desk.reader.say
        text = say("no-command-near", near=near[0], **said) if near else say("no-command", **said)
        return Reply(text, refused=True)
    words = command.read(rest)
    if words is None:
        help = desk.reader.say(f"command-{command.name}")
        return Reply(desk.reader.say("usage", usage=command.usage, help=help), refused=True)
    try:
        if command is not commands_run.start:  # a code makes somebody known
            desk.visitor.require(command.role, None)
        return await command.run(desk, *words)
    except Refused as error:
        return refusal(error, desk.reader)

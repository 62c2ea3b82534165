"""The console: a line editor with history and completion, open brackets below it, answers above.

Knows the terminal and nothing of trading: every line goes to the desk.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterable
from io import StringIO
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console
from rich.table import Table

from bot.chat import Reply
from bot.chat import Table as Rows
from bot.desk import Desk
from bot.pipe import farewell
from bot.ticket import lines

INTERRUPTED = 130
ROWS = 12  # of tickets below the prompt; the rest is in /brackets
EVERY = 0.5  # seconds between two drawings of the tickets
SYMBOLS = ("BTCUSDT", "ETHUSDT")
ACCOUNTS = ("paper", "paper_spot")
KEYWORDS = (
    *("on", "market", "limit", "long", "short", "at", "sl", "tp", "off", "stoploss", "takeprofit", "sl-or-tp"),
    *("trail", "after", "breakeven", "trailing", "by", "close", "cancel", "move", "to", "all", "entries", "exits"),
)


class Words(Completer):
    """Completes commands, symbols, accounts after ``on``, and the language's own words."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:  # noqa: ARG002  # prompt_toolkit's signature
        """Words that begin with what was typed last."""
        before = document.text_before_cursor
        word = document.get_word_before_cursor(WORD=True)
        for candidate in self._candidates(before, word):
            if word and candidate.lower().startswith(word.lower()):
                yield Completion(candidate, start_position=-len(word))

    def _candidates(self, before: str, word: str) -> tuple[str, ...]:
        earlier = before[: len(before) - len(word)].split()
        if not earlier:
            return tuple(f"/{name}" for name in self._desk.offered) + SYMBOLS
        if earlier[0].startswith("/") and len(earlier) == 1:
            return tuple(bracket.id for bracket in self._desk.view.open())
        if earlier[-1].lower() == "on":
            return tuple(dict.fromkeys([*self._desk.session.engine.workers, *ACCOUNTS]))
        return KEYWORDS


async def run(desk: Desk, past: Path, seconds: float | None, ready: Callable[[], None]) -> int:
    """Read and answer until the person leaves or ``seconds`` are over.  ``past``: the file of lines typed before;
    ``ready`` is called once stdout and stderr are drawn above the prompt."""
    prompt: PromptSession[str] = PromptSession(
        history=_history(past),
        auto_suggest=AutoSuggestFromHistory(),
        completer=Words(desk),
        complete_while_typing=False,
        bottom_toolbar=lambda: toolbar(desk),
        refresh_interval=EVERY,
    )
    with patch_stdout():
        ready()
        print(desk.reader.say("console-welcome"))
        status = 0
        try:
            async with asyncio.timeout(seconds):
                await _converse(desk, prompt)
        except KeyboardInterrupt:
            status = INTERRUPTED
        except (TimeoutError, EOFError):
            pass  # the two ordinary ways to leave
    await desk.heard()
    for text in farewell(desk):
        print(text)
    return status


def _history(past: Path) -> FileHistory:
    """Lines typed before may name positions: the file is its owner's alone."""
    past.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    past.touch(mode=0o600)
    return FileHistory(str(past))


async def _converse(desk: Desk, prompt: PromptSession[str]) -> None:
    while True:
        line = await prompt.prompt_async("? " if desk.asking else "> ")
        reply = await desk.handle(line)
        text = drawn(reply)
        if text:
            print(text)
        if reply.leave:
            return


def toolbar(desk: Desk) -> str:
    """The open brackets' tickets."""
    found = [line for b in desk.view.open() for line in lines(desk.view.ticket(b, desk.reader))]
    if len(found) > ROWS:
        found = [*found[: ROWS - 1], desk.reader.say("more-lines", count=len(found) - ROWS + 1)]
    return "\n".join(found) or desk.reader.say("console-no-bracket")


def drawn(reply: Reply) -> str:
    """A reply for a terminal; tables get lines."""
    return "\n".join(map(_drawn_one, reply.each))


def _drawn_one(reply: Reply) -> str:
    first = reply.text if reply.table is None else _drawn(reply.table)
    return first if reply.beside is None else f"{first}\n{_drawn(reply.beside)}"


def _drawn(rows: Rows) -> str:
    table = Table(title=rows.title, title_justify="left")
    for column in rows.columns:
        table.add_column(column)
    for row in rows.rows:
        table.add_row(*row)
    paper = StringIO()
    Console(file=paper, width=_width()).print(table)
    return paper.getvalue().rstrip()


def _width() -> int:
    return max(Console(file=sys.__stdout__).width, 60)

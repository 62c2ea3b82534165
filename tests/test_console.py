"""The console: completion and drawing on a virtual clock, and one real session behind a pseudo-terminal."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from adapters.clock import VirtualClock, run_virtual
from bot.chat import Reply, Table
from bot.console import ROWS, Words, drawn, toolbar
from tests.test_cli_pipe import LONG, environment
from tests.test_conversations import World, world

T = "\N{BLACK CIRCLE}"
ESCAPES = re.compile(r"\x1b(\[[0-9;?]*[ -/]*[@-~]|[=>]|\][^\x07]*\x07)")
WHERE = b"\x1b[6n"


def with_world(look: Callable[[World], object], *typed: str) -> object:
    async def story(clock: VirtualClock) -> object:
        async with world(clock) as one:
            for line in typed:
                await one.type(line)
            return look(one)

    return run_virtual(story)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("/c", ["/close", "/cancel"]),
        ("BTC", ["BTCUSDT"]),
        ("BTCUSDT on pa", ["paper", "paper_spot"]),
        ("BTCUSDT on paper ma", ["market"]),
        ("BTCUSDT on paper market long 0.01 SL", ["sl", "sl-or-tp"]),
        ("/close ", []),
        ("/close 1", ["1"]),
        ("", []),
    ],
)
def test_completion(typed: str, found: list[str]) -> None:
    def look(one: World) -> list[str]:
        completions = Words(one.desk).get_completions(Document(typed), CompleteEvent())
        return [completion.text for completion in completions]

    assert with_world(look, "BTCUSDT on paper market long 0.01 sl off 2%") == found


def test_the_ticket_below_the_prompt() -> None:
    assert with_world(lambda one: toolbar(one.desk)) == "no bracket is open"
    shown = with_world(lambda one: toolbar(one.desk), "BTCUSDT on paper market long 0.01 sl off 2% tp off 5%")
    assert str(shown).splitlines() == [
        "#1 long 0.01 BTC/USDT:USDT on paper, entry 60000, now 60000",
        f"  {T} entry  buy  0.01/0.01 at 60000",
        "  ○ sl     sell 0/0.01 at 58800 (-2.00 %)",
        "  ○ tp1    sell 0/0.01 at 63000 (+5.00 %)",
        "  PnL -0.30 USDT, at risk 12.59 USDT",
        "  resting-stop: the sl rests at the exchange; the rest is watched by this bot",
    ]


def test_many_tickets_leave_room_for_the_prompt() -> None:
    lines = [f"BTCUSDT on paper:n{n} market long 0.01 sl off 2% tp off 5%" for n in range(4)]
    shown = str(with_world(lambda one: toolbar(one.desk), *lines)).splitlines()
    assert len(shown) == ROWS
    assert shown[-1] == "… 13 more lines, see /brackets"


def test_tables_are_drawn() -> None:
    reply = Reply(table=Table("orders", ("", "left"), (("#1", "0.01"),)))
    assert "│ #1 │ 0.01 │" in drawn(reply)
    assert drawn(Reply("words")) == "words"
    both = drawn(Reply("words", beside=Table("not ours", ("", "left"), (("x", "7"),)))).splitlines()
    assert [line.strip() for line in both[:2]] == ["words", "not ours"]
    assert "│ x │ 7    │" in both


class Terminal:
    """A person's end of a pseudo-terminal."""

    def __init__(self, place: Path) -> None:
        self.mine, theirs = pty.openpty()
        self.seen, self.at, self.answered = b"", 0, 0
        self.child = subprocess.Popen(
            [sys.executable, "-m", "bot"],
            env=environment(place, TERM="xterm", COLUMNS="200", LINES="50"),
            cwd=place,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)

    def until(self, text: str) -> None:
        """Read until ``text`` was shown since the last call."""
        deadline = time.monotonic() + LONG
        while (found := self.shown().find(text, self.at)) < 0:
            left = deadline - time.monotonic()
            ready = left > 0 and select.select([self.mine], [], [], left)[0]
            assert ready, f"{text!r} was not shown in time:\n{self.shown()[self.at :]}"
            try:
                self.seen += os.read(self.mine, 65536)
            except OSError as error:  # Linux says EIO once the other end is closed
                raise AssertionError(f"{text!r} was not shown:\n{self.shown()[self.at :]}") from error
            while self.answered < self.seen.count(WHERE):  # prompt_toolkit asks every terminal for its cursor
                os.write(self.mine, b"\x1b[1;1R")
                self.answered += 1
        self.at = found + len(text)

    def shown(self) -> str:
        """All that was shown, without colours and movements."""
        return ESCAPES.sub("", self.seen.decode(errors="replace"))

    def type(self, text: str) -> None:
        """Keys."""
        os.write(self.mine, text.encode())

    def end(self) -> int:
        """Read what is left; the exit status."""
        try:
            while os.read(self.mine, 65536):
                pass
        except OSError:  # the same EIO
            pass
        return self.child.wait()


@pytest.fixture
def terminal(tmp_path: Path) -> object:
    one = Terminal(tmp_path)
    yield one
    if one.child.poll() is None:
        one.child.kill()
        one.child.wait()
    os.close(one.mine)


def test_a_session_at_a_terminal(terminal: Terminal, tmp_path: Path) -> None:
    terminal.until("no bracket is open")
    terminal.type("BTCUSDT on paper market long 0.01 sl off 5%\r")
    terminal.until("#1 entry: bought 0.01 at 60000")
    terminal.until("#1 long 0.01 BTC/USDT:USDT on paper, entry 60000")
    terminal.type("BTCUSDT on paper market long 0.01 sl off 5%\r")
    terminal.until("Again? (y/N)")
    terminal.type("\r")
    terminal.until("Nothing was sent.")
    terminal.type("/orders\r")
    terminal.until("│ stop_market │")
    terminal.type("/quit\r")
    terminal.until("#1 BTC/USDT:USDT on paper: long 0.01 stays open, protected by the sl at the exchange")
    assert terminal.end() == 0
    history = tmp_path / "bracketeer" / "history"
    assert "+BTCUSDT on paper market long 0.01 sl off 5%\n" in history.read_text()
    assert history.stat().st_mode & 0o777 == 0o600


def test_ctrl_c_leaves_with_130(terminal: Terminal) -> None:
    terminal.until("no bracket is open")
    terminal.type("\x03")
    terminal.until("Nothing is open.")
    assert terminal.end() == 130

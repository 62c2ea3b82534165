"""The conversations of ``conversations/*.txt`` on every chat: word for word what the console says, on each the same.

Left out is what only a terminal has (``/help`` lists other commands, leaving) and one rule of it: there any next line
answers a question.  All of it holds on accounts whose names look like markup, too.
"""

from __future__ import annotations

import asyncio
import difflib
import re
from pathlib import Path

import pytest

from adapters.clock import VirtualClock, run_virtual
from bot.desk import Desk
from tests.chat_kit import prepare
from tests.fronts_kit import AT_ONCE, FRONTS, bot_on
from tests.test_conversations import PRINTS, TALKS, World
from tests.test_conversations import talk as console

SHORT = 1500
BY_TICKET = ("< #1 sl moved from 60390 to 61380",)  # a step of a trail that brings no news
APART = frozenset({"> /help", "> /quit", "~ leave"})
BY_TERMINAL = frozenset({"duplicate"})
OWN = ":Binance_F_<b>"
HOSTILE = [
    "BTCUSDT on paper:Binance_F_x market long 0.01 sl off 2% tp off 5%",
    "/positions",
    "/orders BTCUSDT",
    "BTCUSDT on Binance_F_<b> market long 1",
    "BTCUSDT on paper market long *1* _sl_ `off` 2% & <i>tp</i>",
    "/why <b>_*`&",
    "/close 1",
]
_TIME = re.compile(r"^< (\S+T\S+Z|\w+ \d+, \d+, [\d:]+\s[AP]M)  ")  # chats tell times as their readers do
Told = list[tuple[str, list[str]]]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PRIVATE", "ALL"):
        monkeypatch.setattr(f"bot.telegram_sender.{name}", AT_ONCE)


async def talk(clock: VirtualClock, platform: str, script: list[str], own: str = "") -> Told:
    """Each thing that was typed or happened, and the messages that followed it; ``own`` as in ``World``."""
    found: Told = []
    async with bot_on(platform, clock) as one:
        told = len(one.front.messages())
        console = World(Desk(one.session, "nobody"), one.venue, clock, [], own)
        printing = asyncio.create_task(console.prints())
        await clock.sleep(PRINTS * 0.9)  # so that a price comes between a line and its answer
        for line in script:
            if line.startswith("> "):
                await one.front.type(line[2:])
            elif line.startswith("~ "):
                await console.happen(line[2:])
                await one.told()
            else:
                continue
            messages = one.front.messages()
            found.append((line, messages[told:]))
            told = len(messages)
        printing.cancel()
    return found


def said(found: Told) -> list[str]:
    """As the script has it."""
    lines = []
    for what, messages in found:
        if what not in APART:
            lines.append(what)
            lines += [_plain(f"< {line}") for message in messages for line in message.split("\n")]
    return lines


def scripted(script: list[str]) -> list[str]:
    """The script without what only a terminal has."""
    lines, skipping = [], False
    for line in script:
        if line.startswith(("> ", "~ ")):
            skipping = line in APART or line.startswith("> //")
        if line[:2] in ("> ", "< ", "~ ") and not skipping and line not in BY_TICKET:
            lines.append(_plain(line))
    return lines


def _counted(messages: list[str]) -> list[str]:
    """What is too long for one message of Discord's is split there, and its parts do not count."""
    return messages if all(len(text) < SHORT for text in messages) else ["\n".join(messages)]


def _plain(line: str) -> str:
    return _TIME.sub("< TIME  ", line).rstrip()


def play(platform: str, script: list[str], own: str = "") -> Told:
    prepare()
    return run_virtual(lambda clock: talk(clock, platform, script, own))


def same_in_chats(path: Path, script: list[str], own: str = "") -> dict[str, Told]:
    """What was told on each platform; fails unless it is the script, word for word."""
    told = {platform: play(platform, [s for s in script if not s.startswith("> //")], own) for platform in FRONTS}
    first, *others = ([(what, _counted(messages)) for what, messages in found] for found in told.values())
    assert others == [first] * len(others)
    if path.stem not in BY_TERMINAL:
        assert not _difference(scripted(script), said(told["telegram"]), path)
    return told


def _difference(expected: list[str], heard: list[str], path: Path) -> str:
    return "\n".join(difflib.unified_diff(expected, heard, f"{path.stem} expected", "heard", lineterm=""))


@pytest.mark.parametrize("path", TALKS, ids=lambda path: path.stem)
def test_a_chat_says_what_the_console_says_and_every_chat_the_same(path: Path) -> None:
    same_in_chats(path, path.read_text().splitlines())


@pytest.mark.parametrize("path", TALKS, ids=lambda path: path.stem)
def test_an_account_whose_name_looks_like_markup_changes_nothing_but_its_name(path: Path) -> None:
    usual = path.read_text().splitlines()
    typed = [_renamed(line) for line in usual if not line.startswith("< ")]
    script = run_virtual(lambda clock: console(clock, typed, own=OWN))
    assert not _difference([_bare(line) for line in usual], [_bare(line) for line in script], path)
    shown = same_in_chats(path, script, OWN)
    for platform, found in same_in_chats(path, usual).items():
        assert [len(messages) for _, messages in shown[platform]] == [len(messages) for _, messages in found]


def _renamed(line: str) -> str:
    """On the other account."""
    return re.sub(r"\b(paper|paper_spot)\b", rf"\1{OWN}", line)


def _bare(line: str) -> str:
    """Whichever account it is on: without the end of its name, and without what lines up with that."""
    return re.sub(r"[ ^]+", " ", line.replace(OWN, "")).rstrip()


def test_what_looks_like_markup_is_said_back_as_it_is() -> None:
    told = [play(platform, [f"> {line}" for line in HOSTILE]) for platform in FRONTS]
    assert told[0] == told[1]
    whole = "\n".join(said(told[0]))
    assert "on paper:Binance_F_x" in whole
    for line in HOSTILE[3:5]:
        assert f"<   {line}" in whole

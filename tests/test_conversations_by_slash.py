"""The commands of ``conversations/*.txt`` as Discord's slash commands: answered as the same line that is typed.

What a command answers is recorded in the conversations; how it is shown is asked of the front end both ways.  Left out
is what Discord's clients do not let anybody send: no such command, too few words or too many.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import discord
import pytest

from adapters.clock import run_virtual
from bot.chat import Message, Reply
from bot.commands import COMMANDS
from bot.desk import AT_TERMINALS
from bot.discord_commands import personal
from bot.reception import Reception
from tests.chat_kit import prepare
from tests.discord_kit import Talk, play
from tests.test_conversations import TALKS
from tests.test_conversations_in_chats import talk

Heard = list[tuple[str, Reply | None]]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Heard:
    """Each command of every conversation, and its answer."""
    found: Heard = []

    class Recording(Reception):
        async def hear(self, message: Message) -> Reply | None:
            reply = await super().hear(message)
            if message.text.startswith("/"):
                found.append((message.text, reply))
            return reply

    monkeypatch.setattr("tests.fronts_kit.Reception", Recording)
    prepare()
    for path in TALKS:
        script = [line for line in path.read_text().splitlines() if not line.startswith("> //")]
        run_virtual(partial(talk, platform="discord", script=script))
    return found


def typed(line: str) -> tuple[str, dict[str, str]] | None:
    """The name and the options of the slash command that says the same; None where there is none."""
    name, _, rest = line.removeprefix("/").partition(" ")
    command = COMMANDS.get(name)
    words = None if command is None or name in AT_TERMINALS else command.read(rest)
    if command is None or words is None:
        return None
    return name, dict(zip((parameter.name for parameter in command.parameters), words, strict=False))


def shown(messages: list[discord.Message]) -> list[tuple[str, int, list[str]]]:
    """Text, files and buttons of each."""
    return [(m.content, len(m.attachments), list(_labels(m))) for m in messages]


def _labels(message: discord.Message) -> Iterator[str]:
    for row in message.components:
        assert isinstance(row, discord.ActionRow)
        yield from (one.label or "" for one in row.children if isinstance(one, discord.Button))


def test_a_slash_command_is_answered_as_the_line_that_says_the_same(answers: Heard) -> None:
    commands = [(line, reply, asked) for line, reply in answers if (asked := typed(line)) is not None]
    assert len(commands) > 25
    assert {name for _, _, (name, _) in commands} > {"brackets", "orders", "close", "cancel", "explain", "why"}

    async def story(t: Talk) -> None:
        t.ear.answer = lambda _: reply
        for line, reply, (name, options) in commands:  # noqa: B007  # reply: see above
            before = len(t.channel.history())
            await t.ann.send(t.channel, line)
            _, *by_line = t.channel.history()[before:]
            before += 1 + len(by_line)
            result = await t.ann.slash(t.channel, name, **options)
            by_slash = t.channel.history()[before:]
            if personal(COMMANDS[name]):
                assert by_slash == []
                assert result.ephemeral
                by_slash = [one.message for one in (result.response, *result.followups) if one is not None]
            assert t.ear.texts[-2:] == [line, line]
            assert by_line
            assert shown(by_slash) == shown(by_line), line

    play(story, reads=True)

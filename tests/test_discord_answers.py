"""Answers in Discord: what fails is tried again, what breaks off loses nothing else, and who must hear it does."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from bot.chat import Place, Reply
from core.ports import StoreUnavailable
from tests.discord_kit import TWO, Ear, Talk, play


@dataclass
class Forgetful(Ear):
    """A hearing whose ledger is away for the first ``away`` tickets it is told of."""

    away: int = 0
    tried: list[str] = field(default_factory=list)

    async def shown(self, reply: Reply, place: Place, message: str) -> None:
        self.tried.append(reply.ticket)
        if len(self.tried) <= self.away:
            raise StoreUnavailable("locked")
        await super().shown(reply, place, message)


@pytest.mark.parametrize("times", [1, 3])
def test_an_answer_is_tried_until_it_is_shown(times: int) -> None:
    async def story(t: Talk) -> None:
        for path in ("/webhooks/*/*", "/channels/*/messages"):
            for _ in range(times):
                t.env.inject_error("POST", path, status=503)
        result = await t.ann.slash(t.channel, "orders")
        assert result.response is not None
        assert result.response.content == "heard: /orders"
        await t.ann.send_dm("one")
        assert t.home.history()[-1].content == "heard: one"

    play(story)


def test_a_form_and_a_whisper_are_tried_again() -> None:
    async def story(t: Talk) -> None:
        t.ear.answer = lambda _: Reply("#1 long", buttons=TWO, ticket="1")
        await t.ann.slash(t.channel, "brackets")
        t.env.inject_error("POST", "/interactions/*/callback", status=503)
        shown = await t.ann.click(t.last, label="Move SL")
        assert shown.modal is not None
        t.ear.answer = lambda _: Reply("a code", alone=True)
        t.env.inject_error("POST", "/users/@me/channels", status=503)
        t.env.inject_error("POST", "/channels/*/messages", status=503)
        await t.ann.slash(t.channel, "orders")
        assert [m.content for m in t.home.history()] == ["a code"]

    play(story)


@pytest.mark.parametrize("line", ["slash", "line"])
def test_a_ledger_that_is_away_loses_neither_the_ticket_nor_the_rest(line: str) -> None:
    async def story(t: Talk) -> None:
        t.ear.answer = lambda _: Reply("#1 long", ticket="1", more=(Reply("and a note"), Reply("#2 long", ticket="2")))
        await (t.ann.slash(t.channel, "brackets") if line == "slash" else t.ann.send(t.channel, "/brackets"))
        assert [m.content for m in t.channel.history() if m.author.bot] == ["\\#1 long", "and a note", "\\#2 long"]
        assert [ticket for ticket, _, _ in t.ear.tickets] == ["1", "2"]

    play(story, Forgetful(away=2), reads=True)


def test_a_part_that_is_refused_for_good_loses_no_other() -> None:
    async def story(t: Talk) -> None:
        t.ear.answer = lambda _: Reply("one", more=(Reply("two"), Reply("three")))
        t.env.inject_error("POST", "/channels/*/messages", status=403, code=50013)
        await t.ann.send_dm("/brackets")
        assert [m.content for m in t.home.history() if m.author.bot] == ["two", "three"]

    play(story)


def test_a_key_in_a_command_is_told_where_private_messages_are_closed() -> None:
    async def story(t: Talk) -> None:
        t.ear.answer = lambda _: Reply("burned", refused=True, forget=True)
        for _ in range(3):
            t.env.inject_error("POST", "/users/@me/channels", status=403, code=50007)
        result = await t.ann.slash(t.channel, "trade", line="a key")
        assert result.response is None  # which would show what he typed
        assert [m.content for m in t.channel.history()] == ["burned"]

    play(story)


@pytest.mark.parametrize("line", ["slash", "line"])
def test_who_has_closed_his_private_messages_is_told_so(line: str) -> None:
    async def story(t: Talk) -> None:
        t.ear.answer = lambda _: Reply("a code", alone=True)
        t.env.inject_error("POST", "/channels/*/messages", status=403, code=50007)
        await (t.ann.slash(t.channel, "orders") if line == "slash" else t.ann.send(t.channel, "/invite trader"))
        (told,) = [m.content for m in t.channel.history() if m.author.bot]
        assert "direct messages" in told

    play(story, reads=True)

"""The Discord front end in a Discord in memory: what is heard, what is shown, within three seconds, to whom."""

from __future__ import annotations

import asyncio
from datetime import UTC, timedelta
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from pydantic import SecretStr

from bot.chat import Choice, Place, Reply, Undelivered
from bot.command import Command, Kind
from bot.discord import Discord
from bot.discord_commands import PERSONAL, agree, line
from bot.fronts import front_ends
from bot.settings import Settings
from bot.telegram import Telegram
from tests.botapi.swift import SwiftClock
from tests.discord_kit import ECHO, OFFERED, TWO, Ear, Talk, play

DEFERRED = 5  # Discord, Interaction Callback Type
NOTHING = {"type": 8, "data": {"choices": []}}


# -- what is said ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("brackets", {}, "/brackets"),
        ("close", {"bracket": "12"}, "/close 12"),
        ("close", {"bracket": "12", "quantity": "50%p"}, "/close 12 50%p"),
        ("sl", {"bracket": "1", "price": "off 2%"}, "/sl 1 off 2%"),
        ("trade", {"line": "BTCUSDT on paper market long 0.01 sl off 2%"}, None),
        ("halt", {"why": "too wild today"}, "/halt * too wild today"),
        ("settings", {"name": "confirm", "value": "always"}, "/settings confirm always"),
    ],
)
def test_a_slash_command_is_the_line_that_would_be_typed(name: str, given: dict[str, str], said: str | None) -> None:
    async def story(t: Talk) -> None:
        result = await t.ann.slash(t.channel, name, **given)
        (message,) = t.ear.heard
        expected = said or f"/{name} {given['line']}"
        assert message.text == expected
        assert message.key == f"discord:interaction:{result._interaction.id}"
        assert (str(message.place), message.private) == (f"discord:{t.channel.id}", False)
        assert (message.person.id, message.person.name, message.person.locale) == (
            f"discord:{t.ann.id}",
            "Ann",
            "en-US",
        )
        assert message.at == t.env.now().astimezone(UTC)
        assert t.requests("POST", "/callback")[-1]["type"] == DEFERRED
        assert result.response is not None
        assert result.response.content.replace("\\", "") == ECHO + expected

    play(story)


@pytest.mark.parametrize("command", OFFERED, ids=lambda command: command.name)
def test_what_is_chosen_is_read_as_what_was_chosen(command: Command) -> None:
    samples = {Kind.LINE: "two words", Kind.PRICE: "off 2%"}
    given = {
        p.name: p.choices[0] if p.choices else samples.get(p.kind, f"a{n}") for n, p in enumerate(command.parameters)
    }
    for left_out in range(len(given) + 1):
        said = dict(list(given.items())[: len(given) - left_out])
        text = line(command, said)
        assert text is not None
        needed = sum(p.required for p in command.parameters)
        assert command.read(text.partition(" ")[2]) == (list(said.values()) if len(said) >= needed else None)


def test_personal_commands_are_commands() -> None:
    assert {command.name for command in OFFERED} > PERSONAL


def test_a_word_that_is_left_out_in_the_middle_is_asked_for() -> None:
    async def story(t: Talk) -> None:
        result = await t.ann.slash(t.channel, "settings", value="500")
        assert t.ear.heard == []
        assert result.response is not None
        assert "Usage: /settings" in result.response.content

    play(story)


def test_commands_are_offered_with_typed_options_in_every_language() -> None:
    async def story(t: Talk) -> None:
        offered = {name: c for (name, _), c in t.env.backend.commands[None].items()}
        assert set(offered) == {c.name for c in OFFERED} | {"Trade this message"}
        close = offered["close"]
        assert close["description_localizations"]["de"].startswith("die Position")
        assert set(close["description_localizations"]) >= {"de", "es-ES", "es-419", "tr", "zh-CN"}
        assert not {"en-US", "fr"} & set(close["description_localizations"])  # who reads the usual text
        bracket, quantity = close["options"]
        assert (bracket["name"], bracket["required"], bracket["autocomplete"]) == ("bracket", True, True)
        assert not quantity.get("required")
        assert [c["value"] for c in offered["invite"]["options"][0]["choices"]] == ["viewer", "trader", "admin"]
        assert offered["Trade this message"]["name_localizations"]["de"] == "Diese Nachricht handeln"
        told = [c.get("description", "") for c in offered.values()]
        told += [o["description"] for c in offered.values() for o in c.get("options", [])]
        assert all(len(text) <= 100 for text in told)

    play(story)


def test_both_chats_offer_the_same_and_only_what_has_a_token_is_there() -> None:
    store: Any = SimpleNamespace(updates=None, people=SimpleNamespace(rename_place=None))
    one = Settings(telegram_token=None, discord_token=SecretStr("not.a.token"), discord_reads_messages=True)
    both = one.model_copy(update={"telegram_token": SecretStr("1:a")})
    made = front_ends(both, Ear(), store, SwiftClock())
    discord_, telegram_ = made["discord"], made["telegram"]
    assert isinstance(discord_, Discord)
    assert isinstance(telegram_, Telegram)
    offered = {command.name for command in discord_.client.tree.get_commands()} - {"Trade this message"}
    assert offered == {name for name, _ in telegram_._menus[""]}
    assert discord_.client.intents.message_content
    assert list(front_ends(one, Ear(), store, SwiftClock())) == ["discord"]


def test_commands_are_set_only_where_discord_has_others() -> None:
    async def story(t: Talk) -> None:
        assert len(t.requests("PUT", "/commands")) == 1
        assert not await agree(t.front.client.tree)
        t.front.client.tree.remove_command("close")
        assert await agree(t.front.client.tree)
        assert len(t.requests("PUT", "/commands")) == 2

    play(story)


def test_what_launches_an_activity_is_left_alone() -> None:
    async def story(t: Talk) -> None:
        entry = {"id": "5", "type": 4, "name": "launch", "description": "", "handler": 2}
        tree, asked = t.front.client.tree, t.front.client.http.request

        async def request(route: Any, **given: Any) -> Any:
            found = await asked(route, **given)
            return [*found, entry] if route.method == "GET" and route.path.endswith("/commands") else found

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(t.front.client.http, "request", request)
            assert not await agree(tree)
            sent: list[Any] = []

            async def put(_application: int, payload: list[Any]) -> None:
                sent.extend(payload)

            patch.setattr(t.front.client.http, "bulk_upsert_global_commands", put)
            tree.remove_command("close")
            assert await agree(tree)
            assert entry in sent  # without which Discord would refuse them all

    play(story)


def test_what_is_typed_into_an_option_is_completed() -> None:
    async def story(t: Talk) -> None:
        t.ear.offers = [
            Choice("#1 long 0.01 BTC/USDT:USDT · paper", "1"),
            Choice("x" * 200, "2"),
            Choice("no", "v" * 101),
        ]
        found = await t.ann.autocomplete(t.channel, "close", "bracket", "b")
        assert [(c["name"], c["value"]) for c in found] == [(t.ear.offers[0].label, "1"), ("x" * 100, "2")]
        assert t.ear.typed == [("close", "bracket", "b", f"discord:{t.ann.id}", f"discord:{t.channel.id}")]

        async def broken(_: object) -> None:
            raise RuntimeError("no memory")

        t.ear.before = broken
        await t.ann.autocomplete(t.channel, "price", "symbol", "b")
        assert t.requests("POST", "/callback")[-1] == NOTHING

        async def slow(_: object) -> None:
            await t.env.external_wait(asyncio.Event().wait(), reason="a memory that is slow")

        t.ear.before, before = slow, len(t.requests("POST", "/callback"))
        await t.ann.autocomplete(t.channel, "price", "symbol", "bt")
        await t.env.advance_time(2.5)
        assert t.requests("POST", "/callback")[before:] == [NOTHING]

    play(story)


def test_lines_are_heard_in_private_and_where_the_bot_is_mentioned() -> None:
    async def story(t: Talk) -> None:
        me = t.front.client.me
        await t.ann.send_dm("BTCUSDT on paper_acc market long 0.1")
        await t.ann.send(t.channel, "BTCUSDT on paper market long 0.2")  # without the intent, nobody tells us
        await t.ann.send(t.channel, f"<@{me}> BTCUSDT on paper market long 0.3")
        private, public = t.ear.heard
        assert (private.text, private.private) == ("BTCUSDT on paper_acc market long 0.1", True)
        assert str(private.place) == f"discord:{t.home.id}"
        assert (public.text, public.private) == ("BTCUSDT on paper market long 0.3", False)
        assert public.key == f"discord:message:{public.id}"
        assert public.at.utcoffset() == timedelta(0)
        assert t.last.content == f"{ECHO}{public.text}"
        assert t.last.reference is not None
        assert str(t.last.reference.message_id) == public.id

    play(story)


def test_with_the_intent_every_line_is_heard() -> None:
    async def story(t: Talk) -> None:
        channel = t.front.client.get_channel(t.channel.id)
        assert isinstance(channel, discord.TextChannel)
        await channel.create_thread(name="spot", type=discord.ChannelType.public_thread)
        (thread,) = t.channel.threads
        await t.ann.send(t.channel, "one")
        await t.ann.send(thread, "two")
        assert [(m.text, str(m.place)) for m in t.ear.heard] == [
            ("one", f"discord:{t.channel.id}"),
            ("two", f"discord:{t.channel.id}/{thread.id}"),
        ]
        assert thread.last_message is not None
        assert thread.last_message.content == ECHO + "two"

    play(story, reads=True)


def test_bots_and_webhooks_are_not_heard() -> None:
    async def story(t: Talk) -> None:
        robot = t.guild.add_member(t.env.create_user("robot", bot=True))
        await robot.send(t.channel, "BTCUSDT on paper market long 1")
        await t.guild.create_webhook(t.channel, "signals").send("BTCUSDT on paper market long 1")
        assert t.ear.heard == []

    play(story, reads=True)


def test_an_edited_line_is_told_as_edited_once() -> None:
    async def story(t: Talk) -> None:
        line = await t.ann.send(t.channel, "one")
        await t.ann.edit(line, "two")
        await t.ann.edit(line, "two")  # as when Discord unfolds a link
        first, edited = t.ear.heard
        assert (first.edited, edited.edited, edited.text) == (False, True, "two")
        assert edited.key.startswith(first.key + ":")

    play(story, reads=True)


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
def test_a_line_that_the_library_forgot_is_told_as_edited_all_the_same(*, known: bool) -> None:
    async def story(t: Talk) -> None:
        line = await t.ann.send(t.channel, "one")
        if not known:
            messages: Any = t.front.client._connection._messages
            messages.clear()
        await t.ann.edit(line, "two")
        event = next(p for _, name, p in reversed(t.env.backend.transcript) if name == "MESSAGE_UPDATE")
        t.env.backend.emit("MESSAGE_UPDATE", event)  # a link unfolds
        t.env.backend.emit("MESSAGE_UPDATE", {**event, "edited_timestamp": None})
        await t.env.settle()
        assert [(m.text, m.edited) for m in t.ear.heard] == [("one", False), ("two", True)]

    play(story, reads=True)


def test_the_bots_own_role_is_the_bot() -> None:
    async def story(t: Talk) -> None:
        made = t.guild.create_role("Bracketeer")
        role = t.front.client.get_guild(t.guild.id).get_role(made.id)  # type: ignore[union-attr]
        assert role is not None
        role.tags = discord.RoleTags({"bot_id": str(t.front.client.me)})
        await t.ann.send(t.channel, f"{role.mention} BTCUSDT on paper market long 1")
        assert t.ear.texts == ["BTCUSDT on paper market long 1"]

    play(story, reads=True)


def test_a_forwarded_line_tells_when_it_was_written() -> None:
    async def story(t: Talk) -> None:
        line = await t.ben.send(t.channel, "BTCUSDT on paper market long 1")
        other = t.guild.create_text_channel("other")
        t.ear.heard.clear()
        await t.ann.forward(line, other)
        (forwarded,) = t.ear.heard
        assert forwarded.text == "BTCUSDT on paper market long 1"
        assert forwarded.forwarded == line.created_at
        assert forwarded.person.id == f"discord:{t.ann.id}"

    play(story, reads=True)


def test_somebodys_message_can_be_traded() -> None:
    async def story(t: Talk) -> None:
        line = await t.ben.send(t.channel, "BTCUSDT on paper market long 1")
        assert t.ear.heard == []
        result = await t.ann.context_menu(t.channel, "Trade this message", line)
        (message,) = t.ear.heard
        assert (message.text, message.forwarded) == ("/trade BTCUSDT on paper market long 1", line.created_at)
        assert (message.person.id, message.edited) == (f"discord:{t.ann.id}", False)
        assert t.requests("POST", "/callback")[-1]["type"] == DEFERRED
        assert result.acknowledged
        t.ear.answer = lambda _: None  # to a stranger, for the second time
        talk = await t.ben.send(t.channel, "what a day")
        result = await t.ann.context_menu(t.channel, "Trade this message", talk)
        assert result.response is None
        assert [m.content for m in t.channel.history() if m.author.bot] == [ECHO + t.ear.texts[0]]

    play(story)


# -- three seconds -----------------------------------------------------------------------------------


def test_an_answer_is_promised_before_anything_is_done() -> None:
    async def story(t: Talk) -> None:
        done = asyncio.Event()

        async def slow(_: object) -> None:
            await t.env.external_wait(done.wait(), reason="an exchange answers")

        t.ear.before = slow
        result = await t.ann.slash(t.channel, "close", bracket="1")
        assert result.acknowledged
        assert result.response is not None
        assert result.response.content == ""
        await t.env.advance_time(600)
        done.set()
        await t.env.settle()
        assert result.response.content == ECHO + "/close 1"

    play(story)


def test_after_a_quarter_of_an_hour_the_answer_goes_to_the_channel() -> None:
    async def story(t: Talk) -> None:
        done = asyncio.Event()

        async def slow(_: object) -> None:
            await t.env.external_wait(done.wait(), reason="an exchange answers")

        t.ear.before = slow
        await t.ann.slash(t.channel, "close", bracket="1")
        await t.env.advance_time(901)
        done.set()
        await t.env.settle()
        assert t.last.content == ECHO + "/close 1"
        assert t.last.interaction_metadata is None

    play(story)


@pytest.mark.parametrize(("status", "code"), [(404, 10062), (500, 0), (400, 40060)])
def test_what_cannot_be_promised_is_not_done(status: int, code: int) -> None:
    async def story(t: Talk) -> None:
        t.env.inject_error("POST", "/interactions/*/callback", status=status, code=code)
        await t.ann.slash(t.channel, "close", bracket="1")
        assert t.ear.heard == []
        assert "nothing was sent" in t.last.content

    play(story)


def test_what_is_told_again_after_a_broken_connection_is_done_once() -> None:
    async def story(t: Talk) -> None:
        await t.ann.slash(t.channel, "close", bracket="1")
        event = next(p for kind, name, p in t.env.backend.transcript if name == "INTERACTION_CREATE")
        t.env.backend.emit("INTERACTION_CREATE", event)
        await t.env.settle()
        assert t.ear.texts == ["/close 1"]
        assert len([m for m in t.channel.history() if m.author.bot]) == 1
        line = await t.ann.send_dm("/brackets")
        event = [
            p for kind, name, p in t.env.backend.transcript if name == "MESSAGE_CREATE" and p["id"] == str(line.id)
        ]
        t.env.backend.emit("MESSAGE_CREATE", event[0])
        await t.env.settle()
        assert len({m.key for m in t.ear.heard if m.text == "/brackets"}) == 1

    play(story)


def test_where_we_may_not_speak_commands_are_answered_all_the_same() -> None:
    async def story(t: Talk) -> None:
        silent = discord.PermissionOverwrite(send_messages=False)
        everyone = t.guild.default_role
        quiet = t.guild.create_text_channel("quiet", overwrites={everyone: silent})
        result = await t.ann.slash(quiet, "orders")
        assert result.response is not None
        assert result.response.content == ECHO + "/orders"
        with pytest.raises(Undelivered) as told:
            await t.front.send(Place("discord", str(quiet.id)), Reply("news"))
        assert told.value.shut

    play(story)


def test_a_line_that_is_gone_is_answered_all_the_same() -> None:
    async def story(t: Talk) -> None:
        t.ear.answer = lambda _: Reply("ticket", buttons=TWO)
        t.env.inject_error("POST", "/channels/*/messages", status=400, code=160002)
        await t.ann.send(t.channel, "one")
        assert (t.last.content, t.last.reference, len(t.last.components)) == ("ticket", None, 2)

    play(story, reads=True)


def test_a_hearing_that_breaks_is_told_and_the_next_line_is_heard() -> None:
    async def story(t: Talk) -> None:
        async def broken(_: object) -> None:
            raise RuntimeError("a defect")

        t.ear.before = broken
        result = await t.ann.slash(t.channel, "close", bracket="1")
        assert result.response is not None
        assert "/brackets" in result.response.content
        t.ear.before = None
        await t.ann.slash(t.channel, "close", bracket="2")
        assert t.last.content == ECHO + "/close 2"

    play(story)


def test_what_is_said_in_one_place_is_answered_in_its_order() -> None:
    async def story(t: Talk) -> None:
        first = asyncio.Event()

        async def slow(said: Any) -> None:
            if said.text == "one":
                await t.env.external_wait(first.wait(), reason="the first is slow")

        t.ear.before = slow
        await t.ann.send_dm("one")
        asyncio.get_running_loop().call_later(0.05, first.set)
        await t.ann.send_dm("two")
        await t.env.settle()
        assert [m.content for m in t.home.history() if m.author.bot] == [ECHO + "one", ECHO + "two"]

    play(story)

"""What the Discord front end shows: texts, tables, buttons and forms; to whom; and what a refusal of Discord means."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import discord
import discord.http
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot import discord_markup as markup
from bot import troubles
from bot.chat import Button, Gone, Place, Reply, Table, Undelivered
from bot.discord_client import Client
from bot.splitting import sound, units
from tests.botapi.swift import SwiftClock
from tests.discord_kit import ECHO, TOKEN, TWO, Ear, Talk, alone, born, play
from tests.people_kit import Kept

UPDATED_LATER, FORM = 6, 9  # Discord, Interaction Callback Type
TEXTS = st.text(
    st.sampled_from("ab _*`[]()~>#+-=|.!<&@:/\n😀é中") | st.characters(exclude_categories=["Cs"]), max_size=60
)


# -- texts -------------------------------------------------------------------------------------------


def read(text: str) -> str:
    """What Discord shows of Markdown in which only a backslash before a sign means anything."""
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


@given(text=TEXTS)
def test_text_is_shown_as_it_was_written(text: str) -> None:
    assert read(markup.escaped(text)) == text or "http" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Binance_F_x and *two*", r"Binance\_F\_x and \*two\*"),
        ("Binance_F:<b>, paper:<@&7>, x&lt", r"Binance\_F:\<b>, paper:\<@&7>, x&lt"),
        (
            "# no head\n-# nor small\n> nor said\n- nor listed",
            "\\# no head\n\\-# nor small\n\\> nor said\n\\- nor listed",
        ),
        ("<@1> <#2> <t:3> </x:4>", r"\<@1> \<#2> \<t:3> \</x:4>"),
        ("[a_b](c)", r"[a\_b]\(c)"),
        ("||no secret|| ~~said~~ `x` \\", r"\|\|no secret\|\| \~\~said\~\~ \`x\` \\"),
        ("see https://a.example/b_c_d", "see https://a.example/b_c_d"),
        ("#1 long 0.01 BTC/USDT:USDT", r"\#1 long 0.01 BTC/USDT:USDT"),
    ],
)
def test_nothing_written_is_markup(text: str, shown: str) -> None:
    assert markup.escaped(text) == shown


@given(text=st.text(st.sampled_from("ab`\n "), max_size=40))
def test_no_backticks_end_a_block(text: str) -> None:
    shown = markup.escaped(text, mono=True)
    assert shown.startswith("```\n")
    assert shown.endswith("\n```")
    assert "```" not in shown[3:-3]
    assert shown[4:-4].replace("ˋ", "`") == text


@given(text=TEXTS, times=st.integers(1, 200), mono=st.booleans())
def test_what_is_long_comes_in_parts_or_as_a_file(text: str, times: int, *, mono: bool) -> None:
    text = sound(text) * times
    parts = markup.parts(Reply(text, mono=mono))
    assert all(units(part.content) <= markup.LONGEST for part in parts)
    assert len(parts) <= markup.MOST
    whole = parts[0].file if parts and parts[0].file else text
    assert whole == text
    assert bool(parts) == bool(text.strip())


def test_a_long_text_is_a_file_under_its_first_line() -> None:
    async def story(t: Talk) -> None:
        rows = tuple((str(n), "x" * 60) for n in range(200))
        t.ear.answer = lambda _: Reply(table=Table("orders", ("#", "what"), rows), buttons=TWO)
        result = await t.ann.slash(t.channel, "orders")
        assert result.response is not None
        (file,) = result.response.attachments
        content = (await file.read()).decode()
        assert file.filename == "bracketeer.txt"
        assert content.count("x" * 60) == 200
        assert result.response.content == "orders"
        assert len(result.response.components) == 2

    play(story)


@pytest.mark.parametrize(("title", "head"), [("orders", "orders"), (" ", "a line"), ("x" * 3000, "x" * 1000)])
def test_a_file_is_headed_by_its_title_or_first_line(title: str, head: str) -> None:
    table = Table(title, ("a line",), tuple(("y" * 70,) for _ in range(200)))
    (part,) = markup.parts(Reply(table=table))
    assert part.content == head


def test_a_form_and_a_button_hold_what_discord_takes() -> None:
    async def made() -> None:
        long = Button("label " * 30, "d" * 64, asks="title " * 30)
        view = markup.view(Reply("text", buttons=((long,) * 7,)))
        assert view is not None
        buttons = [item for item in view.children if isinstance(item, discord.ui.Button)]
        assert [item.row for item in buttons] == [0] * 5 + [1] * 2
        assert all(len(item.custom_id or "") <= 100 and len(item.label or "") <= 80 for item in buttons)
        data, title = markup.carried(buttons[0].custom_id or "")
        assert data == long.data
        assert title.startswith("title")
        assert len(markup.form(data, "title " * 30).title) <= markup.TITLE

    asyncio.run(made())


def test_parts_follow_one_another_and_the_last_has_the_buttons() -> None:
    async def story(t: Talk) -> None:
        text = "\n".join(f"line {n} of_many" for n in range(250))
        t.ear.answer = lambda _: Reply(text, buttons=TWO, ticket="7")
        result = await t.ann.slash(t.channel, "why", bracket="7")
        assert result.response is not None
        shown = [result.response, *result.followups]
        assert len(shown) == 3
        assert "\n".join(one.content.replace("\\", "") for one in shown) == text
        assert [bool(one.components) for one in shown] == [False, False, True]
        assert t.ear.tickets == [("7", f"discord:{t.channel.id}", str(shown[-1].id))]

    play(story)


def test_nobody_is_called_and_no_link_unfolds() -> None:
    async def story(t: Talk) -> None:
        t.ear.answer = lambda _: Reply("@everyone <@1> https://a.example", quiet=True)
        await t.ann.slash(t.channel, "price", symbol="@everyone")
        await t.ann.send_dm("hello")
        await t.front.edit(Place("discord", str(t.home.id)), str(t.home.last_message.id), Reply("@here"))  # type: ignore[union-attr]
        answered = [one.json for one in t.env.http_requests if one.method in ("POST", "PATCH") and one.json]
        shown = [body for body in answered if "content" in body]
        assert len(shown) == 3
        assert all(body["allowed_mentions"]["parse"] == [] for body in shown)
        assert [body["flags"] & 4100 for body in shown[:2]] == [4100, 4100]  # no embeds, no sound

    play(story)


# -- buttons -----------------------------------------------------------------------------------------


def ticket(ear: Ear) -> None:
    ear.answer = lambda _: Reply("#1 long", mono=True, buttons=TWO, ticket="1")


def test_buttons_have_a_look_and_outlive_the_bot() -> None:
    async def story(t: Talk) -> None:
        ticket(t.ear)
        t.ear.tapped = lambda _: Reply("half closed", update=True, ticket="1", buttons=TWO[1:])
        await t.ann.slash(t.channel, "brackets")
        shown = t.last
        looks = [[(c.label, c.style, c.custom_id) for c in row.children] for row in shown.components]  # type: ignore[union-attr]
        assert looks == [
            [
                ("Move SL", discord.ButtonStyle.secondary, "ms.1 New stop: a price"),
                ("Close", discord.ButtonStyle.danger, "cl.1"),
            ],
            [("Confirm", discord.ButtonStyle.primary, "y.1")],
        ]
        await t.front._renew()
        await t.env.restart_bot(t.front.client)
        result = await t.ann.click(shown, label="Close")
        (tap,) = t.ear.taps
        assert (tap.data, tap.message, tap.private) == ("cl.1", str(shown.id), False)
        assert (tap.key, str(tap.place)) == (f"discord:interaction:{result._interaction.id}", f"discord:{t.channel.id}")
        assert t.requests("POST", "/callback")[-1]["type"] == UPDATED_LATER
        assert t.last.id == shown.id
        assert t.last.content == "half closed"
        assert [c.label for row in t.last.components for c in row.children] == ["Confirm"]  # type: ignore[union-attr]
        assert t.ear.tickets[-1] == ("1", f"discord:{t.channel.id}", str(shown.id))
        assert t.front.client._connection._view_store._views == {}  # nothing is kept in memory for it

    play(story)


def test_a_button_that_asks_opens_a_form_whose_line_is_the_tap() -> None:
    async def story(t: Talk) -> None:
        ticket(t.ear)
        await t.ann.slash(t.channel, "brackets")
        shown = await t.ann.click(t.last, label="Move SL")
        assert t.ear.taps == []
        assert shown.modal is not None
        assert t.requests("POST", "/callback")[-1]["type"] == FORM
        assert shown.modal["title"] == "New stop: a price"
        result = await t.ann.submit_modal(shown, {"line": " off 2% "})
        (tap,) = t.ear.taps
        assert (tap.data, tap.person.id) == ("ms.1 off 2%", f"discord:{t.ann.id}")
        assert result.acknowledged
        assert t.last.content == "did ms.1 off 2%"

    play(story)


def test_a_refused_tap_is_told_to_the_presser_alone_and_in_private_it_stays() -> None:
    async def story(t: Talk) -> None:
        ticket(t.ear)
        t.ear.tapped = lambda _: Reply("somebody else's", refused=True, alone=True)
        await t.ann.slash(t.channel, "brackets")
        result = await t.ben.click(t.last, label="Close")
        assert [(one.content, one.ephemeral) for one in result.followups] == [("somebody else's", True)]
        await t.ann.send_dm("/brackets")
        message = t.home.last_message
        assert message is not None
        private = await t.ann.user.click(message, label="Close")
        assert [one.ephemeral for one in private.followups] == [False]

    play(story)


def test_a_question_that_was_answered_loses_its_buttons() -> None:
    async def story(t: Talk) -> None:
        ticket(t.ear)
        t.ear.tapped = lambda _: Reply("closed", spent=Reply("Sure? Confirm"))
        await t.ann.slash(t.channel, "brackets")
        asked = t.last
        result = await t.ann.click(asked, label="Confirm")
        assert [one.content for one in result.followups] == ["closed"]
        (found,) = [one for one in t.channel.history() if one.id == asked.id]
        assert (found.content, found.components) == ("Sure? Confirm", [])

    play(story)


def test_a_tap_whose_message_is_away_is_answered_anew() -> None:
    async def story(t: Talk) -> None:
        ticket(t.ear)
        t.ear.tapped = lambda _: Reply("closed", update=True)
        await t.ann.slash(t.channel, "brackets")
        t.env.inject_error("PATCH", "/webhooks/*", status=404, code=10008)
        t.env.inject_error("PATCH", "/channels/*/messages/*", status=404, code=10008)
        result = await t.ann.click(t.last, label="Close")
        assert [one.content for one in result.followups] == ["closed"]

    play(story)


# -- to whom -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "given", "hidden"), [("settings", {}, True), ("invite", {"role": "trader"}, True), ("orders", {}, False)]
)
def test_what_is_personal_is_for_the_asker_alone(name: str, given: dict[str, str], *, hidden: bool) -> None:
    async def story(t: Talk) -> None:
        t.ear.answer = lambda _: Reply("a code", alone=hidden)
        result = await t.ann.slash(t.channel, name, **given)
        assert result.ephemeral is hidden
        private = await t.ann.user.slash(name, **given)
        assert not private.ephemeral

    play(story)


def test_what_turns_out_to_be_for_one_alone_goes_to_him() -> None:
    async def story(t: Talk) -> None:
        t.ear.answer = lambda _: Reply("a code", alone=True)
        result = await t.ann.slash(t.channel, "orders")
        assert result.response is None
        assert [m.content for m in t.home.history()] == ["a code"]
        me = t.front.client.me
        await t.ann.send(t.channel, f"<@{me}> /invite trader")
        assert [m.content for m in t.home.history()] == ["a code", "a code"]
        assert all(not m.author.bot for m in t.channel.history())

    play(story)


def test_nothing_said_leaves_nothing_waiting() -> None:
    async def story(t: Talk) -> None:
        t.ear.answer = lambda _: None
        result = await t.ann.slash(t.channel, "orders")
        assert result.acknowledged
        assert result.response is None
        assert t.channel.history() == []

    play(story)


def test_a_secret_is_deleted_where_we_may() -> None:
    async def story(t: Talk) -> None:
        t.ear.answer = lambda _: Reply("burned", refused=True, forget=True)
        may = t.guild.create_role("may", permissions=discord.Permissions(manage_messages=True))
        await t.front.client.get_guild(t.guild.id).me.add_roles(discord.Object(may.id))  # type: ignore[union-attr]
        await t.ann.send(t.channel, "a key")
        assert [m.content for m in t.channel.history()] == ["burned"]
        t.env.inject_error("DELETE", "/channels/*/messages/*", status=403, code=50003)  # a person's, in private
        await t.ann.send_dm("a key")
        assert [m.content for m in t.home.history()] == ["a key", "burned"]

    play(story, reads=True)


# -- refusals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "code", "means"),
    [
        (403, 50001, Undelivered),
        (403, 50013, Undelivered),
        (403, 40333, Undelivered),
        (403, 50007, Gone),
        (404, 10003, Gone),
        (400, 50083, Undelivered),
        (401, 50027, Gone),
        (401, 0, Undelivered),
        (403, 0, Undelivered),
        (429, 0, Undelivered),
        (429, 20028, Undelivered),
        (429, 30046, Undelivered),
        (429, 40062, Undelivered),
        (500, 0, Undelivered),
        (503, 0, Undelivered),
    ],
)
def test_what_a_refusal_means(status: int, code: int, means: type[Exception]) -> None:
    async def story(t: Talk) -> None:
        place = Place("discord", str(t.channel.id))
        t.env.inject_error("POST", "/channels/*/messages", status=status, code=code)
        with pytest.raises(means) as told:
            await t.front.send(place, Reply("news"))
        if isinstance(told.value, Undelivered):
            assert told.value.uncertain is (status >= 500)
            assert told.value.shut is (code in (50001, 50013, 50083))
        assert (await t.front.send(place, Reply("news"))).ids == (str(t.last.id),)
        numbers = [body["nonce"] for body in t.requests("POST", "/messages") if body["enforce_nonce"]]
        assert len(set(numbers)) == (1 if status >= 500 else 2)  # what may stand there already is shown once

    play(story)


def test_a_message_that_is_away_cannot_be_edited_and_need_not_be_deleted() -> None:
    async def story(t: Talk) -> None:
        place = Place("discord", str(t.channel.id))
        (id,) = (await t.front.send(place, Reply("one", buttons=TWO))).ids
        await t.front.edit(place, id, Reply("two"))
        assert (t.last.content, t.last.components) == ("two", [])
        await t.front.delete(place, id)
        await t.front.delete(place, id)
        with pytest.raises(Gone):
            await t.front.edit(place, id, Reply("three"))

    play(story)


def test_a_notice_that_discord_will_not_take_comes_without_its_buttons() -> None:
    async def story(t: Talk) -> None:
        t.env.inject_error("POST", "/channels/*/messages", status=400, code=50035)
        await t.front.send(Place("discord", str(t.channel.id)), Reply("news", buttons=TWO))
        assert (t.last.content, t.last.components) == ("news", [])

    play(story)


def test_a_channel_that_shuts_us_out_stops_nothing() -> None:
    async def story(t: Talk) -> None:
        t.env.inject_error("POST", "/channels/*/messages", status=403, code=50013)
        await t.ann.send_dm("one")
        await t.ann.send_dm("two")
        assert [m.content for m in t.home.history() if m.author.bot] == [ECHO + "two"]

    play(story)


# -- the connection ----------------------------------------------------------------------------------


def test_what_only_a_person_can_mend_turns_it_off(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def story(kept: Kept) -> None:
        front = born(Ear(), kept)

        async def refused(_: str) -> None:
            raise discord.LoginFailure("no")

        monkeypatch.setattr(front.client, "login", refused)
        running = asyncio.create_task(front.run())
        for _ in range(20):
            await asyncio.sleep(0)
        assert not running.done()
        assert "bot's token" in front.trouble
        with pytest.raises(Undelivered):
            await front.send(Place("discord", "1"), Reply("news"))
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await front.aclose()
        assert "not-a-token" not in repr(front) + front.trouble

    alone(story)
    assert "not-a-token" not in capsys.readouterr().out


def test_without_its_intent_it_goes_on_and_does_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever switches it off while we are connected is heard of at the next connection only."""

    async def story(kept: Kept) -> None:
        front = born(Ear(), kept, reads=True)
        connected: list[bool] = []
        stands = asyncio.Event()

        async def logs_in(client: Client, _: str) -> None:
            client.logged_in = True

        async def connects(client: Client) -> None:
            connected.append(client.intents.message_content)
            if client.intents.message_content:
                raise discord.PrivilegedIntentsRequired(None)
            await client.on_connect()
            stands.set()
            await asyncio.Event().wait()

        monkeypatch.setattr(Client, "login", logs_in)
        monkeypatch.setattr(Client, "connect", connects)
        running = asyncio.create_task(front.run())
        async with asyncio.timeout(5):
            await stands.wait()
        assert connected == [True, False]
        assert front.trouble == troubles.DISCORD_INTENT  # though we are connected
        front._reach()  # and what happens is told
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await front.aclose()

    alone(story)


def test_it_connects_again_soon_however_long_discord_was_away() -> None:
    waits = discord.client.ExponentialBackoff()  # type: ignore[attr-defined]  # as its ``connect`` does
    assert max(waits.delay() for _ in range(200)) <= 100
    assert sum(waits.delay() for _ in range(1000)) > 24 * 60 * 60  # or Discord would take the token away


def test_a_token_that_discord_does_not_know_is_told_and_shown_nowhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Against a server of our own, with all of the library."""
    asked: list[str] = []

    async def me(request: web.Request) -> web.Response:
        asked.append(request.headers["Authorization"])
        if len(asked) == 1:
            return web.json_response({"message": "over", "code": 0}, status=400)
        return web.json_response({"message": "401: Unauthorized", "code": 0}, status=401)

    async def story(kept: Kept) -> None:
        app = web.Application()
        app.router.add_get("/users/@me", me)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        monkeypatch.setattr(discord.http.Route, "BASE", f"http://{host}:{port}")
        front = born(Ear(), kept)
        running = asyncio.create_task(front.run())
        async with asyncio.timeout(20):
            while True:
                if front.trouble == troubles.DISCORD_TOKEN:
                    break
                await asyncio.sleep(0.01)
        assert not running.done()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await front.aclose()
        await runner.cleanup()

    alone(story)
    assert asked == [f"Bot {TOKEN}"] * 2
    assert TOKEN not in capsys.readouterr().out + caplog.text


def test_it_logs_in_again_and_again_and_tells_trouble_until_it_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(kept: Kept) -> None:
        tries: list[str] = []
        clock = SwiftClock()
        front = born(Ear(), kept, clock)

        async def away(_: Any, __: str) -> None:
            tries.append(front.trouble)
            if len(tries) < 4:
                raise OSError("no route to host")

        async def connected(client: Any) -> None:
            await client.on_resumed()
            raise RuntimeError("for good")

        monkeypatch.setattr(Client, "login", away)
        monkeypatch.setattr(Client, "connect", connected)
        with pytest.raises(RuntimeError):
            await front.run()
        await front.aclose()
        assert tries == [troubles.CONNECTING, *["Discord cannot be reached: OSError"] * 3]
        assert clock.slept == [1.0, 2.0, 5.0]
        assert front.trouble == ""

    alone(story)


def test_a_lost_connection_is_told_until_it_is_back() -> None:
    async def story(t: Talk) -> None:
        await t.front.client.on_disconnect()
        assert "not connected" in t.front.trouble
        await t.front.client.on_resumed()
        assert t.front.trouble == ""

    play(story)

"""What was written in Discord while the bot was away: read from the chats' histories, once, in order, as what it is."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar, cast

import discord
import pytest
from structlog.testing import capture_logs

from bot.discord import Discord
from bot.discord_backlog import MARKED, Backlog
from bot.discord_client import MISSED, Client
from core.people import Binding, Identity
from tests.botapi.swift import SwiftClock
from tests.discord_kit import ECHO, Talk, alone, play
from tests.people_kit import Kept
from tests.samples import START


async def known(t: Talk) -> None:
    """Ann is somebody we know by her private chat, and the channel is bound."""
    await t.kept.people.meet(Identity(f"discord:{t.ann.id}", "Ann", "", f"discord:{t.home.id}"))
    await t.kept.people.bind(Binding(f"discord:{t.channel.id}", ("paper",)), f"discord:{t.ann.id}", START)


def goes(t: Talk) -> None:
    """From now on Discord tells the bot nothing."""
    socket: Any = t.front.client.ws
    socket.open = False


async def comes(t: Talk, *, anew: bool) -> None:
    """The connection is there again; ``anew``: with a process that remembers what is durable only."""
    if anew:
        t.front.client._backlog = t.front._backlog = Backlog(t.kept.updates, t.kept.people, SwiftClock())
    socket: Any = t.front.client.ws
    socket.open = True
    await t.front.client.on_ready()
    await t.env.settle()


@pytest.mark.parametrize("anew", [False, True], ids=["connection", "process"])
def test_lines_are_heard_in_order_and_once(*, anew: bool) -> None:
    async def story(t: Talk) -> None:
        await known(t)
        await t.ann.send_dm("one")
        await t.ann.send(t.channel, "uno")
        goes(t)
        for text in ("two", "three"):
            await t.ann.send_dm(text)
        await t.ann.send(t.channel, "due")
        await t.ben.send_dm("four")  # whom we do not know
        assert t.ear.texts == ["one", "uno"]
        await comes(t, anew=anew)
        assert [text for text in t.ear.texts if text not in ("uno", "due")] == ["one", "two", "three"]
        assert [text for text in t.ear.texts if text in ("uno", "due")] == ["uno", "due"]
        assert {m.text: m.private for m in t.ear.heard} == {x: x not in ("uno", "due") for x in t.ear.texts}
        assert ECHO + "three" in [m.content for m in t.home.history()]
        await t.ann.send_dm("five")
        await comes(t, anew=anew)
        await comes(t, anew=not anew)
        assert sorted(t.ear.texts) == sorted(["one", "two", "three", "uno", "due", "five"])

    play(story, reads=True)


def test_a_line_tells_when_it_was_written_and_whether_it_was_changed_since() -> None:
    async def story(t: Talk) -> None:
        await known(t)
        await t.ann.send(t.channel, "one")
        goes(t)
        written = await t.ann.send(t.channel, "buy")
        changed = await t.ann.send(t.channel, "buy little")
        at = t.env.now()
        t.env.backend.clock.advance(3600)
        await t.ann.edit(changed, "buy much")
        await comes(t, anew=True)
        _, plain, edited = t.ear.heard
        assert (plain.key, plain.text, plain.edited) == (f"discord:message:{written.id}", "buy", False)
        assert abs((plain.at - at).total_seconds()) < 60
        assert (edited.text, edited.edited) == ("buy much", True)

    play(story, reads=True)


def test_a_chat_that_is_new_to_us_is_read_from_now_on() -> None:
    async def story(t: Talk) -> None:
        await t.ann.send(t.channel, "long ago")
        t.ear.heard.clear()
        await known(t)
        await comes(t, anew=True)
        assert t.ear.texts == []
        goes(t)
        await t.ann.send(t.channel, "new")
        await comes(t, anew=True)
        assert t.ear.texts == ["new"]

    play(story, reads=True)


def test_only_so_many_lines_are_read_the_newest() -> None:
    async def story(t: Talk) -> None:
        await known(t)
        await t.ann.send_dm("one")
        goes(t)
        for n in range(MISSED + 5):
            await t.ann.send_dm(f"line {n}")
        await comes(t, anew=True)
        assert t.ear.texts[1:] == [f"line {n}" for n in range(5, MISSED + 5)]

    with capture_logs() as logged:
        play(story)
    assert any("more was written meanwhile than is read" in one["event"] for one in logged)


def test_a_chat_that_cannot_be_read_keeps_no_other_from_it() -> None:
    async def story(t: Talk) -> None:
        await known(t)
        await t.kept.people.bind(Binding("discord:5", ("paper",)), "discord:1", START)  # deleted meanwhile
        await t.ann.send_dm("one")
        goes(t)
        await t.ann.send_dm("two")
        await comes(t, anew=True)
        assert t.ear.texts == ["one", "two"]

    with capture_logs() as logged:
        play(story)
    assert any("cannot be read" in one["event"] for one in logged)


def test_what_is_written_now_waits_for_what_was_written_before_it() -> None:
    async def story(t: Talk) -> None:
        await known(t)
        await t.ann.send_dm("one")
        goes(t)
        await t.ann.send_dm("two")
        await t.front.client.on_disconnect()
        socket: Any = t.front.client.ws
        socket.open = True
        await t.ann.send_dm("three")  # before the library says that it is ready
        assert t.ear.texts == ["one", "two", "three"]
        await t.front.client.on_resumed()
        await t.env.settle()
        assert t.ear.texts == ["one", "two", "three"]

    play(story)


def test_what_is_written_now_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.discord_client.READING", 0.01)
    monkeypatch.setattr("bot.discord_client.AGAIN", (0.0, 0.0))
    told: list[int] = []

    async def story() -> None:  # the library's double keeps a time of its own, in which nothing hangs
        class Hangs:
            _surely_missed, _events = Client._surely_missed, property(lambda self: self)
            _unread: ClassVar[set[int]] = set()

            async def unread(self, channel: int) -> None:
                told.append(channel)

            async def _missed(self, _channel: int) -> list[discord.Message]:
                await asyncio.Event().wait()
                return []

        async with asyncio.timeout(5):
            for _ in range(2):
                await Client._read(cast("Client", Hangs()), 1)

    with capture_logs() as logged:
        asyncio.run(story())
    assert ["cannot be read" in one["event"] for one in logged] == [True] * 6
    assert told == [1]


@pytest.mark.parametrize("failures", [2, 3])
def test_a_history_is_asked_for_again_before_the_mark_passes(monkeypatch: pytest.MonkeyPatch, failures: int) -> None:
    monkeypatch.setattr("bot.discord_client.AGAIN", (0.0, 0.0))
    missed, left = Client._missed, [failures]

    async def fails(client: Client, channel: int) -> list[discord.Message]:
        if channel == left[-1] or not left[0]:
            return await missed(client, channel)
        left[0] -= 1
        raise OSError("cut off")

    async def story(t: Talk) -> None:
        await known(t)
        await t.ann.send_dm("one")
        left.append(t.channel.id)  # which answers
        goes(t)
        await t.ann.send_dm("two")
        monkeypatch.setattr(Client, "_missed", fails)
        await comes(t, anew=True)
        lost = failures == 3
        assert t.ear.texts == (["one"] if lost else ["one", "two"])
        assert sum("could not be read" in m.content for m in t.home.history()) == lost
        await comes(t, anew=True)
        assert t.ear.texts == ["one", "two"]  # no later line had moved the mark

    play(story)


def test_a_line_that_was_cut_off_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed while it is dealt with: its mark was not moved."""

    async def story(t: Talk) -> None:
        await known(t)
        await t.ann.send_dm("one")
        ended = Backlog.ended
        monkeypatch.setattr(Backlog, "ended", _never)
        await t.ann.send_dm("two")
        monkeypatch.setattr(Backlog, "ended", ended)
        await comes(t, anew=True)
        assert t.ear.texts == ["one", "two", "two"]
        assert len({m.key for m in t.ear.heard}) == 2  # so that nothing is carried out twice

    play(story)


async def _never(*_: object, **__: object) -> None:
    """The process is gone."""


def test_a_mark_is_moved_past_no_line_that_is_under_way() -> None:
    async def story(kept: Kept) -> None:
        await kept.people.bind(Binding("discord:9", ("paper",)), "discord:1", START)
        backlog = Backlog(kept.updates, kept.people, SwiftClock())
        assert await backlog.mark(9) is None
        assert [backlog.begun(9, line) for line in (11, 12, 13, 12)] == [True, True, True, False]
        await backlog.ended(9, 12, ours=True)
        assert await kept.updates.offset("discord:9") == 10
        await backlog.ended(9, 11, ours=True)
        assert await kept.updates.offset("discord:9") == 12
        await backlog.ended(9, 13, ours=False)
        assert await kept.updates.offset("discord:9") == 12
        assert await backlog.mark(9) == 13
        assert [backlog.begun(9, line) for line in (12, 13, 14)] == [False, False, True]
        await backlog.ended(9, 14, ours=False)
        for line in range(15, 15 + MARKED):
            backlog.begun(9, line)
            await backlog.ended(9, line, ours=False)
        assert await kept.updates.offset("discord:9") == 12 + MARKED

    alone(story)


def test_strangers_chats_leave_no_marks() -> None:
    async def story(t: Talk) -> None:
        await t.ben.send_dm("hello")
        assert t.ear.texts == ["hello"]
        assert await t.kept.updates.offset(f"discord:{t.ben.user.dm_channel.id}") is None

    play(story)


def test_the_front_end_keeps_one_backlog_for_all_its_connections() -> None:
    async def story(t: Talk) -> None:
        before = t.front.client
        await t.front._renew()
        assert isinstance(t.front, Discord)
        assert t.front.client is not before
        assert t.front.client._backlog is before._backlog

    play(story)


def test_snowflakes_fit_where_offsets_are_kept() -> None:
    async def story(kept: Kept) -> None:
        newest = discord.utils.time_snowflake(discord.utils.utcnow().replace(year=2080), high=True)
        await Backlog(kept.updates, kept.people, SwiftClock()).keep(newest, newest)
        assert await kept.updates.offset(f"discord:{newest}") == newest

    alone(story)

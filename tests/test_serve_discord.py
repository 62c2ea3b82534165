"""``bracketeer serve`` with both chats at once: its own process, Discord over a real gateway, Telegram over HTTP."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import simcord

from tests.discord_wire import Wire, discord_over_wire
from tests.serve_kit import CODE, Scene, said, scene

LINE = "BTCUSDT on paper market long 0.01 sl off 2% tp off 5%"
OPENED = "#1 entry: bought 0.01 at 60000"


@dataclass
class Both:
    """``eve`` owns the bot, in Discord; in Telegram nobody is known."""

    scene: Scene
    wire: Wire
    eve: simcord.MemberActor
    desk: simcord.ChannelHandle

    @property
    def home(self) -> simcord.ChannelHandle:
        """Eve's private chat with the bot."""
        return self.eve.user.dm_channel

    def texts(self, channel: simcord.ChannelHandle | None = None) -> list[str]:
        """What the bot wrote there."""
        backend, place = self.wire.backend, channel or self.desk
        messages = backend.messages.get(place.id, {}).values()
        return [one.content for one in messages if one.author_id == backend.bot_user.id]

    async def shown(self, words: str, channel: simcord.ChannelHandle | None = None) -> str:
        try:
            found: str = await self.scene.bot.until(
                lambda: next((text for text in reversed(self.texts(channel)) if words in text), None)
            )
        except AssertionError as error:
            raise AssertionError(f"{words!r} was never said; what was: {self.texts(channel)}\n{error}") from None
        return found

    def marked(self) -> bool:
        """Whether it is durable up to where Eve's private chat was dealt with."""
        ledger = self.scene.bot.place / "bracketeer" / "bracketeer.db"
        with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as db:
            return bool(db.execute("SELECT 1 FROM offsets WHERE bot = ?", (f"discord:{self.home.id}",)).fetchone())

    async def told(self, result: simcord.InteractionResult, words: str) -> None:
        """The answer to a command."""

        def answered() -> bool:
            return any(words in one.content for one in (result.response, *result.followups) if one is not None)

        await self.scene.bot.until(answered)

    async def offered(self) -> None:
        """Until Discord knows our commands."""
        await self.scene.bot.until(lambda: self.wire.backend.commands.get(None))


@asynccontextmanager
async def both(place: Path) -> AsyncIterator[Both]:
    async with discord_over_wire() as wire, scene(place, **wire.settings) as one:
        one.bot.command = wire.command
        guild = wire.env.create_guild()
        desk = guild.create_text_channel("desk")
        eve = guild.add_member(wire.env.create_user("Eve"))
        story = Both(one, wire, eve, desk)
        await one.bot.starts()
        await story.offered()
        line = await one.bot.until(lambda: next((line for line in one.bot.said if CODE.search(line)), None))
        code = CODE.search(line)
        assert code is not None
        await story.told(await eve.slash(desk, "start", code=code[0].split()[1]), "Welcome")
        await story.told(await eve.slash(desk, "bind", accounts="paper"), "paper")
        try:
            yield story
        finally:
            assert not wire.gaps


def play(place: Path, story: Callable[[Both], Awaitable[None]]) -> None:
    async def told() -> None:
        async with both(place) as one:
            await story(one)

    asyncio.run(told())


def test_both_chats_listen_in_one_process(tmp_path: Path) -> None:
    async def story(one: Both) -> None:
        stranger = one.scene.ann
        stranger.types(LINE)  # in Telegram, where nobody is known yet
        await one.scene.bot.until(lambda: said(stranger.home))
        await one.told(await one.eve.slash(one.desk, "trade", line=LINE), "#1 long 0.01")
        await one.shown(OPENED)
        await one.scene.protected()
        assert one.scene.traded() == Decimal("0.01")

    play(tmp_path, story)


def test_a_line_from_a_broken_connection_is_heard_once(tmp_path: Path) -> None:
    async def story(one: Both) -> None:
        one.wire.down = True
        one.wire.cut()
        await one.scene.bot.until(lambda: not one.wire.connected)
        await one.eve.send_dm(LINE)
        one.wire.down = False
        await one.scene.bot.until(lambda: one.wire.resumed)
        await one.shown(OPENED, one.home)
        await one.eve.send_dm("/brackets")
        await one.shown("#1", one.home)
        assert sum(OPENED in text for text in one.texts(one.home)) == 1
        assert one.scene.traded() == Decimal("0.01")

    play(tmp_path, story)


def test_a_line_to_a_dead_bot_is_heard_after_the_next_start(tmp_path: Path) -> None:
    async def story(one: Both) -> None:
        await one.eve.send_dm("/price BTCUSDT")
        await one.shown("60000", one.home)
        await one.scene.bot.until(one.marked)  # the very first line of a chat is not read again: nobody was known there
        one.scene.bot.kill()
        await one.scene.bot.dead()
        await one.eve.send_dm("/explain " + LINE)
        await one.scene.bot.starts()
        await one.shown("60000", one.home)
        await one.shown("58800", one.home)
        assert one.scene.traded() == 0

    play(tmp_path, story)


def test_telegram_is_not_taken_down_by_a_discord_that_is_away(tmp_path: Path) -> None:
    async def story(one: Both) -> None:
        one.wire.down = True
        one.wire.cut()
        await one.scene.bot.ends()
        await one.scene.bot.starts()
        one.scene.ann.types("/price BTCUSDT")
        await one.scene.bot.until(lambda: said(one.scene.ann.home))
        known = len(one.wire.sessions)
        one.wire.down = False
        await one.scene.bot.until(lambda: len(one.wire.sessions) > known)
        await one.told(await one.eve.slash(one.desk, "trade", line=LINE), "#1 long 0.01")

    play(tmp_path, story)


def test_a_withdrawn_intent_ends_the_reading_of_plain_lines_and_nothing_else(tmp_path: Path) -> None:
    async def story(one: Both) -> None:
        await one.told(await one.eve.slash(one.desk, "trade", line=LINE), "#1 long 0.01")
        one.wire.content = False
        one.wire.sessions.clear()  # so that it identifies anew
        one.wire.cut()
        await one.scene.bot.until(lambda: one.wire.sessions)
        (session,) = one.wire.sessions.values()
        assert not session.intents.message_content
        await one.eve.send(one.desk, "/close 1")  # which nobody reads
        await one.eve.send_dm("/price BTCUSDT")
        await one.shown("60000", one.home)
        await one.told(await one.eve.slash(one.desk, "close", bracket="1"), "#1")
        await one.shown("#1 closed")

    play(tmp_path, story)


def test_what_is_under_way_at_the_end_is_answered(tmp_path: Path) -> None:
    async def story(one: Both) -> None:
        result = await one.eve.slash(one.desk, "trade", line=LINE)
        await one.scene.bot.until(lambda: result.acknowledged)
        await one.scene.bot.ends()
        await one.told(result, "#1 long 0.01")
        assert one.scene.traded() == Decimal("0.01")

    play(tmp_path, story)

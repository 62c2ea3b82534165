"""Requests to Discord that take longer than anybody waits: an unknown outcome, shown once, and nothing breaks by it."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace
from typing import Any, cast

import discord
import discord.http
import pytest
from aiohttp import web

from bot.chat import Place, Reply, Undelivered
from bot.discord_requests import within
from bot.discord_sender import Sender
from tests.discord_kit import TOKEN

HOME = Place("discord", "7")


class Slow:
    """A channel that answers after ``free`` only; what was sent under one number stands there once."""

    def __init__(self) -> None:
        self.free = asyncio.Event()
        self.stands: dict[int, str] = {}
        self.edited: list[str] = []

    def get_partial_messageable(self, _id: int) -> Slow:
        return self

    def get_partial_message(self, _id: int) -> Slow:
        return self

    async def edit(self, content: str, **_shown: Any) -> None:
        if not self.edited and not content.startswith("closed"):
            await self.free.wait()
        self.edited.append(content)

    async def send(self, content: str, *, nonce: int, **_shown: Any) -> Any:
        self.stands[nonce] = content
        await self.free.wait()
        return SimpleNamespace(id=list(self.stands).index(nonce) + 1)


def test_what_hangs_has_an_unknown_outcome_and_stands_there_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.discord_sender.PATIENT", 0.01)

    async def story() -> None:
        channel = Slow()
        sender = Sender(cast("discord.Client", channel))
        with pytest.raises(Undelivered) as told:
            await sender.send(HOME, Reply("#1 entry: bought"))
        assert told.value.uncertain
        channel.free.set()
        await asyncio.sleep(0)  # the first one ends after all
        assert (await sender.send(HOME, Reply("#1 entry: bought"))).ids == ("1",)
        assert (await sender.send(HOME, Reply("#1 entry: bought"))).ids == ("2",)  # what is meant twice stands twice
        assert len(channel.stands) == 2

    asyncio.run(story())


def test_an_edit_that_hangs_comes_behind_no_newer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.discord_sender.PATIENT", 0.01)

    async def story() -> None:
        channel = Slow()
        sender = Sender(cast("discord.Client", channel))
        for text in ("now 60000", "closed"):
            with pytest.raises(Undelivered):
                await sender.edit(HOME, "7", Reply(text))
        channel.free.set()
        for _ in range(10):
            await asyncio.sleep(0)
        assert channel.edited == ["now 60000", "closed"]

    asyncio.run(story())


def test_whoever_waits_no_longer_shuts_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Against a server of our own, with all of the library: while it waits for everybody, it may not be canceled."""
    asked: list[str] = []

    async def answers(request: web.Request) -> web.Response:
        asked.append(request.path)
        slow = asked.count("/gateway") == 1 and request.path == "/gateway"
        body = {"message": "slow down", "retry_after": 0.3, "global": True} if slow else {"id": "1", "username": "bot"}
        headers = {"Content-Type": "application/json", "Via": "1.1 google"}
        return web.Response(body=json.dumps(body).encode(), status=429 if slow else 200, headers=headers)

    async def story() -> None:
        app = web.Application()
        app.router.add_get("/{path:.*}", answers)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        monkeypatch.setattr(discord.http.Route, "BASE", f"http://{host}:{port}")
        client = discord.Client(intents=discord.Intents(guilds=True))
        await client._async_setup_hook()
        await client.http.static_login(TOKEN)
        try:
            with pytest.raises(TimeoutError):
                await within(0.1, client.http.request(discord.http.Route("GET", "/gateway")))
            async with asyncio.timeout(5):
                await client.http.request(discord.http.Route("GET", "/users/@me"))
        finally:
            await client.close()
            await runner.cleanup()

    asyncio.run(story())
    assert asked.count("/users/@me") == 2

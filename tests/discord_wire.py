"""simcord's Discord over HTTP and a websocket, for a bot that is a process of its own.

Every request is answered by simcord's own routes, and every event comes from its own gateway, as the intents allow
that the bot identified with.  Ours is only the carrying: paths, statuses and the gateway's opcodes, zlib-stream
included (Discord's "Gateway", version 10).  Time is this machine's, since ids carry it.  Asserts nothing.
"""

from __future__ import annotations

import asyncio
import json
import sys
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import count
from typing import Any

import discord
import simcord
from aiohttp import WSMsgType, web
from simcord._clock import Clock
from simcord.backend import Backend, serializers
from simcord.gateway import FakeGateway
from simcord.http import RouteNotImplemented, UnsupportedField, router

TOKEN = "ODkw.not-a-token.of-anybodys"  # noqa: S105  # nobody's
API = "/api/v10"
BEAT = 41_250  # ms between two heartbeats, as Discord asks for
DISPATCH, HEARTBEAT, IDENTIFY, RESUME, INVALID, HELLO, ACKNOWLEDGED = 0, 1, 2, 6, 9, 10, 11
REFUSED, DISALLOWED = 4004, 4014  # "Authentication failed", "Disallowed intent(s)"

# What leads discord.py there: it knows one Discord only.
LED = (
    "import sys, discord.gateway, discord.http, yarl; discord.http.Route.BASE = '{http}';"
    " discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL('{ws}');"
    " from bot.__main__ import main; sys.exit(main())"
)


class Present(Clock):
    """The machine's time, with simcord's own leaps."""

    def now(self) -> datetime:
        return datetime.now(UTC) + (super().now() - self._epoch)


@dataclass
class Session:
    """What one bot that identified was told, and is told again when it resumes."""

    intents: discord.Intents
    told: list[dict[str, Any]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, event: str, data: Mapping[str, Any]) -> None:
        self.told.append({"op": DISPATCH, "t": event, "s": len(self.told) + 1, "d": data})
        self.news.set()

    @property
    def parsers(self) -> Mapping[str, Any]:
        return _Parsers(self)


class _Parsers(dict[str, Any]):
    """What simcord's gateway takes for a client's parsers: events go down the wire."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def __missing__(self, event: str) -> Any:
        return partial(self._session.tell, event)


@dataclass
class Wire:
    """``env``: simcord's, in which people act.  ``down``: nobody can reach Discord; ``content``: the application may
    read what is written."""

    env: simcord.Env
    port: int = 0
    down: bool = False
    content: bool = True
    gaps: list[str] = field(default_factory=list)
    """Requests that simcord does not know: a story with one proves nothing."""
    resumed: int = 0
    sessions: dict[str, Session] = field(default_factory=dict)
    _open: set[asyncio.Transport] = field(default_factory=set)
    _names: count[int] = field(default_factory=lambda: count(1))

    @property
    def command(self) -> list[str]:
        """A bot whose Discord is this one."""
        http, ws = (f"{scheme}://127.0.0.1:{self.port}" for scheme in ("http", "ws"))
        return [sys.executable, "-c", LED.format(http=http + API, ws=ws + "/gateway")]

    @property
    def settings(self) -> dict[str, str]:
        return {"BRACKETEER_DISCORD_TOKEN": TOKEN, "BRACKETEER_DISCORD_READS_MESSAGES": "true"}

    @property
    def backend(self) -> Backend:
        return self.env.backend

    @property
    def connected(self) -> bool:
        return bool(self._open)

    def cut(self) -> None:
        """Every connection to the gateway breaks."""
        for transport in self._open:
            transport.abort()

    async def rest(self, request: web.Request) -> web.Response:
        if self.down:
            return web.Response(status=503)
        if request.headers.get("Authorization") not in {f"Bot {TOKEN}", None}:
            return _json({"code": 0, "message": "401: Unauthorized"}, 401)
        body = await request.json() if request.can_read_body else None
        path = request.path.removeprefix(API)
        try:
            answer = router.dispatch(self.backend, request.method, path, json=body, params=dict(request.query))
        except (RouteNotImplemented, UnsupportedField) as error:
            self.gaps.append(str(error))
            return _json(error.to_json(), error.status)
        except simcord.BackendError as error:
            return _json(error.to_json(), error.status)
        return web.Response(status=204) if answer is None else _json(answer, 200)

    async def gateway(self, request: web.Request) -> web.StreamResponse:
        if self.down or request.transport is None:
            return web.Response(status=503)
        socket, pack = web.WebSocketResponse(), zlib.compressobj()
        await socket.prepare(request)

        async def send(one: Mapping[str, Any]) -> None:
            await socket.send_bytes(pack.compress(json.dumps(one).encode()) + pack.flush(zlib.Z_SYNC_FLUSH))

        transport, telling = request.transport, None
        self._open.add(transport)
        try:
            await send({"op": HELLO, "d": {"heartbeat_interval": BEAT}})
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    break
                heard = json.loads(message.data)
                if heard["op"] == HEARTBEAT:
                    await send({"op": ACKNOWLEDGED})
                elif heard["op"] in {IDENTIFY, RESUME} and heard["d"]["token"] != TOKEN:
                    await socket.close(code=REFUSED)
                elif heard["op"] == IDENTIFY and not self.content and _intents(heard["d"]).message_content:
                    await socket.close(code=DISALLOWED)
                elif heard["op"] == IDENTIFY:
                    telling = asyncio.create_task(_tells(self._identified(heard["d"]), 0, send))
                elif heard["op"] == RESUME and (session := self.sessions.get(heard["d"]["session_id"])) is None:
                    await send({"op": INVALID, "d": False})
                elif heard["op"] == RESUME:
                    assert session is not None
                    self.resumed += 1
                    session.tell("RESUMED", {})
                    telling = asyncio.create_task(_tells(session, heard["d"]["seq"], send))
        finally:
            self._open.discard(transport)
            if telling is not None:
                telling.cancel()
        return socket

    def _identified(self, found: Mapping[str, Any]) -> Session:
        name = f"session-{next(self._names)}"
        session = self.sessions[name] = Session(_intents(found))
        hears = FakeGateway(self.backend, session)
        guilds = list(self.backend.guilds.values())
        hears.feed(
            "READY",
            {
                "v": 10,
                "user": dict(serializers.user_payload(self.backend.bot_user)),
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
                "session_id": name,
                "resume_gateway_url": f"ws://127.0.0.1:{self.port}/gateway",
                "application": {"id": str(self.backend.application_id), "flags": 0},
            },
        )
        for guild in guilds:
            hears.feed("GUILD_CREATE", serializers.guild_create_payload(self.backend, guild))
        self.backend.subscribers.append(hears.feed)
        return session


def _intents(found: Mapping[str, Any]) -> discord.Intents:
    return discord.Intents._from_value(found["intents"])


def _json(answer: object, status: int) -> web.Response:
    """With Discord's own content type: discord.py reads no other as JSON."""
    return web.Response(body=json.dumps(answer).encode(), status=status, headers={"Content-Type": "application/json"})


async def _tells(session: Session, known: int, send: Any) -> None:
    """All that was told after number ``known``, and what is told from now on."""
    while True:
        session.news.clear()
        for one in session.told[known:]:
            await send(one)
            known += 1
        await session.news.wait()


@asynccontextmanager
async def discord_over_wire() -> AsyncIterator[Wire]:
    """A Discord with nobody in it yet."""
    app = web.Application()
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    async with simcord.run(discord.Client(intents=discord.Intents.default())) as env:
        env.backend.clock = Present()
        wire = Wire(env)
        app.router.add_get("/gateway", wire.gateway)
        app.router.add_route("*", API + "/{path:.*}", wire.rest)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        wire.port = runner.addresses[0][1]
        try:
            yield wire
        finally:
            wire.cut()
            await runner.cleanup()

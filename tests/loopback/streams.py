"""The websockets: public streams, the user streams of both markets, and the spot WebSocket API.

What goes wrong on them: ``silence`` (open, but nothing arrives), ``gap`` (some events get lost), ``disconnect``.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlencode

from aiohttp import WSMsgType, web

from tests.loopback.terms import Json, Params, Refusal

Side = Literal["spot", "futures"]
Call = Callable[[str, str, Params, str], Awaitable[Json]]  # method, path, parameters, signed text

WS_API = {
    "order.place": ("POST", "order"),
    "order.cancel": ("DELETE", "order"),
    "order.status": ("GET", "order"),
    "openOrders.status": ("GET", "openOrders"),
    "account.status": ("GET", "account"),
    "myTrades": ("GET", "myTrades"),
    "time": ("GET", "time"),
    "ping": ("GET", "ping"),
}
SUBSCRIBE, UNSUBSCRIBE = "userDataStream.subscribe.signature", "userDataStream.unsubscribe"


@dataclass(eq=False, slots=True)
class Socket:
    """One connection.  ``owner``: the key whose events it hears; ``topics``: public streams."""

    side: Side
    connection: web.WebSocketResponse
    owner: str = ""
    topics: set[str] = field(default_factory=set)
    wrapped: bool = False
    outgoing: asyncio.Queue[str] = field(default_factory=asyncio.Queue)

    def say(self, message: Json) -> None:
        self.outgoing.put_nowait(json.dumps(message))

    async def write(self) -> None:
        while True:
            await self.connection.send_str(await self.outgoing.get())


class Streams:
    """``call`` runs a signed request of the WebSocket API.  ``silent``: events are lost while it is set."""

    def __init__(self, clock: Callable[[], int], call: Call) -> None:
        self.silent = False
        self.lost = 0
        self._gap = 0
        self._clock, self._call = clock, call
        self._sockets: set[Socket] = set()
        self._keys: dict[str, str] = {}
        self._changed = asyncio.Condition()
        self._listen_keys = 0

    # -- what a test does ---------------------------------------------------------------------

    def gap(self, events: int) -> None:
        """Lose the next so many events."""
        self._gap += events

    async def disconnect(self) -> None:
        """Break every connection, as a restart of the exchange does."""
        for socket in list(self._sockets):
            await socket.connection.close(code=1012)

    async def listening(self, key: str) -> None:
        """Wait until an owner hears their events."""
        await self._until(lambda: any(socket.owner == key for socket in self._sockets))

    async def subscribed(self, topic: str) -> None:
        """Wait until somebody hears a public stream."""
        await self._until(lambda: any(topic in socket.topics for socket in self._sockets))

    async def deserted(self) -> None:
        """Wait until no connection is left."""
        await self._until(lambda: not self._sockets)

    async def _until(self, holds: Callable[[], bool]) -> None:
        async with self._changed:
            await self._changed.wait_for(holds)

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    # -- what the server does -----------------------------------------------------------------

    def listen_key(self, key: str, *, fresh: bool) -> str:
        """The listen key of an owner; raises ``Refusal`` if there is none to keep alive."""
        known = [listen for listen, owner in self._keys.items() if owner == key]
        if not known and not fresh:
            raise Refusal(-1125, "This listenKey does not exist.")
        if known:
            return known[-1]
        self._listen_keys += 1
        listen = f"listen{self._listen_keys:058d}"
        self._keys[listen] = key
        return listen

    async def expire(self, key: str) -> None:
        """Let an owner's listen key die: they are told, and nothing follows."""
        for listen in [listen for listen, owner in self._keys.items() if owner == key]:
            del self._keys[listen]
            event = {"e": "listenKeyExpired", "E": self._clock(), "listenKey": listen}
            self.push("futures", key, event)
        for socket in self._sockets:
            if (socket.side, socket.owner) == ("futures", key):
                socket.owner = ""
        await self._notify()

    def push(self, side: str, key: str, event: Json) -> None:
        """An event for one owner."""
        for socket in self._sockets:
            if (socket.side, socket.owner) == (side, key) and not self._loses():
                socket.say({"subscriptionId": 0, "event": event} if socket.wrapped else event)

    def publish(self, side: Side, topic: str, event: Json) -> None:
        """An event for everybody who subscribed to the topic."""
        for socket in self._sockets:
            if socket.side == side and topic in socket.topics and not self._loses():
                socket.say(event)

    def _loses(self) -> bool:
        if self._gap and not self.silent:
            self._gap -= 1
            self.lost += 1
            return True
        self.lost += self.silent
        return self.silent

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One connection, from its opening to its end."""
        connection = web.WebSocketResponse()
        await connection.prepare(request)
        futures = request.host.startswith("fstream") or request.path.startswith(("/public", "/private", "/market"))
        socket = Socket("futures" if futures else "spot", connection, wrapped=request.path.startswith("/ws-api"))
        last = request.path.rpartition("/")[2]
        socket.owner = self._keys.get(request.query.get("listenKey", last), "")
        socket.topics.update([last] if "@" in last else [])
        self._sockets.add(socket)
        writer = asyncio.create_task(socket.write())
        await self._notify()
        try:
            async for message in connection:
                if message.type is WSMsgType.TEXT:
                    await self._heard(socket, json.loads(message.data))
        finally:
            writer.cancel()
            self._sockets.discard(socket)
            await self._notify()
        return connection

    async def _heard(self, socket: Socket, message: Json) -> None:
        if socket.wrapped:
            socket.say(await self._answered(socket, message))
        elif message["method"] == "SUBSCRIBE":
            socket.topics.update(message["params"])
            socket.say({"result": None, "id": message["id"]})
        elif message["method"] == "UNSUBSCRIBE":
            socket.topics.difference_update(message["params"])
            socket.say({"result": None, "id": message["id"]})
        else:
            socket.say({"error": {"code": 2, "msg": "Invalid request: unknown method"}, "id": message["id"]})
        await self._notify()

    async def _answered(self, socket: Socket, message: Json) -> Json:
        """A request of the WebSocket API; its signature covers the parameters by name."""
        method, params = message["method"], {name: _text(value) for name, value in message.get("params", {}).items()}
        bare = {name: value for name, value in sorted(params.items()) if name != "signature"}
        try:
            if method == SUBSCRIBE:
                await self._call("SIGNED", "", params, urlencode(bare, safe=":"))
                socket.owner = params["apiKey"]
                return {"id": message["id"], "status": 200, "result": {"subscriptionId": 0}}
            if method == UNSUBSCRIBE:
                socket.owner = ""
                return {"id": message["id"], "status": 200, "result": {}}
            if method not in WS_API:
                raise Refusal(-1000, f"Unknown method {method}")
            verb, path = WS_API[method]
            result = await self._call(verb, "/api/v3/" + path, params, urlencode(bare, safe=":"))
        except Refusal as refusal:
            error = {"code": refusal.code, "msg": refusal.text}
            return {"id": message["id"], "status": refusal.status, "error": error}
        return {"id": message["id"], "status": 200, "result": result}


def _text(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

"""A request's way from the wire to a market and back: the log, delay, faults, who asks, weight, and the answer."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from urllib.parse import parse_qsl

from aiohttp import web

from tests.loopback import signing
from tests.loopback.faults import Fault, Plan
from tests.loopback.routing import Route, Routes
from tests.loopback.terms import Json, Params, Refusal


@dataclass(slots=True)
class Request:
    """One request as it came in.  ``at``: milliseconds; ``status``: HTTP, 0 while or if there is no answer."""

    method: str
    path: str
    params: dict[str, str]
    at: int
    key: str
    fault: Fault | None = None
    status: int = 0


class Gate:
    """``run`` (route, path, key, parameters) carries a request out.  ``limits``: weight per minute and market."""

    def __init__(
        self,
        routes: Routes,
        run: Callable[[Route, str, str, Params], Json],
        owners: Mapping[str, signing.Owner],
        clock: Callable[[], int],
        dice: tuple[Plan, Random, float],
    ) -> None:
        self.requests: list[Request] = []
        self.limits = {"spot": 6000, "futures": 2400}
        self.closing = asyncio.Event()
        self._routes, self._run, self._owners, self._clock = routes, run, owners, clock
        self._faults, self._dice, self._latency = dice
        self._weights: Counter[tuple[str, int]] = Counter()
        self._arrived = asyncio.Condition()

    def asked(self, method: str, path: str) -> list[Request]:
        return [request for request in self.requests if (request.method, request.path) == (method, path)]

    async def arrival(self, method: str, path: str, count: int = 1) -> Request:
        """Wait until the ``count``-th such request has come in."""
        async with self._arrived:
            await self._arrived.wait_for(lambda: len(self.asked(method, path)) >= count)
        return self.asked(method, path)[count - 1]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        query, body = request.rel_url.raw_query_string, (await request.read()).decode()
        params = dict(parse_qsl(query, keep_blank_values=True) + parse_qsl(body, keep_blank_values=True))
        key = request.headers.get("X-MBX-APIKEY", "")
        entry = Request(request.method, request.path, params, self._clock(), key)
        route = self._routes.get((request.method, request.path))
        self.requests.append(entry)
        async with self._arrived:
            self._arrived.notify_all()
        await self._travel()
        fault = entry.fault = self._faults.meet(entry.method, entry.path, signed=route is not None and route.signed)
        if fault is not None and fault.late:
            await self._faults.released()
        answer = web.Response(status=404)
        if route is not None and (fault is None or fault.executed or fault.late):
            answer = self._answer(route, entry, signing.signed_text(query, body))
        await self._travel()
        if fault is not None:
            return await self._spoil(request, entry, fault, answer)
        entry.status = answer.status
        return answer

    async def _travel(self) -> None:
        if self._latency:
            await asyncio.sleep(self._dice.expovariate(1 / self._latency))

    def _answer(self, route: Route, entry: Request, text: str) -> web.Response:
        side = "futures" if entry.path.startswith("/fapi") else "spot"
        minute = self._clock() // 60_000
        self._weights[side, minute] += route.weight
        used = {"X-MBX-USED-WEIGHT": str(self._weights[side, minute])}
        used["X-MBX-USED-WEIGHT-1M"] = used["X-MBX-USED-WEIGHT"]
        try:
            if self._weights[side, minute] > self.limits[side]:
                used["Retry-After"] = str(60 - self._clock() // 1000 % 60)
                raise Refusal(-1003, f"Too much request weight used; current limit is {self.limits[side]}.", 429)
            if route.signed or route.keyed:
                owner = signing.key_owner(self._owners, entry.key)
                if not route.keyed:
                    signing.check(owner, text, entry.params, self._clock())
            result = self._run(route, entry.path, entry.key, entry.params)
        except Refusal as refusal:
            return _json({"code": refusal.code, "msg": refusal.text}, refusal.status, used)
        return _json(result, 200, used)

    async def _spoil(
        self, request: web.Request, entry: Request, fault: Fault, answer: web.Response
    ) -> web.StreamResponse:
        """What the client gets instead of the answer."""
        spoilt = _spoilt(fault, self._clock())
        if spoilt is not None:
            entry.status = spoilt.status
            return spoilt
        if fault.kind == "hang":
            await self.closing.wait()
        if fault.kind == "truncated":
            content = answer.body if isinstance(answer.body, bytes) else b""
            half = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(content))})
            await half.prepare(request)
            await half.write(content[: len(content) // 2])
            entry.status = 200
            if request.transport is not None:
                request.transport.close()
            return half
        if request.transport is not None:
            request.transport.abort()
        return answer


def _json(body: Json, status: int, headers: Mapping[str, str]) -> web.Response:
    return web.Response(
        body=json.dumps(body).encode(), status=status, headers=headers, content_type="application/json", charset="utf-8"
    )


def _spoilt(fault: Fault, now: int) -> web.Response | None:
    """The answer a fault gives, None if it gives none."""
    retry = {"Retry-After": str(fault.retry_after)}
    banned = f"Way too much request weight used; IP banned until {now + fault.retry_after * 1000}."
    match fault.kind:
        case "html":
            return web.Response(text="<html><body>Just a moment...</body></html>", content_type="text/html")
        case "empty":
            return web.Response(body=b"", content_type="application/json")
        case "bad_gateway":
            return web.Response(status=502, text="<html><h1>502 Bad Gateway</h1></html>", content_type="text/html")
        case "refuse":
            return _json({"code": fault.code, "msg": fault.text}, fault.status, {})
        case "limited":
            return _json({"code": -1003, "msg": "Too many requests queued."}, 429, retry)
        case "banned":
            return _json({"code": -1003, "msg": banned}, 418, retry)
        case _:
            return None

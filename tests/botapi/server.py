"""The stand-in over HTTP: ``/botTOKEN/METHOD``, long polling, webhooks, and what goes wrong on the way.

Waiting here is real time, for events; what is counted in minutes goes by the ``Telegram``'s own clock.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import aiohttp
from aiohttp import web

from tests.botapi.methods import Methods, Refusal, bad
from tests.botapi.telegram import Json, Telegram, told

TOKEN = "4242:AAEbracketeerTestsOnlyNotAToken0123456"  # noqa: S105  (nobody's)
USUAL = {"message", "edited_message", "channel_post", "edited_channel_post", "callback_query", "my_chat_member"}
_POLLED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
_HOOKED = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class Went(Enum):
    """What happened to a request."""

    HUNG = "never answered, nothing done"
    RESET = "connection closed, nothing done"
    BAD_GATEWAY = "502 with a proxy's page, nothing done"
    LOST = "done, then the connection closed before the answer"


@dataclass
class Fault:
    """Happens to the next ``times`` calls of ``method``; ``Refusal`` in place of a way, None: nothing happens."""

    method: str
    went: Went | Refusal | None
    times: int = 1


class StandIn:
    """``url``: what a client takes as the base address, up to and without the token."""

    def __init__(self, telegram: Telegram) -> None:
        self.telegram, self.methods = telegram, Methods(telegram)
        self.faults: deque[Fault] = deque()
        self.proxies: dict[str, str] = {}  # public https addresses, and where their proxy sends requests
        self.webhook: Json = {"url": ""}
        self.failed: Json = {}
        self.posts: list[tuple[int, int]] = []  # update and status of every post to the webhook
        self.polls = 0
        self.url = ""
        self._updates: deque[Json] = deque()
        self._next = 700_000_001
        self._allowed = set(USUAL)
        self._poll: asyncio.Future[Refusal | None] | None = None
        self._wake = asyncio.Event()
        self._closing = asyncio.Event()
        telegram.tell = self.tell

    # -- updates ----------------------------------------------------------------------------------

    def tell(self, kind: str, content: Json) -> None:
        """Bot API, Update.  What is not asked for is not kept: allowed_updates."""
        if kind not in self._allowed:
            return
        self._updates.append({"update_id": self._next, kind: told(json.loads(json.dumps(content)))})
        self._next += 1
        self._wake.set()
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)

    @property
    def waiting(self) -> int:
        """Updates that nobody acknowledged yet."""
        return len(self._updates)

    async def _get_updates(self, given: Json) -> list[Json]:
        self.polls += 1
        if self.webhook["url"]:
            raise Refusal(409, _HOOKED)  # Client.cpp, process_get_updates_query
        self._allow(given)
        offset, limit = int(given.get("offset") or 0), int(given.get("limit") or 100)
        # An offset beyond the newest starts at the oldest again: Client.cpp, do_get_updates.
        while self._updates and self._updates[0]["update_id"] < offset <= self._next:
            self._updates.popleft()
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(Refusal(409, _POLLED))  # Client.cpp, abort_long_poll: the older one is told
        if not self._updates and float(given.get("timeout") or 0) > 0:
            self._poll = waiting = asyncio.get_running_loop().create_future()
            with suppress(TimeoutError):
                ended = await asyncio.wait_for(waiting, float(given["timeout"]))
                if ended is not None:
                    raise ended
        return list(self._updates)[:limit]

    def _allow(self, given: Json) -> None:
        allowed = given.get("allowed_updates")
        if allowed is not None:
            listed = json.loads(allowed) if isinstance(allowed, str) else allowed
            self._allowed = set(listed) if listed else set(USUAL)

    def _set_webhook(self, given: Json) -> bool:
        url = str(given.get("url") or "")
        secret = str(given.get("secret_token") or "")
        if url and urlsplit(url).scheme != "https":
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")  # from memory
        if len(secret) > 256:
            raise bad("secret token is too long")  # Client.cpp, do_set_webhook
        if not re.fullmatch(r"[\w-]*", secret, re.ASCII):
            raise bad("secret token contains unallowed characters")  # Client.cpp, do_set_webhook
        self._allow(given)
        self.webhook = {"url": url, "secret": secret}
        self.failed = {}  # from memory
        self._wake.set()
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(Refusal(409, "Conflict: terminated by setWebhook request"))
        return True

    async def _post(self) -> None:
        """Post updates to the webhook, in order, each again until it is accepted: Bot API, setWebhook."""
        async with aiohttp.ClientSession() as session:
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._updates and self.webhook["url"]:
                    update = self._updates[0]
                    status = await self._posted(session, update)
                    self.posts.append((update["update_id"], status))
                    if 200 <= status < 300:
                        self._updates.popleft()
                    else:
                        # Bot API, WebhookInfo.last_error_date and last_error_message; its words from memory
                        wrong = f"{status} {HTTPStatus(status).phrase}" if status else ""
                        self.failed = {
                            "last_error_date": self.telegram.now(),
                            "last_error_message": f"Wrong response from the webhook: {wrong}"
                            if wrong
                            else "Connection refused",
                        }
                        await asyncio.sleep(0.01)

    async def _posted(self, session: aiohttp.ClientSession, update: Json) -> int:
        address = urlsplit(self.webhook["url"])
        behind = self.proxies.get(f"https://{address.netloc}")
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook["secret"]} if self.webhook["secret"] else {}
        try:
            async with session.post(f"{behind}{address.path}", json=update, headers=headers) as answer:
                return answer.status
        except aiohttp.ClientError:
            return 0

    # -- HTTP -------------------------------------------------------------------------------------

    async def _requested(self, request: web.Request) -> web.StreamResponse:
        method, given = request.match_info["method"], await _parameters(request)
        went = self._fault(method)
        if went is Went.HUNG:
            await self._closing.wait()
        if went in (Went.HUNG, Went.RESET):
            return _cut(request)
        if went is Went.BAD_GATEWAY:
            page = "<html><head><title>502 Bad Gateway</title></head></html>"
            return web.Response(status=502, text=page, content_type="text/html")
        try:
            if isinstance(went, Refusal):
                raise went
            if request.match_info["token"] != TOKEN:
                raise Refusal(401, "Unauthorized")  # Client.cpp, on_closed
            answer: Json = {"ok": True, "result": told(await self._call(method, given))}
        except Refusal as error:
            more = {"parameters": error.parameters} if error.parameters else {}
            answer = {"ok": False, "error_code": error.code, "description": error.description, **more}
        if went is Went.LOST:
            return _cut(request)
        return web.json_response(answer, status=answer.get("error_code", 200))

    async def _call(self, method: str, given: Json) -> Any:
        match method.lower():
            case "getupdates":
                return await self._get_updates(given)
            case "setwebhook":
                return self._set_webhook(given)
            case "deletewebhook":
                return self._set_webhook({})
            case "getwebhookinfo":
                pending = {"has_custom_certificate": False, "pending_update_count": len(self._updates)}
                return {"url": self.webhook["url"], **pending, **self.failed}
        return self.methods.call(method, given)

    def _fault(self, method: str) -> Went | Refusal | None:
        for fault in self.faults:
            if fault.method.lower() == method.lower() and fault.times > 0:
                fault.times -= 1
                return fault.went
        return None

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._requested)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/bot"
        posting = asyncio.create_task(self._post())
        try:
            yield
        finally:
            self._closing.set()
            if self._poll is not None and not self._poll.done():
                self._poll.set_result(None)
            posting.cancel()
            await asyncio.gather(posting, return_exceptions=True)
            await runner.cleanup()


@asynccontextmanager
async def stand_in(telegram: Telegram) -> AsyncIterator[StandIn]:
    """A stand-in that serves as long as it is entered."""
    server = StandIn(telegram)
    async with server.serving():
        yield server


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _parameters(request: web.Request) -> Json:
    """Query string, JSON or form, also of a GET, as the Bot API takes them: "Making requests"."""
    given: Json = dict(request.query)
    if request.content_type == "application/json":
        given |= await request.json()
    elif request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            assert isinstance(part, aiohttp.BodyPartReader)
            given[part.name or ""] = await part.text()
    else:
        given |= parse_qsl(await request.text(), keep_blank_values=True)
    return given

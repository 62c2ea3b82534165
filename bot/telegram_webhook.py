"""Where Telegram posts updates, for whoever has a public address: each is saved before it is acknowledged.

Knows no update's content.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from core.ports import StoreUnavailable

log = structlog.get_logger(__name__)

HEADER = "X-Telegram-Bot-Api-Secret-Token"  # Bot API, setWebhook


@dataclass(frozen=True, slots=True)
class Webhook:
    """``url``: public, https, its path is where we listen; ``host`` and ``port``: what the proxy in front calls.

    ``secret``: what Telegram must send along; a new one is made at every start unless one is given.
    """

    url: str
    host: str = "127.0.0.1"
    port: int = 8080
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    @property
    def path(self) -> str:
        return urlsplit(self.url).path or "/"


@asynccontextmanager
async def listening(webhook: Webhook, take: Callable[[Sequence[dict[str, Any]]], Awaitable[int]]) -> AsyncIterator[int]:
    """Accept updates as long as it is entered; the port that is listened on.  Raises ``OSError`` if it is taken."""

    async def posted(request: web.Request) -> web.Response:
        if not hmac.compare_digest(request.headers.get(HEADER, "").encode(), webhook.secret.encode()):
            log.warning("somebody else than Telegram called the webhook", remote=request.remote)
            return web.Response(status=403)
        try:
            update = await request.json()
            int(update["update_id"])
        except (ValueError, TypeError, KeyError):
            return web.Response(status=400)
        try:
            await take([update])
        except StoreUnavailable as error:
            log.error("an update of Telegram's cannot be saved; Telegram keeps it and posts it again", why=str(error))
            return web.Response(status=503)
        return web.Response()

    app = web.Application()
    app.router.add_post(webhook.path, posted)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, webhook.host, webhook.port)
        await site.start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()

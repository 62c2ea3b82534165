"""Whether the bot is well, for those outside: ``/health`` for a host, and a heartbeat that somebody misses.

What is told are names and states, never an amount, a symbol or a secret.  Knows no exchange and no chat.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout, web

from bot.doctor import UNUSABLE
from bot.session import Session
from bot.settings_chat import host_port
from bot.view import UNREADABLE, View
from bot.visitor import Visitor
from core.ports import Clock

log = structlog.get_logger(__name__)
ASKING = ClientTimeout(total=10)


class Status(StrEnum):
    """``DEGRADED``: something outside does not answer, and a restart would not help; ``FAILING``: we are at fault."""

    OK = "ok"
    DEGRADED = "degraded"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Health:
    """``troubles``: of each front end by platform, "" where all is well; ``aside``: how many letters could not be
    shown."""

    session: Session
    troubles: Callable[[], Mapping[str, str]]
    aside: Callable[[], int]

    def status(self) -> Status:
        """The worst of everything."""
        engine = self.session.engine
        if any(worker.failed is not None for worker in engine.workers.values()):
            return Status.FAILING
        watches = [worker.watch for worker in engine.workers.values()]
        away = any(watch.silent or watch.unread or not watch.ready.is_set() for watch in watches)
        amiss = away or UNREADABLE in self._accounts().values()
        if amiss or self._unusable() or engine.unwatched or any(self.troubles().values()):
            return Status.DEGRADED
        return Status.OK

    def told(self) -> dict[str, object]:
        """As JSON."""
        return {
            "status": self.status().value,
            "at": self.session.clock.now().isoformat(timespec="seconds"),
            "accounts": self._accounts() | dict.fromkeys(self._unusable(), UNUSABLE),
            "chats": {platform: trouble or "ok" for platform, trouble in self.troubles().items()},
            "set_aside": self.aside(),
            "unwatched": len(self.session.engine.unwatched),
        }

    def _accounts(self) -> dict[str, str]:
        view = View(self.session, Visitor())
        return {name: view.condition(name) for name in self.session.engine.workers}

    def _unusable(self) -> list[str]:
        """Those that could not be used at the start nor since, and were not opened: of these the worker tells."""
        return [name for name in self.session.unusable if name not in self.session.engine.workers]


@asynccontextmanager
async def listening(health: Health, address: str) -> AsyncIterator[int]:
    """Answer ``GET /health`` as long as it is entered; the port.  Raises ``OSError`` if it is taken."""

    async def answer(_request: web.Request) -> web.Response:
        told = health.told()
        return web.json_response(told, status=503 if told["status"] == Status.FAILING else 200)

    app = web.Application()
    app.router.add_get("/health", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, *host_port(address)).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


async def beat(health: Health, url: str, seconds: float, clock: Clock) -> None:
    """Ask for ``url`` again and again while we are not at fault; until canceled.  The URL is a secret."""
    async with ClientSession(timeout=ASKING) as http:
        while True:
            if health.status() is not Status.FAILING:
                try:
                    async with http.get(url) as answer:
                        if answer.status >= 400:
                            log.warning("the heartbeat was refused", status=answer.status)
                except (TimeoutError, ClientError, OSError) as error:
                    log.warning("the heartbeat was not heard", why=type(error).__name__)
            await clock.sleep(seconds)

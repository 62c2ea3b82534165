"""Streams as hints: order updates and prices, handed on the moment they arrive.

A stream proves presence, never absence, and nothing here is the only source of anything: silence, reconnects and gaps
are healed by the look.  Decides nothing, sends nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from adapters.exchanges.reading import Raw

log = logging.getLogger(__name__)

SHORTEST, LONGEST = 1.0, 30.0  # seconds between attempts to connect


class Streams:
    """The subscriptions of one account.  ``sleep`` waits in the clock's time; ``whose``: its name in logs."""

    def __init__(self, client: Any, sleep: Callable[[float], Coroutine[Any, Any, None]], whose: str) -> None:
        self._client, self._sleep, self._whose = client, sleep, whose
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def orders(self, params: dict[str, Any], hear: Callable[[Raw], None]) -> None:
        """Order updates of the account; ``params`` choose the list."""
        kind = "conditional orders" if params.get("trigger") else "orders"
        self._start(kind, lambda: self._client.watch_orders(None, None, None, params), hear)

    def ticker(self, symbol: str, hear: Callable[[Raw], None]) -> None:
        """Last prices of one symbol."""
        self._start(f"the price of {symbol}", lambda: self._client.watch_ticker(symbol), hear)

    def _start(self, name: str, watch: Callable[[], Any], hear: Callable[[Raw], None]) -> None:
        if name not in self._tasks:
            self._tasks[name] = asyncio.get_running_loop().create_task(self._run(name, watch, hear))

    async def _run(self, name: str, watch: Callable[[], Any], hear: Callable[[Raw], None]) -> None:
        wait, silent = SHORTEST, False
        while True:
            try:
                answer = await watch()
            except Exception as error:  # noqa: BLE001  # whatever ccxt raises, the look goes on and this tries again
                if not silent:
                    log.info("%s: the stream of %s broke (%s); looks go on", self._whose, name, type(error).__name__)
                    silent = True
                await self._sleep(wait)
                wait = min(wait * 2, LONGEST)
                continue
            if silent:
                log.info("%s: the stream of %s is back", self._whose, name)
            wait, silent = SHORTEST, False
            for raw in answer if isinstance(answer, list) else [answer]:
                try:
                    hear(raw)  # never awaits: updates that come meanwhile would be hidden
                except Exception:  # one update that is no good must not end the stream; the look tells
                    log.exception("%s: an update of %s was not understood", self._whose, name)

    async def aclose(self) -> None:
        """Stop listening."""
        tasks, self._tasks = list(self._tasks.values()), {}
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

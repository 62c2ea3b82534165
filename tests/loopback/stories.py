"""How a test plays on the loopback: a decorator that opens it, and the few words every story uses."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any, Concatenate, ParamSpec

from tests.loopback.server import Loopback, loopback

P = ParamSpec("P")
KEY, SECRET = "key-of-ann", "secret-of-ann"
SPOT, SWAP = "BTC/USDT", "BTC/USDT:USDT"
PATIENCE = 20  # seconds until a story that hangs is a failure; none takes a tenth of it


def on_loopback(story: Callable[Concatenate[Loopback, P], Awaitable[None]]) -> Callable[P, None]:
    """Make a test of an async story whose first parameter is an open loopback; both markets last traded at 50,000."""

    async def play(*args: P.args, **kwargs: P.kwargs) -> None:
        async with asyncio.timeout(PATIENCE), loopback(seed=7) as binance:
            for symbol in (SPOT, SWAP):
                binance.trade(symbol, 50_000)
            await story(binance, *args, **kwargs)

    def test(*args: P.args, **kwargs: P.kwargs) -> None:
        asyncio.run(play(*args, **kwargs))

    test.__name__, test.__doc__, test.__module__ = story.__name__, story.__doc__, story.__module__
    shown = inspect.signature(story)
    test.__signature__ = shown.replace(parameters=list(shown.parameters.values())[1:])  # type: ignore[attr-defined]  # what pytest reads fixtures from
    return test


async def trader(binance: Loopback, id: str = "binance", **config: Any) -> Any:
    """A ccxt client with its markets loaded."""
    client = binance.client(id, KEY, SECRET, **config)
    await client.load_markets()
    return client


def money(value: Any) -> Decimal:
    """What ccxt made a float of."""
    return Decimal(str(value))

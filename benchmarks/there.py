"""What happens at the loopback exchange during a benchmark; each is carried out over there (``apart``).

Instants are ``perf_counter``'s, lengths seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from time import perf_counter
from typing import Any

from tests.exchanges.bench import MIDDLE
from tests.exchanges.on_loopback import KEY
from tests.loopback import Loopback

SYMBOL, ID = "BTC/USDT:USDT", "BTCUSDT"
PLACE, ALGO = ("POST", "/fapi/v1/order"), ("POST", "/fapi/v1/algoOrder")
UNDO = ("DELETE", "/fapi/v1/algoOrder")


async def listening(binance: Loopback) -> None:
    """Wait until the owner's events are heard."""
    await binance.streams.listening(KEY)


async def hearing(binance: Loopback) -> None:
    """Wait until somebody hears the prices too."""
    await binance.streams.subscribed("btcusdt@miniTicker")


async def target_reached(binance: Loopback) -> float:
    """Reach the target on an exchange that does not end the stop by itself; how long until its cancel arrives.

    Tickers tell of a print at the next half second, which is hardly ever this instant: here afterwards.
    """
    for algo in binance.algos.waiting(binance.futures.accounts[KEY]):
        algo.order.tif = "GTC"
    known = len(binance.asked(*UNDO))
    begun = perf_counter()
    binance.futures.trade(ID, Decimal(52_600), Decimal(1_000_000))
    await binance.arrival(*UNDO, known + 1)
    spent = perf_counter() - begun
    binance.trade(SYMBOL, 52_600)
    return spent


async def trade(binance: Loopback) -> None:
    """Others trade in the middle."""
    binance.trade(SYMBOL, MIDDLE)


async def slow_down(binance: Loopback, latency: float) -> None:
    """All that travels takes half of it from now on, no more and no less."""
    binance._gate._travel = lambda: asyncio.sleep(latency / 2)  # type: ignore[method-assign]  # no dice
    push, later = binance.futures.desk.push, asyncio.get_running_loop().call_later

    def delayed(*event: Any) -> None:
        later(latency / 2, push, *event)

    binance.futures.desk.push = delayed


async def exits_arrived(binance: Loopback, known: int) -> tuple[float, str]:
    """Wait for two conditional orders more than were known; when the second came, and of which type the first is."""
    await binance.arrival(*ALGO, known + 2)
    return perf_counter(), binance.asked(*ALGO)[known].params["type"]


async def conditions_asked(binance: Loopback) -> int:
    """How many conditional orders have come in."""
    return len(binance.asked(*ALGO))


async def requests(binance: Loopback) -> int:
    """How many requests have come in."""
    return len(binance.requests)


async def sold_by_hand(binance: Loopback, quantity: Decimal) -> None:
    """The owner sells in the app."""
    binance.by_hand(KEY, *PLACE, symbol=ID, side="SELL", type="MARKET", quantity=str(quantity))


async def placed_by_hand(binance: Loopback, ids: Sequence[str]) -> None:
    """Orders rest under these client ids, of a rich owner."""
    binance.futures.accounts[KEY].wallet = Decimal(10**9)
    for id in ids:
        terms = {"side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.01", "price": "45000"}
        binance.by_hand(KEY, *PLACE, symbol=ID, newClientOrderId=id, **terms)

"""What happens at the loopback exchange during a benchmark; each is carried out over there (``apart``).

Instants are ``perf_counter``'s, lengths seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from decimal import Decimal
from time import perf_counter
from typing import Any, NamedTuple

from tests.exchanges.bench import MIDDLE
from tests.exchanges.on_loopback import KEY
from tests.loopback import Loopback

SYMBOL, ID = "BTC/USDT:USDT", "BTCUSDT"
PLACE, ALGO = ("POST", "/fapi/v1/order"), ("POST", "/fapi/v1/algoOrder")


class Where(NamedTuple):
    """A market: the account's name, ccxt's symbol, the route of an order, that of exits and how many of these guard."""

    account: str
    symbol: str
    place: tuple[str, str]
    exits: tuple[str, str]
    guards: int


SWAP = Where("Binance_F", SYMBOL, PLACE, ALGO, 2)
SPOT = Where("Binance", "BTC/USDT", ("POST", "/api/v3/order"), ("POST", "/api/v3/orderList/oco"), 1)
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


async def trade(binance: Loopback, symbol: str = SYMBOL) -> None:
    """Others trade in the middle."""
    binance.trade(symbol, MIDDLE)


async def slow_down(binance: Loopback, latency: float) -> None:
    """All that travels takes half of it from now on, no more and no less."""
    binance._gate._travel = lambda: asyncio.sleep(latency / 2)  # type: ignore[method-assign]  # no dice
    desk = binance.futures.desk  # which both markets have in common
    desk.push = _delayed(latency / 2, desk.push)


def _delayed(seconds: float, push: Callable[..., None]) -> Callable[..., None]:
    loop = asyncio.get_running_loop()

    def later(*event: Any) -> None:
        loop.call_later(seconds, push, *event)

    return later


async def exits_arrived(binance: Loopback, where: Where, known: int) -> tuple[float, str]:
    """Wait for as many exits more than were known as guard a bracket; when the last came, and of which type the first
    is."""
    await binance.arrival(*where.exits, known + where.guards)
    return perf_counter(), binance.asked(*where.exits)[known].params.get("type", "pair")


async def exits_asked(binance: Loopback, where: Where) -> int:
    """How many exits have come in."""
    return len(binance.asked(*where.exits))


async def requests(binance: Loopback) -> int:
    """How many requests have come in."""
    return len(binance.requests)


async def sold_by_hand(binance: Loopback, where: Where, quantity: Decimal) -> None:
    """The owner sells in the app."""
    binance.by_hand(KEY, *where.place, symbol=ID, side="SELL", type="MARKET", quantity=str(quantity))


async def placed_by_hand(binance: Loopback, ids: Sequence[str]) -> None:
    """Orders rest under these client ids, of a rich owner."""
    binance.futures.accounts[KEY].wallet = Decimal(10**9)
    for id in ids:
        terms = {"side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.01", "price": "45000"}
        binance.by_hand(KEY, *PLACE, symbol=ID, newClientOrderId=id, **terms)

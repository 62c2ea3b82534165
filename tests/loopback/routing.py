"""What a route is, and the public market data routes that both markets have in the same shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from tests.loopback.market import Market
from tests.loopback.terms import ZERO, Desk, Json, Order, Params, Refusal, plain, word

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Route:
    """``weight`` against the limit per minute; ``run`` (account, parameters) answers; unsigned routes get no account.

    ``keyed``: an API key but no signature (listenKey).
    """

    weight: int
    run: Callable[[Any, Params], Json]
    signed: bool = True
    keyed: bool = False


Routes = dict[tuple[str, str], Route]


def page(rows: Sequence[tuple[int, int, T]], params: Params, start: str) -> list[T]:
    """Rows of (id, milliseconds, thing) cut by ``start`` (an id), startTime, endTime and limit; the newest win.

    An id gives the oldest of what follows it, as the exchange does.
    """
    first, since = int(params.get(start) or 0), int(params.get("startTime") or 0)
    until, limit = int(params.get("endTime") or 2**62), int(params.get("limit") or 500)
    found = [thing for id, time, thing in rows if id >= first and since <= time <= until]
    return found[:limit] if first or since else found[-limit:]


def find(orders: Mapping[int, Order], params: Params, refusal: Refusal) -> Order:
    """By ``orderId`` or ``origClientOrderId``; of several with one client id the newest, an open one first."""
    symbol, id, client = word(params, "symbol"), params.get("orderId", ""), params.get("origClientOrderId", "")
    if not id and not client:
        raise Refusal(-1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!")
    found = [
        order
        for order in orders.values()
        if order.symbol == symbol and (str(order.id) == id if id else order.client == client)
    ]
    if not found:
        raise refusal
    return max(found, key=lambda order: (order.open, order.id))


def public_routes(api: str, desk: Desk, markets: Mapping[str, Market], market: Callable[[str], Market]) -> Routes:
    """time, ping, tickers, depth and candles under ``api``."""

    def time(_account: None, _params: Params) -> Json:
        return {"serverTime": desk.clock()}

    def depth(_account: None, params: Params) -> Json:
        book = market(word(params, "symbol"))
        now = desk.clock()
        sides = {
            name: [[plain(p), plain(q)] for p, q in levels]
            for name, levels in (("bids", book.bids), ("asks", book.asks))
        }
        return {"lastUpdateId": book.trades, "E": now, "T": now, **sides}

    def each(shape: Callable[[Market, int], Json]) -> Callable[[None, Params], Json]:
        def answer(_account: None, params: Params) -> Json:
            if "symbol" in params:
                return shape(market(params["symbol"]), desk.clock())
            return [shape(one, desk.clock()) for one in markets.values()]

        return answer

    def klines(_account: None, params: Params) -> Json:
        one = market(word(params, "symbol"))
        start = desk.clock() // 60_000 * 60_000
        prices = [plain(p or ZERO) for p in (one.open, one.high, one.low, one.last, one.volume)]
        return [[start, *prices, start + 59_999, plain(one.quote_volume), one.trades, "0", "0", "0"]]

    return {
        ("GET", api + "time"): Route(1, time, signed=False),
        ("GET", api + "ping"): Route(1, lambda _account, _params: {}, signed=False),
        ("GET", api + "depth"): Route(5, depth, signed=False),
        ("GET", api + "klines"): Route(2, klines, signed=False),
        ("GET", api + "ticker/24hr"): Route(2, each(ticker), signed=False),
        ("GET", api + "ticker/price"): Route(2, each(price), signed=False),
        ("GET", api + "ticker/bookTicker"): Route(2, each(touch), signed=False),
    }


def price(market: Market, now: int) -> Json:
    return {"symbol": market.spec.symbol, "price": plain(market.last or ZERO), "time": now}


def best(market: Market) -> tuple[tuple[Decimal, Decimal], tuple[Decimal, Decimal]]:
    nothing = (ZERO, ZERO)
    return (market.bids or [nothing])[0], (market.asks or [nothing])[0]


def touch(market: Market, now: int) -> Json:
    (bid, bids), (ask, asks) = best(market)
    quantities = {"bidQty": plain(bids), "askQty": plain(asks)}
    return {"symbol": market.spec.symbol, "bidPrice": plain(bid), "askPrice": plain(ask), **quantities, "time": now}


def ticker(market: Market, now: int) -> Json:
    last = market.last or ZERO
    mean = market.quote_volume / market.volume if market.volume else ZERO
    (bid, bids), (ask, asks) = best(market)
    return {
        "symbol": market.spec.symbol,
        "priceChange": str(last - market.open),
        "priceChangePercent": f"{(last / market.open - 1) * 100 if market.open else ZERO:.3f}",
        "weightedAvgPrice": f"{mean:.8f}",
        "prevClosePrice": plain(market.open),
        "lastPrice": plain(last),
        "lastQty": "1",
        "bidPrice": plain(bid),
        "bidQty": plain(bids),
        "askPrice": plain(ask),
        "askQty": plain(asks),
        "openPrice": plain(market.open),
        "highPrice": plain(market.high),
        "lowPrice": plain(market.low),
        "volume": plain(market.volume),
        "quoteVolume": plain(market.quote_volume),
        "openTime": now - 86_400_000,
        "closeTime": now,
        "firstId": 1,
        "lastId": market.trades,
        "count": market.trades,
    }

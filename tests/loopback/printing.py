"""A print of the market as the events of the public streams.  It decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tests.loopback.market import Market
from tests.loopback.routing import best
from tests.loopback.terms import Json, plain


def public_events(market: Market, price: Decimal, quantity: Decimal, now: int) -> Iterator[tuple[str, Json]]:
    """(stream, event) of everything that hears of a trade."""
    symbol = market.spec.symbol
    stream = symbol.lower()
    trade = {"e": "trade", "E": now, "s": symbol, "t": market.trades, "p": plain(price), "q": plain(quantity), "T": now}
    yield f"{stream}@trade", {**trade, "m": True}
    yield f"{stream}@aggTrade", {**trade, "e": "aggTrade", "a": market.trades, "f": 1, "l": market.trades, "m": True}
    (bid, bids), (ask, asks) = best(market)
    touch = {"u": market.trades, "s": symbol, "b": plain(bid), "B": plain(bids), "a": plain(ask), "A": plain(asks)}
    yield f"{stream}@bookTicker", {**touch, "e": "bookTicker", "E": now, "T": now}
    mini = {
        "E": now,
        "s": symbol,
        "c": plain(price),
        "o": plain(market.open),
        "h": plain(market.high),
        "l": plain(market.low),
        "v": plain(market.volume),
        "q": plain(market.quote_volume),
    }
    yield f"{stream}@miniTicker", {"e": "24hrMiniTicker", **mini}
    mean = market.quote_volume / market.volume
    rest = {"w": plain(mean), "Q": plain(quantity), "O": now - 86_400_000, "C": now, "F": 1, "L": market.trades}
    change = {"p": str(price - market.open), "P": f"{(price / market.open - 1) * 100:.3f}", "n": market.trades}
    yield f"{stream}@ticker", {"e": "24hrTicker", **mini, **rest, **change}
    marks = {"p": plain(market.marked or price), "i": plain(price), "P": plain(price), "r": "0.0001", "T": now}
    yield f"{stream}@markPrice", {"e": "markPriceUpdate", "E": now, "s": symbol, **marks}

"""Which orders a price touches, in which order, and at what price they trade (contracts.md, "Fills").

Trades and quotes come with a size that all of our orders share in arrival order; candles are a continuous path of any
size.  Market orders, IOCs and everything triggered wait for the next row of trades or quotes and take a candle's
current price at once.  Changes nothing itself: ``clearing`` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from adapters.exchanges.paper.clearing import Clearing
from adapters.exchanges.paper.state import Market
from adapters.exchanges.paper.working import Leg, Working
from core.orders import ZERO, OrderType, OrdStatus, Side


@dataclass(slots=True)
class _Pool:
    """What a row still has to give, in base; None: any amount."""

    left: Decimal | None


def trade(clearing: Clearing, market: Market, price: Decimal, size: Decimal, at: datetime) -> None:
    """One print: both sides share its size; limits fill at their own price."""
    market.bid = market.ask = market.last = price
    market.continuous = False
    clearing.tick(market.instrument.symbol, price, at)
    pool = _Pool(size)
    _match(clearing, market, {Side.BUY: pool, Side.SELL: pool}, at)
    _liquidate(clearing, market, at)


def quote(
    clearing: Clearing, market: Market, bid: Decimal, ask: Decimal, sizes: tuple[Decimal, Decimal], at: datetime
) -> None:
    """One quote: sells meet the bid and its size (``sizes[0]``), buys the ask and its size.

    The last price is the middle, unrounded: a quote file has no trades.
    """
    market.bid, market.ask = bid, ask
    market.last = (bid + ask) / 2
    market.continuous = False
    clearing.tick(market.instrument.symbol, market.last, at)
    _match(clearing, market, {Side.SELL: _Pool(sizes[0]), Side.BUY: _Pool(sizes[1])}, at)
    _liquidate(clearing, market, at)


def gap(clearing: Clearing, market: Market, price: Decimal, at: datetime) -> None:
    """A jump: everything between is skipped, and what it jumped trades at ``price``."""
    market.continuous = True
    _point(clearing, market, price, at)


def move(clearing: Clearing, market: Market, price: Decimal, at: datetime) -> None:
    """A straight way to ``price``: what lies between trades at its own level, in the order it is reached."""
    market.continuous = True
    if market.last is not None:
        while (level := _ahead(clearing, market, market.last, price)) is not None:
            _point(clearing, market, level, at)
    if market.last != price:
        _point(clearing, market, price, at)


def settle(clearing: Clearing, market: Market, at: datetime, arrived: int | None = None) -> None:
    """Let everything trade that the current price of a candle touches; the order ``arrived`` just now takes."""
    assert market.continuous
    endless = {side: _Pool(None) for side in Side}
    while _touched(market):
        _match(clearing, market, endless, at, arrived)
    _liquidate(clearing, market, at)


def _point(clearing: Clearing, market: Market, price: Decimal, at: datetime) -> None:
    symbol = market.instrument.symbol
    market.bid = market.ask = market.last = price
    market.candles.point(market.row, price, lambda: clearing.resting(symbol))
    clearing.tick(symbol, price, at)
    settle(clearing, market, at)


def _touched(market: Market) -> list[tuple[int, Leg | None]]:
    """Arrival numbers of what may trade now, with the leg that the price touches (None: it was waiting)."""
    if market.bid is None or market.ask is None:
        return []
    found: list[tuple[int, Leg | None]] = [*market.levels.crossed(market.bid, market.ask)]
    if market.waiting:
        found += [(n, None) for n in market.waiting]
        found.sort(key=lambda item: item[0])
    return found


def _match(
    clearing: Clearing, market: Market, pools: dict[Side, _Pool], at: datetime, arrived: int | None = None
) -> None:
    for n, leg in _touched(market):
        order = clearing.orders[n]
        if not order.open:
            continue  # ended by the fill of an earlier one
        if leg is Leg.TRIGGER:
            clearing.trigger(order)
        _take(clearing, market, order, pools[order.side], at, maker=leg is Leg.LIMIT and n != arrived)


def _take(clearing: Clearing, market: Market, order: Working, pool: _Pool, at: datetime, maker: bool) -> None:
    price = market.facing(order.side)
    assert price is not None
    limit = None if order.triggered else order.price
    within = limit is None or (price <= limit if order.side is Side.BUY else price >= limit)
    if within and pool.left != ZERO:
        if limit is not None and not market.continuous:
            price = limit
        traded = clearing.fill(order, price, pool.left, maker, at)
        if pool.left is not None:
            pool.left -= traded
    if order.open and order.type is OrderType.IOC:
        clearing.end(order, OrdStatus.EXPIRED, None, "the rest was not there at once")


def _ahead(clearing: Clearing, market: Market, price: Decimal, end: Decimal) -> Decimal | None:
    """The next price on the way at which something happens: an order's level, or a liquidation."""
    if price == end:
        return None
    brink = clearing.brinks.ahead(market.instrument.symbol, price, end)
    found = [level for level in (market.levels.ahead(price, end), brink) if level is not None and level != price]
    return (min if end > price else max)(found, default=None)


def _liquidate(clearing: Clearing, market: Market, at: datetime) -> None:
    assert market.last is not None
    for name in clearing.brinks.near(market.instrument.symbol, market.last):
        if clearing.accounts[name].bankrupt(clearing, market.instrument.quote):
            clearing.liquidate(name, at)

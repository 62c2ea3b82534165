"""What is on an account and is not ours, for people to see: orders and positions of their own, or of another bot.

Taken from the latest looks, which cost nothing more, or from one look at a market that a person asks for.  Changes
nothing, and no order waits for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.words import readable
from core.account import beyond
from core.bracket import Bracket
from core.instruction import plain
from core.instrument import Instrument
from core.ports import Look, OpenOrder

if TYPE_CHECKING:
    from bot.desk import Desk

TITLE = "not ours, left alone"
ORDERS = ("account", "symbol", "side", "type", "left", "at", "whose", "id", "seen")
POSITIONS = ("account", "symbol", "side", "size", "entry", "seen")
Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """One market of one account as a look saw it, and the open brackets there.  ``at``: when it was asked."""

    account: str
    instrument: Instrument
    at: datetime
    look: Look
    brackets: tuple[Bracket, ...]

    @property
    def where(self) -> str:
        return f"{self.instrument.symbol} on {self.account}"


def seen(desk: Desk) -> list[Seen]:
    """Every market in which something of ours is open, as it was seen last."""
    found = []
    for account, worker in desk.session.engine.workers.items():
        for symbol in worker.watch.symbols():
            mine = tuple(b for b in desk.open() if (b.account, b.symbol) == (account, symbol))
            if mine and symbol in worker.watch.looks:
                found.append(Seen(account, mine[0].instrument, *worker.watch.looks[symbol], mine))
    return found


async def look_at(desk: Desk, account: str, symbol: str) -> Seen:
    """One look at a market.  Raises ``UnknownAccount``, ``UnknownSymbol``, ``Unreachable``."""
    worker = await desk.session.engine.worker(account)
    instrument = (await worker.exchange.facts(symbol)).instrument
    mine = tuple(b for b in desk.open() if (b.account, b.symbol) == (worker.account, instrument.symbol))
    now = desk.session.clock.now()
    look = await worker.exchange.look(instrument.symbol, [order for b in mine for order in b.live])
    return Seen(worker.account, instrument, now, look, mine)


def order_rows(markets: Iterable[Seen], now: datetime) -> Rows:
    """Their open orders, under ``ORDERS``."""
    return tuple(
        (
            market.account,
            market.instrument.symbol,
            "" if order.side is None else order.side.value,
            order.type + (" reduce-only" if order.reduce_only else ""),
            "all" if order.quantity is None else plain(order.quantity),
            at(order),
            "another bot's" if order.bot else "a person's",
            order.id,
            _ago(market, now),
        )
        for market in markets
        for order in market.look.others
    )


def position_rows(markets: Iterable[Seen], now: datetime) -> Rows:
    """What they hold, under ``POSITIONS``; what is less than one step is left out."""
    return tuple(
        (
            market.account,
            market.instrument.symbol,
            fact.side.value,
            plain(market.instrument.floor_qty(fact.quantity)),
            "" if fact.average is None else readable(fact.average),
            _ago(market, now),
        )
        for market in markets
        for fact in beyond(market.look, market.brackets)
        if market.instrument.floor_qty(fact.quantity)
    )


def at(order: OpenOrder) -> str:
    """Where an order rests: its trigger, its limit, or both."""
    prices = [plain(price) for price in (order.trigger, order.price) if price is not None]
    return " limit ".join(prices)


def warning(bracket: Bracket, orders: Sequence[OpenOrder]) -> str:
    """One line for a ticket where orders that are not ours could close its position, "" where none could."""
    netted = not bracket.rules.spot and not bracket.rules.hedged
    risky = [o for o in orders if o.side is bracket.side.exit and (o.reduce_only or netted)]
    if not risky or bracket.closed:
        return ""
    if len(risky) > 1:
        return f"⚠ {len(risky)} orders that are not ours may close it too; /orders lists them"
    (order,) = risky
    size = "all" if order.quantity is None else plain(order.quantity)
    return f"⚠ not ours, and may close it too: {bracket.side.exit.value} {size} {order.type} at {at(order)}"


def _ago(market: Seen, now: datetime) -> str:
    return f"{max(int((now - market.at).total_seconds()), 0)} s ago"

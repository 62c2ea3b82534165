"""Conditions whose real order nothing names: it is looked for by what it did and when.

For exchanges whose records say that a condition was triggered, but neither which order it became nor, in that order,
where it came from.  An order that carries anybody's client id is never taken for it.  Knows no exchange.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from adapters.exchanges.call import Call
from adapters.exchanges.reading import UNNAMED, Raw, positive
from core.orders import Order, Side

_MARK = "after "
EARLIER, LATER = 2_000, 60_000  # ms: how far the order's own time may lie from its condition's


def after(moment: object) -> str:
    """What to follow from a condition that was triggered at ``moment`` (ms)."""
    return f"{_MARK}{int(str(moment))}" if moment else UNNAMED


def ended_orders(symbol: str, venue_id: str) -> Call | None:
    """Asks for what ended about then; None for the id of an order."""
    if not venue_id.startswith(_MARK):
        return None
    return Call("fetch_closed_orders", (symbol, int(venue_id.removeprefix(_MARK)) - EARLIER))


def about_then(call: Call, orders: Iterable[Raw]) -> list[Raw]:
    """Those of an answer to ``ended_orders`` that were made at that time by no client."""
    start = int(call.args[1])
    end = start + EARLIER + LATER
    return [o for o in orders if not o.get("clientOrderId") and start <= int(o.get("timestamp") or 0) <= end]


def became(raw: Raw, order: Order, side: Side, contract: Decimal) -> bool:
    """Whether an order that nothing names did what ``order`` would do; ``side``: as the exchange says it.

    A reduce-only one may be smaller: the exchange cuts it to what is left of the position.
    """
    size = positive(raw.get("amount"))
    if size is None or order.quantity is None or raw.get("side") != side.value:
        return False
    return size * contract == order.quantity or (order.reduce_only and size * contract < order.quantity)

"""What is reported of an order when an exchange says no, or hardly anything.  Knows no exchange and reads no field."""

from __future__ import annotations

from adapters.exchanges.reading import Raw
from core.orders import Order, OrdStatus, Reason, Report


def spoken(raw: Raw) -> Raw:
    """The answer to a placement; where it only names the order, the order was accepted and nothing else is known."""
    return raw if raw.get("status") else {**raw, "status": "open", "filled": 0}


def refused(order: Order, reason: Reason, text: str) -> Report:
    """A definite no."""
    return Report(order.id, OrdStatus.REJECTED, reason=reason, text=text, final=True)


def standing(order: Order, reason: Reason, text: str) -> Report:
    """An order that stays as it is."""
    return Report(
        order.id,
        OrdStatus.NEW,
        quantity=order.quantity,
        trigger=order.trigger,
        reason=reason,
        text=text,
        charged=False,
    )

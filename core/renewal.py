"""Which orders an exchange ends soon by itself, so that others must take their places before that.

Reads the bracket's rules and clock; places nothing, and knows no reason for which an order is wanted.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from core.bracket import Bracket
from core.orders import CONDITIONS, Order

EARLY = timedelta(days=1)  # before an exchange ends a condition, another takes its place; or a quarter of a short life


def renewal(bracket: Bracket, order: Order) -> datetime | None:
    """When a condition is to be placed anew, because the exchange ends it soon; None for what rests for ever, for one
    that has triggered, and while its market takes no order in its place."""
    life = bracket.rules.life
    if life is None or not bracket.traded or order.ended or order.triggered or order.type not in CONDITIONS:
        return None
    return order.decided_at + life - min(EARLY, life / 4)


def ends_soon(bracket: Bracket, order: Order) -> bool:
    """Another is to stand in its place."""
    due = renewal(bracket, order)
    return due is not None and bracket.stamp.at >= due

"""What one saved change implies besides the bracket's document: outbox rows, order ids, new fills.

Pure, and shared by every store, so that they cannot differ.  Knows no table and no transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Context, Decimal, Inexact, InvalidOperation, localcontext

from core.events import Reported
from core.orders import NO_FILL, ZERO, Fill
from core.ports import Change, Outgoing

LEGS = ("taken", "stopped")
# Sums of money are exact or an error, whatever the process's own context is.
EXACT = Context(prec=500, traps=[Inexact, InvalidOperation])

Leg = tuple[str, str]  # order id, leg


@dataclass(frozen=True, slots=True)
class FillRow:
    """One growth of what an order traded through one leg.

    ``total``: base quantity after it (FIX CumQty, 14); ``fill``: what came on top of the row before it; ``at``: when
    it was learned.
    """

    order: str
    leg: str
    bracket: str
    at: datetime
    total: Decimal
    fill: Fill


def utc(at: datetime) -> datetime:
    """``at``, which must be aware and UTC; raises ``ValueError``."""
    if at.utcoffset() != timedelta(0):
        raise ValueError(f"not an aware UTC time: {at!r}")
    return at


def check(change: Change) -> None:
    """A change is one version on; anything else is a mistake of the caller, not a conflict."""
    assert change.bracket.version == change.before + 1, (change.bracket.id, change.before, change.bracket.version)
    utc(change.bracket.stamp.at)
    for event in change.events:
        utc(event.stamp.at)


def outgoing(change: Change) -> tuple[Outgoing, ...]:
    """The outbox rows of a change, in the order of its notices."""
    bracket = change.bracket
    return tuple(
        Outgoing(
            f"{bracket.id}.{bracket.version}.{n}", bracket.id, bracket.account, bracket.symbol, bracket.stamp.at, notice
        )
        for n, notice in enumerate(change.notices)
    )


def ids(change: Change) -> set[str]:
    """Every order id a change speaks of: those in the document, and those reported to it."""
    return {order.id for order in change.bracket.orders} | {
        event.report.id for event in change.events if isinstance(event, Reported)
    }


def unowned(change: Change, owners: Mapping[str, str]) -> dict[str, str]:
    """Order id → slot of the document's orders that the index does not hold yet.

    Raises ``ValueError`` if one belongs to another bracket: ids are unique for ever.
    """
    bracket = change.bracket
    for order in bracket.orders:
        if owners.get(order.id, bracket.id) != bracket.id:
            raise ValueError(f"order {order.id} of {bracket.id} belongs to {owners[order.id]}")
    return {order.id: order.slot for order in bracket.orders if order.id not in owners}


def totals(change: Change, owners: Mapping[str, str]) -> dict[Leg, Fill]:
    """What the bracket's own orders have traded, as far as this change knows.

    Reports count too: an order that filled and settled in one step may be folded away before it is saved.
    """
    found: dict[Leg, Fill] = {}
    for order in change.bracket.orders:
        found[order.id, "taken"], found[order.id, "stopped"] = order.taken, order.stopped
    for event in change.events:
        if isinstance(event, Reported):
            report = event.report
            for leg, fill in zip(LEGS, (report.taken, report.stopped), strict=True):
                found[report.id, leg] = found.get((report.id, leg), NO_FILL).join(fill)
    mine = {order.id for order in change.bracket.orders}
    return {
        key: fill
        for key, fill in found.items()
        if fill.quantity and (key[0] in mine or owners.get(key[0]) == change.bracket.id)
    }


def new_fills(change: Change, now: Mapping[Leg, Fill], known: Mapping[Leg, Fill]) -> list[FillRow]:
    """The growth of ``now`` over ``known``, one row per order and leg; nothing where nothing grew."""
    bracket = change.bracket
    with localcontext(EXACT):
        return [
            FillRow(order, leg, bracket.id, bracket.stamp.at, fill.quantity, fill - known.get((order, leg), NO_FILL))
            for (order, leg), fill in now.items()
            if fill.quantity > known.get((order, leg), NO_FILL).quantity
        ]


def costs(now: Mapping[Leg, Fill], known: Mapping[Leg, Fill]) -> dict[Leg, Fill]:
    """What has become known of fees since their fills were kept, on top of them; nothing where nothing did."""
    with localcontext(EXACT):
        return {
            key: fill - known[key]
            for key, fill in now.items()
            if (was := known.get(key)) is not None
            and fill.quantity == was.quantity
            and (fill.base_fee, fill.quote_fee) not in {(was.base_fee, was.quote_fee), (ZERO, ZERO)}
        }


def summed(rows: Iterable[FillRow], keys: Collection[Leg] | None = None) -> dict[Leg, Fill]:
    """Totals per order and leg of the rows given, exact; of ``keys`` only, if given."""
    found: dict[Leg, Fill] = {}
    with localcontext(EXACT):
        for row in rows:
            key = row.order, row.leg
            if keys is None or key in keys:
                found[key] = found.get(key, NO_FILL) + row.fill
    return found

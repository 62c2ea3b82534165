"""What a person should hear: the difference between a bracket before and after, as plain facts.

``notices(before, after)`` walks the ledger and looks at nothing else, so a fill that came with a closing report, or
late to a superseded generation, is told like any other.  Knows no words, no language and no chat.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class NoticeKind(Enum):
    """contracts.md's events, and the warnings that only people read."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    FILLED = "filled"
    CANCELED = "canceled"
    REPLACED = "replaced"
    REJECTED = "rejected"
    STOP_MOVED = "stop_moved"
    CLOSED = "closed"
    CLOSING = "closing"  # everything is being closed; ``text`` says why
    UNPROTECTED = "unprotected"  # a position stands without a stop
    PROTECTED = "protected"  # it stands guarded again
    OUTSIDE = "outside"  # a hand, liquidation or ADL changed the position
    OVERFILLED = "overfilled"  # exits sold more than there was
    HALTED = "halted"  # nothing more is sent for this bracket; ``text`` says why


@dataclass(frozen=True, slots=True)
class Notice:
    """One fact.  ``name`` is the exit's name (entry, sl, tp1, close), ``order_name`` adds ``#n`` where one exit was
    several orders; quantities base, price quote per base; absent values are None."""

    kind: NoticeKind
    name: str | None = None
    order_name: str | None = None
    order: str | None = None
    side: str | None = None
    quantity: Decimal | None = None
    price: Decimal | None = None
    cum_qty: Decimal | None = None
    leaves_qty: Decimal | None = None
    text: str = ""

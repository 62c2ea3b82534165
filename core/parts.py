"""The parts of a bracket: what was asked for (levels, entries, stop, targets), settings, and small facts.

Data only.  Prices are quote per base, quantities base coin, shares and distances fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum

from core.orders import NO_FILL, ZERO, Fill, OrderType, PositionSide, Reason

NOT_AFTER = timedelta(seconds=1)  # nothing is signed later than this after it was decided
DOUBT = timedelta(seconds=2)  # unanswered for longer: not relied on any more
LOST = timedelta(seconds=2)  # a cancel or amendment that changed nothing by then was lost
STALE = timedelta(seconds=5)  # a price older than this decides nothing
CLOCKS = timedelta(minutes=10)  # an exchange's clock and ours may differ by this; only another ledger lies further back


class LevelKind(Enum):
    PRICE = "price"  # amount is a price
    RATIO = "ratio"  # amount is a fraction of the average entry, in the position's favour: +0.05
    DISTANCE = "distance"  # amount is quote, in the position's favour


@dataclass(frozen=True, slots=True)
class Level:
    """Where an exit belongs.  ``of``: the entry slot whose own average fill it is relative to; "" is the position's."""

    kind: LevelKind
    amount: Decimal
    of: str = ""

    def at(self, entry: Decimal, side: PositionSide) -> Decimal:
        """The exact price, not yet rounded to the tick."""
        if self.kind is LevelKind.PRICE:
            return self.amount
        if self.kind is LevelKind.RATIO:
            return entry * (1 + side.sign * self.amount)
        return entry + side.sign * self.amount


@dataclass(frozen=True, slots=True)
class Policy:
    """An account's settings.  ``grace``: how long a position may stand unprotected before it is closed; None: never.

    ``max_notional``: quote per order; ``max_through``: how far (fraction) a limit may reach through the market.
    """

    grace: timedelta | None = timedelta(seconds=12)
    max_notional: Decimal = Decimal(1_000_000)
    max_through: Decimal = Decimal("0.05")
    trail_every: timedelta = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry.  ``until``: a generation proved absent is not sent again after this.  As it found the group when it
    joined: ``left``, what the exits had filled; ``held``, the position; ``plus``, the part of it without targets.
    ``stop``: it replaces the one that stands once this entry begins to fill, because until then it has nothing to refer
    to.  ``by``: the source of the message that added it to a bracket."""

    slot: str
    quantity: Decimal
    type: OrderType
    until: datetime
    price: Decimal | None = None
    left: Decimal = ZERO
    held: Decimal = ZERO
    plus: Decimal = ZERO
    stop: Stop | None = None
    unwanted: bool = False
    by: str = ""

    def expected(self, market: Decimal | None) -> Decimal | None:
        """Where it will fill for all we know, quote: at its limit, but at the ``market``'s price where it is sent to
        fill at once, and its limit is only the worst that it may get."""
        return self.price if self.type is OrderType.LIMIT or market is None else market


@dataclass(frozen=True, slots=True)
class Trailing:
    """``distance`` is a fraction of the high-water mark; ``after``: arms when the price reaches this level."""

    distance: Decimal
    after: Level | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """The bracket's one stop.  ``breakeven``: move it after the first target; ``breakeven_at``: or at this level.

    ``share`` below 1 covers that part of ``base``, or of what entry ``of`` made the position; ``sold``: what stops had
    sold before this one."""

    level: Level | None
    trailing: Trailing | None = None
    breakeven: bool = False
    breakeven_at: Level | None = None
    share: Decimal = Decimal(1)
    of: str = ""
    base: Decimal | None = None
    sold: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Target:
    """A rung.  ``upto``: cumulative share of base ``of`` (an entry's slot, or "held": what was adopted), or of ``base``
    where a later message added it to a position; ``released``: a hand took it, it is not placed again."""

    slot: str
    of: str
    upto: Decimal
    level: Level
    base: Decimal | None = None
    released: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """What a slot did in orders folded away, and refusals in a row (``refused``), the last ``at`` for ``reason``."""

    generation: int = 0
    filled: Fill = NO_FILL
    stopped: Fill = NO_FILL
    refused: int = 0
    at: datetime | None = None
    reason: Reason | None = None


NO_PAST = Past()


@dataclass(frozen=True, slots=True)
class Odd:
    """A difference between the exchange's word and the ledger, heard once and not yet believed."""

    amount: Decimal
    asked: datetime


@dataclass(frozen=True, slots=True)
class Stamp:
    """Time, and the last fresh price with its own time, of the latest event."""

    at: datetime
    price: Decimal | None = None
    price_at: datetime | None = None

"""Orders, in the words of FIX: what is asked of an exchange and what it says back.

An order is one row: sent once, never re-used, never overwritten by its successor.  What we believe of it
(``status``, ``taken``, ``stopped``) only grows; what we asked of it (``cancel_asked``, ``amend_asked``) is a
second fact beside the belief.  FIX's PENDING_CANCEL is both of them read together and is never stored.

This module knows no bracket, no policy and no exchange.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum

ZERO = Decimal(0)
ONE = Decimal(1)


class Side(Enum):
    """FIX Side (54)."""

    BUY = "buy"
    SELL = "sell"

    @property
    def opposite(self) -> Side:
        return Side.SELL if self is Side.BUY else Side.BUY


class PositionSide(Enum):
    """Which position an instruction speaks of; in hedge mode also the exchange's own word."""

    LONG = "long"
    SHORT = "short"

    @property
    def sign(self) -> int:
        """+1 for a long, -1 for a short: prices times sign grow in the position's favour."""
        return 1 if self is PositionSide.LONG else -1

    @property
    def entry(self) -> Side:
        return Side.BUY if self is PositionSide.LONG else Side.SELL

    @property
    def exit(self) -> Side:
        return self.entry.opposite

    @property
    def opposite(self) -> PositionSide:
        return PositionSide.SHORT if self is PositionSide.LONG else PositionSide.LONG


class OrderType(Enum):
    """FIX OrdType (40), with time in force where it changes what may rest.

    PAIR is a limit leg and a stop leg that the exchange links (one order here, one list there);
    TAKE is a take-profit-market that rests as a condition and fills at the market when touched.
    """

    MARKET = "market"
    LIMIT = "limit"
    IOC = "ioc"
    STOP = "stop_market"
    TAKE = "take_profit_market"
    PAIR = "pair"


class OrdStatus(Enum):
    """FIX OrdStatus (39).  A partial fill is a quantity, not a status; NEVER is *proved* absent."""

    PENDING_NEW = "pending_new"
    NEW = "new"
    FILLED = "filled"
    CANCELED = "canceled"
    EXPIRED = "expired"
    REJECTED = "rejected"
    NEVER = "never"

    @property
    def ended(self) -> bool:
        return self not in _LIVE


CONDITIONS = frozenset({OrderType.STOP, OrderType.TAKE, OrderType.PAIR})  # what waits at an exchange for a price
_LIVE = frozenset({OrdStatus.PENDING_NEW, OrdStatus.NEW})


class Reason(Enum):
    """Why an exchange refused or ended an order, as far as it changes what we do next."""

    WOULD_TRIGGER = "would trigger immediately"
    MARGIN = "not enough margin or balance"
    REDUCE_ONLY = "reduce-only refused"
    FILTER = "price, size or notional filter"
    FULL = "too many conditional orders"
    NOT_SENT = "not sent in time"
    BANNED = "rate limit"
    CLOSED = "market closed"
    LINKED = "ended by its linked order"
    FLAT = "position closed"
    LIQUIDATED = "liquidated"
    LOST = "no longer known to the exchange"
    OTHER = "refused"


@dataclass(frozen=True, slots=True)
class Fill:
    """Totals of what traded: base quantity, its value in quote, and fees (in base coin, in quote)."""

    quantity: Decimal = ZERO
    value: Decimal = ZERO
    base_fee: Decimal = ZERO
    quote_fee: Decimal = ZERO

    @property
    def price(self) -> Decimal | None:
        """Average price in quote per base, exact as a ratio (FIX AvgPx, 6)."""
        return self.value / self.quantity if self.quantity else None

    def __add__(self, other: Fill) -> Fill:
        return Fill(
            self.quantity + other.quantity,
            self.value + other.value,
            self.base_fee + other.base_fee,
            self.quote_fee + other.quote_fee,
        )

    def __sub__(self, other: Fill) -> Fill:
        return Fill(
            self.quantity - other.quantity,
            self.value - other.value,
            self.base_fee - other.base_fee,
            self.quote_fee - other.quote_fee,
        )

    def join(self, other: Fill) -> Fill:
        """The later of two totals of the same order: totals only grow, so the larger one is later.

        Of the same quantity the one that knows its fees: exchanges tell a fill before what it cost.
        """
        if other.quantity != self.quantity:
            return other if other.quantity > self.quantity else self
        return self if self.base_fee or self.quote_fee else other


NO_FILL = Fill()


@dataclass(frozen=True, slots=True)
class Amendment:
    """A change asked of a resting order; ``quantity`` is FIX OrderQty: the total, filled part included."""

    trigger: Decimal | None
    quantity: Decimal | None
    asked: datetime


@dataclass(frozen=True, slots=True)
class Order:
    """One order of ours, from the moment it is decided.

    ``quantity`` is base coin; ``None`` means ALL (whatever the position is: position TP/SL).  ``price`` is
    the limit, ``trigger`` the stop trigger, both quote per base.  ``not_after``: the transport signs
    nothing later than this.  ``parent``: the entry whose fill makes the exchange create this one.
    """

    id: str
    slot: str
    side: Side
    type: OrderType
    quantity: Decimal | None
    price: Decimal | None
    trigger: Decimal | None
    reduce_only: bool
    decided_at: datetime
    not_after: datetime
    parent: str = ""
    status: OrdStatus = OrdStatus.PENDING_NEW
    taken: Fill = NO_FILL
    stopped: Fill = NO_FILL
    whole: bool = True
    triggered: bool = False
    seen: bool = False
    venue_ids: tuple[str, ...] = ()
    filled_at: datetime | None = None
    ended_at: datetime | None = None
    settled: bool = False
    misses: int = 0
    reason: Reason | None = None
    text: str = ""
    cancel_asked: datetime | None = None
    cancels: int = 0
    amend_asked: Amendment | None = None
    amended_at: datetime | None = None

    @property
    def filled(self) -> Fill:
        """Everything that traded, through either leg (FIX CumQty and AvgPx)."""
        return self.taken + self.stopped if self.stopped.quantity else self.taken

    @property
    def cum_qty(self) -> Decimal:
        return self.taken.quantity + self.stopped.quantity

    @property
    def ended(self) -> bool:
        return self.status.ended

    def leaves(self, position: Decimal) -> Decimal:
        """FIX LeavesQty (151) in base; for ALL it is the position itself."""
        if self.ended:
            return ZERO
        return position if self.quantity is None else self.quantity - self.cum_qty


@dataclass(frozen=True, slots=True)
class Report:
    """What an exchange says of one order: all of it, every time (FIX ExecutionReport).

    Totals, never increments: hearing it twice or late changes nothing.  ``taken`` traded through the limit
    (or market) leg, ``stopped`` through the stop leg.  ``whole``: both legs of a pair still rest.
    ``quantity``/``price``/``trigger`` are the exchange's own terms, None where it does not say.
    ``final``: status and totals are certain and need no second look.  ``charged``: its fees are known; exchanges tell
    a fill before what it cost, and then an order that has ended is asked for until they do.  ``made``: when the
    exchange says that the order was made, None where it does not say.
    """

    id: str
    status: OrdStatus
    taken: Fill = NO_FILL
    stopped: Fill = NO_FILL
    whole: bool = True
    quantity: Decimal | None = None
    price: Decimal | None = None
    trigger: Decimal | None = None
    triggered: bool = False
    venue_ids: tuple[str, ...] = ()
    reason: Reason | None = None
    text: str = field(default="", compare=False)
    final: bool = False
    charged: bool = True
    made: datetime | None = field(default=None, compare=False)

"""Orders as the paper exchange keeps them, and the index that finds the ones a price touches.

Times, prices and quantities come in; nothing here knows an account's money or decides what may trade.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum

from core.orders import NO_FILL, ZERO, Fill, OrderType, OrdStatus, PositionSide, Reason, Report, Side
from core.ports import OpenOrder
from core.venue import VenueRules


class Leg(Enum):
    """By which of its prices an order rests: the limit, or a trigger."""

    LIMIT = "limit"
    TRIGGER = "trigger"


@dataclass(slots=True, eq=False)
class Working:
    """One order at the exchange, open or ended.  ``n`` is its arrival number, unique for ever.

    PENDING_NEW is an attached child that does not exist yet.  ``hold`` is what it locks: base coin for a spot sell,
    quote otherwise, reckoned at ``worth`` (quote per base).
    """

    n: int
    account: str
    symbol: str
    id: str
    side: Side
    position_side: PositionSide
    type: OrderType
    quantity: Decimal | None
    price: Decimal | None
    trigger: Decimal | None
    reduce_only: bool
    at: datetime
    worth: Decimal = ZERO
    status: OrdStatus = OrdStatus.NEW
    taken: Fill = NO_FILL
    stopped: Fill = NO_FILL
    whole: bool = True
    triggered: bool = False
    children: list[int] = field(default_factory=list)
    hold: Decimal = ZERO
    reason: Reason | None = None
    text: str = ""

    @property
    def open(self) -> bool:
        return self.status is OrdStatus.NEW

    @property
    def cum_qty(self) -> Decimal:
        return self.taken.quantity + self.stopped.quantity

    @property
    def exits(self) -> bool:
        """Whether it was meant to leave its position rather than to enter it."""
        return self.side is self.position_side.exit

    @property
    def waiting(self) -> bool:
        """Takes what the market offers next: a market order, an IOC, anything triggered."""
        return self.triggered or self.type in (OrderType.MARKET, OrderType.IOC)

    @property
    def protects(self) -> bool:
        """Is, or has just become, a stop of its position."""
        if not self.open or not self.exits:
            return False
        return self.type is OrderType.STOP or (self.type is OrderType.PAIR and (self.whole or self.triggered))

    def legs(self) -> tuple[tuple[Leg, Decimal, bool], ...]:
        """The prices it rests at: (leg, level, whether it fires when the price rises to it)."""
        if not self.open or self.waiting:
            return ()
        sells = self.side is Side.SELL
        if self.type is OrderType.LIMIT:
            assert self.price is not None
            return ((Leg.LIMIT, self.price, sells),)
        if self.type is OrderType.PAIR:
            assert self.price is not None
            assert self.trigger is not None
            limit = (Leg.LIMIT, self.price, sells)
            return (limit, (Leg.TRIGGER, self.trigger, not sells)) if self.whole else (limit,)
        assert self.trigger is not None
        return ((Leg.TRIGGER, self.trigger, sells if self.type is OrderType.TAKE else not sells),)

    @property
    def venue_ids(self) -> tuple[str, ...]:
        own = str(self.n)
        return (own, f"{own}.limit", f"{own}.stop") if self.type is OrderType.PAIR else (own,)

    def report(self, rules: VenueRules) -> Report:
        """All there is to say of it now; final where status and totals cannot change any more under ``rules``."""
        certain = not rules.quiet or self.status in (OrdStatus.FILLED, OrdStatus.REJECTED)
        return Report(
            id=self.id,
            status=self.status,
            taken=self.taken,
            stopped=self.stopped,
            whole=self.whole,
            quantity=self.quantity,
            price=self.price,
            trigger=self.trigger,
            triggered=self.triggered,
            venue_ids=self.venue_ids,
            reason=self.reason,
            text=self.text,
            final=self.status.ended and certain,
        )

    def shown(self) -> OpenOrder:
        """The order as somebody sees it whose it is not."""
        left = None if self.quantity is None else self.quantity - self.cum_qty
        return OpenOrder(self.id, self.side, self.type.value, left, self.price, self.trigger, self.reduce_only)


Key = tuple[Decimal, int, str]


class Levels:
    """Resting legs of one symbol, sorted by price, so that a tick touches only what it crosses.

    Four lists: sells look at the bid and buys at the ask, and each fires rising or falling.  Falling ones are kept by
    the negated price, so that the next to fire is always first.
    """

    def __init__(self) -> None:
        self._lists: dict[tuple[Side, bool], list[Key]] = {(s, rising): [] for s in Side for rising in (True, False)}

    def add(self, order: Working) -> None:
        for leg, level, rising in order.legs():
            insort(self._lists[order.side, rising], (level if rising else level.copy_negate(), order.n, leg.value))

    def remove(self, order: Working, legs: tuple[tuple[Leg, Decimal, bool], ...]) -> None:
        """Take ``legs`` (as ``order.legs()`` gave them when it was added) out again."""
        for leg, level, rising in legs:
            keys = self._lists[order.side, rising]
            key = (level if rising else level.copy_negate(), order.n, leg.value)
            at = bisect_left(keys, key)
            assert keys[at] == key
            del keys[at]

    def crossed(self, bid: Decimal, ask: Decimal) -> list[tuple[int, Leg]]:
        """(arrival number, leg) of everything a price at or beyond its level touches, in arrival order."""
        found: list[tuple[int, Leg]] = []
        for (side, rising), keys in self._lists.items():
            if keys:
                price = bid if side is Side.SELL else ask
                limit = price if rising else price.copy_negate()
                if keys[0][0] <= limit:
                    end = bisect_right(keys, limit, key=_level)
                    found += [(n, Leg(leg)) for _, n, leg in keys[:end]]
        found.sort(key=_arrival)
        return found

    def ahead(self, price: Decimal, end: Decimal) -> Decimal | None:
        """The next level on the straight way from ``price`` to ``end``, both included; None if there is none."""
        rising = end > price
        levels = [keys[0][0] for (_, up), keys in self._lists.items() if up is rising and keys]
        if not levels:
            return None
        nearest = min(levels)
        if not rising:
            nearest = nearest.copy_negate()
        return nearest if (nearest <= end if rising else nearest >= end) else None

    def __len__(self) -> int:
        return sum(len(keys) for keys in self._lists.values())


def _level(key: Key) -> Decimal:
    return key[0]


def _arrival(found: tuple[int, Leg]) -> int:
    return found[0]


def ours(id: str) -> bool:
    """Whether an id has our product's form: a ``b`` and nine of ``0-9a-z``."""
    return len(id) == 10 and id[0] == "b" and id.isascii() and id.isalnum() and id == id.lower()

"""A bracket: what a person asked for, every order ever sent for it, and a few facts.

Nothing else is stored.  Position, status, progress and protection are read off, so they cannot disagree
with the orders they summarise.  A bracket is the *group*: one per (account, symbol, side).

The law from which the rest follows: **an order in doubt counts against us twice.**  It may still fill, so
its quantity is *promised*; it may not be there, so it is not *relied on*.

Knows no event and decides nothing: ``machine`` folds and decides, ``exits`` says what should stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from core.instrument import Instrument
from core.lazy import lazy
from core.orders import CONDITIONS, NO_FILL, ZERO, Fill, Order, OrderType, OrdStatus, PositionSide
from core.parts import (
    CLOCKS,
    DOUBT,
    LOST,
    NO_PAST,
    NOT_AFTER,
    STALE,
    Entry,
    Level,
    LevelKind,
    Odd,
    Past,
    Policy,
    Stamp,
    Stop,
    Target,
    Trailing,
)
from core.venue import Protection, VenueRules

# The bracket and its parts are one vocabulary, imported from here.
__all__ = [
    "CLOCKS",
    "DOUBT",
    "LOST",
    "NOT_AFTER",
    "NO_PAST",
    "STALE",
    "Bracket",
    "Entry",
    "Level",
    "LevelKind",
    "Odd",
    "Past",
    "Policy",
    "Stamp",
    "Stop",
    "Target",
    "Trailing",
    "is_entry",
    "is_target",
]


@dataclass(frozen=True)
class Bracket:
    """See the module's head.  Quantities are base coin, prices quote per base.

    Without slots, so that what is read off the ledger again and again is worked out once for each state.
    """

    id: str
    number: int
    account: str
    symbol: str
    side: PositionSide
    instrument: Instrument
    rules: VenueRules
    policy: Policy
    stamp: Stamp
    entries: tuple[Entry, ...] = ()
    stop: Stop | None = None
    targets: tuple[Target, ...] = ()
    orders: tuple[Order, ...] = ()
    past: Mapping[str, Past] = field(default_factory=dict)
    adopted: Decimal = ZERO
    adopted_value: Decimal = ZERO
    outside: Decimal = ZERO
    held: Decimal | None = None
    odd: Odd | None = None
    floor: Decimal | None = None  # tightest stop that trail or break-even ever decided
    moved_at: datetime | None = None  # when the trail last raised it
    best: Decimal | None = None  # high-water mark since the position opened
    armed: bool = False  # the trail's ``after`` was reached
    even: bool = False  # break-even was reached
    shown: Decimal | None = None  # the stop trigger that people were last told of
    naked_since: datetime | None = None  # later by as long as nothing could be done about it: nobody answered, or ran
    warned: bool = False  # people were told that it stands unprotected
    dust: Decimal = ZERO  # what should be guarded and is less than any order may be; people were told
    away: datetime | None = None  # since when the exchange has not answered; alone no reason to save
    gone: bool = False  # people were told so
    traded: bool = True  # its market is not halted, nor ended
    room: int | None = None  # how many of its conditions stood when the exchange took no more of them
    closing: str = ""  # why everything is to be closed; "" while it is not
    trim: Decimal = ZERO  # base quantity that typed closes have asked for, in all
    halted: str = ""
    forgotten: bool = False  # a person has ended it in this ledger alone: nothing is sent for it any more
    version: int = 0
    opened: datetime | None = None  # None in documents older than this fact
    told_by: str = ""  # the source of the message that last said to close all or some of it
    joined_by: tuple[str, ...] = ()  # the sources of later messages that added to it, each once

    # -- what can be read off -----------------------------------------------------------------

    @lazy
    def _by_slot(self) -> Mapping[str, Fill]:
        """Everything each slot ever traded, over all generations."""
        totals = {slot: past.filled + past.stopped for slot, past in self.past.items()}
        for order in self.orders:
            if order.cum_qty or order.slot not in totals:
                totals[order.slot] = totals.get(order.slot, NO_FILL) + order.filled
        return totals

    def fills(self, slot: str) -> Fill:
        """Everything this slot ever traded, over all generations."""
        return self._by_slot.get(slot, NO_FILL)

    @lazy
    def entered(self) -> Fill:
        """All entries' fills."""
        return sum((f for slot, f in self._by_slot.items() if is_entry(slot)), NO_FILL)

    @lazy
    def exited(self) -> Fill:
        """All exits' fills."""
        return sum((f for slot, f in self._by_slot.items() if not is_entry(slot)), NO_FILL)

    @lazy
    def position(self) -> Decimal:
        """What is still open; negative means that exits sold more than there was."""
        total = self.adopted + self.outside
        for slot, fill in self._by_slot.items():
            if is_entry(slot):
                total += fill.quantity - fill.base_fee
            else:
                total -= fill.quantity
        return total

    @lazy
    def tradable(self) -> Decimal:
        """The position in whole lots; zero when only dust is left: less than a lot, or than the exchange would take.

        Worth is reckoned at the average entry, so that a bracket does not open and close with every price.  Less than a
        lot of a derivative counts while a stop rests that was placed in finer ones: it can still sell it.
        """
        quantity = self.instrument.floor_qty(max(self.position, ZERO))
        stops = (o for o in self.orders if o.type in (OrderType.STOP, OrderType.PAIR) and o.status is OrdStatus.NEW)
        if not quantity and self.fraction and not self.closing and any(stops):
            return self.fraction
        average = self.average
        if quantity and average is not None and not self.instrument.exit_stands_alone(quantity, average):
            return ZERO
        return quantity

    @lazy
    def fraction(self) -> Decimal:
        """What is held beyond whole lots of a derivative, whose lots have become coarser; on spot it is nobody's."""
        held = max(self.position, ZERO)
        return ZERO if self.budgeted else held - self.instrument.floor_qty(held)

    @lazy
    def average(self) -> Decimal | None:
        """Average entry price of everything bought, adopted quantity included."""
        fill = self.entered
        quantity = fill.quantity + self.adopted
        return (fill.value + self.adopted_value) / quantity if quantity else None

    @property
    def budgeted(self) -> bool:
        """Sells must never add up to more than is held: spot, where nothing is reduce-only."""
        return not self.rules.reduce_only

    @property
    def leaving(self) -> bool:
        """Has begun to leave its position; such a bracket enters no further."""
        return bool(self.closing) or self.exited.quantity > max((e.left for e in self.entries), default=ZERO)

    @property
    def live(self) -> tuple[Order, ...]:
        return tuple(o for o in self.orders if not o.ended)

    @property
    def conditions(self) -> int:
        """How many of its orders count, for all we know, against what a market takes of conditional ones."""
        return sum(o.type in CONDITIONS and o.quantity is not None and not self.unborn(o) for o in self.live)

    @property
    def full(self) -> bool:
        """The exchange would take no more conditional orders; one is always tried."""
        return self.room is not None and self.conditions >= max(self.room, 1)

    def doubtful(self, order: Order) -> bool:
        """Unanswered for so long that it may never have arrived."""
        return order.status is OrdStatus.PENDING_NEW and self.stamp.at >= self.born(order) + DOUBT

    def born(self, order: Order) -> datetime:
        """When an order's age begins: an attached child is made by its parent's first fill."""
        if not order.parent:
            return order.decided_at
        parent = next((o for o in self.orders if o.id == order.parent), None)
        if parent is None:
            return order.decided_at
        if parent.ended_at is None and not parent.cum_qty:
            return max(order.decided_at, self.stamp.at)
        return max(order.decided_at, parent.filled_at or parent.ended_at or order.decided_at)

    def relied(self, order: Order) -> bool:
        """Believed to stand: not ended, not in doubt, not being canceled, a pair only while both legs rest, an attached
        exit only once its entry has begun to fill."""
        if self.unborn(order):
            return False
        return not order.ended and order.cancel_asked is None and order.whole and not self.doubtful(order)

    def unborn(self, order: Order) -> bool:
        """An attached exit that the exchange will make when its entry begins to fill."""
        waits = bool(order.parent) and order.status is OrdStatus.PENDING_NEW
        return waits and any(o.id == order.parent and not o.cum_qty for o in self.orders)

    def promised(self, order: Order) -> Decimal:
        """What may still fill of it.  Counted until settled, where nothing is reduce-only; else until it ends."""
        if order.settled or (order.ended and order.reduce_only):
            return ZERO
        if order.quantity is None:
            return ZERO if order.ended else max(self.position, ZERO)
        asked = order.amend_asked.quantity if order.amend_asked else None
        return max(order.quantity - order.cum_qty, (asked or ZERO) - order.cum_qty, ZERO)

    def fresh_price(self) -> Decimal | None:
        """The last price, or None when it is too old to decide anything."""
        stamp = self.stamp
        if stamp.price is None or stamp.price_at is None or stamp.at - stamp.price_at > STALE:
            return None
        return stamp.price

    @property
    def entry_done(self) -> bool:
        """No entry can fill any more, for all we know."""
        return all(o.settled for o in self.orders if is_entry(o.slot)) and all(
            e.unwanted or self.leaving or self._spent(e) for e in self.entries
        )

    def unfilled(self, entry: Entry) -> Decimal:
        """What an entry may still enter, base quantity: what its orders promise, or all of it until it is sent."""
        promised = sum((self.promised(o) for o in self.orders if o.slot == entry.slot), ZERO)
        if entry.unwanted or self.leaving or self._spent(entry):
            return promised
        return max(promised, entry.quantity - self.fills(entry.slot).quantity)

    def _spent(self, entry: Entry) -> bool:
        mine = [o for o in self.orders if o.slot == entry.slot]
        used = self.past.get(entry.slot, NO_PAST).generation
        late = self.stamp.at >= entry.until  # one that never arrived is not sent again after this
        return bool(mine or used) and all(o.ended and (late or o.status is not OrdStatus.NEVER) for o in mine)

    @lazy
    def closed(self) -> bool:
        """Flat and quiet: every entry done, nothing held but dust, every order settled; or forgotten."""
        if self.forgotten:
            return True
        return self.entry_done and self.tradable == ZERO and all(o.settled for o in self.orders)

    @property
    def guard(self) -> Stop | None:
        """The stop as far as there is a price to put it at: not while all of it waits for break-even (once earned it is
        the floor), for the price from which it trails, or for an entry that a hand's position came before."""
        stop = self.stop
        if stop is None or self.floor is not None:
            return stop
        entered = self.average is not None or not self.tradable
        levelled = stop.level is not None and (entered or stop.level.kind is LevelKind.PRICE)
        trails = stop.trailing is not None and (stop.trailing.after is None or self.armed)
        trails = trails and (entered or self.best is not None)
        return stop if levelled or trails else None

    @property
    def protection(self) -> Protection:
        """Who closes the position if we are away, right now; the layout's own word while nothing is held."""
        bare = self.naked_since is not None or self.dust > self.fraction
        naked = self.guard is None or (bare and bool(self.tradable))
        return Protection.BOT_ONLY if naked else self.rules.protection


def is_entry(slot: str) -> bool:
    return slot[0] == "e"


def is_target(slot: str) -> bool:
    return slot[0] == "t"

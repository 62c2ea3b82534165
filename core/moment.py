"""How much news of an order matters to people: one that only makes way for its next is no loss of protection.

Machines are told everything all the same.  Knows no words, no chat and no notice.
"""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

from core.bracket import Bracket, is_entry
from core.exits import wanted
from core.ids import generation
from core.orders import ZERO, Order, OrderType, OrdStatus, Reason
from core.owed import guards, protects
from core.stops import break_even


class Weight(Enum):
    """From what people must hear to what they need not."""

    USUAL = "usual"
    EXPECTED = "expected"  # told without a sound: this bot ended it, and nothing is unguarded for it
    SHOWN = "shown"  # told only where no ticket shows it
    PASSING = "passing"  # told to nobody: what became of it is told by itself


_ENDED_WITH = (Reason.LINKED, Reason.FLAT)  # what an exchange ends because nothing is left to guard or sell


def formerly(before: Bracket, order: Order, *, stop: bool) -> Decimal | None:
    """At which price stood what an exit takes the place of, quote; None where it takes no place.  ``stop``: of a pair
    the stop leg is meant."""
    if not before.tradable or is_entry(order.slot):
        return None
    if order.type is OrderType.PAIR:  # what it takes the place of may be folded away by now
        again = generation(order.id) > 1 and before.shown is not None
        return (before.shown if stop else order.price) if again else None
    was = _predecessor(before, order)
    if was is None:
        return None
    return before.shown if stop else was.trigger if was.price is None else was.price


def of_placed(before: Bracket, order: Order, price: Decimal | None, *, stop: bool) -> Weight:
    """Of an exit that has come to stand at ``price``: a moved stop is told as moved, and what stands as it did is not
    told again.  What a pair's target was before it stood anew may not be known any more."""
    then = formerly(before, order, stop=stop)
    if then is None:
        return Weight.USUAL
    if order.type is OrderType.PAIR:
        return Weight.PASSING if stop else Weight.SHOWN
    was = _predecessor(before, order)
    same = price == then and was is not None and _left(was) == _left(order)
    return Weight.PASSING if same or (stop and price != then) else Weight.USUAL


def of_moved(before: Bracket, after: Bracket) -> Weight:
    """Of a stop that moved: of the steps of a trail only the one with which no loss is left any more is news."""
    line, now, then = break_even(after), after.shown, before.shown
    if after.stop is None or after.stop.trailing is None or after.moved_at is None or now != after.floor:
        return Weight.USUAL
    if now is None or then is None or line is None or now == line:
        return Weight.USUAL
    sign = after.side.sign
    return Weight.USUAL if sign * (then - line) < ZERO <= sign * (now - line) else Weight.SHOWN


def of_ended(after: Bracket, order: Order, *, stop: bool) -> Weight:
    """Of an order that ended unfilled: somebody else's doing is news, and so is a position that loses its stop."""
    if not order.cancels:
        return Weight.EXPECTED if order.reason in _ENDED_WITH else Weight.USUAL
    if is_entry(order.slot):
        return Weight.USUAL
    wants = wanted(after)
    if any(want.protects if stop else want.slot == order.slot for want in wants):
        return Weight.PASSING
    bare = stop and after.tradable and not after.closing and not guards(after)
    return Weight.USUAL if bare else Weight.EXPECTED


def of_never(after: Bracket, order: Order) -> Weight:
    """Of an order that never reached the exchange: no news as long as it is sent again, or another one did its work."""
    entry = next((one for one in after.entries if one.slot == order.slot), None)
    if entry is None:
        return Weight.PASSING  # an exit that is wanted is sent until it stands; a position without one is told
    done = after.fills(entry.slot).quantity >= entry.quantity
    return Weight.PASSING if done or after.unfilled(entry) else Weight.USUAL


def _predecessor(before: Bracket, order: Order) -> Order | None:
    """The order whose place it takes; None where it is the first there, or what stood there was taken away."""
    if order.type is OrderType.STOP:  # is placed before what guarded until then is canceled
        stood = [o for o in before.orders if protects(o) and o.status is OrdStatus.NEW and o.id != order.id]
    else:
        mine = [o for o in before.orders if o.slot == order.slot and generation(o.id) < generation(order.id)]
        stood = [o for o in mine if o.status is OrdStatus.NEW or (o.status is OrdStatus.CANCELED and o.cancels)]
    return stood[-1] if stood else None


def _left(order: Order) -> Decimal | None:
    return None if order.quantity is None else order.quantity - order.cum_qty

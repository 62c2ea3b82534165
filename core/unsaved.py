"""What a ledger that cannot be written has not taken yet, kept in memory until it can; what is sent all the same."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.bracket import Bracket
from core.events import Amend, Command, Event, Submit
from core.notices import Notice
from core.orders import ZERO, OrderType, OrdStatus


@dataclass
class Unsaved:
    """What could not be saved yet: the state it amounts to, the events to be kept, what is to be told."""

    folded: Bracket
    events: list[Event] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def protection(bracket: Bracket, command: Command) -> str:
    """A name, unique to the request, for what is sent although it cannot be saved; "" for all else.

    That is a reduce-only stop where none stands, the reduce-only close of everything, or a stop that grows with its
    position: ids and the exchange's own terms make all three findable, and a full disk must not leave a position naked.
    """
    order = command.order
    if isinstance(command, Amend) and order.amend_asked is not None and order.type is OrderType.STOP:
        total = order.amend_asked.quantity
        grows = total is not None and order.quantity is not None and total > order.quantity
        return f"{order.id} {order.quantity} to {total}" if grows and order.reduce_only else ""
    bare = order.type is OrderType.STOP and not _stands(bracket)
    guards = bare or (order.slot == "close" and bool(bracket.closing))
    return order.id if isinstance(command, Submit) and order.reduce_only and guards else ""


def _stands(bracket: Bracket) -> bool:
    """Whether stops that were seen to rest cover the position: then a better place for one can wait to be saved."""
    resting = (o for o in bracket.orders if o.type in (OrderType.STOP, OrderType.PAIR) and bracket.relied(o))
    seen = (o for o in resting if o.seen and o.status is OrdStatus.NEW and o.cancel_asked is None)
    return sum((o.leaves(bracket.tradable) for o in seen), ZERO) >= bracket.tradable

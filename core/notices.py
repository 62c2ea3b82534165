"""What a person should hear: the difference between a bracket before and after, as plain facts.

``notices(before, after)`` walks the ledger and looks at nothing else, so a fill that came with a closing report, or
late to a superseded generation, is told like any other.  Knows no words, no language and no chat.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

from core.bracket import NO_PAST, Bracket, is_entry, is_target
from core.ids import generation
from core.instruction import plain
from core.moment import Weight, formerly, of_ended, of_moved, of_never, of_placed
from core.orders import NO_FILL, ZERO, Order, OrderType, OrdStatus, Reason
from core.owed import guards, protects


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
    DUST = "dust"  # ``quantity`` of the base coin ``text`` is less than any order may be: nothing guards or sells it
    OUTSIDE = "outside"  # a hand, liquidation or ADL changed the position
    OVERFILLED = "overfilled"  # exits filled more than there was
    HALTED = "halted"  # nothing more is sent for this bracket; ``text`` says why
    AWAY = "away"  # no answer about market ``text`` can be read; of ``quantity`` held, ``leaves_qty`` has no stop there
    BACK = "back"  # it answers again
    SUSPENDED = "suspended"  # the market is halted, or has ended
    RESUMED = "resumed"  # it is traded again
    FORGOTTEN = "forgotten"  # a person ended it in this ledger, where ``quantity`` of the base coin ``text`` was held
    STOPPED = "stopped"  # a defect of ours struck on the account ``text``
    UNWATCHED = "unwatched"  # nobody looks after it; ``text``: its market, its account and why, in lines of their own
    NO_ENTRIES = "no_entries"  # somebody (``by``) halted the account; ``text`` says why
    ENTRIES = "entries"  # somebody ended that
    WAITS = "waits"  # the answer to a message (``by``) waits for the accounts ``text``
    TAKEN = "taken"  # another program takes a bot's messages; ``text``: the platform, and the accounts halted for it
    CUT_OFF = "cut_off"  # a message was refused after a stop had cut it off; ``text``: it, and in a line of its own why


@dataclass(frozen=True, slots=True)
class Notice:
    """One fact.  ``name`` is the exit's name (entry, sl, tp1, close), ``order_name`` adds ``#n`` where one exit was
    several orders; quantities base, price quote per base; absent values are None.  ``lasted``: of what has an end.
    ``again``: a refusal for the same reason as the one before, which people have heard; ``by``: of what a word to close
    or to add did, the source of its message; ``was``: the price of what stood there until now; ``weight``: how much it
    matters to people."""

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
    lasted: timedelta | None = None
    again: bool = False
    by: str = ""
    was: Decimal | None = None
    weight: Weight = Weight.USUAL


# -- the difference -------------------------------------------------------------------------------


def notices(before: Bracket, after: Bracket) -> list[Notice]:
    """Everything worth telling between two states, in the order in which it makes sense to hear it."""
    if before is after:
        return []
    told: list[Notice] = []
    known = {order.id: order for order in before.orders}
    for order in after.orders:
        was = known.get(order.id)
        if was is not order:
            facts = _order_notices(after, was, order, again=_again(before, order))
            told += [_weighed(before, after, order, fact) for fact in facts]
    told += _bracket_notices(before, after)
    return told


def name_of(slot: str) -> str:
    """The exit's name in contracts.md: ``entry`` for every entry, else the slot's own."""
    return "entry" if slot[0] == "e" else slot


def order_name(slot: str, id: str) -> str:
    """The name, with ``#n`` where it is not the first order of its kind."""
    generation_, number = generation(id), int(slot[1:]) if slot[0] == "e" else 1
    nth = max(generation_, number)
    return name_of(slot) + (f"#{nth}" if nth > 1 else "")


def stop_name(order: Order) -> str:
    """The stop's name in ``order``: of a pair it is the leg, and the pair of the second target is the second slice."""
    nth = max(generation(order.id), int(order.slot[2:]) if is_target(order.slot) else 1)
    return "sl" + (f"#{nth}" if nth > 1 else "")


def _about(bracket: Bracket, order: Order, kind: NoticeKind, **more: Any) -> Notice:
    quantity = bracket.tradable if order.quantity is None else order.quantity
    fields: dict[str, Any] = {
        "name": name_of(order.slot),
        "order_name": order_name(order.slot, order.id),
        "order": order.id,
        "side": order.side.value,
        "quantity": quantity,
        "price": order.price if order.price is not None else order.trigger,
        "cum_qty": order.cum_qty,
        "leaves_qty": order.leaves(quantity),
    }
    return Notice(kind, **{**fields, **more})


def _exits(bracket: Bracket, order: Order, kind: NoticeKind, **more: Any) -> list[Notice]:
    """A pair is one order and two exits: both are told, the stop first."""
    told = [_about(bracket, order, kind, **more)]
    if order.type is OrderType.PAIR:
        leg = {"name": "sl", "order_name": stop_name(order), "price": order.trigger}
        told.insert(0, _about(bracket, order, kind, **leg, **more))
    return told


_LASTING = (Reason.CLOSED, Reason.FILTER, Reason.FULL)  # what is tried again and again until the market changes


def _again(before: Bracket, order: Order) -> bool:
    past = before.past.get(order.slot, NO_PAST)
    return past.refused > 0 and past.reason is order.reason and order.reason in _LASTING


def _weighed(before: Bracket, after: Bracket, order: Order, notice: Notice) -> Notice:
    stop = notice.name == "sl"
    match notice.kind:
        case NoticeKind.ACCEPTED:
            was, weight = formerly(before, order, stop=stop), of_placed(before, order, notice.price, stop=stop)
            return replace(notice, was=was, weight=weight)
        case NoticeKind.CANCELED:
            return replace(notice, weight=of_ended(after, order, stop=stop))
        case NoticeKind.REJECTED if order.status is OrdStatus.NEVER:
            return replace(notice, weight=of_never(after, order))
    return notice


def _order_notices(bracket: Bracket, was: Order | None, order: Order, *, again: bool) -> list[Notice]:
    told: list[Notice] = []
    if was is None:
        told += _exits(bracket, order, NoticeKind.SUBMITTED)
    never = order.status in (OrdStatus.REJECTED, OrdStatus.NEVER)
    if order.status is not OrdStatus.PENDING_NEW and not never and (was is None or _unheard(was)):
        told += _exits(bracket, order, NoticeKind.ACCEPTED, cum_qty=ZERO, leaves_qty=_whole(bracket, order))
    told += _fill_notices(bracket, was, order)
    if was is not None and not order.ended and not _unheard(was):
        told += _amended(bracket, was, order)
    if order.ended and (was is None or was.status is not order.status):
        if never:
            told += _exits(bracket, order, NoticeKind.REJECTED, text=_why(order), again=again)
        elif order.status is not OrdStatus.FILLED:
            told += _exits(bracket, order, NoticeKind.CANCELED, text=_why(order))
    return told


def _whole(bracket: Bracket, order: Order) -> Decimal:
    return bracket.tradable if order.quantity is None else order.quantity


def _unheard(order: Order) -> bool:
    return order.status in (OrdStatus.PENDING_NEW, OrdStatus.NEVER)


def _why(order: Order) -> str:
    if order.status is OrdStatus.NEVER:
        return "never reached the exchange"
    unsaid = not order.text and order.reason is None and order.status is not OrdStatus.REJECTED
    if unsaid and order.type is OrderType.IOC and is_entry(order.slot) and order.cancel_asked is None:
        return f"no more was offered at once at {plain(order.price or ZERO)} or better"
    return order.text or (order.reason.value if order.reason else "")


def _fill_notices(bracket: Bracket, was: Order | None, order: Order) -> list[Notice]:
    """One notice per leg that gained: price is the average of what was gained."""
    told: list[Notice] = []
    before = (was.taken, was.stopped) if was else (NO_FILL, NO_FILL)
    cum = before[0].quantity + before[1].quantity
    for leg, (old, new) in enumerate(zip(before, (order.taken, order.stopped), strict=True)):
        gained = new - old
        if gained.quantity <= 0:
            continue
        cum += gained.quantity
        stopped = leg and order.type is OrderType.PAIR
        told.append(
            _about(
                bracket,
                order,
                NoticeKind.FILLED,
                name="sl" if stopped else name_of(order.slot),
                order_name=stop_name(order) if stopped else order_name(order.slot, order.id),
                quantity=gained.quantity,
                price=gained.price,
                cum_qty=cum,
                leaves_qty=_to_go(bracket, order, cum),
                by=bracket.told_by if order.slot == "close" else _adder(bracket, order),
            )
        )
    return told


def _adder(bracket: Bracket, order: Order) -> str:
    return next((entry.by for entry in bracket.entries if entry.slot == order.slot), "")


def _to_go(bracket: Bracket, order: Order, cum: Decimal) -> Decimal:
    """What may still fill: of a reduce-only order never more than the position, to which the exchange clips it."""
    if order.quantity is None:
        return bracket.tradable
    return min(order.quantity - cum, bracket.tradable) if order.reduce_only else order.quantity - cum


def _amended(bracket: Bracket, was: Order, order: Order) -> list[Notice]:
    moved = order.trigger != was.trigger and order.slot == "sl"
    if moved or (order.quantity, order.price, order.trigger) == (was.quantity, was.price, was.trigger):
        return []  # a moved stop is told once, as moved, with its quantity
    return [_about(bracket, order, NoticeKind.REPLACED)]


def _bracket_notices(before: Bracket, after: Bracket) -> list[Notice]:
    told = _absence(before, after)
    if before.shown is not None and after.shown != before.shown and after.shown is not None:
        told.append(replace(_stop_moved(after), was=before.shown, weight=of_moved(before, after)))
    if after.closing and not before.closing:
        told.append(Notice(NoticeKind.CLOSING, text=after.closing, by=after.told_by))
    if after.warned != before.warned and (after.warned or after.tradable):
        told.append(Notice(NoticeKind.UNPROTECTED if after.warned else NoticeKind.PROTECTED))
    if after.dust and not before.dust:
        told.append(_dust(after, after.dust))
    if after.outside != before.outside:
        told.append(Notice(NoticeKind.OUTSIDE, quantity=after.outside - before.outside))
    if after.position < 0 <= before.position:
        told.append(Notice(NoticeKind.OVERFILLED, quantity=-after.position))
    if after.traded is not before.traded:
        told.append(Notice(NoticeKind.RESUMED if after.traded else NoticeKind.SUSPENDED))
    if after.halted and not before.halted:
        told.append(Notice(NoticeKind.HALTED, text=after.halted))
    if after.forgotten and not before.forgotten:
        told.append(Notice(NoticeKind.FORGOTTEN, quantity=after.position, text=after.instrument.base))
    elif after.closed and not before.closed:
        told.append(Notice(NoticeKind.CLOSED, by=after.told_by))
        held = max(after.position, ZERO)
        left = after.instrument.floor_qty(held) + after.fraction  # on spot less than a lot is nobody's to sell
        told += [_dust(after, left)] if left and not before.dust else []
    return told


def _dust(bracket: Bracket, quantity: Decimal) -> Notice:
    return Notice(NoticeKind.DUST, quantity=quantity, text=bracket.instrument.base)


def _absence(before: Bracket, after: Bracket) -> list[Notice]:
    """An exchange that has gone, with what stands there as far as is known, or has come back."""
    if before.gone and not after.gone and before.away is not None:
        return [] if after.closed else [Notice(NoticeKind.BACK, lasted=after.stamp.at - before.away)]
    if before.gone or not after.gone or after.away is None:
        return []
    held = after.tradable
    stops = guards(after) if held else [o for o in after.orders if protects(o) and after.unborn(o)]
    bare = max(held - sum((o.leaves(held) for o in stops), ZERO), ZERO)
    price = stops[-1].trigger if stops else None
    lasted = after.stamp.at - after.away
    about = after.symbol
    return [Notice(NoticeKind.AWAY, quantity=held, price=price, leaves_qty=bare, text=about, lasted=lasted)]


def _stop_moved(bracket: Bracket) -> Notice:
    guards = [o for o in bracket.orders if o.trigger == bracket.shown and o.type in (OrderType.STOP, OrderType.PAIR)]
    order = guards[-1] if guards else None
    return Notice(
        NoticeKind.STOP_MOVED,
        name="sl",
        order_name=stop_name(order) if order else "sl",
        order=order.id if order else None,
        side=bracket.side.exit.value,
        quantity=bracket.tradable if order is None or order.quantity is None else order.quantity,
        price=bracket.shown,
        cum_qty=order.cum_qty if order else None,
        leaves_qty=order.leaves(bracket.tradable) if order else bracket.tradable,
    )

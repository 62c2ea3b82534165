"""Which repair paths a commit shows, counted, and a commit in one readable line.  Judges nothing."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from core.bracket import Bracket
from core.events import Due, Held, Joined, Priced
from core.notices import NoticeKind
from core.orders import ONE, Order, OrderType, OrdStatus, Reason
from core.ports import Change

FAR = Decimal("0.01")  # a hundredth of the average entry

PATHS = (
    "stop placed anew after a hand",
    "target released after a hand",
    "next generation beside one in doubt",
    "proved never to have arrived",
    "gone and lost sight of",
    "cancel asked again",
    "amendment lost",
    "closed: price at the stop",
    "closed: stop would trigger at once",
    "closed: stop refused",
    "closed: unprotected for too long",
    "closed: told",
    "outside believed",
    "late fill after the end",
    "joined",
    "joined far from the first entry",
    "adopted",
    "part of it guarded",
    "long and short at once",
    "late word of a closed bracket",
    "not sent in time",
    "duplicate answered",
    "protection sent unsaved",
    "recovered after a restart",
    "told that the exchange is away",
    "and of its return",
    "alarm while it is away",
    "told that its market is suspended",
    "told that its market is resumed",
    "refused: market closed",
    "moved to other steps",
    "let go of",
    "no room, said beforehand",
    "refused for want of room",
    "one stop for want of room",
    "placed anew before its end",
)


def count(found: Counter[str], before: Bracket | None, change: Change) -> None:
    """Add what this commit shows."""
    after = change.bracket
    for event in change.events:
        if isinstance(event, Joined):
            _joined(found, event, before)
    kinds = [notice.kind for notice in change.notices]
    found["told that the exchange is away"] += NoticeKind.AWAY in kinds
    found["and of its return"] += NoticeKind.BACK in kinds
    found["alarm while it is away"] += NoticeKind.UNPROTECTED in kinds and after.away is not None
    part = after.stop is not None and after.stop.share < ONE
    if part and after.tradable and (before is None or after.stop is not before.stop or not before.tradable):
        found["part of it guarded"] += 1
    if before is None:
        found["adopted"] += bool(after.adopted)
        return
    if after.closing and not before.closing:
        found[f"closed: {after.closing}"] += 1
    found["moved to other steps"] += after.instrument != before.instrument
    if after.outside != before.outside:
        found["outside believed"] += 1
    if before.closed and not after.closed:
        found["closed bracket opened again"] += 1
    known = {o.id: o for o in before.orders}
    for order in after.orders:
        was = known.get(order.id)
        if was is None:
            if any(
                o.slot == order.slot and o.status is OrdStatus.PENDING_NEW and after.doubtful(o) for o in after.orders
            ):
                found["next generation beside one in doubt"] += 1
        elif was is not order:
            _order(found, was, order)


def _joined(found: Counter[str], event: Joined, group: Bracket | None) -> None:
    found["joined"] += 1
    price, average = event.stamp.price, group.average if group is not None else None
    if event.entry is not None and price is not None and average is not None and group is not None and group.tradable:
        found["joined far from the first entry"] += abs(price / average - 1) > FAR


def _order(found: Counter[str], was: Order, order: Order) -> None:
    if order.status is not was.status:
        if order.status is OrdStatus.NEVER:
            found["proved never to have arrived"] += 1
        elif order.reason is Reason.LOST:
            found["gone and lost sight of"] += 1
        elif order.reason is Reason.NOT_SENT:
            found["not sent in time"] += 1
        elif order.status is OrdStatus.CANCELED and not order.cancels:
            kind = "stop placed anew" if order.type is OrderType.STOP else "target released"
            found[f"{kind} after a hand"] += 1
    if order.cancels > max(was.cancels, 1):
        found["cancel asked again"] += 1
    if was.ended and order.cum_qty > was.cum_qty:
        found["late fill after the end"] += 1
    if was.amend_asked and order.amend_asked is None and not order.ended and order.trigger == was.trigger:
        found["amendment lost"] += 1


def describe(before: Bracket | None, change: Change) -> list[str]:
    """One commit for people: what came in, what was told, where it stands."""
    after = change.bracket
    head = f"#{after.id} v{after.version} pos={after.position}"
    events = [_event(e) for e in change.events if not isinstance(e, Due | Held | Priced)]
    events += [type(e).__name__ for e in change.events if isinstance(e, Due | Priced)]
    events += [f"Held({e.quantity})" for e in change.events if isinstance(e, Held)]
    lines = [f"{head} " + "; ".join(events)]
    known = {o.id: o for o in before.orders} if before else {}
    lines += ["      " + order_line(order) for order in after.orders if known.get(order.id) is not order]
    lines += [
        f"      » {n.kind.value} {n.order_name or ''} {n.quantity or ''} {n.text}"
        for n in change.notices
        if n.kind is not NoticeKind.SUBMITTED
    ]
    return lines


def order_line(order: Order) -> str:
    """An order as the ledger believes it."""
    asked = " cancel asked" if order.cancel_asked else ""
    asked += f" amend→{order.amend_asked.trigger}/{order.amend_asked.quantity}" if order.amend_asked else ""
    return (
        f"{order.id} {order.slot} {order.type.value} q={order.quantity} p={order.price} t={order.trigger} "
        f"{order.status.value} cum={order.cum_qty} settled={order.settled}{asked} {order.text}"
    )


def _event(event: object) -> str:
    report, asked = getattr(event, "report", None), getattr(event, "asked", None)
    if report is not None:
        cum = report.taken.quantity + report.stopped.quantity
        how = "push/answer" if asked is None else "look"
        why = f"{report.reason.value if report.reason else ''} {report.text}"
        return f"{how} {report.id} {report.status.value} cum={cum} q={report.quantity} t={report.trigger} {why}"
    id = getattr(event, "id", "")
    return f"{type(event).__name__} {id}"

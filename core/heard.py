"""Belief about one order, joined with a report: the table of reliability.md section 1.2.

Fills only grow, an end stays an end, terms are the exchange's own, and what was asked of an order is a second fact that
an answer confirms, refuses or shows to be lost.  Knows one order at a time and decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from core.bracket import CLOCKS, LOST, NO_PAST, Bracket, is_entry
from core.ids import MAX_GENERATION, generation, order_id, read_id
from core.orders import ZERO, Order, OrderType, OrdStatus, Reason, Report
from core.venue import Layout

PROBES = 3  # as many generations as doubt and refusals can use up before a ledger comes back or a process dies
FEES = timedelta(minutes=10)  # an exchange that has not told a fee by then will not
_SURE = frozenset({OrdStatus.FILLED, OrdStatus.REJECTED, OrdStatus.NEVER})


def heard(bracket: Bracket, order: Order, report: Report, asked: datetime | None) -> Order:
    """Belief joined with a report: the table of reliability.md section 1.2."""
    now = bracket.stamp.at
    taken, stopped = order.taken.join(report.taken), order.stopped.join(report.stopped)
    filled = taken.quantity + stopped.quantity
    order = replace(
        order,
        taken=taken,
        stopped=stopped,
        filled_at=order.filled_at or (now if filled else None),
        whole=order.whole and report.whole,
        triggered=order.triggered or report.triggered,
        venue_ids=tuple(dict.fromkeys((*order.venue_ids, *report.venue_ids))),
    )
    if order.ended and _inferred(order):
        order = replace(order, ended_at=None, settled=False)  # it exists after all: what it ended as is not known yet
    status = _status(order, report)
    overruled = report.status is OrdStatus.REJECTED and order.seen  # of a request that was sent twice, or so it seems
    if filled > ZERO and filled >= _asked_in_all(order):
        status = OrdStatus.FILLED
    if status is not order.status:
        reason = Reason.LOST if overruled and status is OrdStatus.EXPIRED else report.reason
        changes = {"reason": reason, "text": report.text} if status.ended else {}
        order = replace(order, status=status, misses=0, **changes)  # type: ignore[arg-type]  # reason and text, as named
    if order.ended:
        ended_at = order.ended_at or now
        quiet = bracket.rules.quiet
        heard_again = asked is not None and (not quiet or asked >= ended_at + quiet)
        final = report.final and not overruled
        reckoned = order.status is OrdStatus.FILLED and report.status is not OrdStatus.FILLED  # from our own terms
        sure = order.status in _SURE and not reckoned
        certain = sure or final or (heard_again and report.status.ended)
        told = report.charged or (asked is not None and asked >= ended_at + FEES)
        settled = order.settled or (certain and told)
        return replace(order, ended_at=ended_at, settled=settled, cancel_asked=None, amend_asked=None)
    order = replace(order, ended_at=None, settled=False, misses=0)
    return _asked_of(_terms(order, report, asked, bracket.rules.lag), report, asked, now)


def _status(order: Order, report: Report) -> OrdStatus:
    """Ended stays ended, unless absence was wrongly inferred: what is seen exists."""
    if order.ended and not _inferred(order):
        return order.status
    if report.status is OrdStatus.PENDING_NEW:
        return order.status
    if report.status is OrdStatus.REJECTED and order.seen:
        return OrdStatus.EXPIRED
    return report.status


def _inferred(order: Order) -> bool:
    return order.status is OrdStatus.NEVER or (order.ended and order.reason is Reason.LOST)


def _asked_in_all(order: Order) -> Decimal:
    """The most that was ever asked of it: below that it is not filled, whatever older terms a late answer shows."""
    if order.quantity is None:
        return Decimal("Infinity")
    amended = order.amend_asked.quantity if order.amend_asked else None
    return max(order.quantity, amended or ZERO)


def _terms(order: Order, report: Report, asked: datetime | None, lag: timedelta) -> Order:
    """The exchange's terms win once heard, so that what a hand moved there is seen.

    Not those of an answer that may be older than the last amendment; of a push, which has no time of asking, only
    those that an amendment waits for or that are the first heard.
    """
    amend = order.amend_asked
    awaited = amend is not None and report.quantity in (None, amend.quantity) and report.trigger == amend.trigger
    old = order.amended_at is not None and asked is not None and asked < order.amended_at + lag
    if old or (asked is None and order.seen and not awaited):
        return order
    return replace(
        order,
        quantity=order.quantity if order.quantity is None else (report.quantity or order.quantity),
        price=report.price or order.price,
        trigger=report.trigger or order.trigger,
        seen=True,
    )


def _asked_of(order: Order, report: Report, asked: datetime | None, now: datetime) -> Order:
    """A cancel or amendment that an answer asked well after it does not show was lost; it is asked again."""
    if order.cancel_asked and asked is not None and asked >= order.cancel_asked + LOST:
        order = replace(order, cancel_asked=None)
    amend = order.amend_asked
    if amend is None:
        return order
    done = amend.trigger in (None, order.trigger) and amend.quantity in (None, order.quantity)
    lost = asked is not None and asked >= amend.asked + LOST
    if done or lost or report.reason is not None:
        order = replace(order, amend_asked=None, amended_at=now)
    return order


def probes(bracket: Bracket) -> tuple[Order, ...]:
    """Stops and closes that may have been sent while nothing could be saved, and whose fill no row would name: asked
    for by id in the first look after a start."""
    if bracket.stop is None or bracket.budgeted:
        return ()
    return _next(bracket, "sl", OrderType.STOP) + _next(bracket, "close", OrderType.MARKET)


def _next(bracket: Bracket, slot: str, type: OrderType) -> tuple[Order, ...]:
    mine = [generation(o.id) for o in bracket.orders if o.slot == slot]
    newest = max([bracket.past.get(slot, NO_PAST).generation, *mine])
    now, side = bracket.stamp.at, bracket.side.exit
    return tuple(
        Order(order_id(bracket.number, slot, n), slot, side, type, ZERO, None, None, True, now, now)
        for n in range(newest + 1, min(newest + 1 + PROBES, MAX_GENERATION))
    )


def found(bracket: Bracket, report: Report) -> Order | None:
    """An order of this bracket that its ledger does not know: sent while nothing could be saved, before a crash.

    Its id says what it is; generations up to the newest folded one are old news.  What was made before the bracket was
    opened is another ledger's, which happens to have the same tag and to have counted as far.
    """
    if report.made is not None and bracket.opened is not None and report.made < bracket.opened - CLOCKS:
        return None
    read = read_id(report.id)
    if read is None or (read[0] << 22 | read[1]) != bracket.number:
        return None
    slot, n = read[2], read[3]
    whole = report.quantity is None and bracket.rules.layout is not Layout.POSITION  # a push that does not say
    if n <= bracket.past.get(slot, NO_PAST).generation or whole:
        return None
    if is_entry(slot) or slot == "close":
        type = OrderType.LIMIT if report.price is not None else OrderType.MARKET
    elif report.trigger is not None:
        resting = OrderType.STOP if slot == "sl" else OrderType.TAKE
        type = OrderType.PAIR if report.price is not None else resting
    else:
        type = OrderType.LIMIT
    now, side = bracket.stamp.at, bracket.side
    return Order(
        id=report.id,
        slot=slot,
        side=side.entry if is_entry(slot) else side.exit,
        type=type,
        quantity=report.quantity,
        price=report.price,
        trigger=report.trigger,
        reduce_only=bracket.rules.reduce_only and not is_entry(slot),
        decided_at=now,
        not_after=now,
    )


def was_found(order: Order) -> bool:
    """It came from ``found``: nobody's decision gave it time to be sent."""
    return order.not_after == order.decided_at


def anothers(order: Order, made: datetime | None, venue_ids: Sequence[str]) -> bool:
    """Whether what was made at that time is another ledger's under the same id: it was there before ours was decided.

    When the one that was found was decided is not known; ``found`` has looked at its time.  What has a name at the
    exchange that ours is known by is ours, whatever the clocks say.
    """
    named = any(name in order.venue_ids for name in venue_ids)
    return made is not None and not named and not was_found(order) and made < order.decided_at - CLOCKS

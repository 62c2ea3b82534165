"""``apply``: take a fact into the state.  A total fold that knows no policy.

An exchange reports totals, so hearing a thing twice, late or out of order changes nothing: fills only grow, an order
that ended stays ended, and a canceled order may still learn of a fill.  What is to be done about it is ``decide``'s
business.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from core.bracket import NO_PAST, Bracket, Odd, Past, Stamp, is_entry, is_target
from core.events import (
    Away,
    Back,
    BreakevenTold,
    CancelTold,
    CloseTold,
    Due,
    Event,
    ForgetTold,
    Held,
    Joined,
    Listed,
    Missed,
    MoveTold,
    Opened,
    Priced,
    Reported,
)
from core.evolve import evolve
from core.heard import anothers, found, heard, was_found
from core.ids import generation
from core.ladder import price_of, rungs
from core.orders import CONDITIONS, ZERO, Order, OrdStatus, Reason, Report
from core.stops import beyond, tightest
from core.wishes import begun, joined, release, told

BELIEVE = timedelta(seconds=3)  # two answers this far apart must agree before a difference is believed
SELLING = timedelta(seconds=30)  # and while a stop sells, which need not end in an order that is ever found
MISSES = 2  # "not found" proves absence only when asked this often after the deadline
_OF_US = frozenset({Reason.NOT_SENT, Reason.BANNED})  # these say nothing of the market
_TRANSIENT = _OF_US | {Reason.CLOSED}


def apply(bracket: Bracket, event: Event) -> Bracket:
    """The bracket after a fact.  Raises nothing for any sequence of events."""
    bracket = _stamped(_folded_away(bracket), event.stamp)
    opened = bracket.tradable == ZERO  # the first stop is the typed one; prices count from the next event on
    after = _folded(bracket, event)
    return after if opened else _marked(after)


def _folded(bracket: Bracket, event: Event) -> Bracket:
    match event:
        case Opened() | Priced() | Due():
            return bracket
        case Away(since=since):
            return bracket if bracket.gone else evolve(bracket, away=since)
        case Back():
            return _back(bracket)
        case Listed():
            return _listed(bracket, event)
        case Reported(report=report, asked=asked):
            return _reported(bracket, report, asked)
        case Missed(id=id, asked=asked):
            return _missed(bracket, id, asked)
        case Held():
            return _held(bracket, event)
        case Joined():
            return joined(bracket, event)
        case CloseTold() | CancelTold() | MoveTold() | BreakevenTold() | ForgetTold():
            return told(bracket, event)
    assert_never(event)


def _back(bracket: Bracket) -> Bracket:
    bracket = bracket if bracket.away is None else unguardable(bracket, bracket.away)
    return evolve(bracket, away=None, gone=False)


def unguardable(bracket: Bracket, since: datetime, now: datetime | None = None) -> Bracket:
    """Since then, until ``now`` (by default its own time), nothing could be done about a position that stands bare:
    that time does not count against it.  Nor is what a closed market said last any older for it: only, it is asked
    again at once."""
    until = now or bracket.stamp.at

    def later(at: datetime) -> datetime:
        return at + max(until - max(since, at), timedelta(0))

    closed = {slot: p for slot, p in bracket.past.items() if p.reason is Reason.CLOSED and p.at is not None}
    said = {slot: replace(p, at=later(p.at or until), refused=1) for slot, p in closed.items()}
    naked = bracket.naked_since and later(bracket.naked_since)
    return evolve(bracket, naked_since=naked, past={**bracket.past, **said})


def _listed(bracket: Bracket, event: Listed) -> Bracket:
    """Other steps, a halt, or the end of one: then what was refused for it is tried at once, and the time in which a
    stop could not be placed does not count."""
    resumed = event.traded and not bracket.traded
    bracket = evolve(bracket, instrument=event.instrument, traded=event.traded)
    return _open_again(bracket) if resumed else bracket


def _open_again(bracket: Bracket) -> Bracket:
    past = {s: replace(p, refused=0, reason=None) if p.reason is Reason.CLOSED else p for s, p in bracket.past.items()}
    naked = bracket.naked_since and bracket.stamp.at
    return evolve(bracket, past=past, naked_since=naked)


# -- time and price -------------------------------------------------------------------------------


def _stamped(bracket: Bracket, stamp: Stamp) -> Bracket:
    """The latest time and price."""
    old = bracket.stamp
    at = max(old.at, stamp.at)
    newer = stamp.price is not None and (old.price_at is None or (stamp.price_at or stamp.at) >= old.price_at)
    price, price_at = (stamp.price, stamp.price_at or stamp.at) if newer else (old.price, old.price_at)
    return evolve(bracket, stamp=Stamp(at, price, price_at))


def _marked(bracket: Bracket) -> Bracket:
    """The marks that a price leaves on a position: high-water, armed trail, break-even reached."""
    price = bracket.fresh_price()
    if price is None or bracket.tradable == ZERO:
        return bracket
    opened = bracket.average if bracket.best is None and not bracket.adopted and len(bracket.entries) == 1 else None
    best = tightest(bracket, bracket.best, opened, price)
    stop, armed, even = bracket.stop, bracket.armed, bracket.even
    if stop is not None:
        after = price_of(bracket, stop.trailing.after) if stop.trailing and stop.trailing.after else None
        armed = armed or (after is not None and beyond(bracket, price, after))
        at_level = price_of(bracket, stop.breakeven_at) if stop.breakeven_at else None
        even = even or (at_level is not None and beyond(bracket, price, at_level))
    if (best, armed, even) == (bracket.best, bracket.armed, bracket.even):
        return bracket
    return evolve(bracket, best=best, armed=armed, even=even)


# -- orders ---------------------------------------------------------------------------------------


def _folded_away(bracket: Bracket) -> Bracket:
    """Settled orders that a newer generation has superseded become totals; their rows stay in the store."""
    newest = {order.slot: order.id for order in bracket.orders}
    # one that was found is in no earlier document, so its fills have rows only if it is in the next one: it stays
    gone = [o for o in bracket.orders if o.settled and newest[o.slot] != o.id and not was_found(o)]
    if not gone:
        return bracket
    past = dict(bracket.past)
    for order in gone:
        was = past.get(order.slot, NO_PAST)
        past[order.slot] = replace(
            was,
            generation=max(was.generation, generation(order.id)),
            filled=was.filled + order.taken,
            stopped=was.stopped + order.stopped,
        )
    ids = {o.id for o in gone}
    return evolve(bracket, past=past, orders=tuple(o for o in bracket.orders if o.id not in ids))


def _with(bracket: Bracket, order: Order) -> Bracket:
    return evolve(bracket, orders=tuple(order if o.id == order.id else o for o in bracket.orders))


def _reported(bracket: Bracket, report: Report, asked: datetime | None) -> Bracket:
    before = next((o for o in bracket.orders if o.id == report.id), None)
    if before is None:
        lost = found(bracket, report)
        if lost is None:
            return bracket
        bracket, before = evolve(bracket, orders=(*bracket.orders, lost)), lost
    elif anothers(before, report.made, report.venue_ids):
        return bracket
    order = heard(bracket, before, report, asked)
    if order == before:
        return bracket
    bracket = _with(bracket, order)
    if order.cum_qty > before.cum_qty:
        bracket = evolve(bracket, odd=None, held=None, stamp=_traded(bracket, before, order, asked))
        bracket = begun(bracket, order.slot) if is_entry(order.slot) else bracket
    refused = order.status is OrdStatus.REJECTED and before.status is not OrdStatus.REJECTED
    kept = before.amend_asked is not None and order.amend_asked is None and report.reason is not None
    if refused or (kept and not order.ended):
        bracket = _refused(bracket, order.slot, report.reason or Reason.OTHER)
        if refused and report.reason is Reason.FULL and order.type in CONDITIONS:
            bracket = evolve(bracket, room=bracket.conditions)
    elif order.seen and not before.seen and not order.ended and not is_entry(order.slot):
        bracket = _accepted(bracket, order)
    released = order.status is OrdStatus.CANCELED and not before.ended and not order.cancels
    if released and is_target(order.slot) and report.reason is None:
        bracket = release(bracket, (order.slot,))
    return _even_after_first_target(_unborn(bracket))


def _traded(bracket: Bracket, before: Order, order: Order, asked: datetime | None) -> Stamp:
    """A fill that is told unasked is a trade of this moment: its price stands in where no tick is fresh.

    One that a look finds may be as old as an outage.
    """
    stamp = bracket.stamp
    if asked is not None or bracket.away is not None or bracket.fresh_price() is not None:
        return stamp
    gained = order.taken + order.stopped - (before.taken + before.stopped)
    return replace(stamp, price=gained.price, price_at=stamp.at)


def _past(bracket: Bracket, slot: str, past: Past) -> Bracket:
    return evolve(bracket, past={**bracket.past, slot: past})


def _refused(bracket: Bracket, slot: str, reason: Reason) -> Bracket:
    was = bracket.past.get(slot, NO_PAST)
    if was.reason is Reason.CLOSED and reason in _OF_US:
        reason = Reason.CLOSED  # the last word on the market stands
    elif was.reason is Reason.CLOSED is not reason:  # it is refused for another: grace and count begin anew
        bracket = evolve(bracket, naked_since=bracket.naked_since and bracket.stamp.at)
        was = replace(was, refused=0)
    return _past(bracket, slot, replace(was, refused=was.refused + 1, at=bracket.stamp.at, reason=reason))


def _accepted(bracket: Bracket, order: Order) -> Bracket:
    """It is taken now: a market that was closed to its like before is open again, whether that is told or not."""
    was = bracket.past.get(order.slot, NO_PAST)
    if was.reason is Reason.CLOSED and was.at is not None and order.decided_at >= was.at:
        bracket = _open_again(bracket)
    if bracket.room is not None and bracket.conditions > bracket.room:
        bracket = evolve(bracket, room=None)  # there is more of it again
    return _past(bracket, order.slot, replace(was, refused=0, reason=None))


def _missed(bracket: Bracket, id: str, asked: datetime) -> Bracket:
    """ "Not found" counts only when asked after the request could no longer arrive and reads had caught up."""
    order = next((o for o in bracket.orders if o.id == id), None)
    if order is None or order.ended:
        return _settled_absent(bracket, order, asked)
    rules = bracket.rules
    deadline = max(order.not_after, bracket.born(order)) + rules.recv_window + rules.lag
    if asked < deadline:
        return bracket
    order = replace(order, misses=order.misses + 1)
    if order.misses >= MISSES:
        if order.status is OrdStatus.PENDING_NEW:
            order = replace(order, status=OrdStatus.NEVER, ended_at=bracket.stamp.at, settled=True)
        else:
            order = replace(order, status=OrdStatus.EXPIRED, reason=Reason.LOST, ended_at=bracket.stamp.at)
        order = replace(order, cancel_asked=None, amend_asked=None)
    return _unborn(_with(bracket, order))


def _unborn(bracket: Bracket) -> Bracket:
    """Attached exits of an entry that ended without a fill never came to be."""
    barren = {o.id for o in bracket.orders if is_entry(o.slot) and o.settled and not o.cum_qty}
    if not any(o.parent in barren and o.status is OrdStatus.PENDING_NEW for o in bracket.orders):
        return bracket
    now = bracket.stamp.at
    return evolve(
        bracket,
        orders=tuple(
            replace(o, status=OrdStatus.NEVER, ended_at=now, settled=True)
            if o.parent in barren and o.status is OrdStatus.PENDING_NEW
            else o
            for o in bracket.orders
        ),
    )


def _settled_absent(bracket: Bracket, order: Order | None, asked: datetime) -> Bracket:
    """An ended order that no list knows any more will not change again."""
    if order is None or order.settled or order.ended_at is None:
        return bracket
    if asked < order.ended_at + max(bracket.rules.quiet, bracket.rules.lag):
        return bracket
    return _with(bracket, replace(order, settled=True))


# -- the exchange's word on our part --------------------------------------------------------------


def _held(bracket: Bracket, event: Held) -> Bracket:
    """A difference is believed when two answers agree, nothing is in flight and no fill was learned in between."""
    bracket = evolve(bracket, held=event.quantity)
    difference = event.quantity - bracket.position
    if difference == ZERO or (bracket.budgeted and difference > ZERO):  # more of a coin is the person's own
        return evolve(bracket, odd=None)
    in_flight = any(
        (o.status is OrdStatus.PENDING_NEW and not bracket.unborn(o)) or o.ended or o.cancel_asked
        for o in bracket.orders
        if not o.settled
    )
    odd = bracket.odd
    if in_flight or odd is None or odd.amount != difference:
        return evolve(bracket, odd=None if in_flight else Odd(difference, event.asked))
    selling = any(o.triggered and not o.settled for o in bracket.orders)
    if event.asked < odd.asked + (SELLING if selling else BELIEVE):
        return bracket
    return evolve(bracket, outside=bracket.outside + difference, odd=None)


def _even_after_first_target(bracket: Bracket) -> Bracket:
    """``breakeven``: once any target is complete, the stop belongs at break-even."""
    if bracket.stop is None or not bracket.stop.breakeven or bracket.even:
        return bracket
    sold = {t.slot: bracket.fills(t.slot).quantity for t in bracket.targets}
    if not any(sold.values()):
        return bracket
    open_slots = {rung.target.slot for rung in rungs(bracket)}
    return evolve(bracket, even=any(q and slot not in open_slots for slot, q in sold.items()))


def transient(reason: Reason | None) -> bool:
    """A refusal that says nothing about the order: it was late, the exchange is not taking orders from us now, or none
    of anybody's in this market (then a close would be refused too: the stop goes on being tried)."""
    return reason in _TRANSIENT

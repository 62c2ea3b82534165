"""Facts that the state owes itself before anything is decided: floor, what is shown, nakedness, reasons to close.

They follow from the ledger, the clock and the last price, and must be facts of the state, because people are told of
them and because a reason to close must not vanish when the price comes back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from core.bracket import NO_PAST, Bracket, Past, is_target
from core.evolve import evolve
from core.exits import stop_quantity, trim_left
from core.fold import transient
from core.orders import ONE, ZERO, Order, OrderType, OrdStatus, Reason
from core.stops import beyond, evened, stop_price, trailed
from core.venue import Layout
from core.wishes import tried_anew

REFUSALS = 3  # so many refused stops in a row end in an emergency close
WARN = timedelta(seconds=5)  # a position unprotected for longer is announced
SHUT = timedelta(seconds=30)  # between two tries, at most, in a market that is closed
AWAY = timedelta(seconds=15)  # and so is an exchange that has not answered for longer


def owed(bracket: Bracket) -> Bracket:
    """Floor, reasons to close, and how long the position has stood unprotected and the exchange not answered."""
    bracket = _gone(bracket)
    if bracket.halted:
        return bracket
    sold = bracket.exited.quantity
    bought = bracket.entered.quantity - bracket.entered.base_fee + bracket.adopted + max(bracket.outside, ZERO)
    if bracket.budgeted and sold > bought:
        return evolve(bracket, halted="more was sold than held")
    if bracket.tradable == ZERO:
        if bracket.naked_since is None and not bracket.warned:
            return bracket
        return evolve(bracket, naked_since=None, warned=False)
    bracket = _raise_floor(bracket)
    bracket = _shown(bracket)
    bracket = _naked(bracket)
    if not bracket.closing and (why := _must_close(bracket)):
        return _closing(bracket, why)
    return bracket


def unasked(bracket: Bracket) -> Bracket:
    """What it owes people while the exchange cannot be asked: no reason to act follows from old news."""
    bracket = _gone(bracket)
    return _naked(bracket) if bracket.tradable and not bracket.halted else bracket


def _gone(bracket: Bracket) -> Bracket:
    """People are told of an absence that lasts, where anything of theirs stands; their bracket's end ends it too."""
    if bracket.gone and bracket.closed:
        return evolve(bracket, away=None, gone=False)
    if bracket.away is None or bracket.gone or bracket.stamp.at < bracket.away + AWAY:
        return bracket
    return evolve(bracket, gone=bool(bracket.tradable or bracket.live))


def _closing(bracket: Bracket, why: str) -> Bracket:
    """Everything is closed; of a stop that guards a part, that part."""
    if bracket.stop is None or bracket.stop.share >= ONE:
        return evolve(bracket, closing=why)
    part = stop_quantity(bracket, bracket.tradable)
    return evolve(bracket, stop=None, floor=None, trim=max(bracket.trim, bracket.fills("close").quantity) + part)


def _raise_floor(bracket: Bracket) -> Bracket:
    """Only trail and break-even raise the floor; the level follows the average while the entry fills."""
    if bracket.stop is None:
        return bracket
    now = stop_price(bracket)
    earned = [p for p in (trailed(bracket), evened(bracket) if bracket.even else None) if p is not None]
    if now is None or now not in earned or now == bracket.floor:
        return bracket
    trail = now == trailed(bracket)
    return evolve(bracket, floor=now, moved_at=bracket.stamp.at if trail else bracket.moved_at)


def _shown(bracket: Bracket) -> Bracket:
    """The trigger that now protects, once it is seen to rest: what "stop moved" is told from."""
    if bracket.stop is None:  # the next one is no move of this one
        return evolve(bracket, shown=None) if bracket.shown is not None else bracket
    if bracket.rules.layout is Layout.NOTHING:
        shown = stop_price(bracket)
    else:
        resting = [o for o in bracket.orders if protects(o) and o.status is OrdStatus.NEW]
        shown = resting[-1].trigger if resting else None
    return bracket if shown is None or shown == bracket.shown else evolve(bracket, shown=shown)


def needed(bracket: Bracket) -> Decimal:
    """How much must be protected by orders that rest, and can be."""
    return ZERO if dust(bracket) else _to_guard(bracket)


def dust(bracket: Bracket) -> Decimal:
    """What should be guarded and no order of the exchange can carry, base quantity: less in all than the least order.

    It is never a part of more: what is left over beside orders that rest joins one of them (``exits.steps``).  Worth is
    reckoned as in ``tradable`` too: what a close can carry though no stop can is not dust, and closed after the grace.
    """
    need = _to_guard(bracket)
    worth = [price for price in (stop_price(bracket), bracket.average) if price is not None]
    carried = not worth or any(bracket.instrument.exit_stands_alone(need, price) for price in worth)
    return ZERO if carried or any(bracket.relied(o) for o in bracket.orders if protects(o)) else need


def _to_guard(bracket: Bracket) -> Decimal:
    """How much the stop is meant to protect where it can rest."""
    if bracket.stop is None or bracket.rules.layout is Layout.NOTHING or stop_price(bracket) is None:
        return ZERO
    available = bracket.tradable - (trim_left(bracket) if bracket.budgeted else ZERO)
    return min(stop_quantity(bracket, available), available)


def _naked(bracket: Bracket) -> Bracket:
    left = dust(bracket) or _beside(bracket)
    if left != bracket.dust and not (left and (bracket.closing or trim_left(bracket))):  # first the close has to fill
        bracket = evolve(bracket, dust=left)
    need = needed(bracket)
    covered = sum((o.leaves(bracket.tradable) for o in guards(bracket)), ZERO)
    if covered >= need:
        return evolve(bracket, naked_since=None, warned=False) if bracket.naked_since or bracket.warned else bracket
    if bracket.naked_since is None:
        bracket = tried_anew(bracket)  # what found no room beside a stop that guarded everything does not count now
    since = bracket.naked_since or bracket.stamp.at
    return evolve(bracket, naked_since=since, warned=bracket.warned or bracket.stamp.at >= since + WARN)


def _beside(bracket: Bracket) -> Decimal:
    """What is held beside whole lots, and no order guards: the market's lots have become coarser."""
    if bracket.stop is None or bracket.stop.share < ONE or bracket.rules.layout is Layout.NOTHING:
        return ZERO
    covered = sum((o.leaves(bracket.position) for o in bracket.orders if protects(o)), ZERO)
    return bracket.fraction if covered < bracket.position else ZERO


def guards(bracket: Bracket) -> list[Order]:
    """The orders that are seen to rest and protect."""
    return [o for o in bracket.orders if protects(o) and o.status is OrdStatus.NEW and o.cancel_asked is None]


def protects(order: Order) -> bool:
    return order.type in (OrderType.STOP, OrderType.PAIR) and order.whole and not order.ended


def _must_close(bracket: Bracket) -> str:
    """Why everything is to be closed now; "" while it is not."""
    if bracket.stop is None or not stop_quantity(bracket, bracket.tradable):
        return ""
    if not bracket.instrument.floor_qty(bracket.position):
        return ""  # no close could sell less than one lot, and only the stop that rests can: it would be canceled
    price, trigger = bracket.fresh_price(), stop_price(bracket)
    at_stop = price is not None and trigger is not None and not (beyond(bracket, price, trigger) and price != trigger)
    rests = any(protects(o) and bracket.relied(o) for o in bracket.orders)
    if at_stop and not rests:
        return "price at the stop"
    past = bracket.past.get("sl", NO_PAST)
    beside = past.reason is Reason.FULL and bracket.naked_since is None  # the one that stands guards everything
    refused = [(past.refused, past.reason)] if not beside else []
    refused += [
        (p.refused, p.reason)
        for slot, p in bracket.past.items()
        if is_target(slot) and _pairs(bracket) and p.reason is not Reason.FULL  # then a plain stop guards its part
    ]
    for count, reason in refused:
        if count and reason is Reason.WOULD_TRIGGER and (at_stop or _speaks_of_stop(bracket, price, trigger)):
            return "stop would trigger at once"
        if count >= REFUSALS and not transient(reason):
            return "stop refused"
    grace, since = bracket.policy.grace, bracket.naked_since
    shut = any(bracket.stamp.at < (shut_until(p) or since) for p in bracket.past.values()) if since else False
    counts = bracket.away is None and bracket.traded and not shut  # what takes no stop takes no close either
    if counts and grace is not None and since is not None and bracket.stamp.at >= since + grace:
        return "unprotected for too long"
    return ""


def shut_until(past: Past) -> datetime | None:
    """Until when a market that has refused an order as closed counts as closed; None if it has not."""
    return past.at + 2 * SHUT if past.at is not None and past.reason is Reason.CLOSED else None


def full_until(past: Past) -> datetime | None:
    """Until when a stop that found no room is not tried again: ½ minute for each refusal so far, at most eight, because
    every try costs an id; None if the last word was another."""
    return past.at + SHUT * min(past.refused, 16) if past.at is not None and past.reason is Reason.FULL else None


def _speaks_of_stop(bracket: Bracket, price: Decimal | None, trigger: Decimal | None) -> bool:
    """A refusal as "would trigger" speaks of the stop unless we can see that the price is on its good side."""
    return price is None or trigger is None or not _pairs(bracket)


def _pairs(bracket: Bracket) -> bool:
    return bracket.rules.layout is Layout.PAIRS

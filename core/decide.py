"""``decide``: compare what should stand with what does, and close the gap.

It has no event parameter, keeps no queue of intentions, and is at rest after one call:
``decide(decide(b)[0])[1] == []``.  What it sends is marked in the state it returns, so saving that state *is* the
write-ahead.  In order, each rule once: settle the facts the state owes itself, match, cancel the surplus, place what is
lacking.

Three rooms keep an order in doubt from costing twice: an entry is never promised beyond what was asked; sells that
share one balance never beyond the position; a reduce-only stop or close that is alone on its position is *endless*,
because the exchange clips it: there the next one is sent at once and the surplus cleaned up later.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from core.bracket import NO_PAST, NOT_AFTER, Bracket, Entry, Past, is_entry
from core.events import Amend, Cancel, Command, Submit
from core.evolve import evolve
from core.exits import Want, wanted
from core.ids import MAX_GENERATION, generation, order_id
from core.match import Match, amendment, crowded, endless, lacking, match
from core.orders import CONDITIONS, ZERO, Order, OrderType, OrdStatus, Reason
from core.owed import SHUT, full_until, needed, owed, protects

SLOWEST = timedelta(seconds=8)
SPARE = 24  # generations of a stop that are kept for losses
PASSES = 6  # two are the rule; a limit on everything


def decide(bracket: Bracket) -> tuple[Bracket, list[Command]]:
    """The bracket with everything marked that is now sent, and the commands to send, in order.

    What is sent changes what is owed and wanted (a spot stop that is being taken away no longer protects), so it is
    gone through again until nothing more follows.
    """
    commands: list[Command] = []
    if bracket.forgotten:
        return bracket, commands
    for _ in range(PASSES):
        before, closing = len(commands), bracket.closing
        bracket = owed(bracket)
        bracket = _entries(bracket, commands)
        wants = wanted(bracket)
        found = match(bracket, wants)
        bracket = _amend(bracket, found, commands)
        bracket = _cancel(bracket, found, commands)
        bracket = _place(bracket, wants, found, commands)
        if len(commands) == before and bracket.closing == closing:  # a reason to close wants something else
            break
    return bracket, commands


# -- entries: at most once ------------------------------------------------------------------------


def _entries(bracket: Bracket, commands: list[Command]) -> Bracket:
    for entry in bracket.entries:
        mine = [o for o in bracket.orders if o.slot == entry.slot]
        wanted_still = not (entry.unwanted or bracket.leaving or bracket.halted)
        for order in mine:
            if not wanted_still and order.status is OrdStatus.NEW and order.cancel_asked is None:
                bracket = _ask_cancel(bracket, order, commands)
        proved_absent = all(o.status is OrdStatus.NEVER for o in mine)
        if wanted_still and proved_absent and (not mine or bracket.stamp.at < entry.until):
            bracket = _submit_entry(bracket, entry, commands)
    return bracket


def _submit_entry(bracket: Bracket, entry: Entry, commands: list[Command]) -> Bracket:
    order = _order(bracket, entry.slot, entry.type, entry.quantity, entry.price, None)
    children = _children(bracket, order) if bracket.rules.attach else ()
    commands.append(Submit(order, children))
    return evolve(bracket, orders=(*bracket.orders, order, *children))


def _children(bracket: Bracket, entry: Order) -> tuple[Order, ...]:
    """Exits that travel with the first entry, at the prices they would have if it filled where it is now expected."""
    reference = entry.price or bracket.fresh_price()
    if reference is None or bracket.past or bracket.orders or entry.quantity is None:
        return ()
    assumed = evolve(
        bracket,
        adopted=entry.quantity,
        adopted_value=entry.quantity * reference,
        targets=tuple(replace(t, of="held") for t in bracket.targets),
    )
    return tuple(
        _order(bracket, w.slot, w.type, w.quantity, w.price, w.trigger, parent=entry.id)
        for w in wanted(assumed)
        if w.type in (OrderType.STOP, OrderType.LIMIT, OrderType.TAKE, OrderType.PAIR)
    )


# -- amend, cancel, place -------------------------------------------------------------------------


def _put(bracket: Bracket, order: Order) -> Bracket:
    return evolve(bracket, orders=tuple(order if o.id == order.id else o for o in bracket.orders))


def _amend(bracket: Bracket, found: Match, commands: list[Command]) -> Bracket:
    for order in bracket.orders:
        want = found.amends.get(order.id)
        if want is None or order.status is not OrdStatus.NEW or order.amend_asked or order.cancel_asked:
            continue
        if _paced(bracket, order.slot):
            continue
        asked = amendment(bracket, order, want)
        if asked is None:
            continue
        order = replace(order, amend_asked=asked)
        bracket = _put(bracket, order)
        commands.append(Amend(order))
    return bracket


def _safe(bracket: Bracket, found: Match, *, beside: Order | None = None) -> bool:
    """The orders *seen* to rest at their wanted place protect the whole position."""
    seen = [
        o
        for orders in found.standing.values()
        for o in orders
        if protects(o) and o.status is OrdStatus.NEW and o is not beside
    ]
    return sum((o.leaves(bracket.tradable) for o in seen), ZERO) >= needed(bracket)


def _cancel(bracket: Bracket, found: Match, commands: list[Command]) -> Bracket:
    """Where protection is reduce-only, a stop or pair goes only when others protect, or when flat; else at once."""
    flat = bracket.tradable == ZERO or bool(bracket.halted)
    safe = flat or (not bracket.closing and _safe(bracket, found))
    for order in found.surplus:
        if order.status is not OrdStatus.NEW or order.cancel_asked is not None:
            continue
        guards = bracket.rules.reduce_only and order.type in (OrderType.STOP, OrderType.PAIR)
        if guards and bracket.closing and order.type is OrderType.PAIR and bracket.rules.counts_targets:
            guards = False
        if guards and not safe:
            continue
        if order.triggered and order.type is OrderType.STOP and not flat:
            continue  # it is selling
        bracket = _ask_cancel(bracket, order, commands)
    return bracket


def _ask_cancel(bracket: Bracket, order: Order, commands: list[Command]) -> Bracket:
    order = replace(order, cancel_asked=bracket.stamp.at, cancels=order.cancels + 1)
    commands.append(Cancel(order))
    return _put(bracket, order)


def pace(past: Past) -> datetime | None:
    """When a refused slot may try again: ½·2ⁿ seconds after the last refusal, at most 8, or 30 while its market is
    closed, for which there is no other limit; None if it was not refused."""
    if not past.refused or past.at is None:
        return None
    slowest = SHUT if past.reason is Reason.CLOSED else SLOWEST
    return past.at + min(timedelta(seconds=0.5 * 2 ** min(past.refused, 8)), slowest)


def _paced(bracket: Bracket, slot: str) -> bool:
    again = pace(bracket.past.get(slot, NO_PAST))
    return again is not None and bracket.stamp.at < again


def _place(bracket: Bracket, wants: tuple[Want, ...], found: Match, commands: list[Command]) -> Bracket:
    safe = _safe(bracket, found)
    for n, want in enumerate(wants):
        standing = found.standing[n]
        if standing and (endless(bracket, want) or want.quantity is None or standing[0].id in found.amends):
            continue
        if _paced(bracket, want.slot) or _must_wait(bracket, want, safe=safe):
            continue
        lack, room = lacking(bracket, want, standing), _room(bracket, want, standing)
        size = lack if lack is None or room is None else bracket.instrument.floor_qty(max(min(lack, room), ZERO))
        if lack is not None and lack <= ZERO:
            continue
        if bracket.room is not None and want.type in CONDITIONS and size is not None:
            bracket, has_room = _make_room(bracket, wants, n, found, commands)
            if not has_room or size != lack:
                continue
        if size is not None and not _alone(bracket, want, size):
            waits = room is not None and lack is not None and room < lack  # orders in doubt may still make it up
            bracket = bracket if waits or not _gains(bracket, want, standing) else _merge(bracket, standing, commands)
            continue
        first = want.type is OrderType.STOP and bracket.rules.reduce_only and _generation(bracket, "sl") == 0
        used = _generation(bracket, want.slot)
        kept = any(protects(o) and not bracket.unborn(o) for o in bracket.orders)
        if want.slot == "sl" and used >= MAX_GENERATION - SPARE and kept:
            continue  # the last ids are kept for a stop that is lost: this one is not moved any more
        if used >= MAX_GENERATION:
            lost = want.slot == "sl" and not bracket.closing
            bracket = evolve(bracket, closing="no order id is left for a stop") if lost else bracket
            continue
        order = _order(bracket, want.slot, want.type, size, want.price, want.trigger)
        bracket = evolve(bracket, orders=(*bracket.orders, order))
        commands.append(Submit(order))
        safe = safe or first
    return bracket


def _make_room(
    bracket: Bracket, wants: tuple[Want, ...], n: int, found: Match, commands: list[Command]
) -> tuple[Bracket, bool]:
    """Whether a condition may be sent where the exchange takes no more of them: what is sent in two parts takes two
    places, and a stop one of a target's.  A stop that none can be made for is tried all the same, so that people hear
    of it, and then now and then: others may have gone."""
    want, standing, asked = wants[n], found.standing[n], len(commands)
    freed = any(o.type in CONDITIONS and o.cancel_asked is not None for o in bracket.live)  # one is enough
    if bracket.budgeted:
        spare = standing or next((orders for orders in found.standing.values() if len(orders) > 1), [])
        if not spare or not crowded(bracket, wants, n, found):
            return bracket, not bracket.full
        for order in spare if not freed else ():
            bracket = _merge(bracket, [order], commands)  # all parts at once: they become one
        return bracket, False
    if not bracket.full:
        return bracket, True
    targets = [o for o in reversed(bracket.live) if o.type is OrderType.TAKE]
    bracket = bracket if freed else _merge(bracket, targets if want.protects else standing, commands)
    tried = bracket.stamp.at < (full_until(bracket.past.get(want.slot, NO_PAST)) or bracket.stamp.at)
    return bracket, want.protects and not freed and len(commands) == asked and not tried


def _must_wait(bracket: Bracket, want: Want, *, safe: bool) -> bool:
    """Targets wait for protection; an endless slot for its one unanswered order; a close for targets that count."""
    mine = [o for o in bracket.orders if o.slot == want.slot and not o.ended]
    if endless(bracket, want) and any(o.status is OrdStatus.PENDING_NEW and bracket.relied(o) for o in mine):
        return True
    if want.type is OrderType.MARKET:
        resting = sum((o.leaves(bracket.tradable) for o in bracket.orders if _counts(bracket, o)), ZERO)
        return bracket.rules.counts_targets and resting + (want.quantity or ZERO) > bracket.tradable
    if want.type in (OrderType.LIMIT, OrderType.TAKE):
        return not safe
    return False


def _counts(bracket: Bracket, order: Order) -> bool:
    """An exchange counts it against a close: not an attached target that its entry has not made yet."""
    target = not is_entry(order.slot) and order.type in (OrderType.LIMIT, OrderType.TAKE, OrderType.PAIR)
    return target and not bracket.unborn(order)


def _room(bracket: Bracket, want: Want, standing: list[Order]) -> Decimal | None:
    """How much more of it may be sent beside orders in doubt; None: any."""
    lack = lacking(bracket, want, standing)
    if lack is None or endless(bracket, want) or want.quantity is None:
        return None
    slot_room = want.quantity - sum((bracket.promised(o) for o in bracket.orders if o.slot == want.slot), ZERO)
    room = slot_room if want.type is not OrderType.STOP else lack
    if bracket.budgeted:
        promised = sum((bracket.promised(o) for o in bracket.orders if not is_entry(o.slot)), ZERO)
        room = min(room, bracket.position - promised)
    return room


def _alone(bracket: Bracket, want: Want, size: Decimal) -> bool:
    if want.type is OrderType.MARKET:  # a part waits for the rest, all of it is tried whatever it is worth now
        average = bracket.average
        return size == want.quantity or average is None or bracket.instrument.exit_stands_alone(size, average)
    price = want.price or want.trigger or ZERO
    return bracket.instrument.exit_stands_alone(size, price)


def _gains(bracket: Bracket, want: Want, standing: list[Order]) -> bool:
    """One order for all of it would be larger than what stands: what a fill in finer lots has left over fits no lot."""
    stands = sum((o.leaves(ZERO) for o in standing), ZERO)
    return want.quantity is not None and bracket.instrument.floor_qty(want.quantity) > stands


def _merge(bracket: Bracket, standing: list[Order], commands: list[Command]) -> Bracket:
    """What lacks is too small for an order of its own: cancel one that stands, and place both as one; first one that is
    not in whole lots, since the market was listed with finer ones."""
    for order in sorted(standing, key=lambda o: bracket.instrument.on_lot(o.leaves(ZERO))):
        if order.type is OrderType.MARKET:
            continue  # it is selling
        if order.status is OrdStatus.NEW and order.cancel_asked is None and not order.triggered:
            return _ask_cancel(bracket, order, commands)
    return bracket


def _generation(bracket: Bracket, slot: str) -> int:
    used = [generation(o.id) for o in bracket.orders if o.slot == slot]
    return max([bracket.past.get(slot, NO_PAST).generation, *used])


def _order(
    bracket: Bracket,
    slot: str,
    type: OrderType,
    quantity: Decimal | None,
    price: Decimal | None,
    trigger: Decimal | None,
    parent: str = "",
) -> Order:
    now = bracket.stamp.at
    return Order(
        id=order_id(bracket.number, slot, _generation(bracket, slot) + 1),
        slot=slot,
        side=bracket.side.entry if is_entry(slot) else bracket.side.exit,
        type=type,
        quantity=quantity,
        price=price,
        trigger=trigger,
        reduce_only=bracket.rules.reduce_only and not is_entry(slot),
        decided_at=now,
        not_after=now + NOT_AFTER,
        parent=parent,
    )

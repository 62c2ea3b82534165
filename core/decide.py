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

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from core.bracket import NO_PAST, NOT_AFTER, Bracket, Entry, is_entry, is_target
from core.events import Amend, Cancel, Command, Submit
from core.exits import Want, beyond, evened, stop_price, stop_quantity, trailed, trim_left, wanted
from core.fold import transient
from core.ids import generation, order_id
from core.orders import ZERO, Amendment, Order, OrderType, OrdStatus, Reason
from core.venue import Layout

REFUSALS = 3  # so many refused stops in a row end in an emergency close
SLOWEST = timedelta(seconds=8)
WARN = timedelta(seconds=5)  # a position unprotected for longer is announced


def decide(bracket: Bracket) -> tuple[Bracket, list[Command]]:
    """The bracket with everything marked that is now sent, and the commands to send, in order."""
    bracket = _owed(bracket)
    commands: list[Command] = []
    bracket = _entries(bracket, commands)
    wants = wanted(bracket)
    match = _match(bracket, wants)
    bracket = _amend(bracket, match, commands)
    bracket = _cancel(bracket, match, commands)
    bracket = _place(bracket, wants, match, commands)
    return bracket, commands


# -- facts that the state owes itself -------------------------------------------------------------


def _owed(bracket: Bracket) -> Bracket:
    """Floor, reasons to close, and how long the position has stood unprotected."""
    if bracket.halted:
        return bracket
    sold = bracket.exited.quantity
    bought = bracket.entered.quantity - bracket.entered.base_fee + bracket.adopted + max(bracket.outside, ZERO)
    if bracket.budgeted and sold > bought:
        return replace(bracket, halted="more was sold than held")
    if bracket.tradable == ZERO:
        if bracket.naked_since is None and not bracket.warned:
            return bracket
        return replace(bracket, naked_since=None, warned=False)
    bracket = _raise_floor(bracket)
    bracket = _shown(bracket)
    bracket = _naked(bracket)
    if not bracket.closing and (why := _must_close(bracket)):
        bracket = replace(bracket, closing=why)
    return bracket


def _raise_floor(bracket: Bracket) -> Bracket:
    """Only trail and break-even raise the floor; the level follows the average while the entry fills."""
    if bracket.stop is None:
        return bracket
    now = stop_price(bracket)
    earned = [p for p in (trailed(bracket), evened(bracket) if bracket.even else None) if p is not None]
    if now is None or now not in earned or now == bracket.floor:
        return bracket
    trail = now == trailed(bracket)
    return replace(bracket, floor=now, moved_at=bracket.stamp.at if trail else bracket.moved_at)


def _shown(bracket: Bracket) -> Bracket:
    """The trigger that now protects, once it is seen to rest: what "stop moved" is told from."""
    if bracket.rules.layout is Layout.NOTHING:
        shown = stop_price(bracket)
    else:
        resting = [o for o in bracket.orders if _protects(o) and o.status is OrdStatus.NEW]
        shown = resting[-1].trigger if resting else None
    return bracket if shown is None or shown == bracket.shown else replace(bracket, shown=shown)


def _needed(bracket: Bracket) -> Decimal:
    """How much must be protected by orders that rest."""
    if bracket.stop is None or bracket.rules.layout is Layout.NOTHING or stop_price(bracket) is None:
        return ZERO
    return min(stop_quantity(bracket, bracket.tradable), bracket.tradable)


def _naked(bracket: Bracket) -> Bracket:
    needed = _needed(bracket)
    resting = [o for o in bracket.orders if _protects(o) and o.status is OrdStatus.NEW and o.cancel_asked is None]
    covered = sum((o.leaves(bracket.tradable) for o in resting), ZERO)
    if covered + trim_left(bracket) >= needed:
        return replace(bracket, naked_since=None, warned=False) if bracket.naked_since or bracket.warned else bracket
    since = bracket.naked_since or bracket.stamp.at
    return replace(bracket, naked_since=since, warned=bracket.warned or bracket.stamp.at >= since + WARN)


def _protects(order: Order) -> bool:
    return order.type in (OrderType.STOP, OrderType.PAIR) and order.whole and not order.ended


def _must_close(bracket: Bracket) -> str:
    """Why everything is to be closed now; "" while it is not."""
    if bracket.stop is None:
        return ""
    price, trigger = bracket.fresh_price(), stop_price(bracket)
    at_stop = price is not None and trigger is not None and not (beyond(bracket, price, trigger) and price != trigger)
    rests = any(_protects(o) and bracket.relied(o) for o in bracket.orders)
    if at_stop and not rests:
        return "price at the stop"
    past = bracket.past.get("sl", NO_PAST)
    refused = [(past.refused, past.reason)]
    refused += [(p.refused, p.reason) for slot, p in bracket.past.items() if is_target(slot) and _pairs(bracket)]
    for count, reason in refused:
        if count and reason is Reason.WOULD_TRIGGER and (at_stop or _speaks_of_stop(bracket, price, trigger)):
            return "stop would trigger at once"
        if count >= REFUSALS and not transient(reason):
            return "stop refused"
    grace, since = bracket.policy.grace, bracket.naked_since
    if grace is not None and since is not None and bracket.stamp.at >= since + grace:
        return "unprotected for too long"
    return ""


def _speaks_of_stop(bracket: Bracket, price: Decimal | None, trigger: Decimal | None) -> bool:
    """A refusal as "would trigger" speaks of the stop unless we can see that the price is on its good side."""
    return price is None or trigger is None or not _pairs(bracket)


def _pairs(bracket: Bracket) -> bool:
    return bracket.rules.layout is Layout.PAIRS


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
    return replace(bracket, orders=(*bracket.orders, order, *children))


def _children(bracket: Bracket, entry: Order) -> tuple[Order, ...]:
    """Exits that travel with the first entry, at the prices they would have if it filled where it is now expected."""
    reference = entry.price or bracket.fresh_price()
    if reference is None or bracket.past or bracket.orders or entry.quantity is None:
        return ()
    assumed = replace(
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


# -- matching -------------------------------------------------------------------------------------


@dataclass
class _Match:
    """What stands for which want (by its index), what is to be amended into it, and what stands for none."""

    standing: dict[int, list[Order]]
    amends: dict[str, Want]
    surplus: list[Order]


def endless(bracket: Bracket, want: Want) -> bool:
    """Too much of it is harmless: the exchange clips it to the position, and nothing shares the position."""
    if want.type is OrderType.MARKET:
        return bracket.rules.reduce_only and bool(bracket.closing)
    return bracket.rules.reduce_only and want.type is OrderType.STOP


def _match(bracket: Bracket, wants: tuple[Want, ...]) -> _Match:
    free = [o for o in reversed(bracket.orders) if not o.ended and not is_entry(o.slot)]
    found = _Match({}, {}, [])
    for n, want in enumerate(wants):
        mine = [o for o in free if o.slot == want.slot and o.type is want.type and bracket.relied(o)]
        exact = [o for o in mine if o.price == want.price and o.trigger == want.trigger]
        chosen = _endless(exact, want) if endless(bracket, want) else _adding_up(bracket, exact, want)
        short = want.quantity is not None and sum((o.leaves(ZERO) for o in chosen), ZERO) < want.quantity
        if (not chosen or short) and (other := _amendable(bracket, mine, want)):
            chosen = [other]
            found.amends[other.id] = want
        elif len(chosen) == 1 and _too_large(bracket, chosen[0], want):
            found.amends[chosen[0].id] = want
        found.standing[n] = chosen
        free = [o for o in free if o not in chosen]
    found.surplus = free
    return found


def _endless(exact: list[Order], want: Want) -> list[Order]:
    """The newest order of at least the wanted size."""
    for order in exact:
        if order.quantity is None or want.quantity is None:
            if order.quantity is want.quantity:
                return [order]
        elif order.leaves(ZERO) >= want.quantity:
            return [order]
    return []


def _adding_up(bracket: Bracket, exact: list[Order], want: Want) -> list[Order]:
    """Orders that add up and never exceed; one that is too large stands if it can be amended down."""
    if want.quantity is None:
        return [o for o in exact if o.quantity is None][:1]
    chosen: list[Order] = []
    total = ZERO
    for order in exact:
        if order.quantity is None:
            continue
        if total + order.leaves(ZERO) <= want.quantity:
            chosen.append(order)
            total += order.leaves(ZERO)
        elif not chosen and _can_amend(bracket, order):
            return [order]
    return chosen


def _can_amend(bracket: Bracket, order: Order) -> bool:
    return bracket.rules.amends and bracket.rules.reduce_only and order.quantity is not None and not order.triggered


def _amendable(bracket: Bracket, mine: list[Order], want: Want) -> Order | None:
    """Where the exchange amends atomically, a resting order with other terms stands, and is amended."""
    if not (bracket.rules.amends and bracket.rules.reduce_only) or want.type in (OrderType.MARKET, OrderType.IOC):
        return None
    for order in mine:
        same_limit = order.price == want.price
        if same_limit and (order.quantity is None) == (want.quantity is None) and not order.triggered:
            return order
    return None


def _too_large(bracket: Bracket, order: Order, want: Want) -> bool:
    return want.quantity is not None and order.leaves(ZERO) > want.quantity and _can_amend(bracket, order)


# -- amend, cancel, place -------------------------------------------------------------------------


def _put(bracket: Bracket, order: Order) -> Bracket:
    return replace(bracket, orders=tuple(order if o.id == order.id else o for o in bracket.orders))


def _amend(bracket: Bracket, match: _Match, commands: list[Command]) -> Bracket:
    for order in bracket.orders:
        want = match.amends.get(order.id)
        if want is None or order.status is not OrdStatus.NEW or order.amend_asked or order.cancel_asked:
            continue
        if _paced(bracket, order.slot):
            continue
        total = None if want.quantity is None else want.quantity + order.cum_qty
        order = replace(order, amend_asked=Amendment(want.trigger, total, bracket.stamp.at))
        bracket = _put(bracket, order)
        commands.append(Amend(order))
    return bracket


def _safe(bracket: Bracket, match: _Match, *, beside: Order | None = None) -> bool:
    """The orders *seen* to rest at their wanted place protect the whole position."""
    seen = [
        o
        for orders in match.standing.values()
        for o in orders
        if _protects(o) and o.status is OrdStatus.NEW and o is not beside
    ]
    return sum((o.leaves(bracket.tradable) for o in seen), ZERO) + trim_left(bracket) >= _needed(bracket)


def _cancel(bracket: Bracket, match: _Match, commands: list[Command]) -> Bracket:
    """Where protection is reduce-only, a stop or pair goes only when others protect, or when flat; else at once."""
    flat = bracket.tradable == ZERO or bool(bracket.halted)
    safe = flat or (not bracket.closing and _safe(bracket, match))
    for order in match.surplus:
        if order.status is not OrdStatus.NEW or order.cancel_asked is not None:
            continue
        guards = bracket.rules.reduce_only and order.type in (OrderType.STOP, OrderType.PAIR)
        if guards and bracket.closing and order.type is OrderType.PAIR and bracket.rules.counts_targets:
            guards = False
        if guards and not safe:
            continue
        bracket = _ask_cancel(bracket, order, commands)
    return bracket


def _ask_cancel(bracket: Bracket, order: Order, commands: list[Command]) -> Bracket:
    order = replace(order, cancel_asked=bracket.stamp.at, cancels=order.cancels + 1)
    commands.append(Cancel(order))
    return _put(bracket, order)


def pace(refused: int, at: datetime) -> datetime:
    """When a refused slot may try again: ½·2ⁿ seconds after the last refusal, at most 8."""
    return at + min(timedelta(seconds=0.5 * 2 ** min(refused, 8)), SLOWEST)


def _paced(bracket: Bracket, slot: str) -> bool:
    past = bracket.past.get(slot, NO_PAST)
    return bool(past.refused) and past.at is not None and bracket.stamp.at < pace(past.refused, past.at)


def _place(bracket: Bracket, wants: tuple[Want, ...], match: _Match, commands: list[Command]) -> Bracket:
    safe = _safe(bracket, match)
    for n, want in enumerate(wants):
        standing = match.standing[n]
        if standing and (endless(bracket, want) or want.quantity is None or standing[0].id in match.amends):
            continue
        if _paced(bracket, want.slot) or _must_wait(bracket, want, safe=safe):
            continue
        size = _size(bracket, want, standing)
        if size is not None and size <= ZERO:
            continue
        if size is not None and want.type is not OrderType.MARKET and not _alone(bracket, want, size):
            bracket = _merge(bracket, standing, commands)
            continue
        first = want.type is OrderType.STOP and bracket.rules.reduce_only and _generation(bracket, "sl") == 0
        order = _order(bracket, want.slot, want.type, size, want.price, want.trigger)
        bracket = replace(bracket, orders=(*bracket.orders, order))
        commands.append(Submit(order))
        safe = safe or first
    return bracket


def _must_wait(bracket: Bracket, want: Want, *, safe: bool) -> bool:
    """Targets wait for protection; an endless slot for its one unanswered order; a close for targets that count."""
    mine = [o for o in bracket.orders if o.slot == want.slot and not o.ended]
    if endless(bracket, want) and any(o.status is OrdStatus.PENDING_NEW and not bracket.doubtful(o) for o in mine):
        return True
    if want.type is OrderType.MARKET:
        targets = [o for o in bracket.orders if not o.ended and _counts(o)]
        return bool(targets) and bracket.rules.counts_targets
    if want.type in (OrderType.LIMIT, OrderType.TAKE):
        return not safe
    return False


def _counts(order: Order) -> bool:
    return not is_entry(order.slot) and order.type in (OrderType.LIMIT, OrderType.TAKE, OrderType.PAIR)


def _size(bracket: Bracket, want: Want, standing: list[Order]) -> Decimal | None:
    """The whole want if endless, else what is lacking, within the room that orders in doubt leave."""
    if want.quantity is None or endless(bracket, want):
        return want.quantity
    lack = want.quantity - sum((o.leaves(ZERO) for o in standing), ZERO)
    slot_room = want.quantity - sum((bracket.promised(o) for o in bracket.orders if o.slot == want.slot), ZERO)
    room = slot_room if want.type is not OrderType.STOP else lack
    if bracket.budgeted:
        promised = sum((bracket.promised(o) for o in bracket.orders if not is_entry(o.slot)), ZERO)
        room = min(room, bracket.position - promised)
    return bracket.instrument.floor_qty(max(min(lack, room), ZERO))


def _alone(bracket: Bracket, want: Want, size: Decimal) -> bool:
    price = want.price or want.trigger or ZERO
    return bracket.instrument.exit_stands_alone(size, price)


def _merge(bracket: Bracket, standing: list[Order], commands: list[Command]) -> Bracket:
    """What lacks is too small for an order of its own: cancel one that stands, and place both as one."""
    for order in standing:
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

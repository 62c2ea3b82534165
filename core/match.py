"""Which orders stand for which wants: the comparison at the heart of ``decide``.

An order stands for a want if slot, type and terms are equal, it is relied on, and the exchange does not end it soon.
An *endless* want (a reduce-only stop, or the close of everything) needs one order of at least its size, since the
exchange clips what is too large; for any other, orders add up and never exceed it.  Reads the bracket, changes nothing,
sends nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.bracket import Bracket, is_entry
from core.exits import Want
from core.orders import CONDITIONS, ZERO, Amendment, Order, OrderType
from core.renewal import ends_soon


@dataclass
class Match:
    """What stands for which want (by its index), what is to be amended into it, and what stands for none."""

    standing: dict[int, list[Order]]
    amends: dict[str, Want]
    surplus: list[Order]


def endless(bracket: Bracket, want: Want) -> bool:
    """Too much of it is harmless: the exchange clips it to the position, and nothing shares the position."""
    if want.type is OrderType.MARKET:
        return bracket.rules.reduce_only and bool(bracket.closing)
    return bracket.rules.reduce_only and want.type is OrderType.STOP


def match(bracket: Bracket, wants: tuple[Want, ...]) -> Match:
    free = [o for o in reversed(bracket.orders) if not o.ended and not is_entry(o.slot)]
    found = Match({}, {}, [])
    for n, want in enumerate(wants):
        mine = [o for o in free if o.slot == want.slot and o.type is want.type and bracket.relied(o)]
        mine = [o for o in mine if not ends_soon(bracket, o)]
        exact = [o for o in mine if (o.price == want.price and o.trigger == want.trigger) or _selling(o)]
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


def lacking(bracket: Bracket, want: Want, standing: list[Order]) -> Decimal | None:
    """The whole want if endless, else what stands for none of it yet."""
    if want.quantity is None or endless(bracket, want):
        return want.quantity
    return want.quantity - sum((o.leaves(ZERO) for o in standing), ZERO)


def amendment(bracket: Bracket, order: Order, want: Want) -> Amendment | None:
    """What to ask for, in whole lots; None where less than one would be left, or where less than one is lacking."""
    if want.quantity is None or order.quantity is None:
        return Amendment(want.trigger, want.quantity, bracket.stamp.at)
    asked = want.quantity + order.cum_qty
    total = bracket.instrument.floor_qty(asked)
    if total <= order.cum_qty or (want.trigger == order.trigger and total <= order.quantity <= asked):
        return None
    return Amendment(want.trigger, total, bracket.stamp.at)


def crowded(bracket: Bracket, wants: tuple[Want, ...], n: int, found: Match) -> bool:
    """What is still to be sent of the ``n``-th want and those after it finds no room beside what stands."""
    rest = [(want, found.standing[m]) for m, want in enumerate(wants) if m >= n and want.type in CONDITIONS]
    lacks = sum((lacking(bracket, want, standing) or ZERO) > ZERO for want, standing in rest)
    return bracket.room is not None and bracket.conditions + lacks > max(bracket.room, 1)


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


def _selling(order: Order) -> bool:
    """A stop that has triggered is on its way out, wherever the average may have moved its level since."""
    return order.triggered and order.type is OrderType.STOP


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
    spare = bracket.fraction if want.protects else ZERO  # it guards what no order of today's lots could
    return want.quantity is not None and order.leaves(ZERO) - spare > want.quantity and _can_amend(bracket, order)

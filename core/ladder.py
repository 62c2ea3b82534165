"""The ladder of targets: shares of what was entered, rounded cumulatively, so that the rungs always add up.

Knows what was asked for and what has filled; no order that stands, no stop, no layout.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.bracket import Bracket, Level, LevelKind, Target
from core.orders import ONE, ZERO


@dataclass(frozen=True, slots=True)
class Rung:
    """What is left of a target: ``quantity`` base still to be sold at ``price``."""

    target: Target
    price: Decimal
    quantity: Decimal


def reference(bracket: Bracket, level: Level) -> Decimal | None:
    """The average that a level is relative to."""
    if level.of:
        own = bracket.fills(level.of).price
        if own is not None:
            return own
    return bracket.average


def price_of(bracket: Bracket, level: Level) -> Decimal | None:
    """A level's exact price, None while the entry it refers to has not filled."""
    if level.kind is LevelKind.PRICE:
        return level.amount
    ref = reference(bracket, level)
    return None if ref is None else level.at(ref, bracket.side)


def base_of(bracket: Bracket, of: str) -> Decimal:
    """The quantity that a ladder's shares are shares of, net of fees taken in base coin."""
    if of == "held":
        return bracket.adopted
    fill = bracket.fills(of)
    if not fill.quantity:
        return ZERO  # what it found held is its own to sell only once it has begun to fill
    plus = next((e.plus for e in bracket.entries if e.slot == of), ZERO)
    return fill.quantity - fill.base_fee + plus


def shares(bracket: Bracket) -> dict[str, Decimal]:
    """Each target's whole quantity: cumulative boundaries half-up to the lot, the last one rounded down."""
    sizes: dict[str, Decimal] = {}
    for of, base in dict.fromkeys((t.of, t.base) for t in bracket.targets):
        base_qty = base_of(bracket, of) if base is None else base
        whole, before = bracket.instrument.floor_qty(base_qty), ZERO
        for target in sorted((t for t in bracket.targets if (t.of, t.base) == (of, base)), key=lambda t: t.upto):
            upto = whole if target.upto >= ONE else min(bracket.instrument.boundary(base_qty * target.upto), whole)
            sizes[target.slot] = max(upto - before, ZERO)
            before = max(upto, before)
    return sizes


def rungs(bracket: Bracket, available: Decimal | None = None) -> list[Rung]:
    """What is left of the ladder, nearest first, never more than ``available`` (default: the position)."""
    left = bracket.tradable if available is None else available
    found: list[Rung] = []
    sizes = shares(bracket)
    for target in bracket.targets:
        price = price_of(bracket, target.level)
        if target.released or price is None:
            continue
        quantity = sizes[target.slot] - bracket.fills(target.slot).quantity
        if quantity > ZERO:
            found.append(Rung(target, bracket.instrument.target_price(price, bracket.side), quantity))
    found.sort(key=lambda r: bracket.side.sign * r.price)
    capped: list[Rung] = []
    for rung in found:
        quantity = min(rung.quantity, left)
        left -= quantity
        if quantity > ZERO:
            capped.append(Rung(rung.target, rung.price, quantity))
    return _merged(bracket, capped)


def uncovered(bracket: Bracket) -> Decimal:
    """The part of the position that no target will sell."""
    return max(bracket.tradable - sum((rung.quantity for rung in rungs(bracket)), ZERO), ZERO)


def _merged(bracket: Bracket, ladder: list[Rung]) -> list[Rung]:
    """Rungs too small to be orders join the next one; a too small last one joins the one before it."""
    merged: list[Rung] = []
    carry = ZERO
    for rung in ladder:
        quantity = rung.quantity + carry
        if bracket.instrument.exit_stands_alone(quantity, rung.price):
            merged.append(Rung(rung.target, rung.price, quantity))
            carry = ZERO
        else:
            carry = quantity
    if carry and merged:
        last = merged.pop()
        merged.append(Rung(last.target, last.price, last.quantity + carry))
    return merged

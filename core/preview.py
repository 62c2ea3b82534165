"""What a planned bracket would place and what it risks, told before anything is sent: the content of ``explain``.

The entry is taken as filled where it is expected; the exits are then read off the very functions that will place them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from core.bracket import Bracket, Entry
from core.evolve import evolve
from core.exits import steps, stop_quantity, takes
from core.ladder import Rung, price_of
from core.orders import ZERO, Fill, Order, OrderType, OrdStatus
from core.stops import beyond, stop_price
from core.venue import Layout
from core.wishes import replaced_stop


@dataclass(frozen=True, slots=True)
class Intent:
    """One order as a person thinks of it (contracts.md ``entry`` and ``exits``)."""

    name: str
    side: str
    type: str
    quantity: Decimal
    price: Decimal | None
    trigger_price: Decimal | None
    reduce_only: bool


@dataclass(frozen=True, slots=True)
class Risk:
    """Quote amounts, fees of both sides counted; ``ratio`` is reward/loss to two decimals.  ``rest``: the fraction of
    the position that has no target; ``even``: where its stop is at break-even by the time that all targets are reached,
    quote per base, None where it is where it was."""

    loss: Decimal
    reward: Decimal
    ratio: Decimal | None
    rest: Decimal = ZERO
    even: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """``loss``: what leaving everything at the stop costs, quote, with or without a target; None without a stop."""

    entry: Intent | None
    exits: tuple[Intent, ...]
    risk: Risk | None
    loss: Decimal | None = None

    def notional(self, price: Decimal) -> Decimal | None:
        """What the entry is worth, quote, at its limit or else at ``price``, and a sale at the higher of both, at which
        it is filled; None without an entry."""
        if self.entry is None:
            return None
        limit = self.entry.price or price
        return self.entry.quantity * (max(limit, price) if self.entry.side == "sell" else limit)


def preview(bracket: Bracket, price: Decimal) -> Preview:
    """Intents and risk if the entry fills at its limit, or at ``price`` where it is to fill at once; one that has begun
    to fill is past."""
    entry, bracket = _waits(bracket), as_entered(bracket)
    filled = as_filled(bracket, entry, price)
    ladder = steps(filled)
    trigger = stop_price(filled)
    exits: list[Intent] = []
    if trigger is not None:
        quantity = stop_quantity(evolve(filled, held=None), filled.tradable)
        exits.append(_intent(bracket, "sl", OrderType.STOP, quantity, None, trigger))
    taken = takes(filled, ladder)
    exits += [_target(bracket, rung, taken) for rung in ladder]
    asked = None
    if entry is not None:
        asked = Intent(
            "entry", bracket.side.entry.value, entry.type.value, entry.quantity, entry.price, None, reduce_only=False
        )
    loss = _loss(filled, trigger)
    return Preview(asked, tuple(exits), None if loss is None else _risk(filled, ladder, trigger, loss), loss)


def _waits(bracket: Bracket) -> Entry | None:
    entry = bracket.entries[-1] if bracket.entries else None
    return None if entry is None or entry.unwanted or bracket.fills(entry.slot).quantity else entry


def as_entered(bracket: Bracket) -> Bracket:
    """With the sl that the last entry brings when it begins to fill, where it waits and brings one."""
    entry = _waits(bracket)
    return bracket if entry is None or entry.stop is None else replaced_stop(bracket, entry.stop)


def _intent(
    bracket: Bracket, name: str, type: OrderType, quantity: Decimal, price: Decimal | None, trigger: Decimal | None
) -> Intent:
    reduce_only = bracket.rules.reduce_only
    return Intent(name, bracket.side.exit.value, type.value, quantity, price, trigger, reduce_only)


def _target(bracket: Bracket, rung: Rung, taken: bool) -> Intent:
    if taken:
        return _intent(bracket, rung.target.slot, OrderType.TAKE, rung.quantity, None, rung.price)
    return _intent(bracket, rung.target.slot, OrderType.LIMIT, rung.quantity, rung.price, None)


def as_filled(bracket: Bracket, entry: Entry | None, price: Decimal) -> Bracket:
    """The bracket with an entry filled at once, fees as the exchange would take them."""
    if entry is None:
        return bracket
    at, now = entry.expected(price) or price, bracket.stamp.at
    rate = bracket.instrument.maker if entry.type is OrderType.LIMIT else bracket.instrument.taker
    in_base = bracket.instrument.fee_in_base
    fill = Fill(
        entry.quantity,
        entry.quantity * at,
        entry.quantity * rate if in_base else ZERO,
        ZERO if in_base else entry.quantity * at * rate,
    )
    order = Order(
        id="b000000000",
        slot=entry.slot,
        side=bracket.side.entry,
        type=entry.type,
        quantity=entry.quantity,
        price=entry.price,
        trigger=None,
        reduce_only=False,
        decided_at=now,
        not_after=now,
        status=OrdStatus.FILLED,
        taken=fill,
        settled=True,
    )
    return evolve(bracket, orders=(*bracket.orders, order))


def _paid(filled: Bracket) -> Decimal:
    """The entry's fees on what is held, quote; what was taken over paid the taker fee, for all that is known."""
    entered, average = filled.entered, filled.average or ZERO
    fees = entered.quote_fee + entered.base_fee * average + filled.adopted_value * filled.instrument.taker
    return fees * filled.tradable / (entered.quantity - entered.base_fee + filled.adopted)


def _stop_leg(filled: Bracket, average: Decimal, trigger: Decimal) -> Decimal:
    """What one unit gains at the stop, its own fee paid."""
    return filled.side.sign * (trigger - average) - filled.instrument.taker * trigger


def _loss(filled: Bracket, trigger: Decimal | None) -> Decimal | None:
    """Every exit at the stop."""
    if filled.average is None or trigger is None or not filled.tradable:
        return None
    return _paid(filled) - filled.tradable * _stop_leg(filled, filled.average, trigger)


def _risk(filled: Bracket, ladder: list[Rung], trigger: Decimal | None, loss: Decimal) -> Risk | None:
    """``reward``: every rung at its target, the rest at the stop, which these may have sent to break-even."""
    average, sign = filled.average, filled.side.sign
    if average is None or trigger is None or not ladder:
        return None
    rest = filled.tradable - sum((r.quantity for r in ladder), ZERO)
    chased = filled.rules.layout in (Layout.STOP, Layout.NOTHING)  # touched, and then taken from the book
    fee = filled.instrument.taker if chased or takes(filled, ladder) else filled.instrument.maker
    gained = sum((r.quantity * (sign * (r.price - average) - fee * r.price) for r in ladder), ZERO)
    then = _stop_at(filled, ladder[-1].price) or trigger
    reward = gained + rest * _stop_leg(filled, average, then) - _paid(filled)
    ratio = (reward / loss).quantize(Decimal("0.01"), ROUND_HALF_UP) if loss > ZERO else None
    return Risk(loss, reward, ratio, rest / filled.tradable, None if then == trigger else then)


def _stop_at(filled: Bracket, farthest: Decimal) -> Decimal | None:
    """The stop's trigger once the market has taken all targets, the ``farthest`` at this price; where it trails by then
    nobody knows."""
    stop = filled.stop
    if stop is None:
        return None
    after = None if stop.breakeven_at is None else price_of(filled, stop.breakeven_at)
    even = stop.breakeven or (after is not None and beyond(filled, farthest, after))
    stamp = replace(filled.stamp, price=farthest, price_at=filled.stamp.at)
    return stop_price(evolve(filled, stamp=stamp, even=filled.even or even))

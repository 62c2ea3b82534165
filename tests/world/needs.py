"""How much of a position is meant to be protected at the venue, by what people asked for: the measure of I3.

Reckons a part stop's share by itself, from the ledger's words and the venue's trades, so that it can disagree with the
core.  Knows no order that rests.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from core.bracket import Bracket, Stop
from core.orders import ONE, ZERO, PositionSide
from core.stops import stop_price
from core.venue import Layout

if TYPE_CHECKING:
    from tests.world.world import World


def of_position(world: World, account: str, symbol: str, side: PositionSide, quantity: Decimal) -> Decimal:
    """What stops must cover of a position of ``quantity`` base: nothing where only the bot watches, where the open
    bracket has no stop, or where no bracket is open and a hand has been there."""
    if world.case.rules.layout is Layout.NOTHING:
        return ZERO
    where = (account, symbol, side)
    mine = [b for b in world.store.all() if (b.account, b.symbol, b.side) == where and not b.closed]
    if not mine:
        return ZERO if where in world.handled else quantity
    return max(of_bracket(world, b, quantity) for b in mine)


def of_coins(world: World, number: int, quantity: Decimal) -> Decimal:
    """What stops must cover of ``quantity`` coins that belong to one bracket on spot."""
    if world.case.rules.layout is Layout.NOTHING:
        return ZERO
    bracket = world.store.current(str(number))
    return quantity if bracket is None else of_bracket(world, bracket, quantity)


def of_bracket(world: World, bracket: Bracket, quantity: Decimal) -> Decimal:
    """What no order can carry, because all that is to be guarded is less than the least one, is nobody's to guard."""
    trigger, asked = stop_price(bracket), _asked(world, bracket, quantity)
    worth = [] if trigger is None else [trigger, bracket.average or trigger]
    return asked if any(bracket.instrument.exit_stands_alone(asked, price) for price in worth) else ZERO


def _asked(world: World, bracket: Bracket, quantity: Decimal) -> Decimal:
    stop = bracket.stop
    if stop is None:
        return ZERO
    if stop.share >= ONE:
        return quantity
    sold = world.coverage.stopped[bracket.number & 0x3FFFFF] - stop.sold
    part = bracket.instrument.boundary(_base(bracket, stop) * stop.share)
    return min(max(part - sold, ZERO), quantity)


def _base(bracket: Bracket, stop: Stop) -> Decimal:
    """What a part stop is a part of: the position when it was typed, or what its entry made of it."""
    if stop.base is not None:
        return stop.base
    if not stop.of:
        return bracket.adopted
    held = next((e.held for e in bracket.entries if e.slot == stop.of), ZERO)
    fill = bracket.fills(stop.of)
    return held + fill.quantity - fill.base_fee

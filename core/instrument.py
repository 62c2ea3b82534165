"""Instruments: what may be traded in which steps, and rounding that never loosens protection.

Rounding goes toward the earlier exit (contracts.md): the stop of a long up and of a short down, the target
of a long down and of a short up, buy limits down, sell limits up.  Quantities round down, except the
boundaries of a ladder, which round half-up so that the rungs add up.

Knows nothing of orders in flight, accounts or exchanges.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from core.orders import ZERO, PositionSide, Side


def to_step(value: Decimal, step: Decimal, rounding: str) -> Decimal:
    """``value`` as a whole number of ``step``; exact for any step, not only powers of ten."""
    return (value / step).to_integral_value(rounding=rounding) * step


@dataclass(frozen=True, slots=True)
class Instrument:
    """A market of an exchange.

    ``tick`` quote per base, ``lot`` and ``min_qty`` base, ``min_notional`` quote (entries; exits too where
    ``reduce_only_exempt`` is false), ``contract`` base per contract, fees as fractions of notional.
    """

    symbol: str
    base: str
    quote: str
    spot: bool
    tick: Decimal
    lot: Decimal
    min_qty: Decimal
    min_notional: Decimal
    maker: Decimal
    taker: Decimal
    contract: Decimal = Decimal(1)
    reduce_only_exempt: bool = True
    fee_in_base: bool = False
    maintenance: Decimal = Decimal("0.005")
    max_qty: Decimal | None = None

    def stop_trigger(self, price: Decimal, side: PositionSide) -> Decimal:
        """A stop's trigger, rounded so that it fires no later than asked."""
        return to_step(price, self.tick, ROUND_CEILING if side is PositionSide.LONG else ROUND_FLOOR)

    def target_price(self, price: Decimal, side: PositionSide) -> Decimal:
        """A target, rounded so that it is never out of reach of the price asked for."""
        return to_step(price, self.tick, ROUND_FLOOR if side is PositionSide.LONG else ROUND_CEILING)

    def limit_price(self, price: Decimal, side: Side) -> Decimal:
        """An entry limit, never paying more (buy) or taking less (sell) than asked."""
        return to_step(price, self.tick, ROUND_FLOOR if side is Side.BUY else ROUND_CEILING)

    def break_even(self, price: Decimal, side: PositionSide) -> Decimal:
        """A break-even stop, rounded toward profit, which is also toward the earlier exit."""
        return self.stop_trigger(price, side)

    def floor_qty(self, quantity: Decimal) -> Decimal:
        return to_step(quantity, self.lot, ROUND_FLOOR)

    def boundary(self, quantity: Decimal) -> Decimal:
        """A boundary between two rungs of a ladder: half-up to the lot."""
        return to_step(quantity, self.lot, ROUND_HALF_UP)

    def on_lot(self, quantity: Decimal) -> bool:
        return quantity % self.lot == ZERO

    def exit_stands_alone(self, quantity: Decimal, price: Decimal) -> bool:
        """Whether an exit of this base quantity at this price may be an order of its own."""
        if quantity < self.min_qty:
            return False
        return self.reduce_only_exempt or quantity * price >= self.min_notional

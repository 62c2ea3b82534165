"""One owner's USD-M account: positions, margin, and what a fill does to them.  It knows no order matching."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from tests.loopback.terms import ZERO, Fill, Order, charge

LEVERAGE = 20  # until the owner sets another
MAINTENANCE = Decimal("0.004")  # share of the notional, first bracket
Price = Callable[[str], Decimal]


@dataclass(slots=True)
class Position:
    """``amount`` is signed, base coin; ``entry`` the average in quote."""

    symbol: str
    side: str
    amount: Decimal = ZERO
    entry: Decimal = ZERO
    realized: Decimal = ZERO
    updated: int = 0

    def profit(self, price: Decimal) -> Decimal:
        return self.amount * (price - self.entry) if self.amount else ZERO

    def apply(self, signed: Decimal, price: Decimal, now: int) -> Decimal:
        """Take a fill in; returns the profit it realized, in quote."""
        closing = min(abs(signed), abs(self.amount)) if signed * self.amount < 0 else ZERO
        profit = charge(closing * (price - self.entry) * (1 if self.amount > 0 else -1))
        after = self.amount + signed
        if closing < abs(signed):
            kept = abs(self.amount) - closing
            self.entry = (kept * self.entry + (abs(signed) - closing) * price) / abs(after)
        elif not after:
            self.entry = ZERO
        self.amount, self.updated, self.realized = after, now, self.realized + profit
        return profit


@dataclass(slots=True)
class Account:
    """``wallet``: USDT, without unrealized profit."""

    key: str
    wallet: Decimal = ZERO
    updated: int = 0
    hedge: bool = False
    leverage: dict[str, int] = field(default_factory=dict)
    isolated: set[str] = field(default_factory=set)
    positions: dict[tuple[str, str], Position] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)
    fills: list[Fill] = field(default_factory=list)

    def open_orders(self, symbol: str = "") -> list[Order]:
        return [order for order in self.orders.values() if order.open and symbol in ("", order.symbol)]

    def position(self, symbol: str, side: str) -> Position:
        return self.positions.setdefault((symbol, side), Position(symbol, side))

    def held(self) -> list[Position]:
        return [position for position in self.positions.values() if position.amount]

    def closable(self, symbol: str, position_side: str, side: str) -> Decimal:
        """How much an order on ``side`` could close now."""
        amount = self.position(symbol, position_side).amount
        return abs(amount) if (amount > 0) == (side == "SELL") else ZERO

    def resting_reductions(self, order: Order) -> Decimal:
        """What other resting orders may still close of the position that ``order`` closes."""
        return sum(
            (
                other.left
                for other in self.open_orders(order.symbol)
                if other is not order
                and self.reduces(other)
                and (other.position_side, other.side) == (order.position_side, order.side)
            ),
            ZERO,
        )

    def reduces(self, order: Order) -> bool:
        """Whether an order may only close: asked for, or in hedge mode by its sides."""
        return order.reduce_only or (order.position_side, order.side) in (("LONG", "SELL"), ("SHORT", "BUY"))

    def leverage_of(self, symbol: str) -> int:
        return self.leverage.get(symbol, LEVERAGE)

    # -- margin, all in quote -----------------------------------------------------------------

    def unrealized(self, price: Price) -> Decimal:
        return sum((position.profit(price(position.symbol)) for position in self.held()), ZERO)

    def position_margin(self, price: Price) -> Decimal:
        held = self.held()
        return sum((abs(p.amount) * price(p.symbol) / self.leverage_of(p.symbol) for p in held), ZERO)

    def maintenance(self, price: Price) -> Decimal:
        return sum((abs(p.amount) * price(p.symbol) * MAINTENANCE for p in self.held()), ZERO)

    def order_margin(self) -> Decimal:
        opening = [order for order in self.open_orders() if not self.reduces(order)]
        return sum((order.left * order.price / self.leverage_of(order.symbol) for order in opening), ZERO)

    def available(self, price: Price) -> Decimal:
        equity = self.wallet + self.unrealized(price)
        return max(ZERO, equity - self.position_margin(price) - self.order_margin())

    def liquidation(self, position: Position, price: Price) -> Decimal:
        """Where this position alone would eat up the equity, cross margin."""
        others = self.unrealized(price) - position.profit(price(position.symbol))
        room = (self.wallet + others) / position.amount
        factor = 1 - MAINTENANCE if position.amount > 0 else 1 + MAINTENANCE
        return max(ZERO, (position.entry - room) / factor)

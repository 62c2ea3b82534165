"""One paper account's money: balances, positions, margin, and the price at which it is liquidated.

Positions keep what they cost instead of an average price, and every division is rounded once to ``STEP``, so that
balances and positions reconcile with the trades to the last digit.  Nobody insures a paper account: a loss beyond its
equity leaves a negative balance.  Knows no order and no time; last prices are asked of a ``Board``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import Protocol

from core.instrument import Instrument, to_step
from core.orders import ZERO, PositionSide, Side
from core.ports import PositionFact
from core.venue import VenueRules

EXACT = Context(prec=80)  # products of the longest prices, sizes and fees still fit without rounding
STEP = Decimal("1e-18")  # what a division is rounded to, in quote


def exact(value: Decimal) -> Decimal:
    """The result of a division, rounded once and for all."""
    return value.quantize(STEP, context=EXACT)


class Board(Protocol):
    """Where an account looks up its markets."""

    def instrument(self, symbol: str) -> Instrument:
        """The listed instrument; ``KeyError`` if there is none."""

    def last(self, symbol: str) -> Decimal | None:
        """The last price, quote per base; None before the first."""


@dataclass(slots=True)
class Position:
    """Base quantity (unsigned) and what was paid or received for what is still open, in quote."""

    symbol: str
    side: PositionSide
    quantity: Decimal = ZERO
    cost: Decimal = ZERO


@dataclass(slots=True)
class Account:
    """See the module's head.  ``balances`` and ``holds`` by coin; ``positions`` by symbol and side, swaps only."""

    name: str
    rules: VenueRules
    leverage: Decimal
    opening: dict[str, Decimal]
    balances: dict[str, Decimal] = field(default_factory=dict)
    holds: dict[str, Decimal] = field(default_factory=dict)
    positions: dict[str, Position] = field(default_factory=dict)

    # -- positions ----------------------------------------------------------------------------

    def position(self, symbol: str, side: PositionSide) -> Decimal:
        """Base quantity held on that side, unsigned."""
        held = self.positions.get(f"{symbol}|{side.value}")
        return held.quantity if held else ZERO

    def held(self, symbol: str | None = None) -> Iterator[Position]:
        """Positions that are not flat, of one symbol or all."""
        for position in self.positions.values():
            if position.quantity and symbol in (None, position.symbol):
                yield position

    def reducible(self, symbol: str, side: Side) -> Decimal:
        """What an order of that side could take off a position, in base."""
        return self.position(symbol, PositionSide.SHORT if side is Side.BUY else PositionSide.LONG)

    def facts(self, board: Board, symbol: str) -> tuple[PositionFact, ...]:
        """Every position of a symbol as the exchange reports it."""
        return tuple(
            PositionFact(p.side, p.quantity, exact(p.cost / p.quantity), self.liquidation(board, symbol))
            for p in self.held(symbol)
        )

    # -- a trade ------------------------------------------------------------------------------

    def swap_trade(
        self, instrument: Instrument, side: Side, position_side: PositionSide, quantity: Decimal, price: Decimal
    ) -> Decimal:
        """Net a trade into the positions, realizing what it closes; the base quantity that it opened.

        One-way: whatever is open on the other side is closed first.  Hedged: ``position_side`` says which.
        """
        reduced = PositionSide.SHORT if side is Side.BUY else PositionSide.LONG
        closing = ZERO
        if not self.rules.hedged or position_side is reduced:
            closing = min(quantity, self.position(instrument.symbol, reduced))
        if closing:
            held = self.positions[f"{instrument.symbol}|{reduced.value}"]
            released = held.cost if closing == held.quantity else exact(held.cost * closing / held.quantity)
            self._pay(instrument.quote, reduced.sign * (closing * price - released))
            held.quantity -= closing
            held.cost -= released
        opened = quantity - closing
        if opened:
            key = f"{instrument.symbol}|{reduced.opposite.value}"
            held = self.positions.setdefault(key, Position(instrument.symbol, reduced.opposite))
            held.quantity += opened
            held.cost += opened * price
        return opened

    def spot_trade(self, instrument: Instrument, side: Side, quantity: Decimal, price: Decimal) -> None:
        """Exchange base for quote; fees are paid apart."""
        sign = 1 if side is Side.BUY else -1
        self._pay(instrument.base, sign * quantity)
        self._pay(instrument.quote, -sign * quantity * price)

    def pay_fee(self, instrument: Instrument, base: Decimal, quote: Decimal) -> None:
        self._pay(instrument.base, -base)
        self._pay(instrument.quote, -quote)

    def _pay(self, coin: str, amount: Decimal) -> None:
        if amount:
            self.balances[coin] = self.balances.get(coin, ZERO) + amount

    # -- margin -------------------------------------------------------------------------------

    def balance(self, coin: str) -> Decimal:
        return self.balances.get(coin, ZERO)

    def unlocked(self, coin: str) -> Decimal:
        """Balance of a coin that no resting order holds."""
        return self.balance(coin) - self.holds.get(coin, ZERO)

    def hold(self, coin: str, change: Decimal) -> None:
        if change:
            self.holds[coin] = self.holds.get(coin, ZERO) + change

    def equity(self, board: Board, quote: str) -> Decimal:
        """Wallet and unrealized profit (swaps) or everything at its last price (spot), in ``quote``."""
        total = self.balance(quote)
        if self.rules.spot:
            for coin, amount in self.balances.items():
                if coin != quote and amount:
                    total += amount * (board.last(f"{coin}/{quote}") or ZERO)
            return total
        return total + sum((self._unrealized(board, p) for p in self._margined(board, quote)), ZERO)

    def free(self, board: Board, quote: str) -> Decimal:
        """What new orders may use, in ``quote``: never below zero."""
        if self.rules.spot:
            return max(self.unlocked(quote), ZERO)
        used = sum((self._notional(board, p) for p in self._margined(board, quote)), ZERO)
        margin = exact(used / self.leverage)
        return max(self.equity(board, quote) - margin - self.holds.get(quote, ZERO), ZERO)

    def maintenance(self, board: Board, quote: str) -> Decimal:
        """Maintenance margin of everything held, in ``quote``."""
        return sum(
            (self._notional(board, p) * board.instrument(p.symbol).maintenance for p in self._margined(board, quote)),
            ZERO,
        )

    def bankrupt(self, board: Board, quote: str) -> bool:
        """Whether the exchange takes the positions over: equity no more than maintenance margin."""
        if self.rules.spot or not any(self._margined(board, quote)):
            return False
        return self.equity(board, quote) <= self.maintenance(board, quote)

    def liquidation(self, board: Board, symbol: str) -> Decimal | None:
        """The first price on the tick at which this symbol alone bankrupts the account; None if none does.

        Cross margin: other symbols count at their last prices.  Solves equity = maintenance, both linear in the price.
        """
        instrument = board.instrument(symbol)
        surplus, slope = self.balance(instrument.quote), ZERO
        for position in self._margined(board, instrument.quote):
            rate = board.instrument(position.symbol).maintenance
            if position.symbol == symbol:
                slope += position.quantity * (position.side.sign - rate)
                surplus -= position.side.sign * position.cost
            else:
                surplus += self._unrealized(board, position) - rate * self._notional(board, position)
        if not slope:
            return None
        price = to_step(-surplus / slope, instrument.tick, ROUND_FLOOR if slope > 0 else ROUND_CEILING)
        return price if price > 0 else None

    def slope(self, board: Board, symbol: str) -> Decimal:
        """What equity gains on maintenance margin, in quote, when the price of a symbol rises by one."""
        rate = board.instrument(symbol).maintenance
        return sum((p.quantity * (p.side.sign - rate) for p in self.held(symbol)), ZERO)

    def _margined(self, board: Board, quote: str) -> Iterator[Position]:
        return (p for p in self.held() if board.instrument(p.symbol).quote == quote)

    def _notional(self, board: Board, position: Position) -> Decimal:
        last = board.last(position.symbol)
        return position.cost if last is None else position.quantity * last

    def _unrealized(self, board: Board, position: Position) -> Decimal:
        return position.side.sign * (self._notional(board, position) - position.cost)

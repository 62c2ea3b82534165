"""What the paper exchange observes of its clients: unprotected time, oversold quantity, ambiguous candles.

Measured at the exchange, from what really rested and traded there, so that a bot cannot flatter itself.
Decides nothing and is asked by no order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from adapters.exchanges.paper.account import Account
from adapters.exchanges.paper.working import Leg, Working, ours
from core.instrument import Instrument
from core.orders import ZERO, OrderType, PositionSide


@dataclass(slots=True)
class Meter:
    """One (account, symbol).  ``naked_since``: a position stands and its stops are smaller than it.

    ``overfilled``: base quantity that our exits traded beyond the position they were to close.  On spot the position is
    what our entries bought, net of fees, less what was sold since; exits of a balance that no entry of ours bought are
    not judged, and a hand's purchases are its own affair.
    """

    account: str
    symbol: str
    naked_since: datetime | None = None
    uncovered: timedelta = timedelta(0)
    overfilled: Decimal = ZERO
    bought: Decimal = ZERO
    sold: Decimal = ZERO

    def traded(self, order: Working, quantity: Decimal, base_fee: Decimal, opened: Decimal, spot: bool) -> None:
        """Count one fill; ``opened`` is what it opened on a swap."""
        mine = ours(order.id)
        if not order.exits:
            self.bought += quantity - base_fee if mine else ZERO
            return
        before, self.sold = self.sold, self.sold + quantity
        if mine and spot and self.bought:
            self.overfilled += max(self.sold - self.bought, ZERO) - max(before - self.bought, ZERO)
        elif mine:
            self.overfilled += opened

    def observe(self, at: datetime, account: Account, instrument: Instrument, resting: Iterable[Working]) -> None:
        """Look at the state that holds from ``at`` on."""
        self._stop(at)
        stops = [o for o in resting if o.protects]
        if instrument.spot:
            naked = self._lacking(instrument.floor_qty(self.bought - self.sold), PositionSide.LONG, stops)
        else:
            naked = any(self._lacking(p.quantity, p.side, stops) for p in account.held(self.symbol))
        self.naked_since = at if naked else None

    def uncovered_ms(self, now: datetime) -> int:
        """Whole milliseconds of unprotected position up to ``now``."""
        running = now - self.naked_since if self.naked_since and now > self.naked_since else timedelta(0)
        return (self.uncovered + running) // timedelta(milliseconds=1)

    def _stop(self, at: datetime) -> None:
        if self.naked_since is not None and at > self.naked_since:
            self.uncovered += at - self.naked_since

    @staticmethod
    def _lacking(quantity: Decimal, side: PositionSide, stops: list[Working]) -> bool:
        if quantity <= ZERO:
            return False
        mine = [o for o in stops if o.position_side is side]
        if any(o.quantity is None for o in mine):
            return False
        return sum((o.quantity - o.cum_qty for o in mine if o.quantity is not None), ZERO) < quantity


@dataclass(slots=True)
class CandleWatch:
    """Finds the candles of one symbol whose range holds both a stop and a target of one position.

    Which of the two came first inside such a candle nobody knows; the path only assumes it.
    """

    row: int = -1
    low: Decimal = ZERO
    high: Decimal = ZERO
    seen: list[tuple[str, PositionSide, bool, Decimal]] = field(default_factory=list)
    found: set[int] = field(default_factory=set)

    def point(self, row: int, price: Decimal, resting: Callable[[], Iterable[Working]]) -> None:
        """The path reached ``price``; ``resting`` are the symbol's open orders, asked only when a candle ends."""
        if row != self.row:
            self.close(resting)
            self.row, self.low, self.high = row, price, price
            self.seen.clear()
        self.low, self.high = min(self.low, price), max(self.high, price)

    def left(self, order: Working, legs: Iterable[tuple[Leg, Decimal, bool]]) -> None:
        """``legs`` of ``order`` rest no more: filled, triggered, canceled or moved during this candle."""
        if order.exits:
            self.seen += [(order.account, order.position_side, _is_stop(order, leg), level) for leg, level, _ in legs]

    def close(self, resting: Callable[[], Iterable[Working]]) -> None:
        """Judge the candle that is under way by everything that rested during it."""
        if self.row < 0 or self.row in self.found:
            return
        levels = list(self.seen)
        for order in resting():
            if order.exits:
                levels += [
                    (order.account, order.position_side, _is_stop(order, leg), level) for leg, level, _ in order.legs()
                ]
        inside = [(account, side, stop) for account, side, stop, level in levels if self.low <= level <= self.high]
        stops = {(account, side) for account, side, stop in inside if stop}
        if any((account, side) in stops for account, side, stop in inside if not stop):
            self.found.add(self.row)


def _is_stop(order: Working, leg: Leg) -> bool:
    return leg is Leg.TRIGGER and order.type is not OrderType.TAKE

"""The market that the owners trade with: its last price and the depth others left in the book.

Owners trade with this depth and with what prints, never with one another.  It knows no order and no account.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tests.loopback.terms import PLENTY, ZERO, Spec

Level = tuple[Decimal, Decimal]


class Market:
    """``last`` is None before the first print.  Levels are (price, quantity), best first."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.last: Decimal | None = None
        self.mark: Decimal | None = None
        self.deep = PLENTY  # what a print leaves on either side of the book
        self.bids: list[Level] = []
        self.asks: list[Level] = []
        self.open = self.high = self.low = self.volume = self.quote_volume = ZERO
        self.trades = 0

    def printed(self, price: Decimal, quantity: Decimal) -> None:
        """A trade among others.  The touch closes in around it, with more depth than anybody needs unless told less."""
        if self.last is None:
            self.open = self.high = self.low = price
        self.last, self.high, self.low = price, max(self.high, price), min(self.low, price)
        self.volume, self.quote_volume = self.volume + quantity, self.quote_volume + price * quantity
        self.trades += 1
        self.depth([(price, self.deep)], [(price + self.spec.tick, self.deep)])

    def depth(self, bids: Sequence[Level], asks: Sequence[Level]) -> None:
        """What is in the book until the next print; best first."""
        self.bids, self.asks = list(bids), list(asks)

    def crosses(self, side: str, limit: Decimal) -> bool:
        levels = self.asks if side == "BUY" else self.bids
        return bool(levels) and self._within(side, levels[0][0], limit)

    def reachable(self, side: str, quantity: Decimal, limit: Decimal | None = None) -> list[Level]:
        """What an order that takes would get, worst price last; nothing is taken yet."""
        got: list[Level] = []
        for price, available in self.asks if side == "BUY" else self.bids:
            if quantity <= 0 or (limit is not None and not self._within(side, price, limit)):
                break
            part = min(available, quantity)
            got.append((price, part))
            quantity -= part
        return got

    def take(self, side: str, taken: Sequence[Level]) -> None:
        levels = self.asks if side == "BUY" else self.bids
        for price, part in taken:
            head_price, available = levels[0]
            assert head_price == price
            if available == part:
                levels.pop(0)
            else:
                levels[0] = (price, available - part)

    @staticmethod
    def _within(side: str, price: Decimal, limit: Decimal) -> bool:
        return price <= limit if side == "BUY" else price >= limit

    @property
    def marked(self) -> Decimal | None:
        return self.mark if self.mark is not None else self.last

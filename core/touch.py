"""Which brackets a price can change: a sorted index of the nearest line below and above each one.

A tick touches the brackets that have a line between the last price and this one, and no other; its cost does not grow
with the brackets that merely rest.  Pure data structure: knows prices and ids, nothing of brackets.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from decimal import Decimal

_Key = tuple[Decimal, str]


class Lines:
    """The lines of all brackets on one market."""

    def __init__(self) -> None:
        self._below: list[_Key] = []  # sorted; touched when the price is at or under the line
        self._above: list[_Key] = []  # sorted; touched when the price is at or over the line
        self._mine: dict[str, tuple[Decimal | None, Decimal | None]] = {}

    def put(self, id: str, lines: Iterable[Decimal], price: Decimal) -> None:
        """Set a bracket's lines, seen from ``price``; a line exactly at the price is on both sides."""
        low = high = None
        for line in lines:
            if line <= price and (low is None or line > low):
                low = line
            if line >= price and (high is None or line < high):
                high = line
        if self._mine.get(id) == (low, high):
            return
        self.drop(id)
        if low is None and high is None:
            return
        self._mine[id] = (low, high)
        if low is not None:
            insort(self._below, (low, id))
        if high is not None:
            insort(self._above, (high, id))

    def drop(self, id: str) -> None:
        """Forget a bracket."""
        low, high = self._mine.pop(id, (None, None))
        if low is not None:
            _remove(self._below, (low, id))
        if high is not None:
            _remove(self._above, (high, id))

    def touched(self, price: Decimal) -> list[str]:
        """Brackets that this price can change, in a stable order."""
        if (not self._above or self._above[0][0] > price) and (not self._below or self._below[-1][0] < price):
            return []
        upper = self._above[: bisect_left(self._above, (price, "\U0010ffff"))]
        lower = self._below[bisect_left(self._below, (price, "")) :]
        return list(dict.fromkeys([id for _, id in upper] + [id for _, id in reversed(lower)]))


def _remove(keys: list[_Key], key: _Key) -> None:
    at = bisect_left(keys, key)
    assert keys[at] == key
    del keys[at]

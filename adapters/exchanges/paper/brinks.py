"""The prices at which accounts are taken over, sorted, so that a price meets only the accounts that it may bankrupt.

Only narrows down who must be asked: whether an account is bankrupt, and where it would be, is ``account``'s to say.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from adapters.exchanges.paper.account import Account, Board
from core.orders import ZERO

_Key = tuple[Decimal, str]
_LAST = "\U0010ffff"  # sorts behind every name


@dataclass(slots=True)
class _Brinks:
    """One symbol: (liquidation price, account).  ``under``: taken over when the price falls to it, ``over``: rises.

    ``many``: accounts that hold other symbols too, so that prices move their brink.
    """

    under: list[_Key] = field(default_factory=list)
    over: list[_Key] = field(default_factory=list)
    many: dict[str, None] = field(default_factory=dict)


class Brinks:
    """See the module's head.  Each account whose money or positions changed must be named to ``moved``."""

    def __init__(self, accounts: Mapping[str, Account], board: Board) -> None:
        self._accounts, self._board = accounts, board
        self._symbols: dict[str, _Brinks] = {}
        self._placed: dict[str, list[tuple[list[_Key], _Key] | tuple[dict[str, None], str]]] = {}
        self._moved: dict[str, None] = {}

    def moved(self, name: str) -> None:
        """An account traded, or was taken over, or came back from its books."""
        self._moved[name] = None

    def near(self, symbol: str, price: Decimal) -> list[str]:
        """Who may be bankrupt at ``price``, in the order in which accounts were opened; everyone else is not."""
        found = self._of(symbol)
        tick = self._board.instrument(symbol).tick  # brinks lie on the tick, prices need not
        names = [name for _, name in found.under[bisect_left(found.under, (price - tick, "")) :]]
        names += [name for _, name in found.over[: bisect_right(found.over, (price + tick, _LAST))]]
        names += found.many
        if len(names) < 2:
            return names
        asked = set(names)
        return [name for name in self._accounts if name in asked]

    def ahead(self, symbol: str, price: Decimal, end: Decimal) -> Decimal | None:
        """The next liquidation price on the straight way from ``price`` to ``end``, only the latter included."""
        found, rising = self._of(symbol), end > price
        levels = [level for keys in (found.under, found.over) for level in _next(keys, price, rising)]
        for name in found.many:
            level = self._accounts[name].liquidation(self._board, symbol)
            levels += [] if level is None else [level]
        if rising:
            return min((level for level in levels if price < level <= end), default=None)
        return max((level for level in levels if end <= level < price), default=None)

    def _of(self, symbol: str) -> _Brinks:
        while self._moved:
            self._place(self._moved.popitem()[0])
        return self._symbols.setdefault(symbol, _Brinks())

    def _place(self, name: str) -> None:
        for keys, key in self._placed.pop(name, ()):
            if isinstance(keys, dict):
                del keys[str(key)]
            else:
                del keys[bisect_left(keys, key)]
        account = self._accounts[name]
        symbols = {position.symbol for position in account.held()}
        if account.rules.spot or not symbols:
            return
        placed = self._placed[name] = []
        for symbol in symbols:
            found = self._symbols.setdefault(symbol, _Brinks())
            slope = account.slope(self._board, symbol)
            if len(symbols) > 1 or not slope:
                found.many[name] = None
                placed.append((found.many, name))
            else:
                keys = found.under if slope > 0 else found.over
                key = (account.liquidation(self._board, symbol) or ZERO, name)
                insort(keys, key)
                placed.append((keys, key))


def _next(keys: list[_Key], price: Decimal, rising: bool) -> Iterator[Decimal]:
    at = bisect_right(keys, (price, _LAST)) if rising else bisect_left(keys, (price, "")) - 1
    if 0 <= at < len(keys):
        yield keys[at][0]

"""One venue's prices: the last of each symbol, and which brackets a new one can change.

Shared by every account at the venue, so that a tick costs the same however many accounts and brackets rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from core.bracket import Stamp
from core.ports import Clock, Facts, Tick
from core.touch import Lines


class Market:
    """``owners`` maps a bracket id to whoever steps it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: dict[str, tuple[Decimal, datetime]] = {}
        self._lines: dict[str, Lines] = {}
        self._owners: dict[str, Callable[[str, Stamp], None]] = {}
        self._blind: dict[str, set[str]] = {}  # brackets that came before the first price of their symbol

    def hear(self, tick: Tick) -> None:
        """A fresh price.  Its age counts from now: exchange clocks are not ours."""
        now = self._clock.now()
        self._last[tick.symbol] = (tick.price, now)
        lines = self._lines.get(tick.symbol)
        if lines is None:
            return
        for id in (*sorted(self._blind.pop(tick.symbol, ())), *lines.touched(tick.price)):
            self._owners[id](id, Stamp(now, tick.price, now))

    def stamp(self, symbol: str) -> Stamp:
        """Now, and the last price heard."""
        price, at = self._last.get(symbol, (None, None))
        return Stamp(self._clock.now(), price, at)

    def planned(self, facts: Facts) -> Stamp:
        """Now, and the price that is planned against: as old as the facts are, unless a later one was heard."""
        stamp = self.stamp(facts.instrument.symbol)
        at = min(facts.at, stamp.at)
        if facts.price is None or (stamp.price_at is not None and stamp.price_at > at):
            return stamp
        return replace(stamp, price=facts.price, price_at=at)

    def watch(self, id: str, symbol: str, lines: Iterable[Decimal], owner: Callable[[str, Stamp], None]) -> None:
        """Set the lines at whose crossing ``owner`` is told."""
        price = self._last.get(symbol, (None, None))[0]
        index = self._lines.setdefault(symbol, Lines())
        self._owners[id] = owner
        if price is None:
            self._blind.setdefault(symbol, set()).add(id)
            return
        index.put(id, lines, price)

    def unwatch(self, id: str, symbol: str) -> None:
        if symbol in self._lines:
            self._lines[symbol].drop(id)
        self._blind.get(symbol, set()).discard(id)
        self._owners.pop(id, None)

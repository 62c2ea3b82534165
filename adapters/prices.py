"""Price sources and ``feed``, which plays one into an exchange that wants to be told prices.

A source yields rows (trades, quotes or candles) in its own order; ``feed`` waits for each row's time and pushes it.
Where rows come from is in ``prices_csv`` (recorded files), ``prices_walk`` (the synthetic walk) and ``prices_live``
(an exchange's public tickers).

Knows no orders and no accounts, and never looks at what the venue does with a price.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from core.ports import Clock

CANDLE = timedelta(seconds=60)  # a candle's path takes no longer than this (contracts.md, replay)


class BadPrices(Exception):
    """A price source cannot be used.  The text names the file, and the line and column where there is one."""

    def __init__(self, what: str, source: str, line: int | None = None, column: str | None = None) -> None:
        where = source + (f", line {line}" if line is not None else "") + (f", column {column}" if column else "")
        super().__init__(f"{where}: {what}")
        self.what, self.source, self.line, self.column = what, source, line, column


class NoSuchPrices(BadPrices):
    """The file cannot be opened at all: a mistake in the surroundings, not in the file."""


@dataclass(frozen=True, slots=True)
class Trade:
    """One print: ``price`` quote per base, ``qty`` base.  ``row`` counts from 0; it is a price of all ``symbols``."""

    row: int
    at: datetime
    price: Decimal
    qty: Decimal
    symbols: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Best bid and ask, quote per base, with their sizes in base."""

    row: int
    at: datetime
    bid: Decimal
    ask: Decimal
    bid_size: Decimal
    ask_size: Decimal
    symbols: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candle:
    """An interval that begins at ``at``; prices quote per base, sizes unlimited."""

    row: int
    at: datetime
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    symbols: tuple[str, ...]

    @property
    def path(self) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        """O→H→L→C when H is nearer to O, else O→L→H→C (contracts.md)."""
        if self.high - self.open < self.open - self.low:
            return self.open, self.high, self.low, self.close
        return self.open, self.low, self.high, self.close


Row = Trade | Quote | Candle


class PriceSource(Protocol):
    """Rows of some symbols, in the order in which they happened."""

    @property
    def symbols(self) -> tuple[str, ...]:
        """The symbols this source prices, in ccxt's form."""

    def first(self, symbol: str) -> Decimal:
        """The price of ``symbol`` before the first row (its trade, mid or open).  Raises ``KeyError``."""

    def __aiter__(self) -> AsyncIterator[Row]:
        """Every row from the first on.  Raises ``BadPrices`` where a row cannot be read."""


class Venue(Protocol):
    """Whoever is told prices: the paper exchange."""

    def trade(self, symbol: str, price: Decimal, qty: Decimal, at: datetime, row: int) -> object:
        """A print."""

    def quote(
        self, symbol: str, bid: Decimal, ask: Decimal, bid_size: Decimal, ask_size: Decimal, at: datetime, row: int
    ) -> object:
        """The best bid and ask."""

    def gap(self, symbol: str, price: Decimal, at: datetime, row: int) -> object:
        """The price jumps, with nothing between."""

    def move(self, symbol: str, price: Decimal, at: datetime, row: int) -> object:
        """The price moves there through everything between."""


class Retimed:
    """A source as if it had begun at ``start`` and run ``speed`` times as fast: how recorded prices play live."""

    def __init__(self, source: PriceSource, start: datetime, speed: Decimal = Decimal(1)) -> None:
        if speed <= 0:
            raise ValueError("speed must be above 0")
        self._source, self._start, self._speed = source, start, speed

    @property
    def symbols(self) -> tuple[str, ...]:
        return self._source.symbols

    def first(self, symbol: str) -> Decimal:
        return self._source.first(symbol)

    async def __aiter__(self) -> AsyncIterator[Row]:
        began: datetime | None = None
        async for row in self._source:
            began = began or row.at
            passed = (row.at - began) // timedelta(microseconds=1)
            yield replace(row, at=self._start + timedelta(microseconds=int(passed / self._speed)))


async def feed(source: PriceSource, venue: Venue, clock: Clock, seen: Callable[[Row], None] | None = None) -> int:
    """Push every row at its time; returns how many.  ``seen`` is told of each row once it is wholly played.

    Rows that share a time, or whose time runs backwards, are pushed at once in their order, at the latest time so far:
    a venue's time never runs backwards.  Between two rows everyone else gets a turn.  A candle is a gap to its open,
    then three moves, a quarter of its interval apart; the interval is the time to the next row, for the last candle
    the one before, at most 60 s.  Raises ``BadPrices``.
    """
    rows = aiter(source)
    row = await anext(rows, None)
    count, latest, span = 0, None, CANDLE
    while row is not None:
        at = latest = row.at if latest is None else max(latest, row.at)
        await _until(at, clock)
        if isinstance(row, Candle):
            following = await anext(rows, None)
            span = span if following is None else min(CANDLE, max(following.at - at, timedelta()))
            latest = await _play(row, at, span / 4, venue, clock)
        else:
            _push(row, at, venue)
            following = None
        count += 1
        if seen is not None:
            seen(row)
        row = following or await anext(rows, None)
    return count


def _push(row: Trade | Quote, at: datetime, venue: Venue) -> None:
    for symbol in row.symbols:
        if isinstance(row, Trade):
            venue.trade(symbol, row.price, row.qty, at, row.row)
        else:
            venue.quote(symbol, row.bid, row.ask, row.bid_size, row.ask_size, at, row.row)


async def _play(candle: Candle, at: datetime, quarter: timedelta, venue: Venue, clock: Clock) -> datetime:
    for symbol in candle.symbols:
        venue.gap(symbol, candle.open, at, candle.row)
    for price in candle.path[1:]:
        at += quarter
        await _until(at, clock)
        for symbol in candle.symbols:
            venue.move(symbol, price, at, candle.row)
    return at


async def _until(at: datetime, clock: Clock) -> None:
    await clock.sleep(max((at - clock.now()).total_seconds(), 0))

"""Recorded prices: a CSV file, plain or gzipped, with a header line (contracts.md, "replay").

What the columns are called decides what the rows are: ``price,qty`` trades, ``bid,ask,bid_size,ask_size`` quotes,
``open,high,low,close`` candles; the time is the first of ``time``, ``timestamp``, ``datetime``, ``exch_ms`` and
``local_ns`` that is there.  Everything is checked as it is read, one line at a time, and nothing is guessed: what does
not read as a price is refused with its place.

Knows no symbols of its own (the file is the price of those it is opened for) and does no pacing.
"""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import TextIOWrapper
from pathlib import Path
from typing import IO, NoReturn, cast

from adapters.prices import BadPrices, Candle, NoSuchPrices, Quote, Row, Trade

KINDS = (
    ("price", "qty"),
    ("bid", "ask", "bid_size", "ask_size"),
    ("open", "high", "low", "close"),
)
TIMES = ("time", "timestamp", "datetime", "exch_ms", "local_ns")

_UNIX = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{0,18})?([eE][+-]?[0-9]{1,2})?")
_MOMENT = re.compile(r"[0-9]{1,19}(\.[0-9]{1,9})?")
_LEAST, _MOST = Decimal("1e-18"), Decimal("1e18")
_SIZES = frozenset({"qty", "bid_size", "ask_size"})  # these may be 0, prices may not
_UNITS = ((10**11, 1_000_000), (10**14, 1_000), (10**17, 1))  # below it: so many µs in one; from there on ns


class _BadCell(Exception):
    """What is wrong with one cell, before its place is known."""


class RecordedPrices:
    """The rows of one file, as a price of every one of ``symbols``; may be read any number of times.

    The file is opened, and its header and first row are checked, at once: raises ``NoSuchPrices`` or ``BadPrices``;
    later rows raise ``BadPrices`` when they are reached.  ``name``: what the file is called there, by default as in
    its folder.  ``began``: the time of the first row.
    """

    def __init__(self, path: Path, symbols: Sequence[str], name: str = "") -> None:
        self.path, self.name, self._symbols = path, name or path.name, tuple(symbols)
        with closing(self._rows()) as rows:
            first = next(rows, None)
        if first is None:
            raise BadPrices("no rows after the header", self.name)
        self.began = first.at
        self._first = _opening(first)

    @property
    def symbols(self) -> tuple[str, ...]:
        return self._symbols

    def first(self, symbol: str) -> Decimal:
        """The first row's price (trade, mid, open), quote per base; ``KeyError`` for a symbol not opened for."""
        if symbol not in self._symbols:
            raise KeyError(symbol)
        return self._first

    def __iter__(self) -> Iterator[Row]:
        return self._rows()

    def __aiter__(self) -> AsyncIterator[Row]:
        return _Awaitable(self._rows())

    def _rows(self) -> Generator[Row, None, None]:
        lines = 0
        try:
            with _open(self.path) as file:
                reader = csv.reader(file, strict=True)
                header = [name.strip().lower() for name in next(reader, [])]
                read = _reader(header, self._symbols, self.name)
                row = 0
                for cells in reader:
                    lines = reader.line_num
                    if not cells:
                        continue
                    yield read(row, cells, lines)
                    row += 1
        except (FileNotFoundError, PermissionError, IsADirectoryError) as error:
            raise NoSuchPrices((error.strerror or str(error)).lower(), self.name) from error
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise BadPrices(f"not a whole gzip file ({error})", self.name, lines + 1) from error
        except UnicodeDecodeError as error:
            raise BadPrices("not text (UTF-8)", self.name, lines + 1) from error
        except csv.Error as error:
            raise BadPrices(f"not CSV ({error})", self.name, lines + 1) from error
        except OSError as error:
            raise BadPrices(str(error), self.name, lines + 1) from error


class _Awaitable:
    """A plain iterator, awaited: reading a line takes microseconds, so nobody waits for it."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows

    def __aiter__(self) -> AsyncIterator[Row]:
        return self

    async def __anext__(self) -> Row:
        row = next(self._rows, None)
        if row is None:
            raise StopAsyncIteration
        return row


def _open(path: Path) -> TextIOWrapper:
    with path.open("rb") as peek:
        zipped = peek.read(2) == b"\x1f\x8b"
    if zipped or path.suffix == ".gz":
        return TextIOWrapper(cast("IO[bytes]", gzip.open(path, "rb")), encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _opening(row: Row) -> Decimal:
    if isinstance(row, Trade):
        return row.price
    return row.open if isinstance(row, Candle) else (row.bid + row.ask) / 2


def _reader(header: list[str], symbols: tuple[str, ...], name: str) -> Callable[[int, list[str], int], Row]:
    """A function of (row, cells, line) for files with this header."""
    kind, places, when = _columns(header, name)
    time_name, make = header[when], _MAKERS[kind]
    least = max(*places, when)
    columns = tuple(zip(kind, places, strict=True))

    def read(row: int, cells: list[str], line: int) -> Row:
        column: str | None = None
        try:
            if len(cells) <= least:
                column = next(n for n, p in (*columns, (time_name, when)) if p >= len(cells))
                _refuse("missing")
            column = time_name
            at = _time(cells[when])
            numbers = []
            for column, place in columns:  # the name is read below, where a cell is refused
                numbers.append(_number(cells[place], column))
            column = None
            return make(row, at, numbers, symbols)
        except _BadCell as bad:
            raise BadPrices(str(bad), name, line, column) from None

    return read


def _columns(header: list[str], name: str) -> tuple[tuple[str, ...], tuple[int, ...], int]:
    if not any(header):
        raise BadPrices("the file is empty", name)
    for column in header:
        if header.count(column) > 1 and column in (*TIMES, *(word for kind in KINDS for word in kind)):
            raise BadPrices("the column is there twice", name, 1, column)
    kind = max(KINDS, key=lambda words: sum(word in header for word in words) / len(words))
    if not any(word in header for word in kind):
        wanted = " or ".join(",".join(words) for words in KINDS)
        raise BadPrices(f"no prices here: the header needs {wanted}", name, 1)
    for word in kind:
        if word not in header:
            raise BadPrices(f"the column is missing ({','.join(kind)} are needed)", name, 1, word)
    times = [word for word in TIMES if word in header]
    if not times:
        raise BadPrices(f"the column is missing (or {', '.join(TIMES[1:])})", name, 1, TIMES[0])
    return kind, tuple(header.index(word) for word in kind), header.index(times[0])


def _trade(row: int, at: datetime, numbers: list[Decimal], symbols: tuple[str, ...]) -> Row:
    return Trade(row, at, numbers[0], numbers[1], symbols)


def _quote(row: int, at: datetime, numbers: list[Decimal], symbols: tuple[str, ...]) -> Row:
    return Quote(row, at, numbers[0], numbers[1], numbers[2], numbers[3], symbols)


def _candle(row: int, at: datetime, numbers: list[Decimal], symbols: tuple[str, ...]) -> Row:
    start, high, low, end = numbers
    if not (low <= start <= high and low <= end <= high):
        _refuse(f"open {start} and close {end} must lie between low {low} and high {high}")
    return Candle(row, at, start, high, low, end, symbols)


_MAKERS = dict(zip(KINDS, (_trade, _quote, _candle), strict=True))


def _number(text: str, column: str) -> Decimal:
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        _refuse(f"{_shown(text)} is not a number" if text else "missing")
    number = Decimal(text)
    if number < 0:
        _refuse(f"{_shown(text)} is negative")
    if not number and column not in _SIZES:
        _refuse("a price of 0")
    if number and not _LEAST <= number <= _MOST:
        _refuse(f"{_shown(text)} is no price or size of this world")
    return number


def _time(text: str) -> datetime:
    """ISO (UTC where it names no zone), or a number of s, ms, µs or ns by its size."""
    text = text.strip()
    try:
        if _MOMENT.fullmatch(text):
            return _UNIX + timedelta(microseconds=_micros(Decimal(text)))
        at = datetime.fromisoformat(text)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        _refuse(f"{_shown(text)} is not a time" if text else "missing")


def _micros(number: Decimal) -> int:
    for bound, factor in _UNITS:
        if number < bound:
            return int(number * factor)
    return int(number) // 1000


def _shown(text: str) -> str:
    return repr(text if len(text) <= 30 else text[:29] + "…")


def _refuse(what: str) -> NoReturn:
    raise _BadCell(what)

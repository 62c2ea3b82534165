"""Feeding a venue: every row at its time, candles along their path, and time that never runs backwards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.clock import EPOCH, VirtualClock, run_virtual
from adapters.prices import Candle, PriceSource, Quote, Retimed, Row, Trade, feed
from adapters.prices_walk import SyntheticWalk

BTC = ("BTC/USDT:USDT",)


def at(seconds: float) -> datetime:
    return EPOCH + timedelta(seconds=seconds)


class Listed:
    """A source that is a list."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows

    @property
    def symbols(self) -> tuple[str, ...]:
        return BTC

    def first(self, symbol: str) -> Decimal:
        return Decimal(len(symbol))

    async def __aiter__(self) -> AsyncIterator[Row]:
        for row in self.rows:
            yield row


class Heard:
    """A venue that writes down what it is told, and when that was by the clock (seconds since the epoch)."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self.lines: list[tuple[object, ...]] = []

    def _note(self, kind: str, at: datetime, *rest: object) -> None:
        self.lines.append((kind, (self.clock.now() - EPOCH).total_seconds(), (at - EPOCH).total_seconds(), *rest))

    def trade(self, symbol: str, price: Decimal, qty: Decimal, at: datetime, row: int) -> None:
        self._note("trade", at, symbol, price, qty, row)

    def quote(
        self, symbol: str, bid: Decimal, ask: Decimal, bid_size: Decimal, ask_size: Decimal, at: datetime, row: int
    ) -> None:
        self._note("quote", at, symbol, bid, ask, bid_size, ask_size, row)

    def gap(self, symbol: str, price: Decimal, at: datetime, row: int) -> None:
        self._note("gap", at, price, row, symbol)

    def move(self, symbol: str, price: Decimal, at: datetime, row: int) -> None:
        self._note("move", at, price, row, symbol)


def fed(source: PriceSource) -> tuple[list[tuple[object, ...]], list[int]]:
    async def story(clock: VirtualClock) -> tuple[list[tuple[object, ...]], list[int]]:
        venue, seen = Heard(clock), []
        count = await feed(source, venue, clock, lambda row: seen.append(row.row))
        assert count == len(seen)
        return venue.lines, seen

    return run_virtual(story)


def trade(row: int, seconds: float, price: int = 100, symbols: tuple[str, ...] = BTC) -> Trade:
    return Trade(row, at(seconds), Decimal(price), Decimal(2), symbols)


def candle(row: int, seconds: float, *prices: int) -> Candle:
    o, h, lo, c = map(Decimal, prices)
    return Candle(row, at(seconds), o, h, lo, c, BTC)


def test_trades_and_quotes_arrive_at_their_time_for_every_symbol() -> None:
    quote = Quote(1, at(3), Decimal(9), Decimal(10), Decimal(1), Decimal(2), BTC)
    lines, seen = fed(Listed([trade(0, 1.5, symbols=("A", "B")), quote, trade(2, 3)]))
    assert lines == [
        ("trade", 1.5, 1.5, "A", 100, 2, 0),
        ("trade", 1.5, 1.5, "B", 100, 2, 0),
        ("quote", 3, 3, BTC[0], 9, 10, 1, 2, 1),
        ("trade", 3, 3, BTC[0], 100, 2, 2),
    ]
    assert seen == [0, 1, 2]


@pytest.mark.parametrize(
    ("prices", "path"),
    [
        ((10, 11, 7, 9), [10, 11, 7, 9]),  # the high is nearer
        ((10, 13, 9, 11), [10, 9, 13, 11]),  # the low is nearer
        ((10, 12, 8, 9), [10, 8, 12, 9]),  # neither is
        ((10, 10, 10, 10), [10, 10, 10, 10]),
    ],
)
def test_a_candle_goes_to_its_nearer_end_first(prices: tuple[int, ...], path: list[int]) -> None:
    lines, _ = fed(Listed([candle(0, 0, *prices)]))
    assert [line[3] for line in lines] == path
    assert [line[0] for line in lines] == ["gap", "move", "move", "move"]
    assert [line[1] for line in lines] == [0, 15, 30, 45]


def test_a_candle_lasts_until_the_next_row_and_a_minute_at_most() -> None:
    rows = [candle(0, 0, 5, 6, 4, 5), candle(1, 8, 5, 6, 4, 5), candle(2, 3600, 5, 6, 4, 5)]
    lines, seen = fed(Listed(rows))
    assert [line[1] for line in lines] == [0, 2, 4, 6, 8, 23, 38, 53, 3600, 3615, 3630, 3645]
    assert [line[1] for line in lines] == [line[2] for line in lines]
    assert seen == [0, 1, 2]


def test_the_last_candle_is_as_long_as_the_one_before() -> None:
    lines, _ = fed(Listed([candle(0, 0, 5, 6, 4, 5), candle(1, 4, 5, 6, 4, 5)]))
    assert [line[1] for line in lines] == [0, 1, 2, 3, 4, 5, 6, 7]


@given(st.lists(st.tuples(st.integers(0, 500), st.booleans()), max_size=25))
def test_the_venues_time_never_runs_backwards_and_follows_the_clock(shape: list[tuple[int, bool]]) -> None:
    rows: list[Row] = [
        candle(n, second / 4, 10, 12, 9, 11) if is_candle else trade(n, second / 4)
        for n, (second, is_candle) in enumerate(shape)
    ]
    lines, seen = fed(Listed(rows))
    times = [line[2] for line in lines]
    assert times == sorted(times, key=float)  # type: ignore[arg-type]  # seconds, noted as objects
    assert times == [line[1] for line in lines]
    assert seen == list(range(len(rows)))


def test_others_get_a_turn_between_rows_of_one_time() -> None:
    turns: list[object] = []

    async def other() -> None:
        for n in range(3):
            turns.append(("other", n))
            await asyncio.sleep(0)

    async def story(clock: VirtualClock) -> None:
        task = asyncio.create_task(other())
        await feed(Listed([trade(n, 0) for n in range(3)]), Heard(clock), clock, lambda row: turns.append(row.row))
        await task

    run_virtual(story)
    assert turns == [("other", 0), 0, ("other", 1), 1, ("other", 2), 2]


@pytest.mark.parametrize(
    ("speed", "times"), [("1", [100, 104, 110]), ("4", [100, 101, 102.5]), ("0.5", [100, 108, 120])]
)
def test_a_recording_plays_from_now_at_any_speed(speed: str, times: list[float]) -> None:
    source = Retimed(Listed([trade(0, 7), trade(1, 11), trade(2, 17)]), at(100), Decimal(speed))
    assert source.symbols == BTC
    assert source.first("abc") == 3
    lines, _ = fed(source)
    assert [line[1] for line in lines] == times
    with pytest.raises(ValueError, match="speed"):
        Retimed(source, at(0), Decimal(0))


def test_the_walk_feeds_for_as_long_as_it_is_left_to() -> None:
    async def story(clock: VirtualClock) -> int:
        venue = Heard(clock)
        feeding = asyncio.create_task(feed(SyntheticWalk(clock.now()), venue, clock))
        await clock.sleep(60.1)
        feeding.cancel()
        return len(venue.lines)

    assert run_virtual(story) == 241 * 4

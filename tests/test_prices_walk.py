"""The synthetic walk: the same for ever, on its ticks and lots, lively but never lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.prices import BadPrices, Trade
from adapters.prices_walk import SYMBOLS, SyntheticWalk

START = datetime(2024, 1, 1, tzinfo=UTC)


GOLDEN = [
    (0, "BTC/USDT:USDT", "60000.0", "0.015"),
    (0, "ETH/USDT:USDT", "3000.00", "0.208"),
    (1, "BTC/USDT:USDT", "60000.0", "0.042"),
    (1, "ETH/USDT:USDT", "2998.08", "0.752"),
    (2, "BTC/USDT:USDT", "60024.0", "0.003"),
    (2, "ETH/USDT:USDT", "2998.32", "0.256"),
    (3, "BTC/USDT:USDT", "60014.4", "0.058"),
    (3, "ETH/USDT:USDT", "2996.16", "0.864"),
]
FAR = [("61565.9", "0.022"), ("2877.81", "0.912")]


def trades(n: int, symbols: tuple[str, ...] = SYMBOLS, seed: int = 1) -> list[Trade]:
    rows = list(islice(SyntheticWalk(START, symbols, seed), n))
    assert all(isinstance(row, Trade) for row in rows)
    return [row for row in rows if isinstance(row, Trade)]


def test_seed_1_is_the_same_for_ever() -> None:
    shown = [(row.row, row.symbols[0], str(row.price), str(row.qty)) for row in trades(8)]
    assert shown == GOLDEN
    far = trades(20_002)[-2:]
    assert [(str(row.price), str(row.qty)) for row in far] == FAR


def test_a_coin_walks_alike_whoever_walks_beside_it() -> None:
    together = [row for row in trades(200) if "BTC/USDT" in row.symbols]
    alone = trades(100, ("BTC/USDT",))
    assert [(row.row, row.at, row.price, row.qty) for row in together] == [
        (row.row, row.at, row.price, row.qty) for row in alone
    ]
    assert together[0].symbols == ("BTC/USDT:USDT", "BTC/USDT")


def test_another_seed_walks_elsewhere() -> None:
    assert [row.price for row in trades(50)] != [row.price for row in trades(50, seed=2)]


def test_rows_are_a_quarter_of_a_second_apart_and_start_at_the_known_prices() -> None:
    rows = trades(6)
    assert [row.at - START for row in rows] == [timedelta(milliseconds=250 * (n // 2)) for n in range(6)]
    walk = SyntheticWalk(START)
    assert [walk.first(symbol) for symbol in walk.symbols] == [60000, 3000, 60000, 3000]
    assert [rows[0].price, rows[1].price] == [60000, 3000]


@settings(max_examples=20, deadline=None)
@given(st.integers(-(10**9), 10**9))
def test_prices_lie_on_the_tick_sizes_on_the_lot_and_some_are_small(seed: int) -> None:
    for symbol, tick, small in (("BTC/USDT:USDT", "0.1", "0.02"), ("ETH/USDT:USDT", "0.01", "0.3")):
        rows = trades(400, (symbol,), seed)
        assert all(row.price > 0 and row.price % Decimal(tick) == 0 for row in rows)
        assert all(row.qty > 0 and row.qty % Decimal("0.001") == 0 for row in rows)
        assert sum(row.qty < Decimal(small) for row in rows) > 40
        assert sum(row.qty > 10 * Decimal(small) for row in rows) > 10


@pytest.mark.parametrize("symbol", ["BTC/USDT:USDT", "ETH/USDT:USDT"])
@pytest.mark.parametrize("seed", range(1, 6))
def test_a_close_bracket_is_decided_within_seconds(symbol: str, seed: int) -> None:
    prices = [row.price for row in trades(120, (symbol,), seed)]  # 30 s
    furthest = max(abs(price / prices[0] - 1) for price in prices)
    assert Decimal("0.001") < furthest < Decimal("0.02")


def test_it_never_strays_far_in_a_day() -> None:
    prices = [row.price for row in trades(4 * 86_400, ("ETH/USDT",))]
    assert 2400 < min(prices) < 2990
    assert 3010 < max(prices) < 3750


@pytest.mark.parametrize("symbol", ["SOL/USDT", "BTC/EUR", "BTCUSDT"])
def test_an_unknown_coin_is_refused_by_name(symbol: str) -> None:
    with pytest.raises(BadPrices, match=f"not {symbol}$"):
        SyntheticWalk(START, (symbol,))


def test_it_needs_an_aware_start_and_time_between_rows() -> None:
    with pytest.raises(ValueError, match="aware"):
        SyntheticWalk(datetime(2024, 1, 1))  # noqa: DTZ001  # the mistake under test
    with pytest.raises(ValueError, match="apart"):
        SyntheticWalk(START, every=timedelta())
    with pytest.raises(KeyError):
        SyntheticWalk(START, ("BTC/USDT",)).first("ETH/USDT")

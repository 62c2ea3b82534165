"""Which markets there are, what people call them, and what an unknown one is made of."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.exchanges.paper.markets import Markets, derived, symbol_of
from core.ports import UnknownSymbol

NAMES = [
    ("BTCUSDT", "BTC/USDT:USDT", "BTC/USDT"),
    ("btcusdt", "BTC/USDT:USDT", "BTC/USDT"),
    ("BTC/USDT", "BTC/USDT:USDT", "BTC/USDT"),
    ("BTC-USDT", "BTC/USDT:USDT", "BTC/USDT"),
    ("#BTC", "BTC/USDT:USDT", "BTC/USDT"),
    ("BTC", "BTC/USDT:USDT", "BTC/USDT"),
    ("BINANCE:BTCUSDT", "BTC/USDT:USDT", "BTC/USDT"),
    ("BTC/USDT:USDT", "BTC/USDT:USDT", None),
    ("BTCUSDT.P", "BTC/USDT:USDT", None),
    ("BINANCE:BTCUSDT.P", "BTC/USDT:USDT", None),
    ("BTCUSDTPERP", "BTC/USDT:USDT", None),
    ("1000PEPEUSDT", "1000PEPE/USDT:USDT", "1000PEPE/USDT"),
    ("ETHBTC", "ETH/BTC:BTC", "ETH/BTC"),
    ("USDCUSDT", "USDC/USDT:USDT", "USDC/USDT"),
    ("", None, None),
    ("#", None, None),
    ("BTC/", None, None),
    ("ВТСUSDT", None, None),  # Cyrillic letters that look like Latin ones
]


@pytest.mark.parametrize(("name", "swap", "spot"), NAMES)
def test_names(name: str, swap: str | None, spot: str | None) -> None:
    assert symbol_of(name, spot=False) == swap
    assert symbol_of(name, spot=True) == spot


@pytest.mark.parametrize(
    ("name", "spot", "nearest"),
    [("BTCUSD", False, "BTC/USDT:USDT"), ("ETHUSTD", False, "ETH/USDT:USDT"), ("BTCUSDT.P", True, "BTC/USDT")],
)
def test_unknown_names_come_with_the_nearest(name: str, spot: bool, nearest: str) -> None:
    with pytest.raises(UnknownSymbol) as caught:
        Markets().resolve(name, spot)
    assert (caught.value.name, caught.value.nearest[0]) == (name, nearest)


@pytest.mark.parametrize("name", ["FOO", "FOOUSDT", "XRPUSDT", "DOGE", "FTMUSDT"])
def test_what_is_not_close_is_not_suggested_and_what_there_is_is_listed(name: str) -> None:
    with pytest.raises(UnknownSymbol) as caught:
        Markets().resolve(name, spot=False)
    assert caught.value.nearest == ()
    assert caught.value.hint == "there are BTC/USDT:USDT, ETH/USDT:USDT"


FIGURES = [
    ("BTC/USDT:USDT", "0.1", "0.001", "100", "0.0002", "0.0005", True),
    ("ETH/USDT:USDT", "0.01", "0.001", "20", "0.0002", "0.0005", True),
    ("BTC/USDT", "0.01", "0.00001", "5", "0.001", "0.001", False),
]


@pytest.mark.parametrize(("symbol", "tick", "lot", "notional", "maker", "taker", "exempt"), FIGURES)
def test_the_promised_figures(
    symbol: str, tick: str, lot: str, notional: str, maker: str, taker: str, exempt: bool
) -> None:
    one = Markets()[symbol]
    assert (one.tick, one.lot, one.min_notional) == (Decimal(tick), Decimal(lot), Decimal(notional))
    assert (one.maker, one.taker, one.reduce_only_exempt) == (Decimal(maker), Decimal(taker), exempt)
    assert one.fee_in_base is one.spot


@pytest.mark.parametrize(
    ("symbol", "price", "tick", "lot"),
    [
        ("SOL/USDT:USDT", "150", "0.001", "0.01"),
        ("SOL/USDT:USDT", "150.0625", "0.0001", "0.01"),
        ("DOGE/USDT", "0.0712", "0.0000001", "1"),
        ("XBT/EUR:EUR", "61837.63000000", "0.01", "0.0001"),
    ],
)
def test_markets_made_from_their_first_price(symbol: str, price: str, tick: str, lot: str) -> None:
    made = Markets().ensure(symbol, Decimal(price))
    assert (made.tick, made.lot, made.min_qty) == (Decimal(tick), Decimal(lot), Decimal(lot))
    assert (made.symbol, made.spot) == (symbol, ":" not in symbol)


@given(st.decimals("0.00000001", "1000000", places=8).filter(bool))
def test_a_made_market_can_trade_at_its_first_price(price: Decimal) -> None:
    made = derived("X/USDT", price)
    assert price % made.tick == 0
    assert made.lot * price <= 10


@pytest.mark.parametrize("price", ["0", "-1", "NaN", "Infinity"])
def test_no_market_is_made_of_nonsense(price: str) -> None:
    with pytest.raises(ValueError, match="cannot list"):
        Markets().ensure("SOL/USDT", Decimal(price))

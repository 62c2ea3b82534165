"""Rounding never loosens protection and never makes up quantity."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.instrument import Instrument, to_step
from core.orders import PositionSide, Side
from tests.core.build import LONG, SHORT, SPOT, SWAP, D

FIXED = settings(derandomize=True, database=None, deadline=None, max_examples=200)
TICKS = ["0.1", "0.01", "0.05", "0.25", "2.5", "5", "0.00000001", "0.003"]
prices = st.decimals("0.00000001", "99999999", places=8)
steps = st.sampled_from(TICKS).map(Decimal)
sides = st.sampled_from(PositionSide)


@pytest.mark.parametrize(
    ("price", "tick", "up", "down"),
    [
        ("58800.01", "0.1", "58800.1", "58800"),
        ("58800.1", "0.1", "58800.1", "58800.1"),
        ("58800.99", "0.25", "58801", "58800.75"),
        ("7", "2.5", "7.5", "5"),
        ("0.000000015", "0.00000001", "0.00000002", "0.00000001"),
    ],
)
def test_toward_the_earlier_exit(price: str, tick: str, up: str, down: str) -> None:
    market = replace(SWAP, tick=D(tick))
    assert market.stop_trigger(D(price), LONG) == D(up)
    assert market.stop_trigger(D(price), SHORT) == D(down)
    assert market.target_price(D(price), LONG) == D(down)
    assert market.target_price(D(price), SHORT) == D(up)
    assert market.break_even(D(price), LONG) == D(up)
    assert market.break_even(D(price), SHORT) == D(down)
    assert market.limit_price(D(price), Side.BUY) == D(down)
    assert market.limit_price(D(price), Side.SELL) == D(up)


@FIXED
@given(price=prices, tick=steps, side=sides)
def test_prices_move_less_than_a_tick_and_only_to_safety(price: Decimal, tick: Decimal, side: PositionSide) -> None:
    market = replace(SWAP, tick=tick)
    stop, target = market.stop_trigger(price, side), market.target_price(price, side)
    assert stop % tick == target % tick == 0
    assert 0 <= side.sign * (stop - price) < tick
    assert 0 <= side.sign * (price - target) < tick
    buy, sell = market.limit_price(price, Side.BUY), market.limit_price(price, Side.SELL)
    assert 0 <= price - buy < tick
    assert 0 <= sell - price < tick


@FIXED
@given(quantity=prices, lot=steps)
def test_quantities_round_down_and_boundaries_to_the_nearest(quantity: Decimal, lot: Decimal) -> None:
    market = replace(SWAP, lot=lot)
    down, near = market.floor_qty(quantity), market.boundary(quantity)
    assert 0 <= quantity - down < lot
    assert -lot / 2 < quantity - near <= lot / 2 or quantity - near == -lot / 2
    assert market.on_lot(down)
    assert market.on_lot(near)
    assert market.floor_qty(down) == down


@pytest.mark.parametrize(
    ("quantity", "nearest"), [("0.0104", "0.010"), ("0.0105", "0.011"), ("0.0106", "0.011"), ("0.0005", "0.001")]
)
def test_half_goes_up(quantity: str, nearest: str) -> None:
    assert SWAP.boundary(D(quantity)) == D(nearest)


@FIXED
@given(value=prices, step=steps, times=st.integers(1, 10**6))
def test_whole_steps_stay_as_they_are(value: Decimal, step: Decimal, times: int) -> None:
    exact = step * times
    for rounding in ("ROUND_FLOOR", "ROUND_CEILING", "ROUND_HALF_UP"):
        assert to_step(exact, step, rounding) == exact
        assert to_step(value, step, rounding) % step == 0


@pytest.mark.parametrize(
    ("market", "quantity", "price", "alone"),
    [
        (SWAP, "0.001", "1", True),  # reduce-only is exempt from the minimum of 100
        (SWAP, "0.0009", "60000", False),
        (SPOT, "0.0001", "50000", True),  # worth exactly 5
        (SPOT, "0.0001", "49999.99", False),
        (SPOT, "0.000009", "9999999", False),
    ],
)
def test_what_may_be_an_order_of_its_own(market: Instrument, quantity: str, price: str, alone: bool) -> None:
    assert market.exit_stands_alone(D(quantity), D(price)) is alone

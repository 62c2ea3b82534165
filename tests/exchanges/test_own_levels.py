"""A position's own stop and target, as each exchange that has them tells them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from adapters.exchanges.listed import dialect_of
from adapters.exchanges.positions import position_facts
from core.orders import PositionSide
from tests.exchanges.intents import D
from tests.exchanges.markets import MARKETS
from tests.exchanges.recorder import wire
from tests.exchanges.test_bybit import position

BYBIT = json.loads(position(stop="58000", target="63000"))["result"]["list"][0]
BITGET = {"symbol": "BTCUSDT", "holdSide": "long", "total": "0.01", "openPriceAvg": "60000", "marginCoin": "USDT"}
COINEX = {"position_id": 246, "market": "BTCUSDT", "market_type": "FUTURES", "side": "long", "open_interest": "0.01"}


@pytest.mark.parametrize(
    ("name", "info", "stop", "target"),
    [
        ("Bybit_F", BYBIT, "58000", "63000"),
        ("Bybit_F", BYBIT | {"stopLoss": "", "takeProfit": "0"}, None, None),
        ("Bitget_F", BITGET | {"stopLoss": "58000", "takeProfit": ""}, "58000", None),
        ("Bitget_F", BITGET, None, None),
        ("CoinEx_F", COINEX | {"stop_loss_price": "58000", "take_profit_price": "63000"}, "58000", "63000"),
        ("CoinEx_F", COINEX | {"stop_loss_price": "0", "take_profit_price": "-1"}, None, None),
    ],
)
def test_levels_that_are_set_are_told(name: str, info: dict[str, Any], stop: str | None, target: str | None) -> None:
    row = next(row for row in MARKETS if row.name == name)
    dialect = dialect_of(name)
    found = wire(dialect, row.market, cls=row.cls())
    raw = dialect.position(found.client.parse_position(info, found.market.raw))
    (fact,) = position_facts([raw], found.market)
    assert (fact.side, fact.quantity) == (PositionSide.LONG, D("0.01"))
    assert (fact.stop, fact.target) == tuple(None if level is None else D(level) for level in (stop, target))

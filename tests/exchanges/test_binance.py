"""Binance: what ccxt would send instead of a condition, on both markets, and that none of it leaves."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.exchanges.call import Call
from adapters.exchanges.guard import Unguarded
from adapters.exchanges.listed import dialect_of
from core.orders import OrderType, PositionSide
from tests.exchanges.intents import D, order
from tests.exchanges.markets import MARKETS
from tests.exchanges.recorder import record, wire

LONG = PositionSide.LONG
STOP = order("sl", OrderType.STOP, LONG, trigger=D(90000))
TAKE = order("tp1", OrderType.TAKE, LONG, trigger=D(110000))
PAIR = order("tp1", OrderType.PAIR, LONG, price=D(110000), trigger=D(90000))
ATTACHED = {"stopLoss": {"triggerPrice": "90000"}, "takeProfit": {"triggerPrice": "110000"}}


@pytest.mark.parametrize(
    "params",
    [
        {},
        ATTACHED,
        {"stopLoss": {"triggerPrice": "90000"}},
        {"takeProfit": {"triggerPrice": "110000"}},
        {"stopPriceType": "mark"},
        {"stopLossPrice": "90001"},
        {"takeProfitPrice": "90000"},
    ],
    ids=lambda params: " ".join(params) or "nothing",
)
@pytest.mark.parametrize(
    ("name", "one"), [("Binance", PAIR), ("Binance_F", STOP), ("Binance_F", TAKE)], ids=["spot", "stop", "target"]
)
def test_an_exit_that_lost_its_condition_does_not_leave(name: str, one: Any, params: dict[str, Any]) -> None:
    """ccxt takes each of these, and some of them become an order at the market that fills at once."""
    dialect = dialect_of(name)
    found = wire(dialect, next(row.market for row in MARKETS if row.name == name))
    proof = dialect.submit(found.market, one, LONG).proof
    assert proof is not None
    said = {"clientOrderId": one.id} | ({} if name == "Binance" else {"reduceOnly": True}) | params
    call = Call("create_order", (found.market.symbol, "market", "sell", D("0.01"), None, said), proof)
    with pytest.raises(Unguarded, match="nothing was sent"):
        record(found, call)


def test_a_trailing_stop_is_no_stop_at_a_price() -> None:
    dialect = dialect_of("Binance_F")
    found = wire(dialect, next(row.market for row in MARKETS if row.name == "Binance_F"))
    proof = dialect.submit(found.market, STOP, LONG).proof
    said = {"clientOrderId": STOP.id, "reduceOnly": True, "trailingPercent": "1"}
    with pytest.raises(Unguarded, match="nothing was sent"):
        record(found, Call("create_order", (found.market.symbol, "market", "sell", D("0.01"), None, said), proof))

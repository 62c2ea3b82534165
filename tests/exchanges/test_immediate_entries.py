"""Immediate limits where market buys are counted in money, as the exchanges' documents show them afterwards.

What was bought before the rest expired must be read as bought and ended, because that is what is guarded.
"""

from __future__ import annotations

from typing import Any

import pytest

from core.orders import Fill, OrderType, OrdStatus, PositionSide
from tests.exchanges.canned import read
from tests.exchanges.intents import D, order

ENTRY = order("e1", OrderType.IOC, PositionSide.LONG, price=D(101000))
FILLED, CANCELED = OrdStatus.FILLED, OrdStatus.CANCELED


def bitget(status: str, filled: str) -> dict[str, Any]:
    return {
        "symbol": "BTCUSDT",
        "orderId": "1",
        "clientOid": ENTRY.id,
        "price": "101000",
        "size": "0.01",
        "orderType": "limit",
        "side": "buy",
        "status": status,
        "priceAvg": "99990",
        "baseVolume": filled,
        "quoteVolume": str(D(filled) * 99990),
    }


def gate(status: str, filled: str, ended: str = "") -> dict[str, Any]:
    return {
        "id": "62364648575",
        "text": f"t-{ENTRY.id}",
        "create_time_ms": "1763640000000",
        "status": status,
        "currency_pair": "BTC_USDT",
        "type": "limit",
        "account": "spot",
        "side": "buy",
        "amount": "0.01",
        "price": "101000",
        "time_in_force": "ioc",
        "left": str(D("0.01") - D(filled)),
        "filled_total": str(D(filled) * 99990),
        "avg_deal_price": "99990",
        "fee": str(D(filled) / 500),
        "fee_currency": "BTC",
    } | ({"finish_as": ended} if ended else {})


def htx(state: str, filled: str) -> dict[str, Any]:
    return {
        "id": 438398393065481,
        "symbol": "btcusdt",
        "client-order-id": ENTRY.id,
        "amount": "0.01",
        "price": "101000",
        "type": "buy-ioc",
        "field-amount": filled,
        "field-cash-amount": str(D(filled) * 99990),
        "field-fees": str(D(filled) / 500),
        "state": state,
    }


def toobit(status: str, filled: str) -> dict[str, Any]:
    return {
        "symbol": "BTCUSDT",
        "orderId": "2124136467689134848",
        "clientOrderId": ENTRY.id,
        "price": "101000",
        "origQty": "0.01",
        "executedQty": filled,
        "cummulativeQuoteQty": str(D(filled) * 99990),
        "avgPrice": "99990",
        "status": status,
        "timeInForce": "IOC",
        "type": "LIMIT",
        "side": "BUY",
    }


@pytest.mark.parametrize(
    ("name", "info", "status", "filled"),
    [
        ("Bitget", bitget("filled", "0.01"), FILLED, "0.01"),
        ("Bitget", bitget("cancelled", "0.004"), CANCELED, "0.004"),
        ("Bitget", bitget("cancelled", "0"), CANCELED, "0"),
        ("Gate", gate("closed", "0.01", "filled"), FILLED, "0.01"),
        ("Gate", gate("cancelled", "0.004", "ioc"), CANCELED, "0.004"),
        ("Gate", gate("closed", "0.004", "ioc"), CANCELED, "0.004"),
        ("Gate", gate("cancelled", "0", "ioc"), CANCELED, "0"),
        ("HTX", htx("filled", "0.01"), FILLED, "0.01"),
        ("HTX", htx("partial-canceled", "0.004"), CANCELED, "0.004"),
        ("HTX", htx("canceled", "0"), CANCELED, "0"),
        ("Toobit", toobit("FILLED", "0.01"), FILLED, "0.01"),
        ("Toobit", toobit("PARTIALLY_CANCELED", "0.004"), CANCELED, "0.004"),
        ("Toobit", toobit("CANCELED", "0"), CANCELED, "0"),
    ],
)
def test_what_was_bought_and_that_it_has_ended(name: str, info: dict[str, Any], status: OrdStatus, filled: str) -> None:
    (reading,) = read(name, info)
    bought = D(filled)
    assert (reading.id, reading.status, reading.quantity) == (ENTRY.id, status, D("0.01"))
    assert (reading.fill.quantity, reading.fill.value) == (bought, bought * 99990)
    assert reading.fill == Fill(bought, bought * 99990, reading.fill.base_fee)

"""Bitget: records as its documents show them, and looks at what became of a stop."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from adapters.exchanges.listed import dialect_of
from core.orders import Fill, Order, OrderType, OrdStatus, PositionSide
from tests.exchanges.canned import looked, read
from tests.exchanges.intents import AT, ENTRY, D, order
from tests.exchanges.markets import MARKETS
from tests.exchanges.recorder import Wire, wire

LONG = PositionSide.LONG
LIMIT = order("e1", OrderType.LIMIT, LONG, price=ENTRY)
STOP = order("sl", OrderType.STOP, LONG, trigger=D(90000))
OWN = replace(STOP, quantity=None)
OWN_TARGET = order("tp1", OrderType.TAKE, LONG, None, trigger=D(110000))
NEW, FILLED, CANCELED, REJECTED = OrdStatus.NEW, OrdStatus.FILLED, OrdStatus.CANCELED, OrdStatus.REJECTED


def line(name: str) -> Wire:
    return wire(dialect_of(name), next(row.market for row in MARKETS if row.name == name))


# -- records --------------------------------------------------------------------------------------


def swap(state: str, filled: str = "0", **more: Any) -> dict[str, Any]:
    """As "Get Order Detail" of futures shows it."""
    found = {
        "symbol": "BTCUSDT",
        "size": "0.01",
        "orderId": "1111465253393825792",
        "clientOid": LIMIT.id,
        "baseVolume": filled,
        "fee": str(D(filled) * -60),
        "price": "100000",
        "priceAvg": "99990" if D(filled) else "",
        "state": state,
        "side": "buy",
        "force": "gtc",
        "posSide": "net",
        "marginCoin": "USDT",
        "quoteVolume": str(D(filled) * 99990),
        "posMode": "one_way_mode",
        "orderType": "limit",
        "reduceOnly": "NO",
    }
    return found | more


def plan(status: str, one: Order = OWN, **more: Any) -> dict[str, Any]:
    """As "Get Trigger Order List" and its history show a stop or target of a position."""
    found = {
        "planType": "pos_loss",
        "symbol": "BTCUSDT",
        "size": "",
        "orderId": "123",
        "clientOid": one.id,
        "planStatus": status,
        "price": "0",
        "triggerPrice": str(one.trigger),
        "triggerType": "fill_price",
        "side": "sell",
        "posSide": "net",
        "posMode": "one_way_mode",
        "orderType": "market",
    }
    return found | more


@pytest.mark.parametrize(
    ("info", "status", "filled"),
    [
        (swap("live"), NEW, "0"),
        (swap("partially_filled", "0.004"), NEW, "0.004"),
        (swap("filled", "0.01"), FILLED, "0.01"),
        (swap("canceled", "0.004"), CANCELED, "0.004"),
    ],
    ids=lambda value: value["state"] if isinstance(value, dict) else None,
)
def test_futures(info: dict[str, Any], status: OrdStatus, filled: str) -> None:
    (reading,) = read("Bitget_F", info)
    quantity = D(filled)
    assert reading.status is status
    assert reading.fill == Fill(quantity, quantity * 99990, D(0), quantity * 60)


def test_spot_takes_its_fee_from_the_coin() -> None:
    fee = {"newFees": {"t": -0.00001}, "BTC": {"deduction": False, "feeCoinCode": "BTC", "totalFee": -0.00001}}
    info = {
        "symbol": "BTCUSDT",
        "orderId": "1",
        "clientOid": LIMIT.id,
        "price": "100000",
        "size": "0.01",
        "orderType": "limit",
        "side": "buy",
        "status": "filled",
        "priceAvg": "99990",
        "baseVolume": "0.01",
        "quoteVolume": "999.9",
        "feeDetail": json.dumps(fee),
    }
    (reading,) = read("Bitget", info)
    assert (reading.status, reading.fill, reading.charged) == (
        FILLED,
        Fill(D("0.01"), D("999.900"), D("0.00001")),
        True,
    )


@pytest.mark.parametrize(
    ("status", "read_as", "triggered"),
    [
        ("live", NEW, False),
        ("not_trigger", NEW, False),
        ("executing", NEW, True),
        ("executed", NEW, True),
        ("cancelled", CANCELED, False),
        ("fail_trigger", REJECTED, False),
        ("fail_execute", REJECTED, False),
    ],
)
def test_a_condition_never_fills(status: str, read_as: OrdStatus, triggered: bool) -> None:
    info = plan(status, STOP, size="0.01", baseVolume="0.01", priceAvg="89990", executeOrderId="777")
    (reading,) = read("Bitget_F", info)
    assert (reading.status, reading.triggered, reading.stop, reading.fill) == (read_as, triggered, True, Fill())
    assert reading.follow == ("777" if triggered else "")


def test_another_persons_order_is_not_ours() -> None:
    assert read("Bitget_F", swap("live", clientOid="1111465253431574529")) == ()


def test_over_the_stream_totals_are_totals() -> None:
    dialect, found = dialect_of("Bitget_F"), line("Bitget_F")
    info = {"clientOid": LIMIT.id, "accBaseVolume": "0.01", "baseVolume": "0.002", "priceAvg": "99990"}
    parsed = {"id": "1", "clientOrderId": LIMIT.id, "status": "closed", "amount": 0.01, "filled": 0.002, "cost": 200}
    (reading,) = dialect.readings(found.market, parsed | {"average": 99990, "info": info})
    assert (reading.status, reading.fill.quantity, reading.fill.value) == (FILLED, D("0.01"), D("999.90"))


# -- looks ----------------------------------------------------------------------------------------


def said(data: Any) -> str:
    return json.dumps({"code": "00000", "msg": "success", "data": data})


def listed(*rows: dict[str, Any]) -> str:
    return said({"entrustedList": list(rows), "endId": ""})


@pytest.mark.parametrize(
    ("pending", "history", "triggers", "missing"),
    [
        ([plan("live"), plan("live", OWN_TARGET, planType="pos_profit")], [], {"90000", "110000"}, set()),
        ([plan("live", triggerPrice="91000")], [], {"91000"}, {OWN_TARGET.id}),
        ([], [], set(), {OWN.id, OWN_TARGET.id}),
        ([plan("live", clientOid="someone")], [plan("executed", clientOid="someone")], set(), {OWN.id, OWN_TARGET.id}),
    ],
    ids=["both", "moved by hand", "neither", "another's"],
)
def test_the_positions_own_stop_and_target(
    pending: list[dict[str, Any]], history: list[dict[str, Any]], triggers: set[str], missing: set[str]
) -> None:
    answers = [("plan-pending", listed(*pending)), ("plan-history", listed(*history)), ("position", said([]))]
    look = looked("Bitget_F", [OWN, OWN_TARGET], [*answers, ("orders-pending", listed())])
    assert {r.trigger for r in look.reports} == {D(price) for price in triggers}
    assert all(r.status is NEW and r.quantity is None for r in look.reports)
    assert set(look.missing) == missing


def test_a_triggered_stop_is_followed_to_the_order_it_became() -> None:
    sold = swap("filled", "0.01", orderId="777", clientOid="777", side="sell", orderType="market", priceAvg="89990")
    answers = [
        ("plan-history", listed(plan("executed", executeOrderId="777"))),
        ("plan-pending", listed()),
        ("orders-pending", listed()),
        ("orderId=777", said(sold | {"quoteVolume": "899.9"})),
        ("position", said([])),
    ]
    (report,) = looked("Bitget_F", [OWN], answers).reports
    assert (report.status, report.triggered, report.trigger) == (FILLED, True, D(90000))
    assert report.stopped == Fill(D("0.01"), D("899.900"), D(0), D("0.6"))


def test_a_spot_stop_is_followed_through_the_record_that_names_its_order() -> None:
    condition = {
        "orderId": "55",
        "clientOid": STOP.id,
        "symbol": "BTCUSDT",
        "size": "0.01",
        "planType": "amount",
        "executePrice": "0",
        "triggerPrice": "90000",
        "status": "executed",
        "orderType": "market",
        "side": "sell",
        "cTime": str(int(AT.timestamp() * 1000)),
    }
    fee = {"USDT": {"feeCoinCode": "USDT", "totalFee": -0.9}}
    sold = {
        "symbol": "BTCUSDT",
        "orderId": "777",
        "clientOid": "777",
        "price": "0",
        "size": "0.01",
        "orderType": "market",
        "side": "sell",
        "status": "filled",
        "priceAvg": "89990",
        "baseVolume": "0.01",
        "quoteVolume": "899.9",
        "feeDetail": json.dumps(fee),
    }
    answers = [
        ("current-plan-order", said({"orderList": []})),
        ("history-plan-order", said({"orderList": [condition, condition | {"clientOid": "someone", "orderId": "9"}]})),
        ("planOrderId=55", said([{"orderId": "777", "price": "0", "type": "market", "status": "success"}])),
        ("orderId=777", said([sold])),
        ("", said([])),
    ]
    (report,) = looked("Bitget", [STOP], answers).reports
    assert (report.status, report.triggered) == (FILLED, True)
    assert report.stopped == Fill(D("0.01"), D("899.900"), D(0), D("0.9"))

"""Bybit: requests beside an earlier study, records as its documents show them, and what ccxt would drop."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from adapters.exchanges.call import Call, Refused
from adapters.exchanges.guard import Unguarded
from adapters.exchanges.listed import dialect_of
from adapters.exchanges.reading import report_of
from core.orders import Fill, OrderType, OrdStatus, PositionSide
from tests.exchanges.canned import looked, read
from tests.exchanges.intents import AT, D, order
from tests.exchanges.markets import MARKETS
from tests.exchanges.matrix import Pair, compare
from tests.exchanges.recorder import record, wire

LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
LINEAR, SPOT = ("bybit", "swap"), ("bybit", "spot")
STOP = order("sl", OrderType.STOP, LONG, trigger=D(90000))
OWN = replace(STOP, quantity=None)
OWN_TARGET = order("tp1", OrderType.TAKE, LONG, None, trigger=D(110000))
NEW, FILLED, CANCELED, EXPIRED = OrdStatus.NEW, OrdStatus.FILLED, OrdStatus.CANCELED, OrdStatus.EXPIRED


# -- requests -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pair",
    [
        Pair(
            "Bybit_F",
            "long entry market with its exits",
            LINEAR,
            "attached",
            "orderLinkId positionIdx tpslMode slTriggerBy tpTriggerBy",
            "ours says which position, that its whole is meant, and the price that triggers",
        ),
        Pair(
            "Bybit_F",
            "long position stop",
            LINEAR,
            "tradingstop_full",
            "takeProfit tpOrderType slTriggerBy",
            "stop and target are set one by one, so that each can be moved alone",
        ),
        Pair(
            "Bybit_F",
            "long stop",
            LINEAR,
            "sl_long",
            "orderLinkId positionIdx closeOnTrigger",
            "ours says which position, and makes room where margin is short",
        ),
        Pair("Bybit_F", "long target", LINEAR, "tp_long", "orderLinkId positionIdx", "ours says which position"),
        Pair("Bybit_F", "long find stop", LINEAR, "open_by_link", "orderLinkId limit", "a full page is asked for"),
        Pair("Bybit_F", "long cancel stop", LINEAR, "cancel_by_link", "orderLinkId", "another id"),
        Pair(
            "Bybit",
            "long cancel stop",
            SPOT,
            "cancel_tpsl",
            "orderLinkId orderId orderFilter",
            "our stop is a StopOrder, which locks no coins, and is named by our own id",
        ),
        Pair(
            "Bybit",
            "long stop",
            SPOT,
            "sl_long",
            "orderLinkId orderFilter triggerDirection reduceOnly",
            "the same; on spot neither a direction nor reduce-only is documented",
        ),
    ],
    ids=str,
)
def test_requests_beside_the_study(pair: Pair) -> None:
    compare(pair)


@pytest.mark.parametrize(("side", "index"), [(LONG, 1), (SHORT, 2)])
def test_hedge_mode_names_the_position(side: PositionSide, index: int) -> None:
    dialect = dialect_of("Bybit_F")
    dialect.rules = replace(dialect.rules, hedged=True)
    found = wire(dialect, next(row.market for row in MARKETS if row.name == "Bybit_F"))
    far = D(90000) if side is LONG else D(110000)
    for one in (order("sl", OrderType.STOP, side, trigger=far), order("sl", OrderType.STOP, side, None, trigger=far)):
        (request,) = record(found, dialect.submit(found.market, one, side))
        assert request["body"]["positionIdx"] == index


def test_only_what_belongs_to_the_position_travels_with_an_entry() -> None:
    rung = order("tp1", OrderType.TAKE, LONG, D("0.003"), trigger=D(110000))
    assert dialect_of("Bybit_F").travels(order("e1", OrderType.MARKET, LONG), (OWN, rung)) == (OWN,)


def test_spot_pairs_are_refused_in_plain_words() -> None:
    pair = order("tp1", OrderType.PAIR, LONG, price=D(110000), trigger=D(90000))
    dialect = dialect_of("Bybit")
    market = wire(dialect, next(row.market for row in MARKETS if row.name == "Bybit")).market
    with pytest.raises(Refused, match="links no pairs"):
        dialect.submit(market, pair, LONG)


# -- what ccxt would send instead -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("Bybit_F", {"trailingPercent": "1", "reduceOnly": True}),
        ("Bybit_F", {"takeProfitPrice": "90000"}),
        ("Bybit_F", {"triggerPrice": "90000", "triggerDirection": "ascending", "reduceOnly": True}),
        ("Bybit_F", {"stopLossPrice": "90001"}),
        ("Bybit", {"trailingPercent": "1"}),
        ("Bybit", {"stopLossPrice": "90000"}),
    ],
    ids=["trailing is dropped", "a rise", "the wrong way", "another price", "trailing on spot", "locks the coins"],
)
def test_a_stop_that_is_none_does_not_leave(name: str, params: dict[str, Any]) -> None:
    dialect = dialect_of(name)
    found = wire(dialect, next(row.market for row in MARKETS if row.name == name))
    proof = dialect.submit(found.market, STOP, LONG).proof
    params = {"clientOrderId": STOP.id, "positionIdx": 0} | params
    with pytest.raises(Unguarded, match="nothing was sent"):
        record(found, Call("create_order", (found.market.symbol, "market", "sell", D("0.01"), None, params), proof))


def test_an_entry_that_lost_its_stop_does_not_leave() -> None:
    dialect = dialect_of("Bybit_F")
    found = wire(dialect, next(row.market for row in MARKETS if row.name == "Bybit_F"))
    entry = order("e1", OrderType.MARKET, LONG)
    call = dialect.submit(found.market, entry, LONG, (OWN, OWN_TARGET))
    bare = dialect.submit(found.market, entry, LONG)
    with pytest.raises(Unguarded, match="nothing was sent"):
        record(found, Call(bare.method, bare.args, call.proof))


# -- records --------------------------------------------------------------------------------------


def raw(id: str, status: str, filled: str = "0", **more: Any) -> dict[str, Any]:
    """An order as "Get Open & Closed Orders" shows it."""
    found = {
        "symbol": "BTCUSDT",
        "orderId": "fd4300ae-7847-404e-b947-b46980a4d140",
        "orderLinkId": id,
        "side": "Sell",
        "orderType": "Market",
        "orderStatus": status,
        "price": "0",
        "qty": "0.01",
        "cumExecQty": filled,
        "cumExecValue": str(D(filled) * 89990),
        "avgPrice": "89990" if D(filled) else "",
        "leavesQty": str(D("0.01") - D(filled)),
        "cumFeeDetail": {"USDT": str(D(filled) * 50)} if D(filled) else {},
        "triggerPrice": "",
        "stopOrderType": "",
        "tpslMode": "",
        "positionIdx": 0,
        "createdTime": str(int(AT.timestamp() * 1000)),
        "updatedTime": str(int(AT.timestamp() * 1000)),
    }
    return found | more


@pytest.mark.parametrize(
    ("info", "status", "filled", "triggered"),
    [
        (raw("", "New", orderType="Limit", price="90000"), NEW, "0", False),
        (raw("", "PartiallyFilled", "0.004"), NEW, "0.004", False),
        (raw("", "Filled", "0.01"), FILLED, "0.01", False),
        (raw("", "Cancelled", "0.004"), CANCELED, "0.004", False),
        (raw("", "PartiallyFilledCanceled", "0.004"), EXPIRED, "0.004", False),
        (raw("", "Untriggered", triggerPrice="90000"), NEW, "0", False),
        (raw("", "Deactivated", triggerPrice="90000"), CANCELED, "0", False),
        (raw("", "Triggered", triggerPrice="90000"), NEW, "0", True),
        (raw("", "Filled", "0.01", triggerPrice="90000"), FILLED, "0.01", True),
        (raw("", "Rejected", triggerPrice="90000"), OrdStatus.REJECTED, "0", False),
    ],
    ids=lambda value: value["orderStatus"] if isinstance(value, dict) else None,
)
@pytest.mark.parametrize("name", ["Bybit", "Bybit_F"])
def test_orders(name: str, info: dict[str, Any], status: OrdStatus, filled: str, triggered: bool) -> None:
    (reading,) = read(name, info | {"orderLinkId": STOP.id})
    assert (reading.status, reading.triggered, reading.stop) == (status, triggered, True)
    quantity = D(filled)
    assert reading.fill == Fill(quantity, quantity * 89990, D(0), quantity * 50)
    assert reading.follow == ""


def test_another_persons_order_is_not_ours() -> None:
    assert read("Bybit_F", raw("", "New")) == ()
    assert read("Bybit_F", raw("my-own-id", "New")) == ()


def test_every_coin_of_a_fee_counts() -> None:
    detail = {"MNT": "0.1", "BTC": "0.00001"}  # ccxt reads the first alone
    (reading,) = read(
        "Bybit", raw("b000000pa9", "Filled", "0.01", side="Buy", marketUnit="baseCoin", cumFeeDetail=detail)
    )
    assert (reading.fill.base_fee, reading.fill.quote_fee, reading.charged) == (D("0.00001"), D(0), True)


@pytest.mark.parametrize(("created", "whole"), [("95000", True), ("89000", False), ("90000", False), ("", True)])
def test_a_spot_stop_that_waits_for_a_rise_is_not_relied_on(created: str, whole: bool) -> None:
    info = raw(STOP.id, "Untriggered", triggerPrice="90000", lastPriceOnCreated=created)
    report = report_of(read("Bybit", info))
    assert (report.status, report.whole, report.trigger) == (NEW, whole, D(90000))


# -- the position's own stop ----------------------------------------------------------------------


def listed(*rows: dict[str, Any]) -> str:
    return json.dumps({"retCode": 0, "retMsg": "OK", "result": {"category": "linear", "list": rows}})


def position(size: str = "0.01", side: str = "Buy", stop: str = "", target: str = "") -> str:
    """As "Get Position Info" shows it."""
    one = {"symbol": "BTCUSDT", "positionIdx": 0, "side": side, "size": size, "avgPrice": "100000", "leverage": "10"}
    return listed(one | {"stopLoss": stop, "takeProfit": target, "tpslMode": "Full", "liqPrice": "", "positionIM": ""})


@pytest.mark.parametrize(
    ("answer", "triggers"),
    [
        (position(stop="90000", target="110000"), {OWN.id: "90000", OWN_TARGET.id: "110000"}),
        (position(stop="91000", target="110000"), {OWN.id: "91000", OWN_TARGET.id: "110000"}),
        (position(stop="0", target="110000"), {OWN_TARGET.id: "110000"}),
        (position(stop="", target=""), {}),
        (position(size="0", side="", stop="90000"), {}),
        (position(side="Sell", stop="90000"), {}),
    ],
    ids=["both", "moved by hand", "taken away", "neither", "no position", "another position"],
)
def test_the_position_tells_its_own_stop_and_target(answer: str, triggers: dict[str, str]) -> None:
    look = looked("Bybit_F", [OWN, OWN_TARGET], [("position/list", answer), ("/v5/order/", listed())])
    assert {r.id: r.trigger for r in look.reports} == {id: D(price) for id, price in triggers.items()}
    assert all(r.status is NEW and r.quantity is None for r in look.reports)
    assert set(look.missing) == {OWN.id, OWN_TARGET.id} - set(triggers)


def sold(kind: str, at: datetime = AT + timedelta(minutes=1), **more: Any) -> dict[str, Any]:
    stamp = str(int(at.timestamp() * 1000))
    found = raw("", "Filled", "0.01", triggerPrice="90000", stopOrderType=kind, createdTime=stamp, updatedTime=stamp)
    return found | {"orderId": f"{kind}-1"} | more


@pytest.mark.parametrize(
    ("record", "stopped", "taken"),
    [
        (sold("StopLoss"), "0.01", "0"),
        (sold("TakeProfit"), "0", "0.01"),
        (sold("StopLoss", side="Buy"), None, None),
        (sold("PartialStopLoss"), None, None),
        (sold("StopLoss", AT - timedelta(minutes=1)), None, None),
        (sold("StopLoss") | {"orderStatus": "Deactivated", "cumExecQty": "0"}, None, None),
    ],
    ids=["stop", "target", "another side", "another kind", "an earlier bracket's", "ended with the position"],
)
def test_what_the_position_stop_sold_is_found(record: dict[str, Any], stopped: str | None, taken: str | None) -> None:
    answers = [("position/list", position("0", "")), ("openOnly=1", listed(record)), ("/v5/order/", listed())]
    look = looked("Bybit_F", [OWN, OWN_TARGET], answers)
    if stopped is None or taken is None:
        assert look.reports == ()
        return
    (report,) = look.reports
    assert (report.status, report.triggered) == (FILLED, True)
    assert (report.stopped.quantity, report.taken.quantity) == (D(stopped), D(taken))


def test_the_answer_to_a_position_stop_names_no_order_and_must_say_that_it_is_done() -> None:
    dialect = dialect_of("Bybit_F")
    market = wire(dialect, next(row.market for row in MARKETS if row.name == "Bybit_F")).market
    call = dialect.submit(market, OWN, LONG)
    assert dialect.records(call, {"retCode": 0, "result": {}}, dict) == ()
    assert list(dialect.records(call, "<html>", dict)) == [{}]
    assert list(dialect.records(call, {}, dict)) == [{}]

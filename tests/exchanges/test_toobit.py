"""Toobit: requests beside an earlier study, records as its documents show them, its codes, and what ccxt would drop."""

from __future__ import annotations

import json
from typing import Any

import ccxt
import pytest

from adapters.exchanges.call import Call, Refused
from adapters.exchanges.guard import Unguarded
from adapters.exchanges.listed import dialect_of, record_of
from adapters.exchanges.outcomes import Outcome, classify
from adapters.exchanges.reading import UNNAMED, Unreadable
from adapters.exchanges.record import Mode
from adapters.exchanges.toobit import CODES
from core.orders import Fill, OrderType, OrdStatus, PositionSide, Reason
from tests.exchanges.canned import looked, read
from tests.exchanges.intents import AT, ENTRY, D, order
from tests.exchanges.markets import MARKETS
from tests.exchanges.matrix import Pair, compare
from tests.exchanges.recorder import Wire, record, wire

LONG = PositionSide.LONG
SWAP, SPOT = ("toobit", "swap"), ("toobit", "spot")
LIMIT = order("e1", OrderType.LIMIT, LONG, price=ENTRY)
STOP = order("sl", OrderType.STOP, LONG, trigger=D(90000))
TARGET = order("tp1", OrderType.TAKE, LONG, trigger=D(110000))
NEW, FILLED, CANCELED, REJECTED = OrdStatus.NEW, OrdStatus.FILLED, OrdStatus.CANCELED, OrdStatus.REJECTED


def line(name: str) -> Wire:
    return wire(dialect_of(name), next(row.market for row in MARKETS if row.name == name))


# -- requests -------------------------------------------------------------------------------------

WINDOW = "a request of ours is good for three seconds, and an id of ours goes under its documented name"


@pytest.mark.parametrize(
    "pair",
    [
        Pair("Toobit_F", "long stop", SWAP, "stop_explicit", "newClientOrderId recvWindow", WINDOW),
        Pair("Toobit_F", "long target", SWAP, "stop_explicit", "newClientOrderId recvWindow stopPrice", WINDOW),
        Pair("Toobit_F", "long entry market", SWAP, "market_buy", "newClientOrderId clientOrderId recvWindow", WINDOW),
        Pair(
            "Toobit_F",
            "long cancel stop",
            SWAP,
            "cancel_cid",
            "origClientOrderId clientOrderId type recvWindow",
            "a condition is canceled only if its type is named",
        ),
        Pair(
            "Toobit_F",
            "long find stop",
            SWAP,
            "fetch_cid",
            "origClientOrderId clientOrderId type recvWindow",
            "a condition is found only if its type is named",
        ),
        Pair("Toobit", "long cancel entry limit", SPOT, "cancel_cid", "clientOrderId recvWindow", WINDOW),
        Pair(
            "Toobit",
            "long find entry limit",
            SPOT,
            "fetch_cid",
            "symbol origClientOrderId clientOrderId recvWindow",
            WINDOW,
        ),
    ],
    ids=str,
)
def test_requests_beside_the_study(pair: Pair) -> None:
    compare(pair)


def test_both_lists_are_asked_for_by_type() -> None:
    found = line("Toobit_F")
    calls = dialect_of("Toobit_F").open_lists(found.market)
    assert [record(found, call)[0]["query"]["type"] for call in calls] == ["LIMIT", "STOP"]


def test_spot_rests_nothing_and_says_so_before_anything_is_traded() -> None:
    spot, swap = record_of("toobit"), record_of("toobit_f")
    assert spot is not None
    assert swap is not None
    assert (spot.mode, swap.mode) == (Mode.WATCHED, Mode.SMART)
    assert "nothing protects you while the bot is down" in spot.consent


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (STOP, "no stop orders"),
        (TARGET, "no stop orders"),
        (order("tp1", OrderType.PAIR, LONG, price=D(110000), trigger=D(90000)), "links no pairs"),
        (order("e1", OrderType.MARKET, LONG), "counts market buys in money"),
    ],
    ids=["stop", "target", "pair", "market buy"],
)
def test_what_spot_cannot_express_is_refused(one: Any, words: str) -> None:
    found = line("Toobit")
    with pytest.raises(Refused, match=words):
        dialect_of("Toobit").submit(found.market, one, LONG)


# -- what ccxt would send instead -----------------------------------------------------------------


@pytest.mark.parametrize(
    "params",
    [
        {"stopLossPrice": "90000"},
        {"takeProfitPrice": "90000"},
        {"triggerPrice": "90000"},
        {"trailingPercent": "1"},
        {"stopLoss": {"triggerPrice": "90000"}},
        {"type": "STOP", "priceType": "MARKET", "triggerPrice": "90001"},
        {"type": "STOP", "priceType": "MARKET", "triggerPrice": "90000", "reduceOnly": False},
    ],
    ids=["stop loss", "take profit", "trigger", "trailing", "attached", "another price", "opens"],
)
def test_a_condition_that_closes_at_once_does_not_leave(params: dict[str, Any]) -> None:
    found = line("Toobit_F")
    proof = dialect_of("Toobit_F").submit(found.market, STOP, LONG).proof
    params = {"newClientOrderId": STOP.id, "reduceOnly": True} | params
    with pytest.raises(Unguarded, match="nothing was sent"):
        record(found, Call("create_order", (found.market.symbol, "market", "sell", D(10), None, params), proof))


# -- records --------------------------------------------------------------------------------------


def swap(status: str, filled: str = "0", **more: Any) -> dict[str, Any]:
    """As "Query Order" of futures shows it."""
    found = {
        "time": "1795176000000",
        "updateTime": "1795176000000",
        "orderId": "1289182123551455488",
        "clientOrderId": LIMIT.id,
        "symbol": "BTC-SWAP-USDT",
        "price": "100000",
        "leverage": "2",
        "origQty": "10",
        "executedQty": filled,
        "avgPrice": "99990" if D(filled) else "0",
        "marginLocked": "9.5",
        "type": "LIMIT",
        "side": "BUY_OPEN",
        "timeInForce": "GTC",
        "status": status,
        "priceType": "INPUT",
        "contractMultiplier": "0.001",
    }
    return found | more


def condition(status: str, executed: str = "0", **more: Any) -> dict[str, Any]:
    """As the same shows a STOP order."""
    found = {
        "time": "1795176000000",
        "orderId": "2124136467689134848",
        "clientOrderId": STOP.id,
        "symbol": "BTC-SWAP-USDT",
        "price": "0",
        "origQty": "10",
        "executedOrderId": executed,
        "type": "STOP",
        "side": "SELL_CLOSE",
        "status": status,
        "priceType": "MARKET",
        "stopPrice": "90000",
        "triggerBy": "CONTRACT_PRICE",
        "triggerType": 0,
        "orderType": "STOP_COMMON",
    }
    return found | more


@pytest.mark.parametrize(
    ("info", "status", "contracts"),
    [
        (swap("PENDING_NEW"), NEW, "0"),
        (swap("NEW"), NEW, "0"),
        (swap("PARTIALLY_FILLED", "4"), NEW, "4"),
        (swap("PENDING_CANCEL", "4"), NEW, "4"),
        (swap("FILLED", "10"), FILLED, "10"),
        (swap("CANCELED", "4"), CANCELED, "4"),
        (swap("PARTIALLY_CANCELED", "4"), CANCELED, "4"),
        (swap("REJECTED"), REJECTED, "0"),
    ],
    ids=lambda value: value["status"] if isinstance(value, dict) else None,
)
def test_orders_in_coins(info: dict[str, Any], status: OrdStatus, contracts: str) -> None:
    (reading,) = read("Toobit_F", info)
    coins = D(contracts) / 1000
    assert (reading.status, reading.quantity) == (status, D("0.01"))
    assert (reading.fill, reading.charged) == (Fill(coins, coins * 99990), not coins)


@pytest.mark.parametrize(
    ("status", "executed", "read_as", "triggered", "follow"),
    [
        ("ORDER_NEW", "0", NEW, False, ""),
        ("ORDER_FILLED", "777", NEW, True, "777"),
        ("ORDER_FILLED", "0", NEW, True, UNNAMED),
        ("ORDER_CANCELED", "0", CANCELED, False, ""),
        ("ORDER_REJECTED", "0", REJECTED, False, ""),
        ("ORDER_FAILED", "0", REJECTED, False, ""),
    ],
)
def test_a_condition_never_fills(status: str, executed: str, read_as: OrdStatus, triggered: bool, follow: str) -> None:
    (reading,) = read("Toobit_F", condition(status, executed))
    assert (reading.status, reading.triggered, reading.follow) == (read_as, triggered, follow)
    assert (reading.fill, reading.trigger, reading.quantity, reading.stop) == (Fill(), D(90000), D("0.01"), True)


def test_an_unknown_status_is_not_read() -> None:
    with pytest.raises(Unreadable):
        read("Toobit_F", swap("ODD"))


def test_another_persons_order_is_not_ours() -> None:
    assert read("Toobit_F", condition("ORDER_NEW", clientOrderId="STOP_LONG_LOSS_1767953932496")) == ()


@pytest.mark.parametrize(("filled", "readable"), [("0", True), ("4", False)])
def test_a_fill_on_the_stream_waits_for_its_average(filled: str, readable: bool) -> None:
    dialect, found = dialect_of("Toobit_F"), line("Toobit_F")
    info = {"c": LIMIT.id, "X": "NEW", "z": filled, "p": "100000", "L": "99000"}
    parsed = {"id": "1", "clientOrderId": LIMIT.id, "status": "open", "amount": 10, "filled": D(filled)}
    parsed |= {"price": 99000, "average": 100000, "type": "limit", "info": info}
    if readable:
        (reading,) = dialect.readings(found.market, parsed)
        assert (reading.price, reading.fill) == (D(100000), Fill())
    else:
        with pytest.raises(Unreadable, match="average"):
            dialect.readings(found.market, parsed)


# -- looks ----------------------------------------------------------------------------------------


def trade(order_id: str, id: str, contracts: str) -> dict[str, Any]:
    """As "Account Trade List" of futures shows it."""
    return {
        "time": "1756758426899",
        "id": id,
        "orderId": order_id,
        "symbol": "BTC-SWAP-USDT",
        "price": "89990",
        "qty": contracts,
        "commissionAsset": "USDT",
        "commission": "0.3",
        "type": "LIMIT",
        "side": "SELL_CLOSE",
    }


def test_open_orders_of_both_types_are_seen() -> None:
    answers = [
        ("type=LIMIT", json.dumps([swap("NEW")])),
        ("type=STOP", json.dumps([condition("ORDER_NEW"), condition("ORDER_NEW", clientOrderId="by-hand")])),
        ("positions", "[]"),
    ]
    look = looked("Toobit_F", [LIMIT, STOP], answers)
    assert {(r.id, r.status) for r in look.reports} == {(LIMIT.id, NEW), (STOP.id, NEW)}
    assert look.missing == ()


def test_a_triggered_stop_is_followed_and_pays_for_its_own_trades_only() -> None:
    sold = swap("FILLED", "10", orderId="777", clientOrderId="777", side="SELL_CLOSE", avgPrice="89990")
    trades = [trade("777", "1", "4"), trade("777", "2", "6"), trade("888", "3", "10")]
    answers = [
        ("openOrders", "[]"),
        ("origClientOrderId", json.dumps(condition("ORDER_FILLED", "777"))),
        ("orderId=777", json.dumps(sold)),
        ("userTrades", json.dumps(trades)),
        ("positions", "[]"),
    ]
    (report,) = looked("Toobit_F", [STOP], answers).reports
    assert (report.status, report.triggered, report.trigger) == (FILLED, True, D(90000))
    assert report.stopped == Fill(D("0.010"), D("899.900"), D(0), D("0.6"))


# -- codes ----------------------------------------------------------------------------------------

R = Outcome.REFUSED


@pytest.mark.parametrize(
    ("codes", "outcome", "reason"),
    [
        ("-1141", Outcome.DUPLICATE, Reason.OTHER),
        ("-1131 -1408", R, Reason.MARGIN),
        ("-1111 -1132 -1133 -1134 -1135 -1136 -1137 -1138 -1140 -1148 -1156 -1206 -1217", R, Reason.FILTER),
        ("-1195 -1196 -1197 -1198 -1199 -1200 -1201 -1202 -1203", R, Reason.FILTER),
        ("429 -1003 -1015", R, Reason.BANNED),
        ("-1021", R, Reason.NOT_SENT),
        ("-1016 -1031 -1151 -1157", R, Reason.CLOSED),
        ("-1002 -1022 -1023 -1116 -1117 -1118 -1121 -2010 -2014 -2015 -3002", R, Reason.OTHER),
        ("-2013 -1143 -1142 -1139", Outcome.ABSENT, Reason.OTHER),
        ("-1000 -1001 -1006 -1007 -1146 -1147 -1149 -98765", Outcome.UNKNOWN, Reason.OTHER),
    ],
)
def test_codes(codes: str, outcome: Outcome, reason: Reason) -> None:
    for code in codes.split():
        body = {"code": int(code), "msg": "words"}
        with pytest.raises(ccxt.BaseError) as error:
            ccxt.toobit().handle_errors(400, "Bad Request", "", "POST", {}, json.dumps(body), body, {}, "")
        verdict = classify(error.value, CODES, AT)
        assert (verdict.outcome, verdict.reason) == (outcome, reason), code

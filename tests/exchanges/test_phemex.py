"""Phemex: requests beside an earlier study, records as its documents show them, and what ccxt would drop."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import ccxt
import pytest

from adapters.exchanges.call import Call
from adapters.exchanges.guard import Unguarded
from adapters.exchanges.listed import dialect_of
from adapters.exchanges.outcomes import Outcome, classify
from adapters.exchanges.phemex import CODES, PhemexSwap
from core.orders import Fill, Order, OrderType, OrdStatus, PositionSide, Reason
from tests.exchanges.canned import looked, read
from tests.exchanges.intents import AT, D, order
from tests.exchanges.markets import MARKETS
from tests.exchanges.matrix import Pair, compare
from tests.exchanges.recorder import Wire, record, wire

LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
LINEAR, SPOT = ("phemex", "swap"), ("phemex", "spot")
STOP = order("sl", OrderType.STOP, LONG, trigger=D(90000))
TARGET = order("tp1", OrderType.TAKE, LONG, trigger=D(110000))
ENTRY = order("e1", OrderType.LIMIT, LONG, price=D(100000))
NEW, FILLED, CANCELED = OrdStatus.NEW, OrdStatus.FILLED, OrdStatus.CANCELED
FALL = {"triggerPrice": "90000", "triggerDirection": "descending", "triggerType": "ByLastPrice"}
LAST = "the last price triggers, as everywhere"


def offline(name: str) -> Wire:
    return wire(dialect_of(name), next(row.market for row in MARKETS if row.name == name))


# -- requests -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pair",
    [
        Pair("Phemex_F", "long stop", LINEAR, "sl", "clOrdID triggerType", LAST),
        Pair("Phemex_F", "long target", LINEAR, "tp", "clOrdID triggerType", LAST),
        Pair("Phemex_F", "long find stop", LINEAR, "fetch_cid", "clOrdID", "another id"),
        Pair("Phemex_F", "long cancel stop", LINEAR, "cancel_cid", "clOrdID", "another id"),
        Pair("Phemex", "long stop", SPOT, "sl", "clOrdID", "another id"),
        Pair("Phemex", "long cancel stop", SPOT, "cancel_cid", "clOrdID", "another id"),
    ],
    ids=str,
)
def test_requests_beside_the_study(pair: Pair) -> None:
    compare(pair)


@pytest.mark.parametrize("side", [LONG, SHORT])
def test_hedge_mode_names_the_position(side: PositionSide) -> None:
    found, dialect = offline("Phemex_F"), dialect_of("Phemex_F")
    dialect.rules = replace(dialect.rules, hedged=True)
    far = D(90000) if side is LONG else D(110000)
    stop = order("sl", OrderType.STOP, side, trigger=far)
    (placed,) = record(found, dialect.submit(found.market, stop, side))
    (ended,) = record(offline("Phemex_F"), dialect.cancel(found.market, stop, side))
    assert placed["body"]["posSide"] == ended["query"]["posSide"] == side.value.capitalize()
    assert placed["body"]["reduceOnly"] is True


@pytest.mark.parametrize(("mode", "hedged"), [("OneWay", False), ("Hedged", True)])
def test_the_account_tells_its_position_mode_and_leverage(mode: str, hedged: bool) -> None:
    dialect = dialect_of("Phemex_F")
    assert isinstance(dialect, PhemexSwap)
    assert dialect.hedged({"data": {"positions": [{"symbol": "BTCUSDT", "posMode": mode}]}}) is hedged
    assert dialect.leverage_told([{"leverage": 10.0}]) == D(10)
    assert dialect.leverage_told([]) is None


# -- what ccxt would send instead -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("Phemex_F", {"stopLossPrice": "90000", "reduceOnly": True}),
        ("Phemex_F", {"trailingPercent": "1", "reduceOnly": True}),
        ("Phemex_F", {"stopLoss": {"triggerPrice": 90000}, "reduceOnly": True}),
        ("Phemex_F", FALL | {"closeOnTrigger": True}),
        ("Phemex_F", FALL | {"closeOnTrigger": True, "reduceOnly": True, "triggerDirection": "ascending"}),
        ("Phemex_F", FALL | {"closeOnTrigger": True, "reduceOnly": True, "triggerType": "ByMarkPrice"}),
        ("Phemex", {"stopLossPrice": "90000"}),
        ("Phemex", {"trailingPercent": "1"}),
        ("Phemex", {"triggerPrice": "90001"}),
    ],
    ids=[
        "sold at once",
        "trailing is dropped",
        "attached to a close",
        "may open",
        "the wrong way",
        "by another price",
        "spot: sold at once",
        "spot: trailing is dropped",
        "spot: another price",
    ],
)
def test_a_stop_that_is_none_does_not_leave(name: str, params: dict[str, Any]) -> None:
    found = offline(name)
    proof = dialect_of(name).submit(found.market, STOP, LONG).proof
    sent = {"clientOrderId": STOP.id} | params
    with pytest.raises(Unguarded, match="nothing was sent"):
        record(found, Call("create_order", (found.market.symbol, "market", "sell", D("0.01"), None, sent), proof))


# -- records --------------------------------------------------------------------------------------


def swap(status: str, filled: str = "0", **more: Any) -> dict[str, Any]:
    """An order as the list of open orders shows it."""
    found = {
        "orderID": "ab90a08c",
        "clOrdID": STOP.id,
        "symbol": "BTCUSDT",
        "side": "Sell",
        "orderType": "Market",
        "priceRp": "0",
        "orderQtyRq": "0.01",
        "cumQtyRq": filled,
        "cumValueRv": str(D(filled) * 89990),
        "leavesQtyRq": str(D("0.01") - D(filled)),
        "ordStatus": status,
        "stopPxRp": "0",
        "reduceOnly": True,
        "closedPnlRv": "0",
        "bizError": 0,
    }
    return found | more


@pytest.mark.parametrize(
    ("info", "status", "triggered"),
    [
        (swap("New", orderType="Limit", priceRp="90000"), NEW, False),
        (swap("PartiallyFilled", "0.004"), NEW, False),
        (swap("Filled", "0.01"), FILLED, False),
        (swap("Canceled", "0.004"), CANCELED, False),
        (swap("Untriggered", stopPxRp="90000", leavesQtyRq="0"), NEW, False),
        (swap("Triggered", stopPxRp="90000"), NEW, True),
        (swap("Deactivated", stopPxRp="90000"), CANCELED, False),
        (swap("Filled", "0.01", stopPxRp="90000"), FILLED, True),
        (swap("Rejected", stopPxRp="90000", bizError=11011), OrdStatus.REJECTED, False),
    ],
    ids=lambda value: value["ordStatus"] if isinstance(value, dict) else None,
)
def test_perpetual_orders(info: dict[str, Any], status: OrdStatus, triggered: bool) -> None:
    (reading,) = read("Phemex_F", info)
    filled = D(info["cumQtyRq"])
    assert (reading.status, reading.triggered, reading.stop) == (status, triggered, True)
    assert reading.fill == Fill(filled, filled * 89990)
    assert reading.charged is not bool(filled)
    assert ("11011" in reading.text) is (status is OrdStatus.REJECTED)


def test_the_order_by_id_calls_its_type_by_another_name() -> None:
    info = swap("New", priceRp="110000", ordType="Limit", orderId="1", clOrdId=TARGET.id)
    for name in ("orderType", "orderID", "clOrdID"):
        del info[name]
    (reading,) = read("Phemex_F", info)
    assert (reading.price, reading.venue_ids, reading.stop) == (D(110000), ("1",), False)


def test_another_persons_order_is_not_ours() -> None:
    assert read("Phemex_F", swap("New", clOrdID="")) == ()


def spot(status: str, filled: str = "0", **more: Any) -> dict[str, Any]:
    """A spot order as "Query Orders By Ids" shows it: scaled integers."""
    base = int(D(filled) * 10**8)
    found = {
        "orderID": "d1d09454",
        "clOrdID": STOP.id,
        "symbol": "sBTCUSDT",
        "side": "Sell",
        "ordType": "Stop",
        "ordStatus": status,
        "baseQtyEv": "1000000",
        "quoteQtyEv": 77777,
        "priceEp": 0,
        "stopPxEp": 9000000000000,
        "avgPriceEp": 8999000000000 if base else 0,
        "cumBaseValueEv": base,
        "cumQuoteValueEv": base * 89990,
        "leavesBaseQtyEv": 1000000 - base,
        "cumFeeEv": 89990000 if base else 0,
        "feeCurrency": "USDT",
    }
    return found | more


@pytest.mark.parametrize(
    ("info", "status", "fee", "charged"),
    [
        (spot("Untriggered"), NEW, "0", True),
        (spot("Filled", "0.01"), FILLED, "0.8999", True),
        (spot("Filled", "0.01", avgPriceEp=0), FILLED, "0.8999", True),
        (spot("Canceled", "0.005"), CANCELED, "0.8999", True),
        (spot("Filled", "0.01", feeCurrency="4"), FILLED, "0", False),
    ],
    ids=["waits", "filled", "without an average", "in part", "a coin by number is asked for again"],
)
def test_spot_orders(info: dict[str, Any], status: OrdStatus, fee: str, charged: bool) -> None:
    (reading,) = read("Phemex", info)
    filled = D(info["cumBaseValueEv"]).scaleb(-8)
    assert (reading.status, reading.trigger, reading.charged) == (status, D(90000), charged)
    assert reading.fill == Fill(filled, filled * 89990, D(0), D(fee))


def test_a_buy_pays_in_coins() -> None:
    info = spot("Filled", "0.01", side="Buy", ordType="Limit", stopPxEp=0, clOrdID=ENTRY.id)
    (reading,) = read("Phemex", info | {"feeCurrency": "BTC", "cumFeeEv": 1000})
    assert (reading.fill.base_fee, reading.fill.quote_fee) == (D("0.00001"), D(0))


# -- a look ---------------------------------------------------------------------------------------


def said(*rows: dict[str, Any]) -> str:
    return json.dumps({"code": 0, "msg": "OK", "data": list(rows)})


def trade(id: str, of: str, fee: str) -> dict[str, Any]:
    """As "Query Trades History" of perpetuals shows it."""
    found = {"execID": id, "orderID": of, "execQtyRq": "0.005", "execPriceRp": "89990", "execFeeRv": fee}
    return found | {"currency": "USDT", "tradeType": "Trade", "side": "Sell", "symbol": "BTCUSDT"}


def look(*orders: Order, found: str, trades: str) -> Any:
    answers = [
        ("activeList", json.dumps({"code": 0, "msg": "", "data": {"rows": []}})),
        ("by-order-id", found),
        ("g-futures/trades", trades),
        ("accountPositions", json.dumps({"code": 0, "data": {"account": {}, "positions": []}})),
    ]
    return looked("Phemex_F", orders, answers)


def test_a_filled_stop_is_told_with_the_fees_of_its_own_trades() -> None:
    trades = said(trade("1", "ab90a08c", "0.2"), trade("2", "ab90a08c", "0.3"), trade("3", "another", "7"))
    (report,) = look(STOP, found=said(swap("Filled", "0.01", stopPxRp="90000")), trades=trades).reports
    assert (report.status, report.charged, report.triggered) == (FILLED, True, True)
    assert report.stopped == Fill(D("0.010"), D("899.900"), D(0), D("0.5"))


@pytest.mark.parametrize("found", ["[]", said(), '{"code": 0, "data": {"total": 0, "rows": []}}'])
def test_an_order_that_no_list_knows_is_missing(found: str) -> None:
    assert look(STOP, TARGET, found=found, trades=said()).missing == (STOP.id, TARGET.id)


def test_a_history_that_cannot_be_read_proves_nothing() -> None:
    seen = look(STOP, found='{"code": 0, "data": "later"}', trades=said())
    assert (seen.reports, seen.missing) == ((), ())


# -- errors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "outcome", "reason"),
    [
        (10001, Outcome.DUPLICATE, Reason.OTHER),
        (11085, Outcome.DUPLICATE, Reason.OTHER),
        (10002, Outcome.ABSENT, Reason.OTHER),
        (11062, Outcome.ABSENT, Reason.OTHER),
        (11001, Outcome.REFUSED, Reason.MARGIN),
        (11105, Outcome.REFUSED, Reason.MARGIN),
        (11011, Outcome.REFUSED, Reason.REDUCE_ONLY),
        (11057, Outcome.REFUSED, Reason.REDUCE_ONLY),
        (11043, Outcome.REFUSED, Reason.WOULD_TRIGGER),
        (11044, Outcome.REFUSED, Reason.WOULD_TRIGGER),
        (11058, Outcome.REFUSED, Reason.FILTER),
        (11115, Outcome.REFUSED, Reason.FILTER),
        (11023, Outcome.REFUSED, Reason.LIQUIDATED),
        (11031, Outcome.REFUSED, Reason.OTHER),
        (401, Outcome.REFUSED, Reason.OTHER),
        (11107, Outcome.UNKNOWN, Reason.OTHER),
        (39999, Outcome.UNKNOWN, Reason.OTHER),
    ],
)
def test_errors(code: int, outcome: Outcome, reason: Reason) -> None:
    error = ccxt.ExchangeError(f'phemex {{"code":{code},"msg":"TE_SOMETHING","data":null}}')
    verdict = classify(error, CODES, AT)
    assert (verdict.outcome, verdict.reason, verdict.text) == (outcome, reason, "TE_SOMETHING")

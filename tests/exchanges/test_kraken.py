"""Kraken: requests beside an earlier study, records as its documents show them, and what ccxt would drop."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import ccxt
import pytest

from adapters.exchanges.call import Call
from adapters.exchanges.guard import Unguarded
from adapters.exchanges.listed import dialect_of
from adapters.exchanges.outcomes import Outcome, classify
from core.orders import Fill, OrderType, OrdStatus, PositionSide, Reason
from tests.exchanges.canned import looked, read
from tests.exchanges.intents import D, order
from tests.exchanges.markets import MARKETS
from tests.exchanges.matrix import Pair, compare
from tests.exchanges.recorder import record, wire

LONG = PositionSide.LONG
SPOT, SWAP = ("kraken", "spot"), ("kraken", "swap")
ENTRY = order("e1", OrderType.LIMIT, LONG, price=D(100000))
STOP = order("sl", OrderType.STOP, LONG, trigger=D(90000))
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NEW, FILLED, CANCELED, EXPIRED = OrdStatus.NEW, OrdStatus.FILLED, OrdStatus.CANCELED, OrdStatus.EXPIRED
FENCED = "ours says when it is too late, and in which coin the fee is taken"


@pytest.mark.parametrize(
    "pair",
    [
        Pair("Kraken", "long stop", SPOT, "sl_long", "cl_ord_id oflags deadline", FENCED),
        Pair("Kraken", "long entry market", SPOT, "market_buy", "cl_ord_id oflags deadline", FENCED),
        Pair("Kraken", "long find stop", SPOT, "open_by_cid", "cl_ord_id", "another id"),
        Pair("Kraken", "long cancel stop", SPOT, "cancel_cid", "cl_ord_id", "another id"),
        Pair("Kraken_F", "long stop", SWAP, "sl", "cliOrdId triggerSignal processBefore", "last price, fenced"),
        Pair("Kraken_F", "long target", SWAP, "tp", "cliOrdId processBefore", "ours says when it is too late"),
        Pair("Kraken_F", "long cancel stop", SWAP, "cancel_cid", "cliOrdId order_id", "no order id of None beside it"),
    ],
    ids=str,
)
def test_requests_beside_the_study(pair: Pair) -> None:
    compare(pair)


def test_an_immediate_order_does_not_come_to_rest() -> None:
    dialect = dialect_of("Kraken_F")
    found = wire(dialect, next(row.market for row in MARKETS if row.name == "Kraken_F"))
    (request,) = record(found, dialect.submit(found.market, order("tp1", OrderType.IOC, LONG, price=D(110000)), LONG))
    assert (request["query"]["orderType"], request["query"]["reduceOnly"]) == ("ioc", "true")


# -- what ccxt would send instead -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("Kraken", {"triggerPrice": "90000"}),
        ("Kraken", {"stopLoss": {"triggerPrice": "90000"}}),
        ("Kraken", {"trailingPercent": "1"}),
        ("Kraken", {"takeProfitPrice": "90000"}),
        ("Kraken", {"stopLossPrice": "90001"}),
        ("Kraken_F", {"trailingPercent": "1", "reduceOnly": True}),
        ("Kraken_F", {"stopLoss": {"triggerPrice": "90000"}, "reduceOnly": True}),
        ("Kraken_F", {"takeProfitPrice": "90000"}),
        ("Kraken_F", {"stopLossPrice": "90001"}),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_a_stop_that_is_none_does_not_leave(name: str, params: dict[str, Any]) -> None:
    dialect = dialect_of(name)
    found = wire(dialect, next(row.market for row in MARKETS if row.name == name))
    proof = dialect.submit(found.market, STOP, LONG).proof
    params = {"clientOrderId": STOP.id} | params
    with pytest.raises(Unguarded, match="nothing was sent"):
        record(found, Call("create_order", (found.market.symbol, "market", "sell", D("0.01"), None, params), proof))


# -- spot records ---------------------------------------------------------------------------------


def spot(id: str, kind: str = "limit", **more: Any) -> dict[str, Any]:
    descr = {"pair": "XBTUSDT", "type": "sell", "ordertype": kind, "price": "90000.0", "price2": "0", "order": ""}
    info = {"id": "OE-1", "cl_ord_id": id, "status": "open", "descr": descr, "vol": "0.01000000", "oflags": "fciq"}
    return info | {"vol_exec": "0.00000000", "fee": "0.00000", "price": "0.00000", "misc": ""} | more


@pytest.mark.parametrize(
    ("info", "status", "fill"),
    [
        (spot(ENTRY.id), NEW, Fill()),
        (
            spot(ENTRY.id, vol_exec="0.004", price="100000.0", fee="1.04"),
            NEW,
            Fill(D("0.004"), D(400), D(0), D("1.04")),
        ),
        (
            spot(ENTRY.id, status="closed", vol_exec="0.01", price="99999.0", fee="2.6"),
            FILLED,
            Fill(D("0.01"), D("999.99"), D(0), D("2.6")),
        ),
        (spot(ENTRY.id, status="canceled"), CANCELED, Fill()),
        (spot(ENTRY.id, status="expired"), EXPIRED, Fill()),
        (
            spot(ENTRY.id, status="closed", vol_exec="0.01", price="99999.0", fee="0.00001", oflags="fcib"),
            FILLED,
            Fill(D("0.01"), D("999.99"), D("0.00001")),
        ),
    ],
    ids=["open", "in part", "filled", "canceled", "expired", "fee in the coin itself"],
)
def test_a_spot_order(info: dict[str, Any], status: OrdStatus, fill: Fill) -> None:
    (reading,) = read("Kraken", info)
    assert (reading.id, reading.status, reading.fill, reading.charged) == (ENTRY.id, status, fill, True)


@pytest.mark.parametrize(("misc", "triggered"), [("", False), ("stopped", True), ("liquidated,stopped", True)])
def test_a_triggered_stop_keeps_its_id(misc: str, triggered: bool) -> None:
    (reading,) = read("Kraken", spot(STOP.id, "stop-loss", misc=misc))
    assert (reading.stop, reading.trigger, reading.triggered) == (True, D(90000), triggered)


def test_an_order_that_left_the_open_list_is_found_among_the_closed_and_no_other_is_taken_for_it() -> None:
    closed = spot(STOP.id, "stop-loss", status="closed", vol_exec="0.01", price="89990.0", fee="2.3", misc="stopped")
    other = spot("", "market", status="closed", vol_exec="5", price="1")
    look = looked(
        "Kraken",
        (STOP, ENTRY),
        (
            ("OpenOrders", json.dumps({"error": [], "result": {"open": {}}})),
            ("ClosedOrders", json.dumps({"error": [], "result": {"closed": {"OE-1": closed, "OE-2": other}}})),
            ("Balance", json.dumps({"error": [], "result": {}})),
        ),
    )
    (report,) = look.reports
    assert (report.id, report.status, report.stopped) == (
        STOP.id,
        FILLED,
        Fill(D("0.01"), D("899.9"), D(0), D("2.3")),
    )
    assert look.missing == (ENTRY.id,)


# -- perpetuals -----------------------------------------------------------------------------------


def resting(id: str, kind: str, **more: Any) -> dict[str, Any]:
    info = {"order_id": "59302619", "cliOrdId": id, "symbol": "PF_XBTUSD", "side": "sell", "orderType": kind}
    return info | {"unfilledSize": 0.01, "filledSize": 0, "status": "untouched", "reduceOnly": True} | more


def test_a_resting_stop_of_a_perpetual() -> None:
    (reading,) = read("Kraken_F", resting(STOP.id, "stop", stopPrice=90000))
    assert (reading.status, reading.trigger, reading.triggered, reading.quantity) == (NEW, D(90000), False, D("0.01"))


def test_one_that_triggered_is_an_order_like_others() -> None:
    (reading,) = read("Kraken_F", resting(STOP.id, "ioc"))
    assert (reading.status, reading.triggered) == (NEW, True)


@pytest.mark.parametrize(
    ("status", "filled", "meant"),
    [
        ("TRIGGER_PLACED", "0", NEW),
        ("ENTERED_BOOK", "0", NEW),
        ("CANCELLED", "0", CANCELED),
        ("REJECTED", "0", OrdStatus.REJECTED),
        ("TRIGGER_ACTIVATION_FAILURE", "0", EXPIRED),
        ("FULLY_EXECUTED", "0.01", FILLED),
    ],
)
def test_the_status_of_one_order(status: str, filled: str, meant: OrdStatus) -> None:
    inner = {"orderId": "59302619", "cliOrdId": STOP.id, "symbol": "PF_XBTUSD", "side": "sell", "quantity": "0.01"}
    told = {"order": inner | {"filled": filled, "priceTriggerOptions": {"triggerPrice": "90000"}}, "status": status}
    (reading,) = read("Kraken_F", told)
    assert (reading.status, reading.trigger) == (meant, D(90000))
    assert (reading.priced, reading.charged) == ((False, False) if filled != "0" else (True, True))


def event(kind: str, id: str, filled: str, left: str, **more: Any) -> dict[str, Any]:
    inner = {"uid": "85805e01", "tradeable": "PF_XBTUSD", "quantity": left, "filled": filled, "clientId": id}
    return {"uid": "1", "event": {kind: {"newOrder" if kind == "OrderUpdated" else "order": inner, **more}}}


FILLS = [
    {"fill_id": str(n), "order_id": id, "symbol": "PF_XBTUSD", "side": "sell", "size": size, "price": price}
    | {"fillTime": "2026-11-20T12:00:00Z", "fillType": "taker"}
    for n, (id, size, price) in enumerate((("85805e01", 0.004, 89990), ("85805e01", 0.006, 89980), ("other", 1, 1)))
]


@pytest.mark.parametrize(
    ("events", "fills", "status", "quantity"),
    [
        ([event("OrderUpdated", STOP.id, "0.01", "0", reason="full_fill")], FILLS, FILLED, "0.01"),
        ([event("OrderPlaced", STOP.id, "0.01", "0")], FILLS, FILLED, "0.01"),
        ([event("OrderCancelled", STOP.id, "0.004", "0.006")], FILLS[:1], CANCELED, "0.004"),
        ([event("OrderTriggerCancelled", STOP.id, "0", "0.01")], [], CANCELED, "0"),
        ([event("OrderUpdated", STOP.id, "0.01", "0", reason="full_fill")], FILLS[:1], NEW, "0"),
        ([event("OrderPlaced", STOP.id, "0", "0.01")], [], None, "0"),
        ([event("OrderTriggerActivated", STOP.id, "0", "0.01")], [], None, "0"),
        ([event("OrderUpdated", STOP.id, "0.004", "0.006", reason="partial_fill")], [], None, "0"),
        ([event("OrderCancelled", "", "0", "0.01")], [], None, "0"),
    ],
    ids=[
        "filled",
        "at once",
        "canceled in part",
        "condition canceled",
        "fills come late",
        "placed",
        "triggered",
        "in part",
        "another's",
    ],
)
def test_an_ended_order_is_read_from_the_history_and_its_price_from_the_fills(
    events: list[Any], fills: list[Any], status: OrdStatus | None, quantity: str
) -> None:
    look = looked(
        "Kraken_F",
        (STOP,),
        (
            ("openorders", '{"result": "success", "openOrders": []}'),
            ("orders/status", '{"result": "success", "orders": []}'),
            ("history/v2/orders", json.dumps({"elements": events})),
            ("history/v2/triggers", '{"elements": []}'),
            ("fills", json.dumps({"result": "success", "fills": fills})),
            ("openpositions", '{"result": "success", "openPositions": []}'),
        ),
    )
    if status is None:
        assert look.missing == (STOP.id,)
        return
    (report,) = look.reports
    assert (report.status, report.stopped.quantity) == (status, D(quantity))
    assert D(89980) <= report.stopped.value / D(quantity) <= D(89990) if report.stopped.quantity else True
    assert report.taken == Fill()


def test_a_contract_without_a_preference_is_planned_without_leverage() -> None:
    dialect = dialect_of("Kraken_F")
    assert dialect.leverage_told({"longLeverage": None}) == 1
    assert dialect.leverage_told({"longLeverage": 5}) == 5


# -- outcomes -------------------------------------------------------------------------------------

R, U = Outcome.REFUSED, Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("text", "outcome", "reason"),
    [
        ("EOrder:Insufficient funds", R, Reason.MARGIN),
        ("EOrder:Order minimum not met", R, Reason.FILTER),
        ("EOrder:Cost minimum not met", R, Reason.FILTER),
        ("EOrder:Tick size check failed", R, Reason.FILTER),
        ("EOrder:Invalid price:Invalid price argument", R, Reason.FILTER),
        ("EGeneral:Invalid arguments:volume", R, Reason.FILTER),
        ("EGeneral:Invalid arguments:deadline", R, Reason.OTHER),
        ("EOrder:Unknown order", Outcome.ABSENT, Reason.OTHER),
        ("EOrder:Rate limit exceeded", R, Reason.BANNED),
        ("EAPI:Rate limit exceeded", R, Reason.BANNED),
        ("EGeneral:Temporary lockout", R, Reason.BANNED),
        ("EAPI:Invalid nonce", R, Reason.NOT_SENT),
        ("EService:Market in cancel_only mode", R, Reason.CLOSED),
        ("EService:Deadline elapsed", U, Reason.OTHER),
        ("EService:Unavailable", U, Reason.OTHER),
        ("EGeneral:Internal error:7", U, Reason.OTHER),
        ("EAPI:Invalid key", R, Reason.OTHER),
        ("ENew:Never heard of", U, Reason.OTHER),
        ("apiLimitExceeded", R, Reason.BANNED),
        ("nonceBelowThreshold", R, Reason.NOT_SENT),
        ("authenticationError", R, Reason.OTHER),
        ("Server Error", U, Reason.OTHER),
        ("unknownError", U, Reason.OTHER),
        ("INSUFFICIENT_MARGIN", R, Reason.MARGIN),
    ],
)
def test_errors(text: str, outcome: Outcome, reason: Reason) -> None:
    name, error = ("Kraken", [text]) if text.startswith("E") else ("Kraken_F", text)
    body = json.dumps({"error": error})
    client = wire(dialect_of(name), MARKETS[0].market).client
    with pytest.raises(ccxt.BaseError) as caught:
        client.handle_errors(200, "OK", "https://x", "POST", {}, body, json.loads(body), {}, "")
    verdict = classify(caught.value, dialect_of(name).codes, NOW)
    assert (verdict.outcome, verdict.reason, verdict.text) == (outcome, reason, text)


@pytest.mark.parametrize(
    ("status", "outcome", "reason"),
    [
        ("insufficientAvailableFunds", R, Reason.MARGIN),
        ("maxPositionViolation", R, Reason.MARGIN),
        ("wouldNotReducePosition", R, Reason.REDUCE_ONLY),
        ("clientOrderIdAlreadyExist", Outcome.DUPLICATE, Reason.OTHER),
        ("outsidePriceCollar", R, Reason.FILTER),
        ("invalidSize", R, Reason.FILTER),
        ("marketSuspended", R, Reason.CLOSED),
        ("notFound", Outcome.ABSENT, Reason.OTHER),
        ("orderForEditNotFound", Outcome.ABSENT, Reason.OTHER),
        ("iocWouldNotExecute", R, Reason.OTHER),
    ],
)
def test_refusals_of_perpetual_orders(status: str, outcome: Outcome, reason: Reason) -> None:
    client = wire(dialect_of("Kraken_F"), MARKETS[0].market).client
    with pytest.raises(ccxt.BaseError) as caught:
        client.verify_order_action_success(status, "createOrder")
    verdict = classify(caught.value, dialect_of("Kraken_F").codes, NOW)
    assert (verdict.outcome, verdict.reason) == (outcome, reason)

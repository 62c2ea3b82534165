"""KuCoin: requests beside an earlier study, records as its documents show them, and what ccxt would drop."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import ccxt
import ccxt.pro as pro
import pytest

from adapters.exchanges.call import Call, Refused
from adapters.exchanges.guard import Unguarded
from adapters.exchanges.listed import dialect_of
from adapters.exchanges.outcomes import Outcome, classify
from adapters.exchanges.reading import Reading, Unreadable
from core.orders import Fill, Order, OrderType, OrdStatus, PositionSide, Reason
from tests.exchanges.canned import looked, read
from tests.exchanges.intents import D, order
from tests.exchanges.markets import MARKETS
from tests.exchanges.matrix import Pair, compare
from tests.exchanges.recorder import record, wire

LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
SPOT, SWAP = ("kucoin", "spot"), ("kucoin", "swap")
ENTRY = order("e1", OrderType.LIMIT, LONG, price=D(100000))
STOP = order("sl", OrderType.STOP, LONG, trigger=D(90000))
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NEW, FILLED, CANCELED, EXPIRED = OrdStatus.NEW, OrdStatus.FILLED, OrdStatus.CANCELED, OrdStatus.EXPIRED


@pytest.mark.parametrize(
    "pair",
    [
        Pair("KuCoin", "long stop", SPOT, "sl_long", "clientOid", "another id"),
        Pair("KuCoin", "long entry market", SPOT, "market_buy", "clientOid", "another id"),
        Pair("KuCoin", "long find stop", SPOT, "fetch_cid_trigger", "clientOid", "another id"),
        Pair("KuCoin", "long cancel stop", SPOT, "cancel_cid_trigger", "clientOid", "another id"),
        Pair(
            "KuCoin_F",
            "long stop",
            SWAP,
            "sl_close",
            "clientOid leverage marginMode closeOrder triggerPriceType",
            "ours names leverage and margin, and closes what it covers, not all that may be there",
        ),
        Pair(
            "KuCoin_F",
            "long target",
            SWAP,
            "tp_long",
            "clientOid leverage marginMode stopPriceType",
            "the same, by the last price",
        ),
        Pair("KuCoin_F", "long find stop", SWAP, "fetch_cid", "clientOid", "another id"),
    ],
    ids=str,
)
def test_requests_beside_the_study(pair: Pair) -> None:
    compare(pair)


def test_an_entry_waits_until_its_leverage_is_known_and_an_exit_does_not() -> None:
    dialect = dialect_of("KuCoin_F")
    market = wire(dialect, next(row.market for row in MARKETS if row.name == "KuCoin_F")).market
    with pytest.raises(Refused, match="not yet told the leverage"):
        dialect.submit(market, ENTRY, LONG)
    assert dialect.submit(market, STOP, LONG).proof is not None


@pytest.mark.parametrize(("side", "position"), [(LONG, "LONG"), (SHORT, "SHORT")])
def test_hedge_mode_names_the_position(side: PositionSide, position: str) -> None:
    dialect = dialect_of("KuCoin_F")
    dialect.rules = replace(dialect.rules, hedged=True)
    found = wire(dialect, next(row.market for row in MARKETS if row.name == "KuCoin_F"))
    dialect.leverages[found.market.symbol] = D(5)
    for one in (order("e1", OrderType.MARKET, side), order("sl", OrderType.STOP, side, trigger=D(90000))):
        (request,) = record(found, dialect.submit(found.market, one, side))
        assert request["body"]["positionSide"] == position


def test_spot_pairs_are_refused_in_plain_words() -> None:
    pair = order("tp1", OrderType.PAIR, LONG, price=D(110000), trigger=D(90000))
    dialect = dialect_of("KuCoin")
    with pytest.raises(Refused, match="links no pairs"):
        dialect.submit(wire(dialect, MARKETS[0].market).market, pair, LONG)


# -- what ccxt would send instead -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("KuCoin", {"trailingPercent": "1"}),
        ("KuCoin", {"stopLoss": {"triggerPrice": "90000"}}),
        ("KuCoin", {"triggerPrice": "90000"}),
        ("KuCoin", {"takeProfitPrice": "90000"}),
        ("KuCoin", {"stopLossPrice": "90001"}),
        ("KuCoin_F", {"trailingPercent": "1", "reduceOnly": True}),
        ("KuCoin_F", {"stopLoss": {"triggerPrice": "90000"}, "reduceOnly": True}),
        ("KuCoin_F", {"takeProfitPrice": "90000"}),
        ("KuCoin_F", {"stopLossPrice": "90001"}),
        ("KuCoin_F", {"stopLossPrice": "90000"}),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value.items()))[0],
)
def test_a_stop_that_is_none_does_not_leave(name: str, params: dict[str, Any]) -> None:
    dialect = dialect_of(name)
    found = wire(dialect, next(row.market for row in MARKETS if row.name == name))
    proof = dialect.submit(found.market, STOP, LONG).proof
    params = {"clientOrderId": STOP.id} | params
    with pytest.raises(Unguarded, match="nothing was sent"):
        record(found, Call("create_order", (found.market.symbol, "market", "sell", D(10), None, params), proof))


# -- spot records ---------------------------------------------------------------------------------


def spot(id: str, **more: Any) -> dict[str, Any]:
    info: dict[str, Any] = {
        "id": "674a9a87",
        "symbol": "BTC-USDT",
        "type": "limit",
        "side": "buy",
        "price": "100000",
        "size": "0.01",
    }
    info |= {"dealFunds": "0", "dealSize": "0", "fee": "0", "feeCurrency": "USDT", "stop": "", "stopTriggered": False}
    return info | {"stopPrice": "0", "clientOid": id, "isActive": True, "cancelExist": False, "createdAt": 1} | more


def condition(id: str, state: str) -> dict[str, Any]:
    info: dict[str, Any] = {
        "id": "vs8hoo8q",
        "symbol": "BTC-USDT",
        "status": state,
        "type": "market",
        "side": "sell",
        "size": "0.01",
    }
    return info | {"clientOid": id, "stop": "loss", "stopPrice": "90000", "feeCurrency": "USDT", "createdAt": 1}


DONE: dict[str, Any] = {"isActive": False, "dealSize": "0.01", "dealFunds": "999.9", "fee": "0.9999"}


@pytest.mark.parametrize(
    ("info", "status", "fill"),
    [
        (spot(ENTRY.id), NEW, Fill()),
        (
            spot(ENTRY.id, dealSize="0.004", dealFunds="400", fee="0.4"),
            NEW,
            Fill(D("0.004"), D(400), D(0), D("0.4")),
        ),
        (spot(ENTRY.id, **DONE), FILLED, Fill(D("0.01"), D("999.9"), D(0), D("0.9999"))),
        (spot(ENTRY.id, isActive=False, cancelExist=True), CANCELED, Fill()),
        (spot(ENTRY.id, isActive=False), EXPIRED, Fill()),
        (
            spot(ENTRY.id, **DONE | {"fee": "0.00001", "feeCurrency": "BTC"}),
            FILLED,
            Fill(D("0.01"), D("999.9"), D("0.00001")),
        ),
    ],
    ids=["open", "in part", "filled", "canceled", "an immediate order's rest", "fee in the coin itself"],
)
def test_a_spot_order(info: dict[str, Any], status: OrdStatus, fill: Fill) -> None:
    (reading,) = read("KuCoin", info)
    assert (reading.id, reading.status, reading.fill) == (ENTRY.id, status, fill)


@pytest.mark.parametrize(
    ("state", "status", "triggered"),
    [("NEW", NEW, False), ("TRIGGERED", NEW, True), ("CANCELLED", CANCELED, False)],
)
def test_a_spot_condition_never_trades_itself(state: str, status: OrdStatus, triggered: bool) -> None:
    (reading,) = read("KuCoin", condition(STOP.id, state))
    assert (reading.status, reading.triggered, reading.trigger) == (status, triggered, D(90000))
    assert (reading.fill, reading.stop) == (Fill(), True)


def test_a_state_that_nobody_knows_is_not_read() -> None:
    with pytest.raises(Unreadable):
        read("KuCoin", condition(STOP.id, "ODD"))


@pytest.mark.parametrize(
    ("state", "ordinary", "status", "stopped"),
    [
        ("TRIGGERED", spot(STOP.id, stop="loss", stopTriggered=True, side="sell", **DONE), FILLED, "0.01"),
        ("TRIGGERED", None, NEW, "0"),
        ("", spot(STOP.id, stop="loss", stopTriggered=True, side="sell", **DONE), FILLED, "0.01"),
        ("", None, None, "0"),
    ],
    ids=["both told", "not yet an order", "the order alone", "neither"],
)
def test_a_triggered_stop_is_followed_by_its_client_id(
    state: str, ordinary: dict[str, Any] | None, status: OrdStatus | None, stopped: str
) -> None:
    nothing: dict[str, Any] = {"code": "200000", "data": {"items": []}}
    told = {"code": "200000", "data": [condition(STOP.id, state)] if state else None}
    look = looked(
        "KuCoin",
        (STOP,),
        (
            ("queryOrderByClientOid", json.dumps(told)),
            ("client-order", json.dumps({"code": "200000", "data": ordinary})),
            ("/api/v1/stop-order", json.dumps(nothing)),
            ("/api/v1/orders", json.dumps(nothing)),
            ("/api/v1/accounts", '{"code": "200000", "data": []}'),
        ),
    )
    if status is None:
        assert look.missing == (STOP.id,)
        return
    (report,) = look.reports
    assert (report.status, report.triggered, report.stopped.quantity) == (status, True, D(stopped))


# -- perpetuals -----------------------------------------------------------------------------------


def swap(id: str, **more: Any) -> dict[str, Any]:
    info: dict[str, Any] = {
        "id": "2301817",
        "symbol": "XBTUSDTM",
        "type": "market",
        "side": "sell",
        "size": 10,
        "stop": "down",
    }
    info |= {"stopPrice": "90000", "stopPriceType": "TP", "stopTriggered": False, "reduceOnly": True, "filledSize": 0}
    return info | {"filledValue": "0", "clientOid": id, "status": "open", "cancelExist": False} | more


PART: dict[str, Any] = {"status": "open", "stopTriggered": True, "filledSize": 4, "filledValue": "359.96"}


@pytest.mark.parametrize(
    ("info", "status", "triggered", "fill"),
    [
        (swap(STOP.id), NEW, False, Fill()),
        (swap(STOP.id, isActive=False), NEW, False, Fill()),
        (swap(STOP.id, status="done", cancelExist=True), CANCELED, False, Fill()),
        (swap(STOP.id, **PART), NEW, True, Fill(D("0.004"), D("359.96"))),
        (
            swap(STOP.id, status="done", stopTriggered=True, filledSize=10, filledValue="899.9"),
            FILLED,
            True,
            Fill(D("0.01"), D("899.9")),
        ),
        (
            swap(STOP.id, **PART | {"status": "done", "cancelExist": True}),
            CANCELED,
            True,
            Fill(D("0.004"), D("359.96")),
        ),
    ],
    ids=["resting", "resting, not active", "canceled", "in part", "filled", "cut to the position"],
)
def test_a_stop_of_a_perpetual(info: dict[str, Any], status: OrdStatus, triggered: bool, fill: Fill) -> None:
    (reading,) = read("KuCoin_F", info)
    assert (reading.status, reading.triggered, reading.quantity) == (status, triggered, D("0.01"))
    assert (reading.fill, reading.trigger) == (fill, D(90000))
    assert reading.charged is not bool(fill.quantity)


# -- the stream -----------------------------------------------------------------------------------


@cache
def streaming(name: str) -> Any:
    """ccxt's client of the streams; it never connects."""
    client = pro.kucoin({"enableRateLimit": False})
    client.set_markets([row.market for row in MARKETS if row.name == name])
    return client


def heard(name: str, order: Order, **more: Any) -> tuple[Reading, ...]:
    """What a message of the stream, as its document shows it, says after ccxt has read it."""
    row = next(row for row in MARKETS if row.name == name)
    side, amount = order.side.value, "0.01" if name == "KuCoin" else "10"
    message: dict[str, Any] = {"symbol": row.market["id"], "orderType": "limit", "side": side, "orderId": "62491"}
    message |= {
        "orderTime": 1795176000000000000,
        "size": amount,
        "filledSize": "0",
        "price": "100000",
        "remainSize": amount,
    }
    message |= {"clientOid": order.id, "ts": 1795176000000000000, "type": "open", "status": "open"} | more

    dialect = dialect_of(name)
    return dialect.readings(wire(dialect, row.market).market, streaming(name).parse_ws_order(message))


@pytest.mark.parametrize("name", ["KuCoin", "KuCoin_F"])
@pytest.mark.parametrize(
    ("said", "state", "filled", "status"),
    [
        ("received", "new", "0", NEW),
        ("open", "open", "0", NEW),
        ("match", "match", "0.4", NEW),
        ("match", "open", "0.4", NEW),
        ("update", "open", "0", NEW),
        ("filled", "done", "1", FILLED),
        ("canceled", "done", "0", CANCELED),
        ("canceled", "done", "0.4", CANCELED),
    ],
)
@pytest.mark.parametrize("order", [ENTRY, STOP], ids=["entry", "stop"])
def test_a_message_says_what_happened(
    name: str, order: Order, said: str, state: str, filled: str, status: OrdStatus
) -> None:
    """Not a price: what ccxt adds up lacks the trades that were not heard, and those are asked for."""
    amount = D(filled) * (D("0.01") if name == "KuCoin" else D(10))
    (reading,) = heard(name, order, type=said, status=state, filledSize=str(amount), matchPrice="99990")
    assert (reading.id, reading.status, reading.fill) == (order.id, status, Fill(D(filled) * D("0.01")))
    assert reading.priced is reading.charged is not bool(amount)
    assert (reading.stop, reading.quantity) == (order is STOP, D("0.01"))


@pytest.mark.parametrize("name", ["KuCoin", "KuCoin_F"])
def test_a_message_that_nobody_knows_is_not_read(name: str) -> None:
    with pytest.raises(Unreadable):
        heard(name, STOP, type="odd", status="done")


# -- outcomes -------------------------------------------------------------------------------------

R, U, ABSENT = Outcome.REFUSED, Outcome.UNKNOWN, Outcome.ABSENT


@pytest.mark.parametrize(
    ("code", "text", "outcome", "reason"),
    [
        ("200004", "Balance insufficient!", R, Reason.MARGIN),
        ("300003", "Balance insufficient.", R, Reason.MARGIN),
        ("300009", "No open positions to close.", R, Reason.REDUCE_ONLY),
        ("330005", "The order's margin mode does not match the selected one", R, Reason.OTHER),
        ("300012", "The order price may not be higher than", R, Reason.FILTER),
        ("400100", "Order size below the minimum requirement.", R, Reason.FILTER),
        ("400100", "order_not_exist_or_not_allow_to_cancel", ABSENT, Reason.OTHER),
        ("400100", "order not exist.", ABSENT, Reason.OTHER),
        ("400100", "symbol is wrong", R, Reason.OTHER),
        ("400100", "account.available.amount", R, Reason.MARGIN),
        ("600100", "Order size increment invalid.", R, Reason.FILTER),
        ("100004", "The order cannot be canceled", ABSENT, Reason.OTHER),
        ("102426", "Duplicate custom order IDs", Outcome.DUPLICATE, Reason.OTHER),
        ("429000", "Too many requests", R, Reason.BANNED),
        ("400002", "KC-API-TIMESTAMP Invalid", R, Reason.NOT_SENT),
        ("400003", "KC-API-KEY not exists", R, Reason.OTHER),
        ("400600", "validation.createOrder.symbolNotAvailable", R, Reason.CLOSED),
        ("500000", "Internal Server Error", U, Reason.OTHER),
        ("408000", "Network timeout, please try again later", U, Reason.OTHER),
        ("999999", "never heard of", U, Reason.OTHER),
    ],
)
def test_errors(code: str, text: str, outcome: Outcome, reason: Reason) -> None:
    body = json.dumps({"code": code, "msg": text})
    client = wire(dialect_of("KuCoin"), MARKETS[0].market).client
    with pytest.raises(ccxt.BaseError) as caught:
        client.handle_errors(200, "OK", "https://x", "POST", {}, body, json.loads(body), {}, "")
    verdict = classify(caught.value, dialect_of("KuCoin").codes, NOW)
    assert (verdict.outcome, verdict.reason, verdict.text) == (outcome, reason, text)

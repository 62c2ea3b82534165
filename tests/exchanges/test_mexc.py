"""MEXC: requests beside an earlier study, records as its documents show them, its codes, and what ccxt would drop."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import ccxt
import pytest

from adapters.exchanges.call import Call, Refused
from adapters.exchanges.guard import Unguarded
from adapters.exchanges.listed import dialect_of
from adapters.exchanges.mexc import CODES
from adapters.exchanges.outcomes import Outcome, classify
from adapters.exchanges.reading import UNNAMED, Unreadable
from core.orders import Fill, Order, OrderType, OrdStatus, PositionSide, Reason
from core.ports import Unreachable
from tests.exchanges.canned import looked, read
from tests.exchanges.intents import AT, D, order
from tests.exchanges.markets import MARKETS
from tests.exchanges.matrix import Pair, compare
from tests.exchanges.recorder import Wire, record, wire

LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
ENTRY = order("e1", OrderType.LIMIT, LONG, price=D(100000))
STOP = order("sl", OrderType.STOP, LONG, trigger=D(90000))
TARGET = order("tp1", OrderType.TAKE, LONG, trigger=D(110000))
NEW, FILLED, CANCELED, REJECTED = OrdStatus.NEW, OrdStatus.FILLED, OrdStatus.CANCELED, OrdStatus.REJECTED
SWAP, SPOT = ("mexc", "swap"), ("mexc", "spot")
STAMP = int(AT.timestamp() * 1000)


def client(name: str) -> Wire:
    return wire(dialect_of(name), next(row.market for row in MARKETS if row.name == name))


@pytest.mark.parametrize(
    "pair",
    [
        Pair("MEXC_F", "long stop", SWAP, "sl_plan", "externalOid vol", "another id and size; they had 10 contracts"),
        Pair("MEXC_F", "long find entry limit", SWAP, "by_external", "route", "another id, which is in the path"),
        Pair("MEXC_F", "long entry market", SWAP, "market_buy", "externalOid vol", "another id and size"),
        Pair(
            "MEXC",
            "long find entry limit",
            SPOT,
            "fetch_cid",
            "origClientOrderId recvWindow",
            "another id, and a fence",
        ),
        Pair(
            "MEXC",
            "long cancel entry limit",
            SPOT,
            "cancel_cid",
            "origClientOrderId clientOrderId recvWindow",
            "another id, and a fence",
        ),
    ],
    ids=str,
)
def test_requests_beside_the_study(pair: Pair) -> None:
    compare(pair)


@pytest.mark.parametrize(
    "params",
    [
        {"stopLossPrice": "90000", "reduceOnly": True},
        {"stopLoss": {"triggerPrice": "90000"}, "reduceOnly": True},
        {"trailingPercent": "1", "reduceOnly": True},
        {"triggerPrice": "90000", "reduceOnly": True},
        {"triggerPrice": "90000", "triggerType": 2, "reduceOnly": True},
        {"triggerPrice": "90000", "triggerType": 2, "executeCycle": 2, "hedged": True, "reduceOnly": True},
        {"triggerPrice": "90001", "triggerType": 2, "executeCycle": 2, "reduceOnly": True},
    ],
    ids=["at once", "junk", "trailing", "the wrong way", "for a day", "the other position", "another price"],
)
def test_a_stop_that_is_none_does_not_leave(params: dict[str, Any]) -> None:
    found = client("MEXC_F")
    proof = dialect_of("MEXC_F").submit(found.market, STOP, LONG).proof
    call = Call("create_order", (found.market.symbol, "market", "sell", D(100), None, params), proof)
    with pytest.raises(Unguarded, match="nothing was sent"):
        record(found, call)


def test_spot_has_no_stops_at_all() -> None:
    found = client("MEXC")
    with pytest.raises(Refused, match="no stop orders"):
        dialect_of("MEXC").submit(found.market, STOP, LONG)
    assert "nothing protects you" in dialect_of("MEXC").record.consent


@pytest.mark.parametrize(("side", "opens", "closes"), [(LONG, 1, 4), (SHORT, 3, 2)])
def test_hedge_mode_closes_the_position_that_is_meant(side: PositionSide, opens: int, closes: int) -> None:
    dialect, found = dialect_of("MEXC_F"), client("MEXC_F")
    dialect.rules = replace(dialect.rules, hedged=True)
    for one, code in ((order("e1", OrderType.MARKET, side), opens), (order("close", OrderType.MARKET, side), closes)):
        (request,) = record(found, dialect.submit(found.market, one, side))
        assert (request["body"]["side"], request["body"]["positionMode"]) == (code, 1)


def test_what_must_not_rest_says_so() -> None:
    dialect, found = dialect_of("MEXC_F"), client("MEXC_F")
    (request,) = record(found, dialect.submit(found.market, order("tp1", OrderType.IOC, LONG, price=D(110000)), LONG))
    assert (request["body"]["type"], request["body"]["price"], request["body"]["side"]) == (3, 110000.0, 4)


def test_what_is_not_shown_yet_is_not_canceled_blindly() -> None:
    with pytest.raises(Refused, match="not show"):
        dialect_of("MEXC_F").cancel(client("MEXC_F").market, STOP, LONG)


# -- readings -------------------------------------------------------------------------------------


def plain(state: int, filled: str, one: Order = ENTRY, **more: Any) -> dict[str, Any]:
    """An order as "Get Order by External Order ID" shows it."""
    fee = str(D(filled) * D("0.005"))
    found = {"orderId": "102015012431820288", "symbol": "BTC_USDT", "price": 100000, "vol": 100, "side": 1}
    found |= {"orderType": 1, "dealAvgPrice": 100000 if D(filled) else 0, "dealVol": filled, "takerFee": fee}
    found |= {"makerFee": 0, "feeCurrency": "USDT", "openType": 2, "state": state, "externalOid": one.id}
    return found | {"errorCode": 0, "createTime": STAMP, "updateTime": STAMP} | more


def plan(state: int, one: Order = STOP, **more: Any) -> dict[str, Any]:
    """A plan order as "Get Plan Order List" shows it: without an id of ours."""
    rises = 1 if one is TARGET else 2
    found = {"id": "739206374277809664", "symbol": "BTC_USDT", "side": 4, "triggerPrice": float(one.trigger or 0)}
    found |= {"vol": 100, "openType": 2, "triggerType": rises, "state": state, "executeCycle": 2, "trend": 1}
    return found | {"orderType": 5, "errorCode": 0, "createTime": STAMP, "updateTime": STAMP} | more


@pytest.mark.parametrize(
    ("info", "status", "filled"),
    [
        (plain(1, "0"), NEW, "0"),
        (plain(2, "40"), NEW, "0.004"),
        (plain(3, "100"), FILLED, "0.01"),
        (plain(4, "40"), CANCELED, "0.004"),
        (plain(5, "0", errorCode=2), REJECTED, "0"),
    ],
)
def test_orders(info: dict[str, Any], status: OrdStatus, filled: str) -> None:
    (reading,) = read("MEXC_F", info)
    quantity = D(filled)
    assert (reading.status, reading.quantity, reading.price) == (status, D("0.01"), D(100000))
    assert reading.fill == Fill(quantity, quantity * 100000, D(0), quantity * 50)


@pytest.mark.parametrize(
    ("info", "status", "follow"),
    [
        (plan(1), NEW, ""),
        (plan(2), CANCELED, ""),
        (plan(3, orderId="102015012431820288"), NEW, "102015012431820288"),
        (plan(4), OrdStatus.EXPIRED, ""),
        (plan(5, errorCode=2009), REJECTED, ""),
    ],
    ids=["untriggered", "canceled, which ccxt calls open", "executed", "invalidated", "failed"],
)
def test_a_condition_never_fills_itself(info: dict[str, Any], status: OrdStatus, follow: str) -> None:
    (reading,) = read("MEXC_F", info, STOP)
    assert (reading.id, reading.status, reading.follow, reading.stop) == (STOP.id, status, follow, True)
    assert reading.fill == Fill()
    assert (reading.quantity, reading.trigger, reading.triggered) == (D("0.01"), D(90000), bool(follow))
    assert ("2009" in reading.text) is (status is REJECTED)


def test_a_condition_that_was_carried_out_is_looked_for_even_if_it_names_no_order() -> None:
    (reading,) = read("MEXC_F", plan(3), STOP)
    assert (reading.status, reading.triggered, reading.follow) == (NEW, True, UNNAMED)
    with pytest.raises(Unreadable, match="status"):
        read("MEXC_F", plain(6, "0"))


LATER = int((AT + timedelta(minutes=1)).timestamp() * 1000)


@pytest.mark.parametrize(
    ("info", "one", "ours"),
    [
        (plan(1), STOP, True),
        (plan(1, externalOid=STOP.id), None, True),
        (plan(1), None, False),
        (plan(1), replace(STOP, venue_ids=("739206374277809664", "1")), True),
        (plan(1), replace(STOP, venue_ids=("7001",)), False),
        (plan(1, TARGET), STOP, False),
        (plan(1, side=2), STOP, False),
        (plan(1, vol=99), STOP, False),
        (plan(1, createTime=LATER), STOP, False),
        (plan(1, createTime=STAMP - 3000), STOP, False),
        (plain(1, "0", externalOid="_m_anothers"), STOP, False),
    ],
)
def test_a_condition_is_known_by_its_id_or_else_by_its_terms(
    info: dict[str, Any], one: Order | None, ours: bool
) -> None:
    assert bool(read("MEXC_F", info, one)) is ours


def test_the_answer_to_a_placement_names_the_order() -> None:
    dialect, found = dialect_of("MEXC_F"), client("MEXC_F")
    (reading,) = dialect.readings(found.market, {"id": "7001", "status": "open", "filled": 0}, STOP)
    assert (reading.id, reading.venue_ids, reading.status) == (STOP.id, ("7001",), NEW)


def data(*rows: dict[str, Any]) -> str:
    return json.dumps({"success": True, "code": 0, "data": list(rows)})


def test_a_triggered_stop_is_followed_to_the_order_that_sold() -> None:
    real = plain(3, "100", externalOid="", orderType=5, side=4, dealAvgPrice=89990)
    answers = [
        ("states=1&", data()),
        ("planorder/list", data(plan(3, orderId="102015012431820288"), plan(1, TARGET))),
        ("order/list/open_orders", data()),
        ("order/get/102015012431820288", json.dumps({"success": True, "code": 0, "data": real})),
        ("position/open_positions", data()),
    ]
    look = looked("MEXC_F", [STOP, TARGET], answers)
    stop, target = sorted(look.reports, key=lambda r: r.triggered, reverse=True)
    assert (stop.id, stop.status, stop.stopped) == (STOP.id, FILLED, Fill(D("0.01"), D("899.9"), D(0), D("0.5")))
    assert stop.venue_ids == ("739206374277809664", "102015012431820288")
    assert (target.id, target.status, target.trigger) == (TARGET.id, NEW, D(110000))


def test_a_triggered_condition_is_found_behind_a_full_page_of_others() -> None:
    """Else an older target that has just been reached is missing, and its fill booked as the hands of somebody."""
    others = [plan(2, id=str(n), triggerPrice=80000) for n in range(100)]
    real = plain(3, "100", externalOid="", orderType=5, side=4, dealAvgPrice=110010)
    answers = [
        ("states=1&", data()),
        ("page_num=1&", data(*others)),
        ("page_num=2&", data(plan(3, TARGET, orderId="102015012431820288"))),
        ("order/list/open_orders", data()),
        ("order/get/102015012431820288", json.dumps({"success": True, "code": 0, "data": real})),
        ("position/open_positions", data()),
    ]
    asked: list[str] = []
    look = looked("MEXC_F", [TARGET], answers, heard=asked.append)
    assert [(r.id, r.status) for r in look.reports] == [(TARGET.id, FILLED)]
    assert look.missing == ()
    assert sum("page_num" in url for url in asked) == 2


def test_a_condition_is_sought_where_its_life_can_have_ended_it() -> None:
    """The list is asked for no longer than a plan order lives, so that others' later ones do not fill its pages."""
    asked: list[str] = []
    looked("MEXC_F", [TARGET], [("list", data()), ("open_positions", data())], heard=asked.append)
    (url,) = (url for url in asked if "start_time" in url)
    start, end = (int(url.split(f"{name}_time=")[1].split("&")[0]) for name in ("start", "end"))
    assert start < STAMP
    assert timedelta(days=7) < timedelta(milliseconds=end - start) <= timedelta(days=9)


@pytest.mark.parametrize(("hours", "requests"), [((0, 1, 11), 1), ((0, 11, 13, 30), 2)])
def test_conditions_of_one_day_are_sought_with_one_request(hours: tuple[int, ...], requests: int) -> None:
    """Each was asked for over a span of its own, though one list tells of all."""
    orders = [
        replace(order("tp1", OrderType.TAKE, LONG, trigger=D(110000), generation=n), decided_at=AT - timedelta(hours=h))
        for n, h in enumerate(hours, 1)
    ]
    asked: list[str] = []
    looked("MEXC_F", orders, [("list", data()), ("open_positions", data())], heard=asked.append)
    assert sum("start_time" in url for url in asked) == requests


def test_what_is_in_no_list_is_missing() -> None:
    nothing = json.dumps({"success": False, "code": 2040, "message": "order not exist"})
    answers = [("order/external", nothing), ("list", data()), ("open_positions", data())]
    assert looked("MEXC_F", [ENTRY, STOP], answers).missing == (ENTRY.id, STOP.id)


def test_a_refused_list_is_no_empty_one() -> None:
    refused = json.dumps({"success": False, "code": 0, "data": None})
    with pytest.raises(Unreachable):
        looked("MEXC_F", [STOP], [("planorder/list", refused), ("list", data()), ("open_positions", data())])


def test_spot_fills_bring_their_fee_in_the_coin() -> None:
    info = {"symbol": "BTCUSDT", "orderId": "C02__1", "clientOrderId": ENTRY.id, "price": "100000", "origQty": "0.01"}
    info |= {"executedQty": "0.01", "cummulativeQuoteQty": "1000", "status": "FILLED", "type": "LIMIT", "side": "BUY"}
    trade: dict[str, Any] = {
        "symbol": "BTCUSDT",
        "id": "1",
        "orderId": "C02__1",
        "price": "100000",
        "qty": "0.01",
        "quoteQty": "1000",
    }
    trade |= {"commission": "0.00001", "commissionAsset": "BTC", "time": STAMP, "isBuyer": True, "isMaker": False}
    answers = [
        ("openOrders", "[]"),
        ("myTrades", json.dumps([trade])),
        ("api/v3/order", json.dumps(info)),
        ("account", json.dumps({"balances": [{"asset": "BTC", "free": "0.00999", "locked": "0"}]})),
    ]
    look = looked("MEXC", [ENTRY], answers)
    assert look.reports[0].taken == Fill(D("0.01"), D(1000), D("0.00001"), D(0))
    assert look.balance == D("0.00999")


@pytest.mark.parametrize(
    ("code", "text", "outcome", "reason"),
    [
        (2005, "Insufficient balance!", Outcome.REFUSED, Reason.MARGIN),
        (30004, "Insufficient position", Outcome.REFUSED, Reason.MARGIN),
        (2009, "Position is not exists or closed.", Outcome.REFUSED, Reason.REDUCE_ONLY),
        (5003, "The stop-loss price is wrong", Outcome.REFUSED, Reason.WOULD_TRIGGER),
        (30002, "The minimum transaction volume cannot be less than:1USDT", Outcome.REFUSED, Reason.FILTER),
        (510, "Requests are too frequent", Outcome.REFUSED, Reason.BANNED),
        (700003, "Timestamp for this request is outside of the recvWindow.", Outcome.REFUSED, Reason.NOT_SENT),
        (1002, "Contract not allow place order!", Outcome.REFUSED, Reason.CLOSED),
        (600, "Param error!", Outcome.REFUSED, Reason.OTHER),
        (-2011, "Unknown order sent", Outcome.ABSENT, Reason.OTHER),
        (2040, "Order does not exist", Outcome.ABSENT, Reason.OTHER),
        (603, "Repeated request", Outcome.UNKNOWN, Reason.OTHER),
        (500, "Internal error", Outcome.UNKNOWN, Reason.OTHER),
        (504, "Gateway Time-out", Outcome.UNKNOWN, Reason.OTHER),
        (99999, "a code that nobody knows", Outcome.UNKNOWN, Reason.OTHER),
    ],
)
def test_codes(code: int, text: str, outcome: Outcome, reason: Reason) -> None:
    said = json.dumps({"success": False, "code": code, "message": text})
    verdict = classify(ccxt.ExchangeError(f"mexc {said}"), CODES, datetime(2026, 11, 20, tzinfo=UTC))
    assert (verdict.outcome, verdict.reason, verdict.text) == (outcome, reason, text)

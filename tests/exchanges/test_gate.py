"""Gate: requests beside an earlier study, records as its documents show them, and what ccxt would drop."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import ccxt
import pytest

from adapters.exchanges.call import Call, Refused
from adapters.exchanges.gate import CODES, GateSwap
from adapters.exchanges.guard import Unguarded
from adapters.exchanges.listed import dialect_of
from adapters.exchanges.outcomes import Outcome, classify
from adapters.exchanges.reading import UNNAMED, Unreadable
from core.orders import Fill, Order, OrderType, OrdStatus, PositionSide, Reason
from tests.exchanges.canned import looked, read
from tests.exchanges.intents import AT, D, order
from tests.exchanges.markets import MARKETS
from tests.exchanges.matrix import Pair, compare
from tests.exchanges.recorder import Wire, record, wire

LONG = PositionSide.LONG
LINEAR, SPOT = ("gate", "swap"), ("gate", "spot")
STOP = order("sl", OrderType.STOP, LONG, trigger=D(90000))
ENTRY = order("e1", OrderType.LIMIT, LONG, price=D(100000))
NEW, FILLED, CANCELED, EXPIRED = OrdStatus.NEW, OrdStatus.FILLED, OrdStatus.CANCELED, OrdStatus.EXPIRED
SECONDS = int(AT.timestamp())
BOUND = {"order_type": "plan-close-long-position"}
QUANTITY = "the study's ten contracts are our hundred"
PAGES = "limit"


def offline(name: str) -> Wire:
    return wire(dialect_of(name), next(row.market for row in MARKETS if row.name == name))


# -- requests -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pair",
    [
        Pair(
            "Gate_F",
            "long stop",
            LINEAR,
            "sl_plan",
            "initial.size initial.text",
            QUANTITY + "; ours carries its name",
        ),
        Pair("Gate_F", "long close market", LINEAR, "market_buy", "size reduce_only text", QUANTITY + "; ours closes"),
        Pair("Gate_F", "long find stop", LINEAR, "open", PAGES, "a full page is asked for"),
        Pair("Gate_F", "long find entry limit", LINEAR, "fetch_cid", "route", "another id"),
        Pair("Gate", "long stop", SPOT, "sl_raw", "put.text", "another id"),
        Pair("Gate", "long find stop", SPOT, "open_trigger", PAGES, "a full page is asked for"),
    ],
    ids=str,
)
def test_requests_beside_the_study(pair: Pair) -> None:
    compare(pair)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (order("e1", OrderType.MARKET, LONG), "counts market buys in money"),
        (order("sl", OrderType.STOP, PositionSide.SHORT, trigger=D(110000)), "nothing was sent"),
    ],
    ids=["a market entry", "a triggered buy"],
)
def test_spot_refuses_what_it_would_count_in_money(one: Order, words: str) -> None:
    with pytest.raises(Refused, match=words):
        dialect_of("Gate").submit(offline("Gate").market, one, LONG)


@pytest.mark.parametrize("name", ["Gate", "Gate_F"])
def test_a_stop_without_its_number_is_never_canceled_by_an_empty_one(name: str) -> None:
    dialect = dialect_of(name)
    assert dialect.by_venue_id(STOP)
    with pytest.raises(Refused, match="has not named"):
        dialect.cancel(offline(name).market, STOP, LONG)


def test_the_account_tells_its_position_mode_and_leverage() -> None:
    dialect = dialect_of("Gate_F")
    assert isinstance(dialect, GateSwap)
    assert [dialect.hedged({"in_dual_mode": told}) for told in (True, "true", False, None)] == [
        True,
        True,
        False,
        False,
    ]
    isolated, cross = {"leverage": "7"}, {"leverage": "0", "cross_leverage_limit": "25"}
    assert [dialect.leverage_told([{"info": info}]) for info in (isolated, cross)] == [D(7), D(25)]
    assert dialect.leverage_told([]) is None


# -- what ccxt would send instead -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("Gate_F", {"trailingPercent": "1", "reduceOnly": True}),
        ("Gate_F", {"stopLoss": {"triggerPrice": 90000}, "reduceOnly": True}),
        ("Gate_F", BOUND | {"stopLossPrice": "90000"}),
        ("Gate_F", {"stopLossPrice": "90000", "reduceOnly": True}),
        ("Gate_F", BOUND | {"takeProfitPrice": "90000", "reduceOnly": True}),
        ("Gate_F", BOUND | {"stopLossPrice": "90000", "reduceOnly": True, "price_type": 1}),
        ("Gate", {"trailingPercent": "1"}),
        ("Gate", {"stopLoss": {"triggerPrice": 90000}}),
        ("Gate", {"stopLossPrice": "90000"}),
    ],
    ids=[
        "trailing is dropped",
        "attached to a close",
        "may open",
        "not bound to the position",
        "the wrong way",
        "by another price",
        "spot: trailing is dropped",
        "spot: attached is dropped",
        "spot: without a price and for a day",
    ],
)
def test_a_stop_that_is_none_does_not_leave(name: str, params: dict[str, Any]) -> None:
    found = offline(name)
    proof = dialect_of(name).submit(found.market, STOP, LONG).proof
    sent = {"clientOrderId": f"t-{STOP.id}"} | params
    with pytest.raises(Unguarded, match="nothing was sent"):
        record(found, Call("create_order", (found.market.symbol, "market", "sell", D(100), None, sent), proof))


# -- records --------------------------------------------------------------------------------------


def swap(status: str, ended: str = "", left: int = 100, **more: Any) -> dict[str, Any]:
    """A futures order as the list of orders shows it."""
    found = {
        "id": 123028481731,
        "contract": "BTC_USDT",
        "size": -100,
        "left": -left,
        "price": "0",
        "fill_price": "89990" if left < 100 else "0",
        "tif": "ioc",
        "text": f"t-{STOP.id}",
        "is_reduce_only": True,
        "create_time": SECONDS,
        "status": status,
    }
    return found | ({"finish_as": ended} if ended else {}) | more


@pytest.mark.parametrize(
    ("info", "status"),
    [
        (swap("open"), NEW),
        (swap("open", left=60), NEW),
        (swap("finished", "filled", 0), FILLED),
        (swap("finished", "cancelled", 60), CANCELED),
        (swap("finished", "ioc", 60), CANCELED),
        (swap("finished", "reduce_out"), CANCELED),
        (swap("finished", "reduce_only"), CANCELED),
        (swap("finished", "position_closed"), CANCELED),
        (swap("finished", "auto_deleveraged", 60), CANCELED),
        (swap("finished", "liquidated", 60), CANCELED),
        (swap("finished", "stp"), CANCELED),
    ],
    ids=lambda value: str(value.get("finish_as", value["status"])) if isinstance(value, dict) else None,
)
def test_futures_orders_count_contracts(info: dict[str, Any], status: OrdStatus) -> None:
    (reading,) = read("Gate_F", info)
    filled = D(100 + info["left"]) / 10000
    assert (reading.status, reading.quantity, reading.triggered) == (status, D("0.01"), False)
    assert reading.fill == Fill(filled, filled * 89990)


def test_a_limit_tells_its_price_and_another_persons_order_is_not_ours() -> None:
    (reading,) = read("Gate_F", swap("open", price="110000", tif="gtc"))
    assert reading.price == D(110000)
    assert read("Gate_F", swap("open", text="web")) == ()
    assert read("Gate_F", swap("open", text="api"), ENTRY) == ()


def spot(status: str, left: str, **more: Any) -> dict[str, Any]:
    """A spot order as "Get a single order" shows it."""
    filled = D("0.01") - D(left)
    found = {
        "id": "62364648575",
        "text": f"t-{ENTRY.id}",
        "currency_pair": "BTC_USDT",
        "type": "limit",
        "account": "spot",
        "side": "buy",
        "amount": "0.01",
        "price": "100000",
        "left": left,
        "filled_total": str(filled * 99990),
        "avg_deal_price": "99990" if filled else "0",
        "fee": str(filled / 1000),
        "fee_currency": "BTC",
        "gt_fee": "0",
        "rebated_fee": "0",
        "rebated_fee_currency": "USDT",
        "status": status,
    }
    return found | more


@pytest.mark.parametrize(
    ("info", "status"),
    [
        (spot("open", "0.01"), NEW),
        (spot("open", "0.004"), NEW),
        (spot("closed", "0", finish_as="filled"), FILLED),
        (spot("cancelled", "0.004", finish_as="cancelled"), CANCELED),
        (spot("cancelled", "0.01", finish_as="depth_not_enough"), CANCELED),
    ],
    ids=["open", "in part", "filled", "canceled", "no depth"],
)
def test_spot_orders_pay_in_coins(info: dict[str, Any], status: OrdStatus) -> None:
    (reading,) = read("Gate", info)
    filled = D("0.01") - D(info["left"])
    assert reading.status is status
    assert reading.fill == Fill(filled, filled * 99990, filled / 1000, D(0))


# -- price orders ---------------------------------------------------------------------------------


def condition(status: str, ended: str = "", became: int = 0, **more: Any) -> dict[str, Any]:
    """A futures price order; ``text`` tells where it came from, not our name."""
    placed = {"contract": "BTC_USDT", "size": -100, "price": "0", "tif": "ioc", "text": "api", "is_reduce_only": True}
    found = {
        "id": 126393906,
        "trigger": {"strategy_type": 0, "price_type": 0, "price": "90000", "rule": 2, "expiration": 0},
        "initial": placed,
        "trade_id": became,
        "status": status,
        "finish_as": ended,
        "reason": "",
        "create_time": SECONDS,
        "order_type": "plan-close-long-position",
    }
    return found | more


def spot_condition(status: str, became: int = 0, **more: Any) -> dict[str, Any]:
    put = {"type": "market", "side": "sell", "price": "0", "amount": "0.01", "account": "normal"}
    trigger = {"price": "90000", "rule": "<=", "expiration": 2592000}
    found = {"id": 71639298, "market": "BTC_USDT", "trigger": trigger, "put": put, "ctime": SECONDS}
    return found | {"status": status, "fired_order_id": became} | more


@pytest.mark.parametrize(
    ("name", "info", "status", "follow"),
    [
        ("Gate_F", condition("open"), NEW, ""),
        ("Gate_F", condition("inactive"), NEW, ""),
        ("Gate_F", condition("finished", "succeeded", 1230), NEW, "1230"),
        ("Gate_F", condition("finished", "cancelled"), CANCELED, ""),
        ("Gate_F", condition("finished", "expired"), EXPIRED, ""),
        ("Gate_F", condition("finished", "failed"), OrdStatus.REJECTED, ""),
        ("Gate", spot_condition("open"), NEW, ""),
        ("Gate", spot_condition("finish", 1230), NEW, "1230"),
        ("Gate", spot_condition("cancelled"), CANCELED, ""),
        ("Gate", spot_condition("expired"), EXPIRED, ""),
        ("Gate", spot_condition("failed"), OrdStatus.REJECTED, ""),
    ],
)
def test_a_price_order_is_no_fill(name: str, info: dict[str, Any], status: OrdStatus, follow: str) -> None:
    (reading,) = read(name, info, STOP)
    assert (reading.id, reading.status, reading.follow) == (STOP.id, status, follow)
    assert (reading.triggered, reading.stop, reading.fill) == (bool(follow), True, Fill())
    assert (reading.trigger, reading.quantity) == (D(90000), D("0.01"))


def test_what_became_of_it_is_looked_for_even_if_it_has_no_name() -> None:
    (reading,) = read("Gate_F", condition("finished", "succeeded"), STOP)
    assert (reading.status, reading.triggered, reading.follow) == (NEW, True, UNNAMED)
    with pytest.raises(Unreadable, match="unheard of"):
        read("Gate_F", condition("finished", "unheard of"), STOP)


LATER = replace(STOP, decided_at=AT + timedelta(minutes=5), not_after=AT + timedelta(minutes=6))


@pytest.mark.parametrize(
    ("info", "one"),
    [
        (condition("open", trigger={"price": "90001", "rule": 2}), STOP),
        (condition("open", initial={"contract": "BTC_USDT", "size": -99, "price": "0"}), STOP),
        (condition("open", initial={"contract": "BTC_USDT", "size": 100, "price": "0"}), STOP),
        (condition("open"), LATER),
        (condition("open", create_time=SECONDS + 3600), STOP),
        (condition("open"), replace(STOP, venue_ids=("7",))),
    ],
    ids=["another price", "another size", "another side", "made before", "made long after", "another number"],
)
def test_a_price_order_is_ours_only_by_its_terms_and_time(info: dict[str, Any], one: Order) -> None:
    assert read("Gate_F", info, one) == ()


def test_a_price_order_is_ours_by_its_number_or_by_a_name_that_came_back() -> None:
    moved = condition("open", trigger={"price": "91000", "rule": 2})
    (reading,) = read("Gate_F", moved, replace(STOP, venue_ids=("126393906",)))
    assert reading.trigger == D(91000)
    named = condition("open", initial={"contract": "BTC_USDT", "size": -100, "text": f"t-{STOP.id}"})
    assert [one.id for one in read("Gate_F", named)] == [STOP.id]
    assert read("Gate_F", condition("open")) == ()


# -- a look ---------------------------------------------------------------------------------------


def test_a_triggered_stop_is_followed_to_the_order_that_sold() -> None:
    real = swap("finished", "filled", 0, id=1230, text="api")
    trades = [
        {"id": 1, "order_id": "1230", "contract": "BTC_USDT", "size": -100, "price": "89990", "fee": "0.45"},
        {"id": 2, "order_id": "999", "contract": "BTC_USDT", "size": -50, "price": "1", "fee": "9"},
    ]
    answers = [
        ("my_trades", json.dumps(trades)),
        ("orders/1230", json.dumps(real)),
        ("price_orders/126393906", json.dumps(condition("finished", "succeeded", 1230))),
        ("", "[]"),
    ]
    (report,) = looked("Gate_F", [replace(STOP, venue_ids=("126393906",))], answers).reports
    assert (report.status, report.triggered, report.charged) == (FILLED, True, True)
    assert report.venue_ids == ("126393906", "1230")
    assert report.stopped == Fill(D("0.0100"), D("899.9000"), D(0), D("0.45"))


def test_a_stop_whose_placement_was_not_answered_is_found_by_its_terms() -> None:
    answers = [("price_orders?contract=BTC_USDT&status=open", json.dumps([condition("open")])), ("", "[]")]
    look = looked("Gate_F", [STOP], answers)
    assert [(r.id, r.venue_ids, r.trigger) for r in look.reports] == [(STOP.id, ("126393906",), D(90000))]
    assert looked("Gate_F", [LATER], answers).missing == (LATER.id,)


def test_an_ended_order_whose_name_was_forgotten_is_found_in_the_list_of_ended_ones() -> None:
    forgotten = json.dumps({"label": "ORDER_NOT_FOUND", "message": "Order not found"})
    ended = [swap("finished", "cancelled", text="web", id=5), swap("finished", "cancelled", text=f"t-{ENTRY.id}")]
    answers = [("orders/t-", forgotten), ("orders?contract=BTC_USDT&status=finished", json.dumps(ended)), ("", "[]")]
    (report,) = looked("Gate_F", [ENTRY], answers).reports
    assert (report.status, report.venue_ids) == (CANCELED, ("123028481731",))


@pytest.mark.parametrize("name", ["Gate", "Gate_F"])
def test_the_answer_to_a_placement_is_a_number_alone(name: str) -> None:
    dialect, found = dialect_of(name), offline(name)
    call = dialect.submit(found.market, STOP, LONG)
    parsed = found.client.parse_order({"id": 7615567}, found.market.raw)
    answer: Any = {"id": 7615567} if name == "Gate" else parsed
    (raw,) = dialect.records(call, answer, lambda one: found.client.parse_order(one, found.market.raw))
    (reading,) = dialect.readings(found.market, {**raw, "status": "open", "filled": 0}, STOP)
    assert (reading.id, reading.status, reading.venue_ids) == (STOP.id, NEW, ("7615567",))


# -- errors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "outcome", "reason"),
    [
        ("REPEATED_CREATION", Outcome.DUPLICATE, Reason.OTHER),
        ("ORDER_NOT_FOUND", Outcome.ABSENT, Reason.OTHER),
        ("ORDER_FINISHED", Outcome.ABSENT, Reason.OTHER),
        ("BALANCE_NOT_ENOUGH", Outcome.REFUSED, Reason.MARGIN),
        ("INSUFFICIENT_AVAILABLE", Outcome.REFUSED, Reason.MARGIN),
        ("POSITION_EMPTY", Outcome.REFUSED, Reason.REDUCE_ONLY),
        ("INCREASE_POSITION", Outcome.REFUSED, Reason.REDUCE_ONLY),
        ("AUTO_TRIGGER_PRICE_LESS_LAST", Outcome.REFUSED, Reason.WOULD_TRIGGER),
        ("AUTO_TRIGGER_PRICE_GREATE_LAST", Outcome.REFUSED, Reason.WOULD_TRIGGER),
        ("SIZE_TOO_SMALL", Outcome.REFUSED, Reason.FILTER),
        ("TOO_MANY_REQUESTS", Outcome.REFUSED, Reason.BANNED),
        ("REQUEST_EXPIRED", Outcome.REFUSED, Reason.NOT_SENT),
        ("POSITION_IN_LIQUIDATION", Outcome.REFUSED, Reason.LIQUIDATED),
        ("CONTRACT_IN_DELISTING", Outcome.REFUSED, Reason.CLOSED),
        ("INVALID_KEY", Outcome.REFUSED, Reason.OTHER),
        ("SERVER_ERROR", Outcome.UNKNOWN, Reason.OTHER),
        ("UNHEARD_OF", Outcome.UNKNOWN, Reason.OTHER),
    ],
)
def test_errors(label: str, outcome: Outcome, reason: Reason) -> None:
    verdict = classify(ccxt.ExchangeError(f'gate {{"label":"{label}","message":"told"}}'), CODES, AT)
    assert (verdict.outcome, verdict.reason, verdict.text) == (outcome, reason, "told")

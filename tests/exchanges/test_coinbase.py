"""Coinbase: requests beside an earlier study, records as its documents show them, and what ccxt would drop."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import ccxt
import pytest

from adapters.exchanges.call import Call, Refused
from adapters.exchanges.coinbase import beyond
from adapters.exchanges.guard import Unguarded
from adapters.exchanges.listed import dialect_of, record_of
from adapters.exchanges.outcomes import Outcome, classify
from adapters.exchanges.reading import Unreadable, report_of
from core.orders import Fill, Order, OrderType, OrdStatus, PositionSide, Reason
from tests.exchanges.canned import looked, read
from tests.exchanges.intents import D, order
from tests.exchanges.markets import MARKETS
from tests.exchanges.matrix import Pair, compare
from tests.exchanges.recorder import record, wire

LONG = PositionSide.LONG
STUDY = ("coinbase", "spot")
ENTRY = order("e1", OrderType.LIMIT, LONG, price=D(100000))
STOP = order("sl", OrderType.STOP, LONG, trigger=D(90000))
PAIR = order("tp1", OrderType.PAIR, LONG, price=D(110000), trigger=D(90000))
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NEW, FILLED, CANCELED, EXPIRED = OrdStatus.NEW, OrdStatus.FILLED, OrdStatus.CANCELED, OrdStatus.EXPIRED
ROW = next(row for row in MARKETS if row.name == "Coinbase")


@pytest.mark.parametrize(
    "pair",
    [
        Pair("Coinbase", "long pair", STUDY, "bracket", "client_order_id", "another id"),
        Pair("Coinbase", "long entry limit", STUDY, "cid_raw_in_params", "client_order_id", "another id"),
    ],
    ids=str,
)
def test_requests_beside_the_study(pair: Pair) -> None:
    compare(pair)


def test_perpetuals_are_refused_in_one_line() -> None:
    found = record_of("Coinbase_F")
    assert found is not None
    assert found.rules is None
    assert "reduce-only" in found.refusal


def test_a_stop_may_trade_five_per_cent_beyond_on_the_tick_farther_away() -> None:
    assert beyond(D("33333.33"), D("0.01"), sells=True) == D("31666.66")
    assert beyond(D("33333.33"), D("0.01"), sells=False) == D("35000.00")


def test_an_order_is_canceled_only_by_the_id_that_coinbase_gave_it() -> None:
    dialect = dialect_of("Coinbase")
    market = wire(dialect, ROW.market).market
    with pytest.raises(Refused, match="not known yet"):
        dialect.cancel(market, PAIR, LONG)
    assert dialect.by_venue_id(PAIR)


def test_a_target_alone_is_no_condition() -> None:
    dialect = dialect_of("Coinbase")
    take = order("tp1", OrderType.TAKE, LONG, trigger=D(110000))
    with pytest.raises(Refused, match="only as a limit order"):
        dialect.submit(wire(dialect, ROW.market).market, take, LONG)


# -- what ccxt would send instead -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("market", {"trailingPercent": "1"}),
        ("market", {"stopLoss": {"triggerPrice": "90000"}}),
        ("limit", {"takeProfit": {"triggerPrice": "110000"}, "stopLoss": {"triggerPrice": "90000"}}),
        ("limit", {"triggerPrice": "90000"}),
        ("limit", {"stopLossPrice": "90000"}),
        ("limit", {"takeProfitPrice": "90000"}),
        ("market", {"reduceOnly": True, "stopLossPrice": "90000"}),
    ],
    ids=[
        "trailing",
        "attached",
        "attached to a limit",
        "a trigger",
        "a stop under a random id",
        "a target",
        "closes now",
    ],
)
@pytest.mark.parametrize("meant", [STOP, PAIR], ids=["stop", "pair"])
def test_a_stop_that_is_none_does_not_leave(meant: Order, kind: str, params: dict[str, Any]) -> None:
    dialect = dialect_of("Coinbase")
    found = wire(dialect, ROW.market)
    proof = dialect.submit(found.market, meant, LONG).proof
    args = ("BTC/USDC", kind, "sell", 0.01, 85500, {"clientOrderId": meant.id} | params)
    with pytest.raises(Unguarded, match="nothing was sent"):
        record(found, Call("create_order", args, proof))


# -- records --------------------------------------------------------------------------------------


def told(id: str, kind: str, terms: dict[str, Any], **more: Any) -> dict[str, Any]:
    info: dict[str, Any] = {
        "order_id": "0000-1",
        "product_id": "BTC-USDC",
        "side": "SELL",
        "client_order_id": id,
        "status": "OPEN",
    }
    info |= {"filled_size": "0", "average_filled_price": "0", "total_fees": "0", "order_configuration": {kind: terms}}
    return info | {"trigger_status": "INVALID_ORDER_TYPE", "order_type": "LIMIT"} | more


def limit(**more: Any) -> dict[str, Any]:
    return told(ENTRY.id, "limit_limit_gtc", {"base_size": "0.01", "limit_price": "100000"}, **more)


def bracket(**more: Any) -> dict[str, Any]:
    terms = {"base_size": "0.01", "limit_price": "110000", "stop_trigger_price": "90000"}
    return told(
        PAIR.id, "trigger_bracket_gtc", terms, **{"order_type": "BRACKET", "trigger_status": "STOP_PENDING"} | more
    )


def traded(size: str, price: str, fees: str) -> dict[str, str]:
    return {"filled_size": size, "average_filled_price": price, "total_fees": fees}


def fill(size: str, price: str, fees: str) -> Fill:
    return Fill(D(size), D(size) * D(price), D(0), D(fees))


@pytest.mark.parametrize(
    ("info", "status", "expected"),
    [
        (limit(), NEW, Fill()),
        (limit(status="PENDING"), NEW, Fill()),
        (limit(status="CANCEL_QUEUED"), NEW, Fill()),
        (limit(**traded("0.004", "100000", "1.6")), NEW, fill("0.004", "100000", "1.6")),
        (limit(status="FILLED", **traded("0.01", "99990", "4")), FILLED, fill("0.01", "99990", "4")),
        (limit(status="CANCELLED", **traded("0.004", "100000", "1.6")), CANCELED, fill("0.004", "100000", "1.6")),
        (limit(status="EXPIRED"), EXPIRED, Fill()),
        (limit(status="FAILED"), OrdStatus.REJECTED, Fill()),
    ],
    ids=["open", "pending", "cancel queued", "in part", "filled", "canceled in part", "expired", "failed"],
)
def test_an_order(info: dict[str, Any], status: OrdStatus, expected: Fill) -> None:
    (reading,) = read("Coinbase", info)
    assert (reading.id, reading.status, reading.fill, reading.charged) == (ENTRY.id, status, expected, True)


def test_another_s_order_is_not_the_one_that_was_asked_for() -> None:
    assert read("Coinbase", limit() | {"client_order_id": "11111-00000-000000"}, ENTRY) == ()


def test_a_status_that_nobody_knows_is_not_read() -> None:
    with pytest.raises(Unreadable):
        read("Coinbase", limit(status="ODD"))


@pytest.mark.parametrize(("word", "triggered"), [("STOP_PENDING", False), ("STOP_TRIGGERED", True)])
def test_a_stop_that_stands_alone(word: str, triggered: bool) -> None:
    terms = {"base_size": "0.01", "limit_price": "85500", "stop_price": "90000"}
    (reading,) = read("Coinbase", told(STOP.id, "stop_limit_stop_limit_gtc", terms, trigger_status=word))
    assert (reading.stop, reading.trigger, reading.triggered) == (True, D(90000), triggered)


KNOWN = replace(PAIR, taken=fill("0.004", "110000", "1.76"))
GONE = {"status": "FILLED", "trigger_status": "STOP_TRIGGERED"}


@pytest.mark.parametrize(
    ("info", "known", "status", "taken", "stopped"),
    [
        (bracket(), PAIR, NEW, Fill(), Fill()),
        (bracket(**traded("0.004", "110000", "1.76")), PAIR, NEW, fill("0.004", "110000", "1.76"), Fill()),
        (
            bracket(status="FILLED", **traded("0.01", "110000", "4.4")),
            PAIR,
            FILLED,
            fill("0.01", "110000", "4.4"),
            Fill(),
        ),
        (bracket(**GONE, **traded("0.01", "89990", "3.6")), PAIR, FILLED, Fill(), fill("0.01", "89990", "3.6")),
        (
            bracket(status="FILLED", **traded("0.01", "89990", "3.6")),
            PAIR,
            FILLED,
            Fill(),
            fill("0.01", "89990", "3.6"),
        ),
        (
            bracket(**GONE, **traded("0.01", "98000", "3.92")),
            KNOWN,
            FILLED,
            KNOWN.taken,
            fill("0.006", "90000", "2.16"),
        ),
        (bracket(trigger_status="STOP_TRIGGERED"), PAIR, NEW, Fill(), Fill()),
        (bracket(status="CANCELLED"), PAIR, CANCELED, Fill(), Fill()),
    ],
    ids=["resting", "in part", "target", "stop", "stop by its price", "in part, then stop", "triggered", "canceled"],
)
def test_a_bracket(info: dict[str, Any], known: Order, status: OrdStatus, taken: Fill, stopped: Fill) -> None:
    report = report_of(read("Coinbase", info, known))
    assert (report.id, report.status, report.taken, report.stopped) == (PAIR.id, status, taken, stopped)
    assert (report.price, report.trigger, report.quantity) == (D(110000), D(90000), D("0.01"))
    assert report.whole is (info["trigger_status"] == "STOP_PENDING" and not stopped.quantity)


def test_a_bracket_without_fees_is_not_read() -> None:
    info = bracket(**traded("0.01", "110000", "4.4"))
    del info["total_fees"]
    with pytest.raises(Unreadable):
        read("Coinbase", info, PAIR)


def test_a_bracket_whose_stop_traded_is_asked_for_by_its_id() -> None:
    known = replace(KNOWN, venue_ids=("0000-1",))
    over = bracket(**GONE | {"status": "OPEN"}, **traded("0.01", "98000", "3.92"))
    look = looked(
        "Coinbase",
        (known, replace(ENTRY, venue_ids=())),
        (
            ("historical/0000-1", json.dumps({"order": over})),
            ("historical/batch", json.dumps({"orders": [over], "cursor": ""})),
            ("accounts", '{"accounts": [], "has_next": false}'),
        ),
    )
    (report,) = look.reports
    assert (report.taken.quantity, report.stopped.quantity) == (Decimal("0.004"), Decimal("0.006"))
    assert look.missing == (ENTRY.id,)


def test_an_update_of_a_bracket_says_nothing_of_its_legs() -> None:
    raw = {"clientOrderId": PAIR.id, "status": "open", "filled": 0, "info": {"order_type": "Bracket"}}
    dialect = dialect_of("Coinbase")
    assert dialect.readings(wire(dialect, ROW.market).market, raw) == ()


def test_the_answer_to_a_placement_names_the_order_or_nothing() -> None:
    dialect = dialect_of("Coinbase")
    found = wire(dialect, ROW.market)
    call = dialect.submit(found.market, PAIR, LONG)
    answer = {"success": True, "success_response": {"order_id": "0000-1", "client_order_id": PAIR.id}}
    (raw,) = dialect.records(call, answer, lambda one: found.client.parse_order(one, found.market.raw))
    assert (raw["id"], raw["clientOrderId"]) == ("0000-1", PAIR.id)
    assert dialect.records(call, {"success": False}, lambda one: one) == []


# -- outcomes -------------------------------------------------------------------------------------

R, U = Outcome.REFUSED, Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("said", "preview", "outcome", "reason"),
    [
        ("INSUFFICIENT_FUND", "", R, Reason.MARGIN),
        ("UNKNOWN_FAILURE_REASON", "PREVIEW_INSUFFICIENT_FUND", R, Reason.MARGIN),
        ("UNKNOWN_FAILURE_REASON", "PREVIEW_STOP_PRICE_ABOVE_LAST_TRADE_PRICE", R, Reason.WOULD_TRIGGER),
        ("UNKNOWN_FAILURE_REASON", "PREVIEW_INVALID_BASE_SIZE_TOO_SMALL", R, Reason.FILTER),
        ("INVALID_PRICE_PRECISION", "", R, Reason.FILTER),
        ("UNSUPPORTED_ORDER_CONFIGURATION", "", R, Reason.OTHER),
        ("ORDER_ENTRY_DISABLED", "", R, Reason.CLOSED),
        ("UNKNOWN_FAILURE_REASON", "", U, Reason.OTHER),
        ("UNKNOWN_FAILURE_REASON", "PREVIEW_NEVER_HEARD_OF", U, Reason.OTHER),
    ],
)
def test_refused_orders(said: str, preview: str, outcome: Outcome, reason: Reason) -> None:
    response = {"error": said, "message": "", "error_details": "", "preview_failure_reason": preview}
    answer = {"success": False, "error_response": response, "order_configuration": {"limit_limit_gtc": {}}}
    assert judged(answer) == (outcome, reason)


@pytest.mark.parametrize(
    ("answer", "outcome", "reason"),
    [
        ({"errors": [{"id": "rate_limit_exceeded", "message": "too many"}]}, R, Reason.BANNED),
        ({"errors": [{"id": "authentication_error", "message": "request timestamp expired"}]}, R, Reason.NOT_SENT),
        ({"errors": [{"id": "internal_server_error", "message": "no"}]}, U, Reason.OTHER),
        ({"error": "unknown", "message": "order with this orderID was not found"}, Outcome.ABSENT, Reason.OTHER),
        ({"error": "PERMISSION_DENIED", "message": "no"}, R, Reason.OTHER),
    ],
)
def test_errors(answer: dict[str, Any], outcome: Outcome, reason: Reason) -> None:
    assert judged(answer) == (outcome, reason)


def judged(answer: dict[str, Any]) -> tuple[Outcome, Reason]:
    dialect = dialect_of("Coinbase")
    with pytest.raises(ccxt.BaseError) as caught:
        wire(dialect, ROW.market).client.handle_errors(400, "", "", "POST", {}, json.dumps(answer), answer, {}, "")
    verdict = classify(caught.value, dialect.codes, NOW)
    return verdict.outcome, verdict.reason

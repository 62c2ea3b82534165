"""Bitunix through our own class: TP/SL orders known by their id or terms, and what they became by what it did."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import ccxt
import pytest

from adapters.exchanges.bitunix import CODES
from adapters.exchanges.call import Call, Refused
from adapters.exchanges.guard import Unguarded
from adapters.exchanges.listed import dialect_of, record_of
from adapters.exchanges.outcomes import Outcome, classify
from adapters.exchanges.reading import UNNAMED
from adapters.exchanges.unlinked import about_then, after, ended_orders
from core.orders import Amendment, Fill, Order, OrderType, OrdStatus, PositionSide, Reason
from tests.exchanges.canned import looked, read
from tests.exchanges.intents import AT, D, order
from tests.exchanges.markets import MARKETS
from tests.exchanges.recorder import Wire, record, wire

LONG = PositionSide.LONG
ENTRY = order("e1", OrderType.LIMIT, LONG, price=D(100000))
STOP = order("sl", OrderType.STOP, LONG, trigger=D(90000))
TARGET = order("tp1", OrderType.TAKE, LONG, trigger=D(110000))
NEW, FILLED, CANCELED = OrdStatus.NEW, OrdStatus.FILLED, OrdStatus.CANCELED
STAMP = int(AT.timestamp() * 1000)


def client() -> Wire:
    row = next(row for row in MARKETS if row.name == "Bitunix_F")
    return wire(dialect_of("Bitunix_F"), row.market, row.answers, row.cls())


def test_spot_is_closed_in_one_line() -> None:
    spot = record_of("bitunix")
    assert spot is not None
    assert spot.rules is None
    assert "no stop orders" in spot.refusal


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"reduceOnly": True},
        {"stopLossPrice": "90001"},
        {"stopLossPrice": "90000", "triggerPriceType": "mark"},
        {"takeProfitPrice": "90000"},
        {"stopLoss": {"triggerPrice": "90000"}},
    ],
    ids=["a market order", "a close", "another price", "another source", "a target", "attached to an entry"],
)
def test_a_stop_that_is_none_does_not_leave(params: dict[str, Any]) -> None:
    found = client()
    proof = dialect_of("Bitunix_F").submit(found.market, STOP, LONG).proof
    call = Call("create_order", (found.market.symbol, "market", "sell", D("0.01"), None, params), proof)
    with pytest.raises(Unguarded, match="nothing was sent"):
        record(found, call)


@pytest.mark.parametrize("params", [{"trailingPercent": "1"}, {"triggerPrice": "90000"}])
def test_what_the_class_has_no_word_for_is_refused_before_it_is_sent(params: dict[str, Any]) -> None:
    found = client()
    with pytest.raises(ccxt.NotSupported, match="nothing was sent"):
        record(found, Call("create_order", (found.market.symbol, "market", "sell", D("0.01"), None, params)))
    assert found.kept == []


def test_a_stop_is_moved_in_place_with_its_quantity_or_not_at_all() -> None:
    dialect, market = dialect_of("Bitunix_F"), client().market
    whole = replace(STOP, venue_ids=("7001",), amend_asked=Amendment(D(95000), D("0.02"), AT))
    (request,) = record(client(), dialect.amend(market, whole, LONG))
    assert (request["body"]["slPrice"], request["body"]["slQty"]) == ("95000", "0.02")
    with pytest.raises(Refused, match="together"):
        dialect.amend(market, replace(whole, amend_asked=Amendment(D(95000), None, AT)), LONG)
    with pytest.raises(Refused, match="not show"):
        dialect.cancel(market, STOP, LONG)


def test_hedge_mode_names_the_position_to_close() -> None:
    dialect, found = dialect_of("Bitunix_F"), client()
    dialect.rules = replace(dialect.rules, hedged=True)
    look, close = record(found, dialect.submit(found.market, order("close", OrderType.MARKET, LONG), LONG))
    assert look["http"].endswith("get_pending_positions")
    assert (close["body"]["tradeSide"], close["body"]["positionId"]) == ("CLOSE", "1")


# -- readings -------------------------------------------------------------------------------------


def plain(status: str, filled: str, one: Order = ENTRY, **more: Any) -> dict[str, Any]:
    """An order as "Get Order Detail" shows it."""
    found: dict[str, Any] = {
        "orderId": "11111",
        "clientId": one.id,
        "symbol": "BTCUSDT",
        "qty": "0.01",
        "tradeQty": filled,
    }
    found |= {"price": "100000", "side": "BUY", "orderType": "LIMIT", "effect": "GTC", "reduceOnly": False}
    return found | {"status": status, "ctime": STAMP, "mtime": STAMP, "leverage": 20, "positionMode": "ONE_WAY"} | more


def tpsl(status: str, one: Order = STOP, **more: Any) -> dict[str, Any]:
    """A TP/SL order as both of its lists show it."""
    leg = "sl" if one.type is OrderType.STOP else "tp"
    found: dict[str, Any] = {
        "id": "123",
        "positionId": "1",
        "symbol": "BTCUSDT",
        "base": "BTC",
        "quote": "USDT",
        "status": status,
    }
    found |= {"tpPrice": None, "slPrice": None, "tpQty": None, "slQty": None, f"{leg}OrderType": "MARKET"}
    return found | {f"{leg}Price": str(one.trigger), f"{leg}Qty": "0.01", f"{leg}StopType": "LAST_PRICE"} | more


@pytest.mark.parametrize(
    ("info", "status", "filled"),
    [
        (plain("NEW", "0"), NEW, "0"),
        (plain("PART_FILLED", "0.004"), NEW, "0.004"),
        (plain("FILLED", "0.01"), FILLED, "0.01"),
        (plain("PART_FILLED_CANCELED", "0.004"), CANCELED, "0.004"),
        (plain("CANCELED", "0"), CANCELED, "0"),
        (plain("EXPIRED", "0"), OrdStatus.EXPIRED, "0"),
    ],
)
def test_a_fill_without_a_price_waits_for_its_trades(info: dict[str, Any], status: OrdStatus, filled: str) -> None:
    (reading,) = read("Bitunix_F", info)
    assert (reading.id, reading.status, reading.price) == (ENTRY.id, status, D(100000))
    assert reading.fill == Fill(D(filled))
    assert reading.priced is (filled == "0")


@pytest.mark.parametrize(
    ("info", "one", "ours"),
    [
        (tpsl("NEW"), STOP, True),
        (tpsl("NEW"), replace(STOP, venue_ids=("123", "9")), True),
        (tpsl("NEW"), replace(STOP, venue_ids=("124",)), False),
        (tpsl("NEW"), None, False),
        (tpsl("NEW", TARGET), TARGET, True),
        (tpsl("NEW", TARGET), STOP, False),
        (tpsl("NEW", slQty="0.02"), STOP, False),
        (tpsl("NEW", slPrice="89999"), STOP, False),
    ],
)
def test_a_condition_is_known_by_its_id_or_else_by_its_terms(
    info: dict[str, Any], one: Order | None, ours: bool
) -> None:
    readings = read("Bitunix_F", info, one)
    assert bool(readings) is ours
    for reading in readings:
        assert one is not None
        assert (reading.status, reading.trigger, reading.quantity) == (NEW, one.trigger, D("0.01"))


def data(rows: Any) -> str:
    return json.dumps({"code": 0, "data": rows, "msg": "Success"})


def looks(orders: list[Order], history: list[Any], ended: list[Any], trades: list[Any]) -> Any:
    answers = [
        ("tpsl/get_pending_orders", data([])),
        ("tpsl/get_history_orders", data({"orderList": history})),
        ("trade/get_pending_orders", data({"orderList": []})),
        ("trade/get_history_orders", data({"orderList": ended})),
        ("trade/get_history_trades", data({"tradeList": trades})),
        ("get_pending_positions", data([])),
    ]
    return looked("Bitunix_F", orders, answers)


SOLD = plain("FILLED", "0.01", orderId="222", clientId=None, side="SELL", orderType="MARKET", reduceOnly=True)
TRADE: dict[str, Any] = {
    "tradeId": "1",
    "orderId": "222",
    "symbol": "BTCUSDT",
    "qty": "0.01",
    "price": "89990",
    "fee": "0.5",
}
TRADE |= {"side": "SELL", "ctime": STAMP, "roleType": "TAKER"}
DONE = tpsl("FILLED", triggerTime=STAMP)


def test_a_triggered_stop_is_followed_to_what_sold_at_that_time() -> None:
    (report,) = looks([STOP], [DONE], [SOLD], [TRADE]).reports
    assert (report.status, report.triggered, report.venue_ids) == (FILLED, True, ("123", "222"))
    assert report.stopped == Fill(D("0.01"), D("899.9"), D(0), D("0.5"))


@pytest.mark.parametrize(
    "more",
    [
        {"side": "BUY"},
        {"qty": "0.02", "tradeQty": "0.02"},
        {"clientId": "b000000we9"},
        {"ctime": STAMP + 61_000},
        {"ctime": STAMP - 2_001},
    ],
    ids=str,
)
def test_what_did_something_else_is_not_taken_for_it(more: dict[str, Any]) -> None:
    (report,) = looks([STOP], [DONE], [SOLD | more], [TRADE]).reports
    assert (report.status, report.triggered, report.stopped) == (NEW, True, Fill())


@pytest.mark.parametrize(("sold", "names"), [(["222"], {"222"}), (["222", "333"], {"222", "333"})])
def test_what_one_order_sold_is_counted_once(sold: list[str], names: set[str]) -> None:
    """Two conditions of one size that a jump triggered together both look for the same thing."""
    ended = [tpsl("FILLED", TARGET, id="124", triggerTime=STAMP), DONE]
    found = [SOLD | {"orderId": name} for name in sold]
    trades = [TRADE | {"orderId": name, "tradeId": name} for name in sold]
    reports = looks([STOP, TARGET], ended, found, trades).reports
    assert {r.venue_ids[-1] for r in reports if r.status is FILLED} == names
    assert sum((r.taken.quantity + r.stopped.quantity for r in reports), D(0)) == D("0.01") * len(sold)


def test_what_an_order_is_known_to_have_become_is_no_other_ones() -> None:
    """After a start, too: the ledger knows it."""
    ended = [tpsl("FILLED", TARGET, id="124", triggerTime=STAMP), DONE]
    reports = looks([TARGET, replace(STOP, venue_ids=("123", "222"))], ended, [SOLD], [TRADE]).reports
    assert {(r.id, r.status) for r in reports} == {(STOP.id, FILLED), (TARGET.id, NEW)}


def test_what_is_in_no_list_is_missing() -> None:
    assert looks([STOP], [], [], []).missing == (STOP.id,)


def test_only_a_moment_is_looked_for_by_time() -> None:
    call = ended_orders("BTC/USDT:USDT", after("1795176000000"))
    assert call == Call("fetch_closed_orders", ("BTC/USDT:USDT", 1795175998000))
    assert call is not None
    assert about_then(call, [{"timestamp": None}, {"timestamp": 1795176000001}]) == [{"timestamp": 1795176000001}]
    assert ended_orders("BTC/USDT:USDT", "222") is None
    assert after(None) == UNNAMED


@pytest.mark.parametrize(
    ("code", "outcome", "reason"),
    [
        (20003, Outcome.REFUSED, Reason.MARGIN),
        (30004, Outcome.REFUSED, Reason.REDUCE_ONLY),
        (30005, Outcome.REFUSED, Reason.WOULD_TRIGGER),
        (30029, Outcome.REFUSED, Reason.WOULD_TRIGGER),
        (30038, Outcome.REFUSED, Reason.FILTER),
        (30042, Outcome.DUPLICATE, Reason.OTHER),
        (20007, Outcome.ABSENT, Reason.OTHER),
        (10006, Outcome.REFUSED, Reason.BANNED),
        (10007, Outcome.REFUSED, Reason.OTHER),
        (20012, Outcome.REFUSED, Reason.CLOSED),
        (10001, Outcome.UNKNOWN, Reason.OTHER),
        (99999, Outcome.UNKNOWN, Reason.OTHER),
    ],
)
def test_codes(code: int, outcome: Outcome, reason: Reason) -> None:
    said = json.dumps({"code": code, "data": None, "msg": "as it says"})
    verdict = classify(ccxt.ExchangeError(f"bitunix {said}"), CODES, datetime(2026, 11, 20, tzinfo=UTC))
    assert (verdict.outcome, verdict.reason, verdict.text) == (outcome, reason, "as it says")


def test_a_stop_without_a_position_is_refused_as_such() -> None:
    said = "bitunix holds 0 long positions of BTC/USDT:USDT, not one; nothing was sent"
    verdict = classify(ccxt.InvalidOrder(said), CODES, datetime(2026, 11, 20, tzinfo=UTC))
    assert (verdict.outcome, verdict.reason) == (Outcome.REFUSED, Reason.REDUCE_ONLY)

"""CoinEx through our own class: requests beside an earlier study, records of its documents, its codes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import ccxt
import pytest

from adapters.exchanges.call import Call, Refused
from adapters.exchanges.coinex import CODES
from adapters.exchanges.guard import Unguarded
from adapters.exchanges.listed import dialect_of
from adapters.exchanges.outcomes import Outcome, classify
from core.orders import Fill, Order, OrderType, OrdStatus, PositionSide, Reason
from tests.exchanges.canned import looked, read
from tests.exchanges.intents import AT, D, order
from tests.exchanges.markets import MARKETS
from tests.exchanges.matrix import Pair, compare
from tests.exchanges.recorder import Wire, record, wire

LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
ENTRY = order("e1", OrderType.LIMIT, LONG, price=D(100000))
STOP = order("sl", OrderType.STOP, LONG, trigger=D(90000))
OWN = replace(STOP, quantity=None)
OWN_TARGET = order("tp1", OrderType.TAKE, LONG, None, trigger=D(110000))
NEW, FILLED, CANCELED = OrdStatus.NEW, OrdStatus.FILLED, OrdStatus.CANCELED
SPOT, SWAP = ("coinex", "spot"), ("coinex", "swap")
STAMP = int(AT.timestamp() * 1000)


def client(name: str) -> Wire:
    row = next(row for row in MARKETS if row.name == name)
    return wire(dialect_of(name), row.market, row.answers, row.cls())


@pytest.mark.parametrize(
    "pair",
    [
        Pair("CoinEx", "long stop", SPOT, "trigger_long_sl", "client_id ccy triggerDirection", "our id; size in coins"),
        Pair("CoinEx", "long cancel stop", SPOT, "cancel_cid_trigger", "client_id", "another id"),
        Pair("CoinEx_F", "long entry market", SWAP, "market_buy", "client_id clientOrderId", "another id, sent once"),
        Pair("CoinEx_F", "long cancel entry limit", SWAP, "cancel_cid", "client_id", "another id"),
    ],
    ids=str,
)
def test_requests_beside_the_study(pair: Pair) -> None:
    compare(pair)


@pytest.mark.parametrize("name", ["CoinEx", "CoinEx_F"])
def test_people_are_told_that_it_may_be_closed(name: str) -> None:
    assert "announced the end of all its trading" in dialect_of(name).record.consent


@pytest.mark.parametrize(
    ("name", "one", "amount", "params"),
    [
        ("CoinEx", STOP, "0.01", {}),
        ("CoinEx", STOP, "0.01", {"triggerPrice": "90001"}),
        ("CoinEx_F", OWN, "0.01", {"reduceOnly": True}),
        ("CoinEx_F", OWN, "0.01", {"triggerPrice": "90000"}),
        ("CoinEx_F", OWN, None, {"stopLossPrice": "90001", "tpslMode": "position"}),
        ("CoinEx_F", OWN, None, {"takeProfitPrice": "90000", "tpslMode": "position"}),
        ("CoinEx_F", OWN, None, {"stopLossPrice": "90000", "tpslMode": "position", "triggerPriceType": "mark"}),
    ],
    ids=["market", "another price", "a close", "could open", "another price on futures", "a target", "another source"],
)
def test_a_stop_that_is_none_does_not_leave(name: str, one: Order, amount: str | None, params: dict[str, Any]) -> None:
    found = client(name)
    proof = dialect_of(name).submit(found.market, one, LONG).proof
    size = None if amount is None else D(amount)
    call = Call("create_order", (found.market.symbol, "market", "sell", size, None, params), proof)
    with pytest.raises(Unguarded, match="nothing was sent"):
        record(found, call)


@pytest.mark.parametrize("params", [{"stopLossPrice": "90000"}, {"trailingPercent": "1"}])
def test_what_the_class_has_no_word_for_is_refused_before_it_is_sent(params: dict[str, Any]) -> None:
    found = client("CoinEx")
    with pytest.raises(ccxt.NotSupported, match="nothing was sent"):
        record(found, Call("create_order", (found.market.symbol, "market", "sell", D("0.01"), None, params)))
    assert found.kept == []


def test_what_it_cannot_express_is_refused_in_plain_words() -> None:
    swap, spot = dialect_of("CoinEx_F"), dialect_of("CoinEx")
    market = client("CoinEx_F").market
    with pytest.raises(Refused, match="part of a position"):
        swap.submit(market, STOP, LONG)
    with pytest.raises(Refused, match="off a position"):
        swap.cancel(market, OWN, LONG)
    with pytest.raises(Refused, match="no take-profit"):
        spot.submit(client("CoinEx").market, order("tp1", OrderType.TAKE, LONG, trigger=D(110000)), LONG)


def test_leverage_is_that_of_the_position_or_the_least() -> None:
    dialect = dialect_of("CoinEx_F")
    assert dialect.leverage_told([{"leverage": 10}]) == 10  # type: ignore[arg-type]  # a list: no question for it
    assert dialect.leverage_told([]) == 1  # type: ignore[arg-type]  # as above


# -- readings -------------------------------------------------------------------------------------


def plain(status: str | None, filled: str, **more: Any) -> dict[str, Any]:
    """An order of a spot list."""
    value, fee = D(filled) * 100000, D(filled) / 1000
    found: dict[str, Any] = {"order_id": 13400, "market": "BTCUSDT", "market_type": "SPOT", "side": "buy"}
    found |= {"type": "limit", "amount": "0.01", "price": "100000", "client_id": ENTRY.id, "base_fee": str(fee)}
    found |= {"filled_amount": filled, "filled_value": str(value), "unfilled_amount": str(D("0.01") - D(filled))}
    return found | {"created_at": STAMP, "updated_at": STAMP} | ({"status": status} if status else {}) | more


def stop(status: str, **more: Any) -> dict[str, Any]:
    """A stop order of a spot list."""
    found: dict[str, Any] = {"stop_id": 13500, "market": "BTCUSDT", "market_type": "SPOT", "side": "sell"}
    found |= {"type": "market", "amount": "0.01", "trigger_price": "90000", "client_id": STOP.id, "status": status}
    return found | {"created_at": STAMP - 9000, "updated_at": STAMP} | more


@pytest.mark.parametrize(
    ("info", "status", "filled"),
    [
        (plain("open", "0"), NEW, "0"),
        (plain("part_filled", "0.004"), NEW, "0.004"),
        (plain("filled", "0.01"), FILLED, "0.01"),
        (plain("part_canceled", "0.004"), CANCELED, "0.004"),
        (plain("finished", "0.004"), CANCELED, "0.004"),
        (plain("finished", "0.01", unfilled_amount="0"), FILLED, "0.01"),
    ],
)
def test_orders_with_their_fee_in_the_coin(info: dict[str, Any], status: OrdStatus, filled: str) -> None:
    (reading,) = read("CoinEx", info)
    quantity = D(filled)
    assert (reading.id, reading.status, reading.price) == (ENTRY.id, status, D(100000))
    assert reading.fill == Fill(quantity, quantity * 100000, quantity / 1000)
    assert reading.charged


@pytest.mark.parametrize(
    ("said", "status", "triggered"),
    [
        ("put", NEW, False),
        ("canceled", CANCELED, False),
        ("active_success", NEW, True),
        ("finished", NEW, True),
        ("active_fail", OrdStatus.REJECTED, False),
    ],
)
def test_a_condition_never_fills_itself(said: str, status: OrdStatus, triggered: bool) -> None:
    (reading,) = read("CoinEx", stop(said))
    assert (reading.id, reading.status, reading.triggered, reading.stop) == (STOP.id, status, triggered, True)
    assert (reading.fill, reading.trigger) == (Fill(), D(90000))
    assert reading.follow == (f"after {STAMP}" if triggered else "")


def data(rows: Any) -> str:
    return json.dumps({"code": 0, "data": rows, "message": "OK", "pagination": {"has_next": False}})


def looks(orders: list[Order], **lists: Any) -> Any:
    names = ("finished-stop-order", "pending-stop-order", "finished-order", "pending-order", "pending-position")
    answers = [(name, data(lists.get(name.replace("-", "_"), []))) for name in names]
    answers.append(("balance", data([{"ccy": "BTC", "available": "0.01", "frozen": "0"}])))
    return looked("CoinEx" if "pending_position" not in lists else "CoinEx_F", orders, answers)


SOLD = {"side": "sell", "type": "market", "price": "0", "filled_value": "899.9", "quote_fee": "0.9", "base_fee": "0"}


@pytest.mark.parametrize("named", ["", STOP.id])
def test_a_triggered_stop_is_followed_by_its_name_or_by_what_it_did(named: str) -> None:
    sold = plain("filled", "0.01", order_id=77, client_id=named, **SOLD)
    (report,) = looks([STOP], finished_stop_order=[stop("active_success")], finished_order=[sold]).reports
    assert (report.status, report.triggered) == (FILLED, True)
    assert report.stopped == Fill(D("0.01"), D("899.9"), D(0), D("0.9"))
    assert report.venue_ids == ("13500", "77")


@pytest.mark.parametrize("more", [{"side": "buy"}, {"amount": "0.02"}, {"client_id": "x"}, {"created_at": 1}], ids=str)
def test_what_did_something_else_is_not_taken_for_it(more: dict[str, Any]) -> None:
    other = plain("filled", "0.01", order_id=77, **(SOLD | {"client_id": ""} | more))
    (report,) = looks([STOP], finished_stop_order=[stop("active_success")], finished_order=[other]).reports
    assert (report.status, report.triggered, report.stopped) == (NEW, True, Fill())


def test_what_is_in_no_list_is_missing() -> None:
    look = looks([ENTRY, STOP])
    assert (look.missing, look.balance) == ((ENTRY.id, STOP.id), D("0.01"))


def position(**more: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"position_id": 246, "market": "BTCUSDT", "market_type": "FUTURES", "side": "long"}
    found |= {"open_interest": "0.01", "avg_entry_price": "100000", "stop_loss_price": "0", "take_profit_price": "0"}
    return found | {"leverage": 10, "created_at": STAMP} | more


def test_a_positions_own_stop_is_read_off_the_position() -> None:
    held = position(stop_loss_price="90000", take_profit_price="110000")
    stop, target = looks([OWN, OWN_TARGET], pending_position=[held]).reports
    assert (stop.id, stop.status, stop.trigger) == (OWN.id, NEW, D(90000))
    assert (target.id, target.trigger) == (OWN_TARGET.id, D(110000))


@pytest.mark.parametrize(
    ("rows", "trigger"),
    [
        ([position(stop_loss_price="91000")], D(91000)),
        ([position()], None),
        ([position(side="short", stop_loss_price="90000")], None),
        ([], None),
    ],
    ids=["moved by hand", "taken off by hand", "another's side", "closed"],
)
def test_a_stop_that_is_not_as_we_left_it(rows: list[Any], trigger: Any) -> None:
    look = looks([OWN], pending_position=rows)
    assert [report.trigger for report in look.reports] == ([] if trigger is None else [trigger])
    assert look.missing == (() if trigger else (OWN.id,))


def test_the_answer_to_a_positions_stop_is_the_position() -> None:
    dialect, found = dialect_of("CoinEx_F"), client("CoinEx_F")
    assert dialect.records(dialect.submit(found.market, OWN, LONG), {"id": None, "status": "open"}, dict) == ()
    entry = dialect.submit(found.market, ENTRY, LONG)
    assert dialect.records(entry, {"id": "7"}, dict) == [{"id": "7"}]


@pytest.mark.parametrize(
    ("code", "outcome", "reason"),
    [
        (3109, Outcome.REFUSED, Reason.MARGIN),
        (3127, Outcome.REFUSED, Reason.FILTER),
        (4159, Outcome.REFUSED, Reason.CLOSED),
        (4213, Outcome.REFUSED, Reason.BANNED),
        (4010, Outcome.REFUSED, Reason.NOT_SENT),
        (4005, Outcome.REFUSED, Reason.OTHER),
        (3610, Outcome.REFUSED, Reason.OTHER),
        (3008, Outcome.UNKNOWN, Reason.OTHER),
        (4002, Outcome.UNKNOWN, Reason.OTHER),
        (99999, Outcome.UNKNOWN, Reason.OTHER),
    ],
)
def test_codes(code: int, outcome: Outcome, reason: Reason) -> None:
    said = json.dumps({"code": code, "data": {}, "message": "as it says"})
    verdict = classify(ccxt.ExchangeError(f"coinex {said}"), CODES, datetime(2026, 11, 20, tzinfo=UTC))
    assert (verdict.outcome, verdict.reason, verdict.text) == (outcome, reason, "as it says")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("coinex holds no long position of BTC/USDT:USDT; nothing was sent", Reason.REDUCE_ONLY),
        ("coinex has no stop order that only reduces; nothing was sent", Reason.OTHER),
    ],
)
def test_what_our_class_refuses_was_not_sent(said: str, reason: Reason) -> None:
    verdict = classify(ccxt.ExchangeError(said), CODES, datetime(2026, 11, 20, tzinfo=UTC))
    assert (verdict.outcome, verdict.reason) == (Outcome.REFUSED, reason)

"""HTX: requests beside an earlier study, records as its documents show them, and what ccxt would drop or let pass."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import ccxt
import pytest

from adapters.exchanges import htx, htx_futures
from adapters.exchanges.call import Call, Refused
from adapters.exchanges.dialect import Dialect, int_of
from adapters.exchanges.guard import Unguarded
from adapters.exchanges.listed import dialect_of
from adapters.exchanges.outcomes import Outcome, classify
from adapters.exchanges.reading import UNNAMED, Reading, Unreadable, report_of
from core.orders import Fill, Order, OrderType, OrdStatus, PositionSide, Reason
from core.ports import Unreachable
from tests.exchanges.canned import looked, read
from tests.exchanges.intents import AT, D, order
from tests.exchanges.markets import HTX, MARKETS
from tests.exchanges.matrix import Pair, compare
from tests.exchanges.recorder import Wire, record, wire

LONG = PositionSide.LONG
LINEAR, SPOT = ("htx", "swap"), ("htx", "spot")
STOP = order("sl", OrderType.STOP, LONG, trigger=D(90000))
PAIR = order("tp1", OrderType.PAIR, LONG, price=D(110000), trigger=D(90000))
ENTRY = order("e1", OrderType.LIMIT, LONG, price=D(100000))
CLOSE = order("close", OrderType.MARKET, LONG)
NEW, FILLED, CANCELED = OrdStatus.NEW, OrdStatus.FILLED, OrdStatus.CANCELED


def offline(name: str) -> Wire:
    return wire(dialect_of(name), next(row.market for row in MARKETS if row.name == name))


def known(name: str) -> Dialect:
    """A dialect that has been told its account."""
    dialect = dialect_of(name)
    dialect.learn(HTX)
    return dialect


def records(name: str, call: Call, answer: Any, one: Order) -> list[Reading]:
    """The readings of an answer to ``call``."""
    dialect, found = dialect_of(name), offline(name)
    rows = dialect.records(call, answer, lambda row: found.client.parse_order(row, found.market.raw))
    return [reading for row in rows for reading in dialect.readings(found.market, row, one)]


# -- requests -------------------------------------------------------------------------------------

TERMS = "algo_client_order_id reduce_only sl_trigger_price_type sl_type"


@pytest.mark.parametrize(
    "pair",
    [
        Pair(
            "HTX_F",
            "long pair",
            LINEAR,
            "tpsl_raw",
            f"{TERMS} tp_trigger_price_type tp_type",
            "ours says that it only closes, at the market, by the last price",
        ),
        Pair(
            "HTX_F",
            "long stop",
            LINEAR,
            "sl_long",
            f"{TERMS} clientOrderId channel_code time_in_force",
            "the same; its id under the name that counts, and no broker's code",
        ),
        Pair(
            "HTX_F",
            "long entry market",
            LINEAR,
            "market_buy",
            "client_order_id clientOrderId channel_code",
            "its id under the name that counts, and no broker's code",
        ),
        Pair("HTX_F", "long cancel pair", LINEAR, "cancel_cid_trigger", "algo_client_order_id", "another id"),
        Pair("HTX_F", "long find entry limit", LINEAR, "fetch_cid", "client_order_id", "another id"),
        Pair("HTX", "long stop", SPOT, "algo_raw", "clientOrderId", "another id"),
        Pair("HTX", "long find entry limit", SPOT, "fetch_cid", "clientOrderId", "another id"),
    ],
    ids=str,
)
def test_requests_beside_the_study(pair: Pair) -> None:
    compare(pair)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (order("e1", OrderType.MARKET, LONG), "in money"),
        (order("sl", OrderType.STOP, PositionSide.SHORT, trigger=D(110000)), "stops that sell"),
        (order("tp1", OrderType.TAKE, LONG, trigger=D(110000)), "stops that sell"),
        (PAIR, "links no pairs"),
    ],
    ids=["a market entry", "a triggered buy", "a take", "a pair"],
)
def test_spot_refuses_what_it_cannot_say(one: Order, words: str) -> None:
    with pytest.raises(Refused, match=words):
        known("HTX").submit(offline("HTX").market, one, LONG)


@pytest.mark.parametrize("one", [STOP, ENTRY])
def test_nothing_is_placed_before_the_account_is_known(one: Order) -> None:
    dialect = dialect_of("HTX")
    dialect.learn(
        {"data": [{"id": 1, "type": "margin", "state": "working"}, {"id": 2, "type": "spot", "state": "lock"}]}
    )
    with pytest.raises(Refused, match="no working spot account"):
        dialect.submit(offline("HTX").market, one, LONG)


def test_a_triggered_stop_is_canceled_as_the_order_that_it_became() -> None:
    dialect, market = known("HTX"), offline("HTX").market
    resting = dialect.cancel(market, replace(STOP, venue_ids=("1",)), LONG)
    became = dialect.cancel(market, replace(STOP, triggered=True), LONG)
    assert (resting.method, became.method) == ("spot_private_post_v2_algo_orders_cancellation", "cancel_order")


@pytest.mark.parametrize("side", list(PositionSide))
def test_hedge_mode_names_the_position(side: PositionSide) -> None:
    dialect, market = dialect_of("HTX_F"), offline("HTX_F").market
    dialect.rules = replace(dialect.rules, hedged=True)
    for one in (order("sl", OrderType.STOP, side, trigger=D(90000)), order("e1", OrderType.MARKET, side)):
        call = dialect.submit(market, one, side)
        assert call.args[0]["position_side"] == side.value


@pytest.mark.parametrize(
    ("data", "hedged"),
    [
        ({"position_mode": "single_side"}, False),
        ([{"position_mode": "dual_side"}], True),
        ({"position_mode": "triple_side"}, None),
        ({}, None),
        (None, None),
    ],
)
def test_a_position_mode_that_is_not_known_stops_everything(data: Any, hedged: bool | None) -> None:
    dialect = dialect_of("HTX_F")
    if hedged is None:
        with pytest.raises(Unreachable, match="nothing was sent"):
            dialect.hedged({"code": 200, "data": data})
    else:
        assert dialect.hedged({"code": 200, "data": data}) is hedged


def test_leverage_is_told_by_a_list() -> None:
    dialect = dialect_of("HTX_F")
    assert dialect.leverage_told({"data": [{"contract_code": "BTC-USDT", "lever_rate": "20"}]}) == D(20)
    assert dialect.leverage_told({"data": None}) is None


# -- what ccxt would send instead -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "one", "params"),
    [
        ("HTX_F", PAIR, {"stopLossPrice": "90000", "takeProfitPrice": "110000", "reduceOnly": True}),
        ("HTX_F", STOP, {"stopLossPrice": "90000", "reduceOnly": True}),
        ("HTX_F", STOP, {"trailingPercent": "1", "reduceOnly": True}),
        ("HTX_F", STOP, {"stopLoss": {"triggerPrice": 90000}, "reduceOnly": True}),
        ("HTX_F", STOP, {"reduceOnly": True}),
        ("HTX", STOP, {"stopLossPrice": "90000"}),
        ("HTX", STOP, {"stopLoss": {"triggerPrice": 90000}}),
    ],
    ids=[
        "only the stop of a pair",
        "by another price",
        "trails",
        "attached to a close",
        "no condition",
        "spot: sold at once",
        "spot: attached is dropped",
    ],
)
def test_a_stop_that_is_none_does_not_leave(name: str, one: Order, params: dict[str, Any]) -> None:
    answers = (("/v1/account/accounts", json.dumps(HTX)),)
    dialect = known(name)
    found = wire(dialect, next(row.market for row in MARKETS if row.name == name), answers)
    proof = dialect.submit(found.market, one, LONG).proof
    sent = {"clientOrderId": int_of(one.id) if name == "HTX_F" else one.id} | params
    with pytest.raises(Unguarded, match="nothing was sent"):
        record(found, Call("create_order", (found.market.symbol, "market", "sell", D(10), None, sent), proof))


# -- spot records ---------------------------------------------------------------------------------


def spot(state: str, filled: str = "0", **more: Any) -> dict[str, Any]:
    """An order as "Search order by client order id" shows it."""
    found = {
        "id": 438398393065481,
        "symbol": "btcusdt",
        "client-order-id": ENTRY.id,
        "amount": "0.01",
        "price": "100000",
        "type": "buy-limit",
        "field-amount": filled,
        "field-cash-amount": str(D(filled) * 99990),
        "field-fees": str(D(filled) / 500),
        "state": state,
    }
    return found | more


@pytest.mark.parametrize(
    ("info", "status"),
    [
        (spot("submitted"), NEW),
        (spot("partial-filled", "0.004"), NEW),
        (spot("filled", "0.01"), FILLED),
        (spot("partial-canceled", "0.004"), CANCELED),
        (spot("canceled"), CANCELED),
    ],
    ids=lambda value: value["state"] if isinstance(value, dict) else None,
)
def test_spot_orders_leave_fees_to_their_trades(info: dict[str, Any], status: OrdStatus) -> None:
    (reading,) = read("HTX", info)
    filled = D(info["field-amount"])
    assert (reading.status, reading.price, reading.quantity) == (status, D(100000), D("0.01"))
    assert reading.fill == Fill(filled, filled * 99990)
    assert not (reading.charged and filled)


def test_a_market_sell_is_read_without_a_price() -> None:
    (reading,) = read("HTX", spot("filled", "0.01", type="sell-market", price="0", **{"client-order-id": CLOSE.id}))
    assert (reading.status, reading.fill) == (FILLED, Fill(D("0.01"), D("999.90")))


def condition(state: str, **more: Any) -> dict[str, Any]:
    """As "Query a specific conditional order" shows it."""
    found = {
        "lastActTime": 1593236344401,
        "orderOrigTime": 1593235832937,
        "symbol": "btcusdt",
        "orderSize": "0.01",
        "stopPrice": "90000",
        "accountId": 5202591,
        "clientOrderId": STOP.id,
        "orderSide": "sell",
        "orderType": "market",
        "orderStatus": state,
    }
    return found | more


@pytest.mark.parametrize(
    ("info", "status", "follow"),
    [
        (condition("created"), NEW, ""),
        (condition("triggered", orderId="1230"), NEW, "1230"),
        (condition("canceled"), CANCELED, ""),
        (condition("rejected", errCode=1, errMessage="not enough"), OrdStatus.REJECTED, ""),
    ],
    ids=lambda value: value["orderStatus"] if isinstance(value, dict) else None,
)
def test_a_condition_is_no_fill(info: dict[str, Any], status: OrdStatus, follow: str) -> None:
    (call,) = known("HTX").find(offline("HTX").market, STOP)
    (reading,) = records("HTX", call, {"code": 200, "data": info}, STOP)
    assert (reading.id, reading.status, reading.follow, reading.stop) == (STOP.id, status, follow, True)
    assert (reading.trigger, reading.quantity, reading.fill) == (D(90000), D("0.01"), Fill())
    assert reading.text == info.get("errMessage", "")


def test_what_became_of_a_condition_is_looked_for_even_if_it_has_no_name() -> None:
    (call,) = known("HTX").find(offline("HTX").market, STOP)
    (reading,) = records("HTX", call, {"code": 200, "data": condition("triggered")}, STOP)
    assert (reading.status, reading.triggered, reading.follow) == (NEW, True, UNNAMED)
    with pytest.raises(Unreadable, match="unheard of"):
        records("HTX", call, {"code": 200, "data": condition("unheard of")}, STOP)


@pytest.mark.parametrize(
    ("one", "answer", "ids"),
    [
        (STOP, {"code": 200, "data": {"clientOrderId": STOP.id}}, ()),
        (ENTRY, {"status": "ok", "data": "59378"}, ("59378",)),
    ],
    ids=["a condition has no number of its own", "an order has"],
)
def test_answers_to_placements(one: Order, answer: Any, ids: tuple[str, ...]) -> None:
    dialect = known("HTX")
    call = dialect.submit(offline("HTX").market, one, LONG)
    (raw,) = dialect.records(call, answer, dict)
    assert raw["id"]
    (reading,) = dialect.readings(offline("HTX").market, {**raw, "status": "open", "filled": 0}, one)
    assert (reading.id, reading.status, reading.venue_ids) == (one.id, NEW, ids)
    assert not any(row.get("id") for row in dialect.records(call, {"status": "ok", "data": None}, dict))
    assert not any(row.get("id") for row in dialect.records(call, "<html>", dict))


def test_a_spot_look_reads_both_lists_and_follows_a_triggered_stop() -> None:
    sold = spot("filled", "0.01", type="sell-market", **{"client-order-id": STOP.id})
    trade = {"id": 1, "trade-id": 2, "order-id": 1230, "symbol": "btcusdt", "type": "sell-market", "role": "taker"}
    trade |= {"price": "89990", "filled-amount": "0.01", "filled-fees": "1.8", "fee-currency": "usdt"}
    coins = [{"currency": "btc", "type": kind, "balance": "0.01"} for kind in ("trade", "frozen")]
    answers = [
        ("algo-orders/opening", {"code": 200, "data": []}),
        ("algo-orders/specific", {"code": 200, "data": condition("triggered", orderId="1230")}),
        ("openOrders", {"status": "ok", "data": [spot("submitted")]}),
        ("orders/1230/matchresults", {"status": "ok", "data": [trade]}),
        ("orders/1230", {"status": "ok", "data": sold | {"id": 1230}}),
        ("/balance", {"status": "ok", "data": {"id": 5202591, "type": "spot", "list": coins}}),
        ("/v1/account/accounts", HTX),
    ]
    look = looked("HTX", [STOP, ENTRY], [(part, json.dumps(answer)) for part, answer in answers])
    told = {report.id: report for report in look.reports}
    assert (told[ENTRY.id].status, look.balance, look.missing) == (NEW, D("0.02"), ())
    assert told[STOP.id].stopped == Fill(D("0.01"), D("899.9"), D(0), D("1.8"))
    assert (told[STOP.id].status, told[STOP.id].triggered) == (FILLED, True)


def test_a_resting_spot_stop_is_in_the_list_of_conditions() -> None:
    answers = [
        ("algo-orders/opening", {"code": 200, "data": [condition("created"), condition("created", clientOrderId="x")]}),
        ("openOrders", {"status": "ok", "data": []}),
        ("algo-orders/specific", {"code": 1007, "message": "no record"}),
        ("/balance", {"status": "ok", "data": {"id": 5202591, "type": "spot", "list": []}}),
        ("/v1/account/accounts", HTX),
    ]
    gone = order("sl", OrderType.STOP, LONG, trigger=D(91000), generation=2)
    look = looked("HTX", [STOP, gone], [(part, json.dumps(answer)) for part, answer in answers])
    assert [(r.id, r.status, r.trigger) for r in look.reports] == [(STOP.id, NEW, D(90000))]
    assert look.missing == (gone.id,)


# -- perpetual records ----------------------------------------------------------------------------


def swap(state: str, volume: str = "0", **more: Any) -> dict[str, Any]:
    """An order as the v5 trade routes show it; volumes are contracts of 0.001."""
    found = {
        "order_id": "1513828877079584768",
        "client_order_id": str(int_of(ENTRY.id)),
        "contract_code": "BTC-USDT",
        "side": "buy",
        "type": "limit",
        "price": "100000",
        "volume": "10",
        "state": state,
        "trade_volume": volume,
        "trade_avg_price": "99990" if D(volume) else "0",
        "trade_turnover": str(D(volume) * D("99.99")),
        "fee": "-0.5",
        "fee_currency": "USDT",
    }
    return found | more


@pytest.mark.parametrize(
    ("info", "status"),
    [
        (swap("new"), NEW),
        (swap("partially_filled", "4"), NEW),
        (swap("filled", "10"), FILLED),
        (swap("partially_canceled", "4"), CANCELED),
        (swap("canceled"), CANCELED),
    ],
    ids=lambda value: value["state"] if isinstance(value, dict) else None,
)
def test_perpetual_orders_count_contracts_and_leave_fees_to_trades(info: dict[str, Any], status: OrdStatus) -> None:
    (reading,) = read("HTX_F", info)
    filled = D(info["trade_volume"]) / 1000
    assert (reading.id, reading.status, reading.quantity) == (ENTRY.id, status, D("0.01"))
    assert reading.fill == Fill(filled, filled * 99990)
    assert not (reading.charged and filled)


def test_another_persons_order_is_not_ours() -> None:
    assert read("HTX_F", swap("new", client_order_id="1513828877079584768")) == ()


def algo(state: str, became: str = "", **more: Any) -> dict[str, Any]:
    """As the v5 algo routes show it."""
    found = {
        "algo_id": "1512871666507657216",
        "algo_client_order_id": str(int_of(PAIR.id)),
        "contract_code": "BTC-USDT",
        "side": "sell",
        "type": "tpsl",
        "volume": "10",
        "state": state,
        "tp_trigger_price": "110000",
        "sl_trigger_price": "90000",
        "relation_order_id": became,
    }
    return found | more


@pytest.mark.parametrize(
    ("info", "status", "follow"),
    [
        (algo("active"), NEW, ""),
        (algo("anything at all", "77"), NEW, "77"),
        (algo("canceled"), CANCELED, ""),
        (algo("expired"), OrdStatus.EXPIRED, ""),
        (algo("failed"), OrdStatus.REJECTED, ""),
    ],
    ids=lambda value: value["state"] if isinstance(value, dict) else None,
)
def test_an_algo_order_is_no_fill(info: dict[str, Any], status: OrdStatus, follow: str) -> None:
    (reading,) = read("HTX_F", info)
    assert (reading.id, reading.status, reading.follow, reading.fill) == (PAIR.id, status, follow, Fill())
    assert (reading.price, reading.trigger, reading.quantity) == (D(110000), D(90000), D("0.01"))
    assert report_of([reading]).whole is not bool(follow)


def test_a_state_that_is_not_known_is_no_end() -> None:
    with pytest.raises(Unreadable, match="unheard of"):
        read("HTX_F", algo("unheard of"))


LISTS = [
    ("/v5/trade/order/opens", {"code": 200, "data": []}),
    ("/v5/algo/order/opens", {"code": 200, "data": []}),
    ("/v5/trade/position/opens", {"code": 200, "data": []}),
]


@pytest.mark.parametrize(("price", "stopped"), [("89950", True), ("110020", False)])
def test_the_price_tells_which_leg_of_a_pair_was_touched(price: str, stopped: bool) -> None:
    real = swap("filled", "10", side="sell", type="market", order_id="77", client_order_id="5", trade_avg_price=price)
    trade = {"id": "1", "order_id": "77", "contract_code": "BTC-USDT", "side": "sell", "trade_fee": "0.45"}
    trade |= {"trade_volume": "10", "trade_price": price, "fee_currency": "USDT"}
    answers = [
        *LISTS,
        ("/v5/trade/order/details", {"code": 200, "data": [trade, trade | {"id": "2", "order_id": "78"}]}),
        ("/v5/trade/order?", {"code": 200, "data": real}),
        ("/v5/algo/order?", {"code": 200, "data": [algo("triggered", "77")]}),
        ("/v5/algo/order/history", {"code": 200, "data": [algo("canceled", algo_client_order_id="9")]}),
    ]
    (report,) = looked("HTX_F", [PAIR], [(part, json.dumps(answer)) for part, answer in answers]).reports
    sold = Fill(D("0.01"), D(price) / 100, D(0), D("0.45"))
    assert (report.status, report.triggered, report.whole, report.charged) == (FILLED, True, False, True)
    assert (report.stopped, report.taken) == ((sold, Fill()) if stopped else (Fill(), sold))


def test_a_pair_that_no_list_knows_is_missing() -> None:
    answers = [*LISTS, ("/v5/algo/order?", {"code": 200, "data": []}), ("history", {"code": 200, "data": []})]
    assert looked("HTX_F", [PAIR], [(part, json.dumps(one)) for part, one in answers]).missing == (PAIR.id,)


def test_a_resting_pair_is_whole() -> None:
    answers = [("type=tpsl", {"code": 200, "data": [algo("active")]}), *LISTS]
    (report,) = looked("HTX_F", [PAIR], [(part, json.dumps(one)) for part, one in answers]).reports
    assert (report.status, report.whole, report.price, report.trigger) == (NEW, True, D(110000), D(90000))


def test_the_answer_to_a_pair_names_it() -> None:
    call = dialect_of("HTX_F").submit(offline("HTX_F").market, PAIR, LONG)
    row = {"algo_id": "7", "algo_client_order_id": str(int_of(PAIR.id))}
    (reading,) = records("HTX_F", call, {"code": 200, "data": [row]}, PAIR)
    assert (reading.id, reading.status, reading.venue_ids) == (PAIR.id, NEW, ("7",))
    assert records("HTX_F", call, {"code": 200, "data": None}, PAIR) == []


# -- errors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "answer", "declined"),
    [
        ("HTX", {"code": 200, "data": {}}, False),
        ("HTX", {"status": "ok", "data": "59378"}, False),
        ("HTX", {"code": 3002, "message": "order amount scale invalid"}, True),
        ("HTX_F", {"code": 200, "data": {"order_id": "1"}}, False),
        ("HTX_F", {"code": 200, "data": [{"code": 200, "algo_id": "1"}]}, False),
        ("HTX_F", {"code": 200, "data": [{"code": 1061, "message": "no such order"}]}, True),
        ("HTX_F", {"code": 1047, "message": "Insufficient margin"}, True),
        ("HTX_F", [], False),
    ],
)
def test_an_error_that_ccxt_lets_pass_is_one(name: str, answer: Any, declined: bool) -> None:
    assert dialect_of(name).declined(answer) is declined


@pytest.mark.parametrize("part", ["/v5/trade/position/opens", "/v5/trade/order/opens", "/v5/algo/order/opens"])
def test_a_list_that_is_refused_is_not_an_empty_one(part: str) -> None:
    """ccxt reads no position and no order from it."""
    busy = (part, {"code": 1004, "message": "System busy."})
    found = [busy, *LISTS, ("/v5/algo/order", {"code": 200, "data": []})]
    with pytest.raises(Unreachable, match="System busy"):
        looked("HTX_F", [PAIR], [(part, json.dumps(one)) for part, one in found])


R, A, U = Outcome.REFUSED, Outcome.ABSENT, Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("code", "outcome", "reason"),
    [
        ("account-frozen-balance-insufficient-error", R, Reason.MARGIN),
        ("order-stop-order-hit-trigger", R, Reason.WOULD_TRIGGER),
        ("order-value-min-error", R, Reason.FILTER),
        ("3008", R, Reason.FILTER),
        ("2003", R, Reason.CLOSED),
        ("base-record-invalid", A, Reason.OTHER),
        ("order-orderstate-error", A, Reason.OTHER),
        ("1007", A, Reason.OTHER),
        ("rate-too-many-requests", R, Reason.BANNED),
        ("api-signature-not-valid", R, Reason.OTHER),
        ("gateway-internal-error", U, Reason.OTHER),
        ("unheard-of", U, Reason.OTHER),
    ],
)
def test_spot_errors(code: str, outcome: Outcome, reason: Reason) -> None:
    verdict = classify(ccxt.ExchangeError(f'htx {{"status":"error","err-code":"{code}"}}'), htx.CODES, AT)
    assert (verdict.outcome, verdict.reason) == (outcome, reason)


@pytest.mark.parametrize(
    ("code", "outcome", "reason"),
    [
        (1047, R, Reason.MARGIN),
        (1048, R, Reason.REDUCE_ONLY),
        (1039, R, Reason.FILTER),
        (1041, R, Reason.FILTER),
        (1058, R, Reason.CLOSED),
        (1061, A, Reason.OTHER),
        (1017, A, Reason.OTHER),
        (1032, R, Reason.BANNED),
        (1067, R, Reason.OTHER),
        (1000, U, Reason.OTHER),
        (9999, U, Reason.OTHER),
    ],
)
def test_perpetual_errors(code: int, outcome: Outcome, reason: Reason) -> None:
    verdict = classify(Exception(json.dumps({"code": code, "message": "told"})), htx_futures.CODES, AT)
    assert (verdict.outcome, verdict.reason, verdict.text) == (outcome, reason, "told")

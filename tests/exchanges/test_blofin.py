"""BloFin: requests beside an earlier study, records as its documents show them, its codes, and what ccxt would drop."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import ccxt
import pytest

from adapters.exchanges.blofin import CODES
from adapters.exchanges.call import Call
from adapters.exchanges.guard import Unguarded
from adapters.exchanges.listed import dialect_of, record_of
from adapters.exchanges.outcomes import Outcome, classify
from adapters.exchanges.reading import report_of
from adapters.exchanges.record import Mode
from core.orders import Fill, OrderType, OrdStatus, PositionSide, Reason
from tests.exchanges.canned import looked, read
from tests.exchanges.intents import AT, ENTRY, D, order
from tests.exchanges.markets import MARKETS
from tests.exchanges.matrix import Pair, compare
from tests.exchanges.recorder import Wire, record, wire

LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
NAME, SWAP = "BloFin_F", ("blofin", "swap")
LIMIT = order("e1", OrderType.LIMIT, LONG, price=ENTRY)
STOP = order("sl", OrderType.STOP, LONG, trigger=D(90000))
PAIR = order("tp1", OrderType.PAIR, LONG, price=D(110000), trigger=D(90000))
NEW, FILLED, CANCELED = OrdStatus.NEW, OrdStatus.FILLED, OrdStatus.CANCELED


def line() -> Wire:
    return wire(dialect_of(NAME), next(row.market for row in MARKETS if row.name == NAME))


# -- requests -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pair",
    [
        Pair(NAME, "long pair", SWAP, "tpsl", "clientOrderId", "another id"),
        Pair(NAME, "long stop", SWAP, "tpsl", "clientOrderId tpTriggerPrice tpOrderPrice", "the stop alone"),
        Pair(NAME, "long find pair", SWAP, "detail_raw", "clientOrderId", "another id"),
        Pair(NAME, "long find entry limit", SWAP, "order_detail_raw", "clientOrderId", "another id"),
        Pair(NAME, "long cancel pair", SWAP, "cancel_tpsl", "tpslId clientOrderId", "named by our own id"),
        Pair(NAME, "long entry market", SWAP, "market_buy", "clientOrderId positionSide", "ours says which position"),
    ],
    ids=str,
)
def test_requests_beside_the_study(pair: Pair) -> None:
    compare(pair)


@pytest.mark.parametrize(("side", "position"), [(LONG, "long"), (SHORT, "short")])
def test_hedge_mode_names_the_position_of_every_order(side: PositionSide, position: str) -> None:
    dialect, found = dialect_of(NAME), line()
    dialect.rules = replace(dialect.rules, hedged=True)
    far, near = (D(90000), D(110000)) if side is LONG else (D(110000), D(90000))
    for one in (
        order("e1", OrderType.MARKET, side),
        order("sl", OrderType.STOP, side, trigger=far),
        order("tp1", OrderType.PAIR, side, price=near, trigger=far),
        order("close", OrderType.MARKET, side),
    ):
        (request,) = record(found, dialect.submit(found.market, one, side))
        assert request["body"]["positionSide"] == position


def test_an_immediate_order_does_not_rest() -> None:
    found = line()
    (request,) = record(
        found, dialect_of(NAME).submit(found.market, replace(LIMIT, type=OrderType.IOC, price=ENTRY), LONG)
    )
    assert request["body"]["orderType"] == "ioc"  # with timeInForce ccxt sends a limit that rests


def test_spot_is_closed_with_its_reason() -> None:
    spot = record_of("blofin")
    assert spot is not None
    assert (spot.mode, spot.rules) == (Mode.UNAVAILABLE, None)
    assert spot.refusal.startswith("BloFin spot cannot be traded")


# -- what ccxt would send instead -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "params"),
    [
        (STOP, {"stopLossPrice": "90000"}),
        (STOP, {"triggerPrice": "90000", "reduceOnly": True}),
        (STOP, {"trailingPercent": "1", "reduceOnly": True}),
        (STOP, {"tpsl": True, "stopLossPrice": "90001"}),
        (STOP, {"tpsl": True, "takeProfitPrice": "90000"}),
        (STOP, {"tpsl": True, "stopLossPrice": "90000", "slOrderPrice": "89000"}),
        (PAIR, {"tpsl": True, "stopLossPrice": "90000"}),
        (PAIR, {"tpsl": True, "takeProfitPrice": "110000"}),
        (PAIR, {"stopLoss": {"triggerPrice": "90000"}, "takeProfit": {"triggerPrice": "110000"}, "reduceOnly": True}),
    ],
    ids=[
        "a list without detail",
        "the same",
        "trailing is dropped",
        "another price",
        "a target",
        "sells as a limit",
        "no target",
        "no stop",
        "sells at once",
    ],
)
def test_a_condition_that_is_none_does_not_leave(one: Any, params: dict[str, Any]) -> None:
    found = line()
    proof = dialect_of(NAME).submit(found.market, one, LONG).proof
    args = (found.market.symbol, "market", "sell", D(10), None, {"clientOrderId": one.id} | params)
    with pytest.raises(Unguarded, match="nothing was sent"):
        record(found, Call("create_order", args, proof))


# -- records --------------------------------------------------------------------------------------


def real(state: str, filled: str = "0", **more: Any) -> dict[str, Any]:
    """An order as "GET Order Detail" shows it."""
    found = {
        "orderId": "29531103",
        "clientOrderId": LIMIT.id,
        "instId": "BTC-USDT",
        "positionSide": "net",
        "side": "buy",
        "orderType": "limit",
        "price": "100000.000000000000000000",
        "size": "10.000000000000000000",
        "reduceOnly": "false",
        "state": state,
        "filledSize": filled,
        "averagePrice": "99990" if D(filled) else "0.000000000000000000",
        "fee": str(D(filled) / 10),
        "orderCategory": "normal",
        "algoClientOrderId": "",
        "algoId": "",
    }
    return found | more


def tpsl(state: str, id: str = PAIR.id, take: str | None = "110000.0", **more: Any) -> dict[str, Any]:
    """A TP/SL order as "GET TPSL Order Detail" shows it."""
    found = {
        "tpslId": "2411",
        "instId": "BTC-USDT",
        "positionSide": "net",
        "side": "sell",
        "tpTriggerPrice": take,
        "tpOrderPrice": None,
        "slTriggerPrice": "90000.000000000000000000",
        "slOrderPrice": None,
        "size": "10",
        "state": state,
        "reduceOnly": "true",
        "actualSize": None,
        "clientOrderId": id,
    }
    return found | more


@pytest.mark.parametrize(
    ("info", "status", "contracts"),
    [
        (real("live"), NEW, "0"),
        (real("partially_filled", "4"), NEW, "4"),
        (real("filled", "10"), FILLED, "10"),
        (real("canceled", "4"), CANCELED, "4"),
        (real("partially_canceled", "4"), CANCELED, "4"),
    ],
    ids=lambda value: value["state"] if isinstance(value, dict) else None,
)
def test_orders_in_coins(info: dict[str, Any], status: OrdStatus, contracts: str) -> None:
    (reading,) = read(NAME, info)
    coins = D(contracts) / 1000
    assert (reading.status, reading.quantity) == (status, D("0.01"))
    assert reading.fill == Fill(coins, coins * 99990, D(0), D(contracts) / 10)


def test_another_persons_order_is_not_ours() -> None:
    assert read(NAME, real("live", clientOrderId="")) == ()
    assert read(NAME, tpsl("live", id="mine", size="-1")) == ()


def test_a_resting_pair_is_whole_and_says_both_its_prices() -> None:
    report = report_of(read(NAME, tpsl("live")))
    assert (report.status, report.whole, report.triggered) == (NEW, True, False)
    assert (report.price, report.trigger, report.quantity) == (D(110000), D(90000), D("0.01"))


@pytest.mark.parametrize("state", ["canceled", "order_failed"])
def test_a_pair_that_ended_without_its_order(state: str) -> None:
    report = report_of(read(NAME, tpsl(state)))
    assert (report.status, report.taken, report.stopped) == (CANCELED, Fill(), Fill())


def test_effective_is_no_fill() -> None:
    (reading,) = read(NAME, tpsl("effective", id=STOP.id, take=None) | {"filledSize": "10"})
    assert (reading.status, reading.triggered, reading.stop) == (NEW, True, True)
    assert (reading.fill, reading.follow) == (Fill(), STOP.id)


def answers(detail: dict[str, Any], *became: dict[str, Any]) -> list[tuple[str, str]]:
    def said(data: Any) -> str:
        return json.dumps({"code": "0", "msg": "success", "data": data})

    return [
        ("order-tpsl-detail", said(detail)),
        ("algoClientOrderId", said(became[0] if became else None)),
        ("pending", said([])),
        ("positions", said([])),
    ]


@pytest.mark.parametrize(("category", "taken", "stopped"), [("tp", "0.01", "0"), ("sl", "0", "0.01")])
def test_a_pair_is_followed_to_the_leg_that_sold(category: str, taken: str, stopped: str) -> None:
    sold = real("filled", "10", side="sell", clientOrderId="", algoClientOrderId=PAIR.id, orderCategory=category)
    look = looked(NAME, [PAIR], answers(tpsl("effective"), sold))
    (report,) = look.reports
    assert (report.status, report.triggered, report.whole) == (FILLED, True, False)
    assert (report.taken.quantity, report.stopped.quantity) == (D(taken), D(stopped))
    assert look.missing == ()


def test_a_triggered_pair_whose_order_is_not_shown_yet_is_neither_filled_nor_whole() -> None:
    (report,) = looked(NAME, [PAIR], answers(tpsl("effective"))).reports
    assert (report.status, report.triggered, report.whole) == (NEW, True, False)
    assert report.taken == report.stopped == Fill()


def test_an_order_that_no_list_knows_is_missing() -> None:
    nobody = [("detail", json.dumps({"code": "0", "data": None})), ("", json.dumps({"code": "0", "data": []}))]
    assert set(looked(NAME, [PAIR, LIMIT], nobody).missing) == {PAIR.id, LIMIT.id}


# -- codes ----------------------------------------------------------------------------------------

R = Outcome.REFUSED


def judged(body: dict[str, Any]) -> tuple[Outcome, Reason]:
    """What real ccxt raises for an answer, classified."""
    with pytest.raises(ccxt.BaseError) as error:
        ccxt.blofin().handle_errors(200, "OK", "", "POST", {}, json.dumps(body), body, {}, "")
    verdict = classify(error.value, CODES, AT)
    return verdict.outcome, verdict.reason


@pytest.mark.parametrize(
    ("codes", "outcome", "reason"),
    [
        ("102002 150003 102148", Outcome.DUPLICATE, Reason.OTHER),
        ("103003 150004", R, Reason.MARGIN),
        ("102037 102038 102039 102040", R, Reason.WOULD_TRIGGER),
        ("102047 102048 102049 102050 102051 102052 102053 102054 102055", R, Reason.WOULD_TRIGGER),
        ("102005 102022", R, Reason.REDUCE_ONLY),
        ("542 102014 102015 102064 102065", R, Reason.FILTER),
        ("429", R, Reason.BANNED),
        ("152405 152407 152410", R, Reason.NOT_SENT),
        ("152002 152009 152014 152401 152406 152408 152409 102089", R, Reason.OTHER),
        ("102068 102067 1000", Outcome.ABSENT, Reason.OTHER),
        ("103013 500 987654", Outcome.UNKNOWN, Reason.OTHER),
    ],
)
def test_codes(codes: str, outcome: Outcome, reason: Reason) -> None:
    for code in codes.split():
        assert judged({"code": code, "msg": "words"}) == (outcome, reason), code


@pytest.mark.parametrize(
    ("body", "outcome", "reason"),
    [
        ({"code": "0", "data": [{"code": "103003", "msg": "Order failed."}]}, R, Reason.MARGIN),
        ({"code": "1", "msg": "All operations failed", "data": [{"code": "102002"}]}, Outcome.DUPLICATE, Reason.OTHER),
        (
            {"code": "0", "data": [{"code": "500", "msg": "Cancel failed as the order has been filled, triggered"}]},
            Outcome.ABSENT,
            Reason.OTHER,
        ),
        ({"code": "500", "msg": "Internal Server Error"}, Outcome.UNKNOWN, Reason.OTHER),
    ],
    ids=["inside", "all failed", "a cancel that came late", "theirs"],
)
def test_codes_inside_an_answer(body: dict[str, Any], outcome: Outcome, reason: Reason) -> None:
    assert judged(body) == (outcome, reason)


@pytest.mark.parametrize(
    ("code", "refused"),
    [("102038", Reason.WOULD_TRIGGER), ("103003", Reason.MARGIN), ("102002", None), ("103013", None), ("0", None)],
)
def test_a_refusal_inside_a_success_is_told(code: str, refused: Reason | None) -> None:
    dialect, found = dialect_of(NAME), line()
    call = dialect.submit(found.market, PAIR, LONG)
    data = {"tpslId": None, "clientOrderId": None, "code": code, "msg": "words"}
    (raw,) = dialect.records(call, found.client.parse_order(data, found.market.raw), dict)
    if refused is None:
        assert not raw.get("id")  # names no order: it is looked for
        return
    (reading,) = dialect.readings(found.market, raw, PAIR)
    assert (reading.status, reading.reason, reading.text) == (OrdStatus.REJECTED, refused, "words")
    assert reading.venue_ids == ()

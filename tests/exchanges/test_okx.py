"""OKX: requests beside an earlier study, records as its documents show them, and what ccxt would drop."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from adapters.exchanges.call import Call
from adapters.exchanges.dialect import Dialect
from adapters.exchanges.guard import Unguarded
from adapters.exchanges.listed import dialect_of
from adapters.exchanges.reading import UNNAMED, Unreadable, report_of
from core.orders import Amendment, Fill, OrderType, OrdStatus, PositionSide
from tests.exchanges.canned import looked, read
from tests.exchanges.intents import AT, D, order
from tests.exchanges.markets import MARKETS
from tests.exchanges.matrix import Pair, compare
from tests.exchanges.recorder import Wire, record, wire

LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
SWAP, SPOT = ("okx", "swap"), ("okx", "spot")
STOP = order("sl", OrderType.STOP, LONG, trigger=D(90000))
PAIR = order("tp1", OrderType.PAIR, LONG, price=D(110000), trigger=D(90000))
ENTRY = order("e1", OrderType.MARKET, LONG)
NEW, FILLED, CANCELED = OrdStatus.NEW, OrdStatus.FILLED, OrdStatus.CANCELED


def client(name: str) -> tuple[Dialect, Wire]:
    dialect = dialect_of(name)
    return dialect, wire(dialect, next(row.market for row in MARKETS if row.name == name))


# -- requests -------------------------------------------------------------------------------------

ID = "our id goes under the documented name alone"


@pytest.mark.parametrize(
    "pair",
    [
        Pair("OKX_F", "long pair", SWAP, "oco", "sz algoClOrdId clOrdId tag", f"another size; {ID}"),
        Pair("OKX_F", "long stop", SWAP, "sl_long", "sz algoClOrdId clOrdId", f"another size; {ID}"),
        Pair("OKX", "long pair", SPOT, "oco_cash", "algoClOrdId clOrdId tag", ID),
        Pair("OKX", "long stop", SPOT, "sl_long", "tdMode algoClOrdId clOrdId", f"cash instead of credit; {ID}"),
        Pair(
            "OKX_F",
            "long entry market with its exits",
            SWAP,
            "attached_long",
            "route sz clOrdId attachAlgoOrds.0.attachAlgoClOrdId",
            "one order, not a batch of one; the exits carry an id of ours",
        ),
        Pair("OKX_F", "long find pair", SWAP, "fetch_oco_cid", "algoClOrdId", "another id"),
        Pair("OKX_F", "long cancel pair", SWAP, "cancel_cid_trigger", "algoClOrdId", "another id"),
        Pair("OKX", "long entry market", SPOT, "market_buy", "route clOrdId", "one order, not a batch of one"),
    ],
    ids=str,
)
def test_requests_beside_the_study(pair: Pair) -> None:
    compare(pair)


@pytest.mark.parametrize("side", [LONG, SHORT])
def test_hedge_mode_names_the_position_instead_of_reduce_only(side: PositionSide) -> None:
    dialect, found = client("OKX_F")
    dialect.rules = replace(dialect.rules, hedged=True)
    far, near = (D(90000), D(110000)) if side is LONG else (D(110000), D(90000))
    for one in (
        order("e1", OrderType.MARKET, side),
        order("close", OrderType.MARKET, side),
        order("sl", OrderType.STOP, side, trigger=far),
        order("tp1", OrderType.PAIR, side, price=near, trigger=far),
    ):
        (request,) = record(found, dialect.submit(found.market, one, side))
        assert request["body"]["posSide"] == side.value
        assert "reduceOnly" not in request["body"]


def test_only_one_pair_for_all_of_a_market_entry_travels() -> None:
    dialect = dialect_of("OKX_F")
    limit = order("e1", OrderType.LIMIT, LONG, price=D(100000))
    part = replace(PAIR, quantity=D("0.003"))
    assert dialect.travels(ENTRY, (PAIR,)) == (PAIR,)
    assert dialect.travels(limit, (PAIR,)) == ()  # it may fill in parts, and its exits would wait for all of it
    assert dialect.travels(ENTRY, (part,)) == ()
    assert dialect.travels(ENTRY, (PAIR, STOP)) == ()


def test_a_pair_is_amended_in_contracts() -> None:
    dialect, found = client("OKX_F")
    moved = replace(PAIR, amend_asked=Amendment(D(95000), D("0.007"), AT))
    (request,) = record(found, dialect.amend(found.market, moved, LONG))
    body = request["body"]
    assert (body["newSz"], body["newSlTriggerPx"], body["newSlOrdPx"]) == ("0.7", "95000", "-1")
    assert not {"newTpTriggerPx", "cxlOnFail"} & set(body)


def test_trades_are_asked_for_by_the_order_that_made_them() -> None:
    """Under ccxt's usual name the exchange would not see the id, and answer with every trade."""
    dialect, found = client("OKX_F")
    (request,) = record(found, dialect.trades(found.market, "99"))
    assert request["query"]["ordId"] == "99"


# -- what ccxt would send instead -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("OKX_F", {"trailingPercent": "1", "reduceOnly": True}),
        ("OKX_F", {"triggerPrice": "90000", "reduceOnly": True}),
        ("OKX_F", {"stopLossPrice": "90000"}),
        ("OKX_F", {"takeProfitPrice": "90000", "reduceOnly": True}),
        ("OKX_F", {"stopLossPrice": "90001", "reduceOnly": True}),
        ("OKX", {"stopLossPrice": "90000"}),
        ("OKX", {}),
    ],
    ids=["trailing", "another kind", "could open", "wrong way", "another price", "on credit", "no condition"],
)
def test_a_stop_that_is_none_does_not_leave(name: str, params: dict[str, Any]) -> None:
    dialect, found = client(name)
    proof = dialect.submit(found.market, STOP, LONG).proof
    params = {"clientOrderId": STOP.id, "algoClOrdId": STOP.id} | params
    amount = D(1) if name == "OKX_F" else D("0.01")
    with pytest.raises(Unguarded, match="nothing was sent"):
        record(found, Call("create_order", (found.market.symbol, "market", "sell", amount, None, params), proof))


def test_an_entry_that_lost_its_exits_does_not_leave() -> None:
    dialect, found = client("OKX_F")
    call, bare = (dialect.submit(found.market, ENTRY, LONG, children) for children in ((PAIR,), ()))
    with pytest.raises(Unguarded, match="nothing was sent"):
        record(found, Call(bare.method, bare.args, call.proof))


# -- records --------------------------------------------------------------------------------------


def plain(state: str, filled: str = "0", **more: Any) -> dict[str, Any]:
    """An order as "Order details" shows it."""
    found = {
        "instId": "BTC-USDT-SWAP",
        "instType": "SWAP",
        "ordId": "312269865356374016",
        "clOrdId": ENTRY.id,
        "algoId": "",
        "algoClOrdId": "",
        "side": "buy",
        "ordType": "limit",
        "px": "100000",
        "sz": "1",
        "state": state,
        "accFillSz": filled,
        "avgPx": "99990" if D(filled) else "",
        "fee": str(-D(filled) / 2),
        "feeCcy": "USDT",
        "tgtCcy": "",
        "cTime": "1795176000000",
        "uTime": "1795176000000",
    }
    return found | more


def algo(state: str, **more: Any) -> dict[str, Any]:
    """A pair as "Algo order details" shows it."""
    found = {
        "instId": "BTC-USDT-SWAP",
        "instType": "SWAP",
        "algoId": "681096944655273984",
        "algoClOrdId": PAIR.id,
        "clOrdId": "",
        "ordId": "",
        "ordIdList": [],
        "ordType": "oco",
        "side": "sell",
        "sz": "1",
        "state": state,
        "actualSide": "",
        "tpTriggerPx": "110000",
        "tpOrdPx": "-1",
        "slTriggerPx": "90000",
        "slOrdPx": "-1",
        "failCode": "",
        "cTime": "1795176000000",
    }
    return found | more


@pytest.mark.parametrize(
    ("info", "status", "fill"),
    [
        (plain("live"), NEW, Fill()),
        (plain("partially_filled", "0.4"), NEW, Fill(D("0.004"), D("399.96"), D(0), D("0.2"))),
        (plain("filled", "1"), FILLED, Fill(D("0.01"), D("999.9"), D(0), D("0.5"))),
        (plain("canceled", "0.4"), CANCELED, Fill(D("0.004"), D("399.96"), D(0), D("0.2"))),
    ],
    ids=["open", "in part", "whole", "canceled"],
)
def test_orders_in_contracts(info: dict[str, Any], status: OrdStatus, fill: Fill) -> None:
    (reading,) = read("OKX_F", info)
    assert (reading.status, reading.fill, reading.quantity) == (status, fill, D("0.01"))
    assert reading.venue_ids == ("312269865356374016",)


def test_a_fee_in_coins_is_taken_from_the_coins() -> None:
    spot = plain("filled", "0.01", instId="BTC-USDT", instType="SPOT", sz="0.01", fee="-0.00001", feeCcy="BTC")
    (reading,) = read("OKX", spot)
    assert (reading.fill.quantity, reading.fill.base_fee, reading.charged) == (D("0.01"), D("0.00001"), True)


@pytest.mark.parametrize(
    ("info", "status", "triggered", "stop", "follow"),
    [
        (algo("live"), NEW, False, False, ""),
        (algo("effective", actualSide="sl", ordIdList=["99"], ordId="99"), NEW, True, True, "99"),
        (algo("effective", actualSide="tp", ordIdList=["99"]), NEW, True, False, "99"),
        (algo("effective", actualSide="tp", ordId="99"), NEW, True, False, "99"),
        (algo("partially_failed", actualSide="sl", ordIdList=["99"]), NEW, True, True, "99"),
        (algo("effective", actualSide="sl", ordIdList=["98", "99"]), NEW, True, True, UNNAMED),
        (algo("effective", actualSide="sl", ordId="0"), NEW, True, True, UNNAMED),
        (algo("canceled"), CANCELED, False, False, ""),
        (algo("order_failed", failCode="51008"), OrdStatus.REJECTED, False, False, ""),
    ],
)
def test_a_condition_never_fills_itself(
    info: dict[str, Any], status: OrdStatus, triggered: bool, stop: bool, follow: str
) -> None:
    (reading,) = read("OKX_F", info)
    assert (reading.status, reading.triggered, reading.stop, reading.follow) == (status, triggered, stop, follow)
    assert reading.fill == Fill()
    assert (reading.quantity, reading.price, reading.trigger) == (D("0.01"), D(110000), D(90000))
    report = report_of([reading])
    assert report.whole


def test_a_state_that_nobody_knows_is_not_read() -> None:
    with pytest.raises(Unreadable, match="asleep"):
        read("OKX_F", algo("asleep"))


def test_the_answer_to_a_pair_is_a_resting_pair() -> None:
    dialect, found = client("OKX_F")
    call = dialect.submit(found.market, PAIR, LONG)
    one = {"algoId": "681", "clOrdId": "", "algoClOrdId": PAIR.id, "sCode": "0", "sMsg": ""}
    parse = found.client.parse_order
    (raw,) = dialect.records(call, {"code": "0", "data": [one]}, lambda info: parse(info, found.market.raw))
    (reading,) = dialect.readings(found.market, raw, PAIR)
    assert (reading.id, reading.status, reading.venue_ids) == (PAIR.id, NEW, ("681",))
    assert list(dialect.records(call, {"code": "0", "data": []}, parse)) == [{}]
    assert list(dialect.records(call, "<html>", parse)) == [{}]


def test_what_a_condition_became_is_told_by_the_condition() -> None:
    """Alone it does not say which leg it was; ccxt names it by the algo order's id."""
    real = plain("filled", "1", clOrdId="", algoId="681096944655273984", algoClOrdId=PAIR.id, side="sell")
    assert read("OKX_F", real) == ()
    (reading,) = read("OKX_F", real | {"clOrdId": PAIR.id})
    assert reading.venue_ids == ("312269865356374016",)


def test_anothers_orders_are_not_ours() -> None:
    assert read("OKX_F", plain("live", clOrdId="")) == ()
    assert read("OKX_F", algo("live", algoClOrdId="theirs")) == ()


# -- looks ----------------------------------------------------------------------------------------


def data(*rows: dict[str, Any]) -> str:
    return json.dumps({"code": "0", "msg": "", "data": rows})


@pytest.mark.parametrize(("leg", "stopped", "taken"), [("sl", "0.01", "0"), ("tp", "0", "0.01")])
def test_a_triggered_pair_is_followed_to_the_order_that_sold(leg: str, stopped: str, taken: str) -> None:
    real = plain("filled", "1", clOrdId="", algoId="681096944655273984", algoClOrdId=PAIR.id, side="sell")
    answers = [
        ("orders-algo-pending", data()),
        ("orders-pending", data()),
        ("order-algo", data(algo("effective", actualSide=leg, ordIdList=["312269865356374016"]))),
        ("ordId=312269865356374016", data(real)),
        ("account/positions", data()),
    ]
    (report,) = looked("OKX_F", [PAIR], answers).reports
    assert (report.status, report.triggered) == (FILLED, True)
    assert (report.stopped.quantity, report.taken.quantity) == (D(stopped), D(taken))
    assert (report.stopped + report.taken).quote_fee == D("0.5")


def test_a_pair_that_is_in_no_list_is_missing() -> None:
    unknown = json.dumps({"code": "51603", "msg": "Order does not exist", "data": []})
    look = looked("OKX_F", [PAIR], [("order-algo", unknown), ("pending", data()), ("positions", data())])
    assert (look.reports, look.missing) == ((), (PAIR.id,))


def test_an_answer_without_an_order_is_no_proof_of_absence() -> None:
    look = looked("OKX_F", [PAIR], [("order-algo", data()), ("pending", data()), ("positions", data())])
    assert (look.reports, look.missing) == ((), ())


def test_both_open_lists_are_read() -> None:
    pending = plain("live")
    answers = [
        ("orders-algo-pending", data(algo("live"))),
        ("orders-pending", data(pending)),
        ("account/positions", data()),
    ]
    look = looked("OKX_F", [ENTRY, PAIR], answers)
    assert {r.id for r in look.reports} == {ENTRY.id, PAIR.id}
    assert look.missing == ()

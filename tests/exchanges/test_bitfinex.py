"""Bitfinex: requests beside an earlier study, its order arrays, its texts, and what ccxt would drop."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import ccxt
import pytest

from adapters.exchanges.bitfinex import CODES
from adapters.exchanges.call import Call, Refused
from adapters.exchanges.dialect import int_of
from adapters.exchanges.guard import Unguarded
from adapters.exchanges.listed import dialect_of
from adapters.exchanges.outcomes import Outcome, classify
from adapters.exchanges.reading import Unreadable, report_of
from core.orders import Fill, Order, OrderType, OrdStatus, PositionSide, Reason, Side
from core.ports import PositionFact, Unreachable
from tests.exchanges.canned import looked, read
from tests.exchanges.intents import D, order
from tests.exchanges.markets import MARKETS
from tests.exchanges.matrix import Pair, compare
from tests.exchanges.recorder import Wire, record, wire

LONG = PositionSide.LONG
STOP = order("sl", OrderType.STOP, LONG, trigger=D(90000))
ENTRY = order("e1", OrderType.LIMIT, LONG, price=D(100000))
PAIR = order("tp1", OrderType.PAIR, LONG, price=D(110000), trigger=D(90000))
NEW, FILLED, CANCELED = OrdStatus.NEW, OrdStatus.FILLED, OrdStatus.CANCELED
SPOT, SWAP = ("bitfinex", "spot"), ("bitfinex", "swap")
PARTLY = "PARTIALLY FILLED @ 110000.0(-0.004)"


def client(name: str) -> Wire:
    return wire(dialect_of(name), next(row.market for row in MARKETS if row.name == name))


@pytest.mark.parametrize(
    "pair",
    [
        Pair("Bitfinex", "long pair", SPOT, "oco", "cid gid", "both legs are known by our number as group"),
        Pair("Bitfinex", "long stop", SPOT, "sl", "cid", "another id"),
        Pair("Bitfinex_F", "long pair", SWAP, "oco_reduce", "cid gid", "both legs are known by our number as group"),
        Pair("Bitfinex_F", "long stop", SWAP, "sl", "cid", "another id"),
        Pair(
            "Bitfinex_F",
            "long cancel stop",
            SWAP,
            "cancel_cid",
            "id cid cid_date cidDate",
            "by the exchange's id: a client id holds for one day only, and midnight is a bad time to guess",
        ),
    ],
    ids=str,
)
def test_requests_beside_the_study(pair: Pair) -> None:
    compare(pair)


@pytest.mark.parametrize("name", ["Bitfinex", "Bitfinex_F"])
@pytest.mark.parametrize(
    ("params", "one"),
    [
        ({"stopLossPrice": "90000"}, STOP),
        ({"stopLoss": {"triggerPrice": "90000"}}, STOP),
        ({"trailingPercent": "1"}, STOP),
        ({"triggerPrice": "90001"}, STOP),
        ({"stopLossPrice": "90000", "takeProfitPrice": "110000"}, PAIR),
        ({"flags": 16384, "price_oco_stop": "90001"}, PAIR),
        ({"price_oco_stop": "90000"}, PAIR),
    ],
    ids=["a market order", "a junk field", "trailing", "another price", "a market order too", "stop", "no OCO flag"],
)
def test_a_stop_that_is_none_does_not_leave(name: str, params: dict[str, Any], one: Order) -> None:
    found, dialect = client(name), dialect_of(name)
    proof = dialect.submit(found.market, one, LONG).proof
    assert proof is not None
    kind, price = ("market", None) if one is STOP else ("limit", D(110000))
    call = Call("create_order", (found.market.symbol, kind, "sell", D("0.01"), price, params), proof)
    with pytest.raises(Unguarded, match="nothing was sent"):
        record(found, call)


def test_what_it_has_no_word_for_is_refused() -> None:
    dialect, market = dialect_of("Bitfinex_F"), client("Bitfinex_F").market
    with pytest.raises(Refused, match="no take-profit"):
        dialect.submit(market, order("tp1", OrderType.TAKE, LONG, trigger=D(110000)), LONG)
    with pytest.raises(Refused, match="not show"):
        dialect.cancel(market, PAIR, LONG)


@pytest.mark.parametrize(
    ("name", "type", "word", "flags"),
    [
        ("Bitfinex", OrderType.IOC, "EXCHANGE IOC", None),
        ("Bitfinex", OrderType.LIMIT, "EXCHANGE LIMIT", None),
        ("Bitfinex_F", OrderType.IOC, "IOC", 1024),
        ("Bitfinex_F", OrderType.LIMIT, "LIMIT", 1024),
    ],
)
def test_a_target_alone_reduces_only(name: str, type: OrderType, word: str, flags: int | None) -> None:
    found = client(name)
    target = order("tp1", type, LONG, price=D(110000))
    (request,) = record(found, dialect_of(name).submit(found.market, target, LONG))
    assert (request["body"]["type"], request["body"].get("flags"), request["body"]["amount"]) == (word, flags, "-0.01")
    assert "lev" not in request["body"]


def test_entries_name_the_leverage_that_planning_counted_on() -> None:
    dialect, found = dialect_of("Bitfinex_F"), client("Bitfinex_F")
    assert dialect.leverage_told([]) == 10  # type: ignore[arg-type]  # a list: ccxt has no question for leverage
    told = dialect.leverage_told([{"leverage": 4}])  # type: ignore[arg-type]  # as above
    assert told == 4
    dialect.leverages[found.market.symbol] = told
    (request,) = record(found, dialect.submit(found.market, ENTRY, LONG))
    assert request["body"]["lev"] == 4


# -- readings -------------------------------------------------------------------------------------


def array(one: Order, kind: str, status: str, left: str, price: int, **more: Any) -> list[Any]:
    """An order as its documents show it: 32 places, most of them empty."""
    found: list[Any] = [None] * 32
    whole = "0.01" if one.side.value == "buy" else "-0.01"
    sign = "" if one.side.value == "buy" else "-"
    found[0], found[1], found[2] = more.get("id", 1185815100), more.get("gid"), more.get("cid", int_of(one.id))
    found[3], found[4], found[5] = more.get("symbol", "tBTCUST"), 1795176000000, 1795176000000
    found[6], found[7], found[8], found[9] = float(sign + left), float(whole), kind, more.get("before")
    found[12], found[13], found[16], found[17] = more.get("flags", 0), status, price, more.get("average", 0)
    return found


TAKE_LEG = {"id": 1, "flags": 16384, "gid": int_of(PAIR.id)}
STOP_LEG = {"id": 2, "gid": int_of(PAIR.id), "cid": None}
EXECUTED = "EXECUTED @ 100000.0(0.01)"


@pytest.mark.parametrize(
    ("info", "status", "filled", "leg", "stop", "triggered"),
    [
        (array(ENTRY, "EXCHANGE LIMIT", "ACTIVE", "0.01", 100000), NEW, "0", "", False, False),
        (array(ENTRY, "EXCHANGE LIMIT", PARTLY, "0.006", 100000, average=100000), NEW, "0.004", "", False, False),
        (array(ENTRY, "EXCHANGE LIMIT", EXECUTED, "0", 100000, average=100000), FILLED, "0.01", "", False, False),
        (array(ENTRY, "EXCHANGE LIMIT", f"{EXECUTED}: was {PARTLY}", "0", 1, average=1), FILLED, "0.01", "", 0, 0),
        (array(ENTRY, "EXCHANGE LIMIT", f"CANCELED was: {PARTLY}", "0.006", 1, average=1), CANCELED, "0.004", "", 0, 0),
        (array(ENTRY, "EXCHANGE IOC", "IOC CANCELED", "0.01", 100000), CANCELED, "0", "", False, False),
        (
            array(ENTRY, "LIMIT", f"INSUFFICIENT MARGIN was: {PARTLY}", "0.006", 1, average=1),
            CANCELED,
            "0.004",
            "",
            0,
            0,
        ),
        (array(STOP, "EXCHANGE STOP", "ACTIVE", "0.01", 90000), NEW, "0", "", True, False),
        (array(STOP, "STOP", "ACTIVE", "0.01", 90000), NEW, "0", "", True, False),
        (array(STOP, "MARKET", EXECUTED, "0", 90000, average=89990, before="STOP"), FILLED, "0.01", "", True, True),
        (array(PAIR, "EXCHANGE LIMIT", "ACTIVE", "0.01", 110000, **TAKE_LEG), NEW, "0", "take", False, False),
        (array(PAIR, "EXCHANGE STOP", "ACTIVE", "0.01", 90000, **STOP_LEG), NEW, "0", "stop", True, False),
        (array(PAIR, "EXCHANGE STOP", "ACTIVE", "0.01", 90000, id=2), NEW, "0", "stop", True, False),
        (array(PAIR, "EXCHANGE LIMIT", "ACTIVE", "0.01", 110000), NEW, "0", "", False, False),
    ],
)
def test_order_arrays(info: list[Any], status: OrdStatus, filled: str, leg: str, stop: bool, triggered: bool) -> None:
    (reading,) = read("Bitfinex", {"result": info})
    assert (reading.status, reading.fill.quantity) == (status, D(filled))
    assert (reading.leg, reading.stop, reading.triggered) == (leg, bool(stop), bool(triggered))
    stopped = "STOP" in info[8] or info[9] is not None
    assert (reading.trigger, reading.price) == ((D(info[16]), None) if stopped else (None, D(info[16])))


def test_a_status_that_nobody_knows_is_not_read() -> None:
    with pytest.raises(Unreadable, match="ASLEEP"):
        read("Bitfinex", {"result": array(ENTRY, "EXCHANGE LIMIT", "ASLEEP", "0.01", 100000)})


def test_an_update_is_known_though_ccxt_reads_its_group_as_its_client_id() -> None:
    dialect, found = dialect_of("Bitfinex"), client("Bitfinex")
    info = array(STOP, "EXCHANGE STOP", "ACTIVE", "0.01", 90000)
    raw = {"id": "1", "clientOrderId": None, "status": "open", "amount": 0.01, "filled": 0, "info": info}
    (reading,) = dialect.readings(found.market, raw)
    assert (reading.id, reading.trigger) == (STOP.id, D(90000))


def test_anothers_orders_are_not_ours() -> None:
    assert read("Bitfinex", {"result": array(ENTRY, "LIMIT", "ACTIVE", "0.01", 1, cid=1575289350475000)}) == ()
    assert read("Bitfinex", {"result": array(ENTRY, "LIMIT", "ACTIVE", "0.01", 1, cid=None)}) == ()


def test_an_order_of_the_website_is_a_persons_and_of_no_other_instance() -> None:
    """The website numbers orders by the time in milliseconds, which as an id would be one of instance 13."""
    made = array(ENTRY, "EXCHANGE LIMIT", "ACTIVE", "0.01", 90000, cid=1795175999123)
    assert dialect_of("Bitfinex").our_id(1795175999123) is not None
    assert read("Bitfinex", {"result": made}) == ()
    look = looks("Bitfinex", [], [made], [])
    assert (look.foreign, look.reports) == ((), ())
    assert [(o.side, o.price, o.bot) for o in look.others] == [(Side.BUY, D(90000), False)]


TAKE = array(PAIR, "EXCHANGE LIMIT", "ACTIVE", "0.01", 110000, **TAKE_LEG)
GUARD = array(PAIR, "EXCHANGE STOP", "ACTIVE", "0.01", 90000, **STOP_LEG)


@pytest.mark.parametrize(
    ("answer", "legs"),
    [
        ([0, "on-req", None, None, [TAKE, GUARD], None, "SUCCESS", "Submitting 2 orders."], 2),
        ([0, "on-req", None, None, [TAKE], None, "SUCCESS", "Submitting 1 orders."], 0),
        ([0, "on-req", None, None, None, None, "ERROR", "no"], 0),
        ("<html>", 0),
    ],
)
def test_only_an_answer_with_both_legs_is_a_pair(answer: Any, legs: int) -> None:
    dialect, found = dialect_of("Bitfinex"), client("Bitfinex")
    call = dialect.submit(found.market, PAIR, LONG)
    raws = dialect.records(call, answer, lambda info: found.client.parse_order(info, found.market.raw))
    if not legs:
        assert raws == [{}]  # names no order: it is looked up
        return
    report = report_of([reading for raw in raws for reading in dialect.readings(found.market, raw, PAIR)])
    assert (report.whole, report.price, report.trigger) == (True, D(110000), D(90000))
    assert report.venue_ids == ("1", "2")


def position(amount: float) -> list[Any]:
    found: list[Any] = ["tBTCF0:USTF0", "ACTIVE", amount, 100000, 0, 0, 0, 0, 91000, 10, None, 142355652]
    return found + [None] * 8


def looks(name: str, orders: list[Order], live: list[Any], ended: list[Any], **more: Any) -> Any:
    trades = [
        [
            7,
            "tBTCUST",
            1795176000000,
            1,
            more.get("sold", -0.01),
            110000,
            "EXCHANGE LIMIT",
            110000,
            1,
            -1.1,
            "UST",
            None,
        ]
    ]
    answers = [
        ("/hist", json.dumps(ended)),
        ("/trades", json.dumps(trades)),
        ("/auth/r/orders", json.dumps(live)),
        ("/auth/r/wallets", json.dumps([["exchange", "BTC", 0.01, 0, 0.01, None, None]])),
        ("/auth/r/positions", json.dumps(more.get("positions", []))),
    ]
    return looked(name, orders, answers)


def test_a_pair_of_which_one_leg_filled_is_found_in_both_lists() -> None:
    filled = array(PAIR, "EXCHANGE LIMIT", "EXECUTED @ 110000.0(-0.01)", "0", 110000, average=110000, **TAKE_LEG)
    ended = array(PAIR, "EXCHANGE STOP", "CANCELED", "0.01", 90000, **STOP_LEG)
    look = looks("Bitfinex", [PAIR], [], [filled, ended])
    (report,) = look.reports
    assert (report.status, report.whole) == (FILLED, False)
    assert report.taken == Fill(D("0.01"), D(1100), D(0), D("1.1"))
    assert look.balance == D("0.01")


def test_a_pair_whose_stop_is_gone_is_not_whole() -> None:
    partly = array(PAIR, "EXCHANGE LIMIT", PARTLY, "0.006", 110000, average=110000, **TAKE_LEG)
    ended = array(PAIR, "EXCHANGE STOP", "CANCELED", "0.01", 90000, **STOP_LEG)
    (report,) = looks("Bitfinex", [PAIR], [partly], [ended], sold=-0.004).reports
    assert (report.status, report.whole, report.taken.quantity) == (NEW, False, D("0.004"))


def test_a_stop_that_sold_is_found_while_its_target_is_still_listed() -> None:
    sold = array(PAIR, "EXCHANGE MARKET", "EXECUTED @ 89990.0(-0.01)", "0", 90000, average=89990, **STOP_LEG)
    sold[9] = "EXCHANGE STOP"
    (report,) = looks("Bitfinex", [PAIR], [TAKE], [sold]).reports
    assert (report.stopped.quantity, report.whole, report.triggered) == (D("0.01"), False, True)


def test_a_resting_pair_is_whole_and_what_is_nowhere_is_missing() -> None:
    look = looks("Bitfinex", [PAIR, STOP], [TAKE, GUARD], [])
    (report,) = look.reports
    assert (report.id, report.whole, look.missing) == (PAIR.id, True, (STOP.id,))


def test_a_refused_list_is_no_empty_one() -> None:
    with pytest.raises(Unreachable):
        looks("Bitfinex", [STOP], ["error", 10020, "start: invalid"], [])


def test_positions_have_a_size_though_ccxt_tells_none() -> None:
    for amount, side in ((0.01, LONG), (-0.01, PositionSide.SHORT)):
        look = looks("Bitfinex_F", [], [], [], positions=[position(amount)])
        assert look.positions == (PositionFact(side, D("0.01"), D(100000), D(91000)),)


@pytest.mark.parametrize(
    ("text", "outcome", "reason"),
    [
        ("Invalid order: not enough exchange balance for 0.01 BTCUST at 100000", Outcome.REFUSED, Reason.MARGIN),
        ("Invalid order: not enough tradable balance for 0.01 BTCF0:USTF0", Outcome.REFUSED, Reason.MARGIN),
        ("Invalid order: minimum size for BTCUST is 0.00004", Outcome.REFUSED, Reason.FILTER),
        ("symbol: invalid", Outcome.REFUSED, Reason.OTHER),
        ("price: invalid", Outcome.REFUSED, Reason.FILTER),
        ("Order not found.", Outcome.ABSENT, Reason.OTHER),
        ("nonce: small", Outcome.REFUSED, Reason.NOT_SENT),
        ("apikey: digest invalid", Outcome.REFUSED, Reason.OTHER),
        ("ratelimit: error", Outcome.REFUSED, Reason.BANNED),
        ("temporarily_unavailable", Outcome.UNKNOWN, Reason.OTHER),
        ("something that nobody knows", Outcome.UNKNOWN, Reason.OTHER),
    ],
)
def test_texts(text: str, outcome: Outcome, reason: Reason) -> None:
    verdict = classify(ccxt.ExchangeError(f"bitfinex {text} (#10001)"), CODES, datetime(2026, 11, 20, tzinfo=UTC))
    assert (verdict.outcome, verdict.reason) == (outcome, reason)

"""What a look shows of orders that are not ours: a person's, another instance's, a position's own stop.

Through real ccxt with canned answers, and what exchanges make of our own orders without naming them is not among them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from adapters.exchanges.dialect import Market
from adapters.exchanges.listed import RECORDS, dialect_of
from adapters.exchanges.others import open_order, open_orders
from core.ids import bracket_number, order_id
from core.orders import Amendment, Order, OrderType, PositionSide, Side
from core.ports import OpenOrder
from tests.exchanges.bench import OTHERS, is_ours
from tests.exchanges.canned import looked
from tests.exchanges.intents import AT, D, order
from tests.exchanges.test_bitfinex import ENTRY as BITFINEX_ENTRY
from tests.exchanges.test_bitfinex import array
from tests.exchanges.test_bitget_records import listed as bitget
from tests.exchanges.test_bitget_records import plan, said, swap
from tests.exchanges.test_bybit import listed, position, raw
from tests.exchanges.test_kraken import spot

LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
STOP = order("sl", OrderType.STOP, LONG, trigger=D(90000))
OWN = replace(STOP, quantity=None)
ENTRY = order("e1", OrderType.LIMIT, LONG, price=D(100000))
THEIRS = order_id(bracket_number(OTHERS, 5), "sl", 1)
AMENDED = replace(OWN, amend_asked=Amendment(D(91000), None, AT))
CHILD = replace(STOP, parent=ENTRY.id)


def bybit(orders: Sequence[Order], *rows: dict[str, Any], held: str = "") -> tuple[OpenOrder, ...]:
    """The others that a look on Bybit shows; both lists answer alike."""
    rested, conditions = ([r for r in rows if bool(r.get("triggerPrice")) is told] for told in (False, True))
    answers = [
        ("position/list", held or listed()),
        ("orderFilter=StopOrder", listed(*conditions)),
        ("/v5/order/", listed(*rested)),
    ]
    look = looked("Bybit_F", orders, answers, is_ours)
    assert not {o.id for o in look.others} & {id for r in look.reports for id in r.venue_ids}
    return look.others


def hand(**more: Any) -> dict[str, Any]:
    """A person's own order, placed in the app."""
    return raw("", "New", orderId="h1", orderType="Limit", price="110000", **more)


@pytest.mark.parametrize(
    ("record", "shown"),
    [
        (hand(), OpenOrder("h1", Side.SELL, "limit", D("0.01"), D(110000))),
        (hand(reduceOnly=True), OpenOrder("h1", Side.SELL, "limit", D("0.01"), D(110000), None, True)),
        (hand(side="Buy", leavesQty="0.004"), OpenOrder("h1", Side.BUY, "limit", D("0.004"), D(110000))),
        (
            raw("mine-1", "Untriggered", orderId="h2", triggerPrice="95000", reduceOnly=True, stopOrderType="Stop"),
            OpenOrder("h2", Side.SELL, "stop_market", D("0.01"), None, D(95000), True),
        ),
        (
            raw("", "Untriggered", orderId="h3", triggerPrice="95000", stopOrderType="PartialTakeProfit"),
            OpenOrder("h3", Side.SELL, "take_profit_market", D("0.01"), None, D(95000)),
        ),
        (
            raw(THEIRS, "Untriggered", orderId="t1", triggerPrice="95000", reduceOnly=True, stopOrderType="Stop"),
            OpenOrder("t1", Side.SELL, "stop_market", D("0.01"), None, D(95000), True, bot=True),
        ),
    ],
    ids=["limit", "reduce-only", "partly filled", "stop", "target", "another instance"],
)
def test_what_is_not_ours_is_shown(record: dict[str, Any], shown: OpenOrder) -> None:
    assert bybit([], record) == (shown,)


@pytest.mark.parametrize(
    ("orders", "record"),
    [
        ([], raw(STOP.id, "Untriggered", triggerPrice="90000")),
        ([], raw(STOP.id, "Untriggered", triggerPrice="90000", cumExecQty="-1")),
        ([OWN], raw("", "Untriggered", triggerPrice="90000", stopOrderType="StopLoss", tpslMode="Full")),
        ([AMENDED], raw("", "Untriggered", triggerPrice="91000", stopOrderType="StopLoss", tpslMode="Full")),
        ([CHILD], raw("made-up-by-the-exchange", "Untriggered", triggerPrice="90000", stopOrderType="StopLoss")),
        ([replace(STOP, venue_ids=("c1", "r1"))], raw("", "New", orderId="r1")),
    ],
    ids=["in the list", "unreadable", "the position's own", "as it is being moved", "attached", "what it became"],
)
def test_what_is_ours_is_not(orders: list[Order], record: dict[str, Any]) -> None:
    assert bybit(orders, record) == ()


def test_a_persons_stop_at_the_price_of_ours_is_still_theirs() -> None:
    record = raw("by-hand", "Untriggered", orderId="h1", triggerPrice="90000", reduceOnly=True)
    assert [o.id for o in bybit([STOP], record)] == ["h1"]


@pytest.mark.parametrize(
    ("orders", "records", "shown"),
    [
        ([], [], [("stop_market", D(90000)), ("take_profit_market", D(110000))]),
        ([OWN], [], [("take_profit_market", D(110000))]),
        (
            [],
            [raw("", "Untriggered", triggerPrice="90000", stopOrderType="StopLoss", tpslMode="Full")],
            [("stop_market", D(90000)), ("take_profit_market", D(110000))],
        ),
    ],
    ids=["a person's", "the stop is ours", "listed too"],
)
def test_a_positions_own_stop_is_shown_once(
    orders: list[Order], records: list[dict[str, Any]], shown: list[tuple[str, Any]]
) -> None:
    found = bybit(orders, *records, held=position(stop="90000", target="110000"))
    assert [(o.type, o.trigger) for o in found] == shown
    assert all(o.side is Side.SELL for o in found)
    assert bybit(orders, held=position(size="0", side="", stop="90000")) == ()


def test_lists_that_are_read_for_ours_alone_show_the_others() -> None:
    """Bitget, Bitfinex and Kraken: their dialects leave out whatever is not named after us."""
    answers = [
        ("plan-pending", bitget(plan("live", clientOid="app-1", orderId="p1", size="0.01"))),
        ("orders-pending", bitget(swap("live", clientOid="app-2", orderId="o1"), swap("live"))),
        ("position", said([])),
    ]
    look = looked("Bitget_F", [], answers)
    assert [(o.id, o.type, o.price, o.trigger) for o in look.others] == [
        ("o1", "limit", D(100000), None),
        ("p1", "stop_market", None, D(90000)),
    ]
    assert len(look.reports) == 1
    hands = spot("", "limit", price="1")
    opened = {"open": {"OE-1": hands, "OE-2": spot(STOP.id, "stop-loss")}}
    answers = [("OpenOrders", json.dumps({"error": [], "result": opened})), ("Balance", '{"error": [], "result": {}}')]
    look = looked("Kraken", [], answers)
    assert ([o.id for o in look.others], [r.id for r in look.reports]) == (["OE-1"], [STOP.id])
    live = [array(BITFINEX_ENTRY, "EXCHANGE LIMIT", "ACTIVE", "0.01", 1, cid=None)]
    answers = [("/auth/r/orders", json.dumps(live)), ("/auth/r/wallets", "[]")]
    look = looked("Bitfinex", [], answers)
    assert ([o.side for o in look.others], look.reports) == ([Side.BUY], ())


BTC = Market("BTC/USDT:USDT", "BTCUSDT", "BTC", "USDT", D("0.001"))


@pytest.mark.parametrize("name", [record.name for record in RECORDS if record.rules is not None])
def test_every_exchange_shows_a_persons_order_and_no_order_of_ours(name: str) -> None:
    dialect = dialect_of(name)
    theirs = {"id": "1", "side": "sell", "type": "limit", "price": 5, "amount": 7, "status": "open", "info": {}}
    ours = theirs | {"id": "2", "clientOrderId": dialect.client_id(ENTRY.id)}
    suffixed = theirs | {"id": "3", "clientOrderId": f"{ENTRY.id}{dialect.take_suffix}"}
    found = open_orders(dialect, BTC, [(raw, ()) for raw in (theirs, ours)], (), (), is_ours)
    assert found == (OpenOrder("1", Side.SELL, "limit", D("0.007"), D(5)),)
    if dialect.take_suffix:
        assert open_orders(dialect, BTC, [(suffixed, ())], (), (), is_ours) == ()


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({"amount": "x", "price": "-1", "triggerPrice": "nan"}, OpenOrder("", None, "order")),
        ({"id": 7, "side": "SELL", "remaining": 0, "amount": 2}, OpenOrder("7", Side.SELL, "order", D("0.002"))),
        (
            {"type": "trailing_stop_market", "triggerPrice": 9},
            OpenOrder("", None, "trailing_stop_market", trigger=D(9)),
        ),
        (
            {"type": "limit", "stopPrice": 9, "price": 8, "info": ["a list"]},
            OpenOrder("", None, "stop_limit", None, D(8), D(9)),
        ),
        ({"side": "sell", "info": {"posSide": "long"}}, OpenOrder("", Side.SELL, "order", reduce_only=True)),
        ({"side": "sell", "info": {"positionSide": "SHORT"}}, OpenOrder("", Side.SELL, "order")),
        ({"takeProfitPrice": 9}, OpenOrder("", None, "take_profit_market", trigger=D(9))),
        ({"stopLossPrice": 9, "reduceOnly": "yes"}, OpenOrder("", None, "stop_market", trigger=D(9))),
        (
            {"triggerPrice": 9, "info": {"planType": "profit_plan"}},
            OpenOrder("", None, "take_profit_market", trigger=D(9)),
        ),
    ],
)
def test_what_cannot_be_read_is_left_unsaid(told: dict[str, Any], shown: OpenOrder) -> None:
    assert open_order(told, BTC, bot=False) == shown

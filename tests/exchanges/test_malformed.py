"""Answers of no known form: whatever an exchange says, an account is not stopped for it, and no order is ended by it.

Single fields that are missing from recorded answers are ``malformed``'s, at every look of ``canned``.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.exchanges.dialect import Market
from adapters.exchanges.positions import balance_of, position_facts
from adapters.exchanges.reading import Unreadable, read_order
from adapters.exchanges.through_ccxt import CcxtExchange
from core.orders import Amendment, Order, OrderType, PositionSide, Report
from core.ports import UnknownOutcome, UnknownSymbol, Unreachable
from tests.exchanges.canned import looked, read
from tests.exchanges.intents import AT, D, order
from tests.exchanges.markets import MARKETS, Row
from tests.exchanges.test_reviewed_lines import canned

LONG = PositionSide.LONG
SAID = [
    *("code", "retCode", "success", "status", "state", "data", "result", "list", "orders", "elements"),
    *("event", "order", "id", "orderId", "info", "items", "total"),
]
GOOD: dict[str, Any] = {"code": 0, "retCode": 0, "success": True, "status": "ok", "result": "success"}
SCRAPS = st.sampled_from([None, "", 0, "0", -1, True, "x", "1", "60000", 1_795_176_000_000, "b000000pa9"])
ANYTHING = st.recursive(
    SCRAPS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(SAID), inner, max_size=4)
)
ANSWERS = ANYTHING | st.dictionaries(st.sampled_from(SAID), ANYTHING, max_size=3).map(lambda said: {**GOOD, **said})

ORDERS = {
    "stop": order("sl", OrderType.STOP, LONG, trigger=D(90000)),
    "target": order("tp1", OrderType.TAKE, LONG, trigger=D(110000)),
    "limit": order("tp1", OrderType.LIMIT, LONG, price=D(110000)),
    "entry": order("e1", OrderType.MARKET, LONG),
}
MOVED = Amendment(D(95000), D("0.01"), AT)
ASKED: dict[str, Callable[[CcxtExchange, str, Order], Awaitable[object]]] = {
    "facts": lambda exchange, symbol, _: exchange.facts(symbol),
    "submit": lambda exchange, symbol, one: exchange.submit(symbol, one, LONG),
    "cancel": lambda exchange, symbol, one: exchange.cancel(symbol, one),
    "amend": lambda exchange, symbol, one: exchange.amend(symbol, replace(one, amend_asked=MOVED)),
    "look": lambda exchange, symbol, one: exchange.look(symbol, (one,)),
}


@pytest.mark.parametrize("row", MARKETS, ids=lambda row: row.name)
@settings(derandomize=True, database=None, deadline=None, max_examples=40)
@given(ask=st.sampled_from(list(ASKED)), kind=st.sampled_from(list(ORDERS)), answer=ANSWERS)
@example("cancel", "stop", [{"data": -1}])
@example("amend", "stop", [{"items": ""}, 1])
def test_only_what_is_declared_comes_out(row: Row, ask: str, kind: str, answer: Any) -> None:
    told: list[object] = []

    async def story(exchange: CcxtExchange) -> None:
        told.append(await ASKED[ask](exchange, row.market["symbol"], ORDERS[kind]))

    try:
        canned(row.name, [("", json.dumps(answer))], story)
    except (UnknownOutcome, Unreachable, UnknownSymbol):
        return
    for report in [one for one in told if isinstance(one, Report)]:
        assert not report.status.ended or report.reason is not None  # a refusal says why


STOP = ORDERS["stop"]
KUCOIN = {"id": "vs8", "symbol": "BTC-USDT", "type": "market", "side": "sell", "size": "0.01", "clientOid": STOP.id}
GATE = {"id": "7", "text": f"t-{STOP.id}", "status": "cancelled", "amount": "0.01", "currency_pair": "BTC_USDT"}
HALF_SAID: list[tuple[str, dict[str, Any], str]] = [
    ("KuCoin", {**KUCOIN, "stop": "loss", "stopPrice": "90000", "createdAt": 1}, "active or not"),
    ("Gate", {**GATE, "type": "market", "side": "sell", "avg_deal_price": "90000"}, "filled or not"),
    ("Gate", {**GATE, "type": "market", "side": "sell", "avg_deal_price": "90000", "left": ""}, "filled or not"),
]


@pytest.mark.parametrize(("name", "info", "why"), HALF_SAID)
def test_an_order_whose_end_is_half_said_has_not_ended(name: str, info: dict[str, Any], why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read(name, info)


@pytest.mark.parametrize("status", ["closed", "canceled", "expired"])
def test_an_end_without_a_word_of_fills_is_none(status: str) -> None:
    said = {"id": "7", "status": status, "amount": 0.01, "filled": None, "average": 90000}
    with pytest.raises(Unreadable, match="filled or not"):
        read_order(said, STOP.id, D(1), "BTC", "USDT")


def test_a_record_that_names_no_order_proves_nothing() -> None:
    said = {"symbol": "BTCUSDT", "clientOrderId": STOP.id, "status": "CANCELED", "origQty": "0.01", "executedQty": "0"}
    look = looked("Binance", [STOP], [("openOrders", "[]"), ("/order", json.dumps(said)), ("/account", EMPTY)])
    assert (look.reports, look.missing) == ((), ())


EMPTY = json.dumps({"balances": []})


MARKET = Market("BTC/USDT:USDT", "BTCUSDT", "BTC", "USDT")
OPEN = {"contracts": None, "side": "long", "entryPrice": 60000}
UNSAID: list[Callable[[], object]] = [
    lambda: position_facts([OPEN], MARKET),
    lambda: position_facts([{**OPEN, "side": None}], MARKET),
    lambda: balance_of({"BTC": {"free": 0.1, "used": None, "total": None}}, "BTC"),
    lambda: balance_of({"BTC": {}}, "BTC"),
]


@pytest.mark.parametrize("told", UNSAID)
def test_what_is_held_is_not_nothing_for_want_of_a_field(told: Callable[[], object]) -> None:
    """Twice so, and the position counts as closed by a hand: its stop would be taken away."""
    with pytest.raises(Unreadable, match="not said to have"):
        told()


@pytest.mark.parametrize("flat", [{}, {"contracts": 0, "entryPrice": 60000}, {"contracts": None, "entryPrice": 0}])
def test_what_is_flat_is_nothing(flat: dict[str, Any]) -> None:
    assert position_facts([flat], MARKET) == []
    assert balance_of({"USDT": {"total": 5}}, "BTC") == balance_of({"BTC": {"total": 0}}, "BTC") == 0

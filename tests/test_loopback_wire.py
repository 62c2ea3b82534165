"""The loopback's answers and events have the fields, and the kinds of values, of what was recorded of the exchange."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.loopback import Loopback
from tests.loopback.stories import KEY, SECRET, SPOT, SWAP, on_loopback

EXAMPLES = Path(__file__).resolve().parents[2] / "shared" / "data" / "binance_wire_examples"
pytestmark = pytest.mark.skipif(not EXAMPLES.is_dir(), reason="no recorded wire examples beside the checkout")
LEGS = {"aboveType": "LIMIT_MAKER", "abovePrice": "55000", "belowType": "STOP_LOSS", "belowStopPrice": "48000"}
STOP = {"algoType": "CONDITIONAL", "type": "STOP_MARKET", "triggerPrice": "48000", "reduceOnly": "true"}
LIMIT = {"type": "LIMIT", "timeInForce": "GTC", "quantity": "0.1"}
BTC = {"symbol": "BTCUSDT"}


def played(binance: Loopback) -> tuple[Callable[[str, str, dict[str, str]], Any], list[Any]]:
    """An account of each market that has done a little of everything, and all it was told."""
    binance.owner(KEY, SECRET)
    told: list[Any] = []
    for desk in (binance.spot.desk, binance.futures.desk):
        desk.push = lambda _side, _key, event: told.append(event)

    def ask(method: str, path: str, params: dict[str, str]) -> Any:
        return binance.by_hand(KEY, method, path, **params)

    for path in ("/api/v3/order", "/fapi/v1/order"):
        ask("POST", path, {**BTC, "side": "BUY", "type": "MARKET", "quantity": "0.2"})
        ask("POST", path, {**BTC, **LIMIT, "side": "BUY", "price": "49000", "newClientOrderId": "e2"})
        ask("DELETE", path, {**BTC, "origClientOrderId": "e2"})
        ask("POST", path, {**BTC, **LIMIT, "side": "BUY", "price": "49000", "newClientOrderId": "e3"})
    ask("POST", "/api/v3/orderList/oco", {**BTC, "side": "SELL", "quantity": "0.1", **LEGS})
    ask("POST", "/fapi/v1/algoOrder", {**BTC, "side": "SELL", "quantity": "0.1", **STOP})
    for symbol in (SPOT, SWAP):
        binance.trade(symbol, 49_000, Decimal("0.04"))
    return ask, told


ROUTES: list[tuple[str, str, str, dict[str, str], set[str]]] = [
    ("spot/http_json/account_response", "GET", "/api/v3/account", {}, set()),
    ("spot/http_json/account_trades_response", "GET", "/api/v3/myTrades", BTC, set()),
    ("spot/http_json/all_orders_response", "GET", "/api/v3/allOrders", BTC, set()),
    ("spot/http_json/open_orders_response", "GET", "/api/v3/openOrders", BTC, set()),
    ("spot/http_json/order_response", "GET", "/api/v3/order", {**BTC, "origClientOrderId": "e2"}, set()),
    ("spot/http_json/cancel_order_response", "DELETE", "/api/v3/order", {**BTC, "origClientOrderId": "e3"}, set()),
    (
        "spot/http_json/new_order_full_response",
        "POST",
        "/api/v3/order",
        {**BTC, "side": "SELL", "type": "MARKET", "quantity": "0.01"},
        set(),
    ),
    ("spot/http_json/depth_response", "GET", "/api/v3/depth", BTC, set()),
    ("spot/http_json/klines_response", "GET", "/api/v3/klines", BTC, set()),
    ("spot/http_json/book_ticker_response", "GET", "/api/v3/ticker/bookTicker", BTC, set()),
    ("spot/http_json/ticker_24hr_response", "GET", "/api/v3/ticker/24hr", BTC, set()),
    ("spot/http_json/ticker_price_response", "GET", "/api/v3/ticker/price", BTC, set()),
    ("spot/http_json/exchange_info_response", "GET", "/api/v3/exchangeInfo", {}, {"sors"}),
    ("spot/http_json/server_time_response", "GET", "/api/v3/time", {}, set()),
    ("futures/http_json/balance", "GET", "/fapi/v3/balance", {}, set()),
    ("futures/http_json/order_response", "GET", "/fapi/v1/order", {**BTC, "origClientOrderId": "e2"}, set()),
    # the recording is older than the service: it calls the order's type "type"
    ("futures/http_json/open_algo_orders", "GET", "/fapi/v1/openAlgoOrders", {}, {"type"}),
    # version 2, which still told leverage and margin mode
    (
        "futures/http_json/position_risk",
        "GET",
        "/fapi/v3/positionRisk",
        {},
        {"leverage", "maxNotionalValue", "marginType", "isAutoAddMargin"},
    ),
]


@pytest.mark.parametrize(("example", "method", "path", "params", "gone"), ROUTES, ids=[row[0] for row in ROUTES])
@on_loopback
async def test_an_answer_is_as_recorded(
    binance: Loopback, example: str, method: str, path: str, params: dict[str, str], gone: set[str]
) -> None:
    ask, _ = played(binance)
    assert list(differences(recorded(example), ask(method, path, params), gone)) == []


EVENTS = {
    "spot/user_data_json/execution_report_wrapped": lambda event: event["e"] == "executionReport",
    "spot/user_data_json/execution_report_new": lambda event: event.get("x") == "NEW" and event["o"] == "LIMIT",
    "spot/user_data_json/execution_report_trade": lambda event: event.get("x") == "TRADE",
    "spot/user_data_json/execution_report_canceled": lambda event: event.get("x") == "CANCELED",
    "spot/user_data_json/account_position": lambda event: event["e"] == "outboundAccountPosition",
    "spot/user_data_json/list_status_wrapped": lambda event: event["e"] == "listStatus",
    "futures/user_data_json/account_update": lambda event: event["e"] == "ACCOUNT_UPDATE",
    "futures/user_data_json/order_update_trade": lambda event: (
        event["e"] == "ORDER_TRADE_UPDATE" and event["o"]["l"] != "0"
    ),
    "futures/user_data_json/algo_update_new": lambda event: event["e"] == "ALGO_UPDATE",
}
TRAILING = {"AP", "cr"}  # recorded with every order, told by the documents for trailing stops only


@pytest.mark.parametrize("example", EVENTS)
@on_loopback
async def test_an_event_is_as_recorded(binance: Loopback, example: str) -> None:
    _, told = played(binance)
    gone = TRAILING if "order_update" in example else set()
    event = next(event for event in told if EVENTS[example](event))
    wanted = recorded(example)
    assert list(differences(wanted.get("event", wanted), event, gone)) == []


def recorded(name: str) -> Any:
    return json.loads((EXAMPLES / f"{name}.json").read_text())


def differences(wanted: Any, got: Any, gone: set[str], at: str = "") -> Iterator[str]:
    """Fields that were recorded and are not there, and values of another kind.  Of a list the first is looked at."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        for name, value in wanted.items():
            if name in got:
                yield from differences(value, got[name], gone, f"{at}.{name}")
            elif name not in gone:
                yield f"{at}.{name} is missing"
    elif isinstance(wanted, list) and isinstance(got, list):
        if wanted and got:
            yield from differences(wanted[0], got[0], gone, f"{at}[0]")
    elif wanted is not None and got is not None and kind(wanted) != kind(got):
        yield f"{at} is {got!r}, recorded was {wanted!r}"


def kind(value: Any) -> str:
    """A number in a string is another kind than a word in one."""
    if isinstance(value, str):
        return "number as text" if value.lstrip("-").replace(".", "", 1).isdigit() else "text"
    return type(value).__name__


@pytest.mark.parametrize(
    ("wanted", "got", "complaint"),
    [
        ({"a": "1"}, {}, ".a is missing"),
        ({"a": "1.0"}, {"a": 1}, ".a is 1, recorded was '1.0'"),
        ({"a": [{"b": "x"}]}, {"a": [{"b": "2"}]}, ".a[0].b is '2', recorded was 'x'"),
    ],
)
def test_a_difference_is_seen(wanted: Any, got: Any, complaint: str) -> None:
    assert list(differences(wanted, got, set())) == [complaint]

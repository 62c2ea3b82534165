"""Bitunix: each request as it would leave, what is refused before one leaves, and what its codes mean.

Expected requests are retyped from the routes' pages of https://www.bitunix.com/api-docs/futures/ (2026-10-01).
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import ccxt
import pytest

from adapters.exchanges.own.bitunix import Bitunix
from tests.own_kit import NOW, Offline, said

SYMBOL = "BTC/USDT:USDT"
MARKET = {
    "symbol": "BTCUSDT",
    "base": "BTC",
    "quote": "USDT",
    "minTradeVolume": "0.0001",
    "maxLimitOrderVolume": "100000",
    "maxMarketOrderVolume": "50000",
    "basePrecision": 4,
    "quotePrecision": 1,
    "minLeverage": 1,
    "maxLeverage": 125,
    "symbolStatus": "OPEN",
    "isApiSupported": True,
}
POSITION = {
    "positionId": "12345678",
    "symbol": "BTCUSDT",
    "qty": "0.5",
    "side": "LONG",
    "positionMode": "HEDGE",
    "marginMode": "ISOLATION",
    "leverage": 100,
    "margin": "300",
    "unrealizedPNL": "1.5",
    "liqPrice": "22209",
    "avgOpenPrice": "60000",
    "ctime": 1691382137448,
}
PLACE, TPSL, WHOLE = "trade/place_order", "tpsl/place_order", "tpsl/position/place_order"
TAKEN = {PLACE: said({"orderId": "11111", "clientId": "22222"}), TPSL: said({"orderId": "77"})}
TAKEN |= {WHOLE: said({"orderId": "78"}), "get_pending_positions": said([POSITION])}
# The more special path first: "tpsl/place_order" is no end of "tpsl/position/place_order".

MARKET_STOP = {"slStopType": "LAST_PRICE", "slOrderType": "MARKET"}
OF = {"symbol": "BTCUSDT", "positionId": "12345678"}


def offline(answers: dict[str, Any] | None = None) -> Offline:
    return Offline(Bitunix({"apiKey": "1" * 17, "secret": "2" * 17}), [MARKET], TAKEN | (answers or {}))


def create(type: str, side: str, amount: Any, price: Any, **params: Any) -> Callable[[Any], Any]:
    return lambda ex: ex.create_order(SYMBOL, type, side, amount, price, params)


def edit(id: str, amount: Any, price: Any, type: str = "limit", **params: Any) -> Callable[[Any], Any]:
    return lambda ex: ex.edit_order(id, SYMBOL, type, "sell", amount, price, params)


def cancel(id: str, **params: Any) -> Callable[[Any], Any]:
    return lambda ex: ex.cancel_order(id, SYMBOL, params)


def plain(side: str, type: str, **more: Any) -> dict[str, Any]:
    return {"symbol": "BTCUSDT", "side": side, "orderType": type, "qty": "0.5", "reduceOnly": False, **more}


REQUESTS: dict[str, tuple[Callable[[Any], Any], str, dict[str, Any]]] = {
    "market": (create("market", "buy", "0.5", None), PLACE, plain("BUY", "MARKET")),
    "market, immediate by its own word": (
        create("market", "buy", "0.5", None, timeInForce="IOC"),
        PLACE,
        plain("BUY", "MARKET"),
    ),
    "limit with a client id": (
        create("limit", "buy", "0.50009", "60000.04", clientOrderId="22222"),
        PLACE,
        plain("BUY", "LIMIT", price="60000", effect="GTC", clientId="22222"),
    ),
    "limit, immediate": (
        create("limit", "sell", "0.5", "60000", timeInForce="IOC"),
        PLACE,
        plain("SELL", "LIMIT", price="60000", effect="IOC"),
    ),
    "limit, post only": (
        create("limit", "sell", "0.5", "60000", postOnly=True),
        PLACE,
        plain("SELL", "LIMIT", price="60000", effect="POST_ONLY"),
    ),
    "reduce only": (
        create("market", "sell", "0.5", None, reduceOnly=True),
        PLACE,
        plain("SELL", "MARKET") | {"reduceOnly": True},
    ),
    "hedge mode, open": (
        create("market", "buy", "0.5", None, hedged=True),
        PLACE,
        {"symbol": "BTCUSDT", "side": "BUY", "orderType": "MARKET", "qty": "0.5", "tradeSide": "OPEN"},
    ),
    "hedge mode, close a long": (
        create("market", "sell", "0.5", None, hedged=True, reduceOnly=True),
        PLACE,
        {"side": "BUY", "orderType": "MARKET", "qty": "0.5", "tradeSide": "CLOSE", **OF},
    ),
    "an entry with its stop and target": (
        create(
            "limit",
            "buy",
            "0.5",
            "60000",
            stopLoss={"triggerPrice": "59000"},
            takeProfit={"triggerPrice": "61000", "price": "61001", "triggerPriceType": "mark"},
        ),
        PLACE,
        plain("BUY", "LIMIT", price="60000", effect="GTC", slPrice="59000", **MARKET_STOP)
        | {"tpPrice": "61000", "tpStopType": "MARK_PRICE", "tpOrderType": "LIMIT", "tpOrderPrice": "61001"},
    ),
    "a stop": (
        create("market", "sell", "0.5", None, stopLossPrice="59000.04", reduceOnly=True),
        TPSL,
        {**OF, "slPrice": "59000", "slQty": "0.5", **MARKET_STOP},
    ),
    "a stop on the mark price, its position known": (
        create("market", "sell", "0.5", None, stopLossPrice="59000", triggerPriceType="mark", positionId="9"),
        TPSL,
        {"symbol": "BTCUSDT", "positionId": "9", "slPrice": "59000", "slQty": "0.5"}
        | {"slStopType": "MARK_PRICE", "slOrderType": "MARKET"},
    ),
    "a stop that places a limit order": (
        create("limit", "sell", "0.5", "58900", stopLossPrice="59000"),
        TPSL,
        {**OF, "slPrice": "59000", "slQty": "0.5", "slStopType": "LAST_PRICE"}
        | {"slOrderType": "LIMIT", "slOrderPrice": "58900"},
    ),
    "a target": (
        create("market", "sell", "0.5", None, takeProfitPrice="61000"),
        TPSL,
        {**OF, "tpPrice": "61000", "tpQty": "0.5", "tpStopType": "LAST_PRICE", "tpOrderType": "MARKET"},
    ),
    "the position's own stop": (
        create("market", "sell", None, None, stopLossPrice="59000", tpslMode="position"),
        WHOLE,
        {**OF, "slPrice": "59000", "slStopType": "LAST_PRICE"},
    ),
    "edit a limit order": (
        edit("11111", "0.6", "60001"),
        "trade/modify_order",
        {"orderId": "11111", "qty": "0.6", "price": "60001"},
    ),
    "edit by client id": (
        edit("", "0.6", "60001", clientOrderId="22222"),
        "trade/modify_order",
        {"clientId": "22222", "qty": "0.6", "price": "60001"},
    ),
    "edit a stop": (
        edit("77", "0.5", None, "market", stopLossPrice="59500"),
        "tpsl/modify_order",
        {"orderId": "77", "slPrice": "59500", "slQty": "0.5", **MARKET_STOP},
    ),
    "edit the position's own stop": (
        edit("", None, None, "market", stopLossPrice="59500", tpslMode="position", positionId="12345678"),
        "tpsl/position/modify_order",
        {**OF, "slPrice": "59500", "slStopType": "LAST_PRICE"},
    ),
    "cancel": (cancel("11111"), "trade/cancel_orders", {"symbol": "BTCUSDT", "orderList": [{"orderId": "11111"}]}),
    "cancel by client id": (
        cancel("", clientOrderId="22222"),
        "trade/cancel_orders",
        {"symbol": "BTCUSDT", "orderList": [{"clientId": "22222"}]},
    ),
    "cancel a stop": (cancel("77", trigger=True), "tpsl/cancel_order", {"symbol": "BTCUSDT", "orderId": "77"}),
    "leverage": (
        lambda ex: ex.set_leverage(10, SYMBOL),
        "account/change_leverage",
        {"symbol": "BTCUSDT", "marginCoin": "USDT", "leverage": 10},
    ),
    "margin mode": (
        lambda ex: ex.set_margin_mode("isolated", SYMBOL),
        "account/change_margin_mode",
        {"symbol": "BTCUSDT", "marginCoin": "USDT", "marginMode": "ISOLATION"},
    ),
}
ACCEPTED = {
    "trade/modify_order": said({"orderId": "11111", "clientId": "22222"}),
    "tpsl/modify_order": said({"orderId": "77"}),
    "tpsl/position/modify_order": said({"orderId": "78"}),
    "trade/cancel_orders": said({"successList": [{"orderId": "11111", "clientId": "22222"}], "failureList": []}),
    "tpsl/cancel_order": said({"orderId": "77"}),
    "account/change_leverage": said([{"symbol": "BTCUSDT", "leverage": 10}]),
    "account/change_margin_mode": said([{"symbol": "BTCUSDT", "marginMode": "ISOLATION"}]),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_call_leaves_as_exactly_one_request(name: str) -> None:
    call, path, body = REQUESTS[name]
    wire = offline(ACCEPTED)
    wire.run(call)
    assert wire.changes == [("/api/v1/futures/" + path, body)]


STOP = {"stopLossPrice": "59000"}
UNSAYABLE: dict[str, tuple[Callable[[Any], Any], type[Exception]]] = {
    "a trigger that opens": (create("market", "buy", "0.5", None, triggerPrice="59000"), ccxt.NotSupported),
    "ccxt's older name of it": (create("market", "buy", "0.5", None, stopPrice="59000"), ccxt.NotSupported),
    "a trail": (create("market", "sell", "0.5", None, trailingPercent="1"), ccxt.NotSupported),
    "a stop with a trail": (create("market", "sell", "0.5", None, **STOP, trailingPercent="1"), ccxt.NotSupported),
    "a stop with a client id": (create("market", "sell", "0.5", None, **STOP, clientOrderId="a"), ccxt.NotSupported),
    "an attached trail": (create("market", "buy", "0.5", None, stopLoss={"trailingPercent": "1"}), ccxt.NotSupported),
    "an attached stop without a price": (create("market", "buy", "0.5", None, stopLoss={}), ccxt.ArgumentsRequired),
    "a stop without a price": (create("market", "sell", "0.5", None, stopLossPrice=None), ccxt.ArgumentsRequired),
    "a stop without an amount": (create("market", "sell", None, None, **STOP), ccxt.ArgumentsRequired),
    "a limit stop without its limit": (create("limit", "sell", "0.5", None, **STOP), ccxt.InvalidOrder),
    "a market stop with a limit": (create("market", "sell", "0.5", "58900", **STOP), ccxt.InvalidOrder),
    "a stop that may open": (create("market", "sell", "0.5", None, **STOP, reduceOnly=False), ccxt.InvalidOrder),
    "a stop for a position of the other side": (create("market", "buy", "0.5", None, **STOP), ccxt.InvalidOrder),
    "a position's stop with an amount": (
        create("market", "sell", "0.5", None, **STOP, tpslMode="position"),
        ccxt.InvalidOrder,
    ),
    "a stop in a mode unheard of": (create("market", "sell", "0.5", None, **STOP, tpslMode="all"), ccxt.InvalidOrder),
    "a stop on the index": (
        create("market", "sell", "0.5", None, **STOP, triggerPriceType="index"),
        ccxt.InvalidOrder,
    ),
    "a trigger's source without a trigger": (
        create("market", "buy", "0.5", None, triggerPriceType="mark"),
        ccxt.InvalidOrder,
    ),
    "stops on a reduce-only order": (
        create("market", "sell", "0.5", None, reduceOnly=True, stopLoss={"triggerPrice": "59000"}),
        ccxt.InvalidOrder,
    ),
    "a market order that rests": (create("market", "buy", "0.5", None, timeInForce="GTC"), ccxt.InvalidOrder),
    "a market order with a price": (create("market", "buy", "0.5", "60000"), ccxt.InvalidOrder),
    "a limit order without one": (create("limit", "buy", "0.5", None), ccxt.ArgumentsRequired),
    "post only and immediate": (
        create("limit", "buy", "0.5", "60000", postOnly=True, timeInForce="IOC"),
        ccxt.InvalidOrder,
    ),
    "a type unheard of": (create("stop", "buy", "0.5", "60000"), ccxt.InvalidOrder),
    "a side unheard of": (create("market", "long", "0.5", None), ccxt.InvalidOrder),
    "a position's id in one-way mode": (create("market", "sell", "0.5", None, positionId="1"), ccxt.InvalidOrder),
    "an amount below the least": (create("market", "buy", "0.00001", None), ccxt.InvalidOrder),
    "an edit of the price alone": (edit("11111", None, "60001"), ccxt.ArgumentsRequired),
    "an edit of nobody": (edit("", "0.5", "60001"), ccxt.ArgumentsRequired),
    "an edit into a stop by another name": (edit("11111", "0.5", "1", triggerPrice="2"), ccxt.NotSupported),
    "a cancel of nobody": (cancel(""), ccxt.ArgumentsRequired),
    "a stop's cancel by client id": (cancel("", trigger=True, clientOrderId="a"), ccxt.ArgumentsRequired),
    "a margin mode unheard of": (lambda ex: ex.set_margin_mode("portfolio", SYMBOL), ccxt.InvalidOrder),
}


@pytest.mark.parametrize("name", UNSAYABLE)
def test_what_cannot_be_said_raises_and_nothing_is_sent(name: str) -> None:
    call, error = UNSAYABLE[name]
    wire = offline()
    with pytest.raises(error):
        wire.run(call)
    assert wire.changes == []


def test_a_refusal_by_us_names_the_parameter_and_that_nothing_was_sent() -> None:
    with pytest.raises(ccxt.NotSupported, match=r"createOrder\(\) has no place for triggerPrice; nothing was sent"):
        offline().run(create("market", "buy", "0.5", None, triggerPrice="59000"))


NO_ANSWERS = ("<html>502</html>", "{}", "[]", said(None), said({}), said({"clientId": "22222"}), "")


@pytest.mark.parametrize("text", NO_ANSWERS)
@pytest.mark.parametrize(
    "call", [create("market", "buy", "0.5", None), create("market", "sell", "0.5", None, **STOP), cancel("11111")]
)
def test_an_answer_that_names_no_order_is_an_unknown_outcome(call: Callable[[Any], Any], text: str) -> None:
    wire = offline(dict.fromkeys((PLACE, TPSL, "trade/cancel_orders"), text))
    with pytest.raises(ccxt.BadResponse):
        wire.run(call)
    assert len(wire.changes) == 1


def test_the_signature_is_that_of_the_demo_programs_worked_example() -> None:
    """BitunixOfficial/open-api at b1ac4ec, its Go test: nonce of 3s, query ``marginCoinUSDT``, no body."""
    client = Bitunix({"apiKey": "11111111111111111", "secret": "22222222222222222"})
    found = client.signature("33333333333333333", str(NOW), "marginCoinUSDT")
    assert found == "40e87256554e263e39201a3979469b7fbb640d1c7c41759abf5c6a18f937f922"


def test_a_request_is_signed_over_what_is_sent_of_it() -> None:
    wire = offline()
    wire.run(create("market", "buy", "0.5", None))
    headers = wire.headers[0]
    body = '{"orderType":"MARKET","qty":"0.5","reduceOnly":false,"side":"BUY","symbol":"BTCUSDT"}'
    assert headers["sign"] == wire.client.signature("3" * 32, str(NOW), body)
    assert (headers["nonce"], headers["timestamp"], headers["api-key"]) == ("3" * 32, str(NOW), "1" * 17)
    wire.run(lambda ex: ex.fetch_positions([SYMBOL]))
    query = "includeSubAccountsfalsesymbolBTCUSDT"
    assert wire.headers[1]["sign"] == wire.client.signature("3" * 32, str(NOW), query)
    assert "2" * 17 not in str(wire.headers)


def test_the_class_is_loaded_only_by_who_uses_it() -> None:
    program = (
        "import sys, adapters.exchanges.through_ccxt; sys.exit(any('exchanges.own' in name for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 0

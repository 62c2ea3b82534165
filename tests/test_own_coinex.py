"""CoinEx: each request as it would leave, what is refused before one leaves, and what its codes mean.

Expected requests are retyped from the routes' pages of https://docs.coinex.com/api/v2/.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

import ccxt
import pytest

from adapters.exchanges.own.coinex import CoinEx
from adapters.exchanges.own.coinex_wire import CODES
from tests.own_kit import NOW, Offline, said

SPOT, SWAP = "BTC/USDT", "BTC/USDT:USDT"
PAIR = {"market": "BTCUSDT", "base_ccy": "BTC", "quote_ccy": "USDT", "base_ccy_precision": 8, "quote_ccy_precision": 2}
PAIR |= {"min_amount": "0.0005", "maker_fee_rate": "0.002", "taker_fee_rate": "0.002", "is_api_trading_available": True}
CONTRACT = PAIR | {"contract_type": "linear", "tick_size": "0.5", "leverage": ["3", "100"], "is_market_available": True}
LONG = {"position_id": 246, "market": "BTCUSDT", "market_type": "FUTURES", "side": "long", "open_interest": "0.5"}
LONG |= {"avg_entry_price": "60000", "margin_mode": "cross", "leverage": 10, "stop_loss_price": "0", "created_at": NOW}
ORDER, STOPPED = said({"order_id": 13400, "market": "BTCUSDT"}), said({"stop_id": 13500, "market": "BTCUSDT"})
TAKEN: dict[str, Any] = {
    "close-position": ORDER,
    "modify-order": ORDER,
    "cancel-order": ORDER,
    "cancel-order-by-client-id": said([{"code": 0, "data": {"order_id": 13400}, "message": "OK"}]),
    "/stop-order": STOPPED,
    "cancel-stop-order": STOPPED,
    "cancel-stop-order-by-client-id": said([{"code": 0, "data": {"stop_id": 13500}, "message": "OK"}]),
    "set-position-stop-loss": said(LONG),
    "set-position-take-profit": said(LONG),
    "adjust-position-leverage": said({"margin_mode": "cross", "leverage": 10}),
    "pending-position": said([LONG]),
    "/order": ORDER,
}
IN_SPOT = {"market": "BTCUSDT", "market_type": "SPOT"}
IN_SWAP = {"market": "BTCUSDT", "market_type": "FUTURES"}


def offline(answers: dict[str, Any] | None = None) -> Offline:
    return Offline(CoinEx({"apiKey": "key", "secret": "hush"}), [PAIR, CONTRACT], TAKEN | (answers or {}))


def create(symbol: str, type: str, side: str, amount: Any, price: Any, **params: Any) -> Callable[[Any], Any]:
    return lambda ex: ex.create_order(symbol, type, side, amount, price, params)


def edit(id: str, amount: Any, price: Any, symbol: str = SWAP, **params: Any) -> Callable[[Any], Any]:
    return lambda ex: ex.edit_order(id, symbol, "limit", "sell", amount, price, params)


def cancel(id: str, symbol: str = SWAP, **params: Any) -> Callable[[Any], Any]:
    return lambda ex: ex.cancel_order(id, symbol, params)


OWN = {"tpslMode": "position"}
REQUESTS: dict[str, tuple[Callable[[Any], Any], str, dict[str, Any]]] = {
    "spot market, counted in the base coin": (
        create(SPOT, "market", "buy", "0.5", None),
        "spot/order",
        {**IN_SPOT, "side": "buy", "type": "market", "amount": "0.5", "ccy": "BTC"},
    ),
    "spot limit with a client id": (
        create(SPOT, "limit", "sell", "0.5", "60000.004", clientOrderId="c1"),
        "spot/order",
        {**IN_SPOT, "side": "sell", "type": "limit", "amount": "0.5", "price": "60000", "client_id": "c1"},
    ),
    "futures market": (
        create(SWAP, "market", "buy", "0.5", None),
        "futures/order",
        {**IN_SWAP, "side": "buy", "type": "market", "amount": "0.5"},
    ),
    "futures, immediate": (
        create(SWAP, "limit", "buy", "0.5", "60000", timeInForce="IOC"),
        "futures/order",
        {**IN_SWAP, "side": "buy", "type": "ioc", "amount": "0.5", "price": "60000"},
    ),
    "futures, post only": (
        create(SWAP, "limit", "buy", "0.5", "60000", postOnly=True),
        "futures/order",
        {**IN_SWAP, "side": "buy", "type": "maker_only", "amount": "0.5", "price": "60000"},
    ),
    "reduce only": (
        create(SWAP, "market", "sell", "0.5", None, reduceOnly=True, clientOrderId="c1"),
        "futures/close-position",
        {**IN_SWAP, "type": "market", "amount": "0.5", "client_id": "c1"},
    ),
    "spot trigger": (
        create(SPOT, "market", "sell", "0.5", None, triggerPrice="59000"),
        "spot/stop-order",
        {**IN_SPOT, "side": "sell", "type": "market", "amount": "0.5", "ccy": "BTC", "trigger_price": "59000"},
    ),
    "futures trigger on the mark price": (
        create(SWAP, "limit", "buy", "0.5", "61000", triggerPrice="60999.6", triggerPriceType="mark"),
        "futures/stop-order",
        {**IN_SWAP, "side": "buy", "type": "limit", "amount": "0.5", "price": "61000", "trigger_price": "60999.5"}
        | {"trigger_price_type": "mark_price"},
    ),
    "the position's own stop": (
        create(SWAP, "market", "sell", None, None, stopLossPrice="59000", **OWN),
        "futures/set-position-stop-loss",
        {**IN_SWAP, "stop_loss_type": "latest_price", "stop_loss_price": "59000"},
    ),
    "the position's own target": (
        create(SWAP, "market", "sell", None, None, takeProfitPrice="61000", triggerPriceType="mark", **OWN),
        "futures/set-position-take-profit",
        {**IN_SWAP, "take_profit_type": "mark_price", "take_profit_price": "61000"},
    ),
    "edit": (edit("13400", "0.6", None), "futures/modify-order", {**IN_SWAP, "order_id": 13400, "amount": "0.6"}),
    "cancel": (cancel("13400", SPOT), "spot/cancel-order", {**IN_SPOT, "order_id": 13400}),
    "cancel by client id": (
        cancel("", clientOrderId="c1"),
        "futures/cancel-order-by-client-id",
        {**IN_SWAP, "client_id": "c1"},
    ),
    "cancel a stop order": (
        cancel("13500", trigger=True),
        "futures/cancel-stop-order",
        {**IN_SWAP, "stop_id": 13500},
    ),
    "cancel a stop order by client id": (
        cancel("", SPOT, trigger=True, clientOrderId="c1"),
        "spot/cancel-stop-order-by-client-id",
        {**IN_SPOT, "client_id": "c1"},
    ),
    "leverage": (
        lambda ex: ex.set_leverage(10, SWAP, {"marginMode": "cross"}),
        "futures/adjust-position-leverage",
        {**IN_SWAP, "leverage": 10, "margin_mode": "cross"},
    ),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_call_leaves_as_exactly_one_request(name: str) -> None:
    call, path, body = REQUESTS[name]
    wire = offline()
    wire.run(call)
    assert wire.changes == [("/v2/" + path, body)]


STOP = {"stopLossPrice": "59000"}
UNSAYABLE: dict[str, tuple[Callable[[Any], Any], type[Exception]]] = {
    "a trail": (create(SWAP, "market", "sell", "0.5", None, trailingPercent="1"), ccxt.NotSupported),
    "ccxt's older trigger": (create(SWAP, "market", "sell", "0.5", None, stopPrice="1"), ccxt.NotSupported),
    "stops with an entry": (
        create(SWAP, "market", "buy", "0.5", None, stopLoss={"triggerPrice": "1"}),
        ccxt.NotSupported,
    ),
    "a trigger without a price": (
        create(SWAP, "market", "sell", "0.5", None, triggerPrice=None),
        ccxt.ArgumentsRequired,
    ),
    "a trigger that only reduces": (
        create(SWAP, "market", "sell", "0.5", None, triggerPrice="59000", reduceOnly=True),
        ccxt.InvalidOrder,
    ),
    "a spot trigger on the mark price": (
        create(SPOT, "market", "sell", "0.5", None, triggerPrice="59000", triggerPriceType="mark"),
        ccxt.InvalidOrder,
    ),
    "a trigger's source without a trigger": (
        create(SWAP, "market", "buy", "0.5", None, triggerPriceType="mark"),
        ccxt.InvalidOrder,
    ),
    "a spot stop": (create(SPOT, "market", "sell", "0.5", None, **STOP), ccxt.NotSupported),
    "a stop for a part": (create(SWAP, "market", "sell", "0.5", None, **STOP), ccxt.NotSupported),
    "a position's stop with an amount": (create(SWAP, "market", "sell", "0.5", None, **STOP, **OWN), ccxt.InvalidOrder),
    "a position's stop with a limit": (create(SWAP, "limit", "sell", None, "5", **STOP, **OWN), ccxt.InvalidOrder),
    "both at once": (
        create(SWAP, "market", "sell", None, None, **STOP, **OWN, takeProfitPrice="61000"),
        ccxt.NotSupported,
    ),
    "neither": (create(SWAP, "market", "sell", None, None, **OWN), ccxt.NotSupported),
    "a stop with a client id": (
        create(SWAP, "market", "sell", None, None, **STOP, **OWN, clientOrderId="a"),
        ccxt.NotSupported,
    ),
    "a stop for a short that is a long": (create(SWAP, "market", "buy", None, None, **STOP, **OWN), ccxt.InvalidOrder),
    "a close of a short that is a long": (
        create(SWAP, "market", "buy", "0.5", None, reduceOnly=True),
        ccxt.InvalidOrder,
    ),
    "reduce only on spot": (create(SPOT, "market", "sell", "0.5", None, reduceOnly=True), ccxt.InvalidOrder),
    "a market order that rests": (create(SWAP, "market", "buy", "0.5", None, timeInForce="GTC"), ccxt.InvalidOrder),
    "a market order with a price": (create(SWAP, "market", "buy", "0.5", "60000"), ccxt.InvalidOrder),
    "a limit order without one": (create(SPOT, "limit", "buy", "0.5", None), ccxt.ArgumentsRequired),
    "an order without an amount": (create(SWAP, "market", "buy", None, None), ccxt.ArgumentsRequired),
    "a type unheard of": (create(SWAP, "stop", "buy", "0.5", "1"), ccxt.InvalidOrder),
    "an edit of nothing": (edit("13400", None, None), ccxt.ArgumentsRequired),
    "an edit of a stop": (edit("13500", "0.5", None, triggerPrice="1"), ccxt.NotSupported),
    "an edit of what is no id": (edit("abc", "0.5", None), ccxt.InvalidOrder),
    "a cancel of nobody": (cancel(""), ccxt.ArgumentsRequired),
    "leverage without a margin mode": (lambda ex: ex.set_leverage(10, SWAP), ccxt.ArgumentsRequired),
    "a margin mode without leverage": (lambda ex: ex.set_margin_mode("cross", SWAP), ccxt.ArgumentsRequired),
    "leverage on spot": (lambda ex: ex.set_leverage(10, SPOT, {"marginMode": "cross"}), ccxt.NotSupported),
}


@pytest.mark.parametrize("name", UNSAYABLE)
def test_what_cannot_be_said_raises_and_nothing_is_sent(name: str) -> None:
    call, error = UNSAYABLE[name]
    wire = offline()
    with pytest.raises(error, match="nothing was sent"):
        wire.run(call)
    assert wire.changes == []


@pytest.mark.parametrize("text", ["<html>502</html>", "{}", "[]", said(None), said({}), ""])
@pytest.mark.parametrize("symbol", [SPOT, SWAP])
def test_an_answer_that_names_no_order_is_an_unknown_outcome(symbol: str, text: str) -> None:
    wire = offline({"/order": text})
    with pytest.raises(ccxt.BadResponse):
        wire.run(create(symbol, "market", "buy", "0.5", None))
    assert len(wire.changes) == 1


def test_a_cancel_by_client_id_says_what_became_of_it() -> None:
    for answer, error in (
        (said([]), ccxt.OrderNotFound),
        (said([{"code": 3610, "data": {}, "message": "auction"}]), ccxt.OperationRejected),
        (said([{"code": 9, "data": {}, "message": "?"}]), ccxt.ExchangeError),
    ):
        with pytest.raises(error) as raised:
            offline({"cancel-order-by-client-id": answer}).run(cancel("", clientOrderId="c1"))
        assert raised.type is error


def signed(text: str) -> str:
    return hmac.new(b"hush", text.encode(), hashlib.sha256).hexdigest()


def test_the_text_that_is_signed_is_that_of_the_documents() -> None:
    """The prepared text of "Authentication", whose result the documents do not show: method, path, query, time."""
    client = offline().client
    client.milliseconds = lambda: 1700490703564
    query = {"market": "BTCUSDT", "market_type": "SPOT", "side": "buy", "page": 1, "limit": 10}
    headers = client.sign("spot/pending-order", ["private"], "GET", query)["headers"]
    text = "GET/v2/spot/pending-order?market=BTCUSDT&market_type=SPOT&side=buy&page=1&limit=10" + "1700490703564"
    assert headers["X-COINEX-SIGN"] == signed(text)


def test_a_body_is_signed_as_it_is_sent_and_grows_old() -> None:
    wire = offline()
    wire.run(cancel("13400"))
    body = '{"market":"BTCUSDT","market_type":"FUTURES","order_id":13400}'
    assert wire.headers[0]["X-COINEX-SIGN"] == signed(f"POST/v2/futures/cancel-order{body}{NOW}")
    assert wire.headers[0]["X-COINEX-WINDOWTIME"] == "5000"
    assert "hush" not in str(wire.headers)


MEANT = {
    "3008": ccxt.ExchangeNotAvailable,
    "3109": ccxt.InsufficientFunds,
    "3127": ccxt.InvalidOrder,
    "3615": ccxt.InvalidOrder,
    "3622": ccxt.OrderNotFillable,
    "4006": ccxt.AuthenticationError,
    "4017": ccxt.InvalidNonce,
    "4115": ccxt.PermissionDenied,
    "4213": ccxt.RateLimitExceeded,
    "99999": ccxt.ExchangeError,
}


@pytest.mark.parametrize("code", MEANT)
def test_a_code_is_its_class_and_an_unheard_one_proves_nothing(code: str) -> None:
    with pytest.raises(ccxt.BaseError, match="as it words it") as raised:
        offline({"/order": said({}, int(code), "as it words it")}).run(create(SWAP, "market", "buy", "0.5", None))
    assert raised.type is MEANT[code]
    assert "hush" not in str(raised.value)


def test_what_may_have_happened_is_no_refusal() -> None:
    lost = {code for code, kind in CODES.items() if issubclass(kind, (ccxt.NetworkError, ccxt.OperationFailed))}
    assert lost == {"3008", "4001", "4002", "4003", "4010", "4017", "4213"}

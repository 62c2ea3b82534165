"""Bitunix: what its answers, codes and pushes mean, from the documents' own examples (2026-10-01), retyped."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import ccxt
import pytest

from adapters.exchanges.own.bitunix import Bitunix
from adapters.exchanges.own.bitunix_wire import CODES
from tests.own_kit import NOW, Heard, Offline, said
from tests.test_own_bitunix import MARKET, POSITION, SYMBOL

ORDER = {
    "orderId": "11111",
    "qty": "1",
    "tradeQty": "0.5",
    "price": "60000",
    "symbol": "BTCUSDT",
    "positionMode": "HEDGE",
    "side": "BUY",
    "status": "PART_FILLED",
    "fee": "0.01",
    "type": "LIMIT",
    "effect": "GTC",
    "reduceOnly": False,
    "clientId": "22222",
    "tpPrice": "61000",
    "slPrice": "59000",
    "ctime": 1597026383085,
    "mtime": 1597026383085,
}
BOTH = {
    "id": "123",
    "positionId": "12345678",
    "symbol": "BTCUSDT",
    "tpPrice": "70000",
    "tpOrderType": "MARKET",
    "tpQty": "0.01",
    "slPrice": "50000",
    "slOrderType": "MARKET",
    "slQty": "0.01",
}
STOP = {"id": "124", "positionId": "12345678", "symbol": "BTCUSDT", "slPrice": "50000", "slOrderType": "LIMIT"}
STOP |= {"slOrderPrice": "49900", "slQty": "0.01"}
TRADE: dict[str, Any] = {
    "tradeId": "123",
    "orderId": "11111",
    "qty": "1",
    "price": "60000",
    "symbol": "BTCUSDT",
    "side": "BUY",
}
TRADE |= {"fee": "0.01", "orderType": "LIMIT", "clientId": "22222", "ctime": 1597026383085, "roleType": "TAKER"}
ACCOUNT = {"marginCoin": "USDT", "available": "1000", "frozen": "5", "margin": "10", "positionMode": "HEDGE"}

DETAIL, OPEN, OPEN_TPSL = "trade/get_order_detail", "trade/get_pending_orders", "tpsl/get_pending_orders"
TPSL_HISTORY, HISTORY, TRADES = "tpsl/get_history_orders", "trade/get_history_orders", "trade/get_history_trades"


def offline(answers: dict[str, Any]) -> Offline:
    return Offline(Bitunix({"apiKey": "key", "secret": "secret"}), [MARKET], answers)


def reading(call: Callable[[Any], Any], **answers: Any) -> Any:
    return offline({path.replace("__", "/"): answer for path, answer in answers.items()}).run(call)


def part(found: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(found[name] for name in names)


def test_markets_and_the_coin_margined_left_out() -> None:
    kilo = MARKET | {"symbol": "1000PEPEUSDT", "base": "PEPE", "isApiSupported": False}
    coin = MARKET | {"symbol": "BTCUSD", "quote": "USD"}
    found = reading(lambda ex: ex.fetch_markets(), trading_pairs=said([MARKET, kilo, coin]))
    assert [market["symbol"] for market in found] == [SYMBOL, "1000PEPE/USDT:USDT"]
    assert [market["active"] for market in found] == [True, False]
    assert found[0]["precision"] == {"amount": 0.0001, "price": 0.1}
    assert found[0]["limits"]["amount"] == {"min": 0.0001, "max": 50000.0}


def test_tickers() -> None:
    row = {"symbol": "BTCUSDT", "markPrice": "57892.1", "lastPrice": "57891.2", "open": "6.31", "high": "6.31"}
    found = reading(lambda ex: ex.fetch_ticker(SYMBOL), tickers=said([row]))
    assert part(found, "symbol", "last", "markPrice") == (SYMBOL, 57891.2, 57892.1)
    with pytest.raises(ccxt.BadSymbol):
        reading(lambda ex: ex.fetch_ticker(SYMBOL), tickers=said([]))


@pytest.mark.parametrize("data", [ACCOUNT, [ACCOUNT]])
def test_balance_and_mode_from_either_shape(data: Any) -> None:
    balance = reading(lambda ex: ex.fetch_balance(), account=said(data))
    assert balance["USDT"] == {"free": 1000.0, "used": 15.0, "total": 1015.0}
    assert reading(lambda ex: ex.fetch_position_mode(), account=said(data))["hedged"] is True


@pytest.mark.parametrize("data", [None, [], "nothing"])
def test_an_account_that_is_not_shown_is_no_empty_one(data: Any) -> None:
    with pytest.raises(ccxt.BadResponse):
        reading(lambda ex: ex.fetch_balance(), account=said(data))


def test_positions_and_leverage() -> None:
    [found] = reading(lambda ex: ex.fetch_positions(), get_pending_positions=said([POSITION]))
    assert part(found, "id", "symbol", "side", "contracts", "entryPrice", "hedged", "marginMode") == (
        *("12345678", SYMBOL, "long", 0.5, 60000.0),
        *(True, "isolated"),
    )
    told = {"symbol": "BTCUSDT", "marginCoin": "USDT", "leverage": 10, "marginMode": "ISOLATION"}
    leverage = reading(lambda ex: ex.fetch_leverage(SYMBOL), get_leverage_margin_mode=said(told))
    assert part(leverage, "longLeverage", "marginMode") == (10, "isolated")


BY = [("11111", {}, {"orderId": "11111"}), ("", {"clientOrderId": "22222"}, {"clientId": "22222"})]


@pytest.mark.parametrize(("named", "params", "asked"), BY)
def test_an_order_by_its_id_and_by_ours(named: str, params: dict[str, Any], asked: dict[str, Any]) -> None:
    wire = offline({DETAIL: said(ORDER)})
    found = wire.run(lambda ex: ex.fetch_order(named, SYMBOL, params))
    assert wire.sent == [("GET", "/api/v1/futures/" + DETAIL, asked)]
    assert part(found, "id", "clientOrderId", "status", "reduceOnly") == ("11111", "22222", "open", False)
    assert part(found, "filled", "remaining") == (0.5, 0.5)
    assert part(found, "average", "cost") == (None, None), "its limit price is not what it traded at"
    assert part(found, "stopLossPrice", "takeProfitPrice") == (59000.0, 61000.0)


def test_an_order_nobody_knows_is_said_to_be_none() -> None:
    with pytest.raises(ccxt.OrderNotFound):
        offline({DETAIL: said(None)}).run(lambda ex: ex.fetch_order("11111"))


STATES = (("NEW", "open"), ("INIT", "open"), ("FILLED", "closed"), ("CANCELED", "canceled"), ("EXPIRED", "expired"))


@pytest.mark.parametrize(("theirs", "ours"), [*STATES, ("PART_FILLED_CANCELED", "canceled"), ("SOON", "SOON")])
def test_states_and_a_new_one_left_as_it_is(theirs: str, ours: str) -> None:
    found = reading(lambda ex: ex.fetch_order("11111"), **{DETAIL: said(ORDER | {"status": theirs})})
    assert found["status"] == ours


def test_stops_and_targets_are_a_list_of_their_own() -> None:
    wire = offline({OPEN_TPSL: said([BOTH, STOP])})
    both, stop = wire.run(lambda ex: ex.fetch_open_orders(SYMBOL, 1, 1, {"trigger": True}))
    assert part(both, "id", "status", "stopLossPrice", "takeProfitPrice", "triggerPrice", "amount", "reduceOnly") == (
        *("123", "open", 50000.0, 70000.0, None),
        *(0.01, True),
    )
    assert part(stop, "type", "price", "triggerPrice", "amount", "filled") == ("limit", 49900.0, 50000.0, 0.01, 0.0)
    assert wire.sent[0][2] == {"symbol": "BTCUSDT", "skip": "0", "limit": "100"}


def test_a_stop_that_is_over_is_found_in_the_other_list() -> None:
    ended = STOP | {"status": "FILLED", "ctime": 1597026383085, "triggerTime": 1597026383090}
    wire = offline({OPEN_TPSL: said([]), TPSL_HISTORY: said({"orderList": [ended], "total": "1"})})
    found = wire.run(lambda ex: ex.fetch_order("124", SYMBOL, {"trigger": True}))
    assert part(found, "status", "filled", "lastUpdateTimestamp") == ("closed", 0.0, 1597026383090)
    with pytest.raises(ccxt.OrderNotFound):
        wire.run(lambda ex: ex.fetch_order("999", SYMBOL, {"trigger": True}))


def test_open_lists_are_read_to_their_end() -> None:
    rows = [ORDER | {"orderId": str(n)} for n in range(101)]
    wire = offline({OPEN: [said({"orderList": rows[:100]}), said({"orderList": rows[100:]})]})
    assert len(wire.run(lambda ex: ex.fetch_open_orders())) == 101
    assert [sent[2]["skip"] for sent in wire.sent] == ["0", "100"]
    endless = offline({OPEN: said({"orderList": rows[:100]})})
    with pytest.raises(ccxt.ExchangeError, match="a list cut off proves nothing"):
        endless.run(lambda ex: ex.fetch_open_orders())


@pytest.mark.parametrize("text", ["<html>", "{}", said("soon"), said({"orderList": "soon"})])
@pytest.mark.parametrize(("path", "trigger"), [(OPEN, False), (OPEN_TPSL, True)])
def test_a_list_that_cannot_be_read_is_not_an_empty_one(path: str, trigger: bool, text: str) -> None:
    with pytest.raises(ccxt.BadResponse):
        offline({path: text}).run(lambda ex: ex.fetch_open_orders(SYMBOL, None, None, {"trigger": trigger}))


def test_trades_and_ended_orders() -> None:
    wire = offline({TRADES: said({"tradeList": [TRADE]}), HISTORY: said({"orderList": [ORDER]})})
    [trade] = wire.run(lambda ex: ex.fetch_my_trades(SYMBOL, params={"orderId": "11111"}))
    assert part(trade, "id", "order", "price", "amount", "cost", "takerOrMaker", "type") == (
        *("123", "11111", 60000.0, 1.0),
        *(60000.0, "taker", "limit"),
    )
    assert trade["fee"] == {"cost": 0.01, "currency": "USDT"}
    wire.run(lambda ex: ex.fetch_closed_orders(SYMBOL))
    wire.run(lambda ex: ex.fetch_canceled_orders(SYMBOL))
    assert [sent[2].get("queryCanceled") for sent in wire.sent] == [None, "false", "true"]


REFUSED = {
    "10005": ccxt.RateLimitExceeded,
    "10007": ccxt.AuthenticationError,
    "20003": ccxt.InsufficientFunds,
    "20007": ccxt.OrderNotFound,
    "30004": ccxt.InvalidOrder,
    "30028": ccxt.OrderImmediatelyFillable,
    "30042": ccxt.DuplicateOrderId,
    "20012": ccxt.ContractUnavailable,
}
UNKNOWN = {"1": ccxt.OperationFailed, "10001": ccxt.OperationFailed, "99999": ccxt.ExchangeError}


@pytest.mark.parametrize("code", [*REFUSED, *UNKNOWN])
def test_a_code_is_its_class_and_an_unheard_one_proves_nothing(code: str) -> None:
    wire = offline({"trade/place_order": said(None, int(code), "as the exchange words it")})
    with pytest.raises(ccxt.BaseError, match="as the exchange words it") as raised:
        wire.run(lambda ex: ex.create_order(SYMBOL, "market", "buy", "0.5"))
    assert raised.type is (REFUSED | UNKNOWN)[code]
    assert "secret" not in str(raised.value)


def test_every_code_is_ccxts_and_every_network_code_an_unknown_outcome() -> None:
    assert all(issubclass(kind, ccxt.BaseError) for kind in CODES.values())
    assert {code for code, kind in CODES.items() if kind is ccxt.OperationFailed} == {"1", "10001"}


def test_a_cancel_that_failed_says_so() -> None:
    failed = {"orderId": "11112", "clientId": "22223", "errorMsg": "Order status error", "errorCode": 10013}
    wire = offline({"cancel_orders": said({"successList": [], "failureList": [failed]})})
    with pytest.raises(ccxt.OrderNotFound, match="Order status error"):
        wire.run(lambda ex: ex.cancel_order("11112", SYMBOL))


TICK = {"ch": "ticker", "symbol": "BTCUSDT", "ts": 1732178884994, "data": {"s": "BTCUSDT", "la": "68650.9"}}
PUSH = {"event": "UPDATE", "orderId": "11111", "symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "qty": "1"}
PUSH |= {"price": "60000", "orderStatus": "PART_FILLED", "dealAmount": "0.5", "averagePrice": "59999", "clientId": "2"}
PUSH |= {"ctime": "2024-11-21T08:48:04.994123456Z"}
STOPPED = {"event": "CLOSE", "orderId": "124", "positionId": "1", "symbol": "BTCUSDT", "side": "SELL"}
STOPPED |= {"status": "FILLED", "slPrice": "50000", "slQty": "0.01"}


def test_pushes() -> None:
    client, heard = offline({}).client, Heard()
    client.handle_message(heard, TICK)
    assert part(heard.resolved[f"ticker:{SYMBOL}"], "last", "timestamp") == (68650.9, 1732178884994)
    client.handle_message(heard, {"ch": "order", "data": PUSH})
    client.handle_message(heard, {"ch": "tpsl", "data": STOPPED})
    order, stop = heard.resolved[f"orders:{SYMBOL}"]
    assert part(order, "status", "filled", "average", "timestamp") == ("open", 0.5, 59999.0, 1732178884994)
    assert part(stop, "id", "status", "side", "stopLossPrice") == ("124", "closed", "sell", 50000.0)
    for strange in ("text", {}, {"ch": "balance", "data": {}}, {"op": "connect", "data": {"result": True}}):
        client.handle_message(heard, strange)
    client.handle_message(heard, {"op": "ping", "pong": 1732519687, "ping": 1732519690})
    assert (heard.lastPong, heard.rejected) == (NOW, [])


@pytest.mark.parametrize("answer", [{"op": "login", "code": 10007}, {"op": "login", "data": {"result": False}}])
def test_a_login_that_is_not_taken_ends_the_wait(answer: dict[str, Any]) -> None:
    client, heard = offline({}).client, Heard()
    heard.subscriptions["login"] = True
    client.handle_message(heard, answer)
    assert [type(error) for error in heard.rejected] == [ccxt.AuthenticationError]
    assert heard.subscriptions == {}


def test_the_login_is_signed_like_a_request_without_content_in_seconds() -> None:
    [said_] = offline({}).client.login_message()["args"]
    first = hashlib.sha256(f"{said_['nonce']}{NOW // 1000}key".encode()).hexdigest()
    assert said_["sign"] == hashlib.sha256(f"{first}secret".encode()).hexdigest()
    assert said_["timestamp"] == NOW // 1000

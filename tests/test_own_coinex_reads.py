"""CoinEx: what its answers mean, from the documents' own examples, retyped."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import ccxt
import pytest

from adapters.exchanges.own.coinex import CoinEx
from tests.own_kit import NOW, Offline, said
from tests.test_own_coinex import CONTRACT, LONG, PAIR, SPOT, SWAP

ORDER = {
    "order_id": 13400,
    "market": "BTCUSDT",
    "market_type": "FUTURES",
    "side": "buy",
    "type": "limit",
    "amount": "10000",
    "price": "1",
    "unfilled_amount": "5000",
    "filled_amount": "5000",
    "filled_value": "4500",
    "client_id": "client_id_1",
    "fee": "11.6582326221",
    "fee_ccy": "USDT",
    "created_at": 1691482451000,
    "updated_at": 1691482451000,
}
STOP = {"stop_id": 13500, "market": "BTCUSDT", "market_type": "SPOT", "side": "sell", "type": "market"}
STOP |= {"amount": "10", "trigger_price": "1.1", "trigger_direction": "lower", "client_id": "client_id_2"}
DEAL = {"deal_id": 3514376759, "created_at": 1689152421692, "market": "BTCUSDT", "side": "buy", "order_id": 8678890}
DEAL |= {"price": "30718.42", "amount": "0.5", "role": "taker", "fee": "0.0299", "fee_ccy": "USDT"}


def offline(answers: dict[str, Any]) -> Offline:
    return Offline(CoinEx({"apiKey": "key", "secret": "hush"}), [PAIR, CONTRACT], answers)


def reading(call: Callable[[Any], Any], answers: dict[str, Any]) -> Any:
    return offline(answers).run(call)


def part(found: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(found[name] for name in names)


def paged(rows: list[Any], more: bool) -> str:
    return json.dumps({"code": 0, "data": rows, "pagination": {"has_next": more}, "message": "OK"})


def test_markets_of_both_kinds_and_the_inverse_left_out() -> None:
    inverse = CONTRACT | {"market": "BTCUSD", "contract_type": "inverse"}
    closed = CONTRACT | {"market": "ETHUSDT", "base_ccy": "ETH", "is_market_available": False}
    answers = {"spot/market": said([PAIR]), "futures/market": said([CONTRACT, inverse, closed])}
    found = reading(lambda ex: ex.fetch_markets(), answers)
    assert [market["symbol"] for market in found] == [SPOT, SWAP, "ETH/USDT:USDT"]
    assert [market["active"] for market in found] == [True, True, False]
    assert [market["precision"] for market in found][:2] == [
        {"amount": 1e-8, "price": 0.01},
        {"amount": 1e-8, "price": 0.5},
    ]
    assert found[1]["limits"]["leverage"]["max"] == 100.0


def test_tickers_of_one_kind_at_a_time() -> None:
    row = {"market": "BTCUSDT", "last": "57891.2", "open": "57000", "mark_price": "57892.1", "volume": "2"}
    answers = {"futures/ticker": said([row]), "spot/ticker": said([row | {"last": "57890"}])}
    assert reading(lambda ex: ex.fetch_ticker(SWAP), answers)["last"] == 57891.2
    assert reading(lambda ex: ex.fetch_ticker(SPOT), answers)["last"] == 57890.0
    assert list(reading(lambda ex: ex.fetch_tickers(params={"type": "swap"}), answers)) == [SWAP]
    with pytest.raises(ccxt.BadRequest):
        reading(lambda ex: ex.fetch_tickers([SPOT, SWAP]), answers)
    with pytest.raises(ccxt.BadSymbol):
        reading(lambda ex: ex.fetch_ticker(SWAP), {"futures/ticker": said([])})


def test_time_balances_and_positions() -> None:
    assert reading(lambda ex: ex.fetch_time(), {"time": said({"timestamp": NOW})}) == NOW
    row = {"ccy": "USDT", "available": "1000", "frozen": "5", "margin": "10", "unrealized_pnl": "99"}
    answers = {"assets/futures/balance": said([row]), "assets/spot/balance": said([{"ccy": "BTC", "available": "1"}])}
    futures = reading(lambda ex: ex.fetch_balance({"type": "swap"}), answers)
    assert futures["USDT"] == {"free": 1000.0, "used": 15.0, "total": 1015.0}
    assert reading(lambda ex: ex.fetch_balance(), answers)["BTC"]["free"] == 1.0
    [found] = reading(
        lambda ex: ex.fetch_positions([SWAP]), {"pending-position": said([LONG | {"stop_loss_price": "59000"}])}
    )
    assert part(found, "id", "symbol", "side", "contracts", "hedged") == ("246", SWAP, "long", 0.5, False)
    assert part(found, "stopLossPrice", "takeProfitPrice", "marginMode") == (59000.0, None, "cross")


STATES = [("open", "open"), ("part_filled", "open"), ("filled", "closed"), ("part_canceled", "canceled")]


@pytest.mark.parametrize(("theirs", "ours"), [*STATES, ("canceled", "canceled"), ("soon", "soon")])
def test_an_order_by_its_id(theirs: str, ours: str) -> None:
    wire = offline({"futures/order-status": said(ORDER | {"status": theirs})})
    found = wire.run(lambda ex: ex.fetch_order("13400", SWAP))
    assert wire.sent == [("GET", "/v2/futures/order-status", {"market": "BTCUSDT", "order_id": "13400"})]
    assert part(found, "id", "symbol", "clientOrderId", "status") == ("13400", SWAP, "client_id_1", ours)
    assert part(found, "filled", "remaining", "average", "cost") == (5000.0, 5000.0, 0.9, 4500.0)
    assert found["fee"] == {"cost": 11.6582326221, "currency": "USDT"}


def test_an_order_that_is_not_kept_is_said_to_be_none() -> None:
    with pytest.raises(ccxt.OrderNotFound):
        reading(lambda ex: ex.fetch_order("13400", SWAP), {"order-status": said({})})


def test_an_order_by_our_id_is_looked_for_in_both_lists() -> None:
    answers = {"pending-order": paged([], False), "finished-order": paged([ORDER], False)}
    wire = offline(answers)
    found = wire.run(lambda ex: ex.fetch_order("", SWAP, {"clientOrderId": "client_id_1"}))
    assert part(found, "id", "status") == ("13400", "canceled"), "something is unfilled"
    assert wire.sent[0][2]["client_id"] == "client_id_1"
    with pytest.raises(ccxt.OrderNotFound):
        offline(answers).run(lambda ex: ex.fetch_order("", SWAP, {"clientOrderId": "another"}))


def test_stop_orders_are_lists_of_their_own() -> None:
    wire = offline({"spot/pending-stop-order": paged([STOP], False)})
    [found] = wire.run(lambda ex: ex.fetch_open_orders(SPOT, params={"trigger": True}))
    assert part(found, "id", "symbol", "status", "triggerPrice", "filled") == ("13500", SPOT, "open", 1.1, 0.0)
    ended = {"finished-stop-order": paged([STOP | {"status": "active_success"}], False)}
    done = reading(lambda ex: ex.fetch_order("13500", SPOT, {"trigger": True}), ended)
    assert part(done, "status", "filled") == ("closed", 0.0)


@pytest.mark.parametrize("symbol", [SPOT, SWAP, None])
def test_open_lists_are_read_to_their_end(symbol: str | None) -> None:
    rows = [{k: v for k, v in ORDER.items() if k != "market_type"} | {"order_id": n} for n in range(101)]
    wire = offline({"pending-order": [paged(rows[:100], True), paged(rows[100:], False)]})
    found = wire.run(lambda ex: ex.fetch_open_orders(symbol))
    assert {order["symbol"] for order in found} == {symbol or SPOT}
    assert (len(found), [sent[2]["page"] for sent in wire.sent]) == (101, ["1", "2"])
    short = offline({"pending-order": [paged(rows[:3], True), paged(rows[3:5], False)]})
    assert len(short.run(lambda ex: ex.fetch_open_orders(symbol))) == 5, "a page may be short before the last"
    with pytest.raises(ccxt.ExchangeError, match="a list cut off proves nothing"):
        offline({"pending-order": paged(rows[:100], True)}).run(lambda ex: ex.fetch_open_orders(symbol))


@pytest.mark.parametrize("text", ["<html>", "{}", said("soon"), said({})])
@pytest.mark.parametrize("trigger", [False, True])
def test_a_list_that_cannot_be_read_is_not_an_empty_one(text: str, trigger: bool) -> None:
    wire = offline({"order": text})
    with pytest.raises(ccxt.BadResponse):
        wire.run(lambda ex: ex.fetch_open_orders(SWAP, None, None, {"trigger": trigger}))


def test_trades_of_an_order_and_of_a_market() -> None:
    wire = offline({"order-deals": paged([DEAL], False), "user-deals": paged([], False)})
    [trade] = wire.run(lambda ex: ex.fetch_my_trades(SWAP, params={"orderId": "8678890"}))
    assert part(trade, "id", "order", "symbol", "cost", "takerOrMaker") == (
        *("3514376759", "8678890", SWAP),
        *(15359.21, "taker"),
    )
    assert trade["fee"] == {"cost": 0.0299, "currency": "USDT"}
    assert wire.run(lambda ex: ex.fetch_my_trades(SPOT)) == []
    assert [sent[1] for sent in wire.sent] == ["/v2/futures/order-deals", "/v2/spot/user-deals"]


def test_there_is_no_stream_and_it_says_so() -> None:
    client = offline({}).client
    assert (client.has["watchOrders"], client.has["watchTicker"]) == (False, False)
    with pytest.raises(ccxt.NotSupported):
        offline({}).run(lambda ex: ex.watch_orders(SWAP))

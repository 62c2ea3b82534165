"""Real ccxt trades spot on the loopback: orders, balances, stops and order lists, as the exchange documents them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import ccxt
import pytest

from tests.loopback import Loopback
from tests.loopback.stories import KEY, SPOT, money, on_loopback, trader

PAIR = {
    "symbol": "BTCUSDT",
    "side": "SELL",
    "quantity": "0.1",
    "listClientOrderId": "pair1",
    "aboveType": "LIMIT_MAKER",
    "abovePrice": "55000",
    "aboveClientOrderId": "tp1",
    "belowType": "STOP_LOSS_LIMIT",
    "belowStopPrice": "48000",
    "belowPrice": "47500",
    "belowTimeInForce": "GTC",
    "belowClientOrderId": "sl1",
}


async def buy(client: Any, amount: str = "0.1", id: str = "e1") -> Any:
    return await client.create_order(SPOT, "market", "buy", Decimal(amount), None, {"clientOrderId": id})


async def states(client: Any, *ids: str) -> list[tuple[str, float]]:
    orders = [await client.fetch_order(None, SPOT, {"origClientOrderId": id}) for id in ids]
    return [(order["status"], order["filled"]) for order in orders]


@on_loopback
async def test_a_market_buy_fills_at_the_book_and_pays_its_commission_in_the_coin_it_bought(binance: Loopback) -> None:
    client = await trader(binance)
    binance.depth(SPOT, [("49999", "1")], [("50000", "0.06"), ("50010", "1")])
    order = await buy(client)
    assert (order["status"], order["filled"], order["clientOrderId"]) == ("closed", 0.1, "e1")
    assert [(trade["price"], trade["amount"]) for trade in order["trades"]] == [(50000.0, 0.06), (50010.0, 0.04)]
    assert [fee["currency"] for fee in order["fees"]] == ["BTC"]
    balance = await client.fetch_balance()
    assert money(balance["BTC"]["total"]) == Decimal("0.0999")
    assert money(balance["USDT"]["free"]) == 100_000 - Decimal("0.06") * 50_000 - Decimal("0.04") * 50_010
    mine = await client.fetch_my_trades(SPOT)
    assert [money(trade["fee"]["cost"]) for trade in mine] == [Decimal("0.00006"), Decimal("0.00004")]


@on_loopback
async def test_what_a_market_order_cannot_get_expires(binance: Loopback) -> None:
    client = await trader(binance)
    binance.depth(SPOT, [("49999", "1")], [("50000", "0.06")])
    order = await buy(client)
    assert (order["status"], order["filled"]) == ("expired", 0.06)


@on_loopback
async def test_a_limit_rests_locks_fills_in_parts_and_gives_back_what_a_cancel_leaves(binance: Loopback) -> None:
    client = await trader(binance)
    order = await client.create_order(SPOT, "limit", "buy", 0.1, 49_000, {"clientOrderId": "e1"})
    assert order["status"] == "open"
    assert (await client.fetch_balance())["USDT"] == {"free": 95_100.0, "used": 4_900.0, "total": 100_000.0}
    binance.trade(SPOT, 49_000, "0.04")
    assert await states(client, "e1") == [("open", 0.04)]
    assert (await client.fetch_balance())["USDT"]["used"] == 2_940.0
    canceled = await client.cancel_order(order["id"], SPOT)
    assert (canceled["status"], canceled["filled"]) == ("canceled", 0.04)
    balance = await client.fetch_balance()
    assert (balance["USDT"]["used"], money(balance["BTC"]["total"])) == (0.0, Decimal("0.03996"))
    assert await client.fetch_open_orders(SPOT) == []


@on_loopback
async def test_a_limit_within_reach_takes_a_better_price_and_frees_the_rest(binance: Loopback) -> None:
    client = await trader(binance)
    order = await client.create_order(SPOT, "limit", "buy", 0.1, 50_500)
    assert (order["status"], order["average"]) == ("closed", 50_000.01)
    assert (await client.fetch_balance())["USDT"]["used"] == 0.0


@pytest.mark.parametrize(("tif", "status", "filled"), [("IOC", "expired", 0.06), ("FOK", "expired", 0.0)])
@on_loopback
async def test_what_may_not_rest_expires(binance: Loopback, tif: str, status: str, filled: float) -> None:
    client = await trader(binance)
    binance.depth(SPOT, [("49999", "1")], [("50000", "0.06")])
    order = await client.create_order(SPOT, "limit", "buy", 0.1, 50_000, {"timeInForce": tif})
    assert (order["status"], order["filled"]) == (status, filled)


@on_loopback
async def test_a_stop_waits_off_the_book_and_sells_at_the_price_behind_a_gap(binance: Loopback) -> None:
    client = await trader(binance)
    await buy(client)
    stop = {"stopLossPrice": 48_000, "clientOrderId": "sl1"}
    order = await client.create_order(SPOT, "market", "sell", Decimal("0.09"), None, stop)
    assert order["id"] is not None
    resting = await client.fetch_open_orders(SPOT)
    assert [(row["type"], row["triggerPrice"], row["info"]["isWorking"]) for row in resting] == [
        ("market", 48e3, False)
    ]
    assert (await client.fetch_balance())["BTC"]["used"] == 0.09
    binance.trade(SPOT, "48000.01")
    assert await states(client, "sl1") == [("open", 0.0)]
    binance.trade(SPOT, 46_000)
    filled = await client.fetch_order(order["id"], SPOT)
    assert (filled["status"], filled["average"], filled["id"]) == ("closed", 46_000.0, order["id"])


# -- lists -----------------------------------------------------------------------------------------


async def paired(binance: Loopback) -> Any:
    client = await trader(binance)
    await buy(client, "0.2")
    answer = await client.private_post_orderlist_oco(dict(PAIR))
    assert answer["listOrderStatus"] == "EXECUTING"
    assert [row["clientOrderId"] for row in answer["orderReports"]] == ["sl1", "tp1"] or [
        row["clientOrderId"] for row in answer["orderReports"]
    ] == ["tp1", "sl1"]
    assert (await client.fetch_balance())["BTC"]["used"] == 0.1  # once for both legs
    return client


@on_loopback
async def test_a_part_of_the_limit_leg_already_ends_the_stop_leg(binance: Loopback) -> None:
    client = await paired(binance)
    binance.trade(SPOT, 55_000, "0.03")
    assert await states(client, "tp1", "sl1") == [("open", 0.03), ("expired", 0.0)]
    binance.trade(SPOT, 55_000)
    assert await states(client, "tp1", "sl1") == [("closed", 0.1), ("expired", 0.0)]
    assert (await client.fetch_balance())["BTC"]["used"] == 0.0


@on_loopback
async def test_a_stop_leg_that_triggers_ends_the_limit_leg_even_if_it_does_not_fill(binance: Loopback) -> None:
    client = await paired(binance)
    binance.trade(SPOT, 47_000)  # beyond its limit
    assert await states(client, "tp1", "sl1") == [("expired", 0.0), ("open", 0.0)]
    assert (await client.fetch_balance())["BTC"]["used"] == 0.1
    binance.trade(SPOT, 47_500)
    assert await states(client, "sl1") == [("closed", 0.1)]


@on_loopback
async def test_to_cancel_one_leg_is_to_cancel_the_list(binance: Loopback) -> None:
    client = await paired(binance)
    await client.cancel_order(None, SPOT, {"origClientOrderId": "tp1"})
    assert await states(client, "tp1", "sl1") == [("canceled", 0.0), ("canceled", 0.0)]
    assert (await client.fetch_balance())["BTC"]["used"] == 0.0
    assert await client.private_get_openorderlist() == []


@on_loopback
async def test_a_list_is_found_and_canceled_by_its_own_id(binance: Loopback) -> None:
    client = await paired(binance)
    found = await client.private_get_orderlist({"origClientOrderId": "pair1"})
    assert [found["orderListId"]] == [row["orderListId"] for row in await client.private_get_openorderlist()]
    answer = await client.private_delete_orderlist({"symbol": "BTCUSDT", "listClientOrderId": "pair1"})
    assert {row["status"] for row in answer["orderReports"]} == {"CANCELED"}
    with pytest.raises(ccxt.OrderNotFound):
        await client.private_delete_orderlist({"symbol": "BTCUSDT", "listClientOrderId": "pair1"})


@on_loopback
async def test_a_pair_that_buys_locks_for_its_dearer_leg(binance: Loopback) -> None:
    client = await trader(binance)
    legs = {
        **PAIR,
        "side": "BUY",
        "aboveType": "STOP_LOSS_LIMIT",
        "aboveStopPrice": "52000",
        "abovePrice": "53000",
        "aboveTimeInForce": "GTC",
        "belowType": "LIMIT_MAKER",
        "belowPrice": "47000",
    }
    del legs["belowStopPrice"], legs["belowTimeInForce"]
    await client.private_post_orderlist_oco(legs)
    assert (await client.fetch_balance())["USDT"]["used"] == 5_300.0
    binance.trade(SPOT, 52_000)
    assert await states(client, "tp1", "sl1") == [("closed", 0.1), ("expired", 0.0)]
    assert (await client.fetch_balance())["USDT"]["used"] == 0.0


# -- ids -------------------------------------------------------------------------------------------


@on_loopback
async def test_an_id_is_free_again_once_its_order_has_ended(binance: Loopback) -> None:
    client = await trader(binance)
    await client.create_order(SPOT, "limit", "buy", 0.1, 49_000, {"clientOrderId": "e1"})
    with pytest.raises(ccxt.InvalidOrder, match="Duplicate order sent"):
        await buy(client)
    binance.trade(SPOT, 49_000)
    assert (await buy(client))["status"] == "closed"  # which is why an id alone makes nothing idempotent
    assert len(await client.fetch_orders(SPOT)) == 2


@on_loopback
async def test_what_the_owner_does_by_hand_is_seen_and_not_logged(binance: Loopback) -> None:
    client = await trader(binance)
    order = await client.create_order(SPOT, "limit", "buy", 0.1, 49_000, {"clientOrderId": "e1"})
    asked = len(binance.requests)
    binance.by_hand(KEY, "DELETE", "/api/v3/order", symbol="BTCUSDT", orderId=order["id"])
    hand = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.01"}
    assert binance.by_hand(KEY, "POST", "/api/v3/order", **hand)["status"] == "FILLED"
    assert len(binance.requests) == asked
    assert await states(client, "e1") == [("canceled", 0.0)]
    assert money((await client.fetch_balance())["BTC"]["total"]) == Decimal("0.00999")

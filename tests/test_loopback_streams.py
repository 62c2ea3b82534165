"""What real ccxt hears on the loopback's websockets: its own orders, positions and balances, and the market."""

from __future__ import annotations

import asyncio
from typing import Any

import ccxt
import pytest

from tests.loopback import Loopback
from tests.loopback.stories import KEY, SECRET, SPOT, SWAP, on_loopback, trader


async def listener(binance: Loopback, client: Any, symbol: str) -> asyncio.Queue[tuple[str, str, float]]:
    """Everything ``watch_orders`` delivers, as (client id, status, filled), from now on."""
    heard: asyncio.Queue[tuple[str, str, float]] = asyncio.Queue()

    async def listen() -> None:
        while True:
            for order in await client.watch_orders(symbol):
                heard.put_nowait((order["clientOrderId"], order["status"], order["filled"]))

    client.listening = asyncio.create_task(listen())  # kept from the garbage collector
    await binance.streams.listening(KEY)
    return heard


async def until(heard: asyncio.Queue[tuple[str, str, float]], *wanted: tuple[str, str, float]) -> list[Any]:
    """All that came until each of ``wanted`` had; the order of events within one answer is ccxt's own."""
    missing, came = set(wanted), []
    while missing:
        event = await heard.get()
        came.append(event)
        missing.discard(event)
    return came


@on_loopback
async def test_spot_orders_are_heard_from_new_to_filled(binance: Loopback) -> None:
    client = await trader(binance)
    heard = await listener(binance, client, SPOT)
    await client.create_order(SPOT, "limit", "buy", 0.1, 49_000, {"clientOrderId": "e1"})
    await until(heard, ("e1", "open", 0.0))
    binance.trade(SPOT, 49_000, "0.04")
    await until(heard, ("e1", "open", 0.04))
    binance.trade(SPOT, 49_000)
    await until(heard, ("e1", "closed", 0.1))
    client.listening.cancel()


@on_loopback
async def test_a_cancel_is_heard_under_the_id_of_its_order(binance: Loopback) -> None:
    client = await trader(binance)
    heard = await listener(binance, client, SPOT)
    order = await client.create_order(SPOT, "limit", "buy", 0.1, 49_000, {"clientOrderId": "e1"})
    await until(heard, ("e1", "open", 0.0))
    await client.cancel_order(order["id"], SPOT)
    await until(heard, ("e1", "canceled", 0.0))
    client.listening.cancel()


@on_loopback
async def test_a_triggered_stop_is_heard_twice_under_one_client_id(binance: Loopback) -> None:
    client = await trader(binance, "binanceusdm")
    heard: asyncio.Queue[Any] = asyncio.Queue()

    async def listen() -> None:
        while True:
            for order in await client.watch_orders(SWAP):
                heard.put_nowait(order)

    listening = asyncio.create_task(listen())
    await binance.streams.listening(KEY)
    await client.create_order(SWAP, "market", "buy", 0.1, None, {"clientOrderId": "e1"})
    more = {"stopLossPrice": 48_000, "reduceOnly": True, "clientOrderId": "sl1"}
    stop = await client.create_order(SWAP, "market", "sell", 0.1, None, more)
    binance.trade(SWAP, 47_000)
    conditional: list[Any] = []
    real: list[Any] = []
    while not any(order["info"]["X"] == "FINISHED" for order in conditional):
        order = await heard.get()
        if order["clientOrderId"] == "sl1":
            (conditional if "aid" in order["info"] else real).append(order)
    assert {order["id"] for order in conditional} == {stop["id"]}
    assert [order["info"]["X"] for order in conditional][-1] == "FINISHED"
    (id,) = {order["id"] for order in real}
    assert id != stop["id"]
    assert conditional[-1]["info"]["ai"] == id
    assert (real[-1]["status"], real[-1]["filled"], real[-1]["average"]) == ("closed", 0.1, 47_000.0)
    listening.cancel()


@on_loopback
async def test_the_statuses_of_a_conditional_order_come_in_turn(binance: Loopback) -> None:
    await trader(binance)
    seen: list[str] = []
    binance.futures.desk.push = lambda _side, _key, event: seen.append(
        f"{event['e']} {event['o']['X']}" if "o" in event else event["e"]
    )
    hand = {"symbol": "BTCUSDT", "quantity": "0.1"}
    binance.by_hand(KEY, "POST", "/fapi/v1/order", side="BUY", type="MARKET", **hand)
    stop = {"algoType": "CONDITIONAL", "type": "STOP_MARKET", "triggerPrice": "48000", "reduceOnly": "true"}
    binance.by_hand(KEY, "POST", "/fapi/v1/algoOrder", side="SELL", **hand, **stop)
    seen.clear()
    binance.trade(SWAP, 48_000)
    assert seen == [
        "ALGO_UPDATE TRIGGERING",
        "ORDER_TRADE_UPDATE NEW",
        "ALGO_UPDATE TRIGGERED",
        "ACCOUNT_UPDATE",
        "ORDER_TRADE_UPDATE FILLED",
        "ALGO_UPDATE FINISHED",
    ]


@on_loopback
async def test_positions_and_balances_are_heard(binance: Loopback) -> None:
    client = await trader(binance, "binanceusdm")
    client.options["watchPositions"]["fetchPositionsSnapshot"] = False
    positions = asyncio.create_task(client.watch_positions([SWAP]))
    await binance.streams.listening(KEY)
    await client.create_order(SWAP, "market", "buy", 0.1)
    (position,) = await positions
    assert (position["side"], position["contracts"], position["entryPrice"]) == ("long", 0.1, 50_000.1)


@on_loopback
async def test_a_spot_balance_is_heard(binance: Loopback) -> None:
    client = await trader(binance)
    heard = asyncio.create_task(client.watch_balance())
    await binance.streams.listening(KEY)
    await client.create_order(SPOT, "limit", "buy", 0.1, 49_000)
    assert (await heard)["USDT"] == {"free": 95_100.0, "used": 4_900.0, "total": 100_000.0}


@pytest.mark.parametrize("symbol", [SPOT, SWAP])
@pytest.mark.parametrize(
    ("watch", "topic", "read"),
    [
        ("watch_trades", "btcusdt@trade", lambda trades: trades[-1]["price"]),
        ("watch_ticker", "btcusdt@miniTicker", lambda ticker: ticker["last"]),
        ("watch_tickers", "btcusdt@miniTicker", lambda tickers: next(iter(tickers.values()))["last"]),
        ("watch_bids_asks", "btcusdt@bookTicker", lambda tickers: next(iter(tickers.values()))["bid"]),
    ],
)
@on_loopback
async def test_the_market_is_heard(binance: Loopback, watch: str, topic: str, read: Any, symbol: str) -> None:
    client = await trader(binance)
    heard = asyncio.create_task(
        getattr(client, watch)([symbol] if watch.endswith("s") and "trades" not in watch else symbol)
    )
    await binance.streams.subscribed(topic)
    binance.trade(symbol, 51_234)
    assert read(await heard) == 51_234.0


# -- what goes wrong -------------------------------------------------------------------------------


@on_loopback
async def test_silence_and_gaps_lose_what_happened_for_good(binance: Loopback) -> None:
    client = await trader(binance)
    heard = await listener(binance, client, SPOT)
    binance.streams.silent = True
    await client.create_order(SPOT, "limit", "buy", 0.01, 49_000, {"clientOrderId": "e1"})
    binance.streams.silent = False
    binance.streams.gap(2)  # the report and the balance of e2
    await client.create_order(SPOT, "limit", "buy", 0.01, 49_000, {"clientOrderId": "e2"})
    await client.create_order(SPOT, "limit", "buy", 0.01, 49_000, {"clientOrderId": "e3"})
    assert await until(heard, ("e3", "open", 0.0)) == [("e3", "open", 0.0)]
    assert binance.streams.lost == 4
    assert len(await client.fetch_open_orders(SPOT)) == 3
    client.listening.cancel()


@pytest.mark.parametrize(("id", "symbol"), [("binance", SPOT), ("binanceusdm", SWAP)])
@on_loopback
async def test_a_broken_stream_raises_and_can_be_opened_again(binance: Loopback, id: str, symbol: str) -> None:
    client = await trader(binance, id)
    watching = asyncio.create_task(client.watch_orders(symbol))
    await binance.streams.listening(KEY)
    await binance.streams.disconnect()
    with pytest.raises(ccxt.NetworkError):
        await watching
    await binance.streams.deserted()
    watching = asyncio.create_task(client.watch_orders(symbol))
    await binance.streams.listening(KEY)
    await client.create_order(symbol, "limit", "buy", 0.1, 49_000, {"clientOrderId": "e1"})
    assert [order["clientOrderId"] for order in await watching] == ["e1"]


@on_loopback
async def test_a_listen_key_that_expired_hears_nothing(binance: Loopback) -> None:
    client = await trader(binance, "binanceusdm")
    watching = asyncio.create_task(client.watch_orders(SWAP))
    await binance.streams.listening(KEY)
    await binance.streams.expire(KEY)
    await client.create_order(SWAP, "limit", "buy", 0.1, 49_000)
    assert not watching.done()
    with pytest.raises(ccxt.BaseError, match="-1125"):
        await client.fapiprivate_put_listenkey()
    watching.cancel()


@on_loopback
async def test_a_user_stream_with_a_wrong_signature_is_refused(binance: Loopback) -> None:
    client = await trader(binance)
    client.secret = "wrong"  # noqa: S105 - of nobody
    with pytest.raises((ccxt.AuthenticationError, KeyError)):  # ccxt 4.5.90 trips over its own clean-up
        await client.watch_orders(SPOT)
    client.secret = SECRET
    await client.close()


@on_loopback
async def test_orders_can_be_placed_and_canceled_on_the_socket(binance: Loopback) -> None:
    client = await trader(binance)
    order = await client.create_order_ws(SPOT, "limit", "buy", 0.1, 49_000)
    assert order["status"] == "open"
    assert (await client.cancel_order_ws(order["id"], SPOT))["status"] == "canceled"
    with pytest.raises(ccxt.InsufficientFunds):
        await client.create_order_ws(SPOT, "limit", "buy", 10, 49_000)

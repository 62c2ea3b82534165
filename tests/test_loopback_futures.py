"""Real ccxt trades USD-M on the loopback: positions, reduce-only, hedge mode, margin, and conditional orders."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import ccxt
import pytest

from tests.loopback import Loopback
from tests.loopback.stories import KEY, SPOT, SWAP, money, on_loopback, trader

TRIGGER = {"trigger": True}


async def order(client: Any, type: str, side: str, amount: str, price: int | None = None, **params: Any) -> Any:
    return await client.create_order(SWAP, type, side, Decimal(amount), price, params)


async def position(client: Any) -> tuple[str, float] | None:
    rows = [row for row in await client.fetch_positions([SWAP]) if row["contracts"]]
    return (rows[0]["side"], rows[0]["contracts"]) if rows else None


@pytest.mark.parametrize("id", ["binance", "binanceusdm"])
@on_loopback
async def test_both_clients_open_and_close(binance: Loopback, id: str) -> None:
    client = await trader(binance, id)
    entry = await order(client, "market", "buy", "0.1", clientOrderId="e1")
    assert (entry["status"], entry["average"], entry["clientOrderId"]) == ("closed", 50_000.1, "e1")
    assert await position(client) == ("long", 0.1)
    binance.trade(SWAP, 51_000)
    (held,) = await client.fetch_positions([SWAP])
    assert (held["entryPrice"], held["unrealizedPnl"]) == (50_000.1, 99.99)
    await order(client, "market", "sell", "0.1", reduceOnly=True)
    assert await position(client) is None
    trades = await client.fetch_my_trades(SWAP)
    assert [money(trade["info"]["realizedPnl"]) for trade in trades] == [0, Decimal("99.99")]
    fees = sum(money(trade["fee"]["cost"]) for trade in trades)
    balance = await client.fetch_balance({"type": "swap"} if id == "binance" else {})
    assert money(balance["USDT"]["total"]) == 100_000 + Decimal("99.99") - fees


@on_loopback
async def test_a_limit_rests_fills_in_parts_is_changed_and_canceled(binance: Loopback) -> None:
    client = await trader(binance, "binanceusdm")
    entry = await order(client, "limit", "buy", "0.1", 49_000, clientOrderId="e1")
    assert entry["status"] == "open"
    binance.trade(SWAP, 49_000, "0.04")
    assert (await client.fetch_order(entry["id"], SWAP))["filled"] == 0.04
    changed = await client.edit_order(entry["id"], SWAP, "limit", "buy", 0.2, 48_000)
    assert (changed["id"], changed["amount"], changed["price"]) == (entry["id"], 0.2, 48_000.0)
    await client.cancel_order(None, SWAP, {"origClientOrderId": "e1"})
    again = await client.fetch_order(None, SWAP, {"origClientOrderId": "e1"})
    assert (again["status"], again["filled"]) == ("canceled", 0.04)
    with pytest.raises(ccxt.OrderNotFound):
        await client.cancel_order(entry["id"], SWAP)


@on_loopback
async def test_an_order_against_a_position_turns_it_round(binance: Loopback) -> None:
    client = await trader(binance, "binanceusdm")
    await order(client, "market", "buy", "0.1")
    await order(client, "market", "sell", "0.3")
    assert await position(client) == ("short", 0.2)
    assert (await client.fetch_positions([SWAP]))[0]["entryPrice"] == 50_000.0


@on_loopback
async def test_reduce_only_is_clipped_to_the_position_and_ends_with_it(binance: Loopback) -> None:
    client = await trader(binance, "binanceusdm")
    await order(client, "market", "buy", "0.1")
    close = await order(client, "market", "sell", "0.3", reduceOnly=True)
    assert (close["status"], close["filled"]) == ("expired", 0.1)
    await order(client, "market", "buy", "0.1")
    await order(client, "limit", "sell", "0.05", 55_000, reduceOnly=True, clientOrderId="tp1")
    binance.by_hand(KEY, "POST", "/fapi/v1/order", symbol="BTCUSDT", side="SELL", type="MARKET", quantity="0.1")
    left = await client.fetch_order(None, SWAP, {"origClientOrderId": "tp1"})
    assert left["status"] == "expired"


@on_loopback
async def test_resting_reductions_stand_in_the_way_of_a_market_close(binance: Loopback) -> None:
    client = await trader(binance, "binanceusdm")
    await order(client, "market", "buy", "0.1")
    target = await order(client, "limit", "sell", "0.1", 55_000, reduceOnly=True)
    with pytest.raises(ccxt.OperationRejected, match="-4118"):
        await order(client, "market", "sell", "0.1", reduceOnly=True)
    await client.cancel_order(target["id"], SWAP)
    assert (await order(client, "market", "sell", "0.1", reduceOnly=True))["status"] == "closed"


@on_loopback
async def test_hedge_mode_holds_both_sides_and_closes_by_side(binance: Loopback) -> None:
    client = await trader(binance, "binanceusdm")
    await client.set_position_mode(True)
    assert (await client.fetch_position_mode())["hedged"]
    await order(client, "market", "buy", "0.2", positionSide="LONG")
    await order(client, "market", "sell", "0.1", positionSide="SHORT")
    assert {(row["side"], row["contracts"]) for row in await client.fetch_positions([SWAP])} == {
        ("long", 0.2),
        ("short", 0.1),
    }
    with pytest.raises(ccxt.OperationRejected, match="-4061"):
        await order(client, "market", "buy", "0.1")
    closed = await order(client, "market", "sell", "0.5", positionSide="LONG")
    assert (closed["filled"], closed["status"]) == (0.2, "expired")
    with pytest.raises(ccxt.InvalidOrder, match="-2022"):
        await order(client, "market", "sell", "0.1", positionSide="LONG")


@on_loopback
async def test_leverage_says_how_much_margin_an_order_needs(binance: Loopback) -> None:
    client = await trader(binance, "binanceusdm")
    await client.set_leverage(2, SWAP)
    assert (await client.fetch_leverage(SWAP))["longLeverage"] == 2
    with pytest.raises(ccxt.InsufficientFunds, match="-2019"):
        await order(client, "market", "buy", "5")
    await client.set_leverage(50, SWAP)
    assert (await order(client, "market", "buy", "5"))["status"] == "closed"
    free = money((await client.fetch_balance())["USDT"]["free"])
    assert Decimal(94_000) < free < Decimal(95_000)


# -- conditional orders ----------------------------------------------------------------------------


async def guarded(binance: Loopback, **params: Any) -> tuple[Any, Any]:
    client = await trader(binance, "binanceusdm")
    await order(client, "market", "buy", "0.1", clientOrderId="e1")
    more = {"stopLossPrice": 48_000, "reduceOnly": True, "clientOrderId": "sl1", **params}
    return client, await order(client, "market", "sell", "0.1", **more)


@on_loopback
async def test_a_conditional_order_has_a_list_of_its_own(binance: Loopback) -> None:
    client, stop = await guarded(binance)
    assert (stop["status"], stop["clientOrderId"], stop["triggerPrice"]) == ("open", "sl1", 48_000.0)
    assert await client.fetch_open_orders(SWAP) == []
    assert [row["id"] for row in await client.fetch_open_orders(SWAP, params=dict(TRIGGER))] == [stop["id"]]
    with pytest.raises(ccxt.OrderNotFound):
        await client.fetch_order(stop["id"], SWAP)
    with pytest.raises(ccxt.OrderNotFound):
        await client.cancel_order(stop["id"], SWAP)
    await client.cancel_order(stop["id"], SWAP, dict(TRIGGER))
    with pytest.raises(ccxt.OrderNotFound):
        await client.cancel_order(stop["id"], SWAP, dict(TRIGGER))
    assert (await client.fetch_order(stop["id"], SWAP, dict(TRIGGER)))["status"] == "canceled"


@on_loopback
async def test_a_triggered_stop_becomes_a_new_order_with_the_same_client_id(binance: Loopback) -> None:
    client, stop = await guarded(binance)
    binance.trade(SWAP, 47_000)
    done = await client.fetch_order(stop["id"], SWAP, dict(TRIGGER))
    assert (done["status"], done["info"]["algoStatus"]) == ("closed", "FINISHED")
    real = await client.fetch_order(done["info"]["actualOrderId"], SWAP)
    assert real["id"] != stop["id"]
    assert (real["clientOrderId"], real["status"], real["average"]) == ("sl1", "closed", 47_000.0)
    assert await position(client) is None


@on_loopback
async def test_a_stop_limit_that_triggered_rests_as_a_real_order(binance: Loopback) -> None:
    client = await trader(binance, "binanceusdm")
    await order(client, "market", "buy", "0.1")
    more = {"stopLossPrice": 48_000, "reduceOnly": True, "clientOrderId": "sl1"}
    stop = await order(client, "limit", "sell", "0.1", 47_900, **more)
    binance.trade(SWAP, 47_000)
    seen = await client.fetch_order(stop["id"], SWAP, dict(TRIGGER))
    assert (seen["info"]["algoStatus"], seen["status"], seen["filled"]) == (
        "TRIGGERED",
        "closed",
        0.0,
    )  # ccxt's "closed"
    (resting,) = await client.fetch_open_orders(SWAP)
    assert (resting["id"], resting["clientOrderId"]) == (seen["info"]["actualOrderId"], "sl1")
    await client.cancel_order(resting["id"], SWAP)
    assert (await client.fetch_order(stop["id"], SWAP, dict(TRIGGER)))["info"]["algoStatus"] == "FINISHED"


@pytest.mark.parametrize(("working", "fires"), [("CONTRACT_PRICE", False), ("MARK_PRICE", True)])
@on_loopback
async def test_a_trigger_follows_the_price_it_was_told_to(binance: Loopback, working: str, fires: bool) -> None:
    client, _stop = await guarded(binance, workingType=working)
    binance.mark(SWAP, 47_000)
    assert (await position(client) is None) is fires


@on_loopback
async def test_what_hangs_on_a_position_expires_with_it(binance: Loopback) -> None:
    client, tied = await guarded(binance, timeInForce="GTE_GTC")
    free = await order(client, "market", "sell", "0.1", takeProfitPrice=55_000, reduceOnly=True)
    await order(client, "market", "sell", "0.1", reduceOnly=True)
    states = [(await client.fetch_order(row["id"], SWAP, dict(TRIGGER)))["status"] for row in (tied, free)]
    assert states == ["expired", "open"]
    binance.trade(SWAP, 55_000)
    row = (await client.fetch_order(free["id"], SWAP, dict(TRIGGER)))["info"]
    assert (row["algoStatus"], row["actualOrderId"]) == ("REJECTED", "")


@on_loopback
async def test_closing_everything_asks_for_no_quantity(binance: Loopback) -> None:
    client = await trader(binance, "binanceusdm")
    await order(client, "market", "buy", "0.1")
    await client.create_order(SWAP, "market", "sell", 0, None, {"stopLossPrice": 48_000, "closePosition": True})
    with pytest.raises(ccxt.ExchangeError, match="-4130"):
        await client.create_order(SWAP, "market", "sell", 0, None, {"stopLossPrice": 47_000, "closePosition": True})
    await order(client, "market", "buy", "0.2")
    binance.trade(SWAP, 48_000)
    assert await position(client) is None


@pytest.mark.parametrize(("counts", "left"), [(False, None), (True, ("long", 0.1))])
@on_loopback
async def test_whether_a_triggered_stop_competes_with_a_resting_target_can_be_had_both_ways(
    binance: Loopback, counts: bool, left: tuple[str, float] | None
) -> None:
    binance.algos.counts_resting = counts
    client, stop = await guarded(binance)
    await order(client, "limit", "sell", "0.1", 55_000, reduceOnly=True)
    binance.trade(SWAP, 47_000)
    assert await position(client) == left
    status = (await client.fetch_order(stop["id"], SWAP, dict(TRIGGER)))["info"]["algoStatus"]
    assert status == ("REJECTED" if counts else "FINISHED")


@on_loopback
async def test_spot_and_usd_m_have_prices_and_accounts_of_their_own(binance: Loopback) -> None:
    client = await trader(binance)
    binance.trade(SPOT, 40_000)
    await order(client, "market", "buy", "0.1")
    assert (await client.fetch_ticker(SPOT))["last"] == 40_000.0
    assert (await client.fetch_ticker(SWAP))["last"] == 50_000.0
    assert (await client.fetch_balance())["BTC"]["total"] == 0.0

"""Everything that can go wrong between a client and the exchange, once each, and what ccxt makes of it."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any, get_args

import aiohttp
import ccxt
import pytest

from tests.loopback import EVERY, Fault, Loopback, loopback
from tests.loopback.faults import Kind
from tests.loopback.redirect import redirected_session
from tests.loopback.stories import KEY, SPOT, SWAP, on_loopback, trader

PLACE = ("POST", "/api/v3/order")
RESET = ccxt.ExchangeNotAvailable
HANG_MS = 150  # a client's patience where it has to be waited out


async def place(client: Any, **params: Any) -> Any:
    return await client.create_order(SPOT, "limit", "buy", 0.01, 49_000, {"clientOrderId": "e1", **params})


def resting(binance: Loopback) -> list[str]:
    return [row["clientOrderId"] for row in binance.by_hand(KEY, "GET", "/api/v3/openOrders")]


RAISES: list[tuple[Fault, type[ccxt.BaseError], type[BaseException] | None]] = [
    (Fault("reset"), RESET, aiohttp.ServerDisconnectedError),
    (Fault("reset", executed=True), RESET, aiohttp.ServerDisconnectedError),
    (Fault("truncated", executed=True), ccxt.ExchangeError, aiohttp.ClientPayloadError),
    (Fault("bad_gateway"), RESET, None),
    (Fault("bad_gateway", executed=True), RESET, None),
    (Fault("refuse"), ccxt.RequestTimeout, None),
    (Fault("refuse", executed=True), ccxt.RequestTimeout, None),
    (
        Fault("refuse", code=-1021, text="Timestamp for this request is outside of the recvWindow."),
        ccxt.InvalidNonce,
        None,
    ),
    (Fault("refuse", code=-1000, text="An unknown error occured.", status=503), ccxt.OperationFailed, None),
    (Fault("refuse", executed=True, code=-1006, text="Execution status unknown."), ccxt.OperationFailed, None),
    (Fault("refuse", executed=True, code=-2010, text="Duplicate order sent."), ccxt.InvalidOrder, None),
    (Fault("limited"), ccxt.DDoSProtection, None),
    (Fault("banned"), ccxt.DDoSProtection, None),
]


@pytest.mark.parametrize(("fault", "kind", "cause"), RAISES, ids=lambda value: getattr(value, "kind", None))
@on_loopback
async def test_a_fault_raises_and_may_have_placed_the_order_all_the_same(
    binance: Loopback, fault: Fault, kind: type[ccxt.BaseError], cause: type[BaseException] | None
) -> None:
    client = await trader(binance)
    binance.faults.once(fault, *PLACE)
    with pytest.raises(ccxt.BaseError) as caught:
        await place(client)
    assert caught.type is kind
    assert cause is None or isinstance(caught.value.__cause__, cause)
    assert resting(binance) == (["e1"] if fault.executed else [])
    (request,) = binance.asked(*PLACE)  # a POST is never sent again unasked
    assert request.fault is fault
    await place(client, clientOrderId="e2")  # only the next one was meant


@pytest.mark.parametrize("kind", ["html", "empty"])
@pytest.mark.parametrize("executed", [False, True])
@on_loopback
async def test_an_answer_that_is_none_comes_back_as_an_order_without_an_id(
    binance: Loopback, executed: bool, kind: Any
) -> None:
    client = await trader(binance)
    binance.faults.once(Fault(kind, executed=executed), *PLACE)
    order = await place(client)
    assert (order["id"], order["status"]) == (None, None)
    assert resting(binance) == (["e1"] if executed else [])


@pytest.mark.parametrize("executed", [False, True])
@on_loopback
async def test_no_answer_is_a_timeout(binance: Loopback, executed: bool) -> None:
    client = await trader(binance, timeout=HANG_MS)
    binance.faults.once(Fault("hang", executed=executed), *PLACE)
    with pytest.raises(ccxt.RequestTimeout):
        await place(client)
    assert resting(binance) == (["e1"] if executed else [])


@on_loopback
async def test_a_request_can_arrive_long_after_the_client_gave_up(binance: Loopback) -> None:
    client = await trader(binance, timeout=HANG_MS)
    heard = asyncio.create_task(client.watch_orders(SPOT))
    await binance.streams.listening(KEY)
    binance.faults.once(Fault("hang", late=True), *PLACE)
    with pytest.raises(ccxt.RequestTimeout):
        await place(client)
    assert resting(binance) == []
    binance.faults.release()
    assert [order["clientOrderId"] for order in await heard] == ["e1"]


@pytest.mark.parametrize(("status", "kind", "fault"), [(429, "limited", 7), (418, "banned", 120)])
@on_loopback
async def test_a_limit_says_when_to_come_back(binance: Loopback, status: int, kind: Any, fault: int) -> None:
    client = await trader(binance)
    binance.faults.once(Fault(kind, retry_after=fault), *PLACE)
    with pytest.raises(ccxt.DDoSProtection, match=str(status)):
        await place(client)
    assert client.last_response_headers["Retry-After"] == str(fault)


@on_loopback
async def test_an_order_can_fill_while_its_cancel_travels(binance: Loopback) -> None:
    client = await trader(binance)
    order = await place(client)
    binance.faults.meanwhile(lambda: binance.trade(SPOT, 49_000), "DELETE", "/api/v3/order")
    with pytest.raises(ccxt.OrderNotFound, match="Unknown order sent"):
        await client.cancel_order(order["id"], SPOT)
    assert (await client.fetch_order(order["id"], SPOT))["status"] == "closed"


@on_loopback
async def test_a_close_can_be_refused_because_something_else_would_close(binance: Loopback) -> None:
    client = await trader(binance, "binanceusdm")
    await client.create_order(SWAP, "market", "buy", 0.1)
    text = "ReduceOnly Order Failed. Please check your existing position and open orders"
    binance.faults.once(Fault("refuse", code=-4118, text=text, status=400), "POST", "/fapi/v1/order")
    with pytest.raises(ccxt.OperationRejected, match="-4118"):
        await client.create_order(SWAP, "market", "sell", 0.1, None, {"reduceOnly": True})


@on_loopback
async def test_the_client_library_repeats_a_cancel_whose_connection_broke(binance: Loopback) -> None:
    """aiohttp sends idempotent methods again on a kept connection; so one cancel may arrive twice."""
    client = await trader(binance)
    order = await place(client)
    binance.faults.once(Fault("reset", executed=True), "DELETE", "/api/v3/order")
    with pytest.raises(ccxt.OrderNotFound):
        await client.cancel_order(order["id"], SPOT)
    assert len(binance.asked("DELETE", "/api/v3/order")) == 2


def test_a_closed_exchange_cannot_be_reached_and_ccxt_keeps_the_cause() -> None:
    async def story() -> None:
        async with loopback() as binance:
            client = await trader(binance)
        async with redirected_session(binance.port) as session:
            client.session = session
            client.closed_by_user = False
            with pytest.raises(ccxt.ExchangeNotAvailable) as caught:
                await place(client)
            await client.close()
        assert isinstance(caught.value.__cause__, aiohttp.ClientConnectorError)  # nothing was sent

    asyncio.run(story())


# -- dice ------------------------------------------------------------------------------------------


async def _troubled(seed: int) -> tuple[list[str], Counter[str]]:
    outcomes: list[str] = []
    async with loopback(seed=seed, latency=0.0005) as binance:
        binance.trade(SPOT, 50_000)
        client = await trader(binance)
        binance.faults.often(0.5, EVERY)
        for number in range(40):
            try:
                order = await place(client, clientOrderId=f"e{number}")
            except ccxt.BaseError as error:
                outcomes.append(type(error).__name__)
            else:
                outcomes.append(str(order["status"]))
        binance.faults.often(0, ())
        await place(client, clientOrderId="last")
        return outcomes, binance.faults.injected


def test_the_same_seed_brings_the_same_trouble() -> None:
    once, injected = asyncio.run(_troubled(3))
    again, _ = asyncio.run(_troubled(3))
    other, _ = asyncio.run(_troubled(4))
    assert once == again != other
    assert sum(injected.values()) > 10
    assert {"open", "None", "ExchangeNotAvailable", "RequestTimeout"} <= set(once)


def test_every_kind_of_fault_is_tried_here() -> None:
    assert {fault.kind for fault, *_ in RAISES} | {"html", "empty", "hang"} == set(get_args(Kind))

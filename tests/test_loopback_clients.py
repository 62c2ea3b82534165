"""The way to the loopback: real URLs, a checked certificate, any client's own settings; and what it tells of a key."""

from __future__ import annotations

import ssl
from typing import Any

import aiohttp
import ccxt.pro
import pytest

from tests.loopback import Loopback
from tests.loopback.redirect import HOSTS, server_context
from tests.loopback.stories import KEY, SECRET, SPOT, SWAP, on_loopback, trader

LONELY = ("capital/config/getall", "margin/allPairs", "margin/isolated/allPairs")


@on_loopback
async def test_a_client_made_elsewhere_keeps_its_urls_and_its_own_start(binance: Loopback) -> None:
    binance.owner(KEY, SECRET)
    client: Any = ccxt.pro.binance({"apiKey": KEY, "secret": SECRET, "enableRateLimit": False})
    before = dict(client.urls["api"])
    client.options["fetchMargins"] = True
    binance.attach(client)
    await client.load_markets()
    assert set(client.markets) == {SPOT, "ETH/USDT", SWAP, "ETH/USDT:USDT"}
    assert client.urls["api"] == before
    assert all(binance.asked("GET", f"/sapi/v1/{path}") for path in LONELY)
    assert {request.status for request in binance.requests} == {200}


@on_loopback
async def test_a_certificate_nobody_vouches_for_is_refused(binance: Loopback) -> None:
    strict = ssl.create_default_context()
    async with binance.session() as session:
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await session.get("https://api.binance.com/api/v3/ping", ssl=strict)
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await session.get("https://api.example.com/api/v3/ping")  # the redirect works, the name does not fit
        async with session.get("https://api.binance.com/api/v3/ping") as answer:
            assert (answer.status, await answer.json()) == (200, {})


def test_the_certificate_is_for_the_exchange_and_this_machine_only() -> None:
    assert HOSTS == ("*.binance.com", "localhost")
    assert server_context().verify_mode is ssl.CERT_NONE


@on_loopback
async def test_what_is_not_there_is_not_found(binance: Loopback) -> None:
    client = await trader(binance)
    with pytest.raises(ccxt.BaseError, match="404"):
        await client.private_get_ratelimit_order()
    assert binance.requests[-1].status == 404


@pytest.mark.parametrize("withdraws", [False, True])
@on_loopback
async def test_a_key_tells_what_it_may(binance: Loopback, withdraws: bool) -> None:
    binance.owner(KEY, SECRET).permissions["enableWithdrawals"] = withdraws
    client = binance.client("binance", KEY, SECRET)
    told = await client.sapi_get_account_apirestrictions()
    assert (told["enableWithdrawals"], told["enableReading"]) == (withdraws, True)


@on_loopback
async def test_owners_are_apart(binance: Loopback) -> None:
    ann = await trader(binance)
    bob = binance.client("binance", "key-of-bob", "secret-of-bob")
    order = await ann.create_order(SPOT, "limit", "buy", 0.1, 49_000, {"clientOrderId": "e1"})
    await bob.create_order(SPOT, "limit", "buy", 0.1, 49_000, {"clientOrderId": "e1"})
    with pytest.raises(ccxt.OrderNotFound):
        await bob.cancel_order(order["id"], SPOT)
    binance.trade(SPOT, 49_000, "0.15")
    filled = [(await client.fetch_order(None, SPOT, {"origClientOrderId": "e1"}))["filled"] for client in (ann, bob)]
    assert filled == [0.1, 0.05]  # by age


@pytest.mark.parametrize("symbol", [SPOT, SWAP])
@on_loopback
async def test_the_market_can_be_asked(binance: Loopback, symbol: str) -> None:
    client = await trader(binance)
    binance.trade(symbol, 51_000, 2)
    binance.depth(symbol, [("50999", "1"), ("50998", "2")], [("51001", "3")])
    book = await client.fetch_order_book(symbol)
    assert (book["bids"], book["asks"]) == ([[50_999, 1], [50_998, 2]], [[51_001, 3]])
    ticker = await client.fetch_ticker(symbol)
    assert (ticker["last"], ticker["open"], ticker["percentage"]) == (51_000, 50_000, 2.0)
    assert (await client.fetch_ohlcv(symbol, "1m"))[0][1:5] == [50_000, 51_000, 50_000, 51_000]

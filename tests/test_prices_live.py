"""Live prices, against a small exchange of our own on the loopback and against none at all."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.clock import SystemClock
from adapters.prices import BadPrices, NoSuchPrices, Quote, Row, Trade
from adapters.prices_choice import chosen_prices
from adapters.prices_live import UNSAID, LiveTickers

SYMBOLS = ("BTC/USDT:USDT", "BTC/USDT", "ETH/USDT")
NOWHERE = "http://127.0.0.1:9"  # the discard port: refused at once
PAIR = {"status": "online", "pair_decimals": 1, "lot_decimals": 8, "ordermin": "0.0001", "tick_size": "0.1"}
MARKETS = {
    "XBTUSDT": {"altname": "XBTUSDT", "wsname": "XBT/USDT", "base": "XXBT", "quote": "USDT", **PAIR},
    "ETHUSDT": {"altname": "ETHUSDT", "wsname": "ETH/USDT", "base": "XETH", "quote": "USDT", **PAIR},
}


def ticker(bid: str, ask: str, *bid_size: str) -> dict[str, object]:
    two = ["1", "1"]
    now = {"a": [ask, *two], "b": [bid, *bid_size], "c": [bid, "1"]}
    return {**now, "v": two, "p": two, "t": [1, 1], "l": two, "h": two, "o": "1"}


class Quick(SystemClock):
    """Real time, but nobody waits a second for the next question."""

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds / 100)


@asynccontextmanager
async def kraken(answers: list[object]) -> AsyncIterator[str]:
    """A stand-in that speaks Kraken's public HTTP: each question for tickers takes the next answer; the last stays."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1].decode()
        if "Ticker" in request:
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
        else:
            answer = {"error": [], "result": MARKETS if "AssetPairs" in request else {}}
        body = json.dumps(answer).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(serve, "127.0.0.1") as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def good(bid: str = "60000.1") -> dict[str, object]:
    return {
        "error": [],
        "result": {"XBTUSDT": ticker(bid, "60000.3", "2", "2.5"), "ETHUSDT": ticker("2999.9", "3000.1")},
    }


async def rows_of(choice: str, url: str, say: Callable[[str], None], n: int) -> tuple[object, list[Row]]:
    rows: list[Row] = []
    async with AsyncExitStack() as stack:
        source = await stack.enter_async_context(chosen_prices(choice, SYMBOLS, Quick(), say, url=url))
        if n:
            async for row in source:
                rows.append(row)
                if len(rows) == n:
                    break
        assert source.symbols == SYMBOLS
        assert source.first("BTC/USDT") in (Decimal("60000.2"), 60000)
        return source, rows


def test_live_quotes_are_exact_and_price_swap_and_spot_alike() -> None:
    said: list[str] = []

    async def story() -> None:
        async with kraken([good(), good("60000.2")]) as url:
            source, rows = await rows_of("live", url, said.append, 4)
        assert isinstance(source, LiveTickers)
        assert all(isinstance(row, Quote) for row in rows)
        shown = [
            (row.row, str(row.bid), str(row.ask), row.bid_size, row.symbols) for row in rows if isinstance(row, Quote)
        ]
        assert shown == [
            (0, "60000.1", "60000.3", Decimal("2.5"), ("BTC/USDT:USDT", "BTC/USDT")),
            (1, "2999.9", "3000.1", UNSAID, ("ETH/USDT",)),
            (2, "60000.2", "60000.3", Decimal("2.5"), ("BTC/USDT:USDT", "BTC/USDT")),
            (3, "2999.9", "3000.1", UNSAID, ("ETH/USDT",)),
        ]

    asyncio.run(story())
    assert said == []


def test_a_network_lost_on_the_way_is_said_once_and_so_is_its_return() -> None:
    said: list[str] = []
    down = {"error": ["EService:Unavailable"], "result": {}}
    empty = {"error": [], "result": {"XBTUSDT": ticker("0", "0"), "ETHUSDT": ticker("1", "2")}}

    async def story() -> list[Row]:
        async with kraken([good(), down, empty, down, good()]) as url:
            return (await rows_of("live", url, said.append, 4))[1]

    assert [row.row for row in asyncio.run(story())] == [0, 1, 2, 3]
    assert said == ["no live prices for now: kraken: no answer (ExchangeNotAvailable)", "live prices are back"]


def test_without_a_network_the_walk_stands_in_and_says_so() -> None:
    said: list[str] = []

    async def story() -> list[Row]:
        return (await rows_of("live", NOWHERE, said.append, 3))[1]

    assert all(isinstance(row, Trade) for row in asyncio.run(story()))
    assert said == [
        "kraken: no answer (ExchangeNotAvailable); using the synthetic walk instead: these prices are invented"
    ]


def test_without_a_network_nothing_stands_in_where_something_is_open() -> None:
    async def story() -> None:
        async with chosen_prices("live", SYMBOLS, Quick(), print, url=NOWHERE, invent=False):
            raise AssertionError("opened")

    with pytest.raises(NoSuchPrices, match=r"^kraken: no answer .*; what is open on paper must not be traded at inv"):
        asyncio.run(story())


def test_mistakes_are_not_covered_by_the_walk() -> None:
    async def story(symbols: tuple[str, ...], exchange: str) -> None:
        async with (
            kraken([good()]) as url,
            chosen_prices("live", symbols, Quick(), print, exchange=exchange, url=url),
        ):
            raise AssertionError("opened")

    with pytest.raises(BadPrices, match=r"^kraken: .*NOPE/USDT"):
        asyncio.run(story(("NOPE/USDT",), "kraken"))
    with pytest.raises(BadPrices, match=r"^atlantis: ccxt knows no such exchange"):
        asyncio.run(story(SYMBOLS, "atlantis"))


def test_walk_and_file_are_chosen_by_name(tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("time,price,qty\n1704067200,60000,1\n1704067201,60001,1\n")

    async def story() -> None:
        began = SystemClock().now()
        for choice in ("walk", str(path)):
            _, rows = await rows_of(choice, NOWHERE, print, 2)
            assert all(isinstance(row, Trade) and row.at >= began for row in rows)
        with pytest.raises(BadPrices, match="no such file"):
            await rows_of("no.csv", NOWHERE, print, 0)

    asyncio.run(story())

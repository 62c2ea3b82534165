"""The cards that need no market at will, on every testnet that a row knows: ``pytest -m testnet`` with keys in the
environment.

``TESTNET_<NAME>`` (BINANCE, BINANCE_F, KRAKEN_F …) holds ``key:secret``, and a third part where the exchange
has a passphrase, of a testnet account in one-way mode without open positions in BTC.  That the bench itself works is
shown on the loopback Binance.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from adapters.clock import SystemClock
from adapters.exchanges.connecting import Connections, make_client
from adapters.exchanges.listed import RECORDS, dialect_of
from adapters.exchanges.record import Record
from core.orders import PositionSide, Side
from core.ports import Exchange
from tests.exchanges.bench import Setup, is_ours
from tests.exchanges.cards import CARDS, Card, play, plays
from tests.exchanges.markets import MARKETS
from tests.exchanges.on_loopback import KEYS, Books, exchange_open

PREFIX = "TESTNET_"


class TestnetBench:
    """An account at the testnet; hands and books go through a ccxt client of their own."""

    __test__ = False

    def __init__(self, record: Record, keys: dict[str, str], prepare: Callable[[Any], None] | None = None) -> None:
        self.symbol = next(row.market["symbol"] for row in MARKETS if row.name == record.name)
        self._record, self._keys, self._testnet = record, keys, prepare is None
        self._connections = Connections(SystemClock(), prepare)
        self._hand = make_client(dialect_of(record.name), keys, testnet=self._testnet)
        if prepare is not None:
            prepare(self._hand)
        self._numbers = count(1)
        self.exchange: Exchange
        self.middle = Decimal(0)

    async def connect(self) -> None:
        name = self._record.name
        self.exchange = await self._connections.open(name, self._keys, testnet=self._testnet, is_ours=is_ours)
        price = (await self.exchange.facts(self.symbol)).price
        assert price is not None
        self.middle = price.quantize(Decimal(1))
        await self._hand.load_markets()

    async def prints(self, price: Decimal, quantity: Decimal) -> None:
        """Others do what they want here; what fills at the market does so by itself."""

    async def hand(
        self,
        side: Side,
        quantity: Decimal,
        position: PositionSide,  # noqa: ARG002  # needed where the account is hedged; these are not
        price: Decimal | None = None,
        trigger: Decimal | None = None,
    ) -> str:
        kind, params = "limit" if price else "market", {"clientOrderId": f"hand{next(self._numbers)}"}
        if trigger is not None:
            params |= {"stopLossPrice": str(trigger)} | ({} if self._record.spot else {"reduceOnly": "true"})
        amount = quantity / Decimal(str(self._hand.market(self.symbol)["contractSize"] or 1))
        order = await self._hand.create_order(self.symbol, kind, side.value, amount, price, params)
        return str(order["id"])

    async def rests(self, id: str) -> bool:
        return id in {order["id"] for _, order in await self._open()}

    async def executed(self, id: str) -> Decimal:
        order = await self._hand.fetch_order("", self.symbol, {"clientOrderId": id})
        return Decimal(str(order["filled"])) * Decimal(str(self._hand.market(self.symbol)["contractSize"] or 1))

    async def restart(self) -> None:
        await self.exchange.aclose()
        await self.connect()

    async def tidy(self) -> None:
        """Leave nothing resting and no position behind."""
        for params, order in await self._open():
            await self._hand.cancel_order(order["id"], self.symbol, params)
        for position in () if self._record.spot else await self._hand.fetch_positions([self.symbol]):
            if position["contracts"]:
                side = "sell" if position["side"] == "long" else "buy"
                args = (self.symbol, "market", side, position["contracts"], None, {"reduceOnly": True})
                await self._hand.create_order(*args)
        await self.exchange.aclose()
        await self._hand.close()

    async def _open(self) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """Everything that rests, and what its list has to be asked with; spot has its conditions among the others."""
        lists: list[dict[str, Any]] = [{}] if self._record.spot else [{}, {"trigger": True}]
        return [(p, one) for p in lists for one in await self._hand.fetch_open_orders(self.symbol, None, None, p)]


def testnet(record: Record) -> Setup:
    @asynccontextmanager
    async def open_bench(_side: PositionSide) -> AsyncIterator[TestnetBench]:
        parts = os.environ[PREFIX + record.name.upper()].split(":")
        bench = TestnetBench(record, dict(zip(("apiKey", "secret", "password"), parts, strict=False)))
        await bench.connect()
        try:
            yield bench
        finally:
            await bench.tidy()

    assert record.rules is not None
    return Setup(record.name, record.rules, open_bench, prints=False)


testnet.__test__ = False  # type: ignore[attr-defined]  # it is no test, whatever its name
ON_TESTNETS = [record for record in RECORDS if record.testnet and record.rules is not None]
SETUPS = tuple(map(testnet, ON_TESTNETS))


@pytest.mark.testnet
@pytest.mark.parametrize(("where", "card", "side"), plays(*SETUPS), ids=lambda v: getattr(v, "name", None) or str(v))
def test_card(where: Setup, card: Card, side: PositionSide) -> None:
    if PREFIX + where.name.upper() not in os.environ:
        pytest.skip(f"no {PREFIX}{where.name.upper()} in the environment")
    asyncio.run(play(where, card, side))


@pytest.mark.parametrize("name", ["Binance", "Binance_F"])
def test_the_bench_trades_and_tidies(name: str) -> None:
    """Every such card, and a hand's orders, on the loopback, where what is left can be seen."""
    record = next(record for record in ON_TESTNETS if record.name == name)
    assert record.rules is not None

    @asynccontextmanager
    async def open_bench(_side: PositionSide) -> AsyncIterator[TestnetBench]:
        async with exchange_open() as binance:
            bench = TestnetBench(record, KEYS, binance.attach)
            await bench.connect()
            yield bench
            mine = await bench.hand(Side.BUY, Decimal("0.01"), PositionSide.LONG, bench.middle - 5000)
            assert await bench.rests(mine)
            await bench.tidy()
            books = Books(binance, name)
            assert not books.open_ids()
            assert record.spot or not books.held(PositionSide.LONG)

    setup = Setup(name, record.rules, open_bench, prints=False)
    cards = [card for card in CARDS if card.fits(setup)]
    assert len(cards) > 10
    for card in cards:
        asyncio.run(play(setup, card, PositionSide.LONG))

"""The cards that need no market at will, on Binance's own testnets: ``pytest -m testnet`` with keys in the environment.

BRACKETEER_TESTNET_BINANCE and BRACKETEER_TESTNET_BINANCE_F each hold ``key:secret`` of a testnet account without open
positions on BTCUSDT.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import pytest

from adapters.clock import SystemClock
from adapters.exchanges.connecting import Connections
from core.orders import PositionSide, Side
from core.ports import Exchange
from core.venue import VenueRules
from tests.exchanges.bench import Setup, is_ours
from tests.exchanges.cards import Card, play, plays
from tests.exchanges.on_loopback import SPOT_RULES, SWAP_RULES, SYMBOLS

PREFIX = "BRACKETEER_TESTNET_"


class TestnetBench:
    """An account at the testnet; hands and books go through a ccxt client of their own."""

    __test__ = False

    def __init__(self, account: str, keys: dict[str, str]) -> None:
        self.symbol, self._account, self._keys = SYMBOLS[account], account, keys
        self._clients: list[Any] = []
        self._connections = Connections(SystemClock(), self._clients.append)
        self.exchange: Exchange
        self.middle = Decimal(0)

    async def connect(self) -> None:
        self.exchange = await self._connections.open(self._account, self._keys, testnet=True, is_ours=is_ours)
        price = (await self.exchange.facts(self.symbol)).price
        assert price is not None
        self.middle = price.quantize(Decimal(1))

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
        kind, params = "limit" if price else "market", {"clientOrderId": f"hand{len(self._clients)}"}
        if trigger is not None:
            params |= {"stopLossPrice": str(trigger)} | ({"reduceOnly": "true"} if ":" in self.symbol else {})
        order = await self._clients[-1].create_order(self.symbol, kind, side.value, quantity, price, params)
        return str(order["id"])

    async def rests(self, id: str) -> bool:
        return id in {order["id"] for order in await self._clients[-1].fetch_open_orders(self.symbol)}

    async def executed(self, id: str) -> Decimal:
        order = await self._clients[-1].fetch_order("", self.symbol, {"clientOrderId": id})
        return Decimal(str(order["filled"]))

    async def restart(self) -> None:
        await self.exchange.aclose()
        await self.connect()

    async def tidy(self) -> None:
        """Leave nothing resting and no position behind."""
        client = self._clients[-1]
        for params in ({}, {"trigger": True}) if ":" in self.symbol else ({},):
            for order in await client.fetch_open_orders(self.symbol, None, None, params):
                await client.cancel_order(order["id"], self.symbol, params)
        for position in await client.fetch_positions([self.symbol]) if ":" in self.symbol else ():
            if position["contracts"]:
                side = "sell" if position["side"] == "long" else "buy"
                args = (self.symbol, "market", side, position["contracts"], None, {"reduceOnly": True})
                await client.create_order(*args)
        await self.exchange.aclose()


def testnet(account: str, rules: VenueRules) -> Setup:
    @asynccontextmanager
    async def open_bench(_side: PositionSide) -> AsyncIterator[TestnetBench]:
        key, _, secret = os.environ[PREFIX + account.upper()].partition(":")
        bench = TestnetBench(account, {"apiKey": key, "secret": secret})
        await bench.connect()
        try:
            yield bench
        finally:
            await bench.tidy()

    return Setup(account, rules, open_bench, prints=False)


testnet.__test__ = False  # type: ignore[attr-defined]  # it is no test, whatever its name
SETUPS = (testnet("Binance", SPOT_RULES), testnet("Binance_F", SWAP_RULES))


@pytest.mark.testnet
@pytest.mark.parametrize(("where", "card", "side"), plays(*SETUPS), ids=lambda v: getattr(v, "name", None) or str(v))
def test_card(where: Setup, card: Card, side: PositionSide) -> None:
    if PREFIX + where.name.upper() not in os.environ:
        pytest.skip(f"no {PREFIX}{where.name.upper()} in the environment")
    asyncio.run(play(where, card, side))

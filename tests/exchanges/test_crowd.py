"""Many looks at once: few are asked at a time, so that an order finds the loop and the connections free.

On the loopback Binance, whose lists are answered only when the story says so.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.exchanges.through_ccxt import LOOKS
from core.orders import OrderType, OrdStatus, PositionSide
from tests.exchanges.bench import is_ours
from tests.exchanges.intents import D
from tests.exchanges.intents import order as ordered
from tests.exchanges.on_loopback import KEYS, connections, exchange_open
from tests.loopback import Fault

SYMBOL, LISTS = "BTC/USDT:USDT", (("GET", "/fapi/v1/openOrders"), ("GET", "/fapi/v1/openAlgoOrders"))


def test_an_order_goes_past_looks_and_few_of_them_are_asked_at_a_time() -> None:
    async def story() -> None:
        async with exchange_open() as binance:
            exchange = await connections(binance).open("Binance_F", KEYS, testnet=False, is_ours=is_ours)
            await exchange.look(SYMBOL, ())
            for method, path in LISTS:
                binance.faults.once(Fault("hang", late=True), method, path, times=LOOKS)
            looks = [asyncio.ensure_future(exchange.look(SYMBOL, ())) for _ in range(10 * LOOKS)]
            for route in LISTS:
                await binance.arrival(*route, 1 + LOOKS)
            for generation in (1, 2):
                now = datetime.now(UTC)
                entry = ordered("e1", OrderType.LIMIT, PositionSide.LONG, price=D(45_000), generation=generation)
                order = replace(entry, decided_at=now, not_after=now + timedelta(seconds=5))
                assert (await exchange.submit(SYMBOL, order, PositionSide.LONG)).status is OrdStatus.NEW
            assert [len(binance.asked(*route)) for route in LISTS] == [1 + LOOKS] * 2
            for look in looks:
                look.cancel()
            await asyncio.gather(*looks, return_exceptions=True)
            assert len((await exchange.look(SYMBOL, ())).reports) == 2
            await exchange.aclose()

    asyncio.run(story())


def test_facts_that_are_at_hand_are_told_without_waiting() -> None:
    """Else every look that is ready comes between a message and its order."""

    async def story() -> None:
        async with exchange_open() as binance:
            exchange = await connections(binance).open("Binance_F", KEYS, testnet=False, is_ours=is_ours)
            await exchange.facts(SYMBOL)
            again = exchange.facts(SYMBOL)
            with pytest.raises(StopIteration) as told:
                again.send(None)
            assert told.value.value.instrument.symbol == SYMBOL
            await exchange.aclose()

    asyncio.run(story())

"""Bitfinex's prices have five significant digits, so its steps go with the price: open brackets hear of those too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from adapters.clock import SystemClock
from adapters.exchanges.dialect import market_of
from adapters.exchanges.facts import FactsAtHand
from adapters.exchanges.instruments import instrument_of
from adapters.exchanges.limiter import Address, Limiter
from adapters.exchanges.listed import dialect_of
from adapters.exchanges.wire import Wire
from tests.exchanges.intents import D
from tests.exchanges.markets import MARKETS
from tests.exchanges.recorder import wire

NOW = datetime(2026, 3, 2, tzinfo=UTC)
NAMES = ("Bitfinex", "Bitfinex_F")


def at_hand(name: str, story: Callable[[FactsAtHand, dict[str, object]], None]) -> None:
    """Facts of an account whose list of markets is the row's, and that record."""

    async def play() -> None:
        dialect, row = dialect_of(name), next(row for row in MARKETS if row.name == name)
        limits, clock = dialect.record.limits, SystemClock()
        assert limits is not None
        client = wire(dialect, row.market, cls=row.cls()).client
        line = Wire(client, dialect, Limiter(Address(clock, limits)), clock)
        facts = FactsAtHand(line, clock, lambda work: work.close())
        story(facts, client.markets[row.market["symbol"]])
        await client.close()

    asyncio.run(play())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("prices", "ticks"),
    [
        ([], ["none"]),  # no price is known yet
        (["60000"], ["1"]),
        (["9999.9", "10000"], ["0.1", "1"]),
        (["100000", "99999", "100001", "99000"], ["10", "10", "10", "10"]),  # to and fro moves no order
        (["0.012345"], ["0.000001"]),
        (["0.5", "50000", "0.5"], ["0.00001", "1", "0.0001"]),  # one odd price must not put a stop above the market
    ],
)
def test_the_steps_are_told_as_they_are_at_the_price(name: str, prices: Sequence[str], ticks: Sequence[str]) -> None:
    def story(facts: FactsAtHand, raw: dict[str, object]) -> None:
        market = market_of(raw)
        if not prices:
            assert facts.listed(market) is None
        for price, tick in zip(prices, ticks, strict=False):
            facts.hear_price(market.symbol, D(price), NOW)
            planned = instrument_of(market, 3, D(price))
            assert facts.listed(market) == replace(planned, tick=D(tick))

    at_hand(name, story)


@pytest.mark.parametrize("name", NAMES)
def test_another_least_size_is_told(name: str) -> None:
    def story(facts: FactsAtHand, raw: dict[str, object]) -> None:
        facts.hear_price(market_of(raw).symbol, D(60000), NOW)
        before = facts.listed(market_of(raw))
        after = facts.listed(market_of({**raw, "limits": {"amount": {"min": "0.5"}, "cost": {}}}))
        assert before is not None
        assert after == replace(before, min_qty=D("0.5"), min_notional=D(0), max_qty=None)
        assert after != before

    at_hand(name, story)

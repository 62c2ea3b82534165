"""Every card on the paper exchange, in every layout: the exchange that the core was built on obeys its own contract."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from adapters.clock import SystemClock
from adapters.exchanges.paper import LocalVenue, PaperExchange, Venue, rules_for
from adapters.exchanges.paper.exchange import INSTANT
from core.orders import OrderType, PositionSide, Side
from core.ports import Exchange
from core.venue import Layout, VenueRules
from tests.exchanges.bench import MIDDLE, PLENTY, Bench, Setup, is_ours
from tests.exchanges.cards import Card, play, plays


class PaperBench:
    """A venue of its own, reached without latency."""

    middle = MIDDLE

    def __init__(self, rules: VenueRules) -> None:
        self.symbol = "BTC/USDT" if rules.spot else "BTC/USDT:USDT"
        self.account = "paper_spot" if rules.spot else "paper"
        self._clock, self.venue, self._row = SystemClock(), Venue(), 0
        self.venue.open_account(self.account, rules)
        self._print(MIDDLE, PLENTY)
        self.exchange: Exchange = self._connected()

    def _connected(self) -> PaperExchange:
        return PaperExchange(LocalVenue(self.venue, self._clock), self.account, self._clock, INSTANT, is_ours)

    def _print(self, price: Decimal, quantity: Decimal) -> None:
        self._row += 1
        self.venue.trade(self.symbol, price, quantity, datetime.now(UTC), self._row)

    async def prints(self, price: Decimal, quantity: Decimal) -> None:
        self._print(price, quantity)

    async def hand(
        self,
        side: Side,
        quantity: Decimal,
        position: PositionSide,
        price: Decimal | None = None,
        trigger: Decimal | None = None,
    ) -> str:
        type = OrderType.STOP if trigger else OrderType.MARKET if price is None else OrderType.LIMIT
        reduce_only = price is None and ":" in self.symbol
        terms = (side, type, quantity, price, trigger, reduce_only, position)
        report = self.venue.hand(self.account, self.symbol, *terms, datetime.now(UTC))
        if type is OrderType.MARKET:
            self._print(MIDDLE, PLENTY)
        return report.id

    async def rests(self, id: str) -> bool:
        return id in {order.id for order in self.venue.orders(self.account)}

    async def executed(self, id: str) -> Decimal:
        return sum((t.quantity for t in self.venue.trades if t.order == id), Decimal(0))

    async def restart(self) -> None:
        await self.exchange.aclose()
        self.exchange = self._connected()


def opener(rules: VenueRules) -> Callable[[PositionSide], AbstractAsyncContextManager[Bench]]:
    @asynccontextmanager
    async def open_bench(_side: PositionSide) -> AsyncIterator[Bench]:
        bench = PaperBench(rules)
        try:
            yield bench
        finally:
            await bench.exchange.aclose()

    return open_bench


def setup(name: str, rules: VenueRules) -> Setup:
    return Setup(name, rules, opener(rules))


SETUPS = (
    *(setup(f"spot {layout.value}", rules_for(layout, spot=True)) for layout in (Layout.PAIRS, Layout.STOP)),
    setup("spot nothing", rules_for(Layout.NOTHING, spot=True)),
    setup("spot by cost", rules_for(Layout.STOP, spot=True, buys_by_cost=True)),
    setup("stop_and_targets", rules_for()),
    setup("rigid", rules_for(amends=False)),
    setup("takes", rules_for(takes=True, counts_targets=True)),
    setup("hedged", rules_for(hedged=True)),
    setup("position", rules_for(Layout.POSITION)),
    setup("pairs", rules_for(Layout.PAIRS)),
    setup("nothing", rules_for(Layout.NOTHING)),
    setup("attached", rules_for(attach=True)),
    setup("position attached", rules_for(Layout.POSITION, attach=True)),
    setup("pairs attached", rules_for(Layout.PAIRS, attach=True)),
)


@pytest.mark.parametrize(("where", "card", "side"), plays(*SETUPS), ids=lambda v: getattr(v, "name", None) or str(v))
def test_card(where: Setup, card: Card, side: PositionSide) -> None:
    asyncio.run(play(where, card, side))

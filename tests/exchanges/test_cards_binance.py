"""Every card on the loopback Binance, spot, USD-M one-way and USD-M hedged, through unmodified ccxt."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

import pytest

from adapters.exchanges.dialect import Market
from adapters.exchanges.facts import FactsAtHand
from adapters.exchanges.limits import Kind
from adapters.exchanges.money import Money
from core.orders import OrderType, PositionSide
from core.ports import UnknownOutcome, Unreachable
from tests.exchanges.bench import MIDDLE, PATIENCE, Setup, Table
from tests.exchanges.cards import Card, play, plays
from tests.exchanges.on_loopback import SETUPS, BinanceBench
from tests.loopback import Fault

LAST = {"Binance": ("GET", "/api/v3/account"), "Binance_F": ("GET", "/fapi/v3/positionRisk")}


@pytest.mark.parametrize(("where", "card", "side"), plays(*SETUPS), ids=lambda v: getattr(v, "name", None) or str(v))
def test_card(where: Setup, card: Card, side: PositionSide) -> None:
    asyncio.run(play(where, card, side))


@pytest.mark.parametrize("where", SETUPS, ids=lambda setup: setup.name)
def test_what_is_held_is_read_after_the_orders(where: Setup) -> None:
    """A fill in the middle of a look is in what is held, though it may not be in the orders; never the reverse."""

    async def story() -> None:
        async with where.open(PositionSide.LONG) as bench:
            assert isinstance(bench, BinanceBench)
            binance, table = bench.books.binance, Table(bench, where.rules, PositionSide.LONG)
            entry = await table.placed(table.order("e1", OrderType.LIMIT, price=-100))
            binance.requests.clear()
            binance.faults.meanwhile(lambda: bench.books.trade(MIDDLE - 100), *LAST[bench.books.account])
            look = await table.look(entry)
            asked = [(request.method, request.path) for request in binance.requests]
            assert asked[-1] == LAST[bench.books.account]
            assert [r.taken.quantity for r in look.reports] == [0]
            held = look.balance if look.balance is not None else look.positions[0].quantity
            assert held > 0

    asyncio.run(story())


READS = {
    "Binance": ["/api/v3/openOrders", "/api/v3/order", "/api/v3/account"],
    "Binance_F": [
        "/fapi/v1/openOrders",
        "/fapi/v1/openAlgoOrders",
        "/fapi/v1/order",
        "/fapi/v1/algoOrder",
        "/fapi/v3/positionRisk",
    ],
}


@pytest.mark.parametrize("kind", ["html", "empty"])
@pytest.mark.parametrize(
    ("where", "path"),
    [(setup, path) for setup in SETUPS for path in READS[setup.name.split()[0]]],
    ids=lambda v: getattr(v, "name", None) or str(v),
)
def test_an_answer_with_nothing_in_it_proves_nothing(where: Setup, path: str, kind: Literal["html", "empty"]) -> None:
    """ccxt hands such an answer on as an empty list, no position, no money: it would be believed."""

    async def story() -> None:
        async with where.open(PositionSide.LONG) as bench:
            assert isinstance(bench, BinanceBench)
            table = Table(bench, where.rules, PositionSide.LONG)
            await table.enter()
            gone = [table.order("e2", OrderType.LIMIT, price=-100), table.stop()]
            await table.look(*gone)
            bench.books.binance.faults.once(Fault(kind), "GET", path, times=9)  # asked once more, it is no better
            with pytest.raises(Unreachable, match="nothing that can be read"):
                await table.look(*gone)
            bench.books.binance.faults._rules.clear()
            assert (await table.look(*gone)).missing == tuple(order.id for order in gone)

    asyncio.run(story())


@pytest.mark.parametrize("kind", ["html", "empty", "reset", "truncated", "bad_gateway"])
@pytest.mark.parametrize("where", SETUPS, ids=lambda setup: setup.name)
def test_an_order_whose_answer_is_lost_is_found(where: Setup, kind: Any) -> None:
    async def story() -> None:
        async with where.open(PositionSide.LONG) as bench:
            assert isinstance(bench, BinanceBench)
            table = Table(bench, where.rules, PositionSide.LONG)
            bench.books.binance.faults.once(Fault(kind, executed=True), "POST", bench.books.api + "order")
            entry = table.order("e1", OrderType.LIMIT, price=-5000)
            with pytest.raises(UnknownOutcome):
                await table.submit(entry)
            assert (await table.report(entry)).quantity == entry.quantity

    asyncio.run(story())


@pytest.mark.parametrize("where", SETUPS, ids=lambda setup: setup.name)
def test_money_is_at_hand_again_before_the_next_message(where: Setup) -> None:
    """It is asked for behind every movement, so that planning asks nothing before it places."""

    async def story() -> None:
        async with where.open(PositionSide.LONG) as bench:
            assert isinstance(bench, BinanceBench)
            table, requests = Table(bench, where.rules, PositionSide.LONG), bench.books.binance.requests
            before = await bench.exchange.facts(bench.symbol)
            money = bench.exchange._facts._money  # type: ignore[attr-defined]
            await table.placed(table.order("e1", OrderType.LIMIT, price=-5000))
            assert money == {}
            async with asyncio.timeout(PATIENCE):
                await renewed(bench.exchange._facts)  # type: ignore[attr-defined]
            known = len(requests)
            after = await bench.exchange.facts(bench.symbol)
            assert after.free < before.free
            assert [r.path for r in requests[known:] if "ticker" not in r.path] == []

    asyncio.run(story())


async def renewed(facts: FactsAtHand) -> None:
    """Wait until money has been asked for again."""
    asked = asyncio.Event()
    ask = facts._asked_money

    async def asking(market: Market, kind: Kind) -> Money:
        money = await ask(market, kind)
        asked.set()
        return money

    facts._asked_money = asking  # type: ignore[method-assign]
    await asked.wait()

"""Every card on the loopback Binance, spot, USD-M one-way and USD-M hedged, through unmodified ccxt."""

from __future__ import annotations

import asyncio

import pytest

from core.orders import OrderType, PositionSide
from tests.exchanges.bench import MIDDLE, Setup, Table
from tests.exchanges.cards import Card, play, plays
from tests.exchanges.on_loopback import SETUPS, BinanceBench

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

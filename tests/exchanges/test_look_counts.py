"""What a look costs: as many requests for fifty resting stops as for one, at every exchange whose stops can rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapters.clock import VirtualClock, run_virtual
from adapters.exchanges.call import Call
from adapters.exchanges.dialect import Dialect, Market, market_of
from adapters.exchanges.listed import dialect_of
from adapters.exchanges.looking import Looking
from adapters.exchanges.reading import Reading
from adapters.exchanges.wire import Absent
from core.orders import Order, OrderType, PositionSide
from core.venue import Layout
from tests.exchanges.intents import AT, D, order
from tests.exchanges.markets import MARKETS, Row

RESTING = [row for row in MARKETS if dialect_of(row.name).rules.layout is not Layout.NOTHING]


class Lists:
    """A line to an exchange in whose lists of conditions every order rests, under the name that it gives them."""

    def __init__(self, dialect: Dialect, orders: list[Order]) -> None:
        self.dialect, self._orders = dialect, orders
        self.asked: list[str] = []
        self.client = self
        self.clocks = self

    def theirs(self, order: Order) -> Order:
        return order

    def parse_order(self, raw: Any, _market: Any) -> Any:
        return raw

    def readings(self, market: Market, raw: Mapping[str, Any], order: Order | None = None) -> list[Reading]:
        return list(self.dialect.readings(market, raw, order))

    async def ask(self, call: Call, _kind: object = None, name: str | None = None) -> Any:
        self.asked.append(f"{call.method}{call.args}")
        if call.method == "fetch_order":
            raise Absent
        if call.method in ("fetch_open_orders", TOOBIT):
            return [self._record(one) for one in self._orders]
        return {} if name == "balance" and self.dialect.record.spot else []

    def _record(self, one: Order) -> dict[str, Any]:
        size, level = float(one.quantity or 0), float(one.trigger or 0)
        stamp = int(AT.timestamp() * 1000)
        told = {"id": one.venue_ids[0], "side": one.side.value, "status": "open", "amount": size, "filled": 0}
        told |= {
            "orderId": one.venue_ids[0],
            "type": "market",
            "timestamp": stamp,
            "triggerPrice": level,
            "stopLossPrice": level,
        }
        unnamed = UNNAMED.get(self.dialect.record.name)
        if unnamed is None:
            return told | {"clientOrderId": self.dialect.client_id(one.id), "info": {}}
        return told | {"info": {**unnamed, "id": one.venue_ids[0]}}


TOOBIT = "private_get_api_v1_futures_openorders"
UNNAMED = {  # their conditions bear no name of ours: as their documents show one
    "Bitunix_F": {"slQty": "0.01", "slPrice": "90000"},
    "MEXC_F": {"triggerType": "2", "triggerPrice": "90000", "vol": "100", "side": "4", "state": "1"},
}


def stops(count: int) -> list[Order]:
    """Each with the id that its placement answered, and decided an hour after the one before."""
    found = []
    for n in range(1, count + 1):
        one = order("sl", OrderType.STOP, PositionSide.LONG, trigger=D(90000 - n), generation=n)
        found.append(replace(one, venue_ids=(str(7000 + n),), decided_at=AT - timedelta(hours=n)))
    return found


def cost(row: Row, count: int) -> list[str]:
    async def story(clock: VirtualClock) -> list[str]:
        dialect, orders = dialect_of(row.name), stops(count)
        wire = Lists(dialect, orders)
        looking = Looking(wire, lambda _: True, clock)  # type: ignore[arg-type]  # of a wire what a look uses
        look = await looking.look(market_of(row.market), orders)
        assert len(look.reports) == count, look
        assert look.missing == ()
        return wire.asked

    return run_virtual(story, AT)


@pytest.mark.parametrize("row", RESTING, ids=lambda row: row.name)
def test_fifty_stops_cost_what_one_costs(row: Row) -> None:
    one = cost(row, 1)
    assert len(set(one)) == len(one)
    for count in (10, 50):
        assert len(cost(row, count)) == len(one)

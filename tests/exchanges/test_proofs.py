"""What a conditional request must carry on the wire: market, side, size, trigger and our id, at every exchange.

Each request is made by real ccxt for an order that differs in one thing from the one whose proof it is held against.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from adapters.exchanges.call import Call, Refused
from adapters.exchanges.dialect import Dialect, Market, market_of
from adapters.exchanges.guard import Unguarded
from adapters.exchanges.listed import dialect_of
from core.orders import Amendment, Order, OrderType, PositionSide
from core.venue import Layout
from tests.exchanges.intents import AT, FAR, NEAR, D, order
from tests.exchanges.markets import MARKETS, Row
from tests.exchanges.recorder import record, wire

LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
STEP = D(1000)
OTHER = "X"  # what makes another market of an id

# What an exchange's request does not tell, so that nothing can compare it: a position's own stop has no id and in
# one-way mode no side, and Bitunix's is that of the position whose number is asked for just before.
UNTOLD = {
    ("Bitunix_F", "id"),
    ("Bitunix_F", "side"),
    ("Bybit_F position", "id"),
    ("Bybit_F position", "side"),
    ("CoinEx_F position", "id"),
    ("CoinEx_F position", "side"),
    ("Bitget", "side"),  # ccxt makes no such request: it wants the cost
}


@dataclass(frozen=True)
class Case:
    row: Row
    hedged: bool
    side: PositionSide
    order: Order
    moved: bool = False

    def dialect(self) -> Dialect:
        found = dialect_of(self.row.name)
        found.rules = replace(found.rules, hedged=self.hedged)
        found.leverages[str(self.row.market["symbol"])] = D(10)
        for answer in self.row.told:
            found.learn(answer)
        return found

    def call(self, market: Market, order: Order, side: PositionSide) -> Call:
        dialect = self.dialect()
        return dialect.amend(market, order, side) if self.moved else dialect.submit(market, order, side)

    def __str__(self) -> str:
        kind = "position " if self.order.quantity is None else ""
        how = " hedged" if self.hedged else ""
        return f"{self.row.name} {kind}{'moved ' if self.moved else ''}{self.order.type.value} {self.side.value}{how}"


def orders(dialect: Dialect, side: PositionSide) -> Iterator[Order]:
    far, near = (FAR, NEAR) if side is LONG else (NEAR, FAR)
    yield order("sl", OrderType.STOP, side, trigger=far)
    if dialect.rules.takes:
        yield order("tp1", OrderType.TAKE, side, trigger=near)
    if dialect.rules.layout is Layout.PAIRS:
        yield order("tp1", OrderType.PAIR, side, price=near, trigger=far)
    if dialect.rules.layout is Layout.POSITION:
        yield order("sl", OrderType.STOP, side, None, trigger=far)
        yield order("tp1", OrderType.TAKE, side, None, trigger=near)


def cases() -> Iterator[Case]:
    for row in MARKETS:
        dialect = dialect_of(row.name)
        if dialect.rules.layout is Layout.NOTHING:
            continue
        for hedged in (False,) if dialect.record.spot or row.own else (False, True):
            for side in (LONG,) if dialect.record.spot else (LONG, SHORT):
                for one in orders(dialect, side):
                    asked = Amendment(one.trigger, one.quantity, AT)
                    for case in (
                        Case(row, hedged, side, one),
                        Case(row, hedged, side, replace(one, venue_ids=("7001",), amend_asked=asked), moved=True),
                    ):
                        if (dialect.rules.amends or not case.moved) and sendable(case):
                            yield case


def sendable(case: Case) -> bool:
    try:
        return case.call(market_of(case.row.market), case.order, case.side).proof is not None
    except Refused:
        return False


def others(case: Case) -> Iterator[tuple[str, Order, PositionSide]]:
    """Orders that differ in one thing, by the name of it."""
    one, asked = case.order, case.order.amend_asked
    next_id = order(one.slot, one.type, case.side, generation=2).id
    if asked is not None:
        assert asked.trigger is not None
        yield "trigger", replace(one, amend_asked=replace(asked, trigger=asked.trigger + STEP)), case.side
        if asked.quantity is not None:
            yield "size", replace(one, amend_asked=replace(asked, quantity=asked.quantity * 2)), case.side
        yield (
            "order",
            replace(one, id=next_id, venue_ids=("7",)),
            case.side,
        )
        return
    assert one.trigger is not None
    yield "trigger", replace(one, trigger=one.trigger + STEP), case.side
    if one.price is not None:
        yield "price", replace(one, price=one.price + STEP), case.side
    if one.quantity is not None:
        yield "size", replace(one, quantity=one.quantity * 2), case.side
    yield "id", replace(one, id=next_id), case.side
    yield "side", replace(one, side=one.side.opposite), case.side.opposite


def leaves(case: Case, call: Call, market: dict[str, object]) -> None:
    answers = case.row.short if case.row.short and case.side is SHORT else case.row.answers
    answers = [(part, said.replace(case.row.market["id"], str(market["id"]))) for part, said in answers]
    line = wire(case.dialect(), market, answers, case.row.cls())
    assert record(line, call)


ALL = tuple(cases())


@pytest.mark.parametrize("case", ALL, ids=str)
def test_a_request_for_another_order_does_not_leave(case: Case) -> None:
    market = market_of(case.row.market)
    right = case.call(market, case.order, case.side)
    leaves(case, right, case.row.market)
    row = case.row.name + (" position" if case.order.quantity is None else "")
    for what, other, side in others(case):
        if (row, what) in UNTOLD and not (what == "side" and case.hedged):
            continue
        if what == "order" and case.order.quantity is None and case.row.name != "Bitget_F":
            continue  # the position's own level, which has no name
        try:
            wrong = case.call(market, other, side)
        except Refused:
            continue  # spot stops only sell
        with pytest.raises(Unguarded, match="nothing was sent"):
            leaves(case, replace(wrong, proof=right.proof), case.row.market)


@pytest.mark.parametrize("case", [case for case in ALL if not case.moved], ids=str)
def test_a_request_for_another_market_does_not_leave(case: Case) -> None:
    market = market_of(case.row.market)
    right = case.call(market, case.order, case.side)
    elsewhere = {**case.row.market, "id": case.row.market["id"] + OTHER}
    wrong = case.call(market_of(elsewhere), case.order, case.side)
    with pytest.raises(Unguarded, match="nothing was sent"):
        leaves(case, replace(wrong, proof=right.proof), elsewhere)


def test_every_exchange_with_conditions_is_here() -> None:
    assert {case.row.name for case in ALL} == {
        row.name for row in MARKETS if dialect_of(row.name).rules.layout is not Layout.NOTHING
    }

"""The intents that every row is recorded with: the numbers are the same for every exchange.

Entry 0.01 at 100,000, stop 90,000 and target 110,000 for a long, mirrored for a short; a ladder of three rungs; a stop
moved by half the way; everything found and canceled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial

from adapters.exchanges.call import Call
from adapters.exchanges.dialect import Dialect, Market
from core.ids import bracket_number, order_id
from core.orders import Amendment, Order, OrderType, PositionSide
from core.venue import REACH, Layout, VenueRules

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
D = Decimal
ENTRY, FAR, NEAR = D(100000), D(90000), D(110000)
NUMBER = bracket_number(0, 1)
Q = D("0.01")


def order(
    slot: str,
    type: OrderType,
    side: PositionSide,
    quantity: Decimal | None = Q,
    *,
    price: Decimal | None = None,
    trigger: Decimal | None = None,
    generation: int = 1,
) -> Order:
    """One order of a bracket of ours; everything but an entry reduces."""
    enters = slot.startswith("e")
    return Order(
        id=order_id(NUMBER, slot, generation),
        slot=slot,
        side=side.entry if enters else side.exit,
        type=type,
        quantity=quantity,
        price=price,
        trigger=trigger,
        reduce_only=not enters,
        decided_at=AT,
        not_after=AT + timedelta(seconds=3),
        venue_ids=(),
    )


Made = Call | tuple[Call, ...]
Case = tuple[str, Callable[[], Made]]


def cases(dialect: Dialect, market: Market) -> Iterator[Case]:
    """(name, the call to make) for every intent that this row's rules know."""
    for side in (PositionSide.LONG,) if dialect.record.spot else (PositionSide.LONG, PositionSide.SHORT):
        for name, make in _of(dialect, market, side):
            yield f"{side.value} {name}", make
    yield "open lists", lambda: dialect.open_lists(market)
    yield "account set-up", lambda: dialect.setup(market)
    leverage = dialect.leverage(market)
    if leverage is not None:
        yield "leverage", lambda: leverage


def _of(dialect: Dialect, market: Market, side: PositionSide) -> Iterator[Case]:
    rules = dialect.rules
    far, near = (FAR, NEAR) if side is PositionSide.LONG else (NEAR, FAR)

    def submit(one: Order, *children: Order) -> Callable[[], Call]:
        return lambda: dialect.submit(market, one, side, children)

    entry = _entry(rules, side)
    limit = order("e1", OrderType.LIMIT, side, price=ENTRY)
    stop = order("sl", OrderType.STOP, side, trigger=far)
    target_type = OrderType.TAKE if rules.takes else OrderType.LIMIT
    target = _rung("tp1", target_type, side, Q, near)
    yield "entry market", submit(entry)
    yield "entry limit", submit(limit)
    if rules.attach:
        children: tuple[Order, ...] = (stop, target)
        if rules.layout is Layout.POSITION:
            children = (replace(stop, quantity=None), order("tp1", OrderType.TAKE, side, None, trigger=near))
        elif rules.layout is Layout.PAIRS:
            children = (order("tp1", OrderType.PAIR, side, price=near, trigger=far),)
        yield "entry market with its exits", submit(entry, *dialect.travels(entry, children))
        yield "entry limit with its exits", submit(limit, *dialect.travels(limit, children))
    yield "close market", submit(order("close", OrderType.MARKET, side))
    resting: list[tuple[str, Order]] = [("entry limit", limit)]
    if rules.layout is not Layout.NOTHING:
        yield "stop", submit(stop)
        resting.append(("stop", stop))
        moved = replace(stop, venue_ids=("7001",), amend_asked=Amendment(far + (near - far) / 4, stop.quantity, AT))
        if rules.amends:
            yield "stop moved", lambda: dialect.amend(market, moved, side)
        else:
            again = order("sl", OrderType.STOP, side, trigger=far + (near - far) / 4, generation=2)
            yield "stop moved: the new one first", submit(again)
    if rules.layout in (Layout.STOP, Layout.NOTHING):
        yield "target touched", submit(order("tp1", OrderType.IOC, side, price=near))
    elif rules.layout is Layout.PAIRS:
        pair = order("tp1", OrderType.PAIR, side, price=near, trigger=far)
        yield "pair", submit(pair)
        resting.append(("pair", pair))
        for n, (share, step) in enumerate(((D("0.003"), 1), (D("0.003"), 2), (D("0.004"), 3)), 1):
            price = ENTRY + side.sign * 3000 * step
            yield f"ladder rung {n}", submit(order(f"tp{n}", OrderType.PAIR, side, share, price=price, trigger=far))
    else:
        yield "target", submit(target)
        resting.append(("target", target))
        for n, (share, step) in enumerate(((D("0.003"), 1), (D("0.003"), 2), (D("0.004"), 3)), 1):
            price = ENTRY + side.sign * 3000 * step
            yield f"ladder rung {n}", submit(_rung(f"tp{n}", target_type, side, share, price))
    if rules.layout is Layout.POSITION:
        own = replace(stop, quantity=None)
        take = order("tp1", OrderType.TAKE, side, None, trigger=near)
        yield "position stop", submit(own)
        yield "position target", submit(take)
        resting += [("position stop", own), ("position target", take)]
        if rules.amends:
            shifted = replace(own, amend_asked=Amendment(far + (near - far) / 4, None, AT))
            yield "position stop moved", lambda: dialect.amend(market, shifted, side)
    for name, one in resting:
        # what must first be looked up is looked up; afterwards the exchange's own id is known
        known = replace(one, venue_ids=("7001",))
        yield f"find {name}", partial(dialect.find, market, one)
        yield f"cancel {name}", partial(dialect.cancel, market, known, side)


def _entry(rules: VenueRules, side: PositionSide) -> Order:
    """What `market` becomes at a last price of 100,000."""
    if rules.buys_by_cost and side is PositionSide.LONG:
        return order("e1", OrderType.IOC, side, price=ENTRY * (1 + REACH))
    return order("e1", OrderType.MARKET, side)


def _rung(slot: str, type: OrderType, side: PositionSide, quantity: Decimal, at: Decimal) -> Order:
    """A target: a limit's level is its price, a condition's its trigger."""
    if type is OrderType.TAKE:
        return order(slot, type, side, quantity, trigger=at)
    return order(slot, type, side, quantity, price=at)

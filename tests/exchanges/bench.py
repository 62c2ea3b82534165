"""Where a card is played: one account at one exchange, with its market and its owner's hand within reach.

``Bench`` is what an exchange must offer to be examined; ``Table`` is the words in which cards speak of it.  Prices are
offsets in the position's favour, so that one card serves long and short.  Knows no exchange.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Protocol

from core.ids import bracket_number, order_id
from core.orders import Order, OrderType, OrdStatus, PositionSide, Report, Side
from core.ports import Exchange, Look
from core.venue import REACH, Layout, VenueRules

MIDDLE = Decimal(50_000)
QUANTITY = Decimal("0.010")
PLENTY = Decimal(1_000_000)
OURS, OTHERS = 0, 7  # instance tags
PATIENCE = 20  # seconds until a card that waits for something has failed; none takes a tenth of it on this machine
Number = int | str | Decimal


class Bench(Protocol):
    """``exchange`` is the account as the bot sees it; the rest reaches past it.  Quantities base, prices quote per
    base."""

    exchange: Exchange
    symbol: str
    middle: Decimal

    async def prints(self, price: Decimal, quantity: Decimal) -> None:
        """Others trade at a price, up to so much; only where ``Setup.prints``."""

    async def hand(
        self,
        side: Side,
        quantity: Decimal,
        position: PositionSide,
        price: Decimal | None = None,
        trigger: Decimal | None = None,
    ) -> str:
        """The owner places an order by hand, at the market without ``price``, a stop that only reduces with
        ``trigger``; its id at the exchange."""

    async def rests(self, id: str) -> bool:
        """Whether a hand's order is still open."""

    async def executed(self, id: str) -> Decimal:
        """How much an order of ours has traded, in the exchange's own books."""

    async def restart(self) -> None:
        """The process dies and comes back: ``exchange`` is a new client that remembers nothing."""


@dataclass(frozen=True)
class Setup:
    """One kind of account.  ``prints``: whether its market does what it is told."""

    name: str
    rules: VenueRules
    open: Callable[[PositionSide], AbstractAsyncContextManager[Bench]]
    prints: bool = True

    @property
    def stops(self) -> bool:
        return self.rules.layout is not Layout.NOTHING


def is_ours(id: str) -> bool:
    """Whether an id carries this instance's tag."""
    return int(id[1:], 36) >> 37 == OURS


class Table:
    """A bench with the words of the cards."""

    def __init__(self, bench: Bench, rules: VenueRules, side: PositionSide) -> None:
        self.bench, self.rules, self.side = bench, rules, side
        self._generations: Counter[tuple[int, str]] = Counter()

    @property
    def exchange(self) -> Exchange:
        return self.bench.exchange

    @property
    def symbol(self) -> str:
        return self.bench.symbol

    def at(self, offset: Number) -> Decimal:
        """The price so far in the position's favour."""
        return self.bench.middle + self.side.sign * Decimal(offset)

    async def prints(self, offset: Number, quantity: Decimal = PLENTY) -> None:
        await self.bench.prints(self.at(offset), quantity)

    # -- orders -------------------------------------------------------------------------------------

    def order(
        self,
        slot: str,
        type: OrderType,
        quantity: Decimal | None = QUANTITY,
        *,
        price: Number | None = None,
        trigger: Number | None = None,
        side: PositionSide | None = None,
        tag: int = OURS,
        parent: str = "",
    ) -> Order:
        """The next generation of a slot; prices as offsets."""
        enters, position, now = slot[0] == "e", side or self.side, datetime.now(UTC)
        self._generations[tag, slot] += 1
        return Order(
            id=order_id(bracket_number(tag, 1), slot, self._generations[tag, slot]),
            slot=slot,
            side=position.entry if enters else position.exit,
            type=type,
            quantity=quantity,
            price=None if price is None else self.at(price),
            trigger=None if trigger is None else self.at(trigger),
            reduce_only=self.rules.reduce_only and not enters,
            decided_at=now,
            not_after=now + timedelta(seconds=5),
            parent=parent,
        )

    def stop(self, quantity: Decimal = QUANTITY, trigger: Number = -1000) -> Order:
        """A stop as this layout has it."""
        whole = self.rules.layout is Layout.POSITION
        return self.order("sl", OrderType.STOP, None if whole else quantity, trigger=trigger)

    def target(self, quantity: Decimal = QUANTITY, level: Number = 1000) -> Order:
        """A target that rests, as this layout has it."""
        if self.rules.takes:
            return self.order("tp1", OrderType.TAKE, quantity, trigger=level)
        return self.order("tp1", OrderType.LIMIT, quantity, price=level)

    async def submit(self, order: Order, side: PositionSide | None = None) -> Report:
        return await self.exchange.submit(self.symbol, order, side or self.side)

    async def placed(self, order: Order) -> Order:
        """Submit what must be accepted."""
        report = await self.submit(order)
        assert report.status is OrdStatus.NEW, report
        assert report.id == order.id
        return order

    async def look(self, *orders: Order) -> Look:
        return await self.exchange.look(self.symbol, orders)

    async def report(self, order: Order) -> Report:
        """What one look says of an order; the look must find it."""
        look = await self.look(order)
        assert order.id not in look.missing
        (found,) = (r for r in look.reports if r.id == order.id)
        return found

    async def seen(self, order: Order, holds: Callable[[Report], bool]) -> Report:
        """Look until the order is as it should be: reads may trail writes."""
        found: Report | None = None
        try:
            async with asyncio.timeout(PATIENCE):
                while found is None or not holds(found):
                    look = await self.look(order)
                    found = next((r for r in look.reports if r.id == order.id), None)
                    await asyncio.sleep(0)
        except TimeoutError:
            raise AssertionError(f"{order.id} never became what it should: {found}") from None
        return found

    async def filled(self, order: Order) -> Report:
        return await self.seen(order, lambda r: r.status is OrdStatus.FILLED and r.charged)

    async def enter(self, quantity: Decimal = QUANTITY, side: PositionSide | None = None) -> Report:
        """A market entry and its fill; where somebody must trade for it to fill, somebody does."""
        entry = self.order("e1", OrderType.MARKET, quantity, side=side)
        if self.rules.buys_by_cost:
            entry = self.order("e1", OrderType.IOC, quantity, price=int(self.bench.middle * REACH), side=side)
        report = await self.submit(entry, side)
        if report.status is OrdStatus.NEW:
            await self.bench.prints(self.bench.middle, PLENTY)
        return await self.filled(entry)

    # -- the account --------------------------------------------------------------------------------

    async def held(self, side: PositionSide | None = None) -> Decimal:
        """The position of a side; on spot the balance."""
        look = await self.look()
        if look.balance is not None:
            return look.balance
        return sum((p.quantity for p in look.positions if p.side is (side or self.side)), Decimal(0))


def kept(report: Report) -> Decimal:
    """What an entry brought, net of fees taken from the coin."""
    return report.taken.quantity - report.taken.base_fee


def spot_lot(quantity: Decimal) -> Decimal:
    """Rounded down to what can be sold."""
    return quantity.quantize(Decimal("0.00001"), rounding="ROUND_DOWN")

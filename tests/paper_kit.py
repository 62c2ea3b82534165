"""A short way to say what happens at the paper exchange, for its tests: prices as offsets from 60,000, mirrored.

``Scene(mirror=-1)`` tells the same story upside down: longs become shorts, buys sells, and a price 100 above lies 100
below, so every rule is checked on both sides by one table.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from adapters.exchanges.paper import Venue, rules_for
from adapters.exchanges.paper.books import SqliteBooks
from adapters.exchanges.paper.venue import Trade
from core.orders import Order, OrderType, OrdStatus, PositionSide, Report
from core.ports import Hint
from core.venue import Layout, VenueRules

T0 = datetime(2026, 1, 1, tzinfo=UTC)
SWAP, SPOT = "BTC/USDT:USDT", "BTC/USDT"
MIDDLE = Decimal(60_000)
PLENTY = Decimal(1_000)
Number = int | str | Decimal


def dec(number: Number) -> Decimal:
    return Decimal(number)


class Scene:
    """One account and one symbol; times advance a second per price, rows count up."""

    def __init__(
        self,
        layout: Layout | None = None,
        mirror: int = 1,
        account: str = "paper",
        venue: Venue | None = None,
        **overrides: Any,
    ) -> None:
        self.spot = account.startswith("paper_spot")
        self.symbol = SPOT if self.spot else SWAP
        self.account, self.mirror = account, mirror
        self.venue = venue or Venue()
        self.rules: VenueRules = rules_for(layout, self.spot, **overrides)
        self.venue.open_account(account, self.rules)
        self.hints: list[tuple[str, Hint]] = []
        self.venue.listen(lambda to, hint: self.hints.append((to, hint)))
        self.row, self.now, self.sent = -1, T0, 0

    # -- prices -------------------------------------------------------------------------------

    def at(self, offset: Number) -> Decimal:
        """60,000 and ``offset``, mirrored."""
        return MIDDLE + self.mirror * dec(offset)

    def _next(self) -> None:
        self.row += 1
        self.now += timedelta(seconds=1)

    def prints(self, offset: Number, size: Number = PLENTY) -> Scene:
        self._next()
        self.venue.trade(self.symbol, self.at(offset), dec(size), self.now, self.row)
        return self

    def quotes(self, offset: Number, size: Number = 1000, spread: Number = 2) -> Scene:
        """Bid and ask around an offset, the same size on both sides."""
        self._next()
        half, middle = dec(spread) / 2, self.at(offset)
        self.venue.quote(self.symbol, middle - half, middle + half, dec(size), dec(size), self.now, self.row)
        return self

    def opens(self, offset: Number) -> Scene:
        """A candle begins."""
        self._next()
        self.venue.gap(self.symbol, self.at(offset), self.now, self.row)
        return self

    def runs(self, *offsets: Number) -> Scene:
        """The candle's path goes on."""
        for offset in offsets:
            self.now += timedelta(seconds=1)
            self.venue.move(self.symbol, self.at(offset), self.now, self.row)
        return self

    # -- orders -------------------------------------------------------------------------------

    def order(
        self,
        type: OrderType,
        quantity: Number | None = "0.01",
        price: Number | None = None,
        trigger: Number | None = None,
        entry: bool = False,
        reduce_only: bool | None = None,
        id: str | None = None,
        parent: str = "",
    ) -> Order:
        """An order of a mirrored long: an exit unless told otherwise; prices as offsets."""
        self.sent += 1
        position = self.position
        return Order(
            id=id or f"b{self.sent:09d}",
            slot="e1" if entry else "sl",
            side=position.entry if entry else position.exit,
            type=type,
            quantity=None if quantity is None else dec(quantity),
            price=None if price is None else self.at(price),
            trigger=None if trigger is None else self.at(trigger),
            reduce_only=(not entry and not self.spot) if reduce_only is None else reduce_only,
            decided_at=self.now,
            not_after=self.now + timedelta(seconds=1),
            parent=parent,
        )

    @property
    def position(self) -> PositionSide:
        return PositionSide.LONG if self.mirror == 1 else PositionSide.SHORT

    def send(self, type: OrderType, *args: Any, children: Sequence[Order] = (), **terms: Any) -> Report:
        order = self.order(type, *args, **terms)
        return self.venue.submit(self.account, self.symbol, order, self.position, children, self.now)

    def buy(self, quantity: Number = "0.01") -> Report:
        """Enter at the market and be filled at the current price."""
        report = self.send(OrderType.MARKET, quantity, entry=True)
        if report.status is OrdStatus.NEW and not self.venue.clearing.market(self.symbol).continuous:
            last = self.venue.last(self.symbol)
            assert last is not None
            self.prints((last - MIDDLE) * self.mirror)
        return self.report(report.id)

    def report(self, id: str) -> Report:
        (found,) = (r for r in self.venue.look(self.account, self.symbol, [id], self.now).reports if r.id == id)
        return found

    # -- what came of it ----------------------------------------------------------------------

    @property
    def held(self) -> Decimal:
        """The position, positive on the mirrored long's side; on spot the change of the balance."""
        account = self.venue.account(self.account)
        if self.spot:
            return account.balance("BTC") - account.opening.get("BTC", Decimal(0))
        other = account.position(self.symbol, self.position.opposite)
        return account.position(self.symbol, self.position) - other

    def fills(self, id: str | None = None) -> list[tuple[Decimal, Decimal]]:
        """(offset, quantity) of trades, mirrored back."""
        return [((t.price - MIDDLE) * self.mirror, t.quantity) for t in self.trades if id in (None, t.order)]

    @property
    def trades(self) -> list[Trade]:
        return self.venue.trades

    def open_ids(self) -> list[str]:
        return [order.id for order in self.venue.orders(self.account, self.symbol)]


def pairs(*fills: tuple[Number, str]) -> list[tuple[Decimal, Decimal]]:
    return [(dec(offset), dec(quantity)) for offset, quantity in fills]


def fill_disk(books: SqliteBooks) -> None:
    """Let the file grow no further, as SQLite sees it."""
    (pages,) = books._db.execute("PRAGMA page_count").fetchone()
    books._db.execute(f"PRAGMA max_page_count = {pages}")


def free_disk(books: SqliteBooks) -> None:
    """Let it grow again."""
    books._db.execute("PRAGMA max_page_count = 1000000")

"""The paper exchange: a deterministic state machine that behaves as a remote party would.

Requests, prices and the hands of an account's owner come in with their time; reports, looks and facts go out; listeners
hear of every change and every price.  There is no clock, no task and no dice in here.  ``exchange`` makes it an
``Exchange``, ``remote`` puts it into a process of its own, ``books`` makes it survive one.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from adapters.exchanges.paper import checks, matching
from adapters.exchanges.paper.account import Account
from adapters.exchanges.paper.desk import Books, Desk
from adapters.exchanges.paper.ears import Hear
from adapters.exchanges.paper.state import Market, Trade
from adapters.exchanges.paper.working import Working
from core.orders import ZERO, OrderType, OrdStatus, PositionSide, Report, Side

__all__ = ["Books", "Hear", "Trade", "Venue"]


class Venue(Desk):
    """The desk, the market's prices, the owner's hands, and what an observer may read."""

    # -- prices -------------------------------------------------------------------------------

    def trade(self, symbol: str, price: Decimal, qty: Decimal, at: datetime, row: int) -> None:
        """One print (quote per base, base)."""
        with self.acting(at):
            matching.trade(self.clearing, self._market(symbol, price, row), price, qty, self.now)

    def quote(
        self, symbol: str, bid: Decimal, ask: Decimal, bid_size: Decimal, ask_size: Decimal, at: datetime, row: int
    ) -> None:
        """One best bid and ask with their sizes."""
        with self.acting(at):
            matching.quote(self.clearing, self._market(symbol, bid, row), bid, ask, (bid_size, ask_size), self.now)

    def gap(self, symbol: str, price: Decimal, at: datetime, row: int) -> None:
        """A candle's open: the price jumps here."""
        with self.acting(at):
            matching.gap(self.clearing, self._market(symbol, price, row), price, self.now)

    def move(self, symbol: str, price: Decimal, at: datetime, row: int) -> None:
        """A leg of a candle's path: the price goes here without a jump."""
        with self.acting(at):
            matching.move(self.clearing, self._market(symbol, price, row), price, self.now)

    def seed(self, symbol: str, price: Decimal, at: datetime) -> None:
        """The price before the first row: known to all, but nothing trades at it.  Ignored once there is a price."""
        with self.acting(at) as clearing:
            market = self._market(symbol, price, -1) if self.last(symbol) is None else None
            if market is not None:
                market.bid = market.ask = market.last = price
                clearing.tick(symbol, price, self.now)

    def close(self) -> None:
        """Keep the last prices and let go of the books."""
        if self.books:
            self.books.close(self.clearing)

    def _market(self, symbol: str, price: Decimal, row: int) -> Market:
        self.markets.ensure(symbol, price)
        market = self.clearing.market(symbol)
        market.row = row
        return market

    # -- a hand: the account's owner at the exchange's own screen --------------------------------

    def hand(
        self,
        account: str,
        symbol: str,
        side: Side,
        type: OrderType,
        quantity: Decimal | None,
        price: Decimal | None = None,
        trigger: Decimal | None = None,
        reduce_only: bool = False,
        position: PositionSide | None = None,
        at: datetime | None = None,
    ) -> Report:
        """Place an order with an id that is not of our form.  ``position``: needed where sides are apart."""
        with self.acting(at) as clearing:
            holder = self.holder(account)
            if position is None:
                entry = PositionSide.LONG if side is Side.BUY else PositionSide.SHORT
                leaving = reduce_only or holder.rules.spot or holder.reducible(symbol, side) > ZERO
                position = entry.opposite if leaving and not (holder.rules.spot and side is Side.BUY) else entry
            n = self.number()
            terms = (side, position, type, quantity, price, trigger, reduce_only)
            order = Working(n, holder.name, symbol, f"hand-{n}", *terms, self.now, self.worth(symbol, price, trigger))
            why = checks.refusal(clearing, order)
            if why is not None:
                return Report(order.id, OrdStatus.REJECTED, reason=why[0], text=why[1], final=True)
            self.work(order)
            return order.report(holder.rules)

    def hand_move(
        self,
        account: str,
        id: str,
        trigger: Decimal | None = None,
        price: Decimal | None = None,
        quantity: Decimal | None = None,
        at: datetime | None = None,
    ) -> Report:
        """Change any order, ours or not, whatever the account's interface for programs can do."""
        with self.acting(at) as clearing:
            return self.alter(clearing.ids[self.holder(account).name, id], trigger, price, quantity)

    # -- what the exchange knows -----------------------------------------------------------------

    @property
    def trades(self) -> list[Trade]:
        """Every fill since the books began, in order; not to be changed."""
        return self.clearing.trades

    def orders(self, account: str, symbol: str | None = None, open: bool = True) -> list[Working]:
        """An account's orders in arrival order; not to be changed."""
        name = self.holder(account).name
        found = [o for o in self.clearing.orders.values() if o.account == name and symbol in (None, o.symbol)]
        return sorted((o for o in found if o.open or not open), key=lambda order: order.n)

    def account(self, name: str) -> Account:
        """An account as it stands; not to be changed."""
        return self.holder(name)

    def last(self, symbol: str) -> Decimal | None:
        return self.clearing.last(symbol)

    def row(self, symbol: str) -> int:
        """The row of the latest price; -1 before the first."""
        return self.clearing.market(symbol).row

    def uncovered_ms(self, account: str, symbol: str, at: datetime | None = None) -> int:
        """How long positions stood without a stop for all of them, in whole milliseconds up to ``at``."""
        now = self.now if at is None else max(at, self.now)
        return self.clearing.meter(self.holder(account).name, symbol).uncovered_ms(now)

    def overfilled(self, account: str, symbol: str) -> Decimal:
        """Base quantity that exits traded beyond their position."""
        holder = self.holder(account)
        return self.clearing.meter(holder.name, symbol).overfilled

    def ambiguous_rows(self, symbol: str) -> frozenset[int]:
        """Candle rows whose range held both a stop and a target of one position."""
        market = self.clearing.market(symbol)
        market.candles.close(lambda: self.clearing.resting(symbol))
        return frozenset(market.candles.found)

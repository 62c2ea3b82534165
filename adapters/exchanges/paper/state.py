"""The paper exchange's whole state, and what can be read off it: markets, accounts, orders, trades.

``clearing`` changes it, ``checks`` and ``matching`` read it, ``books`` keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from adapters.exchanges.paper.account import Account, exact
from adapters.exchanges.paper.brinks import Brinks
from adapters.exchanges.paper.coverage import CandleWatch, Meter
from adapters.exchanges.paper.markets import Markets
from adapters.exchanges.paper.working import Levels, Working
from core.instrument import Instrument
from core.orders import ZERO, Side
from core.ports import Hint


@dataclass(frozen=True, slots=True)
class Trade:
    """One fill, as the exchange's own record.  ``fee`` quote, ``base_fee`` base coin; ``row`` of the price source.

    ``leg``: "taken" through a limit or market leg, "stopped" through a stop leg.
    """

    n: int
    account: str
    symbol: str
    order: str
    side: Side
    price: Decimal
    quantity: Decimal
    cum_qty: Decimal
    fee: Decimal
    base_fee: Decimal
    maker: bool
    at: datetime
    row: int
    leg: str


@dataclass(slots=True)
class Market:
    """Prices of one symbol and what rests there.

    ``continuous``: fed by candles, so there is always a price to take.
    """

    instrument: Instrument
    bid: Decimal | None = None
    ask: Decimal | None = None
    last: Decimal | None = None
    continuous: bool = False
    row: int = -1
    levels: Levels = field(default_factory=Levels)
    waiting: dict[int, Working] = field(default_factory=dict)
    candles: CandleWatch = field(default_factory=CandleWatch)

    def facing(self, side: Side) -> Decimal | None:
        """The price an order of that side meets: the bid for sells, the ask for buys."""
        return self.bid if side is Side.SELL else self.ask


class State:
    """See the module's head.  ``dirty``, ``touched``, ``fresh``, ``hints``: what changed since they were collected."""

    def __init__(self, markets: Markets) -> None:
        self.listed = markets
        self.markets: dict[str, Market] = {}
        self.accounts: dict[str, Account] = {}
        self.brinks = Brinks(self.accounts, self)
        self.orders: dict[int, Working] = {}
        self.ids: dict[tuple[str, str], Working] = {}
        self.opened: dict[tuple[str, str], dict[int, Working]] = {}
        self.trades: list[Trade] = []
        self.meters: dict[tuple[str, str], Meter] = {}
        self.dirty: dict[int, Working] = {}
        self.touched: dict[tuple[str, str], None] = {}
        self.fresh: set[str] = set()  # accounts opened or given other rules
        self.hints: list[tuple[str, Hint]] = []

    # -- looking up ---------------------------------------------------------------------------

    def market(self, symbol: str) -> Market:
        """The market of a listed symbol; ``KeyError`` if it is not listed."""
        found = self.markets.get(symbol)
        if found is None:
            found = self.markets[symbol] = Market(self.listed[symbol])
        return found

    def instrument(self, symbol: str) -> Instrument:
        return self.listed[symbol]

    def last(self, symbol: str) -> Decimal | None:
        found = self.markets.get(symbol)
        return found.last if found else None

    def open_orders(self, account: str, symbol: str) -> list[Working]:
        """In arrival order; attached children count from their entry's arrival."""
        return sorted(self.opened.get((account, symbol), {}).values(), key=lambda order: order.n)

    def resting(self, symbol: str) -> Iterator[Working]:
        """Open orders of all accounts."""
        for (_, of), orders in self.opened.items():
            if of == symbol:
                yield from orders.values()

    def leaves(self, order: Working) -> Decimal:
        """What may still fill, in base; the position itself for ALL."""
        if order.quantity is None:
            return self.accounts[order.account].position(order.symbol, order.position_side)
        return order.quantity - order.cum_qty

    def reduces(self, order: Working) -> bool:
        """Whether its fills are clipped to the position: reduce-only, or an exit where sides are apart."""
        rules = self.accounts[order.account].rules
        return not rules.spot and ((order.reduce_only and rules.reduce_only) or (rules.hedged and order.exits))

    def reducible(self, order: Working) -> Decimal:
        """The base quantity of the position that it could take off."""
        account = self.accounts[order.account]
        if account.rules.hedged:
            return account.position(order.symbol, order.position_side) if order.exits else ZERO
        return account.reducible(order.symbol, order.side)

    def needs(self, order: Working) -> tuple[str, Decimal]:
        """The coin an order locks while it is open, and how much: balance on spot, initial margin on swaps."""
        instrument, account = self.listed[order.symbol], self.accounts[order.account]
        if account.rules.spot:
            if order.side is Side.SELL:
                return instrument.base, self.leaves(order)
            fee = ZERO if instrument.fee_in_base else instrument.taker
            return instrument.quote, self.leaves(order) * order.worth * (1 + fee)
        if self.reduces(order) or order.quantity is None:
            return instrument.quote, ZERO
        opening = self.leaves(order) if account.rules.hedged else self.leaves(order) - self.reducible(order)
        return instrument.quote, exact(max(opening, ZERO) * order.worth / account.leverage)

    def adopt(self, order: Working) -> None:
        """Take back an order that was kept; the ones after it must follow in arrival order."""
        self.orders[order.n] = order
        self.ids[order.account, order.id] = order
        if order.open:
            self.opened.setdefault((order.account, order.symbol), {})[order.n] = order
            self.rest(order)

    def rest(self, order: Working) -> None:
        """Put an open order where prices find it."""
        market = self.market(order.symbol)
        if order.waiting:
            market.waiting[order.n] = order
        else:
            market.levels.add(order)

    def room(self, order: Working, price: Decimal) -> Decimal | None:
        """How much of it position or balance allow at ``price``; None: all of it."""
        account, instrument = self.accounts[order.account], self.listed[order.symbol]
        if order.quantity is None:
            return self.leaves(order)
        if not account.rules.spot:
            return self.reducible(order) if self.reduces(order) else None
        if order.side is Side.SELL:
            spare = account.unlocked(instrument.base) + order.hold
            return None if self.leaves(order) <= spare else instrument.floor_qty(max(spare, ZERO))
        unit = price if instrument.fee_in_base else price * (1 + instrument.taker)
        spare = account.unlocked(instrument.quote) + order.hold
        if self.leaves(order) * unit <= spare:
            return None
        return instrument.floor_qty(max(spare, ZERO) / unit)

    def meter(self, account: str, symbol: str) -> Meter:
        return self.meters.setdefault((account, symbol), Meter(account, symbol))


def fees(instrument: Instrument, side: Side, quantity: Decimal, price: Decimal, maker: bool) -> tuple[Decimal, Decimal]:
    """(in base coin, in quote): spot buys pay in what they buy where the instrument says so."""
    rate = instrument.maker if maker else instrument.taker
    if instrument.spot and side is Side.BUY and instrument.fee_in_base:
        return quantity * rate, ZERO
    return ZERO, quantity * price * rate

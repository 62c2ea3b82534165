"""Every change of an order, a position or a balance at the paper exchange happens here, and is noted here.

Orders enter, trigger, fill and end; accounts pay; children appear with their parent's first fill.  Which order a price
touches is ``matching``'s business, whether one is accepted is ``checks``'.  Knows no clock: times come in.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from adapters.exchanges.paper.state import Market, State, Trade, fees
from adapters.exchanges.paper.working import Leg, Working
from core.orders import ZERO, Fill, OrderType, OrdStatus, PositionSide, Reason
from core.ports import Pushed, Tick
from core.venue import Layout

LIQUIDATION = "liquidation"  # the order id of trades that nobody ordered


class Clearing(State):
    """The state, and the only methods that change it."""

    # -- orders come and go -------------------------------------------------------------------

    def enter(self, order: Working) -> None:
        """Put an accepted order to work."""
        self.orders[order.n] = order
        self.ids[order.account, order.id] = order
        order.status = OrdStatus.NEW
        if order.quantity is None:
            for other in self.open_orders(order.account, order.symbol):
                same = other.type is order.type and other.position_side is order.position_side
                if same and other.quantity is None:
                    self.end(other, OrdStatus.EXPIRED, Reason.LINKED, "replaced by a newer one")
        self.opened.setdefault((order.account, order.symbol), {})[order.n] = order
        self.rest(order)
        self._changed(order)

    def keep(self, child: Working) -> None:
        """Remember an attached child that its parent's first fill will put to work."""
        child.status = OrdStatus.PENDING_NEW
        self.orders[child.n] = child
        self.ids[child.account, child.id] = child
        self.dirty[child.n] = child

    def trigger(self, order: Working) -> None:
        """Its stop or take condition is met: from now on it takes what the market offers."""
        self._unrest(order)
        order.triggered = True
        if order.type is OrderType.PAIR:
            order.whole = False
        self.rest(order)
        self._changed(order)

    def end(self, order: Working, status: OrdStatus, reason: Reason | None = None, text: str = "") -> None:
        """No more fills; children of an entry that never filled end with it, without having existed."""
        self._unrest(order)
        order.status, order.reason, order.text = status, reason, text
        self.opened[order.account, order.symbol].pop(order.n)
        self._changed(order)
        if not order.cum_qty:
            for n in order.children:
                child = self.orders[n]
                child.status, child.reason, child.text = OrdStatus.EXPIRED, Reason.LINKED, "its entry never filled"
                self._changed(child)

    def alter(self, order: Working, trigger: Decimal | None, price: Decimal | None, quantity: Decimal | None) -> None:
        """Give a resting order these terms; None keeps one."""
        self._unrest(order)
        order.trigger = order.trigger if trigger is None else trigger
        order.price = order.price if price is None else price
        order.quantity = order.quantity if quantity is None else quantity
        order.worth = order.price or order.trigger or order.worth
        self.rest(order)
        self._changed(order)

    def _unrest(self, order: Working) -> None:
        market = self.market(order.symbol)
        if order.waiting:
            market.waiting.pop(order.n)
        else:
            self._lift(market, order, order.legs())

    def _lift(self, market: Market, order: Working, legs: tuple[tuple[Leg, Decimal, bool], ...]) -> None:
        market.levels.remove(order, legs)
        if market.continuous:
            market.candles.left(order, legs)

    def _changed(self, order: Working) -> None:
        account = self.accounts[order.account]
        coin, amount = self.needs(order) if order.open else (self.needs(order)[0], ZERO)
        account.hold(coin, amount - order.hold)
        order.hold = amount
        self.dirty[order.n] = order
        self.touched[order.account, order.symbol] = None
        self.hints.append((order.account, Pushed(order.symbol, order.report(account.rules))))

    # -- trading ------------------------------------------------------------------------------

    def fill(self, order: Working, price: Decimal, size: Decimal | None, maker: bool, at: datetime) -> Decimal:
        """Trade up to ``size`` (None: any amount) at ``price``; the base quantity traded.

        Clipped to the position or the balance, and ended where nothing more can follow.
        """
        room = self.room(order, price)
        quantity = min(amount for amount in (self.leaves(order), size, room) if amount is not None)
        if quantity > ZERO:
            self._execute(order, quantity, price, maker, at)
        if self.leaves(order) <= ZERO and order.cum_qty:
            self.end(order, OrdStatus.FILLED)
        elif room is not None and room <= quantity:
            reason = Reason.FLAT if self.reduces(order) or order.quantity is None else Reason.MARGIN
            self.end(order, OrdStatus.EXPIRED, reason, "nothing left to trade with")
        else:
            self._changed(order)
        self._sweep(order.account, order.symbol)
        return quantity

    def _execute(self, order: Working, quantity: Decimal, price: Decimal, maker: bool, at: datetime) -> None:
        account, instrument = self.accounts[order.account], self.listed[order.symbol]
        base_fee, quote_fee = fees(instrument, order.side, quantity, price, maker)
        opened = ZERO
        if instrument.spot:
            account.spot_trade(instrument, order.side, quantity, price)
        else:
            opened = account.swap_trade(instrument, order.side, order.position_side, quantity, price)
        account.pay_fee(instrument, base_fee, quote_fee)
        self.brinks.moved(order.account)
        fill, first = Fill(quantity, quantity * price, base_fee, quote_fee), not order.cum_qty
        through_stop = order.type is OrderType.STOP or (order.type is OrderType.PAIR and order.triggered)
        if through_stop:
            order.stopped += fill
        else:
            order.taken += fill
            self._break(order)
        self._record(order, quantity, price, (quote_fee, base_fee), maker, at, "stopped" if through_stop else "taken")
        self.meter(order.account, order.symbol).traded(order, quantity, base_fee, opened, instrument.spot)
        if first:
            for n in order.children:
                self.enter(self.orders[n])

    def _break(self, order: Working) -> None:
        """Any fill of a pair's limit leg kills its stop leg; the rest of the limit keeps resting."""
        if order.type is OrderType.PAIR and order.whole:
            legs = order.legs()
            order.whole = False
            gone = tuple(leg for leg in legs if leg[0] is Leg.TRIGGER)
            self._lift(self.market(order.symbol), order, gone)

    def _record(
        self,
        order: Working,
        quantity: Decimal,
        price: Decimal,
        fee: tuple[Decimal, Decimal],
        maker: bool,
        at: datetime,
        leg: str,
    ) -> None:
        self.trades.append(
            Trade(
                n=len(self.trades),
                account=order.account,
                symbol=order.symbol,
                order=order.id,
                side=order.side,
                price=price,
                quantity=quantity,
                cum_qty=order.cum_qty,
                fee=fee[0],
                base_fee=fee[1],
                maker=maker,
                at=at,
                row=self.market(order.symbol).row,
                leg=leg,
            )
        )
        self.touched[order.account, order.symbol] = None

    def _sweep(self, account: str, symbol: str) -> None:
        """Orders that belong to a position disappear with it."""
        if self.accounts[account].rules.layout is not Layout.POSITION:
            return
        for order in self.open_orders(account, symbol):
            if order.quantity is None and not self.leaves(order):
                self.end(order, OrdStatus.EXPIRED, Reason.FLAT, "the position is closed")

    def liquidate(self, name: str, at: datetime) -> None:
        """End every order of an account and close its positions at the last price, each told as an order of its own."""
        account = self.accounts[name]
        for (of, _), orders in list(self.opened.items()):
            if of == name:
                for order in list(orders.values()):
                    if order.open:
                        self.end(order, OrdStatus.EXPIRED, Reason.LIQUIDATED, "the account was liquidated")
        self.brinks.moved(name)
        for held in list(account.held()):
            price, side, quantity = self.last(held.symbol), held.side.exit, held.quantity
            assert price is not None
            instrument = self.listed[held.symbol]
            base_fee, quote_fee = fees(instrument, side, quantity, price, maker=False)
            account.swap_trade(instrument, side, held.side, quantity, price)
            account.pay_fee(instrument, base_fee, quote_fee)
            forced = self._forced(name, held.symbol, held.side, quantity, at)
            forced.taken, forced.status = Fill(quantity, quantity * price, base_fee, quote_fee), OrdStatus.FILLED
            self._record(forced, quantity, price, (quote_fee, base_fee), False, at, "taken")
            self.hints.append((name, Pushed(held.symbol, forced.report(account.rules))))

    @staticmethod
    def _forced(account: str, symbol: str, side: PositionSide, quantity: Decimal, at: datetime) -> Working:
        market = OrderType.MARKET
        return Working(-1, account, symbol, LIQUIDATION, side.exit, side, market, quantity, None, None, True, at)

    # -- what is observed ---------------------------------------------------------------------

    def tick(self, symbol: str, price: Decimal, at: datetime) -> None:
        self.hints.append(("", Tick(symbol, price, at)))

    def observe(self, at: datetime) -> None:
        """Let the meters look at everything that was touched."""
        for name, symbol in self.touched:
            resting = self.opened.get((name, symbol), {}).values()
            self.meter(name, symbol).observe(at, self.accounts[name], self.listed[symbol], resting)

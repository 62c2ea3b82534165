"""The USD-M market as an engine: orders, one-way and hedge mode, reduce-only, margin.

Conditional orders live in ``algo``, which hands real orders in here.  It knows nothing of HTTP.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from tests.loopback import futures_wire as wire
from tests.loopback.market import Level, Market
from tests.loopback.positions import Account
from tests.loopback.terms import FUTURES_SPECS, ZERO, Desk, Fill, Order, Refusal, charge

TAKER, MAKER = Decimal("0.0005"), Decimal("0.0002")  # of the notional, in quote
REDUCE_ONLY_REJECTED = "ReduceOnly Order is rejected."


class Futures:
    """All accounts and markets.  Every method that can be refused raises ``Refusal``.

    ``on_trade`` hears (symbol) after a print, ``on_end`` (account, order) of every order that ended and ``on_flat``
    (account, symbol, position side) of every position that was closed.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.markets = {spec.symbol: Market(spec) for spec in FUTURES_SPECS}
        self.accounts: dict[str, Account] = {}
        self.on_trade: list[Callable[[str], None]] = []
        self.on_end: list[Callable[[Account, Order], None]] = []
        self.on_flat: list[Callable[[Account, str, str], None]] = []

    def market(self, symbol: str) -> Market:
        if symbol not in self.markets:
            raise Refusal(-1121, "Invalid symbol.")
        return self.markets[symbol]

    def price(self, symbol: str) -> Decimal:
        return self.market(symbol).marked or ZERO

    # -- what owners ask for ------------------------------------------------------------------

    def place(self, account: Account, order: Order, *, from_algo: bool = False) -> None:
        """Check and let it trade or rest.  ``from_algo``: resting reductions do not count against it."""
        self._admit(account, order, from_algo=from_algo)
        order.updated = order.created
        account.orders[order.id] = order
        self._tell(account, order, "NEW")

    def work(self, account: Account, order: Order) -> None:
        """Take what is in reach; the rest stays, or ends if it may not rest."""
        market = self.market(order.symbol)
        quantity = order.left
        if account.reduces(order):
            quantity = min(quantity, account.closable(order.symbol, order.position_side, order.side))
        limit = None if order.type == "MARKET" else order.price
        taken = market.reachable(order.side, quantity, limit)
        if order.tif == "FOK" and sum((part for _, part in taken), ZERO) < order.quantity:
            taken = []
        if taken:
            market.take(order.side, taken)
            self._filled(account, order, taken, maker=False)
        if order.open and (order.type == "MARKET" or order.tif in ("IOC", "FOK")):
            self.end(account, order, "EXPIRED")

    def cancel(self, account: Account, order: Order) -> None:
        if not order.open:
            raise Refusal(-2011, "Unknown order sent.")
        self.end(account, order, "CANCELED")

    def modify(self, account: Account, order: Order, quantity: Decimal, price: Decimal) -> None:
        """Change a resting limit order; it keeps its id."""
        if not order.open or order.type != "LIMIT":
            raise Refusal(-2013, "Order does not exist.")
        if (quantity, price) == (order.quantity, order.price):
            raise Refusal(-5027, "No need to modify the order.")
        if quantity <= order.filled:
            self.end(account, order, "CANCELED")
            return
        order.quantity, order.price, order.updated = quantity, price, self.desk.clock()
        self._tell(account, order, "AMENDMENT")
        self.work(account, order)

    # -- what the market does -----------------------------------------------------------------

    def trade(self, symbol: str, price: Decimal, quantity: Decimal) -> None:
        """Others trade: what rests within reach fills, up to ``quantity`` in all, then conditional orders look."""
        self.market(symbol).printed(price, quantity)
        for account, order in self._resting(symbol):
            part = min(order.left, quantity)
            if account.reduces(order):
                part = min(part, account.closable(symbol, order.position_side, order.side))
            if order.open and part and order.crossed_by(price):
                self._filled(account, order, [(order.price, part)], maker=True)
                quantity -= part
        for hear in self.on_trade:
            hear(symbol)

    def _each(self, symbol: str) -> Iterator[tuple[Account, Order]]:
        for account in self.accounts.values():
            for order in account.open_orders(symbol):
                yield account, order

    def _resting(self, symbol: str) -> list[tuple[Account, Order]]:
        """Best price first, then the oldest."""
        return sorted(
            self._each(symbol),
            key=lambda row: (-row[1].price if row[1].side == "BUY" else row[1].price, row[1].created, row[1].id),
        )

    # -- steps --------------------------------------------------------------------------------

    def _admit(self, account: Account, order: Order, *, from_algo: bool) -> None:
        market = self.market(order.symbol)
        if any(order.client == known.client for known in account.open_orders()):
            raise Refusal(-4116, "ClientOrderId is duplicated.")
        if (order.position_side == "BOTH") == account.hedge:
            raise Refusal(-4061, "Order's position side does not match user's setting.")
        if order.tif == "GTX" and market.crosses(order.side, order.price):
            text = "Due to the order could not be executed as maker, the Post Only order will be rejected."
            raise Refusal(-5022, text + " The order will not be recorded in the order history")
        if account.reduces(order):
            closable = account.closable(order.symbol, order.position_side, order.side)
            if not closable:
                raise Refusal(-2022, REDUCE_ONLY_REJECTED)
            resting = ZERO if from_algo else account.resting_reductions(order)
            if resting and resting + order.quantity > closable:
                text = "ReduceOnly Order Failed. Please check your existing position and open orders"
                raise Refusal(-4118, text)
            return
        price = order.price or market.last
        if price is None or (order.type == "MARKET" and not market.reachable(order.side, order.quantity)):
            raise Refusal(-4131, "The counterparty's best price does not meet the PERCENT_PRICE filter limit.")
        if order.quantity * price < market.spec.notional:
            text = f"Order's notional must be no smaller than {market.spec.notional} (unless you choose reduce only)."
            raise Refusal(-4164, text)
        opening = order.quantity - account.closable(order.symbol, order.position_side, order.side)
        if opening * price / account.leverage_of(order.symbol) > account.available(self.price):
            raise Refusal(-2019, "Margin is insufficient.")

    def _filled(self, account: Account, order: Order, parts: Sequence[Level], *, maker: bool) -> None:
        spec, position = self.market(order.symbol).spec, account.position(order.symbol, order.position_side)
        for price, part in parts:
            now = self.desk.clock()
            commission = charge(price * part * (MAKER if maker else TAKER))
            profit = position.apply(part if order.side == "BUY" else -part, price, now)
            account.wallet, account.updated = account.wallet + profit - commission, now
            order.filled, order.cost, order.updated = order.filled + part, order.cost + price * part, now
            order.status = "PARTIALLY_FILLED" if order.left else "FILLED"
            fill = Fill(self.desk.next(), order, price, part, commission, spec.quote, maker, now, profit)
            order.fills.append(fill)
            account.fills.append(fill)
            self.tell_account(account, "ORDER", order.symbol)
            self._tell(account, order, "TRADE", fill)
        if not order.open:
            self._ended(account, order)
        if not position.amount:
            self._flat(account, order.symbol, order.position_side)

    def _flat(self, account: Account, symbol: str, position_side: str) -> None:
        """Nothing is left to close, so what could only close ends too."""
        for order in account.open_orders(symbol):
            if account.reduces(order) and order.position_side == position_side:
                self.end(account, order, "EXPIRED")
        for hear in self.on_flat:
            hear(account, symbol, position_side)

    def end(self, account: Account, order: Order, status: str) -> None:
        order.status, order.updated = status, self.desk.clock()
        self._tell(account, order, status)
        self._ended(account, order)

    def _ended(self, account: Account, order: Order) -> None:
        for hear in self.on_end:
            hear(account, order)

    # -- what owners hear ---------------------------------------------------------------------

    def _tell(self, account: Account, order: Order, kind: str, fill: Fill | None = None) -> None:
        self.desk.push("futures", account.key, wire.order_event(order, kind, fill, self.desk.clock()))

    def tell_account(self, account: Account, reason: str, symbol: str = "") -> None:
        positions = [position for position in account.positions.values() if position.symbol == symbol]
        event = wire.account_event(account, positions, reason, self.price, self.desk.clock())
        self.desk.push("futures", account.key, event)

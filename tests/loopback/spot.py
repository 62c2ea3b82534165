"""The spot market as an engine: balances, orders, stops, and lists of two where one ends the other.

Matching is by price, then by age, against prints and the depth of ``market``.  It knows nothing of HTTP.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tests.loopback import spot_wire as wire
from tests.loopback.market import Level, Market
from tests.loopback.terms import SPOT_SPECS, ZERO, Desk, Fill, Hold, Order, Refusal, charge, fixed, triggered

FEE = Decimal("0.001")  # of what is received, maker and taker alike
MAX_STOPS = 5  # MAX_NUM_ALGO_ORDERS per symbol
STOPS = frozenset({"STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT"})
MARKETS = frozenset({"MARKET", "STOP_LOSS", "TAKE_PROFIT"})
RISING = frozenset({("BUY", "STOP_LOSS"), ("SELL", "TAKE_PROFIT")})
POOR = "Account has insufficient balance for requested action."


@dataclass(slots=True)
class OrderList:
    """Two orders of which one ends the other."""

    id: int
    client: str
    symbol: str
    orders: tuple[Order, ...]
    time: int

    @property
    def open(self) -> bool:
        return any(order.open for order in self.orders)


@dataclass(slots=True)
class Account:
    key: str
    free: dict[str, Decimal] = field(default_factory=dict)
    locked: dict[str, Decimal] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)
    lists: dict[int, OrderList] = field(default_factory=dict)
    fills: list[Fill] = field(default_factory=list)
    updated: int = 0

    def open_orders(self, symbol: str = "") -> list[Order]:
        return [order for order in self.orders.values() if order.open and symbol in ("", order.symbol)]

    def add(self, asset: str, amount: Decimal) -> None:
        self.free[asset] = self.free.get(asset, ZERO) + amount


class Spot:
    """All accounts and markets.  Every method that can be refused raises ``Refusal``."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.markets = {spec.symbol: Market(spec) for spec in SPOT_SPECS}
        self.accounts: dict[str, Account] = {}

    def market(self, symbol: str) -> Market:
        if symbol not in self.markets:
            raise Refusal(-1121, "Invalid symbol.")
        return self.markets[symbol]

    # -- what owners ask for ------------------------------------------------------------------

    def place(self, account: Account, order: Order) -> None:
        """Check, lock, and let it trade or rest."""
        self._admit(account, order)
        order.hold = self._hold(account, self.needs(order))
        self._accept(account, order)
        self._change(account)
        if order.working:
            self._work(account, order)

    def place_list(self, account: Account, orders: tuple[Order, Order], client: str) -> OrderList:
        """Both legs or none; they share one lock, as only one of them can trade."""
        above, below = orders
        if any(known.client == client and known.open for known in account.lists.values()):
            raise Refusal(-2010, "Duplicate order sent.")
        if above.client == below.client:
            raise Refusal(-2010, "Duplicate order sent.")
        for order in orders:
            self._admit(account, order)
        if (above.stop or above.price) <= (below.stop or below.price):
            raise Refusal(-2010, "The relationship of the prices for the orders is not correct.")
        hold = self._hold(account, max((self.needs(order) for order in orders), key=lambda need: need[1]))
        pair = OrderList(self.desk.next(), client, above.symbol, orders, self.desk.clock())
        account.lists[pair.id] = pair
        for order in (below, above):
            order.hold, order.list_id = hold, pair.id
            self._accept(account, order)
        self._tell_list(account, pair, "EXEC_STARTED", "EXECUTING")
        self._change(account)
        return pair

    def cancel(self, account: Account, order: Order, cancel_id: str) -> OrderList | None:
        """End an order; a leg of a list takes its list along, which is then returned."""
        if not order.open:
            raise Refusal(-2011, "Unknown order sent.")
        if order.list_id in account.lists:
            pair = account.lists[order.list_id]
            self.cancel_list(account, pair, cancel_id)
            return pair
        self._end(account, order, "CANCELED", cancel_id)
        self._change(account)
        return None

    def cancel_list(self, account: Account, pair: OrderList, cancel_id: str) -> None:
        if not pair.open:
            raise Refusal(-2011, "Unknown order list sent.")
        for order in pair.orders:
            if order.open:
                self._end(account, order, "CANCELED", cancel_id)
        self._tell_list(account, pair, "ALL_DONE", "ALL_DONE")
        self._change(account)

    # -- what the market does -----------------------------------------------------------------

    def trade(self, symbol: str, price: Decimal, quantity: Decimal) -> None:
        """Others trade: what rests within reach fills, up to ``quantity`` in all, then stops trigger."""
        market = self.market(symbol)
        market.printed(price, quantity)
        for account, order in self._resting(symbol):
            part = min(order.left, quantity)
            if order.open and part and order.crossed_by(price):
                self._filled(account, order, [(order.price, part)], maker=True)
                quantity -= part
        for account, order in list(self._waiting(symbol)):
            rising = (order.side, order.type.removesuffix("_LIMIT")) in RISING
            if order.open and triggered(rising, order.stop, price):
                order.working, order.updated = True, self.desk.clock()
                self._expire_sibling(account, order)
                self._tell(account, order, "NEW")
                self._work(account, order)

    def _each(self, symbol: str) -> Iterator[tuple[Account, Order]]:
        for account in self.accounts.values():
            for order in account.open_orders(symbol):
                yield account, order

    def _resting(self, symbol: str) -> list[tuple[Account, Order]]:
        """Best price first, then the oldest."""
        rows = [row for row in self._each(symbol) if row[1].working]
        return sorted(
            rows, key=lambda row: (-row[1].price if row[1].side == "BUY" else row[1].price, row[1].created, row[1].id)
        )

    def _waiting(self, symbol: str) -> Iterable[tuple[Account, Order]]:
        return [row for row in self._each(symbol) if not row[1].working]

    # -- steps --------------------------------------------------------------------------------

    def _admit(self, account: Account, order: Order) -> None:
        market = self.market(order.symbol)
        if any(order.client == known.client for known in account.open_orders()):
            raise Refusal(-2010, "Duplicate order sent.")
        if order.type == "LIMIT_MAKER" and market.crosses(order.side, order.price):
            raise Refusal(-2010, "Order would immediately match and take.")
        if order.type not in STOPS:
            return
        stops = [known for known in account.open_orders(order.symbol) if known.type in STOPS and not known.working]
        if len(stops) >= MAX_STOPS:
            raise Refusal(-1013, "Filter failure: MAX_NUM_ALGO_ORDERS")
        rising = (order.side, order.type.removesuffix("_LIMIT")) in RISING
        if market.last is not None and triggered(rising, order.stop, market.last):
            raise Refusal(-2010, "Stop price would trigger immediately.")

    def needs(self, order: Order) -> tuple[str, Decimal]:
        """The asset and amount an order locks; a market buy is measured at the book."""
        market = self.market(order.symbol)
        if order.side == "SELL":
            return market.spec.base, order.quantity
        if order.price or order.stop:
            return market.spec.quote, order.quantity * (order.price or order.stop)
        return market.spec.quote, sum((p * q for p, q in market.reachable("BUY", order.quantity)), ZERO)

    def _hold(self, account: Account, need: tuple[str, Decimal]) -> Hold:
        asset, amount = need
        if account.free.get(asset, ZERO) < amount:
            raise Refusal(-2010, POOR)
        account.add(asset, -amount)
        account.locked[asset] = account.locked.get(asset, ZERO) + amount
        return Hold(asset, amount)

    def _release(self, account: Account, hold: Hold, amount: Decimal) -> None:
        """Take up to ``amount`` out of the lock and into the free balance."""
        amount = min(amount, hold.amount)
        hold.amount -= amount
        account.locked[hold.asset] -= amount
        account.add(hold.asset, amount)

    def _accept(self, account: Account, order: Order) -> None:
        order.updated = order.created
        account.orders[order.id] = order
        self._tell(account, order, "NEW")

    def _work(self, account: Account, order: Order) -> None:
        """Take what is in reach; the rest stays, or ends if it may not rest."""
        market = self.market(order.symbol)
        limit = None if order.type in MARKETS else order.price
        taken = market.reachable(order.side, order.left, limit)
        if order.tif == "FOK" and sum((part for _, part in taken), ZERO) < order.left:
            taken = []
        if order.hold is not None and order.side == "BUY":  # a stop that buys at the market may find it too dear
            cost = sum((price * part for price, part in taken), ZERO)
            if cost > order.hold.amount + account.free.get(order.hold.asset, ZERO):
                taken = []
        if taken:
            market.take(order.side, taken)
            self._filled(account, order, taken, maker=False)
        if order.open and (order.type in MARKETS or order.tif in ("IOC", "FOK")):
            self._end(account, order, "EXPIRED")
            self._change(account)

    def _filled(self, account: Account, order: Order, parts: Sequence[Level], *, maker: bool) -> None:
        self._expire_sibling(account, order)
        spec = self.market(order.symbol).spec
        for price, part in parts:
            cost, buys = price * part, order.side == "BUY"
            if order.hold is not None:
                self._release(account, order.hold, cost if buys else part)
            received, asset = (part, spec.base) if buys else (cost, spec.quote)
            commission = charge(received * FEE)
            account.add(spec.quote if buys else spec.base, -cost if buys else -part)
            account.add(asset, received - commission)
            order.filled, order.cost, order.updated = order.filled + part, order.cost + cost, self.desk.clock()
            order.status = "PARTIALLY_FILLED" if order.left else "FILLED"
            fill = Fill(self.desk.next(), order, price, part, commission, asset, maker, order.updated)
            order.fills.append(fill)
            account.fills.append(fill)
            if not order.left and order.hold is not None:
                self._release(account, order.hold, order.hold.amount)
            self._tell(account, order, "TRADE", fill)
        if not order.open and order.list_id in account.lists:
            self._tell_list(account, account.lists[order.list_id], "ALL_DONE", "ALL_DONE")
        self._change(account)

    def _expire_sibling(self, account: Account, order: Order) -> None:
        if order.list_id in account.lists:
            for other in account.lists[order.list_id].orders:
                if other is not order and other.open:
                    self._end(account, other, "EXPIRED")

    def _end(self, account: Account, order: Order, status: str, cancel_id: str = "") -> None:
        order.status, order.updated, order.canceled_as = status, self.desk.clock(), cancel_id
        shared = account.lists[order.list_id].orders if order.list_id in account.lists else ()
        if order.hold is not None and not any(other.open for other in shared):
            self._release(account, order.hold, order.hold.amount)
        self._tell(account, order, status)

    # -- what owners hear ---------------------------------------------------------------------

    def _tell(self, account: Account, order: Order, kind: str, fill: Fill | None = None) -> None:
        self.desk.push("spot", account.key, wire.execution_report(order, kind, fill, self.desk.clock()))

    def _tell_list(self, account: Account, pair: OrderList, kind: str, status: str) -> None:
        event = wire.list_event(pair.id, pair.client, pair.symbol, pair.orders, (kind, status), self.desk.clock())
        self.desk.push("spot", account.key, event)

    def _change(self, account: Account) -> None:
        now = account.updated = self.desk.clock()
        rows = [
            {"a": asset, "f": fixed(amount), "l": fixed(account.locked.get(asset, ZERO))}
            for asset, amount in sorted(account.free.items())
        ]
        event = {"e": "outboundAccountPosition", "E": now, "u": now, "B": rows}
        self.desk.push("spot", account.key, event)

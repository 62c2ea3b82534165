"""Conditional orders of USD-M: they wait on their own list until a price, then become a real order with a new id.

A real order carries the client id of the one that triggered.  It knows nothing of HTTP.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tests.loopback import futures_wire as wire
from tests.loopback.futures import REDUCE_ONLY_REJECTED, Futures
from tests.loopback.positions import Account
from tests.loopback.terms import ZERO, Order, Refusal, plain, triggered

BECOMES = {"STOP": "LIMIT", "TAKE_PROFIT": "LIMIT", "STOP_MARKET": "MARKET", "TAKE_PROFIT_MARKET": "MARKET"}
ENDED = frozenset({"CANCELED", "FINISHED", "REJECTED", "EXPIRED"})


@dataclass(slots=True)
class Algo:
    """``order`` is what will be sent; ``status`` goes NEW, TRIGGERING, TRIGGERED, FINISHED or ends otherwise."""

    id: int
    client: str
    type: str
    trigger: Decimal
    working_type: str
    order: Order
    created: int
    close_position: bool = False
    status: str = "NEW"
    updated: int = 0
    triggered_at: int = 0
    reason: str = ""

    @property
    def waiting(self) -> bool:
        return self.status == "NEW"

    @property
    def rising(self) -> bool:
        return (self.order.side == "BUY") == self.type.startswith("STOP")

    @property
    def sent(self) -> bool:
        """Whether the real order exists."""
        return self.status in ("TRIGGERED", "FINISHED")


class Algos:
    """``counts_resting``: whether a triggered reduce-only order competes with resting ones for the position.

    What the exchange does there is not known, so a test can have it either way.
    """

    def __init__(self, futures: Futures) -> None:
        self.futures, self.desk = futures, futures.desk
        self.of: dict[str, dict[int, Algo]] = {}
        self.counts_resting = False
        futures.on_trade.append(self.look)
        futures.on_end.append(self._finished)
        futures.on_flat.append(self._flat)

    def all(self, account: Account) -> dict[int, Algo]:
        return self.of.setdefault(account.key, {})

    def waiting(self, account: Account, symbol: str = "") -> list[Algo]:
        return [algo for algo in self.all(account).values() if algo.waiting and symbol in ("", algo.order.symbol)]

    def place(self, account: Account, algo: Algo) -> None:
        """Check and let it wait; raises ``Refusal``."""
        order, market = algo.order, self.futures.market(algo.order.symbol)
        waiting = self.waiting(account)
        if any(known.client == algo.client for known in waiting):
            raise Refusal(-4116, "ClientOrderId is duplicated.")
        if (order.position_side == "BOTH") == account.hedge:
            raise Refusal(-4061, "Order's position side does not match user's setting.")
        price = market.marked if algo.working_type == "MARK_PRICE" else market.last
        if price is not None and triggered(algo.rising, algo.trigger, price):
            raise Refusal(-2021, "Order would immediately trigger.")
        if order.tif == "GTE_GTC" and not account.closable(order.symbol, order.position_side, order.side):
            text = "Time in Force (TIF) GTE can only be used with open positions."
            raise Refusal(-4509, text + " Please ensure that positions are available.")
        same = [(known.order.symbol, known.order.side, known.type) for known in waiting if known.close_position]
        if algo.close_position and (order.symbol, order.side, algo.type) in same:
            text = "An open stop or take profit order with GTE and closePosition in the direction is existing."
            raise Refusal(-4130, text)
        self.all(account)[algo.id] = algo
        self._set(account, algo, "NEW")

    def cancel(self, account: Account, algo: Algo) -> None:
        if not algo.waiting:
            raise Refusal(-2011, "Unknown order sent.")
        self._set(account, algo, "CANCELED")

    # -- what happens to them -----------------------------------------------------------------

    def look(self, symbol: str) -> None:
        """Trigger what the last price, or the mark price for those that follow it, has reached."""
        market = self.futures.market(symbol)
        for account in self.futures.accounts.values():
            for algo in self.waiting(account, symbol):
                price = market.marked if algo.working_type == "MARK_PRICE" else market.last
                if algo.waiting and price is not None and triggered(algo.rising, algo.trigger, price):
                    self._send(account, algo)

    def _send(self, account: Account, algo: Algo) -> None:
        order = algo.order
        algo.triggered_at = order.created = self.desk.clock()
        self._set(account, algo, "TRIGGERING")
        closable = account.closable(order.symbol, order.position_side, order.side)
        if algo.close_position:
            order.quantity, order.reduce_only = closable, order.position_side == "BOTH"
        order.id = self.desk.next()
        try:
            if not order.quantity:
                raise Refusal(-2022, REDUCE_ONLY_REJECTED)
            self.futures.place(account, order, from_algo=not self.counts_resting)
        except Refusal as refusal:
            algo.reason = refusal.text
            self._set(account, algo, "REJECTED")
            return
        self._set(account, algo, "TRIGGERED")
        self.futures.work(account, order)

    def _finished(self, account: Account, order: Order) -> None:
        for algo in self.all(account).values():
            if algo.order is order and algo.status == "TRIGGERED":
                self._set(account, algo, "FINISHED")

    def _flat(self, account: Account, symbol: str, position_side: str) -> None:
        for algo in self.waiting(account, symbol):
            if algo.order.tif == "GTE_GTC" and algo.order.position_side == position_side:
                self._set(account, algo, "EXPIRED")

    def _set(self, account: Account, algo: Algo, status: str) -> None:
        algo.status, algo.updated = status, self.desk.clock()
        event = wire.algo_event(algo_row(algo), algo.reason, self.desk.clock())
        self.desk.push("futures", account.key, event)


def algo_row(algo: Algo) -> dict[str, str | int | bool]:
    """A conditional order as every route shows it.  What the real order did stands there once it has ended."""
    order, done = algo.order, algo.status == "FINISHED"
    return {
        "algoId": algo.id,
        "clientAlgoId": algo.client,
        "algoType": "CONDITIONAL",
        "orderType": algo.type,
        "symbol": order.symbol,
        "side": order.side,
        "positionSide": order.position_side,
        "timeInForce": order.tif,
        "quantity": plain(ZERO if algo.close_position else order.quantity),
        "algoStatus": algo.status,
        "actualOrderId": str(order.id) if algo.sent else "",
        "actualPrice": plain(order.average if done else ZERO),
        "actualType": order.type if algo.sent else "",
        "actualQty": plain(order.filled if done else ZERO),
        "triggerPrice": plain(algo.trigger),
        "price": plain(order.price),
        "icebergQuantity": "0",
        "selfTradePreventionMode": "NONE",
        "workingType": algo.working_type,
        "priceMatch": "NONE",
        "closePosition": algo.close_position,
        "priceProtect": False,
        "reduceOnly": order.reduce_only or algo.close_position,
        "createTime": algo.created,
        "updateTime": algo.updated,
        "triggerTime": algo.triggered_at,
        "goodTillDate": 0,
    }

"""The REST routes of conditional USD-M orders."""

from __future__ import annotations

from tests.loopback.algo import BECOMES, Algo, Algos, algo_row
from tests.loopback.futures_routes import check_steps, reduce_only_of, side_of
from tests.loopback.positions import Account
from tests.loopback.routing import Route, Routes, page
from tests.loopback.terms import SIDES, Json, Order, Params, Refusal, client_id, flag, missing, number, word

TIFS = frozenset({"GTC", "IOC", "FOK", "GTX", "GTE_GTC"})
LATER = ("actualOrderId", "actualPrice", "actualType", "actualQty")  # not in the answer to a new order


class AlgoRoutes:
    """One method per route; all take the owner's account and the parameters."""

    def __init__(self, algos: Algos) -> None:
        self.algos = algos

    def table(self) -> Routes:
        api = "/fapi/v1/"
        return {
            ("POST", api + "algoOrder"): Route(0, self.place),
            ("DELETE", api + "algoOrder"): Route(1, self.cancel),
            ("GET", api + "algoOrder"): Route(1, self.order),
            ("GET", api + "openAlgoOrders"): Route(1, self.open_orders),
            ("GET", api + "allAlgoOrders"): Route(5, self.all_orders),
            ("DELETE", api + "algoOpenOrders"): Route(1, self.cancel_all),
        }

    def place(self, account: Account, params: Params) -> Json:
        word(params, "algoType", frozenset({"CONDITIONAL"}))
        algo = self._read(account, params)
        self.algos.place(account, algo)
        row = algo_row(algo)
        return {name: value for name, value in row.items() if name not in LATER}

    def _read(self, account: Account, params: Params) -> Algo:
        type, desk = word(params, "type", frozenset(BECOMES)), self.algos.desk
        spec = self.algos.futures.market(word(params, "symbol")).spec
        becomes, closes = BECOMES[type], flag(params, "closePosition")
        price = number(params, "price", required=becomes == "LIMIT")
        trigger = number(params, "triggerPrice", required=True)
        quantity = number(params, "quantity", required=not closes)
        if closes and (becomes == "LIMIT" or quantity or "reduceOnly" in params):
            raise Refusal(-4136, "Target strategy invalid for orderType, closePosition true.")
        check_steps(spec, quantity or spec.step, price, trigger)
        tif = params.get("timeInForce") or ("GTE_GTC" if closes else "GTC")
        id, now, side = desk.next(), desk.clock(), word(params, "side", SIDES)
        client = client_id(params, "clientAlgoId", f"web{id}")
        word({"timeInForce": tif}, "timeInForce", TIFS)
        order = Order(0, client, spec.symbol, side, becomes, tif, quantity, now)
        order.price, order.orig_type = price, type
        order.position_side, order.reduce_only = side_of(params), reduce_only_of(account, params)
        working = params.get("workingType") or "CONTRACT_PRICE"
        return Algo(id, client, type, trigger, working, order, now, closes)

    def cancel(self, account: Account, params: Params) -> Json:
        algo = self._find(account, params, Refusal(-2011, "Unknown order sent."))
        self.algos.cancel(account, algo)
        return {"algoId": algo.id, "clientAlgoId": algo.client, "code": "200", "msg": "success"}

    def cancel_all(self, account: Account, params: Params) -> Json:
        for algo in self.algos.waiting(account, word(params, "symbol")):
            self.algos.cancel(account, algo)
        return {"code": 200, "msg": "The operation of cancel all open order is done."}

    def order(self, account: Account, params: Params) -> Json:
        return algo_row(self._find(account, params, Refusal(-2013, "Order does not exist.")))

    def open_orders(self, account: Account, params: Params) -> Json:
        return [algo_row(algo) for algo in self.algos.waiting(account, params.get("symbol", ""))]

    def all_orders(self, account: Account, params: Params) -> Json:
        symbol = word(params, "symbol")
        rows = [(a.id, a.created, a) for a in self.algos.all(account).values() if a.order.symbol == symbol]
        return [algo_row(algo) for algo in page(rows, params, "algoId")]

    def _find(self, account: Account, params: Params, refusal: Refusal) -> Algo:
        """By ``algoId`` or ``clientAlgoId``; of several with one client id a waiting one first, then the newest."""
        id, client = params.get("algoId", ""), params.get("clientAlgoId", "")
        if not id and not client:
            raise missing("algoId")
        known = self.algos.all(account).values()
        found = [algo for algo in known if (str(algo.id) == id if id else algo.client == client)]
        if not found:
            raise refusal
        return max(found, key=lambda algo: (algo.waiting, algo.id))

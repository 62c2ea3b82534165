"""The REST routes of USD-M but for conditional orders: parameters in, wire shapes out."""

from __future__ import annotations

from decimal import Decimal

from tests.loopback import futures_wire as wire
from tests.loopback.futures import Futures
from tests.loopback.positions import MAINTENANCE, Account
from tests.loopback.routing import Route, Routes, find, page, public_routes
from tests.loopback.terms import (
    SIDES,
    ZERO,
    Json,
    Order,
    Params,
    Refusal,
    Spec,
    client_id,
    flag,
    number,
    plain,
    whole_steps,
    word,
)

CONDITIONAL = frozenset({"STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET"})
TYPES = frozenset({"LIMIT", "MARKET"}) | CONDITIONAL
POSITION_SIDES = frozenset({"BOTH", "LONG", "SHORT"})
SUCCESS = {"code": 200, "msg": "success"}
MOST = "100000000"  # largest notional of the one bracket there is


class FuturesRoutes:
    """One method per route; all take the owner's account and the parameters."""

    def __init__(self, futures: Futures) -> None:
        self.futures = futures

    def table(self) -> Routes:
        one = {
            ("POST", "order"): Route(0, self.place),
            ("PUT", "order"): Route(1, self.modify),
            ("DELETE", "order"): Route(1, self.cancel),
            ("GET", "order"): Route(1, self.order),
            ("GET", "openOrders"): Route(1, self.open_orders),
            ("DELETE", "allOpenOrders"): Route(1, self.cancel_all),
            ("GET", "allOrders"): Route(5, self.all_orders),
            ("GET", "userTrades"): Route(5, self.trades),
            ("GET", "leverageBracket"): Route(1, self.brackets),
            ("GET", "symbolConfig"): Route(5, self.configurations),
            ("GET", "commissionRate"): Route(20, self.commission),
            ("POST", "leverage"): Route(1, self.set_leverage),
            ("POST", "marginType"): Route(1, self.set_margin),
            ("GET", "positionSide/dual"): Route(30, lambda account, _params: {"dualSidePosition": account.hedge}),
            ("POST", "positionSide/dual"): Route(1, self.set_hedge),
        }
        table: Routes = {(method, "/fapi/v1/" + path): route for (method, path), route in one.items()}
        table.update(public_routes("/fapi/v1/", self.futures.desk, self.futures.markets, self.futures.market))
        table["GET", "/fapi/v1/exchangeInfo"] = Route(1, self.info, signed=False)
        for version in ("v2", "v3"):
            table["GET", f"/fapi/{version}/positionRisk"] = Route(5, self.positions)
            table["GET", f"/fapi/{version}/account"] = Route(5, self.account)
            table["GET", f"/fapi/{version}/balance"] = Route(5, self.balance)
        return table

    def info(self, _account: Account, _params: Params) -> Json:
        symbols = [wire.symbol_info(market.spec) for market in self.futures.markets.values()]
        limits = [{"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": 2400}]
        now = self.futures.desk.clock()
        assets = [{"asset": "USDT", "marginAvailable": True, "autoAssetExchange": "0"}]
        body = {"exchangeFilters": [], "rateLimits": limits, "serverTime": now, "assets": assets}
        return {**body, "symbols": symbols, "timezone": "UTC"}

    # -- orders -------------------------------------------------------------------------------

    def place(self, account: Account, params: Params) -> Json:
        type = word(params, "type", TYPES)
        if type in CONDITIONAL:
            text = "Order type not supported for this endpoint."
            raise Refusal(-4120, text + " Please use the Algo Order API endpoints instead.")
        spec = self.futures.market(word(params, "symbol")).spec
        price = number(params, "price", required=type == "LIMIT")
        tif = word(params, "timeInForce", frozenset(wire.TIFS)) if type == "LIMIT" else "GTC"
        quantity = number(params, "quantity", required=True)
        check_steps(spec, quantity, price)
        if type == "MARKET" and price:
            raise Refusal(-1106, "Parameter 'price' sent when not required.")
        id = self.futures.desk.next()
        client = client_id(params, "newClientOrderId", f"web{id}")
        side = word(params, "side", SIDES)
        order = Order(id, client, spec.symbol, side, type, tif, quantity, self.futures.desk.clock(), price)
        order.position_side, order.reduce_only = side_of(params), reduce_only_of(account, params)
        self.futures.place(account, order)
        self.futures.work(account, order)
        return wire.placed(order, result=params.get("newOrderRespType") == "RESULT")

    def modify(self, account: Account, params: Params) -> Json:
        order = find(account.orders, params, Refusal(-2013, "Order does not exist."))
        quantity, price = number(params, "quantity", required=True), number(params, "price", required=True)
        word(params, "side", SIDES)
        check_steps(self.futures.market(order.symbol).spec, quantity, price)
        self.futures.modify(account, order, quantity, price)
        return wire.placed(order, result=True)

    def cancel(self, account: Account, params: Params) -> Json:
        order = find(account.orders, params, Refusal(-2011, "Unknown order sent."))
        self.futures.cancel(account, order)
        return wire.placed(order, result=True)

    def cancel_all(self, account: Account, params: Params) -> Json:
        for order in account.open_orders(word(params, "symbol")):
            self.futures.cancel(account, order)
        return {"code": 200, "msg": "The operation of cancel all open order is done."}

    def order(self, account: Account, params: Params) -> Json:
        return wire.queried(find(account.orders, params, Refusal(-2013, "Order does not exist.")))

    def open_orders(self, account: Account, params: Params) -> Json:
        return [wire.queried(order) for order in account.open_orders(params.get("symbol", ""))]

    def all_orders(self, account: Account, params: Params) -> Json:
        symbol = word(params, "symbol")
        rows = [(order.id, order.created, order) for order in account.orders.values() if order.symbol == symbol]
        return [wire.queried(order) for order in page(rows, params, "orderId")]

    def trades(self, account: Account, params: Params) -> Json:
        symbol, of = word(params, "symbol"), params.get("orderId", "")
        fills = [fill for fill in account.fills if fill.order.symbol == symbol and of in ("", str(fill.order.id))]
        return [wire.trade_row(fill) for fill in page([(f.id, f.time, f) for f in fills], params, "fromId")]

    # -- the account --------------------------------------------------------------------------

    def positions(self, account: Account, params: Params) -> Json:
        """Version 3: only symbols with a position or an open order."""
        symbol = params.get("symbol", "")
        busy = {order.symbol for order in account.open_orders()} | {p.symbol for p in account.held()}
        sides = ("LONG", "SHORT") if account.hedge else ("BOTH",)
        return [
            wire.position_row(account, account.position(name, side), self.futures.price)
            for name in sorted(busy)
            for side in sides
            if symbol in ("", name)
        ]

    def account(self, account: Account, _params: Params) -> Json:
        return wire.account_row(account, self.futures.price)

    def balance(self, account: Account, _params: Params) -> Json:
        row = wire.account_row(account, self.futures.price)["assets"][0]
        names = ("asset", "crossWalletBalance", "crossUnPnl", "availableBalance", "maxWithdrawAmount", "updateTime")
        shown = {name: row[name] for name in names}
        return [{"accountAlias": "SgsR", "balance": row["walletBalance"], "marginAvailable": True, **shown}]

    def brackets(self, _account: Account, params: Params) -> Json:
        bracket = {"bracket": 1, "initialLeverage": 125, "notionalCap": int(MOST), "notionalFloor": 0}
        ratio = {"maintMarginRatio": float(MAINTENANCE), "cum": 0.0}
        rows = [{"symbol": name, "brackets": [{**bracket, **ratio}]} for name in self.futures.markets]
        return [row for row in rows if params.get("symbol", "") in ("", row["symbol"])]

    def configurations(self, account: Account, params: Params) -> Json:
        return [
            {
                "symbol": name,
                "marginType": "ISOLATED" if name in account.isolated else "CROSSED",
                "isAutoAddMargin": False,
                "leverage": account.leverage_of(name),
                "maxNotionalValue": MOST,
            }
            for name in self.futures.markets
            if params.get("symbol", "") in ("", name)
        ]

    def commission(self, _account: Account, params: Params) -> Json:
        symbol = self.futures.market(word(params, "symbol")).spec.symbol
        return {"symbol": symbol, "makerCommissionRate": "0.000200", "takerCommissionRate": "0.000500"}

    def set_leverage(self, account: Account, params: Params) -> Json:
        symbol, leverage = self.futures.market(word(params, "symbol")).spec.symbol, int(word(params, "leverage"))
        if not 1 <= leverage <= 125:
            raise Refusal(-4028, f"Leverage {leverage} is not valid")
        account.leverage[symbol] = leverage
        return {"leverage": leverage, "maxNotionalValue": MOST, "symbol": symbol}

    def set_margin(self, account: Account, params: Params) -> Json:
        symbol, isolated = self.futures.market(word(params, "symbol")).spec.symbol, params["marginType"] == "ISOLATED"
        if (symbol in account.isolated) == isolated:
            raise Refusal(-4046, "No need to change margin type.")
        account.isolated ^= {symbol}
        return SUCCESS

    def set_hedge(self, account: Account, params: Params) -> Json:
        hedge = flag(params, "dualSidePosition")
        if account.hedge == hedge:
            raise Refusal(-4059, "No need to change position side.")
        if account.held():
            raise Refusal(-4068, "Position side cannot be changed if there exists position.")
        if account.open_orders():
            raise Refusal(-4067, "Position side cannot be changed if there exists open orders.")
        account.hedge = hedge
        return SUCCESS


def side_of(params: Params) -> str:
    return word({"positionSide": "BOTH", **params}, "positionSide", POSITION_SIDES)


def reduce_only_of(account: Account, params: Params) -> bool:
    if account.hedge and "reduceOnly" in params:
        raise Refusal(-1106, "Parameter 'reduceonly' sent when not required.")
    return flag(params, "reduceOnly")


def check_steps(spec: Spec, quantity: Decimal, *prices: Decimal) -> None:
    """-1111 for too many decimals, -4014 for decimals that are no step, -4003 for nothing at all."""
    if not whole_steps(quantity, spec.step) or any(not whole_steps(price, Decimal("0.01")) for price in prices):
        raise Refusal(-1111, "Precision is over the maximum defined for this asset.")
    if quantity <= ZERO:
        raise Refusal(-4003, "Quantity less than or equal to zero.")
    if any(not whole_steps(price, spec.tick) for price in prices):
        raise Refusal(-4014, f"Price not increased by tick size {plain(spec.tick)}.")

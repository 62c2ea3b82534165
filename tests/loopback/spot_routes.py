"""The REST routes of the spot market, and the few of /sapi a trading client asks: parameters in, wire shapes out."""

from __future__ import annotations

from decimal import Decimal

from tests.loopback import spot_wire as wire
from tests.loopback.routing import Route, Routes, find, page, public_routes
from tests.loopback.spot import MARKETS, STOPS, Account, OrderList, Spot
from tests.loopback.terms import (
    SIDES,
    ZERO,
    Json,
    Order,
    Params,
    Refusal,
    client_id,
    fixed,
    number,
    whole_steps,
    word,
)

TIFS = frozenset({"GTC", "IOC", "FOK"})
TYPES = frozenset(wire.ORDER_TYPES)
LIMITS = frozenset({"LIMIT", "STOP_LOSS_LIMIT", "TAKE_PROFIT_LIMIT"})
POST_ORDER = frozenset(
    {"symbol", "side", "type", "timeInForce", "quantity", "quoteOrderQty", "price", "newClientOrderId", "stopPrice"}
    | {"newOrderRespType", "selfTradePreventionMode"}
)
LEG = ("Type", "ClientOrderId", "Price", "StopPrice", "TimeInForce")
POST_OCO = frozenset(
    {"symbol", "side", "quantity", "listClientOrderId", "newOrderRespType", "selfTradePreventionMode"}
    | {leg + what for leg in ("above", "below") for what in LEG}
)
PLAIN = frozenset({"LIMIT", "MARKET"})  # no legs of a list
AUTH = frozenset({"timestamp", "recvWindow", "signature"})


class SpotRoutes:
    """One method per route; all take the owner's account and the parameters."""

    def __init__(self, spot: Spot) -> None:
        self.spot = spot

    def table(self) -> Routes:
        api = "/api/v3/"
        signed = {
            ("POST", "order"): Route(1, self.place),
            ("DELETE", "order"): Route(1, self.cancel),
            ("GET", "order"): Route(4, self.order),
            ("GET", "openOrders"): Route(6, self.open_orders),
            ("DELETE", "openOrders"): Route(1, self.cancel_all),
            ("GET", "allOrders"): Route(20, self.all_orders),
            ("GET", "myTrades"): Route(20, self.trades),
            ("GET", "account"): Route(20, self.account),
            ("POST", "orderList/oco"): Route(1, self.place_list),
            ("DELETE", "orderList"): Route(1, self.cancel_list),
            ("GET", "orderList"): Route(4, self.order_list),
            ("GET", "openOrderList"): Route(6, self.open_lists),
        }
        table: Routes = {(method, api + path): route for (method, path), route in signed.items()}
        table.update(public_routes(api, self.spot.desk, self.spot.markets, self.spot.market))
        table["GET", api + "exchangeInfo"] = Route(20, self.info, signed=False)
        table["GET", "/dapi/v1/exchangeInfo"] = Route(1, lambda _account, _params: {"symbols": []}, signed=False)
        for path in ("capital/config/getall", "margin/allPairs", "margin/isolated/allPairs"):
            table["GET", "/sapi/v1/" + path] = Route(10, lambda _account, _params: [])
        return table

    def info(self, _account: Account, _params: Params) -> Json:
        symbols = [wire.symbol_info(market.spec) for market in self.spot.markets.values()]
        limits = [
            {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": 6000},
            {"rateLimitType": "ORDERS", "interval": "SECOND", "intervalNum": 10, "limit": 100},
        ]
        now = self.spot.desk.clock()
        return {"timezone": "UTC", "serverTime": now, "rateLimits": limits, "exchangeFilters": [], "symbols": symbols}

    # -- orders -------------------------------------------------------------------------------

    def place(self, account: Account, params: Params) -> Json:
        known_only(params, POST_ORDER)
        order = self._read(params, word(params, "type", TYPES), word(params, "symbol"))
        self.spot.place(account, order)
        detail = "FULL" if order.type in ("MARKET", "LIMIT") else "ACK"
        return wire.placed(order, params.get("newOrderRespType") or detail)

    def place_list(self, account: Account, params: Params) -> Json:
        known_only(params, POST_OCO)
        symbol = word(params, "symbol")
        legs = [self._read(params, word(params, leg + "Type", TYPES), symbol, leg) for leg in ("above", "below")]
        if sum(leg.type.startswith("STOP_LOSS") for leg in legs) != 1 or any(leg.type in PLAIN for leg in legs):
            raise Refusal(-1158, "OCO orders must have one stop and one limit or take profit leg.")
        client = client_id(params, "listClientOrderId", f"list{self.spot.desk.next()}")
        pair = self.spot.place_list(account, (legs[0], legs[1]), client)
        return {**_listed(pair), "orderReports": [wire.placed(order, "RESULT") for order in pair.orders]}

    def cancel(self, account: Account, params: Params) -> Json:
        order = find(account.orders, params, Refusal(-2011, "Unknown order sent."))
        return self._canceled(account, order, params)

    def cancel_all(self, account: Account, params: Params) -> Json:
        orders = account.open_orders(word(params, "symbol"))
        if not orders:
            raise Refusal(-2011, "Unknown order sent.")
        return [self._canceled(account, order, params) for order in orders if order.open]

    def _canceled(self, account: Account, order: Order, params: Params) -> Json:
        pair = self.spot.cancel(account, order, self._cancel_id(params))
        return _canceled_list(pair) if pair else wire.canceled(order)

    def _cancel_id(self, params: Params) -> str:
        return client_id(params, "newClientOrderId", f"cancel{self.spot.desk.next()}")

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

    def account(self, account: Account, _params: Params) -> Json:
        balances = [
            {"asset": asset, "free": fixed(free), "locked": fixed(account.locked.get(asset, ZERO))}
            for asset, free in sorted(account.free.items())
        ]
        rates = {"maker": "0.00100000", "taker": "0.00100000", "buyer": "0.00000000", "seller": "0.00000000"}
        flags = {"canTrade": True, "canWithdraw": False, "canDeposit": True, "brokered": False}
        return {
            "makerCommission": 10,
            "takerCommission": 10,
            "buyerCommission": 0,
            "sellerCommission": 0,
            "commissionRates": rates,
            **flags,
            "requireSelfTradePrevention": False,
            "preventSor": False,
            "updateTime": account.updated,
            "accountType": "SPOT",
            "balances": balances,
            "permissions": ["SPOT"],
            "uid": 1,
        }

    # -- lists --------------------------------------------------------------------------------

    def order_list(self, account: Account, params: Params) -> Json:
        unknown = Refusal(-2013, "Order list does not exist.")  # which code it is, no document says
        return _listed(self._find_list(account, params, "origClientOrderId", unknown))

    def open_lists(self, account: Account, _params: Params) -> Json:
        return [_listed(pair) for pair in account.lists.values() if pair.open]

    def cancel_list(self, account: Account, params: Params) -> Json:
        word(params, "symbol")
        pair = self._find_list(account, params, "listClientOrderId", Refusal(-2011, "Unknown order list sent."))
        self.spot.cancel_list(account, pair, self._cancel_id(params))
        return _canceled_list(pair)

    @staticmethod
    def _find_list(account: Account, params: Params, name: str, refusal: Refusal) -> OrderList:
        id, client = params.get("orderListId", ""), params.get(name, "")
        for pair in reversed(account.lists.values()):
            if (id and str(pair.id) == id) or (not id and client and pair.client == client):
                return pair
        raise refusal

    # -- reading ------------------------------------------------------------------------------

    def _read(self, params: Params, type: str, symbol: str, leg: str = "") -> Order:
        """An order out of the parameters, its filters passed.  ``leg``: "above" or "below" of a list."""

        def name(plain: str) -> str:
            return leg + plain[0].upper() + plain[1:] if leg else plain

        market, side = self.spot.market(symbol), word(params, "side", SIDES)
        price = number(params, name("price"), required=type in LIMITS or type == "LIMIT_MAKER")
        stop = number(params, name("stopPrice"), required=type in STOPS)
        tif = word(params, name("timeInForce"), TIFS) if type in LIMITS else "GTC"
        for given, allowed in (("price", type not in MARKETS), ("stopPrice", type in STOPS)):
            if params.get(name(given)) and not allowed:
                raise Refusal(-1106, f"Parameter '{name(given)}' sent when not required.")
        quote = number(params, "quoteOrderQty") if type == "MARKET" else ZERO
        quantity = self._from_quote(symbol, side, quote) if quote else number(params, "quantity", required=True)
        id = self.spot.desk.next()
        client = client_id(params, "newClientOrderId" if not leg else name("clientOrderId"), f"web{id}")
        order = Order(id, client, symbol, side, type, tif, quantity, self.spot.desk.clock(), price, stop, quote)
        order.working = type not in STOPS
        spec = market.spec
        for value, what in ((quantity, "quantity"), (price, name("price")), (stop, name("stopPrice"))):
            if not whole_steps(value, Decimal("0.00000001")):
                raise Refusal(-1111, f"Parameter '{what}' has too much precision.")
        if not whole_steps(price, spec.tick) or not whole_steps(stop, spec.tick):
            raise Refusal(-1013, "Filter failure: PRICE_FILTER")
        if not quantity or not whole_steps(quantity, spec.step):
            raise Refusal(-1013, "Filter failure: LOT_SIZE")
        if quantity * (price or stop or market.last or ZERO) < spec.notional:
            raise Refusal(-1013, "Filter failure: NOTIONAL")
        return order

    def _from_quote(self, symbol: str, side: str, quote: Decimal) -> Decimal:
        market = self.spot.market(symbol)
        levels = market.asks if side == "BUY" else market.bids
        if not levels:
            raise Refusal(-2010, "Market is closed.")
        return quote / levels[0][0] // market.spec.step * market.spec.step


def known_only(params: Params, known: frozenset[str]) -> None:
    """Refuse what the route does not read, as the spot exchange does, so that no misspelt condition gets lost."""
    read = len([name for name in params if name in known | AUTH])
    if read < len(params):
        text = f"Not all sent parameters were read; read '{read}' parameter(s) but was sent '{len(params)}'."
        raise Refusal(-1104, text)


def _listed(pair: OrderList) -> Json:
    return wire.listed(pair.id, pair.client, pair.symbol, pair.orders, pair.time)


def _canceled_list(pair: OrderList) -> Json:
    return {**_listed(pair), "orderReports": [wire.canceled(order) for order in pair.orders]}

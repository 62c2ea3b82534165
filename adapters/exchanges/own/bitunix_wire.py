"""Bitunix on the wire: hosts, routes, signature, and what its error codes mean.

Documents: the futures OpenAPI, https://www.bitunix.com/api-docs/futures/ (pages "Signature introduction", "Error Code"
and the routes' own pages as of 2026-10-01; they carry no version), and the exchange's demo programs, repository
BitunixOfficial/open-api at b1ac4ec (2025-06-04), whose test has the worked signature example.

Not documented, hence not here: a server time, a demo or test host, how old a signed request may be.  Code 10013 stands
in no table, only in the example answer of "Cancel Orders".  Fees are the public fee table's lowest tier (2026-09-22).
Spot has an API of its own (openapi.bitunix.com) that has no stop orders, no push of orders, and no look-up by client
id: an order whose answer is lost cannot be found there, so spot is left out.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from ccxt.base.decimal_to_precision import TICK_SIZE
from ccxt.base.errors import (
    AccountSuspended,
    ArgumentsRequired,
    AuthenticationError,
    BadRequest,
    BadSymbol,
    ContractUnavailable,
    DuplicateOrderId,
    InsufficientFunds,
    InvalidOrder,
    OperationFailed,
    OperationRejected,
    OrderImmediatelyFillable,
    OrderNotFound,
    PermissionDenied,
    RateLimitExceeded,
)
from ccxt.base.types import Entry

from adapters.exchanges.own.enveloped import Enveloped

HOST, PREFIX = "https://fapi.bitunix.com", "/api/v1/futures/"
PUBLIC, PRIVATE, ONE = ["public"], ["private"], MappingProxyType({"cost": 1})

# A code that is not here is an unknown outcome: it is looked up, never taken for a refusal.
CODES: dict[str, type[Exception]] = {
    "1": OperationFailed,  # "Network Error", also said of a missing parameter
    "403": PermissionDenied,
    "10001": OperationFailed,  # "Network Error"
    **dict.fromkeys(("10002", "10008"), BadRequest),
    **dict.fromkeys(("10003", "10007"), AuthenticationError),
    "10004": PermissionDenied,  # address not on the key's list
    **dict.fromkeys(("10005", "10006"), RateLimitExceeded),
    "10013": OrderNotFound,  # "Order status error": filled, canceled, or never there
    **dict.fromkeys(("20001", "20015"), BadSymbol),
    **dict.fromkeys(("20003", "20008"), InsufficientFunds),
    "20005": BadRequest,  # leverage
    **dict.fromkeys(("20006", "20009"), OperationRejected),  # a mode or leverage cannot change now
    **dict.fromkeys(("20007", "30011"), OrderNotFound),  # 30011: "Abnormal order status"
    "20011": PermissionDenied,
    "20012": ContractUnavailable,
    **dict.fromkeys(("20013", "20014"), AccountSuspended),
    "20016": BadRequest,
    **dict.fromkeys(("20002", "30001", "30002", "30003"), InvalidOrder),  # risk limit, liquidation price
    **dict.fromkeys(("30004", "30018", "30019"), InvalidOrder),  # no position to reduce, or one of the other side
    "30005": OrderImmediatelyFillable,
    "30006": ArgumentsRequired,
    **dict.fromkeys(("30007", "30008", "30009", "30010"), InvalidOrder),  # beyond the average entry price
    **dict.fromkeys(("30013", "30014", "30015", "30016", "30017", "30038", "30039", "30041"), InvalidOrder),
    # On the wrong side of mark or last price: it would trigger at once.
    **dict.fromkeys((f"300{n}" for n in (20, 21, 22, 23, *range(26, 35))), OrderImmediatelyFillable),
    **dict.fromkeys(("30024", "30025"), InvalidOrder),  # a stop beyond liquidation
    **dict.fromkeys(("30035", "30036", "30037"), InvalidOrder),
    "30040": PermissionDenied,
    "30042": DuplicateOrderId,
}

HAS = {
    "CORS": None,
    "spot": False,
    "margin": False,
    "swap": True,
    "future": False,
    "option": False,
    "cancelAllOrders": False,  # without a symbol the route ends the whole account's orders
    "cancelOrder": True,
    "createOrder": True,
    "createReduceOnlyOrder": True,
    "createStopLossOrder": True,
    "createTakeProfitOrder": True,
    "createTriggerOrder": False,  # a condition that opens a position does not exist
    "editOrder": True,
    "fetchBalance": True,
    "fetchCanceledOrders": True,
    "fetchClosedOrders": True,
    "fetchCurrencies": False,
    "fetchLeverage": True,
    "fetchMarkets": True,
    "fetchMyTrades": True,
    "fetchOpenOrders": True,
    "fetchOrder": True,
    "fetchPositionMode": True,
    "fetchPositions": True,
    "fetchTicker": True,
    "fetchTickers": True,
    "fetchTime": False,
    "setLeverage": True,
    "setMarginMode": True,
    "watchOrders": True,
    "watchTicker": True,
}


class BitunixWire(Enveloped):
    """Routes and signature.  The limits are 10 requests a second per account, 5 for cancels."""

    public_get_trading_pairs = Entry("market/trading_pairs", PUBLIC, "GET", ONE)
    public_get_tickers = Entry("market/tickers", PUBLIC, "GET", ONE)
    private_get_account = Entry("account", PRIVATE, "GET", ONE)
    private_get_leverage_margin_mode = Entry("account/get_leverage_margin_mode", PRIVATE, "GET", ONE)
    private_post_change_leverage = Entry("account/change_leverage", PRIVATE, "POST", ONE)
    private_post_change_margin_mode = Entry("account/change_margin_mode", PRIVATE, "POST", ONE)
    private_get_pending_positions = Entry("position/get_pending_positions", PRIVATE, "GET", ONE)
    private_post_place_order = Entry("trade/place_order", PRIVATE, "POST", ONE)
    private_post_modify_order = Entry("trade/modify_order", PRIVATE, "POST", ONE)
    private_post_cancel_orders = Entry("trade/cancel_orders", PRIVATE, "POST", MappingProxyType({"cost": 2}))
    private_get_order_detail = Entry("trade/get_order_detail", PRIVATE, "GET", ONE)
    private_get_pending_orders = Entry("trade/get_pending_orders", PRIVATE, "GET", ONE)
    private_get_history_orders = Entry("trade/get_history_orders", PRIVATE, "GET", ONE)
    private_get_history_trades = Entry("trade/get_history_trades", PRIVATE, "GET", ONE)
    private_post_tpsl_place_order = Entry("tpsl/place_order", PRIVATE, "POST", ONE)
    private_post_tpsl_modify_order = Entry("tpsl/modify_order", PRIVATE, "POST", ONE)
    private_post_tpsl_cancel_order = Entry("tpsl/cancel_order", PRIVATE, "POST", ONE)
    private_get_tpsl_pending_orders = Entry("tpsl/get_pending_orders", PRIVATE, "GET", ONE)
    private_get_tpsl_history_orders = Entry("tpsl/get_history_orders", PRIVATE, "GET", ONE)
    private_post_tpsl_position_place_order = Entry("tpsl/position/place_order", PRIVATE, "POST", ONE)
    private_post_tpsl_position_modify_order = Entry("tpsl/position/modify_order", PRIVATE, "POST", ONE)

    def describe(self) -> Any:
        return self.deep_extend(
            super().describe(),
            {
                "id": "bitunix",
                "name": "Bitunix",
                "version": "v1",
                "rateLimit": 100,
                "pro": True,
                "has": HAS,
                "urls": {
                    "www": "https://www.bitunix.com",
                    "doc": "https://www.bitunix.com/api-docs/futures/",
                    "api": {
                        "public": HOST,
                        "private": HOST,
                        "ws": {
                            "public": "wss://fapi.bitunix.com/public/",
                            "private": "wss://fapi.bitunix.com/private/",
                        },
                    },
                },
                "requiredCredentials": {"apiKey": True, "secret": True},
                "precisionMode": TICK_SIZE,
                "fees": {"swap": {"maker": self.parse_number("0.0002"), "taker": self.parse_number("0.0006")}},
                "exceptions": {"exact": CODES, "broad": {}},
                "streaming": {"keepAlive": 10000},
            },
        )

    def sign(
        self,
        path: str,
        api: Any = PUBLIC,
        method: str = "GET",
        params: Any = None,
        headers: Any = None,
        body: Any = None,
    ) -> dict[str, Any]:
        """SHA256(SHA256(nonce + timestamp + key + query + body) + secret), hex; timestamp in milliseconds.

        The query enters as sorted names and values without separators, the body exactly as it is sent ("Signature
        introduction", steps 1 to 4).
        """
        query = dict(self.keysort(params or {}))
        url = self.urls["api"][api[0]] + PREFIX + path
        if method == "GET" and query:
            url += "?" + self.urlencode(query)
        elif method != "GET":
            body = self.json(query)
        if api[0] == "private":
            self.check_required_credentials()
            nonce, now = self.fresh_nonce(), str(self.milliseconds())
            spliced = "".join(f"{name}{value}" for name, value in query.items()) if method == "GET" else ""
            headers = {
                "api-key": self.apiKey,
                "nonce": nonce,
                "timestamp": now,
                "sign": self.signature(nonce, now, spliced + (body or "")),
                "language": "en-US",
                "Content-Type": "application/json",
            }
        return {"url": url, "method": method, "body": body, "headers": headers}

    def fresh_nonce(self) -> str:
        """32 characters, never twice."""
        return str(self.uuid()).replace("-", "")

    def signature(self, nonce: str, timestamp: str, content: str) -> str:
        """For a request, and with empty ``content`` and seconds for the private stream's login."""
        digest = self.hash(self.encode(nonce + timestamp + self.apiKey + content), "sha256")
        return str(self.hash(self.encode(digest + self.secret), "sha256"))

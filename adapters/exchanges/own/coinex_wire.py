"""CoinEx API v2 on the wire: host, routes, signature, and what its error codes mean.

Documents: https://docs.coinex.com/api/v2/ (Authentication, Integration Guide, Error Handling, Rate Limit, the routes'
own pages and the changelog up to 2025-12-18).  Its signature example shows the text to sign but not the result.

The exchange announced that futures end on 2026-09-22 and all trading on 2026-09-29; what is here is for whatever
answers at its address, and none of it was tried there.

Left out: the sockets (every frame is compressed and they need a login of their own), margin trading, and a stop order's
change, which cancels the old order and places a new one.
"""

from __future__ import annotations

import hashlib
from types import MappingProxyType
from typing import Any

from ccxt.base.decimal_to_precision import TICK_SIZE
from ccxt.base.errors import (
    AuthenticationError,
    BadRequest,
    ContractUnavailable,
    ExchangeNotAvailable,
    InsufficientFunds,
    InvalidNonce,
    InvalidOrder,
    MarketClosed,
    NotSupported,
    OperationFailed,
    OperationRejected,
    OrderNotFillable,
    PermissionDenied,
    RateLimitExceeded,
    RequestTimeout,
)
from ccxt.base.types import Entry

from adapters.exchanges.own.enveloped import Enveloped

HOST, VERSION = "https://api.coinex.com", "/v2/"
PUBLIC, PRIVATE = ["public"], ["private"]
KINDS = ("spot", "futures")  # the first word of a path

# A code that is not here is an unknown outcome: it is looked up, never taken for a refusal.
CODES: dict[str, type[Exception]] = {
    **dict.fromkeys(("3008", "4001"), ExchangeNotAvailable),
    "4002": RequestTimeout,
    "4003": OperationFailed,
    "3109": InsufficientFunds,
    **dict.fromkeys(("3127", "3606", *(str(n) for n in range(3612, 3620))), InvalidOrder),
    **dict.fromkeys(("3632", "3633", "3634", "3635"), InvalidOrder),
    "3610": OperationRejected,  # no cancel during the auction
    "3638": OperationRejected,
    **dict.fromkeys(("3620", "3621", "3622", "3627", "3628", "3629"), OrderNotFillable),
    **dict.fromkeys(("3639", "4004", "4009"), BadRequest),
    **dict.fromkeys(("4005", "4006", "4008"), AuthenticationError),
    **dict.fromkeys(("4010", "4017"), InvalidNonce),  # older than the window
    **dict.fromkeys(("4007", "4011", "4115", "4130", "4158", "4512"), PermissionDenied),
    "4018": NotSupported,
    "4117": ContractUnavailable,
    "4159": MarketClosed,
    "4213": RateLimitExceeded,
}

HAS = {
    "CORS": None,
    "spot": True,
    "margin": False,
    "swap": True,
    "future": False,
    "option": False,
    "cancelOrder": True,
    "createOrder": True,
    "createReduceOnlyOrder": True,
    "createStopLossOrder": True,
    "createTakeProfitOrder": True,
    "createTriggerOrder": True,
    "editOrder": True,
    "fetchBalance": True,
    "fetchClosedOrders": True,
    "fetchCurrencies": False,
    "fetchMarkets": True,
    "fetchMyTrades": True,
    "fetchOpenOrders": True,
    "fetchOrder": True,
    "fetchPositions": True,
    "fetchTicker": True,
    "fetchTickers": True,
    "fetchTime": True,
    "setLeverage": True,
    "setMarginMode": True,
    "watchOrders": False,
    "watchTicker": False,
}


def route(path: str, method: str, per_second: int, api: list[str] = PRIVATE) -> Entry:
    """A route that may be asked ``per_second`` times."""
    return Entry(path, api, method, MappingProxyType({"cost": 50 / per_second}))


class CoinExWire(Enveloped):
    """Routes and signature."""

    get_time = route("time", "GET", 50, PUBLIC)
    get_spot_market = route("spot/market", "GET", 50, PUBLIC)
    get_futures_market = route("futures/market", "GET", 50, PUBLIC)
    get_spot_ticker = route("spot/ticker", "GET", 50, PUBLIC)
    get_futures_ticker = route("futures/ticker", "GET", 50, PUBLIC)
    get_spot_balance = route("assets/spot/balance", "GET", 10)
    get_futures_balance = route("assets/futures/balance", "GET", 10)
    get_futures_pending_position = route("futures/pending-position", "GET", 50)
    get_spot_order_status = route("spot/order-status", "GET", 50)
    get_futures_order_status = route("futures/order-status", "GET", 50)
    get_spot_pending_order = route("spot/pending-order", "GET", 50)
    get_futures_pending_order = route("futures/pending-order", "GET", 50)
    get_spot_pending_stop_order = route("spot/pending-stop-order", "GET", 50)
    get_futures_pending_stop_order = route("futures/pending-stop-order", "GET", 50)
    get_spot_finished_order = route("spot/finished-order", "GET", 10)
    get_futures_finished_order = route("futures/finished-order", "GET", 10)
    get_spot_finished_stop_order = route("spot/finished-stop-order", "GET", 10)
    get_futures_finished_stop_order = route("futures/finished-stop-order", "GET", 10)
    get_spot_user_deals = route("spot/user-deals", "GET", 10)
    get_futures_user_deals = route("futures/user-deals", "GET", 10)
    get_spot_order_deals = route("spot/order-deals", "GET", 10)
    get_futures_order_deals = route("futures/order-deals", "GET", 10)
    post_spot_order = route("spot/order", "POST", 30)
    post_futures_order = route("futures/order", "POST", 20)
    post_futures_close_position = route("futures/close-position", "POST", 20)
    post_spot_stop_order = route("spot/stop-order", "POST", 30)
    post_futures_stop_order = route("futures/stop-order", "POST", 20)
    post_futures_set_position_stop_loss = route("futures/set-position-stop-loss", "POST", 20)
    post_futures_set_position_take_profit = route("futures/set-position-take-profit", "POST", 20)
    post_spot_modify_order = route("spot/modify-order", "POST", 30)
    post_futures_modify_order = route("futures/modify-order", "POST", 20)
    post_spot_cancel_order = route("spot/cancel-order", "POST", 60)
    post_futures_cancel_order = route("futures/cancel-order", "POST", 40)
    post_spot_cancel_stop_order = route("spot/cancel-stop-order", "POST", 60)
    post_futures_cancel_stop_order = route("futures/cancel-stop-order", "POST", 40)
    post_spot_cancel_order_by_client_id = route("spot/cancel-order-by-client-id", "POST", 40)
    post_futures_cancel_order_by_client_id = route("futures/cancel-order-by-client-id", "POST", 20)
    post_spot_cancel_stop_order_by_client_id = route("spot/cancel-stop-order-by-client-id", "POST", 40)
    post_futures_cancel_stop_order_by_client_id = route("futures/cancel-stop-order-by-client-id", "POST", 20)
    post_futures_adjust_position_leverage = route("futures/adjust-position-leverage", "POST", 20)

    def describe(self) -> Any:
        return self.deep_extend(
            super().describe(),
            {
                "id": "coinex",
                "name": "CoinEx",
                "version": "v2",
                "rateLimit": 20,
                "pro": False,
                "has": HAS,
                "urls": {
                    "www": "https://www.coinex.com",
                    "doc": "https://docs.coinex.com/api/v2/",
                    "api": {"public": HOST, "private": HOST},
                },
                "requiredCredentials": {"apiKey": True, "secret": True},
                "precisionMode": TICK_SIZE,
                "exceptions": {"exact": CODES, "broad": {}},
                "options": {"defaultType": "spot", "recvWindow": 5000},
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
        """HMAC-SHA256 over method, path with its query, body and the time in milliseconds ("Authentication").

        The exchange refuses a request that is older than ``options["recvWindow"]`` milliseconds.
        """
        place = VERSION + path
        if method == "GET" and params:
            place += "?" + self.urlencode(params)
        elif method != "GET":
            body = self.json(params)
        if api[0] == "private":
            self.check_required_credentials()
            now = str(self.milliseconds())
            headers = {
                "X-COINEX-KEY": self.apiKey,
                "X-COINEX-SIGN": self.signature(f"{method}{place}{body or ''}{now}"),
                "X-COINEX-TIMESTAMP": now,
                "X-COINEX-WINDOWTIME": str(self.options["recvWindow"]),
                "Content-Type": "application/json",
            }
        return {"url": self.urls["api"][api[0]] + place, "method": method, "body": body, "headers": headers}

    def signature(self, text: str) -> str:
        return str(self.hmac(self.encode(text), self.encode(self.secret), hashlib.sha256))

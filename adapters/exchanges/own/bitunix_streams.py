"""Bitunix's pushes, as hints: tickers, and the orders of an account.

Documents: https://www.bitunix.com/api-docs/futures/websocket/ (prepare, Ticker Channel, Order Channel, Tp Sl Channel)
as of 2026-10-01.  After a login the private socket pushes orders and TP/SL orders without a subscription; both come out
of ``watchOrders``.  TP/SL pushes are written ``tpsl`` on one page and ``tp_sl`` on another, so both are heard.  Five
messages a second at most, pings included.  Not documented: how a refused login is answered, so anything with a code or
a result that is not success ends the wait.  Knows nothing that a push could prove: the caller looks by REST.
"""

from __future__ import annotations

from typing import Any

from ccxt.async_support.base.ws.cache import ArrayCacheBySymbolById
from ccxt.base.errors import AuthenticationError

from adapters.exchanges.own.bitunix_read import BitunixReading
from adapters.exchanges.own.enveloped import NONE, Params, Raw

ORDERS, LOGIN = "orders", "login"


class BitunixStreams(BitunixReading):
    """``watchTicker`` and ``watchOrders``."""

    orders: Any  # ccxt's cache, made at the first push

    async def watch_ticker(self, symbol: str, params: Params = NONE) -> Raw:
        await self.load_markets()
        self.only("watchTicker", params, ())
        market = self.market(symbol)
        topic = f"ticker:{market['symbol']}"
        message = {"op": "subscribe", "args": [{"symbol": market["id"], "ch": "ticker"}]}
        return dict(await self.watch(self.urls["api"]["ws"]["public"], topic, message, topic))

    async def watch_orders(
        self, symbol: str | None = None, since: int | None = None, limit: int | None = None, params: Params = NONE
    ) -> list[Raw]:
        """Orders of both kinds as they change; ``trigger`` makes no difference, one login brings both."""
        await self.load_markets()
        self.only("watchOrders", params, ("trigger",))
        topic = ORDERS if symbol is None else f"{ORDERS}:{self.symbol(symbol)}"
        orders = await self.watch(self.urls["api"]["ws"]["private"], topic, self.login_message(), LOGIN)
        if self.newUpdates:
            limit = orders.getLimit(symbol, limit)
        return list(self.filter_by_symbol_since_limit(orders, symbol, since, limit, True))

    def login_message(self) -> Raw:
        """Signed like a request without content, with the time in seconds."""
        self.check_required_credentials()
        nonce, now = self.fresh_nonce(), int(self.seconds())
        sign = self.signature(nonce, str(now), "")
        return {"op": "login", "args": [{"apiKey": self.apiKey, "timestamp": now, "nonce": nonce, "sign": sign}]}

    def ping(self, _client: Any) -> Raw:
        return {"op": "ping", "ping": int(self.seconds())}

    def handle_message(self, client: Any, message: Any) -> None:
        """Route one push.  What is not known is let pass: a hint that is not understood is no hint."""
        if not isinstance(message, dict):
            return
        channel = message.get("ch")
        if channel == "ticker":
            self.hear_ticker(client, message)
        elif channel in ("order", "tpsl", "tp_sl"):
            self.hear_order(client, message)
        elif message.get("op") == "ping":
            client.lastPong = self.milliseconds()
        elif str(message.get("code", "0")) != "0" or self.safe_value(message.get("data"), "result") is False:
            client.subscriptions.pop(LOGIN, None)
            client.reject(AuthenticationError(f"{self.id} {self.json(message)}"))

    def hear_ticker(self, client: Any, message: Raw) -> None:
        ticker = self.parse_ticker({"symbol": message.get("symbol"), **message["data"]})
        ticker["timestamp"] = self.safe_integer(message, "ts")
        ticker["datetime"] = self.iso8601(ticker["timestamp"])
        client.resolve(ticker, f"ticker:{ticker['symbol']}")

    def hear_order(self, client: Any, message: Raw) -> None:
        row = message["data"]
        order = self.parse_tpsl(row) if message["ch"] != "order" else self.parse_order(row)
        if self.orders is None:
            self.orders = ArrayCacheBySymbolById(self.safe_integer(self.options, "ordersLimit", 1000))
        self.orders.append(order)
        client.resolve(self.orders, ORDERS)
        client.resolve(self.orders, f"{ORDERS}:{order['symbol']}")

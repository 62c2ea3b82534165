"""What can be asked of Bitunix: its reads, complete or refused.

Documents: the pages of https://www.bitunix.com/api-docs/futures/ under market, account, position, trade and tp_sl as of
2026-10-01.  Lists answer ten rows unless asked for more, 100 at most, so open lists are read to their end: a list that
is cut off makes a resting stop look gone.  Nothing here changes anything at the exchange.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from ccxt.base.errors import ArgumentsRequired, BadSymbol, OrderNotFound
from ccxt.base.precise import Precise

from adapters.exchanges.own.bitunix_parse import MARGIN, BitunixParsing
from adapters.exchanges.own.enveloped import NONE, PAGE, PAGES, Params, Raw

SETTLED_IN = ("USDT", "USDC")  # the coin-margined contracts (quote USD) are left out
SOME = ("startTime", "endTime", "clientId", "orderId")


class BitunixReading(BitunixParsing):
    """The reads; none of them changes anything."""

    # -- markets --------------------------------------------------------------------------------------

    async def fetch_markets(self, params: Params = NONE) -> list[Raw]:
        answer = await self.public_get_trading_pairs(self.only("fetchMarkets", params, ()))
        return [self.parse_market(row) for row in self.rows(answer) if row.get("quote") in SETTLED_IN]

    async def fetch_ticker(self, symbol: str, params: Params = NONE) -> Raw:
        found = await self.fetch_tickers([symbol], params)
        if symbol not in found:
            raise BadSymbol(f"{self.id} has no ticker of {symbol}")
        return dict(found[symbol])

    async def fetch_tickers(self, symbols: Sequence[str] | None = None, params: Params = NONE) -> dict[str, Raw]:
        """24 hours rolling; the exchange gives no time."""
        await self.load_markets()
        request = self.only("fetchTickers", params, ())
        if symbols:
            request["symbols"] = ",".join(str(self.market(symbol)["id"]) for symbol in symbols)
        rows = self.rows(await self.public_get_tickers(request))
        listed = [row for row in rows if row.get("symbol") in self.markets_by_id]
        return dict(self.filter_by_array_tickers([self.parse_ticker(row) for row in listed], "symbol", symbols))

    # -- the account ----------------------------------------------------------------------------------

    async def futures_account(self, coin: str) -> Raw:
        """The futures account in one margin coin; the documents show one record and a list with it."""
        answer = await self.private_get_account({"marginCoin": coin})
        rows = self.data(answer)
        return self.record({"code": 0, "data": rows[0] if isinstance(rows, list) and rows else rows})

    async def fetch_balance(self, params: Params = NONE) -> Raw:
        """One margin coin, ``marginCoin`` (default USDT).  Profit that is not realized is in no figure."""
        coin = self.only("fetchBalance", params, ("marginCoin",)).get("marginCoin", "USDT")
        row = await self.futures_account(coin)
        used = Precise.string_add(self.safe_string(row, "frozen", "0"), self.safe_string(row, "margin", "0"))
        balance = {"free": self.safe_string(row, "available"), "used": used}
        return dict(self.safe_balance({"info": row, self.safe_currency_code(coin): balance}))

    async def fetch_position_mode(self, symbol: str | None = None, params: Params = NONE) -> Raw:
        row = await self.futures_account(
            str(self.only("fetchPositionMode", params, ("marginCoin",)).get("marginCoin", "USDT"))
        )
        return {"info": row, "hedged": self.safe_string(row, "positionMode") == "HEDGE"}

    async def fetch_leverage(self, symbol: str, params: Params = NONE) -> Raw:
        await self.load_markets()
        market = self.market(symbol)
        request = self.only("fetchLeverage", params, ()) | {"symbol": market["id"], "marginCoin": market["settleId"]}
        row = self.record(await self.private_get_leverage_margin_mode(request))
        leverage = self.safe_integer(row, "leverage")
        return {
            "info": row,
            "symbol": market["symbol"],
            "marginMode": MARGIN.get(str(row.get("marginMode"))),
            "longLeverage": leverage,
            "shortLeverage": leverage,
        }

    async def fetch_positions(self, symbols: Sequence[str] | None = None, params: Params = NONE) -> list[Raw]:
        """Of this account alone: without ``includeSubAccounts`` the exchange adds those of its sub-accounts."""
        await self.load_markets()
        request = self.only("fetchPositions", params, ("positionId",)) | {"includeSubAccounts": "false"}
        if symbols and len(symbols) == 1:
            request["symbol"] = self.market(symbols[0])["id"]
        rows = self.rows(await self.private_get_pending_positions(request))
        found = [self.parse_position(row) for row in rows]
        return list(self.filter_by_array_positions(found, "symbol", symbols))

    # -- orders ---------------------------------------------------------------------------------------

    async def fetch_order(self, id: str, symbol: str | None = None, params: Params = NONE) -> Raw:
        """By id, or by ``clientOrderId``.  ``trigger``: a TP/SL order, by id alone, in both of its lists."""
        await self.load_markets()
        asked = self.only("fetchOrder", params, ("clientOrderId", "trigger"))
        if asked.get("trigger"):
            return await self.tpsl_order(id, symbol)
        request = {"orderId": id} if id else {"clientId": asked.get("clientOrderId")}
        if not any(request.values()):
            raise ArgumentsRequired(f"{self.id} fetchOrder() needs an id or a clientOrderId")
        row = self.data(await self.private_get_order_detail(request))
        if not row:
            raise OrderNotFound(f"{self.id} knows no order {id or request['clientId']}")
        return self.parse_order(row)

    async def tpsl_order(self, id: str, symbol: str | None) -> Raw:
        if not id:
            raise ArgumentsRequired(f"{self.id} finds a TP/SL order by its id only: it carries no client id")
        for rows in (await self.open_tpsl(symbol), await self.closed_tpsl(symbol)):
            for order in rows:
                if order["id"] == id:
                    return order
        raise OrderNotFound(f"{self.id} knows no TP/SL order {id}")

    async def fetch_open_orders(
        self, symbol: str | None = None, since: int | None = None, limit: int | None = None, params: Params = NONE
    ) -> list[Raw]:
        """All of them, page by page.  ``trigger``: the TP/SL orders instead, all again: they carry no time."""
        await self.load_markets()
        if self.only("fetchOpenOrders", params, ("trigger",)).get("trigger"):
            return await self.open_tpsl(symbol)
        return list(self.filter_by_since_limit(await self.open_plain(symbol), since, limit))

    async def open_plain(self, symbol: str | None) -> list[Raw]:
        rows = await self.pages(self.private_get_pending_orders, self.of(symbol), "orderList")
        return [self.parse_order(row) for row in rows]

    async def open_tpsl(self, symbol: str | None) -> list[Raw]:
        rows = await self.pages(self.private_get_tpsl_pending_orders, self.of(symbol))
        return [self.parse_order({"status": "NEW", **row}) for row in rows]

    async def closed_tpsl(self, symbol: str | None) -> list[Raw]:
        rows = await self.pages(self.private_get_tpsl_history_orders, self.of(symbol), "orderList", most=1)
        return [self.parse_order(row) for row in rows]

    async def fetch_closed_orders(
        self, symbol: str | None = None, since: int | None = None, limit: int | None = None, params: Params = NONE
    ) -> list[Raw]:
        """The newest 100 that are not canceled, of 90 days.  ``trigger``: ended TP/SL orders, however they ended."""
        await self.load_markets()
        asked = self.only("fetchClosedOrders", params, ("trigger", *SOME))
        if asked.pop("trigger", False):
            return list(self.filter_by_since_limit(await self.closed_tpsl(symbol), since, limit))
        return await self.history(symbol, since, limit, {**asked, "queryCanceled": "false"})

    async def fetch_canceled_orders(
        self, symbol: str | None = None, since: int | None = None, limit: int | None = None, params: Params = NONE
    ) -> list[Raw]:
        """The newest 100 of the last three days; no other list has them."""
        await self.load_markets()
        asked = self.only("fetchCanceledOrders", params, SOME)
        return await self.history(symbol, since, limit, {**asked, "queryCanceled": "true"})

    async def history(self, symbol: str | None, since: int | None, limit: int | None, asked: Raw) -> list[Raw]:
        request = self.of(symbol) | asked | ({"startTime": since} if since else {})
        rows = await self.pages(self.private_get_history_orders, request, "orderList", most=1)
        return list(self.filter_by_since_limit([self.parse_order(row) for row in rows], since, limit))

    async def fetch_my_trades(
        self, symbol: str | None = None, since: int | None = None, limit: int | None = None, params: Params = NONE
    ) -> list[Raw]:
        """The newest 100, or all of one order or position (``orderId``, ``positionId``)."""
        await self.load_markets()
        asked = self.only("fetchMyTrades", params, ("orderId", "positionId", "startTime", "endTime"))
        request = self.of(symbol) | asked | ({"startTime": since} if since else {})
        most = PAGES if asked.get("orderId") or asked.get("positionId") else 1
        rows = await self.pages(self.private_get_history_trades, request, "tradeList", most=most)
        return list(self.filter_by_since_limit([self.parse_trade(row) for row in rows], since, limit))

    def of(self, symbol: str | None) -> Raw:
        return {"symbol": self.market(symbol)["id"]} if symbol else {}

    async def pages(
        self, ask: Callable[[Raw], Awaitable[Any]], request: Raw, key: str = "", most: int = PAGES
    ) -> list[Raw]:
        """``most`` answers' worth of a list; ``ExchangeError`` if an open list goes on behind the last one."""
        found: list[Raw] = []
        for page in range(most):
            rows = self.rows(await ask(request | {"skip": page * PAGE, "limit": PAGE}), key)
            found += rows
            if len(rows) < PAGE:
                return found
        if most == PAGES:
            raise self.too_long()
        return found

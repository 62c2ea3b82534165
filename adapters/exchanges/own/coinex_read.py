"""What can be asked of CoinEx: its reads, complete or refused.

Documents: the pages of https://docs.coinex.com/api/v2/ under common, assets, spot and futures.  Lists are read page by
page (100 rows, ``pagination.has_next``) to their end, because a list that is cut off makes a resting stop look gone.

An order canceled without a fill is kept nowhere, so ``OrderNotFound`` says "ended unfilled, or never there".  Futures
hold one position a market, of either side.  Where no symbol is given, ``type`` ("spot" or "swap") chooses the market.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ccxt.base.errors import ArgumentsRequired, BadRequest, BadResponse, BadSymbol, OrderNotFound
from ccxt.base.precise import Precise

from adapters.exchanges.own.coinex_parse import CoinExParsing
from adapters.exchanges.own.enveloped import NONE, PAGE, PAGES, Params, Raw

TYPES = {"SPOT": "spot", "FUTURES": "swap"}


class CoinExReading(CoinExParsing):
    """The reads; none of them changes anything."""

    def kind(self, symbol: str | None, asked: Raw) -> str:
        """``spot`` or ``futures``, of the symbol, else of ``type`` (taken out of ``asked``), else of our default."""
        type = asked.pop("type", None) or self.options["defaultType"]
        if symbol is not None:
            type = self.market(symbol)["type"]
        return self.one_of("market type", type, {"spot": "spot", "swap": "futures"})

    def place(self, kind: str, symbol: str | None = None) -> Raw:
        """The two fields that say where."""
        return ({"market": self.market(symbol)["id"]} if symbol else {}) | {"market_type": kind.upper()}

    async def fetch_time(self, params: Params = NONE) -> int:
        row = self.record(await self.get_time(self.only("fetchTime", params, ())))
        if (at := self.safe_integer(row, "timestamp")) is None:
            raise BadResponse(f"{self.id} answered its time without one")
        return int(at)

    async def fetch_markets(self, params: Params = NONE) -> list[Raw]:
        """Spot and linear contracts; inverse ones are left out."""
        self.only("fetchMarkets", params, ())
        rows = self.rows(await self.get_spot_market()) + self.rows(await self.get_futures_market())
        return [self.parse_market(row) for row in rows if row.get("contract_type", "linear") == "linear"]

    async def fetch_ticker(self, symbol: str, params: Params = NONE) -> Raw:
        found = await self.fetch_tickers([symbol], params)
        if symbol not in found:
            raise BadSymbol(f"{self.id} has no ticker of {symbol}")
        return dict(found[symbol])

    async def fetch_tickers(self, symbols: Sequence[str] | None = None, params: Params = NONE) -> dict[str, Raw]:
        """24 hours rolling, of one kind of market; the exchange gives no time."""
        await self.load_markets()
        asked = self.only("fetchTickers", params, ("type",))
        kinds = {self.kind(symbol, dict(asked)) for symbol in symbols or (None,)}
        if len(kinds) != 1:
            raise BadRequest(f"{self.id} gives tickers of spot or of futures at a time")
        [kind] = kinds
        few = symbols is not None and len(symbols) <= 10
        request = {"market": ",".join(str(self.market(symbol)["id"]) for symbol in symbols or ())} if few else {}
        rows = self.rows(await (self.get_spot_ticker if kind == "spot" else self.get_futures_ticker)(request))
        found = [
            self.parse_ticker({**row, "market_type": kind.upper()})
            for row in rows
            if row.get("market") in self.markets_by_id
        ]
        return dict(self.filter_by_array_tickers(found, "symbol", symbols))

    async def fetch_balance(self, params: Params = NONE) -> Raw:
        """Of ``type``: the spot account, or the futures account without profit that is not realized."""
        await self.load_markets()
        asked = self.only("fetchBalance", params, ("type",))
        rows = self.rows(
            await (self.get_spot_balance if self.kind(None, asked) == "spot" else self.get_futures_balance)()
        )
        balance: Raw = {"info": rows}
        for row in rows:
            used = Precise.string_add(self.safe_string(row, "frozen", "0"), self.safe_string(row, "margin", "0"))
            balance[self.safe_currency_code(row["ccy"])] = {"free": self.safe_string(row, "available"), "used": used}
        return dict(self.safe_balance(balance))

    async def fetch_positions(self, symbols: Sequence[str] | None = None, params: Params = NONE) -> list[Raw]:
        await self.load_markets()
        self.only("fetchPositions", params, ())
        one = symbols[0] if symbols and len(symbols) == 1 else None
        rows = await self.pages(self.get_futures_pending_position, self.place("futures", one))
        return list(self.filter_by_array_positions([self.parse_position(row) for row in rows], "symbol", symbols))

    # -- orders ---------------------------------------------------------------------------------------

    async def fetch_order(self, id: str, symbol: str | None = None, params: Params = NONE) -> Raw:
        """By id, or by ``clientOrderId`` in the open and the ended list.  ``trigger``: a stop order, in both."""
        await self.load_markets()
        asked = self.only("fetchOrder", params, ("clientOrderId", "trigger"))
        ours, trigger = asked.get("clientOrderId"), bool(asked.get("trigger"))
        if symbol is None or not (id or ours):
            raise ArgumentsRequired(f"{self.id} fetchOrder() needs a symbol, and an id or a clientOrderId")
        kind = self.kind(symbol, {})
        if id and not trigger:
            ask = self.get_spot_order_status if kind == "spot" else self.get_futures_order_status
            row = self.data(await ask({"market": self.market(symbol)["id"], "order_id": id}))
            if not row:
                raise OrderNotFound(f"{self.id} keeps no order {id}")
            return self.parse_order(self.record({"code": 0, "data": row}), self.market(symbol))
        more = {"client_id": str(ours)} if ours else {}
        for ended in (False, True):
            rows = await self.listed(kind, symbol, trigger, ended, {} if ended else more)
            for row in rows:
                if (row["id"] == id) if id else (row["clientOrderId"] == str(ours)):
                    return row
        raise OrderNotFound(f"{self.id} keeps no order {id or ours}")

    async def fetch_open_orders(
        self, symbol: str | None = None, since: int | None = None, limit: int | None = None, params: Params = NONE
    ) -> list[Raw]:
        """All of them.  ``trigger``: the stop orders instead; a position's own stop is on the position."""
        await self.load_markets()
        asked = self.only("fetchOpenOrders", params, ("trigger", "type", "clientOrderId"))
        more = {"client_id": str(asked["clientOrderId"])} if "clientOrderId" in asked else {}
        found = await self.listed(self.kind(symbol, asked), symbol, bool(asked.get("trigger")), False, more)
        return list(self.filter_by_since_limit(found, since, limit))

    async def fetch_closed_orders(
        self, symbol: str | None = None, since: int | None = None, limit: int | None = None, params: Params = NONE
    ) -> list[Raw]:
        """The newest 100 that ended, canceled ones among them.  ``trigger``: the stop orders instead."""
        await self.load_markets()
        asked = self.only("fetchClosedOrders", params, ("trigger", "type"))
        found = await self.listed(self.kind(symbol, asked), symbol, bool(asked.get("trigger")), True, {}, most=1)
        return list(self.filter_by_since_limit(found, since, limit))

    async def listed(
        self, kind: str, symbol: str | None, trigger: bool, ended: bool, more: Raw, most: int = PAGES
    ) -> list[Raw]:
        """One of the eight lists: of a kind, plain or stop, open or ended."""
        name = f"get_{kind}_{'finished' if ended else 'pending'}_{'stop_order' if trigger else 'order'}"
        rows = await self.pages(getattr(self, name), self.place(kind, symbol) | more, most)
        state = {"status": "finished" if ended else "open"}
        return [self.parse_order({**state, "market_type": kind.upper(), **row}) for row in rows]

    async def fetch_my_trades(
        self, symbol: str | None = None, since: int | None = None, limit: int | None = None, params: Params = NONE
    ) -> list[Raw]:
        """The newest 100 of a market, or all of one order (``orderId``)."""
        await self.load_markets()
        asked = self.only("fetchMyTrades", params, ("orderId",))
        if symbol is None:
            raise ArgumentsRequired(f"{self.id} fetchMyTrades() needs a symbol")
        kind, market = self.kind(symbol, {}), self.market(symbol)
        name = f"get_{kind}_{'order' if 'orderId' in asked else 'user'}_deals"
        request = self.place(kind, symbol) | ({"order_id": str(asked["orderId"])} if "orderId" in asked else {})
        if since and "orderId" not in asked:
            request["start_time"] = since
        rows = await self.pages(getattr(self, name), request, PAGES if "orderId" in asked else 1)
        return list(self.filter_by_since_limit([self.parse_trade(row, market) for row in rows], since, limit))

    async def pages(self, ask: Any, request: Raw, most: int = PAGES) -> list[Raw]:
        """``most`` answers' worth of a list; ``ExchangeError`` if an open list goes on behind the last one."""
        found: list[Raw] = []
        for page in range(1, most + 1):
            answer = await ask(request | {"page": page, "limit": PAGE})
            rows = self.rows(answer)
            found += rows
            if len(rows) < PAGE and not self.safe_bool(answer.get("pagination"), "has_next", False):
                return found
        if most == PAGES:
            raise self.too_long()
        return found

"""CoinEx spot and linear futures as a ccxt exchange: what changes something, each request whole or not at all.

Documents: the pages of https://docs.coinex.com/api/v2/ under spot/order, futures/order and futures/position.  The
exchange announced its end for September 2026 (``coinex_wire``); nothing here was ever accepted by it.

How ccxt's words are said here:
- ``triggerPrice`` places a stop order.  The exchange takes from the price of the moment which way it triggers, so
  ``stopLossPrice`` and ``takeProfitPrice`` have no place on spot.
- ``reduceOnly`` closes through ``futures/close-position``, which names no side: the position is looked up first, and
  must be one that ``side`` reduces.  One that turns between the look and the order would still be closed, never opened.
  A stop order cannot reduce only.
- ``stopLossPrice`` or ``takeProfitPrice`` with ``tpslMode: "position"`` and without an amount sets the position's own
  stop or target in place of all it has of that kind.  It closes all at the market and has no id; it is looked up on the
  position, and is gone with it.  Stops for a part of a position are left out, because how the exchange lists them was
  not found.
- Leverage and margin mode are one request, so each needs the other said.

Nothing else is passed on: a parameter without a place raises ``NotSupported`` and nothing is sent.
"""

from __future__ import annotations

from typing import Any

from ccxt.base.errors import ArgumentsRequired, BadResponse, InvalidOrder, NotSupported, OrderNotFound

from adapters.exchanges.own.coinex_read import CoinExReading
from adapters.exchanges.own.enveloped import NONE, Params, Raw

TRIGGERS = {"last": "latest_price", "mark": "mark_price", "index": "index_price"}
SIDES = {"buy": "buy", "sell": "sell"}
TYPES = {"GTC": "limit", "IOC": "ioc", "FOK": "fok", "PO": "maker_only"}
MARGIN_MODES = {"isolated": "isolated", "cross": "cross"}
LEGS = {"stopLossPrice": "stop_loss", "takeProfitPrice": "take_profit"}

PLAIN = frozenset({"clientOrderId", "timeInForce", "postOnly", "reduceOnly", "triggerPrice", "triggerPriceType"})
OWN = frozenset({"reduceOnly", "triggerPriceType", "tpslMode", *LEGS})


class CoinEx(CoinExReading):
    """See the module's head."""

    async def create_order(
        self, symbol: str, type: str, side: str, amount: Any, price: Any = None, params: Params = NONE
    ) -> Raw:
        """A market or limit order, a stop order (``triggerPrice``), or a position's own stop or target."""
        await self.load_markets()
        self.one_of("order type", type, {"market": "", "limit": ""})
        self.one_of("side", side, SIDES)
        if any(name in params for name in (*LEGS, "tpslMode")):
            return await self.set_own(symbol, type, side, amount, price, self.only("createOrder", params, OWN))
        asked = self.only("createOrder", params, PLAIN)
        kind, effect = self.kind(symbol, {}), self.effect(type, asked)
        request = self.place(kind, symbol) | {"type": "market" if type == "market" else TYPES[effect]}
        request["amount"] = self.quantity(symbol, amount)
        if type == "limit":
            request["price"] = self.level(symbol, price)
        elif price is not None:
            raise InvalidOrder(f"{self.id} has no place for the price of a market order; nothing was sent")
        if asked.get("clientOrderId"):
            request["client_id"] = str(asked["clientOrderId"])
        if asked.get("reduceOnly"):
            return await self.reduce(symbol, side, request, asked)
        request["side"] = side
        if kind == "spot" and type == "market":
            request["ccy"] = self.market(symbol)["baseId"]  # else a buy counts in the quote coin
        if "triggerPrice" in asked:
            return await self.create_stop(symbol, kind, request, asked)
        if "triggerPriceType" in asked:
            raise InvalidOrder(f"{self.id} has a triggerPriceType without a trigger; nothing was sent")
        send = self.post_spot_order if kind == "spot" else self.post_futures_order
        return self.told(await send(request), "order_id", request)

    async def create_stop(self, symbol: str, kind: str, request: Raw, asked: Raw) -> Raw:
        request["trigger_price"] = self.level(symbol, asked["triggerPrice"])
        if kind == "futures":
            said = asked.get("triggerPriceType", "last")
            request["trigger_price_type"] = self.one_of("triggerPriceType", said, TRIGGERS)
        elif asked.get("triggerPriceType", "last") != "last":
            raise InvalidOrder(f"{self.id} triggers spot orders by the last price only; nothing was sent")
        send = self.post_spot_stop_order if kind == "spot" else self.post_futures_stop_order
        return self.told(await send(request), "stop_id", request)

    async def reduce(self, symbol: str, side: str, request: Raw, asked: Raw) -> Raw:
        if "triggerPrice" in asked or "triggerPriceType" in asked:
            raise InvalidOrder(f"{self.id} has no stop order that only reduces; nothing was sent")
        await self.must_reduce(symbol, side)
        answer = await self.post_futures_close_position(request)
        return {**self.told(answer, "order_id", {**request, "side": side}), "reduceOnly": True}

    async def must_reduce(self, symbol: str, side: str) -> None:
        """``InvalidOrder`` unless there is a position that ``side`` reduces: the request itself cannot say it."""
        if not self.market(symbol)["swap"]:
            raise InvalidOrder(f"{self.id} has no positions on spot; nothing was sent")
        held = "long" if side == "sell" else "short"
        if [position["side"] for position in await self.fetch_positions([symbol])] != [held]:
            raise InvalidOrder(f"{self.id} holds no {held} position of {symbol}; nothing was sent")

    async def set_own(self, symbol: str, type: str, side: str, amount: Any, price: Any, asked: Raw) -> Raw:
        """A position's own stop or target.  The answer is the position: the order that is told has no id."""
        legs = [name for name in LEGS if name in asked]
        if self.market(symbol)["spot"]:
            raise NotSupported(
                f"{self.id} cannot say a stop or a target on spot, only a triggerPrice; nothing was sent"
            )
        if len(legs) != 1 or asked.get("tpslMode") != "position":
            raise NotSupported(f"{self.id} sets one of a position's own stop and target at a time; nothing was sent")
        if type != "market" or amount is not None or price is not None:
            raise InvalidOrder(f"{self.id} closes all at the market when a position's stop triggers; nothing was sent")
        if asked.get("reduceOnly") is False:
            raise InvalidOrder(f"{self.id} has no stop of a position that may open one; nothing was sent")
        leg, level = LEGS[legs[0]], self.level(symbol, asked[legs[0]])
        by = self.one_of("triggerPriceType", asked.get("triggerPriceType", "last"), TRIGGERS)
        await self.must_reduce(symbol, side)
        request = self.place("futures", symbol) | {f"{leg}_type": by, f"{leg}_price": level}
        stop = leg == "stop_loss"
        send = self.post_futures_set_position_stop_loss if stop else self.post_futures_set_position_take_profit
        row = self.record(await send(request))
        if row.get("position_id") is None:
            raise BadResponse(f"{self.id} answered a position's stop without the position")
        told = {"symbol": symbol, "type": type, "side": side, "reduceOnly": True, "status": "open"}
        return dict(self.safe_order({**told, "triggerPrice": level, legs[0]: level, "info": row}))

    def told(self, answer: Any, name: str, request: Raw) -> Raw:
        """The order that an answer names, in the words of what was asked where it leaves them out."""
        row = self.record(answer)
        if not row.get(name):
            raise BadResponse(f"{self.id} answered an order without its id")
        return {**self.parse_order({**request, **row}), "info": row}

    async def edit_order(
        self,
        id: str,
        symbol: str,
        type: str,
        side: str,
        amount: Any = None,
        price: Any = None,
        params: Params = NONE,
    ) -> Raw:
        """Change a resting limit order's amount or price in place.  Stop orders cannot be changed in place."""
        await self.load_markets()
        self.only("editOrder", params, ())
        self.one_of("side", side, SIDES)
        if type != "limit" or (amount is None and price is None):
            raise ArgumentsRequired(f"{self.id} changes a limit order's amount or price; nothing was sent")
        kind = self.kind(symbol, {})
        request = self.place(kind, symbol) | {"order_id": self.number_of(id)}
        if amount is not None:
            request["amount"] = self.quantity(symbol, amount)
        if price is not None:
            request["price"] = self.level(symbol, price)
        send = self.post_spot_modify_order if kind == "spot" else self.post_futures_modify_order
        return self.told(await send(request), "order_id", {**request, "side": side, "type": type})

    async def cancel_order(self, id: str, symbol: str | None = None, params: Params = NONE) -> Raw:
        """By id or ``clientOrderId``; ``trigger``: a stop order.  ``OrderNotFound`` if a client id names nothing."""
        await self.load_markets()
        asked = self.only("cancelOrder", params, ("clientOrderId", "trigger"))
        ours, word = asked.get("clientOrderId"), "stop" if asked.get("trigger") else "order"
        if symbol is None or not (id or ours):
            raise ArgumentsRequired(f"{self.id} cancels by symbol, and id or clientOrderId; nothing was sent")
        kind = self.kind(symbol, {})
        name = f"post_{kind}_cancel_{'stop_order' if word == 'stop' else 'order'}" + ("" if id else "_by_client_id")
        request = self.place(kind, symbol)
        request |= {f"{word}_id": self.number_of(id)} if id else {"client_id": str(ours)}
        answer = await getattr(self, name)(request)
        if id:
            return self.told(answer, f"{word}_id", request)
        parts = self.rows(answer)
        for part in parts:
            if str(part.get("code")) != "0":
                self.refused(str(part.get("code")), f"{self.id} {self.json(part)}")
        if not parts:
            raise OrderNotFound(f"{self.id} canceled nothing: no open order carries {ours}")
        return self.told(parts[0], f"{word}_id", request)

    async def set_leverage(self, leverage: int, symbol: str | None = None, params: Params = NONE) -> Raw:
        """Needs ``marginMode`` in ``params``: the request sets both."""
        asked = self.only("setLeverage", params, ("marginMode",))
        return await self.adjust(symbol, leverage, asked.get("marginMode"))

    async def set_margin_mode(self, margin_mode: str, symbol: str | None = None, params: Params = NONE) -> Raw:
        """Needs ``leverage`` in ``params``: the request sets both."""
        asked = self.only("setMarginMode", params, ("leverage",))
        return await self.adjust(symbol, asked.get("leverage"), margin_mode)

    async def adjust(self, symbol: str | None, leverage: Any, margin_mode: Any) -> Raw:
        await self.load_markets()
        if symbol is None or leverage is None or margin_mode is None:
            raise ArgumentsRequired(f"{self.id} sets leverage and margin mode together; nothing was sent")
        if not self.market(symbol)["swap"]:
            raise NotSupported(f"{self.id} has no leverage on {symbol}; nothing was sent")
        request = self.place("futures", symbol) | {"leverage": int(leverage)}
        request["margin_mode"] = self.one_of("margin mode", margin_mode, MARGIN_MODES)
        return {"info": self.record(await self.post_futures_adjust_position_leverage(request))}

    def number_of(self, id: str) -> int:
        """The exchange wants its ids as numbers.  ``InvalidOrder`` for what is none; nothing was sent."""
        if not str(id).isdecimal():
            raise InvalidOrder(f"{self.id} has no order {id!r}: its ids are numbers; nothing was sent")
        return int(id)

    def quantity(self, symbol: str, amount: Any) -> str:
        if amount is None:
            raise ArgumentsRequired(f"{self.id} needs an amount; nothing was sent")
        return str(self.amount_to_precision(symbol, amount))

    def level(self, symbol: str, price: Any) -> str:
        if price is None:
            raise ArgumentsRequired(f"{self.id} needs a price; nothing was sent")
        return str(self.price_to_precision(symbol, price))

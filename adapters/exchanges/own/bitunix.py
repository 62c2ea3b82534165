"""Bitunix USDT and USDC futures as a ccxt exchange: what changes something, each request whole or not at all.

Documents: the pages of https://www.bitunix.com/api-docs/futures/ under account, trade and tp_sl as of 2026-10-01.

How ccxt's words are said here:
- ``stopLossPrice`` and ``takeProfitPrice`` place a TP/SL order (``tpsl/place_order``) that closes ``amount`` of a
  position; it needs the position's id, given as ``positionId`` or looked up, and takes no client id.
- ``tpslMode: "position"`` without an amount sets the position's own stop and target (``tpsl/position/place_order``),
  one per position, which close all of it at the market.
- ``stopLoss`` and ``takeProfit`` travel with an entry.
- ``triggerPriceType`` is "last" (our default, always sent: the documents' default is unclear) or "mark".
- In hedge mode (``hedged``) the exchange's side is the position's, not the trade's: to close a long is BUY/CLOSE.

Nothing else is passed on: a parameter without a place raises ``NotSupported`` and nothing is sent.

Not verified, because no request was ever made: that the exchange accepts these requests, whether one leg of a TP/SL
order that triggers ends the other, and whether a leg that ``editOrder`` does not name stays.  By its documents an
answer to create, edit or cancel means that the request was taken, not that it succeeded.
"""

from __future__ import annotations

from typing import Any

from ccxt.base.errors import ArgumentsRequired, BadResponse, InvalidOrder

from adapters.exchanges.own.bitunix_streams import BitunixStreams
from adapters.exchanges.own.enveloped import NONE, Params, Raw

STOP_TYPES = {"last": "LAST_PRICE", "mark": "MARK_PRICE"}
SIDES = {"buy": "BUY", "sell": "SELL"}
TYPES = {"market": "MARKET", "limit": "LIMIT"}
MARGIN_MODES = {"isolated": "ISOLATION", "cross": "CROSS"}
ATTACHED = {"stopLoss": "sl", "takeProfit": "tp"}
LEGS = {"stopLossPrice": "sl", "takeProfitPrice": "tp"}

PLAIN = frozenset(
    {"clientOrderId", "timeInForce", "postOnly", "reduceOnly", "hedged", "positionId", "triggerPriceType", *ATTACHED}
)
CONDITIONAL = frozenset({"reduceOnly", "hedged", "positionId", "triggerPriceType", "tpslMode", *LEGS})


class Bitunix(BitunixStreams):
    """See the module's head."""

    async def create_order(
        self, symbol: str, type: str, side: str, amount: Any, price: Any = None, params: Params = NONE
    ) -> Raw:
        """A market or limit order, or, with a stop or target price, a TP/SL order."""
        await self.load_markets()
        kind, said = self.one_of("order type", type, TYPES), self.one_of("side", side, SIDES)
        if any(name in params for name in (*LEGS, "tpslMode")):
            return await self.create_tpsl(
                symbol, type, side, amount, price, self.only("createOrder", params, CONDITIONAL)
            )
        asked = self.only("createOrder", params, PLAIN)
        effect = self.effect(type, asked)
        request = {"symbol": self.market(symbol)["id"], "side": said, "orderType": kind}
        request["qty"] = self.quantity(symbol, amount)
        if kind == "LIMIT":
            request |= {"price": self.level(symbol, price), "effect": "POST_ONLY" if effect == "PO" else effect}
        elif price is not None:
            raise InvalidOrder(f"{self.id} has no place for the price of a market order; nothing was sent")
        if asked.get("clientOrderId"):
            request["clientId"] = str(asked["clientOrderId"])
        request |= self.attached(symbol, asked)
        request |= await self.direction(symbol, side, asked)
        row = self.record(await self.private_post_place_order(request))
        if not row.get("orderId"):
            raise BadResponse(f"{self.id} answered an order without its id")
        return self.parse_order({"symbol": request["symbol"], **row})

    async def direction(self, symbol: str, side: str, asked: Raw) -> Raw:
        """Reduce-only in one-way mode; in hedge mode open or close, and the position to close."""
        reduces = asked.get("reduceOnly") is True
        if reduces and any(name in asked for name in ATTACHED):
            raise InvalidOrder(f"{self.id} attaches stops to entries, not to a reduce-only order; nothing was sent")
        if not asked.get("hedged"):
            if "positionId" in asked:
                raise InvalidOrder(f"{self.id} takes a positionId in hedge mode only; nothing was sent")
            return {"reduceOnly": reduces}
        if not reduces:
            return {"tradeSide": "OPEN"}
        position = asked.get("positionId") or await self.position_of(symbol, side)
        return {"tradeSide": "CLOSE", "positionId": str(position), "side": SIDES["buy" if side == "sell" else "sell"]}

    def attached(self, symbol: str, asked: Raw) -> Raw:
        """The stop and target that an entry brings: ``{"triggerPrice", "price"}``, a limit order where a price is."""
        request: Raw = {}
        for name, leg in ATTACHED.items():
            if name in asked:
                child = self.only(f"createOrder {name}", asked[name], ("triggerPrice", "price", "triggerPriceType"))
                kind = child.get("triggerPriceType", asked.get("triggerPriceType"))
                request |= self.leg(symbol, leg, child.get("triggerPrice"), child.get("price"), kind)
        if "triggerPriceType" in asked and not request:
            raise InvalidOrder(f"{self.id} has a triggerPriceType without a trigger; nothing was sent")
        return request

    def leg(self, symbol: str, leg: str, trigger: Any, price: Any, kind: Any) -> Raw:
        """One leg with its trigger, its trigger's source and what it places when touched."""
        request = {
            f"{leg}Price": self.level(symbol, trigger),
            f"{leg}StopType": self.one_of("triggerPriceType", kind or "last", STOP_TYPES),
            f"{leg}OrderType": "MARKET" if price is None else "LIMIT",
        }
        return request if price is None else request | {f"{leg}OrderPrice": self.level(symbol, price)}

    async def create_tpsl(self, symbol: str, type: str, side: str, amount: Any, price: Any, asked: Raw) -> Raw:
        """A TP/SL order for ``amount``, or the position's own."""
        whole = self.one_of("tpslMode", asked.get("tpslMode", "partial"), {"partial": "", "position": "whole"})
        if asked.get("reduceOnly") is False:
            raise InvalidOrder(f"{self.id} has no TP/SL order that may open a position; nothing was sent")
        if (type == "limit") != (price is not None) or (whole and price is not None):
            raise InvalidOrder(f"{self.id} needs a price for a limit TP/SL order and for no other; nothing was sent")
        request = self.legs(symbol, None if whole else self.quantity(symbol, amount), price, asked)
        if whole and amount is not None:
            raise InvalidOrder(f"{self.id} has no amount on a position's own stop: it closes all; nothing was sent")
        position = asked.get("positionId") or await self.position_of(symbol, side)
        request |= {"symbol": self.market(symbol)["id"], "positionId": str(position)}
        send = self.private_post_tpsl_position_place_order if whole else self.private_post_tpsl_place_order
        return self.told_tpsl(await send(request), request, side)

    def legs(self, symbol: str, quantity: str | None, price: Any, asked: Raw) -> Raw:
        """Both legs' fields as far as asked; a position's own stop (no quantity) takes neither type nor quantity."""
        request: Raw = {}
        for name, leg in LEGS.items():
            if name in asked:
                fields = self.leg(symbol, leg, asked[name], price, asked.get("triggerPriceType"))
                if quantity is None:
                    fields.pop(f"{leg}OrderType")
                else:
                    fields[f"{leg}Qty"] = quantity
                request |= fields
        if not request:
            raise ArgumentsRequired(f"{self.id} needs a stopLossPrice or a takeProfitPrice; nothing was sent")
        return request

    def told_tpsl(self, answer: Any, request: Raw, side: str) -> Raw:
        """The order that an answer names, with the terms that were asked for."""
        row = self.record(answer)
        if not row.get("orderId"):
            raise BadResponse(f"{self.id} answered a TP/SL order without its id")
        told = self.parse_tpsl({**request, "id": row["orderId"], "side": side})
        return {**told, "info": row}

    async def position_of(self, symbol: str, side: str) -> str:
        """The id of the one open position that ``side`` closes.  ``InvalidOrder`` if there is none, or several."""
        held = "long" if side == "sell" else "short"
        found = [p["id"] for p in await self.fetch_positions([symbol]) if p["side"] == held and p["id"]]
        if len(found) != 1:
            raise InvalidOrder(f"{self.id} holds {len(found)} {held} positions of {symbol}, not one; nothing was sent")
        return str(found[0])

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
        """Change a resting limit order's amount and price (both must be given), or a TP/SL order's terms, in place.

        ``tpslMode: "position"`` changes a position's own stop or target, which is named by ``positionId``.
        """
        await self.load_markets()
        self.one_of("side", side, SIDES)
        if any(name in params for name in (*LEGS, "tpslMode")):
            return await self.edit_tpsl(id, symbol, side, amount, price, self.only("editOrder", params, CONDITIONAL))
        asked = self.only("editOrder", params, ("clientOrderId",))
        if type != "limit" or amount is None or price is None:
            raise ArgumentsRequired(f"{self.id} changes a limit order by amount and price together; nothing was sent")
        request = self.named(id, asked) | {"qty": self.quantity(symbol, amount), "price": self.level(symbol, price)}
        row = self.record(await self.private_post_modify_order(request))
        return self.parse_order({"symbol": self.market(symbol)["id"], **row})

    async def edit_tpsl(self, id: str, symbol: str, side: str, amount: Any, price: Any, asked: Raw) -> Raw:
        if asked.get("tpslMode", "partial") == "position":
            if amount is not None or price is not None or not asked.get("positionId"):
                raise ArgumentsRequired(f"{self.id} needs a positionId, no amount and no price here; nothing was sent")
            request = self.legs(symbol, None, None, asked)
            request |= {"symbol": self.market(symbol)["id"], "positionId": str(asked["positionId"])}
            return self.told_tpsl(await self.private_post_tpsl_position_modify_order(request), request, side)
        if not id:
            raise ArgumentsRequired(f"{self.id} changes a TP/SL order by its id only; nothing was sent")
        request = {"orderId": id} | self.legs(symbol, self.quantity(symbol, amount), price, asked)
        answer = await self.private_post_tpsl_modify_order(request)
        return self.told_tpsl(answer, {**request, "symbol": self.market(symbol)["id"]}, side)

    async def cancel_order(self, id: str, symbol: str | None = None, params: Params = NONE) -> Raw:
        """By id or ``clientOrderId``; ``trigger``: a TP/SL order, by id.  Taken is not ended: look afterwards."""
        await self.load_markets()
        asked = self.only("cancelOrder", params, ("clientOrderId", "trigger"))
        if symbol is None:
            raise ArgumentsRequired(f"{self.id} cancelOrder() needs a symbol; nothing was sent")
        market = self.market(symbol)["id"]
        if asked.get("trigger"):
            if not id:
                raise ArgumentsRequired(f"{self.id} cancels a TP/SL order by its id only; nothing was sent")
            row = self.record(await self.private_post_tpsl_cancel_order({"symbol": market, "orderId": id}))
            return dict(self.safe_order({"id": id, "symbol": symbol, "info": row}))
        name = self.named(id, asked)
        row = self.record(await self.private_post_cancel_orders({"symbol": market, "orderList": [name]}))
        for failed in row.get("failureList") or ():
            self.refused(str(failed.get("errorCode")), f"{self.id} {self.json(failed)}")
        for done in row.get("successList") or ():
            return self.parse_order({"symbol": market, **done})
        raise BadResponse(f"{self.id} answered a cancel without naming the order")

    def named(self, id: str, asked: Raw) -> Raw:
        """An order by its id, else by its client id."""
        if not id and not asked.get("clientOrderId"):
            raise ArgumentsRequired(f"{self.id} needs an order's id or its clientOrderId; nothing was sent")
        return {"orderId": id} if id else {"clientId": str(asked["clientOrderId"])}

    def quantity(self, symbol: str, amount: Any) -> str:
        if amount is None:
            raise ArgumentsRequired(f"{self.id} needs an amount; nothing was sent")
        return str(self.amount_to_precision(symbol, amount))

    def level(self, symbol: str, price: Any) -> str:
        if price is None:
            raise ArgumentsRequired(f"{self.id} needs a price; nothing was sent")
        return str(self.price_to_precision(symbol, price))

    async def set_leverage(self, leverage: int, symbol: str | None = None, params: Params = NONE) -> Raw:
        """Whole numbers; for both sides of the symbol."""
        await self.load_markets()
        request = self.setting("setLeverage", symbol, params) | {"leverage": int(leverage)}
        return {"info": self.data(await self.private_post_change_leverage(request))}

    async def set_margin_mode(self, margin_mode: str, symbol: str | None = None, params: Params = NONE) -> Raw:
        """ "isolated" or "cross"; refused by the exchange while the symbol has a position or an order."""
        await self.load_markets()
        word = self.one_of("margin mode", margin_mode, MARGIN_MODES)
        request = self.setting("setMarginMode", symbol, params) | {"marginMode": word}
        return {"info": self.data(await self.private_post_change_margin_mode(request))}

    def setting(self, method: str, symbol: str | None, params: Params) -> Raw:
        self.only(method, params, ())
        if symbol is None:
            raise ArgumentsRequired(f"{self.id} {method}() needs a symbol; nothing was sent")
        market = self.market(symbol)
        return {"symbol": market["id"], "marginCoin": market["settleId"]}

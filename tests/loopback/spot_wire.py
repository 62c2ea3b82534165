"""Spot orders, fills and lists in the shapes that go over the wire.  It decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from tests.loopback.terms import Fill, Json, Order, Spec, fixed

ORDER_TYPES = ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT"]


def _common(order: Order) -> Json:
    body = {
        "symbol": order.symbol,
        "orderId": order.id,
        "orderListId": order.list_id,
        "clientOrderId": order.client,
        "price": fixed(order.price),
        "origQty": fixed(order.quantity),
        "executedQty": fixed(order.filled),
        "origQuoteOrderQty": fixed(order.quote_quantity),
        "cummulativeQuoteQty": fixed(order.cost),
        "status": order.status,
        "timeInForce": order.tif,
        "type": order.type,
        "side": order.side,
        "selfTradePreventionMode": "NONE",
    }
    if order.stop:
        body["stopPrice"] = fixed(order.stop)
    return body


def queried(order: Order) -> Json:
    return {
        **_common(order),
        "stopPrice": fixed(order.stop),
        "icebergQty": "0.00000000",
        "time": order.created,
        "updateTime": order.updated,
        "isWorking": order.working,
        "workingTime": order.updated if order.working else -1,
    }


def placed(order: Order, detail: str) -> Json:
    """The answer to a new order: ``detail`` is ACK, RESULT or FULL."""
    brief = {key: value for key, value in _common(order).items() if key in _ACK}
    brief["transactTime"] = order.updated
    if detail == "ACK":
        return brief
    body = {**_common(order), "transactTime": order.updated, "workingTime": order.updated if order.working else -1}
    if detail == "FULL":
        body["fills"] = [
            {
                "price": fixed(fill.price),
                "qty": fixed(fill.quantity),
                "commission": fixed(fill.commission),
                "commissionAsset": fill.asset,
                "tradeId": fill.id,
            }
            for fill in order.fills
        ]
    return body


_ACK = frozenset({"symbol", "orderId", "orderListId", "clientOrderId"})


def canceled(order: Order) -> Json:
    return {
        **_common(order),
        "origClientOrderId": order.client,
        "clientOrderId": order.canceled_as,
        "transactTime": order.updated,
    }


def listed(id: int, client: str, symbol: str, orders: Sequence[Order], time: int) -> Json:
    """An order list as every route shows it."""
    running = any(order.open for order in orders)
    return {
        "orderListId": id,
        "contingencyType": "OCO",
        "listStatusType": "EXEC_STARTED" if running else "ALL_DONE",
        "listOrderStatus": "EXECUTING" if running else "ALL_DONE",
        "listClientOrderId": client,
        "transactionTime": time,
        "symbol": symbol,
        "orders": [{"symbol": symbol, "orderId": order.id, "clientOrderId": order.client} for order in orders],
    }


def trade_row(fill: Fill) -> Json:
    return {
        "symbol": fill.order.symbol,
        "id": fill.id,
        "orderId": fill.order.id,
        "orderListId": fill.order.list_id,
        "price": fixed(fill.price),
        "qty": fixed(fill.quantity),
        "quoteQty": fixed(fill.price * fill.quantity),
        "commission": fixed(fill.commission),
        "commissionAsset": fill.asset,
        "time": fill.time,
        "isBuyer": fill.order.side == "BUY",
        "isMaker": fill.maker,
        "isBestMatch": True,
    }


def execution_report(order: Order, kind: str, fill: Fill | None, now: int) -> Json:
    """``kind``: NEW, TRADE, CANCELED or EXPIRED.  Of a cancel, "c" is its own id and "C" that of the order."""
    event = {
        "e": "executionReport",
        "E": now,
        "s": order.symbol,
        "c": order.canceled_as or order.client,
        "S": order.side,
        "o": order.type,
        "f": order.tif,
        "q": fixed(order.quantity),
        "p": fixed(order.price),
        "P": fixed(order.stop),
        "F": "0.00000000",
        "g": order.list_id,
        "C": order.client if order.canceled_as else "",
        "x": kind,
        "X": order.status,
        "r": "NONE",
        "i": order.id,
        "l": fixed(fill.quantity) if fill else "0.00000000",
        "z": fixed(order.filled),
        "L": fixed(fill.price) if fill else "0.00000000",
        "n": fixed(fill.commission) if fill else "0",
        "N": fill.asset if fill else None,
        "T": order.updated,
        "t": fill.id if fill else -1,
        "I": order.id,
        "w": order.working and order.open,
        "m": fill.maker if fill else False,
        "M": False,
        "O": order.created,
        "Z": fixed(order.cost),
        "Y": fixed(fill.price * fill.quantity) if fill else "0.00000000",
        "Q": fixed(order.quote_quantity),
        "V": "NONE",
    }
    if order.working:
        event["W"] = order.updated
    return event


def list_event(id: int, client: str, symbol: str, orders: Sequence[Order], status: tuple[str, str], now: int) -> Json:
    return {
        "e": "listStatus",
        "E": now,
        "s": symbol,
        "g": id,
        "c": "OCO",
        "l": status[0],
        "L": status[1],
        "r": "NONE",
        "C": client,
        "T": now,
        "O": [{"s": symbol, "i": order.id, "c": order.client} for order in orders],
    }


def symbol_info(spec: Spec) -> Json:
    step, tick = fixed(spec.step), fixed(spec.tick)
    return {
        "symbol": spec.symbol,
        "status": "TRADING",
        "baseAsset": spec.base,
        "baseAssetPrecision": 8,
        "quoteAsset": spec.quote,
        "quotePrecision": 8,
        "quoteAssetPrecision": 8,
        "baseCommissionPrecision": 8,
        "quoteCommissionPrecision": 8,
        "orderTypes": ORDER_TYPES,
        "icebergAllowed": True,
        "ocoAllowed": True,
        "otoAllowed": False,
        "opoAllowed": False,
        "quoteOrderQtyMarketAllowed": True,
        "allowTrailingStop": False,
        "cancelReplaceAllowed": False,
        "amendAllowed": False,
        "pegInstructionsAllowed": False,
        "isSpotTradingAllowed": True,
        "isMarginTradingAllowed": False,
        "filters": [
            {"filterType": "PRICE_FILTER", "minPrice": tick, "maxPrice": "1000000.00000000", "tickSize": tick},
            {"filterType": "LOT_SIZE", "minQty": step, "maxQty": "9000.00000000", "stepSize": step},
            {
                "filterType": "NOTIONAL",
                "minNotional": fixed(spec.notional),
                "applyMinToMarket": True,
                "maxNotional": "9000000.00000000",
                "applyMaxToMarket": False,
                "avgPriceMins": 5,
            },
            {"filterType": "MAX_NUM_ORDERS", "maxNumOrders": 200},
            {"filterType": "MAX_NUM_ALGO_ORDERS", "maxNumAlgoOrders": 5},
        ],
        "permissions": [],
        "permissionSets": [["SPOT"]],
        "defaultSelfTradePreventionMode": "NONE",
        "allowedSelfTradePreventionModes": ["NONE"],
    }

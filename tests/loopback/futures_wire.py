"""USD-M orders, fills, positions and events in the shapes that go over the wire.  It decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.loopback.positions import Account, Position, Price
from tests.loopback.terms import ZERO, Fill, Json, Order, Spec, plain

ORDER_TYPES = ["LIMIT", "MARKET", "STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET"]
TIFS = ["GTC", "IOC", "FOK", "GTX"]


def placed(order: Order, *, result: bool) -> Json:
    """The answer to a new order: as it was accepted, or with what it did at once (RESULT)."""
    body = queried(order)
    body["cumQty"] = body["executedQty"]
    del body["time"]
    if not result:
        body.update({"status": "NEW", "executedQty": "0", "cumQty": "0", "cumQuote": "0", "avgPrice": "0.00"})
    return body


def queried(order: Order) -> Json:
    return {
        "orderId": order.id,
        "symbol": order.symbol,
        "status": order.status,
        "clientOrderId": order.client,
        "price": plain(order.price),
        "avgPrice": f"{order.average:.5f}",
        "origQty": plain(order.quantity),
        "executedQty": plain(order.filled),
        "cumQuote": plain(order.cost),
        "timeInForce": order.tif,
        "type": order.type,
        "reduceOnly": order.reduce_only,
        "closePosition": False,
        "side": order.side,
        "positionSide": order.position_side,
        "stopPrice": plain(order.stop),
        "workingType": "CONTRACT_PRICE",
        "priceProtect": False,
        "origType": order.orig_type or order.type,
        "priceMatch": "NONE",
        "selfTradePreventionMode": "NONE",
        "goodTillDate": 0,
        "time": order.created,
        "updateTime": order.updated,
    }


def trade_row(fill: Fill) -> Json:
    return {
        "symbol": fill.order.symbol,
        "id": fill.id,
        "orderId": fill.order.id,
        "side": fill.order.side,
        "price": plain(fill.price),
        "qty": plain(fill.quantity),
        "realizedPnl": plain(fill.realized),
        "quoteQty": plain(fill.price * fill.quantity),
        "commission": plain(fill.commission),
        "commissionAsset": fill.asset,
        "time": fill.time,
        "positionSide": fill.order.position_side,
        "maker": fill.maker,
        "buyer": fill.order.side == "BUY",
    }


def position_row(account: Account, position: Position, price: Price) -> Json:
    """A row of positionRisk, version 3."""
    mark = price(position.symbol)
    notional = position.amount * mark
    margin = plain(abs(notional) / account.leverage_of(position.symbol))
    return {
        "symbol": position.symbol,
        "positionSide": position.side,
        "positionAmt": plain(position.amount),
        "entryPrice": plain(position.entry),
        "breakEvenPrice": plain(position.entry),
        "markPrice": f"{mark:.8f}",
        "unRealizedProfit": f"{position.profit(mark):.8f}",
        "liquidationPrice": f"{account.liquidation(position, price) if position.amount else ZERO:.8f}",
        "isolatedMargin": "0",
        "notional": plain(notional),
        "marginAsset": "USDT",
        "isolatedWallet": "0",
        "initialMargin": margin,
        "maintMargin": f"{account.maintenance(price):.8f}",
        "positionInitialMargin": margin,
        "openOrderInitialMargin": "0",
        "adl": 1,
        "bidNotional": "0",
        "askNotional": "0",
        "updateTime": position.updated,
    }


def account_row(account: Account, price: Price) -> Json:
    """The account, version 3."""
    unrealized, wallet = account.unrealized(price), account.wallet
    margin = {
        "InitialMargin": account.position_margin(price) + account.order_margin(),
        "MaintMargin": account.maintenance(price),
        "WalletBalance": wallet,
        "UnrealizedProfit": unrealized,
        "MarginBalance": wallet + unrealized,
        "PositionInitialMargin": account.position_margin(price),
        "OpenOrderInitialMargin": account.order_margin(),
        "CrossWalletBalance": wallet,
        "CrossUnPnl": unrealized,
    }
    available = f"{account.available(price):.8f}"
    shown = {name: f"{value:.8f}" for name, value in margin.items()}
    rest = {"availableBalance": available, "maxWithdrawAmount": available}
    asset = {name[0].lower() + name[1:]: value for name, value in shown.items()}
    positions = [
        {
            "symbol": position.symbol,
            "positionSide": position.side,
            "positionAmt": plain(position.amount),
            "unrealizedProfit": f"{position.profit(price(position.symbol)):.8f}",
            "isolatedMargin": "0",
            "notional": plain(position.amount * price(position.symbol)),
            "isolatedWallet": "0",
            "initialMargin": position_row(account, position, price)["initialMargin"],
            "maintMargin": f"{account.maintenance(price):.8f}",
            "updateTime": position.updated,
        }
        for position in account.held()
    ]
    return {
        **{"total" + name: value for name, value in shown.items()},
        **rest,
        "assets": [{"asset": "USDT", **asset, **rest, "updateTime": account.updated}],
        "positions": positions,
    }


def order_event(order: Order, kind: str, fill: Fill | None, now: int) -> Json:
    """``kind``: NEW, TRADE, AMENDMENT, CANCELED or EXPIRED."""
    body = {
        "s": order.symbol,
        "c": order.client,
        "S": order.side,
        "o": order.type,
        "f": order.tif,
        "q": plain(order.quantity),
        "p": plain(order.price),
        "ap": plain(order.average),
        "sp": plain(order.stop),
        "x": kind,
        "X": order.status,
        "i": order.id,
        "l": plain(fill.quantity) if fill else "0",
        "z": plain(order.filled),
        "L": plain(fill.price) if fill else "0",
        "n": plain(fill.commission) if fill else "0",
        "N": "USDT",
        "T": order.updated,
        "t": fill.id if fill else 0,
        "b": "0",
        "a": "0",
        "m": fill.maker if fill else False,
        "R": order.reduce_only,
        "wt": "CONTRACT_PRICE",
        "ot": order.orig_type or order.type,
        "ps": order.position_side,
        "cp": False,
        "rp": plain(fill.realized) if fill else "0",
        "pP": False,
        "si": 0,
        "ss": 0,
        "V": "NONE",
        "pm": "NONE",
        "gtd": 0,
    }
    return {"e": "ORDER_TRADE_UPDATE", "E": now, "T": order.updated, "o": body}


def account_event(account: Account, positions: Sequence[Position], reason: str, price: Price, now: int) -> Json:
    wallet = f"{account.wallet:.8f}"
    rows = [
        {
            "s": position.symbol,
            "pa": plain(position.amount),
            "ep": plain(position.entry),
            "bep": plain(position.entry),
            "cr": plain(position.realized),
            "up": f"{position.profit(price(position.symbol)):.8f}",
            "mt": "isolated" if position.symbol in account.isolated else "cross",
            "iw": "0",
            "ps": position.side,
        }
        for position in positions
    ]
    body = {"m": reason, "B": [{"a": "USDT", "wb": wallet, "cw": wallet, "bc": "0"}], "P": rows}
    return {"e": "ACCOUNT_UPDATE", "E": now, "T": now, "a": body}


_ALGO = {
    "caid": "clientAlgoId",
    "aid": "algoId",
    "at": "algoType",
    "o": "orderType",
    "s": "symbol",
    "S": "side",
    "ps": "positionSide",
    "f": "timeInForce",
    "q": "quantity",
    "X": "algoStatus",
    "ai": "actualOrderId",
    "ap": "actualPrice",
    "aq": "actualQty",
    "act": "actualType",
    "tp": "triggerPrice",
    "p": "price",
    "V": "selfTradePreventionMode",
    "wt": "workingType",
    "pm": "priceMatch",
    "cp": "closePosition",
    "pP": "priceProtect",
    "R": "reduceOnly",
    "tt": "triggerTime",
    "gtd": "goodTillDate",
}


def algo_event(row: Mapping[str, str | int | bool], reason: str, now: int) -> Json:
    body: Json = {short: row[name] for short, name in _ALGO.items()}
    body["act"] = body["act"] or "0"
    return {"e": "ALGO_UPDATE", "T": now, "E": now, "o": {**body, "rm": reason}}


def symbol_info(spec: Spec) -> Json:
    step, tick = plain(spec.step), plain(spec.tick)
    lot = {"minQty": step, "maxQty": "1000", "stepSize": step}
    return {
        "symbol": spec.symbol,
        "pair": spec.symbol,
        "contractType": "PERPETUAL",
        "deliveryDate": 4133404800000,
        "onboardDate": 1569398400000,
        "status": "TRADING",
        "maintMarginPercent": "2.5000",
        "requiredMarginPercent": "5.0000",
        "baseAsset": spec.base,
        "quoteAsset": spec.quote,
        "marginAsset": spec.quote,
        "pricePrecision": 2,
        "quantityPrecision": 3,
        "baseAssetPrecision": 8,
        "quotePrecision": 8,
        "underlyingType": "COIN",
        "underlyingSubType": [],
        "triggerProtect": "0.0500",
        "liquidationFee": "0.012500",
        "marketTakeBound": "0.05",
        "filters": [
            {"filterType": "PRICE_FILTER", "minPrice": tick, "maxPrice": "4529764", "tickSize": tick},
            {"filterType": "LOT_SIZE", **lot},
            {"filterType": "MARKET_LOT_SIZE", **lot},
            {"filterType": "MIN_NOTIONAL", "notional": plain(spec.notional)},
        ],
        "orderTypes": ORDER_TYPES,
        "timeInForce": TIFS,
    }

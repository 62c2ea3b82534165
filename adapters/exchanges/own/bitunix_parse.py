"""What a Bitunix record means: markets, tickers, positions, orders and trades in ccxt's structures.  Asks nothing.

Documents: the pages of https://www.bitunix.com/api-docs/futures/ under market, position, trade, tp_sl and websocket as
of 2026-10-01.  Two kinds of order exist: those of ``trade``, and TP/SL orders that belong to a position and close it.

What the documents leave open, and how it is read here:
- TP/SL records carry no client id, no side (their push does) and, while pending, no time: they are told apart by
  position, prices and quantities.  One record may hold both legs; without a quantity it covers the whole position.
- A TP/SL order that was triggered is ``closed`` with nothing filled: the order placed in its stead is another record,
  and no field links the two.
- The average price (``avgPrice``) is in the demo programs' classes only; without it a fill's cost stays unsaid.
- Contracts of 1000 or more coins (``1000PEPEUSDT``, base ``PEPE``) are named by their id, as their prices are.
"""

from __future__ import annotations

from typing import Any

from ccxt.base.precise import Precise

from adapters.exchanges.own.bitunix_wire import BitunixWire
from adapters.exchanges.own.enveloped import Raw

STATUS = {
    "INIT": "open",
    "NEW": "open",
    "PART_FILLED": "open",
    "PENDING_CANCEL": "open",
    "TRIGGER_WAIT_PLACE": "open",
    "FILLED": "closed",
    "CANCELED": "canceled",
    "PART_FILLED_CANCELED": "canceled",
    "SYSTEM_CANCELED": "expired",
    "EXPIRED": "expired",
    "FAILED": "rejected",
}
MARGIN = {"ISOLATION": "isolated", "CROSS": "cross"}
EFFECTS = {"POST_ONLY": "PO"}


class BitunixParsing(BitunixWire):
    """Records into structures."""

    def parse_market(self, row: Raw) -> Raw:
        id, quote = str(row["symbol"]), str(row["quote"])
        base = self.safe_currency_code(id.removesuffix(quote))
        settle = self.safe_currency_code(quote)
        return dict(
            self.safe_market_structure(
                {
                    "id": id,
                    "lowercaseId": id.lower(),
                    "symbol": f"{base}/{settle}:{settle}",
                    "base": base,
                    "quote": settle,
                    "settle": settle,
                    "baseId": id.removesuffix(quote),
                    "quoteId": quote,
                    "settleId": quote,
                    "type": "swap",
                    "spot": False,
                    "margin": False,
                    "swap": True,
                    "future": False,
                    "option": False,
                    "index": False,
                    "active": row.get("symbolStatus") == "OPEN" and row.get("isApiSupported") is not False,
                    "contract": True,
                    "linear": True,
                    "inverse": False,
                    "subType": "linear",
                    "taker": self.fees["swap"]["taker"],
                    "maker": self.fees["swap"]["maker"],
                    "contractSize": self.parse_number("1"),
                    "precision": {
                        "amount": self.parse_number(self.parse_precision(self.safe_string(row, "basePrecision"))),
                        "price": self.parse_number(self.parse_precision(self.safe_string(row, "quotePrecision"))),
                    },
                    "limits": {
                        "leverage": {
                            "min": self.safe_number(row, "minLeverage"),
                            "max": self.safe_number(row, "maxLeverage"),
                        },
                        "amount": {
                            "min": self.safe_number(row, "minTradeVolume"),
                            "max": self.safe_number(row, "maxMarketOrderVolume"),
                        },
                        "price": {"min": None, "max": None},
                        "cost": {"min": None, "max": None},
                    },
                    "marginModes": {"cross": True, "isolated": True},
                    "info": row,
                }
            )
        )

    def parse_ticker(self, row: Raw, market: Any = None) -> Raw:
        """A row of the REST answer, or a push with its one-letter names."""
        market = self.safe_market(self.safe_string_2(row, "symbol", "s"), market, None, "swap")
        return dict(
            self.safe_ticker(
                {
                    "symbol": market["symbol"],
                    "timestamp": None,
                    "datetime": None,
                    "open": self.safe_string_2(row, "open", "o"),
                    "high": self.safe_string_2(row, "high", "h"),
                    "low": self.safe_string_2(row, "low", "l"),
                    "last": self.safe_string_2(row, "lastPrice", "la"),
                    "markPrice": self.safe_string(row, "markPrice"),
                    "baseVolume": self.safe_string_2(row, "baseVol", "b"),
                    "quoteVolume": self.safe_string_2(row, "quoteVol", "q"),
                    "info": row,
                },
                market,
            )
        )

    def parse_position(self, row: Raw, market: Any = None) -> Raw:
        market = self.safe_market(self.safe_string(row, "symbol"), market, None, "swap")
        at = self.safe_integer(row, "ctime")
        return dict(
            self.safe_position(
                {
                    "info": row,
                    "id": self.safe_string(row, "positionId"),
                    "symbol": market["symbol"],
                    "timestamp": at,
                    "datetime": self.iso8601(at),
                    "side": self.safe_string_lower(row, "side"),
                    "hedged": self.safe_string(row, "positionMode") == "HEDGE",
                    "contracts": self.safe_number(row, "qty"),
                    "contractSize": self.parse_number("1"),
                    "entryPrice": self.safe_number(row, "avgOpenPrice"),
                    "liquidationPrice": self.parse_number(self.price(row, "liqPrice")),
                    "unrealizedPnl": self.safe_number(row, "unrealizedPNL"),
                    "initialMargin": self.safe_number(row, "margin"),
                    "leverage": self.safe_number(row, "leverage"),
                    "marginMode": MARGIN.get(str(row.get("marginMode"))),
                }
            )
        )

    def parse_order(self, row: Raw, market: Any = None) -> Raw:
        """A record of either kind, or a push of one."""
        if "tpQty" in row or "slQty" in row or "id" in row or ("positionId" in row and "qty" not in row):
            return self.parse_tpsl(row, market)
        market = self.safe_market(self.safe_string(row, "symbol"), market, None, "swap")
        fee = self.safe_string(row, "fee")
        at = self.moment(row, "ctime")
        effect = self.safe_string(row, "effect")
        order = {
            "id": self.safe_string(row, "orderId"),
            "clientOrderId": self.safe_string(row, "clientId"),
            "timestamp": at,
            "datetime": self.iso8601(at),
            "lastUpdateTimestamp": self.moment(row, "mtime"),
            "symbol": market["symbol"],
            "type": self.safe_string_lower_2(row, "orderType", "type"),
            "timeInForce": EFFECTS.get(str(effect), effect),
            "postOnly": None,
            "side": self.safe_string_lower(row, "side"),
            "price": self.safe_string(row, "price"),
            "amount": self.safe_string(row, "qty"),
            "filled": self.safe_string_2(row, "tradeQty", "dealAmount"),
            "average": self.safe_string_2(row, "avgPrice", "averagePrice"),
            "reduceOnly": self.safe_bool(row, "reduceOnly"),
            "stopLossPrice": self.price(row, "slPrice"),
            "takeProfitPrice": self.price(row, "tpPrice"),
            "status": self.state(row, "status", "orderStatus"),
            "fee": None if fee is None else {"cost": fee, "currency": market["settle"]},
            "trades": [],
            "info": row,
        }
        return self.unpriced(dict(self.safe_order(order, market)))

    def parse_tpsl(self, row: Raw, market: Any = None) -> Raw:
        """A TP/SL order: a stop, a target, or both.  An amount only where its legs agree on one."""
        market = self.safe_market(self.safe_string(row, "symbol"), market, None, "swap")
        stop, target = self.price(row, "slPrice"), self.price(row, "tpPrice")
        legs = [leg for leg, price in (("sl", stop), ("tp", target)) if price]
        quantities = {self.price(row, f"{leg}Qty") for leg in legs}
        kinds = {self.safe_string_lower(row, f"{leg}OrderType", "market") for leg in legs}
        limit = self.safe_string(row, f"{legs[0]}OrderPrice") if legs and kinds == {"limit"} else None
        at = self.moment(row, "ctime")
        order = {
            "id": self.safe_string_2(row, "id", "orderId"),
            "clientOrderId": None,
            "timestamp": at,
            "datetime": self.iso8601(at),
            "lastUpdateTimestamp": self.safe_integer(row, "triggerTime"),
            "symbol": market["symbol"],
            "type": kinds.pop() if len(kinds) == 1 else None,
            "timeInForce": None,
            "postOnly": False,
            "side": self.safe_string_lower(row, "side"),
            "price": limit if len(legs) == 1 else None,
            "triggerPrice": (stop or target) if len(legs) == 1 else None,
            "stopLossPrice": stop,
            "takeProfitPrice": target,
            "amount": quantities.pop() if len(quantities) == 1 else None,
            "filled": "0",
            "cost": "0",
            "average": None,
            "reduceOnly": True,
            "status": self.state(row, "status", "status"),
            "fee": None,
            "trades": [],
            "info": row,
        }
        return dict(self.safe_order(order, market))

    def parse_trade(self, row: Raw, market: Any = None) -> Raw:
        market = self.safe_market(self.safe_string(row, "symbol"), market, None, "swap")
        at = self.safe_integer(row, "ctime")
        return dict(
            self.safe_trade(
                {
                    "id": self.safe_string(row, "tradeId"),
                    "order": self.safe_string(row, "orderId"),
                    "timestamp": at,
                    "datetime": self.iso8601(at),
                    "symbol": market["symbol"],
                    "type": self.safe_string_lower_2(row, "orderType", "type"),
                    "side": self.safe_string_lower(row, "side"),
                    "takerOrMaker": self.safe_string_lower(row, "roleType"),
                    "price": self.safe_string(row, "price"),
                    "amount": self.safe_string(row, "qty"),
                    "cost": None,
                    "fee": {"cost": self.safe_string(row, "fee"), "currency": market["settle"]},
                    "info": row,
                },
                market,
            )
        )

    def state(self, row: Raw, *names: str) -> str | None:
        """ccxt's word; the exchange's own where it is a new one, so that nobody takes it for something known."""
        said = self.safe_string_n(row, list(names))
        return None if said is None else STATUS.get(str(said), str(said))

    def price(self, row: Raw, name: str) -> str | None:
        """A number above zero: absent, empty and "0" all mean that there is none."""
        said = self.safe_string(row, name)
        return str(said) if said and Precise.string_gt(said, "0") else None

    def moment(self, row: Raw, name: str) -> int | None:
        """Milliseconds: REST writes a number, pushes ISO 8601 with nanoseconds."""
        said = self.safe_string(row, name)
        if said is None:
            return None
        return int(said) if said.isdigit() else self.parse8601(said)

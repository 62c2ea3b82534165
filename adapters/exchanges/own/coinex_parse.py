"""What a CoinEx record means: markets, tickers, positions, orders and trades in ccxt's structures.  Asks nothing.

Documents: the pages of https://docs.coinex.com/api/v2/ under spot and futures (market, order, deal, position).  The
same id names a spot market and a contract, so every record is read together with its ``market_type``.

Not verified: the words of ``status`` (the page of enumerations does not list them), and the state of a record without
one: in a list of ended orders it is taken for canceled if something is unfilled.
"""

from __future__ import annotations

from typing import Any

from ccxt.base.precise import Precise

from adapters.exchanges.own.coinex_wire import CoinExWire
from adapters.exchanges.own.enveloped import Raw

STATUS = {
    "open": "open",
    "part_filled": "open",
    "filled": "closed",
    "part_canceled": "canceled",
    "canceled": "canceled",
    "cancel": "canceled",
    "put": "open",
    "active_success": "closed",  # triggered: what it placed is another order
    "active_fail": "rejected",
}
TYPES = {"limit": "limit", "market": "market", "maker_only": "limit", "ioc": "limit", "fok": "limit"}
EFFECTS = {"limit": "GTC", "market": "IOC", "maker_only": "PO", "ioc": "IOC", "fok": "FOK"}


class CoinExParsing(CoinExWire):
    """Records into structures."""

    def parse_market(self, row: Raw) -> Raw:
        """``contract_type`` is in a contract's record only; contracts count in coins of their base."""
        swap = "contract_type" in row
        base, quote = (self.safe_currency_code(self.safe_string(row, name)) for name in ("base_ccy", "quote_ccy"))
        open_ = (
            self.safe_bool(row, "is_market_available", True) and self.safe_string(row, "status", "online") == "online"
        )
        return dict(
            self.safe_market_structure(
                {
                    "id": row["market"],
                    "lowercaseId": str(row["market"]).lower(),
                    "symbol": f"{base}/{quote}" + (f":{quote}" if swap else ""),
                    "base": base,
                    "quote": quote,
                    "settle": quote if swap else None,
                    "baseId": row["base_ccy"],
                    "quoteId": row["quote_ccy"],
                    "settleId": row["quote_ccy"] if swap else None,
                    "type": "swap" if swap else "spot",
                    "spot": not swap,
                    "margin": False,
                    "swap": swap,
                    "future": False,
                    "option": False,
                    "index": False,
                    "active": open_ and row.get("is_api_trading_available") is not False,
                    "contract": swap,
                    "linear": True if swap else None,
                    "inverse": False if swap else None,
                    "subType": "linear" if swap else None,
                    "taker": self.safe_number(row, "taker_fee_rate"),
                    "maker": self.safe_number(row, "maker_fee_rate"),
                    "contractSize": self.parse_number("1") if swap else None,
                    "precision": {
                        "amount": self.parse_number(self.parse_precision(self.safe_string(row, "base_ccy_precision"))),
                        "price": self.parse_number(
                            self.safe_string(row, "tick_size")
                            or self.parse_precision(self.safe_string(row, "quote_ccy_precision"))
                        ),
                    },
                    "limits": {
                        "leverage": {"min": None, "max": self.parse_number((row.get("leverage") or [None])[-1])},
                        "amount": {"min": self.safe_number(row, "min_amount"), "max": None},
                        "price": {"min": None, "max": None},
                        "cost": {"min": None, "max": None},
                    },
                    "info": row,
                }
            )
        )

    def of_row(self, row: Raw, market: Any) -> Raw:
        """The market of a record; which of the two of one id, its own ``market_type`` says first."""
        kind = {"FUTURES": "swap", "SPOT": "spot"}.get(str(row.get("market_type")), market and market["type"])
        return dict(self.safe_market(self.safe_string(row, "market"), None, None, kind or self.options["defaultType"]))

    def parse_ticker(self, row: Raw, market: Any = None) -> Raw:
        found = self.of_row(row, market)
        return dict(
            self.safe_ticker(
                {
                    "symbol": found["symbol"],
                    "timestamp": None,
                    "datetime": None,
                    "open": self.safe_string(row, "open"),
                    "high": self.safe_string(row, "high"),
                    "low": self.safe_string(row, "low"),
                    "last": self.safe_string(row, "last"),
                    "markPrice": self.safe_string(row, "mark_price"),
                    "indexPrice": self.safe_string(row, "index_price"),
                    "baseVolume": self.safe_string(row, "volume"),
                    "quoteVolume": self.safe_string(row, "value"),
                    "info": row,
                },
                found,
            )
        )

    def parse_position(self, row: Raw, market: Any = None) -> Raw:
        """With the position's own stop and target, which are no orders and have no ids here."""
        found = self.safe_market(self.safe_string(row, "market"), market, None, "swap")
        at = self.safe_integer(row, "created_at")
        return dict(
            self.safe_position(
                {
                    "info": row,
                    "id": self.safe_string(row, "position_id"),
                    "symbol": found["symbol"],
                    "timestamp": at,
                    "datetime": self.iso8601(at),
                    "side": self.safe_string(row, "side"),
                    "hedged": False,
                    "contracts": self.safe_number(row, "open_interest"),
                    "contractSize": self.parse_number("1"),
                    "entryPrice": self.safe_number(row, "avg_entry_price"),
                    "liquidationPrice": self.parse_number(self.price(row, "liq_price")),
                    "unrealizedPnl": self.safe_number(row, "unrealized_pnl"),
                    "realizedPnl": self.safe_number(row, "realized_pnl"),
                    "leverage": self.safe_number(row, "leverage"),
                    "marginMode": self.safe_string(row, "margin_mode"),
                    "stopLossPrice": self.parse_number(self.price(row, "stop_loss_price")),
                    "takeProfitPrice": self.parse_number(self.price(row, "take_profit_price")),
                }
            )
        )

    def parse_order(self, row: Raw, market: Any = None) -> Raw:
        """An order, or a stop order (``stop_id``), which has nothing filled: what it places is another order."""
        found = self.of_row(row, market)
        stop, at, said = "stop_id" in row, self.safe_integer(row, "created_at"), self.safe_string(row, "type")
        filled, value = self.safe_string(row, "filled_amount"), self.safe_string(row, "filled_value")
        priced = bool(filled and value and Precise.string_gt(filled, "0"))
        order = {
            "id": self.safe_string_2(row, "order_id", "stop_id"),
            "clientOrderId": self.safe_string(row, "client_id") or None,
            "timestamp": at,
            "datetime": self.iso8601(at),
            "lastUpdateTimestamp": self.safe_integer(row, "updated_at"),
            "symbol": found["symbol"],
            "type": TYPES.get(str(said), said),
            "timeInForce": EFFECTS.get(str(said)),
            "postOnly": said == "maker_only",
            "side": self.safe_string(row, "side"),
            "price": None if said == "market" else self.price(row, "price"),
            "triggerPrice": self.price(row, "trigger_price"),
            "amount": self.safe_string(row, "amount"),
            "filled": "0" if stop else filled,
            "cost": "0" if stop else value,
            "average": Precise.string_div(value, filled) if priced else None,
            "reduceOnly": None,
            "status": self.state(row),
            "fees": self.fees_of(row, found),
            "trades": [],
            "info": row,
        }
        return self.unpriced(dict(self.safe_order(order, found)))

    def state(self, row: Raw) -> str | None:
        """ccxt's word; the exchange's own where it is a new one, so that nobody takes it for something known."""
        said = self.safe_string(row, "status")
        if said == "finished":
            return "canceled" if self.price(row, "unfilled_amount") else "closed"
        return None if said is None else STATUS.get(str(said), str(said))

    def fees_of(self, row: Raw, market: Raw) -> list[Raw]:
        """A contract's fee in its own coin; a spot order's in either of its coins."""
        names = (("fee", row.get("fee_ccy")), ("base_fee", market["base"]), ("quote_fee", market["quote"]))
        found = [(self.price(row, name), coin) for name, coin in names]
        return [{"cost": cost, "currency": self.safe_currency_code(coin)} for cost, coin in found if cost and coin]

    def parse_trade(self, row: Raw, market: Any = None) -> Raw:
        found = self.of_row(row, market)
        at = self.safe_integer(row, "created_at")
        fee = {
            "cost": self.safe_string(row, "fee"),
            "currency": self.safe_currency_code(self.safe_string(row, "fee_ccy")),
        }
        return dict(
            self.safe_trade(
                {
                    "id": self.safe_string(row, "deal_id"),
                    "order": self.safe_string(row, "order_id"),
                    "timestamp": at,
                    "datetime": self.iso8601(at),
                    "symbol": found["symbol"],
                    "type": None,
                    "side": self.safe_string(row, "side"),
                    "takerOrMaker": self.safe_string(row, "role"),
                    "price": self.safe_string(row, "price"),
                    "amount": self.safe_string(row, "amount"),
                    "cost": None,
                    "fee": fee,
                    "info": row,
                },
                found,
            )
        )

    def price(self, row: Raw, name: str) -> str | None:
        """A number above zero: absent, empty and "0" all mean that there is none."""
        said = self.safe_string(row, name)
        return str(said) if said and Precise.string_gt(said, "0") else None

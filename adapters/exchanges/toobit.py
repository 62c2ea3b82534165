"""Toobit: spot without any stop orders, futures with reduce-only STOP orders that we link.

Sources: Toobit API documents "USDT-M account and trades" (STOP and STOP_PROFIT_LOSS answers of 2026-01), "Spot account
and trade", "Error codes".  A position's own TP/SL exists too (trading-stop), but it takes no id of ours and is not said
to keep one leg when the other is set; STOP orders have ids and are asked for and canceled by them.  Not verified at the
exchange: which way a STOP fires that is placed beyond the price; whether a resting limit that closes locks what a stop
would sell (the help pages say so of limits), so targets rest as STOP orders.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from adapters.exchanges.call import Call, Proof, Refused
from adapters.exchanges.dialect import CONDITIONAL, Dialect, Market, Parse, onward, text
from adapters.exchanges.limits import Budget, Limits, Scope
from adapters.exchanges.outcomes import Outcome
from adapters.exchanges.reading import UNNAMED, Raw, Reading, Unreadable, positive
from adapters.exchanges.record import Record
from core.orders import Order, OrderType, OrdStatus, PositionSide, Reason
from core.venue import Layout, VenueRules, by_cost

OPTIONS = {"recvWindow": "3000"}


def _limits(host: str) -> Limits:
    """Request weight per address and orders per account, as ``exchangeInfo`` states them."""
    return Limits(
        host,
        (
            Budget("weight", Scope.IP, 3000, 60, costs={"balance": 5, "trades": 5}),
            Budget("orders", Scope.ACCOUNT, 60, 60, costs={"order": 1, "protect": 1}, other=0),
        ),
        pauses={"429": Scope.IP, "-1003": Scope.IP, "-1015": Scope.ACCOUNT},
        bans=frozenset({"403", "418"}),
    )


SPOT = Record(
    name="Toobit",
    exchange="Toobit",
    ccxt="toobit",
    spot=True,
    rules=VenueRules(Layout.NOTHING, spot=True, reduce_only=False, buys_by_cost=True),
    mechanism="none: its spot market has no stop orders; stop and targets are watched by the bot",
    partial_fills="what is left stays watched",
    limits=_limits("Toobit spot"),
    consent="Toobit spot has no stop orders: nothing rests there, and nothing protects you while the bot is down",
    notes=(by_cost("Toobit"),),
    options=OPTIONS | {"defaultType": "spot"},
)
SWAP = Record(
    name="Toobit_F",
    exchange="Toobit",
    ccxt="toobit",
    spot=False,
    rules=VenueRules(Layout.STOP_AND_TARGETS, takes=True),
    mechanism="stop and targets as STOP orders that can only close (SELL_CLOSE, BUY_CLOSE)",
    partial_fills="the stop keeps covering the position; targets follow what is left",
    limits=_limits("Toobit futures"),
    notes=(
        "the exchange links nothing: the sibling is canceled by the bot",
        "market orders, and stops once triggered, are matched within 5 % of the last price",
        "the position's own TP/SL takes no ids of ours and is left to you",
    ),
    options=OPTIONS | {"defaultType": "swap"},
)

REFUSED, ABSENT, UNKNOWN = Outcome.REFUSED, Outcome.ABSENT, Outcome.UNKNOWN
_GROUPS = {
    (Outcome.DUPLICATE, Reason.OTHER): "-1141",
    (REFUSED, Reason.MARGIN): "-1131 -1408",
    (REFUSED, Reason.FILTER): "-1111 -1132 -1133 -1134 -1135 -1136 -1137 -1138 -1140 -1148 -1156 -1195 -1196 -1197"
    " -1198 -1199 -1200 -1201 -1202 -1203 -1206 -1217",
    (REFUSED, Reason.BANNED): "429 -1003 -1015",
    (REFUSED, Reason.NOT_SENT): "-1021",
    (REFUSED, Reason.CLOSED): "-1016 -1031 -1151 -1157",
    (REFUSED, Reason.OTHER): "-1002 -1004 -1005 -1014 -1020 -1022 -1023 -1102 -1105 -1106 -1107 -1114 -1115 -1116 -1117"
    " -1118 -1119 -1121 -1128 -1130 -1144 -1145 -1158 -1193 -1194 -1204 -1207 -1208 -1209 -1214 -1215 -2010 -2014"
    " -2015 -2017 -2018 -3002",
    (ABSENT, Reason.OTHER): "-1139 -1142 -1143 -2013",
    (UNKNOWN, Reason.OTHER): "-1000 -1001 -1006 -1007 -1146 -1147 -1149 -1150",
}
CODES = {code: verdict for verdict, codes in _GROUPS.items() for code in codes.split()}

# ccxt calls an order that is being canceled canceled, and knows no status of a condition
STATUS = {
    "PENDING_NEW": "open",
    "NEW": "open",
    "PARTIALLY_FILLED": "open",
    "PENDING_CANCEL": "open",
    "FILLED": "closed",
    "CANCELED": "canceled",
    "PARTIALLY_CANCELED": "canceled",
    "REJECTED": "rejected",
    "ORDER_NEW": "open",
    "ORDER_FILLED": "open",  # the condition was met: what it became is followed
    "ORDER_CANCELED": "canceled",
    "ORDER_REJECTED": "rejected",
    "ORDER_FAILED": "rejected",
}
LIST = 500  # left out, an answer would list 20


class _Toobit(Dialect):
    """What both markets share: the client id's name, statuses, and what ccxt's stream does not tell."""

    codes = CODES

    def params(self, order: Order, side: PositionSide) -> dict[str, Any]:
        # ccxt sends a random id beside a unified clientOrderId
        params: dict[str, Any] = {"newClientOrderId": order.id}
        return params | ({"reduceOnly": True} if order.reduce_only and not self.record.spot else {})

    def trades(self, market: Market, venue_id: str) -> Call:
        return Call("fetch_my_trades", (market.symbol, None, LIST, {}))  # takes no order; others' are left out

    def more_trades(self, call: Call, answer: Any) -> Call | None:
        return onward(call, until=min(trade["timestamp"] for trade in answer)) if len(answer) >= LIST else None

    def traded(self, answer: Any, venue_id: str) -> Sequence[Raw]:
        return [_with_fee(trade) for trade in super().traded(answer, venue_id)]

    def records(self, call: Call, answer: Any, parse: Parse) -> Sequence[Raw]:
        if call.method.startswith("private_get"):
            return [parse(one) for one in (answer if isinstance(answer, list) else [answer]) if one.get("orderId")]
        return super().records(call, answer, parse)

    def readings(self, market: Market, raw: Raw, order: Order | None = None) -> tuple[Reading, ...]:
        info = raw.get("info") or {}
        status = str(info.get("status") or info.get("X") or "")
        if status:
            raw = {**raw, "status": STATUS.get(status, status)}
        if "X" in info:
            # over the stream ccxt takes the limit for the average and the last trade's price for the limit
            if positive(info.get("z")):
                raise Unreadable("a fill without its average price")
            raw = {**raw, "price": info.get("p"), "average": None}
        if status.startswith("ORDER_"):
            raw = {**raw, "filled": 0}
        return super().readings(market, raw, order)

    def client(self) -> Mapping[str, Any]:
        return {**super().client(), "has": {"fetchCurrencies": False}}


class ToobitSpot(_Toobit):
    """Nothing rests but limits: stop and targets are sent when they are touched."""

    def conditional(self, market: Market, order: Order, side: PositionSide) -> Call:
        raise Refused("Toobit spot has no stop orders")

    def cancel(self, market: Market, order: Order, side: PositionSide) -> Call:
        return Call("private_delete_api_v1_spot_order", ({"symbol": market.id, "clientOrderId": order.id},))

    def open_lists(self, market: Market) -> tuple[Call, ...]:
        return (Call("fetch_open_orders", (market.symbol, None, LIST)),)

    def find(self, market: Market, order: Order) -> tuple[Call, ...]:
        return (Call("private_get_api_v1_spot_order", ({"symbol": market.id, "origClientOrderId": order.id},)),)


class ToobitSwap(_Toobit):
    """Conditions share the orders' route, told apart by ``type``; a triggered one names what it became."""

    def params(self, order: Order, side: PositionSide) -> dict[str, Any]:
        priced = order.type in (OrderType.LIMIT, OrderType.IOC)
        return super().params(order, side) | ({"priceType": "INPUT"} if priced else {})

    def conditional(self, market: Market, order: Order, side: PositionSide) -> Call:
        assert order.trigger is not None
        trigger = text(order.trigger)
        # the unified stopLossPrice, takeProfitPrice and triggerPrice all leave as an order that closes at once
        more = {"type": "STOP", "priceType": "MARKET", "triggerPrice": trigger}
        args = (
            market.symbol,
            "STOP",
            order.side.value,
            market.amount(order),
            None,
            self.params(order, side) | more,
        )
        closes = f"{order.side.value.upper()}_CLOSE"
        fields = {
            "symbol": market.id,
            "side": closes,
            "type": "STOP",
            "quantity": text(market.amount(order)),
            "stopPrice": trigger,
            "priceType": "MARKET",
            "newClientOrderId": order.id,
        }
        return Call("create_order", args, Proof("/api/v1/futures/order", fields))

    def cancel(self, market: Market, order: Order, side: PositionSide) -> Call:
        params = {"symbol": market.id, "origClientOrderId": order.id, "type": _type(order)}
        return Call("private_delete_api_v1_futures_order", (params,))

    def open_lists(self, market: Market) -> tuple[Call, ...]:
        # ccxt's own list takes "type" for itself and would show limits alone
        return tuple(
            Call("private_get_api_v1_futures_openorders", ({"symbol": market.id, "type": kind, "limit": LIST},))
            for kind in ("LIMIT", "STOP")
        )

    def find(self, market: Market, order: Order) -> tuple[Call, ...]:
        params = {"origClientOrderId": order.id, "type": _type(order)}
        return (Call("private_get_api_v1_futures_order", (params,)),)

    def follow(self, market: Market, venue_id: str) -> Call:
        return Call("private_get_api_v1_futures_order", ({"orderId": venue_id, "type": "LIMIT"},))

    def refined(self, market: Market, raw: Raw, reading: Reading) -> Reading:
        info = raw.get("info") or {}
        if info.get("status") != "ORDER_FILLED":
            return reading
        real = str(info.get("executedOrderId") or "")
        return replace(reading, status=OrdStatus.NEW, triggered=True, follow=real if real.strip("0") else UNNAMED)


def _type(order: Order) -> str:
    return "STOP" if order.type in CONDITIONAL else "LIMIT"


def _with_fee(trade: Raw) -> Raw:
    """Futures say ``commission`` where ccxt looks for spot's ``feeAmount``."""
    info = trade.get("info") or {}
    if (trade.get("fee") or {}).get("cost") is not None or info.get("commission") is None:
        return trade
    return {**trade, "fee": {"cost": info["commission"], "currency": info.get("commissionAsset")}}

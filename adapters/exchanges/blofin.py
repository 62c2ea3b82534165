"""BloFin: futures whose stop and target are one TP/SL order; spot cannot be traded here.

Sources: BloFin API documents of 2026-03 ("Place TPSL Order", "GET TPSL Order Detail", "GET Order Detail", "WS Algo
Orders Channel", "Rate Limits", "Errors").  Not verified at the exchange: that ``algoClientOrderId``, documented for
what algo orders become, also names what a TP/SL order becomes; what the detail routes answer for an id that they do
not know; whether a resting reduce-only limit competes with a triggered stop.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from adapters.exchanges.call import Call, Proof
from adapters.exchanges.dialect import CONDITIONAL, Dialect, Market, Parse, oldest, onward, text
from adapters.exchanges.limits import Budget, Limits, Scope
from adapters.exchanges.outcomes import Outcome
from adapters.exchanges.reading import Raw, Reading, positive
from adapters.exchanges.record import Record
from core.ids import read_id
from core.orders import Order, OrderType, OrdStatus, PositionSide, Reason
from core.venue import Layout, VenueRules

SPOT_REFUSAL = "BloFin spot cannot be traded: ccxt lists its futures only, and stops on spot are not among its requests"

# "Trading-related" is not spelled out: looks at orders are counted too.
LIMITS = Limits(
    "BloFin",
    (
        Budget("requests", Scope.IP, 500, 60),
        Budget("requests in five minutes", Scope.IP, 1500, 300),
        Budget("trading", Scope.ACCOUNT, 30, 10, costs={"balance": 0, "ticker": 0, "markets": 0}),
    ),
    bans=frozenset({"403"}),
    pause=timedelta(seconds=30),
    ban=timedelta(minutes=5),
)
SWAP = Record(
    name="BloFin_F",
    exchange="BloFin",
    ccxt="blofin",
    spot=False,
    # a signature is good for 60 seconds (error 152405)
    rules=VenueRules(Layout.PAIRS, pairs_take=True, recv_window=timedelta(seconds=60)),
    mechanism="TP/SL order: one reduce-only order carries target and stop, one per target",
    partial_fills="whichever is touched first sells all of its slice at the market and ends the other",
    limits=LIMITS,
    secrets=("apiKey", "secret", "password"),
    testnet=True,
    conditional_stream=True,
    notes=(
        "stop and target trigger on the last price and fill at the market",
        "exits that travel with an entry get no id of ours: they are placed after its fill",
        "orders are sent for cross margin",
    ),
    options={"defaultType": "swap"},
)

REFUSED, ABSENT, UNKNOWN = Outcome.REFUSED, Outcome.ABSENT, Outcome.UNKNOWN
_WOULD_TRIGGER = (*range(102037, 102041), *range(102047, 102056))
_FAULTY = (*range(152001, 152016), 152401, 152402, 152404, 152406, 152408, 152409, 102089)
CODES = {
    "102002": (Outcome.DUPLICATE, Reason.OTHER),
    "150003": (Outcome.DUPLICATE, Reason.OTHER),
    "102148": (Outcome.DUPLICATE, Reason.OTHER),
    "150004": (REFUSED, Reason.MARGIN),
    "103003": (REFUSED, Reason.MARGIN),
    "102005": (REFUSED, Reason.REDUCE_ONLY),
    "102022": (REFUSED, Reason.REDUCE_ONLY),
    "542": (REFUSED, Reason.FILTER),
    "102014": (REFUSED, Reason.FILTER),
    "102015": (REFUSED, Reason.FILTER),
    "102064": (REFUSED, Reason.FILTER),
    "102065": (REFUSED, Reason.FILTER),
    "152405": (REFUSED, Reason.NOT_SENT),
    "152407": (REFUSED, Reason.NOT_SENT),
    "152410": (REFUSED, Reason.NOT_SENT),
    "429": (REFUSED, Reason.BANNED),
    "103013": (UNKNOWN, Reason.OTHER),
    "102067": (ABSENT, Reason.OTHER),
    "102068": (ABSENT, Reason.OTHER),
    "1000": (ABSENT, Reason.OTHER),
    # "500" is both a failure of theirs and the code inside a cancel that came too late: only its text tells
    "Cancel failed as the order has been": (ABSENT, Reason.OTHER),
    "Internal Server Error": (UNKNOWN, Reason.OTHER),
    "does not exist": (ABSENT, Reason.OTHER),
    "not found": (ABSENT, Reason.OTHER),
    **{str(code): (REFUSED, Reason.WOULD_TRIGGER) for code in _WOULD_TRIGGER},
    **{str(code): (REFUSED, Reason.OTHER) for code in _FAULTY},
}
LIST = 100  # the most that one answer lists; left out, it would be 20


class BlofinSwap(Dialect):
    """Stops and pairs are TP/SL orders with a list and ids of their own; each becomes a new order when it triggers.

    What it became is asked for by the TP/SL order's client id and says there whether target or stop was touched.
    """

    codes = CODES

    def params(self, order: Order, side: PositionSide) -> dict[str, Any]:
        # ccxt derives a single stop's position from its side, which is wrong for exits in hedge mode
        position = side.value if self.rules.hedged else "net"
        return super().params(order, side) | {"positionSide": position}

    def plain(self, market: Market, order: Order, side: PositionSide) -> Call:
        if order.type is not OrderType.IOC:
            return super().plain(market, order, side)
        # ccxt drops timeInForce here and a plain limit would rest; the order type says it
        args = (market.symbol, "ioc", order.side.value, market.amount(order), order.price, self.params(order, side))
        return Call("create_order", args)

    def conditional(self, market: Market, order: Order, side: PositionSide) -> Call:
        assert order.trigger is not None
        leg = "sl" if order.type is OrderType.STOP else "tp"
        name = "stopLossPrice" if leg == "sl" else "takeProfitPrice"
        return self._tpsl(market, order, side, {name: text(order.trigger)}, {leg: text(order.trigger)})

    def pair(self, market: Market, order: Order, side: PositionSide) -> Call:
        assert order.price is not None
        assert order.trigger is not None
        stop, take = text(order.trigger), text(order.price)
        return self._tpsl(
            market, order, side, {"stopLossPrice": stop, "takeProfitPrice": take}, {"sl": stop, "tp": take}
        )

    def _tpsl(
        self, market: Market, order: Order, side: PositionSide, prices: dict[str, str], legs: dict[str, str]
    ) -> Call:
        params = self.params(order, side) | {"tpsl": True} | prices
        fields: dict[str, str | None] = {
            "instId": market.id,
            "side": order.side.value,
            "positionSide": params["positionSide"],
            "size": text(market.amount(order)),
            "reduceOnly": "true",
            "clientOrderId": order.id,
        }
        for leg, price in legs.items():
            fields |= {f"{leg}TriggerPrice": price, f"{leg}OrderPrice": "-1"}
        args = (market.symbol, "market", order.side.value, market.amount(order), None, params)
        return Call("create_order", args, Proof("/api/v1/trade/order-tpsl", fields))

    def cancel(self, market: Market, order: Order, side: PositionSide) -> Call:
        more = {"tpsl": True} if order.type in CONDITIONAL else {}
        return Call("cancel_order", ("", market.symbol, self.named(order) | more))

    def open_lists(self, market: Market) -> tuple[Call, ...]:
        return (
            Call("fetch_open_orders", (market.symbol, None, LIST)),
            Call("fetch_open_orders", (market.symbol, None, LIST, {"tpsl": True})),
        )

    def find(self, market: Market, order: Order) -> tuple[Call, ...]:
        method = "private_get_trade_order_detail"
        if order.type in CONDITIONAL:
            method = "private_get_trade_order_tpsl_detail"
        return (Call(method, ({"instId": market.id} | self.named(order),)),)

    def follow(self, market: Market, venue_id: str) -> Call:
        params = {"instId": market.id, "algoClientOrderId": venue_id}
        return Call("private_get_trade_order_detail", (params,))

    def trades(self, market: Market, venue_id: str) -> Call:
        return Call("fetch_my_trades", (market.symbol, None, LIST, {"orderId": venue_id}))

    def more_trades(self, call: Call, answer: Any) -> Call | None:
        return onward(call, after=oldest(answer, "tradeId")) if len(answer) >= LIST else None

    def records(self, call: Call, answer: Any, parse: Parse) -> Sequence[Raw]:
        if call.method.startswith("private_get_trade"):
            data = answer.get("data")
            return [parse(data)] if isinstance(data, Mapping) and data else []
        if call.method == "create_order" and inner_refusal(answer) is not None:
            return [{**answer, "id": "none", "status": "rejected", "filled": 0}]
        return super().records(call, answer, parse)

    def readings(self, market: Market, raw: Raw, order: Order | None = None) -> tuple[Reading, ...]:
        info = raw.get("info") or {}
        if is_condition(info):
            trigger = info.get("slTriggerPrice") or info.get("tpTriggerPrice")
            raw = {**raw, "filled": 0, "fee": None, "fees": [], "triggerPrice": trigger}
        elif self.our_id(info.get("algoClientOrderId")):
            raw = {**raw, "clientOrderId": info["algoClientOrderId"]}
        if raw.get("status") == "partially_canceled":  # final, and not in ccxt's table
            raw = {**raw, "status": "canceled"}
        return super().readings(market, raw, order)

    def refined(self, market: Market, raw: Raw, reading: Reading) -> Reading:
        info = raw.get("info") or {}
        if reading.status is OrdStatus.REJECTED:
            return replace(reading, reason=inner_refusal(raw), text=str(info.get("msg") or ""), venue_ids=())
        named = read_id(reading.id)
        rung = named is not None and named[2].startswith("tp")
        if not is_condition(info):
            leg = {"tp": "take", "sl": "stop"}.get(str(info.get("orderCategory")), "") if rung else ""
            return replace(reading, leg=leg, stop=leg == "stop") if leg else reading
        if info.get("slTriggerPrice") and info.get("tpTriggerPrice"):
            reading = replace(reading, price=positive(info["tpTriggerPrice"]))
        if info.get("state") != "effective":
            return reading
        return replace(
            reading,
            status=OrdStatus.NEW,
            triggered=True,
            follow=reading.id,
            leg="take" if rung else "",  # until the real order says which: it is no whole pair any more
        )

    def setup(self, market: Market) -> tuple[Call, ...]:
        return (Call("fetch_position_mode", (market.symbol,)),)

    def client(self) -> Mapping[str, Any]:
        return {**super().client(), "has": {"fetchCurrencies": False}}


def is_condition(info: Raw) -> bool:
    """A TP/SL order, over REST or stream; what it became has an ``orderId``, and may name it in ``algoId``."""
    return not info.get("orderId") and bool(info.get("tpslId") or info.get("algoId"))


def inner_refusal(answer: Any) -> Reason | None:
    """Why a TP/SL order was refused inside an answer that is a success outside, which ccxt overlooks; None if not."""
    info = (answer.get("info") or {}) if isinstance(answer, Mapping) else {}
    if info.get("tpslId") or info.get("orderId"):
        return None
    outcome, reason = CODES.get(str(info.get("code")), (UNKNOWN, Reason.OTHER))
    return reason if outcome is REFUSED else None

"""Binance: spot with native order lists, USD-M futures with conditional algo orders linked by us.

Sources: binance-spot-api-docs (order lists, error codes), USD-M "New Algo Order" (conditional orders left the ordinary
route on 2025-12-09, -4120), "Error Codes" of both.  Not verified at the exchange: whether a triggered reduce-only stop
competes with a full-size resting reduce-only limit, so targets rest as TAKE_PROFIT algo orders.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from adapters.exchanges.call import Call, Proof
from adapters.exchanges.dialect import Dialect, Market, Parse, onward, text
from adapters.exchanges.limits import Budget, Limits, Scope
from adapters.exchanges.outcomes import Outcome
from adapters.exchanges.reading import UNNAMED, Raw, Reading, positive
from adapters.exchanges.record import Record
from core.orders import Order, OrderType, OrdStatus, PositionSide, Reason
from core.venue import Layout, VenueRules

RECV_WINDOW = 3000  # ms; a fence against late arrival, below ccxt's 10 000 (reliability.md section 0.2)

OPTIONS = {
    "recvWindow": RECV_WINDOW,
    "adjustForTimeDifference": True,
    "fetchCurrencies": False,
    "fetchMargins": False,
    "warnOnFetchOpenOrdersWithoutSymbol": False,
}


def _limits(host: str, weight: int, costs: dict[str, int], orders: tuple[int, int]) -> Limits:
    """Request weight per address and orders per account; 429 asks to slow down, 418 shuts the address out."""
    return Limits(
        host,
        (
            Budget("weight", Scope.IP, weight, 60, costs=costs, used="X-MBX-USED-WEIGHT-1M"),
            Budget("orders", Scope.ACCOUNT, *orders, costs={"order": 1, "protect": 1}, other=0),
        ),
        pauses={"429": Scope.IP, "-1003": Scope.IP, "-1015": Scope.ACCOUNT},
        bans=frozenset({"418"}),
    )


SPOT = Record(
    name="Binance",
    exchange="Binance",
    ccxt="binance",
    spot=True,
    rules=VenueRules(Layout.PAIRS, spot=True, reduce_only=False, most_conditions=5),
    mechanism="OCO order list: limit-maker target and stop-market, one list per target",
    partial_fills="any fill of the target ends its stop; the rest gets a new list at once",
    limits=_limits(
        "Binance spot", 6000, {"order": 1, "cancel": 1, "protect": 1, "find": 4, "look": 6, "balance": 20}, (100, 10)
    ),
    testnet=True,
    notes=(
        "market entries are guarded after their fill; order lists for entries (OTOCO) would wait for the full fill",
        "five stops and order lists fit per market, a person's own included: what would need more is refused",
    ),
    options=OPTIONS | {"defaultType": "spot", "fetchMarkets": {"types": ["spot"]}},
)
SWAP = Record(
    name="Binance_F",
    exchange="Binance",
    ccxt="binance",
    spot=False,
    rules=VenueRules(Layout.STOP_AND_TARGETS, takes=True, counts_targets=True),
    mechanism="reduce-only stop and targets as conditional algo orders that expire with the position",
    partial_fills="the stop keeps covering the position; targets follow what is left",
    limits=_limits(
        "Binance USD-M", 2400, {"order": 1, "cancel": 1, "protect": 1, "find": 1, "look": 1, "balance": 5}, (300, 10)
    ),
    testnet=True,
    demo=True,
    notes=("the exchange links nothing: the sibling is canceled by the bot",),
    options=OPTIONS | {"defaultType": "swap", "fetchMarkets": {"types": ["linear"]}},
)

REFUSED, UNKNOWN = Outcome.REFUSED, Outcome.UNKNOWN
CODES = {
    "Duplicate order sent": (Outcome.DUPLICATE, Reason.OTHER),
    "insufficient balance": (REFUSED, Reason.MARGIN),
    "would immediately trigger": (REFUSED, Reason.WOULD_TRIGGER),
    "would trigger immediately": (REFUSED, Reason.WOULD_TRIGGER),
    "immediately match and take": (REFUSED, Reason.WOULD_TRIGGER),
    "relationship of the prices": (REFUSED, Reason.WOULD_TRIGGER),
    "Market is closed": (REFUSED, Reason.CLOSED),
    "-1000": (UNKNOWN, Reason.OTHER),
    "-1001": (UNKNOWN, Reason.OTHER),
    "-1006": (UNKNOWN, Reason.OTHER),
    "-1007": (UNKNOWN, Reason.OTHER),
    "-1003": (REFUSED, Reason.BANNED),
    "-1008": (REFUSED, Reason.BANNED),
    "-1015": (REFUSED, Reason.BANNED),
    "-1021": (REFUSED, Reason.NOT_SENT),
    "-1111": (REFUSED, Reason.FILTER),
    "-4003": (REFUSED, Reason.FILTER),
    "-4005": (REFUSED, Reason.FILTER),
    "-4014": (REFUSED, Reason.FILTER),
    "-4045": (REFUSED, Reason.FULL),
    "-4061": (REFUSED, Reason.OTHER),
    "-4131": (REFUSED, Reason.FILTER),
    "-4164": (REFUSED, Reason.FILTER),
    "-2011": (Outcome.ABSENT, Reason.OTHER),
    "-2013": (Outcome.ABSENT, Reason.OTHER),
    "-2018": (REFUSED, Reason.MARGIN),
    "-2019": (REFUSED, Reason.MARGIN),
    "-2021": (REFUSED, Reason.WOULD_TRIGGER),
    "-2022": (REFUSED, Reason.REDUCE_ONLY),
    "-4118": (REFUSED, Reason.REDUCE_ONLY),
    "-4509": (REFUSED, Reason.REDUCE_ONLY),  # good till the position ends, and there is none
    "-4116": (Outcome.DUPLICATE, Reason.OTHER),
    "-20132": (Outcome.DUPLICATE, Reason.OTHER),
    "-4120": (REFUSED, Reason.OTHER),
    # -1013 is any filter, or a closed market: its text tells which
    "MAX_NUM_ALGO_ORDERS": (REFUSED, Reason.FULL),
    "MAX_NUM_ORDER_LISTS": (REFUSED, Reason.FULL),
    **dict.fromkeys(("Filter failure", '"code":-1013', '"code": -1013'), (REFUSED, Reason.FILTER)),
}


class _Binance(Dialect):
    """What both markets share: each tells in its filters how many conditional orders an account may have there."""

    codes = CODES

    def most_conditions(self, market: Market) -> int | None:
        found = next((f for f in filters(market) if f.get("filterType") == "MAX_NUM_ALGO_ORDERS"), {})
        told = positive(found.get("maxNumAlgoOrders")) or positive(found.get("limit"))
        return super().most_conditions(market) if told is None else int(told)


def filters(market: Market) -> Sequence[Raw]:
    """What the exchange says that an order must keep to in a market."""
    return (market.raw.get("info") or {}).get("filters") or ()


class BinanceSpot(_Binance):
    """Pairs are order lists; a stop that stands alone is an ordinary STOP_LOSS order among the open orders."""

    take_suffix, stop_suffix = "t", "s"

    def exits(self, market: Market) -> bool:
        info = market.raw.get("info") or {}
        told = info.get("orderTypes")
        return info.get("ocoAllowed") is not False and (not told or {"STOP_LOSS", "LIMIT_MAKER"} <= set(told))

    def reach(self, market: Market) -> Decimal | None:
        names = {"PERCENT_PRICE": "multiplierUp", "PERCENT_PRICE_BY_SIDE": "askMultiplierUp"}
        told = (positive(f.get(names.get(str(f.get("filterType")), ""))) for f in filters(market))
        return min((times for times in told if times is not None), default=None)

    def proof(self, market: Market, order: Order, side: PositionSide) -> Proof:
        assert order.trigger is not None
        fields = {
            "symbol": market.id,
            "side": order.side.value,
            "type": "STOP_LOSS",
            "quantity": text(market.amount(order)),
            "stopPrice": text(order.trigger),
            "newClientOrderId": order.id,
        }
        return Proof("/api/v3/order", fields)

    def pair(self, market: Market, order: Order, side: PositionSide) -> Call:
        assert order.price is not None
        assert order.trigger is not None
        legs = [("above", "LIMIT_MAKER", self.take_suffix), ("below", "STOP_LOSS", self.stop_suffix)]
        if order.side.value == "buy":
            legs = [("below", "LIMIT_MAKER", self.take_suffix), ("above", "STOP_LOSS", self.stop_suffix)]
        (take, take_type, _), (stop, stop_type, _) = legs
        params = {
            "symbol": market.id,
            "side": order.side.value.upper(),
            "quantity": text(market.amount(order)),
            "listClientOrderId": order.id,
            f"{take}Type": take_type,
            f"{take}Price": text(order.price),
            f"{take}ClientOrderId": order.id + self.take_suffix,
            f"{stop}Type": stop_type,
            f"{stop}StopPrice": text(order.trigger),
            f"{stop}ClientOrderId": order.id + self.stop_suffix,
            "newOrderRespType": "FULL",
        }
        return Call("private_post_orderlist_oco", (params,), Proof("/api/v3/orderList/oco", dict(params)))

    def cancel(self, market: Market, order: Order, side: PositionSide) -> Call:
        if order.type is OrderType.PAIR:
            params = {"symbol": market.id, "listClientOrderId": order.id}
            return Call("private_delete_orderlist", (params,))
        return Call("cancel_order", ("", market.symbol, self.named(order)))

    def open_lists(self, market: Market) -> tuple[Call, ...]:
        return (Call("fetch_open_orders", (market.symbol,)),)

    def find(self, market: Market, order: Order) -> tuple[Call, ...]:
        ids = [order.id]
        if order.type is OrderType.PAIR:
            ids = [order.id + self.take_suffix, order.id + self.stop_suffix]
        return tuple(Call("fetch_order", ("", market.symbol, {"clientOrderId": id})) for id in ids)

    def trades(self, market: Market, venue_id: str) -> Call:
        return Call("fetch_my_trades", (market.symbol, None, TRADES, {"orderId": venue_id}))

    def more_trades(self, call: Call, answer: Any) -> Call | None:
        full = len(answer) >= TRADES
        return onward(call, fromId=max(int(trade["id"]) for trade in answer) + 1) if full else None

    def records(self, call: Call, answer: Any, parse: Parse) -> Sequence[Raw]:
        if call.method == "private_post_orderlist_oco":
            return [parse(one) for one in answer.get("orderReports", ())]
        return super().records(call, answer, parse)


TRADES = 1000  # the most that one answer lists
SPRUNG = frozenset({"TRIGGERING", "TRIGGERED", "FINISHED"})


class BinanceSwap(_Binance):
    """Conditional orders have a route, a list and ids of their own, and become a *new* order when they trigger.

    ccxt calls a triggered one closed with a fill that is wrong both over REST and over the stream; the order under
    ``actualOrderId`` is followed instead.
    """

    def proof(self, market: Market, order: Order, side: PositionSide) -> Proof:
        assert order.trigger is not None
        kind = "STOP_MARKET" if order.type is OrderType.STOP else "TAKE_PROFIT_MARKET"
        fields = {
            "algoType": "CONDITIONAL",
            "symbol": market.id,
            "side": order.side.value,
            "type": kind,
            "quantity": text(market.amount(order)),
            "triggerPrice": text(order.trigger),
            "clientAlgoId": order.id,
        }
        closes = {"positionSide": side.value} if self.rules.hedged else {"reduceOnly": "true"}
        return Proof("/fapi/v1/algoOrder", fields | closes)

    def params(self, order: Order, side: PositionSide) -> dict[str, Any]:
        params: dict[str, Any] = {"clientOrderId": order.id}
        if self.rules.hedged:
            params["positionSide"] = side.value.upper()  # which also forbids reduceOnly
        elif order.reduce_only:
            params["reduceOnly"] = True
        if order.type in (OrderType.STOP, OrderType.TAKE):
            params["timeInForce"] = "GTE_GTC"
        return params

    def readings(self, market: Market, raw: Raw, order: Order | None = None) -> tuple[Reading, ...]:
        status = algo_status(raw)
        if status in SPRUNG and "aid" in raw["info"]:
            return ()  # the stream tells of the real order under the same id, and with what it traded
        if status:  # a condition never trades itself, whatever fill it is said to have
            raw = {**raw, "filled": 0}
        return super().readings(market, raw, order)

    def refined(self, market: Market, raw: Raw, reading: Reading) -> Reading:
        info, status = raw.get("info") or {}, algo_status(raw)
        if status in SPRUNG:
            real = str(info.get("actualOrderId") or "")
            return replace(reading, status=OrdStatus.NEW, triggered=True, follow=real if real.strip("0") else UNNAMED)
        return reading

    def trades(self, market: Market, venue_id: str) -> Call:
        return Call("fetch_my_trades", (market.symbol, None, TRADES, {"orderId": venue_id}))

    def more_trades(self, call: Call, answer: Any) -> Call | None:
        # the newest come first, and an id only leads onward from it
        return onward(call, until=min(trade["timestamp"] for trade in answer)) if len(answer) >= TRADES else None

    def leverage(self, market: Market) -> Call:
        return Call("fetch_leverage", (market.symbol,))

    def setup(self, market: Market) -> tuple[Call, ...]:
        return (Call("fetch_position_mode", (market.symbol,)),)


def algo_status(raw: Raw) -> str:
    """The status of a conditional order in the exchange's own words, "" for an ordinary one; over REST or stream."""
    info = raw.get("info") or {}
    return str(info.get("algoStatus") or (info.get("X") if "aid" in info else ""))

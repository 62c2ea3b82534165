"""MEXC: spot without stop orders, futures whose stop and targets are plan orders that can only close.

Sources: MEXC documents "Place Plan Order", "Get Plan Order List", "Place Order", "Get Order by External Order ID",
"Error Code" of futures, "New Order", "Error Code", "General Info" of spot.  A position's own TP/SL order takes no id
of ours and needs the position's, and is left to you.  Plan orders are not documented to take a client id: ours is sent
as ``externalOid``, and an order whose placement was not answered is recognised by its terms and its time.

Not verified at the exchange: that ``externalOid`` comes back with plan orders; whether resting close orders freeze the
position that a stop needs, so targets rest as plan orders too; whether the account may trade futures by API at all;
what type 6, which ccxt sends for market orders, leaves unfilled when the price runs away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.exchanges.call import Call, Proof, Refused
from adapters.exchanges.dialect import CONDITIONAL, Dialect, Market, Parse, onward, text
from adapters.exchanges.limits import Budget, Limits, Scope
from adapters.exchanges.outcomes import Outcome
from adapters.exchanges.reading import UNNAMED, Raw, Reading, number
from adapters.exchanges.record import IdForm, Record
from core.orders import Order, OrderType, OrdStatus, PositionSide, Reason
from core.venue import Layout, VenueRules

OPTIONS = {"recvWindow": 3000, "adjustForTimeDifference": True}
SIGNED = timedelta(seconds=10)  # how long a futures request is good
SKEW = timedelta(seconds=2)  # how far its clock may be behind ours beyond what was measured
WEEK, ON_LAST, MARKET = 2, 1, 5  # executeCycle: the longest; trend: last price; orderType of a plan order
LIFE = timedelta(days=7)  # of a plan order with that executeCycle
IOC = 3
PAGE = 100
BEFORE = timedelta(minutes=10)
DAY = 24 * 60 * 60 * 1000  # ms
PLANS = "contract_private_get_planorder_list_orders"

SPOT = Record(
    name="MEXC",
    exchange="MEXC",
    ccxt="mexc",
    spot=True,
    rules=VenueRules(Layout.NOTHING, spot=True, reduce_only=False),
    mechanism="none: its spot market has no stop orders; stop and targets are watched by the bot",
    partial_fills="what is left stays watched",
    limits=Limits(
        "MEXC spot",
        (
            Budget("weight", Scope.ACCOUNT, 500, 10, costs={"balance": 10, "look": 3, "find": 2, "trades": 10}),
            Budget("orders", Scope.ACCOUNT, 5, 1, costs={"order": 1, "protect": 1}, other=0),
        ),
        pauses={"429": Scope.ACCOUNT},
        bans=frozenset({"403", "418"}),
    ),
    consent="MEXC spot has no stop orders: nothing rests there, and nothing protects you while the bot is down",
    options=OPTIONS | {"defaultType": "spot"},
)
SWAP = Record(
    name="MEXC_F",
    exchange="MEXC",
    ccxt="mexc",
    spot=False,
    rules=VenueRules(Layout.STOP_AND_TARGETS, takes=True, life=LIFE, recv_window=SIGNED),
    mechanism="stop and targets as plan orders that can only close, good for 7 days and placed anew a day before",
    partial_fills="the stop keeps covering the position; targets follow what is left",
    limits=Limits(
        "MEXC futures",
        (
            Budget("orders", Scope.ACCOUNT, 20, 2, costs={"order": 1, "protect": 1}, other=0),
            Budget("cancels", Scope.ACCOUNT, 20, 2, costs={"cancel": 1}, other=0),
            Budget("looks", Scope.ACCOUNT, 20, 2, costs={"order": 0, "protect": 0, "cancel": 0}),
        ),
        pauses={"429": Scope.ACCOUNT, "510": Scope.ACCOUNT},
        bans=frozenset({"403"}),
    ),
    ids=IdForm.NONE,
    conditional_stream=None,
    notes=(
        "the exchange links nothing: the sibling is canceled by the bot",
        "stops and targets end after 7 days: a bot that is away from the sixth day on leaves the position bare",
        "stops and targets trigger on the last price and fill at the market",
        "orders are sent for cross margin",
        "MEXC decides which accounts may trade futures by API",
    ),
    options=OPTIONS | {"defaultType": "swap"},
)

REFUSED, ABSENT, UNKNOWN = Outcome.REFUSED, Outcome.ABSENT, Outcome.UNKNOWN
_GROUPS = {
    (REFUSED, Reason.MARGIN): "2005 2018 10101 30004 30005",
    (REFUSED, Reason.REDUCE_ONLY): "2009 2022",
    (REFUSED, Reason.WOULD_TRIGGER): "3004 5003 5004",
    (REFUSED, Reason.FILTER): "2003 2008 2011 2015 2028 10096 10097 10102 30002 30003 30029 30087 88013",
    (REFUSED, Reason.BANNED): "429 510",
    (REFUSED, Reason.NOT_SENT): "513 700003",
    (REFUSED, Reason.CLOSED): "1002 6001 6002 30000 30016",
    (REFUSED, Reason.OTHER): (
        "400 401 402 403 406 511 600 601 602 701 702 703 704 1000 1001 2001 2002 2019 2021 2027 2029 2030 2031 3001"
        " 3002 3003 6004 6005 10007 10072 10073 10098 30001 30014 30018 30020 30021 30032 30041 70011 700001 700002"
        " 700004 700005 700006 700007 700008 -1121 -1128"
    ),
    (ABSENT, Reason.OTHER): "-2011 -2013 2040 5002",
    # 603 is "repeated request": the first may have been done
    (UNKNOWN, Reason.OTHER): "500 501 503 504 603 604 801",
}
CODES = {code: verdict for verdict, codes in _GROUPS.items() for code in codes.split()} | {
    "order not exist": (ABSENT, Reason.OTHER),
    "order does not exist": (ABSENT, Reason.OTHER),
    "uplicate": (Outcome.DUPLICATE, Reason.OTHER),
}
# In the exchange's numbers; ccxt takes a canceled plan order (2) for an open one.
_ORDERS = {"1": "open", "2": "open", "3": "closed", "4": "canceled", "5": "rejected"}
_PLANS = {"1": "open", "2": "canceled", "3": "open", "4": "expired", "5": "rejected"}
EXECUTED = "3"
_LIMITS = ("1", "2", "3", "4")


class MexcSpot(Dialect):
    """Market, limit and immediate-or-cancel orders; nothing waits at the exchange."""

    codes = CODES

    def conditional(self, market: Market, order: Order, side: PositionSide) -> Call:
        raise Refused("MEXC spot has no stop orders: nothing was sent")

    def open_lists(self, market: Market) -> tuple[Call, ...]:
        return (Call("fetch_open_orders", (market.symbol,)),)

    def trades(self, market: Market, venue_id: str) -> Call:
        return Call("fetch_my_trades", (market.symbol, None, PAGE, {"orderId": venue_id}))

    def more_trades(self, call: Call, answer: Any) -> Call | None:
        return onward(call, until=min(trade["timestamp"] for trade in answer)) if len(answer) >= PAGE else None

    def client(self) -> Mapping[str, Any]:
        return {**super().client(), "has": {"fetchCurrencies": False}}


class MexcSwap(Dialect):
    """Conditions are plan orders with a list and ids of their own, and become new orders when they trigger."""

    codes = CODES
    isolates = False

    def params(self, order: Order, side: PositionSide) -> dict[str, Any]:
        # ccxt closes the wrong position in hedge mode, so the side is said here; a closing side cannot open
        codes = {(True, False): 1, (False, True): 2, (False, False): 3, (True, True): 4}
        params = {"clientOrderId": order.id, "side": codes[side is PositionSide.LONG, order.reduce_only]}
        return params | ({"positionMode": 1} if self.rules.hedged else {})

    def plain(self, market: Market, order: Order, side: PositionSide) -> Call:
        if order.type is not OrderType.IOC:
            return super().plain(market, order, side)
        # ccxt passes timeInForce on beside a limit order that rests
        args = (market.symbol, IOC, order.side.value, market.amount(order), order.price, self.params(order, side))
        return Call("create_order", args)

    def conditional(self, market: Market, order: Order, side: PositionSide) -> Call:
        assert order.trigger is not None
        rises = (order.type is OrderType.TAKE) is (side is PositionSide.LONG)
        params = self.params(order, side) | {
            "triggerPrice": text(order.trigger),
            "triggerType": 1 if rises else 2,
            "executeCycle": WEEK,
            "trend": ON_LAST,
            "orderType": MARKET,
        }
        named = ("triggerPrice", "triggerType", "executeCycle", "trend", "orderType", "side")
        fields = {"symbol": market.id, "vol": text(market.amount(order)), "externalOid": order.id}
        fields |= {name: str(params[name]) for name in named}
        proof = Proof("/api/v1/private/planorder/place", fields)
        return Call(
            "create_order", (market.symbol, "market", order.side.value, market.amount(order), None, params), proof
        )

    def by_venue_id(self, order: Order) -> bool:
        return True

    def cancel(self, market: Market, order: Order, side: PositionSide) -> Call:
        if not order.venue_ids:
            raise Refused("MEXC does not show the order yet")
        if order.type in CONDITIONAL:
            return Call("cancel_order", (order.venue_ids[0], market.symbol, {"trigger": True}))
        return Call("cancel_order", (order.venue_ids[-1], market.symbol))

    def open_lists(self, market: Market) -> tuple[Call, ...]:
        at = {"symbol": market.id}
        return (
            Call("fetch_open_orders", (market.symbol, None, None, at)),
            Call("fetch_open_orders", (market.symbol, None, None, at | {"trigger": True})),
        )

    def find(self, market: Market, order: Order) -> tuple[Call, ...]:
        if order.type not in CONDITIONAL:
            params: dict[str, Any] = {"symbol": market.id, "external_oid": order.id}
            return (Call("contract_private_get_order_external_symbol_external_oid", (params,)),)
        first, last = order.decided_at - BEFORE, order.decided_at + LIFE + BEFORE  # it has ended by then
        params = {
            "symbol": market.id,
            "states": "1,2,3,4,5",
            "start_time": days(first) * DAY,
            "end_time": (days(last) + 1) * DAY,
            "page_num": 1,
            "page_size": PAGE,
        }
        return (self.open_lists(market)[1], Call(PLANS, (params,)))

    def more_found(self, call: Call, answer: Any) -> Call | None:
        if call.method != PLANS or len(answer.get("data") or []) < PAGE:
            return None
        return onward(call, page_num=call.args[-1]["page_num"] + 1)

    def trades(self, market: Market, venue_id: str) -> Call:
        return Call("fetch_order_trades", (venue_id, market.symbol))

    def records(self, call: Call, answer: Any, parse: Parse) -> Sequence[Raw]:
        if not call.method.startswith("contract_private_get"):
            return super().records(call, answer, parse)
        data = answer.get("data") or []
        return [parse(one) for one in (data if isinstance(data, list) else [data])]

    def declined(self, answer: Any) -> bool:
        return isinstance(answer, Mapping) and answer.get("success") is False

    def readings(self, market: Market, raw: Raw, order: Order | None = None) -> tuple[Reading, ...]:
        info = raw.get("info") or {}
        state = str(info.get("state") or "")
        if not state:
            return super().readings(market, raw, order)
        plan = is_plan(info)
        named = self.our_id(raw.get("clientOrderId")) or self.our_id(info.get("externalOid"))
        if named is None and not (plan and order is not None and self._is(market, info, order)):
            return ()
        limit = not plan and str(info.get("orderType")) in _LIMITS
        told: dict[str, Any] = {
            "clientOrderId": named[0] if named else None,
            "status": (_PLANS if plan else _ORDERS).get(state, state),
            "type": "limit" if limit else "market",
        }
        if plan:
            # ccxt takes the id of the order that it became for its own
            told |= {"id": str(info.get("id") or ""), "filled": 0, "fee": None, "fees": []}
        return super().readings(market, {**raw, **told}, order)

    def _is(self, market: Market, info: Raw, order: Order) -> bool:
        """Whether a plan order that carries no id of ours is this one."""
        if order.venue_ids:
            return str(info.get("id")) in order.venue_ids
        size, side = number(info.get("vol")), order_side(order)
        if size is None or number(info.get("triggerPrice")) != order.trigger or str(info.get("side")) != side:
            return False
        made = datetime.fromtimestamp(int(info["createTime"]) / 1000, UTC)
        timely = order.decided_at - SKEW <= made <= order.not_after + SIGNED + SKEW
        return timely and size * market.contract == order.quantity

    def refined(self, market: Market, raw: Raw, reading: Reading) -> Reading:
        info = raw.get("info") or {}
        if not is_plan(info):
            return reading
        if reading.status is OrdStatus.REJECTED:
            return replace(reading, text=f"MEXC could not carry it out (code {info.get('errorCode')})")
        if str(info.get("state")) != EXECUTED:
            return reading
        real = str(info.get("orderId") or "")
        return replace(reading, triggered=True, follow=real if real.strip("0") else UNNAMED)

    def setup(self, market: Market) -> tuple[Call, ...]:
        return (Call("fetch_position_mode", (market.symbol,)),)

    def client(self) -> Mapping[str, Any]:
        return {**super().client(), "has": {"fetchCurrencies": False}}


def days(at: datetime) -> int:
    """Whole days of the epoch: orders of the same day are sought in one span, and so with one request."""
    return int(at.timestamp() * 1000) // DAY


def is_plan(info: Raw) -> bool:
    """A plan order's record; what it becomes is an ordinary order."""
    return "triggerType" in info


def order_side(order: Order) -> str:
    """The exchange's number of the side that a condition of ours has: conditions only close."""
    return "4" if order.side.value == "sell" else "2"

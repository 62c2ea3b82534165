"""Bitget (classic account, v2): spot with a plan order as stop, futures with the position's own stop and target.

Sources: Bitget API documents "Stop-profit and stop-loss plan orders", "Modify the stop-profit and stop-loss plan
order", "Get History Trigger Order", "Place Order" and "Plan Sub Order" of both markets, "RestAPI Error Code".  Not
verified at the exchange: whether a spot plan order reserves its coin; which way a spot plan order fires that is placed
beyond the price; whether a resting reduce-only limit blocks a position's stop, so targets rest as ``profit_plan``;
whether a position's second stop replaces its first, so people are asked about one of theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from adapters.exchanges.call import Call, Proof, Refused
from adapters.exchanges.dialect import CONDITIONAL, Dialect, Market, Parse, onward, text
from adapters.exchanges.limits import Budget, Limits, Scope
from adapters.exchanges.outcomes import Outcome
from adapters.exchanges.reading import UNNAMED, Raw, Reading
from adapters.exchanges.record import Record
from core.orders import Order, OrderType, OrdStatus, PositionSide, Reason
from core.venue import Layout, VenueRules, by_cost

SIGNED = timedelta(seconds=30)  # how long a signature is good (error 40008)
OPTIONS = {"uta": False, "adjustForTimeDifference": True}  # uta: else ccxt asks for the account's kind before an order


def _limits(host: str) -> Limits:
    """Ten of each kind of request in a second per account; an order, a cancel and a look are kinds of their own."""
    writes = {"order": 1, "cancel": 1, "protect": 1}
    return Limits(
        host,
        (
            Budget("requests", Scope.IP, 6000, 60),
            Budget("orders", Scope.ACCOUNT, 10, 1, costs=writes, other=0),
            Budget("looks", Scope.ACCOUNT, 10, 1, costs=dict.fromkeys(writes, 0) | {"balance": 2}),
        ),
        pauses={"429": Scope.ACCOUNT, "30007": Scope.ACCOUNT},
        bans=frozenset({"403"}),
        ban=timedelta(minutes=5),
    )


SPOT = Record(
    name="Bitget",
    exchange="Bitget",
    ccxt="bitget",
    spot=True,
    rules=VenueRules(Layout.STOP, spot=True, reduce_only=False, buys_by_cost=True, recv_window=SIGNED),
    mechanism="plan order: a stop that sells at the market; the touched target is swapped in by the bot",
    partial_fills="the stop covers what is left; the target's own rest is sold when it is touched again",
    limits=_limits("Bitget spot"),
    secrets=("apiKey", "secret", "password"),
    testnet=True,
    conditional_stream=True,
    notes=(
        by_cost("Bitget"),
        "classic accounts only, not unified trading accounts",
    ),
    options=OPTIONS | {"defaultType": "spot", "fetchMarkets": {"types": ["spot"]}},
)
SWAP = Record(
    name="Bitget_F",
    exchange="Bitget",
    ccxt="bitget",
    spot=False,
    rules=VenueRules(Layout.POSITION, amends=True, takes=True, recv_window=SIGNED),
    mechanism="the position's own stop and target (pos_loss, pos_profit); ladders as profit_plan orders beside it",
    partial_fills="stop and target follow the position; they end with it",
    limits=_limits("Bitget futures"),
    secrets=("apiKey", "secret", "password"),
    testnet=True,
    conditional_stream=True,
    notes=(
        "stops and targets trigger on the last price and fill at the market",
        "exits that travel with an entry get no id of ours: they are placed after its fill",
        "classic accounts only, not unified trading accounts; orders are sent for cross margin",
    ),
    options=OPTIONS | {"defaultType": "swap", "fetchMarkets": {"types": ["swap"]}},
)

REFUSED, ABSENT, UNKNOWN = Outcome.REFUSED, Outcome.ABSENT, Outcome.UNKNOWN
_GROUPS = {
    (Outcome.DUPLICATE, Reason.OTHER): "40786 43118",
    (REFUSED, Reason.MARGIN): "40711 40712 40754 40762 43012",
    (REFUSED, Reason.WOULD_TRIGGER): "40830 40831 40832 40833 40915 40916 40917 45122",
    (REFUSED, Reason.REDUCE_ONLY): "22002 40757 40891 43023",
    (REFUSED, Reason.FILTER): "40108 40706 40808 41103 41117 43006 43008 43011 45110 45113",
    (REFUSED, Reason.BANNED): "429 30007",
    (REFUSED, Reason.NOT_SENT): "40004 40005 40008",
    (REFUSED, Reason.CLOSED): "40200 40308 40309 41114 43115",
    (REFUSED, Reason.OTHER): "40014 40018 40020 40024 40037 40085 40102 40305 40774 40889",
    (ABSENT, Reason.OTHER): "22001 40109 40768 43001 43020 43025",
    # 40010 is "request timed out", which ccxt takes for a wrong signature
    (UNKNOWN, Reason.OTHER): "40010 40015 40604 40725 45001",
}
CODES = {code: verdict for verdict, codes in _GROUPS.items() for code in codes.split()} | {
    "uplicate client": (Outcome.DUPLICATE, Reason.OTHER),
    "price please <": (REFUSED, Reason.WOULD_TRIGGER),
    "price please >": (REFUSED, Reason.WOULD_TRIGGER),
}
LIST = 100  # the most that one answer lists
BEFORE = timedelta(days=7)  # an order that is only looked for may be older than its row
SPAN = 89 * 86_400_000  # ms; spot history answers for 90 days at most
_RESTS = ("live", "not_trigger")
_ENDED = ("cancelled", "canceled", "fail_trigger", "fail_execute")


class _Bitget(Dialect):
    """What both markets share: conditions are plan orders with lists of their own, and become new orders."""

    codes = CODES

    def records(self, call: Call, answer: Any, parse: Parse) -> Sequence[Raw]:
        found = super().records(call, answer, parse)
        # a list answers for others too, and what it does not name is not ours
        return [raw for raw in found if self.our_id(raw.get("clientOrderId"))] if isinstance(answer, list) else found

    def trades(self, market: Market, venue_id: str) -> Call:
        return Call("fetch_my_trades", (market.symbol, None, LIST, {"orderId": venue_id}))

    def more_trades(self, call: Call, answer: Any) -> Call | None:
        return onward(call, idLessThan=min(int(one["id"]) for one in answer)) if len(answer) >= LIST else None

    def readings(self, market: Market, raw: Raw, order: Order | None = None) -> tuple[Reading, ...]:
        info = raw.get("info") or {}
        if status := plan_status(info):
            said = raw.get("status") if status in _ENDED else "open"
            raw = {**raw, "status": said, "filled": 0, "fee": None, "fees": []}
        elif info.get("accBaseVolume") is not None:  # over the stream ccxt takes the last fill for the total
            raw = {**raw, "filled": info["accBaseVolume"], "cost": None}
        return super().readings(market, raw, order)

    def refined(self, market: Market, raw: Raw, reading: Reading) -> Reading:
        info = raw.get("info") or {}
        status = plan_status(info)
        if not status or status in _RESTS or status in _ENDED:
            return reading
        real = str(info.get("executeOrderId") or "")
        follow = real if real.strip("0") else self.untold(reading)
        return replace(reading, status=OrdStatus.NEW, triggered=True, follow=follow)

    def untold(self, reading: Reading) -> str:
        """What to follow where a triggered condition does not name its order."""
        return UNNAMED


class BitgetSpot(_Bitget):
    """The stop is a plan order of its own; a target that is touched is sold by the bot."""

    def conditional(self, market: Market, order: Order, side: PositionSide) -> Call:
        assert order.trigger is not None
        trigger = text(order.trigger)
        params = self.params(order, side) | {"triggerPrice": trigger, "triggerType": "fill_price"}
        fields = {
            "symbol": market.id,
            "side": order.side.value,
            "orderType": "market",
            "size": text(market.amount(order)),
            "planType": "amount",
            "triggerPrice": trigger,
            "clientOid": order.id,
        }
        args = (market.symbol, "market", order.side.value, market.amount(order), None, params)
        return Call("create_order", args, Proof("/api/v2/spot/trade/place-plan-order", fields))

    def open_lists(self, market: Market) -> tuple[Call, ...]:
        return (
            Call("fetch_open_orders", (market.symbol, None, LIST)),
            Call("fetch_open_orders", (market.symbol, None, LIST, {"trigger": True})),
        )

    def find(self, market: Market, order: Order) -> tuple[Call, ...]:
        if order.type not in CONDITIONAL:
            return super().find(market, order)
        since = int((order.decided_at - BEFORE).timestamp() * 1000)
        span = {"trigger": True, "endTime": since + SPAN}
        return (
            Call("fetch_open_orders", (market.symbol, None, LIST, {"trigger": True})),
            Call("fetch_canceled_and_closed_orders", (market.symbol, since, LIST, span)),
        )

    def untold(self, reading: Reading) -> str:
        return f"plan {reading.venue_ids[0]}" if reading.venue_ids else UNNAMED

    def follow(self, market: Market, venue_id: str) -> Call:
        if not venue_id.startswith("plan "):
            return super().follow(market, venue_id)
        params = {"planOrderId": venue_id.removeprefix("plan ")}
        return Call("request", ("v2/spot/trade/plan-sub-order", ["private", "spot"], "GET", params))

    def records(self, call: Call, answer: Any, parse: Parse) -> Sequence[Raw]:
        if call.method != "request":
            return super().records(call, answer, parse)
        # names the real order and nothing else of it
        told = [one for one in answer.get("data") or () if one.get("orderId")]
        return [
            {"status": "open", "info": {"planStatus": "executed", "executeOrderId": one["orderId"]}} for one in told
        ]


class BitgetSwap(_Bitget):
    """A stop that covers the position is the position's own; parts of it are plan orders of a fixed size.

    Both have client ids, are changed in place by them and end with the position.
    """

    isolates = False

    def position(self, raw: Raw) -> Raw:
        info = raw.get("info") or {}
        own = {"stopLossPrice": info.get("stopLoss"), "takeProfitPrice": info.get("takeProfit")}
        return {**raw, **{name: level for name, level in own.items() if level}}

    def params(self, order: Order, side: PositionSide) -> dict[str, Any]:
        return super().params(order, side) | ({"hedged": True} if self.rules.hedged else {})

    def conditional(self, market: Market, order: Order, side: PositionSide) -> Call:
        assert order.trigger is not None
        stops = order.type is OrderType.STOP
        plan, trigger = "loss_plan" if stops else "profit_plan", text(order.trigger)
        params = self.params(order, side) | {"planType": plan, "triggerType": "fill_price"}
        params["stopLossPrice" if stops else "takeProfitPrice"] = trigger
        args = (market.symbol, "market", order.side.value, market.amount(order), None, params)
        return Call("create_order", args, self._proof(market, order, side, plan))

    def position_stop(self, market: Market, order: Order, side: PositionSide) -> Call:
        assert order.trigger is not None
        plan = "pos_loss" if order.type is OrderType.STOP else "pos_profit"
        params = self._names(market) | {
            "planType": plan,
            "triggerPrice": text(order.trigger),
            "triggerType": "fill_price",
            "holdSide": self._held(side),
            "clientOid": order.id,
        }
        return Call("private_mix_post_v2_mix_order_place_tpsl_order", (params,), self._proof(market, order, side, plan))

    def _proof(self, market: Market, order: Order, side: PositionSide, plan: str) -> Proof:
        assert order.trigger is not None
        fields: dict[str, str | None] = {
            "symbol": market.id,
            "productType": f"{market.quote}-FUTURES",
            "holdSide": self._held(side),
            "planType": plan,
            "triggerPrice": text(order.trigger),
            "clientOid": order.id,
        }
        if order.quantity is not None:
            fields["size"] = text(market.amount(order))
        return Proof("/api/v2/mix/order/place-tpsl-order", fields)

    def _held(self, side: PositionSide) -> str:
        """The position in the exchange's words, which differ between its two position modes."""
        return side.value if self.rules.hedged else side.entry.value

    def _names(self, market: Market) -> dict[str, Any]:
        return {"symbol": market.id, "productType": f"{market.quote}-FUTURES", "marginCoin": market.quote}

    def amend(self, market: Market, order: Order, side: PositionSide) -> Call:
        asked = order.amend_asked
        if asked is None or asked.trigger is None or order.type not in CONDITIONAL:
            raise Refused("Bitget changes the trigger of a resting stop or target, nothing else")
        size = "" if asked.quantity is None else text(asked.quantity / market.contract)
        trigger = text(asked.trigger)
        params = self._names(market) | {
            "clientOid": order.id,
            "triggerPrice": trigger,
            "triggerType": "fill_price",
            "size": size,
        }
        fields = {name: str(value) for name, value in params.items() if value != ""}
        proof = Proof("/api/v2/mix/order/modify-tpsl-order", fields)
        return Call("private_mix_post_v2_mix_order_modify_tpsl_order", (params,), proof)

    def cancel(self, market: Market, order: Order, side: PositionSide) -> Call:
        if order.type not in CONDITIONAL:
            return super().cancel(market, order, side)
        plan = {
            (OrderType.STOP, True): "pos_loss",
            (OrderType.STOP, False): "loss_plan",
            (OrderType.TAKE, True): "pos_profit",
        }.get((order.type, order.quantity is None), "profit_plan")
        return Call("cancel_order", ("", market.symbol, self.named(order) | {"trigger": True, "planType": plan}))

    def open_lists(self, market: Market) -> tuple[Call, ...]:
        plans = {"trigger": True, "planType": "profit_loss"}
        return (
            Call("fetch_open_orders", (market.symbol, None, LIST)),
            Call("fetch_open_orders", (market.symbol, None, LIST, plans)),
        )

    def find(self, market: Market, order: Order) -> tuple[Call, ...]:
        if order.type not in CONDITIONAL:
            return super().find(market, order)
        args = (market.symbol, None, LIST, {"trigger": True, "planType": "profit_loss"} | self.named(order))
        return (Call("fetch_open_orders", args), Call("fetch_canceled_and_closed_orders", args))

    def records(self, call: Call, answer: Any, parse: Parse) -> Sequence[Raw]:
        if call.method == "private_mix_post_v2_mix_order_place_tpsl_order":
            data = answer.get("data")
            return [parse(data)] if isinstance(data, Mapping) and data.get("orderId") else []
        return super().records(call, answer, parse)

    def setup(self, market: Market) -> tuple[Call, ...]:
        return (Call("fetch_leverage", (market.symbol,)),)  # the account's record, which also says its position mode

    def hedged(self, answer: Raw) -> bool:
        return (answer.get("info") or {}).get("posMode") == "hedge_mode"


def plan_status(info: Raw) -> str:
    """The status of a conditional order in the exchange's own words, "" for an ordinary one; over REST or stream."""
    if info.get("planStatus"):
        return str(info["planStatus"])
    planned = info.get("planType") and info.get("triggerPrice")
    return str(info.get("status") or "") if planned else ""

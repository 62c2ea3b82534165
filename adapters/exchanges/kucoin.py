"""KuCoin: spot with a resting stop, USDT perpetuals with reduce-only stops and targets that the bot links.

Sources: KuCoin API "Add Order - Old", "Add Stop Order", "Get Stop Order By ClientOid", "Add OCO Order", "Get OCO Order
Detail"; futures "Add Order", "Add Take Profit And Stop Loss Order", "Get Order By ClientOid", "Get Stop Order List",
"Switch Position Mode", "Get Cross Margin Leverage"; "Rate Limit", error codes of both.

KuCoin's OCO is not used: its stop leg is a stop-limit that can be jumped, and neither of its legs has a client id by
which the order that it became could be asked for.  The exits that its futures attach to an entry (st-orders) have no
client ids either, and ccxt puts those of a short the wrong way round.

Not verified at the exchange: under which id a triggered spot stop trades on (it is asked for by client id among the
conditions and the ordinary orders; until it is found it counts as triggered and open); whether a resting reduce-only
limit counts against a stop, so targets rest as conditions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from adapters.exchanges.call import Call, Proof, Refused
from adapters.exchanges.dialect import CONDITIONAL, Dialect, Market, Parse, onward, text
from adapters.exchanges.limits import Budget, Limits, Scope, Told
from adapters.exchanges.outcomes import Outcome
from adapters.exchanges.reading import Raw, Reading, Unreadable
from adapters.exchanges.record import Record
from core.orders import ONE, Fill, Order, OrderType, PositionSide, Reason
from core.venue import Layout, VenueRules

WINDOW = timedelta(seconds=5)  # how old a signed request may be
# what would otherwise be asked at the first order: the kind of account
OPTIONS: Mapping[str, object] = {"uta": False, "hf": False, "adjustForTimeDifference": True}


def _limits(host: str, weight: int, order: int) -> Limits:
    """Weight per account in 30 s at the lowest level; the answers tell what is left."""
    costs = {"order": order, "protect": order, "cancel": 3, "find": 5, "look": 8, "balance": 5, "trades": 10}
    return Limits(
        host,
        (Budget("weight", Scope.ACCOUNT, weight, 30, costs=costs, other=5, left="gw-ratelimit-remaining"),),
        pauses={"429": Scope.ACCOUNT, "429000": Scope.IP},
        bans=frozenset({"403"}),
        retry={"gw-ratelimit-reset": Told.MILLISECONDS},
    )


SPOT = Record(
    name="KuCoin",
    exchange="KuCoin",
    ccxt="kucoin",
    spot=True,
    rules=VenueRules(Layout.STOP, spot=True, reduce_only=False, recv_window=WINDOW),
    mechanism="stop order at the market; a touched target is swapped in for it",
    partial_fills="what is left gets a new stop",
    limits=_limits("KuCoin spot", 4000, 3),
    secrets=("apiKey", "secret", "password"),
    conditional_stream=None,  # its messages name no client id
    notes=(
        "its OCO is not used: the stop leg is a limit order that a fast market can jump",
        "classic accounts only; coins must lie in the trading account",
    ),
    options={**OPTIONS, "defaultType": "spot", "fetchMarkets": {"types": ["spot"]}},
)
SWAP = Record(
    name="KuCoin_F",
    exchange="KuCoin",
    ccxt="kucoin",
    spot=False,
    rules=VenueRules(Layout.STOP_AND_TARGETS, takes=True, recv_window=WINDOW),
    mechanism="reduce-only stop and targets as conditional orders, by the last price",
    partial_fills="reduce-only orders are cut to the position; what is left gets a new stop",
    limits=_limits("KuCoin futures", 2000, 2),
    secrets=("apiKey", "secret", "password"),
    conditional_stream=None,
    notes=(
        "the exchange links nothing here: the sibling is canceled by the bot",
        "cross margin and classic accounts only, settled in USDT",
    ),
    options={**OPTIONS, "defaultType": "swap", "fetchBalance": {"code": "USDT"}, "fetchMarkets": {"types": ["swap"]}},
)

REFUSED, ABSENT, UNKNOWN = Outcome.REFUSED, Outcome.ABSENT, Outcome.UNKNOWN


def _all(outcome: Outcome, reason: Reason, *codes: str) -> dict[str, tuple[Outcome, Reason]]:
    return dict.fromkeys(codes, (outcome, reason))


CODES = {
    **_all(Outcome.DUPLICATE, Reason.OTHER, "102426", "126033", "126044"),
    **_all(ABSENT, Reason.OTHER, "100004", "102411", "126043", "order_not_exist"),
    **_all(REFUSED, Reason.MARGIN, "200004", "200005", "300003", "126013", "210021", "230003", "330008"),
    **_all(REFUSED, Reason.REDUCE_ONLY, "300006", "300008", "300009"),
    **_all(REFUSED, Reason.FILTER, "100003", "102432", "102435", "102436", "102437", "102438", "102439", "102441"),
    **_all(REFUSED, Reason.FILTER, "126003", "126022", "126029", "126030", "300011", "300012", "300014"),
    **_all(REFUSED, Reason.FILTER, "400330", "400370", "400760", "600100"),
    **_all(REFUSED, Reason.CLOSED, "300001", "300002", "126006", "126007", "126009", "400200", "400600"),
    **_all(REFUSED, Reason.BANNED, "429", "429000", "1015"),
    **_all(REFUSED, Reason.NOT_SENT, "400002"),
    **_all(REFUSED, Reason.OTHER, "330005", "330011", "400001", "400003", "400004", "400005", "400006", "400007"),
    **_all(REFUSED, Reason.OTHER, "411100", "400500", "112010", "100001"),
    **_all(UNKNOWN, Reason.OTHER, "408000", "500000", "503", "500", "300000", "126038", "126039"),
    # 400100 says anything: its text comes first
    "not exist": (ABSENT, Reason.OTHER),
    "orderNotExist": (ABSENT, Reason.OTHER),
    "clientOid": (Outcome.DUPLICATE, Reason.OTHER),
    "Balance insufficient": (REFUSED, Reason.MARGIN),
    "account.available.amount": (REFUSED, Reason.MARGIN),
    "increment": (REFUSED, Reason.FILTER),
    "minimum": (REFUSED, Reason.FILTER),
    "given range": (REFUSED, Reason.FILTER),
    '"400100"': (REFUSED, Reason.OTHER),
}
TRADES = 500  # the most that one page holds on spot
CONDITION_STATES = {"NEW": "open", "TRIGGERED": "open", "CANCELLED": "canceled", "CANCELED": "canceled"}
# What happened to an order, in the words of the stream, where ``status`` says "done" of every end.
UPDATES = {
    "received": "open",
    "open": "open",
    "match": "open",
    "update": "open",
    "filled": "closed",
    "canceled": "canceled",
}


class _Kucoin(Dialect):
    codes = CODES

    def _updated(self, market: Market, raw: Raw, order: Order | None) -> tuple[Reading, ...]:
        """A message of the stream.  ccxt adds up the prices of the trades that it heard of, or takes the limit; one
        that was missed would make the sum wrong, so a fill is told once its trades are."""
        info: Mapping[str, Any] = raw.get("info") or {}
        said = str(info.get("type"))
        told = super().readings(market, {**raw, "status": UPDATES.get(said, said), "average": ONE}, order)
        return tuple(
            replace(one, fill=Fill(one.fill.quantity), priced=False, charged=False) if one.fill.quantity else one
            for one in told
        )

    def trades(self, market: Market, venue_id: str) -> Call:
        paged = {"orderId": venue_id, "pageSize": TRADES, "currentPage": 1}
        return Call("fetch_my_trades", (market.symbol, None, None, paged))

    def more_trades(self, call: Call, answer: Any) -> Call | None:
        return onward(call, currentPage=call.args[-1]["currentPage"] + 1) if len(answer) >= TRADES else None

    def records(self, call: Call, answer: Any, parse: Parse) -> Sequence[Raw]:
        # an order that is not known is answered with no data, which ccxt makes an order of
        return [raw for raw in super().records(call, answer, parse) if raw.get("id")]


class KucoinSpot(_Kucoin):
    """Conditions have a list and routes of their own, and trade on as ordinary orders of the same client id."""

    def proof(self, market: Market, order: Order, side: PositionSide) -> Proof:
        assert order.trigger is not None
        fields = {
            "stop": "loss" if order.type is OrderType.STOP else "entry",
            "stopPrice": text(order.trigger),
            "symbol": market.id,
            "side": order.side.value,
            "size": text(market.amount(order)),
            "type": "market",
            "clientOid": order.id,
        }
        return Proof("/api/v1/stop-order", fields)

    def find(self, market: Market, order: Order) -> tuple[Call, ...]:
        named = self.named(order)
        ordinary = Call("fetch_order", ("", market.symbol, named))
        if order.type not in CONDITIONAL:
            return (ordinary,)
        return (Call("fetch_order", ("", market.symbol, named | {"trigger": True})), ordinary)

    def readings(self, market: Market, raw: Raw, order: Order | None = None) -> tuple[Reading, ...]:
        info: Mapping[str, Any] = raw.get("info") or {}
        if is_update(info):
            return self._updated(market, raw, order)
        if is_condition(info):
            state = str(info["status"])
            if state not in CONDITION_STATES:
                raise Unreadable(f"a condition has the state {state!r}")
            raw = {**raw, "status": CONDITION_STATES[state], "filled": 0}
        elif (active := info.get("isActive", info.get("active"))) is not None:
            raw = {**raw, "status": "open" if active else "canceled" if info.get("cancelExist") else "closed"}
        elif "createdAt" in info:
            raise Unreadable("an order is not said to be active or not")
        return super().readings(market, raw, order)

    def refined(self, market: Market, raw: Raw, reading: Reading) -> Reading:
        info: Mapping[str, Any] = raw.get("info") or {}
        triggered = info.get("stopTriggered") is True or (is_condition(info) and info["status"] == "TRIGGERED")
        return replace(reading, triggered=triggered)


def is_update(info: Mapping[str, Any]) -> bool:
    """Whether a record came over the stream: there ``type`` says what happened, and ``orderType`` what it is."""
    return "orderType" in info


def is_condition(info: Mapping[str, Any]) -> bool:
    """Whether a spot record is a condition and not the order that it becomes."""
    return bool(info.get("status")) and not is_update(info) and "isActive" not in info and "active" not in info


class KucoinSwap(_Kucoin):
    """Sizes are contracts.  Conditions are found by client id among all orders, and canceled by the exchange's id."""

    def params(self, order: Order, side: PositionSide) -> dict[str, Any]:
        params = super().params(order, side) | {"marginMode": "CROSS"}
        if self.rules.hedged:
            params["hedged"] = True  # ccxt makes the position's side of it
        if order.type in CONDITIONAL:
            params["stopPriceType"] = "TP"  # the last price
        return params

    def submit(self, market: Market, order: Order, side: PositionSide, children: Sequence[Order] = ()) -> Call:
        call = super().submit(market, order, side, children)
        leverage = self.leverages.get(market.symbol)
        if leverage is None:
            if order.reduce_only:
                return call  # an order that closes needs none
            raise Refused(f"KuCoin has not yet told the leverage of {market.symbol}; nothing was sent")
        # ccxt would send 1
        return replace(call, args=(*call.args[:-1], dict(call.args[-1]) | {"leverage": int(leverage)}))

    def proof(self, market: Market, order: Order, side: PositionSide) -> Proof:
        assert order.trigger is not None
        falls = (order.type is OrderType.STOP) is (side is PositionSide.LONG)
        fields = {
            "stop": "down" if falls else "up",
            "stopPrice": text(order.trigger),
            "stopPriceType": "TP",
            "symbol": market.id,
            "side": order.side.value,
            "size": text(market.amount(order)),
            "type": "market",
            "reduceOnly": "true",
            "clientOid": order.id,
        }
        return Proof("/api/v1/orders", fields)

    def by_venue_id(self, order: Order) -> bool:
        return order.type in CONDITIONAL

    def cancel(self, market: Market, order: Order, side: PositionSide) -> Call:
        if order.type not in CONDITIONAL:
            return Call("cancel_order", ("", market.symbol, self.named(order)))
        if not order.venue_ids:
            raise Refused("the exchange's id of the stop is not known yet")
        return Call("cancel_order", (order.venue_ids[-1], market.symbol))

    def find(self, market: Market, order: Order) -> tuple[Call, ...]:
        return (Call("fetch_order", ("", market.symbol, self.named(order))),)

    def readings(self, market: Market, raw: Raw, order: Order | None = None) -> tuple[Reading, ...]:
        info: Mapping[str, Any] = raw.get("info") or {}
        if is_update(info):
            return self._updated(market, raw, order)
        if info.get("status") in ("open", "done"):  # ccxt looks at isActive, which a condition may lack or deny
            ended = "canceled" if info.get("cancelExist") else "closed"
            raw = {**raw, "status": "open" if info["status"] == "open" else ended}
        return super().readings(market, raw, order)

    def refined(self, market: Market, raw: Raw, reading: Reading) -> Reading:
        return replace(reading, triggered=(raw.get("info") or {}).get("stopTriggered") is True)

    def setup(self, market: Market) -> tuple[Call, ...]:
        return (Call("fetch_position_mode", (market.symbol,)),)

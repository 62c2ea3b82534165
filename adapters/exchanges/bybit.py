"""Bybit, unified trading account: spot with a resting stop, USDT perpetuals with the position's own stop and target.

Sources: Bybit V5 API ("Place Order", "Amend Order", "Set Trading Stop", "Get Open & Closed Orders", "Get Order
History", "Get Position Info", "Error Codes", "Rate Limit Rules").  A position stop has no client id: it is read off the
position, and what it sold is found among the orders that the exchange made of it.

Not verified at the exchange: when a stop that came with a limit entry begins to stand if the entry fills in parts; how
resting reduce-only limits count against a closing order, so targets rest as conditions; the answer where a position
has no stop to take away (34040).  At most ten conditional orders may rest per perpetual.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from adapters.exchanges.call import Call, Proof
from adapters.exchanges.dialect import Dialect, Market, Parse, onward, text
from adapters.exchanges.limits import Budget, Limits, Scope, Told
from adapters.exchanges.outcomes import Outcome
from adapters.exchanges.reading import Raw, Reading, fees_of, positive, read_order
from adapters.exchanges.record import Record
from core.orders import Order, OrderType, OrdStatus, PositionSide, Reason, Side
from core.venue import Layout, VenueRules

RECV_WINDOW = 3000  # ms; a fence against late arrival, below ccxt's 5 000
PAGE = 50  # the most that a list gives at once; it gives 20 unasked
SKEW = timedelta(seconds=1)  # how far its clock may be behind ours beyond what was measured

OPTIONS: Mapping[str, object] = {
    "recvWindow": RECV_WINDOW,
    "adjustForTimeDifference": True,
    "enableUnifiedMargin": False,  # otherwise the first order waits for two questions about the account
    "enableUnifiedAccount": True,
    "unifiedMarginStatus": 6,
}
LIMITS = Limits(
    "Bybit",
    (
        Budget("requests", Scope.IP, 600, 5),
        Budget("orders", Scope.ACCOUNT, 10, 1, costs={"order": 1, "protect": 1}, other=0),
        Budget("cancels", Scope.ACCOUNT, 10, 1, costs={"cancel": 1}, other=0),
        Budget("reads", Scope.ACCOUNT, 50, 1, costs=dict.fromkeys(("order", "protect", "cancel"), 0)),
    ),
    pauses={"429": Scope.IP, "10006": Scope.ACCOUNT, "10018": Scope.IP, "170005": Scope.ACCOUNT},
    bans=frozenset({"403"}),
    retry={"X-Bapi-Limit-Reset-Timestamp": Told.AT_MILLISECONDS, "Retry-After": Told.SECONDS},
    ban=timedelta(minutes=10),
)
MAKES_ROOM = "a part's stop that triggers while margin is short cancels or cuts what else rests, your own included"
UNIFIED = "the account must be a unified trading account"

SPOT = Record(
    name="Bybit",
    exchange="Bybit",
    ccxt="bybit",
    spot=True,
    rules=VenueRules(Layout.STOP, spot=True, reduce_only=False),
    mechanism="conditional market sell that takes nothing from the balance until it triggers",
    partial_fills="the bot counts: the stop covers what is left",
    limits=LIMITS,
    testnet=True,
    notes=(
        "no two linked orders can be placed there, so a touched target is swapped in for its part of the stop",
        "a stop that arrives when the price has passed it would wait for a rise: it is not relied on",
        UNIFIED,
    ),
    options={**OPTIONS, "defaultType": "spot", "fetchMarkets": {"types": ["spot"]}},
)
SWAP = Record(
    name="Bybit_F",
    exchange="Bybit",
    ccxt="bybit",
    spot=False,
    rules=VenueRules(Layout.POSITION, attach=True, amends=True, takes=True, most_conditions=10),
    mechanism="the position's own stop and target (full mode), set with the entry",
    partial_fills="the exchange sizes the stop with the position and ends both when it is closed",
    limits=LIMITS,
    testnet=True,
    notes=("targets of a ladder rest as conditional orders, of which ten fit per market", MAKES_ROOM, UNIFIED),
    options={**OPTIONS, "defaultType": "swap", "fetchMarkets": {"types": ["linear"]}},
)

REFUSED, ABSENT, UNKNOWN, DUPLICATE = Outcome.REFUSED, Outcome.ABSENT, Outcome.UNKNOWN, Outcome.DUPLICATE


def _all(outcome: Outcome, reason: Reason, *codes: str) -> dict[str, tuple[Outcome, Reason]]:
    return dict.fromkeys(codes, (outcome, reason))


CODES = {
    **_all(UNKNOWN, Reason.OTHER, "10000", "10014", "10016", "10019", "170001", "170007", "170032", "170146", "170147"),
    **_all(REFUSED, Reason.NOT_SENT, "10002", "-1021"),
    **_all(REFUSED, Reason.BANNED, "10006", "10018", "10429", "170005"),
    **_all(DUPLICATE, Reason.OTHER, "110030", "110072", "170141"),
    **_all(ABSENT, Reason.OTHER, "110001", "110008", "110010", "170139", "170142", "170143", "170190", "170213"),
    **_all(ABSENT, Reason.OTHER, "34040"),  # "not modified": what was asked for already is so; the look tells
    **_all(REFUSED, Reason.MARGIN, "110004", "110006", "110007", "110012", "110014", "110044", "110045", "110051"),
    **_all(REFUSED, Reason.MARGIN, "110052", "110053", "170033", "170131"),
    **_all(REFUSED, Reason.REDUCE_ONLY, "110017", "110034"),
    **_all(REFUSED, Reason.WOULD_TRIGGER, "110092", "110093"),
    **_all(REFUSED, Reason.FILTER, "110003", "110020", "110021", "110061", "110094", "170124", "170132"),
    **_all(REFUSED, Reason.FULL, "110009"),
    **_all(REFUSED, Reason.FILTER, "170133", "170134", "170135", "170136", "170137", "170140", "170148", "170193"),
    **_all(REFUSED, Reason.FILTER, "170194", "170204", "170206"),
    **_all(REFUSED, Reason.CLOSED, "110063", "110066", "170151", "170157"),
    **_all(REFUSED, Reason.OTHER, "10003", "10004", "10005", "10010", "10024", "170210"),
    # 10001 is any wrong parameter: its text tells which
    "zero position": (REFUSED, Reason.REDUCE_ONLY),
    "lower than base_price": (REFUSED, Reason.WOULD_TRIGGER),
    "higher than base_price": (REFUSED, Reason.WOULD_TRIGGER),
    '"retCode":10001,': (REFUSED, Reason.OTHER),
}
SELLING = frozenset({"Triggered", "New", "Active", "PartiallyFilled", "PartiallyFilledCanceled", "Filled"})


class _Bybit(Dialect):
    """What both markets share: one order keeps one id for life, and both lists know it by its link id."""

    codes = CODES

    def client(self) -> Mapping[str, Any]:
        # the list of coins is asked for with the key, and is not needed
        return {"options": dict(self.record.options), "has": {"fetchCurrencies": False}}

    def named(self, order: Order) -> dict[str, Any]:
        return {"orderLinkId": order.id}

    def terms(self, market: Market, order: Order) -> dict[str, str]:
        """What every request to place an order must say."""
        said = {"symbol": market.id, "side": order.side.value, "qty": text(market.amount(order))}
        return said | self.named(order) | {"category": "spot" if self.record.spot else "linear"}

    def find(self, market: Market, order: Order) -> tuple[Call, ...]:
        lists = ("fetch_open_orders", "fetch_canceled_and_closed_orders")
        return tuple(Call(name, (market.symbol, None, PAGE, self.named(order))) for name in lists)

    def open_lists(self, market: Market) -> tuple[Call, ...]:
        rows = (market.symbol, None, PAGE)
        return (Call("fetch_open_orders", rows), Call("fetch_open_orders", (*rows, {"trigger": True})))

    def trades(self, market: Market, venue_id: str) -> Call:
        return Call("fetch_my_trades", (market.symbol, None, PAGE, {"orderId": venue_id}))

    def more_trades(self, call: Call, answer: Any) -> Call | None:
        cursor = next((c for trade in answer if (c := trade["info"].get("nextPageCursor"))), None)
        return onward(call, cursor=cursor) if cursor and len(answer) >= PAGE else None

    def refined(self, market: Market, raw: Raw, reading: Reading) -> Reading:
        info = raw.get("info") or {}
        selling = info.get("orderStatus") in SELLING or bool(reading.fill.quantity)
        reading = replace(reading, triggered=reading.trigger is not None and selling)
        if reading.status is OrdStatus.REJECTED:
            reading = replace(reading, text=str(info.get("rejectReason") or ""))
        detail = info.get("cumFeeDetail")
        if not isinstance(detail, Mapping) or not detail:
            return reading
        # ccxt reads the first coin alone
        fees = [{"cost": cost, "currency": coin} for coin, cost in detail.items()]
        base, quote, told = fees_of(fees, market.base, market.quote)
        return replace(reading, fill=replace(reading.fill, base_fee=base, quote_fee=quote), charged=told)


class BybitSpot(_Bybit):
    """A stop is a conditional order of the ``StopOrder`` kind, which locks no coins."""

    def conditional(self, market: Market, order: Order, side: PositionSide) -> Call:
        assert order.trigger is not None
        params = self.params(order, side) | {"triggerPrice": text(order.trigger)}
        args = (market.symbol, "market", order.side.value, market.amount(order), None, params)
        return Call("create_order", args, self.proof(market, order, side))

    def proof(self, market: Market, order: Order, side: PositionSide) -> Proof:
        assert order.trigger is not None
        fields = {"orderFilter": "StopOrder", "marketUnit": "baseCoin", "triggerPrice": text(order.trigger)}
        return Proof("/v5/order/create", self.terms(market, order) | fields)

    def cancel(self, market: Market, order: Order, side: PositionSide) -> Call:
        params = self.named(order) | ({"trigger": True} if order.type is OrderType.STOP else {})
        return Call("cancel_order", (None, market.symbol, params))

    def refined(self, market: Market, raw: Raw, reading: Reading) -> Reading:
        """Spot conditions have no direction: it is that from the price at their creation.  One that waits for the
        price to come back protects nothing, and is told as the one leg of something that is not whole."""
        reading = super().refined(market, raw, reading)
        created = positive((raw.get("info") or {}).get("lastPriceOnCreated"))
        if not reading.stop or reading.triggered or reading.trigger is None or created is None:
            return reading
        falls = str(raw.get("side")) == Side.SELL.value
        wrong = created <= reading.trigger if falls else created >= reading.trigger
        return replace(reading, leg="stop") if wrong else reading


class BybitSwap(_Bybit):
    """The stop of a whole position is a field of the position; everything else is an order with a link id."""

    margin_apart = True

    def counts(self, raw: Raw) -> bool:
        return (raw.get("info") or {}).get("stopOrderType") == "Stop"  # a position's own levels do not

    def index(self, side: PositionSide) -> int:
        """Bybit's positionIdx: 0 one-way, 1 and 2 the two positions of hedge mode."""
        if not self.rules.hedged:
            return 0
        return 1 if side is PositionSide.LONG else 2

    def params(self, order: Order, side: PositionSide) -> dict[str, Any]:
        room = {"closeOnTrigger": True} if order.type is OrderType.STOP else {}  # see MAKES_ROOM
        return super().params(order, side) | {"positionIdx": self.index(side)} | room

    def proof(self, market: Market, order: Order, side: PositionSide) -> Proof:
        assert order.trigger is not None
        falling = (order.type is OrderType.STOP) == (order.side is Side.SELL)
        fields = {
            "triggerPrice": text(order.trigger),
            "triggerDirection": "2" if falling else "1",
            "reduceOnly": "true",
            "positionIdx": str(self.index(side)),
        }
        return Proof("/v5/order/create", self.terms(market, order) | fields)

    def _set(self, market: Market, order: Order, side: PositionSide, level: Decimal | None) -> Call:
        """Set one of the position's two levels, or take it away (None); the other stays as it is."""
        name, short = ("stopLoss", "sl") if order.type is OrderType.STOP else ("takeProfit", "tp")
        wanted = "0" if level is None else text(level)
        params = {
            "category": "linear",
            "symbol": market.id,
            "positionIdx": self.index(side),
            "tpslMode": "Full",
            name: wanted,
            f"{short}TriggerBy": "LastPrice",
            f"{short}OrderType": "Market",
        }
        proof = Proof("/v5/position/trading-stop", {key: str(value) for key, value in params.items()})
        return Call("private_post_v5_position_trading_stop", (params,), proof)

    def position_stop(self, market: Market, order: Order, side: PositionSide) -> Call:
        assert order.trigger is not None
        return self._set(market, order, side, order.trigger)

    def travels(self, order: Order, children: Sequence[Order]) -> tuple[Order, ...]:
        return tuple(child for child in children if child.quantity is None)

    def attached(self, market: Market, order: Order, side: PositionSide, children: Sequence[Order]) -> Call:
        call = self.plain(market, order, side)
        params = dict(call.args[-1]) | {"tpslMode": "Full"}
        fields = self.terms(market, order) | {"positionIdx": str(self.index(side)), "tpslMode": "Full"}
        for child in children:
            assert child.trigger is not None
            name, short = ("stopLoss", "sl") if child.type is OrderType.STOP else ("takeProfit", "tp")
            params |= {name: {"triggerPrice": text(child.trigger)}, f"{short}TriggerBy": "LastPrice"}
            fields[name] = text(child.trigger)
        return Call(call.method, (*call.args[:-1], params), Proof("/v5/order/create", fields))

    def cancel(self, market: Market, order: Order, side: PositionSide) -> Call:
        if order.quantity is None:
            return self._set(market, order, side, None)
        return Call("cancel_order", (None, market.symbol, self.named(order)))

    def amend(self, market: Market, order: Order, side: PositionSide) -> Call:
        asked = order.amend_asked
        assert asked is not None
        assert asked.trigger is not None
        if order.quantity is None:
            return self._set(market, order, side, asked.trigger)
        assert asked.quantity is not None
        params = {
            "category": "linear",
            "symbol": market.id,
            "orderLinkId": order.id,
            "triggerPrice": text(asked.trigger),
            "qty": text(asked.quantity / market.contract),
        }
        return Call("private_post_v5_order_amend", (params,), Proof("/v5/order/amend", dict(params)))

    def find(self, market: Market, order: Order) -> tuple[Call, ...]:
        if order.quantity is not None:
            return super().find(market, order)
        return (
            Call("fetch_open_orders", (market.symbol, None, PAGE, {"openOnly": 1})),  # 1: those that have ended too
            Call("fetch_canceled_and_closed_orders", (market.symbol, None, PAGE)),
        )

    def records(self, call: Call, answer: Any, parse: Parse) -> Sequence[Raw]:
        if call.method == "private_post_v5_position_trading_stop":
            done = isinstance(answer, Mapping) and str(answer.get("retCode")) == "0"
            return () if done else ({},)  # it names no order; an answer without its code says nothing
        return super().records(call, answer, parse)

    def readings(self, market: Market, raw: Raw, order: Order | None = None) -> tuple[Reading, ...]:
        if order is None or order.quantity is not None:
            return super().readings(market, raw, order)
        info = raw.get("info") or {}
        kind = "StopLoss" if order.type is OrderType.STOP else "TakeProfit"
        since = int((order.decided_at - SKEW).timestamp() * 1000)
        # made and done after the decision: what an earlier bracket's stop sold is not this one's
        ours = all(int(info.get(name) or 0) >= since for name in ("createdTime", "updatedTime"))
        theirs = info.get("stopOrderType") != kind or raw.get("side") != order.side.value or not ours
        if theirs or info.get("orderStatus") not in SELLING:
            return ()
        reading = read_order(raw, order.id, market.contract, market.base, market.quote)
        return (replace(self.refined(market, raw, reading), stop=order.type is OrderType.STOP, triggered=True),)

    def position_reading(self, market: Market, raw: Raw, order: Order) -> Reading | None:
        info = raw.get("info") or {}
        side = PositionSide.LONG if order.side is Side.SELL else PositionSide.SHORT
        stands = bool(positive(info.get("size"))) and raw.get("side") == side.value
        level = positive(info.get("stopLoss" if order.type is OrderType.STOP else "takeProfit")) if stands else None
        if level is None:
            return None
        return Reading(order.id, OrdStatus.NEW, stop=order.type is OrderType.STOP, trigger=level, charged=True)

    def setup(self, market: Market) -> tuple[Call, ...]:
        return (Call("fetch_position", (market.symbol,)),)

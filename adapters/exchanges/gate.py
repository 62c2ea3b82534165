"""Gate: spot with a resting stop, USDT perpetuals with a position-bound stop and reduce-only limit targets.

Sources: Gate API v4 documents of 2025-07 (price-triggered orders of spot and futures, orders, positions, labels of
errors, rate limits).  Resting reduce-only limits that stand in a stop's way are taken out by the exchange
(``reduce_out``).  A triggered price order becomes a *new* order, which it names and which is followed.

Price orders take no client id that is documented to come back: ours is sent as ``text``, and one whose placement was
not answered is recognised by its terms and its time (two alike within a minute would be taken for one).  Signed
requests are accepted for 60 s, and ccxt cannot make them expire earlier.  Not verified at the exchange: that ``text``
comes back; whether an untriggered spot stop locks its coins; unified accounts, whose requests name another account.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from adapters.exchanges.call import Call, Proof, Refused
from adapters.exchanges.dialect import CONDITIONAL, Dialect, Market, Parse, onward, text
from adapters.exchanges.limits import Budget, Limits, Scope, Told
from adapters.exchanges.outcomes import Outcome
from adapters.exchanges.reading import UNNAMED, Raw, Reading, Unreadable, number, positive
from adapters.exchanges.record import Record
from core.ids import read_id
from core.orders import Order, OrderType, OrdStatus, PositionSide, Reason, Side
from core.venue import Layout, VenueRules, by_cost

WINDOW = timedelta(seconds=60)
LONGEST = timedelta(days=30)  # that a spot price order may wait
PAGE = 100
SKEW = timedelta(seconds=2)  # how far its clock may be behind ours beyond what was measured; it tells whole seconds
PREFIX = "t-"

OPTIONS: Mapping[str, object] = {
    "unifiedAccount": False,  # otherwise the first order waits for a question about the account
    "adjustForTimeDifference": True,
    "createMarketBuyOrderRequiresPrice": True,
}


def _limits(host: str, orders: int) -> Limits:
    """Orders and cancels have budgets of their own; everything else has one per route, counted here as one."""
    reads = {"order": 0, "protect": 1, "cancel": 0}
    return Limits(
        host,
        (
            Budget("orders", Scope.ACCOUNT, orders, 1, costs={"order": 1, "protect": 1}, other=0),
            Budget("cancels", Scope.ACCOUNT, 200, 1, costs={"cancel": 1}, other=0),
            Budget("reads", Scope.ACCOUNT, 150, 10, costs=reads),
        ),
        pauses={"429": Scope.ACCOUNT, "TOO_MANY_REQUESTS": Scope.ACCOUNT, "TOO_FAST": Scope.ACCOUNT},
        bans=frozenset({"403"}),
        retry={"X-Gate-RateLimit-Reset-Timestamp": Told.AT_SECONDS, "Retry-After": Told.SECONDS},
    )


CLASSIC = "the account must be a classic one, not unified"
SPOT = Record(
    name="Gate",
    exchange="Gate",
    ccxt="gate",
    spot=True,
    rules=VenueRules(Layout.STOP, spot=True, reduce_only=False, buys_by_cost=True, life=LONGEST, recv_window=WINDOW),
    mechanism="price order that sells at the market, good for 30 days and placed anew a day before",
    partial_fills="the bot counts: the stop covers what is left",
    limits=_limits("Gate spot", 10),
    conditional_stream=True,
    notes=(
        "no two linked orders can be placed there, so a touched target is swapped in for its part of the stop",
        by_cost("Gate"),
        "a stop ends after 30 days: a bot that is away from the 29th day on leaves the position bare",
        CLASSIC,
    ),
    options={**OPTIONS, "defaultType": "spot", "fetchMarkets": {"types": ["spot"]}},
)
SWAP = Record(
    name="Gate_F",
    exchange="Gate",
    ccxt="gate",
    spot=False,
    rules=VenueRules(Layout.STOP_AND_TARGETS, recv_window=WINDOW),
    mechanism="reduce-only price order as stop, which ends with the position, and reduce-only limits as targets",
    partial_fills="the stop keeps covering the position; targets follow what is left",
    limits=_limits("Gate futures", 100),
    testnet=True,
    conditional_stream=True,
    notes=("the exchange links nothing: the sibling is canceled by the bot", CLASSIC),
    options={**OPTIONS, "defaultType": "swap", "fetchMarkets": {"types": ["swap"]}},
)

REFUSED, ABSENT, UNKNOWN, DUPLICATE = Outcome.REFUSED, Outcome.ABSENT, Outcome.UNKNOWN, Outcome.DUPLICATE


def _all(outcome: Outcome, reason: Reason, *labels: str) -> dict[str, tuple[Outcome, Reason]]:
    return dict.fromkeys(labels, (outcome, reason))


CODES = {
    **_all(UNKNOWN, Reason.OTHER, "SERVER_ERROR", "TOO_BUSY", "INTERNAL"),
    **_all(DUPLICATE, Reason.OTHER, "REPEATED_CREATION"),
    **_all(ABSENT, Reason.OTHER, "ORDER_NOT_FOUND", "CLIENT_ID_NOT_FOUND", "AUTO_ORDER_NOT_FOUND"),
    **_all(ABSENT, Reason.OTHER, "ORDER_CLOSED", "ORDER_CANCELLED", "ORDER_FINISHED"),
    **_all(REFUSED, Reason.NOT_SENT, "REQUEST_EXPIRED"),
    **_all(REFUSED, Reason.BANNED, "TOO_MANY_REQUESTS", "TOO_FAST"),
    **_all(REFUSED, Reason.MARGIN, "BALANCE_NOT_ENOUGH", "INSUFFICIENT_AVAILABLE", "MARGIN_BALANCE_NOT_ENOUGH"),
    **_all(REFUSED, Reason.MARGIN, "FUTURES_BALANCE_NOT_ENOUGH", "LIQUIDATE_IMMEDIATELY"),
    **_all(REFUSED, Reason.REDUCE_ONLY, "INCREASE_POSITION", "POSITION_EMPTY", "REDUCE_EXCEEDED"),
    **_all(REFUSED, Reason.WOULD_TRIGGER, "AUTO_TRIGGER_PRICE_LESS_LAST", "AUTO_TRIGGER_PRICE_GREATE_LAST"),
    **_all(REFUSED, Reason.WOULD_TRIGGER, "POC_FILL_IMMEDIATELY", "ORDER_POC_IMMEDIATE"),
    **_all(REFUSED, Reason.FILTER, "AMOUNT_TOO_LITTLE", "AMOUNT_TOO_MUCH", "INVALID_PRECISION", "SIZE_TOO_LARGE"),
    **_all(REFUSED, Reason.FILTER, "SIZE_TOO_SMALL", "PRICE_TOO_DEVIATED", "PRICE_OVER_LIQUIDATION"),
    **_all(REFUSED, Reason.FILTER, "PRICE_OVER_BANKRUPT", "PRICE_THRESHOLD_EXCEEDED", "QUANTITY_NOT_ENOUGH"),
    **_all(REFUSED, Reason.CLOSED, "CONTRACT_IN_DELISTING", "TRADE_RESTRICTED"),
    **_all(REFUSED, Reason.LIQUIDATED, "POSITION_IN_LIQUIDATION", "POSITION_IN_CLOSE"),
    **_all(REFUSED, Reason.OTHER, "TOO_MANY_ORDERS", "RISK_LIMIT_EXCEEDED", "FORBIDDEN", "READ_ONLY", "INVALID_KEY"),
    **_all(REFUSED, Reason.OTHER, "CONTRACT_NOT_FOUND", "INVALID_CURRENCY_PAIR", "INVALID_PARAM_VALUE"),
    **_all(REFUSED, Reason.OTHER, "INVALID_SIGNATURE", "IP_FORBIDDEN", "ACCOUNT_LOCKED", "USER_NOT_FOUND"),
}
ENDED = {
    **dict.fromkeys(("cancelled", "canceled"), OrdStatus.CANCELED),
    **dict.fromkeys(("failed", "invalid"), OrdStatus.REJECTED),
    "expired": OrdStatus.EXPIRED,
}
BECAME = frozenset({"succeeded", "finish", "finished"})


class _Gate(Dialect):
    """What both markets share: price orders have a route, lists and ids of their own."""

    codes = CODES

    def client(self) -> Mapping[str, Any]:
        # the list of coins is not needed
        return {"options": dict(self.record.options), "has": {"fetchCurrencies": False}}

    def client_id(self, id: str) -> str:
        return PREFIX + id

    def our_id(self, said: Any) -> tuple[str, str] | None:
        return super().our_id(str(said or "").removeprefix(PREFIX))

    def by_venue_id(self, order: Order) -> bool:
        return order.type in CONDITIONAL

    def cancel(self, market: Market, order: Order, side: PositionSide) -> Call:
        if order.type not in CONDITIONAL:
            return Call("cancel_order", (self.client_id(order.id), market.symbol))
        if not order.venue_ids:
            raise Refused("the exchange has not named the stop yet")  # an empty name would be the route for all
        return Call("cancel_order", (order.venue_ids[0], market.symbol, {"trigger": True}))

    def find(self, market: Market, order: Order) -> tuple[Call, ...]:
        more = {"trigger": True} if order.type in CONDITIONAL else {}
        if order.venue_ids:
            return (Call("fetch_order", (order.venue_ids[0], market.symbol, more)),)
        if more:
            return (
                Call("fetch_open_orders", (market.symbol, None, PAGE, more)),
                Call("fetch_closed_orders", (market.symbol, None, PAGE, more)),
            )
        # an order that has ended keeps our name for a minute on futures and an hour on spot: then its list tells
        return (
            Call("fetch_order", (self.client_id(order.id), market.symbol)),
            Call("fetch_closed_orders", (market.symbol, None, PAGE)),
        )

    def open_lists(self, market: Market) -> tuple[Call, ...]:
        return (
            Call("fetch_open_orders", (market.symbol, None, PAGE)),
            Call("fetch_open_orders", (market.symbol, None, PAGE, {"trigger": True})),
        )

    def trades(self, market: Market, venue_id: str) -> Call:
        return Call("fetch_my_trades", (market.symbol, None, PAGE, {"order_id": venue_id}))

    def more_trades(self, call: Call, answer: Any) -> Call | None:
        name, first, step = ("page", 1, 1) if self.record.spot else ("offset", 0, PAGE)
        return onward(call, **{name: call.args[-1].get(name, first) + step}) if len(answer) >= PAGE else None

    def readings(self, market: Market, raw: Raw, order: Order | None = None) -> tuple[Reading, ...]:
        info = raw.get("info") or {}
        if "initial" in info or "put" in info:
            return self._condition(market, raw, order)
        named = self.our_id(raw.get("clientOrderId"))
        if named is None and order is not None and str(raw.get("id") or "") not in order.venue_ids and "text" in info:
            return ()  # a list of ended orders holds others' too; an answer that only names an order is ours
        return super().readings(market, {**raw, "status": _status(raw)}, order)

    def _condition(self, market: Market, raw: Raw, order: Order | None) -> tuple[Reading, ...]:
        """A price order: it never trades itself, and is not over while the order that it became is not known."""
        info = raw["info"]
        placed = info.get("initial") or info.get("put") or {}
        said = self.our_id(raw.get("clientOrderId")) or self.our_id(placed.get("text"))
        if said is None and order is not None and self._is(market, raw, order):
            said = (order.id, "")
        if said is None:
            return ()
        id, state = said[0], str(info.get("finish_as") or info.get("status") or "open")
        names = (str(info.get(name) or "") for name in ("trade_id", "fired_order_id"))
        real = next((one for one in names if one.strip("0 ")), UNNAMED)
        status = OrdStatus.NEW if state in ("open", "inactive") or state in BECAME else ENDED.get(state)
        if status is None:
            raise Unreadable(f"price order {id} has the state {state!r}")
        size, slot = positive(abs(_decimal(placed))), read_id(id)
        return (
            Reading(
                id=id,
                status=status,
                stop=slot is not None and slot[2] == "sl",
                quantity=None if size is None else size * market.contract,
                trigger=positive((info.get("trigger") or {}).get("price")),
                triggered=state in BECAME,
                venue_ids=(str(info["id"]),) if info.get("id") else (),
                follow=real if state in BECAME else "",
                charged=True,
                text=str(info.get("reason") or "") if status is OrdStatus.REJECTED else "",
            ),
        )

    def _is(self, market: Market, raw: Raw, order: Order) -> bool:
        """Whether a price order that carries no name of ours is this one."""
        info = raw["info"]
        if order.venue_ids:
            return str(info.get("id")) in order.venue_ids
        placed = info.get("initial") or info.get("put") or {}
        level = number((info.get("trigger") or {}).get("price"))
        stamp = raw.get("timestamp")
        if stamp is None or level != order.trigger or raw.get("side") != order.side.value:
            return False
        made = datetime.fromtimestamp(int(stamp) / 1000, UTC)
        same = abs(_decimal(placed)) * market.contract == order.quantity
        return same and order.decided_at - SKEW <= made <= order.not_after + WINDOW + SKEW


def _decimal(placed: Raw) -> Decimal:
    """A price order's signed size, in contracts or coins."""
    return Decimal(str(placed.get("amount") or placed.get("size") or 0))


def _status(raw: Raw) -> object:
    """ccxt knows few of the ways in which an order ends; what is left says whether it filled."""
    info = raw.get("info") or {}
    if info.get("status") in (None, "open"):
        return raw.get("status")
    left = info.get("left")
    if left is None or left == "":
        raise Unreadable("an order has ended, and is not said to have filled or not")
    return "canceled" if Decimal(str(left)) else "closed"


class GateSpot(_Gate):
    """A stop is a price order that sells coins at the market; it is refused anything counted in money."""

    def conditional(self, market: Market, order: Order, side: PositionSide) -> Call:
        assert order.trigger is not None
        if order.side is Side.BUY:
            raise Refused("Gate spot counts triggered buys in money, not in coins; nothing was sent")
        rule = "<=" if order.type is OrderType.STOP else ">="
        put = {
            "type": "market",
            "side": "sell",
            "price": "0",
            "amount": text(market.amount(order)),
            "account": "normal",
            "time_in_force": "ioc",
            "text": self.client_id(order.id),
        }
        trigger = {"price": text(order.trigger), "rule": rule, "expiration": int(LONGEST.total_seconds())}
        fields: dict[str, str | None] = {f"put.{name}": value for name, value in put.items()}
        fields |= {"market": market.id, "trigger.price": text(order.trigger), "trigger.rule": rule}
        params = {"market": market.id, "trigger": trigger, "put": put}
        return Call("private_spot_post_price_orders", (params,), Proof("/spot/price_orders", fields))

    def records(self, call: Call, answer: Any, parse: Parse) -> Sequence[Raw]:
        if call.method == "private_spot_post_price_orders":
            return [parse(answer)] if isinstance(answer, Mapping) else [{}]
        return super().records(call, answer, parse)


class GateSwap(_Gate):
    """Sizes are contracts, signed by side; a stop closes its position and cannot open one."""

    def conditional(self, market: Market, order: Order, side: PositionSide) -> Call:
        return onward(super().conditional(market, order, side), order_type=f"plan-close-{side.value}-position")

    def proof(self, market: Market, order: Order, side: PositionSide) -> Proof:
        assert order.trigger is not None
        falling = (order.type is OrderType.STOP) == (order.side is Side.SELL)
        fields = {
            "initial.contract": market.id,
            "initial.size": text(market.amount(order) * (1 if order.side is Side.BUY else -1)),
            "trigger.price": text(order.trigger),
            "trigger.rule": "2" if falling else "1",
            "trigger.price_type": "0",
            "initial.price": "0",
            "initial.tif": "ioc",
            "initial.reduce_only": "true",
            "initial.text": self.client_id(order.id),
            "order_type": f"plan-close-{side.value}-position",
        }
        return Proof("/price_orders", fields)

    def setup(self, market: Market) -> tuple[Call, ...]:
        return (Call("private_futures_get_settle_accounts", ({"settle": market.quote.lower()},)),)

    def hedged(self, answer: Raw) -> bool:
        return str(answer.get("in_dual_mode")).lower() == "true"

    def leverage(self, market: Market) -> Call:
        return Call("fetch_positions", ([market.symbol],))

    def leverage_told(self, answer: Any) -> Decimal | None:
        """0 is Gate's word for cross margin, which has a leverage of its own."""
        told = (positive(one["info"].get(name)) for one in answer for name in ("leverage", "cross_leverage_limit"))
        return next((found for found in told if found is not None), None)

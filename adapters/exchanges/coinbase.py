"""Coinbase Advanced Trade, spot: a bracket is one order with both prices.  Its perpetuals are not traded.

Sources: Coinbase Advanced Trade API "Create Order", "List Orders", "Get Order", "Cancel Orders", "Rate limits", its
Python SDK 1.8.4 (market buys by ``base_size``).  When the lower price of a bracket trades, Coinbase places a limit
order 5 % beyond it; it knows no stop at the market, so a stop that stands alone is given the same 5 %.

Orders are written through ccxt's raw call, because its unified one drops our client id and buys by cost; they are found
by client id only in the list of a product's newest hundred, later by the exchange's own id.

Not verified at the exchange: what ``trigger_status`` says of a bracket.  The side that traded is therefore told by the
price too: a target never sells below its limit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from adapters.exchanges.call import Call, Proof, Refused
from adapters.exchanges.dialect import Dialect, Market, Parse, onward, text, with_leg
from adapters.exchanges.limits import Budget, Limits, Scope
from adapters.exchanges.outcomes import Outcome
from adapters.exchanges.reading import Raw, Reading, Unreadable, positive, read_order
from adapters.exchanges.record import Record
from core.orders import ONE, ZERO, Order, OrderType, OrdStatus, PositionSide, Reason, Side
from core.venue import Layout, VenueRules

ORDERS = "/api/v3/brokerage/orders"
BEYOND = Decimal("0.05")  # how far beyond its trigger a stop may trade, as in Coinbase's own brackets
PAGE = 100
SIGNED = timedelta(seconds=120)  # for so long ccxt makes each request's token valid

SPOT = Record(
    name="Coinbase",
    exchange="Coinbase",
    ccxt="coinbase",
    spot=True,
    rules=VenueRules(Layout.PAIRS, spot=True, reduce_only=False, recv_window=SIGNED),
    mechanism="bracket: one order with target and stop, one per target",
    partial_fills="what is left of the order keeps both prices",
    limits=Limits(
        "Coinbase",
        (
            Budget("private", Scope.ACCOUNT, 30, 1, costs={"ticker": 0, "markets": 4}),
            Budget("public", Scope.IP, 10, 1, costs={"ticker": 1, "markets": 2}, other=0),
        ),
        pauses={"429": Scope.ACCOUNT, "rate_limit_exceeded": Scope.ACCOUNT, "resource_exhausted": Scope.ACCOUNT},
        bans=frozenset({"403"}),
    ),
    notes=("a triggered stop trades as a limit order up to 5 % beyond its price",),
    options={"defaultType": "spot"},
)
SWAP_REFUSAL = (
    "Coinbase takes no reduce-only exits for perpetuals: a stop could open a new position, so nothing is traded there"
)

REFUSED, UNKNOWN = Outcome.REFUSED, Outcome.UNKNOWN


def _all(reason: Reason, *codes: str) -> dict[str, tuple[Outcome, Reason]]:
    return dict.fromkeys(codes, (REFUSED, reason))


CODES = {
    **_all(Reason.MARGIN, "INSUFFICIENT_FUND", "INSUFFICIENT_FUNDS", "PREVIEW_INSUFFICIENT_FUND"),
    **_all(Reason.MARGIN, "PREVIEW_INSUFFICIENT_FUNDS_FOR_FUTURES", "INVALID_LEDGER_BALANCE"),
    **_all(Reason.WOULD_TRIGGER, "PREVIEW_STOP_PRICE_ABOVE_LAST_TRADE_PRICE"),
    **_all(Reason.WOULD_TRIGGER, "PREVIEW_STOP_PRICE_BELOW_LAST_TRADE_PRICE"),
    **_all(Reason.WOULD_TRIGGER, "PREVIEW_INVALID_BRACKET_PRICES", "INVALID_LIMIT_PRICE_POST_ONLY"),
    **_all(Reason.FILTER, "INVALID_PRICE_PRECISION", "INVALID_SIZE_PRECISION", "INVALID_LIMIT_PRICE"),
    **_all(Reason.FILTER, "PREVIEW_INVALID_PRICE_PRECISION", "PREVIEW_INVALID_SIZE_PRECISION"),
    **_all(Reason.FILTER, "PREVIEW_INVALID_BASE_SIZE_TOO_SMALL", "PREVIEW_INVALID_BASE_SIZE_TOO_LARGE"),
    **_all(Reason.FILTER, "PREVIEW_INVALID_QUOTE_SIZE_TOO_SMALL", "PREVIEW_INVALID_LIMIT_PRICE"),
    **_all(Reason.CLOSED, "ORDER_ENTRY_DISABLED", "INELIGIBLE_PAIR", "PREVIEW_MARKET_ORDERS_DISABLED"),
    **_all(Reason.BANNED, "rate_limit_exceeded", "resource_exhausted"),
    **_all(Reason.NOT_SENT, "request timestamp expired"),
    **_all(Reason.OTHER, "UNSUPPORTED_ORDER_CONFIGURATION", "INVALID_ARGUMENT", "INVALID_PRODUCT_ID", "INVALID_SIDE"),
    **_all(Reason.OTHER, "PERMISSION_DENIED", "INVALID_REQUEST"),
    "order with this orderID was not found": (Outcome.ABSENT, Reason.OTHER),
    "NOT_FOUND": (Outcome.ABSENT, Reason.OTHER),
    "COMMANDER_REJECTED_NEW_ORDER": (REFUSED, Reason.OTHER),
    "internal_server_error": (UNKNOWN, Reason.OTHER),
}
STATUSES = {
    **dict.fromkeys(("PENDING", "QUEUED", "OPEN", "CANCEL_QUEUED", "EDIT_QUEUED"), "open"),
    "FILLED": "closed",
    "CANCELLED": "canceled",
    "EXPIRED": "expired",
    "FAILED": "rejected",
}


class CoinbaseSpot(Dialect):
    """See the module's head."""

    codes = CODES

    def client(self) -> Mapping[str, Any]:
        return {"options": dict(self.record.options), "has": {"fetchCurrencies": False}}

    # -- what is asked ------------------------------------------------------------------------------

    def _order(self, market: Market, order: Order, kind: str, terms: Mapping[str, object], *, proven: bool) -> Call:
        """A raw order.  ``proven``: it has a condition, which must still be in it when it leaves."""
        named = {"client_order_id": order.id, "product_id": market.id, "side": order.side.value.upper()}
        sized = {"base_size": text(market.amount(order)), **terms}
        request = {**named, "order_configuration": {kind: sized}}
        fields = named | {f"order_configuration.{kind}.{name}": str(value) for name, value in sized.items()}
        return Call("v3_private_post_brokerage_orders", (request,), Proof(ORDERS, fields) if proven else None)

    def plain(self, market: Market, order: Order, side: PositionSide) -> Call:
        if order.type is OrderType.MARKET:
            return self._order(market, order, "market_market_ioc", {}, proven=False)
        assert order.price is not None
        if order.type is OrderType.IOC:
            return self._order(market, order, "sor_limit_ioc", {"limit_price": text(order.price)}, proven=False)
        terms = {"limit_price": text(order.price), "post_only": False}
        return self._order(market, order, "limit_limit_gtc", terms, proven=False)

    def conditional(self, market: Market, order: Order, side: PositionSide) -> Call:
        assert order.trigger is not None
        if order.type is not OrderType.STOP:
            raise Refused("Coinbase takes a target only as a limit order or with its stop")
        sells = order.side is Side.SELL
        terms = {
            "stop_price": text(order.trigger),
            "limit_price": text(beyond(order.trigger, tick_of(market), sells=sells)),
            "stop_direction": "STOP_DIRECTION_STOP_DOWN" if sells else "STOP_DIRECTION_STOP_UP",
        }
        return self._order(market, order, "stop_limit_stop_limit_gtc", terms, proven=True)

    def pair(self, market: Market, order: Order, side: PositionSide) -> Call:
        assert order.price is not None
        assert order.trigger is not None
        terms = {"limit_price": text(order.price), "stop_trigger_price": text(order.trigger)}
        return self._order(market, order, "trigger_bracket_gtc", terms, proven=True)

    def by_venue_id(self, order: Order) -> bool:
        return True

    def cancel(self, market: Market, order: Order, side: PositionSide) -> Call:
        if not order.venue_ids:
            raise Refused("the exchange's id of the order is not known yet")
        return Call("v3_private_post_brokerage_orders_batch_cancel", ({"order_ids": [order.venue_ids[-1]]},))

    # -- what is read -------------------------------------------------------------------------------

    def open_lists(self, market: Market) -> tuple[Call, ...]:
        return (Call("fetch_open_orders", (market.symbol, None, PAGE)),)

    def find(self, market: Market, order: Order) -> tuple[Call, ...]:
        if order.venue_ids:
            return (Call("fetch_order", (order.venue_ids[-1], market.symbol)),)
        return (Call("fetch_orders", (market.symbol, None, PAGE)),)

    def trades(self, market: Market, venue_id: str) -> Call:
        return Call("fetch_my_trades", (market.symbol, None, PAGE, {"order_ids": venue_id}))

    def more_trades(self, call: Call, answer: Any) -> Call | None:
        cursor = next((c for trade in answer if (c := trade["info"].get("cursor"))), None)
        return onward(call, cursor=cursor) if cursor and len(answer) >= PAGE else None

    def records(self, call: Call, answer: Any, parse: Parse) -> Sequence[Raw]:
        if call.method == "v3_private_post_brokerage_orders":
            return [parse(answer["success_response"])] if answer.get("success") is True else []
        return super().records(call, answer, parse)

    def readings(self, market: Market, raw: Raw, order: Order | None = None) -> tuple[Reading, ...]:
        named = self.our_id(raw.get("clientOrderId"))
        if named is None:  # every order has a client id there: one of another's is not the one that was asked for
            return ()
        info: Mapping[str, Any] = raw.get("info") or {}
        raw = {**raw, "status": STATUSES.get(str(info.get("status")), raw.get("status"))}
        reading = with_leg(read_order(raw, named[0], market.contract, market.base, market.quote), "")
        kinds: Mapping[str, Any] = info.get("order_configuration") or {}
        terms: Mapping[str, Any] = next(iter(kinds.values()), {})
        reading = replace(
            reading,
            quantity=positive(terms.get("base_size")) or reading.quantity,
            trigger=positive(terms.get("stop_trigger_price")) or positive(terms.get("stop_price")),
            triggered=info.get("trigger_status") == "STOP_TRIGGERED",
        )
        if "trigger_bracket_gtc" in kinds:
            return bracket(replace(reading, price=positive(terms.get("limit_price"))), order)
        if str(info.get("order_type")).upper() == "BRACKET":
            return ()  # an update does not say which price traded: the look does
        return (reading,)


def bracket(reading: Reading, order: Order | None) -> tuple[Reading, ...]:
    """A bracket's one record, as two legs once its stop has traded: what the order already knows was the target's.

    Without the order it cannot be told how much that was, and nothing is: the order is then asked for by its id.
    """
    fill, limit = reading.fill, reading.price
    if limit is None or (fill.quantity and not reading.charged):
        raise Unreadable(f"the bracket {reading.id} tells no price or no fees")
    if not reading.triggered and (fill.price is None or fill.price >= limit):
        return (reading,)
    if order is None:
        return ()
    stopped = fill - order.taken
    if stopped.quantity < ZERO or (stopped.price is not None and stopped.price >= limit):
        return (reading,)
    take = replace(reading, leg="take", fill=order.taken, status=OrdStatus.EXPIRED, triggered=True)
    return take, replace(reading, leg="stop", stop=True, fill=stopped, triggered=True)


def beyond(trigger: Decimal, tick: Decimal, *, sells: bool) -> Decimal:
    """The limit of a stop, on the tick farther away."""
    worst = trigger * (ONE - BEYOND if sells else ONE + BEYOND)
    return (worst / tick).to_integral_value(ROUND_FLOOR if sells else ROUND_CEILING) * tick


def tick_of(market: Market) -> Decimal:
    """The price step.  Raises ``Refused`` where the exchange tells none."""
    tick = positive(market.raw["precision"].get("price"))
    if tick is None:
        raise Refused(f"Coinbase tells no price step of {market.symbol}; nothing was sent")
    return tick

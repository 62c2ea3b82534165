"""Kraken's linear perpetuals: reduce-only stops and targets that the exchange does not link.

Sources: Kraken Futures REST API ("Send order", "Edit order", "Cancel order", "Open orders", "Get the status of specific
orders", "Fills", "Get order history", "Get trigger history", "Leverage setting", "Errors", "Rate limits").  A triggered
order keeps its id.  The status of an order is told for five seconds after its end; later only the history knows it, and
neither says at what price it traded: that is taken from the fills.  Orders say until when they may be processed.

Not verified at the exchange: whether a resting reduce-only limit counts against a triggered stop, so targets rest as
``take_profit``; the fields of history events beyond the examples known to ccxt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from adapters.exchanges.call import Call, Proof
from adapters.exchanges.dialect import Dialect, Market, Parse, onward, text, with_leg
from adapters.exchanges.kraken import AMENDED_WITHIN, FENCE, moment
from adapters.exchanges.limits import Budget, Limits, Scope
from adapters.exchanges.outcomes import Outcome
from adapters.exchanges.reading import Raw, Reading, number, read_order
from adapters.exchanges.record import Record
from core.ids import read_id
from core.orders import ONE, ZERO, Fill, Order, OrderType, PositionSide, Reason
from core.venue import Layout, VenueRules

SEND, EDIT = "/derivatives/api/v3/sendorder", "/derivatives/api/v3/editorder"

SWAP = Record(
    name="Kraken_F",
    exchange="Kraken",
    ccxt="krakenfutures",
    spot=False,
    rules=VenueRules(Layout.STOP_AND_TARGETS, takes=True, amends=True, recv_window=FENCE),
    mechanism="reduce-only stop and targets as trigger orders, by the last price",
    partial_fills="reduce-only orders are cut to the position; the stop is edited to what is left",
    limits=Limits(
        "Kraken futures",
        (
            Budget(
                "derivatives",
                Scope.ACCOUNT,
                500,
                10,
                costs={"order": 10, "protect": 10, "cancel": 10, "find": 1},
                other=2,
            ),
            Budget("history", Scope.ACCOUNT, 100, 600, burst=90, costs={"find": 1}, other=0),
        ),
        pauses={"429": Scope.ACCOUNT, "apiLimitExceeded": Scope.ACCOUNT},
    ),
    testnet=True,
    notes=(
        "the exchange links nothing: the sibling is canceled by the bot",
        "a contract without a leverage preference is planned at 1x",
    ),
)

REFUSED, ABSENT, UNKNOWN = Outcome.REFUSED, Outcome.ABSENT, Outcome.UNKNOWN
CODES = {
    "clientOrderIdAlreadyExist": (Outcome.DUPLICATE, Reason.OTHER),
    "clientOrderIdTooLong": (REFUSED, Reason.OTHER),
    "insufficientAvailableFunds": (REFUSED, Reason.MARGIN),
    "insufficientFunds": (REFUSED, Reason.MARGIN),
    "INSUFFICIENT_MARGIN": (REFUSED, Reason.MARGIN),
    "maxPositionViolation": (REFUSED, Reason.MARGIN),
    "wouldNotReducePosition": (REFUSED, Reason.REDUCE_ONLY),
    "WOULD_NOT_REDUCE_POSITION": (REFUSED, Reason.REDUCE_ONLY),
    "wouldCauseLiquidation": (REFUSED, Reason.MARGIN),
    "orderForEditNotFound": (ABSENT, Reason.OTHER),
    "orderForEditNotAStop": (REFUSED, Reason.OTHER),
    "notFound": (ABSENT, Reason.OTHER),
    "iocWouldNotExecute": (REFUSED, Reason.OTHER),
    "postWouldExecute": (REFUSED, Reason.WOULD_TRIGGER),
    "outsidePriceCollar": (REFUSED, Reason.FILTER),
    "invalidPrice": (REFUSED, Reason.FILTER),
    "invalidSize": (REFUSED, Reason.FILTER),
    "tooManySmallOrders": (REFUSED, Reason.FILTER),
    "invalidOrderType": (REFUSED, Reason.OTHER),
    "invalidSide": (REFUSED, Reason.OTHER),
    "invalidArgument": (REFUSED, Reason.OTHER),
    "selfFill": (REFUSED, Reason.OTHER),
    "marketSuspended": (REFUSED, Reason.CLOSED),
    "marketInactive": (REFUSED, Reason.CLOSED),
    "marketUnavailable": (REFUSED, Reason.CLOSED),
    "apiLimitExceeded": (REFUSED, Reason.BANNED),
    "nonceBelowThreshold": (REFUSED, Reason.NOT_SENT),
    "nonceDuplicate": (REFUSED, Reason.NOT_SENT),
    "authenticationError": (REFUSED, Reason.OTHER),
    "contractNotFound": (REFUSED, Reason.OTHER),
    "Server Error": (UNKNOWN, Reason.OTHER),
    "unknownError": (UNKNOWN, Reason.OTHER),
    "Unavailable": (UNKNOWN, Reason.OTHER),
}
# where ccxt knows no word of its own
STATUSES = {"REJECTED": "rejected", "TRIGGER_ACTIVATION_FAILURE": "expired"}
FILLS = 100  # as many as one answer lists
CONDITIONS = frozenset({"stp", "stop", "take_profit", "trigger"})


class KrakenSwap(Dialect):
    """One list holds every open order, conditional ones too; contracts are coins."""

    codes = CODES

    def plain(self, market: Market, order: Order, side: PositionSide) -> Call:
        call = super().plain(market, order, side)
        if order.type is not OrderType.IOC:
            return call
        # in capitals ccxt drops it, and the order would rest
        params = dict(call.args[-1]) | {"timeInForce": "ioc"}
        return Call(call.method, (*call.args[:-1], params))

    def params(self, order: Order, side: PositionSide) -> dict[str, Any]:
        return super().params(order, side) | {"processBefore": moment(order.not_after + FENCE)}

    def proof(self, market: Market, order: Order, side: PositionSide) -> Proof:
        assert order.trigger is not None
        fields = {
            "orderType": "stp" if order.type is OrderType.STOP else "take_profit",
            "symbol": market.id,
            "side": order.side.value,
            "size": text(market.amount(order)),
            "stopPrice": text(order.trigger),
            "reduceOnly": "true",
            "cliOrdId": order.id,
        }
        return Proof(SEND, fields)

    def cancel(self, market: Market, order: Order, side: PositionSide) -> Call:
        # ccxt's own way sends an order id of None beside the client's
        return Call("private_post_cancelorder", ({"cliOrdId": order.id},))

    def by_venue_id(self, order: Order) -> bool:
        return order.amend_asked is not None

    def amend(self, market: Market, order: Order, side: PositionSide) -> Call:
        asked = order.amend_asked
        assert asked is not None
        assert asked.trigger is not None
        assert asked.quantity is not None
        (*_, venue_id) = order.venue_ids
        size, trigger = asked.quantity / market.contract, text(asked.trigger)
        params = {"stopPrice": trigger, "processBefore": moment(asked.asked + AMENDED_WITHIN)}
        args = (venue_id, market.symbol, "stp", order.side.value, size, None, params)
        return Call("edit_order", args, Proof(EDIT, {"orderId": venue_id, "stopPrice": trigger, "size": text(size)}))

    def open_lists(self, market: Market) -> tuple[Call, ...]:
        return (Call("fetch_open_orders", (market.symbol,)),)

    def find(self, market: Market, order: Order) -> tuple[Call, ...]:
        past = [Call("history_get_orders", ({"tradeable": market.id},))]
        if order.type in (OrderType.STOP, OrderType.TAKE):
            past.append(Call("history_get_triggers", ({"tradeable": market.id},)))
        return (Call("fetch_orders", (market.symbol, None, None, {"cliOrdIds": order.id})), *past)

    def trades(self, market: Market, venue_id: str) -> Call:
        # the last hundred, of every order and market: ccxt would leave out the time from which to go on
        return Call("private_get_fills", ({},))

    def traded(self, answer: Any, venue_id: str) -> Sequence[Raw]:
        return [
            {"id": one.get("fill_id"), "amount": one.get("size"), "price": one.get("price")}
            for one in answer.get("fills") or ()
            if one.get("order_id") == venue_id
        ]

    def more_trades(self, call: Call, answer: Any) -> Call | None:
        fills = answer.get("fills") or ()
        if len(fills) < FILLS:
            return None
        first = min(datetime.fromisoformat(one["fillTime"]) for one in fills)
        return onward(call, lastFillTime=moment(first + timedelta(milliseconds=1)))  # others of the same moment too

    def records(self, call: Call, answer: Any, parse: Parse) -> Sequence[Raw]:
        if call.method.startswith("history_get_"):
            found: Sequence[Raw] = list(_ended(answer))
        else:
            found = super().records(call, answer, parse)
        if call.method == "create_order":
            return found
        return [raw for raw in found if self.our_id(raw.get("clientOrderId"))]

    def readings(self, market: Market, raw: Raw, order: Order | None = None) -> tuple[Reading, ...]:
        named = self.our_id(raw.get("clientOrderId")) or ((order.id, "") if order is not None else None)
        if named is None:
            return ()
        info: Mapping[str, Any] = raw.get("info") or {}
        filled = number(raw.get("filled")) or ZERO
        raw = {**raw, "status": STATUSES.get(str(info.get("status")), raw.get("status"))}
        priced = raw.get("average") is not None or not filled
        if not priced:
            raw["average"] = ONE  # only so that the rest can be read: the trades tell the price
        reading = with_leg(read_order(raw, named[0], market.contract, market.base, market.quote), "")
        if not priced:
            reading = replace(reading, fill=Fill(filled * market.contract), priced=False, charged=False)
        kind = str(info.get("orderType") or "").lower()
        slot = (read_id(named[0]) or (0, 0, "e1", 0))[2]
        triggered = bool(kind) and kind not in CONDITIONS and (slot == "sl" or slot.startswith("tp"))
        return (replace(reading, triggered=triggered or (slot == "sl" and bool(filled))),)

    def leverage_told(self, answer: Raw) -> Decimal | None:
        """No preference means cross margin without a number of its own: planned as if there were none."""
        return super().leverage_told(answer) or ONE

    def isolated_told(self, answer: Raw) -> bool:
        """A leverage preference is what makes the contract's margin isolated."""
        return super().leverage_told(answer) is not None


def _ended(answer: Any) -> Iterator[Raw]:
    """Orders whose end stands in the history.  Placements of orders that rest are no ends, nor are triggerings."""
    for element in answer.get("elements") or ():
        event: Mapping[str, Any] = element.get("event") or {}
        for kind, status in _ENDS.items():
            if kind not in event:
                continue
            told = event[kind].get("newOrder") or event[kind].get("order") or event[kind].get("orderTrigger") or {}
            placed_and_done = kind == "OrderPlaced" and number(told.get("filled")) and not number(told.get("quantity"))
            updated_to_end = kind == "OrderUpdated" and event[kind].get("reason") == "full_fill"
            if kind in ("OrderPlaced", "OrderUpdated") and not (placed_and_done or updated_to_end):
                continue
            yield {
                "id": told.get("uid"),
                "clientOrderId": told.get("clientId"),
                "status": status,
                "filled": told.get("filled"),
                "info": {},
            }


_ENDS = {
    "OrderPlaced": "closed",
    "OrderUpdated": "closed",
    "OrderCancelled": "canceled",
    "OrderRejected": "rejected",
    "OrderTriggerCancelled": "canceled",
}

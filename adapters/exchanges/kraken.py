"""Kraken spot: stops are ordinary open orders, and nothing links them to a target.

Sources: Kraken REST API ("Add Order", "Amend Order", "Cancel Order", "Get Open Orders", "Get Closed Orders", "Errors",
"Spot REST rate limits", "Spot trading limits").  A triggered stop keeps its id.  Kraken signs with a growing number
instead of a time, so orders carry a ``deadline`` after which its matching engine refuses them.

Not verified at the exchange: whether ``descr`` shows the new trigger after an amend; the text of a refusal of a client
id that is in use.  ccxt's own ways to name one order by client id (``userref``) and to cancel all (the whole account)
are not used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from adapters.exchanges.call import Call, Proof
from adapters.exchanges.dialect import Dialect, Market, Parse, text
from adapters.exchanges.limits import Budget, Limits, Scope
from adapters.exchanges.outcomes import Outcome
from adapters.exchanges.reading import Raw, Reading, positive
from adapters.exchanges.record import Record
from core.orders import Order, OrderType, PositionSide, Reason
from core.venue import Layout, VenueRules

ADD, AMEND = "/0/private/AddOrder", "/0/private/AmendOrder"
FENCE = timedelta(seconds=3)  # after an order's ``not_after``; Kraken takes deadlines from 2 to 60 s ahead
AMENDED_WITHIN = timedelta(seconds=6)

SPOT = Record(
    name="Kraken",
    exchange="Kraken",
    ccxt="kraken",
    spot=True,
    rules=VenueRules(Layout.STOP, spot=True, reduce_only=False, amends=True, recv_window=FENCE),
    mechanism="stop-loss order at the market; a touched target is swapped in for it",
    partial_fills="the stop is amended to what is left",
    limits=Limits(
        "Kraken",
        (
            # the lowest tier: a counter up to 15 that falls by one each 3 s
            Budget(
                "counter",
                Scope.ACCOUNT,
                30,
                45,
                burst=15,
                costs={"find": 1, "look": 1, "balance": 1, "trades": 2},
                other=0,
            ),
            # per pair up to 60, falling by one each second; ending an order younger than 5 s costs 8
            Budget("trading", Scope.ACCOUNT, 120, 60, burst=60, costs={"order": 1, "protect": 4, "cancel": 8}, other=0),
            Budget("public", Scope.IP, 60, 60, costs={"ticker": 1, "markets": 2}, other=0),
        ),
        pauses={
            "429": Scope.IP,
            "EAPI:Rate limit exceeded": Scope.ACCOUNT,
            "EOrder:Rate limit exceeded": Scope.ACCOUNT,
            "EGeneral:Too many requests": Scope.IP,
        },
        bans=frozenset({"EGeneral:Temporary lockout"}),
        ban=timedelta(minutes=15),
    ),
    notes=(
        "the exchange links nothing: the target is watched by the bot",
        "fees are taken in the quote coin",
        "several requests at once need a nonce window on the key (Kraken advises 10 s)",
    ),
    options={"adjustForTimeDifference": True},
)

REFUSED, UNKNOWN = Outcome.REFUSED, Outcome.UNKNOWN
CODES = {
    "EOrder:Insufficient funds": (REFUSED, Reason.MARGIN),
    "EOrder:Order minimum not met": (REFUSED, Reason.FILTER),
    "EOrder:Cost minimum not met": (REFUSED, Reason.FILTER),
    "EOrder:Tick size check failed": (REFUSED, Reason.FILTER),
    "EOrder:Invalid price": (REFUSED, Reason.FILTER),
    "EGeneral:Invalid arguments:price": (REFUSED, Reason.FILTER),
    "EGeneral:Invalid arguments:volume": (REFUSED, Reason.FILTER),
    "EOrder:Unknown order": (Outcome.ABSENT, Reason.OTHER),
    "EOrder:Duplicate": (Outcome.DUPLICATE, Reason.OTHER),
    "EOrder:Rate limit exceeded": (REFUSED, Reason.BANNED),
    "EAPI:Rate limit exceeded": (REFUSED, Reason.BANNED),
    "EService:Throttled": (REFUSED, Reason.BANNED),
    "EGeneral:Too many requests": (REFUSED, Reason.BANNED),
    "EGeneral:Temporary lockout": (REFUSED, Reason.BANNED),
    "EAPI:Invalid nonce": (REFUSED, Reason.NOT_SENT),
    "EService:Market in cancel_only mode": (REFUSED, Reason.CLOSED),
    "EService:Market in post_only mode": (REFUSED, Reason.CLOSED),
    "EService:Market in limit_only mode": (REFUSED, Reason.CLOSED),
    "EService:Deadline elapsed": (UNKNOWN, Reason.OTHER),
    "EService:Unavailable": (UNKNOWN, Reason.OTHER),
    "EService:Busy": (UNKNOWN, Reason.OTHER),
    "EGeneral:Internal error": (UNKNOWN, Reason.OTHER),
    "EDatabase:Internal error": (UNKNOWN, Reason.OTHER),
    "EOrder:Orders limit exceeded": (REFUSED, Reason.OTHER),
    "EGeneral:Permission denied": (REFUSED, Reason.OTHER),
    "EGeneral:Invalid arguments": (REFUSED, Reason.OTHER),
    "EAPI:Invalid key": (REFUSED, Reason.OTHER),
    "EAPI:Invalid signature": (REFUSED, Reason.OTHER),
    "EQuery:Unknown asset pair": (REFUSED, Reason.OTHER),
}


class KrakenSpot(Dialect):
    """One list holds every open order; one that has ended is among the closed ones, and both take client ids."""

    codes = CODES

    def params(self, order: Order, side: PositionSide) -> dict[str, Any]:
        return {"clientOrderId": order.id, "oflags": "fciq", "deadline": moment(order.not_after + FENCE)}

    def proof(self, market: Market, order: Order, side: PositionSide) -> Proof:
        assert order.trigger is not None
        kind = "stop-loss" if order.type is OrderType.STOP else "take-profit"
        fields = {
            "pair": market.id,
            "type": order.side.value,
            "ordertype": kind,
            "volume": text(market.amount(order)),
            "price": text(order.trigger),
            "cl_ord_id": order.id,
        }
        return Proof(ADD, fields)

    def cancel(self, market: Market, order: Order, side: PositionSide) -> Call:
        return Call("cancel_order", ("", market.symbol, self.named(order)))

    def amend(self, market: Market, order: Order, side: PositionSide) -> Call:
        asked = order.amend_asked
        assert asked is not None
        assert asked.trigger is not None
        assert asked.quantity is not None
        params = {
            "cl_ord_id": order.id,
            "order_qty": text(asked.quantity),
            "trigger_price": text(asked.trigger),
            "deadline": moment(asked.asked + AMENDED_WITHIN),
        }
        return Call("private_post_amendorder", (params,), Proof(AMEND, dict(params)))

    def open_lists(self, market: Market) -> tuple[Call, ...]:
        return (Call("fetch_open_orders", (market.symbol,)),)

    def find(self, market: Market, order: Order) -> tuple[Call, ...]:
        rest = (market.symbol, None, None, self.named(order))
        return (Call("fetch_open_orders", rest), Call("fetch_closed_orders", rest))

    def trades(self, market: Market, venue_id: str) -> Call:
        return Call("fetch_my_trades", (market.symbol,))  # of every order: Kraken takes no order's id here

    def records(self, call: Call, answer: Any, parse: Parse) -> Sequence[Raw]:
        found = super().records(call, answer, parse)
        if isinstance(answer, list):  # a list is never trusted to hold nothing but what was asked for
            return [raw for raw in found if self.our_id(raw.get("clientOrderId"))]
        return found

    def refined(self, market: Market, raw: Raw, reading: Reading) -> Reading:
        info: Mapping[str, Any] = raw.get("info") or {}
        trigger = positive(raw.get("stopLossPrice")) or positive(raw.get("takeProfitPrice"))
        words = str(info.get("misc") or "").split(",")
        return replace(reading, trigger=trigger, triggered="stopped" in words or "touched" in words)


def moment(at: datetime) -> str:
    """RFC 3339 with milliseconds."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")

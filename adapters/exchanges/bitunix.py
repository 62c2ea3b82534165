"""Bitunix futures through our own class: stop and targets as TP/SL orders that can only close their position.

Sources: those of ``own.bitunix``, whose head says what of them is open.  TP/SL orders take no client id: they are
known by the id that their placement answered, else by their terms.  What a triggered one became is named nowhere and is
looked for by its time, side and size.  Not verified at the exchange: anything, no request was ever made; whether a
resting reduce-only limit stands in a stop's way, so targets rest as TP/SL orders; how long a signature is good.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from adapters.exchanges.call import Call, Proof, Refused
from adapters.exchanges.dialect import CONDITIONAL, Dialect, Market, Parse, text
from adapters.exchanges.limits import Budget, Limits, Scope
from adapters.exchanges.outcomes import Outcome
from adapters.exchanges.reading import Raw, Reading, positive
from adapters.exchanges.record import IdForm, Record
from adapters.exchanges.unlinked import about_then, after, became, ended_orders
from core.orders import Fill, Order, OrderType, OrdStatus, PositionSide, Reason
from core.venue import Layout, VenueRules

SPOT_REFUSAL = "Bitunix spot cannot be traded: it has no stop orders, and an order whose answer is lost cannot be found"
SWAP = Record(
    name="Bitunix_F",
    exchange="Bitunix",
    ccxt="adapters.exchanges.own.bitunix:Bitunix",
    spot=False,
    rules=VenueRules(Layout.STOP_AND_TARGETS, amends=True, takes=True),
    mechanism="TP/SL orders that close a part of their position, one for the stop and one per target",
    partial_fills="the stop keeps covering the position; targets follow what is left",
    limits=Limits(
        "Bitunix",
        (
            Budget("requests", Scope.ACCOUNT, 10, 1, costs={"cancel": 0, "ticker": 0, "markets": 0}),
            Budget("cancels", Scope.ACCOUNT, 5, 1, costs={"cancel": 1}, other=0),
            Budget("prices", Scope.IP, 10, 1, costs={"ticker": 1, "markets": 1}, other=0),
        ),
        pauses={"429": Scope.ACCOUNT, "10005": Scope.ACCOUNT, "10006": Scope.ACCOUNT},
        bans=frozenset({"403"}),
    ),
    ids=IdForm.NONE,
    notes=(
        "the exchange links nothing: the sibling is canceled by the bot",
        "stops and targets trigger on the last price and fill at the market",
        "money in USDC is not looked at: contracts that settle in it cannot be afforded here",
        "ccxt does not know Bitunix; our own class was written from its documents and never met the exchange",
    ),
    options={"defaultType": "swap"},
)

REFUSED, ABSENT, UNKNOWN = Outcome.REFUSED, Outcome.ABSENT, Outcome.UNKNOWN
_GROUPS = {
    (Outcome.DUPLICATE, Reason.OTHER): "30042",
    (REFUSED, Reason.MARGIN): "20003 20008",
    (REFUSED, Reason.REDUCE_ONLY): "30004 30018 30019",
    (REFUSED, Reason.WOULD_TRIGGER): "30005 30020 30021 30022 30023 " + " ".join(f"300{n}" for n in range(26, 35)),
    (REFUSED, Reason.FILTER): "30013 30014 30015 30016 30017 30038 30039 30041",
    (REFUSED, Reason.BANNED): "10005 10006",
    (REFUSED, Reason.CLOSED): "20012",
    (REFUSED, Reason.OTHER): (
        "403 10002 10003 10004 10007 10008 20001 20002 20005 20006 20009 20011 20013 20014 20015 20016 30001 30002"
        " 30003 30006 30007 30008 30009 30010 30024 30025 30035 30036 30037 30040"
    ),
    (ABSENT, Reason.OTHER): "10013 20007 30011",
    (UNKNOWN, Reason.OTHER): "1 10001",
}
CODES = {code: verdict for verdict, codes in _GROUPS.items() for code in codes.split()} | {
    " positions of ": (REFUSED, Reason.REDUCE_ONLY),  # our own class, before a request is made: none to close
    "; nothing was sent": (REFUSED, Reason.OTHER),  # as above
}
_LEGS = {OrderType.STOP: ("stopLossPrice", "sl"), OrderType.TAKE: ("takeProfitPrice", "tp")}
TRIGGER = {"trigger": True}

SKEW = timedelta(seconds=5)  # how far its clock may be behind ours beyond what was measured


class BitunixSwap(Dialect):
    """TP/SL orders have two lists and ids of their own, and are changed in place by them."""

    codes = CODES

    def params(self, order: Order, side: PositionSide) -> dict[str, Any]:
        return super().params(order, side) | ({"hedged": True} if self.rules.hedged else {})

    def conditional(self, market: Market, order: Order, side: PositionSide) -> Call:
        assert order.trigger is not None
        name, _ = _LEGS[order.type]
        params = {name: text(order.trigger), "reduceOnly": True} | ({"hedged": True} if self.rules.hedged else {})
        args = (market.symbol, "market", order.side.value, market.amount(order), None, params)
        return Call("create_order", args, self.proof(market, order, side))

    def proof(self, market: Market, order: Order, side: PositionSide) -> Proof:
        """The side is that of the position, whose number is asked for just before; it takes no id of ours."""
        assert order.trigger is not None
        more = {"symbol": market.id, "positionId": None}
        return self._proof("tpsl/place_order", order, order.trigger, market.amount(order), more)

    def _proof(self, route: str, order: Order, trigger: Decimal, amount: Decimal, more: dict[str, str | None]) -> Proof:
        _, leg = _LEGS[order.type]
        terms = {f"{leg}Price": text(trigger), f"{leg}StopType": "LAST_PRICE", f"{leg}OrderType": "MARKET"}
        return Proof(f"/api/v1/futures/{route}", {**terms, f"{leg}Qty": text(amount), **more})

    def by_venue_id(self, order: Order) -> bool:
        return order.type in CONDITIONAL

    def _id(self, order: Order) -> str:
        if not order.venue_ids:
            raise Refused("Bitunix does not show the order yet")
        return order.venue_ids[0]

    def amend(self, market: Market, order: Order, side: PositionSide) -> Call:
        asked = order.amend_asked
        if asked is None or asked.trigger is None or asked.quantity is None or order.type not in CONDITIONAL:
            raise Refused("Bitunix changes trigger and quantity of a resting stop or target together, nothing else")
        name, _ = _LEGS[order.type]
        amount = asked.quantity / market.contract
        args = (self._id(order), market.symbol, "market", order.side.value, amount, None)
        proof = self._proof("tpsl/modify_order", order, asked.trigger, amount, {"orderId": self._id(order)})
        return Call("edit_order", (*args, {name: text(asked.trigger)}), proof)

    def cancel(self, market: Market, order: Order, side: PositionSide) -> Call:
        if order.type not in CONDITIONAL:
            return super().cancel(market, order, side)
        return Call("cancel_order", (self._id(order), market.symbol, TRIGGER))

    def open_lists(self, market: Market) -> tuple[Call, ...]:
        return (Call("fetch_open_orders", (market.symbol,)),)  # what the other list holds is not named as ours

    def find(self, market: Market, order: Order) -> tuple[Call, ...]:
        if order.type not in CONDITIONAL:
            return super().find(market, order)
        args = (market.symbol, None, None, TRIGGER)
        return (Call("fetch_open_orders", args), Call("fetch_closed_orders", args))

    def follow(self, market: Market, venue_id: str) -> Call:
        return ended_orders(market.symbol, venue_id) or super().follow(market, venue_id)

    def records(self, call: Call, answer: Any, parse: Parse) -> Sequence[Raw]:
        found = super().records(call, answer, parse)
        return about_then(call, found) if call.method == "fetch_closed_orders" and len(call.args) == 2 else found

    def readings(self, market: Market, raw: Raw, order: Order | None = None) -> tuple[Reading, ...]:
        info = raw.get("info") or {}
        if is_tpsl(info):
            if order is None or not _is(market, raw, order):
                return ()
            _, leg = _LEGS[order.type]
            level = raw.get("stopLossPrice" if leg == "sl" else "takeProfitPrice")
            raw = {**raw, "clientOrderId": None, "triggerPrice": level}
        elif order is not None and order.type in CONDITIONAL and "status" in info:
            side = order.side.opposite if self.rules.hedged else order.side  # in hedge mode it tells the position's
            if not became(raw, order, side, market.contract):
                return ()
        if not raw.get("filled") or raw.get("average") is not None:
            return super().readings(market, raw, order)
        # what it traded for is in no documented field: it is told once its trades are
        filled = positive(raw["filled"])
        told = super().readings(market, {**raw, "average": 1}, order)
        assert filled is not None
        return tuple(replace(r, fill=Fill(filled * market.contract), priced=False, charged=False) for r in told)

    def refined(self, market: Market, raw: Raw, reading: Reading) -> Reading:
        info = raw.get("info") or {}
        if not is_tpsl(info) or raw.get("status") != "closed":
            return reading
        return replace(reading, status=OrdStatus.NEW, triggered=True, follow=after(raw.get("lastUpdateTimestamp")))

    def setup(self, market: Market) -> tuple[Call, ...]:
        return (Call("fetch_position_mode", (market.symbol,)),)


def is_tpsl(info: Raw) -> bool:
    """A TP/SL order's own record."""
    return "tpQty" in info or "slQty" in info


def _is(market: Market, raw: Raw, order: Order) -> bool:
    """Whether a TP/SL order, which carries no id of ours, is this one."""
    if order.type not in _LEGS:
        return False
    if order.venue_ids:
        return str(raw.get("id")) in order.venue_ids
    if raw.get("status") != "open":  # one of an earlier bracket may have had the same terms
        at = raw.get("timestamp") or raw.get("lastUpdateTimestamp")
        if at is None or int(at) < (order.decided_at - SKEW).timestamp() * 1000:
            return False
    level, size = positive(raw.get(_LEGS[order.type][0])), positive(raw.get("amount"))
    return level == order.trigger and size is not None and size * market.contract == order.quantity

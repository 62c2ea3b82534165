"""CoinEx through our own class: a stop order on spot, the position's own stop and target on futures.

Sources: those of ``own.coinex``, whose head says what of them is open.  The exchange announced the end of its futures
for 2026-09-22 and of all trading for 2026-09-29; nothing here was tried there.  What a triggered spot stop became is
looked for by our client id, else by its time, side and size.  Not verified: all of it, and whether a spot stop order
locks its coin.  Which way a spot stop fires is taken from the price of the moment it arrives in: one that arrives after
the price has passed it would wait for the price to come back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from adapters.exchanges.call import Call, Proof, Refused
from adapters.exchanges.dialect import Dialect, Market, Parse, text
from adapters.exchanges.limits import Budget, Limits, Scope
from adapters.exchanges.outcomes import Outcome
from adapters.exchanges.reading import Raw, Reading, positive
from adapters.exchanges.record import Record
from adapters.exchanges.unlinked import about_then, after, became, ended_orders
from core.orders import ONE, Order, OrderType, OrdStatus, PositionSide, Reason, Side
from core.venue import Layout, VenueRules

CCXT = "adapters.exchanges.own.coinex:CoinEx"
WINDOW = timedelta(seconds=5)  # how old a signed request may be
END = "CoinEx has announced the end of all its trading: orders may be refused, and money may be out of reach"
NOTES = ("ccxt no longer knows CoinEx; our own class was written from its documents and never met the exchange",)


def _limits(host: str, orders: int, cancels: int) -> Limits:
    """Requests a second per account and route; lists of ended orders and money are the scarcest, and count for all."""
    return Limits(
        host,
        (
            Budget("orders", Scope.ACCOUNT, orders, 1, costs={"order": 1, "protect": 1}, other=0),
            Budget("cancels", Scope.ACCOUNT, cancels, 1, costs={"cancel": 1}, other=0),
            Budget("looks", Scope.ACCOUNT, 10, 1, costs={"order": 0, "protect": 0, "cancel": 0}),
        ),
        pauses={"429": Scope.IP, "4213": Scope.ACCOUNT},
        bans=frozenset({"403"}),
    )


SPOT = Record(
    name="CoinEx",
    exchange="CoinEx",
    ccxt=CCXT,
    spot=True,
    rules=VenueRules(Layout.STOP, spot=True, reduce_only=False, recv_window=WINDOW),
    mechanism="stop order that sells at the market; the touched target is swapped in by the bot",
    partial_fills="the stop covers what is left; the target's own rest is sold when it is touched again",
    limits=_limits("CoinEx spot", 30, 40),
    conditional_stream=None,
    consent=END,
    notes=NOTES,
    options={"defaultType": "spot"},
)
SWAP = Record(
    name="CoinEx_F",
    exchange="CoinEx",
    ccxt=CCXT,
    spot=False,
    rules=VenueRules(Layout.POSITION, amends=True, recv_window=WINDOW),
    mechanism="the position's own stop and target; ladders as limit orders that close",
    partial_fills="stop and target follow the position; they end with it",
    limits=_limits("CoinEx futures", 20, 20),
    conditional_stream=None,
    consent=END,
    notes=(
        *NOTES,
        "a stop for a part of a position is refused: it could open one",
        "a position's own stop can be moved but not taken off",
        "without an open position entries are planned at 1x: the exchange does not tell the leverage they will have",
    ),
    options={"defaultType": "swap"},
)

REFUSED, UNKNOWN = Outcome.REFUSED, Outcome.UNKNOWN
_GROUPS = {
    (REFUSED, Reason.MARGIN): "3109",
    (REFUSED, Reason.FILTER): "3127 3606 3612 3613 3614 3615 3616 3617 3618 3619",
    (REFUSED, Reason.CLOSED): "4117 4159",
    (REFUSED, Reason.BANNED): "4213",
    (REFUSED, Reason.NOT_SENT): "4010 4017",
    (REFUSED, Reason.OTHER): (
        "3610 3620 3621 3622 3627 3628 3629 3632 3633 3634 3635 3638 3639 4004 4005 4006 4007 4008 4009 4011 4018 4115"
        " 4130 4158 4512"
    ),
    (UNKNOWN, Reason.OTHER): "3008 4001 4002 4003",
}
CODES = {code: verdict for verdict, codes in _GROUPS.items() for code in codes.split()} | {
    " position of ": (REFUSED, Reason.REDUCE_ONLY),  # our own class, before a request is made: there is none to close
    "; nothing was sent": (REFUSED, Reason.OTHER),  # as above
}
_OWN = {OrderType.STOP: ("stopLossPrice", "stop_loss"), OrderType.TAKE: ("takeProfitPrice", "take_profit")}


class CoinExSpot(Dialect):
    """Stop orders have lists and ids of their own, carry our client id, and become new orders."""

    codes = CODES

    def conditional(self, market: Market, order: Order, side: PositionSide) -> Call:
        if order.type is not OrderType.STOP:
            raise Refused("CoinEx spot has no take-profit order: a touched target is sold by the bot")
        assert order.trigger is not None
        params = self.params(order, side) | {"triggerPrice": text(order.trigger)}
        args = (market.symbol, "market", order.side.value, market.amount(order), None, params)
        return Call("create_order", args, self.proof(market, order, side))

    def proof(self, market: Market, order: Order, side: PositionSide) -> Proof:
        assert order.trigger is not None
        fields = {
            "market": market.id,
            "type": "market",
            "side": order.side.value,
            "amount": text(market.amount(order)),
            "trigger_price": text(order.trigger),
            "client_id": order.id,
        }
        return Proof("/v2/spot/stop-order", fields)

    def find(self, market: Market, order: Order) -> tuple[Call, ...]:
        plain = Call("fetch_order", ("", market.symbol, self.named(order)))
        return (*super().find(market, order), plain) if order.type is OrderType.STOP else (plain,)

    def follow(self, market: Market, venue_id: str) -> Call:
        return ended_orders(market.symbol, venue_id) or super().follow(market, venue_id)

    def records(self, call: Call, answer: Any, parse: Parse) -> Sequence[Raw]:
        found = super().records(call, answer, parse)
        return about_then(call, found) if call.method == "fetch_closed_orders" else found

    def readings(self, market: Market, raw: Raw, order: Order | None = None) -> tuple[Reading, ...]:
        info = raw.get("info") or {}
        stranger = "created_at" in info and "stop_id" not in info and not info.get("client_id")
        if stranger and not (order is not None and became(raw, order, order.side, market.contract)):
            return ()
        return super().readings(market, raw, order)

    def refined(self, market: Market, raw: Raw, reading: Reading) -> Reading:
        if "stop_id" not in (raw.get("info") or {}) or raw.get("status") != "closed":
            return reading
        return replace(reading, status=OrdStatus.NEW, triggered=True, follow=after(raw.get("lastUpdateTimestamp")))


class CoinExSwap(Dialect):
    """Stop and target are fields of the position, set one by one; there is one position a market."""

    codes = CODES

    def conditional(self, market: Market, order: Order, side: PositionSide) -> Call:
        raise Refused("CoinEx has no stop or target that could only close a part of a position: nothing was sent")

    def position_stop(self, market: Market, order: Order, side: PositionSide) -> Call:
        assert order.trigger is not None
        return self._set(market, order, order.trigger)

    def _set(self, market: Market, order: Order, trigger: Decimal) -> Call:
        name, leg = _OWN[order.type]
        params = {name: text(trigger), "tpslMode": "position", "reduceOnly": True}
        fields = {f"{leg}_price": text(trigger), f"{leg}_type": "latest_price", "market": market.id}
        proof = Proof(f"/v2/futures/set-position-{leg.replace('_', '-')}", fields)
        return Call("create_order", (market.symbol, "market", order.side.value, None, None, params), proof)

    def amend(self, market: Market, order: Order, side: PositionSide) -> Call:
        asked = order.amend_asked
        if asked is None or asked.trigger is None or order.quantity is not None:
            raise Refused("CoinEx moves a position's own stop and target, nothing else")
        return self._set(market, order, asked.trigger)

    def cancel(self, market: Market, order: Order, side: PositionSide) -> Call:
        if order.quantity is None:
            raise Refused("CoinEx takes no stop off a position: it ends with the position")
        return super().cancel(market, order, side)

    def open_lists(self, market: Market) -> tuple[Call, ...]:
        return (Call("fetch_open_orders", (market.symbol,)),)

    def find(self, market: Market, order: Order) -> tuple[Call, ...]:
        if order.quantity is None:
            return ()  # a field of the position that has no id: with the position it is gone
        return (Call("fetch_order", ("", market.symbol, self.named(order))),)

    def records(self, call: Call, answer: Any, parse: Parse) -> Sequence[Raw]:
        if call.method == "create_order" and call.args[3] is None:
            return ()  # the answer is the position
        return super().records(call, answer, parse)

    def position_reading(self, market: Market, raw: Raw, order: Order) -> Reading | None:
        held = PositionSide.LONG if order.side is Side.SELL else PositionSide.SHORT
        level = positive(raw.get(_OWN[order.type][0])) if raw.get("side") == held.value else None
        if level is None or not positive(raw.get("contracts")):
            return None
        return Reading(order.id, OrdStatus.NEW, stop=order.type is OrderType.STOP, trigger=level, charged=True)

    def leverage(self, market: Market) -> Call:
        return Call("fetch_positions", ([market.symbol],))

    def leverage_told(self, answer: Raw | Sequence[Raw]) -> Decimal | None:
        """That of the open position; without one, the least, which asks for the most margin."""
        told = [positive(one.get("leverage")) for one in answer if isinstance(one, Mapping)]
        return next((leverage for leverage in told if leverage), ONE)

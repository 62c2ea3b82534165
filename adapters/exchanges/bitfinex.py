"""Bitfinex: OCO pairs on spot and on derivatives, with integer client ids.

Sources: Bitfinex API v2 documents "Submit Order", "Cancel Order", "Order Cancel Multi", "Retrieve Orders", "Orders
History", "Order Trades", "Positions", "Flag Values" (OCO: a full or partial execution of one cancels the other),
"Requirements and Limitations".  Not verified at the exchange: whether both legs of an OCO carry our group id and
client id (either is enough to know them by), whether one answer names both, whether a stop leg that triggers keeps its
id.  An answer that does not name both legs counts as unknown and is looked up.  History reaches back about two weeks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from adapters.exchanges.call import Call, Proof, Refused
from adapters.exchanges.dialect import Dialect, Market, Parse, int_of, text
from adapters.exchanges.limits import Budget, Limits, Scope
from adapters.exchanges.outcomes import Outcome
from adapters.exchanges.reading import Raw, Reading, positive
from adapters.exchanges.record import IdForm, Record
from core.ids import read_id
from core.orders import Order, OrderType, PositionSide, Reason, Side
from core.venue import Layout, VenueRules

OCO, REDUCE_ONLY = 16384, 1024
LEVERAGE = Decimal(10)  # what an order without ``lev`` gets; every entry of ours names it all the same
LIST = 2500  # the most that history lists in one answer
BEFORE = timedelta(days=1)  # an order that is only looked for may be older than its row
SUBMIT = "/v2/auth/w/order/submit"
HOUR = 3_600_000  # ms
GID, CID, MADE, KIND, KIND_BEFORE, FLAGS, STATUS, PRICE = 1, 2, 4, 8, 9, 12, 13, 16  # places in an order's array

# Every route counts alone, 90 requests in a minute at most ones; who asks more is shut out for a minute.
LIMITS = Limits(
    "Bitfinex",
    (
        Budget("orders", Scope.IP, 90, 60, costs={"order": 1, "protect": 1}, other=0),
        Budget("cancels", Scope.IP, 90, 60, costs={"cancel": 1}, other=0),
        Budget("looks", Scope.IP, 90, 60, costs={"order": 0, "protect": 0, "cancel": 0}),
    ),
    pauses={"429": Scope.IP, "11010": Scope.IP},
    pause=timedelta(seconds=60),
)
NOTES = (
    "prices have five significant digits",
    "requests of one key that overtake each other are refused for their nonce and asked again",
    "an order that ended more than two weeks ago is no longer found",
)
SPOT = Record(
    name="Bitfinex",
    exchange="Bitfinex",
    ccxt="bitfinex",
    spot=True,
    rules=VenueRules(Layout.PAIRS, spot=True, reduce_only=False),
    mechanism="OCO: a limit target and a stop-market, one pair per target",
    partial_fills="any fill of one leg cancels the other; the rest gets a new pair at once",
    limits=LIMITS,
    ids=IdForm.INTEGER,
    notes=NOTES,
    options={"defaultType": "spot"},
)
SWAP = Record(
    name="Bitfinex_F",
    exchange="Bitfinex",
    ccxt="bitfinex",
    spot=False,
    rules=VenueRules(Layout.PAIRS),
    mechanism="OCO, reduce-only: a limit target and a stop-market, one pair per target",
    partial_fills="any fill of one leg cancels the other; the rest gets a new pair at once",
    limits=LIMITS,
    ids=IdForm.INTEGER,
    notes=(*NOTES, "leverage belongs to each order: 10x, or that of the position that is already open"),
    options={"defaultType": "swap"},
)

REFUSED, ABSENT = Outcome.REFUSED, Outcome.ABSENT
# ccxt passes on the text of an error and drops its number, except where it knows neither.
CODES = {
    "not enough exchange balance": (REFUSED, Reason.MARGIN),
    "not enough tradable balance": (REFUSED, Reason.MARGIN),
    "not enough margin": (REFUSED, Reason.MARGIN),
    "available balance is only": (REFUSED, Reason.MARGIN),
    "reduce-only": (REFUSED, Reason.REDUCE_ONLY),
    "reduceonly": (REFUSED, Reason.REDUCE_ONLY),
    "minimum size": (REFUSED, Reason.FILTER),
    "maximum size": (REFUSED, Reason.FILTER),
    "amount: invalid": (REFUSED, Reason.FILTER),
    "price: invalid": (REFUSED, Reason.FILTER),
    "symbol: invalid": (REFUSED, Reason.OTHER),
    "duplicate": (Outcome.DUPLICATE, Reason.OTHER),
    "order not found": (ABSENT, Reason.OTHER),
    "nonce: small": (REFUSED, Reason.NOT_SENT),
    "apikey: ": (REFUSED, Reason.OTHER),
    "permission invalid": (REFUSED, Reason.OTHER),
    "ratelimit": (REFUSED, Reason.BANNED),
    "ERR_RATE_LIMIT": (REFUSED, Reason.BANNED),
    "10114": (REFUSED, Reason.NOT_SENT),
    "11010": (REFUSED, Reason.BANNED),
    # Nothing is said of what it did before it went down.
    "temporarily_unavailable": (Outcome.UNKNOWN, Reason.OTHER),
    "20060": (Outcome.UNKNOWN, Reason.OTHER),
}
ENDED = ("CANCELED", "INSUFFICIENT")  # "IOC CANCELED", "CANCELED was: PARTIALLY FILLED @ …"


class _Bitfinex(Dialect):
    """Both markets: pairs are two orders under our group id; what is looked for is listed and picked by its id."""

    codes = CODES
    prefix, flags = "", REDUCE_ONLY

    def our_id(self, said: Any) -> tuple[str, str] | None:
        return super().our_id(said) if str(said or "").isdigit() else None

    def conditional(self, market: Market, order: Order, side: PositionSide) -> Call:
        if order.type is not OrderType.STOP:
            raise Refused("Bitfinex has no take-profit condition: a target rests as a limit order")
        assert order.trigger is not None
        # not stopLossPrice, which ccxt passes on beside a plain market order
        params = self.params(order, side) | {"triggerPrice": text(order.trigger)}
        args = (market.symbol, "market", order.side.value, market.amount(order), None, params)
        return Call("create_order", args, self.proof(market, order, side))

    def proof(self, market: Market, order: Order, side: PositionSide) -> Proof:
        assert order.trigger is not None
        fields: dict[str, str | None] = {
            "type": f"{self.prefix}STOP",
            "symbol": market.id,
            "amount": signed_amount(market, order),
            "price": text(order.trigger),
            "cid": str(int_of(order.id)),
        }
        return Proof(SUBMIT, fields | ({"flags": str(self.flags)} if self.flags else {}))

    def pair(self, market: Market, order: Order, side: PositionSide) -> Call:
        assert order.price is not None
        assert order.trigger is not None
        params = {
            "type": f"{self.prefix}LIMIT",
            "symbol": market.id,
            "amount": signed_amount(market, order),
            "price": text(order.price),
            "price_oco_stop": text(order.trigger),
            "flags": OCO | self.flags,
            "gid": int_of(order.id),
            "cid": int_of(order.id),
        }
        proof = Proof(SUBMIT, {name: str(value) for name, value in params.items()})
        return Call("private_post_auth_w_order_submit", (params,), proof)  # ccxt's own reads one leg of the answer

    def by_venue_id(self, order: Order) -> bool:
        return True  # a client id names an order only together with the day it was placed on

    def cancel(self, market: Market, order: Order, side: PositionSide) -> Call:
        if not order.venue_ids:
            raise Refused("Bitfinex does not show the order yet")
        if order.type is OrderType.PAIR:
            return Call("cancel_orders", (list(order.venue_ids), market.symbol))
        return Call("cancel_order", (order.venue_ids[-1], market.symbol))

    def open_lists(self, market: Market) -> tuple[Call, ...]:
        return (Call("fetch_open_orders", (market.symbol,)),)

    def find(self, market: Market, order: Order) -> tuple[Call, ...]:
        since = int((order.decided_at - BEFORE).timestamp() * 1000)
        return (*self.open_lists(market), Call("fetch_closed_orders", (market.symbol, since, LIST)))

    def legs(self, order: Order) -> int:
        return 2 if order.type is OrderType.PAIR else 1

    def trades(self, market: Market, venue_id: str) -> Call:
        return Call("fetch_order_trades", (venue_id, market.symbol))

    def records(self, call: Call, answer: Any, parse: Parse) -> Sequence[Raw]:
        if call.method == "private_post_auth_w_order_submit":
            told = isinstance(answer, list) and len(answer) > 6 and answer[6] == "SUCCESS"
            legs = [parse({"result": one}) for one in answer[4] or ()] if told else []
            return legs if len(legs) > 1 else [{}]
        found = super().records(call, answer, parse)
        # a list answers for others too
        return [raw for raw in found if self._named(raw)] if isinstance(answer, list) else found

    def declined(self, answer: Any) -> bool:
        return isinstance(answer, list) and answer[:1] == ["error"]

    def _named(self, raw: Raw) -> tuple[str, str] | None:
        """Ours by client id, else by the group id that only pairs carry; ccxt's streams take one for the other."""
        info = raw.get("info") or ()
        cid, gid = (info[CID], info[GID]) if len(info) > PRICE else (None, None)
        if cid is not None and abs(int(cid) - int(info[MADE] or 0)) < HOUR:
            return None  # the website numbers orders by the time at which they are placed: it looks like an id of ours
        return self.our_id(cid) or self.our_id(raw.get("clientOrderId")) or self.our_id(gid)

    def ids_in(self, raw: Raw) -> set[str]:
        named = self._named(raw)
        return {named[0]} if named is not None else set()

    def readings(self, market: Market, raw: Raw, order: Order | None = None) -> tuple[Reading, ...]:
        info, named = raw.get("info") or (), self._named(raw)
        if named is None and order is None:
            return ()
        if named is None or len(info) <= PRICE:
            return super().readings(market, raw, order)
        stop = is_stop(info)
        told = {
            "clientOrderId": self.client_id(named[0]),
            "type": "market" if stop else "limit",
            "price": None if stop else info[PRICE],
            "triggerPrice": info[PRICE] if stop else None,
            "status": status_of(str(info[STATUS]), str(raw.get("status"))),
        }
        return super().readings(market, {**raw, **told}, order)

    def refined(self, market: Market, raw: Raw, reading: Reading) -> Reading:
        info = raw.get("info") or ()
        if len(info) <= PRICE:
            return reading
        stop, named = is_stop(info), read_id(reading.id)
        rung = named is not None and named[2].startswith("tp")
        paired = stop or bool(int(info[FLAGS] or 0) & OCO) or self.our_id(info[GID]) is not None
        if rung and paired:
            reading = replace(reading, leg="stop" if stop else "take", stop=stop)
        return replace(reading, triggered=stop and "STOP" not in str(info[KIND]))


class BitfinexSpot(_Bitfinex):
    """Orders of the exchange wallet, whose types begin with EXCHANGE."""

    prefix, flags = "EXCHANGE ", 0


class BitfinexSwap(_Bitfinex):
    """Orders of the derivatives wallet: reduce-only is a flag, and leverage a field of the order.

    Each position stands on collateral of its own (Bitfinex help centre, "Derivatives Trading").
    """

    isolates = True

    def plain(self, market: Market, order: Order, side: PositionSide) -> Call:
        call = super().plain(market, order, side)
        if order.reduce_only:
            return call
        *args, params = call.args
        leverage = int(self.leverages.get(market.symbol, LEVERAGE))
        return replace(call, args=(*args, params | {"lev": leverage}))

    def balance(self) -> Call:
        return Call("fetch_balance", ({"type": "derivatives"},))

    def position(self, raw: Raw) -> Raw:
        info: Sequence[Any] = raw.get("info") or ()
        return {**raw, "contracts": abs(Decimal(str(info[2]))) if len(info) > 2 else None}

    def leverage(self, market: Market) -> Call:
        return Call("fetch_positions", ([market.symbol],))

    def leverage_told(self, answer: Any) -> Decimal | None:
        """That of the open position; without one, what our next entry will name."""
        told = [positive(one.get("leverage")) for one in answer]
        return next((leverage for leverage in told if leverage), LEVERAGE)


def signed_amount(market: Market, order: Order) -> str:
    """What is sold is below zero."""
    amount = market.amount(order)
    return text(amount if order.side is Side.BUY else -amount)


def is_stop(info: Sequence[Any]) -> bool:
    """A stop that rests, or one that has become a market order."""
    return "STOP" in str(info[KIND]) or "STOP" in str(info[KIND_BEFORE])


def status_of(said: str, otherwise: str) -> str:
    """The exchange's status in ccxt's words; ``otherwise`` where it is none that we know."""
    first = said.partition("@")[0].partition(" was:")[0]
    return "canceled" if any(word in first for word in ENDED) else otherwise

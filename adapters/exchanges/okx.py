"""OKX: spot and USDT perpetuals with native pairs (OCO algo orders), attached to market entries of perpetuals.

Sources: OKX API v5 ("Place order", "Place algo order", "Amend algo order", "Algo order details", "Algo order list",
"Order details", "Get account configuration", "Error code", rate limits beside each).  Both legs of a pair fill at the
market: a limit leg that triggers ends the stop at once and may then not fill.  A triggered algo order becomes a *new*
order, which is followed; ccxt calls the algo order itself filled.

Not verified at the exchange: amending a pair (the document speaks of stop orders with both levels); tdMode cash on
conditional spot orders, which ccxt avoids (51000 would refuse the stop, never sell); what becomes of attached exits of
a market entry that fills in part.  Signed requests are accepted for 30 s, and ccxt cannot make them expire earlier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from adapters.exchanges.call import Call, Proof
from adapters.exchanges.dialect import Dialect, Market, Parse, onward, text, with_leg
from adapters.exchanges.limits import Budget, Limits, Scope
from adapters.exchanges.outcomes import Outcome
from adapters.exchanges.reading import UNNAMED, Raw, Reading, Unreadable, number, positive, read_order
from adapters.exchanges.record import Record
from core.ids import read_id
from core.orders import Order, OrderType, OrdStatus, PositionSide, Reason
from core.venue import Layout, VenueRules

WINDOW = timedelta(seconds=30)
AT_MARKET = "-1"
ALGO = "/api/v5/trade/order-algo"
ORDER = "/api/v5/trade/order"

OPTIONS: Mapping[str, object] = {
    "adjustForTimeDifference": True,
    "createOrder": "privatePostTradeOrder",  # not ccxt's batch of one, where a refusal stands inside a list
}
WRITES = {"order": 0, "protect": 0, "cancel": 0}
LIMITS = Limits(
    "OKX",
    (
        Budget("orders", Scope.ACCOUNT, 20, 2, costs={"order": 1, "protect": 1}, other=0),
        Budget("cancels", Scope.ACCOUNT, 20, 2, costs={"cancel": 1}, other=0),
        Budget("reads", Scope.ACCOUNT, 20, 2, costs=WRITES | {"look": 1, "find": 1, "balance": 2, "trades": 2}),
    ),
    pauses={"429": Scope.IP, "50011": Scope.ACCOUNT, "50061": Scope.ACCOUNT, "51113": Scope.ACCOUNT},
    bans=frozenset({"403"}),
)
PARTS = "the trigger is one event for both legs; the closing order is cut to what is held"

SPOT = Record(
    name="OKX",
    exchange="OKX",
    ccxt="okx",
    spot=True,
    rules=VenueRules(Layout.PAIRS, spot=True, reduce_only=False, pairs_take=True, recv_window=WINDOW),
    mechanism="OCO algo order, one per target; both legs fill at the market",
    partial_fills=PARTS,
    limits=LIMITS,
    secrets=("apiKey", "secret", "password"),
    testnet=True,
    conditional_stream=True,
    notes=("no margin is borrowed (tdMode cash)",),
    options={**OPTIONS, "defaultType": "spot", "fetchMarkets": {"types": ["spot"]}},
)
SWAP = Record(
    name="OKX_F",
    exchange="OKX",
    ccxt="okx",
    spot=False,
    rules=VenueRules(Layout.PAIRS, attach=True, amends=True, pairs_take=True, recv_window=WINDOW),
    mechanism="OCO algo order, one per target; a market entry with one target brings it along",
    partial_fills=PARTS,
    limits=LIMITS,
    secrets=("apiKey", "secret", "password"),
    testnet=True,
    conditional_stream=True,
    notes=("cross margin", "an account in spot mode cannot trade perpetuals"),
    options={**OPTIONS, "defaultType": "swap", "fetchMarkets": {"types": ["swap"]}},
)

REFUSED, ABSENT, UNKNOWN, DUPLICATE = Outcome.REFUSED, Outcome.ABSENT, Outcome.UNKNOWN, Outcome.DUPLICATE


def _all(outcome: Outcome, reason: Reason, *codes: str) -> dict[str, tuple[Outcome, Reason]]:
    return dict.fromkeys(codes, (outcome, reason))


CODES = {
    **_all(UNKNOWN, Reason.OTHER, "50001", "50004", "50005", "50013", "50026"),
    **_all(REFUSED, Reason.NOT_SENT, "50102", "50112"),
    **_all(REFUSED, Reason.BANNED, "50011", "50061", "51113"),
    **_all(DUPLICATE, Reason.OTHER, "51011", "51016", "51065"),
    **_all(ABSENT, Reason.OTHER, "51400", "51401", "51402", "51405", "51410", "51503", "51509", "51510", "51603"),
    **_all(REFUSED, Reason.MARGIN, "51008", "51119", "51127", "51131", "51502", "51736", "51764"),
    **_all(REFUSED, Reason.REDUCE_ONLY, "51023", "51112", "51169", "51205"),
    **_all(REFUSED, Reason.WOULD_TRIGGER, "51046", "51047", "51048", "51049", "51050", "51051", "51052", "51053"),
    **_all(REFUSED, Reason.WOULD_TRIGGER, "51277", "51278", "51279", "51280"),
    **_all(REFUSED, Reason.FILTER, "51004", "51005", "51006", "51007", "51020", "51025", "51100", "51101", "51102"),
    **_all(REFUSED, Reason.FILTER, "51116", "51118", "51120", "51121", "51122", "51135", "51136", "51137", "51138"),
    **_all(REFUSED, Reason.FILTER, "51174", "51185", "51201", "51202", "51203", "51250", "51252", "51261", "51275"),
    **_all(REFUSED, Reason.CLOSED, "51021", "51022", "51027", "51028", "51029", "51030"),
    **_all(REFUSED, Reason.OTHER, "50014", "50100", "50110", "50111", "50113", "51000", "51001", "51010", "51155"),
}
TRADES = 100  # the most that one answer lists
TRIGGERED = frozenset({"effective", "partially_effective", "partially_failed"})
ENDED = {"canceled": OrdStatus.CANCELED, "order_failed": OrdStatus.REJECTED}


class _Okx(Dialect):
    """What both markets share: algo orders have routes, lists and ids of their own."""

    codes = CODES

    def client(self) -> Mapping[str, Any]:
        # the list of coins is asked for with the key, and is not needed
        return {"options": dict(self.record.options), "has": {"fetchCurrencies": False}}

    def held(self, order: Order, side: PositionSide) -> dict[str, str]:
        """The fields that say which account and position an order speaks of."""
        return {"tdMode": "cash"}

    def params(self, order: Order, side: PositionSide) -> dict[str, Any]:
        return super().params(order, side) | self.held(order, side)

    def _algo(self, market: Market, order: Order, side: PositionSide, kind: str, levels: dict[str, str]) -> Call:
        params = {
            "instId": market.id,
            **self.held(order, side),
            "side": order.side.value,
            "ordType": kind,
            "sz": text(market.amount(order)),
            "algoClOrdId": order.id,
            **levels,
        }
        return Call("private_post_trade_order_algo", (params,), Proof(ALGO, dict(params)))

    def conditional(self, market: Market, order: Order, side: PositionSide) -> Call:
        assert order.trigger is not None
        name = "sl" if order.type is OrderType.STOP else "tp"
        return self._algo(market, order, side, "conditional", _level(name, order.trigger))

    def pair(self, market: Market, order: Order, side: PositionSide) -> Call:
        return self._algo(market, order, side, "oco", _both(order))

    def open_lists(self, market: Market) -> tuple[Call, ...]:
        return (
            Call("fetch_open_orders", (market.symbol,)),
            # without the type the exchange answers with another kind of algo orders alone
            Call("fetch_open_orders", (market.symbol, None, None, {"trigger": True, "ordType": "conditional,oco"})),
        )

    def trades(self, market: Market, venue_id: str) -> Call:
        return Call("fetch_my_trades", (market.symbol, None, TRADES, {"ordId": venue_id}))

    def more_trades(self, call: Call, answer: Any) -> Call | None:
        bills = [int(trade["info"]["billId"]) for trade in answer]
        return onward(call, after=str(min(bills))) if len(bills) >= TRADES else None

    def records(self, call: Call, answer: Any, parse: Parse) -> Sequence[Raw]:
        if call.method == "private_post_trade_order_algo":
            data = answer.get("data") if isinstance(answer, Mapping) else None
            return [parse(one) for one in data or ()] or [{}]
        return super().records(call, answer, parse)

    def readings(self, market: Market, raw: Raw, order: Order | None = None) -> tuple[Reading, ...]:
        info = raw.get("info") or {}
        said = self.our_id(raw.get("clientOrderId"))
        child = self.our_id(info.get("algoClOrdId"))
        named = said or child or ((order.id, "") if order is not None else None)
        if named is None:
            return ()
        if "algoId" in info and "accFillSz" not in info:
            return (self._condition(market, raw, named[0]),)
        if said is None and child is not None and order is None:
            return ()  # what a condition became: which leg it was is told by the condition, which is followed
        reading = with_leg(read_order(raw, named[0], market.contract, market.base, market.quote), "")
        real = str(info.get("ordId") or "")  # ccxt takes the algo order's id where both are told
        return (replace(reading, venue_ids=(real,) if real else reading.venue_ids),)

    def _condition(self, market: Market, raw: Raw, id: str) -> Reading:
        """An algo order: it never trades itself, and is not over while the order that it became is not known."""
        info = raw["info"]
        state = str(info.get("state") or ("live" if info.get("sCode") == "0" else ""))
        triggered = state in TRIGGERED
        status = OrdStatus.NEW if triggered or state in ("live", "pause") else ENDED.get(state)
        if status is None:
            raise Unreadable(f"algo order {id} has the state {state!r}")
        became = [one for one in (*(info.get("ordIdList") or ()), info.get("ordId")) if one and str(one).strip("0")]
        sizes, named = number(info.get("sz")), read_id(id)
        failed = str(info.get("failCode") or "") if status is OrdStatus.REJECTED else ""
        return Reading(
            id=id,
            status=status,
            stop=str(info.get("actualSide")) == "sl" if triggered else bool(named and named[2] == "sl"),
            quantity=sizes * market.contract if sizes else None,
            price=positive(info.get("tpTriggerPx")) if info.get("ordType") == "oco" else None,
            trigger=positive(info.get("slTriggerPx")) or positive(info.get("tpTriggerPx")),
            triggered=triggered,
            venue_ids=(str(info["algoId"]),) if info.get("algoId") else (),
            follow=(str(became[0]) if len(set(became)) == 1 else UNNAMED) if triggered else "",
            charged=True,
            text=f"the triggered order failed ({failed})" if failed else "",
        )


class OkxSpot(_Okx):
    """Sells of coins that are held; nothing is borrowed."""


class OkxSwap(_Okx):
    """Sizes are contracts; in hedge mode the position's side says what an order closes."""

    def held(self, order: Order, side: PositionSide) -> dict[str, str]:
        found = {"tdMode": "cross"}
        if self.rules.hedged:
            found["posSide"] = side.value  # which also forbids reduceOnly
        elif order.reduce_only:
            found["reduceOnly"] = "true"
        return found

    def params(self, order: Order, side: PositionSide) -> dict[str, Any]:
        # ccxt reads reduceOnly as a flag, and sends it as it stands
        params: dict[str, Any] = {"clientOrderId": order.id, **self.held(order, side)}
        return params | ({"reduceOnly": True} if "reduceOnly" in params else {})

    def travels(self, order: Order, children: Sequence[Order]) -> tuple[Order, ...]:
        """One pair for all of a market entry: attached exits begin when their entry has filled whole."""
        alone = len(children) == 1 and children[0].type is OrderType.PAIR
        whole = alone and order.type is OrderType.MARKET and children[0].quantity == order.quantity
        return tuple(children) if whole else ()

    def attached(self, market: Market, order: Order, side: PositionSide, children: Sequence[Order]) -> Call:
        call = self.plain(market, order, side)
        (child,) = children
        exits = {"attachAlgoClOrdId": child.id, **_both(child)}
        params = dict(call.args[-1]) | {"attachAlgoOrds": [exits]}
        fields: dict[str, str | None] = {f"attachAlgoOrds.0.{name}": value for name, value in exits.items()}
        entry = {"instId": market.id, "side": order.side.value, "sz": text(market.amount(order)), "clOrdId": order.id}
        return Call(call.method, (*call.args[:-1], params), Proof(ORDER, fields | entry))

    def amend(self, market: Market, order: Order, side: PositionSide) -> Call:
        asked = order.amend_asked
        assert asked is not None
        assert asked.quantity is not None
        params = {"instId": market.id, "algoClOrdId": order.id, "newSz": text(asked.quantity / market.contract)}
        if asked.trigger is not None:
            name = "Tp" if order.type is OrderType.TAKE else "Sl"
            params |= {f"new{name}TriggerPx": text(asked.trigger), f"new{name}OrdPx": AT_MARKET}
            params[f"new{name}TriggerPxType"] = "last"
        proof = Proof("/api/v5/trade/amend-algos", dict(params))
        return Call("private_post_trade_amend_algos", (params,), proof)

    def setup(self, market: Market) -> tuple[Call, ...]:
        return (Call("fetch_position_mode", (market.symbol,)),)


def _level(name: str, trigger: Decimal) -> dict[str, str]:
    """One leg, at the market, by the last price."""
    return {f"{name}TriggerPx": text(trigger), f"{name}OrdPx": AT_MARKET, f"{name}TriggerPxType": "last"}


def _both(order: Order) -> dict[str, str]:
    assert order.price is not None
    assert order.trigger is not None
    return _level("tp", order.price) | _level("sl", order.trigger)

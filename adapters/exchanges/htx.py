"""HTX spot: a resting stop-market order of the conditional ("algo") kind; a touched target is swapped in.

Sources: HTX spot API documents ("Place a conditional order" and its queries and error codes, "Place a new order",
"Search order by client order id", "Search match results", rate limits beside each).  Conditional orders have routes,
lists and an id of their own (ours); a triggered one becomes an ordinary order, which it names.  They take nothing from
the balance until they trigger, and then carry our id as well.

ccxt sends ``stopLossPrice`` as an immediate market order here, and lets errors of the conditional routes pass as
answers; both are dealt with below.  A repeated client id is *not* refused by the ordinary route, so it does not make a
retry safe.  A signature is good for five minutes, and ccxt cannot make it expire earlier.

Not verified at the exchange: which way a stop waits that arrives when the price has passed it (conditional orders take
no direction; the stop-limit kind does, but sells at no less than its limit); what the query by client id says of an
order long ended (documented: kept for two hours).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from adapters.exchanges.call import Call, Proof, Refused
from adapters.exchanges.dialect import CONDITIONAL, Dialect, Market, Parse, text
from adapters.exchanges.limits import Budget, Limits, Scope, Told
from adapters.exchanges.outcomes import Outcome
from adapters.exchanges.reading import UNNAMED, Raw, Reading, Unreadable, positive
from adapters.exchanges.record import Record
from core.ids import read_id
from core.orders import Order, OrderType, OrdStatus, PositionSide, Reason, Side
from core.venue import Layout, VenueRules, by_cost

WINDOW = timedelta(minutes=5)
PAGE = 100
ALGO, PLACE = "spot_private_post_v2_algo_orders", "spot_private_post_v1_order_orders_place"
OPENING = "spot_private_get_v2_algo_orders_opening"
CONDITIONS = {"protect": 1, "cancel": 1, "look": 1, "find": 1}

SPOT = Record(
    name="HTX",
    exchange="HTX",
    ccxt="htx",
    spot=True,
    rules=VenueRules(Layout.STOP, spot=True, reduce_only=False, buys_by_cost=True, recv_window=WINDOW),
    mechanism="conditional market sell that takes nothing from the balance until it triggers",
    partial_fills="the bot counts: the stop covers what is left",
    limits=Limits(
        "HTX spot",
        (
            Budget("orders", Scope.ACCOUNT, 100, 2, costs={"order": 1, "cancel": 1}, other=0),
            Budget("reads", Scope.ACCOUNT, 50, 2, costs={"order": 0, "protect": 0, "cancel": 0}),
            Budget("conditions", Scope.ACCOUNT, 20, 2, costs=CONDITIONS, other=0),
        ),
        pauses={"429": Scope.IP, "1006": Scope.ACCOUNT, "rate-too-many-requests": Scope.ACCOUNT},
        bans=frozenset({"403"}),
        retry={"X-HB-RateLimit-Requests-Expire": Told.AT_MILLISECONDS, "Retry-After": Told.SECONDS},
    ),
    conditional_stream=None,
    notes=(
        "no two linked orders can be placed there, so a touched target is swapped in for its part of the stop",
        by_cost("HTX"),
        "at most 100 conditional orders may rest",
    ),
    options={"defaultType": "spot", "fetchMarkets": {"types": {"spot": True, "linear": False, "inverse": False}}},
)

REFUSED, ABSENT, UNKNOWN = Outcome.REFUSED, Outcome.ABSENT, Outcome.UNKNOWN


def _all(outcome: Outcome, reason: Reason, *codes: str) -> dict[str, tuple[Outcome, Reason]]:
    return dict.fromkeys(codes, (outcome, reason))


CODES = {
    **_all(UNKNOWN, Reason.OTHER, "timeout", "gateway-internal-error", "order-update-error", "system-maintenance"),
    **_all(REFUSED, Reason.BANNED, "1006", "base-request-exceed-frequency-limit", "rate-too-many-requests"),
    **_all(ABSENT, Reason.OTHER, "1007", "base-record-invalid", "order-queryorder-invalid", "order-orderstate-error"),
    **_all(REFUSED, Reason.MARGIN, "account-frozen-balance-insufficient-error", "order-holding-limit-failed"),
    **_all(REFUSED, Reason.WOULD_TRIGGER, "order-stop-order-hit-trigger"),
    **_all(REFUSED, Reason.FILTER, *map(str, range(3002, 3011)), "invalid-amount", "order-value-min-error"),
    **_all(REFUSED, Reason.FILTER, "order-invalid-price", "order-orderprice-precision-error"),
    **_all(REFUSED, Reason.FILTER, "order-orderamount-precision-error", "order-etp-nav-price-max-error"),
    **_all(REFUSED, Reason.FILTER, "order-limitorder-amount-min-error", "order-limitorder-amount-max-error"),
    **_all(REFUSED, Reason.FILTER, "order-marketorder-amount-min-error", "order-limitorder-price-min-error"),
    **_all(REFUSED, Reason.FILTER, "order-limitorder-price-max-error", "order-limitorder-price-buy-max-error"),
    **_all(REFUSED, Reason.FILTER, "order-limitorder-price-sell-min-error", "order-limitorder-price-buy-min-error"),
    **_all(REFUSED, Reason.FILTER, "order-limitorder-price-sell-max-error"),
    **_all(REFUSED, Reason.CLOSED, "2003", "3100", "base-symbol-trade-disabled"),
    **_all(REFUSED, Reason.OTHER, "1001", "1002", "1003", "1005", "2002", "base-symbol-error", "bad-request"),
    **_all(REFUSED, Reason.OTHER, "api-signature-not-valid", "api-signature-check-failed", "invalid-parameter"),
}
ENDED = {"canceled": OrdStatus.CANCELED, "rejected": OrdStatus.REJECTED}


class HtxSpot(Dialect):
    """Requests name the spot account by its number, which is asked for once."""

    codes = CODES
    account = ""

    def learn(self, answer: Raw) -> None:
        for one in answer.get("data") or ():
            if one.get("type") == "spot" and one.get("state") == "working":
                self.account = str(one["id"])

    def setup(self, market: Market) -> tuple[Call, ...]:
        return (Call("spot_private_get_v1_account_accounts"),)

    def hedged(self, answer: Raw) -> bool:
        return False

    def client(self) -> Mapping[str, Any]:
        return {"options": dict(self.record.options), "has": {"fetchCurrencies": False}}

    def declined(self, answer: Any) -> bool:
        return isinstance(answer, Mapping) and str(answer.get("code", 200)) != "200"

    def _numbered(self) -> str:
        if not self.account:
            raise Refused("HTX tells no working spot account for this key; nothing was sent")
        return self.account

    def plain(self, market: Market, order: Order, side: PositionSide) -> Call:
        kinds = {OrderType.MARKET: "market", OrderType.LIMIT: "limit", OrderType.IOC: "ioc"}
        params = {
            "account-id": self._numbered(),
            "symbol": market.id,
            "type": f"{order.side.value}-{kinds[order.type]}",
            "amount": text(market.amount(order)),
            "source": "spot-api",
            "client-order-id": order.id,
        }
        if order.type is not OrderType.MARKET:
            assert order.price is not None
            params["price"] = text(order.price)
        return Call(PLACE, (params,))

    def conditional(self, market: Market, order: Order, side: PositionSide) -> Call:
        assert order.trigger is not None
        if order.side is Side.BUY or order.type is not OrderType.STOP:
            raise Refused("HTX spot takes only stops that sell; nothing was sent")
        params = {
            "accountId": int(self._numbered()),
            "symbol": market.id,
            "orderSide": "sell",
            "orderType": "market",
            "orderSize": text(market.amount(order)),
            "timeInForce": "ioc",
            "stopPrice": text(order.trigger),
            "clientOrderId": order.id,
        }
        return Call(ALGO, (params,), Proof("/v2/algo-orders", {name: str(value) for name, value in params.items()}))

    def cancel(self, market: Market, order: Order, side: PositionSide) -> Call:
        if order.type in CONDITIONAL and not order.triggered:
            return Call("spot_private_post_v2_algo_orders_cancellation", ({"clientOrderIds": [order.id]},))
        return Call("cancel_order", ("", market.symbol, {"clientOrderId": order.id}))

    def find(self, market: Market, order: Order) -> tuple[Call, ...]:
        if order.type in CONDITIONAL:
            return (Call("spot_private_get_v2_algo_orders_specific", ({"clientOrderId": order.id},)),)
        if order.venue_ids:
            return (self.follow(market, order.venue_ids[0]),)
        return (Call("spot_private_get_v1_order_orders_getclientorder", ({"clientOrderId": order.id},)),)

    def open_lists(self, market: Market) -> tuple[Call, ...]:
        account = {"account-id": self.account} if self.account else {}
        return (
            Call("fetch_open_orders", (market.symbol, None, PAGE, account)),
            Call(OPENING, ({"symbol": market.id, "limit": PAGE},)),
        )

    def trades(self, market: Market, venue_id: str) -> Call:
        return Call("fetch_order_trades", (venue_id, market.symbol))

    def records(self, call: Call, answer: Any, parse: Parse) -> Sequence[Raw]:
        if not call.method.startswith("spot_private"):
            return super().records(call, answer, parse)
        data = answer.get("data") if isinstance(answer, Mapping) else None
        if call.method == PLACE:
            return [{"id": str(data) if data else None, "info": {}}]
        if call.method == ALGO:
            name = (data or {}).get("clientOrderId")
            return [{"id": name, "info": {"clientOrderId": name, "orderStatus": "created", "orderOrigTime": None}}]
        rows = data if isinstance(data, list) else [data] if data else []
        return [{"info": row} if "orderOrigTime" in row else parse(row) for row in rows]

    def readings(self, market: Market, raw: Raw, order: Order | None = None) -> tuple[Reading, ...]:
        info = raw.get("info") or {}
        if "orderOrigTime" not in info:
            # an order's own fee is not accurate, as its document says: the trades tell it
            return super().readings(market, {**raw, "fee": None, "fees": ()}, order)
        named = self.our_id(info.get("clientOrderId"))
        return (self._condition(info, named[0]),) if named else ()

    def _condition(self, info: Raw, id: str) -> Reading:
        """A conditional order: it never trades itself, and is not over while the order that it became is not known."""
        state, real = str(info["orderStatus"]), str(info.get("orderId") or "")
        triggered = state == "triggered"
        status = OrdStatus.NEW if triggered or state == "created" else ENDED.get(state)
        if status is None:
            raise Unreadable(f"conditional order {id} has the state {state!r}")
        named = read_id(id)
        return Reading(
            id=id,
            status=status,
            stop=named is not None and named[2] == "sl",
            quantity=positive(info.get("orderSize")),
            trigger=positive(info.get("stopPrice")),
            triggered=triggered,
            follow=(real or UNNAMED) if triggered else "",
            charged=True,
            text=str(info.get("errMessage") or "") if status is OrdStatus.REJECTED else "",
        )

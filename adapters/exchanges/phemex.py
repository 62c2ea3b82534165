"""Phemex: spot with a resting stop, USDT perpetuals with a stop and targets that are linked by us.

Sources: phemex-api-docs of 2024-06 (hedged perpetual API, spot API, generic information with rate limits, trading error
codes).  One order keeps one id for life, and both kinds of orders share one list.  Exits that travel with a
perpetual entry get no client id of ours, so they are placed after its fill.

Not verified at the exchange: whether a resting reduce-only limit blocks a triggered stop, so targets rest as
conditions; replacing a conditional order's quantity (11068), so a stop is moved by placing the new one first; whether
an untriggered spot stop locks its coins.  ccxt sends ``stopLossPrice`` as an immediate market order on both markets.
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
from adapters.exchanges.reading import Raw, Reading, Unreadable, number, positive
from adapters.exchanges.record import Record
from core.orders import Order, OrderType, OrdStatus, PositionSide, Reason, Side
from core.venue import Layout, VenueRules

EXPIRY = 5  # s; requests that arrive later are refused (ccxt asks for 60)
WINDOW = timedelta(seconds=EXPIRY)
TRIGGERED = frozenset({"Triggered", "New", "PartiallyFilled", "Filled", "3", "5", "6", "7"})
PAGE = 200  # the most that a list of trades gives
HISTORY = "private_get_api_data_"
IOC = {"timeInForce": "ImmediateOrCancel"}  # ccxt sends the unified word as it stands

OPTIONS: Mapping[str, object] = {"x-phemex-request-expiry": EXPIRY, "brokerId": None}


def _limits(host: str, group: str, cancel: int) -> Limits:
    """One group per kind of trading, and one for histories: 500 and 100 requests in a minute."""
    trading = {"order": 1, "protect": 1, "cancel": cancel, "look": 1}
    histories = {"find": 1, "trades": 1, "balance": 1, "ticker": 0, "markets": 0}
    return Limits(
        host,
        (
            Budget("requests", Scope.IP, 5000, 300),
            Budget("trading", Scope.ACCOUNT, 500, 60, costs=trading, other=0, left=f"X-RateLimit-Remaining-{group}"),
            Budget("others", Scope.ACCOUNT, 100, 60, costs=histories, other=0, left="X-RateLimit-Remaining"),
        ),
        bans=frozenset({"403"}),
        retry={
            f"X-RateLimit-Retry-After-{group}": Told.SECONDS,
            "X-RateLimit-Retry-After": Told.SECONDS,
            "Retry-After": Told.SECONDS,
        },
        ban=timedelta(minutes=5),
    )


SPOT = Record(
    name="Phemex",
    exchange="Phemex",
    ccxt="phemex",
    spot=True,
    rules=VenueRules(Layout.STOP, spot=True, reduce_only=False, recv_window=WINDOW),
    mechanism="stop order that sells at the market, triggered by the last price",
    partial_fills="the bot counts: the stop covers what is left",
    limits=_limits("Phemex spot", "SPOTORDER", 2),
    testnet=True,
    notes=("no two linked orders can be placed there, so a touched target is swapped in for its part of the stop",),
    options={**OPTIONS, "defaultType": "spot"},
)
SWAP = Record(
    name="Phemex_F",
    exchange="Phemex",
    ccxt="phemex",
    spot=False,
    rules=VenueRules(Layout.STOP_AND_TARGETS, takes=True, recv_window=WINDOW),
    mechanism="reduce-only stop and touched-price orders that fill at the market, triggered by the last price",
    partial_fills="the stop keeps covering the position; targets follow what is left",
    limits=_limits("Phemex futures", "CONTRACT", 1),
    testnet=True,
    notes=(
        "the exchange links only exits that travel with an entry, which carry no id of ours: we link them ourselves",
        "a stop that triggers while margin is short may cancel what else rests there, your own included",
    ),
    options={**OPTIONS, "defaultType": "swap"},
)

REFUSED, ABSENT, UNKNOWN, DUPLICATE = Outcome.REFUSED, Outcome.ABSENT, Outcome.UNKNOWN, Outcome.DUPLICATE


def _all(outcome: Outcome, reason: Reason, *codes: int) -> dict[str, tuple[Outcome, Reason]]:
    return dict.fromkeys(map(str, codes), (outcome, reason))


CODES = {
    **_all(UNKNOWN, Reason.OTHER, 11107, 11026, 10500),
    **_all(DUPLICATE, Reason.OTHER, 10001, 11033, 11085, 19999),
    **_all(ABSENT, Reason.OTHER, 10002, 10003, 10004, 10005, 11015, 11061, 11062, 11063, 11108, 11109, 11110),
    **_all(REFUSED, Reason.MARGIN, 11001, 11003, 11005, 11010, 11082, 11100, 11101, 11105, 11106),
    **_all(REFUSED, Reason.REDUCE_ONLY, 11011, 11013, 11014, 11057, 11059, 11060),
    **_all(REFUSED, Reason.WOULD_TRIGGER, 11043, 11044, 11047, 11048, 11050, 11052),
    **_all(REFUSED, Reason.FILTER, 11012, 11045, 11046, 11053, 11054, 11055, 11056, 11058, 11114, 11115),
    **_all(REFUSED, Reason.CLOSED, 11040, 11041, 11042),
    **_all(REFUSED, Reason.LIQUIDATED, 11023, 11024),
    **_all(REFUSED, Reason.OTHER, 401, 412, 6001, 11002, 11004, 11022, 11027, 11028, 11031, 11032, 11034, 11035),
    **_all(REFUSED, Reason.OTHER, 11036, 11037, 11038, 11039, 11070, 11081, 11111, 11112),
}


def rows_of(answer: Any) -> Sequence[Raw]:
    """The rows of a history: a list, or one inside ``data``, or inside its ``rows``.  Raises ``Unreadable``."""
    data = answer.get("data") if isinstance(answer, Mapping) else answer
    rows = data.get("rows") if isinstance(data, Mapping) else data
    if not isinstance(rows, list):
        raise Unreadable("a history without rows")
    return rows


class _Phemex(Dialect):
    """What both markets share: conditions are ordinary orders until they trigger, under the same id."""

    codes = CODES

    def client(self) -> Mapping[str, Any]:
        # the list of coins is asked for with the key, and is not needed
        return {"options": dict(self.record.options), "has": {"fetchCurrencies": False}}

    def plain(self, market: Market, order: Order, side: PositionSide) -> Call:
        call = super().plain(market, order, side)
        if order.type is not OrderType.IOC:
            return call
        return Call(call.method, (*call.args[:-1], dict(call.args[-1]) | IOC))

    def open_lists(self, market: Market) -> tuple[Call, ...]:
        return (Call("fetch_open_orders", (market.symbol,)),)

    def find(self, market: Market, order: Order) -> tuple[Call, ...]:
        # ccxt's own question fails on some shapes of an answer without an order, which is what "not found" is
        kind = "spots" if self.record.spot else "g_futures"
        return (Call(f"{HISTORY}{kind}_orders_by_order_id", ({"symbol": market.id, "clOrdID": order.id},)),)

    def records(self, call: Call, answer: Any, parse: Parse) -> Sequence[Raw]:
        if not call.method.startswith(HISTORY):
            return super().records(call, answer, parse)
        return [parse(row) for row in rows_of(answer)]

    def readings(self, market: Market, raw: Raw, order: Order | None = None) -> tuple[Reading, ...]:
        info = raw.get("info") or {}
        # one list calls it orderType, the other ordType; ccxt knows the first on perpetuals and the second on spot
        kind = str(info.get("ordType") or info.get("orderType") or "")
        resting = "limit" if kind in ("Limit", "2") else "market"
        ended = {"status": "canceled"} if info.get("ordStatus") == "Deactivated" else {}
        return super().readings(market, {**raw, **ended, "type": resting if kind else raw.get("type")}, order)

    def refined(self, market: Market, raw: Raw, reading: Reading) -> Reading:
        info = raw.get("info") or {}
        selling = str(info.get("ordStatus")) in TRIGGERED
        reading = replace(reading, triggered=reading.trigger is not None and selling)
        if reading.status is OrdStatus.REJECTED:
            reading = replace(reading, text=f"rejected by the exchange ({info.get('bizError') or 'no reason told'})")
        return reading


class PhemexSpot(_Phemex):
    """Prices and quantities are scaled integers; the trigger is proved in that spelling."""

    def conditional(self, market: Market, order: Order, side: PositionSide) -> Call:
        assert order.trigger is not None
        params = self.params(order, side) | {"triggerPrice": text(order.trigger)}
        args = (market.symbol, "market", order.side.value, market.amount(order), None, params)
        scaled = order.trigger.scaleb(int(market.raw["priceScale"]))
        kind = "Stop" if order.type is OrderType.STOP else "MarketIfTouched"
        fields = {
            "symbol": market.id,
            "side": order.side.value,
            "ordType": kind,
            "qtyType": "ByBase",
            "baseQtyEv": text(market.amount(order).scaleb(int(market.raw["valueScale"]))),
            "stopPxEp": text(scaled),
            "trigger": "ByLastPrice",
            "clOrdID": order.id,
        }
        return Call("create_order", args, Proof("/spot/orders", fields))

    def cancel(self, market: Market, order: Order, side: PositionSide) -> Call:
        return Call("cancel_order", ("", market.symbol, self.named(order)))

    def trades(self, market: Market, venue_id: str) -> Call:
        return Call("fetch_my_trades", (market.symbol, None, PAGE, {"offset": 0}))

    def more_trades(self, call: Call, answer: Any) -> Call | None:
        return onward(call, offset=call.args[-1]["offset"] + PAGE) if len(answer) >= PAGE else None

    def readings(self, market: Market, raw: Raw, order: Order | None = None) -> tuple[Reading, ...]:
        info = raw.get("info") or {}
        # ccxt takes what was asked for in quote for what was paid, where the average is not told
        paid = number(info.get("cumQuoteValueEv") or info.get("cumQuoteQtyEv"))
        average = positive(info.get("avgPriceEp"))
        told = {
            "cost": None if paid is None else paid.scaleb(-int(market.raw["ratioScale"])),
            "average": None if average is None else average.scaleb(-int(market.raw["priceScale"])),
        }
        return super().readings(market, {**raw, **told}, order)

    def refined(self, market: Market, raw: Raw, reading: Reading) -> Reading:
        reading = super().refined(market, raw, reading)
        # a fee in a coin that is not named by its letters is not known: the trades name it
        coin = (raw.get("fee") or {}).get("currency")
        if reading.fill.quantity and coin not in (market.base, market.quote, "PT"):
            reading = replace(reading, charged=False)
        return reading


class PhemexSwap(_Phemex):
    """Conditions are reduce-only orders of their own kind; in hedge mode the position's side says what they close."""

    def params(self, order: Order, side: PositionSide) -> dict[str, Any]:
        return super().params(order, side) | {"posSide": self.held(side)}

    def held(self, side: PositionSide) -> str:
        return side.value.capitalize() if self.rules.hedged else "Merged"

    def conditional(self, market: Market, order: Order, side: PositionSide) -> Call:
        assert order.trigger is not None
        stop = order.type is OrderType.STOP
        falling = stop == (order.side is Side.SELL)
        params = self.params(order, side) | {
            "triggerPrice": text(order.trigger),
            "triggerDirection": "descending" if falling else "ascending",
            "triggerType": "ByLastPrice",
        }
        fields = {
            "symbol": market.id,
            "ordType": "Stop" if stop else "MarketIfTouched",
            "orderQtyRq": text(market.amount(order)),
            "stopPxRp": text(order.trigger),
            "triggerType": "ByLastPrice",
            "side": order.side.value,
            "posSide": self.held(side),
            "reduceOnly": "true",
            "clOrdID": order.id,
        }
        if stop:
            params["closeOnTrigger"] = True  # makes room for itself among resting orders
            fields["closeOnTrigger"] = "true"
        args = (market.symbol, "market", order.side.value, market.amount(order), None, params)
        return Call("create_order", args, Proof("/g-orders", fields))

    def cancel(self, market: Market, order: Order, side: PositionSide) -> Call:
        params = self.named(order) | {"posSide": self.held(side)}
        return Call("cancel_order", ("", market.symbol, params))

    def trades(self, market: Market, venue_id: str) -> Call:
        # the list that ccxt asks for does not say which order a trade belongs to
        return Call(f"{HISTORY}g_futures_trades", ({"symbol": market.id, "limit": PAGE, "offset": 0},))

    def more_trades(self, call: Call, answer: Any) -> Call | None:
        return onward(call, offset=call.args[-1]["offset"] + PAGE) if len(rows_of(answer)) >= PAGE else None

    def traded(self, answer: Any, venue_id: str) -> Sequence[Raw]:
        return [
            {
                "id": row.get("execID") or row.get("execId"),
                "order": venue_id,
                "amount": row.get("execQtyRq"),
                "price": row.get("execPriceRp"),
                "fee": {"cost": row.get("execFeeRv"), "currency": row.get("currency")},
            }
            for row in rows_of(answer)
            if row.get("orderID") == venue_id and row.get("tradeType") == "Trade"
        ]

    def setup(self, market: Market) -> tuple[Call, ...]:
        return (Call("private_get_g_accounts_accountpositions", ({"currency": market.quote},)),)

    def hedged(self, answer: Raw) -> bool:
        positions = (answer.get("data") or {}).get("positions") or ()
        return any(position.get("posMode") == "Hedged" for position in positions)

    def leverage(self, market: Market) -> Call:
        return Call("fetch_positions", ([market.symbol],))

    def leverage_told(self, answer: Any) -> Decimal | None:
        return next((found for found in (positive(one.get("leverage")) for one in answer) if found), None)

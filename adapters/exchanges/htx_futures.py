"""HTX USDT perpetuals: stop and target as one conditional ("algo") order of the kind ``tpsl``, linked by the exchange.

Sources: HTX USDT-margined futures API v5 (trade orders, algo orders, position mode and leverage), as far as its routes
and fields are public; rate limits of its introduction.  Client ids are integers.  Both legs fill at the market by the
last price; an algo order names the order that it became in ``relation_order_id``, which is followed.

Not verified at the exchange: the words of an algo order's state beyond ``active`` (one that is not known is an unknown
outcome, never an end); that ``reduce_only`` is taken beside kinds that only close anyway (if not, the stop is refused,
nothing opens); which leg was touched is told nowhere, so it is read off the price of what it became; whether accounts
outside the v5 margin modes are served.  The sign of fees is documented by examples alone; they come from the trades.
A signature is good for five minutes.  ccxt sends the stop alone where both levels are given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from adapters.exchanges.call import Call, Proof
from adapters.exchanges.dialect import CONDITIONAL, Dialect, Market, Parse, oldest, onward, text, with_leg
from adapters.exchanges.htx import WINDOW
from adapters.exchanges.limits import Budget, Limits, Scope, Told
from adapters.exchanges.outcomes import Outcome
from adapters.exchanges.reading import Raw, Reading, Unreadable, positive
from adapters.exchanges.record import IdForm, Record
from core.ids import read_id
from core.orders import Order, OrderType, OrdStatus, PositionSide, Reason
from core.ports import Unreachable
from core.venue import Layout, VenueRules

PAGE = 50
ALGO, PLACE = "contract_private_post_v5_algo_order", "contract_private_post_v5_trade_order"
MODES = {"single_side": False, "dual_side": True}
FLAGS = {"sl": "stopLoss", "tp": "takeProfit", "tpsl": "stopLossTakeProfit"}

SWAP = Record(
    name="HTX_F",
    exchange="HTX",
    ccxt="htx",
    spot=False,
    rules=VenueRules(Layout.PAIRS, pairs_take=True, recv_window=WINDOW),
    mechanism="one conditional order with both levels (tpsl), one per target; both legs fill at the market",
    partial_fills="the trigger is one event for both legs",
    limits=Limits(
        "HTX futures",
        (
            Budget("writes", Scope.ACCOUNT, 36, 3, costs={"order": 1, "protect": 1, "cancel": 1}, other=0),
            Budget("reads", Scope.ACCOUNT, 72, 3, costs={"order": 0, "protect": 0, "cancel": 0}),
        ),
        pauses={"429": Scope.IP, "1032": Scope.ACCOUNT},
        bans=frozenset({"403"}),
        retry={"ratelimit-reset": Told.AT_MILLISECONDS, "Retry-After": Told.SECONDS},
    ),
    ids=IdForm.INTEGER,
    conditional_stream=None,
    notes=(
        "cross margin",
        "exits that travel with an entry get no id of ours: they are placed after its fill",
    ),
    options={
        "defaultType": "swap",
        "defaultSubType": "linear",
        "fetchMarkets": {"types": {"spot": False, "linear": True, "inverse": False}},
    },
)

REFUSED, ABSENT, UNKNOWN = Outcome.REFUSED, Outcome.ABSENT, Outcome.UNKNOWN


def _all(outcome: Outcome, reason: Reason, *codes: int) -> dict[str, tuple[Outcome, Reason]]:
    return dict.fromkeys(map(str, codes), (outcome, reason))


CODES = {
    **_all(UNKNOWN, Reason.OTHER, 1000, 1001, 1002, 1003, 1004, 1005, 1031),
    **_all(REFUSED, Reason.BANNED, 1032, 1084),
    **_all(ABSENT, Reason.OTHER, 1017, 1051, 1061, 1071),
    **_all(REFUSED, Reason.MARGIN, 1047),
    **_all(REFUSED, Reason.REDUCE_ONLY, 1048),
    **_all(REFUSED, Reason.FILTER, 1037, 1038, 1039, 1040, 1041, 1042, 1043, 1461),
    **_all(REFUSED, Reason.CLOSED, 1056, 1057, 1058, 1059, 1060),
    **_all(REFUSED, Reason.OTHER, 403, 1010, 1013, 1030, 1033, 1034, 1035, 1036, 1066, 1067, 1094, 1220),
    **_all(REFUSED, Reason.OTHER, 4007),
}
OPEN = frozenset({"active", "created", "new"})
ENDED = {"canceled": OrdStatus.CANCELED, "expired": OrdStatus.EXPIRED, "failed": OrdStatus.REJECTED}
FINE = frozenset({"", "0", "200"})


def kind_of(order: Order) -> str:
    """The exchange's word for a conditional order of ours."""
    return {OrderType.STOP: "sl", OrderType.TAKE: "tp", OrderType.PAIR: "tpsl"}[order.type]


def touched(pair: Order, price: Decimal) -> str:
    """The leg of a pair whose level is nearer to what it traded at."""
    assert pair.price is not None
    assert pair.trigger is not None
    return "stop" if abs(price - pair.trigger) < abs(price - pair.price) else "take"


class HtxSwap(Dialect):
    """Volumes are contracts; in hedge mode the position's side says what an order closes."""

    codes = CODES

    def declined(self, answer: Any) -> bool:
        if not isinstance(answer, Mapping) or "code" not in answer:
            return False
        rows = answer.get("data")
        inner = [row for row in rows if isinstance(row, Mapping) and "message" in row] if isinstance(rows, list) else []
        return any(str(one.get("code") or "") not in FINE for one in (answer, *inner))

    def client(self) -> Mapping[str, Any]:
        return {"options": dict(self.record.options), "has": {"fetchCurrencies": False}}

    def _sent(self, market: Market, order: Order, side: PositionSide) -> dict[str, Any]:
        """What every request to place an order says."""
        params: dict[str, Any] = {
            "contract_code": market.id,
            "margin_mode": "cross",
            "side": order.side.value,
            "volume": text(market.amount(order)),
        }
        if self.rules.hedged:
            params["position_side"] = side.value
        if order.reduce_only:
            params["reduce_only"] = 1
        return params

    def plain(self, market: Market, order: Order, side: PositionSide) -> Call:
        params = self._sent(market, order, side) | {
            "type": "market" if order.type is OrderType.MARKET else "limit",
            "time_in_force": "ioc" if order.type is OrderType.IOC else "gtc",
            "client_order_id": self.client_id(order.id),
        }
        if order.type is not OrderType.MARKET:
            assert order.price is not None
            params["price"] = text(order.price)
        return Call(PLACE, (params,))

    def conditional(self, market: Market, order: Order, side: PositionSide) -> Call:
        assert order.trigger is not None
        return self._algo(market, order, side, {kind_of(order): order.trigger})

    def pair(self, market: Market, order: Order, side: PositionSide) -> Call:
        assert order.price is not None
        assert order.trigger is not None
        return self._algo(market, order, side, {"tp": order.price, "sl": order.trigger})

    def _algo(self, market: Market, order: Order, side: PositionSide, levels: Mapping[str, Decimal]) -> Call:
        params = self._sent(market, order, side)
        params |= {"type": kind_of(order), "algo_client_order_id": self.client_id(order.id)}
        for leg, level in levels.items():
            params |= {
                f"{leg}_trigger_price": text(level),
                f"{leg}_trigger_price_type": "last",
                f"{leg}_type": "market",
            }
        fields: dict[str, str | None] = {name: str(value) for name, value in params.items()}
        return Call(ALGO, (params,), Proof("/v5/algo/order", fields))

    def cancel(self, market: Market, order: Order, side: PositionSide) -> Call:
        named: dict[str, Any] = {"clientOrderId": self.client_id(order.id)}
        if order.type in CONDITIONAL:
            named["stopLossTakeProfit"] = True
        return Call("cancel_order", ("", market.symbol, named))

    def find(self, market: Market, order: Order) -> tuple[Call, ...]:
        number = self.client_id(order.id)
        if order.type not in CONDITIONAL:
            name = {"order_id": order.venue_ids[0]} if order.venue_ids else {"client_order_id": number}
            return (self._order(market, name),)
        kind = kind_of(order)
        return (
            Call("contract_private_get_v5_algo_order", ({"type": kind, "algo_client_order_id": number},)),
            Call("fetch_orders", (market.symbol, None, PAGE, {FLAGS[kind]: True})),
        )

    def _order(self, market: Market, name: Mapping[str, Any]) -> Call:
        # ccxt's own question fails on an answer without an order, which is what "not found" is
        params = {"contract_code": market.id, "margin_mode": "cross", **name}
        return Call("contract_private_get_v5_trade_order", (params,))

    def follow(self, market: Market, venue_id: str) -> Call:
        return self._order(market, {"order_id": venue_id})

    def open_lists(self, market: Market) -> tuple[Call, ...]:
        more = ({}, *({flag: True} for flag in FLAGS.values() if flag != "takeProfit"))
        return tuple(Call("fetch_open_orders", (market.symbol, None, PAGE, one)) for one in more)

    def trades(self, market: Market, venue_id: str) -> Call:
        return Call("fetch_my_trades", (market.symbol, None, PAGE, {"order_id": venue_id}))

    def more_trades(self, call: Call, answer: Any) -> Call | None:
        return onward(call, **{"from": oldest(answer, "id"), "direct": "next"}) if len(answer) >= PAGE else None

    def traded(self, answer: Any, venue_id: str) -> Sequence[Raw]:
        """What was paid is positive in a trade and negative in an order; ccxt turns the trade's around."""
        found = []
        for one in super().traded(answer, venue_id):
            info = one.get("info") or {}
            fee = {"cost": info.get("trade_fee"), "currency": info.get("fee_currency")}
            found.append({**one, "fee": fee, "fees": ()})
        return found

    def records(self, call: Call, answer: Any, parse: Parse) -> Sequence[Raw]:
        if not call.method.startswith("contract_private"):
            return super().records(call, answer, parse)
        data = answer.get("data") if isinstance(answer, Mapping) else None
        rows = data if isinstance(data, list) else [data] if data else []
        if call.method == ALGO:
            rows = [{"state": "active", **row} for row in rows]
        return [parse(row) for row in rows]

    def readings(self, market: Market, raw: Raw, order: Order | None = None) -> tuple[Reading, ...]:
        info = raw.get("info") or {}
        if "algo_id" in info:
            named = self.our_id(info.get("algo_client_order_id"))
            return (self._condition(market, info, named[0]),) if named else ()
        # the trades tell its fee
        readings = super().readings(market, {**raw, "fee": None, "fees": ()}, order)
        if order is None or order.type is not OrderType.PAIR:
            return readings
        return tuple(with_leg(one, touched(order, one.fill.price)) if one.fill.price else one for one in readings)

    def _condition(self, market: Market, info: Raw, id: str) -> Reading:
        """An algo order: it never trades itself, and is not over while the order that it became is not known."""
        state, real = str(info.get("state")), str(info.get("relation_order_id") or "")
        became = bool(real.strip("0"))
        status = OrdStatus.NEW if became or state in OPEN else ENDED.get(state)
        if status is None:
            raise Unreadable(f"algo order {id} has the state {state!r} and names no order")
        volume, named = positive(info.get("volume")), read_id(id)
        take, stop = positive(info.get("tp_trigger_price")), positive(info.get("sl_trigger_price"))
        return Reading(
            id=id,
            status=status,
            stop=named is not None and named[2] == "sl",
            quantity=None if volume is None else volume * market.contract,
            price=take if stop is not None else None,
            trigger=stop if stop is not None else take,
            triggered=became,
            venue_ids=(str(info["algo_id"]),) if info.get("algo_id") else (),
            follow=real if became else "",
            charged=True,
            # until its order says which leg was touched: it is no whole pair any more
            leg="take" if became and named is not None and named[2].startswith("tp") else "",
        )

    # -- the account --------------------------------------------------------------------------------

    def setup(self, market: Market) -> tuple[Call, ...]:
        return (Call("contract_private_get_v5_position_mode"),)

    def hedged(self, answer: Raw) -> bool:
        data = answer.get("data")
        row = data[0] if isinstance(data, list) and data else data
        mode = str(row.get("position_mode")) if isinstance(row, Mapping) else ""
        if mode not in MODES:
            raise Unreachable(f"HTX tells a position mode that is not known ({mode or 'none'}); nothing was sent")
        return MODES[mode]

    def leverage(self, market: Market) -> Call:
        return Call("contract_private_get_v5_position_lever", ({"contract_code": market.id, "margin_mode": "cross"},))

    def leverage_told(self, answer: Raw) -> Decimal | None:
        rows = answer.get("data")
        told = (positive(row.get("lever_rate")) for row in (rows if isinstance(rows, list) else ()))
        return next((found for found in told if found is not None), None)

"""How one market of one exchange is spoken to: our orders into ccxt calls, ccxt's records into readings.

``Dialect`` holds what most exchanges share, through ccxt's unified calls; a file per exchange overrides what it does
otherwise.  All of it is pure: a dialect is given data and returns data, so that every request can be recorded offline.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from adapters.exchanges.account import Account
from adapters.exchanges.call import Call, Proof, Refused
from adapters.exchanges.outcomes import Table
from adapters.exchanges.reading import Raw, Reading, read_order
from adapters.exchanges.record import IdForm
from core.ids import order_id, read_id
from core.orders import Order, OrderType, PositionSide, Side

Parse = Callable[[Any], Raw]
CONDITIONAL = frozenset({OrderType.STOP, OrderType.TAKE, OrderType.PAIR})


@dataclass(frozen=True, slots=True)
class Market:
    """What a dialect needs of a ccxt market: ``id`` at the exchange, ``contract`` in base coin (1 on spot)."""

    symbol: str
    id: str
    base: str
    quote: str
    contract: Decimal = Decimal(1)
    raw: Raw = field(default_factory=dict)

    def amount(self, order: Order) -> Decimal:
        """Base quantity as what the exchange counts: contracts, or coins."""
        assert order.quantity is not None
        return order.quantity / self.contract


def market_of(raw: Raw) -> Market:
    """From a ccxt market; linear markets only."""
    size = Decimal(1) if raw["spot"] else Decimal(str(raw["contractSize"]))
    return Market(str(raw["symbol"]), str(raw["id"]), str(raw["base"]), str(raw["quote"]), size, raw)


def text(value: Decimal) -> str:
    """Plain digits, never an exponent."""
    return format(value.normalize(), "f") if value else "0"


def onward(call: Call, **more: Any) -> Call:
    """The same question with other parameters; the last argument holds them."""
    return replace(call, args=(*call.args[:-1], {**call.args[-1], **more}))


def oldest(trades: Sequence[Raw], name: str) -> Any:
    """A field of the oldest of some trades, in the exchange's own words."""
    return min(trades, key=lambda trade: trade["timestamp"])["info"][name]


def int_of(id: str) -> int:
    """The 45-bit number behind an id of our form."""
    return int(id[1:], 36)


def id_of(number: int) -> str | None:
    """Our id behind a 45-bit number, None if it is not of our form."""
    if not 0 < number < 1 << 45:
        return None
    generation, slot_code = number & 1023, number >> 10 & 31
    slot = "sl" if slot_code == 8 else "close" if slot_code == 9 else f"e{slot_code + 1}" if slot_code < 8 else ""
    return order_id(number >> 15, slot or f"tp{slot_code - 9}", generation) if generation else None


class Dialect(Account):
    """See the module's head.  ``codes``: the exchange's error codes and texts, for ``outcomes.classify``."""

    codes: Table = MappingProxyType({})
    take_suffix = stop_suffix = ""  # where a pair's two legs have client ids of their own

    # -- ids ----------------------------------------------------------------------------------------

    def client_id(self, id: str) -> str | int:
        """Our id as this exchange takes it."""
        return int_of(id) if self.record.ids is IdForm.INTEGER else id

    def our_id(self, said: Any) -> tuple[str, str] | None:
        """(our id, leg) behind a client id that the exchange said, None for another's order."""
        if said is None or said == "":
            return None
        if self.record.ids is IdForm.INTEGER:
            try:
                id = id_of(int(said))
            except (TypeError, ValueError):
                return None
            return (id, "") if id else None
        name = str(said)
        for suffix, leg in ((self.take_suffix, "take"), (self.stop_suffix, "stop")):
            if suffix and name.endswith(suffix) and read_id(name.removesuffix(suffix)):
                return name.removesuffix(suffix), leg
        return (name, "") if read_id(name) else None

    def ids_in(self, raw: Raw) -> set[str]:
        """Ids of our form in a record, readable or not; a number counts only where a client id belongs, because any
        number may be one."""
        info = raw.get("info")
        said: list[Any] = [raw.get("clientOrderId")]
        if self.record.ids is not IdForm.INTEGER and isinstance(info, Mapping):
            said += [value for value in info.values() if isinstance(value, str)]
        return {named[0] for value in said if (named := self.our_id(value)) is not None}

    # -- what is asked ------------------------------------------------------------------------------

    def submit(self, market: Market, order: Order, side: PositionSide, children: Sequence[Order] = ()) -> Call:
        """The request that places ``order`` and those ``children`` that ``travels`` names.  Raises ``Refused``."""
        if order.quantity is None:
            return self.position_stop(market, order, side)
        if children:
            return self.attached(market, order, side, children)
        if order.type is OrderType.MARKET and order.side is Side.BUY and self.rules.buys_by_cost:
            raise Refused(f"{self.record.name} counts market buys in money, not in coins; nothing was sent")
        match order.type:
            case OrderType.MARKET | OrderType.LIMIT | OrderType.IOC:
                return self.plain(market, order, side)
            case OrderType.STOP | OrderType.TAKE:
                return self.conditional(market, order, side)
            case OrderType.PAIR:
                return self.pair(market, order, side)
        raise Refused(f"{order.type.value} orders cannot be sent to {self.record.exchange}")

    def plain(self, market: Market, order: Order, side: PositionSide) -> Call:
        """A market, limit or immediate-or-cancel order."""
        params = self.params(order, side)
        if order.type is OrderType.IOC:
            params["timeInForce"] = "IOC"
        kind = "market" if order.type is OrderType.MARKET else "limit"
        price = None if kind == "market" else order.price
        return Call("create_order", (market.symbol, kind, order.side.value, market.amount(order), price, params))

    def conditional(self, market: Market, order: Order, side: PositionSide) -> Call:
        """A stop or take-profit that rests as a condition and fills at the market."""
        assert order.trigger is not None
        name = "stopLossPrice" if order.type is OrderType.STOP else "takeProfitPrice"
        params = self.params(order, side) | {name: text(order.trigger)}
        args = (market.symbol, "market", order.side.value, market.amount(order), None, params)
        return Call("create_order", args, self.proof(market, order, side))

    def proof(self, market: Market, order: Order, side: PositionSide) -> Proof:
        """What a conditional request must have on the wire, in the exchange's own names: route, market, side, size,
        trigger, our id (where it takes one) and what makes it a condition that can only close."""
        raise NotImplementedError(self.record.name)

    def pair(self, market: Market, order: Order, side: PositionSide) -> Call:
        """A limit leg and a stop leg that the exchange links."""
        raise Refused(f"{self.record.exchange} {self.record.market} links no pairs")

    def position_stop(self, market: Market, order: Order, side: PositionSide) -> Call:
        """The position's own stop or target (quantity ALL)."""
        raise Refused(f"{self.record.exchange} {self.record.market} has no position stop")

    def travels(self, order: Order, children: Sequence[Order]) -> tuple[Order, ...]:
        """Those of an entry's children that one request can bring; the others are placed after its fill."""
        return ()

    def attached(self, market: Market, order: Order, side: PositionSide, children: Sequence[Order]) -> Call:
        """An entry that brings its exits."""
        raise Refused(f"{self.record.exchange} {self.record.market} attaches no orders")

    def params(self, order: Order, side: PositionSide) -> dict[str, Any]:
        """Client id, reduce-only and position side, in the unified words."""
        params: dict[str, Any] = {"clientOrderId": self.client_id(order.id)}
        if order.reduce_only and not self.record.spot:
            params["reduceOnly"] = True
        return params

    def cancel(self, market: Market, order: Order, side: PositionSide) -> Call:
        """Ask for an end.  Raises ``Refused`` where the order cannot be named yet: it must be looked up first."""
        if order.type in CONDITIONAL:
            return Call("cancel_order", ("", market.symbol, self.named(order) | {"trigger": True}))
        return Call("cancel_order", ("", market.symbol, self.named(order)))

    def amend(self, market: Market, order: Order, side: PositionSide) -> Call:
        """Change trigger and quantity atomically; only where ``rules.amends``.  Never ccxt's generic edit, which
        cancels first."""
        raise Refused(f"{self.record.exchange} {self.record.market} cannot change a resting stop")

    def by_venue_id(self, order: Order) -> bool:
        """Whether only the exchange's own id names it in ``cancel`` and ``amend``: then it is looked up first."""
        return False

    # -- what is read -------------------------------------------------------------------------------

    def named(self, order: Order) -> dict[str, Any]:
        """An order by its client id."""
        return {"clientOrderId": self.client_id(order.id)}

    def open_lists(self, market: Market) -> tuple[Call, ...]:
        """Every list that an open order of ours can be in."""
        return (
            Call("fetch_open_orders", (market.symbol,)),
            Call("fetch_open_orders", (market.symbol, None, None, {"trigger": True})),
        )

    def find(self, market: Market, order: Order) -> tuple[Call, ...]:
        """The requests that find one order wherever it may be, by client id; all must miss before it is missing."""
        if order.type in CONDITIONAL:
            return (Call("fetch_order", ("", market.symbol, self.named(order) | {"trigger": True})),)
        return (Call("fetch_order", ("", market.symbol, self.named(order))),)

    def more_found(self, call: Call, answer: Any) -> Call | None:
        """What to ask after a ``call`` of ``find`` whose answer was full and did not hold the order; None after the
        last page, and where there are no pages."""
        return None

    def legs(self, order: Order) -> int:
        """How many records of the open lists make up one whole order."""
        return 2 if order.type is OrderType.PAIR and self.take_suffix else 1

    def follow(self, market: Market, venue_id: str) -> Call:
        """The real order that a triggered condition became, or a record that names it."""
        return Call("fetch_order", (venue_id, market.symbol))

    def trades(self, market: Market, venue_id: str) -> Call:
        """The trades of one order, for its fees."""
        return Call("fetch_my_trades", (market.symbol, None, None, {"orderId": venue_id}))

    def more_trades(self, call: Call, answer: Any) -> Call | None:
        """What to ask after ``call``, whose answer was full; None after the last page, and where there are no pages.

        Asked only for an order that has ended and whose trades were not all on the pages so far.
        """
        return None

    def declined(self, answer: Any) -> bool:
        """Whether an answer of the exchange is an error that ccxt would read as nothing."""
        return False

    def traded(self, answer: Any, venue_id: str) -> Sequence[Raw]:
        """The trades in an answer to ``trades``; those that name another order are left out."""
        return [trade for trade in answer if str(trade.get("order") or venue_id) == venue_id]

    def readings(self, market: Market, raw: Raw, order: Order | None = None) -> tuple[Reading, ...]:
        """What a record of the exchange says of orders of ours, none for another's.  ``order``: the one that was asked
        for, where the record cannot name it.  Raises ``Unreadable``."""
        named = self.our_id(raw.get("clientOrderId")) or ((order.id, "") if order is not None else None)
        if named is None:
            return ()
        reading = read_order(raw, named[0], market.contract, market.base, market.quote)
        return (self.refined(market, raw, with_leg(reading, named[1])),)

    def refined(self, market: Market, raw: Raw, reading: Reading) -> Reading:
        """The exchange's own words where ccxt's are not the truth."""
        return reading

    def records(self, call: Call, answer: Any, parse: Parse) -> Sequence[Raw]:
        """The unified orders in an answer; ``parse`` is ccxt's own parser, for raw calls."""
        if isinstance(answer, list):
            return answer
        return [answer] if isinstance(answer, Mapping) else []

    def position_reading(self, market: Market, raw: Raw, order: Order) -> Reading | None:
        """What a position's record says of its own stop or target, for an order with quantity ALL."""
        return None

    def client(self) -> Mapping[str, Any]:
        """Configuration of the ccxt instance."""
        return {"options": dict(self.record.options)}


def with_leg(reading: Reading, leg: str) -> Reading:
    """The reading as that of one leg of a pair, or of the order that its id names: what a stop fills is ``stopped``."""
    if leg:
        return replace(reading, leg=leg, stop=leg == "stop")
    named = read_id(reading.id)
    return replace(reading, stop=True) if named is not None and named[2] == "sl" else reading

"""One look at a symbol: both open lists, what vanished from them by id, then the position or balance.

A triggered condition is followed to the real order it became, a pair's legs are joined, fees are taken from trades
where the order does not tell them.  Decides nothing and writes nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from adapters.exchanges.call import Call
from adapters.exchanges.dialect import Market
from adapters.exchanges.limits import Kind
from adapters.exchanges.others import Listed, open_orders
from adapters.exchanges.positions import balance_of, position_facts
from adapters.exchanges.reading import (
    MALFORMED,
    UNNAMED,
    Raw,
    Reading,
    Unreadable,
    charged,
    joined,
    report_of,
)
from adapters.exchanges.seeking import Answers, Seeking, older_than, parser
from adapters.exchanges.wire import Absent, Wire
from core.orders import NO_FILL, ZERO, Order, OrdStatus
from core.ports import Clock, Look, Unreachable, Unread

log = logging.getLogger(__name__)
V = TypeVar("V")

HOPS = 2  # where a triggered condition names another record, which then names the real order
ONCE = 512  # of each kind that is remembered: an order is looked at a few more times after its end
SOUGHT = timedelta(seconds=30)  # as long as core waits before it believes that a stop has sold the position
PAGES = (
    10  # of one list; of trades, for the fees of one ended order, what the deeper ones told is kept for the next look
)


class Looking:
    """See the module's head.  ``is_ours``: whether an id carries this instance's tag."""

    def __init__(self, wire: Wire, is_ours: Callable[[str], bool], clock: Clock) -> None:
        self._wire, self._dialect, self._is_ours, self._clock = wire, wire.dialect, is_ours, clock
        self._seeking = Seeking(wire)
        self._became: dict[str, str] = {}  # by the exchange's id of an order, the condition that became it
        self._sought: dict[str, datetime] = {}  # since when the order that a condition became is looked for in vain
        self._done: dict[str, Reading] = {}
        self._trades: dict[str, tuple[Decimal, dict[str, Raw]]] = {}  # which did not make up that fill yet

    async def look(self, market: Market, orders: Sequence[Order]) -> Look:
        """As ``core.ports.Exchange.look``.  Raises ``Unreachable`` and ``Unread``."""
        try:
            return await self._look(market, orders)
        except (Unreadable, Absent) as error:  # a list or a position that "does not exist" is no empty one
            raise Unread(f"{self._dialect.record.exchange} answers what cannot be read: {error}") from error
        except MALFORMED as error:
            name = self._dialect.record.exchange
            log.error("%s: an answer is not of the form that it had so far", name, exc_info=error)
            raise Unread(f"{name} answers what cannot be read ({type(error).__name__})") from error

    async def _look(self, market: Market, orders: Sequence[Order]) -> Look:
        asked = {order.id: order for order in orders}
        for name, id in ((name, order.id) for order in orders for name in order.venue_ids):
            remember(self._became, name, id)
        listed: list[Listed] = []
        answers: Answers = {}
        unclear: set[str] = set()
        found = await self._open(market, asked, listed, answers, unclear)
        older = {id for id, readings in found.items() if id in asked and older_than(asked[id], readings)}

        def ours(id: str) -> bool:
            return id not in older and (id in asked or self._is_ours(id))

        foreign = tuple(id for id in found if not ours(id))
        found = {id: readings for id, readings in found.items() if id not in older}
        gone = [order for order in orders if order.id not in found and order.quantity is not None]
        sought = await asyncio.gather(*(self._found(market, order, unclear, answers) for order in gone))
        for id, readings in zip((order.id for order in gone), sought, strict=True):
            if readings:
                found[id] = readings
        found |= await self._completed(market, {id: r for id, r in found.items() if id not in foreign}, asked)
        if self._dialect.record.spot:
            balance = await self._balance(market)
            positions: list[Raw] = []
        else:
            balance, positions = None, await self._positions(market)
            rest = [order for order in orders if order.id not in found]  # the others were in a list, under their id
            found |= await self._bound(market, rest, positions, unclear, answers)
        return Look(
            reports=tuple(report_of(readings) for id, readings in found.items() if readings and id not in foreign),
            missing=tuple(id for id in asked if id not in found and id not in unclear),
            positions=tuple(position_facts(positions, market)),
            balance=balance,
            foreign=foreign,
            others=open_orders(self._dialect, market, listed, positions, orders, ours),
        )

    async def _open(
        self, market: Market, asked: Mapping[str, Order], listed: list[Listed], answers: Answers, unclear: set[str]
    ) -> dict[str, list[Reading]]:
        """What the lists say of orders of our form; everything in them goes to ``listed``, and what they name without
        telling it to ``unclear``."""
        lists = await asyncio.gather(
            *(self._listed(market, call, listed, answers) for call in self._dialect.open_lists(market))
        )
        found: dict[str, list[Reading]] = {}
        for raw in (one for records in lists for one in records):
            readings = self._read(market, raw, unclear)
            listed.append((raw, readings))
            for reading in readings:
                found.setdefault(reading.id, []).append(reading)
        return {
            id: joined(readings)
            for id, readings in found.items()
            if not (id in asked and len({r.leg for r in readings}) < self._dialect.legs(asked[id]))
        }  # a pair of which one leg has left the list is asked for by id

    def _read(self, market: Market, raw: Raw, unclear: set[str]) -> Sequence[Reading]:
        """One record of a list; one that cannot be read is left out, and its order is asked for by its id."""
        try:
            return self._wire.readings(market, raw)
        except Unreadable as error:
            log.warning("%s: a record of %s cannot be read: %s", self._dialect.record.name, market.symbol, error)
            unclear |= self._dialect.ids_in(raw)
            return ()

    async def _found(self, market: Market, order: Order, unclear: set[str], answers: Answers) -> list[Reading]:
        """As ``find``; an order of which nothing certain can be read goes to ``unclear``: what is believed stays."""
        try:
            return await self._seeking.find(market, order, answers)
        except Unreadable as error:
            log.warning("%s: order %s cannot be read: %s", self._dialect.record.name, order.id, error)
            unclear.add(order.id)
            return []

    async def find(self, market: Market, order: Order) -> list[Reading]:
        """As ``Seeking.find``, apart from any look."""
        return await self._seeking.find(market, order, {})

    async def _completed(
        self, market: Market, found: Mapping[str, list[Reading]], asked: Mapping[str, Order]
    ) -> dict[str, list[Reading]]:
        """Followed to the real orders, and with their fees; nothing of one that cannot be read: what is believed of it
        stays, and it must not blind the look at the others."""

        async def one(id: str, readings: list[Reading]) -> tuple[str, list[Reading]]:
            try:
                return id, [await self.complete(market, reading, asked.get(id)) for reading in readings]
            except Unreadable as error:
                log.warning("%s: order %s cannot be read: %s", self._dialect.record.name, id, error)
                return id, []

        return dict(await asyncio.gather(*(one(id, readings) for id, readings in found.items())))

    async def complete(self, market: Market, reading: Reading, order: Order | None = None) -> Reading:
        """The reading with the totals of the order that its condition became, and with its fees.

        Raises ``Unreachable`` and ``Unreadable``.
        """
        try:
            return await self._complete(market, reading, order)
        except MALFORMED as error:
            log.error("%s: an answer is not of the form that it had", self._dialect.record.name, exc_info=error)
            raise Unreadable(f"{type(error).__name__} in an answer") from error

    async def _complete(self, market: Market, reading: Reading, order: Order | None) -> Reading:
        for _ in range(HOPS):
            if reading.follow:
                reading = await self._followed(market, reading, order)
        if reading.charged or not reading.fill.quantity or not reading.venue_ids:
            return reading
        key = f"{reading.id}{reading.leg}"
        if (known := self._done.get(key)) is not None and known.fill.quantity == reading.fill.quantity:
            return replace(reading, fill=known.fill, charged=True)
        reading = await self._charged(market, reading, key)
        if reading.charged:
            remember(self._done, key, reading)
        elif not reading.priced:
            return replace(reading, status=OrdStatus.NEW, fill=NO_FILL)  # a later look tells it with its price
        return reading

    async def _followed(self, market: Market, reading: Reading, order: Order | None) -> Reading:
        if reading.follow == UNNAMED:
            return self._in_vain(reading)
        call = self._dialect.follow(market, reading.follow)
        try:
            answer = await self._wire.ask(call, name="find")
        except Absent:
            return self._in_vain(reading)
        for raw in self._dialect.records(call, answer, parser(self._wire, market)):
            named = {**raw, "clientOrderId": self._dialect.client_id(reading.id)}
            for real in self._wire.readings(market, named, order):
                name = real.venue_ids[-1] if real.venue_ids else ""
                if name and self._became.setdefault(name, reading.id) != reading.id:
                    continue  # two conditions that nothing links may both look like it: it is counted once
                remember(self._became, name, reading.id)
                self._sought.pop(f"{reading.id}{reading.leg}", None)
                return replace(
                    real,
                    leg=real.leg or reading.leg,
                    stop=real.stop or reading.stop,
                    price=reading.price,
                    trigger=reading.trigger,
                    triggered=True,
                    made=reading.made or real.made,
                    venue_ids=(*reading.venue_ids, *real.venue_ids),
                )
        return self._in_vain(reading)

    def _in_vain(self, reading: Reading) -> Reading:
        """A condition that was triggered, and whose order is not found: for half a minute it is one that sells.

        On derivatives it is over then: what closes can only reduce, so a new stop beside an order that sells after all
        does no harm, while a position that relies on a condition that is gone would be bare.  On spot it goes on
        selling: a second stop would sell the same coins again, or a person's own.  There the balance tells that it has
        sold (core believes it after the same half minute), and people read in the log that it is not found.
        """
        reading, now = replace(reading, follow=""), self._clock.now()
        key = f"{reading.id}{reading.leg}"
        if key not in self._sought:
            remember(self._sought, key, now)
        if now < self._sought[key] + SOUGHT:
            return reading
        log.warning("%s: what the triggered order %s became is not found", self._dialect.record.name, reading.id)
        if self._dialect.record.spot:
            return reading
        return replace(reading, status=OrdStatus.EXPIRED, text="triggered, and what it became is not found")

    async def _bound(
        self, market: Market, orders: Sequence[Order], positions: Sequence[Raw], unclear: set[str], answers: Answers
    ) -> dict[str, list[Reading]]:
        """Orders that are the position's own: read off the position, else found by what they became."""
        found: dict[str, list[Reading]] = {}
        own = sorted((o for o in orders if o.quantity is None), key=lambda o: o.id)
        newest = {(o.slot, o.side): o.id for o in own if not o.ended}
        for order in own:
            # One field speaks of one order: were an older one read off it too, it would be canceled as a surplus, and
            # that takes away the only stop.
            mine = newest.get((order.slot, order.side)) == order.id
            readings = [self._dialect.position_reading(market, raw, order) for raw in positions] if mine else []
            standing = [r for r in readings if r is not None]
            standing = standing or await self._found(market, order, unclear, answers)
            if standing:
                found[order.id] = [await self.complete(market, r, order) for r in standing]
        return found

    async def _balance(self, market: Market) -> Decimal:
        answer = await self._wire.ask(self._dialect.balance(), name="balance")
        return balance_of(answer, market.base)

    async def _positions(self, market: Market) -> list[Raw]:
        answer = await self._wire.ask(Call("fetch_positions", ([market.symbol],)), name="balance")
        return [self._dialect.position(raw) for raw in answer if raw.get("symbol") == market.symbol]

    async def _listed(self, market: Market, call: Call, listed: list[Listed], answers: Answers) -> list[Raw]:
        """The records of a list that may be ours; those that the dialect leaves out go to ``listed`` at once."""
        answer = await self._seeking.once(call, answers, "look")
        records = list(self._dialect.records(call, answer, parser(self._wire, market)))
        if call.method == "fetch_open_orders" and len(records) < len(answer):
            kept = {id(raw) for raw in records}
            listed += [(raw, ()) for raw in answer if id(raw) not in kept]
        return records

    async def _charged(self, market: Market, reading: Reading, key: str) -> Reading:
        """With the fees of its trades: of the newest page; of those before it once for each fill of an order that has
        ended or says no price."""
        filled, kept = self._trades.get(key, (ZERO, {}))
        deep = (reading.status.ended or not reading.priced) and filled < reading.fill.quantity
        trades = dict(kept)
        call: Call | None = self._dialect.trades(market, reading.venue_ids[-1])
        for n in range(PAGES if deep else 1):
            answer = None if call is None else await self._page(call, first=n == 0)
            if call is None or answer is None:
                break
            traded = self._dialect.traded(answer, reading.venue_ids[-1])
            trades |= {str(trade.get("id")): trade for trade in traded}
            told = charged(reading, list(trades.values()), market.contract, market.base, market.quote)
            if told.charged:
                self._trades.pop(key, None)
                return told
            call = self._after(call, answer) if deep else None
        if deep:
            remember(self._trades, key, (reading.fill.quantity, trades))
        return reading

    async def _page(self, call: Call, *, first: bool) -> Any:
        """One answer of trades, None if there is none; that a deeper page is refused must not blind the look."""
        try:
            return await self._wire.ask(call, Kind.LOOK, "trades")
        except Absent:
            return None
        except Unreachable as error:
            if first:
                raise
            log.warning("%s: no more trades (%s)", self._dialect.record.name, error)
            return None

    def _after(self, call: Call, answer: Any) -> Call | None:
        try:
            return self._dialect.more_trades(call, answer)
        except (KeyError, TypeError, ValueError) as error:  # an answer that is not what its document says leads nowhere
            log.warning("%s: trades cannot be paged (%r)", self._dialect.record.name, error)
            return None


def remember(among: dict[str, V], key: str, value: V) -> None:
    """Keep it, and let go of the oldest."""
    among[key] = value
    while len(among) > ONCE:
        del among[next(iter(among))]

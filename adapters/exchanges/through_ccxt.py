"""One account at a real exchange as a ``core.ports.Exchange``: the shared translation over ccxt.

Orders become calls by the row's dialect, answers become reports; what an answer does not plainly say is an unknown
outcome and is looked up.  Knows no bracket and repeats nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from adapters.exchanges.call import Call, Refused
from adapters.exchanges.dialect import Market, market_of
from adapters.exchanges.facts import FactsAtHand
from adapters.exchanges.instruments import on_step
from adapters.exchanges.limits import Kind
from adapters.exchanges.listing import Listing
from adapters.exchanges.looking import Looking
from adapters.exchanges.outcomes import Outcome
from adapters.exchanges.reading import MALFORMED, Raw, Reading, Unreadable, moment, positive, report_of
from adapters.exchanges.reports import refused, spoken, standing
from adapters.exchanges.streams import Streams
from adapters.exchanges.wire import Absent, Failed, Wire
from core.orders import NO_FILL, Fill, Order, OrderType, OrdStatus, PositionSide, Reason, Report, Side
from core.ports import Clock, Facts, Hint, Look, Pushed, Tick, UnknownOutcome, Unreachable
from core.venue import VenueRules

log = logging.getLogger(__name__)

WAITS = timedelta(seconds=5)  # at most, for its turn, a cancel or a change; then it is told, looked at and asked again
LOOKS = 2  # at once: each wants connections, and while their answers are read an order waits


class CcxtExchange:
    """See the module's head.  ``is_ours``: whether an id carries this instance's tag; ``venue``: whose prices it sees,
    by default the row's name."""

    def __init__(
        self,
        wire: Wire,
        clock: Clock,
        is_ours: Callable[[str], bool],
        venue: str = "",
        listing: Listing | None = None,
    ) -> None:
        self._wire, self._dialect, self._clock = wire, wire.dialect, clock
        self._facts = FactsAtHand(wire, clock, self._spawn, listing, is_ours)
        self._looking = Looking(wire, is_ours, clock)
        self._looks = asyncio.Semaphore(LOOKS)
        self._streams = Streams(wire.client, clock.sleep, wire.dialect.record.name)
        self._hear: Callable[[Hint], None] | None = None
        self._venue = venue or wire.dialect.record.name
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def venue(self) -> str:
        """Accounts at one market of an exchange see the same prices; a testnet's are its own."""
        return self._venue

    @property
    def rules(self) -> VenueRules | None:
        """As its capability record has them in this version."""
        return self._dialect.record.rules

    async def facts(self, name: str) -> Facts:
        """Facts of the market that ``name`` (any spelling) means here; raises ``UnknownSymbol``."""
        found = await self._facts.facts(name)
        self._follow(found.instrument.symbol)
        return found

    # -- orders -------------------------------------------------------------------------------------

    async def submit(self, symbol: str, order: Order, side: PositionSide, children: Sequence[Order] = ()) -> Report:
        """Place one order, with those children that can travel with it.  ``UnknownOutcome``."""
        market = self._facts.at_hand(symbol)
        if market is None:
            try:
                async with asyncio.timeout((order.not_after - self._clock.now()).total_seconds()):
                    market = await self._facts.known(symbol)
                    await self._facts.mode.rules(market)  # no order leaves before the account's position mode is known
            except TimeoutError:  # the look asks for it too, and waits
                return refused(order, Reason.NOT_SENT, f"{self._dialect.record.exchange} does not answer in time")
        order = on_step(order, self._facts.listed(market), side)
        travelling = self._dialect.travels(order, children) if children else ()
        if self._clock.now() > order.not_after:
            return refused(order, Reason.NOT_SENT, "decided too long ago")
        self._facts.moved()
        try:
            call, answer = await self._sent(market, order, side, travelling)
        except Refused as error:
            return refused(order, Reason.OTHER, str(error))
        except Failed as error:
            verdict = error.verdict
            if verdict.outcome is Outcome.REFUSED:
                return refused(order, verdict.reason, verdict.text)
            raise UnknownOutcome(f"{verdict.outcome.value}: {verdict.text}") from error
        finally:
            self._left_behind(symbol, children, travelling)
        try:
            records = self._dialect.records(call, answer, self._parse(market))
        except MALFORMED as error:  # it was sent; what became of it the look tells
            raise UnknownOutcome(f"the answer cannot be read ({type(error).__name__})") from error
        return await self._placed(market, order, records)

    async def _sent(self, market: Market, order: Order, side: PositionSide, more: Sequence[Order]) -> tuple[Call, Any]:
        """The request and its answer.  One that was refused because the account's position mode is another by now is
        made anew, once: a refusal is definite.  Raises ``Refused``, ``Failed``, ``Unreachable``."""
        hedged, not_after = self._dialect.rules.hedged, order.not_after
        order = self._wire.clocks.theirs(order)
        call = self._dialect.submit(market, order, side, more)
        try:
            return call, await self._wire.write(call, kind_of(order), not_after)
        except Failed as error:
            if not await self._facts.mode.changed(market, error.verdict, hedged=hedged):
                raise
        call = self._dialect.submit(market, order, side, more)
        return call, await self._wire.write(call, kind_of(order), not_after)

    async def _placed(self, market: Market, order: Order, records: Sequence[Raw]) -> Report:
        """What the answer to a placement says; an answer that names no order says nothing."""
        if not records or not all(raw.get("id") for raw in records):
            if order.quantity is None and not records:
                return Report(order.id, OrdStatus.NEW, trigger=order.trigger, charged=False)
            raise UnknownOutcome("the answer names no order")
        try:
            readings = [r for raw in records for r in self._wire.readings(market, spoken(raw), order)]
            if not readings:
                raise UnknownOutcome("the answer is about another order")
            readings = [await self._priced(market, reading, order) for reading in readings]
        except Unreadable as error:
            raise UnknownOutcome(str(error)) from error
        return report_of(readings)

    async def _priced(self, market: Market, reading: Reading, order: Order) -> Reading:
        """On spot a fill counts only with its fee, which may have been taken from the coin; anywhere with its price."""
        if reading.charged or not reading.fill.quantity or (reading.priced and not self._dialect.record.spot):
            return reading
        with suppress(Unreachable):  # then the look tells
            reading = await self._looking.complete(market, reading, order)
        if reading.charged:
            return reading
        return replace(reading, status=OrdStatus.NEW, fill=NO_FILL)  # the look tells it with its fee

    async def cancel(self, symbol: str, order: Order) -> None:
        """Ask for an end; an order that is already gone is as good."""
        market = await self._facts.known(symbol)
        try:
            call = self._dialect.cancel(market, await self._named(market, order), side_of(order))
        except (Refused, Unreadable) as error:
            raise UnknownOutcome(str(error)) from error
        self._facts.moved()
        try:
            await self._wire.write(call, Kind.CANCEL, self._clock.now() + WAITS)
        except Failed as error:
            if error.verdict.outcome not in (Outcome.ABSENT, Outcome.REFUSED):
                raise UnknownOutcome(error.verdict.text) from error

    async def amend(self, symbol: str, order: Order) -> Report:
        """Change trigger and total quantity to those of ``order.amend_asked``."""
        market = await self._facts.known(symbol)
        order = on_step(order, self._facts.listed(market), side_of(order))
        asked = order.amend_asked
        assert asked is not None
        try:
            named = self._wire.clocks.theirs(await self._named(market, order))
            call = self._dialect.amend(market, named, side_of(order))
            await self._wire.write(call, Kind.PROTECT, self._clock.now() + WAITS)
        except Unreadable as error:
            raise UnknownOutcome(str(error)) from error
        except Refused as error:
            return standing(order, Reason.OTHER, str(error))
        except Failed as error:
            if error.verdict.outcome is Outcome.REFUSED:
                return standing(order, error.verdict.reason, error.verdict.text)
            raise UnknownOutcome(error.verdict.text) from error
        return Report(order.id, OrdStatus.NEW, quantity=asked.quantity, trigger=asked.trigger, charged=False)

    async def _named(self, market: Market, order: Order) -> Order:
        """The order with the exchange's own id, where only that names it."""
        if order.venue_ids or not self._dialect.by_venue_id(order):
            return order
        readings = await self._looking.find(market, order)
        ids = tuple(id for reading in readings for id in reading.venue_ids)
        if not ids and order.quantity is not None:
            raise Refused("the exchange does not show the order yet")
        return replace(order, venue_ids=ids)

    async def look(self, symbol: str, orders: Sequence[Order]) -> Look:
        """Both open lists, each of ``orders`` not among them by id, position or balance last."""
        async with self._looks:
            market = await self._facts.known(symbol)
            await self._facts.mode.rules(market)
            self._follow(market.symbol)
            if self._hear is not None and not self._facts.priced(symbol):
                self._spawn(self._ask_price(market))
            look = await self._looking.look(market, orders)
        return replace(look, instrument=self._facts.listed(market), halted=market.raw.get("active") is False)

    # -- hints --------------------------------------------------------------------------------------

    def listen(self, hear: Callable[[Hint], None], *, ticks: bool = True) -> None:
        """Deliver this account's updates, and prices if asked for, to ``hear``."""
        self._hear = hear  # with ``ticks`` or without: another account may not follow the symbols of this one
        self._spawn(self._subscribe())

    async def _subscribe(self) -> None:
        try:
            await self._facts.load()
        except Unreachable as error:
            log.info("%s: no streams yet (%s)", self._dialect.record.name, error)
        self._streams.orders({}, self._updated)
        if self._dialect.record.conditional_stream:
            self._streams.orders({"trigger": True}, self._updated)

    def _follow(self, symbol: str) -> None:
        if self._hear is not None:
            self._streams.ticker(symbol, self._ticked)

    def _ticked(self, raw: Raw) -> None:
        price = positive(raw.get("last"))
        if price is None or self._hear is None:
            return
        now = self._clock.now()
        stamp = raw.get("timestamp")
        told = self._wire.clocks.ours(moment(stamp))
        at = now if told is None else min(told, now)
        symbol = str(raw["symbol"])
        self._facts.hear_price(symbol, price, now)
        self._hear(Tick(symbol, price, at))

    async def _ask_price(self, market: Market) -> None:
        """The ticker is silent: a trail, a target that is watched and a stop that is watched live on prices."""
        with suppress(Unreachable, Unreadable, Absent):  # the next look asks again
            price, at = await self._facts.price(market)
            if self._hear is not None:
                self._hear(Tick(market.symbol, price, at))

    def _updated(self, raw: Raw) -> None:
        """An order moved: what is certain is passed on at once, the rest is looked up first."""
        symbol = str(raw.get("symbol"))
        self._facts.moved()
        markets = self._wire.client.markets or {}
        if symbol not in markets:
            return
        market = market_of(markets[symbol])
        try:
            readings = self._wire.readings(market, raw)
        except Unreadable as error:
            log.info("%s: an update that cannot be read (%s); the look tells", self._dialect.record.name, error)
            return
        for reading in readings:
            fill = reading.fill
            reading = replace(reading, fill=Fill(fill.quantity, fill.value), charged=not fill.quantity)
            if reading.follow or (fill.quantity and (self._dialect.record.spot or not reading.priced)):
                self._spawn(self._completed(market, reading))
            else:
                self._push(symbol, reading)

    async def _completed(self, market: Market, reading: Reading) -> None:
        try:
            reading = await self._looking.complete(market, reading)
        except (Unreachable, Unreadable):
            return  # the look tells
        if not reading.follow and (reading.charged or not self._dialect.record.spot):
            self._push(market.symbol, reading)

    def _push(self, symbol: str, reading: Reading) -> None:
        if self._hear is not None and not reading.leg:  # one leg says nothing of the other: the look joins them
            self._hear(Pushed(symbol, report_of([reading])))

    def _left_behind(self, symbol: str, children: Sequence[Order], travelling: Sequence[Order]) -> None:
        """Children that could not travel were not sent: they are placed after the fill."""
        for child in children:
            if child not in travelling and self._hear is not None:
                self._hear(Pushed(symbol, refused(child, Reason.NOT_SENT, "placed after the fill")))

    # -- inside -------------------------------------------------------------------------------------

    def _parse(self, market: Market) -> Callable[[Any], Raw]:
        parse = getattr(self._wire.client, "parse_order")  # noqa: B009  # a method of ccxt, which ships no types
        return lambda raw: parse(raw, market.raw)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def aclose(self) -> None:
        """Stop listening and let go of connections; what rests at the exchange stays."""
        self._hear = None
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._streams.aclose()
        await self._wire.aclose()


def kind_of(order: Order) -> Kind:
    """Stops, and closes of what a stop could not guard, go first."""
    protects = order.type is OrderType.STOP or order.type is OrderType.PAIR or order.slot == "close"
    return Kind.PROTECT if protects else Kind.ORDER


def side_of(order: Order) -> PositionSide:
    """The position that an order of ours belongs to: entries go with it, exits against it."""
    enters = order.slot.startswith("e")
    return PositionSide.LONG if (order.side is Side.BUY) is enters else PositionSide.SHORT

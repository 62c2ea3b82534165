"""One order by its id, in every list that it can be in.

What was asked once in a look is not asked again in it: a list that holds many orders of ours costs one request, however
many they are.  Knows no position, and follows no order to what it became.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from adapters.exchanges.call import Call
from adapters.exchanges.dialect import Market
from adapters.exchanges.limits import Kind
from adapters.exchanges.reading import MALFORMED, Raw, Reading, Unreadable, joined
from adapters.exchanges.wire import Absent, Wire
from core.heard import anothers
from core.orders import Order

log = logging.getLogger(__name__)

Answers = dict[str, asyncio.Future[Any]]  # of one look, by what was asked
PAGES = 10  # of one list


class Seeking:
    """See the module's head."""

    def __init__(self, wire: Wire) -> None:
        self._wire, self._dialect = wire, wire.dialect

    async def find(self, market: Market, order: Order, answers: Answers) -> list[Reading]:
        """Nothing if no list knows it, or only one of another ledger's.  Raises ``Unreachable`` and ``Unreadable``."""
        try:
            return await self._sought(market, order, answers)
        except MALFORMED as error:
            log.error("%s: an answer is not of the form that it had", self._dialect.record.name, exc_info=error)
            raise Unreadable(f"{type(error).__name__} in an answer") from error

    async def _sought(self, market: Market, order: Order, answers: Answers) -> list[Reading]:
        found: list[Reading] = []
        for call in self._dialect.find(market, self._wire.clocks.theirs(order)):
            found += await self._paged(market, order, call, answers)
            if self._rests(order, found):
                break
        return joined(found)

    async def once(self, call: Call, answers: Answers, name: str) -> Any:
        """An answer, asked for only once in a look.  Raises as ``Wire.ask``."""
        key = f"{call.method} {call.args!r}"
        if key not in answers:
            answers[key] = asyncio.ensure_future(self._wire.ask(call, Kind.LOOK, name))
        return await answers[key]

    async def _paged(self, market: Market, order: Order, first: Call, answers: Answers) -> list[Reading]:
        """What one list says of it, page after page until it is found."""
        call: Call | None = first
        page = 0
        while call is not None and (page := page + 1) <= PAGES:
            try:
                answer = await self.once(call, answers, "find")
            except Absent:
                break
            found: list[Reading] = []
            for raw in self._dialect.records(call, answer, parser(self._wire, market)):
                read = [r for r in self._wire.readings(market, raw, order) if r.id == order.id]
                if not all(r.venue_ids or r.follow for r in read):
                    raise Unreadable("a record that names no order")
                found += [] if older_than(order, read) else read
            if found:
                return found
            call = self._dialect.more_found(call, answer)
        return []

    def _rests(self, order: Order, found: Sequence[Reading]) -> bool:
        """Whether all of it was seen to wait untouched, so that no list of what has ended knows more."""
        if any(r.status.ended or r.triggered or r.fill.quantity or r.follow for r in found):
            return False
        return len({r.leg for r in found}) >= self._dialect.legs(order)


def parser(wire: Wire, market: Market) -> Callable[[Any], Raw]:
    """ccxt's own reading of one record of an order."""
    parse = getattr(wire.client, "parse_order")  # noqa: B009  # a method of ccxt, which ships no types
    return lambda raw: parse(raw, market.raw)


def older_than(order: Order, readings: Iterable[Reading]) -> bool:
    """Whether a record is of another ledger's order with the same id.  One that the position itself became is known by
    other marks."""
    return order.quantity is not None and any(anothers(order, r.made, r.venue_ids) for r in readings)

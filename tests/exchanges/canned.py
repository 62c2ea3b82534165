"""One look through real ccxt at an exchange that answers from a table; each is taken again with single fields of the
answers missing (``malformed``)."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from adapters.clock import VirtualClock, run_virtual
from adapters.exchanges.limiter import Address, Limiter
from adapters.exchanges.listed import dialect_of
from adapters.exchanges.looking import Looking
from adapters.exchanges.reading import Reading
from adapters.exchanges.wire import Wire
from core.orders import Order
from core.ports import Look
from tests.exchanges.intents import AT
from tests.exchanges.malformed import check
from tests.exchanges.markets import MARKETS
from tests.exchanges.recorder import wire


def looked(
    name: str,
    orders: Sequence[Order],
    answers: Sequence[tuple[str, str]],
    is_ours: Callable[[str], bool] = lambda _: True,
    *,
    times: int = 1,
    apart: float = 0,
    heard: Callable[[str], None] = lambda _: None,
    ahead: timedelta | None = timedelta(0),
) -> Look:
    """What the last of some looks, ``apart`` seconds between them, tells of ``orders``.  ``answers``: (part of a url,
    body), the first that fits is given.

    Errors in a body are raised as ccxt raises them.  ``heard`` is told each url.  ``ahead``: our clock of theirs.
    """

    def look(said: Sequence[tuple[str, str]], heard: Callable[[str], None] = lambda _: None) -> Look:
        return _looked(name, orders, said, is_ours, times, apart, heard, ahead)

    told = look(answers, heard)
    check(told, orders, answers, look)
    return told


def _looked(
    name: str,
    orders: Sequence[Order],
    answers: Sequence[tuple[str, str]],
    is_ours: Callable[[str], bool],
    times: int,
    apart: float,
    heard: Callable[[str], None],
    ahead: timedelta | None,
) -> Look:
    row = next(row for row in MARKETS if row.name == name)

    async def story(clock: VirtualClock) -> Look:
        dialect = dialect_of(name)
        found = wire(dialect, row.market, answers, row.cls())
        client = found.client

        async def fetch(url: str, method: str = "GET", headers: Any = None, body: Any = None) -> Any:
            heard(url)
            answer = await found.fetch(url, method, headers, body)
            client.handle_errors(200, "OK", url, method, {}, json.dumps(answer), answer, headers, body)
            return answer

        client.fetch = fetch
        limits = dialect.record.limits
        assert limits is not None
        line = Wire(client, dialect, Limiter(Address(clock, limits)), clock)
        line.clocks.ahead = ahead
        try:
            looking = Looking(line, is_ours, clock)
            for _ in range(times - 1):
                await looking.look(found.market, orders)
                await clock.sleep(apart)
            return await looking.look(found.market, orders)
        finally:
            await client.close()

    return run_virtual(story, AT)


def read(name: str, info: dict[str, Any], order: Order | None = None) -> tuple[Reading, ...]:
    """What one record of the exchange, parsed by ccxt, says."""
    row = next(row for row in MARKETS if row.name == name)
    dialect = dialect_of(name)
    found = wire(dialect, row.market, cls=row.cls())
    return dialect.readings(found.market, found.client.parse_order(info, found.market.raw), order)

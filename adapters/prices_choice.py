"""Which prices: the one place that turns a person's choice (``walk``, ``live`` or a file) into a source.

Knows the sources and nothing of what is done with them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from adapters.prices import PriceSource, Retimed
from adapters.prices_csv import RecordedPrices
from adapters.prices_live import EXCHANGE, live_prices
from adapters.prices_walk import SEED, SyntheticWalk
from core.ports import Clock


@asynccontextmanager
async def chosen_prices(
    choice: str,
    symbols: Sequence[str],
    clock: Clock,
    say: Callable[[str], None],
    seed: int = SEED,
    exchange: str = EXCHANGE,
    url: str | None = None,
    lead: Callable[[Any], None] | None = None,
    *,
    invent: bool = True,
) -> AsyncIterator[PriceSource]:
    """The source that ``choice`` names, beginning now: ``walk``, ``live``, or the path of a recorded file.

    ``say`` hears what a person must know of it, a line at a time; ``lead`` is given the client of live prices, to point
    it elsewhere, and ``invent`` lets the walk stand in for them.  Raises ``BadPrices``.
    """
    if choice == "walk":
        yield SyntheticWalk(clock.now(), symbols, seed)
    elif choice == "live":
        async with live_prices(symbols, clock, say, exchange, url, seed, lead, invent=invent) as source:
            yield source
    else:
        path = Path(choice).expanduser()  # noqa: ASYNC240  # one look at the surroundings, at the start
        yield Retimed(RecordedPrices(path, symbols, choice), clock.now())

"""The paper exchange's books, written to a file, closed, and opened by a venue that knows nothing else.

What it knows afterwards must be what it knew before, to the last digit.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import msgspec

from adapters.exchanges.paper import Markets, Venue
from adapters.exchanges.paper.books import SqliteBooks
from adapters.exchanges.paper.clearing import Clearing

if TYPE_CHECKING:
    from tests.world.world import World


def reopen(world: World) -> None:
    """Let the world's venue go on from its books alone."""
    old = world.venue.clearing
    with TemporaryDirectory() as place:
        path = Path(place) / "paper.db"
        books = SqliteBooks(path)
        old.dirty, old.fresh = dict(old.orders), set(old.accounts)
        old.touched = dict.fromkeys([*old.opened, *old.meters])
        books.save(old)
        books.close(old)
        again = SqliteBooks(path)
        venue = Venue(Markets(world.venue.markets), again)
        again.close(venue.clearing)
    if known(venue.clearing) != known(old):
        world.broken("books", "opened again they say something else")
    world.venue.markets, world.venue.clearing = venue.markets, venue.clearing


def known(clearing: Clearing) -> Any:
    """Everything the exchange knows, in plain values."""
    prices = {s: (m.bid, m.ask, m.last, m.continuous, m.row) for s, m in clearing.markets.items()}
    orders = [clearing.orders[n] for n in sorted(clearing.orders)]
    waiting = {s: sorted(m.waiting) for s, m in clearing.markets.items()}
    meters = sorted(clearing.meters.values(), key=lambda meter: (meter.account, meter.symbol))
    return msgspec.to_builtins([prices, orders, waiting, clearing.accounts, clearing.trades, meters])

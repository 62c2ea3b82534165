"""What an exchange and market can do, as data: which orders rest, who links them, how certain its answers are.

A ``VenueRules`` is copied into each bracket when it is planned, so that a later edit of a capability record never
changes the rules under a position that is already open: what rests, and who protects it, stays as people were told.
What was no part of that, how long the exchange keeps an order and how certain its answers are, is a fact of today: a
version that has learned that stops end after a week must renew those that were placed before it knew (``known_now``).
Nothing here decides anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from enum import Enum

REACH = Decimal("0.01")
"""How far above the last price, as a fraction, an immediate limit may buy in the place of a market order.

Wide enough to take what a liquid book offers for a usual size in the second that an order is on its way; and no wider,
because what it costs at worst is what is checked, asked about and kept free before it is sent."""


class Layout(Enum):
    """Which orders express "stop loss and targets" at an exchange (architecture.md, contracts.md)."""

    PAIRS = "pairs"  # one exchange-linked pair per target slice
    POSITION = "position"  # the position's own stop, targets beside it
    STOP_AND_TARGETS = "stop_and_targets"  # a reduce-only stop and reduce-only targets, linked by us
    STOP = "stop"  # spot: the stop rests, a touched target is swapped in
    NOTHING = "nothing"  # no stop orders exist: both are watched by us alone


class Protection(Enum):
    """The badge on a ticket: who closes the position if the price falls while we are away."""

    EXCHANGE_LINKED = "exchange-linked"
    RESTING_STOP = "resting-stop"
    BOT_ONLY = "bot-only"


@dataclass(frozen=True, slots=True)
class VenueRules:
    """The capability record of one market of one exchange.

    ``reduce_only``: exits cannot open or flip a position, so a surplus stop is harmless.  ``hedged``: long and short
    are two positions.  ``amends``: a resting stop's trigger and total quantity change atomically.  ``takes``: targets
    rest as TAKE (conditional market) instead of LIMIT; ``pairs_take``: so does the target's leg of a linked pair.
    ``buys_by_cost``: market buys are counted in money, so one of a quantity is sent as an immediate limit (``REACH``).
    ``counts_targets``: resting reduce-only targets count against a reduce-only market close, which is refused beside
    them (Binance -4118).
    ``most_conditions``: how many conditional orders of an account may rest in the market at once, anybody's, a pair
    once; None where no limit is known.  ``life``: after how long the exchange ends a conditional order that still
    rests; None where it never does.  ``quiet``: how long after its end an order's totals may still grow.
    ``recv_window`` and ``lag``: how long after signing a request may still arrive, and how far reads may trail writes;
    "not found" proves nothing before both have passed (reliability.md section 1.2).
    """

    layout: Layout
    attach: bool = False
    spot: bool = False
    reduce_only: bool = True
    hedged: bool = False
    amends: bool = False
    takes: bool = False
    pairs_take: bool = False
    buys_by_cost: bool = False
    counts_targets: bool = False
    most_conditions: int | None = None
    life: timedelta | None = None
    quiet: timedelta = timedelta(seconds=2.5)
    recv_window: timedelta = timedelta(seconds=3)
    lag: timedelta = timedelta(seconds=3)

    @property
    def protection(self) -> Protection:
        """What the layout amounts to once everything that can rest rests."""
        if self.layout is Layout.NOTHING:
            return Protection.BOT_ONLY
        if self.layout in (Layout.PAIRS, Layout.POSITION):
            return Protection.EXCHANGE_LINKED
        return Protection.RESTING_STOP


def known_now(stored: VenueRules, present: VenueRules) -> VenueRules:
    """A stored bracket's rules, with what protects it at the exchange as its capability record tells it now.

    Of the times that make an answer certain the longer counts: a request may still be on its way that was signed when
    the other was believed.
    """
    return replace(
        stored,
        counts_targets=present.counts_targets,
        life=present.life,
        quiet=max(stored.quiet, present.quiet),
        recv_window=max(stored.recv_window, present.recv_window),
        lag=max(stored.lag, present.lag),
    )


def by_cost(account: str) -> str:
    """How a market buy is made where ``buys_by_cost``."""
    return (
        f"{account} counts market buys in money, not in coins: `market` is sent as an immediate limit up to "
        f"{int(REACH * 100)} % above the last price"
    )

"""An account's money and leverage as a market's entries need them, and when they were asked for.  Asks nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from adapters.exchanges.dialect import Dialect, Market
from adapters.exchanges.positions import position_facts
from adapters.exchanges.reading import Raw, number, signed
from core.orders import ONE, ZERO
from core.ports import PositionFact


@dataclass(slots=True)
class Money:
    """Equity and free in quote, free base coin, positions of one symbol, and when they were asked for.

    ``isolated``: one of those positions stands on margin of its own.  ``conditions``: how many conditional orders that
    are not ours rest there, where that matters.
    """

    equity: Decimal
    free: Decimal
    free_base: Decimal
    positions: tuple[PositionFact, ...]
    isolated: bool
    at: datetime
    conditions: int = 0


@dataclass(slots=True)
class Leverage:
    """``times``: notional per margin of a new position of one symbol; ``isolated``: whether that margin is its own."""

    times: Decimal
    isolated: bool
    at: datetime


ON_SPOT = Leverage(ONE, False, datetime.min.replace(tzinfo=UTC))


def money_of(dialect: Dialect, market: Market, balance: Raw, positions: Iterable[Raw], asked: datetime) -> Money:
    """Raises ``Unreadable``, and what reading raises at a record of another form (``MALFORMED``)."""
    mine = [dialect.position(raw) for raw in positions if raw.get("symbol") == market.symbol]
    quote, base = balance.get(market.quote) or {}, balance.get(market.base) or {}
    return Money(
        equity=max(signed(quote.get("total")), ZERO),
        free=max(signed(quote.get("free")), ZERO),  # a debt leaves nothing free; it is no reason not to close
        free_base=(number(base.get("free")) or ZERO) if dialect.record.spot else ZERO,
        positions=tuple(position_facts(mine, market)),
        isolated=any(raw.get("marginMode") == "isolated" for raw in mine),
        at=asked,
    )

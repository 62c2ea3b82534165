"""Positions as ccxt tells them, as facts for the core.  Knows no exchange; dialects mend a record before."""

from __future__ import annotations

from collections.abc import Iterable

from adapters.exchanges.dialect import Market
from adapters.exchanges.reading import Raw, Unreadable, signed, told_price
from core.orders import ZERO, PositionSide
from core.ports import PositionFact

SIDES = frozenset(side.value for side in PositionSide)


def position_facts(raws: Iterable[Raw], market: Market) -> list[PositionFact]:
    """Positions with a size; the side in words, or by the sign of the size.  Raises ``Unreadable`` for other words."""
    found = []
    for raw in raws:
        contracts = signed(raw.get("contracts"))
        if not contracts:
            continue
        side = raw.get("side") or ("long" if contracts > ZERO else "short")
        if side not in SIDES:
            raise Unreadable(f"a position's side is {side!r}")
        found.append(
            PositionFact(
                PositionSide(side),
                abs(contracts) * market.contract,
                told_price(raw.get("entryPrice")),
                told_price(raw.get("liquidationPrice")),
                told_price(raw.get("stopLossPrice")),
                told_price(raw.get("takeProfitPrice")),
            )
        )
    return found

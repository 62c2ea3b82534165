"""Positions and balances as ccxt tells them, as facts for the core.  Knows no exchange; dialects mend them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from adapters.exchanges.dialect import Market
from adapters.exchanges.reading import Raw, Unreadable, number, signed, told_price
from core.orders import ZERO, PositionSide
from core.ports import PositionFact

SIDES = frozenset(side.value for side in PositionSide)


def position_facts(raws: Iterable[Raw], market: Market) -> list[PositionFact]:
    """Positions with a size; the side in words, or by the sign of the size.  Raises ``Unreadable`` for other words, and
    where an open one has no size."""
    found = []
    for raw in raws:
        contracts = signed(raw.get("contracts"))
        if raw.get("contracts") is None and told_price(raw.get("entryPrice")):
            raise Unreadable("a position with an entry price is not said to have a size")  # it is no flat one
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


def balance_of(answer: Raw, coin: str) -> Decimal:
    """All of a coin; none of one that is not in the answer.  Raises ``Unreadable`` for one without an amount."""
    told = answer.get(coin)
    total = None if told is None else number(told.get("total"))
    if told is not None and total is None:
        raise Unreadable(f"the balance of {coin} is not said to have an amount")
    return total or ZERO

"""Facts about an account, shared out to its brackets.  Pure; no bracket reads another."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from core.bracket import Bracket
from core.orders import ZERO
from core.ports import Look


def reckon(look: Look, brackets: Sequence[Bracket]) -> dict[str, Decimal]:
    """Each bracket's part of the position or balance, base quantity, by bracket id.

    Derivatives: the position of its side itself.  Spot: its own claim, less its share of what the balance lacks for all
    claims, the newest bracket bearing the lack first; what the balance has beyond all claims is the person's own.
    """
    if look.balance is None:
        held = {p.side: p.quantity for p in look.positions}
        return {b.id: held.get(b.side, ZERO) for b in brackets}
    claims = {b.id: max(b.position, ZERO) for b in sorted(brackets, key=lambda b: b.number)}
    lack = max(sum(claims.values(), ZERO) - look.balance, ZERO)
    for id in reversed(list(claims)):
        share = min(claims[id], lack)
        claims[id] -= share
        lack -= share
    return claims

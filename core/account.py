"""Facts about an account, shared out to its brackets and to the parts of a message.  Pure; no bracket reads another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from core.bracket import Bracket
from core.levels import refuse
from core.orders import ZERO, PositionSide
from core.ports import Facts, Look, PositionFact


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


def beyond(look: Look, brackets: Sequence[Bracket]) -> tuple[PositionFact, ...]:
    """What a person holds beside us, base quantity.  ``brackets``: the open ones of that market and account.

    Derivatives: sides that no bracket is of, because a bracket's side is shared out to it whole.  Spot: what the
    balance has beyond all claims, at a price that nobody tells.
    """
    if look.balance is None:
        ours = {b.side for b in brackets}
        return tuple(p for p in look.positions if p.side not in ours)
    rest = look.balance - sum((max(b.position, ZERO) for b in brackets), ZERO)
    return (PositionFact(PositionSide.LONG, rest, None),) if rest > ZERO else ()


def left(facts: Facts, taken: Sequence[Mapping[str, Decimal]]) -> Facts:
    """The facts after what earlier parts of the same message take of each coin: it is not free a second time."""

    def rest(free: Decimal, coin: str) -> Decimal:
        return max(free - sum((takes.get(coin, ZERO) for takes in taken), ZERO), ZERO)

    instrument = facts.instrument
    return replace(facts, free=rest(facts.free, instrument.quote), free_base=rest(facts.free_base, instrument.base))


def once(markets: Iterable[tuple[str, str]]) -> None:
    """Refuse a message that means one market, as (account, symbol), twice, because under two spellings of it everything
    would be carried out twice."""
    seen: set[tuple[str, str]] = set()
    for account, symbol in markets:
        if (account, symbol) in seen:
            refuse("E-TWICE", f"{symbol} on {account} is named twice")
        seen.add((account, symbol))

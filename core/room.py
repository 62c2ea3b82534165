"""Whether a market has room for the conditional orders that a bracket needs, before anything of it is sent.

Exchanges let an account keep few of them in one market, a person's own included; a pair counts once.  One too many is
refused when the entry has filled, so it is counted before.  Knows no exchange and asks nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from core.bracket import Bracket, Level, LevelKind
from core.events import Event, Joined
from core.evolve import evolve
from core.exits import wanted
from core.levels import refuse
from core.orders import OrderType
from core.ports import Facts
from core.preview import as_filled
from core.wishes import joined

CONDITIONS = frozenset({OrderType.STOP, OrderType.TAKE, OrderType.PAIR})


def check_room(bracket: Bracket, events: Iterable[Event], others: Iterable[Bracket], facts: Facts) -> None:
    """Refuse what could not be guarded.  ``events``: what ``bracket`` is to have; ``others``: ours in its market."""
    most = facts.rules.most_conditions
    if most is None or facts.price is None:
        return
    for event in events:
        bracket = joined(bracket, event) if isinstance(event, Joined) else bracket
    need = conditions(bracket, facts)
    apart = {other.id: other for other in others if other.id != bracket.id}
    rest = facts.conditions + sum(conditions(other, facts) for other in apart.values())
    if need and rest + need > most:
        symbol, account = facts.instrument.symbol, bracket.account
        refuse(
            "E-ROOM",
            f"at most {most} conditional orders may wait in {symbol} on {account}; needed here: {need}, others there: "
            f"{rest}",
            hint="fewer targets, or cancel some of the others there",
        )


def conditions(bracket: Bracket, facts: Facts) -> int:
    """How many orders of a bracket count at once, at most: those that stand when all of it has filled, and one more
    where a stop is moved by placing the next before the old one goes."""
    assert facts.price is not None
    calm = replace(bracket.stamp, price=None, price_at=None)  # a target that the market has passed does not rest
    whole = evolve(bracket, stamp=calm, closing="", halted="")
    for entry in bracket.entries:
        if not entry.unwanted and not bracket.fills(entry.slot).quantity:
            whole = as_filled(whole if entry.stop is None else evolve(whole, stop=entry.stop), entry, facts.price)
    if whole.stop is not None and whole.guard is None and whole.average is not None:  # it waits, and will stand
        whole = evolve(whole, stop=replace(whole.stop, level=Level(LevelKind.PRICE, whole.average)))
    found = [want for want in wanted(whole) if want.type in CONDITIONS and want.quantity is not None]
    moves = any(want.type is OrderType.STOP for want in found)
    return len(found) + (moves and whole.rules.reduce_only and not whole.rules.amends)

"""What a market takes beside all that stands there: whether there is room for a bracket's conditional orders, whether
it takes such orders at all and so far away, and whether a stop or target that a person set would be replaced.

Exchanges let an account keep few conditional orders in one market, a person's own included; a pair counts once.  One
too many is refused when the entry has filled, so it is counted before.  Knows no exchange and asks nothing.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace
from decimal import Decimal

from core.bracket import Bracket, Level, LevelKind
from core.events import BreakevenTold, Event, Joined, MoveTold
from core.evolve import evolve
from core.exits import wanted
from core.instruction import plain
from core.levels import refuse
from core.orders import CONDITIONS, OrderType
from core.ports import Facts
from core.preview import as_filled
from core.told import Told
from core.wishes import joined, replaced_stop, told


def check_beside(
    bracket: Bracket, events: Iterable[Event], others: Iterable[Bracket], facts: Facts, agreed: Container[str]
) -> None:
    """Refuse what could not be guarded, and what would replace a level of a person's.  ``events``: what ``bracket`` is
    to have; ``others``: ours in its market; ``agreed``: the words in which a person was asked and said yes."""
    if facts.price is None:
        return
    for event in events:
        bracket = joined(bracket, event) if isinstance(event, Joined) else bracket
    whole = filled(bracket, facts.price)
    waiting = [
        e.price
        for e in bracket.entries
        if e.price is not None and not e.unwanted and not bracket.fills(e.slot).quantity
    ]
    _check_orders(whole, facts, min([facts.price, *waiting]))
    _check_room(whole, others, facts)
    _ask_replace(whole, facts, agreed)


def agreed_to(found: list[Told], facts: Facts, agreed: Container[str]) -> list[Told]:
    """What was told of brackets as they stand; refused where it would replace a level of a person's.  Needs no room."""
    for group, events, _ in found:
        for event in events:
            if isinstance(event, BreakevenTold | MoveTold) and facts.price is not None:
                _ask_replace(filled(told(group, event), facts.price), facts, agreed)
    return found


def _check_orders(whole: Bracket, facts: Facts, lowest: Decimal) -> None:
    """A market that takes no such orders, or none so far away, says so only once there is something to guard; a waiting
    entry will have brought the price down to its own, the ``lowest``."""
    symbol, wants = facts.instrument.symbol, wanted(whole)
    if not facts.exits and any(want.type in CONDITIONS for want in wants):
        refuse("E-NO-EXITS", f"{symbol} on {whole.account} takes none of the orders that a stop would be there")
    if facts.reach is None:
        return
    highest = facts.reach * lowest
    far = max((want.price for want in wants if want.price is not None), default=highest)
    if far > highest:
        refuse(
            "E-REACH",
            f"{symbol} on {whole.account} takes no sale at {plain(far)}, only up to {plain(highest)}",
            hint="a nearer target",
        )


def _check_room(whole: Bracket, others: Iterable[Bracket], facts: Facts) -> None:
    most, need = facts.rules.most_conditions, conditions(whole)
    if most is None or facts.price is None:
        return
    apart = [filled(other, facts.price) for other in {o.id: o for o in others if o.id != whole.id}.values()]
    rest = facts.conditions + sum(conditions(other) for other in apart)
    if need and rest + need > most:
        symbol, account = facts.instrument.symbol, whole.account
        refuse(
            "E-ROOM",
            f"at most {most} conditional orders may wait in {symbol} on {account}; needed here: {need}, others there: "
            f"{rest}",
            hint="fewer targets, or cancel some of the others there",
        )


def _ask_replace(whole: Bracket, facts: Facts, agreed: Container[str]) -> None:
    """A position has one stop and one target of its own: a person's would be gone, unless they agreed to just this."""
    held = next((p for p in facts.positions if p.side is whole.side and p.quantity), None)
    own = {order.type for order in whole.live if order.quantity is None}
    levels = {} if held is None else {OrderType.STOP: held.stop, OrderType.TAKE: held.target}
    for want in wanted(whole):
        level = levels.get(want.type)
        if want.quantity is not None or want.type in own or level is None:
            continue
        asked = _in_words(want.type, level, facts.instrument.symbol, whole.account)
        if asked not in agreed:
            refuse("E-REPLACE", asked, hint="confirm to replace it, or take it off first")


def _in_words(type: OrderType, level: Decimal, symbol: str, account: str) -> str:
    if type is OrderType.STOP:
        return f"the position in {symbol} on {account} has a stop of its own at {plain(level)}, which was not set here"
    return f"the position in {symbol} on {account} has a target of its own at {plain(level)}, which was not set here"


def filled(bracket: Bracket, price: Decimal) -> Bracket:
    """The bracket with all that it may yet enter filled, a limit at its price, and a stop that waits standing."""
    calm = replace(bracket.stamp, price=None, price_at=None)  # a target that the market has passed does not rest
    whole = evolve(bracket, stamp=calm, closing="", halted="")
    for entry in bracket.entries:
        if not entry.unwanted and not bracket.fills(entry.slot).quantity:
            whole = as_filled(whole if entry.stop is None else replaced_stop(whole, entry.stop), entry, price)
    if whole.stop is not None and whole.guard is None and whole.average is not None:
        whole = evolve(whole, stop=replace(whole.stop, level=Level(LevelKind.PRICE, whole.average)))
    return whole


def conditions(whole: Bracket) -> int:
    """How many orders of a ``filled`` bracket count at once, at most: those that stand, and one more where a stop is
    moved by placing the next before the old one goes."""
    found = [want for want in wanted(whole) if want.type in CONDITIONS and want.quantity is not None]
    moves = any(want.type is OrderType.STOP for want in found)
    return len(found) + (moves and whole.rules.reduce_only and not whole.rules.amends)

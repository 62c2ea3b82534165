"""What people told, folded into the state: a joined message, canceled parts, moved exits.

Like the rest of the fold it decides nothing: that a stop which is no longer wanted is canceled follows by itself.
"""

from __future__ import annotations

from dataclasses import replace

from core.bracket import Bracket, Stop
from core.events import Joined, MoveTold
from core.evolve import evolve
from core.ladder import rungs
from core.orders import ONE


def joined(bracket: Bracket, event: Joined) -> Bracket:
    """The group grows: an entry after which leaving counts anew, targets of its own, and a stop that replaces."""
    held = bracket.tradable > 0
    bracket = _as_it_stands(bracket) if held else _afresh(bracket)
    entries, stop = bracket.entries, event.stop
    if event.entry is not None:
        entries = tuple(replace(e, unwanted=True) if bracket.leaving else e for e in entries)
        entries = (*entries, replace(event.entry, stop=stop if held else None))
        stop = None if held else stop
    bracket = evolve(bracket, entries=entries, targets=bracket.targets + event.targets)
    return bracket if stop is None else replaced_stop(bracket, stop)


def replaced_stop(bracket: Bracket, stop: Stop) -> Bracket:
    """Another stop: nothing that the old one earned binds it, and a trail counts from the price now."""
    return evolve(
        bracket,
        stop=replace(stop, sold=bracket.fills("sl").quantity),
        best=bracket.fresh_price() if bracket.tradable else None,
        floor=None,
        moved_at=None,
        armed=False,
        even=False,
    )


def _as_it_stands(bracket: Bracket) -> Bracket:
    """Targets keep what is left of them now: a later entry brings its own (smart-syntax, Meaning 6)."""
    if not bracket.entry_done:
        return bracket
    left = {r.target.slot: r.quantity + bracket.fills(r.target.slot).quantity for r in rungs(bracket)}
    targets = tuple(
        replace(t, of=t.slot, base=left[t.slot], upto=ONE) if t.slot in left else t for t in bracket.targets
    )
    return evolve(bracket, targets=targets)


def _afresh(bracket: Bracket) -> Bracket:
    """Nothing is held: what was asked for an earlier position does not touch the next one."""
    if not bracket.exited.quantity:
        return bracket
    targets = tuple(replace(t, released=True) for t in bracket.targets)
    return evolve(bracket, targets=targets, trim=bracket.fills("close").quantity, best=None, floor=None, even=False)


def release(bracket: Bracket, slots: tuple[str, ...]) -> Bracket:
    targets = tuple(replace(t, released=True) if t.slot in slots else t for t in bracket.targets)
    return evolve(bracket, targets=targets)


def canceled(bracket: Bracket, slots: tuple[str, ...]) -> Bracket:
    if "entries" in slots:
        bracket = evolve(bracket, entries=tuple(replace(e, unwanted=True) for e in bracket.entries))
    if "sl" in slots:
        bracket = evolve(bracket, stop=None, floor=None, even=False)
    return release(bracket, slots)


def moved(bracket: Bracket, event: MoveTold) -> Bracket:
    if event.slot == "sl":
        stop = replace(bracket.stop or Stop(None), level=event.level, breakeven=False, breakeven_at=None)
        return evolve(bracket, stop=stop, floor=None, even=False, moved_at=None)
    targets = tuple(
        replace(t, level=event.level, released=False) if t.slot == event.slot else t for t in bracket.targets
    )
    return evolve(bracket, targets=targets)

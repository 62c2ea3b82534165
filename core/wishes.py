"""What people told, folded into the state: a joined message, canceled parts, moved exits.

Like the rest of the fold it decides nothing: that a stop which is no longer wanted is canceled follows by itself.
"""

from __future__ import annotations

from dataclasses import replace

from core.bracket import Bracket, Stop
from core.events import Joined, MoveTold
from core.evolve import evolve


def joined(bracket: Bracket, event: Joined) -> Bracket:
    """The group grows: an entry after which leaving counts anew, targets of its own, and a stop that replaces."""
    entries = bracket.entries
    if event.entry is not None:
        entries = tuple(replace(e, unwanted=True) if bracket.leaving else e for e in entries)
        entries = (*entries, event.entry)
    if event.stop is None:
        return evolve(bracket, entries=entries, targets=bracket.targets + event.targets)
    return evolve(
        bracket,
        entries=entries,
        targets=bracket.targets + event.targets,
        stop=replace(event.stop, sold=bracket.fills("sl").quantity),
        floor=None,
        moved_at=None,
        armed=False,
        even=False,
    )


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
        stop = replace(bracket.stop, level=event.level) if bracket.stop else Stop(event.level)
        return evolve(bracket, stop=stop, floor=None, even=False, moved_at=None)
    targets = tuple(
        replace(t, level=event.level, released=False) if t.slot == event.slot else t for t in bracket.targets
    )
    return evolve(bracket, targets=targets)

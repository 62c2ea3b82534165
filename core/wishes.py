"""What people told, folded into the state: a joined message, a close, canceled parts, moved exits, break-even.

Of two words about the stop the later one stands.  The stop that a joining entry brings was asked for when it was typed,
so what is said of the stop while that entry rests is said instead of it.  A trail alone says how the stop that stands
follows, and nothing of where it is: it never loosens.

Like the rest of the fold it decides nothing: that a stop which is no longer wanted is canceled follows by itself.
"""

from __future__ import annotations

from dataclasses import replace

from core.bracket import Bracket, Stop
from core.events import BreakevenTold, CancelTold, CloseTold, ForgetTold, Joined, MoveTold
from core.evolve import evolve
from core.exits import stop_quantity
from core.ladder import rungs
from core.orders import ONE, Reason


def told(bracket: Bracket, event: CloseTold | CancelTold | MoveTold | BreakevenTold | ForgetTold) -> Bracket:
    """What was said of a bracket as it stands."""
    match event:
        case CloseTold():
            return told_to_close(bracket, event)
        case CancelTold(slots=slots):
            return canceled(bracket, slots)
        case MoveTold():
            return moved(bracket, event)
        case BreakevenTold():
            return evened(bracket, event)
        case ForgetTold():
            return evolve(bracket, forgotten=True)


def told_to_close(bracket: Bracket, event: CloseTold) -> Bracket:
    if event.quantity is None:
        return evolve(bracket, closing=bracket.closing or "told", told_by=event.by)
    trim = max(bracket.trim, bracket.fills("close").quantity) + event.quantity
    return evolve(bracket, trim=trim, told_by=event.by)


def joined(bracket: Bracket, event: Joined) -> Bracket:
    """The group grows: an entry after which leaving counts anew, targets of its own, and a stop that replaces."""
    held = bracket.tradable > 0
    bracket = tried_anew(_as_it_stands(bracket) if held else _afresh(bracket))
    entries, stop = bracket.entries, event.stop
    if event.entry is not None:
        entries = tuple(replace(e, unwanted=True) if bracket.leaving else e for e in entries)
        entries = (*entries, replace(event.entry, stop=stop if held else None, by=event.by))
        stop = None if held else stop
    by = tuple(dict.fromkeys((*bracket.joined_by, event.by))) if event.by else bracket.joined_by
    bracket = evolve(bracket, entries=entries, targets=bracket.targets + event.targets, joined_by=by, room=None)
    if stop is None:
        return bracket
    old, bracket = bracket.stop, _instead(bracket)
    if event.entry is not None or old is None or not follows(bracket, stop):
        return replaced_stop(bracket, stop)
    even = old.breakeven_at if stop.breakeven_at is None else stop.breakeven_at
    stop = replace(stop, level=old.level, breakeven=old.breakeven or stop.breakeven, breakeven_at=even)
    return evolve(replaced_stop(bracket, stop), floor=bracket.floor, even=bracket.even)


def follows(bracket: Bracket, stop: Stop) -> bool:
    """Whether ``stop``, told of what is held, only lets the one that stands trail: not one that guards less, nor where
    that has sold its part."""
    old, held = bracket.stop, bracket.tradable
    if stop.level is not None or old is None or stop.share < old.share:
        return False
    guards = stop_quantity(bracket, held)
    spent = old.share < ONE and not guards
    return not spent and stop_quantity(replaced_stop(bracket, stop), held) >= guards


def begun(bracket: Bracket, slot: str) -> Bracket:
    """An entry that begins to fill brings its stop, instead of those that earlier entries were to bring."""
    found = next(((n, e.stop) for n, e in enumerate(bracket.entries, 1) if e.slot == slot and e.stop), None)
    if found is None:
        return bracket
    n, stop = found
    earlier = _instead(evolve(bracket, entries=bracket.entries[:n]))
    return replaced_stop(evolve(bracket, entries=earlier.entries + bracket.entries[n:]), stop)


def _instead(bracket: Bracket) -> Bracket:
    """No entry brings a stop any more: a later word stands."""
    return evolve(bracket, entries=tuple(replace(e, stop=None) if e.stop else e for e in bracket.entries))


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
        bracket = evolve(_instead(bracket), stop=None, floor=None, even=False)
    return release(bracket, slots)


def tried_anew(bracket: Bracket) -> Bracket:
    """A stop that found no room is tried again at once, and what it hears is told as if it were for the first time."""
    past = {s: replace(p, refused=0, reason=None) if p.reason is Reason.FULL else p for s, p in bracket.past.items()}
    return evolve(bracket, past=past)


def moved(bracket: Bracket, event: MoveTold) -> Bracket:
    if event.slot == "sl":
        bracket = tried_anew(bracket)
        stop = replace(bracket.stop or Stop(None), level=event.level, breakeven=False, breakeven_at=None)
        return evolve(_instead(bracket), stop=stop, floor=None, even=False, moved_at=None)
    targets = tuple(
        replace(t, level=event.level, released=False) if t.slot == event.slot else t for t in bracket.targets
    )
    return evolve(bracket, targets=targets)


def evened(bracket: Bracket, event: BreakevenTold) -> Bracket:
    """Break-even from now on; from a price on, it is said of the stops that entries are to bring too."""
    bracket, after = tried_anew(bracket), event.after
    stop = replace(bracket.stop or Stop(level=None), breakeven_at=after)
    if after is None:
        return evolve(_instead(bracket), stop=stop, even=True)
    entries = (replace(e, stop=replace(e.stop, breakeven_at=after)) if e.stop else e for e in bracket.entries)
    return evolve(bracket, stop=stop, entries=tuple(entries))

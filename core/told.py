"""Commands about a position that stands: close, cancel, move, break-even.  Pure: groups in, events out."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NoReturn

from core.bracket import Bracket, Level, LevelKind, Stamp, Stop
from core.distances import check_distances
from core.events import BreakevenTold, CancelTold, CloseTold, Event, MoveTold
from core.instruction import (
    BreakevenCommand,
    CancelCommand,
    CloseCommand,
    Command,
    MoveCommand,
    Quantity,
    QuantityKind,
    plain,
)
from core.levels import Market, breakeven_level, refuse
from core.liquidation import check_liquidation
from core.orders import OrderType, PositionSide
from core.ports import Facts
from core.stops import break_even, stop_price, tightest
from core.wishes import moved

HUNDRED = Decimal(100)
Told = tuple[Bracket, tuple[Event, ...], tuple[str, ...]]
_BARING = frozenset({"all", "exits", "sl"})  # what a cancel says that takes an sl away


def told(
    command: Command,
    facts: Facts,
    groups: Sequence[Bracket],
    stamp: Stamp,
    by: str = "",
    agreed: Container[str] = (),
) -> list[Told]:
    """The events that a command means for each group it concerns; ``by``: the source of its message; ``agreed``: the
    words in which a person was asked and said yes.  Raises ``Refusal``."""
    match command:
        case CloseCommand():
            return [_close(g, command, stamp, by) for g in _which(groups, facts, command.side, command.position)]
        case CancelCommand():
            return [_cancel(g, command, stamp, by) for g in _canceled(groups, facts, command)]
        case MoveCommand():
            return [_move(_one(groups, facts, command), command, facts, stamp, by, agreed)]
        case BreakevenCommand():
            return [_breakeven(_one(groups, facts, command), command, facts, stamp, by)]
    raise AssertionError(command)


def _which(groups: Sequence[Bracket], facts: Facts, side: PositionSide | None, where: int) -> list[Bracket]:
    found = [g for g in groups if side in (None, g.side)]
    if not found:
        what = f"no {side.value} of ours" if side else "nothing of ours"
        refuse("E-NO-POSITION", f"{what} is open on {facts.instrument.symbol}", where)
    return found


def _one(groups: Sequence[Bracket], facts: Facts, command: MoveCommand | BreakevenCommand) -> Bracket:
    found = _which(groups, facts, command.side, command.position)
    if len(found) > 1:
        _ask_side(found, command)
    return found[0]


def _canceled(groups: Sequence[Bracket], facts: Facts, command: CancelCommand) -> list[Bracket]:
    """Both sides, as with ``close``, unless a position would lose its stop with it."""
    found = _which(groups, facts, command.side, command.position)
    if len(found) > 1 and command.what in _BARING and any(group.tradable for group in found):
        _ask_side(found, command)
    return found


def _ask_side(found: Sequence[Bracket], command: CancelCommand | MoveCommand | BreakevenCommand) -> NoReturn:
    ways = " or ".join(f"`{replace(command, side=group.side)}`" for group in found)
    refuse("E-SIDE", "there is a long and a short; say which", command.position, hint=ways)


def _close(group: Bracket, command: CloseCommand, stamp: Stamp, by: str) -> Told:
    quantity = _quantity(command.quantity, group)
    if quantity is None or quantity >= group.tradable:
        return group, (CloseTold(stamp, by=by),), (f"closes all of #{group.id}",)
    if not quantity:
        refuse("E-SIZE", "less than one step of the position", command.position)
    average = group.average
    if average is not None and not group.instrument.exit_stands_alone(quantity, average):
        refuse("E-MIN-NOTIONAL", f"{plain(quantity)} is too small an order for the exchange", command.position)
    if average is not None and not group.instrument.exit_stands_alone(group.tradable - quantity, average):
        note = f"closes all of #{group.id}: what would be left is too small for an order"
        return group, (CloseTold(stamp, by=by),), (note,)
    return group, (CloseTold(stamp, quantity, by),), (f"closes {plain(quantity)} of #{group.id}",)


def _quantity(asked: Quantity | None, group: Bracket) -> Decimal | None:
    """Base quantity, rounded down (contracts.md rounds only the boundaries of rungs to the nearest step): what was sold
    beyond the wish is gone, and half of a smallest position would be all of it; what is left keeps its sl."""
    if asked is None or asked.amount is None:
        return None
    amount = asked.amount
    if asked.kind is QuantityKind.POSITION:
        amount = group.tradable * asked.amount / HUNDRED
    return group.instrument.floor_qty(amount)


def _cancel(group: Bracket, command: CancelCommand, stamp: Stamp, by: str) -> Told:
    """Where nothing is held, ``all`` is what rests: an entry that fills before its cancel arrives keeps its exits."""
    targets = tuple(t.slot for t in group.targets if not t.released)
    slots = {
        "all": ("entries", "sl", *targets) if group.tradable else ("entries",),
        "entries": ("entries",),
        "exits": ("sl", *targets),
        "sl": ("sl",),
        "tp": targets,
    }.get(command.what, (command.what,))
    if command.what.startswith("tp") and command.what != "tp" and command.what not in targets:
        refuse("E-NO-TARGET", f"#{group.id} has no {command.what}", command.position, hint=_targets(targets))
    note = f"#{group.id}: cancels {command.what}"
    if "sl" in slots and group.tradable:
        note += "; nothing limits the loss then"
    note += instead(group) if "sl" in slots else ""
    return group, (CancelTold(stamp, slots, by),), (note,)


def instead(group: Bracket) -> str:
    """That a later word about the stop stands: the one that a resting entry was typed with is not placed any more."""
    waits = any(entry.stop is not None and group.unfilled(entry) for entry in group.entries)
    return "; the entry that still rests brings no sl of its own then" if waits else ""


def check_movable(group: Bracket, where: int | None = None) -> None:
    """Refuse what would move the sl of less than one lot, which was placed in finer ones: no other could be placed, and
    it rests where it is.  A position's own sl, which has no quantity, can be moved."""
    whole = any(order.type is OrderType.STOP and order.quantity is None for order in group.live)
    if group.tradable and not group.instrument.floor_qty(group.position) and not whole:
        held, lot = plain(group.tradable), plain(group.instrument.lot)
        refuse("E-SIZE", f"{held} is less than the exchange's lot of {lot} now: its sl stays where it is", where)


def _market(group: Bracket, facts: Facts, where: int) -> Market:
    if facts.price is None:
        refuse("E-NO-PRICE", f"no price of {facts.instrument.symbol} is known yet", where, hint="try again in a moment")
    return Market(group.instrument, group.side, facts.price, "", group.average, facts.price)


def _targets(slots: Sequence[str]) -> str:
    return f"its targets: {', '.join(slots)}" if slots else ""


def _move(group: Bracket, command: MoveCommand, facts: Facts, stamp: Stamp, by: str, agreed: Container[str]) -> Told:
    market, side = _market(group, facts, command.position), group.side
    is_stop = command.what == "sl"
    if is_stop:
        check_movable(group, command.position)
    slot = "tp1" if command.what == "tp" else command.what
    if not is_stop:
        slots = [t.slot for t in group.targets]
        if command.what == "tp" and len(slots) > 1:
            refuse("E-TARGET", "which target?", command.position, hint=_targets(slots))
        if slot not in slots:
            refuse("E-NO-TARGET", f"#{group.id} has no {command.what}", command.position, hint=_targets(slots))
    price = market.absolute(command.to, -1 if is_stop else 1)
    gain = side.sign * (price - market.last) * (-1 if is_stop else 1)
    if gain <= 0:
        refuse(
            "E-WRONG-SIDE",
            f"{command.what} at {plain(price)} is on the wrong side of the market at {plain(market.last)}",
            command.to.position,
        )
    entry = _enters_at(group, side) if is_stop else None
    if entry is not None and side.sign * (entry - price) <= 0:
        refuse(
            "E-WRONG-SIDE",
            f"{command.what} at {plain(price)} is on the wrong side of the entry at {plain(entry)}",
            command.to.position,
        )
    level, doubts = Level(LevelKind.PRICE, price), check_distances([(slot, command.to)], market, group.account, agreed)
    near = check_liquidation(Stop(level), None, group.tradable, market, group, facts) if is_stop else ()
    event = MoveTold(stamp, slot, level, by)
    note = f"#{group.id}: {command.what} to {plain(price)}" + (_moved(group, event) if is_stop else "")
    return group, (event,), (note, *doubts, *near)


def _enters_at(group: Bracket, side: PositionSide) -> Decimal | None:
    """Where what rests will enter first, quote, while nothing is held: a stop beyond that would close it at once."""
    limits = [e.price for e in group.entries if e.price is not None and group.unfilled(e)]
    return max(limits, key=lambda price: side.sign * price) if limits and not group.tradable else None


def _moved(group: Bracket, event: MoveTold) -> str:
    """That a trail keeps the stop tighter than was typed, and that a later word about it stands."""
    stands = stop_price(moved(group, event))
    kept = stands is not None and stands != group.instrument.stop_trigger(event.level.amount, group.side)
    return (f"; its trail keeps it at {plain(stands)}" if stands is not None and kept else "") + instead(group)


def _breakeven(group: Bracket, command: BreakevenCommand, facts: Facts, stamp: Stamp, by: str) -> Told:
    market = _market(group, facts, command.position)
    check_movable(group, command.position)
    after = breakeven_level(command.breakeven, market)
    line = break_even(group)
    if line is None:
        refuse("E-NO-POSITION", f"the entry of #{group.id} has not filled yet", command.position)
    if after is None and tightest(group, line, market.last) == line:
        refuse(
            "E-WRONG-SIDE",
            f"break-even is {plain(line)}, on the wrong side of the market at {plain(market.last)}",
            command.position,
            hint=f"`breakeven after {plain(line)}`",
        )
    note, stands = f"#{group.id}: stop to break-even at {plain(line)}", stop_price(group)
    if stands is not None and stands != line and tightest(group, stands, line) == stands:
        note = f"#{group.id}: the sl stays at {plain(stands)}, tighter than break-even at {plain(line)}"
    note += instead(group) if after is None else ""
    if after is not None and group.guard is None:
        note += "; nothing limits the loss until then"
    return group, (BreakevenTold(stamp, after, by),), (note,)

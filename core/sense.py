"""What a well-formed message may still not say, as far as no price is needed to know it.

Each rule is one function over one block; a rule that needs a price, an instrument or a position is ``plan``'s.
Blocks with the same header are one block: a message is one whole (smart-syntax.md, Meaning 1 and 3), and alerts
often repeat the header on every line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from core.grammar import MAX_COMMANDS
from core.instruction import (
    Block,
    BreakevenCommand,
    CancelCommand,
    CloseCommand,
    Command,
    EntryCommand,
    ExitCommand,
    ExitKind,
    Instruction,
    MoveCommand,
    Price,
    PriceKind,
    QuantityKind,
)
from core.orders import PositionSide
from core.problems import problem_at, quoted

_FULL = Decimal(100)
MAX_MARKETS = MAX_COMMANDS  # symbols times accounts, over all blocks


def joined(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, those with the same header as one."""
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], Block] = {}
    for block in blocks:
        header = (block.symbols, block.accounts)
        first = found.get(header)
        found[header] = replace(first, commands=first.commands + block.commands) if first else block
    return tuple(found.values())


def check(instruction: Instruction) -> None:
    """Raise SyntaxProblem for the first thing in ``instruction`` that makes no sense at any price."""
    text = instruction.text
    _markets(instruction.blocks, text)
    for block in instruction.blocks:
        for rule in (_entries, _exits, _stops, _rungs, _mix, _repeats):
            rule(block, text)


def _markets(blocks: Sequence[Block], text: str) -> None:
    seen: set[tuple[str, str]] = set()
    for block in blocks:
        for names, positions in ((block.symbols, block.symbol_positions), (block.accounts, block.account_positions)):
            for n, name in enumerate(names):
                if name.lower() in {earlier.lower() for earlier in names[:n]}:
                    raise problem_at(text, "E-TWICE", f"{quoted(name)} is named twice", positions[n])
        markets = {(symbol, account.lower()) for symbol in block.symbols for account in block.accounts}
        if twice := min(seen & markets, default=None):
            message = f"{quoted(twice[0])} on {quoted(twice[1])} has commands under two headers"
            raise problem_at(text, "E-TWICE", message, block.position, "say them under one header")
        seen |= markets
    if len(seen) > MAX_MARKETS:
        message = f"{len(seen)} markets (symbols times accounts), {MAX_MARKETS} are the most"
        raise problem_at(text, "E-MANY", message, blocks[0].position, "send it in parts")
    commands = [command for block in blocks for command in block.commands]
    if len(commands) > MAX_COMMANDS:
        message = f"{len(commands)} commands, {MAX_COMMANDS} are the most"
        raise problem_at(text, "E-MANY", message, commands[MAX_COMMANDS].position, "send it in parts")


def _entries(block: Block, text: str) -> None:
    """One entry a side, sized in base coin, at a price of its own; exits belong to a side that is entered."""
    sides: set[PositionSide] = set()
    for command in block.commands:
        if not isinstance(command, EntryCommand):
            continue
        if command.quantity.kind is not QuantityKind.BASE:
            message = f"{quoted(str(command.quantity))} speaks of a position; an entry's size is in base coin"
            hint = f'write "market {command.side.value} 0.01"'
            raise problem_at(text, "E-QUANTITY", message, command.quantity.position, hint)
        if command.at and command.at.kind is not PriceKind.ABSOLUTE:
            message = "a limit entry needs a price of its own"
            raise problem_at(text, "E-PRICE", message, command.at.position, 'write "at 63000"')
        if command.side in sides:
            message = f"a second {command.side.value} entry in one message"
            raise problem_at(text, "E-ENTRIES", message, command.position, "send it as a message of its own")
        sides.add(command.side)
    for command in block.commands:
        if sides and isinstance(command, ExitCommand) and command.side not in sides:
            (entered,) = sides
            message = f"{command.kind.value} {command.side.value} beside a {entered.value} entry"
            hint = f'the side names the position: did you mean "{command.kind.value} {entered.value}"?'
            raise problem_at(text, "E-SIDE", message, command.position, hint)


def _exits(block: Block, text: str) -> None:
    """Each exit command says what it is for, and no distance leads to a price of zero or less."""
    for command in block.commands:
        if not isinstance(command, EntryCommand | ExitCommand):
            continue
        exits = command.exits
        if isinstance(command, ExitCommand):
            _body(command, text)
        if exits.sl and exits.sl.kind is PriceKind.OFF_PERCENT and exits.sl.amount >= _FULL:
            raise problem_at(text, "E-PERCENT", "a stop's distance is below 100%", exits.sl.position)
        if command.side is PositionSide.SHORT:
            afters = [part.after for part in (exits.trail, exits.breakeven) if part]
            for price in (exits.tp, *afters):
                _above_zero(price, text)


def _above_zero(price: Price | None, text: str) -> None:
    if price and price.kind is PriceKind.OFF_PERCENT and price.amount >= _FULL:
        raise problem_at(text, "E-PERCENT", "a short gains at most 100%", price.position)


def _body(command: ExitCommand, text: str) -> None:
    kind, exits, name = command.kind, command.exits, command.kind.value
    guards = exits.sl or exits.trail
    if kind is ExitKind.TAKEPROFIT:
        surplus = exits.sl or exits.trail or exits.breakeven
        if surplus:
            hint = 'say it in a "stoploss" command, or "sl-or-tp … tp … sl …"'
            raise problem_at(text, "E-EXITS", "a stop does not belong to takeprofit", surplus.position, hint)
        if not exits.tp:
            hint = f'write "takeprofit {command.side.value} {command.quantity} tp off 5%"'
            raise problem_at(text, "E-EXITS", "takeprofit needs a tp", command.position, hint)
    elif not guards:
        hint = f'write "{name} {command.side.value} {command.quantity} {exits} sl off 2%"'.replace("  ", " ")
        raise problem_at(text, "E-EXITS", f"{name} needs an sl or a trail", command.position, hint)
    elif kind is ExitKind.STOPLOSS and exits.tp:
        hint = 'write "sl-or-tp … sl … tp …", or a "takeprofit" of its own'
        raise problem_at(text, "E-EXITS", "a target does not belong to stoploss", exits.tp.position, hint)
    elif kind is ExitKind.SL_OR_TP and not exits.tp:
        hint = f'write "sl-or-tp {command.side.value} {command.quantity} {exits} tp off 5%"'
        raise problem_at(text, "E-EXITS", "sl-or-tp needs a tp", command.position, hint)


def _guarded(block: Block) -> Iterator[EntryCommand | ExitCommand]:
    return (command for command in block.commands if isinstance(command, EntryCommand | ExitCommand))


def _stops(block: Block, text: str) -> None:
    """One stop a side, and one break-even."""
    stops: set[PositionSide] = set()
    breakevens: set[PositionSide] = set()
    for command in _guarded(block):
        side, exits = command.side, command.exits
        if exits.sl or exits.trail:
            if side in stops:
                message, hint = f"a second stop for the {side.value}", 'one stop may say "sl off 2% trail 1%"'
                raise problem_at(text, "E-STOPS", message, command.position, hint)
            stops.add(side)
        if exits.breakeven:
            if side in breakevens:
                raise problem_at(text, "E-TWICE", '"breakeven" is said twice for one stop', exits.breakeven.position)
            breakevens.add(side)


def _rungs(block: Block, text: str) -> None:
    """Rungs below 100%p add up to 100 at most, and one at most takes what the others leave."""
    for side in PositionSide:
        total, whole = Decimal(0), False
        for command in _guarded(block):
            if command.side is not side or not command.exits.tp:
                continue
            share = _share(command)
            if share == _FULL:
                if whole:
                    message, hint = "a second target takes all the rest", "give the nearer ones a share: 33%p"
                    raise problem_at(text, "E-RUNGS", message, command.position, hint)
                whole = True
            elif share:
                total += share
            if total > _FULL:
                message = f"targets for the {side.value} add up to {total:f}%p"
                raise problem_at(
                    text, "E-RUNGS", message, command.position, "100%p at most, a last 100%p takes the rest"
                )


def _share(command: EntryCommand | ExitCommand) -> Decimal | None:
    """Percent of the position that this command's target takes; None for a size in base coin."""
    if isinstance(command, EntryCommand) or command.quantity.kind is QuantityKind.ALL:
        return _FULL
    return command.quantity.amount if command.quantity.kind is QuantityKind.POSITION else None


def _mix(block: Block, text: str) -> None:
    """Managing what stands does not go with entering; ``breakeven`` without a side after an exit is its option."""
    entered = any(isinstance(command, EntryCommand) for command in block.commands)
    before: Command | None = None
    for command in block.commands:
        if entered and not isinstance(command, EntryCommand | ExitCommand):
            message = f'"{_name(command)}" manages what stands and cannot go with an entry'
            raise problem_at(text, "E-MIX", message, command.position, "send it as a message of its own")
        if isinstance(command, BreakevenCommand) and not command.side and isinstance(before, ExitCommand):
            message = '"breakeven" after an exit command would be its option'
            raise problem_at(text, "E-MIX", message, command.position, "write breakeven first, or on the same line")
        before = command


def _repeats(block: Block, text: str) -> None:
    """No management command twice: two moves of one stop contradict each other, also where one names its side."""
    seen: set[str] = set()
    for command in block.commands:
        if isinstance(command, EntryCommand | ExitCommand):
            continue
        what = _name(command)
        names = {what}
        if isinstance(command, CancelCommand | MoveCommand | BreakevenCommand):
            sides = (command.side,) if command.side else PositionSide
            names = {_name(replace(command, side=side)) for side in sides}
        if seen & names:
            raise problem_at(text, "E-TWICE", f'"{what}" is said twice', command.position)
        seen |= names


def _name(command: Command) -> str:
    if isinstance(command, CloseCommand):
        return f"close {command.side.value}" if command.side else "close"
    sided = isinstance(command, CancelCommand | MoveCommand | BreakevenCommand) and command.side
    side = f" {sided.value}" if sided else ""
    if isinstance(command, CancelCommand):
        return f"cancel{side} {command.what}"
    return f"move{side} {command.what}" if isinstance(command, MoveCommand) else f"breakeven{side}"

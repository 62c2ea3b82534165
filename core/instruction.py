"""What a Smart Syntax message says, as data: the tree between ``syntax`` (text) and ``plan`` (brackets).

``str()`` of a node prints canonical Smart Syntax that parses back to an equal node.  Percentages are kept
as written (``2`` for ``2%``), so nothing is rounded here.  Knows no price, account setting or exchange.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from core.orders import PositionSide


def plain(number: Decimal) -> str:
    """A number as a person writes it: no exponent, no needless zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


class QuantityKind(Enum):
    BASE = "base"  # 0.01, base coin
    POSITION = "position"  # N%p of the position
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Quantity:
    """How much: ``amount`` is base coin, or percent of the position (100 for ``100%p``), None for ALL."""

    kind: QuantityKind
    amount: Decimal | None
    position: int = field(default=0, compare=False)

    def __str__(self) -> str:
        if self.amount is None:
            return "all"
        return plain(self.amount) + ("%p" if self.kind is QuantityKind.POSITION else "")


class PriceKind(Enum):
    OFF_PERCENT = "off %"  # unsigned distance in percent of the reference
    OFF = "off"  # unsigned distance in quote
    ENTRY_PERCENT = "e %"  # signed percent on the position's average entry
    ENTRY = "e"  # signed quote on the average entry; plain ``e`` is 0
    ABSOLUTE = "absolute"


@dataclass(frozen=True, slots=True)
class Price:
    """Where: ``amount`` in percent or quote as ``kind`` says; signed for the entry kinds only."""

    kind: PriceKind
    amount: Decimal
    position: int = field(default=0, compare=False)

    def __str__(self) -> str:
        number, kind = plain(self.amount.copy_abs()), self.kind  # abs() would round to the context
        if kind is PriceKind.ABSOLUTE:
            return number
        if kind in (PriceKind.OFF, PriceKind.OFF_PERCENT):
            return f"off {number}" + ("%" if kind is PriceKind.OFF_PERCENT else "")
        if kind is PriceKind.ENTRY and not self.amount:
            return "e"
        sign = "-" if self.amount < 0 else "+"
        return f"e{sign}{number}" + ("%" if kind is PriceKind.ENTRY_PERCENT else "")


@dataclass(frozen=True, slots=True)
class Trail:
    """A trailing distance in percent of the high-water mark; ``after``: trails only from that price on."""

    percent: Decimal
    after: Price | None = None
    position: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return f"trail {plain(self.percent)}%" + (f" after {self.after}" if self.after else "")


@dataclass(frozen=True, slots=True)
class Breakeven:
    """Move the stop to entry plus fees: after the first target, or ``after`` a price."""

    after: Price | None = None
    position: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return "breakeven" + (f" after {self.after}" if self.after else "")


@dataclass(frozen=True, slots=True)
class Exits:
    """Inline exits and options of an entry, or the body of an exit command."""

    sl: Price | None = None
    tp: Price | None = None
    trail: Trail | None = None
    breakeven: Breakeven | None = None

    def __str__(self) -> str:
        parts = []
        if self.sl:
            parts.append(f"sl {self.sl}")
        if self.tp:
            parts.append(f"tp {self.tp}")
        parts += [str(part) for part in (self.trail, self.breakeven) if part]
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class EntryCommand:
    """``market SIDE QTY [exits]`` (``at`` None) or ``limit SIDE QTY at PRICE [exits]``."""

    side: PositionSide
    quantity: Quantity
    at: Price | None = None
    exits: Exits = Exits()
    position: int = field(default=0, compare=False)

    def __str__(self) -> str:
        head = f"{'limit' if self.at else 'market'} {self.side.value} {self.quantity}"
        at = f" at {self.at}" if self.at else ""
        return f"{head}{at} {self.exits}".rstrip()


class ExitKind(Enum):
    STOPLOSS = "stoploss"
    TAKEPROFIT = "takeprofit"
    SL_OR_TP = "sl-or-tp"


@dataclass(frozen=True, slots=True)
class ExitCommand:
    """``stoploss SIDE QTY …``, ``takeprofit SIDE QTY …``, ``sl-or-tp SIDE QTY …``; side names the position."""

    kind: ExitKind
    side: PositionSide
    quantity: Quantity
    exits: Exits
    position: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return f"{self.kind.value} {self.side.value} {self.quantity} {self.exits}"


@dataclass(frozen=True, slots=True)
class CloseCommand:
    """``close [SIDE] [QTY]``: market out; all of it when no quantity is given."""

    side: PositionSide | None = None
    quantity: Quantity | None = None
    position: int = field(default=0, compare=False)

    def __str__(self) -> str:
        side = f" {self.side.value}" if self.side else ""
        return f"close{side}" + (f" {self.quantity}" if self.quantity else "")


@dataclass(frozen=True, slots=True)
class CancelCommand:
    """``cancel [SIDE] [all|entries|exits|sl|tp|tpN]``; the position itself is left alone.  The side is needed where
    both are open and a position would lose its stop."""

    what: str = "all"
    side: PositionSide | None = None
    position: int = field(default=0, compare=False)

    def __str__(self) -> str:
        side = f" {self.side.value}" if self.side else ""
        return f"cancel{side} {self.what}"


@dataclass(frozen=True, slots=True)
class MoveCommand:
    """``move [SIDE] sl|tp|tpN to PRICE``; the side is needed where both are open."""

    what: str
    to: Price
    side: PositionSide | None = None
    position: int = field(default=0, compare=False)

    def __str__(self) -> str:
        side = f" {self.side.value}" if self.side else ""
        return f"move{side} {self.what} to {self.to}"


@dataclass(frozen=True, slots=True)
class BreakevenCommand:
    """``breakeven [SIDE]`` as a command of its own: now, or ``after`` a price; the side where both are open."""

    breakeven: Breakeven = Breakeven()
    side: PositionSide | None = None
    position: int = field(default=0, compare=False)

    def __str__(self) -> str:
        after = f" after {self.breakeven.after}" if self.breakeven.after else ""
        return "breakeven" + (f" {self.side.value}" if self.side else "") + after


Command = EntryCommand | ExitCommand | CloseCommand | CancelCommand | MoveCommand | BreakevenCommand


@dataclass(frozen=True, slots=True)
class Block:
    """One header and its commands.  Symbols and accounts are as typed, upper-cased / stripped of ``#``.

    ``positions`` are the code-point offsets of each symbol and each account, for carets.
    """

    symbols: tuple[str, ...]
    accounts: tuple[str, ...]
    commands: tuple[Command, ...]
    position: int = field(default=0, compare=False)
    symbol_positions: tuple[int, ...] = field(default=(), compare=False)
    account_positions: tuple[int, ...] = field(default=(), compare=False)

    @property
    def enters(self) -> bool:
        """Whether it opens or enlarges a position."""
        return any(isinstance(command, EntryCommand) for command in self.commands)

    @property
    def sides(self) -> frozenset[PositionSide]:
        """Those that it enters or gives exits to."""
        return frozenset(c.side for c in self.commands if isinstance(c, EntryCommand | ExitCommand))

    @property
    def touches_exits(self) -> bool:
        """Whether it could take away what protects a position, by replacing, canceling or moving it."""
        return any(isinstance(command, ExitCommand | CancelCommand | MoveCommand) for command in self.commands)

    def __str__(self) -> str:
        header = f"{','.join(self.symbols)} on {','.join(self.accounts)}"
        return " ".join([header, *(str(command) for command in self.commands)])


@dataclass(frozen=True, slots=True)
class Instruction:
    """A whole message."""

    blocks: tuple[Block, ...]
    text: str = field(default="", compare=False)

    @property
    def brackets(self) -> int:
        """How many it can open at most: one for each symbol, account and side that it enters or gives exits to."""
        return sum(len(b.symbols) * len(b.accounts) * len(b.sides) for b in self.blocks)

    def __str__(self) -> str:
        return "; ".join(str(block) for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a message was refused: contracts.md's ``error``, plus the length that the caret underlines."""

    code: str
    message: str
    position: int | None = None
    length: int = 1
    hint: str = ""

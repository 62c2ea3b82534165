"""What travels between a paper exchange in a process of its own and its clients: JSON, one message a line.

A client sends ``Ask``; the server answers each with an ``Answer`` of the same number, in the order of the asks, and
sends ``Heard`` to those who asked to ``Listen``.  Money is text on the wire, exact to the last digit.  Opens no socket.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import msgspec

from core.orders import Order, OrderType, PositionSide, Side
from core.ports import Hint, Pushed, Tick
from core.venue import VenueRules

LONGEST = 1 << 26  # bytes in a line: a look at some hundred thousand orders
Place = Path | tuple[str, int]


class Message(msgspec.Struct, frozen=True, tag=True, tag_field="do"):
    """Says by its own name, in the field ``do``, what it is."""


class Submit(Message, frozen=True):
    account: str
    symbol: str
    order: Order
    side: PositionSide
    children: tuple[Order, ...]
    signed: datetime


class Cancel(Message, frozen=True):
    account: str
    id: str


class Amend(Message, frozen=True):
    account: str
    id: str
    trigger: Decimal | None
    quantity: Decimal | None


class Look(Message, frozen=True):
    account: str
    symbol: str
    ids: tuple[str, ...]


class Facts(Message, frozen=True):
    account: str
    name: str


class Listen(Message, frozen=True):
    """From now on the connection hears every push and tick."""


class Open(Message, frozen=True):
    """Open an account, or give it other rules."""

    account: str
    rules: VenueRules | None


class TradeRow(Message, frozen=True):
    symbol: str
    price: Decimal
    qty: Decimal
    at: datetime
    row: int


class QuoteRow(Message, frozen=True):
    symbol: str
    bid: Decimal
    ask: Decimal
    bid_size: Decimal
    ask_size: Decimal
    at: datetime
    row: int


class GapRow(Message, frozen=True):
    symbol: str
    price: Decimal
    at: datetime
    row: int


class MoveRow(Message, frozen=True):
    symbol: str
    price: Decimal
    at: datetime
    row: int


class Hand(Message, frozen=True):
    account: str
    symbol: str
    side: Side
    type: OrderType
    quantity: Decimal | None
    price: Decimal | None
    trigger: Decimal | None
    reduce_only: bool


class HandMove(Message, frozen=True):
    account: str
    id: str
    trigger: Decimal | None
    price: Decimal | None
    quantity: Decimal | None


class Trades(Message, frozen=True):
    """Every trade from number ``since`` on, of all accounts."""

    since: int = 0


class Orders(Message, frozen=True):
    account: str
    symbol: str | None
    open: bool


class Measured(Message, frozen=True):
    """Ask for the ``Measures`` of one account and symbol."""

    account: str
    symbol: str


class Measures(msgspec.Struct, frozen=True):
    """Milliseconds without a stop, and base quantity traded beyond the position."""

    uncovered_ms: int
    overfilled: Decimal


Row = TradeRow | QuoteRow | GapRow | MoveRow
Request = Submit | Cancel | Amend | Look | Facts | Listen | Open | Row | Hand | HandMove | Trades | Orders | Measured


class Ask(msgspec.Struct, frozen=True):
    n: int
    request: Request


class Problem(msgspec.Struct, frozen=True):
    """Why there is no result: the exception's name, its text, and an unknown symbol's nearest and existing names."""

    kind: str
    text: str
    nearest: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()


class Answer(Message, frozen=True):
    n: int
    result: msgspec.Raw = msgspec.Raw(b"null")
    problem: Problem | None = None


class Heard(Message, frozen=True):
    account: str
    tick: Tick | None = None
    pushed: Pushed | None = None

    @property
    def hint(self) -> Hint | None:
        return self.tick or self.pushed


def heard(account: str, hint: Hint) -> Heard:
    """A hint as it travels."""
    return Heard(account, tick=hint) if isinstance(hint, Tick) else Heard(account, pushed=hint)


def place(text: str) -> Place:
    """``HOST:PORT`` or ``PORT`` on this machine, else a unix socket's path.  ``ValueError`` for another machine."""
    host, _, port = text.rpartition(":")
    if port.isdecimal() and "/" not in host:
        if host not in ("", "localhost", "127.0.0.1", "[::1]"):
            raise ValueError(f"the paper exchange is only reached on this machine, not at {host}")
        return host.strip("[]") or "127.0.0.1", int(port)
    return Path(text).expanduser()

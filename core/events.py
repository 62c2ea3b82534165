"""Everything that can happen to a bracket, and everything it may ask the exchange to do.

Each event carries a ``Stamp`` put there by the shell: time and price enter the core only in events.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.bracket import Entry, Level, Stamp, Stop, Target
from core.instrument import Instrument
from core.orders import Order, Report


@dataclass(frozen=True, slots=True)
class Opened:
    """The bracket was planned; nothing has been sent."""

    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Joined:
    """A later message added to the group: an entry, targets, and a stop that replaces the old one (None: keep it).
    ``by``: its source."""

    stamp: Stamp
    entry: Entry | None
    stop: Stop | None
    targets: tuple[Target, ...]
    by: str = ""


@dataclass(frozen=True, slots=True)
class Reported:
    """The exchange spoke of one order.  ``asked``: when the question left; None for a push."""

    stamp: Stamp
    report: Report
    asked: datetime | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """An order was in none of the lists it can be in, in an answer whose question left at ``asked``."""

    stamp: Stamp
    id: str
    asked: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """Our part of the position or balance, base quantity, as the exchange said when asked at ``asked``."""

    stamp: Stamp
    quantity: Decimal
    asked: datetime


@dataclass(frozen=True, slots=True)
class Priced:
    """Nothing but the stamp's price."""

    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Due:
    """Nothing but the stamp's time: a deadline may have passed."""

    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Away:
    """Time has passed, and the exchange has not answered about the bracket since ``since``."""

    stamp: Stamp
    since: datetime


@dataclass(frozen=True, slots=True)
class Back:
    """The exchange answers again; what it says follows."""

    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Listed:
    """The exchange lists the market with these steps now; ``traded``: it is not halted, nor ended."""

    stamp: Stamp
    instrument: Instrument
    traded: bool


@dataclass(frozen=True, slots=True)
class CloseTold:
    """Close ``quantity`` base (None: everything) at the market.  ``by``: the source of the message that says so."""

    stamp: Stamp
    quantity: Decimal | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class CancelTold:
    """Stop wanting these slots: "entries", "sl", "tp1" …; the position stays.  ``by`` as in ``CloseTold``."""

    stamp: Stamp
    slots: tuple[str, ...]
    by: str = ""


@dataclass(frozen=True, slots=True)
class MoveTold:
    """Put the stop ("sl") or a target at another level.  ``by`` as in ``CloseTold``."""

    stamp: Stamp
    slot: str
    level: Level
    by: str = ""


@dataclass(frozen=True, slots=True)
class BreakevenTold:
    """Move the stop to break-even now, or when ``after`` is reached.  ``by`` as in ``CloseTold``."""

    stamp: Stamp
    after: Level | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class ForgetTold:
    """Look after the bracket no more: its market is gone, and a person says that nothing of it is left there."""

    stamp: Stamp


Told = CloseTold | CancelTold | MoveTold | BreakevenTold | ForgetTold
Event = Opened | Joined | Reported | Missed | Held | Priced | Due | Away | Back | Listed | Told


@dataclass(frozen=True, slots=True)
class Submit:
    """Place this order; ``children`` travel with it where the exchange attaches."""

    order: Order
    children: tuple[Order, ...] = ()


@dataclass(frozen=True, slots=True)
class Cancel:
    order: Order


@dataclass(frozen=True, slots=True)
class Amend:
    """Change ``order`` to the trigger and total quantity of its ``amend_asked``."""

    order: Order


Command = Submit | Cancel | Amend

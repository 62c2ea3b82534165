"""What a ledger that cannot be written has not taken yet, kept in memory until it can."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.bracket import Bracket
from core.events import Event
from core.notices import Notice


@dataclass
class Unsaved:
    """What could not be saved yet: the state it amounts to, the events to be kept, what is to be told."""

    folded: Bracket
    events: list[Event] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

"""One bracket while a message is planned: nothing of it is saved, sent or told yet."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.bracket import Bracket
from core.events import Command, Event
from core.notices import Notice
from core.worker import Worker


@dataclass
class Draft:
    """Where it stood, where it is, and what is to be sent and told."""

    worker: Worker
    before: int
    bracket: Bracket
    events: list[Event] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

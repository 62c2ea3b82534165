"""A bracket's journal in words: what was heard and decided, in the order in which it happened.

Only what was new is told: an exchange says the same thing many times.  Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.told import iso
from core.events import (
    Away,
    Back,
    BreakevenTold,
    CancelTold,
    CloseTold,
    Event,
    Held,
    Joined,
    Listed,
    Missed,
    MoveTold,
    Opened,
    Reported,
)
from core.ids import read_id
from core.instruction import plain
from core.notices import order_name
from core.orders import Report


def timeline(journal: Iterable[tuple[datetime, Event]]) -> Iterator[str]:
    """A line for each event that said something new."""
    known: dict[str, str] = {}
    for at, event in journal:
        said, about = _words(event)
        if said and known.get(about) != said:
            known[about] = said
            price = f"  (price {plain(event.stamp.price)})" if event.stamp.price is not None else ""
            yield f"{iso(at)}  {said}{price}"


def _words(event: Event) -> tuple[str, str]:
    """What happened, and what it is about; nothing for a mere passing of time or price."""
    match event:
        case Opened():
            return "planned, and the first orders decided", "opened"
        case Joined(entry=entry):
            return ("a further line joined: another entry" if entry else "a further line joined: other exits"), "joined"
        case Reported(report=report):
            return _report(report), report.id
        case Missed(id=id):
            return f"{_called(id)} was not found at the exchange", id
        case Held(quantity=quantity):
            return f"the exchange holds {plain(quantity)}", "held"
        case CloseTold(quantity=quantity):
            return f"you typed: close {'all' if quantity is None else plain(quantity)}", f"typed {event}"
        case CancelTold(slots=slots):
            return f"you typed: cancel {', '.join(slots)}", f"typed {event}"
        case MoveTold(slot=slot, level=level):
            return f"you typed: move {slot} to {plain(level.amount)}", f"typed {event}"
        case Away(since=since):
            return f"the exchange has not answered since {iso(since)}", "away"
        case Back():
            return "the exchange answers again", "away"
        case Listed(instrument=instrument, traded=traded):
            steps = f"price {plain(instrument.tick)}, size {plain(instrument.lot)}"
            return f"the market is listed with the steps {steps}" + ("" if traded else ", and is not traded"), "listed"
        case BreakevenTold():
            return "you typed: breakeven", f"typed {event}"
    return "", ""


def _report(report: Report) -> str:
    filled = report.taken.quantity + report.stopped.quantity
    said = f"{_called(report.id)} is {report.status.value.replace('_', ' ')}"
    if filled:
        value = report.taken.value + report.stopped.value
        said += f", {plain(filled)} filled at {plain(round(value / filled, 4))}"
    if report.triggered:
        said += ", triggered"
    why = report.text or (report.reason.value if report.reason else "")
    return said + (f": {why}" if why else "")


def _called(id: str) -> str:
    read = read_id(id)
    return order_name(read[2], id) if read is not None else id

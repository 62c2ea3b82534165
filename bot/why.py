"""A bracket's journal in words: what was heard and decided, in the order in which it happened.

Only what was new is told: an exchange says the same thing many times.  Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.language import ENGLISH, Reader
from bot.words import status_word
from core.events import (
    Away,
    Back,
    BreakevenTold,
    CancelTold,
    CloseTold,
    Event,
    ForgetTold,
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


def timeline(journal: Iterable[tuple[datetime, Event]], reader: Reader = ENGLISH) -> Iterator[str]:
    """A line for each event that said something new."""
    known: dict[str, str] = {}
    for at, event in journal:
        said, about = _words(event, reader)
        if said and known.get(about) != said:
            known[about] = said
            price = event.stamp.price
            told = said if price is None else reader.say("journal-price", said=said, price=price)
            yield f"{reader.when(at)}  {told}"


def _words(event: Event, reader: Reader) -> tuple[str, str]:
    """What happened, and what it is about; nothing for a mere passing of time or price."""
    say = reader.say
    match event:
        case Opened():
            return say("journal-opened"), "opened"
        case Joined(entry=entry):
            return say("journal-joined-entry" if entry else "journal-joined-exits"), "joined"
        case Reported(report=report):
            return _report(report, reader), report.id
        case Missed(id=id):
            return say("journal-missed", name=_called(id)), id
        case Held(quantity=quantity):
            return say("journal-held", quantity=quantity), "held"
        case CloseTold(quantity=quantity):
            what = "all" if quantity is None else plain(quantity)
            return say("journal-typed", line=f"close {what}"), f"typed {event}"
        case CancelTold(slots=slots):
            return say("journal-typed", line=f"cancel {', '.join(slots)}"), f"typed {event}"
        case MoveTold(slot=slot, level=level):
            return say("journal-typed", line=f"move {slot} to {plain(level.amount)}"), f"typed {event}"
        case Away(since=since):
            return say("journal-away", since=reader.when(since)), "away"
        case Back():
            return say("journal-back"), "away"
        case Listed(instrument=instrument, traded=traded):
            which = "journal-listed" if traded else "journal-listed-halted"
            return say(which, tick=instrument.tick, lot=instrument.lot), "listed"
        case ForgetTold():
            return say("journal-typed", line="forget"), f"typed {event}"
        case BreakevenTold():
            return say("journal-typed", line="breakeven"), f"typed {event}"
    return "", ""


def _report(report: Report, reader: Reader) -> str:
    filled = report.taken.quantity + report.stopped.quantity
    said = reader.say("journal-report", name=_called(report.id), status=status_word(report.status, reader))
    if filled:
        at = plain(round((report.taken.value + report.stopped.value) / filled, 4))
        said = reader.say("journal-filled", said=said, quantity=filled, price=at)
    if report.triggered:
        said = reader.say("journal-triggered", said=said)
    why = reader.told(report.text or (report.reason.value if report.reason else ""))
    return reader.say("journal-why", said=said, why=why) if why else said


def _called(id: str) -> str:
    read = read_id(id)
    return order_name(read[2], id) if read is not None else id

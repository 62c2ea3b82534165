"""A bracket's journal in words: what was heard and decided, in the order in which it happened.

Only what was new is told: an exchange says the same thing many times.  Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from bot.language import ENGLISH, Reader
from bot.words import called, status_word
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
from core.orders import Report

_Typed = CancelTold | CloseTold | MoveTold | BreakevenTold
Names = Mapping[str, str]


def sources(journal: Iterable[tuple[datetime, Event]]) -> set[str]:
    """The sources of the messages that it tells of."""
    return {event.by for _, event in journal if isinstance(event, _Typed | Joined) and event.by}


def timeline(
    journal: Iterable[tuple[datetime, Event]], reader: Reader = ENGLISH, names: Mapping[str, str] | None = None
) -> Iterator[str]:
    """A line for each event that said something new.  ``names``: by source who wrote a message, "" for the reader."""
    known: dict[str, str] = {}
    for at, event in journal:
        said, about = _words(event, reader, names or {})
        if said and known.get(about) != said:
            known[about] = said
            price = event.stamp.price
            told = said if price is None else reader.say("journal-price", said=said, price=price)
            yield f"{reader.when(at)}  {told}"


def _typed(event: _Typed, names: Names, reader: Reader) -> str:
    """A line, and who wrote it as far as that is known."""
    line, name = _line(event), names.get(event.by)
    if name is None:
        return reader.say("journal-typed-once", line=line)
    return reader.say("journal-typed-by", name=name, line=line) if name else reader.say("journal-typed", line=line)


def _line(event: _Typed) -> str:
    match event:
        case CloseTold(quantity=quantity):
            return f"close {'all' if quantity is None else plain(quantity)}"
        case CancelTold(slots=slots):
            return f"cancel {', '.join(slots)}"
        case MoveTold(slot=slot, level=level):
            return f"move {slot} to {plain(level.amount)}"
        case BreakevenTold():
            return "breakeven"


def _words(event: Event, reader: Reader, names: Names) -> tuple[str, str]:
    """What happened, and what it is about; nothing for a mere passing of time or price."""
    say = reader.say
    match event:
        case Opened():
            return say("journal-opened"), "opened"
        case Joined(entry=entry):
            said = say("journal-joined-entry" if entry else "journal-joined-exits")
            if name := names.get(event.by):
                said = reader.listed([said, say("as-somebody-asked", name=name)])
            return said, "joined"
        case Reported(report=report):
            return _report(report, reader), report.id
        case Missed(id=id):
            return say("journal-missed", name=_called(id)), id
        case Held(quantity=quantity):
            return say("journal-held", quantity=quantity), "held"
        case CloseTold() | CancelTold() | MoveTold() | BreakevenTold():
            return _typed(event, names, reader), f"typed {event}"
        case Away(since=since):
            return say("journal-away", since=reader.when(since)), "away"
        case Back():
            return say("journal-back"), "away"
        case Listed(instrument=instrument, traded=traded):
            which = "journal-listed" if traded else "journal-listed-halted"
            return say(which, tick=instrument.tick, lot=instrument.lot), "listed"
        case ForgetTold():
            return say("journal-typed-once", line="forget"), f"typed {event}"
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
    return called(read[2]) if read is not None else id

"""The buttons under a bracket's ticket, as it stands.  Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from zlib import crc32

from bot.chat import Button, Place, Style
from bot.language import ENGLISH, Reader
from bot.taps import Carried, Sealer, Verb
from core.bracket import Bracket

_SHAPES = 36**4
TICKETS = 10  # in one answer, each in a message of its own; what is more is told without buttons
LASTS = timedelta(hours=24)  # tickets get fresh ones whenever they change


def ticket_buttons(
    bracket: Bracket, sealer: Sealer, place: Place, user: str, now: datetime, reader: Reader = ENGLISH
) -> tuple[tuple[Button, ...], ...]:
    """Two rows for an open bracket, for ``user`` alone; for a closed one only why."""

    def button(label: str, verb: Verb, style: Style = Style.PLAIN, asks: str = "") -> Button:
        carried = Carried(verb, bracket.id, shape(bracket), now + LASTS, user)
        return Button(label, sealer.seal(carried, place), style, asks)

    why = button(reader.say("button-why"), Verb.WHY)
    if bracket.closed:
        return ((why,),)
    cancel = button(reader.say("button-cancel"), Verb.CANCEL)
    if not bracket.tradable:
        return ((cancel, why),)
    move = button(reader.say("button-move-stop"), Verb.MOVE_STOP, asks=reader.say("button-new-stop"))
    even = button(reader.say("button-breakeven"), Verb.BREAKEVEN)
    half = button(reader.say("button-close-half"), Verb.HALF)
    close = button(reader.say("button-close"), Verb.CLOSE, Style.DANGER)
    return ((move, even), (half, close, cancel, why))


def shape(bracket: Bracket) -> int:
    """A number that changes with what is held and what is left to enter, and not with a stop that trails: what a tap
    on an older message could be mistaken about."""
    waiting = sum((bracket.unfilled(entry) for entry in bracket.entries), bracket.tradable - bracket.tradable)
    return crc32(f"{bracket.tradable.normalize()}|{waiting.normalize()}|{bracket.closing}".encode()) % _SHAPES

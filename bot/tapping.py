"""What a tap on a button does: a yes or no, or a command about a bracket as its ticket showed it.

What is asked of half a position must be asked of the position that was shown, and so must a cancel, which takes back an
entry that waits and takes the sl of one that has filled; to close all of it means the same however it stands.  Knows no
platform.
"""

from __future__ import annotations

from dataclasses import replace

from bot import smart_lines
from bot.chat import Reply
from bot.commands_read import why
from bot.commands_trade import about, bared, stop
from bot.desk import Desk
from bot.refusals import Refused
from bot.taps import Carried, Verb
from bot.ticket_buttons import shape
from core.bracket import Bracket
from core.people import Role, on_paper

_STRICT = frozenset({Verb.HALF, Verb.MOVE_STOP, Verb.CANCEL})
_TWICE = frozenset({Verb.CLOSE, Verb.CANCEL, Verb.HALF})  # asked once more where money is real: a thumb slips


async def tapped(desk: Desk, carried: Carried, typed: str | None) -> Reply | None:
    """Carry out; ``typed`` into the form of a button that asks, None before that: then None is given back where the
    person may be asked.  Raises ``Refused``."""
    if carried.verb in (Verb.YES, Verb.NO):
        return await desk.answer(carried.id, yes=carried.verb is Verb.YES)
    if carried.verb is Verb.WHY:
        return await why.run(desk, carried.id)
    bracket = await desk.view.named(carried.id, Role.TRADER, only_open=True)
    if _changed(bracket, carried):
        return _shown_anew(desk, bracket)
    if carried.verb is Verb.MOVE_STOP:
        if typed is None:
            return None
        return await _moved(desk, bracket, typed)
    line = _line(bracket, carried.verb)
    if carried.verb in _TWICE and not on_paper(bracket.account):

        async def yes(desk: Desk, key: str) -> Reply:
            still = await desk.view.named(carried.id, Role.TRADER, only_open=True)
            return _shown_anew(desk, still) if _changed(still, carried) else await desk.carry_out(line, key=key)

        bare = carried.verb is Verb.CANCEL and bared(bracket)
        return desk.ask(f"{about(desk, bracket, line, bare=bare)}\n{desk.reader.say('ask-sure')}", yes)
    return await desk.carry_out(line)


def _changed(bracket: Bracket, carried: Carried) -> bool:
    return carried.verb in _STRICT and shape(bracket) != carried.version


def _shown_anew(desk: Desk, bracket: Bracket) -> Reply:
    fresh = desk.ticket(bracket)
    return replace(fresh, text=f"{desk.reader.say('tap-changed')}\n{fresh.text}", refused=True)


async def _moved(desk: Desk, bracket: Bracket, typed: str) -> Reply:
    """What was typed into the form is one price, as it is behind ``/sl``."""
    words = stop.read(f"{bracket.id} {typed}")
    if words is None:
        raise Refused(f"where to?  /sl {bracket.id} PRICE, such as /sl {bracket.id} off 2%")
    return await stop.run(desk, *words)


def _line(bracket: Bracket, verb: Verb) -> str:
    match verb:
        case Verb.HALF:
            return smart_lines.close(bracket, "50%p")
        case Verb.CLOSE:
            return smart_lines.close(bracket, "all")
        case Verb.CANCEL:
            return smart_lines.cancel(bracket, "all")
        case Verb.BREAKEVEN:
            return smart_lines.breakeven(bracket)
    raise ValueError(f"{verb} stands for no line")

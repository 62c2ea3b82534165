"""Halts in a line: by whom, since when and why.  In English, told in the reader's language later."""

from __future__ import annotations

from collections.abc import Iterable

from bot.reading import NAME
from core.people import Halt
from core.people_store import MACHINE, PeopleStore
from core.problems import clean


async def halt_words(people: PeopleStore, halt: Halt) -> str:
    """What halts an account."""
    said = f"halted by {await _who(people, halt.by)} since {halt.at:%Y-%m-%d %H:%M} UTC"
    return f"{said}: {clean(halt.why)}" if halt.why else said


async def _who(people: PeopleStore, id: str) -> str:
    if id == MACHINE:
        return "the machine"
    principal = await people.principal(id)
    names: Iterable[str] = (one.name for one in principal.identities) if principal is not None else ()
    return next((known for name in names if (known := clean(name[:NAME]).strip())), clean(id))

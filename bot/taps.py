"""What a button carries: what it does, to which bracket or question, for whom, until when; sealed, so that nobody else
can make one.

``VERB.ID.VERSION.UNTIL.USER.SEAL`` in ASCII, at most 64 bytes (Telegram's callback_data, Bot API
"InlineKeyboardButton").  Knows no platform and carries nothing out.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from bot.chat import Person, Place

LONGEST = 64
_SEAL = 8  # signs of base64: 48 bits, and a guess costs a message
ANYBODY = "0"


class Verb(StrEnum):
    """What a button does."""

    YES = "y"
    NO = "n"
    MOVE_STOP = "ms"
    BREAKEVEN = "be"
    HALF = "ch"
    CLOSE = "cl"
    CANCEL = "ca"
    WHY = "wy"


HARMLESS = frozenset({Verb.NO, Verb.WHY})  # whenever they were pressed


@dataclass(frozen=True, slots=True)
class Carried:
    """``id``: a bracket's or a question's; ``version``: of what its message showed (``ticket_buttons.shape``), else 0;
    ``user``: the platform's id of whom it is for."""

    verb: Verb
    id: str
    version: int
    until: datetime
    user: str


class Sealer:
    """Makes and reads them with a secret ``key`` of this ledger."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __repr__(self) -> str:
        return "<Sealer>"

    def seal(self, carried: Carried, place: Place) -> str:
        """The button's data.  Raises ``ValueError`` where it would not fit."""
        until = _base36(int(carried.until.timestamp()))
        said = f"{carried.verb}.{carried.id}.{carried.version}.{until}.{carried.user}"
        data = f"{said}.{self._mark(said, place)}"
        if len(data) > LONGEST or not data.isascii():
            raise ValueError(f"a button cannot carry {len(data)} signs")
        return data

    def read(self, data: str, place: Place) -> Carried | None:
        """What a button carries; None if we did not make it, or for another chat."""
        said, _, mark = data.rpartition(".")
        if not mark.isascii() or not hmac.compare_digest(mark, self._mark(said, place)):
            return None
        verb, id, version, until, user = said.split(".")
        return Carried(Verb(verb), id, int(version), datetime.fromtimestamp(int(until, 36), UTC), user)

    def _mark(self, said: str, place: Place) -> str:
        full = hmac.new(self._key, f"{place}|{said}".encode(errors="surrogatepass"), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(full).decode()[:_SEAL]


def meant_for(carried: Carried, person: Person) -> bool:
    """Whether ``person`` may press it."""
    return carried.user in (ANYBODY, person.user)


def _base36(number: int) -> str:
    signs = ""
    while number:
        number, rest = divmod(number, 36)
        signs = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + signs
    return signs or "0"

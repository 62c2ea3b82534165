"""Words and signs that every place where people read shares.  Pure; knows no bracket."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from bot.language import ENGLISH, Reader
from core.instruction import plain
from core.orders import OrdStatus
from core.people import Limits
from core.problems import columns
from core.venue import Protection

PENDING, TRIGGERED, FILLED, CANCELED = "○", "◐", "●", "✕"


def reason(closing: str, reader: Reader = ENGLISH, asker: str | None = None) -> str:
    """Why a bracket is being closed; ``asker``: who asked for it, "" for the reader himself, None where all read."""
    if closing != "told":
        return reader.told(closing)
    if asker is None:
        return reader.say("as-asked")
    return reader.say("as-somebody-asked", name=asker) if asker else reader.say("as-you-asked")


def side_word(side: str, reader: Reader = ENGLISH) -> str:
    """``long``, ``short``, ``buy`` or ``sell``."""
    return reader.say(f"side-{side}")


def protection_word(protection: Protection, reader: Reader = ENGLISH) -> str:
    """What a protection means."""
    return reader.say(f"protection-{protection.value}")


def status_word(status: OrdStatus, reader: Reader = ENGLISH) -> str:
    """How an order does."""
    return reader.say(f"status-{status.value.replace('_', '-')}")


def duration(lasted: timedelta) -> str:
    """A length of time in the units that are the same in every language, two of them at most: ``15 s``, ``10 min 5 s``,
    ``26 h 3 min``."""
    minutes, seconds = divmod(int(lasted.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "h"), (minutes, "min"), (0 if hours else seconds, "s")]
    return " ".join(f"{n} {unit}" for n, unit in parts if n) or "0 s"


def held(limits: Limits, reader: Reader) -> str:
    """What somebody, or an account, is held to, in a line."""
    said = (
        ("limit-order", limits.order),
        ("limit-day", limits.day),
        ("limit-symbols", " ".join(limits.symbols) or None),
        ("limit-leverage", limits.leverage),
    )
    parts = [reader.say(id, limit=limit) for id, limit in said if limit is not None]
    parts += [] if limits.asked is None else [reader.say("limit-asked", when=when_asked(limits.asked, reader))]
    return reader.listed(parts) if parts else reader.say("limit-none")


def when_asked(above: Decimal | None, reader: Reader) -> str:
    """When an order is asked about first: above so many dollars, always (zero), never (None)."""
    if above is None:
        return reader.say("asked-never")
    return reader.say("asked-above", limit=above) if above else reader.say("asked-always")


def distance(price: Decimal, reference: Decimal, reader: Reader = ENGLISH) -> str:
    """How far ``price`` is from ``reference``, as a signed percentage: ``+5.00 %``; what is smaller to its first two
    digits, so that a stop close by is not at the entry."""
    away = (price - reference) / reference * 100
    places = max(2, 1 - away.adjusted()) if away else 2
    return reader.percent(away, signed=True, places=places)


def called(slot: str) -> str:
    """What tickets, notices and explanations call an order: ``entry``, ``entry2``, ``sl``, ``tp1``, ``close``."""
    return slot if slot[0] != "e" else "entry" if slot == "e1" else f"entry{slot[1:]}"


def padded(text: str, width: int) -> str:
    """``text`` with blanks up to ``width`` columns of a fixed-width face."""
    return text + " " * (width - columns(text))


def readable(price: Decimal) -> str:
    """A price as it is; an average that is a ratio without end to four places, or six digits where it is small."""
    exponent = price.as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= -18:  # no order's price has more places
        return plain(price)
    return plain(round(price, max(4, 5 - price.adjusted())))

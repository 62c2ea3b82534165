"""Words and signs that every place where people read shares.  Pure; knows no bracket."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from core.instruction import plain
from core.venue import Protection

BADGES = {
    Protection.EXCHANGE_LINKED: "sl and targets rest at the exchange, which ends one when the other fills",
    Protection.RESTING_STOP: "the sl rests at the exchange; the rest is watched by this bot",
    Protection.BOT_ONLY: "watched by this bot alone; nothing protects you while it is off",
}
NO_STOP = "there is no sl; nothing limits the loss"
PENDING, TRIGGERED, FILLED, CANCELED = "○", "◐", "●", "✕"
_CENT = Decimal("0.01")


def reason(closing: str) -> str:
    """Why a bracket is being closed, to the person who may have asked for it."""
    return "as you asked" if closing == "told" else closing


def duration(lasted: timedelta) -> str:
    """A length of time as people say it, two units at most: ``15 s``, ``10 min 5 s``, ``26 h 3 min``."""
    minutes, seconds = divmod(int(lasted.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "h"), (minutes, "min"), (0 if hours else seconds, "s")]
    return " ".join(f"{n} {unit}" for n, unit in parts if n) or "0 s"


def distance(price: Decimal, reference: Decimal) -> str:
    """How far ``price`` is from ``reference``, as a signed percentage: ``+5.00 %``."""
    share = ((price - reference) / reference * 100).quantize(_CENT, ROUND_HALF_UP)
    return f"{share:+.2f} %"


def readable(price: Decimal) -> str:
    """A price as it is; an average that is a ratio without end to four places, or six digits where it is small."""
    exponent = price.as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= -18:  # no order's price has more places
        return plain(price)
    return plain(round(price, max(4, 5 - price.adjusted())))


def cents(value: Decimal) -> str:
    """An amount of money to two places, as people say it."""
    return format(value.quantize(_CENT, ROUND_HALF_UP), "f")

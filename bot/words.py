"""Words and signs that every place where people read shares.  Pure; knows no bracket."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from core.venue import Protection

BADGES = {
    Protection.EXCHANGE_LINKED: "stop and targets rest at the exchange, which ends one when the other fills",
    Protection.RESTING_STOP: "the stop rests at the exchange; the rest is watched by this bot",
    Protection.BOT_ONLY: "watched by this bot alone; nothing protects you while it is off",
}
NO_STOP = "there is no stop; nothing limits the loss"
PENDING, TRIGGERED, FILLED, CANCELED = "○", "◐", "●", "✕"
_CENT = Decimal("0.01")


def distance(price: Decimal, reference: Decimal) -> str:
    """How far ``price`` is from ``reference``, as a signed percentage: ``+5.00 %``."""
    share = ((price - reference) / reference * 100).quantize(_CENT, ROUND_HALF_UP)
    return f"{share:+.2f} %"


def cents(value: Decimal) -> str:
    """An amount of money to two places, as people say it."""
    return format(value.quantize(_CENT, ROUND_HALF_UP), "f")

"""What a bracket has earned, and stands to lose.  Pure; knows money and words, no order's state."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.language import Reader
from core.bracket import Bracket
from core.orders import ZERO
from core.stops import stop_price


@dataclass(frozen=True, slots=True)
class Result:
    """What a bracket has earned so far, net of ``fees``; quote.  ``earned``: None where it left a position whose entry
    price nobody knows.

    ``outside``: base quantity that a hand, a liquidation or deleveraging added (+) or took (-), in whole steps; what
    that earned, or cost, is told nowhere and is not in ``earned``.
    """

    earned: Decimal | None
    fees: Decimal
    outside: Decimal = ZERO


def result(bracket: Bracket) -> Result:
    """Earned is counted on what has left by orders of ours; fees are all that these paid, those in base coin at the
    average entry."""
    entered, exited, sign = bracket.entered, bracket.exited, bracket.side.sign
    outside = bracket.instrument.floor_qty(abs(bracket.outside)).copy_sign(bracket.outside)
    average = bracket.average or ZERO
    fees = entered.quote_fee + exited.quote_fee + entered.base_fee * average
    if bracket.average is None and exited.quantity:
        return Result(None, fees, outside)
    whole = entered.quantity + bracket.adopted
    own = min(exited.quantity, whole)  # what a hand had added left with it, and nobody knows what it cost
    proceeds = exited.value if own == exited.quantity else exited.value * own / exited.quantity
    cost = entered.value + bracket.adopted_value if own == whole else average * own
    return Result(sign * (proceeds - cost) - fees, fees, outside)


def money(bracket: Bracket, price: Decimal | None, reader: Reader) -> str:
    """What it has earned if it were left at ``price``, fees so far counted, and what it costs to leave it at the sl."""
    if price is None or bracket.average is None or not bracket.tradable:
        return ""
    quote, sign, stop = bracket.instrument.quote, bracket.side.sign, stop_price(bracket)
    done = result(bracket).earned or ZERO
    now = done + sign * (price - bracket.average) * bracket.tradable
    pnl = reader.money(now, quote, signed=True)
    if stop is None:
        return reader.say("ticket-pnl", pnl=pnl)
    stopped = done + (sign * (stop - bracket.average) - bracket.instrument.taker * stop) * bracket.tradable
    if stopped < ZERO:
        return reader.say("ticket-pnl-risk", pnl=pnl, risk=reader.money(-stopped, quote))
    return reader.say("ticket-pnl-safe", pnl=pnl, least=reader.money(stopped, quote, signed=True))

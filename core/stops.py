"""Where the stop belongs: the tightest of its level, break-even, the trail and what these once earned.

Knows prices; no order, no quantity but for break-even's fees, no layout.
"""

from __future__ import annotations

from decimal import Decimal

from core.bracket import Bracket
from core.ladder import price_of
from core.lazy import once
from core.orders import ZERO

TRAIL_TICKS = 5
TRAIL_PART = Decimal("0.1")


def tightest(bracket: Bracket, *prices: Decimal | None) -> Decimal | None:
    """The price nearest to (or beyond) the market on the stop's side; None when none is given."""
    known = [p for p in prices if p is not None]
    return max(known, key=lambda p: bracket.side.sign * p) if known else None


def break_even(bracket: Bracket) -> Decimal | None:
    """The price at which leaving everything costs nothing, entry fees and the taker fee of the exit counted."""
    fill, sign = bracket.entered, bracket.side.sign
    quantity = fill.quantity - fill.base_fee + bracket.adopted
    if not quantity:
        return None
    paid = fill.value + bracket.adopted_value + sign * fill.quote_fee
    exact = paid / quantity / (1 - sign * bracket.instrument.taker)
    return bracket.instrument.break_even(exact, bracket.side)


def evened(bracket: Bracket) -> Decimal | None:
    """The break-even stop that the market allows: with both fees once the price has passed that, the bare average once
    it has passed that, and else none yet, as on a position that was taken over under water.

    It would otherwise end the position at the market at once: a first target may be nearer than two fees, and whoever
    asked for break-even asked for no loss.  A price that is not known allows nothing.
    """
    price = bracket.fresh_price()
    passed = [] if price is None else [stop for stop, line in _evens(bracket) if beyond(bracket, price, line)]
    return tightest(bracket, *passed)


def even_lines(bracket: Bracket) -> list[Decimal]:
    """The prices at which the market allows break-even stops that are tighter than the stop now."""
    now = stop_price(bracket)
    return [line for stop, line in _evens(bracket) if tightest(bracket, now, stop) != now]


def waits_to_even(bracket: Bracket) -> bool:
    """Break-even was reached, and no fresh price has allowed any of it yet."""
    return bracket.even and 0 < len(_evens(bracket)) == len(even_lines(bracket))


def _evens(bracket: Bracket) -> list[tuple[Decimal, Decimal]]:
    """Break-even stops, the bare one first, and the price from which each is allowed."""
    whole, average = break_even(bracket), bracket.average
    if whole is None or average is None:
        return []
    bare, tick = bracket.instrument.break_even(average, bracket.side), bracket.side.sign * bracket.instrument.tick
    return [(bare, bare + tick), (whole, whole + TRAIL_TICKS * tick)]


def trail_step(bracket: Bracket) -> Decimal:
    """The least gain for which a trailing stop is moved: a tenth of its distance, but at least five ticks."""
    assert bracket.stop is not None
    assert bracket.stop.trailing is not None
    mark = bracket.best or bracket.average or ZERO
    return max(mark * bracket.stop.trailing.distance * TRAIL_PART, bracket.instrument.tick * TRAIL_TICKS)


def trailed(bracket: Bracket) -> Decimal | None:
    """Where the trail alone would put the stop, from the high-water mark."""
    stop = bracket.stop
    if stop is None or stop.trailing is None or (stop.trailing.after is not None and not bracket.armed):
        return None
    if bracket.best is None and stop.level is not None:
        return None  # the first stop is the typed one; from the first price on it trails
    mark = bracket.best if bracket.best is not None else bracket.average
    if mark is None:
        return None
    return bracket.instrument.stop_trigger(mark * (1 - bracket.side.sign * stop.trailing.distance), bracket.side)


@once
def stop_price(bracket: Bracket) -> Decimal | None:
    """The stop's trigger now: the tightest of floor, level, break-even and (if it gains a step) trail.

    None while nothing is held, and where all of these refer to an entry that has not filled.
    """
    stop = bracket.stop
    if stop is None or (bracket.average is None and bracket.tradable == ZERO):
        return None
    level = price_of(bracket, stop.level) if stop.level else None
    fixed = tightest(
        bracket,
        None if bracket.floor is None else bracket.instrument.stop_trigger(bracket.floor, bracket.side),
        None if level is None else bracket.instrument.stop_trigger(level, bracket.side),
        evened(bracket) if bracket.even else None,
    )
    trail = trailed(bracket)
    if trail is None or fixed is None:
        return fixed if trail is None else trail
    gain = bracket.side.sign * (trail - fixed)
    moved = bracket.moved_at
    paced = moved is not None and bracket.stamp.at < moved + bracket.policy.trail_every
    return trail if gain >= trail_step(bracket) and not paced else fixed


def beyond(bracket: Bracket, price: Decimal, line: Decimal) -> bool:
    """Whether ``price`` is at or past ``line`` in the position's favour."""
    return bracket.side.sign * (price - line) >= 0

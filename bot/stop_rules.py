"""How a bracket's sl will move by itself, in English sentences: what it trails by, and when it goes to break-even.

Pure; knows rules, no order and no language.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bot.words import readable
from core.bracket import Bracket, Level
from core.instruction import plain
from core.stops import waits_to_even

HUNDRED = Decimal(100)


def moving(bracket: Bracket, price: Decimal | None, *, planned: bool = False) -> Iterator[str]:
    """A sentence for each way in which it will still move; what waits for an entry is told as if that had filled at its
    limit, or at the market's ``price``.  ``planned``: what a new entry brings counts already."""
    entry = bracket.entries[-1] if bracket.entries else None
    brought = entry.stop if entry is not None and (planned or bracket.average is None) else None
    stop = brought or bracket.stop
    at = bracket.average or (entry.expected(price) if entry is not None else None) or price
    if stop is None or bracket.closing or at is None:
        return

    def reached(level: Level) -> str:
        return f"once the price has reached {readable(level.at(at, bracket.side))}"

    if stop.trailing is not None:
        after = stop.trailing.after
        when = "" if after is None or bracket.armed else f", {reached(after)}"
        yield f"the sl follows the best price at a distance of {plain(stop.trailing.distance * HUNDRED)} %{when}"
    even = "the sl moves to break-even, fees included"
    if bracket.even and brought is None:
        if waits_to_even(bracket):
            yield f"once the price allows it, {even}"
        return
    if stop.breakeven:
        yield f"once the first target is filled, {even}"
    if stop.breakeven_at is not None:
        yield f"{reached(stop.breakeven_at)}, {even}"

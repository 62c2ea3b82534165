"""Whether a distance in quote was meant as a percentage: ``sl off 2`` is 2 USDT, where ``off 2%`` is what people mean.

Such a line is right as it is written, so it is never refused for good: its plan says so, and where real money is at
stake a person is asked first.  A percentage, and arithmetic on an average that stands, say what they mean.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from decimal import Decimal

from core.instruction import EntryCommand, ExitCommand, Price, PriceKind, plain
from core.levels import HUNDRED, Market, refuse
from core.people import on_paper

NEAR, FAR = Decimal("0.0005"), Decimal("0.5")  # of the price, beyond which a distance is taken for a slip
AT_ONCE = 3  # doubts in one question, so that it can be read

Named = tuple[str, Price | None]


def exits_of(commands: Iterable[EntryCommand | ExitCommand | None]) -> list[Named]:
    """The stops and targets of what was typed, by name."""
    return [each for c in commands if c is not None for each in (("sl", c.exits.sl), ("tp", c.exits.tp))]


def check_distances(prices: Iterable[Named], market: Market, account: str, agreed: Container[str]) -> list[str]:
    """A note on each distance that is less than ``NEAR`` or more than ``FAR`` of the price.

    Refused where no paper is traded, unless a person has agreed to just these words, which no price can change.
    """
    found = [(price.position, said) for name, price in prices if price and (said := _doubt(name, price, market))]
    for n in range(0, 0 if on_paper(account) else len(found), AT_ONCE):
        words = [each for _, each in found[n : n + AT_ONCE]]
        asked = "; ".join(dict.fromkeys(words))
        if asked not in agreed and not all(each in agreed for each in words):
            refuse("E-DISTANCE", asked, found[n][0])
    return [said for _, said in found]


def _doubt(name: str, price: Price, market: Market) -> str:
    entered = bool(market.slot) and market.average is None  # else `e+2` locks in what stands
    if price.kind is not PriceKind.OFF and not (price.kind is PriceKind.ENTRY and entered):
        return ""
    size, now = price.amount.copy_abs(), market.reference if market.slot else market.last
    if NEAR * now <= size <= FAR * now:
        return ""
    quote, number = market.instrument.quote, plain(size)
    said = f"the {name} is {number} {quote} away, more than {plain(FAR * HUNDRED)} % of the price"
    if size < NEAR * now:
        said = f"the {name} is {number} {quote} away, less than {plain(NEAR * HUNDRED)} % of the price"
    return said if size >= HUNDRED else f"{said}; {number} % is `{price}%`"

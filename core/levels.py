"""From prices as typed to levels: ``off``, ``e±``, absolute, with the side of the market checked.

``off d`` is an unsigned distance whose direction comes from sl/tp and the side; ``e±d`` is price arithmetic on the
average entry, the same on both sides, never flipped.  Knows one market and one side; rounds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn

from core.bracket import Level, LevelKind, Trailing
from core.instruction import Breakeven, Price, PriceKind, Problem, Trail, plain
from core.instrument import Instrument
from core.orders import ZERO, PositionSide

HUNDRED = Decimal(100)
FAR = Decimal("0.5")  # an absolute exit farther from the market than this fraction is taken for a slip


class Refusal(Exception):
    """Understood, and not done.  ``problem`` says why, where and what to do; nothing was sent."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.code} {problem.message}")
        self.problem = problem


def refuse(code: str, message: str, where: int | None = None, hint: str = "", length: int = 1) -> NoReturn:
    """Raise a ``Refusal``."""
    raise Refusal(Problem(code, message, where, length, hint))


@dataclass(frozen=True, slots=True)
class Market:
    """What levels are made against.  ``reference``: the expected entry (limit price, else last); ``slot``: the entry of
    the same message, "" without one; ``average``: the position's average entry; ``last``: the price now."""

    instrument: Instrument
    side: PositionSide
    reference: Decimal
    slot: str
    average: Decimal | None
    last: Decimal

    @property
    def entry(self) -> Decimal:
        """What ``e`` means while planning."""
        return self.average if self.average is not None else self.reference

    def price_of(self, level: Level) -> Decimal:
        """Where a level will be if the entry fills where it is expected."""
        base = self.reference if level.of or self.average is None else self.average
        return level.at(base, self.side)

    def absolute(self, price: Price, favour: int = -1) -> Decimal:
        """A price of an entry or a `move`: absolute, arithmetic on the average entry, or ``off`` the market on the side
        that ``favour`` says (+1 targets, -1 stops and entries)."""
        _need_entry(price, self)
        match price.kind:
            case PriceKind.ABSOLUTE:
                value = price.amount
            case PriceKind.ENTRY:
                value = self.entry + price.amount
            case PriceKind.ENTRY_PERCENT:
                value = self.entry * (1 + price.amount / HUNDRED)
            case PriceKind.OFF:
                value = self.last + favour * self.side.sign * price.amount
            case PriceKind.OFF_PERCENT:
                value = self.last * (1 + favour * self.side.sign * price.amount / HUNDRED)
        if value <= ZERO:
            refuse("E-PRICE", f"{price} is no price above zero", price.position)
        return value


def _level(price: Price, market: Market, favour: int) -> Level:
    """``favour``: +1 for a target, -1 for a stop."""
    _need_entry(price, market)
    sign = market.side.sign
    match price.kind:
        case PriceKind.ABSOLUTE:
            return Level(LevelKind.PRICE, price.amount)
        case PriceKind.OFF_PERCENT if market.slot:
            return Level(LevelKind.RATIO, favour * price.amount / HUNDRED, market.slot)
        case PriceKind.OFF if market.slot:
            return Level(LevelKind.DISTANCE, favour * price.amount, market.slot)
        case PriceKind.OFF_PERCENT:
            return Level(LevelKind.PRICE, market.last * (1 + sign * favour * price.amount / HUNDRED))
        case PriceKind.OFF:
            return Level(LevelKind.PRICE, market.last + sign * favour * price.amount)
        case PriceKind.ENTRY_PERCENT:
            return Level(LevelKind.RATIO, sign * price.amount / HUNDRED)
        case PriceKind.ENTRY:
            return Level(LevelKind.DISTANCE, sign * price.amount)


def _need_entry(price: Price, market: Market) -> None:
    """``e`` on a position that no entry of ours made would be taken for the price now, and never be placed."""
    if price.kind in (PriceKind.ENTRY, PriceKind.ENTRY_PERCENT) and market.average is None and not market.slot:
        refuse(
            "E-NO-POSITION",
            f"{price} counts from an entry, and none has filled yet",
            price.position,
            hint="write a price, or `off 2%`",
        )


def stop_level(price: Price, market: Market) -> Level:
    """A stop; refused on the wrong side of the market, never flipped.  Beyond the entry it is a locked-in stop."""
    level = _level(price, market, -1)
    _check(price, level, market, "stop", -1)
    return level


def target_level(price: Price, market: Market) -> Level:
    """A target; refused on the wrong side of the market."""
    level = _level(price, market, 1)
    _check(price, level, market, "target", 1)
    return level


def _check(price: Price, level: Level, market: Market, what: str, favour: int) -> None:
    where, side = market.price_of(level), market.side
    if where <= ZERO:
        refuse("E-PRICE", f"the {what} {price} is not above zero", price.position)
    now = market.reference if market.slot else market.last
    if price.kind is PriceKind.ABSOLUTE and abs(where - now) > now * FAR:
        share = plain((abs(where - now) / now * HUNDRED).quantize(Decimal(1)))
        refuse(
            "E-FAR",
            f"a {what} at {plain(where)} is {share} % away from {plain(now)}",
            price.position,
            hint=f"`off {plain(price.amount)}%`?",
        )
    gain = favour * side.sign * (where - now)
    if gain <= 0:
        better = "below" if favour * side.sign < 0 else "above"
        mirrored = ""
        if price.kind in (PriceKind.ENTRY, PriceKind.ENTRY_PERCENT) and price.amount:
            mirrored = f"`{Price(price.kind, -price.amount)}`?"
        at = plain(where)
        named = f"not at {at}" if str(price) == at else f"{price} is {at}"
        refuse(
            "E-WRONG-SIDE",
            f"the {what} of a {side.value} must be {better} the market at {plain(now)}, {named}",
            price.position,
            hint=mirrored,
        )


def trailing(trail: Trail, market: Market, *, has_stop: bool) -> Trailing:
    """A trail; one that waits for a price needs a stop that guards until then."""
    if trail.after is None:
        return Trailing(trail.percent / HUNDRED)
    if not has_stop:
        refuse(
            "E-NO-STOP",
            "a trail that waits for a price leaves the position without a stop until then",
            trail.position,
            hint="add `sl off 2%`",
        )
    return Trailing(trail.percent / HUNDRED, _favour(trail.after, market, "trail"))


def breakeven_level(breakeven: Breakeven, market: Market) -> Level | None:
    """The price from which the stop goes to break-even, None when it is the first target's fill."""
    return None if breakeven.after is None else _favour(breakeven.after, market, "breakeven")


def _favour(after: Price, market: Market, what: str) -> Level:
    level = _level(after, market, 1)
    now = market.reference if market.slot else market.last
    if market.side.sign * (market.price_of(level) - now) <= 0:
        refuse("E-WRONG-SIDE", f"`{what} after {after}` would be at once", after.position)
    return level

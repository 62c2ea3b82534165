"""What a yes to a plan was said to, as data: the same line means something else once what it adds to or changes has.

A plan follows from the message, the market and the brackets there.  The message stays the same, the price may move a
little, and all else must be as it was shown: whose position is joined, what guards it, what rests.  Of a trail only
what was asked for counts, since where it stands only tightens.  Knows no person and no question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.bracket import Bracket, Entry, Stop, Target
from core.instruction import plain
from core.machine import apply
from core.orders import ZERO, PositionSide
from core.plan import Planned
from core.ports import Facts
from core.preview import preview

MOVED = Decimal("0.005")  # of the price that was shown: beyond it the plan is another one
RISKIER = Decimal("1.25")  # times the loss that was shown: a small step of the price may double what a near stop risks
Where = tuple[str, str]  # account and symbol, by their true names


@dataclass(frozen=True, slots=True)
class Stood:
    """A bracket before a plan adds to it or changes it; ``id`` "" for a new one.  ``held``: base quantity, of a new one
    what it takes over; ``even``: its stop was sent to break-even."""

    id: str
    side: PositionSide
    held: Decimal
    stop: Stop | None = None
    even: bool = False
    targets: tuple[Target, ...] = ()
    waiting: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """Of one market of one account.  ``price``: at which it was planned; ``loss``: with every exit at its stop, quote,
    of all brackets that have one."""

    stood: tuple[Stood, ...]
    price: Decimal | None
    loss: Decimal


def outcome(planned: Sequence[Planned]) -> dict[PositionSide, Bracket]:
    """What the brackets of one market are once everything planned has been told to them."""
    found: dict[PositionSide, Bracket] = {}
    for item in planned:
        bracket = found.get(item.bracket.side, item.bracket)
        for event in () if item.new else item.events:
            bracket = apply(bracket, event)
        found[item.bracket.side] = bracket
    return found


def terms(planned: Sequence[Planned], facts: Facts) -> Terms:
    """Of a plan for one market."""
    price = facts.price
    previews = [] if price is None else [preview(bracket, price) for bracket in outcome(planned).values()]
    losses = [one.loss for one in previews if one.loss is not None]
    return Terms(tuple(map(_stood, planned)), price, sum(losses, ZERO))


def terms_by_market(plans: Sequence[tuple[Planned, Facts]]) -> dict[Where, Terms]:
    """Of a whole message."""
    found: dict[Where, tuple[list[Planned], Facts]] = {}
    for planned, facts in plans:
        found.setdefault((planned.bracket.account, planned.bracket.symbol), ([], facts))[0].append(planned)
    return {where: terms(*each) for where, each in found.items()}


def differs(shown: Mapping[Where, Terms], now: Mapping[Where, Terms]) -> str:
    """Why a yes to what was shown is none to what would be done now, "" where it is."""
    for (account, symbol), today in now.items():
        before = shown.get((account, symbol), Terms((), None, ZERO))
        if before.stood != today.stood:
            known = {one.id for one in before.stood}
            changed = (one.id for one in today.stood if one not in before.stood and one.id and one.id in known)
            id = next(changed, "")
            return f"#{id} has changed since you were asked" if id else f"{symbol} on {account} is not as it was shown"
        if before.price is None or today.price is None:
            continue
        if abs(today.price - before.price) > before.price * MOVED:
            return f"{symbol} moved from {plain(before.price)} to {plain(today.price)} meanwhile"
        if today.loss > max(before.loss, ZERO) * RISKIER:
            most, least = (plain(loss.quantize(Decimal("0.01"))) for loss in (today.loss, before.loss))
            return f"{symbol} on {account} would risk {most} now, not {least}"
    return ""


def _stood(planned: Planned) -> Stood:
    bracket = planned.bracket
    if planned.new:
        return Stood("", bracket.side, bracket.adopted)
    return Stood(
        bracket.id,
        bracket.side,
        bracket.tradable,
        bracket.stop,
        bracket.even,
        tuple(target for target in bracket.targets if not target.released),
        tuple(entry for entry in bracket.entries if bracket.unfilled(entry)),
    )

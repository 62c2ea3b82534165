"""The level-triggered machine: fold a fact in, compare what should stand with what does, tell the difference.

``decide`` knows no event, so a lost cancel is canceled again because the order still stands, and recovery from a crash
is the ordinary path: load, look, step.  Here is also when the shell must come back by itself (``wake``) and whether a
step needs saving (``same``); the prices at which it must are ``exits.lines``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from operator import attrgetter
from typing import NamedTuple

from core.bracket import DOUBT, LOST, STALE, Bracket
from core.decide import decide, pace
from core.events import Away, Command, Event, Held, Missed, Reported
from core.exits import SWAP
from core.fold import apply
from core.notices import Notice, notices
from core.orders import OrderType, OrdStatus
from core.owed import AWAY, WARN, full_until, shut_until, unasked
from core.renewal import renewal
from core.stops import waits_to_even
from core.venue import Layout

__all__ = ["Step", "apply", "decide", "decided", "fold", "idle", "same", "step", "unsettled", "wake"]


class Step(NamedTuple):
    bracket: Bracket
    commands: list[Command]
    notices: list[Notice]


def step(bracket: Bracket, event: Event) -> Step:
    """One event: the bracket afterwards, what to send (after saving), what to tell (saved with it)."""
    folded, told = fold(bracket, (event,))
    after, commands = decided(folded, (event,))
    return Step(after, commands, told + notices(folded, after))


def fold(bracket: Bracket, events: Sequence[Event]) -> tuple[Bracket, list[Notice]]:
    """Several events at once, and what they tell: they are decided on together, since only the last state is true."""
    told: list[Notice] = []
    for event in events:
        before, bracket = bracket, apply(bracket, event)
        told += notices(before, bracket)
    return bracket, told


def decided(bracket: Bracket, events: Sequence[Event]) -> tuple[Bracket, list[Command]]:
    """``decide``; but where all these events say is that the exchange is away, nothing is decided on old news, and only
    what people must be told follows."""
    if not bracket.forgotten and events and all(isinstance(event, Away) for event in events):
        return unasked(bracket), []
    return decide(bracket)


_PASSING = frozenset({"stamp", "best", "held", "odd", "away"})
_saved = attrgetter(*(f.name for f in fields(Bracket) if f.name not in _PASSING))


def same(before: Bracket, after: Bracket) -> bool:
    """Nothing changed but the clock, the last price, the word on the position, the high-water mark and an absence that
    nobody was told of: not saved.

    A high-water mark that is lost in a crash can only make a trailing stop rise later, never sink: what it had earned
    is in ``floor``.
    """
    return before is after or _saved(before) == _saved(after)


def idle(before: Bracket, folded: Bracket, events: Sequence[Event]) -> bool:
    """The exchange told nothing new.  Deadlines need no watching here: they have timers of their own (``wake``)."""
    heard = all(isinstance(event, Reported | Missed | Held) for event in events)
    return heard and same(before, folded) and folded.held == before.held


def unsettled(bracket: Bracket) -> bool:
    """Something is in flight: only a look can tell what became of it."""
    return any(
        o.status is OrdStatus.PENDING_NEW
        or o.cancel_asked
        or o.amend_asked
        or o.triggered
        or (o.ended and not o.settled)
        for o in bracket.orders
        if not o.settled
    )


SOON = timedelta(milliseconds=1)
PRICED = timedelta(seconds=1)  # how often a break-even that waits for a fresh price asks for one


def wake(bracket: Bracket) -> datetime | None:
    """The next instant at which time alone could change a decision; None if there is none."""
    now = bracket.stamp.at
    ahead: list[datetime] = []
    for order in bracket.orders:
        if order.status is OrdStatus.PENDING_NEW:
            ahead.append(bracket.born(order) + DOUBT)
        if order.cancel_asked is not None:
            ahead.append(order.cancel_asked + LOST)
        if order.ended_at is not None and bracket.rules.layout in _SWAPS and order.type is OrderType.IOC:
            ahead.append(order.ended_at + SWAP)
        if not order.ended and order.type is OrderType.STOP and bracket.rules.layout in _SWAPS:
            ahead.append(order.decided_at + SWAP)
        if (due := renewal(bracket, order)) is not None:
            ahead.append(due)
    ahead += [again for past in bracket.past.values() if (again := pace(past)) is not None]
    ahead += [shut for past in bracket.past.values() if (shut := shut_until(past)) is not None]
    ahead += [full for past in bracket.past.values() if (full := full_until(past)) is not None]
    if bracket.naked_since is not None:
        ahead.append(bracket.naked_since + WARN)
        if bracket.policy.grace is not None and bracket.away is None:
            ahead.append(bracket.naked_since + bracket.policy.grace)
    if bracket.away is not None and not bracket.gone:
        ahead.append(bracket.away + AWAY)
    ahead += [entry.until for entry in bracket.entries if not entry.unwanted]
    if bracket.best is None and bracket.tradable and bracket.stop is not None and bracket.fresh_price() is not None:
        ahead.append(now + SOON)
    if waits_to_even(bracket) and bracket.fresh_price() is None:
        ahead.append(now + PRICED)
    if bracket.moved_at is not None:
        ahead.append(bracket.moved_at + bracket.policy.trail_every)
    if bracket.stamp.price_at is not None and bracket.rules.layout in _SWAPS:
        ahead.append(bracket.stamp.price_at + STALE)
    return min((at for at in ahead if at > now), default=None)


_SWAPS = (Layout.STOP, Layout.NOTHING, Layout.PAIRS)

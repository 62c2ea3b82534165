"""Token buckets that count in microseconds, what a call takes from them, and a hold on all of them.

A bucket is nothing but the moment at which it will be full again, so it fills while nobody looks.  All times are whole
microseconds since 1970.  Deliberately knows no queue and no clock: who asks says what time it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from adapters.exchanges.limits import SHARE, Budget, Kind
from core.ports import Unreachable

EPOCH, MICRO = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


def micros(at: datetime) -> int:
    """Whole microseconds since 1970."""
    return (at - EPOCH) // MICRO


class Bucket:
    """``SHARE`` of one budget.  ``unit``: the time in which one unit flows in; ``span``: that of all it can hold."""

    __slots__ = ("_full", "budget", "span", "unit")

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.unit = -(-100_000_000 * budget.seconds // (SHARE * (budget.limit - budget.burst)))
        self.span = SHARE * budget.burst * self.unit // 100
        self._full = 0

    def room(self, units: int, kept: int) -> int:
        """How empty it may be for a call that leaves ``kept`` hundredths of it; when full, it serves every call.

        Raises ``ValueError`` for more than it can ever hold.
        """
        free = self.span - units * self.unit
        if free < 0:
            raise ValueError(f"budget {self.budget.name}: {units} units at once can never be sent")
        return max(free - self.span * kept // 100, 0)

    def wait(self, now: int, room: int) -> int:
        """Until a call with that room may take; 0 if it may now."""
        missing = self._full - now
        if missing > self.span:  # the clock was set back: the most it can cost is one bucket
            missing, self._full = self.span, now + self.span
        return max(missing - room, 0)

    def take(self, now: int, units: int) -> None:
        """Spend; the call is about to be sent."""
        self._full = max(self._full, now) + units * self.unit

    def give_back(self, units: int) -> None:
        """The call that took these was not sent."""
        self._full -= units * self.unit

    def lower(self, now: int, left: int) -> None:
        """At most so many units are left, whatever was thought."""
        self._full = max(self._full, now + self.span - max(left, 0) * self.unit)

    def drain(self, at: int) -> None:
        """At that time it holds no more than what looks leave, so that what is urgent goes first."""
        self._full = max(self._full, at + self.span - self.span * Kind.LOOK.kept // 100)


@dataclass(frozen=True, slots=True)
class Price:
    """What one call takes of an account's own and of the shared buckets: bucket, units, room needed.

    ``share``: how much of the address it uses up, in microseconds, for taking turns.
    """

    level: int
    own: tuple[tuple[Bucket, int, int], ...]
    shared: tuple[tuple[Bucket, int, int], ...]
    share: int

    @classmethod
    def of(cls, kind: Kind, call: str, weight: int, own: Iterable[Bucket], shared: Iterable[Bucket]) -> Price:
        """Raises ``ValueError`` for a call that can never be sent, or a weight below 1."""
        if weight < 1:
            raise ValueError(f"a call of weight {weight}")

        def parts(buckets: Iterable[Bucket]) -> tuple[tuple[Bucket, int, int], ...]:
            costs = ((bucket, bucket.budget.cost(call) * weight) for bucket in buckets)
            return tuple((bucket, units, bucket.room(units, kind.kept)) for bucket, units in costs if units)

        mine, ours = parts(own), parts(shared)
        return cls(kind.level, mine, ours, max((units * bucket.unit for bucket, units, _ in ours), default=1))

    def wait(self, now: int) -> int:
        """Until every bucket allows it."""
        return max(self.wait_own(now), self.wait_shared(now))

    def wait_own(self, now: int) -> int:
        """Until the account's own buckets allow it."""
        return max([bucket.wait(now, room) for bucket, _, room in self.own], default=0)

    def wait_shared(self, now: int) -> int:
        """Until the shared buckets allow it."""
        return max([bucket.wait(now, room) for bucket, _, room in self.shared], default=0)

    def take(self, now: int) -> None:
        """Spend; the call is about to be sent."""
        for bucket, units, _ in (*self.own, *self.shared):
            bucket.take(now, units)

    def give_back(self) -> None:
        """The call was not sent after all."""
        for bucket, units, _ in (*self.own, *self.shared):
            bucket.give_back(units)


class Hold:
    """Nothing is sent before ``until``.  With a ``reason`` nobody may wait for it either: callers are told at once."""

    __slots__ = ("reason", "until")

    def __init__(self) -> None:
        self.until, self.reason = 0, ""

    def extend(self, now: int, until: int, reason: str = "") -> None:
        """Until then too.  The longer one stands, and its reason as long as it stands."""
        if now >= self.until:
            self.until, self.reason = until, reason
        else:
            self.until, self.reason = max(until, self.until), reason or self.reason

    def wait(self, now: int) -> int:
        """Until it ends."""
        return max(self.until - now, 0)

    def refusal(self, now: int) -> Unreachable | None:
        """What a caller is told, None if it may wait or go."""
        if now >= self.until or not self.reason:
            return None
        at = EPOCH + self.until * MICRO
        return Unreachable(f"{self.reason}, until {at:%Y-%m-%d %H:%M:%S} UTC; nothing was sent", at)

"""When a request may be sent: within every budget, the most urgent first, and not at all while we are shut out.

One ``Address`` per exchange and process holds what all accounts share: the budgets of the IP address, and bans.  One
``Limiter`` per account holds the account's own budgets and is what requests ask.  Stops and cancels go before orders
and orders before looks; inside one kind an account is served first come, first served, and accounts take turns.

Deliberately knows no request, no exchange and no retry: who is refused decides what to do.
"""

from __future__ import annotations

import asyncio
import heapq
import logging
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from adapters.exchanges.buckets import EPOCH, MICRO, Bucket, Hold, Price, micros
from adapters.exchanges.limits import LEVELS, LONGEST, SHARE, Kind, Limits, Scope
from core.ports import Clock, Unreachable

log = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=10)  # a longer pause is told to callers as a ban is, not waited for in silence

Lane = tuple[int, tuple[Bucket, ...]]


@dataclass(slots=True, eq=False)
class Waiting:
    """A call that waits; ``turn`` is done when it may be sent, is refused or has gone."""

    limiter: Limiter
    price: Price
    number: int
    turn: asyncio.Future[None]


class Alarm:
    """One timer, moved about."""

    def __init__(self, ring: Callable[[], None]) -> None:
        self._ring, self._due = ring, 0
        self._timer: asyncio.TimerHandle | None = None

    def set(self, now: int, wait: int | None) -> None:
        """Ring in so many microseconds; None: not at all."""
        due = 0 if wait is None else now + wait
        if self._timer is not None:
            if due == self._due:
                return
            self._timer.cancel()
        self._due, self._timer = due, None
        if wait is not None:
            self._timer = asyncio.get_running_loop().call_later(wait / 1_000_000, self._rung)

    def _rung(self) -> None:
        self._timer = None
        self._ring()


class Address:
    """One exchange as it sees this process's IP address.  Hosts of one exchange that count apart are two addresses."""

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self.limits, self.hold = limits, Hold()
        self.buckets = tuple(Bucket(budget) for budget in limits.budgets if budget.scope is Scope.IP)
        self.numbers = count()
        self._clock = clock
        self._offers: list[tuple[int, int, int, Waiting]] = []  # a heap by level, served and arrival
        self._waiting: dict[Waiting, None] = {}
        self._levels = [0] * LEVELS
        self._start = 0
        self._alarm = Alarm(self.serve)

    def now(self) -> int:
        """Microseconds since 1970."""
        return micros(self._clock.now())

    def idle(self, level: int) -> bool:
        """Whether nobody as urgent as that, or more, waits here."""
        return not any(self._levels[: level + 1])

    def join(self, call: Waiting) -> None:
        """Count a call as waiting."""
        self._waiting[call] = None
        self._levels[call.price.level] += 1

    def leave(self, call: Waiting) -> bool:
        """Count it no more; whether it had still been waiting."""
        if call not in self._waiting:
            return False
        del self._waiting[call]
        self._levels[call.price.level] -= 1
        return True

    def offer(self, call: Waiting, served: int) -> None:
        """An account's next call: its own budgets allow it.  ``served``: what the account was served so far."""
        heapq.heappush(self._offers, (call.price.level, served, next(self.numbers), call))

    def charge(self, share: int, served: int) -> int:
        """What an account was served after one more call.

        An account that was idle starts where the others are (start-time fair queueing), so that nobody saves up turns.
        """
        self._start = max(served, self._start)
        return self._start + share

    def serve(self) -> None:
        """Let go whoever may, in order; the first who may not yet sets the alarm, and everybody else is behind it."""
        now, wait = self.now(), None
        while self._offers:
            call = self._offers[0][-1]
            stands = call.limiter.offered is call and not call.turn.done()
            if stands and (wait := self.hold.wait(now) or call.price.wait_shared(now)):
                break
            heapq.heappop(self._offers)
            if stands:
                call.limiter.go(call, now)
        else:
            wait = None
        self._alarm.set(now, wait)

    def shut(self, until: int, reason: str) -> None:
        """Send nothing until then; with a reason, tell all who wait, and let what is urgent find room first later."""
        self.hold.extend(self.now(), until, reason)
        if reason:
            for bucket in self.buckets:
                bucket.drain(self.hold.until)
            self.refuse(self.hold, None)

    def refuse(self, hold: Hold, limiter: Limiter | None) -> None:
        """Tell everybody who waits, or those of one account."""
        now = self.now()
        for call in self._waiting:
            refusal = hold.refusal(now)
            if refusal is not None and not call.turn.done() and limiter in {None, call.limiter}:
                call.turn.set_exception(refusal)


class Limiter:
    """One account's requests to the exchange behind ``address``."""

    def __init__(self, address: Address) -> None:
        self.offered: Waiting | None = None
        self._address, self._hold = address, Hold()
        self._buckets = tuple(Bucket(budget) for budget in address.limits.budgets if budget.scope is Scope.ACCOUNT)
        self._prices: dict[tuple[Kind, str | None, int], Price] = {}
        self._lanes: dict[Lane, deque[Waiting]] = {}
        self._served = 0
        self._alarm = Alarm(self._next)
        self._unread: set[str] = set()

    async def take(
        self, kind: Kind, *, call: str | None = None, weight: int = 1, deadline: datetime | None = None
    ) -> None:
        """Return when one request may be sent, which the caller then does at once.

        ``call`` is the request's name in the budgets (by default the kind's), ``weight`` how many such calls it counts
        for.  Raises ``Unreachable``, and nothing is spent, while the exchange shuts us out or once it is clear that the
        turn would come after ``deadline``.  Raises ``ValueError`` for a request that no budget could ever pay.
        """
        price = self._prices.get((kind, call, weight)) or self._priced(kind, call, weight)
        now = self._address.now()
        for hold in (self._address.hold, self._hold):
            refusal = hold.refusal(now)
            if refusal is not None:
                raise refusal
        wait = max(price.wait(now), self._address.hold.wait(now), self._hold.wait(now))
        if deadline is not None and now + wait > micros(deadline):
            raise self._late(deadline, now)
        if not wait and self._address.idle(price.level):
            self._spend(price, now)
        else:
            await self._turn(price, deadline, now)

    def heard(
        self,
        status: int,
        headers: Mapping[str, str],
        code: str | None = None,
        *,
        call: str | None = None,
        until: datetime | None = None,
    ) -> None:
        """Take in what an answer says about limits; it can only slow us down.

        ``code``: the exchange's own, if any; ``call``: the request's name in the budgets, without which every header
        counts; ``until``: when to come back, where a body said so.
        """
        limits, now, told = self._address.limits, self._address.now(), {k.lower(): v for k, v in headers.items()}
        for bucket in (*self._buckets, *self._address.buckets):
            if call is None or bucket.budget.cost(call):
                self._compare(bucket, told, now)
        names = [name for name in (code, str(status)) if name is not None]
        banned = limits.bars(status, code)
        scope = next((limits.pauses[name] for name in names if name in limits.pauses), None)
        if not banned and scope is None:
            return
        at = EPOCH + now * MICRO
        end = limits.until(at, told, limits.ban if banned else limits.pause)
        if until is not None:
            end = min(max(until, end), at + LONGEST)
        log.warning("%s answers %s: %s until %s", limits.exchange, names, "banned" if banned else "pausing", end)
        if banned:
            self._address.shut(micros(end), f"{limits.exchange} has banned this machine for too many requests")
        else:
            self._pause(scope, now, end)

    def go(self, call: Waiting, now: int) -> None:
        """It is the offered call's turn at the address; so it is sent, unless the account was slowed down meanwhile."""
        self.offered = None
        if not max(call.price.wait_own(now), self._hold.wait(now)):
            self._address.leave(call)
            self._spend(call.price, now)
            call.turn.set_result(None)
        self._offer(now)

    def _priced(self, kind: Kind, call: str | None, weight: int) -> Price:
        price = Price.of(kind, call or kind.call, weight, self._buckets, self._address.buckets)
        self._prices[kind, call, weight] = price
        return price

    def _spend(self, price: Price, now: int) -> None:
        price.take(now)
        self._served = self._address.charge(price.share, self._served)

    async def _turn(self, price: Price, deadline: datetime | None, now: int) -> None:
        loop = asyncio.get_running_loop()
        call = Waiting(self, price, next(self._address.numbers), loop.create_future())
        self._address.join(call)
        self._lanes.setdefault((price.level, tuple(part[0] for part in price.own)), deque()).append(call)
        self._next()
        expiry = None
        if deadline is not None:
            expiry = loop.call_later((micros(deadline) - now) / 1_000_000, self._expire, call, deadline)
        try:
            await call.turn
            if deadline is not None and self._address.now() > micros(deadline):
                raise self._late(deadline, now)
        except (asyncio.CancelledError, Unreachable):
            if not call.turn.cancelled() and call.turn.exception() is None:
                price.give_back()
                self._next()
            raise
        finally:
            if expiry is not None:
                expiry.cancel()
            if self._address.leave(call):
                self._next()

    def _next(self) -> None:
        self._offer(self._address.now())
        self._address.serve()

    def _offer(self, now: int) -> None:
        """Offer the address the first call that the account's own budgets allow, or wake up when they allow one.

        A call that has to wait keeps its buckets from all behind it; who needs none of them may pass.
        """
        first, wake = None, self._hold.wait(now) or None
        kept: set[Bucket] = set()
        for call in [] if wake else self._heads():
            needs = {part[0] for part in call.price.own}
            if not needs & kept:
                wait = call.price.wait_own(now)
                if not wait:
                    first = call
                    break
                wake = wait if wake is None else min(wake, wait)
            kept |= needs
        self._alarm.set(now, wake)
        if first is not self.offered:
            self.offered = first
            if first is not None:
                self._address.offer(first, self._served)

    def _heads(self) -> list[Waiting]:
        """The first of each lane, the most urgent first.  There are no more lanes than ways to pay."""
        for lane in self._lanes.values():
            while lane and lane[0].turn.done():
                lane.popleft()
        heads = [lane[0] for lane in self._lanes.values() if lane]
        return sorted(heads, key=lambda call: (call.price.level, call.number))

    def _expire(self, call: Waiting, deadline: datetime) -> None:
        if not call.turn.done():
            call.turn.set_exception(self._late(deadline, self._address.now()))

    def _late(self, deadline: datetime, now: int) -> Unreachable:
        name, end = self._address.limits.exchange, max(self._address.hold.until, self._hold.until)
        return Unreachable(
            f"{name}'s limit of requests leaves no room before {deadline:%H:%M:%S}; nothing was sent",
            EPOCH + end * MICRO if end > now else None,
            answers=end <= now,
        )

    def _compare(self, bucket: Bucket, told: Mapping[str, str], now: int) -> None:
        budget = bucket.budget
        try:
            spent = budget.spent(told)
        except ValueError as error:
            if budget.name not in self._unread:
                self._unread.add(budget.name)
                log.warning("%s: what it says of its limit %s: %s", self._address.limits.exchange, budget.name, error)
            return
        if spent is not None:
            bucket.lower(now, SHARE * budget.limit // 100 - spent)

    def _pause(self, scope: Scope | None, now: int, end: datetime) -> None:
        long = end - (EPOCH + now * MICRO) > PATIENCE
        reason = f"{self._address.limits.exchange} asks for a pause after too many requests" if long else ""
        if scope is Scope.ACCOUNT:
            self._hold.extend(now, micros(end), reason)
            self._address.refuse(self._hold, self)
        else:
            self._address.shut(micros(end), reason)

"""Time, real and virtual: two implementations of ``core.ports.Clock`` and the event loop under the second.

Real time is the machine's clock at the start, carried on by one that nobody sets, and led to the machine's clock by at
most a hundredth of the time that passes.  So it never runs backwards and never leaps: deadlines, the age of a price and
the grace of a bare position are differences of its times, and a leap of an hour would let every one of them run out at
once, a step back would freeze them for an hour.  It is not anchored anew while it runs, because which of the two is
right cannot be known here: a jump is logged, and a restart takes the machine's time.  A suspended machine's time passes
(``CLOCK_BOOTTIME``, where there is one): what was known before is really that old.

On a ``VirtualLoop`` nothing waits: when no callback is ready, time jumps to the next timer.  A month of candles plays
in seconds, the same run gives the same result every time, and a program that waits for something that can never
happen is told so instead of hanging.

Deliberately knows no prices, orders or seeds, opens no socket, file or signal and uses no thread: what a virtual run
needs from outside must be handed in.
"""

from __future__ import annotations

import asyncio
import heapq
import logging
import time
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, NoReturn, TypeVar, TypeVarTuple

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

log = logging.getLogger(__name__)

EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
_MICRO = 1_000_000
FOLLOWED = 100_000_000  # nanoseconds by which the machine's clock may be corrected without ado
SLEW = 100  # else so many seconds pass while one is made up for
_UNIX = datetime(1970, 1, 1, tzinfo=UTC)
_BOOT: int | None = getattr(time, "CLOCK_BOOTTIME", None)
_SHOWN = 8  # waiting tasks named in a Deadlock


class SystemClock:
    """The machine's clock, made even: see the module's head."""

    _last: tuple[int, int] | None = None  # the time that was told last, and the steady clock's then, nanoseconds
    _jumped = False

    def now(self) -> datetime:
        """Aware UTC."""
        wall, steady = self._wall(), self._steady()
        last, then = self._last or (wall, steady)
        passed = steady - then
        off = wall - last - passed
        if abs(off) > FOLLOWED:
            most = passed // SLEW
            off = min(max(off, -most), most)
        moment = max(last + passed + off, last)
        self._last = moment, steady
        if self._jumped or wall - moment > FOLLOWED or moment - wall > FOLLOWED:
            self._say(wall - moment)
        return _UNIX + timedelta(microseconds=moment // 1000)

    def wall(self) -> datetime:
        """Aware UTC, as the machine has it: it may jump."""
        return _UNIX + timedelta(microseconds=self._wall() // 1000)

    def _wall(self) -> int:
        return time.time_ns()

    def _steady(self) -> int:
        return time.monotonic_ns() if _BOOT is None else time.clock_gettime_ns(_BOOT)

    def _say(self, off: int) -> None:
        """Log that a jump has begun to matter, and that it is over, once each."""
        if self._jumped and abs(off) <= FOLLOWED:
            log.info("the machine's clock and this bot's agree again")
        elif not self._jumped and abs(off) > FOLLOWED:
            log.warning(
                "the machine's clock jumped by %+.1f s; this bot's goes on evenly, and open orders are not touched: if "
                "the machine's is right now, restart the bot",
                off / 1e9,
            )
        self._jumped = abs(off) > FOLLOWED

    async def sleep(self, seconds: float) -> None:
        """Sleep in real seconds; zero or less only lets others run."""
        await asyncio.sleep(max(seconds, 0))


class Deadlock(RuntimeError):
    """Nothing is ready and no timer is set, so virtual time could never go on.  The text names who waits where."""


class _Timer(asyncio.TimerHandle):
    """A timer that is due at a whole microsecond; timers due together run in the order in which they were set.

    asyncio's own order among equal times is the heap's accident, and float noise splits times that are meant to be
    equal: requests sent at one instant could arrive in another order than they left.
    """

    __slots__ = ("due", "number")

    due: int
    number: int

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, _Timer):
            return NotImplemented
        return self.due < other.due or (self.due == other.due and self.number < other.number)


class VirtualLoop(asyncio.BaseEventLoop):
    """An event loop whose time is a count of microseconds that jumps from timer to timer.

    It replaces asyncio's step (``_run_once``) and timer queue, the two places where real time enters, and inherits
    the rest.  ``micros`` microseconds have passed since it was made.  A thread cannot wake it.
    """

    _ready: deque[asyncio.Handle]
    _scheduled: list[_Timer]
    _stopping: bool
    _timer_cancelled_count: int

    def __init__(self) -> None:
        super().__init__()
        self.micros = 0
        self._numbers = count()

    def time(self) -> float:
        """Seconds since the loop was made."""
        return self.micros / _MICRO

    def call_later(
        self, delay: float, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Call after ``delay`` seconds, rounded to the microsecond; a positive delay takes at least one."""
        wait = round(delay * _MICRO)
        return self._at(self.micros + (wait or (1 if delay > 0 else 0)), callback, args, context)

    def call_at(
        self, when: float, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Call at ``when`` of ``time()``, rounded to the microsecond."""
        return self._at(round(when * _MICRO), callback, args, context)

    def _at(self, due: int, callback: Callable[..., object], args: tuple[Any, ...], context: Context | None) -> _Timer:
        if self.is_closed():
            raise RuntimeError("Event loop is closed")
        timer = _Timer(due / _MICRO, callback, args, self, context)
        timer.due, timer.number = due, next(self._numbers)
        heapq.heappush(self._scheduled, timer)
        timer._scheduled = True  # type: ignore[attr-defined]  # asyncio's own flag: it counts cancelled timers
        return timer

    def _run_once(self) -> None:
        ready, scheduled = self._ready, self._scheduled
        if self._timer_cancelled_count > 100 and self._timer_cancelled_count * 2 > len(scheduled):
            self._sweep()
        if not ready and not self._stopping:
            while scheduled and scheduled[0].cancelled():
                self._pop()
            if not scheduled:
                raise Deadlock(self._who_waits())
            self.micros = max(self.micros, scheduled[0].due)
        now = self.micros
        while scheduled and scheduled[0].due <= now:
            timer = self._pop()
            if not timer.cancelled():
                ready.append(timer)
        for _ in range(len(ready)):
            handle = ready.popleft()
            if not handle.cancelled():
                handle._run()

    def _pop(self) -> _Timer:
        timer = heapq.heappop(self._scheduled)
        timer._scheduled = False  # type: ignore[attr-defined]
        if timer.cancelled():
            self._timer_cancelled_count -= 1
        return timer

    def _sweep(self) -> None:
        """Forget cancelled timers, so that a program of timeouts does not grow."""
        for timer in self._scheduled:
            timer._scheduled = not timer.cancelled()  # type: ignore[attr-defined]
        self._scheduled[:] = [timer for timer in self._scheduled if not timer.cancelled()]
        heapq.heapify(self._scheduled)
        self._timer_cancelled_count = 0

    def _who_waits(self) -> str:
        waiting = sorted(asyncio.all_tasks(self), key=asyncio.Task.get_name)
        lines = [f"deadlock at {self.time():.6f} s of virtual time: nothing is ready and no timer is set"]
        for task in waiting[:_SHOWN]:
            frame = task.get_stack(limit=1)
            where = f"{frame[0].f_code.co_filename}:{frame[0].f_lineno}" if frame else "its end"
            lines.append(f"  {task.get_name()} ({getattr(task.get_coro(), '__qualname__', '?')}) waits at {where}")
        if len(waiting) > _SHOWN:
            lines.append(f"  and {len(waiting) - _SHOWN} more")
        return "\n".join(lines)

    def run_in_executor(self, executor: object, func: Callable[[*Ts], T], *args: *Ts) -> NoReturn:  # noqa: ARG002  # asyncio's signature
        """Refused with ``RuntimeError``: a thread runs in real time, and the run would no longer be repeatable."""
        raise RuntimeError(f"no threads on a virtual loop (asked to run {getattr(func, '__qualname__', func)!r})")

    def _write_to_self(self) -> None:
        """``call_soon_threadsafe`` wakes a sleeping selector with this; a virtual loop never sleeps."""


class VirtualClock:
    """The time of a ``VirtualLoop``, counted from ``epoch`` (aware; kept in UTC), exact to the microsecond."""

    def __init__(self, loop: VirtualLoop, epoch: datetime = EPOCH) -> None:
        if epoch.tzinfo is None:
            raise ValueError("a virtual clock needs an aware epoch")
        self._loop, self._epoch = loop, epoch.astimezone(UTC)
        self._micros, self._now = 0, self._epoch

    def now(self) -> datetime:
        """Aware UTC."""
        if self._micros != self._loop.micros:
            self._micros = self._loop.micros
            self._now = self._epoch + timedelta(microseconds=self._micros)
        return self._now

    def wall(self) -> datetime:
        """The same: nobody sets it."""
        return self.now()

    async def sleep(self, seconds: float) -> None:
        """Sleep in virtual seconds; zero or less only lets others run."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        awake: asyncio.Future[None] = self._loop.create_future()  # asyncio.sleep would cancel a timer that has gone off
        timer = self._loop.call_later(seconds, _wake, awake)
        try:
            await awake
        except asyncio.CancelledError:
            timer.cancel()
            raise


def _wake(sleeper: asyncio.Future[None]) -> None:
    if not sleeper.done():
        sleeper.set_result(None)


def run_virtual(
    story: Coroutine[Any, Any, T] | Callable[[VirtualClock], Coroutine[Any, Any, T]], epoch: datetime = EPOCH
) -> T:
    """Run a coroutine, or a function of a clock that gives one, on a virtual loop of its own.

    Left-over tasks are cancelled and awaited at the end, as ``asyncio.run`` does.  Raises ``Deadlock`` and whatever
    the coroutine raises.
    """
    with asyncio.Runner(loop_factory=VirtualLoop, debug=False) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, VirtualLoop)
        return runner.run(story(VirtualClock(loop, epoch)) if callable(story) else story)

"""Time on a virtual loop: exact, repeatable, first come first served, and never hanging."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.clock import EPOCH, Deadlock, SystemClock, VirtualClock, VirtualLoop, run_virtual

MICRO = timedelta(microseconds=1)


@given(st.lists(st.integers(0, 10**13), max_size=20))
def test_sleeps_add_up_to_the_microsecond(waits: list[int]) -> None:
    async def story(clock: VirtualClock) -> list[datetime]:
        seen = []
        for wait in waits:
            await clock.sleep(wait / 1_000_000)
            seen.append(clock.now())
        return seen

    sums = [sum(waits[: n + 1]) for n in range(len(waits))]
    assert run_virtual(story) == [EPOCH + timedelta(microseconds=total) for total in sums]


def test_many_small_sleeps_do_not_drift() -> None:
    async def story(clock: VirtualClock) -> datetime:
        for _ in range(3000):
            await clock.sleep(0.1)
        return clock.now()

    assert run_virtual(story) == EPOCH + timedelta(seconds=300)


@pytest.mark.parametrize(
    ("seconds", "passed"),
    [(-5, 0), (0, 0), (1e-9, 1), (0.0000014, 1), (0.0000016, 2), (86_400 * 400, 86_400 * 400 * 1_000_000)],
)
def test_a_sleep_takes_whole_microseconds(seconds: float, passed: int) -> None:
    async def story(clock: VirtualClock) -> datetime:
        await clock.sleep(seconds)
        return clock.now()

    assert run_virtual(story) == EPOCH + passed * MICRO


@given(st.lists(st.sampled_from([0.1, 0.2, 0.3, 0.1 + 0.2]), min_size=2, max_size=40))
def test_sleepers_wake_by_time_and_then_by_arrival(waits: list[float]) -> None:
    woken: list[int] = []

    async def sleeper(clock: VirtualClock, n: int) -> None:
        await clock.sleep(waits[n])
        woken.append(n)

    async def story(clock: VirtualClock) -> None:
        await asyncio.gather(*(sleeper(clock, n) for n in range(len(waits))))

    woken.clear()
    run_virtual(story)
    assert woken == sorted(range(len(waits)), key=lambda n: (round(waits[n] * 10), n))


def test_equal_runs_give_equal_histories() -> None:
    async def story(clock: VirtualClock) -> list[tuple[datetime, int]]:
        seen: list[tuple[datetime, int]] = []

        async def worker(n: int) -> None:
            for turn in range(30):
                await clock.sleep((n * turn % 7) / 10)
                seen.append((clock.now(), n))

        async with asyncio.TaskGroup() as group:
            for n in range(9):
                group.create_task(worker(n))
        return seen

    assert run_virtual(story) == run_virtual(story)


def test_timeouts_fire_in_virtual_time_and_cancelled_timers_are_forgotten() -> None:
    async def story(clock: VirtualClock) -> tuple[int, datetime, int]:
        hits = 0
        for _ in range(1000):  # each leaves a cancelled timer an hour ahead
            async with asyncio.timeout(3600):
                await clock.sleep(0.001)
        try:
            async with asyncio.timeout(2):
                await asyncio.Event().wait()
        except TimeoutError:
            hits += 1
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        return hits, clock.now(), len(loop._scheduled)

    hits, now, left = run_virtual(story)
    assert (hits, now) == (1, EPOCH + timedelta(seconds=3))
    assert left < 300


def test_a_cancelled_timer_never_runs() -> None:
    async def story(clock: VirtualClock) -> list[str]:
        loop = asyncio.get_running_loop()
        ran: list[str] = []
        early = loop.call_later(1, ran.append, "early")
        loop.call_at(loop.time() + 2, ran.append, "late")
        late = loop.call_later(2, ran.append, "never")
        loop.call_later(2, early.cancel)
        loop.call_later(1, late.cancel)
        await clock.sleep(3)
        return ran

    assert run_virtual(story) == ["early", "late"]


def test_a_deadlock_is_said_and_names_who_waits() -> None:
    async def waits_for_ever() -> None:
        await asyncio.Event().wait()

    async def story(clock: VirtualClock) -> None:
        await clock.sleep(1.5)
        others = [asyncio.create_task(waits_for_ever(), name=f"other {n}") for n in range(10)]
        await asyncio.gather(*others)

    with pytest.raises(Deadlock) as caught:
        run_virtual(story)
    lines = str(caught.value).splitlines()
    assert lines[0] == "deadlock at 1.500000 s of virtual time: nothing is ready and no timer is set"
    assert "waits_for_ever" in str(caught.value)
    assert lines[-1] == "  and 3 more"


def test_left_over_tasks_are_cancelled_and_can_clean_up() -> None:
    said: list[str] = []

    async def left_over(clock: VirtualClock) -> None:
        try:
            await clock.sleep(1e6)
        finally:
            await clock.sleep(5)
            said.append(f"cleaned up at {clock.now():%H:%M:%S}")

    async def story(clock: VirtualClock) -> asyncio.Task[None]:
        task = asyncio.create_task(left_over(clock))
        await clock.sleep(1)
        return task

    task = run_virtual(story)
    assert task.cancelled()
    assert said == ["cleaned up at 00:00:06"]


def test_errors_come_out_and_the_loop_is_closed() -> None:
    loops: list[asyncio.AbstractEventLoop] = []

    async def story(clock: VirtualClock) -> None:
        loops.append(asyncio.get_running_loop())
        await clock.sleep(1)
        raise ArithmeticError("mine")

    with pytest.raises(ArithmeticError, match="mine"):
        run_virtual(story)
    assert loops[0].is_closed()
    with pytest.raises(RuntimeError, match="closed"):
        loops[0].call_later(1, print)


def test_threads_are_refused() -> None:
    async def story(clock: VirtualClock) -> None:
        await clock.sleep(0)
        await asyncio.to_thread(print)

    with pytest.raises(RuntimeError, match="no threads on a virtual loop"):
        run_virtual(story)


def test_a_plain_coroutine_runs_too_and_async_generators_are_closed() -> None:
    closed: list[bool] = []

    async def numbers() -> object:
        return 7

    async def ticks() -> AsyncIterator[int]:
        try:
            while True:
                yield 1
        finally:
            closed.append(True)

    async def story() -> object:
        async for _ in ticks():
            break
        return await numbers()

    assert run_virtual(story()) == 7
    assert closed == [True]


def test_an_epoch_is_kept_in_utc_and_must_be_aware() -> None:
    async def story(clock: VirtualClock) -> datetime:
        return clock.now()

    berlin = datetime(2024, 7, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    now = run_virtual(story, berlin)
    assert (now, now.tzinfo) == (berlin, UTC)
    with pytest.raises(ValueError, match="aware"):
        run_virtual(story, datetime(2024, 1, 1))  # noqa: DTZ001  # the mistake under test


@settings(max_examples=5, deadline=None)
@given(st.integers(1, 200))
def test_loops_are_cheap_enough_to_make_by_the_hundred(n: int) -> None:
    async def story(clock: VirtualClock) -> timedelta:
        await clock.sleep(n)
        return clock.now() - EPOCH

    assert sum((run_virtual(story) for _ in range(n)), timedelta()) == timedelta(seconds=n * n)


class Machine(SystemClock):
    """A machine whose clock somebody sets: ``wall_ns`` is its time, ``steady_ns`` what has really passed."""

    def __init__(self) -> None:
        self.wall_ns, self.steady_ns = 1_700_000_000 * SECOND, 5 * SECOND

    def _wall(self) -> int:
        return self.wall_ns

    def _steady(self) -> int:
        return self.steady_ns

    def passes(self, seconds: float) -> None:
        self.wall_ns += round(seconds * SECOND)
        self.steady_ns += round(seconds * SECOND)

    def jumps(self, seconds: float) -> None:
        self.wall_ns += round(seconds * SECOND)

    @property
    def off(self) -> float:
        """Seconds that the machine's clock is ahead of the one that is told."""
        return (self.wall() - self.now()).total_seconds()


SECOND = 1_000_000_000


@pytest.mark.parametrize(
    ("jump", "steps", "off"),
    [
        (0, [1, 1, 3600], 0),
        (0.1, [1], 0),  # a correction is followed at once
        (-0.1, [1], 0),
        (3600, [], 3600),
        (3600, [1], 3599.99),
        (3600, [100] * 10, 3590),
        (-3600, [1], -3599.99),
        (-3600, [100] * 10, -3590),
        (20, [1000, 1001], 0),
        (-20, [1000, 1001], 0),
    ],
)
def test_a_jump_of_the_machines_clock_is_made_up_for_by_and_by(jump: float, steps: list[float], off: float) -> None:
    clock = Machine()
    clock.now()
    clock.jumps(jump)
    for seconds in steps:
        clock.passes(seconds)
        clock.now()
    assert clock.off == pytest.approx(off)


@given(st.lists(st.tuples(st.floats(0, 5000), st.floats(-5000, 5000)), max_size=20))
def test_no_jump_makes_time_leap_or_run_backwards(story: list[tuple[float, float]]) -> None:
    """What passes is at most a hundredth, or a tenth of a second, more or less than what has really passed."""
    clock = Machine()
    last = clock.now()
    for passes, jumps in story:
        clock.jumps(jumps)
        clock.passes(passes)
        now = clock.now()
        assert abs((now - last).total_seconds() - passes) <= max(passes / 100, 0.1) + 1e-5
        assert now >= last
        last = now


def test_a_jump_there_and_back_is_logged_once_each(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "adapters.clock")
    clock = Machine()
    for jump in (0, 3600, 0, -3600, 0):
        clock.jumps(jump)
        clock.now()
    said = [record.getMessage().partition(";")[0] for record in caplog.records]
    assert said == ["the machine's clock jumped by +3600.0 s", "the machine's clock and this bot's agree again"]


def test_the_system_clock_is_aware_utc_and_sleeps() -> None:
    clock = SystemClock()
    before = datetime.now(UTC)
    asyncio.run(clock.sleep(-1))
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().tzinfo is UTC

"""The heartbeat: O(accounts) jobs that nudge and do nothing else, in real and in virtual time."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from inspect import iscoroutinefunction
from typing import Any

import pytest

from adapters.clock import EPOCH, SystemClock, VirtualClock, run_virtual
from adapters.scheduler import DELIVER, NOBODY, RECONCILE, TRAIL, WATCH, Scheduler, VirtualScheduler


def unheard(account: str, job: str) -> None:
    raise AssertionError((account, job))


def test_jobs_grow_with_accounts_alone_and_twice_is_once() -> None:
    for beat in (Scheduler(unheard), VirtualScheduler(unheard, SystemClock())):
        for account in ("paper", "paper_spot", "paper"):
            beat.add(account)
        assert beat.jobs() == [
            "deliver",
            "reconcile paper",
            "reconcile paper_spot",
            "trail paper",
            "trail paper_spot",
            "watch paper",
            "watch paper_spot",
        ]
        for n in range(50):
            beat.add(f"account {n}")
        assert len(beat.jobs()) == 3 * 52 + 1


def test_no_job_ever_runs_a_coroutine() -> None:
    async def places_an_order(account: str, job: str) -> None:
        raise AssertionError((account, job))

    wrong: Any = places_an_order
    with pytest.raises(TypeError, match="plain function"):
        Scheduler(wrong)
    with pytest.raises(TypeError, match="plain function"):
        VirtualScheduler(wrong, SystemClock())

    async def story() -> None:
        beat = Scheduler(unheard)
        beat.add("paper")
        beat.start()
        jobs = beat._jobs.get_jobs()
        assert len(jobs) == 4
        assert not any(iscoroutinefunction(job.func) for job in jobs)
        assert all(job.coalesce and job.max_instances == 1 and job.misfire_grace_time is None for job in jobs)
        beat.stop()

    asyncio.run(story())


def test_real_beats_come_in_the_loops_thread_and_end_with_stop() -> None:
    async def story() -> set[tuple[str, str, bool]]:
        heard: set[tuple[str, str, bool]] = set()
        enough = asyncio.Event()

        def nudge(account: str, job: str) -> None:
            asyncio.get_running_loop()
            heard.add((account, job, threading.current_thread() is threading.main_thread()))
            if len(heard) >= 5:
                enough.set()

        beat = Scheduler(nudge)
        beat.add("paper")
        beat.start()
        beat.add("late")
        await enough.wait()
        beat.stop()
        beat.stop()  # a second time changes nothing
        heard_then = set(heard)
        heard.clear()
        beat._beat("paper", WATCH)  # a job that was already on its way
        assert not heard
        return heard_then

    assert asyncio.run(story()) == {
        (account, job, True) for account, job in [("paper", WATCH), ("paper", TRAIL), ("late", WATCH), ("late", TRAIL)]
    } | {(NOBODY, DELIVER, True)}


def test_virtual_beats_are_exact_and_repeatable() -> None:
    async def story(clock: VirtualClock) -> list[tuple[float, str, str]]:
        heard: list[tuple[float, str, str]] = []
        beat = VirtualScheduler(lambda *who: heard.append(((clock.now() - EPOCH).total_seconds(), *who)), clock)
        beat.add("paper")
        await clock.sleep(5)
        beat.start()
        await clock.sleep(10.5)
        beat.add("late")
        await clock.sleep(10)
        beat.stop()
        await clock.sleep(100)
        return heard

    heard = run_virtual(story)
    assert heard == run_virtual(story)
    assert Counter((account, job) for _, account, job in heard) == {
        (NOBODY, DELIVER): 20,
        ("paper", WATCH): 20,
        ("paper", TRAIL): 20,
        ("paper", RECONCILE): 2,
        ("late", WATCH): 9,
        ("late", TRAIL): 9,
    }
    assert [at for at, account, job in heard if (account, job) == ("paper", RECONCILE)] == [15, 25]
    assert heard[:3] == [(6, NOBODY, DELIVER), (6, "paper", WATCH), (6, "paper", TRAIL)]


def test_what_a_nudge_raises_is_heard() -> None:
    async def story(clock: VirtualClock) -> list[str]:
        said: list[str] = []
        asyncio.get_running_loop().set_exception_handler(
            lambda _, context: said.append(f"{context['message']}: {context['exception']}")
        )

        def nudge(account: str, job: str) -> None:
            if job == TRAIL:
                raise ArithmeticError(account)

        beat = VirtualScheduler(nudge, clock)
        beat.add("paper")
        beat.start()
        await clock.sleep(3)
        beat.stop()
        return said

    assert run_virtual(story) == ["beat: trail paper ended: paper"]


def test_what_a_nudge_raises_is_logged_and_the_real_beat_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        again = asyncio.Event()
        first = True

        def nudge(account: str, job: str) -> None:
            nonlocal first
            if job == DELIVER and first:
                first = False
                raise ArithmeticError("mine")
            if job == DELIVER:
                again.set()
            assert account == NOBODY

        beat = Scheduler(nudge)
        beat.start()
        await again.wait()
        beat.stop()

    asyncio.run(story())
    assert [record.levelname for record in caplog.records if record.exc_info] == ["ERROR"]

"""The heartbeat: a handful of timers per account that nudge its worker, and one for the outbox.

A job calls ``nudge`` and nothing else.  It never runs a coroutine and so can never place an order: APScheduler cancels
what it runs when it shuts down, and a request must not be cut off between sending and recording.  Late beats are
made up for once, not many times.

``Scheduler`` beats in real time (APScheduler), ``VirtualScheduler`` in the time of a ``Clock`` (replays, simulations).
Neither knows a bracket; there are as many jobs as accounts, whatever they hold.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC
from inspect import iscoroutinefunction

from apscheduler.executors.debug import DebugExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from core.ports import Clock

Nudge = Callable[[str, str], None]

WATCH, TRAIL, RECONCILE, DELIVER = "watch", "trail", "reconcile", "deliver"
EVERY = {WATCH: 1, TRAIL: 1, RECONCILE: 10}  # seconds, for each account
DELIVERY = 1  # seconds, for the whole bot
NOBODY = ""  # the account of the deliver job


class Scheduler:
    """Calls ``nudge(account, job)`` in the event loop's own thread; ``(NOBODY, DELIVER)`` for the outbox.

    What ``nudge`` raises is logged as an error by APScheduler and does not stop the beat.
    """

    def __init__(self, nudge: Nudge) -> None:
        _check(nudge)
        self._nudge, self._beating = nudge, False
        self._jobs = AsyncIOScheduler(
            timezone=UTC,
            jobstores={"default": MemoryJobStore()},
            executors={"default": DebugExecutor()},  # in this thread, at once: the asyncio one would use a thread
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._register(NOBODY, DELIVER, DELIVERY)

    def add(self, account: str) -> None:
        """Beat for this account; before or after ``start``, and once however often it is added."""
        for job, seconds in EVERY.items():
            self._register(account, job, seconds)

    def start(self) -> None:
        """Begin, in the running loop."""
        self._beating = True
        self._jobs.start()

    def stop(self) -> None:
        """No nudge comes after this returns."""
        if self._beating:
            self._beating = False
            self._jobs.shutdown(wait=False)

    def jobs(self) -> list[str]:
        """What is registered, as ``job account``."""
        return sorted(job.name for job in self._jobs.get_jobs())

    def _register(self, account: str, job: str, seconds: float) -> None:
        name = f"{job} {account}".rstrip()
        if name not in self.jobs():
            self._jobs.add_job(self._beat, "interval", args=(account, job), seconds=seconds, id=name, name=name)

    def _beat(self, account: str, job: str) -> None:
        if self._beating:
            self._nudge(account, job)


class VirtualScheduler:
    """The same beat in the time of ``clock``, on asyncio tasks; deterministic on a virtual loop.

    ``every``: how many of its seconds a beat's second takes; prices that come once a minute need no look each second.

    What ``nudge`` raises goes to the loop's exception handler and ends that job's beat.
    """

    def __init__(self, nudge: Nudge, clock: Clock, every: float = 1.0) -> None:
        _check(nudge)
        self._nudge, self._clock, self._every = nudge, clock, every
        self._wanted: dict[str, tuple[str, str, float]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._beating = False
        self._register(NOBODY, DELIVER, DELIVERY)

    def add(self, account: str) -> None:
        """Beat for this account; before or after ``start``, and once however often it is added."""
        for job, seconds in EVERY.items():
            self._register(account, job, seconds)

    def start(self) -> None:
        """Begin, in the running loop."""
        self._beating = True
        for name in self._wanted:
            self._launch(name)

    def stop(self) -> None:
        """No nudge comes after this returns."""
        self._beating = False
        for task in self._tasks.values():
            task.cancel()
        self._tasks.clear()

    def jobs(self) -> list[str]:
        """What is registered, as ``job account``."""
        return sorted(self._wanted)

    def _register(self, account: str, job: str, seconds: float) -> None:
        name = f"{job} {account}".rstrip()
        if name not in self._wanted:
            self._wanted[name] = (account, job, seconds)
            if self._beating:
                self._launch(name)

    def _launch(self, name: str) -> None:
        task = asyncio.create_task(self._beat(*self._wanted[name]), name=f"beat: {name}")
        task.add_done_callback(_tell)
        self._tasks[name] = task

    async def _beat(self, account: str, job: str, seconds: float) -> None:
        while True:
            await self._clock.sleep(seconds * self._every)
            if self._beating:
                self._nudge(account, job)


def _check(nudge: Nudge) -> None:
    if iscoroutinefunction(nudge):
        raise TypeError("a nudge is a plain function: no job may run a coroutine")


def _tell(task: asyncio.Task[None]) -> None:
    error = None if task.cancelled() else task.exception()
    if error is not None:
        task.get_loop().call_exception_handler({"message": f"{task.get_name()} ended", "exception": error})

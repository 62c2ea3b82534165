"""What a durable intent costs: one save of a whole bracket, against one bare append that reaches the disk.

Nothing is sent before it is saved, so this is on the way of every order.  Only ratios inside one run mean anything: a
flush takes 0.2 ms on one machine and 4 ms on the next, and both within an hour on the same.

    python -m benchmarks.intent
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from adapters.database.store import SqlStore, open_store
from core.bracket import Bracket
from tests.samples import filled, long_bracket, new_bracket, opening, step

SAMPLES = 240
OPEN = 300
LIMIT, AIM = 6, 4  # times the bare append: what must hold, and what is seen on a quiet machine
APPENDED = b"x" * 4096

Row = tuple[str, str, str, bool]  # what, measured, target, whether it was reached


def measure(samples: int = SAMPLES, open: int = OPEN) -> list[Row]:
    """Interleaved samples on the disk that holds the temporary directory."""
    with tempfile.TemporaryDirectory(prefix="bracketeer-") as place:
        return asyncio.run(_measure(Path(place), samples, open))


async def _measure(place: Path, samples: int, open: int) -> list[Row]:
    descriptor = os.open(place / "append", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    store = await open_store(place / "ledger.db")
    try:
        kept = opening(long_bracket())
        await store.save([kept])
        bare: list[float] = []
        first: list[float] = []
        later: list[float] = []
        bracket = kept.bracket
        for n in range(samples):
            bare.append(_append(descriptor))
            planned = opening(new_bracket(f"n{n}", n + 2))
            first.append(await _timed(lambda planned=planned: store.save([planned])))  # type: ignore[misc]
            bracket, seconds = await _step(store, bracket)
            later.append(seconds)
        rows = [
            _row("durable intent: a new bracket, its first order and notice", first, bare, LIMIT, AIM),
            _row("durable step: an event folded into a bracket of five orders", later, bare, LIMIT, AIM),
        ]
        rows.append(await _recovery(store, samples, open))
        return rows
    finally:
        os.close(descriptor)
        await store.aclose()


async def _step(store: SqlStore, bracket: Bracket) -> tuple[Bracket, float]:
    event = filled(bracket, bracket.orders[0].taken.quantity, bracket.orders[0].taken.value)
    change = step(bracket, *event.events, notices=event.notices)
    return change.bracket, await _timed(lambda: store.save([change]))


def _append(descriptor: int) -> float:
    begun = perf_counter()
    os.write(descriptor, APPENDED)
    os.fdatasync(descriptor)
    return perf_counter() - begun


async def _timed(work: Callable[[], Awaitable[object]]) -> float:
    begun = perf_counter()
    await work()
    return perf_counter() - begun


async def _recovery(store: SqlStore, samples: int, open: int) -> Row:
    """Loading all open brackets, against reading the same text with nothing made of it."""
    await store.save([opening(long_bracket(f"o{n}", n + 1000)) for n in range(open)])

    def read() -> float:
        begun = perf_counter()
        store._db.execute("SELECT document FROM brackets WHERE closed = 0").fetchall()
        return perf_counter() - begun

    bare: list[float] = []
    loads: list[float] = []
    for _ in range(15):
        bare.append(await asyncio.get_running_loop().run_in_executor(store._thread, read))
        loads.append(await _timed(store.load))
    return _row(f"recovery: load {samples + open + 1} open brackets", loads, bare, 40)


def _row(name: str, samples: list[float], bare: list[float], limit: float, aim: float | None = None) -> Row:
    low, middle, high = quantiles([sample / base for sample, base in zip(samples, bare, strict=True)], n=4)
    typical = quantiles(samples, n=2)[0] * 1000
    measured = f"{middle:.1f}x [{low:.1f}..{high:.1f}] of the bare one, {typical:.2f} ms"
    target = f"<= {limit:g}x" + (f" (aim {aim:g}x)" if aim else "")
    return name, measured, target, middle <= limit


def main() -> int:
    rows = measure()
    for name, measured, target, reached in rows:
        print(f"{'ok  ' if reached else 'MISS'} {name}: {measured} (target {target})")
    return 0 if all(reached for *_, reached in rows) else 1


if __name__ == "__main__":
    sys.exit(main())

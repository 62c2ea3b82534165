"""What the limiter costs a request that need not wait, and whether a crowd of looks delays an urgent one.

An uncontended ``take`` stands against ``asyncio.sleep(0)``, the cheapest way to await anything; an urgent cancel behind
queued looks against the same cancel with nobody waiting.  All on the real event loop, in turn, round by round.

    python -m benchmarks --only limiter
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from statistics import median, quantiles
from time import perf_counter

from adapters.clock import SystemClock
from adapters.exchanges.limiter import Address, Limiter
from adapters.exchanges.limits import Budget, Kind, Limits, Scope

ROUNDS, CALLS, LOOKS = 31, 200, 100
CROWDED, CHEAP = 3, 3  # times an idle one; times asyncio.sleep(0)

Row = tuple[str, str, str, bool]  # what, measured, target, whether it was reached


def measure(rounds: int = ROUNDS, calls: int = CALLS, looks: int = LOOKS) -> list[Row]:
    """An urgent cancel past queued looks, and a take that need not wait."""
    return asyncio.run(_measure(rounds, calls, looks))


async def _measure(rounds: int, calls: int, looks: int) -> list[Row]:
    crowded, cheap, each = [], [], []
    for _ in range(rounds):
        bare = await _spent(lambda: asyncio.sleep(0), calls)
        limiter = _limiter(calls)
        idle = await _spent(lambda limiter=limiter: limiter.take(Kind.CANCEL), calls)  # type: ignore[misc]
        crowd = await _behind(looks, calls)
        crowded.append(crowd / idle)
        cheap.append(idle / bare)
        each.append(idle / calls * 1e6)
    return [
        _row(f"limiter: an urgent cancel behind {looks} queued looks, against idle", crowded, CROWDED, ""),
        _row("limiter: a take that need not wait, against asyncio.sleep(0)", cheap, CHEAP, f", {median(each):.1f} us"),
    ]


def _limiter(calls: int) -> Limiter:
    """One account with budgets like Binance's, and enough for the cancels, but hardly any inflow."""
    limit = 10 * calls
    weight = Budget("weight", Scope.IP, limit, 3600, limit - 1)
    count = Budget("orders", Scope.ACCOUNT, limit, 3600, limit - 1)
    return Limiter(Address(SystemClock(), Limits("benchmark", (weight, count))))


async def _spent(call: Callable[[], Awaitable[None]], calls: int) -> float:
    """Seconds for so many, one after another."""
    begun = perf_counter()
    for _ in range(calls):
        await call()
    return perf_counter() - begun


async def _behind(looks: int, calls: int) -> float:
    """Seconds for so many cancels while so many looks wait for room."""
    limiter = _limiter(calls)
    while True:
        waiting = asyncio.ensure_future(limiter.take(Kind.LOOK))
        await asyncio.sleep(0)
        if not waiting.done():
            break
    queued = [waiting, *(asyncio.ensure_future(limiter.take(Kind.LOOK)) for _ in range(looks - 1))]
    await asyncio.sleep(0)
    spent = await _spent(lambda: limiter.take(Kind.CANCEL), calls)
    assert not any(look.done() for look in queued)
    for look in queued:
        look.cancel()
        with suppress(asyncio.CancelledError):
            await look
    return spent


def _row(name: str, ratios: list[float], limit: float, detail: str) -> Row:
    low, middle, high = quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
    return name, f"{middle:.2f}x [{low:.2f}..{high:.2f}]{detail}", f"<= {limit:g}x", middle <= limit

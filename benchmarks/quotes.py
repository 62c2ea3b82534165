"""What a quote costs past brackets that merely rest, and what it costs to stop them all out.

Many brackets and few of them live in one process on one virtual clock, each bracket in a paper account of its own, and
are measured in turn, round by round.  A quote's way is the whole one: the exchange, its ticks, the market's lines, the
workers.  Waiting is virtual and costs nothing, so only work is measured.  Placement is not part of it.

    python -m benchmarks --only quotes
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from statistics import median, quantiles
from time import perf_counter

from adapters.clock import VirtualClock, run_virtual
from adapters.database.memory import MemoryStore
from adapters.exchanges.paper import LocalVenue, Venue, rules_for
from bot.session import Session, open_session
from core.machine import unsettled
from core.message import Origin
from core.ports import Outgoing
from core.venue import Layout

SYMBOL, MIDDLE, TICK = "BTC/USDT:USDT", Decimal(60_000), Decimal("0.1")
STOPPED = Decimal(58_000)  # past the stop at 58,800
ENOUGH = Decimal(1_000_000)
LINE = "market long 0.01 sl off 2% tp off 5%"
ROUNDS, QUOTES = 15, 200  # 3,000 quotes each
PATIENCE = 60  # virtual seconds in which everything placed must rest, and everything hit must be closed

Row = tuple[str, str, str, bool]  # what, measured, target, whether it was reached


class _Still:
    """A heart that does not beat: nothing but the quotes is measured."""

    def add(self, account: str) -> None:
        """Nothing is ever due."""

    def start(self) -> None:
        """Nothing begins."""

    def stop(self) -> None:
        """Nothing was begun."""


class _Nobody:
    """Notices are taken and forgotten."""

    async def send(self, outgoing: Outgoing) -> None:
        """Told."""


@dataclass
class _Crowd:
    """So many accounts with a bracket each, and the exchange they trade at."""

    venue: Venue
    session: Session
    clock: VirtualClock
    size: int
    row: int = 0

    def tick(self, price: Decimal) -> None:
        """One print."""
        self.row += 1
        self.venue.trade(SYMBOL, price, ENOUGH, self.clock.now(), self.row)

    async def place(self) -> None:
        """Open one bracket on every account, and wait until all of them rest."""
        self.tick(MIDDLE)
        for n in range(self.size):
            origin = Origin(f"{self.row}:{n}", self.clock.now(), "benchmark")
            answer = await self.session.engine.handle(f"BTCUSDT on paper:n{n} {LINE}", origin)
            assert answer.problem is None, answer.problem
        await self.clock.sleep(1)
        self.tick(MIDDLE)
        await self.until(self.rests)

    async def until(self, done: Callable[[], bool]) -> None:
        """Let virtual time pass until it is so."""
        for _ in range(PATIENCE * 10):
            if done():
                return
            await self.clock.sleep(0.1)
        raise AssertionError("it never came to rest")

    def rests(self) -> bool:
        """Every bracket has entered, and nothing is on its way any more."""
        found = [b for worker in self.session.engine.workers.values() for b in worker.brackets.values()]
        return len(found) == self.size and all(b.position and not unsettled(b) for b in found)

    def closed(self) -> bool:
        """No bracket is open."""
        return not any(worker.brackets for worker in self.session.engine.workers.values())

    async def quotes(self, count: int) -> float:
        """Seconds for so many quotes that touch nothing; between two of them everyone gets a turn."""
        with _measured() as spent:
            for n in range(count):
                self.tick(MIDDLE + TICK * (n % 400))
                await asyncio.sleep(0)
        return spent[0]

    async def stopped_out(self) -> tuple[float, float]:
        """Seconds from one tick until every bracket is closed, and those of the exchange's own turn on that tick."""
        with _measured() as spent:
            begun = perf_counter()
            self.tick(STOPPED)
            own = perf_counter() - begun
            await self.until(self.closed)
        return spent[0], own


def measure(many: int = 1_000, few: int = 10, hit: int = 100, rounds: int = ROUNDS, quotes: int = QUOTES) -> list[Row]:
    """Quotes past ``many`` brackets against ``few``, and ``many`` stopped out against ``hit``."""
    resting = run_virtual(lambda clock: _past(clock, Layout.STOP_AND_TARGETS, many, few, rounds, quotes))
    watched = run_virtual(lambda clock: _past(clock, Layout.NOTHING, many, few, rounds, quotes))
    return [resting, watched, run_virtual(lambda clock: _out(clock, many, hit, rounds))]


async def _past(clock: VirtualClock, layout: Layout, many: int, few: int, rounds: int, quotes: int) -> Row:
    """Quotes between the lines of brackets whose exits rest at the exchange, or are all watched by the bot."""
    async with AsyncExitStack() as stack:
        sessions = AsyncExitStack()
        await stack.enter_async_context(sessions)
        crowds = [await sessions.enter_async_context(_crowd(clock, size, layout)) for size in (few, many)]
        whole = [[await crowd.quotes(quotes) for crowd in crowds] for _ in range(rounds)]
        assert not any(crowd.closed() for crowd in crowds)
        await sessions.aclose()  # what rests at the exchange stays, and nobody listens any more
        own = [[await crowd.quotes(quotes) for crowd in crowds] for _ in range(rounds)]
    share = median(o[1] for o in own) / median(w[1] for w in whole)
    each = median(w[1] for w in whole) / quotes * 1e6
    kind = "watched" if layout is Layout.NOTHING else "resting"
    name = f"a quote past {many:,} {kind} brackets, against past {few}"
    return _row(name, [w[1] / w[0] for w in whole], 3, f"{each:.0f} us, {share:.0%} of it the exchange's")


async def _out(clock: VirtualClock, many: int, few: int, rounds: int) -> Row:
    """One tick through every stop; between two rounds all brackets are opened again."""
    async with AsyncExitStack() as stack:
        crowds = [await stack.enter_async_context(_crowd(clock, size)) for size in (few, many)]
        ratios, shares, each = [], [], []
        for n in range(rounds):
            if n:
                for crowd in crowds:
                    await crowd.place()
            small, large = [await crowd.stopped_out() for crowd in crowds]
            ratios.append(large[0] / small[0])
            shares.append(large[1] / large[0])
            each.append(large[0] / many * 1e3)
    name = f"{many:,} brackets stopped out by one tick, against {few}"
    return _row(name, ratios, 12, f"{median(each):.1f} ms each, {median(shares):.0%} of it the exchange's tick")


@asynccontextmanager
async def _crowd(clock: VirtualClock, size: int, layout: Layout = Layout.STOP_AND_TARGETS) -> AsyncIterator[_Crowd]:
    venue = Venue()
    for n in range(size):
        venue.open_account(f"paper:n{n}", rules_for(layout))
    async with open_session(
        store=MemoryStore(),
        clock=clock,
        link=LocalVenue(venue, clock),
        heartbeat=lambda _nudge: _Still(),
        notifier=_Nobody(),
        latency=timedelta(0),
    ) as session:
        crowd = _Crowd(venue, session, clock, size)
        await crowd.place()
        yield crowd


@contextmanager
def _measured() -> Iterator[list[float]]:
    """Seconds of what is done inside, without the garbage collector's: its turns come when they like."""
    spent: list[float] = []
    gc.collect()
    gc.disable()
    begun = perf_counter()
    try:
        yield spent
    finally:
        spent.append(perf_counter() - begun)
        gc.enable()


def _row(name: str, ratios: list[float], limit: float, detail: str) -> Row:
    low, middle, high = quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
    return name, f"{middle:.1f}x [{low:.1f}..{high:.1f}], {detail}", f"<= {limit:g}x", middle <= limit

"""``World(seed, layout).run()``: one history of persons, prices, hands and mishaps around the shipped program.

Everything is drawn from the seed, on a virtual clock: the same seed is the same history, everywhere.  The engine, the
ledger in memory and the paper exchange are the real ones; only the wire, the chat and the people are made up.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from adapters.clock import VirtualClock, run_virtual
from adapters.exchanges.paper import Markets, Venue
from adapters.scheduler import VirtualScheduler
from bot.session import open_session
from core.bracket import Bracket
from core.events import Joined, Opened
from core.ids import read_id
from core.orders import ONE, Order, OrderType, PositionSide, Reason, Report
from core.owed import SHUT
from core.ports import Change, Outgoing
from tests.world import invariants, repairs, timeline, weather
from tests.world.absence import Absence
from tests.world.bounds import Bounds
from tests.world.coverage import Coverage, Gap, Key
from tests.world.crowd import Crowd
from tests.world.delisted import Delisted
from tests.world.faults import Fault
from tests.world.halts import Halts
from tests.world.layouts import Case, case_of
from tests.world.life import LIFE, Killed, Life, Witness, belonging
from tests.world.people import Market
from tests.world.sky import Sky
from tests.world.wire import Chat, FaultyLink

D = Decimal
THAW = 7  # seconds of calm after which prices stand still
SETTLING = 90  # seconds after the faults have stopped in which everything must come to rest


@dataclass
class Outcome:
    """What came of one history."""

    seed: int
    layout: str
    broken: list[tuple[str, str]]
    faults: Counter[Fault]
    repairs: Counter[str]
    gaps: list[Gap]
    seconds: float
    timeline: Callable[[], str] = field(repr=False)

    def __str__(self) -> str:
        head = f"world(seed={self.seed}, layout={self.layout!r})"
        return "\n".join([head, *(f"  {name}: {text}" for name, text in self.broken), self.timeline()])


class World:
    """See the module's head."""

    def __init__(self, seed: int, layout: str, *, mild: bool = False) -> None:
        self.seed, self.layout, self.mild = seed, layout, mild
        self.violations: list[tuple[str, str]] = []
        self.lines: list[timeline.Line] = []
        self.repairs: Counter[str] = Counter()
        self.triggers: dict[str, tuple[Decimal, Decimal]] = {}
        self.typed: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
        self.written: dict[tuple[int, str], tuple[datetime, datetime]] = {}
        self.told: dict[str, Outgoing] = {}
        self.deliveries: Counter[str] = Counter()
        self.ambiguous: set[str] = set()
        self.unsaved: set[str] = set()
        self.known: defaultdict[str, set[int]] = defaultdict(set)  # by order: the lives that were told of it
        self.lives: list[Life] = []
        self.sampled = 0
        self.handled: set[Key] = set()
        self.asides: set[asyncio.Task[Any]] = set()
        self.two = False

    def run(self) -> Outcome:
        """Live through it."""
        logging.getLogger("core").setLevel(logging.CRITICAL + 1)
        return run_virtual(self._story)

    # -- the story ----------------------------------------------------------------------------------

    async def _story(self, clock: VirtualClock) -> Outcome:
        self.open(clock)
        self.aside(self.crowd.prices())
        self.aside(self.absence.watch())
        self.aside(self.halts.watch())
        self.aside(self.delisted.happen())
        self.aside(self.bounds.watch())
        self.aside(self.bounds.people())
        await self.start()
        for market in self.markets:
            self.aside(self.crowd.person(market))
        if not self.mild:
            weather.begin(self)
        await clock.sleep(self.lasts)
        await self._calm()
        await self._settle()
        return await self._judge()

    def open(self, clock: VirtualClock) -> None:
        """Everything that is there before anything happens."""
        loop = asyncio.get_running_loop()
        loop.set_task_factory(belonging)  # type: ignore[arg-type]  # a task of any coroutine
        loop.set_exception_handler(self._surprised)
        self.clock, self.began = clock, clock.now()
        self.dice = Random(f"story {self.seed} {self.layout}")
        self.case: Case = case_of(self.layout, self.dice)
        self.bound = timedelta(seconds=self.case.bound)
        self.venue = Venue(Markets())
        rate = 0.0 if self.mild else self.dice.choice((0.02, 0.09, 0.09, 0.15))
        self.sky = Sky(Random(f"faults {self.seed} {self.layout}"), clock, self.venue, rate)
        self.sky.forgets = not self.mild and self.seed % 4 == 3
        self.sky.shows = self.mild or self.seed % 5 != 2
        self.coverage, self.absence, self.halts = Coverage(self), Absence(self), Halts(self)
        self.delisted = Delisted(self)
        self.bounds = Bounds(self)
        self.bound += self.bounds.longer
        if not self.sky.shows:
            self.bound += SHUT  # so seldom is a closed market tried that only refusals tell of
        self.store = Witness(self._committed, self._late)
        self.accounts = [f"{self.case.account}:w{n}" for n in range(self.dice.choice((1, 1, 2, 3)))]
        for account in self.accounts:
            self.venue.open_account(account, self.case.rules)
        self._markets()
        self.crowd = Crowd(self)
        self.lasts = self.dice.uniform(45, 90)

    def _markets(self) -> None:
        self.markets: list[Market] = []
        for _ in range(self.dice.choice((1, 1, 2, 3))):
            side = PositionSide.LONG if self.case.spot or self.dice.random() < 0.5 else PositionSide.SHORT
            market = Market(self.dice.choice(self.accounts), self.dice.choice(self.case.symbols), side)
            beside = [m.side for m in self.markets if (m.account, m.symbol) == (market.account, market.symbol)]
            if self.case.rules.hedged and beside == [side]:
                market, beside = replace(market, side=side.opposite), []
            if not beside:
                self.markets.append(market)

    async def start(self) -> Life:
        number = len(self.lives)
        life = Life(self, number)
        self.lives.append(life)
        self.note("★", "", "start", life.number)
        if number and any(not b.closed for b in self.store.all()):
            self.repairs["recovered after a restart"] += 1
        room = open_session(
            store=self.store,
            clock=self.clock,
            link=FaultyLink(self.sky, life, self.aside),
            heartbeat=lambda nudge: VirtualScheduler(nudge, self.clock),
            notifier=Chat(self, life),
        )
        self.coverage.restart(None, self.clock.now())  # from here on somebody is there, also while it catches up
        await life.begin(room)
        return life

    def unsure_of_what_was_told(self) -> None:
        """Whatever waits in the outbox may have been sent: the process died before it could say so."""
        self.ambiguous.update(self.store._outbox)

    def living(self) -> list[Life]:
        return [life for life in self.lives if not life.dead]

    async def _calm(self) -> None:
        if self.sky.banned_until is not None:  # a ban whose end was told is waited for to its end
            await self.clock.sleep(max((self.sky.banned_until - self.clock.now()).total_seconds(), 0.0))
        self.note("☼", "", "calm")
        self.sky.calm = True
        self.sky.down.clear()
        self.sky.store_down = self.sky.chat_down = None
        self.store.before = self.store.after = lambda _write: None
        self.coverage.restart(None, self.clock.now())
        if len(self.living()) > 1:
            for life in self.living():
                life.kill()
        if not self.living():
            await self.start()

    async def _settle(self) -> None:
        """Until everything has been at rest twice, three seconds apart."""
        good = 0
        await self.clock.sleep(THAW)  # until then prices still move, and an order may fill while it is judged
        self.amiss = "never asked"
        for _ in range(SETTLING // 3):
            await self.clock.sleep(3)
            self.amiss = invariants.at_rest_everywhere(self) or ("I6 not told yet" if self.store._outbox else "")
            good = 0 if self.amiss else good + 1
            if good == 2:
                return
        name, _, text = self.amiss.partition(" ")
        self.broken(name, f"after {SETTLING} s of calm: {text}")

    def lost_unsaved(self) -> set[str]:
        """Protection that was sent while the ledger refused, by a process that died before it could save it, and that
        the exchange never told the last process of: it arrived late, or behind the ids that a start asks for.

        Nobody can keep books about it; its effect on the position is believed from the position itself (I8 of the
        bracket).  Whatever the last process was told of must be in the ledger, however it was sent.
        """
        last = self.lives[-1].number
        return {id for id in self.unsaved if id not in self.store._owners and last not in self.known[id]}

    async def _judge(self) -> Outcome:
        for life in self.lives:
            self._defects(life)
            life.kill()
        for key in list(self.coverage.naked):
            self.coverage.mark(*key, naked=False)
        for law in (
            invariants.entries_at_most_once,
            invariants.told_exactly_once,
            invariants.ledger_is_the_venues,
            invariants.entries_trace_to_messages,
            invariants.protected_in_time,
        ):
            law(self)
        self.absence.at_the_end()
        self.bounds.at_the_end()
        for life in self.lives:
            await life.bury()
        seconds = (self.clock.now() - self.began).total_seconds()
        return Outcome(
            self.seed,
            self.layout,
            self.violations,
            self.sky.counts,
            self.repairs,
            self.coverage.gaps,
            seconds,
            self.text,
        )

    def _defects(self, life: Life) -> None:
        if life.session is None:
            return
        for worker in life.session.engine.workers.values():
            if worker.failed is not None and not isinstance(worker.failed, Killed):
                self.broken("defect", repr(worker.failed) + timeline.where(worker.failed))

    def _surprised(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if not isinstance(error, Killed):
            self.broken("defect", f"{context.get('message')} {error!r}" + timeline.where(error))

    def aside(self, work: Awaitable[object]) -> None:
        """Run something that no life of the bot owns."""

        async def go() -> None:
            await work

        token = LIFE.set(None)
        try:
            task = asyncio.get_running_loop().create_task(go())
        finally:
            LIFE.reset(token)
        self.asides.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self.asides.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self.broken("world", repr(task.exception()) + timeline.where(task.exception()))

    # -- what is observed ---------------------------------------------------------------------------

    def broken(self, name: str, text: str) -> None:
        """A law was broken; told once per law and text."""
        if (name, text) not in self.violations and len(self.violations) < 12:
            self.violations.append((name, text))
            if hasattr(self, "clock"):
                self.note("✗", "", name, text)

    def holds(self, market: Market) -> bool:
        """Whether one of our brackets is open there."""
        where = (market.account, market.symbol, market.side)
        return any((b.account, b.symbol, b.side) == where for b in self.store.all() if not b.closed)

    def note(self, sign: str, account: str, *about: Any) -> None:
        self.lines.append((self.clock.now(), f"{sign} {account}", about))

    def t(self, at: datetime) -> str:
        return f"{(at - self.began).total_seconds():.3f}"

    def arrived(self, account: str, order: Order, children: Sequence[Order]) -> None:
        """I10: whatever reaches the venue was saved; only protection may go unsaved, while the ledger refuses."""
        for one in (order, *children):
            if one.id in self.store._owners:
                continue
            if (
                self.sky.counts[Fault.STORE_REFUSES] + self.sky.counts[Fault.COMMIT_UNKNOWN]
                and (one.type is OrderType.STOP or one.slot == "close")
                and one.reduce_only
            ):
                self.repairs["protection sent unsaved"] += 1
                self.unsaved.add(one.id)
                continue
            self.broken("I10", f"{one.id} ({one.slot}) reached {account} and was never saved")

    def answered(self, account: str, order: Order, report: Report) -> None:
        """I3: the last resort is never refused for the sake of targets that still rest (-4118).

        A typed close of a part may be, when a fill we have not heard of comes before it; it is tried again.
        """
        read = read_id(order.id)
        bracket = self.store.current(str(read[1])) if read else None
        last = bracket is not None and bool(bracket.closing)
        if last and report.reason is Reason.REDUCE_ONLY and order.slot == "close" and "4118" in report.text:
            self.broken("I3", f"{order.id}: the close was refused at {account}, {report.text}")

    def _committed(self, change: Change, stored: int) -> None:
        before: Bracket | None = self.store.was
        self.lines.append((self.clock.now(), f"▪ {change.bracket.account}", (change, before)))
        invariants.commits_on_what_was_decided(self, change, stored)
        invariants.stop_only_tightens(self, before, change)
        invariants.guards_go_last(self, before, change)
        invariants.dust_closes_nothing(self, before, change)
        repairs.count(self.repairs, before, change)
        self.absence.committed(change)
        self.halts.committed(change)
        self.bounds.committed(change)
        self.delisted.committed(change)
        self._entered(change)
        self._both_sides(change.bracket)
        if before is None and change.bracket.adopted and self.case.spot:
            bracket = change.bracket
            self.coverage.adopted(bracket.account, bracket.symbol, int(bracket.id), bracket.adopted)
        ended = before is not None and before.closed is not change.bracket.closed
        part = change.bracket.stop is not None and change.bracket.stop.share < ONE
        if ended or part or any(isinstance(e, invariants.EXPLICIT) for e in change.events):
            self.coverage.look(change.bracket.account, change.bracket.symbol)
        self.sampled += 1
        if self.sampled % 16 == 0:
            invariants.at_rest(self, change)

    def _late(self) -> None:
        self.repairs["late word of a closed bracket"] += 1

    def _entered(self, change: Change) -> None:
        """Remember from which message each entry came, for I12."""
        if not any(isinstance(e, Opened | Joined) for e in change.events):
            return
        number = change.bracket.number & 0x3FFFFF
        fresh = [e for e in change.bracket.entries if (number, e.slot) not in self.written]
        key = self.store.answering
        if key is None:
            return  # then I12 finds no message
        for entry in fresh:
            self.written[number, entry.slot] = (self.store._inbox[key].at, self.clock.now())

    def _both_sides(self, bracket: Bracket) -> None:
        """Count a position that begins while the other side of its symbol is held too."""
        if not self.case.rules.hedged or self.store.was is None or self.store.was.tradable or not bracket.tradable:
            return
        self.repairs["long and short at once"] += any(
            (b.account, b.symbol, b.side) == (bracket.account, bracket.symbol, bracket.side.opposite)
            for b in self.store.all()
            if b.tradable
        )

    def text(self) -> str:
        """The history, line by line."""
        return timeline.text(self.lines, self.began)

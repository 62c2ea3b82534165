"""One account's worker: steps and saves are serial, sends run concurrently, and their answers come back as events.

Everything that happens is posted here; the worker stamps it, steps the bracket, saves, and only then sends.  A
websocket push, a timer, a price and a scheduler's nudge are all the same: a reason to look or to step.  The truth is
the look (``watch``).
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from core.bracket import Bracket, Stamp
from core.events import Away, Command, Due, Event, Held, Priced, Reported
from core.evolve import evolve
from core.exits import lines
from core.fold import unguardable
from core.ids import read_id
from core.machine import decided, fold, idle, same, wake
from core.market import Market
from core.notices import NoticeKind, notices
from core.ports import Change, Clock, Conflict, Exchange, Hint, Store, StoreUnavailable, Tick
from core.sender import Sender
from core.set_back import set_back
from core.unsaved import Unsaved, protection
from core.venue import known_now
from core.watch import Make, Watch

log = logging.getLogger(__name__)


class Worker:
    """See the module's head.  ``told`` is called when something was saved that people are to hear."""

    def __init__(
        self, account: str, exchange: Exchange, store: Store, clock: Clock, market: Market, told: Callable[[], None]
    ) -> None:
        self.account, self.exchange, self.market = account, exchange, market
        self.brackets: dict[str, Bracket] = {}
        self.lock = asyncio.Lock()
        self.failed: BaseException | None = None
        self.watch = Watch(account, exchange, clock, self._held, self._heard, self.post, self._spawn)
        self._sender = Sender(exchange, clock, self.watch, self.post)
        self._unsaved_sender = Sender(exchange, clock, self.watch, self._answered_early)
        self._store, self._clock, self._told = store, clock, told
        self._orders: dict[str, str] = {}
        self._posted: deque[tuple[str, Make]] = deque()
        self._posts = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._unsaved: dict[str, Unsaved] = {}
        self._sent_unsaved: set[str] = set()
        self._early: dict[str, list[Make]] = {}
        self._runner: asyncio.Task[None] | None = None

    # -- life -----------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to work.  Until a first look has succeeded, nothing is decided about what was open before."""
        if self._runner is None:
            self._runner = asyncio.create_task(self._run(), name=f"worker {self.account}")
        if not self.brackets:
            self.watch.ready.set()
        self.watch.nudge(all=True)

    def adopt(self, bracket: Bracket) -> None:
        """Take over a bracket that was loaded, with what this version knows of the exchange."""
        self.watch.unknown(bracket.id)
        now = self._clock.now()
        bracket = self._of_today(set_back(bracket, now))
        if not bracket.gone:  # of an absence then nobody was told; of one that they were told of, the return is told
            bracket = unguardable(evolve(bracket, away=None), bracket.stamp.at, now)
        self._keep(bracket)

    def _of_today(self, bracket: Bracket) -> Bracket:
        present = self.exchange.rules
        return bracket if present is None else evolve(bracket, rules=known_now(bracket.rules, present))

    async def stop(self, patience: float) -> None:
        """Send nothing new; what is being sent is recorded, for at most ``patience`` seconds.  Raises the defect that
        stopped the account, if there was one."""
        self.watch.stop()
        for timer in self._timers.values():
            timer.cancel()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + patience
        while self._tasks and loop.time() < deadline:
            await asyncio.wait(self._tasks, timeout=max(deadline - loop.time(), 0.0))
            await self._drain()
        for task in list(self._tasks):
            task.cancel()
        if self._runner is not None:
            self._runner.cancel()
            with suppress(asyncio.CancelledError):
                await self._runner
        if self.failed is not None:
            raise self.failed

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        """A defect of ours: this account takes no more entries; what rests at the exchange stays there."""
        if self.failed is None:
            self.failed = error
            log.error("account %s stopped", self.account, exc_info=error)

    # -- what comes in --------------------------------------------------------------------------

    def hear(self, hint: Hint) -> None:
        """A push or a price; never blocks."""
        if isinstance(hint, Tick):
            self.market.hear(hint)
            return
        report = hint.report
        self._heard(report.id, lambda stamp: Reported(stamp, report))

    def nudge(self, job: str) -> None:
        """A scheduler's nudge."""
        if job != "trail":
            self.watch.nudge(all=job == "reconcile")
        else:
            for bracket in self.brackets.values():
                if bracket.stop is not None and bracket.stop.trailing is not None:
                    self.post(bracket.id, Priced)
        if self._unsaved:
            self._posts.set()

    def post(self, id: str, make: Make) -> None:
        """Queue an event for a bracket; it is stamped when it is stepped."""
        self._posted.append((id, make))
        self._posts.set()

    def _held(self) -> list[Bracket]:
        """Open brackets as far as they are known, saved or not: looks are reckoned on these."""
        return [w.folded if (w := self._unsaved.get(id)) else b for id, b in self.brackets.items()]

    def _heard(self, order: str, make: Make) -> None:
        self.post(self._orders.get(order, "?" + order), make)

    async def _run(self) -> None:
        while True:
            await self._posts.wait()
            self._posts.clear()
            await self._drain()

    async def _drain(self) -> None:
        async with self.lock:
            await self._guarded(self.save_waiting())
            while self._posted:
                for id, events in (await self._taken()).items():
                    if id in self.brackets:
                        await self._guarded(self._event(id, events))

    async def _guarded(self, work: Coroutine[Any, Any, object]) -> None:
        """A defect at one bracket must not end in silence, nor hold up the others; it is kept and raised by stop()."""
        try:
            await work
        except Exception as error:  # noqa: BLE001  # see above
            self._fail(error)

    async def save_waiting(self) -> bool:
        """Save what could not be saved before; whether nothing waits any more.  Needs the lock."""
        for id in list(self._unsaved):
            await self._event(id, [])
        return not self._unsaved

    async def _taken(self) -> dict[str, list[Event]]:
        """Everything that has been posted, by bracket: it is folded together and decided on once."""
        posted, self._posted = self._posted, deque()
        taken: dict[str, list[Event]] = {}
        for id, make in posted:
            owner = await self._late(id[1:]) if id.startswith("?") else id
            bracket = self.brackets.get(owner)
            if bracket is None:
                continue
            event = make(self.market.stamp(bracket.symbol))
            if owner in self.watch.unanswered and isinstance(event, Due | Priced):
                since = self.watch.unanswered[owner]
                if since is None or isinstance(event, Priced):
                    continue  # while it is away nothing is decided on old news
                event = Away(event.stamp, since)
            taken.setdefault(owner, []).append(event)
        return taken

    async def _late(self, order: str) -> str:
        """Word of an order of a bracket that was closed: its books are opened again."""
        if read_id(order) is None:
            return ""  # a hand's order, not of our form
        try:
            return await self._owner_of(order)
        except StoreUnavailable as error:
            log.error("account %s: cannot look up %s (%s); the next look tells of it again", self.account, order, error)
            return ""

    async def _owner_of(self, order: str) -> str:
        id = await self._store.owner(order)
        if id is None and (read := read_id(order)) is not None:
            id = str(read[1])  # sent while nothing could be saved: its number says whose it is
        bracket = None if id is None else self.brackets.get(id) or await self._store.bracket(id)
        if id is None or bracket is None or bracket.account != self.account:
            log.error("account %s: order %s has our form, and no bracket knows it", self.account, order)
            return ""
        if id not in self.brackets:
            self._orders |= {o.id: id for o in bracket.orders}
            self.brackets[id] = self._of_today(bracket)
        return id

    # -- step, save, send -----------------------------------------------------------------------

    async def _event(self, id: str, events: Sequence[Event]) -> None:
        before = self.brackets[id]
        waiting = self._unsaved.pop(id, None) or Unsaved(before)
        folded, told = fold(waiting.folded, events)
        if not waiting.events and idle(before, folded, events):
            self.brackets[id] = folded
            if folded.closed:
                self._keep(folded)  # late word that changed nothing: its books are closed again
            return
        events, notes = [*waiting.events, *events], [*waiting.notices, *told]
        after, commands = decided(folded, events)
        told_all = [*notes, *notices(folded, after)]
        if not commands and not told_all and same(before, after):
            self._keep(after)
            return
        after = evolve(after, version=before.version + 1)
        try:
            await self._store.save([Change(before.version, after, tuple(events), tuple(told_all))])
        except Conflict:
            await self._reload(id, events)
            return
        except StoreUnavailable as error:
            lasting: list[Event] = [e for e in events[:-1] if not isinstance(e, Away | Due | Priced | Held)]
            self._unsaved[id] = Unsaved(folded, [*lasting, *events[-1:]], notes)
            self._protect_unsaved(after, commands, error)
            return
        self.settle(after, commands, told=bool(told_all))
        if any(n.kind is NoticeKind.FILLED for n in told_all):
            self.watch.soon(after.symbol)

    async def _reload(self, id: str, events: Sequence[Event]) -> None:
        """Another process stepped this bracket: its state counts, and ours is decided anew on it."""
        try:
            stored = await self._store.bracket(id)
        except StoreUnavailable as error:
            log.error("account %s: cannot read #%s (%s)", self.account, id, error)
            self._unsaved[id] = Unsaved(fold(self.brackets[id], events)[0], list(events))
            return
        assert stored is not None
        self._keep(self._of_today(stored))
        if id in self.brackets:
            await self._event(id, events)

    def settle(self, bracket: Bracket, commands: Sequence[Command], *, told: bool) -> None:
        """What was saved is now true: keep it, send it, tell it."""
        assert bracket.id not in self._unsaved
        self._keep(bracket)
        for command in commands:
            if command.order.id in self._sent_unsaved:
                self._sent_unsaved.discard(command.order.id)
                self.watch.soon(bracket.symbol)
            else:
                self._spawn(self._sender.send(bracket, command))
        for make in self._early.pop(bracket.id, ()):
            self.post(bracket.id, make)
        if told:
            self._told()

    def _protect_unsaved(self, bracket: Bracket, commands: Sequence[Command], error: StoreUnavailable) -> None:
        """The ledger cannot be written: nothing is sent but what ``protection`` names, once."""
        log.error("account %s: cannot save (%s); only protection is sent until it can", self.account, error)
        for command in commands:
            name = protection(bracket, command)
            if name and name not in self._sent_unsaved:
                self._sent_unsaved.add(name)
                self._spawn(self._unsaved_sender.send(bracket, command))

    def _answered_early(self, id: str, make: Make) -> None:
        """An answer about an order that no saved state knows: it counts now as far as it can, and again after the save,
        or a refusal would be lost and the order waited for."""
        self._early.setdefault(id, []).append(make)
        self.post(id, make)

    def _keep(self, bracket: Bracket) -> None:
        """Hold the newest state, and come back when time or price could change it."""
        if (timer := self._timers.pop(bracket.id, None)) is not None:
            timer.cancel()
        if bracket.version and bracket.closed:
            self.brackets.pop(bracket.id, None)
            self.market.unwatch(bracket.id, bracket.symbol)
            for order in bracket.orders:
                self._orders.pop(order.id, None)
            return
        self.brackets[bracket.id] = bracket
        for order in bracket.orders:
            self._orders[order.id] = bracket.id
        self.market.watch(bracket.id, bracket.symbol, lines(bracket), self._priced)
        at = wake(bracket)
        if at is not None and not self.watch.stopping:
            delay = max((at - self._clock.now()).total_seconds(), 0.0)
            self._timers[bracket.id] = asyncio.get_running_loop().call_later(delay, self.post, bracket.id, Due)

    def _priced(self, id: str, stamp: Stamp) -> None:
        self.post(id, lambda now: Priced(replace(stamp, at=now.at)))

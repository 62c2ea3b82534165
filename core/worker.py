"""One account's worker: steps and saves are serial, sends run concurrently, and their answers come back as events.

Everything that happens is posted here; the worker stamps it, steps the bracket, saves, and only then sends.  A
websocket push, a timer, a price and a scheduler's nudge are all the same: a reason to look or to step.  The truth is
the look.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from core.account import reckon
from core.bracket import Bracket, Stamp
from core.events import Amend, Cancel, Command, Due, Event, Held, Missed, Priced, Reported, Submit
from core.exits import lines
from core.machine import same, step, unsettled, wake
from core.market import Market
from core.notices import NoticeKind
from core.orders import Order, OrderType, OrdStatus, Reason, Report
from core.ports import (
    Change,
    Clock,
    Conflict,
    Exchange,
    Hint,
    Look,
    Store,
    StoreUnavailable,
    Tick,
    UnknownOutcome,
    Unreachable,
)

log = logging.getLogger(__name__)

BUSY = timedelta(seconds=1)  # how often a symbol with something in flight is looked at
RESTING = timedelta(seconds=5)  # and one where everything rests
SOON = 0.5  # seconds until the look after an unknown outcome
SLOWEST = 15.0  # seconds between attempts while the exchange is away

Make = Callable[[Stamp], Event]


class Worker:
    """See the module's head."""

    def __init__(
        self, account: str, exchange: Exchange, store: Store, clock: Clock, market: Market, told: Callable[[], None]
    ) -> None:
        self.account, self.exchange, self.market = account, exchange, market
        self.brackets: dict[str, Bracket] = {}
        self.lock = asyncio.Lock()
        self.ready = asyncio.Event()  # set while the exchange answers
        self.foreign: tuple[str, ...] = ()  # ids of another instance of this bot on the same account
        self.failed: BaseException | None = None
        self._store, self._clock, self._told = store, clock, told
        self._orders: dict[str, str] = {}
        self._posted: deque[tuple[str, Make]] = deque()
        self._posts = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._looked: dict[str, datetime] = {}
        self._looking: set[str] = set()
        self._again: set[str] = set()
        self._failures = 0
        self._unsaved: dict[str, list[Event]] = {}
        self._sent_unsaved: set[str] = set()
        self._runner: asyncio.Task[None] | None = None
        self._stopping = False

    # -- life -----------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to work.  Until a first look has succeeded, nothing is decided about what was open before."""
        if self._runner is None:
            self._runner = asyncio.create_task(self._run(), name=f"worker {self.account}")
        if not self.brackets:
            self.ready.set()
        for symbol in self._symbols():
            self._spawn(self._look(symbol))

    def adopt(self, bracket: Bracket) -> None:
        """Take over a bracket that was loaded."""
        self._keep(bracket)

    async def stop(self, patience: float) -> None:
        """Send nothing new; what is being sent is recorded, for at most ``patience`` seconds."""
        self._stopping = True
        for timer in self._timers.values():
            timer.cancel()
        deadline = asyncio.get_running_loop().time() + patience
        while self._tasks and asyncio.get_running_loop().time() < deadline:
            await asyncio.wait(self._tasks, timeout=max(deadline - asyncio.get_running_loop().time(), 0.0))
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
        if not task.cancelled() and task.exception() is not None:
            self._fail(task.exception())

    def _fail(self, error: BaseException | None) -> None:
        """A defect of ours: this account takes no more entries; what rests at the exchange stays there."""
        if self.failed is None and error is not None:
            self.failed = error
            log.error("account %s stopped", self.account, exc_info=error)

    # -- what comes in --------------------------------------------------------------------------

    def hear(self, hint: Hint) -> None:
        """A push or a price; never blocks."""
        if isinstance(hint, Tick):
            self.market.hear(hint)
            return
        report = hint.report
        self.post(self._orders.get(report.id, "?" + report.id), lambda stamp: Reported(stamp, report))

    def nudge(self, job: str) -> None:
        """A scheduler's nudge."""
        now = self._clock.now()
        for symbol in self._symbols():
            busy = any(unsettled(b) for b in self.brackets.values() if b.symbol == symbol)
            last = self._looked.get(symbol)
            if last is None or job == "reconcile" or now >= last + (BUSY if busy else RESTING):
                self._look_later(symbol, 0.0)
        if job == "trail":
            for bracket in self.brackets.values():
                if bracket.stop is not None and bracket.stop.trailing is not None:
                    self.post(bracket.id, Priced)
        if self._unsaved:
            self._posts.set()

    def post(self, id: str, make: Make) -> None:
        """Queue an event for a bracket; it is stamped when it is stepped."""
        self._posted.append((id, make))
        self._posts.set()

    async def _run(self) -> None:
        while True:
            await self._posts.wait()
            self._posts.clear()
            await self._drain()

    async def _drain(self) -> None:
        async with self.lock:
            try:
                for id in list(self._unsaved):
                    await self._event(id, self._unsaved.pop(id))
                while self._posted:
                    id, make = self._posted.popleft()
                    await self._one(id, make)
            except Exception as error:  # noqa: BLE001  # a defect must not end in silence; it is kept and raised by stop()
                self._fail(error)

    async def _one(self, id: str, make: Make) -> None:
        if id.startswith("?"):
            id = await self._late(id[1:])
        bracket = self.brackets.get(id)
        if bracket is None:
            return
        event = make(self.market.stamp(bracket.symbol))
        if isinstance(event, Due | Priced) and not self.ready.is_set():
            return  # no decision on old news: when the exchange is back, it is looked at first
        await self._event(id, [event])

    async def _late(self, order: str) -> str:
        """Word of an order of a bracket that was closed: its books are opened again."""
        id = await self._store.owner(order)
        if id is not None and id not in self.brackets:
            bracket = await self._store.bracket(id)
            if bracket is not None and bracket.account == self.account:
                self._keep(bracket)
        return id or ""

    # -- step, save, send -----------------------------------------------------------------------

    async def _event(self, id: str, events: Sequence[Event]) -> None:
        before = self.brackets[id]
        after, commands, notices = before, list[Command](), []
        for event in events:
            taken = step(after, event)
            after = taken.bracket
            commands += taken.commands
            notices += taken.notices
        if not commands and not notices and same(before, after):
            self._keep(after)
            return
        after = replace(after, version=before.version + 1)
        try:
            await self._store.save([Change(before.version, after, tuple(events), tuple(notices))])
        except Conflict:
            stored = await self._store.bracket(id)
            if stored is None:
                raise
            self._keep(stored)
            await self._event(id, events)
            return
        except StoreUnavailable as error:
            self._keep_unsaved(before, events, commands, error)
            return
        self.settle(after, commands, told=bool(notices))
        if any(n.kind is NoticeKind.FILLED for n in notices):
            self._look_later(after.symbol, 0.0)

    def settle(self, bracket: Bracket, commands: Sequence[Command], *, told: bool) -> None:
        """What was saved is now true: keep it, send it, tell it."""
        self._keep(bracket)
        for command in commands:
            self._spawn(self._send(bracket, command))
        if told:
            self._told()

    def _keep_unsaved(
        self, before: Bracket, events: Sequence[Event], commands: Sequence[Command], error: StoreUnavailable
    ) -> None:
        """The ledger cannot be written: nothing is sent but a reduce-only stop, whose id makes it findable."""
        log.error("account %s: cannot save (%s); only protection is sent until it can", self.account, error)
        self._unsaved.setdefault(before.id, []).extend(events)
        for command in commands:
            order = command.order
            protects = isinstance(command, Submit) and order.reduce_only and order.type is OrderType.STOP
            if protects and order.id not in self._sent_unsaved:
                self._sent_unsaved.add(order.id)
                self._spawn(self._send(before, command))

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
        if at is not None and not self._stopping:
            delay = max((at - self._clock.now()).total_seconds(), 0.0)
            self._timers[bracket.id] = asyncio.get_running_loop().call_later(delay, self.post, bracket.id, Due)

    def _priced(self, id: str, stamp: Stamp) -> None:
        self.post(id, lambda now: Priced(replace(stamp, at=now.at)))

    # -- what goes out --------------------------------------------------------------------------

    async def _send(self, bracket: Bracket, command: Command) -> None:
        order, symbol = command.order, bracket.symbol
        try:
            match command:
                case Submit(children=children):
                    if order.id in self._sent_unsaved and bracket.version:
                        self._sent_unsaved.discard(order.id)
                        self._look_later(symbol, 0.0)
                        return
                    report = await self._submit(bracket, order, children)
                case Amend():
                    report = await self.exchange.amend(symbol, order)
                case Cancel():
                    await self.exchange.cancel(symbol, order)
                    self._look_later(symbol, 0.0)
                    return
        except UnknownOutcome:
            self._look_later(symbol, SOON)
            return
        except Unreachable as error:
            self._away(error)
            if isinstance(command, Submit):
                self.post(bracket.id, lambda stamp: Reported(stamp, _not_sent(order, "exchange not reachable")))
            return
        self.post(bracket.id, lambda stamp: Reported(stamp, report))

    async def _submit(self, bracket: Bracket, order: Order, children: Sequence[Order]) -> Report:
        if self._clock.now() > order.not_after:
            return _not_sent(order, "too late to be sent")
        return await self.exchange.submit(bracket.symbol, order, bracket.side, children)

    # -- looking --------------------------------------------------------------------------------

    def _symbols(self) -> list[str]:
        return list(dict.fromkeys(b.symbol for b in self.brackets.values()))

    def _look_later(self, symbol: str, delay: float) -> None:
        if self._stopping:
            return
        if delay:
            asyncio.get_running_loop().call_later(delay, self._look_later, symbol, 0.0)
        elif symbol in self._looking:
            self._again.add(symbol)
        else:
            self._spawn(self._look(symbol))

    async def _look(self, symbol: str) -> None:
        """Ask for everything of ours on one symbol; one question at a time."""
        if symbol in self._looking:
            return
        self._looking.add(symbol)
        try:
            mine = [b for b in self.brackets.values() if b.symbol == symbol]
            orders = [o for b in mine for o in b.orders if not o.settled]
            asked = self._looked[symbol] = self._clock.now()
            look = await self.exchange.look(symbol, orders)
            self._seen(symbol, look, asked)
        except (Unreachable, UnknownOutcome) as error:
            self._away(error)
        finally:
            self._looking.discard(symbol)
        if symbol in self._again:
            self._again.discard(symbol)
            self._look_later(symbol, 0.0)

    def _seen(self, symbol: str, look: Look, asked: datetime) -> None:
        for report in look.reports:
            self.post(self._orders.get(report.id, "?" + report.id), _reported(report, asked))
        for id in look.missing:
            self.post(self._orders.get(id, "?" + id), _missed(id, asked))
        self.foreign = look.foreign
        self._back()
        mine = [b for b in self.brackets.values() if b.symbol == symbol]
        for id, quantity in reckon(look, mine).items():
            self.post(id, _held(quantity, asked))

    def _away(self, error: Exception) -> None:
        """The exchange cannot be asked: decide nothing, look again at a growing distance, tell once."""
        if self.ready.is_set():
            self.ready.clear()
            log.warning("account %s: exchange not reachable (%s); what rests there stays", self.account, error)
        self._failures += 1
        delay = min(0.5 * 2.0 ** min(self._failures, 8), SLOWEST)
        until = error.until if isinstance(error, Unreachable) else None
        if until is not None:
            delay = max((until - self._clock.now()).total_seconds(), 0.5)
        for symbol in self._symbols():
            self._look_later(symbol, delay)

    def _back(self) -> None:
        self._failures = 0
        if self.ready.is_set():
            return
        self.ready.set()
        log.warning("account %s: exchange answers again", self.account)
        for id in self.brackets:
            self.post(id, Due)


def _reported(report: Report, asked: datetime) -> Make:
    return lambda stamp: Reported(stamp, report, asked)


def _missed(id: str, asked: datetime) -> Make:
    return lambda stamp: Missed(stamp, id, asked)


def _held(quantity: Any, asked: datetime) -> Make:
    return lambda stamp: Held(stamp, quantity, asked)


def _not_sent(order: Order, text: str) -> Report:
    return Report(order.id, OrdStatus.REJECTED, reason=Reason.NOT_SENT, text=text, final=True)

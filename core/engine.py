"""The imperative half: one way in for messages, one worker per account, nothing decided here.

A message is parsed, checked whole, saved whole, and only then sent.  Events are stamped, stepped, saved (version
compared and swapped) and then their commands are sent; a crash between any two of these changes nothing, because
recovery is load, look, step: the ordinary path.  No price or percentage is compared in this file or in ``worker``.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from decimal import Decimal
from typing import Protocol

from core.account import once
from core.bracket import Bracket, Policy
from core.draft import Draft
from core.evolve import evolve
from core.ids import bracket_number
from core.instruction import Block, Instruction, Problem
from core.machine import step
from core.market import Market
from core.message import Answer, Approve, Barred, Origin, UnknownAccount
from core.people import account_key
from core.plan import Context, Planned, Refusal, plan
from core.ports import (
    Change,
    Clock,
    Conflict,
    Exchange,
    Facts,
    History,
    Notifier,
    Received,
    Store,
    StoreUnavailable,
    UnknownSymbol,
    Unreachable,
)
from core.problems import SyntaxProblem
from core.syntax import parse
from core.teller import Teller
from core.worker import Worker

log = logging.getLogger(__name__)

RECENT = timedelta(minutes=10)  # and anything else that is older than this is asked for again
FRESH = timedelta(seconds=60)  # an entry in an older message is refused, not executed late (reliability.md, I12)
PATIENCE = 15.0  # seconds that stopping waits for what is being sent, and a message for an exchange that is away


class Ledger(Store, History, Protocol):
    """What the engine needs of a store."""


Opener = Callable[[str], Awaitable[tuple[str, Exchange]]]
Approval = Callable[[Received], Awaitable[Approve]]


class Engine:
    """See the module's head.  ``open_exchange(account)`` gives the account's canonical name and its exchange, or raises
    ``UnknownAccount``; ``tag`` is this instance's number in client order ids (0-255)."""

    def __init__(
        self, store: Ledger, clock: Clock, open_exchange: Opener, notifier: Notifier, policy: Policy, tag: int = 0
    ) -> None:
        self.store, self.clock, self.policy = store, clock, policy
        self.workers: dict[str, Worker] = {}
        self.barred: Barred = lambda _account: ""
        self._open_exchange, self._tag = open_exchange, tag
        self._markets: dict[str, Market] = {}
        self._names: dict[str, str] = {}
        self._opening = asyncio.Lock()
        self.teller = Teller(store, notifier, self._make_sure)
        self.unwatched: list[tuple[Bracket, str]] = []  # open, on accounts that cannot be opened, and why not
        self._handling: set[str] = set()
        self._unsure: list[Draft] = []

    # -- life -----------------------------------------------------------------------------------

    async def start(self) -> None:
        """Load what is open and look at it before anything else."""
        for bracket in await self.store.load():
            try:
                worker = await self.worker(bracket.account)
            except UnknownAccount as error:
                if error.code != "E-ACCOUNT":
                    raise
                self.unwatched.append((bracket, error.why))  # the others must not go unwatched because of one
                continue
            worker.adopt(bracket)
        for worker in list(self.workers.values()):
            worker.start()
        self.teller.told()

    async def catch_up(self, approval: Approval | None = None) -> list[tuple[Received, Answer]]:
        """Carry out messages that a crash cut off after they were received, and tell what became of each; late entries
        are refused.  ``approval``: what a writer may do by now; None where everybody may everything."""
        found: list[tuple[Received, Answer]] = []
        for received in await self.store.unanswered():
            approve = await approval(received) if approval is not None else None
            origin = Origin(received.key, received.at, received.source, approve=approve)
            found.append((received, answer := await self.handle(received.text, origin)))
            became = "carried out" if answer.problem is None else f"refused, {answer.problem.message}"
            log.warning("a message from before the last stop was %s: %s", became, received.text)
        return found

    async def stop(self) -> None:
        """Take no more work and let what is being sent be recorded; what rests at the exchange stays."""
        for worker in list(self.workers.values()):
            await worker.stop(PATIENCE)
        await self.teller.finish()

    async def worker(self, account: str) -> Worker:
        """The worker of an account, connected on first use.  Raises ``UnknownAccount`` or ``Unreachable``."""
        key = account_key(account)
        if key in self._names:  # it does not wait for another that opens slowly
            return self.workers[self._names[key]]
        async with self._opening:
            if key in self._names:
                return self.workers[self._names[key]]
            name, exchange = await self._open_exchange(account)
            self._names[key] = name
            if name not in self.workers:
                first = exchange.venue not in self._markets
                market = self._markets.setdefault(exchange.venue, Market(self.clock))
                self.workers[name] = Worker(name, exchange, self.store, self.clock, market, self.teller.told)
                exchange.listen(self.workers[name].hear, ticks=first)
                self._watch_again(self.workers[name])
                self.workers[name].start()
            return self.workers[name]

    def _watch_again(self, worker: Worker) -> None:
        """Brackets of an account that could not be opened at start."""
        for bracket, _why in self.unwatched:
            if bracket.account == worker.account:
                worker.adopt(bracket)
        self.unwatched = [entry for entry in self.unwatched if entry[0].account != worker.account]

    def nudge(self, account: str, job: str) -> None:
        """A scheduler's nudge: it only wakes; the worker finds out by itself whether there is anything to do."""
        if job == "deliver":
            self.teller.told()
        elif account in self.workers:
            self.workers[account].nudge(job)

    # -- messages -------------------------------------------------------------------------------

    async def handle(self, text: str, origin: Origin) -> Answer:
        """Carry out a Smart Syntax message, once per ``origin.key``; whole or not at all."""
        try:
            instruction = parse(text)
        except SyntaxProblem as problem:
            return Answer(problem=problem.problem)
        try:
            received = await self.store.receive(origin.key, origin.at, text, origin.source, instruction.brackets)
            if not received.fresh and received.answer is not None:
                return Answer(duplicate=received.answer)
            if received.key in self._handling:
                return Answer(duplicate="it is being carried out")
            self._handling.add(received.key)
            try:
                return await self._answered(instruction, received, origin)
            finally:
                self._handling.discard(received.key)
        except Conflict:
            again = await self.store.receive(origin.key, origin.at, text, origin.source, instruction.brackets)
            if again.answer is not None:
                return Answer(duplicate=again.answer)
            return Answer(problem=Problem("E-STORE", "the bracket changed meanwhile in another process; send it again"))
        except StoreUnavailable as error:
            return Answer(problem=Problem("E-STORE", f"the ledger did not take it ({error})", hint="look at /brackets"))

    async def _answered(self, instruction: Instruction, received: Received, origin: Origin) -> Answer:
        """A refusal is an answer too, and so is a defect: the same message does nothing when it comes again."""
        try:
            return await self._carry_out(instruction, received, origin)
        except (Conflict, StoreUnavailable):
            raise
        except Refusal as refusal:
            problem = refusal.problem
        except Exception:  # one message must not take the others, or every later start, down with it
            log.exception("a message could not be carried out: %s", received.text)
            problem = Problem("E-DEFECT", "this bot failed at it, its log says how", hint="look at /brackets")
        await self.store.save((), (received.key, f"{problem.code} {problem.message}"))
        return Answer(problem=problem)

    async def _carry_out(self, instruction: Instruction, received: Received, origin: Origin) -> Answer:
        self._in_time(instruction, origin)
        work = [
            (block, *await self.market(block, s, a))
            for block in instruction.blocks
            for s in range(len(block.symbols))
            for a in range(len(block.accounts))
        ]
        once((worker.account, facts.instrument.symbol) for _, worker, facts in work)
        workers = sorted({id(w): w for _, w, _ in work}.values(), key=lambda w: w.account)
        async with AsyncExitStack() as stack:
            for worker in workers:
                await stack.enter_async_context(worker.lock)
                if not await worker.save_waiting():
                    raise StoreUnavailable("earlier news could not be saved yet")
            self._in_time(instruction, origin)  # again: connecting and the locks may have taken a while
            numbers = self._numbers(received)
            drafts: dict[str, Draft] = {}
            plans: list[tuple[Planned, Facts]] = []
            for block, worker, facts in work:
                earlier = tuple(p.takes for p, _ in plans if p.bracket.account == worker.account)
                found = self._plan(block, worker, facts, numbers, drafts, origin, earlier)
                plans += [(one, facts) for one in found]
            if origin.approve is not None and (problem := await origin.approve(plans)) is not None:
                raise Refusal(problem)
            planned = tuple(p for p, _ in plans)
            await self._commit(drafts, received.key, planned)
        return Answer(planned)

    def _in_time(self, instruction: Instruction, origin: Origin) -> None:
        now = max(self.clock.now(), self.clock.wall())  # where they disagree, late by either is late
        age, entering = now - origin.at, any(b.enters for b in instruction.blocks)
        if age > (FRESH if entering else RECENT):
            rule = "entries are not made late" if entering else "nothing is done that late"
            text = f"this message is {int(age.total_seconds())} s old; {rule}"
            raise Refusal(Problem("E-LATE", text, hint="send it again"))

    async def market(self, block: Block, s: int, a: int) -> tuple[Worker, Facts]:
        """Worker and facts of one symbol on one account, by their places in the block.  Raises ``Refusal``, with a
        caret."""
        account, symbol = block.accounts[a], block.symbols[s]
        at_account = block.account_positions[a] if block.account_positions else None
        at_symbol = block.symbol_positions[s] if block.symbol_positions else None
        try:
            worker = await self.worker(account)
            async with asyncio.timeout(PATIENCE):
                await worker.watch.ready.wait()
                facts = await worker.watch.facts(symbol)
        except UnknownAccount as error:
            problem = Problem(error.code, error.why, at_account, len(account), error.hint)
        except UnknownSymbol as error:
            problem = Problem("E-SYMBOL", f"{symbol} is not traded on {account}", at_symbol, len(symbol), error.hint)
        except (Unreachable, TimeoutError) as error:
            text = f"{account} cannot be reached now" + (f" ({error})" if str(error) else "")
            problem = Problem("E-UNREACHABLE", text, at_account, len(account))
        else:
            if block.enters:  # what closes and protects is taken wherever it can be sent
                stopped = "it was stopped by a defect, see the log" if worker.failed is not None else ""
                foreign = "another Bracketeer works on it" if worker.watch.foreign else ""
                if why := foreign or stopped or self.barred(worker.account):
                    raise Refusal(Problem("E-ACCOUNT", f"{account} takes no orders: {why}", at_account, len(account)))
                if facts.instrument.symbol in worker.watch.unread:
                    text = f"{symbol} on {account} cannot be read now"
                    raise Refusal(Problem("E-UNREACHABLE", text, at_symbol, len(symbol)))
            return worker, facts
        raise Refusal(problem)

    def _numbers(self, received: Received) -> Iterator[tuple[str, int]]:
        return ((str(n), bracket_number(self._tag, n)) for n in received.numbers)

    def _plan(
        self,
        block: Block,
        worker: Worker,
        facts: Facts,
        numbers: Iterator[tuple[str, int]],
        drafts: dict[str, Draft],
        origin: Origin,
        earlier: tuple[Mapping[str, Decimal], ...],
    ) -> tuple[Planned, ...]:
        """Plan one block against the groups as the message's earlier blocks leave them, and step what it means."""
        symbol, stamp = facts.instrument.symbol, worker.market.planned(facts)
        groups = {b.id: b for b in worker.brackets.values() if b.symbol == symbol}
        groups |= {d.bracket.id: d.bracket for d in drafts.values() if (d.worker, d.bracket.symbol) == (worker, symbol)}
        context = Context(worker.account, self.policy, stamp, numbers, origin.adopt, earlier, origin.source)
        open_ones = [g for g in groups.values() if not (g.version and g.closed)]
        found = plan(block, facts, open_ones, context)
        for item in found:
            draft = drafts.get(item.bracket.id) or Draft(worker, item.bracket.version, item.bracket)
            drafts[item.bracket.id] = draft
            for event in item.events:
                taken = step(draft.bracket, event)
                draft.bracket = taken.bracket
                draft.events.append(event)
                draft.commands += taken.commands
                draft.notices += taken.notices
        return found

    async def _commit(self, drafts: dict[str, Draft], key: str, planned: Sequence[Planned]) -> None:
        """Everything in one transaction, then send."""
        answer = "#" + ", #".join(dict.fromkeys(p.bracket.id for p in planned))
        for draft in drafts.values():
            draft.bracket = evolve(draft.bracket, version=draft.before + 1)
        changes = [Change(d.before, d.bracket, tuple(d.events), tuple(d.notices)) for d in drafts.values()]
        try:
            await self.store.save(changes, (key, answer))
        except StoreUnavailable:
            self._unsure += drafts.values()
            raise
        for draft in drafts.values():
            draft.worker.settle(draft.bracket, draft.commands, told=bool(draft.notices))

    async def _make_sure(self) -> None:
        """A save that failed may have been committed all the same: then its brackets are taken up as after a crash."""
        while self._unsure:
            draft = self._unsure[0]
            try:
                stored = await self.store.bracket(draft.bracket.id)
            except StoreUnavailable:
                return
            self._unsure.pop(0)
            worker, id = draft.worker, draft.bracket.id
            async with worker.lock:
                # where earlier news waits too, saving it conflicts, and what is stored is taken up there
                if stored is None or stored.version <= draft.before or not await worker.save_waiting():
                    continue
                known = worker.brackets.get(id)
                if known is None or known.version < stored.version:
                    worker.settle(stored, (), told=True)

"""Lessons of the simulated world and the crash test for engine, worker and ledger: one story per bug, each fixed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from decimal import Decimal
from functools import partial

from adapters.clock import VirtualClock, run_virtual
from adapters.database.memory import MemoryStore
from adapters.exchanges.paper import LocalVenue, Venue, rules_for
from adapters.exchanges.paper.exchange import PaperExchange
from adapters.scheduler import VirtualScheduler
from bot.session import Session, Wrap, open_session
from core.bracket import Bracket
from core.message import Origin
from core.orders import Order, OrdStatus, PositionSide, Reason, Report
from core.ports import Change, Facts, Outgoing, StoreUnavailable
from core.venue import Layout
from tests.core.build import ENTRY, D

NEW, CANCELED, EXPIRED, NEVER = OrdStatus.NEW, OrdStatus.CANCELED, OrdStatus.EXPIRED, OrdStatus.NEVER


SYMBOL, ACCOUNT = "BTC/USDT:USDT", "paper:lessons"
LINE = f"BTCUSDT on {ACCOUNT} market long 0.01 sl off 2% tp off 5%"


class _Ledger(MemoryStore):
    """Takes its time, as one on a disk does: others run meanwhile."""

    clock: VirtualClock

    async def save(self, changes: Sequence[Change], answered: tuple[str, str] | None = None) -> None:
        await self.clock.sleep(0.01)
        await super().save(changes, answered)


class _Nonsense(PaperExchange):
    """Facts that no plan can be made of."""

    async def facts(self, name: str) -> Facts:
        return replace(await super().facts(name), price=D("NaN"))


class _Picky(PaperExchange):
    """Refuses the first stop."""

    picky = True

    async def submit(self, symbol: str, order: Order, side: PositionSide, children: Sequence[Order] = ()) -> Report:
        if order.slot == "sl" and self.picky:
            self.picky = False
            return Report(order.id, OrdStatus.REJECTED, reason=Reason.OTHER, text="not today", final=True)
        return await super().submit(symbol, order, side, children)


class _World:
    """An exchange and a ledger that outlive the bot, which is started with ``bot``."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock, self.venue, self.store, self.row = clock, Venue(), _Ledger(), 0
        self.store.clock = clock
        self.venue.open_account(ACCOUNT, rules_for(Layout.STOP_AND_TARGETS))
        self.tick(ENTRY)

    def tick(self, price: Decimal) -> None:
        self.row += 1
        self.venue.trade(SYMBOL, price, D(1_000_000), self.clock.now(), self.row)

    async def send(self, outgoing: Outgoing) -> None:
        """Notices are taken and forgotten."""

    def bot(self, wrap: Wrap | None = None) -> AbstractAsyncContextManager[Session]:
        clock, link = self.clock, LocalVenue(self.venue, self.clock)
        heart = partial(VirtualScheduler, clock=clock)
        return open_session(store=self.store, clock=clock, link=link, heartbeat=heart, notifier=self, wrap=wrap)

    async def say(self, session: Session, key: str, line: str = LINE) -> str:
        """What became of it: "planned", a refusal's code, or what was answered the first time."""
        answer = await session.engine.handle(line, Origin(key, self.clock.now(), "lesson"))
        return answer.problem.code if answer.problem else answer.duplicate or "planned"

    async def live(self, seconds: int) -> None:
        """Time passes, with a print at the last price each second."""
        for _ in range(seconds):
            self.tick(self.venue.last(SYMBOL) or ENTRY)
            await self.clock.sleep(1)

    def entries(self) -> int:
        """How many entries the exchange ever took."""
        return sum(not o.reduce_only for o in self.venue.orders(ACCOUNT, open=False))

    async def bracket(self) -> Bracket:
        (only,) = await self.store.load()
        return only


def lived(story: Callable[[_World], Coroutine[None, None, None]]) -> Callable[[], None]:
    """The story as a test: in a world of its own, on a virtual loop."""
    return lambda: run_virtual(lambda clock: story(_World(clock)))


def refuse(write: str) -> None:
    """The disk is full."""
    if write == "save":
        raise StoreUnavailable("disk full")


@lived
async def test_a_message_delivered_twice_at_once_enters_once(world: _World) -> None:
    """W3: "answered before" is not all; the first delivery may still be on its way, here or in another process."""
    async with world.bot() as one, world.bot() as other:
        answers = await asyncio.gather(*(world.say(session, "k") for session in (one, one, other)))
        await world.live(5)
    assert sorted(answers) == ["#1", "it is being carried out", "planned"]
    assert (world.entries(), (await world.bracket()).position) == (1, D("0.01"))


@lived
async def test_a_message_whose_save_was_committed_unheard_is_taken_up(world: _World) -> None:
    """W5: "the ledger did not take it" may be wrong; then its bracket must not stand there without a worker."""
    async with world.bot() as session:
        fine, world.store.after = world.store.after, refuse
        assert await world.say(session, "k") == "E-STORE"
        world.store.after = fine
        assert await world.say(session, "k") == "#1"
        await world.live(15)
    bracket = await world.bracket()
    assert (world.entries(), bracket.position) == (1, D("0.01"))
    assert {o.slot for o in bracket.live} == {"sl", "tp1"}


@lived
async def test_an_entry_that_joins_while_earlier_news_waits_is_kept(world: _World) -> None:
    """What waits unsaved is saved first: neither may be decided on a state that lacks the other."""
    async with world.bot() as session:
        await world.say(session, "k1", LINE + " takeprofit long 50%p tp off 2%")
        await world.live(5)
        fine, world.store.before = world.store.before, refuse
        world.tick(D(61250))
        await world.live(2)
        assert await world.say(session, "k2") == "E-STORE"
        assert (await world.bracket()).exited.quantity == 0
        world.store.before = fine
        assert await world.say(session, "k3") == "planned"
        assert (await world.bracket()).exited.quantity == D("0.005")
        await world.live(5)
    bracket = await world.bracket()
    assert (world.entries(), len(bracket.entries), bracket.position) == (2, 2, D("0.015"))


@lived
async def test_a_ninth_entry_is_refused_and_does_not_keep_the_bot_from_starting(world: _World) -> None:
    """C1: a full group is an answer and not a defect, also where it is carried out again after a crash."""
    async with world.bot() as session:
        for n in range(8):
            assert await world.say(session, f"k{n}") == "planned"
            await world.live(1)
        assert await world.say(session, "k8") == "E-FULL"
    await world.store.receive("k9", world.clock.now(), LINE, "lesson", 2)
    async with world.bot() as session:
        assert await session.store.unanswered() == []
        assert (await world.say(session, "k9")).startswith("E-FULL")
    assert world.entries() == 8


@lived
async def test_a_defect_in_planning_is_answered_once(world: _World) -> None:
    """C1: a message that the bot fails at must not meet it again, now or at the next start."""

    def nonsense(name: str, _exchange: PaperExchange) -> PaperExchange:
        return _Nonsense(LocalVenue(world.venue, world.clock), name, world.clock)

    async with world.bot(nonsense) as session:
        assert await world.say(session, "k") == "E-DEFECT"
        assert (await world.say(session, "k")).startswith("E-DEFECT")
    await world.store.receive("k2", world.clock.now(), LINE, "lesson", 2)
    async with world.bot(nonsense) as session:
        assert await session.store.unanswered() == []
    assert world.entries() == 0


@lived
async def test_a_refusal_of_what_was_sent_unsaved_counts_once_it_is_saved(world: _World) -> None:
    """The answer came while no saved state knew the order; waiting for it until it is proved absent is too long."""

    def picky(name: str, _exchange: PaperExchange) -> PaperExchange:
        return _Picky(LocalVenue(world.venue, world.clock), name, world.clock)

    async with world.bot(picky) as session:
        fine, saves = world.store.before, 0

        def full(write: str) -> None:
            nonlocal saves
            saves += write == "save"
            if saves > 1:  # the entry is saved; its fill is not
                refuse(write)

        world.store.before = full
        assert await world.say(session, "k") == "planned"
        await world.live(2)
        assert not [o for o in world.venue.orders(ACCOUNT) if o.id and o.reduce_only]
        world.store.before = fine
        await world.live(2)
        stops = [o for o in (await world.bracket()).live if o.slot == "sl"]
        assert [o.status for o in stops] == [NEW]

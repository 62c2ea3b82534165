"""One short story for each bug that the simulated world, the crash test or a random search once found.

Seeds drift with every change of timing; these stay.  Pure where the bug was in the machine, with a whole session on a
virtual loop where it was between engine, worker and ledger.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import partial

from adapters.clock import VirtualClock, run_virtual
from adapters.database.memory import MemoryStore
from adapters.exchanges.paper import LocalVenue, Venue, rules_for
from adapters.exchanges.paper.exchange import PaperExchange
from adapters.scheduler import VirtualScheduler
from bot.session import Session, Wrap, open_session
from core.bracket import Bracket, Entry, Stop
from core.events import BreakevenTold, Event, Joined, Reported
from core.heard import probes
from core.ids import read_id
from core.machine import decide, fold
from core.message import Origin
from core.notices import NoticeKind
from core.orders import Fill, OrderType, OrdStatus, Report
from core.ports import Change, Facts, Outgoing, Received, StoreUnavailable
from core.venue import Layout
from tests.core.build import (
    AMENDING,
    ATTACHED,
    COUNTING,
    ENTRY,
    GUARDED,
    PAIRS,
    POSITION,
    SPOT_PAIRS,
    D,
    Story,
    after,
    planned,
    ratio,
    spelled,
    standing,
)

NEW, CANCELED, EXPIRED, NEVER = OrdStatus.NEW, OrdStatus.CANCELED, OrdStatus.EXPIRED, OrdStatus.NEVER


def joins(story: Story, type: OrderType, quantity: str, price: Decimal | None = None) -> list[str]:
    entry = Entry("e2", D(quantity), type, until=after(story.seconds + 60), price=price)
    return story.tell(Joined(story.stamp, entry, None, ()))


def lost_entry(bracket: Bracket) -> Story:
    """A story whose first entry was sent and is proved never to have arrived."""
    story = Story(bracket, ENTRY)
    story.open()
    story.seconds = 8
    story.missed("e1", 7)
    return story


def unsaved(bracket: Bracket, n: int, status: OrdStatus = NEW) -> Report:
    """What the exchange says of the n-th (from 0) stop that may have been sent while nothing could be saved."""
    final = status.ended
    return Report(probes(bracket)[n].id, status, quantity=D("0.3"), trigger=D(58800), final=final)


def test_a_typed_part_close_runs_where_targets_are_counted() -> None:
    """W1: what is waited for must also be taken away, and the stop keeps its size until the close has filled."""
    story = standing(planned(COUNTING))
    assert story.close("0.075") == ["-tp2#1"]
    assert "+close#1 0.075 market" in story.report("tp2", CANCELED, final=True)
    assert story.order("sl").quantity == D("0.3")
    story.accepted("tp2")
    story.filled("close")
    assert (story.bracket.position, story.live("close")) == (D("0.225"), [])


def test_a_pair_too_large_for_its_rung_is_replaced_behind_a_plain_stop() -> None:
    """W2: a rung is amiss not only by its prices but also by its size, else two rules wait for each other for ever."""
    story = standing(planned(PAIRS))
    story.seconds = 10
    story.held("0.2")
    story.seconds = 13
    assert story.held("0.2") == ["+sl#1 0.05 stop_market !58800"]
    assert story.accepted("sl") == ["-tp2#1"]
    assert story.report("tp2", CANCELED, final=True) == ["+tp2#2 0.05 pair @62400 !58800"]
    assert story.accepted("tp2") == ["-sl#1"]


def test_dust_that_no_exchange_takes_closes_a_spot_bracket() -> None:
    """W7: what is worth less than the least order can never be sold, so it is not a position."""
    story = standing(planned(SPOT_PAIRS))
    story.filled("tp1")
    assert story.report("tp2", CANCELED, "0.14999", final=True) == []
    assert (story.bracket.position, story.bracket.tradable, story.bracket.closed) == (D("0.00001"), D(0), True)


def test_attached_exits_of_an_entry_that_never_arrived_end_with_it() -> None:
    """W4: a child without a parent is nobody's protection; the entry that fills gets a stop of its own."""
    story = lost_entry(planned(ATTACHED))
    assert story.missed("e1", 7.5) == ["+e1#2 0.3 market"]
    assert [(o.status, o.settled) for o in story.bracket.orders if o.parent] == [(NEVER, True)] * 3
    assert story.filled("e1")[0] == "+sl#2 0.3 stop_market !58800"
    orphan = replace(story.order("sl"), parent="b000000aaa")
    assert story.bracket.born(orphan) == orphan.decided_at


def test_exits_that_wait_for_one_entry_do_not_protect_another() -> None:
    """W15: the position's own stop counts as standing only once its own entry has begun to fill."""
    bracket = planned(replace(POSITION, attach=True))
    first = replace(bracket.entries[0], type=OrderType.LIMIT, price=D(59000))
    story = Story(replace(bracket, entries=(first,)), ENTRY)
    assert "+sl#1" in story.open()[0]
    story.accepted("e1")
    joins(story, OrderType.MARKET, "0.05")
    assert story.filled("e2")[0].startswith("+sl#2 ALL stop_market")


def amended() -> Story:
    """A stop that was amended from 0.1 to 0.3, and that amendment not yet answered."""
    story = Story(planned(AMENDING, targets=()), ENTRY)
    story.open()
    story.report("e1", NEW, "0.1")
    story.accepted("sl")
    story.seconds = 10
    assert story.filled("e1") == ["~sl#1 0.3 !58800"]
    return story


def test_a_look_older_than_the_amendment_does_not_undo_it() -> None:
    """W6: reads trail writes, so terms asked for within the lag may be yesterday's; totals count all the same."""
    story = amended()
    story.report("sl", NEW, quantity="0.3", trigger=D(58800))
    story.seconds = 12
    story.report("sl", NEW, stopped="0.1", quantity="0.1", asked=11)
    stop = story.order("sl")
    assert (stop.quantity, stop.cum_qty, stop.status) == (D("0.3"), D("0.1"), NEW)
    story.seconds = 14
    story.report("sl", NEW, stopped="0.1", quantity="0.2", asked=13.5)
    assert story.order("sl").quantity == D("0.2")


def test_an_order_is_not_filled_below_the_most_that_was_asked_of_it() -> None:
    """W6: all of the old quantity is not all of the order while a larger one is asked."""
    story = amended()
    story.report("sl", NEW, stopped="0.1", quantity="0.1", asked=10.5)
    assert (story.order("sl").status, story.order("sl").settled) == (NEW, False)


def test_a_hands_change_is_believed_while_a_limit_entry_rests() -> None:
    """W8: an order that is seen to rest unfilled explains no difference; it may rest for days."""
    story = standing(planned(targets=()))
    joins(story, OrderType.LIMIT, "0.1", D(59000))
    story.accepted("e2")
    story.seconds = 10
    story.held("0.2")
    story.seconds = 13
    story.held("0.2")
    assert (story.bracket.outside, story.bracket.position) == (D("-0.1"), D("0.2"))


def test_on_spot_nobody_elses_coins_are_ever_believed_in() -> None:
    """W9: a claim on a balance is ours to compute; old words of a larger one must not sell a person's own coins."""
    story = standing(planned(GUARDED, targets=()))
    story.filled("sl", "0.3")
    for seconds in (10, 14, 18):
        story.seconds = seconds
        assert story.held("0.3") == []
    assert (story.bracket.outside, story.bracket.closed) == (D(0), True)


def test_a_late_entry_proved_absent_closes_its_bracket() -> None:
    """An entry that is not sent again and never was there is done; otherwise its bracket stays open for ever."""
    story = lost_entry(planned())
    story.seconds = 61
    assert story.missed("e1", 60.5) == []
    assert (story.order("e1").status, story.bracket.closed) == (NEVER, True)


def test_a_stop_sent_unsaved_is_found_by_its_id_and_taken_back_when_flat() -> None:
    """W10: an order that rests and that no row names would close a later position; its id says whose it is."""
    story = standing(planned(targets=()))
    report = unsaved(story.bracket, 0)
    story.filled("sl")
    assert story.bracket.closed
    assert story.tell(Reported(story.stamp, report, story.now)) == ["-sl#2"]
    assert not story.bracket.closed
    theirs = Report("b0000zzzzz", NEW, quantity=D("0.3"), trigger=D(58800))
    assert story.tell(Reported(story.stamp, theirs, story.now)) == []


def test_the_first_look_asks_for_the_next_stops_and_closes() -> None:
    """W13: one that was sent unsaved and has filled rests nowhere; only by its id can its fill be told."""
    story = standing(planned(targets=()))
    asked = [read_id(order.id) for order in probes(story.bracket)]
    assert asked == [(0, 1, "sl", n) for n in (2, 3, 4)] + [(0, 1, "close", n) for n in (1, 2, 3)]
    filled = Report(probes(story.bracket)[0].id, OrdStatus.FILLED, stopped=Fill(D("0.3"), D(17640)), quantity=D("0.3"))
    story.tell(Reported(story.stamp, replace(filled, trigger=D(58800)), story.now))
    assert (story.bracket.position, story.bracket.fills("sl").value) == (D(0), D(17640))
    assert probes(planned(GUARDED)) == ()


def test_an_id_that_was_used_unsaved_is_not_used_again() -> None:
    """W16: a whole look is folded before anything is decided, and what ended unseen has used up its generation."""
    story = standing(planned(targets=()))
    gone = Report(story.order("sl").id, EXPIRED, final=True)
    look: list[Event] = [Reported(story.stamp, r, story.now) for r in (gone, unsaved(story.bracket, 0, EXPIRED))]
    commands = decide(fold(story.bracket, look)[0])[1]
    assert [spelled(c) for c in commands] == ["+sl#3 0.3 stop_market !58800"]


def test_events_folded_together_are_decided_once() -> None:
    """W12: between the first and the last of a backlog nothing is true any more; only the last state is acted on."""
    story = Story(planned(ATTACHED, targets=()), ENTRY)
    story.open()
    entry, stop = story.order("e1"), story.order("sl")
    parts = ((NEW, "0.1"), (NEW, "0.2"), (OrdStatus.FILLED, "0.3"))
    backlog: list[Event] = [
        Reported(story.stamp, Report(entry.id, status, Fill(D(part), D(part) * ENTRY))) for status, part in parts
    ]
    backlog[1:1] = [Reported(story.stamp, Report(stop.id, NEW))]
    folded, told = fold(story.bracket, backlog)
    assert decide(folded)[1] == []
    assert [n.quantity for n in told if n.kind is NoticeKind.FILLED] == [D("0.1")] * 3


def test_a_stop_that_is_being_taken_away_protects_no_more() -> None:
    """Core 11a: the reason to close follows from our own cancel, so it is seen in the same call."""
    story = Story(planned(GUARDED), ENTRY)
    story.open()
    story.report("e1", NEW, "0.1")
    story.accepted("sl")
    assert story.tell(BreakevenTold(story.stamp)) == ["-sl#1", "-e1#1"]
    assert story.bracket.closing == "price at the stop"


def test_a_stop_that_is_being_taken_away_still_holds_a_touched_target_back() -> None:
    """Core 11b: a lock that our own cancel lifted would be lifted one event late, so it lasts its three seconds."""
    story = Story(planned(GUARDED, stop=Stop(ratio("-0.02"), breakeven_at=ratio("0.01"))), ENTRY)
    story.open()
    story.report("e1", NEW, "0.1")
    story.accepted("sl")
    story.report("e1", NEW, "0.2")
    story.report("sl", OrdStatus.REJECTED, final=True)
    assert story.tick(D(61200)) == ["-sl#1"]


# -- engine, worker and ledger --------------------------------------------------------------------------

SYMBOL, ACCOUNT = "BTC/USDT:USDT", "paper:lessons"
LINE = f"BTCUSDT on {ACCOUNT} market long 0.01 sl off 2% tp off 5%"


class _Nobody:
    """Notices are taken and forgotten."""

    async def send(self, outgoing: Outgoing) -> None:
        """Told."""


class _Ledger(MemoryStore):
    """Takes its time, as one on a disk does: others run meanwhile."""

    clock: VirtualClock

    async def receive(self, key: str, at: datetime, text: str, source: str, brackets: int) -> Received:
        received = await super().receive(key, at, text, source, brackets)
        await self.clock.sleep(0.01)
        return received

    async def save(self, changes: Sequence[Change], answered: tuple[str, str] | None = None) -> None:
        await self.clock.sleep(0.01)
        await super().save(changes, answered)


class _Nonsense(PaperExchange):
    """Facts that no plan can be made of."""

    async def facts(self, name: str) -> Facts:
        return replace(await super().facts(name), price=D("NaN"))


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

    def bot(self, wrap: Wrap | None = None) -> AbstractAsyncContextManager[Session]:
        clock, link = self.clock, LocalVenue(self.venue, self.clock)
        heart = partial(VirtualScheduler, clock=clock)
        return open_session(store=self.store, clock=clock, link=link, heartbeat=heart, notifier=_Nobody(), wrap=wrap)

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


def accept(_write: str) -> None:
    """Nothing goes wrong."""


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
        world.store.after = refuse
        assert await world.say(session, "k") == "E-STORE"
        world.store.after = accept
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
        world.store.before = refuse
        world.tick(D(61250))
        await world.live(2)
        assert await world.say(session, "k2") == "E-STORE"
        assert (await world.bracket()).exited.quantity == 0
        world.store.before = accept
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

"""The program with one protection removed each, and the law by which the world must notice.

Each mutant is a context manager around one function of the shipped modules; ``MUTANTS`` names the history in which it
is caught.  A protection whose removal nobody notices is either not needed or not tested.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from unittest.mock import patch

from adapters.database.memory import MemoryStore, _Staged
from core import decide, exits, fold, heard, ladder, machine, notices, owed, renewal, sender, teller, worker
from core.bracket import Bracket
from core.events import Command, Event, Listed, Submit
from core.exits import Want
from core.machine import step
from core.orders import ZERO, Fill, Order, OrderType, Report
from core.ports import Change, Received, StoreUnavailable

Mutant = Callable[[], AbstractContextManager[object]]


def no_dedupe() -> AbstractContextManager[object]:
    """Every delivery of a message is a new message."""
    original = MemoryStore.receive

    async def receive(self: MemoryStore, key: str, at: datetime, text: str, source: str, brackets: int) -> Received:
        return await original(self, f"{key}/{len(self._inbox)}", at, text, source, brackets)

    return patch.object(MemoryStore, "receive", receive)


@contextmanager
def no_write_ahead() -> Iterator[object]:
    """What a step asks for is sent first and saved afterwards."""
    stepped, sent, early = worker.Worker._event, sender.Sender.send, set[str]()

    async def event(self: worker.Worker, id: str, events: Sequence[Event]) -> None:
        after = self.brackets[id]
        for one in events:
            after, commands, _ = step(after, one)
            for command in commands:
                if isinstance(command, Submit) and command.order.id not in early:
                    early.add(command.order.id)
                    await sent(self._sender, after, command)
        await stepped(self, id, events)

    async def send(self: sender.Sender, bracket: Bracket, command: Command) -> None:
        if not (isinstance(command, Submit) and command.order.id in early):
            await sent(self, bracket, command)

    with patch.object(worker.Worker, "_event", event), patch.object(sender.Sender, "send", send):
        yield None


def no_outbox() -> AbstractContextManager[object]:
    """A message is marked as told before it is sent: fire and forget."""

    async def deliver(self: teller.Teller) -> None:
        try:
            while rows := await self._store.outbox(teller.BATCH):
                for row in rows:
                    await self._store.delivered([row.id])
                    await self._notifier.send(row)
        except (StoreUnavailable, OSError):
            return

    return patch.object(teller.Teller, "_deliver", deliver)


def no_reduce_only() -> AbstractContextManager[object]:
    """Exits are sent as plain orders."""
    original = decide._order

    def order(*about: Any, **more: Any) -> Order:
        return replace(original(*about, **more), reduce_only=False)

    return patch.object(decide, "_order", order)


def no_merge() -> AbstractContextManager[object]:
    """The last report heard overwrites the totals."""

    def join(_self: Fill, other: Fill) -> Fill:
        return other

    return patch.object(Fill, "join", join)


@contextmanager
def no_deadline() -> Iterator[object]:
    """ "Not found" proves absence the first time."""
    original = fold._missed

    def missed(bracket: Bracket, id: str, asked: datetime) -> Bracket:
        return original(bracket, id, asked + timedelta(hours=1))

    with patch.object(fold, "_missed", missed), patch.object(fold, "MISSES", 1):
        yield None


def no_budget() -> AbstractContextManager[object]:
    """On spot nothing counts as promised."""
    original = Bracket.promised

    def promised(self: Bracket, order: Order) -> Decimal:
        return ZERO if self.budgeted else original(self, order)

    return patch.object(Bracket, "promised", promised)


def no_version_check() -> AbstractContextManager[object]:
    """The ledger takes whatever is saved last."""
    original = MemoryStore._stage

    def stage(self: MemoryStore, change: Change, staged: _Staged) -> None:
        stored = self._brackets.get(change.bracket.id)
        if stored is None:
            original(self, change, staged)
            return
        self._brackets[stored.id] = replace(stored, version=change.before)
        try:
            original(self, change, staged)
        finally:
            self._brackets[stored.id] = stored

    return patch.object(MemoryStore, "_stage", stage)


def no_second_look() -> AbstractContextManager[object]:
    """What a canceled order reports first is its last word."""
    original = heard.heard

    def hear(bracket: Bracket, order: Order, report: Report, asked: datetime | None) -> Order:
        order = original(bracket, order, report, asked)
        return replace(order, settled=True) if order.ended else order

    return patch.object(fold, "heard", hear)


def no_floor() -> AbstractContextManager[object]:
    """What a trail or break-even has earned is forgotten."""
    return patch.object(owed, "_raise_floor", lambda bracket: bracket)


def no_place_first() -> AbstractContextManager[object]:
    """An old stop goes before the new one is seen to stand."""
    return patch.object(decide, "_safe", lambda *_about, **_more: True)


def no_wait_for_targets() -> AbstractContextManager[object]:
    """A close is sent beside targets that the exchange counts against it."""
    original = decide._must_wait

    def must_wait(bracket: Bracket, want: Want, *, safe: bool) -> bool:
        return want.type is not OrderType.MARKET and original(bracket, want, safe=safe)

    return patch.object(decide, "_must_wait", must_wait)


def no_word_of_an_outage() -> AbstractContextManager[object]:
    """Nobody is told that the exchange is away."""
    return patch.object(owed, "_gone", lambda bracket: bracket)


def no_alarm_while_away() -> AbstractContextManager[object]:
    """While the exchange is away, time stands still for a position that stands bare."""
    return patch.object(machine, "unasked", owed._gone)


def no_excuse_for_an_outage() -> AbstractContextManager[object]:
    """A position's grace runs out while the exchange is away."""
    return patch.object(fold, "unguardable", lambda bracket, _since: bracket)


def no_word_of_a_halt() -> AbstractContextManager[object]:
    """Nobody is told that a market is halted."""
    original = fold._listed
    return patch.object(fold, "_listed", lambda bracket, event: original(bracket, replace(event, traded=True)))


def no_other_steps() -> AbstractContextManager[object]:
    """A bracket keeps the steps that it was planned with."""
    original = fold._listed

    def listed(bracket: Bracket, event: Listed) -> Bracket:
        return original(bracket, replace(event, instrument=bracket.instrument))

    return patch.object(fold, "_listed", listed)


def no_silence_in_a_halt() -> AbstractContextManager[object]:
    """Each refusal of a closed market is told."""
    return patch.object(notices, "_again", lambda _before, _order: False)


def no_excuse_for_a_halt() -> AbstractContextManager[object]:
    """A position's grace runs out while its market takes no order."""
    return patch.object(owed, "shut_until", lambda _past: None)


def no_room_for_dust() -> AbstractContextManager[object]:
    """What a ladder leaves over joins no order, however small it is."""
    return patch.object(exits, "steps", ladder.rungs)


def no_room() -> AbstractContextManager[object]:
    """However often the exchange says that it keeps no more, all are tried again."""
    return patch.object(Bracket, "conditions", property(lambda _self: None))


def no_renewal() -> AbstractContextManager[object]:
    """What rests is believed to rest for ever."""
    return patch.object(renewal, "renewal", lambda _bracket, _order: None)


def no_letting_go() -> AbstractContextManager[object]:
    """What a person lets go of is looked after as before."""
    return patch.object(Bracket, "closed", property(lambda self: self.entry_done and not self.tradable))


MUTANTS: tuple[tuple[str, Mutant, str, int, str], ...] = (  # name, patch, layout, seed, the law that notices
    ("dedupe", no_dedupe, "stop_and_targets", 2, "I1"),
    ("write-ahead", no_write_ahead, "stop_and_targets", 0, "I10"),
    ("outbox", no_outbox, "stop_and_targets", 1, "I6"),
    ("reduce-only", no_reduce_only, "stop_and_targets", 1, "I2"),
    ("cumulative merge", no_merge, "stop_and_targets", 2, "I8"),
    ("deadline before retry", no_deadline, "nothing", 57, "I1"),
    ("sell budget", no_budget, "stop_spot", 0, "I2"),
    ("version check", no_version_check, "stop_and_targets", 14, "I11"),
    ("second look after a cancel", no_second_look, "stop_and_targets", 1, "I8"),
    ("floor", no_floor, "stop_and_targets", 24, "I7"),
    ("place first", no_place_first, "stop_and_targets", 1, "I3"),
    ("targets before the close", no_wait_for_targets, "stop_and_targets", 85, "I3"),
    ("word of an outage", no_word_of_an_outage, "stop_and_targets", 27, "T1"),
    ("alarm while away", no_alarm_while_away, "stop_and_targets", 9, "T2"),
    ("excuse for an outage", no_excuse_for_an_outage, "stop_and_targets", 9, "T3"),
    ("word of a halt", no_word_of_a_halt, "stop_and_targets", 3, "T4"),
    ("other steps", no_other_steps, "stop_and_targets", 8, "T4"),
    ("silence in a halt", no_silence_in_a_halt, "pairs_spot", 3, "T4"),
    ("excuse for a halt", no_excuse_for_a_halt, "stop_spot", 252, "T3"),
    ("room for dust", no_room_for_dust, "pairs_spot", 33, "I5"),
    ("one stop where there is no room", no_room, "pairs_spot", 60, "R1"),
    ("letting go", no_letting_go, "stop_and_targets", 6, "F1"),
    ("renewal", no_renewal, "stop_and_targets", 115, "R3"),
)

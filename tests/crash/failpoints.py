"""Where a bot can be killed: around its ledger and around the wire to its exchange, from the outside.

A save is compared with the state before it, so that each order it decides on has a name (placing, moving, closing) when
it comes past again on its way to the exchange.  Knows nothing of the bot but its ports.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

import msgspec

from adapters.database.store import SqlStore
from adapters.exchanges.paper.remote import RemoteVenue
from core.bracket import Bracket
from core.ids import generation
from core.orders import ZERO, Order, OrdStatus, PositionSide, Report
from core.ports import Change, Facts, Hint, Look

POINTS = ("before-save", "after-save", "after-send", "after-answer")
OPS = ("placing", "moving", "closing")

ARRIVAL = 0.01  # seconds that a request has to arrive before its sender dies; the other end drops a dead one's mail

T = TypeVar("T")


class Intent(msgspec.Struct, frozen=True):
    """One request that a save decides on; ``op`` is "" where it is none of the three.  ``trigger``: of an amendment."""

    kind: str  # submit, cancel, amend
    op: str
    account: str
    symbol: str
    id: str
    trigger: Decimal | None = None


class Killed(msgspec.Struct, frozen=True):
    """What is written down at the moment of the kill."""

    point: str
    intent: Intent


def intents(before: Bracket | None, after: Bracket) -> list[Intent]:
    """What a save will send: orders that are new, and cancels and amendments that are newly asked."""
    known = {order.id: order for order in before.orders} if before else {}
    found = []
    for order in after.orders:
        was = known.get(order.id)
        if was is None:
            if order.status is OrdStatus.PENDING_NEW:
                found.append(_intent("submit", after, order))
            continue
        if order.cancel_asked is not None and order.cancel_asked != was.cancel_asked:
            found.append(_intent("cancel", after, order))
        if order.amend_asked is not None and order.amend_asked != was.amend_asked:
            found.append(_intent("amend", after, order))
    return found


def _intent(kind: str, bracket: Bracket, order: Order) -> Intent:
    trigger = order.amend_asked.trigger if order.amend_asked and kind == "amend" else None
    return Intent(kind, _op(kind, bracket, order), bracket.account, bracket.symbol, order.id, trigger)


def _op(kind: str, bracket: Bracket, order: Order) -> str:
    if bracket.closing or order.slot == "close" or (kind == "cancel" and bracket.tradable == ZERO):
        return "closing"
    if kind == "amend" and order.amend_asked is not None and order.amend_asked.trigger != order.trigger:
        return "moving"
    others = [o for o in bracket.orders if o.slot == "sl" and not o.ended and o.id != order.id]
    if order.slot == "sl" and any(o.trigger != order.trigger for o in others):
        newer = [o for o in others if generation(o.id) > generation(order.id)]
        return "moving" if kind == "submit" or newer else ""
    return "placing" if kind == "submit" else ""


@dataclass
class Failpoint:
    """Kills this process the ``nth`` time that ``point`` is reached for ``op``; ``symbol`` "" means any.

    The kill is written to ``log`` first; what was written to a file outlives the process.
    """

    point: str
    op: str
    nth: int
    symbol: str
    log: int
    known: dict[tuple[str, str], Intent] = field(default_factory=dict)

    def reached(self, point: str, passing: Sequence[Intent | None]) -> None:
        mine = [i for i in passing if i is not None and i.op == self.op and self.symbol in ("", i.symbol)]
        if point != self.point or not mine:
            return
        self.nth -= 1
        if self.nth == 0:
            if point == "after-send":
                time.sleep(ARRIVAL)  # nothing here runs meanwhile, so the answer stays unread
            os.write(self.log, msgspec.json.encode(Killed(point, mine[0])) + b"\n")
            os.kill(os.getpid(), signal.SIGKILL)


class KillableStore:
    """A ledger with a point before and after each save; everything else is passed on."""

    def __init__(self, store: SqlStore, fail: Failpoint) -> None:
        self._store, self._fail = store, fail
        self._states: dict[str, Bracket] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def save(self, changes: Sequence[Change], answered: tuple[str, str] | None = None) -> None:
        found = [i for c in changes for i in intents(self._states.get(c.bracket.id), c.bracket)]
        self._fail.known |= {(i.kind, i.id): i for i in found}
        self._fail.reached("before-save", found)
        await self._store.save(changes, answered)
        self._states |= {c.bracket.id: c.bracket for c in changes}
        self._fail.reached("after-save", found)

    async def load(self) -> list[Bracket]:
        loaded = await self._store.load()
        self._states |= {bracket.id: bracket for bracket in loaded}
        return loaded

    async def bracket(self, id: str) -> Bracket | None:
        found = await self._store.bracket(id)
        if found is not None:
            self._states[id] = found
        return found


class KillableLink:
    """A wire with a point after each request has left and one after its answer has come (``VenueLink``)."""

    def __init__(self, link: RemoteVenue, fail: Failpoint) -> None:
        self._link, self._fail = link, fail

    async def submit(
        self, account: str, symbol: str, order: Order, side: PositionSide, children: Sequence[Order], signed: datetime
    ) -> Report:
        sending = self._link.submit(account, symbol, order, side, children, signed)
        return await self._watched(asyncio.create_task(sending), self._fail.known.get(("submit", order.id)))

    async def cancel(self, account: str, id: str) -> None:
        sending = self._link.cancel(account, id)
        await self._watched(asyncio.create_task(sending), self._fail.known.get(("cancel", id)))

    async def amend(self, account: str, id: str, trigger: Decimal | None, quantity: Decimal | None) -> Report:
        sending = self._link.amend(account, id, trigger, quantity)
        return await self._watched(asyncio.create_task(sending), self._fail.known.get(("amend", id)))

    async def _watched(self, sending: asyncio.Task[T], intent: Intent | None) -> T:
        await asyncio.sleep(0)  # the task has run up to its wait for the answer: the request is on the socket
        self._fail.reached("after-send", [intent])
        answer = await sending
        self._fail.reached("after-answer", [intent])
        return answer

    async def look(self, account: str, symbol: str, ids: Sequence[str]) -> Look:
        return await self._link.look(account, symbol, ids)

    async def facts(self, account: str, name: str) -> Facts:
        return await self._link.facts(account, name)

    def listen(
        self, hear: Callable[[str, Hint], None], account: str | None = None, ticks: bool = True
    ) -> Callable[[], None]:
        return self._link.listen(hear, account, ticks)

    async def aclose(self) -> None:
        await self._link.aclose()

"""What people must have been told while a market was halted, and that what stands there keeps its newest steps.

Looks every second at who could know, as ``absence`` does.  Of the bracket it asks only the ledger, of the market only
the sky and the venue's own list.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from core.bracket import Bracket
from core.notices import NoticeKind
from core.orders import OrdStatus, Reason
from core.ports import Change
from tests.world.absence import LOST, NOTICED
from tests.world.faults import Fault

if TYPE_CHECKING:
    from tests.world.world import World

KNOWN = NOTICED + timedelta(seconds=4)  # a question that fails is asked again, and its answer may be slow
HALTS = (NoticeKind.SUSPENDED, NoticeKind.RESUMED)


class Halts:
    """See the module's head."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.told: dict[str, NoticeKind] = {}  # by bracket: what people were told last
        self.wrong: Counter[str] = Counter()  # seconds for which a bracket has known less than it could
        self._witness: object = None
        self._refused: set[tuple[str, str]] = set()  # brackets and slots whose refusal people have heard

    def committed(self, change: Change) -> None:
        """Take note of what is to be told; of two bots each tells what it sees."""
        if Fault.TWO_BOTS in self.world.sky.counts:
            return
        id = change.bracket.id
        for notice in change.notices:
            if notice.kind in HALTS:
                self.world.repairs[f"told that its market is {notice.kind.value}"] += 1
                if self.told.get(id, NoticeKind.RESUMED) is notice.kind:
                    self.world.broken("T4", f"#{id}: {notice.kind.value} is told twice")
                self.told[id] = notice.kind
        self._refusals(change)

    def _refusals(self, change: Change) -> None:
        """T4: that a market is closed is told once of each slot, until something else is said of it."""
        before, id = self.world.store.was, change.bracket.id
        known = {o.id: o.status for o in before.orders} if before is not None else {}
        if any(notice.kind in HALTS for notice in change.notices):
            self._refused = {key for key in self._refused if key[0] != id}
        for order in change.bracket.orders:
            if known.get(order.id) is order.status or order.status is OrdStatus.PENDING_NEW:
                continue
            if order.status is not OrdStatus.REJECTED or order.reason is not Reason.CLOSED:
                self._refused.discard((id, order.slot))
                continue
            self.world.repairs["refused: market closed"] += 1
            told = any(n.kind is NoticeKind.REJECTED and n.order == order.id and not n.again for n in change.notices)
            if told and (id, order.slot) in self._refused:
                self.world.broken("T4", f"#{id}: that the market refuses {order.slot} is told again")
            self._refused |= {(id, order.slot)} if told else set()

    async def watch(self) -> None:
        """Judge every second."""
        while True:
            await self.world.clock.sleep(1)
            living = self.world.living()
            witness = living[0] if len(living) == 1 and living[0].session is not None else None
            lost = sum(self.world.sky.counts[fault] for fault in LOST)
            if witness is None or self._witness != (witness, lost):
                self.wrong.clear()
            self._witness = witness, lost
            for bracket in self.world.store.all():
                if not bracket.closed and Fault.TWO_BOTS not in self.world.sky.counts:
                    self._judge(bracket)

    def _judge(self, bracket: Bracket) -> None:
        id, sky = bracket.id, self.world.sky
        asked = not sky.is_down(bracket.account)
        halted, steps = sky.shown_halted(bracket.symbol), self.world.venue.markets[bracket.symbol]
        for what, wrong in (("halt", bracket.traded is halted), ("steps", bracket.instrument != steps)):
            told = asked and (what == "halt" or bracket.symbol not in sky.gone)  # what has ended has no steps
            self.wrong[f"{id} {what}"] = self.wrong[f"{id} {what}"] + 1 if told and wrong else 0
            if self.wrong[f"{id} {what}"] > KNOWN.total_seconds():
                self.world.broken("T4", f"#{id}: {bracket.symbol} has another {what}, and the bracket does not know")

    def on_steps(self, bracket: Bracket) -> str:
        """What of its guards rests on steps that are listed no more; "" if nothing does, or none has room beside it."""
        if self.world.bounds.none_left(bracket):
            return ""
        steps = self.world.venue.markets[bracket.symbol]
        mine = {o.id for o in bracket.orders}
        for order in self.world.venue.orders(bracket.account, bracket.symbol):
            if order.id in mine and order.exits and order.trigger is not None and order.trigger % steps.tick:
                return f"{order.id} rests at {order.trigger}, and the tick is {steps.tick}"
        return ""

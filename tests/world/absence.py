"""What people must have been told while an exchange was away: of each bracket once, and once of its return.

Looks every second at who could know: one process that has lived through it, and a ledger that takes what it is given.
Of the bracket it asks only the ledger, of the outage only the sky.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from core.bracket import Bracket
from core.notices import NoticeKind
from core.orders import Reason
from core.owed import AWAY, WARN
from core.ports import Change
from tests.world.faults import Fault

if TYPE_CHECKING:
    from tests.world.world import World

NOTICED = timedelta(seconds=11)  # a question every five seconds, a slow answer to the last one, a nudge a second
BEFORE = timedelta(seconds=8)  # a first look after a start, and its slow answer, come before a position's own alarm
SECOND = timedelta(seconds=1)  # how often is counted
TOO_LONG = "unprotected for too long"
UNASKED = timedelta(seconds=7)  # of an outage that begins where all rests: nobody asks for five, and two of counting
LOST = (Fault.STORE_REFUSES, Fault.COMMIT_UNKNOWN)


class Absence:
    """See the module's head."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.told: dict[str, NoticeKind] = {}  # by bracket: what people were told last
        self.saved: Counter[tuple[str, NoticeKind]] = Counter()
        self.away: Counter[tuple[str, datetime]] = Counter()  # seconds of an outage in which somebody could have told
        self.bare: Counter[str] = Counter()
        self.grace: Counter[str] = Counter()  # seconds that it stood bare while its exchange answered somebody
        self.closing: set[str] = set()
        self._witness: object = None

    def committed(self, change: Change) -> None:
        """Take note of what is to be told; of two bots each tells what it sees."""
        self._closes(change.bracket)
        if change.bracket.naked_since in (None, change.bracket.stamp.at) and change.bracket.away is None:
            self.bare[change.bracket.id] = 0  # guarded, if only between two seconds: a cancel that was lost
        for notice in change.notices if Fault.TWO_BOTS not in self.world.sky.counts else ():
            if notice.kind not in (NoticeKind.AWAY, NoticeKind.BACK):
                continue
            id = change.bracket.id
            if self.told.get(id, NoticeKind.BACK) is notice.kind:
                self.world.broken("T1", f"#{id}: {notice.kind.value} is told twice")
            self.told[id] = notice.kind
            self.saved[id, notice.kind] += 1
        if change.bracket.closed:
            self.told.pop(change.bracket.id, None)  # whoever hears of its end waits for nothing more

    def _closes(self, bracket: Bracket) -> None:
        """T3: none is closed for standing bare before its grace has passed with an exchange that answers."""
        id, grace = bracket.id, bracket.policy.grace
        if bracket.closing == TOO_LONG and id not in self.closing and grace is not None:
            self.closing.add(id)
            if self.grace[id] * SECOND + UNASKED < grace:
                self.world.broken("T3", f"#{id}: closed after {self.grace[id]} s in which its stop could be placed")

    async def watch(self) -> None:
        """Judge every second."""
        while True:
            await self.world.clock.sleep(1)
            living, sky = self.world.living(), self.world.sky
            witness = living[0] if len(living) == 1 and living[0].session is not None else None
            lost = sum(self.world.sky.counts[fault] for fault in LOST)
            if witness is None or self._witness != (witness, lost):
                self.away.clear()
                self.bare.clear()
            self._witness = witness, lost
            for bracket in self.world.store.all():
                if bracket.naked_since is None:
                    self.grace[bracket.id] = 0
                elif living and not sky.is_down(bracket.account) and not self._shut(bracket):
                    self.grace[bracket.id] += 1
                if not bracket.closed and Fault.TWO_BOTS not in self.world.sky.counts:
                    self._judge(bracket)

    def _shut(self, bracket: Bracket) -> bool:
        """Nothing is taken there, and the bot can know."""
        sky, refused = self.world.sky, any(past.reason is Reason.CLOSED for past in bracket.past.values())
        return sky.halted(bracket.symbol) and (refused or sky.shown_halted(bracket.symbol))

    def _judge(self, bracket: Bracket) -> None:
        id, sky = bracket.id, self.world.sky
        if sky.is_down(bracket.account) and (bracket.tradable or bracket.live):
            outage = id, sky.since[bracket.account]
            self.away[outage] += 1
            late = self.away[outage] > (AWAY + NOTICED).total_seconds()
            if late and self.told.get(id) is not NoticeKind.AWAY:
                self.world.broken("T1", f"#{id}: {bracket.account} is away, and nobody was told")
        gone = bracket.symbol in sky.gone  # that it has ended is told instead
        naked = bracket.naked_since is not None and not bracket.warned and not gone
        self.bare[id] = self.bare[id] + 1 if naked else 0
        if self.bare[id] > (WARN + BEFORE).total_seconds():
            self.world.broken("T2", f"#{id}: it stands bare since {bracket.naked_since}, and nobody was told")

    def at_the_end(self) -> None:
        """T1: nobody is left in the belief that an exchange is away, and all of it has been delivered."""
        if Fault.TWO_BOTS in self.world.sky.counts:
            return
        for id, told in self.told.items():
            if told is NoticeKind.AWAY:
                self.world.broken("T1", f"#{id}: its exchange came back, and nobody was told")
        delivered = Counter((outgoing.bracket, outgoing.notice.kind) for outgoing in self.world.told.values())
        for (id, kind), times in self.saved.items():
            if delivered[id, kind] != times:
                self.world.broken("T1", f"#{id}: {kind.value} was saved {times} times, told {delivered[id, kind]}")

"""The ledger in memory: the same contract as on disk, for replays and simulated worlds.

It keeps the objects themselves, which are immutable, and writes no text unless asked.  What a world keeps when it
restarts its bot is this object: whatever a write had committed is still there, nothing else is.  Durable it is not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import localcontext

from adapters.database import codec, rows
from core.bracket import Bracket
from core.events import Event
from core.orders import Fill
from core.ports import Change, Conflict, Outgoing, Received

Seam = Callable[[str], None]


def _pass(_write: str) -> None:
    """Nothing goes wrong."""


@dataclass(slots=True)
class _Staged:
    """What one save will put in place; until then it is invisible."""

    brackets: dict[str, Bracket] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    fills: list[rows.FillRow] = field(default_factory=list)
    totals: dict[rows.Leg, Fill] = field(default_factory=dict)
    costs: list[tuple[str, rows.Leg, Fill]] = field(default_factory=list)


class MemoryStore:
    """Implements ``core.ports.Store`` and ``History``.

    ``before`` and ``after`` are called around every commit with the name of the write (``receive``, ``save``,
    ``delivered``, ``instance``).  What ``before`` raises leaves nothing committed, what ``after`` raises leaves
    everything committed and the caller without an answer: the two ways in which a process dies or a disk refuses.
    Both may be replaced at any time.  ``coded``: keep what JSON makes of each object, so that a world also proves
    the codec.
    """

    def __init__(self, *, coded: bool = False, before: Seam = _pass, after: Seam = _pass) -> None:
        self.before, self.after = before, after
        self._coded = coded
        self._inbox: dict[str, Received] = {}
        self._next = 1
        self._brackets: dict[str, Bracket] = {}
        self._open: set[str] = set()
        self._owners: dict[str, str] = {}
        self._journal: defaultdict[str, list[tuple[datetime, Event]]] = defaultdict(list)
        self._outbox: dict[str, Outgoing] = {}
        self._fills: defaultdict[str, list[rows.FillRow]] = defaultdict(list)
        self._totals: dict[rows.Leg, Fill] = {}
        self._instance: str | None = None

    # -- Store --------------------------------------------------------------------------------

    async def receive(self, key: str, at: datetime, text: str, source: str, brackets: int) -> Received:
        rows.utc(at)
        if key in self._inbox:
            return replace(self._inbox[key], fresh=False)
        self.before("receive")
        numbers = range(self._next, self._next + brackets)
        self._next += brackets
        received = self._inbox[key] = Received(key, at, codec.writable(text), source, numbers)
        self.after("receive")
        return received

    async def save(self, changes: Sequence[Change], answered: tuple[str, str] | None = None) -> None:
        staged = _Staged()
        changes = [self._through_json(change) for change in changes] if self._coded else changes
        for change in changes:
            self._stage(change, staged)
        if answered and answered[0] not in self._inbox:
            raise LookupError(f"no message {answered[0]!r} in the inbox")
        if answered and self._inbox[answered[0]].answer is not None:
            raise Conflict(f"message {answered[0]!r} was answered before")
        self.before("save")
        self._commit(changes, staged)
        if answered:
            key, text = answered
            self._inbox[key] = replace(self._inbox[key], answer=codec.writable(text))
        self.after("save")

    async def load(self) -> list[Bracket]:
        return [self._brackets[id] for id in sorted(self._open)]

    async def bracket(self, id: str) -> Bracket | None:
        return self._brackets.get(id)

    async def owner(self, order: str) -> str | None:
        return self._owners.get(order)

    async def outbox(self, limit: int) -> list[Outgoing]:
        return [row for row, _ in zip(self._outbox.values(), range(limit), strict=False)]

    async def delivered(self, ids: Sequence[str]) -> None:
        self.before("delivered")
        for id in ids:
            self._outbox.pop(id, None)
        self.after("delivered")

    # -- History ------------------------------------------------------------------------------

    async def journal(self, bracket: str) -> list[tuple[datetime, Event]]:
        return list(self._journal.get(bracket, ()))

    async def closed(self, limit: int) -> list[Bracket]:
        found = [bracket for id, bracket in self._brackets.items() if id not in self._open]
        return sorted(found, key=lambda bracket: (bracket.number, bracket.id), reverse=True)[: max(limit, 0)]

    async def unanswered(self) -> list[Received]:
        return [replace(row, fresh=False) for row in self._inbox.values() if row.answer is None]

    async def asked_at(self, bracket: str) -> str | None:
        found = (row.source for row in self._inbox.values() if bracket in map(str, row.numbers))
        return next(found, None)

    async def fills(self, bracket: str) -> list[rows.FillRow]:
        """Every growth of every order of a bracket, oldest first."""
        return list(self._fills.get(bracket, ()))

    async def instance(self, proposed: str) -> str:
        """This ledger's instance tag; the first one ever proposed is kept."""
        if self._instance is None:
            self.before("instance")
            self._instance = proposed
            self.after("instance")
        return self._instance

    async def aclose(self) -> None:
        """Nothing to let go of."""

    # -- one save -----------------------------------------------------------------------------

    def _stage(self, change: Change, staged: _Staged) -> None:
        rows.check(change)
        bracket = change.bracket
        stored = staged.brackets.get(bracket.id) or self._brackets.get(bracket.id)
        if (stored.version if stored else 0) != change.before:
            raise Conflict(f"{bracket.id}: decided on version {change.before}, stored is {stored and stored.version}")
        owners = {
            order: owner
            for order in rows.ids(change)
            if (owner := staged.owners.get(order) or self._owners.get(order)) is not None
        }
        staged.owners.update(dict.fromkeys(rows.unowned(change, owners), bracket.id))
        now = rows.totals(change, owners)
        known = {key: fill for key in now if (fill := staged.totals.get(key) or self._totals.get(key)) is not None}
        grown = rows.new_fills(change, now, known)
        staged.fills += grown
        costs = rows.costs(now, known)
        staged.costs += [(bracket.id, leg, cost) for leg, cost in costs.items()]
        staged.totals.update({leg: now[leg] for leg in [*((row.order, row.leg) for row in grown), *costs]})
        staged.brackets[bracket.id] = bracket

    def _commit(self, changes: Sequence[Change], staged: _Staged) -> None:
        for id, bracket in staged.brackets.items():
            self._brackets[id] = bracket
            (self._open.discard if bracket.closed else self._open.add)(id)
        self._owners.update(staged.owners)
        self._totals.update(staged.totals)
        for row in staged.fills:
            self._fills[row.bracket].append(row)
        for id, leg, cost in staged.costs:
            kept = self._fills[id]
            last = max(n for n, row in enumerate(kept) if (row.order, row.leg) == leg)
            with localcontext(rows.EXACT):
                kept[last] = replace(kept[last], fill=kept[last].fill + cost)
        for change in changes:
            self._journal[change.bracket.id] += [(event.stamp.at, event) for event in change.events]
            self._outbox.update((row.id, row) for row in rows.outgoing(change))

    @staticmethod
    def _through_json(change: Change) -> Change:
        return Change(
            change.before,
            codec.decode_bracket(codec.encode(change.bracket)),
            tuple(codec.decode_event(codec.encode(event)) for event in change.events),
            tuple(codec.decode_notice(codec.encode(notice)) for notice in change.notices),
        )

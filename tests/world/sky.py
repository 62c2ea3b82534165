"""The plan of one world: how often which fault comes, who is down until when, and what a slow replica would still say.

Counts every fault that really came.  Keeps the promises that an account's rules make (``lag``, ``quiet``), however bad
the weather.  Judges nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from adapters.exchanges.paper import Venue
from adapters.exchanges.paper.account import Account
from adapters.exchanges.paper.state import Trade
from core.orders import NO_FILL, OrdStatus, PositionSide, Report, Side
from core.ports import Clock, Hint, Look, PositionFact, Pushed, Unreachable
from tests.world.faults import Fault


@dataclass
class Heard:
    """One order as the venue has reported it, oldest first, so that a stale read can be answered truthfully."""

    symbol: str
    reports: list[tuple[datetime, Report]] = field(default_factory=list)

    def at(self, when: datetime) -> Report | None:
        """What a read at ``when`` would have found."""
        return next((report for at, report in reversed(self.reports) if at <= when), None)


class Sky:
    """See the module's head.  ``rate``: the share of calls that go wrong while the weather lasts."""

    def __init__(self, dice: Random, clock: Clock, venue: Venue, rate: float) -> None:
        self.dice, self.clock, self.venue, self.rate = dice, clock, venue, rate
        self.calm = False
        self.forgets = False  # an exchange that keeps no orders which ended without a fill
        self.shows = True  # whether a question tells of a halt, or only a refusal does
        self.counts: Counter[Fault] = Counter()
        self.down: dict[str, tuple[datetime, datetime | None]] = {}
        self.since: dict[str, datetime] = {}  # by account: when the latest outage began
        self.store_down: datetime | None = None
        self.banned_until: datetime | None = None  # the latest end of a ban that anybody was told
        self.chat_down: datetime | None = None
        self.halts: dict[str, datetime] = {}  # by symbol: until when nothing is traded there
        self.gone: set[str] = set()  # markets that have ended for good
        self.heard: dict[str, dict[str, Heard]] = {}
        self.trailing: set[tuple[str, str]] = set()  # orders whose last fill is told later than their end
        venue.listen(self._remember)

    def draw(self, faults: Sequence[Fault]) -> Fault | None:
        """A fault, or mostly none.  It is counted by whoever carries it out."""
        if self.calm or self.dice.random() >= self.rate:
            return None
        return self.dice.choice(faults)

    def came(self, fault: Fault) -> None:
        """Count a fault that really happened."""
        self.counts[fault] += 1

    def is_down(self, account: str) -> bool:
        return account in self.down and self.clock.now() < self.down[account][0]

    def cut_off(self, account: str, until: datetime, *, banned: bool = False) -> None:
        """Nothing reaches the account's exchange until then; of two mishaps at once neither shortens the other."""
        if not self.is_down(account):
            self.since[account] = self.clock.now()
        end, ban = self.down[account] if self.is_down(account) else (until, None)
        if banned:
            ban = max(until, ban or until)
            self.banned_until = max(until, self.banned_until or until)
        self.down[account] = (max(until, end), ban)

    def reachable(self, account: str) -> None:
        """Raise ``Unreachable`` while the account's exchange is down or has banned us."""
        if self.is_down(account):
            ban = self.down[account][1]
            if ban is not None and self.clock.now() < ban:
                raise Unreachable("banned", ban)
            raise Unreachable("no route")

    def halted(self, symbol: str) -> bool:
        """Whether the exchange takes cancels there and nothing else."""
        if symbol in self.gone:
            return True
        return not self.calm and symbol in self.halts and self.clock.now() < self.halts[symbol]

    def shown_halted(self, symbol: str) -> bool:
        """What a question tells of it; of a market that has ended every one does."""
        return self.halted(symbol) and (self.shows or symbol in self.gone)

    def _remember(self, account: str, hint: Hint) -> None:
        if isinstance(hint, Pushed):
            known = self.heard.setdefault(account, {})
            heard = known.get(hint.report.id) or known.setdefault(hint.report.id, Heard(hint.symbol))
            heard.reports.append((self.venue.now, hint.report))

    # -- reads that trail writes ----------------------------------------------------------------

    def unquiet(self, account: str, report: Report) -> Report:
        """A canceled order whose last fills are not in its totals yet, as long as ``quiet`` allows."""
        quiet = self.venue.account(account).rules.quiet
        if not quiet or report.status not in (OrdStatus.CANCELED, OrdStatus.EXPIRED) or self.calm:
            return report
        reports = self.heard[account][report.id].reports
        ended = next(at for at, r in reports if r.status.ended)
        now = self.clock.now()
        if now - ended >= quiet or (self.dice.random() < 0.5 and (account, report.id) not in self.trailing):
            return report
        known = self.heard[account][report.id].at(ended - quiet / 2)
        taken, stopped = (known.taken, known.stopped) if known else (NO_FILL, NO_FILL)
        if (taken, stopped) == (report.taken, report.stopped):
            return report
        self.came(Fault.TOTALS_LATE)
        return replace(report, taken=taken, stopped=stopped, final=False)

    def trails(self, account: str, report: Report) -> bool:
        """Whether news of a fill is lost on the way because the fills of this order are told after its end."""
        quiet = self.venue.account(account).rules.quiet
        return bool(quiet) and (account, report.id) in self.trailing and not report.status.ended and not self.calm

    def stale(self, account: str, symbol: str, ids: Sequence[str]) -> Look:
        """The answer of a replica that trails by at most ``lag``, positions by another amount than orders."""
        holder = self.venue.account(account)
        lag = holder.rules.lag.total_seconds()
        now = self.clock.now()
        then = now - timedelta(seconds=self.dice.uniform(0, lag))
        known = self.heard.get(account, {})
        found = {id: r for id, h in known.items() if h.symbol == symbol and (r := h.at(then)) is not None}
        reports = tuple(r for id, r in found.items() if not r.status.ended or id in ids)
        missing = tuple(id for id in ids if id not in found)
        back = now - timedelta(seconds=self.dice.uniform(0, lag))
        since = [
            t for t in reversed(self.venue.trades) if (t.account, t.symbol) == (holder.name, symbol) and t.at > back
        ]
        if holder.rules.spot:
            gained = sum((t.quantity - t.base_fee if t.side is Side.BUY else -t.quantity for t in since), Decimal(0))
            return Look(reports, missing, (), holder.balance(symbol.partition("/")[0]) - gained)
        if holder.rules.hedged:
            return Look(reports, missing, self._apart(holder, symbol, since))
        net = sum((p.side.sign * p.quantity for p in holder.held(symbol)), Decimal(0))
        net -= sum((t.quantity if t.side is Side.BUY else -t.quantity for t in since), Decimal(0))
        side = PositionSide.LONG if net > 0 else PositionSide.SHORT
        return Look(reports, missing, (PositionFact(side, abs(net), None),) if net else ())

    def _apart(self, holder: Account, symbol: str, since: Sequence[Trade]) -> tuple[PositionFact, ...]:
        """Both positions of a hedged account as they were before these trades."""
        held = {side: holder.position(symbol, side) for side in PositionSide}
        for t in since:
            order = self.venue.clearing.ids.get((t.account, t.order))
            forced = PositionSide.LONG if t.side is Side.SELL else PositionSide.SHORT  # a liquidation only leaves
            side = order.position_side if order is not None else forced
            held[side] += -t.quantity if t.side is side.entry else t.quantity
        return tuple(PositionFact(side, quantity, None) for side, quantity in held.items() if quantity)

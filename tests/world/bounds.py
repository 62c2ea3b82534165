"""An exchange that keeps few conditional orders in one market, and each only so long: what of that the dice choose, how
it comes about, and what must hold there.

Places are taken by a person's own orders too, which nobody but that person may touch.  Looks at the venue's own record
and at what is committed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from random import Random
from typing import TYPE_CHECKING

from adapters.exchanges.paper.working import Working, ours
from core.bracket import Bracket, Policy
from core.ids import read_id
from core.orders import CONDITIONS, Order, OrderType, OrdStatus, Reason, Report
from core.ports import Change, Facts
from core.renewal import EARLY
from core.venue import Layout
from tests.world.absence import LOST, TOO_LONG
from tests.world.faults import Fault
from tests.world.invariants import EXPLICIT
from tests.world.people import SIZES, Market

if TYPE_CHECKING:
    from tests.world.world import World

CROWDED = ("pairs_spot", "position", "position+attach", "stop_and_targets")  # where real exchanges keep so few
FAR = Decimal("0.4")  # of the price: so far away that no history triggers it
TURNED = timedelta(seconds=5)  # after it could be asked again, until everything has been looked at anew
OVER = "it has rested for as long as it may"


class Bounds:
    """See the module's head.  ``most``: how many conditions of an account a market keeps, None: any number; ``told``:
    whether the exchange says so beforehand; ``life``: after how long one that rests ends, None: never."""

    def __init__(self, world: World) -> None:
        self.world = world
        dice = self._dice = Random(f"bounds {world.seed} {world.layout}")
        crowded = not world.mild and world.layout in CROWDED and dice.random() < 0.4
        self.most: int | None = dice.choice((2, 3, 4, 5)) if crowded else None
        self.told = dice.random() < 0.4
        short = not world.mild and world.case.rules.layout is not Layout.NOTHING and dice.random() < 0.15
        self.life = timedelta(seconds=dice.uniform(40, 70)) if short else None
        most = self.most if self.told else None
        world.case = replace(world.case, rules=replace(world.case.rules, most_conditions=most, life=self.life))
        self.parked: dict[tuple[str, str], None] = {}  # orders of a person's own that take a place
        self.over: set[tuple[str, str]] = set()  # orders of ours that the exchange has ended
        self._turned_away: set[tuple[str, int]] = set()  # accounts and brackets of which one was refused
        self._bare: dict[str, int] = {}  # by bracket: how much had gone wrong when it was guarded last
        self._able: Counter[str] = Counter()  # by account and symbol: half seconds in which somebody could act there
        self._witness: object = None

    @property
    def longer(self) -> timedelta:
        """For how much longer than elsewhere a position may stand bare: what has no room is closed after its grace."""
        return (Policy().grace or timedelta(0)) if self.most is not None else timedelta(0)

    # -- room -----------------------------------------------------------------------------------------

    def no_room(self, account: str, symbol: str, order: Order) -> str:
        """Why a condition of ours is refused now; "" if it is not."""
        if self.most is None or order.type not in CONDITIONS or order.quantity is None:
            return ""
        if (account, order.id) in self.world.venue.clearing.ids:
            return ""
        if sum(1 for _ in self._resting(account, symbol)) < self.most:
            return ""
        self.world.sky.came(Fault.FULL)
        if (read := read_id(order.id)) is not None:
            self._turned_away.add((account, read[1]))
        return f"no more than {self.most} conditional orders"

    def none_left(self, bracket: Bracket) -> bool:
        """Whether all places are taken, but for those that its stops' next ones need before the old ones go."""
        if self.most is None:
            return False
        resting = list(self._resting(bracket.account, bracket.symbol))
        mine = {o.id for o in bracket.orders if o.type is OrderType.STOP and not o.ended}
        next_ones = 0 if bracket.rules.amends else sum(o.id in mine for o in resting)
        return len(resting) + next_ones >= self.most

    def said(self, bracket: Bracket) -> bool:
        """Whether the exchange has said to this bracket that it keeps no more, beforehand or by a refusal: targets that
        found no place are then sold when they are touched, though others may have gone."""
        told = self.most is not None and self.told
        return told or (bracket.account, bracket.number & 0x3FFFFF) in self._turned_away

    def facts(self, account: str, facts: Facts) -> Facts:
        """What the exchange tells beforehand."""
        if facts.rules.most_conditions is None:
            return facts
        others = sum(not ours(order.id) for order in self._resting(account, facts.instrument.symbol))
        return replace(facts, conditions=others)

    def _resting(self, account: str, symbol: str) -> Iterator[Working]:
        for order in self.world.venue.orders(account, symbol):
            if order.type in CONDITIONS and order.quantity is not None and not order.waiting:
                yield order

    async def people(self) -> None:
        """Persons take places with conditions of their own: some at once, some when our entries have filled.  At last
        most go again."""
        if self.most is None:
            return
        await self.world.clock.sleep(0.2)
        for market in self.world.markets:
            for _ in range(self._dice.randint(0, self.most - 1)):
                self._park(market)
        while not self.world.sky.calm:
            await self.world.clock.sleep(self._dice.uniform(3, 40))
            market = self._dice.choice(self.world.markets)
            if not self.world.sky.calm and not self.world.sky.halted(market.symbol):
                self._park(market)
        for account, id in [key for key in self.parked if self._dice.random() < 0.7]:
            self._take_away(account, id)

    def _take_away(self, account: str, id: str) -> None:
        del self.parked[account, id]
        with self.world.venue.acting(self.world.clock.now()) as clearing:
            order = clearing.ids[account, id]
            if order.open:
                clearing.end(order, OrdStatus.CANCELED, None, "by its owner")

    def _park(self, market: Market) -> None:
        venue, (account, symbol) = self.world.venue, (market.account, market.symbol)
        last = venue.last(symbol)
        assert self.most is not None
        if last is None or sum(1 for _ in self._resting(account, symbol)) >= self.most:
            return
        with venue.acting(self.world.clock.now()):
            pass
        tick = venue.markets[symbol].tick
        trigger = (last * (1 + market.side.sign * FAR) / tick).to_integral_value(ROUND_FLOOR) * tick
        size = Decimal(SIZES[symbol[:3]][0] * 4) / 1000 // venue.markets[symbol].lot * venue.markets[symbol].lot
        terms = (market.side.entry, OrderType.STOP, size, None, trigger)
        report = venue.hand(account, symbol, *terms, position=market.side)
        if report.reason is None:
            self.parked[account, report.id] = None
            self.world.sky.came(Fault.HAND_PARKS)
            self.world.note("☞", account, symbol, Fault.HAND_PARKS)

    def committed(self, change: Change) -> None:
        """R1: want of room alone closes nothing as long as a stop of ours has a place, and its next one has where that
        is placed before the old one goes; of two brackets in one market the first may have taken it."""
        before, after = self.world.store.was, change.bracket
        self._renewed(before, after)
        faults = self._faults()
        if after.naked_since is None or after.naked_since == after.stamp.at:
            self._bare[after.id] = faults
        elif any(isinstance(event, EXPLICIT) for event in change.events):
            self._bare[after.id] = -1  # what is arranged anew at a person's word takes its own time
        if self.most is None or before is None:
            return
        known = {o.id for o in before.orders if o.status is OrdStatus.REJECTED}
        full = [o for o in after.orders if o.reason is Reason.FULL]
        self.world.repairs["refused for want of room"] += sum(o.id not in known for o in full)
        slots = {o.slot for o in after.orders if o.type is OrderType.STOP and not o.ended}
        learned = before.room is None and after.room is not None
        self.world.repairs["one stop for want of room"] += bool(slots) and learned
        if before.closing or after.closing not in (TOO_LONG, "stop refused") or not full:
            return
        each = 2 if after.rules.reduce_only and not after.rules.amends else 1
        others = {past.reason for past in after.past.values() if past.refused} - {Reason.FULL}
        alone = self._brackets(after) == 1 and not others
        if alone and self._places(after) >= each and self._bare.get(after.id) == faults:
            self.world.broken("R1", f"#{after.id}: {after.closing}, and there was room for one of its stops")

    def _faults(self) -> int:
        """How often anything else went wrong."""
        mine = (Fault.FULL, Fault.HAND_PARKS, Fault.LIFE_OVER, Fault.CHAT_DOWN, Fault.CHAT_UNKNOWN)
        return sum(self.world.sky.counts.values()) - sum(self.world.sky.counts[fault] for fault in mine)

    def _places(self, bracket: Bracket) -> int:
        """What persons leave."""
        assert self.most is not None
        return self.most - sum(not ours(o.id) for o in self._resting(bracket.account, bracket.symbol))

    def _brackets(self, bracket: Bracket) -> int:
        where = (bracket.account, bracket.symbol)
        return sum((b.account, b.symbol) == where and not b.closed for b in self.world.store.all())

    def at_the_end(self) -> None:
        """R2: nobody but its owner and a liquidation has ended an order of a person's own."""
        for account, id in self.parked:
            order = self.world.venue.clearing.ids[account, id]
            if not order.open and order.reason is not Reason.LIQUIDATED:
                self.world.broken("R2", f"{id} at {account} is a person's own, and it has ended")

    # -- life -----------------------------------------------------------------------------------------

    async def watch(self) -> None:
        """End what has rested for as long as it may, and note where something could be done about it before."""
        while self.life is not None:
            await self.world.clock.sleep(0.5)
            self._note_who_could_act()
            now = self.world.clock.now()
            for account in self.world.accounts:
                for order in self.world.venue.orders(account):
                    rests = ours(order.id) and order.type in CONDITIONS and not order.waiting
                    if rests and now >= self._since(account, order) + self.life:
                        self._end(account, order)

    def _since(self, account: str, order: Working) -> datetime:
        return self.world.sky.heard[account][order.id].reports[0][0]  # an attached one is made when its entry fills

    def _end(self, account: str, order: Working) -> None:
        self.over.add((account, order.id))
        self.world.sky.came(Fault.LIFE_OVER)
        self.world.note("⌛", account, order.symbol, order.id)
        tried = self._tried(order.id)
        with self.world.venue.acting(self.world.clock.now()) as clearing:
            clearing.end(order, OrdStatus.EXPIRED, None, OVER)
        if not tried and self._able[f"{account} {order.symbol}"] / 2 > (self._early + TURNED).total_seconds():
            self.world.broken("R3", f"{order.id} at {account} has ended by itself, and nobody tried to renew it")

    @property
    def _early(self) -> timedelta:
        assert self.life is not None
        return min(EARLY, self.life / 4)

    def _tried(self, id: str) -> bool:
        """Whether it is being canceled, is nobody's, or a later one was sent for the same slot."""
        for bracket in self.world.store.all():
            mine = next((o for o in bracket.orders if o.id == id), None)
            if mine is not None:
                later = any(o.slot == mine.slot and o.decided_at > mine.decided_at for o in bracket.orders)
                return later or mine.ended or mine.cancel_asked is not None
        return True

    def _note_who_could_act(self) -> None:
        sky, living = self.world.sky, self.world.living()
        lost = sum(sky.counts[fault] for fault in LOST)
        witness = (living[0], lost) if len(living) == 1 and living[0].session is not None else None
        if witness is None or witness != self._witness:
            self._able.clear()
        self._witness = witness
        for account, symbol in {(m.account, m.symbol) for m in self.world.markets}:
            shut = sky.is_down(account) or sky.halted(symbol)
            self._able[f"{account} {symbol}"] = 0 if shut else self._able[f"{account} {symbol}"] + 1

    def _renewed(self, before: Bracket | None, after: Bracket) -> None:
        """Count orders in whose place another is sent before they end by themselves."""
        if self.life is None or before is None:
            return
        known, now = {o.id for o in before.orders}, after.stamp.at
        due = [o for o in before.orders if not o.ended and o.decided_at + self.life - self._early <= now]
        fresh = {(o.slot, o.type, o.trigger) for o in after.orders if o.id not in known}
        self.world.repairs["placed anew before its end"] += sum((o.slot, o.type, o.trigger) in fresh for o in due)

    def silent(self, account: str, report: Report) -> bool:
        """The exchange says nothing of an end of its own; a question finds it."""
        return (account, report.id) in self.over

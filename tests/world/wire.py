"""The wire between one life of the bot and everything else: a ``VenueLink`` that loses, delays and repeats, and a chat.

It never delivers a request later than ``recv_window`` after it was signed.  A dead life's wire carries nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from core.orders import Order, OrderType, OrdStatus, PositionSide, Reason, Report
from core.ports import Clock, Facts, Hint, Look, Outgoing, Pushed, UnknownOutcome, UnknownSymbol, Unreachable
from tests.world.faults import (
    AMEND_FAULTS,
    CANCEL_FAULTS,
    LOOK_FAULTS,
    PUSH_FAULTS,
    SUBMIT_FAULTS,
    SUBMITS,
    Fault,
)
from tests.world.sky import Sky

if TYPE_CHECKING:
    from tests.world.life import Life
    from tests.world.world import World

HALTED = "the market is closed"
Answer = TypeVar("Answer")
Hear = Callable[[str, Hint], None]


class FaultyLink:
    """See the module's head."""

    def __init__(self, sky: Sky, life: Life, aside: Callable[[Awaitable[object]], None]) -> None:
        self.sky, self.life, self._aside = sky, life, aside
        self.venue, self.clock, self.dice = sky.venue, sky.clock, sky.dice

    async def submit(
        self, account: str, symbol: str, order: Order, side: PositionSide, children: Sequence[Order], signed: datetime
    ) -> Report:
        def act() -> Report:
            self.life.arrived(account, order, children)
            if self.sky.halted(symbol):
                return _refused(order, HALTED, Reason.CLOSED)
            if why := self.life.world.bounds.no_room(account, symbol, order):
                return _refused(order, why, Reason.FULL)
            report = self.venue.submit(account, symbol, order, side, children, self.clock.now(), signed)
            self.life.world.answered(account, order, report)
            return report

        self.life.world.delisted.refuse(account, symbol, order.id)
        fault = self._begin(account, SUBMIT_FAULTS)
        self.life.sent(account, "submit", order, fault)
        if fault is Fault.REFUSED_SKEW:
            self.sky.came(fault)
            return _refused(order, "timestamp outside of the receive window")
        return await self._carry(account, fault, act)

    async def cancel(self, account: str, id: str) -> None:
        self._listed(account, id)
        fault = self._begin(account, CANCEL_FAULTS)
        self.life.sent(account, "cancel", id, fault)
        if fault is Fault.CANCEL_IGNORED:
            self.sky.came(fault)
            return
        if fault is Fault.CANCEL_RACED:
            self._race(account, id)
        await self._carry(account, fault, lambda: self.venue.cancel(account, id, self.clock.now()))

    async def amend(self, account: str, id: str, trigger: Decimal | None, quantity: Decimal | None) -> Report:
        self._listed(account, id)
        fault = self._begin(account, AMEND_FAULTS)
        self.life.sent(account, "amend", (id, trigger, quantity), fault)
        if fault is Fault.AMEND_REFUSED:
            order = self.venue.clearing.ids.get((account, id))
            if order is not None:
                self.sky.came(fault)
                return replace(order.report(self.venue.account(account).rules), reason=Reason.OTHER, text="try later")

        def act() -> Report:
            order = self.venue.clearing.ids.get((account, id))
            if order is None or not self.sky.halted(order.symbol):
                return self.venue.amend(account, id, trigger, quantity, self.clock.now())
            return replace(order.report(self.venue.account(account).rules), reason=Reason.CLOSED, text=HALTED)

        return await self._carry(account, fault, act)

    async def look(self, account: str, symbol: str, ids: Sequence[str]) -> Look:
        self.life.world.delisted.refuse(account, symbol)
        look = await self._looked(account, symbol, ids)
        look = replace(look, instrument=self.venue.markets[symbol], halted=self.sky.shown_halted(symbol))
        for report in look.reports:
            self._told(report)
        return look

    async def _looked(self, account: str, symbol: str, ids: Sequence[str]) -> Look:
        fault = self._begin(account, LOOK_FAULTS)
        lag = self.venue.account(account).rules.lag
        if fault is Fault.LOOK_FAILED:
            self.sky.came(fault)
            await self._sleep(self.dice.uniform(0.2, 2))
            raise Unreachable("timed out")
        if fault is Fault.LOOK_STALE and lag:
            self.sky.came(fault)
            return self.sky.stale(account, symbol, ids)
        look = self.venue.look(account, symbol, ids, self.clock.now())
        if fault is Fault.LOOK_MISSED and lag:
            look = self._without_the_newest(account, look, ids)
        if self.sky.forgets:
            look = self._forgetful(account, look)
        if self.venue.account(account).rules.quiet:
            look = replace(look, reports=tuple(self.sky.unquiet(account, r) for r in look.reports))
        if fault is Fault.ANSWER_SLOW:
            self.sky.came(fault)
            await self._sleep(self.dice.uniform(0.5, 4))
        return look

    async def facts(self, account: str, name: str) -> Facts:
        self.sky.reachable(account)
        if self.sky.gone and self.venue.facts(account, name, self.clock.now()).instrument.symbol in self.sky.gone:
            raise UnknownSymbol(name)
        if not self.sky.calm and self.dice.random() < 0.3:
            await self._sleep(self.dice.uniform(0, 0.3))
        facts = self.life.world.bounds.facts(account, self.venue.facts(account, name, self.clock.now()))
        return replace(facts, halted=self.sky.shown_halted(facts.instrument.symbol))

    def listen(self, hear: Hear, account: str | None = None, ticks: bool = True) -> Callable[[], None]:
        def heard(account: str, hint: Hint) -> None:
            if not self.life.dead:
                self._push(hear, account, hint)

        return self.venue.listen(heard, account, ticks)

    async def aclose(self) -> None:
        """Nothing is held."""

    def _listed(self, account: str, id: str) -> None:
        order = self.venue.clearing.ids.get((account, id))
        if order is not None:
            self.life.world.delisted.refuse(account, order.symbol, id)

    def _told(self, report: Report) -> None:
        """This life has been told of an order."""
        self.life.world.known[report.id].add(self.life.number)

    # -- inside ------------------------------------------------------------------------------------

    def _begin(self, account: str, faults: Sequence[Fault]) -> Fault | None:
        self._living()
        self.sky.reachable(account)
        return self.sky.draw(faults)

    def _living(self) -> None:
        if self.life.dead:
            raise asyncio.CancelledError

    async def _sleep(self, seconds: float) -> None:
        await self.clock.sleep(seconds)
        self._living()

    async def _carry(self, account: str, fault: Fault | None, act: Callable[[], Answer]) -> Answer:
        if fault is None or fault is Fault.CANCEL_RACED:
            return act()
        if fault not in SUBMITS and fault is not Fault.NO_LINE:
            return act()
        self.sky.came(fault)
        if fault is Fault.NO_LINE:
            raise Unreachable("connection refused")
        if fault is Fault.ANSWER_SLOW:
            answer = act()
            await self._sleep(self.dice.uniform(0.5, 4))
            return answer
        if fault is Fault.ANSWER_LOST:
            act()
        elif fault is Fault.REQUEST_LATE:
            window = self.venue.account(account).rules.recv_window.total_seconds()
            self._aside(_later(self.clock, self.dice.uniform(0.3, window), act))
        await self._sleep(self.dice.uniform(0.1, 1.5))
        raise UnknownOutcome("no answer")

    def _race(self, account: str, id: str) -> None:
        """The market gets there first: a print at the order's own price, just before its cancel."""
        order = self.venue.clearing.ids.get((account, id))
        if (
            order is None
            or not order.open
            or order.waiting
            or self.sky.halted(order.symbol)
            or self.venue.clearing.market(order.symbol).continuous
        ):
            return
        price = order.trigger if order.type is OrderType.STOP else order.price
        if price is None or order.quantity is None:
            return
        lot = self.venue.markets[order.symbol].lot
        size = max(lot, (order.quantity - order.cum_qty) / self.dice.choice((1, 2, 2, 3)) // lot * lot)
        self.sky.came(Fault.CANCEL_RACED)
        self.sky.trailing.add((account, id))
        self.venue.trade(order.symbol, price, size, self.clock.now(), -1)

    def _without_the_newest(self, account: str, look: Look, ids: Sequence[str]) -> Look:
        """An index that has not caught up: whatever arrived within ``lag`` is not found yet."""
        after = self.clock.now() - self.venue.account(account).rules.lag
        new = {id for id, heard in self.sky.heard.get(account, {}).items() if heard.reports[0][0] > after}
        if not new & {r.id for r in look.reports}:
            return look
        self.sky.came(Fault.LOOK_MISSED)
        reports = tuple(r for r in look.reports if r.id not in new)
        return replace(look, reports=reports, missing=(*look.missing, *(id for id in ids if id in new)))

    def _forgetful(self, account: str, look: Look) -> Look:
        """An exchange that keeps no orders which ended without a fill."""
        rules = self.venue.account(account).rules
        before = self.clock.now() - max(rules.lag, rules.quiet)
        ended = (OrdStatus.CANCELED, OrdStatus.EXPIRED)
        gone = [
            r.id
            for r in look.reports
            if r.status in ended and not r.taken.quantity + r.stopped.quantity and self._ended(account, r.id) < before
        ]
        if not gone:
            return look
        self.sky.came(Fault.FORGOTTEN)
        reports = tuple(r for r in look.reports if r.id not in gone)
        return replace(look, reports=reports, missing=(*look.missing, *gone))

    def _ended(self, account: str, id: str) -> datetime:
        return next(at for at, r in self.sky.heard[account][id].reports if r.status.ended)

    def _push(self, hear: Hear, account: str, hint: Hint) -> None:
        if not isinstance(hint, Pushed):
            hear(account, hint)
            return
        if self.sky.is_down(account):
            return
        if self.sky.trails(account, hint.report) or self.life.world.bounds.silent(account, hint.report):
            return
        fault = self.sky.draw(PUSH_FAULTS)
        hint = replace(hint, report=self.sky.unquiet(account, hint.report))
        if fault is None or fault is Fault.PUSH_TWICE:
            self._told(hint.report)
            hear(account, hint)
        if fault is None:
            return
        self.sky.came(fault)
        if fault is Fault.PUSH_LOST:
            return
        asyncio.get_running_loop().call_later(self.dice.uniform(0.1, 4), self._hear_late, hear, account, hint)

    def _hear_late(self, hear: Hear, account: str, hint: Hint) -> None:
        if not self.life.dead and not self.sky.is_down(account):
            if isinstance(hint, Pushed):
                self._told(hint.report)
            hear(account, hint)


async def _later(clock: Clock, seconds: float, act: Callable[[], object]) -> None:
    await clock.sleep(seconds)
    try:
        act()
    except UnknownOutcome:
        return  # nobody listens any more; the venue has refused a duplicate


def _refused(order: Order, text: str, reason: Reason = Reason.OTHER) -> Report:
    return Report(order.id, OrdStatus.REJECTED, reason=reason, text=text, final=True)


class Chat:
    """A notifier that is down at times, and at times does not know whether it delivered."""

    def __init__(self, world: World, life: Life) -> None:
        self.world, self.life = world, life

    async def send(self, outgoing: Outgoing) -> None:
        world, sky = self.world, self.world.sky
        if self.life.dead:
            raise asyncio.CancelledError
        if sky.chat_down is not None and world.clock.now() < sky.chat_down:
            raise OSError("chat is down")
        world.told[outgoing.id] = outgoing
        world.deliveries[outgoing.id] += 1
        if not sky.calm and sky.dice.random() < sky.rate / 10:
            sky.came(Fault.CHAT_UNKNOWN)
            world.ambiguous.add(outgoing.id)
            raise OSError("no answer from chat")

"""A market that ends for good, and a person who lets go of what stood there (``/forget``): how it comes about, and what
must hold from then on.

What rests there and is held there stays as it is; nobody trades, no question is answered, no request is taken.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from core.bracket import Bracket
from core.forget import forget
from core.ports import Change, Conflict, StoreUnavailable, Unreachable
from tests.world.faults import Fault
from tests.world.life import Life

if TYPE_CHECKING:
    from tests.world.world import World

UNDER_WAY = timedelta(seconds=10)  # what was sent before the person's yes may go on being tried for so long


class Delisted:
    """See the module's head."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.forgotten: dict[str, datetime] = {}  # by bracket: when
        self._dice = Random(f"delisted {world.seed} {world.layout}")
        self._comes = not world.mild and self._dice.random() < 0.06

    def gone(self, symbol: str) -> bool:
        return symbol in self.world.sky.gone

    def refuse(self, account: str, symbol: str, id: str = "") -> None:
        """Raise ``Unreachable`` where there is no such market any more; F2: nothing is sent for what was let go of."""
        for bracket, at in self.forgotten.items() if id else ():
            if self._has(bracket, id) and self.world.clock.now() > at + UNDER_WAY:
                self.world.broken("F2", f"{id} of #{bracket} was sent, which was let go of")
        if self.gone(symbol):
            self.world.sky.reachable(account)
            raise Unreachable(f"{symbol} is listed no more", answers=True)

    async def happen(self) -> None:
        """End one market in which something stands, and let a person let go of it."""
        if not self._comes:
            return
        world = self.world
        await world.clock.sleep(self._dice.uniform(5, world.lasts - 20))
        while not (held := [m.symbol for m in world.markets if world.holds(m)]):
            await world.clock.sleep(1)
            if world.sky.calm:
                return
        symbol = self._dice.choice(held)
        world.sky.gone.add(symbol)
        world.sky.came(Fault.DELISTED)
        world.note("☁", symbol, Fault.DELISTED)
        world.coverage.restart(None, world.clock.now(), symbol)
        await world.clock.sleep(self._dice.uniform(0, 30))
        while True:
            await world.clock.sleep(1)
            for bracket in world.store.all():
                if bracket.symbol == symbol and not bracket.closed:
                    await self._let_go(bracket)

    async def _let_go(self, bracket: Bracket) -> None:
        """Say yes, if the bot knows that the market is not traded."""
        lives = [life for life in self.world.living() if life.session is not None]
        if not lives:
            return
        task = lives[0].run(self._forget(lives[0], bracket))
        await asyncio.wait({task})
        if not task.cancelled() and isinstance(error := task.exception(), Exception):
            raise error

    async def _forget(self, life: Life, bracket: Bracket) -> None:
        assert life.session is not None
        worker = life.session.engine.workers.get(bracket.account)
        if worker is None:
            return
        try:
            done = await forget(worker, self.world.store, bracket.id, lambda _now: True)
        except (Conflict, StoreUnavailable):
            return  # and it is said again
        self.world.repairs["let go of"] += done

    def committed(self, change: Change) -> None:
        """F1: what was let go of stays so, and its market was known not to be traded."""
        bracket = change.bracket
        if bracket.id in self.forgotten and not bracket.closed:
            self.world.broken("F1", f"#{bracket.id} was let go of, and is looked after again")
        if bracket.forgotten and bracket.id not in self.forgotten:
            self.forgotten[bracket.id] = self.world.clock.now()
            if bracket.traded or not self.gone(bracket.symbol):
                self.world.broken("F1", f"#{bracket.id} was let go of, and its market is traded")

    def _has(self, bracket: str, id: str) -> bool:
        stored = self.world.store.current(bracket)
        return stored is not None and any(order.id == id for order in stored.orders)

    def excused(self, id: str) -> bool:
        """Whether nobody need know what became of an order: it was let go of."""
        return any(self._has(bracket, id) for bracket in self.forgotten)

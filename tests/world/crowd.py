"""The market and the people in front of the bot: prices that walk and jump, persons who type, a chat that redelivers.

Everything is drawn from dice of its own, so that a fault more or less does not change what people want.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from core.message import ANYTHING, Answer, Origin
from tests.world import people
from tests.world.faults import Fault
from tests.world.life import Killed
from tests.world.people import Market

if TYPE_CHECKING:
    from tests.world.world import World

D = Decimal


class Crowd:
    """See the module's head."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.typed = 0

    # -- prices -----------------------------------------------------------------------------------

    async def prices(self) -> None:
        world = self.world
        dice = Random(f"prices {world.seed} {world.layout}")
        symbols = list(dict.fromkeys(m.symbol for m in world.markets))
        now = {s: D(60000) if s.startswith("BTC") else D(3000) for s in symbols}
        volatility, row, path = dice.choice((4, 7, 12)), 0, dice.random() < 0.2
        runs = dice.randint(15, 60) if dice.random() < 0.3 else None  # the look at which the price begins to run away
        away, looks = dice.choice((-1, 1)) * dice.randint(10, 35), 0
        for symbol in symbols:
            world.venue.seed(symbol, now[symbol], world.clock.now())
        while True:
            looks += 1
            running = away if runs is not None and runs <= looks < runs + 12 else 0
            for symbol in symbols:
                if world.sky.halted(symbol):
                    continue
                row += 1
                frozen = world.sky.calm and world.clock.now() > world.began + timedelta(seconds=world.lasts + 6)
                if not frozen:
                    jump = dice.choice((-1, 1)) * dice.randint(20, 120) if dice.random() < 0.02 else 0
                    moved = dice.gauss(0, volatility) + jump + running
                    tick = world.venue.markets[symbol].tick
                    now[symbol] += (now[symbol] * D(round(moved)) / D(10_000) / tick).to_integral_value() * tick
                self._print(dice, symbol, now[symbol], row, path)
            await world.clock.sleep(dice.choice((0.5, 0.75, 1.0)))

    def _print(self, dice: Random, symbol: str, price: Decimal, row: int, path: bool) -> None:
        world = self.world
        at = world.clock.now()
        if path:
            (world.venue.gap if dice.random() < 0.1 else world.venue.move)(symbol, price, at, row)
            return
        low, high = people.SIZES[symbol[:3]]
        size = D(dice.choice((0, low, high // 3, high, high * 9, high * 9))) / 1000
        world.venue.trade(symbol, price, D(high) if world.sky.calm else size, at, row)

    # -- persons ----------------------------------------------------------------------------------

    async def person(self, market: Market) -> None:
        world = self.world
        dice = Random(f"person {world.seed} {world.layout} {market}")
        await world.clock.sleep(dice.uniform(0.5, 8))
        while not world.sky.calm and world.clock.now() < world.began + timedelta(seconds=world.lasts - 10):
            last = world.venue.last(market.symbol)
            assert last is not None
            holds = world.holds(market)
            adopts = dice.random() < (0.08 if world.case.spot else 0.5)
            if not holds and adopts and people.by_hand(world.venue, market):
                await self.type(dice, market, people.guard(dice, market), D(0), adopt=True)
            elif not holds or dice.random() < 0.15:
                size = people.quantity(dice, market.symbol)
                text = people.entry(dice, market, size, last)
                await self.type(dice, market, text, size)
            else:
                await self.type(dice, market, people.later(dice, market, last), D(0))
            await world.clock.sleep(dice.choice((4, 8, 15, 25, 40)) * dice.uniform(0.5, 1.5))

    async def type(self, dice: Random, market: Market, text: str, size: Decimal, *, adopt: bool = False) -> None:
        """Send one message; the chat platform delivers it until it is answered, and now and then once more."""
        world = self.world
        self.typed += 1
        key = f"m{self.typed}"
        written = world.clock.now()
        if not world.mild and dice.random() < 0.04:
            written -= timedelta(seconds=dice.uniform(61, 300))
            world.sky.came(Fault.SAID_LATE)
        world.typed[market.account, market.symbol] += size
        if not world.mild and dice.random() < 0.15:
            world.sky.came(Fault.SAID_TWICE)
            world.aside(
                self._again(dice.choice((0, 0.1, 3, 20)), text, Origin(key, written, "chat", ANYTHING if adopt else ()))
            )
        for _ in range(20):
            answer = await self._say(text, Origin(key, written, "chat", ANYTHING if adopt else ()))
            if answer is not None:
                break
            await world.clock.sleep(1)
        else:
            return
        if answer.problem is not None and answer.problem.code == "E-ADOPT" and dice.random() < 0.7:
            world.typed[market.account, market.symbol] -= size  # nothing came of the first one
            await self.type(dice, market, text, size, adopt=True)

    async def _again(self, seconds: float, text: str, origin: Origin) -> None:
        await self.world.clock.sleep(seconds)
        await self._say(text, origin)

    async def _say(self, text: str, origin: Origin) -> Answer | None:
        """Deliver a message; None if the bot died over it."""
        world = self.world
        lives = [life for life in world.living() if life.session is not None]
        if not lives:
            return None
        life = lives[len(world.lines) % len(lives)]
        assert life.session is not None
        task = life.run(life.session.engine.handle(text, origin))
        await asyncio.wait({task})
        if task.cancelled() or isinstance(task.exception(), Killed):
            return None
        answer: Answer = task.result()
        became = answer.problem or answer.duplicate or [p.bracket.id for p in answer.planned]
        world.note("✎", "", origin.key, text, became)
        if answer.duplicate is not None:
            world.repairs["duplicate answered"] += 1
        if answer.problem is not None and answer.problem.code == "E-ROOM":
            world.repairs["no room, said beforehand"] += 1
        return answer

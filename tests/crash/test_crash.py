"""kill -9 at every step of placing, moving and closing, and at random moments: nothing lost, doubled or orphaned.

The exchange lives in another process and its prices move while the bot is dead.  In the end its record, the ledger and
what people were told are the same, order by order, to the last digit.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

import pytest

from core.orders import OrderType, PositionSide
from tests.crash.child import Message
from tests.crash.failpoints import OPS, POINTS, Killed
from tests.crash.oracle import amiss, check, not_told_closed, position
from tests.crash.world import AMENDS, MIDDLE, REPLACES, RULES, Life, World, until_nothing, world

EACH = 8  # kills at each point of each operation
MOMENTS = 25  # random ones per seed
SIZE, PIECE = "0.02", "0.008"
ONE_TARGET = f"market SIDE {SIZE} sl off 1% tp off 2%"
TWO_TARGETS = (
    f"market SIDE {SIZE} takeprofit SIDE 50%p tp off 1.5% takeprofit SIDE 100%p tp off 2% stoploss SIDE 100%p sl off 1%"
)
TRAILING = f"market SIDE {SIZE} sl off 1% tp off 2% trail 0.5% after eGAIN0.3%"
STOP, TARGET = -700, 1300  # offsets beyond the stop and beyond every target
SENDS = (1, 1, 2, 2, 3, 3, 2, 3)  # entry, stop, target: which request of placing is cut off


# -- the end of every story --------------------------------------------------------------------------


async def come_to_rest(world: World) -> str:
    """Everything said once more, all at rest and guarded; then all closed, and the bot leaves."""
    await world.bot.start()
    for message in [message for life in world.lives for message in life.said]:
        answer = await world.bot.say(message)
        assert answer.duplicate or answer.problem or len(world.bot.answers[message.key]) == 1, answer
    await until_nothing(partial(after_a_wobble, world, flat=False))
    for life in world.lives:
        await world.bot.say(life.message("close"))
    await until_nothing(partial(after_a_wobble, world, flat=True))
    await world.bot.leave()
    assert "Traceback" not in world.bot.log()
    return await check(world)


async def after_a_wobble(world: World, flat: bool) -> list[str]:
    """What is still amiss, after a tick of each price for whatever waits for one."""
    for life in world.lives:
        await world.wobble(life, int((life.price - MIDDLE) * life.side.sign))
    found = await amiss(world, flat)
    return found or sorted(not_told_closed(world.bot.ledger) if flat else ())


# -- at every step ---------------------------------------------------------------------------------


class Round:
    """One kill: a life that is brought to its operation, the death, the prices of the meantime."""

    def __init__(self, world: World, typing: asyncio.TaskGroup, point: str, op: str, variant: int) -> None:
        self.world, self.bot, self.typing = world, world.bot, typing
        self.point, self.op, self.variant = point, op, variant
        self.trails = op == "moving" and variant in (4, 5)
        self.emergency = op == "closing" and variant in (0, 3)
        self.account = (AMENDS, REPLACES)[variant // 2 % 2]
        self.arrived = False

    @property
    def nth(self) -> int:
        """Later steps of the operation in the later variants."""
        if self.op == "placing" and self.point in ("after-send", "after-answer"):
            return SENDS[self.variant]
        if self.op == "moving" and self.account == AMENDS:
            return 1  # one amendment; else a new stop, and then the old one's cancel
        return 1 + self.variant // 4

    async def play(self) -> None:
        life = await self.world.begin(self.account, (PositionSide.LONG, PositionSide.SHORT)[self.variant % 2])
        if self.emergency:
            await self.fall_through_the_stop(life)
        await self.bot.start(f"{self.point}:{self.op}:{self.nth}", life.symbol)
        for message in self.world.lives[-2].said if len(self.world.lives) > 1 else ():
            self.say(message)  # again: it was answered before the last death, or cut off by it
        if not self.emergency:
            await self.until_the_kill(life)
        await self.bot.killed()
        killed = self.bot.kills()[-1]
        assert (killed.point, killed.intent.op) == (self.point, self.op)
        await self.confirm(killed)
        meanwhile = ((), (STOP, 0), (TARGET, 0), (200, 100))
        for offset in meanwhile[(self.variant + POINTS.index(self.point)) % len(meanwhile)]:
            await self.world.move(life, offset)

    def say(self, message: Message) -> None:
        self.typing.create_task(self.bot.say(message))

    async def until_the_kill(self, life: Life) -> None:
        script = TRAILING if self.trails else TWO_TARGETS if self.variant % 3 else ONE_TARGET
        self.say(life.message(script, SIZE))
        await self.fill(life)
        if self.op == "placing":
            return
        await until_nothing(partial(self.unguarded, life))
        if self.op == "closing":
            self.say(life.message("close"))
        elif self.trails:
            await self.world.move(life, 500)
        else:
            self.say(life.message(f"move sl to {life.at(-300)}"))

    async def fall_through_the_stop(self, life: Life) -> None:
        """It dies before its stop rests, and the price is beyond it when it comes back."""
        await self.bot.start("after-answer:placing:1", life.symbol)
        self.say(life.message(ONE_TARGET, SIZE))
        await self.bot.killed()
        await self.world.move(life, STOP)

    async def fill(self, life: Life) -> None:
        """In half of the variants the entry fills piece by piece, in the others at once."""
        if self.variant % 4 in (0, 3):
            return
        while await self.unguarded(life):
            await self.world.prints(life, 0, PIECE)
            await asyncio.sleep(0.01)
        await self.world.wobble(life, 0)

    async def unguarded(self, life: Life) -> list[str]:
        """What of the position or its stop is not there yet; nothing once the kill has come."""
        held = position(await self.world.link.trades(), life)
        orders = await self.world.link.orders(life.account, life.symbol)
        stopped = any(o.type is OrderType.STOP and o.quantity == held for o in orders)
        there = self.bot.dead.is_set() or (stopped and held == life.asked)
        return [] if there else [f"{life.symbol}: {held} held, {len(orders)} orders rest"]

    async def confirm(self, killed: Killed) -> None:
        """The kill was where it is said to be: the exchange has the request, or it does not."""
        intent = killed.intent

        async def arrived() -> bool:
            orders = {o.id: o for o in await self.world.link.orders(intent.account, intent.symbol, open=False)}
            order = orders.get(intent.id)
            if intent.kind == "submit":
                return order is not None
            assert order is not None
            return not order.open if intent.kind == "cancel" else order.trigger == intent.trigger

        if killed.point in ("before-save", "after-save"):
            assert not await arrived(), killed
        elif killed.point == "after-answer":
            assert await arrived(), killed
        else:
            self.arrived = await arrived()  # the wire may have died with its sender


@pytest.mark.parametrize("op", OPS)
def test_killed_at_every_step(tmp_path: Path, op: str, report: Callable[[str], None]) -> None:
    async def story() -> None:
        async with world(tmp_path) as the_world, asyncio.TaskGroup() as typing:
            rounds = [Round(the_world, typing, point, op, variant) for variant in range(EACH) for point in POINTS]
            for one in rounds:
                await one.play()
            told = await come_to_rest(the_world)
            counts = Counter((killed.point, killed.intent.op) for killed in the_world.bot.kills())
            table = ", ".join(f"{point} {counts[point, op]}" for point in POINTS)
            report(f"{op}: {table}; {sum(one.arrived for one in rounds)} of those after the send had arrived; {told}")
            assert all(counts[point, op] >= EACH for point in POINTS)

    asyncio.run(story())


# -- at random moments ------------------------------------------------------------------------------


async def live(world: World, life: Life, dice: Random) -> None:
    """A busy person: enters, moves, closes, adds, without waiting for much."""
    entries = (ONE_TARGET, TWO_TARGETS, TRAILING, f"limit SIDE {SIZE} at off 0.1% sl off 1% tp off 2%")
    afterwards = (
        f"market SIDE {PIECE} sl off 1%",
        "close SIDE 50%p",
        "close",
        "cancel tp",
        "breakeven",
        "move sl to off 0.3%",
    )
    while True:
        await world.bot.say(life.message(dice.choice(entries), SIZE))
        for _ in range(dice.randrange(4)):
            await asyncio.sleep(dice.uniform(0, 0.1))
            command = dice.choice(afterwards)
            await world.bot.say(life.message(command, PIECE if command == afterwards[0] else "0"))
        await world.bot.say(life.message("close"))


async def wander(world: World, dice: Random) -> None:
    """Prices go on, whoever is dead: small steps, pieces, and now and then a way through a stop or a target."""
    while True:
        for life in world.lives:
            offset = int((life.price - MIDDLE) * life.side.sign)
            home = -offset // 20  # or prices would drift away for ever
            match dice.randrange(20):
                case 0:
                    await world.move(life, offset + home + dice.choice((STOP, TARGET)))
                case 1 | 2 | 3:
                    await world.prints(life, offset, PIECE)
                case _:
                    await world.move(life, offset + home + dice.randint(-60, 60))
        await asyncio.sleep(0.02)


async def kill_at_random(world: World, dice: Random) -> None:
    """While it starts and recovers, and while it works."""
    for n in range(MOMENTS):
        await world.bot.start()
        if n % 4:
            await world.bot.ready.wait()
        await asyncio.sleep(dice.uniform(0, 0.4 if n % 4 else 0.8))
        await world.bot.kill()
        await asyncio.sleep(dice.uniform(0, 0.1))


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_at_random_moments(tmp_path: Path, seed: int, report: Callable[[str], None]) -> None:
    async def story() -> None:
        async with world(tmp_path) as the_world:
            dice = Random(seed)
            kinds = [(account, side) for account in RULES for side in PositionSide]
            lives = [await the_world.begin(*kind) for kind in (*kinds, *kinds[:2])]
            tasks = [asyncio.create_task(live(the_world, life, Random(f"{seed} {life.name}"))) for life in lives]
            tasks.append(asyncio.create_task(wander(the_world, Random(f"{seed} prices"))))
            try:
                await kill_at_random(the_world, dice)
            finally:
                for task in tasks:
                    task.cancel()
                ended = await asyncio.gather(*tasks, return_exceptions=True)
            assert all(isinstance(one, asyncio.CancelledError) for one in ended), ended
            told = await come_to_rest(the_world)
            trades = await the_world.link.trades()
            report(f"seed {seed}: {MOMENTS} kills, {len(trades)} trades; {told}")
            assert {t.account for t in trades} == set(RULES)

    asyncio.run(story())

"""The larger mishaps of one world, each at its time: outages, bans, kills, a ledger or a chat that refuses, hands.

Drawn from the sky's dice before and while the world runs.  Judges nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from core.orders import ZERO
from core.ports import StoreUnavailable
from tests.world import people
from tests.world.books import reopen
from tests.world.faults import Fault
from tests.world.life import Killed

if TYPE_CHECKING:
    from tests.world.world import World

TICKS = (Decimal(10), Decimal(5), Decimal(2), Decimal("0.1"))  # a new tick is one of these times the old one
LOTS = (Decimal(1), Decimal(5), Decimal(10), Decimal("0.1"))  # and a new lot


def begin(world: World) -> None:
    """Draw what will happen, and let it."""
    dice = world.sky.dice
    for chance, most, mishap in (
        (0.4, 2, _outage),
        (0.35, 3, _kill),
        (0.25, 2, _kill_in_a_commit),
        (0.15, 1, _restart),
        (0.3, 2, _ledger_refuses),
        (0.2, 2, _commit_unknown),
        (0.25, 2, _chat_down),
        (0.5, 3, _hand),
        (0.15, 1, _hand_opens),
        (0.08, 1, _books_reopened),
        (0.08, 1, _two_bots),
    ):
        if dice.random() < chance:
            for _ in range(dice.randint(1, most)):
                world.aside(_at(world, dice.uniform(2, world.lasts - 5), mishap, dice))
    dice = Random(f"markets {world.seed} {world.layout}")
    for chance, mishap in ((0.12, _halt), (0.12, _relist)):
        if dice.random() < chance:
            world.aside(_at(world, dice.uniform(2, world.lasts - 20), mishap, dice))


async def _at(world: World, seconds: float, mishap: object, dice: Random) -> None:
    await world.clock.sleep(seconds)
    if not world.sky.calm:
        await mishap(world, dice)  # type: ignore[operator]


async def _outage(world: World, dice: Random) -> None:
    account = dice.choice(world.accounts)
    until = world.clock.now() + timedelta(seconds=dice.uniform(5, 60))
    banned = dice.random() < 0.4
    fault = Fault.BAN if banned else Fault.OUTAGE
    world.sky.came(fault)
    world.note("☁", account, fault, world.t(until))
    world.sky.cut_off(account, until, banned=banned)
    await away(world, [account], until)


async def away(world: World, accounts: Sequence[str], until: datetime) -> None:
    """Nobody is to blame for what stands bare there meanwhile; where calm came first, the exchange was back with it."""
    for account in accounts:
        world.coverage.restart(account, until)
    await world.clock.sleep((until - world.clock.now()).total_seconds())
    if not world.sky.calm:
        for account in accounts:
            world.coverage.restart(account, world.clock.now())


async def _kill(world: World, dice: Random) -> None:
    for life in world.living():
        world.sky.came(Fault.KILLED)
        world.note("†", "", Fault.KILLED)
        life.kill()
    await revive(world, dice)


async def revive(world: World, dice: Random) -> None:
    """Start again after a while, if nobody else has."""
    await world.clock.sleep(dice.choice((0.2, 1, 5, 20)))
    if not world.living() and not world.sky.calm:
        await world.start()


async def _kill_in_a_commit(world: World, dice: Random) -> None:
    """The next commit but a few is the last thing this process does, or does not do."""
    left, after, kind = dice.randint(1, 12), dice.random() < 0.6, dice.choice(("save", "save", "receive", "delivered"))

    def seam(write: str) -> None:
        nonlocal left
        if world.sky.calm or write != kind or not world.living():
            return
        left -= 1
        if left > 0:
            return
        world.store.before = world.store.after = _pass
        world.sky.came(Fault.KILLED_IN_SAVE)
        world.note("†", "", Fault.KILLED_IN_SAVE, kind, "after" if after else "before")
        if kind == "delivered":
            world.unsure_of_what_was_told()
        for life in world.living():
            life.kill()
        world.aside(revive(world, dice))
        raise Killed

    if after:
        world.store.after = seam
    else:
        world.store.before = seam


async def _restart(world: World, dice: Random) -> None:
    """Stopped in order and started again."""
    if len(world.living()) != 1:
        return
    life = world.living()[0]
    if life.room is None or life.session is None:
        return
    world.sky.came(Fault.STOPPED)
    world.note("⏻", "", Fault.STOPPED)
    await life.stop()
    await revive(world, dice)


async def _ledger_refuses(world: World, dice: Random) -> None:
    until = world.clock.now() + timedelta(seconds=dice.uniform(1, 12))

    def seam(write: str) -> None:
        if world.clock.now() < until and not world.sky.calm:
            if write == "delivered":
                world.unsure_of_what_was_told()
            world.sky.came(Fault.STORE_REFUSES)
            raise StoreUnavailable("disk full")

    world.note("▣", "", Fault.STORE_REFUSES, world.t(until))
    world.store.before = seam
    await world.clock.sleep((until - world.clock.now()).total_seconds())
    if world.case.spot:
        world.coverage.restart(None, world.clock.now())


async def _commit_unknown(world: World, dice: Random) -> None:
    left = dice.randint(1, 8)

    def seam(write: str) -> None:
        nonlocal left
        if world.sky.calm or write != "save":
            return
        left -= 1
        if left <= 0:
            world.store.after = _pass
            world.sky.came(Fault.COMMIT_UNKNOWN)
            world.note("▣", "", Fault.COMMIT_UNKNOWN)
            raise StoreUnavailable("no answer to the commit")

    world.store.after = seam


async def _chat_down(world: World, dice: Random) -> None:
    world.sky.came(Fault.CHAT_DOWN)
    world.sky.chat_down = world.clock.now() + timedelta(seconds=dice.uniform(2, 30))


async def _hand(world: World, dice: Random) -> None:
    """One thing at the exchange's own screen, as soon as there is something to do it to."""
    for _ in range(20):
        market = dice.choice(world.markets)
        mine = sum(world.coverage.parts(market.account, market.symbol), ZERO)
        account = world.venue.account(market.account)
        held = mine if world.case.spot else account.position(market.symbol, market.side)
        if held > ZERO and not world.sky.halted(market.symbol):
            with world.venue.acting(world.clock.now()):
                pass
            done = people.hand(dice, world.venue, market)
            if done is not None:
                world.sky.came(done)
                world.handled.add((market.account, market.symbol, market.side))
                world.note("☞", market.account, market.symbol, done)
                return
        await world.clock.sleep(3)
        if world.sky.calm:
            return


async def _hand_opens(world: World, dice: Random) -> None:
    """The owner takes a position by hand, which a message may adopt later."""
    for _ in range(20):
        market = dice.choice(world.markets)
        shut = world.sky.halted(market.symbol)
        if (
            not shut
            and not world.holds(market)
            and not world.venue.account(market.account).position(market.symbol, market.side)
        ):
            with world.venue.acting(world.clock.now()):
                pass
            world.handled.add((market.account, market.symbol, market.side))  # before: it may fill at once
            if people.hand_opens(dice, world.venue, market):
                world.sky.came(Fault.HAND_OPENS)
                world.note("☞", market.account, market.symbol, Fault.HAND_OPENS)
                return
        await world.clock.sleep(3)
        if world.sky.calm:
            return


async def _held_market(world: World, dice: Random) -> str | None:
    """The symbol of a market in which a bracket stands, as soon as there is one."""
    for _ in range(20):
        symbol = dice.choice(world.markets).symbol
        if any(world.holds(m) for m in world.markets if m.symbol == symbol) and not world.sky.halted(symbol):
            return symbol
        await world.clock.sleep(3)
        if world.sky.calm:
            return None
    return None


async def _halt(world: World, dice: Random) -> None:
    """Nothing is traded in one market for a while; only cancels are taken there."""
    symbol = await _held_market(world, dice)
    if symbol is None:
        return
    until = world.sky.halts[symbol] = world.clock.now() + timedelta(seconds=dice.uniform(3, 45))
    world.sky.came(Fault.HALT)
    world.note("☁", symbol, Fault.HALT, world.t(until))
    world.coverage.restart(None, until, symbol)
    await world.clock.sleep((until - world.clock.now()).total_seconds())
    if not world.sky.calm:
        world.coverage.restart(None, world.clock.now(), symbol)


async def _relist(world: World, dice: Random) -> None:
    """One market is listed with other steps, coarser or finer ones."""
    symbol = await _held_market(world, dice)
    if symbol is None:
        return
    steps = world.venue.markets[symbol]
    tick, lot = steps.tick * dice.choice(TICKS), steps.lot * dice.choice(LOTS)
    world.venue.markets.put(replace(steps, tick=tick, lot=lot, min_qty=lot))
    world.sky.came(Fault.RELISTED)
    world.note("☁", symbol, Fault.RELISTED, tick, lot)


async def _books_reopened(world: World, dice: Random) -> None:
    """The paper exchange's process ends and another takes up its books; lines to it come back a little later."""
    world.sky.came(Fault.BOOKS_REOPENED)
    world.note("☁", "", Fault.BOOKS_REOPENED)
    until = world.clock.now() + timedelta(seconds=dice.uniform(0.2, 5))
    for account in world.accounts:
        world.sky.cut_off(account, until)
    reopen(world)
    await away(world, world.accounts, until)


async def _two_bots(world: World, dice: Random) -> None:
    """A second process on the same ledger and accounts for a while; then both end and one takes over."""
    if len(world.living()) != 1:
        return
    world.sky.came(Fault.TWO_BOTS)
    await world.start()
    await world.clock.sleep(dice.uniform(5, 40))
    if len(world.living()) > 1:
        world.note("†", "", "both bots end")
        for life in world.living():
            life.kill()
        await revive(world, dice)


def _pass(_write: str) -> None:
    """Nothing goes wrong."""

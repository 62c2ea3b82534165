"""What the simulated world taught about its own observer: who was away, and when a position stood bare, one story each.

An observer that is wrong accuses the program of what it did not do, or misses what it did.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random

import pytest

from adapters.clock import VirtualClock, run_virtual
from adapters.exchanges.paper import Markets, Venue
from core.orders import OrderType
from core.ports import Unreachable
from tests.core.build import D
from tests.world.sky import Sky
from tests.world.weather import away
from tests.world.world import World

OUTAGE, BAN = False, True
PRICE = D(60000)


def cut_off(*mishaps: tuple[float, float, bool]) -> list[str]:
    """What a caller is told in each of the next ten seconds: these mishaps are (begins, ends, banned)."""

    async def story(clock: VirtualClock) -> list[str]:
        sky, began, told = Sky(Random(0), clock, Venue(Markets()), 0.0), clock.now(), []
        for second in range(10):
            for begins, ends, banned in mishaps:
                if begins == second:
                    sky.cut_off("paper:w0", began + timedelta(seconds=ends), banned=banned)
            try:
                sky.reachable("paper:w0")
                told.append("-")
            except Unreachable as error:
                until = "" if error.until is None else f"{(error.until - began).total_seconds():.0f}"
                told.append(f"b{until}" if error.until else "x")
            await clock.sleep(1)
        return told

    return run_virtual(story)


@pytest.mark.parametrize(
    ("mishaps", "told"),
    [
        ([(1, 3, OUTAGE)], "- x x - - - - - - -"),
        ([(1, 3, BAN)], "- b3 b3 - - - - - - -"),
        ([(1, 6, BAN), (2, 4, OUTAGE)], "- b6 b6 b6 b6 b6 - - - -"),
        ([(1, 6, BAN), (2, 4, BAN)], "- b6 b6 b6 b6 b6 - - - -"),
        ([(1, 6, OUTAGE), (2, 4, OUTAGE)], "- x x x x x - - - -"),
        ([(1, 4, BAN), (2, 6, OUTAGE)], "- b4 b4 b4 x x - - - -"),
        ([(1, 6, OUTAGE), (2, 4, BAN)], "- x b4 b4 x x - - - -"),
        ([(1, 3, BAN), (4, 6, OUTAGE)], "- b3 b3 - x x - - - -"),
    ],
)
def test_of_two_mishaps_at_once_neither_shortens_the_other(mishaps: Sequence[tuple[int, int, bool]], told: str) -> None:
    """A caller who was told when a ban ends waits until then; an outage that is over sooner does not lift the ban."""
    assert cut_off(*mishaps) == told.split()


def bare(**happens: float) -> list[float]:
    """How long a position with no stop is seen to stand bare, in seconds: it is there for ten, and what is named
    happens so many seconds after its begin.  ``cut_off`` lasts five; the price stands still."""

    async def story(clock: VirtualClock) -> list[float]:
        world = World(1, "stop_and_targets", mild=True)
        world.open(clock)
        life, venue = await world.start(), world.venue
        account, symbol, side = (market := world.markets[0]).account, market.symbol, market.side
        venue.move(symbol, PRICE, clock.now(), 0)
        assert venue.hand(account, symbol, side.entry, OrderType.MARKET, D("0.1"), position=side).reason is None
        for second in range(10):
            what = {at: name for name, at in happens.items()}.get(second)
            if what == "liquidated":
                with venue.acting(clock.now()) as clearing:
                    clearing.liquidate(account, clock.now())
            elif what == "calm":
                await world._calm()
            elif what == "cut_off":
                until = clock.now() + timedelta(seconds=5)
                world.sky.cut_off(account, until)
                world.aside(away(world, [account], until))
            await clock.sleep(1)
        with venue.acting(clock.now()):
            for key in list(world.coverage.naked):
                world.coverage.mark(*key, naked=False)
        life.kill()
        await life.bury()
        assert not world.violations
        return [gap.length.total_seconds() for gap in world.coverage.gaps]

    return run_virtual(story)


@pytest.mark.parametrize(
    ("happens", "seen"),
    [
        ({}, [10]),
        ({"liquidated": 3}, [3]),
        ({"cut_off": 2}, [3]),
        ({"cut_off": 2, "liquidated": 3}, []),
        ({"cut_off": 2, "calm": 4}, [6]),
    ],
)
def test_a_position_stands_bare_as_long_as_it_is_there_and_somebody_could_act(
    happens: dict[str, float], seen: list[float]
) -> None:
    """A liquidation ends it, also where no order rests that would end with it; calm brings the exchange back before an
    outage would have ended."""
    assert bare(**happens) == seen


@pytest.mark.parametrize("symbol", ["halted", "another"])
def test_a_market_that_is_halted_excuses_its_own_positions_only(symbol: str) -> None:
    async def story(clock: VirtualClock) -> list[float]:
        world = World(1, "stop_and_targets", mild=True)
        world.open(clock)
        life, market = await world.start(), world.markets[0]
        world.venue.move(market.symbol, PRICE, clock.now(), 0)
        size = (market.side.entry, OrderType.MARKET, D("0.1"))
        assert world.venue.hand(market.account, market.symbol, *size, position=market.side).reason is None
        await clock.sleep(1)
        until = clock.now() + timedelta(seconds=4)
        world.sky.halts[market.symbol if symbol == "halted" else "XRP/USDT:USDT"] = until
        world.coverage.restart(None, until, market.symbol if symbol == "halted" else "XRP/USDT:USDT")
        await clock.sleep(6)
        with world.venue.acting(clock.now()):
            for key in list(world.coverage.naked):
                world.coverage.mark(*key, naked=False)
        life.kill()
        await life.bury()
        return [gap.length.total_seconds() for gap in world.coverage.gaps]

    assert run_virtual(story) == ([2] if symbol == "halted" else [7])

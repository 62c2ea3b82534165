"""Front ends beside one another: one that breaks is started again, and nobody else notices."""

import asyncio
from dataclasses import dataclass, field

import pytest

from adapters.clock import VirtualClock, run_virtual
from bot import chats
from bot.chats import chatting
from core.ports import Clock
from tests.chat_kit import Chat, Screen, chat, prepare


@dataclass
class Broken(Screen):
    """A front end that raises whenever it runs, a few seconds after it was started."""

    clock: Clock = field(kw_only=True)
    runs: int = 0

    async def run(self) -> None:
        self.runs += 1
        await self.clock.sleep(2)
        raise RuntimeError("the platform changed its mind")


@dataclass
class Steady(Screen):
    runs: int = 0

    async def run(self) -> None:
        self.runs += 1
        await asyncio.Event().wait()


@dataclass
class Deaf(Screen):
    """A front end in which a library loses the first cancellation."""

    lost: int = 0

    async def run(self) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.lost += 1
        await asyncio.Event().wait()


def test_one_that_misses_its_end_is_ended_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chats, "SAID_AGAIN", 0.01)

    async def story(clock: VirtualClock) -> None:
        async with chat(clock) as one:
            deaf = Deaf(platform="deaf")
            async with chatting({"deaf": deaf}, one.post, one.tickets, clock):
                await clock.sleep(1)
            assert deaf.lost == 1

    prepare()
    run_virtual(story)


def test_one_that_breaks_takes_no_other_down() -> None:
    async def story(clock: VirtualClock) -> None:
        async with chat(clock) as one:
            broken, steady = Broken(platform="broken", clock=clock), Steady(platform="steady")
            fronts = {"broken": broken, "steady": steady}
            async with chatting(fronts, one.post, one.tickets, clock) as running:
                await clock.sleep(2.5)
                assert "RuntimeError" in running.troubles()["broken"]
                assert running.troubles()["steady"] == ""
                await _trades(one)
                await clock.sleep(120)
                assert broken.runs >= 4
                assert steady.runs == 1
            assert running.troubles()["steady"] == ""

    prepare()
    run_virtual(story)


async def _trades(one: Chat) -> None:
    reply = await one.type("BTCUSDT on paper market long 0.01 sl off 2%")
    assert reply is not None
    assert reply.ticket == "1"

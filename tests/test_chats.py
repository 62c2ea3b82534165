"""Front ends beside one another: one that breaks is started again, and nobody else notices."""

import asyncio
from dataclasses import dataclass, field

from adapters.clock import VirtualClock, run_virtual
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


def test_one_that_breaks_takes_no_other_down() -> None:
    async def story(clock: VirtualClock) -> None:
        async with chat(clock) as one:
            broken, steady = Broken(platform="broken", clock=clock), Steady(platform="steady")
            fronts = {"broken": broken, "steady": steady}
            async with chatting(fronts, one.post, one.tickets, clock) as chats:
                await clock.sleep(2.5)
                assert "RuntimeError" in chats.troubles()["broken"]
                assert chats.troubles()["steady"] == ""
                await _trades(one)
                await clock.sleep(120)
                assert broken.runs >= 4
                assert steady.runs == 1
            assert chats.troubles()["steady"] == ""

    prepare()
    run_virtual(story)


async def _trades(one: Chat) -> None:
    reply = await one.type("BTCUSDT on paper market long 0.01 sl off 2%")
    assert reply is not None
    assert reply.ticket == "1"

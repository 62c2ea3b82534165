"""The end of the Discord front end: what is under way gets its time, and no more than that."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from adapters.clock import VirtualClock, run_virtual
from bot.chat import Message, Reply
from bot.chats import chatting
from tests.chat_kit import chat, prepare
from tests.fronts_kit import OnDiscord


@pytest.mark.parametrize(("seconds", "ends"), [(4.0, True), (6.0, False)])
def test_what_is_under_way_gets_five_seconds(seconds: float, *, ends: bool) -> None:
    """Longer than after a lost cancellation is waited for, so that nobody is canceled twice meanwhile."""

    async def story(clock: VirtualClock) -> None:
        begun, told = asyncio.Event(), list[str]()

        class Slow:
            async def hear(self, message: Message) -> Reply:
                begun.set()
                await clock.sleep(seconds)
                told.append(message.text)
                return Reply("sent")

        async with chat(clock) as one:
            front = OnDiscord(cast("Any", Slow()), one.kept, clock)
            async with chatting({"discord": front.end}, one.post, one.tickets, clock):
                await clock.sleep(1)
                line = asyncio.create_task(front.type("BTCUSDT on paper market long 1"))
                await begun.wait()
            assert front.messages() == (["sent"] if ends else [])
            assert told == (["BTCUSDT on paper market long 1"] if ends else [])
            await asyncio.gather(line, return_exceptions=True)
            assert line.cancelled() is not ends

    prepare()
    run_virtual(story)

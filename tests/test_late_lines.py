"""What was written while the bot was away is refused by its age, and told so, in both chats by one rule.

An entry is made within a minute and anything else done within ten, since what a person meant depends on the hour.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from adapters.clock import VirtualClock, run_virtual
from bot.desk import Desk
from tests.chat_kit import prepare
from tests.fronts_kit import FRONTS, bot_on
from tests.test_conversations import World

ENTRY, CLOSE = "ETHUSDT on paper market long 0.1 sl off 2%", "BTCUSDT on paper close"
OPEN = "BTCUSDT on paper market long 0.01 sl off 2%"


def after_an_absence(platform: str, line: str, seconds: int) -> tuple[str, list[str]]:
    """What is answered to a line of that age, and the markets in which something is open then."""

    async def story(clock: VirtualClock) -> tuple[str, list[str]]:
        async with bot_on(platform, clock) as one:
            prices = World(Desk(one.session, "nobody"), one.venue, clock, [])
            printing = asyncio.create_task(prices.prints())
            try:
                for setting in ("/settings confirm never", OPEN):
                    await one.front.type(setting)
                    await clock.sleep(30)
                told = len(one.front.messages())
                await one.front.type(line, timedelta(seconds=seconds))
                await clock.sleep(30)
                answer = one.front.messages()[told]
                return answer, sorted(bracket.symbol for bracket in await one.session.store.load())
            finally:
                printing.cancel()

    prepare()
    return run_virtual(story)


@pytest.mark.parametrize(
    ("line", "seconds", "refused", "left"),
    [
        (ENTRY, 50, "", ["BTC/USDT:USDT", "ETH/USDT:USDT"]),
        (ENTRY, 62, "this message is 62 s old; entries are not made late", ["BTC/USDT:USDT"]),
        (ENTRY, 3600, "this message is 3600 s old; entries are not made late", ["BTC/USDT:USDT"]),
        (CLOSE, 500, "", []),
        (CLOSE, 620, "this message is 620 s old; nothing is done that late", ["BTC/USDT:USDT"]),
        ("/close 1", 620, "this message is 620 s old; nothing is done that late", ["BTC/USDT:USDT"]),
    ],
)
def test_a_late_line_is_refused_alike_and_told(line: str, seconds: int, refused: str, left: list[str]) -> None:
    answers = {platform: after_an_absence(platform, line, seconds) for platform in FRONTS}
    assert {tuple(open_) for _, open_ in answers.values()} == {tuple(left)}
    if refused:
        assert len({answer for answer, _ in answers.values()}) == 1
        answer = answers["discord"][0]
        assert refused in answer
        assert "send it again" in answer
        assert "Nothing was sent." in answer

"""Notices while Telegram is away, slow or cut off: trading goes on, and each line comes once, in order.

In virtual time, on the real front end and the real post; what a terminal would have printed is what must arrive.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from adapters.clock import VirtualClock, run_virtual
from bot.desk import Desk
from core.message import Origin
from core.notices import Notice, NoticeKind
from core.people import Binding, source_text
from tests.botapi.entities import parse_html
from tests.botapi.flood import Flood
from tests.botapi.server import Fault, Went
from tests.chat_kit import prepare
from tests.fronts_kit import Desks, OnTelegram, bot_on
from tests.people_kit import outgoing
from tests.test_conversations import World

LINE = "BTCUSDT on paper market long 0.01 sl off 2%"
HEAD = "could not be reached"  # over what waited
FOR_GOOD = 1_000_000
Story = Callable[[Desks, OnTelegram], Awaitable[None]]


def play(story: Story) -> None:
    async def told(clock: VirtualClock) -> None:
        async with bot_on("telegram", clock) as one:
            assert isinstance(one.front, OnTelegram)
            prices = World(Desk(one.session, "nobody"), one.venue, clock, [])
            printing = asyncio.create_task(prices.prints())
            try:
                await story(one, one.front)
            finally:
                printing.cancel()

    prepare()
    run_virtual(told)


async def trades(one: Desks, times: int) -> None:
    """In and out again, as if Ann had written it before her connection broke."""
    source = source_text(str(one.front.place), "telegram:7")
    for n in range(times):
        for line in (f"ETHUSDT on paper market long 0.{n + 1} sl off 2%", "ETHUSDT on paper close"):
            answer = await one.session.engine.handle(line, Origin(f"{n}{line}", one.clock.now(), source))
            assert answer.problem is None
            await one.clock.sleep(20)


def arrived(front: OnTelegram, chat: int | None = None) -> list[str]:
    """Every line of the bot's that stands in a chat, in order."""
    home = front.ann.home if chat is None else front.world.chats[chat]
    texts = [m["text"].replace("\N{ZERO WIDTH SPACE}", "") for m in home.messages.values() if m["from"]["is_bot"]]
    return [line for text in texts for line in text.split("\n") if HEAD not in line]


@pytest.mark.parametrize("went", [Went.HUNG, Went.RESET, Went.BAD_GATEWAY])
def test_ten_minutes_without_telegram(went: Went) -> None:
    async def story(one: Desks, front: OnTelegram) -> None:
        front.api.faults += [Fault("sendMessage", went, FOR_GOOD), Fault("getUpdates", went, FOR_GOOD)]
        began = one.clock.now()
        await trades(one, 15)
        assert (one.clock.now() - began).total_seconds() >= 600
        assert await one.session.store.load() == []
        assert arrived(front) == []
        front.api.faults.clear()
        await one.clock.sleep(60)
        assert Counter(": bought" in line for line in one.aloud)[True] == 15
        assert arrived(front) == one.aloud
        assert any(HEAD in text for text in front.messages())

    play(story)


def test_an_answer_lost_after_the_effect_is_the_only_thing_told_twice() -> None:
    async def story(one: Desks, front: OnTelegram) -> None:
        await trades(one, 1)
        before = arrived(front)
        front.api.faults.append(Fault("sendMessage", Went.LOST, 1))
        await trades(one, 2)
        await one.clock.sleep(60)
        assert arrived(front)[: len(before)] == before == one.aloud[: len(before)]
        told = Counter(arrived(front))
        told.subtract(one.aloud)
        again = [line for line, more in told.items() if more]
        assert again
        assert len(again) < len(one.aloud) - len(before)  # one message's lines, not everybody's
        assert set(told.values()) == {0, 1}

    play(story)


def test_two_hundred_notices_at_once_are_a_line_each_in_every_chat() -> None:
    async def story(one: Desks, front: OnTelegram) -> None:
        front.api.methods.flood = Flood()
        group = front.world.group("desk")
        await one.kept.people.bind(Binding(f"telegram:{group.id}", ("paper",)), "telegram:7", one.clock.now())
        await one.kept.people.bind(Binding("telegram:7", ("paper",)), "telegram:7", one.clock.now())
        fills = [Notice(NoticeKind.FILLED, f"e{n}", quantity=Decimal(1), price=Decimal(n)) for n in range(1, 201)]
        await asyncio.gather(*(one.post.send(replace(outgoing(n), notice=fill)) for n, fill in enumerate(fills)))
        await one.clock.sleep(300)
        for chat in (7, group.id):
            assert len(set(arrived(front, chat))) == 200
            assert sorted(arrived(front, chat)) == sorted(one.aloud)
        assert front.api.methods.flood.refused == 0
        sent = [parse_html(given["text"])[0] for name, given in front.api.methods.calls if name == "sendMessage"]
        assert len(sent) < 40

    play(story)

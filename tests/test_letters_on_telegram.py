"""Notices while Telegram is away, slow or cut off: trading goes on, and each line comes once, in order.

In virtual time, on the real front end and the real post; what a terminal would have printed is what must arrive.
"""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from adapters.clock import VirtualClock, run_virtual
from bot.desk import Desk
from core.message import Origin
from core.notices import Notice, NoticeKind
from core.people import ANY, Binding, source_text
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
    lines = [line for text in texts for line in text.split("\n") if HEAD not in line]
    return [line.replace(" BTC/USDT:USDT on paper ", " ") for line in lines]  # of what a chat was shown no ticket


def to_ann(one: Desks) -> list[str]:
    """What a terminal would have printed, as she reads it, who said all of it."""
    return [line.replace("as somebody else asked", "as you asked") for line in one.aloud]


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
        assert arrived(front) == to_ann(one)
        assert any(HEAD in text for text in front.messages())

    play(story)


def test_what_happens_while_the_bot_leaves_is_told_by_the_next() -> None:
    async def story(one: Desks, front: OnTelegram) -> None:
        await one.post.stop()
        await trades(one, 1)
        assert one.aloud
        assert arrived(front) == []
        assert [*await one.kept.letters.waiting()] == [str(front.place)]

    play(story)


def test_an_answer_lost_after_the_effect_is_the_only_thing_told_twice() -> None:
    async def story(one: Desks, front: OnTelegram) -> None:
        await trades(one, 1)
        before = arrived(front)
        front.api.faults.append(Fault("sendMessage", Went.LOST, 1))
        await trades(one, 2)
        await one.clock.sleep(60)
        assert arrived(front)[: len(before)] == before == to_ann(one)[: len(before)]
        told = Counter(arrived(front))
        told.subtract(to_ann(one))
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


def test_a_message_that_did_not_come_has_no_line_told_twice() -> None:
    async def story(one: Desks, front: OnTelegram) -> None:
        source = source_text(str(front.place), "telegram:7")
        await one.session.engine.handle(LINE, Origin("k", one.clock.now(), source))
        await one.clock.sleep(5)
        front.api.faults.append(Fault("sendMessage", Went.RESET, FOR_GOOD))
        why = (
            "the exchange says: Order would immediately trigger, code -2021, working type MARK_PRICE, try another price"
        )
        for n in range(30):
            refused = Notice(NoticeKind.REJECTED, "tp1", f"tp1#{n}", "o", "sell", Decimal(1), text=f"{why} {why} ({n})")
            about = replace(outgoing(n), bracket="1", account="paper", at=one.clock.now(), notice=refused)
            await one.post.send(about)
            await one.clock.sleep(3)
        front.api.faults.clear()
        front.api.faults += [Fault("sendMessage", None, 1), Fault("sendMessage", Went.BAD_GATEWAY, 1)]
        before = len(arrived(front))
        await one.clock.sleep(200)
        assert Counter(arrived(front)[before:]) == Counter(one.aloud[before:])
        assert await one.kept.letters.waiting() == {}

    play(story)


SHUT_DOORS = ["TOPIC_CLOSED", "CHAT_WRITE_FORBIDDEN", "not enough rights to send text messages to the chat"]


@pytest.mark.parametrize("why", [*SHUT_DOORS, "chat not found"])
def test_a_chat_that_takes_nothing_is_told_in_private_at_once_and_told_all_when_it_opens_again(why: str) -> None:
    async def story(one: Desks, front: OnTelegram) -> None:
        group = front.world.group("desk")
        place = f"telegram:{group.id}"
        await one.kept.people.bind(Binding(place, ("paper",)), "telegram:7", one.clock.now())
        source = source_text(place, "telegram:7")
        await one.session.engine.handle(LINE, Origin("k", one.clock.now(), source))
        await one.clock.sleep(5)
        here, private = len(arrived(front, group.id)), len(arrived(front))
        assert here
        group.gone = f"Bad Request: {why}"
        await one.session.engine.handle("BTCUSDT on paper close", Origin("c", one.clock.now(), source))
        await one.clock.sleep(30)
        told = arrived(front)[private:]
        assert any("#1 closed" in line for line in told)
        assert arrived(front, group.id)[here:] == []
        await one.clock.sleep(90)
        group.gone = ""
        await one.clock.sleep(120)
        late = [line.replace("as Ann asked", "as you asked") for line in arrived(front, group.id)[here:]]
        assert late == (told if why in SHUT_DOORS else [])
        assert arrived(front)[private:] == told
        assert await one.kept.letters.waiting() == {}

    play(story)


class Slow(Flood):
    """A group that takes nothing for so long."""

    def __init__(self, chat: int, until: datetime) -> None:
        super().__init__()
        self._chat, self._until = str(chat), until

    def wait(self, chat: str, now: datetime) -> int:
        return max(math.ceil((self._until - now).total_seconds()), 0) if chat == self._chat else 0


@pytest.mark.parametrize(("seconds", "elsewhere"), [(3600, True), (62, True), (50, False)])
def test_a_group_that_has_to_wait_for_long_is_told_in_private_once_and_later_there(
    seconds: int, elsewhere: bool
) -> None:
    async def story(one: Desks, front: OnTelegram) -> None:
        group = front.world.group("desk")
        place = f"telegram:{group.id}"
        await one.kept.people.bind(Binding(place, ("paper",)), "telegram:7", one.clock.now())
        front.api.methods.flood = Slow(group.id, one.clock.now() + timedelta(seconds=seconds))
        source, private = source_text(place, "telegram:7"), len(arrived(front))
        for line, wait in ((LINE, 10), ("BTCUSDT on paper close", 30)):
            await one.session.engine.handle(line, Origin(line, one.clock.now(), source))
            await one.clock.sleep(wait)
        assert arrived(front, group.id) == []
        told = arrived(front)[private:]
        assert any("#1 closed" in line for line in told) == elsewhere
        await one.clock.sleep(seconds + 120)
        late = [line.replace("as Ann asked", "as you asked") for line in arrived(front, group.id)]
        assert late
        assert arrived(front)[private:] == (late if elsewhere else [])
        assert await one.kept.letters.waiting() == {}

    play(story)


def test_a_letter_in_a_chat_that_stays_shut_is_dropped_after_a_day_since_others_were_told() -> None:
    async def story(one: Desks, front: OnTelegram) -> None:
        group = front.world.group("desk")
        group.gone = "Bad Request: TOPIC_CLOSED"
        await one.kept.people.bind(Binding(f"telegram:{group.id}", ("paper",)), "telegram:7", one.clock.now())
        for n, hours in enumerate((25, 23)):
            await one.post.send(replace(outgoing(n), at=one.clock.now() - timedelta(hours=hours)))
        await one.clock.sleep(10)
        assert await one.kept.letters.waiting() == {f"telegram:{group.id}": 1}
        assert sorted(arrived(front)) == sorted(one.aloud)

    play(story)


@pytest.mark.parametrize("alone", [True, False])
def test_a_letter_that_nobody_else_was_given_is_counted_as_set_aside(*, alone: bool) -> None:
    async def story(one: Desks, front: OnTelegram) -> None:
        group = front.world.group("desk")
        group.gone = "Bad Request: TOPIC_CLOSED"
        await one.kept.people.bind(Binding(f"telegram:{group.id}", ("paper",)), "telegram:7", one.clock.now())
        if alone:
            await one.kept.people.revoke("telegram:7", ANY)
        await one.post.send(replace(outgoing(0), at=one.clock.now() - timedelta(hours=25)))
        await one.clock.sleep(10)
        assert await one.kept.letters.waiting() == {}
        assert one.post.aside == alone

    play(story)

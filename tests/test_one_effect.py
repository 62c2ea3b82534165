"""One message or tap has one effect, however often it is delivered and whatever breaks while it is answered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from adapters.clock import VirtualClock, run_virtual
from bot.chat import Place, Reply
from bot.desk import Desk
from bot.pipe import plain_text
from bot.reception import Reception
from core.people import Confirm, Preferences
from core.ports import StoreUnavailable
from tests.chat_kit import ANN, GROUP, HOME, Chat, chat, prepare
from tests.fronts_kit import Desks, OnTelegram, bot_on
from tests.test_conversations import World

LINE = "BTCUSDT on paper market long 0.01 sl off 2%"
ANOTHER = "ETHUSDT on paper market long 0.1 sl off 2%"
BUSY = "database is locked"


def play(story: Callable[[Chat], Awaitable[None]]) -> None:
    async def told(clock: VirtualClock) -> None:
        async with chat(clock) as one:
            await story(one)

    prepare()
    run_virtual(told)


def play_on_telegram(story: Callable[[Desks, OnTelegram], Awaitable[None]]) -> None:
    async def told(clock: VirtualClock) -> None:
        async with bot_on("telegram", clock) as one:
            assert isinstance(one.front, OnTelegram)
            printing = asyncio.create_task(World(Desk(one.session, "nobody"), one.venue, clock, []).prints())
            try:
                await story(one, one.front)
            finally:
                printing.cancel()

    prepare()
    run_virtual(told)


def answered(reply: Reply | None) -> str:
    assert reply is not None
    return plain_text(reply)


async def symbols(one: Chat | Desks) -> list[str]:
    """Of what is open."""
    return [bracket.symbol.partition("/")[0] for bracket in await one.session.store.load()]


# -- a yes -------------------------------------------------------------------------------------------


async def _two_questions(one: Chat, place: Place = HOME) -> None:
    """A bracket, an open /flatten, and a line that waits for a yes."""
    await one.type(LINE, place=place)
    await one.clock.sleep(20)
    await one.kept.people.prefer(ANN.id, Preferences(confirm=Confirm.ALWAYS))
    assert "Close one bracket" in answered(await one.type("/flatten", place=place))
    assert "Carry it out?" in answered(await one.type(ANOTHER, place=place))


def test_one_yes_answers_one_question_however_often_it_is_delivered() -> None:
    async def story(one: Chat) -> None:
        await _two_questions(one)
        assert "#2 long 0.1 ETH" in answered(await one.type("yes", key="same"))
        for _ in range(2):
            assert "answered already" in answered(await one.type("yes", key="same"))
        await one.clock.sleep(5)
        assert await symbols(one) == ["BTC", "ETH"]
        await one.type("yes", key="another")
        assert await symbols(one) == ["ETH"]

    play(story)


@pytest.mark.parametrize("group", [False, True])
def test_a_yes_that_broke_off_does_what_it_was_said_to_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, *, group: bool
) -> None:
    async def story(one: Chat) -> None:
        place = GROUP if group else HOME
        if group:
            await one.type("/bind paper", place=GROUP)
        await _two_questions(one, place)
        outbox, locked = one.session.store.outbox, True

        async def read(limit: int) -> object:
            if locked:
                raise StoreUnavailable(BUSY)
            return await outbox(limit)

        monkeypatch.setattr(one.session.store, "outbox", read)
        with pytest.raises(StoreUnavailable):
            await one.type("yes", place=place, key="same")
        locked = False
        assert "carried out before: #2" in answered(await one.type("yes", place=place, key="same"))
        await one.clock.sleep(5)
        assert await symbols(one) == ["BTC", "ETH"]

    play(story)


def test_a_yes_from_before_a_restart_answers_no_question_that_was_asked_after_it() -> None:
    async def story(one: Chat) -> None:
        await one.type(LINE)
        await one.clock.sleep(20)
        written = one.clock.now()
        await one.clock.sleep(1)  # a quick restart, and both lines are delivered again
        one.reception = Reception(one.session, one.office, one.kept.letters, one.post.flushed)
        assert "Close one bracket" in answered(await one.type("/flatten", at=written))
        assert "answered already" in answered(await one.type("yes", at=written))
        await one.clock.sleep(5)
        assert await symbols(one) == ["BTC"]
        await one.type("yes")
        assert await symbols(one) == []

    play(story)


def test_a_line_that_is_delivered_again_is_not_asked_about_as_if_it_were_sent_twice() -> None:
    async def story(one: Chat) -> None:
        await one.type(LINE, key="same")
        assert "carried out before: #1" in answered(await one.type(LINE, key="same"))
        assert "The same line" in answered(await one.type(LINE, key="another"))

    play(story)

"""Tickets that edit themselves, where a platform hangs, tires of edits or has put a place to sleep."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from adapters.clock import VirtualClock, run_virtual
from bot.chat import Place
from tests.chat_kit import HOME, Chat, chat, prepare

LINE = "BTCUSDT on paper market long 0.01 sl off 2%"


def play(story: Callable[[Chat], Awaitable[None]]) -> None:
    async def told(clock: VirtualClock) -> None:
        async with chat(clock) as one:
            await story(one)

    prepare()
    run_virtual(told)


def tickets(one: Chat) -> list[tuple[Place, str]]:
    """Where each ticket was shown first, oldest first."""
    return [at for at, reply in one.screen.shown.items() if reply.ticket]


def test_an_edit_that_hangs_holds_up_no_other_message() -> None:
    async def story(one: Chat) -> None:
        await one.type(LINE)
        await one.type(LINE.replace("0.01", "0.02"))
        first, second = tickets(one)
        one.screen.hang.add(first[1])
        await one.moves("BTC", "61000")
        await one.clock.sleep(30)
        await one.moves("BTC", "62000")
        await one.clock.sleep(120)
        assert "60000" in one.screen.shown[first].text
        assert "now 62000" in one.screen.shown[second].text
        tries = one.screen.tries
        await one.clock.sleep(120)
        assert one.screen.tries == tries  # and is not asked for twice at a time

    play(story)


def test_a_message_that_takes_few_edits_is_spared_those_of_the_price_alone() -> None:
    async def story(one: Chat) -> None:
        one.screen.every = timedelta(minutes=5)
        await one.type(LINE)
        (at,) = tickets(one)
        await one.clock.sleep(30)
        before = len(one.screen.edits)
        for n in range(280):
            await one.moves("BTC", str(60001 + n))
        assert len(one.screen.edits) - before <= 1
        await one.moves("BTC", "58000")
        await one.clock.sleep(5)
        assert "closed" in one.screen.shown[at].text  # what happened is shown at once

    play(story)


def test_what_sleeps_is_left_alone_until_something_is_sent_there() -> None:
    async def story(one: Chat) -> None:
        await one.type(LINE)
        (at,) = tickets(one)
        await one.clock.sleep(30)
        one.screen.asleep.add(HOME)
        tries = one.screen.tries
        for n in range(600):
            await one.moves("BTC", str(60001 + n))
        assert one.screen.tries == tries + 1
        await one.moves("BTC", "58000")
        await one.clock.sleep(70)
        assert "closed" in one.screen.shown[at].text

    play(story)

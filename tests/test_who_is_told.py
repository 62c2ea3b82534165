"""Who hears of what: everybody who has a part in a bracket, each once in each place, and nobody else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from adapters.clock import VirtualClock, run_virtual
from bot.addresses import CRITICAL, NEWS, severity
from bot.chat import Person, Place
from core.message import Origin
from core.notices import Notice, NoticeKind
from core.people import Role
from tests.chat_kit import GROUP, HOME, Chat, chat, prepare
from tests.people_kit import outgoing

BEN = Person("chat", "2", "Ben")
CYD = Person("chat", "3", "Cyd")
BENS, CYDS = Place("chat", "2"), Place("chat", "3")
LINE = "BTCUSDT on paper market long 0.01 sl off 2% tp off 5%"
JOINS = "BTCUSDT on paper limit long 0.05 at 59500"


def play(story: Callable[[Chat], Awaitable[None]]) -> None:
    async def told(clock: VirtualClock) -> None:
        async with chat(clock) as one:
            await one.knows(BEN, Role.TRADER)
            await one.knows(CYD, Role.TRADER)
            await story(one)

    prepare()
    run_virtual(told)


def of(one: Chat, place: Place) -> list[str]:
    """What was said in a place of the fill and the end, a line each."""
    lines = [line for text in one.heard(place) for line in text.splitlines()]
    return [line for line in lines if line.startswith(("#1 entry", "#1 sl: sold", "#1 closed:"))]


async def stopped_out(one: Chat) -> None:
    await one.moves("BTC", "59400")
    await one.clock.sleep(30)
    await one.moves("BTC", "58000")
    await one.clock.sleep(30)


def test_who_joins_a_bracket_hears_of_his_fill_and_of_his_stop_as_its_opener_does() -> None:
    async def story(one: Chat) -> None:
        await one.type(LINE)
        await one.clock.sleep(20)
        before = len(of(one, HOME))
        for line in (JOINS, JOINS.replace("0.05", "0.04")):
            await one.type(line, BEN)
        await stopped_out(one)
        told = of(one, HOME)[before:]
        assert sum("bought" in line for line in told) == 2
        assert any("sl: sold" in line for line in told)
        assert sum("#1 closed" in line for line in told) == 1
        assert of(one, BENS) == told
        assert of(one, CYDS) == []

    play(story)


def test_who_joins_in_the_same_place_is_told_there_once() -> None:
    async def story(one: Chat) -> None:
        await one.type("/bind paper", place=GROUP)
        await one.type(LINE, place=GROUP)
        await one.type(JOINS, BEN, GROUP)
        await stopped_out(one)
        assert sum("#1 closed" in line for line in of(one, GROUP)) == 1
        assert of(one, HOME) == of(one, BENS) == []

    play(story)


def test_who_joins_what_the_console_opened_is_told_and_so_is_whoever_joins_after_a_restart() -> None:
    async def story(one: Chat) -> None:
        opened = await one.session.engine.handle(LINE, Origin("k", one.clock.now(), "console"))
        assert opened.problem is None
        await one.type(JOINS, BEN)
        bracket = await one.session.store.bracket("1")
        assert bracket is not None
        assert bracket.joined_by == ("chat:2|chat:2",)
        await stopped_out(one)
        assert sum("#1 closed" in line for line in of(one, BENS)) == 1

    play(story)


def test_what_is_critical_goes_to_each_who_has_a_part_in_private() -> None:
    async def story(one: Chat) -> None:
        await one.type("/bind paper", place=GROUP)
        await one.type(LINE, BEN, GROUP)
        await one.type(JOINS, CYD, GROUP)
        for place in (HOME, BENS, CYDS):
            assert of(one, place) == []
        halted = Notice(NoticeKind.HALTED, text="why")
        await one.post.send(replace(outgoing(1), bracket="1", account="paper", notice=halted))
        await one.clock.sleep(1)
        for place in (HOME, BENS, CYDS, GROUP):
            assert ["#1" in text for text in one.heard(place)[-1:]] == [True], place

    play(story)


@pytest.mark.parametrize(("bare", "urgent"), [("0.01", CRITICAL), ("1000", CRITICAL), ("0", NEWS), (None, NEWS)])
def test_an_exchange_that_is_away_is_urgent_where_it_leaves_something_unguarded(bare: str | None, urgent: int) -> None:
    notice = Notice(NoticeKind.AWAY, quantity=Decimal(1), leaves_qty=None if bare is None else Decimal(bare))
    assert severity(notice) == urgent

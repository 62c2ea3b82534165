"""A button that was pressed while nobody listened is not carried out: what was meant then may be wrong by now."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.clock import VirtualClock, run_virtual
from bot.chat import Reply, Tap
from bot.telegram_waiting import NEVER, Waiting
from bot.telegram_webhook import Webhook
from core.engine import FRESH
from tests.botapi.server import Fault, Went
from tests.botapi.swift import SwiftClock
from tests.botapi.telegram import Human
from tests.chat_kit import ANN, HOME, button, chat, prepare
from tests.discord_kit import TWO
from tests.fronts_kit import AT_ONCE, Desks, OnTelegram, bot_on
from tests.telegram_kit import PUBLIC, Talk, play
from tests.test_conversations import PRINTS, World

LINE = "BTCUSDT on paper market long 0.01 stoploss long 100%p sl off 2%"
AWAY = "Pressed while I was away, so it is not carried out"
MINUTE = timedelta(minutes=1)


def test_what_comes_is_younger_than_the_last_moment_at_which_nothing_waited() -> None:
    clock = SwiftClock()
    waiting = Waiting(clock)
    began = clock.now()
    waiting.came([1])
    waiting.none_left()
    clock.at += MINUTE
    waiting.came([2, 3])
    clock.at += MINUTE
    waiting.came([4])
    waiting.none_left()
    waiting.came([5])
    assert [waiting.earliest(n) for n in (0, 1, 2, 3, 4, 5)] == [NEVER, NEVER, began, began, began, clock.now()]


class Late(list[bool]):
    """Of each tap, whether it can be older than what is still carried out."""

    def of(self, t: Talk) -> Late:
        async def before(tap: Tap) -> None:
            self.append(t.clock.now() - tap.at > FRESH)

        t.ear.before_tap = before
        return self


async def _ticket(t: Talk) -> None:
    t.ear.answer = lambda m: Reply(m.text, buttons=TWO)
    await t.starts()
    t.ann.types("ticket")
    await t.all_done()


def _taps(t: Talk, label: str = "Close") -> None:
    t.ann.taps(t.ann.home.messages[2], label)


def test_a_tap_is_as_old_as_the_answer_before_the_one_that_brought_it() -> None:
    async def story(t: Talk) -> None:
        await _ticket(t)
        late = Late().of(t)
        _taps(t)
        await t.all_done()
        away = Fault("getUpdates", Went.RESET, 7)
        t.api.faults.append(away)
        t.ann.types("the question that is open brings this one")
        await t.until(lambda: away.times < 7)
        _taps(t)
        await t.all_done()
        _taps(t)
        await t.all_done()
        assert late == [False, True, False]

    play(story)


@pytest.mark.parametrize("taken", [False, True])
def test_what_waited_for_a_start_is_of_any_age(*, taken: bool) -> None:
    async def story(t: Talk) -> None:
        await _ticket(t)
        if taken:  # saved, and cut off before it was carried out

            async def broken(_tap: object) -> None:
                await asyncio.Event().wait()

            t.ear.before_tap = broken
            _taps(t)
            await t.until(lambda: not t.api.waiting)
            await t.dies()
        else:
            await t.dies()
            _taps(t)
        late = Late().of(t)
        t.bot = t.born()
        await t.starts()
        await t.all_done()
        _taps(t)
        await t.all_done()
        assert late == [True, False]

    play(story)


def test_what_an_earlier_run_took_is_not_said_to_be_undone() -> None:
    async def story(clock: VirtualClock) -> None:
        async with chat(clock) as one:
            half = button(await one.type("BTCUSDT on paper market long 0.02 sl off 2%"), "Close 50 %")
            await one.tap(half)  # carried out, and then the answer was not shown any more
            again = Tap("t", NEVER, HOME, ANN, half.data, "", True)
            told = await one.reception.tap(again)
            assert told is not None
            assert AWAY not in told.text
            assert "may have been carried out; look at /brackets" in told.text
            came = replace(again, at=clock.now() - 2 * MINUTE, taken=clock.now())  # and what waited at the platform
            late = await one.reception.tap(came)
            assert late is not None
            assert AWAY in late.text

    prepare()
    run_virtual(story)


def test_what_is_posted_to_a_webhook_is_as_old_as_the_last_look_that_saw_nothing_wait() -> None:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        webhook = Webhook(f"{PUBLIC}/telegram", port=found.getsockname()[1])

    async def story(t: Talk) -> None:
        t.api.proxies[PUBLIC] = f"http://127.0.0.1:{webhook.port}"
        await _ticket(t)
        await t.dies()
        _taps(t)
        t.bot = t.born()
        await t.starts()
        await t.all_done()
        await t.until(lambda: t.bot._receiving._waiting._none is not None)
        _taps(t)
        await t.all_done()
        assert [tap.at == NEVER for tap in t.ear.taps] == [True, False]

    play(story, webhook=webhook)


def test_a_close_from_an_outage_is_told_and_not_carried_out(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PRIVATE", "ALL"):
        monkeypatch.setattr(f"bot.telegram_sender.{name}", AT_ONCE)

    async def story(clock: VirtualClock) -> None:
        async with bot_on("telegram", clock) as one:
            assert isinstance(one.front, OnTelegram)
            printing = asyncio.create_task(_prints(one))
            await one.front.type(LINE)
            api, ann = one.front.api, one.front.ann
            ticket = max(id for id, m in ann.home.messages.items() if "reply_markup" in m)
            api.faults.append(Fault("getUpdates", Went.RESET, 7))
            await clock.sleep(31)  # the poll that is open ends first
            ann.taps(ann.home.messages[ticket], "Why")
            ann.taps(ann.home.messages[ticket], "Close")
            before = len(one.front.messages())
            await one.front.idle()
            told = one.front.messages()[before:]
            assert "entry 60000" in told[0]  # looking is harmless
            assert AWAY in told[-1]  # in a message: Telegram has forgotten its bubble
            assert [b.closing for b in one.session.engine.workers["paper"].brackets.values()] == [""]
            await _again(one, ann, ticket)
            printing.cancel()

    prepare()
    run_virtual(story)


async def _again(one: Desks, ann: Human, ticket: int) -> None:
    """Now it is carried out."""
    assert isinstance(one.front, OnTelegram)
    ann.taps(ann.home.messages[ticket], "Close")
    await one.front.idle()
    assert await one.session.store.load() == []


async def _prints(one: Desks) -> None:
    """A market that stands still trades on, so that market orders fill."""
    from bot.desk import Desk

    world = World(Desk(one.session, "nobody"), one.venue, one.clock, [])
    while True:
        world.print()
        await one.clock.sleep(PRINTS)

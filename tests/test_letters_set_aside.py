"""A letter over which a front end raises what nobody foresaw: it is set aside, told of, counted, and the next go on.

In virtual time, on the real front ends and the real post.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from adapters.clock import VirtualClock, run_virtual
from bot.approving import Office
from bot.chat import Gone, Place, Posted, Reply, Undelivered
from bot.doctor import findings
from bot.health import Health
from bot.post import BACK_OFF
from bot.taps import Sealer
from bot.view import View
from bot.visitor import Visitor
from core.notices import Notice, NoticeKind
from core.people import Binding
from tests.chat_kit import prepare
from tests.fronts_kit import FRONTS, Desks, bot_on
from tests.people_kit import outgoing

POISON = 13  # the price at which a fill cannot be shown
SORRY = "could not be shown here and was set aside"
Story = Callable[[Desks], Awaitable[None]]


@pytest.fixture(params=FRONTS)
def platform(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def fails(platform: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Texts over which the platform's way of writing breaks, to be filled; the exception may quote what it likes."""
    from bot import discord_markup, telegram_markup

    markup: Any = {"telegram": telegram_markup, "discord": discord_markup}[platform]
    found, parts = list[str](), markup.parts

    def broken(reply: Any) -> Any:
        if any(text in reply.text for text in found):
            raise LookupError(f"no glyph for {reply.text}")
        return parts(reply)

    monkeypatch.setattr(markup, "parts", broken)
    return found


def play(platform: str, story: Story) -> None:
    async def told(clock: VirtualClock) -> None:
        async with bot_on(platform, clock) as one:
            place = str(one.front.place)
            await one.kept.people.bind(Binding(place, ("paper",)), f"{platform}:7", clock.now())
            await story(one)

    prepare()
    run_virtual(told)


async def told(one: Desks, *prices: int) -> None:
    """A fill of #N at each price, in one go."""
    for n in prices:
        notice = Notice(NoticeKind.FILLED, f"e{n}", quantity=Decimal(1), price=Decimal(n))
        await one.post.send(replace(outgoing(n), notice=notice))


def lines(one: Desks) -> list[str]:
    return [line for message in one.front.messages() for line in message.split("\n")]


def test_it_is_set_aside_and_the_next_go_on(platform: str, fails: list[str]) -> None:
    async def story(one: Desks) -> None:
        fails.append(f"at {POISON}")
        await told(one, 11, 12, POISON, 14)
        await one.clock.sleep(sum(BACK_OFF[:-1]) + 1)
        assert [SORRY in line for line in lines(one)] == [False, False, True, False]
        assert [line.split()[-1] for line in lines(one) if SORRY not in line] == ["11", "12", "14"]
        assert f"/why {outgoing(POISON).bracket}" in lines(one)[2]
        assert await one.kept.letters.waiting() == {}
        assert (one.post.aside, await one.kept.letters.aside()) == (1, 1)
        await told(one, 15, 16)
        await one.clock.sleep(1)
        assert lines(one)[-1].endswith("16")
        assert len(one.front.messages()) == 5  # what has nothing to do with it is one message, as before

    play(platform, story)


def test_it_is_counted_where_an_owner_looks(platform: str, fails: list[str]) -> None:
    async def story(one: Desks) -> None:
        view = View(one.session, Visitor())
        office = Office(one.kept.people, Sealer(b"k" * 32), aside=lambda: one.post.aside)
        assert not [what for _, what, _ in await findings(view, office) if what == "post"]
        fails.append(f"at {POISON}")
        await told(one, POISON)
        await one.clock.sleep(sum(BACK_OFF[:-1]) + 1)
        assert [now for _, what, now in await findings(view, office) if what == "post"] == [
            "set aside because it could not be shown: 1; see the log"
        ]
        assert Health(one.session, dict, lambda: one.post.aside).told()["set_aside"] == 1
        one.post.aside = 0
        await one.post.start()  # as after a restart
        assert one.post.aside == 1

    play(platform, story)


def test_a_defect_that_passes_loses_nothing(platform: str, fails: list[str]) -> None:
    async def story(one: Desks) -> None:
        fails.append("at ")
        await told(one, 11, 12)
        await one.clock.sleep(sum(BACK_OFF[:2]))
        fails.clear()
        await one.clock.sleep(sum(BACK_OFF))
        assert [line.split()[-1] for line in lines(one)] == ["11", "12"]
        assert one.post.aside == 0

    play(platform, story)


def test_where_nothing_at_all_can_be_shown_every_letter_keeps(platform: str, fails: list[str]) -> None:
    async def story(one: Desks) -> None:
        fails.append("")
        await told(one, 11, 12)
        await one.clock.sleep(600)
        assert (lines(one), one.post.aside) == ([], 0)
        assert await one.kept.letters.waiting() == {str(one.front.place): 2}
        fails.clear()
        await one.clock.sleep(2 * sum(BACK_OFF))
        assert SORRY in lines(one)[0]  # it had its tries
        assert lines(one)[1].endswith("12")

    play(platform, story)


def test_it_is_logged_with_what_broke(platform: str, fails: list[str], caplog: pytest.LogCaptureFixture) -> None:
    async def story(one: Desks) -> None:
        fails.append(f"at {POISON}")
        await told(one, POISON)
        await one.clock.sleep(sum(BACK_OFF[:-1]) + 1)

    play(platform, story)
    broken = [record for record in caplog.records if "could not be told of" in record.message]
    assert len(broken) == len(BACK_OFF)
    assert all(record.exc_info for record in broken)
    assert len([record for record in caplog.records if "is set aside" in record.message]) == 1


def test_what_a_platform_refuses_for_good_takes_only_its_own_message_along(
    platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(one: Desks) -> None:
        send, away = one.front.end.send, True

        async def refusing(place: Place, reply: Reply) -> Posted:
            if away:
                raise Undelivered("away")
            if f"at {POISON}" in reply.text:
                raise Gone("blocked by a filter of links")
            return await send(place, reply)

        monkeypatch.setattr(one.front.end, "send", refusing)
        await told(one, *range(11, 111))
        away = False
        await one.clock.sleep(120)
        assert [line.split()[-1] for line in lines(one) if " at " in line] == [str(n) for n in range(41, 111)]

    play(platform, story)

"""A chat that does not work is told at the machine and to the owners elsewhere, and that it is over, each once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from adapters.clock import VirtualClock, run_virtual
from bot.chat import Place, Posted, Reply
from bot.language import ENGLISH
from bot.outages import CALM, GRACE, LATER, Outage, Outages, looked
from bot.reading import Readers
from bot.troubles import CONNECTING, DISCORD_TOKEN, TELEGRAM_TAKEN
from core.people import ANY, Grant, Identity, Preferences, Role
from tests.chat_kit import Screen, prepare
from tests.people_kit import Kept, in_memory

AWAY = f"Telegram does not work: {TELEGRAM_TAKEN}.  Trading goes on."
BACK = "Telegram works again."
GERMAN = "Telegram funktioniert wieder."


@dataclass
class Town:
    """Two platforms; Ann owns the bot and is on both, Ben only trades, Cyd owns it too and reads German."""

    clock: VirtualClock
    kept: Kept
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.telegram, self.discord = Screen(platform="telegram"), Screen(platform="discord")
        self.fronts = {"telegram": self.telegram, "discord": self.discord}
        self.outages = Outages(
            lambda: {name: front.trouble for name, front in self.fronts.items()},
            self.fronts,
            Readers(self.kept.people, self.clock),
            self.clock,
            self.said.append,
            ENGLISH,
        )

    async def peopled(self) -> None:
        people = self.kept.people
        await people.meet(Identity("telegram:1", "Ann", "", "telegram:1"))
        code = await people.link("telegram:1", self.clock.now(), timedelta(hours=1))
        await people.redeem(code, Identity("discord:1", "Ann", "", "discord:100"), self.clock.now())
        await people.meet(Identity("discord:2", "Ben", "", "discord:200"))
        await people.meet(Identity("discord:3", "Cyd", "", "discord:300"))
        for id in ("telegram:1", "discord:3"):
            await people.grant(id, Grant(ANY, Role.ADMIN))
        await people.grant("discord:2", Grant(ANY, Role.TRADER))
        await people.prefer("discord:3", Preferences(language="de"))

    def heard(self, screen: Screen, chat: str) -> list[str]:
        return [text for place, text in screen.said if place.chat == chat]


Story = Callable[[Town], Awaitable[None]]


def play(story: Story) -> None:
    async def told(clock: VirtualClock) -> None:
        async with in_memory() as kept:
            town = Town(clock, kept)
            await town.peopled()
            looking = asyncio.create_task(town.outages.run())
            await clock.sleep(5)  # both work
            try:
                await story(town)
            finally:
                looking.cancel()

    prepare()
    run_virtual(told)


def test_owners_elsewhere_hear_of_what_lasts_and_that_it_is_over() -> None:
    async def story(town: Town) -> None:
        town.telegram.trouble = TELEGRAM_TAKEN
        await town.clock.sleep(GRACE.total_seconds() - 2)
        assert town.said == []
        await town.clock.sleep(4)
        assert town.said == [AWAY]
        assert town.heard(town.discord, "100") == [AWAY]
        assert "ein anderes Programm holt die Nachrichten" in town.heard(town.discord, "300")[0]
        await town.clock.sleep(3600)
        assert len(town.discord.said) == 2
        town.telegram.trouble = ""
        await town.clock.sleep(CALM.total_seconds() + 2)
        assert town.said == [AWAY, BACK]
        assert town.heard(town.discord, "100") == [AWAY, BACK]
        assert town.heard(town.discord, "300")[1:] == [GERMAN]
        assert town.heard(town.discord, "200") == []
        assert town.telegram.said == []

    play(story)


def test_what_comes_and_goes_is_one_outage_and_what_mends_soon_is_none() -> None:
    async def story(town: Town) -> None:
        town.telegram.trouble = "cut off"
        await town.clock.sleep(10)
        town.telegram.trouble = ""
        await town.clock.sleep(CALM.total_seconds() * 2)
        assert town.said == []
        town.telegram.trouble = TELEGRAM_TAKEN
        await town.clock.sleep(GRACE.total_seconds() + 2)
        for _ in range(20):
            town.telegram.trouble = "" if town.telegram.trouble else TELEGRAM_TAKEN
            await town.clock.sleep(20)
        assert town.said == [AWAY]

    play(story)


def test_whoever_could_not_be_told_is_told_later_and_who_is_gone_is_left() -> None:
    async def story(town: Town) -> None:
        town.discord.away = True
        town.telegram.trouble = TELEGRAM_TAKEN
        await town.clock.sleep(GRACE.total_seconds() + 5)
        assert (town.said, town.discord.said) == ([AWAY], [])
        town.discord.away = False
        await town.clock.sleep(LATER.total_seconds() + 5)
        assert town.heard(town.discord, "100") == [AWAY]

    play(story)


def test_that_it_works_again_is_told_as_soon_as_it_can_be() -> None:
    async def story(town: Town) -> None:
        town.telegram.trouble = TELEGRAM_TAKEN
        await town.clock.sleep(GRACE.total_seconds() + 5)
        town.discord.away = True
        town.telegram.trouble = ""
        await town.clock.sleep(CALM.total_seconds() + 5)
        assert (town.said, town.heard(town.discord, "100")) == ([AWAY, BACK], [AWAY])
        town.discord.away = False
        await town.clock.sleep(LATER.total_seconds() * 2 + 5)
        assert town.heard(town.discord, "100") == [AWAY, BACK]
        assert town.heard(town.discord, "300")[1:] == [GERMAN]

    play(story)


def test_who_never_heard_that_it_was_over_is_not_told_again_that_it_began() -> None:
    async def story(town: Town) -> None:
        town.telegram.trouble = TELEGRAM_TAKEN
        await town.clock.sleep(GRACE.total_seconds() + 5)
        town.discord.away = True
        town.telegram.trouble = ""
        await town.clock.sleep(CALM.total_seconds() + 5)
        town.telegram.trouble = TELEGRAM_TAKEN
        await town.clock.sleep(GRACE.total_seconds() + 5)
        town.discord.away = False
        await town.clock.sleep(LATER.total_seconds() * 2)
        town.telegram.trouble = ""
        await town.clock.sleep(CALM.total_seconds() + 5)
        assert town.said == [AWAY, BACK, AWAY, BACK]
        assert town.heard(town.discord, "100") == [AWAY, BACK]

    play(story)


def test_a_defect_about_one_owner_keeps_it_from_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    send = Screen.send

    async def broken(screen: Screen, place: Place, reply: Reply) -> Posted:
        if place.chat == "100":
            raise LookupError("no glyph")
        return await send(screen, place, reply)

    async def story(town: Town) -> None:
        monkeypatch.setattr(Screen, "send", broken)
        town.telegram.trouble = TELEGRAM_TAKEN
        await town.clock.sleep(GRACE.total_seconds() + 5)
        assert (town.said, town.heard(town.discord, "100")) == ([AWAY], [])
        assert "ein anderes Programm" in town.heard(town.discord, "300")[0]
        monkeypatch.undo()
        await town.clock.sleep(LATER.total_seconds() + 5)
        assert town.heard(town.discord, "100") == [AWAY]

    play(story)


def test_where_nothing_works_it_is_said_at_the_machine() -> None:
    async def story(town: Town) -> None:
        town.telegram.trouble = town.discord.trouble = TELEGRAM_TAKEN
        await town.clock.sleep(GRACE.total_seconds() + 5)
        assert town.said == [AWAY, AWAY.replace("Telegram does", "Discord does")]
        assert town.telegram.said == town.discord.said == []
        town.discord.trouble = ""
        await town.clock.sleep(CALM.total_seconds() + LATER.total_seconds() + 5)
        assert town.heard(town.discord, "100") == [AWAY]  # as soon as it is there

    play(story)


NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("whys", "worked", "lasts"),
    [
        ([DISCORD_TOKEN], False, True),  # never let in: no connection that could mend
        ([DISCORD_TOKEN], True, False),
        ([CONNECTING], False, False),
        ([CONNECTING] * 31, False, True),
        (["away"] * 31, True, True),
        (["away"] * 30, True, False),
        ([CONNECTING, DISCORD_TOKEN], False, True),
    ],
)
def test_when_a_trouble_is_told(whys: list[str], *, worked: bool, lasts: bool) -> None:
    outages: dict[str, Outage] = {}
    for seconds, why in enumerate(whys):
        outages = looked(outages, {"x": why}, {"x"} if worked else (), NOW + timedelta(seconds=seconds))
    assert outages["x"].lasts() is lasts

"""The panic word: what it halts for whom and where, and what it says of entries that rest already."""

from __future__ import annotations

from contextlib import suppress

import pytest

from bot.chat import Person, Place
from core.people import ANY, Binding, Halt, Role
from core.ports import StoreUnavailable
from tests.chat_kit import ANN, GROUP, HOME, Chat, button
from tests.test_reception import BEN, CYD, answered, play

RESTS = "BTCUSDT on {} limit long 0.01 at 58000 sl off 2%"


async def halts(one: Chat) -> list[str]:
    return [halt.account for halt in await one.kept.people.halts()]


@pytest.mark.parametrize(
    ("grants", "bound", "halted"),
    [
        ({"paper": Role.TRADER}, None, ["paper"]),
        ({"paper": Role.TRADER, "OKX": Role.TRADER, "gate": Role.VIEWER}, None, ["okx", "paper"]),
        ({ANY: Role.TRADER}, None, [ANY]),
        ({ANY: Role.VIEWER, "paper": Role.ADMIN}, None, ["paper"]),
        ({"paper": Role.TRADER, "OKX": Role.TRADER}, ("paper", "gate"), ["paper"]),
        ({"paper": Role.TRADER}, (ANY,), ["paper"]),
        ({ANY: Role.TRADER}, ("paper", "OKX:main"), ["okx:main", "paper"]),
        ({ANY: Role.TRADER}, (ANY,), [ANY]),
        ({"paper": Role.TRADER}, ("gate",), []),
        ({"paper": Role.TRADER}, (), []),
        ({"paper": Role.VIEWER}, None, []),
    ],
)
def test_a_bare_halt_is_of_what_its_writer_may_trade_there(
    grants: dict[str, Role], bound: tuple[str, ...] | None, halted: list[str]
) -> None:
    async def story(one: Chat) -> None:
        for account, role in grants.items():
            await one.knows(BEN, role, account)
        if bound is not None:
            await one.kept.people.bind(Binding(str(GROUP), bound), ANN.id, one.clock.now())
        told = answered(await one.type("/halt", BEN, None if bound is None else GROUP))
        assert await halts(one) == halted
        assert told.refused == (not halted)
        assert all(
            (account in told.text.lower()) == any(name.startswith(account) for name in halted)
            for account in ("paper", "okx", "gate")
        )
        assert ("anywhere" in told.text) == (halted == [ANY])
        assert "/resume" in told.text or told.refused
        assert answered(await one.type("/resume", BEN)).refused == (Role.ADMIN not in grants.values())

    play(story)


def test_an_admin_resumes_his_own_and_hears_of_what_is_not() -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, Role.ADMIN, "paper")
        await one.type("/halt", BEN)
        await one.kept.people.halt(Halt(ANY, ANN.id, one.clock.now()))
        assert answered(await one.type("/resume", BEN)).text.startswith("New entries are taken there again, once")
        assert await halts(one) == [ANY]
        assert "only a admin may do that" in answered(await one.type("/resume", BEN)).text
        assert not answered(await one.type("/resume")).refused
        assert "that is not halted; halted: nothing" in answered(await one.type("/resume", BEN)).text

    play(story)


def test_what_rests_is_named_and_withdrawn_after_a_yes() -> None:
    async def story(one: Chat) -> None:
        await one.type(RESTS.format("paper"))
        await one.type(RESTS.format("paper:a"))
        await one.type("ETHUSDT on paper market long 0.1 sl off 2%")
        asked = answered(await one.type("/halt paper"))
        assert await halts(one) == ["paper"]
        assert "One entry still rests and may fill: #1 BTC/USDT:USDT · paper (/cancel 1 entries)." in asked.text
        asked = answered(await one.type("/halt"))
        assert "2 entries still rest" in asked.text
        assert "#2 BTC/USDT:USDT · paper:a (/cancel 2 entries)" in asked.text
        assert not answered(await one.tap(button(asked, "Confirm"))).refused
        await one.clock.sleep(2)
        assert [bracket.id for bracket in await one.session.store.load()] == ["3"]
        assert not answered(await one.type("/halt")).asks

    play(story)


def test_a_no_leaves_what_rests_and_the_halt() -> None:
    async def story(one: Chat) -> None:
        await one.type(RESTS.format("paper"))
        await one.knows(BEN, Role.TRADER, "paper:a")
        assert not answered(await one.type("/halt", BEN)).asks
        asked = answered(await one.type("/halt paper"))
        assert answered(await one.tap(button(asked, "Cancel"))).refused
        assert (await halts(one), len(await one.session.store.load())) == (["paper", "paper:a"], 1)
        await one.moves("BTC", "57990")
        assert any("bought 0.01" in text for text in one.heard())

    play(story)


def test_all_who_trade_there_hear_of_a_halt_and_of_its_end_with_who_and_why() -> None:
    async def story(one: Chat) -> None:
        bens, cyds, dans = Place("chat", "2"), Place("chat", "3"), Place("chat", "4")
        await one.knows(BEN, Role.TRADER, "paper")
        await one.knows(CYD, Role.TRADER, "paper")
        await one.knows(Person("chat", "4", "Dan"), Role.TRADER, "okx")
        await one.type("/bind paper", place=GROUP)
        heard = {place: len(one.heard(place)) for place in (HOME, bens, cyds, dans, GROUP)}
        said = answered(await one.type("/halt paper fed day", BEN))
        assert said.text.endswith("\nReason: fed day")
        await one.clock.sleep(2)
        told = "⚠ Ben halted paper: no new entries there; what stands goes on being guarded\nReason: fed day"
        for place in (HOME, cyds, GROUP):
            assert one.heard(place)[heard[place] :] == [told], place
        assert len(one.heard(bens)) == heard[bens] + 1, "who halted it is answered"
        assert one.heard(dans) == []
        refused = answered(await one.type("BTCUSDT on paper market long 0.01 sl off 2%", CYD))
        assert "no new entries on paper: halted (fed day); /resume ends that" in refused.text
        halted = f"halted by Ben since {one.clock.now():%Y-%m-%d %H:%M} UTC: fed day"
        for command in ("/accounts", "/doctor"):
            table = answered(await one.type(command)).table
            assert table is not None
            assert any(halted in row[2] for row in table.rows), command
        assert not answered(await one.type("/resume paper")).refused
        await one.clock.sleep(2)
        for place in (bens, cyds, GROUP):
            assert one.heard(place)[-1] == "Ann ended the halt of paper: new entries are taken again"

    play(story)


def test_of_a_halt_of_everything_everybody_hears() -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, Role.TRADER, "paper")
        await one.type("/bind paper", place=GROUP)
        await one.type("/halt")
        await one.clock.sleep(2)
        for place in (Place("chat", "2"), GROUP):
            assert one.heard(place)[-1].startswith("⚠ Ann halted every account: "), place

    play(story)


def test_all_is_halted_before_anybody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(one: Chat) -> None:
        for account in ("paper", "paper:a"):
            await one.knows(BEN, Role.TRADER, account)
            await one.type(f"BTCUSDT on {account} market long 0.01 sl off 2%")

        async def broken(*_given: object) -> None:
            raise StoreUnavailable("the disk is full")

        monkeypatch.setattr(one.kept.letters, "post", broken)
        with suppress(StoreUnavailable):
            await one.type("/halt", BEN)
        assert await halts(one) == ["paper", "paper:a"]

    play(story)

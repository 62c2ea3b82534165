"""Account names with ``<``, ``>`` and ``&``, which mean something to every chat platform, are names like any other."""

from __future__ import annotations

import pytest

from bot.chat import Place
from bot.health import Health
from core.grammar import ACCOUNT
from core.people import ANY, Role
from tests.chat_kit import ANN, GROUP, Chat, button
from tests.test_reception import BEN, answered, play

NAME = "paper:Binance_F_<b>"
LINE = f"BTCUSDT on {NAME} market long 0.01 sl off 2% tp off 5%"


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("paper", True),
        ("binance_f:<b>", True),
        ("binance_f:&", True),
        ("a<&>", True),
        ("<b>", False),
        ("&amp", False),
        ("okx:", False),
        ("okx:a:b", False),
        ("okx:-a", False),
        ("okx:a-", False),
        ("okx:a b", False),
        ("okx:\"a\"", False),
        ("okx:" + "<" * 32, True),
        ("okx:" + "<" * 33, False),
    ],
)  # fmt: skip
def test_what_is_a_name(name: str, *, good: bool) -> None:
    assert (ACCOUNT.fullmatch(name) is not None) is good


def test_in_a_group_and_under_a_button() -> None:
    async def story(one: Chat) -> None:
        assert NAME.lower() in answered(await one.type(f"/bind {NAME}", place=GROUP)).text.lower()
        ticket = answered(await one.type(LINE, place=GROUP))
        assert f"on {NAME}, entry 60000" in ticket.text
        assert all(len(b.data) <= 64 for row in ticket.buttons for b in row)
        half = answered(await one.tap(button(ticket, "Close 50 %"), place=GROUP))
        assert f"#1 long 0.005 BTC/USDT:USDT on {NAME}" in half.text
        await one.type(f"/halt {NAME}")
        assert f"no new entries on {NAME}" in answered(await one.type("ETH" + LINE[3:])).text

    play(story)


def test_for_whom_it_was_granted_and_for_nobody_else() -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, Role.TRADER, NAME)
        assert answered(await one.type(LINE, BEN)).ticket == "1"
        assert answered(await one.type(LINE.replace("<b>", "<c>"), BEN)).refused
        assert NAME.lower() in str(answered(await one.type("/people")).table).lower()
        offered = await one.reception.choices("price", "account", "paper:b", BEN, Place("chat", BEN.user))
        assert [choice.value for choice in offered] == [NAME]

    play(story)


def test_no_line_is_offered_in_part() -> None:
    async def story(one: Chat) -> None:
        for size in (1, 32, 60):
            await one.knows(BEN, Role.TRADER, "paper:" + "<" * size)
        offered = await one.reception.choices("trade", "line", "ETHUSDT on paper:", BEN, Place("chat", BEN.user))
        assert {choice.value.partition(" market ")[2] for choice in offered} == {"long 0.01 sl off 2% tp off 5%"}
        assert len(offered) == 2

    play(story)


def test_it_is_told_as_it_is() -> None:
    async def story(one: Chat) -> None:
        await one.knows(ANN, Role.ADMIN, ANY)
        await one.type(LINE)
        assert Health(one.session, dict, int).told()["accounts"] == {NAME: "connected"}
        (bracket,) = await one.session.store.load()
        assert bracket.account == NAME
        closed = answered(await one.type("/close 1"))
        assert not closed.refused
        assert f"closed: long BTC/USDT:USDT on {NAME}" in "\n".join(one.heard())

    play(story)

"""Cancel, by button and by command: it touches one bracket, and takes no sl of which its reader did not know."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import pytest

from adapters.exchanges.paper.rules import rules_for
from bot.chat import Reply
from core.people import Confirm, Preferences
from tests.chat_kit import ANN, BEHIND, REAL, Chat, button
from tests.test_conversations import NAMES
from tests.test_reception import answered, play

LONG, SHORT = "BTCUSDT on {} market long 0.01 sl off 2%", "BTCUSDT on {} market short 0.01 sl off 2% tp off 5%"
WAITS = "BTCUSDT on paper limit long 0.01 at 59000 sl off 2% tp off 5%"


async def guarded(one: Chat) -> list[str]:
    """The brackets that have an sl."""
    return [bracket.id for bracket in await one.session.store.load() if bracket.stop is not None]


async def hedge(one: Chat, account: str = "paper") -> tuple[Reply, Reply]:
    await one.kept.people.prefer(ANN.id, Preferences(confirm=Confirm.NEVER))
    one.venue.open_account(BEHIND if account == REAL else account, rules_for(hedged=True))
    return answered(await one.type(LONG.format(account))), answered(await one.type(SHORT.format(account)))


@pytest.mark.parametrize("command", ["/cancel 1 sl", "/cancel 1 all", "/cancel 1 exits", None])
def test_the_other_side_keeps_its_sl(command: str | None) -> None:
    async def story(one: Chat) -> None:
        long, _ = await hedge(one)
        reply = await (one.tap(button(long, "Cancel")) if command is None else one.type(command))
        assert not answered(reply).refused
        assert await guarded(one) == ["2"]

    play(story)


def test_a_target_of_one_side_is_canceled_though_the_other_has_none() -> None:
    async def story(one: Chat) -> None:
        await hedge(one)
        assert "has no tp1" not in answered(await one.type("/cancel 2 tp1")).text
        assert "#1 has no tp1" in answered(await one.type("/cancel 1 tp1")).text
        assert await guarded(one) == ["1", "2"]

    play(story)


def test_the_question_names_the_bracket_and_what_nothing_limits_then() -> None:
    async def story(one: Chat) -> None:
        long, _ = await hedge(one, REAL)
        asked = answered(await one.tap(button(long, "Cancel")))
        assert asked.text.splitlines() == [
            "#1: BTCUSDT on Binance_F cancel long all",
            "  nothing limits the loss then",
            "REAL MONEY.  Sure? (y/N)",
        ]
        half = answered(await one.tap(button(long, "Close 50 %")))
        assert half.text.splitlines()[0] == "#1: BTCUSDT on Binance_F close long 50%p"
        assert "nothing limits" not in half.text
        assert await guarded(one) == ["1", "2"]
        await one.tap(button(asked, "Confirm"))
        assert await guarded(one) == ["2"]

    play(story)


def test_a_yes_under_a_halt_is_about_the_brackets_that_were_named() -> None:
    async def story(one: Chat) -> None:
        await hedge(one)
        await one.type("BTCUSDT on paper limit short 0.01 at 65000 sl off 2%")
        asked = answered(await one.type("/halt"))
        assert "#2 BTC/USDT:USDT" in asked.text
        assert "#1 BTC/USDT:USDT" not in asked.text
        answer = answered(await one.tap(button(asked, "Confirm")))
        assert "#1" not in "".join(each.text for each in answer.each)
        assert await guarded(one) == ["1", "2"]

    play(story)


async def filled(one: Chat) -> None:
    one.prices[NAMES["BTC"]] = Decimal(58990)
    one.print()


def test_a_tap_under_an_entry_that_has_filled_since_is_not_carried_out() -> None:
    async def story(one: Chat) -> None:
        cancel = button(answered(await one.type(WAITS)), "Cancel")
        await filled(one)
        await one.clock.sleep(1)
        stale = answered(await one.tap(cancel))
        assert stale.refused
        assert stale.text.startswith("It has changed since; nothing was sent.")
        assert await guarded(one) == ["1"]
        assert not answered(await one.tap(button(stale, "Cancel"))).refused, "that one shows the position"
        assert await guarded(one) == []

    play(story)


def test_the_command_alone_asks_before_it_takes_an_sl() -> None:
    """What its writer saw may have been an entry that waits."""

    async def story(one: Chat) -> None:
        await one.type(WAITS)
        await filled(one)
        await one.clock.sleep(1)
        asked = answered(await one.type("/cancel 1"))
        assert asked.text.splitlines() == [
            "#1: BTCUSDT on paper cancel long all",
            "  nothing limits the loss then",
            "Carry it out? (y/N)",
        ]
        assert await guarded(one) == ["1"]
        await one.tap(button(asked, "Confirm"))
        assert await guarded(one) == []
        assert not answered(await one.type("/cancel 1")).asks, "there is nothing to lose"

    play(story)


def test_a_yes_to_a_cancel_of_what_waited_takes_no_sl() -> None:
    async def story(one: Chat) -> None:
        await one.type(WAITS.replace("59000", "59900"))
        await one.kept.people.prefer(ANN.id, Preferences(confirm=Confirm.ALWAYS))
        asked = answered(await one.type("BTCUSDT on paper cancel"))
        assert "nothing limits" not in asked.text
        await one.moves("BTC", "59880")  # by less than is asked about for itself
        again = answered(await one.tap(button(asked, "Confirm")))
        assert again.text.startswith("#1 has changed since you were asked\n")
        assert "note        #1: cancels all; nothing limits the loss then" in again.text
        assert await guarded(one) == ["1"]
        assert not answered(await one.tap(button(again, "Confirm"))).refused
        assert await guarded(one) == []

    play(story)


@pytest.mark.parametrize("say", ["/cancel 1", "BTCUSDT on paper cancel", None])
@pytest.mark.parametrize("after", [0.0, 0.01, 0.04])
def test_an_entry_that_fills_before_its_cancel_arrives_keeps_its_sl(say: str | None, after: float) -> None:
    async def story(one: Chat) -> None:
        ticket = answered(await one.type(WAITS))
        saying = asyncio.create_task(one.tap(button(ticket, "Cancel")) if say is None else one.type(say))
        await one.clock.sleep(after)
        await filled(one)
        assert not answered(await saying).asks
        await one.clock.sleep(2)
        (bracket,) = await one.session.store.load()
        assert bracket.tradable == Decimal("0.01")
        assert {order.slot for order in bracket.live} == {"sl", "tp1"}

    play(story)

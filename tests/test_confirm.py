"""When somebody is asked before an order is sent: what he chose, for all accounts or one, and what is demanded."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.chat import Reply
from core.people import ANY, Asked, Confirm, Limits, Preferences, Role
from tests.chat_kit import ANN, GROUP, Chat
from tests.test_reception import BEN, answered, play

BTC = "BTCUSDT on {} market long {} sl off 2%"
NEVER = Preferences(confirm=Confirm.NEVER)


def rows(reply: Reply | None) -> dict[str, str]:
    table = answered(reply).table
    assert table is not None
    return {row[0]: row[1] for row in table.rows}


@pytest.mark.parametrize(
    ("said", "line", "asked"),
    [
        ("confirm always paper", BTC.format("paper", "0.002"), True),
        ("confirm always paper", BTC.format("paper:a", "0.002"), False),
        ("confirm above 500 paper_F", BTC.format("paper", "0.008"), False),
        ("confirm above 500 Paper", BTC.format("paper", "0.009"), True),
        ("above 500 paper", BTC.format("paper", "0.009"), True),
        ("above 500 *", BTC.format("paper", "0.009"), False),
        ("above 500 paper_spot", "ETHBTC on paper_spot market long 110 sl off 2%", True),
        ("above 590 paper", "BTCUSDT on paper limit short 0.01 at 58000", True),
        ("above 590 paper", "BTCUSDT on paper limit long 0.01 at 58000", False),
    ],
)
def test_what_was_chosen_for_an_account_counts_there(said: str, line: str, *, asked: bool) -> None:
    """5.5 bitcoin are more than 500 dollars, and a sale at 58000 is filled at 60000."""

    async def story(one: Chat) -> None:
        one.venue.seed("ETH/BTC", Decimal("0.05"), one.clock.now())
        one.venue.open_account("paper_spot", balances={"BTC": Decimal(10)})
        assert not answered(await one.type(f"/settings {said}")).refused
        reply = answered(await one.type(line))
        assert (reply.asks, bool(await one.session.store.load())) == (asked, not asked), reply.text

    play(story)


def test_a_choice_for_an_account_stands_until_it_is_taken_back() -> None:
    async def story(one: Chat) -> None:
        await one.knows(ANN, Role.TRADER, "OKX")
        await one.type("/settings confirm always")
        await one.type("/settings confirm above 20.5 OKX")
        shown = rows(await one.type("/settings confirm never paper"))
        assert (shown["confirm"], shown["confirm · paper"]) == ("always", "never")
        assert not answered(await one.type(BTC.format("paper", "0.01"))).asks
        found = await one.kept.people.principal(ANN.id)
        assert found is not None
        assert found.preferences.asked == (Asked("okx", Decimal("20.5")), Asked("paper", None))
        await one.type("/settings confirm auto paper")
        await one.type("/settings lang de")
        await one.clock.sleep(20)
        assert answered(await one.type(BTC.format("paper", "0.02"))).asks
        assert rows(await one.type("/settings tz UTC"))["confirm · OKX"] == "über 20.5 USD"

    play(story)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("confirm sometimes", "confirm is one of always, live, above, never"),
        ("confirm auto", "confirm is one of always, live, above, never"),
        ("confirm live paper", "confirm is one of always, above 500, never, auto"),
        ("confirm above paper", "an amount of money, such as 500"),
        ("above", "an amount of money, such as 500"),
        ("above 500 paper paper:a", "confirm takes one account, or none for all"),
        ("confirm always papier", 'no account "papier"'),
        ("confirm always OKX", 'no account "OKX"'),
        ("confirm always paper:of-nobody", 'no account "paper:of-nobody"'),
    ],
)
def test_what_cannot_be_chosen_changes_nothing(said: str, why: str) -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, Role.VIEWER, "paper")
        assert why in answered(await one.type(f"/settings {said}", BEN)).text
        found = await one.kept.people.principal(BEN.id)
        assert found is not None
        assert found.preferences == Preferences()

    play(story)


def test_what_an_account_demands_holds_for_everybody_who_chose_less() -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, Role.TRADER, "paper")
        await one.kept.people.prefer(BEN.id, Preferences(confirm=Confirm.NEVER, asked=(Asked("paper", None),)))
        await one.kept.people.limit_account("paper", Limits(day=Decimal(10**6)))
        shown = answered(await one.type("/people confirm above 500 paper")).table
        assert shown is not None
        held = "at most 1000000 USD a day, asked before orders: above 500 USD"
        assert ("", "", "", "paper", held) in shown.rows
        assert rows(await one.type("/settings", BEN))["demanded on paper"] == "above 500 USD"
        assert answered(await one.type(BTC.format("paper", "0.01"), BEN)).asks
        assert not answered(await one.type(BTC.format("paper", "0.002"), BEN)).asks
        await one.type("/people confirm off paper")
        await one.clock.sleep(20)
        assert not answered(await one.type(BTC.format("paper", "0.02"), BEN)).asks
        await one.type("/people confirm always")
        assert answered(await one.type(BTC.format("paper", "0.004"), BEN)).asks
        assert await one.kept.people.limits("paper") == Limits(day=Decimal(10**6))
        assert await one.kept.people.limits(ANY) == Limits(asked=Decimal(0))

    play(story)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("confirm always", 'no account "*"'),
        ("confirm off *", 'no account "*"'),
        ("confirm always paper:a", 'no account "paper:a"'),
        ("confirm never paper", "confirm is one of always, above 500, off"),
        ("confirm above", "confirm is one of always, above 500, off"),
        ("confirm", "confirm is one of always, above 500, off"),
        ("order 500 paper", "confirm is one of always, above 500, off"),
    ],
)
def test_an_admin_demands_only_of_his_own_accounts(said: str, why: str) -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, Role.ADMIN, "paper")
        assert why in answered(await one.type(f"/people {said}", BEN)).text
        assert await one.kept.people.limited() == {}
        assert not answered(await one.type("/people confirm always paper", BEN)).refused
        await one.knows(BEN, Role.TRADER, "paper")
        assert answered(await one.type("/people confirm off paper", BEN)).refused
        assert await one.kept.people.limited() == {"paper": Limits(asked=Decimal(0))}

    play(story)


def test_a_group_reads_of_no_account_that_it_is_not_about() -> None:
    async def story(one: Chat) -> None:
        await one.knows(ANN, Role.TRADER, "OKX")
        for account in ("paper", "OKX"):
            await one.type(f"/settings confirm never {account}")
            await one.kept.people.limit_account(account, Limits(asked=Decimal(1)))
        await one.kept.people.limit_person(ANN.id, Limits(asked=Decimal(2)))
        await one.type("/bind paper", place=GROUP)
        shown = rows(await one.type("/settings", place=GROUP))
        assert shown["confirm · paper"] == "never"
        assert shown["demanded on paper"] == "above 1 USD"
        assert shown["demanded of you"] == "above 2 USD"
        assert "OKX" not in str(shown)
        assert "this chat is not about" in answered(await one.type("/settings confirm always OKX", place=GROUP)).text
        assert "confirm · OKX" in rows(await one.type("/settings"))

    play(story)

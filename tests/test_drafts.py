"""Drafts: a yes carries out what was shown and nothing else, once, in time, and within the limits."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.chat import Reply
from core.orders import OrderType, Side
from core.people import ANY, Confirm, Halt, Limits, Preferences, Role
from tests.chat_kit import ANN, Chat, button
from tests.test_confirm import rows
from tests.test_reception import BEN, answered, play

ASKED = Preferences(confirm=Confirm.ALWAYS)
OPEN = "BTCUSDT on paper market long 0.05 sl off 1% tp off 8%"
JOIN = "BTCUSDT on paper market long 0.02 sl off 2% tp off 6%"


async def drafted(one: Chat, line: str) -> Reply:
    """Ben's line, and what he is asked."""
    await one.knows(BEN, Role.TRADER, "paper")
    await one.kept.people.prefer(BEN.id, ASKED)
    reply = answered(await one.type(line, BEN))
    assert reply.asks, reply.text
    return reply


async def held(one: Chat) -> list[str]:
    await one.clock.sleep(5)
    return [f"{b.side.value} {b.tradable} of #{b.id}" for b in await one.session.store.load()]


# -- what was shown ----------------------------------------------------------------------------------


def test_a_position_that_was_opened_meanwhile_is_not_joined_unasked() -> None:
    async def story(one: Chat) -> None:
        draft = await drafted(one, JOIN)
        assert "joins" not in draft.text
        await one.type(OPEN)
        again = answered(await one.tap(button(draft, "Confirm"), BEN))
        assert again.asks
        assert "BTC/USDT:USDT on paper is not as it was shown" in again.text
        assert "joins #1, which holds 0.05" in again.text
        assert await held(one) == ["long 0.05 of #1"]
        assert answered(await one.tap(button(again, "Confirm"), BEN)).ticket
        assert await held(one) == ["long 0.07 of #1"]

    play(story)


@pytest.mark.parametrize(
    ("line", "meanwhile", "price", "told"),
    [
        (JOIN, "/price BTCUSDT", "60000", ""),
        (JOIN, "/sl 1 59000", "60000", "#1 has changed"),
        (JOIN, "/be 1", "60200", "#1 has changed"),
        (JOIN, "/tp 1 64000", "60000", "#1 has changed"),
        (JOIN, "/close 1 40%p", "60000", "#1 has changed"),
        (JOIN, "/cancel 1 tp", "60000", "#1 has changed"),
        (JOIN, "BTCUSDT on paper limit long 0.01 at 59500", "60000", "#1 has changed"),
        (JOIN, "/close 1", "60000", "is not as it was shown"),
        ("BTCUSDT on paper cancel sl", "/sl 1 59000", "60000", "#1 has changed"),
        ("BTCUSDT on paper stoploss long 50%p sl 59100", "/close 1 40%p", "60000", "#1 has changed"),
        ("ETHUSDT on paper market long 0.1 sl off 2%", "/sl 1 59000", "60000", ""),
        ("BTCUSDT on paper market long 0.02 sl 59800", "/price BTCUSDT", "60010", ""),
        ("BTCUSDT on paper market long 0.02 sl 59800", "/price BTCUSDT", "60250", "would risk"),
        (JOIN, "/price BTCUSDT", "60250", ""),
        (JOIN, "/price BTCUSDT", "60350", "moved from 60000 to 60350"),
    ],
)
def test_whatever_changed_of_what_was_shown_is_asked_about_anew(
    line: str, meanwhile: str, price: str, told: str
) -> None:
    async def story(one: Chat) -> None:
        await one.type(OPEN)
        await one.clock.sleep(5)
        draft = await drafted(one, line)
        await one.moves("BTC", price)
        await one.type(meanwhile)
        await one.clock.sleep(5)
        before = await held(one)
        done = answered(await one.tap(button(draft, "Confirm"), BEN))
        assert done.asks is bool(told), done.text
        assert told in done.text.splitlines()[0]
        if told:
            assert await held(one) == before
            assert not answered(await one.tap(button(done, "Confirm"), BEN)).asks

    play(story)


def test_entries_that_came_to_wait_meanwhile_are_not_canceled_unasked() -> None:
    async def story(one: Chat) -> None:
        await one.type("BTCUSDT on paper limit long 0.05 at 59000 sl off 2%")
        draft = await drafted(one, "BTCUSDT on paper cancel entries")
        await one.type("BTCUSDT on paper limit long 0.03 at 58500")
        again = answered(await one.tap(button(draft, "Confirm"), BEN))
        assert again.asks
        assert again.text.startswith("#1 has changed since you were asked")
        assert await held(one) == ["long 0 of #1"]
        await one.tap(button(again, "Confirm"), BEN)
        assert await held(one) == []

    play(story)


def test_a_position_of_somebody_elses_is_asked_about_once_and_then_with_the_plan() -> None:
    """What was agreed to for a hand's position stays agreed to while the plan is asked about anew."""

    async def story(one: Chat) -> None:
        draft = await drafted(one, JOIN)
        one.venue.hand("paper", "BTC/USDT:USDT", Side.BUY, OrderType.MARKET, Decimal("0.3"))
        await one.clock.sleep(5)
        said = []
        while draft.asks:
            draft = answered(await one.tap(button(draft, "Confirm"), BEN))
            said.append(draft.text.splitlines()[0])
        adopt, anew, done = said
        assert "0.3 BTC long from 60000 in BTC/USDT:USDT on paper was not opened here" in adopt
        assert anew == "BTC/USDT:USDT on paper is not as it was shown"
        assert "long 0.32 BTC/USDT:USDT on paper" in done
        assert draft.ticket

    play(story)


@pytest.mark.parametrize(
    "commands",
    [
        "close 50%p cancel tp",
        "close cancel sl",
        "breakeven after 61000 cancel tp",
        "move sl to 59000 move tp1 to 64000",
        "stoploss long 100%p sl off 1% takeprofit long 50%p tp off 9%",
    ],
)
def test_whatever_is_shown_can_be_agreed_to(commands: str) -> None:
    async def story(one: Chat) -> None:
        await one.type(OPEN)
        await one.clock.sleep(5)
        draft = await drafted(one, f"BTCUSDT on paper {commands}")
        done = answered(await one.tap(button(draft, "Confirm"), BEN))
        assert not done.asks, done.text
        assert not done.refused, done.text

    play(story)


# -- one answer --------------------------------------------------------------------------------------


def test_a_line_that_is_typed_anew_voids_the_draft_before() -> None:
    async def story(one: Chat) -> None:
        first = await drafted(one, JOIN)
        await one.type("btc/usdt:usdt on paper_F market long 0.03 sl off 2%", BEN)
        await one.type("yes", BEN)
        for answer in (await one.type("y", BEN), await one.tap(button(first, "Confirm"), BEN)):
            assert "a later question took its place" in answered(answer).text
        assert await held(one) == ["long 0.03 of #1"]

    play(story)


def test_a_typed_yes_answers_the_newest_question_and_then_none_that_is_older() -> None:
    async def story(one: Chat) -> None:
        first = await drafted(one, JOIN)
        await one.type("ETHUSDT on paper market long 0.1 sl off 2%", BEN)
        await one.type("no", BEN)
        await one.type("yes", BEN)
        assert await held(one) == []
        assert answered(await one.tap(button(first, "Confirm"), BEN)).ticket
        assert await held(one) == ["long 0.02 of #1"]

    play(story)


@pytest.mark.parametrize("forwarded", [False, True])
def test_a_line_that_was_carried_out_a_moment_ago_is_a_draft_again_that_says_so(*, forwarded: bool) -> None:
    async def story(one: Chat) -> None:
        written = one.clock.now() - timedelta(minutes=3) if forwarded else None
        await one.kept.people.prefer(ANN.id, Preferences() if forwarded else ASKED)
        first = await one.type(JOIN, forwarded=written)
        await one.tap(button(first, "Confirm"))
        again = answered(await one.type(JOIN, forwarded=written))
        assert "The same line was carried out" in again.text
        assert "joins #1, which holds 0.02" in again.text
        assert ("This one was written 3 min" in again.text) is forwarded
        assert await held(one) == ["long 0.02 of #1"]

    play(story)


# -- in time -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "seconds", "asked"),
    [
        (JOIN, 50, True),
        (JOIN, 62, False),
        (f"/trade {JOIN}", 120, False),
        ("BTCUSDT on paper cancel sl", 120, True),
    ],
)
def test_an_entry_that_came_late_is_not_made_new_by_a_question(line: str, seconds: int, *, asked: bool) -> None:
    async def story(one: Chat) -> None:
        await one.type(OPEN)
        await one.clock.sleep(60)
        await one.kept.people.prefer(ANN.id, ASKED)
        reply = answered(await one.type(line, at=one.clock.now() - timedelta(seconds=seconds)))
        assert reply.asks is asked
        assert ("entries are not made late" in reply.text) is not asked

    play(story)


def test_a_late_entry_that_was_carried_out_when_it_came_first_is_not_called_unsent() -> None:
    async def story(one: Chat) -> None:
        written = one.clock.now()
        await one.type(OPEN, key="same", at=written)
        await one.clock.sleep(90)
        await one.kept.people.prefer(ANN.id, ASKED)
        assert "carried out before: #1" in answered(await one.type(OPEN, key="same", at=written)).text

    play(story)


# -- within the limits -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "account", "each", "why"),
    [
        (Limits(order=Decimal(1000)), Limits(), Limits(), "1200 USD in one order is above your limit, 1000 USD"),
        (
            Limits(),
            Limits(order=Decimal(1000)),
            Limits(),
            "1200 USD in one order is above the limit of paper, 1000 USD",
        ),
        (Limits(), Limits(symbols=("ETH",)), Limits(), "BTC/USDT:USDT is not among the symbols of the limit of paper"),
        (
            Limits(day=Decimal(4000)),
            Limits(),
            Limits(),
            "4200 USD in one day is above your limit, 4000 USD; 1000 USD are left today",
        ),
        (
            Limits(),
            Limits(),
            Limits(day=Decimal(2000)),
            "4200 USD in one day is above the limit of paper, 2000 USD; 0 USD are left today",
        ),
    ],
)
def test_a_draft_above_a_limit_says_so_at_once(own: Limits, account: Limits, each: Limits, why: str) -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, Role.TRADER, "paper")
        await one.type(OPEN, BEN)
        await one.kept.people.limit_person(BEN.id, own)
        await one.kept.people.limit_account("paper", account)
        await one.kept.people.limit_account(ANY, each)
        await one.kept.people.prefer(BEN.id, ASKED)
        spent = await one.kept.people.spent(one.clock.now())
        draft = answered(await one.type(JOIN, BEN))
        assert draft.refused
        assert not draft.asks
        assert why in draft.text
        told = answered(await one.type(f"/explain {JOIN}", BEN)).text
        assert told.splitlines()[-1] == f"  note        would be refused: {why}"
        assert await one.kept.people.spent(one.clock.now()) == spent

    play(story)


def test_what_is_within_the_limits_is_shown_without_a_word_of_them_and_counts_for_nothing_yet() -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, Role.TRADER, "paper")
        await one.kept.people.limit_person(BEN.id, Limits(day=Decimal(2000)))
        await one.kept.people.prefer(BEN.id, ASKED)
        for _ in range(3):
            draft = answered(await one.type(JOIN, BEN))
            assert draft.asks
            assert "refused" not in answered(await one.type(f"/explain {JOIN}", BEN)).text
        assert await one.kept.people.spent(one.clock.now()) == 0
        assert answered(await one.tap(button(draft, "Confirm"), BEN)).ticket
        assert await one.kept.people.spent(one.clock.now()) == 1200

    play(story)


def test_everybody_sees_what_he_is_held_to_and_what_is_left_of_it() -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, Role.TRADER, "paper")
        free = rows(await one.type("/settings", BEN))
        await one.type(OPEN, BEN)
        await one.kept.people.limit_person(BEN.id, Limits(day=Decimal(4000), asked=Decimal(5)))
        await one.kept.people.limit_account("paper", Limits(order=Decimal(3500), day=Decimal(5000)))
        await one.kept.people.limit_account(ANY, Limits(day=Decimal(9000)))
        await one.kept.people.limit_account("paper:b", Limits(order=Decimal(1)))
        told = rows(await one.type("/settings", BEN))
        assert {name: told[name] for name in told if "limits" in name} == {
            "your limits": "at most 4000 USD a day, 1000 USD are left today",
            "limits on each account": "at most 9000 USD a day",
            "limits on paper": "at most 3500 USD an order, at most 5000 USD a day, 2000 USD are left today",
        }
        assert not [name for name in free if "limits" in name]

    play(story)


def test_a_draft_on_a_halted_account_says_so_at_once() -> None:
    async def story(one: Chat) -> None:
        await one.kept.people.prefer(ANN.id, ASKED)
        await one.kept.people.halt(Halt("paper", ANN.id, one.clock.now()))
        draft = answered(await one.type(JOIN))
        assert "halted" in draft.text
        assert not draft.asks

    play(story)


# -- what is shown -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line", ["BTCUSDT on paper cancel entries", "BTCUSDT on paper takeprofit long 100%p tp off 5%"]
)
def test_the_sl_that_stands_is_shown_and_not_that_of_an_entry_which_waits(line: str) -> None:
    async def story(one: Chat) -> None:
        await one.type("BTCUSDT on paper market long 0.1 sl off 2%")
        await one.clock.sleep(5)
        await one.type("/sl 1 59500")
        await one.type("BTCUSDT on paper limit long 0.1 at 59800 sl off 2%")
        told = answered(await one.type(f"/explain {line}")).text
        assert "sl          sell 0.1 once the price reaches 59500" in told
        assert "entry " not in told.replace("from the entry", "")

    play(story)


def test_an_entry_that_brings_its_sl_is_shown_with_that_and_not_with_what_a_trail_had_earned() -> None:
    async def story(one: Chat) -> None:
        await one.type("BTCUSDT on paper market long 0.1 sl off 2% trail 1%")
        for price in ("60500", "61000", "61500"):
            await one.moves("BTC", price)
            await one.clock.sleep(60)
        line = "BTCUSDT on paper market long 0.1 sl 59000"
        assert "sl          sell 0.2 once the price reaches 59000" in answered(await one.type(f"/explain {line}")).text
        await one.type(line)
        await one.clock.sleep(10)
        (bracket,) = await one.session.store.load()
        assert [(order.trigger, order.slot) for order in bracket.live] == [(Decimal(59000), "sl")]

    play(story)


def test_an_entry_beyond_the_sl_that_stands_is_told_to_come_too_late() -> None:
    async def story(one: Chat) -> None:
        await one.type("BTCUSDT on paper market long 0.05 sl 59500")
        await one.clock.sleep(5)
        nearer = answered(await one.type("/explain BTCUSDT on paper limit long 0.01 at 59600")).text
        assert "is reached before" not in nearer
        line = "BTCUSDT on paper limit long 0.01 at 59400 sl off 2%"
        late = "the sl at 59500 is reached before this entry at 59400, closes #1 and cancels the entry"
        assert late in answered(await one.type(f"/explain {line}")).text
        await one.type(line)
        await one.moves("BTC", "59450")
        await one.clock.sleep(5)
        await one.moves("BTC", "59300")
        await one.clock.sleep(5)
        assert await held(one) == []

    play(story)


def test_a_reward_counts_break_even_and_says_where_the_rest_leaves() -> None:
    async def story(one: Chat) -> None:
        line = "BTCUSDT on paper market long 0.03 sl off 2%{} takeprofit long 33%p tp off 3%"
        even = answered(await one.type(f"/explain {line.format(' breakeven')}")).text
        assert "with every target reached and the other 66.7 % at the sl, by then at 60060.1" in even
        assert "reward      17" in even
        still = answered(await one.type(f"/explain {line.format('')}")).text
        assert "reward      -7" in still
        assert "with every target reached and the other 66.7 % at the sl\n" in still

    play(story)

"""Lines about several brackets at once: none waits for another, and what befalls one is told and ends there."""

from __future__ import annotations

import asyncio
from datetime import datetime
from decimal import Decimal

import pytest

from bot import several
from bot.turns import Turns
from core import engine
from core.message import Answer, Origin
from core.ports import StoreUnavailable
from tests.chat_kit import HOME, Chat
from tests.test_reception import answered, play

PAIRS = ("BTCUSDT", "ETHUSDT")


class Away(asyncio.Event):
    """An exchange's readiness while nobody can reach it, whatever looks find."""

    def set(self) -> None:
        return

    def back(self) -> None:
        super().set()


def cut(one: Chat, account: str) -> Away:
    away = Away()
    one.session.engine.workers[account].watch.ready = away
    return away


async def opened(one: Chat, *accounts: str) -> None:
    for account in accounts:
        for pair in PAIRS:
            assert not answered(await one.type(f"{pair} on {account} market long 0.1 sl off 2%")).refused


async def left(one: Chat) -> list[str]:
    """Accounts with open brackets, one for each."""
    return [bracket.account for bracket in await one.session.store.load()]


async def first_closing(one: Chat, account: str) -> datetime:
    """When the first bracket of an account is asked to close."""
    while not any(b.closing for b in one.session.engine.workers[account].brackets.values()):
        await one.clock.sleep(0.05)
    return one.clock.now()


def test_an_account_that_is_away_holds_up_no_other() -> None:
    async def story(one: Chat) -> None:
        await opened(one, "paper:away", "paper:a", "paper:b")
        cut(one, "paper:away")
        await one.type("/flatten")
        began, yes = one.clock.now(), asyncio.create_task(one.type("yes"))
        for account in ("paper:a", "paper:b"):
            assert (await first_closing(one, account) - began).total_seconds() < 1
        said = answered(await yes)
        assert said.refused
        assert "\n".join(each.text for each in said.each).count("paper:away cannot be reached now") == len(PAIRS)
        assert (one.clock.now() - began).total_seconds() < 2 * engine.PATIENCE
        assert await left(one) == ["paper:away"] * len(PAIRS)

    play(story)


def test_no_line_becomes_late_while_it_waits_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first waits for longer than an answer may be old; then the exchange is back."""
    monkeypatch.setattr(several, "AT_ONCE", 1)
    monkeypatch.setattr(engine, "PATIENCE", engine.RECENT.total_seconds() + 60)

    async def story(one: Chat) -> None:
        await opened(one, "paper:away")
        away = cut(one, "paper:away")
        await one.type("/flatten")
        yes = asyncio.create_task(one.type("yes"))
        await one.clock.sleep(engine.RECENT.total_seconds() + 61)
        away.back()
        said = answered(await yes)
        assert "\n".join(each.text for each in said.each).count("cannot be reached now") == 1
        await one.clock.sleep(2)
        assert await left(one) == ["paper:away"]

    play(story)


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (StoreUnavailable("the disk is busy"), "the ledger did not take it (the disk is busy)"),
        (KeyError("unforeseen"), "this bot failed at it, its log says how"),
    ],
)
def test_what_befalls_one_bracket_is_told_and_the_others_are_closed(
    monkeypatch: pytest.MonkeyPatch, error: Exception, why: str
) -> None:
    async def story(one: Chat) -> None:
        await opened(one, "paper:a", "paper:b")
        await one.type("/flatten")
        handle = one.session.engine.handle

        async def fails_at_one(text: str, origin: Origin) -> Answer:
            if text.startswith("BTCUSDT on paper:a"):
                raise error
            return await handle(text, origin)

        monkeypatch.setattr(one.session.engine, "handle", fails_at_one)
        said = answered(await one.type("yes"))
        told = "\n".join(each.text for each in said.each)
        assert f"✗ #1 BTC/USDT:USDT · paper:a: I do not know what became of it: {why}; look at /brackets" in told
        await one.clock.sleep(3)
        (still,) = await one.session.store.load()
        assert (still.id, said.refused) == ("1", True)

    play(story)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("paper_F", ["paper"]),
        ("PAPER", ["paper"]),
        ("paper_f:a", ["paper:a"]),
        ("paper_spot", []),
        ("", ["paper", "paper:a"]),
    ],
)
def test_an_account_is_flattened_however_it_is_spelled(typed: str, meant: list[str]) -> None:
    async def story(one: Chat) -> None:
        for account in ("paper", "paper:a"):
            await one.type(f"BTCUSDT on {account} market long 0.1 sl off 2%")
        asked = answered(await one.type(f"/flatten {typed}"))
        assert asked.asks == bool(meant)
        await one.type("yes")
        await one.clock.sleep(3)
        assert sorted([*await left(one), *meant]) == ["paper", "paper:a"]

    play(story)


def test_what_is_open_does_not_wait_for_an_account_that_opens_slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(_account: str) -> object:
        return await asyncio.Future[object]()

    async def story(one: Chat) -> None:
        await opened(one, "paper")
        monkeypatch.setattr(one.session.engine, "_open_exchange", never)
        opening = asyncio.create_task(one.session.engine.worker("paper:slow"))
        await one.clock.sleep(1)
        async with asyncio.timeout(1):
            assert (await one.session.engine.worker("Paper_F")).account == "paper"
        opening.cancel()

    play(story)


def test_the_next_line_begins_once_all_are_being_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Or it would join a position that is about to be closed with it."""
    monkeypatch.setattr(several, "AT_ONCE", 1)

    async def story(one: Chat) -> None:
        await opened(one, "paper")
        await one.type("/flatten")
        turns = Turns()

        async def line(text: str) -> None:
            async with turns.next(HOME):
                await one.type(text)

        yes = asyncio.create_task(line("yes"))
        await asyncio.sleep(0)
        await asyncio.gather(yes, line("ETHUSDT on paper market long 0.3 sl off 2%"))
        (bracket,) = await one.session.store.load()
        assert (bracket.symbol, bracket.position) == ("ETH/USDT:USDT", Decimal("0.3"))
        assert not bracket.closing

    play(story)

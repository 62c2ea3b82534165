"""Who hears of what: everybody who has a part in a bracket, each once in each place, and nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from adapters.clock import VirtualClock, run_virtual
from bot.addresses import CRITICAL, NEWS, Addresses, severity
from bot.alarms import Alarms
from bot.chat import Person, Place
from bot.troubles import TELEGRAM_TAKEN, webhook_elsewhere
from core.evolve import evolve
from core.message import Origin
from core.notices import Notice, NoticeKind
from core.people import Role
from core.people_store import MACHINE
from core.ports import Change
from tests.chat_kit import ANN, GROUP, HOME, Chat, chat, prepare
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
        assert of(one, BENS) == [line.removesuffix(", as Ben asked") for line in told]
        assert of(one, CYDS) == []

    play(story)


def test_a_chat_without_its_ticket_hears_of_which_market_and_account_and_who_joined() -> None:
    async def story(one: Chat) -> None:
        await one.type("/bind paper", place=GROUP)
        await one.type(LINE)
        await one.clock.sleep(20)
        await one.type(JOINS, BEN)
        await one.moves("BTC", "59400")
        await one.clock.sleep(5)
        lines = [line for text in one.heard(GROUP) for line in text.splitlines() if "bought" in line]
        assert lines[0] == "#1 BTC/USDT:USDT on paper entry: bought 0.01 at 60000"
        assert lines[1].startswith("#1 BTC/USDT:USDT on paper entry2: bought 0.05 at ")
        assert lines[1].endswith(", as Ben asked")
        assert next(line for line in of(one, HOME) if "bought 0.05" in line).endswith(", as Ben asked")
        assert not any("asked" in line for line in of(one, BENS))

    play(story)


def test_an_explanation_names_who_typed_and_orders_as_tickets_do() -> None:
    async def story(one: Chat) -> None:
        await one.type(LINE)
        await one.type(JOINS, BEN)
        await one.clock.sleep(5)
        await one.type("/sl 1 59000", BEN)
        await one.moves("BTC", "59400")
        await one.clock.sleep(5)
        await one.type("/cancel 1 tp1")
        for person, sl, tp in ((ANN, "Ben typed", "you typed"), (BEN, "you typed", "Ann typed")):
            told = await one.type("/why 1", person)
            assert told is not None
            assert f"{sl}: move sl to 59000" in told.text
            assert f"{tp}: cancel tp1" in told.text
            assert ("a further line joined: another entry, as Ben asked" in told.text) == (person is ANN)
            assert "entry2 is filled" in told.text
            assert "#2" not in told.text.partition("planned, and")[2]
        assert any("#1 entry2: bought 0.05" in text for text in one.heard(BENS))

    play(story)


def test_who_says_to_close_in_an_outage_hears_of_the_outage() -> None:
    async def story(one: Chat) -> None:
        await one.type(LINE, BEN)
        await one.clock.sleep(5)
        bracket = await one.session.store.bracket("1")
        assert bracket is not None
        away = Notice(NoticeKind.AWAY, text="BTC/USDT:USDT", quantity=Decimal("0.01"), lasted=timedelta(seconds=15))
        about = replace(outgoing(1), bracket="1", account="paper", notice=away)
        addresses = Addresses(one.session.store, one.kept.people)
        assert await addresses.of(about) == [str(BENS)]
        told = evolve(bracket, closing="told", told_by=f"{HOME}|{ANN.id}", version=bracket.version + 1)
        await one.session.store.save([Change(bracket.version, told, (), ())])
        assert await addresses.of(about) == [str(BENS), str(HOME)]

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


# -- alarms ------------------------------------------------------------------------------------------


@asynccontextmanager
async def alarmed(one: Chat) -> AsyncIterator[Alarms]:
    """As the bot runs them."""

    def troubles() -> Mapping[str, str]:
        return {"chat": one.screen.trouble}

    alarms = Alarms(one.session, one.post.send, one.post.post, one.kept.people, troubles)
    running = asyncio.create_task(alarms.run())
    try:
        yield alarms
    finally:
        running.cancel()


@pytest.mark.parametrize("open_there", [True, False])
def test_an_account_that_a_defect_stops_is_told_to_owners_and_to_whoever_has_something_open(open_there: bool) -> None:
    async def story(one: Chat) -> None:
        await one.type(LINE.replace("paper", "paper:other"), CYD)
        if open_there:
            await one.type(LINE, BEN)
        await one.session.engine.worker("paper")
        async with alarmed(one):
            await one.clock.sleep(5)
            before = {place: len(one.heard(place)) for place in (HOME, BENS, CYDS)}
            one.session.engine.workers["paper"]._fail(RuntimeError("a defect"))
            await one.clock.sleep(300)
            one.session.engine.workers["paper"].failed = None
        said = {place: one.heard(place)[n:] for place, n in before.items()}
        assert [("paper was stopped by a defect" in text) for text in said[HOME]] == [True]
        assert said[BENS] == (said[HOME] if open_there else [])
        assert ("#" in said[HOME][0]) is open_there
        assert said[CYDS] == []

    play(story)


def test_a_bracket_that_cannot_be_watched_is_told_to_owners_and_to_whoever_asked() -> None:
    async def story(one: Chat) -> None:
        await one.type("/bind paper", place=GROUP)
        await one.type(LINE, BEN, GROUP)
        bracket = await one.session.store.bracket("1")
        assert bracket is not None
        one.session.engine.unwatched.append((bracket, "its keys are sealed"))
        async with alarmed(one):
            await one.clock.sleep(300)
        for place in (HOME, BENS, GROUP):
            told = [text for text in one.heard(place) if "NOT watched: its keys are sealed" in text]
            assert len(told) == 1, place
        assert one.heard(CYDS) == []

    play(story)


TAKERS = [TELEGRAM_TAKEN, webhook_elsewhere("thief.example")]


@pytest.mark.parametrize("why", TAKERS)
def test_another_program_on_the_bots_token_freezes_entries_until_an_admin_resumes(why: str) -> None:
    async def story(one: Chat) -> None:
        people = one.kept.people
        object.__setattr__(one.session, "accounts", lambda: ["OKX", "Binance_F"])
        await one.type("/bind paper", place=GROUP)
        async with alarmed(one):
            one.screen.trouble = why  # our own restart
            await one.clock.sleep(30)
            one.screen.trouble = ""
            await one.clock.sleep(700)
            assert await people.halts() == []
            for n in range(200):  # one that lets us have a turn
                one.screen.trouble = "" if n % 4 else why
                await one.clock.sleep(5)
            assert [(halt.account, halt.by) for halt in await people.halts()] == [
                ("binance_f", MACHINE),
                ("okx", MACHINE),
            ]
            told = [text for text in one.heard() if "Another program takes the messages of this Chat bot" in text]
            assert len(told) == 1
            assert "No new entries on Binance_F, OKX" in told[0]
            for place in (BENS, GROUP):  # neither may know of all these accounts
                assert [text for text in one.heard(place) if "Another program" in text] == []
            await one.type("/resume Binance_F")
            await one.type("/resume OKX")
            one.screen.trouble = why
            await one.clock.sleep(300)
            assert await people.halts() == []  # an admin has decided
            one.screen.trouble = ""
            await one.clock.sleep(700)
            one.screen.trouble = why
            await one.clock.sleep(70)
            assert len(await people.halts()) == 2

    play(story)

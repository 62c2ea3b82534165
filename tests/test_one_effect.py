"""One message or tap has one effect, however often it is delivered and whatever breaks while it is answered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from adapters.clock import VirtualClock, run_virtual
from bot.chat import Place, Posted, Reply, Tap
from bot.desk import Desk
from bot.pipe import plain_text
from bot.reception import Reception
from bot.telegram import Telegram
from bot.telegram_intake import AT_ONCE
from core.people import Confirm, Identity, Preferences, Principal
from core.people_store import LiveTicket
from core.ports import Facts, StoreUnavailable, Unreachable
from tests.botapi.methods import Refusal
from tests.botapi.server import Fault
from tests.botapi.telegram import Json
from tests.chat_kit import ANN, GROUP, HOME, Chat, button, chat, prepare
from tests.fronts_kit import Desks, OnDiscord, OnTelegram, bot_on
from tests.telegram_kit import Talk
from tests.telegram_kit import play as play_talk
from tests.test_conversations import World

LINE = "BTCUSDT on paper market long 0.01 sl off 2%"
ANOTHER = "ETHUSDT on paper market long 0.1 sl off 2%"
BUSY = "database is locked"


def play(story: Callable[[Chat], Awaitable[None]]) -> None:
    async def told(clock: VirtualClock) -> None:
        async with chat(clock) as one:
            await story(one)

    prepare()
    run_virtual(told)


def play_on_telegram(story: Callable[[Desks, OnTelegram], Awaitable[None]]) -> None:
    async def told(clock: VirtualClock) -> None:
        async with bot_on("telegram", clock) as one:
            assert isinstance(one.front, OnTelegram)
            printing = asyncio.create_task(World(Desk(one.session, "nobody"), one.venue, clock, []).prints())
            try:
                await story(one, one.front)
            finally:
                printing.cancel()

    prepare()
    run_virtual(told)


def answered(reply: Reply | None) -> str:
    assert reply is not None
    return plain_text(reply)


async def symbols(one: Chat | Desks) -> list[str]:
    """Of what is open."""
    return [bracket.symbol.partition("/")[0] for bracket in await one.session.store.load()]


# -- a yes -------------------------------------------------------------------------------------------


async def _two_questions(one: Chat, place: Place = HOME) -> None:
    """A bracket, an open /flatten, and a line that waits for a yes."""
    await one.type(LINE, place=place)
    await one.clock.sleep(20)
    await one.kept.people.prefer(ANN.id, Preferences(confirm=Confirm.ALWAYS))
    assert "Close one bracket" in answered(await one.type("/flatten", place=place))
    assert "Carry it out?" in answered(await one.type(ANOTHER, place=place))


def test_one_yes_answers_one_question_however_often_it_is_delivered() -> None:
    async def story(one: Chat) -> None:
        await _two_questions(one)
        assert "#2 long 0.1 ETH" in answered(await one.type("yes", key="same"))
        for _ in range(2):
            assert "answered already" in answered(await one.type("yes", key="same"))
        await one.clock.sleep(5)
        assert await symbols(one) == ["BTC", "ETH"]
        await one.type("yes", key="another")  # the older question is answered by its own button only
        assert await symbols(one) == ["BTC", "ETH"]

    play(story)


@pytest.mark.parametrize("group", [False, True])
def test_a_yes_that_broke_off_does_what_it_was_said_to_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, *, group: bool
) -> None:
    async def story(one: Chat) -> None:
        place = GROUP if group else HOME
        if group:
            await one.type("/bind paper", place=GROUP)
        await _two_questions(one, place)
        outbox, locked = one.session.store.outbox, True

        async def read(limit: int) -> object:
            if locked:
                raise StoreUnavailable(BUSY)
            return await outbox(limit)

        monkeypatch.setattr(one.session.store, "outbox", read)
        with pytest.raises(StoreUnavailable):
            await one.type("yes", place=place, key="same")
        locked = False
        assert "carried out before: #2" in answered(await one.type("yes", place=place, key="same"))
        await one.clock.sleep(5)
        assert await symbols(one) == ["BTC", "ETH"]

    play(story)


def test_a_yes_from_before_a_restart_answers_no_question_that_was_asked_after_it() -> None:
    async def story(one: Chat) -> None:
        await one.type(LINE)
        await one.clock.sleep(20)
        written = one.clock.now()
        await one.clock.sleep(1)  # a quick restart, and both lines are delivered again
        one.reception = Reception(one.session, one.office, one.kept.letters, one.post.flushed)
        assert "Close one bracket" in answered(await one.type("/flatten", at=written))
        assert "answered already" in answered(await one.type("yes", at=written))
        await one.clock.sleep(5)
        assert await symbols(one) == ["BTC"]
        await one.type("yes")
        assert await symbols(one) == []

    play(story)


def test_a_line_that_is_delivered_again_is_not_asked_about_as_if_it_were_sent_twice() -> None:
    async def story(one: Chat) -> None:
        await one.type(LINE, key="same")
        assert "carried out before: #1" in answered(await one.type(LINE, key="same"))
        assert "The same line" in answered(await one.type(LINE, key="another"))

    play(story)


def test_a_yes_whose_answer_could_not_be_noted_is_heard_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(one: Desks, front: OnTelegram) -> None:
        await front.type(LINE)
        await one.clock.sleep(20)
        await one.kept.people.prefer("telegram:7", Preferences(confirm=Confirm.ALWAYS))
        await front.type("/flatten")
        await front.type(ANOTHER)
        show, busy = one.kept.letters.show, iter([StoreUnavailable(BUSY)])

        async def note(ticket: LiveTicket) -> None:
            for error in busy:
                raise error
            await show(ticket)

        monkeypatch.setattr(one.kept.letters, "show", note)
        before = len(front.messages())
        await front.type("yes")
        await one.clock.sleep(5)
        assert await symbols(one) == ["BTC", "ETH"]
        assert sum("#2 long 0.1 ETH" in said for said in front.messages()[before:]) == 1
        assert {ticket.bracket for ticket in await one.kept.letters.tickets()} == {"1", "2"}

    play_on_telegram(story)


# -- what waits for an answer that cannot be shown ---------------------------------------------------

FLOODED = 40.0


def _flooded(front: OnTelegram) -> None:
    """Whatever is sent now is refused for a while, and again."""
    refusal = Refusal(429, f"Too Many Requests: retry after {FLOODED:.0f}", retry_after=int(FLOODED))
    front.api.faults.append(Fault("sendMessage", refusal, 2))


async def _ticket(one: Desks, front: OnTelegram) -> Json:
    await front.type(LINE)
    await one.clock.sleep(5)
    return [m for m in front.ann.home.messages.values() if m.get("reply_markup")][-1]


@pytest.mark.parametrize("way", ["command", "tap"])
def test_a_close_does_not_wait_until_an_earlier_answer_could_be_shown(way: str) -> None:
    async def story(one: Desks, front: OnTelegram) -> None:
        ticket = await _ticket(one, front)
        before = len(_answers(front))
        _flooded(front)
        front.ann.types("/price BTCUSDT")
        await one.clock.sleep(0.5)
        if way == "command":
            front.ann.types("/close 1")
        else:
            front.ann.taps(ticket, "Close")
        await one.clock.sleep(5)
        assert await symbols(one) == []
        assert _answers(front)[before:] == []
        await front.idle()
        assert any("BTC/USDT:USDT on paper 60000" in m["text"] for m in _answers(front)[before:])

    play_on_telegram(story)


def test_a_close_does_not_wait_until_earlier_lines_could_be_answered() -> None:
    """What happened before an answer is told first, and Telegram takes a message a second."""

    async def story(one: Desks, front: OnTelegram) -> None:
        await front.type(LINE)
        await one.clock.sleep(20)
        for n in range(4):
            front.ann.types(f"BTCUSDT on paper move sl to 5{n}000")
        typed = one.clock.now()
        front.ann.types("/close 1")
        while await symbols(one):
            await one.clock.sleep(0.05)
        assert one.clock.now() - typed < timedelta(seconds=1)

    play_on_telegram(story)


def _answers(front: OnTelegram) -> list[Json]:
    return [m for m in front.ann.home.messages.values() if m["from"]["is_bot"]]


def test_answers_are_shown_in_the_order_of_what_they_answer() -> None:
    async def story(one: Desks, front: OnTelegram) -> None:
        sender = cast("Telegram", front.end)._sender
        blocked, send = asyncio.Event(), sender.send

        async def sent(place: Place, reply: Reply, to: str = "") -> Posted:
            if "BTC" in reply.text:
                await blocked.wait()
            return await send(place, reply, to)

        sender.send = sent  # type: ignore[method-assign]  # a platform that hangs for one answer
        for line in ("/price BTCUSDT", "/price ETHUSDT"):
            front.ann.types(line)
        await one.clock.sleep(5)
        assert _answers(front) == []
        blocked.set()
        await front.idle()
        assert [m["text"].split()[0] for m in _answers(front)] == ["BTC/USDT:USDT", "ETH/USDT:USDT"]

    play_on_telegram(story)


def test_a_secret_is_deleted_before_an_earlier_answer_could_be_shown() -> None:
    async def story(one: Desks, front: OnTelegram) -> None:
        secret = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"  # noqa: S105  # no key of anybody
        _flooded(front)
        front.ann.types("/price BTCUSDT")
        front.ann.types(secret)
        await one.clock.sleep(5)
        assert front.ann.home.texts == ["/price BTCUSDT"]
        await front.idle()
        assert "burned" in _answers(front)[-1]["text"]

    play_on_telegram(story)


def test_chats_whose_answers_cannot_be_shown_take_no_room_from_others() -> None:
    async def story(t: Talk) -> None:
        people = [t.world.person(100 + n, f"P{n}") for n in range(AT_ONCE + 1)]
        *stuck, free = people
        blocked, send = asyncio.Event(), t.bot._sender.send

        async def sent(place: Place, reply: Reply, to: str = "") -> Posted:
            if place.chat != str(free.id):
                await blocked.wait()
            return await send(place, reply, to)

        t.bot._sender.send = sent  # type: ignore[method-assign]  # a platform that hangs for some chats
        await t.starts()
        for person in stuck:
            person.types("one")
            person.types("two")
        await t.until(lambda: len(t.ear.heard) == 2 * AT_ONCE)
        free.types("me too")
        await t.until(lambda: free.home.texts == ["me too", "heard: me too"])
        blocked.set()
        await t.all_done()
        assert {tuple(p.home.texts) for p in stuck} == {("one", "two", "heard: one", "heard: two")}

    play_talk(story)


def test_an_answer_that_a_crash_kept_from_being_shown_comes_after_it_and_nothing_is_done_twice() -> None:
    async def story(t: Talk) -> None:
        blocked = asyncio.Event()

        async def sent(*_given: object) -> Posted:
            await blocked.wait()
            raise AssertionError("it has died")

        t.bot._sender.send = sent  # type: ignore[assignment, method-assign]  # a platform that hangs
        await t.starts()
        t.ann.types("one")
        t.ann.types("two")
        await t.until(lambda: t.ear.texts == ["one", "two"])
        assert len(await t.store.pending_updates("4242")) == 2
        await t.lives_again()
        await t.all_done()
        assert t.ann.home.texts == ["one", "two", "heard: one", "heard: two"]
        assert len({m.key for m in t.ear.heard}) == 2  # by which the reception knows them again

    play_talk(story)


def test_a_part_of_an_answer_that_was_shown_is_not_shown_again() -> None:
    async def story(t: Talk) -> None:
        t.ear.answer = lambda m: Reply(m.text, more=(Reply("more"), Reply("the end")))
        send, broken = t.bot._sender.send, iter([RuntimeError("a defect")])

        async def sent(place: Place, reply: Reply, to: str = "") -> Posted:
            if reply.text == "more":
                for error in broken:
                    raise error
            return await send(place, reply, to)

        t.bot._sender.send = sent  # type: ignore[method-assign]  # no fault of the platform's
        await t.starts()
        t.ann.types("one")
        await t.all_done()
        assert t.ann.home.texts == ["one", "one", "more", "the end"]
        assert t.ear.texts == ["one"]

    play_talk(story)


@pytest.mark.parametrize(("behind", "away"), [(timedelta(minutes=2), False), (timedelta(minutes=11), True)])
def test_a_tap_is_as_old_as_it_was_when_it_came_unless_we_are_slower_than_anybody_waits(
    behind: timedelta, *, away: bool
) -> None:
    async def story(one: Chat) -> None:
        close = button(await one.type(LINE), "Close")
        pressed = one.clock.now()
        await one.clock.sleep(behind.total_seconds())
        old = Tap("t", pressed, HOME, ANN, close.data, "", True, pressed + timedelta(seconds=50))
        assert ("while I was away" in answered(await one.reception.tap(old))) is away
        older = replace(old, key="u", taken=pressed + timedelta(seconds=70))
        assert ("while I was away" in answered(await one.reception.tap(older))) is True

    play(story)


def test_on_discord_a_line_does_not_wait_until_an_earlier_answer_could_be_shown() -> None:
    async def told(clock: VirtualClock) -> None:
        async with bot_on("discord", clock) as one:
            assert isinstance(one.front, OnDiscord)
            printing = asyncio.create_task(World(Desk(one.session, "nobody"), one.venue, clock, []).prints())
            await one.front.type(LINE)
            await clock.sleep(5)
            channel = one.front._library.channel
            send, free = channel.send, asyncio.Event()

            async def sent(**shown: object) -> object:
                await free.wait()
                return await send(**shown)

            channel.send = sent  # type: ignore[method-assign]  # a platform that hangs
            before = len(one.front.messages())
            typing = [asyncio.create_task(one.front.type(line)) for line in ("/price BTCUSDT", "/close 1")]
            await clock.sleep(5)
            assert await symbols(one) == []
            free.set()
            await asyncio.gather(*typing)
            await clock.sleep(5)
            said = one.front.messages()[before:]
            assert any("BTC/USDT:USDT on paper 60000" in text for text in said)
            printing.cancel()

    prepare()
    run_virtual(told)


@pytest.mark.parametrize("carried_out", [True, False])
def test_what_comes_again_long_after_is_told_as_what_became_of_it(*, carried_out: bool) -> None:
    async def story(one: Chat) -> None:
        written = one.clock.now()
        if carried_out:
            await one.type(LINE, key="same")
        await one.clock.sleep(11 * 60)
        again = answered(await one.type(LINE, key="same", at=written))
        assert ("carried out before: #1" in again) is carried_out
        assert ("E-LATE" in again) is not carried_out
        assert await symbols(one) == ["BTC"] * carried_out
        assert "E-LATE" in answered(await one.type("/close 1", at=written))

    play(story)


# -- a tap that was refused --------------------------------------------------------------------------


def test_a_tap_that_was_refused_can_be_repeated_and_acts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(one: Chat) -> None:
        close = button(await one.type("BTCUSDT on paper market long 0.02 sl off 2%"), "Close 50 %")
        exchange = one.session.engine.workers["paper"].exchange
        with monkeypatch.context() as away:

            async def facts(_name: str) -> Facts:
                raise Unreachable("maintenance")

            away.setattr(exchange, "facts", facts)
            for _ in range(2):
                assert "E-UNREACHABLE" in answered(await one.tap(close)).splitlines()[0]
        both = await asyncio.gather(one.tap(close), one.tap(close))
        assert sorted("before" in answered(reply) for reply in both) == [False, True]
        await one.clock.sleep(3)
        assert "It has changed since" in answered(await one.tap(close))
        (bracket,) = await one.session.store.load()
        assert str(bracket.tradable) == "0.01"

    play(story)


def test_what_was_refused_is_refused_again_in_the_same_words() -> None:
    async def story(one: Chat) -> None:
        line = "XXXUSDT on paper market long 1"
        first, again = [answered(await one.type(line, key="same")) for _ in range(2)]
        assert first.splitlines()[0].startswith("✗ E-SYMBOL  XXXUSDT is not traded on paper")
        assert again.splitlines()[0] == "✗ E-SYMBOL  XXXUSDT is not traded on paper"
        assert "before" not in again

    play(story)


# -- what somebody else wrote ------------------------------------------------------------------------


def test_what_an_inline_bot_wrote_is_a_draft_and_no_yes() -> None:
    async def story(one: Desks, front: OnTelegram) -> None:
        await front.type(LINE)
        await one.clock.sleep(20)
        await front.type("/flatten")
        via = {"id": 77, "is_bot": True, "first_name": "Other", "username": "other_bot"}
        for text in ("yes", ANOTHER):
            front.ann.types(text, via=via)
            await front.idle()
        assert await symbols(one) == ["BTC"]
        assert "is only a draft" in front.messages()[-1]
        await front.type("yes")
        assert await symbols(one) == ["BTC", "ETH"]

    play_on_telegram(story)


@pytest.mark.parametrize(
    ("old", "said"),
    [
        (timedelta(minutes=3, seconds=5), "only a draft.  This one was written 3 min 5 s ago"),
        (timedelta(hours=23), "only a draft.  This one was written 23 h ago"),
        (timedelta(seconds=-2), "only a draft.  This one was written 0 s ago"),
        (timedelta(days=9), "That was written 216 h ago, too long to trade on it; nothing was sent."),
    ],
)
def test_a_forwarded_signal_tells_its_age_and_dies_of_it(old: timedelta, said: str) -> None:
    async def story(one: Chat) -> None:
        reply = await one.type(LINE, forwarded=one.clock.now() - old)
        assert said in answered(reply)
        assert reply is not None
        assert reply.asks is (old < timedelta(days=1))
        await one.type("yes")
        assert len(await one.session.store.load()) == (old < timedelta(days=1))

    play(story)


def test_a_line_of_ones_own_whose_price_moved_is_not_called_forwarded() -> None:
    async def story(one: Chat) -> None:
        await one.kept.people.prefer(ANN.id, Preferences(confirm=Confirm.ALWAYS))
        await one.type(LINE)
        await one.moves("BTC", "60600")
        again = answered(await one.type("yes"))
        assert "moved from 60000 to 60600 meanwhile" in again.splitlines()[0]
        assert "Carry it out?" in again
        assert "forwarded" not in again

    play(story)


# -- who writes --------------------------------------------------------------------------------------


def test_nothing_new_is_kept_of_whoever_tells_nothing_new(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(one: Chat) -> None:
        german = replace(ANN, locale="de")
        await one.type("/price BTCUSDT", german)
        meet, met = one.kept.people.meet, list[Identity]()

        async def noted(identity: Identity) -> Principal:
            met.append(identity)
            return await meet(identity)

        monkeypatch.setattr(one.kept.people, "meet", noted)
        for person in (german, replace(ANN, locale=""), replace(ANN, name="")):
            await one.type("/price BTCUSDT", person)
        assert met == []
        await one.type("/price BTCUSDT", replace(german, name="Anna"))
        assert [identity.name for identity in met] == ["Anna"]

    play(story)

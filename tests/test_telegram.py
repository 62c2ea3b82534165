"""The Telegram front end against the stand-in: what is heard, what is shown, and that no message is lost."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.chat import Button, Message, Reply, Table, Tap
from bot.telegram_intake import AT_ONCE
from tests.telegram_kit import ECHO, Talk, play

TWO = ((Button("Move SL", "ms.1", asks="New stop: a price"), Button("Close", "cl.1")),)


def test_a_line_is_heard_and_answered() -> None:
    async def story(t: Talk) -> None:
        await t.starts()
        t.ann.types("BTCUSDT on my_paper_account market long <0.1> & *no markup* https://x.example")
        await t.all_done()
        (message,) = t.ear.heard
        assert (message.key, message.id) == ("telegram:4242:message:7:1", "1")
        assert (str(message.place), message.person.id, message.person.name) == ("telegram:7", "telegram:7", "Ann")
        assert (message.person.locale, message.at, message.private) == ("de", t.clock.at, True)
        assert (message.forwarded, message.edited, message.anonymous, message.admin) == (None, False, False, False)
        assert t.ann.home.texts[-1] == ECHO + message.text
        assert t.api.methods.calls[-1][1]["chat_id"] == "7"
        assert "_preview" not in t.ann.home.messages[2]

    play(story)


def test_who_writes_where_and_how_is_told() -> None:
    async def story(t: Talk) -> None:
        await t.starts()
        group, forum = t.world.group("Desk"), t.world.group("Forum", "supergroup", 5)
        channel = t.world.group("Signals", "channel")
        t.world.privacy = False
        before = t.clock.at - timedelta(hours=2)
        t.ann.types("signal", forwarded=before)
        t.ann.types("a photo's words", caption=True)
        t.ann.edits(t.ann.home.messages[1], "another signal")
        t.ann.types("in the group", group)
        t.ann.types("in a topic", forum, topic=5)
        t.ann.types("an answer", group, topic=9)
        t.ann.types("as the group", group, anonymously=True)
        t.world.post(channel, "as the channel")
        await t.all_done()
        heard = {m.text: m for m in t.ear.heard}
        assert heard["signal"].forwarded == before
        assert heard["a photo's words"].private
        assert (heard["another signal"].edited, heard["another signal"].id) == (True, "1")
        assert heard["another signal"].key.startswith("telegram:4242:edited_message:7:1:")
        assert (str(heard["in the group"].place), heard["in the group"].private) == (f"telegram:{group.id}", False)
        assert str(heard["in a topic"].place) == f"telegram:{forum.id}/5"
        assert str(heard["an answer"].place) == f"telegram:{group.id}"  # its thread is only who answers whom
        assert heard["as the group"].anonymous
        assert heard["as the group"].person.id == f"telegram:{group.id}"
        assert (heard["as the channel"].anonymous, heard["as the channel"].private) == (True, False)
        assert heard["as the channel"].key == f"telegram:4242:channel_post:{channel.id}:1"
        assert [m.anonymous for m in t.ear.heard].count(True) == 2
        shown = next(m for m in forum.messages.values() if m.get("text") == ECHO + "in a topic")
        assert (shown["message_thread_id"], shown["reply_to_message"]["text"]) == (5, "in a topic")

    play(story)


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("/close@bracketeer_bot 12", ["/close 12"]),
        ("/close@BRACKETEER_BOT", ["/close"]),
        ("/close@another_bot 12", []),
        ("@bracketeer_bot BTCUSDT on paper market long 1", ["BTCUSDT on paper market long 1"]),
        ("@bracketeer_bot, /help", ["/help"]),
        ("/mail me@bracketeer_bot", ["/mail me@bracketeer_bot"]),
        ("just talk", []),
    ],
)
def test_in_a_group_only_what_is_for_us_is_heard(typed: str, heard: list[str]) -> None:
    async def story(t: Talk) -> None:
        await t.starts()
        t.ann.types(typed, t.world.group("Desk"))
        t.ann.types("the end")
        await t.all_done()
        assert t.ear.texts == [*heard, "the end"]

    play(story)


def test_what_has_no_text_is_passed_over() -> None:
    async def story(t: Talk) -> None:
        await t.starts()
        sticker = {
            "date": t.world.now(),
            "from": t.ann.user,
            "message_id": 9,
            "chat": t.ann.home.json(),
            "sticker": None,
        }
        t.api.tell("message", sticker)
        t.ann.types("after it")
        await t.all_done()
        assert t.ear.texts == ["after it"]

    play(story)


def test_an_update_that_nobody_can_read_keeps_none_away() -> None:
    async def story(t: Talk) -> None:
        await t.starts()
        t.api.tell("message", {"message_id": "?", "chat": 3})
        t.ann.types("after it")
        await t.until(lambda: t.ear.texts == ["after it"])

    play(story)


# -- none lost, none twice, in order -----------------------------------------------------------------


def test_what_was_saved_before_a_kill_is_handled_after_it_and_first() -> None:
    async def story(t: Talk) -> None:
        stuck = asyncio.Event()

        async def hang(_: Message) -> None:
            await stuck.wait()

        t.ear.before = hang
        await t.starts()
        t.ann.types("one")
        t.ann.types("two")
        await t.until(lambda: t.ear.texts == ["one"] and not t.api.waiting)  # Telegram will not send them again
        await t.dies()
        t.ann.types("three")
        t.ear.before = None
        t.bot = t.born()
        await t.starts()
        await t.all_done()
        assert t.ear.texts == ["one", "one", "two", "three"]
        assert t.ear.heard[0].key == t.ear.heard[1].key  # what was begun comes again as the same message
        assert [text for text in t.ann.home.texts if ECHO in text] == [ECHO + n for n in ("one", "two", "three")]

    play(story)


def test_what_was_not_saved_is_sent_again_by_telegram(monkeypatch: pytest.MonkeyPatch) -> None:
    from core.ports import StoreUnavailable

    async def story(t: Talk) -> None:
        takes = t.store.take_updates
        refusals = iter([StoreUnavailable("disk full"), StoreUnavailable("disk full")])

        async def take(*given: Any) -> None:
            for refusal in refusals:
                raise refusal
            await takes(*given)

        monkeypatch.setattr(t.store, "take_updates", take)
        t.ann.types("one")
        await t.starts()
        await t.all_done()
        assert t.ear.texts == ["one"]

    play(story)


def test_what_was_cut_off_is_handled_when_receiving_begins_anew() -> None:
    async def story(t: Talk) -> None:
        async def hang(_: Message) -> None:
            await asyncio.Event().wait()

        t.ear.before = hang
        await t.starts()
        t.ann.types("one")
        await t.until(lambda: t.ear.texts == ["one"])
        assert t.running is not None
        t.running.cancel()
        for task in t.bot._intake._tasks:  # as when they did not end in time
            task.cancel()
        await asyncio.gather(t.running, return_exceptions=True)
        t.ear.before = None
        await t.starts()
        await t.all_done()
        assert t.ear.texts == ["one", "one"]

    play(story)


def test_what_was_handled_is_not_handled_again_after_a_restart() -> None:
    async def story(t: Talk) -> None:
        await t.starts()
        t.ann.types("one")
        await t.all_done()
        await t.lives_again()
        t.ann.types("two")
        await t.all_done()
        assert t.ear.texts == ["one", "two"]

    play(story)


def test_each_chat_keeps_its_order_and_none_waits_for_another() -> None:
    async def story(t: Talk) -> None:
        slow, under_way, most = asyncio.Event(), 0, 0

        async def wait(message: Message) -> None:
            nonlocal under_way, most
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0)
            if message.text == "slow":
                await slow.wait()
            under_way -= 1

        t.ear.before = wait
        people = [t.world.person(100 + n, f"P{n}") for n in range(20)]
        people[0].types("slow")
        people[0].types("after slow")
        for number in range(10):
            for person in people[1:]:
                person.types(str(number))
        await t.starts()
        await t.until(lambda: len(t.ear.heard) == 191)
        assert people[0].home.texts == ["slow", "after slow"]
        slow.set()
        await t.all_done()
        for person in people[1:]:
            assert [m.text for m in t.ear.heard if m.place.chat == person.id] == [str(n) for n in range(10)]
        assert t.ear.texts[-1] == "after slow"
        assert 1 < most <= AT_ONCE
        assert t.api.methods.flood is not None
        assert t.api.methods.flood.refused == 0  # 200 answers, and Telegram never had to say no

    play(story)


def test_a_message_that_could_not_be_handled_is_tried_again_and_then_left_for_the_next_start() -> None:
    async def story(t: Talk) -> None:
        broken = 2

        async def fail(message: Message) -> None:
            nonlocal broken
            if message.text == "twice" and broken:
                broken -= 1
                raise RuntimeError("no luck")
            if message.text == "never":
                raise RuntimeError("no luck at all")

        t.ear.before = fail
        await t.starts()
        for text in ("twice", "never", "fine"):
            t.ann.types(text)
        await t.until(lambda: "fine" in t.ear.texts)
        await t.bot._intake.idle()
        assert t.ear.texts == ["twice"] * 3 + ["never"] * 4 + ["fine"]
        assert len({m.key for m in t.ear.heard}) == 3
        assert len(await t.store.pending_updates("4242")) == 1
        t.ear.before = None
        await t.lives_again()
        await t.until(lambda: ECHO + "never" in t.ann.home.texts)

    play(story)


# -- buttons -----------------------------------------------------------------------------------------


def test_a_tap_is_answered_and_its_reply_shown_where_it_belongs() -> None:
    async def story(t: Talk) -> None:
        t.ear.answer = lambda m: Reply(m.text, buttons=TWO, ticket="b1")
        t.ear.tapped = lambda _: Reply("half closed", update=True, ticket="b1", buttons=TWO)
        await t.starts()
        t.ann.types("ticket")
        await t.all_done()
        shown = t.ann.home.messages[2]
        assert t.ear.tickets == [("b1", "telegram:7", "2")]
        query = t.ann.taps(shown, "Close")
        await t.all_done()
        (tap,) = t.ear.taps
        assert (tap.data, tap.message, tap.key) == ("cl.1", "2", f"telegram:4242:callback_query:7:{query.id}")
        assert (tap.private, tap.at, tap.person.id) == (True, t.clock.at, "telegram:7")
        assert query.answer == {"text": "", "alert": False}
        assert t.ann.home.messages[2]["text"].endswith("half closed")
        assert len(t.ann.home.messages) == 2
        t.ann.taps(t.ann.home.messages[2], "Close")  # the same again: an unchanged edit is no error
        await t.all_done()
        assert len(t.ann.home.messages) == 2

    play(story)


def test_a_reply_in_place_of_what_is_away_comes_anew() -> None:
    async def story(t: Talk) -> None:
        t.ear.answer = lambda m: Reply(m.text, buttons=TWO)
        t.ear.tapped = lambda _: Reply("closed", update=True, ticket="b1")
        await t.starts()
        t.ann.types("ticket")
        await t.all_done()
        ticket = t.ann.home.messages[2]
        t.ann.taps(ticket, "Close")
        del t.ann.home.messages[2]
        await t.all_done()
        assert t.ann.home.texts == ["ticket", "closed"]
        assert t.ear.tickets == [("b1", "telegram:7", "3")]

    play(story)


def test_a_refused_tap_says_so_in_its_bubble() -> None:
    async def story(t: Talk) -> None:
        t.ear.answer = lambda m: Reply(m.text, buttons=TWO)
        t.ear.tapped = lambda _: Reply("too old: nothing was sent", refused=True)
        await t.starts()
        t.ann.types("ticket")
        await t.all_done()
        query = t.ann.taps(t.ann.home.messages[2], "Close")
        await t.all_done()
        assert query.answer == {"text": "too old: nothing was sent", "alert": True}
        assert len(t.ann.home.messages) == 2

    play(story)


def test_a_slow_tap_is_answered_before_it_is_carried_out() -> None:
    async def story(t: Talk) -> None:
        free = asyncio.Event()
        t.ear.before_tap = lambda _: free.wait()
        t.ear.answer = lambda m: Reply(m.text, buttons=TWO)
        await t.starts()
        t.ann.types("ticket")
        await t.all_done()
        query = t.ann.taps(t.ann.home.messages[2], "Close")
        await t.until(lambda: query.answer is not None)
        assert not t.ear.taps
        free.set()
        await t.all_done()
        assert t.ann.home.texts[-1] == "did cl.1"

    play(story, bubble=0.01)


def test_a_tap_that_telegram_forgot_is_carried_out_all_the_same() -> None:
    async def story(t: Talk) -> None:
        t.ear.answer = lambda m: Reply(m.text, buttons=TWO)
        await t.starts()
        t.ann.types("ticket")
        await t.all_done()
        query = t.ann.taps(t.ann.home.messages[2], "Close", old=True)
        t.world.queries.clear()  # "query is too old and response timeout expired or query ID is invalid"
        await t.all_done()
        assert (query.answer, t.ann.home.texts[-1]) == (None, "did cl.1")

    play(story)


def asks(tap: Tap) -> Reply | None:
    """As the reception answers a button that asks: whoever may is asked."""
    return Reply(f"did {tap.data}") if " " in tap.data else None


def test_a_button_that_asks_takes_the_line_that_answers_it_even_after_a_restart() -> None:
    async def story(t: Talk) -> None:
        t.ear.answer, t.ear.tapped = lambda m: Reply(m.text, buttons=TWO), asks
        group = t.world.group("Desk")
        ben = t.world.person(8, "Ben <b>")
        await t.starts()
        t.ann.types("/ticket", group)
        await t.all_done()
        query = ben.taps(group.messages[2], "Move SL…")
        await t.all_done()
        prompt = group.messages[3]
        assert query.answer == {"text": "", "alert": False}
        assert prompt["text"] == "\u200bBen <b>: New stop: a price"
        asked = {"force_reply": True, "selective": True, "input_field_placeholder": "New stop: a price"}
        assert prompt["_reply_markup"] == asked
        assert [tap.data for tap in t.ear.taps] == ["ms.1"]  # who may not is told so, and no prompt fills the chat
        await t.lives_again()
        ben.types("63000", group, to=prompt)
        await t.all_done()
        *_, tap = t.ear.taps
        assert (tap.data, tap.message, tap.person.id) == ("ms.1 63000", "2", "telegram:8")
        assert tap.key == "telegram:4242:message:" + f"{group.id}:4"
        assert group.texts[-1] == "did ms.1 63000"

    play(story)


def test_whoever_may_not_is_told_so_and_asked_nothing() -> None:
    async def story(t: Talk) -> None:
        t.ear.answer = lambda m: Reply(m.text, buttons=TWO)
        t.ear.tapped = lambda _: Reply("no", refused=True, alone=True)
        group = t.world.group("Desk")
        mallory = t.world.person(8, "Mallory")
        await t.starts()
        t.ann.types("/ticket", group)
        await t.all_done()
        before = list(group.texts)
        queries = [mallory.taps(group.messages[2], "Move SL…") for _ in range(3)]
        await t.all_done()
        assert group.texts == before
        assert [query.answer for query in queries] == [{"text": "no", "alert": True}] * 3

    play(story)


def test_only_an_own_new_line_answers_a_prompt() -> None:
    async def story(t: Talk) -> None:
        t.ear.answer, t.ear.tapped = lambda m: Reply(m.text, buttons=TWO), asks
        await t.starts()
        t.ann.types("ticket")
        await t.all_done()
        t.ann.taps(t.ann.home.messages[2], "Move SL…")
        await t.all_done()
        prompt = t.ann.home.messages[3]
        line = t.ann.types("forwarded", to=prompt, forwarded=t.clock.at)
        t.ann.edits(line, "edited")
        t.ann.types("/help", to=prompt)
        forged = t.world.person(8, "Mallory").types("look here", t.ann.home)
        forged["entities"] = prompt["entities"]
        t.ann.types("as told by somebody else", to=forged)
        await t.all_done()
        assert [tap.data for tap in t.ear.taps] == ["ms.1"]
        assert t.ear.texts[1:] == ["forwarded", "edited", "/help", "look here", "as told by somebody else"]

    play(story)


# -- what replies want -------------------------------------------------------------------------------


def test_a_reply_is_shown_as_it_wants() -> None:
    table = Table("", ("id", "account"), (("b_1", "Binance_F"),))
    replies = {
        "quiet": Reply("psst", quiet=True),
        "secret": Reply("burned: revoke that key", forget=True),
        "nothing": None,
        "empty": Reply(),
        "table": Reply(table=table),
        "long": Reply("\n".join(f"line {n} " + "x" * 90 for n in range(100)), buttons=TWO),
    }

    async def story(t: Talk) -> None:
        t.ear.answer = lambda m: replies[m.text]
        await t.starts()
        for text in replies:
            t.ann.types(text)
        await t.all_done()
        assert t.ann.home.messages[7]["_silent"]
        assert "secret" not in t.ann.home.texts
        assert "burned: revoke that key" in t.ann.home.texts
        shown = {n: m for n, m in t.ann.home.messages.items() if m["from"]["is_bot"]}
        assert [m["text"] for m in shown.values()][2] == "id   account\nb_1  Binance_F"
        parts = list(shown.values())[3:]
        assert [len(m["text"]) <= 4096 for m in parts] == [True] * 3
        assert "".join(m["text"] for m in parts).count("line ") == 100
        assert ["reply_markup" in m for m in parts] == [False, False, True]
        assert len(shown) == 6

    play(story)

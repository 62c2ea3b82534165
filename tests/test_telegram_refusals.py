"""What Telegram, the network and other programs refuse the front end, and what it makes of it."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import Button, Gone, Place, Reply, Undelivered
from bot.logs import set_up_logs
from bot.pace import Pace
from bot.telegram_menu import LONGEST, entries, menus
from bot.telegram_receiving import Look, undelivered
from bot.telegram_sender import ALL, rate
from bot.telegram_webhook import HEADER, Webhook
from core.ports import StoreUnavailable
from tests.botapi.flood import Flood
from tests.botapi.methods import Refusal, bad
from tests.botapi.server import TOKEN, Fault, Went
from tests.botapi.swift import SwiftClock
from tests.telegram_kit import ECHO, PUBLIC, Talk, play

HOME = Place("telegram", "7")
HELLO = Reply("hello")

# -- the verbs ---------------------------------------------------------------------------------------

Verb = Callable[[Talk], Awaitable[object]]
VERBS: dict[str, Verb] = {
    "send": lambda t: t.bot.send(HOME, HELLO),
    "send to nobody": lambda t: t.bot.send(Place("telegram", "999"), HELLO),
    "send to a topic": lambda t: t.bot.send(Place("telegram", str(t.world.group("F", "supergroup", 5).id), "6"), HELLO),
    "edit": lambda t: t.bot.edit(HOME, "1", HELLO),
    "edit what is away": lambda t: t.bot.edit(HOME, "99", HELLO),
    "delete what is away": lambda t: t.bot.delete(HOME, "99"),
}


@pytest.mark.parametrize(
    ("verb", "says"),
    [
        ("send to nobody", "Chat not found"),
        ("send to a topic", "Message thread not found"),
        ("edit", "Message can't be edited"),
        ("edit what is away", "Message to edit not found"),
    ],
)
def test_what_is_away_is_gone(verb: str, says: str) -> None:
    async def story(t: Talk) -> None:
        t.ann.types("mine")
        with pytest.raises(Gone, match=says):
            await VERBS[verb](t)

    play(story)


def test_who_blocked_the_bot_is_gone_and_nobody_else() -> None:
    async def story(t: Talk) -> None:
        ben = t.world.person(8, "Ben")
        await t.starts()
        t.ann.types("one")
        t.ann.blocks()
        with pytest.raises(Gone, match="Forbidden: bot was blocked by the user"):
            await t.bot.send(HOME, HELLO)
        ben.types("two")
        await t.all_done()
        assert ben.home.texts[-1] == ECHO + "two"

    play(story)


def test_what_is_as_wanted_already_is_no_error() -> None:
    async def story(t: Talk) -> None:
        posted = await t.bot.send(HOME, HELLO)
        await t.bot.edit(HOME, posted.ids[-1], HELLO)
        await t.bot.edit(HOME, posted.ids[-1], Reply("other"))
        await t.bot.delete(HOME, posted.ids[-1])
        await t.bot.delete(HOME, posted.ids[-1])
        assert not t.ann.home.messages

    play(story)


@pytest.mark.parametrize("went", [Went.HUNG, Went.RESET, Went.BAD_GATEWAY, Went.LOST])
@pytest.mark.parametrize("method", ["sendMessage", "editMessageText", "deleteMessage"])
def test_a_lost_answer_is_uncertain(method: str, went: Went) -> None:
    async def story(t: Talk) -> None:
        posted = await t.bot.send(HOME, HELLO)
        t.api.faults.append(Fault(method, went))
        bot = t.born(reading=0.1) if went is Went.HUNG else t.bot  # nobody else hurries
        verbs: dict[str, Callable[[], Awaitable[object]]] = {
            "sendMessage": lambda: bot.send(HOME, Reply("two")),
            "editMessageText": lambda: bot.edit(HOME, posted.ids[0], Reply("two")),
            "deleteMessage": lambda: bot.delete(HOME, posted.ids[0]),
        }
        with pytest.raises(Undelivered) as raised:
            await verbs[method]()
        await bot.aclose()
        assert raised.value.uncertain
        done = {"sendMessage": ["hello", "two"], "editMessageText": ["two"], "deleteMessage": []}[method]
        assert t.ann.home.texts == (done if went is Went.LOST else ["hello"])
        assert TOKEN not in str(raised.value)

    play(story)


def test_what_never_left_is_certain() -> None:
    async def story(t: Talk) -> None:
        await t.bot.aclose()
        t.bot = t.born(base_url="http://127.0.0.1:1/bot")
        with pytest.raises(Undelivered) as raised:
            await t.bot.send(HOME, HELLO)
        assert not raised.value.uncertain

    play(story)


def test_an_answer_is_shown_again_until_it_is_shown() -> None:
    async def story(t: Talk) -> None:
        t.api.faults.append(Fault("sendMessage", Went.BAD_GATEWAY, 3))
        await t.starts()
        t.ann.types("one")
        await t.all_done()
        assert t.ann.home.texts == ["one", ECHO + "one"]

    play(story)


def test_flood_is_waited_out_and_told() -> None:
    async def story(t: Talk) -> None:
        t.api.faults.append(Fault("sendMessage", Refusal(429, "Too Many Requests: retry after 17", retry_after=17)))
        with pytest.raises(Undelivered) as raised:
            await t.bot.send(HOME, HELLO)
        assert (raised.value.retry_after, raised.value.uncertain) == (17, False)
        asked = len(t.api.methods.calls)
        with pytest.raises(Undelivered) as raised:
            await t.bot.send(HOME, HELLO)
        assert raised.value.retry_after == 17
        assert len(t.api.methods.calls) == asked  # not even asked, because asking makes it longer
        await t.starts()
        began = t.clock.at
        t.ann.types("one")
        await t.all_done()
        assert t.ann.home.texts[-1] == ECHO + "one"
        assert t.clock.at - began >= timedelta(seconds=17)

    play(story)


@given(st.lists(st.sampled_from(["7", "8", "-5"]), max_size=120), st.floats(0, 2))
def test_our_pace_never_floods(chats: list[str], between: float) -> None:
    clock, flood = SwiftClock(), Flood()
    pace = Pace(clock, rate, ALL)
    for chat in chats:
        clock.at += timedelta(seconds=between)
        for _ in range(3):
            wait = pace.wait(chat)
            if wait == 0:
                break
            clock.at += timedelta(seconds=wait)
        else:
            raise AssertionError("waited in vain")
        assert flood.wait(chat, clock.at) == 0


def test_what_telegram_does_not_take_as_we_wrote_it_comes_plain() -> None:
    async def story(t: Talk) -> None:
        await t.bot.send(HOME, Reply("stop filled", buttons=((Button("Why", "x" * 65),),)))
        t.api.faults.append(Fault("sendMessage", Refusal(400, "Bad Request: can't parse entities: who knows")))
        await t.bot.send(HOME, Reply("a < b", mono=True))
        assert t.ann.home.texts == ["stop filled", "a < b"]

    play(story)


def test_a_group_is_followed_to_its_new_id() -> None:
    moves: list[tuple[str, str]] = []

    async def moved(old: str, new: str) -> None:
        moves.append((old, new))

    async def story(t: Talk) -> None:
        told, found = t.world.group("Told", "group"), t.world.group("Found out", "group")
        await t.starts()
        new = t.world.upgrade(told)
        await t.all_done()
        assert len(moves) == 1
        t.world.tell = lambda _kind, _content: None
        late = t.world.upgrade(found)
        for old in (told, found):
            await t.bot.send(Place("telegram", str(old.id)), HELLO)
        assert (new.texts, late.texts) == (["hello"], ["hello"])
        assert moves == [(f"telegram:{a.id}", f"telegram:{b.id}") for a, b in ((told, new), (found, late))]

    play(story, moved=moved)


def test_what_telegram_is_asked_wrongly_is_refused_as_telegram_does() -> None:
    """The stand-in's own refusals, for what the front end never sends."""
    asked: list[tuple[str, dict[str, object], str]] = [
        ("sendMessage", {"text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 7, "text": " \n"}, "message text is empty"),
        ("sendMessage", {"chat_id": 7, "text": "x" * 4097}, "message is too long"),
        ("sendMessage", {"chat_id": 7, "text": "😀" * 2049}, "message is too long"),
        ("sendMessage", {"chat_id": 7, "text": "x" * 32769}, "text is too long"),
        (
            "sendMessage",
            {"chat_id": 7, "text": "<b>x", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag",
        ),
        ("sendMessage", {"chat_id": 7, "text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        ("sendMessage", {"chat_id": 7, "text": "x", "reply_markup": "{"}, "can't parse reply markup JSON object"),
        (
            "sendMessage",
            {"chat_id": 7, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": ""}]]}},
            "BUTTON_DATA_INVALID",
        ),
        (
            "sendMessage",
            {"chat_id": 7, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x"}]]}},
            "text buttons are unallowed in the inline keyboard",
        ),
        (
            "sendMessage",
            {"chat_id": 7, "text": "x", "reply_parameters": {"message_id": 99}},
            "message to be replied not found",
        ),
        ("editMessageText", {"chat_id": 7, "message_id": 99, "text": "x"}, "message to edit not found"),
        ("deleteMessage", {"chat_id": 7, "message_id": 99}, "message to delete not found"),
        (
            "answerCallbackQuery",
            {"callback_query_id": "old"},
            "query is too old and response timeout expired or query ID",
        ),
        ("setMyCommands", {"commands": [{"command": "Help", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "help", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("setMyCommands", {"commands": [{"command": "x", "description": "x"}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ("setWebhook", {"url": "http://bot.example"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            "setWebhook",
            {"url": "https://bot.example", "secret_token": "a b"},
            "secret token contains unallowed characters",
        ),
        ("setWebhook", {"url": "https://bot.example", "secret_token": "a" * 257}, "secret token is too long"),
    ]

    async def story(t: Talk) -> None:
        async with aiohttp.ClientSession() as session:
            for method, given, why in asked:
                async with session.post(f"{t.api.url}{TOKEN}/{method}", json=given) as answer:
                    said = await answer.json()
                assert said["description"].startswith(f"Bad Request: {why}"), (method, given, said)
                assert (said["ok"], said["error_code"], answer.status) == (False, 400, 400)
            async with session.post(f"{t.api.url}{TOKEN}/sendInvoice") as answer:
                assert (answer.status, (await answer.json())["description"]) == (404, "Not Found: method not found")

    play(story)


# -- receiving ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        (Fault("getUpdates", Went.BAD_GATEWAY, 2), "Telegram cannot be reached: Bad Gateway (502)"),
        (Fault("getUpdates", Went.RESET, 2), "Telegram cannot be reached: "),
        (Fault("getMe", Went.RESET, 2), "Telegram cannot be reached: "),
        (Fault("getMe", Refusal(401, "Unauthorized"), 2), "Telegram does not know the bot's token"),
        (Fault("getUpdates", Refusal(401, "Unauthorized"), 2), "Telegram does not know the bot's token"),
        (
            Fault("getUpdates", Refusal(429, "Too Many Requests: retry after 33", retry_after=33), 2),
            "Telegram asks us to",
        ),
        (Fault("getUpdates", Refusal(409, "Conflict: terminated by other getUpdates request"), 2), "another program"),
        (Fault("deleteWebhook", Went.BAD_GATEWAY, 2), "Telegram cannot be reached: Bad Gateway (502)"),
    ],
    ids=lambda given: f"{given.method} {given.went}" if isinstance(given, Fault) else "",
)
def test_trouble_is_said_once_in_one_line_and_outlasted(fault: Fault, trouble: str) -> None:
    log = io.StringIO()

    async def story(t: Talk) -> None:
        set_up_logs("DEBUG", "json", stream=log)
        t.api.faults.append(fault)
        t.ann.types("one")
        await t.starts()
        await t.all_done()
        assert (t.ann.home.texts[-1], t.bot.trouble) == (ECHO + "one", "")

    play(story)
    said = [json.loads(line) for line in log.getvalue().splitlines() if '"bot.telegram_receiving"' in line]
    assert [line["event"].startswith(trouble) for line in said if line["level"] == "error"] == [True], said
    assert said[-1]["event"] == "Telegram is back"
    assert "httpx" not in log.getvalue()
    assert TOKEN not in log.getvalue()
    assert TOKEN.partition(":")[2] not in log.getvalue()


def test_a_poll_is_held_open_longer_than_other_requests() -> None:
    async def story(t: Talk) -> None:
        await t.starts()
        await asyncio.sleep(0.2)
        assert (t.api.polls, t.bot.trouble) == (2, "")  # the first only asks for what has waited

    play(story, reading=0.05)


def test_two_bots_on_one_token_are_told_and_no_message_is_lost() -> None:
    async def story(t: Talk) -> None:
        await t.starts()
        async with aiohttp.ClientSession() as other:
            async with other.get(f"{t.api.url}{TOKEN}/getUpdates") as answer:
                assert (await answer.json())["result"] == []
            await t.until(lambda: "another program" in t.bot.trouble)
            t.ann.types("one")
            await t.all_done()
        assert (t.ear.texts, t.bot.trouble) == (["one"], "")

    play(story)


def test_a_webhook_that_somebody_set_is_taken_away_again() -> None:
    async def story(t: Talk) -> None:
        await t.starts()
        async with aiohttp.ClientSession() as other:
            await (
                await other.get(f"{t.api.url}{TOKEN}/setWebhook", params={"url": "https://elsewhere.example"})
            ).read()
        t.ann.types("one")
        await t.all_done()
        assert t.ear.texts == ["one"]

    play(story)


# -- webhook -----------------------------------------------------------------------------------------


def hooked(port: int) -> Webhook:
    return Webhook(f"{PUBLIC}/telegram", port=port)


@pytest.fixture
def webhook(unused_port: int) -> Webhook:
    return hooked(unused_port)


@pytest.fixture
def unused_port() -> int:
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_the_webhook_hears_the_same_as_polling(webhook: Webhook) -> None:
    async def story(t: Talk) -> None:
        t.api.proxies[PUBLIC] = f"http://127.0.0.1:{webhook.port}"
        await t.starts()
        t.ann.types("one")
        t.ann.types("two")
        await t.all_done()
        assert t.ear.texts == ["one", "two"]
        assert t.ear.heard[0].key == "telegram:4242:message:7:1"
        assert webhook.secret not in repr(webhook)
        polling = t.born(webhook=None)  # back to polling: where the webhook ended, so nothing comes twice
        await t.dies()
        t.bot, t.webhook = polling, None
        t.ann.types("three")
        await t.starts()
        await t.all_done()
        assert t.ear.texts == ["one", "two", "three"]

    play(story, webhook=webhook)


def test_the_webhook_takes_nothing_from_others_and_nothing_twice(webhook: Webhook) -> None:
    async def story(t: Talk) -> None:
        t.api.proxies[PUBLIC] = url = f"http://127.0.0.1:{webhook.port}"
        await t.starts()
        chat = {"id": 7, "type": "private", "first_name": "Ann"}
        message = {"message_id": 50, "date": 1, "chat": chat, "from": t.ann.user, "text": "buy"}
        update = {"update_id": 1, "message": message}
        right = {HEADER: webhook.secret}
        async with aiohttp.ClientSession() as mallory:
            for headers in ({}, {HEADER: ""}, {HEADER: "guess"}, {HEADER: webhook.secret + "x"}, {HEADER: "é"}):
                async with mallory.post(f"{url}/telegram", json=update, headers=headers) as answer:
                    assert answer.status == 403
            for body in (b"{", b"[]", b"{}", b'{"update_id": "x"}', b"null"):
                async with mallory.post(f"{url}/telegram", data=body, headers=right) as answer:
                    assert answer.status == 400
            assert not t.ear.heard
            for _ in range(3):  # as when Telegram never saw our answer
                async with mallory.post(f"{url}/telegram", json=update, headers=right) as answer:
                    assert answer.status == 200
        await t.all_done()
        assert t.ear.texts == ["buy"]

    play(story, webhook=webhook)


def test_what_cannot_be_saved_is_not_acknowledged(webhook: Webhook, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(t: Talk) -> None:
        t.api.proxies[PUBLIC] = f"http://127.0.0.1:{webhook.port}"
        takes, full = t.store.take_updates, [True, True]

        async def take(*given: object) -> None:
            if full:
                full.pop()
                raise StoreUnavailable("disk full")
            await takes(*given)  # type: ignore[arg-type]  # passed on as they came

        monkeypatch.setattr(t.store, "take_updates", take)
        await t.starts()
        t.ann.types("one")
        await t.all_done()
        assert [status for _, status in t.api.posts] == [503, 503, 200]
        assert t.ear.texts == ["one"]

    play(story, webhook=webhook)


def test_a_port_that_is_taken_is_told_and_waited_for(webhook: Webhook) -> None:
    async def story(t: Talk) -> None:
        t.api.proxies[PUBLIC] = f"http://127.0.0.1:{webhook.port}"
        taken = await asyncio.start_server(lambda _r, _w: None, "127.0.0.1", webhook.port)
        t.running = asyncio.create_task(t.bot.run())
        await t.until(lambda: "Telegram's updates cannot be listened for" in t.bot.trouble)
        taken.close()
        await taken.wait_closed()
        t.ann.types("one")
        await t.until(lambda: t.ear.texts == ["one"])
        assert t.bot.trouble == ""

    play(story, webhook=webhook)


@pytest.fixture
def logged() -> io.StringIO:
    """What is logged; it stays when the trouble is over."""
    log = io.StringIO()
    set_up_logs("DEBUG", "json", stream=log)
    return log


async def _asked(t: Talk, method: str, **given: str) -> None:
    """Another program, with the same token."""
    async with aiohttp.ClientSession() as other, other.get(f"{t.api.url}{TOKEN}/{method}", params=given) as answer:
        assert (await answer.json())["ok"]


@pytest.mark.parametrize(
    ("method", "given", "where"),
    [("setWebhook", {"url": "https://elsewhere.example/s3cret"}, "elsewhere.example"), ("deleteWebhook", {}, "itself")],
)
def test_a_webhook_that_another_program_took_is_told_and_set_again(
    webhook: Webhook, logged: io.StringIO, method: str, given: dict[str, str], where: str
) -> None:
    async def story(t: Talk) -> None:
        t.api.proxies |= {PUBLIC: f"http://127.0.0.1:{webhook.port}", "https://elsewhere.example": "http://127.0.0.1:9"}
        await t.starts()
        await _asked(t, method, **given)
        t.ann.types("one")
        await t.until(lambda: f"another program had led this bot's messages to {where}" in logged.getvalue())
        assert "s3cret" not in logged.getvalue()
        await t.all_done()
        await t.until(lambda: t.bot.trouble == "")
        assert (t.ear.texts, t.api.webhook["url"]) == (["one"], webhook.url)

    play(story, webhook=webhook)


def test_a_webhook_that_reaches_nobody_is_told_in_telegrams_words_until_it_does(webhook: Webhook) -> None:
    async def story(t: Talk) -> None:
        t.api.proxies[PUBLIC] = "http://127.0.0.1:9"
        await t.starts()
        t.ann.types("one")
        told = "what waits at Telegram (1) does not come in here: Connection refused"
        await t.until(lambda: t.bot.trouble == told)
        t.api.proxies[PUBLIC] = f"http://127.0.0.1:{webhook.port}"
        await t.all_done()
        await t.until(lambda: t.bot.trouble == "")
        assert t.ear.texts == ["one"]

    play(story, webhook=webhook)


def test_a_webhook_whose_secret_another_program_changed_is_set_again(webhook: Webhook) -> None:
    async def story(t: Talk) -> None:
        t.api.proxies[PUBLIC] = f"http://127.0.0.1:{webhook.port}"
        await t.starts()
        await _asked(t, "setWebhook", url=webhook.url, secret_token="theirs")  # noqa: S106  (nobody's)
        t.ann.types("one")
        await t.all_done()
        assert t.ear.texts == ["one"]
        assert 403 in [status for _, status in t.api.posts]

    play(story, webhook=webhook)


@pytest.mark.parametrize("fault", [Went.RESET, Refusal(401, "Unauthorized")], ids=str)
def test_while_telegram_cannot_be_asked_that_is_told(
    webhook: Webhook, logged: io.StringIO, fault: Went | Refusal
) -> None:
    async def story(t: Talk) -> None:
        t.api.proxies[PUBLIC] = f"http://127.0.0.1:{webhook.port}"
        t.api.faults.append(Fault("getWebhookInfo", fault, 3))
        await t.starts()
        await t.until(lambda: "Telegram is back" in logged.getvalue())
        assert ("cannot be reached" in logged.getvalue()) is (fault is Went.RESET)
        assert ("does not know the bot's token" in logged.getvalue()) is (fault is not Went.RESET)

    play(story, webhook=webhook)


EARLY, LATE = datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2026, 3, 1, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "now", "stuck"),
    [
        (Look(0, None, 0), Look(0, None, 0), False),
        (Look(0, None, 0), Look(1, None, 0), False),  # it was written a moment ago
        (Look(1, None, 0), Look(1, None, 0), True),
        (Look(1, None, 0), Look(3, None, 2), False),  # much is said, and comes in
        (Look(0, None, 0), Look(1, LATE, 0), True),
        (Look(0, EARLY, 0), Look(1, EARLY, 0), False),  # of an earlier trouble
        (Look(0, EARLY, 0), Look(1, LATE, 0), True),
        (Look(4, EARLY, 0), Look(1, LATE, 3), False),
        (Look(4, EARLY, 0), Look(0, LATE, 0), False),
    ],
)
def test_what_waits_is_trouble_only_while_nothing_comes_in(before: Look, now: Look, *, stuck: bool) -> None:
    assert bool(undelivered(before, now, "")) is stuck


# -- menus -------------------------------------------------------------------------------------------


def test_a_menu_is_set_per_language_and_only_when_it_changed() -> None:
    async def story(t: Talk) -> None:
        def asked(method: str) -> int:
            return len([call for call in t.api.methods.calls if call[0] == method])

        await t.lives_again()
        await t.until(lambda: asked("setMyCommands") == 2)
        await t.lives_again()
        await t.until(lambda: asked("getMyCommands") == 4)
        assert asked("setMyCommands") == 2
        assert t.api.methods.menus["default", "de"] == [{"command": "help", "description": "Hilfe"}]
        t.more["menus"] = {"": [("help", "Help")], "de": [("help", "Was es gibt")]}
        await t.lives_again()
        await t.until(lambda: asked("setMyCommands") == 3)
        assert t.api.methods.menus["default", "de"] == [{"command": "help", "description": "Was es gibt"}]

    play(story, menus={"": [("help", "Help")], "de": [("help", "Hilfe")]})


@pytest.mark.parametrize(
    ("went", "times", "menu"),
    [
        (Refusal(429, "Too Many Requests: retry after 3600", retry_after=3600), 10**6, None),
        (bad("BOT_COMMAND_DESCRIPTION_INVALID"), 10**6, None),
        (bad("LANGUAGE_CODE_INVALID"), 1, "de"),  # one language's trouble is not the others'
        (Went.BAD_GATEWAY, 2, ""),
    ],
)
def test_whoever_writes_is_heard_whatever_becomes_of_the_menu(
    went: Went | Refusal, times: int, menu: str | None
) -> None:
    async def story(t: Talk) -> None:
        t.api.faults.append(Fault("setMyCommands", went, times))
        await t.starts()
        t.ann.types("one")
        await t.all_done()
        assert (t.ear.texts, t.bot.trouble) == (["one"], "")
        if menu is not None:
            await t.until(lambda: ("default", menu) in t.api.methods.menus)

    play(story, menus={"": [("help", "Help")], "de": [("help", "Hilfe")]})


def test_every_command_that_a_menu_can_hold_is_in_each_languages_menu() -> None:
    from bot.commands import COMMANDS

    shown = menus(COMMANDS.values())
    for entry in shown.values():
        assert [name for name, _ in entry] == list(COMMANDS)
        assert all(0 < len(said) <= LONGEST for _, said in entry)
    assert [said for _, said in entries(COMMANDS.values(), lambda _: "x" * 300)] == ["x" * 256] * len(COMMANDS)


def test_the_answers_wait_for_nothing_that_a_test_must_wait_for() -> None:
    clock = SwiftClock()
    asyncio.run(clock.sleep(3))
    assert clock.slept == [3]

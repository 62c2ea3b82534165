"""What people do to a bot who want more than they may, and what befalls those whom luck has left."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest

from bot import cut_off
from bot.approving import approval_after_crash
from bot.chat import Message, Person, Place, Reply, Tap
from core.people import ANY, Binding, Confirm, Halt, Limits, Preferences, Role, source_text
from core.ports import StoreUnavailable
from tests.chat_kit import ANN, GROUP, HOME, Chat, button
from tests.test_reception import BEN, LINE, answered, play

OTHER = "paper:own"
MARKET = "BTCUSDT on paper market long 0.01 sl off 2%"
OTHER_MARKET = "ETHUSDT on paper market long 0.1 sl off 2%"


# -- what a word can carry ------------------------------------------------------------------------


@pytest.mark.parametrize("amount", ["1e999999999", "1e30", "Infinity", "-5", "0", "NaN", "9" * 21, "٣"])
def test_an_amount_is_one_that_can_be_printed(amount: str) -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, Role.VIEWER, "paper")
        assert answered(await one.type(f"/settings above {amount}", BEN)).refused
        known = await one.kept.people.principal(BEN.id)
        assert known is not None
        assert known.preferences == Preferences()

    play(story)


@pytest.mark.parametrize(
    "line",
    [
        "/sl 1 59000;ETHUSDT;on;paper;market;long;1",
        "/close 1 50%p;ETHUSDT;on;paper;market;long;1",
        "/cancel 1 sl;ETHUSDT;on;paper;market;long;1",
        "/tp 1 63000;ETHUSDT;on;paper;market;long;1",
        "/trail 1 2%;ETHUSDT;on;paper;market;long;1",
    ],
)
def test_a_word_of_a_command_holds_no_second_command(line: str) -> None:
    async def story(one: Chat) -> None:
        await one.type(MARKET)
        await one.kept.people.prefer(ANN.id, Preferences(confirm=Confirm.ALWAYS))
        assert answered(await one.type(line)).refused
        assert [b.symbol for b in await one.session.store.load()] == ["BTC/USDT:USDT"]

    play(story)


@pytest.mark.parametrize("typed", ["59000;ETHUSDT;on;paper;market;long;1", "59000\nETHUSDT on paper market long 1", ""])
def test_a_form_takes_one_price(typed: str) -> None:
    async def story(one: Chat) -> None:
        ticket = await one.type(MARKET)
        assert answered(await one.tap(button(ticket, "Move SL"), typed=typed)).refused
        assert [b.symbol for b in await one.session.store.load()] == ["BTC/USDT:USDT"]

    play(story)


@pytest.mark.parametrize(
    "line", ["/halt\nBTCUSDT on paper close", "/close 1\n/close 2", "/trade BTCUSDT on paper close\n/halt"]
)
def test_two_commands_in_a_message_do_nothing_and_say_so(line: str) -> None:
    async def story(one: Chat) -> None:
        await one.type(MARKET)
        assert answered(await one.type(line)).text == "One command in a message, please: nothing was carried out."
        assert [b.symbol for b in await one.session.store.load()] == ["BTC/USDT:USDT"]
        assert not answered(await one.type(f"/trade\n{OTHER_MARKET}")).refused

    play(story)


def test_a_reason_or_a_comment_below_is_no_second_command() -> None:
    async def story(one: Chat) -> None:
        assert not answered(await one.type(f"/trade {MARKET}\n// as agreed\n")).refused
        await one.type("/halt paper\nexchange hacked")
        assert [(halt.account, halt.why) for halt in await one.kept.people.halts()] == [("paper", "exchange hacked")]

    play(story)


def test_only_who_may_move_a_stop_is_asked_where_to() -> None:
    async def story(one: Chat) -> None:
        ticket = await one.type(MARKET)
        assert await one.tap(button(ticket, "Move SL")) is None
        assert "where to" not in answered(await one.tap(button(ticket, "Move SL"), BEN, HOME)).text

    play(story)


def test_a_key_in_a_form_is_not_repeated_aloud() -> None:
    async def story(one: Chat) -> None:
        key = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"
        ticket = await one.type(MARKET)
        reply = answered(await one.tap(button(ticket, "Move SL"), typed=key))
        assert reply.forget
        assert key[:12] not in reply.text
        slashed = answered(await one.type(f"/{key}"))  # a base64 secret may begin so
        assert slashed.forget
        assert key[:12] not in slashed.text

    play(story)


@pytest.mark.parametrize(
    "text",
    [
        "vmPUZE6mv9SD5VNH k4HlWFsOr6aKE2zv",
        "/halt paper vmPUZE6mv9SD5VNH\nk4HlWFsOr6aKE2zv\nsw0MuIgwCIPy6utI",
        "BTCUSDT on paper close // vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zv",
        "BTCUSDT on paper:vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zv close",
    ],
)
def test_a_key_is_burned_wherever_it_stands(text: str) -> None:
    async def story(one: Chat) -> None:
        reply = answered(await one.type(text))
        assert reply.forget
        assert "vmPUZE6mv9" not in reply.text
        assert await one.kept.people.halts() == []

    play(story)


@pytest.mark.parametrize(
    ("anonymous", "known", "bound", "burned"),
    [
        (True, False, False, True),
        (True, False, True, True),
        (False, False, True, True),
        (False, True, False, True),
        (False, False, False, False),  # strangers among themselves
    ],
)
def test_a_key_in_a_group_is_burned_whoever_pasted_it(anonymous: bool, known: bool, bound: bool, burned: bool) -> None:
    """A group's anonymous admins and a channel write in its name, and whoever is not known yet may be about to be."""

    async def story(one: Chat) -> None:
        if bound:
            await one.kept.people.bind(Binding(str(GROUP), (OTHER,)), ANN.id, one.clock.now())
        if known:
            await one.knows(BEN, Role.VIEWER, OTHER)
        writer = Person("chat", GROUP.chat, "Group") if anonymous else BEN
        key = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zv"
        for _ in range(2):
            reply = await one.type(key, writer, GROUP, anonymous=anonymous)
            assert (reply is not None) == burned
            assert reply is None or (reply.forget and key not in reply.text)
        assert await one.type("lunch?", writer, GROUP, anonymous=anonymous) is None

    play(story)


def test_half_a_surrogate_pair_breaks_nothing() -> None:
    async def story(one: Chat) -> None:
        assert answered(await one.type("/why \ud800")).refused
        place, person = HOME, ANN
        for data in ("y.\ud800.0.1.1.AAAAAAAA", "y.1.0.1.1.\ud800", "é", ""):
            tap = Tap("t", one.clock.now(), place, person, data, "", True)
            assert answered(await one.reception.tap(tap)).refused

    play(story)


# -- what nobody may learn ------------------------------------------------------------------------


def test_whoever_lost_every_grant_is_nobody_we_know() -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, Role.TRADER)
        ticket = await one.type(MARKET, BEN)
        await one.kept.people.revoke(BEN.id, None)
        for text in ("/settings", "/link", "/lang de", "/help", "/tz", "/bind"):
            reply = await one.type(text, BEN)
            assert reply is None or "I do not know you" in reply.text, text
        for label in ("Close", "Why", "Break-even", "Move SL"):
            assert "I do not know you" in answered(await one.tap(button(ticket, label), BEN)).text
        assert await one.reception.choices("close", "bracket", "", BEN, Place("chat", "2")) == []
        assert len(await one.session.store.load()) == 1

    play(story)


def test_who_may_not_see_an_account_any_more_is_told_nothing_more_of_it() -> None:
    async def story(one: Chat) -> None:
        there = Place("chat", BEN.user)
        await one.knows(BEN, Role.TRADER, "paper")
        await one.knows(BEN, Role.VIEWER, OTHER)
        await one.type(LINE, BEN)
        await one.clock.sleep(5)
        await one.kept.people.revoke(BEN.id, "paper")
        edits, heard = len(one.screen.edits), len(one.heard(there))
        await one.moves("BTC", "61000")
        await one.clock.sleep(60)
        await one.moves("BTC", "64000")  # the target
        await one.clock.sleep(10)
        assert len(one.screen.edits) == edits
        assert one.heard(there)[heard:] == []
        assert any("#1 closed" in text for text in one.heard())  # its owner hears of it instead

    play(story)


def test_letters_that_waited_are_for_who_may_read_them_now() -> None:
    async def story(one: Chat) -> None:
        there = Place("chat", BEN.user)
        await one.knows(BEN, Role.TRADER)
        one.screen.away = True
        opening = Message("m", one.clock.now(), there, BEN, LINE, True)
        assert answered(await one.reception.hear(opening)).ticket
        await one.clock.sleep(5)
        assert list(await one.kept.letters.waiting()) == [str(there)]
        await one.kept.people.revoke(BEN.id, None)
        one.screen.away = False
        await one.clock.sleep(60)
        assert one.heard(there) == []
        assert await one.kept.letters.waiting() == {}

    play(story)


def test_a_group_that_is_bound_elsewhere_is_told_nothing_more() -> None:
    async def story(one: Chat) -> None:
        await one.kept.people.bind(Binding(str(GROUP), ("paper",)), ANN.id, one.clock.now())
        await one.type(LINE, place=GROUP)
        await one.clock.sleep(5)
        await one.kept.people.bind(Binding(str(GROUP), (OTHER,)), ANN.id, one.clock.now())
        edits, heard = len(one.screen.edits), len(one.heard(GROUP))
        await one.moves("BTC", "64000")
        await one.clock.sleep(30)
        assert len(one.screen.edits) == edits
        assert one.heard(GROUP)[heard:] == []

    play(story)


def test_what_others_have_is_named_in_no_refusal() -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, Role.ADMIN, "paper")
        await one.kept.people.halt(Halt(OTHER, ANN.id, one.clock.now(), "hush"))
        await one.kept.people.bind(Binding(str(GROUP), (OTHER,)), ANN.id, one.clock.now())
        said = [
            await one.type("/resume paper", BEN),
            await one.type("/doctor", BEN),
            await one.type("/bind", BEN, GROUP),
            await one.type("/bind paper", BEN, GROUP),
            await one.type("/bind none", BEN, GROUP),
            await one.type("/history", BEN, GROUP),
        ]
        assert all("own" not in str(reply) and "hush" not in str(reply) for reply in said)
        binding = await one.kept.people.binding(str(GROUP))
        assert binding is not None
        assert binding.accounts == (OTHER,)

    play(story)


def test_a_group_hears_of_no_halt_elsewhere_even_from_its_owner() -> None:
    async def story(one: Chat) -> None:
        await one.kept.people.halt(Halt(OTHER, ANN.id, one.clock.now(), "hush"))
        await one.kept.people.halt(Halt(ANY, ANN.id, one.clock.now(), "everywhere"))
        await one.kept.people.bind(Binding(str(GROUP), ("paper",)), ANN.id, one.clock.now())
        said = str(await one.type("/doctor", place=GROUP))
        assert "everywhere" in said
        assert "hush" not in said

    play(story)


@pytest.mark.parametrize("command", ["/balance {}", "/price BTCUSDT {}", "/orders {} BTCUSDT"])
def test_looking_makes_no_account(command: str) -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, Role.VIEWER)
        for n in range(3):
            assert answered(await one.type(command.format(f"paper:n{n}"), BEN)).refused
        assert not any(name.startswith("paper:n") for name in one.session.engine.workers)
        assert not answered(await one.type(command.format("paper"), BEN)).refused

    play(story)


def test_history_reaches_behind_what_others_did() -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, Role.VIEWER, OTHER)
        await one.type(f"BTCUSDT on {OTHER} market long 0.01 sl off 2%")
        await one.type("/close 1")
        for n in range(21):
            await one.clock.sleep(11)
            await one.type(f"BTCUSDT on paper market long 0.01 sl off {n + 1}%")
            await one.type("BTCUSDT on paper close")
        assert len(await one.session.store.closed(50)) == 22
        table = answered(await one.type("/history", BEN)).table
        assert table is not None
        assert [row[0] for row in table.rows] == ["#1"]

    play(story)


def test_a_name_makes_no_row_of_its_own() -> None:
    async def story(one: Chat) -> None:
        await one.knows(Person("chat", "2", "Ben\nchat:9  root  admin \u202e"), Role.VIEWER)
        table = answered(await one.type("/people")).table
        assert table is not None
        assert not any(sign in cell for row in table.rows for cell in row for sign in "\n\u202e")

    play(story)


# -- late, twice, out of order --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "age"),
    [(f"/trade {MARKET}", 61), (MARKET, 61), ("/close 1", 601), ("/resume", 601), ("/flatten", 601), ("yes", 601)],
)
def test_what_arrives_late_is_not_carried_out(text: str, age: int) -> None:
    async def story(one: Chat) -> None:
        await one.type("ETHUSDT on paper market long 1 sl off 2%")
        await one.kept.people.halt(Halt(OTHER, ANN.id, one.clock.now()))
        await one.clock.sleep(700)
        reply = answered(await one.type(text, at=one.clock.now() - timedelta(seconds=age)))
        assert reply.refused
        assert f"{age} s old" in reply.text
        assert [b.symbol for b in await one.session.store.load()] == ["ETH/USDT:USDT"]
        assert len(await one.kept.people.halts()) == 1

    play(story)


def test_a_yes_answers_no_question_that_was_asked_after_it_was_written() -> None:
    async def story(one: Chat) -> None:
        await one.clock.sleep(60)
        await one.type(LINE, forwarded=one.clock.now())
        late = answered(await one.type("yes", at=one.clock.now() - timedelta(seconds=30)))
        assert late.refused
        assert await one.session.store.load() == []
        assert answered(await one.type("yes")).ticket

    play(story)


def test_a_form_that_was_refused_can_be_filled_in_again() -> None:
    async def story(one: Chat) -> None:
        ticket = await one.type(MARKET)
        move = button(ticket, "Move SL")
        assert answered(await one.tap(move, typed="70000")).refused  # above the market
        assert "at 59500" in answered(await one.tap(move, typed="59500")).text

    play(story)


def test_a_yes_to_close_closes_only_what_was_asked_about() -> None:
    async def story(one: Chat) -> None:
        await one.type(MARKET)
        asked = await one.type("/flatten")
        await one.type("/close 1")
        await one.clock.sleep(2)
        await one.type("BTCUSDT on paper market long 0.02 sl off 3%")
        await one.tap(button(asked, "Confirm"))
        await one.clock.sleep(2)
        assert [str(b.tradable) for b in await one.session.store.load()] == ["0.02"]

    play(story)


@pytest.mark.parametrize("lost", ["role", "limit", "halt", "binding"])
def test_what_a_crash_cut_off_is_held_to_what_its_writer_may_do_now(lost: str) -> None:
    async def story(one: Chat) -> None:
        people, now = one.kept.people, one.clock.now()
        await one.knows(BEN, Role.TRADER)
        await people.bind(Binding(str(GROUP), ("paper",)), ANN.id, now)
        place = GROUP if lost == "binding" else Place("chat", BEN.user)
        await one.session.store.receive("cut off", now, MARKET, source_text(str(place), BEN.id), 1)
        match lost:
            case "role":
                await one.knows(BEN, Role.VIEWER)
            case "limit":
                await people.limit_person(BEN.id, Limits(order=Decimal(100)))
            case "halt":
                await people.halt(Halt("paper", ANN.id, now))
            case "binding":
                await people.bind(Binding(str(GROUP), (OTHER,)), ANN.id, now)
        office = one.office
        await one.session.engine.catch_up(lambda received: approval_after_crash(office, received, one.clock.now()))
        assert await one.session.store.load() == []
        assert await people.spent(now, person=BEN.id) == 0
        await one.session.store.receive("at the machine", now, "ETHUSDT on paper market long 1", "console", 1)
        await one.session.engine.catch_up(lambda received: approval_after_crash(office, received, one.clock.now()))
        assert len(await one.session.store.load()) == (0 if lost == "halt" else 1)

    play(story)


@pytest.mark.parametrize("moved", ["60000", "61000"])
def test_what_was_agreed_to_before_a_crash_is_told_and_not_sent(monkeypatch: pytest.MonkeyPatch, moved: str) -> None:
    async def story(one: Chat) -> None:
        await one.kept.people.prefer(ANN.id, Preferences(confirm=Confirm.ALWAYS))
        await one.kept.people.limit_person(ANN.id, Limits(day=Decimal(700)))
        engine, now = one.session.engine, one.clock.now()
        draft = await one.type(LINE)
        with monkeypatch.context() as crash:  # what comes after the limits were counted is cut off
            crash.setattr(engine, "_commit", _cut)
            with pytest.raises(asyncio.CancelledError):
                await one.tap(button(draft, "Confirm"))
        assert await one.kept.people.spent(now, person=ANN.id) == 600
        await one.moves("BTC", moved)
        for _ in range(2):  # told once, however often it is stopped again
            cut = await engine.catch_up(lambda received: approval_after_crash(one.office, received, one.clock.now()))
            await cut_off.tell(cut, one.kept.letters)
        await one.post.start()
        await one.clock.sleep(3)
        assert await one.session.store.load() == []
        assert await one.kept.people.spent(now, person=ANN.id) == 0
        assert [text for text in one.heard() if "✗" in text] == [
            f"✗ I was stopped before “{LINE}” was carried out, and nothing of it was sent: "
            "the price that was agreed to is not known any more; send it again"
        ]

    play(story)


async def _cut(*_args: object) -> None:
    raise asyncio.CancelledError


def test_a_role_that_is_taken_away_while_the_exchange_is_waited_for_is_gone() -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, Role.TRADER)
        worker = await one.session.engine.worker("paper")
        async with worker.lock:
            writing = asyncio.create_task(one.type(MARKET, BEN))
            await one.clock.sleep(1)
            await one.knows(BEN, Role.VIEWER)
        assert answered(await writing).refused
        assert await one.session.store.load() == []

    play(story)


def test_what_may_have_been_saved_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, Role.TRADER)

        async def lost(*_: object) -> None:
            raise StoreUnavailable("the disk did not answer")

        with monkeypatch.context() as patch:
            patch.setattr(one.session.store, "save", lost)
            assert answered(await one.type(MARKET, BEN)).refused
            assert await one.kept.people.spent(one.clock.now(), person=BEN.id) == 600

    play(story)


# -- limits ---------------------------------------------------------------------------------------


def test_a_sale_below_the_market_is_worth_what_the_market_pays() -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, Role.TRADER)
        await one.kept.people.limit_person(BEN.id, Limits(order=Decimal(599)))
        refused = answered(await one.type("BTCUSDT on paper limit short 0.01 at 59800", BEN))
        assert "600 USD in one order is above your limit, 599 USD" in refused.text
        assert not answered(await one.type("BTCUSDT on paper limit long 0.01 at 59800", BEN)).refused

    play(story)


# -- tickets --------------------------------------------------------------------------------------


def test_a_ticket_keeps_its_readers_language_when_it_is_edited() -> None:
    async def story(one: Chat) -> None:
        await one.type("/lang de")
        ticket = answered(await one.type(MARKET))
        labels = [b.label for row in ticket.buttons for b in row]
        await one.moves("BTC", "61000")
        await one.clock.sleep(60)
        assert one.screen.edits
        (shown,) = [r for r in one.screen.shown.values() if r.ticket == "1"]
        assert [b.label for row in shown.buttons for b in row] == labels
        assert "Close" not in labels

    play(story)


def test_a_group_is_told_in_the_language_of_whoever_bound_it() -> None:
    async def story(one: Chat) -> None:
        await one.type("/lang de")
        await one.type("/bind paper", place=GROUP)
        await one.type(MARKET)
        await one.clock.sleep(5)
        assert any("gekauft" in text for text in one.heard(GROUP))

    play(story)


def test_a_ticket_that_cannot_be_drawn_leaves_the_others_alive(caplog: pytest.LogCaptureFixture) -> None:
    async def story(one: Chat) -> None:
        await one.type(MARKET)
        await one.type("ETHUSDT on paper market long 1 sl off 2%")
        edit = one.screen.edit

        async def odd(place: Place, message: str, reply: Reply) -> None:
            if reply.ticket == "1":
                raise ValueError("no such colour")
            await edit(place, message, reply)

        one.screen.edit = odd  # type: ignore[method-assign]  # a platform with a defect
        await one.moves("BTC", "61000")
        await one.moves("ETH", "3100")
        await one.clock.sleep(60)
        assert one.screen.edits

    play(story)
    assert "the ticket of #1" in caplog.text


# -- floods ---------------------------------------------------------------------------------------


def test_a_flood_is_answered_with_a_line_and_hurts_nobody_else() -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, Role.VIEWER)
        replies = [await one.type("/accounts", BEN) for _ in range(1000)]
        answers = [reply for reply in replies if reply is not None]
        assert len(answers) < 40
        assert "too much at once" in answers[-1].text
        assert not answered(await one.type("/accounts")).refused
        await one.clock.sleep(60)
        assert not answered(await one.type("/accounts", BEN)).refused

    play(story)


def test_guessed_codes_are_answered_like_any_flood() -> None:
    async def story(one: Chat) -> None:
        replies = [await one.type(f"/start AAAA-{n}", BEN) for n in range(500)]
        assert sum(reply is not None for reply in replies) < 40
        assert await one.kept.people.principal(BEN.id) is None

    play(story)


def test_strangers_do_not_make_us_forget_what_we_asked() -> None:
    async def story(one: Chat) -> None:
        asked = await one.type(LINE, forwarded=one.clock.now())
        for n in range(1100):
            await one.type("hello", Person("chat", str(1000 + n), "X"))
        assert answered(await one.tap(button(asked, "Confirm"))).ticket

    play(story)


def test_questions_are_not_kept_for_ever() -> None:
    async def story(one: Chat) -> None:
        first = await one.type(LINE, forwarded=one.clock.now())
        for n in range(100):
            await one.clock.sleep(0.5)
            last = await one.type(f"BTCUSDT on paper market long 0.{n + 1:03}", forwarded=one.clock.now())
        assert answered(await one.tap(button(first, "Confirm"))).refused
        await one.clock.sleep(5)
        assert answered(await one.tap(button(last, "Confirm"))).ticket

    play(story)


@pytest.mark.parametrize("text", ["hold on a second", "come on guys", "based on what?", "later on we go home"])
def test_people_in_a_group_may_talk(text: str) -> None:
    async def story(one: Chat) -> None:
        await one.type("/bind paper", place=GROUP)
        assert await one.type(text, place=GROUP) is None
        mistyped = answered(await one.type("BTCUSDT on paper markt long 0.01", place=GROUP))
        assert mistyped.refused

    play(story)

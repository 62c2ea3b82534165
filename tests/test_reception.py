"""The reception: who is heard, what is asked first, what a tap does, and what nobody can make happen."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from adapters.clock import VirtualClock, run_virtual
from bot.chat import Button, Message, Person, Place, Reply
from core.message import Origin
from core.people import Confirm, Limits, Preferences, Role
from tests.chat_kit import ANN, GROUP, HOME, Chat, button, chat, prepare

BEN = Person("chat", "2", "Ben")
CYD = Person("chat", "3", "Cyd")
LINE = "BTCUSDT on paper market long 0.01 sl off 2% tp off 5%"


def play(story: Callable[[Chat], Awaitable[None]]) -> None:
    async def told(clock: VirtualClock) -> None:
        async with chat(clock) as one:
            await story(one)

    prepare()
    run_virtual(told)


def answered(reply: Reply | None) -> Reply:
    """There is an answer."""
    assert reply is not None
    return reply


def test_a_line_opens_a_bracket_and_its_ticket_lives() -> None:
    async def story(one: Chat) -> None:
        reply = answered(await one.type(LINE))
        assert reply.ticket == "1"
        assert "#1 long 0.01 BTC/USDT:USDT on paper" in reply.text
        assert [b.label for row in reply.buttons for b in row] == [
            *("Move SL", "Break-even", "Close 50 %", "Close", "Cancel", "Why")
        ]
        assert one.heard()[0].splitlines()[0] == "#1 entry: bought 0.01 at 60000"
        await one.moves("BTC", "63000")
        await one.clock.sleep(5)
        assert any("#1 closed" in text for text in one.heard())
        ticket = next(r for (_, _), r in one.screen.shown.items() if r.ticket == "1")
        assert "#1 closed" in ticket.text
        assert await one.kept.letters.tickets() == []

    play(story)


def test_each_bracket_of_an_answer_has_a_live_ticket_of_its_own() -> None:
    async def story(one: Chat) -> None:
        opened = answered(await one.type("BTCUSDT, ETHUSDT on paper market long 0.1 sl off 2%"))
        again = answered(await one.type("/brackets"))
        for reply in (opened, again):
            assert [each.ticket for each in reply.each] == ["1", "2"]
            assert all(button(each, "Close") for each in reply.each)
        await one.moves("ETH", "2000")
        await one.clock.sleep(5)
        (btc,) = await one.kept.letters.tickets()
        assert btc.bracket == "1"
        assert "#2 closed" in one.screen.shown[HOME, str(int(btc.message) + 1)].text
        assert not answered(await one.tap(button(again.each[0], "Close"))).refused
        assert await one.session.store.load() == []

    play(story)


def test_a_note_stays_when_its_ticket_is_edited() -> None:
    async def story(one: Chat) -> None:
        await one.type("BTCUSDT on paper market long 0.01")
        await one.moves("BTC", "61000")
        await one.clock.sleep(30)
        (ticket,) = [reply for reply in one.screen.shown.values() if reply.ticket]
        assert "now 61000" in ticket.text
        assert any("nothing limits the loss" in reply.text for reply in one.screen.shown.values() if reply != ticket)

    play(story)


def test_only_so_many_tickets_come_at_once() -> None:
    async def story(one: Chat) -> None:
        accounts = ", ".join(f"paper:a{n}" for n in range(6))
        opened = answered(await one.type(f"BTCUSDT, ETHUSDT on {accounts} market long 0.1 sl off 2%"))
        listed = answered(await one.type("/brackets"))
        assert [bool(each.ticket) for each in opened.each] == [bool(each.ticket) for each in listed.each]
        assert [bool(each.ticket) for each in listed.each] == [True] * 10 + [False]
        for id in ("#11", "#12"):
            assert id in opened.more[-1].text
            assert id in listed.more[-1].text

    play(story)


@pytest.mark.parametrize("asked", ["Close 50 %", "/be 1", "/brackets"])
def test_an_older_ticket_says_that_a_newer_one_is_live(asked: str) -> None:
    async def story(one: Chat) -> None:
        first = await one.type(LINE)
        ((at, old),) = (where for where, reply in one.screen.shown.items() if reply.ticket)
        await one.moves("BTC", "61000")
        await (one.type(asked) if asked[0] == "/" else one.tap(button(first, asked)))
        one.screen.away = True
        await one.clock.sleep(5)
        assert one.screen.shown[at, old].buttons  # nothing gets through, and it is not forgotten
        one.screen.away = False
        await one.clock.sleep(70)
        assert one.screen.shown[at, old] == Reply("#1 is shown further down now; go on there.")
        await one.moves("BTC", "62000")
        await one.clock.sleep(30)
        assert one.screen.shown[at, old] == Reply("#1 is shown further down now; go on there.")
        assert "now 62000" in [reply.text for reply in one.screen.shown.values() if reply.ticket][-1]

    play(story)


def test_a_ticket_is_edited_at_most_once_in_two_seconds() -> None:
    async def story(one: Chat) -> None:
        await one.type("BTCUSDT on paper market long 0.01 sl off 2%")
        before = len(one.screen.edits)
        for n in range(20):
            await one.moves("BTC", str(60000 + n))
        assert len(one.screen.edits) - before <= 2  # only the price moved

    play(story)


@pytest.mark.parametrize("edited", [False, True])
@pytest.mark.parametrize("kind", ["unknown", "anonymous", "viewer"])
def test_nobody_without_the_right_trades(kind: str, *, edited: bool) -> None:
    async def story(one: Chat) -> None:
        if kind == "viewer":
            await one.knows(BEN, Role.VIEWER)
        reply = answered(await one.type(LINE, BEN, anonymous=kind == "anonymous", edited=edited))
        assert reply.refused
        assert await one.session.store.load() == []

    play(story)


def test_somebody_unknown_hears_one_line_and_then_nothing() -> None:
    async def story(one: Chat) -> None:
        assert await one.type("hello", BEN) is not None
        assert await one.type("/brackets", BEN) is None
        await one.clock.sleep(660)
        assert await one.type("/brackets", BEN) is not None

    play(story)


def test_a_code_makes_somebody_a_trader_once() -> None:
    async def story(one: Chat) -> None:
        said = answered(await one.type("/invite trader paper"))
        assert said.alone
        code = said.text.split()[-1]
        welcome = answered(await one.type(f"/start {code}", BEN))
        assert not welcome.refused
        assert answered(await one.type(f"/start {code}", CYD)).refused
        assert not answered(await one.type(LINE, BEN)).refused
        denied = answered(await one.type("ETHUSDT on paper_spot market long 0.1", BEN))
        assert 'no account "paper_spot"' in denied.text

    play(story)


def test_an_edited_and_a_repeated_message_do_nothing_more() -> None:
    async def story(one: Chat) -> None:
        await one.type(LINE, key="a")
        again = answered(await one.type(LINE, key="a"))
        assert "again" in again.text.lower() or "before" in again.text
        edited = answered(await one.type("BTCUSDT on paper market long 5", edited=True))
        assert "edited" in edited.text.lower()
        assert len(await one.session.store.load()) == 1

    play(story)


def test_a_command_that_comes_twice_is_carried_out_once() -> None:
    async def story(one: Chat) -> None:
        await one.type("BTCUSDT on paper market long 0.01 sl off 2%")
        await one.type("/close 1 50%p", key="half")
        again = answered(await one.type("/close 1 50%p", key="half"))
        assert "before" in again.text
        (bracket,) = await one.session.store.load()
        assert str(bracket.tradable) == "0.005"

    play(story)


def test_somebodys_message_that_is_to_be_traded_is_a_draft_too() -> None:
    async def story(one: Chat) -> None:
        draft = answered(await one.type(f"/trade {LINE}", forwarded=one.clock.now() - timedelta(hours=3)))
        assert button(draft, "Confirm")
        for text in ("/trade lunch?", "/trade", "/closeall"):
            assert answered(await one.type(text, forwarded=one.clock.now())).refused
        assert await one.session.store.load() == []
        assert not answered(await one.tap(button(draft, "Confirm"))).refused
        assert len(await one.session.store.load()) == 1

    play(story)


def test_a_forwarded_message_is_a_draft_whoever_forwards_it() -> None:
    async def story(one: Chat) -> None:
        draft = answered(await one.type(LINE, forwarded=one.clock.now() - timedelta(hours=3)))
        assert draft.asks
        assert "forwarded" in draft.text
        assert await one.session.store.load() == []
        done = answered(await one.tap(button(draft, "Confirm")))
        assert done.ticket == "1"
        twice = answered(await one.tap(button(draft, "Confirm")))
        assert twice.refused
        assert len(await one.session.store.load()) == 1

    play(story)


def test_a_plan_is_asked_about_anew_where_the_price_has_moved() -> None:
    async def story(one: Chat) -> None:
        await one.kept.people.prefer(ANN.id, Preferences(confirm=Confirm.ALWAYS))
        draft = await one.type(LINE)
        await one.moves("BTC", "60600")
        again = answered(await one.tap(button(draft, "Confirm")))
        assert again.asks
        assert "moved from 60000 to 60600" in again.text
        assert await one.session.store.load() == []
        assert answered(await one.tap(button(again, "Confirm"))).ticket

    play(story)


def test_a_draft_dies_of_age_and_of_a_no() -> None:
    async def story(one: Chat) -> None:
        await one.kept.people.prefer(ANN.id, Preferences(confirm=Confirm.ALWAYS))
        old = await one.type(LINE)
        await one.clock.sleep(91)
        assert answered(await one.tap(button(old, "Confirm"))).refused
        other = await one.type(LINE)
        await one.tap(button(other, "Cancel"))
        assert answered(await one.tap(button(other, "Confirm"))).refused
        assert await one.session.store.load() == []

    play(story)


def test_buttons_are_for_one_person_and_what_he_saw() -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, Role.TRADER)
        ticket = await one.type(LINE)
        foreign = answered(await one.tap(button(ticket, "Close"), BEN, HOME))
        assert "somebody else" in foreign.text
        elsewhere = answered(await one.tap(button(ticket, "Close"), ANN, GROUP))
        assert elsewhere.refused
        half = button(ticket, "Close 50 %")
        await one.tap(half)
        stale = answered(await one.tap(half))
        assert "changed since" in stale.text
        (bracket,) = await one.session.store.load()
        assert str(bracket.tradable) == "0.005"
        closed = answered(await one.tap(button(ticket, "Close")))
        assert not closed.refused
        assert await one.session.store.load() == []

    play(story)


def test_a_stop_is_moved_by_a_button_with_a_form() -> None:
    async def story(one: Chat) -> None:
        ticket = await one.type(LINE)
        move = button(ticket, "Move SL")
        assert move.asks
        moved = answered(await one.tap(move, typed="59000"))
        assert "at 59000" in moved.text

    play(story)


def test_a_group_hears_only_what_it_is_bound_to() -> None:
    async def story(one: Chat) -> None:
        assert await one.type("good morning", place=GROUP) is None
        unbound = answered(await one.type(LINE, place=GROUP))
        assert "/bind" in unbound.text
        assert (await one.type("/bind paper", place=GROUP)) is not None
        assert not answered(await one.type(LINE, place=GROUP)).refused
        other = answered(await one.type("ETHUSDT on paper_spot market long 0.1", place=GROUP))
        assert other.refused
        await one.type("ETHUSDT on paper market long 1 sl off 2%")  # from home, on the group's account
        await one.clock.sleep(3)
        assert any("#" in text and "bought 1 at 3000" in text for text in one.heard(GROUP))

    play(story)


@pytest.mark.parametrize("what", ["/close 1", "/close 1 50%p"])
def test_who_closes_anothers_bracket_is_named_and_hears_what_it_came_to(what: str) -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, Role.TRADER)
        await one.knows(CYD, Role.TRADER)
        await one.type(LINE)
        before = len(one.heard())
        await one.type(what, BEN)
        await one.clock.sleep(3)
        mine, theirs = "\n".join(one.heard()[before:]), "\n".join(one.heard(Place("chat", BEN.user)))
        if what == "/close 1":
            assert "everything is being closed: as Ben asked" in mine
            assert "everything is being closed: as you asked" in theirs
            assert "chat:" not in mine
        for heard in (mine, theirs):
            assert "#1 close: sold" in heard
            assert ("#1 closed: long" in heard) is (what == "/close 1")
        assert one.heard(Place("chat", CYD.user)) == []

    play(story)


def test_who_closes_is_named_in_a_group_and_unnamed_where_he_has_no_name() -> None:
    async def story(one: Chat) -> None:
        nameless = Person("chat", "4", "\n")
        await one.knows(nameless, Role.TRADER)
        await one.type("/bind paper", place=GROUP)
        for who, n, name in ((ANN, 1, "Ann"), (nameless, 2, "somebody else")):
            await one.type(LINE, who, GROUP)
            await one.type(f"/close {n}", who, GROUP)
            assert f"#{n} everything is being closed: as {name} asked" in "\n".join(one.heard(GROUP))
            await one.clock.sleep(11)

    play(story)


@pytest.mark.parametrize("opener", ["console", "Ann"])
def test_a_ticket_keeps_the_buttons_of_whom_it_was_shown_to(opener: str) -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, Role.TRADER)
        if opener == "console":
            opened = await one.session.engine.handle(LINE, Origin("k", one.clock.now(), "console"))
            assert opened.problem is None
        else:
            await one.type(LINE)
        await one.clock.sleep(3)
        place = Place("chat", BEN.user)
        at_first = answered(await one.type("/brackets", BEN))
        assert button(at_first, "Close")
        await one.moves("BTC", "60100")
        await one.clock.sleep(60)
        (later,) = [reply for (at, _), reply in one.screen.shown.items() if at == place and reply.ticket]
        assert later.text != at_first.text
        assert [b.label for row in later.buttons for b in row] == [b.label for row in at_first.buttons for b in row]
        assert "somebody else" in answered(await one.tap(button(later, "Close"), ANN, place)).text
        await one.tap(button(later, "Close"), BEN)
        assert await one.session.store.load() == []

    play(story)


def test_a_pasted_key_is_burned() -> None:
    async def story(one: Chat) -> None:
        reply = answered(await one.type("here: vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"))
        assert reply.forget
        assert "vmPUZE6mv9" not in reply.text
        fine = answered(await one.type("/explain BTCUSDT on paper market long 0.01 sl off 2% tp off 5%"))
        assert not fine.forget

    play(story)


def test_limits_hold_and_a_refused_order_does_not_count() -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, Role.TRADER)
        await one.kept.people.limit_person(BEN.id, Limits(order=Decimal(700), day=Decimal(1000)))
        too_big = answered(await one.type("BTCUSDT on paper market long 0.02 sl off 2%", BEN))
        assert "above your limit" in too_big.text
        assert not answered(await one.type(LINE, BEN)).refused
        day = answered(await one.type("ETHUSDT on paper market long 0.2", BEN))
        assert "in one day" in day.text

    play(story)


def test_a_halt_stops_entries_and_nothing_else() -> None:
    async def story(one: Chat) -> None:
        await one.type(LINE)
        await one.type("/halt paper news ahead")
        refused = answered(await one.type("ETHUSDT on paper market long 1"))
        assert "halted" in refused.text
        assert not answered(await one.type("/close 1")).refused
        await one.type("/resume paper")
        assert not answered(await one.type("ETHUSDT on paper market long 1")).refused

    play(story)


def test_flatten_closes_everything_after_a_yes() -> None:
    async def story(one: Chat) -> None:
        await one.type(LINE)
        await one.type("ETHUSDT on paper market long 1 sl off 2%")
        asked = answered(await one.type("/flatten"))
        assert len(await one.session.store.load()) == 2
        await one.tap(button(asked, "Confirm"))
        await one.clock.sleep(2)
        assert await one.session.store.load() == []

    play(story)


def test_what_waits_through_an_outage_comes_once_in_order() -> None:
    async def story(one: Chat) -> None:
        await one.type("BTCUSDT on paper market long 0.01 sl off 2% tp off 5%")
        one.screen.away = True
        for n in range(12):
            await one.clock.sleep(11)
            await one.reception.hear(_message(one, f"ETHUSDT on paper market long 0.{n + 1} sl off 2%", n))
            await one.reception.hear(_message(one, "ETHUSDT on paper close", 100 + n))
        await one.clock.sleep(600)
        before = len(one.screen.said)
        one.screen.away = False
        await one.clock.sleep(60)
        told = "\n".join(text for _, text in one.screen.said[before:])
        assert told.count("entry: bought") == 12
        assert told.count("earned") == 12
        assert "bought 0.1 at" in told.splitlines()[1]

    play(story)


def _message(one: Chat, text: str, n: int) -> Message:
    return Message(f"away{n}", one.clock.now(), HOME, ANN, text, True)


def test_an_old_confirmation_answers_no_later_question() -> None:
    held: list[Button] = []

    async def before(one: Chat) -> None:
        held.append(button(await one.type(LINE, forwarded=one.clock.now()), "Confirm"))

    async def after(one: Chat) -> None:
        await one.clock.sleep(5)
        await one.type("ETHUSDT on paper market long 1", forwarded=one.clock.now())
        assert answered(await one.tap(held[0])).refused
        assert await one.session.store.load() == []

    play(before)
    play(after)


def test_a_yes_counts_only_while_its_writer_may_still_trade() -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, Role.TRADER)
        draft = await one.type(LINE, BEN, forwarded=one.clock.now())
        await one.knows(BEN, Role.VIEWER)
        assert answered(await one.tap(button(draft, "Confirm"), BEN)).refused
        assert await one.session.store.load() == []

    play(story)


def test_a_bare_resume_ends_every_halt() -> None:
    async def story(one: Chat) -> None:
        await one.type("/halt")
        await one.type("/halt paper")
        assert "once /resume" in answered(await one.type("/resume paper")).text
        assert answered(await one.type("ETHUSDT on paper market long 1")).refused
        await one.type("/halt paper")
        assert not answered(await one.type("/resume")).refused
        assert not answered(await one.type("ETHUSDT on paper market long 2")).refused

    play(story)


def test_a_ticket_shows_what_a_part_close_has_left_of_a_target() -> None:
    async def story(one: Chat) -> None:
        await one.type(LINE)
        shown = answered(await one.type("/close 1 50%p")).text
        assert "tp1    sell 0/0.005 at 63000" in shown

    play(story)

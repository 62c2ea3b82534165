"""What the tables of people, letters and updates owe, played in memory and on disk."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing, closing
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

import pytest

from adapters.database.people import open_people
from adapters.database.store import open_store
from core.people import (
    ANY,
    Asked,
    Binding,
    Confirm,
    Denied,
    DeniedKind,
    Grant,
    Halt,
    Identity,
    Limits,
    Preferences,
    Principal,
    Role,
)
from core.people_store import ASIDE, LeftTicket, LiveTicket, NobodyKnown, Redeemed, Wanted
from tests.people_kit import ANN, BEN, CYD, GROUP, HOUR, Kept, in_memory, outgoing, something_in_every_table
from tests.samples import START, D, after

Story: TypeAlias = Callable[[Kept], Awaitable[None]]
Play: TypeAlias = Callable[[Story], None]
OWNER = Grant(ANY, Role.ADMIN)
THREAD = f"{GROUP}/5"
BTC = "BTC/USDT:USDT"


@pytest.fixture(params=["memory", "disk"])
def play(request: pytest.FixtureRequest, tmp_path: Path) -> Play:
    async def run(story: Story) -> None:
        if request.param == "memory":
            async with in_memory() as kept:
                await story(kept)
        else:
            async with aclosing(await open_store(tmp_path / "ledger.db")) as store:
                await story(Kept(store.people, store.letters, store.updates))

    return lambda story: asyncio.run(run(story))


async def somebody(kept: Kept, person: Identity = ANN, *grants: Grant) -> Principal:
    await kept.people.meet(person)
    for grant in grants:
        await kept.people.grant(person.id, grant)
    found = await kept.people.principal(person.id)
    assert found is not None
    return found


# -- people ---------------------------------------------------------------------------------------


def test_what_accounts_demand_comes_with_everybody_as_it_is_now(play: Play) -> None:
    async def story(kept: Kept) -> None:
        people = kept.people
        await somebody(kept, ANN)
        await people.prefer(ANN.id, Preferences(asked=(Asked("paper_F", D(1)), Asked("OKX", None))))
        await people.limit_account("Binance_F", Limits(asked=D(500)))
        await people.limit_account(ANY, Limits(asked=D(0), day=D(5)))
        await people.limit_account("okx", Limits(day=D(5)))
        await people.limit_person(ANN.id, Limits(asked=D(7)))
        found = await people.principal(ANN.id)
        assert found is not None
        assert found.demanded == (Asked(ANY, D(0)), Asked("binance_f", D(500)))
        assert found.preferences.asked == (Asked("okx", None), Asked("paper", D(1)))
        assert await people.people() == [found]
        await people.prefer(ANN.id, Preferences())
        await people.limit_account(ANY, Limits())
        await people.limit_account("Binance_F", Limits(day=D(5)))
        assert await people.principal(ANN.id) == replace(found, preferences=Preferences(), demanded=())
        assert await people.forget(ANN.id)
        assert (await people.meet(ANN)).preferences == Preferences()

    play(story)


def test_nobody_is_known_at_first(play: Play) -> None:
    async def story(kept: Kept) -> None:
        people = kept.people
        assert await people.people() == []
        assert await people.principal(ANN.id) is None
        assert await people.binding(GROUP) is None
        assert await people.halts() == []
        assert not await people.forget(ANN.id)
        assert not await people.revoke(ANN.id, None)
        for refused in (
            people.grant(ANN.id, OWNER),
            people.prefer(ANN.id, Preferences()),
            people.limit_person(ANN.id, Limits()),
            people.link(ANN.id, START, HOUR),
            people.invite(OWNER, ANN.id, START, HOUR),
            people.reserve("m", ANN.id, START, []),
            people.spent(START, person=ANN.id),
        ):
            with pytest.raises(NobodyKnown):
                await refused

    play(story)


def test_a_person_comes_back_whole(play: Play) -> None:
    async def story(kept: Kept) -> None:
        limits = Limits(D("1000.50"), D(5000), ("BTC", "ETH/USDT"), D("2.5"), D("99.9"))
        asked = (Asked("binance_f", D("20.5")), Asked("okx", D(0)), Asked("paper", None))
        preferences = Preferences("de-AT", "Europe/Vienna", Confirm.ABOVE, D("250.1"), asked)
        await somebody(kept, ANN, Grant("Binance_F", Role.VIEWER), Grant("paper_F", Role.TRADER))
        await kept.people.limit_person(ANN.id, limits)
        await kept.people.prefer(ANN.id, preferences)
        whole = Principal(
            ANN.id, (ANN,), (Grant("binance_f", Role.VIEWER), Grant("paper", Role.TRADER)), limits, preferences
        )
        assert await kept.people.principal(ANN.id) == whole
        await somebody(kept, BEN)
        assert await kept.people.people() == [whole, Principal(BEN.id, (BEN,))]
        await kept.people.limit_person(ANN.id, Limits())
        assert await kept.people.principal(ANN.id) == replace(whole, limits=Limits())
        await kept.people.limit_person(ANN.id, limits)
        assert await kept.people.forget(ANN.id)
        assert await kept.people.people() == [Principal(BEN.id, (BEN,))]
        assert await somebody(kept, ANN) == Principal(ANN.id, (ANN,))

    play(story)


def test_what_is_new_of_a_person_is_kept_and_what_is_not_told_stays(play: Play) -> None:
    async def story(kept: Kept) -> None:
        await kept.people.meet(Identity(ANN.id, "Ann", "de", "telegram:1"))
        met = await kept.people.meet(Identity(ANN.id, "Anna \ud83d"))
        assert met.identities == (Identity(ANN.id, "Anna �", "de", "telegram:1"),)
        assert await kept.people.principal(ANN.id) == met

    play(story)


def test_a_grant_replaces_the_one_before_and_is_taken_back_exactly(play: Play) -> None:
    async def story(kept: Kept) -> None:
        await somebody(kept, ANN, OWNER, Grant("OKX", Role.ADMIN), Grant("okx", Role.VIEWER))
        assert not await kept.people.revoke(ANN.id, "paper")
        assert (await somebody(kept)).grants == (OWNER, Grant("okx", Role.VIEWER))
        assert await kept.people.revoke(ANN.id, ANY)
        assert (await somebody(kept)).grants == (Grant("okx", Role.VIEWER),)
        assert await kept.people.revoke(ANN.id, None)
        assert (await somebody(kept)).grants == ()

    play(story)


# -- codes ----------------------------------------------------------------------------------------


def test_a_code_works_once_for_one_hour_however_it_is_typed(play: Play) -> None:
    async def story(kept: Kept) -> None:
        people = kept.people
        code = await people.invite(Grant("OKX", Role.TRADER), "", START, HOUR)
        late = await people.invite(OWNER, "", START, HOUR)
        assert await people.redeem(f" {code.lower().replace('-', '')} ", BEN, after(3599)) is Redeemed.GRANTED
        assert (await somebody(kept, BEN)).grants == (Grant("okx", Role.TRADER),)
        assert await people.redeem(code, CYD, after(3599)) is Redeemed.WRONG
        assert await people.redeem(late, CYD, after(3600)) is Redeemed.WRONG
        assert await people.principal(CYD.id) is None

    play(story)


def test_a_code_never_takes_a_right_away(play: Play) -> None:
    async def story(kept: Kept) -> None:
        await somebody(kept, BEN, Grant("okx", Role.ADMIN))
        code = await kept.people.invite(Grant("okx", Role.VIEWER), "", START, HOUR)
        assert await kept.people.redeem(code, BEN, START) is Redeemed.GRANTED
        assert (await somebody(kept, BEN)).grants == (Grant("okx", Role.ADMIN),)

    play(story)


def test_a_code_dies_with_its_makers_right_to_give_it(play: Play) -> None:
    async def story(kept: Kept) -> None:
        people = kept.people
        await somebody(kept, ANN, Grant("okx", Role.ADMIN))
        codes = [await people.invite(Grant("okx", Role.TRADER), ANN.id, START, HOUR) for _ in range(2)]
        assert await people.redeem(codes[0], BEN, START) is Redeemed.GRANTED
        await people.grant(ANN.id, Grant("okx", Role.TRADER))
        assert await people.redeem(codes[1], CYD, START) is Redeemed.WRONG
        linking = await people.link(ANN.id, START, HOUR)
        await people.forget(ANN.id)
        assert await people.redeem(linking, CYD, START) is Redeemed.WRONG

    play(story)


def test_the_sixth_guess_in_an_hour_is_not_looked_at(play: Play) -> None:
    async def story(kept: Kept) -> None:
        code = await kept.people.invite(OWNER, "", START, timedelta(days=1))
        for n in range(5):
            assert await kept.people.redeem(f"guess {n}", BEN, after(n)) is Redeemed.WRONG
        assert await kept.people.redeem(code, BEN, after(10)) is Redeemed.TOO_MANY
        assert await kept.people.principal(BEN.id) is None
        assert await kept.people.redeem("guess", CYD, after(10)) is Redeemed.WRONG
        assert await kept.people.redeem(code, BEN, after(3601)) is Redeemed.GRANTED

    play(story)


def test_the_first_owners_code_is_the_newest_and_void_once_there_is_an_owner(play: Play) -> None:
    async def story(kept: Kept) -> None:
        people = kept.people
        first, second = await people.first_code(START, HOUR), await people.first_code(START, HOUR)
        assert first is not None
        assert second is not None
        assert await people.redeem(first, BEN, START) is Redeemed.WRONG
        assert await people.redeem(second, ANN, START) is Redeemed.GRANTED
        assert (await somebody(kept)).owner
        assert await people.first_code(START, HOUR) is None
        await people.revoke(ANN.id, None)
        third = await people.first_code(START, HOUR)
        assert third is not None
        await people.grant(ANN.id, OWNER)
        assert await people.redeem(third, BEN, START) is Redeemed.WRONG

    play(story)


def test_one_human_on_two_platforms_has_one_set_of_everything(play: Play) -> None:
    other = Identity("discord:7", "ann")

    async def story(kept: Kept) -> None:
        people = kept.people
        await somebody(kept, ANN, Grant("okx", Role.TRADER), Grant("paper", Role.ADMIN))
        await somebody(kept, other, Grant("okx", Role.VIEWER), Grant("paper", Role.VIEWER), Grant("gate", Role.ADMIN))
        await people.limit_person(ANN.id, Limits(order=D(100), symbols=("BTC", "ETH/USDT")))
        await people.limit_person(other.id, Limits(order=D(500), day=D(900), symbols=("*/USDC", "ETH"), asked=D(5)))
        await people.prefer(ANN.id, Preferences(zone="Asia/Tokyo", confirm=Confirm.NEVER, asked=(Asked("gate", D(9)),)))
        await people.prefer(other.id, Preferences("es", asked=(Asked("OKX", D(0)), Asked("gate", None))))
        for n, person in enumerate((ANN, other)):
            await people.reserve(f"m{n}", person.id, START, [Wanted("okx", "ETH/USDT", D(40))])
        made = await people.invite(Grant("gate", Role.VIEWER), other.id, START, HOUR)
        code, theirs = [await people.link(person.id, START, HOUR) for person in (ANN, other)]
        assert await people.redeem(code, other, START) is Redeemed.LINKED
        joined = Principal(
            ANN.id,
            (other, ANN),
            (Grant("gate", Role.ADMIN), Grant("okx", Role.TRADER), Grant("paper", Role.ADMIN)),
            Limits(order=D(100), day=D(900), symbols=("BTC/USDC", "ETH/USDT"), asked=D(5)),
            Preferences("", "Asia/Tokyo", Confirm.NEVER, asked=(Asked("gate", D(9)), Asked("okx", D(0)))),
        )
        assert await people.principal(other.id) == await people.principal(ANN.id) == joined
        assert await people.people() == [joined]
        assert await people.spent(START, person=other.id) == 80
        assert await people.redeem(made, BEN, START) is Redeemed.GRANTED
        again = await people.link(other.id, START, HOUR)
        assert await people.redeem(again, ANN, START) is Redeemed.LINKED
        assert await people.principal(ANN.id) == joined
        await people.grant(other.id, Grant("mexc", Role.VIEWER))
        assert Grant("mexc", Role.VIEWER) in (await somebody(kept)).grants
        assert await people.redeem(theirs, CYD, START) is Redeemed.LINKED
        assert [one.id for one in (await somebody(kept)).identities] == [other.id, ANN.id, CYD.id]
        assert await people.forget(other.id)
        assert [one.id for one in await people.people()] == [BEN.id]
        assert [await somebody(kept, one) for one in (ANN, other)] == [
            Principal(one.id, (one,)) for one in (ANN, other)
        ]

    play(story)


# -- limits ---------------------------------------------------------------------------------------


def wanted(*amounts: str, account: str = "okx", symbol: str = BTC) -> list[Wanted]:
    return [Wanted(account, symbol, D(amount)) for amount in amounts]


@pytest.mark.parametrize(
    ("own", "account", "each", "before", "asked", "kind", "limit", "value"),
    [
        (None, None, None, "9e9", ["9e9"], None, None, None),
        (Limits(day=D(100)), None, None, "60.5", ["39.5"], None, None, None),
        (Limits(day=D(100)), None, None, "60.5", ["39.6"], DeniedKind.DAY, 100, "100.1"),
        (Limits(day=D(100)), None, None, "60", ["20", "20.1"], DeniedKind.DAY, 100, "100.1"),
        (None, Limits(day=D(100)), None, "60", ["41"], DeniedKind.DAY, 100, "101"),
        (None, None, Limits(day=D(100)), "60", ["41"], DeniedKind.DAY, 100, "101"),
        (Limits(order=D(50)), Limits(order=D(30)), None, "0", ["31"], DeniedKind.ORDER, 30, "31"),
        (Limits(order=D(30)), Limits(order=D(50)), None, "0", ["31"], DeniedKind.ORDER, 30, "31"),
        (None, Limits(order=D(50)), Limits(order=D(30)), "0", ["31"], DeniedKind.ORDER, 30, "31"),
    ],
)
def test_what_a_day_and_an_order_may_be(
    play: Play,
    own: Limits | None,
    account: Limits | None,
    each: Limits | None,
    before: str,
    asked: Sequence[str],
    kind: DeniedKind | None,
    limit: int | None,
    value: str | None,
) -> None:
    async def story(kept: Kept) -> None:
        people = kept.people
        await somebody(kept)
        assert await people.reserve("before", ANN.id, START, wanted(before)) is None
        await people.limit_person(ANN.id, own or Limits())
        await people.limit_account("OKX", account or Limits())
        await people.limit_account(ANY, each or Limits())
        assert await people.limited() == {k: v for k, v in ((ANY, each), ("okx", account)) if v}
        denied = await people.reserve("m", ANN.id, START, wanted(*asked))
        assert (denied and (denied.kind, denied.limit, denied.value, denied.account)) == (
            kind and (kind, limit, D(str(value)), "okx")
        )
        counted = sum(map(Decimal, [before, *asked] if kind is None else [before]))
        assert await people.spent(START, person=ANN.id, account="OKX") == counted

    play(story)


def test_a_day_is_a_utc_day_and_each_person_and_account_has_one(play: Play) -> None:
    midnight = datetime.fromisoformat("2026-03-03T00:00:00+00:00")

    async def story(kept: Kept) -> None:
        people = kept.people
        for person in (ANN, BEN):
            await somebody(kept, person)
        await people.reserve("1", ANN.id, midnight - timedelta(microseconds=1), wanted("1"))
        await people.reserve("2", ANN.id, midnight, wanted("2"))
        await people.reserve("3", BEN.id, midnight, [*wanted("4"), *wanted("8", account="gate")])
        await people.reserve("4", ANN.id, midnight + timedelta(days=29), wanted("16"))
        spent = [
            await people.spent(at, **whose)
            for at in (midnight - HOUR, midnight + HOUR)
            for whose in ({}, {"person": ANN.id}, {"person": BEN.id}, {"account": "OKX"}, {"account": "gate"})
        ]
        assert spent == [1, 1, 0, 1, 0, 14, 2, 12, 6, 8]
        await people.reserve("5", ANN.id, midnight + timedelta(days=30), wanted("32"))
        assert [await people.spent(at) for at in (midnight - HOUR, midnight)] == [0, 14]

    play(story)


def test_a_message_counts_once_and_not_at_all_when_nothing_was_sent(play: Play) -> None:
    async def story(kept: Kept) -> None:
        people = kept.people
        await somebody(kept)
        await people.limit_person(ANN.id, Limits(day=D(100)))
        for _ in range(3):
            assert await people.reserve("m1", ANN.id, START, wanted("60")) is None
        assert await people.spent(START, person=ANN.id) == 60
        assert (await people.reserve("m2", ANN.id, START, wanted("60"))) is not None
        await people.release("m1")
        assert await people.reserve("m2", ANN.id, START, wanted("60")) is None
        assert await people.spent(START) == 60

    play(story)


def test_of_many_messages_at_once_no_more_fit_than_one_after_the_other(play: Play) -> None:
    async def story(kept: Kept) -> None:
        await somebody(kept)
        await kept.people.limit_account("okx", Limits(day=D(100)))
        answers = await asyncio.gather(
            *(kept.people.reserve(f"m{n}", ANN.id, START, wanted("30")) for n in range(9)),
        )
        assert answers.count(None) == 3

    play(story)


def test_a_currency_that_is_no_dollar_is_refused_where_money_is_limited_and_never_added_to_dollars(play: Play) -> None:
    async def story(kept: Kept) -> None:
        await somebody(kept)
        await kept.people.reserve("m1", ANN.id, START, wanted("2", symbol="ETH/BTC"))
        assert await kept.people.spent(START) == 0
        await kept.people.limit_account("okx", Limits(day=D(100)))
        denied = await kept.people.reserve("m2", ANN.id, START, wanted("2", symbol="ETH/BTC"))
        assert denied == Denied(DeniedKind.QUOTE, "okx", symbol="ETH/BTC", whose="account")

    play(story)


def test_a_halted_account_takes_nothing_new_until_it_is_resumed(play: Play) -> None:
    async def story(kept: Kept) -> None:
        people = kept.people
        await somebody(kept)
        await people.halt(Halt("OKX", ANN.id, START, "news \ud83d"))
        await people.halt(Halt("okx", BEN.id, after(1), "again"))
        assert await people.halts() == [Halt("okx", ANN.id, START, "news �")]
        denied = Denied(DeniedKind.HALTED, "okx", why="news �")
        assert await people.reserve("m", ANN.id, START, [*wanted("1", account="gate"), *wanted("1")]) == denied
        assert await people.spent(START) == 0
        assert await people.reserve("m", ANN.id, START, wanted("1", account="gate")) is None
        assert not await people.resume("gate")
        assert await people.resume("Okx")
        assert await people.reserve("m2", ANN.id, START, wanted("1")) is None
        await people.halt(Halt(ANY, ANN.id, START))
        for key in ("m2", "m3"):  # counted before, and new
            assert await people.reserve(key, ANN.id, START, wanted("1")) == Denied(DeniedKind.HALTED, "okx")
        assert not await people.resume("okx")
        assert await people.resume(ANY)

    play(story)


def test_a_thread_follows_its_chat_until_it_is_bound_itself(play: Play) -> None:
    async def story(kept: Kept) -> None:
        people = kept.people
        await people.bind(Binding(GROUP, ("OKX", "paper_f", "okx"), "de"), ANN.id, START)
        chat = Binding(GROUP, ("okx", "paper"), "de")
        assert await people.binding(THREAD) == await people.binding(GROUP) == chat
        await people.bind(Binding(THREAD, ()), ANN.id, START)
        assert await people.binding(THREAD) == Binding(THREAD, ())
        assert await people.bindings() == [chat, Binding(THREAD, ())]
        assert await people.binding("telegram:-10") is None

    play(story)


def test_a_chat_with_a_new_id_keeps_what_it_is_bound_to_and_what_it_is_still_to_hear(play: Play) -> None:
    after_all = "telegram:-200"

    async def story(kept: Kept) -> None:
        people, letters = kept.people, kept.letters
        await people.bind(Binding(GROUP, ("okx",), "de"), ANN.id, START)
        await people.bind(Binding("telegram:-1000", ("gate",)), ANN.id, START)
        for n, places in enumerate(([GROUP], [GROUP, after_all], [GROUP])):
            await letters.post(outgoing(n), places, 1)
        await letters.delivered([(await letters.due(GROUP, 1))[0].id], START)
        for message in ("54", "55"):
            await letters.show(LiveTicket("7", GROUP, message, "a", START))
        for before in (GROUP, GROUP, after_all):
            await people.rename_place(before, after_all)
            assert await people.bindings() == [Binding("telegram:-1000", ("gate",)), Binding(after_all, ("okx",), "de")]
            assert await letters.waiting() == {after_all: 2}
            assert [x.outgoing for x in await letters.due(after_all, 9)] == [outgoing(1), outgoing(2)]
            assert await letters.tickets() == []
            assert await letters.left() == []
        await letters.post(outgoing(0), [after_all], 1)
        assert await letters.waiting() == {after_all: 2}
        await people.bind(Binding(GROUP, ("okx", "gate")), ANN.id, START)
        await people.rename_place(GROUP, after_all)
        assert await people.binding(after_all) == Binding(after_all, ("okx",), "de")
        assert await people.binding(GROUP) is None

    play(story)


# -- letters and tickets --------------------------------------------------------------------------


def test_a_letter_is_posted_once_per_place_and_comes_back_whole_in_order(play: Play) -> None:
    async def story(kept: Kept) -> None:
        letters = kept.letters
        for n in (1, 2, 1):
            await letters.post(outgoing(n), [GROUP, "discord:1"], n)
        await letters.post(outgoing(1), [GROUP, "discord:2"], 9)
        assert await letters.waiting() == {GROUP: 2, "discord:1": 2, "discord:2": 1}
        due = await letters.due(GROUP, 10)
        assert [(x.outgoing, x.severity, x.attempts, x.place) for x in due] == [
            (outgoing(1), 1, 0, GROUP),
            (outgoing(2), 2, 0, GROUP),
        ]
        assert await letters.due(GROUP, 1) == due[:1]
        assert await letters.due(GROUP, 0) == []
        await letters.failed([due[0].id])
        assert [x.attempts for x in await letters.due(GROUP, 10)] == [1, 0]

    play(story)


def test_what_was_delivered_or_dropped_is_not_due_not_posted_again_and_pruned_later(play: Play) -> None:
    async def story(kept: Kept) -> None:
        letters = kept.letters
        for n in range(3):
            await letters.post(outgoing(n), [GROUP], 1)
        first, second, third = await letters.due(GROUP, 10)
        await letters.delivered([first.id], after(10))
        assert await letters.aside() == 0
        await letters.dropped([second.id, first.id], after(20), f"{ASIDE} why")
        assert await letters.aside() == 1
        for n in range(3):
            await letters.post(outgoing(n), [GROUP], 1)
        assert await letters.due(GROUP, 10) == [third]
        assert await letters.waiting() == {GROUP: 1}
        assert [await letters.prune(after(n)) for n in (10, 11, 20, 21, 99)] == [0, 1, 0, 1, 0]
        assert await letters.due(GROUP, 10) == [third]
        await letters.dropped([third.id], after(30), "blocked")
        assert await letters.aside() == 0

    play(story)


def test_one_message_per_place_shows_a_bracket(play: Play) -> None:
    async def story(kept: Kept) -> None:
        letters = kept.letters
        first = LiveTicket("7", GROUP, "55", "a", START, ANN.id)
        elsewhere = LiveTicket("7", "discord:1", "9", "a", START)
        other = LiveTicket("8", GROUP, "56", "b", START)
        for ticket in (first, elsewhere, other):
            await letters.show(ticket)
        newer = replace(first, message="57", shown="c", at=after(1), person=BEN.id)
        await letters.show(newer)
        assert await letters.tickets("7") == [newer, elsewhere]
        assert await letters.tickets() == [newer, elsewhere, other]
        assert await letters.left() == [LeftTicket("7", GROUP, "55")]
        await letters.edited(replace(first, shown="d"))  # it was under way when the newer one came
        await letters.edited(replace(newer, shown="e"))
        assert await letters.tickets("7") == [replace(newer, shown="e"), elsewhere]
        await letters.show(first)
        assert await letters.left() == [LeftTicket("7", GROUP, "57")]
        await letters.told(LeftTicket("7", GROUP, "57"))
        assert await letters.left() == []
        await letters.unshow(newer)  # by what was under way too
        assert await letters.tickets("7") == [first, elsewhere]
        await letters.unshow(first)
        assert await letters.tickets() == [elsewhere, other]

    play(story)


# -- updates --------------------------------------------------------------------------------------


def test_no_update_is_lost_and_none_taken_twice(play: Play) -> None:
    async def story(kept: Kept) -> None:
        updates = kept.updates
        assert await updates.offset("9") is None
        await updates.take_updates("9", [(5, "five"), (6, "six")], 7, START)
        await updates.take_updates("9", [(6, "six again"), (7, "seven")], 8, START)
        await updates.take_updates("10", [(5, "of another bot")], 6, START)
        assert await updates.pending_updates("9") == [(5, "five"), (6, "six"), (7, "seven")]
        assert (await updates.offset("9"), await updates.offset("10")) == (8, 6)
        await updates.done_update("9", 6)
        await updates.take_updates("9", [(6, "six")], 8, after(3600))
        assert await updates.pending_updates("9") == [(5, "five"), (7, "seven")]
        assert await updates.pending_updates("10") == [(5, "of another bot")]

    play(story)


def test_numbers_may_begin_anew_after_a_quiet_week_and_only_what_is_done_is_forgotten(play: Play) -> None:
    later = START + timedelta(days=8)

    async def story(kept: Kept) -> None:
        updates = kept.updates
        await updates.take_updates("9", [(900, "done"), (901, "not done")], 902, START)
        await updates.done_update("9", 900)
        await updates.take_updates("9", [(12, "a new count"), (900, "a new text")], 13, later)
        assert await updates.offset("9") == 13
        assert await updates.pending_updates("9") == [(901, "not done"), (12, "a new count")]
        await updates.take_updates("9", [(900, "a new text")], 901, later)
        assert (900, "a new text") in await updates.pending_updates("9")

    play(story)


# -- the file -------------------------------------------------------------------------------------


def test_a_command_beside_the_running_bot_is_heard_by_it_at_once_and_everything_survives(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"

    async def story() -> None:
        async with aclosing(await open_store(path)) as store:
            kept = Kept(store.people, store.letters, store.updates)
            await something_in_every_table(kept)
            await store.receive("m", START, "text", f"{THREAD}|{ANN.id}", 2)
            async with open_people(path) as beside:
                assert await beside.people() == await store.people.people()
                await beside.revoke(ANN.id, None)
            assert (await somebody(kept)).grants == ()
        async with aclosing(await open_store(path)) as store:
            assert await store.people.spent(START) == D("99.5")
            assert await store.letters.waiting() == {GROUP: 1}
            assert await store.updates.pending_updates("9") == [(1, "{}")]

    asyncio.run(story())


def test_no_code_can_be_read_out_of_the_file_and_no_text_of_an_update_that_is_done(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"

    async def story() -> str:
        async with aclosing(await open_store(path)) as store:
            code = await store.people.invite(OWNER, "", START, HOUR)
            await store.people.redeem("MY-GUESS", BEN, START)
            for id, text in enumerate(("a pasted key", "a longer one " * 1000), 1):
                await store.updates.take_updates("9", [(id, text)], id + 1, START)
                await store.updates.done_update("9", id)
        return code

    code = asyncio.run(story())
    for text in (code, code.replace("-", ""), "MY-GUESS", "a pasted key", "a longer one"):
        assert text.encode() not in path.read_bytes()
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT update_id, body FROM updates").fetchall() == [(1, ""), (2, "")]

"""What every store owes, played on each: in memory, in memory through JSON, and on disk."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import TypeAlias

import pytest

from adapters.database.memory import MemoryStore
from adapters.database.store import SqlStore, open_store
from core.bracket import Bracket, Stamp
from core.events import Due, Opened, Reported
from core.notices import Notice, NoticeKind
from core.orders import Fill, OrdStatus, Report
from core.ports import Change, Conflict, History, Received, Store
from tests.samples import (
    START,
    after,
    closed_bracket,
    filled,
    long_bracket,
    new_bracket,
    opening,
    short_bracket,
    step,
)

AnyStore: TypeAlias = MemoryStore | SqlStore
Story: TypeAlias = Callable[[AnyStore], Awaitable[None]]
Play: TypeAlias = Callable[[Story], None]
D = Decimal


@pytest.fixture(params=["memory", "memory through JSON", "disk"])
def play(request: pytest.FixtureRequest, tmp_path: Path) -> Play:
    async def run(story: Story) -> None:
        store: AnyStore
        if request.param == "disk":
            store = await open_store(tmp_path / "ledger.db")
        else:
            store = MemoryStore(coded=request.param != "memory")
        _port, _history = _ports(store)
        try:
            await story(store)
        finally:
            await store.aclose()

    return lambda story: asyncio.run(run(story))


def _ports(store: AnyStore) -> tuple[Store, History]:
    """Both stores are what the core asks for; mypy is the judge."""
    return store, store


async def seen(store: AnyStore, *brackets: str) -> tuple[object, ...]:
    """Everything that can be seen of a store, to show that something changed nothing."""
    return (
        await store.load(),
        await store.closed(100),
        await store.outbox(1000),
        await store.unanswered(),
        [await store.bracket(id) for id in brackets],
        [await store.journal(id) for id in brackets],
        [await store.fills(id) for id in brackets],
        [await store.owner(f"{id}{slot}") for id in brackets for slot in ("e1", "s1", "s2", "t1", "t2")],
    )


async def received(store: AnyStore, key: str = "m1", brackets: int = 1) -> Received:
    return await store.receive(key, START, f"text of {key}", "console", brackets)


# -- brackets -------------------------------------------------------------------------------------


@pytest.mark.parametrize("bracket", [new_bracket(), long_bracket(), short_bracket()])
def test_a_saved_bracket_comes_back_whole(play: Play, bracket: Bracket) -> None:
    async def story(store: AnyStore) -> None:
        change = opening(bracket)
        await store.save([change])
        assert await store.bracket(bracket.id) == change.bracket
        assert await store.load() == [change.bracket]
        for order in bracket.orders:
            assert await store.owner(order.id) == bracket.id

    play(story)


def test_what_is_not_there_is_not_there(play: Play) -> None:
    async def story(store: AnyStore) -> None:
        assert await seen(store, "a1") == ([], [], [], [], [None], [[]], [[]], [None] * 5)

    play(story)


def test_only_open_brackets_are_loaded_and_a_late_report_opens_one_again(play: Play) -> None:
    async def story(store: AnyStore) -> None:
        opened, gone, older = opening(new_bracket("b", 2)), closed_bracket("c", 3), closed_bracket("d", 1)
        await store.save([opening(gone), opened, opening(older)])
        assert [bracket.id for bracket in await store.load()] == ["b"]
        assert [bracket.id for bracket in await store.closed(10)] == ["c", "d"]
        assert [bracket.id for bracket in await store.closed(1)] == ["c"]
        again = filled(replace(gone, version=1), D("0.1"), D(6000))
        await store.save([again])
        assert await store.load() == [opened.bracket, again.bracket]
        assert [bracket.id for bracket in await store.closed(10)] == ["d"]

    play(story)


def test_a_bracket_leads_back_to_the_message_that_asked_for_it(play: Play) -> None:
    async def story(store: AnyStore) -> None:
        for n, brackets in enumerate((2, 0, 1, 0)):
            await store.receive(f"m{n}", START, "text", f"telegram:{n}|telegram:42", brackets)
        asked = [await store.asked_at(id) for id in ("0", "1", "2", "3", "4", "01", "-1", "a1", "9" * 30)]
        first, third = ("telegram:0|telegram:42", "telegram:2|telegram:42")
        assert asked == [None, first, first, third, *[None] * 5]

    play(story)


# -- compare and swap -----------------------------------------------------------------------------


def stale(bracket: Bracket) -> Change:
    """Decided on the version before the one that is stored."""
    return step(replace(bracket, version=bracket.version - 1), Due(bracket.stamp))


@pytest.mark.parametrize(
    "late",
    [
        pytest.param(lambda stored: opening(stored), id="a new bracket of an id that exists"),
        pytest.param(lambda stored: stale(stored), id="one version too old"),
        pytest.param(lambda stored: step(replace(stored, version=9)), id="a version that is not there yet"),
        pytest.param(lambda stored: step(replace(stored, id="nobody")), id="no such bracket"),
    ],
)
def test_a_conflict_leaves_nothing_of_any_change(play: Play, late: Callable[[Bracket], Change]) -> None:
    async def story(store: AnyStore) -> None:
        first = opening(new_bracket())
        second = filled(first.bracket, D("0.1"), D(6000))
        await received(store)
        await store.save([first])
        await store.save([second])
        before = await seen(store, "a1", "b2")
        for changes in (
            [opening(short_bracket()), late(second.bracket)],
            [late(second.bracket), opening(short_bracket())],
        ):
            with pytest.raises(Conflict):
                await store.save(changes, answered=("m1", "done"))
            assert await seen(store, "a1", "b2") == before

    play(story)


def test_several_steps_of_one_bracket_in_one_save(play: Play) -> None:
    async def story(store: AnyStore) -> None:
        first = opening(new_bracket())
        second = filled(first.bracket, D("0.1"), D(6000))
        await store.save([first, second])
        assert await store.bracket("a1") == second.bracket
        assert [row.id for row in await store.outbox(10)] == ["a1.1.0", "a1.2.0"]
        with pytest.raises(Conflict):
            await store.save([step(second.bracket), step(second.bracket)])
        assert await store.bracket("a1") == second.bracket

    play(story)


def test_of_fifty_savers_at_once_exactly_one_wins_each_version(play: Play) -> None:
    async def story(store: AnyStore) -> None:
        await store.save([opening(new_bracket())])
        for version in (1, 2, 3):
            decided_on = await store.bracket("a1")
            assert decided_on is not None

            async def one(n: int, bracket: Bracket = decided_on) -> str:
                change = step(replace(bracket, trim=D(n)), Due(bracket.stamp))
                try:
                    await store.save([change])
                except Conflict:
                    return "conflict"
                return str(n)

            outcomes = await asyncio.gather(*(one(n) for n in range(50)))
            (winner,) = (outcome for outcome in outcomes if outcome != "conflict")
            stored = await store.bracket("a1")
            assert stored is not None
            assert (stored.version, stored.trim) == (version + 1, D(winner))
        assert len(await store.journal("a1")) == 4

    play(story)


def test_fifty_savers_of_their_own_brackets_all_win(play: Play) -> None:
    async def story(store: AnyStore) -> None:
        changes = [opening(new_bracket(f"a{n:02}", n)) for n in range(50)]
        await asyncio.gather(*(store.save([change]) for change in changes))
        assert await store.load() == [change.bracket for change in changes]

    play(story)


# -- mistakes of the caller -----------------------------------------------------------------------


def _wrong_owner() -> list[Change]:
    return [opening(replace(short_bracket(), orders=new_bracket().orders))]


@pytest.mark.parametrize(
    ("changes", "answered", "error"),
    [
        pytest.param(_wrong_owner(), None, ValueError, id="another bracket's order"),
        pytest.param([opening(short_bracket())], ("nobody", "done"), LookupError, id="no such message"),
        pytest.param([Change(0, short_bracket(), (), ())], None, AssertionError, id="two versions at once"),
        pytest.param(
            [opening(replace(short_bracket(), stamp=Stamp(datetime(2026, 1, 1))))],  # noqa: DTZ001  (the point)
            None,
            ValueError,
            id="a time of no zone",
        ),
    ],
)
def test_a_mistake_leaves_nothing(
    play: Play, changes: list[Change], answered: tuple[str, str] | None, error: type[Exception]
) -> None:
    async def story(store: AnyStore) -> None:
        await received(store)
        await store.save([opening(new_bracket())])
        before = await seen(store, "a1", "b2")
        with pytest.raises(error):
            await store.save(changes, answered)
        assert await seen(store, "a1", "b2") == before
        await store.save([opening(short_bracket())], ("m1", "done"))
        assert await store.unanswered() == []

    play(story)


# -- inbox ----------------------------------------------------------------------------------------


def test_a_message_delivered_twice_is_the_same_message(play: Play) -> None:
    async def story(store: AnyStore) -> None:
        first = await received(store, brackets=2)
        assert first == Received("m1", START, "text of m1", "console", range(1, 3))
        again = await store.receive("m1", after(60), "another text", "webhook", 7)
        assert again == replace(first, fresh=False)
        await store.save([opening(new_bracket())], answered=("m1", "Opened #1."))
        assert await received(store) == replace(first, fresh=False, answer="Opened #1.")
        assert (await received(store, "m2")).numbers == range(3, 4)

    play(story)


def test_a_message_may_need_no_bracket_and_an_answer_no_change(play: Play) -> None:
    async def story(store: AnyStore) -> None:
        assert len((await received(store, "help", brackets=0)).numbers) == 0
        assert (await received(store, "m1")).numbers == range(1, 2)
        await store.save([], answered=("help", "Try: market long 0.01"))
        assert [row.key for row in await store.unanswered()] == ["m1"]

    play(story)


def test_bracket_numbers_never_overlap(play: Play) -> None:
    async def story(store: AnyStore) -> None:
        wanted = Random(7).choices(range(4), k=50)
        keys = [f"m{n}" for n in range(50)]
        twice = [*zip(keys, wanted, strict=True)] * 2
        Random(8).shuffle(twice)
        rows = await asyncio.gather(*(received(store, key, count) for key, count in twice))
        numbers: dict[str, range] = {}
        for row in rows:
            assert numbers.setdefault(row.key, row.numbers) == row.numbers
        assert sorted(number for given in numbers.values() for number in given) == [*range(1, sum(wanted) + 1)]
        assert sum(row.fresh for row in rows) == 50

    play(story)


def test_what_was_accepted_and_never_carried_out_is_found(play: Play) -> None:
    async def story(store: AnyStore) -> None:
        rows = [await received(store, key, 2) for key in ("z", "a", "m")]
        await store.save([opening(new_bracket())], answered=("a", "done"))
        assert await store.unanswered() == [replace(rows[0], fresh=False), replace(rows[2], fresh=False)]

    play(story)


def test_broken_text_does_not_stop_the_inbox(play: Play) -> None:
    async def story(store: AnyStore) -> None:
        row = await store.receive("m1", START, "buy \ud83d now 🐻", "console", 1)
        assert row.text == "buy � now 🐻"
        await store.save([], answered=("m1", "what is \udc00?"))
        assert (await received(store)).answer == "what is �?"

    play(story)


def test_the_first_instance_tag_is_kept(play: Play) -> None:
    async def story(store: AnyStore) -> None:
        assert [await store.instance(proposed) for proposed in ("q7", "zz", "q7")] == ["q7"] * 3

    play(story)


# -- journal and outbox ---------------------------------------------------------------------------


def test_the_journal_is_every_event_in_order(play: Play) -> None:
    async def story(store: AnyStore) -> None:
        change = opening(new_bracket())
        events = [*change.events]
        await store.save([change])
        for n in range(12):  # ten and more: text that counts must not sort as text
            stamp = Stamp(after(20 - n))  # what came later is later, whatever its clock says
            change = step(change.bracket, Due(stamp), Opened(stamp))
            events += change.events
            await store.save([change])
        assert await store.journal("a1") == [(event.stamp.at, event) for event in events]

    play(story)


def test_the_outbox_is_in_order_until_delivered(play: Play) -> None:
    async def story(store: AnyStore) -> None:
        told = tuple(Notice(NoticeKind.FILLED, text=f"fact {n}") for n in range(12))
        first, second = opening(new_bracket("z")), opening(new_bracket("a", 2, account="other"))
        await store.save([replace(first, notices=told), second])
        rows = await store.outbox(100)
        assert [row.id for row in rows] == [*(f"z.1.{n}" for n in range(12)), "a.1.0"]
        assert [row.notice for row in rows] == [*told, *second.notices]
        assert (rows[-1].bracket, rows[-1].account, rows[-1].symbol, rows[-1].at) == (
            "a",
            "other",
            "BTC/USDT:USDT",
            START,
        )
        assert await store.outbox(3) == rows[:3]
        await store.delivered(["z.1.1", "z.1.0", "a.1.0", "never.1.0"])
        assert await store.outbox(100) == rows[2:-1]
        await store.delivered([row.id for row in rows])
        assert await store.outbox(100) == []

    play(story)


# -- fills ----------------------------------------------------------------------------------------

LONG = Decimal("0.123456789012345678901234567890123456789")


def test_money_is_exact_beyond_any_context(play: Play) -> None:
    async def story(store: AnyStore) -> None:
        change = opening(replace(new_bracket(), adopted=LONG, adopted_value=LONG * -1))
        await store.save([change])
        total = Decimal(0)
        for n, quantity in enumerate((LONG, D("10000000000000000000.2"), D("20000000000000000000.3")), 2):
            change = filled(change.bracket, quantity, D(f"{n}.{'1' * 40}"))
            await store.save([change])
            total = quantity
        stored = await store.bracket("a1")
        assert stored is not None
        assert repr(stored) == repr(change.bracket)
        rows = await store.fills("a1")
        assert [row.total for row in rows] == [LONG, D("10000000000000000000.2"), total]
        assert [row.fill.quantity for row in rows] == [
            LONG,
            D("10000000000000000000.076543210987654321098765432109876543211"),
            D("10000000000000000000.1"),
        ]
        assert [row.fill.value for row in rows] == [D(f"2.{'1' * 40}"), D(1), D(1)]

    play(story)


def test_a_fill_is_kept_once_however_often_it_is_heard(play: Play) -> None:
    async def story(store: AnyStore) -> None:
        change = opening(new_bracket())
        await store.save([change])
        for quantity, value in ((D("0.1"), D(6000)), (D("0.1"), D(6000)), (D("0.1"), D(6000)), (D("0.3"), D(18001))):
            change = filled(change.bracket, quantity, value)
            await store.save([change])
        late = Reported(change.bracket.stamp, Report("a1e1", OrdStatus.NEW, taken=Fill(D("0.1"), D(6000))))
        await store.save([step(change.bracket, late)])
        assert [(row.order, row.leg, row.bracket, row.total, row.fill) for row in await store.fills("a1")] == [
            ("a1e1", "taken", "a1", D("0.1"), Fill(D("0.1"), D(6000))),
            ("a1e1", "taken", "a1", D("0.3"), Fill(D("0.2"), D(12001))),
        ]

    play(story)


def test_fees_that_are_learned_after_their_fill_are_kept_with_it(play: Play) -> None:
    async def story(store: AnyStore) -> None:
        change = opening(new_bracket())
        await store.save([change])
        change = filled(change.bracket, D("0.1"), D(6000))
        await store.save([change])
        for fee in ("3.25", "3.25", "0"):
            told = Report("a1e1", OrdStatus.NEW, taken=Fill(D("0.1"), D(6000), quote_fee=D(fee)))
            change = step(change.bracket, Reported(change.bracket.stamp, told))
            await store.save([change])
        assert [row.fill for row in await store.fills("a1")] == [Fill(D("0.1"), D(6000), quote_fee=D("3.25"))]

    play(story)


def test_both_legs_of_a_pair_and_orders_of_before_are_kept(play: Play) -> None:
    async def story(store: AnyStore) -> None:
        await store.save([opening(short_bracket())])
        rows = await store.fills("b2")
        assert [(row.order, row.leg, row.fill) for row in rows] == [
            ("b2e1", "taken", short_bracket().orders[0].taken),
            ("b2t1", "stopped", short_bracket().orders[1].stopped),
        ]
        assert {row.at for row in rows} == {short_bracket().stamp.at}

    play(story)


def test_a_fill_whose_order_was_folded_away_in_the_same_step_is_kept(play: Play) -> None:
    async def story(store: AnyStore) -> None:
        change = opening(new_bracket())
        await store.save([change])
        report = Report("a1e1", OrdStatus.FILLED, taken=Fill(D("0.4"), D(24000)), final=True)
        foreign = Report("b2e1", OrdStatus.FILLED, taken=Fill(D(1), D(1)))
        stamp = change.bracket.stamp
        await store.save([step(replace(change.bracket, orders=()), Reported(stamp, report), Reported(stamp, foreign))])
        assert [(row.order, row.total) for row in await store.fills("a1")] == [("a1e1", D("0.4"))]
        assert await store.owner("b2e1") is None

    play(story)


# -- both say the same ----------------------------------------------------------------------------


async def _history(seed: int, stores: Sequence[AnyStore]) -> None:
    """One seeded history of saves good and bad, messages and deliveries, on all stores; each must answer alike."""
    dice = Random(seed)
    latest: dict[str, Bracket] = {}
    for n in range(40):
        id = f"x{dice.randrange(4)}"
        bracket = latest.get(id) or replace(new_bracket(id, n), version=0, orders=new_bracket(id).orders)
        base = replace(bracket, version=max(bracket.version - (dice.random() < 0.2), 0))
        quantity = D(dice.randrange(1, 5)) / 10
        change = filled(base, quantity, quantity * 60000, seconds=n) if dice.random() < 0.7 else step(base)
        if dice.random() < 0.1:
            change = replace(change, bracket=replace(change.bracket, orders=closed_bracket(id).orders))
        key, count, limit = f"m{dice.randrange(12)}", dice.randrange(3), dice.randrange(4)
        answered = (key, f"answer {n}") if dice.random() < 0.3 else None
        answers = []
        for store in stores:
            row = await received(store, key, count)
            try:
                await store.save([change], answered)
                outcome = "saved"
            except Conflict:
                outcome = "conflict"
            told = [one.id for one in await store.outbox(limit)]
            await store.delivered(told)
            answers.append((row, outcome, told))
        for answer in answers[1:]:
            assert answer == answers[0]
        if answers[0][1] == "saved":
            latest[id] = change.bracket
    states = [await seen(store, *sorted(latest)) for store in stores]
    for state in states[1:]:
        assert state == states[0]


@pytest.mark.parametrize("seed", range(6))
def test_memory_and_disk_tell_the_same_story(seed: int, tmp_path: Path) -> None:
    async def run() -> None:
        async with aclosing(await open_store(tmp_path / "ledger.db")) as disk:
            await _history(seed, [MemoryStore(), MemoryStore(coded=True), disk])

    asyncio.run(run())


# -- the seam of the store in memory --------------------------------------------------------------


@pytest.mark.parametrize("coded", [False, True])
def test_the_objects_themselves_are_kept_unless_asked(coded: bool) -> None:
    async def run() -> None:
        store, change = MemoryStore(coded=coded), opening(new_bracket())
        await store.save([change])
        ((_, event),) = await store.journal("a1")
        assert (await store.bracket("a1") is change.bracket, event is change.events[0]) == (not coded, not coded)

    asyncio.run(run())


class Died(BaseException):
    """The process ends here."""


def dies(_write: str) -> None:
    raise Died


def lives(_write: str) -> None:
    return None


def test_a_process_that_dies_before_the_commit_left_nothing_and_after_it_everything() -> None:
    async def run() -> None:
        store = MemoryStore()
        first = opening(new_bracket())
        store.before = dies
        for write in (store.save([first]), received(store), store.delivered([])):
            with pytest.raises(Died):
                await write
        assert await seen(store, "a1") == await seen(MemoryStore(), "a1")
        store.before, store.after = lives, dies
        for write in (received(store), store.save([first], ("m1", "done"))):
            with pytest.raises(Died):
                await write
        store.after = lives
        assert await store.load() == [first.bracket]
        assert (await received(store)).answer == "done"

    asyncio.run(run())

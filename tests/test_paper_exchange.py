"""One paper account as the core's ``Exchange``: latency, order of hints, deadlines, foreign ids, lost books."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from adapters.clock import VirtualClock, run_virtual
from adapters.exchanges.paper import LocalVenue, PaperExchange, Venue
from adapters.exchanges.paper.books import SqliteBooks
from core.orders import Amendment, Order, OrderType, OrdStatus, Reason, Side
from core.ports import Exchange, Hint, OpenOrder, Pushed, Tick, UnknownSymbol, Unreachable
from tests.paper_kit import T0, Scene, dec, fill_disk

MARKET, LIMIT, STOP = OrderType.MARKET, OrderType.LIMIT, OrderType.STOP
WAY = timedelta(milliseconds=50)
TraceFunction = Callable[[FrameType, str, Any], Any]


def connect(scene: Scene, clock: VirtualClock, latency: timedelta = WAY) -> PaperExchange:
    return PaperExchange(LocalVenue(scene.venue, clock), scene.account, clock, latency)


def test_requests_travel_both_ways() -> None:
    async def story(clock: VirtualClock) -> None:
        scene = Scene().prints(0)
        exchange: Exchange = connect(scene, clock)
        left = clock.now()
        facts = await exchange.facts("BTCUSDT")
        assert (facts.at, clock.now()) == (left, left)  # what a client keeps at hand does not travel
        entry = scene.order(LIMIT, "0.01", -10, entry=True)
        answer = asyncio.create_task(exchange.submit(scene.symbol, fresh(entry, clock), scene.position))
        await clock.sleep(0.049)
        assert scene.open_ids() == []
        await clock.sleep(0.002)
        assert scene.open_ids() == [entry.id]
        assert not answer.done()
        assert (await answer).status is OrdStatus.NEW
        await exchange.cancel(scene.symbol, entry)
        look = await exchange.look(scene.symbol, [entry])
        assert [r.status for r in look.reports] == [OrdStatus.CANCELED]
        assert clock.now() - left == 6 * WAY
        await exchange.aclose()

    run_virtual(story, T0 + timedelta(seconds=1))


def fresh(order: Order, clock: VirtualClock) -> Order:
    return replace(order, decided_at=clock.now(), not_after=clock.now() + timedelta(seconds=1))


def test_without_latency_nothing_sleeps() -> None:
    async def story(clock: VirtualClock) -> None:
        scene = Scene().prints(0)
        exchange = connect(scene, clock, timedelta(0))
        heard: list[Hint] = []
        exchange.listen(heard.append)
        scene.prints(3)
        assert [hint.price for hint in heard if isinstance(hint, Tick)] == [scene.at(3)]
        report = await exchange.submit(scene.symbol, fresh(scene.order(MARKET, entry=True), clock), scene.position)
        assert [hint.report for hint in heard if isinstance(hint, Pushed)] == [report]
        assert clock.now() == T0
        await exchange.aclose()

    run_virtual(story, T0)


def test_hints_arrive_one_way_later_in_the_order_in_which_they_left() -> None:
    async def story(clock: VirtualClock) -> None:
        scene = Scene().prints(0)
        exchange = connect(scene, clock)
        heard: list[tuple[timedelta, object]] = []

        def hear(hint: Hint) -> None:
            what: object = hint.price if isinstance(hint, Tick) else hint.report.status
            heard.append((clock.now() - T0, what))

        exchange.listen(hear)
        scene.prints(1)
        await clock.sleep(0.01)
        scene.send(MARKET, entry=True)
        scene.prints(2)
        await clock.sleep(0.02)
        assert heard == []
        await clock.sleep(1)
        ms = timedelta(milliseconds=1)
        assert heard == [
            (50 * ms, scene.at(1)),
            (60 * ms, OrdStatus.NEW),
            (60 * ms, scene.at(2)),
            (60 * ms, OrdStatus.FILLED),
        ]
        await exchange.aclose()
        scene.prints(3)
        await clock.sleep(1)
        assert len(heard) == 4

    run_virtual(story, T0)


def test_an_account_hears_its_own_and_ticks_only_if_asked() -> None:
    async def story(clock: VirtualClock) -> None:
        mine = Scene().prints(0)
        theirs = Scene(account="paper:other", venue=mine.venue)
        exchange = connect(mine, clock, timedelta(0))
        heard: list[Hint] = []
        exchange.listen(heard.append, ticks=False)
        theirs.now = mine.now
        theirs.send(LIMIT, "0.01", -10, entry=True)
        mine.prints(1)
        assert heard == []
        sent = mine.send(LIMIT, "0.01", -10, entry=True)
        assert heard == [Pushed(mine.symbol, sent)]
        assert exchange.venue == connect(theirs, clock).venue
        await exchange.aclose()

    run_virtual(story, T0)


@pytest.mark.parametrize(("late", "sent"), [(0, True), (1000, True), (1001, False)])
def test_nothing_is_signed_after_its_time(late: int, sent: bool) -> None:
    async def story(clock: VirtualClock) -> None:
        scene = Scene().prints(0)
        exchange = connect(scene, clock)
        order = fresh(scene.order(LIMIT, "0.01", -10, entry=True), clock)
        await clock.sleep(late / 1000)
        report = await exchange.submit(scene.symbol, order, scene.position)
        assert (report.status is OrdStatus.NEW) is sent
        assert (report.reason is Reason.NOT_SENT) is not sent
        assert bool(scene.open_ids()) is sent

    run_virtual(story, T0)


def test_amendments_are_asked_for_on_the_order() -> None:
    async def story(clock: VirtualClock) -> None:
        scene = Scene().prints(0)
        scene.buy()
        exchange = connect(scene, clock)
        stop = fresh(scene.order(STOP, "0.01", None, -50), clock)
        await exchange.submit(scene.symbol, stop, scene.position)
        asked = replace(stop, amend_asked=Amendment(scene.at(-20), dec("0.008"), clock.now()))
        report = await exchange.amend(scene.symbol, asked)
        assert (report.trigger, report.quantity, report.reason) == (scene.at(-20), dec("0.008"), None)
        asked = replace(stop, amend_asked=Amendment(scene.at(20), None, clock.now()))
        report = await exchange.amend(scene.symbol, asked)
        assert (report.trigger, report.reason) == (scene.at(-20), Reason.WOULD_TRIGGER)

    run_virtual(story, T0)


def test_ids_of_another_instance_are_foreign() -> None:
    async def story(clock: VirtualClock) -> None:
        scene = Scene().prints(0)
        for id in ("b00mine001", "b00theirs1"):
            scene.send(LIMIT, "0.01", -10, entry=True, id=id)
        link = LocalVenue(scene.venue, clock)
        exchange = PaperExchange(link, "paper", clock, timedelta(0), is_ours=lambda one: "mine" in one)
        look = await exchange.look(scene.symbol, [])
        assert [r.id for r in look.reports] == ["b00mine001"]
        assert look.foreign == ("b00theirs1",)
        assert [(o.id, o.bot) for o in look.others] == [("b00theirs1", True)]
        assert (await PaperExchange(link, "paper", clock, timedelta(0)).look(scene.symbol, [])).foreign == ()

    run_virtual(story, T0)


def test_what_a_hand_placed_is_shown_and_is_no_report() -> None:
    async def story(clock: VirtualClock) -> None:
        scene = Scene().prints(0)
        mine = scene.send(LIMIT, "0.01", -10, entry=True)
        hand = scene.venue.hand("paper", scene.symbol, Side.SELL, LIMIT, dec("0.02"), scene.at(50))
        exchange = connect(scene, clock, timedelta(0))
        look = await exchange.look(scene.symbol, [])
        assert [r.id for r in look.reports] == [mine.id]
        assert look.others == (OpenOrder(hand.id, Side.SELL, "limit", dec("0.02"), scene.at(50)),)
        scene.prints(50, "0.005")
        assert [o.quantity for o in (await exchange.look(scene.symbol, [])).others] == [dec("0.015")]

    run_virtual(story, T0)


def test_unknown_symbols_come_with_the_nearest() -> None:
    async def story(clock: VirtualClock) -> None:
        exchange = connect(Scene(), clock)
        with pytest.raises(UnknownSymbol) as caught:
            await exchange.facts("BTCUSD")
        assert caught.value.nearest[0] == "BTC/USDT:USDT"

    run_virtual(story, T0)


def test_books_that_cannot_be_kept_mean_that_nothing_happened(tmp_path: Path) -> None:
    async def story(clock: VirtualClock) -> None:
        books = SqliteBooks(tmp_path / "paper.db")
        scene = Scene(venue=Venue(books=books)).prints(0)
        exchange = connect(scene, clock)
        fill_disk(books)
        sent = []

        async def send_for_ever() -> None:
            while True:
                order = fresh(scene.order(LIMIT, "0.01", -10, entry=True), clock)
                sent.append(await exchange.submit(scene.symbol, order, scene.position))

        with pytest.raises(Unreachable, match="cannot keep its books"):
            await send_for_ever()
        assert len((await exchange.look(scene.symbol, [])).reports) == len(sent)
        scene.venue.close()

    run_virtual(story, T0)


def lines_of_a_tick(resting: int) -> int:
    """How many lines of code one price runs through beside so many orders that it does not touch."""
    scene = Scene().prints(0)
    for n in range(resting):
        scene.send(LIMIT, "0.003", -1000 - n, entry=True)
        scene.send(STOP, "0.003", None, -1000 - n)
    count = 0

    def trace(_frame: FrameType, event: str, _argument: object) -> TraceFunction:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        scene.prints(1)
    finally:
        sys.settrace(before)
    return count


def test_a_tick_does_not_walk_what_it_does_not_touch() -> None:
    assert lines_of_a_tick(500) == lines_of_a_tick(5)

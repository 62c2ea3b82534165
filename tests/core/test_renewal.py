"""An exchange that ends what rests after some days: another stands before that, and the position is never bare."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.clock import SystemClock
from adapters.exchanges.connecting import Connections
from adapters.exchanges.paper import LocalVenue, rules_for
from adapters.exchanges.paper.exchange import PaperExchange
from core.decide import decide
from core.events import Listed
from core.machine import wake
from core.orders import OrderType, OrdStatus, Report
from core.owed import guards
from core.ports import Change, Pushed
from core.renewal import EARLY
from core.venue import Layout, VenueRules, known_now
from tests.core.build import ALL_RULES, AMENDING, GUARDED, PAIRS, SEPARATE, START, Story, planned, standing
from tests.core.test_lessons_engine import ACCOUNT, SYMBOL, _World, lived
from tests.core.test_reviewed_engine import worker

WEEK = timedelta(days=7)
DUE = (WEEK - EARLY).total_seconds()
TAKES = replace(SEPARATE, takes=True)


def lasting(rules: VenueRules, life: timedelta | None = WEEK) -> Story:
    return standing(planned(replace(rules, life=life)))


def until(story: Story, seconds: float) -> list[str]:
    """Wait until so long after the start."""
    return story.wait(seconds - story.seconds)


@pytest.mark.parametrize("rules", [SEPARATE, TAKES, AMENDING], ids=["limits", "conditions", "amended"])
def test_the_next_stop_stands_before_the_old_one_goes(rules: VenueRules) -> None:
    story = lasting(rules)
    old = story.order("sl")
    assert until(story, DUE - 60) == []
    sent = until(story, DUE + 60)
    assert "+sl#2 0.3 stop_market !58800" in sent
    assert f"-{'sl#1'}" not in sent
    assert [o.id for o in story.live("sl") if o.status is OrdStatus.NEW] == [old.id]
    assert "-sl#1" in story.accepted("sl")


def test_targets_that_are_conditions_are_placed_anew_too_and_limits_are_not() -> None:
    story = lasting(TAKES)
    until(story, DUE - 60)
    sent = until(story, DUE + 60)
    assert sorted(one for one in sent if "tp" in one) == ["-tp1#1", "-tp2#1"]
    story.accepted("sl")
    placed = story.report("tp1", OrdStatus.CANCELED, final=True) + story.report("tp2", OrdStatus.CANCELED, final=True)
    assert [one.split()[0] for one in placed] == ["+tp1#2", "+tp2#2"]
    limits = lasting(SEPARATE)
    assert [one for one in until(limits, DUE + 60) if "tp" in one] == []


def test_a_pair_gives_way_to_a_stop_until_the_next_one_stands() -> None:
    story = lasting(replace(PAIRS, life=None))
    old = [story.order("tp1"), story.order("tp2")]
    assert until(story, DUE - 60) == []
    assert until(story, DUE + 60) == ["+sl#1 0.3 stop_market !58800"]
    assert [o.id for o in guards(story.bracket)] == [o.id for o in old]
    assert sorted(story.accepted("sl")) == ["-tp1#1", "-tp2#1"]
    placed = story.report("tp1", OrdStatus.CANCELED, final=True) + story.report("tp2", OrdStatus.CANCELED, final=True)
    assert [one.split()[0] for one in placed] == ["+tp1#2", "+tp2#2"]
    assert guards(story.bracket) == [story.order("sl")]
    assert story.accepted("tp1") + story.accepted("tp2") == ["-sl#1"]


def test_where_coins_are_shared_the_old_stop_goes_first() -> None:
    story = lasting(GUARDED)
    assert until(story, DUE + 60) == ["-sl#1"]
    assert story.report("sl", OrdStatus.CANCELED, final=True) == ["+sl#2 0.3 stop_market !58800"]


def test_while_the_market_is_halted_no_stop_is_taken_away() -> None:
    """Nothing could take its place, and it has a day left."""
    story = lasting(GUARDED)
    steps = story.bracket.instrument
    until(story, DUE - 60)
    story.tell(Listed(story.stamp, steps, traded=False))
    assert until(story, DUE + 60) == []
    assert story.tell(Listed(story.stamp, steps, traded=True)) == ["-sl#1"]


def test_a_stop_that_was_refused_its_place_leaves_the_old_one() -> None:
    story = lasting(SEPARATE)
    until(story, DUE + 60)
    assert "-sl#1" not in story.report("sl", OrdStatus.REJECTED, final=True)
    assert "+sl#3 0.3 stop_market !58800" in story.wait(5)


@pytest.mark.parametrize(("life", "due"), [(None, False), (WEEK, True)])
def test_the_bot_comes_back_by_itself_when_it_is_due(life: timedelta | None, due: bool) -> None:
    story = lasting(SEPARATE, life)
    story.wait(3600)
    at = wake(story.bracket)
    order = story.order("sl")
    assert (at == order.decided_at + WEEK - EARLY) is due
    assert at is None or at > START
    assert decide(story.bracket)[1] == []


def test_of_a_short_life_the_last_quarter_is_kept_for_it() -> None:
    """A day before the end would be at once, again and again."""
    story = lasting(SEPARATE, timedelta(hours=8))
    assert until(story, 6 * 3600 - 60) == []
    assert "+sl#2 0.3 stop_market !58800" in until(story, 6 * 3600 + 60)


# -- a bracket of an earlier version ------------------------------------------------------------------

MINUTE = timedelta(minutes=1)
SLOW = VenueRules(Layout.STOP_AND_TARGETS, quiet=MINUTE, recv_window=MINUTE, lag=MINUTE, life=WEEK, counts_targets=True)


@pytest.mark.parametrize("stored", ALL_RULES.values(), ids=ALL_RULES)
def test_what_people_were_told_stays_and_what_protects_them_is_of_today(stored: VenueRules) -> None:
    known = known_now(stored, SLOW)
    assert (known.life, known.counts_targets) == (WEEK, True)
    assert known.quiet == known.recv_window == known.lag == MINUTE
    known = replace(known, quiet=stored.quiet, recv_window=stored.recv_window, lag=stored.lag)
    assert replace(known, life=stored.life, counts_targets=stored.counts_targets) == stored


def test_the_longer_time_counts_whichever_version_believed_it() -> None:
    assert known_now(SLOW, SEPARATE) == replace(SLOW, life=None, counts_targets=False)


class Learned(PaperExchange):
    """The account in a version that has learned that the exchange ends what rests after a minute."""

    @property
    def rules(self) -> VenueRules:
        return replace(rules_for(Layout.PAIRS), life=MINUTE)


@lived
async def test_a_stop_of_an_earlier_version_is_renewed_before_it_ends(world: _World) -> None:
    def stops() -> list[str]:
        return [o.id for o in world.venue.orders(ACCOUNT) if o.type is OrderType.STOP]

    async with world.bot() as session:
        await world.say(session, "k")
        await world.live(5)
    before, (old,) = await world.bracket(), stops()
    assert before.rules.life is None
    bare = world.venue.uncovered_ms(ACCOUNT, before.symbol)
    link = LocalVenue(world.venue, world.clock)
    async with world.bot(lambda name, _exchange: Learned(link, name, world.clock)):
        await world.live(35)
        assert stops() == [old]
        await world.live(10)
    (new,) = stops()
    assert new != old
    assert world.venue.uncovered_ms(ACCOUNT, before.symbol, world.clock.now()) == bare
    assert (await world.bracket()).rules == replace(before.rules, life=MINUTE)


@lived
async def test_so_is_that_of_a_closed_bracket_whose_books_are_opened_again(world: _World) -> None:
    async with world.bot() as session:
        await world.say(session, "k")
        await world.live(5)
        await world.say(session, "close", f"BTCUSDT on {ACCOUNT} close long")
        await world.live(10)
    assert await world.store.load() == []
    (entry,) = (o for o in world.venue.orders(ACCOUNT, open=False) if not o.exits)
    more = Report(entry.id, OrdStatus.FILLED, taken=entry.taken + entry.taken)
    link = LocalVenue(world.venue, world.clock)
    async with world.bot(lambda name, _exchange: Learned(link, name, world.clock)) as session:
        await world.say(session, "none", f"BTCUSDT on {ACCOUNT} close long")
        worker(session).hear(Pushed(SYMBOL, more))
        await world.live(1)
        (again,) = worker(session).brackets.values()
        assert again.rules.life == MINUTE


@lived
async def test_so_is_that_of_one_that_another_process_has_stepped_meanwhile(world: _World) -> None:
    """One of an earlier version, that still runs for a moment."""
    async with world.bot() as session:
        await world.say(session, "k")
        await world.live(5)
    link = LocalVenue(world.venue, world.clock)
    async with world.bot(lambda name, _exchange: Learned(link, name, world.clock)) as session:
        await world.live(3)
        stored = await world.bracket()
        theirs = replace(stored, version=stored.version + 1, rules=replace(stored.rules, life=None))
        await world.store.save([Change(stored.version, theirs, (), ())])
        await world.live(45)
        (stop,) = (o for o in worker(session).brackets["1"].live if o.type is OrderType.STOP)
        assert stop.id not in {o.id for o in theirs.orders}
    assert (await world.bracket()).rules.life == MINUTE


@pytest.mark.parametrize(("name", "days"), [("MEXC_F", 7), ("Gate", 30), ("Binance", None)])
def test_an_account_tells_of_its_record_before_it_is_connected(name: str, days: int | None) -> None:
    async def story() -> None:
        exchange = await Connections(SystemClock()).open(name, {}, testnet=False, is_ours=lambda _id: True)
        assert exchange.rules is not None
        assert exchange.rules.life == (None if days is None else timedelta(days=days))
        await exchange.aclose()

    asyncio.run(story())

"""A bracket whose market is gone, and a person who lets go of it: the ledger forgets it, and nothing is ever sent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.clock import VirtualClock, run_virtual
from bot.text import sentence
from bot.ticket import ticket
from core.events import Away, Back, ForgetTold, Listed
from core.forget import forget
from core.notices import NoticeKind
from core.orders import OrdStatus, PositionSide
from core.ports import Unreachable
from core.venue import VenueRules
from tests.core import build
from tests.core.build import BOTH, LONG, Story, entered, planned, standing
from tests.core.test_listed import Reader
from tests.core.test_reviewed_engine import ETH, Line, hedged, three_positions, worker

BRACKETS = {
    "flat": lambda rules, side: Story(planned(rules, side)),
    "entering": lambda rules, side: entered(planned(rules, side))[0],
    "standing": lambda rules, side: standing(planned(rules, side)),
}


@pytest.mark.parametrize("rules", build.ALL_RULES.values(), ids=build.ALL_RULES)
@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize("how", BRACKETS)
def test_nothing_is_sent_for_it_whatever_happens_afterwards(how: str, side: PositionSide, rules: VenueRules) -> None:
    if rules.spot and side is not LONG:
        return
    story = BRACKETS[how](rules, side)
    story.tell(Listed(story.stamp, story.bracket.instrument, traded=False))
    held, orders = story.bracket.position, story.bracket.orders
    known = len(story.told)
    assert story.tell(ForgetTold(story.stamp)) == []
    assert [(n.kind, n.quantity, n.text) for n in story.told[known:]] == [(NoticeKind.FORGOTTEN, held, "BTC")]
    assert (story.bracket.closed, story.bracket.orders) == (True, orders)
    sent = [story.wait(600), story.tick(build.at(side, -9000)), story.close()]
    sent += [story.tell(Listed(story.stamp, story.bracket.instrument, traded=True))]
    sent += [story.tell(Away(story.stamp, story.now - timedelta(60))), story.tell(Back(story.stamp))]
    for order in story.bracket.live:
        sent.append(story.report(order, OrdStatus.CANCELED, final=True))
    assert [commands for commands in sent if commands] == []
    assert story.bracket.closed
    assert not {NoticeKind.CLOSED, NoticeKind.AWAY, NoticeKind.UNPROTECTED} & {n.kind for n in story.told}


def test_a_fill_that_is_heard_of_later_is_told_and_counted() -> None:
    story = standing(planned(targets=()))
    story.tell(Listed(story.stamp, story.bracket.instrument, traded=False))
    story.tell(ForgetTold(story.stamp))
    known = len(story.told)
    assert story.filled("sl") == []
    assert [n.kind for n in story.told[known:]] == [NoticeKind.FILLED]
    assert story.bracket.position == 0


def test_people_read_what_it_was() -> None:
    story = standing(planned(quantity="0.3"))
    story.tell(ForgetTold(story.stamp))
    said = sentence(story.told[-1], "7")
    assert said is not None
    assert said.startswith("#7 ⚠ let go of: nothing was sent")
    assert said.endswith("last known there: 0.3 BTC")
    assert ticket(story.bracket).head == "#a1 let go of: long BTC on paper; last known there: 0.3 BTC"


def test_what_is_gone_after_a_restart_is_let_go_of_once_it_is_what_was_told_and_stays_away() -> None:
    async def story(clock: VirtualClock) -> None:
        world = Reader(clock)
        hedged(world)
        line = Line(world)
        async with world.bot(line.connect) as session:
            await three_positions(session, world)
        gone = Unreachable("Paper lists ETH/USDT:USDT no more", answers=True)
        line.error = lambda symbol: gone if symbol == ETH else None
        before = {b.id: b for b in await world.store.load()}
        (eth,) = (b for b in before.values() if b.symbol == ETH)
        async with world.bot(line.connect) as session:
            mine = worker(session)
            btc = next(b.id for b in before.values() if b.symbol != ETH)
            await world.live(10)
            arrived = dict(world.venue.clearing.orders)
            assert not await forget(mine, world.store, btc, lambda _: True)  # it is traded
            assert not await forget(mine, world.store, eth.id, lambda _: False)  # and that is not what was told
            assert not await forget(mine, world.store, "99", lambda _: True)
            assert await forget(mine, world.store, eth.id, lambda now: now.orders == eth.orders)
            assert not await forget(mine, world.store, eth.id, lambda _: True)
            line.error = lambda _symbol: None  # what rested there is heard of again
            await world.live(60)
            assert eth.id not in mine.brackets
            assert {n: o.status for n, o in arrived.items()} == {
                n: o.status for n, o in world.venue.clearing.orders.items() if o.symbol == ETH or n in arrived
            }
        after = await world.store.bracket(eth.id)
        assert after is not None
        assert (after.forgotten, after.closed, after.orders) == (True, True, eth.orders)
        assert eth.id not in {b.id for b in await world.store.load()}

    run_virtual(story)

"""What one part of a message takes of an account is not free for the next, and a price is as old as its facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from adapters.exchanges.paper import LocalVenue, rules_for
from adapters.exchanges.paper.exchange import PaperExchange
from core.bracket import Policy, Stamp
from core.events import Opened
from core.market import Market
from core.message import ANYTHING, Origin
from core.plan import Context, Planned, Refusal, plan
from core.ports import Facts, Tick
from core.syntax import parse
from core.venue import Layout
from tests.core import build
from tests.core.build import D, after
from tests.core.test_lessons_engine import ACCOUNT, LINE, _World, lived
from tests.core.test_plan import HEAD, STAMP, facts

HEDGED = replace(build.SEPARATE, hedged=True)


def planned(line: str, known: Facts, *taken: Planned, adopt: bool = False) -> tuple[Planned, ...]:
    numbers = iter([("a7", 7), ("a8", 8)])
    context = Context("paper", Policy(), STAMP, numbers, ANYTHING if adopt else (), tuple(part.takes for part in taken))
    return plan(parse(HEAD + line).blocks[0], known, (), context)


BOTH_SIDES = "market long 1 market short 1"  # each 6000 of margin and 30 of fee


def test_a_long_and_a_short_together_need_what_both_cost() -> None:
    first, second = planned(BOTH_SIDES, facts(HEDGED, free=D(12060)))
    assert (first.takes, second.takes) == ({"USDT": D(6030)}, {"USDT": D(6030)})
    with pytest.raises(Refusal) as refused:
        planned(BOTH_SIDES, facts(HEDGED, free=D("12059.99")))
    problem = refused.value.problem
    assert (problem.code, problem.message) == ("E-MARGIN", "6030 USDT are needed, 6029.99 are free")
    assert problem.hint == "earlier entries of this message take 6030"
    assert (HEAD + BOTH_SIDES)[problem.position :] == "1"


def test_coins_that_one_part_guards_are_not_there_for_the_next() -> None:
    """On spot two markets may share their base coin; sold twice it would be somebody else's."""
    line, known = "stoploss long 100%p sl off 2%", facts(build.GUARDED, free_base=D("0.5"))
    (first,) = planned("stoploss long 100%p sl off 2%", known, adopt=True)
    assert (first.bracket.adopted, first.takes) == (D("0.5"), {"BTC": D("0.5")})
    other = replace(known, instrument=replace(known.instrument, symbol="BTC/USDC", quote="USDC"))
    with pytest.raises(Refusal, match="E-NO-POSITION there is no long position of BTC/USDC to guard"):
        planned(line, other, first, adopt=True)
    (rest,) = planned(line, replace(other, free_base=D("0.7")), first, adopt=True)
    assert rest.bracket.adopted == D("0.2")


def test_another_quote_coin_is_another_purse() -> None:
    (first,) = planned("market long 1", facts(free=D(6030)))
    other = facts(free=D(6030))
    usdc = replace(other, instrument=replace(other.instrument, symbol="BTC/USDC:USDC", quote="USDC"))
    assert planned("market long 1", usdc, first)
    with pytest.raises(Refusal, match="E-MARGIN"):
        planned("market long 1", other, first)


@pytest.mark.parametrize(
    ("account", "sizes", "code"),
    [
        (ACCOUNT, ("9.9", "10"), "planned"),  # 59,697 and 3,015 of 100,000 at ten times
        (ACCOUNT, ("9.9", "200"), "E-MARGIN"),  # 59,697 and 60,300: each alone would do
        (ACCOUNT, ("0.01", "200"), "planned"),
        ("paper_spot:lessons", ("1", "5"), "planned"),  # 60,060 and 15,015 of 100,000
        ("paper_spot:lessons", ("1", "20"), "E-MARGIN"),  # 60,060 and 60,060
    ],
)
def test_the_entries_of_one_message_share_what_is_free(account: str, sizes: tuple[str, str], code: str) -> None:
    spot = account.startswith("paper_spot")
    names = ("BTC/USDT", "ETH/USDT") if spot else ("BTC/USDT:USDT", "ETH/USDT:USDT")

    async def story(world: _World) -> None:
        world.venue.open_account(account, rules_for(Layout.PAIRS if spot else Layout.STOP_AND_TARGETS, spot))
        for symbol, price in zip(names, (D(60000), D(3000)), strict=True):
            world.row += 1
            world.venue.trade(symbol, price, D(1_000_000), world.clock.now(), world.row)
        line = "; ".join(f"{s} on {account} market long {q} sl off 2%" for s, q in zip(names, sizes, strict=True))
        async with world.bot() as session:
            assert await world.say(session, "k", line) == code
            await world.live(3)
        assert sum(not o.reduce_only for o in world.venue.orders(account, open=False)) == 2 * (code == "planned")

    lived(story)()


# -- how old a price is -------------------------------------------------------------------------------


class _Hand:
    """A clock that is put forward by hand."""

    seconds = 0.0

    def now(self) -> datetime:
        return after(self.seconds)

    wall = now

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.mark.parametrize(
    ("heard", "asked", "price", "since"),
    [  # a tick of 61000 was heard then, the facts' 60000 are of then, it is second 10: what is planned against?
        (None, 4.0, 60000, 4.0),
        (3.0, 4.0, 60000, 4.0),
        (5.0, 4.0, 61000, 5.0),
        (None, 11.0, 60000, 10.0),  # their clock may be ahead of ours; a price is never from tomorrow
    ],
)
def test_planned_against_the_latest_price_at_its_own_time(
    heard: float | None, asked: float, price: int, since: float
) -> None:
    clock = _Hand()
    market = Market(clock)
    if heard is not None:
        clock.seconds = heard
        market.hear(Tick(build.SWAP.symbol, D(61000), after(heard)))
    clock.seconds = 10
    known = facts(at=after(asked))
    assert market.planned(known) == Stamp(after(10), D(price), after(since))
    without = Stamp(after(10), None, None) if heard is None else Stamp(after(10), D(61000), after(heard))
    assert market.planned(replace(known, price=None)) == without


@lived
async def test_the_price_of_a_message_is_as_old_as_its_facts(world: _World) -> None:
    """A price that took its time must not decide as if it were fresh: attached exits are made of it."""
    age = timedelta(seconds=30)

    class Slow(PaperExchange):
        async def facts(self, name: str) -> Facts:
            found = await super().facts(name)
            return replace(found, at=found.at - age)

    def slow(name: str, _exchange: PaperExchange) -> PaperExchange:
        return Slow(LocalVenue(world.venue, world.clock), name, world.clock)

    async with world.bot(slow) as session:
        answer = await session.engine.handle(LINE, Origin("k", world.clock.now(), "lesson"))
        ((_, opened), *_) = await session.store.journal(answer.planned[0].bracket.id)
    assert isinstance(opened, Opened)
    assert opened.stamp.price_at is not None
    assert opened.stamp.at - opened.stamp.price_at >= age

"""What every exchange must do, in numbered cards, written once against ``core.ports.Exchange``.

A card is a short story on a ``Table``; ``fits`` says on which kinds of account it can be told.  Each ends in facts that
the exchange's own books confirm.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from core.orders import ZERO, Amendment, Order, OrderType, OrdStatus, PositionSide, Reason
from core.ports import Hint, OpenOrder, Pushed, Tick, UnknownOutcome, UnknownSymbol
from core.venue import Layout
from tests.exchanges.bench import OTHERS, PATIENCE, PLENTY, QUANTITY, Setup, Table, kept, spot_lot

MARKET, LIMIT, IOC = OrderType.MARKET, OrderType.LIMIT, OrderType.IOC
NEW, FILLED, CANCELED = OrdStatus.NEW, OrdStatus.FILLED, OrdStatus.CANCELED
REJECTED, EXPIRED = OrdStatus.REJECTED, OrdStatus.EXPIRED
PART = Decimal("0.004")
HUGE = Decimal(500)  # base coin: more than anybody's money buys

Story = Callable[[Table], Awaitable[None]]
Fits = Callable[[Setup], bool]


@dataclass(frozen=True)
class Card:
    """``number`` is what people call it by."""

    number: int
    story: Story
    fits: Fits

    def __str__(self) -> str:
        return f"{self.number:02}-{self.story.__name__}"


CARDS: list[Card] = []


def card(fits: Fits = lambda _: True) -> Callable[[Story], Story]:
    """Number a story and keep it."""

    def keep(story: Story) -> Story:
        CARDS.append(Card(len(CARDS) + 1, story, fits))
        return story

    return keep


def printing(setup: Setup) -> bool:
    return setup.prints


def stopping(setup: Setup) -> bool:
    return setup.stops


def derivative(setup: Setup) -> bool:
    return not setup.rules.spot


def attaching(setup: Setup) -> bool:
    return setup.rules.attach and setup.prints


def amending(setup: Setup) -> bool:
    return setup.stops and setup.rules.amends


def pairing(setup: Setup) -> bool:
    return setup.rules.layout is Layout.PAIRS and setup.prints


# -- placing ----------------------------------------------------------------------------------------


@card()
async def a_limit_order_is_accepted_and_rests(t: Table) -> None:
    entry = await t.placed(t.order("e1", LIMIT, price=-5000))
    report = await t.report(entry)
    assert (report.status, report.quantity, report.price) == (NEW, QUANTITY, t.at(-5000))
    assert report.taken.quantity == ZERO
    assert report.venue_ids


@card()
async def a_market_entry_fills_and_its_fee_is_known(t: Table) -> None:
    before = await t.held()
    report = await t.enter()
    fill = report.taken
    assert (fill.quantity, report.stopped.quantity) == (QUANTITY, ZERO)
    assert fill.price is not None
    assert abs(fill.price - t.bench.middle) <= t.bench.middle / 100
    assert (fill.base_fee > 0, fill.quote_fee > 0) == ((True, False) if t.rules.spot else (False, True))
    assert await t.held() - before == kept(report)


@card(printing)
async def a_partial_fill_is_seen_and_so_is_the_rest(t: Table) -> None:
    entry = await t.placed(t.order("e1", LIMIT, price=-100))
    await t.prints(-100, PART)
    partly = await t.seen(entry, lambda r: r.taken.quantity > 0)
    assert (partly.status, partly.taken.quantity, partly.taken.value) == (NEW, PART, PART * t.at(-100))
    await t.prints(-100)
    assert (await t.filled(entry)).taken.quantity == QUANTITY == await t.bench.executed(entry.id)


@card(printing)
async def what_cannot_fill_at_once_is_not_left_resting(t: Table) -> None:
    await t.enter()
    leave = t.order("tp1", IOC, PART, price=500)
    await t.submit(leave)
    await t.prints(10)
    report = await t.seen(leave, lambda r: r.status.ended)
    assert report.status in (EXPIRED, CANCELED, REJECTED)
    assert report.taken.quantity == ZERO


@card()
async def an_order_decided_too_long_ago_is_not_sent(t: Table) -> None:
    entry = t.order("e1", LIMIT, price=-5000)
    report = await t.submit(replace(entry, not_after=entry.decided_at))
    assert (report.status, report.reason) == (REJECTED, Reason.NOT_SENT)
    assert entry.id in (await t.look(entry)).missing


# -- ending -----------------------------------------------------------------------------------------


@card()
async def a_canceled_order_is_found_as_canceled(t: Table) -> None:
    entry = await t.placed(t.order("e1", LIMIT, price=-5000))
    await t.exchange.cancel(t.symbol, entry)
    report = await t.seen(entry, lambda r: r.status.ended)
    assert (report.status, report.taken.quantity) == (CANCELED, ZERO)


@card(printing)
async def canceling_what_is_partly_filled_keeps_its_fills(t: Table) -> None:
    entry = await t.placed(t.order("e1", LIMIT, price=-100))
    await t.prints(-100, PART)
    await t.exchange.cancel(t.symbol, entry)
    report = await t.seen(entry, lambda r: r.status.ended and r.charged)
    assert (report.status, report.taken.quantity) == (CANCELED, PART)
    assert await t.bench.executed(entry.id) == PART


@card()
async def canceling_what_has_filled_or_never_was_tells_nothing_and_breaks_nothing(t: Table) -> None:
    report = await t.enter()
    entry = replace(t.order("e1", MARKET), id=report.id)
    never = t.order("e2", LIMIT, price=-5000)
    for gone in (entry, never):
        with suppress(UnknownOutcome):
            await t.exchange.cancel(t.symbol, gone)
    look = await t.look(entry, never)
    assert [r.status for r in look.reports if r.id == entry.id] == [FILLED]
    assert look.missing == (never.id,)


@card(printing)
async def a_cancel_that_races_a_fill_ends_in_what_the_books_say(t: Table) -> None:
    entry = await t.placed(t.order("e1", LIMIT, price=-100))
    with suppress(UnknownOutcome):
        await asyncio.gather(t.exchange.cancel(t.symbol, entry), t.prints(-100, PART))
    report = await t.seen(entry, lambda r: r.status.ended and r.charged)
    assert report.status is CANCELED
    assert report.taken.quantity == await t.bench.executed(entry.id) in (ZERO, PART)


# -- stops ------------------------------------------------------------------------------------------


@card(lambda s: s.stops and s.prints)
async def a_stop_rests_and_triggers_into_what_it_sold(t: Table) -> None:
    bought = spot_lot(kept(await t.enter()))
    before = await t.held()
    stop = await t.placed(t.stop(bought))
    resting = await t.report(stop)
    assert (resting.status, resting.trigger, resting.triggered) == (NEW, t.at(-1000), False)
    await t.prints(-1000)
    report = await t.filled(stop)
    assert (report.status, report.stopped.quantity, report.taken.quantity) == (FILLED, bought, ZERO)
    assert report.stopped.price is not None
    assert abs(report.stopped.price - t.at(-1000)) <= 1
    assert report.stopped.quote_fee > 0
    assert await t.bench.executed(stop.id) == bought
    assert before - await t.held() == bought


@card(lambda s: s.stops and s.prints)
async def a_target_fills_as_taken_and_not_as_stopped(t: Table) -> None:
    await t.enter()
    target = await t.placed(t.target(PART))
    await t.prints(1000)
    report = await t.filled(target)
    assert (report.taken.quantity, report.stopped.quantity) == (PART, ZERO)


@card(stopping)
async def both_lists_are_read(t: Table) -> None:
    await t.enter()
    stop, target = await t.placed(t.stop(PART)), await t.placed(t.target(PART))
    entry = await t.placed(t.order("e2", LIMIT, PART, price=-5000))
    expected = {stop.id, target.id, entry.id}
    asked = await t.look(stop, target, entry)
    assert {r.id for r in asked.reports} >= expected
    assert asked.missing == ()
    if t.rules.layout is not Layout.POSITION:  # there a stop is the position's own, and is read off it by whom asks
        assert {r.id for r in (await t.look()).reports} == expected


@card(lambda s: s.stops and s.rules.reduce_only and s.rules.layout is not Layout.POSITION)
async def a_new_stop_can_stand_before_the_old_one_goes(t: Table) -> None:
    await t.enter()
    old = await t.placed(t.stop())
    new = await t.placed(t.stop(trigger=-500))
    both = await t.look(old, new)
    assert {r.id: r.trigger for r in both.reports} == {old.id: t.at(-1000), new.id: t.at(-500)}
    await t.exchange.cancel(t.symbol, old)
    assert (await t.seen(old, lambda r: r.status.ended)).status is CANCELED
    assert (await t.report(new)).status is NEW


@card(lambda s: s.stops and not s.rules.reduce_only)
async def the_coins_of_a_stop_are_free_for_the_next_once_it_is_canceled(t: Table) -> None:
    bought = spot_lot(kept(await t.enter()))
    old = await t.placed(t.stop(bought))
    await t.exchange.cancel(t.symbol, old)
    await t.seen(old, lambda r: r.status is CANCELED)
    new = await t.placed(t.stop(bought, trigger=-500))
    assert (await t.report(new)).trigger == t.at(-500)


@card(lambda s: s.stops and s.prints)
async def canceling_a_stop_that_races_its_trigger_ends_in_what_the_books_say(t: Table) -> None:
    bought = spot_lot(kept(await t.enter()))
    stop = await t.placed(t.stop(bought))
    with suppress(UnknownOutcome):
        await asyncio.gather(t.exchange.cancel(t.symbol, stop), t.prints(-1000))
    report = await t.seen(stop, lambda r: r.status.ended and r.charged)
    assert report.status is (FILLED if report.stopped.quantity else CANCELED)
    assert report.stopped.quantity == await t.bench.executed(stop.id) in (ZERO, bought)


@card(amending)
async def a_stop_is_amended_in_place(t: Table) -> None:
    await t.enter()
    stop = await t.placed(t.stop())
    asked = Amendment(t.at(-500), stop.quantity, stop.decided_at)
    report = await t.exchange.amend(t.symbol, replace(stop, amend_asked=asked))
    assert (report.trigger, report.reason) == (t.at(-500), None)
    assert (await t.report(stop)).trigger == t.at(-500)
    over = Amendment(t.at(500), stop.quantity, stop.decided_at)
    report = await t.exchange.amend(t.symbol, replace(stop, amend_asked=over))
    assert (report.status, report.reason, report.trigger) == (NEW, Reason.WOULD_TRIGGER, t.at(-500))


@card(lambda s: amending(s) and s.rules.layout is not Layout.POSITION)
async def a_stop_is_made_smaller_in_place(t: Table) -> None:
    await t.enter()
    stop = await t.placed(t.stop())
    asked = Amendment(stop.trigger, PART, stop.decided_at)
    report = await t.exchange.amend(t.symbol, replace(stop, amend_asked=asked))
    assert (report.quantity, report.reason) == (PART, None)
    resting = await t.report(stop)
    assert (resting.status, resting.quantity, resting.trigger) == (NEW, PART, t.at(-1000))


@card(lambda s: amending(s) and s.prints)
async def amending_a_stop_that_races_its_trigger_loses_nothing(t: Table) -> None:
    await t.enter()
    stop = await t.placed(t.stop())
    asked = replace(stop, amend_asked=Amendment(t.at(-500), stop.quantity, stop.decided_at))
    with suppress(UnknownOutcome):
        await asyncio.gather(t.exchange.amend(t.symbol, asked), t.prints(-1000))
    report = await t.filled(stop)
    assert report.stopped.quantity == await t.bench.executed(stop.id) == QUANTITY
    assert await t.held() == ZERO


# -- exits that travel with their entry -------------------------------------------------------------


@card(attaching)
async def attached_exits_begin_with_their_entry(t: Table) -> None:
    entry, *exits = await attached(t)
    await t.prints(-100)
    await t.filled(entry)
    for order in exits:
        resting = await t.seen(order, lambda r: r.status is NEW)
        assert (resting.trigger or resting.price) == (order.trigger or order.price)
    await t.prints(1000)
    report = await t.filled(exits[-1])
    assert (report.taken.quantity, await t.held()) == (QUANTITY, ZERO)


@card(attaching)
async def attached_exits_of_an_entry_that_never_filled_do_not_exist(t: Table) -> None:
    entry, *exits = await attached(t)
    assert set((await t.look(*exits)).missing) == {order.id for order in exits}
    await t.exchange.cancel(t.symbol, entry)
    await t.prints(-200)
    look = await t.look(*exits)
    assert set(look.missing) | {r.id for r in look.reports if r.status.ended} == {order.id for order in exits}
    assert await t.held() == ZERO


async def attached(t: Table) -> list[Order]:
    """A limit entry that rests at -100, then the exits that were sent with it."""
    entry = t.order("e1", LIMIT, price=-100)
    if t.rules.layout is Layout.PAIRS:
        exits = [t.order("tp1", OrderType.PAIR, price=1000, trigger=-1000, parent=entry.id)]
    else:
        exits = [replace(order, parent=entry.id) for order in (t.stop(), t.target())]
    report = await t.exchange.submit(t.symbol, entry, t.side, exits)
    assert (report.status, report.id) == (NEW, entry.id)
    return [entry, *exits]


# -- pairs ------------------------------------------------------------------------------------------


@card(pairing)
async def a_pair_whose_target_fills_ends_its_stop(t: Table) -> None:
    await t.enter()
    pair = await t.placed(t.order("tp1", OrderType.PAIR, PART, price=1000, trigger=-1000))
    resting = await t.report(pair)
    assert (resting.whole, resting.price, resting.trigger) == (True, t.at(1000), t.at(-1000))
    await t.prints(1000)
    report = await t.filled(pair)
    assert (report.taken.quantity, report.stopped.quantity, report.whole) == (PART, ZERO, False)
    assert report.taken.value == PART * t.at(1000)


@card(pairing)
async def a_pair_whose_stop_triggers_ends_its_target(t: Table) -> None:
    await t.enter()
    pair = await t.placed(t.order("tp1", OrderType.PAIR, PART, price=1000, trigger=-1000))
    await t.prints(-1000)
    report = await t.filled(pair)
    assert (report.taken.quantity, report.stopped.quantity, report.whole) == (ZERO, PART, False)


@card(pairing)
async def a_pair_whose_target_fills_in_part_is_no_longer_whole(t: Table) -> None:
    await t.enter()
    pair = await t.placed(t.order("tp1", OrderType.PAIR, PART, price=1000, trigger=-1000))
    await t.prints(1000, Decimal("0.001"))
    report = await t.seen(pair, lambda r: r.taken.quantity > 0)
    assert (report.taken.quantity, report.stopped.quantity) == (Decimal("0.001"), ZERO)
    if t.rules.spot:  # any fill ends the stop there
        assert (report.status, report.whole) == (NEW, False)
    await t.exchange.cancel(t.symbol, pair)
    ended = await t.seen(pair, lambda r: r.status.ended)
    assert (ended.status, ended.taken.quantity) == (CANCELED, Decimal("0.001"))


# -- refusals ---------------------------------------------------------------------------------------


@card(stopping)
async def a_stop_beyond_the_price_would_trigger(t: Table) -> None:
    await t.enter()
    report = await t.submit(t.stop(PART, trigger=1000))
    assert (report.status, report.reason) == (REJECTED, Reason.WOULD_TRIGGER)


@card(lambda s: s.rules.reduce_only)
async def nothing_is_reduced_when_flat(t: Table) -> None:
    report = await t.submit(t.order("close", MARKET))
    assert (report.status, report.reason) == (REJECTED, Reason.REDUCE_ONLY)
    assert await t.held() == ZERO


@card(lambda s: s.rules.layout is not Layout.PAIRS)
async def a_pair_that_nobody_links_is_refused(t: Table) -> None:
    await t.enter()
    pair = t.order("tp1", OrderType.PAIR, PART, price=1000, trigger=-1000)
    assert (await t.submit(pair)).status is REJECTED
    assert pair.id in (await t.look(pair)).missing


@card()
async def too_much_is_refused_for_margin(t: Table) -> None:
    report = await t.submit(t.order("e1", LIMIT, HUGE, price=-100))
    assert (report.status, report.reason) == (REJECTED, Reason.MARGIN)


@card()
async def too_little_is_refused_by_a_filter(t: Table) -> None:
    least = (await t.exchange.facts(t.symbol)).instrument.min_qty
    report = await t.submit(t.order("e1", LIMIT, least, price=-100))
    assert (report.status, report.reason) == (REJECTED, Reason.FILTER)


@card()
async def an_open_id_is_never_taken_for_a_refusal(t: Table) -> None:
    entry = await t.placed(t.order("e1", LIMIT, price=-5000))
    with pytest.raises(UnknownOutcome):
        await t.submit(entry)
    assert [r.id for r in (await t.look()).reports] == [entry.id]


# -- whose orders -----------------------------------------------------------------------------------


@card()
async def another_instances_orders_are_foreign(t: Table) -> None:
    mine = await t.placed(t.order("e1", LIMIT, price=-5000))
    theirs = await t.placed(t.order("e1", LIMIT, price=-5100, tag=OTHERS))
    look = await t.look(mine)
    assert (look.foreign, {r.id for r in look.reports}) == ((theirs.id,), {mine.id})
    assert [(o.side, o.price, o.bot) for o in look.others] == [(theirs.side, t.at(-5100), True)]


@card()
async def a_persons_order_is_shown_and_neither_reported_nor_touched(t: Table) -> None:
    mine = await t.placed(t.order("e1", LIMIT, price=-5000))
    hands = await t.bench.hand(t.side.entry, QUANTITY, t.side, t.at(-5200))
    look = await t.look(mine)
    assert ([r.id for r in look.reports], look.foreign) == ([mine.id], ())
    assert look.others == (OpenOrder(hands, t.side.entry, "limit", QUANTITY, t.at(-5200)),)
    await t.exchange.cancel(t.symbol, mine)
    await t.seen(mine, lambda r: r.status.ended)
    assert await t.bench.rests(hands)


@card(stopping)
async def a_persons_stop_is_shown_and_left_alone(t: Table) -> None:
    bought = spot_lot(kept(await t.enter()))
    hands = await t.bench.hand(t.side.exit, PART, t.side, trigger=t.at(-2000))
    mine = await t.placed(t.stop(bought - PART if t.rules.spot else bought))
    look = await t.look(mine)
    (shown,) = look.others
    assert (shown.side, shown.type, shown.quantity, shown.trigger) == (t.side.exit, "stop_market", PART, t.at(-2000))
    assert (shown.id, shown.bot, look.foreign) == (hands, False, ())
    assert shown.reduce_only or t.rules.spot
    await t.exchange.cancel(t.symbol, mine)
    await t.seen(mine, lambda r: r.status.ended)
    assert [other.id for other in (await t.look()).others] == [hands]


@card()
async def a_position_closed_by_hand_is_seen(t: Table) -> None:
    before = await t.held()
    bought = spot_lot(kept(await t.enter()))
    stop = None if t.rules.layout is Layout.NOTHING or t.rules.spot else await t.placed(t.stop())
    await t.bench.hand(t.side.exit, bought, t.side)
    if stop is not None:  # what could only close has nothing left to close; some exchanges leave it resting
        await t.report(stop)
    assert await t.held() - before < Decimal("0.00001")


# -- facts and hints --------------------------------------------------------------------------------


@card()
async def the_facts_are_those_of_the_market_and_the_account(t: Table) -> None:
    facts = await t.exchange.facts("BTCUSDT")
    assert facts.instrument.symbol == t.symbol
    assert (facts.instrument.spot, facts.instrument.contract) == (t.rules.spot, Decimal(1))
    assert (facts.instrument.tick, facts.instrument.lot) == (
        (Decimal("0.01"), Decimal("0.00001")) if t.rules.spot else (Decimal("0.1"), Decimal("0.001"))
    )
    assert facts.instrument.min_notional > 0
    assert facts.price is not None
    assert facts.rules == t.rules
    assert facts.free > 0
    assert facts.positions == ()
    assert (facts.leverage == 1) is t.rules.spot
    with pytest.raises(UnknownSymbol):
        await t.exchange.facts("NOTACOINUSDT")


@card()
async def the_facts_follow_what_was_bought(t: Table) -> None:
    before = await t.exchange.facts(t.symbol)
    bought = await t.enter()
    after = await t.exchange.facts(t.symbol)
    assert after.free < before.free
    if t.rules.spot:
        assert after.free_base - before.free_base == kept(bought)
    else:
        assert [(p.side, p.quantity, p.average) for p in after.positions] == [(t.side, QUANTITY, bought.taken.price)]


@card(printing)
async def fills_and_prices_are_pushed(t: Table) -> None:
    heard: asyncio.Queue[Hint] = asyncio.Queue()
    t.exchange.listen(heard.put_nowait)
    await t.exchange.facts(t.symbol)
    wanted: set[type[Hint]] = {Tick, Pushed}
    async with asyncio.timeout(PATIENCE):
        while wanted:  # until the streams are connected nobody tells anything
            await t.prints(0)
            entry = await t.placed(t.order("e1", LIMIT, PART, price=-100))
            await t.prints(-100)
            wanted -= await told(heard, t, entry.id)


async def told(heard: asyncio.Queue[Hint], t: Table, id: str) -> set[type[Hint]]:
    """Which hints of a fill at -100 came within a moment."""
    found: set[type[Hint]] = set()
    with suppress(TimeoutError):
        async with asyncio.timeout(0.2):
            while len(found) < 2:
                hint = await heard.get()
                assert hint.symbol == t.symbol
                if isinstance(hint, Tick) and hint.price == t.at(-100):
                    found.add(Tick)
                elif isinstance(hint, Pushed) and hint.report.id == id and hint.report.status is FILLED:
                    assert hint.report.taken.quantity == PART
                    found.add(Pushed)
    return found


# -- two sides, and a life after ----------------------------------------------------------------------


@card(lambda s: s.rules.hedged)
async def long_and_short_are_two_positions(t: Table) -> None:
    other = t.side.opposite
    await t.enter()
    await t.enter(PART, other)
    assert (await t.held(), await t.held(other)) == (QUANTITY, PART)
    close = t.order("close", MARKET, PART)
    report = await t.submit(close)
    if report.status is NEW:
        await t.bench.prints(t.bench.middle, PLENTY)
    await t.filled(close)
    assert (await t.held(), await t.held(other)) == (QUANTITY - PART, PART)


@card(lambda s: s.rules.hedged and s.stops and s.prints)
async def a_stop_closes_its_own_side_alone(t: Table) -> None:
    other = t.side.opposite
    await t.enter()
    await t.enter(PART, other)
    stop = await t.placed(t.stop())
    await t.prints(-1000)
    assert (await t.filled(stop)).stopped.quantity == QUANTITY
    assert (await t.held(), await t.held(other)) == (ZERO, PART)


@card(printing)
async def a_new_client_finds_what_ended_while_nobody_looked(t: Table) -> None:
    entry = await t.placed(t.order("e1", LIMIT, price=-100))
    gone = await t.placed(t.order("e2", LIMIT, PART, price=-5000))
    await t.exchange.cancel(t.symbol, gone)
    await t.prints(-100)
    await t.bench.restart()
    assert (await t.filled(entry)).taken.quantity == QUANTITY
    assert (await t.seen(gone, lambda r: r.status.ended)).status is CANCELED


@card()
async def a_new_client_finds_everything_by_its_id(t: Table) -> None:
    bought = await t.enter()
    entry = replace(t.order("e1", MARKET), id=bought.id)
    orders = [entry, await t.placed(t.order("e2", LIMIT, PART, price=-5000))]
    if t.rules.layout is not Layout.NOTHING:
        orders.append(await t.placed(t.stop(PART)))
    before = await t.look(*orders)
    await t.bench.restart()
    after = await t.look(*orders)
    assert (after.missing, after.foreign) == ((), ())
    assert {r.id: (r.status, r.taken, r.trigger) for r in after.reports} == {
        r.id: (r.status, r.taken, r.trigger) for r in before.reports
    }
    assert {r.id for r in after.reports} == {o.id for o in orders}


SIDES = (PositionSide.LONG, PositionSide.SHORT)


def plays(*setups: Setup) -> list[tuple[Setup, Card, PositionSide]]:
    """Every card on every account that it fits, long, and short where there is a short."""
    return [
        (setup, one, side)
        for setup in setups
        for one in CARDS
        if one.fits(setup)
        for side in SIDES
        if side is PositionSide.LONG or not setup.rules.spot
    ]


async def play(setup: Setup, one: Card, side: PositionSide) -> None:
    """One card on a fresh account."""
    async with asyncio.timeout(2 * PATIENCE), setup.open(side) as bench:
        await one.story(Table(bench, setup.rules, side))

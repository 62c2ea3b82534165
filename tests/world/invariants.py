"""The laws of reliability.md section 3.1, judged against the venue's own record.

Each function looks at one world and tells ``broken(name, text)``; I2 and I3 are observed while it runs (``coverage``),
the rest at each commit or at the end.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from adapters.exchanges.paper.working import ours
from core.bracket import Bracket
from core.decide import decide
from core.events import Away, BreakevenTold, CancelTold, Joined, Missed, MoveTold, Reported
from core.exits import steps
from core.fold import apply
from core.ids import read_id
from core.notices import NoticeKind
from core.orders import NO_FILL, ZERO, Fill, Order, OrderType, OrdStatus
from core.owed import needed, protects
from core.ports import Change
from core.stops import beyond, stop_price
from core.venue import Layout
from tests.world.faults import Fault

if TYPE_CHECKING:
    from tests.world.world import World

TAKERS = (OrderType.MARKET, OrderType.IOC)
AGE = timedelta(seconds=60)
EXPLICIT = (MoveTold, Joined, BreakevenTold, CancelTold)


# -- at each commit -------------------------------------------------------------------------------


def commits_on_what_was_decided(world: World, change: Change, stored: int) -> None:
    """I11: a change replaces exactly the version that it was decided on."""
    if stored != change.before:
        world.broken("I11", f"#{change.bracket.id}: decided on {change.before}, stored was {stored}")


def stop_only_tightens(world: World, before: Bracket | None, change: Change) -> None:
    """I7: triggers in the order they are decided, while the entry is complete and nobody told otherwise."""
    after = change.bracket
    known = {o.id: o for o in before.orders} if before else {}
    last = world.triggers.get(after.id)
    told = any(isinstance(e, EXPLICIT) for e in change.events)
    growing = before is None or before.entered.quantity != after.entered.quantity
    relisted = before is not None and before.instrument != after.instrument
    if told or growing or relisted:
        last = None  # the level follows the average while the entry fills, and is rounded to the steps that are listed
    for order in after.orders:
        trigger = _newly_asked(known.get(order.id), order)
        if trigger is None:
            continue
        entered = after.entered.quantity
        steady = last is not None and not growing and last[1] == entered and after.entry_done
        if steady and last is not None and after.side.sign * (trigger - last[0]) < 0:
            world.broken("I7", f"#{after.id}: stop decided at {trigger} after {last[0]}")
        last = (trigger, entered)
    if last is None or (growing and len(change.events) > 1):
        world.triggers.pop(after.id, None)
    else:
        world.triggers[after.id] = last


def guards_go_last(world: World, before: Bracket | None, change: Change) -> None:
    """I3, where exits are reduce-only: a stop is canceled only beside others that are seen to cover what must be."""
    after = change.bracket
    if before is None or after.closing or after.halted or after.budgeted or after.tradable == ZERO:
        return
    was = {o.id: o for o in before.orders}
    asked = [o for o in after.orders if o.cancel_asked and o.id in was and was[o.id].cancel_asked is None]
    if not any(o.type in (OrderType.STOP, OrderType.PAIR) for o in asked):
        return
    left = [o for o in after.orders if protects(o) and o.status is OrdStatus.NEW and o.cancel_asked is None]
    covered = sum((o.leaves(after.tradable) for o in left), ZERO)
    if covered < needed(after):
        world.broken("I3", f"#{after.id} v{after.version}: a stop is canceled, {covered} of {needed(after)} remains")


def dust_closes_nothing(world: World, before: Bracket | None, change: Change) -> None:
    """I5: what stands bare in less than the least order ends no position of which the rest is guarded."""
    after = change.bracket
    if before is None or before.closing or after.closing != "unprotected for too long":
        return
    resting = [o for o in before.orders if protects(o) and o.status is OrdStatus.NEW and o.cancel_asked is None]
    bare = needed(before) - sum((o.leaves(before.tradable) for o in resting), ZERO)
    if resting and not after.instrument.exit_stands_alone(bare, before.average or ZERO):
        world.broken("I5", f"#{after.id}: closed because {bare} of {needed(before)} stood bare")


def _newly_asked(was: Order | None, order: Order) -> Decimal | None:
    if order.type not in (OrderType.STOP, OrderType.PAIR):
        return None
    if order.amend_asked is not None and (was is None or was.amend_asked is not order.amend_asked):
        return order.amend_asked.trigger
    decided = was is None and order.status is OrdStatus.PENDING_NEW  # one that was sent unsaved is adopted as it stands
    return order.trigger if decided else None


def at_rest(world: World, change: Change) -> None:
    """``decide`` has nothing to add to what it has just decided, and hearing an event again says nothing new."""
    bracket = change.bracket
    if all(isinstance(event, Away) for event in change.events):
        return  # nothing was decided
    more = decide(bracket)[1]
    if more:
        world.broken("L1", f"#{bracket.id} v{bracket.version}: not at rest, it would still send {more}")
    if not change.events:
        return
    last = change.events[-1]
    fresh = {o.id for o in bracket.orders if o.decided_at == bracket.stamp.at}
    if isinstance(last, Reported) and last.report.id in fresh:
        return  # the answer to what was sent unsaved: before this step it was about no order of ours, now it counts
    again = apply(bracket, last)
    if isinstance(last, Joined | Missed) or replace(again, stamp=bracket.stamp) == bracket:
        return
    twice = apply(again, last)
    fills = [(o.id, o.taken, o.stopped, o.status) for o in bracket.orders]
    if not {(o.id, o.taken, o.stopped, o.status) for o in twice.orders} <= set(fills):
        world.broken("L2", f"#{bracket.id} v{bracket.version}: {last} changes something when repeated")


# -- at the end -----------------------------------------------------------------------------------


def at_rest_everywhere(world: World) -> str:
    """I4 and I5: what is still amiss, "" when every bracket is done or guarded and nothing is left behind."""
    open_brackets = [b for b in world.store.all() if not b.closed]
    wrong = next((why for b in open_brackets if (why := _bracket_amiss(world, b))), "")
    if wrong:
        return wrong
    ids = {o.id for b in open_brackets for o in b.orders if not o.ended}
    for account in world.accounts:
        for order in world.venue.orders(account):
            if ours(order.id) and order.id not in ids and order.symbol not in world.sky.gone:
                return f"I4 {order.id} ({order.type.value}) is open at {account} and belongs to no open bracket"
    return ""


def _bracket_amiss(world: World, bracket: Bracket) -> str:
    about = f"#{bracket.id} {bracket.account} {bracket.symbol}"
    resting = [o for o in world.venue.orders(bracket.account, bracket.symbol) if ours(o.id)]
    mine = {o.id for o in bracket.orders}
    flying = [o.id for o in bracket.orders if not o.ended and (o.type in TAKERS or o.triggered or o.cancel_asked)]
    if flying:
        return f"I5 {about}: {flying} are still in flight"
    if bracket.halted:
        return f"I2 {about} is halted: {bracket.halted}"
    if bracket.tradable == ZERO:
        waiting = [o for o in resting if o.id in mine and not o.exits]
        exits = [o.id for o in resting if o.id in mine and o.exits]
        if exits:
            return f"I4 {about} is flat, and {exits} still rest"
        return "" if waiting else f"I5 {about} is flat and not done"
    holder = world.venue.account(bracket.account)
    if not bracket.rules.spot and holder.position(bracket.symbol, bracket.side) != bracket.position:
        held = holder.position(bracket.symbol, bracket.side)
        return f"I8 {about} believes in {bracket.position}, the venue holds {held}"
    if bracket.closing:
        return f"I5 {about} is still closing ({bracket.closing})"
    if (bracket.account, bracket.symbol, bracket.side) in world.coverage.naked:
        return f"I5 {about} stands unprotected"
    if off := world.halts.on_steps(bracket):
        return f"T4 {about}: {off}"
    return _stop_amiss(world, bracket) or _targets_amiss(world, bracket)


def _stop_amiss(world: World, bracket: Bracket) -> str:
    """Where its next one has a place, and in time to try it again, the stop rests where it belongs."""
    belongs, bounds = stop_price(bracket), world.bounds
    lots = bracket.instrument.floor_qty(bracket.position)  # of less than one, what rests cannot be moved
    if belongs is None or not lots or bounds.none_left(bracket):
        return ""
    mine = {o.id for o in bracket.orders if protects(o)}
    for order in world.venue.orders(bracket.account, bracket.symbol):
        if order.id in mine and order.trigger != belongs:
            return f"I5 #{bracket.id}: {order.id} rests at {order.trigger}, and the stop belongs at {belongs}"
    return ""


def _targets_amiss(world: World, bracket: Bracket) -> str:
    if bracket.rules.layout in (Layout.STOP, Layout.NOTHING):
        return ""
    price = world.venue.last(bracket.symbol)
    assert price is not None
    if any(beyond(bracket, price, r.price) for r in steps(bracket)):
        return ""  # the market stands at a target: something is just being taken
    resting = {o.id: o for o in world.venue.orders(bracket.account, bracket.symbol)}
    for rung in steps(bracket):
        there = [o for o in bracket.orders if o.slot == rung.target.slot and o.id in resting and not o.cancel_asked]
        if not there and (world.bounds.none_left(bracket) or world.bounds.said(bracket)):
            continue  # the market keeps no more of them: it is sold when it is touched, and a stop guards its part
        total = sum((bracket.tradable if o.quantity is None else o.quantity - o.cum_qty for o in there), ZERO)
        if bracket.instrument.floor_qty(abs(total - rung.quantity)):  # what was placed in finer lots may lack less
            return f"I5 #{bracket.id} {rung.target.slot}: {total} rests at {bracket.account}, {rung.quantity} belongs"
    return ""


def entries_at_most_once(world: World) -> None:
    """I1: per entry of a bracket never more than asked, over all generations; per message key never more than typed."""
    filled: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    by_market: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for trade in world.venue.trades:
        read = read_id(trade.order)
        if read is not None and read[2][0] == "e":
            filled[read[1], read[2]] += trade.quantity
            by_market[trade.account, trade.symbol] += trade.quantity
    asked = {(b.number & 0x3FFFFF, e.slot): e.quantity for b in world.store.all() for e in b.entries}
    for key, quantity in filled.items():
        if quantity > asked.get(key, ZERO):
            world.broken("I1", f"bracket {key[0]} {key[1]}: filled {quantity}, asked {asked.get(key)}")
    for market, quantity in by_market.items():
        if quantity > world.typed[market]:
            world.broken(
                "I1", f"{market}: entries filled {quantity}, all messages together asked {world.typed[market]}"
            )


def told_exactly_once(world: World) -> None:
    """I6: the Filled notices of every order and leg add up to the venue's trades, each event id told once."""
    told: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for outgoing in world.told.values():
        notice = outgoing.notice
        if notice.kind is NoticeKind.FILLED:
            assert notice.order is not None
            assert notice.quantity is not None
            told[notice.order, "stopped" if notice.name == "sl" else "taken"] += notice.quantity
    traded: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for trade in world.venue.trades:
        if ours(trade.order):
            traded[trade.order, trade.leg] += trade.quantity
    lost = world.lost_unsaved()
    for key in {**told, **traded}:
        if told[key] != traded[key] and key[0] not in lost and not world.delisted.excused(key[0]):
            world.broken("I6", f"{key}: told {told[key]}, traded {traded[key]}")
    if Fault.TWO_BOTS in world.sky.counts:
        return  # two outboxes are drained at once; the event id tells the copies apart
    for id, times in world.deliveries.items():
        if times > 1 and id not in world.ambiguous:
            world.broken("I6", f"event {id} was told {times} times")


def ledger_is_the_venues(world: World) -> None:
    """I8: quantity, value and fees of every order and leg, to the last digit."""
    mine: dict[tuple[str, str], Fill] = defaultdict(lambda: NO_FILL)
    for row in (row for rows in world.store._fills.values() for row in rows):
        mine[row.order, row.leg] = mine[row.order, row.leg] + row.fill
    theirs: dict[tuple[str, str], Fill] = defaultdict(lambda: NO_FILL)
    for t in world.venue.trades:
        if ours(t.order):
            theirs[t.order, t.leg] += Fill(t.quantity, t.quantity * t.price, t.base_fee, t.fee)
    lost = world.lost_unsaved()
    for key in {**mine, **theirs}:
        if mine[key] != theirs[key] and key[0] not in lost and not world.delisted.excused(key[0]):
            world.broken("I8", f"{key}: ledger {mine[key]}, venue {theirs[key]}")
    for bracket in world.store.all():
        number = bracket.number & 0x3FFFFF
        of = {"entered": NO_FILL, "exited": NO_FILL}
        for (order, leg), fill in theirs.items():
            read = read_id(order)
            known = order not in lost or (order, leg) in mine
            if read is not None and read[1] == number and known:
                of["entered" if read[2][0] == "e" else "exited"] += fill
        believed = (bracket.entered, bracket.exited)
        if believed != (of["entered"], of["exited"]) and not bracket.forgotten:
            world.broken("I8", f"#{bracket.id} believes {bracket.entered} and {bracket.exited}, the venue {of}")


def entries_trace_to_messages(world: World) -> None:
    """I12: every entry order at the venue belongs to a bracket that a message opened within 60 s of being written."""
    for account in world.accounts:
        for order in world.venue.orders(account, open=False):
            read = read_id(order.id)
            if read is None or read[2][0] != "e":
                continue
            written = world.written.get((read[1], read[2]))
            if written is None or written[1] - written[0] > AGE:
                world.broken("I12", f"{order.id} was entered from {written}")


def protected_in_time(world: World) -> None:
    """I3: no interval without protection longer than the bound of its market."""
    for gap in world.coverage.gaps:
        if gap.length > world.bound:
            world.broken(
                "I3",
                f"{gap.account} {gap.symbol} {gap.side.value}: unprotected for {gap.length} from {world.t(gap.since)}",
            )

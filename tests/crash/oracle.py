"""What the exchange says happened against what the bot wrote down and what people were told."""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import aclosing
from decimal import Context, Decimal, Inexact, localcontext
from pathlib import Path

import msgspec

from adapters.database.store import open_store
from adapters.exchanges.paper.state import Trade
from adapters.exchanges.paper.working import Working, ours
from core.ids import order_id, read_id
from core.notices import NoticeKind
from core.orders import NO_FILL, ZERO, Fill, OrderType, Side
from tests.crash.child import Told
from tests.crash.world import RULES, Life, World

EXACT = Context(prec=200, traps=[Inexact])
Legs = dict[tuple[str, str], Fill]
Entry = tuple[int, str]


def position(trades: list[Trade], life: Life) -> Decimal:
    """Signed in the life's favour: negative would be a position on the wrong side."""
    mine = [t.quantity if t.side is Side.BUY else -t.quantity for t in trades if t.symbol == life.symbol]
    return sum(mine, ZERO) * life.side.sign


async def amiss(world: World, flat: bool) -> list[str]:
    """What is not at rest at the exchange: naked positions, orders without one; and any position if all is to be
    ``flat``."""
    trades = await world.link.trades()
    resting = {account: await world.link.orders(account) for account in RULES}
    found = []
    for life in world.lives:
        held = position(trades, life)
        orders = [o for o in resting[life.account] if o.symbol == life.symbol]
        exits = [o for o in orders if o.exits]
        guarded = sum((o.quantity - o.cum_qty for o in exits if o.type is OrderType.STOP and o.quantity), ZERO)
        if held < ZERO:
            found.append(f"{life.symbol}: {held} on the wrong side")
        if held > guarded:
            found.append(f"{life.symbol}: {held} held, {guarded} protected")
        if held == ZERO and exits:
            found.append(f"{life.symbol}: flat, and {[o.id for o in exits]} rest")
        if flat and (held or orders):
            found.append(f"{life.symbol}: {held} held, {len(orders)} orders rest")
    return found


def not_told_closed(ledger: Path) -> set[str]:
    """Brackets that people have heard of and not yet the end of."""
    lines = told_lines(ledger)
    closed = {line.bracket for line in lines if line.notice.kind is NoticeKind.CLOSED}
    return {
        f"#{line.bracket} {line.symbol}: nobody was told of its end" for line in lines if line.bracket not in closed
    }


def told_lines(ledger: Path) -> list[Told]:
    return [msgspec.json.decode(line, type=Told) for line in Path(f"{ledger}.told").read_bytes().splitlines()]


async def check(world: World) -> str:
    """Every law after everything has ended and the bot has left; a line about what was told."""
    trades = await world.link.trades()
    orders = [o for account in RULES for o in await world.link.orders(account, open=False)]
    assert all(ours(t.order) for t in trades)
    told = _each_event_once(told_lines(world.bot.ledger))
    await _ledger_is_the_venues(world, trades, orders)
    _told_is_the_venues(told, trades, orders)
    await _entered_once(world, trades, told)
    return f"{len(told)} events told, {len(told_lines(world.bot.ledger)) - len(told)} of them twice"


def _each_event_once(lines: list[Told]) -> dict[str, Told]:
    """By event id; an id that was told again said the same again."""
    told: dict[str, Told] = {}
    for line in lines:
        assert told.setdefault(line.id, line) == line, f"event {line.id} was told in two ways"
    return told


def _legs(trades: list[Trade]) -> Legs:
    found: Legs = defaultdict(lambda: NO_FILL)
    with localcontext(EXACT):
        for t in trades:
            found[t.order, t.leg] += Fill(t.quantity, t.quantity * t.price, t.base_fee, t.fee)
    return dict(found)


async def _ledger_is_the_venues(world: World, trades: list[Trade], orders: list[Working]) -> None:
    """Fills to the last digit; every order at the exchange was written down; nothing waits to be done or told."""
    mine: Legs = defaultdict(lambda: NO_FILL)
    async with aclosing(await open_store(world.bot.ledger)) as store:
        owners = {order.id: await store.owner(order.id) for order in orders}
        assert None not in owners.values(), f"orders that nobody wrote down: {owners}"
        with localcontext(EXACT):
            for id in {owner for owner in owners.values() if owner is not None}:
                for row in await store.fills(id):
                    mine[row.order, row.leg] += row.fill
        assert dict(mine) == _legs(trades)
        assert await store.load() == []
        assert await store.outbox(1) == []
        assert await store.unanswered() == []


def _told_is_the_venues(told: dict[str, Told], trades: list[Trade], orders: list[Working]) -> None:
    """Each order's fills were told in full and once, and nothing that the exchange does not have."""
    quantities: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    values: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    accepted: Counter[str] = Counter()
    with localcontext(prec=100):
        for event in told.values():
            notice = event.notice
            if notice.kind is NoticeKind.FILLED:
                assert notice.order is not None
                assert notice.quantity is not None
                assert notice.price is not None
                leg = notice.order, "stopped" if notice.name == "sl" else "taken"
                quantities[leg] += notice.quantity
                values[leg] += notice.quantity * notice.price
                assert notice.cum_qty == quantities[leg], f"told out of order: {event}"
            elif notice.kind is NoticeKind.ACCEPTED:
                assert notice.order is not None
                accepted[notice.order] += 1
        legs = _legs(trades)
        assert dict(quantities) == {leg: fill.quantity for leg, fill in legs.items()}
        for leg, fill in legs.items():
            assert abs(values[leg] - fill.value) < Decimal("1e-30"), leg  # an average may not end
    assert set(accepted) == {order.id for order in orders}
    assert set(accepted.values()) <= {1}


async def _entered_once(world: World, trades: list[Trade], told: dict[str, Told]) -> None:
    """Each message was carried out once: what it asked for is what was entered, or people were told why it is less."""
    async with aclosing(await open_store(world.bot.ledger)) as store:
        brackets = await store.closed(1_000_000)
    asked: dict[Entry | None, Decimal] = {
        _entry(order_id(b.number, e.slot, 1)): e.quantity for b in brackets for e in b.entries
    }
    entered: dict[Entry | None, Decimal] = defaultdict(Decimal)
    for trade in trades:
        if (entry := _entry(trade.order)) is not None:
            entered[entry] += trade.quantity
    assert set(entered) <= set(asked)
    ends = {NoticeKind.CANCELED, NoticeKind.REJECTED}
    ended = {_entry(e.notice.order) for e in told.values() if e.notice.kind in ends and e.notice.order}
    for entry, quantity in asked.items():
        assert entered[entry] <= quantity, f"{entry}: {entered[entry]} entered, {quantity} asked"
        assert entered[entry] == quantity or entry in ended, f"{entry}: {entered[entry]} of {quantity}, nobody was told"
    for life in world.lives:
        mine = [e.quantity for b in brackets if b.symbol == life.symbol for e in b.entries]
        typed = [quantity for key, quantity in life.enters.items() if _accepted(world, key)]
        assert sum(mine, ZERO) == sum(typed, ZERO), f"{life.symbol}: entries of {mine}, typed were {typed}"


def _entry(order: str) -> Entry | None:
    """Bracket number and slot of an entry's order, None for any other."""
    read = read_id(order)
    return (read[1], read[2]) if read is not None and read[2][0] == "e" else None


def _accepted(world: World, key: str) -> bool:
    answers = world.bot.answers[key]
    done = [a for a in answers if a.planned]
    assert len(done) <= 1, f"{key} was carried out twice"
    return bool(done) or any((a.duplicate or "").startswith("#") for a in answers)

"""A bracket as people see it: a head, a row for each order that was asked for, and who protects the position.

Also what decides when a line is answered: whether a bracket's orders stand, and whether it has settled.  Pure; knows no
terminal and no chat.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.others import warning
from bot.words import BADGES, CANCELED, FILLED, NO_STOP, PENDING, TRIGGERED, cents, distance, readable, reason
from core.bracket import Bracket, Entry, is_target
from core.exits import stands_for, wanted
from core.instruction import plain
from core.ladder import price_of, shares
from core.machine import unsettled
from core.notices import name_of
from core.orders import ZERO, Order, OrderType
from core.ports import OpenOrder
from core.preview import preview
from core.stops import stop_price
from core.venue import Protection

UNKNOWN = "unknown entry"  # of a position that a hand entered


@dataclass(frozen=True, slots=True)
class Row:
    """One order as it was asked for: base quantities, quote per base; ``away``: signed distance from the price now."""

    dot: str
    name: str
    side: str
    filled: Decimal
    total: Decimal
    price: Decimal | None
    away: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """See the module's head.  ``badge`` is empty while nothing is held; ``beside`` tells of what is not ours and could
    close the position too."""

    head: str
    rows: tuple[Row, ...]
    badge: str = ""
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What a bracket has earned so far, net of ``fees``; quote.  ``earned``: None where it left a position whose entry
    price nobody knows.

    ``outside``: base quantity that a hand, a liquidation or deleveraging added (+) or took (-), in whole steps; what
    that earned, or cost, is told nowhere and is not in ``earned``.
    """

    earned: Decimal | None
    fees: Decimal
    outside: Decimal = ZERO


def ticket(bracket: Bracket, price: Decimal | None = None, others: Sequence[OpenOrder] = ()) -> Ticket:
    """The ticket of ``bracket``; ``price``: the last one, if it is known; ``others``: what rests beside it and is not
    ours."""
    if bracket.closed:
        return Ticket(_closed(bracket), tuple(row for row in _rows(bracket, None) if row.filled))
    where = f"{bracket.symbol} on {bracket.account}"
    if _waits(bracket):
        head = f"#{bracket.id} waits to enter: {bracket.side.value} {where}"
    else:
        entry = UNKNOWN if bracket.average is None else f"entry {readable(bracket.average)}"
        head = f"#{bracket.id} {bracket.side.value} {plain(bracket.tradable)} {where}, {entry}"
    if price is not None:
        head += f", now {plain(price)}"
    if bracket.closing:
        head += f", closing: {reason(bracket.closing)}"
    if bracket.halted:
        head += f", halted: {bracket.halted}"
    return Ticket(head, tuple(_rows(bracket, price)), badge(bracket), warning(bracket, others))


def badge(bracket: Bracket) -> str:
    """Who protects the position, as it really stands."""
    said = BADGES[bracket.protection]
    if bracket.stop is None:
        said = NO_STOP
    elif bracket.tradable and bracket.protection is not Protection.BOT_ONLY and not _guarded(bracket):
        said = "⚠ but no sl stands there right now"
    return f"{bracket.protection.value}: {said}"


def lines(ticket: Ticket) -> Iterator[str]:
    """The ticket as plain text."""
    yield ticket.head
    for row in ticket.rows:
        at = "" if row.price is None else f" at {readable(row.price)}"
        away = f" ({row.away})" if row.away else ""
        yield f"  {row.dot} {row.name:<7}{row.side:<5}{plain(row.filled)}/{plain(row.total)}{at}{away}"
    if ticket.badge:
        yield f"  {ticket.badge}"
    if ticket.beside:
        yield f"  {ticket.beside}"


def result(bracket: Bracket) -> Result:
    """Earned is counted on what has left by orders of ours; fees are all that these paid, those in base coin at the
    average entry."""
    entered, exited, sign = bracket.entered, bracket.exited, bracket.side.sign
    outside = bracket.instrument.floor_qty(abs(bracket.outside)).copy_sign(bracket.outside)
    average = bracket.average or ZERO
    fees = entered.quote_fee + exited.quote_fee + entered.base_fee * average
    if bracket.average is None and exited.quantity:
        return Result(None, fees, outside)
    whole = entered.quantity + bracket.adopted
    own = min(exited.quantity, whole)  # what a hand had added left with it, and nobody knows what it cost
    proceeds = exited.value if own == exited.quantity else exited.value * own / exited.quantity
    cost = entered.value + bracket.adopted_value if own == whole else average * own
    return Result(sign * (proceeds - cost) - fees, fees, outside)


def standing(bracket: Bracket) -> bool:
    """Everything that should be at the exchange is there, or ended; a limit entry may go on resting."""
    if bracket.closed or bracket.halted:
        return True
    rests = all(entry.type is OrderType.LIMIT for entry in bracket.entries)
    at_work = bool(bracket.closing) or any(o.type in (OrderType.MARKET, OrderType.IOC) for o in bracket.live)
    return (bracket.entry_done or rests) and not at_work and not unsettled(bracket) and _exits_stand(bracket)


def settled(bracket: Bracket) -> bool:
    """contracts.md: the entry is terminal and every exit that can rest rests, or was refused."""
    return standing(bracket) and (bracket.closed or bool(bracket.halted) or bracket.entry_done)


def afterwards(bracket: Bracket) -> str:
    """What still works once the bot has left, and what protects the position then."""
    head = f"#{bracket.id} {bracket.symbol} on {bracket.account}:"
    resting = [_resting(order) for order in bracket.live if order.price is not None or order.trigger is not None]
    works = f"; at the exchange rest {', '.join(resting)}" if resting else ""
    if bracket.tradable == ZERO:
        waits = "no position yet" if not bracket.entry_done else "flat, its last orders are being closed"
        warning = "; ⚠ the sl is only sent once this bot runs again" if not bracket.rules.attach and resting else ""
        return f"{head} {waits}{works}{warning}"
    held = f"{bracket.side.value} {plain(bracket.tradable)} stays open"
    if bracket.protection is Protection.BOT_ONLY or not _guarded(bracket):
        return f"{head} {held}; ⚠ nothing protects it while this bot is off{works}"
    return f"{head} {held}, protected by the sl at the exchange ({bracket.protection.value}){works}"


def _guarded(bracket: Bracket) -> bool:
    return any(o.type in (OrderType.STOP, OrderType.PAIR) and bracket.relied(o) for o in bracket.orders)


def _resting(order: Order) -> str:
    prices = [plain(price) for price in (order.price, order.trigger) if price is not None]
    return f"{name_of(order.slot)} at {' linked to sl at '.join(prices)}"


# -- rows -------------------------------------------------------------------------------------------


def _waits(bracket: Bracket) -> bool:
    """Nothing was ever held, by us or by a hand."""
    return bracket.average is None and not bracket.tradable and not bracket.exited.quantity


def _rows(bracket: Bracket, price: Decimal | None) -> Iterator[Row]:
    for entry in bracket.entries:
        yield _entry(bracket, entry)
    if _waits(bracket):
        yield from _planned(bracket, price)
        return
    stop = stop_price(bracket)
    side = bracket.side.exit.value
    if bracket.stop is not None and stop is not None:
        done = _stopped(bracket)
        yield Row(_dot(bracket, "sl", done, ZERO), "sl", side, done, bracket.tradable + done, stop, _away(stop, price))
    sizes = shares(bracket)
    for target in bracket.targets:
        level = price_of(bracket, target.level)
        at = None if level is None else bracket.instrument.target_price(level, bracket.side)
        total, done = sizes[target.slot], _taken(bracket, target.slot)
        dot = CANCELED if target.released and done < total else _dot(bracket, target.slot, done, total)
        yield Row(dot, target.slot, side, done, total, at, _away(at, price))
    closed = bracket.fills("close").quantity
    if closed:
        yield Row(FILLED, "close", side, closed, closed, None)
    outside = result(bracket).outside
    if outside:
        yield Row(
            FILLED, "not us", bracket.side.entry.value if outside > ZERO else side, abs(outside), abs(outside), None
        )


def _entry(bracket: Bracket, entry: Entry) -> Row:
    done = bracket.fills(entry.slot)
    gone = bracket.entry_done and done.quantity < entry.quantity
    dot = CANCELED if gone and not done.quantity else _dot(bracket, entry.slot, done.quantity, entry.quantity)
    name = "entry" if entry.slot == "e1" else f"entry{entry.slot[1:]}"
    return Row(dot, name, bracket.side.entry.value, done.quantity, entry.quantity, done.price or entry.price)


def _planned(bracket: Bracket, price: Decimal | None) -> Iterator[Row]:
    """The exits as they will be, while nothing has filled."""
    at = next((e.price for e in bracket.entries if e.price is not None), price)
    if at is None or bracket.closed:
        return
    for intent in preview(bracket, at).exits:
        where = intent.price if intent.trigger_price is None else intent.trigger_price
        yield Row(PENDING, intent.name, intent.side, ZERO, intent.quantity, where, _away(where, price))


def _dot(bracket: Bracket, slot: str, done: Decimal, total: Decimal) -> str:
    if done and done >= (total or bracket.tradable + done):
        return FILLED
    if bracket.closed:
        return FILLED if done else CANCELED
    begun = any(o.slot == slot and o.triggered and not o.ended for o in bracket.orders)
    return TRIGGERED if done or begun else PENDING


def _taken(bracket: Bracket, slot: str) -> Decimal:
    """What a target sold through its own leg."""
    past = bracket.past.get(slot)
    return (past.filled.quantity if past else ZERO) + sum(
        (o.taken.quantity for o in bracket.orders if o.slot == slot), ZERO
    )


def _stopped(bracket: Bracket) -> Decimal:
    """What the stop sold, the stop legs of pairs included."""
    legs = sum((o.stopped.quantity for o in bracket.orders if is_target(o.slot)), ZERO)
    legs += sum((past.stopped.quantity for slot, past in bracket.past.items() if is_target(slot)), ZERO)
    return bracket.fills("sl").quantity + legs


def _exits_stand(bracket: Bracket) -> bool:
    for want in wanted(bracket):
        there = sum((o.leaves(bracket.tradable) for o in bracket.orders if stands_for(bracket, o, want)), ZERO)
        if there < (bracket.tradable if want.quantity is None else want.quantity):
            return False
    return True


def _closed(bracket: Bracket) -> str:
    head = f"#{bracket.id} closed: {bracket.side.value} {bracket.symbol} on {bracket.account}"
    if _waits(bracket):
        return f"{head}, the entry did not fill"
    done, quote = result(bracket), bracket.instrument.quote
    if done.earned is None:
        return f"{head}, {UNKNOWN}: what it earned cannot be told, {cents(done.fees)} {quote} of fees"
    if done.outside < ZERO and not bracket.exited.quantity:
        return f"{head}, and not by us: what it earned is not known, {cents(done.fees)} {quote} of fees"
    earned = f"{head}, earned {cents(done.earned)} {quote} after {cents(done.fees)} of fees"
    if not done.outside:
        return earned
    became = "closed" if done.outside < ZERO else "entered"
    return f"{earned}; not counted: {plain(abs(done.outside))} that was not {became} by us"


def _away(at: Decimal | None, price: Decimal | None) -> str:
    return "" if at is None or price is None else distance(at, price)

"""A bracket as people see it: a head, a row for each order that was asked for, and who protects the position.

Also what decides when a line is answered: whether a bracket's orders stand, and whether it has settled.  Pure; knows no
terminal and no chat.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.guarding import badge, guarded, moving_to, stop_known
from bot.language import ENGLISH, Reader
from bot.others import warning
from bot.result import money, result
from bot.stop_rules import moving
from bot.words import (
    CANCELED,
    FILLED,
    PENDING,
    TRIGGERED,
    called,
    distance,
    padded,
    readable,
    reason,
    side_word,
)
from core.bracket import Bracket, Entry, is_target
from core.exits import stands_for, steps, trim_left, wanted
from core.instruction import plain
from core.ladder import price_of, shares
from core.machine import unsettled
from core.orders import ZERO, Order, OrderType
from core.ports import OpenOrder
from core.preview import preview
from core.problems import columns
from core.venue import Protection

NAMES, SIDES = 7, 5  # columns of a row's name and side, wider where a language needs it


@dataclass(frozen=True, slots=True)
class Row:
    """One order as it was asked for: base quantities, quote per base; ``away``: signed distance from the price now,
    or while nothing has filled, from the entry's."""

    dot: str
    name: str
    side: str
    filled: Decimal
    total: Decimal
    price: Decimal | None
    away: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """See the module's head.  ``badge`` is empty once it is closed; ``reader``: whose language it is in; ``beside``
    tells of what is not ours and could close the position too; ``rules``: how the sl will move by itself."""

    head: str
    rows: tuple[Row, ...]
    badge: str = ""
    reader: Reader = ENGLISH
    beside: str = ""
    money: str = ""
    rules: tuple[str, ...] = ()


def ticket(
    bracket: Bracket, price: Decimal | None = None, reader: Reader = ENGLISH, others: Sequence[OpenOrder] = ()
) -> Ticket:
    """The ticket of ``bracket``; ``price``: the last one, if it is known; ``others``: what rests beside it and is not
    ours."""
    if bracket.closed:
        done = tuple(row for row in _rows(bracket, None, reader) if row.filled)
        return Ticket(_closed(bracket, reader), done, reader=reader)
    head = _head(bracket, reader)
    if price is not None:
        head = reader.say("ticket-now", head=head, price=price)
    if bracket.closing:
        head = reader.say("ticket-closing", head=head, why=reason(bracket.closing, reader))
    if bracket.halted:
        head = reader.say("ticket-halted", head=head, why=reader.told(bracket.halted))
    rows, beside = tuple(_rows(bracket, price, reader)), warning(bracket, others, reader)
    rules = (*moving_to(bracket, reader), *(reader.told(rule) for rule in moving(bracket, price)))
    return Ticket(head, rows, badge(bracket, reader), reader, beside, money(bracket, price, reader), rules)


def _head(bracket: Bracket, reader: Reader) -> str:
    side, symbol, account = side_word(bracket.side.value, reader), bracket.symbol, bracket.account
    if _waits(bracket):
        return reader.say("ticket-waits", id=bracket.id, side=side, symbol=symbol, account=account)
    quantity = bracket.tradable
    if bracket.average is None:
        return reader.say("ticket-unknown", id=bracket.id, side=side, quantity=quantity, symbol=symbol, account=account)
    entry = readable(bracket.average)
    return reader.say(
        "ticket-open", id=bracket.id, side=side, quantity=quantity, symbol=symbol, account=account, entry=entry
    )


def lines(ticket: Ticket) -> Iterator[str]:
    """The ticket as plain text."""
    reader, rows = ticket.reader, ticket.rows
    words = [side_word(row.side, reader) for row in rows]
    names = max([NAMES, *(columns(row.name) + 1 for row in rows)])
    sides = max([SIDES, *(columns(word) + 1 for word in words)])
    yield ticket.head
    for row, word in zip(rows, words, strict=True):
        yield f"  {row.dot} {padded(row.name, names)}{padded(word, sides)}{_terms(row, reader)}"
    for rule in ticket.rules:
        yield f"  {rule}"
    if ticket.money:
        yield f"  {ticket.money}"
    if ticket.badge:
        yield f"  {ticket.badge}"
    if ticket.beside:
        yield f"  {ticket.beside}"


def _terms(row: Row, reader: Reader) -> str:
    if row.price is None:
        return f"{plain(row.filled)}/{plain(row.total)}"
    price = readable(row.price)
    if not row.away:
        return reader.say("ticket-row", filled=row.filled, total=row.total, price=price)
    return reader.say("ticket-row-away", filled=row.filled, total=row.total, price=price, away=row.away)


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


def afterwards(bracket: Bracket, reader: Reader = ENGLISH) -> str:
    """What still works once the bot has left, and what protects the position then."""
    live = [o for o in bracket.live if o.price is not None or o.trigger is not None]
    resting = list(dict.fromkeys(_resting(order, reader) for order in live))  # slices of one exit read alike
    works = [reader.say("after-resting", orders=reader.listed(resting))] if resting else []
    said: list[str]
    if bracket.tradable == ZERO:
        said = [reader.say("after-flat" if bracket.entry_done else "after-waiting"), *works]
        said += [reader.say("after-unsent")] if not bracket.rules.attach and resting else []
    else:
        side, quantity = side_word(bracket.side.value, reader), bracket.tradable
        if bracket.protection is Protection.BOT_ONLY or not guarded(bracket):
            said = [reader.say("after-open", side=side, quantity=quantity), reader.say("after-unprotected"), *works]
        else:
            value = bracket.protection.value
            said = [reader.say("after-protected", side=side, quantity=quantity, protection=value), *works]
    done = reader.clauses(said)
    return reader.say("after", id=bracket.id, symbol=bracket.symbol, account=bracket.account, said=done)


def _resting(order: Order, reader: Reader) -> str:
    prices = [price for price in (order.price, order.trigger) if price is not None]
    if len(prices) == 1:
        return reader.say("after-order", name=called(order.slot), price=prices[0])
    return reader.say("after-pair", name=called(order.slot), price=prices[0], stop=prices[1])


# -- rows -------------------------------------------------------------------------------------------


def _waits(bracket: Bracket) -> bool:
    """Nothing was ever held, by us or by a hand."""
    return bracket.average is None and not bracket.tradable and not bracket.exited.quantity


def _rows(bracket: Bracket, price: Decimal | None, reader: Reader) -> Iterator[Row]:
    for entry in bracket.entries:
        yield _entry(bracket, entry)
    if _waits(bracket):
        yield from _planned(bracket, price, reader)  # counted from the entry, where they will be
        return
    stop = stop_known(bracket)
    side = bracket.side.exit.value
    if bracket.stop is not None and stop is not None:
        done = _stopped(bracket)
        away = _away(stop, price, reader)
        yield Row(_dot(bracket, "sl", done, ZERO), "sl", side, done, bracket.tradable + done, stop, away)
    sizes = _sizes(bracket)
    for target in bracket.targets:
        level = price_of(bracket, target.level)
        at = None if level is None else bracket.instrument.target_price(level, bracket.side)
        total, done = sizes[target.slot], _taken(bracket, target.slot)
        gone = target.released and not (done and done >= total)
        dot = CANCELED if gone else _dot(bracket, target.slot, done, total)
        yield Row(dot, target.slot, side, done, total, at, _away(at, price, reader))
    closed = bracket.fills("close").quantity
    if closed:
        yield Row(FILLED, "close", side, closed, closed, None)
    outside = result(bracket).outside
    if outside:
        way = bracket.side.entry.value if outside > ZERO else side
        yield Row(FILLED, reader.say("ticket-not-us"), way, abs(outside), abs(outside), None)


def _sizes(bracket: Bracket) -> dict[str, Decimal]:
    """Each target's quantity, base: what it has sold and what should rest of it; as it was asked for where nothing will
    rest of it any more."""
    asked = shares(bracket)
    if bracket.closed and not bracket.fills("close").quantity:
        return asked
    left = {rung.target.slot: rung.quantity for rung in steps(bracket, bracket.tradable - trim_left(bracket))}
    return {
        target.slot: asked[target.slot]
        if target.released
        else _taken(bracket, target.slot) + left.get(target.slot, ZERO)
        for target in bracket.targets
    }


def _entry(bracket: Bracket, entry: Entry) -> Row:
    done = bracket.fills(entry.slot)
    gone = not bracket.unfilled(entry) and done.quantity < entry.quantity
    dot = CANCELED if gone and not done.quantity else _dot(bracket, entry.slot, done.quantity, entry.quantity)
    name, side = called(entry.slot), bracket.side.entry.value
    return Row(dot, name, side, done.quantity, entry.quantity, done.price or entry.price)


def _planned(bracket: Bracket, price: Decimal | None, reader: Reader) -> Iterator[Row]:
    """The exits as they will be, while nothing has filled."""
    at = next((e.expected(price) for e in bracket.entries if e.price is not None), price)
    if at is None or bracket.closed:
        return
    for intent in preview(bracket, at).exits:
        where = intent.price if intent.trigger_price is None else intent.trigger_price
        yield Row(PENDING, intent.name, intent.side, ZERO, intent.quantity, where, _away(where, at, reader))


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


def _closed(bracket: Bracket, reader: Reader) -> str:
    side, quote = side_word(bracket.side.value, reader), bracket.instrument.quote
    if bracket.forgotten:
        held, base = max(bracket.position, ZERO), bracket.instrument.base
        about = {"id": bracket.id, "side": side, "symbol": bracket.symbol, "account": bracket.account}
        return reader.say("ticket-forgotten", held=held, base=base, **about)
    head = reader.say("ticket-closed", id=bracket.id, side=side, symbol=bracket.symbol, account=bracket.account)
    if _waits(bracket):
        return reader.say("ticket-unfilled", head=head)
    done = result(bracket)
    if done.earned is None:
        return reader.say("ticket-untold", head=head, fees=reader.money(done.fees, quote))
    if done.outside < ZERO and not bracket.exited.quantity:
        return reader.say("ticket-not-by-us", head=head, fees=reader.money(done.fees, quote))
    earned = reader.say(
        "ticket-earned", head=head, earned=reader.money(done.earned, quote), fees=reader.money(done.fees)
    )
    if not done.outside:
        return earned
    which = "ticket-not-closed-by-us" if done.outside < ZERO else "ticket-not-entered-by-us"
    return reader.say(which, earned=earned, quantity=abs(done.outside))


def _away(at: Decimal | None, price: Decimal | None, reader: Reader) -> str:
    return "" if at is None or price is None else distance(at, price, reader)

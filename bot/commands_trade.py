"""Commands that trade: each is turned into a line of Smart Syntax and goes the way of every line.

Knows what a bracket is called and nothing of how it is closed or moved.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot import smart_lines
from bot.chat import Reply
from bot.command import AccountName, BracketId, Line, PriceWords, Quantity, Word, command
from bot.language import Reader
from bot.several import carry_out_each
from bot.words import called, readable, side_word
from core.bracket import Bracket
from core.instruction import Problem, plain
from core.orders import ZERO, Order, OrdStatus
from core.people import Role, account_key
from core.ports import Conflict, StoreUnavailable

if TYPE_CHECKING:
    from bot.desk import Desk


@command("trade", Role.TRADER)
async def trade(desk: Desk, line: Line) -> Reply:
    """carry out a line of Smart Syntax"""
    return await desk.say(line)


@command("close", Role.TRADER)
async def close(desk: Desk, bracket: BracketId, quantity: Quantity = "all") -> Reply:
    """leave the position at the market, all of it or a part (0.01, 50%p)"""
    found = await desk.view.named(bracket, Role.TRADER, only_open=True)
    return _with_a_way_out(desk, found, await desk.carry_out(smart_lines.close(found, quantity)))


@command("cancel", Role.TRADER)
async def cancel(desk: Desk, bracket: BracketId, what: Word = "") -> Reply:
    """stop wanting orders (all, entries, exits, sl, tp, tp2); the position stays"""
    found = await desk.view.named(bracket, Role.TRADER, only_open=True)
    line = smart_lines.cancel(found, what or "all")
    if what or not (found.traded and bared(found)):
        return _with_a_way_out(desk, found, await desk.carry_out(line))

    async def yes(desk: Desk, key: str) -> Reply:
        await desk.view.named(bracket, Role.TRADER, only_open=True)  # another one in its market was not asked about
        return await desk.carry_out(line, key=key)

    # the entry may have filled while this was typed, and then it is the sl that goes
    return desk.ask(f"{about(desk, found, line, bare=True)}\n{desk.reader.say('ask-carry-out')}", yes)


def bared(bracket: Bracket) -> bool:
    """Whether it would lose the sl of what it holds by a cancel of everything."""
    return bool(bracket.tradable) and bracket.stop is not None


def about(desk: Desk, bracket: Bracket, line: str, *, bare: bool) -> str:
    """The head of a question about a ``line``: the bracket that it touches, and where that is so that it is left
    ``bare``."""
    return f"#{bracket.id}: {line}" + (f"\n  {desk.reader.told('nothing limits the loss then')}" if bare else "")


def _with_a_way_out(desk: Desk, bracket: Bracket, reply: Reply) -> Reply:
    """Where a market has ended nothing can be closed or canceled, so a refusal there leads on."""
    if not reply.refused or bracket.traded:
        return reply
    return replace(reply, text=f"{reply.text}\n  {desk.reader.say('forget-way', id=bracket.id)}")


@command("forget", Role.TRADER)
async def forget(desk: Desk, bracket: BracketId) -> Reply:
    """look after a bracket no more whose market has ended, after a yes; nothing is sent"""
    from core.forget import forget, kept

    found = await desk.view.named(bracket, Role.TRADER, only_open=True)
    if (why := kept(desk.session.engine.workers.get(found.account), found)) is not None:
        return Reply(desk.reader.say(f"forget-{why.value}", id=found.id), refused=True)
    question = _what_is_known(found, desk.reader)

    async def yes(desk: Desk, _key: str) -> Reply:
        worker = desk.session.engine.workers.get(found.account)
        try:
            done = worker is not None and await forget(
                worker, desk.session.store, found.id, lambda now: _what_is_known(now, desk.reader) == question
            )
        except (Conflict, StoreUnavailable) as error:
            problem = Problem("E-STORE", f"the ledger did not take it ({error})", hint="look at /brackets")
            return Reply(desk.reader.problem(problem, ""), refused=True)
        if not done:
            return Reply(desk.reader.say("forget-changed", id=found.id), refused=True)
        await desk.heard()
        return Reply()

    return desk.ask(question, yes)


def _what_is_known(bracket: Bracket, reader: Reader) -> str:
    """Everything of the bracket that was ever known to be at the exchange and not to have ended."""
    say, base = reader.say, bracket.instrument.base
    side, quantity = side_word(bracket.side.value, reader), max(bracket.position, ZERO)
    known = [say("forget-position", side=side, quantity=quantity, base=base)] if quantity else []
    known += [_rests(order, reader) for order in bracket.live]
    told = "\n".join(f"  {line}" for line in known or [say("forget-nothing")])
    return say("ask-forget", id=bracket.id, symbol=bracket.symbol, account=bracket.account, known=told)


def _rests(order: Order, reader: Reader) -> str:
    quantity = reader.say("everything") if order.quantity is None else plain(order.leaves(ZERO))
    prices = [readable(price) for price in (order.price, order.trigger) if price is not None]
    amount = reader.say("amount-at", quantity=quantity, price=" / ".join(prices)) if prices else quantity
    name, side = called(order.slot), side_word(order.side.value, reader)
    which = "forget-unsure" if order.status is OrdStatus.PENDING_NEW else "forget-order"
    return reader.say(which, name=name, side=side, amount=amount)


@command("be", Role.TRADER)
async def breakeven(desk: Desk, bracket: BracketId) -> Reply:
    """move the stop to the entry price, fees included"""
    found = await desk.view.named(bracket, Role.TRADER, only_open=True)
    return await desk.carry_out(smart_lines.breakeven(found))


@command("sl", Role.TRADER)
async def stop(desk: Desk, bracket: BracketId, price: PriceWords) -> Reply:
    """move the stop to a price (58000, off 2%, e-1%), or place the first one"""
    found = await desk.view.named(bracket, Role.TRADER, only_open=True)
    return await desk.carry_out(smart_lines.stop(found, price))


@command("tp", Role.TRADER)
async def target(desk: Desk, bracket: BracketId, price: PriceWords, which: Word = "") -> Reply:
    """move a target (tp2, say) to a price (63000, off 5%, e+2%), or place the first one"""
    found = await desk.view.named(bracket, Role.TRADER, only_open=True)
    return await desk.carry_out(smart_lines.target(found, price, which))


@command("trail", Role.TRADER)
async def trail(desk: Desk, bracket: BracketId, percent: Word) -> Reply:
    """let the stop follow the best price at a distance in percent"""
    found = await desk.view.named(bracket, Role.TRADER, only_open=True)
    return await desk.carry_out(smart_lines.trail(found, percent))


@command("flatten", Role.TRADER)
async def flatten(desk: Desk, account: AccountName = "") -> Reply:
    """close every bracket that you may trade, after a yes"""
    meant = account_key(account)
    found = [b for b in desk.view.open(Role.TRADER) if meant in ("", account_key(b.account))]
    if not found:
        return Reply(desk.reader.say("nothing-to-flatten"), refused=True)
    named = desk.reader.listed(f"#{b.id} {b.symbol} · {b.account}" for b in found)

    async def yes(desk: Desk, key: str) -> Reply:
        still = {b.id for b in desk.view.open(Role.TRADER)}  # another one in its market was not asked about
        lines = [(b, smart_lines.close(b, "all")) for b in found if b.id in still]
        return await carry_out_each(desk, lines, key)

    return desk.ask(desk.reader.say("ask-flatten", count=len(found), brackets=named), yes)

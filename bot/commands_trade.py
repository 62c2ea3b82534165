"""Commands that trade: each is turned into a line of Smart Syntax and goes the way of every line.

Knows what a bracket is called and nothing of how it is closed or moved.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot import smart_lines
from bot.chat import Reply, together
from bot.command import AccountName, BracketId, Line, PriceWords, Quantity, Word, command
from core.people import Role

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
    return await desk.carry_out(smart_lines.close(found, quantity))


@command("cancel", Role.TRADER)
async def cancel(desk: Desk, bracket: BracketId, what: Word = "all") -> Reply:
    """stop wanting orders (all, entries, exits, sl, tp, tp2); the position stays"""
    found = await desk.view.named(bracket, Role.TRADER, only_open=True)
    return await desk.carry_out(smart_lines.cancel(found, what))


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
    found = [b for b in desk.view.open(Role.TRADER) if account.lower() in ("", b.account.lower())]
    if not found:
        return Reply(desk.reader.say("nothing-to-flatten"), refused=True)
    named = desk.reader.listed(f"#{b.id} {b.symbol} · {b.account}" for b in found)

    async def yes(desk: Desk, key: str) -> Reply:
        still = {b.id for b in desk.view.open(Role.TRADER)}  # another one in its market was not asked about
        told = [b for b in found if b.id in still]
        said = [await desk.carry_out(smart_lines.close(b, "all"), key=f"{key}:{b.id}") for b in told]
        return replace(together(said), refused=any(one.refused for one in said))

    return desk.ask(desk.reader.say("ask-flatten", count=len(found), brackets=named), yes)

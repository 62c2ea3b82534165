"""The ``/commands``: one function each, its docstring is its help.  What trades is turned into Smart Syntax first.

Knows the desk and no terminal: a table is handed out as rows.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from bot import others
from bot.desk import Reply, Table
from bot.ticket import UNKNOWN, lines, result, ticket
from bot.why import timeline
from bot.words import cents, readable
from core.bracket import Bracket
from core.instruction import plain
from core.levels import Refusal
from core.message import UnknownAccount
from core.ports import Facts, UnknownSymbol, Unreachable
from core.problems import SyntaxProblem, clean, explain_problem
from core.syntax import parse

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.explain import Known

PAPER, USUAL = "paper", "BTCUSDT"
NEWEST = 20
Command = Callable[["Desk", list[str]], Awaitable[Reply]]


class NoSuchBracket(Exception):
    """A number that no bracket has, or none that is open; the text says which there are."""


async def run(desk: Desk, text: str) -> Reply:
    """Carry out a ``/command``."""
    name, _, rest = text[1:].partition(" ")
    command = COMMANDS.get(name.lower())
    if command is None:
        return Reply(f"There is no /{name[:32]}; /help lists the commands.", refused=True)
    try:
        return await command(desk, rest.split())
    except NoSuchBracket as error:
        return Reply(f"✗ {error}", refused=True)
    except UnknownAccount as error:
        return Reply(f"✗ {error.why}; {error.hint}".rstrip("; "), refused=True)
    except UnknownSymbol as error:
        return Reply(f"✗ {error.name} is not traded there; {error.hint}".rstrip("; "), refused=True)
    except Unreachable as error:
        return Reply(f"The exchange cannot be asked now: {error}", refused=True)


async def help_(_desk: Desk, _words: list[str]) -> Reply:
    """/help: this list"""
    told = ["Type a line of Smart Syntax, such as:", "  BTCUSDT on paper market long 0.01 sl off 0.2% tp off 0.2%", ""]
    return Reply("\n".join(told + [f"  {(command.__doc__ or '').strip()}" for command in COMMANDS.values()]))


async def brackets(desk: Desk, _words: list[str]) -> Reply:
    """/brackets: every open bracket's ticket"""
    found = [line for b in desk.open() for line in lines(ticket(b, desk.price(b), desk.others(b)))]
    return Reply("\n".join(found) or "No bracket is open.")


async def positions(desk: Desk, words: list[str]) -> Reply:
    """/positions [ACCOUNT SYMBOL]: what is held and what guards it; with a market, a look at what else is held there"""
    if len(words) not in (0, 2):
        return _usage(positions)
    markets = await _markets(desk, words)
    mine = [b for market in markets for b in market.brackets] if words else desk.open()
    held = [b for b in mine if b.position]
    rows = tuple(
        (f"#{b.id}", b.account, b.symbol, b.side.value, plain(b.position), _average(b), b.protection.value)
        for b in held
    )
    reply = _table(
        "positions", ("", "account", "symbol", "side", "size", "entry", "protection"), rows, "Nothing is held."
    )
    return _beside(reply, others.POSITIONS, others.position_rows(markets, desk.session.clock.now()))


async def orders(desk: Desk, words: list[str]) -> Reply:
    """/orders [ACCOUNT SYMBOL]: every order that works; with a market, a look at what else rests there"""
    if len(words) not in (0, 2):
        return _usage(orders)
    markets = await _markets(desk, words)
    mine = [b for market in markets for b in market.brackets] if words else desk.open()
    rows = tuple(
        (
            f"#{b.id}",
            "entry" if o.slot.startswith("e") else o.slot,
            o.side.value,
            o.type.value,
            "all" if o.quantity is None else plain(o.leaves(b.tradable)),
            "" if (at := o.price if o.trigger is None else o.trigger) is None else plain(at),
            o.status.value,
        )
        for b in mine
        for o in b.live
    )
    reply = _table("orders", ("", "name", "side", "type", "left", "at", "status"), rows, "No order of ours works.")
    return _beside(reply, others.ORDERS, others.order_rows(markets, desk.session.clock.now()))


async def close(desk: Desk, words: list[str]) -> Reply:
    """/close ID [QTY]: leave the position at the market, all of it or QTY (0.01, 50%p)"""
    if len(words) not in (1, 2):
        return _usage(close)
    bracket = await _bracket(desk, words[0], only_open=True)
    quantity = words[1] if len(words) == 2 else "all"
    return await desk.carry_out(f"{_header(bracket)} close {bracket.side.value} {quantity}")


async def cancel(desk: Desk, words: list[str]) -> Reply:
    """/cancel ID [entries|exits|sl|tp|tpN]: stop wanting these orders; the position stays"""
    if len(words) not in (1, 2):
        return _usage(cancel)
    bracket = await _bracket(desk, words[0], only_open=True)
    return await desk.carry_out(f"{_header(bracket)} cancel {words[1] if len(words) == 2 else 'all'}")


async def why(desk: Desk, words: list[str]) -> Reply:
    """/why ID: what happened to a bracket, step by step"""
    if len(words) != 1:
        return _usage(why)
    bracket = await _bracket(desk, words[0])
    journal = await desk.session.store.journal(bracket.id)
    return Reply("\n".join([*lines(ticket(bracket, desk.price(bracket), desk.others(bracket))), *timeline(journal)]))


async def price(desk: Desk, words: list[str]) -> Reply:
    """/price SYMBOL [ACCOUNT]: the last price"""
    if len(words) not in (1, 2):
        return _usage(price)
    facts = await _facts(desk, words[1] if len(words) == 2 else PAPER, words[0].upper())
    if facts.price is None:
        return Reply(f"{facts.instrument.symbol} has no price yet.")
    return Reply(f"{facts.instrument.symbol} {plain(facts.price)}")


async def balance(desk: Desk, words: list[str]) -> Reply:
    """/balance [ACCOUNT]: what an account is worth, and what of it is free"""
    if len(words) > 1:
        return _usage(balance)
    names = words or list(desk.session.engine.workers) or [PAPER]
    rows = []
    for name in names:
        facts = await _facts(desk, name, USUAL)
        coins = f"{plain(facts.free_base)} {facts.instrument.base}" if facts.instrument.spot else ""
        rows.append((name, f"{cents(facts.equity)} {facts.instrument.quote}", cents(facts.free), coins))
    return _table("balances", ("account", "equity", "free", "free coins"), tuple(rows), "")


async def history(desk: Desk, _words: list[str]) -> Reply:
    """/history: the newest closed brackets and what they earned"""
    found = await desk.session.store.closed(NEWEST)
    rows = []
    for bracket in found:
        done = result(bracket)
        earned = UNKNOWN if done.earned is None else cents(done.earned)
        if done.outside:
            earned += f", {plain(abs(done.outside))} not by us"
        amounts = (earned, cents(done.fees))
        rows.append(
            (f"#{bracket.id}", bracket.account, bracket.symbol, bracket.side.value, _average(bracket), *amounts)
        )
    columns = ("", "account", "symbol", "side", "entry", "earned", "fees")
    return _table("closed brackets", columns, tuple(rows), "Nothing was closed yet.")


async def explain(desk: Desk, words: list[str]) -> Reply:
    """/explain LINE: what a line would place now; nothing is sent"""
    from bot.explain import explain as explained
    from bot.explained import in_words

    text = " ".join(words)
    try:
        known = await _known(desk, text)
        return Reply(in_words(explained(text, lambda account, symbol: known[account, symbol])))
    except (SyntaxProblem, Refusal) as error:
        return Reply(explain_problem(error.problem, text), refused=True)


async def quit_(_desk: Desk, _words: list[str]) -> Reply:
    """/quit: leave; nothing is closed"""
    return Reply(leave=True)


COMMANDS: dict[str, Command] = {
    "help": help_,
    "brackets": brackets,
    "positions": positions,
    "orders": orders,
    "close": close,
    "cancel": cancel,
    "why": why,
    "price": price,
    "balance": balance,
    "history": history,
    "explain": explain,
    "quit": quit_,
}


async def _known(desk: Desk, text: str) -> dict[tuple[str, str], Known]:
    """The facts of every market that a line speaks of."""
    from bot.explain import Known

    found: dict[tuple[str, str], Known] = {}
    for block in parse(text).blocks:
        for account in block.accounts:
            for symbol in block.symbols:
                facts = await _facts(desk, account, symbol)
                name = (await desk.session.engine.worker(account)).account
                here = [b for b in desk.open() if (b.account, b.symbol) == (name, facts.instrument.symbol)]
                found[account, symbol] = Known(name, facts, (), tuple(here))
    return found


async def _facts(desk: Desk, account: str, symbol: str) -> Facts:
    return await (await desk.session.engine.worker(account)).exchange.facts(symbol)


async def _markets(desk: Desk, words: list[str]) -> list[others.Seen]:
    """The market that was asked for, looked at now; without one all that are looked at, as they were seen last."""
    return [await others.look_at(desk, words[0], words[1].upper())] if words else others.seen(desk)


def _beside(reply: Reply, columns: tuple[str, ...], rows: others.Rows) -> Reply:
    return replace(reply, beside=Table(others.TITLE, columns, rows)) if rows else reply


async def _bracket(desk: Desk, word: str, *, only_open: bool = False) -> Bracket:
    """The bracket of that number.  Raises ``NoSuchBracket``: another one in its market must not be taken for it."""
    id = word.lstrip("#")
    found = await desk.bracket(id)
    if found is not None and not (only_open and found.closed):
        return found
    there = ", ".join(f"#{b.id} ({b.side.value} {b.symbol} on {b.account})" for b in desk.open()[:NEWEST])
    amiss = f"there is no bracket #{clean(id[:32])}" if found is None else f"#{found.id} is closed already"
    raise NoSuchBracket(f"{amiss}; {f'open: {there}' if there else 'none is open'}")


def _header(bracket: Bracket) -> str:
    return f"{bracket.instrument.base}{bracket.instrument.quote} on {bracket.account}"


def _average(bracket: Bracket) -> str:
    return "" if bracket.average is None else readable(bracket.average)


def _usage(command: Command) -> Reply:
    return Reply(f"Usage: {(command.__doc__ or '').strip()}", refused=True)


def _table(title: str, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...], empty: str) -> Reply:
    return Reply(table=Table(title, columns, rows)) if rows else Reply(empty)

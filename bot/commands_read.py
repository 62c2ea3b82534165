"""Commands that only look: brackets, positions, orders, prices, balances, what happened, what a line would do.

Each shows what the visitor may see and nothing else.  Knows the desk and no terminal: a table is handed out as rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.chat import Reply, Table
from bot.command import AccountName, BracketId, Line, SymbolName, command
from bot.ticket import UNKNOWN, lines, result, ticket
from bot.why import timeline
from bot.words import cents, readable
from core.bracket import Bracket
from core.instruction import plain
from core.levels import Refusal
from core.people import Role
from core.problems import SyntaxProblem, explain_problem

if TYPE_CHECKING:
    from bot.desk import Desk

USUAL = "BTCUSDT"
NEWEST = 20
TICKETS = 10  # in one answer


@command("brackets", Role.VIEWER)
async def brackets(desk: Desk) -> Reply:
    """every open bracket's ticket"""
    open_ones = desk.view.open()
    if len(open_ones) == 1:
        return desk.ticket(open_ones[0])
    found = [line for b in open_ones[:TICKETS] for line in lines(ticket(b, desk.view.price(b)))]
    if len(open_ones) > TICKETS:
        found.append(f"… {len(open_ones) - TICKETS} more: {', '.join(f'#{b.id}' for b in open_ones[TICKETS:])}")
    return Reply("\n".join(found) or "No bracket is open.", mono=bool(found))


@command("positions", Role.VIEWER)
async def positions(desk: Desk) -> Reply:
    """what is held, and what guards it"""
    held = [b for b in desk.view.open() if b.position]
    rows = tuple(
        (f"#{b.id}", b.account, b.symbol, b.side.value, plain(b.position), _average(b), b.protection.value)
        for b in held
    )
    return _table(
        "positions", ("", "account", "symbol", "side", "size", "entry", "protection"), rows, "Nothing is held."
    )


@command("orders", Role.VIEWER)
async def orders(desk: Desk) -> Reply:
    """every order that works at the exchange"""
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
        for b in desk.view.open()
        for o in b.live
    )
    return _table("orders", ("", "name", "side", "type", "left", "at", "status"), rows, "No order works.")


@command("why", Role.VIEWER)
async def why(desk: Desk, bracket: BracketId) -> Reply:
    """what happened to a bracket, step by step"""
    found = await desk.view.named(bracket, Role.VIEWER)
    journal = await desk.session.store.journal(found.id)
    return Reply("\n".join([*lines(ticket(found, desk.view.price(found))), *timeline(journal)]), mono=True)


@command("price", Role.VIEWER)
async def price(desk: Desk, symbol: SymbolName, account: AccountName = "") -> Reply:
    """the last price"""
    facts = await desk.view.facts(account or desk.view.usual_account(), symbol.upper(), Role.VIEWER)
    if facts.price is None:
        return Reply(f"{facts.instrument.symbol} has no price yet.")
    return Reply(f"{facts.instrument.symbol} {plain(facts.price)}")


@command("balance", Role.VIEWER)
async def balance(desk: Desk, account: AccountName = "") -> Reply:
    """what an account is worth, and what of it is free"""
    rows = []
    at_work = [name for name in desk.view.accounts() if name in desk.session.engine.workers]
    for name in [account] if account else at_work or [desk.view.usual_account()]:
        facts = await desk.view.facts(name, USUAL, Role.VIEWER)
        coins = f"{plain(facts.free_base)} {facts.instrument.base}" if facts.instrument.spot else ""
        rows.append((name, f"{cents(facts.equity)} {facts.instrument.quote}", cents(facts.free), coins))
    return _table("balances", ("account", "equity", "free", "free coins"), tuple(rows), "")


@command("accounts", Role.VIEWER)
async def accounts(desk: Desk) -> Reply:
    """the accounts that you may use here, and as what"""
    rows = tuple((name, _role(desk, name), desk.view.condition(name)) for name in desk.view.accounts())
    return _table("accounts", ("account", "you are", "now"), rows, "There is no account that you may use here.")


@command("history", Role.VIEWER)
async def history(desk: Desk) -> Reply:
    """the newest closed brackets and what they earned"""
    rows = []
    for bracket in await desk.session.store.closed(NEWEST):
        if desk.visitor.denied(Role.VIEWER, bracket.account) is not None:
            continue
        done = result(bracket)
        amounts = (UNKNOWN if done.earned is None else cents(done.earned), cents(done.fees))
        rows.append(
            (f"#{bracket.id}", bracket.account, bracket.symbol, bracket.side.value, _average(bracket), *amounts)
        )
    columns = ("", "account", "symbol", "side", "entry", "earned", "fees")
    return _table("closed brackets", columns, tuple(rows), "Nothing was closed yet.")


@command("explain", Role.VIEWER)
async def explain(desk: Desk, line: Line) -> Reply:
    """what a line would place now; nothing is sent"""
    from bot.explained import in_words

    try:
        return Reply(in_words(await desk.view.explained(line, Role.VIEWER)), mono=True)
    except (SyntaxProblem, Refusal) as error:
        return Reply(explain_problem(error.problem, line), refused=True, mono=True)


def _role(desk: Desk, account: str) -> str:
    role = desk.visitor.role(account)
    return "" if role is None else role.name.lower()


def _average(bracket: Bracket) -> str:
    return "" if bracket.average is None else readable(bracket.average)


def _table(title: str, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...], empty: str) -> Reply:
    return Reply(table=Table(title, columns, rows)) if rows else Reply(empty)

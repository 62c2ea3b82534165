"""Commands that only look: brackets, positions, orders, prices, balances, what happened, what a line would do.

Each shows what the visitor may see and nothing else.  Knows the desk and no terminal: a table is handed out as rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from bot import others
from bot.approving import beyond_limits
from bot.chat import Reply, Table, together
from bot.command import AccountName, BracketId, Line, SymbolName, command
from bot.halts import halt_words
from bot.language import Reader
from bot.reading import asker
from bot.refusals import Refused
from bot.result import result
from bot.ticket import lines
from bot.ticket_buttons import TICKETS
from bot.why import sources, timeline
from bot.words import readable, side_word, status_word
from core.bracket import Bracket
from core.events import Event
from core.instruction import plain
from core.levels import Refusal
from core.orders import Order, OrderType
from core.people import Role, halted
from core.problems import SyntaxProblem

if TYPE_CHECKING:
    from bot.desk import Desk

USUAL = "BTCUSDT"
NEWEST = 20


@command("brackets", Role.VIEWER)
async def brackets(desk: Desk) -> Reply:
    """every open bracket's ticket"""
    open_ones = desk.view.open()
    if not open_ones:
        return Reply(desk.reader.say("no-brackets"))
    found = [desk.ticket(b) for b in open_ones[:TICKETS]]
    if len(open_ones) > TICKETS:
        found.append(Reply(_more(open_ones[TICKETS:], desk.reader)))
    return together(found)


@command("positions", Role.VIEWER)
async def positions(desk: Desk, account: AccountName = "", symbol: SymbolName = "") -> Reply:
    """what is held and what guards it; with a market, a look at what else is held there"""
    markets = await _markets(desk, account, symbol)
    mine = [b for market in markets for b in market.brackets] if account else desk.view.open()
    held = [b for b in mine if b.position]
    rows = tuple(
        (
            f"#{b.id}",
            b.account,
            b.symbol,
            side_word(b.side.value, desk.reader),
            plain(b.position),
            _average(b),
            b.protection.value,
        )
        for b in held
    )
    columns = ("", "account", "symbol", "side", "size", "entry", "protection")
    reply = _table(desk, "positions", columns, rows, "nothing-held")
    beside = others.position_rows(markets, desk.session.clock.now(), desk.reader)
    return _beside(desk, reply, others.POSITIONS, beside)


@command("orders", Role.VIEWER)
async def orders(desk: Desk, account: AccountName = "", symbol: SymbolName = "") -> Reply:
    """every order that works; with a market, a look at what else rests there"""
    markets = await _markets(desk, account, symbol)
    mine = [b for market in markets for b in market.brackets] if account else desk.view.open()
    rows = tuple(
        (
            f"#{b.id}",
            b.account,
            b.symbol,
            "entry" if o.slot.startswith("e") else o.slot,
            side_word(o.side.value, desk.reader),
            o.type.value,
            desk.reader.say("all") if o.quantity is None else plain(o.leaves(b.tradable)),
            " / ".join(plain(at) for at in _prices(o) if at is not None),
            status_word(o.status, desk.reader),
        )
        for b in mine
        for o in b.live
    )
    columns = ("", "account", "symbol", "name", "side", "type", "left", "at", "status")
    reply = _table(desk, "orders", columns, rows, "no-orders")
    return _beside(desk, reply, others.ORDERS, others.order_rows(markets, desk.session.clock.now(), desk.reader))


def _prices(order: Order) -> tuple[Decimal | None, ...]:
    """Where it works: a linked pair at its target and at its stop."""
    if order.type is OrderType.PAIR:
        return order.price, order.trigger
    return (order.price if order.trigger is None else order.trigger,)


@command("why", Role.VIEWER)
async def why(desk: Desk, bracket: BracketId) -> Reply:
    """what happened to a bracket, step by step"""
    found = await desk.view.named(bracket, Role.VIEWER)
    journal = await desk.session.store.journal(found.id)
    shown = desk.view.ticket(found, desk.reader)
    return Reply("\n".join([*lines(shown), *timeline(journal, desk.reader, await _names(desk, journal))]), mono=True)


async def _names(desk: Desk, journal: Sequence[tuple[datetime, Event]]) -> dict[str, str]:
    """Who wrote what is told, as the visitor may know them."""
    if desk.office is None or desk.visitor.place is None:
        return dict.fromkeys(sources(journal), "")
    place = str(desk.visitor.place)
    return {source: await asker(desk.office.people, place, source, desk.reader) for source in sources(journal)}


@command("price", Role.VIEWER)
async def price(desk: Desk, symbol: SymbolName, account: AccountName = "") -> Reply:
    """the last price"""
    where = account or desk.view.usual_account()
    facts = await desk.view.facts(where, symbol.upper(), Role.VIEWER)
    if facts.price is None:
        return Reply(desk.reader.say("no-price-yet", symbol=facts.instrument.symbol))
    return Reply(f"{facts.instrument.symbol} on {where} {plain(facts.price)}")


@command("balance", Role.VIEWER)
async def balance(desk: Desk, account: AccountName = "") -> Reply:
    """what an account is worth, and what of it is free"""
    rows = []
    at_work = [name for name in desk.view.accounts() if name in desk.session.engine.workers]
    for name in [account] if account else at_work or [desk.view.usual_account()]:
        facts = await desk.view.facts(name, USUAL, Role.VIEWER)
        coins = f"{plain(facts.free_base)} {facts.instrument.base}" if facts.instrument.spot else ""
        rows.append(
            (name, desk.reader.money(facts.equity, facts.instrument.quote), desk.reader.money(facts.free), coins)
        )
    return _table(desk, "balances", ("account", "equity", "free", "coins"), tuple(rows), "nothing-held")


@command("accounts", Role.VIEWER)
async def accounts(desk: Desk) -> Reply:
    """the accounts that you may use here, and as what"""
    halts = await desk.office.people.halts() if desk.office is not None else []
    rows = []
    for name in desk.view.accounts():
        now = [desk.view.condition(name)]
        if desk.office is not None and (halt := halted(halts, name)) is not None:
            now.append(await halt_words(desk.office.people, halt))
        rows.append((name, _role(desk, name), desk.reader.clauses(map(desk.reader.told, now))))
    return _table(desk, "accounts", ("account", "you-are", "now"), tuple(rows), "no-accounts")


@command("history", Role.VIEWER)
async def history(desk: Desk) -> Reply:
    """the newest closed brackets and what they earned"""
    rows = []
    for bracket in await _closed(desk):
        done = result(bracket)
        earned = desk.reader.say("unknown-entry") if done.earned is None else desk.reader.money(done.earned)
        if done.outside:
            earned = desk.reader.say("not-counted", earned=earned, quantity=abs(done.outside))
        amounts = (earned, desk.reader.money(done.fees))
        rows.append(
            (
                f"#{bracket.id}",
                bracket.account,
                bracket.symbol,
                side_word(bracket.side.value, desk.reader),
                _average(bracket),
                *amounts,
            )
        )
    columns = ("", "account", "symbol", "side", "entry", "earned", "fees")
    return _table(desk, "closed", columns, tuple(rows), "nothing-closed")


@command("explain", Role.VIEWER)
async def explain(desk: Desk, line: Line) -> Reply:
    """what a line would place now; nothing is sent"""
    from bot.explained import in_words, note

    try:
        found = await desk.view.explained(line, Role.VIEWER)
    except (SyntaxProblem, Refusal) as error:
        return Reply(desk.reader.problem(error.problem, line), refused=True, mono=True)
    said, plans = in_words(found, desk.reader), [plan for one in found for plan in one.plans]
    beyond = await beyond_limits(desk.office, desk.visitor, desk.session.clock.now(), plans)
    if beyond is not None:
        why = desk.reader.told(beyond.message)
        said += f"\n{note(desk.reader.say('explained-refused', why=why), desk.reader)}"
    return Reply(said, mono=True)


async def _closed(desk: Desk) -> list[Bracket]:
    """The newest that the visitor may see; looks further back where others' are in between."""
    seen: list[Bracket] = []
    for looked in (NEWEST, 10 * NEWEST, 100 * NEWEST):
        found = await desk.session.store.closed(looked)
        seen = [bracket for bracket in found if desk.visitor.sees(bracket.account)][:NEWEST]
        if len(seen) == NEWEST or len(found) < looked:
            break
    return seen


def _role(desk: Desk, account: str) -> str:
    role = desk.visitor.role(account)
    return "" if role is None else role.name.lower()


def _average(bracket: Bracket) -> str:
    return "" if bracket.average is None else readable(bracket.average)


def _table(desk: Desk, title: str, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...], empty: str) -> Reply:
    """``title``, ``columns`` and ``empty`` name sentences."""
    say = desk.reader.say
    if not rows:
        return Reply(say(empty))
    named = tuple(say(f"column-{column}") if column else "" for column in columns)
    return Reply(table=Table(say(f"title-{title}"), named, rows))


def _more(brackets: list[Bracket], reader: Reader) -> str:
    named = reader.listed(f"#{b.id}" for b in brackets)
    return reader.say("more-brackets", count=len(brackets), brackets=named)


async def _markets(desk: Desk, account: str, symbol: str) -> list[others.Seen]:
    """The market that was asked for, looked at now; without one all that are looked at, as they were seen last."""
    if account and not symbol:
        raise Refused("name the account and the symbol, such as paper BTCUSDT")
    return [await others.look_at(desk.view, account, symbol.upper())] if account else others.seen(desk.view)


def _beside(desk: Desk, reply: Reply, columns: tuple[str, ...], rows: others.Rows) -> Reply:
    if not rows:
        return reply
    heads = tuple(desk.reader.say(f"column-{name}") for name in columns)
    return replace(reply, beside=Table(desk.reader.say("others-title"), heads, rows))

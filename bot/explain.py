"""``bracketeer explain``: what a line would place and what it risks, in words or as contracts.md's JSON.

The same reading, planning and arithmetic as for a line that is carried out, but nothing is opened: what is known of a
market comes from ``Look``.  Knows no exchange and sends nothing.
"""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Any

from bot.accounts import NoSuchAccount
from bot.retarget import Retargeted, retarget
from bot.told import money
from bot.words import BADGES, NO_STOP, cents, distance
from core.bracket import Bracket, Policy, Stamp
from core.ids import bracket_number
from core.instruction import Block, Problem, plain
from core.levels import Refusal, refuse
from core.machine import apply
from core.plan import Context, Planned, plan
from core.ports import Facts, UnknownSymbol
from core.preview import Intent, Preview, preview
from core.problems import SyntaxProblem, explain_problem
from core.syntax import parse

HUNDRED = Decimal(100)
OK, REFUSED = 0, 2


@dataclass(frozen=True, slots=True)
class Known:
    """What a look at one symbol of one account found.  ``account``: its true name; ``notes``: what a person must know
    of where the facts come from; ``groups``: our open brackets there."""

    account: str
    facts: Facts
    notes: tuple[str, ...] = ()
    groups: tuple[Bracket, ...] = ()


Look = Callable[[str, str], Known]  # (account, symbol); raises NoSuchAccount or UnknownSymbol


@dataclass(frozen=True, slots=True)
class Explained:
    """One bracket of a line: as planned, and what would stand once its entry has filled."""

    account: str
    bracket: Bracket
    preview: Preview
    price: Decimal
    notes: tuple[str, ...]


def explain(text: str, look: Look) -> list[Explained]:
    """Explain every bracket of ``text``.  Raises ``SyntaxProblem`` or ``Refusal``; their places are ``text``'s."""
    numbers = ((str(n), bracket_number(0, n)) for n in count(1))
    found: list[Explained] = []
    for block in parse(text).blocks:
        for s in range(len(block.symbols)):
            for a in range(len(block.accounts)):
                known = _known(block, s, a, look)
                facts = known.facts
                context = Context(known.account, Policy(), Stamp(facts.at, facts.price, facts.at), numbers, adopt=True)
                found += [_explained(p, known) for p in plan(block, facts, known.groups, context)]
    return found


def _known(block: Block, s: int, a: int, look: Look) -> Known:
    account, symbol = block.accounts[a], block.symbols[s]
    try:
        return look(account, symbol)
    except NoSuchAccount as error:
        refuse("E-ACCOUNT", f'no account "{account}"', block.account_positions[a], error.hint, len(account))
    except UnknownSymbol as error:
        hint = error.hint if error.nearest else "give its price with --price"
        refuse("E-SYMBOL", f"{symbol} is not known on {account}", block.symbol_positions[s], hint, len(symbol))


def _explained(planned: Planned, known: Known) -> Explained:
    assert known.facts.price is not None
    bracket = planned.bracket
    for event in () if planned.new else planned.events:
        bracket = apply(bracket, event)
    shown = preview(bracket, known.facts.price)
    return Explained(known.account, bracket, shown, known.facts.price, (*planned.notes, *known.notes))


def run(options: Namespace, look: Look) -> int:
    """The command: explain and print; the exit status."""
    line = Retargeted(options.line, options.line)
    try:
        line = retarget(options.line, options.account)
        found = explain(line.text, look)
    except (SyntaxProblem, Refusal) as error:
        problem = line.back(error.problem)
        print(as_json(refused(problem)) if options.json else explain_problem(problem, options.line))
        return REFUSED
    print(as_json(accepted(found)) if options.json else in_words(found))
    return OK


def refuse_prices(text: str) -> int:
    """The answer, for machines, to a price file that cannot be used; the exit status."""
    print(as_json(refused(Problem("E-PRICES", text))))
    return REFUSED


# -- for machines ---------------------------------------------------------------------------------


def as_json(thing: object) -> str:
    """One line of JSON; keys keep their order, so it is the same under any hash seed."""
    return json.dumps(thing, ensure_ascii=False)


def accepted(found: list[Explained]) -> dict[str, Any]:
    """contracts.md's answer to a line that could be carried out."""
    return {"ok": True, "brackets": [_record(one) for one in found]}


def refused(problem: Problem) -> dict[str, Any]:
    """contracts.md's answer to one that could not."""
    return {
        "ok": False,
        "error": {
            "code": problem.code,
            "message": problem.message,
            "position": problem.position,
            "hint": problem.hint or None,
        },
    }


def _record(one: Explained) -> dict[str, Any]:
    bracket, shown = one.bracket, one.preview
    risk = shown.risk
    return {
        "symbol": bracket.symbol,
        "account": one.account,
        "side": bracket.side.value,
        "entry": _order(shown.entry) if shown.entry else None,
        "exits": [_order(intent) for intent in shown.exits],
        "layout": bracket.rules.layout.value,
        "attach": bracket.rules.attach,
        "protection": bracket.protection.value,
        "risk": {"loss": money(risk.loss), "reward": money(risk.reward), "ratio": _ratio(risk.ratio)} if risk else None,
        "notes": list(one.notes),
    }


def _ratio(ratio: Decimal | None) -> str | None:
    return None if ratio is None else format(ratio, "f")  # always two decimals


def _order(intent: Intent) -> dict[str, Any]:
    return {
        "name": intent.name,
        "side": intent.side,
        "type": intent.type,
        "quantity": money(intent.quantity),
        "price": money(intent.price),
        "trigger_price": money(intent.trigger_price),
        "reduce_only": intent.reduce_only,
    }


# -- for people -----------------------------------------------------------------------------------


def in_words(found: list[Explained]) -> str:
    """Every bracket in plain words."""
    return "\n\n".join("\n".join(_lines(one)) for one in found)


def _lines(one: Explained) -> Iterator[str]:
    bracket, shown = one.bracket, one.preview
    entry, risk, instrument = shown.entry, shown.risk, bracket.instrument
    said = BADGES[bracket.protection] if bracket.stop is not None else NO_STOP
    protection = f"{bracket.protection.value}: {said}"
    held = entry.quantity if entry else bracket.adopted
    yield f"{bracket.symbol} on {one.account}: {bracket.side.value} {plain(held)} {instrument.base}"
    at = one.price if entry is None or entry.price is None else entry.price
    if entry is not None:
        where = f"at the market, now {plain(at)}" if entry.price is None else f"at {plain(at)} or better"
        worth = cents(entry.quantity * at)
        yield f"  {'entry':<12}{entry.side} {plain(entry.quantity)} {where} ({worth} {instrument.quote})"
    for intent in shown.exits:
        yield f"  {intent.name:<12}{_exit(intent, bracket.average or at)}"
    if risk is not None:
        yield f"  {'at risk':<12}{cents(risk.loss)} {instrument.quote}, with every exit at the stop"
        yield f"  {'reward':<12}{cents(risk.reward)} {instrument.quote}, with every target reached"
        if risk.ratio is not None:
            yield f"  {'ratio':<12}{format(risk.ratio, 'f')} reward for each unit at risk"
    yield f"  {'fees':<12}{_rate(instrument.maker)} maker, {_rate(instrument.taker)} taker; counted above"
    yield f"  {'protection':<12}{protection}"
    for note in one.notes:
        yield f"  {'note':<12}{note}"


def _exit(intent: Intent, entry: Decimal) -> str:
    price = intent.price if intent.trigger_price is None else intent.trigger_price
    assert price is not None
    reached = "once the price reaches " if intent.trigger_price is not None else "at "
    return f"{intent.side} {plain(intent.quantity)} {reached}{plain(price)} ({distance(price, entry)} from the entry)"


def _rate(rate: Decimal) -> str:
    return f"{plain(rate * HUNDRED)} %"

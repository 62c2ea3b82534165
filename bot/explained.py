"""What was explained, in words or as contracts.md's JSON; and ``bracketeer explain``, from arguments to printed lines.

Knows no market and works nothing out.
"""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from bot.explain import Explained, Look, explain
from bot.retarget import Retargeted, retarget
from bot.told import money
from bot.words import BADGES, NO_STOP, cents, distance
from core.instruction import Problem, plain
from core.levels import Refusal
from core.orders import ZERO
from core.preview import Intent, Preview
from core.problems import SyntaxProblem, explain_problem

HUNDRED = Decimal(100)
OK, REFUSED = 0, 2


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
    entry, instrument = shown.entry, bracket.instrument
    said = BADGES[bracket.protection] if bracket.stop is not None else NO_STOP
    held = entry.quantity if entry else bracket.tradable
    yield f"{bracket.symbol} on {one.account}: {bracket.side.value} {plain(held)} {instrument.base}"
    at = one.price if entry is None or entry.price is None else entry.price
    if entry is not None:
        where = f"at the market, now {plain(at)}" if entry.price is None else f"at {plain(at)} or better"
        worth = cents(entry.quantity * at)
        yield f"  {'entry':<12}{entry.side} {plain(entry.quantity)} {where} ({worth} {instrument.quote})"
    for intent in shown.exits:
        yield f"  {intent.name:<12}{_exit(intent, bracket.average or at)}"
    yield from _risk(shown, instrument.quote)
    counted = "" if shown.loss is None else "; counted above"
    yield f"  {'fees':<12}{_rate(instrument.maker)} maker, {_rate(instrument.taker)} taker{counted}"
    if not bracket.closing:
        yield f"  {'protection':<12}{bracket.protection.value}: {said}"
    for note in one.notes:
        yield f"  {'note':<12}{note}"


def _risk(shown: Preview, quote: str) -> Iterator[str]:
    loss, risk = shown.loss, shown.risk
    if loss is None:
        return
    aimed = "" if risk is not None else "; there is no target"
    if loss >= ZERO:
        yield f"  {'at risk':<12}{cents(loss)} {quote}, with every exit at the sl{aimed}"
    else:
        yield f"  {'at least':<12}{cents(-loss)} {quote} are gained, with every exit at the sl{aimed}"
    if risk is not None:
        yield f"  {'reward':<12}{cents(risk.reward)} {quote}, with every target reached"
        if risk.ratio is not None:
            yield f"  {'ratio':<12}{format(risk.ratio, 'f')} reward for each unit at risk"


def _exit(intent: Intent, entry: Decimal) -> str:
    price = intent.price if intent.trigger_price is None else intent.trigger_price
    if price is None:
        return f"{intent.side} {plain(intent.quantity)} at the market"
    reached = "once the price reaches " if intent.trigger_price is not None else "at "
    return f"{intent.side} {plain(intent.quantity)} {reached}{plain(price)} ({distance(price, entry)} from the entry)"


def _rate(rate: Decimal) -> str:
    return f"{plain(rate * HUNDRED)} %"

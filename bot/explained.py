"""What was explained, in words or as contracts.md's JSON; and ``bracketeer explain``, from arguments to printed lines.

Knows no market and works nothing out.
"""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.explain import Explained, Look, explain
from bot.language import Reader
from bot.retarget import Retargeted, retarget
from bot.told import money
from bot.words import distance, padded, protection_word, side_word
from core.instruction import Problem
from core.levels import Refusal
from core.orders import ZERO, OrderType
from core.preview import Intent, Preview, Risk
from core.problems import SyntaxProblem, columns

HUNDRED, TENTH = Decimal(100), Decimal("0.1")
OK, REFUSED = 0, 2
WIDE = 12  # columns of a label


def run(options: Namespace, look: Look, reader: Reader | None) -> int:
    """The command: explain and print, for machines where ``reader`` is None; the exit status."""
    line = Retargeted(options.line, options.line)
    try:
        line = retarget(options.line, options.account)
        found = explain(line.text, look)
    except (SyntaxProblem, Refusal) as error:
        problem = _hinted(line.back(error.problem), told=options.position is not None)
        print(as_json(refused(problem)) if reader is None else reader.problem(problem, options.line))
        return REFUSED
    print(as_json(accepted(found)) if reader is None else in_words(found, reader))
    return OK


def _hinted(problem: Problem, *, told: bool) -> Problem:
    """``explain`` asks no account: of a position it knows what it is told."""
    if problem.code != "E-NO-POSITION" or told or problem.hint:
        return problem
    return replace(problem, hint="tell the one that is meant: --position long:0.01@60000")


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


def in_words(found: list[Explained], reader: Reader) -> str:
    """Every bracket in plain words."""
    return "\n\n".join("\n".join(_lines(one, reader)) for one in found)


def _lines(one: Explained, reader: Reader) -> Iterator[str]:
    bracket, shown = one.bracket, one.preview
    entry, instrument, say = shown.entry, bracket.instrument, reader.say
    side, symbol, base = side_word(bracket.side.value, reader), bracket.symbol, instrument.base
    held = entry.quantity if entry else bracket.tradable
    yield say("explained", symbol=symbol, account=one.account, side=side, quantity=held, base=base)
    at = one.price if entry is None or entry.price is None else entry.price
    immediate = entry is not None and entry.type == OrderType.IOC.value
    reference = one.price if immediate else at
    if entry is not None:
        worth = reader.money(entry.quantity * at, instrument.quote)
        kind = "explained-market" if entry.price is None else "explained-limit"
        buys, now = side_word(entry.side, reader), {"now": one.price} if immediate else {}
        kind = "explained-at-once" if immediate else kind
        yield f"  {padded('entry', WIDE)}{say(kind, side=buys, quantity=entry.quantity, price=at, worth=worth, **now)}"
    for intent in shown.exits:
        yield f"  {padded(intent.name, WIDE)}{_exit(intent, bracket.average or reference, reader)}"
    yield from _risk(shown, instrument.quote, reader)
    rates = {"maker": reader.percent(instrument.maker * HUNDRED), "taker": reader.percent(instrument.taker * HUNDRED)}
    fees = say("explained-rates" if shown.loss is None else "explained-rates-counted", **rates)
    yield _labeled("explained-fees", fees, reader)
    if not bracket.closing:
        word = protection_word(bracket.protection, reader)
        said = word if bracket.stop is not None else say("protection-no-stop")
        told = say("protection", protection=bracket.protection.value, said=said)
        yield _labeled("explained-protection", told, reader)
    for noted in one.notes:
        yield note(reader.told(noted), reader)


def note(said: str, reader: Reader) -> str:
    """Something to know, as a line of its own."""
    return _labeled("explained-note", said, reader)


def _labeled(id: str, said: str, reader: Reader) -> str:
    label = reader.say(id)
    return f"  {padded(label, max(WIDE, columns(label) + 1))}{said}"


def _risk(shown: Preview, quote: str, reader: Reader) -> Iterator[str]:
    loss, risk = shown.loss, shown.risk
    if loss is None:
        return
    if loss >= ZERO:
        id = "explained-loss" if risk is not None else "explained-loss-only"
        yield _labeled("explained-at-risk", reader.say(id, amount=reader.money(loss, quote)), reader)
    else:
        id = "explained-gain" if risk is not None else "explained-gain-only"
        yield _labeled("explained-at-least", reader.say(id, amount=reader.money(-loss, quote)), reader)
    if risk is not None:
        yield _labeled("explained-reward", _reward(risk, quote, reader), reader)
        if risk.ratio is not None:
            ratio = reader.say("explained-each", ratio=reader.language.number(risk.ratio, 2))
            yield _labeled("explained-ratio", ratio, reader)


def _reward(risk: Risk, quote: str, reader: Reader) -> str:
    amount, rest = reader.money(risk.reward, quote), (risk.rest * HUNDRED).quantize(TENTH)
    if not rest:
        return reader.say("explained-reached", amount=amount)
    share = reader.percent(rest.normalize())
    if risk.even is None:
        return reader.say("explained-reached-rest", amount=amount, share=share)
    return reader.say("explained-reached-even", amount=amount, share=share, price=risk.even)


def _exit(intent: Intent, entry: Decimal, reader: Reader) -> str:
    price = intent.price if intent.trigger_price is None else intent.trigger_price
    side, quantity = side_word(intent.side, reader), intent.quantity
    if price is None:
        return reader.say("explained-exit-market", side=side, quantity=quantity)
    away = distance(price, entry, reader)
    kind = "explained-exit-at" if intent.trigger_price is None else "explained-exit-once"
    return reader.say(kind, side=side, quantity=quantity, price=price, away=away)

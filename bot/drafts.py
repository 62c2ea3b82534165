"""Drafts: what a line would do in plain words, and whether to go on; at once where it is too small to be asked about.

What the yes is to is remembered as the terms of the plan, so that nothing else is carried out for it.  Knows no
platform, and nothing of how a line is planned.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from bot.accounts import NoSuchAccount, is_spot
from bot.approving import AGREED, beyond_limits
from bot.chat import Reply
from bot.explain import Explained
from bot.explained import in_words
from bot.language import Reader
from bot.refusals import Refused, refusal
from bot.retarget import retarget
from core.instruction import Instruction, Problem
from core.levels import Refusal
from core.limits import dollars
from core.people import Role, account_key, asks, on_paper
from core.problems import SyntaxProblem
from core.terms import terms_by_market

if TYPE_CHECKING:
    from bot.desk import Desk


async def drafted(
    desk: Desk, text: str, instruction: Instruction, heading: str | None, adopt: frozenset[str] = frozenset()
) -> Reply:
    """The plan and a question below ``heading``; without one it is carried out where nobody wants to be asked about so
    little.  ``adopt``: what was agreed to before, as in ``core.message.Origin``."""
    reader = desk.reader
    try:
        plans = await desk.view.explained(text, Role.TRADER)
    except (SyntaxProblem, Refusal) as error:
        said = reader.problem(error.problem, text) + on_paper_instead(error.problem, text, reader)
        return Reply(said, refused=True, mono=True)
    except Refused as error:
        return refusal(error, reader)
    planned = [plan for one in plans for plan in one.plans]
    agreed = terms_by_market(planned)
    noted = adopt | frozenset(note for one in plans for note in one.notes)
    if heading is None and not any(_asks(desk, one.account, _dollars(one)) for one in plans):
        return await desk.carry_out(text, agreed=agreed)
    beyond = await beyond_limits(desk.office, desk.visitor, desk.session.clock.now(), planned)
    if beyond is not None:
        return Reply(reader.problem(beyond, text), refused=True, mono=True)
    asked = [heading] if heading else []
    asked += [in_words(plans, reader)]
    asked += [f"  {reader.say('real-money', account=account)}" for account in _live(instruction)]
    question = "\n".join([*asked, reader.say("ask-carry-out")])

    async def yes(desk: Desk, key: str) -> Reply:
        return await desk.carry_out(text, key=AGREED + key, agreed=agreed, adopt=noted)

    return desk.ask(question, yes, mono=True, about=markets(instruction))


def wants_yes(desk: Desk, instruction: Instruction) -> bool:
    """Whether the visitor wants to be asked before these orders: those that open, or take protection away."""
    risky = [block for block in instruction.blocks if block.enters or block.touches_exits]
    return any(_asks(desk, account, None) for block in risky for account in block.accounts)


def markets(instruction: Instruction) -> frozenset[str]:
    """Those that a line is about, each in one spelling (``bot.asking.Question.about``)."""
    return frozenset(
        f"{account_key(account)} {''.join(filter(str.isalnum, symbol.partition(':')[0])).upper()}"
        for block in instruction.blocks
        for account in block.accounts
        for symbol in block.symbols
    )


def on_paper_instead(problem: Problem, text: str, reader: Reader) -> str:
    """For a line that names an account of an exchange we know but have no keys for: the same line on paper."""
    if problem.code != "E-ACCOUNT" or problem.position is None:
        return ""
    try:
        spot = is_spot(text[problem.position : problem.position + problem.length])
    except NoSuchAccount:
        return ""
    line = retarget(text, "paper_spot" if spot else "paper").text
    return f"\n  {reader.say('on-paper', line=line)}"


def _asks(desk: Desk, account: str, worth: Decimal | None) -> bool:
    known = desk.visitor.principal
    return known is not None and asks(known, account, worth)


def _dollars(plan: Explained) -> Decimal | None:
    return dollars(plan.bracket.symbol, plan.preview.notional(plan.price))


def _live(instruction: Instruction) -> list[str]:
    named = dict.fromkeys(account for block in instruction.blocks for account in block.accounts)
    return [account for account in named if not on_paper(account)]

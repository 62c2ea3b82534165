"""What a line would place and what it risks, for ``bracketeer explain`` and the console's ``/explain``.

The same reading, planning and arithmetic as for a line that is carried out, but nothing is opened: what is known of a
market comes from ``Look``.  Knows no exchange and sends nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import count

from bot.accounts import NoSuchAccount
from bot.stop_rules import moving
from core.account import once
from core.bracket import Bracket, Policy, Stamp
from core.events import Joined
from core.evolve import evolve
from core.exits import trim_left
from core.ids import bracket_number
from core.instruction import (
    Block,
    BreakevenCommand,
    CancelCommand,
    CloseCommand,
    MoveCommand,
)
from core.levels import Refusal, refuse
from core.message import ANYTHING
from core.orders import ZERO, OrderType, PositionSide
from core.plan import Context, Planned, plan
from core.ports import Facts, PositionFact, UnknownSymbol
from core.preview import Intent, Preview, as_entered, preview
from core.syntax import parse
from core.terms import outcome
from core.venue import VenueRules

ASSUMED = "0"  # the id of a bracket that stands for a position we were only told of; real ones count from 1
_ABOUT_WHAT_STANDS = (CloseCommand, CancelCommand, MoveCommand, BreakevenCommand)


@dataclass(frozen=True, slots=True)
class Known:
    """What a look at one symbol of one account found.  ``account``: its true name; ``notes``: what a person must know
    of where the facts come from; ``groups``: our open brackets there; ``held``: a position that we are told of and that
    counts as ours where a command speaks of what stands, and on spot, whose wallets know of no position."""

    account: str
    facts: Facts
    notes: tuple[str, ...] = ()
    groups: tuple[Bracket, ...] = ()
    held: PositionFact | None = None


Taken = tuple[Mapping[str, Decimal], ...]  # by coin, of one account
Look = Callable[[str, str], Known]  # (account, symbol); raises NoSuchAccount or UnknownSymbol


@dataclass(frozen=True, slots=True)
class Explained:
    """One bracket of a line: as planned, and what would stand once its entry has filled.  ``plans``: what is planned
    for it, and of what market."""

    account: str
    bracket: Bracket
    preview: Preview
    price: Decimal
    notes: tuple[str, ...]
    plans: tuple[tuple[Planned, Facts], ...] = ()


def explain(text: str, look: Look) -> list[Explained]:
    """Explain every bracket of ``text``.  Raises ``SyntaxProblem`` or ``Refusal``; their places are ``text``'s."""
    numbers = ((str(n), bracket_number(0, n)) for n in count(1))
    found: list[Explained] = []
    taken: defaultdict[str, Taken] = defaultdict(tuple)
    work = [
        (block, _known(block, s, a, look))
        for block in parse(text).blocks
        for s in range(len(block.symbols))
        for a in range(len(block.accounts))
    ]
    once((known.account, known.facts.instrument.symbol) for _, known in work)
    for block, known in work:
        brackets, takes = _block(block, known, numbers, taken[known.account])
        found += brackets
        taken[known.account] += takes
    return found


def _block(
    block: Block, known: Known, numbers: Iterator[tuple[str, int]], taken: Taken
) -> tuple[list[Explained], Taken]:
    """What one block means for one market, and what it takes of the account.  Commands about one bracket are shown
    together; ``taken``: what earlier blocks take."""
    facts = known.facts
    stamp = Stamp(facts.at, facts.price, facts.at)
    context = Context(known.account, Policy(), stamp, numbers, adopt=ANYTHING, taken=taken)
    groups = known.groups
    standing = any(isinstance(c, _ABOUT_WHAT_STANDS) for c in block.commands)
    if known.held is not None and (standing or facts.rules.spot):
        groups = (_taken_over(known, known.held),)
    try:
        planned = plan(block, facts, groups, context)
    except Refusal as refusal:
        raise Refusal(replace(refusal.problem, message=_spoken(refusal.problem.message))) from refusal
    notes: dict[PositionSide, list[str]] = {}
    for item in planned:
        noted = notes.setdefault(item.bracket.side, [])
        noted.extend(_spoken(note) for note in item.notes)
        if item.bracket.id == ASSUMED and any(isinstance(c, CancelCommand) for c in block.commands):
            noted.append("which orders rest is not known here, so none are shown")
    explained = []
    for side, bracket in outcome(planned).items():
        plans = tuple((item, facts) for item in planned if item.bracket.side is side)
        explained.append(replace(_explained(_as_it_stands(bracket, plans), notes[side], known), plans=plans))
    return explained, tuple(item.takes for item in planned)


def _known(block: Block, s: int, a: int, look: Look) -> Known:
    account, symbol = block.accounts[a], block.symbols[s]
    try:
        return look(account, symbol)
    except NoSuchAccount as error:
        refuse("E-ACCOUNT", error.why, block.account_positions[a], error.hint, len(account))
    except UnknownSymbol as error:
        hint = error.hint if error.nearest else "give its price with --price"
        refuse("E-SYMBOL", f"{symbol} is not known on {account}", block.symbol_positions[s], hint, len(symbol))


def _taken_over(known: Known, held: PositionFact) -> Bracket:
    """A bracket that holds just this position, and of whose orders nothing is known."""
    facts = known.facts
    return Bracket(
        id=ASSUMED,
        number=bracket_number(0, 1),
        account=known.account,
        symbol=facts.instrument.symbol,
        side=held.side,
        instrument=facts.instrument,
        rules=facts.rules,
        policy=Policy(),
        stamp=Stamp(facts.at, facts.price, facts.at),
        adopted=held.quantity,
        adopted_value=held.quantity * (held.average or ZERO),
    )


def _spoken(text: str) -> str:
    """A position that is only assumed has no number that a person could know."""
    return text.replace(f"#{ASSUMED}", "the position")


def _explained(bracket: Bracket, notes: list[str], known: Known) -> Explained:
    price = known.facts.price
    if price is None:
        symbol = known.facts.instrument.symbol
        refuse("E-NO-PRICE", f"no price of {symbol} is known yet", hint="give one with --price")
    told = (*notes, *moving(bracket, price, planned=True), *_ending(bracket.rules), *known.notes)
    bracket = as_entered(bracket)
    return Explained(known.account, bracket, _shown(bracket, price), price, tuple(dict.fromkeys(told)))


def _ending(rules: VenueRules) -> list[str]:
    """That what rests does not rest for ever."""
    if rules.life is None:
        return []
    return [f"stops and targets that rest end after {rules.life.days} days there, and are placed anew a day before"]


def _as_it_stands(bracket: Bracket, plans: Sequence[tuple[Planned, Facts]]) -> Bracket:
    """Of a position to which nothing is added now, an entry that still waits is not taken for filled."""
    adds = any(item.new or (isinstance(event, Joined) and event.entry) for item, _ in plans for event in item.events)
    if adds or not bracket.tradable:
        return bracket
    return evolve(bracket, entries=tuple(replace(entry, unwanted=True) for entry in bracket.entries))


def _shown(bracket: Bracket, price: Decimal) -> Preview:
    """What would stand.  A typed close goes to the market first; the rest is shown as it will be then."""
    leaving = bracket.tradable if bracket.closing else trim_left(bracket)
    if not leaving:
        return preview(bracket, price)
    rules, side = bracket.rules, bracket.side.exit.value
    close = Intent("close", side, OrderType.MARKET.value, leaving, None, None, rules.reduce_only)
    if leaving == bracket.tradable:
        return Preview(None, (close,), None)
    sold = bracket.fills("close").quantity
    shown = preview(replace(bracket, outside=bracket.outside - leaving, trim=sold), price)
    return replace(shown, exits=(close, *shown.exits))

"""The desk: one line in, one answer out, whoever typed it and wherever.

Smart Syntax goes to the engine, ``/commands`` to ``commands``.  What needs a person's yes (the same line twice, a
position that is not ours) is asked, and the next line answers.  Knows no terminal, no chat, and nothing of trading.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from bot.accounts import NoSuchAccount, is_spot
from bot.retarget import retarget
from bot.session import MISUSED, Session
from bot.ticket import lines, standing, ticket
from core.bracket import Bracket
from core.instruction import Problem
from core.message import Answer, Origin
from core.ports import OpenOrder
from core.problems import explain_problem

AGAIN = timedelta(seconds=10)  # the same line within this is asked about
TELLING = timedelta(seconds=2)
STEP = 0.05  # seconds between two looks at whether orders stand
YES, NO = frozenset({"y", "yes"}), frozenset({"", "n", "no"})


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings, for whoever can draw them."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered.  ``asks``: it ends in a question for the next line; ``leave``: the person wants out;
    ``misused``: refused because of how the bot was started, so no other line helps; ``beside``: a second table, with
    its title as a heading of its own."""

    text: str = ""
    refused: bool = False
    misused: bool = False
    asks: bool = False
    leave: bool = False
    table: Table | None = None
    beside: Table | None = None


@dataclass(frozen=True, slots=True)
class _Question:
    text: str
    adopt: frozenset[str]


@dataclass
class Desk:
    """See the module's head.  ``source`` names the front end in the ledger; ``patience``: seconds that an answer waits
    for its orders to stand."""

    session: Session
    source: str
    patience: float = 2.0
    touched: dict[str, None] = field(default_factory=dict)  # brackets that this desk's lines were about
    _asked: _Question | None = None
    _count: int = 0
    _began: datetime | None = None
    _recent: dict[str, datetime] = field(default_factory=dict)

    @property
    def asking(self) -> bool:
        """Whether the next line answers a question."""
        return self._asked is not None

    async def handle(self, line: str) -> Reply:
        """Answer one line."""
        text, question = line.strip(), self._asked
        self._asked = None
        if question is not None and text.lower() in YES:
            return await self.carry_out(question.text, adopt=question.adopt)
        if question is not None and text.lower() in NO:
            return Reply("Nothing was sent.", refused=True)
        if not text or text.startswith("//"):
            return Reply()
        if text.startswith("/"):
            from bot.commands import run

            return await run(self, text)
        ago = self._said_before(text)
        if ago is not None:
            return self._ask(text, f"The same line was carried out {int(ago.total_seconds())} s ago.  Again? (y/N)")
        return await self.carry_out(text)

    async def carry_out(self, text: str, *, adopt: frozenset[str] = frozenset()) -> Reply:
        """Hand Smart Syntax to the engine, and answer once its orders stand.  ``adopt``: as in ``Origin``."""
        now = self.session.clock.now()
        self._began = self._began or now
        self._count += 1
        key = f"{self.source}:{self._began.isoformat()}:{self._count}"
        answer = await self.session.engine.handle(text, Origin(key, now, self.source, adopt))
        if answer.problem is not None:
            said = explain_problem(answer.problem, text)
            if answer.problem.code == "E-ADOPT":
                return self._ask(text, f"{said}\n  Take it over? (y/N)", adopt | {answer.problem.message})
            misused = answer.problem.code == MISUSED
            return Reply(said + _on_paper(answer.problem, text), refused=True, misused=misused)
        self._recent[_bare(text)] = now
        return Reply("\n".join(await self._told(answer)))

    def _ask(self, text: str, question: str, adopt: frozenset[str] = frozenset()) -> Reply:
        self._asked = _Question(text, adopt)
        return Reply(question, asks=True)

    def _said_before(self, text: str) -> timedelta | None:
        now = self.session.clock.now()
        self._recent = {bare: at for bare, at in self._recent.items() if now - at < AGAIN}
        at = self._recent.get(_bare(text))
        return None if at is None else now - at

    async def _told(self, answer: Answer) -> list[str]:
        if answer.duplicate is not None:
            return [f"This was carried out before: {answer.duplicate}"]
        ids = list(dict.fromkeys(planned.bracket.id for planned in answer.planned))
        self.touched.update(dict.fromkeys(ids))
        await self.until(standing, ids, self.patience)
        await self.heard()
        told: list[str] = []
        for id in ids:
            bracket = await self.bracket(id)
            if bracket is not None and not bracket.closed:  # what it came to was told when it closed
                told += lines(ticket(bracket, self.price(bracket), self.others(bracket)))
            notes = dict.fromkeys(n for p in answer.planned if p.bracket.id == id for n in p.notes)
            told += [f"  note: {note}" for note in notes]
        return told

    # -- what front ends and commands ask -------------------------------------------------------

    async def until(self, done: Callable[[Bracket], bool], ids: list[str], seconds: float) -> bool:
        """Wait until ``done`` holds for all of these brackets, at most so long; whether it does."""
        clock = self.session.clock
        end = clock.now() + timedelta(seconds=seconds)
        while True:
            found = [await self.bracket(id) for id in ids]
            if all(bracket is None or done(bracket) for bracket in found):
                return True
            if clock.now() >= end:
                return False
            await clock.sleep(STEP)

    async def heard(self) -> None:
        """Wait until everything that has happened was told, so that no answer overtakes it; at most ``TELLING``."""
        clock = self.session.clock
        end = clock.now() + TELLING
        while clock.now() < end and await self.session.store.outbox(1):
            await clock.sleep(STEP)

    async def bracket(self, id: str) -> Bracket | None:
        """A bracket as it stands, open or closed."""
        open_one = next((b for b in self.open() if b.id == id), None)
        return open_one or await self.session.store.bracket(id)

    def open(self) -> list[Bracket]:
        """Every open bracket, oldest first."""
        workers = self.session.engine.workers.values()
        found = [b for worker in workers for b in worker.brackets.values() if not b.closed]
        return sorted(found, key=lambda bracket: bracket.number)

    def price(self, bracket: Bracket) -> Decimal | None:
        """The last price of its market, if it is known."""
        worker = self.session.engine.workers.get(bracket.account)
        return worker.market.stamp(bracket.symbol).price if worker is not None else bracket.stamp.price

    def others(self, bracket: Bracket) -> tuple[OpenOrder, ...]:
        """What rests in its market and is not ours, as it was seen last."""
        worker = self.session.engine.workers.get(bracket.account)
        known = worker.watch.looks.get(bracket.symbol) if worker is not None else None
        return known[1].others if known is not None else ()


def _on_paper(problem: Problem, text: str) -> str:
    """For a line that names an account of an exchange we know but have no keys for: the same line on paper."""
    if problem.code != "E-ACCOUNT" or problem.position is None:
        return ""
    try:
        spot = is_spot(text[problem.position : problem.position + problem.length])
    except NoSuchAccount:
        return ""
    return f"\n  On paper: {retarget(text, 'paper_spot' if spot else 'paper').text}"


def _bare(text: str) -> str:
    return " ".join(text.lower().split())

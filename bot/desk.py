"""The desk: one line in, one answer out, whoever typed it and wherever.

Smart Syntax goes to the engine, ``/commands`` to ``commands``.  What needs a person's yes (the same line twice, a
position that is not ours, a plan on a live account) is asked, and the next line or a button answers.  Knows no
terminal, no chat, and nothing of trading.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain, count

from bot import turns
from bot.approving import AGREED, Approval, Office, not_allowed
from bot.asking import Questions, Yes, meant
from bot.chat import Button, Reply, Style, together
from bot.drafts import drafted, markets, on_paper_instead, wants_yes
from bot.guarding import unanswered
from bot.language import Reader
from bot.lately import Lately
from bot.refusals import Refused, refusal
from bot.session import MISUSED, Session
from bot.taps import Carried, Verb
from bot.ticket import lines, standing
from bot.ticket_buttons import LASTS, TICKETS, ticket_buttons
from bot.view import View
from bot.visitor import Visitor
from core.bracket import Bracket
from core.engine import FRESH
from core.instruction import Instruction, Problem
from core.message import Answer, Origin
from core.problems import SyntaxProblem
from core.syntax import parse
from core.terms import Terms, Where

TELLING = timedelta(seconds=2)
STEP = 0.05  # seconds between two looks at whether orders stand
AT_TERMINALS = frozenset({"quit"})  # commands that are only there, and those that are only
IN_CHATS = frozenset({"lang", "tz", "settings", "bind", "start", "link"})
OFFICIAL = frozenset({"halt", "resume", "invite", "people"})  # what needs to know people
ASKED = {"E-ADOPT": "ask-adopt", "E-REPLACE": "ask-replace", "E-DISTANCE": "ask-carry-out"}  # a yes overcomes them


@dataclass
class Desk:
    """See the module's head.  ``source`` names where lines come from in the ledger; ``patience``: seconds that an
    answer waits for its orders to stand; ``office``: what is known of people, None where only the owner is."""

    session: Session
    source: str
    patience: float = 2.0
    visitor: Visitor = field(default_factory=Visitor)
    office: Office | None = None
    key: str | None = None
    """Of the message that is being answered; None where its lines have none of their own."""
    at: datetime | None = None
    """When that message was written; None: now."""
    touched: dict[str, None] = field(default_factory=dict)  # brackets that this desk's lines were about
    pressed: bool = False
    """It is answered to a button, which has the same key whenever it is pressed."""
    since: datetime | None = None
    """When its run began: no yes that was written before answers anything (``Questions``)."""

    def __post_init__(self) -> None:
        self.questions = Questions(self.session.clock, self.since)
        self._lately = Lately(self.session.clock)
        began = self.session.clock.now().isoformat()
        self._keys = (f"{self.source}:{began}:{n}" for n in count(1))

    @property
    def view(self) -> View:
        """What the visitor sees."""
        return View(self.session, self.visitor)

    @property
    def reader(self) -> Reader:
        """The visitor's language and clock."""
        return self.visitor.reader

    @property
    def asking(self) -> bool:
        """Whether the next line answers a question."""
        return self.questions.any

    async def handle(self, line: str, *, key: str | None = None, at: datetime | None = None) -> Reply:
        """Answer one line.  ``key``: the message's own, the same on redelivery; ``at``: when it was written."""
        text = line.strip()
        turn = self.during(key, at)
        yes = meant(text, self.reader) if text or self.questions.any else None
        if yes is not None:
            return await turn.answer(None, yes=yes)
        if self.visitor.here:
            self.questions.take()  # at a terminal the next line is the answer, whatever it says
        if not text or text.startswith("//"):
            return Reply()
        if text.startswith("/"):
            from bot.commands import run

            return await run(turn, text)
        return await turn.say(text)

    def during(self, key: str | None, at: datetime | None = None, *, pressed: bool = False) -> Desk:
        """This desk while it answers one message: what it remembers stays one and the same."""
        turn = copy(self)
        turn.key, turn.at, turn.pressed = key, at, pressed
        return turn

    @property
    def offered(self) -> list[str]:
        """The commands that this desk has."""
        from bot.commands import COMMANDS

        unfit = (IN_CHATS if self.visitor.here else AT_TERMINALS) | (OFFICIAL if self.office is None else frozenset())
        return [name for name in COMMANDS if name not in unfit]

    async def answer(self, question: str | None, *, yes: bool) -> Reply:
        """A yes or no to a question, by its id, or to the newest."""
        asked = self.questions.take(question, self.at, self.key)
        if asked is None:
            return Reply(self.reader.say("answered-already"), refused=True, alone=True)
        if not yes:
            return Reply(self.reader.say("nothing-was-sent"), refused=True, update=question is not None)
        spent = asked.said if question is not None else None
        try:
            return replace(await asked.yes(self, self._key()), spent=spent)
        except Refused as error:
            return replace(refusal(error, self.reader), spent=spent)
        except Exception:
            self.questions.give_back(asked, self.key)
            raise

    def ask(self, question: str, yes: Yes, *, mono: bool = False, about: frozenset[str] = frozenset()) -> Reply:
        """Ask; ``yes`` is called once, at the desk as it is then, with a key of its own; ``about`` as in
        ``Question``."""
        said = Reply(f"{question} ✓ {self.reader.say('button-confirm')}", mono=mono)
        asked = self.questions.ask(yes, about, said)
        buttons: tuple[Button, ...] = ()
        if self.office is not None and self.visitor.place is not None and self.visitor.person is not None:
            until, user = self.session.clock.now() + LASTS, self.visitor.person.user
            sealed = [
                self.office.sealer.seal(Carried(verb, asked.id, 0, until, user), self.visitor.place)
                for verb in (Verb.YES, Verb.NO)
            ]
            buttons = (
                Button(self.reader.say("button-confirm"), sealed[0], Style.PRIMARY),
                Button(self.reader.say("button-decline"), sealed[1]),
            )
        return Reply(question, asks=True, mono=mono, buttons=(buttons,) if buttons else ())

    # -- lines ----------------------------------------------------------------------------------

    async def say(self, text: str, *, heading: str | None = None) -> Reply:
        """Smart Syntax, as somebody wrote it: asked about first where that was agreed, or is wise; with a ``heading``
        in any case, below it."""
        try:
            instruction = parse(text)
        except SyntaxProblem as problem:
            return Reply(self.reader.problem(problem.problem, text), refused=True, mono=True)
        forbidden = not_allowed(self.view.reach, instruction)
        if forbidden is not None:
            return Reply(self.reader.problem(forbidden, text), refused=True, mono=True)
        if heading is None and self._late(instruction):
            return await self.carry_out(text)  # which refuses it, or knows that it was carried out when it came first
        ago = self._lately.ago(text, self.key)
        seconds = None if ago is None else int(ago.total_seconds())
        if heading is not None or wants_yes(self, instruction):
            again = None if seconds is None else self.reader.say("same-line", seconds=seconds)
            return await drafted(self, text, instruction, "\n".join(filter(None, (heading, again))) or None)
        if seconds is not None:
            question, about = self.reader.say("ask-again", seconds=seconds), markets(instruction)
            return self.ask(question, lambda desk, key: desk.carry_out(text, key=key), about=about)
        return await self.carry_out(text)

    def _late(self, instruction: Instruction) -> bool:
        """Whether it is too old to enter by: a question about it must not make it new."""
        now = max(self.session.clock.now(), self.session.clock.wall())
        return self.at is not None and now - self.at > FRESH and any(block.enters for block in instruction.blocks)

    async def carry_out(
        self,
        text: str,
        *,
        key: str | None = None,
        adopt: frozenset[str] = frozenset(),
        agreed: Mapping[Where, Terms] | None = None,
    ) -> Reply:
        """Hand Smart Syntax to the engine, and answer once its orders stand.  ``agreed``: the terms of the plan that
        a person said yes to; ``adopt`` as in ``core.message.Origin``."""
        now = self.session.clock.now()
        key = key or self._key()
        more = (f"{key} again {n}" for n in count(2)) if self.pressed else ()  # what was refused may be pressed again
        for tried in chain((key,), more):
            approval = Approval(self.visitor, self.office, tried, now, agreed)
            origin = Origin(tried, self.at or now, self.source, adopt, approval)
            answer = await self.session.engine.handle(text, origin)
            if answer.duplicate is None or answer.refused is None:
                break
        if answer.refused is not None:
            if answer.refused.code != "E-STORE":  # which may have been saved all the same, and then is carried out
                await approval.withdraw()
            return await self._refused(answer.refused, text, adopt, agreed)
        self._lately.carried(text, now, self.key)
        return await self._told(answer)

    async def _refused(
        self, problem: Problem, text: str, adopt: frozenset[str], agreed: Mapping[Where, Terms] | None
    ) -> Reply:
        said = self.reader.problem(problem, text)
        if problem.code in ASKED:
            question = f"{said}\n  {self.reader.say(ASKED[problem.code])}"
            more = adopt | {problem.message}

            async def yes(desk: Desk, key: str) -> Reply:
                kept = key if agreed is None else AGREED + key
                return await desk.carry_out(text, key=kept, adopt=more, agreed=agreed)

            return self.ask(question, yes, mono=True, about=markets(parse(text)))
        if problem.code == "E-MOVED":
            return await drafted(self, text, parse(text), self.reader.told(problem.message), adopt)
        misused = problem.code == MISUSED
        return Reply(said + on_paper_instead(problem, text, self.reader), refused=True, misused=misused, mono=True)

    def _key(self) -> str:
        """The message's key, or for a line that has none of its own a new one, since nobody sends it twice."""
        return self.key or next(self._keys)

    async def _told(self, answer: Answer) -> Reply:
        if answer.duplicate is not None:
            return Reply(self.reader.say("carried-out-before", what=self.reader.told(answer.duplicate)))
        ids = list(dict.fromkeys(planned.bracket.id for planned in answer.planned))
        self.touched.update(dict.fromkeys(ids))
        turns.heard()
        stand = await self.until(standing, ids, self.patience)
        await self.heard()
        told: list[Reply] = []
        for id in ids:
            notes = dict.fromkeys(n for p in answer.planned if p.bracket.id == id for n in p.notes)
            noted = [f"  {self.reader.say('note', note=self.reader.told(note))}" for note in notes]
            bracket = await self.view.bracket(id)
            if bracket is not None and not stand and unanswered(bracket):
                noted.append(f"  {self.reader.say('not-answered-yet', id=id)}")
            if bracket is not None and not bracket.closed:  # what a closed one came to was told when it closed
                told.append(self.ticket(bracket, live=sum(bool(one.ticket) for one in told) < TICKETS))
            told.append(Reply("\n".join(noted), mono=True))  # not in the ticket's message, which is edited
        return together(told)

    # -- what front ends and commands ask -------------------------------------------------------

    def ticket(self, bracket: Bracket, *, live: bool = True) -> Reply:
        """A bracket's ticket.  ``live``: it has a message of its own, with its buttons where there are any."""
        text = "\n".join(lines(self.view.ticket(bracket, self.reader)))
        shown = Reply(text, mono=True)
        return replace(shown, ticket=bracket.id, buttons=self.buttons(bracket)) if live else shown

    def buttons(self, bracket: Bracket) -> tuple[tuple[Button, ...], ...]:
        """What can be tapped under a bracket's ticket."""
        place, person = self.visitor.place, self.visitor.person
        if self.office is None or place is None or person is None:
            return ()
        now = self.session.clock.now()
        return ticket_buttons(bracket, self.office.sealer, place, person.user, now, self.reader)

    async def until(self, done: Callable[[Bracket], bool], ids: list[str], seconds: float) -> bool:
        """Wait until ``done`` holds for all of these brackets, at most so long; whether it does."""
        clock = self.session.clock
        end = clock.now() + timedelta(seconds=seconds)
        while not all(bracket is None or done(bracket) for bracket in [await self.view.bracket(id) for id in ids]):
            if clock.now() >= end:
                return False
            await clock.sleep(STEP)
        return True

    async def heard(self) -> None:
        """Wait until everything that has happened was told, so that no answer overtakes it; at most ``TELLING``."""
        clock = self.session.clock
        end = clock.now() + TELLING
        while clock.now() < end and await self.session.store.outbox(1):
            await clock.sleep(STEP)

"""What a visitor sees: the brackets, markets and accounts that are shown to him, and nothing else.

Asks exchanges only for what is asked for.  Knows no words but those of a refusal.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.accounts import PAPER, spelled
from bot.language import Reader
from bot.refusals import NoSuchBracket, NotAllowed, Refused
from bot.session import Session
from bot.ticket import Ticket, ticket
from bot.visitor import Visitor
from core.bracket import Bracket
from core.message import UnknownAccount
from core.people import ANY, Denied, DeniedKind, Role, account_key, on_paper
from core.ports import Facts, OpenOrder, StoreUnavailable, UnknownSymbol, Unreachable
from core.problems import clean
from core.syntax import parse

if TYPE_CHECKING:
    from bot.explain import Explained, Known

MADE = 10  # paper accounts that one person can make before the bot is started anew
UNREADABLE = "connected, but the ledger cannot be read now"
NAMED = 20  # brackets that a refusal lists


@dataclass(frozen=True, slots=True)
class View:
    """See the module's head."""

    session: Session
    visitor: Visitor

    def open(self, role: Role = Role.VIEWER) -> list[Bracket]:
        """Every open bracket on which the visitor has that role, oldest first."""
        workers = self.session.engine.workers.values()
        found = [b for worker in workers for b in worker.brackets.values() if not b.closed]
        return sorted((b for b in found if self.visitor.denied(role, b.account) is None), key=lambda b: b.number)

    async def bracket(self, id: str) -> Bracket | None:
        """A bracket as it stands, open or closed; None where there is none to be seen."""
        workers = self.session.engine.workers.values()
        open_one = next((w.brackets[id] for w in workers if id in w.brackets), None)
        found = open_one or await self.session.store.bracket(id)
        return None if found is None or self.visitor.denied(Role.VIEWER, found.account) else found

    async def named(self, word: str, role: Role, *, only_open: bool = False) -> Bracket:
        """The bracket of that number.  Raises ``NoSuchBracket``, because another one in its market must not be taken
        for it, and ``NotAllowed``."""
        id = word.lstrip("#")
        found = await self.bracket(id)
        if found is not None and not (only_open and found.closed):
            self.visitor.require(role, found.account)
            return found
        there = ", ".join(f"#{b.id} ({b.side.value} {b.symbol} on {b.account})" for b in self.open()[:NAMED])
        amiss = f"there is no bracket #{clean(id[:32])}" if found is None else f"#{found.id} is closed already"
        raise NoSuchBracket(f"{amiss}; {f'open: {there}' if there else 'none is open'}")

    def price(self, bracket: Bracket) -> Decimal | None:
        """The last price of its market, if it is known."""
        worker = self.session.engine.workers.get(bracket.account)
        return worker.market.stamp(bracket.symbol).price if worker is not None else bracket.stamp.price

    def ticket(self, bracket: Bracket, reader: Reader) -> Ticket:
        """Its ticket, with all that is known of its market."""
        return ticket(bracket, self.price(bracket), reader, self.others(bracket))

    def others(self, bracket: Bracket) -> tuple[OpenOrder, ...]:
        """What rests in its market and is not ours, as it was seen last."""
        worker = self.session.engine.workers.get(bracket.account)
        known = worker.watch.looks.get(bracket.symbol) if worker is not None else None
        return known[1].others if known is not None else ()

    async def facts(self, account: str, symbol: str, role: Role = Role.VIEWER) -> Facts:
        """What planning would know of a market now.  Raises ``Refused``."""
        self.reach(account, role)
        try:
            return await (await self.session.engine.worker(account)).watch.facts(symbol)
        except UnknownAccount as error:
            raise Refused(f"{error.why}; {error.hint}".rstrip("; ")) from error
        except UnknownSymbol as error:
            raise Refused(f"{error.name} is not traded there; {error.hint}".rstrip("; ")) from error
        except Unreachable as error:
            raise Refused(f"the exchange cannot be asked now: {error}") from error

    def reach(self, account: str, role: Role) -> None:
        """Let the visitor use an account, which makes one on paper that is not there.  Raises ``NotAllowed``: whoever
        may not trade makes none, and nobody without end, since each is looked after for as long as the bot runs."""
        self.visitor.require(role, account)
        principal, key = self.visitor.principal, account_key(account)
        if self.visitor.here or key in {account_key(name) for name in self.accounts()}:
            return
        if self.visitor.denied(Role.TRADER, account) is not None:
            raise NotAllowed(Denied(DeniedKind.ACCOUNT, account))
        if principal is None or not on_paper(account):
            return
        made = self.session.made.setdefault(principal.id, set())
        if key not in made and len(made) >= MADE:
            raise NotAllowed(Denied(DeniedKind.MADE, account, limit=Decimal(MADE)))
        made.add(key)

    async def explained(self, text: str, role: Role) -> list[Explained]:
        """What a line would place now.  Raises ``SyntaxProblem``, ``core.levels.Refusal`` or ``Refused``."""
        from bot.explain import explain

        known = await self._known(text, role)
        return explain(text, lambda account, symbol: known[account, symbol])

    async def _known(self, text: str, role: Role) -> dict[tuple[str, str], Known]:
        from bot.explain import Known

        found: dict[tuple[str, str], Known] = {}
        for block in parse(text).blocks:
            for a, account in enumerate(block.accounts):
                self.reach(account, role)
                for s, symbol in enumerate(block.symbols):
                    worker, facts = await self.session.engine.market(block, s, a)
                    where = (worker.account, facts.instrument.symbol)
                    here = [b for b in self.open() if (b.account, b.symbol) == where]
                    found[account, symbol] = Known(worker.account, facts, (), tuple(here))
        return found

    def accounts(self, role: Role = Role.VIEWER) -> list[str]:
        """Every account on which the visitor has that role here, those at work first."""
        named = [*self.session.engine.workers, *PAPER, *self.session.accounts()]
        if self.visitor.principal is not None:
            named += [spelled(grant.account) for grant in self.visitor.principal.grants if grant.account != ANY]
        once = {account_key(name): name for name in reversed(named)}
        return [name for name in reversed(once.values()) if self.visitor.denied(role, name) is None]

    def usual_account(self) -> str:
        """The account that is meant where none is named."""
        seen = self.accounts()
        if not seen:
            raise Refused("no account can be used here")
        return seen[0]

    def condition(self, account: str) -> str:
        """How an account does, in a word or two."""
        worker = self.session.engine.workers.get(account)
        if worker is None:
            return "not connected yet"
        if worker.failed is not None:
            return "stopped by a defect, see the log"
        if worker.watch.foreign:
            return "another Bracketeer works on it"
        if worker.watch.silent or not worker.watch.ready.is_set():
            failing = worker.watch.silent or worker.watch.failing
            return "cannot be reached now" if failing else "being looked at for the first time"
        if worker.watch.unread:
            return f"cannot be read now: {', '.join(sorted(worker.watch.unread))}"
        try:
            return self.session.engine.barred(worker.account) or "connected"
        except StoreUnavailable:
            return UNREADABLE

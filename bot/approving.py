"""The last word on a plan: may this person do it, is it within the limits, is it still what was agreed to?

Called by the engine once everything is planned and nothing saved (``core.message.Approve``).  Fails closed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.chat import read_place
from bot.refusals import NotAllowed, denied_words
from bot.taps import Sealer
from bot.visitor import Visitor
from core.events import Joined
from core.instruction import Instruction, Problem
from core.orders import PositionSide
from core.people import Denied, DeniedKind, Role, halted, read_source
from core.people_store import PeopleStore, Wanted
from core.plan import Planned
from core.ports import Facts, Outgoing, Received
from core.terms import Terms, Where, differs, terms_by_market

Plans = Sequence[tuple[Planned, Facts]]
AGREED = "agreed:"
"""Begins the key of a message whose plan a person said yes to: to what exactly only the process knows that asked."""


async def untold(_outgoing: Outgoing) -> None:
    """Where nobody listens."""


@dataclass(frozen=True, slots=True)
class Office:
    """What the bot knows of people, how it seals buttons, and how it does at talking: ``chats``, the trouble of each by
    platform, "" where all is well; ``aside``, how many letters could not be shown; ``tell`` puts a notice into chats
    and says it at the machine."""

    people: PeopleStore
    sealer: Sealer
    chats: Callable[[], Mapping[str, str]] = dict
    aside: Callable[[], int] = int
    tell: Callable[[Outgoing], Awaitable[None]] = untold


@dataclass(slots=True)
class Approval:
    """For one message.  ``agreed``: price by account and symbol, None where nothing was asked; ``noted``: what was said
    of the plan then; ``lost``: a price was agreed to that nobody knows any more."""

    visitor: Visitor
    office: Office | None
    key: str
    now: datetime
    agreed: Mapping[Where, Terms] | None
    lost: bool = False
    _counted: bool = False

    async def __call__(self, plans: Plans) -> Problem | None:
        """See ``core.message.Approve``."""
        if self.lost:
            await self.withdraw()
            return Problem("E-MOVED", "the price that was agreed to is not known any more", hint="send it again")
        await self._look_again()
        for planned, _ in plans:
            denied = self.visitor.denied(Role.TRADER, planned.bracket.account)
            if denied is not None:
                return denied_problem(denied)
        if self.agreed is not None and (another := differs(self.agreed, terms_by_market(plans))):
            return Problem("E-MOVED", another)
        wanted = [one for planned, facts in plans for one in entering(planned, facts)]
        return await self._within_limits(wanted) if wanted else None

    async def _look_again(self) -> None:
        """What was granted may have been taken back while the exchange was waited for."""
        if self.office is not None and self.visitor.principal is not None:
            principal = await self.office.people.principal(self.visitor.principal.id)
            self.visitor = replace(self.visitor, principal=principal)

    async def _within_limits(self, wanted: Sequence[Wanted]) -> Problem | None:
        if self.office is None:
            return None
        if self.visitor.principal is None:
            halts = await self.office.people.halts()
            for one in wanted:
                if (halt := halted(halts, one.account)) is not None:
                    return denied_problem(Denied(DeniedKind.HALTED, one.account, why=halt.why))
            return None
        denied = await self.office.people.reserve(self.key, self.visitor.principal.id, self.now, wanted)
        self._counted = denied is None
        return None if denied is None else denied_problem(denied)

    async def withdraw(self) -> None:
        """The message was refused after all: nothing of it counts."""
        if self._counted and self.office is not None:
            await self.office.people.release(self.key)


async def approval_after_crash(office: Office, received: Received, now: datetime) -> Approval:
    """For a message that was received before a crash and is carried out after it: what its writer may do by now, in the
    place where it was written."""
    source = read_source(received.source)
    if source is None:
        return Approval(Visitor(), office, received.key, now, None)
    where, person = source
    principal = await office.people.principal(person)
    bound = None
    if principal is None or all(one.private != where for one in principal.identities):
        binding = await office.people.binding(where)
        bound = binding.accounts if binding is not None else ()
    lost = received.key.startswith(AGREED)
    visitor = Visitor(principal, bound, read_place(where))
    return Approval(visitor, office, received.key, now, None, lost=lost, _counted=lost)


async def beyond_limits(office: Office | None, visitor: Visitor, now: datetime, plans: Plans) -> Problem | None:
    """What a halt and the limits of the person and the accounts say to a plan that is shown and not carried out."""
    wanted = [one for planned, facts in plans for one in entering(planned, facts)]
    if office is None or visitor.principal is None or not wanted:
        return None
    denied = await office.people.denies(visitor.principal.id, now, wanted)
    return None if denied is None else denied_problem(denied)


def entering(planned: Planned, facts: Facts) -> list[Wanted]:
    """The entries that a plan adds, at their limit or the market's price; a sale at the higher of both, at which it is
    filled."""
    bracket = planned.bracket
    added = [event.entry for event in planned.events if isinstance(event, Joined) and event.entry is not None]
    found = []
    for entry in [*(bracket.entries if planned.new else ()), *added]:
        price = entry.price or facts.price
        if price is not None and bracket.side is PositionSide.SHORT:
            price = None if facts.price is None else max(price, facts.price)
        worth = None if price is None else entry.quantity * price
        found.append(Wanted(bracket.account, bracket.symbol, worth, facts.leverage))
    return found


def not_allowed(reach: Callable[[str, Role], None], instruction: Instruction) -> Problem | None:
    """What a visitor may not do of a message, before anything is opened or asked for his sake; ``reach`` as in
    ``bot.view``."""
    for block in instruction.blocks:
        for n, account in enumerate(block.accounts):
            try:
                reach(account, Role.TRADER)
            except NotAllowed as error:
                at = block.account_positions[n] if block.account_positions else None
                return denied_problem(error.denied, at, len(account))
    return None


def denied_problem(denied: Denied, position: int | None = None, length: int = 1) -> Problem:
    """A denial as the refusal of a line."""
    code = "E-ACCOUNT" if denied.kind is DeniedKind.ACCOUNT else "E-DENIED"
    return Problem(code, denied_words(denied), position, length)

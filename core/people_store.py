"""What people and chats need of the durable ledger: three protocols, owned here by their consumers.

``PeopleStore`` who may do what, ``LetterStore`` what is still to be told where, ``UpdateStore`` what a platform
delivered.  Every write is one transaction, durable when it returns, and all may raise ``StoreUnavailable``; reads see
what another process committed.  Accounts may be spelled any way; they come back as ``account_key`` has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Protocol

from core.people import Binding, Denied, Grant, Halt, Identity, Limits, Preferences, Principal
from core.ports import Outgoing

# -- people ---------------------------------------------------------------------------------------

MACHINE = ""
"""In place of a person's id: whoever can run commands on the machine itself, who may everything."""


class NobodyKnown(LookupError):
    """No person has that id."""


class Redeemed(Enum):
    """What became of a one-time code."""

    GRANTED = "granted"
    LINKED = "linked"  # this identity now belongs to the person who made the code
    WRONG = "wrong"  # no such code, used up, expired: not told apart
    TOO_MANY = "too many"  # wrong too often in the last hour; not even looked at


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order that opens or enlarges a position: ``notional`` in quote, ``symbol`` in ccxt's form; None: not known."""

    account: str
    symbol: str
    notional: Decimal | None
    leverage: Decimal | None = None


class PeopleStore(Protocol):
    """Who may do what.  ``person`` is any id of a person, ``telegram:42``."""

    async def principal(self, person: str) -> Principal | None:
        """Somebody we know, by any of his ids."""

    async def people(self) -> list[Principal]:
        """Everybody, by id."""

    async def meet(self, identity: Identity) -> Principal:
        """Keep somebody, or what is new of somebody's name, locale or private place; "" leaves what is known."""

    async def forget(self, person: str) -> bool:
        """Remove a person with all ids, grants, limits and preferences; False if there was none."""

    async def grant(self, person: str, grant: Grant) -> None:
        """In place of what was granted on that account.  Raises ``NobodyKnown``."""

    async def revoke(self, person: str, account: str | None) -> bool:
        """Take back what was granted on exactly that account (or ``ANY``), None for all; False if there was nothing."""

    async def prefer(self, person: str, preferences: Preferences) -> None:
        """Raises ``NobodyKnown``."""

    async def invite(self, grant: Grant, by: str, at: datetime, lifetime: timedelta) -> str:
        """A new code that gives a grant to whoever redeems it first; kept hashed, so it cannot be shown again.

        ``by``: a person or ``MACHINE``.  Raises ``NobodyKnown``.
        """

    async def link(self, person: str, at: datetime, lifetime: timedelta) -> str:
        """A new code that makes whoever redeems it an id of this person.  Raises ``NobodyKnown``."""

    async def first_code(self, at: datetime, lifetime: timedelta) -> str | None:
        """A new code for the first owner, in place of those before; None if there is an owner."""

    async def redeem(self, code: str, identity: Identity, at: datetime) -> Redeemed:
        """Use a code up.  Grants never shrink by it; two people who become one keep the stricter of their limits."""

    async def limits(self, account: str) -> Limits:
        """Of an account (or ``ANY``); a person's own are in ``Principal``."""

    async def limited(self) -> dict[str, Limits]:
        """Accounts (or ``ANY``) that have limits."""

    async def limit_person(self, person: str, limits: Limits) -> None:
        """Raises ``NobodyKnown``."""

    async def limit_account(self, account: str, limits: Limits) -> None:
        """Of one account, or with ``ANY`` of each."""

    async def reserve(self, key: str, person: str, at: datetime, wanted: Sequence[Wanted]) -> Denied | None:
        """Count the orders of a message toward the limits of the person and of each account, all or none.

        Asked before they are sent, in one transaction, so that two messages at once cannot both fit.  The first
        refusal comes back and nothing is counted; a ``key`` that is counted already stays as it was.  Whatever is on a
        halted account is refused, even then: it may have been halted since.
        """

    async def denies(self, person: str, at: datetime, wanted: Sequence[Wanted]) -> Denied | None:
        """What ``reserve`` would say to a new message; nothing is counted."""

    async def release(self, key: str) -> None:
        """Nothing was sent for that message: it does not count."""

    async def spent(self, at: datetime, *, person: str = "", account: str = "") -> Decimal:
        """Notional counted on the UTC day of ``at``, of a person, an account, or both."""

    async def bind(self, binding: Binding, by: str, at: datetime) -> None:
        """In place of what a chat or thread was bound to; no accounts: of none."""

    async def binding(self, place: str) -> Binding | None:
        """Of a place, or, where a thread has none, of its chat."""

    async def bindings(self) -> list[Binding]:
        """All, by place."""

    async def rename_place(self, before: str, after: str) -> None:
        """A chat has a new id: what it is bound to and what is still to be told go there; again changes nothing.

        What the new one is bound to already stays, and messages there have ids of their own, so tickets are forgotten.
        """

    async def halt(self, halt: Halt) -> None:
        """No new entries there until ``resume``; a second one changes nothing."""

    async def resume(self, account: str) -> bool:
        """Take back the halt of exactly that account, or ``ANY``; False if there was none."""

    async def halts(self) -> list[Halt]:
        """All, by account."""


# -- letters --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice for one place.  ``severity``: higher is more urgent; ``attempts``: how often it failed so far."""

    id: int
    place: str
    outgoing: Outgoing
    severity: int
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class LiveTicket:
    """A message that shows a bracket and is edited as that changes.  ``shown``: a hash of what it shows now;
    ``person``: the id of whom it was shown to, whose buttons are under it, "" where that is not known."""

    bracket: str
    place: str
    message: str
    shown: str
    at: datetime
    person: str = ""


@dataclass(frozen=True, slots=True)
class LeftTicket:
    """A message that showed a bracket until a newer one did, and does not say so yet."""

    bracket: str
    place: str
    message: str


ASIDE = "aside:"
"""How the reason begins for which a letter was dropped that no front end could take by a defect of ours."""


class LetterStore(Protocol):
    """What is still to be told, per place, and which messages show what."""

    async def post(self, outgoing: Outgoing, places: Sequence[str], severity: int) -> None:
        """One letter per place; what was posted before is not posted again."""

    async def waiting(self) -> dict[str, int]:
        """Places with letters that are due, and how many."""

    async def due(self, place: str, limit: int) -> list[Letter]:
        """The oldest letters of a place that are neither delivered nor dropped, in order."""

    async def delivered(self, letters: Sequence[int], at: datetime) -> None:
        """After the send."""

    async def failed(self, letters: Sequence[int]) -> None:
        """One attempt more; they stay due."""

    async def dropped(self, letters: Sequence[int], at: datetime, why: str) -> None:
        """They will never be delivered."""

    async def aside(self) -> int:
        """How many letters were dropped for a reason that begins with ``ASIDE`` and are not pruned yet."""

    async def prune(self, before: datetime) -> int:
        """Remove letters that were delivered or dropped before then; how many."""

    async def show(self, ticket: LiveTicket) -> None:
        """A message shows a bracket now; another one that did so in that place is ``left`` from then on."""

    async def edited(self, ticket: LiveTicket) -> None:
        """What its message shows now; nothing changes where another message shows the bracket by now."""

    async def tickets(self, bracket: str | None = None) -> list[LiveTicket]:
        """Of one bracket, or all; oldest first."""

    async def unshow(self, ticket: LiveTicket) -> None:
        """It need not be edited any more; nothing changes where another message shows the bracket by now."""

    async def left(self) -> list[LeftTicket]:
        """Messages that are still to say that a newer one shows their bracket; oldest first."""

    async def told(self, ticket: LeftTicket) -> None:
        """It says so, or is gone."""


# -- updates --------------------------------------------------------------------------------------


class UpdateStore(Protocol):
    """What a platform delivered to a bot, kept before it is acknowledged there.  ``bot``: the bot's own user id."""

    async def take_updates(self, bot: str, updates: Sequence[tuple[int, str]], offset: int, at: datetime) -> None:
        """Keep updates (id, JSON) and where to go on; one that was taken before is not taken again.

        Also removes what was done more than a week before ``at``, long after the platform forgot it.
        """

    async def offset(self, bot: str) -> int | None:
        """Where to go on; None before the first update."""

    async def pending_updates(self, bot: str) -> list[tuple[int, str]]:
        """Those not done, in the order in which they were taken."""

    async def done_update(self, bot: str, update: int) -> None:
        """Answered; its text is not kept."""

"""Who is at the desk, where, and what that allows: a principal seen from one place.

The terminal of the machine itself is its owner's and may everything.  Knows no platform, no store and no words.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.chat import Person, Place
from bot.language import ENGLISH, Reader
from bot.reading import reader_of
from bot.refusals import NotAllowed
from core.people import ANY, Denied, Principal, Role, may


@dataclass(frozen=True, slots=True)
class Visitor:
    """``bound``: the accounts a group is bound to, None where nobody else reads; ``place`` and ``person``: None at the
    machine's own terminal."""

    principal: Principal | None = None
    bound: Collection[str] | None = None
    place: Place | None = None
    person: Person | None = None
    own: Reader = ENGLISH
    """The reader at the machine's own terminal."""

    @property
    def reader(self) -> Reader:
        """Language and clock: those that were chosen, else the client's language, as it was told last."""
        if self.person is None:
            return self.own
        known = self.principal.identities if self.principal is not None else ()
        last = next((one.locale for one in known if one.id == self.person.id), "")
        return reader_of(self.principal, self.person.locale or last)

    @property
    def here(self) -> bool:
        """Whether it is the machine's own terminal."""
        return self.place is None

    def denied(self, role: Role | None, account: str | None) -> Denied | None:
        """Why not, for an account, or (None) for any account at all; ``role`` None: what anybody known may."""
        return None if self.here else may(self.principal, role, account, self.bound)

    def sees(self, account: str) -> bool:
        """Whether an account may be named to the visitor here."""
        return self.denied(Role.VIEWER, account) is None

    def require(self, role: Role | None, account: str | None) -> None:
        """Raises ``NotAllowed``; arguments as in ``denied``."""
        denied = self.denied(role, account)
        if denied is not None:
            raise NotAllowed(denied)

    @property
    def known(self) -> bool:
        """Whether anything at all was granted to the visitor, and not taken back."""
        return self.denied(None, None) is None

    def role(self, account: str) -> Role | None:
        """What the visitor is, on an account or (``ANY``) on all."""
        if self.here:
            return Role.ADMIN
        return self.principal.role(account) if self.principal is not None else None

    @property
    def owner(self) -> bool:
        """Whether everything is allowed."""
        return self.here or (self.principal is not None and self.role(ANY) is Role.ADMIN)

"""Who may do what: people, roles per account, chats bound to accounts.  Pure; knows no platform and no store.

Why something is denied is data (``Denied``); the words are somebody else's.  Nothing here asks whether an account
exists: whoever may not see it is told the same as if it did not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum, IntEnum

ANY = "*"
"""Every account, those that are added later too."""


class Role(IntEnum):
    """What a person may do on an account; each includes the ones before."""

    VIEWER = 1
    """See brackets, positions, balances, history."""
    TRADER = 2
    """Trade: open, change, close."""
    ADMIN = 3
    """Say who else may, bind chats, set limits, halt and resume."""


class Confirm(Enum):
    """When a person is asked before an order is sent."""

    ALWAYS = "always"
    LIVE = "live"
    """On every account but paper."""
    ABOVE = "above"
    """On every account but paper, for orders above an amount."""
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Grant:
    """``account``: a name in its one spelling (see ``account_key``), or ``ANY``."""

    account: str
    role: Role


@dataclass(frozen=True, slots=True)
class Limits:
    """What orders that open or enlarge a position are held to; None and () limit nothing.

    ``order``, ``day``: notional in dollars (see ``core.limits``), of one order and of one UTC day.  ``symbols``: what
    may be traded: ``BTC``, ``BTC/USDT`` (spot and derivatives alike) or ``*/USDT``.  ``leverage``: notional per margin.
    ``asked``: dollars of one order above which a person is asked before it is sent; zero: always.
    """

    order: Decimal | None = None
    day: Decimal | None = None
    symbols: tuple[str, ...] = ()
    leverage: Decimal | None = None
    asked: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """When a person is asked before an order is sent, on an account in its one spelling or on each (``ANY``): above so
    many dollars, zero for always, None for never."""

    account: str
    above: Decimal | None


@dataclass(frozen=True, slots=True)
class Preferences:
    """``language``: a BCP 47 tag, "" to follow the client; ``zone``: an IANA name; ``above``: dollars, for ``ABOVE``;
    ``asked``: what counts instead of ``confirm`` on some accounts."""

    language: str = ""
    zone: str = "UTC"
    confirm: Confirm = Confirm.LIVE
    above: Decimal | None = None
    asked: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """One person on one platform: ``id`` is ``telegram:42``; ``locale`` the client's tag when last seen, or "";
    ``private``: the place where only this person reads, "" until it is known."""

    id: str
    name: str = ""
    locale: str = ""
    private: str = ""


@dataclass(frozen=True, slots=True)
class Principal:
    """One human being, on however many platforms.  ``id`` is the first of the ids and stays.  ``demanded``: what the
    limits of accounts say about asking, of him as of everybody; it comes with him, so that no line waits for it."""

    id: str
    identities: tuple[Identity, ...]
    grants: tuple[Grant, ...] = ()
    limits: Limits = Limits()
    preferences: Preferences = Preferences()
    demanded: tuple[Asked, ...] = ()

    def role(self, account: str) -> Role | None:
        """The most that any grant gives on an account."""
        key = account_key(account)
        return max((grant.role for grant in self.grants if grant.account in (ANY, key)), default=None)

    @property
    def owner(self) -> bool:
        """May everything: an admin of every account."""
        return Grant(ANY, Role.ADMIN) in self.grants


@dataclass(frozen=True, slots=True)
class Binding:
    """What a group, channel or thread is about; ``place`` as ``bot.chat.Place`` prints it, ``language`` a tag or ""."""

    place: str
    accounts: tuple[str, ...]
    language: str = ""


@dataclass(frozen=True, slots=True)
class Halt:
    """No new entries on an account, or ``ANY``; what protects and what closes goes on.  ``by``: a principal's id."""

    account: str
    by: str
    at: datetime
    why: str = ""


class DeniedKind(Enum):
    """Why not."""

    UNKNOWN = "unknown"  # nobody we know, or nothing was ever granted
    ANONYMOUS = "anonymous"  # written in the name of a group or channel
    ACCOUNT = "account"  # none of this person's accounts, whether it exists or not
    ROLE = "role"  # needs ``role``
    UNBOUND = "unbound"  # this chat is bound to no account
    PLACE = "place"  # this chat is not bound to that account
    PRIVATE = "private"  # only where nobody else reads
    HALTED = "halted"
    ORDER = "order"  # ``value`` is above ``limit``, for one order
    DAY = "day"  # ``value``, with what was traded today, is above ``limit``
    SYMBOL = "symbol"
    LEVERAGE = "leverage"  # ``value`` is above ``limit``; None where it is not known
    MADE = "made"  # ``limit`` paper accounts were opened by this person already
    QUOTE = "quote"  # an amount in this currency cannot be compared with a limit in dollars


@dataclass(frozen=True, slots=True)
class Denied:
    """A refusal as data.  ``whose``: "person" or "account", for limits; ``value`` None: not known; ``left``: dollars of
    the day's limit that are not used up; ``why``: what was said when it was halted."""

    kind: DeniedKind
    account: str = ""
    role: Role | None = None
    symbol: str = ""
    whose: str = ""
    limit: Decimal | None = None
    value: Decimal | None = None
    left: Decimal | None = None
    why: str = ""


# -- names ----------------------------------------------------------------------------------------


def account_key(name: str) -> str:
    """An account's one spelling for comparison: letter case tells no two apart, and ``paper_F`` is ``paper``."""
    kind, colon, own = name.strip().lower().partition(":")
    return ("paper" if kind == "paper_f" else kind) + colon + own


def on_paper(account: str) -> bool:
    """Whether no real money is at stake there."""
    return account_key(account).partition(":")[0] in ("paper", "paper_spot")


def chat_of(place: str) -> str:
    """The chat that a thread belongs to; a chat itself as it is."""
    return place.partition("/")[0]


def source_text(place: str, person: str) -> str:
    """An inbox row's ``source``: where a message was written, and by whom (``telegram:42``)."""
    return f"{place}|{person}"


def read_source(source: str) -> tuple[str, str] | None:
    """``(place, person)`` of a ``source_text``; None for any other source, such as the console's."""
    place, bar, person = source.rpartition("|")
    return (place, person) if bar and place and person else None


# -- who may --------------------------------------------------------------------------------------


def may(
    principal: Principal | None, role: Role | None, account: str | None, bound: Collection[str] | None
) -> Denied | None:
    """Whether a command that needs ``role`` may be used on ``account``; None is yes.

    ``principal``: None for somebody we do not know.  ``role``: None where anybody known may.  ``account``: None where
    none is named: then there must be one that would do.  ``bound``: the accounts that the chat is bound to (() for
    none), or None where nobody else reads.  Other people read what is said in a group, so there only its own accounts
    are named or seen, and nothing that needs an admin is done.
    """
    if principal is None or not principal.grants:
        return Denied(DeniedKind.UNKNOWN)
    if role is None:
        return None
    if bound is not None and role is Role.ADMIN:
        return Denied(DeniedKind.PRIVATE, account or "", role)
    if bound is not None and not bound:
        return Denied(DeniedKind.UNBOUND, account or "")
    if account is None:
        return _somewhere(principal, role, bound)
    here = bound is None or _within(account, bound)
    granted = principal.role(account)
    if granted is None or not here:
        # That a chat is not about an account may be known only to those who know of the account.
        return Denied(DeniedKind.ACCOUNT if granted is None else DeniedKind.PLACE, account)
    return None if granted >= role else Denied(DeniedKind.ROLE, account, role)


def sees(principal: Principal | None, account: str, bound: Collection[str] | None) -> bool:
    """Whether an account may be named or shown to a person there."""
    return may(principal, Role.VIEWER, account, bound) is None


def may_bind(principal: Principal | None, accounts: Collection[str]) -> Denied | None:
    """Whether a chat may be bound, the one thing an admin does in a group.  ``accounts``: those before and after."""
    denials = (may(principal, Role.ADMIN, account, None) for account in accounts)
    return next((denied for denied in denials if denied is not None), None) or may(principal, None, None, None)


def halted(halts: Iterable[Halt], account: str) -> Halt | None:
    """What forbids new entries on an account."""
    keys = (ANY, account_key(account))
    return next((halt for halt in halts if halt.account in keys), None)


def asks(principal: Principal, account: str, dollars: Decimal | None) -> bool:
    """Whether a person is asked before an order of so many dollars, None where that is not known or is other money.

    What he chose for the account counts instead of what he chose for all; what his limits and the account's demand
    counts beside it, so the stricter wins.
    """
    key, wanted = account_key(account), principal.preferences
    demanded = [principal.limits.asked, *(one.above for one in principal.demanded if one.account in (ANY, key))]
    if any(_above(dollars, above) for above in demanded):
        return True
    return _above(dollars, asked_above(wanted, account))


def asked_above(preferences: Preferences, account: str) -> Decimal | None:
    """What somebody chose for an account, or else for all, as in ``Asked``."""
    key = account_key(account)
    own = next((one for one in preferences.asked if one.account == key), None)
    if own is not None:
        return own.above
    if preferences.confirm is Confirm.ALWAYS:
        return Decimal(0)
    if preferences.confirm is Confirm.NEVER or on_paper(account):
        return None
    return preferences.above or Decimal(0) if preferences.confirm is Confirm.ABOVE else Decimal(0)


def _above(dollars: Decimal | None, above: Decimal | None) -> bool:
    return above is not None and (not above or dollars is None or dollars > above)


def _somewhere(principal: Principal, role: Role, bound: Collection[str] | None) -> Denied | None:
    accounts = [g.account for g in principal.grants] if bound is None else [account_key(name) for name in bound]
    if bound is not None and ANY in accounts:
        accounts = [g.account for g in principal.grants]
    found = [granted for account in accounts if (granted := principal.role(account)) is not None]
    if not found:
        return Denied(DeniedKind.PLACE)
    return None if max(found) >= role else Denied(DeniedKind.ROLE, role=role)


def _within(account: str, bound: Collection[str]) -> bool:
    keys = {account_key(name) for name in bound}
    return ANY in keys or account_key(account) in keys

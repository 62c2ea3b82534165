"""How much an exchange lets us ask, as data: its budgets, what each call costs, and how its answers speak of them.

Only records and the reading of headers.  Deliberately knows no queue, no clock and no exchange by name: each exchange
states its own ``Limits`` beside what else is particular to it, and ``limiter`` keeps them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from enum import Enum
from math import ceil, floor

SHARE = 70  # per cent of what is documented; the rest is for our errors of counting and for others at this address
LONGEST = timedelta(days=3)  # Binance's longest ban; nothing told is believed beyond it


class Kind(Enum):
    """What a request is for, the most urgent first.  Cancels take away risk as stops do, and are as urgent.

    ``call`` is the name under which a request of this kind is priced unless it has a name of its own; ``kept`` the
    hundredths of every budget that the kind leaves for the more urgent ones.
    """

    PROTECT = ("protect", 0, 0)
    CANCEL = ("cancel", 0, 0)
    ORDER = ("order", 1, 10)
    LOOK = ("look", 2, 25)

    def __init__(self, call: str, level: int, kept: int) -> None:
        self.call, self.level, self.kept = call, level, kept


LEVELS = 1 + max(kind.level for kind in Kind)


class Scope(Enum):
    """Whose budget it is: one account's, or that of the address which all accounts at an exchange share."""

    ACCOUNT = "account"
    IP = "ip"


class Told(Enum):
    """How a header says when to come back: so much later, or at a time since 1970."""

    SECONDS = "seconds"
    MILLISECONDS = "milliseconds"
    AT_SECONDS = "at seconds"
    AT_MILLISECONDS = "at milliseconds"


@dataclass(frozen=True, slots=True)
class Budget:
    """A documented limit: ``limit`` units in any ``seconds``, of which ``burst`` may be spent at once (default half).

    The rest flows in evenly, so that no window can hold more than ``limit``.  A counter that may rise to C and falls by
    one each s seconds is ``limit=2*C, seconds=C*s, burst=C``.

    ``costs``: units by call name; a call that is not named costs ``other``.  ``used``, ``left``: the header that says
    how many units of the window are spent or remain.  Raises ``ValueError`` for a budget that a call could never pay.
    """

    name: str
    scope: Scope
    limit: int
    seconds: int
    burst: int = 0
    costs: Mapping[str, int] = field(default_factory=dict)
    other: int = 1
    used: str | None = None
    left: str | None = None

    def __post_init__(self) -> None:
        if not self.burst:
            object.__setattr__(self, "burst", self.limit // 2)
        if self.seconds <= 0 or not 0 < self.burst < self.limit:
            raise ValueError(
                f"budget {self.name}: {self.burst} at once of {self.limit} in {self.seconds} s is no budget"
            )
        costs = (self.other, *self.costs.values())
        if min(costs) < 0 or max(costs) * 100 > SHARE * self.burst:
            raise ValueError(f"budget {self.name}: no call may cost below 0 or above {SHARE} % of {self.burst} at once")

    def cost(self, call: str) -> int:
        """Units that one such call costs."""
        return self.costs.get(call, self.other)

    def spent(self, headers: Mapping[str, str]) -> int | None:
        """Units of the window that the exchange counts as spent, None if it does not say; names in lower case.

        Raises ``ValueError`` for what is no number.
        """
        if self.used is not None and (text := headers.get(self.used.lower())) is not None:
            return ceil(_number(text))
        if self.left is not None and (text := headers.get(self.left.lower())) is not None:
            return self.limit - floor(_number(text))
        return None


@dataclass(frozen=True, slots=True)
class Limits:
    """All that limits us at one exchange, or at one of its hosts where hosts count apart.

    ``pauses``: HTTP statuses and error codes, as text, that mean "slow down", and who has to; ``bans``: those that mean
    that the address is shut out.  ``retry``: headers that say until when.  ``pause``, ``ban``: how long if none does.
    """

    exchange: str
    budgets: tuple[Budget, ...]
    pauses: Mapping[str, Scope] = field(default_factory=lambda: {"429": Scope.IP})
    bans: frozenset[str] = frozenset({"418"})
    retry: Mapping[str, Told] = field(default_factory=lambda: {"Retry-After": Told.SECONDS})
    pause: timedelta = timedelta(seconds=5)
    ban: timedelta = timedelta(minutes=2)

    def bars(self, status: int, code: str | None) -> bool:
        """Whether an answer shuts the address out.

        403 is a gateway's only where no code of the exchange stands beside it; as such a code it is about a key.
        """
        if code is None:
            return str(status) in self.bans
        return bool({code, str(status)} & (self.bans - {"403"}))

    def until(self, now: datetime, headers: Mapping[str, str], otherwise: timedelta) -> datetime:
        """When to come back: the latest time that a header names, else ``otherwise`` from now; names in lower case."""
        told = [_time(headers[name.lower()], how, now) for name, how in self.retry.items() if name.lower() in headers]
        ahead = [at for at in told if at is not None and at > now]
        return min(max(ahead, default=now + otherwise), now + LONGEST)


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(f"{text[:40]!r} is no number") from None
    if not number.is_finite() or abs(number) > 10**15:
        raise ValueError(f"{text[:40]!r} is no count")
    return number


def _time(text: str, how: Told, now: datetime) -> datetime | None:
    """The moment that a header means; None if it cannot be read, and then the record's own length stands."""
    try:
        number = _number(text)
    except ValueError:
        return _date(text)
    milliseconds = ceil(number if how in {Told.MILLISECONDS, Told.AT_MILLISECONDS} else number * 1000)
    start = now if how in {Told.SECONDS, Told.MILLISECONDS} else datetime(1970, 1, 1, tzinfo=UTC)
    try:
        return start + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return now + LONGEST if milliseconds > 0 else None


def _date(text: str) -> datetime | None:
    """RFC 9110 lets ``Retry-After`` be a date too."""
    try:
        date = parsedate_to_datetime(text)
        return date.replace(tzinfo=date.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None

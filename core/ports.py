"""What the core needs of the world: four protocols, owned here by their consumer.

``Exchange`` is one account at one exchange, ``Store`` the durable ledger, ``Notifier`` whoever tells people,
``Clock`` the time.  Adapters implement them; the core imports no adapter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from core.instrument import Instrument
from core.orders import Order, PositionSide, Report, Side
from core.problems import suggestion
from core.venue import VenueRules

if TYPE_CHECKING:
    from core.bracket import Bracket
    from core.events import Event
    from core.notices import Notice


SKEW = timedelta(seconds=60)  # by which our clock and an exchange's may differ where a position is entered

# -- the exchange ---------------------------------------------------------------------------------


class UnknownOutcome(Exception):
    """The request may or may not have been carried out (timeout, 5xx, duplicate id, unreadable answer)."""


class Unreachable(Exception):
    """The exchange cannot be asked now.  ``until``: when a ban is known to end, else None.  ``answers``: only this
    request could not be made (our own budget left no room in time, or the market is gone); the exchange itself answers.
    """

    def __init__(self, text: str, until: datetime | None = None, *, answers: bool = False) -> None:
        super().__init__(text)
        self.until, self.answers = until, answers


class Unread(Unreachable):
    """The exchange answers, and what it says of this market cannot be read."""

    def __init__(self, text: str) -> None:
        super().__init__(text, answers=True)


class UnknownSymbol(Exception):
    """Not traded there.  ``nearest``: names a person may have meant; ``listed``: those there are, or some of them."""

    def __init__(self, name: str, nearest: Sequence[str] = (), listed: Sequence[str] = ()) -> None:
        super().__init__(name)
        self.name, self.nearest, self.listed = name, tuple(nearest), tuple(listed)
        self.hint = suggestion(self.nearest, self.listed)


@dataclass(frozen=True, slots=True)
class PositionFact:
    """A position: base quantity (unsigned), average entry in quote per base, liquidation price if there is one.

    ``stop``, ``target``: the position's own levels where it has such, quote per base, whoever set them.
    """

    side: PositionSide
    quantity: Decimal
    average: Decimal | None
    liquidation: Decimal | None = None
    stop: Decimal | None = None
    target: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that planning needs to know of a market and an account, at one moment.

    ``price``: last trade, None before the first.  ``equity``, ``free``: quote (``equity``: unrealized profit included;
    ``free``: margin or spot quote balance not in use); ``free_base``: spot base coin not locked; ``leverage``: notional
    per margin, 1 on spot; ``isolated``: each position stands on margin of its own, and loses no more than that;
    ``halted``: nothing is traded there at this moment, or ever again; ``conditions``: how many conditional orders rest
    there that are not this ledger's, told where ``rules.most_conditions`` is; ``exits``: whether the market takes the
    orders that exits are made of here; ``reach``: the highest limit at which it takes a sale, in times of its price,
    None where it does not tell; ``skew``: how far our clock is ahead of the exchange's, None where that is not known.
    """

    instrument: Instrument
    rules: VenueRules
    price: Decimal | None
    at: datetime
    equity: Decimal
    free: Decimal
    free_base: Decimal
    leverage: Decimal
    positions: tuple[PositionFact, ...] = ()
    isolated: bool = False
    halted: bool = False
    conditions: int = 0
    exits: bool = True
    reach: Decimal | None = None
    skew: timedelta | None = timedelta(0)


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An open order that is not ours.  It is shown, and nothing is decided on it; it is never changed nor canceled.

    ``id``: the exchange's own, "" for a position's own stop or target.  ``side``: None where it is not told.  ``type``:
    ``market``, ``limit``, ``stop_market`` and so on where that can be told, else the exchange's word.  ``quantity``:
    base coin that is left, None for the whole position or where it is not told; ``price`` and ``trigger``: quote per
    base.  ``bot``: another instance of this bot placed it, not a person.
    """

    id: str
    side: Side | None
    type: str
    quantity: Decimal | None = None
    price: Decimal | None = None
    trigger: Decimal | None = None
    reduce_only: bool = False
    bot: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """One answer about one symbol: open orders of ours, the asked ids, and the position or balance, read last.

    ``reports``: every order of ours that is open, and each asked id that was found in any list.  ``missing``: asked
    ids that are in none of the lists they can be in.  ``positions``: derivatives, every side the account holds;
    ``balance``: spot, total base coin (locked included).  ``foreign``: ids with our product's prefix that another
    instance placed.  ``others``: everything else that the same lists and positions tell of, ``foreign`` included.
    ``instrument``: the market as it is listed now, None where that does not change or is not known; ``halted`` is told
    with it or without.
    """

    reports: tuple[Report, ...]
    missing: tuple[str, ...]
    positions: tuple[PositionFact, ...]
    balance: Decimal | None = None
    foreign: tuple[str, ...] = ()
    others: tuple[OpenOrder, ...] = ()
    instrument: Instrument | None = None
    halted: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A fresh last price (quote per base) of a symbol, at the exchange's time."""

    symbol: str
    price: Decimal
    at: datetime


@dataclass(frozen=True, slots=True)
class Pushed:
    """A report that arrived unasked; it proves presence, never absence, and settles nothing."""

    symbol: str
    report: Report


Hint = Tick | Pushed


class Exchange(Protocol):
    """One account at one exchange.  Every method but ``listen`` may raise ``Unreachable``.

    A definite refusal is a ``Report`` with REJECTED and a reason, never an exception; ``Unreachable`` from ``submit``
    means that nothing was sent.
    """

    @property
    def venue(self) -> str:
        """Whose prices these are: accounts with the same venue share one stream of ticks."""

    @property
    def rules(self) -> VenueRules | None:
        """What is known of its markets without asking; None where only ``facts`` tell."""

    async def facts(self, name: str) -> Facts:
        """Facts of the market that ``name`` (any spelling) means here; raises ``UnknownSymbol``."""

    async def submit(self, symbol: str, order: Order, side: PositionSide, children: Sequence[Order] = ()) -> Report:
        """Place one order; ``children`` travel with an entry where the exchange attaches.  ``UnknownOutcome``."""

    async def cancel(self, symbol: str, order: Order) -> None:
        """Ask for an end.  The answer tells nothing reliable and is not returned.  May raise ``UnknownOutcome``."""

    async def amend(self, symbol: str, order: Order) -> Report:
        """Change trigger and total quantity to those of ``order.amend_asked``.  May raise ``UnknownOutcome``.

        A refusal is the order's report as it still stands, with ``reason`` set.
        """

    async def look(self, symbol: str, orders: Sequence[Order]) -> Look:
        """Both open lists of the symbol, then each of ``orders`` not among them by id, position or balance last."""

    def listen(self, hear: Callable[[Hint], None], *, ticks: bool = True) -> None:
        """Deliver pushes, and ticks if asked for, to ``hear``, which never blocks.  One listener."""

    async def aclose(self) -> None:
        """Stop listening and let go of connections; what rests at the exchange stays."""


# -- the store ------------------------------------------------------------------------------------


class Conflict(Exception):
    """A bracket's version in the store is not the one that was decided on."""


class StoreUnavailable(Exception):
    """Nothing was committed (disk full, locked); the text says why."""


@dataclass(frozen=True, slots=True)
class Received:
    """A message in the inbox.  ``numbers``: the bracket numbers reserved for it; the same for every redelivery.

    ``answer``: what was answered, None while it has not been carried out.
    """

    key: str
    at: datetime
    text: str
    source: str
    numbers: range
    answer: str | None = None
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """One step of one bracket to be saved: the state after, the events that led there, what to tell."""

    before: int  # the version the step was decided on; 0 for a new bracket
    bracket: Bracket
    events: tuple[Event, ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A row of the outbox.  ``id`` is the event id: ``bracket.version.n``, unique for ever."""

    id: str
    bracket: str
    account: str
    symbol: str
    at: datetime
    notice: Notice


class Store(Protocol):
    """The durable ledger.  Every write is one transaction and durable when it returns; all may raise
    ``StoreUnavailable``."""

    async def receive(self, key: str, at: datetime, text: str, source: str, brackets: int) -> Received:
        """Put a message into the inbox, once per key; the second time the first row comes back, ``fresh`` False."""

    async def save(self, changes: Sequence[Change], answered: tuple[str, str] | None = None) -> None:
        """State, order index, fills, journal and outbox of all changes, and an inbox answer (key, text): all or
        nothing.  Raises ``Conflict`` if any bracket's stored version is not ``before``, or the message was answered
        before."""

    async def load(self) -> list[Bracket]:
        """Every bracket that is not closed, by id."""

    async def bracket(self, id: str) -> Bracket | None:
        """One bracket, closed or not."""

    async def owner(self, order: str) -> str | None:
        """The bracket id that an order id belongs to."""

    async def outbox(self, limit: int) -> list[Outgoing]:
        """The oldest rows not yet delivered, in order."""

    async def delivered(self, ids: Sequence[str]) -> None:
        """Mark rows as delivered, after the send."""


class History(Protocol):
    """What ``/why`` and ``/history`` read; the store implements it too."""

    async def journal(self, bracket: str) -> list[tuple[datetime, Event]]:
        """Every event of one bracket, oldest first."""

    async def closed(self, limit: int) -> list[Bracket]:
        """The newest closed brackets."""

    async def unanswered(self) -> list[Received]:
        """Inbox rows that were accepted but never carried out (a crash came between), oldest first."""

    async def asked_at(self, bracket: str) -> str | None:
        """The ``source`` of the message for which a bracket's number was reserved; None if there was none."""


# -- people and time ------------------------------------------------------------------------------


class Notifier(Protocol):
    async def send(self, outgoing: Outgoing) -> None:
        """Tell people; raising means it was not delivered and will be tried again."""


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware UTC; never runs backwards and never leaps."""

    def wall(self) -> datetime:
        """Aware UTC as the machine has it, which may jump; only to judge how old a message is."""

    async def sleep(self, seconds: float) -> None:
        """Sleep in this clock's time."""

"""The composition root: the one way in.  Console, serve, replay, demo, the simulated world and benchmarks all start
``open_session``; only what is handed to it differs.

Knows what is connected to what, and decides nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from adapters.exchanges.paper.exchange import LATENCY, PaperExchange, VenueLink
from adapters.exchanges.paper.rules import account_name, rules_for
from adapters.exchanges.paper.venue import Venue
from core.bracket import Policy
from core.engine import Approval, Engine, Ledger
from core.ids import read_id
from core.message import Answer, Barred, UnknownAccount
from core.ports import Clock, Exchange, Notifier, Received
from core.venue import Layout

ACCOUNTS = ("paper", "paper_spot")
MISUSED = "E-LAYOUT"  # the code of what can only be mended by starting the bot in another way
Wrap = Callable[[str, PaperExchange], Exchange]


IsOurs = Callable[[str], bool]
Live = Callable[[str, IsOurs], Awaitable[tuple[str, Exchange] | None]]


class Heartbeat(Protocol):
    """A scheduler, real or virtual."""

    def add(self, account: str) -> None: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Session:
    """A running bot: its engine and what it is connected to."""

    engine: Engine
    store: Ledger
    clock: Clock
    accounts: Callable[[], Sequence[str]] = tuple
    """Names of accounts at exchanges that could be used; asked anew each time."""
    cut_off: Sequence[tuple[Received, Answer]] = ()
    """What became of messages that the last stop had cut off."""
    unusable: set[str] = field(default_factory=set)
    """Names of stored accounts that could not be used when the bot was started, nor since."""
    made: dict[str, set[str]] = field(default_factory=dict)
    """The paper accounts that a person's word has made, by the person's id, as ``core.people.account_key`` has them."""


def opener(
    link: VenueLink, clock: Clock, latency: timedelta, tag: int, wrap: Wrap | None = None, live: Live | None = None
) -> Callable[[str], Awaitable[tuple[str, Exchange]]]:
    """Connects ``paper``, ``paper_spot``, their named siblings and what ``live`` knows; raises ``UnknownAccount``."""

    def is_ours(id: str) -> bool:
        read = read_id(id)
        return read is not None and read[0] == tag

    async def open_exchange(account: str) -> tuple[str, Exchange]:
        try:
            name, _spot = account_name(account)
        except ValueError as error:
            found = await live(account, is_ours) if live is not None else None
            if found is not None:
                return found
            near = difflib.get_close_matches(account.lower(), ACCOUNTS)
            raise UnknownAccount(account, near, (*ACCOUNTS, "paper:NAME", "paper_spot:NAME")) from error

        exchange = PaperExchange(link, name, clock, latency, is_ours)
        return name, wrap(name, exchange) if wrap else exchange

    return open_exchange


def laid_out(layout: Layout, venue: Venue) -> Wrap:
    """Gives every account the chosen layout as it is opened; one whose market does not have it is not opened."""

    def wrap(name: str, exchange: PaperExchange) -> PaperExchange:
        try:
            venue.open_account(name, rules_for(layout, account_name(name)[1]))
        except ValueError as error:
            raise UnknownAccount(name, code=MISUSED, why=str(error)) from error
        return exchange

    return wrap


@asynccontextmanager
async def open_session(
    *,
    store: Ledger,
    clock: Clock,
    link: VenueLink,
    heartbeat: Callable[[Callable[[str, str], None]], Heartbeat],
    notifier: Notifier,
    policy: Policy | None = None,
    latency: timedelta = LATENCY,
    tag: int = 0,
    wrap: Wrap | None = None,
    live: Live | None = None,
    accounts: Callable[[], Sequence[str]] = tuple,
    approval: Approval | None = None,
    barred: Barred | None = None,
) -> AsyncIterator[Session]:
    """Start everything, look before anything is decided, and stop in order; nothing that rests is canceled on leaving.

    ``heartbeat`` makes a scheduler from a nudge; ``wrap`` lets a simulation put faults around an exchange; ``live``
    opens accounts at real exchanges, without which there are only paper ones; ``accounts`` names those; ``approval`` as
    in ``Engine.catch_up``; ``barred``: None where every account takes entries.
    """
    connect = opener(link, clock, latency, tag, wrap, live)

    async def open_exchange(account: str) -> tuple[str, Exchange]:
        name, exchange = await connect(account)
        beat.add(name)
        opened.append(exchange)
        return name, exchange

    opened: list[Exchange] = []
    engine = Engine(store, clock, open_exchange, notifier, policy or Policy(), tag)
    engine.barred = barred or engine.barred
    beat = heartbeat(engine.nudge)
    try:
        await engine.start()
        beat.start()
        cut_off = await engine.catch_up(approval)
        yield Session(engine, store, clock, accounts, cut_off)
    finally:
        beat.stop()
        try:
            await engine.stop()
        finally:
            for exchange in opened:
                await exchange.aclose()

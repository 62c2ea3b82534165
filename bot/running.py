"""What keeps running: the console and ``serve``, connected to the ledger, to prices and to exchanges.

Part of the composition root; talks to nobody itself.
"""

from __future__ import annotations

import asyncio
import secrets
import sys
from argparse import Namespace
from collections.abc import Callable, Collection
from contextlib import AsyncExitStack, closing, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from adapters.database.accounts import AccountRows
    from adapters.database.store import SqlStore
    from adapters.exchanges.elsewhere import Elsewhere
    from adapters.exchanges.paper import VenueLink
    from bot.approving import Office
    from bot.session import Session, Wrap
    from bot.settings import Settings
    from bot.starting import Condition, Reach
    from core.ports import Clock

T = TypeVar("T")
# Not 0, which ledgers had before, and not 11 to 14: an exchange that wants integers writes milliseconds of our years as
# the id of orders that have none, and they would look like these.
TAGS = (*range(1, 11), *range(15, 256))
Say = Callable[[str], None]


class Misused(Exception):
    """What was asked for does not exist."""


async def session(options: Namespace, say: Say) -> int:
    """Open everything that a running bot has, hand it to whoever talks to people, and close it in order."""
    from adapters.clock import SystemClock
    from adapters.database.accounts import open_accounts
    from adapters.database.opening import to_path
    from adapters.database.store import open_store
    from adapters.exchanges.key_check import CcxtKeyCheck
    from adapters.scheduler import Scheduler
    from bot.account import key_places
    from bot.approving import approval_after_crash
    from bot.faces import converse
    from bot.live import barred_by_key, live_opener
    from bot.logs import REDACTOR, set_up_logs
    from bot.session import open_session
    from bot.talking import Talking

    settings = _settings(options)
    quiet = options.command != "serve"
    logs = partial(set_up_logs, settings.log_level, settings.log_format, quiet=quiet, secrets=settings.secrets)
    logs()
    clock = SystemClock()
    elsewhere = await _elsewhere(settings, say)
    async with AsyncExitStack() as stack:
        store = await open_store(_checked(lambda: to_path(settings.database)))
        stack.push_async_callback(store.aclose)
        tag = await _tag(store)
        link, wrap = await _venue(settings, store, clock, stack, say, elsewhere)
        rows = stack.enter_context(closing(await open_accounts(store.path)))
        if options.command == "serve":
            remembered(settings, rows)
        check = CcxtKeyCheck(clock, elsewhere=elsewhere)
        talking = Talking(store, clock, say, await _office(store), settings.reader)
        running = open_session(
            store=store,
            clock=clock,
            link=link,
            heartbeat=Scheduler,
            notifier=talking.post,
            policy=settings.policy,
            latency=settings.latency,
            tag=tag,
            wrap=wrap,
            accounts=lambda: [row.account.name for row in rows.all()],
            approval=lambda received: approval_after_crash(talking.office, received, clock.now()),
            live=live_opener(store.path, key_places(settings), REDACTOR.add, clock, stack, elsewhere, check),
            barred=barred_by_key(rows),
        )
        session = await stack.enter_async_context(running)
        await stack.enter_async_context(talking.alarmed(session))
        beside = say if options.command == "serve" or (sys.stdin is not None and sys.stdin.isatty()) else _on_stderr
        warnings = _Warnings(session, rows, settings, check.reach, clock, lambda line: beside(REDACTOR(line)))
        chats = None
        if options.command == "serve":  # nobody in a chat waits for an exchange that does not answer
            stack.push_async_callback(_ended, asyncio.create_task(warnings.all()))
            chats = await stack.enter_async_context(talking.chatting(session, settings))
        else:
            await warnings.first()
            stack.push_async_callback(_ended, asyncio.create_task(warnings.again()))
        return await converse(options, session, say, logs, talking.office, settings.reader, chats)


def _settings(options: Namespace) -> Settings:
    """With what the command line puts before them.  Raises ``BadSettings``."""
    from bot.settings import OPTIONS, read_settings
    from bot.settings_there import looked_at

    given = {field: option.removeprefix("--") for field, option in OPTIONS.items()}
    return read_settings(looked_at, **{k: getattr(options, v) for k, v in given.items() if hasattr(options, v)})


@dataclass(frozen=True, slots=True)
class _Warnings:
    """Accounts that cannot be used are told before somebody relies on them; what is open is looked after already."""

    session: Session
    rows: AccountRows
    settings: Settings
    reach: Reach
    clock: Clock
    say: Say

    async def all(self) -> None:
        await self.first()
        await self.again()

    async def first(self) -> None:
        from bot.session import ACCOUNTS

        found = await self._condition()
        self.session.unusable.update(found.unusable)
        for line in found.lines(self.settings.reader, ACCOUNTS):
            self.say(line)

    async def again(self) -> None:
        from bot.starting import ask_again

        await ask_again(self.session, self._condition, self.clock, self.settings.reader, self.say)

    async def _condition(self, only: Collection[str] | None = None) -> Condition:
        from bot.account import key_places
        from bot.logs import REDACTOR
        from bot.starting import condition

        return await condition(self.rows, key_places(self.settings), REDACTOR.add, self.reach, self.clock, only=only)


async def _ended(task: asyncio.Task[None]) -> None:
    """With whatever it raised: a defect is not to be lost."""
    if not task.done():
        task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def _on_stderr(line: str) -> None:
    """Where a pipe's answers are not: a program reads those."""
    print(line, file=sys.stderr, flush=True)


async def _office(store: SqlStore) -> Office:
    """What is known of people, and the ledger's own secret, with which buttons are sealed."""
    from bot.approving import Office
    from bot.taps import Sealer

    return Office(store.people, Sealer(bytes.fromhex(await store.fact("seal", secrets.token_hex(32)))))


def remembered(settings: Settings, rows: AccountRows) -> None:
    """Real money is not kept on a disk that is thrown away.  Raises ``Misused``."""
    from bot.settings_chat import forgets

    host = forgets()
    if not host or settings.forgetful_disk or settings.database_url is not None:
        return
    live = [row.account.name for row in rows.all() if not row.account.testnet]
    if live:
        raise Misused(
            f"{host} throws this disk away with every restart, and with it what {', '.join(live)} has open: set "
            "DATABASE_URL to a disk that stays, or BRACKETEER_FORGETFUL_DISK=yes"
        )


async def _elsewhere(settings: Settings, say: Say) -> Elsewhere:
    """Other hosts and proxies, if any are set; nobody's keys go elsewhere without a word."""
    from adapters.exchanges.elsewhere import Elsewhere

    elsewhere = _checked(lambda: Elsewhere(settings.hosts, settings.proxy_urls))
    if settings.hosts:
        from adapters.exchanges.connecting import NotTradable, redirected

        try:
            lines = await asyncio.to_thread(redirected, elsewhere)  # it imports ccxt
        except (ValueError, NotTradable) as error:
            raise Misused(str(error)) from error
        for line in lines:
            say(settings.reader.say("account-warning", what=settings.reader.told(line)))
    return elsewhere


async def _tag(store: SqlStore) -> int:
    """This ledger's part of every order id: another ledger's orders on the same account are not taken for its own.

    A ledger that traded before it had a tag keeps 0, so that it still knows what rests.
    """
    used = await store.load() or await store.closed(1)
    return int(await store.instance("0" if used else str(secrets.choice(TAGS))))


async def _venue(
    settings: Settings, store: SqlStore, clock: Clock, stack: AsyncExitStack, say: Say, elsewhere: Elsewhere
) -> tuple[VenueLink, Wrap | None]:
    """The paper exchange: in a process of its own, or here with books of its own, and prices."""
    from adapters.exchanges.paper import LocalVenue, Markets, Venue
    from adapters.exchanges.paper.books import SqliteBooks
    from adapters.prices import BadPrices, NoSuchPrices, feed
    from adapters.prices_choice import chosen_prices
    from adapters.prices_walk import SYMBOLS
    from bot.faces import playing
    from bot.session import laid_out
    from core.people import on_paper

    if settings.paper_socket is not None:
        return await _remote(settings.paper_socket, clock, stack), None
    books = settings.books_path if settings.books is not None else store.path.with_name("paper.db")
    venue = Venue(Markets(), SqliteBooks(books))
    stack.callback(venue.close)
    recorded = settings.prices not in ("walk", "live")
    symbols = [s for s in SYMBOLS if s.startswith("BTC/")] if recorded else SYMBOLS
    if recorded:
        reader = settings.reader
        say(reader.say("start-recorded", file=settings.prices, symbols=reader.listed(symbols)))
    url = settings.live_url.get_secret_value() if settings.live_url is not None else None
    lead = partial(elsewhere.lead, settings.live_exchange)
    held = settings.prices == "live" and any(on_paper(bracket.account) for bracket in await store.load())
    chosen = chosen_prices(
        settings.prices,
        symbols,
        clock,
        lambda line: say(settings.reader.told(line)),
        settings.seed,
        settings.live_exchange,
        url,
        lead,
        invent=not held,
    )
    try:
        source = await stack.enter_async_context(chosen)
    except BadPrices as error:
        if settings.prices != "live" or isinstance(error, NoSuchPrices):
            raise
        raise Misused(f"BRACKETEER_LIVE_EXCHANGE: {error}") from error
    for symbol in symbols:
        venue.seed(symbol, source.first(symbol), clock.now())
    await stack.enter_async_context(playing(feed(source, venue, clock)))
    return LocalVenue(venue, clock), None if settings.layout is None else laid_out(settings.layout, venue)


async def _remote(place: str, clock: Clock, stack: AsyncExitStack) -> VenueLink:
    """One connection for all accounts, which none of them may close for the others."""
    from adapters.exchanges.paper import wire
    from adapters.exchanges.paper.remote import RemoteVenue

    class Shared(RemoteVenue):
        async def aclose(self) -> None:
            """It is closed once, at the end."""

    shared = Shared(_checked(lambda: wire.place(place)), clock)
    stack.push_async_callback(RemoteVenue.aclose, shared)
    return shared


def _checked(make: Callable[[], T]) -> T:
    """``make``'s result; what it finds wrong with an option is bad usage."""
    try:
        return make()
    except ValueError as error:
        raise Misused(str(error)) from error

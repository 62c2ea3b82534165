"""``bracketeer``: the command line, and which machines each command is connected to.

Whatever goes wrong ends in one line and contracts.md's exit status.  Everything but the shape of the command line is
imported where it is used, so that ``explain`` starts at once and nobody pays for what he does not use.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from decimal import Decimal, localcontext
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from bot.arguments import BAD_USAGE, Held, parser, path_of

if TYPE_CHECKING:
    from argparse import Namespace
    from datetime import datetime
    from pathlib import Path

    from adapters.exchanges.paper import VenueLink
    from adapters.prices import PriceSource
    from bot.explain import Look
    from bot.replay import Played, Script
    from bot.session import Wrap
    from bot.settings import Settings
    from core.ports import Clock
    from core.venue import Layout

OK, SURROUNDINGS, REFUSED, INTERRUPTED = 0, 1, 2, 130
PRECISION = 60  # digits: products of prices and sizes stay exact
CANDLE_LOOK = 60.0  # seconds of file time between two looks where prices come once a minute

T = TypeVar("T")
say = partial(print, flush=True)


class BadUsage(Exception):
    """What was asked for does not exist."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    try:
        options = parser().parse_args(arguments)
    except SystemExit as left:
        return int(left.code or OK)
    try:
        with localcontext(prec=PRECISION):
            status = _COMMANDS[options.command](options)
            sys.stdout.flush()
            return status
    except KeyboardInterrupt:
        return INTERRUPTED
    except BadUsage as error:
        return _complain(str(error), BAD_USAGE)
    except BrokenPipeError:  # whoever read our answers has left; Python would complain again while it exits
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SURROUNDINGS
    except Exception as error:
        known = _status(error)
        if known is None:
            raise
        if known == REFUSED and getattr(options, "json", False):
            from bot.played import unplayed

            for line in unplayed(str(error)):
                print(line)
            return REFUSED
        return _complain(error, known)


def _status(error: Exception) -> int | None:
    """The status of what is no defect of ours."""
    from adapters.prices import BadPrices, NoSuchPrices
    from bot.settings import BadSettings
    from core.message import UnknownAccount
    from core.ports import StoreUnavailable

    if isinstance(error, UnknownAccount):
        return BAD_USAGE  # the ledger's own accounts, opened at the start, cannot be used as we were called
    if isinstance(error, NoSuchPrices | StoreUnavailable | BadSettings | OSError):
        return SURROUNDINGS
    return REFUSED if isinstance(error, BadPrices) else None


def _complain(error: object, status: int) -> int:
    for line in str(error).splitlines():
        print(f"bracketeer: {line}", file=sys.stderr)
    return status


def _checked(make: Callable[[], T]) -> T:
    """``make``'s result; what it finds wrong with an option is bad usage."""
    try:
        return make()
    except ValueError as error:
        raise BadUsage(str(error)) from error


# -- explain --------------------------------------------------------------------------------------


def _explain(options: Namespace) -> int:
    from bot import explained

    return explained.run(options, _paper(options.price, options.position, options.layout))


def _paper(price: Decimal | None, held: Held | None, layout: Layout | None) -> Look:
    """The paper exchange's markets and terms, for ``explain``; other exchanges' accounts borrow them, and say so."""
    from adapters.clock import EPOCH
    from adapters.exchanges.paper.markets import Markets, symbol_of
    from adapters.exchanges.paper.rules import LEVERAGE, OPENING_QUOTE, account_name, rules_for
    from adapters.prices_walk import SYMBOLS, SyntheticWalk
    from bot.accounts import is_spot
    from bot.explain import Known
    from core.instruction import plain
    from core.orders import ZERO, PositionSide
    from core.ports import Facts, PositionFact

    walk = SyntheticWalk(EPOCH, SYMBOLS)

    def look(account: str, name: str) -> Known:
        notes: list[str] = []
        try:
            account, spot = account_name(account)
        except ValueError:
            spot = is_spot(account)
            notes.append("explained with paper's rules; this exchange's own steps and fees may differ")
        symbol, markets, now = symbol_of(name, spot), Markets(), price
        if now is None:
            now = held.average if held else walk.first(symbol) if symbol in SYMBOLS else None
            notes.append(f"no --price was given, so this is for {plain(now)}" if now else "")
        elif symbol is not None and symbol not in markets:
            markets.ensure(symbol, now)
            notes.append(f"paper does not list {symbol}: steps are guessed from its price")
        instrument = markets.resolve(name, spot)
        there = PositionFact(held.side, held.quantity, held.average) if held else None
        bought = there.quantity if there and spot and there.side is PositionSide.LONG else ZERO
        facts = Facts(
            instrument=instrument,
            rules=_checked(lambda: rules_for(layout, spot)),
            price=now,
            at=EPOCH,
            equity=OPENING_QUOTE,
            free=OPENING_QUOTE,
            free_base=bought,
            leverage=Decimal(1) if spot else LEVERAGE,
            positions=(there,) if there and not spot else (),
        )
        ours = there if not spot or bought else None
        return Known(account, facts, tuple(note for note in notes if note), held=ours)

    return look


# -- replay and demo ------------------------------------------------------------------------------


def _replay(options: Namespace) -> int:
    from adapters.exchanges.paper.rules import account_name, rules_for
    from bot import replaying
    from bot.replay import replay

    if options.account is not None:
        _checked(lambda: account_name(options.account))

    def play(symbols: Sequence[str], accounts: Sequence[str], script: Script) -> Played:
        for account in accounts:  # other accounts than paper's are refused by the engine, with a caret
            _checked(partial(rules_for, options.layout, account.lower().startswith("paper_spot")))
        source, began, every = _source(options, symbols)
        return replay(source, began, replace(script, every=every))

    return replaying.run(options, play)


def _demo(options: Namespace) -> int:
    from adapters.clock import EPOCH
    from adapters.prices_walk import SyntheticWalk
    from bot import demo
    from bot.replay import Script, markets_of, replay
    from bot.replaying import FirstRows

    walk = SyntheticWalk(EPOCH, markets_of(demo.LINES)[0], options.seed)
    return demo.run(replay(FirstRows(walk, demo.ROWS), EPOCH, Script(demo.LINES)), say, machine=options.json)


def _source(options: Namespace, symbols: Sequence[str]) -> tuple[PriceSource, datetime, float]:
    """The prices that PRICES names, when they begin, and how many of their seconds lie between two looks."""
    from adapters.clock import EPOCH
    from adapters.prices import Candle
    from adapters.prices_csv import RecordedPrices
    from adapters.prices_walk import SyntheticWalk
    from bot.replaying import FirstRows

    if options.prices == "walk":
        return FirstRows(SyntheticWalk(EPOCH, symbols, options.seed), options.rows), EPOCH, 1.0
    recorded = RecordedPrices(path_of(options.prices), symbols, options.prices)
    candles = isinstance(next(iter(recorded)), Candle)
    return recorded, recorded.began, CANDLE_LOOK if candles else 1.0


# -- what keeps running ---------------------------------------------------------------------------


def _run(options: Namespace) -> int:
    return asyncio.run(_session(options))


async def _session(options: Namespace) -> int:
    """Open everything that a running bot has, hand it to whoever talks to people, and close it in order."""
    from adapters.clock import SystemClock
    from adapters.database.opening import to_path
    from adapters.database.store import open_store
    from adapters.scheduler import Scheduler
    from bot.faces import converse
    from bot.logs import set_up_logs
    from bot.session import open_session
    from bot.settings import read_settings
    from bot.speaker import Speaker

    given = {"database_url": "db", "prices": "prices", "layout": "layout", "seed": "seed"}
    settings = read_settings(**{k: getattr(options, v) for k, v in given.items() if hasattr(options, v)})
    quiet = options.command != "serve"
    logs = partial(set_up_logs, settings.log_level, settings.log_format, quiet=quiet, secrets=settings.secrets)
    logs()
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        store = await open_store(_checked(lambda: to_path(settings.database)))
        stack.push_async_callback(store.aclose)
        link, wrap = await _venue(settings, store.path, clock, stack)
        running = open_session(
            store=store,
            clock=clock,
            link=link,
            heartbeat=Scheduler,
            notifier=Speaker(store, say),
            policy=settings.policy,
            latency=settings.latency,
            wrap=wrap,
        )
        return await converse(options, await stack.enter_async_context(running), say, logs)


async def _venue(
    settings: Settings, ledger: Path, clock: Clock, stack: AsyncExitStack
) -> tuple[VenueLink, Wrap | None]:
    """The paper exchange: in a process of its own, or here with books of its own, and prices."""
    from adapters.exchanges.paper import LocalVenue, Markets, Venue
    from adapters.exchanges.paper.books import SqliteBooks
    from adapters.prices import feed
    from adapters.prices_choice import chosen_prices
    from adapters.prices_walk import SYMBOLS
    from bot.faces import playing
    from bot.session import laid_out

    if settings.paper_socket is not None:
        if settings.layout is not None:
            raise BadUsage("--layout is for the paper exchange in this process; give another one its layouts there")
        return await _remote(settings.paper_socket, clock, stack), None
    books = settings.books_path if settings.books is not None else ledger.with_name("paper.db")
    venue = Venue(Markets(), SqliteBooks(books))
    stack.callback(venue.close)
    recorded = settings.prices not in ("walk", "live")
    symbols = [s for s in SYMBOLS if s.startswith("BTC/")] if recorded else SYMBOLS
    if recorded:
        say(f"{settings.prices} is played as the price of {' and '.join(symbols)}")
    url = settings.live_url.get_secret_value() if settings.live_url is not None else None
    source = await stack.enter_async_context(
        chosen_prices(settings.prices, symbols, clock, say, settings.seed, settings.live_exchange, url)
    )
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


_COMMANDS: dict[str | None, Callable[[Namespace], int]] = {
    None: _run,
    "serve": _run,
    "explain": _explain,
    "replay": _replay,
    "demo": _demo,
}


if __name__ == "__main__":
    sys.exit(main())

"""``python -m adapters.exchanges.paper``: the paper exchange as a process of its own, with prices of its own."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from decimal import Decimal, InvalidOperation
from pathlib import Path

from adapters.clock import SystemClock
from adapters.exchanges.paper import wire
from adapters.exchanges.paper.books import SqliteBooks
from adapters.exchanges.paper.markets import LISTED, Markets, symbol_of
from adapters.exchanges.paper.rules import account_name, rules_for
from adapters.exchanges.paper.serve import serving
from adapters.exchanges.paper.venue import Venue
from adapters.prices import BadPrices, feed
from adapters.prices_choice import chosen_prices
from core.ports import Clock, StoreUnavailable
from core.venue import Layout


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until interrupted; 0, or 1 where the surroundings do not allow it, or 64 for bad usage."""
    parser = argparse.ArgumentParser(prog="python -m adapters.exchanges.paper", description=__doc__)
    parser.add_argument("verb", choices=["serve"], help="serve the exchange until interrupted")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--socket", help="a unix socket's path")
    where.add_argument("--port", type=int, help="a port on this machine; 0 for any")
    parser.add_argument("--books", type=Path, help="the exchange's own file; without it everything ends with it")
    parser.add_argument("--prices", default="none", help="walk, live, a recorded file, or none: clients push them")
    parser.add_argument("--symbols", default="", help="what the prices are of, comma-separated")
    parser.add_argument("--seed", type=int, default=1, help="of the walk")
    parser.add_argument("--fee", type=_rate, help="every fee, as a fraction, instead of the usual ones")
    parser.add_argument("--account", action="append", default=[], metavar="NAME=LAYOUT", help="what rests in it")
    try:
        options = parser.parse_args(arguments)
        return asyncio.run(_serve(options))
    except SystemExit as error:
        return 64 if error.code else 0
    except ValueError as error:
        print(error, file=sys.stderr)
        return 64
    except (StoreUnavailable, BadPrices, OSError) as error:
        print(error, file=sys.stderr)
        return 1


async def _serve(options: argparse.Namespace) -> int:
    clock, stop = SystemClock(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    place = wire.place(options.socket) if options.socket else ("127.0.0.1", options.port)
    async with AsyncExitStack() as stack:
        venue = Venue(Markets(fee=options.fee), SqliteBooks(options.books) if options.books else None)
        stack.callback(venue.close)
        for text in options.account:
            name, _, layout = text.partition("=")
            venue.open_account(name, rules_for(Layout(layout) if layout else None, account_name(name)[1]))
        at = await stack.enter_async_context(serving(venue, clock, place))
        playing = loop.create_task(_play(options, venue, clock))
        playing.add_done_callback(lambda task: None if task.cancelled() or task.exception() is None else stop.set())
        print(f"listening on {at if isinstance(at, Path) else f'{at[0]}:{at[1]}'}", flush=True)
        await stop.wait()
        playing.cancel()
        with suppress(asyncio.CancelledError):
            await playing  # raises what ended it, if anything did
    return 0


async def _play(options: argparse.Namespace, venue: Venue, clock: Clock) -> None:
    if options.prices == "none":
        return
    symbols = _symbols(options.symbols)
    async with chosen_prices(options.prices, symbols, clock, _say, options.seed) as source:
        for symbol in symbols:
            venue.seed(symbol, source.first(symbol), clock.now())
        await feed(source, venue, clock)


def _symbols(text: str) -> list[str]:
    if not text:
        return [instrument.symbol for instrument in LISTED]
    found = [symbol_of(name, spot="/" in name and ":" not in name) for name in text.split(",")]
    if None in found:
        raise ValueError(f"not symbols: {text}")
    return [symbol for symbol in found if symbol is not None]


def _rate(text: str) -> Decimal:
    try:
        rate = Decimal(text)
    except InvalidOperation as error:
        raise argparse.ArgumentTypeError(f"{text} is not a number") from error
    if not 0 <= rate < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a fraction")
    return rate


def _say(line: str) -> None:
    print(line, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())

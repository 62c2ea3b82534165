"""``bracketeer``: the command line, and which machines each command is connected to.

Whatever goes wrong ends in one line and contracts.md's exit status.  Everything but the shape of the command line is
imported where it is used, so that ``explain`` starts at once and nobody pays for what he does not use.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal, localcontext
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from bot.arguments import BAD_USAGE, Held, parser, path_of

if TYPE_CHECKING:
    from argparse import Namespace
    from datetime import datetime

    from adapters.prices import PriceSource
    from bot.explain import Look
    from bot.language import Reader
    from bot.replay import Played, Script
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
    """The status of what is no defect of ours.  What is wrong in how we were called is bad usage, in an option as in a
    setting: trying again does not help, while surroundings may be better next time."""
    from adapters.prices import BadPrices, NoSuchPrices
    from bot.settings import BadSettings, NotThere
    from core.message import UnknownAccount
    from core.ports import StoreUnavailable

    if isinstance(error, NotThere):
        return SURROUNDINGS
    if isinstance(error, UnknownAccount | BadSettings):  # the ledger's own accounts, opened at the start, need others
        return BAD_USAGE
    if isinstance(error, NoSuchPrices | StoreUnavailable | OSError):
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


def _reader(options: Namespace) -> Reader | None:
    """Who reads what is printed; None where a machine does."""
    from bot.terminal import reader_here

    return None if options.json else reader_here()


def _explain(options: Namespace) -> int:
    from bot import explained

    return explained.run(options, _paper(options.price, options.position, options.layout), _reader(options))


def _paper(price: Decimal | None, held: Held | None, layout: Layout | None) -> Look:
    """Paper's markets and money for ``explain``; accounts at exchanges borrow them, with their own way of guarding."""
    from adapters.clock import EPOCH
    from adapters.exchanges.listed import record_of
    from adapters.exchanges.paper.markets import Markets, symbol_of
    from adapters.exchanges.paper.rules import LEVERAGE, OPENING_QUOTE, account_name, rules_for
    from adapters.prices_walk import SYMBOLS, SyntheticWalk
    from bot.accounts import NoSuchAccount, is_spot
    from bot.explain import Known
    from core.instruction import plain
    from core.levels import refuse
    from core.orders import ZERO, PositionSide
    from core.ports import Facts, PositionFact
    from core.venue import Protection

    walk = SyntheticWalk(EPOCH, SYMBOLS)

    def look(account: str, name: str) -> Known:
        notes: list[str] = []
        rules = None
        try:
            account, spot = account_name(account)
        except ValueError as error:
            spot, record = is_spot(account), record_of(account)
            if record is None or record.rules is None:
                why = record.refusal if record is not None else ""
                raise NoSuchAccount(account, why=why) from error
            rules = record.rules
            # its protection says already that nothing rests there
            consent = "" if rules.protection is Protection.BOT_ONLY else record.consent
            notes += ["with paper's steps and fees; this exchange's own may differ", consent]
        symbol, markets, now = symbol_of(name, spot), Markets(), price
        if now is None:
            now = held.average if held else walk.first(symbol) if symbol in SYMBOLS else None
            notes.append(f"no --price was given, so this is for {plain(now)}" if now else "")
        elif symbol is not None and symbol not in markets:
            markets.ensure(symbol, now)
            notes.append(f"paper does not list {symbol}: steps are guessed from its price")
        instrument = markets.resolve(name, spot)
        there = PositionFact(held.side, held.quantity, held.average) if held else None
        if there and spot and there.side is PositionSide.SHORT:
            refuse("E-SPOT-SHORT", f"{instrument.symbol} is a spot market, there is nothing to be short of")
        facts = Facts(
            instrument=instrument,
            rules=rules if rules is not None and layout is None else _checked(lambda: rules_for(layout, spot)),
            price=now,
            at=EPOCH,
            equity=OPENING_QUOTE,
            free=OPENING_QUOTE,
            free_base=there.quantity if there and spot else ZERO,
            leverage=Decimal(1) if spot else LEVERAGE,
            positions=(there,) if there and not spot else (),
        )
        return Known(account, facts, tuple(note for note in notes if note), held=there)

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

    return replaying.run(options, play, _reader(options))


def _demo(options: Namespace) -> int:
    from adapters.clock import EPOCH
    from adapters.prices_walk import SyntheticWalk
    from bot import demo
    from bot.replay import Script, markets_of, replay
    from bot.replaying import FirstRows

    walk = SyntheticWalk(EPOCH, markets_of(demo.LINES)[0], options.seed)
    return demo.run(replay(FirstRows(walk, demo.ROWS), EPOCH, Script(demo.LINES)), say, _reader(options))


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


def _run(options: Namespace) -> int:
    if options.command == "serve":
        # structlog loads rich for tracebacks in colour, where it finds it: 6 MiB that a server has no use for.
        sys.modules.setdefault("rich", None)  # type: ignore[arg-type]  # "not there", by the import system's own rule
    from bot import running

    try:
        return asyncio.run(running.session(options, say))
    except running.Misused as error:
        raise BadUsage(str(error)) from error


def _account(options: Namespace) -> int:
    from bot import account

    return account.run(options)


def _people(options: Namespace) -> int:
    from bot import people_cli

    return people_cli.run(options)


def _exchanges(options: Namespace) -> int:
    from adapters.exchanges.listed import RECORDS
    from adapters.exchanges.record import told
    from bot.exchanges import as_json, as_limits, as_table

    show = as_json if options.json else as_limits if options.limits else as_table
    say(show([told(record) for record in RECORDS]))
    return OK


_COMMANDS: dict[str | None, Callable[[Namespace], int]] = {
    None: _run,
    "serve": _run,
    "explain": _explain,
    "replay": _replay,
    "demo": _demo,
    "account": _account,
    "people": _people,
    "exchanges": _exchanges,
}


if __name__ == "__main__":
    sys.exit(main())

"""``bracketeer``: the command line, and which machines each command is connected to.

Whatever goes wrong ends in one line and contracts.md's exit status.  Everything but the shape of the command line is
imported where it is used, so that ``explain`` starts at once and nobody pays for what he does not use.
"""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, TypeVar

from bot.arguments import BAD_USAGE, Held, parser, path_of

if TYPE_CHECKING:
    from argparse import Namespace
    from datetime import datetime

    from adapters.prices import PriceSource, Row
    from bot.explain import Look
    from bot.replay import Script
    from core.venue import Layout

OK, SURROUNDINGS, REFUSED, INTERRUPTED = 0, 1, 2, 130
PRECISION = 60  # digits: products of prices and sizes stay exact
CANDLE_LOOK = 60.0  # seconds of file time between two looks where prices come once a minute

T = TypeVar("T")


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
            return _COMMANDS[options.command](options)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BadUsage as error:
        return _complain(str(error), BAD_USAGE)
    except BrokenPipeError:  # whoever read our answers has left; Python would complain again while it exits
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SURROUNDINGS
    except Exception as error:
        status = _status(error)
        if status is None:
            raise
        return _complain(str(error), status)


def _status(error: Exception) -> int | None:
    """The status of what is no defect of ours."""
    from adapters.prices import BadPrices, NoSuchPrices
    from bot.settings import BadSettings
    from core.ports import StoreUnavailable

    if isinstance(error, NoSuchPrices | StoreUnavailable | BadSettings | OSError):
        return SURROUNDINGS
    return REFUSED if isinstance(error, BadPrices) else None


def _complain(text: str, status: int) -> int:
    print(f"bracketeer: {text}", file=sys.stderr)
    return status


# -- explain --------------------------------------------------------------------------------------


def _explain(options: Namespace) -> int:
    from bot.explain import accepted, as_json, explain, in_words, refused
    from bot.retarget import Retargeted, retarget
    from core.levels import Refusal
    from core.problems import SyntaxProblem, explain_problem

    line = Retargeted(options.line, options.line)
    try:
        line = retarget(options.line, options.account)
        found = explain(line.text, _paper(options.price, options.position, options.layout))
    except (SyntaxProblem, Refusal) as error:
        problem = line.back(error.problem)
        print(as_json(refused(problem)) if options.json else explain_problem(problem, options.line))
        return REFUSED
    print(as_json(accepted(found)) if options.json else in_words(found))
    return OK


def _paper(price: Decimal | None, held: Held | None, layout: Layout | None) -> Look:
    """The paper exchange's markets and terms, for ``explain``; other exchanges' accounts borrow them, and say so."""
    from adapters.clock import EPOCH
    from adapters.exchanges.paper.markets import Markets, symbol_of
    from adapters.exchanges.paper.rules import LEVERAGE, OPENING_QUOTE, account_name, rules_for
    from adapters.prices_walk import SYMBOLS, SyntheticWalk
    from bot.accounts import is_spot
    from bot.explain import Known
    from core.instruction import plain
    from core.orders import ZERO
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
        positions = (PositionFact(held.side, held.quantity, held.average),) if held and not spot else ()
        facts = Facts(
            instrument=instrument,
            rules=_checked(lambda: rules_for(layout, spot)),
            price=now,
            at=EPOCH,
            equity=OPENING_QUOTE,
            free=OPENING_QUOTE,
            free_base=held.quantity if held and spot else ZERO,
            leverage=Decimal(1) if spot else LEVERAGE,
            positions=positions,
        )
        return Known(account, facts, tuple(note for note in notes if note))

    return look


def _checked(make: Callable[[], T]) -> T:
    """``make``'s result; what it finds wrong with an option is bad usage."""
    try:
        return make()
    except ValueError as error:
        raise BadUsage(str(error)) from error


# -- replay ---------------------------------------------------------------------------------------


def _replay(options: Namespace) -> int:
    from adapters.prices import BadPrices, NoSuchPrices
    from bot.played import outcome, prices_refused, unread
    from bot.replay import markets_of, replay
    from bot.retarget import Retargeted, retarget
    from core.problems import SyntaxProblem

    _check_accounts(options)
    lines: list[Retargeted] = []
    try:
        for typed in options.lines:
            lines.append(Retargeted(typed, typed))
            lines[-1] = retarget(typed, options.account)
            markets_of([lines[-1].text])
        symbols, accounts = markets_of([line.text for line in lines])
        _check_layout(options.layout, accounts)
        source, began, every = _source(options, [s for s in symbols if "/" in s] or ["BTC/USDT:USDT"])
        played = replay(source, began, _script(options, [line.text for line in lines], every))
    except SyntaxProblem as error:
        return _print(unread(error.problem, lines[-1], options.json), REFUSED)
    except NoSuchPrices:
        raise
    except BadPrices as error:
        return _print(prices_refused(str(error)), REFUSED) if options.json else _complain(str(error), REFUSED)
    return _print(outcome(played, lines, options.json), OK if played.problem is None else REFUSED)


def _print(lines: Iterable[str], status: int) -> int:
    for line in lines:
        print(line)
    return status


def _check_accounts(options: Namespace) -> None:
    from adapters.exchanges.paper.rules import account_name

    if options.account is not None:
        _checked(lambda: account_name(options.account))


def _check_layout(layout: Layout | None, accounts: Iterable[str]) -> None:
    """Other accounts than paper's are refused by the engine, with a caret."""
    from adapters.exchanges.paper.rules import rules_for

    for account in accounts:
        spot = account.lower().startswith("paper_spot")
        _checked(lambda: rules_for(layout, spot))  # noqa: B023  # called at once


def _script(options: Namespace, lines: Sequence[str], every: float) -> Script:
    from datetime import timedelta

    from bot.replay import Script

    latency = timedelta(milliseconds=options.latency)
    return Script(lines, options.at, options.layout, latency, options.fee, every)


def _source(options: Namespace, symbols: Sequence[str]) -> tuple[PriceSource, datetime, float]:
    """The prices that PRICES names, when they begin, and how many of their seconds lie between two looks."""
    from adapters.clock import EPOCH
    from adapters.prices import Candle
    from adapters.prices_csv import RecordedPrices
    from adapters.prices_walk import SyntheticWalk

    if options.prices == "walk":
        return _FirstRows(SyntheticWalk(EPOCH, symbols, options.seed), options.rows), EPOCH, 1.0
    recorded = RecordedPrices(path_of(options.prices), symbols)
    candles = isinstance(next(iter(recorded)), Candle)
    return recorded, recorded.began, CANDLE_LOOK if candles else 1.0


class _FirstRows:
    """A source that has no end, up to a row."""

    def __init__(self, source: PriceSource, rows: int) -> None:
        self._source, self._rows, self.symbols = source, rows, source.symbols

    def first(self, symbol: str) -> Decimal:
        return self._source.first(symbol)

    async def __aiter__(self) -> AsyncIterator[Row]:
        async for row in self._source:
            if row.row >= self._rows:
                return
            yield row


_COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "explain": _explain,
    "replay": _replay,
}


if __name__ == "__main__":
    sys.exit(main())

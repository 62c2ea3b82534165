"""``bracketeer replay`` and ``demo``: from arguments to printed lines.

Where prices come from is handed in.  Knows the command line's options and no machine.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Generic, Protocol, TypeVar

from bot.language import Reader
from bot.played import outcome, unread
from bot.replay import Played, Script, markets_of
from bot.retarget import Retargeted, retarget
from core.problems import SyntaxProblem

OK, REFUSED = 0, 2
SOME_MARKET = "BTC/USDT:USDT"  # for lines that name none: they are refused, but not for want of a file

Play = Callable[[Sequence[str], Sequence[str], Script], Played]  # symbols, accounts, script


def run(options: Namespace, play: Play, reader: Reader | None) -> int:
    """Play and print, for machines where ``reader`` is None; the exit status.  Raises what ``play`` raises, and
    ``BadPrices`` for lines about two coins."""
    lines: list[Retargeted] = []
    try:
        for typed in options.lines:
            lines.append(Retargeted(typed, typed))
            lines[-1] = retarget(typed, options.account)
            markets_of([lines[-1].text])
    except SyntaxProblem as error:
        return _print(unread(error.problem, lines[-1], reader), REFUSED)
    texts = [line.text for line in lines]
    symbols, accounts = markets_of(texts)
    script = Script(texts, options.at, options.layout, timedelta(milliseconds=options.latency), options.fee)
    played = play([s for s in symbols if "/" in s] or [SOME_MARKET], accounts, script)
    return _print(outcome(played, lines, reader), REFUSED if played.refused else OK)


def _print(lines: Iterable[str], status: int) -> int:
    for line in lines:
        print(line)
    return status


class Numbered(Protocol):
    @property
    def row(self) -> int: ...


R = TypeVar("R", bound=Numbered)
S = TypeVar("S", bound=Numbered, covariant=True)


class Endless(AsyncIterable[S], Protocol[S]):
    """Prices without end."""

    @property
    def symbols(self) -> tuple[str, ...]: ...
    def first(self, symbol: str) -> Decimal: ...


class FirstRows(Generic[R]):
    """Prices without end, up to a row."""

    def __init__(self, source: Endless[R], rows: int) -> None:
        self._source, self._rows = source, rows

    @property
    def symbols(self) -> tuple[str, ...]:
        return self._source.symbols

    def first(self, symbol: str) -> Decimal:
        """The price before the first row."""
        return self._source.first(symbol)

    async def __aiter__(self) -> AsyncIterator[R]:
        async for row in self._source:
            if row.row >= self._rows:
                return
            yield row

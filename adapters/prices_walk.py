"""The synthetic walk: prices for people without a network, the same for ever.

A seed and a coin give one walk, on every machine and in every later version: integers only, from ``getrandbits``
alone.  Spot and swap of a coin share it, so that they agree.  It is lively (about 0.35 % in half a minute) so that
a bracket can be watched to its end, and is drawn back to its start (about 3 % away on a usual day), so that it never
runs to nothing.

No claim about any market is made or may be read into it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from random import Random

from adapters.prices import BadPrices, Row, Trade

EVERY = timedelta(milliseconds=250)
SEED = 1

_STEP = 80  # parts per million for each coin toss of 64 above or below the mean: 4 tosses are one standard deviation
_PULL = 20_000  # steps in which the distance to the start shrinks to 1/e: 83 minutes


@dataclass(frozen=True, slots=True)
class _Coin:
    """``start`` in ticks; ``lots`` multiplies sizes, so that a usual order fills in a few rows."""

    start: int
    tick: Decimal
    lot: Decimal
    lots: int


_COINS = {
    "BTC": _Coin(600_000, Decimal("0.1"), Decimal("0.001"), 1),
    "ETH": _Coin(300_000, Decimal("0.01"), Decimal("0.001"), 16),
}
SYMBOLS = ("BTC/USDT:USDT", "ETH/USDT:USDT", "BTC/USDT", "ETH/USDT")


class SyntheticWalk:
    """Trades of each symbol, one row each ``every``, from ``start`` on (aware), without end.

    Raises ``BadPrices`` for a coin it does not know.  Prices lie on the swap's tick, sizes on its lot, which the
    spot market's steps divide.
    """

    def __init__(
        self, start: datetime, symbols: Sequence[str] = SYMBOLS, seed: int = SEED, every: timedelta = EVERY
    ) -> None:
        if start.tzinfo is None:
            raise ValueError("the walk needs an aware start")
        if every <= timedelta():
            raise ValueError("rows must be some time apart")
        self._start, self._symbols, self._seed, self._every = start, tuple(symbols), seed, every
        self._pairs: dict[str, tuple[str, ...]] = {}
        for symbol in self._symbols:
            pair = symbol.partition(":")[0]
            if pair not in {"BTC/USDT", "ETH/USDT"}:
                raise BadPrices(f"knows BTC/USDT and ETH/USDT, not {symbol}", "the synthetic walk")
            self._pairs[pair] = (*self._pairs.get(pair, ()), symbol)

    @property
    def symbols(self) -> tuple[str, ...]:
        return self._symbols

    def first(self, symbol: str) -> Decimal:
        """The price of row 0, quote per base."""
        if symbol not in self._symbols:
            raise KeyError(symbol)
        coin = _COINS[symbol.partition("/")[0]]
        return coin.start * coin.tick

    def __iter__(self) -> Iterator[Row]:
        walks = [
            (_walk(self._seed, pair, _COINS[pair.partition("/")[0]]), symbols) for pair, symbols in self._pairs.items()
        ]
        for row in count():
            at = self._start + row * self._every
            for walk, symbols in walks:
                price, qty = next(walk)
                yield Trade(row, at, price, qty, symbols)

    def __aiter__(self) -> AsyncIterator[Row]:
        return _Endless(iter(self))


class _Endless:
    """An iterator without end, awaited."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows

    def __aiter__(self) -> AsyncIterator[Row]:
        return self

    async def __anext__(self) -> Row:
        return next(self._rows)


def _walk(seed: int, pair: str, coin: _Coin) -> Iterator[tuple[Decimal, Decimal]]:
    """Price and size of each row.  Not to be changed: recorded answers depend on every draw."""
    bits = Random(f"{seed}:{pair}").getrandbits  # noqa: S311  # prices for play, not secrets
    price = coin.start
    while True:
        yield price * coin.tick, _lots(bits(16)) * coin.lots * coin.lot
        tosses = bits(64).bit_count() - 32
        price += _rounded(price * tosses * _STEP, 1_000_000) + _rounded(coin.start - price, _PULL)


def _lots(draw: int) -> int:
    """Mostly 1 to 64 lots; one row in eight up to 2048."""
    return 1 + (draw >> 3) % 2048 if draw % 8 == 0 else 1 + (draw >> 3) % 64


def _rounded(number: int, divisor: int) -> int:
    """Nearest whole number, halves up: cutting off would make every step lean downwards."""
    return (2 * number + divisor) // (2 * divisor)

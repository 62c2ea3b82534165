"""Live public prices for paper accounts: an exchange's tickers, asked for through ccxt once a second, without any keys.

A swap takes the price of its spot pair: what matters on paper is a real market's movement, not its basis.  ccxt is
imported only when live prices are chosen, since that alone takes longer than the rest of the start.

Knows no accounts and sends no orders.  It never mixes worlds: the synthetic walk stands in only if there is no network
at the start and nothing is open; a network lost later means no prices until it is back.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from itertools import count
from typing import Any

from adapters.ccxt_on_demand import load
from adapters.prices import BadPrices, NoSuchPrices, PriceSource, Quote, Row
from adapters.prices_walk import SEED, SyntheticWalk
from core.ports import Clock

EXCHANGE = "kraken"  # public prices without an account, and not closed to whole countries
UNSAID = Decimal(1_000_000)  # base; a ticker without sizes never limits a paper order
_OPEN = (
    "what is open on paper must not be traded at invented prices; nothing was sent, "
    "start again when the network is back"
)
_EVERY, _LONGEST = 1.0, 15.0  # seconds between questions, and at most while nobody answers


class LiveTickers:
    """Quotes of each symbol, about one a second.  ``say`` hears once when they stop and once when they are back."""

    def __init__(
        self,
        ccxt: Any,
        pairs: Mapping[str, tuple[str, ...]],
        opening: Mapping[str, Any],
        clock: Clock,
        say: Callable[[str], None],
    ) -> None:
        self._ccxt, self._pairs, self._clock, self._say = ccxt, pairs, clock, say
        self._opening = {pair: _quote(ticker, 0, pairs[pair], clock) for pair, ticker in opening.items()}

    @property
    def symbols(self) -> tuple[str, ...]:
        return tuple(symbol for symbols in self._pairs.values() for symbol in symbols)

    def first(self, symbol: str) -> Decimal:
        """The mid of the first answer, quote per base."""
        if symbol not in self.symbols:
            raise KeyError(symbol)
        quote = self._opening[_pair(symbol)]
        return (quote.bid + quote.ask) / 2

    async def __aiter__(self) -> AsyncIterator[Row]:
        rows, wait = count(len(self._opening)), _EVERY
        for n, quote in enumerate(self._opening.values()):
            yield Quote(n, quote.at, quote.bid, quote.ask, quote.bid_size, quote.ask_size, quote.symbols)
        while True:
            await self._clock.sleep(wait)
            try:
                tickers = await _ask(self._ccxt, self._pairs)
            except _Unanswered as error:
                if wait == _EVERY:
                    self._say(f"no live prices for now: {error}")
                wait = min(wait * 2, _LONGEST)
                continue
            if wait != _EVERY:
                self._say("live prices are back")
            wait = _EVERY
            for pair, symbols in self._pairs.items():
                yield _quote(tickers[pair], next(rows), symbols, self._clock)


@asynccontextmanager
async def live_prices(
    symbols: Sequence[str],
    clock: Clock,
    say: Callable[[str], None],
    exchange: str = EXCHANGE,
    url: str | None = None,
    seed: int = SEED,
    lead: Callable[[Any], None] | None = None,
    *,
    invent: bool = True,
) -> AsyncIterator[PriceSource]:
    """Live tickers of ``exchange`` (ccxt's id); if it cannot be reached, the synthetic walk and one line to ``say``.

    ``url`` points every request elsewhere, ``lead`` is given the client to do so itself (hosts, proxies).  Raises
    ``BadPrices`` for an exchange or symbol that is not there, and ``NoSuchPrices`` where nobody answers and ``invent``
    forbids the walk: what was opened at a real price is never sold at an invented one.
    """
    library = load("ccxt.async_support")  # only when chosen, see above
    if exchange not in library.exchanges:
        raise BadPrices("ccxt knows no such exchange", exchange)
    ccxt = getattr(library, exchange)({"enableRateLimit": False, "timeout": 8000})  # one request a second is our pace
    ccxt.number = str  # the border: no float ever exists
    if url is not None:
        ccxt.urls["api"] = dict.fromkeys(ccxt.urls["api"], url) if isinstance(ccxt.urls["api"], dict) else url
    if lead is not None:
        lead(ccxt)
    pairs: dict[str, tuple[str, ...]] = {}
    for symbol in symbols:
        pairs[_pair(symbol)] = (*pairs.get(_pair(symbol), ()), symbol)
    try:
        source: PriceSource
        try:
            source = LiveTickers(ccxt, pairs, await _ask(ccxt, pairs), clock, say)
        except _Unanswered as error:
            if not invent:
                raise NoSuchPrices(f"{error.what}; {_OPEN}", error.source) from error
            source = SyntheticWalk(clock.now(), symbols, seed)
            say(f"{error}; using the synthetic walk instead: these prices are invented")
        yield source
    finally:
        await ccxt.close()


class _Unanswered(BadPrices):
    """The exchange gave no usable answer; it may later."""


async def _ask(ccxt: Any, pairs: Mapping[str, object]) -> dict[str, Any]:
    from ccxt.base.errors import BadSymbol, BaseError  # only when chosen

    try:
        tickers = await ccxt.fetch_tickers(list(pairs))
    except BadSymbol as error:
        raise BadPrices(str(error), ccxt.id) from error
    except BaseError as error:
        raise _Unanswered(f"no answer ({type(error).__name__})", ccxt.id) from error
    for pair in pairs:
        ticker = tickers.get(pair) or {}
        if not all(_sound(ticker.get(side)) for side in ("bid", "ask")):
            raise _Unanswered(f"no price of {pair}", ccxt.id)
    return dict(tickers)


def _sound(text: str | None) -> bool:
    return text is not None and Decimal(text).is_finite() and Decimal(text) > 0


def _quote(ticker: Mapping[str, str | None], row: int, symbols: tuple[str, ...], clock: Clock) -> Quote:
    bid, ask = Decimal(ticker["bid"] or 0), Decimal(ticker["ask"] or 0)
    bid_size, ask_size = (Decimal(ticker.get(size) or UNSAID) for size in ("bidVolume", "askVolume"))
    return Quote(row, clock.now(), bid, ask, bid_size, ask_size, symbols)


def _pair(symbol: str) -> str:
    return symbol.partition(":")[0]

"""Which markets the paper exchange lists, in which steps they trade, and what people call them.

Figures are contracts.md's "Paper accounts".  A symbol that only a recorded file knows is listed with steps derived from
its first price, so that any recording can be replayed.  Knows no account, no order and no time.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from core.instrument import Instrument
from core.orders import ZERO
from core.ports import UnknownSymbol

SHOWN = 6  # markets that are named to whoever asked for one that is not there
QUOTES = ("USDT", "USDC", "FDUSD", "BUSD", "USD", "EUR", "BTC", "ETH")  # longest match first where one ends another

SWAP_MAKER, SWAP_TAKER = Decimal("0.0002"), Decimal("0.0005")
SPOT_MAKER, SPOT_TAKER = Decimal("0.001"), Decimal("0.001")


def _swap(base: str, tick: str, lot: str, notional: str) -> Instrument:
    return Instrument(
        symbol=f"{base}/USDT:USDT",
        base=base,
        quote="USDT",
        spot=False,
        tick=Decimal(tick),
        lot=Decimal(lot),
        min_qty=Decimal(lot),
        min_notional=Decimal(notional),
        maker=SWAP_MAKER,
        taker=SWAP_TAKER,
    )


def _spot(base: str, tick: str, lot: str, notional: str) -> Instrument:
    return Instrument(
        symbol=f"{base}/USDT",
        base=base,
        quote="USDT",
        spot=True,
        tick=Decimal(tick),
        lot=Decimal(lot),
        min_qty=Decimal(lot),
        min_notional=Decimal(notional),
        maker=SPOT_MAKER,
        taker=SPOT_TAKER,
        reduce_only_exempt=False,
        fee_in_base=True,
    )


LISTED = (
    _swap("BTC", "0.1", "0.001", "100"),
    _swap("ETH", "0.01", "0.001", "20"),
    _spot("BTC", "0.01", "0.00001", "5"),
    _spot("ETH", "0.01", "0.0001", "5"),
)


def derived(symbol: str, price: Decimal) -> Instrument:
    """An instrument for a ccxt symbol seen for the first time at ``price`` (quote per base).

    A tick is about a hundred-thousandth of the price and never coarser than the price itself is written; a lot is
    worth one to ten units of quote.
    """
    magnitude = price.adjusted()
    tick = Decimal(1).scaleb(magnitude - 5)
    while price % tick:
        tick = tick.scaleb(-1)
    pair, spot = symbol.partition(":")[0], ":" not in symbol
    base, _, quote = pair.partition("/")
    lot = Decimal(1).scaleb(min(-magnitude, 0))
    pattern = _spot(base, "1", "1", "5") if spot else _swap(base, "1", "1", "5")
    return replace(pattern, symbol=symbol, quote=quote, tick=tick, lot=lot, min_qty=lot)


def symbol_of(name: str, spot: bool) -> str | None:
    """The ccxt symbol that ``name`` (BTCUSDT, BTC/USDT, BTCUSDT.P, BINANCE:BTCUSDT, #BTC …) spells, listed or not.

    None where it spells none, also for a perpetual's name on a spot account.
    """
    text = name.strip().upper().removeprefix("#")
    perpetual = text.endswith((".P", "PERP")) or (":" in text and "/" in text.partition(":")[0])
    if perpetual and spot:
        return None
    text = text.removesuffix(".P").removesuffix("PERP").rstrip("-_")
    head, colon, tail = text.partition(":")
    if colon:
        text = head if "/" in head else tail
    base, quote = _halves(text)
    if not (base.isalnum() and quote.isalnum() and base.isascii() and quote.isascii()):
        return None
    return f"{base}/{quote}" if spot else f"{base}/{quote}:{quote}"


def _halves(text: str) -> tuple[str, str]:
    for mark in "/-_":
        if mark in text:
            base, _, quote = text.partition(mark)
            return base, quote
    for quote in QUOTES:
        if text.endswith(quote) and len(text) > len(quote):
            return text.removesuffix(quote), quote
    return text, "USDT"


class Markets:
    """The list of instruments; ``fee`` (a fraction) replaces every maker and taker fee."""

    def __init__(self, listed: Iterable[Instrument] = LISTED, fee: Decimal | None = None) -> None:
        self._fee = fee
        self._by_symbol: dict[str, Instrument] = {}
        for instrument in listed:
            self.put(instrument)

    def __contains__(self, symbol: str) -> bool:
        return symbol in self._by_symbol

    def __getitem__(self, symbol: str) -> Instrument:
        return self._by_symbol[symbol]

    def __iter__(self) -> Iterator[Instrument]:
        return iter(self._by_symbol.values())

    def put(self, instrument: Instrument) -> Instrument:
        """List ``instrument``, or replace the one of that symbol."""
        if self._fee is not None:
            instrument = replace(instrument, maker=self._fee, taker=self._fee)
        self._by_symbol[instrument.symbol] = instrument
        return instrument

    def ensure(self, symbol: str, price: Decimal) -> Instrument:
        """The instrument of ``symbol``, listed from its first price if it is new; ``ValueError`` for a bad price."""
        if symbol in self._by_symbol:
            return self._by_symbol[symbol]
        if not price.is_finite() or price <= ZERO or "/" not in symbol:
            raise ValueError(f"cannot list {symbol} at {price}")
        return self.put(derived(symbol, price))

    def resolve(self, name: str, spot: bool) -> Instrument:
        """The listed instrument that ``name`` means on a spot or swap account; ``UnknownSymbol`` with what is close.

        Closeness is that of the coin alone: every name here ends alike, which would make all of them look close.
        """
        symbol = symbol_of(name, spot)
        if symbol is not None and symbol in self._by_symbol:
            return self._by_symbol[symbol]
        asked = (symbol or symbol_of(name, False) or name.upper()).partition("/")[0]
        names = {word: i.symbol for i in self if i.spot is spot for word in (i.base, i.base + i.quote)}
        near = [names[word] for word in difflib.get_close_matches(asked, names)]
        raise UnknownSymbol(name, near, sorted(set(names.values()))[:SHOWN])

"""Every exchange and market that people may name, with its record and, where it can be traded, its dialect.

Adding an exchange is one file and its lines here.
"""

from __future__ import annotations

from adapters.exchanges import (
    binance,
    bitfinex,
    bitget,
    bitunix,
    blofin,
    bybit,
    coinbase,
    coinex,
    gate,
    htx,
    htx_futures,
    kraken,
    kraken_futures,
    kucoin,
    mexc,
    okx,
    phemex,
    toobit,
)
from adapters.exchanges.dialect import Dialect
from adapters.exchanges.record import Record, closed

_DIALECTS: tuple[tuple[Record, type[Dialect]], ...] = (
    (binance.SPOT, binance.BinanceSpot),
    (binance.SWAP, binance.BinanceSwap),
    (bitfinex.SPOT, bitfinex.BitfinexSpot),
    (bitfinex.SWAP, bitfinex.BitfinexSwap),
    (bitget.SPOT, bitget.BitgetSpot),
    (bitget.SWAP, bitget.BitgetSwap),
    (bitunix.SWAP, bitunix.BitunixSwap),
    (blofin.SWAP, blofin.BlofinSwap),
    (bybit.SPOT, bybit.BybitSpot),
    (bybit.SWAP, bybit.BybitSwap),
    (coinbase.SPOT, coinbase.CoinbaseSpot),
    (coinex.SPOT, coinex.CoinExSpot),
    (coinex.SWAP, coinex.CoinExSwap),
    (gate.SPOT, gate.GateSpot),
    (gate.SWAP, gate.GateSwap),
    (htx.SPOT, htx.HtxSpot),
    (htx_futures.SWAP, htx_futures.HtxSwap),
    (kraken.SPOT, kraken.KrakenSpot),
    (kraken_futures.SWAP, kraken_futures.KrakenSwap),
    (kucoin.SPOT, kucoin.KucoinSpot),
    (kucoin.SWAP, kucoin.KucoinSwap),
    (mexc.SPOT, mexc.MexcSpot),
    (mexc.SWAP, mexc.MexcSwap),
    (okx.SPOT, okx.OkxSpot),
    (okx.SWAP, okx.OkxSwap),
    (phemex.SPOT, phemex.PhemexSpot),
    (phemex.SWAP, phemex.PhemexSwap),
    (toobit.SPOT, toobit.ToobitSpot),
    (toobit.SWAP, toobit.ToobitSwap),
)
BITMEX = "BitMEX closed on 2026-09-23: nothing can be traded there"
_CLOSED: tuple[Record, ...] = (
    closed("BitMEX", "BitMEX", True, BITMEX),
    closed("BitMEX_F", "BitMEX", False, BITMEX),
    closed("Bitunix", "Bitunix", True, bitunix.SPOT_REFUSAL),
    closed("BloFin", "BloFin", True, blofin.SPOT_REFUSAL),
    closed("Coinbase_F", "Coinbase", False, coinbase.SWAP_REFUSAL),
)

RECORDS: tuple[Record, ...] = tuple(
    sorted((*(record for record, _ in _DIALECTS), *_CLOSED), key=lambda r: r.name.lower())
)


def record_of(name: str) -> Record | None:
    """The record behind an account's name (``Binance_F:second``, any case), None if no such exchange is known."""
    kind = name.partition(":")[0].lower()
    return next((record for record in RECORDS if record.name.lower() == kind), None)


def dialect_of(name: str) -> Dialect:
    """The dialect of a record's exact name; ``KeyError`` where it cannot be traded."""
    return next((make(record) for record, make in _DIALECTS if record.name == name), None) or _missing(name)


def _missing(name: str) -> Dialect:
    raise KeyError(name)

"""One BTC market per row with its exchange's real ids and sizes, for recording offline."""

from __future__ import annotations

import importlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.exchanges.recorder import raw_market

HTX = {"status": "ok", "data": [{"id": 5202591, "type": "spot", "subtype": "", "state": "working"}]}
PHEMEX = {"priceScale": 8, "valueScale": 8, "ratioScale": 8}
SPOT, SWAP = "BTC/USDT", "BTC/USDT:USDT"
BINANCE_SPOT = ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT"]
BINANCE_SWAP = ["LIMIT", "MARKET", "STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET"]


@dataclass(frozen=True)
class Row:
    """``answers``: what discovery requests are told.  ``own``: module and class of an exchange that ccxt lacks.
    ``told``: what the account's set-up was answered.
    ``short``: as ``answers``, for a short, where they say which position is open."""

    name: str
    market: dict[str, Any]
    answers: Sequence[tuple[str, str]] = ()
    own: tuple[str, str] | None = None
    told: Sequence[dict[str, Any]] = ()
    short: Sequence[tuple[str, str]] = ()

    def cls(self) -> Any:
        return getattr(importlib.import_module(self.own[0]), self.own[1]) if self.own else None


BITUNIX = json.dumps(
    {
        "code": 0,
        "data": [
            {"positionId": str(n), "symbol": "BTCUSDT", "side": s, "qty": "1"} for n, s in ((1, "LONG"), (2, "SHORT"))
        ],
    }
)


def coinex(side: str) -> tuple[tuple[str, str], ...]:
    """The one position that a market can hold."""
    position = {"position_id": 246, "market": "BTCUSDT", "market_type": "FUTURES", "side": side, "open_interest": "1"}
    return (("pending-position", json.dumps({"code": 0, "data": [position], "message": "OK"})),)


COINEX = ("adapters.exchanges.own.coinex", "CoinEx")
MARKETS: tuple[Row, ...] = (
    Row("Binance", raw_market("BTCUSDT", SPOT, "1", "0.00001", "0.01", info={"orderTypes": BINANCE_SPOT})),
    Row("Binance_F", raw_market("BTCUSDT", SWAP, "1", "0.001", "0.1", info={"orderTypes": BINANCE_SWAP})),
    Row("Bitfinex", raw_market("tBTCUST", SPOT, "1", "8", "5", precision={"amount": 8, "price": 5})),
    Row("Bitfinex_F", raw_market("tBTCF0:USTF0", SWAP, "1", "8", "5", precision={"amount": 8, "price": 5})),
    Row("Bitget", raw_market("BTCUSDT", SPOT, "1", "0.000001", "0.01")),
    Row("Bitget_F", raw_market("BTCUSDT", SWAP, "1", "0.0001", "0.1")),
    Row(
        "Bitunix_F",
        raw_market("BTCUSDT", SWAP, "1", "0.0001", "0.1"),
        (("get_pending_positions", BITUNIX),),
        ("adapters.exchanges.own.bitunix", "Bitunix"),
    ),
    Row("BloFin_F", raw_market("BTC-USDT", SWAP, "0.001", "0.1", "0.1")),
    Row("Bybit", raw_market("BTCUSDT", SPOT, "1", "0.000001", "0.01")),
    Row("Bybit_F", raw_market("BTCUSDT", SWAP, "1", "0.001", "0.1")),
    Row("Coinbase", raw_market("BTC-USDC", "BTC/USDC", "1", "0.00000001", "0.01")),
    Row("Gate", raw_market("BTC_USDT", SPOT, "1", "0.00001", "0.1")),
    Row("Gate_F", raw_market("BTC_USDT", SWAP, "0.0001", "1", "0.1", settleId="usdt")),
    Row("CoinEx", raw_market("BTCUSDT", SPOT, "1", "0.00000001", "0.01"), own=COINEX),
    Row("CoinEx_F", raw_market("BTCUSDT", SWAP, "1", "0.0001", "0.1"), coinex("long"), COINEX, short=coinex("short")),
    Row("HTX", raw_market("btcusdt", SPOT, "1", "0.000001", "0.01"), told=(HTX,)),
    Row("HTX_F", raw_market("BTC-USDT", SWAP, "0.001", "1", "0.1")),
    Row("Kraken", raw_market("XBTUSDT", SPOT, "1", "0.00000001", "0.1")),
    Row("Kraken_F", raw_market("PF_XBTUSD", "BTC/USD:USD", "1", "0.0001", "1")),
    Row("KuCoin", raw_market("BTC-USDT", SPOT, "1", "0.00000001", "0.1")),
    Row("KuCoin_F", raw_market("XBTUSDTM", SWAP, "0.001", "1", "0.1")),
    Row("MEXC", raw_market("BTCUSDT", SPOT, "1", "0.000001", "0.01")),
    Row("MEXC_F", raw_market("BTC_USDT", SWAP, "0.0001", "1", "0.1")),
    Row("OKX", raw_market("BTC-USDT", SPOT, "1", "0.00000001", "0.1")),
    Row("OKX_F", raw_market("BTC-USDT-SWAP", SWAP, "0.01", "0.01", "0.1")),
    Row("Phemex", raw_market("sBTCUSDT", SPOT, "1", "0.000001", "0.01", **PHEMEX)),
    Row("Phemex_F", raw_market("BTCUSDT", SWAP, "1", "0.001", "0.1")),
    Row("Toobit", raw_market("BTCUSDT", SPOT, "1", "0.000001", "0.01")),
    Row("Toobit_F", raw_market("BTC-SWAP-USDT", SWAP, "0.001", "1", "0.1")),
)

"""Every request that the study of ccxt verified is compared with one of ours, or is not sent for a reason."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exchanges.matrix import STUDIED, Pair, compare

ID = "another id"
PART = "a part of the position, where theirs has no size and takes all, a person's own included"
ATTACHED = "exits that travel with an entry are of its whole size: a ladder, and an entry that fills in part, are not"

BINANCE, BINANCE_F = ("binance", "spot"), ("binance", "swap")
BYBIT, BYBIT_F = ("bybit", "spot"), ("bybit", "swap")
OKX_F, BLOFIN_F = ("okx", "swap"), ("blofin", "swap")
FULL = "tpslMode slTriggerBy slSize takeProfit tpOrderType tpSize"

COMPARED = [
    Pair(
        "Binance",
        "long pair",
        BINANCE,
        "oco_raw",
        "listClientOrderId aboveClientOrderId belowClientOrderId newOrderRespType recvWindow",
        "another id, an answer with fills, and too late is too late",
    ),
    Pair("Binance", "long cancel pair", BINANCE, "cancel_list", "listClientOrderId recvWindow", ID),
    Pair("Binance_F", "long stop", BINANCE_F, "sl_reduceOnly_GTE", "clientAlgoId recvWindow", ID),
    Pair("Binance_F", "long stop", BINANCE_F, "usdm_sl", "clientAlgoId timeInForce recvWindow", "ends with a position"),
    Pair(
        "Binance_F",
        "long stop",
        BINANCE_F,
        "sl_closePosition_GTE",
        "clientAlgoId quantity reduceOnly recvWindow closePosition workingType priceProtect",
        PART,
    ),
    Pair(
        "Binance_F",
        "long target",
        BINANCE_F,
        "tp_closePosition_GTE",
        "clientAlgoId quantity reduceOnly recvWindow closePosition",
        PART,
    ),
    Pair("Bybit_F", "long find entry limit", BYBIT_F, "fetch_by_link", "limit orderLinkId", "a full page"),
    Pair(
        "Bybit_F",
        "long position stop",
        BYBIT_F,
        "raw_tradingstop",
        "positionIdx slTriggerBy slOrderType takeProfit",
        "the stop alone",
    ),
    Pair("Bybit_F", "long position stop", BYBIT_F, "tradingstop_partial", FULL, "the stop alone, of all that there is"),
    Pair(
        "Bybit_F",
        "long position stop",
        BYBIT_F,
        "tradingstop_hedge",
        f"{FULL} positionIdx",
        "the same of a hedged position",
    ),
    Pair("Bybit", "open lists", BYBIT, "open_tpsl", "limit orderFilter", "all kinds, a full page"),
    Pair(
        "OKX_F", "long pair", OKX_F, "oco_closeFraction", "sz algoClOrdId clOrdId tag closeFraction cxlOnClosePos", PART
    ),
    Pair("OKX_F", "open lists", OKX_F, "open_oco", "ordType", "both kinds at once"),
    Pair("OKX_F", "open lists", OKX_F, "open_cond_oco", "", "the same"),
    Pair("OKX_F", "long find stop", OKX_F, "fetch_oco", "algoClOrdId algoId", "by our own id"),
    Pair("OKX_F", "long cancel stop", OKX_F, "cancel_oco", "algoClOrdId algoId", "by our own id"),
    Pair("BloFin_F", "long pair", BLOFIN_F, "tpsl_full", "size clientOrderId", PART),
    Pair("BloFin_F", "long pair", BLOFIN_F, "tpsl_full_raw", "brokerId size clientOrderId", PART),
    Pair("BloFin_F", "long pair", BLOFIN_F, "tpsl_hedge", "positionSide clientOrderId", "one-way"),
    Pair("BloFin_F", "open lists", BLOFIN_F, "open_tpsl", "limit", "a full page"),
    Pair("Kraken", "long find entry limit", ("kraken", "spot"), "closed_by_cid", "cl_ord_id", ID),
    Pair("HTX_F", "open lists", ("htx", "swap"), "open_tpsl", "limit", "a full page"),
    Pair("HTX_F", "open lists", ("htx", "swap"), "open_sl", "limit", "a full page"),
    Pair("HTX_F", "long cancel stop", ("htx", "swap"), "cancel_tpsl", "algo_client_order_id algo_id", "by our own id"),
    Pair("Bitfinex_F", "long find entry limit", ("bitfinex", "swap"), "open", "", "the same"),
    Pair("Gate_F", "long stop", ("gate", "swap"), "sl_pos", "initial.size initial.text order_type close", PART),
    Pair("Gate", "long stop", ("gate", "spot"), "sl_30d", "put.price put.text expiration", "at the market"),
    Pair("Coinbase", "long pair", ("coinbase", "spot"), "raw", "client_order_id", ID),
]
NOT_SENT = {
    "binance spot": {
        "otoco_raw": ATTACHED,
        "opoco_raw": ATTACHED,
        "query_list": "its legs are asked for by their own ids, which tell their fills",
        "open_lists": "the legs stand in the list of open orders",
    },
    "bybit swap": {"attached_limitTP": ATTACHED},
    "bybit spot": {"attached_limit": ATTACHED},
    "okx swap": {"split_tp_attached": ATTACHED},
    "okx spot": {"attached_raw_multi": ATTACHED},
    "bitget swap": {
        "pos_tpsl_raw": PART,
        "uta_strategy_raw": "for unified accounts, of which the row does not speak",
    },
    "bitget spot": {"preset_raw": ATTACHED, "preset_raw_mkt": ATTACHED},
    "kraken spot": {"oto_close_sl": ATTACHED},
    "kucoin spot": dict.fromkeys(
        ("oco_raw", "oco_query", "oco_details", "oco_cancel"),
        "its stop is a limit, which a fall leaves behind: a stop at the market rests alone",
    ),
    "kucoin swap": {"attached": ATTACHED, "st_reduce_raw": "one id for both legs, and neither can be changed alone"},
    "htx swap": {"attached": ATTACHED, "tpsl_unified_override": "two legs in a list that tells of one: stops alone"},
    "htx spot": {
        "stop_limit": "a fall leaves a limit behind: see the row's own file",
        "tp_stop_limit": "a target waits with the bot: the stop holds the coins",
    },
    "phemex swap": {"attached": ATTACHED},
    "phemex spot": {"tp_mit": "a target waits with the bot: the stop holds the coins"},
    "toobit swap": {"attached": ATTACHED, "trading_stop_raw": "has no id of ours"},
    "mexc swap": {
        "attached_raw": ATTACHED,
        "stoporder_raw": "has no id of ours",
        "stoporder_open": "what a person set there is not shown by it",
        "stoporder_cancel": "ours are plan orders",
    },
    "coinbase spot": {"attached": ATTACHED},
}


@pytest.mark.parametrize("pair", COMPARED, ids=str)
def test_requests_beside_the_study(pair: Pair) -> None:
    compare(pair)


def _pairs() -> Iterator[Pair]:
    """All that any file compares, as pytest would be told."""
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        module = importlib.import_module(f"tests.exchanges.{path.stem}")
        for test in vars(module).values():
            for mark in getattr(test, "pytestmark", ()):
                yield from (value for value in mark.args[1:] for value in value if isinstance(value, Pair))


def test_every_verified_request_is_compared_or_not_sent_for_a_reason() -> None:
    compared = {(" ".join(pair.market), pair.name) for pair in _pairs()}
    unsent = {(row, name) for row, names in NOT_SENT.items() for name in names}
    verified = {(f"{r['exchange']} {r['market_type']}", name) for r in STUDIED for name in r["verified"]}
    assert unsent <= verified
    assert not unsent & compared
    assert verified == unsent | compared & verified

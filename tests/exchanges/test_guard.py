"""The guard: a conditional request leaves as what it is or not at all, and nothing is written unasked."""

from __future__ import annotations

import json

import pytest

from adapters.exchanges.call import Call, Proof
from adapters.exchanges.guard import Unguarded, check, fields_of, judge

STOP = Proof("/fapi/v1/algoOrder", {"triggerPrice": "90000", "type": "STOP_MARKET"})
ALGO = "https://fapi.binance.com/fapi/v1/algoOrder"
GOOD = "symbol=BTCUSDT&type=STOP_MARKET&triggerPrice=90000.0&signature=x"


def test_a_request_that_carries_its_condition_leaves() -> None:
    check(STOP, ALGO, GOOD)


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("https://fapi.binance.com/fapi/v1/order", GOOD),
        (ALGO, GOOD.replace("&triggerPrice=90000.0", "")),
        (ALGO, GOOD.replace("90000.0", "")),
        (ALGO, GOOD.replace("90000.0", "90000.1")),
        (ALGO, GOOD.replace("STOP_MARKET", "MARKET")),
        (ALGO, ""),
        (ALGO, None),
    ],
    ids=["another route", "dropped", "empty", "another price", "another type", "no body", "nothing"],
)
def test_one_that_lost_it_does_not(url: str, body: str | None) -> None:
    with pytest.raises(Unguarded, match="nothing was sent"):
        check(STOP, url, body)


NESTED = {"instId": "BTC", "attachAlgoOrds": [{"slTriggerPx": "90000"}, {"tpTriggerPx": 110000}]}


@pytest.mark.parametrize(
    ("url", "body", "name", "value"),
    [
        ("https://x/y?a=1&b=", None, "a", "1"),
        ("https://x/y", json.dumps(NESTED), "attachAlgoOrds.0.slTriggerPx", "90000"),
        ("https://x/y", json.dumps([NESTED]), "0.attachAlgoOrds.1.tpTriggerPx", "110000"),
        ("https://x/y", b'{"trigger": {"price": 90000.10}}', "trigger.price", "90000.10"),
        ("https://x/y", "list=%5B%7B%22p%22%3A%225%22%7D%5D", "list.0.p", "5"),
        ("https://x/y?json=%7B%22stop%22%3A%227%22%7D", "", "json.stop", "7"),
    ],
)
def test_fields_are_found_wherever_they_stand(url: str, body: str | bytes | None, name: str, value: str) -> None:
    assert fields_of(url, body)[name] == value


def test_true_and_false_are_words_not_numbers() -> None:
    with pytest.raises(Unguarded):
        check(Proof("/y", {"reduceOnly": "true"}), "https://x/y", '{"reduceOnly": false}')
    check(Proof("/y", {"reduceOnly": "true"}), "https://x/y", '{"reduceOnly": true}')


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_write_that_no_call_asked_for_is_stopped(method: str) -> None:
    with pytest.raises(Unguarded, match="belongs to no request"):
        judge(None, method, "https://api.binance.com/api/v3/order", "")


def test_reads_and_stream_tokens_may_leave_on_their_own() -> None:
    judge(None, "GET", "https://api.binance.com/api/v3/order", None)
    judge(None, "POST", "https://fapi.binance.com/fapi/v1/listenKey", None)
    judge(Call("create_order"), "POST", "https://api.binance.com/api/v3/order", "")


def test_a_look_that_ccxt_makes_first_is_no_order() -> None:
    judge(Call("create_order", proof=STOP), "GET", "https://fapi.binance.com/fapi/v1/positionSide/dual", None)

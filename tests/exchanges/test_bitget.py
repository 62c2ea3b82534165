"""Bitget: requests beside an earlier study, its codes, and what ccxt would send instead."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import ccxt
import pytest

from adapters.exchanges.bitget import CODES
from adapters.exchanges.call import Call, Refused
from adapters.exchanges.guard import Unguarded
from adapters.exchanges.listed import dialect_of
from adapters.exchanges.outcomes import Outcome, classify
from core.orders import Amendment, Order, OrderType, PositionSide, Reason
from tests.exchanges.intents import AT, ENTRY, D, order
from tests.exchanges.markets import MARKETS
from tests.exchanges.matrix import Pair, compare
from tests.exchanges.recorder import Wire, record, wire

LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
SWAP, SPOT = ("bitget", "swap"), ("bitget", "spot")
LIMIT = order("e1", OrderType.LIMIT, LONG, price=ENTRY)
STOP = order("sl", OrderType.STOP, LONG, trigger=D(90000))
OWN = replace(STOP, quantity=None)


def line(name: str) -> Wire:
    return wire(dialect_of(name), next(row.market for row in MARKETS if row.name == name))


# -- requests -------------------------------------------------------------------------------------

LAST = "ours triggers on the last price, as everywhere"


@pytest.mark.parametrize(
    "pair",
    [
        Pair("Bitget_F", "long stop", SWAP, "partial_sl", "clientOid triggerType", LAST),
        Pair("Bitget_F", "long target", SWAP, "partial_tp", "clientOid triggerType triggerPrice size", LAST),
        Pair(
            "Bitget_F",
            "long position stop",
            SWAP,
            "sl_long",
            "clientOid triggerType size orderType force",
            "a stop of the position has no size of its own, and fills at the market unless a price is named",
        ),
        Pair(
            "Bitget_F",
            "long cancel position stop",
            SWAP,
            "cancel_tpsl",
            "orderIdList.0.orderId orderIdList.0.clientOid",
            "by our own id",
        ),
        Pair("Bitget_F", "long entry market", SWAP, "market_buy", "clientOid", "another id"),
        Pair("Bitget_F", "long find stop", SWAP, "open_tpsl", "clientOid limit", "one order, a full page"),
        Pair("Bitget", "long stop", SPOT, "plan_sl", "clientOid", "another id"),
        Pair("Bitget", "long cancel stop", SPOT, "cancel_cid_trigger", "clientOid", "another id"),
    ],
    ids=str,
)
def test_requests_beside_the_study(pair: Pair) -> None:
    compare(pair)


@pytest.mark.parametrize(("side", "held"), [(LONG, "long"), (SHORT, "short")])
def test_hedge_mode_names_the_position(side: PositionSide, held: str) -> None:
    dialect, found = dialect_of("Bitget_F"), line("Bitget_F")
    dialect.rules = replace(dialect.rules, hedged=True)
    stop = order("sl", OrderType.STOP, side, trigger=D(90000) if side is LONG else D(110000))
    for one in (stop, replace(stop, quantity=None)):
        (request,) = record(found, dialect.submit(found.market, one, side))
        assert request["body"]["holdSide"] == held
    (request,) = record(found, dialect.submit(found.market, order("close", OrderType.MARKET, side), side))
    assert (request["body"]["tradeSide"], request["body"]["side"]) == ("Close", side.entry.value)


def test_the_account_says_its_position_mode() -> None:
    dialect = dialect_of("Bitget_F")
    assert dialect.hedged({"info": {"posMode": "hedge_mode"}})
    assert not dialect.hedged({"info": {"posMode": "one_way_mode"}})


def test_a_market_buy_on_spot_is_refused_in_plain_words() -> None:
    found = line("Bitget")
    with pytest.raises(Refused, match="counts market buys in money"):
        dialect_of("Bitget").submit(found.market, order("e1", OrderType.MARKET, LONG), LONG)


def test_only_a_condition_is_changed_in_place() -> None:
    found, dialect = line("Bitget_F"), dialect_of("Bitget_F")
    asked = Amendment(D(95000), None, AT)
    assert dialect.amend(found.market, replace(OWN, amend_asked=asked), LONG).proof is not None
    with pytest.raises(Refused, match="nothing else"):
        dialect.amend(found.market, replace(LIMIT, amend_asked=asked), LONG)


# -- what ccxt would send instead -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "one", "params"),
    [
        ("Bitget", STOP, {"trailingPercent": "1"}),
        ("Bitget", STOP, {"triggerPrice": "90001"}),
        ("Bitget", STOP, {"presetStopLossPrice": "90000"}),
        ("Bitget_F", STOP, {"stopLossPrice": "90000", "reduceOnly": True}),
        ("Bitget_F", STOP, {"triggerPrice": "90000", "reduceOnly": True}),
        ("Bitget_F", STOP, {"trailingPercent": "1", "trailingTriggerPrice": "90000", "reduceOnly": True}),
        ("Bitget_F", STOP, {"stopLoss": {"triggerPrice": "90000"}, "reduceOnly": True}),
        ("Bitget_F", OWN, {"stopLossPrice": "90001"}),
        ("Bitget_F", OWN, {"takeProfitPrice": "90000"}),
        ("Bitget_F", OWN, {"stopLossPrice": "90000", "hedged": True}),
    ],
    ids=[
        "trailing is dropped",
        "another price",
        "a preset sells at once",
        "the whole position",
        "an order that can open",
        "trailing",
        "a preset closes at once",
        "another price of the position",
        "a target",
        "another position",
    ],
)
def test_a_condition_that_is_none_does_not_leave(name: str, one: Order, params: dict[str, Any]) -> None:
    found = line(name)
    proof = dialect_of(name).submit(found.market, one, LONG).proof
    args = (found.market.symbol, "market", "sell", D("0.01"), None, {"clientOrderId": one.id} | params)
    with pytest.raises(Unguarded, match="nothing was sent"):
        record(found, Call("create_order", args, proof))


# -- codes ----------------------------------------------------------------------------------------

R = Outcome.REFUSED


def judged(code: str, words: str) -> tuple[Outcome, Reason]:
    """What real ccxt raises for an answer, classified."""
    body = {"code": code, "msg": words, "requestTime": 1, "data": None}
    with pytest.raises(ccxt.BaseError) as error:
        ccxt.bitget().handle_errors(400, "Bad Request", "", "POST", {}, json.dumps(body), body, {}, "")
    verdict = classify(error.value, CODES, AT)
    return verdict.outcome, verdict.reason


@pytest.mark.parametrize(
    ("codes", "outcome", "reason"),
    [
        ("40786 43118", Outcome.DUPLICATE, Reason.OTHER),
        ("43012 40762 40754 40711 40712", R, Reason.MARGIN),
        ("40830 40831 40832 40833 40915 40916 40917 45122", R, Reason.WOULD_TRIGGER),
        ("22002 40757 40891 43023", R, Reason.REDUCE_ONLY),
        ("43011 43006 43008 45110 45113 40808 41103 41117 40108 40706", R, Reason.FILTER),
        ("429 30007", R, Reason.BANNED),
        ("40004 40005 40008", R, Reason.NOT_SENT),
        ("40200 40308 40309 41114 43115", R, Reason.CLOSED),
        ("40014 40018 40085 40774 40305", R, Reason.OTHER),
        ("22001 40109 40768 43001 43020 43025", Outcome.ABSENT, Reason.OTHER),
        ("40010 40015 40604 40725 45001 98765", Outcome.UNKNOWN, Reason.OTHER),
    ],
)
def test_codes(codes: str, outcome: Outcome, reason: Reason) -> None:
    for code in codes.split():
        assert judged(code, "words") == (outcome, reason), code


@pytest.mark.parametrize(
    ("words", "outcome", "reason"),
    [
        ("Long position take profit price please > mark price 106.86", R, Reason.WOULD_TRIGGER),
        ("Short position take profit price please < mark price 106.86", R, Reason.WOULD_TRIGGER),
        ("Duplicate clientOid", Outcome.DUPLICATE, Reason.OTHER),
        ("something new", Outcome.UNKNOWN, Reason.OTHER),
    ],
)
def test_words_of_a_code_that_is_not_listed(words: str, outcome: Outcome, reason: Reason) -> None:
    assert judged("98765", words) == (outcome, reason)

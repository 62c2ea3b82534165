"""Bybit: what its codes mean for a write, one line per code."""

from __future__ import annotations

from datetime import UTC, datetime

import ccxt
import pytest

from adapters.exchanges.bybit import CODES
from adapters.exchanges.outcomes import Outcome, classify
from core.orders import Reason


@pytest.mark.parametrize(
    ("code", "text", "outcome", "reason"),
    [
        (10000, "Server Timeout", Outcome.UNKNOWN, Reason.OTHER),
        (10016, "Server error.", Outcome.UNKNOWN, Reason.OTHER),
        (170146, "Order creation timeout.", Outcome.UNKNOWN, Reason.OTHER),
        (10002, "invalid request, please check your server timestamp", Outcome.REFUSED, Reason.NOT_SENT),
        (10006, "Too many visits!", Outcome.REFUSED, Reason.BANNED),
        (10018, "Exceeded the IP Rate Limit.", Outcome.REFUSED, Reason.BANNED),
        (110072, "OrderLinkedID is duplicate", Outcome.DUPLICATE, Reason.OTHER),
        (170141, "Duplicate clientOrderId", Outcome.DUPLICATE, Reason.OTHER),
        (110001, "order not exists or too late to cancel", Outcome.ABSENT, Reason.OTHER),
        (170213, "Order does not exist.", Outcome.ABSENT, Reason.OTHER),
        (34040, "not modified", Outcome.ABSENT, Reason.OTHER),
        (110007, "ab not enough for new order", Outcome.REFUSED, Reason.MARGIN),
        (170131, "Insufficient balance.", Outcome.REFUSED, Reason.MARGIN),
        (110017, "current position is zero, cannot fix reduce-only order qty", Outcome.REFUSED, Reason.REDUCE_ONLY),
        (10001, "can not set tp/sl/ts for zero position", Outcome.REFUSED, Reason.REDUCE_ONLY),
        (
            10001,
            "StopLoss:1000 set for Buy position should lower than base_price:900??LastPrice",
            Outcome.REFUSED,
            Reason.WOULD_TRIGGER,
        ),
        (10001, "The number of contracts exceeds maximum limit allowed", Outcome.REFUSED, Reason.OTHER),
        (110093, "expect Falling, but trigger_price[9] >= current[8]", Outcome.REFUSED, Reason.WOULD_TRIGGER),
        (110094, "Order does not meet minimum order value 5USDT", Outcome.REFUSED, Reason.FILTER),
        (170140, "Order value exceeded lower limit.", Outcome.REFUSED, Reason.FILTER),
        (110066, "No trading is allowed at the current time", Outcome.REFUSED, Reason.CLOSED),
        (999999, "a code that nobody knows", Outcome.UNKNOWN, Reason.OTHER),
    ],
)
def test_codes(code: int, text: str, outcome: Outcome, reason: Reason) -> None:
    error = ccxt.ExchangeError(f'bybit {{"retCode":{code},"retMsg":"{text}","result":{{}},"time":1672217377164}}')
    verdict = classify(error, CODES, datetime(2026, 11, 20, tzinfo=UTC))
    assert (verdict.outcome, verdict.reason, verdict.text) == (outcome, reason, text)

"""OKX: what its codes mean for a write, one line per code."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import ccxt
import pytest

from adapters.exchanges.okx import CODES
from adapters.exchanges.outcomes import Outcome, classify
from core.orders import Reason


@pytest.mark.parametrize(
    ("code", "text", "outcome", "reason"),
    [
        ("50004", "Endpoint request timeout", Outcome.UNKNOWN, Reason.OTHER),
        ("50013", "System is busy, please try again later.", Outcome.UNKNOWN, Reason.OTHER),
        ("50026", "System error, please try again later.", Outcome.UNKNOWN, Reason.OTHER),
        ("50102", "Timestamp request expired", Outcome.REFUSED, Reason.NOT_SENT),
        ("50011", "Request too frequent", Outcome.REFUSED, Reason.BANNED),
        ("51016", "Duplicated client order ID", Outcome.DUPLICATE, Reason.OTHER),
        ("51065", "algoClOrdId duplicated", Outcome.DUPLICATE, Reason.OTHER),
        ("51400", "Cancellation failed as the order does not exist.", Outcome.ABSENT, Reason.OTHER),
        ("51603", "Order does not exist", Outcome.ABSENT, Reason.OTHER),
        ("51008", "Order failed. Insufficient USDT margin in account", Outcome.REFUSED, Reason.MARGIN),
        ("51169", "You have no position in this direction", Outcome.REFUSED, Reason.REDUCE_ONLY),
        ("51280", "SL trigger price cannot be higher than the last price", Outcome.REFUSED, Reason.WOULD_TRIGGER),
        ("51047", "The stop loss trigger price must be lower", Outcome.REFUSED, Reason.WOULD_TRIGGER),
        ("51121", "Order count should be the integer multiples", Outcome.REFUSED, Reason.FILTER),
        ("51020", "Your order should meet the minimum amount", Outcome.REFUSED, Reason.FILTER),
        ("51028", "Contract under delivery", Outcome.REFUSED, Reason.CLOSED),
        ("51000", "Parameter tdMode error", Outcome.REFUSED, Reason.OTHER),
        ("59999", "a code that nobody knows", Outcome.UNKNOWN, Reason.OTHER),
    ],
)
def test_codes_outside_and_inside(code: str, text: str, outcome: Outcome, reason: Reason) -> None:
    """A refusal of one order stands inside an answer whose own code only says that something failed."""
    now = datetime(2026, 11, 20, tzinfo=UTC)
    inner = {"code": "1", "data": [{"clOrdId": "", "ordId": "", "sCode": code, "sMsg": text}], "msg": ""}
    for body in (inner, {"code": code, "data": [], "msg": text}):
        verdict = classify(ccxt.ExchangeError(f"okx {json.dumps(body)}"), CODES, now)
        assert (verdict.outcome, verdict.reason, verdict.text) == (outcome, reason, text)

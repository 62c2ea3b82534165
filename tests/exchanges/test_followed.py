"""A condition that was triggered, and whose order is not found: how long it goes on selling, and where it is over."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from core.orders import Fill, OrderType, OrdStatus, PositionSide
from core.ports import Look
from tests.exchanges import test_gate as gate
from tests.exchanges import test_toobit as toobit
from tests.exchanges.canned import looked
from tests.exchanges.intents import D, order

STOP = order("sl", OrderType.STOP, PositionSide.LONG, trigger=D(90000))
NEW, EXPIRED, FILLED = OrdStatus.NEW, OrdStatus.EXPIRED, OrdStatus.FILLED
Answers = Sequence[tuple[str, str]]


def at_gate(*, spot: bool, became: int) -> Answers:
    """A price order that has ended; ``became``: the order that is not found, 0: it names none."""
    made = gate.spot_condition("finish", became) if spot else gate.condition("finished", "succeeded", became)
    lost = {"label": "ORDER_NOT_FOUND", "message": "Order not found"}
    return [
        ("status=finished", json.dumps([made])),
        (f"/orders/{became or 'none'}", json.dumps(lost)),
        ("price_orders", "[]"),
        ("", "[]"),
    ]


def at_toobit(became: str) -> Answers:
    lost = {"code": -2013, "msg": "Order does not exist."}
    return [
        ("openOrders", "[]"),
        ("origClientOrderId", json.dumps(toobit.condition("ORDER_FILLED", became))),
        ("orderId=777", json.dumps(lost)),
        ("positions", "[]"),
    ]


def after(name: str, answers: Answers, seconds: float) -> Look:
    """The second of two looks."""
    return looked(name, [STOP], answers, times=2, apart=seconds)


@pytest.mark.parametrize(("seconds", "status"), [(1, NEW), (29, NEW), (30, EXPIRED), (600, EXPIRED)])
@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("Gate_F", at_gate(spot=False, became=1230)),
        ("Gate_F", at_gate(spot=False, became=0)),
        ("Toobit_F", at_toobit("777")),
        ("Toobit_F", at_toobit("0")),
    ],
    ids=["not found", "unnamed", "not found there", "unnamed there"],
)
def test_a_derivative_does_not_rely_for_ever_on_a_stop_that_is_gone(
    name: str, answers: Answers, seconds: float, status: OrdStatus
) -> None:
    """What closes can only reduce, so the new stop does no harm; without it the position would be bare."""
    (report,) = after(name, answers, seconds).reports
    assert (report.status, report.triggered, report.stopped) == (status, True, Fill())
    assert ("not found" in report.text) is (status is EXPIRED)


@pytest.mark.parametrize("seconds", [1, 30, 600])
@pytest.mark.parametrize("became", [1230, 0], ids=["not found", "unnamed"])
def test_on_spot_a_sale_is_never_doubted_away(seconds: float, became: int, caplog: pytest.LogCaptureFixture) -> None:
    """A second stop would sell the same coins again, or a person's own; whoever reads the log is told."""
    look = after("Gate", at_gate(spot=True, became=became), seconds)
    (report,) = look.reports
    assert (report.status, report.triggered, report.stopped) == (NEW, True, Fill())
    assert (STOP.id in caplog.text) is (seconds >= 30)

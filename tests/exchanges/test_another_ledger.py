"""One tag in 251 is another ledger's too, and both count their brackets from one: an order with our id may have been
there before we were.  Through real ccxt, with canned answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapters.exchanges.reading import moment
from core.bracket import CLOCKS
from core.heard import was_found
from core.orders import OrderType, OrdStatus, PositionSide
from tests.exchanges.canned import looked, read
from tests.exchanges.intents import AT, D, order
from tests.exchanges.test_bybit import listed, raw

MS = int(AT.timestamp() * 1000)
STOP = order("sl", OrderType.STOP, PositionSide.LONG, trigger=D(90000))
EARLIER = MS - int(CLOCKS.total_seconds() * 1000)  # the exchange's clock may be this far behind


def record(status: str, made: int, **more: str) -> dict[str, Any]:
    return raw(STOP.id, status, triggerPrice="90000", createdTime=str(made), **more) | {"orderId": "7"}


@pytest.mark.parametrize(("made", "ours"), [(EARLIER - 1, False), (EARLIER, True), (MS + 60_000, True)])
@pytest.mark.parametrize("status", ["Untriggered", "Deactivated"])
@pytest.mark.parametrize("rests", [True, False], ids=["rests", "ended"])
def test_what_was_there_before_ours_was_decided_is_not_ours(made: int, ours: bool, status: str, rests: bool) -> None:
    """Neither a fill nor an end of it is taken for ours, and ours is missing; one that rests is told as foreign."""
    found = listed(record(status, made))
    answers = [("position/list", listed()), (f"orderLinkId={STOP.id}", found)]
    look = looked("Bybit_F", [STOP], [*answers, ("/v5/order/", found if rests else listed())])
    assert [r.id for r in look.reports] == ([STOP.id] if ours else [])
    assert look.missing == (() if ours else (STOP.id,))
    assert look.foreign == ((STOP.id,) if rests and not ours else ())


def test_one_that_was_found_is_as_old_as_it_is() -> None:
    """When it was decided is not known; whether it is ours was judged when it was found."""
    found = replace(STOP, not_after=AT)
    assert was_found(found)
    answers = [("position/list", listed()), ("/v5/order/", listed(record("Untriggered", EARLIER - 1)))]
    assert [r.id for r in looked("Bybit_F", [found], answers).reports] == [STOP.id]


def test_a_report_says_when_its_order_was_made() -> None:
    (reading,) = read("Bybit_F", record("Untriggered", MS))
    assert reading.made == AT
    answers = [("position/list", listed()), ("/v5/order/", listed(record("Untriggered", MS)))]
    (report,) = looked("Bybit_F", [STOP], answers).reports
    assert (report.made, report.status) == (AT, OrdStatus.NEW)


@pytest.mark.parametrize("value", [None, "", -1, 0, MS // 1000, MS * 1000, MS * 1_000_000, str(MS), True])
def test_what_is_no_time_in_milliseconds_is_not_compared(value: object) -> None:
    """Or a unit that ccxt takes for another would make our own order somebody else's."""
    assert moment(value) is None
    assert moment(MS + 1) == AT + timedelta(milliseconds=1)

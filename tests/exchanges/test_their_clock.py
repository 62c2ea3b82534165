"""Exchanges whose clock is not ours, as far as entries are made at all: what we send, and what is known as ours."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapters.clock import VirtualClock, run_virtual
from adapters.exchanges.limiter import Address, Limiter
from adapters.exchanges.listed import dialect_of
from adapters.exchanges.through_ccxt import CcxtExchange
from adapters.exchanges.wire import Wire
from core.orders import Amendment, Order, OrderType, OrdStatus, PositionSide
from core.ports import SKEW, UnknownOutcome
from tests.exchanges import test_bitunix, test_bybit, test_gate, test_mexc
from tests.exchanges.canned import looked
from tests.exchanges.intents import AT, D, order
from tests.exchanges.markets import MARKETS
from tests.exchanges.recorder import wire

LONG = PositionSide.LONG
STOP = order("sl", OrderType.STOP, LONG, trigger=D(90000))
OWN = replace(STOP, quantity=None)
OFF = [-SKEW, timedelta(seconds=-2.5), timedelta(0), timedelta(seconds=2.5), SKEW]
A_MOMENT = timedelta(seconds=0.2)  # after the decision


def bybit_sold(made: int) -> list[tuple[str, str]]:
    record = test_bybit.sold("StopLoss", createdTime=str(made), updatedTime=str(made))
    lists = [("openOnly=1", test_bybit.listed(record)), ("/v5/order/", test_bybit.listed())]
    return [("position/list", test_bybit.position("0", "")), *lists]


def mexc_rests(made: int) -> list[tuple[str, str]]:
    plan = test_mexc.data(test_mexc.plan(1, createTime=made))
    return [("planorder/list", plan), ("list", test_mexc.data()), ("open_positions", test_mexc.data())]


def gate_rests(made: int) -> list[tuple[str, str]]:
    rests = json.dumps([test_gate.condition("open", create_time=made / 1000)])
    return [("price_orders?contract=BTC_USDT&status=open", rests), ("", "[]")]


def bitunix_canceled(made: int) -> list[tuple[str, str]]:
    ended = test_bitunix.tpsl("CANCELED", ctime=made, triggerTime=None)
    lists = [("tpsl/get_history_orders", test_bitunix.data({"orderList": [ended]}))]
    lists += [("tpsl/get_pending_orders", test_bitunix.data([]))]
    return [*lists, ("get_pending_positions", test_bitunix.data([])), ("", test_bitunix.data({"orderList": []}))]


@pytest.mark.parametrize("ahead", OFF, ids=lambda ahead: f"{ahead.total_seconds():+}")
@pytest.mark.parametrize(
    ("name", "one", "answers", "status"),
    [
        ("Bybit_F", OWN, bybit_sold, OrdStatus.FILLED),
        ("MEXC_F", STOP, mexc_rests, OrdStatus.NEW),
        ("Gate_F", STOP, gate_rests, OrdStatus.NEW),
        ("Bitunix_F", STOP, bitunix_canceled, OrdStatus.CANCELED),
    ],
)
def test_an_order_that_only_its_time_and_terms_tell_is_ours(
    name: str, one: Order, answers: Any, status: OrdStatus, ahead: timedelta
) -> None:
    """Or the exit would be booked as a person's, and the same stop be placed a second time."""
    made = int((AT + A_MOMENT - ahead).timestamp() * 1000)
    look = looked(name, [one], answers(made), ahead=ahead)
    assert ([r.status for r in look.reports], look.missing) == ([status], ())


@pytest.mark.parametrize("ahead", [OFF[0], OFF[-1]], ids=["behind", "ahead"])
@pytest.mark.parametrize(
    ("name", "one", "answers"),
    [("Bybit_F", OWN, bybit_sold), ("MEXC_F", STOP, mexc_rests), ("Gate_F", STOP, gate_rests)],
)
def test_one_of_an_earlier_bracket_is_not_ours(name: str, one: Order, answers: Any, ahead: timedelta) -> None:
    made = int((AT - timedelta(seconds=10) - ahead).timestamp() * 1000)
    assert looked(name, [one], answers(made), ahead=ahead).reports == ()


def asked(name: str, ahead: timedelta | None, *, amends: bool = False) -> Any:
    """The last request that placing a stop makes, or moving it."""
    row = next(row for row in MARKETS if row.name == name)
    symbol = row.market["symbol"]
    moved = replace(STOP, venue_ids=("7",), amend_asked=Amendment(D(91000), STOP.quantity, AT))

    async def story(clock: VirtualClock) -> Any:
        dialect = dialect_of(name)
        found = wire(dialect, row.market, row.answers, row.cls())
        assert dialect.record.limits is not None
        line = Wire(found.client, dialect, Limiter(Address(clock, dialect.record.limits)), clock)
        line.clocks.ahead = ahead
        exchange = CcxtExchange(line, clock, lambda _: True)
        exchange._facts.mode.known = True
        exchange._facts._compared = True
        try:
            with pytest.raises(UnknownOutcome):
                await (exchange.amend(symbol, moved) if amends else exchange.submit(symbol, STOP, LONG))
        finally:
            await exchange.aclose()
        return found.kept[-1].get("body") or found.kept[-1]["query"]

    return run_virtual(story, AT)


@pytest.mark.parametrize(
    ("ahead", "until"),
    [(timedelta(0), "12:00:06.000Z"), (SKEW, "11:59:06.000Z"), (timedelta(minutes=-12), "12:12:06.000Z")],
)
@pytest.mark.parametrize("amends", [False, True], ids=["placed", "moved"])
@pytest.mark.parametrize(("name", "field"), [("Kraken", "deadline"), ("Kraken_F", "processBefore")])
def test_a_deadline_is_told_in_the_exchange_s_time(
    name: str, field: str, amends: bool, ahead: timedelta, until: str
) -> None:
    """Else an order is refused as late, or the fence behind which it counts as never sent stands open."""
    assert asked(name, ahead, amends=amends)[field] == f"2026-11-20T{until}"


def test_while_nothing_was_measured_times_are_sent_as_they_are() -> None:
    assert asked("Kraken", None)["deadline"] == "2026-11-20T12:00:06.000Z"

"""Reading orders and trades: totals in base coin, fees where they were taken, and nothing uncertain read as zero."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from adapters.exchanges.reading import Reading, Unreadable, charged, number, read_order, report_of
from core.orders import NO_FILL, Fill, OrdStatus

D = Decimal
ONE = D(1)


def raw(**more: Any) -> dict[str, Any]:
    order = {
        "id": "7",
        "status": "closed",
        "amount": 0.01,
        "filled": 0.01,
        "average": 60000,
        "cost": 600,
        "type": "limit",
    }
    return order | {"price": 60000, "fee": None, "fees": []} | more


def read(contract: Decimal = ONE, **more: Any) -> Reading:
    return read_order(raw(**more), "b000000pa9", contract, "BTC", "USDT")


@pytest.mark.parametrize(
    ("more", "status", "quantity"),
    [
        ({}, OrdStatus.FILLED, D("0.01")),
        ({"status": "open", "filled": 0.004}, OrdStatus.NEW, D("0.004")),
        ({"status": "canceled", "filled": 0.004}, OrdStatus.CANCELED, D("0.004")),
        ({"status": "expired", "filled": 0}, OrdStatus.EXPIRED, D(0)),
        ({"status": "rejected", "filled": None}, OrdStatus.REJECTED, D(0)),
        ({"status": "closed", "filled": 0}, OrdStatus.EXPIRED, D(0)),
        ({"status": "closed", "filled": 0.004}, OrdStatus.EXPIRED, D("0.004")),
    ],
)
def test_status_and_totals(more: dict[str, Any], status: OrdStatus, quantity: Decimal) -> None:
    reading = read(**more)
    assert (reading.status, reading.fill.quantity) == (status, quantity)
    assert reading.fill.value == quantity * 60000


def test_contracts_become_coins() -> None:
    reading = read(D("0.001"), amount=10, filled=4, status="open")
    assert reading.fill == Fill(D("0.004"), D(240))
    assert reading.quantity == D("0.010")


@pytest.mark.parametrize(
    ("fee", "base", "quote", "told"),
    [
        ({"cost": 0.00001, "currency": "BTC"}, "0.00001", "0", True),
        ({"cost": 0.6, "currency": "USDT"}, "0", "0.6", True),
        ({"cost": 0.001, "currency": "BNB"}, "0", "0", True),
        ({"cost": None, "currency": "BTC"}, "0", "0", False),
        (None, "0", "0", False),
    ],
)
def test_fees(fee: dict[str, Any] | None, base: str, quote: str, told: bool) -> None:
    reading = read(fee=fee, fees=[fee] if fee else [])
    assert (reading.fill.base_fee, reading.fill.quote_fee, reading.charged) == (D(base), D(quote), told)


@pytest.mark.parametrize(("one", "same"), [("4", 4.0), ("4.40", 4.4), ("3.99999999999999991", 4.0)])
def test_a_fee_that_ccxt_tells_twice_counts_once(one: str, same: float) -> None:
    said = read(fee={"cost": one, "currency": "USDT"}, fees=[{"cost": same, "currency": "USDT"}])
    assert said.fill.quote_fee == D(str(same))


@pytest.mark.parametrize(
    "more",
    [
        {"status": None},
        {"status": "odd"},
        {"filled": "NaN"},
        {"filled": -1},
        {"average": None, "cost": None},
        {"fee": {"cost": "NaN", "currency": "BTC"}},
        {"fee": {"cost": "1e9x", "currency": "USDT"}},
        {"fee": {"cost": 0.01, "currency": "BTC"}},  # as much as was bought
    ],
)
def test_what_says_nothing_certain_is_not_read(more: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        read(**more)


def test_no_number_is_not_zero() -> None:
    assert number(None) is None
    assert number("0") == 0
    with pytest.raises(Unreadable):
        number("Infinity")


TRADES = [
    {"id": "1", "amount": 0.004, "price": 60000, "fee": {"cost": 0.000004, "currency": "BTC"}},
    {"id": "2", "amount": 0.006, "price": 60010, "fee": {"cost": 0.000006, "currency": "BTC"}},
]


def test_trades_bring_the_fees_once_each() -> None:
    reading = charged(read(), [*TRADES, TRADES[0]], ONE, "BTC", "USDT")
    assert reading.fill == Fill(D("0.010"), D("600.060"), D("0.000010"), D(0))
    assert reading.charged


def test_trades_whose_fee_is_all_they_bought_are_not_read() -> None:
    with pytest.raises(Unreadable):
        charged(read(), [TRADES[0], TRADES[1] | {"fee": {"cost": 0.5, "currency": "BTC"}}], ONE, "BTC", "USDT")


def test_trades_that_lag_behind_the_order_do_not_count() -> None:
    assert not charged(read(), TRADES[:1], ONE, "BTC", "USDT").charged


def leg(name: str, status: OrdStatus, filled: str = "0") -> Reading:
    quantity = D(filled)
    fill = Fill(quantity, quantity * 60000) if quantity else NO_FILL
    price, trigger = (D(63000), None) if name == "take" else (None, D(58800))
    return Reading("b1", status, fill, name, name == "stop", D("0.01"), price, trigger, venue_ids=(name,))


NEW, FILLED, EXPIRED, CANCELED = OrdStatus.NEW, OrdStatus.FILLED, OrdStatus.EXPIRED, OrdStatus.CANCELED


@pytest.mark.parametrize(
    ("take", "stop", "status", "whole"),
    [
        ((NEW, "0"), (NEW, "0"), NEW, True),
        ((NEW, "0.004"), (EXPIRED, "0"), NEW, False),
        ((FILLED, "0.01"), (EXPIRED, "0"), FILLED, False),
        ((EXPIRED, "0"), (FILLED, "0.01"), FILLED, False),
        ((CANCELED, "0"), (CANCELED, "0"), CANCELED, False),
        ((CANCELED, "0.004"), (EXPIRED, "0"), CANCELED, False),
    ],
)
def test_a_pair_is_one_order_of_two_legs(
    take: tuple[OrdStatus, str], stop: tuple[OrdStatus, str], status: OrdStatus, whole: bool
) -> None:
    report = report_of([leg("take", *take), leg("stop", *stop)])
    assert (report.status, report.whole) == (status, whole)
    assert (report.taken.quantity, report.stopped.quantity) == (D(take[1]), D(stop[1]))
    assert (report.price, report.trigger) == (D(63000), D(58800))


@pytest.mark.parametrize(("status", "told"), [(FILLED, True), (EXPIRED, True), (NEW, False)])
def test_what_an_order_cost_is_told_once_it_has_ended(status: OrdStatus, told: bool) -> None:
    """A late answer about a still open order would settle one that has filled meanwhile, without its fees."""
    assert report_of([Reading("b1", status, charged=True)]).charged is told
    assert not report_of([Reading("b1", status, Fill(D("0.01"), D(600)))]).charged

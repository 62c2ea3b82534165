"""What a price does to resting orders: every type, both sides, every kind of price source."""

from __future__ import annotations

from typing import Any

import pytest

from core.orders import ZERO, OrderType, OrdStatus, Reason
from core.ports import Pushed, Tick
from core.venue import Layout
from tests.paper_kit import Scene, dec, pairs

MARKET, LIMIT, IOC = OrderType.MARKET, OrderType.LIMIT, OrderType.IOC
STOP, TAKE, PAIR = OrderType.STOP, OrderType.TAKE, OrderType.PAIR
NEW, FILLED, EXPIRED = OrdStatus.NEW, OrdStatus.FILLED, OrdStatus.EXPIRED

Row = tuple[int, str]  # an offset and a size

both = pytest.mark.parametrize("mirror", [1, -1], ids=["long", "short"])

# An exit of 0.01 after an entry at +0: terms, then prints (offset, size), then fills and the end's status.
EXITS: dict[str, tuple[tuple[Any, ...], list[Row], list[Row], OrdStatus]] = {
    "market takes the next row's price": ((MARKET,), [(5, "1")], [(5, "0.01")], FILLED),
    "market goes row by row": (
        (MARKET,),
        [(5, "0.004"), (7, "0.001"), (6, "9")],
        [(5, "0.004"), (7, "0.001"), (6, "0.005")],
        FILLED,
    ),
    "limit waits below its price": ((LIMIT, "0.01", 100), [(99, "9")], [], NEW),
    "limit fills at its price": ((LIMIT, "0.01", 100), [(100, "9")], [(100, "0.01")], FILLED),
    "limit fills at its own price when passed": ((LIMIT, "0.01", 100), [(150, "9")], [(100, "0.01")], FILLED),
    "limit fills by the row's size": (
        (LIMIT, "0.01", 100),
        [(101, "0.004"), (99, "9"), (100, "0.005")],
        [(100, "0.004"), (100, "0.005")],
        NEW,
    ),
    "ioc takes what is there and goes": ((IOC, "0.01", 0), [(5, "0.004"), (5, "9")], [(0, "0.004")], EXPIRED),
    "ioc misses": ((IOC, "0.01", 10), [(5, "9"), (20, "9")], [], EXPIRED),
    "stop waits": ((STOP, "0.01", None, -100), [(-99, "9")], [], NEW),
    "stop fires at its trigger": ((STOP, "0.01", None, -100), [(-100, "9")], [(-100, "0.01")], FILLED),
    "stop fires beyond and follows": (
        (STOP, "0.01", None, -100),
        [(-120, "0.003"), (-90, "0.002"), (-130, "9")],
        [(-120, "0.003"), (-90, "0.002"), (-130, "0.005")],
        FILLED,
    ),
    "take waits": ((TAKE, "0.01", None, 100), [(99, "9")], [], NEW),
    "take fires and follows": (
        (TAKE, "0.01", None, 100),
        [(101, "0.004"), (80, "9")],
        [(101, "0.004"), (80, "0.006")],
        FILLED,
    ),
}


@both
@pytest.mark.parametrize(("terms", "prints", "fills", "status"), EXITS.values(), ids=EXITS.keys())
def test_exits_on_prints(
    mirror: int, terms: tuple[Any, ...], prints: list[Row], fills: list[Row], status: OrdStatus
) -> None:
    scene = Scene(mirror=mirror).prints(0)
    scene.buy()
    sent = scene.send(*terms)
    assert sent.status is NEW
    for offset, size in prints:
        scene.prints(offset, size)
    report = scene.report(sent.id)
    assert scene.fills(sent.id) == pairs(*fills)
    assert report.status is status
    assert report.final is status.ended
    through = report.stopped if terms[0] is STOP else report.taken
    assert through.quantity == sum(dec(quantity) for _, quantity in fills)
    assert scene.held == dec("0.01") - through.quantity


@both
def test_a_row_is_shared_in_arrival_order(mirror: int) -> None:
    scene = Scene(mirror=mirror).prints(0)
    first = scene.send(LIMIT, "0.004", -10, entry=True)
    second = scene.send(LIMIT, "0.004", -5, entry=True)
    third = scene.send(MARKET, "0.004", entry=True)
    scene.prints(-10, "0.010")
    assert scene.fills(first.id) == pairs((-10, "0.004"))
    assert scene.fills(second.id) == pairs((-5, "0.004"))
    assert scene.fills(third.id) == pairs((-10, "0.002"))
    scene.prints(3, "9")
    assert scene.fills(third.id) == pairs((-10, "0.002"), (3, "0.002"))


@both
def test_a_waiting_order_comes_before_a_later_limit(mirror: int) -> None:
    scene = Scene(mirror=mirror).prints(0)
    market = scene.send(MARKET, "0.010", entry=True)
    scene.prints(0, "0.002")
    limit = scene.send(LIMIT, "0.010", 5, entry=True)
    scene.prints(0, "0.005")
    assert scene.fills(market.id) == pairs((0, "0.002"), (0, "0.005"))
    assert scene.fills(limit.id) == []


@both
def test_a_row_has_one_size_for_both_sides(mirror: int) -> None:
    scene = Scene(mirror=mirror).prints(0)
    scene.buy("0.010")
    entry = scene.send(MARKET, "0.003", entry=True)
    leave = scene.send(MARKET, "0.003")
    scene.prints(0, "0.004")
    assert scene.fills(entry.id) == pairs((0, "0.003"))
    assert scene.fills(leave.id) == pairs((0, "0.001"))


@both
def test_quotes_give_the_opposite_side_and_its_size(mirror: int) -> None:
    scene = Scene(mirror=mirror).quotes(0)
    entry = scene.send(MARKET, "0.010", entry=True)
    scene.quotes(0, "0.004").quotes(10, "9")
    assert scene.fills(entry.id) == pairs((1, "0.004"), (11, "0.006"))
    stop = scene.send(STOP, "0.010", None, -100)
    scene.quotes(-98)  # the price it would get is still one better than the trigger
    assert scene.report(stop.id).status is NEW
    scene.quotes(-99, "0.003").quotes(-50)
    assert scene.fills(stop.id) == pairs((-100, "0.003"), (-51, "0.007"))


@both
def test_quotes_cross_limits_at_the_limits_price(mirror: int) -> None:
    scene = Scene(mirror=mirror).quotes(0)
    entry = scene.send(LIMIT, "0.010", -10, entry=True)
    scene.quotes(-10)
    assert scene.report(entry.id).status is NEW
    scene.quotes(-11, "0.004").quotes(-50)
    assert scene.fills(entry.id) == pairs((-10, "0.004"), (-10, "0.006"))
    assert [trade.maker for trade in scene.trades] == [True, True]


@both
def test_the_last_price_of_quotes_is_their_middle(mirror: int) -> None:
    scene = Scene(mirror=mirror).quotes("0.25", spread="0.1")
    assert scene.venue.last(scene.symbol) == scene.at("0.25")
    assert [hint.price for _, hint in scene.hints if isinstance(hint, Tick)] == [scene.at("0.25")]


@both
def test_candles_fill_at_the_level_in_the_order_of_the_path(mirror: int) -> None:
    scene = Scene(mirror=mirror).opens(0)
    assert scene.buy().status is FILLED  # there is always a price to take
    target, stop = scene.send(LIMIT, "0.004", 50), scene.send(STOP, "0.01", None, -30)
    scene.runs(60, -40, -20)
    assert scene.fills() == pairs((0, "0.01"), (50, "0.004"), (-30, "0.006"))
    assert scene.report(target.id).status is FILLED
    assert scene.report(stop.id).reason is Reason.FLAT  # asked for more than was left
    assert scene.held == 0


@both
def test_an_open_that_jumps_fills_there(mirror: int) -> None:
    scene = Scene(mirror=mirror).opens(0)
    scene.buy("0.02")
    stop = scene.send(STOP, "0.01", None, -30)
    scene.opens(-80)
    assert scene.fills(stop.id) == pairs((-80, "0.01"))
    target = scene.send(LIMIT, "0.01", 40)
    scene.opens(90)
    assert scene.fills(target.id) == pairs((90, "0.01"))


@both
def test_what_arrives_inside_a_candle_takes_the_current_price(mirror: int) -> None:
    scene = Scene(mirror=mirror).opens(0).runs(25)
    limit = scene.send(LIMIT, "0.01", 40, entry=True)  # worse than the market: takes it
    ioc = scene.send(IOC, "0.01", 20, entry=True)  # better than the market: nothing there
    assert scene.fills() == pairs((25, "0.01"))
    assert (limit.status, ioc.status) == (FILLED, EXPIRED)
    assert not scene.trades[0].maker


@both
def test_a_path_reaches_levels_that_its_own_fills_create(mirror: int) -> None:
    scene = Scene(mirror=mirror, attach=True).opens(0)
    stop = scene.order(STOP, "0.01", None, -30, parent="x")
    entry = scene.send(LIMIT, "0.01", -20, entry=True, children=[stop])
    scene.runs(-50)
    assert scene.fills(entry.id) == pairs((-20, "0.01"))
    assert scene.fills(stop.id) == pairs((-30, "0.01"))


# -- pairs ----------------------------------------------------------------------------------------


@both
def test_any_fill_of_a_pairs_limit_leg_kills_its_stop(mirror: int) -> None:
    scene = Scene(Layout.PAIRS, mirror).prints(0)
    scene.buy()
    pair = scene.send(PAIR, "0.01", 50, -50)
    assert pair.whole
    scene.prints(50, "0.004").prints(-60)
    report = scene.report(pair.id)
    assert (report.status, report.whole, report.triggered) == (NEW, False, False)
    assert (report.taken.quantity, report.stopped.quantity) == (dec("0.004"), ZERO)
    scene.prints(51)
    assert scene.report(pair.id).status is FILLED
    assert scene.fills(pair.id) == pairs((50, "0.004"), (50, "0.006"))


@both
def test_a_pairs_stop_ends_its_limit_leg(mirror: int) -> None:
    scene = Scene(Layout.PAIRS, mirror).prints(0)
    scene.buy()
    pair = scene.send(PAIR, "0.01", 50, -50)
    scene.prints(-60, "0.004").prints(70, "9")
    report = scene.report(pair.id)
    assert (report.status, report.whole, report.triggered) == (FILLED, False, True)
    assert (report.taken.quantity, report.stopped.quantity) == (ZERO, dec("0.01"))
    assert scene.fills(pair.id) == pairs((-60, "0.004"), (70, "0.006"))  # at the market once triggered


# -- reduce-only ----------------------------------------------------------------------------------


@both
@pytest.mark.parametrize("type", [MARKET, LIMIT, STOP, TAKE, IOC])
def test_reduce_only_is_clipped_to_the_position(mirror: int, type: OrderType) -> None:
    scene = Scene(mirror=mirror).prints(0)
    scene.buy("0.010")
    price = {LIMIT: 10, IOC: 10}.get(type)
    trigger = {STOP: -10, TAKE: 10}.get(type)
    sent = scene.send(type, "0.025", price, trigger)
    scene.prints(-10 if type is STOP else 10)
    report = scene.report(sent.id)
    assert (report.status, report.reason) == (EXPIRED, Reason.FLAT)
    assert report.taken.quantity + report.stopped.quantity == dec("0.010")
    assert scene.held == 0


@both
@pytest.mark.parametrize("type", [LIMIT, STOP, TAKE])
def test_reduce_only_orders_outlive_the_position_until_touched(mirror: int, type: OrderType) -> None:
    scene = Scene(mirror=mirror).prints(0)
    scene.buy()
    rest = scene.send(type, "0.01", 50 if type is LIMIT else None, {STOP: -50, TAKE: 50}.get(type))
    scene.send(MARKET)
    scene.prints(0)
    assert scene.held == 0
    assert scene.report(rest.id).status is NEW
    scene.prints(-50 if type is STOP else 50)
    report = scene.report(rest.id)
    assert (report.status, report.reason, report.taken.quantity) == (EXPIRED, Reason.FLAT, ZERO)


@both
def test_an_order_that_is_not_reduce_only_turns_the_position(mirror: int) -> None:
    scene = Scene(mirror=mirror).prints(0)
    scene.buy("0.010")
    scene.send(MARKET, "0.025", reduce_only=False)
    scene.prints(5)
    assert scene.held == dec("-0.015")
    (fact,) = scene.venue.look("paper", scene.symbol).positions
    assert (fact.side, fact.quantity, fact.average) == (scene.position.opposite, dec("0.015"), scene.at(5))


# -- what the listener hears ----------------------------------------------------------------------


def test_a_price_comes_before_what_it_did() -> None:
    scene = Scene().prints(0)
    scene.buy()
    scene.send(STOP, "0.01", None, -10)
    scene.hints.clear()
    scene.prints(-11, "0.004")
    scene.prints(-12)
    told = [
        (to, hint.price if isinstance(hint, Tick) else (hint.report.triggered, hint.report.stopped.quantity))
        for to, hint in scene.hints
    ]
    assert told == [
        ("", scene.at(-11)),
        ("paper", (True, 0)),
        ("paper", (True, dec("0.004"))),
        ("", scene.at(-12)),
        ("paper", (True, dec("0.01"))),
    ]


def test_every_change_is_told_with_totals() -> None:
    scene = Scene().prints(0)
    entry = scene.send(LIMIT, "0.01", -10, entry=True)
    scene.prints(-10, "0.004")
    scene.venue.cancel("paper", entry.id, scene.now)
    told = [hint.report for _, hint in scene.hints if isinstance(hint, Pushed)]
    assert [(r.status, r.taken.quantity) for r in told] == [
        (NEW, 0),
        (NEW, dec("0.004")),
        (OrdStatus.CANCELED, dec("0.004")),
    ]
    assert [r.final for r in told] == [False, False, True]


def test_a_liquidation_is_told_although_no_order_rested() -> None:
    scene = Scene().prints(0)
    scene.buy("10")
    scene.hints.clear()
    scene.prints(-20_000)
    told = [hint.report for to, hint in scene.hints if isinstance(hint, Pushed) and to == "paper"]
    assert [(r.id, r.status, r.taken.quantity, r.final) for r in told] == [
        ("liquidation", OrdStatus.FILLED, dec(10), True)
    ]

"""What the paper exchange measures of its clients: unprotected time, overfills, ambiguous candles."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.orders import OrderType
from core.venue import Layout
from tests.paper_kit import Scene, dec

MARKET, LIMIT = OrderType.MARKET, OrderType.LIMIT
STOP, TAKE, PAIR = OrderType.STOP, OrderType.TAKE, OrderType.PAIR

both = pytest.mark.parametrize("mirror", [1, -1], ids=["long", "short"])


def uncovered(scene: Scene, seconds: int = 0) -> int:
    return scene.venue.uncovered_ms(scene.account, scene.symbol, scene.now + timedelta(seconds=seconds))


def wait(scene: Scene, seconds: int) -> None:
    scene.now += timedelta(seconds=seconds)


@both
@pytest.mark.parametrize("layout", [Layout.STOP_AND_TARGETS, Layout.POSITION, Layout.PAIRS])
def test_a_position_is_covered_from_the_moment_its_stop_rests(mirror: int, layout: Layout) -> None:
    scene = Scene(layout, mirror).prints(0)
    assert uncovered(scene, 9) == 0
    scene.buy("0.010")
    assert uncovered(scene, 2) == 2000
    wait(scene, 3)
    if layout is Layout.PAIRS:
        scene.send(PAIR, "0.010", 50, -50)
    else:
        scene.send(STOP, "0.010" if layout is Layout.STOP_AND_TARGETS else None, None, -50)
    assert uncovered(scene, 100) == 3000


@both
def test_half_a_stop_covers_nothing(mirror: int) -> None:
    scene = Scene(mirror=mirror).prints(0)
    scene.buy("0.010")
    scene.send(STOP, "0.006", None, -50)
    wait(scene, 1)
    scene.send(STOP, "0.004", None, -40)
    assert uncovered(scene, 100) == 1000


@both
def test_targets_and_canceled_stops_do_not_count(mirror: int) -> None:
    scene = Scene(mirror=mirror).prints(0)
    scene.buy("0.010")
    scene.send(LIMIT, "0.010", 50)
    scene.send(TAKE, "0.010", None, 50)
    stop = scene.send(STOP, "0.010", None, -50)
    wait(scene, 5)
    scene.venue.cancel("paper", stop.id, scene.now)
    assert uncovered(scene, 4) == 4000


@both
def test_a_triggered_stop_still_counts_and_a_broken_pair_does_not(mirror: int) -> None:
    scene = Scene(Layout.PAIRS, mirror).prints(0)
    scene.buy("0.010")
    scene.send(PAIR, "0.010", 50, -50)
    scene.prints(-60, "0.004")
    wait(scene, 10)
    assert uncovered(scene) == 0
    scene.prints(0)
    scene.buy("0.010")
    scene.send(PAIR, "0.010", 50, -50)
    scene.prints(50, "0.004")
    wait(scene, 2)
    assert uncovered(scene) == 2000


@both
def test_the_other_sides_stop_covers_nothing(mirror: int) -> None:
    scene = Scene(mirror=mirror, hedged=True).prints(0)
    scene.buy("0.010")
    other = scene.order(STOP, "0.010", None, 50, reduce_only=True)
    other = replace(other, side=other.side.opposite)
    scene.venue.submit("paper", scene.symbol, other, scene.position.opposite, (), scene.now)
    assert scene.open_ids() == [other.id]
    wait(scene, 3)
    assert uncovered(scene) == 3000


def test_on_spot_a_position_is_what_was_bought() -> None:
    scene = Scene(account="paper_spot").prints(0)
    assert uncovered(scene, 9) == 0  # the coins that were always there are nobody's position
    scene.buy("0.01")
    wait(scene, 2)
    scene.send(STOP, "0.00999", None, -50)
    assert uncovered(scene, 100) == 2000
    scene.prints(-50)
    assert uncovered(scene, 100) == 2000
    assert scene.venue.overfilled("paper_spot", scene.symbol) == 0


def test_selling_more_than_was_bought_is_an_overfill() -> None:
    scene = Scene(account="paper_spot").prints(0)
    scene.buy("0.01")
    scene.send(MARKET, "0.00999")
    scene.send(MARKET, "0.005")
    scene.prints(0)
    assert scene.venue.overfilled("paper_spot", scene.symbol) == dec("0.005")


def test_selling_what_no_entry_bought_is_not_judged() -> None:
    scene = Scene(account="paper_spot").prints(0)
    scene.send(MARKET, "0.5")
    scene.prints(0)
    assert scene.venue.overfilled("paper_spot", scene.symbol) == 0


@both
def test_an_exit_that_turns_a_swap_position_is_an_overfill(mirror: int) -> None:
    scene = Scene(mirror=mirror, reduce_only=False).prints(0)
    scene.buy("0.010")
    scene.send(MARKET, "0.010")
    scene.prints(0)
    assert scene.venue.overfilled("paper", scene.symbol) == 0
    scene.send(STOP, "0.004", None, -10)
    scene.prints(-10)
    assert scene.venue.overfilled("paper", scene.symbol) == dec("0.004")


@both
@pytest.mark.parametrize(
    ("path", "ambiguous"),
    [((40, -40), False), ((60, 10), False), ((10, -60), False), ((60, -60), True), ((-60, 60), True)],
)
def test_candles_that_hold_stop_and_target(mirror: int, path: tuple[int, ...], ambiguous: bool) -> None:
    scene = Scene(mirror=mirror).opens(0)
    scene.buy("0.010")
    scene.send(STOP, "0.010", None, -50)
    scene.send(LIMIT, "0.010", 50)
    scene.opens(0).runs(*path)
    assert (scene.row in scene.venue.ambiguous_rows(scene.symbol)) is ambiguous
    scene.opens(0).runs(0)
    assert scene.venue.ambiguous_rows(scene.symbol) == (frozenset({1}) if ambiguous else frozenset())


def test_stop_and_target_of_different_accounts_are_not_ambiguous() -> None:
    one = Scene().opens(0)
    one.buy("0.010")
    one.send(STOP, "0.010", None, -50)
    two = Scene(account="paper:two", venue=one.venue)
    two.row, two.now, two.sent = one.row, one.now, 500
    two.buy("0.010")
    two.send(LIMIT, "0.010", 50)
    one.opens(0).runs(60, -60)
    assert one.venue.ambiguous_rows(one.symbol) == frozenset()

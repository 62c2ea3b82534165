"""Stories of orders that belong together: position stops, attached exits, amendments, looks, and hands."""

from __future__ import annotations

from decimal import Decimal

import pytest

from adapters.exchanges.paper import Venue
from core.orders import OrderType, OrdStatus, PositionSide, Reason, Side
from core.ports import Pushed, UnknownOutcome
from core.venue import Layout
from tests.paper_kit import Scene, dec, pairs

MARKET, LIMIT = OrderType.MARKET, OrderType.LIMIT
STOP, TAKE, PAIR = OrderType.STOP, OrderType.TAKE, OrderType.PAIR
NEW, FILLED, EXPIRED = OrdStatus.NEW, OrdStatus.FILLED, OrdStatus.EXPIRED

both = pytest.mark.parametrize("mirror", [1, -1], ids=["long", "short"])


# -- orders of the position -----------------------------------------------------------------------


@both
def test_a_position_stop_covers_whatever_there_is(mirror: int) -> None:
    scene = Scene(Layout.POSITION, mirror).prints(0)
    scene.buy("0.010")
    stop = scene.send(STOP, None, None, -50)
    take = scene.send(TAKE, None, None, 80)
    scene.buy("0.005")
    scene.prints(-60, "0.006").prints(-70)
    assert scene.fills(stop.id) == pairs((-60, "0.006"), (-70, "0.009"))
    assert scene.report(stop.id).status is FILLED
    ended = scene.report(take.id)
    assert (ended.status, ended.reason) == (EXPIRED, Reason.FLAT)
    assert scene.held == 0


@both
def test_a_second_position_stop_replaces_the_first(mirror: int) -> None:
    scene = Scene(Layout.POSITION, mirror).prints(0)
    scene.buy()
    first, take = scene.send(STOP, None, None, -50), scene.send(TAKE, None, None, 80)
    second = scene.send(STOP, None, None, -40)
    old = scene.report(first.id)
    assert (old.status, old.reason) == (EXPIRED, Reason.LINKED)
    assert scene.open_ids() == [take.id, second.id]


@both
def test_position_orders_need_a_position_and_go_with_it(mirror: int) -> None:
    scene = Scene(Layout.POSITION, mirror).prints(0)
    assert scene.send(STOP, None, None, -50).reason is Reason.REDUCE_ONLY
    scene.buy()
    stop, take = scene.send(STOP, None, None, -50), scene.send(TAKE, None, None, 50)
    limit = scene.send(LIMIT, "0.01", 20)
    scene.prints(20)
    assert scene.report(limit.id).status is FILLED
    for id in (stop.id, take.id):
        assert (scene.report(id).status, scene.report(id).reason) == (EXPIRED, Reason.FLAT)


# -- attached exits -------------------------------------------------------------------------------


@both
def test_children_come_with_the_first_fill(mirror: int) -> None:
    scene = Scene(mirror=mirror, attach=True).prints(0)
    stop = scene.order(STOP, "0.010", None, -50, parent="b")
    target = scene.order(LIMIT, "0.010", 80, parent="b")
    entry = scene.send(LIMIT, "0.010", -10, entry=True, children=[stop, target])
    look = scene.venue.look("paper", scene.symbol, [stop.id, target.id])
    assert look.missing == (stop.id, target.id)
    assert [r.id for r in look.reports] == [entry.id]
    scene.prints(-10, "0.004")
    look = scene.venue.look("paper", scene.symbol, [stop.id, target.id])
    assert {r.id: (r.status, r.quantity) for r in look.reports} == {
        entry.id: (NEW, dec("0.010")),
        stop.id: (NEW, dec("0.010")),
        target.id: (NEW, dec("0.010")),
    }
    scene.venue.cancel("paper", entry.id)
    scene.prints(-50)
    assert scene.fills(stop.id) == pairs((-50, "0.004"))
    assert scene.report(stop.id).reason is Reason.FLAT


@both
def test_children_of_an_entry_that_never_filled_never_were(mirror: int) -> None:
    scene = Scene(mirror=mirror, attach=True).prints(0)
    stop = scene.order(STOP, "0.010", None, -50, parent="b")
    entry = scene.send(LIMIT, "0.010", -10, entry=True, children=[stop])
    scene.venue.cancel("paper", entry.id)
    report = scene.report(stop.id)
    assert (report.status, report.reason, report.final) == (EXPIRED, Reason.LINKED, True)
    assert scene.open_ids() == []


def test_a_child_that_breaks_a_filter_refuses_the_whole() -> None:
    scene = Scene(attach=True).prints(0)
    stop = scene.order(STOP, "0.0105", None, -50, parent="b")
    assert scene.send(LIMIT, "0.010", -10, entry=True, children=[stop]).reason is Reason.FILTER
    assert scene.open_ids() == []


def test_nothing_is_attached_where_nothing_attaches() -> None:
    scene = Scene().prints(0)
    stop = scene.order(STOP, "0.010", None, -50, parent="b")
    assert scene.send(LIMIT, "0.010", -10, entry=True, children=[stop]).reason is Reason.OTHER


# -- amendments -----------------------------------------------------------------------------------


@both
def test_a_stop_is_amended_in_place(mirror: int) -> None:
    scene = Scene(mirror=mirror).prints(0)
    scene.buy("0.010")
    stop = scene.send(STOP, "0.010", None, -50)
    report = scene.venue.amend("paper", stop.id, scene.at(-20), dec("0.006"))
    assert (report.trigger, report.quantity, report.reason) == (scene.at(-20), dec("0.006"), None)
    scene.prints(-19)
    assert scene.fills(stop.id) == []
    scene.prints(-20)
    assert scene.fills(stop.id) == pairs((-20, "0.006"))


AMENDMENTS = {
    "would trigger": (5, None, Reason.WOULD_TRIGGER),
    "at the price": (0, None, Reason.WOULD_TRIGGER),
    "off the tick": ("-20.05", None, Reason.FILTER),
    "off the lot": (None, "0.0065", Reason.FILTER),
    "not more than is filled": (None, "0", Reason.FILTER),
}


@both
@pytest.mark.parametrize(("trigger", "quantity", "reason"), AMENDMENTS.values(), ids=AMENDMENTS.keys())
def test_a_refused_amendment_leaves_the_order_as_it_was(
    mirror: int, trigger: int | None, quantity: str | None, reason: Reason
) -> None:
    scene = Scene(mirror=mirror).prints(0)
    scene.buy("0.010")
    stop = scene.send(STOP, "0.010", None, -50)
    report = scene.venue.amend(
        "paper", stop.id, None if trigger is None else scene.at(trigger), None if quantity is None else dec(quantity)
    )
    assert (report.status, report.reason) == (NEW, reason)
    assert scene.report(stop.id) == stop
    scene.prints(-50)
    assert scene.fills(stop.id) == pairs((-50, "0.010"))


@both
def test_an_amended_quantity_is_the_total(mirror: int) -> None:
    scene = Scene(mirror=mirror).prints(0)
    entry = scene.send(LIMIT, "0.010", -10, entry=True)
    scene.prints(-10, "0.004")
    assert scene.venue.amend("paper", entry.id, None, dec("0.004")).reason is Reason.FILTER
    assert scene.venue.amend("paper", entry.id, None, dec("0.005")).reason is None
    scene.prints(-10)
    assert (scene.report(entry.id).status, scene.held) == (FILLED, dec("0.005"))


def test_what_cannot_be_amended() -> None:
    scene = Scene().prints(0)
    scene.buy()
    stop = scene.send(STOP, "0.01", None, -50)
    scene.prints(-50, "0.001")
    assert scene.venue.amend("paper", stop.id, scene.at(-100)).reason is Reason.OTHER  # triggered
    scene.prints(-50)
    assert scene.venue.amend("paper", stop.id, scene.at(-100)).reason is Reason.OTHER  # ended
    with pytest.raises(UnknownOutcome, match="not found"):
        scene.venue.amend("paper", "b00000000x", scene.at(-100))
    rigid = Scene(amends=False).prints(0)
    rigid.buy()
    stop = rigid.send(STOP, "0.01", None, -50)
    assert rigid.venue.amend("paper", stop.id, rigid.at(-40)).reason is Reason.OTHER
    assert rigid.report(stop.id) == stop


# -- cancels, looks and hands ---------------------------------------------------------------------


def test_cancels_end_what_is_open_and_say_nothing_else() -> None:
    scene = Scene().prints(0)
    entry = scene.send(LIMIT, "0.01", -10, entry=True)
    assert scene.venue.cancel("paper", entry.id)
    assert not scene.venue.cancel("paper", entry.id)
    assert not scene.venue.cancel("paper", "b00000000x")
    assert (scene.report(entry.id).status, scene.report(entry.id).reason) == (OrdStatus.CANCELED, None)
    scene.prints(-10)
    assert scene.fills() == []


def test_a_triggered_stop_can_still_be_canceled_for_its_rest() -> None:
    scene = Scene().prints(0)
    scene.buy("0.010")
    stop = scene.send(STOP, "0.010", None, -50)
    scene.prints(-50, "0.004")
    assert scene.venue.cancel("paper", stop.id)
    scene.prints(-60)
    report = scene.report(stop.id)
    assert (report.status, report.triggered, report.stopped.quantity) == (OrdStatus.CANCELED, True, dec("0.004"))


def test_a_look_shows_ours_and_what_was_asked_for() -> None:
    scene = Scene().prints(0)
    scene.buy("0.010")
    stop = scene.send(STOP, "0.010", None, -50)
    hand = scene.venue.hand("paper", scene.symbol, Side.SELL, LIMIT, dec("0.001"), scene.at(90), reduce_only=True)
    other = scene.venue.submit(
        "paper:other", scene.symbol, scene.order(LIMIT, "0.01", -10, entry=True), scene.position, (), scene.now
    )
    look = scene.venue.look("paper", scene.symbol, [stop.id, "b00000000x", "b000000001", other.id])
    assert [r.id for r in look.reports] == [stop.id, "b000000001"]
    assert look.missing == ("b00000000x", other.id)
    assert hand.id not in {r.id for r in look.reports}
    (fact,) = look.positions
    assert (fact.side, fact.quantity, look.balance) == (PositionSide.LONG, dec("0.010"), None)


@both
def test_a_hand_closes_moves_and_cancels(mirror: int) -> None:
    scene = Scene(mirror=mirror, amends=False).prints(0)
    scene.buy("0.010")
    stop, target = scene.send(STOP, "0.010", None, -50), scene.send(LIMIT, "0.010", 50)
    moved = scene.venue.hand_move("paper", stop.id, trigger=scene.at(-30))
    assert (moved.trigger, moved.reason) == (scene.at(-30), None)
    moved = scene.venue.hand_move("paper", target.id, price=scene.at(60), quantity=dec("0.008"))
    assert (moved.price, moved.quantity) == (scene.at(60), dec("0.008"))
    assert scene.venue.cancel("paper", target.id)
    scene.hints.clear()
    report = scene.venue.hand("paper", scene.symbol, scene.position.exit, MARKET, dec("0.010"), reduce_only=True)
    scene.prints(3)
    assert scene.held == 0
    assert [hint.report.id for _, hint in scene.hints if isinstance(hint, Pushed)] == [report.id, report.id]
    assert scene.report(stop.id).status is NEW


@both
def test_two_sides_are_two_positions(mirror: int) -> None:
    scene = Scene(mirror=mirror, hedged=True).prints(0)
    scene.buy("0.010")
    against = scene.order(MARKET, "0.004", reduce_only=False)  # the exit's side, but opening the other position
    scene.venue.submit("paper", scene.symbol, against, scene.position.opposite, (), scene.now)
    scene.prints(0)
    account = scene.venue.account("paper")
    assert account.position(scene.symbol, scene.position) == dec("0.010")
    assert account.position(scene.symbol, scene.position.opposite) == dec("0.004")
    leave = scene.send(MARKET, "0.025", reduce_only=False)  # an exit cannot flip where sides are apart
    scene.prints(0)
    assert (scene.report(leave.id).status, scene.report(leave.id).reason) == (EXPIRED, Reason.FLAT)
    assert account.position(scene.symbol, scene.position) == 0
    assert account.position(scene.symbol, scene.position.opposite) == dec("0.004")


def test_reports_grow_late_where_the_rules_say_so() -> None:
    from datetime import timedelta

    scene = Scene(quiet=timedelta(seconds=2)).prints(0)
    entry = scene.send(LIMIT, "0.01", -10, entry=True)
    scene.venue.cancel("paper", entry.id)
    assert not scene.report(entry.id).final
    assert scene.buy().final


def test_the_same_history_gives_the_same_trades() -> None:
    def play() -> list[object]:
        scene = Scene(venue=Venue())
        scene.prints(0)
        scene.buy("0.010")
        for offset in (-10, -20, -30):
            scene.send(STOP, "0.004", None, offset)
        scene.prints(-25, "0.005").prints(-40)
        return [scene.trades, scene.hints, scene.venue.account("paper").balances]

    assert play() == play()


def test_money_is_exact() -> None:
    scene = Scene().prints(0)
    scene.buy("0.003")
    scene.prints("0.1")
    scene.send(MARKET, "0.001")
    scene.prints("33.3")
    wallet = scene.venue.account("paper").balance("USDT")
    entry = Decimal("0.003") * 60_000
    leave = Decimal("0.001") * Decimal("60033.3")
    assert wallet == 100_000 - entry * Decimal("0.0005") + leave - Decimal("0.001") * 60_000 - leave * Decimal("0.0005")

"""What the paper exchange refuses, why, and in which order it looks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from adapters.exchanges.paper import Markets, Venue, account_name, rules_for
from core.orders import OrderType, OrdStatus, Reason
from core.ports import UnknownOutcome
from core.venue import Layout
from tests.paper_kit import SPOT, Scene, dec

MARKET, LIMIT, IOC = OrderType.MARKET, OrderType.LIMIT, OrderType.IOC
STOP, TAKE, PAIR = OrderType.STOP, OrderType.TAKE, OrderType.PAIR

both = pytest.mark.parametrize("mirror", [1, -1], ids=["long", "short"])

# With a long of 0.01 from +0, price +0: the terms of an order and why it is refused (None: it is not).
SWAP_TABLE: dict[str, tuple[tuple[Any, ...], dict[str, Any], Reason | None]] = {
    "market": ((MARKET,), {}, None),
    "off the lot": ((MARKET, "0.0105"), {}, Reason.FILTER),
    "less than the least": ((MARKET, "0.0001"), {}, Reason.FILTER),
    "nothing": ((MARKET, "0"), {}, Reason.FILTER),
    "below zero": ((MARKET, "-0.01"), {}, Reason.FILTER),
    "off the tick": ((LIMIT, "0.01", "10.05"), {}, Reason.FILTER),
    "entry worth too little": ((LIMIT, "0.001", 0), {"entry": True}, Reason.FILTER),
    "exit worth too little is exempt": ((LIMIT, "0.001", 10), {}, None),
    "market entry worth too little": ((MARKET, "0.001"), {"entry": True}, Reason.FILTER),
    "limit without a price": ((LIMIT,), {}, Reason.FILTER),
    "market with a price": ((MARKET, "0.01", 10), {}, Reason.FILTER),
    "stop without a trigger": ((STOP,), {}, Reason.FILTER),
    "a pair where none exist": ((PAIR, "0.01", 50, -50), {}, Reason.FILTER),
    "everything where quantities are needed": ((STOP, None, None, -50), {}, Reason.FILTER),
    "stop at the price": ((STOP, "0.01", None, 0), {}, Reason.WOULD_TRIGGER),
    "stop beyond the price": ((STOP, "0.01", None, 10), {}, Reason.WOULD_TRIGGER),
    "stop one tick away": ((STOP, "0.01", None, "-0.1"), {}, None),
    "take at the price": ((TAKE, "0.01", None, 0), {}, Reason.WOULD_TRIGGER),
    "take one tick away": ((TAKE, "0.01", None, "0.1"), {}, None),
    "limit through the price": ((LIMIT, "0.01", -10), {}, None),
    "entry beyond the margin": ((MARKET, "17"), {"entry": True}, Reason.MARGIN),
    "entry within the margin": ((MARKET, "16"), {"entry": True}, None),
    "limit entry beyond the margin": ((LIMIT, "18", -10), {"entry": True}, Reason.MARGIN),
    "stop entry beyond the margin": ((STOP, "18", None, -10), {"reduce_only": False}, Reason.MARGIN),
    "an exit needs none": ((LIMIT, "500", 10), {}, None),
    "turning needs margin for the new side": ((MARKET, "17"), {"reduce_only": False}, Reason.MARGIN),
}


@both
@pytest.mark.parametrize(("terms", "flags", "reason"), SWAP_TABLE.values(), ids=SWAP_TABLE.keys())
def test_refusals_on_swaps(mirror: int, terms: tuple[Any, ...], flags: dict[str, Any], reason: Reason | None) -> None:
    scene = Scene(mirror=mirror).prints(0)
    scene.buy()
    before = list(scene.open_ids())
    report = scene.send(*terms, **flags)
    assert report.reason is reason, report.text
    if reason is None:
        assert report.status is OrdStatus.NEW
    else:
        assert (report.status, report.final) == (OrdStatus.REJECTED, True)
        assert report.text
        assert scene.open_ids() == before
        assert scene.venue.look("paper", scene.symbol, [report.id]).missing == (report.id,)


@both
@pytest.mark.parametrize(
    ("type", "reason"),
    [(MARKET, Reason.REDUCE_ONLY), (LIMIT, Reason.REDUCE_ONLY), (IOC, Reason.REDUCE_ONLY), (STOP, None), (TAKE, None)],
)
def test_reduce_only_without_a_position(mirror: int, type: OrderType, reason: Reason | None) -> None:
    scene = Scene(mirror=mirror).prints(0)
    price, trigger = {LIMIT: 10, IOC: 10}.get(type), {STOP: -10, TAKE: 10}.get(type)
    assert scene.send(type, "0.01", price, trigger).reason is reason


@both
def test_counted_targets_block_a_market_close(mirror: int) -> None:
    scene = Scene(mirror=mirror, counts_targets=True).prints(0)
    scene.buy("0.010")
    target = scene.send(LIMIT, "0.004", 50)
    assert scene.send(MARKET, "0.010").status is OrdStatus.NEW  # 0.006 are not promised
    scene = Scene(mirror=mirror, counts_targets=True).prints(0)
    scene.buy("0.010")
    target = scene.send(LIMIT, "0.004", 50)
    take = scene.send(TAKE, "0.006", None, 60)
    scene.send(STOP, "0.010", None, -50)  # stops do not count
    assert scene.send(MARKET, "0.010").reason is Reason.REDUCE_ONLY
    scene.venue.cancel("paper", take.id)
    assert scene.send(MARKET, "0.010").status is OrdStatus.NEW
    scene.prints(0)
    assert scene.held == 0
    assert scene.report(target.id).status is OrdStatus.NEW


@pytest.mark.parametrize("layout", Layout)
def test_layouts_decide_what_rests(layout: Layout) -> None:
    spot = layout is Layout.STOP
    scene = Scene(layout, account="paper_spot" if spot else "paper").prints(0)
    scene.buy()
    held = layout is not Layout.NOTHING
    quantity = "0.005"
    assert (scene.send(STOP, quantity, None, -50).reason is None) == held
    assert (scene.send(TAKE, quantity, None, 50).reason is None) == held
    assert (scene.send(PAIR, quantity, 50, -50).reason is None) == (layout is Layout.PAIRS)
    assert (scene.send(STOP, None, None, -50).reason is None) == (layout is Layout.POSITION)
    assert scene.send(LIMIT, quantity, 50).reason is None


@both
@pytest.mark.parametrize(
    ("price", "trigger", "refused"),
    [(50, -50, False), (0, -50, True), (-10, -50, True), (50, 0, True), (50, 10, True), ("0.1", "-0.1", False)],
)
def test_pairs_lie_around_the_price(mirror: int, price: int, trigger: int, refused: bool) -> None:
    scene = Scene(Layout.PAIRS, mirror).prints(0)
    scene.buy()
    report = scene.send(PAIR, "0.01", price, trigger)
    assert (report.reason is Reason.WOULD_TRIGGER) is refused


def test_would_trigger_asks_the_side_that_would_trade() -> None:
    scene = Scene().quotes(0, spread=20)  # bid -10, ask +10
    scene.send(MARKET, entry=True)
    scene.quotes(0, spread=20)
    assert scene.send(STOP, "0.01", None, -10).reason is Reason.WOULD_TRIGGER
    assert scene.send(STOP, "0.01", None, "-10.1").reason is None


def test_no_price_no_trading() -> None:
    scene = Scene()
    assert scene.send(MARKET, entry=True).reason is Reason.CLOSED
    scene.venue.seed(scene.symbol, dec(60_000), scene.now)
    assert scene.send(MARKET, entry=True).status is OrdStatus.NEW
    scene.venue.seed(scene.symbol, dec(1), scene.now)  # too late
    assert scene.venue.last(scene.symbol) == 60_000
    scene.prints(3)
    assert [trade.price for trade in scene.trades] == [scene.at(3)]


def test_a_symbol_of_the_other_kind_or_of_none_is_refused() -> None:
    scene = Scene().prints(0)
    for symbol in ("BTC/USDT", "DOGE/USDT:USDT"):
        report = scene.venue.submit("paper", symbol, scene.order(MARKET, entry=True), scene.position, (), scene.now)
        assert (report.status, report.reason) == (OrdStatus.REJECTED, Reason.OTHER)


@both
def test_turning_needs_margin_only_for_what_it_opens(mirror: int) -> None:
    scene = Scene(mirror=mirror).prints(0)
    scene.buy("10")
    assert scene.send(MARKET, "17", reduce_only=False).reason is Reason.MARGIN
    assert scene.send(MARKET, "16", reduce_only=False).status is OrdStatus.NEW


# -- ids and time ---------------------------------------------------------------------------------


def test_time_never_runs_backwards() -> None:
    scene = Scene().prints(0)
    order = scene.order(LIMIT, "0.01", -10, entry=True)
    scene.venue.submit("paper", scene.symbol, order, scene.position, (), scene.now - timedelta(seconds=9))
    (kept,) = scene.venue.orders("paper")
    assert kept.at == scene.now


def test_an_open_id_is_a_duplicate_and_a_finished_one_buys_again() -> None:
    scene = Scene().prints(0)
    first = scene.send(LIMIT, "0.01", -10, entry=True, id="b0000000zz")
    with pytest.raises(UnknownOutcome, match="duplicate"):
        scene.send(LIMIT, "0.01", -20, entry=True, id=first.id)
    scene.venue.cancel("paper", first.id)
    scene.send(MARKET, "0.01", entry=True, id=first.id)
    scene.prints(0)
    scene.send(MARKET, "0.01", entry=True, id=first.id)
    scene.prints(0)
    assert scene.held == dec("0.02")
    assert scene.report(first.id).status is OrdStatus.FILLED


def test_an_attached_childs_id_is_taken_too() -> None:
    scene = Scene(attach=True).prints(0)
    child = scene.order(STOP, "0.01", None, -50, parent="b")
    scene.send(LIMIT, "0.01", -10, entry=True, children=[child])
    with pytest.raises(UnknownOutcome, match="duplicate"):
        scene.send(STOP, "0.01", None, -40, id=child.id)


@pytest.mark.parametrize(("late", "refused"), [(0, False), (3000, False), (3001, True)])
def test_the_receive_window_fences_late_requests(late: int, refused: bool) -> None:
    scene = Scene().prints(0)
    order = scene.order(MARKET, entry=True)
    arrives = scene.now + timedelta(milliseconds=late)
    report = scene.venue.submit("paper", scene.symbol, order, scene.position, (), arrives, signed=scene.now)
    assert (report.reason is Reason.NOT_SENT) is refused


# -- spot -----------------------------------------------------------------------------------------


def test_spot_sells_lock_what_they_promise() -> None:
    scene = Scene(Layout.PAIRS, account="paper_spot").prints(0)  # owns 1 BTC and 100,000 USDT
    pair = scene.send(PAIR, "0.6", 50, -50)
    assert scene.venue.facts("paper_spot", "BTC").free_base == dec("0.4")  # a pair locks once
    for type, price, trigger in ((LIMIT, 50, None), (STOP, None, -50), (PAIR, 60, -60), (MARKET, None, None)):
        assert scene.send(type, "0.5", price, trigger).reason is Reason.MARGIN
    scene.venue.cancel("paper_spot", pair.id)
    assert scene.send(STOP, "1", None, -50).status is OrdStatus.NEW
    assert scene.send(LIMIT, "0.001", 50).reason is Reason.MARGIN
    assert scene.venue.look("paper_spot", scene.symbol).balance == 1  # locked included


def test_spot_buys_lock_quote() -> None:
    scene = Scene(account="paper_spot").prints(0)
    scene.send(LIMIT, "1", -10_000, entry=True)
    assert scene.venue.facts("paper_spot", "BTC").free == 50_000
    assert scene.send(MARKET, "0.84", entry=True).reason is Reason.MARGIN
    assert scene.send(MARKET, "0.83", entry=True).status is OrdStatus.NEW


def test_a_spot_market_buy_never_spends_more_than_there_is() -> None:
    scene = Scene(account="paper_spot").prints(0)
    buy = scene.send(MARKET, "1.6", entry=True)
    scene.prints(40_000)  # 100,000 a coin before it is filled
    report = scene.report(buy.id)
    assert (report.status, report.reason) == (OrdStatus.EXPIRED, Reason.MARGIN)
    assert report.taken.quantity == 1
    assert scene.venue.account("paper_spot").balance("USDT") == 0


def test_spot_exits_have_a_least_notional_too() -> None:
    scene = Scene(account="paper_spot").prints(0)
    assert scene.send(LIMIT, "0.00008", 10).reason is Reason.FILTER
    assert scene.send(LIMIT, "0.00009", 10).reason is None
    assert scene.send(PAIR, "0.00009", 10, -10_000).reason is Reason.FILTER  # its stop leg alone would be too small


def test_a_change_needs_only_what_it_does_not_hold_yet() -> None:
    scene = Scene(Layout.PAIRS, account="paper_spot").prints(0)
    stop = scene.send(STOP, "1", None, -50)  # everything there is
    assert scene.venue.hand_move("paper_spot", stop.id, trigger=scene.at(-40)).reason is None
    buy = scene.send(LIMIT, "1", -10_000, entry=True)  # half of everything
    assert (
        scene.venue.hand_move("paper_spot", buy.id, price=scene.at(-100), quantity=dec("1.7")).reason is Reason.MARGIN
    )
    assert scene.report(buy.id) == buy
    assert scene.venue.hand_move("paper_spot", buy.id, price=scene.at(-100), quantity=dec("1.6")).reason is None
    assert scene.venue.facts("paper_spot", "BTC").free == 100_000 - dec("1.6") * scene.at(-100)


def test_fees_in_quote_are_locked_and_paid_too() -> None:
    markets = Markets()
    markets.put(replace(markets[SPOT], fee_in_base=False))
    scene = Scene(account="paper_spot", venue=Venue(markets)).prints(0)
    assert scene.send(LIMIT, "1.66666", 0, entry=True).reason is Reason.MARGIN
    assert scene.send(LIMIT, "1.66", 0, entry=True).status is OrdStatus.NEW
    assert scene.venue.facts("paper_spot", "BTC").free == 100_000 - dec("1.66") * 60_000 * dec("1.001")
    scene.venue.cancel("paper_spot", scene.open_ids()[0])
    buy = scene.send(MARKET, "1.66", entry=True)
    scene.prints(10_000)
    assert scene.report(buy.id).taken.quantity == dec("1.42714")  # 100,000 / (70,000 x 1.001), in whole lots
    assert 0 <= scene.venue.account("paper_spot").balance("USDT") < 1


def test_reduce_only_means_nothing_on_spot() -> None:
    scene = Scene(account="paper_spot").prints(0)
    assert scene.send(MARKET, "1.5", reduce_only=True).reason is Reason.MARGIN
    assert scene.send(MARKET, "0.5", reduce_only=True).status is OrdStatus.NEW


# -- rules and names ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "true", "spot"),
    [
        ("paper", "paper", False),
        ("paper_F", "paper", False),
        ("Paper_f:two", "paper:two", False),
        ("paper:NAME", "paper:NAME", False),
        ("paper_spot", "paper_spot", True),
        ("paper_spot:x", "paper_spot:x", True),
    ],
)
def test_account_names(name: str, true: str, spot: bool) -> None:
    assert account_name(name) == (true, spot)


@pytest.mark.parametrize("name", ["", "Binance_F", "paper:", "papers", "paper_F_2"])
def test_other_names_are_not_paper_accounts(name: str) -> None:
    with pytest.raises(ValueError, match="not a paper account"):
        account_name(name)


def test_one_account_under_both_its_names_and_fresh_ones_apart() -> None:
    scene = Scene().prints(0)
    scene.buy()
    assert scene.venue.account("paper_F").position(scene.symbol, scene.position) == dec("0.01")
    assert scene.venue.account("paper:fresh").position(scene.symbol, scene.position) == 0
    assert scene.venue.facts("paper:fresh", "BTCUSDT").equity == 100_000
    assert scene.venue.account("paper_spot:fresh").balances == {"USDT": Decimal(100_000), "BTC": Decimal(1)}


def test_default_rules() -> None:
    swap, spot = rules_for(), rules_for(spot=True)
    assert (swap.layout, swap.reduce_only, swap.amends, swap.quiet) == (
        Layout.STOP_AND_TARGETS,
        True,
        True,
        timedelta(0),
    )
    assert (spot.layout, spot.spot, spot.reduce_only) == (Layout.PAIRS, True, False)
    assert rules_for(attach=True) == replace(swap, attach=True)


@pytest.mark.parametrize(
    ("layout", "spot"),
    [(Layout.STOP, False), (Layout.POSITION, True), (Layout.STOP_AND_TARGETS, True)],
)
def test_layouts_that_a_market_does_not_have(layout: Layout, spot: bool) -> None:
    with pytest.raises(ValueError, match="has the layouts"):
        rules_for(layout, spot)

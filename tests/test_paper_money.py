"""The paper exchange's arithmetic: whatever happens, balances, positions, holds and trades agree to the last digit."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.exchanges.paper import Markets, Venue
from adapters.exchanges.paper.account import EXACT
from core.orders import ZERO, OrderType, OrdStatus, Reason, Side
from core.ports import UnknownOutcome
from core.venue import Layout
from tests.paper_kit import SWAP, Scene, dec

MARKET, LIMIT, IOC = OrderType.MARKET, OrderType.LIMIT, OrderType.IOC
STOP, TAKE, PAIR = OrderType.STOP, OrderType.TAKE, OrderType.PAIR

both = pytest.mark.parametrize("mirror", [1, -1], ids=["long", "short"])

# -- any history ----------------------------------------------------------------------------------

OFFSETS = st.integers(-300, 300)
SIZES = st.integers(1, 40).map(lambda lots: Decimal(lots).scaleb(-3))
SUBMITS = st.tuples(
    st.just("send"), st.sampled_from([MARKET, LIMIT, IOC, STOP, TAKE, PAIR]), SIZES, OFFSETS, OFFSETS, st.booleans()
)
PRINTED = (  # what leaves a market of prints
    SUBMITS,
    SUBMITS,
    st.tuples(st.just("prints"), OFFSETS, SIZES),
    st.tuples(st.just("cancel"), st.integers(0, 30)),
    st.tuples(st.just("amend"), st.integers(0, 30), OFFSETS, SIZES),
)
STEPS = st.one_of(
    *PRINTED,
    st.tuples(st.just("quotes"), OFFSETS, st.integers(1, 3)),
    st.tuples(st.just("opens"), OFFSETS),
    st.tuples(st.just("runs"), OFFSETS, OFFSETS),
)
KINDS: dict[str, dict[str, Any]] = {
    "swap": {},
    "attaching": {"attach": True},
    "pairs": {"layout": Layout.PAIRS},
    "position": {"layout": Layout.POSITION},
    "hedged": {"hedged": True},
    "spot": {"account": "paper_spot"},
    "spot stop": {"account": "paper_spot", "layout": Layout.STOP},
}


def play(scene: Scene, steps: list[tuple[Any, ...]]) -> None:
    scene.prints(0)
    for step in steps:
        verb, *terms = step
        if verb == "send":
            send(scene, *terms)
        elif verb == "cancel":
            scene.venue.cancel(scene.account, f"b{terms[0]:09d}", scene.now)
        elif verb == "amend":
            try:
                scene.venue.amend(scene.account, f"b{terms[0]:09d}", scene.at(terms[1]), terms[2], scene.now)
            except UnknownOutcome:
                continue
        else:
            getattr(scene, verb)(*terms)


def send(scene: Scene, type: OrderType, size: Decimal, price: int, trigger: int, entry: bool) -> None:
    all_of_it = scene.rules.layout is Layout.POSITION and type in (STOP, TAKE)
    children = []
    if entry and scene.rules.attach:
        children = [scene.order(STOP, size, None, -200), scene.order(LIMIT, size, 200)]
    scene.send(
        type,
        None if all_of_it else size,
        price if type in (LIMIT, IOC, PAIR) else None,
        trigger if type in (STOP, TAKE, PAIR) else None,
        entry=entry and not all_of_it,
        children=children,
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mirror", [1, -1], ids=["long", "short"])
@given(steps=st.lists(STEPS, max_size=40))
@settings(max_examples=40, deadline=None)
def test_the_books_always_balance(kind: str, mirror: int, steps: list[tuple[Any, ...]]) -> None:
    if kind.startswith("spot"):
        mirror = 1
    scene = Scene(mirror=mirror, **KINDS[kind])
    play(scene, steps)
    with localcontext(EXACT):
        reconciles(scene)
    agrees(scene)


def reconciles(scene: Scene) -> None:
    """Opening balances and trades alone give today's balances and positions."""
    account = scene.venue.account(scene.account)
    base, quote = account.opening.get("BTC", ZERO), account.opening["USDT"]
    for trade in scene.trades:
        sign = 1 if trade.side is Side.BUY else -1
        base += sign * trade.quantity - trade.base_fee
        quote -= sign * trade.quantity * trade.price + trade.fee
    if scene.spot:
        assert account.balances == {"BTC": base, "USDT": quote}
        assert min(base, quote) >= 0
        return
    held = list(account.held())
    assert base == sum((p.side.sign * p.quantity for p in held), ZERO)
    assert quote == account.balance("USDT") - sum((p.side.sign * p.cost for p in held), ZERO)
    assert account.rules.hedged or len(held) <= 1


def agrees(scene: Scene) -> None:
    """What is derived agrees with what it is derived from: holds, open lists, the index, totals of orders."""
    clearing, holds, filled = (
        scene.venue.clearing,
        defaultdict[str, Decimal](Decimal),
        defaultdict[str, Decimal](Decimal),
    )
    orders = scene.venue.orders(scene.account, open=False)
    for order in orders:
        assert order.hold == 0 or order.open
        if order.open:
            holds[clearing.needs(order)[0]] += order.hold
    for trade in scene.trades:
        filled[trade.order] += trade.quantity
        assert trade.cum_qty == filled[trade.order]
        assert trade.quantity > 0
    account = scene.venue.account(scene.account)
    assert {coin: amount for coin, amount in account.holds.items() if amount} == {c: a for c, a in holds.items() if a}
    assert all(order.cum_qty == filled[order.id] for order in orders)
    assert all(order.quantity is None or order.cum_qty <= order.quantity for order in orders)
    assert all(
        order.cum_qty == order.quantity for order in orders if order.status is OrdStatus.FILLED and order.quantity
    )
    assert sorted(scene.open_ids()) == sorted(order.id for order in orders if order.open)
    market = clearing.market(scene.symbol)
    assert len(market.levels) == sum(len(order.legs()) for order in orders if order.open)
    assert set(market.waiting) == {order.n for order in orders if order.open and order.waiting}
    assert all(o.type is not OrderType.PAIR or o.whole or not (o.taken.quantity and o.stopped.quantity) for o in orders)
    if not scene.rules.hedged and scene.rules.reduce_only:
        assert scene.venue.overfilled(scene.account, scene.symbol) == 0


@pytest.mark.parametrize("kind", KINDS)
@given(steps=st.lists(st.one_of(*PRINTED), max_size=40))
@settings(max_examples=40, deadline=None)
def test_a_print_never_gives_more_than_its_size(kind: str, steps: list[tuple[Any, ...]]) -> None:
    scene = Scene(**KINDS[kind])
    play(scene, steps)
    sizes = [dec(1000)] + [step[2] for step in steps if step[0] == "prints"]
    taken = defaultdict[int, Decimal](Decimal)
    for trade in scene.trades:
        taken[trade.row] += trade.quantity
    assert all(quantity <= sizes[row] for row, quantity in taken.items())


# -- fees and margin ------------------------------------------------------------------------------


@both
@pytest.mark.parametrize(
    ("type", "price", "rate"), [(MARKET, None, "0.0005"), (IOC, 10, "0.0005"), (LIMIT, 10, "0.0002")]
)
def test_swap_fees(mirror: int, type: OrderType, price: int | None, rate: str) -> None:
    scene = Scene(mirror=mirror).prints(0)
    scene.buy()
    sent = scene.send(type, "0.01", price)
    scene.prints(10)
    fill = scene.report(sent.id).taken
    assert (fill.base_fee, fill.quote_fee) == (ZERO, fill.value * dec(rate))
    assert scene.trades[-1].maker is (type is LIMIT)


def test_spot_buys_pay_in_coins_and_sells_in_quote() -> None:
    scene = Scene(account="paper_spot").prints(0)
    bought = scene.buy("0.01").taken
    assert (bought.base_fee, bought.quote_fee) == (dec("0.00001"), ZERO)
    assert scene.held == dec("0.00999")
    sold = scene.send(MARKET, "0.00999")
    scene.prints(0)
    fill = scene.report(sold.id).taken
    assert (fill.base_fee, fill.quote_fee) == (ZERO, dec("0.5994"))
    assert scene.held == 0


def test_a_fee_for_everything() -> None:
    scene = Scene(venue=Venue(Markets(fee=dec("0.01")))).prints(0)
    assert scene.buy().taken.quote_fee == 6
    limit = scene.send(LIMIT, "0.01", 10)
    scene.prints(10)
    assert scene.report(limit.id).taken.quote_fee == dec("6.001")


@both
def test_resting_entries_reserve_margin_until_they_go(mirror: int) -> None:
    scene = Scene(mirror=mirror).prints(0)
    first = scene.send(LIMIT, "10", -10, entry=True)
    assert scene.venue.facts("paper", "BTC").free == 100_000 - scene.at(-10)
    assert scene.send(LIMIT, "10", -10, entry=True).reason is Reason.MARGIN
    assert scene.send(LIMIT, "5", -10, entry=True).reason is None
    scene.venue.cancel("paper", first.id)
    assert scene.send(LIMIT, "10", -10, entry=True).reason is None


@both
def test_facts_of_a_position(mirror: int) -> None:
    scene = Scene(mirror=mirror).prints(0)
    scene.buy("1")
    scene.prints(1000)
    facts = scene.venue.facts("paper_F", "BTCUSDT.P")
    assert facts.equity == 100_000 - 30 + 1000
    assert facts.free == facts.equity - scene.at(1000) / 10
    assert (facts.leverage, facts.free_base, facts.price) == (dec(10), ZERO, scene.at(1000))


# -- liquidation ----------------------------------------------------------------------------------


@both
@pytest.mark.parametrize("candles", [False, True], ids=["prints", "candles"])
def test_an_account_is_liquidated_at_its_price(mirror: int, candles: bool) -> None:
    scene = Scene(mirror=mirror)
    scene.opens(0) if candles else scene.prints(0)
    scene.buy("10")
    stop = scene.send(STOP, "10", None, -20_000)
    entry = scene.send(LIMIT, "0.01", -30_000, entry=True)
    (fact,) = scene.venue.look("paper", scene.symbol).positions
    at = fact.liquidation
    assert at is not None
    offset = (at - 60_000) * mirror
    assert -10_000 < offset < -9_000
    tick = dec("0.1")
    scene.runs(offset + tick) if candles else scene.prints(offset + tick)
    assert scene.held == 10
    scene.runs(offset - 500) if candles else scene.prints(offset)
    assert scene.held == 0
    assert [(t.order, t.price) for t in scene.trades[1:]] == [("liquidation", at)]
    for id in (stop.id, entry.id):
        assert (scene.report(id).status, scene.report(id).reason) == (OrdStatus.EXPIRED, Reason.LIQUIDATED)
    with localcontext(EXACT):
        reconciles(scene)


@both
def test_what_another_symbol_loses_brings_liquidation_nearer(mirror: int) -> None:
    scene, eth = Scene(mirror=mirror).prints(0), "ETH/USDT:USDT"
    scene.buy("8")
    (before,) = scene.venue.look("paper", SWAP).positions
    scene.venue.trade(eth, dec(3000), dec(1000), scene.now, 0)
    scene.venue.hand("paper", eth, scene.position.entry, MARKET, dec(10), at=scene.now)
    scene.venue.trade(eth, dec(3000), dec(1000), scene.now, 1)
    scene.venue.trade(eth, dec(3000) - mirror * 1000, dec(1000), scene.now, 2)
    (after,) = scene.venue.look("paper", SWAP).positions
    assert before.liquidation is not None
    assert after.liquidation is not None
    nearer = (after.liquidation - before.liquidation) * mirror
    assert 1265 < nearer < 1275  # 10,000 lost over 8 coins, a fee, and maintenance of the other symbol
    scene.prints((after.liquidation - 60_000) * mirror + dec("0.1"))
    assert scene.held == 8
    scene.prints((after.liquidation - 60_000) * mirror)
    assert list(scene.venue.account("paper").held()) == []
    assert {(t.symbol, t.order) for t in scene.trades[-2:]} == {(SWAP, "liquidation"), (eth, "liquidation")}


@both
def test_a_jump_past_it_leaves_a_debt_that_nobody_insures(mirror: int) -> None:
    scene = Scene(mirror=mirror).prints(0)
    scene.buy("10")
    scene.prints(-20_000)
    assert scene.held == 0
    assert scene.venue.account("paper").balance("USDT") < -100_000 + 1_000
    assert scene.venue.facts("paper", "BTC").free == 0


def test_spot_is_never_liquidated() -> None:
    scene = Scene(account="paper_spot").prints(0)
    scene.buy("1")
    scene.prints(-59_000)
    assert scene.held == dec("0.999")

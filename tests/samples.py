"""Brackets as they really look, for tests that need one and do not care how it came to be.

``long_bracket``: a swap, one entry filled over two generations, stop and two targets resting, one stop replaced.
``short_bracket``: a swap with native pairs, a pair half stopped, an emergency in its past.  ``new_bracket``: planned,
nothing sent.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from core.bracket import Bracket, Entry, Level, LevelKind, Odd, Past, Policy, Stamp, Stop, Target, Trailing
from core.events import Event, Opened, Reported
from core.instrument import Instrument
from core.notices import Notice, NoticeKind
from core.orders import Amendment, Fill, Order, OrderType, OrdStatus, PositionSide, Reason, Report, Side
from core.ports import Change
from core.venue import Layout, VenueRules

D = Decimal
START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

SWAP = Instrument(
    symbol="BTC/USDT:USDT",
    base="BTC",
    quote="USDT",
    spot=False,
    tick=D("0.1"),
    lot=D("0.001"),
    min_qty=D("0.001"),
    min_notional=D(100),
    maker=D("0.0002"),
    taker=D("0.0005"),
)
ETH_SWAP = replace(SWAP, symbol="ETH/USDT:USDT", base="ETH", tick=D("0.01"), contract=D("0.1"), max_qty=D(8000))
SWAP_RULES = VenueRules(Layout.STOP_AND_TARGETS, amends=True, counts_targets=True)
PAIR_RULES = VenueRules(Layout.PAIRS, attach=True, hedged=True, quiet=timedelta(0))


def after(seconds: float) -> datetime:
    """That many seconds after the samples begin."""
    return START + timedelta(seconds=seconds)


def order(id: str, slot: str, side: Side, type: OrderType, quantity: str | None, **more: object) -> Order:
    """An order decided at the start, signed within a second, with every other field as given."""
    plain = Order(
        id=id,
        slot=slot,
        side=side,
        type=type,
        quantity=None if quantity is None else D(quantity),
        price=None,
        trigger=None,
        reduce_only=slot[0] != "e",
        decided_at=START,
        not_after=after(1),
    )
    return replace(plain, **more)  # type: ignore[arg-type]  # any field of Order, checked by Order itself


def new_bracket(id: str = "a1", number: int = 1, symbol: str = "BTC/USDT:USDT", account: str = "paper") -> Bracket:
    """A long, planned and version 1: market entry of 0.4, stop and two targets; nothing has been sent."""
    return Bracket(
        id=id,
        number=number,
        account=account,
        symbol=symbol,
        side=PositionSide.LONG,
        instrument=replace(SWAP, symbol=symbol),
        rules=SWAP_RULES,
        policy=Policy(),
        stamp=Stamp(START, D("60000.1"), START),
        entries=(Entry("e1", D("0.4"), OrderType.MARKET, until=after(60)),),
        stop=Stop(Level(LevelKind.RATIO, D("-0.02")), breakeven=True),
        targets=(
            Target("tp1", "e1", D("0.5"), Level(LevelKind.RATIO, D("0.02"))),
            Target("tp2", "e1", D(1), Level(LevelKind.PRICE, D("63000"))),
        ),
        orders=(order(f"{id}e1", "e1", Side.BUY, OrderType.MARKET, "0.4"),),
        version=1,
    )


def long_bracket(id: str = "a1", number: int = 1) -> Bracket:
    """A long of 0.4 bought in two fills, the first target partly filled, the stop replaced once; version 5."""
    entry = order(
        f"{id}e1",
        "e1",
        Side.BUY,
        OrderType.MARKET,
        "0.4",
        status=OrdStatus.FILLED,
        taken=Fill(D("0.4"), D("24000.04"), D(0), D("12.00002")),
        seen=True,
        venue_ids=("8886774",),
        filled_at=after(0.2),
        ended_at=after(0.3),
        settled=True,
    )
    old_stop = order(
        f"{id}s1",
        "sl",
        Side.SELL,
        OrderType.STOP,
        "0.4",
        trigger=D("58800.2"),
        status=OrdStatus.CANCELED,
        seen=True,
        ended_at=after(9),
        cancel_asked=after(8.5),
    )
    stop = order(
        f"{id}s2",
        "sl",
        Side.SELL,
        OrderType.STOP,
        "0.35",
        trigger=D("60030.1"),
        status=OrdStatus.NEW,
        decided_at=after(8),
        not_after=after(9),
        seen=True,
        amend_asked=Amendment(D("60100"), D("0.35"), after(10)),
    )
    first = order(
        f"{id}t1",
        "tp1",
        Side.SELL,
        OrderType.LIMIT,
        "0.2",
        price=D("61200.1"),
        status=OrdStatus.NEW,
        taken=Fill(D("0.05"), D("3060.005"), D(0), D("0.612001")),
        seen=True,
        filled_at=after(7),
    )
    second = order(f"{id}t2", "tp2", Side.SELL, OrderType.LIMIT, "0.2", price=D(63000), misses=1)
    return replace(
        new_bracket(id, number),
        stamp=Stamp(after(10), D("61199.9"), after(9.9)),
        orders=(entry, old_stop, stop, first, second),
        past={"tp2": Past(generation=1, refused=1, at=after(2), reason=Reason.FILTER)},
        floor=D("60030.1"),
        moved_at=after(8),
        best=D("61210.3"),
        held=D("0.35"),
        version=5,
    )


def short_bracket(id: str = "b2", number: int = 2) -> Bracket:
    """A short with a trailing stop and one pair at an exchange that links them, partly stopped; version 3."""
    entry = order(
        f"{id}e1",
        "e1",
        Side.SELL,
        OrderType.LIMIT,
        "1.234",
        price=D("3010.01"),
        status=OrdStatus.CANCELED,
        taken=Fill(D("1.1"), D("3311.011"), D(0), D("0.6622022")),
        ended_at=after(3),
        settled=True,
        text="canceled by hand, “wirklich”",
    )
    pair = order(
        f"{id}t1",
        "tp1",
        Side.BUY,
        OrderType.PAIR,
        "1",
        price=D(2800),
        trigger=D("3050.5"),
        status=OrdStatus.NEW,
        stopped=Fill(D("0.4"), D("1220.5"), D(0), D("0.61025")),
        whole=False,
        triggered=True,
        seen=True,
        venue_ids=("list 17", "leg 18", "leg 19"),
    )
    return Bracket(
        id=id,
        number=number,
        account="main",
        symbol="ETH/USDT:USDT",
        side=PositionSide.SHORT,
        instrument=ETH_SWAP,
        rules=PAIR_RULES,
        policy=Policy(grace=None, max_notional=D("25000.50")),
        stamp=Stamp(after(30), D("3050.61"), after(29.5)),
        entries=(Entry("e1", D("1.234"), OrderType.LIMIT, until=after(60), price=D("3010.01"), unwanted=True),),
        stop=Stop(
            Level(LevelKind.DISTANCE, D("-40.5")), Trailing(D("0.015"), Level(LevelKind.RATIO, D("0.01"))), share=D(1)
        ),
        targets=(Target("tp1", "e1", D(1), Level(LevelKind.PRICE, D(2800))),),
        orders=(entry, pair),
        past={
            "close": Past(generation=2, filled=Fill(D("0.1"), D("305.02"), D(0), D("0.15251")), refused=0),
            "sl": Past(generation=1, refused=2, at=after(20), reason=Reason.WOULD_TRIGGER),
        },
        outside=D("-0.001"),
        odd=Odd(D("0.001"), after(28)),
        armed=True,
        naked_since=after(29),
        closing="stop could not be placed",
        trim=D("0.1"),
        version=3,
    )


def opening(bracket: Bracket) -> Change:
    """The first save of a bracket, whatever its version was: opened, its entry submitted, one notice."""
    bracket = replace(bracket, version=1)
    notice = Notice(NoticeKind.SUBMITTED, name="entry", order=bracket.orders[0].id, quantity=bracket.orders[0].quantity)
    return Change(0, bracket, (Opened(bracket.stamp),), (notice,))


def step(bracket: Bracket, *events: Event, notices: tuple[Notice, ...] = ()) -> Change:
    """The next save of ``bracket`` as it was stored: one version on, nothing else changed."""
    return Change(bracket.version, replace(bracket, version=bracket.version + 1), events, notices)


def filled(bracket: Bracket, quantity: Decimal, value: Decimal, seconds: float = 1) -> Change:
    """The next save of ``bracket`` after its first order reported these totals."""
    stamp = Stamp(after(seconds), bracket.stamp.price, bracket.stamp.price_at)
    first = bracket.orders[0]
    fill = Fill(quantity, value)
    report = Report(first.id, OrdStatus.NEW, taken=fill, quantity=first.quantity)
    orders = (replace(first, status=OrdStatus.NEW, taken=fill, seen=True), *bracket.orders[1:])
    notice = Notice(NoticeKind.FILLED, name="entry", order=first.id, cum_qty=quantity)
    return step(replace(bracket, stamp=stamp, orders=orders), Reported(stamp, report), notices=(notice,))


def closed_bracket(id: str = "c3", number: int = 3) -> Bracket:
    """A bracket whose entry was canceled before anything traded; version 2, closed."""
    bracket = new_bracket(id, number)
    gone = replace(bracket.orders[0], status=OrdStatus.CANCELED, ended_at=after(4), settled=True)
    return replace(bracket, stamp=Stamp(after(6)), orders=(gone,), version=2)

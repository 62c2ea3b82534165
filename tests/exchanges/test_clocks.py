"""A machine whose clock is wrong: what is measured, what is refused, and that no report of our own order is lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapters.clock import SystemClock, VirtualClock, run_virtual
from adapters.exchanges.clocks import ALARM, Clocks
from adapters.exchanges.limiter import Address, Limiter
from adapters.exchanges.listed import dialect_of
from adapters.exchanges.wire import SOON, Wire
from core.orders import OrderType, OrdStatus, PositionSide
from core.ports import SKEW, Hint, Tick
from tests.exchanges.canned import looked
from tests.exchanges.intents import AT, order
from tests.exchanges.markets import MARKETS
from tests.exchanges.on_loopback import SYMBOLS
from tests.exchanges.recorder import wire
from tests.exchanges.test_another_ledger import MS, STOP, record
from tests.exchanges.test_bybit import listed
from tests.exchanges.test_reviewed_lines import Street, on_loopback

TWELVE = timedelta(minutes=12)
LONG = PositionSide.LONG


@pytest.mark.parametrize("account", ["Binance", "Binance_F"])
@pytest.mark.parametrize("ahead", [TWELVE, -TWELVE], ids=["ahead", "behind"])
def test_orders_of_ours_are_ours_whatever_the_clock_says(account: str, ahead: timedelta) -> None:
    """The entry fills: where its report were another's nobody would know."""

    async def story(street: Street) -> None:
        street.binance.drift = -int(ahead / timedelta(milliseconds=1))
        exchange, symbol = await street.open(account), SYMBOLS[account]
        facts = await exchange.facts(symbol)
        assert facts.skew is not None
        assert abs(facts.skew - ahead) < timedelta(seconds=5)
        now = SystemClock().now()
        entry = replace(order("e1", OrderType.MARKET, LONG), decided_at=now, not_after=now + timedelta(seconds=9))
        sent = await exchange.submit(symbol, entry, LONG)
        unheard = await exchange.look(symbol, (entry,))  # its answer was lost, so no name of the exchange's is known
        for report in (sent, *unheard.reports):
            assert (report.id, report.status, report.made) == (entry.id, OrdStatus.FILLED, None)
        assert (len(unheard.reports), unheard.missing, unheard.foreign) == (1, (), ())
        await exchange.aclose()

    on_loopback(story)


def test_times_are_told_in_our_clock() -> None:
    async def story(street: Street) -> None:
        street.binance.drift = -30_000
        exchange, symbol = await street.open(), SYMBOLS["Binance_F"]
        assert (await exchange.facts(symbol)).skew is not None
        now = SystemClock().now()
        entry = replace(order("e1", OrderType.MARKET, LONG), decided_at=now, not_after=now + timedelta(seconds=9))
        report = await exchange.submit(symbol, entry, LONG)
        assert report.made is not None
        assert abs(report.made - now) < timedelta(seconds=10)
        await exchange.aclose()

    on_loopback(story)


def test_a_wrong_clock_is_measured_again_when_somebody_asks() -> None:
    async def story(street: Street) -> None:
        street.binance.drift = -720_000
        exchange = await street.open()
        assert (await exchange.facts("BTCUSDT")).skew is not None
        street.binance.drift = 0
        exchange._wire._synced = None  # half a minute later
        facts = await exchange.facts("BTCUSDT")
        assert facts.skew is not None
        assert abs(facts.skew) < SKEW
        await exchange.aclose()

    on_loopback(story)


@pytest.mark.parametrize(
    ("ahead", "made"),
    [
        (timedelta(seconds=-40), []),
        (timedelta(seconds=40), [AT - timedelta(seconds=560)]),
        (TWELVE, [None]),
        (None, [None]),
    ],
)
def test_only_times_that_can_be_compared_are_compared(ahead: timedelta | None, made: list[Any]) -> None:
    """An order that the exchange says was made ten minutes before ours was decided, by a clock that may be wrong."""
    answers = [("position/list", listed()), ("/v5/order/", listed(record("Untriggered", MS - 600_000)))]
    assert [report.made for report in looked("Bybit_F", [STOP], answers, ahead=ahead).reports] == made


def test_what_has_a_name_that_ours_is_known_by_is_ours() -> None:
    """Its ledger may have been written by a clock that was wrong then."""
    answers = [("position/list", listed()), ("/v5/order/", listed(record("Untriggered", MS - 86_400_000)))]
    assert looked("Bybit_F", [STOP], answers).missing == (STOP.id,)
    assert looked("Bybit_F", [replace(STOP, venue_ids=("7",))], answers).missing == ()


# -- measuring ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("took", [0.0, 1.0])
@pytest.mark.parametrize("ahead", [0.0, -0.9, 1.4, 1.7, -61.0, 720.0])
def test_a_second_is_an_alarm_once_and_a_minute_too_much(
    ahead: float, took: float, caplog: pytest.LogCaptureFixture
) -> None:
    """Half of the time that the answer took is doubt, and no alarm."""
    caplog.set_level(logging.WARNING)
    clocks, off = Clocks("Binance"), timedelta(seconds=ahead)
    for _ in range(3):
        clocks.compare(AT, AT + timedelta(seconds=took / 2) - off, AT + timedelta(seconds=took))
    assert (clocks.ahead, clocks.agree) == (off, abs(ahead) <= 60)
    assert len(caplog.records) == (abs(off) > ALARM + timedelta(seconds=took / 2))
    assert ("nothing is entered" in caplog.text) is (abs(ahead) > 60)
    assert clocks.ours(AT) == (AT + off if abs(ahead) <= 60 else None)
    assert clocks.ours(None) is None


DATE = AT.strftime("%a, %d %b %Y %H:%M:%S GMT")


@pytest.mark.parametrize(
    ("headers", "took", "ahead"),
    [
        ({"Date": DATE}, 0.0, 720.0),
        ({"date": DATE, "Age": "0"}, 1.0, 720.5),
        ({"Date": DATE, "Age": "9"}, 0.0, None),  # a cache kept it
        ({"Date": DATE}, 3.0, None),
        ({"Date": "yesterday"}, 0.0, None),
        ({}, 0.0, None),
    ],
)
def test_where_no_route_tells_the_time_answers_are_dated(
    headers: dict[str, str], took: float, ahead: float | None
) -> None:
    clocks, asked = Clocks("BloFin"), AT + TWELVE + timedelta(seconds=0.5)
    clocks.dated(headers, asked, asked + timedelta(seconds=took))
    assert clocks.ahead == (None if ahead is None else timedelta(seconds=ahead))


def on_line(name: str, tell: Callable[[Wire, Any, VirtualClock], Awaitable[None]], *answers: tuple[str, str]) -> None:
    row = next(row for row in MARKETS if row.name == name)

    async def story(clock: VirtualClock) -> None:
        dialect = dialect_of(name)
        found = wire(dialect, row.market, answers, row.cls())
        assert dialect.record.limits is not None
        line = Wire(found.client, dialect, Limiter(Address(clock, dialect.record.limits)), clock)
        try:
            await tell(line, found, clock)
        finally:
            await line.aclose()

    run_virtual(story, AT)


def test_one_question_at_a_time_and_a_failure_is_no_measurement() -> None:
    async def story(line: Wire, found: Any, clock: VirtualClock) -> None:
        await asyncio.gather(line.compared(), line.compared())
        assert (line.clocks.ahead, len(found.kept)) == (None, 1)
        found.answers = [("fapi/v1/time", f'{{"serverTime": {MS - 720_000}}}')]
        await asyncio.gather(line.compared(), line.compared())
        assert (line.clocks.ahead, line.clocks.agree, len(found.kept)) == (TWELVE, False, 2)
        await line.compared()  # not again at once
        assert len(found.kept) == 2
        await clock.sleep(31)
        await line.compared()
        assert len(found.kept) == 3

    on_line("Binance_F", story)


def test_nobody_waits_long_for_a_time_that_does_not_come() -> None:
    async def story(line: Wire, found: Any, clock: VirtualClock) -> None:
        async def silent(*_request: Any) -> None:
            await clock.sleep(9)

        found.client.fetch = silent
        began = clock.now()
        await line.compared()
        assert (clock.now() - began, line.clocks.ahead) == (timedelta(seconds=SOON), None)

    on_line("Binance_F", story)


def test_an_exchange_that_tells_no_time_is_not_asked_for_it() -> None:
    async def story(line: Wire, found: Any, _clock: VirtualClock) -> None:
        await line.compared()
        assert found.kept == []

    on_line("BloFin_F", story)


@pytest.mark.parametrize(("theirs", "age"), [(-720, 0), (-30, 0), (-33, 3)])
def test_prices_are_as_old_as_they_are(theirs: int, age: int) -> None:
    """By a clock that is ahead every tick would be too old to decide anything on."""

    async def story(street: Street) -> None:
        street.binance.drift = (theirs + age) * 1000
        exchange, clock = await street.open(), SystemClock()
        await exchange.facts("BTCUSDT")
        heard: list[Hint] = []
        exchange._hear = heard.append
        now = clock.now()
        exchange._ticked({"symbol": "X", "last": 1, "timestamp": int(now.timestamp() * 1000) + theirs * 1000})
        (tick,) = heard
        assert isinstance(tick, Tick)
        assert abs(now - tick.at - timedelta(seconds=age)) < timedelta(seconds=2)
        await exchange.aclose()

    on_loopback(story)

"""A position mode that a person changes on the website while the bot runs: no order is lost to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.clock import SystemClock, VirtualClock, run_virtual
from adapters.exchanges.limiter import Address, Limiter
from adapters.exchanges.listed import dialect_of
from adapters.exchanges.position_mode import PositionMode
from adapters.exchanges.wire import Wire
from core.orders import Order, OrderType, OrdStatus, PositionSide, Reason
from core.ports import Unreachable
from tests.exchanges.intents import AT, D, order
from tests.exchanges.markets import MARKETS
from tests.exchanges.on_loopback import KEY, SYMBOLS, Books
from tests.exchanges.recorder import wire
from tests.exchanges.test_reviewed_lines import Street, on_loopback

SWAP = SYMBOLS["Binance_F"]
ENTRY = order("e1", OrderType.MARKET, PositionSide.LONG)
STOP = order("sl", OrderType.STOP, PositionSide.LONG, trigger=D(45_000))


def fresh(one: Order) -> Order:
    now = SystemClock().now()
    return replace(one, decided_at=now, not_after=now + timedelta(seconds=9))


@pytest.mark.parametrize("hedged", [True, False], ids=["to hedge", "to one-way"])
def test_an_order_that_was_refused_for_it_is_made_anew_once(hedged: bool) -> None:
    async def story(street: Street) -> None:
        books = Books(street.binance, "Binance_F")
        _set(street, hedged=not hedged)
        exchange = await street.open()
        assert (await exchange.facts(SWAP)).rules.hedged is not hedged
        _set(street, hedged=hedged)
        report = await exchange.submit(SWAP, fresh(ENTRY), PositionSide.LONG)
        assert report.status is OrdStatus.FILLED
        assert books.held(PositionSide.LONG) == ENTRY.quantity
        assert (await exchange.facts(SWAP)).rules.hedged is hedged
        stop = await exchange.submit(SWAP, fresh(STOP), PositionSide.LONG)
        assert (stop.status, books.stopped()) == (OrdStatus.NEW, STOP.quantity)
        await exchange.aclose()

    on_loopback(story)


def _set(street: Street, *, hedged: bool) -> None:
    told = street.binance.by_hand(KEY, "GET", "/fapi/v1/positionSide/dual")["dualSidePosition"]
    if told is not hedged:
        street.binance.by_hand(KEY, "POST", "/fapi/v1/positionSide/dual", dualSidePosition=str(hedged).lower())


def test_another_refusal_is_told_as_it_is() -> None:
    """The mode is as it was: nothing is sent a second time."""

    async def story(street: Street) -> None:
        exchange, books = await street.open(), Books(street.binance, "Binance_F")
        await exchange.facts(SWAP)
        large = fresh(replace(ENTRY, quantity=D(10_000)))
        report = await exchange.submit(SWAP, large, PositionSide.LONG)
        assert report.status is OrdStatus.REJECTED
        assert report.reason is not Reason.NOT_SENT
        assert books.held(PositionSide.LONG) == 0
        await exchange.aclose()

    on_loopback(story)


@pytest.mark.parametrize(
    ("name", "answer"),
    [("Phemex_F", '{"code":0,"data":{"positions":[17]}}'), ("HTX", '{"status":"ok","data":[17]}')],
)
def test_an_answer_of_another_form_is_no_answer_and_no_defect(name: str, answer: str) -> None:
    """A defect would stop the account until somebody restarts the bot."""
    row = next(row for row in MARKETS if row.name == name)

    async def story(clock: VirtualClock) -> None:
        dialect = dialect_of(name)
        found = wire(dialect, row.market, [("", answer)], row.cls())
        assert dialect.record.limits is not None
        mode = PositionMode(Wire(found.client, dialect, Limiter(Address(clock, dialect.record.limits)), clock))
        with pytest.raises(Unreachable):
            await mode.rules(found.market)
        assert not mode.known
        await found.client.close()

    run_virtual(story, AT)

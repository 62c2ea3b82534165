"""A key that can take money out of the exchange: nothing new is entered with it, and what is open stays protected."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.account import Account, Credentials, Permissions
from adapters.clock import SystemClock
from adapters.database.accounts import AccountRows
from adapters.database.memory import MemoryStore
from adapters.exchanges.elsewhere import NOWHERE
from adapters.exchanges.key_check import CcxtKeyCheck, CouldNotAsk
from adapters.exchanges.paper import LocalVenue, Markets, PaperExchange, Venue
from adapters.scheduler import Scheduler
from adapters.vault_key import KeyPlaces
from bot.live import WITHDRAWS, barred_by_key, live_opener
from bot.session import IsOurs, Session, open_session
from bot.speaker import Speaker
from bot.view import View
from bot.visitor import Visitor
from core.message import Answer, Origin
from core.orders import OrderType
from core.ports import Exchange
from tests.key_kit import answering
from tests.samples import START
from tests.test_key_check import BINANCE, B
from tests.test_vault import FIELDS, TEXT, sealed

SYMBOL = "BTC/USDT:USDT"
OPEN = "BTCUSDT on Binance_F market long 0.01 sl off 2%"
MIGHTY = (
    "Binance_F takes no orders: its key can withdraw, so it only closes and protects; take that from the key at the "
    "exchange, then run: bracketeer account test"
)


@asynccontextmanager
async def trading(rows: AccountRows) -> AsyncIterator[tuple[Session, Venue]]:
    """A bot whose Binance_F is a paper exchange, with a key that is kept in ``rows``."""
    clock, store, venue = SystemClock(), MemoryStore(), Venue(Markets())
    venue.seed(SYMBOL, Decimal(60000), clock.now())
    link = LocalVenue(venue, clock)

    async def live(_name: str, is_ours: IsOurs) -> tuple[str, Exchange]:
        return "Binance_F", PaperExchange(link, "paper", clock, timedelta(0), is_ours)

    async with open_session(
        store=store,
        clock=clock,
        link=link,
        heartbeat=Scheduler,
        notifier=Speaker(store, lambda _line: None),
        live=live,
        barred=barred_by_key(rows),
    ) as session:
        yield session, venue


async def told(session: Session, line: str, key: str) -> Answer:
    return await session.engine.handle(line, Origin(key, session.clock.now(), "test"))


def stops(venue: Venue) -> list[Decimal | None]:
    return [order.quantity for order in venue.orders("paper") if order.type is OrderType.STOP]


async def until(venue: Venue, stop: list[Decimal | None]) -> None:
    async with asyncio.timeout(20):
        while stops(venue) != stop:
            venue.trade(SYMBOL, Decimal(60000), Decimal(9), SystemClock().now(), len(venue.trades) + 1)
            await asyncio.sleep(0.01)


def test_nothing_is_entered_with_a_key_that_can_withdraw_and_what_is_open_is_looked_after(tmp_path: Path) -> None:
    async def story(rows: AccountRows) -> None:
        async with trading(rows) as (session, venue):
            assert (await told(session, OPEN, "1")).problem is None
            await until(venue, [Decimal("0.01")])
            rows.note("Binance_F", Permissions(True, True, False), START)  # as `account test` beside the bot does
            refused = (await told(session, OPEN, "2")).problem
            assert refused is not None
            assert (refused.code, refused.message) == ("E-ACCOUNT", MIGHTY)
            assert View(session, Visitor()).condition("Binance_F") == WITHDRAWS
            moved = "BTCUSDT on Binance_F move long sl to 59000"
            assert (await told(session, moved, "3")).problem is None  # protection goes on
            assert (await told(session, "BTCUSDT on Binance_F close", "4")).problem is None
            await until(venue, [])
            rows.note("Binance_F", Permissions(True, False, False), START)
            assert (await told(session, OPEN, "5")).problem is None  # the key was mended

    with closing(sealed(tmp_path / "ledger.db")) as vault:
        account = Account("Binance_F", "binance", spot=False)
        vault.add(account, Credentials(FIELDS), Permissions(True, False, False), START, checked=True)
        asyncio.run(story(vault.rows))


@pytest.mark.parametrize(
    ("name", "checked", "answer", "asked", "withdraw"),
    [
        ("Binance_F", False, BINANCE | {"enableWithdrawals": True}, 1, True),
        ("Binance_F", False, BINANCE, 1, False),
        ("Binance_F", False, CouldNotAsk("no connection"), 1, None),
        ("Binance_F", True, BINANCE | {"enableWithdrawals": True}, 0, None),  # was asked before
        ("MEXC_F", False, BINANCE, 0, None),  # does not tell
    ],
)
def test_what_an_unchecked_key_may_do_is_asked_beside_its_first_use(
    tmp_path: Path, name: str, checked: bool, answer: object, asked: int, withdraw: bool | None
) -> None:
    urls: list[str] = []

    async def story() -> None:
        async with AsyncExitStack() as stack:
            places, clock = KeyPlaces(text=TEXT), SystemClock()
            check = CcxtKeyCheck(clock, answering({B: answer}, urls))
            opening = live_opener(tmp_path / "ledger.db", places, lambda _: None, clock, stack, NOWHERE, check)
            opened = await opening(name, lambda _id: True)
            assert opened is not None
            beside = asyncio.all_tasks() - {asyncio.current_task()}
            await asyncio.gather(*beside)
            await opened[1].aclose()

    with closing(sealed(tmp_path / "ledger.db")) as vault:
        account = Account(name, name.removesuffix("_F").lower(), spot=False)
        vault.add(account, Credentials(FIELDS), Permissions(), START, checked=checked)
        asyncio.run(story())
        row = vault.rows.find(name)
    assert row is not None
    assert (len(urls), row.permissions.withdraw) == (asked, withdraw)

"""Markets that change while the bot runs: new ones, other steps, halts and ends; and who is asked how often."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.clock import SystemClock
from adapters.exchanges import listing
from adapters.exchanges.connecting import Connections
from adapters.exchanges.listing import AGAIN, EVERY
from adapters.exchanges.through_ccxt import CcxtExchange
from core.orders import OrderType, OrdStatus, PositionSide
from core.ports import UnknownSymbol
from tests.exchanges.bench import is_ours
from tests.exchanges.intents import D, order
from tests.exchanges.on_loopback import KEYS, SYMBOLS, exchange_open
from tests.exchanges.test_reviewed_lines import LIMIT_SECONDS, SECOND

SWAP = SYMBOLS["Binance_F"]
NEW = "NEW/USDT:USDT"


class Shifted(SystemClock):
    """Hours go by when a story says so; then whoever sleeps wakes up."""

    def __init__(self) -> None:
        self.ahead, self._beds = timedelta(), list[asyncio.Event]()

    def now(self) -> datetime:
        return super().now() + self.ahead

    async def sleep(self, seconds: float) -> None:
        if seconds < EVERY.total_seconds():
            await super().sleep(seconds)
            return
        self._beds.append(asyncio.Event())
        await self._beds[-1].wait()

    def pass_by(self, age: timedelta) -> None:
        self.ahead += age
        beds, self._beds = self._beds, []
        for bed in beds if age >= EVERY else ():
            bed.set()


class Exchange:
    """Binance, whose list of markets a story can change for those who ask from then on."""

    def __init__(self, binance: Any) -> None:
        self.clock, self.asked, self.rows = Shifted(), 0, list[dict[str, Any]]()
        self.failing = False
        self.binance = binance
        self._clients: list[Any] = []
        self._handed = asyncio.Queue[Any]()
        self.connections = Connections(self.clock, self._prepare)

    def _prepare(self, client: Any) -> None:
        if client.apiKey:
            self.binance.attach(client)
            self._clients.append(client)
            take_over = client.set_markets_from_exchange

            def handed(source: Any) -> None:
                take_over(source)
                self._handed.put_nowait(client)

            client.set_markets_from_exchange = handed
            return

        async def fetch_markets(_params: object = None) -> list[dict[str, Any]]:
            self.asked += 1
            if self.failing:
                raise OSError("no network")
            return copy.deepcopy(self.rows)

        client.fetch_markets, client.has["fetchCurrencies"] = fetch_markets, False

    async def open(self, keys: dict[str, str] = KEYS) -> CcxtExchange:
        exchange = await self.connections.open("Binance_F", keys, testnet=False, is_ours=is_ours)
        await exchange.facts(SWAP)
        while not self._handed.empty():
            self._handed.get_nowait()  # that of the first account
        self.rows = self.rows or [copy.deepcopy(m) for m in self._clients[0].markets.values()]
        return exchange

    def change(self, symbol: str, **more: Any) -> None:
        self.rows = [row | more if row["symbol"] == symbol else row for row in self.rows]

    def end(self, symbol: str) -> None:
        self.rows = [row for row in self.rows if row["symbol"] != symbol]

    def list(self, symbol: str) -> None:
        row = next(row for row in self.rows if row["symbol"] == SWAP)
        self.rows.append({**row, "symbol": symbol, "id": symbol.partition("/")[0] + "USDT", "base": "NEW"})

    async def renewed(self, accounts: int = 1) -> None:
        """Until so many accounts were handed a list."""
        for _ in range(accounts):
            await self._handed.get()


def on(tell: Callable[[Exchange], Awaitable[None]]) -> None:
    async def play() -> None:
        async with asyncio.timeout(LIMIT_SECONDS), exchange_open() as binance:
            binance.owner(SECOND["apiKey"], SECOND["secret"])
            await tell(Exchange(binance))

    asyncio.run(play())


def test_the_list_is_renewed_every_hour_for_all_accounts_by_one_request() -> None:
    async def story(there: Exchange) -> None:
        first, second = await there.open(), await there.open(SECOND)
        assert (await first.facts(SWAP)).instrument.tick == Decimal("0.1")
        there.change(SWAP, precision={"amount": 0.001, "price": 0.5})
        there.clock.pass_by(EVERY)
        await there.renewed(2)
        for exchange in (first, second):
            assert (await exchange.facts(SWAP)).instrument.tick == Decimal("0.5")
        assert there.asked == 1
        await first.aclose()
        await second.aclose()

    on(story)


def test_a_new_market_is_found_at_once_and_a_slip_asks_once_a_minute_at_most() -> None:
    async def story(there: Exchange) -> None:
        exchange = await there.open()
        there.list(NEW)
        for _ in range(3):  # the list is not a minute old
            with pytest.raises(UnknownSymbol):
                await exchange._facts.market(NEW)
        assert there.asked == 0
        there.clock.pass_by(AGAIN)
        assert (await exchange._facts.market("NEWUSDT")).symbol == NEW
        for _ in range(3):
            with pytest.raises(UnknownSymbol):
                await exchange._facts.market("NEWWUSDT")
        assert there.asked == 1
        there.clock.pass_by(AGAIN)
        with pytest.raises(UnknownSymbol) as caught:
            await exchange._facts.market("NEWWUSDT")
        assert caught.value.nearest[0] == NEW
        assert there.asked == 2
        await exchange.aclose()

    on(story)


def test_what_ends_is_halted_and_still_looked_at(caplog: pytest.LogCaptureFixture) -> None:
    async def story(there: Exchange) -> None:
        exchange = await there.open()
        there.end(SWAP)
        there.end("ETH/USDT:USDT")
        there.clock.pass_by(EVERY)
        await there.renewed()
        assert (await exchange.facts("BTCUSDT")).halted
        assert (await exchange.look(SWAP, ())).positions == ()
        assert f"Binance_F trades {SWAP} no more" in caplog.text
        assert "ETH" not in caplog.text  # with which this account has nothing to do
        with pytest.raises(UnknownSymbol) as caught:
            await exchange.facts("BTCCUSDT")
        assert SWAP not in caught.value.nearest
        await exchange.aclose()

    on(story)


def test_a_halt_that_is_over_is_seen_by_the_next_message() -> None:
    async def story(there: Exchange) -> None:
        exchange = await there.open()
        there.change(SWAP, active=False)
        there.clock.pass_by(EVERY)
        await there.renewed()
        assert (await exchange.facts(SWAP)).halted
        there.change(SWAP, active=True)
        assert (await exchange.facts(SWAP)).halted  # asked less than a minute ago
        there.clock.pass_by(AGAIN)
        assert not (await exchange.facts(SWAP)).halted
        await exchange.aclose()

    on(story)


def test_where_it_cannot_be_asked_for_the_old_list_serves(caplog: pytest.LogCaptureFixture) -> None:
    async def story(there: Exchange) -> None:
        exchange = await there.open()
        there.failing = True
        there.clock.pass_by(AGAIN)
        with pytest.raises(UnknownSymbol):
            await exchange.facts("NEWUSDT")
        assert (await exchange.facts(SWAP)).instrument.symbol == SWAP
        assert "the list of markets stays as it was" in caplog.text
        await exchange.aclose()

    on(story)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
    max_leaves=30,
)


@given(JSON, st.integers(2, 40))
def test_read_in_pieces_an_answer_is_the_same(answer: Any, size: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(listing, "SLICE", size)
        pieces: list[str] = []

        def read(text: str) -> Any:
            pieces.append(text)
            return json.loads(text)

        assert listing._sliced(read, json.dumps(answer)) == answer
        assert all(len(piece) <= size or piece[0] not in "[{" for piece in pieces)


@pytest.mark.parametrize(("side", "sent"), [(PositionSide.LONG, "45000.5"), (PositionSide.SHORT, "55000")])
def test_a_stop_that_was_decided_on_the_old_steps_leaves_on_the_new_ones_away_from_the_market(
    side: PositionSide, sent: str
) -> None:
    """ccxt would take the nearer step, which is the later one; the next look tells the bracket."""

    async def story(there: Exchange) -> None:
        exchange = await there.open()
        steps = (await exchange.look(SWAP, ())).instrument
        assert steps is not None
        assert steps == (await exchange.facts(SWAP)).instrument
        there.change(SWAP, precision={"amount": 0.001, "price": 0.5}, active=False)
        there.clock.pass_by(EVERY)
        await there.renewed()
        now = there.clock.now()
        trigger = D("45000.1") if side is PositionSide.LONG else D("55000.4")
        stop = replace(order("sl", OrderType.STOP, side, trigger=trigger), not_after=now + timedelta(seconds=9))
        there.binance.trade(SWAP, 50_000, 1)
        entry = replace(order("e1", OrderType.MARKET, side), not_after=now + timedelta(seconds=9))
        assert (await exchange.submit(SWAP, entry, side)).status is OrdStatus.FILLED
        assert (await exchange.submit(SWAP, stop, side)).status is OrdStatus.NEW
        (report,) = (await exchange.look(SWAP, (stop,))).reports
        assert report.trigger == D(sent)
        look = await exchange.look(SWAP, ())
        assert (look.halted, look.instrument) == (True, replace(steps, tick=D("0.5")))
        await exchange.aclose()

    on(story)

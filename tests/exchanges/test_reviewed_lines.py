"""Accounts on the loopback Binance that share an address, halted markets, debts, and streams that say nothing or
nonsense; and, with canned answers, lookups that cannot be read before something is to be changed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest

from adapters.clock import SystemClock, VirtualClock, run_virtual
from adapters.exchanges.connecting import Connections
from adapters.exchanges.limiter import Address, Limiter
from adapters.exchanges.listed import dialect_of
from adapters.exchanges.streams import Streams
from adapters.exchanges.through_ccxt import CcxtExchange
from adapters.exchanges.wire import Wire
from core.orders import Amendment, Order, OrderType, OrdStatus, PositionSide
from core.ports import Hint, Tick, UnknownOutcome, Unreachable
from tests.canaries import SECOND_KEY, SECOND_SECRET
from tests.exchanges.bench import MIDDLE, is_ours
from tests.exchanges.intents import AT, D, order
from tests.exchanges.markets import MARKETS
from tests.exchanges.on_loopback import KEY, KEYS, SYMBOLS, Books, exchange_open
from tests.exchanges.recorder import Request, wire
from tests.exchanges.test_bitunix import STAMP, data, tpsl
from tests.loopback import Loopback

LONG = PositionSide.LONG
LIMIT_SECONDS = 20
SECOND = {"apiKey": SECOND_KEY, "secret": SECOND_SECRET}
SWAP = SYMBOLS["Binance_F"]
ETH = "ETH/USDT:USDT"


@dataclass
class Street:
    """The exchange, the product's way to it, and the ccxt clients that it made."""

    binance: Loopback
    connections: Connections
    clients: list[Any]

    async def open(
        self, name: str = "Binance_F", keys: dict[str, str] = KEYS, *, testnet: bool = False
    ) -> CcxtExchange:
        return await self.connections.open(name, keys, testnet=testnet, is_ours=is_ours)


def on_loopback(tell: Callable[[Street], Awaitable[None]]) -> None:
    """Play a story; all that it opened is closed with the exchange."""

    async def play() -> None:
        async with asyncio.timeout(LIMIT_SECONDS), exchange_open() as binance:
            binance.owner(SECOND["apiKey"], SECOND["secret"])
            binance.trade(ETH, 3000)
            clients: list[Any] = []

            def prepare(client: Any) -> None:
                binance.attach(client)
                clients.append(client)

            await tell(Street(binance, Connections(SystemClock(), prepare), clients))

    asyncio.run(play())


class Ear:
    """Keeps the prices that were heard."""

    def __init__(self) -> None:
        self.ticks: asyncio.Queue[tuple[str, Decimal]] = asyncio.Queue()

    def __call__(self, hint: Hint) -> None:
        if isinstance(hint, Tick):
            self.ticks.put_nowait((hint.symbol, hint.price))

    async def until(self, symbol: str, price: Decimal | int) -> None:
        while await self.ticks.get() != (symbol, price):
            pass


# -- prices -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SYMBOLS)
@pytest.mark.parametrize("ticks", [True, False])
def test_a_look_brings_the_price_that_a_silent_ticker_does_not(name: str, ticks: bool) -> None:
    async def story(street: Street) -> None:
        exchange, ear = await street.open(name), Ear()
        exchange.listen(ear, ticks=ticks)
        await exchange.look(SYMBOLS[name], ())  # nobody trades: the stream has nothing to say
        await ear.until(SYMBOLS[name], MIDDLE)
        await exchange.aclose()

    on_loopback(story)


def test_a_second_account_hears_the_symbols_that_only_it_trades() -> None:
    """The first one was asked for prices, but it does not follow what it has no bracket on."""

    async def story(street: Street) -> None:
        first, second, ear = await street.open(), await street.open(keys=SECOND), Ear()
        first.listen(Ear(), ticks=True)
        await first.look(SWAP, ())
        second.listen(ear, ticks=False)
        await second.look(ETH, ())
        await ear.until(ETH, 3000)
        await street.binance.streams.subscribed("ethusdt@miniTicker")
        street.binance.trade(ETH, 3100)
        await ear.until(ETH, 3100)
        for exchange in (first, second):
            await exchange.aclose()

    on_loopback(story)


def test_an_update_that_nobody_can_read_does_not_end_the_stream(caplog: pytest.LogCaptureFixture) -> None:
    async def story(street: Street) -> None:
        client = street.binance.client("binanceusdm", KEY, KEYS["secret"])
        heard: asyncio.Queue[Decimal] = asyncio.Queue()

        def hear(raw: Any) -> None:
            price = D(str(raw["last"]))
            heard.put_nowait(price)
            if price == 51_000:
                raise KeyError("nonsense")

        streams = Streams(client, asyncio.sleep, "Kraken")
        streams.ticker(SWAP, hear)
        await street.binance.streams.subscribed("btcusdt@miniTicker")
        for price in (D(51_000), D(52_000)):
            street.binance.trade(SWAP, price)
            assert await heard.get() == price
        await streams.aclose()

    on_loopback(story)
    (record,) = (r for r in caplog.records if r.levelname == "ERROR")
    assert record.message == f"Kraken: an update of the price of {SWAP} was not understood"


# -- accounts side by side --------------------------------------------------------------------------


def test_a_testnet_has_prices_of_its_own() -> None:
    """And two accounts at one market share theirs."""

    async def story(street: Street) -> None:
        live, other, test = await street.open(), await street.open(keys=SECOND), await street.open(testnet=True)
        spot = await street.open("Binance")
        assert live.venue == other.venue
        assert len({live.venue, test.venue, spot.venue}) == 3

    on_loopback(story)


@pytest.mark.parametrize("drift", [-20_000, 20_000])
def test_a_second_account_knows_how_far_the_clocks_are_apart(drift: int) -> None:
    """It takes the first one's markets over, and would never have compared the clocks itself."""

    async def story(street: Street) -> None:
        street.binance.drift = drift
        first = await street.open()
        await first.facts("BTCUSDT")
        second = await street.open(keys=SECOND)
        assert (await second.facts("BTCUSDT")).equity == 100_000
        assert [r for r in street.binance.requests if r.status >= 400] == []
        for exchange in (first, second):
            await exchange.aclose()

    on_loopback(story)


# -- facts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wallet", ["-5", "-0.00000001", "0", "7"])
def test_a_debt_leaves_nothing_free_and_is_no_reason_not_to_close(wallet: str) -> None:
    async def story(street: Street) -> None:
        street.binance.futures.accounts[KEY].wallet = D(wallet)
        exchange = await street.open()
        facts = await exchange.facts("BTCUSDT")
        assert facts.equity == facts.free == max(D(wallet), D(0))
        await exchange.aclose()

    on_loopback(story)


@pytest.mark.parametrize(("free", "told"), [("-5", "0"), ("0", "0"), ("7", "7")])
def test_free_money_below_zero_is_none(free: str, told: str) -> None:
    """Where an exchange tells it as a debt; the loopback does not."""
    balance = json.dumps({"balances": [{"asset": "USDT", "free": free, "locked": "0"}]})
    answers = [("ticker", json.dumps({"symbol": "BTCUSDT", "lastPrice": "50000"})), ("openOrders", "[]")]
    answers += [("/account", balance)]

    async def story(exchange: CcxtExchange) -> None:
        facts = await exchange.facts("BTCUSDT")
        assert facts.free == facts.equity == D(told)

    canned("Binance", answers, story)


def test_a_halted_market_takes_no_new_bracket_and_keeps_those_it_has() -> None:
    """Looked at, canceled and protected as ever; whether the exchange takes an order is for it to say."""

    async def story(street: Street) -> None:
        exchange, books = await street.open(), Books(street.binance, "Binance_F")
        assert (await exchange.facts("BTCUSDT")).instrument.symbol == SWAP
        street.clients[0].markets[SWAP]["active"] = False
        assert (await exchange.facts("BTCUSDT")).halted  # so an entry is refused
        entry = now(order("e1", OrderType.LIMIT, LONG, price=D(49_000)))
        assert (await exchange.submit(SWAP, entry, LONG)).status is OrdStatus.NEW
        look = await exchange.look(SWAP, (entry,))
        assert [(r.id, r.status) for r in look.reports] == [(entry.id, OrdStatus.NEW)]
        assert books.open_ids() == [entry.id]
        await exchange.cancel(SWAP, entry)
        assert books.open_ids() == []
        await exchange.aclose()

    on_loopback(story)


def test_a_market_that_is_listed_no_more_is_out_of_reach() -> None:
    """Nothing is known of its orders then, least of all that they are gone."""

    async def story(street: Street) -> None:
        exchange = await street.open()
        with pytest.raises(Unreachable, match="lists GONE/USDT:USDT no more"):
            await exchange.look("GONE/USDT:USDT", ())
        await exchange.aclose()

    on_loopback(story)


def now(one: Order) -> Order:
    """The order as if decided at this moment."""
    at = SystemClock().now()
    return replace(one, decided_at=at, not_after=at + (one.not_after - one.decided_at))


# -- lookups that cannot be read --------------------------------------------------------------------


def canned(
    name: str, answers: Sequence[tuple[str, str]], tell: Callable[[CcxtExchange], Awaitable[object]]
) -> list[Request]:
    """What was sent while a story was played on an account that answers from a table."""
    row = next(row for row in MARKETS if row.name == name)

    async def story(clock: VirtualClock) -> list[Request]:
        dialect = dialect_of(name)
        found = wire(dialect, row.market, answers, row.cls())
        assert dialect.record.limits is not None
        line = Wire(found.client, dialect, Limiter(Address(clock, dialect.record.limits)), clock)
        exchange = CcxtExchange(line, clock, is_ours)
        try:
            await tell(exchange)
        finally:
            await exchange.aclose()
        return found.kept

    return run_virtual(story, AT)


STOP = order("sl", OrderType.STOP, LONG, trigger=D(90000))
MOVED = replace(STOP, amend_asked=Amendment(D(95000), D("0.01"), AT))
CHANGES: dict[str, Callable[[CcxtExchange], Awaitable[object]]] = {
    "cancel": lambda exchange: exchange.cancel(SWAP, STOP),
    "amend": lambda exchange: exchange.amend(SWAP, MOVED),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_whose_order_cannot_be_read_is_of_unknown_outcome(change: str) -> None:
    """It is no defect that stops the account: nothing was sent, and the next look decides."""
    broken = data([tpsl("WEIRD", ctime=STAMP)])

    async def story(exchange: CcxtExchange) -> None:
        with pytest.raises(UnknownOutcome, match="has the status"):
            await CHANGES[change](exchange)

    answers = [("tpsl/get_pending_orders", broken), ("tpsl/get_history_orders", data({}))]
    sent = canned("Bitunix_F", answers, story)
    assert sent != []
    assert all(request["http"].startswith("GET ") for request in sent)

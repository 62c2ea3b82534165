"""What a real exchange costs beyond ccxt itself: unmodified ccxt on the loopback Binance USD-M, in one process with it.

Smart OCO's second half against the shortest program that could do it; an urgent cancel in a crowd of looks; an entry
and its exits in units of one order; the adapter against ccxt's own call; and how looking grows with brackets.  The
loopback answers in the same process, so that every figure holds its work too, on both sides of each ratio, and the
ledger is in memory: what a durable one adds is ``benchmarks.intent``'s to say.

    python -m benchmarks --only exchange
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from statistics import quantiles
from time import perf_counter
from typing import Any

from adapters.clock import SystemClock
from adapters.exchanges.binance import SWAP, BinanceSwap
from adapters.exchanges.connecting import make_client
from adapters.exchanges.limiter import Address, Limiter
from adapters.exchanges.limits import Budget, Kind, Limits, Scope
from adapters.exchanges.through_ccxt import CcxtExchange
from adapters.exchanges.wire import Wire
from core.ids import bracket_number, order_id
from core.orders import Order, OrderType, PositionSide, Side
from tests.exchanges.bench import MIDDLE, is_ours
from tests.exchanges.life import Life
from tests.exchanges.on_loopback import KEY, KEYS, Books, exchange_open
from tests.loopback import Loopback

SYMBOL, LONG = "BTC/USDT:USDT", PositionSide.LONG
PLACE, ALGO = ("POST", "/fapi/v1/order"), ("POST", "/fapi/v1/algoOrder")
UNDO = ("DELETE", "/fapi/v1/algoOrder")
LINE = "BTCUSDT on Binance_F market long 0.01 sl off 2% tp off 5%"
LATENCY = 0.05  # seconds, there and back
LOOKS, BESIDE, MANY = 100, 20, 1_000
Row = tuple[str, str, str, bool]  # what, measured, target, whether it was reached


def measure(rounds: int = 9, calls: int = 60, idle: float = 20.0, idle_rounds: int = 3, many: int = MANY) -> list[Row]:
    """All of it; ``idle`` is in seconds."""
    return asyncio.run(_measure(rounds, calls, idle, idle_rounds, many))


async def _measure(rounds: int, calls: int, idle: float, idle_rounds: int, many: int) -> list[Row]:
    return [
        await _siblings(rounds),
        await _crowd(calls),
        *await _brackets(rounds, idle, idle_rounds),
        await _overhead(calls),
        await _growth(many),
    ]


# -- Smart OCO ----------------------------------------------------------------------------------------


async def _siblings(rounds: int) -> Row:
    """From the print that reaches the target until the stop's cancel is at the exchange."""
    smart, bare = [], []
    for _ in range(rounds):
        bare.append(await _bare_sibling())
        smart.append(await _smart_sibling())
    return _row("Smart OCO: sibling's cancel on the wire, against watch_orders -> cancel_order", smart, bare, 1.5)


async def _smart_sibling() -> float:
    async with _living() as life:
        await life.say(LINE)
        await life.guarded()
        await life.hearing(Books(life.binance, "Binance_F"))
        await life.binance.streams.listening(KEY)
        return await _undone(life.binance)


async def _bare_sibling() -> float:
    """No ledger, no check, no second thought: hear of the target, cancel the stop."""
    async with exchange_open() as binance:
        client = _client(binance)
        await client.load_markets()
        await client.create_order(SYMBOL, "market", "buy", 0.01)
        for name, level, id in (("stopLossPrice", 49_000, "stop"), ("takeProfitPrice", 52_500, "target")):
            params = {name: level, "reduceOnly": True, "clientOrderId": id}
            await client.create_order(SYMBOL, "market", "sell", 0.01, None, params)

        async def link() -> None:
            while True:
                for order in await client.watch_orders(SYMBOL):
                    if order["clientOrderId"] == "target" and order["filled"] and "aid" not in order["info"]:
                        await client.cancel_order("", SYMBOL, {"clientOrderId": "stop", "trigger": True})

        linking = asyncio.create_task(link())
        await binance.streams.listening(KEY)
        spent = await _undone(binance)
        linking.cancel()
        with suppress(asyncio.CancelledError):
            await linking
        return spent


async def _undone(binance: Loopback) -> float:
    """Reach the target on an exchange that does not end the stop by itself; seconds until its cancel arrives."""
    for algo in binance.algos.waiting(binance.futures.accounts[KEY]):
        algo.order.tif = "GTC"
    begun = perf_counter()
    binance.trade(SYMBOL, 52_600)
    await binance.arrival(*UNDO)
    return perf_counter() - begun


# -- a crowd of looks ---------------------------------------------------------------------------------


async def _crowd(calls: int) -> Row:
    idle: list[float] = []
    crowded: list[float] = []
    async with exchange_open() as binance:
        for _ in range(5):
            for queued, into in ((0, idle), (LOOKS, crowded)):
                async with _connected(binance, _scarce(calls)) as (exchange, limiter):
                    await exchange.facts(SYMBOL)
                    looks = await _queue(exchange, limiter, queued)
                    into += [await _timed(lambda e=exchange: e.cancel(SYMBOL, _limit())) for _ in range(calls)]  # type: ignore[misc]
                    for look in looks:
                        look.cancel()
                    await asyncio.gather(*looks, return_exceptions=True)
    return _row(f"an urgent cancel behind {LOOKS} queued looks, against idle", crowded, idle, 3)


async def _queue(exchange: CcxtExchange, limiter: Limiter, looks: int) -> list[asyncio.Future[Any]]:
    """Use up what looks may, and let so many more wait; none at all for 0."""
    if not looks:
        return []
    while True:
        waiting = asyncio.ensure_future(limiter.take(Kind.LOOK))
        await asyncio.sleep(0)
        if not waiting.done():
            break
    queued = [asyncio.ensure_future(exchange.look(SYMBOL, ())) for _ in range(looks)]
    await asyncio.sleep(0)
    return [waiting, *queued]


def _scarce(calls: int) -> Limits:
    """Budgets with hardly any inflow, and enough for the cancels."""
    limit = 40 * calls
    return Limits("benchmark", (Budget("weight", Scope.IP, limit, 3600, limit - 1),))


# -- an entry and its exits ---------------------------------------------------------------------------


async def _brackets(rounds: int, idle: float, idle_rounds: int) -> list[Row]:
    async with _living(latency=True) as life:
        client = _client(life.binance)
        await client.load_markets()
        await life.say(LINE)
        await _flat(life)
        single = [await _timed(lambda: client.create_order(SYMBOL, "market", "buy", 0.01)) for _ in range(rounds)]
        life.binance.by_hand(
            KEY, "POST", PLACE[1], symbol="BTCUSDT", side="SELL", type="MARKET", quantity=str(Decimal("0.01") * rounds)
        )
        await asyncio.sleep(0.2)
        plain = [await _bracket(life) for _ in range(rounds)]
        rested = [await _bracket(life, idle=idle) for _ in range(idle_rounds)]
        crowded = [await _bracket(life, looks=BESIDE) for _ in range(rounds)]
    what = f"entry and both exits at {LATENCY * 1000:.0f} ms, in single orders"
    return [
        _row(what, [s for s, _ in plain], _middle(single, len(plain)), 2.1),
        _row(f"{what}, after {idle:.0f} s idle", [s for s, _ in rested], _middle(single, len(rested)), 2.1),
        _row(f"{what}, behind {BESIDE} looks", [s for s, _ in crowded], _middle(single, len(crowded)), 2.1),
        _stop_first([first for _, first in (*plain, *rested, *crowded)]),
    ]


async def _bracket(life: Life, idle: float = 0.0, looks: int = 0) -> tuple[float, str]:
    """Seconds from the message to the answer of the last exit, and which kind of exit arrived first."""
    await _idle(life, idle)
    binance = life.binance
    known = len(binance.asked(*ALGO))
    exchange = life._exchanges[0]
    beside = [asyncio.ensure_future(exchange.look(SYMBOL, ())) for _ in range(looks)]
    begun = perf_counter()
    await life.say(LINE)
    await binance.arrival(*ALGO, known + 2)
    stop = binance.asked(*ALGO)[known].params["type"]
    spent = perf_counter() - begun + LATENCY  # to be there, and to be answered
    await asyncio.gather(*beside)
    await _flat(life)
    return spent, stop


async def _idle(life: Life, seconds: float) -> None:
    """Prices go on while nothing is said."""
    deadline = perf_counter() + seconds
    while True:
        life.binance.trade(SYMBOL, MIDDLE)
        left = deadline - perf_counter()
        await asyncio.sleep(min(max(left, 0.05), 0.5))
        if left <= 0:
            return


async def _flat(life: Life) -> None:
    await life.guarded()
    await life.say("BTCUSDT on Binance_F close")
    await life.closed()


def _stop_first(first: list[str]) -> Row:
    good = sum(kind == "STOP_MARKET" for kind in first)
    return "the stop's bytes are written before the targets'", f"{good} of {len(first)}", "all", good == len(first)


# -- the adapter alone --------------------------------------------------------------------------------


async def _overhead(calls: int) -> Row:
    """One limit order through the adapter and through ccxt alone, in turn."""
    ours, theirs, ids = [], [], count(1)
    async with exchange_open() as binance, _connected(binance, _plenty()) as (exchange, _):
        client = _client(binance)
        await client.load_markets()
        await exchange.facts(SYMBOL)
        for _ in range(calls):
            params = {"clientOrderId": order_id(bracket_number(1, 1), "e1", next(ids))}
            args = (SYMBOL, "limit", "buy", 0.01, 45_000, params)
            theirs.append(await _timed(lambda args=args: client.create_order(*args)))  # type: ignore[misc]
            order = _limit(next(ids))
            ours.append(await _timed(lambda order=order: exchange.submit(SYMBOL, order, LONG)))  # type: ignore[misc]
    return _row("one order through the adapter, against ccxt's own call", ours, theirs, 1.15)


async def _growth(many: int) -> Row:
    """Requests of one look at so many open orders of as many brackets."""
    asked = []
    for brackets in (1, many):
        async with exchange_open() as binance, _connected(binance, _plenty()) as (exchange, _):
            binance.futures.accounts[KEY].wallet = Decimal(10**9)
            orders = [_limit(bracket=n) for n in range(1, brackets + 1)]
            for order in orders:
                terms = {"side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.01", "price": "45000"}
                binance.by_hand(KEY, *PLACE, symbol="BTCUSDT", newClientOrderId=order.id, **terms)
            await exchange.look(SYMBOL, orders)
            before = len(binance.requests)
            look = await exchange.look(SYMBOL, orders)
            assert len(look.reports) == brackets
            asked.append(len(binance.requests) - before)
    return (
        f"requests of a look at 1 and at {many:,} brackets",
        f"{asked[0]} and {asked[1]}",
        "equal",
        len(set(asked)) == 1,
    )


# -- what all of them need ----------------------------------------------------------------------------


@asynccontextmanager
async def _living(*, latency: bool = False) -> AsyncIterator[Life]:
    """A bot on the loopback; with ``latency`` all that travels takes half of it, no more and no less."""
    async with exchange_open() as binance:
        if latency:
            binance._gate._travel = lambda: asyncio.sleep(LATENCY / 2)  # type: ignore[method-assign]  # no dice
            push, later = binance.futures.desk.push, asyncio.get_running_loop().call_later

            def delayed(*event: Any) -> None:
                later(LATENCY / 2, push, *event)

            binance.futures.desk.push = delayed
        life = Life(binance, beat=0.3 if latency else 1.0, coded=False)
        await life.start()
        try:
            yield life
        finally:
            await life.stop()


@asynccontextmanager
async def _connected(binance: Loopback, limits: Limits) -> AsyncIterator[tuple[CcxtExchange, Limiter]]:
    clock = SystemClock()
    limiter = Limiter(Address(clock, limits))
    exchange = CcxtExchange(Wire(_client(binance), BinanceSwap(SWAP), limiter, clock), clock, is_ours)
    try:
        yield exchange, limiter
    finally:
        await exchange.aclose()


def _client(binance: Loopback) -> Any:
    client = make_client(BinanceSwap(SWAP), KEYS, testnet=False)
    binance.attach(client)
    return client


def _plenty() -> Limits:
    return Limits("benchmark", (Budget("weight", Scope.IP, 1_000_000, 60),))


def _limit(generation: int = 1, bracket: int = 1) -> Order:
    now = datetime.now(UTC)
    id = order_id(bracket_number(0, bracket), "e1", generation)
    terms = (Side.BUY, OrderType.LIMIT, Decimal("0.01"), Decimal(45_000), None, False)
    return Order(id, "e1", *terms, now, now + timedelta(seconds=5))


async def _timed(work: Callable[[], Awaitable[object]]) -> float:
    begun = perf_counter()
    await work()
    return perf_counter() - begun


def _middle(samples: list[float], count: int) -> list[float]:
    """The median, as a base for so many."""
    return [sorted(samples)[len(samples) // 2]] * count


def _row(name: str, samples: list[float], bare: list[float], limit: float) -> Row:
    """Ratios, each against the sample that was taken beside it."""
    ratios = [sample / base for sample, base in zip(samples, bare, strict=True)]
    low, middle, high = quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
    typical = sorted(samples)[len(samples) // 2] * 1000
    return name, f"{middle:.2f}x [{low:.2f}..{high:.2f}], {typical:.1f} ms", f"<= {limit:g}x", middle <= limit

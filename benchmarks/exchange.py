"""What a real exchange costs beyond ccxt itself: unmodified ccxt on the loopback Binance, in another process.

Smart OCO's second half against the shortest program that could do it; an urgent cancel in a crowd of looks; an entry
and its exits in units of one order; the adapter against ccxt's own call; and how looking grows with brackets.  In one
process with us the loopback would take our event loop's time for its own answers, and most of all where we ask for
several things at once, which no exchange does; so it has one of its own, on both sides of each ratio.  The ledger is in
memory: what a durable one adds is ``benchmarks.intent``'s to say.

Smart OCO is measured on USD-M only, because on spot the exchange itself cancels the sibling.  Exits that travel with
their entry would take one round trip; nothing that Binance offers carries a ladder or survives a part fill that way, so
there is no row of them.

    python -m benchmarks --only exchange
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from random import Random
from statistics import quantiles
from time import perf_counter
from typing import Any, NamedTuple

from adapters.clock import SystemClock
from adapters.exchanges.limiter import Address, Limiter
from adapters.exchanges.limits import Budget, Kind, Limits, Scope
from adapters.exchanges.listed import dialect_of
from adapters.exchanges.through_ccxt import CcxtExchange
from adapters.exchanges.wire import Wire
from benchmarks import there
from benchmarks.apart import Apart, apart, bare_client, bare_oco, here, living
from benchmarks.there import Where
from core.ids import bracket_number, order_id
from core.orders import Order, OrderType, PositionSide, Side
from tests.exchanges.bench import is_ours
from tests.exchanges.life import Life

SWAP, SPOT = there.SWAP, there.SPOT
BOTH = (SWAP, SPOT)
SYMBOL, LONG = there.SYMBOL, PositionSide.LONG
LINE = "BTCUSDT on {} market long 0.01 sl off 2% tp off 5%"
LATENCY = 0.05  # seconds, there and back
LOOKS, BESIDE, MANY = 100, 20, 1_000
PAUSE = (0.3, 0.7)  # seconds before a target is reached
Row = tuple[str, str, str, bool]  # what, measured, target, whether it was reached


def measure(
    rounds: int = 7, times: int = 3, calls: int = 60, idle: float = 20.0, idle_rounds: int = 3, many: int = MANY
) -> list[Row]:
    """All of it; ``idle`` is in seconds, ``times`` the reactions of each life."""
    return asyncio.run(_measure(rounds, times, calls, idle, idle_rounds, many))


async def _measure(rounds: int, times: int, calls: int, idle: float, idle_rounds: int, many: int) -> list[Row]:
    async with apart() as binance:
        return [
            await _siblings(binance, rounds, times),
            *[await _crowd(binance, calls, where) for where in BOTH],
            *await _brackets(binance, rounds, idle, idle_rounds),
            await _pair(binance, rounds),
            *[await _overhead(binance, calls, where) for where in BOTH],
            await _growth(binance, many),
        ]


# -- Smart OCO ----------------------------------------------------------------------------------------


async def _siblings(binance: Apart, rounds: int, times: int) -> Row:
    """From the print that reaches the target until the stop's cancel is at the exchange, at instants of no meaning."""
    smart: list[float] = []
    bare: list[float] = []
    dice = Random(1)
    for _ in range(rounds):
        async with living(binance) as life:
            smart += [await _smart_sibling(life, dice) for _ in range(times)]
        async with binance.exchange(), bare_oco(binance) as client:
            bare += [await _bare_sibling(binance, client, n, dice) for n in range(times)]
    return _row("Smart OCO: sibling's cancel on the wire, against watch_orders -> cancel_order", smart, bare, 1.5)


async def _smart_sibling(life: Life, dice: Random) -> float:
    await here(life).run(there.trade)
    await life.say(LINE.format(SWAP.account))
    await life.guarded()
    await here(life).run(there.hearing)
    await asyncio.sleep(dice.uniform(*PAUSE))
    spent = await here(life).run(there.target_reached)
    await life.closed()
    return spent


async def _bare_sibling(binance: Apart, client: Any, n: int, dice: Random) -> float:
    await binance.run(there.trade)
    await client.create_order(SYMBOL, "market", "buy", 0.01)
    for name, level, id in (("stopLossPrice", 49_000, f"stop{n}"), ("takeProfitPrice", 52_500, f"target{n}")):
        params = {name: level, "reduceOnly": True, "clientOrderId": id}
        await client.create_order(SYMBOL, "market", "sell", 0.01, None, params)
    await binance.run(there.listening)
    await asyncio.sleep(dice.uniform(*PAUSE))
    return await binance.run(there.target_reached)


# -- a crowd of looks ---------------------------------------------------------------------------------


async def _crowd(binance: Apart, calls: int, where: Where) -> Row:
    idle: list[float] = []
    crowded: list[float] = []
    async with binance.exchange():
        for _ in range(5):
            for queued, into in ((0, idle), (LOOKS, crowded)):
                async with _connected(binance, _scarce(calls), where) as (exchange, limiter):
                    await exchange.facts(where.symbol)
                    looks = await _queue(exchange, limiter, where.symbol, queued)
                    into += [await _timed(lambda e=exchange: e.cancel(where.symbol, _limit())) for _ in range(calls)]  # type: ignore[misc]
                    for look in looks:
                        look.cancel()
                    await asyncio.gather(*looks, return_exceptions=True)
    return _row(f"{where.account}: an urgent cancel behind {LOOKS} queued looks, against idle", crowded, idle, 3)


async def _queue(exchange: CcxtExchange, limiter: Limiter, symbol: str, looks: int) -> list[asyncio.Future[Any]]:
    """Use up what looks may, and let so many more wait; none at all for 0."""
    if not looks:
        return []
    while True:
        waiting = asyncio.ensure_future(limiter.take(Kind.LOOK))
        await asyncio.sleep(0)
        if not waiting.done():
            break
    queued = [asyncio.ensure_future(exchange.look(symbol, ())) for _ in range(looks)]
    await asyncio.sleep(0)
    return [waiting, *queued]


def _scarce(calls: int) -> Limits:
    """Budgets with hardly any inflow, and enough for the cancels."""
    limit = 40 * calls
    return Limits("benchmark", (Budget("weight", Scope.IP, limit, 3600, limit - 1),))


# -- an entry and its exits ---------------------------------------------------------------------------


async def _brackets(binance: Apart, rounds: int, idle: float, idle_rounds: int) -> list[Row]:
    async with living(binance, latency=LATENCY) as life:
        client = bare_client(binance)
        await client.load_markets()
        await life.say(LINE.format(SWAP.account))
        await _flat(life, SWAP)
        plain = [await _bracket(life, client) for _ in range(rounds)]
        rested = [await _bracket(life, client, idle=idle) for _ in range(idle_rounds)]
        crowded = [await _bracket(life, client, looks=BESIDE) for _ in range(rounds)]
        await client.close()
    what = f"entry and both exits at {LATENCY * 1000:.0f} ms, in single orders"
    return [
        _row(what, [b.spent for b in plain], [b.single for b in plain], 2.1),
        _row(f"{what}, after {idle:.0f} s idle", [b.spent for b in rested], [b.single for b in rested], 2.1),
        _row(f"{what}, behind {BESIDE} looks", [b.spent for b in crowded], [b.single for b in crowded], 2.1),
        _none_opened([b.opened for b in rested]),
        _stop_first([b.first for b in (*plain, *rested, *crowded)]),
    ]


async def _pair(binance: Apart, rounds: int) -> Row:
    """On spot both exits are one order list of the exchange's."""
    async with living(binance, latency=LATENCY) as life:
        client = bare_client(binance, SPOT)
        await client.load_markets()
        await life.say(LINE.format(SPOT.account))
        await _flat(life, SPOT)
        placed = [await _bracket(life, client, where=SPOT) for _ in range(rounds)]
        await client.close()
    what = f"{SPOT.account}: entry and its pair at {LATENCY * 1000:.0f} ms, in single orders"
    return _row(what, [b.spent for b in placed], [b.single for b in placed], 2.1)


class Placed(NamedTuple):
    """One order's seconds through ccxt alone; then a bracket's, from the message to the answer of its last exit, the
    kind of the exit that arrived first, and the connections that its orders had to open."""

    single: float
    spent: float
    first: str
    opened: int


async def _bracket(life: Life, client: Any, idle: float = 0.0, looks: int = 0, where: Where = SWAP) -> Placed:
    binance, exchange = here(life), life._exchanges[0]
    single = await _single(binance, client, where)
    await _idle(binance, idle, where)
    while where.symbol not in exchange._facts._money:  # who asks before it is known again waits once more
        await _idle(binance, 0.05, where)
    known, opened = await binance.run(there.exits_asked, where), binance.opened
    arriving = asyncio.ensure_future(binance.run(there.exits_arrived, where, known))
    beside = [asyncio.ensure_future(exchange.look(where.symbol, ())) for _ in range(looks)]
    begun = perf_counter()
    await life.say(LINE.format(where.account))
    arrived, first = await arriving
    spent, opened = arrived - begun + LATENCY, binance.opened - opened  # to be there, and to be answered
    await asyncio.gather(*beside)
    await _flat(life, where)
    return Placed(single, spent, first, opened)


async def _single(binance: Apart, client: Any, where: Where) -> float:
    """The second of two, which finds its connection open."""
    await client.create_order(where.symbol, "market", "buy", 0.01)
    spent = await _timed(lambda: client.create_order(where.symbol, "market", "buy", 0.01))
    await binance.run(there.sold_by_hand, where, Decimal("0.02") if where is SWAP else Decimal("0.01998"))  # less fees
    return spent


async def _idle(binance: Apart, seconds: float, where: Where) -> None:
    """Prices go on while nothing is said."""
    deadline = perf_counter() + seconds
    while True:
        await binance.run(there.trade, where.symbol)
        left = deadline - perf_counter()
        await asyncio.sleep(min(max(left, 0.05), 0.5))
        if left <= 0:
            return


async def _flat(life: Life, where: Where) -> None:
    await life.guarded()
    await life.say(f"BTCUSDT on {where.account} close")
    await life.closed()


def _stop_first(first: list[str]) -> Row:
    good = sum(kind == "STOP_MARKET" for kind in first)
    return "the stop's bytes are written before the targets'", f"{good} of {len(first)}", "all", good == len(first)


def _none_opened(opened: list[int]) -> Row:
    typical = sorted(opened)[len(opened) // 2]  # a warming question of the same instant may hold what is open
    return "connections that the orders opened, after idling", ", ".join(map(str, opened)), "0", not typical


# -- the adapter alone --------------------------------------------------------------------------------


async def _overhead(binance: Apart, calls: int, where: Where) -> Row:
    """One limit order through the adapter and through ccxt alone, in turn."""
    ours, theirs, ids = [], [], count(1)
    async with binance.exchange(), _connected(binance, _plenty(), where) as (exchange, _):
        client = bare_client(binance, where)
        await client.load_markets()
        await exchange.facts(where.symbol)
        for _ in range(calls):
            params = {"clientOrderId": order_id(bracket_number(1, 1), "e1", next(ids))}
            args = (where.symbol, "limit", "buy", 0.01, 45_000, params)
            theirs.append(await _timed(lambda args=args: client.create_order(*args)))  # type: ignore[misc]
            order = _limit(next(ids))
            ours.append(await _timed(lambda order=order: exchange.submit(where.symbol, order, LONG)))  # type: ignore[misc]
        await client.close()
    return _row(f"{where.account}: one order through the adapter, against ccxt's own call", ours, theirs, 1.15)


async def _growth(binance: Apart, many: int) -> Row:
    """Requests of one look at so many open orders of as many brackets."""
    asked = []
    for brackets in (1, many):
        async with binance.exchange(), _connected(binance, _plenty()) as (exchange, _):
            orders = [_limit(bracket=n) for n in range(1, brackets + 1)]
            await binance.run(there.placed_by_hand, [order.id for order in orders])
            await exchange.look(SYMBOL, orders)
            before = await binance.run(there.requests)
            look = await exchange.look(SYMBOL, orders)
            assert len(look.reports) == brackets
            asked.append(await binance.run(there.requests) - before)
    return (
        f"requests of a look at 1 and at {many:,} brackets",
        f"{asked[0]} and {asked[1]}",
        "equal",
        len(set(asked)) == 1,
    )


# -- what all of them need ----------------------------------------------------------------------------


@asynccontextmanager
async def _connected(
    binance: Apart, limits: Limits, where: Where = SWAP
) -> AsyncIterator[tuple[CcxtExchange, Limiter]]:
    clock = SystemClock()
    limiter = Limiter(Address(clock, limits))
    exchange = CcxtExchange(
        Wire(bare_client(binance, where), dialect_of(where.account), limiter, clock), clock, is_ours
    )
    try:
        yield exchange, limiter
    finally:
        await exchange.aclose()


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


def _row(name: str, samples: list[float], bare: list[float], limit: float) -> Row:
    """Ratios, each against the sample that was taken beside it."""
    ratios = [sample / base for sample, base in zip(samples, bare, strict=True)]
    low, middle, high = quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
    typical = sorted(samples)[len(samples) // 2] * 1000
    return name, f"{middle:.2f}x [{low:.2f}..{high:.2f}], {typical:.1f} ms", f"<= {limit:g}x", middle <= limit

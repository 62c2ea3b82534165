"""The loopback Binance in a process of its own, as a real exchange is: its work is no part of what is measured.

``Apart`` is the near end.  What shall happen at the exchange is a function that is called over there with the exchange
itself; it may take its time, and others run meanwhile.  ``perf_counter`` counts from one moment for the whole machine,
so an instant that such a function returns can be compared with one of ours.  Measures nothing.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from itertools import count
from multiprocessing.connection import Connection
from types import SimpleNamespace
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import aiohttp

from adapters.exchanges.connecting import make_client
from adapters.exchanges.listed import dialect_of
from benchmarks import there
from tests.exchanges.life import Life
from tests.exchanges.on_loopback import KEYS, exchange_open
from tests.loopback import Loopback, redirect

P = ParamSpec("P")
T = TypeVar("T")
Work = Callable[Concatenate[Loopback, P], Awaitable[T]]


class Apart:
    """See the module's head.  ``attach`` is that of the exchange: a fresh ccxt client is pointed at it.  ``opened``:
    how many connections were opened for what writes, by all of them."""

    def __init__(self, link: Connection) -> None:
        self._link, self._numbers = link, count()
        self._port, self._authority = 0, b""
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self.opened = 0
        self._trace = aiohttp.TraceConfig()
        self._trace.on_request_start.append(_asked)
        self._trace.on_connection_create_end.append(self._opened)
        self._sessions: list[aiohttp.ClientSession] = []

    @asynccontextmanager
    async def exchange(self) -> AsyncIterator[None]:
        """A new exchange with one owner, as long as the block lasts."""
        loop = asyncio.get_running_loop()
        loop.add_reader(self._link.fileno(), self._heard)
        self._port, self._authority = await self._ask(None)
        try:
            yield
        finally:
            for session in self._sessions:
                await session.close()
            self._sessions.clear()
            await self._ask(None)
            loop.remove_reader(self._link.fileno())

    async def run(self, work: Work[P, T], *args: P.args, **more: P.kwargs) -> T:
        """What ``work`` returns, or raises, at the exchange; a function of a module, with arguments that travel."""
        return await self._ask((work, args, more))  # type: ignore[no-any-return]  # it has come through a pipe

    def attach(self, client: Any) -> None:
        """As ``Loopback.attach``."""
        client.session = redirect.redirected_session(self._port, self._authority, self._trace)
        client.own_session = False
        client.timeout_on_exit = 0
        self._sessions.append(client.session)

    async def _opened(self, _session: object, context: SimpleNamespace, _what: object) -> None:
        self.opened += context.writes

    async def _ask(self, what: object) -> Any:
        number = next(self._numbers)
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        self._link.send((number, what))
        return await answer

    def _heard(self) -> None:
        while self._link.poll():
            number, answer, error = self._link.recv()
            waiting = self._asked.pop(number)
            if waiting.done():
                continue
            if error is None:
                waiting.set_result(answer)
            else:
                waiting.set_exception(error)


async def _asked(_session: object, context: SimpleNamespace, what: aiohttp.TraceRequestStartParams) -> None:
    context.writes = what.method != "GET"


class _There:
    """The far end."""

    def __init__(self, link: Connection) -> None:
        self._link, self._stack = link, AsyncExitStack()
        self._binance: Loopback | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._gone = asyncio.Event()

    async def live(self) -> None:
        """Until the near end hangs up."""
        asyncio.get_running_loop().add_reader(self._link.fileno(), self._heard)
        await self._gone.wait()

    def _heard(self) -> None:
        while self._link.poll():
            try:
                asked = self._link.recv()
            except EOFError:
                asyncio.get_running_loop().remove_reader(self._link.fileno())
                self._gone.set()
                return
            task = asyncio.ensure_future(self._done(*asked))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _done(self, number: int, what: tuple[Work[..., Any], Any, Any] | None) -> None:
        answer, error = None, None
        try:
            if what is None:
                answer = await self._turned()
            else:
                work, args, more = what
                assert self._binance is not None
                answer = await work(self._binance, *args, **more)
        except Exception as raised:  # noqa: BLE001  # it is raised again where it was asked for
            error = raised
        self._link.send((number, answer, error))

    async def _turned(self) -> object:
        """Open what is closed, close what is open."""
        if self._binance is None:
            self._binance = await self._stack.enter_async_context(exchange_open())
            return self._binance.port, redirect.authority()
        self._binance = None
        await self._stack.aclose()
        return None


def _live(link: Connection) -> None:
    asyncio.run(_There(link).live())


@asynccontextmanager
async def apart() -> AsyncIterator[Apart]:
    """The process, until the end of the block."""
    context = multiprocessing.get_context("spawn")  # nothing of ours is shared, least of all a loop
    near, far = context.Pipe()
    process = context.Process(target=_live, args=(far,), daemon=True)
    process.start()
    far.close()
    try:
        yield Apart(near)
    finally:
        near.close()
        await asyncio.to_thread(process.join)


@asynccontextmanager
async def living(binance: Apart, *, latency: float = 0.0) -> AsyncIterator[Life]:
    """A bot at a new exchange, so many seconds away."""
    async with binance.exchange():
        if latency:
            await binance.run(there.slow_down, latency)
        life = Life(cast("Loopback", binance), beat=0.3 if latency else 1.0, coded=False)
        await life.start()
        try:
            yield life
        finally:
            await life.stop()


def here(life: Life) -> Apart:
    """The near end of where it lives: all that a life itself needs of it is ``attach``."""
    return cast("Apart", life.binance)


def bare_client(binance: Apart, where: there.Where = there.SWAP) -> Any:
    """ccxt and nothing else."""
    client = make_client(dialect_of(where.account), KEYS, testnet=False)
    binance.attach(client)
    return client


@asynccontextmanager
async def bare_oco(binance: Apart) -> AsyncIterator[Any]:
    """No ledger, no check, no second thought: hear of a target, cancel its stop."""
    client = bare_client(binance)
    await client.load_markets()

    async def link() -> None:
        while True:
            for order in await client.watch_orders(there.SYMBOL):
                id = order["clientOrderId"]
                if id.startswith("target") and order["filled"] and "aid" not in order["info"]:
                    params = {"clientOrderId": id.replace("target", "stop"), "trigger": True}
                    await client.cancel_order("", there.SYMBOL, params)

    linking = asyncio.create_task(link())
    try:
        yield client
    finally:
        linking.cancel()
        with suppress(asyncio.CancelledError):
            await linking
        await client.close()

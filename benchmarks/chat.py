"""What a chat costs: from a message that Telegram writes to the first bytes of its order at an exchange, and the rest.

The whole ``bracketeer serve`` on an account of its vault, against a bare handler that flushes twice and calls ccxt
(``chat_floor``): both hear from a Telegram and trade at an exchange in this process, in turn and paced, as people
type.  Then: how long 200 notices at once hold up the loop, memory at rest, and the way to ready.

    python -m benchmarks --only chat
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from adapters.clock import SystemClock
from adapters.database.store import open_store
from benchmarks import chat_floor
from benchmarks.start import _bare
from bot.post import Post
from bot.reading import Readers
from bot.speaker import Speaker
from bot.telegram import Telegram
from core.notices import Notice, NoticeKind
from core.people import ANY, Binding, Confirm, Grant, Identity, Preferences, Role
from tests.botapi.server import TOKEN, stand_in
from tests.botapi.telegram import Human
from tests.botapi.telegram import Telegram as World
from tests.canaries import SECOND_KEY, SECOND_SECRET, VAULT_KEY
from tests.discord_wire import Wire, discord_over_wire
from tests.exchanges.bench import MIDDLE
from tests.exchanges.on_loopback import KEY, KEYS, Books
from tests.loopback.market import Market
from tests.loopback.server import Loopback
from tests.loopback.terms import FUTURES_SPECS
from tests.people_kit import outgoing
from tests.serve_kit import Server, said

ROOT = Path(__file__).resolve().parents[1]
ROUNDS, STARTS, PEOPLE, MARKETS, NOTICES = 24, 5, 20, 600, 200
PACE = 0.1  # seconds of silence before each message
IDLE = 5.0
SYMBOL, PLACE = "BTC/USDT:USDT", "/fapi/v1/order"
LIMIT, STALL, MEMORY, START = 2.2, 0.05, 190, 1.5

LIBRARIES = (
    "aiohttp.web, apscheduler.schedulers.asyncio, babel.dates, babel.numbers, cryptography.hazmat.primitives,"
    " discord, fluent.runtime, msgspec, parsimonious, pydantic_settings, structlog, telegram.ext, tortoise"
)
WHOLE = f"import ccxt.pro, {LIBRARIES}"
USED = f"from adapters.ccxt_on_demand import load; load().binance; import {LIBRARIES}"

Row = tuple[str, str, str, bool]  # what, measured, target, whether it was reached


def measure(rounds: int = ROUNDS, starts: int = STARTS, idle: float = IDLE, notices: int = NOTICES) -> list[Row]:
    """All of it; ``idle`` is in seconds."""
    return asyncio.run(_measure(rounds, starts, idle, notices))


async def _measure(rounds: int, starts: int, idle: float, notices: int) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="bracketeer-") as place:
        async with _scene(Path(place)) as scene:
            rows = await scene.order_path(rounds)
            rows += await scene.memory_and_start(starts, idle)
    return [*rows, await _lag(notices)]


class Exchange(Loopback):
    """Tells when an order's first bytes came in, by key."""

    def __init__(self) -> None:
        super().__init__(0, 0.0)
        self.orders: dict[str, asyncio.Queue[float]] = {KEY: asyncio.Queue(), SECOND_KEY: asyncio.Queue()}

    async def _handle(self, request: Any) -> Any:
        if request.method == "POST" and request.path == PLACE:
            self.orders[request.headers["X-MBX-APIKEY"]].put_nowait(perf_counter())
        return await super()._handle(request)


class Scene:
    """Both bots' world."""

    def __init__(self, place: Path, exchange: Exchange, server: Server, world: World, floor: World) -> None:
        self.place, self.exchange, self.server = place, exchange, server
        self.ledger = place / "bracketeer" / "bracketeer.db"
        self.books = Books(exchange, "Binance_F")
        self.people = [world.person(n, f"P{n}") for n in range(1, PEOPLE + 1)]
        self.floor = floor.person(chat_floor.PERSON, "Ann")

    async def order_path(self, rounds: int) -> list[Row]:
        await self._known()
        await self.server.starts()
        ours, bare = list[float](), list[float]()
        await self._ours(self.people[0], 0)  # the first one connects
        await self._bare(0)
        for n in range(1, rounds + 1):
            bare.append(await self._bare(n))
            ours.append(await self._ours(self.people[n % PEOPLE], n))
        await self.server.ends()
        ratios = [one / base for one, base in zip(ours, bare, strict=True)]
        low, middle, high = quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
        late = sorted(ours)[int(len(ours) * 0.95)] / median(bare)
        what = "chat: message -> the entry's bytes, against two flushes and ccxt"
        shown = f"{middle:.2f}x [{low:.2f}..{high:.2f}], {median(ours) * 1000:.1f} ms against {median(bare) * 1000:.1f}"
        return [
            (what, shown, f"<= {LIMIT}x", middle <= LIMIT),
            # Of so few samples that is one or two flushes of somebody else's: told, and held to nothing.
            ("chat: its slowest twentieth, against the bare one's median", f"{late:.2f}x", "", True),
        ]

    async def _ours(self, who: Human, n: int) -> float:
        """Seconds; then out of the position again."""
        await asyncio.sleep(PACE)
        spent = await self._timed(KEY, lambda: who.types(f"BTCUSDT on Binance_F market long 0.0{10 + n} sl off 2%"))
        await self.server.until(lambda: self.books.stopped() > 0)
        who.types("BTCUSDT on Binance_F close")
        await self.server.until(lambda: not self.books.open_ids() and not self._open())
        await self.exchange.orders[KEY].get()
        return spent

    def _open(self) -> int:
        """Brackets that the ledger says are open: messages come at Telegram's pace, much later."""
        with closing(sqlite3.connect(f"file:{self.ledger}?mode=ro", uri=True)) as db:
            return int(db.execute("SELECT count(*) FROM brackets WHERE NOT closed").fetchone()[0])

    async def _bare(self, n: int) -> float:
        await asyncio.sleep(PACE)
        known = len(said(self.floor.home))
        spent = await self._timed(SECOND_KEY, lambda: self.floor.types(f"buy 0.0{10 + n}"))
        await self.server.until(lambda: len(said(self.floor.home)) > known)
        return spent

    async def _timed(self, key: str, types: Callable[[], object]) -> float:
        begun = perf_counter()
        types()
        return await self.exchange.orders[key].get() - begun

    async def _known(self) -> None:
        """An account in the vault, and people who trade without being asked."""
        await self.server.runs("account", "add", "Binance_F", typed="\n".join([*KEYS.values(), ""]))
        store = await open_store(self.ledger)
        for one in self.people:
            id = f"telegram:{one.id}"
            await store.people.meet(Identity(id, one.user["first_name"], "en", id))
            await store.people.grant(id, Grant(ANY, Role.TRADER))
            await store.people.prefer(id, Preferences(confirm=Confirm.NEVER))
        await store.aclose()

    async def memory_and_start(self, starts: int, idle: float) -> list[Row]:
        """With both chats connected, Discord in a guild with one channel."""
        async with discord_over_wire() as wire:
            wire.env.create_guild().create_text_channel("desk")
            self.server.settings = {**self.server.settings, **wire.settings}
            self.server.command = wire.command
            resident = await self._resident(wire, idle)
            ratios, strict, taken = [], [], []
            for _ in range(starts):
                floor, ours = [await asyncio.to_thread(_bare, self.place, line) for line in (WHOLE, USED)]
                begun = perf_counter()
                await self.server.starts()
                taken.append(perf_counter() - begun)
                assert wire.connected
                ratios.append(taken[-1] / floor)
                strict.append(taken[-1] / ours)
                await self.server.ends()
        what = f"serve: memory at rest, both chats connected, {MARKETS} markets"
        ready = f"{median(ratios):.2f}x, {median(taken):.2f} s"
        return [
            (what, f"{resident:.0f} MiB", f"<= {MEMORY} MiB", resident <= MEMORY),
            ("serve: start to ready, against its bare imports", ready, f"<= {START}x", median(ratios) <= START),
            ("serve: the same, with one exchange of ccxt imported", f"{median(strict):.2f}x", "", True),
        ]

    async def _resident(self, wire: Wire, idle: float) -> float:
        """In MiB, after a question in each chat and ``idle`` seconds."""
        await self.server.starts()
        who = self.people[0]
        who.types("/price BTCUSDT Binance_F")
        await self.server.until(lambda: any(str(MIDDLE) in one["text"] for one in said(who.home)[-1:]))
        await self.server.until(lambda: wire.connected and wire.backend.commands.get(None))
        await asyncio.sleep(idle)
        resident = self.server.resident()
        await self.server.ends()
        return resident


@asynccontextmanager
async def _scene(place: Path) -> AsyncIterator[Scene]:
    clock = SystemClock()
    exchange = Exchange()
    spec = FUTURES_SPECS[0]
    for n in range(MARKETS):
        name = f"C{n:03d}"
        exchange.futures.markets[f"{name}USDT"] = Market(replace(spec, symbol=f"{name}USDT", base=name))
    world, floor = World(clock), World(clock)
    async with exchange._open(), stand_in(world) as api, stand_in(floor) as other:
        api.methods.flood = other.methods.flood = None  # nobody waits for Telegram's leave
        for key, secret in ((KEY, KEYS["secret"]), (SECOND_KEY, SECOND_SECRET)):
            exchange.owner(key, secret, margin=Decimal(10**9))
        exchange.trade(SYMBOL, MIDDLE)
        url = f"http://127.0.0.1:{exchange.plain}"
        settings = {
            "BRACKETEER_TELEGRAM_TOKEN": TOKEN,
            "BRACKETEER_TELEGRAM_API": api.url,
            "BRACKETEER_HOSTS": f"binance_f={url}",
            "BRACKETEER_KEY": VAULT_KEY,
        }
        server = Server(place, settings)
        words = ["benchmarks.chat_floor", "bare", other.url, TOKEN, url, str(place / "pages")]
        bare = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *words, cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        trading = asyncio.create_task(_trades(exchange))
        try:
            assert bare.stdout is not None
            assert await bare.stdout.readline() == b"ready\n"
            yield Scene(place, exchange, server, world, floor)
        finally:
            trading.cancel()
            await server.aclose()
            bare.kill()
            await bare.wait()


async def _trades(exchange: Loopback) -> None:
    """Prices go on while nothing is said."""
    while True:
        exchange.trade(SYMBOL, MIDDLE)
        await asyncio.sleep(0.5)


# -- the loop ---------------------------------------------------------------------------------------


async def _lag(notices: int) -> Row:
    """The longest stall of a loop in which so many notices are posted at once and delivered."""
    repeats = 5 if notices == NOTICES else 1
    words = ["benchmarks.chat_floor", "stand-in", TOKEN]
    pipe = asyncio.subprocess.PIPE
    away = await asyncio.create_subprocess_exec(sys.executable, "-m", *words, cwd=ROOT, stdin=pipe, stdout=pipe)
    assert away.stdout is not None
    url = (await away.stdout.readline()).decode().strip()
    try:
        with tempfile.TemporaryDirectory(prefix="bracketeer-") as place:
            stalls = [await _posted(Path(place) / f"{n}.db", url, notices) for n in range(repeats)]
    finally:
        away.kill()
        await away.wait()
    stall, idle = median(busy for busy, _ in stalls), median(idle for _, idle in stalls)
    shown = f"{stall * 1000:.0f} ms, {idle * 1000:.0f} ms when idle"
    return (
        f"chat: {notices} notices at once, longest stall of the loop",
        shown,
        f"< {STALL * 1000:.0f} ms",
        stall < STALL,
    )


async def _posted(ledger: Path, url: str, notices: int) -> tuple[float, float]:
    """The longest stall with and without notices, in seconds."""
    clock, store = SystemClock(), await open_store(ledger)
    place = f"telegram:{chat_floor.PERSON}"
    await store.people.meet(Identity(place, "Ann", "en", place))
    await store.people.grant(place, Grant(ANY, Role.ADMIN))
    await store.people.bind(Binding(place, ("paper",)), place, clock.now())
    fronts: dict[str, Any] = {}
    readers = Readers(store.people, clock)
    post = Post(store, store.letters, store.people, clock, readers, fronts, Speaker(store, lambda _: None))
    fronts["telegram"] = Telegram(TOKEN, _Nobody(), store.updates, clock, base_url=url)
    try:
        idle = await _longest(asyncio.sleep(0.5))
        fills = [Notice(NoticeKind.FILLED, f"e{n}", quantity=Decimal(1), price=Decimal(n)) for n in range(notices)]

        async def told() -> None:
            for n, fill in enumerate(fills):  # one after the other, as core.teller does
                await post.send(replace(outgoing(n), notice=fill))
            assert await store.letters.waiting()
            await post.flushed(place, 30.0)
            assert not await store.letters.waiting()

        return await _longest(told()), idle
    finally:
        await post.stop()
        await fronts["telegram"].aclose()
        await store.aclose()


class _Nobody:
    """A hearing that nobody asks."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(name)


async def _longest(work: Awaitable[None]) -> float:
    """The longest time that another task had to wait beyond its own sleep."""
    longest, working = 0.0, asyncio.ensure_future(work)
    while not working.done():
        begun = perf_counter()
        await asyncio.sleep(0.001)
        longest = max(longest, perf_counter() - begun - 0.001)
    await working
    return longest

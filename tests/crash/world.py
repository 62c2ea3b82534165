"""What a crash test holds in its hand: the exchange's process, the bot's process, prices, and messages to be typed.

The exchange lives through everything and is the oracle.  A message that was not answered is typed again, with the same
key, as soon as there is a bot to hear it; so is every chat's habit.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec

from adapters.clock import SystemClock
from adapters.exchanges.paper import rules_for
from adapters.exchanges.paper.remote import RemoteVenue
from adapters.exchanges.paper.wire import MoveRow, TradeRow
from core.orders import PositionSide
from tests.crash.child import READY, Answered, Message
from tests.crash.failpoints import Killed

PIPE = asyncio.subprocess.PIPE
ROOT = Path(__file__).resolve().parents[2]
MIDDLE = Decimal(60_000)
PATIENCE = 60.0  # seconds: reliability.md's bound for everything that must become true after faults stop
AMENDS, REPLACES = "paper:amends", "paper:replaces"
RULES = {
    AMENDS: rules_for(amends=True, recv_window=timedelta(milliseconds=300)),
    REPLACES: rules_for(amends=False, counts_targets=True, recv_window=timedelta(milliseconds=300)),
}


async def until_nothing(amiss: Callable[[], Awaitable[Collection[str]]]) -> None:
    """Wait until other processes have put everything right; tells what never was."""
    found: Collection[str] = ["the first answer"]
    try:
        async with asyncio.timeout(PATIENCE):
            while found := await amiss():  # noqa: ASYNC110  # another process cannot set an event here
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError("\n".join(found)) from None


class Bot:
    """The bot's process: started, killed, started again on the same ledger."""

    def __init__(self, ledger: Path, socket: Path) -> None:
        self.ledger = ledger
        self.ready, self.dead = asyncio.Event(), asyncio.Event()
        self.answers: dict[str, list[Answered]] = {}
        self.failed: AssertionError | None = None
        self._command = [sys.executable, "-m", "tests.crash.child", str(ledger), str(socket)]
        self._asked: dict[str, list[asyncio.Future[Answered | None]]] = {}
        self._process: asyncio.subprocess.Process | None = None
        self._hearing: asyncio.Task[None] | None = None

    async def start(self, kill: str = "", symbol: str = "") -> None:
        """Start it, to kill itself at POINT:OP:N, counted on ``symbol`` only ("": on all)."""
        options = ["--kill", kill, "--symbol", symbol] if kill else []
        self.dead.clear()
        with self.ledger.with_suffix(".log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                *options,
                cwd=ROOT,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        self._hearing = asyncio.create_task(self._hear(self._process))

    async def _hear(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while line := await process.stdout.readline():
            if line == READY:
                self.ready.set()
                continue
            answer = msgspec.json.decode(line, type=Answered)
            self.answers.setdefault(answer.key, []).append(answer)
            self._answer(answer.key, answer)
        if await process.wait() not in (0, -signal.SIGKILL):
            self.failed = AssertionError(f"the bot ended by itself:\n{self.log()[-3000:]}")
            self.ready.set()  # so that nobody waits for it
        else:
            self.ready.clear()
        for key in list(self._asked):
            self._answer(key, None)
        self.dead.set()

    def _answer(self, key: str, answer: Answered | None) -> None:
        for waiting in self._asked.pop(key, ()):
            if not waiting.done():
                waiting.set_result(answer)

    async def say(self, message: Message) -> Answered:
        """Type a message, and again after each death until it is answered."""
        while True:
            await self.ready.wait()
            if self.failed is not None:
                raise self.failed
            assert self._process is not None
            assert self._process.stdin is not None
            future: asyncio.Future[Answered | None] = asyncio.get_running_loop().create_future()
            self._asked.setdefault(message.key, []).append(future)
            self._process.stdin.write(msgspec.json.encode(message) + b"\n")
            answer = await future
            if answer is not None:
                return answer

    async def killed(self) -> None:
        """Wait for its violent end."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self.dead.wait()
        except TimeoutError:
            raise AssertionError("the failpoint was never reached") from None
        if self.failed is not None:
            raise self.failed
        assert self._process is not None
        assert self._process.returncode == -signal.SIGKILL

    async def kill(self) -> None:
        """kill -9, from outside."""
        assert self._process is not None
        if not self.dead.is_set():
            self._process.kill()
        await self.killed()

    async def leave(self) -> None:
        """Let it end as it would when a person leaves; it must say that all is well."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self.dead.wait()
        if self.failed is not None:
            raise self.failed

    async def aclose(self) -> None:
        """No process is left behind, whatever happened."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
        if self._hearing is not None:
            await self._hearing

    def log(self) -> str:
        return self.ledger.with_suffix(".log").read_text()

    def kills(self) -> list[Killed]:
        """What the failpoints wrote down, in order."""
        path = Path(f"{self.ledger}.kills")
        return (
            [msgspec.json.decode(line, type=Killed) for line in path.read_bytes().splitlines()] if path.exists() else []
        )


@dataclass
class Life:
    """One position's story on a symbol of its own; prices are offsets in its favour from 60,000."""

    name: str
    account: str
    side: PositionSide
    said: list[Message] = field(default_factory=list)
    price: Decimal = MIDDLE
    enters: dict[str, Decimal] = field(default_factory=dict)

    @property
    def asked(self) -> Decimal:
        """What all its messages together wanted to enter."""
        return sum(self.enters.values(), Decimal(0))

    @property
    def symbol(self) -> str:
        return f"{self.name}/USDT:USDT"

    def at(self, offset: int) -> Decimal:
        return MIDDLE + self.side.sign * offset

    def message(self, command: str, enters: str = "0") -> Message:
        """A new message with a key of its own; ``enters``: the base quantity it asks for.

        SIDE and GAIN (a sign) in it are the life's own.
        """
        for word, meant in (("SIDE", self.side.value), ("GAIN", "+" if self.side.sign > 0 else "-")):
            command = command.replace(word, meant)
        text = f"{self.name}USDT on {self.account} {command}"
        self.said.append(Message(f"{self.name}-{len(self.said)}", datetime.now(UTC), text))
        self.enters[self.said[-1].key] = Decimal(enters)
        return self.said[-1]


class World:
    """Both processes, and a seat at the exchange."""

    def __init__(self, link: RemoteVenue, bot: Bot) -> None:
        self.link, self.bot = link, bot
        self.lives: list[Life] = []
        self._rows = 0

    async def begin(self, account: str, side: PositionSide) -> Life:
        """A new life on a market of its own, at 60,000."""
        life = Life(f"K{len(self.lives):03d}", account, side)
        self.lives.append(life)
        await self.move(life, 0)
        return life

    async def move(self, life: Life, offset: int) -> None:
        """The price goes there without a jump; market orders fill there at once."""
        self._rows += 1
        life.price = life.at(offset)
        await self.link.price(MoveRow(life.symbol, life.price, datetime.now(UTC), self._rows))

    async def wobble(self, life: Life, offset: int) -> None:
        """There, and a tick on: what waits is served, whatever the price was."""
        await self.move(life, offset + 1)
        await self.move(life, offset)

    async def prints(self, life: Life, offset: int, size: str) -> None:
        """One trade of a size that all orders share: they fill piece by piece."""
        self._rows += 1
        life.price = life.at(offset)
        await self.link.price(TradeRow(life.symbol, life.price, Decimal(size), datetime.now(UTC), self._rows))


@asynccontextmanager
async def world(directory: Path) -> AsyncIterator[World]:
    """An exchange that runs, its two accounts, and a bot that does not run yet."""
    socket = directory / "paper.sock"
    serve = ["-m", "adapters.exchanges.paper", "serve", "--socket", str(socket), "--books", str(directory / "paper.db")]
    exchange = await asyncio.create_subprocess_exec(sys.executable, *serve, cwd=ROOT, stdout=PIPE)
    link, bot = RemoteVenue(socket, SystemClock()), Bot(directory / "ledger.db", socket)
    try:
        assert exchange.stdout is not None
        assert await exchange.stdout.readline() == f"listening on {socket}\n".encode()
        for account, rules in RULES.items():
            await link.open_account(account, rules)
        yield World(link, bot)
    finally:
        await bot.aclose()
        await link.aclose()
        exchange.terminate()
        assert await exchange.wait() == 0

"""``bracketeer serve`` as a process of its own, between a stand-in for Telegram and an exchange that both outlive it.

What people see is what stands in the stand-in's chats, and what was traded is what the exchange's own books say.
Waits for events; asserts nothing of its own but that the bot has not ended by itself.
"""

from __future__ import annotations

import asyncio
import re
import signal
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from adapters.clock import SystemClock
from adapters.exchanges.paper import Markets, Venue
from adapters.exchanges.paper.serve import serving
from core.orders import OrderType, Side
from tests.botapi.server import TOKEN, StandIn, stand_in
from tests.botapi.telegram import Chat, Human, Json
from tests.botapi.telegram import Telegram as World
from tests.test_cli_pipe import COMMAND, environment
from tests.test_conversations import NAMES, PLENTY, START

PATIENCE = 30.0  # seconds until what must happen is given up
PRINTS = 0.05  # seconds between two prints of a market that stands still
CODE = re.compile(r"/start \S+")


@dataclass
class Server:
    """The bot's process; every start is on the same ledger."""

    place: Path
    settings: Mapping[str, str]
    command: Sequence[str] = tuple(COMMAND)
    said: list[str] = field(default_factory=list)
    """Every line of stdout, of all its lives."""
    _process: asyncio.subprocess.Process | None = None
    _listening: asyncio.Task[None] | None = None

    async def starts(self) -> None:
        """Return once it serves."""
        before = len(self.said)
        with (self.place / "bot.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self.command,
                "serve",
                env=environment(self.place, **self.settings),
                cwd=self.place,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        self._listening = asyncio.create_task(self._listen(self._process))
        await self.until(lambda: any(line.startswith("serving:") for line in self.said[before:]))

    async def runs(self, *words: str, typed: str = "") -> None:
        """Another command beside it, to its good end."""
        process = await asyncio.create_subprocess_exec(
            *COMMAND,
            *words,
            env=environment(self.place, **self.settings),
            cwd=self.place,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        async with asyncio.timeout(PATIENCE):
            out, _ = await process.communicate(typed.encode())
        assert process.returncode == 0, out.decode()

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while line := await process.stdout.readline():
            self.said.append(line.decode().rstrip("\n"))
        await process.wait()

    async def until(self, true: Callable[[], Any]) -> Any:
        """Wait for what must happen, and give it; what never does fails the story."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not (found := true()):
                    if self._listening is not None and self._listening.done():
                        raise AssertionError(f"the bot has ended:\n{self.log()[-3000:]}")
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(f"it never happened; the bot says:\n{self.log()[-3000:]}") from None
        return found

    async def ends(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal; the exit status."""
        assert self._process is not None
        assert self._listening is not None
        self._process.send_signal(number)
        async with asyncio.timeout(PATIENCE):
            await self._listening
        return int(self._process.returncode or 0)

    def kill(self) -> None:
        """kill -9, at once."""
        assert self._process is not None
        self._process.kill()

    async def dead(self) -> None:
        """Wait for its violent end."""
        assert self._process is not None
        assert self._listening is not None
        async with asyncio.timeout(PATIENCE):
            await self._listening
        assert self._process.returncode == -signal.SIGKILL

    def resident(self) -> float:
        """Its memory now, in MiB."""
        assert self._process is not None
        found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{self._process.pid}/status").read_text())
        assert found is not None
        return int(found[1]) / 1024

    async def aclose(self) -> None:
        """No process is left behind, whatever happened."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
        if self._listening is not None:
            await self._listening

    def log(self) -> str:
        return (self.place / "bot.log").read_text()


@dataclass
class Scene:
    """Everything of one story.  ``ann`` is the first owner to be."""

    bot: Server
    api: StandIn
    world: World
    ann: Human
    venue: Venue = field(default_factory=lambda: Venue(Markets()))
    prices: dict[str, Decimal] = field(default_factory=lambda: {name: Decimal(price) for name, price in START})
    _row: int = 0

    def moves(self, name: str, price: str) -> None:
        """The paper market moves there, and trades enough for everybody."""
        self.prices[NAMES[name]] = Decimal(price)
        self.print()

    def print(self) -> None:
        """One trade in each market."""
        self._row += 1
        for symbol, price in self.prices.items():
            self.venue.trade(symbol, price, PLENTY, self.world.clock.now(), self._row)

    async def shown(self, words: str, chat: Chat | None = None, *, after: int = 0) -> Json:
        """The newest message of the bot's that holds ``words``, later than message ``after``, as soon as there is."""

        def found() -> Json | None:
            messages = said(chat or self.ann.home)
            return next((m for m in reversed(messages) if words in m["text"] and m["message_id"] > after), None)

        try:
            message: Json = await self.bot.until(found)
        except AssertionError as error:
            texts = "\n--\n".join(m["text"] for m in said(chat or self.ann.home))
            raise AssertionError(f"{words!r} was never said; what was:\n{texts}\n\n{error}") from None
        return message

    async def owns(self) -> None:
        """Ann redeems the code that the bot printed."""
        line = await self.bot.until(lambda: next((line for line in self.bot.said if CODE.search(line)), None))
        code = CODE.search(line)
        assert code is not None
        self.ann.types(code[0])
        await self.shown("Welcome")

    async def quiet(self) -> None:
        """Until Telegram has nothing left to tell the bot."""
        await self.bot.until(lambda: not self.api.waiting)

    async def protected(self, account: str = "paper") -> None:
        """Until a stop rests for all of the one position there is."""
        await self.bot.until(
            lambda: any(o.type is OrderType.STOP for o in self.venue.orders(account)) and self.traded(account) != 0
        )

    def traded(self, account: str = "paper") -> Decimal:
        """Signed base quantity of everything that was ever traded there."""
        return sum(
            ((t.quantity if t.side is Side.BUY else -t.quantity) for t in self.venue.trades if t.account == account),
            Decimal(0),
        )


def said(chat: Chat) -> list[Json]:
    """The bot's messages there, oldest first."""
    return [m for m in chat.messages.values() if m["from"]["is_bot"] and "text" in m]


def lines(chat: Chat) -> list[str]:
    """Everything that stands there by the bot, line by line."""
    return [line for message in said(chat) for line in message["text"].splitlines()]


@asynccontextmanager
async def scene(place: Path, **settings: str) -> AsyncIterator[Scene]:
    """A world in which the bot does not run yet.  ``settings``: more of the bot's environment."""
    clock = SystemClock()
    world = World(clock)
    async with stand_in(world) as api:
        venue = Venue(Markets())
        for symbol, price in START:
            venue.seed(symbol, Decimal(price), clock.now())
        async with serving(venue, clock, place / "paper.sock") as socket:
            told = {
                "BRACKETEER_TELEGRAM_TOKEN": TOKEN,
                "BRACKETEER_TELEGRAM_API": api.url,
                "BRACKETEER_PAPER_SOCKET": str(socket),
                "BRACKETEER_PRICES": "",
                "BRACKETEER_LOG_FORMAT": "json",
            }
            made = Scene(Server(place, told | settings), api, world, world.person(7, "Ann"), venue)
            trading = asyncio.create_task(_trades(made))
            try:
                yield made
            finally:
                trading.cancel()
                await made.bot.aclose()


async def _trades(scene: Scene) -> None:
    """A market that stands still trades on, so that market orders fill."""
    while True:
        scene.print()
        await asyncio.sleep(PRINTS)

"""Conversations with the bot, word for word, on a virtual clock: ``conversations/*.txt``.

``> `` is typed; ``< `` is what is said, in this order and nothing besides; ``//`` is for the reader.  What happens:
``~ SYMBOL PRICE`` the market moves there (and trades enough for everybody), ``~ wait SECONDS``, ``~ leave``,
``~ hand SIDE QTY SYMBOL`` the account's owner trades at the exchange's own screen, ``… at PRICE`` with a limit order,
``… stop PRICE`` with a reduce-only stop.
"""

import asyncio
import difflib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.clock import VirtualClock, run_virtual
from adapters.database.memory import MemoryStore
from adapters.exchanges.paper import LocalVenue, Markets, Venue
from adapters.scheduler import VirtualScheduler
from bot.desk import Desk
from bot.language import ENGLISH, Reader, language
from bot.pipe import farewell, plain_text
from bot.session import open_session
from bot.speaker import Speaker
from bot.visitor import Visitor
from core.orders import OrderType, Side

TALKS = sorted((Path(__file__).parent / "conversations").glob("*.txt"))
PLENTY = Decimal(1000)
START = (("BTC/USDT:USDT", "60000"), ("BTC/USDT", "60000"), ("ETH/USDT:USDT", "3000"))
NAMES = {"BTC": "BTC/USDT:USDT", "ETH": "ETH/USDT:USDT", "BTCSPOT": "BTC/USDT"}
LATER = 1.0  # seconds that pass after a price
PRINTS = 0.25  # seconds between two prints at an unchanged price


class World:
    """One desk on a paper exchange of its own; ``said`` is everything that people heard; ``own`` ends the names of the
    accounts on which hands trade."""

    def __init__(self, desk: Desk, venue: Venue, clock: VirtualClock, said: list[str], own: str = "") -> None:
        self.desk, self.venue, self.clock, self.said, self.own = desk, venue, clock, said, own
        self.prices = {symbol: Decimal(price) for symbol, price in START}
        self._row = 0

    async def prints(self) -> None:
        """A market that stands still trades on, so that market orders fill."""
        while True:
            self.print()
            await self.clock.sleep(PRINTS)

    def print(self) -> None:
        """One trade in each market."""
        self._row += 1
        for symbol, price in self.prices.items():
            self.venue.trade(symbol, price, PLENTY, self.clock.now(), self._row)

    async def type(self, line: str) -> None:
        """Type a line and hear the answer."""
        answer = plain_text(await self.desk.handle(line))
        if answer:
            self.said += answer.splitlines()

    async def happen(self, what: str) -> None:
        """A ``~`` line."""
        match what.split():
            case ["wait", seconds]:
                await self.clock.sleep(float(seconds))
            case ["hand", side, quantity, name]:
                self.venue.hand(self._account(name), NAMES[name], Side(side), OrderType.MARKET, Decimal(quantity))
                await self.clock.sleep(LATER)
            case ["hand", side, quantity, name, "stop" | "at" as how, price]:
                level, type = Decimal(price), OrderType.STOP if how == "stop" else OrderType.LIMIT
                at = (level, None) if how == "at" else (None, level)
                terms = (Side(side), type, Decimal(quantity), *at, how == "stop")
                self.venue.hand(self._account(name), NAMES[name], *terms)
                await self.clock.sleep(LATER)
            case [name, price]:
                self.prices[NAMES[name]] = Decimal(price)
                self.print()
                await self.clock.sleep(LATER)
            case ["leave"]:
                self.said += farewell(self.desk)
            case _:
                raise ValueError(what)
        await self.desk.heard()

    def _account(self, name: str) -> str:
        return ("paper_spot" if name == "BTCSPOT" else "paper") + self.own


@asynccontextmanager
async def world(clock: VirtualClock, reader: Reader = ENGLISH, own: str = "") -> AsyncIterator[World]:
    """A world that has begun."""
    store, venue, said = MemoryStore(), Venue(Markets()), list[str]()
    for symbol, price in START:
        venue.seed(symbol, Decimal(price), clock.now())
    async with open_session(
        store=store,
        clock=clock,
        link=LocalVenue(venue, clock),
        heartbeat=lambda nudge: VirtualScheduler(nudge, clock),
        notifier=Speaker(store, said.append, reader),
        latency=timedelta(milliseconds=50),
    ) as session:
        one = World(Desk(session, "talk", 3.0, Visitor(own=reader)), venue, clock, said, own)
        printing = asyncio.create_task(one.prints())
        try:
            yield one
        finally:
            printing.cancel()


async def talk(clock: VirtualClock, script: list[str], reader: Reader = ENGLISH, own: str = "") -> list[str]:
    """The script again, with what was really said."""
    found: list[str] = []
    async with world(clock, reader, own) as one:
        for line in script:
            if line.startswith("< "):
                continue
            found.append(line)
            if line.startswith("> "):
                await one.type(line[2:])
            elif line.startswith("~ "):
                await one.happen(line[2:])
            found += [f"< {said}" for said in one.said]
            one.said.clear()
    return found


@pytest.mark.parametrize("path", TALKS, ids=lambda path: path.stem)
def test_conversation(path: Path) -> None:
    script = path.read_text().splitlines()
    found = run_virtual(lambda clock: talk(clock, script))
    difference = "\n".join(difflib.unified_diff(script, found, "expected", "heard", lineterm=""))
    assert not difference, f"{path.name}\n{difference}"


def test_there_are_conversations() -> None:
    assert len(TALKS) >= 8
    assert all("< " in path.read_text() for path in TALKS)


@pytest.mark.parametrize("path", TALKS, ids=lambda path: path.stem)
def test_conversation_in_chinese(path: Path) -> None:
    """Whoever reads no Latin letters sees at once what was left in English: lines without a single sign of theirs."""
    script = path.read_text().splitlines()
    found = run_virtual(lambda clock: talk(clock, script, Reader(language("zh"))))
    assert len(found) == len(script)
    typed = {line[2:].strip() for line in found if line.startswith("> ")}
    left = [line[2:].strip(" ^") for line in found if line.startswith("< ") and not _chinese(line)]
    latin = [line for line in left if line not in typed and not line.startswith("BTCUSDT on ")]
    assert [line for line in latin if set(re.findall("[a-z]{3,}", line)) - {"paper", "spot"}] == []


def _chinese(text: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)

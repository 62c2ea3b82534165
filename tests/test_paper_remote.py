"""The paper exchange in a process of its own: whoever dies, the other one is still there and says so."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from adapters.clock import SystemClock
from adapters.exchanges.paper import PaperExchange, Venue, remote, rules_for, wire
from adapters.exchanges.paper.__main__ import main
from adapters.exchanges.paper.remote import RemoteVenue
from adapters.exchanges.paper.serve import serving
from core.orders import Order, OrderType, OrdStatus, PositionSide, Reason, Side
from core.ports import Hint, Pushed, Tick, UnknownOutcome, UnknownSymbol, Unreachable
from core.venue import Layout
from tests.paper_kit import SWAP

MARKET, LIMIT, STOP = OrderType.MARKET, OrderType.LIMIT, OrderType.STOP
LONG = PositionSide.LONG
ROOT = Path(__file__).resolve().parents[1]
CLOCK = SystemClock()


def order(n: int, side: Side, type: OrderType, price: int | None = None, trigger: int | None = None) -> Order:
    now = CLOCK.now()
    return Order(
        id=f"b{n:09d}",
        slot="e1",
        side=side,
        type=type,
        quantity=Decimal("0.010"),
        price=None if price is None else Decimal(price),
        trigger=None if trigger is None else Decimal(trigger),
        reduce_only=side is Side.SELL,
        decided_at=now,
        not_after=now + timedelta(seconds=60),
    )


def row(price: int, n: int = 0) -> wire.TradeRow:
    return wire.TradeRow(SWAP, Decimal(price), Decimal(1000), CLOCK.now(), n)


@asynccontextmanager
async def here(place: wire.Place) -> AsyncIterator[tuple[Venue, RemoteVenue, PaperExchange]]:
    """A venue served by this very loop, and a client of it."""
    venue = Venue()
    async with serving(venue, CLOCK, place) as at:
        link = RemoteVenue(at, CLOCK)
        exchange = PaperExchange(link, "paper", CLOCK, timedelta(0))
        try:
            yield venue, link, exchange
        finally:
            await exchange.aclose()


async def until(found: Callable[[], Awaitable[bool]]) -> None:
    """Wait for a condition that another process brings about."""
    async with asyncio.timeout(20):
        while not await found():  # noqa: ASYNC110  # the other process cannot set an event here
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("kind", ["socket", "port"])
def test_everything_comes_through_a_socket_unchanged(tmp_path: Path, kind: str) -> None:
    async def story() -> None:
        place: wire.Place = tmp_path / "paper.sock" if kind == "socket" else ("127.0.0.1", 0)
        async with here(place) as (venue, link, exchange):
            heard: list[Hint] = []
            exchange.listen(heard.append)
            await link.price(row(60_000))
            facts = await exchange.facts("btcusdt.p")
            assert facts == replace(venue.facts("paper", "BTCUSDT"), at=facts.at)
            bought = await exchange.submit(SWAP, order(1, Side.BUY, MARKET), LONG)
            await link.price(row(60_001, 1))
            stop = await exchange.submit(SWAP, order(2, Side.SELL, STOP, trigger=59_000), LONG)
            look = await exchange.look(SWAP, [order(1, Side.BUY, MARKET), order(9, Side.BUY, MARKET)])
            assert look == venue.look("paper", SWAP, [f"b00000000{n}" for n in (1, 9, 2)])
            assert (look.reports[0], look.missing) == (stop, ("b000000009",))
            assert await link.trades() == venue.trades
            assert await link.trades(1) == []
            kept = await link.orders("paper", open=False)
            assert [(o.id, o.status) for o in kept] == [(bought.id, OrdStatus.FILLED), (stop.id, OrdStatus.NEW)]
            await exchange.cancel(SWAP, order(2, Side.SELL, STOP))
            assert (await link.measures("paper", SWAP)).overfilled == 0
            told = [h.price if isinstance(h, Tick) else (h.report.id, h.report.status) for h in heard]
            assert told == [
                60_000,
                (bought.id, OrdStatus.NEW),
                60_001,
                (bought.id, OrdStatus.FILLED),
                (stop.id, OrdStatus.NEW),
                (stop.id, OrdStatus.CANCELED),
            ]
            assert Pushed(SWAP, stop) in heard

    asyncio.run(story())


def test_refusals_and_errors_keep_their_kind(tmp_path: Path) -> None:
    async def story() -> None:
        async with here(tmp_path / "paper.sock") as (_, link, exchange):
            await link.price(row(60_000))
            with pytest.raises(UnknownSymbol) as caught:
                await exchange.facts("BTCUSD")
            assert caught.value.nearest[0] == SWAP
            await exchange.submit(SWAP, order(1, Side.BUY, LIMIT, 59_000), LONG)
            with pytest.raises(UnknownOutcome, match="duplicate"):
                await exchange.submit(SWAP, order(1, Side.BUY, LIMIT, 59_000), LONG)
            refused = await exchange.submit(SWAP, order(2, Side.SELL, LIMIT, 61_000), LONG)
            assert (refused.status, refused.reason) == (OrdStatus.REJECTED, Reason.REDUCE_ONLY)
            with pytest.raises(ValueError, match="not a paper account"):
                await link.open_account("Binance_F")
            assert await link.open_account("paper_F", rules_for(Layout.POSITION)) == "paper"
            assert (await exchange.facts("BTC")).rules.layout is Layout.POSITION

    asyncio.run(story())


def test_a_hand_reaches_through_the_socket(tmp_path: Path) -> None:
    async def story() -> None:
        async with here(tmp_path / "paper.sock") as (venue, link, exchange):
            await link.price(row(60_000))
            placed = await link.hand("paper", SWAP, Side.BUY, LIMIT, Decimal("0.01"), Decimal(59_000))
            (shown,) = (await exchange.look(SWAP, [])).others
            assert (shown.id, shown.side, shown.price, shown.bot) == (placed.id, Side.BUY, Decimal(59_000), False)
            moved = await link.hand_move("paper", placed.id, price=Decimal(59_500))
            assert (moved.id, moved.price) == (placed.id, Decimal(59_500))
            five = Decimal(5)
            await link.price(wire.QuoteRow(SWAP, Decimal(59_490), Decimal(59_495), five, five, CLOCK.now(), 1))
            await link.price(wire.GapRow(SWAP, Decimal(61_000), CLOCK.now(), 2))
            await link.price(wire.MoveRow(SWAP, Decimal(61_500), CLOCK.now(), 2))
            assert [(t.order, t.price) for t in venue.trades] == [(placed.id, Decimal(59_500))]
            assert venue.last(SWAP) == 61_500

    asyncio.run(story())


def test_nonsense_ends_only_its_own_connection(tmp_path: Path) -> None:
    async def story() -> None:
        place = tmp_path / "paper.sock"
        async with here(place) as (_, link, exchange):
            await link.price(row(60_000))
            reader, writer = await asyncio.open_unix_connection(place)
            writer.write(b'{"n": 1, "request": {"do": "Withdraw"}}\n')
            answer = msgspec.json.decode(await reader.readline(), type=wire.Answer)
            assert answer.problem is not None
            assert "Withdraw" in answer.problem.text
            assert await reader.read() == b""
            writer.close()
            await writer.wait_closed()
            assert (await exchange.facts("BTC")).price == 60_000

    asyncio.run(story())


@pytest.mark.parametrize("hangs", [False, True], ids=["cut", "hanging"])
@pytest.mark.parametrize(("write", "kind"), [(True, UnknownOutcome), (False, Unreachable)])
def test_an_answer_that_never_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hangs: bool, write: bool, kind: type[Exception]
) -> None:
    """A lost connection is known at once, a silent one after a while."""
    monkeypatch.setattr(remote, "PATIENCE", 0.05 if hangs else 3600)

    async def story() -> None:
        over = asyncio.Event()

        async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readline()
            if hangs:
                await over.wait()
            writer.close()

        server = await asyncio.start_unix_server(deaf, tmp_path / "paper.sock")
        exchange = PaperExchange(RemoteVenue(tmp_path / "paper.sock", CLOCK), "paper", CLOCK, timedelta(0))
        asking = exchange.submit(SWAP, order(1, Side.BUY, MARKET), LONG) if write else exchange.look(SWAP, [])
        with pytest.raises(kind):
            await asyncio.wait_for(asking, 60)
        over.set()
        await exchange.aclose()
        server.close()
        await server.wait_closed()

    asyncio.run(story())


# -- processes ------------------------------------------------------------------------------------


class Process:
    """The paper exchange as people start it."""

    def __init__(self, directory: Path, *extra: str) -> None:
        self.place = directory / "paper.sock"
        self.books = directory / "paper.db"
        self._command = [sys.executable, "-m", "adapters.exchanges.paper", "serve", "--socket", str(self.place)]
        self._command += ["--books", str(self.books), *extra]
        self.child: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self.child = subprocess.Popen(self._command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.child.stdout is not None
        assert self.child.stdout.readline() == f"listening on {self.place}\n"

    def end(self, how: signal.Signals) -> int:
        assert self.child is not None
        assert self.child.stdout is not None
        self.child.send_signal(how)
        code = self.child.wait(timeout=20)
        self.child.stdout.close()
        self.child = None
        return code


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    started = Process(tmp_path)
    started.start()
    yield started
    if started.child is not None:
        started.end(signal.SIGKILL)


def test_the_exchange_is_killed_and_comes_back_as_it_was(process: Process) -> None:
    async def story() -> None:
        link = RemoteVenue(process.place, CLOCK)
        exchange = PaperExchange(link, "paper", CLOCK, timedelta(0))
        heard: list[Hint] = []
        exchange.listen(heard.append)
        await link.price(row(60_000))
        await exchange.submit(SWAP, order(1, Side.BUY, MARKET), LONG)
        await link.price(row(60_000, 1))
        stop = await exchange.submit(SWAP, order(2, Side.SELL, STOP, trigger=59_000), LONG)
        before, trades = await exchange.look(SWAP, []), await link.trades()

        process.end(signal.SIGKILL)
        with pytest.raises((Unreachable, UnknownOutcome)):
            await exchange.submit(SWAP, order(3, Side.BUY, LIMIT, 50_000), LONG)
        with pytest.raises(Unreachable, match="not there"):
            await exchange.facts("BTC")

        process.start()
        heard.clear()
        assert await exchange.look(SWAP, []) == before
        assert (await exchange.look(SWAP, [order(3, Side.BUY, LIMIT)])).missing == ("b000000003",)
        assert await link.trades() == trades
        await link.price(row(58_990, 2))  # what rested there still works

        async def told() -> bool:
            return any(isinstance(h, Pushed) and h.report.id == stop.id and h.report.final for h in heard)

        await until(told)
        assert (await exchange.look(SWAP, [])).positions == ()
        await exchange.aclose()

    asyncio.run(story())


def test_the_client_is_killed_and_finds_everything_again(process: Process) -> None:
    """A child process places an order, and is killed before it could read the answer."""
    script = (
        "import asyncio, os, signal, sys\n"
        "from pathlib import Path\n"
        "from tests.test_paper_remote import *\n"
        "async def go():\n"
        f"    link = RemoteVenue(Path({str(process.place)!r}), CLOCK)\n"
        "    await link.price(row(60_000))\n"
        "    writer = await link._connected()\n"
        "    ask = wire.Submit('paper', SWAP, order(7, Side.BUY, LIMIT, 59_000), LONG, (), CLOCK.now())\n"
        "    writer.write(msgspec.json.encode(wire.Ask(9, ask)) + b'\\n')\n"
        "    await writer.drain()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(go())\n"
    )
    child = subprocess.run([sys.executable, "-c", script], cwd=ROOT, timeout=60, check=False)
    assert child.returncode == -signal.SIGKILL

    async def story() -> None:
        exchange = PaperExchange(RemoteVenue(process.place, CLOCK), "paper", CLOCK, timedelta(0))

        async def arrived() -> bool:
            return bool((await exchange.look(SWAP, [])).reports)

        await until(arrived)
        look = await exchange.look(SWAP, [order(7, Side.BUY, LIMIT)])
        assert [(r.id, r.status) for r in look.reports] == [("b000000007", OrdStatus.NEW)]
        await exchange.aclose()

    asyncio.run(story())


def test_a_killed_exchange_loses_nothing_that_it_acknowledged(process: Process) -> None:
    """In the middle of a stream of orders: every one that was answered is in the books."""

    async def story() -> list[str]:
        exchange = PaperExchange(RemoteVenue(process.place, CLOCK), "paper", CLOCK, timedelta(0))
        link = RemoteVenue(process.place, CLOCK)
        await link.price(row(60_000))
        answered: list[str] = []
        try:
            for n in range(1_500):
                answered.append((await exchange.submit(SWAP, order(n, Side.BUY, LIMIT, 50_000), LONG)).id)
                if n == 40:
                    assert process.child is not None
                    asyncio.get_running_loop().call_later(0.02, os.kill, process.child.pid, signal.SIGKILL)
        except (Unreachable, UnknownOutcome):
            pass
        await exchange.aclose()
        await link.aclose()
        return answered

    answered = asyncio.run(story())
    assert len(answered) > 40
    process.end(signal.SIGKILL)
    with closing(sqlite3.connect(process.books)) as books:
        kept = {id for (id,) in books.execute("SELECT id FROM orders")}
        assert books.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert set(answered) <= kept
    assert len(kept) - len(answered) <= 1


def test_it_ends_when_told_and_leaves_no_socket(tmp_path: Path) -> None:
    process = Process(tmp_path, "--account", "paper=position", "--prices", "walk", "--symbols", "BTCUSDT,ETH/USDT")
    process.start()

    async def story() -> None:
        link = RemoteVenue(process.place, CLOCK)
        ticks: list[str] = []
        link.listen(lambda _, hint: ticks.append(hint.symbol))

        async def both_tick() -> bool:
            return {"BTC/USDT:USDT", "ETH/USDT"} <= set(ticks)

        await until(both_tick)
        facts = await link.facts("paper", "BTC")
        assert facts.rules.layout is Layout.POSITION
        assert facts.price is not None
        await link.aclose()

    asyncio.run(story())
    assert process.end(signal.SIGTERM) == 0
    assert not process.place.exists()


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["serve"], 64),
        (["serve", "--socket", "S", "--port", "1"], 64),
        (["serve", "--socket", "S", "--fee", "2"], 64),
        (["serve", "--socket", "S", "--account", "paper=stop"], 64),
        (["serve", "--socket", "S", "--prices", "walk", "--symbols", "/"], 64),
        (["serve", "--socket", "S", "--prices", "missing.csv", "--symbols", "BTC"], 1),
        (["serve", "--socket", "S", "--books", "/dev/null/x"], 1),
        (["--help"], 0),
    ],
)
def test_statuses(arguments: list[str], status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "paper.sock") if one == "S" else one for one in arguments]) == status
    told = capsys.readouterr()
    assert told.err or status == 0
    assert "Traceback" not in told.err


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("/run/paper.sock", Path("/run/paper.sock")),
        ("paper:7", None),
        ("7000", ("127.0.0.1", 7000)),
        ("localhost:7000", ("localhost", 7000)),
        ("127.0.0.1:7000", ("127.0.0.1", 7000)),
        ("[::1]:7000", ("::1", 7000)),
        ("10.0.0.1:7000", None),
        ("./a:7", Path("a:7")),
    ],
)
def test_places(text: str, place: wire.Place | None) -> None:
    if place is None:
        with pytest.raises(ValueError, match="on this machine"):
            wire.place(text)
    else:
        assert wire.place(text) == place

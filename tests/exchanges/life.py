"""A bot that lives on the loopback: engine, ledger in memory and the real clock, over unmodified ccxt.

``Life`` is what a story does with it; ``audit`` compares its ledger with the exchange's own books, to the last digit.
The rules are those of the records but for their waits, because the loopback's reads never trail its writes.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Container
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from adapters.clock import SystemClock
from adapters.database.memory import MemoryStore
from adapters.exchanges.binance import SPOT, SWAP, BinanceSpot, BinanceSwap
from adapters.exchanges.connecting import make_client
from adapters.exchanges.dialect import Dialect
from adapters.exchanges.limiter import Address, Limiter
from adapters.exchanges.through_ccxt import CcxtExchange
from adapters.exchanges.wire import Wire
from core.bracket import Bracket, Policy
from core.decide import decide
from core.engine import Engine
from core.exits import wanted
from core.ids import read_id
from core.message import Answer, Origin
from core.notices import NoticeKind
from core.orders import ZERO, Fill, OrdStatus
from core.ports import Exchange, Notifier, Outgoing
from tests.exchanges.bench import is_ours
from tests.exchanges.on_loopback import KEYS, SPOT_RULES, SWAP_RULES, Books
from tests.loopback import Loopback

BEAT = 0.2  # seconds between nudges; every one of them looks everywhere
PATIENCE = 30.0  # seconds until what a story waits for has failed to come
RECV_WINDOW = 1000  # ms


def quick_dialect(account: str) -> Dialect:
    """The product's dialect, but that it waits only as long as this exchange makes it."""
    waits = {
        "quiet": timedelta(seconds=0.3),
        "lag": timedelta(seconds=0.2),
        "recv_window": timedelta(milliseconds=RECV_WINDOW),
    }
    record, rules = (SPOT, SPOT_RULES) if account == "Binance" else (SWAP, SWAP_RULES)
    options = {**record.options, "recvWindow": RECV_WINDOW}
    record = replace(record, rules=replace(rules, **waits), options=options)  # type: ignore[arg-type]  # as named
    return BinanceSpot(record) if account == "Binance" else BinanceSwap(record)


class Life:
    """See the module's head.  ``timeout``: a client's patience in milliseconds; ``beat``: seconds between nudges.
    ``coded``: whether the ledger also proves its JSON."""

    def __init__(self, binance: Loopback, *, timeout: int = 2_000, beat: float = BEAT, coded: bool = True) -> None:
        self.binance, self.store, self.clock = binance, MemoryStore(coded=coded), SystemClock()
        self.told: list[Outgoing] = []
        self.hands = False  # whether a person trades on the account too
        self._timeout, self._beat = timeout, beat
        self._exchanges: list[CcxtExchange] = []
        self._moved = asyncio.Event()
        self._beating: asyncio.TimerHandle | None = None
        self._messages = 0
        self.notifier: Notifier = self
        self.engine: Engine

    # -- life and death -----------------------------------------------------------------------------

    async def start(self) -> None:
        self.engine = Engine(self.store, self.clock, self._opened, self.notifier, Policy(), 0)
        await self.engine.start()
        await self.engine.catch_up()
        self._nudge()

    async def stop(self) -> None:
        if self._beating is not None:
            self._beating.cancel()
        await self.engine.stop()
        for exchange in self._exchanges:
            await exchange.aclose()
        self._exchanges.clear()

    async def restart(self) -> None:
        """A new process: nothing remains but the ledger."""
        await self.stop()
        await self.start()

    async def kill(self) -> None:
        """The process dies between any two steps: nothing is waited for, and what is on its way may arrive."""
        if self._beating is not None:
            self._beating.cancel()
        for worker in self.engine.workers.values():
            worker.watch.stop()
            for timer in worker._timers.values():
                timer.cancel()
            for task in [*worker._tasks, worker._runner]:
                if task is not None:
                    task.cancel()
        for exchange in self._exchanges:
            await exchange.aclose()
        self._exchanges.clear()

    def _nudge(self) -> None:
        for account in self.engine.workers:
            self.engine.nudge(account, "reconcile")
            self.engine.nudge(account, "trail")
        self.engine.nudge("", "deliver")
        self._beating = asyncio.get_running_loop().call_later(self._beat, self._nudge)

    async def _opened(self, account: str) -> tuple[str, Exchange]:
        dialect = quick_dialect(account)
        client = make_client(dialect, KEYS, testnet=False)
        self.binance.attach(client)
        client.timeout = self._timeout
        limits = dialect.record.limits
        assert limits is not None
        wire = Wire(client, dialect, Limiter(Address(self.clock, limits)), self.clock)
        self._exchanges.append(CcxtExchange(wire, self.clock, is_ours))
        return account, self._exchanges[-1]

    async def send(self, outgoing: Outgoing) -> None:
        """The notifier."""
        self.told.append(outgoing)
        self._moved.set()

    # -- what a story does --------------------------------------------------------------------------

    async def say(self, text: str, *, adopt: Container[str] = ()) -> Answer:
        """A message that must be carried out."""
        answer = await self.tried(text, adopt=adopt)
        assert answer.problem is None, answer.problem
        return answer

    async def tried(self, text: str, *, adopt: Container[str] = ()) -> Answer:
        """A message, whatever becomes of it."""
        self._messages += 1
        return await self.engine.handle(text, Origin(f"m{self._messages}", self.clock.now(), "test", adopt))

    async def until(self, what: str, holds: Callable[[], Any]) -> None:
        """Wait for it; whatever is told wakes us, and so does every beat."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not holds():
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError(f"never {what}: {self.state()}")
            self._moved.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), self._beat / 4)

    async def hearing(self, books: Books) -> None:
        """Wait until the bot's client hears the prices of a market."""
        side, name = ("futures" if books.account == "Binance_F" else "spot"), f"{books.coin.lower()}usdt@"
        sockets = self.binance.streams._sockets
        await self.until("hearing", lambda: any(s.side == side and name in "".join(s.topics) for s in sockets))

    async def guarded(self) -> None:
        """Wait until all that can rest rests, and nothing is under way."""
        await self.until("guarded", lambda: all(not why_unfinished(b) for b in self.brackets()))

    async def closed(self) -> None:
        """Wait until every bracket is done."""
        await self.until("closed", lambda: all(b.closed for b in self.brackets()))

    def brackets(self) -> list[Bracket]:
        """As they are saved."""
        return list(self.store._brackets.values())

    def the(self) -> Bracket:
        """The only bracket there is."""
        (found,) = self.brackets()
        return found

    def kinds(self) -> list[NoticeKind]:
        return [row.notice.kind for row in self.told]

    def state(self) -> str:
        """For a failure's text."""
        lines = [
            f"#{b.id} {b.account} {b.side.value} position {b.position} closing={b.closing!r} halted={b.halted!r} "
            f"why={why_unfinished(b)!r}\n"
            + "\n".join(
                f"    {o.id} {o.slot} {o.type.value} {o.status.value} {o.cum_qty}/{o.quantity} {o.price} {o.trigger} "
                f"settled={o.settled} {o.reason} {o.text}"
                for o in b.orders
            )
            for b in self.brackets()
        ]
        failed = [repr(w.failed) for w in self.engine.workers.values() if w.failed is not None]
        return "\n".join([*failed, *lines])

    # -- what came of it ----------------------------------------------------------------------------

    async def audit(self, account: str, *, hands: bool = False) -> None:
        """I4, I8: the ledger's fills, fees and profit are the exchange's, and nothing of ours is left behind.

        ``hands``: a person traded too, so that the wallet tells of more than of us.
        """
        books = Books(self.binance, account)
        for worker in self.engine.workers.values():
            assert worker.failed is None, repr(worker.failed)
        known: set[str] = set()
        for bracket in self.brackets():
            if bracket.account == account:
                known |= await self._compared(bracket, books)
        assert {our_id(fill.order.client) for fill in books.all_fills()} - {""} <= known
        if all(b.closed for b in self.brackets()):
            left = [id for id in books.open_ids() if our_id(id)]
            assert left == [], f"flat, and {left} still rest"
        if not hands and not self.hands:
            self._profit(books)

    async def _compared(self, bracket: Bracket, books: Books) -> set[str]:
        """The ids of one bracket's orders that traded: quantity and value by order, fees by slot."""
        slots: defaultdict[str, Fill] = defaultdict(Fill)
        rows: defaultdict[str, Fill] = defaultdict(Fill)
        for row in await self.store.fills(bracket.id):
            rows[row.order] += row.fill
        for id, fill in rows.items():
            booked, named = traded(books, id), read_id(id)
            assert named is not None
            slots[named[2]] += booked
            ours, theirs = (fill.quantity, fill.value), (booked.quantity, booked.value)
            assert ours == theirs, f"{id}: ledger {ours}, exchange {theirs}"
        for slot, booked in slots.items():
            assert bracket.fills(slot) == booked, f"#{bracket.id} {slot}: {bracket.fills(slot)}, exchange {booked}"
        return set(rows)

    def _profit(self, books: Books) -> None:
        """What we say was earned is what the wallet gained, once nothing is open."""
        mine = [b for b in self.brackets() if b.account == books.account]
        if not all(b.closed for b in mine):
            return
        flow = sum(
            (b.side.sign * (b.exited.value - b.entered.value) - b.entered.quote_fee - b.exited.quote_fee for b in mine),
            ZERO,
        )
        assert books.wallet() - books.started == flow


def why_unfinished(bracket: Bracket) -> str:
    """ "" when the bracket is done, or everything that it wants rests and nothing is under way."""
    if bracket.closed:
        return ""
    if bracket.closing or bracket.halted:
        return bracket.closing or bracket.halted
    flying = [o.id for o in bracket.live if o.status is OrdStatus.PENDING_NEW or o.cancel_asked or o.amend_asked]
    if flying:
        return f"{flying} under way"
    if decide(bracket)[1]:
        return "more would be sent"
    lacking = [w.slot for w in wanted(bracket) if not any(o.slot == w.slot and not o.ended for o in bracket.orders)]
    return f"{lacking} lacking" if lacking else ""


def our_id(client: str) -> str:
    """Our id behind a client id at the exchange, of a leg too; "" for another's."""
    for name in (client, client[:-1]):
        if read_id(name):
            return name
    return ""


def traded(books: Books, id: str) -> Fill:
    """All that an order of ours traded, by the exchange."""
    total = Fill()
    for fill in books.fills(id):
        base = fill.commission if fill.asset != "USDT" else ZERO
        total += Fill(fill.quantity, fill.quantity * fill.price, base, fill.commission - base)
    return total

"""``bracketeer replay``: lines played against recorded or synthetic prices, by the same engine as live.

Everything runs on a virtual clock, so the same input gives the same output, byte for byte.  Nothing is kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from adapters.clock import VirtualClock, run_virtual
from adapters.database.memory import MemoryStore
from adapters.exchanges.paper import LocalVenue, Markets, Venue, account_name, rules_for
from adapters.exchanges.paper.markets import symbol_of
from adapters.prices import BadPrices, Candle, PriceSource, Row, feed
from adapters.scheduler import EVERY, RECONCILE, TRAIL, WATCH, Nudge
from bot.result import result
from bot.session import Session, open_session
from bot.told import Ledger, money
from core.bracket import Bracket
from core.message import Answer, Origin
from core.orders import ZERO
from core.ports import Hint
from core.syntax import parse
from core.venue import Layout

AFTERWARDS = 5.0  # seconds of file time after the last row, for answers that are still on their way
NEWS = 15  # beats for which a look follows the exchange's last word on an account; each tenth reconciles


@dataclass(frozen=True, slots=True)
class Script:
    """What to replay: lines, each typed after ``at`` rows have been seen; ``account`` replaces the lines' own."""

    lines: Sequence[str]
    at: int = 0
    layout: Layout | None = None
    latency: timedelta = timedelta(milliseconds=50)
    fee: Decimal | None = None
    every: float = 1.0  # seconds of file time between looks; the engine's own deadlines do not depend on it


@dataclass
class Played:
    """What came of it: event lines, a summary, the answer to each line, the currency of what the summary counts, and
    whether a position had no sl for all of it at the end."""

    events: list[dict[str, Any]]
    summary: dict[str, Any]
    answers: list[Answer] = field(default_factory=list)
    quote: str = ""
    bare: bool = False

    @property
    def refused(self) -> bool:
        """Whether any line was."""
        return any(answer.problem is not None for answer in self.answers)


def markets_of(lines: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The symbols (ccxt's form) and accounts that lines speak of.  Raises ``SyntaxProblem`` and ``BadPrices``."""
    symbols: dict[str, None] = {}
    accounts: dict[str, None] = {}
    for line in lines:
        for block in parse(line).blocks:
            for account in block.accounts:
                accounts[account] = None
                spot = account.lower().startswith("paper_spot")
                for name in block.symbols:
                    symbols[symbol_of(name, spot) or name] = None
    bases = {s.partition("/")[0] for s in symbols}
    if len(bases) > 1:
        raise BadPrices(f"the lines speak of {' and '.join(sorted(bases))}, a file has the price of one", "prices")
    return tuple(symbols), tuple(accounts)


def replay(source: PriceSource, began: datetime, script: Script) -> Played:
    """Play ``script`` on ``source``, whose first row is at ``began``, until it ends or all that was typed is closed.

    Raises ``BadPrices``, also where the prices end before the lines are typed.
    """
    return run_virtual(lambda clock: _Replay(source, clock, script).run(), began)


class _UntilOver:
    """Prices for as long as anything can come of them."""

    def __init__(self, source: PriceSource, over: Callable[[], bool]) -> None:
        self._source, self._over = source, over
        self.stopped = False  # before the prices ended

    @property
    def symbols(self) -> tuple[str, ...]:
        return self._source.symbols

    def first(self, symbol: str) -> Decimal:
        return self._source.first(symbol)

    async def __aiter__(self) -> AsyncIterator[Row]:
        async for row in self._source:
            self.stopped = self._over()
            if self.stopped:
                return
            yield row


class _Heart:
    """Beats only where there is something to see.

    In a replay nothing gets lost and nobody else trades in the account, so a look at what the exchange has said nothing
    about lately can tell nothing.  Live, most looks are of that kind; here they would be most of the work.  Nothing is
    told late either, so there is no beat for the outbox.
    """

    def __init__(self, nudge: Nudge, venue: Venue, clock: VirtualClock, every: float) -> None:
        self._nudge, self._venue, self._clock, self._every = nudge, venue, clock, timedelta(seconds=every)
        self._left: dict[str, int] = {}
        self._began: dict[str, datetime] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.trails: Callable[[str], bool] = lambda _account: False  # whether an account has a trailing stop

    def add(self, account: str) -> None:
        if account not in self._left:
            self._began[account] = self._clock.now()
            self._venue.listen(self._heard, account, ticks=False)
            self._heard(account)

    def start(self) -> None:
        """Each account's beat begins when it is added."""

    def stop(self) -> None:
        for task in self._tasks.values():
            task.cancel()

    def _heard(self, account: str, _hint: Hint | None = None) -> None:
        self._left[account] = NEWS
        if account not in self._tasks or self._tasks[account].done():
            task = asyncio.create_task(self._beat(account), name=f"beat: {account}")
            task.add_done_callback(_raised)
            self._tasks[account] = task

    async def _beat(self, account: str) -> None:
        while self._left[account] or self.trails(account):
            passed = self._clock.now() - self._began[account]
            beats, early = divmod(passed, self._every)
            await self._clock.sleep((self._every - early).total_seconds())
            if self._left[account]:
                self._left[account] -= 1
                self._nudge(account, WATCH)
                if (beats + 1) % EVERY[RECONCILE] == 0:
                    self._nudge(account, RECONCILE)
            self._nudge(account, TRAIL)


def _raised(task: asyncio.Task[None]) -> None:
    error = None if task.cancelled() else task.exception()
    if error is not None:
        task.get_loop().call_exception_handler({"message": f"{task.get_name()} ended", "exception": error})


class _Replay:
    def __init__(self, source: PriceSource, clock: VirtualClock, script: Script) -> None:
        self.source, self.clock, self.script = source, clock, script
        self.venue = Venue(Markets(fee=script.fee))
        self.rows = 0
        self.ended = clock.now()
        self.typed = asyncio.Event()
        self.ledger = Ledger(self.venue, self._row, clock.now)
        self.answers: list[Answer] = []

    async def run(self) -> Played:
        for symbol in self.source.symbols:
            first = self.source.first(symbol)
            self.venue.trade(symbol, first, ZERO, self.clock.now(), 0)
        for account in markets_of(self.script.lines)[1]:
            self._open(account)
        async with open_session(
            store=MemoryStore(),
            clock=self.clock,
            link=LocalVenue(self.venue, self.clock),
            heartbeat=self._heart,
            notifier=self.ledger,
            latency=self.script.latency,
        ) as session:
            self.heart.trails = lambda account: _trails(session.engine.workers[account].brackets.values())
            typing = asyncio.create_task(self._type(session))
            self.venue.listen(self._ticked, account="")
            if not self.script.at:
                self.typed.set()
                await asyncio.sleep(0)
            rows = _UntilOver(self.source, lambda: typing.done() and not _any_open(session))
            await feed(rows, self.venue, self.clock, self._seen)
            if self.script.at >= self.rows and not rows.stopped:
                raise BadPrices(f"there are only {self.rows} rows, 0 to {self.rows - 1}", f"--at {self.script.at}")
            await typing
            self.ended = self.clock.now()
            then = self._uncovered(session, self.ended)
            await self.clock.sleep(AFTERWARDS)
            uncovered, bare = self._without_sl(session, then)
            return replace(await self._played(session, uncovered), bare=bare)

    def _heart(self, nudge: Nudge) -> _Heart:
        self.heart = _Heart(nudge, self.venue, self.clock, self.script.every)
        return self.heart

    def _open(self, account: str) -> None:
        try:
            name, spot = account_name(account)
        except ValueError:
            return  # the engine says so, with a caret
        self.venue.open_account(name, rules_for(self.script.layout, spot) if self.script.layout else None)
        self.venue.listen(self.ledger.hear, name, ticks=False)

    def _row(self) -> int:
        """The row that is being played, or was last."""
        return max((self.venue.row(s) for s in self.source.symbols), default=0)

    def _seen(self, row: Row) -> None:
        """A row is played.  A candle's close is still a price to trade at: there the line waits for the next open."""
        self.rows = row.row + 1
        if self.rows >= self.script.at and not isinstance(row, Candle):
            self.typed.set()

    def _ticked(self, _account: str, _hint: Hint) -> None:
        if self._row() >= self.script.at:
            self.typed.set()

    async def _type(self, session: Session) -> None:
        await self.typed.wait()
        for n, line in enumerate(self.script.lines):
            answer = await session.engine.handle(line, Origin(f"replay:{n}", self.clock.now(), "replay"))
            self.answers.append(answer)

    def _uncovered(self, session: Session, at: datetime) -> dict[tuple[str, str], int]:
        pairs = {(a, s) for a in session.engine.workers for s in self.source.symbols}
        return {pair: self.venue.uncovered_ms(*pair, at) for pair in sorted(pairs)}

    def _without_sl(self, session: Session, then: Mapping[tuple[str, str], int]) -> tuple[int, bool]:
        """Milliseconds until a stop rested, also where that was after the last row; where none does, until that row, of
        which ``then`` tells.  And whether there is such a one."""
        now = self.clock.now()
        covered, longer = self._uncovered(session, now), self._uncovered(session, now + timedelta(seconds=1))
        bare = {pair for pair in then if longer[pair] > covered[pair]}
        return sum(then[pair] if pair in bare else covered[pair] for pair in then), bool(bare)

    async def _played(self, session: Session, uncovered: int) -> Played:
        self.ledger.finish()
        ids = dict.fromkeys(p.bracket.id for a in self.answers for p in a.planned)
        brackets = [b for id in ids if (b := await session.store.bracket(id)) is not None]
        accounts = list(session.engine.workers)
        open_orders = sum(len(self.venue.orders(a)) for a in accounts)
        over = sum((self.venue.overfilled(a, s) for a in accounts for s in self.source.symbols), ZERO)
        summary = _summary(brackets) | {
            "open_orders": open_orders,
            "fills": sum(1 for line in self.ledger.lines if line["event"] == "filled"),
            "uncovered_ms": uncovered,
            "overfilled": money(over),
        }
        quote = "/".join(dict.fromkeys(bracket.instrument.quote for bracket in brackets))
        played = Played(self.ledger.lines, summary, self.answers, quote)
        if played.refused:
            summary["status"] = "refused"
        return played


def _any_open(session: Session) -> bool:
    return any(not b.closed for worker in session.engine.workers.values() for b in worker.brackets.values())


def _trails(brackets: Iterable[Bracket]) -> bool:
    return any(b.stop is not None and b.stop.trailing is not None for b in brackets)


def _summary(brackets: Sequence[Bracket]) -> dict[str, Any]:
    """Position, average and result over all brackets, from the ledger; realized_pnl is net of every fee paid."""
    results = [result(bracket) for bracket in brackets]
    earned = [r.earned for r in results if r.earned is not None]
    position = sum((b.side.sign * b.position for b in brackets), ZERO)
    bought = sum((b.entered.quantity for b in brackets), ZERO)
    value = sum((b.entered.value for b in brackets), ZERO)
    is_open = any(not b.closed for b in brackets)
    return {
        "status": "open" if is_open else "closed",
        "position": money(position),
        "entry_avg": money(value / bought) if bought else None,
        "realized_pnl": money(sum(earned, ZERO) if len(earned) == len(results) else None),
        "fees": money(sum((r.fees for r in results), ZERO)),
    }

"""Looking: when an account's exchange is asked, and what becomes of its answers.

One question per symbol at a time, whatever asked for it; while the exchange is away the distance grows and nothing is
decided; while it answers and one market cannot be read, that holds for the brackets of this market alone.  Turns an
answer into events and posts them; steps nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from core.account import reckon
from core.bracket import Bracket, Stamp
from core.events import Away, Back, Event, Held, Listed, Missed, Reported
from core.heard import probes
from core.instrument import Instrument
from core.machine import unsettled
from core.orders import Report
from core.ports import Clock, Exchange, Facts, Look, UnknownOutcome, UnknownSymbol, Unreachable, Unread

log = logging.getLogger(__name__)

BUSY = timedelta(seconds=1)  # how often a symbol with something in flight is looked at
RESTING = timedelta(seconds=5)  # and one where everything rests
FIRST = 0.5  # seconds until the first attempt after one that failed: often a line broke, and nothing more
SLOWEST = 5.0  # seconds between attempts while the exchange is away: a position may stand unprotected meanwhile
BARE = 2.0  # and at most while one is known to

Make = Callable[[Stamp], Event]


class Watch:
    """See the module's head.  ``brackets`` gives the open brackets, ``post(order id, make)`` queues an event for the
    bracket that an order belongs to, ``tell(bracket id, make)`` one for a bracket, ``spawn`` runs a task that is waited
    for on shutdown."""

    def __init__(
        self,
        account: str,
        exchange: Exchange,
        clock: Clock,
        brackets: Callable[[], list[Bracket]],
        post: Callable[[str, Make], None],
        tell: Callable[[str, Make], None],
        spawn: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        self.ready = asyncio.Event()  # set while the exchange answers
        self.unanswered: dict[str, datetime | None] = {}  # brackets, by id, since when; None before the first question
        self.looks: dict[str, tuple[datetime, Look]] = {}  # of each symbol the latest, and when it was asked for
        self.unread: set[str] = set()  # symbols of which the exchange said last what cannot be read
        self.ended: set[str] = set()  # and of which it said last that it has no such market any more
        self.silent = ""  # the symbol of which an order or a person wanted to know, and the exchange gave no answer
        self.stopping, self._asking = False, False
        self._account, self._exchange, self._clock, self._brackets = account, exchange, clock, brackets
        self._post, self._tell, self._spawn = post, tell, spawn
        self._looked: dict[str, datetime] = {}
        self._looking: set[str] = set()
        self._again: set[str] = set()
        self._failures, self._lost = 0, False  # ``_lost``: logged as away, and not as back
        self._retry: asyncio.TimerHandle | None = None  # while it is set, nothing else is asked

    @property
    def foreign(self) -> tuple[str, ...]:
        """Ids of another instance of this bot on the same account."""
        return tuple(id for _, look in self.looks.values() for id in look.foreign)

    @property
    def failing(self) -> bool:
        """Whether the exchange was asked and did not answer, and has not answered since."""
        return self._failures > 0

    def symbols(self) -> list[str]:
        """Every symbol with an open bracket."""
        return list(dict.fromkeys(b.symbol for b in self._brackets()))

    def unknown(self, id: str) -> None:
        """A bracket was loaded: until a look has succeeded, nobody knows what became of it."""
        self.ready.clear()
        self.unanswered[id] = None

    def nudge(self, *, all: bool) -> None:
        """Look where it is time to, or everywhere."""
        if all and self.silent and not self.symbols() and not self.stopping:
            self._spawn(self._ask_again(self.silent))
        now = self._clock.now()
        for said in (self.unread, self.ended):
            said.intersection_update(self.symbols())
        for symbol in self.symbols():
            if symbol in self._looking and not all:
                continue
            last = self._looked.get(symbol)
            mine = [b for b in self._brackets() if b.symbol == symbol]
            busy = any(unsettled(b) or (symbol in self.unread and b.naked_since is not None) for b in mine)
            if all or last is None or now >= last + (BUSY if busy else RESTING):
                self.soon(symbol)

    def soon(self, symbol: str, delay: float = 0.0) -> None:
        """Look at a symbol in ``delay`` seconds."""
        if self.stopping or self._retry is not None:
            return
        if delay:
            asyncio.get_running_loop().call_later(delay, self.soon, symbol)
        elif symbol in self._looking:
            self._again.add(symbol)
        else:
            self._looking.add(symbol)
            self._spawn(self._look(symbol))

    async def facts(self, symbol: str) -> Facts:
        """What the exchange tells of a market now; whether it answered is remembered, because where nothing is open
        nothing else asks.  Raises as ``Exchange.facts`` does."""
        try:
            facts = await self._exchange.facts(symbol)
        except (Unreachable, asyncio.CancelledError) as error:  # canceled: it took too long
            self.silent = "" if isinstance(error, Unreachable) and error.answers else symbol
            raise
        except UnknownSymbol:
            self.silent = ""
            raise
        self.silent = ""
        return facts

    async def _ask_again(self, symbol: str) -> None:
        if self._asking:
            return
        self._asking = True
        try:
            with suppress(Unreachable, UnknownSymbol):  # remembered, and whoever wanted to know was told
                await self.facts(symbol)
        finally:
            self._asking = False

    async def _look(self, symbol: str) -> None:
        try:
            mine = [b for b in self._brackets() if b.symbol == symbol]
            orders = [o for b in mine for o in b.orders if not o.settled]
            orders += [o for b in mine if b.id in self.unanswered for o in probes(b)]
            asked = self._looked[symbol] = self._clock.now()
            look = await self._exchange.look(symbol, orders)
            seen, missing = len(look.reports), len(look.missing)
            log.debug("account %s: looked at %s: orders seen %d, missing %d", self._account, symbol, seen, missing)
            self._seen(symbol, look, asked)
        except Unread as error:
            self._unreadable(symbol, error)
        except (Unreachable, UnknownOutcome) as error:
            if isinstance(error, Unreachable) and error.answers:
                self._ended(symbol, error)
            else:
                self.away(error, self._looked.get(symbol))
        finally:
            self._looking.discard(symbol)
        if symbol in self._again:
            self._again.discard(symbol)
            self.soon(symbol)

    def _seen(self, symbol: str, look: Look, asked: datetime) -> None:
        self.ended.discard(symbol)
        if symbol in self.unread:
            self.unread.discard(symbol)
            log.info("account %s: %s can be read again", self._account, symbol)
        mine = [b for b in self._brackets() if b.symbol == symbol]
        away = {b.id: self.unanswered[b.id] for b in mine if b.id in self.unanswered}
        late = any(since is not None and asked < since for since in away.values())  # it left before the line broke
        for id in away if not late else ():
            del self.unanswered[id]
            self._tell(id, Back)  # before what has happened meanwhile
        self._list(look, mine)
        for report in look.reports:
            self._post(report.id, _reported(report, asked))
        for id in look.missing:
            self._post(id, _missed(id, asked))
        self.looks[symbol] = asked, look
        for id, quantity in reckon(look, mine).items():
            self._tell(id, _held(quantity, asked))
        if not late:
            self._answers()

    def _answers(self) -> None:
        self._failures, self.silent = 0, ""
        self.ready.set()
        if self._lost:
            self._lost = False
            log.info("account %s: the exchange answers again", self._account)

    def _list(self, look: Look, mine: list[Bracket]) -> None:
        """Brackets whose market has other steps now, was halted or is traded again."""
        for bracket in mine:
            steps = look.instrument or bracket.instrument
            if (bracket.instrument, bracket.traded) != (steps, not look.halted):
                self._tell(bracket.id, _listed(steps, traded=not look.halted))

    def _ended(self, symbol: str, error: Exception) -> None:
        """The exchange answers, and has no such market any more: people are told, and the others go on."""
        self.ended.add(symbol)
        for bracket in self._brackets():
            if bracket.symbol == symbol and bracket.traded:
                log.warning("account %s: #%s cannot be looked at any more: %s", self._account, bracket.id, error)
                self._tell(bracket.id, _listed(bracket.instrument, traded=False))
        if self._retry is None:  # else the line broke while this answer was on its way
            self._answers()

    def _unreadable(self, symbol: str, error: Unread) -> None:
        """The exchange answers, and nothing certain is known of this market: its brackets alone are unanswered, and it
        is looked at again at the usual pace."""
        if symbol not in self.unread:
            self.unread.add(symbol)
            log.warning("account %s: %s cannot be read (%s); what rests there stays", self._account, symbol, error)
        since = self._looked.get(symbol) or self._clock.now()
        self._miss(since, [b for b in self._brackets() if b.symbol == symbol])
        if self._retry is None:  # as above
            self._answers()

    def away(self, error: Exception, asked: datetime | None = None) -> None:
        """The exchange cannot be asked: decide nothing, look again at a growing distance, log it once.

        ``asked``: when the question left that found out; None: now.
        Not where only one request could not be made: an order that found no room in time is decided anew.
        """
        if isinstance(error, Unreachable) and error.answers:
            return
        self.ready.clear()
        if not self._lost:
            self._lost = True
            log.warning("account %s: exchange not reachable (%s); what rests there stays", self._account, error)
        self._miss(asked or self._clock.now(), self._brackets())
        until = error.until if isinstance(error, Unreachable) else None
        if self.stopping or (self._retry is not None and until is None):
            return
        self._failures += 1
        slowest = BARE if any(b.naked_since is not None for b in self._brackets()) else SLOWEST
        delay = min(FIRST * 2.0 ** min(self._failures - 1, 8), slowest)
        if until is not None:
            delay = max((until - self._clock.now()).total_seconds(), 0.5)
        loop = asyncio.get_running_loop()
        if self._retry is not None:
            if self._retry.when() >= loop.time() + delay:
                return  # of two bans the longer counts
            self._retry.cancel()
        self._retry = loop.call_later(delay, self._try_again)

    def _miss(self, since: datetime, brackets: list[Bracket]) -> None:
        ids = {b.id for b in self._brackets()}
        self.unanswered = {id: at for id, at in self.unanswered.items() if id in ids}
        for bracket in brackets:
            if self.unanswered.get(bracket.id) is None:
                self.unanswered[bracket.id] = since
                self._tell(bracket.id, _away(since))

    def _try_again(self) -> None:
        """Ask again, everywhere; where nothing is open the next request finds out."""
        self._retry = None
        self._again.clear()
        for symbol in self.symbols():
            self.soon(symbol)
        if not self.symbols():
            self.ready.set()

    def stop(self) -> None:
        """Ask nothing more."""
        self.stopping = True
        if self._retry is not None:
            self._retry.cancel()


def _reported(report: Report, asked: datetime) -> Make:
    return lambda stamp: Reported(stamp, report, asked)


def _missed(id: str, asked: datetime) -> Make:
    return lambda stamp: Missed(stamp, id, asked)


def _away(since: datetime) -> Make:
    return lambda stamp: Away(stamp, since)


def _listed(instrument: Instrument, *, traded: bool) -> Make:
    return lambda stamp: Listed(stamp, instrument, traded)


def _held(quantity: Decimal, asked: datetime) -> Make:
    return lambda stamp: Held(stamp, quantity, asked)

"""One account's line to its exchange: every ccxt call goes through here, limited, guarded and judged.

Reads raise ``Unreachable`` or ``Absent``; writes raise ``Failed`` with a verdict.  Decides nothing about an order.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from adapters.exchanges.call import Call
from adapters.exchanges.clocks import Clocks
from adapters.exchanges.dialect import Dialect, Market
from adapters.exchanges.guard import Fetch, Unguarded, guarded, is_running, running
from adapters.exchanges.limiter import Limiter
from adapters.exchanges.limits import Kind
from adapters.exchanges.outcomes import Outcome, Verdict, broke, classify, codes
from adapters.exchanges.reading import MALFORMED, Raw, Reading, Unreadable, moment
from core.orders import Order, Reason
from core.ports import Clock, Unreachable

log = logging.getLogger(__name__)


RESYNC = timedelta(seconds=30)  # between two comparisons of the clocks
SOON = 2.0  # seconds


class Absent(Exception):
    """The exchange does not know what was asked for (in this list)."""


class Illegible(Exception):
    """An answer with nothing in it: a page, an empty body or ``{}``.  It proves nothing, least of all absence."""


class Failed(Exception):
    """A write that was not plainly done."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.text)
        self.verdict = verdict


class Declined(Exception):
    """An answer that says no in a way that ccxt does not know; its text is the answer."""


class Client(Protocol):
    """What is used of a ccxt instance by name; everything else is called through ``Call``."""

    fetch: Any
    has: Mapping[str, Any]
    options: dict[str, Any]
    markets: Mapping[str, Any] | None
    last_response_headers: Mapping[str, str] | None
    set_markets_from_exchange: Any
    milliseconds: Callable[[], int]

    async def close(self) -> None: ...


class Wire:
    """See the module's head.  The client's own throttler must be off and its retries zero."""

    def __init__(self, client: Client, dialect: Dialect, limiter: Limiter, clock: Clock) -> None:
        self.client, self.dialect, self._limiter, self._clock = client, dialect, limiter, clock
        self.clocks = Clocks(dialect.record.exchange)
        self._synced: datetime | None = None
        self._syncing: asyncio.Task[None] | None = None
        client.fetch = self._metered(self._judging(legible(guarded(client.fetch))))

    def _metered(self, fetch: Fetch) -> Fetch:
        """``fetch``, where what a stream asks on its own waits its turn too, and not at all during a ban."""

        async def metered(*args: Any, **more: Any) -> Any:
            if is_running():
                return await fetch(*args, **more)
            await self._limiter.take(Kind.LOOK)
            try:
                return await fetch(*args, **more)
            except Exception as error:
                self._judged(error)
                raise

        return metered

    def _judging(self, fetch: Fetch) -> Fetch:
        """``fetch``, where an answer that ccxt would read as empty raises."""

        async def judged(*args: Any, **more: Any) -> Any:
            answer = await fetch(*args, **more)
            if self.dialect.declined(answer):
                raise Declined(json.dumps(answer))
            return answer

        return judged

    async def aclose(self) -> None:
        """Let go of the connection."""
        if self._syncing is not None:
            self._syncing.cancel()
            await asyncio.gather(self._syncing, return_exceptions=True)
        await self.client.close()

    async def ask(self, call: Call, kind: Kind = Kind.LOOK, name: str | None = None) -> Any:
        """A read.  ``name``: what it is called in the budgets."""
        return await self.apart(lambda: self._made(call), name, kind)

    async def apart(
        self, ask: Callable[[], Awaitable[Any]], name: str | None, kind: Kind = Kind.LOOK, *, again: bool = True
    ) -> Any:
        """As ``ask``, of what another client may ask, on this one's budget.

        A line that broke is tried once more: one of many questions must not undo a look at a position that is bare.
        """
        await self._limiter.take(kind, call=name)
        try:
            answer = await ask()
        except Exception as error:  # noqa: BLE001  # ccxt raises anything; it is classified, never dropped
            verdict = self._judged(error)
            if verdict.outcome is Outcome.ABSENT:
                raise Absent(verdict.text) from None
            if again and verdict.outcome is Outcome.UNKNOWN and broke(error):
                return await self.apart(ask, name, kind, again=False)
            raise Unreachable(f"{self.dialect.record.exchange}: {verdict.text}", verdict.until) from None
        self._heard(200, name=name)
        return answer

    async def write(self, call: Call, kind: Kind, not_after: datetime | None = None) -> Any:
        """A request that changes something.  ``Unreachable``: nothing was sent.  Raises ``Failed``."""
        await self._limiter.take(kind, deadline=not_after)
        try:
            answer = await self._made(call)
        except Unguarded as error:
            log.critical("%s: a request was stopped before it left: %s", self.dialect.record.name, error)
            raise Failed(Verdict(Outcome.REFUSED, Reason.OTHER, str(error))) from None
        except Exception as error:  # noqa: BLE001  # as above
            verdict = self._judged(error)
            if verdict.outcome is Outcome.NOT_SENT:
                raise Unreachable(f"{self.dialect.record.exchange}: {verdict.text}", verdict.until) from None
            raise Failed(verdict) from None
        self._heard(200)
        return answer

    async def _made(self, call: Call) -> Any:
        self.client.last_response_headers = None  # of a request that gets no answer nothing is known
        asked = self._clock.now()
        log.debug("%s: %s", self.dialect.record.name, call.method)
        with running(call):
            answer = await getattr(self.client, call.method)(*call.args)
        if not self.client.has.get("fetchTime"):
            self.clocks.dated(self.client.last_response_headers or {}, asked, self._clock.now())
        return answer

    def _judged(self, error: BaseException) -> Verdict:
        said = str(error)
        verdict = classify(error, self.dialect.codes, self._clock.now())
        log.debug("%s: %s: %s", self.dialect.record.name, verdict.outcome.value, verdict.text)
        if isinstance(error, Illegible):
            verdict = replace(verdict, text=said)
        status = next((int(word) for word in said.split()[:6] if word.isdigit() and len(word) == 3), 0)
        if verdict.reason is Reason.BANNED and status not in (418, 403):
            status = 429
        self._heard(status, code=next(codes(said), None), until=verdict.until)
        if verdict.outcome is Outcome.REFUSED and verdict.reason is Reason.NOT_SENT:
            self.synchronise()
        return verdict

    def readings(self, market: Market, raw: Raw, order: Order | None = None) -> list[Reading]:
        """What a record says, as the dialect reads it, with times in our clock's.  Raises ``Unreadable``."""
        ours = self.clocks.ours
        try:
            found = self.dialect.readings(market, raw, None if order is None else self.clocks.theirs(order))
        except MALFORMED as error:
            log.error("%s: a record is not of the form that it had", self.dialect.record.name, exc_info=error)
            raise Unreadable(f"{type(error).__name__} in a record") from error
        return [r if (made := ours(r.made)) is r.made else replace(r, made=made) for r in found]

    def synchronise(self) -> None:
        """Compare the two clocks beside everything else: at the start, now and then, and after a refusal for time."""
        running = self._syncing is not None and not self._syncing.done()
        recent = self._synced is not None and self._clock.now() - self._synced < RESYNC
        if not running and not recent and self.client.has.get("fetchTime"):  # else its answers are dated: each tells
            self._syncing = asyncio.get_running_loop().create_task(self._compared())

    async def compared(self) -> None:
        """Return once the clocks were compared, or soon: a close must not wait for it.  A failure leaves what was
        known."""
        self.synchronise()
        if self._syncing is not None:
            await asyncio.wait({self._syncing}, timeout=SOON)

    async def _compared(self) -> None:
        try:
            await self.apart(self._timed, "time", again=False)
        except (Unreachable, Absent) as error:
            log.warning("%s: its time cannot be had: %s", self.dialect.record.name, error)
        else:
            self._synced = self._clock.now()

    async def _timed(self) -> None:
        asked = self._clock.now()
        told = await self._made(Call("fetch_time"))
        theirs = moment(told)
        if theirs is None:
            raise Unreadable(f"{told!r} is no time")
        self.clocks.compare(asked, theirs, self._clock.now())
        self.client.options["timeDifference"] = self.client.milliseconds() - told  # of what ccxt signs

    def _heard(
        self, status: int, *, name: str | None = None, code: str | None = None, until: datetime | None = None
    ) -> None:
        self._limiter.heard(status, self.client.last_response_headers or {}, code, call=name, until=until)


def legible(fetch: Fetch) -> Fetch:
    """ccxt's ``fetch``, which hands on whatever came with status 200; of that ccxt would read an empty account."""

    async def read(url: str, method: str = "GET", headers: Any = None, body: Any = None) -> Any:
        answer = await fetch(url, method, headers, body)
        if is_running() and (not isinstance(answer, dict | list) or answer == {}):
            raise Illegible("it answered nothing that can be read")
        return answer

    return read

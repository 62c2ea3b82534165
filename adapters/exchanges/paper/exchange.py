"""One paper account as a ``core.ports.Exchange``: the venue seen through a connection with latency.

``VenueLink`` is what lies at the far end: ``LocalVenue`` here, ``RemoteVenue`` in ``remote``, or a wrapper of either
that loses requests and answers.  Every order and every look travels one way, acts, and travels back; pushes and ticks
travel one way and arrive in the order in which they left.  Knows nothing of brackets.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol, TypeVar

from adapters.exchanges.paper.desk import refused
from adapters.exchanges.paper.ears import Hear
from adapters.exchanges.paper.rules import true_name
from adapters.exchanges.paper.venue import Venue
from adapters.exchanges.paper.working import ours
from core.orders import Order, PositionSide, Reason, Report
from core.ports import Clock, Facts, Hint, Look, StoreUnavailable, Unreachable
from core.venue import VenueRules

LATENCY = timedelta(milliseconds=50)  # one way (contracts.md, "Paper accounts")
INSTANT = timedelta(0)

T = TypeVar("T")


class VenueLink(Protocol):
    """A venue at the far end of a wire.  All but ``listen`` may raise ``Unreachable`` or ``UnknownOutcome``."""

    async def submit(
        self, account: str, symbol: str, order: Order, side: PositionSide, children: Sequence[Order], signed: datetime
    ) -> Report:
        """As ``Desk.submit``; ``signed``: when the request left."""

    async def cancel(self, account: str, id: str) -> None:
        """As ``Desk.cancel``."""

    async def amend(self, account: str, id: str, trigger: Decimal | None, quantity: Decimal | None) -> Report:
        """As ``Desk.amend``."""

    async def look(self, account: str, symbol: str, ids: Sequence[str]) -> Look:
        """As ``Desk.look``."""

    async def facts(self, account: str, name: str) -> Facts:
        """As ``Desk.facts``."""

    def listen(self, hear: Hear, account: str | None = None, ticks: bool = True) -> Callable[[], None]:
        """As ``Desk.listen``."""

    async def aclose(self) -> None:
        """Let go of the connection."""


class LocalVenue:
    """A venue in this process, stamped by ``clock``.

    What its books could not keep did not happen, so that is ``Unreachable``, never an unknown outcome.
    """

    def __init__(self, venue: Venue, clock: Clock) -> None:
        self._venue, self._clock = venue, clock

    async def submit(
        self, account: str, symbol: str, order: Order, side: PositionSide, children: Sequence[Order], signed: datetime
    ) -> Report:
        now = self._clock.now()
        return self._kept(lambda: self._venue.submit(account, symbol, order, side, children, now, signed))

    async def cancel(self, account: str, id: str) -> None:
        self._kept(lambda: self._venue.cancel(account, id, self._clock.now()))

    async def amend(self, account: str, id: str, trigger: Decimal | None, quantity: Decimal | None) -> Report:
        return self._kept(lambda: self._venue.amend(account, id, trigger, quantity, self._clock.now()))

    async def look(self, account: str, symbol: str, ids: Sequence[str]) -> Look:
        return self._kept(lambda: self._venue.look(account, symbol, ids, self._clock.now()))

    async def facts(self, account: str, name: str) -> Facts:
        return self._kept(lambda: self._venue.facts(account, name, self._clock.now()))

    def listen(self, hear: Hear, account: str | None = None, ticks: bool = True) -> Callable[[], None]:
        return self._venue.listen(hear, account, ticks)

    async def aclose(self) -> None:
        """Nothing is held."""

    @staticmethod
    def _kept(act: Callable[[], T]) -> T:
        try:
            return act()
        except StoreUnavailable as error:
            raise Unreachable(f"the paper exchange cannot keep its books: {error}") from error


class PaperExchange:
    """See the module's head.  ``is_ours``: whether an id carries this instance's tag; None: every one of our form.

    Nothing is sent after an order's ``not_after``: that is REJECTED, NOT_SENT.
    """

    def __init__(
        self,
        link: VenueLink,
        account: str,
        clock: Clock,
        latency: timedelta = LATENCY,
        is_ours: Callable[[str], bool] | None = None,
    ) -> None:
        self._link, self._account, self._clock = link, true_name(account), clock
        self._latency, self._is_ours = latency, is_ours
        self._hear: Callable[[Hint], None] | None = None
        self._unlisten: Callable[[], None] | None = None
        self._coming: deque[tuple[datetime, Hint]] = deque()
        self._arrival: asyncio.Task[None] | None = None
        self._woken = asyncio.Event()

    @property
    def venue(self) -> str:
        """All paper accounts share one stream of prices."""
        return "paper"

    @property
    def rules(self) -> VenueRules | None:
        """The exchange has them in its books, account by account."""
        return None

    async def facts(self, name: str) -> Facts:
        """Facts of the market that ``name`` (any spelling) means here; raises ``UnknownSymbol``.

        They do not travel: a client keeps instruments, prices and its own account at hand, and no order waits for them.
        """
        return await self._link.facts(self._account, name)

    async def submit(self, symbol: str, order: Order, side: PositionSide, children: Sequence[Order] = ()) -> Report:
        """Place one order, with its children where the account attaches.  ``UnknownOutcome``."""
        signed = self._clock.now()
        if signed > order.not_after:
            return refused(order, Reason.NOT_SENT, "decided too long ago")
        await self._travel()
        report = await self._link.submit(self._account, symbol, order, side, children, signed)
        await self._travel()
        return report

    async def cancel(self, symbol: str, order: Order) -> None:  # real exchanges need the symbol
        """Ask for an end."""
        await self._travel()
        await self._link.cancel(self._account, order.id)
        await self._travel()

    async def amend(self, symbol: str, order: Order) -> Report:  # real exchanges need the symbol
        """Change trigger and total quantity to those of ``order.amend_asked``."""
        asked = order.amend_asked
        assert asked is not None
        await self._travel()
        report = await self._link.amend(self._account, order.id, asked.trigger, asked.quantity)
        await self._travel()
        return report

    async def look(self, symbol: str, orders: Sequence[Order]) -> Look:
        """Everything that is open, each of ``orders``, and the position or balance, at one moment."""
        ids = [order.id for order in orders]
        await self._travel()
        look = await self._link.look(self._account, symbol, ids)
        await self._travel()
        if not look.others:
            return look  # nothing rests that was not asked for, so nothing that is another's
        mine = self._is_ours or ours
        theirs = {o.id for o in look.others if ours(o.id) and not mine(o.id)}
        return replace(
            look,
            reports=tuple(r for r in look.reports if r.id not in theirs),
            foreign=tuple(o.id for o in look.others if o.id in theirs),
            others=tuple(replace(o, bot=o.id in theirs) for o in look.others if o.id in theirs or not ours(o.id)),
        )

    def listen(self, hear: Callable[[Hint], None], *, ticks: bool = True) -> None:
        """Deliver this account's pushes, and every tick if asked for, to ``hear``."""
        self._hear = hear
        if self._unlisten is None:
            self._unlisten = self._link.listen(self._left, self._account, ticks)
        if self._latency and self._arrival is None:
            self._arrival = asyncio.get_running_loop().create_task(self._deliver())

    async def aclose(self) -> None:
        """Stop listening and let go of the connection; what rests at the exchange stays."""
        if self._unlisten is not None:
            self._unlisten()
            self._unlisten = None
        self._hear = None
        self._coming.clear()
        if self._arrival is not None:
            self._arrival.cancel()
            with suppress(asyncio.CancelledError):
                await self._arrival
            self._arrival = None
        await self._link.aclose()

    async def _travel(self) -> None:
        if self._latency:
            await self._clock.sleep(self._latency.total_seconds())

    def _left(self, _account: str, hint: Hint) -> None:
        if not self._latency:
            if self._hear is not None:
                self._hear(hint)
            return
        self._coming.append((self._clock.now() + self._latency, hint))
        self._woken.set()

    async def _deliver(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            while self._coming:
                wait = self._coming[0][0] - self._clock.now()
                if wait > INSTANT:
                    await self._clock.sleep(wait.total_seconds())
                if self._coming and self._hear is not None:
                    self._hear(self._coming.popleft()[1])

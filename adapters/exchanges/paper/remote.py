"""A paper exchange in another process, as a ``VenueLink``; and the seat from which a test plays its world.

A connection is made when it is needed and made again when it is lost.  What was asked on a lost connection is
``UnknownOutcome`` if it could have changed anything; what cannot be asked is ``Unreachable``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

import msgspec

from adapters.exchanges.paper import wire
from adapters.exchanges.paper.ears import Ears, Hear
from adapters.exchanges.paper.state import Trade
from adapters.exchanges.paper.working import Working
from core.orders import Order, OrderType, PositionSide, Report, Side
from core.ports import Clock, Facts, Look, UnknownOutcome, UnknownSymbol, Unreachable
from core.venue import VenueRules

PATIENCE = 10.0  # seconds until an answer counts as lost
AGAIN = 0.5  # seconds between attempts to come back

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(wire.Answer | wire.Heard).decode
T = TypeVar("T")


class RemoteVenue:
    """See the module's head.  One for each ``PaperExchange``: closing that closes this."""

    def __init__(self, place: wire.Place, clock: Clock) -> None:
        self._place, self._clock = place, clock
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self._returning: asyncio.Task[None] | None = None
        self._connecting = asyncio.Lock()
        self._asked: dict[int, tuple[asyncio.StreamWriter, asyncio.Future[wire.Answer]]] = {}
        self._n = 0
        self._ears = Ears()

    # -- VenueLink ----------------------------------------------------------------------------

    async def submit(
        self, account: str, symbol: str, order: Order, side: PositionSide, children: Sequence[Order], signed: datetime
    ) -> Report:
        return await self.ask(wire.Submit(account, symbol, order, side, tuple(children), signed), Report)

    async def cancel(self, account: str, id: str) -> None:
        await self.ask(wire.Cancel(account, id), bool)

    async def amend(self, account: str, id: str, trigger: Decimal | None, quantity: Decimal | None) -> Report:
        return await self.ask(wire.Amend(account, id, trigger, quantity), Report)

    async def look(self, account: str, symbol: str, ids: Sequence[str]) -> Look:
        return await self.ask(wire.Look(account, symbol, tuple(ids)), Look, changes=False)

    async def facts(self, account: str, name: str) -> Facts:
        return await self.ask(wire.Facts(account, name), Facts, changes=False)

    def listen(self, hear: Hear, account: str | None = None, ticks: bool = True) -> Callable[[], None]:
        """Hear pushes and ticks, now if the exchange is there and else as soon as it is."""
        end = self._ears.listen(hear, account, ticks)
        self._come_back()
        return end

    async def aclose(self) -> None:
        self._ears.clear()
        writer = self._writer
        for task in (self._returning, self._reading):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        self._returning = self._reading = None
        if writer is not None:
            writer.close()
            with suppress(OSError):  # it is being let go of; how it ends is no news
                await writer.wait_closed()

    # -- a test's seat ------------------------------------------------------------------------

    async def open_account(self, name: str, rules: VenueRules | None = None) -> str:
        """Open an account or change its rules; its true name."""
        return await self.ask(wire.Open(name, rules), str)

    async def price(self, row: wire.Row) -> None:
        """Push one row of prices."""
        await self.ask(row, type(None))

    async def hand(
        self,
        account: str,
        symbol: str,
        side: Side,
        type: OrderType,
        quantity: Decimal | None,
        price: Decimal | None = None,
        trigger: Decimal | None = None,
        reduce_only: bool = False,
    ) -> Report:
        """Place an order as the account's owner."""
        return await self.ask(wire.Hand(account, symbol, side, type, quantity, price, trigger, reduce_only), Report)

    async def hand_move(
        self,
        account: str,
        id: str,
        trigger: Decimal | None = None,
        price: Decimal | None = None,
        quantity: Decimal | None = None,
    ) -> Report:
        """Change an order as the account's owner."""
        return await self.ask(wire.HandMove(account, id, trigger, price, quantity), Report)

    async def trades(self, since: int = 0) -> list[Trade]:
        """Every trade from number ``since`` on."""
        return await self.ask(wire.Trades(since), list[Trade], changes=False)

    async def orders(self, account: str, symbol: str | None = None, open: bool = True) -> list[Working]:
        """An account's orders as the exchange keeps them."""
        return await self.ask(wire.Orders(account, symbol, open), list[Working], changes=False)

    async def measures(self, account: str, symbol: str) -> wire.Measures:
        """What the exchange observed of one account and symbol."""
        return await self.ask(wire.Measured(account, symbol), wire.Measures, changes=False)

    # -- asking -------------------------------------------------------------------------------

    async def ask(self, request: wire.Request, kind: type[T], changes: bool = True) -> T:
        """One request and its answer, read as a ``kind``."""
        lost = UnknownOutcome if changes else Unreachable
        writer = await self._connected()
        self._n += 1
        number = self._n
        future: asyncio.Future[wire.Answer] = asyncio.get_running_loop().create_future()
        self._asked[number] = writer, future
        try:
            writer.write(_encode(wire.Ask(number, request)) + b"\n")
            async with asyncio.timeout(PATIENCE):
                answered = await future
        except (TimeoutError, ConnectionError) as error:
            raise lost(f"no answer from the paper exchange: {error or 'timeout'}") from error
        finally:
            self._asked.pop(number, None)
        if answered.problem is not None:
            raise _exception(answered.problem)
        return msgspec.json.decode(answered.result, type=kind)

    async def _connected(self) -> asyncio.StreamWriter:
        async with self._connecting:
            if self._writer is None or self._writer.is_closing():
                try:
                    async with asyncio.timeout(PATIENCE):
                        reader, self._writer = await self._dial()
                except (OSError, TimeoutError) as error:
                    raise Unreachable(f"the paper exchange is not there: {error or 'timeout'}") from error
                self._reading = asyncio.get_running_loop().create_task(self._read(reader, self._writer))
                if self._ears:
                    self._writer.write(_encode(wire.Ask(0, wire.Listen())) + b"\n")
            return self._writer

    async def _dial(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self._place, tuple):
            return await asyncio.open_connection(*self._place, limit=wire.LONGEST)
        return await asyncio.open_unix_connection(self._place, limit=wire.LONGEST)

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        why: Exception = ConnectionError("the connection was lost")
        try:
            while line := await reader.readline():
                if not line.endswith(b"\n"):
                    break
                self._take(_decode(line))
        except (OSError, ValueError) as error:  # a line that is too long or no message is a connection gone bad
            why = ConnectionError(str(error))
        finally:
            writer.close()
            if self._writer is writer:
                self._writer = None
            for on, future in self._asked.values():
                if on is writer and not future.done():
                    future.set_exception(why)
        self._come_back()

    def _take(self, message: wire.Answer | wire.Heard) -> None:
        if isinstance(message, wire.Heard):
            if message.hint is not None:
                self._ears.tell(message.account, message.hint)
            return
        _, future = self._asked.get(message.n, (None, None))
        if future is not None and not future.done():
            future.set_result(message)

    def _come_back(self) -> None:
        if self._ears and (self._returning is None or self._returning.done()):
            self._returning = asyncio.get_running_loop().create_task(self._return())

    async def _return(self) -> None:
        while self._ears:
            try:
                writer = await self._connected()
            except Unreachable:
                await self._clock.sleep(AGAIN)
            else:
                writer.write(_encode(wire.Ask(0, wire.Listen())) + b"\n")
                return


def _exception(problem: wire.Problem) -> Exception:
    match problem.kind:
        case "UnknownSymbol":
            return UnknownSymbol(problem.text, problem.nearest, problem.listed)
        case "UnknownOutcome":
            return UnknownOutcome(problem.text)
        case "Unreachable":
            return Unreachable(problem.text)
        case _:
            return ValueError(problem.text)

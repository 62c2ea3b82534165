"""The paper exchange as a process of its own: a venue behind a socket on this machine.

It survives its clients as they survive it.  Every request is carried out, durable and told before it is answered.
``python -m adapters.exchanges.paper --help`` starts one.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from adapters.exchanges.paper import wire
from adapters.exchanges.paper.venue import Venue
from core.ports import Clock, Hint, StoreUnavailable, UnknownOutcome, UnknownSymbol

BEHIND = 1 << 24  # bytes a listener may lag behind before it is cut off; it comes back and looks

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(wire.Ask).decode


def carry_out(venue: Venue, clock: Clock, request: wire.Request) -> object:  # one line per message
    """What the venue answers; raises as the venue does."""
    now = clock.now()
    match request:
        case wire.Submit(account, symbol, order, side, children, signed):
            return venue.submit(account, symbol, order, side, children, now, signed)
        case wire.Cancel(account, id):
            return venue.cancel(account, id, now)
        case wire.Amend(account, id, trigger, quantity):
            return venue.amend(account, id, trigger, quantity, now)
        case wire.Look(account, symbol, ids):
            return venue.look(account, symbol, ids, now)
        case wire.Facts(account, name):
            return venue.facts(account, name, now)
        case wire.Open(account, rules):
            return venue.open_account(account, rules).name
        case wire.Hand(account, symbol, side, type, quantity, price, trigger, reduce_only):
            return venue.hand(account, symbol, side, type, quantity, price, trigger, reduce_only, at=now)
        case wire.HandMove(account, id, trigger, price, quantity):
            return venue.hand_move(account, id, trigger, price, quantity, now)
        case wire.Trades(since):
            return venue.trades[since:]
        case wire.Orders(account, symbol, open):
            return venue.orders(account, symbol, open)
        case wire.Measured(account, symbol):
            return wire.Measures(venue.uncovered_ms(account, symbol, now), venue.overfilled(account, symbol))
        case wire.Listen():
            return None
        case wire.TradeRow() | wire.QuoteRow() | wire.GapRow() | wire.MoveRow():
            _play(venue, request)
            return None


def _play(venue: Venue, row: wire.Row) -> None:
    match row:
        case wire.TradeRow():
            venue.trade(row.symbol, row.price, row.qty, row.at, row.row)
        case wire.QuoteRow():
            venue.quote(row.symbol, row.bid, row.ask, row.bid_size, row.ask_size, row.at, row.row)
        case wire.GapRow():
            venue.gap(row.symbol, row.price, row.at, row.row)
        case wire.MoveRow():
            venue.move(row.symbol, row.price, row.at, row.row)


def answer(venue: Venue, clock: Clock, ask: wire.Ask) -> wire.Answer:
    """The answer to one request, whatever becomes of it."""
    try:
        return wire.Answer(ask.n, msgspec.Raw(_encode(carry_out(venue, clock, ask.request))))
    except UnknownSymbol as error:
        problem = wire.Problem("UnknownSymbol", error.name, error.nearest, error.listed)
    except UnknownOutcome as error:
        problem = wire.Problem("UnknownOutcome", str(error))
    except StoreUnavailable as error:
        problem = wire.Problem("Unreachable", f"the paper exchange cannot keep its books: {error}")
    except (ValueError, KeyError) as error:
        problem = wire.Problem("ValueError", str(error))
    return wire.Answer(ask.n, problem=problem)


class Connection(asyncio.Protocol):
    """One client.  Lines in, lines out; a line that is no request ends the connection."""

    def __init__(self, venue: Venue, clock: Clock, connections: set[Connection]) -> None:
        self._venue, self._clock, self._connections = venue, clock, connections
        self._transport: asyncio.Transport | None = None
        self._rest = b""
        self._unlisten: Callable[[], None] | None = None

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # a client may go as it likes
        self._connections.discard(self)
        if self._unlisten is not None:
            self._unlisten()
            self._unlisten = None

    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > wire.LONGEST:
            self.cut()
        for line in lines:
            try:
                ask = _decode(line)
            except msgspec.MsgspecError as error:
                self._send(wire.Answer(-1, problem=wire.Problem("ValueError", str(error))))
                self.close()
                return
            if isinstance(ask.request, wire.Listen) and self._unlisten is None:
                self._unlisten = self._venue.listen(self._hear)
            self._send(answer(self._venue, self._clock, ask))

    def close(self) -> None:
        """End it after what was written has left."""
        if self._transport is not None:
            self._transport.close()

    def cut(self) -> None:
        """End it now."""
        if self._transport is not None:
            self._transport.abort()

    def _hear(self, account: str, hint: Hint) -> None:
        self._send(wire.heard(account, hint))

    def _send(self, message: wire.Answer | wire.Heard) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        self._transport.write(_encode(message) + b"\n")
        if self._transport.get_write_buffer_size() > BEHIND:
            self.cut()


@asynccontextmanager
async def serving(venue: Venue, clock: Clock, place: wire.Place) -> AsyncIterator[wire.Place]:
    """Serve ``venue`` at ``place`` (port 0: any) until the block ends; yields where.  ``OSError`` if it is taken."""
    connections: set[Connection] = set()
    loop = asyncio.get_running_loop()

    def made() -> Connection:
        return Connection(venue, clock, connections)

    if isinstance(place, tuple):
        server = await loop.create_server(made, *place)
        place = server.sockets[0].getsockname()[:2]
    else:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        server = await loop.create_unix_server(made, place)
        place.chmod(0o600)
    try:
        yield place
    finally:
        server.close()
        for connection in tuple(connections):
            connection.close()
        await asyncio.sleep(0)
        await server.wait_closed()
        if not isinstance(place, tuple):
            place.unlink(missing_ok=True)

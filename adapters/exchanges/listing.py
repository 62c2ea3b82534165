"""The markets of one exchange as they change: new ones, other steps, halts and ends, for all accounts that trade there.

A list of thousands takes a third of a second to read, so another client does it in a thread of its own, on the budget
of the account that asks.  What is listed no more is kept as not active, because a bracket may still be on it.  Knows no
account and decides nothing.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import msgspec

from adapters.exchanges.wire import Absent, Wire
from core.ports import Clock, Unreachable

log = logging.getLogger(__name__)

EVERY = timedelta(hours=1)
AGAIN = timedelta(minutes=1)  # at the soonest, for a name that is not known: most such names are slips
SLICE = 64 * 1024  # bytes of JSON that are read in one go


class Listing:
    """``make``: a fresh client without keys, called in a thread that has a loop."""

    def __init__(self, clock: Clock, make: Callable[[], Any]) -> None:
        self._clock, self._make = clock, make
        self._asked: datetime | None = None
        self._newest: Any = None
        self._lock = asyncio.Lock()

    def loaded(self) -> None:
        """An account has loaded the list itself, as the first one does."""
        if self._asked is None:
            self._asked = self._clock.now()

    async def renew(self, wire: Wire, age: timedelta, used: Collection[str]) -> bool:
        """Load again what is older than ``age`` and hand it to the account; whether its list is another now.

        ``used``: symbols of which changes are told.
        """
        async with self._lock:
            now = self._clock.now()
            if self._asked is None or now - self._asked >= age:
                self._asked = now
                await self._load(wire)
        client = wire.client
        if self._newest is None or client.markets is self._newest.markets:
            return False
        before: Mapping[str, Any] = client.markets or {}
        client.set_markets_from_exchange(self._newest)
        _compare(wire.dialect.record.name, {s: before[s] for s in used if s in before}, self._newest.markets)
        return True

    async def _load(self, wire: Wire) -> None:
        name, known = wire.dialect.record.name, wire.client.markets or {}
        try:
            self._newest = await wire.apart(partial(asyncio.to_thread, _in_thread, self._make, known), "markets")
        except (Unreachable, Absent) as error:
            log.warning("%s: the list of markets stays as it was at %s: %s", name, self._asked, error)


def _in_thread(make: Callable[[], Any], known: Mapping[str, Any]) -> Any:
    """Without the collector, which holds every thread up while it walks through hundreds of thousands of objects, now
    or at any time later; there are no cycles among them, so what is replaced is freed all the same."""
    was = gc.isenabled()
    gc.disable()
    try:
        return asyncio.run(_loaded(make, known))
    finally:
        gc.freeze()
        if was:
            gc.enable()


async def _loaded(make: Callable[[], Any], known: Mapping[str, Any]) -> Any:
    client = make()
    client.on_json_response = partial(_sliced, client.on_json_response)
    try:
        await client.load_markets()
    finally:
        await client.close()
    ended = [{**known[symbol], "active": False} for symbol in known if symbol not in client.markets]
    if ended:
        client.set_markets([*client.markets.values(), *ended], client.currencies)
    return client


def _sliced(read: Callable[[str], Any], body: str) -> Any:
    """As ``read`` does, in pieces: one call into its parser would hold the other threads up until it is through."""
    return _piece(read, msgspec.json.decode(body, type=msgspec.Raw))


def _piece(read: Callable[[str], Any], raw: msgspec.Raw) -> Any:
    text = bytes(raw)
    if len(text) > SLICE and text[:1] == b"{":
        return {
            key: _piece(read, value) for key, value in msgspec.json.decode(text, type=dict[str, msgspec.Raw]).items()
        }
    if len(text) > SLICE and text[:1] == b"[":
        return [_piece(read, value) for value in msgspec.json.decode(text, type=list[msgspec.Raw])]
    return read(text.decode())


def _compare(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Say what has ended, was halted or has other steps."""
    for symbol, old in before.items():
        new = after.get(symbol, old)
        if old.get("active") is not False and new.get("active") is False:
            log.warning("%s trades %s no more: no entries there; exits and cancels go on being tried", name, symbol)
        elif old.get("precision") != new.get("precision"):
            log.info("%s: %s has other steps: %s, before %s", name, symbol, new.get("precision"), old.get("precision"))

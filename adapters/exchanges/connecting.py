"""Opening accounts at real exchanges: the ccxt client, its limits and its markets.

ccxt is imported here, when the first account is opened, and nowhere else.  What accounts of one exchange share (the
address's budget, the list of markets) is kept here; keys pass through and are not kept.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from adapters.ccxt_on_demand import load
from adapters.exchanges.dialect import Dialect
from adapters.exchanges.elsewhere import NOWHERE, Elsewhere
from adapters.exchanges.limiter import Address, Limiter
from adapters.exchanges.limits import Limits
from adapters.exchanges.listed import dialect_of, record_of
from adapters.exchanges.listing import Listing
from adapters.exchanges.record import Record
from adapters.exchanges.through_ccxt import CcxtExchange
from adapters.exchanges.wire import Wire
from core.ports import Clock

CCXT = "4.5.90"  # whose requests were recorded and read; another version may send others
TIMEOUT = 10_000  # ms; an answer that comes later is an unknown outcome, and is looked up


class NotTradable(Exception):
    """One line: why this account cannot be opened."""


class Connections:
    """See the module's head.  ``elsewhere``: other hosts and proxies; ``prepare`` is given every new client (tests)."""

    def __init__(
        self, clock: Clock, prepare: Callable[[Any], None] | None = None, elsewhere: Elsewhere = NOWHERE
    ) -> None:
        self._clock, self._prepare, self._elsewhere = clock, prepare, elsewhere
        self._addresses: dict[str, Address] = {}
        self._first: dict[tuple[str, bool], Any] = {}
        self._listings: dict[str, Listing] = {}

    async def open(
        self, account: str, keys: Mapping[str, str], *, testnet: bool, is_ours: Callable[[str], bool]
    ) -> CcxtExchange:
        """One account, not yet connected: its first request does that.  Raises ``NotTradable``."""
        dialect = tradable_dialect(account)
        client = await asyncio.to_thread(make_client, dialect, keys, testnet)  # the first import of ccxt takes a second
        self._led(client, dialect)
        shared = self._first.setdefault((dialect.record.name, testnet), client)
        if shared is not client and shared.markets:
            client.set_markets_from_exchange(shared)
            client.options["timeDifference"] = shared.options.get("timeDifference", 0)
        limiter = Limiter(self._address(dialect.record.limits, testnet))
        venue = dialect.record.name + (" testnet" if testnet else "")
        listing = self._listings.setdefault(venue, Listing(self._clock, partial(self._fresh, dialect, testnet)))
        return CcxtExchange(Wire(client, dialect, limiter, self._clock), self._clock, is_ours, venue, listing)

    def _fresh(self, dialect: Dialect, testnet: bool) -> Any:
        """A client that knows no key, to ask what anybody may know."""
        return self._led(make_client(dialect, {}, testnet), dialect)

    def _led(self, client: Any, dialect: Dialect) -> Any:
        self._elsewhere.lead(dialect.record.name, client)
        if self._prepare is not None:
            self._prepare(client)
        return client

    def _address(self, limits: Limits | None, testnet: bool) -> Address:
        assert limits is not None
        name = f"{limits.exchange}{' testnet' if testnet else ''}"
        return self._addresses.setdefault(name, Address(self._clock, limits))


def redirected(elsewhere: Elsewhere) -> list[str]:
    """What a person must hear of at the start: a line for each host that is another's.  Raises ``NoSuchPlace``."""

    def clients(name: str) -> list[Any]:
        dialect = tradable_dialect(name)
        return [make_client(dialect, {}, testnet) for testnet in (False, True)[: 1 + dialect.record.testnet]]

    return elsewhere.check(clients)


def tradable_dialect(account: str) -> Dialect:
    """The dialect of an account's exchange.  Raises ``NotTradable`` with the row's refusal."""
    record = record_of(account)
    if record is None:
        raise NotTradable(f"{account}: no exchange of that name is known")
    if record.rules is None:
        raise NotTradable(record.refusal)
    return dialect_of(record.name)


def make_client(dialect: Dialect, keys: Mapping[str, str], testnet: bool) -> Any:
    """A ccxt client with its throttler off and no retries of its own.  Raises ``NotTradable``."""
    record = dialect.record
    if testnet and not record.testnet:
        raise NotTradable(f"{record.exchange} has no testnet for {record.market} trading")
    config = dict(dialect.client())
    options = {**dict(config.pop("options", {})), "maxRetriesOnFailure": 0}
    client = class_of(record)({**keys, **config, "enableRateLimit": False, "timeout": TIMEOUT, "options": options})
    if testnet and record.demo:
        client.enable_demo_trading(True)
    elif testnet:
        client.set_sandbox_mode(True)
    return client


def library() -> Any:
    """ccxt, where it is the one that this was tested with.  Raises ``NotTradable``."""
    try:
        found = load()
    except ImportError:
        raise NotTradable(f"ccxt is not installed: pip install ccxt=={CCXT}; nothing was sent") from None
    if found.__version__ != CCXT:
        raise NotTradable(
            f"ccxt {found.__version__} is installed, and may send other requests than were tested: "
            f"pip install ccxt=={CCXT}; nothing was sent"
        )
    return found


def class_of(record: Record) -> Any:
    """The ccxt class, or one of ours where ccxt has none (``module:class``).  Raises ``NotTradable``."""
    there = library()
    module, colon, name = record.ccxt.partition(":")
    if colon:
        return getattr(importlib.import_module(module), name)
    found = getattr(there, record.ccxt, None)
    if found is None:
        raise NotTradable(f"{record.exchange} is not in the installed ccxt {there.__version__}: nothing was sent")
    return found

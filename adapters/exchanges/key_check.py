"""What an exchange says of a key: what it may do, what the account holds, what time it is there.  Only reads.

ccxt's texts hold whole signed requests, so none of them is passed on: people get the exchange's code and sentence.

Knows no vault, no database and no prompt.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Protocol

from adapters.account import Account, Credentials, Permissions
from adapters.ccxt_on_demand import load
from adapters.exchanges.connecting import NotTradable, class_of, library
from adapters.exchanges.elsewhere import NOWHERE, Elsewhere
from adapters.exchanges.key_permissions import permissions_of
from adapters.exchanges.listed import record_of
from adapters.exchanges.outcomes import Outcome, classify, silent
from core.ports import Clock

QUOTES = ("USDT", "USDC", "USD", "EUR", "BTC")
_FUTURES_CLASS = {"kraken": "krakenfutures"}  # where futures are another exchange to ccxt


class NoSuchExchange(Exception):
    """No client for this exchange, or none for its testnet; the text says which."""


class KeyRefused(Exception):
    """The exchange does not accept the key; the text says so in its words."""


class CouldNotAsk(Exception):
    """No answer, or none that means anything; the text says why.  Nothing is known of the key."""


@dataclass(frozen=True, slots=True)
class Seen:
    """``totals``: what the account holds of each quote currency.  ``skew``: our clock less the exchange's, None if
    it tells no time."""

    totals: Mapping[str, Decimal]
    skew: timedelta | None
    permissions: Permissions


class KeyCheck(Protocol):
    """Asks an exchange about a key.  Raises ``NoSuchExchange``, ``KeyRefused``, ``CouldNotAsk``."""

    def secrets(self, account: Account) -> tuple[str, ...]:
        """What a key consists of there, in ccxt's words, in the order to ask for it."""

    async def permissions(self, account: Account, credentials: Credentials) -> Permissions: ...

    async def look(self, account: Account, credentials: Credentials) -> Seen: ...

    def elsewhere(self, account: Account) -> tuple[str, ...]:
        """Warnings: which hosts of the exchange are another's, because the key goes there."""


def ccxt_client(account: Account, fields: Mapping[str, str], elsewhere: Elsewhere = NOWHERE) -> Any:
    """A ccxt client, or ``NoSuchExchange``; whoever asks for one closes it."""
    record = record_of(account.name)
    if record is not None and record.rules is None:
        raise NoSuchExchange(record.refusal)
    name = account.exchange if account.spot else _FUTURES_CLASS.get(account.exchange, account.exchange)
    try:  # importing ccxt takes half a second, and only commands that talk to an exchange should pay it
        ccxt = library()
        made = getattr(ccxt, name, None) if record is None else class_of(record)
    except NotTradable as error:
        raise NoSuchExchange(str(error)) from error
    if made is None:
        raise NoSuchExchange(f"ccxt {ccxt.__version__} has no exchange for {account.name}; nothing can be traded there")
    kind = "spot" if account.spot else "swap"
    client = made({**fields, "enableRateLimit": True, "options": {"defaultType": kind}})
    client.number = str  # amounts stay exact
    if account.testnet:
        if record is None or not record.testnet:
            raise NoSuchExchange(f"{client.name} has no testnet for {kind} trading; add it without --testnet")
        (client.enable_demo_trading if record.demo else client.set_sandbox_mode)(True)
    elsewhere.lead(record.name if record is not None else account.name, client)
    return client


class CcxtKeyCheck:
    """Implements ``KeyCheck``; ``make`` gives a client for an account and what its key consists of."""

    def __init__(
        self,
        clock: Clock,
        make: Callable[[Account, Mapping[str, str]], Any] | None = None,
        elsewhere: Elsewhere = NOWHERE,
    ) -> None:
        self._clock, self._elsewhere = clock, elsewhere
        self._make = make or partial(ccxt_client, elsewhere=elsewhere)

    def secrets(self, account: Account) -> tuple[str, ...]:
        required: Mapping[str, bool] = self._make(account, {}).requiredCredentials
        return tuple(name for name, needed in required.items() if needed)

    def elsewhere(self, account: Account) -> tuple[str, ...]:
        record = record_of(account.name)
        if record is None or not self._elsewhere.redirects:
            return ()
        return tuple(self._elsewhere.told(record.name, ccxt_client(account, {})))

    async def permissions(self, account: Account, credentials: Credentials) -> Permissions:
        async with self._asking(account, credentials) as client:
            return await permissions_of(account, credentials, client)

    async def look(self, account: Account, credentials: Credentials) -> Seen:
        async with self._asking(account, credentials) as client:
            skew = await self._skew(client)
            totals = (await client.fetch_balance())["total"]
            held = {name: Decimal(str(totals[name])) for name in QUOTES if totals.get(name) is not None}
            return Seen(held, skew, await permissions_of(account, credentials, client))

    async def reach(self, account: Account, credentials: Credentials) -> Permissions:
        """Ask what the key may do where that is told, else what anybody may ask.  Raises as the others do."""
        try:
            await asyncio.to_thread(library)  # a second in which a bot that runs must not stand still
        except NotTradable as error:
            raise NoSuchExchange(str(error)) from error
        async with self._asking(account, credentials) as client:
            told = await permissions_of(account, credentials, client)
            if told != Permissions():
                return told
            if client.has.get("fetchTime"):
                await client.fetch_time()
            else:
                await client.fetch_balance()
            return told

    async def _skew(self, client: Any) -> timedelta | None:
        if not client.has.get("fetchTime"):
            return None
        before = self._clock.now()
        there = datetime.fromtimestamp(int(await client.fetch_time()) / 1000, UTC)
        return before + (self._clock.now() - before) / 2 - there

    @asynccontextmanager
    async def _asking(self, account: Account, credentials: Credentials) -> AsyncIterator[Any]:
        """A client that is closed at the end; what it raises, told without a word of ccxt's."""
        ccxt = load("ccxt")
        client = self._make(account, credentials.for_ccxt())
        where = client.name
        try:
            yield client
        except ccxt.PermissionDenied as error:  # a kind of AuthenticationError, of keys that are good for other things
            raise CouldNotAsk(f"{where} does not let this key ask{_words(error)}") from None
        except ccxt.AuthenticationError as error:
            raise KeyRefused(f"{where} refuses the key{_words(error)}") from None
        except ccxt.InvalidNonce as error:
            raise CouldNotAsk(f"{where} refuses the time of this machine's clock; set it{_words(error)}") from None
        except (ccxt.DDoSProtection, ccxt.RateLimitExceeded) as error:
            raise CouldNotAsk(f"{where} is asked too often from here; wait a few minutes{_words(error)}") from None
        except ccxt.NetworkError as error:
            through = self._elsewhere.proxy(account.name.partition(":")[0])
            unsent = classify(error, {}, self._clock.now()).outcome is Outcome.NOT_SENT
            also = "; nothing was sent" if unsent else ""
            raise CouldNotAsk(f"{where} cannot be reached: {silent(error, through)}{also}") from None
        except ccxt.BaseError as error:
            raise CouldNotAsk(f"{where} gave an answer that means nothing here{_words(error)}") from None
        except (LookupError, TypeError, AttributeError, ArithmeticError) as error:
            raise CouldNotAsk(f"{where} answered what its documents do not say ({type(error).__name__})") from None
        except ValueError:  # ccxt decodes some secrets before it signs, and raises whatever its decoder does
            raise KeyRefused(f"this is no key of {where}: the secret is not in its form") from None
        finally:
            await client.close()


_SAID = re.compile(r'"(?:msg|retMsg|message|sMsg|error)"\s*:\s*\[?\s*"([^"]{1,160})"')
_CODE = re.compile(r'"(?:code|retCode|label|err_code|err-code)"\s*:\s*"?(-?[\w.-]{1,40})')


def _words(error: Exception) -> str:
    """The exchange's own code and sentence, out of the answer that ccxt quotes; "" if there are none."""
    text = str(error)
    found = [match[1] for match in (_CODE.search(text), _SAID.search(text)) if match]
    return f" ({': '.join(found)})" if found else ""

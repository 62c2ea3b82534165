"""What a person must hear of the stored accounts before anything is typed: which cannot be used, why, and which can.

Each is asked once, all at the same time and for at most ``SECONDS``: a start waits for no exchange, and what is open is
looked after meanwhile.  Part of the composition root; opens no account for trading and keeps no connection.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adapters.account import Account, Credentials
from adapters.exchanges.key_check import CouldNotAsk, KeyRefused, NoSuchExchange
from adapters.vault import Vault
from adapters.vault_key import KeyPlaces, NoKey, VaultError

if TYPE_CHECKING:
    from adapters.database.accounts import AccountRows
    from bot.language import Reader

log = logging.getLogger(__name__)

SECONDS = 5.0
Reach = Callable[[Account, Credentials], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Condition:
    """``troubles``: names of accounts, and why these cannot be used."""

    working: tuple[str, ...] = ()
    troubles: tuple[tuple[tuple[str, ...], str], ...] = ()

    def lines(self, reader: Reader, always: Sequence[str]) -> list[str]:
        """A warning for each trouble, and what can be used all the same; nothing without one.

        ``always``: accounts that need no key.
        """
        if not self.troubles:
            return []
        told = [
            reader.say("start-trouble", accounts=reader.listed(names), why=reader.told(why))
            for names, why in self.troubles
        ]
        return [*told, reader.say("start-working", accounts=reader.listed((*always, *self.working)))]


async def condition(
    rows: AccountRows, places: KeyPlaces, hide: Callable[[str], None], reach: Reach, seconds: float = SECONDS
) -> Condition:
    """How the stored accounts do.  ``reach``: asks an exchange with a key, and raises ``NoSuchExchange``,
    ``KeyRefused`` or ``CouldNotAsk``.  Nobody is asked for a passphrase: that waits until an account is used."""
    stored = {row.account.name: row.account for row in rows.all()}
    vault = Vault(rows, replace(places, ask=None), hide)
    try:
        if stored:
            vault.key()
    except NoKey as error:
        return Condition(troubles=((tuple(stored), str(error)),) if places.ask is None else ())
    except VaultError as error:
        return Condition(troubles=((tuple(stored), str(error)),))
    troubles: dict[str, str] = {}
    asking: dict[str, asyncio.Task[str]] = {}
    for name, account in stored.items():
        try:
            asking[name] = asyncio.create_task(_asked(reach, account, vault.credentials(name)))
        except VaultError as error:
            troubles[name] = str(error)
    if asking:
        await asyncio.wait(asking.values(), timeout=seconds)
    for name, task in asking.items():
        if not task.done():
            task.cancel()
        troubles[name] = task.result() if task.done() else f"no answer within {seconds:g} s"
    await asyncio.gather(*asking.values(), return_exceptions=True)  # that have nothing left but to end
    told = tuple(((name,), troubles[name]) for name in stored if troubles[name])
    return Condition(tuple(name for name in stored if not troubles[name]), told)


async def _asked(reach: Reach, account: Account, credentials: Credentials) -> str:
    """Why an account cannot be used, "" if it can."""
    try:
        await reach(account, credentials)
    except (NoSuchExchange, KeyRefused, CouldNotAsk) as error:
        return str(error)
    except Exception as error:
        log.exception("%s could not be asked", account.name)  # a defect of ours is no reason not to start
        return f"it could not be asked ({type(error).__name__}); the log says more"
    return ""

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

from adapters.account import Account, Credentials, Permissions
from adapters.exchanges.key_check import CouldNotAsk, KeyRefused, NoSuchExchange
from adapters.vault import Vault
from adapters.vault_key import KeyPlaces, NoKey, VaultError

if TYPE_CHECKING:
    from adapters.database.accounts import AccountRows
    from bot.language import Reader
    from core.ports import Clock

log = logging.getLogger(__name__)

SECONDS = 5.0
Reach = Callable[[Account, Credentials], Awaitable[Permissions]]


@dataclass(frozen=True, slots=True)
class Condition:
    """``troubles``: names of accounts, and why these cannot be used; ``mighty``: whose keys can withdraw."""

    working: tuple[str, ...] = ()
    troubles: tuple[tuple[tuple[str, ...], str], ...] = ()
    mighty: tuple[str, ...] = ()

    @property
    def unusable(self) -> set[str]:
        """Every account that has a trouble."""
        return {name for names, _ in self.troubles for name in names}

    def lines(self, reader: Reader, always: Sequence[str]) -> list[str]:
        """A warning for each trouble and each mighty key, and what can be used all the same; nothing without one.

        ``always``: accounts that need no key.
        """
        mighty = [reader.say("start-withdraws", account=name) for name in self.mighty]
        if not self.troubles:
            return mighty
        told = [
            reader.say("start-trouble", accounts=reader.listed(names), why=reader.told(why))
            for names, why in self.troubles
        ]
        return [*told, *mighty, reader.say("start-working", accounts=reader.listed((*always, *self.working)))]


async def condition(
    rows: AccountRows,
    places: KeyPlaces,
    hide: Callable[[str], None],
    reach: Reach,
    clock: Clock,
    seconds: float = SECONDS,
) -> Condition:
    """How the stored accounts do.  ``reach``: asks an exchange with a key, and raises ``NoSuchExchange``,
    ``KeyRefused`` or ``CouldNotAsk``; what it tells of the key is kept.  Nobody is asked for a passphrase: that waits
    until an account is used."""
    found = await _condition(rows, places, hide, reach, clock, seconds)
    mighty = tuple(row.account.name for row in rows.all() if row.permissions.withdraw)
    return replace(found, working=tuple(name for name in found.working if name not in mighty), mighty=mighty)


async def _condition(
    rows: AccountRows, places: KeyPlaces, hide: Callable[[str], None], reach: Reach, clock: Clock, seconds: float
) -> Condition:
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
            asking[name] = asyncio.create_task(_asked(rows, reach, account, vault.credentials(name), clock))
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


async def _asked(rows: AccountRows, reach: Reach, account: Account, credentials: Credentials, clock: Clock) -> str:
    """Why an account cannot be used, "" if it can."""
    try:
        told = await reach(account, credentials)
        if told != Permissions():
            rows.note(account.name, told, clock.now())
    except (NoSuchExchange, KeyRefused, CouldNotAsk) as error:
        return str(error)
    except Exception as error:
        log.exception("%s could not be asked", account.name)  # a defect of ours is no reason not to start
        return f"it could not be asked ({type(error).__name__}); the log says more"
    return ""

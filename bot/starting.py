"""What a person must hear of the stored accounts before anything is typed: which cannot be used, why, and which can;
and when one can be used after all.

Each is asked once, all at the same time and for at most ``SECONDS``: a start waits for no exchange, and what is open is
looked after meanwhile.  Who could not be used is asked again, ever more rarely.  Part of the composition root; keeps no
connection, and opens accounts only whose brackets wait to be watched.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import chain, repeat
from typing import TYPE_CHECKING

from adapters.account import Account, Credentials, Permissions
from adapters.exchanges.key_check import CouldNotAsk, KeyRefused, NoSuchExchange
from adapters.vault import Vault
from adapters.vault_key import KeyPlaces, NoKey, VaultError
from core.message import UnknownAccount
from core.ports import StoreUnavailable, Unreachable

if TYPE_CHECKING:
    from adapters.database.accounts import AccountRows
    from bot.language import Reader
    from bot.session import Session
    from core.engine import Engine
    from core.ports import Clock

log = logging.getLogger(__name__)

SECONDS = 5.0
# Seconds before each time that is asked again; the last one stays, because exchanges lock out who is refused too often.
AGAIN = (15.0, 30.0, 60.0, 120.0, 300.0, 600.0)
Reach = Callable[[Account, Credentials], Awaitable[Permissions]]


@dataclass(frozen=True, slots=True)
class Condition:
    """``reached``: names of accounts that answered; ``troubles``: names of accounts, and why these cannot be used;
    ``mighty``: whose keys can withdraw."""

    reached: tuple[str, ...] = ()
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
        working = (name for name in self.reached if name not in self.mighty)
        return [*told, *mighty, reader.say("start-working", accounts=reader.listed((*always, *working)))]


async def condition(
    rows: AccountRows,
    places: KeyPlaces,
    hide: Callable[[str], None],
    reach: Reach,
    clock: Clock,
    seconds: float = SECONDS,
    only: Collection[str] | None = None,
) -> Condition:
    """How the stored accounts do, or ``only`` some.  ``reach``: asks an exchange with a key, and raises
    ``NoSuchExchange``, ``KeyRefused`` or ``CouldNotAsk``; what it tells of the key is kept.  Nobody is asked for a
    passphrase: that waits until an account is used."""
    stored = {row.account.name: row.account for row in rows.all() if only is None or row.account.name in only}
    found = await _condition(stored, rows, places, hide, reach, clock, seconds)
    return replace(
        found, mighty=tuple(r.account.name for r in rows.all() if r.account.name in stored and r.permissions.withdraw)
    )


async def _condition(
    stored: dict[str, Account],
    rows: AccountRows,
    places: KeyPlaces,
    hide: Callable[[str], None],
    reach: Reach,
    clock: Clock,
    seconds: float,
) -> Condition:
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


async def ask_again(
    session: Session,
    ask: Callable[[Collection[str]], Awaitable[Condition]],
    clock: Clock,
    reader: Reader,
    say: Callable[[str], None],
    waits: Sequence[float] = AGAIN,
) -> None:
    """Ask those that could not be used until each can, is used or is removed; say which can.  What is open on them is
    watched from then on.  ``ask``: ``condition`` of some."""
    engine = session.engine
    for wait in chain(waits, repeat(waits[-1])):
        session.unusable.difference_update(engine.workers)
        unwatched = {bracket.account for bracket, _why in engine.unwatched}
        missed = session.unusable | unwatched
        if not missed:
            return
        await clock.sleep(wait)
        try:
            found = await ask(missed)
        except StoreUnavailable as error:
            log.warning("accounts that could not be used cannot be read: %s", error)
            continue
        session.unusable.intersection_update(found.unusable)
        shut = {name for name in unwatched.intersection(found.reached) if not await _watched(engine, name)}
        usable = [name for name in found.reached if name not in shut]
        for name in set(found.reached).intersection(found.mighty):
            say(reader.say("start-withdraws", account=name))
        if usable:
            say(reader.say("start-again", accounts=reader.listed(usable)))


async def _watched(engine: Engine, account: str) -> bool:
    try:
        await engine.worker(account)
    except (UnknownAccount, Unreachable, StoreUnavailable) as error:
        log.warning("what is open on %s cannot be watched yet: %s", account, error)
        return False
    return True

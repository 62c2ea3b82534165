"""Accounts at real exchanges: names of the vault into connections.  Part of the composition root.

The vault is opened when the first such account is named, and stays open; keys go to the exchange's client and nowhere
else.
"""

from __future__ import annotations

import asyncio
import logging
import shlex
from collections.abc import Callable
from contextlib import AsyncExitStack
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.exchanges.listed import record_of
from bot.accounts import NoSuchAccount, is_spot
from bot.session import IsOurs, Live
from core.message import Barred, UnknownAccount
from core.ports import Clock, Exchange, StoreUnavailable

if TYPE_CHECKING:
    from adapters.account import Account, Credentials
    from adapters.database.accounts import AccountRows
    from adapters.exchanges.elsewhere import Elsewhere
    from adapters.exchanges.key_check import KeyCheck
    from adapters.vault import Vault
    from adapters.vault_key import KeyPlaces

log = logging.getLogger(__name__)

ADD = "add it with: bracketeer account add {}"
WITHDRAWS = (
    "its key can withdraw, so it only closes and protects; take that from the key at the exchange, then run: "
    "bracketeer account test"
)


def barred_by_key(rows: AccountRows) -> Barred:
    """No entries with a key that can take money out: whoever gets hold of it would take more than trades lose.  Read
    anew each time, because ``bracketeer account test`` may run beside the bot."""

    def barred(account: str) -> str:
        row = rows.find(account)
        return WITHDRAWS if row is not None and row.permissions.withdraw else ""

    return barred


def live_opener(
    ledger: Path,
    places: KeyPlaces,
    hide: Callable[[str], None],
    clock: Clock,
    stack: AsyncExitStack,
    elsewhere: Elsewhere,
    check: KeyCheck,
) -> Live:
    """Opens accounts of the vault in ``ledger``: None for a name of no exchange, ``UnknownAccount`` with one line for
    whatever cannot be.  ``check`` is asked beside it about a key that nobody was asked about yet."""
    vaults: list[Vault] = []
    asking: set[asyncio.Task[None]] = set()

    async def open_exchange(name: str, is_ours: IsOurs) -> tuple[str, Exchange] | None:
        from adapters.exchanges.connecting import NotTradable
        from adapters.exchanges.key_permissions import tells
        from adapters.vault import open_vault
        from adapters.vault_key import VaultError

        record = record_of(name)
        if record is None:
            exchange = _meant(name)
            if exchange:
                raise UnknownAccount(name, [exchange])
            return None
        if record.rules is None:
            raise UnknownAccount(name, why=record.refusal)
        try:
            if not vaults:
                vaults.append(await open_vault(ledger, places, hide))
                stack.callback(vaults[0].close)
                stack.callback(lambda: [task.cancel() for task in asking])
            row = vaults[0].rows.find(name)
            if row is None:
                kept = [one.account.name for one in vaults[0].rows.all()]
                near = get_close_matches(name.lower(), [one.lower() for one in kept], n=1)
                meant = [one for one in kept if one.lower() in near]
                raise UnknownAccount(name, meant, why=f'no account "{name}": {ADD.format(shlex.quote(name))}')
            credentials, testnet = vaults[0].credentials(name), row.account.testnet
            keys = credentials.for_ccxt()
            opened = await connections.open(row.account.name, keys, testnet=testnet, is_ours=is_ours)
        except (VaultError, NotTradable) as error:
            raise UnknownAccount(name, why=str(error)) from None
        if row.checked_at is None and tells(row.account):
            task = asyncio.create_task(_ask(vaults[0].rows, check, row.account, credentials, clock))
            asking.add(task)
            task.add_done_callback(asking.discard)
        return row.account.name, opened

    from adapters.exchanges.connecting import Connections

    connections = Connections(clock, elsewhere=elsewhere)
    return open_exchange


async def _ask(rows: AccountRows, check: KeyCheck, account: Account, credentials: Credentials, clock: Clock) -> None:
    """Keep what a key may do; what is not known by the next start is asked again."""
    from adapters.database.accounts import NoSuchRow
    from adapters.exchanges.key_check import CouldNotAsk, KeyRefused, NoSuchExchange

    try:
        told = await check.permissions(account, credentials)
        rows.note(account.name, told, clock.now())
    except (NoSuchExchange, KeyRefused, CouldNotAsk, NoSuchRow, StoreUnavailable) as error:
        log.warning("it is not known what the key of %s may do: %s", account.name, error)
    except Exception:  # a defect of ours about a question that trading does not wait for
        log.exception("it is not known what the key of %s may do", account.name)
    else:
        if told.withdraw:
            log.critical("the key of %s can withdraw: no new entries there", account.name)


def _meant(name: str) -> str:
    """The exchange whose name is nearest to one of none, "" where paper is nearer or nothing is near."""
    try:
        is_spot(name)
    except NoSuchAccount as error:
        return error.nearest if record_of(error.nearest) is not None else ""
    return ""

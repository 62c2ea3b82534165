"""Accounts at real exchanges: names of the vault into connections.  Part of the composition root.

The vault is opened when the first such account is named, and stays open; keys go to the exchange's client and nowhere
else.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from contextlib import AsyncExitStack
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.exchanges.listed import record_of
from bot.accounts import NoSuchAccount, is_spot
from bot.session import IsOurs, Live
from core.message import UnknownAccount
from core.ports import Clock, Exchange

if TYPE_CHECKING:
    from adapters.exchanges.elsewhere import Elsewhere
    from adapters.vault import Vault
    from adapters.vault_key import KeyPlaces

ADD = "add it with: bracketeer account add {}"


def live_opener(
    ledger: Path,
    places: KeyPlaces,
    hide: Callable[[str], None],
    clock: Clock,
    stack: AsyncExitStack,
    elsewhere: Elsewhere,
) -> Live:
    """Opens accounts of the vault in ``ledger``: None for a name of no exchange, ``UnknownAccount`` with one line for
    whatever cannot be."""
    vaults: list[Vault] = []

    async def open_exchange(name: str, is_ours: IsOurs) -> tuple[str, Exchange] | None:
        from adapters.exchanges.connecting import NotTradable
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
            row = vaults[0].rows.find(name)
            if row is None:
                kept = [one.account.name for one in vaults[0].rows.all()]
                near = get_close_matches(name.lower(), [one.lower() for one in kept], n=1)
                meant = [one for one in kept if one.lower() in near]
                raise UnknownAccount(name, meant, why=f'no account "{name}": {ADD.format(shlex.quote(name))}')
            keys = vaults[0].credentials(name).for_ccxt()
            opened = await connections.open(row.account.name, keys, testnet=row.account.testnet, is_ours=is_ours)
        except (VaultError, NotTradable) as error:
            raise UnknownAccount(name, why=str(error)) from None
        return row.account.name, opened

    from adapters.exchanges.connecting import Connections

    connections = Connections(clock, elsewhere=elsewhere)
    return open_exchange


def _meant(name: str) -> str:
    """The exchange whose name is nearest to one of none, "" where paper is nearer or nothing is near."""
    try:
        is_spot(name)
    except NoSuchAccount as error:
        return error.nearest if record_of(error.nearest) is not None else ""
    return ""

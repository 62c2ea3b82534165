"""Keys to exchanges, encrypted at rest: AES-256-GCM under a data key per account, that key wrapped by the vault's.

Each ciphertext is bound to its account, its field and the data key's version, so that one which was changed, or moved
to another row or field, does not open; the wrapped data key is bound to exchange, market and testnet as well, so that
a row cannot be turned to another exchange either.  A key is decrypted when it is asked for and not before.

Knows no exchange, no prompt and no log: ``hide`` is told of each secret before anybody gets to hold it.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.account import Account, Credentials, Permissions
from adapters.database.accounts import AccountRows, NoSuchRow, Row, open_accounts
from adapters.vault_key import KEY_BYTES, SALT_BYTES, KeyPlaces, VaultError, VaultKey, find_key

_NONCE_BYTES = 12
_UNKNOWN = "there is no account {}; see: bracketeer account list"
_VERSION = 1  # of an account's data key, which lives and dies with its row


class WrongKey(VaultError):
    """The vault's key does not open an account: it is another vault's, or the row was changed."""


class Tampered(VaultError):
    """An account's data key opens, but what it encrypted was changed since."""


class NoSuchAccount(VaultError):
    """The vault has no account of that name."""


async def open_vault(place: str | os.PathLike[str], places: KeyPlaces, hide: Callable[[str], None]) -> Vault:
    """The vault in the ledger at ``place``; ``places`` is where its key may be, looked at when it is first needed.

    Raises as ``adapters.database.accounts.open_accounts`` does.
    """
    return Vault(await open_accounts(place), places, hide)


@dataclass(slots=True)
class Vault:
    """Every method raises ``VaultError`` in one line, or ``StoreUnavailable``.  Close it when done."""

    rows: AccountRows
    _places: KeyPlaces
    _hide: Callable[[str], None]
    _key: VaultKey | None = None

    def close(self) -> None:
        self.rows.close()

    def credentials(self, name: str) -> Credentials:
        """An account's key, whole or not at all.  Raises ``NoSuchAccount``, ``NoKey``, ``WrongKey``, ``Tampered``."""
        row = self.rows.find(name)
        if row is None:
            raise NoSuchAccount(_UNKNOWN.format(name))
        fields = _opened(row, _unwrapped(row, self.key()))
        for value in fields.values():
            self._hide(value)
        return Credentials(fields)

    def add(
        self,
        account: Account,
        credentials: Credentials,
        permissions: Permissions,
        at: datetime,
        *,
        checked: bool,
    ) -> None:
        """Keep a key.  Raises ``AccountExists``, and ``WrongKey`` if the vault's key opens none that are here."""
        key, data_key = self.key(), AESGCM.generate_key(KEY_BYTES * 8)
        sealed = {
            field: _sealed(data_key, value, _field_data(account, field, _VERSION))
            for field, value in credentials.for_ccxt().items()
        }
        row = Row(
            account=account,
            key_version=_VERSION,
            wrapped=_wrapped(account, _VERSION, data_key, key),
            sealed=msgspec.json.encode(sealed).decode(),
            hint=credentials.hint,
            permissions=permissions,
            checked_at=at if checked else None,
            created_at=at,
        )
        self.rows.add(row)

    def remove(self, name: str) -> None:
        """Forget an account, which needs no key.  Raises ``NoSuchAccount``, ``OpenBrackets``."""
        try:
            self.rows.remove(name)
        except NoSuchRow:
            raise NoSuchAccount(_UNKNOWN.format(name)) from None

    def rotate(self, new: VaultKey, salt: bytes | None) -> int:
        """Wrap every account's data key with ``new``, all or none; how many.  ``salt``: of a new passphrase."""
        old = self.key()

        def wrap(rows: Sequence[Row]) -> Mapping[str, str]:
            return {row.account.id: _wrapped(row.account, row.key_version, _unwrapped(row, old), new) for row in rows}

        count = self.rows.rewrap(wrap, salt)
        self._key = new
        return count

    def key(self) -> VaultKey:
        """The vault's key, which must open at least one account if there are any.

        One that is damaged must not keep others from being added or read.
        """
        if self._key is None:
            rows = self.rows.all()
            if self._places.text is not None:
                self._hide(self._places.text)
            found = find_key(self._places, lambda: self.rows.salt(os.urandom(SALT_BYTES)), new=not rows)
            if rows and not any(_opens(row, found) for row in rows):
                raise WrongKey(f"{found.origin} does not open the accounts that are stored; nothing was decrypted")
            self._hide(base64.b64encode(found.reveal()).decode())
            self._key = found
        return self._key


def _opens(row: Row, key: VaultKey) -> bool:
    try:
        _unwrapped(row, key)
    except WrongKey:
        return False
    return True


def _row_data(account: Account, version: int) -> bytes:
    """What a wrapped data key is bound to.  Account names have no bar in them."""
    market, net = "spot" if account.spot else "swap", "testnet" if account.testnet else "live"
    return "|".join((account.id, "wrapped", str(version), account.exchange, market, net)).encode()


def _field_data(account: Account, field: str, version: int) -> bytes:
    return f"{account.id}|{field}|{version}".encode()


def _wrapped(account: Account, version: int, data_key: bytes, key: VaultKey) -> str:
    return _encrypted(key.reveal(), data_key, _row_data(account, version))


def _unwrapped(row: Row, key: VaultKey) -> bytes:
    try:
        return _decrypted(key.reveal(), row.wrapped, _row_data(row.account, row.key_version))
    except (InvalidTag, binascii.Error, ValueError):
        name = row.account.name
        raise WrongKey(
            f"{key.origin} does not open {name}: it is the wrong key, or {name} was changed in the database; "
            "nothing was decrypted"
        ) from None


def _opened(row: Row, data_key: bytes) -> dict[str, str]:
    try:
        sealed = msgspec.json.decode(row.sealed, type=dict[str, str])
        return {
            field: _decrypted(data_key, text, _field_data(row.account, field, row.key_version)).decode()
            for field, text in sealed.items()
        }
    except (InvalidTag, binascii.Error, ValueError):
        raise Tampered(f"{row.account.name} was changed in the database; nothing was decrypted") from None


def _sealed(data_key: bytes, value: str, data: bytes) -> str:
    return _encrypted(data_key, value.encode(), data)


def _encrypted(key: bytes, plain: bytes, data: bytes) -> str:
    nonce = os.urandom(_NONCE_BYTES)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, plain, data)).decode()


def _decrypted(key: bytes, text: str, data: bytes) -> bytes:
    content = base64.b64decode(text, validate=True)
    return AESGCM(key).decrypt(content[:_NONCE_BYTES], content[_NONCE_BYTES:], data)

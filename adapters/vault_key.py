"""The key that encrypts the vault: 32 bytes, and where on this machine they come from.

Looked for in this order, and the first that is there counts: a key file, a systemd credential, the environment, a
passphrase.  What is there but unfit is an error and never a reason to look further: a vault opened by another key
than was meant helps nobody.

Knows nothing of accounts or of what is encrypted.
"""

from __future__ import annotations

import base64
import binascii
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from adapters.account import Concealed

KEY_BYTES = 32
SALT_BYTES = 16
CREDENTIAL = "bracketeer.key"  # the name to give it in the unit: LoadCredentialEncrypted=bracketeer.key:…
_WORK, _BLOCK = 2**16, 8  # scrypt: 64 MiB and a third of a second for each guess
_SHORTEST_PASSPHRASE = 12


class VaultError(Exception):
    """Why accounts cannot be read or kept, in one line that people can act on and that shows nothing secret."""


class NoKey(VaultError):
    """There is nothing to encrypt or decrypt accounts with."""

    def __init__(self) -> None:
        super().__init__(
            "there is no key to the accounts: set BRACKETEER_KEY_FILE or BRACKETEER_KEY, or run this in a terminal "
            "to be asked for a passphrase"
        )


class BadKey(VaultError):
    """What should be the key is unreadable, open to others, or no key."""


class VaultKey(Concealed):
    """32 bytes and, in words, where they come from."""

    __slots__ = ("_bytes", "origin")

    def __init__(self, key: bytes, origin: str) -> None:
        if len(key) != KEY_BYTES:
            raise BadKey(f"{origin} is no key: it must be {KEY_BYTES} bytes, or those in base64")
        self._bytes, self.origin = key, origin

    def reveal(self) -> bytes:
        """In the clear, for a cipher and nothing else."""
        return self._bytes


@dataclass(frozen=True, slots=True)
class KeyPlaces:
    """Where a key may be on this machine.

    ``directory``: systemd's credentials.  ``text``: the environment's, in base64.  ``ask``: asks a person for the
    passphrase without showing it (True: for a new one, twice); None where nobody can be asked.
    """

    file: Path | None = None
    directory: Path | None = None
    text: str | None = field(default=None, repr=False)
    ask: Callable[[bool], str] | None = None


def find_key(places: KeyPlaces, salt: Callable[[], bytes], *, new: bool = False) -> VaultKey:
    """The vault's key; ``salt`` is that of the vault's passphrase, ``new`` whether the vault is still empty.

    Raises ``NoKey``, ``BadKey``.
    """
    if places.file is not None:
        return read_key_file(places.file)
    if places.directory is not None and (credential := places.directory / CREDENTIAL).exists():
        return VaultKey(_read(credential), f"the systemd credential {CREDENTIAL}")
    if places.text is not None:
        return read_key(places.text)
    if places.ask is not None:
        return from_passphrase(places.ask(new), salt())
    raise NoKey


def read_key_file(path: Path) -> VaultKey:
    """A file of 32 bytes, raw or in base64, that its owner alone may read.

    Raises ``BadKey`` also if it lies in a git checkout, from where keys get published.
    """
    real = path.expanduser().resolve()
    try:
        found = real.stat()
    except OSError as error:
        raise BadKey(f"the key file {path} cannot be read: {error.strerror}") from error
    if not stat.S_ISREG(found.st_mode):
        raise BadKey(f"the key file {path} is not a file")
    if found.st_mode & 0o177:
        mode = stat.S_IMODE(found.st_mode)
        raise BadKey(f"the key file {path} is open to others (mode {mode:04o}); run: chmod 600 {path}")
    if any((parent / ".git").exists() for parent in real.parents):
        raise BadKey(f"the key file {path} lies in a git checkout; move it out, or it will be published one day")
    return VaultKey(_read(real), f"the key file {path}")


def read_key(text: str) -> VaultKey:
    """The environment's, in base64.  Raises ``BadKey``."""
    return VaultKey(_decoded(text.encode()), "BRACKETEER_KEY")


def write_key_file(path: Path) -> VaultKey:
    """Make a new random key and keep it in ``path``, which must not exist.  Raises ``BadKey``."""
    path = path.expanduser()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(os.urandom(KEY_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise BadKey(f"the key file {path} cannot be written: {error.strerror}") from error
    return read_key_file(path)


def from_passphrase(passphrase: str, salt: bytes) -> VaultKey:
    """By scrypt (n=2^16, r=8), a third of a second.  Raises ``BadKey`` for one that is too short to be worth it."""
    if len(passphrase) < _SHORTEST_PASSPHRASE:
        raise BadKey(f"a passphrase of less than {_SHORTEST_PASSPHRASE} signs protects nothing; take a longer one")
    scrypt = Scrypt(salt=salt, length=KEY_BYTES, n=_WORK, r=_BLOCK, p=1)
    return VaultKey(scrypt.derive(passphrase.encode()), "the passphrase")


def _read(path: Path) -> bytes:
    try:
        return _decoded(path.read_bytes())
    except OSError as error:
        raise BadKey(f"the key file {path} cannot be read: {error.strerror}") from error


def _decoded(content: bytes) -> bytes:
    """Raw, or base64 with a line's end; anything else comes back too short or too long to pass."""
    if len(content) == KEY_BYTES:
        return content
    try:
        return base64.b64decode(content.strip(), validate=True)
    except binascii.Error:
        return b""

"""An account at an exchange as data: its name, what its key may do, and the key itself, which nothing can show.

Knows no file, no database and no network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Never

KEY, SECRET, PASSWORD, UID = "apiKey", "secret", "password", "uid"  # ccxt's words for what a key consists of


@dataclass(frozen=True, slots=True)
class Account:
    """``name`` as a person typed it, of which letter case does not matter; ``exchange`` in lower case."""

    name: str
    exchange: str
    spot: bool
    testnet: bool = False

    @property
    def id(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Permissions:
    """What an exchange says a key may do; None where it does not tell.

    ``trade``: in this account's market.  ``withdraw``: take money out of the exchange.  ``ip_bound``: from listed
    addresses only.
    """

    trade: bool | None = None
    withdraw: bool | None = None
    ip_bound: bool | None = None


class Concealed:
    """Something secret that no ``repr``, ``str``, format, ``vars``, copy, pickle or serializer can show.

    Whoever needs it asks by name, so every place where it comes out can be searched for.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __reduce_ex__(self, _protocol: object) -> Never:
        raise TypeError(f"{type(self).__name__} is never copied or written down")

    def __getstate__(self) -> Never:
        raise TypeError(f"{type(self).__name__} is never copied or written down")


class Credentials(Concealed):
    """What a key consists of, in ccxt's words: ``apiKey`` and ``secret``, at some exchanges ``password`` or ``uid``.

    Raises ``ValueError``, which quotes nothing, for an empty one and for signs that no key has.
    """

    __slots__ = ("_fields",)

    def __init__(self, fields: Mapping[str, str]) -> None:
        for name, value in fields.items():
            # A private key in PEM is several lines; anything else on a second line is a slip of the clipboard.
            one_line = value.replace("\n", "") if value.startswith("-----BEGIN ") else value
            if not value or not one_line.isascii() or not one_line.isprintable():
                raise ValueError(f"{name} is empty, or has a sign that no key has")
        if not fields.get(KEY) or not fields.get(SECRET):
            raise ValueError("a key consists of at least an API key and a secret")
        self._fields = dict(fields)

    def for_ccxt(self) -> dict[str, str]:
        """In the clear, to be handed to a client and nowhere else."""
        return dict(self._fields)

    @property
    def hint(self) -> str:
        """The API key's last four signs, to tell keys apart by; "" for one so short that they would give it away."""
        key = self._fields[KEY]
        return key[-4:] if len(key) >= 16 else ""

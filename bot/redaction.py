"""Secrets taken out of text: those that were registered, in every form they travel in, and by patterns others.

Registered secrets are the protection; patterns are the net beneath, for keys that nobody registered.  Knows no log, no
setting and no exchange.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

HIDDEN = "[secret]"
_SHORTEST = 4  # signs; replacing anything shorter would make texts unreadable and hide nothing
_SHORTEST_BASE64 = 8  # of what is left of a short secret's base64 once the signs it shares with others are cut off

_NAMED = r"""api[-_]?key|[a-z-]{0,30}access[-_]?key(?:id)?|x-mbx-apikey|ok-access-\w+|secret(?:[-_]?key)?|passphrase
|password|signature|ok-access-sign|authorization|api[-_]?sign|bracketeer_key"""
_PATTERNS = (
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)", re.DOTALL),
    re.compile(
        rf"""(?ix) (?<![a-z0-9]) (?P<name>{_NAMED}) (?P<to> ["']? \s* [:=] \s* (?:(?:bearer|basic) \s+)? ["']?)
        (?P<value>[^\s"'&,;{{}}()\[\]]{{12,}})"""
    ),
    re.compile(r"(?<!\d)\d{8,10}:[\w-]{30,}"),  # a Telegram bot's token
)


class Redactor:
    """Replaces secrets by ``[secret]``.  Registering one takes effect for every text from then on."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._forms: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        for secret in secrets:
            self.add(secret)

    def __repr__(self) -> str:
        return f"<Redactor of {len(self._forms)} forms>"

    def add(self, secret: str) -> None:
        """Hide ``secret`` from now on, each line of it too; what is shorter than four signs cannot be hidden."""
        for part in {secret, *secret.splitlines()}:
            if len(part) >= _SHORTEST:
                self._forms.update(_forms(part))
        longest_first = sorted(self._forms, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def __call__(self, text: str) -> str:
        if self._pattern is not None:
            text = self._pattern.sub(HIDDEN, text)
        for pattern in _PATTERNS:
            text = pattern.sub(_hidden, text)
        return text


def _hidden(found: re.Match[str]) -> str:
    named = found.groupdict()
    return f"{named['name']}{named['to']}{HIDDEN}" if named else HIDDEN


def _forms(secret: str) -> Iterator[str]:
    """As it is, as JSON and Python quote it, in URLs, and in base64 wherever it may stand in what was encoded."""
    yield secret
    yield json.dumps(secret)[1:-1]
    yield repr(secret)[1:-1]
    for quoted in (quote(secret, safe=""), quote(secret), quote_plus(secret)):
        yield quoted
        yield re.sub("%[0-9A-F]{2}", lambda code: code[0].lower(), quoted)
    content = secret.encode()
    for before in range(3):
        # The first and the last signs hold bits of the neighbours as well, so they are left out.
        encoded = base64.b64encode(b"\0" * before + content).decode().rstrip("=")
        skipped = (0, 2, 3)[before]
        whole = encoded[skipped : (before + len(content)) * 8 // 6]
        if len(whole) >= _SHORTEST_BASE64:
            yield whole
            yield whole.replace("+", "-").replace("/", "_")
            yield quote(whole, safe="")

"""The guard on the wire: a conditional order leaves only with its condition, and nothing is written unasked.

It stands where bytes leave ccxt (``fetch``, after signing).  Knows the running ``Call`` and the request that ccxt made
of it; nothing about brackets or what an answer means.
"""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal, InvalidOperation
from typing import Any

from adapters.exchanges.call import Call, Proof

_running: ContextVar[Call | None] = ContextVar("running_call", default=None)

# Writes that ccxt makes on its own and that trade nothing: tokens for user streams.
QUIET = (
    "listenkey",
    "userdatastream",
    "bullet-private",
    "bullet-public",
    "getwebsocketstoken",
    "ws-token",
    "auth/token",
)


class Unguarded(Exception):
    """A request was stopped before it left, because it was not what had been asked for.  Nothing was sent."""


@contextmanager
def running(call: Call) -> Iterator[None]:
    """Everything that ccxt sends inside belongs to ``call``."""
    token = _running.set(call)
    try:
        yield
    finally:
        _running.reset(token)


def is_running() -> bool:
    """Whether a request that ccxt makes now belongs to a call of ours."""
    return _running.get() is not None


def fields_of(url: str, body: Any) -> dict[str, str]:
    """Every field of a request, query and body together, nested ones with dots."""
    found = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query, keep_blank_values=True))
    if isinstance(body, bytes):
        body = body.decode()
    if isinstance(body, str) and body:
        try:
            body = json.loads(body, parse_float=str, parse_int=str)
        except ValueError:
            body = dict(urllib.parse.parse_qsl(body, keep_blank_values=True))
    flat: dict[str, str] = dict(found)
    _flatten("", body, flat)
    for name, value in list(flat.items()):
        if value[:1] in "[{" and value:
            _flatten_text(name, value, flat)
    return flat


def _flatten_text(name: str, value: str, into: dict[str, str]) -> None:
    """A field whose value is itself JSON, as form bodies carry lists."""
    try:
        inner = json.loads(value, parse_float=str, parse_int=str)
    except ValueError:
        return
    _flatten(name + ".", inner, into)


def _flatten(prefix: str, value: Any, into: dict[str, str]) -> None:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            _flatten(f"{prefix}{name}.", inner, into)
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            _flatten(f"{prefix}{n}.", inner, into)
    elif value is not None and prefix:
        into[prefix.removesuffix(".")] = str(value)


def equal(seen: str, wanted: str) -> bool:
    """As numbers where both are, as text otherwise."""
    try:
        return Decimal(seen) == Decimal(wanted)
    except InvalidOperation:
        return seen.lower() == wanted.lower()


def check(proof: Proof, url: str, body: Any) -> None:
    """Raise ``Unguarded`` unless the request is what ``proof`` says."""
    path = urllib.parse.urlsplit(url).path
    if not path.endswith(proof.route):
        raise Unguarded(f"a conditional order would have gone to {path} instead of {proof.route}; nothing was sent")
    fields = fields_of(url, body)
    for name, wanted in proof.fields.items():
        seen = fields.get(name, "")
        if not seen or (wanted is not None and not equal(seen, wanted)):
            raise Unguarded(f"a conditional order would have left with {name}={seen or 'nothing'}; nothing was sent")


def judge(call: Call | None, method: str, url: str, body: Any) -> None:
    """Raise ``Unguarded`` for a conditional call that lost its condition, and for a write that no call asked for."""
    if call is not None and call.proof is not None:
        if method == "GET":
            return  # a look that ccxt makes first, such as the account's mode
        check(call.proof, url, body)
    elif call is None and method in ("POST", "PUT", "DELETE", "PATCH"):
        path = urllib.parse.urlsplit(url).path.lower()
        if not any(word in path for word in QUIET):
            raise Unguarded(f"{method} {path} belongs to no request of ours; nothing was sent")


Fetch = Callable[..., Awaitable[Any]]


def guarded(fetch: Fetch) -> Fetch:
    """ccxt's ``fetch`` behind the guard."""

    async def checked(url: str, method: str = "GET", headers: Any = None, body: Any = None) -> Any:
        judge(_running.get(), method, url, body)
        return await fetch(url, method, headers, body)

    return checked

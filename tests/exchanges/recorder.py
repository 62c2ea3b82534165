"""Records, offline, the requests that real ccxt makes of our calls.

``fetch`` is the only place where bytes leave ccxt, after signing; here it keeps the request and answers from a table.
Markets are handed in with their exchange's real ids, so nothing is loaded.
"""

from __future__ import annotations

import asyncio
import json
import urllib.parse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from adapters.exchanges.call import Call
from adapters.exchanges.dialect import Dialect, Market, market_of
from adapters.exchanges.guard import guarded, running
from tests import canaries

NOISE = frozenset(
    {"timestamp", "signature", "nonce", "Timestamp", "Signature", "SignatureMethod", "SignatureVersion"}
    | {"AccessKeyId", "tonce", "sign"}
)
Request = dict[str, Any]


class Recorded(Exception):
    """Every request ends here: nothing leaves."""


@dataclass
class Wire:
    """A ccxt client whose requests are kept.  ``answers``: (part of a url, canned answer), first match wins."""

    client: Any
    market: Market
    answers: Sequence[tuple[str, str]] = ()
    kept: list[Request] = field(default_factory=list)

    async def fetch(self, url: str, method: str = "GET", _headers: Any = None, body: Any = None) -> Any:
        self.kept.append(request(method, url, body))
        for part, answer in self.answers:
            if part in url:
                return json.loads(answer)
        raise Recorded


def request(method: str, url: str, body: Any) -> Request:
    """A request without what changes from run to run."""
    parts = urllib.parse.urlsplit(url)
    found: Request = {"http": f"{method} {parts.scheme}://{parts.netloc}{parts.path}"}
    if query := _clean(dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))):
        found["query"] = query
    if body:
        text = body.decode() if isinstance(body, bytes) else str(body)
        try:
            data = json.loads(text)
        except ValueError:
            data = dict(urllib.parse.parse_qsl(text, keep_blank_values=True))
        if data := _clean(data):
            found["body"] = data
    return found


def _clean(data: Any) -> Any:
    return {k: v for k, v in data.items() if k not in NOISE} if isinstance(data, Mapping) else data


def raw_market(id: str, symbol: str, size: str, amount: str, price: str, **more: Any) -> dict[str, Any]:
    """A ccxt market: ``size`` base per contract, ``amount`` and ``price`` steps."""
    pair, _, settle = symbol.partition(":")
    base, quote = pair.split("/")
    swap = bool(settle)
    nothing = {"min": None, "max": None}
    market = {
        "id": id,
        "lowercaseId": id.lower(),
        "symbol": symbol,
        "base": base,
        "quote": quote,
        "settle": settle or None,
        "baseId": base,
        "quoteId": quote,
        "settleId": settle or None,
        "type": "swap" if swap else "spot",
        "spot": not swap,
        "margin": False,
        "swap": swap,
        "future": False,
        "option": False,
        "index": False,
        "active": True,
        "contract": swap,
        "linear": swap or None,
        "inverse": False if swap else None,
        "subType": "linear" if swap else None,
        "contractSize": float(size) if swap else None,
        "taker": 0.001,
        "maker": 0.001,
        "expiry": None,
        "expiryDatetime": None,
        "strike": None,
        "optionType": None,
        "created": None,
        "info": {},
        "precision": {"amount": float(amount), "price": float(price)},
        "limits": dict.fromkeys(("amount", "price", "cost", "leverage"), nothing),
        "marginModes": {"cross": None, "isolated": None},
    }
    return market | more


def wire(dialect: Dialect, market: dict[str, Any], answers: Sequence[tuple[str, str]] = (), cls: Any = None) -> Wire:
    """An offline client of the dialect's exchange behind the guard."""
    import ccxt.async_support as library

    keys = {"apiKey": canaries.KEY, "secret": canaries.SECRET32, "password": canaries.PASSPHRASE, "uid": "uid"}
    client = (cls or getattr(library, dialect.record.ccxt))(keys | {"enableRateLimit": False, "timeout_on_exit": 0})
    client.options = client.deep_extend(client.options, dict(dialect.client()["options"]))
    client.set_markets([market])
    found = Wire(client, market_of(client.market(market["symbol"])), answers)
    client.fetch = guarded(found.fetch)
    return found


def record(found: Wire, call: Call) -> list[Request]:
    """The requests that ``call`` makes, the last of which is cut off."""

    async def go() -> None:
        try:
            with running(call):
                await getattr(found.client, call.method)(*call.args)
        except Recorded:
            pass
        finally:
            await found.client.close()

    found.kept.clear()
    asyncio.run(go())
    return list(found.kept)

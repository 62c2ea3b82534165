"""Exchanges that answer what a table says: real ccxt clients whose last step, the request itself, is ours."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from adapters.account import Account
from adapters.exchanges.key_check import ccxt_client
from tests.canaries import SECRET64 as SECRET64

Make = Callable[[Account, Mapping[str, str]], Any]
MARKET = {
    "id": "BTC-USDT",
    "symbol": "BTC/USDT",
    "base": "BTC",
    "quote": "USDT",
    "baseId": "BTC",
    "quoteId": "USDT",
    "type": "spot",
    "spot": True,
    "swap": False,
    "active": True,
    "precision": {},
    "limits": {},
    "info": {},
}


def answering(answers: Mapping[str, Any], asked: list[str] | None = None) -> Make:
    """A maker of clients that answer by a part of the request's path.

    An answer is JSON data; a pair of status and body goes through ccxt's own reading of errors; an exception is raised.
    """

    def make(account: Account, fields: Mapping[str, str]) -> Any:
        client = ccxt_client(account, fields)
        client.timeout_on_exit = 0  # ms; there is no connection to wait for
        client.set_markets([MARKET])

        async def fetch(url: str, method: str = "GET", headers: Any = None, body: Any = None) -> Any:
            if asked is not None:
                asked.append(url)
            answer = next(answers[part] for part in answers if part in url)
            if isinstance(answer, BaseException):
                raise answer
            if isinstance(answer, tuple):
                code, text = answer
                parsed = client.parse_json(text)
                client.handle_errors(code, "", url, method, {}, text, parsed, headers or {}, body)
                client.handle_http_status_code(code, "", url, method, text)
                return parsed
            return json.loads(json.dumps(answer))

        client.fetch = fetch
        return client

    return make

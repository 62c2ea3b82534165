"""Our own exchange classes offline: requests are kept where bytes would leave, answers come from a table of texts."""

from __future__ import annotations

import asyncio
import json
import urllib.parse
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

NOW = 1_747_104_711_262
NO_ROUTE = '{"code": 0, "data": null, "message": "OK"}'


def said(data: Any, code: int = 0, message: str = "OK") -> str:
    """An answer in the envelope of both exchanges."""
    return json.dumps({"code": code, "data": data, "message": message})


class Offline:
    """``client`` without a network.  ``answers``: a path's end to one text, or to several in turn."""

    def __init__(self, client: Any, markets: Sequence[Mapping[str, Any]], answers: Mapping[str, Any] | None = None):
        client.enableRateLimit = False
        client.milliseconds = lambda: NOW
        client.seconds = lambda: NOW // 1000
        client.uuid = lambda *_: "33333333-3333-3333-3333-333333333333"
        client.set_markets([client.parse_market(dict(row)) for row in markets])
        client.fetch = self.fetch
        self.client = client
        self.answers = {path: [text] if isinstance(text, str) else list(text) for path, text in (answers or {}).items()}
        self.sent: list[tuple[str, str, dict[str, Any]]] = []
        self.headers: list[Any] = []

    async def fetch(self, url: str, method: str = "GET", headers: Any = None, body: Any = None) -> Any:
        parts = urllib.parse.urlsplit(url)
        query = dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
        self.sent.append((method, parts.path, json.loads(body) if body else query))
        self.headers.append(headers)
        texts = next((texts for end, texts in self.answers.items() if parts.path.endswith(end)), [NO_ROUTE])
        text = texts.pop(0) if len(texts) > 1 else texts[0]
        try:
            answer = json.loads(text)
        except ValueError:
            answer = None
        self.client.handle_errors(200, "OK", url, method, {}, text, answer, headers, body)
        return text if answer is None else answer

    def run(self, call: Callable[[Any], Awaitable[Any]]) -> Any:
        """What ``call`` gives of the client."""

        async def within() -> Any:
            return await call(self.client)

        return asyncio.run(within())

    @property
    def changes(self) -> list[tuple[str, dict[str, Any]]]:
        """What was sent that changes something."""
        return [(path, body) for method, path, body in self.sent if method != "GET"]


class Heard:
    """The end of a stream: what a client was given to resolve or reject."""

    def __init__(self) -> None:
        self.resolved: dict[str, Any] = {}
        self.rejected: list[Exception] = []
        self.subscriptions: dict[str, Any] = {}
        self.lastPong: Any = None  # ccxt's name

    def resolve(self, result: Any, topic: str) -> None:
        self.resolved[topic] = result

    def reject(self, error: Exception) -> None:
        self.rejected.append(error)

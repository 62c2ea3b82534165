"""Streams that break: what the log says of them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from adapters.exchanges.streams import Streams


class Broken:
    """A client whose streams break, once each, and bring one thing afterwards."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    async def watch_orders(self, _symbol: None, _since: None, _limit: None, params: dict[str, Any]) -> list[Any]:
        self.asked.append(params)
        if self.asked.count(params) == 1:
            raise ConnectionResetError
        if self.asked.count(params) > 2:
            await asyncio.Event().wait()
        return [params]


def test_a_stream_that_breaks_is_named_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "adapters.exchanges.streams")

    async def story() -> None:
        heard: asyncio.Queue[Any] = asyncio.Queue()
        streams = Streams(Broken(), lambda _seconds: asyncio.sleep(0), "OKX_F")
        streams.orders({}, heard.put_nowait)
        streams.orders({"trigger": True}, heard.put_nowait)
        assert [await heard.get(), await heard.get()] == [{}, {"trigger": True}]
        await streams.aclose()

    asyncio.run(story())
    assert [r.message for r in caplog.records] == [
        "OKX_F: the stream of orders broke (ConnectionResetError); looks go on",
        "OKX_F: the stream of conditional orders broke (ConnectionResetError); looks go on",
        "OKX_F: the stream of orders is back",
        "OKX_F: the stream of conditional orders is back",
    ]

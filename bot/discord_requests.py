"""Waiting for the library's requests, no longer than somebody can wait.

Knows neither what is asked nor what a refusal means.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import structlog

log = structlog.get_logger(__name__)
T = TypeVar("T")

PATIENT = 60.0  # seconds; the library itself waits up to 30 for a 429, 25 over several 5xx, and 300 for one answer
_left: set[asyncio.Task[Any]] = set()  # which go on unheard: the loop itself keeps no task alive


async def within(seconds: float, request: Coroutine[Any, Any, T]) -> T:
    """What a request gives or raises; ``TimeoutError`` where it has no end by then, which leaves its outcome unknown.

    It is then left alone and not cut off: canceled while every request has to wait (a global 429), discord.py would let
    no other one through for as long as its client lives.
    """
    task = asyncio.ensure_future(request)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    except BaseException:
        task.cancel()  # whoever asked is ended himself: the program stops
        raise
    if done:
        return task.result()
    _left.add(task)
    task.add_done_callback(_ended)
    raise TimeoutError


def _ended(task: asyncio.Task[Any]) -> None:
    _left.discard(task)
    if not task.cancelled() and task.exception() is not None:
        log.info("a request to Discord that nobody waited for any more failed", why=type(task.exception()).__name__)

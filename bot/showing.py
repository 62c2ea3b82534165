"""Showing an answer to somebody who waits for it: tried for a while, and what it shows is noted.

Knows no platform and no words.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import chain, repeat
from typing import TypeVar

import structlog

from bot.chat import Hearing, Place, Reply, Undelivered
from core.ports import Clock, StoreUnavailable

log = structlog.get_logger(__name__)
T = TypeVar("T")

BACK_OFF = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)  # seconds; the last one again and again
ANSWERING = timedelta(seconds=120)  # that an answer is tried to be shown
NOTING = (1.0, 4.0, 15.0)  # seconds between the attempts to note where a ticket stands


async def patiently(clock: Clock, ask: Callable[[], Awaitable[T]]) -> T:
    """Try for a while.  Raises ``Gone``, and the last ``Undelivered``."""
    until = clock.now() + ANSWERING
    for seconds in chain(BACK_OFF, repeat(BACK_OFF[-1])):
        try:
            return await ask()
        except Undelivered as error:
            wait = error.retry_after or seconds
            if error.shut or clock.now() + timedelta(seconds=wait) > until:
                raise
            await clock.sleep(wait)
    raise AssertionError("an endless loop has ended")


async def noted(hearing: Hearing, clock: Clock, reply: Reply, place: Place, posted: str) -> None:
    """Tell the hearing where a ticket stands.  Nothing is shown twice because it could not be noted."""
    if not (reply.ticket and posted):
        return
    for seconds in (*NOTING, 0.0):
        try:
            await hearing.shown(reply, place, posted)
            return
        except StoreUnavailable as error:
            log.warning("it could not be noted where a ticket stands", place=str(place), why=str(error))
        await clock.sleep(seconds)
    log.error("a ticket is shown and will not be kept up to date", bracket=reply.ticket, place=str(place))

"""``bracketeer serve``: the bot without a terminal, until it is told to stop.  People talk to it in chats, if at all.

Knows signals and what to say last.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from typing import Any

from bot.chats import Chats
from bot.desk import Desk
from bot.pipe import farewell

CONNECTING = 10.0  # seconds that chats get to connect before it is said which listen
OK, INTERRUPTED = 0, 130


async def run(desk: Desk, say: Callable[[str], None], seconds: float | None, chats: Chats | None = None) -> int:
    """Run until SIGTERM or SIGINT, or for ``seconds``; then say, per bracket, what stays protected and by what.
    ``chats``: where people talk; what listens is said of those that are connected only.

    The exit status (contracts.md): SIGTERM is how a server is told to stop, SIGINT interrupts it.
    """
    reader = desk.reader
    stopped: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    _stops(stopped, signal.SIGTERM, OK)
    _stops(stopped, signal.SIGINT, INTERRUPTED)
    if chats is None or not chats.troubles():
        say(reader.say("serving-alone"))
    else:
        settled = asyncio.ensure_future(chats.settled(CONNECTING))
        either: set[asyncio.Future[Any]] = {settled, stopped}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        settled.cancel()
        there = [name.capitalize() for name, trouble in chats.troubles().items() if not trouble]
        say(reader.say("serving-listening", chats=reader.listed(there)) if there else reader.say("serving-deaf"))
    status = OK
    try:
        async with asyncio.timeout(seconds):
            status = await stopped
    except TimeoutError:
        say(reader.say("served", seconds=f"{seconds:g}"))
    await desk.heard()
    for text in farewell(desk):
        say(text)
    return status


def _stops(stopped: asyncio.Future[int], number: signal.Signals, status: int) -> None:
    """The first signal decides; a second one changes nothing, because leaving in order takes a moment."""
    stopped.get_loop().add_signal_handler(number, lambda: None if stopped.done() else stopped.set_result(status))

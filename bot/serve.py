"""``bracketeer serve``: the bot without a terminal, until it is told to stop.

Knows signals and what to say last.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable

from bot.desk import Desk
from bot.pipe import farewell


async def run(desk: Desk, say: Callable[[str], None], seconds: float | None) -> int:
    """Run until SIGTERM or SIGINT, or for ``seconds``; then say, per bracket, what stays protected and by what."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    say("serving; stop with SIGTERM or ctrl-C")
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        say(f"served for {seconds:g} s")
    await desk.heard()
    for text in farewell(desk):
        say(text)
    return 0

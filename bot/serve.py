"""``bracketeer serve``: the bot without a terminal, until it is told to stop.  People talk to it in chats, if at all.

Knows signals and what to say last.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Sequence

from bot.desk import Desk
from bot.pipe import farewell

SERVING = (
    "serving: guards what is open and takes no lines; stop with SIGTERM or ctrl-C, then `bracketeer` types on the same "
    "ledger"
)
LISTENING = "serving: guards what is open and listens in {}; stop with SIGTERM or ctrl-C"
OK, INTERRUPTED = 0, 130


async def run(desk: Desk, say: Callable[[str], None], seconds: float | None, chats: Sequence[str] = ()) -> int:
    """Run until SIGTERM or SIGINT, or for ``seconds``; then say, per bracket, what stays protected and by what.
    ``chats``: the platforms that people talk on.

    The exit status (contracts.md): SIGTERM is how a server is told to stop, SIGINT interrupts it.
    """
    stopped: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    _stops(stopped, signal.SIGTERM, OK)
    _stops(stopped, signal.SIGINT, INTERRUPTED)
    say(LISTENING.format(" and ".join(chats)) if chats else SERVING)
    status = OK
    try:
        async with asyncio.timeout(seconds):
            status = await stopped
    except TimeoutError:
        say(f"served for {seconds:g} s")
    await desk.heard()
    for text in farewell(desk):
        say(text)
    return status


def _stops(stopped: asyncio.Future[int], number: signal.Signals, status: int) -> None:
    """The first signal decides; a second one changes nothing, because leaving in order takes a moment."""
    stopped.get_loop().add_signal_handler(number, lambda: None if stopped.done() else stopped.set_result(status))

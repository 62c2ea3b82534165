"""Who talks to people in this run: the console, a pipe, or nobody (``serve``); and the prices that play meanwhile.

Knows how to tell them apart, and imports only the one that is wanted.
"""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress

from bot.approving import Office
from bot.chats import Chats
from bot.desk import Desk
from bot.language import Reader
from bot.session import Session
from bot.settings import state_directory
from bot.visitor import Visitor


async def converse(
    options: Namespace,
    session: Session,
    say: Callable[[str], None],
    logs: Callable[[], None],
    office: Office,
    reader: Reader,
    chats: Chats | None = None,
) -> int:
    """Talk until it is over; the exit status.  ``logs`` sends logs to where stderr is then; ``chats``: where
    people talk."""
    visitor = Visitor(own=reader)
    seconds: float | None = getattr(options, "seconds", None)
    for bracket, why in session.engine.unwatched:
        where = {"symbol": bracket.symbol, "account": bracket.account}
        say(reader.say("not-watched", id=bracket.id, error=reader.told(why), **where))
    if options.command == "serve":
        from bot import serve

        return await serve.run(Desk(session, "serve", visitor=visitor, office=office), say, seconds, chats)
    if sys.stdin is not None and sys.stdin.isatty():
        from bot import console

        desk = Desk(session, "console", visitor=visitor, office=office)
        return await console.run(desk, state_directory() / "history", seconds, logs)
    from bot import pipe

    desk = Desk(session, "pipe", pipe.STANDING, visitor, office)
    return await pipe.run(desk, pipe.lines_of(sys.stdin), say, seconds)


@asynccontextmanager
async def playing(prices: Coroutine[object, object, int]) -> AsyncIterator[None]:
    """Prices play while the block runs.  That they end, or break off, is told; what rests goes on resting."""
    task = asyncio.create_task(prices, name="prices")
    task.add_done_callback(_ended)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, Exception):  # _ended has told of whatever it was
            await task


def _ended(task: asyncio.Task[int]) -> None:
    if not task.cancelled():
        why = task.exception() or "the recording is over"
        print(f"bracketeer: no more prices: {why}", file=sys.stderr, flush=True)

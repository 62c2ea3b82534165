"""The bot as a process to be killed: the real session, ledger, scheduler and clock, and an exchange behind a socket.

``python -m tests.crash.child LEDGER SOCKET [--kill POINT:OP:N] [--symbol S]``.  Messages come as lines of JSON on
stdin, answers leave on stdout; the end of stdin is a polite end.  What people are told is appended, on disk, to
LEDGER.told.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from contextlib import aclosing
from datetime import datetime, timedelta
from decimal import localcontext
from pathlib import Path
from typing import cast

import msgspec

from adapters.clock import SystemClock
from adapters.database.store import open_store
from adapters.exchanges.paper.remote import RemoteVenue
from adapters.scheduler import Scheduler
from bot.__main__ import PRECISION
from bot.session import Session, open_session
from core.engine import Ledger
from core.message import Origin
from core.notices import Notice
from core.ports import Outgoing
from tests.crash.failpoints import Failpoint, KillableLink, KillableStore

LATENCY = timedelta(milliseconds=2)
READY = b"ready\n"


class Message(msgspec.Struct, frozen=True):
    """One line of stdin."""

    key: str
    at: datetime
    text: str


class Answered(msgspec.Struct, frozen=True):
    """One line of stdout: the brackets that a message meant, or why it was not carried out (again)."""

    key: str
    planned: tuple[str, ...] = ()
    problem: str | None = None
    duplicate: str | None = None


class Told(msgspec.Struct, frozen=True):
    """One line of what people are told; ``id`` is the event id."""

    id: str
    bracket: str
    account: str
    symbol: str
    notice: Notice


class Chat:
    """A chat that keeps what it is told in a file (the ``Notifier`` port)."""

    def __init__(self, path: Path) -> None:
        if path.exists():  # a kill ends a write between two pages: such a line reached nobody
            os.truncate(path, path.read_bytes().rfind(b"\n") + 1)
        self._file = _append(path)

    async def send(self, outgoing: Outgoing) -> None:
        told = Told(outgoing.id, outgoing.bracket, outgoing.account, outgoing.symbol, outgoing.notice)
        os.write(self._file, msgspec.json.encode(told) + b"\n")
        os.fsync(self._file)


def _append(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


async def run(options: argparse.Namespace) -> None:
    """Until stdin ends, or a failpoint does."""
    clock, place = SystemClock(), Path(options.socket)
    point, op, nth = options.kill.split(":")
    fail = Failpoint(point, op, int(nth), options.symbol, _append(Path(f"{options.ledger}.kills")))
    async with aclosing(await open_store(options.ledger)) as store:
        session = open_session(
            store=cast("Ledger", KillableStore(store, fail)),  # what it does not define itself is the store's
            clock=clock,
            link=KillableLink(RemoteVenue(place, clock), fail),
            heartbeat=Scheduler,
            notifier=Chat(Path(f"{options.ledger}.told")),
            latency=LATENCY,
        )
        async with session as running:
            sys.stdout.buffer.write(READY)
            sys.stdout.buffer.flush()
            await _listen(running)


async def _listen(session: Session) -> None:
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    async with asyncio.TaskGroup() as working:
        while line := await reader.readline():
            working.create_task(_carry_out(session, msgspec.json.decode(line, type=Message)))
    transport.close()


async def _carry_out(session: Session, message: Message) -> None:
    answer = await session.engine.handle(message.text, Origin(message.key, message.at, "crash"))
    problem = f"{answer.problem.code} {answer.problem.message}" if answer.problem else None
    answered = Answered(message.key, tuple(p.bracket.id for p in answer.planned), problem, answer.duplicate)
    sys.stdout.buffer.write(msgspec.json.encode(answered) + b"\n")
    sys.stdout.buffer.flush()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.crash.child", description=__doc__)
    parser.add_argument("ledger")
    parser.add_argument("socket")
    parser.add_argument("--kill", default="never:never:0", metavar="POINT:OP:N")
    parser.add_argument("--symbol", default="", help="counts only there")
    with localcontext(prec=PRECISION):
        asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()

"""Lines from a pipe or a file: each is answered before the next is read, and the last words say what goes on.

Plain text, no colours.  Knows how to read a stream without a thread; everything else is the desk's.
"""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import IO

from bot.arguments import BAD_USAGE
from bot.asking import meant
from bot.chat import Reply, Table
from bot.desk import Desk
from bot.ticket import afterwards, settled
from bot.words import padded
from core.problems import columns as columns_of

SETTLING = 30.0  # seconds that leaving waits for orders to settle
STANDING = 10.0  # seconds that an answer waits for its orders to stand
LONGEST = 1 << 20  # bytes of a line; the language itself ends much earlier
OK, REFUSED = 0, 2


async def run(desk: Desk, read: AsyncIterator[str], say: Callable[[str], None], seconds: float | None) -> int:
    """Answer every line, wait until all has settled (or for ``seconds`` since the start); the exit status."""
    clock, refused, misused, asked = desk.session.clock, False, False, False
    began = clock.now()
    async for line in read:
        meaning = meant(line, desk.reader)
        if asked and meaning is None:
            say(unanswered(desk))
        reply = await desk.handle(line)
        refused |= reply.refused or (asked and meaning is not True)
        asked = reply.asks
        answer = plain_text(reply)
        if answer:
            say(answer)
        misused |= reply.misused
        if reply.leave or misused:
            break
    if asked:  # a question that nobody answered is a no
        say(unanswered(desk))
        refused = True
    if seconds is None:
        await desk.until(settled, list(desk.touched), SETTLING)
    else:
        left = began + timedelta(seconds=seconds) - clock.now()
        await clock.sleep(max(left.total_seconds(), 0.0))
    await desk.heard()
    for text in farewell(desk):
        say(text)
    return BAD_USAGE if misused else REFUSED if refused else OK


def unanswered(desk: Desk) -> str:
    """That a question got no answer, and how one is given where nobody sits at a keyboard."""
    return desk.reader.say("ask-unanswered", yes=desk.reader.say("words-yes").partition(", ")[0])


def farewell(desk: Desk) -> list[str]:
    """What still works once we have left, and what protects it."""
    return [afterwards(b, desk.reader) for b in desk.view.open()] or [desk.reader.say("nothing-open")]


def plain_text(reply: Reply) -> str:
    """A reply without any drawing, and all its messages as one text."""
    return "\n".join(map(_plain_text, reply.each))


def _plain_text(reply: Reply) -> str:
    first = "\n".join(columns(reply.table)) if reply.table is not None else reply.text
    if reply.beside is None:
        return first
    return "\n".join([first, f"{reply.beside.title}:", *columns(reply.beside)])


def columns(table: Table) -> list[str]:
    """A table in plain text."""
    rows = [table.columns, *table.rows]
    widths = [max(columns_of(row[n]) for row in rows) for n in range(len(table.columns))]
    return ["  ".join(padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


async def lines_of(file: IO[str] | None) -> AsyncIterator[str]:
    """The lines of a pipe as they come, or of a file; what is not UTF-8 is replaced and then refused.

    None is a stdin that was closed before we began: no lines.
    """
    if file is None:
        return
    descriptor = file.fileno()
    mode = os.fstat(descriptor).st_mode
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):  # files and /dev/null never wait, and cannot be waited for
        with os.fdopen(descriptor, "rb", closefd=False) as raw:
            for line in raw:
                yield line.decode("utf-8", "replace")
        return
    reader = asyncio.StreamReader(limit=LONGEST)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), file)
    try:
        while True:
            try:
                line = await reader.readline()
            except ValueError:  # longer than any line we would read: asyncio has dropped what it had
                line = b"?" * LONGEST
            if not line:
                return
            yield line.decode("utf-8", "replace")
    finally:
        transport.close()

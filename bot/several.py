"""A line for each of several brackets, beside one another: what is wrong with one holds up none of the others.

Decides nothing about what the lines say.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot import turns
from bot.chat import Reply, together
from core.bracket import Bracket
from core.ports import StoreUnavailable

if TYPE_CHECKING:
    from bot.desk import Desk

log = logging.getLogger(__name__)

AT_ONCE = 8  # of one account: an exchange that allows few questions a second must answer each before it counts as away


async def carry_out_each(desk: Desk, lines: Sequence[tuple[Bracket, str]], key: str) -> Reply:
    """Carry out every line; one answer for all, in their order.  ``key``: of the yes that all of them come from."""
    room: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE))
    work = (_one(desk, bracket, line, f"{key}:{bracket.id}", room[bracket.account]) for bracket, line in lines)
    said = await asyncio.gather(*work)
    return replace(together(said), refused=any(one.refused for one in said))


async def _one(desk: Desk, bracket: Bracket, line: str, key: str, room: asyncio.Semaphore) -> Reply:
    turns.apart()  # all of them are carried out before the next message is begun
    async with room:
        try:
            # written now: what was said in time must not become late while it waits for others
            return await desk.during(desk.key).carry_out(line, key=key)
        except StoreUnavailable as error:
            why = f"the ledger did not take it ({error})"
        except Exception:  # the others are still to be carried out
            log.exception("#%s: %s could not be carried out", bracket.id, line)
            why = "this bot failed at it, its log says how"
    where = {"id": bracket.id, "symbol": bracket.symbol, "account": bracket.account}
    return Reply(desk.reader.say("not-sure-of-one", why=desk.reader.told(why), **where), refused=True)

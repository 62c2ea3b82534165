"""Says that an answer waits for an exchange that does not answer: whoever presses a button must not wait in silence.

Decides nothing, and the answer still comes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import structlog

from core.notices import Notice, NoticeKind
from core.ports import Outgoing, StoreUnavailable

if TYPE_CHECKING:
    from bot.desk import Desk

log = structlog.get_logger(__name__)

SILENCE = 2.0  # seconds that somebody waits without a word


@asynccontextmanager
async def in_no_silence(desk: Desk) -> AsyncIterator[None]:
    """While an answer is made at ``desk``; in a chat."""
    hint = asyncio.create_task(_hint(desk), name="waits")
    try:
        yield
    finally:
        hint.cancel()
        await asyncio.wait({hint})
        if not hint.cancelled() and (error := hint.exception()) is not None:
            log.error("nobody could be told that an answer waits", exc_info=error)


async def _hint(desk: Desk) -> None:
    await desk.session.clock.sleep(SILENCE)
    away = [name for name in desk.view.accounts() if _away(desk, name)]
    if not away or desk.office is None:
        return
    now = desk.session.clock.now()
    notice = Notice(NoticeKind.WAITS, text=", ".join(away), by=desk.source)
    try:
        await desk.office.tell(Outgoing(f"waits:{desk.source}:{now.isoformat()}", "", away[0], "", now, notice))
    except StoreUnavailable as error:
        log.warning("nobody could be told that an answer waits", why=str(error))


def _away(desk: Desk, account: str) -> bool:
    worker = desk.session.engine.workers.get(account)
    watch = worker.watch if worker is not None else None
    return watch is not None and bool(watch.silent or (watch.failing and not watch.ready.is_set()))

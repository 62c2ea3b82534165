"""What this bot finds out about itself and people with money at stake must hear at once: an account that a defect
stopped, a bracket that nobody can watch, another program that takes the bot's messages.

Level-triggered: each look compares what is so with what was told in this run.  Knows no words.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import structlog

from bot.session import Session
from bot.troubles import TELEGRAM_TAKEN, webhook_elsewhere
from core.notices import Notice, NoticeKind
from core.people import ANY, Halt
from core.people_store import MACHINE, PeopleStore
from core.ports import Outgoing, StoreUnavailable

log = structlog.get_logger(__name__)

EVERY = 1.0  # seconds between two looks
RESTART = timedelta(seconds=60)  # that two runs of ours may take each other's messages while one follows the other
OVER = timedelta(minutes=10)  # without another program after which it is gone: it need not ask often to read along
_TAKEN = (TELEGRAM_TAKEN, webhook_elsewhere("").partition(" to ")[0])  # how a trouble begins that is another program


class Alarms:
    """``tell``: puts a notice into chats and says it at the machine; ``post``: into chats alone.  ``troubles``: why
    each chat does not work now, "" where it does."""

    def __init__(
        self,
        session: Session,
        tell: Callable[[Outgoing], Awaitable[None]],
        post: Callable[[Outgoing], Awaitable[None]],
        people: PeopleStore,
        troubles: Callable[[], Mapping[str, str]],
    ) -> None:
        self._session, self._people, self._troubles = session, people, troubles
        self._tell, self._post = tell, post
        self._began = session.clock.now()
        self._told: set[str] = set()
        self._frozen: set[str] = set()
        self._others: dict[str, tuple[datetime, datetime]] = {}  # by platform: another program, first and last seen

    async def run(self) -> None:
        """Until canceled."""
        while True:
            try:
                await self.look()
            except StoreUnavailable as error:
                log.error("an alarm cannot be told yet", why=str(error))
            except Exception:  # a defect about one alarm must not silence the next
                log.exception("an alarm could not be told")
            await self._session.clock.sleep(EVERY)

    async def look(self) -> None:
        """Look once, and tell what was not told yet."""
        for worker in list(self._session.engine.workers.values()):
            if worker.failed is None:
                continue
            stopped = Notice(NoticeKind.STOPPED, text=worker.account)
            held = [bracket for bracket in worker.brackets.values() if not bracket.closed]
            for bracket in held:
                await self._once(self._tell, bracket.id, bracket.account, bracket.symbol, stopped)
            if not held:
                await self._once(self._tell, "", worker.account, "", stopped)
        for bracket, why in list(self._session.engine.unwatched):  # which the machine was told at the start
            text = "\n".join((bracket.symbol, bracket.account, why))
            unwatched = Notice(NoticeKind.UNWATCHED, text=text)
            await self._once(self._post, bracket.id, bracket.account, bracket.symbol, unwatched)
        for platform, why in self._troubles().items():
            if self._lasts(platform, another=why.startswith(_TAKEN)):
                await self._freeze(platform)

    async def _once(
        self, tell: Callable[[Outgoing], Awaitable[None]], bracket: str, account: str, symbol: str, notice: Notice
    ) -> None:
        key = f"{notice.kind.value}:{bracket or account}:{self._began.isoformat()}"
        if key not in self._told:
            await tell(Outgoing(key, bracket, account, symbol, self._session.clock.now(), notice))
            self._told.add(key)

    def _lasts(self, platform: str, *, another: bool) -> bool:
        """Whether another program takes messages now and did so for longer than a restart of ours makes."""
        now = self._session.clock.now()
        first, last = self._others.get(platform, (now, now))
        if now - last > OVER:
            first = now
            self._frozen.discard(platform)
        if another:
            self._others[platform] = first, now
        return another and now - first >= RESTART

    async def _freeze(self, platform: str) -> None:
        """Whoever takes the messages may have stolen the token: nothing is entered with real money until an admin says
        so.  Once for as long as it lasts, or nobody could."""
        now, accounts = self._session.clock.now(), sorted(self._session.accounts())
        if not accounts or platform in self._frozen:
            return
        for account in accounts:
            await self._people.halt(Halt(account, MACHINE, now, f"another program takes the {platform} bot's messages"))
        log.critical("another program takes the bot's messages; no new entries", platform=platform, accounts=accounts)
        notice = Notice(NoticeKind.TAKEN, text="\n".join((platform.capitalize(), ", ".join(accounts))))
        await self._tell(Outgoing(f"{notice.kind.value}:{platform}:{now.isoformat()}", "", ANY, "", now, notice))
        self._frozen.add(platform)

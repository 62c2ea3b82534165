"""How Telegram's updates come in: fetched by long polling, or posted to a webhook, which is looked after.

Nobody tells a bot that its webhook was removed, or that what Telegram posts arrives nowhere.  So Telegram is asked what
it knows of the webhook, at a quiet pace, and whatever is wrong the webhook is set again.  Knows no update's content.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import chain, repeat
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

import structlog
import telegram
from telegram import error as refused
from telegram.request import BaseRequest

from bot import telegram_errors as errors
from bot import telegram_updates as updates
from bot import troubles
from bot.logs import REDACTOR
from bot.telegram_intake import AT_ONCE, Intake, Json
from bot.telegram_waiting import MOST, Waiting
from bot.telegram_webhook import Webhook, listening
from core.ports import Clock, StoreUnavailable

log = structlog.get_logger(__name__)
T = TypeVar("T")

LOOK = 30.0  # seconds between two looks at the webhook; a tap counts as being as old as the last one
_BACK_OFF = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)


class Receiving:
    """See the module's head.  ``poll``: seconds that Telegram holds a poll open, ``reading``: that an answer may take.

    ``request``: of its own, since a poll that is held open must hold up nothing else.
    """

    def __init__(
        self,
        bot: telegram.Bot,
        request: BaseRequest,
        intake: Intake,
        clock: Clock,
        webhook: Webhook | None,
        *,
        poll: int,
        reading: float,
    ) -> None:
        self._bot, self._request, self._intake, self._clock = bot, request, intake, clock
        self._webhook, self._poll, self._reading = webhook, poll, reading
        self._waiting, self._answered = Waiting(clock), False
        self.trouble = troubles.CONNECTING
        """Why nothing comes in at the moment, in one line; "" if all is well."""

    async def run(self) -> None:
        """Until canceled."""
        if self._webhook is None:
            await self._fetch()
        else:
            await self._listen(self._webhook)

    async def surely(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Until it succeeds; each new trouble is logged once, and that it is over."""
        for seconds in chain(_BACK_OFF, repeat(_BACK_OFF[-1])):
            try:
                answer = await ask()
            except (refused.TelegramError, StoreUnavailable, OSError) as error:
                self._in_trouble(errors.line(error))
                asked = errors.seconds_of(error) if isinstance(error, refused.RetryAfter) else 0.0
                await self._clock.sleep(max(seconds, asked))
            else:
                if self.trouble != troubles.CONNECTING:  # which ends once it is known what has waited there
                    self._in_trouble("")
                return answer
        raise AssertionError("endless")

    def _in_trouble(self, why: str) -> None:
        if why and why != self.trouble:
            log.error(why)
        elif self.trouble and not why:
            log.info("Telegram is connected" if self.trouble == troubles.CONNECTING else "Telegram is back")
        self.trouble = why

    async def earliest(self, update: int) -> datetime:
        """The earliest moment at which an update that has come can have happened."""
        at = self._waiting.earliest(update)
        if self._webhook is not None and self._clock.wall() - at > timedelta(seconds=LOOK):
            try:
                await self._look()  # so that the next one is known to be younger
            except refused.TelegramError as error:
                log.info("it is not known whether anything waits at Telegram", why=errors.line(error))
        return at

    def taken(self, update: int) -> datetime | None:
        """When an update came; None of what an earlier run took."""
        return self._waiting.taken(update)

    # -- fetched -----------------------------------------------------------------------------------

    async def _fetch(self) -> None:
        offset = await self.surely(self._intake.resume)
        await self.surely(self._bot.delete_webhook)
        while True:
            found = await self.surely(partial(self._ask, offset))
            self._in_trouble("")
            offset = await self.surely(partial(self._intake.take, found))

    async def _ask(self, offset: int) -> list[Json]:
        """As Telegram sends them: one update that a library cannot read must not keep the others away."""
        hold = self._poll if self._answered else 0  # after an absence only what has waited is to come
        self._answered = False
        asked = {"offset": offset, "timeout": hold, "limit": MOST, "allowed_updates": json.dumps(updates.KINDS)}
        try:
            found: Any = await self._request.post(
                f"{self._bot.base_url}/getUpdates?{urlencode(asked)}", read_timeout=self._poll + self._reading
            )
        except refused.Conflict as error:
            if "webhook is active" in error.message:
                await self._bot.delete_webhook()
            raise
        self._answered = True
        self._waiting.came(update["update_id"] for update in found)
        if len(found) < MOST:
            self._waiting.none_left()
        return list(found)

    # -- posted ------------------------------------------------------------------------------------

    async def _listen(self, webhook: Webhook) -> None:
        await self.surely(self._intake.resume)
        await self.surely(self._look)
        async with AsyncExitStack() as stack:
            await self.surely(lambda: stack.enter_async_context(listening(webhook, self._posted)))
            await self.surely(partial(self._hook, webhook))
            self._in_trouble("")
            before = Look(0, None, self._intake.taken)
            while True:
                await self._clock.sleep(LOOK)
                try:
                    info = await self._look()
                    look = Look(info.pending_update_count, info.last_error_date, self._intake.taken)
                    why = astray(info, webhook.url) or undelivered(before, look, info.last_error_message or "")
                    before = look
                    self._in_trouble(why)
                    if why:  # what is wrong may be the secret or the kinds, which Telegram does not tell
                        await self._hook(webhook)
                except refused.TelegramError as error:
                    self._in_trouble(errors.line(error))

    async def _posted(self, found: Sequence[Json]) -> int:
        self._waiting.came(update["update_id"] for update in found)
        return await self._intake.take(found)

    async def _look(self) -> telegram.WebhookInfo:
        info = await self._bot.get_webhook_info()
        if not info.pending_update_count:
            self._waiting.none_left()
        return info

    async def _hook(self, webhook: Webhook) -> None:
        await self._bot.set_webhook(
            webhook.url,
            max_connections=AT_ONCE,
            allowed_updates=list(updates.KINDS),
            secret_token=webhook.secret,
        )


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen of the webhook: how many updates waited, when Telegram last failed to post one, and how many had
    come in by then."""

    waiting: int
    failed: datetime | None
    taken: int


def astray(info: telegram.WebhookInfo, url: str) -> str:
    """Why nothing can come in by our webhook: another one, or none, is set (Bot API, WebhookInfo.url)."""
    return "" if info.url == url else troubles.webhook_elsewhere(urlsplit(info.url).hostname or "itself, by polling")


def undelivered(before: Look, now: Look, why: str) -> str:
    """What waits, if nothing came in between two looks though something waited or failed; Telegram itself tries again
    and again (Bot API, setWebhook), so that what waits for a moment is no trouble."""
    stuck = now.waiting > 0 and now.taken == before.taken and (before.waiting > 0 or now.failed != before.failed)
    return troubles.webhook_undelivered(now.waiting, REDACTOR(why)[:200] or "it gives no reason") if stuck else ""

"""Telegram as a front end: updates in, replies out, about five verbs.

Knows nothing of trading, permission or language; what is said is decided behind ``Hearing``.  Messages are fetched by
long polling, or posted to a webhook; either way they are saved first (``telegram_intake``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from itertools import chain, repeat
from typing import Any

import structlog
import telegram
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, MessageHandler, filters
from telegram.request import HTTPXRequest

from bot import telegram_markup as markup
from bot import telegram_menu as menu
from bot import telegram_updates as updates
from bot.chat import Gone, Hearing, Message, Place, Posted, Reply, Tap, Undelivered
from bot.logs import REDACTOR
from bot.telegram_intake import AT_ONCE, Intake, Json
from bot.telegram_receiving import Receiving
from bot.telegram_sender import Sender
from bot.telegram_webhook import Webhook
from core.people_store import UpdateStore
from core.ports import Clock

log = structlog.get_logger(__name__)

API = "https://api.telegram.org/bot"
POLL = 30  # seconds that Telegram holds a poll open when there is nothing to tell
BUBBLE = 1.0  # seconds that a tap may take to be answered in its bubble; later, the answer is a message
READING = 10.0  # seconds that a request may take
_BACK_OFF = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
_ANSWERING = timedelta(seconds=120)  # that an answer is tried to be shown


async def _nobody(_old: str, _new: str) -> None:
    """Nobody wants to know that a group moved."""


class Telegram:
    """See the module's head.

    ``menus``: what each language's menu says (``telegram_menu``).  ``moved``: told the old and the new place, as
    text, of a group that has a new id.
    """

    def __init__(
        self,
        token: str,
        hearing: Hearing,
        store: UpdateStore,
        clock: Clock,
        *,
        menus: Mapping[str, list[menu.Entry]] | None = None,
        webhook: Webhook | None = None,
        moved: Callable[[str, str], Awaitable[None]] = _nobody,
        base_url: str = API,
        poll: int = POLL,
        reading: float = READING,
        bubble: float = BUBBLE,
    ) -> None:
        REDACTOR.add(token)
        self._hearing, self._clock, self._menus = hearing, clock, menus or {}
        self._moved, self._bubble = moved, bubble
        self._requests = (
            HTTPXRequest(AT_ONCE, read_timeout=reading, pool_timeout=reading),
            HTTPXRequest(1, read_timeout=reading),
        )
        self._app: Application[Any, Any, Any, Any, Any, Any] = (
            ApplicationBuilder()
            .token(token)
            .base_url(base_url)
            .request(self._requests[0])
            .get_updates_request(self._requests[1])
            .updater(None)
            .build()
        )
        self._app.add_handler(MessageHandler(filters.ALL, self._written))
        self._app.add_handler(CallbackQueryHandler(self._pressed))
        self._app.add_error_handler(self._failed)
        self._errors: dict[int, Exception] = {}
        self._sender = Sender(self._app.bot, clock, self._group_moved)
        self._intake = Intake(token.partition(":")[0], store, clock, self._handle)
        self._receiving = Receiving(
            self._app.bot, self._requests[1], self._intake, clock, webhook, poll=poll, reading=reading
        )

    def __repr__(self) -> str:
        return "<Telegram>"

    @property
    def platform(self) -> str:
        return updates.PLATFORM

    @property
    def trouble(self) -> str:
        return self._receiving.trouble

    # -- the verbs ---------------------------------------------------------------------------------

    async def run(self) -> None:
        """Receive until canceled.  Nothing that Telegram, the network or the store does ends it."""
        showing: asyncio.Task[None] | None = None
        try:
            await self._receiving.surely(self._app.initialize)
            # Beside: a flood of what only looks better must not keep anybody from being heard.
            showing = asyncio.create_task(menu.show(self._app.bot, self._menus, self._clock), name="menu")
            await self._receiving.run()
        finally:
            if showing is not None:
                showing.cancel()
                await asyncio.gather(showing, return_exceptions=True)
            await self._intake.aclose()

    def fits(self, reply: Reply) -> bool:
        return len(markup.plain_parts(reply)) <= 1

    async def send(self, place: Place, reply: Reply) -> Posted:
        return await self._sender.send(place, reply)

    async def edit(self, place: Place, message: str, reply: Reply) -> None:
        await self._sender.edit(place, message, reply)

    async def delete(self, place: Place, message: str) -> None:
        await self._sender.delete(place, message)

    async def aclose(self) -> None:
        await self._app.shutdown()
        for request in self._requests:  # the application lets go of nothing that never came up
            await request.shutdown()

    # -- handling ----------------------------------------------------------------------------------

    async def _handle(self, raw: Json) -> None:
        update = telegram.Update.de_json(raw, self._app.bot)
        await self._app.process_update(update)
        failed = self._errors.pop(update.update_id, None)
        if failed is not None:
            raise failed

    async def _failed(self, update: object, context: Any) -> None:
        """PTB would only log it; the intake must know."""
        if isinstance(update, telegram.Update):
            self._errors[update.update_id] = context.error

    async def _written(self, update: telegram.Update, _context: Any) -> None:
        service = update.message
        if service is not None and service.migrate_to_chat_id is not None:
            await self._sender.follow(str(service.chat.id), str(service.migrate_to_chat_id))
        message = updates.message_of(update, self._app.bot.bot)
        if message is None:
            return
        answer = updates.answer_of(message, update, self._app.bot.bot)
        if answer is None:
            await self._show(await self._hearing.hear(message), message)
        else:
            await self._show(await self._hearing.tap(answer), message, under=answer.message)

    async def _pressed(self, update: telegram.Update, _context: Any) -> None:
        query = update.callback_query
        at = await self._receiving.earliest(update.update_id)
        tap = updates.tap_of(query, self._app.bot.bot, at) if query is not None else None
        if query is None or tap is None:
            return
        title = updates.title_of(query)
        if title:
            await self._sender.answer(query.id, "")
            mention = None if tap.private else (tap.person.user, tap.person.name)
            html = markup.prompt(title, tap.data, tap.message, mention)
            await self._surely(tap.place, lambda: self._sender.ask(tap.place, html, title, tap.message))
            return
        reply, shown = await self._answered(query.id, tap)
        if not shown:
            await self._show(reply, tap, under=tap.message)

    async def _answered(self, query: str, tap: Tap) -> tuple[Reply | None, bool]:
        """The reply, and whether the bubble over the button has shown it."""
        answering = asyncio.ensure_future(self._hearing.tap(tap))
        try:
            done, _ = await asyncio.wait({answering}, timeout=self._bubble)
            reply = answering.result() if done else None
            said = markup.toast(reply) if reply is not None else ""
            shown = await self._sender.answer(query, said, alarm=bool(said))
            return await answering, shown and bool(said)
        except Exception:
            await self._sender.answer(query, "")
            raise
        finally:
            answering.cancel()

    async def _show(self, reply: Reply | None, to: Message | Tap, under: str = "") -> None:
        if reply is None:
            return
        first, *more = reply.each
        await self._show_one(first, to, under)
        for one in more:
            await self._stands(one, to.place, await self._posted(to.place, one))

    async def _show_one(self, reply: Reply, to: Message | Tap, under: str) -> None:
        place, posted = to.place, under
        answers = to.id if isinstance(to, Message) and not to.private and not reply.forget else ""
        if reply.forget and isinstance(to, Message):
            await self._surely(place, lambda: self._sender.delete(place, to.id))
        if not (reply.update and under and await self._surely(place, lambda: self._sender.edit(place, under, reply))):
            posted = await self._posted(place, reply, answers)
        await self._stands(reply, place, posted)

    async def _posted(self, place: Place, reply: Reply, answers: str = "") -> str:
        """The id of the message in which a reply ends; "" if it could not be shown."""
        shown: list[Posted] = []

        async def send() -> None:
            shown.append(await self._sender.send(place, reply, answers))

        await self._surely(place, send)
        return shown[-1].ids[-1] if shown and shown[-1].ids else ""

    async def _stands(self, reply: Reply, place: Place, posted: str) -> None:
        if reply.ticket and posted:
            await self._hearing.shown(reply, place, posted)

    async def _surely(self, place: Place, ask: Callable[[], Awaitable[None]]) -> bool:
        """Try for a while; whether it was done.  What happens to orders is told in other ways as well."""
        until = self._clock.now() + _ANSWERING
        for seconds in chain(_BACK_OFF, repeat(_BACK_OFF[-1])):
            try:
                await ask()
                return True
            except Gone as error:
                log.warning("an answer has no place any more", place=str(place), why=str(error))
                return False
            except Undelivered as error:
                wait = error.retry_after or seconds
                if error.shut or self._clock.now() + timedelta(seconds=wait) > until:
                    log.error("an answer could not be shown", place=str(place), why=str(error))
                    return False
                await self._clock.sleep(wait)
        return False

    async def _group_moved(self, old: str, new: str) -> None:
        await self._moved(str(Place(self.platform, old)), str(Place(self.platform, new)))

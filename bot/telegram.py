"""Telegram as a front end: updates in, replies out, about five verbs.

Knows nothing of trading, permission or language; what is said is decided behind ``Hearing``.  Messages are fetched by
long polling, or posted to a webhook; either way they are saved first (``telegram_intake``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
import telegram
from telegram.request import HTTPXRequest

from bot import telegram_markup as markup
from bot import telegram_menu as menu
from bot import telegram_updates as updates
from bot.chat import SPACING, Gone, Hearing, Message, Place, Posted, Reply, Tap, Undelivered
from bot.logs import REDACTOR
from bot.showing import noted, patiently
from bot.telegram_intake import Intake, Json, Show
from bot.telegram_receiving import Receiving
from bot.telegram_sender import LINES, Sender
from bot.telegram_webhook import Webhook
from core.people_store import UpdateStore
from core.ports import Clock

log = structlog.get_logger(__name__)

API = "https://api.telegram.org/bot"
POLL = 30  # seconds that Telegram holds a poll open when there is nothing to tell
BUBBLE = 1.0  # seconds that a tap may take to be answered in its bubble; later, the answer is a message
READING = 10.0  # seconds that a request may take


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
            HTTPXRequest(LINES + 2, read_timeout=reading, pool_timeout=reading),
            HTTPXRequest(1, read_timeout=reading),
        )
        self._bot = telegram.Bot(token, base_url, request=self._requests[0], get_updates_request=self._requests[1])
        self._aside: set[asyncio.Task[bool]] = set()
        self._sender = Sender(self._bot, clock, self._group_moved)
        self._intake = Intake(token.partition(":")[0], store, clock, self._handle)
        self._receiving = Receiving(
            self._bot, self._requests[1], self._intake, clock, webhook, poll=poll, reading=reading
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
            await self._receiving.surely(self._bot.initialize)
            # Beside: a flood of what only looks better must not keep anybody from being heard.
            showing = asyncio.create_task(menu.show(self._bot, self._menus, self._clock), name="menu")
            await self._receiving.run()
        finally:
            if showing is not None:
                showing.cancel()
                await asyncio.gather(showing, return_exceptions=True)
            await self._intake.aclose()
            for task in self._aside:
                task.cancel()

    def fits(self, reply: Reply) -> bool:
        return len(markup.plain_parts(reply)) <= 1

    async def send(self, place: Place, reply: Reply) -> Posted:
        return await self._sender.send(place, reply)

    async def edit(self, place: Place, message: str, reply: Reply) -> None:
        await self._sender.edit(place, message, reply)

    def spacing(self, message: str) -> timedelta:  # noqa: ARG002  # all are alike, however old
        return SPACING

    async def delete(self, place: Place, message: str) -> None:
        await self._sender.delete(place, message)

    async def aclose(self) -> None:
        await self._bot.shutdown()
        for request in self._requests:  # the library lets go of nothing that never came up
            await request.shutdown()

    # -- handling ----------------------------------------------------------------------------------

    async def _handle(self, raw: Json) -> Show | None:
        """Carry an update out; gives back what is to be shown then."""
        update = telegram.Update.de_json(raw, self._bot)
        return await (self._pressed(update) if update.callback_query is not None else self._written(update))

    async def _written(self, update: telegram.Update) -> Show | None:
        service = update.message
        if service is not None and service.migrate_to_chat_id is not None:
            await self._sender.follow(str(service.chat.id), str(service.migrate_to_chat_id))
        message = updates.message_of(update, self._bot.bot)
        if message is None:
            return None
        answer = updates.answer_of(message, update, self._bot.bot, self._receiving.taken(update.update_id))
        reply = await (self._hearing.hear(message) if answer is None else self._hearing.tap(answer))
        show = self._showing(reply, message, under="" if answer is None else answer.message)
        if reply is None or not reply.forget:
            return show
        place, id = message.place, message.id
        gone = self._beside(self._surely(place, lambda: self._sender.delete(place, id)))  # a secret waits for no answer

        async def show_and_forget() -> None:
            await show()
            await gone

        return show_and_forget

    async def _pressed(self, update: telegram.Update) -> Show | None:
        query, taken = update.callback_query, self._receiving.taken(update.update_id)
        at = await self._receiving.earliest(update.update_id)
        tap = updates.tap_of(query, self._bot.bot, at, taken) if query is not None else None
        if query is None or tap is None:
            return None
        reply, bubble, said = await self._tapped(query.id, tap)
        title = updates.title_of(query)
        if title and reply is None:  # a stranger would fill the chat with questions
            mention = None if tap.private else (tap.person.user, tap.person.name)
            html = markup.prompt(title, tap.data, tap.message, mention)

            async def ask() -> None:
                await bubble
                await self._surely(tap.place, lambda: self._sender.ask(tap.place, html, title, tap.message))

            return ask

        async def show() -> None:
            if not (await bubble and said):
                await shown()
            if spent is not None:
                bare = partial(self._sender.edit, tap.place, tap.message, spent)
                self._beside(self._surely(tap.place, bare))

        spent = reply.spent if reply is not None else None
        shown = self._showing(reply, tap, under=tap.message)
        return show

    async def _tapped(self, query: str, tap: Tap) -> tuple[Reply | None, asyncio.Task[bool], str]:
        """The reply, and what the bubble over the button is being told; a bubble waits for no other answer."""
        answering = asyncio.ensure_future(self._hearing.tap(tap))
        bubble: asyncio.Task[bool] | None = None
        try:
            done, _ = await asyncio.wait({answering}, timeout=self._bubble)
            bubble = None if done else self._bubble_says(query, "")
            reply = await answering
        except Exception:
            if bubble is None:
                self._bubble_says(query, "")
            raise
        finally:
            answering.cancel()
        said = markup.toast(reply) if reply is not None and bubble is None else ""
        return reply, bubble or self._bubble_says(query, said), said

    def _bubble_says(self, query: str, said: str) -> asyncio.Task[bool]:
        """End the waiting sign on a button, at once and beside everything else; whether that was possible."""
        return self._beside(self._sender.answer(query, said, alarm=bool(said)))

    def _beside(self, work: Coroutine[Any, Any, bool]) -> asyncio.Task[bool]:
        """Begin what need not wait for its turn."""
        task = asyncio.create_task(work, name="telegram aside")
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)
        return task

    def _showing(self, reply: Reply | None, to: Message | Tap, under: str = "") -> Show:
        """Shows each message of a reply once, also where it breaks off between two."""
        left: list[Show] = []
        if reply is not None:
            first, *more = reply.each
            left = [
                partial(self._show_one, first, to, under),
                *(partial(self._show_more, one, to.place) for one in more),
            ]

        async def show() -> None:
            while left:
                await left[0]()
                del left[0]

        return show

    async def _show_one(self, reply: Reply, to: Message | Tap, under: str) -> None:
        place, posted = to.place, under
        answers = to.id if isinstance(to, Message) and not to.private and not reply.forget else ""
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

    async def _show_more(self, reply: Reply, place: Place) -> None:
        await self._stands(reply, place, await self._posted(place, reply))

    async def _stands(self, reply: Reply, place: Place, posted: str) -> None:
        await noted(self._hearing, self._clock, reply, place, posted)

    async def _surely(self, place: Place, ask: Callable[[], Awaitable[None]]) -> bool:
        """Try for a while; whether it was done.  What happens to orders is told in other ways as well."""
        try:
            await patiently(self._clock, ask)
        except Gone as error:
            log.warning("an answer has no place any more", place=str(place), why=str(error))
            return False
        except Undelivered as error:
            log.error("an answer could not be shown", place=str(place), why=str(error))
            return False
        return True

    async def _group_moved(self, old: str, new: str) -> None:
        await self._moved(str(Place(self.platform, old)), str(Place(self.platform, new)))

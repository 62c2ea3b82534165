"""Discord as a front end: slash commands, buttons, forms and lines in, replies out, about five verbs.

Knows nothing of trading, permission or language; what is said is decided behind ``Hearing``.  Lines that were written
while the bot was off are read afterwards; of a slash command Discord itself says that it was not answered.  What is
under way when the bot stops gets ``LEAVING`` to end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import chain, repeat
from typing import Any

import discord
import structlog
from discord import app_commands

from bot import discord_commands as slash
from bot import discord_errors as errors
from bot import discord_markup as markup
from bot import discord_messages as messages
from bot import troubles
from bot.chat import SPACING, Choice, Gone, Hearing, Message, Place, Posted, Reply, Tap, Undelivered
from bot.command import Command
from bot.discord_answers import Answers
from bot.discord_backlog import Backlog
from bot.discord_client import Client, Seen
from bot.discord_sender import Sender, asked, tried
from bot.language import language
from bot.logs import REDACTOR
from bot.showing import BACK_OFF, patiently
from bot.turns import Turns
from core.ports import Clock

log = structlog.get_logger(__name__)

LEAVING = 5.0  # seconds that what people asked for gets to end, when we leave
COMPLETING = 2.0  # seconds until there is nothing to offer: Discord waits for three
AGED, SELDOM = timedelta(hours=1), timedelta(minutes=5)  # edits of older messages are few (30046), how few is not told


class Discord:
    """See the module's head.

    ``commands``: what is offered; ``backlog``: up to where lines were dealt with; ``reads``: whether lines are heard in
    which the bot is not mentioned, for which the application needs the message content intent.
    """

    def __init__(
        self,
        token: str,
        hearing: Hearing,
        commands: Iterable[Command],
        clock: Clock,
        backlog: Backlog,
        *,
        reads: bool = False,
    ) -> None:
        REDACTOR.add(token)
        self._token, self._hearing, self._clock, self._reads = token, hearing, clock, reads
        self._commands, self._backlog = list(commands), backlog
        self._turns, self._seen = Turns(), Seen()
        self._use(Client(self, self._backlog, reads=self._reads))
        self._busy: set[asyncio.Task[Any]] = set()  # at what somebody did
        self._lasting = ""  # what is wrong until a person mends it, though we are connected
        self.trouble = troubles.CONNECTING
        """Why nothing comes in at the moment, in one line; "" if all is well."""

    def __repr__(self) -> str:
        return "<Discord>"

    @property
    def platform(self) -> str:
        return messages.PLATFORM

    # -- the verbs ---------------------------------------------------------------------------------

    async def run(self) -> None:
        """Receive until canceled; the library mends its connection.  What only a person can mend turns this off."""
        try:
            while True:
                try:
                    await self._log_in()
                    await self.client.connect()
                    return
                except discord.PrivilegedIntentsRequired:
                    if not self._reads:
                        raise
                    # Withdrawn, maybe while we run: commands, private lines and what we tell need no such intent.
                    self._reads, self._lasting = False, troubles.DISCORD_INTENT
                    self.in_trouble(self._lasting)
                    await self._renew()
        except discord.LoginFailure:
            await self._off(troubles.DISCORD_TOKEN)
        except asyncio.CancelledError:
            await self._leave()
            raise
        finally:
            await self._renew()

    def fits(self, reply: Reply) -> bool:
        return not any(number or part.file for number, part in enumerate(markup.parts(reply)))

    async def send(self, place: Place, reply: Reply) -> Posted:
        self._reach()
        return await self._sender.send(place, reply)

    async def edit(self, place: Place, message: str, reply: Reply) -> None:
        self._reach()
        await self._sender.edit(place, message, reply)

    def spacing(self, message: str) -> timedelta:
        return SPACING if self._clock.wall() - discord.utils.snowflake_time(int(message)) < AGED else SELDOM

    async def delete(self, place: Place, message: str) -> None:
        self._reach()
        await self._sender.delete(place, message)

    async def aclose(self) -> None:
        await self.client.close()

    # -- being there -------------------------------------------------------------------------------

    async def _log_in(self) -> None:
        for seconds in chain(BACK_OFF, repeat(BACK_OFF[-1])):
            try:
                await self.client.login(self._token)
            except errors.FAILURES as error:
                self.in_trouble(str(errors.meaning(error)))
                await self._renew()
                await self._clock.sleep(seconds)
            else:
                return

    async def _renew(self) -> None:
        """A client cannot be used twice."""
        await self.client.close()
        self._use(Client(self, self._backlog, reads=self._reads))

    def _use(self, client: Client) -> None:
        self.client, self._sender, self._patient = client, Sender(client), Sender(client, self._clock)
        self._answers = Answers(self._patient, self._hearing, self._clock)

    async def _leave(self) -> None:
        """Let what is under way end, for a while; nothing comes in any more.  A line that was not dealt with is read
        after the next start."""
        self.client.leaving = True
        if self._busy:
            _, late = await asyncio.wait(set(self._busy), timeout=LEAVING)
            for task in late:
                task.cancel()

    @contextmanager
    def _under_way(self) -> Iterator[None]:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("what people do is handled in a task")
        self._busy.add(task)
        try:
            yield
        finally:
            self._busy.discard(task)

    async def _off(self, why: str) -> None:
        self.in_trouble(why)
        await self.client.close()
        await asyncio.Event().wait()

    def in_trouble(self, why: str) -> None:
        """``why``: "" once it is over."""
        why = why or self._lasting
        if why and why != self.trouble:
            log.error(why)
        elif self.trouble and not why:
            log.info("Discord is connected" if self.trouble == troubles.CONNECTING else "Discord is back")
        self.trouble = why

    def _reach(self) -> None:
        if not self.client.logged_in:
            raise Undelivered(troubles.DISCORD_LOST if self.trouble == "" else self.trouble)

    def offer(self, tree: app_commands.CommandTree) -> None:
        """Put the commands into a client's tree."""
        for command in self._commands:
            tree.add_command(slash.slash(command, self._called, self._completed))
        tree.add_command(slash.trade_message(self._chosen))

    # -- what people do ----------------------------------------------------------------------------

    async def written(self, found: discord.Message, *, edited: bool = False) -> bool:
        """A line in a chat; whether it was for us."""
        message = messages.message_of(found, self.client.me, edited=edited)
        if message is None:
            return False
        with self._under_way():
            async with self._turns.next(message.place) as turn:
                reply = await self._heard(message)
                await turn.shows()
                await self._answers.written(message, found, reply)
        return reply is not None

    async def unread(self, channel: int) -> None:
        """Tell a chat that what was written there meanwhile could not be read."""
        guild, place = getattr(self.client.get_channel(channel), "guild", None), Place(messages.PLATFORM, str(channel))
        said = language(str(guild.preferred_locale) if guild is not None else "").say("discord-unread")
        try:
            await self._sender.send(place, Reply(said, refused=True))
        except (Undelivered, Gone) as error:
            tried(error, place)

    async def pressed(self, found: discord.Interaction) -> None:
        """A button, or the form that a button opened."""
        data: dict[str, Any] = dict(found.data or {})
        said, title = markup.carried(str(data.get("custom_id", "")))
        if title and found.type is discord.InteractionType.component:
            try:
                await patiently(self._clock, lambda: asked(_opened(found, said, title)))
            except (Undelivered, Gone) as error:
                log.warning("a form could not be opened", why=str(error))
            return
        if found.type is discord.InteractionType.modal_submit:
            said = f"{said} {messages.typed(data)}"
        with self._under_way():
            if await self._deferred(found):
                await self._tapped(found, said)

    async def _tapped(self, found: discord.Interaction, said: str) -> None:
        tap = messages.tap_of(found, said, max(self._clock.now(), self._clock.wall()))
        async with self._turns.next(tap.place) as turn:
            reply = await self._heard(tap)
            await turn.shows()
            hidden = reply is not None and (reply.alone or reply.refused) and not reply.ticket and not tap.private
            await self._answers.asked(found, tap, reply, hidden=hidden)

    async def _called(self, found: discord.Interaction, command: Command, given: slash.Given) -> None:
        hidden, line = slash.personal(command) and not messages.is_private(found), slash.line(command, given)
        with self._under_way():
            if not await self._deferred(found, hidden=hidden, thinking=True):
                return
            if line is None:
                await self._answers.asked(found, messages.asked(found, ""), slash.usage(found, command), hidden=hidden)
            else:
                await self._asked(found, messages.asked(found, line), hidden=hidden)

    async def _chosen(self, found: discord.Interaction, target: discord.Message) -> None:
        with self._under_way():
            if await self._deferred(found, thinking=True):
                line = f"/trade {target.content}"  # addressed to us, whatever it says, and a draft: others wrote it
                await self._asked(found, messages.asked(found, line, forwarded=target.created_at))

    async def _completed(self, found: discord.Interaction, command: str, parameter: str, typed: str) -> list[Choice]:
        """Nothing is offered rather than too late or not at all."""
        person = messages.person_of(found.user, str(found.locale))
        try:
            async with asyncio.timeout(COMPLETING):
                return await self._hearing.choices(command, parameter, typed, person, messages.place_of(found.channel))
        except Exception:
            log.warning("nothing could be offered", command=command, parameter=parameter, exc_info=True)
            return []

    # -- answering ---------------------------------------------------------------------------------

    async def _deferred(self, found: discord.Interaction, *, hidden: bool = False, thinking: bool = False) -> bool:
        """Promise an answer before anything is done, since Discord waits for three seconds only.

        Where that fails the person was told that nothing answers, and does it again: so nothing is done.
        """
        if not self._seen.first(found.id):  # told again after a broken connection
            return False
        late = Reply(slash.said(found, "discord-too-late"), refused=True)
        try:
            await asked(found.response.defer(ephemeral=hidden, thinking=thinking))
            return True
        except (Undelivered, Gone) as error:
            log.warning("somebody could not be answered in time; nothing was done", why=str(error))
            promised = errors.is_code(error.__cause__, errors.ANSWERED)  # and our first promise's answer was lost
        place = messages.place_of(found.channel)
        try:
            await (self._patient.answer(found, late, hidden=hidden) if promised else self._patient.send(place, late))
        except (Undelivered, Gone) as error:
            tried(error, place)
        return False

    async def _asked(self, found: discord.Interaction, message: Message, *, hidden: bool = False) -> None:
        async with self._turns.next(message.place) as turn:
            reply = await self._heard(message)
            await turn.shows()
            await self._answers.asked(found, message, reply, hidden=hidden)

    async def _heard(self, said: Message | Tap) -> Reply | None:
        try:
            if isinstance(said, Tap):
                return await self._hearing.tap(said)
            return await self._hearing.hear(said)
        except Exception:
            log.exception("a message or tap was not handled to its end", key=said.key)
            return Reply(language(said.person.locale).say("discord-broke"), refused=True)


async def _opened(found: discord.Interaction, said: str, title: str) -> None:
    await found.response.send_modal(markup.form(said, title))

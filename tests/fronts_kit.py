"""The real front ends in virtual time: below each library's own code, what a platform would say is said at once.

``OnTelegram`` is the front end, python-telegram-bot and the stand-in's methods without HTTP; ``OnDiscord`` the front
end on a channel that keeps what it is given.  One person, Ann, in her private chat.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, Protocol, cast
from unittest.mock import patch
from urllib.parse import parse_qsl, urlsplit

import discord
import httpx
from telegram import error as refused
from telegram.request import BaseRequest, RequestData

from adapters.clock import VirtualClock
from adapters.database.memory import MemoryStore
from adapters.exchanges.paper import LocalVenue, Markets, Venue
from adapters.scheduler import VirtualScheduler
from bot.approving import Office
from bot.chat import FrontEnd, Hearing, Person, Place
from bot.chats import chatting
from bot.commands import COMMANDS
from bot.discord import Discord
from bot.discord_backlog import Backlog
from bot.live_tickets import LiveTickets
from bot.pace import Rate
from bot.post import Post
from bot.reading import Readers
from bot.reception import Reception
from bot.session import Session, open_session
from bot.speaker import Speaker
from bot.taps import Sealer
from bot.telegram import Telegram
from core.people import ANY, Grant, Identity, Role
from tests.botapi.entities import parse_html
from tests.botapi.methods import Refusal
from tests.botapi.server import TOKEN, StandIn, Went
from tests.botapi.telegram import Json, told
from tests.botapi.telegram import Telegram as World
from tests.people_kit import Kept, in_memory
from tests.test_conversations import START

ANN = 7
AT_ONCE = Rate(0.0, 1000)  # a platform's pace is no part of what is said
_ESCAPED = re.compile(r"\\([\\*_~|`<#>(-])")


class Direct(BaseRequest):
    """python-telegram-bot's way to the stand-in: its methods and its faults, without a socket."""

    def __init__(self, api: StandIn) -> None:
        self._api = api

    @property
    def read_timeout(self) -> float | None:
        return 10.0

    async def initialize(self) -> None:
        return

    async def shutdown(self) -> None:
        return

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002  # the library's signature, here and below
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,  # noqa: ARG002
        connect_timeout: Any = None,  # noqa: ARG002
        pool_timeout: Any = None,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        parts = urlsplit(url)
        name, given = parts.path.rpartition("/")[2], dict(parse_qsl(parts.query))
        given |= request_data.json_parameters if request_data is not None else {}
        went = self._api._fault(name)
        if went is Went.HUNG:
            await asyncio.sleep(read_timeout if isinstance(read_timeout, float) else 10.0)
            raise refused.TimedOut from httpx.ReadTimeout("hung")
        if went is Went.RESET:
            raise refused.NetworkError("reset") from httpx.ReadError("reset")
        if went is Went.BAD_GATEWAY:
            return 502, b"<html><head><title>502 Bad Gateway</title></head></html>"
        try:
            if isinstance(went, Refusal):
                raise went
            answer: Json = {"ok": True, "result": told(await self._api._call(name, given))}
        except Refusal as error:
            more = {"parameters": error.parameters} if error.parameters else {}
            answer = {"ok": False, "error_code": error.code, "description": error.description, **more}
        if went is Went.LOST:
            raise refused.NetworkError("lost") from httpx.ReadError("lost")
        return int(answer.get("error_code", 200)), json.dumps(answer).encode()


class Front(Protocol):
    """One front end and what stands behind it."""

    platform: str
    place: Place
    end: FrontEnd

    async def type(self, text: str, ago: timedelta = timedelta()) -> None:
        """Ann writes, or did ``ago`` while nobody listened; return once she has her answer."""

    def messages(self) -> list[str]:
        """Everything that was sent to her so far, a text per message, as she reads it."""


class OnTelegram:
    """See the module's head."""

    platform = "telegram"

    def __init__(self, hearing: Hearing, kept: Kept, clock: VirtualClock) -> None:
        self.world = World(clock)
        self.api = StandIn(self.world)
        self.api.methods.flood = None
        self.ann = self.world.person(ANN, "Ann")
        self.place = Place(self.platform, str(ANN))
        self._clock = clock
        with patch("bot.telegram.HTTPXRequest", lambda *_, **__: Direct(self.api)):
            self.end: FrontEnd = Telegram(TOKEN, hearing, kept.updates, clock)

    async def type(self, text: str, ago: timedelta = timedelta()) -> None:
        with patch.object(self.world, "now", lambda: int((self._clock.now() - ago).timestamp())):
            self.ann.types(text)
        await self.idle()

    async def idle(self) -> None:
        """Until every update was taken and handled."""
        intake = cast("Telegram", self.end)._intake
        while self.api.waiting or intake._tasks:
            await self._clock.sleep(0.001)

    def messages(self) -> list[str]:
        sent = [given["text"] for name, given in self.api.methods.calls if name == "sendMessage"]
        return [parse_html(text)[0].replace("\N{ZERO WIDTH SPACE}", "") for text in sent]


class Channel:
    """What discord.py's client gives for a channel, with nothing behind it."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    async def send(self, **shown: Any) -> Any:
        self.sent.append("\n".join([shown["content"], *(file.fp.read().decode() for file in shown.get("files", ()))]))
        return SimpleNamespace(id=len(self.sent))

    def get_partial_message(self, _id: int) -> Any:
        async def edit(**_shown: Any) -> None:
            return

        return SimpleNamespace(edit=edit)


class Library:
    """What of discord.py's client the front end uses."""

    me, logged_in = 99, True

    def __init__(self) -> None:
        self.channel = Channel()

    def get_partial_messageable(self, _id: int) -> Channel:
        return self.channel

    async def login(self, _token: str) -> None:
        return

    async def connect(self) -> None:
        await asyncio.Event().wait()

    async def close(self) -> None:
        return


class OnDiscord:
    """See the module's head."""

    platform = "discord"

    def __init__(self, hearing: Hearing, kept: Kept, clock: VirtualClock) -> None:
        self.place = Place(self.platform, "500")
        self._clock, self._library, self._written = clock, Library(), 0
        self._front = Discord(
            "none", hearing, COMMANDS.values(), clock, Backlog(kept.updates, kept.people, clock), reads=True
        )
        self._front._use(cast("Any", self._library))
        self.end: FrontEnd = self._front

    async def type(self, text: str, ago: timedelta = timedelta()) -> None:
        self._written += 1
        ann = SimpleNamespace(bot=False, id=ANN, global_name="Ann", name="ann")
        written = SimpleNamespace(
            id=self._written,
            author=ann,
            webhook_id=None,
            type=discord.MessageType.default,
            reference=None,
            guild=None,
            content=text,
            created_at=self._clock.now() - ago,
            channel=SimpleNamespace(id=500, type=discord.ChannelType.private),
        )
        await self._front.written(cast("discord.Message", written))

    def messages(self) -> list[str]:
        return [_read(content) for content in self._library.channel.sent]


def _read(content: str) -> str:
    """As a Discord client shows it."""
    if content.startswith("```\n"):
        return content.removeprefix("```\n").removesuffix("\n```")
    return _ESCAPED.sub(r"\1", content)


FRONTS: dict[str, Any] = {"telegram": OnTelegram, "discord": OnDiscord}


class Desks:
    """One bot with one front end, on paper."""

    def __init__(
        self, front: Front, session: Session, venue: Venue, clock: VirtualClock, post: Post, kept: Kept
    ) -> None:
        self.front, self.session, self.venue, self.clock, self.post = front, session, venue, clock, post
        self.kept = kept
        self.aloud: list[str] = []
        """Every line that a terminal beside it would print."""

    async def told(self) -> None:
        """Until everything that has happened was told."""
        while await self.session.store.outbox(1):
            await self.clock.sleep(0.01)
        await self.post.flushed(str(self.front.place), 60.0)


@asynccontextmanager
async def bot_on(platform: str, clock: VirtualClock) -> AsyncIterator[Desks]:
    """A bot that runs on one platform and that Ann owns."""
    store, venue, fronts, aloud = MemoryStore(), Venue(Markets()), dict[str, FrontEnd](), list[str]()
    for symbol, price in START:
        venue.seed(symbol, Decimal(price), clock.now())
    async with in_memory() as kept:
        readers = Readers(kept.people, clock)
        post = Post(store, kept.letters, kept.people, clock, readers, fronts, Speaker(store, aloud.append))
        opened = open_session(
            store=store,
            clock=clock,
            link=LocalVenue(venue, clock),
            heartbeat=lambda nudge: VirtualScheduler(nudge, clock),
            notifier=post,
            latency=timedelta(milliseconds=50),
        )
        async with opened as session:
            office = Office(kept.people, Sealer(b"k" * 32))
            front: Front = FRONTS[platform](Reception(session, office, kept.letters, post.flushed), kept, clock)
            fronts[platform] = front.end
            ann = Person(platform, str(ANN), "Ann")
            await kept.people.meet(Identity(ann.id, "Ann", "", str(front.place)))
            await kept.people.grant(ann.id, Grant(ANY, Role.ADMIN))
            tickets = LiveTickets(session, kept.letters, readers, office.sealer, fronts)
            async with chatting(fronts, post, tickets, clock):
                one = Desks(front, session, venue, clock, post, kept)
                one.aloud = aloud
                yield one

"""Which chats have not worked for a while, and telling it by another way: a line where the bot was started, and the
owners' private chats on the platforms that work.

Level-triggered: each look compares what is wrong with who was told.  Knows no platform, and not what is wrong with one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.chat import FrontEnd, Gone, Reply, Undelivered, read_place
from bot.language import Reader
from bot.reading import Readers
from bot.troubles import CONNECTING
from core.ports import Clock, StoreUnavailable

log = structlog.get_logger(__name__)

EVERY = 1.0  # seconds between two looks
GRACE = timedelta(seconds=30)  # that a trouble lasts before it is told: connections break and mend all day
CALM = timedelta(seconds=60)  # without any before it is over
LATER = timedelta(seconds=30)  # after which somebody who could not be told is told again


@dataclass(frozen=True, slots=True)
class Outage:
    """``since`` and ``seen``: when it was first and last there; ``first``: the chat has not worked since the start."""

    why: str
    since: datetime
    seen: datetime
    first: bool

    def lasts(self) -> bool:
        """Whether it is to be told."""
        refused = self.first and self.why != CONNECTING  # nothing has broken that could mend
        return refused or self.seen - self.since >= GRACE


def looked(
    before: Mapping[str, Outage], troubles: Mapping[str, str], worked: Collection[str], now: datetime
) -> dict[str, Outage]:
    """The outages by platform after one more look; ``worked``: the platforms that have worked since the start."""
    found = {}
    for platform, why in troubles.items():
        known = before.get(platform)
        if why and known is not None:
            found[platform] = replace(known, why=why, seen=now)
        elif why:
            found[platform] = Outage(why, now, now, platform not in worked)
        elif known is not None and known.lasts() and now - known.seen < CALM:
            found[platform] = known
    return found


class Outages:
    """See the module's head.  ``say`` prints a line where the bot was started, for ``reader``."""

    def __init__(
        self,
        troubles: Callable[[], Mapping[str, str]],
        front_ends: Mapping[str, FrontEnd],
        readers: Readers,
        clock: Clock,
        say: Callable[[str], None],
        reader: Reader,
    ) -> None:
        self._troubles, self._front_ends, self._readers = troubles, front_ends, readers
        self._clock, self._say, self._reader = clock, say, reader
        self._outages: dict[str, Outage] = {}
        self._worked: set[str] = set()
        self._told: dict[str, set[str]] = {}  # by platform that is out, who knows of it
        self._mended: dict[str, set[str]] = {}  # by platform that works again, who does not know that yet
        self._later: dict[str, datetime] = {}  # by place

    async def run(self) -> None:
        """Until canceled."""
        while True:
            try:
                await self.look()
            except StoreUnavailable as error:
                log.warning("it is not known who is to be told of a chat that does not work", why=str(error))
            except Exception:  # a defect at one look must not end all others
                log.exception("a chat that does not work could not be told of")
            await self._clock.sleep(EVERY)

    async def look(self) -> None:
        """Look once, and tell whoever does not know yet."""
        now, troubles = self._clock.now(), dict(self._troubles())
        self._worked |= {platform for platform, why in troubles.items() if not why}
        self._outages = looked(self._outages, troubles, self._worked, now)
        for platform in [name for name in self._told if name not in self._outages]:
            self._say(_back(self._reader, platform))
            self._mended[platform] = self._told.pop(platform)
        for platform, places in self._mended.items():
            for place in sorted(places):
                if await self._told_now(place, partial(_back, platform=platform), now):
                    places.discard(place)
        for platform, outage in self._outages.items():
            if not outage.lasts():
                continue
            if platform not in self._told:
                self._told[platform] = self._mended.pop(platform, set())  # who think that it is still out
                self._say(_away(self._reader, platform, outage))
            for place in await self._owners(platform, troubles):
                told = self._told[platform]
                words = partial(_away, platform=platform, outage=outage)
                if place not in told and await self._told_now(place, words, now):
                    told.add(place)

    async def _owners(self, out: str, troubles: Mapping[str, str]) -> list[str]:
        """The private chats of all owners on the other platforms, as far as those work."""
        people = await self._readers.people.people()
        private = [one.private for owner in people if owner.owner for one in owner.identities if one.private]
        places = [(place, read_place(place).platform) for place in private]
        return [place for place, platform in places if platform != out and troubles.get(platform) == ""]

    async def _told_now(self, place: str, words: Callable[[Reader], str], now: datetime) -> bool:
        """Whether a place knows it now; where it could not be told it is tried again ``LATER``."""
        if now < self._later.get(place, now):
            return False
        sent = await self._sent(place, words)
        if not sent:
            self._later[place] = now + LATER
        return sent

    async def _sent(self, place: str, words: Callable[[Reader], str]) -> bool:
        """Whether it need not be tried again."""
        where = read_place(place)
        try:
            await self._front_ends[where.platform].send(where, Reply(words(await self._readers.of(place))))
        except (Undelivered, Gone) as error:
            log.warning("an owner could not be told of a chat that does not work", place=place, why=str(error))
            return isinstance(error, Gone)
        except StoreUnavailable:
            raise
        except Exception:  # a defect about one owner must not keep it from the others
            log.exception("an owner could not be told of a chat that does not work", place=place)
            return False
        return True


def _away(reader: Reader, platform: str, outage: Outage) -> str:
    return reader.say("chat-away", platform=platform.capitalize(), why=reader.told(outage.why))


def _back(reader: Reader, platform: str) -> str:
    return reader.say("chat-back", platform=platform.capitalize())

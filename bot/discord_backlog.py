"""Which lines of Discord's chats were dealt with: a durable mark per chat, so that what was written while the bot was
away is read from the chat's own history afterwards.

A mark is the id of a line up to which nothing is left to do; ids only grow (Discord, "Snowflakes").  Knows no request,
no words and nothing of what a line says.
"""

from __future__ import annotations

from collections import OrderedDict

from bot.chat import read_place
from bot.discord_messages import PLATFORM, channel_id
from core.people_store import PeopleStore, UpdateStore
from core.ports import Clock

CHATS = 1000  # of which it is remembered what was dealt with
MARKED = 50  # lines that were not for us, after which a mark is moved all the same


class Backlog:
    """See the module's head.  What is awaited may raise ``StoreUnavailable``; channels and lines are Discord's ids."""

    def __init__(self, store: UpdateStore, people: PeopleStore, clock: Clock) -> None:
        self._store, self._people, self._clock = store, people, clock
        self._under_way: dict[int, set[int]] = {}
        self._newest: OrderedDict[int, int] = OrderedDict()  # that was dealt with since the start
        self._unmarked: dict[int, int] = {}  # how many were since the mark was moved

    async def channels(self) -> list[int]:
        """Where somebody can trade: the private chats of those we know, and what is bound to accounts."""
        places = [one.private for person in await self._people.people() for one in person.identities if one.private]
        places += [binding.place for binding in await self._people.bindings()]
        found = [read_place(place) for place in dict.fromkeys(places)]
        return [channel_id(place) for place in found if place.platform == PLATFORM]

    def begun(self, channel: int, line: int) -> bool:
        """Whether a line is still to be dealt with; from then on it is under way."""
        done = self._done(channel)
        if (done is not None and line <= done) or line in self._under_way.get(channel, ()):
            return False
        self._under_way.setdefault(channel, set()).add(line)
        return True

    async def ended(self, channel: int, line: int, *, ours: bool) -> None:
        """It was dealt with; ``ours``: it was for us, so that the mark is moved at once."""
        under_way = self._under_way[channel]
        under_way.discard(line)
        if not under_way:
            del self._under_way[channel]
        self._newest[channel] = max(line, self._newest.get(channel, 0))
        self._newest.move_to_end(channel)
        if len(self._newest) > CHATS:
            self._unmarked.pop(self._newest.popitem(last=False)[0], None)
        self._unmarked[channel] = self._unmarked.get(channel, 0) + 1
        done = self._done(channel)
        if done is not None and (ours or self._unmarked[channel] >= MARKED) and channel in await self.channels():
            await self.keep(channel, done)

    async def mark(self, channel: int) -> int | None:
        """After which line there may be more to do; None where none was ever kept."""
        done = self._done(channel)
        return await self._store.offset(_name(channel)) if done is None else done

    async def keep(self, channel: int, mark: int) -> None:
        """Move the mark there, durably."""
        await self._store.take_updates(_name(channel), (), mark, self._clock.now())
        self._unmarked.pop(channel, None)

    def _done(self, channel: int) -> int | None:
        """The line up to which all were dealt with since the start."""
        newest, under_way = self._newest.get(channel), self._under_way.get(channel)
        return newest if newest is None or not under_way else min(newest, min(under_way) - 1)


def _name(channel: int) -> str:
    """Telegram's offsets are kept by the bot's id; these beside them."""
    return f"{PLATFORM}:{channel}"

"""Telling chats: every notice becomes a durable letter per place, and letters are delivered in order, each place alone.

A chat that is away holds up nobody else and nothing that is sent to an exchange; what waited through an outage comes
as one digest.  At least once: a letter is marked after its send, so it is told twice only where the platform's answer
was lost.  Knows no platform; what a place's limits are is its front end's business.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta

from bot.addresses import QUIET, Addresses, severity
from bot.chat import FrontEnd, Gone, Reply, Undelivered, read_place
from bot.gathered import gathered, in_parts
from bot.language import Reader
from bot.reading import Readers, asker, hears
from bot.speaker import told
from core.engine import Ledger
from core.moment import Weight
from core.notices import NoticeKind
from core.people_store import ASIDE, Letter, LetterStore, PeopleStore
from core.ports import Clock, Notifier, Outgoing, StoreUnavailable

log = logging.getLogger(__name__)

AT_ONCE = 30  # letters in one message at most
DIGEST = 20  # waiting letters from which on a message is headed as what happened meanwhile
AWAY = timedelta(minutes=1)  # and their age
GATHER = timedelta(seconds=1)  # that a part of a fill waits for the next, so that a phone does not ring for each
MOST = 1000  # letters that are told elsewhere at once
BACK_OFF = (1.0, 2.0, 5.0, 10.0, 30.0)  # seconds; the last one again and again
LONG = 60.0  # seconds that a platform may ask us to wait (slow mode, a flood) before others are told meanwhile
SHUT_FOR_GOOD = timedelta(days=1)  # after which a letter in a place that takes nothing is given up
TRIES = len(BACK_OFF)  # at a letter that a front end cannot take by a defect of ours, before the next go on


class Post:
    """``core.ports.Notifier``; ``aside`` is told everything too (a log, a terminal).  ``front_ends`` by platform."""

    def __init__(
        self,
        store: Ledger,
        letters: LetterStore,
        people: PeopleStore,
        clock: Clock,
        readers: Readers,
        front_ends: Mapping[str, FrontEnd],
        aside: Notifier,
    ) -> None:
        self._store, self._letters, self._clock, self._aside = store, letters, clock, aside
        self._addresses, self._readers, self._people = Addresses(store, people), readers, people
        self._front_ends = front_ends
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._broke: dict[int, int] = {}  # by letter, how often a front end raised over it what nobody foresaw
        self._shut: set[str] = set()  # places that take nothing for long, or until a person opens them again
        self._elsewhere: set[int] = set()  # letters that a place does not take and others were given too
        self._along: set[str] = set()  # rows of the outbox that were told with an earlier one
        self._stopped = False
        self.aside = 0
        """How many letters were set aside of late, because a front end could not take them."""

    async def send(self, outgoing: Outgoing) -> None:
        """Put a notice into the post and tell it aside (the ``Notifier`` port); told twice, it is posted once.  A part
        of a fill goes with what has followed within ``GATHER``."""
        if outgoing.id in self._along:
            self._along.discard(outgoing.id)
            return
        rows = await self._with_next(outgoing) if in_parts(outgoing.notice) else [outgoing]
        await self._post(rows)
        for one in gathered(rows):
            await self._aside.send(one)
        self._along |= {row.id for row in rows} - {outgoing.id}

    async def post(self, outgoing: Outgoing) -> None:
        """Put a notice into the post."""
        await self._post([outgoing])

    async def _with_next(self, outgoing: Outgoing) -> Sequence[Outgoing]:
        wait = min(outgoing.at + GATHER - self._clock.now(), GATHER)  # the machine's clock may have been set back
        await self._clock.sleep(max(wait.total_seconds(), 0.0))
        rows = await self._store.outbox(MOST)
        return rows if outgoing in rows else [outgoing]

    async def _post(self, rows: Sequence[Outgoing]) -> None:
        """All are posted before any place is told, so that they go out as one message."""
        told: dict[str, None] = {}
        for outgoing in rows:
            if outgoing.notice.kind is not NoticeKind.SUBMITTED:
                places = await self._addresses.of(outgoing)
                if self._shut.intersection(places):
                    places += await self._addresses.private(outgoing)
                told |= dict.fromkeys(await self._posted(outgoing, list(dict.fromkeys(places))))
        for place in told:
            self._deliver_soon(place)

    async def _posted(self, outgoing: Outgoing, places: Sequence[str]) -> Sequence[str]:
        if places:
            await self._letters.post(outgoing, places, severity(outgoing.notice))
        return places

    async def start(self) -> None:
        """Go on with what an earlier run left."""
        await self.count()
        for place in await self._letters.waiting():
            task = self._tasks.get(place)
            if task is None or task.done():
                self._deliver_soon(place)

    async def count(self) -> None:
        """Look again how many letters are set aside; they are kept as long as others."""
        self.aside = await self._letters.aside()

    async def flushed(self, place: str, seconds: float) -> None:
        """Wait until a place has heard everything, at most so long: no answer overtakes what happened."""
        task = self._tasks.get(place)
        if task is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await asyncio.shield(task)

    async def stop(self) -> None:
        """What is not delivered now, or posted from now on, is delivered after the next start."""
        self._stopped = True
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _deliver_soon(self, place: str) -> None:
        self._again.add(place)
        task = self._tasks.get(place)
        if (task is None or task.done()) and not self._stopped:
            self._tasks[place] = asyncio.create_task(self._deliver(place), name=f"post {place}")

    async def _deliver(self, place: str) -> None:
        failures = 0
        while place in self._again:
            self._again.discard(place)
            try:
                wait = await self._deliver_all(place, failures)
                if failures and not wait:
                    await self.start()  # the place may have moved meanwhile, and its letters with it
            except StoreUnavailable as error:
                log.error("letters for %s: %s; they are tried again", place, error)
                wait = BACK_OFF[-1]
            except Exception:
                log.exception("letters for %s could not be delivered; they are tried again", place)
                wait = BACK_OFF[-1]
            if wait:
                failures += 1
                self._again.add(place)
                await self._clock.sleep(wait)
            else:
                failures = 0

    async def _deliver_all(self, place: str, failures: int) -> float:
        """Deliver until nothing is due; seconds to wait after a failure, else 0."""
        while letters := self._together(await self._letters.due(place, AT_ONCE)):
            front_end = self._front_ends.get(place.partition(":")[0])
            if front_end is None:
                return BACK_OFF[-1]  # its platform is not running now; letters keep
            spent = self._broke.get(letters[0].id, 0) >= TRIES
            try:
                if spent:
                    reply = await self._apology(place, letters)
                else:
                    letters, reply = await self._reply(place, letters, front_end)
                if reply is not None:
                    await front_end.send(read_place(place), reply)
            except Undelivered as error:
                await self._letters.failed([letter.id for letter in letters])
                if error.shut or (error.retry_after or 0.0) > LONG:
                    self._shut.add(place)
                    await self._refused(place, error, await self._letters.due(place, MOST))
                return error.retry_after or BACK_OFF[min(failures, len(BACK_OFF) - 1)]
            except Gone as error:
                self._shut.discard(place)
                await self._refused(place, error, letters)  # of the others nothing is known
                continue
            except StoreUnavailable:
                raise
            except Exception:  # a defect in one platform or about one letter must not silence a place for ever
                log.exception("%s could not be told of %s", place, ", ".join(f"#{x.outgoing.bracket}" for x in letters))
                wait = self._broken(letters)
                if wait:
                    return wait
                continue
            if reply is not None:
                self._shut.discard(place)
            ids = [letter.id for letter in letters]
            if spent:
                log.error("a letter for %s about #%s is set aside", place, letters[0].outgoing.bracket)
                await self._letters.dropped(ids, self._clock.now(), f"{ASIDE} see the log")
                await self.count()
            else:
                await self._letters.delivered(ids, self._clock.now())
            for id in ids:
                self._broke.pop(id, None)
            self._elsewhere -= set(ids)
        return 0.0

    async def _refused(self, place: str, error: Undelivered | Gone, due: Sequence[Letter]) -> None:
        """A place that takes nothing: whoever is concerned hears of it in private instead.

        A letter is in each place once, so that no two refused places send it to and fro.
        """
        log.warning("%s cannot be told%s: %s", place, " any more" if isinstance(error, Gone) else " now", error)
        now = self._clock.now()
        for letter in due:
            if letter.id not in self._elsewhere:
                elsewhere = await self._addresses.private(letter.outgoing)
                for other in await self._posted(letter.outgoing, [one for one in elsewhere if one != place]):
                    self._deliver_soon(other)
        self._elsewhere |= {letter.id for letter in due}
        lost = [x.id for x in due if isinstance(error, Gone) or now - x.outgoing.at > SHUT_FOR_GOOD]
        unheard = [x.id for x in due if x.id in lost and not await self._others(place, x)]
        if unheard:
            log.error("letters for %s that nobody else was given are set aside: %d", place, len(unheard))
            await self._letters.dropped(unheard, now, f"{ASIDE} {error}")
            await self.count()
        if lost:
            await self._letters.dropped(lost, now, str(error))  # those that are not yet
            self._elsewhere -= set(lost)

    async def _others(self, place: str, letter: Letter) -> set[str]:
        """Other places that a letter was given to and that take any."""
        given = {*await self._addresses.of(letter.outgoing), *await self._addresses.private(letter.outgoing)}
        return given - self._shut - {place}

    def _together(self, letters: Sequence[Letter]) -> Sequence[Letter]:
        """What goes out as one message: what was in one that broke goes alone, so that only the culprit stays."""
        alone = next((n for n, letter in enumerate(letters) if letter.id in self._broke), len(letters))
        return letters[: max(alone, 1)]

    def _broken(self, letters: Sequence[Letter]) -> float:
        """Count it; seconds to wait before the next attempt, 0 where that is an apology."""
        for letter in letters:
            self._broke[letter.id] = self._broke.get(letter.id, 0) + 1
        tries = self._broke[letters[0].id]
        return 0.0 if tries == TRIES else BACK_OFF[min(tries, len(BACK_OFF)) - 1]

    async def _apology(self, place: str, due: Sequence[Letter]) -> Reply | None:
        """In place of a letter that cannot be shown.  Where not even that can be, no letter is at fault: all keep."""
        letters = await self._still_for(place, due)
        reader = await self._readers.of(place)
        return Reply(reader.say("post-aside", id=letters[0].outgoing.bracket)) if letters else None

    async def _still_for(self, place: str, letters: Sequence[Letter]) -> list[Letter]:
        """Without those about accounts that a place may not hear of any more: letters may have waited for long."""
        accounts = {letter.outgoing.account for letter in letters}
        heard = {name for name in accounts if await hears(self._people, place, name)}
        if heard != accounts:
            log.warning("%s is not told of %s any more", place, ", ".join(sorted(accounts - heard)))
        return [letter for letter in letters if letter.outgoing.account in heard]

    async def _reply(
        self, place: str, due: Sequence[Letter], front_end: FrontEnd
    ) -> tuple[Sequence[Letter], Reply | None]:
        """One message, and what of that which is due is in it or need not be told: a second message that did not come
        would have the first one told again.  None where nothing has words, or none may be told."""
        letters = await self._still_for(place, due)
        reader = await self._readers.of(place)
        lines: dict[Outgoing, str | None] = {}
        head = ""
        if len(letters) >= DIGEST and self._clock.now() - letters[0].outgoing.at > AWAY:
            head = reader.say("post-meanwhile", since=reader.when(letters[0].outgoing.at))
        for count in range(len(due), 0, -1):
            told = gathered([letter.outgoing for letter in due[:count] if letter in letters])
            for one in told:
                lines[one] = lines[one] if one in lines else await self._line(one, place, reader)
            shown = [one for one in told if lines[one]]
            text = "\n".join(filter(None, (head, *(lines[one] for one in shown))))
            reply = Reply(text, quiet=all(severity(one.notice) == QUIET for one in shown))
            if not shown or count == 1 or front_end.fits(reply):
                return due[:count], reply if shown else None
        return due, None

    async def _line(self, outgoing: Outgoing, place: str, reader: Reader) -> str | None:
        """One notice in words.  What cannot be put into words is told by its name: it must not hold up the others."""
        if outgoing.notice.weight is Weight.SHOWN:
            return None  # a chat has tickets
        try:
            who = await asker(self._people, place, outgoing.notice.by, reader)
            afresh = outgoing.bracket != "" and place not in await self._addresses.knowing(outgoing)
            return await told(self._store, outgoing, reader, who, afresh=afresh)
        except StoreUnavailable:
            raise
        except Exception:
            log.exception("a notice of #%s has no words: %s", outgoing.bracket, outgoing.notice)
            return f"#{outgoing.bracket} {outgoing.notice.kind.value} {outgoing.notice.text}".rstrip()

"""What a chat is to the bot: messages and taps come in, replies go out, through about five verbs.

A front end (Telegram, Discord) turns its platform's events into ``Message`` and ``Tap``, hands them to a
``Hearing``, and shows the ``Reply``; it decides nothing about trading, permission or language.  Knows no platform
and no words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Place:
    """Where people talk: ``platform`` "telegram" or "discord", ``chat`` its id there, ``thread`` a topic's id or ""."""

    platform: str
    chat: str
    thread: str = ""

    def __str__(self) -> str:
        return f"{self.platform}:{self.chat}" + (f"/{self.thread}" if self.thread else "")


def read_place(text: str) -> Place:
    """``Place`` printed, read back."""
    platform, _, rest = text.partition(":")
    chat, _, thread = rest.partition("/")
    return Place(platform, chat, thread)


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote or tapped: the platform's own user id, never a name.  ``locale``: the client's BCP 47 tag, or ""."""

    platform: str
    user: str
    name: str
    locale: str = ""

    @property
    def id(self) -> str:
        """``telegram:42``."""
        return f"{self.platform}:{self.user}"


@dataclass(frozen=True, slots=True)
class Message:
    """Something written.  ``key``: unique per message and the same on redelivery; ``at``: when it was written.

    ``private``: nobody else reads the chat; ``forwarded``: when the original was written, None if it is the writer's
    own; ``anonymous``: written in the name of a group or channel, so that nobody can be held to it; ``id``: the
    platform's message id; ``admin``: the platform calls the writer an administrator of this chat.
    """

    key: str
    at: datetime
    place: Place
    person: Person
    text: str
    private: bool
    id: str = ""
    forwarded: datetime | None = None
    edited: bool = False
    anonymous: bool = False
    admin: bool = False


@dataclass(frozen=True, slots=True)
class Tap:
    """A button that was pressed.  ``data``: what the button carries; ``message``: the id of the message it is under;
    ``at``: when it was pressed, or where a platform does not tell, can have been at the earliest; ``taken``: when it
    came to us, None: now.  What lies between the two it waited while we were away, and since then it waits for us."""

    key: str
    at: datetime
    place: Place
    person: Person
    data: str
    message: str
    private: bool
    taken: datetime | None = None


class Style(StrEnum):
    """What a button looks like, where a platform can show it."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """``data``: at most 64 bytes (Telegram's callback_data), ASCII.  ``asks``: the title of a form with one line of
    text that opens first where the platform has forms; its answer is put behind ``data`` with a space."""

    label: str
    data: str
    style: Style = Style.PLAIN
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings, for whoever can draw them."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered or told, in the reader's language, without any markup.

    ``table`` is shown instead of ``text``, and ``beside`` after it, under its title as a heading.  ``refused``: nothing
    was done; ``misused``: refused because of how the bot was started, so no other line helps; ``asks``: it ends in a
    question for the next line; ``leave``: the person wants out.  ``mono``: columns and carets are lined up, so a
    fixed-width face is needed.  ``ticket``: the id of the bracket that this message shows and goes on showing.
    ``alone``: for the asker only, where a platform can do that; ``quiet``: no phone need ring; ``forget``: the message
    that is answered holds a secret and is to be deleted.  ``update``: shown in place of the message whose button was
    tapped; ``spent``: what that message shows from then on, without its buttons, where they are answered.  ``more``:
    shown after it, each as a message of its own.  ``person``: the id of whom a ``ticket`` is shown
    to, whose buttons are under it.
    """

    text: str = ""
    refused: bool = False
    misused: bool = False
    asks: bool = False
    leave: bool = False
    table: Table | None = None
    beside: Table | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()
    mono: bool = False
    ticket: str = ""
    alone: bool = False
    quiet: bool = False
    forget: bool = False
    update: bool = False
    spent: Reply | None = None
    more: tuple[Reply, ...] = ()
    person: str = ""

    @property
    def each(self) -> list[Reply]:
        """A reply for each message that this one asks for, in their order."""
        return [replace(self, more=()), *self.more]


def together(replies: Iterable[Reply]) -> Reply:
    """Several answers as one: each ticket keeps a message of its own, what lies between two is one message."""
    found: list[Reply] = []
    for reply in replies:
        if found and not (found[-1].ticket or reply.ticket):
            said = "\n".join(filter(None, (found[-1].text, reply.text)))
            found[-1] = replace(found[-1], text=said, mono=found[-1].mono or reply.mono)
        elif reply.text:
            found.append(reply)
    first, *more = found or [Reply()]
    return replace(first, more=tuple(more))


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that a person may mean while typing: what is shown, and what is then said."""

    label: str
    value: str


class Hearing(Protocol):
    """Who listens behind every front end."""

    async def hear(self, message: Message) -> Reply | None:
        """Answer a message; None where nothing is to be said (other people's talk in a group)."""

    async def tap(self, tap: Tap) -> Reply | None:
        """Answer a tap on a button; None for one that asks for something first, and may ask this person.  This and
        ``hear`` do all that is to be done; what they give back is only shown."""

    async def shown(self, reply: Reply, place: Place, message: str) -> None:
        """A reply with a ``ticket`` now stands there as that message; it is edited from then on."""

    async def choices(self, command: str, parameter: str, typed: str, person: Person, place: Place) -> list[Choice]:
        """What a parameter of a command can be, at most 25, best first; answered from memory."""


SPACING = timedelta(seconds=20)
"""Between two edits of a message that tell nothing but a new price: a group of Telegram's allows 20 in a minute."""
SHUT = 60.0
"""Seconds after which it is tried again in a place that is shut."""


class Undelivered(Exception):
    """Nothing was shown now; try again, after ``retry_after`` seconds where the platform said so.

    ``uncertain``: the platform's answer was lost, so it may have been shown all the same.  ``shut``: the place takes
    nothing from us until a person opens it again (a right that was taken away, a closed topic)."""

    def __init__(
        self, why: str, retry_after: float | None = None, *, uncertain: bool = False, shut: bool = False
    ) -> None:
        super().__init__(why)
        self.retry_after, self.uncertain, self.shut = retry_after, uncertain, shut


class Gone(Exception):
    """This chat or message cannot be reached any more (blocked, kicked, deleted); trying again will not help."""


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a reply stands: the ids of its messages, the last of which carries the buttons."""

    ids: tuple[str, ...] = field(default_factory=tuple)


class FrontEnd(Protocol):
    """A chat platform.  Every verb but ``run`` may raise ``Undelivered`` or ``Gone``."""

    @property
    def platform(self) -> str:
        """The name in ``Place.platform``."""

    @property
    def trouble(self) -> str:
        """Why nothing comes in at the moment, in one line; "" if all is well."""

    async def run(self) -> None:
        """Receive, hand to the hearing, show what it answers; until canceled.  Mends its own connection."""

    def fits(self, reply: Reply) -> bool:
        """Whether one message holds it."""

    async def send(self, place: Place, reply: Reply) -> Posted:
        """Show something new; longer texts are split, the buttons stand under the last part."""

    async def edit(self, place: Place, message: str, reply: Reply) -> None:
        """Show something else in place of a message; that it is the same already is no error."""

    def spacing(self, message: str) -> timedelta:
        """Between two edits of a message that tell nothing but a new price."""

    async def delete(self, place: Place, message: str) -> None:
        """Take a message away, ours or (where the platform allows it) a person's."""

    async def aclose(self) -> None:
        """Let go of connections."""

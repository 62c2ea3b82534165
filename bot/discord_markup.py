"""How a reply looks in Discord: Markdown in which everything is escaped, cut to what one message holds, and buttons.

What a button must remember is in its ``custom_id`` (what it carries, and the title of the form it opens), so that a
restart forgets nothing.  Sends nothing.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import discord

from bot.chat import Button, Reply, Style
from bot.pipe import plain_text
from bot.splitting import sound, split, units

LONGEST = 2000
"""Characters of one message: Discord, Create Message, "content"."""
MOST = 3
"""Messages of one reply; what is longer comes as a text file."""
FILE = "bracketeer.txt"
TITLE = 45
"""Characters of a form's title and of the label of its line: Discord, Modal."""
_LABEL = 80  # characters on a button
_CUSTOM = 100  # characters of a custom_id
_ACROSS = 5  # buttons in a row, and rows under a message
_FENCE = "```"
_NO_FENCE = "ˋˋˋ"  # a look-alike: inside a code block nothing can be escaped, and what is unseen would be copied along
_SPECIAL = re.compile(r"https?://\S+|[\\*_~|`<]|(?<=\])\(|^[ \t]*[#>-]", re.MULTILINE)
_STYLES = {
    Style.PLAIN: discord.ButtonStyle.secondary,
    Style.PRIMARY: discord.ButtonStyle.primary,
    Style.DANGER: discord.ButtonStyle.danger,
}


@dataclass(frozen=True, slots=True)
class Part:
    """One message; ``file``: the whole text, where it is too long to be shown."""

    content: str
    file: str = ""

    @property
    def files(self) -> list[discord.File]:
        """To be sent along, once."""
        return [discord.File(io.BytesIO(self.file.encode()), FILE)] if self.file else []


def escaped(text: str, *, mono: bool = False) -> str:
    """As text, whatever it holds; ``mono``: in a code block."""
    if mono:
        return f"{_FENCE}\n{text.replace(_FENCE, _NO_FENCE)}\n{_FENCE}"
    return _SPECIAL.sub(_marked, text)


def _marked(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith("http") else f"{found[0][:-1]}\\{found[0][-1]}"


def plain(reply: Reply) -> str:
    """All that is said, without any markup."""
    return sound(plain_text(reply))


def parts(reply: Reply) -> list[Part]:
    """Each message; none if there is nothing to say."""
    text, mono = plain(reply), reply.mono or reply.table is not None or reply.beside is not None
    cut = split(text, LONGEST, lambda part: units(escaped(part, mono=mono)))
    if len(cut) <= MOST:
        return [Part(escaped(part, mono=mono)) for part in cut]
    title = sound(reply.table.title).strip() if reply.table is not None else ""
    head = title or text.strip().partition("\n")[0]
    return [Part(escaped(split(head, LONGEST // 2)[0]), text)]


def view(reply: Reply) -> discord.ui.View | None:
    """The buttons.  Nothing is kept of them in memory: a tap is understood from what the button carries."""
    rows = [row[at : at + _ACROSS] for row in reply.buttons for at in range(0, len(row), _ACROSS)]
    if not rows:
        return None
    made = discord.ui.View(timeout=None)
    for number, row in enumerate(rows[:_ACROSS]):
        for button in row:
            made.add_item(
                discord.ui.Button(
                    label=button.label[:_LABEL], custom_id=custom_id(button), style=_STYLES[button.style], row=number
                )
            )
    made.stop()  # else the library would keep it until the process ends
    return made


def custom_id(button: Button) -> str:
    """``DATA`` or ``DATA TITLE``: data holds no space."""
    return f"{button.data} {button.asks}".strip()[:_CUSTOM]


def carried(custom_id: str) -> tuple[str, str]:
    """Data and title of a pressed button; "" for one that opens no form."""
    data, _, title = custom_id.partition(" ")
    return data, title


def form(data: str, title: str) -> discord.ui.Modal:
    """One line of text, whose answer comes back with ``data``."""
    made = discord.ui.Modal(title=title[:TITLE], custom_id=data, timeout=None)
    made.add_item(
        discord.ui.Label(text=title[:TITLE], component=discord.ui.TextInput(custom_id="line", max_length=200))
    )
    made.stop()  # as above
    return made

"""How a reply looks in Telegram: HTML in which everything is escaped, cut to what one message holds.

What a message must remember for later (which of its buttons ask for a line, what a prompt is about) is carried by the
message itself, in the address of a link that nobody sees, so that a restart forgets nothing.  Knows no request and not
the Telegram library.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from bot.chat import Reply
from bot.pipe import plain_text
from bot.splitting import sound, split, units

LONGEST = 4096
"""UTF-16 units of one message once its markup is read: Bot API, sendMessage, "1-4096 characters after entities
parsing"."""
TOAST = 200
"""Characters of the answer to a tap: Bot API, answerCallbackQuery, "0-200 characters"."""
PLACEHOLDER = 64
"""Characters shown in an empty input field: Bot API, ForceReply, "1-64 characters"."""
ASKS = "…"  # behind the label of a button that asks for a line first
_UNSEEN = "\N{ZERO WIDTH SPACE}"
_REMEMBERED = "https://bracketeer.invalid/"  # a host that can never exist: RFC 6761


def parts(reply: Reply) -> list[str]:
    """The HTML of each message; none if there is nothing to say."""
    mono = reply.mono or reply.table is not None or reply.beside is not None
    shown = [escaped(part, mono=mono) for part in plain_parts(reply)]
    return [*shown[:-1], remembered(_titles(reply)) + shown[-1]] if shown else []


def plain_parts(reply: Reply) -> list[str]:
    """The same without any markup."""
    return split(sound(plain_text(reply)), LONGEST - len(_UNSEEN))


def escaped(text: str, *, mono: bool = False) -> str:
    """As text, whatever it holds; ``mono``: in a fixed-width block, which also keeps its first spaces."""
    safe = html.escape(text, quote=False)
    return f"<pre>{safe}</pre>" if mono else safe


def keyboard(reply: Reply) -> list[list[tuple[str, str]]]:
    """Label and data of each button."""
    return [[(b.label + ASKS if b.asks else b.label, b.data) for b in row] for row in reply.buttons if row]


def _titles(reply: Reply) -> dict[str, str]:
    return {b.data: b.asks for row in reply.buttons for b in row if b.asks}


def remembered(fields: Mapping[str, str]) -> str:
    """A link that nobody sees and that carries ``fields``; "" without any."""
    if not fields:
        return ""
    address = html.escape(f"{_REMEMBERED}?{urlencode({name: sound(said) for name, said in fields.items()})}")
    return f'<a href="{address}">{_UNSEEN}</a>'


def recalled(addresses: Iterable[str | None]) -> dict[str, str]:
    """What ``remembered`` put among the addresses of a message's links."""
    for address in addresses:
        if address is not None and address.startswith(_REMEMBERED):
            return dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))
    return {}


def prompt(title: str, data: str, message: str, mention: tuple[str, str] | None) -> str:
    """The HTML that asks for a line.  ``mention``: id and name of who is asked, where others read along."""
    whom = "" if mention is None else f'<a href="tg://user?id={mention[0]}">{escaped(sound(mention[1]))}</a>: '
    return remembered({"data": data, "message": message}) + whom + escaped(sound(title))


def toast(reply: Reply) -> str:
    """What a tap's own answer can say in place of a message; "" where the reply needs a message."""
    needs = reply.update or reply.ticket or reply.more or reply.buttons or reply.table or reply.mono
    fits = (reply.refused or reply.alone) and not needs and units(reply.text) <= TOAST
    return sound(reply.text) if fits else ""

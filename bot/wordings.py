"""What a message said when it was heard first, so that an edit which changes no word is known as one.

A platform tells of edits that nobody made (Telegram Bot API, ``edited_message``: also where fields change that are
unavailable to a bot).  Kept in memory, of the last messages, as a hash with a key of this process: no text is kept.
"""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict

from bot.chat import Place

MOST = 5000  # messages; an older one is not known any more


class Wordings:
    """See the module's head."""

    def __init__(self) -> None:
        self._key = os.urandom(32)
        self._said: OrderedDict[tuple[str, str, str], bytes] = OrderedDict()

    def __repr__(self) -> str:
        return "<Wordings>"

    def same(self, place: Place, id: str, text: str) -> bool:
        """Whether the message of that ``id`` says what it said before; from now on it says ``text``."""
        about = (place.platform, place.chat, id)
        said = hashlib.blake2b(text.encode(errors="surrogatepass"), key=self._key, digest_size=16).digest()
        before, self._said[about] = self._said.get(about), said
        self._said.move_to_end(about)
        if len(self._said) > MOST:
            self._said.popitem(last=False)
        return before == said

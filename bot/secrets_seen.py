"""Whether a message holds what looks like an API key, which must never be in a chat.  Pure; errs toward alarm.

Long keys mix letters with digits and have no blanks; no word of Smart Syntax does.  Short ones (some exchanges' have 18
signs) mix large and small letters in a way that no name does, and so do the pieces of one.  People talk in links, whose
words are long and hold digits too; a key in one, such as a webhook's, mixes large and small letters besides.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.redaction import HIDDEN, Redactor

_WORD = re.compile(r"[A-Za-z0-9_\-+/=]{24,}")
_SHORT = re.compile(r"[A-Za-z0-9]{16,}")
_PIECE = re.compile(r"[A-Za-z0-9_\-+/=]{8,}")
_QUOTED = "\"'`.,;:()[]<>"  # around a word in talk
_LINK = re.compile(r"https?://\S+")
_IN_LINK = re.compile(r"(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{24,}", re.ASCII)
_ADDRESS = re.compile(r"(?<![A-Za-z0-9])0x[0-9A-Fa-f]{40}(?![A-Za-z0-9])")  # where money is sent to; opens nothing
_SPELLED = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{3,}(?![a-z])|[0-9]{3,}")  # what names are put together of
_NAME = 0.75  # of its signs, from which on a word is one
_TEXTS = frozenset({"text", "caption"})  # where a platform has what people wrote
_BITS = 3.0  # of entropy per sign: names and repetitions have less


def holds_a_secret(text: str) -> bool:
    """Something named as a key or a secret, or one random word, be it in pieces."""
    talk = _ADDRESS.sub(" ", _LINK.sub(" ", text))
    words = [*_WORD.findall(talk), *(word for link in _LINK.findall(text) for word in _IN_LINK.findall(link))]
    return (
        HIDDEN in _PATTERNS(text)
        or any(_random(word) for word in words)
        or any(_jumbled(word) for word in (*_SHORT.findall(talk), *_joined(talk)))
    )


def without_secrets(update: Any) -> Any:
    """What a platform delivered, with every text in it that holds a secret in one word instead, which holds one too: it
    is answered as what it was, and never written down."""
    match update:
        case dict():
            return {name: _unsaid(name, without_secrets(each)) for name, each in update.items()}
        case list():
            return [without_secrets(each) for each in update]
    return update


def _unsaid(name: str, value: Any) -> Any:
    # in other fields are ids and our own buttons, which are long and random too
    return HIDDEN if name in _TEXTS and isinstance(value, str) and holds_a_secret(value) else value


def _joined(talk: str) -> Iterator[str]:
    """Pieces that follow one another, as one word; a key is pasted so where a line is too short for it."""
    pieces: list[str] = []
    for word in (*(word.strip(_QUOTED) for word in talk.split()), ""):
        # names of several words, such as two accounts, have signs between these and no digits
        if _PIECE.fullmatch(word) and _jumbled(word, bits=0) and (word.isalnum() or re.search(r"[0-9]", word)):
            pieces.append(word)
            continue
        if len(pieces) > 1:
            yield "".join(pieces)
        pieces = []


def _jumbled(word: str, bits: float = _BITS) -> bool:
    """Large and small letters, as in no name."""
    mixed = re.search(r"[a-z]", word) and re.search(r"[A-Z]", word)
    spelled = sum(map(len, _SPELLED.findall(word)))
    return bool(mixed) and spelled < _NAME * len(word) and _entropy(word) > bits


def _random(word: str) -> bool:
    return bool(re.search(r"[0-9]", word) and re.search(r"[A-Za-z]", word)) and _entropy(word) > _BITS


def _entropy(word: str) -> float:
    """Bits per sign."""
    return -sum(n / len(word) * math.log2(n / len(word)) for n in Counter(word).values())


_PATTERNS = Redactor()

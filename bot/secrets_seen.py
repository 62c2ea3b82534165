"""Whether a message holds what looks like an API key, which must never be in a chat.  Pure; errs toward alarm.

Keys are long, without blanks, and mix letters with digits; no word of Smart Syntax does.  People talk in links, whose
words are long and hold digits too; a key in one, such as a webhook's, mixes large and small letters besides.
"""

from __future__ import annotations

import math
import re
from collections import Counter

from bot.redaction import HIDDEN, Redactor

_WORD = re.compile(r"[A-Za-z0-9_\-+/=]{24,}")
_PART = r"(?=\S*[0-9])(?=\S*[a-z])(?=\S*[A-Z])[A-Za-z0-9_\-+/=]{12,}(?!\S)"
_PARTS = re.compile(rf"(?<!\S){_PART}(?:\s+{_PART})+")  # a key that was pasted in pieces
_LINK = re.compile(r"https?://\S+")
_IN_LINK = re.compile(r"(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{24,}", re.ASCII)
_BITS = 3.0  # of entropy per sign: names and repetitions have less


def holds_a_secret(text: str) -> bool:
    """Something named as a key or a secret, or one long random word, be it in pieces."""
    talk = _LINK.sub(" ", text)
    words = [*_WORD.findall(talk), *("".join(run.split()) for run in _PARTS.findall(talk))]
    words += [word for link in _LINK.findall(text) for word in _IN_LINK.findall(link)]
    return HIDDEN in _PATTERNS(text) or any(_random(word) for word in words)


def _random(word: str) -> bool:
    if not (re.search(r"[0-9]", word) and re.search(r"[A-Za-z]", word)):
        return False
    counts = Counter(word)
    entropy = -sum(n / len(word) * math.log2(n / len(word)) for n in counts.values())
    return entropy > _BITS


_PATTERNS = Redactor()

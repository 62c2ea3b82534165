"""Whose language this machine's own terminal speaks, for commands that need no other setting.

Reads ``BRACKETEER_LANGUAGE`` alone, so that ``explain`` starts at once.  Knows no sentence.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from bot.language import ENGLISH, LANGUAGES, Reader, language, nearest

SETTING = "BRACKETEER_LANGUAGE"
ENV_FILE = ".env"
AUTO = "auto"


def reader_here() -> Reader:
    """As the environment, else ``.env``, has it; English by default.  Raises ``BadSettings`` for no language."""
    tag = next((text for name, text in os.environ.items() if name.upper() == SETTING and text), None) or _written()
    if not tag:
        return ENGLISH
    if not spoken(tag):
        from bot.settings import read_settings

        read_settings()  # says so, with whatever else is wrong
    return reader_of(tag)


def spoken(tag: str) -> bool:
    """Whether a tag is one that the setting takes."""
    return tag.lower() == AUTO or nearest(tag, LANGUAGES) is not None


def reader_of(tag: str) -> Reader:
    """For a BCP 47 tag, or ``auto`` for what the machine's environment says; times as ISO 8601 UTC."""
    posix = next((found for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (found := os.environ.get(name))), "")
    return Reader(language(re.split("[.@]", posix)[0] if tag.lower() == AUTO else tag))


def _written() -> str | None:
    """In the file, if it can be read: what is wrong with it is told where settings are."""
    if not Path(ENV_FILE).is_file():
        return None
    from dotenv.parser import parse_stream

    try:
        with Path(ENV_FILE).open(encoding="utf-8") as stream:
            found = [one.value for one in parse_stream(stream) if (one.key or "").upper() == SETTING]
    except (OSError, UnicodeDecodeError):
        return None
    return found[-1] if found else None

"""Sentences that core says, as data: the English text, which also remembers its id and its arguments.

A ``Said`` is a ``str``, so whoever only wants English needs to know nothing more; who speaks to people looks the id up
in a reader's language.  Knows no language and no file.
"""

from __future__ import annotations


class Said(str):
    """An English text.  ``id`` names its sentence, ``args`` are what was put into it, by name."""

    __slots__ = ("args", "id")
    id: str
    args: dict[str, str | int]


def said(id: str, english: str, /, **args: str | int) -> Said:
    """``english`` with its ``{names}`` filled in; ``locales/en.ftl`` has it under ``id``, and a test compares them."""
    text = Said(english.format(**args))
    text.id, text.args = id, args
    return text

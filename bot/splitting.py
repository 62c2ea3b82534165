"""Cutting a text into messages that a chat platform takes.  Knows no platform and no markup."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable


def units(text: str) -> int:
    """How Telegram and Discord's clients count: UTF-16 units."""
    return len(text) + sum(sign > "\uffff" for sign in text)


def sound(text: str) -> str:
    """Without halves of surrogate pairs, which no request can carry."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def split(text: str, longest: int, size: Callable[[str], int] = units) -> list[str]:
    """Parts of at most ``longest`` by ``size``, cut at the end of a line, else at a space, else between signs.

    ``size`` must not shrink when a text grows.  Nothing is lost but the line end or space at a cut; a part of nothing
    but space is left out, since platforms refuse it.
    """
    parts, rest = [], text
    while size(rest) > longest:
        end = _fitting(rest, longest, size)
        cut = next((at for sign in "\n " if (at := rest.rfind(sign, 0, end + 1)) > 0), end)
        parts.append(rest[:cut])
        rest = rest[cut + (cut < len(rest) and rest[cut] in "\n ") :]
    return [part for part in (*parts, rest) if part.strip()]


def _fitting(text: str, longest: int, size: Callable[[str], int]) -> int:
    """How many signs fit, at least one: a sign that is too long by itself would be cut for ever."""
    return max(1, bisect_right(range(len(text) + 1), longest, key=lambda signs: size(text[:signs])) - 1)

"""A ledger from the future: its bracket was stamped by a clock that was set back before this process began.

Pure; knows no clock.  Within one process time never runs backwards (``ports.Clock``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from core.bracket import Bracket

T = TypeVar("T")


def set_back(bracket: Bracket, now: datetime) -> Bracket:
    """The bracket with all its times moved together, so that its latest is not after ``now``.

    Left as they are, its deadlines would stand still until the clock comes by there again, and its last price would be
    fresh all the while.
    """
    ahead = bracket.stamp.at - now
    return bracket if ahead <= timedelta(0) else _earlier(bracket, ahead)


def _earlier(value: T, by: timedelta) -> T:
    new: Any = value
    if isinstance(value, datetime):
        new = value - by
    elif isinstance(value, tuple):
        new = tuple(_earlier(item, by) for item in value)
    elif isinstance(value, Mapping):
        new = {key: _earlier(item, by) for key, item in value.items()}
    elif is_dataclass(value) and not isinstance(value, type):
        new = replace(value, **{f.name: _earlier(getattr(value, f.name), by) for f in fields(value)})
    return new  # type: ignore[no-any-return]  # of the same type as it was

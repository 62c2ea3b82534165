"""A history in lines that people can read.  Judges nothing."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.orders import Order
from core.ports import Change
from tests.world import repairs
from tests.world.faults import Fault

Line = tuple[datetime, str, tuple[Any, ...]]


def text(lines: Sequence[Line], began: datetime) -> str:
    """One line per thing that happened; a commit has one more for each order that it changed."""
    told = []
    for at, head, about in lines:
        when = f"{(at - began).total_seconds():>9.3f} {head} "
        if about and isinstance(about[0], Change):
            told += [when + line for line in repairs.describe(about[1], about[0])]
        else:
            told.append(when + " ".join(_short(a) for a in about))
    return "\n".join(told)


def _short(value: object) -> str:
    if isinstance(value, Order):
        terms = f"{value.quantity} p={value.price} t={value.trigger}"
        return f"{value.id} {value.slot} {value.type.value} {value.side.value} {terms}"
    if isinstance(value, Fault):
        return f"[{value.value}]"
    return "" if value is None else str(value)


def where(error: BaseException | None) -> str:
    """An error's files and lines, the innermost first."""
    frames = traceback.extract_tb(error.__traceback__) if error else ()
    return " " + " < ".join(f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno}" for f in reversed(frames))

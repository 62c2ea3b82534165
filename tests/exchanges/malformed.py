"""Answers of which one field is missing or of another kind, and what a look at them must never tell.

Whatever single field it is, only ``Unreachable`` may come out, no order may end for it without a fill, and no fill may
shrink or grow.  Fields by which an order is recognised are left alone: without its name a record is another order's.
"""

from __future__ import annotations

import copy
import json
import logging
import random
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from core.orders import Order
from core.ports import Look, Unreachable

Answers = Sequence[tuple[str, str]]
Path = tuple[Any, ...]

GONE = object()
INSTEAD: tuple[object, ...] = (GONE, None, "", "strange", True, -1, {}, [])
NAMES = re.compile(
    r"(?i).*(id|uid|no|text|user|client|order|time|created|symbol)$"
)  # of an order, or of when it was made
EACH = 5  # of each look


def check(
    told: Look, orders: Sequence[Order], answers: Answers, look: Callable[[Answers], Look], each: int = EACH
) -> None:
    """``told``: what ``look`` made of the ``answers`` as they are."""
    dice = random.Random(zlib.crc32(repr(answers).encode()))
    for _ in range(each):
        n = dice.randrange(len(answers)) if answers else 0
        document = json.loads(answers[n][1]) if answers else None
        paths = [path for path in fields(document) if not names_it(path)]
        if not paths:
            continue
        path, value = dice.choice(paths), dice.choice(INSTEAD)
        changed = (answers[n][0], json.dumps(without(document, path, value)))
        silent = logging.root.manager.disable
        logging.disable(logging.CRITICAL)  # of these nobody reads
        try:
            found = look([*answers[:n], changed, *answers[n + 1 :]])
        except Unreachable:
            continue
        finally:
            logging.disable(silent)
        what = f"{changed[0]}: {'/'.join(map(str, path))} {'gone' if value is GONE else repr(value)}"
        _as_before(told, found, orders, what)


def _as_before(told: Look, found: Look, orders: Sequence[Order], what: str) -> None:
    before, after = ({report.id: report for report in look.reports} for look in (told, found))
    for id in (order.id for order in orders if order.id in before and order.id in after):
        was, now = before[id], after[id]
        had, has = (one.taken.quantity + one.stopped.quantity for one in (was, now))
        assert was.status.ended or not now.status.ended or has, f"{what}: {id} ended as {now.status}"
        assert not now.status.ended or has >= had, f"{what}: {id} filled {had} and then {has}"
        assert has <= had or not was.status.ended, f"{what}: {id} filled {had} and then {has}"


def fields(document: Any, above: Path = ()) -> Iterator[Path]:
    """Every field of every object in it; the places of a list have no names."""
    for key, value in document.items() if isinstance(document, dict) else enumerate(document or ()):
        if isinstance(key, str):
            yield (*above, key)
        if isinstance(value, dict | list):
            yield from fields(value, (*above, key))


def names_it(path: Path) -> bool:
    return NAMES.fullmatch(path[-1]) is not None


def without(document: Any, path: Path, value: object) -> Any:
    changed = copy.deepcopy(document)
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    if value is GONE:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return changed

"""``bracketeer exchanges``: which exchange protects what how, and what it lets us ask, from the capability records.

Prints what it is given; knows no exchange and asks none.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]

HEAD = ("account", "mode", "what rests there; its partial fills", "moved stop", "testnet", "notes")
PER = {"account": "account", "ip": "address"}
NARROW, WIDE = 80, 160  # columns; below, words would break, and above, lines are too long to follow


def as_json(rows: Iterable[Row]) -> str:
    """One document: ``{"exchanges": [row, …]}``."""
    return json.dumps({"exchanges": list(rows)}, ensure_ascii=False)


def as_table(rows: Iterable[Row]) -> str:
    """A row per market that can be traded, what else is to be known of it as footnotes, and a line per refusal."""
    table: list[Sequence[str]] = []
    notes: dict[str, int] = {}
    refusals = []
    for row in rows:
        if row["refusal"]:
            refusals.append((row["account"], row["refusal"]))
            continue
        moved = "in place" if row["amends"] else "new one first" if row["reduce_only"] else "canceled first"
        told = [note for note in (row["consent"], *row["notes"]) if note]
        numbers = " ".join(str(notes.setdefault(note, len(notes) + 1)) for note in told)
        rests = f"{row['mechanism']}\n- {row['partial_fills']}"
        table.append((row["account"], row["mode"], rests, moved, "yes" if row["testnet"] else "no", numbers))
    footnotes = [(str(number), note) for note, number in notes.items()]
    return "\n\n".join((_drawn(table, HEAD), _drawn(footnotes), _drawn(refusals)))


def as_limits(rows: Iterable[Row]) -> str:
    """How much each market lets us ask, by its own documents."""
    table = [
        (row["account"], f"{one['limit']} in {one['seconds']} s", one["name"], PER[one["per"]])
        for row in rows
        for one in row["limits"]
    ]
    return _drawn(table, ("account", "at most", "of", "per"))


def _drawn(rows: Iterable[Sequence[str]], head: Sequence[str] = ()) -> str:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    width = min(max(shutil.get_terminal_size((100, 24)).columns, NARROW), WIDE)
    console = Console(width=width, color_system=None, force_terminal=False)
    table = Table(*head, box=None, pad_edge=False, show_header=bool(head))
    for row in rows:
        table.add_row(*map(Text, row))
    with console.capture() as captured:
        console.print(table)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())

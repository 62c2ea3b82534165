"""``bracketeer exchanges``: which exchange protects what how, from the capability records.

Prints what it is given; knows no exchange and asks none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

Row = Mapping[str, Any]

HEAD = ("account", "market", "mode", "what rests there", "partial fills", "moved stop", "testnet")


def as_json(rows: Iterable[Row]) -> str:
    """One document: ``{"exchanges": [row, …]}``."""
    return json.dumps({"exchanges": list(rows)}, ensure_ascii=False)


def as_table(rows: Iterable[Row]) -> str:
    """One line per market that can be traded, and one per refusal."""
    from rich.console import Console
    from rich.table import Table

    console = Console(width=160, color_system=None, force_terminal=False)
    table = Table(*HEAD, box=None, pad_edge=False, header_style="bold")
    refusals = []
    for row in rows:
        if row["refusal"]:
            refusals.append(f"{row['account']}: {row['refusal']}")
            continue
        moved = "changed in place" if row["amends"] else "placed anew first" if row["reduce_only"] else "canceled first"
        told = row["mechanism"] + (f" ({row['consent']})" if row["consent"] else "")
        table.add_row(
            row["account"],
            row["market"],
            row["mode"],
            told,
            row["partial_fills"],
            moved,
            "yes" if row["testnet"] else "no",
        )
    with console.capture() as captured:
        console.print(table)
        for line in refusals:
            console.print(line, markup=False, highlight=False)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())

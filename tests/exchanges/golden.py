"""Golden requests: what leaves for every intent, one JSON file per row; a ccxt upgrade that changes one fails a test.

``python -m tests.exchanges.golden [NAME…]`` writes the files anew; the difference is then read and judged by a person.
"""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from adapters.exchanges.call import Call, Refused
from adapters.exchanges.listed import dialect_of
from tests.exchanges.intents import cases
from tests.exchanges.markets import MARKETS, Row
from tests.exchanges.recorder import record, wire

FOLDER = Path(__file__).parent / "golden"


def recorded(row: Row) -> dict[str, Any]:
    """Every intent of one row with the requests that real ccxt made of it, or the refusal."""
    dialect = dialect_of(row.name)
    dialect.leverages[str(row.market["symbol"])] = Decimal(10)  # as an account would have told
    for answer in row.told:
        dialect.learn(answer)
    found: dict[str, Any] = {}
    line = wire(dialect, row.market, row.answers, row.cls())
    for name, make in cases(dialect, line.market):
        try:
            made = make()
        except Refused as error:
            found[name] = {"refused": str(error)}
            continue
        calls = (made,) if isinstance(made, Call) else made
        line.answers = row.short if row.short and name.startswith("short") else row.answers
        found[name] = [one for call in calls for one in record(line, call)]
    return found


def path_of(name: str) -> Path:
    return FOLDER / f"{name.lower()}.json"


def main(names: list[str]) -> None:
    FOLDER.mkdir(exist_ok=True)
    for row in MARKETS:
        if not names or row.name in names:
            path_of(row.name).write_text(json.dumps(recorded(row), indent=1) + "\n")
            print(row.name, "written")


if __name__ == "__main__":
    main(sys.argv[1:])

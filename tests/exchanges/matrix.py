"""Our golden requests beside those of an earlier study of ccxt: the fields in which they differ, by name.

The study lies beside the checkout in ``../shared``; where it is absent the comparison is skipped.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from adapters.exchanges.guard import equal, fields_of
from tests.exchanges.golden import path_of

MATRIX = Path(__file__).resolve().parents[3] / "shared" / "design" / "exchange_matrix.json"


@dataclass(frozen=True)
class Pair:
    """``case``: ours; ``name``: theirs; ``differ``: fields that differ, "route" among them; ``why``: all of them."""

    row: str
    case: str
    market: tuple[str, str]
    name: str
    differ: str
    why: str

    def __str__(self) -> str:
        return f"{self.row} {self.case} | {self.name}"


def compare(pair: Pair) -> None:
    """Fail unless the two requests differ in exactly the fields that are named."""
    if not MATRIX.exists():
        pytest.skip("the study of ccxt is not beside this checkout")
    rows = json.loads(MATRIX.read_text())["rows"]
    study = next(row for row in rows if (row["exchange"], row["market_type"]) == pair.market)
    seen = study["verified_requests"].get(pair.name) or study["generic_unified_calls_recorded"][pair.name]["requests"]
    theirs = _flat(seen[0])
    ours = _flat(json.loads(path_of(pair.row).read_text())[pair.case][0])
    differ = {name for name in ours | theirs if not equal(ours.get(name, ""), theirs.get(name, ""))}
    assert differ == set(pair.differ.split()), pair.why


def _flat(request: dict[str, Any]) -> dict[str, str]:
    body = request.get("body") or request.get("query")
    one = body[0] if isinstance(body, list) else body  # a batch of one is that one
    return fields_of("", json.dumps(one)) | {"route": request["http"]}

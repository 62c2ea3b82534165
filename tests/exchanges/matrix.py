"""Our golden requests beside those of an earlier study of ccxt: the fields in which they differ, by name.

``studied_requests.json`` holds what that study saw ccxt send: every request that it found worth verifying, and of its
plain calls those that are compared.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters.exchanges.guard import equal, fields_of
from tests.exchanges.golden import path_of

STUDIED = json.loads((Path(__file__).parent / "studied_requests.json").read_text())["rows"]


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
    """Fail unless the two requests differ in exactly the fields that are named; of several of ours the nearest."""
    study = next(row for row in STUDIED if (row["exchange"], row["market_type"]) == pair.market)
    theirs = _flat((study["verified"].get(pair.name) or study["generic"][pair.name])[0])
    ours = [_flat(request) for request in json.loads(path_of(pair.row).read_text())[pair.case]]
    differ = min((_differing(one, theirs) for one in ours), key=len)
    assert differ == set(pair.differ.split()), pair.why


def _differing(ours: dict[str, str], theirs: dict[str, str]) -> set[str]:
    return {name for name in ours | theirs if not equal(ours.get(name, ""), theirs.get(name, ""))}


def _flat(request: dict[str, Any]) -> dict[str, str]:
    body = request.get("body") or request.get("query")
    one = body[0] if isinstance(body, list) else body  # a batch of one is that one
    return fields_of("", json.dumps(one)) | {"route": request["http"]}

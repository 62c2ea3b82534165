"""Checks a replay from its JSON lines and its price file alone: ``recompute.py PRICES EVENTS RATE [spot]``."""

import csv
import gzip
import json
import sys
from collections import defaultdict
from decimal import Decimal as D  # noqa: N817  # this file has to be short
from pathlib import Path
from typing import Any


def recompute(prices: Path, lines: list[dict[str, Any]], rate: D, spot: bool) -> list[str]:
    with gzip.open(prices, "rt") if prices.suffix == ".gz" else prices.open() as file:
        rows = list(csv.DictReader(file))
    wrong, limit, used, position, fees = [], dict[str, D | None](), defaultdict[int, D](D), D(0), D(0)
    total, worth = defaultdict[bool, D](D), defaultdict[bool, D](D)
    for e in lines[:-1]:
        if e["event"] in ("submitted", "replaced", "stop_moved"):
            limit[e["order"]] = D(e["price"]) if e["price"] and e["name"] not in ("sl", "close") else None
        if e["event"] != "filled":
            continue
        row, price, qty = rows[e["row"]], D(e["price"]), D(e["quantity"])
        buys, enters, ask = e["side"] == "buy", e["name"] == "entry", None if e["name"] == "sl" else limit[e["order"]]
        low, high = (D(row[c]) for c in (("low", "high") if "low" in row else ("price", "price")))
        used[e["row"]] += qty
        through = price == ask and (low <= ask if buys else high >= ask)
        if not (low <= price <= high or through) or ("qty" in row and used[e["row"]] > D(row["qty"])):
            wrong.append(f"row {e['row']} does not trade {qty} at {price}: {row}")
        position += qty * (1 - rate if spot else 1) if buys else -qty
        total[enters], worth[enters] = total[enters] + qty, worth[enters] + qty * price
        fees += qty * price * rate
    pnl = {"buy": 1, "sell": -1}[lines[0]["side"]] * (worth[False] - worth[True] * total[False] / total[True]) - fees
    said, mine = lines[-1]["summary"], {"position": position, "realized_pnl": pnl, "fees": fees}
    return wrong + [f"{n}: {said[n]} not {x}" for n, x in mine.items() if abs(D(said[n]) - x) > D("1e-9")]


if __name__ == "__main__":
    events = [json.loads(line) for line in Path(sys.argv[2]).read_text().splitlines()]
    sys.exit("\n".join(recompute(Path(sys.argv[1]), events, D(sys.argv[3]), "spot" in sys.argv)) or 0)

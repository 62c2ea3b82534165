"""``python -m tests.world``: many histories, a table of what happened in them, and every one that broke a law."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

from tests.world.faults import Fault
from tests.world.layouts import LAYOUTS
from tests.world.repairs import PATHS
from tests.world.world import World

QUANTILES = (("p50", 0.5), ("p99", 0.99), ("max", 1.0))


@dataclass
class Tally:
    """Many histories added up."""

    histories: int = 0
    virtual: float = 0.0
    faults: Counter[str] = field(default_factory=Counter)
    repairs: Counter[str] = field(default_factory=Counter)
    gaps: list[timedelta] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    laws: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        self.histories += other.histories
        self.virtual += other.virtual
        self.faults += other.faults
        self.repairs += other.repairs
        self.gaps += other.gaps
        self.failures += other.failures
        self.laws += other.laws


def play(layout: str, seeds: range, *, mild: bool = False) -> Tally:
    """These histories, one after another."""
    tally = Tally()
    for seed in seeds:
        outcome = World(seed, layout, mild=mild).run()
        tally.histories += 1
        tally.virtual += outcome.seconds
        tally.faults += Counter({f.value: n for f, n in outcome.faults.items()})
        tally.repairs += outcome.repairs
        tally.gaps += [gap.length for gap in outcome.gaps]
        if outcome.broken:
            tally.failures.append(str(outcome))
            tally.laws.update({name for name, _ in outcome.broken})
    return tally


def quantile(gaps: list[timedelta], part: float) -> float:
    ordered = sorted(gaps)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)].total_seconds() if ordered else 0.0


def table(tally: Tally) -> str:
    """Faults and repair paths, with their counts."""
    rows = [f"{name:<36}{tally.faults[name]:>9}" for name in (f.value for f in Fault)]
    rows.append("")
    rows += [f"{name:<36}{tally.repairs[name]:>9}" for name in dict.fromkeys([*PATHS, *tally.repairs])]
    return "\n".join(rows)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.world", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--layout", choices=[*LAYOUTS], action="append")
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--mild", action="store_true", help="without faults")
    parser.add_argument("--show", type=int, default=1, help="timelines to print")
    asked = parser.parse_args(argv)
    total = Tally()
    for layout in asked.layout or LAYOUTS:
        began = time.perf_counter()
        tally = Tally()
        if asked.jobs > 1:
            size = max(1, asked.seeds // (asked.jobs * 4))
            parts = [
                range(n, min(n + size, asked.first + asked.seeds))
                for n in range(asked.first, asked.first + asked.seeds, size)
            ]
            with ProcessPoolExecutor(asked.jobs) as pool:
                for part in pool.map(_part, [(layout, p, asked.mild) for p in parts]):
                    tally.add(part)
        else:
            tally = play(layout, range(asked.first, asked.first + asked.seeds), mild=asked.mild)
        spent = time.perf_counter() - began
        gaps = " ".join(f"{name} {quantile(tally.gaps, part):.2f}" for name, part in QUANTILES)
        print(
            f"{layout:<26}{tally.histories:>6} histories {tally.histories / spent:>6.1f}/s "
            f"{tally.virtual / spent:>7.0f} x real time, unprotected {gaps} s, "
            f"failed {len(tally.failures)} {dict(tally.laws)}"
        )
        for text in tally.failures[: asked.show]:
            print(text)
        for text in tally.failures[asked.show :]:
            print(
                "\n".join(
                    line
                    for line in text.splitlines()[:6]
                    if line.startswith(("world", "  ")) and not line.startswith("     ")
                )[:700]
            )
        total.add(tally)
    print(table(total))
    return 1 if total.failures else 0


def _part(asked: tuple[str, range, bool]) -> Tally:
    return play(asked[0], asked[1], mild=asked[2])


if __name__ == "__main__":
    sys.exit(main())

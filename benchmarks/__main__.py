"""``python -m benchmarks``: measure everything, print one table, and end with 1 if a target is missed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

Row = tuple[str, str, str, bool]  # what, measured, target, whether it was reached

NAMES = ("parse", "intent", "quotes", "limiter", "exchange", "chat", "start", "worlds")


def measures() -> dict[str, Callable[[], list[Row]]]:
    """Every benchmark by name; each is imported when it is run, so that none of them weighs on another."""
    return {name: lambda name=name: import_module(f"benchmarks.{name}").measure() for name in NAMES}  # type: ignore[misc]


def run(chosen: Mapping[str, Callable[[], list[Row]]], say: Callable[[str], None]) -> int:
    """Measure, say each row as soon as it is known, and give the exit status."""
    say(line("measured in this run", "median [p25..p75]", "target", "ok"))
    missed = 0
    for measure in chosen.values():
        for name, measured, target, reached in measure():
            say(line(name, measured, target, "ok" if reached else "MISSED"))
            missed += not reached
    return 1 if missed else 0


def line(name: str, measured: str, target: str, ok: str) -> str:
    """One line of the table."""
    return f"{name:<64}{measured:<64}{target:<18}{ok}".rstrip()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=NAMES, action="append", help="measure just this; may be given again")
    asked = parser.parse_args(arguments).only or NAMES
    return run(
        {name: found for name, found in measures().items() if name in asked}, lambda said: print(said, flush=True)
    )


if __name__ == "__main__":
    sys.exit(main())

"""``python -m tests.world.seek [--from SEED] [NAME …]``: at which seed each missing protection is noticed.

Seeds of ``mutants.MUTANTS`` drift when the timing of the core changes; this finds new ones.  A seed counts only if the
program as it is breaks nothing there.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor

from tests.world.mutants import MUTANTS
from tests.world.world import World

MOST = 6000  # histories tried for one mutant


def seek(asked: tuple[str, int]) -> str:
    """A line saying where the named mutant is caught."""
    name, first = asked
    _, mutant, layout, old, law = next(m for m in MUTANTS if m[0] == name)
    for seed in [old, *range(first, first + MOST)]:
        with mutant():
            broken = {one for one, _ in World(seed, layout).run().broken}
        if law in broken and not World(seed, layout).run().broken:
            return f"{name}: {layout} {seed} breaks {law}"
    return f"{name}: not noticed at {layout}, {law}, in {MOST} histories from {first}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.world.seek", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", default=[m[0] for m in MUTANTS])
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    with ProcessPoolExecutor(asked.jobs) as pool:
        for line in pool.map(seek, [(name, asked.first) for name in asked.names]):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()

"""How fast simulated worlds go by, layout by layout: what a night of them can cover.  Informative; there is no target.

python -m benchmarks --only worlds
"""

from __future__ import annotations

from statistics import quantiles
from time import perf_counter

from tests.world.layouts import LAYOUTS
from tests.world.world import World

ROUNDS = 15

Row = tuple[str, str, str, bool]  # what, measured, target, whether it was reached


def measure(rounds: int = ROUNDS) -> list[Row]:
    """One history of every layout in each round, so that all of them meet the same machine."""
    spent: dict[str, list[float]] = {layout: [] for layout in LAYOUTS}
    lived = dict.fromkeys(LAYOUTS, 0.0)
    for seed in range(rounds):
        for layout, seconds in spent.items():
            begun = perf_counter()
            outcome = World(seed, layout).run()
            seconds.append(perf_counter() - begun)
            lived[layout] += outcome.seconds
    return [_row(layout, spent[layout], lived[layout]) for layout in LAYOUTS]


def _row(layout: str, seconds: list[float], lived: float) -> Row:
    rates = [1 / one for one in seconds]
    low, middle, high = quantiles(rates, n=4) if len(rates) > 1 else rates * 3
    measured = f"{middle:.1f}/s [{low:.1f}..{high:.1f}], {lived / sum(seconds):.0f}x real time"
    return f"histories of {layout}", measured, "", True

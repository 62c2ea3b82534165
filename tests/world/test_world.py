"""Histories of the simulated world: no law may break, every mishap must have happened, every mutant must be caught."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.world.faults import Fault
from tests.world.layouts import LAYOUTS
from tests.world.mutants import MUTANTS, Mutant
from tests.world.repairs import PATHS
from tests.world.run import Tally, play, table
from tests.world.world import World

SEEDS = int(os.environ.get("WORLD_SEEDS", "1200"))  # histories per layout
PARTS = 4  # tests per layout, so that two processes share the work evenly
LEAST = 50  # times that everything must have happened in a full run, over all layouts: not all of it can in each
FULL = 1200


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_law_is_broken(
    layout: str, part: int, tmp_path_factory: pytest.TempPathFactory, report: Callable[[str], None]
) -> None:
    """Every history keeps every law; whoever finishes last also counts what has happened in all of them."""
    began = time.perf_counter()
    tally = play(layout, range(part * SEEDS // PARTS, (part + 1) * SEEDS // PARTS))
    speed = tally.histories / (time.perf_counter() - began)
    report(f"{layout}: {tally.histories} histories, {speed:.1f}/s, {len(tally.failures)} violations")
    assert not tally.failures, "\n\n".join(tally.failures[:2])
    together = _deposit(tally, f"{layout}-{part}", tmp_path_factory)
    if together is not None and SEEDS >= FULL:
        report(table(together))
        counts = together.faults + together.repairs
        rare = {name: counts[name] for name in (*(f.value for f in Fault), *PATHS) if counts[name] < LEAST}
        assert not rare, rare


def _deposit(tally: Tally, name: str, tmp_path_factory: pytest.TempPathFactory) -> Tally | None:
    """Leave this part's counts where the other processes of this run find them; all of them, if this was the last."""
    base = tmp_path_factory.getbasetemp()
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "worlds"
    place.mkdir(exist_ok=True)
    counts = {"faults": tally.faults, "repairs": tally.repairs}
    draft = place / f"{name}.draft"
    draft.write_text(json.dumps(counts))
    draft.rename(place / f"{name}.json")
    found: list[Path] = sorted(place.glob("*.json"))
    if len(found) < PARTS * len(LAYOUTS):
        return None
    together = Tally()
    for path in found:
        counts = json.loads(path.read_text())
        together.faults += Counter(counts["faults"])
        together.repairs += Counter(counts["repairs"])
    return together


@pytest.mark.parametrize(("name", "mutant", "layout", "seed", "law"), MUTANTS, ids=[m[0] for m in MUTANTS])
def test_a_missing_protection_is_noticed(name: str, mutant: Mutant, layout: str, seed: int, law: str) -> None:
    """At its seed a mutant breaks its law, and the program as it is breaks none."""
    with mutant():
        broken = World(seed, layout).run().broken
    assert law in {one for one, _ in broken}, (name, broken)
    assert World(seed, layout).run().broken == []


def test_the_same_seed_is_the_same_history() -> None:
    first, second = (World(7, "stop_and_targets").run() for _ in range(2))
    assert first.timeline() == second.timeline()
    assert first.faults == second.faults

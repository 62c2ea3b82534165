"""Twenty seeds of bad weather in every test run; hundreds by hand (``python -m tests.exchanges.storm --seeds 500``)."""

from __future__ import annotations

import asyncio
import logging

import pytest

from tests.exchanges.storm import FAULTS, ROUTES, all_weathers

SEEDS = range(20)


def test_the_laws_hold_once_the_weather_has_cleared(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    outcomes = asyncio.run(all_weathers(SEEDS, at_once=10))
    for outcome in outcomes:
        assert not outcome.broken, "\n".join([f"seed {outcome.seed}", *outcome.story, outcome.broken])
    assert sum(outcome.traded for outcome in outcomes) > len(SEEDS) / 2
    assert sum(sum(outcome.faults.values()) for outcome in outcomes) > len(SEEDS)


def test_five_hundred_seeds_try_every_fault_at_every_route() -> None:
    for routes in ROUTES.values():
        met = {(turn % len(FAULTS), turn // len(FAULTS) % len(routes)) for turn in range(250)}
        assert len(met) == len(FAULTS) * len(routes)

"""Twenty seeds of bad weather in every test run; hundreds by hand (``python -m tests.exchanges.storm --seeds 500``)."""

from __future__ import annotations

import asyncio
import logging

import pytest

from tests.exchanges.storm import all_weathers
from tests.exchanges.weather import PAIRS, account_of, planned

SEEDS = range(20)


def test_the_laws_hold_once_the_weather_has_cleared(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    outcomes = asyncio.run(all_weathers(SEEDS, at_once=10))
    for outcome in outcomes:
        assert not outcome.broken, "\n".join([f"seed {outcome.seed}", *outcome.story, outcome.broken])
        assert outcome.met, f"seed {outcome.seed} never ran into {outcome.planned}"
    assert sum(outcome.traded for outcome in outcomes) > len(SEEDS) / 2


def test_five_hundred_seeds_plan_every_fault_at_every_route() -> None:
    """Each story then fails unless it has run into what was planned for it."""
    plans = {(account_of(seed), planned(seed)) for seed in range(500)}
    assert plans == {(account, pair) for account, pairs in PAIRS.items() for pair in pairs}


def test_the_seeds_of_every_run_are_a_sample_of_all_routes() -> None:
    routes = {str(planned(seed)[1]) for seed in SEEDS}
    assert len(routes) >= len(SEEDS) * 0.7, routes

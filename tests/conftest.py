"""What a test run found out and people should see: figures that tests hand to ``report`` close the output."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.canary_watch import pytest_configure
from tests.log_kit import logs_left_as_they_were

__all__ = ["pytest_configure"]  # keys that leak anywhere in the run fail it

settings.register_profile("repeatable", derandomize=True)  # what one run finds, every run finds
settings.load_profile("repeatable")

NAME = "report.txt"


def _place(factory: pytest.TempPathFactory) -> Path:
    base = factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / NAME


@pytest.fixture(autouse=True)
def _logs() -> Iterator[None]:
    """A command that was run in this process sets up its logs; the next test must not write to its closed output."""
    with logs_left_as_they_were():
        yield


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], None]:
    """Adds a text to the end of this run's output, from whichever process it comes."""
    place = _place(tmp_path_factory)

    def say(text: str) -> None:
        with place.open("a", encoding="utf-8") as file:
            file.write(text + "\n")

    return say


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    factory: pytest.TempPathFactory | None = getattr(config, "_tmp_path_factory", None)
    if factory is None:
        return
    place = factory.getbasetemp() / NAME
    if place.exists():
        terminalreporter.section("figures")
        terminalreporter.write(place.read_text(encoding="utf-8"))

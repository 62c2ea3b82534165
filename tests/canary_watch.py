"""The watch over a whole test run, as a plugin: one canary found anywhere fails the run, whatever process it was in.

Files are searched once, at the end, by the process that was started by hand.  Tests that leak on purpose do so in a run
of their own, under a directory of the name ``ON_PURPOSE``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

from tests.canaries import Watch, leaks_in

LEAKS, ON_PURPOSE = "leaks.txt", "leaks_on_purpose"


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Canaries(config), "canaries")


class Canaries:
    """See the module's head."""

    def __init__(self, config: pytest.Config) -> None:
        self._config, self._watch, self._patched = config, Watch(self._leaked), pytest.MonkeyPatch()
        self._told: set[str] = set()
        self._is_worker = "PYTEST_XDIST_WORKER" in os.environ

    def _base(self) -> Path | None:
        factory: pytest.TempPathFactory | None = getattr(self._config, "_tmp_path_factory", None)
        if factory is None:
            return None
        base = factory.getbasetemp()
        return base.parent if self._is_worker else base

    def _leaked(self, line: str) -> None:
        base = self._base()
        if base is not None and line not in self._told:
            self._told.add(line)
            with (base / LEAKS).open("a", encoding="utf-8") as file:
                file.write(line + "\n")

    def pytest_sessionstart(self) -> None:
        watch, raises, readouterr = self._watch, pytest.raises, pytest.CaptureFixture.readouterr

        def raising(*args: Any, **more: Any) -> Any:
            found: Any = raises(*args, **more)
            if hasattr(found, "__enter__"):
                return _Raising(found, watch)
            watch.raised(found.value)  # the form that calls a function itself
            return found

        def read(capture: Any) -> Any:
            said = readouterr(capture)
            for text in said:
                watch.look("output", text if isinstance(text, str) else text.decode(errors="replace"))
            return said

        self._patched.setattr(pytest, "raises", raising)
        self._patched.setattr(pytest.CaptureFixture, "readouterr", read)
        watch.listen()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._watch.where = item.nodeid
        result = yield
        self._watch.where = ""
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Iterator[None]:
        report: Any = yield
        for title, text in report.sections:
            self._watch.look(title, text)
        return report  # type: ignore[no-any-return]  # hooks are typed by their result, and this one is passed through

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self._watch.stop()
        self._patched.undo()
        base = self._base()
        if base is None or self._is_worker:
            return
        for line in leaks_in(base, but=lambda path: path == base / LEAKS or ON_PURPOSE in path.relative_to(base).parts):
            self._leaked(line)
        if (base / LEAKS).exists():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        base = self._base()
        if base is not None and (base / LEAKS).exists():
            terminalreporter.section("KEYS HAVE LEAKED")
            terminalreporter.write((base / LEAKS).read_text(encoding="utf-8"))


class _Raising:
    """``pytest.raises`` that has what was raised looked through."""

    def __init__(self, inner: Any, watch: Watch) -> None:
        self._inner, self._watch = inner, watch

    def __enter__(self) -> Any:
        return self._inner.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Any:
        __tracebackhide__ = True
        if error is not None:
            self._watch.raised(error)
        return self._inner.__exit__(kind, error, trace)

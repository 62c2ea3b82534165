"""The rules of the house, kept by reading every file's syntax tree: who may import whom, and how large things grow.

Each rule has a bad sample below that it must catch, and a good one that it must let pass.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = ("core", "adapters", "bot")
ALL = (*PRODUCT, "tests", "benchmarks")

FILE_LINES, FUNCTION_LINES = 320, 60
NEVER_IN_CORE = frozenset({"asyncio", "time", "random", "uuid", "secrets"})
GRAMMAR = frozenset({"core/syntax.py", "core/grammar.py"})
COMPOSITION_ROOT = frozenset(
    f"bot/{name}.py"
    for name in (
        "__main__",
        "account",
        "live",
        "people_cli",
        "prompts",
        "replay",
        "running",
        "session",
        "settings_there",
        "starting",
        "fronts",
        "talking",
    )
)
HEAVY = frozenset({"matplotlib", "telegram", "discord"})  # megabytes and seconds; only who uses them pays
HEAVY_HOMES = frozenset(
    {"bot/charts.py"}
    | {
        f"bot/discord{part}.py"
        for part in ("", "_answers", "_backlog", "_client", "_commands", "_errors", "_markup", "_messages", "_sender")
    }
    | {f"bot/telegram{part}.py" for part in ("", "_errors", "_menu", "_sender", "_updates", "_intake", "_receiving")}
)
WALL_CLOCK = frozenset({"now", "utcnow", "today"})
EMPTY_NAMES = ("Manager", "Helper", "Util", "Utils", "Base", "Impl")
PROMISES = tuple(a + b for a, b in (("TO", "DO"), ("FIX", "ME")))  # in two halves, so that this file keeps the rule


@dataclass(frozen=True, slots=True)
class File:
    """``path`` from the root of the project, with slashes."""

    path: str
    text: str
    tree: ast.Module


Rule = Callable[[File], Iterator[str]]


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full name of everything imported, however deep in the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "")


def top(name: str) -> str:
    return name.partition(".")[0]


def is_engine(path: str) -> bool:
    return path.removeprefix("core/") in {"engine.py", "worker.py", "watch.py", "teller.py"}


# -- the rules ------------------------------------------------------------------------------------


def absolute_imports(file: File) -> Iterator[str]:
    for line, name in imports(file.tree):
        if name.startswith("."):
            yield f"{file.path}:{line} imports relatively"


def core_imports_core_and_the_standard_library(file: File) -> Iterator[str]:
    if not file.path.startswith("core/"):
        return
    for line, name in imports(file.tree):
        package = top(name)
        if package == "asyncio" and is_engine(file.path):
            continue
        if package == "parsimonious" and file.path in GRAMMAR:
            continue
        if package in NEVER_IN_CORE or (package != "core" and package not in sys.stdlib_module_names):
            yield f"{file.path}:{line} imports {name}"


def core_has_no_wall_clock(file: File) -> Iterator[str]:
    if not file.path.startswith("core/"):
        return
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Attribute) and node.attr in WALL_CLOCK:
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if owner in {"datetime", "date"}:
                yield f"{file.path}:{node.lineno} reads the wall clock"


def adapters_know_no_bot(file: File) -> Iterator[str]:
    if file.path.startswith("adapters/"):
        yield from (f"{file.path}:{line} imports {name}" for line, name in imports(file.tree) if top(name) == "bot")


def only_the_composition_root_imports_adapters(file: File) -> Iterator[str]:
    if file.path.startswith("bot/") and file.path not in COMPOSITION_ROOT:
        yield from (
            f"{file.path}:{line} imports {name}" for line, name in imports(file.tree) if top(name) == "adapters"
        )


def the_product_knows_no_tests(file: File) -> Iterator[str]:
    if file.path.startswith(PRODUCT):
        for line, name in imports(file.tree):
            if top(name) in {"tests", "benchmarks", "pytest", "hypothesis"}:
                yield f"{file.path}:{line} imports {name}"


def heavy_libraries_wait_until_they_are_used(file: File) -> Iterator[str]:
    if not file.path.startswith(PRODUCT) or file.path in HEAVY_HOMES:
        return
    inside = {line for node in ast.walk(file.tree) if isinstance(node, _FUNCTIONS) for line, _ in imports(node)}
    for line, name in imports(file.tree):
        if top(name) in HEAVY and line not in inside:
            yield f"{file.path}:{line} imports {name} at start"


def money_is_never_a_float(file: File) -> Iterator[str]:
    if file.path.startswith(("core/", "adapters/exchanges/paper")):
        for node in ast.walk(file.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float":
                yield f"{file.path}:{node.lineno} makes a float"


def files_and_functions_stay_small(file: File) -> Iterator[str]:
    if not file.path.startswith(PRODUCT):
        return
    length = file.text.count("\n")
    if length > FILE_LINES:
        yield f"{file.path} has {length} lines, above {FILE_LINES}"
    for node in ast.walk(file.tree):
        if isinstance(node, _FUNCTIONS):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                yield f"{file.path}:{node.lineno} {node.name} has {length} lines, above {FUNCTION_LINES}"


def names_say_something(file: File) -> Iterator[str]:
    for node in ast.walk(file.tree):
        if isinstance(node, ast.ClassDef) and node.name.endswith(EMPTY_NAMES):
            yield f"{file.path}:{node.lineno} is called {node.name}"


def nothing_is_left_for_later(file: File) -> Iterator[str]:
    for number, line in enumerate(file.text.splitlines(), 1):
        for word in PROMISES:
            if word in line:
                yield f"{file.path}:{number} says {word}"


def every_module_says_its_job(file: File) -> Iterator[str]:
    if file.tree.body and not ast.get_docstring(file.tree):
        yield f"{file.path} has no docstring"


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
RULES: tuple[Rule, ...] = (
    absolute_imports,
    core_imports_core_and_the_standard_library,
    core_has_no_wall_clock,
    adapters_know_no_bot,
    only_the_composition_root_imports_adapters,
    the_product_knows_no_tests,
    heavy_libraries_wait_until_they_are_used,
    money_is_never_a_float,
    files_and_functions_stay_small,
    names_say_something,
    nothing_is_left_for_later,
    every_module_says_its_job,
)


def complaints(rule: Rule, path: str, text: str) -> list[str]:
    return list(rule(File(path, text, ast.parse(text))))


def sources() -> list[Path]:
    return sorted(path for folder in ALL for path in (ROOT / folder).rglob("*.py"))


# -- the tree -------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_file_keeps(rule: Rule) -> None:
    found = [
        line for path in sources() for line in complaints(rule, path.relative_to(ROOT).as_posix(), path.read_text())
    ]
    assert not found, "\n".join(found)


def test_there_are_files_to_read() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in sources()}
    assert {"core/orders.py", "adapters/clock.py", "bot/settings.py", "tests/test_import_rules.py"} <= names


def test_nothing_heavy_is_loaded_at_start() -> None:
    modules = [
        path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        for path in sources()
        if path.relative_to(ROOT).parts[0] in PRODUCT
        and path.relative_to(ROOT).as_posix() not in HEAVY_HOMES
        and path.name != "__main__.py"
        and "migrations" not in path.parts
    ]
    script = f"import importlib, sys\nfor name in {modules}: importlib.import_module(name)\nprint(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    loaded = set(map(top, run.stdout.split()))
    assert {"core", "adapters", "bot"} <= loaded
    assert not loaded & HEAVY


# -- each rule catches what it is for --------------------------------------------------------------

LONG = "def f():\n" + "    x = 1\n" * FUNCTION_LINES
SAMPLES: list[tuple[Rule, str, str, str]] = [
    (absolute_imports, "bot/chat.py", "from . import x", "from bot import x"),
    *(
        (core_imports_core_and_the_standard_library, "core/plan.py", f"import {name}", "import decimal, core.orders")
        for name in ("asyncio", "time", "random", "uuid", "secrets", "msgspec", "adapters.clock", "bot", "parsimonious")
    ),
    (core_imports_core_and_the_standard_library, "core/engine.py", "import time", "import asyncio"),
    (core_imports_core_and_the_standard_library, "core/syntax.py", "import asyncio", "import parsimonious"),
    (
        core_imports_core_and_the_standard_library,
        "core/plan.py",
        "def f():\n    from random import random",
        "from __future__ import annotations",
    ),
    (core_has_no_wall_clock, "core/plan.py", "at = datetime.now(UTC)", "at = clock.now()"),
    (core_has_no_wall_clock, "core/plan.py", "at = datetime.datetime.utcnow()", "at = event.stamp.at"),
    (core_has_no_wall_clock, "core/plan.py", "make = date.today", "def today(): ..."),
    (adapters_know_no_bot, "adapters/clock.py", "from bot.settings import Settings", "import core"),
    (only_the_composition_root_imports_adapters, "bot/chat.py", "import adapters.clock", "import core"),
    (the_product_knows_no_tests, "core/plan.py", "from tests.samples import long", "import core"),
    (heavy_libraries_wait_until_they_are_used, "bot/chat.py", "import telegram.ext", "def f():\n    import telegram"),
    (
        heavy_libraries_wait_until_they_are_used,
        "bot/x.py",
        "try:\n    import discord\nfinally:\n    pass",
        "import rich",
    ),
    (heavy_libraries_wait_until_they_are_used, "adapters/x.py", "from matplotlib import x", "import json"),
    (money_is_never_a_float, "core/plan.py", "x = float(price)", "def f(x: float) -> None: ..."),
    (money_is_never_a_float, "adapters/exchanges/paper/venue.py", "y = [float(x)]", "x = Decimal(1)"),
    (files_and_functions_stay_small, "core/plan.py", "\n" * (FILE_LINES + 1), "\n" * FILE_LINES),
    (files_and_functions_stay_small, "bot/chat.py", LONG, LONG.replace("    x = 1\n", "", 1)),
    (files_and_functions_stay_small, "bot/chat.py", "async " + LONG, "x = 1"),
    *((names_say_something, "core/plan.py", f"class Order{end}: ...", "class Basement: ...") for end in EMPTY_NAMES),
    *((nothing_is_left_for_later, "core/plan.py", f"x = 1  # {word}: y", "x = 1") for word in PROMISES),
    (every_module_says_its_job, "core/plan.py", "x = 1", '"""Plans."""\nx = 1'),
]


@pytest.mark.parametrize(("rule", "path", "bad", "good"), SAMPLES)
def test_a_rule_catches_a_bad_file_and_lets_a_good_one_pass(rule: Rule, path: str, bad: str, good: str) -> None:
    assert complaints(rule, path, bad)
    assert not complaints(rule, path, good)


def test_every_rule_has_a_sample() -> None:
    assert {rule for rule, *_ in SAMPLES} == set(RULES)


def test_what_one_file_may_do_another_may_not() -> None:
    line = "import adapters.clock"
    assert not complaints(only_the_composition_root_imports_adapters, "bot/session.py", line)
    assert not complaints(only_the_composition_root_imports_adapters, "bot/__main__.py", line)
    assert complaints(core_imports_core_and_the_standard_library, "core/plan.py", "import asyncio")
    assert not complaints(core_imports_core_and_the_standard_library, "core/worker.py", "import asyncio")
    assert not complaints(money_is_never_a_float, "adapters/prices_walk.py", "x = float(y)")
    assert not complaints(heavy_libraries_wait_until_they_are_used, "bot/telegram.py", "import telegram")

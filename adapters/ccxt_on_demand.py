"""ccxt without the hundred exchanges that nobody here trades at: each one's class is loaded when it is first asked for.

``import ccxt.pro`` reads every exchange there is, three times over: half a second and 54 MiB, where one exchange needs
a tenth of a second and 1 MiB.  Its three packages are therefore run here without their lines
``from ccxt.NAME import NAME``; those names are found when they are used, by the same lines.  All else in them is run as
it stands.  Does nothing for a package that is loaded already, or one without such lines: then all is as ccxt has it.
Knows no version and no exchange.
"""

from __future__ import annotations

import ast
import importlib
import sys
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from threading import Lock
from types import ModuleType
from typing import Any, TypeGuard

_ONE = Lock()
PACKAGES = ("ccxt", "ccxt.async_support", "ccxt.pro")  # each needs those before it


def load(name: str = "ccxt.pro") -> Any:
    """The package of that name.  Raises ``ImportError`` where it is not installed."""
    with _ONE:  # accounts are opened beside one another, in threads: none may see a package that is half run
        for package in PACKAGES:
            if package not in sys.modules:
                _run(package)
        return importlib.import_module(name)


class _Package(ModuleType):
    """A package that finds what it would otherwise have imported (``later``) when it is asked for it."""

    def __init__(self, name: str, later: frozenset[str]) -> None:
        super().__init__(name)
        self.__dict__["_later"] = later

    def __getattr__(self, name: str) -> Any:
        if name not in self.__dict__["_later"]:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return getattr(importlib.import_module(f"{self.__name__}.{name}"), name)

    def __setattr__(self, name: str, value: object) -> None:
        # Python binds a module that is imported to its name in its package.  There ccxt's line then puts the class.
        if isinstance(value, ModuleType) and name in self.__dict__["_later"]:
            value = getattr(value, name)
        super().__setattr__(name, value)


def _run(name: str) -> None:
    spec = find_spec(name)
    source = _source(spec)
    if spec is None or source is None:
        return  # import_module says what is wrong, or knows another way
    tree = ast.parse(source)
    exchanges = {node: node.names[0].name for node in tree.body if _brings_an_exchange(node, name)}
    tree.body = [node for node in tree.body if node not in exchanges]
    package = _Package(name, frozenset(exchanges.values()))
    package.__spec__, package.__loader__, package.__package__ = spec, spec.loader, name
    package.__file__, package.__path__ = spec.origin, list(spec.submodule_search_locations or ())
    sys.modules[name] = package
    try:
        exec(compile(tree, spec.origin or name, "exec"), package.__dict__)  # noqa: S102 - ccxt's own lines, as importing runs them
    except BaseException:
        del sys.modules[name]  # as Python does with a module that failed
        raise
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, package)


def _source(spec: ModuleSpec | None) -> str | None:
    read = getattr(spec and spec.loader, "get_source", None)
    return read(spec.name) if spec is not None and read is not None else None


def _brings_an_exchange(node: ast.stmt, package: str) -> TypeGuard[ast.ImportFrom]:
    """Whether it is a line ``from PACKAGE.NAME import NAME``."""
    return isinstance(node, ast.ImportFrom) and [f"{package}.{one.name}" for one in node.names] == [node.module]

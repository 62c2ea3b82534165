"""A property that is worked out once per object: what is read off an immutable state cannot change.

``functools.cached_property`` takes a lock on every first look in Python 3.11, which costs more than the sums it saves.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Generic, TypeVar, overload

T = TypeVar("T")
V = TypeVar("V")


class lazy(Generic[T, V]):  # noqa: N801  # it is used as a decorator, like ``property``
    """``@lazy`` on a method of a frozen dataclass without slots."""

    def __init__(self, work: Callable[[T], V]) -> None:
        self._work, self._name = work, work.__name__
        self.__doc__ = work.__doc__

    @overload
    def __get__(self, owner: None, type: object = None) -> lazy[T, V]: ...
    @overload
    def __get__(self, owner: T, type: object = None) -> V: ...
    def __get__(self, owner: T | None, type: object = None) -> V | lazy[T, V]:
        if owner is None:
            return self
        value = owner.__dict__[self._name] = self._work(owner)
        return value


def once(work: Callable[[T], V]) -> Callable[[T], V]:
    """The same for a function of one frozen object without slots: its answer is kept on the object."""
    name = f"_{work.__module__}.{work.__name__}"

    @wraps(work)
    def kept(of: T) -> V:
        known = of.__dict__
        if name not in known:
            known[name] = work(of)
        return known[name]  # type: ignore[no-any-return]  # it was put there above

    return kept

"""Who hears what a venue tells: pushes go to those who listen for that account, ticks to those who want prices.

A tick costs as many calls as listeners want it, however many accounts there are.
"""

from __future__ import annotations

from collections.abc import Callable

from core.ports import Hint

Hear = Callable[[str, Hint], None]  # the account it is for ("" for ticks), and what happened


class Ears:
    """The listeners of one venue, in the order in which they came."""

    def __init__(self) -> None:
        self._all: list[Hear] = []
        self._prices: list[Hear] = []
        self._accounts: dict[str, list[Hear]] = {}

    def __bool__(self) -> bool:
        return bool(self._all or self._prices or any(self._accounts.values()))

    def listen(self, hear: Hear, account: str | None = None, ticks: bool = True) -> Callable[[], None]:
        """Hear one account's pushes (None: everybody's), and ticks; the answer ends the listening."""
        lists = [self._all] if account is None else [self._accounts.setdefault(account, [])]
        if account is not None and ticks:
            lists.append(self._prices)
        for one in lists:
            one.append(hear)

        def end() -> None:
            for one in lists:
                if hear in one:
                    one.remove(hear)

        return end

    def tell(self, account: str, hint: Hint) -> None:
        """Pass a hint on; who begins to listen meanwhile does not hear it."""
        for hear in (*self._all, *(self._accounts.get(account, ()) if account else self._prices)):
            hear(account, hint)

    def clear(self) -> None:
        """Nobody listens any more."""
        self._all.clear()
        self._prices.clear()
        self._accounts.clear()

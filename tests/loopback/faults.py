"""What goes wrong between a client and the exchange: planned one by one, or thrown with seeded dice.

It decides; ``server`` carries out.  It knows neither orders nor sockets.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

Kind = Literal["hang", "reset", "html", "empty", "truncated", "bad_gateway", "refuse", "limited", "banned"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    ``kind``: *hang* no answer; *reset* the connection breaks; *html* a page with status 200; *empty* nothing with
    status 200; *truncated* half of the answer; *bad_gateway* 502; *refuse* an error of the exchange (``code``,
    ``text``, ``status``); *limited* 429 and *banned* 418, both with Retry-After in seconds.
    ``executed``: whether the request was carried out nevertheless.  ``late``: it is, once ``Plan.release`` is called.
    ``before``: runs when the request arrives (the market moves while it travels).
    """

    kind: Kind
    executed: bool = False
    late: bool = False
    code: int = -1007
    text: str = "Timeout waiting for response from backend server. Send status unknown; execution status unknown."
    status: int = 408
    retry_after: int = 30
    before: Callable[[], None] | None = None


@dataclass(slots=True)
class Rule:
    """A plan for the next requests of one kind; ``met``: how many have run into it."""

    method: str
    path: str
    fault: Fault | None
    before: Callable[[], None] | None
    left: int
    skip: int
    met: int = 0


class Plan:
    """The faults to come.  ``injected`` counts, by kind, those that met a request."""

    def __init__(self, seed: int) -> None:
        self.injected: Counter[str] = Counter()
        self._dice = Random(seed)
        self._rules: list[Rule] = []
        self._rate = 0.0
        self._often: Sequence[Fault] = ()
        self._released = asyncio.Event()

    def once(self, fault: Fault, method: str = "", path: str = "", *, times: int = 1, skip: int = 0) -> Rule:
        """Hit the next ``times`` requests of that method and path (any, if empty), after ``skip`` unharmed ones."""
        rule = Rule(method, path, fault, fault.before, times, skip)
        self._rules.append(rule)
        return rule

    def meanwhile(self, what: Callable[[], None], method: str = "", path: str = "") -> None:
        """Run ``what`` while the next such request travels; the request itself is answered as usual."""
        self._rules.append(Rule(method, path, None, what, 1, 0))

    def often(self, rate: float, faults: Sequence[Fault]) -> None:
        """From now on hit each signed request with this probability, by a fault out of ``faults``; 0 ends it."""
        self._rate, self._often = rate, tuple(faults)

    def release(self) -> None:
        """Let late requests be carried out now."""
        self._released.set()
        self._released = asyncio.Event()

    async def released(self) -> None:
        await self._released.wait()

    def meet(self, method: str, path: str, *, signed: bool) -> Fault | None:
        """The fault this request runs into, None for none; runs what was to happen meanwhile."""
        for rule in self._rules:
            if rule.method in ("", method) and rule.path in ("", path):
                if rule.skip:
                    rule.skip -= 1
                    continue
                rule.left -= 1
                rule.met += 1
                if not rule.left:
                    self._rules.remove(rule)
                if rule.before is not None:
                    rule.before()
                return self._count(rule.fault)
        if signed and self._often and self._dice.random() < self._rate:
            return self._count(self._dice.choice(self._often))
        return None

    def _count(self, fault: Fault | None) -> Fault | None:
        if fault is not None:
            self.injected[fault.kind] += 1
        return fault


EVERY: Sequence[Fault] = (
    *(
        Fault(kind, executed=executed)
        for kind in ("reset", "html", "empty", "bad_gateway")
        for executed in (False, True)
    ),
    Fault("truncated", executed=True),
    Fault("refuse", executed=True),
    Fault("refuse"),
    Fault("refuse", code=-1021, text="Timestamp for this request is outside of the recvWindow.", status=400),
    Fault("limited"),
)
"""What ``often`` may draw from; hangs and bans are left out, as a client has to wait them out."""

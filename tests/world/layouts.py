"""The layouts a world can have, and the variants of their rules that its dice choose among."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from adapters.exchanges.paper import rules_for
from core.venue import Layout, VenueRules

SWAPS = ("BTC/USDT:USDT", "ETH/USDT:USDT")
SPOTS = ("BTC/USDT", "ETH/USDT")


@dataclass(frozen=True, slots=True)
class Case:
    """One world's exchange.  ``bound``: seconds that a position may stand unprotected (I3)."""

    rules: VenueRules
    spot: bool
    bound: float

    @property
    def account(self) -> str:
        return "paper_spot" if self.spot else "paper"

    @property
    def symbols(self) -> tuple[str, ...]:
        return SPOTS if self.spot else SWAPS


LAYOUTS: dict[str, tuple[Layout, bool, bool]] = {  # layout, spot, attach
    "stop_and_targets": (Layout.STOP_AND_TARGETS, False, False),
    "stop_and_targets+attach": (Layout.STOP_AND_TARGETS, False, True),
    "position": (Layout.POSITION, False, False),
    "position+attach": (Layout.POSITION, False, True),
    "pairs": (Layout.PAIRS, False, False),
    "pairs_spot": (Layout.PAIRS, True, False),
    "stop_spot": (Layout.STOP, True, False),
    "nothing": (Layout.NOTHING, False, False),
    "nothing_spot": (Layout.NOTHING, True, False),
}


def case_of(name: str, dice: Random) -> Case:
    """The named layout, with the rest of its rules drawn."""
    layout, spot, attach = LAYOUTS[name]
    slow = dice.random() < 0.7
    rules = rules_for(
        layout,
        spot,
        attach=attach,
        amends=not spot and dice.random() < 0.5,
        takes=not spot and dice.random() < 0.4,
        counts_targets=not spot and dice.random() < 0.5,
        hedged=not spot and dice.random() < 0.25,
        quiet=timedelta(seconds=2.5) if slow else timedelta(0),
        lag=timedelta(seconds=1) if slow else timedelta(0),
        recv_window=timedelta(seconds=3),
        buys_by_cost=spot and dice.random() < 0.3,
    )
    return Case(rules, spot, 45.0 if spot else 15.0)

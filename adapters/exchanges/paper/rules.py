"""What a paper account may do: its capability record, its opening balances, and how its name says so.

``paper`` and ``paper_F`` are one swap account, ``paper_spot`` a spot account; ``:NAME`` makes a fresh one of its kind.
Knows no order and no price.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from core.venue import Layout, VenueRules

SPOT_LAYOUTS = (Layout.PAIRS, Layout.STOP, Layout.NOTHING)
SWAP_LAYOUTS = (Layout.STOP_AND_TARGETS, Layout.POSITION, Layout.PAIRS, Layout.NOTHING)

OPENING_QUOTE = Decimal(100_000)  # USDT
OPENING_BTC = Decimal(1)  # spot only
LEVERAGE = Decimal(10)


def rules_for(
    layout: Layout | None = None,
    spot: bool = False,
    *,
    attach: bool = False,
    reduce_only: bool | None = None,
    hedged: bool = False,
    amends: bool | None = None,
    takes: bool = False,
    counts_targets: bool = False,
    buys_by_cost: bool = False,
    quiet: timedelta = timedelta(0),
    recv_window: timedelta = timedelta(seconds=3),
    lag: timedelta = timedelta(0),
) -> VenueRules:
    """The capability record of a paper account; ``ValueError`` where the layout does not exist on that market.

    ``layout`` None: ``pairs`` on spot, ``stop_and_targets`` on swaps.  ``reduce_only`` and ``amends`` None: as on most
    real exchanges, yes on swaps and no on spot.  ``quiet`` and ``lag`` are zero because status and totals are one row
    here and reads do not trail writes.
    """
    if layout is None:
        layout = Layout.PAIRS if spot else Layout.STOP_AND_TARGETS
    allowed = SPOT_LAYOUTS if spot else SWAP_LAYOUTS
    if layout not in allowed:
        names = ", ".join(one.value for one in allowed)
        raise ValueError(f"a paper {'spot' if spot else 'swap'} account has the layouts {names}, not {layout.value}")
    return VenueRules(
        layout=layout,
        attach=attach,
        spot=spot,
        reduce_only=not spot if reduce_only is None else reduce_only,
        hedged=hedged,
        amends=not spot if amends is None else amends,
        takes=takes,
        counts_targets=counts_targets,
        buys_by_cost=buys_by_cost,
        quiet=quiet,
        recv_window=recv_window,
        lag=lag,
    )


@dataclass(frozen=True, slots=True)
class Terms:
    """What an account is opened with: its rules, balances by coin, and leverage (notional per margin)."""

    rules: VenueRules
    balances: dict[str, Decimal]
    leverage: Decimal


def terms_for(rules: VenueRules) -> Terms:
    """contracts.md's opening balances for an account of these rules."""
    balances = {"USDT": OPENING_QUOTE}
    if rules.spot:
        balances["BTC"] = OPENING_BTC
    return Terms(rules, balances, Decimal(1) if rules.spot else LEVERAGE)


def account_name(name: str) -> tuple[str, bool]:
    """The account's one true name and whether it is spot; ``ValueError`` if ``name`` is not a paper account's."""
    kind, colon, own = name.partition(":")
    families = {"paper": ("paper", False), "paper_f": ("paper", False), "paper_spot": ("paper_spot", True)}
    if kind.lower() not in families or bool(colon) != bool(own):
        raise ValueError(f"{name} is not a paper account: paper, paper_F, paper_spot, paper:NAME or paper_spot:NAME")
    family, spot = families[kind.lower()]
    return family + colon + own, spot


def true_name(name: str) -> str:
    """``name`` in its one spelling; one that is not a paper account's (opened with rules of its own) as it is."""
    try:
        return account_name(name)[0]
    except ValueError:
        return name

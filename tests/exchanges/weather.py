"""What weather there is: every fault at every request that trading makes, and what makes a bot send that request.

Plans one (fault, route) for each seed, so that neighbours in number are strangers in kind and as many seeds as there
are pairs meet them all.  Carries nothing out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.loopback import EVERY, Fault

FAULTS: Sequence[Fault] = (
    *(fault for fault in EVERY if fault.kind != "limited"),
    Fault("limited", retry_after=1),
    Fault("banned", retry_after=1),
    Fault("hang"),
    Fault("hang", executed=True),
    Fault("hang", late=True),
)
UNKNOWN = "Unknown order sent."
ABSENT: Sequence[Fault] = tuple(
    Fault("refuse", executed=executed, code=-2011, text=UNKNOWN, status=400) for executed in (False, True)
)
REDUCES: Sequence[Fault] = (Fault("refuse", code=-4118, text="ReduceOnly Order Failed.", status=400),)


def _doubles(code: int, text: str) -> Sequence[Fault]:
    """Said of an order that is there, as after a lost answer; and of one that is not, which no exchange should."""
    return tuple(Fault("refuse", executed=executed, code=code, text=text, status=400) for executed in (True, False))


SPOT_DOUBLES = _doubles(-2010, "Duplicate order sent.")
ALGO_DOUBLES = _doubles(-4116, "ClientOrderId is duplicated.")


@dataclass(frozen=True, slots=True)
class Route:
    """``by``: what makes the bot ask for it: "" a line that opens, after which all is looked at; a *limit* that rests
    and is then canceled; an order that *vanishes* unheard; a stop that is *moved*.  ``refusals``: those that only this
    request can be given."""

    method: str
    path: str
    by: str = ""
    refusals: Sequence[Fault] = ()

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


ROUTES = {
    "Binance": (
        Route("GET", "/api/v3/openOrders"),
        Route("POST", "/api/v3/order", "", SPOT_DOUBLES),
        Route("DELETE", "/api/v3/order", "limit", ABSENT),
        Route("GET", "/api/v3/order", "vanishes"),
        Route("GET", "/api/v3/account"),
        Route("GET", "/api/v3/myTrades"),
        Route("POST", "/api/v3/orderList/oco", "", SPOT_DOUBLES),
        Route("DELETE", "/api/v3/orderList", "moved", ABSENT),
    ),
    "Binance_F": (
        Route("GET", "/fapi/v1/openOrders"),
        Route("POST", "/fapi/v1/order", "", (*ALGO_DOUBLES, *REDUCES)),
        Route("DELETE", "/fapi/v1/order", "limit", ABSENT),
        Route("GET", "/fapi/v1/order", "vanishes"),
        Route("GET", "/fapi/v3/positionRisk"),
        Route("GET", "/fapi/v1/userTrades"),
        Route("GET", "/fapi/v1/openAlgoOrders"),
        Route("POST", "/fapi/v1/algoOrder", "", (*ALGO_DOUBLES, *REDUCES)),
        Route("DELETE", "/fapi/v1/algoOrder", "moved", ABSENT),
        Route("GET", "/fapi/v1/algoOrder", "vanishes"),
    ),
}
PAIRS = {
    account: [(fault, route) for route in routes for fault in (*FAULTS, *route.refusals)]
    for account, routes in ROUTES.items()
}
STRIDE = 67  # has no divisor in common with the number of pairs of either market


def account_of(seed: int) -> str:
    """Even seeds trade spot, odd ones USD-M."""
    return "Binance_F" if seed % 2 else "Binance"


def planned(seed: int) -> tuple[Fault, Route]:
    """What this seed's story must run into."""
    pairs = PAIRS[account_of(seed)]
    return pairs[seed // 2 * STRIDE % len(pairs)]


def named(fault: Fault, route: Route) -> str:
    """For people."""
    how = "executed " if fault.executed else "late " if fault.late else ""
    code = f" {fault.code}" if fault.kind == "refuse" else ""
    return f"{how}{fault.kind}{code} at {route}"

"""Words both markets of the loopback share: what is traded, an order, a fill, a refusal, and how numbers are read.

It knows no account, no wire format and no network.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

ZERO = Decimal(0)
PLENTY = Decimal(1_000_000_000)
DONE = frozenset({"FILLED", "CANCELED", "EXPIRED", "REJECTED"})
ID_LENGTH = 36
SMALLEST = Decimal("0.00000001")

Params = Mapping[str, str]
Json = Any  # what goes through json.dumps; every wire shape is checked by two clients that parse it


class Refusal(Exception):
    """Binance says no: its numeric ``code``, its words, and the HTTP status that carries them."""

    def __init__(self, code: int, text: str, status: int = 400) -> None:
        super().__init__(code, text)
        self.code, self.text, self.status = code, text, status


@dataclass(frozen=True, slots=True)
class Spec:
    """A market: price step in quote, quantity step and least quantity in base, least notional in quote."""

    symbol: str
    base: str
    quote: str
    tick: Decimal
    step: Decimal
    notional: Decimal


def _spec(base: str, tick: str, step: str, notional: str) -> Spec:
    return Spec(f"{base}USDT", base, "USDT", Decimal(tick), Decimal(step), Decimal(notional))


SPOT_SPECS = (_spec("BTC", "0.01", "0.00001", "5"), _spec("ETH", "0.01", "0.0001", "5"))
FUTURES_SPECS = (_spec("BTC", "0.1", "0.001", "100"), _spec("ETH", "0.01", "0.001", "20"))


@dataclass(slots=True)
class Hold:
    """Money locked for an order, or for both legs of a list: one asset, given back by the last leg to end."""

    asset: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Fill:
    """One trade of an order.  ``realized``: profit in quote, USD-M only."""

    id: int
    order: Order
    price: Decimal
    quantity: Decimal
    commission: Decimal
    asset: str
    maker: bool
    time: int
    realized: Decimal = ZERO


@dataclass(slots=True)
class Order:
    """An order of either market.  Times in milliseconds, prices quote per base, ``cost`` in quote.

    ``working``: on the book; a spot stop is not until it triggers.  ``canceled_as``: the id of the cancel itself.
    """

    id: int
    client: str
    symbol: str
    side: str
    type: str
    tif: str
    quantity: Decimal
    created: int
    price: Decimal = ZERO
    stop: Decimal = ZERO
    quote_quantity: Decimal = ZERO
    status: str = "NEW"
    filled: Decimal = ZERO
    cost: Decimal = ZERO
    updated: int = 0
    working: bool = True
    list_id: int = -1
    hold: Hold | None = None
    canceled_as: str = ""
    reduce_only: bool = False
    position_side: str = "BOTH"
    orig_type: str = ""
    fills: list[Fill] = field(default_factory=list)

    @property
    def left(self) -> Decimal:
        return self.quantity - self.filled

    @property
    def open(self) -> bool:
        return self.status not in DONE

    @property
    def average(self) -> Decimal:
        return self.cost / self.filled if self.filled else ZERO

    def crossed_by(self, price: Decimal) -> bool:
        """Whether a print at ``price`` reaches a limit that rests."""
        return price <= self.price if self.side == "BUY" else price >= self.price


@dataclass(slots=True)
class Desk:
    """What the markets ask of the server: milliseconds, ids, and ``push`` (market, key, event) to one owner."""

    clock: Callable[[], int]
    push: Callable[[str, str, Json], None]
    _last: int = 1000

    def next(self) -> int:
        self._last += 1
        return self._last


def charge(value: Decimal) -> Decimal:
    """A commission or a realized profit as it is booked and told: eight places."""
    return value.quantize(SMALLEST)


def fixed(value: Decimal, places: int = 8) -> str:
    return f"{value:.{places}f}"


def plain(value: Decimal) -> str:
    """Without trailing zeros and without an exponent."""
    return f"{value.normalize():f}" if value else "0"


_NUMBER = re.compile(r"^\d{1,20}(\.\d{1,20})?$")


def number(params: Params, name: str, *, required: bool = False) -> Decimal:
    """The parameter as a number, 0 if it was not sent; raises ``Refusal`` -1102 or -1100."""
    text = params.get(name, "")
    if not text:
        if required:
            raise missing(name)
        return ZERO
    if not _NUMBER.match(text):
        raise Refusal(
            -1100,
            f"Illegal characters found in parameter '{name}'; legal range is '^([0-9]{{1,20}})(\\.[0-9]{{1,20}})?$'.",
        )
    return Decimal(text)


def word(params: Params, name: str, allowed: frozenset[str] | None = None) -> str:
    """A parameter that must be sent, one of ``allowed``; raises ``Refusal`` -1102 or its own codes for bad words."""
    text = params.get(name, "")
    if not text:
        raise missing(name)
    if allowed is not None and text not in allowed:
        code, what = {"side": (-1117, "side"), "type": (-1116, "orderType")}.get(name, (-1115, name))
        raise Refusal(code, f"Invalid {what}.")
    return text


def missing(name: str) -> Refusal:
    return Refusal(-1102, f"Mandatory parameter '{name}' was not sent, was empty/null, or malformed.")


def flag(params: Params, name: str) -> bool:
    return params.get(name, "").lower() == "true"


def client_id(params: Params, name: str, fallback: str) -> str:
    text = params.get(name) or fallback
    if not re.match(r"^[.A-Z:/a-z0-9_-]{1,36}$", text):
        raise Refusal(
            -1100, f"Illegal characters found in parameter '{name}'; legal range is '^[a-zA-Z0-9-_]{{1,{ID_LENGTH}}}$'."
        )
    return text


def whole_steps(value: Decimal, step: Decimal) -> bool:
    return value % step == 0


SIDES = frozenset({"BUY", "SELL"})


def triggered(rising: bool, trigger: Decimal, price: Decimal) -> bool:
    """Whether ``price`` has reached ``trigger`` from below (``rising``) or from above."""
    return price >= trigger if rising else price <= trigger

"""Contracts.md's event lines: what replay and demo print for machines, with each fill as the exchange recorded it.

A notice may cover several trades that were heard of together; the exchange's own record tells them apart, with the row
at which each happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Protocol

from core.instruction import plain
from core.notices import NoticeKind
from core.ports import Outgoing

PLACES = Decimal("1e-12")
MACHINE = frozenset(
    {
        NoticeKind.SUBMITTED,
        NoticeKind.ACCEPTED,
        NoticeKind.FILLED,
        NoticeKind.CANCELED,
        NoticeKind.REPLACED,
        NoticeKind.REJECTED,
        NoticeKind.STOP_MOVED,
        NoticeKind.CLOSED,
    }
)


def iso(at: datetime) -> str:
    """ISO-8601 UTC with milliseconds."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def money(value: Decimal | None) -> str | None:
    """A number as text; what does not end is rounded to twelve places."""
    if value is None:
        return None
    exponent = value.as_tuple().exponent
    long = isinstance(exponent, int) and exponent < -12
    return plain(value.quantize(PLACES, ROUND_HALF_UP) if long else value)


class Trade(Protocol):
    """One fill in the exchange's own record: base quantity at a price, through the "taken" or the "stopped" leg."""

    @property
    def order(self) -> str: ...
    @property
    def leg(self) -> str: ...
    @property
    def price(self) -> Decimal: ...
    @property
    def quantity(self) -> Decimal: ...
    @property
    def cum_qty(self) -> Decimal: ...
    @property
    def at(self) -> datetime: ...
    @property
    def row(self) -> int: ...


class Record(Protocol):
    """The exchange's own record."""

    @property
    def trades(self) -> Sequence[Trade]: ...
    def ambiguous_rows(self, symbol: str) -> frozenset[int]: ...


@dataclass
class Ledger:
    """Turns notices into event lines, in the order in which they were told."""

    venue: Record
    row: Callable[[], int]
    now: Callable[[], datetime]
    lines: list[dict[str, Any]] = field(default_factory=list)
    _brackets: dict[str, int] = field(default_factory=dict)
    _told: dict[tuple[str, str], int] = field(default_factory=dict)
    _fills: list[tuple[dict[str, Any], str]] = field(default_factory=list)

    async def send(self, outgoing: Outgoing) -> None:
        """Take one notice (the ``Notifier`` port)."""
        notice = outgoing.notice
        number = self._brackets.setdefault(outgoing.bracket, len(self._brackets) + 1)
        if notice.kind not in MACHINE:
            return
        line: dict[str, Any] = {
            "row": self.row(),
            "time": iso(self.now()),
            "event": notice.kind.value,
            "bracket": number,
            "name": notice.name,
            "order_name": notice.order_name,
            "order": notice.order,
            "side": notice.side,
            "quantity": money(notice.quantity),
            "price": money(notice.price),
            "cum_qty": money(notice.cum_qty),
            "leaves_qty": money(notice.leaves_qty),
        }
        if notice.kind is not NoticeKind.FILLED:
            self.lines.append(line)
            return
        assert notice.order is not None
        assert notice.quantity is not None
        assert notice.cum_qty is not None
        whole = notice.cum_qty + (notice.leaves_qty or Decimal(0))
        leg = "stopped" if notice.name == "sl" else "taken"
        for trade in self._trades(notice.order, leg, notice.quantity):
            fill = line | {
                "row": trade.row,
                "time": iso(trade.at),
                "quantity": money(trade.quantity),
                "price": money(trade.price),
                "cum_qty": money(trade.cum_qty),
                "leaves_qty": money(whole - trade.cum_qty),
            }
            self.lines.append(fill)
            self._fills.append((fill, outgoing.symbol))

    def _trades(self, order: str, leg: str, quantity: Decimal) -> Iterator[Trade]:
        """The next trades of an order's leg that add up to a notice's quantity."""
        mine = [t for t in self.venue.trades if t.order == order and t.leg == leg]
        n = self._told.get((order, leg), 0)
        while quantity > 0:
            trade = mine[n]
            n += 1
            quantity -= trade.quantity
            yield trade
        self._told[order, leg] = n

    def finish(self) -> None:
        """Mark fills of candles that held both a stop and a target: known only once a candle is over."""
        for line, symbol in self._fills:
            if line["row"] in self.venue.ambiguous_rows(symbol):
                line["ambiguous"] = True

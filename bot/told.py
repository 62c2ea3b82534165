"""Contracts.md's event lines: what replay and demo print for machines, with the row at which each thing happened.

The bot hears of everything late, and of several trades together.  So the exchange is listened to, and its own record
asked, for when an order was accepted, filled, changed and ended; a request and a bracket's end are the bot's own doing
and happen when it says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Protocol

from core.instruction import plain
from core.notices import Notice, NoticeKind
from core.orders import OrdStatus
from core.ports import Hint, Outgoing, Pushed

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


Moment = tuple[int, datetime]  # a row, and the time


@dataclass
class _Life:
    """An order at the exchange: each of its terms (quantity, price, trigger) since when, and when it ended."""

    terms: list[tuple[tuple[Decimal | None, ...], Moment]]
    ended: Moment | None = None

    def since(self, term: int, value: Decimal | None) -> Moment:
        """When that term last became ``value``; the last change if it never did."""
        fitting = [when for terms, when in self.terms if terms[term] == value]
        return (fitting or [self.terms[-1][1]])[-1]


@dataclass
class Ledger:
    """Turns notices into event lines."""

    venue: Record
    row: Callable[[], int]
    now: Callable[[], datetime]
    lines: list[dict[str, Any]] = field(default_factory=list)
    _brackets: dict[str, int] = field(default_factory=dict)
    _told: dict[tuple[str, str], int] = field(default_factory=dict)
    _fills: list[tuple[dict[str, Any], str]] = field(default_factory=list)
    _lives: dict[str, _Life] = field(default_factory=dict)

    def hear(self, _account: str, hint: Hint) -> None:
        """Listen to the exchange itself, at once."""
        if not isinstance(hint, Pushed) or hint.report.status is OrdStatus.PENDING_NEW:
            return
        report, now = hint.report, (self.row(), self.now())
        terms = (report.quantity, report.price, report.trigger)
        life = self._lives.setdefault(report.id, _Life([(terms, now)]))
        if life.terms[-1][0] != terms:
            life.terms.append((terms, now))
        if report.status.ended and life.ended is None:
            life.ended = now

    def _when(self, notice: Notice) -> Moment:
        """When it happened; what the exchange never knew of happened when it was told."""
        life = self._lives.get(notice.order or "")
        when: Moment | None = None
        if life is not None:
            match notice.kind:
                case NoticeKind.ACCEPTED:
                    when = life.terms[0][1]
                case NoticeKind.REPLACED:
                    when = life.since(0, notice.quantity)
                case NoticeKind.STOP_MOVED:
                    when = life.since(2, notice.price)
                case NoticeKind.CANCELED | NoticeKind.REJECTED:
                    when = life.ended
        return when or (self.row(), self.now())

    async def send(self, outgoing: Outgoing) -> None:
        """Take one notice (the ``Notifier`` port)."""
        notice = outgoing.notice
        number = self._brackets.setdefault(outgoing.bracket, len(self._brackets) + 1)
        if notice.kind not in MACHINE:
            return
        row, at = self._when(notice)
        line: dict[str, Any] = {
            "row": row,
            "time": iso(at),
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
        """Put the lines in the order in which things happened, and mark fills of candles that held both a stop and a
        target: both are known only at the end.  What happened together stays in the order in which it was told."""
        self.lines.sort(key=lambda line: (line["row"], line["time"]))
        for line, symbol in self._fills:
            if line["row"] in self.venue.ambiguous_rows(symbol):
                line["ambiguous"] = True

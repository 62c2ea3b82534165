"""Reading what ccxt returns: order and trade dictionaries into ``Reading`` and ``Report``.

The one border where numbers become ``Decimal``.  A field that is missing, not finite or negative is never read as
zero: it is left unsaid (None) or the whole record is refused.  Knows no exchange's peculiarities; dialects do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from core.orders import NO_FILL, ZERO, Fill, OrdStatus, Reason, Report

Raw = Mapping[str, Any]
_FIRST, _LAST = 1_500_000_000_000, 10_000_000_000_000  # ms: 2017 and 2286


UNNAMED = "unnamed"  # what to follow from a condition that was triggered and does not say which order it became


class Unreadable(Exception):
    """A record that says nothing certain; the outcome is unknown."""


# What reading raises at a field that is not there, or is of another kind than it was ever seen to be.  It is no reason
# to stop an account: the next answer may be whole again.
MALFORMED = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError)


STATUS = {
    "open": OrdStatus.NEW,
    "canceling": OrdStatus.NEW,
    "closed": OrdStatus.FILLED,
    "canceled": OrdStatus.CANCELED,
    "cancelled": OrdStatus.CANCELED,
    "expired": OrdStatus.EXPIRED,
    "rejected": OrdStatus.REJECTED,
}


_TRADED = (OrdStatus.FILLED, OrdStatus.CANCELED, OrdStatus.EXPIRED)  # an end that says nothing of fills may hide some


@dataclass(frozen=True, slots=True)
class Reading:
    """What one record of an exchange says of one order of ours.

    ``stop``: its fills went through the stop leg of a pair.  ``leg``: which leg of a pair it is ("take", "stop"), ""
    for an order that is one record.  ``follow``: the venue id of the real order that a triggered condition became;
    its totals count, not this record's.  ``charged``: whether the fees in ``fill`` are complete.  ``priced``: whether
    the record says what its fill traded for; where it does not, the fill is told only once its trades do.  ``made``:
    when the order was made, by the exchange's clock; None where it does not say.
    """

    id: str
    status: OrdStatus
    fill: Fill = NO_FILL
    leg: str = ""
    stop: bool = False
    quantity: Decimal | None = None
    price: Decimal | None = None
    trigger: Decimal | None = None
    triggered: bool = False
    venue_ids: tuple[str, ...] = ()
    follow: str = ""
    charged: bool = False
    priced: bool = True
    reason: Reason | None = None
    text: str = ""
    made: datetime | None = None


def number(value: Any) -> Decimal | None:
    """A non-negative decimal, None where nothing is said.  Raises ``Unreadable`` for what is no such number."""
    if value is None or value == "":
        return None
    try:
        found = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation as error:
        raise Unreadable(f"{value!r} is no number") from error
    if not found.is_finite() or found < ZERO:
        raise Unreadable(f"{value!r} is no quantity")
    return found


def told_price(value: Any) -> Decimal | None:
    """A price that is only shown: some exchanges write below zero for "none", which must not blind a whole look."""
    try:
        return positive(value)
    except Unreadable:
        return None


def signed(value: Any) -> Decimal:
    """A decimal of either sign, zero where nothing is said: money.  Raises ``Unreadable`` for what is no number."""
    if value is None or value == "":
        return ZERO
    try:
        found = Decimal(str(value))
    except InvalidOperation as error:
        raise Unreadable(f"{value!r} is no number") from error
    if not found.is_finite():
        raise Unreadable(f"{value!r} is no amount")
    return found


def positive(value: Any) -> Decimal | None:
    """As ``number``; zero means that nothing is said (exchanges write 0 for "no price")."""
    return number(value) or None


def moment(value: Any) -> datetime | None:
    """A time in milliseconds, as ccxt gives it; None for what is none of our years, such as -1, or seconds taken for
    them: it is compared only where it is said."""
    if not isinstance(value, int) or not _FIRST <= value < _LAST:
        return None
    return datetime.fromtimestamp(value / 1000, UTC)


def read_order(raw: Raw, id: str, contract: Decimal, base: str, quote: str) -> Reading:
    """A ccxt order that is one record at its exchange.  ``contract``: base per contract; ``id``: our own id of it."""
    status = STATUS.get(str(raw.get("status")))
    filled = (number(raw.get("filled")) or ZERO) * contract
    if status is None:
        raise Unreadable(f"order {id} has the status {raw.get('status')!r}")
    if status in _TRADED and raw.get("filled") is None:
        raise Unreadable(f"order {id} has ended, and is not said to have filled or not")
    amount = positive(raw.get("amount"))
    quantity = None if amount is None else amount * contract
    if status is OrdStatus.FILLED and quantity is not None and filled < quantity:
        status = OrdStatus.EXPIRED  # "closed" without having filled: an IOC's rest, a condition that ended
    value = _value(raw, filled)
    base_fee, quote_fee, told = fees_of(_fees(raw), base, quote)
    if told and filled and abs(base_fee) >= filled:
        raise Unreadable(f"order {id} has a fee of {base_fee} {base} on {filled}")
    return Reading(
        id=id,
        status=status,
        fill=Fill(filled, value, base_fee, quote_fee),
        quantity=quantity,
        price=positive(raw.get("price")) if raw.get("type") == "limit" else None,
        trigger=positive(raw.get("triggerPrice")) or positive(raw.get("stopPrice")),
        venue_ids=(str(raw["id"]),) if raw.get("id") else (),
        charged=told or not filled,
        made=moment(raw.get("timestamp")),
    )


def _value(raw: Raw, filled: Decimal) -> Decimal:
    """What it traded for, in quote: the exchange's own total, else its average price; never its limit."""
    if not filled:
        return ZERO
    average, cost = positive(raw.get("average")), positive(raw.get("cost"))
    if average is not None:
        return average * filled
    if cost is not None:
        return cost
    raise Unreadable("a fill without a price")


def fees_of(fees: Iterable[Raw | None], base: str, quote: str) -> tuple[Decimal, Decimal, bool]:
    """Fees in base coin and in quote, and whether any was told.  Another coin's fee (a discount token) counts as told:
    it is not taken from the position nor from the quote balance."""
    in_base = in_quote = ZERO
    told = False
    for fee in fees:
        if not fee or fee.get("cost") is None:
            continue
        cost, coin = signed(fee["cost"]), str(fee.get("currency"))
        told = True
        if coin == base:
            in_base += cost
        elif coin == quote:
            in_quote += cost
    return in_base, in_quote, told


def _fees(raw: Raw) -> Sequence[Raw | None]:
    """ccxt repeats a single fee in both of its fields, once as text and once as a number."""
    return raw.get("fees") or [raw.get("fee")]


def charged(reading: Reading, trades: Sequence[Raw], contract: Decimal, base: str, quote: str) -> Reading:
    """The reading with the fees of its trades, as far as these account for all of its fill.

    Trades are the truth where they show more than the order does (reliability.md row 5).
    """
    unique = {str(trade.get("id")): trade for trade in trades}
    quantity = value = base_fee = quote_fee = ZERO
    for trade in unique.values():
        amount, price = number(trade.get("amount")), positive(trade.get("price"))
        if amount is None or price is None:
            raise Unreadable("a trade without a price")
        quantity += amount * contract
        value += amount * contract * price
        in_base, in_quote, _ = fees_of(_fees(trade), base, quote)
        base_fee, quote_fee = base_fee + in_base, quote_fee + in_quote
    if quantity < reading.fill.quantity:
        return reading
    if quantity and abs(base_fee) >= quantity:
        raise Unreadable(f"trades of order {reading.id} have a fee of {base_fee} {base} on {quantity}")
    return replace(reading, fill=Fill(quantity, value, base_fee, quote_fee), charged=True)


def joined(readings: Sequence[Reading]) -> list[Reading]:
    """One reading per leg: where a condition and the order it became are both listed, the order that trades counts."""
    best: dict[str, Reading] = {}
    for reading in readings:
        other = best.get(reading.leg)
        if other is None:
            best[reading.leg] = reading
            continue
        real, condition = (reading, other) if reading.fill.quantity > other.fill.quantity else (other, reading)
        if condition.trigger is not None and real.trigger is None:
            real = replace(real, trigger=condition.trigger, triggered=True)
        best[reading.leg] = replace(real, venue_ids=tuple(dict.fromkeys((*condition.venue_ids, *real.venue_ids))))
    return list(best.values())


def report_of(readings: Sequence[Reading]) -> Report:
    """All readings of one order, one per leg, as one report.  A pair is whole while both legs rest.

    Only an end is told as charged: what an open order has cost so far is not what it will have cost.
    """
    first = readings[0]
    known = all(r.charged or not r.fill.quantity for r in readings)
    if len(readings) == 1 and not first.leg:
        taken, stopped = (NO_FILL, first.fill) if first.stop else (first.fill, NO_FILL)
        return _report(first, first.status, taken, stopped, whole=True, charged=known)
    take = next((r for r in readings if r.leg == "take"), None)
    stop = next((r for r in readings if r.leg == "stop"), None)
    statuses = {r.status for r in readings}
    if OrdStatus.NEW in statuses:
        status = OrdStatus.NEW
    elif OrdStatus.FILLED in statuses:
        status = OrdStatus.FILLED
    else:
        status = next((s for s in (OrdStatus.CANCELED, OrdStatus.EXPIRED) if s in statuses), first.status)
    whole = take is not None and stop is not None and statuses == {OrdStatus.NEW} and not stop.triggered
    told = replace(
        take or first,
        price=take.price if take else None,
        trigger=stop.trigger if stop else None,
        triggered=any(r.triggered for r in readings),
        venue_ids=tuple(v for r in readings for v in r.venue_ids),
    )
    return _report(
        told, status, take.fill if take else NO_FILL, stop.fill if stop else NO_FILL, whole=whole, charged=known
    )


def _report(reading: Reading, status: OrdStatus, taken: Fill, stopped: Fill, *, whole: bool, charged: bool) -> Report:
    return Report(
        id=reading.id,
        status=status,
        taken=taken,
        stopped=stopped,
        whole=whole,
        quantity=reading.quantity,
        price=reading.price,
        trigger=reading.trigger,
        triggered=reading.triggered,
        venue_ids=reading.venue_ids,
        reason=reading.reason,
        text=reading.text,
        charged=charged and status.ended,
        made=reading.made,
    )

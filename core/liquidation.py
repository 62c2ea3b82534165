"""Whether a stop would be reached before the account is liquidated.

Cross margin, as if the market's side were all that is held, or isolated margin, where a position stands on its own.
Pure; knows one market's facts, no order, and nothing of other markets.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from core.bracket import Bracket, Entry, Stop
from core.instruction import plain
from core.levels import Market, refuse
from core.orders import ONE, ZERO, PositionSide
from core.ports import Facts
from core.stops import stop_price

BEYOND = 10  # times the price, from which on a short's liquidation is nothing that a person reckons with
Lot = tuple[Decimal, Decimal]  # base quantity, and the price at which it is, or would be, entered


def liquidation_price(side: PositionSide, quantity: Decimal, entry: Decimal, facts: Facts) -> Decimal | None:
    """The price at which equity equals maintenance, were this the only position; None if there is none.

    Long: equity + q·(p − entry) = m·q·p, short mirrored, so p = (q·entry − s·equity) / (q·(1 − s·m)).
    """
    if facts.rules.spot or not quantity:
        return None
    sign, m = side.sign, facts.instrument.maintenance
    price = (quantity * entry - sign * facts.equity) / (quantity * (1 - sign * m))
    return price if price > ZERO else None


def nearest_liquidation(
    side: PositionSide, quantity: Decimal, entry: Decimal, resting: Iterable[Lot], facts: Facts
) -> Decimal | None:
    """The liquidation price nearest to the market while more may be entered.

    The lots of ``resting`` fill nearest first, and one beyond liquidation never does: each number of them is tried.
    On isolated margin ``facts.equity`` is what the position stands on, and each lot brings its own.
    """
    sign, value = side.sign, quantity * entry
    found = [liquidation_price(side, quantity, entry, facts)]
    for more, price in sorted(resting, key=lambda lot: -sign * lot[1]):
        quantity, value = quantity + more, value + more * price
        if facts.isolated:
            facts = replace(facts, equity=facts.equity + more * price / facts.leverage)
        found.append(liquidation_price(side, quantity, value / quantity, facts))
    known = [price for price in found if price is not None]
    return max(known, key=lambda price: sign * price) if known else None


def first_trigger(stop: Stop, market: Market) -> Decimal | None:
    """Where a stop that is planned would be put first, quote; None while all of it waits."""
    if stop.level is not None:
        return market.price_of(stop.level)
    if stop.trailing is None or stop.trailing.after is not None:
        return None
    return market.reference * (ONE - market.side.sign * stop.trailing.distance)


def check_liquidation(
    stop: Stop | None, placed: Entry | None, held: Decimal, market: Market, group: Bracket | None, facts: Facts
) -> tuple[str, ...]:
    """Refuse a stop beyond the liquidation price, because it would never be reached; else a note that names the price
    where the market could come near it: of a small long there is none, and a small short's would be absurd.

    What is held counts from the last price, because its profit or loss up to there is in the equity already.
    ``stop``: the message's, None where the one that stands goes on; ``held``: base quantity without what ``placed``
    adds.  What older entries may still fill counts too.
    """
    price = first_trigger(stop, market) if stop is not None else _standing(group, market)
    resting = _resting(group, market) if group is not None else []
    added = placed.quantity if placed is not None else ZERO
    quantity = held + added
    counted = (held * market.last + added * market.reference) / quantity if quantity else market.last
    if facts.isolated:
        own = _own_margin(held, market, group, facts)
        facts = replace(facts, equity=own + added * market.reference / facts.leverage)
    line = nearest_liquidation(market.side, quantity, counted, resting, facts)
    if line is None:
        return ()
    near = plain(market.instrument.stop_trigger(line, market.side))
    later = _waiting(group, market) if group is not None and placed is not None else []
    beyond = [p for p in (price, *later) if p is not None and market.side.sign * (p - line) <= 0]
    if beyond:
        at = plain(market.instrument.stop_trigger(beyond[0], market.side))
        refuse(
            "E-BEYOND-LIQUIDATION",
            f"the stop at {at} is beyond the liquidation price near {near}"
            + (" of an isolated position" if facts.isolated else ""),
            hint=f"a nearer stop or {'less leverage' if facts.isolated else 'a smaller size'}",
        )
    said = (stop is not None or price is not None) and line <= market.last * BEYOND
    return (f"liquidation near {near}",) if said else ()


def _own_margin(held: Decimal, market: Market, group: Bracket | None, facts: Facts) -> Decimal:
    """What the held part of an isolated position stands on at the last price, quote, profit or loss included.

    The exchange's own liquidation price says so best, because a person may have added margin by hand; without one it
    is what the leverage asks for.
    """
    sign, last = market.side.sign, market.last
    position = next((p for p in facts.positions if p.side is market.side), None)
    line = position.liquidation if position is not None else None
    if line is not None and sign * (last - line) > ZERO:
        return held * (sign * (last - line) + facts.instrument.maintenance * line)
    average = (group.average if group is not None else None) or (position.average if position is not None else None)
    entry = average or last
    return held * (entry / facts.leverage + sign * (last - entry))


def _standing(group: Bracket | None, market: Market) -> Decimal | None:
    """The stop that goes on guarding when an entry joins without one of its own."""
    if group is None or group.stop is None:
        return None
    price = stop_price(group)
    return price if price is not None else first_trigger(group.stop, market)


def _waiting(group: Bracket, market: Market) -> list[Decimal | None]:
    """Where the stops will be that older entries bring once they begin to fill."""
    waiting = [(e.stop, e.price or market.last) for e in group.entries if e.stop is not None and group.unfilled(e)]
    return [first_trigger(stop, replace(market, reference=at)) for stop, at in waiting]


def _resting(group: Bracket, market: Market) -> list[Lot]:
    return [(more, e.price or market.last) for e in group.entries if (more := group.unfilled(e))]

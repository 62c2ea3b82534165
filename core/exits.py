"""What should stand at the exchange: ``wanted(bracket)``, written once per layout, and where the stop belongs.

Everything else (``decide``, notices, chat) knows nothing of layouts.  A want is not an order: it says which slot should
have which order resting now; ``decide`` compares.  No event and no order in flight is looked at here, except where a
linked pair that no longer protects must be covered by a plain stop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from core.bracket import Bracket, Stop
from core.ladder import Rung, price_of, rungs
from core.orders import ONE, ZERO, Order, OrderType
from core.renewal import ends_soon
from core.stops import beyond, even_lines, stop_price, trail_step
from core.venue import Layout

SWAP = timedelta(seconds=3)  # a stop that was just put back is not taken away again for a touched target before this


@dataclass(frozen=True, slots=True)
class Want:
    """An order that should stand.  ``quantity`` base, None is ALL; ``price``/``trigger`` quote per base."""

    slot: str
    type: OrderType
    quantity: Decimal | None
    price: Decimal | None = None
    trigger: Decimal | None = None

    @property
    def protects(self) -> bool:
        return self.type in (OrderType.STOP, OrderType.PAIR)


# -- what should stand ----------------------------------------------------------------------------


def trim_left(bracket: Bracket) -> Decimal:
    """What typed partial closes have asked for and the close slot has not yet sold; nothing once what is left of that
    is too small to be an order: it stays with the position, guarded."""
    left = min(max(bracket.trim - bracket.fills("close").quantity, ZERO), bracket.tradable)
    average, selling = bracket.average, any(o.slot == "close" and not o.ended for o in bracket.orders)
    small = average is not None and not bracket.instrument.exit_stands_alone(left, average)
    return ZERO if small and not selling else left


def steps(bracket: Bracket, available: Decimal | None = None) -> list[Rung]:
    """The rungs that should stand.  What they would leave over joins the last of them where it is too small to be an
    order of its own: nothing could guard it, and nothing could sell it afterwards."""
    whole = bracket.tradable if available is None else available
    found, price = rungs(bracket, whole), stop_price(bracket) or bracket.average
    left = whole - sum((rung.quantity for rung in found), ZERO)
    if not found or left <= ZERO or price is None or bracket.instrument.exit_stands_alone(left, price):
        return found
    return [*found[:-1], replace(found[-1], quantity=found[-1].quantity + left)]


def wanted(bracket: Bracket) -> tuple[Want, ...]:
    """Every exit order that should stand now, the stop first; nothing when flat or halted."""
    quantity = bracket.tradable
    if quantity == ZERO or bracket.halted:
        return ()
    if bracket.closing:
        if bracket.budgeted and bracket.held is not None:
            quantity = min(quantity, bracket.instrument.floor_qty(max(bracket.held, ZERO)))
        return (Want("close", OrderType.MARKET, quantity),) if quantity else ()
    trim = trim_left(bracket)
    close = (Want("close", OrderType.MARKET, trim),) if trim else ()
    return _LAYOUTS[bracket.rules.layout](bracket, quantity - trim) + close


def stop_quantity(bracket: Bracket, available: Decimal) -> Decimal:
    """The stop covers ``available``, or its share; and what the exchange believes to be there beyond our own books."""
    assert bracket.stop is not None
    if bracket.stop.share < ONE:
        sold = bracket.fills("sl").quantity - bracket.stop.sold
        part = bracket.instrument.boundary(_stop_base(bracket, bracket.stop) * bracket.stop.share)
        return min(max(part - sold, ZERO), available)
    if bracket.budgeted or bracket.held is None:
        return available
    return available + max(bracket.instrument.floor_qty(bracket.held) - bracket.tradable, ZERO)


def _spent(bracket: Bracket) -> bool:
    """A part stop that has sold its part: its trigger, which the market has passed, is nobody's stop any more."""
    part = bracket.stop is not None and bracket.stop.share < ONE
    return part and not stop_quantity(bracket, bracket.tradable)


def _stop_base(bracket: Bracket, stop: Stop) -> Decimal:
    """What a part stop is a part of."""
    if stop.base is not None:
        return stop.base
    if not stop.of:
        return bracket.adopted
    fill = bracket.fills(stop.of)
    return fill.quantity - fill.base_fee + next((e.held for e in bracket.entries if e.slot == stop.of), ZERO)


def _stop(bracket: Bracket, available: Decimal) -> tuple[Want, ...]:
    trigger = stop_price(bracket)
    if not bracket.budgeted:
        available += trim_left(bracket)  # clipped anyway: it need not shrink before the typed close has filled
    if trigger is None:
        return ()
    quantity = stop_quantity(bracket, available)
    return (Want("sl", OrderType.STOP, quantity, None, trigger),) if quantity else ()


def _target(bracket: Bracket, rung: Rung) -> Want:
    if bracket.rules.takes and not _passed(bracket, rung):
        return Want(rung.target.slot, OrderType.TAKE, rung.quantity, None, rung.price)
    return Want(rung.target.slot, OrderType.LIMIT, rung.quantity, rung.price)


def takes(bracket: Bracket, ladder: Sequence[Rung]) -> bool:
    """Whether the targets that rest are conditions, which trigger and then fill at the market."""
    rules = bracket.rules
    if rules.layout is Layout.PAIRS and stop_price(bracket) is not None and not _spent(bracket):
        return rules.pairs_take
    return rules.takes or (rules.layout is Layout.POSITION and _whole(bracket, ladder))


def _passed(bracket: Bracket, rung: Rung) -> bool:
    """The market is at the rung and no condition rests for it: one would be refused as triggering at once."""
    price = bracket.fresh_price()
    resting = any(o.slot == rung.target.slot and o.type is OrderType.TAKE and not o.ended for o in bracket.orders)
    return not resting and price is not None and beyond(bracket, price, rung.price)


def _targets(bracket: Bracket, stop: tuple[Want, ...], ladder: Sequence[Rung]) -> tuple[Want, ...]:
    """Targets beside a stop.  Where the exchange takes no more conditions the nearest rest, and the others are sold
    when they are touched; room is left for the stop's next one where it stands before the old one goes."""
    most = len(ladder)
    if bracket.room is not None and bracket.rules.takes:
        stops = sum(want.quantity is not None for want in stop)
        most = max(bracket.room - (stops if bracket.rules.amends else 2 * stops), 0)
    return tuple(_target(bracket, rung) for n, rung in enumerate(ladder) if n < most or _passed(bracket, rung))


def _separate(bracket: Bracket, available: Decimal) -> tuple[Want, ...]:
    stop = _stop(bracket, available)
    return stop + _targets(bracket, stop, steps(bracket, available))


def _position(bracket: Bracket, available: Decimal) -> tuple[Want, ...]:
    """The position's own stop, and its own target where one target covers it all."""
    trigger = stop_price(bracket)
    whole = bracket.stop is not None and bracket.stop.share >= ONE
    stop: tuple[Want, ...] = ()
    if trigger is not None:
        stop = (Want("sl", OrderType.STOP, None, None, trigger),) if whole else _stop(bracket, available)
    ladder = steps(bracket, available)
    if _whole(bracket, ladder) and not _passed(bracket, ladder[0]):
        return (*stop, Want(ladder[0].target.slot, OrderType.TAKE, None, None, ladder[0].price))
    return stop + _targets(bracket, stop, ladder)


def _whole(bracket: Bracket, ladder: Sequence[Rung]) -> bool:
    """One target covers all of the position, and no ladder does: that keeps its limits, its last rung too."""
    alone = sum(not t.released for t in bracket.targets) == 1
    return alone and bool(ladder) and ladder[0].target.upto >= ONE and ladder[0].quantity == bracket.tradable


def touched(bracket: Bracket, rung: Rung) -> bool:
    """The price is at the rung, it was not tried a moment ago, and the stop was not put back a moment ago."""
    price = bracket.fresh_price()
    if price is None or not beyond(bracket, price, rung.price):
        return False
    now = bracket.stamp.at
    for order in bracket.orders:
        tried = order.slot == rung.target.slot and order.type is OrderType.IOC
        if tried and order.ended_at is not None and now < order.ended_at + SWAP:
            return False
        if order.slot == "sl" and not order.ended and not bracket.doubtful(order) and now < order.decided_at + SWAP:
            return False
    return True


def _guarded(bracket: Bracket, available: Decimal) -> tuple[Want, ...]:
    """Spot without linked orders: the stop rests; a touched target is swapped in, the stop keeps the others."""
    ladder = steps(bracket, available)
    if ladder and (touched(bracket, ladder[0]) or _taking(bracket, ladder[0])):
        rung = ladder[0]
        ioc = Want(rung.target.slot, OrderType.IOC, rung.quantity, rung.price)
        return (*_stop(bracket, available - rung.quantity), ioc)
    return _stop(bracket, available)


def _watched(bracket: Bracket, available: Decimal) -> tuple[Want, ...]:
    """No stop orders exist: only a touched target is ever sent; ``decide`` closes when the stop is touched."""
    ladder = steps(bracket, available)
    if ladder and (touched(bracket, ladder[0]) or _taking(bracket, ladder[0])):
        rung = ladder[0]
        return (Want(rung.target.slot, OrderType.IOC, rung.quantity, rung.price),)
    return ()


def _taking(bracket: Bracket, rung: Rung) -> bool:
    """Its IOC is on the way: it goes on being wanted until it has ended, whatever the price does meanwhile."""
    return any(o.slot == rung.target.slot and o.type is OrderType.IOC and not o.ended for o in bracket.orders)


def _pairs(bracket: Bracket, available: Decimal) -> tuple[Want, ...]:
    """One linked pair per rung and a plain stop for the rest.

    Where protection is reduce-only, a rung whose pair no longer protects (broken, in doubt, at another price, or with
    the market already past its target) is covered by the plain stop until a whole pair stands again.  On spot that
    would sell the same coin twice, so there the broken pair is canceled first, and a target that the market has passed
    is taken with an IOC; between two of these the plain stop covers it, because a pair would be refused for its limit.
    So it does where the exchange takes no more pairs: the nearest rest, the others are taken when they are touched.
    """
    trigger = stop_price(bracket)
    ladder = steps(bracket, available)
    if trigger is None or _spent(bracket):
        return tuple(_target(bracket, rung) for rung in ladder)
    price, pairs, rest = bracket.fresh_price(), [], available
    whole = sum((rung.quantity for rung in ladder), ZERO) >= available
    most = len(ladder) if bracket.room is None or len(ladder) + (not whole) <= bracket.room else bracket.room - 1
    for n, rung in enumerate(ladder):
        want = Want(rung.target.slot, OrderType.PAIR, rung.quantity, rung.price, trigger)
        standing = sum((o.leaves(available) for o in bracket.orders if stands_for(bracket, o, want)), ZERO)
        past = price is not None and beyond(bracket, price, rung.price)
        if bracket.budgeted:
            taking = _taking(bracket, rung) or (past and not standing and touched(bracket, rung))
            if taking or (n < most and (standing or not past)):
                rest -= rung.quantity
                pairs.append(Want(rung.target.slot, OrderType.IOC, rung.quantity, rung.price) if taking else want)
            continue
        if n >= most:
            pairs += [Want(rung.target.slot, OrderType.LIMIT, rung.quantity, rung.price)] if past else []
            continue
        amiss = standing > rung.quantity or any(
            o.slot == want.slot and not o.ended and not stands_for(bracket, o, want) for o in bracket.orders
        )
        covered = standing if standing <= rung.quantity else ZERO
        rest -= covered if amiss or past else rung.quantity
        pairs.append(
            want if not past or standing else Want(rung.target.slot, OrderType.LIMIT, rung.quantity, rung.price)
        )
    return _stop(bracket, rest) + tuple(pairs)


def stands_for(bracket: Bracket, order: Order, want: Want) -> bool:
    """Slot, type and terms are equal, it is relied on and does not end soon; quantity is the caller's to compare."""
    return (
        order.slot == want.slot
        and order.type is want.type
        and order.price == want.price
        and order.trigger == want.trigger
        and (order.quantity is None) == (want.quantity is None)
        and bracket.relied(order)
        and not ends_soon(bracket, order)
    )


_LAYOUTS = {
    Layout.STOP_AND_TARGETS: _separate,
    Layout.POSITION: _position,
    Layout.PAIRS: _pairs,
    Layout.STOP: _guarded,
    Layout.NOTHING: _watched,
}


def lines(bracket: Bracket) -> tuple[Decimal, ...]:
    """The prices at whose crossing (either way) anything could change; a tick between two of them changes nothing."""
    if bracket.tradable == ZERO or bracket.halted:
        return ()
    found: list[Decimal] = []
    trigger = stop_price(bracket)
    guards = [o for o in bracket.orders if o.type in (OrderType.STOP, OrderType.PAIR) and bracket.relied(o)]
    covered = sum((o.leaves(bracket.tradable) for o in guards), ZERO) >= bracket.tradable
    if trigger is not None and not (covered and not any(p.refused for p in bracket.past.values())):
        found.append(trigger)
    if bracket.rules.layout in (Layout.STOP, Layout.NOTHING, Layout.PAIRS) or bracket.room is not None:
        found += [rung.price for rung in rungs(bracket)]
    stop = bracket.stop
    if stop is not None:
        levels = [stop.trailing.after if stop.trailing and not bracket.armed else None]
        levels.append(None if bracket.even else stop.breakeven_at)
        found += [p for p in (price_of(bracket, level) for level in levels if level) if p is not None]
        found += even_lines(bracket) if bracket.even else []
        found += _trail_line(bracket, trigger)
    return tuple(found)


def _trail_line(bracket: Bracket, trigger: Decimal | None) -> list[Decimal]:
    """The price from which the trail would gain a step over the present stop."""
    if trigger is None or bracket.stop is None or bracket.stop.trailing is None:
        return []
    if bracket.stop.trailing.after is not None and not bracket.armed:
        return []
    sign = bracket.side.sign
    need = trigger + sign * (trail_step(bracket) - 2 * bracket.instrument.tick)  # early: rounding may give ticks away
    line = need / (1 - sign * bracket.stop.trailing.distance)
    if bracket.best is not None and beyond(bracket, bracket.best, line):
        return [line, bracket.best + sign * bracket.instrument.tick]  # while it is paced, every new mark counts
    return [line]

"""Why the paper exchange refuses an order, checked in the order in which a real exchange would.

Layout and filters first, then what would trigger at once, then reduce-only, then money.  Reads, never changes.
"""

from __future__ import annotations

from decimal import Decimal

from adapters.exchanges.paper.clearing import Clearing
from adapters.exchanges.paper.working import Leg, Working, ours
from core.orders import ZERO, OrderType, Reason, Side
from core.venue import Layout

Refusal = tuple[Reason, str]

CONDITIONAL = (OrderType.STOP, OrderType.TAKE, OrderType.PAIR)
TERMS = {  # (has a limit price, has a trigger)
    OrderType.MARKET: (False, False),
    OrderType.LIMIT: (True, False),
    OrderType.IOC: (True, False),
    OrderType.STOP: (False, True),
    OrderType.TAKE: (False, True),
    OrderType.PAIR: (True, True),
}


def refusal(clearing: Clearing, order: Working) -> Refusal | None:
    """Why ``order`` may not be entered now; None if it may.  A hand's order obeys the same rules."""
    return (
        form(clearing, order)
        or would_trigger(clearing, order, order.trigger, order.price)
        or _reduce_only(clearing, order)
        or funds(clearing, order)
    )


def form(clearing: Clearing, order: Working) -> Refusal | None:
    """Everything that the order says by itself: also asked of children that do not exist yet."""
    rules = clearing.accounts[order.account].rules
    if order.type in CONDITIONAL and rules.layout is Layout.NOTHING:
        return Reason.FILTER, "no conditional orders here"
    if order.type is OrderType.PAIR and rules.layout is not Layout.PAIRS:
        return Reason.FILTER, "no linked pairs here"
    if order.quantity is None and (rules.layout is not Layout.POSITION or order.type not in (CONDITIONAL[:2])):
        return Reason.FILTER, "no orders without a quantity here"
    if (order.price is not None, order.trigger is not None) != TERMS[order.type]:
        return Reason.FILTER, f"a {order.type.value} order with these prices makes no sense"
    if ours(order.id) and order.type is OrderType.MARKET and order.side is Side.BUY and rules.buys_by_cost:
        return Reason.FILTER, "market buys are counted in money here"
    if clearing.market(order.symbol).last is None:
        return Reason.CLOSED, "no price yet"
    return filters(clearing, order)


def filters(clearing: Clearing, order: Working) -> Refusal | None:
    """Tick, lot, smallest and largest quantity, smallest notional."""
    instrument = clearing.instrument(order.symbol)
    prices = [price for price in (order.price, order.trigger) if price is not None]
    if any(price <= ZERO or price % instrument.tick for price in prices):
        return Reason.FILTER, f"prices are multiples of {instrument.tick}"
    if order.quantity is None:
        return None
    if order.quantity <= ZERO or not instrument.on_lot(order.quantity):
        return Reason.FILTER, f"quantities are multiples of {instrument.lot}"
    if order.quantity < instrument.min_qty:
        return Reason.FILTER, f"less than {instrument.min_qty}"
    if instrument.max_qty is not None and order.quantity > instrument.max_qty:
        return Reason.FILTER, f"more than {instrument.max_qty}"
    exempt = instrument.reduce_only_exempt and clearing.reduces(order)
    if not exempt and order.quantity * (min(prices) if prices else order.worth) < instrument.min_notional:
        return Reason.FILTER, f"worth less than {instrument.min_notional} {instrument.quote}"
    return None


def would_trigger(clearing: Clearing, order: Working, trigger: Decimal | None, price: Decimal | None) -> Refusal | None:
    """Stops and takes that are already reached, pairs whose legs do not lie around the price."""
    if order.type not in CONDITIONAL:
        return None
    facing = clearing.market(order.symbol).facing(order.side)
    if facing is None:
        return None
    above_is_stop = order.side is Side.BUY
    levels: list[tuple[Decimal, bool]] = []  # (level, whether it fires when the price rises to it)
    if trigger is not None:
        levels.append((trigger, above_is_stop is (order.type is not OrderType.TAKE)))
    if price is not None:
        levels.append((price, not above_is_stop))
    if any((facing >= level) if rising else (facing <= level) for level, rising in levels):
        return Reason.WOULD_TRIGGER, f"would trigger immediately at {facing}"
    return None


def _reduce_only(clearing: Clearing, order: Working) -> Refusal | None:
    if order.quantity is None:
        return None if clearing.leaves(order) else (Reason.REDUCE_ONLY, "there is no position")
    if not clearing.reduces(order) or order.type in CONDITIONAL:
        return None
    position = clearing.reducible(order)
    if not position:
        return Reason.REDUCE_ONLY, "there is no position to reduce"
    rules = clearing.accounts[order.account].rules
    if rules.counts_targets and order.type is OrderType.MARKET:
        targets = (OrderType.LIMIT, OrderType.TAKE)
        counted = sum(
            (
                clearing.leaves(other)
                for other in clearing.open_orders(order.account, order.symbol)
                if other.type in targets and other.side is order.side and clearing.reduces(other)
            ),
            ZERO,
        )
        if counted >= position:
            return Reason.REDUCE_ONLY, "resting reduce-only orders cover the position (-4118)"
    return None


def funds(clearing: Clearing, order: Working) -> Refusal | None:
    """Margin or balance for all of it, beyond what it holds already."""
    account, instrument = clearing.accounts[order.account], clearing.instrument(order.symbol)
    coin, amount = clearing.needs(order)
    spare = account.unlocked(coin) if account.rules.spot else account.free(clearing, instrument.quote)
    if amount - order.hold > spare:
        return Reason.MARGIN, f"needs {amount - order.hold:f} {coin}, {spare:f} is free"
    return None


def amendment(
    clearing: Clearing, order: Working, trigger: Decimal | None, price: Decimal | None, quantity: Decimal | None
) -> Refusal | None:
    """Why a resting order may not get these terms (None keeps one); its own state is restored."""
    had, has = (order.trigger, order.price, order.quantity, order.worth), [leg for leg, _, _ in order.legs()]
    if not order.open or order.waiting:
        return Reason.OTHER, "it does not rest any more"
    if (trigger is not None and Leg.TRIGGER not in has) or (price is not None and Leg.LIMIT not in has):
        return Reason.OTHER, "it has no such leg"
    if quantity is not None and (order.quantity is None or quantity <= order.cum_qty):
        return Reason.FILTER, "it has no such quantity left"
    try:
        order.trigger = had[0] if trigger is None else trigger
        order.price = had[1] if price is None else price
        order.quantity = had[2] if quantity is None else quantity
        order.worth = order.price or order.trigger or order.worth
        legs = (order.trigger if Leg.TRIGGER in has else None, order.price if Leg.LIMIT in has else None)
        return filters(clearing, order) or would_trigger(clearing, order, *legs) or funds(clearing, order)
    finally:
        order.trigger, order.price, order.quantity, order.worth = had

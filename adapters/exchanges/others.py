"""What stands on an account and is not ours, read off the lists and positions that a look asks for anyway.

It is only shown, so a field that cannot be read is left unsaid instead of blinding the look.  What the exchange made of
an order of ours without naming it after us (a real order, a position's own stop) is recognised by its terms, not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from adapters.exchanges.dialect import Dialect, Market
from adapters.exchanges.reading import Raw, Reading, told_price
from core.orders import Order, OrderType, Side
from core.ports import OpenOrder

Listed = tuple[Raw, Sequence[Reading]]  # a record of an open list, and what it says of orders of our form
OWN = (("stopLossPrice", OrderType.STOP), ("takeProfitPrice", OrderType.TAKE))
KINDS = ("type", "orderType", "ordType", "stopOrderType", "planType")  # where exchanges say what a condition is for


def open_orders(
    dialect: Dialect,
    market: Market,
    listed: Iterable[Listed],
    positions: Iterable[Raw],
    orders: Sequence[Order],
    is_ours: Callable[[str], bool],
) -> tuple[OpenOrder, ...]:
    """Every listed order and every position's own stop or target that is not ours.

    ``orders``: ours, as asked for; ``is_ours``: whether an id is this ledger's.
    """
    found: list[OpenOrder] = []
    made = {id for order in orders for id in order.venue_ids}
    for raw, readings in listed:
        ids = {reading.id for reading in readings} or dialect.ids_in(raw)  # most records are ours, and read already
        if any(is_ours(id) for id in ids):
            continue
        other = open_order(raw, market, bot=bool(ids))
        named = bool(ids or raw.get("clientOrderId"))
        if other.id not in made and not any(_became(order, other, named) for order in orders):
            found.append(other)
    own = {(order.side, order.type) for order in orders if order.quantity is None}
    shown = {(other.side, other.trigger) for other in found}
    for raw in positions:
        found += [o for type, o in _position_own(raw) if (o.side, type) not in own and (o.side, o.trigger) not in shown]
    return tuple(found)


def conditions_of_others(dialect: Dialect, records: Iterable[Raw], is_ours: Callable[[str], bool]) -> int:
    """How many of an answer to ``dialect.conditions`` are not this ledger's."""
    return sum(dialect.counts(raw) and not any(is_ours(id) for id in dialect.ids_in(raw)) for raw in records)


def open_order(raw: Raw, market: Market, *, bot: bool) -> OpenOrder:
    """A unified order as it is shown."""
    trigger = next(filter(None, (told_price(raw.get(n)) for n in ("triggerPrice", "stopPrice", *dict(OWN)))), None)
    left = told_price(raw.get("remaining")) or told_price(raw.get("amount"))
    side = str(raw.get("side")).lower()
    return OpenOrder(
        id=str(raw.get("id") or ""),
        side=Side(side) if side in ("buy", "sell") else None,
        type=_kind(raw, trigger),
        quantity=None if left is None else left * market.contract,
        price=told_price(raw.get("price")),
        trigger=trigger,
        reduce_only=raw.get("reduceOnly") is True or _leaves(raw, side),
        bot=bot,
    )


def _kind(raw: Raw, trigger: Decimal | None) -> str:
    told = str(raw.get("type") or "").lower()
    if trigger is None or told not in ("", "market", "limit"):
        return told or "order"
    info = raw.get("info")
    words = "".join(str(info.get(name)) for name in KINDS).lower() if isinstance(info, Mapping) else ""
    takes = told_price(raw.get("takeProfitPrice")) == trigger or "take" in words or "profit" in words
    return f"{'take_profit' if takes else 'stop'}_{told or 'market'}"


def _leaves(raw: Raw, side: str) -> bool:
    """Whether it can only close, because it names the position of the other side: so is it in hedge mode."""
    info = raw.get("info")
    held = info.get("positionSide") or info.get("posSide") if isinstance(info, Mapping) else None
    return (side, str(held).lower()) in (("sell", "long"), ("buy", "short"))


def _became(order: Order, other: OpenOrder, named: bool) -> bool:
    """Whether it is what the exchange made of an order of ours: without a name, or under one that it gives to what it
    attaches to an entry or to a position."""
    asked = order.amend_asked.trigger if order.amend_asked is not None else None
    if named and not order.parent and order.quantity is not None:
        return False
    return other.side in (None, order.side) and other.trigger is not None and other.trigger in (order.trigger, asked)


def _position_own(raw: Raw) -> Iterator[tuple[OrderType, OpenOrder]]:
    side = {"long": Side.SELL, "short": Side.BUY}.get(str(raw.get("side")))
    for name, type in OWN:
        level = told_price(raw.get(name))
        if side is not None and level is not None and told_price(raw.get("contracts")):
            yield type, OpenOrder("", side, type.value, trigger=level, reduce_only=True)

"""A market as ccxt tells it, as the core's instrument.  Knows no account and guesses nothing."""

from __future__ import annotations

import logging
from dataclasses import replace
from decimal import Decimal

from adapters.exchanges.dialect import Market
from adapters.exchanges.reading import Raw, Unreadable, positive
from core.instrument import Instrument
from core.orders import ONE, ZERO, Order, OrderType, PositionSide

log = logging.getLogger(__name__)

SIGNIFICANT_DIGITS = 3  # ccxt's precisionMode of Bitfinex: steps depend on the price


def kin(raw: Raw, spot: bool) -> bool:
    """Markets of the row's kind; of derivatives linear perpetuals only."""
    if bool(raw.get("spot")) is not spot:
        return False
    return spot or (bool(raw.get("swap")) and bool(raw.get("linear")))


def instrument_of(market: Market, precision_mode: int, price: Decimal) -> Instrument:
    """Steps and limits in base coin and quote.  Raises ``Unreadable`` where a step is not told: nothing is guessed."""
    raw, spot = market.raw, bool(market.raw.get("spot"))
    precision, limits = raw["precision"], raw["limits"]
    tick, lot = positive(precision.get("price")), positive(precision.get("amount"))
    if tick is None or lot is None:
        raise Unreadable(f"{market.symbol} has no steps")
    if precision_mode == SIGNIFICANT_DIGITS:
        tick = ONE.scaleb(price.adjusted() + 1 - int(tick))
        lot = ONE.scaleb(-int(lot))
    amounts, costs = limits.get("amount") or {}, limits.get("cost") or {}
    largest = positive(amounts.get("max"))
    return Instrument(
        symbol=market.symbol,
        base=market.base,
        quote=market.quote,
        spot=spot,
        tick=tick,
        lot=lot * market.contract,
        min_qty=(positive(amounts.get("min")) or lot) * market.contract,
        min_notional=positive(costs.get("min")) or ZERO,
        maker=Decimal(str(raw.get("maker") or 0)),
        taker=Decimal(str(raw.get("taker") or 0)),
        contract=market.contract,
        reduce_only_exempt=not spot,
        fee_in_base=spot,
        max_qty=None if largest is None else largest * market.contract,
    )


def listed(
    market: Market, precision_mode: int, price: Decimal | None = None, before: Instrument | None = None
) -> Instrument | None:
    """As ``instrument_of``; None where steps are not told, or go with a price that is not known.

    ``before``: as it was told last.  A step that goes with the price shrinks late, by ten at least: what is on a coarse
    step is on every finer one too, and orders need not move each time that the price crosses a power of ten.
    """
    significant = precision_mode == SIGNIFICANT_DIGITS
    if significant and price is None:
        return None
    try:
        found = instrument_of(market, precision_mode, price or ONE)
    except Unreadable as error:
        log.warning("%s", error)
        return None
    if not significant or before is None:
        return found
    return replace(found, tick=max(found.tick, min(before.tick, found.tick * 10)))


def on_step(order: Order, instrument: Instrument | None, side: PositionSide) -> Order:
    """The order with its trigger, or the one it is to have, on the market's steps as they are now.

    It was decided on those it was planned with; ccxt would round a trigger to the nearer step, which for a stop may be
    the later one.  Sizes ccxt cuts, as they should be.
    """
    if instrument is None:
        return order
    round_to = instrument.target_price if order.type is OrderType.TAKE else instrument.stop_trigger
    asked = order.amend_asked
    if asked is not None and asked.trigger is not None:
        order = replace(order, amend_asked=replace(asked, trigger=round_to(asked.trigger, side)))
    return order if order.trigger is None else replace(order, trigger=round_to(order.trigger, side))

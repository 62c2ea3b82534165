"""A market as ccxt tells it, as the core's instrument.  Knows no account and guesses nothing."""

from __future__ import annotations

from decimal import Decimal

from adapters.exchanges.dialect import Market
from adapters.exchanges.reading import Raw, Unreadable, positive
from core.instrument import Instrument
from core.orders import ONE, ZERO

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

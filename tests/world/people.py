"""What persons type and what hands do at the exchange's own screen, drawn from the world's dice.

Texts are Smart Syntax as people write it; hands use the venue's own interface.  Knows no fault of the wire.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from random import Random

from adapters.exchanges.paper import Venue
from core.orders import OrderType, PositionSide
from tests.world.faults import Fault

D = Decimal
SHORT_NAMES = {"BTC/USDT:USDT": "BTCUSDT", "ETH/USDT:USDT": "ETHUSDT", "BTC/USDT": "BTCUSDT", "ETH/USDT": "ETHUSDT"}
SIZES = {"BTC": (5, 60), "ETH": (80, 900)}  # thousandths of a coin


@dataclass(frozen=True, slots=True)
class Market:
    """Where one bracket lives."""

    account: str
    symbol: str
    side: PositionSide


def percent(dice: Random, low: float, high: float) -> str:
    """A percentage as a person types it."""
    return f"{dice.uniform(low, high):.2f}"


def quantity(dice: Random, symbol: str) -> Decimal:
    """An entry's size in base coin."""
    low, high = SIZES[symbol.partition("/")[0]]
    return D(dice.randint(low, high)) / 1000


def guard(dice: Random, market: Market) -> str:
    """One line that guards what a hand has placed, or a part of it."""
    side, far = market.side.value, percent(dice, 0.3, 1.2)
    part = dice.choice((40, 100, 100))
    line = f"stoploss {side} {part}%p sl off {far}%"
    if part == 100 and dice.random() < 0.5:
        line = f"sl-or-tp {side} 100%p tp off {percent(dice, 0.2, 0.9)}% sl off {far}%"
    return f"{SHORT_NAMES[market.symbol]} on {market.account} {line}"


def by_hand(venue: Venue, market: Market) -> bool:
    """Whether the account holds something on the market's side; to be asked while none of it is a bracket's."""
    account = venue.account(market.account)
    if not account.rules.spot:
        return account.position(market.symbol, market.side) > 0
    instrument, last = venue.markets[market.symbol], venue.last(market.symbol)
    free = instrument.floor_qty(account.unlocked(instrument.base))
    return last is not None and free > 0 and instrument.exit_stands_alone(free, last)


def entry(dice: Random, market: Market, size: Decimal, last: Decimal) -> str:
    """One line that opens (or joins) a bracket: entry, stop, up to three targets, trail and break-even at times."""
    head = f"{SHORT_NAMES[market.symbol]} on {market.account} "
    if dice.random() < 0.3:
        off = D(percent(dice, -0.1, 0.35)) / 100
        price = (last * (1 - market.side.sign * off)).quantize(D("0.1"), ROUND_FLOOR)
        line = f"limit {market.side.value} {size} at {price}"
    else:
        line = f"market {market.side.value} {size}"
    return head + line + _exits(dice, market.side.value)


def _exits(dice: Random, side: str) -> str:
    kind = dice.random()
    if kind < 0.04:  # a part only, by a command of its own
        return f" stoploss {side} {dice.choice((40, 70))}%p sl off {percent(dice, 0.25, 1.2)}%"
    if kind < 0.14:  # far enough for a price that runs away, so that a later entry joins far from the first
        return f" sl off {percent(dice, 3, 7)}% tp off {percent(dice, 2, 6)}%"
    stop = f" sl off {percent(dice, 0.25, 1.2)}%"
    kind = dice.random()
    if kind < 0.25:
        stop += f" trail {percent(dice, 0.2, 0.8)}%"
        if dice.random() < 0.3:
            stop += f" after e{'+' if side == 'long' else '-'}{percent(dice, 0.1, 0.4)}%"
    elif kind < 0.3:
        stop = f" trail {percent(dice, 0.2, 0.8)}%"
    if kind > 0.8:
        stop += " breakeven"
    elif kind > 0.75:
        stop += f" breakeven after e{'+' if side == 'long' else '-'}{percent(dice, 0.1, 0.5)}%"
    rungs = dice.choice((0, 1, 1, 1, 2, 3))
    if rungs == 0:
        return stop
    if rungs == 1:
        return f"{stop} tp off {percent(dice, 0.2, 1.2)}%"
    far = sorted(dice.uniform(0.15, 1.5) for _ in range(rungs))
    shares = [dice.choice((20, 25, 33, 50)) for _ in far[:-1]] + [100]
    if sum(shares[:-1]) > 90:
        shares[:-1] = [30] * (rungs - 1)
    if dice.random() < 0.15:
        shares[-1] = 5
    ladder = "".join(
        f" takeprofit {side} {s}%p tp off {f + n * 0.02:.2f}%" for n, (s, f) in enumerate(zip(shares, far, strict=True))
    )
    return stop + ladder


def later(dice: Random, market: Market, last: Decimal) -> str:
    """One line about a bracket that stands (or may not stand any more)."""
    sign, side = market.side.sign, market.side.value
    stop = (last * (1 - sign * D(percent(dice, 0.1, 0.9)) / 100)).quantize(D("0.1"), ROUND_FLOOR)
    goal = (last * (1 + sign * D(percent(dice, 0.1, 0.9)) / 100)).quantize(D("0.1"), ROUND_FLOOR)
    body = dice.choice(
        (
            f"close {side}",
            f"close {side} {dice.choice((25, 50, 70))}%p",
            "cancel entries",
            "cancel tp",
            "cancel sl",
            "cancel all",
            f"move sl to {stop}",
            f"move sl to {stop}",
            f"move tp1 to {goal}",
            "breakeven",
            f"breakeven after {goal}",
            f"stoploss {side} {dice.choice((30, 60, 100, 100))}%p sl off {percent(dice, 0.2, 0.8)}%",
            f"takeprofit {side} {dice.choice((30, 50))}%p tp off {percent(dice, 0.2, 0.8)}%",
            f"sl-or-tp {side} 100%p tp off {percent(dice, 0.2, 0.8)}% sl off {percent(dice, 0.2, 0.8)}%",
        )
    )
    return f"{SHORT_NAMES[market.symbol]} on {market.account} {body}"


HANDS = (
    Fault.HAND_CANCELS_STOP,
    Fault.HAND_CANCELS_STOP,
    Fault.HAND_CANCELS_TARGET,
    Fault.HAND_MOVES_STOP,
    Fault.HAND_CLOSES,
    Fault.HAND_REDUCES,
    Fault.HAND_ADDS,
    Fault.LIQUIDATION,
)


def hand(dice: Random, venue: Venue, market: Market) -> Fault | None:
    """Do one thing at the exchange; what was done, None if there was nothing to do it to."""
    what = dice.choice(HANDS)
    mine = [o for o in venue.orders(market.account, market.symbol) if o.position_side is market.side]
    open_orders = [o for o in mine if o.exits and not o.waiting]
    stops = [o for o in open_orders if o.protects]
    if what in (Fault.HAND_CANCELS_STOP, Fault.HAND_CANCELS_TARGET, Fault.HAND_MOVES_STOP):
        targets = [o for o in open_orders if o.type in (OrderType.LIMIT, OrderType.TAKE)]
        found = targets if what is Fault.HAND_CANCELS_TARGET else stops
        if not found:
            return None
        order = dice.choice(found)
        if what is not Fault.HAND_MOVES_STOP:
            venue.cancel(market.account, order.id)
            return what
        assert order.trigger is not None
        tick = venue.markets[market.symbol].tick
        moved = order.trigger + tick * dice.randint(-300, 60) * market.side.sign
        return what if venue.hand_move(market.account, order.id, trigger=moved).reason is None else None
    return _trade(venue, market, what)


def _trade(venue: Venue, market: Market, what: Fault) -> Fault | None:
    account = venue.account(market.account)
    spot, lot = account.rules.spot, venue.markets[market.symbol].lot
    base = market.symbol.partition("/")[0]
    held = account.balance(base) if spot else account.position(market.symbol, market.side)
    if not held:
        return None
    if what is Fault.LIQUIDATION:
        if spot:
            return None
        with venue.acting(None) as clearing:
            clearing.liquidate(market.account, venue.now)
        return what
    part = {Fault.HAND_CLOSES: D(1), Fault.HAND_REDUCES: D("0.4"), Fault.HAND_ADDS: D("0.3")}[what]
    size = (min(held, D("0.05")) if spot and what is not Fault.HAND_CLOSES else held) * part // lot * lot
    if spot and what is Fault.HAND_CLOSES:
        size = max(account.unlocked(base), D(0)) // lot * lot
    side = market.side.entry if what is Fault.HAND_ADDS else market.side.exit
    if not size:
        return None
    report = venue.hand(
        market.account,
        market.symbol,
        side,
        OrderType.MARKET,
        size,
        reduce_only=not spot and what is not Fault.HAND_ADDS,
        position=market.side,
    )
    return what if report.reason is None else None


def hand_opens(dice: Random, venue: Venue, market: Market) -> bool:
    """Take a position at the market; whether the exchange took the order."""
    size = quantity(dice, market.symbol)
    order = (market.side.entry, OrderType.MARKET, size)
    return venue.hand(market.account, market.symbol, *order, position=market.side).reason is None

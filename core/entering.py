"""Whether an entry may be made, and what it costs: size, steps, caps, how far it reaches through the market, margin.

Pure checks of one market's facts; each refuses in plain words or says nothing.  Places nothing.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from datetime import timedelta
from decimal import ROUND_CEILING, Decimal
from typing import NoReturn

from core.bracket import Bracket, Entry, Level, LevelKind, Policy, Stop
from core.instruction import EntryCommand, Price, Quantity, QuantityKind, plain
from core.instrument import Instrument, to_step
from core.levels import HUNDRED, Market, refuse
from core.orders import ONE, ZERO, OrderType, PositionSide, Side
from core.ports import SKEW, Facts, PositionFact
from core.stops import stop_price
from core.told import check_movable, instead
from core.venue import REACH, Layout, VenueRules
from core.wishes import follows


def entry_quantity(command: EntryCommand, instrument: Instrument, notes: list[str]) -> Decimal:
    """Base quantity in whole lots, rounded down; a rounding is noted."""
    asked = command.quantity.amount
    assert asked is not None
    quantity = instrument.floor_qty(asked)
    least = max(instrument.min_qty, instrument.lot)
    where = command.quantity.position
    if quantity < least:
        refuse("E-SIZE", f"{plain(asked)} is below the smallest size of {plain(least)} {instrument.base}", where)
    if instrument.max_qty is not None and quantity > instrument.max_qty:
        refuse("E-SIZE", f"{plain(asked)} is above the exchange's largest order of {plain(instrument.max_qty)}", where)
    if quantity != asked:
        notes.append(f"{plain(asked)} rounded down to {plain(quantity)} (step {plain(instrument.lot)})")
    return quantity


def _limit(at: Price, market: Market, policy: Policy) -> Decimal:
    """The limit in whole ticks; refused when it reaches too far through the market."""
    limit = market.instrument.limit_price(market.absolute(at), market.side.entry)
    if limit <= ZERO:
        refuse("E-PRICE", f"{at} is below one tick", at.position)
    through = market.side.sign * (limit - market.last) / market.last
    if through > policy.max_through:
        share = plain((through * HUNDRED).quantize(Decimal("0.1")))
        refuse(
            "E-THROUGH",
            f"a limit at {plain(limit)} reaches {share} % through the market at {plain(market.last)}; at most "
            f"{plain(policy.max_through * HUNDRED)} % is allowed",
            at.position,
            hint="write `market` to enter at once",
        )
    return limit


def entry_terms(
    command: EntryCommand, market: Market, rules: VenueRules, policy: Policy, account: str, notes: list[str]
) -> tuple[OrderType, Decimal | None]:
    """What an entry is sent as, and its limit in whole ticks, quote; None for a market order."""
    if command.at is not None:
        return OrderType.LIMIT, _limit(command.at, market, policy)
    if market.side.entry is not Side.BUY or not rules.buys_by_cost:
        return OrderType.MARKET, None
    return OrderType.IOC, _cap(command, market, policy, account, notes)


def _cap(command: EntryCommand, market: Market, policy: Policy, account: str, notes: list[str]) -> Decimal:
    """The most that a market buy of a quantity may pay where there is no such order: the limit of an immediate one.

    Rounded up to a whole tick, because one below the market would never fill; refused where a tick is so coarse that
    it reaches farther than any limit may.
    """
    limit = to_step(market.last * (ONE + REACH), market.instrument.tick, ROUND_CEILING)
    if limit > market.last * (ONE + policy.max_through):
        refuse(
            "E-MARKET-BUY",
            f"{account} counts market buys in money, and a price step of {plain(market.instrument.tick)} is too coarse "
            f"at {plain(market.last)} for a limit in their place",
            command.position,
            hint="enter with a limit",
            length=len("market"),
        )
    share = plain(((limit / market.last - ONE) * HUNDRED).quantize(Decimal("0.1")))
    notes.append(
        f"sent as an immediate limit at {plain(limit)}, {share} % above the last price, because {account} counts "
        "market buys in money; what it does not fill at once is not bought"
    )
    return limit


def check_clock(facts: Facts, account: str, where: int) -> None:
    """By a wrong clock requests are refused as too old, and reports of our own orders look like another's."""
    ahead = facts.skew
    if ahead is None:
        text = f"this machine's clock could not be compared with {account}'s; nothing was sent"
        refuse("E-CLOCK", text, where, hint="try again in a moment")
    if abs(ahead) > SKEW:
        seconds = round(abs(ahead).total_seconds())
        size = f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"
        late = f"this machine's clock is {size} behind {account}'s; nothing was sent"
        early = f"this machine's clock is {size} ahead of {account}'s; nothing was sent"
        text = early if ahead > timedelta(0) else late
        refuse("E-CLOCK", text, where, hint="set it right, then restart the bot")


def entry_cost(
    quantity: Decimal, price: Decimal, facts: Facts, policy: Policy, where: int, spent: Decimal = ZERO
) -> Decimal:
    """Quote that an entry takes of what is free: its margin and its fee.

    Refused where nothing is traded, below the exchange's minimum, above the account's cap per order, and where less is
    free; ``spent`` is what earlier entries of the same message have taken of it.
    """
    instrument, notional = facts.instrument, quantity * price
    if facts.halted:
        hint = "exits, `close` and `cancel` are tried all the same"
        refuse("E-HALTED", f"{instrument.symbol} is not traded at this moment", where, hint)
    worth = plain(notional.quantize(Decimal("0.01")))
    if notional < instrument.min_notional:
        least = -instrument.floor_qty(-instrument.min_notional / price)
        refuse(
            "E-MIN-NOTIONAL",
            f"{plain(quantity)} is worth {worth} {instrument.quote}, below the exchange's minimum of "
            f"{plain(instrument.min_notional)}",
            where,
            hint=f"at least {plain(least)}",
        )
    if notional > policy.max_notional:
        cap = f"{plain(policy.max_notional)} {instrument.quote}"
        hint = "the setting BRACKETEER_MAX_NOTIONAL"
        refuse("E-CAP", f"{worth} {instrument.quote} is above this account's limit of {cap} per order", where, hint)
    cost = notional / facts.leverage + notional * instrument.taker
    if cost > facts.free:
        need, free, gone = (plain(x.quantize(Decimal("0.01"))) for x in (cost, facts.free, spent))
        hint = f"earlier entries of this message take {gone}" if spent else ""
        refuse("E-MARGIN", f"{need} {instrument.quote} are needed, {free} are free", where, hint)
    return cost


def check_stop_stands(stop: Stop, market: Market, whole: Decimal, rules: VenueRules, *, beside_targets: bool) -> None:
    """The stop alone must be an order that the exchange takes, and linked pairs cannot guard a part."""
    instrument = market.instrument
    price = market.price_of(stop.level) if stop.level else None
    net = whole * (1 - instrument.taker) if rules.spot else whole
    quantity = instrument.floor_qty(net) if stop.share >= ONE else instrument.boundary(net * stop.share)
    if price is not None and whole and not instrument.exit_stands_alone(quantity, price):
        refuse(
            "E-MIN-NOTIONAL",
            f"a stop for {plain(quantity)} {instrument.base} is too small an order for the exchange",
            hint="a larger size or a nearer stop",
        )
    if rules.layout is Layout.PAIRS and stop.share < ONE and beside_targets:
        refuse("E-SHARE", "linked pairs guard all of what they sell, not a part", hint="`stoploss ... 100%p`")


def ask_adopt(
    foreign: PositionFact, side: PositionSide, instrument: Instrument, where: int, account: str, agreed: Container[str]
) -> None:
    """Refuse to take over what was not opened here, unless the person has agreed to exactly this; ``agreed``: the words
    in which they were asked.  So a yes counts neither for another position nor for what it has become meanwhile."""
    known = None if instrument.spot else foreign.average  # a wallet's coins have no entry that anybody knows
    average = f" from {plain(known)}" if known else ""
    held = f"{plain(foreign.quantity)} {instrument.base} {side.value}{average}"
    asked = f"{held} in {instrument.symbol} on {account} was not opened here"
    if asked not in agreed:
        refuse("E-ADOPT", asked, where, hint="confirm to take it over, or close it first")


def would_close(other: PositionFact | None, side: PositionSide, instrument: Instrument, where: int) -> NoReturn:
    """Refuse an entry against a position in one-way mode; ``other`` is None where it is a group of ours that waits."""
    held = f"{plain(other.quantity)} " if other else ""
    refuse(
        "E-OPPOSITE",
        f"the account is {held}{side.opposite.value} {instrument.symbol}; in one-way mode a {side.value} entry would "
        f"close it",
        where,
        hint=f"`close {side.opposite.value}` first",
    )


def until_filled(stop: Stop, adopted: Decimal, market: Market, notes: list[str]) -> Stop:
    """The stop of what an entry takes over, base quantity, while the entry has not begun to fill.

    Its levels are where planning expects them, because relative to what was taken over alone they could lie on the
    wrong side of the market.
    """

    def expected(level: Level | None) -> Level | None:
        return None if level is None else Level(LevelKind.PRICE, market.price_of(level))

    level, trail = expected(stop.level), stop.trailing
    at = plain(market.instrument.stop_trigger(level.amount, market.side)) if level else ""
    until = f", at {at} until the entry fills" if at else ""
    notes.append(f"the stop guards the {plain(adopted)} taken over at once{until}")
    trail = replace(trail, after=expected(trail.after)) if trail is not None else None
    return replace(stop, level=level, trailing=trail, breakeven_at=expected(stop.breakeven_at))


def share_of(quantity: Quantity, whole: Decimal, where: int) -> Decimal:
    """A typed size as a fraction of the whole; base coin must not exceed it."""
    if quantity.amount is None:
        return ONE
    if quantity.kind is QuantityKind.POSITION:
        return quantity.amount / HUNDRED
    if not whole or quantity.amount > whole:
        refuse("E-LADDER", f"{plain(quantity.amount)} is more than the position of {plain(whole)}", where)
    return quantity.amount / whole


def say_stop(stop: Stop | None, entry: Entry | None, group: Bracket, notes: list[str]) -> None:
    """What becomes of the stop that guards ``group``, and of those that its entries were to bring: another one is told
    of it, or comes with an entry.  Refused where it cannot be moved."""
    if stop is None:
        return
    if entry is None:
        check_movable(group)
    later = instead(group) if entry is None else ""
    if entry is None and group.guard is not None and follows(group, stop):
        notes.append("a trail alone only tightens the sl that stands" + later)
    elif group.guard is not None:
        notes.append("its stop replaces the one that stands" + later)
    elif later:
        notes.append(later.removeprefix("; "))


def say_exits(stop: Stop | None, notes: list[str]) -> None:
    """What a person must know of a position with this stop; who guards it is said wherever it is shown."""
    if stop is None:
        notes.append("no stop: nothing limits the loss")


def say_sooner(entry: Entry | None, group: Bracket, notes: list[str]) -> None:
    """That the market meets the stop of what is held before it meets the limit of an entry that is to add to it."""
    stop = stop_price(group)
    if entry is None or entry.type is not OrderType.LIMIT or entry.price is None or stop is None or not group.tradable:
        return
    if group.side.sign * (entry.price - stop) <= ZERO:
        notes.append(
            f"the sl at {plain(stop)} is reached before this entry at {plain(entry.price)}, closes #{group.id} and "
            "cancels the entry"
        )

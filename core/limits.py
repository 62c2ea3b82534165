"""How much: amounts, symbols and leverage that a person or an account is held to.  Pure.

Knows no role and counts nothing: what was let through today is told to it.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from core.people import ANY, Asked, Confirm, Denied, DeniedKind, Limits, Preferences, asked_above

DOLLARS = frozenset({"USD", "USDT", "USDC", "FDUSD", "BUSD", "TUSD", "DAI", "PYUSD", "USDE", "USD1"})
"""Quote currencies that limits of money count as one; an amount in any other cannot be judged and is refused."""

NOTHING = ("-",)
"""Symbols of which there are none: no base coin is called so."""


def refused_by_limits(
    limits: Limits,
    notional: Decimal | None,
    today: Decimal,
    symbol: str,
    leverage: Decimal | None,
    *,
    whose: str = "",
) -> Denied | None:
    """Whether an order that opens or enlarges a position breaks a limit; None is no.

    ``notional``: of the order, ``today``: of what was let through before on this UTC day, both in quote; ``symbol`` in
    ccxt's form.  What is limited and not known is refused.  Where a person and an account both have limits, both are
    asked, so the stricter wins.
    """
    if limits.symbols and not any(allows(pattern, symbol) for pattern in limits.symbols):
        return Denied(DeniedKind.SYMBOL, symbol=symbol, whose=whose)
    if limits.leverage is not None and (leverage is None or leverage > limits.leverage):
        return Denied(DeniedKind.LEVERAGE, symbol=symbol, whose=whose, limit=limits.leverage, value=leverage)
    if limits.order is None and limits.day is None:
        return None
    if quote_of(symbol) not in DOLLARS:
        return Denied(DeniedKind.QUOTE, symbol=symbol, whose=whose)
    if limits.order is not None and (notional is None or notional > limits.order):
        return Denied(DeniedKind.ORDER, symbol=symbol, whose=whose, limit=limits.order, value=notional)
    total = None if notional is None else today + notional
    if limits.day is not None and (total is None or total > limits.day):
        left = max(limits.day - today, Decimal(0))
        return Denied(DeniedKind.DAY, symbol=symbol, whose=whose, limit=limits.day, value=total, left=left)
    return None


def allows(pattern: str, symbol: str) -> bool:
    """Whether a pattern of ``Limits.symbols`` lets a symbol in ccxt's form through."""
    base, slash, quote = pattern.upper().partition("/")
    pair = symbol.upper().partition(":")[0]
    own_base = pair.partition("/")[0]
    return base in (ANY, own_base) and (not slash or quote == pair.partition("/")[2])


def quote_of(symbol: str) -> str:
    """The quote currency of a symbol in ccxt's form."""
    return symbol.upper().partition(":")[0].partition("/")[2]


def dollars(symbol: str, notional: Decimal | None) -> Decimal | None:
    """An amount in the quote of ``symbol`` as dollars; None where it is not known or is other money."""
    return notional if quote_of(symbol) in DOLLARS else None


def stricter(one: Limits, other: Limits) -> Limits:
    """Limits that let through what both do."""
    symbols = one.symbols or other.symbols
    if one.symbols and other.symbols:
        symbols = tuple(dict.fromkeys(p for a in one.symbols for b in other.symbols if (p := _both(a, b)))) or NOTHING
    return Limits(
        order=_least(one.order, other.order),
        day=_least(one.day, other.day),
        symbols=symbols,
        leverage=_least(one.leverage, other.leverage),
        asked=_least(one.asked, other.asked),
    )


def stricter_asking(kept: Preferences, given_up: Preferences) -> Preferences:
    """``kept``, asked also about what whoever chose ``given_up`` was asked about.

    ``LIVE`` is what everybody has who chose nothing, so as a word for all accounts it adds nothing.
    """
    joined = replace(kept, asked=())
    if given_up.confirm is Confirm.ALWAYS:
        joined = replace(joined, confirm=Confirm.ALWAYS, above=None)
    elif given_up.confirm is Confirm.ABOVE and kept.confirm is not Confirm.ALWAYS:
        above = _least(*(asked_above(replace(one, asked=()), ANY) for one in (kept, given_up)))
        joined = replace(joined, confirm=Confirm.ABOVE if above else Confirm.LIVE, above=above or None)
    mine, theirs = ({one.account: one.above for one in wanted.asked} for wanted in (kept, given_up))
    rows = []
    for account in sorted({*mine, *theirs}):
        silent = given_up.confirm is Confirm.LIVE and account not in theirs
        least = _least(asked_above(kept, account), None if silent else asked_above(given_up, account))
        if account in mine or theirs[account] is not None or least != asked_above(joined, account):
            rows.append(Asked(account, least))
    return replace(joined, asked=tuple(rows))


def _least(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return min((amount for amount in (one, other) if amount is not None), default=None)


def _both(one: str, other: str) -> str | None:
    """The pattern of what two patterns allow, None if that is nothing."""
    (base, _, quote), (other_base, _, other_quote) = (pattern.upper().partition("/") for pattern in (one, other))
    if ANY not in (base, other_base) and base != other_base:
        return None
    if quote and other_quote and quote != other_quote:
        return None
    both, pair = other_base if base == ANY else base, quote or other_quote
    return f"{both}/{pair}" if pair else both

"""The Smart Syntax that a command about a bracket stands for: everything that trades goes through the language.

Pure; each function gives one line, and carries nothing out.
"""

from __future__ import annotations

from core.bracket import Bracket


def header(bracket: Bracket) -> str:
    """The bracket's market, as the language names it."""
    return f"{bracket.instrument.base}{bracket.instrument.quote} on {bracket.account}"


def close(bracket: Bracket, quantity: str) -> str:
    """Leave at the market; ``quantity`` in the language's words (``all``, ``0.01``, ``50%p``)."""
    return f"{header(bracket)} close {bracket.side.value} {quantity}"


def cancel(bracket: Bracket, what: str) -> str:
    """Stop wanting orders; ``what``: all, entries, exits, sl, tp, tpN.  Where nothing is held, all is the entries: one
    that fills before the line arrives keeps its exits."""
    what = "entries" if what == "all" and not bracket.tradable else what
    return f"{header(bracket)} cancel {bracket.side.value} {what}"


def breakeven(bracket: Bracket) -> str:
    """Move the stop to the entry price and both fees, now."""
    return f"{header(bracket)} breakeven {bracket.side.value}"


def stop(bracket: Bracket, price: str) -> str:
    """Move the stop there, or place the first one."""
    side = bracket.side.value
    if bracket.stop is None:
        return f"{header(bracket)} stoploss {side} 100%p sl {price}"
    return f"{header(bracket)} move {side} sl to {price}"


def trail(bracket: Bracket, percent: str) -> str:
    """Let the stop follow the best price at that distance in percent."""
    return f"{header(bracket)} stoploss {bracket.side.value} 100%p trail {percent.removesuffix('%')}%"


def target(bracket: Bracket, price: str, which: str) -> str:
    """Move a target there, or place the first one.  ``which``: tpN, or "" where there is but one."""
    side = bracket.side.value
    if not which and not bracket.targets:
        return f"{header(bracket)} takeprofit {side} 100%p tp {price}"
    return f"{header(bracket)} move {side} {which or 'tp'} to {price}"

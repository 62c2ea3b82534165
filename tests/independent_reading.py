"""A second reading of the documented forms, written apart from the parser and sharing nothing with it but the tree.

It answers None for whatever it does not understand, and it understands little: one symbol on one account, the four
documented commands, plain numbers.  Where it does understand a text, the parser must agree to the last field.
"""

from __future__ import annotations

import string
from decimal import Decimal

from core.instruction import (
    Block,
    EntryCommand,
    ExitCommand,
    ExitKind,
    Exits,
    Instruction,
    Price,
    PriceKind,
    Quantity,
    QuantityKind,
)
from core.orders import PositionSide

_KNOWN = set(string.ascii_letters + string.digits + "_.%+-@# \t\r\n;")


def reading(text: str) -> Instruction | None:
    """The instruction of ``text``, or None when this reader is not sure."""
    if not set(text) <= _KNOWN:
        return None
    words = text.replace(";", " ").split()
    blocks: list[Block] = []
    while words:
        block = _block(words)
        if block is None or any(block.symbols == other.symbols for other in blocks):
            return None
        blocks.append(block)
    return Instruction(tuple(blocks)) if blocks else None


def _block(words: list[str]) -> Block | None:
    if len(words) < 3 or words[1].lower() != "on":
        return None
    symbol, account = words[0].upper().removeprefix("#"), words[2]
    if not symbol.isalnum() or symbol.isdigit() or len(symbol) > 30:
        return None
    if not account.replace("_", "").isalnum() or not account[0].isalpha() or account.lower() in _COMMANDS:
        return None
    del words[:3]
    commands: list[EntryCommand | ExitCommand] = []
    while words and (len(words) < 2 or words[1].lower() != "on"):
        command = _command(words)
        if command is None:
            return None
        commands.append(command)
    return Block((symbol,), (account,), tuple(commands)) if commands else None


_COMMANDS = (
    "market",
    "limit",
    "stoploss",
    "takeprofit",
    "sl-or-tp",
    "trailing",
    "close",
    "cancel",
    "move",
    "breakeven",
)


def _command(words: list[str]) -> EntryCommand | ExitCommand | None:
    if len(words) < 3:
        return None
    name, side, size = words[0].lower(), words[1].lower(), _quantity(words[2])
    if name not in ("market", "stoploss", "takeprofit", "sl-or-tp") or side not in ("long", "short") or size is None:
        return None
    del words[:3]
    found: dict[str, Price] = {}
    while words and words[0].lower() in ("sl", "tp"):
        clause = words.pop(0).lower()
        price = _price(words)
        if price is None or clause in found:
            return None
        found[clause] = price
    exits = Exits(found.get("sl"), found.get("tp"))
    if name == "market":
        return EntryCommand(PositionSide(side), size, None, exits)
    return ExitCommand(ExitKind(name), PositionSide(side), size, exits)


def _quantity(word: str) -> Quantity | None:
    share = word.lower().endswith("%p")
    amount = _number(word[:-2] if share else word)
    if amount is None:
        return None
    return Quantity(QuantityKind.POSITION if share else QuantityKind.BASE, amount)


def _price(words: list[str]) -> Price | None:
    if not words:
        return None
    word = words.pop(0).lower()
    if word == "off" and words:
        return _distance(words.pop(0), PriceKind.OFF_PERCENT, PriceKind.OFF, 1)
    if word == "e":
        return Price(PriceKind.ENTRY, Decimal(0))
    if word[:2] in ("e+", "e-"):
        return _distance(word[2:], PriceKind.ENTRY_PERCENT, PriceKind.ENTRY, -1 if word[1] == "-" else 1)
    return _distance(word.removeprefix("@"), None, PriceKind.ABSOLUTE, 1)


def _distance(word: str, percent: PriceKind | None, otherwise: PriceKind, sign: int) -> Price | None:
    kind = percent if word.endswith("%") else otherwise
    amount = _number(word.removesuffix("%"))
    return None if kind is None or amount is None else Price(kind, sign * amount)


def _number(word: str) -> Decimal | None:
    whole, point, decimals = word.partition(".")
    for digits in (whole, decimals) if point else (whole,):
        if not digits.isdigit() or len(digits) > 18:
            return None
    return Decimal(word)

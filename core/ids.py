"""Client order ids: deterministic, findable, and the same order under the same id after any crash.

One 45-bit number says everything, and both spellings that exchanges accept are made of it:

    bits 44..37  instance tag (0-255)       whose order it is, when several bots share an account
    bits 36..15  bracket sequence number    4,194,303 brackets for one instance
    bits 14..10  slot (0-31)                e1-e8 = 0-7, sl = 8, close = 9, tp1-tp22 = 10-31
    bits  9..0   generation (1-1023)        rises with every order sent for the slot

As text: the letter ``b`` and nine base-36 digits (10 characters of ``[a-z0-9]``, letter first), which is within every
exchange's rule; as an integer: the number itself, for the two exchanges that want integers.

Knows no exchange; a client order id makes an order findable, it does not make a retry safe.
"""

from __future__ import annotations

from functools import lru_cache

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_WIDTH = 9
PREFIX = "b"
MAX_SEQUENCE = (1 << 22) - 1
MAX_ENTRIES, MAX_TARGETS = 8, 22
MAX_GENERATION = (1 << 10) - 1


class IdsExhausted(Exception):
    """No further id exists for this bracket or slot."""


def bracket_number(tag: int, sequence: int) -> int:
    """Instance tag and sequence number as one number, the upper 30 bits of its orders' ids."""
    if not 0 <= tag <= 255 or not 0 < sequence <= MAX_SEQUENCE:
        raise IdsExhausted(f"tag {tag}, bracket {sequence}")
    return tag << 22 | sequence


def _slot_code(slot: str) -> int:
    if slot == "sl":
        return 8
    if slot == "close":
        return 9
    kind, n = (slot[:1], slot[1:]) if slot[0] == "e" else (slot[:2], slot[2:])
    code = int(n) - 1 if kind == "e" else 9 + int(n)
    limit = range(8) if kind == "e" else range(10, 32)
    if code not in limit:
        raise IdsExhausted(f"slot {slot}")
    return code


def _slot_name(code: int) -> str:
    if code == 8:
        return "sl"
    if code == 9:
        return "close"
    return f"e{code + 1}" if code < 8 else f"tp{code - 9}"


def order_number(number: int, slot: str, generation: int) -> int:
    """The 45-bit integer form."""
    if not 0 < generation <= MAX_GENERATION:
        raise IdsExhausted(f"{slot}, generation {generation}")
    return number << 15 | _slot_code(slot) << 10 | generation


def order_id(number: int, slot: str, generation: int) -> str:
    """The text form: ``b`` and nine base-36 digits."""
    value, digits = order_number(number, slot, generation), ""
    for _ in range(_WIDTH):
        value, rest = divmod(value, 36)
        digits = _DIGITS[rest] + digits
    return PREFIX + digits


@lru_cache(maxsize=4096)  # each record of a look is asked whose it is
def read_id(id: str) -> tuple[int, int, str, int] | None:
    """(tag, sequence, slot, generation) of an id of our form, None for any other text."""
    if len(id) != _WIDTH + 1 or id[0] != PREFIX or any(c not in _DIGITS for c in id[1:]):
        return None
    value = int(id[1:], 36)
    if value >> 45 or not value & MAX_GENERATION:
        return None
    return value >> 37, value >> 15 & MAX_SEQUENCE, _slot_name(value >> 10 & 31), value & MAX_GENERATION


def generation(id: str) -> int:
    """The generation that an id of ours carries."""
    return int(id[1:], 36) & MAX_GENERATION

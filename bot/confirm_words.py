"""When orders are asked about first, as people write it: ``always``, ``above 500 Binance_F``, ``never``.

Pure.  Which words may stand where is the commands' business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.refusals import Refused
from core.people import ANY

_AMOUNT = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,8})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wish:
    """``word``: always, above, never or whatever else was written; ``amount``: dollars behind ``above``; ``account`` as
    it was written, "" for all."""

    word: str
    amount: Decimal | None = None
    account: str = ""

    @property
    def above(self) -> Decimal | None:
        """As in ``core.people.Asked``; only ``never`` is never."""
        return None if self.word == "never" else self.amount or Decimal(0)


def read_wish(text: str) -> Wish:
    """Raises ``Refused``, where what stands behind ``above`` is no amount, or there are too many words."""
    word, *rest = text.split() or [""]
    amount = read_amount(rest.pop(0)) if word.lower() == "above" and rest else None
    if len(rest) > 1:
        raise Refused("confirm takes one account, or none for all")
    return Wish(word.lower(), amount, "" if rest in ([], [ANY]) else rest[0])


def read_amount(text: str) -> Decimal:
    """Raises ``Refused``."""
    amount = Decimal(text) if _AMOUNT.fullmatch(text) else Decimal(0)  # no exponents: 1e999999999 has that many signs
    if not amount:
        raise Refused("an amount of money, such as 500")
    return amount


def refuse_word(*words: str) -> Refused:
    """For a word that may not stand there, those that may."""
    return Refused(f"confirm is one of {', '.join(words)}")

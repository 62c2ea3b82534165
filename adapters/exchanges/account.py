"""What an account is asked before an order is made: how it is set up, its money, its leverage, and how much may rest.

Pure, as ``dialect`` is: questions as data, and what an answer says.  Each exchange overrides what it does otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from adapters.exchanges.call import Call
from adapters.exchanges.reading import Raw, positive, told_price
from adapters.exchanges.record import Record

if TYPE_CHECKING:
    from adapters.exchanges.dialect import Market


class Account:
    """See the module's head."""

    isolates: bool | None = None  # known beforehand: False where our orders name cross margin, True where there is none
    margin_apart = False  # the margin mode is a setting of the account, which the answer to ``leverage`` does not tell

    def __init__(self, record: Record) -> None:
        assert record.rules is not None, f"{record.name} cannot be traded"
        self.record, self.rules = record, record.rules
        self.leverages: dict[str, Decimal] = {}  # by symbol, as told; some exchanges want it in every entry

    def setup(self, market: Market) -> tuple[Call, ...]:
        """Questions that must be answered before the first order, such as the account's position mode."""
        return ()

    def learn(self, answer: Raw) -> None:
        """Keep what later requests need of an answer to ``setup``, such as the account's number."""

    def hedged(self, answer: Raw) -> bool:
        """Whether an answer to ``setup`` says that long and short are two positions."""
        return bool(answer.get("hedged"))

    def balance(self) -> Call:
        """Asks for the money of this row's market."""
        return Call("fetch_balance")

    def position(self, raw: Raw) -> Raw:
        """A position as ccxt tells it, with what ccxt leaves out."""
        return raw

    def leverage(self, market: Market) -> Call | None:
        """Asks for the leverage that a new position will have; None on spot."""
        return None if self.record.spot else Call("fetch_leverage", (market.symbol,))

    def leverage_told(self, answer: Raw) -> Decimal | None:
        """What an answer to ``leverage`` says, None if nothing."""
        return positive(answer.get("longLeverage")) or positive(answer.get("leverage"))

    def margin(self, market: Market) -> Call | None:
        """Asks for the margin mode, where that takes a question of its own."""
        return Call("fetch_margin_mode", (market.symbol,)) if self.margin_apart else None

    def isolated_told(self, answer: Any) -> bool:
        """Whether an answer to ``leverage`` or ``margin`` says that a new position stands on margin of its own."""
        rows = answer if isinstance(answer, list) else [answer]
        told = any(isinstance(row, Mapping) and row.get("marginMode") == "isolated" for row in rows)
        return told if self.isolates is None else self.isolates

    # -- how much may rest --------------------------------------------------------------------------

    def most_conditions(self, market: Market) -> int | None:
        """As ``VenueRules.most_conditions``; of this market where it tells."""
        return self.rules.most_conditions

    def conditions(self, market: Market) -> Call | None:
        """Asks for the conditional orders that rest in a market, where it takes only so many."""
        return self.open_lists(market)[-1] if self.most_conditions(market) is not None else None

    def open_lists(self, market: Market) -> tuple[Call, ...]:
        """Every list that an open order of ours can be in, the conditional ones last."""
        raise NotImplementedError(self.record.name)

    def exits(self, market: Market) -> bool:
        """As ``Facts.exits``: False only where the market says so."""
        return True

    def reach(self, market: Market) -> Decimal | None:
        """As ``Facts.reach``."""
        return None

    def counts(self, raw: Raw) -> bool:
        """Whether an open order is one of those conditions."""
        return told_price(raw.get("triggerPrice")) is not None

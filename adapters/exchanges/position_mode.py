"""An account's position mode, one-way or hedge: asked for before the first order, and again where one may have changed.

A person changes it on the website, which tells nobody.  Knows no order.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace

from adapters.exchanges.dialect import Market
from adapters.exchanges.outcomes import Outcome, Verdict
from adapters.exchanges.reading import MALFORMED
from adapters.exchanges.wire import Absent, Wire
from core.orders import Reason
from core.ports import Unreachable
from core.venue import VenueRules

log = logging.getLogger(__name__)


class PositionMode:
    """See the module's head.  One account."""

    def __init__(self, wire: Wire) -> None:
        self._wire, self._dialect = wire, wire.dialect
        self.known = False

    async def rules(self, market: Market) -> VenueRules:
        """The row's rules with the account's own position mode, as it was told last.  Raises ``Unreachable``."""
        if not self.known:
            try:
                answers = [await self._wire.ask(call, name="balance") for call in self._dialect.setup(market)]
            except Absent as error:
                raise Unreachable(f"{self._dialect.record.exchange} does not tell how the account is set up") from error
            told = [answer for answer in answers if isinstance(answer, Mapping)]
            try:
                for answer in told:
                    self._dialect.learn(answer)
                hedged = any(self._dialect.hedged(answer) for answer in told)
            except MALFORMED as error:
                log.error("%s: an answer is not of the form that it had", self._dialect.record.name, exc_info=error)
                raise Unreachable(f"{self._dialect.record.exchange} does not tell how the account is set up") from error
            self._dialect.rules = replace(self._dialect.rules, hedged=hedged)
            self.known = True
        return self._dialect.rules

    async def changed(self, market: Market, verdict: Verdict, *, hedged: bool) -> bool:
        """Whether it is another than ``hedged``, in which an order was refused.

        It is asked for after every refusal whose reason is not known, because exchanges have many words for this one.
        """
        unclear = verdict.outcome is Outcome.REFUSED and verdict.reason is Reason.OTHER
        if not unclear or self._dialect.record.spot or not self._dialect.setup(market):
            return False
        self.known = False
        try:
            changed = (await self.rules(market)).hedged is not hedged
        except Unreachable as error:
            log.info("%s: the position mode is asked for before the next order: %s", self._dialect.record.name, error)
            return False
        if changed:
            log.warning("%s: the position mode was changed there", self._dialect.record.name)
        return changed

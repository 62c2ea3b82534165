"""How far our clock is ahead of an exchange's, the exchange's times in ours, and those of our orders in its.

Measured by the exchange's own route for its time, or by the ``Date`` of an answer where it has none (RFC 9110, section
6.6.1: whole seconds).  Knows no request and decides nothing; where the two disagree too much, the exchange's times are
not translated at all, because a ledger of such a clock cannot be compared with them.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from core.orders import Order
from core.ports import SKEW

log = logging.getLogger(__name__)

ALARM = timedelta(seconds=1)  # reliability.md row 13
HALF = timedelta(seconds=0.5)  # a ``Date`` is cut to the second before
QUICK = timedelta(seconds=2)
SLIGHT = timedelta(seconds=0.1)  # not worth a translation: no comparison of two clocks' times is as fine as that


class Clocks:
    """``ahead``: our clock's time less the exchange's; None while that is not known."""

    def __init__(self, exchange: str) -> None:
        self.ahead: timedelta | None = None
        self._exchange, self._off = exchange, False

    @property
    def agree(self) -> bool:
        """Near enough to enter a position, and to tell which of two things came first."""
        return self.ahead is not None and abs(self.ahead) <= SKEW

    def ours(self, theirs: datetime | None) -> datetime | None:
        """An instant that the exchange told, in our time; None where that cannot be said."""
        if theirs is None or self.ahead is None or not self.agree:
            return None
        return theirs if abs(self.ahead) < SLIGHT else theirs + self.ahead

    def theirs(self, order: Order) -> Order:
        """The order with its times by the exchange's clock: what a dialect sends of them, and compares with what the
        exchange tells.  As it is while nothing is known."""
        if self.ahead is None or abs(self.ahead) < SLIGHT:
            return order
        asked = order.amend_asked
        return replace(
            order,
            decided_at=order.decided_at - self.ahead,
            not_after=order.not_after - self.ahead,
            amend_asked=None if asked is None else replace(asked, asked=asked.asked - self.ahead),
        )

    def compare(self, asked: datetime, theirs: datetime, answered: datetime, unsure: timedelta = timedelta(0)) -> None:
        """The exchange's time in an answer to what was asked.  ``unsure``: how far that may be off by itself."""
        half = (answered - asked) / 2
        self.ahead = asked + half - theirs
        off = abs(self.ahead) > ALARM + half + unsure
        if off and not self._off:
            log.warning(
                "this machine's clock is %+.1f s ahead of %s's: set it right and restart the bot%s",
                self.ahead.total_seconds(),
                self._exchange,
                "" if self.agree else "; until then nothing is entered there, exits go on",
            )
        self._off = off

    def dated(self, headers: Mapping[str, str], asked: datetime, answered: datetime) -> None:
        """As ``compare``, from an answer's headers; one that a cache has kept, or that took long, tells no time."""
        told = {name.lower(): value for name, value in headers.items()}
        if told.get("age", "0") != "0" or "date" not in told or answered - asked > QUICK:
            return
        try:
            theirs = parsedate_to_datetime(told["date"])
        except ValueError:
            log.info("%s: an answer's date cannot be read", self._exchange)
            return
        self.compare(asked, theirs + HALF, answered, HALF)

"""Sending what was saved: one request, and its answer as an event.

A definite answer is reported; an unknown outcome only causes a look, and so does every cancel, whose answer proves
nothing.  Nothing is signed later than an order's ``not_after``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import UTC

from core.bracket import Bracket
from core.events import Amend, Cancel, Command, Reported, Submit
from core.orders import Order, OrdStatus, Reason, Report
from core.ports import Clock, Exchange, UnknownOutcome, Unreachable
from core.watch import Make, Watch

log = logging.getLogger(__name__)

SOON = 0.5  # seconds until the look after an unknown outcome


class Sender:
    """``post(bracket id, make)`` takes the answer."""

    def __init__(self, exchange: Exchange, clock: Clock, watch: Watch, post: Callable[[str, Make], None]) -> None:
        self._exchange, self._clock, self._watch, self._post = exchange, clock, watch, post

    async def send(self, bracket: Bracket, command: Command) -> None:
        order, symbol = command.order, bracket.symbol
        log.debug("#%s: %s %s (%s) to %s", bracket.id, type(command).__name__, order.slot, order.id, bracket.account)
        try:
            match command:
                case Submit(children=children):
                    report = await self._submit(bracket, order, children)
                case Amend():
                    report = await self._exchange.amend(symbol, order)
                case Cancel():
                    await self._exchange.cancel(symbol, order)
                    self._watch.soon(symbol)
                    return
        except UnknownOutcome as error:
            log.debug("#%s: not known what became of %s: %s", bracket.id, order.id, error)
            self._watch.soon(symbol, SOON)
            return
        except Unreachable as error:
            self._watch.away(error)
            if not isinstance(command, Submit):
                return
            report = _not_sent(order, _why(error))
        log.debug("#%s: %s is %s", bracket.id, order.id, f"{report.status.value}: {report.text}".rstrip(": "))
        self._post(bracket.id, lambda stamp: Reported(stamp, report))

    async def _submit(self, bracket: Bracket, order: Order, children: Sequence[Order]) -> Report:
        if self._clock.now() > order.not_after:
            return _not_sent(order, "too late to be sent")
        return await self._exchange.submit(bracket.symbol, order, bracket.side, children)


def _why(error: Unreachable) -> str:
    """The adapter's own reason, and until when, where it does not say that itself."""
    said = str(error) or "exchange not reachable"
    until = "" if error.until is None else f"{error.until.astimezone(UTC):%H:%M:%S}"
    said += f", until {until} UTC" if until not in said else ""
    return said if "nothing was sent" in said else f"{said}; nothing was sent"


def _not_sent(order: Order, text: str) -> Report:
    return Report(order.id, OrdStatus.REJECTED, reason=Reason.NOT_SENT, text=text, final=True)

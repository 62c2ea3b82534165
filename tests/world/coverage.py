"""What an observer at the venue sees at every change: is each position protected, is anything oversold?

Reads the venue's own books only; which positions are *meant* to be protected, and who is to blame while the exchange
or the process is away, it asks of the world.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from adapters.exchanges.paper import Venue
from adapters.exchanges.paper.working import Working, ours
from core.ids import read_id
from core.orders import ZERO, OrderType, PositionSide, Side
from core.ports import Hint, Pushed

Key = tuple[str, str]  # account, symbol


@dataclass(frozen=True, slots=True)
class Gap:
    """A maximal interval in which a position stood with less protection than its size."""

    account: str
    symbol: str
    since: datetime
    length: timedelta


class Coverage:
    """See the module's head.

    ``meant(account, symbol, bracket)``: whether a stop is wanted there at all (spot: for that bracket's coins);
    ``outside(bracket)``: what the ledger knows that hands have added or taken;
    ``excused(account)``: whether nobody could act there now (no process, no exchange).
    """

    def __init__(
        self,
        venue: Venue,
        meant: Callable[[str, str, int], bool],
        outside: Callable[[int], Decimal],
        excused: Callable[[str], bool],
        broken: Callable[[str, str], None],
    ) -> None:
        self.venue, self._meant, self._outside, self._broken = venue, meant, outside, broken
        self._excused = excused
        self.gaps: list[Gap] = []
        self.naked: dict[Key, datetime] = {}
        self.bought: dict[Key, dict[int, Decimal]] = {}
        self.seen = 0
        venue.listen(self._hear)

    def _hear(self, account: str, hint: Hint) -> None:
        if isinstance(hint, Pushed):
            self.look(account, hint.symbol)

    def look(self, account: str, symbol: str) -> None:
        """Judge the state that holds from now on."""
        self._count()
        holder = self.venue.account(account)
        resting = list(self.venue.clearing.opened.get((account, symbol), {}).values())
        if holder.rules.spot:
            parts = self.bought.get((account, symbol), {})
            self._budget(account, symbol, sum(parts.values(), ZERO), resting)
            guarded = sum((self._guarded(account, symbol, n, part) for n, part in parts.items()), ZERO)
            balance = self.venue.markets[symbol].floor_qty(holder.balance(symbol.partition("/")[0]))
            held = [(PositionSide.LONG, min(guarded, balance))]
        else:
            held = [(p.side, p.quantity) for p in holder.held(symbol)]
            over = self.venue.overfilled(account, symbol)
            if over:
                self._broken("I2", f"{account} {symbol}: exits traded {over} beyond the position")
        naked = any(q > ZERO and _covered(side, q, resting) < q for side, q in held)
        self.mark(account, symbol, naked=naked and (holder.rules.spot or self._meant(account, symbol, 0)))

    def mark(self, account: str, symbol: str, *, naked: bool) -> None:
        """Open or close the interval."""
        since = self.naked.get((account, symbol))
        if naked and since is None:
            self.naked[account, symbol] = self.venue.now
        elif not naked and since is not None:
            del self.naked[account, symbol]
            if self._excused(account):
                return
            self.gaps.append(Gap(account, symbol, since, self.venue.now - since))

    def restart(self, account: str | None, now: datetime) -> None:
        """What came before is nobody's fault of ours: open intervals of this account (None: all) begin now."""
        for key in self.naked:
            if account in (None, key[0]):
                self.naked[key] = now

    def _count(self) -> None:
        """Our own coins on spot: what our entries bought, net of fees, less what was sold through us."""
        trades = self.venue.trades
        while self.seen < len(trades):
            trade = trades[self.seen]
            self.seen += 1
            if ours(trade.order):
                change = trade.quantity - trade.base_fee if trade.side is Side.BUY else -trade.quantity
                read = read_id(trade.order)
                bracket = read[1] if read else 0
                mine = self.bought.setdefault((trade.account, trade.symbol), {})
                mine[bracket] = mine.get(bracket, ZERO) + change

    def _guarded(self, account: str, symbol: str, bracket: int, part: Decimal) -> Decimal:
        """How much of one bracket's coins must be protected: what a hand has sold of them and dust are not."""
        if part <= ZERO or not self._meant(account, symbol, bracket):
            return ZERO
        instrument, last = self.venue.markets[symbol], self.venue.last(symbol)
        part = instrument.floor_qty(part + min(self._outside(bracket), ZERO))
        return part if last is not None and part > ZERO and instrument.exit_stands_alone(part, last) else ZERO

    def parts(self, account: str, symbol: str) -> list[Decimal]:
        """What each bracket's entries have bought and its exits not yet sold."""
        return list(self.bought.get((account, symbol), {}).values())

    def _budget(self, account: str, symbol: str, mine: Decimal, resting: list[Working]) -> None:
        promised = sum((o.quantity - o.cum_qty for o in resting if _sells(o) and o.quantity is not None), ZERO)
        if promised > max(mine, ZERO) or mine < ZERO:
            self._broken("I2", f"{account} {symbol}: {promised} promised to sell, {mine} bought by us is left")


def _sells(order: Working) -> bool:
    return order.exits and ours(order.id) and order.open


def _covered(side: PositionSide, quantity: Decimal, resting: list[Working]) -> Decimal:
    total = ZERO
    for order in resting:
        leaving = order.open and order.exits and order.position_side is side
        if leaving and (order.protects or order.type in (OrderType.MARKET, OrderType.IOC)):
            total += quantity if order.quantity is None else order.quantity - order.cum_qty
    return total

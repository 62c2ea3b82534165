"""What an observer at the venue sees at every change: is each position protected, is anything oversold?

Reads the venue's own books only; how much is *meant* to be protected is told by ``needs``, and who is to blame while
the exchange or the process is away it asks of the world.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from adapters.exchanges.paper.working import Working, ours
from core.ids import read_id
from core.orders import ZERO, OrderType, PositionSide, Side
from core.ports import Hint, Pushed
from tests.world import needs

if TYPE_CHECKING:
    from tests.world.world import World

Key = tuple[str, str, PositionSide]  # account, symbol, side


@dataclass(frozen=True, slots=True)
class Gap:
    """A maximal interval in which a position stood with less protection than its size."""

    account: str
    symbol: str
    side: PositionSide
    since: datetime
    length: timedelta


class Coverage:
    """See the module's head.  Nobody is to blame for what happens while nobody could act there: no process, no
    exchange, no market."""

    def __init__(self, world: World) -> None:
        self.world, self.venue = world, world.venue
        self.gaps: list[Gap] = []
        self.naked: dict[Key, datetime] = {}
        self.bought: dict[tuple[str, str], dict[int, Decimal]] = {}
        self.stopped: defaultdict[int, Decimal] = defaultdict(Decimal)  # by bracket: what its stops have sold
        self.seen = 0
        self.venue.listen(self._hear)

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
            guarded = sum((self._guarded(symbol, n, part) for n, part in parts.items()), ZERO)
            balance = self.venue.markets[symbol].floor_qty(holder.balance(symbol.partition("/")[0]))
            need = min(guarded, balance)
            self.mark(account, symbol, PositionSide.LONG, naked=_covered(PositionSide.LONG, need, resting) < need)
            return
        over = self.venue.overfilled(account, symbol)
        if over:
            self.world.broken("I2", f"{account} {symbol}: exits traded {over} beyond the position")
        for side in PositionSide:
            held = self.venue.markets[symbol].floor_qty(holder.position(symbol, side))
            short = held > ZERO and (covered := _covered(side, held, resting)) < held
            naked = short and covered < needs.of_position(self.world, account, symbol, side, held)
            self.mark(account, symbol, side, naked=naked)

    def mark(self, account: str, symbol: str, side: PositionSide, *, naked: bool) -> None:
        """Open or close the interval."""
        since = self.naked.get((account, symbol, side))
        if naked and since is None:
            self.naked[account, symbol, side] = self.venue.now
        elif not naked and since is not None:
            del self.naked[account, symbol, side]
            sky = self.world.sky
            if sky.is_down(account) or sky.halted(symbol) or not self.world.living():
                return
            self.gaps.append(Gap(account, symbol, side, since, self.venue.now - since))

    def adopted(self, account: str, symbol: str, number: int, quantity: Decimal) -> None:
        """On spot a person has given a bracket coins of their own to guard (A of I2)."""
        self._count()
        self.bought.setdefault((account, symbol), {})[number] = quantity

    def restart(self, account: str | None, now: datetime, symbol: str | None = None) -> None:
        """What came before is nobody's fault: open intervals of this account and market (None: all) begin now."""
        for key in self.naked:
            if account in (None, key[0]) and symbol in (None, key[1]):
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
                if read and read[2] == "sl":
                    self.stopped[bracket] += trade.quantity
                mine = self.bought.setdefault((trade.account, trade.symbol), {})
                mine[bracket] = mine.get(bracket, ZERO) + change

    def _guarded(self, symbol: str, bracket: int, part: Decimal) -> Decimal:
        """How much of one bracket's coins must be protected: what a hand has sold of them and dust are not."""
        if part <= ZERO:
            return ZERO
        stored = self.world.store.current(str(bracket))
        outside = stored.outside if stored is not None else ZERO
        instrument, last = self.venue.markets[symbol], self.venue.last(symbol)
        part = instrument.floor_qty(part + min(outside, ZERO))
        if last is None or part <= ZERO or not instrument.exit_stands_alone(part, last):
            return ZERO
        return needs.of_coins(self.world, bracket, part)

    def parts(self, account: str, symbol: str) -> list[Decimal]:
        """What each bracket's entries have bought and its exits not yet sold."""
        return list(self.bought.get((account, symbol), {}).values())

    def _budget(self, account: str, symbol: str, mine: Decimal, resting: list[Working]) -> None:
        promised = sum((o.quantity - o.cum_qty for o in resting if _sells(o) and o.quantity is not None), ZERO)
        if promised > max(mine, ZERO) or mine < ZERO:
            self.world.broken("I2", f"{account} {symbol}: {promised} promised to sell, {mine} bought by us is left")


def _sells(order: Working) -> bool:
    return order.exits and ours(order.id) and order.open


def _covered(side: PositionSide, quantity: Decimal, resting: list[Working]) -> Decimal:
    total = ZERO
    for order in resting:
        leaving = order.open and order.exits and order.position_side is side
        if leaving and (order.protects or order.type in (OrderType.MARKET, OrderType.IOC)):
            total += quantity if order.quantity is None else order.quantity - order.cum_qty
    return total

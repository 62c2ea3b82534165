"""What is on an account and is not ours, for people to see: orders and positions of their own, or of another bot.

Taken from the latest looks, which cost nothing more, or from one look at a market that a person asks for.  Changes
nothing, and no order waits for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.language import ENGLISH, Reader
from bot.refusals import Refused
from bot.words import readable, side_word
from core.account import beyond
from core.bracket import Bracket
from core.instruction import plain
from core.instrument import Instrument
from core.ports import Look, OpenOrder, UnknownOutcome, Unreachable

if TYPE_CHECKING:
    from bot.view import View

ORDERS = ("account", "symbol", "side", "type", "left", "at", "whose", "id", "seen")  # columns of a table
POSITIONS = ("account", "symbol", "side", "size", "entry", "seen")
Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """One market of one account as a look saw it, and the open brackets there.  ``at``: when it was asked."""

    account: str
    instrument: Instrument
    at: datetime
    look: Look
    brackets: tuple[Bracket, ...]

    @property
    def where(self) -> str:
        return f"{self.instrument.symbol} on {self.account}"


def seen(view: View) -> list[Seen]:
    """Every market in which something of ours is open to be seen, as it was seen last."""
    found, mine = [], view.open()
    for account, worker in view.session.engine.workers.items():
        for symbol in worker.watch.symbols():
            here = tuple(b for b in mine if (b.account, b.symbol) == (account, symbol))
            if here and symbol in worker.watch.looks:
                found.append(Seen(account, here[0].instrument, *worker.watch.looks[symbol], here))
    return found


async def look_at(view: View, account: str, symbol: str) -> Seen:
    """One look at a market.  Raises ``Refused``."""
    instrument = (await view.facts(account, symbol)).instrument
    worker = await view.session.engine.worker(account)
    mine = tuple(b for b in view.open() if (b.account, b.symbol) == (worker.account, instrument.symbol))
    now = view.session.clock.now()
    try:
        look = await worker.exchange.look(instrument.symbol, [order for b in mine for order in b.live])
    except (Unreachable, UnknownOutcome) as error:
        raise Refused(f"the exchange cannot be asked now: {error}") from error
    return Seen(worker.account, instrument, now, look, mine)


def order_rows(markets: Iterable[Seen], now: datetime, reader: Reader) -> Rows:
    """Their open orders, under ``ORDERS``."""
    return tuple(
        (
            market.account,
            market.instrument.symbol,
            "" if order.side is None else side_word(order.side.value, reader),
            reader.say("others-reduce-only", type=order.type) if order.reduce_only else order.type,
            reader.say("all") if order.quantity is None else plain(order.quantity),
            at(order, reader),
            reader.say("others-bot" if order.bot else "others-person"),
            order.id,
            _ago(market, now, reader),
        )
        for market in markets
        for order in market.look.others
    )


def position_rows(markets: Iterable[Seen], now: datetime, reader: Reader) -> Rows:
    """What they hold, under ``POSITIONS``; what is less than one step is left out."""
    return tuple(
        (
            market.account,
            market.instrument.symbol,
            side_word(fact.side.value, reader),
            plain(market.instrument.floor_qty(fact.quantity)),
            "" if fact.average is None else readable(fact.average),
            _ago(market, now, reader),
        )
        for market in markets
        for fact in beyond(market.look, market.brackets)
        if market.instrument.floor_qty(fact.quantity)
    )


def at(order: OpenOrder, reader: Reader = ENGLISH) -> str:
    """Where an order rests: its trigger, its limit, or both."""
    if order.trigger is not None and order.price is not None:
        return reader.say("others-limit", trigger=order.trigger, price=order.price)
    price = order.price if order.trigger is None else order.trigger
    return "" if price is None else plain(price)


def warning(bracket: Bracket, orders: Sequence[OpenOrder], reader: Reader = ENGLISH) -> str:
    """One line for a ticket where orders that are not ours could close its position, "" where none could."""
    netted = not bracket.rules.spot and not bracket.rules.hedged
    risky = [o for o in orders if o.side is bracket.side.exit and (o.reduce_only or netted)]
    if not risky or bracket.closed:
        return ""
    if len(risky) > 1:
        return reader.say("others-may-close-many", count=len(risky))
    (order,) = risky
    size = reader.say("all") if order.quantity is None else plain(order.quantity)
    side = side_word(bracket.side.exit.value, reader)
    return reader.say("others-may-close", side=side, quantity=size, type=order.type, price=at(order, reader))


def _ago(market: Seen, now: datetime, reader: Reader) -> str:
    return reader.say("others-ago", seconds=max(int((now - market.at).total_seconds()), 0))

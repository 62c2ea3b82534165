"""Brackets in any state, and stories told to the machine, for the tests of the core.

Everything is measured from an entry at 60000: ``at(side, gain)`` is the price that lies ``gain`` quote in the favour of
a position of that side, so that one table serves long and short.  Knows nothing of how the machine decides.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from core.bracket import Bracket, Entry, Level, LevelKind, Policy, Stamp, Stop, Target
from core.events import Amend, Away, CloseTold, Command, Due, Event, Held, Missed, Opened, Priced, Reported, Submit
from core.instruction import plain
from core.instrument import Instrument
from core.machine import decide, step
from core.notices import Notice
from core.orders import Fill, Order, OrderType, OrdStatus, PositionSide, Reason, Report, Side
from core.venue import Layout, VenueRules

D = Decimal
LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
BOTH = (LONG, SHORT)
START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ENTRY = D(60000)

SWAP = Instrument(
    symbol="BTC/USDT:USDT",
    base="BTC",
    quote="USDT",
    spot=False,
    tick=D("0.1"),
    lot=D("0.001"),
    min_qty=D("0.001"),
    min_notional=D(100),
    maker=D("0.0002"),
    taker=D("0.0005"),
)
SPOT = replace(
    SWAP,
    symbol="BTC/USDT",
    spot=True,
    tick=D("0.01"),
    lot=D("0.00001"),
    min_qty=D("0.00001"),
    min_notional=D(5),
    maker=D("0.001"),
    taker=D("0.001"),
    reduce_only_exempt=False,
)

SEPARATE = VenueRules(Layout.STOP_AND_TARGETS)
AMENDING = VenueRules(Layout.STOP_AND_TARGETS, amends=True)
COUNTING = VenueRules(Layout.STOP_AND_TARGETS, counts_targets=True)
POSITION = VenueRules(Layout.POSITION)
PAIRS = VenueRules(Layout.PAIRS)
ATTACHED = VenueRules(Layout.STOP_AND_TARGETS, attach=True)
SPOT_PAIRS = VenueRules(Layout.PAIRS, spot=True, reduce_only=False)
GUARDED = VenueRules(Layout.STOP, spot=True, reduce_only=False)
WATCHED = VenueRules(Layout.NOTHING, spot=True, reduce_only=False)
ALL_RULES = {
    "separate": SEPARATE,
    "amending": AMENDING,
    "counting": COUNTING,
    "position": POSITION,
    "pairs": PAIRS,
    "attached": ATTACHED,
    "spot pairs": SPOT_PAIRS,
    "guarded": GUARDED,
    "watched": WATCHED,
}

HALVES = (("0.5", "0.02"), ("1", "0.04"))  # cumulative share, gain as a fraction of the entry


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def at(side: PositionSide, gain: object) -> Decimal:
    """The price ``gain`` quote in the position's favour of an entry at 60000."""
    return ENTRY + side.sign * D(str(gain))


def ratio(amount: str) -> Level:
    return Level(LevelKind.RATIO, D(amount))


def price_level(price: object) -> Level:
    return Level(LevelKind.PRICE, D(str(price)))


def planned(
    rules: VenueRules = SEPARATE,
    side: PositionSide = LONG,
    quantity: str = "0.3",
    stop: Stop | str | None = "-0.02",
    targets: tuple[tuple[str, str], ...] = HALVES,
    instrument: Instrument | None = None,
    policy: Policy | None = None,
) -> Bracket:
    """A bracket as ``plan`` makes it: one market entry, a stop (a ratio, or any), targets as (cumulative, ratio)."""
    return Bracket(
        id="a1",
        number=1,
        account="paper",
        symbol="BTC",
        side=side,
        instrument=instrument or (SPOT if rules.spot else SWAP),
        rules=rules,
        policy=policy or Policy(),
        stamp=Stamp(START),
        entries=(Entry("e1", D(quantity), OrderType.MARKET, until=after(60)),),
        stop=Stop(ratio(stop)) if isinstance(stop, str) else stop,
        targets=tuple(Target(f"tp{n}", "e1", D(upto), ratio(gain)) for n, (upto, gain) in enumerate(targets, 1)),
    )


def holding(
    bracket: Bracket,
    quantity: str | None = None,
    price: Decimal = ENTRY,
    quote_fee: str = "0",
    base_fee: str = "0",
    market: Decimal | None = None,
) -> Bracket:
    """The bracket with its first entry filled and settled, nothing else sent; ``market``: a fresh price."""
    entry, size = bracket.entries[0], D(quantity) if quantity else bracket.entries[0].quantity
    order = resting("b000000001", entry.slot, bracket.side.entry, OrderType.MARKET, size)
    fill = Fill(size, size * price, D(base_fee), D(quote_fee))
    order = replace(order, status=OrdStatus.FILLED, taken=fill, filled_at=START, ended_at=START, settled=True)
    stamp = Stamp(START, market, START if market is not None else None)
    return replace(bracket, orders=(order, *bracket.orders), stamp=stamp)


def resting(
    id: str,
    slot: str,
    side: Side,
    type: OrderType,
    quantity: Decimal | None,
    price: Decimal | None = None,
    trigger: Decimal | None = None,
) -> Order:
    """An order decided at the start and seen to rest."""
    return Order(
        id=id,
        slot=slot,
        side=side,
        type=type,
        quantity=quantity,
        price=price,
        trigger=trigger,
        reduce_only=slot[0] != "e",
        decided_at=START,
        not_after=after(1),
        status=OrdStatus.NEW,
        seen=True,
    )


def spelled(command: Command) -> str:
    """A command in short: ``+sl#1 0.3 stop_market !58800``, ``-tp1#2``, ``~sl#1 0.3 !58900``; @ limit, ! trigger."""
    order = command.order
    nth = int(order.id[1:], 36) & 1023
    head = f"{order.slot}#{nth}"
    if isinstance(command, Submit):
        with_children = "".join(f" [{spelled(Submit(child))}]" for child in command.children)
        return f"+{head} {_size(order.quantity)} {order.type.value}{_terms(order.price, order.trigger)}{with_children}"
    if isinstance(command, Amend):
        assert order.amend_asked is not None
        return f"~{head} {_size(order.amend_asked.quantity)}{_terms(None, order.amend_asked.trigger)}"
    return f"-{head}"


def _size(quantity: Decimal | None) -> str:
    return "ALL" if quantity is None else plain(quantity)


def _terms(price: Decimal | None, trigger: Decimal | None) -> str:
    return (f" @{plain(price)}" if price is not None else "") + (f" !{plain(trigger)}" if trigger is not None else "")


class Story:
    """A bracket and what it lives through.  Each telling returns the commands that it caused, spelled.

    After every event on which anything is decided the machine must be at rest, checked here once for all stories.
    """

    def __init__(self, bracket: Bracket, price: Decimal | None = None) -> None:
        self.bracket, self.seconds = bracket, 0.0
        self.price, self.price_at = price, START
        self.told: list[Notice] = []

    @property
    def now(self) -> datetime:
        return after(self.seconds)

    @property
    def stamp(self) -> Stamp:
        return Stamp(self.now, self.price, self.price_at if self.price is not None else None)

    def tell(self, event: Event) -> list[str]:
        outcome = step(self.bracket, event)
        assert isinstance(event, Away) or decide(outcome.bracket)[1] == [], "not at rest after one call"
        self.bracket = outcome.bracket
        self.told += outcome.notices
        return [spelled(command) for command in outcome.commands]

    def open(self) -> list[str]:
        return self.tell(Opened(self.stamp))

    def wait(self, seconds: float) -> list[str]:
        """Time passes; the price, if there is one, stays fresh."""
        self.seconds += seconds
        self.price_at = self.now
        return self.tell(Due(self.stamp))

    def tick(self, price: Decimal) -> list[str]:
        self.price, self.price_at = price, self.now
        return self.tell(Priced(self.stamp))

    def order(self, slot: str) -> Order:
        """The newest order of a slot."""
        return [o for o in self.bracket.orders if o.slot == slot][-1]

    def live(self, slot: str) -> list[Order]:
        return [o for o in self.bracket.orders if o.slot == slot and not o.ended]

    def report(
        self,
        slot: str | Order,
        status: OrdStatus,
        filled: str = "0",
        price: Decimal | None = None,
        *,
        stopped: str = "0",
        asked: float | None = None,
        reason: Reason | None = None,
        whole: bool = True,
        final: bool = False,
        base_fee: str = "0",
        trigger: Decimal | None = None,
        quantity: str | None = None,
        triggered: bool = False,
    ) -> list[str]:
        """The exchange speaks of the newest order of a slot, or of this order; fills are at ``price``, else its own."""
        order = self.order(slot) if isinstance(slot, str) else slot
        own = price or order.price or order.trigger or ENTRY
        report = Report(
            id=order.id,
            status=status,
            taken=Fill(D(filled), D(filled) * own, D(base_fee)),
            stopped=Fill(D(stopped), D(stopped) * (price or order.trigger or ENTRY)),
            whole=whole,
            quantity=D(quantity) if quantity else None,
            trigger=trigger,
            triggered=triggered,
            reason=reason,
            final=final,
        )
        return self.tell(Reported(self.stamp, report, None if asked is None else after(asked)))

    def accepted(self, *slots: str | Order) -> list[str]:
        """These rest now."""
        return [said for slot in slots for said in self.report(slot, OrdStatus.NEW)]

    def filled(self, slot: str | Order, quantity: str | None = None, price: Decimal | None = None) -> list[str]:
        order = self.order(slot) if isinstance(slot, str) else slot
        whole = plain(order.quantity) if order.quantity is not None else plain(self.bracket.tradable)
        leg = "stopped" if order.type is OrderType.STOP else "filled"
        status = OrdStatus.FILLED if quantity in (None, whole) else OrdStatus.NEW
        if leg == "stopped":
            return self.report(order, status, stopped=quantity or whole, price=price)
        return self.report(order, status, quantity or whole, price)

    def missed(self, slot: str | Order, asked: float) -> list[str]:
        order = self.order(slot) if isinstance(slot, str) else slot
        return self.tell(Missed(self.stamp, order.id, after(asked)))

    def held(self, quantity: str, asked: float | None = None) -> list[str]:
        return self.tell(Held(self.stamp, D(quantity), after(self.seconds if asked is None else asked)))

    def close(self, quantity: str | None = None) -> list[str]:
        return self.tell(CloseTold(self.stamp, D(quantity) if quantity else None))


def entered(bracket: Bracket, price: Decimal = ENTRY) -> tuple[Story, list[str]]:
    """A story whose market entry has filled at ``price`` at once, and what that caused."""
    story = Story(bracket, price)
    story.open()
    return story, story.filled("e1", price=price)


def standing(bracket: Bracket, price: Decimal = ENTRY) -> Story:
    """A story in which the entry has filled and everything that was to be placed rests."""
    story, _ = entered(bracket, price)
    for _ in range(4):
        for order in [o for o in story.bracket.orders if o.status is OrdStatus.PENDING_NEW]:
            story.accepted(order)
    assert all(o.status is not OrdStatus.PENDING_NEW for o in story.bracket.orders)
    return story

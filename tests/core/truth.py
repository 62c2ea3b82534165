"""An exchange that may do anything an exchange can truly do, driven by numbers that hypothesis draws.

What was lost never comes back, fills only grow, an end is an end, reduce-only never flips a position; but answers come
late, twice, out of order or not at all, and people interfere.  Knows nothing of how the machine decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from core.bracket import Bracket, is_entry
from core.events import BreakevenTold, CancelTold, MoveTold, Reported
from core.orders import NO_FILL, ZERO, Fill, Order, OrderType, OrdStatus, Reason, Report
from tests.core.build import D, Story, after, at, ratio

REFUSALS = (Reason.FILTER, Reason.WOULD_TRIGGER, Reason.MARGIN, Reason.NOT_SENT, Reason.OTHER)


@dataclass
class Fact:
    """What became of one order: never arrived, or its status and fills there."""

    arrived: bool | None = None
    status: OrdStatus = OrdStatus.NEW
    taken: Fill = NO_FILL
    stopped: Fill = NO_FILL
    whole: bool = True
    quantity: Decimal | None = None
    trigger: Decimal | None = None


@dataclass
class Truth:
    """The exchange beside a story; ``happen`` is one thing that happens, and what it says of it."""

    story: Story
    facts: dict[str, Fact] = field(default_factory=dict)
    heard: list[Reported] = field(default_factory=list)
    _slots: dict[str, str] = field(default_factory=dict)

    @property
    def bracket(self) -> Bracket:
        return self.story.bracket

    def position(self) -> Decimal:
        """Signed in the bracket's favour, as the exchange knows it."""
        total = ZERO
        for id, fact in self.facts.items():
            traded = fact.taken.quantity + fact.stopped.quantity
            total += traded if self._slots[id][0] == "e" else -traded
        return total

    def happen(self, op: int, which: int, amount: int) -> None:
        """One thing: ``op`` says what, ``which`` to which order, ``amount`` how much, where or when."""
        known = [o for o in self.bracket.orders if not o.settled]
        if op < 2:
            self.story.wait(amount / 4)
        elif op < 5:
            self.story.tick(at(self.bracket.side, (amount - 12) * 200))
        elif op < 14 and known:
            self._answer(known[which % len(known)], op, amount)
        elif op == 14 and self.heard:
            self.story.tell(self.heard[which % len(self.heard)])
        elif op == 15:
            self.story.held(str(max(self.position(), ZERO)))
        elif op == 16:
            self._person(which, amount)

    def _person(self, which: int, amount: int) -> None:
        story = self.story
        match which % 8:
            case 0:
                story.close()
            case 1 | 2:
                story.close(str(self.bracket.instrument.floor_qty(D(amount) / 200)) if amount else None)
            case 3:
                story.tell(CancelTold(story.stamp, ("entries",)))
            case 4:
                story.tell(CancelTold(story.stamp, ("tp1",)))
            case 5:
                story.tell(MoveTold(story.stamp, "sl", ratio(f"-0.0{amount % 9 + 1}")))
            case 6:
                story.tell(MoveTold(story.stamp, "tp2", ratio(f"0.0{amount % 5 + 1}")))
            case _:
                story.tell(BreakevenTold(story.stamp))

    def _answer(self, order: Order, op: int, amount: int) -> None:
        fact = self.facts.setdefault(order.id, Fact())
        self._slots[order.id] = order.slot
        parent = next((o for o in self.bracket.orders if o.id == order.parent), None)
        if parent is not None and not parent.cum_qty:
            return  # not made yet
        if fact.arrived is None:
            fact.arrived = op != 13 and not (op == 12 and amount % 2)
            fact.quantity, fact.trigger = order.quantity, order.trigger
            if not fact.arrived and op == 12:
                refused = Report(order.id, OrdStatus.REJECTED, reason=REFUSALS[amount % len(REFUSALS)])
                fact.status = OrdStatus.REJECTED
                self._say(refused, None)
                return
        if not fact.arrived:
            if fact.status is not OrdStatus.REJECTED:
                self.story.missed(order, self.story.seconds)
            return
        if fact.status is OrdStatus.NEW:
            self._live(order, fact, op, amount)
        report = Report(
            order.id,
            fact.status,
            fact.taken,
            fact.stopped,
            whole=fact.whole,
            quantity=fact.quantity,
            trigger=fact.trigger,
        )
        self._say(report, self.story.seconds if amount % 2 else None)

    def _live(self, order: Order, fact: Fact, op: int, amount: int) -> None:
        if order.amend_asked and amount % 3:
            fact.quantity = order.amend_asked.quantity or fact.quantity
            fact.trigger = order.amend_asked.trigger
        if op in (6, 7, 8):
            self._fill(order, fact, amount, whole=op == 8)
        elif (op in (9, 10) and order.cancel_asked) or (op == 11 and amount % 4 == 0):
            fact.status = OrdStatus.CANCELED
        elif op == 11 and order.type in (OrderType.IOC, OrderType.MARKET):
            fact.status = OrdStatus.EXPIRED

    def _fill(self, order: Order, fact: Fact, amount: int, *, whole: bool) -> None:
        done = fact.taken.quantity + fact.stopped.quantity
        held = max(self.position(), ZERO)
        left = (fact.quantity if fact.quantity is not None else held + done) - done
        lots = self.bracket.instrument.floor_qty(left * amount / 24) or left
        quantity = left if whole else min(lots, left)
        if not is_entry(order.slot) and self.bracket.rules.reduce_only:
            quantity = min(quantity, held)
        if quantity <= ZERO:
            if not is_entry(order.slot) and held == ZERO:
                fact.status = OrdStatus.EXPIRED
            return
        price = order.price or fact.trigger or D(60000)
        stop_leg = order.type is OrderType.STOP or (order.type is OrderType.PAIR and amount % 2 == 0)
        price = (fact.trigger or price) if stop_leg else price
        gained = Fill(quantity, quantity * price)
        if stop_leg:
            fact.stopped = fact.stopped + gained
        else:
            fact.taken = fact.taken + gained
        if order.type is OrderType.PAIR:
            fact.whole = False
        if done + quantity == fact.quantity or (fact.quantity is None and quantity == held):
            fact.status = OrdStatus.FILLED

    def _say(self, report: Report, asked: float | None) -> None:
        event = Reported(self.story.stamp, report, None if asked is None else after(asked))
        self.heard.append(Reported(event.stamp, report))
        self.story.tell(event)

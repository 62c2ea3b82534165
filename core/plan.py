"""``plan``: an instruction and the facts of one market become brackets and events, or a refusal in plain words.

Everything is checked here, before anything is sent.  Percentages become fractions, offsets become levels; prices are
rounded later, where orders are made.  Knows no exchange and reads no other bracket than the groups it is given.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

from core.account import left
from core.beside import agreed_to, check_beside
from core.bracket import Bracket, Entry, Policy, Stamp, Stop, Target
from core.distances import check_distances, exits_of
from core.entering import (
    ask_adopt,
    check_clock,
    check_stop_stands,
    entry_cost,
    entry_quantity,
    entry_terms,
    say_exits,
    say_sooner,
    say_stop,
    share_of,
    until_filled,
    would_close,
)
from core.events import Event, Joined, Opened
from core.ids import MAX_ENTRIES, MAX_TARGETS
from core.instruction import (
    Block,
    EntryCommand,
    ExitCommand,
    ExitKind,
    Exits,
    Quantity,
    QuantityKind,
    plain,
)
from core.ladder import uncovered
from core.levels import Market, Refusal, breakeven_level, refuse, stop_level, target_level, trailing
from core.liquidation import check_liquidation
from core.orders import ONE, ZERO, OrderType, PositionSide
from core.ports import Facts, PositionFact
from core.told import told

__all__ = ["Context", "Planned", "Refusal", "plan"]

HUNDRED = Decimal(100)
ROUNDING = Decimal("1e-20")  # shares of typed base quantities may miss their sum by this
ENTRY_TTL = timedelta(seconds=60)  # an entry proved absent is not sent again later than this (reliability.md, I12)


@dataclass(frozen=True, slots=True)
class Context:
    """Who asks, under which settings.  ``numbers`` yields (id, number) for new brackets; ``adopt``: what the
    person has agreed to take over, in the words of the question; ``taken``: what earlier blocks of the message take;
    ``source``: its own."""

    account: str
    policy: Policy
    stamp: Stamp
    numbers: Iterator[tuple[str, int]]
    adopt: Container[str] = ()
    taken: tuple[Mapping[str, Decimal], ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """One bracket's part of a message: the bracket (new, or the group as it stands) and the events it is to have.
    ``takes``: what of the account is not free any more then, by coin: quote to enter, on spot base to guard."""

    bracket: Bracket
    new: bool
    events: tuple[Event, ...]
    notes: tuple[str, ...] = ()
    takes: Mapping[str, Decimal] = field(default_factory=dict)


def plan(block: Block, facts: Facts, groups: Sequence[Bracket], context: Context) -> tuple[Planned, ...]:
    """Plan one block for one symbol and account.  ``groups``: the open brackets of that symbol and account.

    Raises ``Refusal``; then nothing of the message may be sent.
    """
    planned: list[Planned] = []
    entering = {c.side for c in block.commands if isinstance(c, EntryCommand)}
    if len(entering) > 1 and not facts.rules.hedged:
        refuse("E-OPPOSITE", "a long and a short entry in one message would close one another in one-way mode")
    for side in PositionSide:
        entry = next((c for c in block.commands if isinstance(c, EntryCommand) and c.side is side), None)
        exits = [c for c in block.commands if isinstance(c, ExitCommand) and c.side is side]
        if entry is not None or exits:
            taken = (*context.taken, *(part.takes for part in planned))
            one = _Side(side, facts, groups, replace(context, taken=taken)).plan(entry, exits)
            beside = (*groups, *(part.bracket for part in planned))
            check_beside(one.bracket, one.events, beside, facts, context.adopt)
            planned.append(one)
    for command in (c for c in block.commands if not isinstance(c, EntryCommand | ExitCommand)):
        found = told(command, facts, groups, context.stamp, context.source, context.adopt)
        found = agreed_to(found, facts, context.adopt)
        planned += [Planned(group, new=False, events=events, notes=notes) for group, events, notes in found]
    return tuple(planned)


class _Side:
    """One side of one market, while it is being planned."""

    def __init__(self, side: PositionSide, facts: Facts, groups: Sequence[Bracket], context: Context) -> None:
        self.side, self.facts, self.context = side, left(facts, context.taken), context
        self.spent, self.takes = facts.free - self.facts.free, dict[str, Decimal]()
        self.instrument, self.rules = facts.instrument, facts.rules
        self.group = next((g for g in groups if g.side is side), None)
        self.opposite = next((g for g in groups if g.side is not side), None)
        self.notes: list[str] = []
        if facts.rules.spot and side is PositionSide.SHORT:
            refuse("E-SPOT-SHORT", f"{self.instrument.symbol} is a spot market, there is nothing to be short of")

    def plan(self, entry: EntryCommand | None, exits: list[ExitCommand]) -> Planned:
        price = self.facts.price
        if price is None:
            refuse("E-NO-PRICE", f"no price of {self.instrument.symbol} is known yet", hint="try again in a moment")
        slot = f"e{len(self.group.entries) + 1 if self.group else 1}" if entry else ""
        if entry and self.group and len(self.group.entries) >= MAX_ENTRIES:
            refuse("E-FULL", f"#{self.group.id} already has {MAX_ENTRIES} entries, more do not fit", entry.position)
        at = price
        placed: Entry | None = None
        if entry is not None:
            placed = self._entry(entry, slot, price)
            at = placed.price or price
            if self.side.sign * (at - price) > 0:
                at = price  # a limit through the market fills at the market
        market = Market(self.instrument, self.side, at, slot, self._blended(placed, at), price)
        whole = placed.quantity + placed.held if placed else self._whole()
        stop = self._stop(entry, exits, market, whole)
        targets = self._targets(entry, exits, market, placed.quantity + placed.plus if placed else whole)
        self.notes += check_distances(exits_of([entry, *exits]), market, self.context.account, self.context.adopt)
        if stop is not None or placed is not None:
            held = placed.held if placed else whole
            self.notes += check_liquidation(stop, placed, held, market, self.group, self.facts)
        if stop is not None:
            beside = bool(targets or (self.group and self.group.targets))
            check_stop_stands(stop, market, whole, self.rules, beside_targets=beside)
        if self.group is not None:
            return self._joined(placed, stop, targets)
        return self._opened(placed, stop, targets, market)

    # -- the entry ------------------------------------------------------------------------------

    def _entry(self, command: EntryCommand, slot: str, price: Decimal) -> Entry:
        market = Market(self.instrument, self.side, price, "", None, price)
        quantity = entry_quantity(command, self.instrument, self.notes)
        account, policy = self.context.account, self.context.policy
        kind, limit = entry_terms(command, market, self.rules, policy, account, self.notes)
        where = command.quantity.position
        check_clock(self.facts, account, where)
        cost = entry_cost(quantity, limit or price, self.facts, policy, where, self.spent)
        if kind is OrderType.IOC:  # and what it may fill at must be worth an order that sells it
            entry_cost(quantity, price, self.facts, policy, where, self.spent)
        self.takes[self.instrument.quote] = cost
        self._whose(where)
        self._ours_alone(where)
        until = self.context.stamp.at + ENTRY_TTL
        if self.group is None:
            adopted = self._adopted()
            return Entry(slot, quantity, kind, until, limit, held=adopted, plus=adopted)
        left, held = self.group.exited.quantity, self.group.tradable
        return Entry(slot, quantity, kind, until, limit, left=left, held=held, plus=uncovered(self.group))

    def _adopted(self) -> Decimal:
        """What an entry takes over: on a netted market, the whole position, if the person agreed."""
        position = self._position()
        return position.quantity if position is not None and not self.rules.spot else ZERO

    def _ours_alone(self, where: int) -> None:
        """One-way: an opposite entry would close; and a halted group is not added to."""
        if not self.rules.hedged and not self.rules.spot:
            other = next((p for p in self.facts.positions if p.side is not self.side and p.quantity), None)
            if other is not None or self.opposite is not None:
                would_close(other, self.side, self.instrument, where)
        if self.group is not None and (self.group.closing or self.group.halted):
            refuse("E-CLOSING", f"the {self.side.value} position is being closed", where, hint="wait until it is flat")

    # -- whose position -------------------------------------------------------------------------

    def _position(self) -> PositionFact | None:
        if self.rules.spot:
            free = self.instrument.floor_qty(self.facts.free_base)
            return PositionFact(self.side, free, self.facts.price) if free else None
        return next((p for p in self.facts.positions if p.side is self.side and p.quantity), None)

    def _whose(self, where: int) -> None:
        """A netted position that is not ours would be guarded, and closed, with ours: never silently."""
        foreign = self._position()
        if foreign is not None and self.group is None and not self.rules.spot:
            ask_adopt(foreign, self.side, self.instrument, where, self.context.account, self.context.adopt)

    def _average(self) -> Decimal | None:
        if self.group is not None:
            return self.group.average
        position = self._position()
        return (position.average or self.facts.price) if position else None

    def _blended(self, entry: Entry | None, at: Decimal) -> Decimal | None:
        """What the average will be once the entry has filled: what ``e`` means in its message."""
        average, held = self._average(), entry.held if entry else ZERO
        if entry is None or average is None or not held:
            return average if entry is None else None
        return (average * held + at * entry.quantity) / (held + entry.quantity)

    # -- exits ----------------------------------------------------------------------------------

    def _stop(
        self, entry: EntryCommand | None, exits: list[ExitCommand], market: Market, whole: Decimal
    ) -> Stop | None:
        sources: list[tuple[Exits, Quantity | None]] = [(entry.exits, None)] if entry else []
        sources += [(c.exits, c.quantity) for c in exits if c.kind is not ExitKind.TAKEPROFIT]
        breakeven = next((x.breakeven for c in ([entry] if entry else []) + exits if (x := c.exits).breakeven), None)
        found: Stop | None = None
        for source, quantity in sources:
            if source.sl is None and source.trail is None:
                continue
            level = stop_level(source.sl, market) if source.sl else None
            trail = trailing(source.trail, market, has_stop=level is not None) if source.trail else None
            base = self.group.tradable if self.group is not None and entry is None else None
            share = ONE if quantity is None else min(share_of(quantity, whole, quantity.position), ONE)
            found = Stop(level, trail, share=share, of=market.slot, base=base)
        if breakeven is None:
            return found
        if found is None:
            refuse("E-NO-STOP", "`breakeven` moves a stop, and there is none", breakeven.position, "add `sl off 2%`")
        after = breakeven_level(breakeven, market)
        return replace(found, breakeven=after is None, breakeven_at=after)

    def _whole(self) -> Decimal:
        if self.group is not None:
            return self.group.tradable
        position = self._position()
        return position.quantity if position else ZERO

    def _targets(
        self, entry: EntryCommand | None, exits: list[ExitCommand], market: Market, whole: Decimal
    ) -> tuple[Target, ...]:
        """The ladder, nearest first: shares made cumulative, one ``100%p`` at most and that the farthest."""
        asked = [(Quantity(QuantityKind.POSITION, HUNDRED), entry.exits.tp)] if entry and entry.exits.tp else []
        asked += [(c.quantity, c.exits.tp) for c in exits if c.exits.tp]
        levels = [(q, target_level(price, market), price) for q, price in asked]
        levels.sort(key=lambda x: self.side.sign * market.price_of(x[1]))
        taken = len(self.group.targets) if self.group else 0
        upto, found = ZERO, []
        base = self.group.tradable if self.group is not None and entry is None else None
        of = market.slot or (f"held+{taken}" if base is not None else "held")
        for n, (quantity, level, price) in enumerate(levels):
            share = share_of(quantity, whole, price.position)
            if share >= ONE and n < len(levels) - 1:
                refuse(
                    "E-LADDER",
                    "`100%p` takes what the others leave, so it must be the farthest target",
                    quantity.position or price.position,
                )
            upto = ONE if share >= ONE or abs(upto + share - ONE) < ROUNDING else upto + share
            if upto > ONE:
                refuse("E-LADDER", "the targets add up to more than 100 %", quantity.position or price.position)
            found.append(Target(f"tp{taken + n + 1}", of, upto, level, base))
        if taken + len(found) > MAX_TARGETS:
            refuse("E-FULL", f"at most {MAX_TARGETS} targets fit one position, over its whole life")
        bare = uncovered(self.group) / base if self.group is not None and base else ONE
        rest = ((bare - upto) * HUNDRED).quantize(Decimal("0.01"))
        if found and rest > ZERO:
            self.notes.append(f"{plain(rest.normalize())} % has no target and runs to the stop")
        return tuple(found)

    # -- the results ----------------------------------------------------------------------------

    def _opened(self, entry: Entry | None, stop: Stop | None, targets: tuple[Target, ...], market: Market) -> Planned:
        position = self._position()
        if entry is None:
            if position is None:
                refuse("E-NO-POSITION", f"there is no {self.side.value} position of {self.instrument.symbol} to guard")
            ask_adopt(position, self.side, self.instrument, 0, self.context.account, self.context.adopt)
        say_exits(stop, self.notes)
        id, number = next(self.context.numbers)
        adopted = entry.held if entry is not None else (position.quantity if position is not None else ZERO)
        if adopted and self.rules.spot:
            self.takes[self.instrument.base] = adopted
        bracket = Bracket(
            id=id,
            number=number,
            account=self.context.account,
            symbol=self.instrument.symbol,
            side=self.side,
            instrument=self.instrument,
            rules=self.rules,
            policy=self.context.policy,
            stamp=self.context.stamp,
            entries=(replace(entry, stop=stop if adopted else None),) if entry else (),
            stop=until_filled(stop, adopted, market, self.notes) if stop and entry and adopted else stop,
            targets=targets,
            adopted=adopted,
            adopted_value=adopted * (self._average() or ZERO),
            opened=self.context.stamp.at,
        )
        return Planned(bracket, True, (Opened(self.context.stamp),), tuple(self.notes), self.takes)

    def _joined(self, entry: Entry | None, stop: Stop | None, targets: tuple[Target, ...]) -> Planned:
        assert self.group is not None
        if entry is None and not self.group.tradable:
            hint = "exits can be added once it has"
            refuse("E-NO-POSITION", f"the {self.side.value} entry of #{self.group.id} has not filled yet", hint=hint)
        self.notes.append(f"joins #{self.group.id}, which holds {plain(self.group.tradable)}")
        say_stop(stop, entry, self.group, self.notes)
        say_sooner(entry, self.group, self.notes)
        say_exits(stop or self.group.guard, self.notes)
        event = Joined(self.context.stamp, entry, stop, targets, self.context.source)
        return Planned(self.group, new=False, events=(event,), notes=tuple(self.notes), takes=self.takes)

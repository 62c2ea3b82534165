"""What is told together, told once: the parts of a fill as one sum, and orders that only made room for their next.

A phone that rings for each of thirty parts is put away, and then nobody hears of the stop.  Every part is named all the
same.  Pure; knows no words, and not when anything is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from core.instruction import plain
from core.moment import Weight
from core.notices import Notice, NoticeKind
from core.orders import ZERO
from core.ports import Outgoing

BETWEEN = " "  # parts of a fill, each QUANTITY@PRICE

Numbered = dict[int, Notice]  # by its place among the rows


def in_parts(notice: Notice) -> bool:
    """Whether it is a fill that was not the whole of its order."""
    part = (notice.cum_qty or ZERO) > (notice.quantity or ZERO) or bool(notice.leaves_qty)
    return notice.kind is NoticeKind.FILLED and part


def parts_of(notice: Notice) -> list[tuple[Decimal, Decimal]]:
    """Base quantity and price of each part of a fill that ``gathered`` put together; none of any other."""
    if notice.kind is not NoticeKind.FILLED or not notice.text:
        return []
    pairs = (part.split("@") for part in notice.text.split(BETWEEN))
    return [(Decimal(quantity), Decimal(price)) for quantity, price in pairs]


def gathered(rows: Sequence[Outgoing]) -> list[Outgoing]:
    """The rows as they are to be told together, in their order; each sum stands where its first part did."""
    left = dict(enumerate(rows))
    by_bracket: defaultdict[str, list[int]] = defaultdict(list)
    for n, row in left.items():
        by_bracket[row.bracket].append(n)
    for places in by_bracket.values():
        mine = {n: left[n].notice for n in places}
        if any(map(in_parts, mine.values())):
            told = _placed(_resized(_summed(mine)))
            for n in places:
                row = left.pop(n)
                if n in told:
                    left[n] = replace(row, notice=told[n])
    return [left[n] for n in sorted(left)]


def _summed(notices: Numbered) -> Numbered:
    """The fills of each order and leg as one, with what each was."""
    told = dict(notices)
    for group in _alike(notices, NoticeKind.FILLED, _leg):
        fills = [told.pop(n) for n in group]
        each = [(one.quantity or ZERO, one.price or ZERO) for one in fills]
        whole = sum((quantity for quantity, _ in each), ZERO)
        average = sum((quantity * price for quantity, price in each), ZERO) / whole
        text = BETWEEN.join(f"{plain(quantity)}@{plain(price)}" for quantity, price in each) if len(each) > 1 else ""
        told[group[0]] = replace(fills[-1], quantity=whole, price=average, text=text)
    return told


def _resized(notices: Numbered) -> Numbered:
    """Each order as it was placed or changed last."""
    told = dict(notices)
    placed = {_leg(one): n for n, one in notices.items() if one.kind is NoticeKind.ACCEPTED}
    for group in _alike(notices, NoticeKind.REPLACED, _leg):
        changed = [told.pop(n) for n in group][-1]
        first = placed.get(_leg(changed), group[-1])
        told[first] = replace(notices[first], quantity=changed.quantity, price=changed.price)
    return told


def _placed(notices: Numbered) -> Numbered:
    """Of each exit only what changed: neither what was canceled for its next generation nor what stands as it did; and
    what stands at one price is one."""
    told = dict(notices)
    off = {n: one for n, one in told.items() if one.kind is NoticeKind.CANCELED and not one.text}
    on = {n: one for n, one in told.items() if one.kind is NoticeKind.ACCEPTED}
    passing = {_leg(one) for one in off.values()} & {_leg(one) for one in on.values()}
    for name in {one.name for one in on.values() if not _enters(one)}:
        came, went = ([n for n, one in kind.items() if one.name == name] for kind in (on, off))
        stays = [n for n in came if _leg(on[n]) not in passing]
        if any(on[n].was is None for n in came):  # nobody has heard yet of what it takes the place of
            told |= {n: replace(on[n], was=None, weight=Weight.USUAL) for n in stays}
        same = _by_price(on[n] for n in stays) == _by_price(off[n] for n in went if _leg(off[n]) not in passing)
        gone = set(went[-1:]) if not stays else set()  # it did not make room for a next one
        for n in {*went, *came} - (set() if same else set(stays)) - gone:
            del told[n]
    for group in _alike(told, NoticeKind.ACCEPTED, lambda one: (one.name, one.price)):
        whole = sum((told[n].quantity or ZERO for n in group), ZERO)
        told[group[-1]] = replace(told[group[-1]], quantity=whole)
        for n in group[:-1]:
            del told[n]
    stops = [one for one in told.values() if one.kind is NoticeKind.ACCEPTED and one.name == "sl"]
    placed = {one.price for one in stops if one.weight is Weight.USUAL}
    moves = [n for n, one in told.items() if one.kind is NoticeKind.STOP_MOVED]
    was = told[moves[0]].was if moves else None
    for n in moves:
        if n != moves[-1] or told[n].price in placed:
            del told[n]
        else:
            told[n] = replace(told[n], was=was)
    return told


def _enters(notice: Notice) -> bool:
    """contracts.md names every entry so; one that is canceled makes room for none."""
    return (notice.name or "").startswith("entry")


def _leg(notice: Notice) -> tuple[str | None, str | None]:
    return notice.order, notice.name


def _by_price(notices: Iterable[Notice]) -> dict[Decimal | None, Decimal]:
    """Base quantity at each price that had not filled."""
    found: defaultdict[Decimal | None, Decimal] = defaultdict(Decimal)
    for one in notices:
        found[one.price] += (one.quantity or ZERO) - (one.cum_qty or ZERO)
    return found


def _alike(notices: Numbered, kind: NoticeKind, key: Callable[[Notice], Hashable]) -> list[list[int]]:
    """The places of notices of one kind that go together."""
    found: defaultdict[Hashable, list[int]] = defaultdict(list)
    for n, one in notices.items():
        if one.kind is kind:
            found[key(one)].append(n)
    return list(found.values())

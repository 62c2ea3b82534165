"""What the simulated world showed of a ledger that cannot be written, one short story each; seeds drift, these stay."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.events import Amend, Cancel, Command, Event, Reported, Submit
from core.heard import probes
from core.machine import fold
from core.orders import Amendment, Fill, Order, OrderType, OrdStatus, Report
from core.unsaved import protection
from tests.core import build
from tests.core.build import D, after, planned, standing


def test_an_order_that_was_found_stays_in_the_document() -> None:
    """Fills have rows only if a saved document names their order; of two that one answer tells of, both are in it."""
    story = standing(planned(build.SEPARATE))
    first, second = probes(story.bracket)[:2]
    sold = Fill(D("0.1"), D(5880))
    reports = (
        Report(first.id, OrdStatus.FILLED, stopped=sold, quantity=D("0.1"), trigger=D(58800), final=True),
        Report(second.id, OrdStatus.NEW, quantity=D("0.2"), trigger=D(58800)),
    )
    events: list[Event] = [Reported(story.stamp, report, story.now) for report in reports]
    bracket, _ = fold(story.bracket, [*events, *events])
    assert {first.id, second.id} <= {order.id for order in bracket.orders}
    assert bracket.fills("sl") == sold


def amended(order: Order, quantity: str) -> Command:
    return Amend(replace(order, amend_asked=Amendment(order.trigger, D(quantity), after(1))))


@pytest.mark.parametrize("closing", ["", "told"])
def test_what_is_sent_although_it_cannot_be_saved(closing: str) -> None:
    """A stop that rests and must grow is protection too, where the exchange changes it in place; nothing else is."""
    story = standing(planned(build.AMENDING))
    bare = tuple(o for o in story.bracket.orders if o.slot != "sl")
    bracket = replace(story.bracket, closing=closing, orders=bare)
    stop, target, entry = (story.order(slot) for slot in ("sl", "tp1", "e1"))
    close = replace(target, slot="close", type=OrderType.MARKET)
    sent = {
        "stop": Submit(stop),
        "stop grows": amended(stop, "0.4"),
        "close": Submit(close),
        "stop shrinks": amended(stop, "0.2"),
        "stop moves": amended(stop, "0.3"),
        "stop goes": Cancel(stop),
        "stop that is not reduce-only": Submit(replace(stop, reduce_only=False)),
        "such a stop grows": amended(replace(stop, reduce_only=False), "0.4"),
        "target": Submit(target),
        "target grows": amended(target, "0.4"),
        "entry": Submit(entry),
    }
    found = [name for name, command in sent.items() if protection(bracket, command)]
    assert not protection(replace(story.bracket, closing=closing), Submit(replace(stop, id="b000000vlu"))), "one stands"
    assert found == ["stop", "stop grows", *(["close"] if closing else [])]
    grown = {protection(bracket, amended(stop, size)) for size in ("0.4", "0.5")}
    assert len(grown) == 2

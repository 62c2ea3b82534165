"""Break-even beyond the market waits and closes nothing; a fill's price is a price where no tick is as fresh."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.bracket import Level, LevelKind, Stamp, Stop, Target
from core.events import Away, Due
from core.machine import wake
from core.orders import OrdStatus, PositionSide
from core.stops import stop_price
from tests.core.build import ALL_RULES, BOTH, ENTRY, SHORT, D, Story, after, at, planned, standing

NEW, FILLED = OrdStatus.NEW, OrdStatus.FILLED
SIDES = [
    pytest.param(name, side, id=f"{name}-{side.value}")
    for name, rules in ALL_RULES.items()
    for side in BOTH
    if not (rules.spot and side is SHORT)
]


def price(gain: object, side: PositionSide) -> Level:
    return Level(LevelKind.PRICE, at(side, gain))


def under_water(name: str, side: PositionSide) -> Story:
    """Taken over 0.2 at 60000 with the market 1000 below: a stop at -2000, to break-even after a target at -500."""
    bracket = replace(
        planned(ALL_RULES[name], side, stop=Stop(price(-2000, side), breakeven=True)),
        entries=(),
        adopted=D("0.2"),
        adopted_value=ENTRY * D("0.2"),
        targets=(
            Target("tp1", "held", D("0.5"), price(-500, side)),
            Target("tp2", "held", D(1), price(3000, side)),
        ),
    )
    story = Story(bracket, at(side, -1000))
    story.open()
    settle(story)
    return story


def settle(story: Story) -> list[str]:
    """Whatever is asked for is carried out: what is placed rests, what is canceled goes."""
    said: list[str] = []
    for _ in range(8):
        for order in story.bracket.live:
            if order.cancel_asked is not None:
                said += story.report(order, OrdStatus.CANCELED, final=True)
            elif order.amend_asked is not None:
                ask = order.amend_asked
                said += story.report(order, NEW, trigger=ask.trigger, quantity=str(ask.quantity))
            elif order.status is OrdStatus.PENDING_NEW:
                said += story.accepted(order)
    return said


@pytest.mark.parametrize(("name", "side"), SIDES)
def test_break_even_beyond_the_market_waits(name: str, side: PositionSide) -> None:
    """The first target of a position that is under water fills below its average: the rest is not closed for that."""
    story = under_water(name, side)
    story.seconds += 4  # where targets are swapped in, a stop that has just been placed is not taken away
    story.tick(at(side, -500))
    settle(story)
    if story.live("tp1"):
        story.filled("tp1")
    settle(story)
    assert (story.bracket.position, story.bracket.even) == (D("0.1"), True)
    story.tick(at(side, -10))
    story.wait(4)
    settle(story)
    assert (story.bracket.closing, story.live("close")) == ("", [])
    assert stop_price(story.bracket) == at(side, -2000)
    story.tick(at(side, 20))
    settle(story)
    assert stop_price(story.bracket) == at(side, 0)
    assert story.bracket.closing == ""
    story.tick(at(side, 10))
    assert (story.bracket.closing, stop_price(story.bracket)) == ("", at(side, 0))


def silent(side: PositionSide) -> Story:
    """A position of 0.3, break-even after its first target, and a market of which nothing was heard for a minute."""
    story = standing(planned(side=side, stop=Stop(Level(LevelKind.RATIO, D("-0.02")), breakeven=True)))
    story.seconds += 60
    story.tell(Due(story.stamp))
    assert story.bracket.fresh_price() is None
    return story


@pytest.mark.parametrize("side", BOTH)
def test_the_price_of_a_fill_allows_break_even(side: PositionSide) -> None:
    """The push of a target's fill at 61200 is a trade at 61200, now: the stop is moved with it."""
    story = silent(side)
    said = story.filled("tp1")
    assert story.bracket.fresh_price() == at(side, 1200)
    assert stop_price(story.bracket) == story.bracket.floor
    assert any(line.startswith("+sl#2") for line in said)


@pytest.mark.parametrize("side", BOTH)
def test_a_fill_that_a_look_finds_is_of_no_known_time(side: PositionSide) -> None:
    """The market may be anywhere by now, so break-even waits for a price, and asks for one every second."""
    story = silent(side)
    story.report("tp1", FILLED, "0.15", asked=60)
    assert (story.bracket.even, story.bracket.fresh_price()) == (True, None)
    assert stop_price(story.bracket) == at(side, -1200)
    settle(story)
    assert wake(story.bracket) == story.now + timedelta(seconds=1)
    story.price, story.price_at = at(side, 1300), after(61)  # no line was crossed since the last price that was heard
    story.wait(1)
    assert stop_price(story.bracket) == story.bracket.floor
    assert wake(story.bracket) != story.now + timedelta(seconds=1)


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize(
    ("told", "taken"), [("push", True), ("look", False), ("push beside a tick", False), ("push while away", False)]
)
def test_whose_fill_is_a_price(side: PositionSide, told: str, taken: bool) -> None:
    story = silent(side)
    if told == "push beside a tick":
        story.tick(at(side, 700))
    if told == "push while away":
        story.tell(Away(story.stamp, story.now))
    before = story.bracket.stamp
    story.report("tp1", NEW, "0.1", at(side, 1200), asked=60 if told == "look" else None)
    assert story.bracket.stamp == (Stamp(story.now, at(side, 1200), story.now) if taken else before)

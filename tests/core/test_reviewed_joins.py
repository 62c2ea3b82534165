"""A second message for a position that stands: whose stop guards it meanwhile, and what counts from when.

Every line is planned and stepped as the engine does it; what is asserted is what goes to the exchange.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from core.bracket import Stop, Trailing
from core.events import BreakevenTold, CancelTold
from core.instruction import plain
from core.orders import OrdStatus, PositionSide, Reason
from core.plan import Context, Refusal, plan
from core.ports import Facts
from core.stops import stop_price
from core.syntax import parse
from core.venue import VenueRules
from tests.core.build import (
    AMENDING,
    BOTH,
    GUARDED,
    LONG,
    PAIRS,
    POSITION,
    SEPARATE,
    SHORT,
    D,
    Story,
    at,
    entered,
    planned,
    ratio,
    standing,
)
from tests.core.test_decide import short
from tests.core.test_plan import HEAD, facts

NEW, CANCELED, REJECTED, EXPIRED = OrdStatus.NEW, OrdStatus.CANCELED, OrdStatus.REJECTED, OrdStatus.EXPIRED
TRAIL = Stop(ratio("-0.02"), Trailing(D("0.01")))


def says(story: Story, line: str, known: Facts | None = None) -> list[str]:
    """A line typed at the story's price; ``long`` means the story's side."""
    bracket = story.bracket
    (block,) = parse(HEAD + line.replace("long", bracket.side.value)).blocks
    context = Context("paper", bracket.policy, story.stamp, iter(()))
    (found,) = plan(block, replace(known or facts(bracket.rules), price=story.price), [bracket], context)
    return [sent for event in found.events for sent in story.tell(event)]


def held(side: PositionSide, rules: VenueRules = SEPARATE, quantity: str = "0.2", **more: Any) -> Story:
    """A position at 60000 without targets, its stop at 58800 seen to rest."""
    return standing(planned(rules, side, quantity=quantity, targets=(), **more))


def behind(side: PositionSide) -> str:
    """An entry that rests 600 behind the market, with a stop 500 from its own fill (58900)."""
    return f"limit long 0.1 at {at(side, -600)} sl off 500"


# -- a joining entry's stop -------------------------------------------------------------------------

GUARDS = {"separate": SEPARATE, "amending": AMENDING, "position": POSITION, "pairs": PAIRS, "guarded": GUARDED}
SIDES = [
    pytest.param(name, side, id=f"{name}-{side.value}")
    for name, rules in GUARDS.items()
    for side in BOTH
    if not (rules.spot and side is SHORT)
]
FIRST_FILL = {
    "separate": ["+sl#2 0.24 stop_market !58900"],
    "amending": ["~sl#1 0.24 !58900"],
    "position": ["+sl#2 ALL stop_market !58900"],
    "pairs": ["+sl#2 0.24 stop_market !58900"],
    "guarded": ["-sl#1", "+sl#2 0.04 stop_market !58900"],
}


@pytest.mark.parametrize(("name", "side"), SIDES)
def test_a_joining_entrys_stop_waits_for_its_first_fill(name: str, side: PositionSide) -> None:
    """Until then it has nothing to refer to; from then on it guards everything."""
    story = held(side, GUARDS[name])
    old = story.live("sl")
    assert says(story, behind(side)) == [short("+e2#1 0.1 limit @59400", side)]
    assert story.accepted("e2") == []
    assert story.wait(30) == []
    assert (story.live("sl"), stop_price(story.bracket)) == (old, at(side, -1200))
    assert story.report("e2", NEW, "0.04", at(side, -600)) == [short(line, side) for line in FIRST_FILL[name]]
    assert stop_price(story.bracket) == at(side, -1100)


WORDS = [  # typed while the joining entry rests, at so much gain; where the stop is once that entry has begun to fill
    ("move sl to {}", -800, -800),
    ("move sl to off 500", 0, -500),
    ("cancel sl", 0, None),
    ("cancel exits", 0, None),
    ("stoploss long 100%p sl off 1000", 0, -1000),
    ("breakeven after {}", 1000, -1100),
    ("cancel tp", 0, -1100),
    ("close long 50%p", 0, -1100),
]


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize(("line", "where", "stop"), WORDS)
def test_a_later_word_about_the_stop_stands(side: PositionSide, line: str, where: int, stop: int | None) -> None:
    """The stop that a resting entry brings was asked for before; what says nothing of the stop leaves it its own."""
    story = held(side)
    says(story, behind(side))
    story.accepted("e2")
    says(story, line.format(at(side, where)))
    expected = None if stop is None else at(side, stop)
    for filled in ("0.04", "0.07", "0.1"):
        story.report("e2", NEW, filled, at(side, -600))
        assert stop_price(story.bracket) == expected, filled
    assert all(entry.stop is None for entry in story.bracket.entries)


@pytest.mark.parametrize("side", BOTH)
def test_break_even_typed_while_an_entry_rests_stands_when_it_fills(side: PositionSide) -> None:
    """Typed for now it is the later word, and is not loosened; typed for later it is said of the entry's own stop."""
    story = held(side)
    says(story, behind(side))
    story.accepted("e2")
    story.tick(at(side, 600))
    says(story, "breakeven")
    even = stop_price(story.bracket)
    assert even is not None
    assert side.sign * (even - at(side, 0)) > 0
    story.report("e2", NEW, "0.04", at(side, -600))
    assert stop_price(story.bracket) == even

    story = held(side)
    says(story, behind(side))
    story.accepted("e2")
    says(story, f"breakeven after {at(side, 1000)}")
    story.report("e2", NEW, "0.04", at(side, -600))
    assert stop_price(story.bracket) == at(side, -1100)
    story.tick(at(side, 1000))
    even = stop_price(story.bracket)
    assert even is not None
    assert side.sign * (even - at(side, -100)) > 0


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize("first", ["e2", "e3"])
def test_of_two_joining_entries_the_later_ones_stop_stands(side: PositionSide, first: str) -> None:
    """Whichever fills first, once both have begun to fill."""
    story = held(side)
    says(story, behind(side))
    says(story, f"limit long 0.1 at {at(side, -700)} sl off 600")
    for slot, expected in ((first, {"e2": -1100, "e3": -1300}[first]), ("e2" if first == "e3" else "e3", -1300)):
        story.report(slot, NEW, "0.04")
        assert stop_price(story.bracket) == at(side, expected)


@pytest.mark.parametrize(
    ("line", "said"), [("move sl to {}", True), ("cancel all", True), ("cancel tp", False), ("move sl to {}", None)]
)
def test_it_is_said_that_the_resting_entry_brings_no_stop(line: str, said: bool | None) -> None:
    story = held(LONG)
    if said is not None:
        says(story, behind(LONG))
    (block,) = parse(HEAD + line.format(at(LONG, -800))).blocks
    context = Context("paper", story.bracket.policy, story.stamp, iter(()))
    (found,) = plan(block, replace(facts(SEPARATE), price=story.price), [story.bracket], context)
    assert any("brings no sl of its own" in note for note in found.notes) is bool(said)


@pytest.mark.parametrize("side", BOTH)
def test_the_old_stop_goes_when_the_new_one_rests(side: PositionSide) -> None:
    story = held(side)
    says(story, behind(side))
    story.report("e2", NEW, "0.04", at(side, -600))
    first, grown = story.order("sl"), short("+sl#3 0.3 stop_market !58900", side)
    assert story.filled("e2", price=at(side, -600)) == []  # one unanswered stop at a time
    assert [plain(o.trigger or D(0)) for o in story.live("sl")] == [plain(at(side, -1200)), plain(at(side, -1100))]
    assert story.accepted(first) == [grown]
    assert sorted(story.accepted("sl")) == ["-sl#1", "-sl#2"]


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize(
    ("end", "reason"),
    [(REJECTED, Reason.MARGIN), (CANCELED, None), (EXPIRED, None)],
    ids=["refused", "hand", "expired"],
)
def test_an_entry_that_ends_unfilled_leaves_the_old_stop(
    end: OrdStatus, reason: Reason | None, side: PositionSide
) -> None:
    story = held(side)
    old = story.live("sl")
    says(story, behind(side))
    if end is not REJECTED:
        story.accepted("e2")
    assert story.report("e2", end, reason=reason, final=True) == []
    assert story.wait(30) == []
    assert (story.live("sl"), stop_price(story.bracket)) == (old, at(side, -1200))


@pytest.mark.parametrize("side", BOTH)
def test_a_canceled_entry_brings_its_stop_only_if_it_had_begun_to_fill(side: PositionSide) -> None:
    story = held(side)
    says(story, behind(side))
    story.accepted("e2")
    assert story.tell(CancelTold(story.stamp, ("entries",))) == ["-e2#1"]
    assert stop_price(story.bracket) == at(side, -1200)
    late = story.report("e2", CANCELED, "0.05", at(side, -600), final=True)
    assert late == [short("+sl#2 0.25 stop_market !58900", side)]


@pytest.mark.parametrize("side", BOTH)
def test_the_old_stop_that_fires_first_ends_the_entry_too(side: PositionSide) -> None:
    story = held(side)
    says(story, f"limit long 0.1 at {at(side, -1500)} sl off 1%")
    story.accepted("e2")
    assert story.report("sl", NEW, stopped="0.05", triggered=True) == ["-e2#1"]
    assert story.filled("sl") == []
    story.report("e2", CANCELED, final=True)
    assert story.bracket.closed


@pytest.mark.parametrize("side", BOTH)
def test_only_the_entry_that_fills_brings_its_stop(side: PositionSide) -> None:
    story = held(side)
    says(story, behind(side))
    says(story, f"limit long 0.1 at {at(side, -900)} sl off 1800")
    sent = story.report("e3", NEW, "0.02", at(side, -900))
    assert stop_price(story.bracket) == at(side, -2700)
    assert sent == [short("+sl#2 0.22 stop_market !57300", side)]


# -- the trail's mark and break-even ----------------------------------------------------------------


def trailing(side: PositionSide) -> Story:
    """A trail of 1 % that has earned a stop at 62370 from a mark of 63000; the price has come back to 62500."""
    story = held(side, stop=TRAIL)
    story.seconds = 2
    story.tick(at(side, 3000))
    story.accepted("sl")
    story.seconds = 4
    story.tick(at(side, 2500))
    assert stop_price(story.bracket) == earned(side)
    return story


def earned(side: PositionSide) -> Decimal:
    return at(side, 3000) * (1 - side.sign * D("0.01"))


@pytest.mark.parametrize("side", BOTH)
def test_a_trail_that_joins_counts_from_the_price_now(side: PositionSide) -> None:
    """The old mark belongs to a stop that is gone; a stop made of it would stand nearer than anybody asked."""
    story = trailing(side)
    says(story, "market long 0.1 sl off 3% trail 2%")
    assert stop_price(story.bracket) == earned(side)
    story.report("e2", NEW, "0.03", at(side, 2500))
    assert story.bracket.best == at(side, 2500)
    assert stop_price(story.bracket) == at(side, 2500) * (1 - side.sign * D("0.02"))
    story.filled("e2", price=at(side, 2500))
    story.seconds = 6
    story.tick(at(side, 4000))
    assert stop_price(story.bracket) == at(side, 4000) * (1 - side.sign * D("0.02"))


@pytest.mark.parametrize("side", BOTH)
def test_a_trail_told_later_counts_from_the_price_now_and_not_from_the_entry(side: PositionSide) -> None:
    story = held(side)
    story.tick(at(side, -500))
    says(story, "stoploss long 100%p sl off 2% trail 1%")
    assert story.bracket.best == at(side, -500)
    story.seconds = 2
    story.tick(at(side, -500))
    assert stop_price(story.bracket) == at(side, -500) * (1 - side.sign * D("0.01"))


@pytest.mark.parametrize("side", BOTH)
def test_an_entry_without_a_stop_keeps_the_mark_and_what_it_earned(side: PositionSide) -> None:
    story = trailing(side)
    says(story, "market long 0.1")
    story.report("e2", NEW, "0.03", at(side, 2500))
    story.filled("e2", price=at(side, 2500))
    assert story.bracket.best == at(side, 3000)
    assert stop_price(story.bracket) == earned(side)


@pytest.mark.parametrize("side", BOTH)
def test_a_trail_that_waits_arms_anew(side: PositionSide) -> None:
    """That the old one was armed says nothing of the new one's price."""
    story = held(side, stop=Stop(ratio("-0.02"), Trailing(D("0.01"), ratio("0.01"))))
    story.tick(at(side, 2500))
    story.accepted("sl")
    assert story.bracket.armed
    says(story, f"market long 0.1 sl off 3% trail 1% after {at(side, 4000)}")
    story.filled("e2", price=at(side, 2500))
    assert not story.bracket.armed
    assert stop_price(story.bracket) == at(side, 2500) * (1 - side.sign * D("0.03"))


@pytest.mark.parametrize("side", BOTH)
def test_break_even_is_that_of_everything_bought(side: PositionSide) -> None:
    """0.3 at 60000 and 0.1 at 62000 cost 60500; with 0.05 % to leave, 60530.3 (a short, mirrored: 59470.2)."""
    story = held(side, quantity="0.3")
    story.tick(at(side, 2000))
    says(story, "market long 0.1")
    story.report("e2", NEW, "0.04", at(side, 2000))  # 60235.29… so far
    story.filled("e2", price=at(side, 2000))
    story.tell(BreakevenTold(story.stamp))
    assert story.bracket.average == at(side, 500)
    assert stop_price(story.bracket) == (D("60530.3") if side is LONG else D("59470.2"))


@pytest.mark.parametrize("side", BOTH)
def test_e_means_the_blended_average_in_a_joining_message(side: PositionSide) -> None:
    """``e+2%`` is 61710 of the blended 60500, which the market at 62000 has passed; of 62000 it would be ahead."""
    story = held(side, quantity="0.3")
    story.tick(at(side, 2000))
    sign = "+" if side is LONG else "-"
    with pytest.raises(Refusal, match="E-WRONG-SIDE"):
        says(story, f"market long 0.1 sl off 3% breakeven after e{sign}2%")
    says(story, f"market long 0.1 sl off 3% breakeven after e{sign}4%")
    story.filled("e2", price=at(side, 2000))
    line = at(side, 500) * (1 + side.sign * D("0.04"))
    story.tick(line - side.sign)
    assert not story.bracket.even
    story.tick(line)
    assert story.bracket.even


# -- liquidation ------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize(
    ("held_quantity", "end", "refused"),
    [
        ("0.9", OrdStatus.FILLED, True),  # 1 at 60000 on 5000 of equity is liquidated near 55276.4
        ("0.45", NEW, True),  # the other half still rests: it may be 1 all the same
        ("0.45", CANCELED, False),  # half of it has filled, and no more will: 0.55 are liquidated near 51165
    ],
)
def test_the_liquidation_price_is_that_of_held_and_new_together(
    held_quantity: str, end: OrdStatus, refused: bool, side: PositionSide
) -> None:
    story = Story(planned(SEPARATE, side, quantity="0.9", targets=()), D(60000))
    story.open()
    story.report("e1", end, held_quantity, final=end is CANCELED)
    known = facts(equity=D(5000), free=D(6100))
    before = story.bracket
    if refused:
        with pytest.raises(Refusal, match="E-BEYOND-LIQUIDATION") as refusal:
            says(story, "market long 0.1 sl off 10%", known)
        assert plain(at(side, -6000)) in refusal.value.problem.message
        assert story.bracket is before
    else:
        assert says(story, "market long 0.1 sl off 10%", known)[0] == "+e2#1 0.1 market"


@pytest.mark.parametrize("side", BOTH)
def test_the_liquidation_price_counts_what_is_held_from_the_last_price(side: PositionSide) -> None:
    """0.5 from 60000, now at 62000, is worth 5000 with its profit: 1 is liquidated near 57286.4 (mirrored 62686.6)."""
    story = held(side, quantity="0.5")
    story.tick(at(side, 2000))
    known = facts(equity=D(5000), free=D(6100))
    gain = 57300 if side is LONG else 62600
    with pytest.raises(Refusal, match="E-BEYOND-LIQUIDATION"):
        says(story, f"market long 0.5 sl {57200 if side is LONG else 62700}", known)
    assert says(story, f"market long 0.5 sl {gain}", known) == ["+e2#1 0.5 market"]


def test_alone_it_would_have_been_allowed() -> None:
    """The same entry without the position: so it is the sum that is refused above."""
    (block,) = parse(HEAD + "market long 0.1 sl off 10%").blocks
    context = Context("paper", planned().policy, Story(planned(), D(60000)).stamp, iter([("a7", 7)]))
    (found,) = plan(block, facts(equity=D(5000), free=D(6100)), (), context)
    assert found.new
    assert entered(found.bracket)[1] == ["+sl#1 0.1 stop_market !54000"]

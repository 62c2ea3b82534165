"""A trail that is told of a position which has a stop: it lets that follow, and never loosens it.

Whoever wants it looser says where it belongs: with an ``sl`` beside the trail, or with ``move sl``.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.bracket import Stop, Trailing
from core.events import BreakevenTold
from core.exits import stop_quantity
from core.orders import ONE, OrdStatus, PositionSide
from core.plan import Context, plan
from core.stops import stop_price
from core.syntax import parse
from core.venue import VenueRules
from tests.core.build import AMENDING, BOTH, LONG, PAIRS, POSITION, SEPARATE, D, Story, at, ratio
from tests.core.test_laws import FIXED
from tests.core.test_plan import HEAD, facts
from tests.core.test_reviewed_joins import behind, earned, held, says, trailing

TIGHTENS = "a trail alone only tightens the sl that stands"
BRINGS_NONE = "the entry that still rests brings no sl of its own then"
REPLACES = "its stop replaces the one that stands"


def notes(story: Story, line: str) -> tuple[str, ...]:
    """What the answer to a line says beside the ticket."""
    (block,) = parse(HEAD + line.replace("long", story.bracket.side.value)).blocks
    bracket = story.bracket
    context = Context("paper", bracket.policy, story.stamp, iter(()))
    return plan(block, facts(bracket.rules, price=story.price), [bracket], context)[0].notes


STANDING = [  # the sl before; what is typed at 60000; how far behind it the sl stands then; what is told of that
    ("-0.005", "trailing long 100%p by 1%", -300, TIGHTENS),
    ("-0.005", "stoploss long 100%p trail 1%", -300, TIGHTENS),
    ("-0.02", "trailing long 100%p by 1%", -600, TIGHTENS),
    ("-0.005", "stoploss long 100%p sl off 3% trail 1%", -600, REPLACES),
    ("-0.005", "trailing long 50%p by 1%", -600, REPLACES),
    ("-0.005", "stoploss long 50%p trail 1%", -600, REPLACES),
    ("-0.005", "market long 0.1 trail 1%", -300, REPLACES),  # until it fills
    (None, "trailing long 100%p by 1%", -600, None),
]


@pytest.mark.parametrize(
    "rules", [SEPARATE, AMENDING, POSITION, PAIRS], ids=["separate", "amending", "position", "pairs"]
)
@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize(("before", "line", "stands", "told"), STANDING)
def test_a_trail_alone_leaves_a_nearer_stop_where_it_is(
    before: str | None, line: str, stands: int, told: str | None, side: PositionSide, rules: VenueRules
) -> None:
    story = held(side, rules, stop=before)
    assert {TIGHTENS, REPLACES}.intersection(notes(story, line)) == ({told} if told else set())
    says(story, line)
    story.wait(2)
    assert stop_price(story.bracket) == at(side, stands)
    if "market" not in line:
        story.tick(at(side, 1000))
        assert stop_price(story.bracket) == at(side, 1000) * (1 - side.sign * D("0.01"))


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize("fresh", [True, False])
def test_what_an_earlier_trail_has_earned_stays(side: PositionSide, fresh: bool) -> None:
    """The price has come back since; and where none is fresh, a trail would count from the entry."""
    story = trailing(side)
    story.seconds += 0 if fresh else 60
    says(story, "trailing long 100%p by 1%")
    assert stop_price(story.bracket) == earned(side)
    says(story, "trailing long 100%p by 3%")
    assert stop_price(story.bracket) == earned(side)
    story.seconds += 5
    story.tick(at(side, 6000))
    assert stop_price(story.bracket) == at(side, 6000) * (1 - side.sign * D("0.03"))


@pytest.mark.parametrize("side", BOTH)
def test_break_even_stays_asked_for(side: PositionSide) -> None:
    story = held(side, stop=Stop(ratio("-0.02"), breakeven=True, breakeven_at=ratio("0.02")))
    says(story, "trailing long 100%p by 5%")
    assert story.bracket.stop is not None
    assert (story.bracket.stop.breakeven, story.bracket.stop.breakeven_at) == (True, ratio("0.02"))
    story.tell(BreakevenTold(story.stamp))  # waits for the price
    says(story, "trailing long 100%p by 4%")
    story.tick(at(side, 1000))
    assert stop_price(story.bracket) == (D("60030.1") if side is LONG else D("59970.0"))


@pytest.mark.parametrize("side", BOTH)
def test_a_part_stop_that_has_sold_its_part_binds_nothing(side: PositionSide) -> None:
    """The market has passed its trigger: kept, it would end the rest at once."""
    story = held(side, stop=Stop(ratio("-0.005"), share=D("0.5"), of="e1"))
    story.tick(at(side, -400))
    story.report("sl", OrdStatus.FILLED, stopped="0.1", price=at(side, -400), final=True)
    says(story, "trailing long 100%p by 1%")
    assert (story.bracket.closing, stop_price(story.bracket)) == ("", at(side, -400) * (1 - side.sign * D("0.01")))
    assert story.bracket.stop is not None
    assert story.bracket.stop.share == ONE


PARTS = [  # the part of 0.2 that the sl guards; what was sold since; the part that is to trail; whether that follows
    ("1", None, "50", False),
    ("0.5", None, "50", True),
    ("0.5", None, "40", False),
    ("0.5", None, "100", True),
    ("0.5", "0.1", "50", False),  # of what is left
    ("0.5", "0.1", "100", True),
]


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize(("guards", "sold", "trails", "follows"), PARTS)
def test_a_trail_of_a_smaller_part_is_another_stop(
    guards: str, sold: str | None, trails: str, follows: bool, side: PositionSide
) -> None:
    """It would leave bare what the one that stands guards, though it was said to tighten only."""
    story = held(side, stop=Stop(ratio("-0.005"), share=D(guards), of="e1"))
    if sold is not None:
        story.close(sold)
        story.filled("close")
    before, line = guarded(story), f"trailing long {trails}%p by 5%"
    (told,) = (note for note in notes(story, line) if note in (TIGHTENS, REPLACES))
    says(story, line)
    assert (told, stop_price(story.bracket) == at(side, -300)) == (TIGHTENS if follows else REPLACES, follows)
    assert (guarded(story) >= before) is follows


def guarded(story: Story) -> Decimal:
    return stop_quantity(story.bracket, story.bracket.tradable)


SAID = [  # what is typed while an entry rests that is to bring an sl of its own; whether that is said to be gone
    ("trailing long 100%p by 5%", TIGHTENS, True),
    ("stoploss long 100%p sl off 3%", REPLACES, True),
    ("limit long 0.1 at {} sl off 2%", REPLACES, False),
]


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize("before", ["-0.005", None])
@pytest.mark.parametrize(("line", "told", "gone"), SAID)
def test_it_is_said_of_an_entry_that_rests_that_it_brings_no_stop_any_more(
    line: str, told: str, gone: bool, before: str | None, side: PositionSide
) -> None:
    story = held(side, stop=before)
    says(story, behind(side))
    line = line.format(at(side, -100))
    heard = "; ".join(
        note for note in notes(story, line) if TIGHTENS in note or REPLACES in note or BRINGS_NONE in note
    )
    assert heard == "; ".join([told] * (before is not None) + [BRINGS_NONE] * gone)
    says(story, line)
    assert (story.bracket.entries[1].stop is None) is gone


@pytest.mark.parametrize("side", BOTH)
@FIXED
@given(
    words=st.lists(
        st.tuples(st.sampled_from(["0.3", "0.5", "1", "2", "10"]), st.integers(-290, 900), st.booleans()), max_size=6
    )
)
def test_no_trail_ever_loosens(side: PositionSide, words: list[tuple[str, int, bool]]) -> None:
    story = held(side, stop=Stop(ratio("-0.005"), Trailing(D("0.02")), breakeven_at=ratio("0.003")))
    before = stop_price(story.bracket)
    for percent, gain, fresh in words:
        story.seconds += 1 if fresh else 20
        price = at(side, gain)
        if before is not None and side.sign * (price - before) <= 0:
            continue  # it would have sold
        if fresh:
            story.tick(price)
        says(story, f"trailing long 100%p by {percent}%")
        now = stop_price(story.bracket)
        assert before is not None
        assert now is not None
        assert side.sign * (now - before) >= 0
        before = now


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize(("gain", "kept"), [(2400, False), (2300, True), (1000, True)])
def test_an_sl_that_the_trail_keeps_nearer_is_told_so(side: PositionSide, gain: int, kept: bool) -> None:
    story = trailing(side)
    typed: Decimal = at(side, gain)
    line = f"move sl to {typed}"
    told = notes(story, line)
    says(story, line)
    stands = stop_price(story.bracket)
    more = f"; its trail keeps it at {earned(side).normalize():f}" if kept else ""
    assert told[0] == f"#a1: sl to {typed}{more}"
    assert stands == (earned(side) if kept else typed)

"""The badge tells the truth of a stop that waits: until there is a price to put it at, nothing rests."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.bracket import Bracket, Stop, Trailing
from core.events import BreakevenTold
from core.orders import PositionSide
from core.plan import Planned
from core.stops import stop_price
from core.venue import Layout, Protection, VenueRules
from tests.core import build
from tests.core.build import BOTH, ENTRY, LONG, D, Story, at, entered, holding, planned, price_level, ratio, standing
from tests.core.test_outside import by_hand
from tests.core.test_plan import alone, facts

NAKED = planned(stop=None, targets=())
GAIN, TRAIL = ratio("0.01"), Trailing(D("0.01"))


@pytest.mark.parametrize("rules", build.ALL_RULES.values(), ids=build.ALL_RULES)
@pytest.mark.parametrize("side", BOTH)
def test_break_even_that_waits_is_no_stop_until_it_rests(rules: VenueRules, side: PositionSide) -> None:
    if rules.spot and side is not LONG:
        return
    story = standing(planned(rules, side, stop=None, targets=()))
    story.tell(BreakevenTold(story.stamp, price_level(at(side, 1000))))
    assert (story.bracket.protection, story.bracket.guard) == (Protection.BOT_ONLY, None)
    armed = story.tick(at(side, 1100))
    if rules.layout is Layout.NOTHING:
        assert armed == []
    else:
        assert armed[0].startswith("+sl#1")
        assert story.bracket.protection is Protection.BOT_ONLY
        story.accepted("sl")
    assert (story.bracket.protection, story.bracket.guard) == (rules.protection, story.bracket.stop)


STOPS: list[tuple[str, Stop, dict[str, object], bool]] = [
    # what it is, the stop, what is known of the bracket besides, whether it can stand
    ("a level", Stop(ratio("-0.02")), {}, True),
    ("a price", Stop(price_level(58000)), {}, True),
    ("a trail", Stop(None, TRAIL), {}, True),
    ("break-even at a price", Stop(None, breakeven_at=GAIN), {}, False),
    ("break-even after a target", Stop(None, breakeven=True), {}, False),
    ("break-even reached", Stop(None, breakeven_at=GAIN), {"even": True, "floor": ENTRY}, True),
    ("break-even that the market is not beyond", Stop(None, breakeven_at=GAIN), {"even": True}, False),
    ("both", Stop(ratio("-0.02"), breakeven_at=GAIN), {}, True),
    ("a trail from a price on", Stop(None, replace(TRAIL, after=GAIN)), {}, False),
    ("a trail from there on", Stop(None, replace(TRAIL, after=GAIN)), {"armed": True}, True),
    ("what was earned", Stop(None, breakeven_at=GAIN), {"floor": D(59000)}, True),
]


@pytest.mark.parametrize(("stop", "known", "stands"), [row[1:] for row in STOPS], ids=[row[0] for row in STOPS])
def test_a_guard_is_a_stop_that_has_a_price(stop: Stop, known: dict[str, object], stands: bool) -> None:
    bracket = holding(planned(stop=stop), market=ENTRY)
    bracket = replace(bracket, **known)  # type: ignore[arg-type]  # any field of Bracket
    assert (bracket.guard is not None, stop_price(bracket) is not None) == (stands, stands)


@pytest.mark.parametrize(
    ("stop", "stands"), [(Stop(ratio("-0.02")), False), (Stop(price_level(58000)), True), (Stop(None, TRAIL), False)]
)
def test_a_level_that_counts_from_an_entry_guards_no_hands_position(stop: Stop, stands: bool) -> None:
    bracket = by_hand(stop=stop).bracket
    assert (bracket.guard is not None, stop_price(bracket) is not None) == (stands, stands)
    if not stands:
        assert bracket.protection is Protection.BOT_ONLY


def test_a_trail_guards_a_hands_position_from_the_first_price_on() -> None:
    story = by_hand(stop=Stop(None, TRAIL))
    assert story.tick(ENTRY) == ["+sl#1 0.2 stop_market !59400"]
    assert story.bracket.guard is not None


def waiting() -> Bracket:
    story = Story(entered(NAKED)[0].bracket, ENTRY)
    story.tell(BreakevenTold(story.stamp, price_level(61000)))
    return story.bracket


@pytest.mark.parametrize(
    ("line", "group", "note"),
    [
        (
            "breakeven after 61000",
            holding(NAKED),
            "#a1: stop to break-even at 60030.1; nothing limits the loss until then",
        ),
        ("breakeven after 61000", waiting(), "#a1: stop to break-even at 60030.1; nothing limits the loss until then"),
        ("takeprofit long 100%p tp off 5%", waiting(), "no stop: nothing limits the loss"),
    ],
)
def test_a_person_is_told(line: str, group: Bracket, note: str) -> None:
    found: Planned = alone(line, group, known=facts())
    assert found.notes[-1] == note


@pytest.mark.parametrize(
    ("stop", "note"),
    [
        ("60500", "#a1: the sl stays at 60500, tighter than break-even at 60030.1"),
        ("60030.1", "#a1: stop to break-even at 60030.1"),
        ("59000", "#a1: stop to break-even at 60030.1"),
    ],
)
@pytest.mark.parametrize("line", ["breakeven", "breakeven after 61500"])
def test_break_even_loosens_no_stop_and_does_not_say_so(line: str, stop: str, note: str) -> None:
    group = holding(planned(stop=Stop(price_level(stop)), targets=()))
    assert alone(line, group, known=facts(price=D(61000))).notes == (note,)


def test_a_stop_replaces_nothing_that_only_waits() -> None:
    found = alone("stoploss long 100%p sl off 2%", waiting(), known=facts())
    assert found.notes == ("joins #a1, which holds 0.3",)

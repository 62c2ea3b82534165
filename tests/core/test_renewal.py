"""An exchange that ends what rests after some days: another stands before that, and the position is never bare."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.decide import decide
from core.events import Listed
from core.machine import wake
from core.match import EARLY
from core.orders import OrdStatus
from core.venue import VenueRules
from tests.core.build import AMENDING, GUARDED, SEPARATE, START, Story, planned, standing

WEEK = timedelta(days=7)
DUE = (WEEK - EARLY).total_seconds()
TAKES = replace(SEPARATE, takes=True)


def lasting(rules: VenueRules, life: timedelta | None = WEEK) -> Story:
    return standing(planned(replace(rules, life=life)))


def until(story: Story, seconds: float) -> list[str]:
    """Wait until so long after the start."""
    return story.wait(seconds - story.seconds)


@pytest.mark.parametrize("rules", [SEPARATE, TAKES, AMENDING], ids=["limits", "conditions", "amended"])
def test_the_next_stop_stands_before_the_old_one_goes(rules: VenueRules) -> None:
    story = lasting(rules)
    old = story.order("sl")
    assert until(story, DUE - 60) == []
    sent = until(story, DUE + 60)
    assert "+sl#2 0.3 stop_market !58800" in sent
    assert f"-{'sl#1'}" not in sent
    assert [o.id for o in story.live("sl") if o.status is OrdStatus.NEW] == [old.id]
    assert "-sl#1" in story.accepted("sl")


def test_targets_that_are_conditions_are_placed_anew_too_and_limits_are_not() -> None:
    story = lasting(TAKES)
    until(story, DUE - 60)
    sent = until(story, DUE + 60)
    assert sorted(one for one in sent if "tp" in one) == ["-tp1#1", "-tp2#1"]
    story.accepted("sl")
    placed = story.report("tp1", OrdStatus.CANCELED, final=True) + story.report("tp2", OrdStatus.CANCELED, final=True)
    assert [one.split()[0] for one in placed] == ["+tp1#2", "+tp2#2"]
    limits = lasting(SEPARATE)
    assert [one for one in until(limits, DUE + 60) if "tp" in one] == []


def test_where_coins_are_shared_the_old_stop_goes_first() -> None:
    story = lasting(GUARDED)
    assert until(story, DUE + 60) == ["-sl#1"]
    assert story.report("sl", OrdStatus.CANCELED, final=True) == ["+sl#2 0.3 stop_market !58800"]


def test_while_the_market_is_halted_no_stop_is_taken_away() -> None:
    """Nothing could take its place, and it has a day left."""
    story = lasting(GUARDED)
    steps = story.bracket.instrument
    until(story, DUE - 60)
    story.tell(Listed(story.stamp, steps, traded=False))
    assert until(story, DUE + 60) == []
    assert story.tell(Listed(story.stamp, steps, traded=True)) == ["-sl#1"]


def test_a_stop_that_was_refused_its_place_leaves_the_old_one() -> None:
    story = lasting(SEPARATE)
    until(story, DUE + 60)
    assert "-sl#1" not in story.report("sl", OrdStatus.REJECTED, final=True)
    assert "+sl#3 0.3 stop_market !58800" in story.wait(5)


@pytest.mark.parametrize(("life", "due"), [(None, False), (WEEK, True)])
def test_the_bot_comes_back_by_itself_when_it_is_due(life: timedelta | None, due: bool) -> None:
    story = lasting(SEPARATE, life)
    story.wait(3600)
    at = wake(story.bracket)
    order = story.order("sl")
    assert (at == order.decided_at + WEEK - EARLY) is due
    assert at is None or at > START
    assert decide(story.bracket)[1] == []

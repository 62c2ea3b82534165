"""What the simulated world showed of stops that guard a part, one short story each; seeds drift, these stay."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.events import Joined
from core.orders import OrderType
from core.parts import Target
from core.venue import VenueRules
from tests.core import build
from tests.core.build import ENTRY, D, planned, ratio, standing


@pytest.mark.parametrize("rules", [build.SPOT_PAIRS, build.PAIRS])
def test_a_target_beside_a_part_stop_that_has_sold_its_part_is_a_plain_limit(rules: VenueRules) -> None:
    """The market is past the old trigger: a pair with it would be refused for ever, and the target never rest."""
    bracket = planned(rules)
    assert bracket.stop is not None
    story = standing(replace(bracket, targets=(), stop=replace(bracket.stop, share=D("0.7"), of="e1")))
    story.filled("sl", price=D(58800))
    story.tick(D(58700))
    left = story.bracket.tradable
    level = ratio("0.02")
    asked = story.tell(Joined(story.stamp, None, None, (Target("tp1", "held+0", D(1), level, left),)))
    target = story.order("tp1")
    assert asked == [f"+tp1#1 {left} limit @{ENTRY * D('1.02'):.0f}"]
    assert target.type is OrderType.LIMIT

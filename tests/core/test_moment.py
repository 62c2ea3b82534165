"""What people hear of orders that only make way: one line for a move, a sound where protection is gone."""

from __future__ import annotations

import pytest

from bot.addresses import QUIET, severity
from bot.gathered import gathered
from bot.text import sentence
from core.bracket import Stop, Trailing
from core.events import CancelTold, MoveTold
from core.moment import Weight
from core.orders import OrdStatus, PositionSide
from core.ports import Outgoing
from core.venue import VenueRules
from tests.core.build import AMENDING, BOTH, ENTRY, PAIRS, SEPARATE, START, D, Story, at, planned, ratio, standing


def heard(story: Story) -> list[str]:
    """What a chat is told, ``!`` before what rings."""
    notices, story.told = story.told, []
    rows = [Outgoing(str(n), "5", "paper", "BTC/USDT:USDT", START, one) for n, one in enumerate(notices)]
    said = [(one.notice, sentence(one.notice, "5")) for one in gathered(rows)]
    kept = [(one, text) for one, text in said if text and one.weight is not Weight.SHOWN]
    return [("" if severity(one) == QUIET else "!") + text for one, text in kept]


def settle(story: Story) -> None:
    """What was sent is accepted, what is to be canceled is."""
    for _ in range(3):
        story.accepted(*[o for o in story.bracket.orders if o.status is OrdStatus.PENDING_NEW])
        for order in [o for o in story.bracket.orders if not o.ended and o.cancel_asked]:
            story.report(order, OrdStatus.CANCELED, final=True)


@pytest.mark.parametrize("rules", [SEPARATE, AMENDING, PAIRS], ids=("replaced", "amended", "pairs"))
def test_a_move_is_one_line_without_a_sound(rules: VenueRules) -> None:
    story = standing(planned(rules))
    story.told = []
    story.tell(MoveTold(story.stamp, "sl", ratio("-0.01")))
    if rules is AMENDING:
        story.report("sl", OrdStatus.NEW, trigger=D(59400), quantity="0.3")
    settle(story)
    assert heard(story) == ["#5 sl moved from 58800 to 59400"]


@pytest.mark.parametrize("side", BOTH)
def test_a_trail_is_told_once_it_leaves_no_loss(side: PositionSide) -> None:
    stop = Stop(ratio("-0.005"), Trailing(D("0.005")))
    story = standing(planned(SEPARATE, side, stop=stop, targets=()))
    story.told = []
    said = []
    for n in range(1, 40):
        story.seconds += 2
        story.tick(at(side, 60 * n))
        settle(story)
        said += heard(story)
    assert len(said) == 1
    assert said[0].startswith("#5 sl moved from ")


def test_a_stop_that_a_person_takes_away_rings_and_the_next_is_placed_anew() -> None:
    for rules in (SEPARATE, PAIRS):
        story = standing(planned(rules))
        story.told = []
        story.tell(CancelTold(story.stamp, ("sl",)))
        settle(story)
        assert [said for said in heard(story) if "sl" in said][-1] == "!#5 sl canceled"
        story.tell(MoveTold(story.stamp, "sl", ratio("-0.02")))
        settle(story)
        said = [said for said in heard(story) if "sl" in said]
        assert said
        assert all(" sl placed: " in one for one in said)


@pytest.mark.parametrize("rules", [SEPARATE, AMENDING, PAIRS], ids=("replaced", "amended", "pairs"))
def test_a_stop_that_somebody_else_takes_away_rings(rules: VenueRules) -> None:
    story = standing(planned(rules, targets=(("1", "0.02"),)))
    story.told = []
    story.report("tp1" if rules is PAIRS else "sl", OrdStatus.CANCELED, final=True)
    assert "!#5 sl canceled" in heard(story)


def test_what_ends_with_the_position_makes_no_sound() -> None:
    story = standing(planned(SEPARATE, targets=()))
    story.told = []
    story.close()
    story.filled("close")
    settle(story)
    assert [said for said in heard(story) if " sl " in said] == ["#5 sl canceled"]


def test_a_try_that_never_arrived_is_no_refusal() -> None:
    """Not of an exit, which is sent until it stands; of an entry only once it is given up."""
    story = standing(planned(SEPARATE, targets=()))
    story.told = []
    story.tell(MoveTold(story.stamp, "sl", ratio("-0.01")))
    story.seconds = 60
    for asked in (58, 59, 60):
        story.missed("sl", asked)
    settle(story)
    assert heard(story) == ["#5 sl moved from 58800 to 59400"]
    lost = Story(planned(), ENTRY)
    lost.open()
    lost.seconds = 10
    for asked in (8, 9, 10):
        lost.missed("e1", asked)
    assert lost.live("e1"), "it is sent again"
    assert heard(lost) == []
    lost.seconds = 70
    for asked in (68, 69, 70):
        lost.missed("e1", asked)
    assert heard(lost) == ["!#5 ✗ entry refused: never reached the exchange", "!#5 closed"]

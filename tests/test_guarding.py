"""A ticket says only what is known of the sl: where one rests, and that another one is asked for."""

from __future__ import annotations

from datetime import timedelta

from bot.ticket import lines, ticket
from core.events import Away, MoveTold
from core.orders import OrdStatus
from tests.core.build import AMENDING, ENTRY, SEPARATE, D, Story, entered, planned, price_level, standing


def told(story: Story) -> list[str]:
    return [line.strip() for line in lines(ticket(story.bracket, ENTRY))]


def test_a_stop_that_is_asked_for_is_not_said_to_rest() -> None:
    for rules in (SEPARATE, AMENDING):
        story = standing(planned(rules, targets=()))
        story.tell(MoveTold(story.stamp, "sl", price_level(59400)))
        said = told(story)
        assert "○ sl     sell 0/0.3 at 58800 (-2.00 %)" in said
        assert "the sl is being moved to 59400; the one at 58800 is known to rest" in said
        story.report("sl", OrdStatus.NEW, trigger=D(59400), quantity="0.3")
        said = told(story)
        assert "○ sl     sell 0/0.3 at 59400 (-1.00 %)" in said
        assert not any("being moved" in line for line in said)
        assert said[-1].startswith("resting-stop: the sl rests at the exchange")


def test_an_exchange_that_does_not_answer_is_named() -> None:
    story = standing(planned(targets=()))
    story.seconds = 5
    story.tell(Away(story.stamp, story.now - timedelta(seconds=3)))
    assert told(story)[-1] == "resting-stop: ⚠ the exchange does not answer; the sl at 58800 stood there last"


def test_an_entry_whose_answer_was_lost_has_no_stop_that_rests() -> None:
    story = Story(planned(targets=()), ENTRY)
    story.open()
    assert told(story)[-1].startswith("resting-stop: ⚠ not known whether the entry filled")
    story.accepted("e1")
    assert told(story)[-1].startswith("resting-stop: the sl rests at the exchange")


def test_a_first_stop_that_was_not_answered_is_not_known() -> None:
    story, _ = entered(planned(targets=()))
    assert "⚠ not known yet whether the sl stands" in told(story)[-1]
    story.accepted("sl")
    assert told(story)[-1].startswith("resting-stop: the sl rests at the exchange")

"""The ticket of a position that a hand entered before our entry filled: held, and from a price that nobody knows."""

from __future__ import annotations

import pytest

from bot.replay import _summary
from bot.result import result
from bot.ticket import lines, ticket
from core.bracket import Stop
from core.orders import OrdStatus, PositionSide
from tests.core.build import BOTH, LONG, D, Story, at, entered, planned, price_level
from tests.core.test_outside import by_hand


def closed(side: PositionSide = LONG) -> Story:
    story = by_hand(side=side)
    story.close()
    story.report("e1", OrdStatus.CANCELED, final=True)
    story.report("close", OrdStatus.FILLED, "0.2", at(side, 0), final=True)
    assert story.bracket.closed
    return story


@pytest.mark.parametrize("side", BOTH)
def test_it_is_held_and_does_not_wait(side: PositionSide) -> None:
    story = by_hand(side=side, stop=None)
    out, (head, *rows) = side.entry.value, lines(ticket(story.bracket))
    assert head == f"#a1 {side.value} 0.2 BTC on paper, unknown entry"
    assert [row.split()[1:] for row in rows[:-1]] == [
        ["entry", out, "0/0.3", "at", str(at(side, -6000))],
        ["not", "us", out, "0.2/0.2"],
    ]


def test_a_stop_at_a_price_guards_what_is_held() -> None:
    story = by_hand(stop=Stop(price_level(58000)))
    story.accepted("sl")
    sl = next(line for line in lines(ticket(story.bracket, D(60000))) if " sl " in line)
    assert "0/0.2 at 58000" in sl


@pytest.mark.parametrize("side", BOTH)
def test_its_proceeds_are_no_profit(side: PositionSide) -> None:
    bracket = closed(side).bracket
    assert result(bracket).earned is None
    assert ticket(bracket).head == (
        f"#a1 closed: {side.value} BTC on paper, unknown entry: what it earned cannot be told, 0.00 USDT of fees"
    )


def test_no_sum_is_made_of_what_is_not_known() -> None:
    known = entered(planned())[0].bracket
    assert _summary([known])["realized_pnl"] == "0"
    assert _summary([known, closed().bracket])["realized_pnl"] is None


@pytest.mark.parametrize("side", BOTH)
def test_an_entry_that_did_not_fill_is_said_to_wait(side: PositionSide) -> None:
    story = Story(planned(side=side), D(60000))
    story.open()
    assert ticket(story.bracket).head == f"#a1 waits to enter: {side.value} BTC on paper"
    story.report("e1", OrdStatus.CANCELED, final=True)
    assert ticket(story.bracket).head == f"#a1 closed: {side.value} BTC on paper, the entry did not fill"

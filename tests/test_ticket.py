"""Tickets where a hand had a part in it: a position that it entered before us, what it closed, what rests beside."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.replay import _summary
from bot.result import result
from bot.ticket import afterwards, lines, ticket
from bot.words import distance
from core.bracket import Entry, Stop, Trailing
from core.events import CancelTold, Joined
from core.evolve import evolve
from core.orders import ZERO, OrderType, OrdStatus, PositionSide, Side
from core.ports import OpenOrder
from core.venue import VenueRules
from tests.core.build import (
    BOTH,
    LONG,
    SEPARATE,
    SPOT_PAIRS,
    D,
    Story,
    at,
    entered,
    planned,
    price_level,
    ratio,
    standing,
)
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


# -- what is not ours ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outside", "sold", "earned", "said"),
    [
        ("0", "0.3", "300", "earned 300.00 USDT after 0.00 of fees"),
        ("-0.1", "0.2", "200", "earned 200.00 USDT after 0.00 of fees; not counted: 0.1 that was not closed by us"),
        ("-0.3", "0", "0", "and not by us: what it earned is not known, 0.00 USDT of fees"),
        ("0.1", "0.4", "300", "earned 300.00 USDT after 0.00 of fees; not counted: 0.1 that was not entered by us"),
        ("-0.0001", "0.3", "300", "earned 300.00 USDT after 0.00 of fees"),
    ],
    ids=["ours alone", "partly by a hand", "all by a hand", "added by a hand", "dust"],
)
@pytest.mark.parametrize("side", BOTH)
def test_a_result_counts_what_was_ours(side: PositionSide, outside: str, sold: str, earned: str, said: str) -> None:
    story = entered(planned(side=side, stop=None, targets=()))[0]
    story.bracket = evolve(story.bracket, outside=D(outside))
    if D(sold):
        story.close()
        story.report("close", OrdStatus.FILLED, sold, at(side, 1000), final=True)
    done = result(story.bracket)
    assert done.earned is not None
    assert (done.earned + done.fees, done.outside) == (D(earned), ZERO if outside == "-0.0001" else D(outside))
    assert ticket(story.bracket).head.endswith(said)


HEDGED = replace(SEPARATE, hedged=True)
STOP = OpenOrder("7", Side.SELL, "stop_market", D("0.1"), None, D(59000), True)
LIMIT = OpenOrder("8", Side.SELL, "limit", D("0.1"), D(65000))


@pytest.mark.parametrize(
    ("rules", "others", "said"),
    [
        (SEPARATE, [STOP], "⚠ not ours, and may close it too: sell 0.1 stop_market at 59000"),
        (SEPARATE, [LIMIT], "⚠ not ours, and may close it too: sell 0.1 limit at 65000"),
        (SEPARATE, [STOP, LIMIT], "⚠ 2 orders that are not ours may close it too; /orders lists them"),
        (SEPARATE, [replace(STOP, quantity=None)], "⚠ not ours, and may close it too: sell all stop_market at 59000"),
        (SEPARATE, [replace(STOP, side=Side.BUY), replace(LIMIT, side=None)], ""),
        (SEPARATE, [], ""),
        (
            replace(SEPARATE, hedged=True),
            [STOP, LIMIT],
            "⚠ not ours, and may close it too: sell 0.1 stop_market at 59000",
        ),
        (SPOT_PAIRS, [LIMIT], ""),
    ],
)
def test_a_ticket_warns_of_what_could_close_it_too(rules: VenueRules, others: list[OpenOrder], said: str) -> None:
    bracket = standing(planned(rules)).bracket
    shown = ticket(bracket, D(60000), others=others)
    assert shown.beside == said
    assert [line for line in lines(shown) if "not ours" in line] == ([f"  {said}"] if said else [])


# -- how the sl will move by itself ---------------------------------------------------------------

TRAILS = Trailing(D("0.01"))
LATER = Trailing(D("0.01"), ratio("0.02"))
FOLLOWS = "the sl follows the best price at a distance of 1 %"
EVEN = "the sl moves to break-even, fees included"


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize(
    ("stop", "gain", "said"),
    [
        (Stop(ratio("-0.02")), 0, []),
        (Stop(None, TRAILS), 0, [FOLLOWS]),
        (Stop(ratio("-0.02"), LATER), 0, [f"{FOLLOWS}, once the price has reached {{1200}}"]),
        (Stop(ratio("-0.02"), LATER), 1200, [FOLLOWS]),
        (Stop(ratio("-0.02"), breakeven=True), 0, [f"once the first target is filled, {EVEN}"]),
        (Stop(ratio("-0.02"), breakeven_at=ratio("0.01")), 0, [f"once the price has reached {{600}}, {EVEN}"]),
        (Stop(ratio("-0.02"), breakeven_at=ratio("0.01")), 600, []),  # it has moved
    ],
)
def test_a_ticket_tells_how_the_sl_will_move(side: PositionSide, stop: Stop, gain: int, said: list[str]) -> None:
    story = standing(planned(SEPARATE, side, stop=stop))
    if gain:
        story.tick(at(side, gain))
        story.accepted(*[o for o in story.bracket.orders if o.status is OrdStatus.PENDING_NEW])
    told = [text.replace("{1200}", f"{at(side, 1200)}").replace("{600}", f"{at(side, 600)}") for text in said]
    assert list(ticket(story.bracket).rules) == told
    assert all(f"  {rule}" in lines(ticket(story.bracket)) for rule in told)


def test_break_even_that_the_price_does_not_allow_yet_is_told() -> None:
    story = standing(planned(SEPARATE, stop=Stop(ratio("-0.02"), breakeven=True)))
    story.tick(at(LONG, -100))
    waits = evolve(story.bracket, even=True)
    assert list(ticket(waits).rules) == [f"once the price allows it, {EVEN}"]


def test_an_entry_that_was_canceled_stays_so_while_the_rest_is_closed() -> None:
    story = standing(planned(SEPARATE))
    for slot, price in (("e2", 59000), ("e3", 58900)):
        entry = Entry(slot, D("0.1"), OrderType.LIMIT, story.now + timedelta(seconds=60), D(price))
        story.tell(Joined(story.stamp, entry, None, ()))
        story.accepted(slot)
    story.tell(CancelTold(story.stamp, ("e2",)))

    def dots() -> list[str]:
        return [f"{row.dot} {row.name}" for row in ticket(story.bracket).rows if row.name.startswith("entry")]

    story.report("e2", OrdStatus.CANCELED, final=True)
    assert dots() == ["● entry", "✕ entry2", "○ entry3"]
    story.close()
    assert dots() == ["● entry", "✕ entry2", "○ entry3"], "it still rests"
    story.report("e3", OrdStatus.CANCELED, final=True)
    assert dots() == ["● entry", "✕ entry2", "✕ entry3"]


@pytest.mark.parametrize("side", BOTH)
def test_a_waiting_entrys_exits_are_counted_from_its_own_price(side: PositionSide) -> None:
    bracket = planned(SEPARATE, side, stop="-0.01", targets=(("1", "0.02"),))
    (entry,) = bracket.entries
    waiting = evolve(bracket, entries=(replace(entry, type=OrderType.LIMIT, price=at(side, -1000)),))
    sl, tp = (row.away for row in ticket(waiting, at(side, 0)).rows[1:])
    assert (sl, tp) == (("-1.00 %", "+2.00 %") if side is LONG else ("+1.00 %", "-2.00 %"))


@pytest.mark.parametrize(
    ("price", "away"),
    [
        ("63000", "+5.00 %"),
        ("59998", "-0.0033 %"),
        ("60000.1", "+0.00017 %"),
        ("59994", "-0.010 %"),
        ("60000", "+0.00 %"),
        ("600", "-99.00 %"),
    ],
)
def test_a_price_close_by_is_not_shown_at_the_entry(price: str, away: str) -> None:
    assert distance(D(price), D(60000)) == away


def test_slices_of_an_exit_that_rest_alike_are_named_once() -> None:
    bracket = standing(planned(SPOT_PAIRS)).bracket
    pairs = [order for order in bracket.live if order.type is OrderType.PAIR]
    twice = evolve(
        bracket, orders=(*bracket.orders, *(replace(one, id=f"b00000009{n}") for n, one in enumerate(pairs)))
    )
    assert len(twice.live) == len(bracket.live) + len(pairs) > len(pairs) > 0
    assert afterwards(twice) == afterwards(bracket)

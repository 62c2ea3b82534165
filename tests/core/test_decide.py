"""Stories: what the machine sends, event by event.  Commands are spelled as in ``build.spelled``."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.bracket import Policy
from core.events import CancelTold, MoveTold, Opened, Submit
from core.machine import decide, step
from core.orders import OrderType, OrdStatus, PositionSide, Reason
from core.venue import VenueRules
from tests.core.build import (
    ALL_RULES,
    AMENDING,
    ATTACHED,
    BOTH,
    COUNTING,
    ENTRY,
    GUARDED,
    LONG,
    PAIRS,
    POSITION,
    SEPARATE,
    SHORT,
    SPOT_PAIRS,
    WATCHED,
    D,
    Story,
    after,
    at,
    entered,
    planned,
    ratio,
    standing,
)

NEW, CANCELED, REJECTED = OrdStatus.NEW, OrdStatus.CANCELED, OrdStatus.REJECTED


def short(line: str, side: PositionSide) -> str:
    """The same command for a short: 58800 and 61200 change places, and so on."""
    if side is LONG:
        return line
    words = line.split()
    return " ".join(f"{w[0]}{120000 - int(w[1:])}" if w[0] in "@!" else w for w in words)


def move(story: Story, to: str) -> list[str]:
    return story.tell(MoveTold(story.stamp, "sl", ratio(to)))


# -- placing ----------------------------------------------------------------------------------------

FILLED = {
    "separate": ["+sl#1 0.3 stop_market !58800", "+tp1#1 0.15 limit @61200", "+tp2#1 0.15 limit @62400"],
    "amending": ["+sl#1 0.3 stop_market !58800", "+tp1#1 0.15 limit @61200", "+tp2#1 0.15 limit @62400"],
    "counting": ["+sl#1 0.3 stop_market !58800", "+tp1#1 0.15 limit @61200", "+tp2#1 0.15 limit @62400"],
    "position": ["+sl#1 ALL stop_market !58800", "+tp1#1 0.15 limit @61200", "+tp2#1 0.15 limit @62400"],
    "pairs": ["+tp1#1 0.15 pair @61200 !58800", "+tp2#1 0.15 pair @62400 !58800"],
    "attached": [],
    "spot pairs": ["+tp1#1 0.15 pair @61200 !58800", "+tp2#1 0.15 pair @62400 !58800"],
    "guarded": ["+sl#1 0.3 stop_market !58800"],
    "watched": [],
}


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize("name", FILLED)
def test_the_stop_is_sent_first_and_the_first_targets_follow_at_once(name: str, side: PositionSide) -> None:
    rules = ALL_RULES[name]
    if rules.spot and side is SHORT:
        return
    assert entered(planned(rules, side))[1] == [short(line, side) for line in FILLED[name]]


def test_attached_exits_travel_with_the_entry_and_are_in_the_ledger_from_then_on() -> None:
    story = Story(planned(ATTACHED), ENTRY)
    assert story.open() == [
        "+e1#1 0.3 market [+sl#1 0.3 stop_market !58800] [+tp1#1 0.15 limit @61200] [+tp2#1 0.15 limit @62400]"
    ]
    assert {o.slot: o.parent for o in story.bracket.orders} == dict.fromkeys(
        ("sl", "tp1", "tp2"), story.order("e1").id
    ) | {"e1": ""}


@pytest.mark.parametrize("rules", ALL_RULES.values(), ids=list(ALL_RULES))
def test_what_is_sent_is_already_written_in_the_state(rules: VenueRules) -> None:
    story = Story(planned(rules), ENTRY)
    for event in (story.open, lambda: story.filled("e1"), story.close):
        before = {o.id for o in story.bracket.orders}
        sent = event()
        written = {o.id for o in story.bracket.orders} - before
        assert len(written) == sum(line.count("+") for line in sent)
        assert sum(o.cancel_asked == story.now for o in story.bracket.orders) == sum(s[0] == "-" for s in sent)


def test_an_order_is_signed_within_a_second_of_being_decided() -> None:
    outcome = step(planned(), Opened(planned().stamp))
    (sent,) = outcome.commands
    assert isinstance(sent, Submit)
    assert (sent.order.decided_at, sent.order.not_after) == (after(0), after(1))
    assert sent.order.status is OrdStatus.PENDING_NEW
    assert not sent.order.reduce_only
    assert decide(outcome.bracket) == (outcome.bracket, [])


def test_exits_are_reduce_only_where_that_exists() -> None:
    for rules, expected in ((SEPARATE, True), (GUARDED, False)):
        story, _ = entered(planned(rules))
        assert story.order("sl").reduce_only is expected


def test_exits_grow_with_the_entry_one_unanswered_stop_at_a_time() -> None:
    story = Story(planned(targets=()), ENTRY)
    story.open()
    assert story.report("e1", NEW, "0.1") == ["+sl#1 0.1 stop_market !58800"]
    assert story.report("e1", NEW, "0.2") == []  # the first is not answered yet
    assert story.accepted("sl") == ["+sl#2 0.2 stop_market !58800"]
    assert story.report("e1", OrdStatus.FILLED, "0.3") == []
    assert story.accepted("sl") == ["+sl#3 0.3 stop_market !58800"]  # 0.2 do not guard 0.3: nothing is canceled yet
    assert sorted(story.accepted("sl")) == ["-sl#1", "-sl#2"]
    assert [o.cancel_asked is not None for o in story.live("sl")] == [True, True, False]


def test_on_spot_parts_add_up_and_are_never_more_than_is_held() -> None:
    story = Story(planned(GUARDED, targets=()), ENTRY)
    story.open()
    assert story.report("e1", NEW, "0.1") == ["+sl#1 0.1 stop_market !58800"]
    assert story.report("e1", NEW, "0.3") == ["+sl#2 0.2 stop_market !58800"]


def test_targets_wait_for_a_stop_that_is_not_the_first() -> None:
    story = Story(planned(), ENTRY)
    story.open()
    story.report("e1", NEW, "0.1")
    story.accepted("tp1", "tp2")
    story.report("sl", REJECTED, reason=Reason.OTHER)
    assert story.report("e1", OrdStatus.FILLED, "0.3") == []  # the stop is paced, and targets wait for it
    assert story.wait(1) == ["+sl#2 0.3 stop_market !58800"]
    sent = story.accepted("sl")
    assert sorted(line[0] for line in sent) == ["+", "+"]


# -- a stop in doubt ----------------------------------------------------------------------------------


@pytest.mark.parametrize("side", BOTH)
def test_a_stop_unanswered_for_two_seconds_is_followed_by_the_next(side: PositionSide) -> None:
    story, _ = entered(planned(SEPARATE, side))
    first = story.order("sl")
    story.accepted("tp1", "tp2")
    assert story.wait(1.9) == []
    assert story.wait(0.1) == [short("+sl#2 0.3 stop_market !58800", side)]
    assert story.wait(1.9) == []
    assert story.report(first, NEW) == []  # the second is not seen to rest: the first goes on guarding with it
    assert story.accepted("sl") == ["-sl#1"]


def test_on_spot_a_stop_in_doubt_keeps_its_share_until_it_is_proved_absent() -> None:
    story, _ = entered(planned(GUARDED))
    assert story.wait(6.9) == []
    assert story.missed("sl", 7) == []
    assert story.missed("sl", 7.5) == ["+sl#2 0.3 stop_market !58800"]


def test_a_lost_stop_is_placed_anew() -> None:
    story = standing(planned())
    assert story.report("sl", CANCELED) == ["+sl#2 0.3 stop_market !58800"]  # a hand took it


def test_a_target_that_a_hand_took_is_not() -> None:
    story = standing(planned())
    assert story.report("tp1", CANCELED) == []
    assert story.bracket.targets[0].released


# -- moving -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", BOTH)
def test_a_moved_stop_is_placed_before_the_old_one_goes(side: PositionSide) -> None:
    story = standing(planned(SEPARATE, side))
    assert move(story, "-0.01") == [short("+sl#2 0.3 stop_market !59400", side)]
    assert story.accepted("sl") == ["-sl#1"]


def test_a_moved_stop_that_is_refused_leaves_the_old_one() -> None:
    story = standing(planned())
    move(story, "-0.01")
    assert story.report("sl", REJECTED, reason=Reason.OTHER) == []
    assert [o.trigger for o in story.live("sl")] == [D(58800)]
    assert story.wait(1) == ["+sl#3 0.3 stop_market !59400"]


def test_a_moved_stop_is_amended_where_that_is_atomic() -> None:
    story = standing(planned(AMENDING))
    assert move(story, "-0.01") == ["~sl#1 0.3 !59400"]
    assert move(story, "-0.005") == []  # one at a time
    assert story.report("sl", NEW, trigger=D(59400), quantity="0.3") == ["~sl#1 0.3 !59700"]
    assert story.report("sl", NEW, trigger=D(59700), quantity="0.3") == []


def test_a_lost_amendment_is_asked_again() -> None:
    story = standing(planned(AMENDING))
    move(story, "-0.01")
    story.seconds = 3
    assert story.report("sl", NEW, trigger=D(58800), quantity="0.3", asked=1.9) == []
    assert story.report("sl", NEW, trigger=D(58800), quantity="0.3", asked=2) == ["~sl#1 0.3 !59400"]


def test_on_spot_the_old_stop_goes_first_and_is_settled_before_the_next() -> None:
    story = standing(planned(GUARDED))
    assert move(story, "-0.01") == ["-sl#1"]
    story.seconds = 1
    assert story.report("sl", CANCELED) == []  # its totals may still grow
    story.seconds = 4
    assert story.report("sl", CANCELED, asked=3.4) == []
    assert story.report("sl", CANCELED, asked=3.5) == ["+sl#2 0.3 stop_market !59400"]


def test_pairs_move_one_way_on_spot_and_another_where_a_plain_stop_can_cover() -> None:
    assert sorted(move(standing(planned(SPOT_PAIRS)), "-0.01")) == ["-tp1#1", "-tp2#1"]
    story = standing(planned(PAIRS))
    assert move(story, "-0.01") == ["+sl#1 0.3 stop_market !59400"]
    assert sorted(story.accepted("sl")) == ["-tp1#1", "-tp2#1"]


# -- refusals -----------------------------------------------------------------------------------------


def test_a_refused_target_waits_twice_as_long_each_time_and_eight_seconds_at_most() -> None:
    story, _ = entered(planned())
    story.accepted("sl")
    for n, seconds in enumerate((1, 2, 4, 8, 8, 8), 2):
        assert story.report("tp1", REJECTED, reason=Reason.MARGIN) == []
        assert story.wait(seconds - 0.1) == []
        assert story.wait(0.1) == [f"+tp1#{n} 0.15 limit @61200"]


def test_what_is_accepted_forgets_its_refusals() -> None:
    story, _ = entered(planned())
    story.accepted("sl")
    story.report("tp1", REJECTED, reason=Reason.MARGIN)
    story.wait(1)
    story.accepted("tp1")
    assert story.bracket.past["tp1"].refused == 0


# -- emergencies --------------------------------------------------------------------------------------

CLOSE = ["+close#1 0.3 market", "-tp1#1", "-tp2#1"]


def test_a_stop_that_would_trigger_at_once_closes() -> None:
    story, _ = entered(planned())
    story.accepted("tp1", "tp2")
    assert sorted(story.report("sl", REJECTED, reason=Reason.WOULD_TRIGGER)) == CLOSE
    assert story.bracket.closing == "stop would trigger at once"


@pytest.mark.parametrize(
    ("reason", "closes"),
    [(Reason.OTHER, True), (Reason.MARGIN, True), (Reason.NOT_SENT, False), (Reason.BANNED, False)],
)
def test_the_third_refusal_of_a_stop_closes_unless_it_says_nothing_of_the_order(reason: Reason, closes: bool) -> None:
    story, _ = entered(planned())
    story.accepted("tp1", "tp2")
    for n, seconds in ((2, 1), (3, 2)):
        assert story.report("sl", REJECTED, reason=reason) == []
        assert story.wait(seconds) == [f"+sl#{n} 0.3 stop_market !58800"]
    assert sorted(story.report("sl", REJECTED, reason=reason)) == (CLOSE if closes else [])
    assert story.bracket.closing == ("stop refused" if closes else "")


@pytest.mark.parametrize("side", BOTH)
def test_a_price_at_the_stop_closes_when_none_rests(side: PositionSide) -> None:
    story, _ = entered(planned(WATCHED if side is LONG else replace(WATCHED, spot=False, reduce_only=True), side))
    assert story.tick(at(side, -1199.99)) == []
    assert story.tick(at(side, -1200)) == ["+close#1 0.3 market"]
    assert story.bracket.closing == "price at the stop"
    assert story.tick(ENTRY) == []  # a reason to close does not vanish
    assert story.bracket.closing == "price at the stop"


def test_a_price_at_a_stop_that_rests_is_the_exchanges_business() -> None:
    story = standing(planned())
    assert story.tick(D(58000)) == []


@pytest.mark.parametrize("grace", [12, 3, None])
def test_a_position_unprotected_for_too_long_is_closed(grace: int | None) -> None:
    policy = Policy(grace=None if grace is None else after(grace) - after(0))
    story, _ = entered(planned(policy=policy))
    closed_at = None
    for _ in range(60):
        sent = story.wait(0.25)
        if any("close" in line for line in sent):
            closed_at = story.seconds
            break
    assert closed_at == grace
    assert story.bracket.closing == ("" if grace is None else "unprotected for too long")


def test_a_naked_position_is_announced_after_five_seconds() -> None:
    story, _ = entered(planned())
    story.wait(4.9)
    assert not story.bracket.warned
    story.wait(0.1)
    assert story.bracket.warned
    story.accepted("sl")
    assert not story.bracket.warned


# -- closing ------------------------------------------------------------------------------------------


def test_a_close_keeps_the_stop_until_flat() -> None:
    story = standing(planned())
    assert sorted(story.close()) == CLOSE
    assert story.filled("close") == ["-sl#1"]
    assert not story.bracket.closed
    for slot in ("sl", "tp1", "tp2"):
        story.report(slot, CANCELED, final=True)
    assert story.bracket.closed


def test_a_close_waits_for_targets_that_the_exchange_counts() -> None:
    story = standing(planned(COUNTING))
    assert sorted(story.close()) == ["-tp1#1", "-tp2#1"]
    assert story.report("tp1", CANCELED) == []
    assert story.report("tp2", CANCELED) == ["+close#1 0.3 market"]


def test_on_spot_a_close_waits_for_the_balance() -> None:
    story = standing(planned(GUARDED))
    assert story.close() == ["-sl#1"]
    assert story.report("sl", CANCELED, stopped="0.1", final=True) == ["+close#1 0.2 market"]


def test_a_close_in_doubt_is_followed_by_the_next_where_it_is_clipped() -> None:
    story = standing(planned())
    story.close()
    assert story.wait(2) == ["+close#2 0.3 market"]
    spot = standing(planned(WATCHED))
    spot.close()
    assert spot.wait(2) == []


TYPED: list[tuple[VenueRules, list[str]]] = [
    (SEPARATE, ["+close#1 0.1 market", "-tp2#1"]),
    (COUNTING, ["-tp2#1"]),
    (POSITION, ["+close#1 0.1 market", "-tp2#1"]),
    (PAIRS, ["+close#1 0.1 market", "+sl#1 0.15 stop_market !58800"]),
    (SPOT_PAIRS, ["-tp2#1"]),
    (GUARDED, ["-sl#1"]),
    (WATCHED, ["+close#1 0.1 market"]),
]


@pytest.mark.parametrize(("rules", "first"), TYPED, ids=[row[0].layout.value + str(n) for n, row in enumerate(TYPED)])
def test_a_typed_part_close_sells_its_part_once_and_leaves_the_rest_guarded(
    rules: VenueRules, first: list[str]
) -> None:
    story = standing(planned(rules))
    assert sorted(story.close("0.1")) == first
    sold = []
    for _ in range(12):  # answer everything, cancels first
        asked = [o for o in story.bracket.orders if o.cancel_asked]
        waiting = [o for o in story.bracket.orders if o.status is OrdStatus.PENDING_NEW]
        if asked:
            story.report(asked[0], CANCELED, final=True)
        elif waiting and waiting[0].slot == "close":
            sold.append(waiting[0].quantity)
            story.filled(waiting[0])
        elif waiting:
            story.accepted(waiting[0])
    assert sold == [D("0.1")]
    assert story.bracket.position == D("0.2")
    guards = [o for o in story.bracket.live if o.type in (OrderType.STOP, OrderType.PAIR)]
    covered = sum(o.leaves(story.bracket.tradable) for o in guards)
    assert covered >= D("0.2") or rules is WATCHED
    assert covered <= D("0.2") or rules.reduce_only
    assert story.wait(1) == []


def test_two_typed_closes_add_up() -> None:
    story = standing(planned(targets=()))
    assert story.close("0.1") == ["+close#1 0.1 market"]
    assert story.close("0.05") == ["+close#2 0.05 market"]


# -- entries: at most once ----------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "again"), [(8, True), (59.9, True), (60, False), (100, False)])
def test_an_entry_proved_absent_is_sent_again_only_while_it_is_wanted_now(seconds: float, again: bool) -> None:
    story = Story(planned(), ENTRY)
    story.open()
    story.seconds = seconds
    assert story.missed("e1", 7) == []
    assert story.missed("e1", 7.5) == (["+e1#2 0.3 market"] if again else [])


@pytest.mark.parametrize("status", [REJECTED, CANCELED, OrdStatus.EXPIRED])
def test_an_entry_that_ended_in_any_other_way_is_never_sent_again(status: OrdStatus) -> None:
    story = Story(planned(), ENTRY)
    story.open()
    assert story.report("e1", status, final=True) == []
    assert story.wait(5) == []
    assert story.bracket.closed


def test_an_unanswered_entry_is_neither_repeated_nor_canceled_blindly() -> None:
    story = Story(planned(), ENTRY)
    story.open()
    assert story.wait(30) == []
    assert story.tell(CancelTold(story.stamp, ("entries",))) == []
    assert story.accepted("e1") == ["-e1#1"]


@pytest.mark.parametrize("side", BOTH)
def test_a_bracket_that_has_begun_to_leave_enters_no_further(side: PositionSide) -> None:
    story = Story(planned(SEPARATE, side), ENTRY)
    story.open()
    story.report("e1", NEW, "0.1")
    story.accepted("sl", "tp1", "tp2")
    assert "-e1#1" in story.filled("tp1")
    late = standing(planned())
    assert late.filled("tp1") == []


# -- a target touched where only the stop rests --------------------------------------------------------


def test_the_swap() -> None:
    story = standing(planned(GUARDED))
    story.wait(3)
    assert story.tick(D(61200)) == ["-sl#1"]
    assert story.report("sl", CANCELED, final=True) == ["+sl#2 0.15 stop_market !58800", "+tp1#1 0.15 ioc @61200"]
    assert story.accepted("sl") == []
    assert story.filled("tp1") == []
    assert story.bracket.position == D("0.15")


def test_a_swap_that_missed_puts_the_stop_back_and_waits_three_seconds() -> None:
    story = standing(planned(GUARDED))
    story.wait(3)
    story.tick(D(61200))
    story.report("sl", CANCELED, final=True)
    story.accepted("sl")
    assert story.report("tp1", OrdStatus.EXPIRED, final=True) == ["+sl#3 0.15 stop_market !58800"]
    story.accepted("sl")
    assert story.wait(2.9) == []
    assert story.wait(0.1) != []


def test_the_rest_of_a_pair_is_taken_at_once_while_the_market_is_at_its_target() -> None:
    """Another pair would be refused, again and again, because its limit would match; after three everything would be
    closed at the market, the other targets too."""
    story = standing(planned(SPOT_PAIRS))
    story.accepted("tp1", "tp2")
    story.tick(D(61200))
    assert story.report("tp1", NEW, "0.05", whole=False) == ["-tp1#1"]
    assert story.report("tp1", CANCELED, "0.05", final=True) == ["+tp1#2 0.1 ioc @61200"]
    assert story.report("tp1", OrdStatus.EXPIRED, "0.02", final=True) == ["+sl#1 0.08 stop_market !58800"]
    story.accepted("sl")
    assert story.tick(D(61100)) == ["-sl#1"]
    assert story.report("sl", CANCELED, final=True) == ["+tp1#3 0.08 pair @61200 !58800"]
    assert story.live("tp2")


def test_a_stop_that_filled_while_it_was_taken_away_leaves_nothing_to_take() -> None:
    story = standing(planned(GUARDED))
    story.wait(3)
    story.tick(D(61200))
    assert story.filled("sl") == []
    assert story.bracket.closed


# -- more than there was ---------------------------------------------------------------------------------


def test_more_sold_than_held_on_spot_halts_and_takes_back_what_rests() -> None:
    story = standing(planned(SPOT_PAIRS))
    story.accepted("tp1", "tp2")
    assert story.report("tp1", NEW, "0.31") == ["-tp2#1"]
    assert story.bracket.halted == "more was sold than held"
    assert story.bracket.position == D("-0.01")
    assert not [o for o in story.bracket.live if o.cancel_asked is None]
    assert story.wait(20) == []


@pytest.mark.parametrize(("first", "second", "outside"), [("0.2", "0.2", "-0.1"), ("0.2", "0.3", "0")])
def test_what_the_exchange_says_of_the_position_is_believed_the_second_time(
    first: str, second: str, outside: str
) -> None:
    story = standing(planned())
    story.seconds = 10
    story.held(first)
    story.seconds = 13
    story.held(second)
    assert story.bracket.outside == D(outside)


def test_a_position_that_a_hand_closed_ends_the_bracket() -> None:
    story = standing(planned())
    story.seconds = 10
    assert story.held("0") == []
    story.seconds = 12.9
    assert story.held("0") == []
    story.seconds = 13
    assert sorted(story.held("0")) == ["-sl#1", "-tp1#1", "-tp2#1"]


def test_nothing_is_concluded_while_anything_is_in_flight() -> None:
    story, _ = entered(planned())
    for seconds in (10, 14, 18):
        story.seconds = seconds
        story.held("0.2")
    assert story.bracket.outside == 0


def test_a_bracket_for_another_day_stays_small() -> None:
    story = standing(planned(policy=Policy(max_notional=D(10**9))))
    for n in range(40):
        move(story, f"-0.0{1 + n % 2}")
        newest = story.order("sl")
        if newest.status is OrdStatus.PENDING_NEW:
            story.accepted(newest)
        for old in [o for o in story.live("sl") if o.cancel_asked]:
            story.report(old, CANCELED, final=True)
    assert len(story.bracket.orders) <= 6
    assert story.order("sl").id != standing(planned()).order("sl").id

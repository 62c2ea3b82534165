"""An exchange that takes no more conditional orders: one stop for all that is left comes before every target."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from core.bracket import Bracket, Stop, Target, Trailing
from core.events import Joined, MoveTold
from core.exits import lines
from core.machine import wake
from core.notices import NoticeKind
from core.orders import CONDITIONS, ZERO, OrderType, OrdStatus, Reason
from core.owed import guards
from core.stops import stop_price
from core.venue import Layout, VenueRules
from core.wishes import joined
from tests.core.build import SPOT_PAIRS, D, Story, entered, planned, price_level, ratio

TAKES = VenueRules(Layout.STOP_AND_TARGETS, takes=True)
AMENDED_TAKES = replace(TAKES, amends=True)
SIX = tuple((f"{n / 6:.6f}" if n < 6 else "1", f"0.0{n}") for n in range(1, 7))


def answered(story: Story, room: int) -> None:
    """The exchange answers everything that is on its way, and keeps no more than ``room`` conditions of ours."""
    for _ in range(40):
        waiting = [o for o in story.bracket.live if o.status is OrdStatus.PENDING_NEW]
        canceling = [o for o in story.bracket.live if o.cancel_asked is not None]
        if canceling:
            story.report(canceling[0], OrdStatus.CANCELED, asked=story.seconds)
            story.wait(3)
            story.report(canceling[0], OrdStatus.CANCELED, asked=story.seconds)
        elif waiting:
            first = waiting[0]
            resting = [o for o in story.bracket.live if o.status is OrdStatus.NEW and o.type in CONDITIONS]
            if first.type not in CONDITIONS or len(resting) < room:
                story.accepted(first)
            else:
                story.report(first, OrdStatus.REJECTED, reason=Reason.FULL, final=True)
        else:
            return


def guarded(bracket: Bracket) -> Decimal:
    return sum((o.leaves(bracket.tradable) for o in guards(bracket)), ZERO)


def six(rules: VenueRules) -> Story:
    story, _ = entered(planned(rules, quantity="0.6", targets=SIX))
    return story


def slots(story: Story) -> list[str]:
    return sorted(o.slot for o in story.bracket.live)


@pytest.mark.parametrize(
    ("room", "rests"),
    [
        (6, ["tp1", "tp2", "tp3", "tp4", "tp5", "tp6"]),
        (5, ["sl", "tp1", "tp2", "tp3", "tp4"]),
        (2, ["sl", "tp1"]),
        (1, ["sl"]),
    ],
)
def test_pairs_that_do_not_fit_become_one_stop_for_the_rest(room: int, rests: list[str]) -> None:
    story = six(SPOT_PAIRS)
    answered(story, room)
    assert (slots(story), story.bracket.closing) == (rests, "")
    assert guarded(story.bracket) == story.bracket.tradable == D("0.6")
    assert story.bracket.naked_since is None


def test_where_not_one_fits_everything_is_closed() -> None:
    story = six(SPOT_PAIRS)
    for _ in range(6):
        answered(story, 0)
        story.wait(3)
    assert story.bracket.closing == "stop refused"


def test_a_target_that_does_not_rest_is_sold_when_it_is_touched_and_the_next_one_rests_in_its_place() -> None:
    story = six(SPOT_PAIRS)
    answered(story, 2)
    story.filled("tp1")
    answered(story, 2)
    assert slots(story) == ["sl", "tp2"]
    assert guarded(story.bracket) == story.bracket.tradable == D("0.5")
    story.wait(5)
    story.tick(D(61_950))  # tp3 is at 61800
    answered(story, 2)
    (taken,) = story.live("tp3")
    assert (taken.type, taken.quantity) == (OrderType.IOC, D("0.1"))
    assert guarded(story.bracket) == D("0.4")
    story.filled("tp3")
    answered(story, 2)
    assert guarded(story.bracket) == story.bracket.tradable == D("0.4")
    assert story.bracket.closing == ""


@pytest.mark.parametrize(
    ("rules", "room", "rests"),
    [
        (TAKES, 5, ["sl", "tp1", "tp2", "tp3"]),  # and one for the stop's next
        (TAKES, 2, ["sl"]),
        (AMENDED_TAKES, 5, ["sl", "tp1", "tp2", "tp3", "tp4"]),
        (AMENDED_TAKES, 1, ["sl"]),
    ],
)
def test_targets_leave_room_for_a_stop_that_moves(rules: VenueRules, room: int, rests: list[str]) -> None:
    story = six(rules)
    answered(story, room)
    assert (slots(story), guarded(story.bracket)) == (rests, D("0.6"))
    story.tell(Joined(story.stamp, None, replace(story.bracket.stop, share=D(1)), ()))  # type: ignore[type-var]  # is one
    assert story.bracket.room is None
    answered(story, room)
    assert (slots(story), guarded(story.bracket), story.bracket.closing) == (rests, D("0.6"), "")


def test_a_target_beside_a_stop_is_sold_when_it_is_touched() -> None:
    story = six(TAKES)
    answered(story, 5)
    story.wait(5)
    story.tick(D(62_500))  # tp4 is at 62400
    assert [(o.type, o.price) for o in story.live("tp4")] == [(OrderType.LIMIT, D(62_400))]


def test_an_entry_that_fills_on_makes_its_stop_one_again() -> None:
    """A second stop beside the first would be one too many."""
    story = Story(planned(SPOT_PAIRS, quantity="0.6", targets=SIX))
    story.open()
    story.report("e1", OrdStatus.NEW, "0.3")
    answered(story, 2)
    assert guarded(story.bracket) == D("0.3")
    story.report("e1", OrdStatus.FILLED, "0.6")
    answered(story, 2)
    assert slots(story) == ["sl", "tp1"]
    assert guarded(story.bracket) == D("0.6")


def test_a_stop_in_two_parts_guards_what_a_pair_finds_no_room_for() -> None:
    """An entry in two fills has left two stops, and a target is said of it later."""
    story = Story(planned(SPOT_PAIRS, quantity="0.6", targets=()))
    story.open()
    story.report("e1", OrdStatus.NEW, "0.3")
    answered(story, 2)
    story.report("e1", OrdStatus.FILLED, "0.6")
    answered(story, 2)
    assert slots(story) == ["sl", "sl"]
    story.tell(Joined(story.stamp, None, None, (Target("tp1", "e1", D("0.3"), ratio("0.02")),)))
    for _ in range(8):
        answered(story, 2)
        story.wait(1)
    assert (guarded(story.bracket), story.bracket.tradable, story.bracket.closing) == (D("0.6"), D("0.6"), "")


def test_a_target_in_two_parts_makes_room_for_the_stop() -> None:
    """A person's order took the place that was left: what protects goes before what earns."""
    story = Story(planned(TAKES, quantity="0.6", targets=(("1", "0.02"),)))
    story.open()
    story.report("e1", OrdStatus.NEW, "0.3")
    answered(story, 9)
    story.report("e1", OrdStatus.FILLED, "0.6")
    answered(story, 9)
    assert slots(story) == ["sl", "tp1", "tp1"]
    story.held("0.7")
    for _ in range(3):
        answered(story, 3)
        story.wait(2)
    assert guarded(story.bracket) == D("0.7")
    assert (slots(story), story.bracket.closing) == (["sl", "tp1"], "")


def test_only_one_target_makes_room_for_the_stop_however_late_its_cancel_is_answered() -> None:
    """The stop is tried again before the exchange has answered: the others go on earning."""
    story = six(TAKES)
    answered(story, 9)
    story.wait(10)
    story.held("0.7")
    story.report("sl", OrdStatus.REJECTED, reason=Reason.FULL, final=True)
    story.wait(0.5)
    assert [command for _ in range(6) for command in story.wait(0.5)] == []
    assert [o.slot for o in story.bracket.live if o.cancel_asked is not None] == ["tp6"]
    assert "+sl#3 0.7 stop_market !58800" in story.report("tp6", OrdStatus.CANCELED, final=True)


def test_a_message_is_checked_anew() -> None:
    story = six(TAKES)
    answered(story, 5)
    assert story.bracket.room == 5
    assert joined(story.bracket, Joined(story.stamp, None, None, ())).room is None


def test_however_often_targets_find_no_room_the_stop_guards_their_part() -> None:
    """Each message tries them again; that is no reason to close."""
    story = six(SPOT_PAIRS)
    for _ in range(4):
        answered(story, 1)
        assert (slots(story), guarded(story.bracket), story.bracket.closing) == (["sl"], D("0.6"), "")
        story.wait(20)
        story.tell(Joined(story.stamp, None, None, ()))


def test_prices_of_targets_that_do_not_rest_are_watched() -> None:
    story = six(TAKES)
    assert D(62_400) not in lines(story.bracket)
    answered(story, 5)
    assert D(62_400) in lines(story.bracket)


def moved(story: Story, price: int) -> list[str]:
    """A person moves the stop, and the exchange answers."""
    sent = story.tell(MoveTold(story.stamp, "sl", price_level(price)))
    answered(story, 1)
    return sent


def rejected(story: Story) -> int:
    told = [notice for notice in story.told if notice.kind is NoticeKind.REJECTED and notice.name == "sl"]
    return sum(not notice.again for notice in told)


@pytest.mark.parametrize("rules", [TAKES, replace(TAKES, takes=False)], ids=["conditions", "limits"])
def test_a_stop_that_finds_no_room_to_move_says_so_each_time_it_is_told_to_and_stays(rules: VenueRules) -> None:
    """The one that stands guards everything: that its next finds no place is no reason to close."""
    story = six(rules)
    answered(story, 1)
    stands = story.order("sl")
    for n in range(1, 6):
        assert moved(story, 58_800 + 10 * n)
        assert rejected(story) == n
        assert [command for _ in range(29) for command in story.wait(1) if "sl" in command] == []
        assert (story.live("sl"), story.bracket.closing) == ([stands], "")


def test_however_often_another_stop_finds_no_room_the_one_that_stands_is_enough() -> None:
    story = six(TAKES)
    answered(story, 1)
    stands = story.order("sl")
    for n in range(1, 5):
        story.tell(Joined(story.stamp, None, Stop(price_level(58_800 + 10 * n)), ()))
        answered(story, 1)
        story.wait(20)
        assert (rejected(story), story.live("sl"), story.bracket.closing) == (n, [stands], "")


def test_a_trail_that_finds_no_room_says_so_once() -> None:
    story = Story(planned(TAKES, quantity="0.6", stop=Stop(ratio("-0.02"), Trailing(D("0.01"))), targets=SIX))
    story.open()
    story.filled("e1")
    answered(story, 1)
    for price in range(60_100, 60_900, 50):
        story.wait(11)
        story.tick(D(price))
        answered(story, 1)
    assert (rejected(story), slots(story), story.bracket.closing) == (1, ["sl"], "")
    assert guarded(story.bracket) == story.bracket.tradable


def trailing(rules: VenueRules = TAKES) -> Story:
    """Its trail asks for another stop, and there is a place only for the one that stands."""
    story = Story(planned(rules, stop=Stop(ratio("-0.02"), Trailing(D("0.01"))), targets=()))
    story.open()
    story.filled("e1")
    answered(story, 1)
    assert (rejected(story), story.bracket.room) == (1, 1)
    return story


def tries(story: Story, seconds: int, room: int) -> list[float]:
    """After how many seconds from now a stop is tried."""
    began, found = story.seconds, list[float]()
    while story.seconds < began + seconds:
        at = wake(story.bracket)
        assert at is not None
        sent = story.wait(max((at - story.now).total_seconds(), 0.5))
        found += [round(story.seconds - began)] if any(command.startswith("+sl") for command in sent) else []
        answered(story, room)
    return found


def test_a_trail_that_found_no_room_goes_on_once_there_is_some() -> None:
    """Others' orders come and go."""
    story = trailing()
    assert tries(story, 40, 9) == [30]
    assert story.bracket.room is None
    for price in (61_000, 62_000, 72_000):
        story.wait(11)
        story.tick(D(price))
        answered(story, 9)
        (stop,) = story.live("sl")
        assert stop.trigger == stop_price(story.bracket) == D(price) * D("0.99")
    assert rejected(story) == 1


def test_what_finds_no_room_for_long_is_tried_ever_more_seldom() -> None:
    """A trail in a market that others keep full must not use up the ids that a lost stop would need."""
    story = trailing()
    assert tries(story, 1200, 1) == [30, 90, 180, 300, 450, 630, 840, 1080, 1350]
    tries(story, 3600, 1)
    assert tries(story, 1000, 1) == [480, 960, 1440]
    assert (rejected(story), story.bracket.closing, guarded(story.bracket)) == (1, "", story.bracket.tradable)


def test_a_stop_that_once_found_no_room_is_placed_anew_before_its_end() -> None:
    story = trailing(replace(TAKES, life=timedelta(days=7)))
    (stands,) = story.live("sl")
    story.seconds += timedelta(days=6).total_seconds()
    story.wait(1)
    answered(story, 9)
    (stop,) = story.live("sl")
    assert stop.decided_at - stands.decided_at > timedelta(days=5)


def test_what_found_no_room_beside_a_whole_stop_does_not_count_once_more_is_held() -> None:
    """However often the trail was refused: the larger stop is tried three times, as any."""
    story = trailing()
    tries(story, 500, 1)
    story.held("0.6")
    story.seconds += 5
    story.held("0.6")
    assert story.bracket.naked_since is not None
    for _ in range(2):
        assert story.bracket.closing == ""
        story.wait(0.5)
    assert [o.quantity for o in story.live("sl") if o.status is OrdStatus.PENDING_NEW] == [D("0.6")]
    answered(story, 1)
    assert story.bracket.closing == ""
    assert rejected(story) == 2  # and it is told, because it is another matter


def test_a_stop_that_guards_too_little_and_finds_no_room_ends_in_a_close() -> None:
    story = Story(planned(TAKES, quantity="0.6", targets=(("1", "0.02"),)))
    story.open()
    story.report("e1", OrdStatus.NEW, "0.3")
    answered(story, 1)
    story.report("e1", OrdStatus.FILLED, "0.6")
    for _ in range(24):
        answered(story, 1)
        assert story.bracket.closing == ""
        story.wait(0.5)
    assert story.bracket.closing == "unprotected for too long"

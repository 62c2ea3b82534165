"""One short story for each bug that the simulated world, the crash test or a random search once found.

Seeds drift with every change of timing; these stay.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from core.bracket import Bracket, Entry, Past, Stop
from core.decide import SPARE
from core.events import Event, Joined, MoveTold, Reported
from core.heard import probes
from core.ids import MAX_GENERATION, read_id
from core.machine import decide, fold
from core.notices import NoticeKind
from core.orders import Fill, OrderType, OrdStatus, Report
from core.venue import VenueRules
from tests.core import build
from tests.core.build import ENTRY, D, Story, after, planned, ratio, spelled, standing

NEW, CANCELED, EXPIRED, NEVER = OrdStatus.NEW, OrdStatus.CANCELED, OrdStatus.EXPIRED, OrdStatus.NEVER


def joins(story: Story, type: OrderType, quantity: str, price: Decimal | None = None) -> list[str]:
    entry = Entry("e2", D(quantity), type, until=after(story.seconds + 60), price=price)
    return story.tell(Joined(story.stamp, entry, None, ()))


def partly(bracket: Bracket) -> Story:
    """A story whose entry has filled by a third so far, behind a stop that rests."""
    story = Story(bracket, ENTRY)
    story.open()
    story.report("e1", NEW, "0.1")
    story.accepted("sl")
    return story


def unsaved(bracket: Bracket, n: int, status: OrdStatus = NEW) -> Report:
    """What the exchange says of the n-th (from 0) stop that may have been sent while nothing could be saved."""
    return Report(probes(bracket)[n].id, status, quantity=D("0.3"), trigger=D(58800), final=status.ended)


def test_a_typed_part_close_runs_where_targets_are_counted() -> None:
    """W1: what is waited for must also be taken away, and the stop keeps its size until the close has filled."""
    story = standing(planned(build.COUNTING))
    assert story.close("0.075") == ["-tp2#1"]
    assert "+close#1 0.075 market" in story.report("tp2", CANCELED, final=True)
    assert story.order("sl").quantity == D("0.3")
    story.accepted("tp2")
    story.filled("close")
    assert (story.bracket.position, story.live("close")) == (D("0.225"), [])


def test_a_pair_too_large_for_its_rung_is_replaced_behind_a_plain_stop() -> None:
    """W2: a rung is amiss not only by its prices but also by its size, else two rules wait for each other for ever."""
    story = standing(planned(build.PAIRS))
    story.held("0.2", asked=10)
    assert story.held("0.2", asked=13) == ["+sl#1 0.05 stop_market !58800"]
    assert story.accepted("sl") == ["-tp2#1"]
    assert story.report("tp2", CANCELED, final=True) == ["+tp2#2 0.05 pair @62400 !58800"]
    assert story.accepted("tp2") == ["-sl#1"]


def test_dust_that_no_exchange_takes_closes_a_spot_bracket() -> None:
    """W7: what is worth less than the least order can never be sold, so it is not a position."""
    story = standing(planned(build.SPOT_PAIRS))
    story.filled("tp1")
    assert story.report("tp2", CANCELED, "0.14999", final=True) == []
    assert (story.bracket.position, story.bracket.tradable, story.bracket.closed) == (D("0.00001"), D(0), True)


def test_attached_exits_of_an_entry_that_never_arrived_end_with_it() -> None:
    """W4: a child without a parent is nobody's protection; the entry that fills gets a stop of its own."""
    story = Story(planned(build.ATTACHED), ENTRY)
    story.open()
    story.seconds = 8
    story.missed("e1", 7)
    assert story.missed("e1", 7.5) == ["+e1#2 0.3 market"]
    assert [(o.status, o.settled) for o in story.bracket.orders if o.parent] == [(NEVER, True)] * 3
    assert story.filled("e1")[0] == "+sl#2 0.3 stop_market !58800"
    orphan = replace(story.order("sl"), parent="b000000aaa")
    assert story.bracket.born(orphan) == orphan.decided_at


def test_exits_that_wait_for_one_entry_do_not_protect_another() -> None:
    """W15: the position's own stop counts as standing only once its own entry has begun to fill."""
    bracket = planned(replace(build.POSITION, attach=True))
    first = replace(bracket.entries[0], type=OrderType.LIMIT, price=D(59000))
    story = Story(replace(bracket, entries=(first,)), ENTRY)
    assert "+sl#1" in story.open()[0]
    story.accepted("e1")
    joins(story, OrderType.MARKET, "0.05")
    assert story.filled("e2")[0].startswith("+sl#2 ALL stop_market")


def beside_a_resting_entry(rules: VenueRules) -> Story:
    """Exits attached to a limit entry that still rests, and a market entry that has joined it and is not filled yet."""
    bracket = planned(replace(rules, attach=True))
    first = replace(bracket.entries[0], type=OrderType.LIMIT, price=D(59000))
    story = Story(replace(bracket, entries=(first,)), ENTRY)
    story.open()
    assert [o.slot for o in story.bracket.orders if story.bracket.unborn(o)] == ["sl", "tp1", "tp2"]
    story.accepted("e1")
    joins(story, OrderType.MARKET, "0.05")
    return story


@pytest.mark.parametrize(("typed", "says"), [("0.03", "+close#1 0.03 market"), (None, "+close#1 0.05 market")])
def test_targets_that_wait_for_one_entry_do_not_hold_back_the_close_of_another(typed: str | None, says: str) -> None:
    """An attached target is not at the exchange before its entry fills, which may be never."""
    story = beside_a_resting_entry(build.COUNTING)
    story.filled("e2")
    story.accepted("sl")
    assert says in story.close(typed)
    story.filled("close")
    assert (story.bracket.position, story.live("close")) == (D("0.05") - D(typed or "0.05"), [])


def test_targets_of_an_entry_that_has_begun_to_fill_are_counted_before_they_are_heard_of() -> None:
    """From then on the exchange has made them, whether or not it has said so yet."""
    story = beside_a_resting_entry(build.COUNTING)
    story.filled("e2")
    story.accepted("sl")
    story.report("e1", NEW, "0.1")
    assert story.close("0.03") == []


def test_the_last_ids_of_a_stop_are_spent_on_a_position_that_only_a_waiting_stop_would_guard() -> None:
    """An attached stop is not at the exchange either, so the one that is lost is put back."""
    story = beside_a_resting_entry(build.SEPARATE)
    story.bracket = replace(story.bracket, past={"sl": Past(generation=MAX_GENERATION - SPARE)})
    assert story.filled("e2") == [f"+sl#{MAX_GENERATION - SPARE + 1} 0.05 stop_market !58800"]


def test_a_look_older_than_an_amendment_neither_undoes_it_nor_ends_the_order() -> None:
    """W6: reads trail writes, so terms may be yesterday's; and all of the old size is not all that was asked."""
    story = partly(planned(build.AMENDING, targets=()))
    story.seconds = 10
    assert story.filled("e1") == ["~sl#1 0.3 !58800"]
    for filled, answered in (("0.1", None), ("0.2", "0.3")):
        if answered:
            story.report("sl", NEW, quantity=answered, trigger=D(58800))
        story.report("sl", NEW, stopped=filled, quantity="0.1", asked=10.5)
        stop = story.order("sl")
        assert (stop.status, stop.cum_qty, stop.settled) == (NEW, D(filled), False)
    assert stop.quantity == D("0.3")


def test_a_hands_change_is_believed_while_a_limit_entry_rests() -> None:
    """W8: an order that is seen to rest unfilled explains no difference; it may rest for days."""
    story = standing(planned(targets=()))
    joins(story, OrderType.LIMIT, "0.1", D(59000))
    story.accepted("e2")
    story.held("0.2", asked=10)
    story.held("0.2", asked=13)
    assert (story.bracket.outside, story.bracket.position) == (D("-0.1"), D("0.2"))


def test_on_spot_nobody_elses_coins_are_ever_believed_in() -> None:
    """W9: a claim on a balance is ours to compute; old words of a larger one must not sell a person's own coins."""
    story = standing(planned(build.GUARDED, targets=()))
    story.filled("sl", "0.3")
    for asked in (10, 14, 18):
        assert story.held("0.3", asked) == []
    assert (story.bracket.outside, story.bracket.closed) == (D(0), True)


def test_a_late_entry_proved_absent_closes_its_bracket() -> None:
    """An entry that is not sent again and never was there is done; otherwise its bracket stays open for ever."""
    story = Story(planned(), ENTRY)
    story.open()
    story.seconds = 61
    assert story.missed("e1", 60) == story.missed("e1", 60.5) == []
    assert (story.order("e1").status, story.bracket.closed) == (NEVER, True)


def test_a_stop_sent_unsaved_is_found_by_its_id_and_taken_back_when_flat() -> None:
    """W10: an order that rests and that no row names would close a later position; its id says whose it is."""
    story = standing(planned(targets=()))
    report = unsaved(story.bracket, 0)
    story.filled("sl")
    assert story.bracket.closed
    assert story.tell(Reported(story.stamp, report, story.now)) == ["-sl#2"]
    assert not story.bracket.closed


def test_the_first_look_asks_for_the_next_stops_and_closes() -> None:
    """W13: one that was sent unsaved and has filled rests nowhere; only by its id can its fill be told."""
    story = standing(planned(targets=()))
    asked = [read_id(order.id) for order in probes(story.bracket)]
    assert asked == [(0, 1, "sl", n) for n in (2, 3, 4)] + [(0, 1, "close", n) for n in (1, 2, 3)]
    filled = Report(probes(story.bracket)[0].id, OrdStatus.FILLED, stopped=Fill(D("0.3"), D(17640)), quantity=D("0.3"))
    story.tell(Reported(story.stamp, replace(filled, trigger=D(58800)), story.now))
    assert (story.bracket.position, story.bracket.fills("sl").value) == (D(0), D(17640))
    assert probes(planned(build.GUARDED)) == ()


def test_an_id_that_was_used_unsaved_is_not_used_again() -> None:
    """W16: a whole look is folded before anything is decided, and what ended unseen has used up its generation."""
    story = standing(planned(targets=()))
    gone = Report(story.order("sl").id, EXPIRED, final=True)
    look: list[Event] = [Reported(story.stamp, r, story.now) for r in (gone, unsaved(story.bracket, 0, EXPIRED))]
    commands = decide(fold(story.bracket, look)[0])[1]
    assert [spelled(c) for c in commands] == ["+sl#3 0.3 stop_market !58800"]


def test_events_folded_together_are_decided_once() -> None:
    """W12: between the first and the last of a backlog nothing is true any more; only the last state is acted on."""
    story = Story(planned(build.ATTACHED, targets=()), ENTRY)
    story.open()
    parts = (("0.1", ENTRY + 300, NEW), ("0.3", ENTRY, OrdStatus.FILLED))  # the first part's stop would be elsewhere
    reports = [Report(story.order("e1").id, status, Fill(D(part), D(part) * price)) for part, price, status in parts]
    reports.insert(1, Report(story.order("sl").id, NEW))
    backlog: list[Event] = [Reported(story.stamp, report) for report in reports]
    folded, told = fold(story.bracket, backlog)
    assert decide(folded)[1] == []
    assert [o.slot for o in folded.orders] == ["e1", "sl"]
    assert [n.quantity for n in told if n.kind is NoticeKind.FILLED] == [D("0.1"), D("0.2")]
    assert story.tell(backlog[0]) == []
    assert story.tell(backlog[1]) == ["+sl#2 0.1 stop_market !59094"]


def test_a_stop_that_is_being_taken_away_protects_no_more() -> None:
    """Core 11a: the reason to close follows from our own cancel, so it is seen in the same call."""
    story = partly(planned(build.GUARDED))
    assert story.tell(MoveTold(story.stamp, "sl", build.price_level(ENTRY))) == ["-sl#1", "-e1#1"]
    assert story.bracket.closing == "price at the stop"


def test_a_stop_that_is_being_taken_away_still_holds_a_touched_target_back() -> None:
    """Core 11b: a lock that our own cancel lifted would be lifted one event late, so it lasts its three seconds."""
    story = partly(planned(build.GUARDED, stop=Stop(ratio("-0.02"), breakeven_at=ratio("0.01"))))
    story.report("e1", NEW, "0.2")
    story.report("sl", OrdStatus.REJECTED, final=True)
    assert story.tick(D(61200)) == ["-sl#1"]


def test_what_a_hand_adds_to_pairs_is_guarded_as_soon_as_it_is_seen() -> None:
    """Pairs cover our own books only; waiting until the addition is believed left it bare for two looks and more."""
    story = standing(planned(build.PAIRS))
    assert story.held("0.35", asked=10) == ["+sl#1 0.05 stop_market !58800"]


def test_a_refusal_that_contradicts_a_resting_order_is_looked_up_before_it_is_believed() -> None:
    """Two bots sent one stop under one id: one rested, the other was refused; the first must not be forgotten."""
    story = standing(planned())
    story.report("sl", OrdStatus.REJECTED, final=True)
    (order,) = (o for o in story.bracket.orders if o.slot == "sl" and o.status is not OrdStatus.PENDING_NEW)
    assert (order.status, order.settled) == (EXPIRED, False)
    story.report(order, NEW, asked=story.seconds + 10)
    assert next(o for o in story.bracket.orders if o.id == order.id).status is NEW


def test_a_target_that_the_market_has_passed_is_offered_at_its_price_instead_of_as_a_condition() -> None:
    """A condition would trigger at once and be refused, again and again, while the price stays there."""
    story = Story(planned(replace(build.COUNTING, takes=True)), ENTRY)
    story.open()
    story.tick(D(61300))
    sent = story.filled("e1")
    assert sent[1:] == ["+tp1#1 0.15 limit @61200", "+tp2#1 0.15 take_profit_market !62400"]
    story.accepted("sl")
    story.accepted("tp2")
    story.tick(D(62500))
    assert story.live("tp2")[0].type is OrderType.TAKE


def test_a_fill_of_all_that_we_asked_for_is_not_the_end_until_the_exchange_says_so() -> None:
    """A stop that was enlarged while nothing could be saved sells more than the ledger asked of it."""
    story = standing(planned())
    order = story.order("sl")
    story.report(order, NEW, stopped="0.3")
    assert (story.order("sl").status, story.order("sl").settled) == (OrdStatus.FILLED, False)
    story.report(order, OrdStatus.FILLED, stopped="0.4")
    assert (story.order("sl").cum_qty, story.order("sl").settled) == (D("0.4"), True)


@pytest.mark.parametrize("status", [NEW, OrdStatus.FILLED])
@pytest.mark.parametrize("seconds", [-601, -600, 0, None])
def test_what_was_made_before_the_bracket_is_another_ledgers(status: OrdStatus, seconds: int | None) -> None:
    """W17: another ledger may have the same tag and have counted as far; ten minutes are for the exchange's clock."""
    story = standing(replace(planned(targets=()), opened=build.START))
    report = unsaved(story.bracket, 0, status)
    made = None if seconds is None else build.START + timedelta(seconds=seconds)
    told = replace(report, made=made, stopped=Fill(D("0.3"), D(17640)) if status is OrdStatus.FILLED else Fill())
    before = story.bracket.orders
    story.tell(Reported(story.stamp, told, story.now))
    assert (story.bracket.orders == before) is (seconds == -601)


@pytest.mark.parametrize(("seconds", "ours"), [(-601, False), (-600, True)])
def test_a_push_of_what_was_there_before_ours_is_not_of_ours(seconds: int, ours: bool) -> None:
    """W18: its look is told that ours is missing, and then another is sent under the next id."""
    story = standing(planned(targets=()))
    stop = story.order("sl")
    sold = Report(stop.id, OrdStatus.FILLED, stopped=Fill(D("0.3"), D(17640)), quantity=D("0.3"), trigger=stop.trigger)
    story.tell(Reported(story.stamp, replace(sold, made=stop.decided_at + timedelta(seconds=seconds)), None))
    assert (story.bracket.position == D(0)) is ours
